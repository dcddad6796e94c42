#include "document/cells.h"

#include "packwright/utf8.h"

#include <glib.h>

enum { ZWJ = 0x200D };

static bool extends(uint32_t c)
{
    if (c < 0x300)
        return c == 0xAD;
    return c == ZWJ || g_unichar_iszerowidth(c) || g_unichar_type(c) == G_UNICODE_SPACING_MARK || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0x1F3FB && c <= 0x1F3FF) || (c >= 0xE0020 && c <= 0xE007F);
}

size_t pw_cells_next(struct pw_bytes text, size_t pos, int *ret_cells)
{
    *ret_cells = 0;
    if (pos < text.len && text.data[pos] < 0x80 && (pos + 1 == text.len || text.data[pos + 1] < 0x80)) {
        *ret_cells = 1;
        return pos + 1;
    }
    if (pos == text.len)
        return pos;
    uint32_t c = pw_utf8_next(text, &pos);
    bool joined = c == ZWJ;
    *ret_cells = extends(c) ? (c >= 0x1F3FB && c <= 0x1F3FF ? 2 : 0) : c >= 0x1100 && g_unichar_iswide(c) ? 2 : 1;
    for (int marks = 0; pos < text.len && marks < 32; marks++) {
        size_t next = pos;
        uint32_t mark = pw_utf8_next(text, &next);
        if (!extends(mark) && !(joined && mark >= 0x2190))
            break;
        joined = mark == ZWJ;
        if (mark == 0xFE0F && c >= 0x203C) /* drawn as an emoji */
            *ret_cells = 2;
        pos = next;
    }
    return pos;
}

int pw_cells_count(struct pw_bytes text)
{
    int all = 0, cells;
    for (size_t pos = 0; pos < text.len;) {
        pos = pw_cells_next(text, pos, &cells);
        all += cells;
    }
    return all;
}

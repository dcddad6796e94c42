#include "cli/column.h"

#include "packwright/utf8.h"

#include <wchar.h>

void pw_cli_column(struct pw_buf *out, const char *text, int cells, bool cut)
{
    struct pw_buf clean;
    int used = 0;
    pw_buf_init(&clean, 1 << 20);
    pw_utf8_visible(pw_bytes_str(text), &clean);
    struct pw_bytes all = pw_buf_peek(&clean);
    int whole = 0;
    for (size_t pos = 0; pos < all.len;) {
        int w = wcwidth((wchar_t)pw_utf8_next(all, &pos));
        whole += w < 0 ? 1 : w;
    }
    int room = cut && whole > cells ? cells - 1 : whole;
    for (size_t pos = 0; pos < all.len;) {
        size_t before = pos;
        int w = wcwidth((wchar_t)pw_utf8_next(all, &pos));
        w = w < 0 ? 1 : w;
        if (used + w > room)
            break;
        pw_buf_put(out, all.data + before, pos - before);
        used += w;
    }
    if (room < whole) {
        pw_buf_puts(out, "\xE2\x80\xA6");
        used++;
    }
    for (; used < cells; used++)
        pw_buf_putc(out, ' ');
    pw_buf_puts(out, "  ");
    pw_buf_finish(&clean);
}

void pw_cli_line_end(struct pw_buf *line)
{
    while (line->len > 0 && line->data[line->len - 1] == ' ')
        line->len--;
    pw_buf_putc(line, '\n');
}

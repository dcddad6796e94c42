/* ESC/POS: bytes to characters, by code page, country, Kanji mode or UTF-8. The tables come from iconv at run time. */
#include "sim/escpos_printer.h"

#include "language/codepage.h"
#include "packwright/utf8.h"

#include <iconv.h>
#include <stdio.h>

/* What iconv calls a page of the capability profiles. NULL: it has none; the profiles' own rows tell. */
static const char *iconv_name(const char *page, char *room, size_t size)
{
    if (strcmp(page, "CP3011") == 0 || strcmp(page, "CP3012") == 0)
        return NULL;
    if (strncmp(page, "ISO_8859", 8) != 0)
        return page;
    snprintf(room, size, "ISO-8859%s", page + 8);
    return room;
}

static const struct pw_codepage *model_page(const struct pw_escpos_paper *p, unsigned page)
{
    const struct pw_profile *model = p->setup.profile;
    for (size_t i = 0; model != NULL && i < model->page_count; i++)
        if (model->pages[i].number == page)
            return &pw_codepages[model->pages[i].encoding];
    return NULL;
}

/* ESC t n of the TM series: Epson's command reference, "ESC t". Page 1 is below. NULL: not in
 * iconv. */
static const char *page_name(unsigned page)
{
    static const char *const names[] = {
        [0] = "CP437",   [1] = "SHIFT_JIS", [2] = "CP850",    [3] = "CP860",       [4] = "CP863",        [5] = "CP865",
        [11] = "IBM851", [13] = "CP857",    [14] = "CP737",   [15] = "ISO-8859-7", [16] = "CP1252",      [17] = "CP866",
        [18] = "CP852",  [19] = "CP858",    [21] = "TIS-620", [33] = "CP775",      [34] = "CP855",       [35] = "CP861",
        [36] = "CP862",  [37] = "CP864",    [38] = "CP869",   [39] = "ISO-8859-2", [40] = "ISO-8859-15", [44] = "CP1125",
        [45] = "CP1250", [46] = "CP1251",   [47] = "CP1253",  [48] = "CP1254",     [49] = "CP1255",      [50] = "CP1256",
        [51] = "CP1257", [52] = "CP1258",   [53] = "RK1048",
    };
    return page < PW_COUNT(names) ? names[page] : NULL;
}

/* One character of an encoding; 0 when the bytes make none. */
static uint32_t convert(const char *encoding, const uint8_t *bytes, size_t len)
{
    iconv_t cd = iconv_open("UTF-32LE", encoding);
    if (cd == (iconv_t)-1)
        return 0;
    char in[8];
    uint8_t out[16] = { 0 };
    memcpy(in, bytes, len);
    char *from = in, *to = (char *)out;
    size_t in_left = len, out_left = sizeof out;
    size_t lossy = iconv(cd, &from, &in_left, &to, &out_left);
    if (lossy == 0 && in_left == 0)
        lossy = iconv(cd, NULL, NULL, &to, &out_left); /* Vietnamese pages keep a letter back */
    iconv_close(cd);
    if (lossy != 0 || in_left != 0)
        return 0;
    return out[0] | (uint32_t)out[1] << 8 | (uint32_t)out[2] << 16 | (uint32_t)out[3] << 24;
}

bool escpos_page_known(const struct pw_escpos_paper *p, unsigned page)
{
    return p->setup.profile == NULL ? page_name(page) != NULL : page == 0 || model_page(p, page) != NULL;
}

/* Page 1: JIS X 0201 Katakana, with lines, blocks and signs around it (Epson's command reference, "ESC t", page 1). */
static uint32_t from_katakana(uint8_t byte)
{
    static const uint16_t before[32] = { 0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587, 0x2588, 0x258f, 0x258e, 0x258d,
                                         0x258c, 0x258b, 0x258a, 0x2589, 0x253c, 0x2534, 0x252c, 0x2524, 0x251c, 0x2594, 0x2500,
                                         0x2502, 0x2595, 0x250c, 0x2510, 0x2514, 0x2518, 0x256d, 0x256e, 0x2570, 0x256f };
    static const uint16_t after[32] = { 0x2550, 0x255e, 0x256a, 0x2561, 0x25e2, 0x25e3, 0x25e5, 0x25e4, 0x2660, 0x2665, 0x2666,
                                        0x2663, 0x25cf, 0x25cb, 0x2571, 0x2572, 0x2573, 0x5186, 0x5e74, 0x6708, 0x65e5, 0x6642,
                                        0x5206, 0x79d2, 0x3012, 0x5e02, 0x533a, 0x753a, 0x6751, 0x4eba, 0x2593, ' ' };
    if (byte == 0xa0)
        return ' ';
    return byte < 0xa0 ? before[byte - 0x80] : byte < 0xe0 ? 0xff61u + (byte - 0xa1u) : after[byte - 0xe0];
}

static uint32_t from_page(struct pw_escpos_paper *p, uint8_t byte)
{
    const struct pw_codepage *own = model_page(p, p->page);
    if (p->setup.profile == NULL ? p->page == 1 : own != NULL && strcmp(own->name, "KATAKANA") == 0)
        return from_katakana(byte);
    if (p->table_page != p->page) {
        char room[32];
        const char *name = p->setup.profile == NULL ? page_name(p->page)
                           : own == NULL            ? NULL
                                                    : iconv_name(own->name, room, sizeof room);
        for (unsigned i = 0; i < 128; i++) {
            uint8_t one = (uint8_t)(0x80 + i);
            uint32_t scalar = name != NULL ? convert(name, &one, 1) : own != NULL ? own->upper[i] : 0;
            p->table[i] = scalar == 0 || scalar > 0xffff || pw_utf8_is_control(scalar) ? 0xfffd : (uint16_t)scalar;
        }
        p->table_page = p->page;
    }
    return p->table[byte - 0x80];
}

/* ESC R n: what stands in the places of # $ @ [ \ ] ^ ` { | } ~ (Epson's command reference, "ESC R"). */
static uint32_t from_country(uint8_t country, uint8_t byte)
{
    static const char places[] = "#$@[\\]^`{|}~";
    static const uint16_t sets[][12] = {
        { '#', '$', '@', '[', '\\', ']', '^', '`', '{', '|', '}', '~' },           /* USA */
        { '#', '$', 0xe0, 0xb0, 0xe7, 0xa7, '^', '`', 0xe9, 0xf9, 0xe8, 0xa8 },    /* France */
        { '#', '$', 0xa7, 0xc4, 0xd6, 0xdc, '^', '`', 0xe4, 0xf6, 0xfc, 0xdf },    /* Germany */
        { 0xa3, '$', '@', '[', '\\', ']', '^', '`', '{', '|', '}', '~' },          /* UK */
        { '#', '$', '@', 0xc6, 0xd8, 0xc5, '^', '`', 0xe6, 0xf8, 0xe5, '~' },      /* Denmark I */
        { '#', 0xa4, 0xc9, 0xc4, 0xd6, 0xc5, 0xdc, 0xe9, 0xe4, 0xf6, 0xe5, 0xfc }, /* Sweden */
        { '#', '$', '@', 0xb0, '\\', 0xe9, '^', 0xf9, 0xe0, 0xf2, 0xe8, 0xec },    /* Italy */
        { 0x20a7, '$', '@', 0xa1, 0xd1, 0xbf, '^', '`', 0xa8, 0xf1, '}', '~' },    /* Spain I */
        { '#', '$', '@', '[', 0xa5, ']', '^', '`', '{', '|', '}', '~' },           /* Japan */
        { '#', 0xa4, 0xc9, 0xc6, 0xd8, 0xc5, 0xdc, 0xe9, 0xe6, 0xf8, 0xe5, 0xfc }, /* Norway */
        { '#', '$', 0xc9, 0xc6, 0xd8, 0xc5, 0xdc, 0xe9, 0xe6, 0xf8, 0xe5, 0xfc },  /* Denmark II */
        { '#', '$', 0xe1, 0xa1, 0xd1, 0xbf, 0xe9, '`', 0xed, 0xf1, 0xf3, 0xfa },   /* Spain II */
        { '#', '$', 0xe1, 0xa1, 0xd1, 0xbf, 0xe9, 0xfc, 0xed, 0xf1, 0xf3, 0xfa },  /* Latin America */
        { '#', '$', '@', '[', 0x20a9, ']', '^', '`', '{', '|', '}', '~' },         /* Korea */
    };
    const char *place = byte == 0 ? NULL : strchr(places, byte);
    if (place == NULL || country >= PW_COUNT(sets))
        return byte;
    return sets[country][place - places];
}

static void put(struct pw_escpos_paper *p, uint32_t scalar, bool kanji)
{
    if (scalar == 0 || pw_utf8_is_control(scalar))
        scalar = 0xfffd;
    struct escpos_style style = p->style;
    if (kanji) {
        if (p->kanji_style.wide > 1)
            style.wide = p->kanji_style.wide;
        if (p->kanji_style.high > 1)
            style.high = p->kanji_style.high;
        if (p->kanji_style.underline != 0)
            style.underline = p->kanji_style.underline;
    }
    escpos_put(p, scalar, &style);
}

void escpos_text_break(struct pw_escpos_paper *p)
{
    if (p->pending_count != 0)
        put(p, 0xfffd, false);
    p->pending_count = 0;
}

static size_t utf8_length(uint8_t lead)
{
    return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

void escpos_text(struct pw_escpos_paper *p, uint8_t byte)
{
    bool many = p->utf8 || p->kanji;
    if (p->pending_count == 0 && (byte < 0x80 || !many)) {
        put(p, byte < 0x80 ? from_country(p->country, byte) : from_page(p, byte), false);
        return;
    }
    p->pending[p->pending_count++] = byte;
    if (p->utf8) {
        if (p->pending_count < utf8_length(p->pending[0]))
            return;
        size_t pos = 0;
        uint32_t scalar = pw_utf8_next(pw_bytes_of(p->pending, p->pending_count), &pos);
        bool whole = pos == p->pending_count;
        p->pending_count = 0;
        put(p, whole ? scalar : 0xfffd, true);
        return;
    }
    const char *encoding = p->shift_jis ? "SHIFT_JIS" : "GB18030";
    /* Half-width Katakana is one byte of Shift-JIS. GB18030 has four bytes where the second is a digit. */
    bool single = p->shift_jis && byte >= 0xa1 && byte <= 0xdf && p->pending_count == 1;
    if (p->pending_count == 1 && !single)
        return;
    if (!p->shift_jis && p->pending_count < 4 && p->pending[1] >= '0' && p->pending[1] <= '9')
        return;
    uint32_t scalar = convert(encoding, p->pending, p->pending_count);
    p->pending_count = 0;
    put(p, scalar, true);
}

/*
 * One document of everything on every model: a virtual printer that knows only what the model knows takes all of it, and what
 * comes out is text of the right letters, in the model's own code pages.
 */
#include "document/receiptline.h"
#include "packwright/language.h"
#include "sim/escpos_paper.h"
#include "test.h"

#include <stdio.h>

struct paper {
    struct pw_escpos_paper *printer;
    struct pw_page page;
    struct pw_buf unknown;
    unsigned papers;
};

static void on_paper(void *user, struct pw_page *page, unsigned unknown)
{
    struct paper *p = user;
    (void)unknown;
    p->papers++;
    pw_page_finish(&p->page);
    p->page = *page;
    *page = (struct pw_page){ 0 };
}

static void on_unknown(void *user, size_t offset, struct pw_bytes command, const char *why)
{
    struct paper *p = user;
    pw_buf_printf(&p->unknown, "at %zu: %s:", offset, why);
    for (size_t i = 0; i < command.len; i++)
        pw_buf_printf(&p->unknown, " %02x", command.data[i]);
    pw_buf_puts(&p->unknown, "\n");
}

static void switch_on(struct paper *p, const struct pw_profile *model)
{
    struct pw_error err = { 0 };
    struct pw_paper_setup setup = { .width = model->dots, .dots_per_mm = model->dpi == 180 ? 7 : 8, .profile = model };
    struct pw_paper_sink sink = { .paper = on_paper, .unknown = on_unknown, .user = p };
    *p = (struct paper){ 0 };
    pw_buf_init(&p->unknown, 1 << 16);
    CHECK_OK(pw_escpos_paper_create(&setup, &sink, &p->printer, &err), err);
}

static void switch_off(struct paper *p)
{
    pw_page_finish(&p->page);
    pw_buf_finish(&p->unknown);
    pw_escpos_paper_destroy(p->printer);
}

static void render(const char *markup, const struct pw_profile *model, int columns, struct pw_buf *out)
{
    struct pw_document document;
    struct pw_error err = { 0 };
    CHECK_OK(pw_receipt_layout(pw_bytes_str(markup), columns, NULL, &document, &err), err);
    if (!pw_language_escpos.render(&document, model, out, &err))
        pw_test_fail(__FILE__, __LINE__, "%s: %s", model->name, err.text);
    pw_document_finish(&document);
}

/* Prints; the text of the printer's own font is left in the printer. */
static void print(struct paper *p, const char *markup, const struct pw_profile *model, int columns)
{
    struct pw_buf out;
    struct pw_error err = { 0 };
    pw_buf_init(&out, 1 << 22);
    render(markup, model, columns, &out);
    CHECK_OK(pw_escpos_paper_feed(p->printer, pw_buf_peek(&out), &err), err);
    CHECK_OK(pw_escpos_paper_tear(p->printer, &err), err);
    if (p->unknown.len != 0)
        pw_test_fail(__FILE__, __LINE__, "%s doesn't know %s", model->name, pw_buf_text(&p->unknown));
    CHECK_INT(p->papers, 1);
    pw_buf_finish(&out);
}

static const char everything[] = "|plain\n"
                                 "|\"bold\" _under_ `invert`\n"
                                 "|^wide\n"
                                 "|^^high\n"
                                 "|^^^both\n"
                                 "|^^^^^^large\n"
                                 "|Zoë Müller, São Paulo\n"
                                 "|Łódź Kraków Dvořák\n"
                                 "|Москва\n"
                                 "|Αθήνα\n"
                                 "|5 €\n"
                                 "|上海市浦东新区\n"
                                 "|שלום\n"
                                 "|مرحبا\n"
                                 "|สวัสดี\n"
                                 "|नमस्ते\n"
                                 "|한국어 日本語 📦\n"
                                 "{border:line;width:*}\n"
                                 "|framed|\n"
                                 "{border:space}\n"
                                 "---\n"
                                 "{code:AB-12;option:code128,3,100,hri}\n"
                                 "{code:4912345678904;option:ean,hri}\n"
                                 "{code:12345678901;option:upc}\n"
                                 "{code:ABC;option:code39}\n"
                                 "{code:1234;option:itf}\n"
                                 "{code:A1A;option:nw7}\n"
                                 "{code:ABC;option:code93}\n"
                                 "{code:https://example.com/;option:qrcode,6,m}\n"
                                 "{code:P0123456789;option:datamatrix,6}\n"
                                 "{code:P0123456789;option:pdf417,3}\n"
                                 "{command:beep 2}\n"
                                 "{command:drawer}\n"
                                 "|end\n";

TEST(every_model_prints_everything_with_the_commands_that_it_knows)
{
    const struct pw_profile *model;
    size_t n = 0;
    for (; (model = pw_profile_nth(n)) != NULL; n++) {
        if (strcmp(model->name, "simple") == 0)
            continue; /* as "default", without */
        struct paper p;
        switch_on(&p, model);
        print(&p, everything, model, model->columns);
        const char *text = pw_escpos_paper_text(p.printer);
        if (strchr(text, '?') != NULL || strstr(text, "\xEF\xBF\xBD") != NULL || strstr(text, "plain") == NULL)
            pw_test_fail(__FILE__, __LINE__, "%s prints %s", model->name, text);
        switch_off(&p);
    }
    CHECK(n > 40);
}

TEST(a_document_for_font_b_is_printed_in_font_b)
{
    const struct pw_profile *model;
    int tried = 0;
    for (size_t n = 0; (model = pw_profile_nth(n)) != NULL; n++) {
        if (model->columns_b <= model->columns)
            continue;
        struct paper p;
        char last[512] = { 0 };
        switch_on(&p, model);
        memset(last, 'W', model->columns_b - 1u);
        print(&p, last, model, model->columns_b);
        const char *text = pw_escpos_paper_text(p.printer);
        if (strncmp(text + strspn(text, " "), last, model->columns_b - 1u) != 0) /* on one line */
            pw_test_fail(__FILE__, __LINE__, "%s: %s", model->name, text);
        switch_off(&p);
        tried++;
    }
    CHECK(tried > 30);
}

/* The base line: the last black row of letters without descenders, printed and drawn, on one line each. */
static int base_of(const struct pw_page *page, int from, int to)
{
    for (int y = to - 1; y >= from; y--)
        for (int x = 0; x < page->width; x++)
            if (pw_page_get(page, x, y))
                return y;
    return -1;
}

TEST(a_drawn_line_stands_where_the_printers_own_would)
{
    static const char *const models[] = { "TM-T88V", "TM-T20III", "XP-58" };
    for (size_t i = 0; i < PW_COUNT(models); i++) {
        const struct pw_profile *model = pw_profile_find(models[i]);
        int pitch = model->dpi == 180 ? 29 : 34; /* as the virtual printer feeds: 1/6 inch at 7 and 8 dots/mm */
        struct paper p;
        switch_on(&p, model);
        print(&p, "HHHH |\nהHHHH |\nHHHH |\n", model, model->columns);
        int first = base_of(&p.page, 0, 26), second = base_of(&p.page, 30, 30 + 26);
        int apart = second - first - pitch;
        CHECK(first >= 17 && first <= 20);
        CHECK(apart >= -2 && apart <= 2);
        switch_off(&p);
    }
}

TEST(a_magnified_drawn_line_is_as_high_as_a_printed_one)
{
    const struct pw_profile *model = pw_profile_find("TM-T20III");
    struct paper a, b;
    switch_on(&a, model);
    switch_on(&b, model);
    print(&a, "|^^^A\n|end", model, model->columns);
    print(&b, "|^^^中\n|end", model, model->columns);
    CHECK_INT(a.page.height, b.page.height);
    switch_off(&a);
    switch_off(&b);
}

/* Black from the frame's upper edge to its lower one, in some two columns of dots for each of its bars. */
static int whole_bars(const struct pw_page *page, int *ret_high)
{
    int bars = 0, top = page->height, bottom = -1;
    for (int y = 0; y < page->height; y++) {
        int black = 0;
        for (int x = 0; x < page->width; x++)
            black += pw_page_get(page, x, y);
        if (black < page->width * 6 / 10)
            continue;
        top = y < top ? y : top;
        bottom = y;
    }
    *ret_high = bottom - top;
    for (int x = 0, before = 0; x < page->width && bottom > top; x++) {
        int whole = 1;
        for (int y = top; y <= bottom; y++)
            whole &= pw_page_get(page, x, y);
        bars += whole && !before;
        before = whole;
    }
    return bars;
}

TEST(a_frame_round_drawn_lines_has_whole_bars_and_lines_of_the_printers_pitch)
{
    const struct pw_profile *model;
    int tried = 0;
    for (size_t n = 0; (model = pw_profile_nth(n)) != NULL; n++) {
        if ((model->features & (PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS | PW_FEATURE_COLUMN)) == 0)
            continue;
        struct paper one, three;
        char markup[400];
        int first = 0, last = 0, wide = (model->columns - 3) / 2;
        const char *line = "\xE0\xA4\x9C\xE0\xA4\xA8\xE0\xA5\x8D\xE0\xA4\xAE | plain\n"; /* Devanagari */
        switch_on(&one, model);
        switch_on(&three, model);
        snprintf(markup, sizeof markup, "{border:line;width:%d %d}\n%s{border:space}\n", wide, wide, line);
        print(&one, markup, model, model->columns);
        snprintf(markup, sizeof markup, "{border:line;width:%d %d}\n%s%s%s{border:space}\n", wide, wide, line, line, line);
        print(&three, markup, model, model->columns);
        int bars = whole_bars(&one.page, &first), more = whole_bars(&three.page, &last);
        if (bars != 3 || more != 3)
            pw_test_fail(__FILE__, __LINE__, "%s: %d and %d whole bars, not 3", model->name, bars, more);
        int dpi = model->dpi == 180 ? 178 : 203; /* of the virtual paper */
        if (last - first < 2 * (dpi / 6 - 1) && model->dpi >= 100)
            pw_test_fail(__FILE__, __LINE__, "%s: two lines take %d dots", model->name, last - first);
        switch_off(&one);
        switch_off(&three);
        tried++;
    }
    CHECK(tried > 40);
}

TEST(words_of_a_command_are_never_bytes)
{
    const struct pw_profile *model = pw_profile_find("XP-80");
    struct pw_buf out, none;
    pw_buf_init(&out, 1 << 16);
    pw_buf_init(&none, 1 << 16);
    render("{command:drawer}\n{x:drawer 2}\n{x:beep 3}\n", model, 48, &out);
    CHECK_BYTES(pw_buf_peek(&out), pw_bytes_of("\x1b@\x1c.\x1bR\0"
                                               "\x1b"
                                               "p\0\x32\xfa"
                                               "\x1b"
                                               "p\1\x32\xfa"
                                               "\x1b"
                                               "B\3\2"
                                               "\x1dV\x42\0",
                                               7 + 5 + 5 + 4 + 4)); /* Epson's reference: ESC p; Xprinter's: ESC B */
    render("{command:\\x1b@\\x1dV0}\n", model, 48, &none);
    CHECK_BYTES(pw_buf_peek(&none), pw_bytes_of("\x1b@\x1c.\x1bR\0\x1dV\x42\0", 11));
    pw_buf_finish(&out);
    pw_buf_finish(&none);
}

TEST(stars_printers_get_their_own_code_page_command)
{
    const struct pw_profile *model = pw_profile_find("TSP600");
    struct pw_buf out;
    pw_buf_init(&out, 1 << 16);
    render("|é", model, 48, &out);
    CHECK_BYTES(pw_buf_peek(&out),
                pw_bytes_of("\x1b@\x1c.\x1bR\0\x1b\x1dt\1\x82\n\x1dV\x42\0", 17)); /* CP437 is 1 there: reference E2 */
    pw_buf_finish(&out);
}

TEST(needle_printers_get_sizes_in_the_way_they_know_and_dots_for_the_rest)
{
    const struct pw_profile *model = pw_profile_find("TM-U220B");
    struct pw_buf out;
    pw_buf_init(&out, 1 << 20);
    render("^^^A|\n`x`|", model, 42, &out);
    CHECK(memmem(out.data, out.len,
                 "\x1b!\x30"
                 "A\x1b!\0\n",
                 8) != NULL); /* twice as wide and high: Epson's reference, ESC ! */
    CHECK(memmem(out.data, out.len,
                 "\x1d"
                 "B",
                 2) == NULL);
    CHECK(memmem(out.data, out.len, "\x1b*\1", 3) != NULL);
    pw_buf_finish(&out);
}

TEST(a_letter_without_a_font_is_named_and_a_sign_is_boxed)
{
    const struct pw_profile *model = pw_profile_find("TM-T20III");
    struct pw_document document;
    struct pw_error err = { 0 };
    struct pw_buf out;
    pw_buf_init(&out, 1 << 20);
    /* a letter of a script that was encoded after the fonts of any system here: U+16D40 (Kirat Rai, Unicode 16) */
    CHECK_OK(pw_receipt_layout(pw_bytes_str("|\xF0\x96\xB5\x80"), 48, NULL, &document, &err), err);
    bool ok = pw_language_escpos.render(&document, model, &out, &err);
    if (!ok) {
        CHECK_INT(err.code, PW_ERR_UNSUPPORTED);
        CHECK(strstr(err.text, "U+16D40") != NULL && strstr(err.text, "fonts-noto-core") != NULL);
    }
    pw_document_finish(&document);
    pw_buf_reset(&out);
    render("|\xF0\x9F\xAB\xA9", model, 48, &out); /* U+1FAE9, an emoji of Unicode 16 */
    CHECK(out.len > 60);
    pw_buf_finish(&out);
}

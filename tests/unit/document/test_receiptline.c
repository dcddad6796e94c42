/* ReceiptLine judged by its reference implementation: the same mark-up, the same places on paper (tests/golden/receiptline). */
#include "document/cells.h"
#include "document/receiptline.h"
#include "support/receipt_layout.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

static void compare_line(const char *where, int columns, const char *got, const char *want)
{
    int line = 1;
    const char *from = got;
    size_t i = 0;
    for (; got[i] != 0 && got[i] == want[i]; i++) {
        if (got[i] == '\n') {
            line++;
            from = got + i + 1;
        }
    }
    if (got[i] != want[i])
        pw_test_fail(__FILE__, __LINE__, "%s at %d columns, line %d: got \"%.*s\", not \"%.*s\"", where, columns, line,
                     (int)strcspn(from, "\n"), from, (int)strcspn(want + (from - got), "\n"), want + (from - got));
}

static void judge(const char *name)
{
    static const int columns[] = { 32, 42, 48 };
    char path[128];
    size_t len, want_len;
    snprintf(path, sizeof path, "tests/golden/receiptline/in/%s.receipt", name);
    char *markup = pw_test_read(path, &len);
    for (size_t i = 0; i < PW_COUNT(columns); i++) {
        struct pw_document document;
        struct pw_error err = { 0 };
        struct pw_buf out;
        snprintf(path, sizeof path, "tests/golden/receiptline/%s.%d.layout", name, columns[i]);
        char *want = pw_test_read(path, &want_len);
        uint8_t *exact = pw_test_copy(markup, len);
        CHECK_OK(pw_receipt_layout(pw_bytes_of(exact, len), columns[i], NULL, &document, &err), err);
        pw_buf_init(&out, 1 << 20);
        pw_test_layout(&document, &out);
        free(exact);
        compare_line(name, columns[i], pw_buf_text(&out), want);
        pw_buf_finish(&out);
        pw_document_finish(&document);
        free(want);
    }
    free(markup);
}

TEST(the_readmes_example_lies_as_the_reference_lays_it)
{
    judge("readme");
}
TEST(columns_widths_and_alignment_as_the_reference)
{
    judge("columns");
}
TEST(styles_sizes_and_escapes_as_the_reference)
{
    judge("styles");
}
TEST(wide_characters_take_two_cells_as_in_the_reference)
{
    judge("wide");
}
TEST(frames_as_the_reference)
{
    judge("frames");
}
TEST(properties_as_the_reference)
{
    judge("properties");
}

static void lay(const char *markup, int columns, struct pw_buf *out)
{
    struct pw_document document;
    struct pw_error err = { 0 };
    CHECK_OK(pw_receipt_layout(pw_bytes_str(markup), columns, NULL, &document, &err), err);
    pw_buf_reset(out);
    pw_test_layout(&document, out);
    pw_document_finish(&document);
}

/* By npm receiptline 4.0.4 at 42 columns (tests/oracles/receiptline.cjs). */
static const struct {
    const char *markup, *layout;
} odd[] = {
    { "\\x`_nn_", "text @20+2 ui <nn>\n" },
    { "^^\\x^^a", "text @21+1 <a>\n" },
    { "^^\\x0a^^a", "text @20+3 3x3 <a>\n" },
    { "a\\xg1b", "text @20+2 <ab>\n" },
    { "a\\x4", "text @21+1 <a>\n" },
    { "a\\qb\\", "text @20+2 <ab>\n" },
    { "a\\x\\_1", "text @19+4 <a5f1>\n" },
    { "{code:5;\\}", "" },
    { "{code:a\\x;option:qrcode}", "qr 0+42 1 3 l <a>\n" },
    { "{code:\\x41\\;\\}b}", "barcode 0+42 1 code128 2 72 nohri <A;}b>\n" },
    { "\\\\x41", "text @19+4 <\\x41>\n" },
    { "_\\x1_b", "text @21+1 <b>\n" },
    { "\\~|~", "text @19+1 <~>\n" },
};

TEST(escape_sequences_that_are_none_go_as_in_the_reference)
{
    struct pw_buf out;
    pw_buf_init(&out, 8192);
    for (size_t i = 0; i < PW_COUNT(odd); i++) {
        lay(odd[i].markup, 42, &out);
        if (strcmp(pw_buf_text(&out), odd[i].layout) != 0)
            pw_test_fail(__FILE__, __LINE__, "%s: got %s, not %s", odd[i].markup, pw_buf_text(&out), odd[i].layout);
    }
    pw_buf_finish(&out);
}

/* Whatever stands in a field, the line has the places that a plain word has, and the words come out as they went in. */
TEST(data_from_outside_is_never_markup)
{
    static const char *const nasty[] = {
        "a|b",
        "{c:1}",
        "{",
        "}",
        "---",
        "=",
        "=====",
        "-",
        "^^^^x",
        "_x_",
        "\"x\"",
        "`x`",
        "~",
        "\\",
        "\\n",
        "\\x7c",
        "x\\",
        "\xE1\xBF\xAF",
        "a;b:c",
        " x ",
        "| ",
        "x\n===\nx",
        "\x1b@",
        "\r",
        "\xE2\x80\xA8",
        "\x7f",
        "\xff\xfe",
        "a\xCC\x81"
        "b",
        "=\xCC\xB8",
        "{i:AAAA}",
        "-\xCC\xB1",
        "a|\xCC\x81x",
        "\\x0a",
        "x|",
    };
    struct pw_buf escaped, markup, out, text;
    pw_buf_init(&escaped, 4096);
    pw_buf_init(&markup, 8192);
    pw_buf_init(&out, 8192);
    pw_buf_init(&text, 8192);
    for (size_t i = 0; i < PW_COUNT(nasty); i++) {
        struct pw_document document;
        struct pw_error err = { 0 };
        pw_buf_reset(&escaped);
        pw_buf_reset(&markup);
        pw_receipt_escape(pw_bytes_str(nasty[i]), &escaped);
        pw_buf_printf(&markup, "|A%s |B\n%s\n{code:%s}", pw_buf_text(&escaped), pw_buf_text(&escaped), pw_buf_text(&escaped));
        CHECK_OK(pw_receipt_layout(pw_buf_peek(&markup), 42, NULL, &document, &err), err);
        if (document.count != 3)
            pw_test_fail(__FILE__, __LINE__, "%s makes %zu lines", nasty[i], document.count);
        CHECK_INT(document.blocks[0].type, PW_BLOCK_TEXT);
        CHECK_INT(document.blocks[0].u.text.count, 2);
        CHECK_INT(document.blocks[1].type, PW_BLOCK_TEXT);
        CHECK_INT(document.blocks[1].u.text.count, 1);
        CHECK_INT(document.blocks[1].u.text.runs[0].style, 0);
        CHECK_INT(document.blocks[1].u.text.runs[0].wide, 1);
        CHECK_INT(document.blocks[2].type, PW_BLOCK_BARCODE);
        /* the three places agree on what the data says */
        struct pw_bytes in_text = document.blocks[1].u.text.runs[0].text;
        CHECK_BYTES(document.blocks[2].u.barcode.data, in_text);
        for (size_t k = 0; k < in_text.len; k++)
            CHECK(in_text.data[k] >= 0x20 && in_text.data[k] != 0x7F);
        pw_document_finish(&document);
    }
    pw_buf_finish(&escaped);
    pw_buf_finish(&markup);
    pw_buf_finish(&out);
    pw_buf_finish(&text);
}

TEST(plain_data_comes_out_as_it_went_in)
{
    struct pw_buf escaped, out;
    pw_buf_init(&escaped, 4096);
    pw_buf_init(&out, 8192);
    pw_receipt_escape(pw_bytes_str("a|b{c}\\~_\"`^-=;: \xC3\xA9 end"), &escaped);
    lay(pw_buf_text(&escaped), 48, &out);
    CHECK_STR(pw_buf_text(&out), "text @13+22 <a|b{c}\\~_\"`^-=;: \xC3\xA9 end>\n");
    pw_buf_finish(&escaped);
    pw_buf_finish(&out);
}

TEST(combining_marks_and_emoji_keep_with_their_base)
{
    CHECK_INT(pw_cells_count(pw_bytes_str("e\xCC\x81")), 1);
    CHECK_INT(pw_cells_count(pw_bytes_str("\xE0\xB8\x97\xE0\xB8\xB5\xE0\xB9\x88")), 1);         /* Thai: base, vowel, tone */
    CHECK_INT(pw_cells_count(pw_bytes_str("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80")), 2); /* woman, joiner, rocket */
    CHECK_INT(pw_cells_count(pw_bytes_str("\xE4\xB8\xAD\xE6\x96\x87")), 4);                     /* two Han */
    CHECK_INT(pw_cells_count(pw_bytes_str("\xED\x95\x9C")), 2);                                 /* Hangul */
    CHECK_INT(pw_cells_count(pw_bytes_str("\xEF\xBD\xB1")), 1);                                 /* half-width kana */
    CHECK_INT(pw_cells_count(pw_bytes_str("\xD7\xA9\xD6\xB8\xD7\x9C")), 2);                     /* Hebrew with a point */
}

TEST(what_is_too_large_or_no_picture_is_refused_by_line)
{
    struct pw_document document;
    struct pw_error err = { 0 };
    CHECK(!pw_receipt_layout(pw_bytes_str("a\n\n{image:AAAA}"), 42, NULL, &document, &err));
    CHECK_STR(err.text, "line 3: the image is not a PNG in base64");
    CHECK(!pw_receipt_layout(pw_bytes_str("{image:iVBORw0KGgoAAAANSUhEUgAAIAAAACAACAAAAAA=}"), 42, NULL, &document, &err));
    CHECK_STR(err.text, "line 1: the image has 8192 x 8192 dots; at most 2048 x 4096 can be printed");
    CHECK(!pw_receipt_layout(pw_bytes_str("{image:iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAAA=}"), 42, NULL, &document, &err));
    CHECK_STR(err.text, "line 1: the image can't be read, its PNG is damaged: read beyond end of data");
    CHECK(!pw_receipt_layout(pw_bytes_str("a"), 5, NULL, &document, &err));
    CHECK_INT(err.code, PW_ERR_UNSUPPORTED);
    char *huge = malloc(PW_RECEIPT_MAX_TEXT + 2);
    memset(huge, 'x', PW_RECEIPT_MAX_TEXT + 2);
    CHECK(!pw_receipt_layout(pw_bytes_of(huge, PW_RECEIPT_MAX_TEXT + 1), 42, NULL, &document, &err));
    CHECK_INT(err.code, PW_ERR_TOO_BIG);
    memset(huge, '\n', PW_RECEIPT_MAX_TEXT);
    CHECK(!pw_receipt_layout(pw_bytes_of(huge, PW_RECEIPT_MAX_TEXT), 42, NULL, &document, &err));
    CHECK_INT(err.code, PW_ERR_TOO_BIG);
    free(huge);
}

static const struct {
    const char *markup, *error;
} faults[] = {
    { "ok\n{bad}", "t:2:2: a property is written {name:value;name:value}" },
    { "{a:left", "t:1:1: a brace that is no property; write \\{ or \\} for the character" },
    { "\xC3\xA9 \\} }", "t:1:6: a brace that is no property; write \\{ or \\} for the character" },
    { "{allign:left}", "t:1:2: there is no property \"allign\"; did you mean \"align\"?" },
    { "a\r\n{ w:3, 4 }", "t:2:5: a comma and a blank, or two commas: the width between them is none, and its column is left out; "
                         "write {width:9,*}" },
    { "{align: centre}", "t:1:9: align is left, center or right, not \"centre\"" },
    { "{option:qrcod,5}", "t:1:9: \"qrcod\" is no option of a code; did you mean \"qrcode\"?" },
    { "{option:qrcode,9}", "t:1:9: 9 is no option: a bar has 2 to 4 dots and a height of 24 to 240, a cell 3 to 8" },
    { "{command:\\x1bp}",
      "t:1:10: \"\x1bp\" is no command: drawer, drawer 2, beep, beep 2 and beep 3 are; bytes are never sent" },
    { "{b:double}", "t:1:4: border is line, space, none, 0, 1 or 2, not \"double\"" },
    { "{t:cut}", "t:1:4: text is wrap or nowrap, not \"cut\"" },
    { "{code:}", "t:1:2: \"code\" has no value" },
    { "a|{a:left}", "t:1:3: a property beside another column does nothing; give it a line of its own" },
    { "x\n{i:AAAA}", "t:2:1: the image is not a PNG in base64" },
    { "{w:80,80}\na|b", "t:2:1: the columns' widths are more than the paper's 120 characters" },
    { "{w:3,*}\na|b|c", "t:2:5: column 3 is left out: the property width has 2" },
    { "{colour:red}",
      "t:1:2: there is no property \"colour\": image, code, option, align, width, border, text, command and comment are" },
};

TEST(what_would_be_dropped_is_named_by_line)
{
    struct pw_error err = { 0 };
    CHECK_OK(pw_receipt_check(pw_bytes_str("{w:1,2;a:left;x:drawer;_:y}\n---\nq | r"), "t", &err), err);
    for (size_t i = 0; i < PW_COUNT(faults); i++) {
        CHECK(!pw_receipt_check(pw_bytes_str(faults[i].markup), "t", &err));
        CHECK_STR(err.text, faults[i].error);
    }
}

TEST(as_text_a_receipt_reads_as_it_prints)
{
    struct pw_document document;
    struct pw_error err = { 0 };
    struct pw_buf out;
    pw_buf_init(&out, 4096);
    CHECK_OK(
        pw_receipt_layout(pw_bytes_str("^^^HI\n|left | right|\n---\n{c:AB-1}\n{c:q;o:qrcode}\n=="), 24, NULL, &document, &err),
        err);
    CHECK_OK(pw_document_text(&document, &out, &err), err);
    CHECK_STR(pw_buf_text(&out),
              "          HI\nleft               right\n------------------------\n    [Code 128: AB-1]\n        [QR: q]\n"
              "- - - - - - - - - - - - \n");
    pw_document_finish(&document);
    pw_buf_finish(&out);
}

/* The same places, styles and kinds of block as for "A", whatever the data: all strings of one and two bytes, and scalars at
 * random. */
static void check_same_blocks(struct pw_buf *markup, struct pw_bytes data)
{
    struct pw_document document;
    struct pw_error err = { 0 };
    pw_buf_reset(markup);
    pw_buf_puts(markup, "|");
    pw_receipt_escape(data, markup);
    pw_buf_puts(markup, " | B\n");
    pw_receipt_escape(data, markup);
    pw_buf_puts(markup, "\n{code:");
    pw_receipt_escape(data, markup);
    pw_buf_puts(markup, "}\n");
    CHECK_OK(pw_receipt_layout(pw_buf_peek(markup), 120, NULL, &document, &err), err);
    if (document.count != 3 || document.blocks[0].type != PW_BLOCK_TEXT || document.blocks[0].u.text.count != 2 ||
        document.blocks[0].u.text.runs[0].column != 0 || document.blocks[0].u.text.runs[1].column != 119 ||
        document.blocks[1].type != PW_BLOCK_TEXT || document.blocks[1].u.text.count != 1 ||
        document.blocks[1].u.text.runs[0].style != 0 || document.blocks[1].u.text.runs[0].wide != 1 ||
        document.blocks[1].u.text.runs[0].high != 1 || document.blocks[2].type != PW_BLOCK_BARCODE ||
        !pw_bytes_equal(document.blocks[2].u.barcode.data, document.blocks[1].u.text.runs[0].text))
        pw_test_fail(__FILE__, __LINE__, "%s", pw_buf_text(markup));
    pw_document_finish(&document);
}

TEST(no_string_of_two_bytes_is_markup)
{
    struct pw_buf markup;
    pw_buf_init(&markup, 4096);
    for (unsigned i = 0; i < 256; i++)
        check_same_blocks(&markup, pw_bytes_of(&(uint8_t){ (uint8_t)i }, 1));
    for (unsigned i = 0; i < 65536; i++)
        check_same_blocks(&markup, pw_bytes_of((uint8_t[]){ (uint8_t)(i >> 8), (uint8_t)i }, 2));
    pw_buf_finish(&markup);
}

TEST(no_text_of_scalars_at_random_is_markup)
{
    const char *wanted = getenv("PACKWRIGHT_TEXTS"); /* how many */
    long count = wanted != NULL ? strtol(wanted, NULL, 10) : 50000;
    uint64_t state = 0x9E3779B97F4A7C15u;
    struct pw_buf markup, data;
    pw_buf_init(&markup, 4096);
    pw_buf_init(&data, 256);
    for (long i = 0; i < count; i++) {
        pw_buf_reset(&data);
        for (unsigned k = 0, n = 1 + (unsigned)(state >> 60) % 8; k < n; k++) {
            static const uint32_t below[] = { 0x80, 0x80, 0x300, 0x2100, 0x10000, 0x110000 };
            state = state * 6364136223846793005u + 1442695040888963407u;
            uint32_t c = (uint32_t)(state >> 33) % below[(state >> 20) % PW_COUNT(below)];
            uint8_t utf8[4];
            if (c >= 0xD800 && c < 0xE000)
                c = '|';
            if (c < 0x80)
                utf8[0] = (uint8_t)c;
            for (int b = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3, left = b; left > 0; left--) {
                utf8[left] = (uint8_t)(0x80 | (c >> (6 * (b - left)) & 0x3F));
                utf8[0] = (uint8_t)((b == 1 ? 0xC0 : b == 2 ? 0xE0 : 0xF0) | c >> (6 * b));
            }
            pw_buf_put(&data, utf8, c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4);
        }
        check_same_blocks(&markup, pw_buf_peek(&data));
    }
    pw_buf_finish(&markup);
    pw_buf_finish(&data);
}

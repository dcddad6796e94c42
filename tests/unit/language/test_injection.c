/*
 * For any text in any field, an interpreter of the produced bytes sees the same commands as for "A".
 *
 * All strings of one byte and of two, and random ones; $PACKWRIGHT_INJECTIONS says how many random ones, and with it all pairs
 * are tried instead of a part of them. What may differ: a line printed in the printer's font or drawn as dots, its styles, its
 * code page. What may not: lines, cuts, codes, and anything else; and no real-time request (DLE) may stand anywhere, not even in
 * dots.
 */
#include "document/receiptline.h"
#include "packwright/language.h"
#include "packwright/utf8.h"
#include "support/escpos_tokens.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const models[] = { "TM-T88V", "ZJ-5870", "TSP600" };

/* Where text from outside stands in a document: a line, a column beside another, styled, framed. */
static void markup_of(struct pw_bytes text, struct pw_buf *out)
{
    pw_buf_reset(out);
    pw_buf_puts(out, "|To: ");
    pw_receipt_escape(text, out);
    pw_buf_puts(out, "\n|");
    pw_receipt_escape(text, out);
    pw_buf_puts(out, "|1|\n|\"");
    pw_receipt_escape(text, out);
    pw_buf_puts(out, "\"\n=\n");
}

/* One letter a command; a drawn line is a line, whatever its dots. */
static void commands_of(struct pw_bytes in, const char *what, struct pw_buf *out)
{
    struct pw_escpos_token t;
    bool drawn = false;
    pw_buf_reset(out);
    for (size_t i = 0; i + 1 < in.len; i++)
        if (in.data[i] == 0x10 && (in.data[i + 1] == 0x04 || in.data[i + 1] == 0x05 || in.data[i + 1] == 0x14))
            pw_test_fail(__FILE__, __LINE__, "a real-time request at byte %zu of %s", i, what);
    for (size_t pos = 0; pw_escpos_next_token(in, &pos, &t);) {
        bool strip = pw_escpos_token_is(&t, "\x1dv0", 3);
        uint8_t code = t.bytes.len > 1 ? t.bytes.data[1] : 0;
        if (strip || pw_escpos_token_is(&t, "\n", 1)) {
            pw_buf_puts(out, strip && drawn ? "" : "L");
            drawn = strip && t.bytes.data[6] >= 16;
        } else if (!t.text && strchr("tE-B!aM\x1d", code) == NULL) {
            pw_buf_printf(out, "<%02x%c>", t.bytes.data[0], code);
            drawn = false;
        }
    }
}

struct bench {
    const struct pw_profile *model;
    struct pw_buf markup, bytes, plain, got;
};

static void render(struct bench *b, struct pw_bytes text, struct pw_buf *commands)
{
    struct pw_document document;
    struct pw_error err = { 0 };
    char what[64] = "";
    for (size_t i = 0; i < text.len && i < 20; i++)
        snprintf(what + strlen(what), sizeof what - strlen(what), "%02x ", text.data[i]);
    markup_of(text, &b->markup);
    pw_buf_reset(&b->bytes);
    CHECK_OK(pw_receipt_layout(pw_buf_peek(&b->markup), b->model->columns, NULL, &document, &err), err);
    bool ok = pw_language_escpos.render(&document, b->model, &b->bytes, &err);
    pw_document_finish(&document);
    if (!ok && err.code == PW_ERR_UNSUPPORTED && strstr(err.text, "no font here") != NULL) {
        pw_buf_reset(commands); /* refused: nothing is printed */
        pw_buf_put(commands, b->plain.data, b->plain.len);
        return;
    }
    CHECK_OK(ok, err);
    commands_of(pw_buf_peek(&b->bytes), what, commands);
}

static void begin(struct bench *b, const char *model)
{
    *b = (struct bench){ .model = pw_profile_find(model) };
    pw_buf_init(&b->markup, 1 << 16);
    pw_buf_init(&b->bytes, 1 << 20);
    pw_buf_init(&b->plain, 1 << 16);
    pw_buf_init(&b->got, 1 << 16);
    render(b, pw_bytes_str("A"), &b->plain);
}

static void end(struct bench *b)
{
    pw_buf_finish(&b->markup);
    pw_buf_finish(&b->bytes);
    pw_buf_finish(&b->plain);
    pw_buf_finish(&b->got);
}

static void same_as_plain(struct bench *b, const uint8_t *text, size_t len)
{
    uint8_t *exact = pw_test_copy(text, len);
    render(b, pw_bytes_of(exact, len), &b->got);
    if (b->got.len != b->plain.len || memcmp(b->got.data, b->plain.data, b->got.len) != 0)
        pw_test_fail(__FILE__, __LINE__, "%s, text %02x %02x %02x %02x...: %s, not %s", b->model->name, text[0],
                     len > 1 ? text[1] : 0, len > 2 ? text[2] : 0, len > 3 ? text[3] : 0, pw_buf_text(&b->got),
                     pw_buf_text(&b->plain));
    free(exact);
}

static unsigned long wanted(unsigned long otherwise)
{
    const char *n = getenv("PACKWRIGHT_INJECTIONS");
    return n == NULL ? otherwise : strtoul(n, NULL, 10);
}

TEST(no_byte_and_no_pair_of_bytes_is_a_command_of_a_receipt_printer)
{
    bool all = getenv("PACKWRIGHT_INJECTIONS") != NULL;
    for (size_t m = 0; m < PW_COUNT(models); m++) {
        struct bench b;
        begin(&b, models[m]);
        for (unsigned one = 0; one < 256; one++)
            same_as_plain(&b, (const uint8_t[]){ (uint8_t)one }, 1);
        for (unsigned pair = 0; pair < 65536; pair++) {
            const uint8_t text[2] = { (uint8_t)(pair >> 8), (uint8_t)pair };
            bool ascii = text[0] < 0x80 && text[1] < 0x80;
            if (all || (ascii ? m == 0 || pair % 5 == 0 : pair % 127 == m))
                same_as_plain(&b, text, 2);
        }
        end(&b);
    }
}

/* The same numbers each time; failures can be found again. */
static uint32_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static size_t random_text(uint64_t *state, uint8_t text[16])
{
    static const uint8_t nasty[] = { 0x1b, 0x1d, 0x1c, 0x10, 0x04, 0x05, 0x14, 0x00, 0x0a, 0x0d, 0x0c,
                                     0x18, 0x7f, '^',  '~',  '|',  '\\', '{',  '}',  '"',  '_',  '`',
                                     ';',  ':',  '=',  '-',  '@',  'V',  'A',  'p',  '!',  0x9b, 0xff };
    static const uint32_t above[] = { 0x80,   0x100,  0x370,  0x5d0,  0x600,  0x900,  0xe01,  0x1f00, 0x2000, 0x2028,  0x202a,
                                      0x2060, 0x2500, 0x3041, 0x4e00, 0xac00, 0xd800, 0xfb50, 0xfe00, 0xff01, 0x1f300, 0xe0000 };
    size_t len = 0;
    unsigned kind = next(state) % 3, chars = 1 + next(state) % 3;
    for (unsigned i = 0; i < chars && len < 12; i++) {
        if (kind == 0) {
            text[len++] = (uint8_t)next(state);
        } else if (kind == 1) {
            text[len++] = nasty[next(state) % sizeof nasty];
        } else {
            uint32_t scalar = above[next(state) % PW_COUNT(above)] + next(state) % 128;
            struct pw_buf one;
            pw_buf_init(&one, 8);
            pw_utf8_put(&one, scalar >= 0xd800 && scalar < 0xe000 ? 0xfffd : scalar);
            memcpy(text + len, one.data, one.len);
            len += one.len;
            pw_buf_finish(&one);
        }
    }
    return len;
}

TEST(no_random_text_is_a_command_of_a_receipt_printer)
{
    unsigned long times = wanted(1500);
    uint64_t state = 42;
    for (size_t m = 0; m < PW_COUNT(models); m++) {
        struct bench b;
        begin(&b, models[m]);
        for (unsigned long i = 0; i < times / PW_COUNT(models); i++) {
            uint8_t text[16];
            size_t len = random_text(&state, text);
            same_as_plain(&b, text, len);
        }
        end(&b);
    }
}

/* A code's data is framed by its length: what follows is found where it is for "A", or the document is refused. */
TEST(no_data_of_a_code_is_a_command)
{
    static const char *const codes[] = {
        "code128,2,hri", "code39", "nw7", "itf", "ean", "qrcode,3,l", "datamatrix,3", "pdf417,3"
    };
    uint64_t state = 7;
    struct pw_buf markup, bytes, got;
    pw_buf_init(&markup, 1 << 16);
    pw_buf_init(&bytes, 1 << 20);
    pw_buf_init(&got, 1 << 16);
    int printed = 0;
    for (int i = 0; i < 800; i++) {
        struct pw_document document;
        struct pw_error err = { 0 };
        uint8_t text[16];
        size_t len = random_text(&state, text);
        const struct pw_profile *model = pw_profile_find(i % 2 ? "TM-m30III" : "TM-T88V");
        pw_buf_reset(&markup);
        pw_buf_reset(&bytes);
        pw_buf_puts(&markup, "{code:");
        pw_receipt_escape(pw_bytes_of(text, len), &markup);
        pw_buf_printf(&markup, ";option:%s}\n|end\n", codes[(size_t)i % PW_COUNT(codes)]);
        CHECK_OK(pw_receipt_layout(pw_buf_peek(&markup), 42, NULL, &document, &err), err);
        if (pw_language_escpos.render(&document, model, &bytes, &err)) {
            commands_of(pw_buf_peek(&bytes), "a code", &got);
            const char *cut = strstr(pw_buf_text(&got), "<1dV>");
            CHECK(cut != NULL && strcmp(cut, "<1dV>") == 0); /* one, at the end */
            CHECK(strncmp(cut - 1, "L", 1) == 0);            /* after a line */
            printed++;
        }
        pw_document_finish(&document);
    }
    CHECK(printed > 150);
    pw_buf_finish(&markup);
    pw_buf_finish(&bytes);
    pw_buf_finish(&got);
}

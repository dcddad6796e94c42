/*
 * For any text in any field of a label, and for any dots at all, what a label printer is told to do is what it is told for "A".
 *
 * Texts reach a label printer as dots alone, so there are two halves: texts in every field of the labels, drawn; and pictures
 * made of bytes that would be commands if a printer took them for any, all of one row of one byte and of two, and random ones.
 * $PACKWRIGHT_INJECTIONS says how many random pictures in each language; a hundredth of that many texts is drawn. Each 64th is
 * printed by the strict interpreter of the language too: one label, nothing unknown, the same dots.
 */
#include "document/content_label.h"
#include "document/label.h"
#include "packwright/language.h"
#include "packwright/pdf.h"
#include "packwright/utf8.h"
#include "printer/delivery.h"
#include "sim/speech.h"
#include "support/label_tokens.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;
    enum pw_compression compression;
} ways[] = { { "zpl", PW_COMPRESSION_STANDARD },
             { "zpl", PW_COMPRESSION_NONE },
             { "zpl", PW_COMPRESSION_ZLIB },
             { "tspl", PW_COMPRESSION_STANDARD },
             { "epl", PW_COMPRESSION_STANDARD } };

static unsigned long wanted(unsigned long otherwise)
{
    const char *n = getenv("PACKWRIGHT_INJECTIONS");
    return n == NULL ? otherwise : strtoul(n, NULL, 10);
}

/* The same numbers each time; failures can be found again. */
static uint32_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* What a page of a way is told, "A" of it, and the bytes. */
struct bench {
    struct pw_buf bytes, got, plain[PW_COUNT(ways)];
};

static void speak(struct bench *b, size_t way, const struct pw_page *page, struct pw_buf *commands)
{
    struct pw_error err = { 0 };
    const struct pw_media media = { .compression = ways[way].compression };
    pw_buf_reset(&b->bytes);
    CHECK_OK(pw_language_find(ways[way].name)->render_page(page, NULL, &media, &b->bytes, &err), err);
    pw_label_commands(ways[way].name, pw_buf_peek(&b->bytes), commands);
}

static void begin(struct bench *b, const struct pw_page *plain)
{
    pw_buf_init(&b->bytes, 1 << 22);
    pw_buf_init(&b->got, 1 << 12);
    for (size_t w = 0; w < PW_COUNT(ways); w++) {
        pw_buf_init(&b->plain[w], 1 << 12);
        speak(b, w, plain, &b->plain[w]);
    }
}

static void end(struct bench *b)
{
    pw_buf_finish(&b->bytes);
    pw_buf_finish(&b->got);
    for (size_t w = 0; w < PW_COUNT(ways); w++)
        pw_buf_finish(&b->plain[w]);
}

/* ---- the strict interpreters ---- */

struct seen {
    const struct pw_page *page;
    unsigned papers;
};

static void on_paper(void *user, struct pw_page *page, unsigned unknown)
{
    struct seen *s = user;
    s->papers++;
    CHECK(unknown == 0);
    for (int y = 0; y < s->page->height; y++)
        for (int x = 0; x < s->page->width; x++)
            if (pw_page_get(s->page, x, y) != (x < page->width && y < page->height && pw_page_get(page, x, y)))
                pw_test_fail(__FILE__, __LINE__, "the dot at %d,%d", x, y);
    pw_page_finish(page);
}

static void on_unknown(void *user, size_t offset, struct pw_bytes command, const char *why)
{
    (void)user;
    pw_test_fail(__FILE__, __LINE__, "at byte %zu: %02x...: %s", offset, command.len > 0 ? command.data[0] : 0, why);
}

static void on_reply(void *user, struct pw_bytes reply)
{
    (void)user;
    pw_test_fail(__FILE__, __LINE__, "the printer was asked something and answers with %zu bytes", reply.len);
}

static void print(const struct bench *b, size_t way, const struct pw_page *page)
{
    struct seen seen = { .page = page };
    struct pw_error err = { 0 };
    void *printer;
    const struct pw_sim_speech *speech = pw_sim_speech_find(ways[way].name);
    const struct pw_paper_setup setup = { .width = page->width, .height = page->height, .dots_per_mm = page->dots_per_mm };
    const struct pw_paper_sink sink = { .paper = on_paper, .reply = on_reply, .unknown = on_unknown, .user = &seen };
    CHECK_OK(speech->create(&setup, &sink, &printer, &err), err);
    CHECK_OK(speech->feed(printer, pw_buf_peek(&b->bytes), &err), err);
    speech->destroy(printer);
    bool blank = true; /* some languages feed nothing for it */
    for (int i = 0; i < page->stride * page->height; i++)
        blank &= page->bits[i] == 0;
    CHECK(seen.papers == 1 || (blank && seen.papers == 0));
}

static void same_as_plain(struct bench *b, const struct pw_page *page, bool printed)
{
    for (size_t w = 0; w < PW_COUNT(ways); w++) {
        speak(b, w, page, &b->got);
        if (b->got.len != b->plain[w].len || memcmp(b->got.data, b->plain[w].data, b->got.len) != 0)
            pw_test_fail(__FILE__, __LINE__, "%s, %d x %d dots, %02x %02x %02x...: %s, not %s", ways[w].name, page->width,
                         page->height, page->bits[0], page->stride > 1 ? page->bits[1] : 0, page->stride > 2 ? page->bits[2] : 0,
                         pw_buf_text(&b->got), pw_buf_text(&b->plain[w]));
        if (printed)
            print(b, w, page);
    }
}

/* ---- dots ---- */

enum { PICTURE_MAX = 16 * 12 };

static struct pw_page picture_of(uint8_t *bits, int bytes, int rows)
{
    return (struct pw_page){ .width = bytes * 8, .height = rows, .stride = bytes, .dots_per_mm = 8, .bits = bits };
}

TEST(no_row_of_one_byte_or_two_is_a_command)
{
    struct bench b;
    uint8_t bits[2] = { 0xff, 0xff };
    struct pw_page one = picture_of(bits, 1, 1), two = picture_of(bits, 2, 1), below = picture_of(bits, 1, 2);
    bool all = wanted(0) != 0;
    begin(&b, &one);
    for (unsigned i = 0; i < 256; i++) {
        bits[0] = (uint8_t)i;
        same_as_plain(&b, &one, true);
    }
    for (unsigned i = 0; i < 65536; i++) {
        bits[0] = (uint8_t)(i >> 8);
        bits[1] = (uint8_t)i;
        if (all || i % 13 == 0 || bits[0] == (uint8_t)~0x1b || bits[0] == (uint8_t) ~'~') {
            same_as_plain(&b, &two, i % 64 == 0);
            same_as_plain(&b, &below, i % 64 == 1);
        }
    }
    end(&b);
}

/* Bytes of commands, as they are and inverted, for what prints its zeros. */
static void scribble(uint64_t *state, uint8_t *bits, size_t len)
{
    static const char *const nasty[] = { "\x1b!R",
                                         "~!D",
                                         "^XZ",
                                         "^XA^ID*:*.*^XZ",
                                         "~JR",
                                         "\r\nPRINT 9\r\n",
                                         "\r\nFORMFEED\r\n",
                                         "\nP9\n",
                                         "\nGK\"*\"\n",
                                         "\n^@\n",
                                         "BITMAP 0,0,9,9,0,",
                                         "GW0,0,9,9\n",
                                         "\x10\x14\x08",
                                         "\x1b@",
                                         "\r\n",
                                         "\n",
                                         "\x1b",
                                         "~",
                                         "!" };
    for (size_t at = 0; at < len;) {
        const char *piece = nasty[next(state) % PW_COUNT(nasty)];
        uint8_t turn = next(state) % 4 != 0 ? 0xff : 0;
        if (next(state) % 3 == 0)
            bits[at++] = (uint8_t)next(state);
        for (size_t i = 0; piece[i] != '\0' && at < len; i++)
            bits[at++] = (uint8_t)((uint8_t)piece[i] ^ turn);
    }
}

TEST(no_picture_is_a_command_of_a_label_printer)
{
    unsigned long times = wanted(4000);
    uint64_t state = 31;
    struct bench b;
    uint8_t bits[PICTURE_MAX] = { 0xff };
    struct pw_page page = picture_of(bits, 1, 1);
    begin(&b, &page);
    for (unsigned long i = 0; i < times; i++) {
        page = picture_of(bits, 1 + (int)(next(&state) % 16), 1 + (int)(next(&state) % 12));
        scribble(&state, bits, (size_t)page.stride * (size_t)page.height);
        same_as_plain(&b, &page, i % 64 == 0);
    }
    end(&b);
}

/* The objects of a PDF, without its streams. */
static void pdf_commands(struct pw_bytes in, struct pw_buf *out)
{
    pw_buf_reset(out);
    for (size_t at = 0; at < in.len;) {
        const uint8_t *nl = memchr(in.data + at, '\n', in.len - at);
        size_t end = nl == NULL ? in.len : (size_t)(nl - in.data);
        const uint8_t *length = memmem(in.data + at, end - at, "/Length ", 8);
        for (size_t i = at; i < end; i++) /* names alone: numbers are lengths and places */
            if (in.data[i] != ' ' && (in.data[i] < '0' || in.data[i] > '9'))
                pw_buf_putc(out, in.data[i]);
        at = end + 1;
        if (length != NULL && at + 7 < in.len && memcmp(in.data + at, "stream\n", 7) == 0)
            at += 7 + strtoul((const char *)length + 8, NULL, 10);
    }
}

TEST(no_picture_is_an_object_of_a_pdf)
{
    unsigned long times = wanted(4000) / 10;
    uint64_t state = 32;
    struct pw_error err = { 0 };
    struct pw_buf bytes, got, plain;
    uint8_t bits[PICTURE_MAX] = { 0xff };
    pw_buf_init(&bytes, 1 << 20);
    pw_buf_init(&got, 1 << 16);
    pw_buf_init(&plain, 1 << 16);
    struct pw_page page = picture_of(bits, 1, 1);
    CHECK_OK(pw_page_write_pdf(&page, 1, &bytes, &err), err);
    pdf_commands(pw_buf_peek(&bytes), &plain);
    CHECK(strstr(pw_buf_text(&plain), "/Type/Catalog") != NULL);
    for (unsigned long i = 0; i < times; i++) {
        page = picture_of(bits, 1 + (int)(next(&state) % 16), 1 + (int)(next(&state) % 12));
        scribble(&state, bits, (size_t)page.stride * (size_t)page.height);
        pw_buf_reset(&bytes);
        CHECK_OK(pw_page_write_pdf(&page, 1, &bytes, &err), err);
        pdf_commands(pw_buf_peek(&bytes), &got);
        CHECK_STR(pw_buf_text(&got), pw_buf_text(&plain));
    }
    pw_buf_finish(&bytes);
    pw_buf_finish(&got);
    pw_buf_finish(&plain);
}

/* ---- texts ---- */

static void random_text(uint64_t *state, char text[20])
{
    static const char *const nasty[] = { "^XZ", "~JR", "\x1b!R",       "~!D",      "\r\nPRINT 9",  "\nP9\n", "\"",   "\\",
                                         "{1",  ">;",  "\xe2\x80\xae", "\xd7\xa9", "\xe4\xb8\x8a", "\xff",   "\xc3", "\x7f" };
    size_t len = 0;
    for (unsigned i = 1 + next(state) % 3; i > 0 && len < 14; i--) {
        const char *piece = nasty[next(state) % PW_COUNT(nasty)];
        if (next(state) % 2 == 0)
            text[len++] = (char)(1 + next(state) % 255);
        else
            len += (size_t)snprintf(text + len, 20 - len, "%s", piece) < 20 - len ? strlen(piece) : 0;
    }
    text[len] = '\0';
}

/* A text in each field of the label that goes outside, of its small form, or of the one that says what is in the box. */
static bool draw(struct pw_label_press *press, const char *text, unsigned which, struct pw_page *page, struct pw_error *err)
{
    const struct pw_address address = { .name = text,
                                        .company = text,
                                        .line1 = text,
                                        .line2 = text,
                                        .line3 = text,
                                        .city = text,
                                        .region = text,
                                        .postal_code = text,
                                        .country = text };
    const struct pw_label label = { .recipient = address,
                                    .sender = address,
                                    .order_id = text,
                                    .barcode = "PWPAB12104711Q",
                                    .barcode_kind = PW_BARS_CODE128,
                                    .carrier = text,
                                    .service = text,
                                    .ship_by = text,
                                    .weight = text,
                                    .reference = text };
    const struct pw_content_line line = { .name = text, .sku = text, .quantity = 3 };
    const struct pw_content_label content = { .order_id = text, .lines = &line, .line_count = 1, .weight = text };
    const struct pw_um inch = { 25400 }, two = { 50800 }, four = { 101600 }, six = { 152400 };
    return which == 0   ? pw_label_draw(press, &label, four, six, 8, page, err)
           : which == 1 ? pw_label_draw(press, &label, two, inch, 8, page, err)
                        : pw_content_label_draw(press, &content, two, inch, 8, page, err);
}

static void try_texts(struct pw_label_press *press, unsigned which, unsigned long times)
{
    uint64_t state = 4711 + which;
    struct bench b;
    struct pw_error err = { 0 };
    struct pw_page page = { 0 };
    unsigned long printed = 0;
    CHECK_OK(draw(press, "A", which, &page, &err), err);
    begin(&b, &page);
    pw_page_finish(&page);
    for (unsigned long i = 0; i < times; i++) {
        char text[20] = { (char)(i + 1), '\0' };
        if (i >= 255)
            random_text(&state, text);
        if (!draw(press, text, which, &page, &err))
            continue; /* refused: a letter without a font, nothing to print, or no room */
        printed++;
        same_as_plain(&b, &page, which != 0 && i % 64 == 0);
        pw_page_finish(&page);
    }
    CHECK(printed > times / 3);
    end(&b);
}

TEST(no_text_is_a_command_of_a_label_printer)
{
    unsigned long times = wanted(30000) / 100;
    struct pw_label_press *press;
    struct pw_error err = { 0 };
    CHECK_OK(pw_label_press_create(&press, &err), err);
    try_texts(press, 0, times / 4);
    try_texts(press, 1, times);
    try_texts(press, 2, times);
    pw_label_press_destroy(press);
}

/* A job's name is of letters, digits, dots, dashes and underlines, never an option or a path of its own. */
TEST(no_text_is_more_than_the_name_of_a_job)
{
    unsigned long times = wanted(20000);
    uint64_t state = 5;
    for (unsigned long i = 0; i < times; i++) {
        char text[20] = { (char)(i + 1), '\0' }, out[PW_TITLE_MAX + 1];
        if (i >= 255)
            random_text(&state, text);
        pw_title_clean(text, out);
        CHECK(out[0] != '\0' && out[0] != '-' && out[0] != '.');
        CHECK(strspn(out, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == strlen(out));
    }
}

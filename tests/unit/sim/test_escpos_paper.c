/*
 * The ESC/POS interpreter against bytes that other programs wrote (five libraries' slips), bytes typed from Epson's command
 * reference, and readers of bar codes that are not ours. What it draws may not be judged by our own encoder.
 */
#include "sim/escpos_paper.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

struct seen {
    int papers, unknowns;
    struct pw_page last;
    char why[200];
    struct pw_buf replies;
};

static void paper(void *user, struct pw_page *page, unsigned unknown)
{
    struct seen *s = user;
    (void)unknown;
    s->papers++;
    pw_page_finish(&s->last);
    s->last = *page;
    *page = (struct pw_page){ 0 };
}

static void reply(void *user, struct pw_bytes bytes)
{
    pw_buf_put(&((struct seen *)user)->replies, bytes.data, bytes.len);
}

static void unknown(void *user, size_t offset, struct pw_bytes command, const char *why)
{
    struct seen *s = user;
    (void)command;
    s->unknowns++;
    snprintf(s->why, sizeof s->why, "at %zu: %s", offset, why);
}

static struct pw_escpos_paper *printer(struct seen *s)
{
    *s = (struct seen){ 0 };
    pw_buf_init(&s->replies, 4096);
    struct pw_paper_sink sink = { paper, reply, unknown, s };
    struct pw_paper_setup setup = { .width = 576, .dots_per_mm = 8 };
    struct pw_escpos_paper *p;
    struct pw_error err;
    CHECK_OK(pw_escpos_paper_create(&setup, &sink, &p, &err), err);
    return p;
}

static void done(struct pw_escpos_paper *p, struct seen *s)
{
    pw_escpos_paper_destroy(p);
    pw_page_finish(&s->last);
    pw_buf_finish(&s->replies);
}

static void feed(struct pw_escpos_paper *p, const void *data, size_t len)
{
    struct pw_error err;
    uint8_t *exact = pw_test_copy(data, len);
    bool ok = pw_escpos_paper_feed(p, pw_bytes_of(exact, len), &err);
    free(exact);
    CHECK_OK(ok, err);
}
#define FEED(p, literal) feed(p, literal, sizeof(literal) - 1)

/* What zbarimg reads in a page, one "TYPE:data" a line. Skips where it isn't installed. */
static const char *zbar(const struct pw_page *page)
{
    static char out[1000];
    char path[200], command[300];
    struct pw_buf png;
    struct pw_error err;
    pw_buf_init(&png, 4 << 20);
    CHECK_OK(pw_paper_png(page, 32, &png, &err), err);
    snprintf(path, sizeof path, "%s/page.png", pw_test_tmp());
    FILE *f = fopen(path, "wb");
    CHECK(f != NULL);
    CHECK_INT(fwrite(png.data, 1, png.len, f), png.len);
    fclose(f);
    pw_buf_finish(&png);
    snprintf(command, sizeof command, "command -v zbarimg >/dev/null || exit 77; zbarimg -q %s 2>/dev/null", path);
    FILE *pipe = popen(command, "r"); /* NOLINT(cert-env33-c) a test's own words */
    CHECK(pipe != NULL);
    size_t len = fread(out, 1, sizeof out - 1, pipe);
    out[len] = '\0';
    int status = pclose(pipe);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        pw_test_skip("zbarimg (zbar-tools) isn't installed");
    return out;
}

/* Another library's slip: the text that was given to it, and its bar codes. */
static void peer(const char *name, int papers, int unknowns, bool qr, bool bars)
{
    char file[100];
    size_t len;
    snprintf(file, sizeof file, "vectors/escpos/%s.bin", name);
    char *bytes = pw_test_read(pw_test_shared_file(file), &len);
    struct seen s;
    struct pw_escpos_paper *p = printer(&s);
    struct pw_error err;
    feed(p, bytes, len);
    free(bytes);
    CHECK_OK(pw_escpos_paper_tear(p, &err), err);
    CHECK_INT(s.papers, papers);
    if (s.unknowns != unknowns)
        CHECK_STR(s.why, "nothing unknown");
    const char *text = pw_escpos_paper_text(p);
    static const char *const lines[] = { "Fjäll & Ærø Outfitters\n", "Zoë Müller-Señoré\n", "Caminho São João 48, 3º Dto\n",
                                         "Crème brûlée torch",       "Smörgåskniv, oak",    "Lines: 12   Units: 24\n" };
    for (size_t i = 0; i < PW_COUNT(lines); i++)
        if (strstr(text, lines[i]) == NULL)
            pw_test_fail(__FILE__, __LINE__, "no \"%s\" in %.600s", lines[i], text);
    const char *codes = zbar(&s.last);
    CHECK(!qr || strstr(codes, "QR-Code:https://example.com/t/PS-2026-104857?c=7F3A91D2\n") != NULL);
    CHECK(!bars || strstr(codes, "CODE-128:PS2026104857\n") != NULL);
    done(p, &s);
}

TEST(the_slip_of_python_escpos_is_read_as_it_was_meant)
{
    peer("python-escpos", 1, 0, true, true);
}

TEST(the_slip_of_escpos_php_is_read_as_it_was_meant)
{
    peer("escpos-php", 1, 0, true, true);
}

TEST(the_slip_of_receipt_printer_encoder_is_read_as_it_was_meant)
{
    peer("receipt-printer-encoder", 1, 0, true, true);
}

TEST(the_slip_of_receiptline_is_read_as_it_was_meant)
{
    peer("receiptline", 1, 0, false, true); /* it prints the QR without a quiet zone above the bar code */
}

TEST(the_slip_of_node_thermal_printer_has_one_command_that_no_printer_knows)
{
    peer("node-thermal-printer", 1, 1, true, true); /* GS w 0 */
}

TEST(raster_graphics_come_out_dot_for_dot)
{
    /* 8 x 4 dots typed: GS v 0 mode 0, then twice as wide and high */
    struct seen s;
    struct pw_escpos_paper *p = printer(&s);
    FEED(p, "\x1b@\x1d\x76\x30\x00\x01\x00\x02\x00\xa5\x81\x1dV\x00");
    CHECK_INT(s.papers, 1);
    CHECK_INT(s.last.height, 2);
    CHECK_INT(s.last.bits[0], 0xa5);
    CHECK_INT(s.last.bits[s.last.stride], 0x81);
    CHECK_INT(s.last.bits[1], 0);
    FEED(p, "\x1d\x76\x30\x03\x01\x00\x01\x00\xa0\x1dV\x00");
    CHECK_INT(s.last.height, 2);
    CHECK_INT(s.last.bits[0], 0xcc);
    CHECK_INT(s.last.bits[s.last.stride], 0xcc);
    done(p, &s);
}

TEST(stored_graphics_are_printed_from_the_printers_memory)
{
    /* GS ( L fn 67 (define "G1", 8 x 1), ESC @, fn 69 (print it), as in Epson's reference */
    struct seen s;
    struct pw_escpos_paper *p = printer(&s);
    FEED(p, "\x1d(L\x0c\x00\x30\x43\x30G1\x01\x08\x00\x01\x00\x31\x99"
            "\x1b@\x1d(L\x06\x00\x30\x45G1\x01\x01\x1dV\x00");
    CHECK_INT(s.unknowns, 0);
    CHECK_INT(s.papers, 1);
    CHECK_INT(s.last.bits[0], 0x99);
    done(p, &s);
}

TEST(graphics_of_every_way_are_the_same_dots)
{
    /* the same 8 x 8 picture by GS v 0, GS ( L, GS 8 L, and by columns in GS ( L fn 113 and ESC * 33 (24 rows) */
    static const uint8_t dots[8] = { 0x80, 0x40, 0x20, 0x10, 0x08, 0x04, 0x02, 0xff };
    static const struct {
        const char *bytes;
        size_t len;
    } ways[] = {
        { "\x1d\x76\x30\x00\x01\x00\x08\x00\x80\x40\x20\x10\x08\x04\x02\xff\x1dV\x00", 19 },
        { "\x1d(L\x12\x00\x30\x70\x30\x01\x01\x31\x08\x00\x08\x00\x80\x40\x20\x10\x08\x04\x02\xff\x1d(L\x02\x00\x30\x32\x1dV\x00",
          33 },
        { "\x1d"
          "8L\x12\x00\x00\x00\x30\x70\x30\x01\x01\x31\x08\x00\x08\x00\x80\x40\x20\x10\x08\x04\x02\xff\x1d("
          "L\x02\x00\x30\x32\x1dV\x00",
          35 },
        { "\x1d(L\x12\x00\x30\x71\x30\x01\x01\x31\x08\x00\x08\x00\x81\x41\x21\x11\x09\x05\x03\x01\x1d(L\x02\x00\x30\x32\x1dV\x00",
          33 },
        { "\x1b\x33\x00\x1b*\x21\x08\x00\x81\0\0\x41\0\0\x21\0\0\x11\0\0\x09\0\0\x05\0\0\x03\0\0\x01\0\0\n\x1dV\x00", 36 },
    };
    for (size_t i = 0; i < PW_COUNT(ways); i++) {
        struct seen s;
        struct pw_escpos_paper *p = printer(&s);
        feed(p, ways[i].bytes, ways[i].len);
        if (s.papers != 1 || s.unknowns != 0)
            pw_test_fail(__FILE__, __LINE__, "way %zu: %d papers, %s", i, s.papers, s.why);
        for (int row = 0; row < 8; row++)
            if (s.last.bits[(size_t)row * (size_t)s.last.stride] != dots[row])
                pw_test_fail(__FILE__, __LINE__, "way %zu, row %d: %02x", i, row,
                             s.last.bits[(size_t)row * (size_t)s.last.stride]);
        done(p, &s);
    }
}

TEST(bar_codes_of_every_system_are_read_by_a_reader)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *read;
    } codes[] = {
#define CODE(b, r) { b, sizeof b - 1, r }
        CODE("\x1dk\x41\x0b"
             "01234567890",
             "012345678905\n"),
        CODE("\x1dk\x02"
             "400638133393\0",
             "EAN-13:4006381333931\n"),
        CODE("\x1dk\x43\x0d"
             "4006381333931",
             "EAN-13:4006381333931\n"),
        CODE("\x1dk\x44\x07"
             "1234567",
             "EAN-8:12345670\n"),
        CODE("\x1dk\x04"
             "PW-39\0",
             "CODE-39:PW-39\n"),
        CODE("\x1dk\x46\x06"
             "123456",
             "I2/5:123456\n"),
        CODE("\x1dk\x47\x06"
             "A1234B",
             "Codabar:A1234B\n"),
        CODE("\x1dk\x48\x04"
             "PW93",
             "CODE-93:PW93\n"),
        CODE("\x1dk\x49\x0a{BPw-128{{", "CODE-128:Pw-128{\n"),
        CODE("\x1dk\x49\x0a{BAb{C\x0c\x22\x38{", "CODE-128:Ab123456{\n"),
        CODE("\x1dk\x49\x0a{AAB{Sb{Bc", "CODE-128:ABbc\n"),
        CODE("\x1dk\x4a\x14"
             "00340123450000000017",
             "CODE-128:00340123450000000017\n"),
        CODE("\x1d(k\x03\x00\x31\x43\x05\x1d(k\x03\x00\x31\x45\x31\x1d(k\x08\x00\x31\x50\x30hello\x1d(k\x03\x00\x31\x51\x30",
             "QR-Code:hello\n"),
#undef CODE
    };
    for (size_t i = 0; i < PW_COUNT(codes); i++) {
        struct seen s;
        struct pw_escpos_paper *p = printer(&s);
        FEED(p, "\x1b@\x1dw\x03\x1dh\x50\n");
        feed(p, codes[i].bytes, codes[i].len);
        bool hole = i == 9; /* "{" at the end without its second byte: refused */
        FEED(p, "\n\x1dV\x00");
        if (hole) {
            CHECK_INT(s.unknowns, 1);
        } else {
            if (s.unknowns != 0)
                pw_test_fail(__FILE__, __LINE__, "code %zu: %s", i, s.why);
            const char *read = zbar(&s.last);
            if (strstr(read, codes[i].read) == NULL)
                pw_test_fail(__FILE__, __LINE__, "code %zu is read as %s", i, read);
        }
        done(p, &s);
    }
}

static void same_symbol(const uint8_t *words, size_t count, const char *text)
{
    struct pw_page ours = { 0 }, theirs = { 0 };
    struct pw_error err;
    CHECK_OK(pw_paper_code128(words, count, &ours, &err), err);
    CHECK_OK(pw_paper_symbol(PW_PAPER_CODE128, pw_bytes_str(text), 0, 0, &theirs, &err), err);
    CHECK_INT(ours.width, theirs.width);
    if (memcmp(ours.bits, theirs.bits, (size_t)ours.stride) != 0)
        pw_test_fail(__FILE__, __LINE__, "\"%s\" has other bars than zint's", text);
    pw_page_finish(&ours);
    pw_page_finish(&theirs);
}

TEST(the_bars_of_code_128_are_those_of_zint)
{
    char text[8];
    for (uint8_t word = 0; word < 95; word++) { /* set B */
        snprintf(text, sizeof text, "a%ca", 32 + word);
        same_symbol((const uint8_t[]){ 104, 65, word, 65 }, 4, text);
    }
    for (uint8_t word = 0; word < 100; word++) { /* set C */
        snprintf(text, sizeof text, "%02d%02d", word, word);
        same_symbol((const uint8_t[]){ 105, word, word }, 3, text);
    }
    for (uint8_t word = 64; word < 96; word++) { /* set A: control characters; NUL ends the text, so from SOH */
        if (word == 64)
            continue;
        snprintf(text, sizeof text, "%c%c", word - 64, word - 64);
        same_symbol((const uint8_t[]){ 103, word, word }, 3, text);
    }
}

TEST(a_bar_code_wider_than_the_paper_prints_nothing_and_says_so)
{
    struct seen s;
    struct pw_escpos_paper *p = printer(&s);
    FEED(p, "\x1dw\x06\x1dk\x49\x16{BABCDEFGHIJKLMNOPQRST\x1dV\x00");
    CHECK_INT(s.unknowns, 1);
    CHECK(strstr(s.why, "wider") != NULL);
    CHECK_INT(s.papers, 0);
    done(p, &s);
}

TEST(a_bar_code_in_the_middle_of_a_line_is_named)
{
    struct seen s;
    struct pw_escpos_paper *p = printer(&s);
    FEED(p, "text\x1dk\x04"
            "AB\0");
    CHECK_INT(s.unknowns, 1);
    CHECK(strstr(s.why, "middle of a line") != NULL);
    done(p, &s);
}

TEST(code_pages_and_countries_are_as_epson_says)
{
    struct seen s;
    struct pw_escpos_paper *p = printer(&s);
    /* reference E2: the euro in CP858 (19), CP1252 (16) and ISO 8859-15 (40); CP437 0x82 is e acute, 866 0x80 is A */
    FEED(p, "\x1bt\x13\xd5\x1bt\x10\x80\x1bt\x28\xa4\x1bt\x00\x82\x1bt\x11\x80\x1bt\x01\xb1\x95\n");
    CHECK_STR(pw_escpos_paper_text(p), "€€€éАｱ─\n");
    FEED(p, "\x1bR\x02[\\]~\x1bR\x00[\\]~\n");
    CHECK_STR(pw_escpos_paper_text(p), "€€€éАｱ─\nÄÖÜß[\\]~\n");
    FEED(p, "\x1c&\xc9\xcf\xba\xa3\x1c.\x1c(C\x02\x00\x30\x02\xe2\x82\xac\n");
    CHECK_STR(pw_escpos_paper_text(p), "€€€éАｱ─\nÄÖÜß[\\]~\n上海€\n");
    CHECK_INT(s.unknowns, 0);
    FEED(p, "\x1bt\xfe");
    CHECK_INT(s.unknowns, 1);
    done(p, &s);
}

TEST(text_stands_in_cells_of_12_by_24)
{
    struct seen s;
    struct pw_escpos_paper *p = printer(&s);
    /* inverted blanks are black cells: one plain, one twice as wide and three times as high, at column 2 */
    FEED(p, "\x1b\x33\x00\x1d"
            "B\x01 \x1d"
            "B\x00 \x1d!\x12\x1d"
            "B\x01 \n\x1dV\x00");
    CHECK_INT(s.last.height, 72);
    for (int y = 0; y < 72; y++)
        for (int x = 0; x < 60; x++) {
            bool black = (x < 12 && y >= 48) || (x >= 24 && x < 48);
            if (pw_page_get(&s.last, x, y) != black)
                pw_test_fail(__FILE__, __LINE__, "dot %d,%d is wrong", x, y);
        }
    done(p, &s);
}

TEST(a_line_longer_than_the_paper_goes_on_in_the_next)
{
    struct seen s;
    struct pw_escpos_paper *p = printer(&s);
    for (int i = 0; i < 49; i++)
        FEED(p, "x");
    FEED(p, "\n");
    CHECK_STR(pw_escpos_paper_text(p), "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nx\n"); /* 48 columns of 12 in 576 */
    done(p, &s);
}

TEST(a_cut_ends_a_paper_and_an_empty_one_is_none)
{
    struct seen s;
    struct pw_escpos_paper *p = printer(&s);
    FEED(p, "\x1dV\x00\x1bi");
    CHECK_INT(s.papers, 0);
    FEED(p, "a\n\x1dV\x42\x00"
            "b\n\x1bm"
            "c");
    CHECK_INT(s.papers, 2);
    struct pw_error err;
    CHECK(pw_escpos_paper_tear(p, &err));
    CHECK_INT(s.papers, 3);
    done(p, &s);
}

TEST(status_and_process_id_are_answered_as_epson_answers)
{
    struct seen s;
    struct pw_escpos_paper *p = printer(&s);
    /* reference E5 */
    FEED(p, "\x10\x04\x01\x10\x04\x04\x1d(H\x06\x00\x30\x30"
            "1234");
    CHECK_BYTES(pw_buf_peek(&s.replies), pw_bytes_of("\x12\x12\x37\x22"
                                                     "1234\0",
                                                     9));
    pw_buf_reset(&s.replies);
    pw_escpos_paper_sensors(p, PW_PAPER_OUT);
    pw_escpos_paper_realtime(p, pw_bytes_of("\x10\x04\x01\x10\x04\x02\x10\x04\x04", 9));
    CHECK_BYTES(pw_buf_peek(&s.replies), pw_bytes_of("\x1a\x32\x7e", 3));
    pw_buf_reset(&s.replies);
    FEED(p, "\x1d"
            "a\xff");
    pw_escpos_paper_sensors(p, PW_PAPER_COVER);
    CHECK_BYTES(pw_buf_peek(&s.replies), pw_bytes_of("\x18\0\x0f\0\x38\0\0\0", 8));
    done(p, &s);
}

TEST(what_is_not_known_is_named_and_nothing_after_it_lost)
{
    struct seen s;
    struct pw_escpos_paper *p = printer(&s);
    FEED(p, "ab\x1bZ"
            "cd\x1d\x7e"
            "ef\x18"
            "gh\n");
    CHECK_INT(s.unknowns, 3);
    CHECK_STR(pw_escpos_paper_text(p), "abcdefgh\n");
    done(p, &s);
}

TEST(a_slip_fed_byte_by_byte_is_the_same_slip)
{
    static const char slip[] = "\x1b@\x1b"
                               "a\x01\x1d!\x11SLIP\n\x1d!\x00\x1bt\x13\xd5 5\n\x1d\x76\x30\x00\x02\x00\x02\x00\x12\x34\x56\x78"
                               "\x1dh\x30\x1dw\x02\x1dk\x49\x07{BPW-12\x1d(k\x06\x00\x31\x50\x30"
                               "abc\x1d(k\x03\x00\x31\x51\x30\x1dV\x42\x10";
    struct seen whole, bytes;
    struct pw_escpos_paper *a = printer(&whole), *b = printer(&bytes);
    FEED(a, slip);
    for (size_t i = 0; i < sizeof slip - 1; i++)
        feed(b, slip + i, 1);
    CHECK_INT(whole.papers, 1);
    CHECK_INT(bytes.papers, 1);
    CHECK_INT(whole.unknowns, 0);
    CHECK_INT(bytes.last.height, whole.last.height);
    size_t size = (size_t)whole.last.stride * (size_t)whole.last.height;
    CHECK_BYTES(pw_bytes_of(bytes.last.bits, size), pw_bytes_of(whole.last.bits, size));
    CHECK_STR(pw_escpos_paper_text(b), pw_escpos_paper_text(a));
    done(a, &whole);
    done(b, &bytes);
}

TEST(a_document_of_feeds_alone_uses_no_more_paper_than_a_roll)
{
    struct seen s;
    struct pw_escpos_paper *p = printer(&s);
    char feeds[3000];
    for (size_t i = 0; i < sizeof feeds; i += 3)
        memcpy(feeds + i,
               "\x1b"
               "d\xff",
               3);
    FEED(p, "\x1b\x33\xff");
    feed(p, feeds, sizeof feeds);
    FEED(p, "\x1dV\x00");
    CHECK(s.papers <= 1 && s.last.height <= 32000);
    CHECK_INT(s.unknowns, 1);
    done(p, &s);
}

/*
 * ESC/POS bytes, taken apart again by a small tokenizer (support/escpos_tokens.h) which shares nothing with the encoder.
 */
#include "document/receiptline.h"
#include "document/slip.h"
#include "language/codepage.h"
#include "language/escpos.h"
#include "language/symbol.h"
#include "support/escpos_tokens.h"
#include "test.h"

#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>

/* What the printer would do: lines, codes and cuts. Styles are left out, since a drawn line has none to tell. */
static void skeleton(struct pw_bytes in, struct pw_buf *out)
{
    struct pw_escpos_token t;
    bool drawn = false;
    for (size_t pos = 0; pw_escpos_next_token(in, &pos, &t);) {
        bool raster = pw_escpos_token_is(&t, "\x1dv0", 3);
        if (raster ||
            pw_escpos_token_is(&t, "\n", 1)) { /* a line is a line, printed or drawn; the strips of one drawing are one */
            pw_buf_puts(out, raster && drawn ? "" : "L");
            drawn = raster && t.bytes.data[6] >= 16;
        } else if (pw_escpos_token_is(&t, "\x1dk", 2) || pw_escpos_token_is(&t, "\x1d(", 2) ||
                   pw_escpos_token_is(&t, "\x1dV", 2) ||
                   pw_escpos_token_is(&t,
                                      "\x1b"
                                      "d",
                                      2)) {
            pw_buf_printf(out, "<%c%zu>", t.bytes.data[1], t.bytes.len);
        }
    }
}

/* ---- what is printed ---- */

static void print(const char *markup, const char *profile_name, struct pw_buf *out)
{
    struct pw_document document;
    struct pw_error err = { 0 };
    const struct pw_profile *profile = pw_profile_find(profile_name);
    CHECK(profile != NULL);
    CHECK_OK(pw_receipt_layout(pw_bytes_str(markup), profile->columns, NULL, &document, &err), err);
    pw_buf_reset(out);
    CHECK_OK(pw_language_escpos.render(&document, profile, out, &err), err);
    pw_document_finish(&document);
}

static struct pw_bytes body(const struct pw_buf *out)
{
    return pw_buf_peek(out);
}

static void check_body(const char *markup, const char *profile, const char *want, size_t len)
{
    struct pw_buf out;
    pw_buf_init(&out, 1 << 20);
    print(markup, profile, &out);
    CHECK_BYTES(body(&out), pw_bytes_of(want, len));
    pw_buf_finish(&out);
}
#define CHECK_BODY(markup, profile, want) check_body(markup, profile, want, sizeof(want) - 1)

#define BEGIN "\x1b@\x1c.\x1bR\0"
#define CUT "\x1dV\x42\0"

TEST(what_ends_a_command_that_was_cut_off_is_longer_than_any_command)
{
    struct pw_buf out;
    pw_buf_init(&out, 1 << 20);
    pw_language_escpos.resync(&out);
    CHECK(out.len > PW_ESCPOS_LONGEST);
    for (size_t i = 0; i < out.len; i++)
        CHECK_INT(out.data[i], 0);
    pw_buf_finish(&out);
}

TEST(each_job_starts_over_and_ends_in_a_cut)
{
    CHECK_BODY("|hello", "TM-T88V", BEGIN "hello\n" CUT);
    CHECK_BODY("|hello\n=", "TM-T88V", BEGIN "hello\n" CUT);
    CHECK_BODY("|hello", "ZJ-5870",
               BEGIN "hello\n\x1b"
                     "d\5");                        /* no cutter: fed to the tear bar */
    CHECK_BODY("", "RP332", BEGIN "\n\x1dV\x41\0"); /* a full cut is all it has */
}

/* Code page numbers from the makers' tables (reference hardware E2); bytes from the pages' own definitions. */
TEST(characters_go_out_in_a_page_that_has_them)
{
    CHECK_BODY("|caf\xC3\xA9", "TM-T88V", BEGIN "caf\x1bt\0\x82\n" CUT);                       /* CP437 */
    CHECK_BODY("|S\xC3\xA3o 5 \xE2\x82\xAC", "TM-T88V", BEGIN "S\x1bt\x13\xC6o 5 \xD5\n" CUT); /* both in CP858 at 19 */
    CHECK_BODY("|5 \xE2\x82\xAC", "KR-306", BEGIN "5 \x1bt\x0E\xD5\n" CUT);                    /* CP858 at 14 there */
    CHECK_BODY("|\xD0\x96\xD1\x83\xD0\xBA", "TM-T88V", BEGIN "\x1bt\x11\x86\xE3\xAA\n" CUT);   /* CP866 at 17 */
    CHECK_BODY("|a\xC2\xA0"
               "b",
               "TM-T88V", BEGIN "a\x1bt\0 b\n" CUT);
}

TEST(a_line_changes_page_as_seldom_as_it_can)
{
    CHECK_BODY("|\xC3\xA9\n|\xC3\xA9\n|\xC5\x82\xC3\xA9", "TM-T88V",
               BEGIN "\x1bt\0\x82\n\x82\n\x1bt\x12\x88\x82\n" CUT); /* CP852 */
}

TEST(styles_are_told_when_they_change)
{
    CHECK_BODY("|\"b\" _u_ `i`", "TM-T88V",
               BEGIN "\x1b"
                     "E\1b\x1b"
                     "E\0 \x1b-\1u\x1b-\0 \x1d"
                     "B\1i\x1d"
                     "B\0\n" CUT);
    CHECK_BODY("|^w^^^W", "TM-T88V", BEGIN "\x1d!\x10w\x1d!\x11W\x1d!\0\n" CUT);
    CHECK_BODY("a| ^^^^b", "TM-T88V",
               BEGIN "                   a                   \x1d!\x22"
                     "b\x1d!\0\n" CUT); /* right in 20, right in 21 cells */
}

TEST(a_code_128_is_framed_as_other_programs_frame_it)
{
    /* python-escpos and receipt-printer-encoder: GS k 73 n {B data; height and width before it */
    CHECK_BODY("{code:AB-12;option:code128,3,100,hri}", "TM-T88V",
               BEGIN "\x1b"
                     "a\1\x1dw\3\x1dh\x64\x1dH\2\x1dk\x49\x07{BAB-12" CUT);
    CHECK_BODY("{code:a\\{b;option:code128,2,72}", "TM-T88V",
               BEGIN "\x1b"
                     "a\1\x1dw\2\x1dh\x48\x1dH\0\x1dk\x49\x06{Ba{{b" CUT);
}

TEST(a_qr_code_is_framed_as_other_programs_frame_it)
{
    CHECK_BODY("{code:hi;option:qrcode,6,m}", "TM-T88V",
               BEGIN "\x1b"
                     "a\1\x1d(k\4\0\x31\x41\x32\0\x1d(k\3\0\x31\x43\6\x1d(k\3\0\x31\x45\x31\x1d(k\5\0\x31\x50\x30hi"
                     "\x1d(k\3\0\x31\x51\x30" CUT);
}

static size_t count(struct pw_bytes in, const char *begin, size_t len)
{
    struct pw_escpos_token t;
    size_t n = 0;
    for (size_t pos = 0; pw_escpos_next_token(in, &pos, &t);)
        n += pw_escpos_token_is(&t, begin, len);
    return n;
}

TEST(a_barcode_that_is_too_wide_becomes_smaller_then_turns_and_never_vanishes)
{
    struct pw_buf out;
    pw_buf_init(&out, 1 << 20);
    print("{code:123-1234567-1234567;option:code128,4}", "TM-T88V", &out); /* 244 modules in set B: 2 dots fit */
    CHECK_INT(count(body(&out), "\x1dw\2", 3), 1);
    CHECK_INT(count(body(&out), "\x1dk\x49", 3), 1);
    print("{code:123456789012345678901234567890;option:code128,2}", "TM-T88V", &out); /* set B 365 modules; set C 211 */
    CHECK_INT(count(body(&out), "\x1dk", 2), 0);
    CHECK_INT(count(body(&out), "\x1dv0", 3), 3);                          /* 72 rows */
    print("{code:123-1234567-1234567;option:code128,2}", "ZJ-5870", &out); /* 384 dots: along the paper */
    CHECK(count(body(&out), "\x1dv0", 3) > 10);
    pw_buf_finish(&out);
}

TEST(what_no_barcode_holds_is_an_error_that_names_it)
{
    static const struct {
        const char *markup, *error;
    } cases[] = {
        { "{code:\xC3\xA9;option:code128}", "\"\xC3\xA9\" can't be a Code 128 barcode: other characters or another length" },
        { "{code:12345;option:ean}", "\"12345\" can't be a EAN barcode: other characters or another length" },
        { "{code:4912345678905;option:ean}", "\"4912345678905\" can't be a EAN barcode: " },
    };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        struct pw_document document;
        struct pw_error err = { 0 };
        struct pw_buf out;
        pw_buf_init(&out, 1 << 20);
        CHECK_OK(pw_receipt_layout(pw_bytes_str(cases[i].markup), 42, NULL, &document, &err), err);
        CHECK(!pw_language_escpos.render(&document, pw_profile_find("TM-T88V"), &out, &err));
        CHECK_INT(err.code, PW_ERR_BAD_INPUT);
        if (strncmp(err.text, cases[i].error, strlen(cases[i].error)) != 0)
            pw_test_fail(__FILE__, __LINE__, "%s", err.text);
        pw_document_finish(&document);
        pw_buf_finish(&out);
    }
}

/* ISO/IEC 18004's capacities, by the encoder that everybody uses: our table must never promise a smaller symbol. */
TEST(the_width_of_a_qr_code_is_known_before)
{
    static const char levels[] = "LMQH";
    uint8_t data[900];
    memset(data, 0xC3, sizeof data);
    for (size_t l = 0; l < 4; l++) {
        for (size_t len = 1; len <= 380; len += 3) {
            QRcode *code = QRcode_encodeData((int)len, data, 0, (QRecLevel)l);
            CHECK(code != NULL);
            CHECK_INT(pw_qr_version(len, levels[l]), code->version);
            QRcode_free(code);
        }
    }
}

/* ---- rasters ---- */

/* All raster strips below one another, from GS v 0 or GS ( L. */
static void unwrap(struct pw_bytes in, struct pw_page *page)
{
    struct pw_escpos_token t;
    struct pw_error err = { 0 };
    int rows = 0;
    for (size_t pos = 0; pw_escpos_next_token(in, &pos, &t);)
        rows += pw_escpos_token_is(&t, "\x1dv0", 3)                       ? t.bytes.data[6] + 256 * t.bytes.data[7]
                : pw_escpos_token_is(&t, "\x1d(L", 3) && t.bytes.len > 14 ? t.bytes.data[13] + 256 * t.bytes.data[14]
                                                                          : 0;
    CHECK_OK(pw_page_init(page, 2048, rows, 8, &err), err);
    rows = 0;
    for (size_t pos = 0; pw_escpos_next_token(in, &pos, &t);) {
        bool v = pw_escpos_token_is(&t, "\x1dv0", 3);
        if (!v && !(pw_escpos_token_is(&t, "\x1d(L", 3) && t.bytes.len > 14))
            continue;
        int stride = v ? t.bytes.data[4] + 256 * t.bytes.data[5] : (t.bytes.data[11] + 256 * t.bytes.data[12] + 7) / 8;
        int n = v ? t.bytes.data[6] + 256 * t.bytes.data[7] : t.bytes.data[13] + 256 * t.bytes.data[14];
        CHECK_INT(t.bytes.len, (v ? 8 : 15) + stride * n);
        CHECK(stride * n <= PW_ESCPOS_LONGEST);
        for (int y = 0; y < n; y++, rows++)
            memcpy(page->bits + (size_t)rows * (size_t)page->stride, t.bytes.data + (v ? 8 : 15) + y * stride, (size_t)stride);
    }
}

/* The picture in tests/golden/receiptline/in/readme.receipt: 1 is white. */
static const uint8_t ring_white[8] = { 0x7e, 0x81, 0xa5, 0x81, 0xa5, 0x99, 0x81, 0x7e };

TEST(a_picture_comes_out_dot_for_dot_in_each_way_of_sending_it)
{
    static const char *const profiles[] = { "TM-T88V", "TH230" }; /* GS v 0; GS ( L */
    for (size_t i = 0; i < PW_COUNT(profiles); i++) {
        struct pw_buf out;
        struct pw_page page;
        pw_buf_init(&out, 1 << 20);
        char *markup = pw_test_read("tests/golden/receiptline/in/readme.receipt", &(size_t){ 0 });
        char *image = strstr(markup, "{image");
        CHECK(image != NULL);
        print(image, profiles[i], &out);
        unwrap(body(&out), &page);
        CHECK_INT(page.height, 8);
        for (int y = 0; y < 8; y++)
            CHECK_INT(page.bits[y * page.stride], (uint8_t)~ring_white[y]);
        pw_page_finish(&page);
        pw_buf_finish(&out);
        free(markup);
    }
}

TEST(real_time_requests_never_stand_in_dots)
{
    static const uint8_t nasty[] = { 0x10, 0x14, 0x01, 0x00, 0x08, 0x10, 0x04, 0x01,
                                     0x10, 0x05, 0x02, 0x10, 0x14, 0x08, 0x01, 0x03 };
    struct pw_page page;
    struct pw_error err = { 0 };
    struct pw_buf out;
    pw_buf_init(&out, 1 << 20);
    CHECK_OK(pw_page_init(&page, (int)sizeof nasty * 8, 3, 8, &err), err);
    for (int y = 0; y < 3; y++)
        memcpy(page.bits + y * page.stride, nasty, sizeof nasty);
    CHECK_OK(pw_language_escpos.render_page(&page, pw_profile_find("TM-T88V"), NULL, &out, &err), err);
    for (size_t i = 0; i + 1 < out.len; i++)
        CHECK(!(out.data[i] == 0x10 && (out.data[i + 1] == 0x04 || out.data[i + 1] == 0x05 || out.data[i + 1] == 0x14)));
    pw_page_finish(&page);
    pw_buf_finish(&out);
}

static int black(const struct pw_page *page, int from, int to)
{
    int n = 0;
    for (int y = 0; y < page->height; y++)
        for (int x = from; x < to; x++)
            n += pw_page_get(page, x, y);
    return n;
}

TEST(a_line_that_no_page_has_is_drawn_in_its_own_cells)
{
    static const char *const scripts[] = { "上海市", "שלום עולם", "مرحبا", "สวัสดี", "한국어", "日本語", "नमस्ते", "📦" };
    for (size_t i = 0; i < PW_COUNT(scripts); i++) {
        struct pw_buf out;
        struct pw_page page;
        char markup[128];
        pw_buf_init(&out, 1 << 20);
        snprintf(markup, sizeof markup, "{width:10,20}\n|abc |%s |", scripts[i]);
        print(markup, "TM-T20III", &out);
        unwrap(body(&out), &page);
        CHECK_INT(page.height, 203 / 6);
        int left = (48 - 31) / 2 * 12;
        CHECK(black(&page, left, left + 36) > 60);         /* abc */
        CHECK_INT(black(&page, left + 36, left + 132), 0); /* and nothing up to the second column */
        CHECK(black(&page, left + 132, left + 132 + 240) > 60);
        CHECK_INT(black(&page, left + 132 + 240, 2048), 0);
        CHECK_INT(count(body(&out), "?", 1), 0);
        pw_page_finish(&page);
        pw_buf_finish(&out);
    }
}

/* ---- nothing from outside is a command ---- */

static void slip_skeleton(struct pw_slip_press *press, const char *evil, const char *profile_name, struct pw_buf *ret)
{
    struct pw_slip_line lines[2] = { { evil, evil, evil, 1 }, { "SKU", "Name", "", 2 } };
    struct pw_slip_order order = { .order_id = "123-1234567-1234567",
                                   .ordered = evil,
                                   .service = evil,
                                   .recipient = { .name = evil, .line1 = evil, .city = evil, .country = "US" },
                                   .sender = { .name = "Sender", .line1 = "Street", .country = "US" },
                                   .lines = lines,
                                   .line_count = 2,
                                   .gift = true,
                                   .gift_message = evil,
                                   .thanks = evil };
    struct pw_document document;
    struct pw_error err = { 0 };
    struct pw_buf out;
    const struct pw_profile *profile = pw_profile_find(profile_name);
    pw_buf_init(&out, 1 << 20);
    CHECK_OK(pw_slip_lay_out(press, &order, profile->columns, &document, &err), err);
    CHECK_OK(pw_language_escpos.render(&document, profile, &out, &err), err);
    pw_buf_reset(ret);
    skeleton(body(&out), ret);
    pw_document_finish(&document);
    pw_buf_finish(&out);
}

TEST(the_commands_of_a_slip_are_the_same_whatever_its_fields_say)
{
    static const char *const evil[] = {
        "\x1b@",
        "\x1dV\x01",
        "\x10\x14\x01\x01",
        "A\x1b",
        "\x1c&",
        "\x18",
        "\x7f",
        "|||",
        "{c:1}",
        "{i:x}",
        "===",
        "---",
        "^^^^",
        "_\"`",
        "\\x1b@",
        "\\n\\n",
        "~~",
        "\\",
        "{{x}}",
        "\xff\xfe",
        "\xC2\x9B"
        "1m",
        "\xE2\x80\xAE",
        "\xE2\x80\xA8",
        "\xE1\xBF\xAF",
        "\xCD\xBE",
        "?",
        "é",
        "ł€",
        "Ж",
        "中",
        "ש",
        "ก",
        "💥",
        "\xEF\xBB\xBF"
        "x",
        "a\xCC\x81",
        "\xEF\xBD\xB1",
    };
    struct pw_slip_press *press;
    struct pw_error err = { 0 };
    struct pw_buf plain, got;
    CHECK_OK(pw_slip_press_create(NULL, "slip", &press, &err), err);
    pw_buf_init(&plain, 1 << 16);
    pw_buf_init(&got, 1 << 16);
    static const char *const profiles[] = { "TM-T88V", "ZJ-5870" };
    for (size_t p = 0; p < PW_COUNT(profiles); p++) {
        for (size_t i = 0; i < PW_COUNT(evil); i++) {
            slip_skeleton(press, "A", profiles[p], &plain);
            slip_skeleton(press, evil[i], profiles[p], &got);
            if (strcmp(pw_buf_text(&plain), pw_buf_text(&got)) != 0)
                pw_test_fail(__FILE__, __LINE__, "\"%s\" on %s: %s, not %s", evil[i], profiles[p], pw_buf_text(&got),
                             pw_buf_text(&plain));
        }
    }
    pw_buf_finish(&plain);
    pw_buf_finish(&got);
    pw_slip_press_destroy(press);
}

/* ---- code pages ---- */

TEST(code_pages_are_those_of_glibc)
{
    size_t len;
    char *text = pw_test_read("tests/golden/codepages/iconv.txt", &len);
    int pages = 0;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"), pages++) {
        char name[32];
        int used;
        CHECK_INT(sscanf(line, "%31s%n", name, &used), 1);
        size_t k = 0;
        while (k < pw_codepage_count && strcmp(pw_codepages[k].name, name) != 0)
            k++;
        CHECK(k < pw_codepage_count);
        char *at = line + used;
        for (int i = 0; i < 128; i++) {
            unsigned long want = strtoul(at, &at, 16);
            if (pw_codepages[k].upper[i] != want && want != 0 && pw_codepages[k].upper[i] != 0)
                pw_test_fail(__FILE__, __LINE__, "%s %02X is U+%04X, not U+%04lX", name, 128 + i, pw_codepages[k].upper[i], want);
        }
    }
    CHECK(pages >= 25);
    free(text);
}

TEST(profiles_make_sense)
{
    const struct pw_profile *p;
    size_t n = 0;
    CHECK_STR(pw_profile_nth(0)->name, "default");
    for (; (p = pw_profile_nth(n)) != NULL; n++) {
        CHECK(pw_profile_find(p->name) == p);
        CHECK(p->columns * p->cell <= p->dots);
        CHECK(p->columns >= 30 && p->cell >= 8 && p->dpi >= 80);
        for (size_t i = 0; i < p->page_count; i++)
            CHECK(p->pages[i].encoding < pw_codepage_count);
    }
    CHECK_INT(n, 49);
    CHECK(pw_profile_find("tm-t88v")->features & PW_FEATURE_PROCESS_ID);
    CHECK(!(pw_profile_find("ZJ-5870")->features & PW_FEATURE_PROCESS_ID));
    CHECK(pw_profile_find("nothing") == NULL);
}

/* ---- other programs' bytes ---- */

/* The slip of /vectors/escpos/slip.json by four independent libraries: its QR code and its Code 128 are framed as ours. */
TEST(codes_are_byte_for_byte_those_of_other_libraries)
{
    static const char *const peers[] = { "python-escpos", "escpos-php", "receipt-printer-encoder", "node-thermal-printer" };
    struct pw_buf qr, bars;
    pw_buf_init(&qr, 1 << 16);
    pw_buf_init(&bars, 1 << 16);
    print("{code:https://example.com/t/PS-2026-104857?c=7F3A91D2;option:qrcode,6,m}", "TM-T88V", &qr);
    print("{code:PS2026104857;option:code128,2,80,hri}", "TM-T88V", &bars);
    uint8_t *own_qr = memmem(qr.data, qr.len, "\x1d(k", 3), *own_bars = memmem(bars.data, bars.len, "\x1dk\x49", 3);
    CHECK(own_qr != NULL && own_bars != NULL);
    size_t qr_len = 9 + 8 + 8 + 8 + 47 + 8, bars_len = 4 + 14;
    for (size_t i = 0; i < PW_COUNT(peers); i++) {
        char name[96];
        size_t len;
        snprintf(name, sizeof name, "vectors/escpos/%s.bin", peers[i]);
        char *peer = pw_test_read(pw_test_shared_file(name), &len);
        CHECK(memmem(peer, len, own_qr, qr_len) != NULL);
        CHECK(memmem(peer, len, own_bars, bars_len) != NULL);
        free(peer);
    }
    pw_buf_finish(&qr);
    pw_buf_finish(&bars);
}

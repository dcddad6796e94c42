#include "test.h"

#include "language/zpl.h"
#include "packwright/language.h"

#include <stdio.h>
#include <zlib.h>

static struct pw_page page_of(int width, int height)
{
    struct pw_page page;
    struct pw_error err;
    CHECK_OK(pw_page_init(&page, width, height, 8, &err), err);
    return page;
}

static void render(const struct pw_page *page, struct pw_buf *out)
{
    struct pw_error err = { 0 };
    pw_buf_init(out, 16 << 20);
    CHECK_OK(pw_language_zpl.render_page(page, NULL, NULL, out, &err), err);
}

/* What stands between the last comma of ^GFA's numbers and ^FS. */
static void check_data(const struct pw_page *page, const char *want)
{
    struct pw_buf out;
    render(page, &out);
    const char *data = strstr(pw_buf_text(&out), "^GFA,");
    CHECK(data != NULL);
    data += 5;
    for (int commas = 0; commas < 3; data++)
        commas += *data == ',';
    const char *end = strstr(data, "^FS");
    CHECK(end != NULL);
    CHECK_BYTES(pw_bytes_of(data, (size_t)(end - data)), pw_bytes_str(want));
    pw_buf_finish(&out);
}

TEST(a_page_is_one_format_with_its_size_and_place)
{
    struct pw_page page = page_of(16, 2);
    page.bits[0] = 0x80;
    page.bits[3] = 0x01;
    struct pw_buf out;
    render(&page, &out);
    /* typed from the ZPL II Programming Guide's pages of the commands */
    CHECK_BYTES(pw_buf_peek(&out),
                pw_bytes_str("^XA\n^PON^PMN^LRN^LH0,0^LS0\n^PW16\n^LL2\n^FO0,0^GFA,4,4,2,80,I01^FS\n^PQ1\n^XZ\n"));
    pw_buf_finish(&out);
    pw_page_finish(&page);
}

TEST(run_lengths_are_those_of_the_manual)
{
    /* "M is 7, vB? : sending MB is BBBBBBB, vMB is 327 B" (ZPL II Programming Guide, alternative data compression) */
    struct pw_page page = page_of(328 * 4, 1);
    memset(page.bits, 0xBB, 164);
    page.bits[163] = 0xB1;
    check_data(&page, "vMB1");
    memset(page.bits, 0xBB, 164);
    page.bits[3] = 0x1B; /* 6 B, 1, 321 B */
    check_data(&page, "LB1vGB");
    pw_page_finish(&page);
    page = page_of(2000 * 4, 2); /* the second row keeps the first from being trimmed */
    memset(page.bits, 0xFF, 2000);
    check_data(&page, "zzzzzF:");
    page.bits[999] = 0xF0;
    check_data(&page, "zzzzyYF0zzzzzF");
    page.bits[999] = 0x00;
    check_data(&page, "zzzzyXF,zzzzzF");
    pw_page_finish(&page);
}

TEST(a_blank_row_is_a_comma_and_a_repeated_row_a_colon)
{
    struct pw_page page = page_of(32, 5);
    memset(page.bits, 0x5A, 8);
    page.bits[16] = 0x12;
    check_data(&page, "5A5A5A5A:,:12,");
    pw_page_finish(&page);
}

TEST(blank_rows_above_and_below_are_left_out)
{
    struct pw_page page = page_of(8, 9);
    page.bits[3] = 0xC3;
    page.bits[5] = 0xC3;
    check_data(&page, "C3,C3");
    struct pw_buf out;
    render(&page, &out);
    CHECK(strstr(pw_buf_text(&out), "^LL9\n^FO0,3^GFA,3,3,1,") != NULL);
    pw_buf_finish(&out);
    memset(page.bits, 0, 9);
    check_data(&page, ","); /* a blank label is still a label */
    pw_page_finish(&page);
}

TEST(blank_columns_left_and_right_are_left_out)
{
    struct pw_page page = page_of(64, 3);
    page.bits[2] = 0x12;
    page.bits[8 + 4] = 0x34;
    struct pw_buf out;
    render(&page, &out);
    CHECK(strstr(pw_buf_text(&out), "^PW64\n^LL3\n^FO16,0^GFA,6,6,3,12,J034^FS\n") != NULL);
    pw_buf_finish(&out);
    pw_page_finish(&page);
}

TEST(dots_right_of_the_page_are_not_sent)
{
    struct pw_page page = page_of(12, 2);
    memset(page.bits, 0xFF, 4);
    check_data(&page, "IF0:");
    CHECK_INT(page.bits[1], 0xFF);
    pw_page_finish(&page);
}

TEST(a_large_page_goes_out_in_bands_within_the_manuals_sizes)
{
    struct pw_page page = page_of(1219, 1829);
    memset(page.bits, 0xAA, (size_t)page.stride * 1829);
    struct pw_buf out;
    render(&page, &out);
    int rows = 0, bands = 0;
    for (const char *p = pw_buf_text(&out); (p = strstr(p, "^FO0,")) != NULL; p++, bands++) {
        int y, sent, total, stride;
        CHECK_INT(sscanf(p, "^FO0,%d^GFA,%d,%d,%d,", &y, &sent, &total, &stride), 4);
        CHECK_INT(y, rows);
        CHECK(total <= 99999 && sent == total && stride == 153 && total % stride == 0);
        rows += total / stride;
    }
    CHECK_INT(rows, 1829);
    CHECK_INT(bands, 3);
    pw_buf_finish(&out);
    pw_page_finish(&page);
}

TEST(an_impossible_page_is_refused)
{
    struct pw_page page = { .width = 40000, .height = 10, .stride = 5000, .dots_per_mm = 8, .bits = (uint8_t[1]){ 0 } };
    struct pw_buf out;
    struct pw_error err = { 0 };
    pw_buf_init(&out, 100);
    CHECK(!pw_language_zpl.render_page(&page, NULL, NULL, &out, &err));
    CHECK_INT(err.code, PW_ERR_TOO_BIG);
    CHECK_INT(out.len, 0);
    pw_buf_finish(&out);
    page = page_of(812, 1218);
    for (size_t i = 0; i < (size_t)page.stride * 1218; i++)
        page.bits[i] = (uint8_t)(i * i);
    pw_buf_init(&out, 100);
    CHECK(!pw_language_zpl.render_page(&page, NULL, NULL, &out, &err));
    CHECK_INT(err.code, PW_ERR_TOO_BIG);
    pw_buf_finish(&out);
    pw_page_finish(&page);
}

/* A reader of ACS written from the manual: the digits of one row, expanded. Returns where it stopped. */
static const char *expand_row(const char *p, char *row, size_t digits)
{
    size_t n = 0, run = 0;
    while (n < digits) {
        char c = *p++;
        if (c >= 'G' && c <= 'Y') {
            run += (size_t)(c - 'F');
        } else if (c >= 'g' && c <= 'z') {
            run += (size_t)(c - 'f') * 20;
        } else if (c == ',') {
            memset(row + n, '0', digits - n);
            n = digits;
        } else if (c == ':' && n == 0) {
            return p; /* as the row before */
        } else {
            CHECK((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'));
            run = run == 0 ? 1 : run;
            CHECK(run <= digits - n);
            memset(row + n, c, run);
            n += run;
            run = 0;
        }
    }
    return p;
}

/* CRC-16 a bit at a time, from the polynomial alone. */
static unsigned slow_crc(const char *text, size_t len)
{
    unsigned crc = 0;
    for (size_t i = 0; i < len; i++) {
        crc ^= (unsigned)(uint8_t)text[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc << 1 ^ ((crc & 0x8000) != 0 ? 0x1021 : 0)) & 0xFFFF;
    }
    return crc;
}

/* What :Z64: holds, written from RFC 4648 and checked by zlib's own end. Returns where it stopped. */
static const char *unpack(const char *p, uint8_t *out, size_t want)
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static uint8_t packed[200000];
    CHECK(strncmp(p, ":Z64:", 5) == 0);
    p += 5;
    const char *end = strchr(p, ':');
    CHECK(end != NULL && (end - p) % 4 == 0 && end - p < 200000);
    size_t n = 0;
    unsigned held = 0, crc = 0;
    for (const char *q = p; q < end; q++) {
        const char *sign = *q == '=' ? signs : strchr(signs, *q);
        CHECK(sign != NULL && *sign != '\0');
        held = held << 6 | (unsigned)(sign - signs);
        if ((q - p) % 4 == 3)
            for (int i = 16; i >= 0; i -= 8)
                packed[n++] = (uint8_t)(held >> i);
    }
    n -= end[-1] == '=' ? end[-2] == '=' ? 2u : 1u : 0u;
    uLongf len = want;
    CHECK_INT(uncompress(out, &len, packed, n), Z_OK);
    CHECK_INT(len, want);
    CHECK_INT(sscanf(end, ":%4X", &crc), 1);
    CHECK_INT(crc, slow_crc(p, (size_t)(end - p)));
    return end + 5;
}

/* Every band of a format, drawn, against the page it came from. */
static void check_same_dots(const struct pw_page *page, const char *zpl)
{
    static uint8_t bytes[200000];
    struct pw_page drawn = page_of(page->width, page->height);
    for (const char *p = zpl; (p = strstr(p, "^FO")) != NULL;) {
        int total, stride, used, left, top;
        CHECK_INT(sscanf(p, "^FO%d,%d^GFA,%*d,%d,%d,%n", &left, &top, &total, &stride, &used), 4);
        CHECK(left % 8 == 0 && left / 8 + stride <= page->stride && total % stride == 0 && total <= 99999);
        CHECK(top + total / stride <= page->height);
        p += used;
        char row[8192] = "";
        if (*p == ':') {
            p = unpack(p, bytes, (size_t)total);
        } else {
            for (int n = 0; n < total; n++) {
                if (n % stride == 0)
                    p = expand_row(p, row, (size_t)stride * 2);
                unsigned value;
                CHECK_INT(sscanf(row + 2 * (n % stride), "%2X", &value), 1);
                bytes[n] = (uint8_t)value;
            }
        }
        for (int n = 0; n < total; n++)
            drawn.bits[(top + n / stride) * drawn.stride + left / 8 + n % stride] |= bytes[n];
        CHECK(strncmp(p, "^FS", 3) == 0);
    }
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < drawn.stride * 8; x++)
            CHECK_INT(pw_page_get(&drawn, x, y), x < page->width && pw_page_get(page, x, y));
    pw_page_finish(&drawn);
}

static void render_as(const struct pw_page *page, enum pw_compression compression, struct pw_buf *out)
{
    struct pw_error err = { 0 };
    pw_buf_init(out, 16 << 20);
    CHECK_OK(pw_language_zpl.render_page(page, NULL, &(struct pw_media){ .compression = compression }, out, &err), err);
}

TEST(random_pages_come_back_dot_for_dot)
{
    uint32_t seed = 1;
    for (int round = 0; round < 200; round++) {
        struct pw_page page = page_of(1 + round * 7 % 900, 1 + round % 40);
        for (size_t i = 0; i < (size_t)page.stride * (size_t)page.height; i++) {
            seed = seed * 1664525 + 1013904223;
            uint8_t b = (uint8_t)(seed >> 24);
            page.bits[i] = b < 90 ? 0 : b < 180 ? 0xFF : b < 200 ? 0xF0 : b;
            if (round % 3 == 0 && i >= (size_t)page.stride && b > 20)
                page.bits[i] = page.bits[i - (size_t)page.stride];
        }
        size_t lengths[3];
        for (int c = PW_COMPRESSION_STANDARD; c <= PW_COMPRESSION_ZLIB; c++) {
            struct pw_buf out;
            render_as(&page, (enum pw_compression)c, &out);
            check_same_dots(&page, pw_buf_text(&out));
            lengths[c] = out.len;
            pw_buf_finish(&out);
        }
        CHECK(lengths[PW_COMPRESSION_ZLIB] <= lengths[PW_COMPRESSION_STANDARD]);
        CHECK(lengths[PW_COMPRESSION_STANDARD] <= lengths[PW_COMPRESSION_NONE]);
        pw_page_finish(&page);
    }
}

TEST(z64_carries_the_sums_of_labels_from_other_drivers)
{
    /* the ends of four labels in the wild: 10 bytes of ones; the reader is the one that random pages are read with */
    static const struct {
        const char *base64;
        unsigned crc;
    } seen[] = { { "eJxbFQoAAasBAA==", 0xB023 },
                 { "eJzj4KAKYJChDmCwoQ5gEKAOYAAAavEfEQ==", 0x24EF },
                 { "eJxjYKAnOADEDxgYGD8AMZBmBvKZgULsQMxEV4fAAQBLYQRC", 0x3CC2 } };
    for (size_t i = 0; i < PW_COUNT(seen); i++)
        CHECK_INT(slow_crc(seen[i].base64, strlen(seen[i].base64)), seen[i].crc);
    struct pw_buf out;
    uint8_t back[300];
    uint8_t bytes[300];
    for (size_t len = 1; len < sizeof bytes; len++) {
        bytes[len - 1] = (uint8_t)(len * len >> 3);
        pw_buf_init(&out, 4096);
        CHECK(pw_zpl_z64(pw_bytes_of(bytes, len), &out));
        CHECK_STR(unpack(pw_buf_text(&out), back, len), "");
        CHECK(memcmp(back, bytes, len) == 0);
        pw_buf_finish(&out);
    }
    pw_buf_init(&out, 20);
    CHECK(!pw_zpl_z64(pw_bytes_of(bytes, 299), &out));
    pw_buf_finish(&out);
}

TEST(how_labels_lie_is_told_only_when_the_configuration_says_it)
{
    struct pw_page page = page_of(8, 1);
    struct pw_buf out;
    struct pw_error err = { 0 };
    pw_buf_init(&out, 4096);
    const struct pw_media media = { .tracking = PW_TRACKING_MARK, .after = PW_AFTER_CUT };
    CHECK_OK(pw_language_zpl.render_page(&page, NULL, &media, &out, &err), err);
    CHECK(strstr(pw_buf_text(&out), "\n^MNM\n^MMC\n^FO") != NULL);
    pw_buf_reset(&out);
    CHECK_OK(pw_language_zpl.render_page(&page, NULL, NULL, &out, &err), err);
    CHECK(strstr(pw_buf_text(&out), "^M") == NULL || strstr(pw_buf_text(&out), "^MN") == NULL);
    pw_buf_finish(&out);
    pw_page_finish(&page);
}

static size_t unzip(const char *name, uint8_t *out, size_t size)
{
    gzFile f = gzopen(pw_test_shared_file(name), "rb");
    CHECK(f != NULL);
    int got = gzread(f, out, (unsigned)size);
    gzclose(f);
    CHECK(got > 0);
    return (size_t)got;
}

TEST(a_real_label_takes_no_more_bytes_than_from_cups)
{
    static uint8_t pbm[1 << 20], cups[1 << 20];
    size_t len = unzip("vectors/label/label.pbm.gz", pbm, sizeof pbm);
    size_t cups_len = unzip("vectors/label/cups-rastertolabel.zpl.gz", cups, sizeof cups);
    struct pw_page page = page_of(812, 1218);
    size_t bits = (size_t)page.stride * 1218;
    if (memcmp(pbm, "P4\n812 1218\n", 12) != 0) { /* the wider page */
        pw_page_finish(&page);
        page = page_of(832, 1218);
        bits = (size_t)page.stride * 1218;
        CHECK(memcmp(pbm, "P4\n832 1218\n", 12) == 0);
    }
    CHECK(len >= bits);
    memcpy(page.bits, pbm + len - bits, bits);
    struct pw_buf out;
    render(&page, &out);
    check_same_dots(&page, pw_buf_text(&out));
    if (out.len > cups_len)
        pw_test_fail(__FILE__, __LINE__, "%zu bytes, CUPS has %zu", out.len, cups_len);
    pw_buf_finish(&out);
    static uint8_t peer[1 << 20];
    size_t peer_len = unzip("vectors/label/zpl-image-z64.zpl.gz", peer, sizeof peer);
    render_as(&page, PW_COMPRESSION_ZLIB, &out);
    check_same_dots(&page, pw_buf_text(&out));
    if (out.len > peer_len)
        pw_test_fail(__FILE__, __LINE__, "%zu bytes as Z64, zpl-image has %zu", out.len, peer_len);
    pw_buf_finish(&out);
    pw_page_finish(&page);
}

TEST(no_field_text_can_become_a_command)
{
    struct pw_buf out;
    pw_buf_init(&out, 1 << 16);
    pw_zpl_field(pw_bytes_str("a^XZ~JR_5E\\&>;\x1b\r\n\x02é, 3-4."), &out);
    CHECK_STR(pw_buf_text(&out), "a_5EXZ_7EJR_5F5E_5C_26_3E_3B_E2_90_9B_E2_90_8D_E2_90_8A_E2_90_82_C3_A9, 3-4.");
    pw_buf_reset(&out);
    uint8_t all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (uint8_t)i;
    pw_zpl_field(pw_bytes_of(all, 256), &out);
    CHECK(pw_buf_ok(&out, NULL));
    for (size_t i = 0; i < out.len; i++)
        CHECK(strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_ .,-", out.data[i]) != NULL);
    pw_buf_finish(&out);
}

TEST(zpl_is_found_by_its_name)
{
    CHECK(pw_language_find("zpl") == &pw_language_zpl);
}

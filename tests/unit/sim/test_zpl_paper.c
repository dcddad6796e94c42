/* The ZPL interpreter against labels that other programs wrote of a known picture, and bytes typed from the manual. */
#include "sim/zpl_paper.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

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

static struct pw_zpl_paper *printer(struct seen *s, int width, int height)
{
    *s = (struct seen){ 0 };
    pw_buf_init(&s->replies, 4096);
    struct pw_paper_sink sink = { paper, reply, unknown, s };
    struct pw_paper_setup setup = { .width = width, .height = height, .dots_per_mm = 8 };
    struct pw_zpl_paper *p;
    struct pw_error err;
    CHECK_OK(pw_zpl_paper_create(&setup, &sink, &p, &err), err);
    return p;
}

static void done(struct pw_zpl_paper *p, struct seen *s)
{
    pw_zpl_paper_destroy(p);
    pw_page_finish(&s->last);
    pw_buf_finish(&s->replies);
}

static void feed(struct pw_zpl_paper *p, const void *data, size_t len)
{
    struct pw_error err;
    uint8_t *exact = pw_test_copy(data, len);
    bool ok = pw_zpl_paper_feed(p, pw_bytes_of(exact, len), &err);
    free(exact);
    CHECK_OK(ok, err);
}
#define FEED(p, literal) feed(p, literal, sizeof(literal) - 1)

static uint8_t *unzipped(const char *name, size_t *ret_len)
{
    gzFile f = gzopen(pw_test_shared_file(name), "rb");
    CHECK(f != NULL);
    uint8_t *data = malloc(1 << 20);
    CHECK(data != NULL);
    int len = gzread(f, data, 1 << 20);
    gzclose(f);
    CHECK(len > 0);
    *ret_len = (size_t)len;
    return data;
}

/* A label by another program must give label.pbm, dot for dot; turned says that it was printed with ^POI. */
static void peer(const char *name, bool turned)
{
    struct seen s;
    struct pw_zpl_paper *p = printer(&s, 812, 1218);
    struct pw_error err;
    size_t len;
    uint8_t *zpl = unzipped(name, &len);
    feed(p, zpl, len);
    free(zpl);
    CHECK_INT(s.papers, 1);
    if (s.unknowns != 0)
        CHECK_STR(s.why, "nothing unknown");
    if (turned)
        CHECK_OK(pw_paper_turn(&s.last, 2, &err), err);
    uint8_t *pbm = unzipped("vectors/label/label.pbm.gz", &len);
    size_t size = (size_t)s.last.stride * (size_t)s.last.height;
    CHECK(len > size && memcmp(pbm, "P4\n812 1218\n", 12) == 0);
    CHECK_BYTES(pw_bytes_of(s.last.bits, size), pw_bytes_of(pbm + len - size, size));
    free(pbm);
    done(p, &s);
}

TEST(the_label_of_cups_is_the_picture_it_was_made_from)
{
    peer("vectors/label/cups-rastertolabel.zpl.gz", true);
}

TEST(the_label_of_lprint_is_the_picture_it_was_made_from)
{
    peer("vectors/label/lprint.zpl.gz", true);
}

TEST(the_run_length_label_of_zpl_image_is_the_picture_it_was_made_from)
{
    peer("vectors/label/zpl-image-acs.zpl.gz", false);
}

TEST(the_compressed_label_of_zpl_image_is_the_picture_it_was_made_from)
{
    peer("vectors/label/zpl-image-z64.zpl.gz", false);
}

static void row(const struct seen *s, int y, const char *bits)
{
    for (int x = 0; bits[x] != '\0'; x++)
        if (pw_page_get(&s->last, x, y) != (bits[x] == '#'))
            pw_test_fail(__FILE__, __LINE__, "row %d, column %d is wrong", y, x);
}

TEST(hexadecimal_and_its_run_lengths_are_as_the_manual_says)
{
    /* ZPL II guide, "Alternative Data Compression": H6 = 66, J3 = 3333, "," rest 0, "!" rest 1, ":" the row before */
    struct seen s;
    struct pw_zpl_paper *p = printer(&s, 32, 8);
    FEED(p, "^XA^FO0,0^GFA,20,20,4,H6J3HF\n8,:!F0,^FS^XZ");
    CHECK_INT(s.unknowns, 0);
    row(&s, 0, ".##..##...##..##..##..##########");
    row(&s, 1, "#...............................");
    row(&s, 2, "#...............................");
    row(&s, 3, "################################");
    row(&s, 4, "####............................");
    done(p, &s);
}

TEST(a_compressed_picture_with_a_wrong_crc_is_not_printed)
{
    /* reference hardware G2: a printer driver's picture and its CRC */
    struct seen s;
    struct pw_zpl_paper *p = printer(&s, 64, 64);
    FEED(p, "^XA^FO0,0^GFA,10,10,1,:Z64:eJxbFQoAAasBAA==:B023^FS^XZ");
    CHECK_INT(s.unknowns, 0);
    CHECK_INT(s.papers, 1);
    FEED(p, "^XA^FO0,0^GFA,10,10,1,:Z64:eJxbFQoAAasBAA==:B024^FS^XZ");
    CHECK_INT(s.unknowns, 1);
    CHECK(strstr(s.why, "CRC") != NULL);
    CHECK_INT(s.papers, 1);
    done(p, &s);
}

TEST(binary_pictures_may_hold_any_byte)
{
    struct seen s;
    struct pw_zpl_paper *p = printer(&s, 32, 8);
    FEED(p, "^XA^FO8,1^GFB,3,3,1,^~\x01^FS^XZ");
    CHECK_INT(s.unknowns, 0);
    row(&s, 1, ".........#.####.");
    row(&s, 2, ".........######.");
    row(&s, 3, "...............#");
    done(p, &s);
}

TEST(boxes_have_their_thickness)
{
    struct seen s;
    struct pw_zpl_paper *p = printer(&s, 16, 8);
    FEED(p, "^XA^LH1,1^FO1,0^GB6,4,1^FS^FO9,0^GB3,3,3^FS^XZ");
    row(&s, 1, "..######..###...");
    row(&s, 2, "..#....#..###...");
    row(&s, 4, "..######........");
    done(p, &s);
}

TEST(a_copy_is_a_paper_and_too_many_are_named)
{
    struct seen s;
    struct pw_zpl_paper *p = printer(&s, 16, 8);
    FEED(p, "^XA^FO0,0^GB3,3,3^FS^PQ3,0,0,N^XZ");
    CHECK_INT(s.papers, 3);
    FEED(p, "^XA^FO0,0^GB3,3,3^FS^PQ99999999^XZ");
    CHECK_INT(s.papers, 23);
    CHECK_INT(s.unknowns, 1);
    done(p, &s);
}

TEST(status_is_answered_as_a_zebra_answers)
{
    /* ZPL II guide, ~HS: three lines in STX and ETX; the second value of the first is "paper out", the third of the second "head
     * up" */
    struct seen s;
    struct pw_zpl_paper *p = printer(&s, 812, 1218);
    FEED(p, "~HS");
    const char *text = pw_buf_text(&s.replies);
    CHECK(strncmp(text,
                  "\x02"
                  "030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n\x02",
                  37) == 0);
    pw_buf_reset(&s.replies);
    pw_zpl_paper_sensors(p, PW_PAPER_OUT);
    pw_zpl_paper_realtime(p, pw_bytes_str("~HS"), 1);
    text = pw_buf_text(&s.replies);
    CHECK(strncmp(text,
                  "\x02"
                  "030,1,0,1218,001,",
                  18) == 0);
    pw_buf_reset(&s.replies);
    FEED(p, "~HQES");
    CHECK(strstr(pw_buf_text(&s.replies), "ERRORS:         1 00000000 00000001\r\n") != NULL);
    done(p, &s);
}

TEST(field_data_is_never_a_command_and_unknown_ones_are_named)
{
    struct seen s;
    struct pw_zpl_paper *p = printer(&s, 200, 50);
    FEED(p, "^XA^FH_^FO0,0^A0N,20,10^FD_5EXZ_7EJA^FS^XZ");
    CHECK_INT(s.unknowns, 0);
    CHECK_INT(s.papers, 1);
    FEED(p, "^XA^QQ1,2^FO0,0^GB3,3,3^FS^XZstray");
    CHECK_INT(s.papers, 2);
    CHECK_INT(s.unknowns, 2);
    done(p, &s);
}

TEST(a_label_fed_byte_by_byte_is_the_same_label)
{
    static const char label[] =
        "^XA^PW64^LH0,0^FO3,3^GFA,8,8,2,FF00:8001,^FS^FO1,10^GB30,3,1^FS^FO0,20^A0N,12,6^FDAb^FS~HS^XZ~HS";
    struct seen whole, bytes;
    struct pw_zpl_paper *a = printer(&whole, 64, 40), *b = printer(&bytes, 64, 40);
    FEED(a, label);
    for (size_t i = 0; i < sizeof label - 1; i++)
        feed(b, label + i, 1);
    CHECK_INT(whole.papers, 1);
    CHECK_INT(bytes.papers, 1);
    size_t size = (size_t)whole.last.stride * (size_t)whole.last.height;
    CHECK_BYTES(pw_bytes_of(bytes.last.bits, size), pw_bytes_of(whole.last.bits, size));
    CHECK_BYTES(pw_buf_peek(&bytes.replies), pw_buf_peek(&whole.replies));
    done(a, &whole);
    done(b, &bytes);
}

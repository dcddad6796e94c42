/* The interpreters of TSPL and EPL2 on bytes that others wrote: manuals' samples, LPrint's and CUPS's jobs; and on nonsense. */
#include "test.h"

#include "sim/epl_paper.h"
#include "sim/speech.h"
#include "sim/tspl_paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

struct seen {
    unsigned papers, unknown;
    struct pw_page page;
    struct pw_buf replies;
    char why[100];
};

static void paper(void *user, struct pw_page *page, unsigned unknown)
{
    struct seen *s = user;
    (void)unknown;
    s->papers++;
    pw_page_finish(&s->page);
    s->page = *page;
    *page = (struct pw_page){ 0 };
}

static void reply(void *user, struct pw_bytes bytes)
{
    struct seen *s = user;
    pw_buf_put(&s->replies, bytes.data, bytes.len);
}

static void unknown(void *user, size_t offset, struct pw_bytes command, const char *why)
{
    struct seen *s = user;
    (void)offset;
    CHECK(command.len <= 16);
    s->unknown++;
    snprintf(s->why, sizeof s->why, "%s", why);
}

static const struct pw_sim_speech *speech;
static void *printer;

static void open_printer(const char *language, int width, int height, struct seen *s)
{
    struct pw_paper_setup setup = { .width = width, .height = height, .dots_per_mm = 8 };
    struct pw_paper_sink sink = { paper, reply, unknown, s };
    struct pw_error err;
    *s = (struct seen){ 0 };
    pw_buf_init(&s->replies, 4096);
    speech = pw_sim_speech_find(language);
    CHECK_OK(speech->create(&setup, &sink, &printer, &err), err);
}

static void close_printer(struct seen *s)
{
    speech->destroy(printer);
    pw_page_finish(&s->page);
    pw_buf_finish(&s->replies);
}

static void feed(const void *data, size_t len)
{
    struct pw_error err;
    uint8_t *exact = pw_test_copy(data, len);
    bool ok = speech->feed(printer, pw_bytes_of(exact, len), &err);
    free(exact);
    CHECK_OK(ok, err);
}
#define FEED(literal) feed(literal, sizeof(literal) - 1)

static void check_row(const struct pw_page *page, int x, int y, const char *dots)
{
    for (int i = 0; dots[i] != '\0'; i++)
        CHECK_INT(pw_page_get(page, x + i, y), dots[i] == '#');
}

static unsigned black(const struct pw_page *page)
{
    unsigned n = 0;
    for (size_t i = 0; i < (size_t)page->stride * (size_t)page->height; i++)
        n += (unsigned)__builtin_popcount(page->bits[i]);
    return n;
}

static const char tsc_sample[] =
    "SIZE 4,2\r\nGAP 0,0\r\nCLS\r\nBITMAP 200,200,2,16,0,"
    "\x00\x00\x00\x00\x00\x00\x07\xFF\x03\xFF\x11\xFF\x18\xFF\x1C\x7F\x1E\x3F\x1F\x1F\x1F\x8F\x1F\xC7"
    "\x1F\xE3\x1F\xE7\x1F\xFF\x1F\xFF\r\nPRINT 1,1\r\n";

TEST(the_sample_of_the_tspl_manual_is_drawn)
{
    struct seen s;
    open_printer("tspl", 812, 406, &s);
    feed(tsc_sample, sizeof tsc_sample - 1);
    CHECK_INT(s.papers, 1);
    CHECK_INT(s.unknown, 0);
    check_row(&s.page, 198, 200, "..################..");
    check_row(&s.page, 198, 203, "..#####.............");
    check_row(&s.page, 198, 205, "..###.###.......");
    check_row(&s.page, 198, 215, "..###.............");
    CHECK_INT(black(&s.page), 3 * 16 + 5 + 9 * 6 + 5 + 2 * 3);
    close_printer(&s);
}

TEST(bars_boxes_and_reversed_areas_are_drawn_where_the_label_is)
{
    struct seen s;
    open_printer("tspl", 80, 40, &s);
    FEED("SIZE 10 mm,5 mm\nREFERENCE 8,4\nCLS\nBAR 0,0,10,2\nBOX 20,10,30,20,1\nERASE 0,0,5,1\nREVERSE 0,0,6,1\nPRINT 2,2\n");
    CHECK_INT(s.papers, 4);
    CHECK_INT(s.unknown, 0);
    check_row(&s.page, 6, 4, "..#####.####.");
    check_row(&s.page, 6, 5, "..##########.");
    check_row(&s.page, 26, 14, "..##########..");
    check_row(&s.page, 26, 20, "..#........#..");
    close_printer(&s);
}

TEST(what_is_beyond_the_size_or_turned_comes_out_so)
{
    struct seen s;
    open_printer("tspl", 80, 40, &s);
    FEED("SIZE 5 mm,4 mm\r\nDIRECTION 1\r\nCLS\r\nBITMAP 0,0,1,1,0,\x7F\r\nPRINT 1\r\n");
    CHECK(pw_page_get(&s.page, 79, 39));
    CHECK_INT(black(&s.page), 1);
    CHECK_INT(s.unknown, 0);
    FEED("BAR 39,31,2,1\r\n"); /* over the edge of 40 dots */
    CHECK_INT(s.unknown, 1);
    close_printer(&s);
}

TEST(what_is_not_drawn_is_refused_by_name)
{
    static const char *const lines[] = { "TEXT 10,10,\"3\",0,1,1,\"A\"\r\n",
                                         "BARCODE 1,1,\"128\",50,1,0,2,2,\"1\"\r\n",
                                         "QRCODE 10,10,L,5,A,0,\"x\"\r\n",
                                         "DIRECTION 0,1\r\n",
                                         "DIRECTION 2\r\n",
                                         "SHIFT 5\r\n",
                                         "PRINT\r\n",
                                         "PRINT 0\r\n",
                                         "PRINT 1,1x\r\n",
                                         "CLS 1\r\n",
                                         "BITMAP 1,1,0,5,0,\r\n",
                                         "BITMAP 1,1,1,1,7,x\r\n",
                                         "SIZE x\r\n",
                                         "print 1\r\n",
                                         "BAR 1,1\r\n",
                                         "HELLO\r\n",
                                         "\x1b!Z",
                                         "~!z" };
    static const char *const epl_lines[] = { "A50,0,0,1,1,1,N,\"Text\"\n",
                                             "B10,10,0,1A,2,2,50,N,\"1\"\n",
                                             "b1,1,Q,\"x\"\n",
                                             "PA1\n",
                                             "P0\n",
                                             "P1x\n",
                                             "LO1,1,1\n",
                                             "q\n",
                                             "Q0,0\n",
                                             "R1\n",
                                             "GW1,1,0,1\nxx\n",
                                             "n\n",
                                             "GG1,1,\"x\"\n",
                                             "XY\n" };
    struct seen s;
    open_printer("tspl", 80, 40, &s);
    for (size_t i = 0; i < PW_COUNT(lines); i++) {
        s.unknown = 0;
        feed(lines[i], strlen(lines[i]));
        if (s.unknown == 0 || s.papers != 0)
            pw_test_fail(__FILE__, __LINE__, "%s was taken", lines[i]);
    }
    close_printer(&s);
    open_printer("epl", 80, 40, &s);
    for (size_t i = 0; i < PW_COUNT(epl_lines); i++) {
        s.unknown = 0;
        feed(epl_lines[i], strlen(epl_lines[i]));
        if (s.unknown == 0 || s.papers != 0)
            pw_test_fail(__FILE__, __LINE__, "%s was taken", epl_lines[i]);
    }
    close_printer(&s);
}

TEST(copies_are_bounded)
{
    struct seen s;
    open_printer("tspl", 80, 40, &s);
    FEED("CLS\r\nPRINT 65535,9999\r\n");
    CHECK_INT(s.papers, 20);
    CHECK_INT(s.unknown, 1);
    close_printer(&s);
}

TEST(requests_for_the_status_are_answered_but_not_within_dots)
{
    struct seen s;
    open_printer("tspl", 80, 40, &s);
    FEED("\x1b!?CLS\r\nBITMAP 0,0,3,1,0,\x1b!?\r\n\x1b!S");
    CHECK_BYTES(pw_buf_peek(&s.replies), pw_bytes_of("\x00\x02@@@@\x03\r\n", 9));
    pw_buf_reset(&s.replies);
    speech->sensors(printer, PW_PAPER_OUT);
    speech->realtime(printer, pw_bytes_str("\x1b!?"), true);
    speech->sensors(printer, PW_PAPER_COVER);
    speech->realtime(printer, pw_bytes_str("\x1b!?"), true);
    CHECK_BYTES(pw_buf_peek(&s.replies), pw_bytes_of("\x04\x01", 2));
    CHECK_INT(s.unknown, 0);
    close_printer(&s);
    open_printer("epl", 80, 40, &s);
    FEED("^ee\nGW0,0,4,1\n^ee\n\n");
    CHECK_STR(pw_buf_text(&s.replies), "00\r\n");
    speech->sensors(printer, PW_PAPER_COVER | PW_PAPER_OUT);
    speech->realtime(printer, pw_bytes_str("^ee\n"), true);
    CHECK_STR(pw_buf_text(&s.replies), "00\r\n07,11\r\n");
    close_printer(&s);
}

TEST(the_samples_of_gw_are_drawn)
{
    struct seen s;
    open_printer("epl", 832, 400, &s);
    /* Zebra's box, as its support page has it: CR LF, a comma before the dots, P without a number */
    FEED("N\r\nGW100,100,2,16,\x00\x00\x7F\xFE\x7F\xFE\x7F\xFE\x7F\xFE\x7F\xFE\x7F\xFE\x7F\xFE\x7F\xFE\x7F\xFE\x7F\xFE\x7F\xFE"
         "\x7F\xFE\x7F\xFE\x7F\xFE\x00\x00P\r\n\r\n");
    CHECK_INT(s.papers, 1);
    CHECK_INT(s.unknown, 0);
    check_row(&s.page, 98, 100, "..################..");
    check_row(&s.page, 98, 101, "..#..............#..");
    CHECK_INT(black(&s.page), 60);
    /* Intermec's triangle: 4 bytes x 32 rows */
    FEED(
        "N\r\nGW20,10,4,32,\x00\xFF\xFF\x00\x3F\xFF\xFF\xFE\x5F\xFF\xFF\xFE\x6F\xFF\xFF\xFE\x77\xFF\xFF\xFE\x7B\xFF\xFF\xFE"
        "\x7D\xFF\xFF\xFE\x7E\xFF\xFF\xFE\xFF\x7F\xFF\xFF\xFF\xBF\xFF\xFF\xFF\xDF\xFF\xFF\xFF\xEF\xFF\xFF\xFF\xF7\xFF\xFF\xFF\xFB"
        "\xFF\xFF\xFF\xFD\xFF\xFF\xFF\xFE\xFF\xFF\xFF\xFF\x7F\xFF\xFF\xFF\xBF\xFF\xFF\xFF\xDF\xFF\xFF\xFF\xEF\xFF\xFF\xFF\xF7\xFF"
        "\xFF\xFF\xFB\xFF\xFF\xFF\xFD\xFF\x7F\xFF\xFE\xFE\x7F\xFF\xFF\x7E\x7F\xFF\xFF\xBE\x7F\xFF\xFF\xDE\x7F\xFF\xFF\xEE"
        "\x7F\xFF\xFF\xF6\x7F\xFF\xFF\xFA\x7F\xFF\xFF\xFC\x00\x00\x00\x00P\r\n");
    CHECK_INT(s.unknown, 0);
    CHECK_INT(s.papers, 2);
    for (int i = 1; i < 31; i++) /* its diagonal */
        CHECK(pw_page_get(&s.page, 20 + i, 10 + i));
    close_printer(&s);
}

TEST(a_narrow_label_lies_in_the_middle_until_r_says_where_it_begins)
{
    struct seen s;
    open_printer("epl", 832, 100, &s);
    FEED("\nq416\nN\nLO0,0,8,1\nP1\n");
    check_row(&s.page, 206, 0, "..########..");
    FEED("R16,2\nN\nLO0,0,8,1\nZB\nP1,1\n");
    check_row(&s.page, 832 - 16 - 8 - 1, 97, ".########.");
    CHECK_INT(s.unknown, 0);
    close_printer(&s);
}

static uint8_t *unzip(const char *name, size_t *ret_len)
{
    gzFile f = gzopen(pw_test_shared_file(name), "rb");
    uint8_t *data = malloc(1 << 20);
    CHECK(f != NULL && data != NULL);
    int got = gzread(f, data, 1 << 20);
    gzclose(f);
    CHECK(got > 0);
    *ret_len = (size_t)got;
    return data;
}

/* A label's page as another program sent it: so many rows lower, everything else dot for dot. */
static void check_foreign(const char *language, const char *name, int lower)
{
    struct seen s;
    size_t pbm_len, len;
    uint8_t *pbm = unzip("vectors/label/label.pbm.gz", &pbm_len), *job = unzip(name, &len);
    int width = 0, height = 0;
    CHECK_INT(sscanf((const char *)pbm, "P4\n%d %d", &width, &height), 2);
    size_t stride = ((size_t)width + 7) / 8;
    const uint8_t *bits = pbm + pbm_len - stride * (size_t)height;
    open_printer(language, 816, height + lower, &s);
    feed(job, len);
    CHECK_INT(s.unknown, 0);
    CHECK_INT(s.papers, 1);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            CHECK_INT(pw_page_get(&s.page, x, y + lower), bits[(size_t)y * stride + (size_t)x / 8] >> (7 - x % 8) & 1);
    close_printer(&s);
    free(pbm);
    free(job);
}

TEST(jobs_of_lprint_and_cups_come_out_as_their_page)
{
    check_foreign("tspl", "vectors/label/lprint.tspl.gz", 0);
    check_foreign("epl", "vectors/label/lprint.epl.gz", 1);
    check_foreign("epl", "vectors/label/cups-rastertolabel.epl.gz", 0);
}

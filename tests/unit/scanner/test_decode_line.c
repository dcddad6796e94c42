#include "scanner/decode_line.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

enum { GAP = 500000 };

static void on_scan(void *user, const struct pw_scan *scan)
{
    pw_buf_putc(user, '<');
    pw_buf_put(user, scan->data.data, scan->data.len);
    pw_buf_putc(user, '>');
    CHECK(scan->started_us <= scan->ended_us);
}

static void on_garbage(void *user, struct pw_bytes seen, const char *why)
{
    pw_buf_putc(user, '!');
    pw_buf_put(user, seen.data, seen.len);
    pw_buf_putc(user, '!');
    CHECK(why[0] != '\0');
}

/* Play bytes in two parts, cut at cut; silence of silence_us between the parts and enough at the end. */
static void play(enum pw_framing framing, struct pw_bytes in, size_t cut, int64_t between_us, struct pw_buf *out)
{
    struct pw_line line;
    struct pw_line_sink sink = { on_scan, on_garbage, out };
    pw_line_init(&line, framing, GAP);
    pw_line_feed(&line, pw_bytes_of(in.data, cut), 1000, &sink);
    pw_line_feed(&line, pw_bytes_of(in.data + cut, in.len - cut), 1000 + between_us, &sink);
    int64_t deadline = pw_line_deadline(&line);
    if (deadline >= 0)
        pw_line_silence(&line, deadline, &sink);
    CHECK_INT(pw_line_deadline(&line), -1);
}

struct script {
    enum pw_framing framing;
    const char *in;
    size_t len;
    const char *out;
};
#define S(framing, in, out)                                                                                                      \
    {                                                                                                                            \
        framing, in, sizeof(in) - 1, out                                                                                         \
    }

static const struct script scripts[] = {
    S(PW_FRAMING_CR, "4006381333931\r", "<4006381333931>"),
    S(PW_FRAMING_CR, "4006381333931\r\n9780201379624\r\n", "<4006381333931><9780201379624>"),
    S(PW_FRAMING_CR, "\r\r\n\r", ""),
    S(PW_FRAMING_CR, "400638", "!400638!"),
    S(PW_FRAMING_CR, "A\rB", "<A>!B!"),
    S(PW_FRAMING_LF, "A\nB\r\nC\rD\n", "<A><B><C\rD>"),
    S(PW_FRAMING_LF, "A\r", "!A\r!"),
    S(PW_FRAMING_CRLF, "A\r\nB\nC\rD\r\n", "<A><B\nC\rD>"),
    S(PW_FRAMING_CRLF, "A\r", "!A\r!"),
    S(PW_FRAMING_TAB, "A\tB\t\r\nC\t", "<A><B><C>"),
    S(PW_FRAMING_NEWLINE, "A\nB\rC\r\n\n\nD\n", "<A><B><C><D>"),
    S(PW_FRAMING_STX_ETX, "\002A\003\r\n\002B\rC\003", "<A><B\rC>"),
    S(PW_FRAMING_STX_ETX, "noise\002A\003", "!noise!<A>"),
    S(PW_FRAMING_STX_ETX, "\002half\002A\003", "!half!<A>"),
    S(PW_FRAMING_STX_ETX, "half\003\002A\003", "!half\003!<A>"),
    S(PW_FRAMING_STX_ETX, "\002half", "!half!"),
    S(PW_FRAMING_GAP, "A\rB", "<A\rB>"),
    S(PW_FRAMING_GAP, "A\r\n", "<A>"),
    S(PW_FRAMING_GAP, "A\t", "<A>"),
    S(PW_FRAMING_GAP, "\r\n", ""),
    S(PW_FRAMING_CR, "]C10104006381333931\03510LOT\r", "<]C10104006381333931\03510LOT>"),
    S(PW_FRAMING_CR, "\xff\xfe\x80\r", "<\xff\xfe\x80>"),
};

TEST(scans_come_out_the_same_whole_and_cut_at_each_byte)
{
    for (size_t i = 0; i < PW_COUNT(scripts); i++) {
        const struct script *s = &scripts[i];
        for (size_t cut = 0; cut <= s->len; cut++) {
            struct pw_buf out;
            uint8_t *in = pw_test_copy(s->in, s->len);
            pw_buf_init(&out, 65536);
            play(s->framing, pw_bytes_of(in, s->len), cut, GAP - 1, &out);
            CHECK_BYTES(pw_buf_peek(&out), pw_bytes_str(s->out));
            pw_buf_finish(&out);
            free(in);
        }
    }
}

TEST(scans_come_out_the_same_byte_by_byte)
{
    for (size_t i = 0; i < PW_COUNT(scripts); i++) {
        const struct script *s = &scripts[i];
        struct pw_buf out;
        struct pw_line line;
        struct pw_line_sink sink = { on_scan, on_garbage, &out };
        pw_buf_init(&out, 65536);
        pw_line_init(&line, s->framing, GAP);
        int64_t now = 0;
        for (size_t b = 0; b < s->len; b++)
            pw_line_feed(&line, pw_bytes_of(s->in + b, 1), now += 20000, &sink);
        pw_line_silence(&line, now + GAP, &sink);
        CHECK_BYTES(pw_buf_peek(&out), pw_bytes_str(s->out));
        pw_buf_finish(&out);
    }
}

TEST(two_halves_with_silence_between_are_never_glued)
{
    struct pw_buf out;
    pw_buf_init(&out, 65536);
    play(PW_FRAMING_CR, pw_bytes_str("4006381333931\r"), 6, GAP, &out);
    CHECK_STR(pw_buf_text(&out), "!400638!<1333931>");
    pw_buf_finish(&out);
}

TEST(a_nul_is_data)
{
    struct pw_buf out;
    pw_buf_init(&out, 65536);
    play(PW_FRAMING_CR, pw_bytes_of("A\0B\r", 4), 2, 1000, &out);
    CHECK_BYTES(pw_buf_peek(&out), pw_bytes_of("<A\0B>", 5));
    pw_buf_finish(&out);
}

TEST(the_longest_scan_is_taken_and_one_byte_more_is_garbage)
{
    static uint8_t in[PW_SCAN_MAX + 8];
    static const enum pw_framing framings[] = { PW_FRAMING_CR, PW_FRAMING_LF, PW_FRAMING_CRLF };
    for (size_t f = 0; f < PW_COUNT(framings); f++) {
        for (size_t n = PW_SCAN_MAX; n <= PW_SCAN_MAX + 1; n++) {
            struct pw_buf out;
            pw_buf_init(&out, 65536);
            memset(in, 'x', n);
            memcpy(in + n, "\r\nA\r\n", 5);
            play(framings[f], pw_bytes_of(in, n + 5), 17, 1000, &out);
            CHECK_INT(out.len, PW_SCAN_MAX + 2 + 3);
            CHECK_INT(out.data[0], n == PW_SCAN_MAX ? '<' : '!');
            CHECK(memcmp(out.data + out.len - 3, "<A>", 3) == 0);
            pw_buf_finish(&out);
        }
    }
}

TEST(a_megabyte_without_an_end_is_one_piece_of_garbage)
{
    static uint8_t in[1 << 20];
    struct pw_buf out;
    pw_buf_init(&out, 65536);
    memset(in, 'x', sizeof in);
    in[sizeof in - 1] = '\r';
    play(PW_FRAMING_CR, pw_bytes_of(in, sizeof in), 9000, 1000, &out);
    CHECK_INT(out.len, PW_SCAN_MAX + 2);
    CHECK_INT(out.data[0], '!');
    pw_buf_finish(&out);
}

static void keep_why(void *user, struct pw_bytes seen, const char *why)
{
    (void)seen;
    snprintf(user, 200, "%s", why);
}
static void no_scan(void *user, const struct pw_scan *scan)
{
    (void)user, (void)scan;
    CHECK(false);
}

TEST(the_wrong_framing_is_guessed_at_in_words)
{
    static struct pw_line line;
    char why[200];
    struct pw_line_sink sink = { no_scan, keep_why, why };
    pw_line_init(&line, PW_FRAMING_CR, GAP);
    pw_line_feed(&line, pw_bytes_str("A\n"), 0, &sink);
    pw_line_silence(&line, GAP, &sink);
    CHECK(strstr(why, "framing = lf") != NULL);
    pw_line_init(&line, PW_FRAMING_CRLF, GAP);
    pw_line_feed(&line, pw_bytes_str("A\r"), 0, &sink);
    pw_line_silence(&line, GAP, &sink);
    CHECK(strstr(why, "framing = cr") != NULL);
}

TEST(a_spoiled_scan_is_garbage_at_its_end_mark)
{
    struct pw_line line;
    struct pw_buf out;
    struct pw_line_sink sink = { on_scan, on_garbage, &out };
    pw_buf_init(&out, 65536);
    pw_line_init(&line, PW_FRAMING_CR, GAP);
    pw_line_feed(&line, pw_bytes_str("AB"), 0, &sink);
    pw_line_spoil(&line, "a stray key", 1);
    pw_line_feed(&line, pw_bytes_str("C\rD\r"), 2, &sink);
    pw_line_feed(&line, pw_bytes_str("half"), 3, &sink);
    pw_line_reset(&line, "unplugged", &sink);
    CHECK_STR(pw_buf_text(&out), "!ABC!<D>!half!");
    pw_buf_finish(&out);
}

/*
 * Whatever a scanner sends, in whatever pieces: first byte framing, second where it is cut. However it is cut the same scans come
 * out; none is empty, too long or has its end mark in it; nothing is under way after silence; nothing comes out that didn't go
 * in.
 */
#include "scanner/decode_line.h"

#include <assert.h>
#include <stdlib.h>

enum { GAP = 1000 };

struct seen {
    enum pw_framing framing;
    size_t bytes;
    struct pw_buf out;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool has(struct pw_bytes in, uint8_t byte)
{
    return in.len > 0 && memchr(in.data, byte, in.len) != NULL;
}

static void on_scan(void *user, const struct pw_scan *scan)
{
    struct seen *s = user;
    assert(scan->data.len > 0 && scan->data.len <= PW_SCAN_MAX && scan->started_us <= scan->ended_us);
    assert(s->framing != PW_FRAMING_CR || !has(scan->data, '\r'));
    assert(s->framing != PW_FRAMING_LF || !has(scan->data, '\n'));
    assert(s->framing != PW_FRAMING_TAB || !has(scan->data, '\t'));
    assert(s->framing != PW_FRAMING_NEWLINE || (!has(scan->data, '\r') && !has(scan->data, '\n')));
    assert(s->framing != PW_FRAMING_STX_ETX || (!has(scan->data, 2) && !has(scan->data, 3)));
    s->bytes += scan->data.len;
    pw_buf_putc(&s->out, 'S');
    pw_buf_put(&s->out, scan->data.data, scan->data.len);
}

static void on_garbage(void *user, struct pw_bytes seen, const char *why)
{
    struct seen *s = user;
    assert(seen.len <= PW_SCAN_MAX && why != NULL && why[0] != '\0');
    s->bytes += seen.len;
    pw_buf_putc(&s->out, 'G');
    pw_buf_put(&s->out, seen.data, seen.len);
}

static void play(struct seen *s, enum pw_framing framing, const uint8_t *data, size_t size, size_t step)
{
    static struct pw_line line;
    struct pw_line_sink sink = { on_scan, on_garbage, s };
    memset(s, 0, sizeof *s);
    s->framing = framing;
    pw_buf_init(&s->out, 1 << 24);
    pw_line_init(&line, framing, GAP);
    for (size_t at = 0; at < size; at += step) {
        size_t n = size - at < step ? size - at : step;
        uint8_t *exact = malloc(n);
        if (exact == NULL)
            abort();
        memcpy(exact, data + at, n);
        pw_line_feed(&line, pw_bytes_of(exact, n), 5, &sink);
        free(exact);
    }
    if (pw_line_deadline(&line) >= 0)
        pw_line_silence(&line, 5 + GAP, &sink);
    assert(pw_line_deadline(&line) == -1 && s->bytes <= size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen whole, cut, single;
    if (size < 3)
        return 0;
    enum pw_framing framing = (enum pw_framing)(data[0] % (PW_FRAMING_NEWLINE + 1));
    size_t step = (size_t)data[1] * 7 + 1;
    play(&whole, framing, data + 2, size - 2, size);
    play(&cut, framing, data + 2, size - 2, step);
    play(&single, framing, data + 2, size - 2, 1);
    assert(pw_bytes_equal(pw_buf_peek(&whole.out), pw_buf_peek(&cut.out)));
    assert(pw_bytes_equal(pw_buf_peek(&whole.out), pw_buf_peek(&single.out)));
    pw_buf_finish(&whole.out);
    pw_buf_finish(&cut.out);
    pw_buf_finish(&single.out);
    return 0;
}

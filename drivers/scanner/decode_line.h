/*
 * Bytes of a line-like scanner (serial, TCP, a FIFO, a keyboard's text) to scans. No I/O; time is an argument.
 *
 * A scan is what stands before its end mark. What doesn't end is never guessed at: half a scan and silence, too many bytes, bytes
 * outside STX and ETX are reported as garbage, once, and the next scan starts clean.
 */
#ifndef PACKWRIGHT_DECODE_LINE_H
#define PACKWRIGHT_DECODE_LINE_H

#include "packwright/scanner.h"

enum pw_framing {
    PW_FRAMING_CR,      /* an LF behind it is skipped */
    PW_FRAMING_LF,      /* a CR before it is dropped */
    PW_FRAMING_CRLF,    /* both; one alone is data */
    PW_FRAMING_TAB,     /* CR and LF behind it are skipped */
    PW_FRAMING_STX_ETX, /* CR and LF outside are skipped */
    PW_FRAMING_GAP,     /* silence ends it; one CR, LF, CR LF or TAB at the end is dropped */
    PW_FRAMING_NEWLINE, /* CR, LF or CR LF */
};

/* Where the results go; the views are borrowed for the length of the call. */
struct pw_line_sink {
    void (*on_scan)(void *user, const struct pw_scan *scan);
    void (*on_garbage)(void *user, struct pw_bytes seen, const char *why);
    void *user;
};

struct pw_line {
    enum pw_framing framing;
    int64_t gap_us; /* silence as long as this ends a scan (GAP) or makes half a scan garbage */
    size_t len;
    int64_t started_us, last_us;
    bool inside;         /* STX_ETX: between them */
    bool too_long;       /* the rest is thrown away up to the end mark */
    const char *spoiled; /* why this one can't be a scan any more; NULL: it can */
    uint8_t data[PW_SCAN_MAX + 2];
};

/** Thread: any; the caller's memory; nothing to finish. */
void pw_line_init(struct pw_line *line, enum pw_framing framing, int64_t gap_us);
/** Forget what was begun (the device is gone); it is reported first, if there was any. */
void pw_line_reset(struct pw_line *line, const char *why, const struct pw_line_sink *sink);
/**
 * Take bytes; every scan that ends in them goes to the sink. Silence that had lasted gap_us before them is noticed here too.
 *
 * Units: now_us is monotonic, when the bytes came.
 */
void pw_line_feed(struct pw_line *line, struct pw_bytes in, int64_t now_us, const struct pw_line_sink *sink);
/** What is under way is no scan, whatever comes: why is kept (not copied). */
void pw_line_spoil(struct pw_line *line, const char *why, int64_t now_us);
/** When pw_line_silence wants to be called; -1: nothing is under way. */
int64_t pw_line_deadline(const struct pw_line *line);
void pw_line_silence(struct pw_line *line, int64_t now_us, const struct pw_line_sink *sink);

/** From the words cr, lf, crlf, tab, stx-etx, gap, none, newline; false for any other. */
bool pw_framing_parse(const char *word, enum pw_framing *ret_framing);

#endif

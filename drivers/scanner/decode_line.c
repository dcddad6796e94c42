/*
 * What a byte does, by framing (rows) and what is under way:
 *
 *                nothing yet                     data before it
 *   CR           LF: skipped                     CR: scan
 *   LF           CR LF: nothing                  LF: scan, without one CR at its end
 *   CRLF         LF: skipped                     LF behind CR: scan
 *   TAB          CR, LF: skipped                 TAB: scan
 *   NEWLINE      CR, LF: skipped                 CR or LF: scan
 *   STX_ETX      STX: inside; CR, LF: skipped;   ETX inside: scan; STX: garbage, and inside anew;
 *                ETX: garbage                    STX behind bytes outside: garbage, and inside
 *   GAP          data                            data
 *
 * An end mark with nothing before it is no scan. A scan that is too long or spoiled is garbage at its end mark.
 */
#include "scanner/decode_line.h"

enum { STX = 2, ETX = 3, TAB = 9, LF = 10, CR = 13 };

void pw_line_init(struct pw_line *line, enum pw_framing framing, int64_t gap_us)
{
    memset(line, 0, sizeof *line);
    line->framing = framing;
    line->gap_us = gap_us;
}

static bool under_way(const struct pw_line *line)
{
    return line->len > 0 || line->inside || line->too_long || line->spoiled != NULL;
}

static void forget(struct pw_line *line)
{
    line->len = 0;
    line->inside = line->too_long = false;
    line->spoiled = NULL;
}

static void garbage(struct pw_line *line, const char *why, const struct pw_line_sink *sink)
{
    struct pw_bytes seen = { line->data, line->len > PW_SCAN_MAX ? PW_SCAN_MAX : line->len };
    if (line->spoiled != NULL)
        why = line->spoiled;
    else if (line->too_long)
        why = "longer than 8192 bytes, which no barcode holds: the wrong baud rate or framing, or no scanner at all";
    forget(line);
    sink->on_garbage(sink->user, seen, why);
}

/* The end mark came; the data before it are all that is in the buffer. */
static void end(struct pw_line *line, const struct pw_line_sink *sink)
{
    if (line->too_long || line->spoiled != NULL || line->len > PW_SCAN_MAX) {
        line->too_long = line->too_long || line->len > PW_SCAN_MAX;
        garbage(line, "", sink);
        return;
    }
    struct pw_scan scan = {
        .data = { line->data, line->len },
        .started_us = line->started_us,
        .ended_us = line->last_us,
    };
    forget(line);
    if (scan.data.len > 0)
        sink->on_scan(sink->user, &scan);
}

static void keep(struct pw_line *line, uint8_t byte)
{
    if (line->len == 0 && !line->inside && !line->too_long && line->spoiled == NULL)
        line->started_us = line->last_us;
    if (line->too_long)
        return;
    if (line->len < sizeof line->data)
        line->data[line->len++] = byte;
    else
        line->too_long = true;
}

static bool ends_with(const struct pw_line *line, uint8_t byte)
{
    return line->len > 0 && line->data[line->len - 1] == byte;
}

static void take_framed(struct pw_line *line, uint8_t byte, const struct pw_line_sink *sink)
{
    if (byte == STX) {
        if (under_way(line))
            garbage(line,
                    line->inside ? "an STX before the ETX: the first half of this scan is lost" : "bytes outside STX and ETX",
                    sink);
        line->inside = true;
        line->started_us = line->last_us;
    } else if (byte == ETX && line->inside) {
        end(line, sink);
    } else if (line->inside || (byte != CR && byte != LF)) {
        keep(line, byte);
        if (byte == ETX)
            garbage(line, "an ETX without its STX: the first half of this scan is lost", sink);
    }
}

static void take(struct pw_line *line, uint8_t byte, const struct pw_line_sink *sink)
{
    bool nothing = !under_way(line);
    switch (line->framing) {
    case PW_FRAMING_CR:
        if (byte == CR)
            end(line, sink);
        else if (byte != LF || !nothing)
            keep(line, byte);
        break;
    case PW_FRAMING_LF:
        if (byte == LF) {
            if (ends_with(line, CR))
                line->len--;
            end(line, sink);
        } else {
            keep(line, byte);
        }
        break;
    case PW_FRAMING_CRLF:
        if (byte == LF && (ends_with(line, CR) || line->too_long)) {
            if (ends_with(line, CR))
                line->len--;
            end(line, sink);
        } else if (byte != LF || !nothing) {
            keep(line, byte);
        }
        break;
    case PW_FRAMING_TAB:
        if (byte == TAB)
            end(line, sink);
        else if ((byte != CR && byte != LF) || !nothing)
            keep(line, byte);
        break;
    case PW_FRAMING_NEWLINE:
        if (byte == CR || byte == LF)
            end(line, sink);
        else
            keep(line, byte);
        break;
    case PW_FRAMING_STX_ETX:
        take_framed(line, byte, sink);
        break;
    case PW_FRAMING_GAP:
        keep(line, byte);
        break;
    }
}

void pw_line_feed(struct pw_line *line, struct pw_bytes in, int64_t now_us, const struct pw_line_sink *sink)
{
    if (in.len == 0)
        return;
    int64_t deadline = pw_line_deadline(line);
    if (deadline >= 0 && now_us >= deadline)
        pw_line_silence(line, now_us, sink);
    line->last_us = now_us;
    for (size_t i = 0; i < in.len; i++)
        take(line, in.data[i], sink);
}

void pw_line_spoil(struct pw_line *line, const char *why, int64_t now_us)
{
    if (!under_way(line))
        line->started_us = now_us;
    line->last_us = now_us;
    if (line->spoiled == NULL)
        line->spoiled = why;
}

int64_t pw_line_deadline(const struct pw_line *line)
{
    return under_way(line) ? line->last_us + line->gap_us : -1;
}

static const char *why_silent(const struct pw_line *line)
{
    bool cr = ends_with(line, CR), lf = ends_with(line, LF);
    switch (line->framing) {
    case PW_FRAMING_CR:
        return lf ? "it ends with LF, not with CR: framing = lf may be right" : "no CR came: half a scan, or another framing";
    case PW_FRAMING_LF:
        return cr ? "it ends with CR, not with LF: framing = cr may be right" : "no LF came: half a scan, or another framing";
    case PW_FRAMING_CRLF:
        return cr   ? "it ends with CR alone: framing = cr may be right"
               : lf ? "it ends with LF alone: framing = lf may be right"
                    : "no CR LF came: half a scan, or another framing";
    case PW_FRAMING_TAB:
        return cr || lf ? "it ends with Enter, not with TAB: framing = cr may be right"
                        : "no TAB came: half a scan, or another framing";
    case PW_FRAMING_STX_ETX:
        return line->inside ? "no ETX came: half a scan" : "bytes outside STX and ETX: another framing may be right";
    case PW_FRAMING_NEWLINE:
        return "no end of line came: half a scan";
    case PW_FRAMING_GAP:
        break;
    }
    return "";
}

void pw_line_silence(struct pw_line *line, int64_t now_us, const struct pw_line_sink *sink)
{
    (void)now_us;
    if (!under_way(line))
        return;
    if (line->framing != PW_FRAMING_GAP) {
        if (line->framing == PW_FRAMING_LF && line->len == 1 && line->data[0] == CR && line->spoiled == NULL)
            forget(line); /* an empty line whose LF got lost */
        else
            garbage(line, why_silent(line), sink);
        return;
    }
    if (ends_with(line, TAB)) {
        line->len--;
    } else {
        if (ends_with(line, LF))
            line->len--;
        if (ends_with(line, CR))
            line->len--;
    }
    end(line, sink);
}

void pw_line_reset(struct pw_line *line, const char *why, const struct pw_line_sink *sink)
{
    if (under_way(line))
        garbage(line, why, sink);
}

bool pw_framing_parse(const char *word, enum pw_framing *ret_framing)
{
    static const struct {
        const char *word;
        enum pw_framing framing;
    } all[] = { { "cr", PW_FRAMING_CR },           { "lf", PW_FRAMING_LF },          { "crlf", PW_FRAMING_CRLF },
                { "tab", PW_FRAMING_TAB },         { "gap", PW_FRAMING_GAP },        { "none", PW_FRAMING_GAP },
                { "stx-etx", PW_FRAMING_STX_ETX }, { "newline", PW_FRAMING_NEWLINE } };
    for (size_t i = 0; i < PW_COUNT(all); i++) {
        if (strcmp(word, all[i].word) == 0) {
            *ret_framing = all[i].framing;
            return true;
        }
    }
    return false;
}

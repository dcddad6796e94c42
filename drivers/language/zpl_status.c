/*
 * What a ZPL printer says of itself: the answer to ~HS.
 *
 *     STX aaa,b,c,dddd,eee,f,g,h,iii,j,k,l ETX CR LF     b paper out, c paused, eee formats waiting, f buffer full,
 *                                                        g diagnostic mode, h format half received, j memory lost,
 *                                                        k too cold, l too hot
 *     STX mmm,n,o,p,q,r,s,t,uuuuuuuu,v,www ETX CR LF     o head open, p ribbon out, u labels left of this batch
 *     STX xxxx,y ETX CR LF                               password, memory fitted: of no interest
 *
 * Each call looks at the bytes from the front; whoever calls keeps those not yet used.
 */
#include "zpl.h"

enum { STX = 2, ETX = 3, CR = 13, LF = 10 };
#define FRAME_MAX 256 /* bytes between STX and ETX; ~HS needs 60 */
#define FIELDS_MAX 12

struct fields {
    uint32_t value[FIELDS_MAX];
    size_t digits[FIELDS_MAX];
    size_t count;
};

/* Decimal numbers with commas between them, nothing else. */
static bool split(struct pw_bytes line, struct fields *ret)
{
    *ret = (struct fields){ .count = 1 };
    for (size_t i = 0; i < line.len; i++) {
        uint8_t c = line.data[i];
        size_t f = ret->count - 1;
        if (c == ',') {
            if (ret->digits[f] == 0 || ret->count == FIELDS_MAX)
                return false;
            ret->count++;
        } else if (c >= '0' && c <= '9' && ret->digits[f] < 9) {
            ret->value[f] = ret->value[f] * 10 + (uint32_t)(c - '0');
            ret->digits[f]++;
        } else {
            return false;
        }
    }
    return ret->digits[ret->count - 1] > 0;
}

/* True for a frame that is line n (0 to 2) of an answer to ~HS; adds what it says. */
static bool take_line(int n, struct pw_bytes line, struct pw_status *status, bool *waiting)
{
    struct fields f;
    if (n == 2) /* the password may hold letters */
        return line.len >= 3 && line.len <= 12 && line.data[line.len - 2] == ',';
    if (!split(line, &f) || f.digits[0] != 3)
        return false;
    if (n == 0) {
        if (f.count != 12)
            return false;
        status->conditions |= (f.value[1] != 0 ? PW_COND_PAPER_OUT : 0u) | (f.value[2] != 0 ? PW_COND_PAUSED : 0u) |
                              (f.value[6] != 0 || f.value[9] != 0 || f.value[10] != 0 ? PW_COND_ERROR : 0u) |
                              (f.value[11] != 0 ? PW_COND_HOT : 0u);
        *waiting |= f.value[4] != 0 || f.value[5] != 0 || f.value[7] != 0;
        return true;
    }
    if (f.count != 11)
        return false;
    status->conditions |= (f.value[2] != 0 ? PW_COND_COVER_OPEN : 0u) | (f.value[3] != 0 ? PW_COND_RIBBON_OUT : 0u);
    *waiting |= f.value[8] != 0;
    return true;
}

/* Where the next STX is, or the end. */
static size_t next_frame(struct pw_bytes in, size_t from)
{
    while (from < in.len && in.data[from] != STX)
        from++;
    return from;
}

static enum pw_parse answer(enum pw_parse how, size_t used, size_t *ret_used)
{
    *ret_used = used;
    return how;
}

enum pw_parse pw_zpl_status_parse(struct pw_bytes in, size_t *ret_used, struct pw_status *ret_status)
{
    struct pw_status status = { .kind = PW_STATUS_CONDITION };
    bool waiting = false;
    size_t at = 0;
    *ret_used = 0;
    for (int n = 0; n < 3; n++) {
        size_t gap = at;
        while (at < in.len && (in.data[at] == CR || in.data[at] == LF) && at - gap < 4)
            at++;
        if (at == in.len)
            return PW_PARSE_MORE;
        if (in.data[at] != STX) /* garbage, or an answer that was cut off */
            return answer(PW_PARSE_BAD, next_frame(in, at), ret_used);
        size_t start = at + 1, end = start;
        while (end < in.len && in.data[end] != ETX && in.data[end] != STX && end - start <= FRAME_MAX)
            end++;
        if (end == in.len)
            return PW_PARSE_MORE;
        if (in.data[end] != ETX) /* another frame begins in this one, or it has no end */
            return answer(PW_PARSE_BAD, next_frame(in, end), ret_used);
        if (!take_line(n, pw_bytes_of(in.data + start, end - start), &status, &waiting)) {
            if (n > 0) /* an answer that was cut off: what follows may be a whole one */
                return answer(PW_PARSE_BAD, at, ret_used);
            *ret_status = (struct pw_status){ .kind = PW_STATUS_OTHER };
            return answer(PW_PARSE_DONE, end + 1, ret_used);
        }
        at = end + 1;
    }
    unsigned stops = status.conditions & (PW_COND_PAPER_OUT | PW_COND_PAUSED | PW_COND_COVER_OPEN | PW_COND_RIBBON_OUT);
    status.idle = !waiting && stops == 0;
    status.conditions |= waiting ? PW_COND_BUSY : 0u;
    *ret_status = status;
    return answer(PW_PARSE_DONE, at, ret_used);
}

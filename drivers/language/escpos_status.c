/*
 * What an ESC/POS printer sends, told apart by the bits that each kind has fixed:
 *
 *     0x37 0x22 d d d d 0x00    process identifier: everything before the request is on paper
 *     0x5F text 0x00            answer to GS I
 *     0x11, 0x13                XON, XOFF
 *     xxx1xx00 + three 0xx0xxxx automatic status back (first & 0x93 is 0x10, the others & 0x90 are 0)
 *     xxx1xx10                  answer to DLE EOT (& 0x93 is 0x12); only n = 2 is ever asked for
 *     0x00xxx1, 7 to 15 bytes   Star's automatic status: its length is in bits 1-3 and 5; no other byte has bit 7, 4 or 0
 *     0xx0xxxx                  answer to GS r
 *
 * Anything else is dropped byte by byte. Each call looks at the bytes from the front; whoever calls keeps those not yet used.
 * Source: Epson's ESC/POS command reference, "Status transmission"; reference hardware E5. Star: "STAR Line Mode
 * Command Specifications", 5.2.3 (automatic status): header 1, version, status 1 (printer), 2, 3 (errors), 4 (paper), ...
 */
#include "escpos.h"

enum { GS_I_MAX = 80, PROCESS_ID = 7, ASB = 4, STAR_LEAST = 7 };

void pw_escpos_ask_proof(uint32_t ticket, struct pw_buf *out)
{
    uint8_t command[11] = { 0x1d, '(', 'H', 6, 0, 48, 48 };
    for (size_t i = sizeof command; i-- > 7; ticket /= 95)
        command[i] = (uint8_t)(0x20 + ticket % 95);
    pw_buf_put(out, command, sizeof command);
}

void pw_escpos_ask_status(struct pw_buf *out)
{
    pw_buf_put(out,
               "\x10\x04\x02\x1d"
               "a\x0e",
               6); /* now, even while offline; and from now on whatever changes */
}

static enum pw_parse answer(enum pw_parse how, size_t used, size_t *ret_used)
{
    *ret_used = used;
    return how;
}

static enum pw_parse take_process_id(struct pw_bytes in, size_t *ret_used, struct pw_status *status)
{
    uint32_t ticket = 0;
    if (in.len > 1 && in.data[1] != 0x22)
        return answer(PW_PARSE_BAD, 1, ret_used);
    for (size_t i = 2; i < PROCESS_ID - 1 && i < in.len; i++) {
        if (in.data[i] < 0x20 || in.data[i] > 0x7E)
            return answer(PW_PARSE_BAD, 1, ret_used);
        ticket = ticket * 95 + in.data[i] - 0x20;
    }
    if (in.len < PROCESS_ID)
        return answer(PW_PARSE_MORE, 0, ret_used);
    if (in.data[PROCESS_ID - 1] != 0)
        return answer(PW_PARSE_BAD, 1, ret_used);
    status->kind = PW_STATUS_PROOF;
    status->ticket = ticket;
    return answer(PW_PARSE_DONE, PROCESS_ID, ret_used);
}

static enum pw_parse take_information(struct pw_bytes in, size_t *ret_used)
{
    for (size_t i = 1; i < in.len && i <= GS_I_MAX; i++) {
        if (in.data[i] == 0)
            return answer(PW_PARSE_DONE, i + 1, ret_used);
        if (in.data[i] < 0x20)
            return answer(PW_PARSE_BAD, 1, ret_used);
    }
    return in.len > GS_I_MAX ? answer(PW_PARSE_BAD, 1, ret_used) : answer(PW_PARSE_MORE, 0, ret_used);
}

static enum pw_parse take_asb(struct pw_bytes in, size_t *ret_used, struct pw_status *status)
{
    for (size_t i = 1; i < ASB && i < in.len; i++)
        if ((in.data[i] & 0x90) != 0)
            return answer(PW_PARSE_BAD, 1, ret_used);
    if (in.len < ASB)
        return answer(PW_PARSE_MORE, 0, ret_used);
    status->kind = PW_STATUS_CONDITION;
    status->unasked = true;
    status->conditions = (in.data[0] & 0x08 ? PW_COND_OFFLINE : 0u) | (in.data[0] & 0x20 ? PW_COND_COVER_OPEN : 0u) |
                         (in.data[1] & 0x08 ? PW_COND_CUTTER : 0u) | (in.data[1] & 0x24 ? PW_COND_ERROR : 0u) |
                         (in.data[1] & 0x40 ? PW_COND_HOT : 0u) | (in.data[2] & 0x03 ? PW_COND_PAPER_LOW : 0u) |
                         (in.data[2] & 0x0C ? PW_COND_PAPER_OUT : 0u);
    return answer(PW_PARSE_DONE, ASB, ret_used);
}

/* Bytes of Star's automatic status that begins so; 0: nothing of the kind. */
static size_t star_length(uint8_t first)
{
    size_t len = (size_t)(first >> 1 & 7) | (size_t)(first >> 2 & 8);
    return (first & 0xD1) == 0x01 && len >= STAR_LEAST ? len : 0;
}

/* A byte that can't belong to it: then the first one is an answer to GS r, which looks the same. */
static enum pw_parse take_star(struct pw_bytes in, size_t *ret_used, struct pw_status *status)
{
    size_t len = star_length(in.data[0]);
    for (size_t i = 1; i < len && i < in.len; i++)
        if ((in.data[i] & (i == 1 ? 0x11 : 0x91)) != 0) /* bit 7 of the version means more to come in it */
            return answer(PW_PARSE_DONE, 1, ret_used);
    if (in.len < len)
        return answer(PW_PARSE_MORE, 0, ret_used);
    const uint8_t *s = in.data + 2;
    status->kind = PW_STATUS_CONDITION;
    status->unasked = true;
    status->conditions = (s[0] & 0x48 ? PW_COND_OFFLINE : 0u) | ((s[0] & 0x20) || (s[2] & 0x02) ? PW_COND_COVER_OPEN : 0u) |
                         (s[1] & 0x40 ? PW_COND_HOT : 0u) | (s[1] & 0x08 ? PW_COND_CUTTER : 0u) |
                         ((s[1] & 0x24) || (s[2] & 0x0C) ? PW_COND_ERROR : 0u) | (s[3] & 0x08 ? PW_COND_PAPER_OUT : 0u) |
                         (s[3] & 0x06 ? PW_COND_PAPER_LOW : 0u);
    return answer(PW_PARSE_DONE, len, ret_used);
}

static enum pw_parse take_offline_cause(uint8_t cause, size_t *ret_used, struct pw_status *status)
{
    status->kind = PW_STATUS_CONDITION;
    status->untold = PW_COND_PAPER_LOW;
    status->conditions = (cause & 0x04 ? PW_COND_COVER_OPEN : 0u) | (cause & 0x20 ? PW_COND_PAPER_OUT : 0u) |
                         (cause & 0x40 ? PW_COND_ERROR : 0u) | (cause & 0x6C ? PW_COND_OFFLINE : 0u);
    return answer(PW_PARSE_DONE, 1, ret_used);
}

enum pw_parse pw_escpos_status_parse(struct pw_bytes in, size_t *ret_used, struct pw_status *ret_status)
{
    struct pw_status status = { .kind = PW_STATUS_OTHER };
    enum pw_parse how;
    if (in.len == 0)
        return answer(PW_PARSE_MORE, 0, ret_used);
    uint8_t first = in.data[0];
    if (first == 0x37)
        how = take_process_id(in, ret_used, &status);
    else if (first == 0x5F)
        how = take_information(in, ret_used);
    else if (first == 0x11 || first == 0x13)
        how = answer(PW_PARSE_DONE, 1, ret_used);
    else if ((first & 0x93) == 0x10)
        how = take_asb(in, ret_used, &status);
    else if ((first & 0x93) == 0x12)
        how = take_offline_cause(first, ret_used, &status);
    else if (star_length(first) != 0)
        how = take_star(in, ret_used, &status);
    else
        how = answer((first & 0x90) == 0 ? PW_PARSE_DONE : PW_PARSE_BAD, 1, ret_used);
    if (how == PW_PARSE_DONE)
        *ret_status = status;
    return how;
}

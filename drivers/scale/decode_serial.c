/*
 *   protocol      frame                                    ends with
 *   mt-sics       S S     100.00 g                         LF (CR LF)
 *                 S status: S stable, D moving, I can't now, + over, - under
 *   nci           LF weight unit CR LF S h h CR            ETX
 *                 or LF S h h CR without a weight; each h is 0x30 and four bits: motion 1, zero 2, RAM 4, EEPROM 8;
 *                 under 1, over 2, ROM 4, calibration 8
 *   toledo-8217   STX weight or STX ? status               CR
 *                 status bits: motion 1, over 2, under 4, outside the zero range 8, at zero 16
 *   a-and-d       ST,+00123.45  g                          LF (CR LF)
 *                 ST stable, QT a count, US moving, OL over; "ST,GS," and "ST,NT," too
 *   plain         350 g                                    LF
 *
 * A frame must begin as one: the rest of one that was cut off in front is no reading.
 */
#include "scale/decode_serial.h"

#include <string.h>

static struct pw_bytes trim(struct pw_bytes in)
{
    while (in.len > 0 && (in.data[0] == ' ' || in.data[0] == '\r')) {
        in.data++;
        in.len--;
    }
    while (in.len > 0 && (in.data[in.len - 1] == ' ' || in.data[in.len - 1] == '\r'))
        in.len--;
    return in;
}

static bool begins(struct pw_bytes in, const char *text)
{
    size_t len = strlen(text);
    return in.len >= len && memcmp(in.data, text, len) == 0;
}

static struct pw_bytes after(struct pw_bytes in, size_t n)
{
    return pw_bytes_of(in.data + n, in.len - n);
}

/* A figure and its unit, which may stand apart; otherwise is the unit of a figure alone. */
static bool put_weight(struct pw_bytes in, enum pw_mass_unit otherwise, struct pw_reading *r)
{
    in = trim(in);
    size_t split = in.len;
    while (split > 0 && ((in.data[split - 1] | 0x20) >= 'a' && (in.data[split - 1] | 0x20) <= 'z'))
        split--;
    struct pw_bytes word = after(in, split), figure = trim(pw_bytes_of(in.data, split));
    enum pw_mass_unit unit = word.len == 0 ? otherwise : pw_mass_unit_of(word);
    int64_t digits;
    int exponent;
    return unit != PW_MASS_NONE && pw_mass_figure(figure, &digits, &exponent) && pw_mass_ug(digits, exponent, unit, &r->ug) &&
           pw_mass_ug(1, exponent, unit, &r->step_ug);
}

/* What a stable reading is by its figure. */
static enum pw_weigh stable(const struct pw_reading *r)
{
    return r->ug == 0 ? PW_WEIGH_ZERO : r->ug < 0 ? PW_WEIGH_UNDER : PW_WEIGH_STABLE;
}

static bool parse_sics(struct pw_bytes in, struct pw_reading *r)
{
    in = trim(in);
    if (in.len < 3 || !begins(in, "S ") || (in.len > 3 && in.data[3] != ' '))
        return false;
    struct pw_bytes rest = after(in, 3);
    switch (in.data[2]) {
    case 'S':
    case 'D':
        if (!put_weight(rest, PW_MASS_NONE, r))
            return false;
        r->status = in.data[2] == 'D' ? PW_WEIGH_MOTION : stable(r);
        return true;
    case 'I': /* it is busy, or the weight didn't settle in time */
        r->status = PW_WEIGH_MOTION;
        return rest.len == 0;
    case '+':
        r->status = PW_WEIGH_OVER;
        return rest.len == 0;
    case '-':
        r->status = PW_WEIGH_UNDER;
        return rest.len == 0;
    default:
        return false;
    }
}

static bool parse_nci(struct pw_bytes in, struct pw_reading *r)
{
    /* from the back: S h h CR */
    if (in.len < 5 || in.data[0] != '\n' || in.data[in.len - 1] != '\r' || in.data[in.len - 4] != 'S' ||
        in.data[in.len - 5] != '\n')
        return false;
    uint8_t first = in.data[in.len - 3], second = in.data[in.len - 2];
    if ((first & 0xF0) != 0x30 || (second & 0xF0) != 0x30)
        return false;
    struct pw_bytes weight = pw_bytes_of(in.data + 1, in.len - 5 > 0 ? in.len - 6 : 0);
    bool has = in.len > 6;
    if (has && (weight.data[weight.len - 1] != '\r' || !put_weight(weight, PW_MASS_NONE, r)))
        return false;
    if ((first & 0x0C) != 0 || (second & 0x0C) != 0)
        r->status = PW_WEIGH_FAULT;
    else if ((second & 0x02) != 0)
        r->status = PW_WEIGH_OVER;
    else if ((second & 0x01) != 0)
        r->status = PW_WEIGH_UNDER;
    else if ((first & 0x01) != 0)
        r->status = PW_WEIGH_MOTION;
    else if (!has)
        return false;
    else
        r->status = stable(r);
    return true;
}

static bool parse_8217(struct pw_bytes in, enum pw_mass_unit unit, struct pw_reading *r)
{
    if (in.len < 2 || in.data[0] != 0x02)
        return false;
    in = after(in, 1);
    if (in.data[0] == '?') {
        if (in.len != 2)
            return false;
        uint8_t status = in.data[1];
        r->status = (status & 0x02) != 0   ? PW_WEIGH_OVER
                    : (status & 0x04) != 0 ? PW_WEIGH_UNDER
                    : (status & 0x08) != 0 ? PW_WEIGH_FAULT
                                           : PW_WEIGH_MOTION;
        return true;
    }
    if (in.data[in.len - 1] == 'N') /* net: something was tared */
        in.len--;
    if (!put_weight(in, unit, r))
        return false;
    r->status = stable(r);
    return true;
}

static bool parse_and(struct pw_bytes in, struct pw_reading *r)
{
    in = trim(in);
    if (begins(in, "OL")) {
        r->status = PW_WEIGH_OVER;
        return true;
    }
    bool moving = begins(in, "US,");
    if (!moving && !begins(in, "ST,"))
        return false;
    in = after(in, 3);
    if (begins(in, "GS,") || begins(in, "NT,"))
        in = after(in, 3);
    if (!put_weight(in, PW_MASS_NONE, r))
        return false;
    r->status = moving ? PW_WEIGH_MOTION : stable(r);
    return true;
}

static bool parse_plain(struct pw_bytes in, struct pw_reading *r)
{
    static const struct {
        const char *word;
        enum pw_weigh status;
    } words[] = {
        { "moving", PW_WEIGH_MOTION }, { "under", PW_WEIGH_UNDER }, { "over", PW_WEIGH_OVER }, { "fault", PW_WEIGH_FAULT }
    };
    in = trim(in);
    for (size_t i = 0; i < PW_COUNT(words); i++) {
        size_t len = strlen(words[i].word);
        if (!begins(in, words[i].word) || (in.len > len && in.data[len] != ' '))
            continue;
        r->status = words[i].status;
        return in.len == len || put_weight(after(in, len), PW_MASS_NONE, r);
    }
    if (!put_weight(in, PW_MASS_NONE, r))
        return false;
    r->status = stable(r);
    return true;
}

static bool parse(enum pw_scale_protocol protocol, enum pw_mass_unit unit, struct pw_bytes frame, struct pw_reading *r)
{
    switch (protocol) {
    case PW_SCALE_MT_SICS:
        return parse_sics(frame, r);
    case PW_SCALE_NCI:
        return parse_nci(frame, r);
    case PW_SCALE_TOLEDO_8217:
        return parse_8217(frame, unit, r);
    case PW_SCALE_AND:
        return parse_and(frame, r);
    case PW_SCALE_PLAIN:
        break;
    }
    return parse_plain(frame, r);
}

enum pw_parse pw_scale_serial_parse(enum pw_scale_protocol protocol, enum pw_mass_unit unit, struct pw_bytes in, size_t *ret_used,
                                    struct pw_reading *ret_reading)
{
    const uint8_t end = protocol == PW_SCALE_NCI ? 0x03 : protocol == PW_SCALE_TOLEDO_8217 ? '\r' : '\n';
    struct pw_reading r = { .status = PW_WEIGH_FAULT };
    size_t look = in.len < PW_SCALE_FRAME_MAX ? in.len : PW_SCALE_FRAME_MAX;
    const uint8_t *at = look == 0 ? NULL : memchr(in.data, end, look);
    if (at == NULL) {
        *ret_used = look == PW_SCALE_FRAME_MAX ? look : 0;
        return look == PW_SCALE_FRAME_MAX ? PW_PARSE_BAD : PW_PARSE_MORE;
    }
    size_t len = (size_t)(at - in.data);
    *ret_used = len + 1;
    if (!parse(protocol, unit, pw_bytes_of(in.data, len), &r))
        return PW_PARSE_BAD;
    *ret_reading = r;
    return PW_PARSE_DONE;
}

struct pw_bytes pw_scale_serial_request(enum pw_scale_protocol protocol)
{
    static const char *const requests[] = {
        [PW_SCALE_MT_SICS] = "SI\r\n", [PW_SCALE_NCI] = "W\r", [PW_SCALE_TOLEDO_8217] = "W",
        [PW_SCALE_AND] = "",           [PW_SCALE_PLAIN] = "",
    };
    return pw_bytes_str(requests[protocol]);
}

bool pw_scale_protocol_parse(const char *word, enum pw_scale_protocol *ret_protocol)
{
    static const char *const words[] = {
        [PW_SCALE_MT_SICS] = "mt-sics", [PW_SCALE_NCI] = "nci",     [PW_SCALE_TOLEDO_8217] = "toledo-8217",
        [PW_SCALE_AND] = "a-and-d",     [PW_SCALE_PLAIN] = "plain",
    };
    for (size_t i = 0; i < PW_COUNT(words); i++)
        if (strcmp(words[i], word) == 0) {
            *ret_protocol = (enum pw_scale_protocol)i;
            return true;
        }
    return false;
}

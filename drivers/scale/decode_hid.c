#include "scale/decode_hid.h"

#include "scale/mass.h"

enum { DATA_REPORT = 3, REPORT_BYTES = 6 };
enum { FAULT = 1, AT_ZERO, IN_MOTION, STABLE, UNDER_ZERO, OVER_LIMIT, NEEDS_CALIBRATION, NEEDS_ZERO };

bool pw_scale_hid_parse(struct pw_bytes report, struct pw_reading *ret_reading)
{
    static const enum pw_mass_unit units[] = {
        PW_MASS_NONE,  PW_MASS_MG,          PW_MASS_G,     PW_MASS_KG,   PW_MASS_CARAT,   PW_MASS_NONE /* tael */,
        PW_MASS_GRAIN, PW_MASS_PENNYWEIGHT, PW_MASS_TONNE, PW_MASS_NONE, PW_MASS_TROY_OZ, PW_MASS_OZ,
        PW_MASS_LB,
    };
    struct pw_reading r = { .status = PW_WEIGH_FAULT };
    if (report.len < REPORT_BYTES || report.data[0] != DATA_REPORT)
        return false;
    const uint8_t *b = report.data;
    switch (b[1]) {
    case AT_ZERO:
        r.status = PW_WEIGH_ZERO;
        break;
    case IN_MOTION:
        r.status = PW_WEIGH_MOTION;
        break;
    case STABLE:
        r.status = PW_WEIGH_STABLE;
        break;
    case UNDER_ZERO: /* the figure has no sign */
        r.status = PW_WEIGH_UNDER;
        *ret_reading = r;
        return true;
    case OVER_LIMIT:
        r.status = PW_WEIGH_OVER;
        *ret_reading = r;
        return true;
    case FAULT:
    case NEEDS_CALIBRATION:
    case NEEDS_ZERO:
        *ret_reading = r;
        return true;
    default:
        return false;
    }
    if (b[2] >= PW_COUNT(units) || units[b[2]] == PW_MASS_NONE)
        return false;
    int exponent = b[3] < 128 ? b[3] : b[3] - 256;
    if (!pw_mass_ug(b[4] | b[5] << 8, exponent, units[b[2]], &r.ug) || !pw_mass_ug(1, exponent, units[b[2]], &r.step_ug))
        return false;
    if (r.status == PW_WEIGH_STABLE && r.ug == 0)
        r.status = PW_WEIGH_ZERO;
    *ret_reading = r;
    return true;
}

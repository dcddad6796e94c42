/* Reports from the HID usage tables' layout; the worked one is published: 03 04 0B FF 0E 00 is 1.4 oz. */
#include "scale/decode_hid.h"
#include "test.h"

#include <stdlib.h>

static bool parse(const char *bytes, size_t len, struct pw_reading *r)
{
    uint8_t *exact = pw_test_copy(bytes, len);
    bool ok = pw_scale_hid_parse(pw_bytes_of(exact, len), r);
    free(exact);
    return ok;
}

TEST(reports_become_readings)
{
    struct pw_reading r;
    CHECK(parse("\x03\x04\x0B\xFF\x0E\x00", 6, &r));
    CHECK_INT(r.status, PW_WEIGH_STABLE);
    CHECK_INT(r.ug, 39689332); /* 1.4 * 28349523.125 = 39689332.375 */
    CHECK_INT(r.step_ug, 2834952);
    CHECK(parse("\x03\x04\x02\x00\x5E\x01", 6, &r));
    CHECK_INT(r.ug, 350000000);
    CHECK(parse("\x03\x02\x02\x00\x00\x00", 6, &r));
    CHECK_INT(r.status, PW_WEIGH_ZERO);
    CHECK(parse("\x03\x03\x0C\xFE\x64\x00", 6, &r));
    CHECK_INT(r.status, PW_WEIGH_MOTION);
    CHECK_INT(r.ug, 453592370);
    CHECK(parse("\x03\x05\x02\x00\x05\x00", 6, &r));
    CHECK_INT(r.status, PW_WEIGH_UNDER);
    CHECK_INT(r.ug, 0);
    CHECK(parse("\x03\x08\x02\x00\x05\x00", 6, &r));
    CHECK_INT(r.status, PW_WEIGH_FAULT);
}

TEST(other_reports_are_none)
{
    struct pw_reading r;
    CHECK(!parse("\x03\x00\x00\x00\x00\x00", 6, &r)); /* after waking up */
    CHECK(!parse("\x03\x04\x05\x00\x01\x00", 6, &r)); /* tael: several sizes */
    CHECK(!parse("\x03\x04\x0D\x00\x01\x00", 6, &r));
    CHECK(!parse("\x03\x04\x03\x7F\x01\x00", 6, &r)); /* ten to the 127th kilograms */
    CHECK(!parse("\x04\x04\x02\x00\x01\x00", 6, &r));
    CHECK(!parse("\x03\x04\x02\x00\x01", 5, &r));
}

/*
 * Frames typed in from the makers' documents: MT-SICS reference manual (command S: "S S     100.00 g"), Weigh-Tronix SCP-01 (W),
 * Toledo 8217 protocol, A&D standard format. Ounces and pounds by the agreement of 1959, computed by hand.
 */
#include "scale/decode_serial.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static enum pw_parse take(enum pw_scale_protocol protocol, const char *text, struct pw_reading *r)
{
    size_t len = strlen(text), used = 0;
    uint8_t *exact = pw_test_copy(text, len);
    enum pw_parse answer = pw_scale_serial_parse(protocol, PW_MASS_KG, pw_bytes_of(exact, len), &used, r);
    for (size_t cut = 0; answer == PW_PARSE_DONE && cut < len; cut++) { /* no frame before its last byte */
        struct pw_reading none;
        size_t n = 0;
        CHECK_INT(pw_scale_serial_parse(protocol, PW_MASS_KG, pw_bytes_of(exact, cut), &n, &none), PW_PARSE_MORE);
    }
    if (answer == PW_PARSE_DONE)
        CHECK_INT(used, len);
    free(exact);
    return answer;
}

static void reads(enum pw_scale_protocol protocol, const char *text, enum pw_weigh status, int64_t ug, int64_t step_ug)
{
    struct pw_reading r;
    CHECK_INT(take(protocol, text, &r), PW_PARSE_DONE);
    CHECK_INT(r.status, status);
    CHECK_INT(r.ug, ug);
    CHECK_INT(r.step_ug, step_ug);
}

static void no_reading(enum pw_scale_protocol protocol, const char *text)
{
    struct pw_reading r;
    CHECK_INT(take(protocol, text, &r), PW_PARSE_BAD);
}

TEST(mt_sics_says_stable_dynamic_over_and_under)
{
    reads(PW_SCALE_MT_SICS, "S S     100.00 g\r\n", PW_WEIGH_STABLE, 100000000, 10000);
    reads(PW_SCALE_MT_SICS, "S D      99.87 g\r\n", PW_WEIGH_MOTION, 99870000, 10000);
    reads(PW_SCALE_MT_SICS, "S S       0.00 g\r\n", PW_WEIGH_ZERO, 0, 10000);
    reads(PW_SCALE_MT_SICS, "S S      -0.50 g\r\n", PW_WEIGH_UNDER, -500000, 10000);
    reads(PW_SCALE_MT_SICS, "S S      1.2345 kg\r\n", PW_WEIGH_STABLE, 1234500000, 100000);
    reads(PW_SCALE_MT_SICS, "S +\r\n", PW_WEIGH_OVER, 0, 0);
    reads(PW_SCALE_MT_SICS, "S -\r\n", PW_WEIGH_UNDER, 0, 0);
    reads(PW_SCALE_MT_SICS, "S I\r\n", PW_WEIGH_MOTION, 0, 0);
}

TEST(errors_rests_of_frames_and_unknown_units_are_no_reading)
{
    static const char *const bad[] = { "ES\r\n",
                                       "ET\r\n",
                                       "EL\r\n",
                                       "00.00 g\r\n",
                                       "S 100.00 g\r\n",
                                       "S S     100.00 xy\r\n",
                                       "S S     1.2.3 g\r\n",
                                       "S S g\r\n",
                                       "S S 100000000000 g\r\n",
                                       "I4 A \"123\"\r\n",
                                       "\r\n",
                                       "S S  1e3 g\r\n",
                                       "S S 0x10 g\r\n",
                                       "S S     100.00\r\n" };
    for (size_t i = 0; i < PW_COUNT(bad); i++)
        no_reading(PW_SCALE_MT_SICS, bad[i]);
}

TEST(nci_says_weight_and_status)
{
    reads(PW_SCALE_NCI, "\n02.345LB\r\nS00\r\x03", PW_WEIGH_STABLE, 1063674108, 453592); /* 2.345 * 453592370 = 1063674107.65 */
    reads(PW_SCALE_NCI, "\n0.000KG\r\nS20\r\x03", PW_WEIGH_ZERO, 0, 1000000);
    reads(PW_SCALE_NCI, "\nS10\r\x03", PW_WEIGH_MOTION, 0, 0);
    reads(PW_SCALE_NCI, "\nS02\r\x03", PW_WEIGH_OVER, 0, 0);
    reads(PW_SCALE_NCI, "\nS01\r\x03", PW_WEIGH_UNDER, 0, 0);
    reads(PW_SCALE_NCI, "\nS08\r\x03", PW_WEIGH_FAULT, 0, 0);
    no_reading(PW_SCALE_NCI, "\nS00\r\x03");
    no_reading(PW_SCALE_NCI, "5LB\r\nS00\r\x03");
}

TEST(the_8217_says_digits_or_why_not)
{
    reads(PW_SCALE_TOLEDO_8217,
          "\x02"
          "01.250\r",
          PW_WEIGH_STABLE, 1250000000, 1000000);
    reads(PW_SCALE_TOLEDO_8217,
          "\x02"
          "00.000\r",
          PW_WEIGH_ZERO, 0, 1000000);
    reads(PW_SCALE_TOLEDO_8217,
          "\x02"
          "01.250N\r",
          PW_WEIGH_STABLE, 1250000000, 1000000);
    reads(PW_SCALE_TOLEDO_8217, "\x02?A\r", PW_WEIGH_MOTION, 0, 0);
    reads(PW_SCALE_TOLEDO_8217, "\x02?B\r", PW_WEIGH_OVER, 0, 0);
    no_reading(PW_SCALE_TOLEDO_8217, "1.250\r");
}

TEST(a_and_d_and_plain_lines)
{
    reads(PW_SCALE_AND, "ST,+00123.45  g\r\n", PW_WEIGH_STABLE, 123450000, 10000);
    reads(PW_SCALE_AND, "US,+00123.45  g\r\n", PW_WEIGH_MOTION, 123450000, 10000);
    reads(PW_SCALE_AND, "ST,GS,+  1.234kg\r\n", PW_WEIGH_STABLE, 1234000000, 1000000);
    reads(PW_SCALE_AND, "OL,+9999999E+19\r\n", PW_WEIGH_OVER, 0, 0);
    no_reading(PW_SCALE_AND, "00123.45  g\r\n");
    reads(PW_SCALE_PLAIN, "350 g\n", PW_WEIGH_STABLE, 350000000, 1000000);
    reads(PW_SCALE_PLAIN, "0,350 kg\n", PW_WEIGH_STABLE, 350000000, 1000000);
    reads(PW_SCALE_PLAIN, "moving 12.5 oz\n", PW_WEIGH_MOTION, 354369039, 2834952); /* 12.5 * 28349523.125 = 354369039.06 */
    reads(PW_SCALE_PLAIN, "over\n", PW_WEIGH_OVER, 0, 0);
    no_reading(PW_SCALE_PLAIN, "350\n");
    no_reading(PW_SCALE_PLAIN, "g\n");
}

TEST(what_never_ends_is_dropped)
{
    char noise[PW_SCALE_FRAME_MAX + 1];
    struct pw_reading r;
    size_t used = 0;
    memset(noise, '7', sizeof noise);
    CHECK_INT(pw_scale_serial_parse(PW_SCALE_MT_SICS, PW_MASS_KG, pw_bytes_of(noise, sizeof noise), &used, &r), PW_PARSE_BAD);
    CHECK_INT(used, PW_SCALE_FRAME_MAX);
}

#include "test.h"

#include "document/bars.h"

#include <stdlib.h>

/* Widths of bars and spaces as modules. */
static void check_widths(const struct pw_bars *bars, const char *widths)
{
    int at = 0;
    for (size_t i = 0; widths[i] != '\0'; i++)
        for (int n = 0; n < widths[i] - '0'; n++, at++)
            CHECK_INT(bars->bits[at >> 3] >> (7 - (at & 7)) & 1, i % 2 == 0);
    CHECK_INT(bars->modules, at);
}

TEST(an_sscc_is_start_c_fnc1_and_pairs_of_digits)
{
    /* ISO/IEC 15417 table 1: start C 211232, FNC1 411131, value 0 212222, stop 2331112; the check is (105 + 102) mod 103 = 1:
     * 222122 */
    struct pw_bars bars;
    struct pw_error err;
    CHECK_OK(pw_bars_encode(PW_BARS_SSCC, "000000000000000000", &bars, &err), err);
    check_widths(&bars, "211232"
                        "411131"
                        "212222212222212222212222212222212222212222212222212222212222"
                        "222122"
                        "2331112");
}

TEST(text_is_code_128)
{
    /* ISO/IEC 15417 table 1: start B 211214, P is value 48 313121, W is 55 311321; the check is (104 + 48 + 2 * 55) mod 103 = 56:
     * 331121 */
    struct pw_bars bars;
    struct pw_error err;
    CHECK_OK(pw_bars_encode(PW_BARS_CODE128, "PW", &bars, &err), err);
    check_widths(&bars, "211214"
                        "313121"
                        "311321"
                        "331121"
                        "2331112");
}

TEST(a_wrong_sscc_is_refused_with_a_reason)
{
    static const char *const bad[] = { "340123450000000018", "34012345000000001", "3401234500000000170", "34012345000000001A",
                                       "" };
    for (size_t i = 0; i < PW_COUNT(bad); i++) {
        struct pw_bars bars;
        struct pw_error err = { 0 };
        CHECK(!pw_bars_encode(PW_BARS_SSCC, bad[i], &bars, &err));
        CHECK_INT(err.code, PW_ERR_BAD_INPUT);
        CHECK(err.text[0] != '\0');
    }
}

TEST(what_code_128_cannot_say_is_refused)
{
    static const char *const bad[] = { "PW\n1", "Zo\xC3\xAB", "\x1b", "" };
    struct pw_bars bars;
    struct pw_error err = { 0 };
    for (size_t i = 0; i < PW_COUNT(bad); i++) {
        CHECK(!pw_bars_encode(PW_BARS_CODE128, bad[i], &bars, &err));
        CHECK_INT(err.code, PW_ERR_BAD_INPUT);
    }
    char long_text[500];
    memset(long_text, 'x', sizeof long_text);
    long_text[499] = '\0';
    CHECK(!pw_bars_encode(PW_BARS_CODE128, long_text, &bars, &err));
    CHECK_INT(err.code, PW_ERR_TOO_BIG);
    CHECK(!pw_bars_encode(PW_BARS_CODE128, NULL, &bars, &err));
}

TEST(modules_are_whole_dots_and_stay_on_the_page)
{
    struct pw_bars bars = { .modules = 8, .bits = { 0xB1 } }; /* 1 0 1 1 0 0 0 1 */
    struct pw_error err;
    struct pw_page page;
    CHECK_OK(pw_page_init(&page, 40, 6, 8, &err), err);
    pw_page_set(&page, 39, 2);
    pw_bars_draw(&bars, &page, 5, 1, 3, 4);
    static const char *const want = ".....###...######.........###...........";
    for (int y = 0; y < 6; y++)
        for (int x = 0; x < 40; x++)
            CHECK_INT(pw_page_get(&page, x, y), (y >= 1 && y < 5 && want[x] == '#') || (x == 39 && y == 2));
    pw_bars_draw(&bars, &page, -10, -3, 3, 100);
    pw_bars_draw(&bars, &page, 30, 3, 3, 100);
    pw_bars_draw(&bars, &page, 100, 50, 3, 100);
    pw_page_finish(&page);
}

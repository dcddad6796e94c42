/* Data Matrix symbols; what they say is read by others in tests/oracles/test_label_judged.py. */
#include "document/datamatrix.h"

#include "test.h"

#include <stdlib.h>

/* The example of ISO/IEC 16022 annex F, "123456", as Debian's iec16022 0.2.4 draws it: iec16022 --size=10x10 -f Text -c 123456 */
static const char *const digits[10] = {
    "* * * * * ", "**  * ** *", "**     *  ", "**   *** *", "**    *   ",
    "*     ****", "*** **    ", "**** **  *", "*  *** *  ", "**********",
};

TEST(the_standards_example_has_the_standards_modules)
{
    struct pw_datamatrix m;
    struct pw_error err;
    CHECK_OK(pw_datamatrix_encode(PW_BARS_CODE128, "123456", &m, &err), err);
    CHECK_INT(m.size, 10);
    for (int y = 0; y < 10; y++)
        for (int x = 0; x < 10; x++)
            CHECK_INT(m.bits[y][x >> 3] >> (7 - (x & 7)) & 1, digits[y][x] == '*');
}

TEST(modules_are_whole_dots_and_none_is_outside_the_page)
{
    struct pw_datamatrix m;
    struct pw_error err;
    CHECK_OK(pw_datamatrix_encode(PW_BARS_CODE128, "123456", &m, &err), err);
    static const int places[][2] = { { 3, 5 }, { -7, -4 }, { 31, 28 }, { -100, 0 }, { 0, 100 } };
    for (size_t i = 0; i < PW_COUNT(places); i++) {
        struct pw_page page;
        CHECK_OK(pw_page_init(&page, 37, 41, 8, &err), err);
        pw_datamatrix_draw(&m, &page, places[i][0], places[i][1], 3);
        for (int y = 0; y < page.height; y++)
            for (int x = 0; x < page.width; x++) {
                int h = x - places[i][0], v = y - places[i][1];
                bool inside = h >= 0 && v >= 0 && h < 30 && v < 30;
                CHECK_INT(pw_page_get(&page, x, y), inside && digits[v / 3][h / 3] == '*');
            }
        pw_page_finish(&page);
    }
}

TEST(what_is_no_parcels_code_is_refused_as_it_is_for_bars)
{
    struct pw_datamatrix m;
    struct pw_error err = { 0 };
    CHECK(!pw_datamatrix_encode(PW_BARS_SSCC, "340123450000000018", &m, &err));
    CHECK_INT(err.code, PW_ERR_BAD_INPUT);
    CHECK(!pw_datamatrix_encode(PW_BARS_CODE128, "PW\n1", &m, &err));
    CHECK_INT(err.code, PW_ERR_BAD_INPUT);
    CHECK(!pw_datamatrix_encode(PW_BARS_CODE128, NULL, &m, &err));
    CHECK_INT(err.code, PW_ERR_BAD_INPUT);
    char *text = malloc(82);
    memset(text, 'z', 81);
    text[81] = '\0';
    CHECK(!pw_datamatrix_encode(PW_BARS_CODE128, text, &m, &err));
    CHECK_INT(err.code, PW_ERR_TOO_BIG);
    text[80] = '\0';
    CHECK_OK(pw_datamatrix_encode(PW_BARS_CODE128, text, &m, &err), err);
    CHECK(m.size <= PW_DATAMATRIX_MAX);
    free(text);
}

#include "test.h"

#include "barcode/check_digit.h"
#include "barcode/upc.h"

static void check_key(const char *text, const char *want)
{
    char key[PW_ARTICLE_KEY_SIZE];
    CHECK(pw_article_key(pw_bytes_str(text), key));
    CHECK_STR(key, want);
}

TEST(one_article_has_one_key_however_its_number_is_written)
{
    /* Expansions: reference hardware D4. ISBN: the example of the ISBN manual (0-306-40615-2 is 978-0-306-40615-7). */
    check_key("012345000065", "00012345000065");
    check_key("0012345000065", "00012345000065");
    check_key("00012345000065", "00012345000065");
    check_key("01234565", "00012345000065");
    check_key("04252614", "00042100005264");
    check_key("  9780306406157\r\n", "09780306406157");
    check_key("978-0-306-40615-7", "09780306406157");
    check_key("0306406152", "09780306406157");
    check_key("0-306-40615-2", "09780306406157");
    check_key("96385074", "00000096385074");
}

TEST(a_wrong_check_digit_is_plain_text)
{
    check_key("012345000066", "012345000066");
    check_key("9780306406158", "9780306406158");
    check_key("0306406153", "0306406153");
    check_key(" SKU 4711-B ", "SKU 4711-B");
    check_key("X001ABCDEF", "X001ABCDEF");
    check_key("978-0-306--40615-7", "978-0-306--40615-7");
    check_key("9780-30640615-8", "9780-30640615-8");
}

TEST(eight_digits_that_are_both_give_two_candidates)
{
    struct pw_article_number numbers[2];
    CHECK_INT(pw_article_numbers(pw_bytes_str("01234565"), numbers), 2);
    CHECK_STR(numbers[0].gtin, "00012345000065");
    CHECK_INT(numbers[0].form, PW_ARTICLE_UPC_E);
    CHECK_STR(numbers[1].gtin, "00000001234565");
    CHECK_INT(numbers[1].form, PW_ARTICLE_EAN_8);
    CHECK_INT(pw_article_numbers(pw_bytes_str("04252614"), numbers), 1);
    CHECK_INT(pw_article_numbers(pw_bytes_str("96385074"), numbers), 1);
    CHECK_INT(numbers[0].form, PW_ARTICLE_EAN_8);
    CHECK_INT(pw_article_numbers(pw_bytes_str("96385075"), numbers), 0);
    char keys[2][PW_ARTICLE_KEY_SIZE];
    CHECK_INT(pw_article_keys(pw_bytes_str("01234565"), keys), 2);
    CHECK_STR(keys[1], "00000001234565");
}

TEST(upc_e_expands_by_its_last_digit)
{
    /* Each rule of hardware D4 by hand; the check digits are the UPC-A's own. */
    static const char *const cases[][2] = {
        { "01234505", "012000003455" }, { "01234514", "012100003454" }, { "01234523", "012200003453" },
        { "01234531", "012300000451" }, { "01234543", "012340000053" }, { "01234558", "012345000058" },
        { "01234565", "012345000065" }, { "01234596", "012345000096" },
    };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        char upc_a[13];
        CHECK(pw_upc_e_expand(cases[i][0], upc_a));
        CHECK_STR(upc_a, cases[i][1]);
    }
    char upc_a[13];
    CHECK(!pw_upc_e_expand("01234566", upc_a));
    CHECK(!pw_upc_e_expand("21234565", upc_a));
    CHECK(!pw_upc_e_expand("0123456X", upc_a));
}

TEST(no_key_for_blanks_control_characters_and_what_is_too_long)
{
    char key[PW_ARTICLE_KEY_SIZE], big[400];
    memset(big, 'A', sizeof big);
    CHECK(!pw_article_key(pw_bytes_str("  \t "), key));
    CHECK_STR(key, "");
    CHECK(!pw_article_key(pw_bytes_str("AB\x1B@C"), key));
    CHECK(!pw_article_key(pw_bytes_of("AB\0C", 4), key));
    CHECK(!pw_article_key(pw_bytes_str("AB\x7F"
                                       "12"),
                          key));
    CHECK(!pw_article_key(pw_bytes_of(big, PW_ARTICLE_KEY_SIZE), key));
    CHECK(pw_article_key(pw_bytes_of(big, PW_ARTICLE_KEY_SIZE - 1), key));
    CHECK_INT(strlen(key), PW_ARTICLE_KEY_SIZE - 1);
}

TEST(a_case_is_not_its_unit)
{
    char unit[PW_GTIN_SIZE];
    /* GS1 General Specifications: 10614141000415 is a case of 0614141000418. */
    CHECK(pw_gtin_of_unit("10614141000415", unit));
    CHECK_STR(unit, "00614141000418");
    CHECK(!pw_gtin_of_unit("00614141000418", unit));
    CHECK(!pw_gtin_of_unit("90614141000411", unit));
    check_key("10614141000415", "10614141000415");
}

TEST(a_book_gives_back_its_ten_digits)
{
    char isbn[11];
    CHECK(pw_isbn_10("09780306406157", isbn));
    CHECK_STR(isbn, "0306406152");
    CHECK(pw_isbn_10("09780804429573", isbn)); /* ISBN 0-8044-2957-X */
    CHECK_STR(isbn, "080442957X");
    check_key("080442957x", "09780804429573");
    CHECK(!pw_isbn_10("09791234567896", isbn));
}

TEST(shops_own_numbers_are_known_as_such)
{
    CHECK(pw_gtin_is_internal("02012345678901"));
    CHECK(pw_gtin_is_internal("00212345678901"));
    CHECK(pw_gtin_is_internal("00000001234565"));
    CHECK(!pw_gtin_is_internal("09780306406157"));
    CHECK(!pw_gtin_is_internal("00012345000065"));
    CHECK(!pw_gtin_is_internal("00000096385074"));
}

TEST(a_single_wrong_digit_never_passes_the_gs1_check)
{
    static const char right[] = "00012345000065";
    for (size_t i = 0; i < 14; i++)
        for (char c = '0'; c <= '9'; c++) {
            char wrong[15];
            memcpy(wrong, right, sizeof wrong);
            wrong[i] = c;
            CHECK_INT(pw_check_gs1_ok(wrong, 14), c == right[i]);
        }
}

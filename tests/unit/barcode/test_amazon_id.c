#include "test.h"

#include "barcode/aim.h"
#include "barcode/amazon_id.h"

TEST(order_ids_are_three_seven_seven_digits)
{
    CHECK(pw_amazon_order_id(pw_bytes_str("113-1234567-7654321")));
    CHECK(!pw_amazon_order_id(pw_bytes_str("113-1234567-765432")));
    CHECK(!pw_amazon_order_id(pw_bytes_str("113-1234567-76543210")));
    CHECK(!pw_amazon_order_id(pw_bytes_str("113-1234567 7654321")));
    CHECK(!pw_amazon_order_id(pw_bytes_str("1I3-1234567-7654321")));
    CHECK(!pw_amazon_order_id(pw_bytes_str("")));
}

TEST(fnsku_and_asin_are_told_apart)
{
    CHECK(pw_amazon_fnsku(pw_bytes_str("X001ABCDEF")));
    CHECK(!pw_amazon_fnsku(pw_bytes_str("X011ABCDEF")));
    CHECK(!pw_amazon_fnsku(pw_bytes_str("X001ABCDE")));
    CHECK(!pw_amazon_fnsku(pw_bytes_str("x001abcdef")));
    CHECK(pw_amazon_asin(pw_bytes_str("B08N5WRWNW")));
    CHECK(!pw_amazon_asin(pw_bytes_str("B18N5WRWNW")));
    CHECK(!pw_amazon_asin(pw_bytes_str("B08N5WRWN-")));
}

TEST(transparency_codes_have_the_forms_of_amazons_documentation)
{
    /* amazon 4.6; the GTIN is the GS1 example 0 9521234 54321 3. */
    CHECK_INT(pw_amazon_transparency(pw_bytes_str("AZ:ABCDEFGHIJKLMNOPQRSTUVWXYZ")), PW_TRANSPARENCY_AZ);
    CHECK_INT(pw_amazon_transparency(pw_bytes_str("ZA34567890123456789012345678X")), PW_TRANSPARENCY_AZ);
    CHECK_INT(pw_amazon_transparency(pw_bytes_str("AZ34567890123456789012345678")), PW_TRANSPARENCY_NONE);
    CHECK_INT(pw_amazon_transparency(pw_bytes_str("01095212345432132112345678901234567890")), PW_TRANSPARENCY_SGTIN);
    CHECK_INT(pw_amazon_transparency(pw_bytes_str("01095212345432142112345678901234567890")), PW_TRANSPARENCY_NONE);
    CHECK_INT(pw_amazon_transparency(pw_bytes_str("https://example.com/t/ABC123")), PW_TRANSPARENCY_URL);
    CHECK_INT(pw_amazon_transparency(pw_bytes_str("A1b2C3d")), PW_TRANSPARENCY_SERIAL);
    CHECK_INT(pw_amazon_transparency(pw_bytes_str("A1b2C3")), PW_TRANSPARENCY_NONE);
    CHECK_INT(pw_amazon_transparency(pw_bytes_str("A1b2C 3d")), PW_TRANSPARENCY_NONE);
}

TEST(aim_identifiers_are_split_off_and_say_what_is_gs1)
{
    struct pw_aim aim;
    CHECK_BYTES(pw_aim_split(pw_bytes_str("]C10109521234543213"), NULL, &aim), pw_bytes_str("0109521234543213"));
    CHECK(aim.gs1 && aim.family == PW_AIM_CODE_128);
    CHECK_STR(aim.id, "]C1");
    CHECK_BYTES(pw_aim_split(pw_bytes_str("]C0ABC"), "", &aim), pw_bytes_str("ABC"));
    CHECK(!aim.gs1);
    CHECK_BYTES(pw_aim_split(pw_bytes_str("ABC"), "]d2", &aim), pw_bytes_str("ABC"));
    CHECK(aim.gs1 && aim.family == PW_AIM_DATA_MATRIX);
    CHECK_BYTES(pw_aim_split(pw_bytes_str("]d2ABC"), "]d2", &aim), pw_bytes_str("ABC"));
    CHECK_BYTES(pw_aim_split(pw_bytes_str("]C1ABC"), "]d2", &aim), pw_bytes_str("]C1ABC"));
    CHECK_BYTES(pw_aim_split(pw_bytes_str("]]]"), NULL, &aim), pw_bytes_str("]]]"));
    CHECK_STR(aim.id, "");
    CHECK_BYTES(pw_aim_split(pw_bytes_str("]C"), "]", &aim), pw_bytes_str("]C"));
    CHECK_BYTES(pw_aim_split(pw_bytes_str(""), NULL, &aim), pw_bytes_str(""));
    static const char *const gs1[] = { "]C1", "]d2", "]Q3", "]e0", "]J1" };
    for (size_t i = 0; i < PW_COUNT(gs1); i++) {
        (void)pw_aim_split(pw_bytes_str(""), gs1[i], &aim);
        CHECK(aim.gs1 && aim.family != PW_AIM_UNKNOWN && pw_aim_family_name(aim.family)[0] != '\0');
    }
    (void)pw_aim_split(pw_bytes_str(""), "]E4", &aim);
    CHECK_INT(aim.family, PW_AIM_EAN_8);
    (void)pw_aim_split(pw_bytes_str(""), "]E3", &aim);
    CHECK(aim.add_on && aim.family == PW_AIM_EAN_UPC);
    (void)pw_aim_split(pw_bytes_str(""), "]Q2", &aim);
    CHECK(aim.eci && !aim.gs1);
}

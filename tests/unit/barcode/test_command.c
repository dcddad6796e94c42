#include "test.h"

#include "barcode/command.h"
#include "barcode/parcel_code.h"

#include <stdlib.h>

static const uint8_t key[PW_COMMAND_KEY_SIZE] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                                  16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31 };

TEST(the_tag_is_what_another_implementation_computes)
{
    /* Python: base64.b32encode(hmac.new(bytes(range(32)), b"packwright command 1 UNDO", "sha256").digest()[:5]) */
    char code[PW_COMMAND_CODE_SIZE];
    CHECK(pw_command_code(key, PW_COMMAND_UNDO, code));
    CHECK_STR(code, "PWCUNDOFRXDFCWV");
    CHECK(pw_command_code(key, PW_COMMAND_REPRINT_LABEL, code));
    CHECK_STR(code, "PWCRELABELF4AUTTUZ");
    CHECK(pw_command_code(key, PW_COMMAND_REASON_OTHER, code));
    CHECK_STR(code, "PWCWHYOTHERK7SXONMI");
    CHECK(!pw_command_code(key, PW_COMMAND_NONE, code));
    CHECK(!pw_command_code(key, (enum pw_command)9999, code));
}

TEST(every_command_has_a_barcode_of_its_own_and_comes_back)
{
    const struct pw_command_info *info;
    size_t n = 0;
    for (; (info = pw_command_nth(n)) != NULL; n++) {
        char code[PW_COMMAND_CODE_SIZE];
        bool forged = true;
        CHECK(strlen(info->name) <= PW_COMMAND_NAME_MAX);
        CHECK(info->title[0] != '\0' && info->help[0] != '\0');
        CHECK(pw_command_code(key, info->command, code));
        for (const char *p = code; *p != '\0'; p++)
            CHECK((*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9'));
        CHECK_INT(pw_command_parse(key, pw_bytes_str(code), &forged), info->command);
        CHECK(!forged);
        CHECK(pw_command_info(info->command) == info);
        for (size_t i = 0; i < n; i++)
            CHECK(strcmp(pw_command_nth(i)->name, info->name) != 0 && pw_command_nth(i)->command != info->command);
    }
    for (size_t c = 1; c <= n; c++) /* no value of the enum without an entry */
        CHECK(pw_command_info((enum pw_command)c) != NULL);
    CHECK(pw_command_info((enum pw_command)(n + 1)) == NULL);
}

TEST(a_wrong_tag_is_a_forgery_and_never_a_command)
{
    char code[PW_COMMAND_CODE_SIZE];
    CHECK(pw_command_code(key, PW_COMMAND_EMPTY, code));
    size_t len = strlen(code);
    for (size_t i = len - 8; i < len; i++)
        for (int bit = 0; bit < 4; bit++) {
            char keep = code[i];
            bool forged = false;
            code[i] = (char)(code[i] ^ 1 << bit);
            CHECK_INT(pw_command_parse(key, pw_bytes_str(code), &forged), PW_COMMAND_NONE);
            CHECK(forged);
            code[i] = keep;
        }
    /* The tag of one command does not open another; another station's key does not either. */
    bool forged = false;
    CHECK_INT(pw_command_parse(key, pw_bytes_str("PWCHOLDFRXDFCWV"), &forged), PW_COMMAND_NONE);
    CHECK(forged);
    uint8_t other[PW_COMMAND_KEY_SIZE];
    memcpy(other, key, sizeof other);
    other[31] ^= 1;
    CHECK_INT(pw_command_parse(other, pw_bytes_str(code), &forged), PW_COMMAND_NONE);
    CHECK(forged);
    CHECK_INT(pw_command_parse(key, pw_bytes_str(code), NULL), PW_COMMAND_EMPTY);
}

TEST(what_only_begins_alike_is_an_ordinary_barcode)
{
    static const char *const ordinary[] = { "",
                                            "PWC",
                                            "PWCUNDO",
                                            "PWCUNDOFRXDFCW",
                                            "PWCUNDOFRXDFCWVX",
                                            "PWCABC12345678",
                                            " PWCUNDOFRXDFCWV",
                                            "XPWCUNDOFRXDFCWV",
                                            "PWCFRXDFCWV",
                                            "PWCUNDOUNDOUNDOUNDOUNDOUNDOUNDO" };
    for (size_t i = 0; i < PW_COUNT(ordinary); i++) {
        bool forged = true;
        uint8_t *exact = pw_test_copy(ordinary[i], strlen(ordinary[i]));
        CHECK_INT(pw_command_parse(key, pw_bytes_of(exact, strlen(ordinary[i])), &forged), PW_COMMAND_NONE);
        CHECK(!forged);
        free(exact);
    }
    CHECK_INT(pw_command_parse(key, pw_bytes_str("pwcundofrxdfcwv"), NULL), PW_COMMAND_UNDO);
}

TEST(parcel_codes_come_back_and_a_wrong_character_is_seen)
{
    /* Check characters by an independent reading of ISO/IEC 7064 in Python. */
    char code[PW_PARCEL_CODE_SIZE], tag[PW_STORE_TAG_SIZE];
    int64_t number;
    CHECK(pw_parcel_code("A1B2", 1, code));
    CHECK_STR(code, "PWPA1B216");
    CHECK(pw_parcel_code("ZZZZ", INT64_MAX, code));
    CHECK_STR(code, "PWPZZZZ9223372036854775807Y");
    CHECK(pw_parcel_code_parse(pw_bytes_str(code), tag, &number));
    CHECK_STR(tag, "ZZZZ");
    CHECK(number == INT64_MAX);
    CHECK(pw_parcel_code("0000", 42, code));
    CHECK_STR(code, "PWP0000429");
    size_t len = strlen(code);
    for (size_t i = 0; i < len; i++)
        for (int c = '0'; c <= 'Z'; c++) {
            if (c == code[i] || (c > '9' && c < 'A'))
                continue;
            char wrong[PW_PARCEL_CODE_SIZE];
            memcpy(wrong, code, sizeof wrong);
            wrong[i] = (char)c;
            CHECK(!pw_parcel_code_parse(pw_bytes_str(wrong), tag, &number));
        }
    CHECK(!pw_parcel_code("A1B", 1, code));
    CHECK(!pw_parcel_code("a1b2", 1, code));
    CHECK(!pw_parcel_code("A1B2", 0, code));
    CHECK(!pw_parcel_code("A1B2", -5, code));
    for (size_t n = 0; n < 9; n++)
        CHECK(!pw_parcel_code_parse(pw_bytes_of("PWPA1B216", n), tag, &number));
    CHECK(pw_parcel_code_parse(pw_bytes_str("pwpa1b216"), tag, &number));
    CHECK_INT(number, 1);
    CHECK_STR(tag, "A1B2");
}

TEST(a_parcel_number_has_one_spelling_and_fits)
{
    char tag[PW_STORE_TAG_SIZE];
    int64_t number = 7;
    /* Right check characters (MOD 37,36 by hand in Python), but a leading zero, no number, more than 63 bits. */
    CHECK(!pw_parcel_code_parse(pw_bytes_str("PWPA1B201"), tag, &number));
    static const char *const stems[] = { "PWPA1B201", "PWPA1B2", "PWPZZZZ9223372036854775808" };
    for (size_t i = 0; i < PW_COUNT(stems); i++)
        for (int c = '0'; c <= 'Z'; c++) {
            char text[40] = "";
            memcpy(text, stems[i], strlen(stems[i]));
            text[strlen(stems[i])] = (char)c;
            CHECK(!pw_parcel_code_parse(pw_bytes_str(text), tag, &number));
        }
    CHECK_INT(number, 7);
}

TEST(an_sscc_runs_over_into_its_extension_digit_and_then_ends)
{
    char sscc[PW_SSCC_SIZE];
    /* GS1's own example: (00) 1 0614141 123456789 7. */
    CHECK(pw_sscc("0614141", 1123456789, sscc));
    CHECK_STR(sscc, "106141411234567897");
    CHECK(pw_sscc("0614141", 123456789, sscc));
    CHECK_STR(sscc, "006141411234567890");
    CHECK(pw_sscc("0614141", 9999999999, sscc));
    CHECK(sscc[0] == '9' && memcmp(sscc + 8, "999999999", 9) == 0);
    CHECK(!pw_sscc("0614141", 10000000000, sscc));
    CHECK(!pw_sscc("0614141", -1, sscc));
    CHECK(pw_sscc("061414112345", 99999, sscc));
    CHECK(!pw_sscc("061414112345", 100000, sscc));
    CHECK(!pw_sscc("0614141123456", 1, sscc));
    CHECK(!pw_sscc("061", 1, sscc));
    CHECK(!pw_sscc("06141X1", 1, sscc));
    CHECK(!pw_sscc("", 1, sscc));
}

TEST(an_sscc_is_read_with_and_without_its_application_identifier)
{
    char sscc[PW_SSCC_SIZE];
    CHECK(pw_sscc_parse(pw_bytes_str("00106141411234567897"), sscc));
    CHECK_STR(sscc, "106141411234567897");
    CHECK(pw_sscc_parse(pw_bytes_str("106141411234567897"), sscc));
    CHECK(!pw_sscc_parse(pw_bytes_str("106141411234567898"), sscc));
    CHECK(!pw_sscc_parse(pw_bytes_str("01106141411234567897"), sscc));
    CHECK(!pw_sscc_parse(pw_bytes_str("10614141123456789"), sscc));
}

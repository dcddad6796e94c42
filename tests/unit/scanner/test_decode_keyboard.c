/* Key sequences are typed from the HID Usage Tables 1.4, chapter 10, and from pictures of the countries' keyboards. */
#include "scanner/decode_keyboard.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

enum { C = 0x01, SH = 0x02, AL = 0x04, GUI = 0x08, GR = 0x40 };

static void report(struct pw_keyboard *k, struct pw_buf *out, uint8_t mods, uint8_t a, uint8_t b)
{
    const uint8_t bytes[8] = { mods, 0, a, b };
    struct pw_keyboard_text text;
    uint8_t *exact = pw_test_copy(bytes, sizeof bytes);
    pw_keyboard_report(k, pw_bytes_of(exact, sizeof bytes), &text);
    if (text.stray != NULL)
        pw_buf_puts(out, "!");
    pw_buf_put(out, text.bytes, text.len);
    free(exact);
}

/* Pairs of modifiers and usage, pressed and released, ended by usage 0. */
static const char *typed(const char *layout, const uint8_t *keys)
{
    static struct pw_buf out;
    struct pw_keyboard k;
    struct pw_error err = { 0 };
    struct pw_keyboard_text text;
    pw_buf_finish(&out);
    pw_buf_init(&out, 4096);
    CHECK_OK(pw_keyboard_init(&k, layout, &err), err);
    for (; keys[1] != 0; keys += 2) {
        report(&k, &out, keys[0], keys[1], 0);
        report(&k, &out, 0, 0, 0);
    }
    pw_keyboard_rest(&k, &text);
    pw_buf_put(&out, text.bytes, text.len);
    return pw_buf_text(&out);
}
#define TYPED(layout, ...) typed(layout, (const uint8_t[]){ __VA_ARGS__, 0, 0 })

TEST(a_us_keyboard_gives_every_printable_ascii_character)
{
    struct pw_buf keys;
    char want[3 * 64] = "";
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz1234567890\r\x1b\b\t -=[]\\#;'`,./";
    static const char shift[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()\r\x1b\b\t _+{}|~:\"~<>?";
    pw_buf_init(&keys, 4096);
    for (int i = 0; plain[i] != '\0'; i++) {
        uint8_t pair[4] = { 0, (uint8_t)(4 + i), SH, (uint8_t)(4 + i) };
        pw_buf_put(&keys, pair, 4);
        want[2 * i] = plain[i];
        want[2 * i + 1] = shift[i];
    }
    pw_buf_put(&keys, "\0", 2);
    CHECK_STR(typed("us", keys.data), want);
    pw_buf_finish(&keys);
}

TEST(the_keypad_gives_digits_and_signs)
{
    CHECK_STR(TYPED("us", 0, 0x59, 0, 0x5a, 0, 0x61, 0, 0x62, 0, 0x63, 0, 0x54, 0, 0x55, 0, 0x56, 0, 0x57, 0, 0x58),
              "1290./*-+\r");
}

TEST(letters_stand_where_the_country_has_them)
{
    CHECK_STR(TYPED("de", 0, 0x1c, 0, 0x1d, SH, 0x24, 0, 0x38, SH, 0x38, 0, 0x2d, GR, 0x14), "zy/-_\xc3\x9f@");
    CHECK_STR(TYPED("fr", 0, 0x14, 0, 0x04, 0, 0x1a, 0, 0x1d, 0, 0x33, SH, 0x1e, SH, 0x27, 0, 0x1e, GR, 0x27), "aqzwm10&@");
    CHECK_STR(TYPED("uk", SH, 0x1f, SH, 0x34, 0, 0x32, SH, 0x20, 0, 0x64, SH, 0x64), "\"@#\xc2\xa3\\|");
    CHECK_STR(TYPED("es", 0, 0x33, SH, 0x24, GR, 0x1f, GR, 0x20, 0, 0x38, SH, 0x38, 0, 0x64), "\xc3\xb1/@#-_<");
    CHECK_STR(TYPED("it", 0, 0x33, GR, 0x33, GR, 0x34, GR, 0x2f, 0, 0x2e, SH, 0x24), "\xc3\xb2@#[\xc3\xac/");
    CHECK_STR(TYPED("jp", SH, 0x1f, 0, 0x2f, 0, 0x2e, SH, 0x34, 0, 0x87, SH, 0x87), "\"@^*\\_");
}

TEST(altgr_is_also_ctrl_and_alt)
{
    CHECK_STR(TYPED("de", C | AL, 0x14, GR, 0x24, GR, 0x27), "@{}");
}

TEST(an_accent_waits_for_its_letter)
{
    CHECK_STR(TYPED("de", 0, 0x35, 0, 0x08, 0, 0x35, 0, 0x2c, 0, 0x35, 0, 0x1e, 0, 0x35, 0, 0x35, 0, 0x35), "\xc3\xaa^^1^^^");
    CHECK_STR(TYPED("fr", SH, 0x2f, 0, 0x08), "\xc3\xab");
}

TEST(gs_comes_three_ways)
{
    CHECK_STR(TYPED("us", C, 0x30), "\x1d");
    CHECK_STR(TYPED("de", C, 0x30), "\x1d");
    CHECK_STR(TYPED("fr", C, 0x30), "\x1d");
    CHECK_STR(TYPED("us", 0, 0x41), "\x1d");
    struct pw_keyboard k;
    struct pw_buf out;
    pw_buf_init(&out, 100);
    CHECK(pw_keyboard_init(&k, "us", NULL));
    report(&k, &out, AL, 0, 0);
    report(&k, &out, AL, 0x62, 0);
    report(&k, &out, AL, 0, 0);
    report(&k, &out, AL, 0x5a, 0);
    report(&k, &out, AL, 0x61, 0); /* 2 and 9 without a release between */
    report(&k, &out, AL, 0, 0);
    CHECK_INT(out.len, 0);
    report(&k, &out, 0, 0, 0);
    CHECK_STR(pw_buf_text(&out), "\x1d");
    pw_buf_finish(&out);
}

TEST(other_control_characters_come_with_ctrl)
{
    CHECK_STR(TYPED("us", C, 0x04, C, 0x1d, C, 0x2f, C, 0x31, C | SH, 0x23, C | SH, 0x2d), "\x01\x1a\x1b\x1c\x1e\x1f");
    CHECK_STR(TYPED("de", C, 0x1c), "\x1a"); /* Z is where the Germans have it */
}

static void alt_code(const char *digits, const char *want)
{
    struct pw_keyboard k;
    struct pw_buf out;
    pw_buf_init(&out, 100);
    CHECK(pw_keyboard_init(&k, "de", NULL));
    for (; *digits != '\0'; digits++) {
        report(&k, &out, AL, *digits == '0' ? 0x62 : (uint8_t)(0x59 + *digits - '1'), 0);
        report(&k, &out, AL, 0, 0);
    }
    report(&k, &out, 0, 0x04, 0); /* release of Alt and the next key in one report */
    pw_buf_putc(&out, '\0');
    char all[32];
    snprintf(all, sizeof all, "%sa", want);
    CHECK_STR((const char *)out.data, all);
    pw_buf_finish(&out);
}

TEST(alt_numbers_are_composed)
{
    alt_code("065", "A");
    alt_code("0065", "A");
    alt_code("65", "A");
    alt_code("013", "\r");
    alt_code("130", "\xc3\xa9");      /* CP437 0x82 */
    alt_code("0233", "\xc3\xa9");     /* CP1252 0xE9 */
    alt_code("0128", "\xe2\x82\xac"); /* CP1252 0x80: euro */
    alt_code("225", "\xc3\x9f");      /* CP437 0xE1: sharp s */
    alt_code("255", "\xc2\xa0");
    alt_code("0129", "!"); /* not assigned */
    alt_code("256", "!");
    alt_code("99999999999999999999", "!");
}

TEST(the_same_digit_twice_needs_a_release_and_others_do_not)
{
    struct pw_keyboard k;
    struct pw_buf out;
    pw_buf_init(&out, 100);
    CHECK(pw_keyboard_init(&k, "us", NULL));
    report(&k, &out, 0, 0x1e, 0);    /* 1 down */
    report(&k, &out, 0, 0x1e, 0);    /* held */
    report(&k, &out, 0, 0x1e, 0x1f); /* 2 joins */
    report(&k, &out, 0, 0x1f, 0);    /* 1 leaves, 2 moves up */
    report(&k, &out, 0, 0x1e, 0x1f); /* 1 again */
    report(&k, &out, 0, 0, 0);
    report(&k, &out, 0, 0x1e, 0);
    CHECK_STR(pw_buf_text(&out), "1211");
    pw_buf_finish(&out);
}

TEST(a_roll_over_report_changes_nothing)
{
    struct pw_keyboard k;
    struct pw_buf out;
    struct pw_keyboard_text text;
    pw_buf_init(&out, 100);
    CHECK(pw_keyboard_init(&k, "us", NULL));
    report(&k, &out, 0, 0x1e, 0);
    pw_keyboard_report(&k, pw_bytes_of("\0\0\1\1\1\1\1\1", 8), &text);
    CHECK_INT(text.len, 0);
    CHECK(text.stray == NULL);
    report(&k, &out, 0, 0x1e, 0); /* still held */
    CHECK_STR(pw_buf_text(&out), "1");
    pw_buf_finish(&out);
}

TEST(shift_counts_for_keys_newly_down_in_its_report)
{
    struct pw_keyboard k;
    struct pw_buf out;
    pw_buf_init(&out, 100);
    CHECK(pw_keyboard_init(&k, "us", NULL));
    report(&k, &out, SH, 0x04, 0);
    report(&k, &out, 0, 0x04, 0x05); /* a is held, b is new and not shifted */
    report(&k, &out, SH, 0x05, 0x06);
    CHECK_STR(pw_buf_text(&out), "AbC");
    pw_buf_finish(&out);
}

TEST(caps_lock_turns_letters_round_until_enter)
{
    CHECK_STR(TYPED("us", 0, 0x39, 0, 0x04, SH, 0x04, 0, 0x1e, 0, 0x28, 0, 0x04), "Aa1\ra");
}

TEST(keys_that_would_be_commands_are_stray)
{
    CHECK_STR(TYPED("us", GUI, 0x15), "!");       /* Win+R */
    CHECK_STR(TYPED("us", AL, 0x2b), "!");        /* Alt+Tab */
    CHECK_STR(TYPED("us", 0, 0x3e), "!");         /* F5 */
    CHECK_STR(TYPED("us", 0, 0x52), "!");         /* up */
    CHECK_STR(TYPED("us", C | AL, 0x4c), "!");    /* Ctrl+Alt+Del */
    CHECK_STR(TYPED("us", C, 0x28), "!");         /* Ctrl+Enter */
    CHECK_STR(TYPED("us", 0, 0x53, 0, 0x47), ""); /* Num and Scroll Lock */
}

TEST(short_reports_are_stray_and_never_read_past)
{
    struct pw_keyboard k;
    struct pw_keyboard_text text;
    CHECK(pw_keyboard_init(&k, "us", NULL));
    for (size_t n = 0; n < 8; n++) {
        uint8_t *exact = pw_test_copy("\0\0\4\5\6\7\10\11", n);
        pw_keyboard_report(&k, pw_bytes_of(exact, n), &text);
        CHECK(text.stray != NULL);
        CHECK_INT(text.len, 0);
        free(exact);
    }
}

TEST(an_unknown_layout_is_refused)
{
    struct pw_keyboard k;
    struct pw_error err = { 0 };
    CHECK(!pw_keyboard_init(&k, "xx", &err));
    CHECK_INT(err.code, PW_ERR_CONFIG);
    for (const char *const *l = pw_keyboard_layouts; *l != NULL; l++)
        CHECK_OK(pw_keyboard_init(&k, *l, &err), err);
}

TEST(every_layout_can_type_every_printable_ascii_character)
{
    for (const char *const *l = pw_keyboard_layouts; *l != NULL; l++) {
        bool got[128] = { false };
        static const uint8_t mods[] = { 0, SH, GR, GR | SH };
        for (size_t m = 0; m < sizeof mods; m++)
            for (int u = 4; u < 0xa0; u++) {
                const char *text = TYPED(*l, mods[m], (uint8_t)u); /* a lone accent comes out with the silence */
                if (text[0] != '\0' && (unsigned char)text[0] < 0x80 && text[1] == '\0')
                    got[(unsigned char)text[0]] = true;
            }
        for (int c = ' '; c < 0x7f; c++)
            if (!got[c] && !(strcmp(*l, "it") == 0 && c == '`')) /* Italian keyboards have none */
                pw_test_fail(__FILE__, __LINE__, "%s can't type %c", *l, c);
    }
}

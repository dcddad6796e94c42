#include "test.h"

#include "barcode/carriers.h"
#include "barcode/check_digit.h"
#include "barcode/tracking.h"

#include <stdio.h>
#include <stdlib.h>

#define FIELDS 9

static const struct pw_tracking_rule *rule_named(const char *name)
{
    const struct pw_tracking_rule *rule;
    for (size_t i = 0; (rule = pw_tracking_rule_nth(i)) != NULL; i++)
        if (strcmp(pw_tracking_rule_name(rule), name) == 0)
            return rule;
    pw_test_fail(__FILE__, __LINE__, "no rule %s", name);
}

/* Cuts the next line of *text at its tabs. */
static bool next_row(char **text, char *field[FIELDS])
{
    if (**text == '\0')
        return false;
    char *line = *text, *end = strchr(line, '\n');
    *text = end != NULL ? end + 1 : line + strlen(line);
    if (end != NULL)
        *end = '\0';
    for (int i = 0; i < FIELDS; i++) {
        field[i] = line != NULL ? line : (char[]){ "" };
        line = line != NULL ? strchr(line, '\t') : NULL;
        if (line != NULL)
            *line++ = '\0';
    }
    return true;
}

/* The collection gives four rules no id. */
static const char *own_name(const char *id, const char *name)
{
    static const char *const names[][2] = { { "LaserShip 1LS7 (18)", "lasership_1ls7_18" },
                                            { "Old Dominion", "old_dominion" },
                                            { "Old Dominion Guaranteed Shipment", "old_dominion_guaranteed" },
                                            { "UPS Waybill", "ups_waybill" } };
    for (size_t i = 0; i < PW_COUNT(names) && strcmp(id, "-") == 0; i++)
        if (strcmp(names[i][0], name) == 0)
            return names[i][1];
    return id;
}

static int check_collection(const char *path)
{
    char *data = pw_test_read(path, NULL), *text = data, *f[FIELDS];
    int rows = 0;
    CHECK(next_row(&text, f));
    for (; next_row(&text, f); rows++) {
        const struct pw_tracking_rule *rule = rule_named(own_name(f[1], f[2]));
        bool want = strcmp(f[3], "valid") == 0;
        if (pw_tracking_rule_accepts(rule, pw_bytes_str(f[4])) != want ||
            pw_tracking_rule_accepts(rule, pw_bytes_str(f[5])) != want)
            pw_test_fail(__FILE__, __LINE__, "%s %s should be %s", pw_tracking_rule_name(rule), f[4], f[3]);
    }
    free(data);
    return rows;
}

static int check_extra(const char *path)
{
    char *data = pw_test_read(path, NULL), *text = data, *f[FIELDS];
    int rows = 0;
    CHECK(next_row(&text, f));
    for (; next_row(&text, f); rows++) {
        char name[64];
        bool mod7 = strcmp(f[1], "jp_mod7_12") == 0;
        (void)snprintf(name, sizeof name, "%s%s",
                       mod7                           ? f[0]
                       : strcmp(f[1], "sscc_20") == 0 ? "dhl_paket"
                                                      : f[1],
                       mod7 ? "_12" : "");
        if (pw_tracking_rule_accepts(rule_named(name), pw_bytes_str(f[3])) != (strcmp(f[2], "valid") == 0))
            pw_test_fail(__FILE__, __LINE__, "%s %s should be %s", name, f[3], f[2]);
    }
    free(data);
    return rows;
}

TEST(every_number_of_the_public_collection_is_judged_right_by_its_own_rule)
{
    CHECK_INT(check_collection("tests/golden/tracking/tracking-vectors.tsv"), 280);
}

TEST(every_number_of_the_other_carriers_is_judged_right)
{
    CHECK_INT(check_extra("tests/golden/tracking/extra-vectors.tsv"), 42);
}

TEST(the_shared_copies_of_the_vectors_agree_too)
{
    CHECK(check_collection(pw_test_shared_file("amazon/tracking/tracking-vectors.tsv")) >= 280);
    CHECK(check_extra(pw_test_shared_file("amazon/tracking/extra-vectors.tsv")) >= 42);
}

/* The column "check" from the column "serial", by the algorithm that the column "checksum" and the rule name. */
TEST(check_digits_of_the_collection_are_computed_right)
{
    char *data = pw_test_read("tests/golden/tracking/tracking-vectors.tsv", NULL), *text = data, *f[FIELDS];
    int rows = 0;
    while (next_row(&text, f)) {
        if (strcmp(f[3], "valid") != 0 || strcmp(f[7], "-") == 0)
            continue;
        size_t len = strlen(f[6]);
        char check = '?';
        if (strcmp(f[8], "mod7") == 0)
            check = pw_check_mod7(f[6], len);
        else if (strcmp(f[8], "luhn") == 0)
            check = pw_check_luhn(f[6], len);
        else if (strcmp(f[8], "s10") == 0)
            check = pw_check_s10(f[6]);
        else if (strcmp(f[8], "mod_37_36") == 0)
            check = pw_check_mod37_36(f[6], len);
        else if (strncmp(f[8], "sum_product", 11) == 0)
            check = pw_check_fedex(f[6], len);
        else if (strcmp(f[8], "mod10") == 0)
            check = strcmp(f[0], "ups") == 0 || strcmp(f[0], "ontrac") == 0 ? pw_check_ups(f[6], len) : pw_check_gs1(f[6], len);
        if (check != f[7][0])
            pw_test_fail(__FILE__, __LINE__, "%s: %s gives %c, not %s", f[1], f[6], check, f[7]);
        rows++;
    }
    free(data);
    CHECK(rows > 100);
}

TEST(the_published_examples_of_iso_7064_come_out)
{
    /* Reference carriers 5.7 */
    CHECK_INT(pw_check_mod37_36("09980000020033", 14), 'F');
    CHECK_INT(pw_check_mod37_36("01015026003653", 14), 'C');
    CHECK_INT(pw_check_mod37_36("A12425GABC1234002", 17), 'M'); /* the example of the GRid standard */
}

TEST(both_exceptions_of_s10_come_out)
{
    /* UPU S10: a remainder of 0 gives 5, of 1 gives 0. 8 x 0 = 0; 8 x 7 = 56 = 5 x 11 + 1. */
    CHECK_INT(pw_check_s10("00000000"), '5');
    CHECK_INT(pw_check_s10("70000000"), '0');
    CHECK_INT(pw_check_s10("12345678"), '5');
}

static void check_best(const char *text, const char *carrier, const char *number)
{
    struct pw_tracking_candidate found[PW_TRACKING_CANDIDATES];
    CHECK(pw_tracking_candidates(pw_bytes_str(text), found, PW_COUNT(found)) > 0);
    CHECK_STR(found[0].number, number);
    CHECK_STR(found[0].carrier, carrier);
}

TEST(the_number_is_found_in_what_labels_carry_around_it)
{
    check_best("1z5r 8939 0357 5671-27", "UPS", "1Z5R89390357567127");
    check_best("]C14201028200009261290113185417468510", "USPS", "9261290113185417468510");
    check_best("42010282\x1D"
               "9261290113185417468510",
               "USPS", "9261290113185417468510");
    check_best("9611020987654312345672", "FedEx", "987654312345672");
    check_best("1001901781990001000300617767839437", "FedEx", "617767839437");
    check_best("(00)340433836442636597", "DHL-Paket", "00340433836442636597");
    check_best("A444413758703A", "YAMATO", "444413758703");
    check_best("RB123456785GB", "Royal Mail", "RB123456785GB");
    check_best("1LS7119013618127-1", "Lasership", "1LS7119013618127-1");
    check_best("TBA 010 000 000 000", "Amazon Shipping", "TBA010000000000");
    check_best("6A 2052 4752 032", "Colissimo", "6A20524752032");
    check_best("]d2JGB 0012345 RB123456785GB0012 AB", "Royal Mail", "RB123456785GB");
    check_best("https://example.com/track?n=1Z5R89390357567127&x=1", "UPS", "1Z5R89390357567127");
    check_best("[)>\x1E"
               "01\x1D"
               "0212345\x1D"
               "840\x1D"
               "1Z5R89390357567127\x1E\x04",
               "UPS", "1Z5R89390357567127");
}

/* ISO 7064 check of the whole 28 from the collection's own number; the number is digits 8 to 21. */
TEST(dpd_labels_give_the_fourteen_digits)
{
    char *data = pw_test_read("tests/golden/tracking/tracking-vectors.tsv", NULL), *text = data, *f[FIELDS];
    int seen = 0;
    while (next_row(&text, f)) {
        if (strcmp(f[1], "dpd") != 0 || strcmp(f[3], "valid") != 0)
            continue;
        char want[15], with_percent[64];
        (void)snprintf(want, sizeof want, "%.14s", f[5] + 7);
        check_best(f[5], "DPD", want);
        (void)snprintf(with_percent, sizeof with_percent, "%%%s", f[5]);
        check_best(with_percent, "DPD", want);
        seen++;
    }
    free(data);
    CHECK(seen > 0);
}

TEST(what_is_ambiguous_stays_a_list)
{
    /* 444413758703: mod 7 for three Japanese carriers; its other readings fail their check digits or are listed behind. */
    struct pw_tracking_candidate found[PW_TRACKING_CANDIDATES];
    size_t n = pw_tracking_candidates(pw_bytes_str("4444-1375-8703"), found, PW_COUNT(found));
    CHECK(n >= 3);
    bool yamato = false, sagawa = false, japan_post = false;
    for (size_t i = 0; i < n; i++) {
        CHECK(found[i].checked);
        yamato = yamato || strcmp(found[i].carrier, "YAMATO") == 0;
        sagawa = sagawa || strcmp(found[i].carrier, "SAGAWA") == 0;
        japan_post = japan_post || strcmp(found[i].carrier, "Japan Post") == 0;
    }
    CHECK(yamato && sagawa && japan_post);
    /* A routing code is no number; fourteen digits remain, weakly, DHL eCommerce's. */
    n = pw_tracking_candidates(pw_bytes_str("21348075016401"), found, PW_COUNT(found));
    for (size_t i = 0; i < n; i++)
        CHECK(strcmp(found[i].rule, "leitcode_14") != 0);
    CHECK_INT(pw_tracking_candidates(pw_bytes_str("4444-1375-8703"), found, 2), 2);
    CHECK_INT(pw_tracking_candidates(pw_bytes_str("4444-1375-8703"), found, 0), 0);
}

TEST(a_bare_shape_is_marked_weak_and_comes_last)
{
    struct pw_tracking_candidate found[PW_TRACKING_CANDIDATES];
    size_t n = pw_tracking_candidates(pw_bytes_str("ABC123456789"), found, PW_COUNT(found));
    CHECK_INT(n, 1);
    CHECK(found[0].weak && !found[0].checked);
    char *data = pw_test_read("tests/golden/tracking/tracking-vectors.tsv", NULL), *text = data, *f[FIELDS];
    while (next_row(&text, f)) {
        n = pw_tracking_candidates(pw_bytes_str(f[4]), found, PW_COUNT(found));
        for (size_t i = 1; i < n; i++) {
            CHECK(found[i - 1].checked >= found[i].checked);
            CHECK(found[i - 1].checked > found[i].checked || found[i - 1].strength >= found[i].strength);
        }
    }
    free(data);
}

TEST(every_carrier_given_is_one_that_amazon_knows)
{
    struct pw_tracking_candidate found[PW_TRACKING_CANDIDATES];
    static const char *const files[] = { "tests/golden/tracking/tracking-vectors.tsv",
                                         "tests/golden/tracking/extra-vectors.tsv" };
    for (size_t k = 0; k < 2; k++) {
        char *data = pw_test_read(files[k], NULL), *text = data, *f[FIELDS];
        while (next_row(&text, f)) {
            size_t n = pw_tracking_candidates(pw_bytes_str(k == 0 ? f[4] : f[3]), found, PW_COUNT(found));
            for (size_t i = 0; i < n; i++)
                if (!pw_carrier_code_valid(found[i].carrier))
                    pw_test_fail(__FILE__, __LINE__, "%s is no carrier code (rule %s)", found[i].carrier, found[i].rule);
        }
        free(data);
    }
}

/* Rules whose shorter or longer form is a form of its own. */
static bool several_lengths(const char *rule)
{
    static const char *const rules[] = { "dhl_express", "dhl_express_piece_id", "dhl_ecommerce",
                                         "usps_legacy", "usps_impb_n",          "usps_impb_c" };
    for (size_t i = 0; i < PW_COUNT(rules); i++)
        if (strcmp(rules[i], rule) == 0)
            return true;
    return false;
}

TEST(blanks_change_nothing_and_every_shorter_or_longer_text_is_refused)
{
    char *data = pw_test_read("tests/golden/tracking/tracking-vectors.tsv", NULL), *text = data, *f[FIELDS];
    while (next_row(&text, f)) {
        if (strcmp(f[3], "valid") != 0)
            continue;
        const char *name = own_name(f[1], f[2]);
        const struct pw_tracking_rule *rule = rule_named(name);
        size_t len = strlen(f[5]);
        char blanks[200], longer[100];
        for (size_t i = 0; i < len; i++)
            (void)snprintf(blanks + 2 * i, 3, "%c%c", f[5][i], i % 3 == 0 ? '-' : ' ');
        if (strcmp(name, "lasership_1ls7_18") != 0)
            CHECK(pw_tracking_rule_accepts(rule, pw_bytes_str(blanks)));
        if (several_lengths(name))
            continue;
        for (size_t n = 0; n < len; n++)
            if (pw_tracking_rule_accepts(rule, pw_bytes_of(f[5], n)))
                pw_test_fail(__FILE__, __LINE__, "%s takes %.*s", name, (int)n, f[5]);
        for (char c = '0'; c <= 'Z'; c++) {
            (void)snprintf(longer, sizeof longer, "%s%c", f[5], c);
            CHECK(!pw_tracking_rule_accepts(rule, pw_bytes_str(longer)));
        }
    }
    free(data);
}

static uint32_t state = 12345;
static uint32_t next_random(void)
{
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

/* Random digits in the place of a valid number's; then exactly one last character may be right, and what the algorithm promises
 * holds. */
TEST(exactly_one_check_digit_is_right_and_a_single_wrong_digit_is_refused)
{
    static const struct {
        const char *rule, *shape; /* '#' is a random digit, '@' the check */
        int hole;                 /* digits that far apart may look alike (modulo 10); 0: none may */
        bool modulo_11;           /* and two remainders share a digit */
    } cases[] = {
        { "ups", "1ZA1B2C3########0@", 5, false },
        { "usps_20", "###################@", 0, false },
        { "usps_impb_n", "940019#############  @", 0, false },
        { "fedex_ground", "##############@", 0, false },
        { "fedex_ground_96", "96110##98765431234##@", 0, false },
        { "canada_post", "###############@", 0, false },
        { "hermes_14", "#############@", 0, false },
        { "colissimo_13", "6A##########@", 0, false },
        { "gls_12", "###########@", 0, false },
        { "purolator_numeric", "1##########@", 0, false },
        { "old_dominion", "777#######@", 0, false },
        { "dpd_14", "##############@", 0, false },
        { "dhl_express", "#########@", 7, false },
        { "yamato_12", "###########@", 7, false },
        { "identcode_12", "###########@", 5, false },
        { "leitcode_14", "#############@", 5, false },
        { "s10", "RB########@GB", 0, true },
        { "fedex_12", "###########@", 0, true },
    };
    for (size_t k = 0; k < PW_COUNT(cases); k++) {
        const struct pw_tracking_rule *rule = rule_named(cases[k].rule);
        for (int round = 0; round < 200; round++) {
            char s[64];
            size_t n = 0, check = 0;
            for (const char *p = cases[k].shape; *p != '\0'; p++) {
                if (*p == ' ')
                    continue;
                if (*p == '@')
                    check = n;
                s[n++] = *p == '#' || *p == '@' ? (char)('0' + next_random() % 10) : *p;
            }
            if (strcmp(cases[k].rule, "usps_impb_n") == 0) { /* 22 long */
                check = 21;
                while (n < 22)
                    s[n++] = (char)('0' + next_random() % 10);
            }
            if (strcmp(cases[k].rule, "fedex_ground_96") == 0) {
                check = 21;
                while (n < 22)
                    s[n++] = (char)('0' + next_random() % 10);
            }
            int right = 0;
            char good = '?';
            for (char c = '0'; c <= 'Z'; c++) {
                s[check] = c;
                if ((c <= '9' || c >= 'A') && pw_tracking_rule_accepts(rule, pw_bytes_of(s, n))) {
                    right++;
                    good = c;
                }
            }
            if (right != 1)
                pw_test_fail(__FILE__, __LINE__, "%s: %d check digits are right for %.*s", cases[k].rule, right, (int)n, s);
            s[check] = good;
            for (size_t i = 0; i < n; i++) {
                if (i == check || s[i] < '0' || s[i] > '9' || cases[k].shape[i < strlen(cases[k].shape) ? i : 0] != '#')
                    continue;
                char keep = s[i];
                if (strcmp(cases[k].rule, "fedex_ground_96") == 0 && i < 7)
                    continue; /* not covered by its check digit */
                for (char c = '0'; c <= '9'; c++) {
                    s[i] = c;
                    int apart = abs(c - keep);
                    bool hole = cases[k].modulo_11 || (cases[k].hole != 0 && apart == cases[k].hole);
                    if (c != keep && !hole && pw_tracking_rule_accepts(rule, pw_bytes_of(s, n)))
                        pw_test_fail(__FILE__, __LINE__, "%s takes %.*s with a wrong digit", cases[k].rule, (int)n, s);
                }
                s[i] = keep;
            }
        }
    }
}

/* For each valid number the rules that take it; see PROVENANCE. PACKWRIGHT_PIN=1 writes the file anew. */
TEST(which_rules_take_which_numbers_has_not_changed)
{
    char *data = pw_test_read("tests/golden/tracking/tracking-vectors.tsv", NULL), *text = data, *f[FIELDS];
    struct pw_buf got;
    pw_buf_init(&got, 1u << 20);
    while (next_row(&text, f)) {
        if (strcmp(f[3], "valid") != 0)
            continue;
        pw_buf_printf(&got, "%s", f[5]);
        struct pw_tracking_candidate found[PW_TRACKING_CANDIDATES];
        size_t n = pw_tracking_candidates(pw_bytes_str(f[4]), found, PW_COUNT(found));
        CHECK(n > 0 && n < PW_COUNT(found));
        for (size_t i = 0; i < n; i++)
            pw_buf_printf(&got, "\t%s", found[i].rule);
        pw_buf_putc(&got, '\n');
    }
    free(data);
    if (getenv("PACKWRIGHT_PIN") != NULL) {
        FILE *out = fopen("tests/golden/tracking/recognition.tsv", "w");
        CHECK(out != NULL);
        (void)fwrite(got.data, 1, got.len, out);
        (void)fclose(out);
    }
    char *want = pw_test_read("tests/golden/tracking/recognition.tsv", NULL);
    CHECK_STR(pw_buf_text(&got), want);
    free(want);
    pw_buf_finish(&got);
}

TEST(free_text_is_4_to_50_printable_characters)
{
    char number[PW_TRACKING_MAX + 1];
    CHECK(pw_tracking_free_text(pw_bytes_str("4px 3000-1234"), number));
    CHECK_STR(number, "4PX30001234");
    CHECK(pw_tracking_free_text(pw_bytes_str("ABCD"), number));
    CHECK(!pw_tracking_free_text(pw_bytes_str("ABC"), number));
    CHECK(!pw_tracking_free_text(pw_bytes_str("----"), number));
    CHECK(!pw_tracking_free_text(pw_bytes_str("!!!!"), number));
    CHECK(!pw_tracking_free_text(pw_bytes_str("AB\tCD"), number));
    CHECK(!pw_tracking_free_text(pw_bytes_str("N\xC3\xBCmmer"), number));
    CHECK(!pw_tracking_free_text(pw_bytes_of("ABCD\0E", 6), number));
    CHECK(!pw_tracking_free_text(pw_bytes_str(""), number));
    char fifty[52];
    memset(fifty, '7', sizeof fifty);
    CHECK(pw_tracking_free_text(pw_bytes_of(fifty, 50), number));
    CHECK_INT(strlen(number), 50);
    CHECK(!pw_tracking_free_text(pw_bytes_of(fifty, 51), number));
}

TEST(a_label_is_known_by_the_number_expected_on_it)
{
    CHECK(pw_tracking_scan_holds(pw_bytes_str("1Z5R89390357567127"), "1Z 5R8 939 03 5756 7127"));
    CHECK(pw_tracking_scan_holds(pw_bytes_str("]C14201028200009261290113185417468510"), "9261290113185417468510"));
    CHECK(pw_tracking_scan_holds(pw_bytes_str("]d2 JGB 12345 ab-cd 3000 1234 99"), "300012345") == false);
    CHECK(pw_tracking_scan_holds(pw_bytes_str("https://example.com/?q=ABC-1234-5678-x"), "ABC12345678"));
    CHECK(!pw_tracking_scan_holds(pw_bytes_str("1Z5R89390357567128"), "1Z5R89390357567127"));
    CHECK(!pw_tracking_scan_holds(pw_bytes_str(""), "1Z5R89390357567127"));
    CHECK(!pw_tracking_scan_holds(pw_bytes_str("1Z5R89390357567127"), ""));
    CHECK(pw_tracking_scan_holds(pw_bytes_str("AB12"), "ab12"));
    CHECK(!pw_tracking_scan_holds(pw_bytes_str("XAB12"), "AB12"));
}

TEST(the_377_carrier_names_are_known_letter_for_letter)
{
    size_t n = 0;
    while (pw_carrier_code_nth(n) != NULL) {
        CHECK(pw_carrier_code_valid(pw_carrier_code_nth(n)));
        CHECK_STR(pw_carrier_code_nearest(pw_carrier_code_nth(n)), pw_carrier_code_nth(n));
        n++;
    }
    CHECK_INT(n, 377);
    CHECK(pw_carrier_code_valid("DHL-Paket") && pw_carrier_code_valid("UPS Mail Innovations"));
    CHECK(pw_carrier_code_valid("Transaragon\xC3\xA9s"));
    CHECK(!pw_carrier_code_valid("ups") && !pw_carrier_code_valid("DHL Paket") && !pw_carrier_code_valid(""));
    CHECK_STR(pw_carrier_code_nearest("DHL Paket"), "DHL-Paket");
    CHECK_STR(pw_carrier_code_nearest("fedx"), "FedEx");
    CHECK_STR(pw_carrier_code_nearest("ups"), "UPS");
    CHECK_STR(pw_carrier_code_nearest("Royal Mial"), "Royal Mail");
    CHECK(pw_carrier_code_nearest("") == NULL);
    CHECK(pw_carrier_code_nearest("something else entirely that is long") == NULL);
}

TEST(garbage_is_no_tracking_number)
{
    struct pw_tracking_candidate found[PW_TRACKING_CANDIDATES];
    static const char *const none[] = { "",      " ",          "-",  "%",   "(00)", "]C1",
                                        "hello", "X001ABCDEF", "AA", "(00", "A1B",  "%%%%%%%%%%%%%%%%" };
    for (size_t i = 0; i < PW_COUNT(none); i++)
        CHECK_INT(pw_tracking_candidates(pw_bytes_str(none[i]), found, PW_COUNT(found)), 0);
    char *big = malloc(100000);
    memset(big, 'Q', 100000);
    CHECK_INT(pw_tracking_candidates(pw_bytes_of(big, 100000), found, PW_COUNT(found)), 0);
    memcpy(big + 50000, "RB123456785GB", 13); /* in the middle of a run of letters, across any cut */
    CHECK_INT(pw_tracking_candidates(pw_bytes_of(big, 100000), found, PW_COUNT(found)), 1);
    free(big);
}

#include "test.h"

#include "barcode/meaning.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const uint8_t key[PW_COMMAND_KEY_SIZE] = { 1, 2, 3 };
static struct pw_meaning m;

static void scan(const char *text)
{
    size_t len = strlen(text);
    uint8_t *exact = pw_test_copy(text, len);
    pw_meaning_of(pw_bytes_of(exact, len), "", key, &m);
    free(exact);
}

TEST(a_command_is_a_command_and_nothing_else)
{
    char code[PW_COMMAND_CODE_SIZE];
    CHECK(pw_command_code(key, PW_COMMAND_REPRINT_LABEL, code));
    scan(code);
    CHECK_INT(m.command, PW_COMMAND_REPRINT_LABEL);
    CHECK(!m.forged && m.article_count == 0 && m.tracking_count == 0 && m.order_id[0] == '\0');
    CHECK_STR(m.text, code);
    code[strlen(code) - 1] ^= 1;
    scan(code);
    CHECK_INT(m.command, PW_COMMAND_NONE);
    CHECK(m.forged && m.article_count == 0 && m.tracking_count == 0);
    pw_meaning_of(pw_bytes_str(code), NULL, NULL, &m);
    CHECK(!m.forged && m.command == PW_COMMAND_NONE);
}

TEST(the_stations_own_parcel_code_is_nothing_else)
{
    scan("]C0PWPA1B216\r");
    CHECK_STR(m.parcel_code, "PWPA1B216");
    CHECK(m.article_count == 0 && m.tracking_count == 0);
    CHECK_INT(m.aim.family, PW_AIM_CODE_128);
    scan("pwpa1b216");
    CHECK_STR(m.parcel_code, "PWPA1B216");
    scan("PWPA1B217"); /* wrong check character: text */
    CHECK_STR(m.parcel_code, "");
    CHECK_INT(m.article_count, 1);
}

TEST(amazons_identifiers_are_no_tracking_numbers)
{
    scan("113-1234567-7654321");
    CHECK_STR(m.order_id, "113-1234567-7654321");
    CHECK_INT(m.tracking_count, 0);
    scan("X001ABCDEF");
    CHECK(m.fnsku && m.tracking_count == 0);
    CHECK_STR(m.articles[0], "X001ABCDEF");
    scan("B08N5WRWNW");
    CHECK(m.asin && m.tracking_count == 0);
}

TEST(an_article_number_has_its_key_whatever_the_scanner_sends)
{
    static const char *const forms[] = { "]E00012345000065", "0012345000065",  "012345000065",
                                         "01234565",         "00012345000065", "]E3001234500006512" };
    for (size_t i = 0; i < PW_COUNT(forms); i++) {
        scan(forms[i]);
        CHECK_STR(m.articles[0], "00012345000065");
    }
    scan("01234565");
    CHECK_INT(m.article_count, 2);
    CHECK_STR(m.articles[1], "00000001234565");
    scan("]E401234565");
    CHECK_INT(m.article_count, 1);
    CHECK_STR(m.articles[0], "00000001234565");
    scan("]E09780306406157");
    CHECK_STR(m.isbn_10, "0306406152");
    CHECK_INT(m.tracking_count, 0);
}

TEST(what_may_be_an_article_and_a_tracking_number_stays_both)
{
    /* 12 digits: right as UPC-A by the GS1 sum, and by modulo 7 for Yamato: 444413758703 + ... found by trying all check digits.
     */
    int both = 0;
    for (int i = 0; i < 2000; i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "4444%08d", i * 7 + 13758703 % 1000);
        scan(text);
        if (strlen(m.articles[0]) == 14 && m.tracking_count > 0)
            both++;
    }
    CHECK(both > 10);
    scan("]C10109521234543213"); /* the symbology says GS1: an item */
    CHECK_INT(m.tracking_count, 0);
    scan("0109521234543213"); /* 16 digits: only a guess */
    CHECK(m.gs1 && !m.gs1_sure);
    CHECK_STR(m.gtin, "09521234543213");
    CHECK(m.tracking_count > 0);
}

TEST(gs1_data_gives_its_fields)
{
    scan("]d20109521234543213172612311030A\x1D"
         "21ABC-9");
    CHECK(m.gs1 && m.gs1_sure && m.gs1_fault == PW_GS1_OK);
    CHECK_STR(m.gtin, "09521234543213");
    CHECK_STR(m.expiry, "261231");
    CHECK_STR(m.lot, "30A");
    CHECK_STR(m.serial, "ABC-9");
    CHECK_STR(m.articles[0], "09521234543213");
    CHECK(!m.garbled && m.tracking_count == 0);
    CHECK_STR(m.text, "0109521234543213172612311030A\xE2\x90\x9D"
                      "21ABC-9");
    /* without the identifier, with FNC1 in front as some scanners send it */
    scan("\x1D"
         "010952123454321330"
         "24\x1D"
         "10X");
    CHECK(m.gs1 && !m.gs1_sure);
    CHECK_INT(m.count, 24);
    scan("]C1020952123454321337"
         "12");
    CHECK_STR(m.content, "09521234543213");
    CHECK_STR(m.gtin, "");
    CHECK_INT(m.count, 12);
    scan("]d20109521234543213171399"
         "99");
    CHECK(m.gs1 && m.gs1_fault == PW_GS1_BAD_DATE);
    CHECK_STR(m.gtin, "09521234543213");
    scan("https://example.com/01/9521234543213/21/S?17=261231");
    CHECK(m.gs1);
    CHECK_STR(m.gtin, "09521234543213");
    CHECK_STR(m.serial, "S");
    CHECK_INT(m.tracking_count, 0);
}

TEST(an_sscc_may_be_ours_or_a_carriers)
{
    scan("]C100106141411234567897");
    CHECK_STR(m.sscc, "106141411234567897");
    CHECK(m.tracking_count > 0);
    CHECK_STR(m.parcel_code, "");
    scan("00340433836442636597");
    CHECK_STR(m.sscc, "340433836442636597");
    CHECK_STR(m.tracking[0].carrier, "DHL-Paket");
    scan("106141411234567897");
    CHECK_STR(m.sscc, "106141411234567897");
}

TEST(uspss_label_gives_zip_and_number)
{
    scan("]C142010282\x1D"
         "9261290113185417468510");
    CHECK_STR(m.ship_to_post, "10282");
    CHECK_STR(m.tracking[0].number, "9261290113185417468510");
    CHECK_STR(m.tracking[0].carrier, "USPS");
}

TEST(control_characters_make_a_scan_garbled_and_nothing_else)
{
    static const struct {
        const char *text, *shown;
    } cases[] = {
        { "AB\x1B@CD", "AB\xE2\x90\x9B@CD" },
        { "AB\tCD", "AB\xE2\x90\x89"
                    "CD" },
        { "X001ABC\rDEF", "X001ABC\xE2\x90\x8D"
                          "DEF" },
        { "\x02"
          "123456789012\x03",
          "\xE2\x90\x82"
          "123456789012\xE2\x90\x83" },
        { "AB\xC2\x9B"
          "CD",
          "AB\xEF\xBF\xBD"
          "CD" }, /* C1: CSI */
        { "AB\xE2\x80\xAE"
          "CD",
          "AB\xEF\xBF\xBD"
          "CD" }, /* right-to-left override */
        { "AB\x9B"
          "31m",
          "AB\xEF\xBF\xBD"
          "31m" }, /* CSI in ISO 8859-1 */
        { "AB\x1E"
          "CD",
          "AB\xE2\x90\x9E"
          "CD" }, /* RS outside an envelope */
    };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        scan(cases[i].text);
        CHECK(m.garbled && m.article_count == 0 && m.tracking_count == 0 && m.command == PW_COMMAND_NONE && m.sscc[0] == '\0');
        CHECK_STR(m.text, cases[i].shown);
    }
    pw_meaning_of(pw_bytes_of("AB\0CD", 5), NULL, key, &m);
    CHECK(m.garbled);
    CHECK_STR(m.text, "AB\xE2\x90\x80"
                      "CD");
    scan("[)>\x1E"
         "06\x1D"
         "1P123\x1D"
         "S9\x1E\x04");
    CHECK(!m.garbled);
}

TEST(text_is_utf8_or_taken_for_iso_8859_1)
{
    scan("Gr\xC3\xB6\xC3\x9F"
         "e L");
    CHECK_STR(m.text, "Gr\xC3\xB6\xC3\x9F"
                      "e L");
    CHECK_STR(m.articles[0], m.text);
    scan("Gr\xF6\xDF"
         "e L");
    CHECK_STR(m.text, "Gr\xC3\xB6\xC3\x9F"
                      "e L");
    CHECK_STR(m.articles[0], m.text);
}

TEST(eci_escapes_are_undone)
{
    scan("]Q2\\000026A\\\\B");
    CHECK_STR(m.text, "A\\B");
    scan("]Q1\\000026A\\\\B");
    CHECK_STR(m.text, "\\000026A\\\\B");
    scan("]Q2\\00002");
    CHECK_STR(m.text, "\\00002");
}

TEST(an_empty_scan_means_nothing)
{
    static const char *const empty[] = { "", " ", "\r\n", "]C1", "]C0  " };
    for (size_t i = 0; i < PW_COUNT(empty); i++) {
        scan(empty[i]);
        CHECK_STR(m.text, "");
        CHECK(!m.garbled && m.article_count == 0 && m.tracking_count == 0 && m.command == PW_COMMAND_NONE);
    }
}

TEST(a_huge_scan_is_cut_in_text_and_is_no_article)
{
    char *big = malloc(8192);
    memset(big, 'A', 8192);
    pw_meaning_of(pw_bytes_of(big, 8192), NULL, key, &m);
    CHECK(strlen(m.text) < PW_MEANING_TEXT);
    CHECK(strcmp(m.text + strlen(m.text) - 3, "\xE2\x80\xA6") == 0);
    CHECK_INT(m.article_count, 0);
    memset(big, 0xE4, 8192);
    pw_meaning_of(pw_bytes_of(big, 8192), NULL, key, &m);
    CHECK(strlen(m.text) < PW_MEANING_TEXT && m.article_count == 0);
    free(big);
}

/* The engine's verdict on EAN data: what it takes has an article number; golden/gs1/PROVENANCE. */
TEST(ean_data_is_an_article_where_the_syntax_engine_takes_it)
{
    char *data = pw_test_read("tests/golden/gs1/elements.tsv", NULL);
    int seen = 0;
    for (char *line = strtok(data, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char input[64], verdict[16];
        if (sscanf(line, "scan\t%*[^\t]\t%60[^\t]\t%10s", input, verdict) != 2 ||
            (memcmp(input, "]E0", 3) != 0 && memcmp(input, "]E4", 3) != 0) || strlen(input) != (input[2] == '0' ? 16u : 11u))
            continue; /* composites, and lengths that only the engine is strict about */
        scan(input);
        bool number = m.article_count > 0 && strlen(m.articles[0]) == 14 && m.aim.id[1] == 'E';
        CHECK_INT(number, strcmp(verdict, "ok") == 0);
        seen++;
    }
    free(data);
    CHECK(seen >= 5);
}

TEST(a_scan_is_read_within_a_few_microseconds)
{
    static const char *const typical[] = { "]E09521234543213",
                                           "X001ABCDEF",
                                           "113-1234567-7654321",
                                           "1Z5R89390357567127",
                                           "PWPA1B216",
                                           ("]d20109521234543213172612311030A\x1D"
                                            "21ABC-9"),
                                           "444413758703" };
    struct timespec a, b;
    const int rounds = 20000;
    for (size_t i = 0; i < PW_COUNT(typical); i++) {
        struct pw_bytes text = pw_bytes_str(typical[i]);
        (void)clock_gettime(CLOCK_MONOTONIC, &a);
        for (int n = 0; n < rounds; n++)
            pw_meaning_of(text, "", key, &m);
        (void)clock_gettime(CLOCK_MONOTONIC, &b);
        double ns = ((double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec)) / rounds;
        printf("# %-40.30s %6.0f ns\n", typical[i], ns);
        CHECK(ns < 100000); /* a busy machine under a sanitizer; the line above tells the truth */
    }
}

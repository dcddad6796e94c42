#include "test.h"

#include "barcode/aim.h"
#include "barcode/gs1.h"
#include "barcode/gs1_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#define COLUMNS 10

/* --- rows of the reference files: tests/golden/gs1/PROVENANCE --- */

struct tally {
    int agree, differ, skipped;
};

static bool next_row(char **text, char *field[COLUMNS])
{
    if (**text == '\0')
        return false;
    char *line = *text, *end = strchr(line, '\n');
    *text = end != NULL ? end + 1 : line + strlen(line);
    if (end != NULL)
        *end = '\0';
    for (int i = 0; i < COLUMNS; i++) {
        static char none[1];
        field[i] = line != NULL ? line : none;
        line = line != NULL ? strchr(line, '\t') : NULL;
        if (line != NULL)
            *line++ = '\0';
    }
    return true;
}

/* "<hh>" and "<GS>" back to bytes, in place; "^" to GS for FNC1 where asked. */
static size_t unescape(char *s, bool fnc1)
{
    size_t n = 0;
    for (char *p = s; *p != '\0'; p++) {
        unsigned byte = (unsigned char)*p;
        if (*p == '<' && memcmp(p, "<GS>", 4) == 0) {
            byte = fnc1 ? 0x1C : PW_GS1_SEPARATOR; /* a GS that is data, where ^ is FNC1 */
            p += 3;
        } else if (*p == '<') {
            (void)sscanf(p + 1, "%2x", &byte);
            p += 3;
        } else if (*p == '^' && fnc1) {
            byte = PW_GS1_SEPARATOR;
        }
        s[n++] = (char)byte;
    }
    s[n] = '\0';
    return n;
}

static void put_fields(const struct pw_gs1 *gs1, struct pw_buf *out)
{
    for (size_t i = 0; i < gs1->count; i++) {
        pw_buf_printf(out, "(%s)", gs1->fields[i].code);
        for (size_t j = 0; j < gs1->fields[i].value.len; j++) {
            uint8_t c = gs1->fields[i].value.data[j];
            if (c == '(')
                pw_buf_putc(out, '\\');
            if (c == '<')
                pw_buf_puts(out, "<3C>");
            else
                pw_buf_putc(out, c);
        }
    }
}

/* "(01)...(10)..." */
static bool bracketed(char *s, size_t len, struct pw_gs1 *gs1)
{
    *gs1 = (struct pw_gs1){ 0 };
    char *p = s, *end = s + len;
    while (p < end) {
        char *close = *p == '(' ? memchr(p, ')', (size_t)(end - p)) : NULL;
        if (close == NULL)
            return false;
        const char *code = p + 1;
        size_t code_len = (size_t)(close - code);
        char *value = close + 1, *out = value;
        for (p = value; p < end && *p != '('; p++) {
            if (*p == '\\' && p + 1 < end && p[1] == '(')
                p++;
            *out++ = *p;
        }
        const struct pw_gs1_ai *ai = pw_gs1_ai_at((const uint8_t *)code, code_len);
        if (ai == NULL || ai->digits != code_len)
            return pw_gs1_fail(gs1, PW_GS1_UNKNOWN_AI, code, code_len);
        if (!pw_gs1_add(gs1, ai, code, pw_bytes_of(value, (size_t)(out - value))))
            return false;
    }
    return gs1->count > 0 && pw_gs1_relations(gs1);
}

/* Compares verdicts with and without the rules that ask for other AIs, and the fields. */
static void judge(struct tally *tally, bool ok, const struct pw_gs1 *gs1, const char *what, const char *input,
                  const char *verdict, const char *alone, const char *ais)
{
    struct pw_buf fields;
    pw_buf_init(&fields, 1u << 16);
    bool want_all = strcmp(verdict, "ok") == 0, want_alone = strcmp(alone, "=") == 0 ? want_all : strcmp(alone, "ok") == 0;
    bool all = ok && pw_gs1_complete(gs1, NULL);
    if (ok)
        put_fields(gs1, &fields);
    if (ok == want_alone && all == want_all && (!ok || strcmp(pw_buf_text(&fields), ais) == 0)) {
        tally->agree++;
    } else {
        if (tally->differ++ < 40 && getenv("PACKWRIGHT_SHOW") != NULL)
            printf("# %s: %s: %d/%d (%s %s), not %s/%s; %s\n", what, input, ok, all, pw_gs1_fault_text(gs1->fault),
                   gs1->fault_code, alone, verdict, ais);
    }
    pw_buf_finish(&fields);
}

/* What a row is about, wherever its columns stand. */
struct row {
    const char *kind, *what;
    char *input;
    const char *verdict, *error, *alone, *ais;
    bool short_gtin;
};

static void judge_row(const struct row *row, struct tally *tally)
{
    static struct pw_gs1 gs1;
    static char store[PW_GS1_LINK_MAX];
    char shown[200], *in = row->input;
    const char *verdict = row->verdict;
    (void)snprintf(shown, sizeof shown, "%.190s", in);
    bool unbracketed = strcmp(row->kind, "unbracketed") == 0;
    bool link = strcmp(row->kind, "dl") == 0;
    bool composite = !link && strchr(in, '|') != NULL;
    bool padding = strstr(in, "8030") != NULL && strchr(in, '=') != NULL; /* PROVENANCE */
    bool says_nothing = strncmp(row->error, "Unsupported symb", 16) == 0 || strncmp(row->error, "Missing symb", 12) == 0 ||
                        strncmp(row->error, "Failed to parse", 15) == 0;
    if (composite || padding || says_nothing) {
        tally->skipped++;
        return;
    }
    size_t len = unescape(in, unbracketed);
    struct pw_bytes bytes = pw_bytes_of(in, len);
    bool ok = false, judged = true;
    if (unbracketed && len > 0 && in[0] == PW_GS1_SEPARATOR) {
        ok = pw_gs1_parse(pw_bytes_of(in + 1, len - 1), &gs1);
    } else if (strcmp(row->kind, "bracketed") == 0 && in[0] == '(') {
        ok = bracketed(in, len, &gs1);
    } else if (strcmp(row->kind, "scan") == 0) {
        struct pw_aim aim;
        struct pw_bytes rest = pw_aim_split(bytes, NULL, &aim);
        if (aim.gs1)
            ok = pw_gs1_parse(rest, &gs1);
        else
            judged = false; /* plain data, EAN: test_meaning.c */
    } else if (link) {
        /* "ok" without AIs: plain data for the engine, no Digital Link for us. */
        if (strcmp(verdict, "ok") == 0 && row->ais[0] == '\0')
            verdict = "error";
        ok = pw_gs1_link_parse(bytes, row->short_gtin, &gs1, store);
    } else {
        judged = false;
    }
    if (judged)
        judge(tally, ok, &gs1, row->what, shown, verdict, row->alone, row->ais);
    else
        tally->skipped++;
}

static void elements(const char *path, struct tally *tally)
{
    char *data = pw_test_read(path, NULL), *text = data, *f[COLUMNS];
    CHECK(next_row(&text, f));
    while (next_row(&text, f))
        judge_row(&(struct row){ f[0], f[1], f[2], f[3], f[4], f[5], f[6], false }, tally);
    free(data);
}

static void links(const char *path, struct tally *tally)
{
    char *data = pw_test_read(path, NULL), *text = data, *f[COLUMNS];
    CHECK(next_row(&text, f));
    while (next_row(&text, f)) {
        bool short_gtin = strcmp(f[0], "shortgtin") == 0;
        if (short_gtin || strcmp(f[0], "default") == 0)
            judge_row(&(struct row){ "dl", f[1], f[2], f[3], f[4], f[5], f[6], short_gtin }, tally);
        else
            tally->skipped++;
    }
    free(data);
}

static void random_rows(const char *path, struct tally *tally)
{
    gzFile in = gzopen(path, "rb");
    CHECK(in != NULL);
    char *line = malloc(1 << 16), *f[COLUMNS];
    CHECK(gzgets(in, line, 1 << 16) != NULL);
    while (gzgets(in, line, 1 << 16) != NULL) {
        char *text = line;
        CHECK(next_row(&text, f));
        judge_row(&(struct row){ f[0], "random", f[1], f[2], f[3], f[4], f[5], false }, tally);
    }
    free(line);
    (void)gzclose(in);
}

TEST(element_strings_are_read_as_the_syntax_engine_reads_them)
{
    struct tally tally = { 0 };
    elements("tests/golden/gs1/elements.tsv", &tally);
    CHECK(tally.agree > 500);
    CHECK_INT(tally.differ, 0);
}

TEST(digital_links_are_read_as_the_syntax_engine_reads_them)
{
    struct tally tally = { 0 };
    links("tests/golden/gs1/digitallink.tsv", &tally);
    CHECK(tally.agree > 200);
    CHECK_INT(tally.differ, 0);
}

TEST(fifty_thousand_random_inputs_agree)
{
    struct tally tally = { 0 };
    random_rows(pw_test_shared_file("gs1/random.tsv.gz"), &tally);
    printf("# random: %d agree, %d differ, %d skipped\n", tally.agree, tally.differ, tally.skipped);
    CHECK_INT(tally.differ, 0);
    CHECK(tally.agree > 30000);
}

TEST(the_shared_element_strings_agree)
{
    struct tally tally = { 0 };
    elements(pw_test_shared_file("gs1/elements.tsv"), &tally);
    printf("# elements: %d agree, %d differ, %d skipped\n", tally.agree, tally.differ, tally.skipped);
    CHECK_INT(tally.differ, 0);
    CHECK(tally.agree > 5000);
}

TEST(the_shared_digital_links_agree)
{
    struct tally tally = { 0 };
    links(pw_test_shared_file("gs1/digitallink.tsv"), &tally);
    printf("# links: %d agree, %d differ, %d skipped\n", tally.agree, tally.differ, tally.skipped);
    CHECK_INT(tally.differ, 0);
    CHECK(tally.agree > 800);
}

/* --- typed from the GS1 General Specifications and reference hardware D --- */

static struct pw_gs1 parsed;

static bool parse(const char *text)
{
    return pw_gs1_parse(pw_bytes_str(text), &parsed);
}

static void check_value(const char *code, const char *want)
{
    const struct pw_gs1_field *field = pw_gs1_find(&parsed, code);
    CHECK(field != NULL);
    CHECK_BYTES(field->value, pw_bytes_str(want));
}

TEST(a_label_of_gtin_expiry_lot_and_serial_is_cut_right)
{
    CHECK(parse("0109521234543213172612311030\x1D"
                "21ABC-9"));
    CHECK_INT(parsed.count, 4);
    check_value("01", "09521234543213");
    check_value("17", "261231");
    check_value("10", "30");
    check_value("21", "ABC-9");
    CHECK_STR(pw_gs1_title(&parsed.fields[0]), "GTIN");
    CHECK(pw_gs1_complete(&parsed, NULL));
    CHECK(pw_gs1_find(&parsed, "11") == NULL);
    CHECK(parse("00106141411234567897\x1D")); /* a separator at the very end is legal */
    CHECK(parse("00106141411234567897\x1D"
                "403X"));
    CHECK(parse("3103001750"
                "37"
                "12"));
    char code[5];
    CHECK(!pw_gs1_complete(&parsed, code));
    CHECK_STR(code, "3103");
}

TEST(what_is_wrong_is_said_with_its_identifier)
{
    static const struct {
        const char *text;
        enum pw_gs1_fault fault;
        const char *code;
    } cases[] = {
        { "", PW_GS1_EMPTY, "" },
        { "0109521234543214", PW_GS1_BAD_CHECK, "01" },
        { "010952123454321", PW_GS1_TOO_SHORT, "01" },
        { "0109521234543213\x1D\x1D"
          "10A",
          PW_GS1_UNKNOWN_AI, "" },
        { "\x1D"
          "10A",
          PW_GS1_UNKNOWN_AI, "" },
        { "05123", PW_GS1_UNKNOWN_AI, "0512" },
        { "3106000001", PW_GS1_UNKNOWN_AI, "3106" },
        { "10", PW_GS1_TOO_SHORT, "10" },
        { "10ABCDEFGHIJKLMNOPQRSTU", PW_GS1_TOO_LONG, "10" },
        { "10AB C", PW_GS1_BAD_CHARACTER, "10" },
        { "10A\x1B", PW_GS1_BAD_CHARACTER, "10" },
        { "17261331", PW_GS1_BAD_DATE, "17" },
        { "17260229", PW_GS1_BAD_DATE, "17" },
        { "10A\x1D"
          "10B",
          PW_GS1_REPEATED, "10" },
        { "0109521234543213"
          "37"
          "12",
          PW_GS1_EXCLUSIVE, "01" },
        { "421999X", PW_GS1_BAD_VALUE, "421" },
    };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        size_t len = strlen(cases[i].text);
        uint8_t *exact = pw_test_copy(cases[i].text, len);
        bool ok = pw_gs1_parse(pw_bytes_of(exact, len), &parsed);
        free(exact);
        if (ok || parsed.fault != cases[i].fault)
            pw_test_fail(__FILE__, __LINE__, "%s: %s", cases[i].text, pw_gs1_fault_text(parsed.fault));
        CHECK_STR(parsed.fault_code, cases[i].code);
        CHECK(pw_gs1_fault_text(parsed.fault)[0] != '\0');
    }
}

TEST(more_identifiers_than_there_is_room_for_are_refused)
{
    char text[1000] = "";
    for (int i = 0; i < 65; i++)
        (void)snprintf(text + 4 * i, 6, "10A%c", PW_GS1_SEPARATOR);
    CHECK(!parse(text));
    CHECK_INT(parsed.fault, PW_GS1_TOO_MANY);
    text[4 * 64] = '\0';
    CHECK(parse(text));
}

TEST(dates_have_their_century_and_day_00_is_the_last)
{
    char iso[11];
    CHECK(pw_gs1_date(pw_bytes_str("261231"), 2026, iso));
    CHECK_STR(iso, "2026-12-31");
    CHECK(pw_gs1_date(pw_bytes_str("270200"), 2026, iso));
    CHECK_STR(iso, "2027-02-28");
    CHECK(pw_gs1_date(pw_bytes_str("280200"), 2026, iso));
    CHECK_STR(iso, "2028-02-29");
    CHECK(pw_gs1_date(pw_bytes_str("760101"), 2026, iso)); /* 50 apart: this century */
    CHECK_STR(iso, "2076-01-01");
    CHECK(pw_gs1_date(pw_bytes_str("770101"), 2026, iso)); /* 51 apart: the last one */
    CHECK_STR(iso, "1977-01-01");
    CHECK(pw_gs1_date(pw_bytes_str("100101"), 2060, iso)); /* -50 apart: the next one */
    CHECK_STR(iso, "2110-01-01");
    CHECK(!pw_gs1_date(pw_bytes_str("261301"), 2026, iso));
    CHECK(!pw_gs1_date(pw_bytes_str("260230"), 2026, iso));
    CHECK(!pw_gs1_date(pw_bytes_str("26023"), 2026, iso));
    CHECK(!pw_gs1_date(pw_bytes_str("2602X1"), 2026, iso));
}

TEST(a_digital_link_gives_the_same_fields)
{
    static char store[PW_GS1_LINK_MAX];
    CHECK(pw_gs1_link_parse(pw_bytes_str("https://example.com/shop/01/09521234543213/10/A%2FB/21/S?17=261231&linkType=all"),
                            false, &parsed, store));
    check_value("01", "09521234543213");
    check_value("10", "A/B");
    check_value("21", "S");
    check_value("17", "261231");
    CHECK(!pw_gs1_link_parse(pw_bytes_str("https://example.com/01/9521234543213"), false, &parsed, store));
    CHECK(pw_gs1_link_parse(pw_bytes_str("https://example.com/01/9521234543213"), true, &parsed, store));
    check_value("01", "09521234543213");
    CHECK(pw_gs1_link_parse(pw_bytes_str("https://example.com/01/09521234543213/10/A+B"), false, &parsed, store));
    check_value("10", "A+B"); /* a plus is a blank in the query only */
    CHECK(!pw_gs1_link_parse(pw_bytes_str("https://example.com/01/09521234543213?99=A+B"), false, &parsed, store));
    CHECK(!pw_gs1_link_parse(pw_bytes_str("https://example.com/"), false, &parsed, store));
    CHECK_INT(parsed.fault, PW_GS1_NOT_A_LINK);
    char big[4000];
    memset(big, '1', sizeof big);
    memcpy(big, "https://example.com/01/", 23);
    CHECK(!pw_gs1_link_parse(pw_bytes_of(big, sizeof big), true, &parsed, store));
    for (size_t len = 0; len < 70; len++) { /* cut off anywhere */
        uint8_t *exact = pw_test_copy("https://example.com/01/09521234543213/10/A%2FB?17=261231&15=261130", len > 66 ? 66 : len);
        (void)pw_gs1_link_parse(pw_bytes_of(exact, len > 66 ? 66 : len), true, &parsed, store);
        free(exact);
    }
}

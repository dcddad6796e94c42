#include "test.h"

#include "channel/table.h"

#include <stdio.h>
#include <stdlib.h>

/* A source that gives at most step bytes at a time. */
struct feed {
    struct pw_bytes data;
    size_t pos, step;
};

static ssize_t feed_read(void *user, void *into, size_t len)
{
    struct feed *f = user;
    size_t left = f->data.len - f->pos, n = left < len ? left : len;
    if (f->step > 0 && n > f->step)
        n = f->step;
    if (n > 0)
        memcpy(into, f->data.data + f->pos, n);
    f->pos += n;
    return (ssize_t)n;
}

/* Every row as "line:a|b|c\n", bad ones as "line!cell reason\n". free() it. */
static char *read_all(struct pw_bytes data, struct pw_table_options options, size_t step)
{
    struct feed f = { data, 0, step };
    struct pw_table *t = NULL;
    struct pw_error err = { 0 };
    struct pw_table_row row;
    struct pw_buf out;
    pw_buf_init(&out, 1 << 22);
    CHECK_OK(pw_table_create((struct pw_source){ feed_read, &f }, &options, &t, &err), err);
    for (;;) {
        enum pw_table_answer answer = pw_table_next(t, &row, &err);
        if (answer == PW_TABLE_END)
            break;
        CHECK(answer != PW_TABLE_FAILED);
        if (answer == PW_TABLE_BAD) {
            pw_buf_printf(&out, "%lld!%zu %s\n", (long long)row.line, row.cell, row.reason);
            continue;
        }
        pw_buf_printf(&out, "%lld:", (long long)row.line);
        for (size_t i = 0; i < row.count; i++)
            pw_buf_printf(&out, "%s%s", i == 0 ? "" : "|", row.cells[i]);
        pw_buf_puts(&out, row.complete ? "\n" : "$\n");
    }
    pw_table_destroy(t);
    pw_buf_putc(&out, 0);
    return (char *)out.data;
}

static void expect(const char *data, size_t len, struct pw_table_options options, const char *want)
{
    static const size_t steps[] = { 0, 1, 2, 7 };
    for (size_t i = 0; i < PW_COUNT(steps); i++) {
        char *got = read_all(pw_bytes_of(data, len), options, steps[i]);
        CHECK_STR(got, want);
        free(got);
    }
}
#define EXPECT(data, options, want) expect(data, sizeof data - 1, options, want)

static const struct pw_table_options tabs = { .delimiter = '\t', .otherwise = PW_ENCODING_CP1252 };
static const struct pw_table_options csv = { .quotes = true, .otherwise = PW_ENCODING_CP1252 };

TEST(tabs_lf_and_crlf_and_a_quote_is_a_letter)
{
    EXPECT("a\tb\tc\r\n1\t6\" pipe\t\"x\n\n\t\t\n4\t\t6", tabs, "1:a|b|c\n2:1|6\" pipe|\"x\n5:4||6$\n");
}

/* The examples of RFC 4180, section 2. */
TEST(rfc_4180_is_read_as_it_says)
{
    EXPECT("aaa,bbb,ccc\r\nzzz,yyy,xxx", csv, "1:aaa|bbb|ccc\n2:zzz|yyy|xxx$\n");
    EXPECT("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx\r\n", csv, "1:aaa|b\r\nbb|ccc\n3:zzz|yyy|xxx\n");
    EXPECT("\"aaa\",\"b\"\"bb\",\"ccc\"\n", csv, "1:aaa|b\"bb|ccc\n");
    EXPECT("\"aaa\",\"\",\"c,c;c\"\n,,\nx\"y,z,\n", csv, "1:aaa||c,c;c\n3:x\"y|z|\n");
}

TEST(the_likeliest_delimiter_is_taken_from_the_header)
{
    EXPECT("a;\"b,c,d\";e\n1;2,5;3\n", csv, "1:a|b,c,d|e\n2:1|2,5|3\n");
    EXPECT("a\tb\tc\n1,5\t2\t3\n", csv, "1:a|b|c\n2:1,5|2|3\n");
    EXPECT("a,b;c\n", csv, "1:a|b;c\n");
}

TEST(a_quote_that_is_never_closed_costs_its_line_alone)
{
    EXPECT("a,b\n1,\"oops\n2,fine\n3,\"fine\"\"\n\"\n", csv,
           "1:a|b\n2!1 text follows the closing quote of a cell\n3:2|fine\n4:3|fine\"\n\n");
    EXPECT("a,b\n1,\"oops", csv, "1:a|b\n2!1 the quote that opens here is never closed\n");
    EXPECT("a,b\n1,\"x\"y\n2,z\n", csv, "1:a|b\n2!1 text follows the closing quote of a cell\n3:2|z\n");
}

TEST(a_quote_that_swallows_the_file_costs_its_line_alone)
{
    struct pw_buf in;
    pw_buf_init(&in, 1 << 20);
    pw_buf_puts(&in, "a,b\n1,\"oops\n");
    for (int i = 0; i < 20000; i++)
        pw_buf_printf(&in, "%05d,b\n", i);
    char *got = read_all(pw_buf_peek(&in), csv, 0);
    CHECK(strncmp(got, "1:a|b\n2!1 the quote that opens here is never closed\n3:00000|b\n", 60) == 0);
    CHECK(strstr(got, "20002:19999|b\n") != NULL);
    free(got);
    pw_buf_finish(&in);
}

TEST(nuls_are_refused_with_their_cell)
{
    EXPECT("a\tb\n1\tx\0y\n2\tz\n", tabs, "1:a|b\n2!1 a NUL byte stands in this line; the file is damaged or binary\n3:2|z\n");
}

TEST(a_cell_of_300000_characters_is_refused_and_the_next_line_is_read)
{
    struct pw_buf in;
    pw_buf_init(&in, 1 << 20);
    pw_buf_puts(&in, "a\tb\n1\t");
    for (int i = 0; i < 300000; i++)
        pw_buf_putc(&in, 'x');
    pw_buf_puts(&in, "\n2\ty\n");
    char *got = read_all(pw_buf_peek(&in), tabs, 0);
    CHECK_STR(got, "1:a|b\n2!1 this cell has 300000 bytes; at most 16384 are taken\n3:2|y\n");
    free(got);
    pw_buf_finish(&in);
}

/* A gigabyte without a line break, made as it is read. */
struct endless {
    uint64_t left, total;
    size_t at;
};

static ssize_t endless_read(void *user, void *into, size_t len)
{
    struct endless *e = user;
    static const char head[] = "a\tb\n", tail[] = "\nlast\trow\n";
    if (e->total - e->left < 4 && e->left > 0) {
        memcpy(into, head + (e->total - e->left), 1);
        e->left--;
        return 1;
    }
    if (e->left > 0) {
        size_t n = len < e->left ? len : (size_t)e->left;
        memset(into, 'x', n);
        e->left -= n;
        return (ssize_t)n;
    }
    if (e->at == sizeof tail - 1)
        return 0;
    memcpy(into, tail + e->at++, 1);
    return 1;
}

TEST(a_line_without_end_is_refused_in_constant_memory)
{
    struct endless e = { .left = UINT64_C(1) << 30, .total = UINT64_C(1) << 30 };
    struct pw_table *t = NULL;
    struct pw_error err = { 0 };
    struct pw_table_row row;
    CHECK_OK(pw_table_create((struct pw_source){ endless_read, &e }, &tabs, &t, &err), err);
    CHECK_INT(pw_table_next(t, &row, &err), PW_TABLE_ROW);
    CHECK_INT(pw_table_next(t, &row, &err), PW_TABLE_BAD);
    CHECK_STR(row.reason, "this line has more than 1048576 bytes");
    CHECK_INT(row.line, 2);
    CHECK_INT(pw_table_next(t, &row, &err), PW_TABLE_ROW);
    CHECK_STR(row.cells[0], "last");
    CHECK_INT(row.line, 3);
    CHECK(pw_table_memory(t) < 2 << 20);
    pw_table_destroy(t);
}

/* Bytes made with Python's codecs: "Zoë\t€ – ž", "東京都\tｶﾅ①", "Zoë\t¡". */
TEST(each_encoding_that_amazon_names_is_read)
{
    static const char utf8_bom[] = "\xEF\xBB\xBF"
                                   "n\tv\nZo\xC3\xAB\t\xE2\x82\xAC \xE2\x80\x93 \xC5\xBE\n";
    static const char cp1252[] = "n\tv\nZo\xEB\t\x80 \x96 \x9E\n";
    static const char cp932[] = "n\tv\n\x93\x8C\x8B\x9E\x93\x73\t\xB6\xC5\x87\x40\n";
    static const char latin1[] = "n\tv\nZo\xEB\t\xA1\n";
    static const char want[] = "1:n|v\n2:Zoë|€ – ž\n";
    EXPECT(utf8_bom, tabs, want);
    EXPECT(cp1252, tabs, want);
    EXPECT(cp932, ((struct pw_table_options){ .delimiter = '\t', .otherwise = PW_ENCODING_CP932 }), "1:n|v\n2:東京都|ｶﾅ①\n");
    EXPECT(latin1, ((struct pw_table_options){ .delimiter = '\t', .otherwise = PW_ENCODING_LATIN_1 }), "1:n|v\n2:Zoë|¡\n");
}

/* ソ and 表 end in 0x5C, 能 in 0x5C; a reader of bytes would see a backslash. */
TEST(a_backslash_inside_shift_jis_is_no_backslash)
{
    EXPECT("n\tv\n\x83\x5C\x95\x5C\x94\x5C\tb\n", ((struct pw_table_options){ .delimiter = '\t', .encoding = PW_ENCODING_CP932 }),
           "1:n|v\n2:ソ表能|b\n");
}

TEST(bytes_that_mean_nothing_are_replaced_and_counted)
{
    static const char in[] = "n\tv\nA\x81\x8D\x8F\x90\x9D\xE9\tb\n";
    struct feed f = { pw_bytes_of(in, sizeof in - 1), 0, 0 };
    struct pw_table *t = NULL;
    struct pw_error err = { 0 };
    struct pw_table_row row;
    CHECK_OK(pw_table_create((struct pw_source){ feed_read, &f }, &tabs, &t, &err), err);
    CHECK_INT(pw_table_next(t, &row, &err), PW_TABLE_ROW);
    CHECK_INT(pw_table_next(t, &row, &err), PW_TABLE_ROW);
    CHECK_INT(row.replaced, 5);
    CHECK_STR(row.cells[0], "A\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDé");
    pw_table_destroy(t);
}

TEST(damage_in_a_utf_8_file_refuses_the_line_not_the_encoding)
{
    EXPECT("n\tv\n\xC3\xAB\tx\n1\t\xFF\n\xC3\xA9\ty\n",
           ((struct pw_table_options){ .delimiter = '\t', .encoding = PW_ENCODING_UTF_8 }),
           "1:n|v\n2:ë|x\n3!1 these bytes are not UTF-8, which the rest of the file is in\n4:é|y\n");
}

static enum pw_encoding probed(const char *data, size_t len, size_t step)
{
    struct pw_encoding_probe probe = { 0 };
    for (size_t i = 0; i < len; i += step)
        pw_encoding_probe_feed(&probe, pw_bytes_of(data + i, len - i < step ? len - i : step));
    return pw_encoding_probe_answer(&probe, PW_ENCODING_CP1252);
}

TEST(the_encoding_is_chosen_by_the_whole_file_wherever_it_is_cut)
{
    static const char good[] = "\xE2\x82\xAC\xF0\x9F\x8E\x81 plain \xC3\xA9\xE6\x9D\xB1\xE4\xBA\xAC",
                      cp1252[] = "caf\xE9 \xC3\xA9 na\xEFve", cut[] = "Zo\xC3\xAB \xE2\x82";
    for (size_t step = 1; step < sizeof good; step++) {
        CHECK_INT(probed(good, sizeof good - 1, step), PW_ENCODING_UTF_8);
        CHECK_INT(probed(cp1252, sizeof cp1252 - 1, step), PW_ENCODING_CP1252);
        CHECK_INT(probed(cut, sizeof cut - 1, step), PW_ENCODING_UTF_8);
        CHECK_INT(probed("plain", 5, step), PW_ENCODING_UTF_8);
    }
    char many[400];
    memset(many, 0, sizeof many);
    for (int i = 0; i < 100; i++)
        memcpy(many + 3 * i, "\xE6\x9D\xB1", 3);
    many[300] = (char)0xFF;
    for (size_t step = 1; step < 9; step++)
        CHECK_INT(probed(many, 301, step), PW_ENCODING_UTF_8);
}

TEST(files_that_are_no_tables_are_named)
{
    const char *advice;
    CHECK_STR(pw_file_no_table(pw_bytes_str("PK\x03\x04..."), &advice), "an Excel workbook or a ZIP archive");
    CHECK_STR(pw_file_no_table(pw_bytes_of("\x7F"
                                           "ELF\x02\x01\x01\0",
                                           8),
                               &advice),
              "a program");
    CHECK_STR(pw_file_no_table(pw_bytes_of("\xFF\xFEo\0r\0", 6), &advice), "text in UTF-16");
    CHECK_STR(pw_file_no_table(pw_bytes_of("ab\0\1\2cd", 7), &advice), "a binary file");
    CHECK(pw_file_no_table(pw_bytes_str("order-id\torder-item-id\n"), &advice) == NULL);
}

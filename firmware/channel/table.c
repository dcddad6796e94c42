/*
 * A window slides over the file: buf[start..end) is read and not yet used. A row is looked for in it; the window grows only while
 * a row isn't whole, up to the ceiling of a row.
 */
#include "channel/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BLOCK (256 * 1024)

struct pw_table {
    struct pw_source source;
    struct pw_table_options options;
    struct pw_decoder decoder;
    uint8_t *buf; /* one byte more than cap, for a NUL */
    size_t start, end, cap;
    bool eof, began;
    int64_t line; /* of start */
    struct pw_buf text;
    char *cells[PW_TABLE_CELLS_MAX + 1];
    char first[64];
};

ssize_t pw_source_read_fd(void *fd, void *into, size_t len)
{
    ssize_t n;
    do
        n = read(*(int *)fd, into, len);
    while (n < 0 && errno == EINTR);
    return n;
}

bool pw_table_create(struct pw_source source, const struct pw_table_options *options, struct pw_table **ret_table,
                     struct pw_error *err)
{
    struct pw_table *t = calloc(1, sizeof *t);
    if (t == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "reading a file of orders");
    t->source = source;
    t->options = *options;
    t->line = 1;
    pw_decoder_init(&t->decoder, options->encoding);
    pw_buf_init(&t->text, (size_t)PW_TABLE_ROW_MAX * 5);
    *ret_table = t;
    return true;
}

void pw_table_destroy(struct pw_table *t)
{
    if (t == NULL)
        return;
    pw_decoder_finish(&t->decoder);
    pw_buf_finish(&t->text);
    free(t->buf);
    free(t);
}

enum pw_encoding pw_table_encoding(const struct pw_table *t)
{
    return t->decoder.encoding;
}

char pw_table_delimiter(const struct pw_table *t)
{
    return t->options.delimiter;
}

size_t pw_table_memory(const struct pw_table *t)
{
    return sizeof *t + t->cap + t->text.cap;
}

/* ---- the window ---- */

/* One block more behind what is there. False: the end of the file, or err says why not. */
static bool fill(struct pw_table *t, bool *ret_failed, struct pw_error *err)
{
    if (t->eof)
        return false;
    if (t->start > 0) {
        memmove(t->buf, t->buf + t->start, t->end - t->start);
        t->end -= t->start;
        t->start = 0;
    }
    if (t->cap - t->end < BLOCK / 4) {
        uint8_t *more = realloc(t->buf, t->end + BLOCK + 1); /* one more for a NUL */
        if (more == NULL) {
            *ret_failed = true;
            return pw_fail(err, PW_ERR_MEMORY, errno, "reading a file of orders");
        }
        t->buf = more;
        t->cap = t->end + BLOCK;
    }
    ssize_t n = t->source.read(t->source.user, t->buf + t->end, t->cap - t->end);
    if (n < 0) {
        *ret_failed = true;
        return pw_fail(err, PW_ERR_IO, errno, "reading line %lld", (long long)t->line);
    }
    t->eof = n == 0;
    t->end += (size_t)n;
    return n > 0;
}

struct found {
    size_t len;    /* bytes of the row without its line break */
    size_t whole;  /* with it */
    int64_t lines; /* line breaks in whole */
    bool complete; /* has a line break */
    bool too_long; /* over PW_TABLE_ROW_MAX: whole is what may be dropped now */
    bool open;     /* a quote is never closed: the row ends at its first line break */
    bool after;    /* something follows a closing quote: the same */
    size_t cell;   /* for open and after: the cell at fault */
};

/* The end of a row that may hold quoted cells, in what is there; false: more bytes are needed. */
static bool end_of_quoted(const uint8_t *p, size_t len, bool eof, char delimiter, struct found *f)
{
    bool inside = false;
    size_t began = 0, first_break = 0;
    *f = (struct found){ .lines = 0 };
    for (size_t i = 0, cell_start = 0; i < len; i++) {
        if (inside) {
            if (p[i] == '\n') {
                if (first_break == 0)
                    first_break = i + 1;
                f->lines++;
            }
            if (p[i] == '"') {
                if (i + 1 == len && !eof)
                    return false;
                if (i + 1 < len && p[i + 1] == '"')
                    i++;
                else
                    inside = false;
                if (!inside && i + 1 < len && p[i + 1] != (uint8_t)delimiter && p[i + 1] != '\n' && p[i + 1] != '\r') {
                    f->after = true;
                    break;
                }
            } else if (i - began > 2 * PW_TABLE_CELL_MAX) {
                f->open = true;
                break;
            }
        } else if (p[i] == '"' && i == cell_start) {
            inside = true;
            began = i;
        } else if (p[i] == (uint8_t)delimiter) {
            cell_start = i + 1;
            f->cell++;
        } else if (p[i] == '\n') {
            f->len = i;
            f->whole = i + 1;
            f->lines++;
            f->complete = true;
            return true;
        }
    }
    if (f->after || (inside && (eof || f->open))) {
        f->open = !f->after;
        if (first_break == 0) {
            const uint8_t *nl = memchr(p, '\n', len);
            if (nl == NULL && !eof)
                return false;
            first_break = nl == NULL ? len : (size_t)(nl - p) + 1;
        }
        f->whole = f->len = first_break;
        f->lines = p[first_break - 1] == '\n';
        return true;
    }
    if (!eof)
        return false;
    f->len = f->whole = len;
    return true;
}

static bool find_row(struct pw_table *t, struct found *f)
{
    const uint8_t *p = t->buf + t->start;
    size_t len = t->end - t->start;
    const uint8_t *nl = memchr(p, '\n', len);
    size_t line = nl == NULL ? len : (size_t)(nl - p);
    if (t->options.quotes && memchr(p, '"', line) != NULL) {
        if (end_of_quoted(p, len, t->eof, t->options.delimiter, f))
            return true;
    } else if (nl != NULL || t->eof) {
        bool complete = nl != NULL;
        *f = (struct found){ .len = line, .whole = line + complete, .lines = complete, .complete = complete };
        return true;
    }
    if (len <= PW_TABLE_ROW_MAX)
        return false;
    *f = (struct found){ .len = len, .whole = len, .too_long = true };
    return true;
}

static void drop(struct pw_table *t, const struct found *f)
{
    t->start += f->whole;
    t->line += f->lines;
}

/* ---- cells ---- */

static char likeliest(struct pw_bytes row)
{
    static const char choices[] = { '\t', ',', ';' };
    size_t counts[3] = { 0, 0, 0 }, best = 0;
    bool inside = false;
    for (size_t i = 0; i < row.len && row.data[i] != '\n'; i++) {
        if (row.data[i] == '"')
            inside = !inside;
        for (size_t c = 0; c < PW_COUNT(choices) && !inside; c++)
            counts[c] += row.data[i] == (uint8_t)choices[c];
    }
    for (size_t c = 1; c < PW_COUNT(choices); c++)
        if (counts[c] > counts[best])
            best = c;
    return choices[best];
}

static enum pw_table_answer bad(struct pw_table *t, struct pw_table_row *row, size_t cell, const char *fmt, ...) PW_PRINTF(4, 5);
static enum pw_table_answer bad(struct pw_table *t, struct pw_table_row *row, size_t cell, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(row->reason, sizeof row->reason, fmt, args);
    va_end(args);
    row->cell = cell;
    row->first = t->first;
    return PW_TABLE_BAD;
}

static size_t cell_of(struct pw_table *t, struct pw_bytes raw, size_t at)
{
    size_t cell = 0;
    for (size_t i = 0; i < at && i < raw.len; i++)
        cell += raw.data[i] == (uint8_t)t->options.delimiter;
    return cell;
}

/* Cuts text (NUL behind it) into cells, in place. */
static enum pw_table_answer cut(struct pw_table *t, char *text, size_t len, struct pw_table_row *row)
{
    char *p = text, *end = text + len;
    size_t n = 0;
    for (;;) {
        char *to = p, *begin = p;
        if (n == PW_TABLE_CELLS_MAX)
            return bad(t, row, n - 1, "this line has more than %d cells", PW_TABLE_CELLS_MAX);
        if (t->options.quotes && *p == '"') {
            for (p++; p < end; p++) {
                if (*p == '"' && *++p != '"')
                    break;
                *to++ = *p;
            }
            if (p < end && *p != t->options.delimiter)
                return bad(t, row, n, "text follows the closing quote of a cell");
        } else {
            char *next = memchr(p, t->options.delimiter, (size_t)(end - p));
            p = to = next == NULL ? end : next;
        }
        if (to - begin > PW_TABLE_CELL_MAX)
            return bad(t, row, n, "this cell has %td bytes; at most %d are taken", to - begin, PW_TABLE_CELL_MAX);
        bool last = p >= end;
        *to = '\0';
        t->cells[n++] = begin;
        if (last)
            break;
        p++;
    }
    row->cells = t->cells;
    row->count = n;
    return PW_TABLE_ROW;
}

/* raw lies in the window, with at least one byte behind it that is ours to overwrite. */
static enum pw_table_answer understand(struct pw_table *t, uint8_t *raw, size_t len, struct pw_table_row *row,
                                       struct pw_error *err)
{
    struct pw_bytes bytes = { raw, len };
    const uint8_t *nul = memchr(raw, '\0', len);
    if (nul != NULL)
        return bad(t, row, cell_of(t, bytes, (size_t)(nul - raw)),
                   "a NUL byte stands in this line; the file is damaged or binary");
    raw[len] = '\0';
    if (pw_is_ascii(bytes))
        return cut(t, (char *)raw, len, row);
    if (t->decoder.encoding == PW_ENCODING_AUTO || t->decoder.encoding == PW_ENCODING_UTF_8) {
        if (pw_utf8_valid_fast(bytes))
            return cut(t, (char *)raw, len, row);
        if (t->decoder.encoding == PW_ENCODING_UTF_8) {
            size_t cell = 0;
            for (size_t from = 0, i = 0; i <= len; i++) {
                if (i < len && raw[i] != (uint8_t)t->options.delimiter)
                    continue;
                if (!pw_utf8_valid_fast(pw_bytes_of(raw + from, i - from)))
                    break;
                from = i + 1;
                cell++;
            }
            return bad(t, row, cell, "these bytes are not UTF-8, which the rest of the file is in");
        }
        t->decoder.encoding = t->options.otherwise == PW_ENCODING_AUTO ? PW_ENCODING_LATIN_1 : t->options.otherwise;
    }
    pw_buf_reset(&t->text);
    if (!pw_decoder_put(&t->decoder, bytes, &t->text, &row->replaced, err))
        return PW_TABLE_FAILED;
    pw_buf_putc(&t->text, 0);
    if (!pw_buf_ok(&t->text, err))
        return PW_TABLE_FAILED;
    return cut(t, (char *)t->text.data, t->text.len - 1, row);
}

/* The first cell of a row that can't be taken, so that a person (and the order it belongs to) may be told of it. */
static void remember_first(struct pw_table *t, const uint8_t *raw, size_t len)
{
    size_t n = 0;
    while (n < len && n < sizeof t->first - 1 && raw[n] != (uint8_t)t->options.delimiter && raw[n] > 0x20 && raw[n] < 0x7F)
        n++;
    if (n < len && raw[n] != (uint8_t)t->options.delimiter)
        n = 0;
    memcpy(t->first, raw, n);
    t->first[n] = '\0';
}

/* A row without end: told once, its bytes dropped as they come. */
static enum pw_table_answer too_long(struct pw_table *t, struct pw_table_row *row, struct found *f, struct pw_error *err)
{
    struct pw_bytes raw = { t->buf + t->start, f->len };
    size_t cell = cell_of(t, raw, raw.len);
    bool failed = false;
    drop(t, f);
    while (fill(t, &failed, err)) {
        const uint8_t *p = t->buf + t->start, *nl = memchr(p, '\n', t->end - t->start);
        if (nl != NULL) {
            t->start += (size_t)(nl - p) + 1;
            t->line++;
            break;
        }
        t->start = t->end;
    }
    return failed ? PW_TABLE_FAILED : bad(t, row, cell, "this line has more than %d bytes", PW_TABLE_ROW_MAX);
}

static bool begin(struct pw_table *t, struct pw_error *err)
{
    bool failed = false;
    t->began = true;
    while (t->end < 64 * 1024 && fill(t, &failed, err)) /* a pipe gives little at a time */
        ;
    if (failed)
        return false;
    if (t->end >= 3 && memcmp(t->buf, "\xEF\xBB\xBF", 3) == 0) {
        t->start = 3;
        pw_decoder_finish(&t->decoder);
        t->decoder.encoding = PW_ENCODING_UTF_8;
    }
    if (t->options.delimiter == '\0' && t->end > t->start)
        t->options.delimiter = likeliest(pw_bytes_of(t->buf + t->start, t->end - t->start));
    return true;
}

/* Nothing but blanks and delimiters: what spreadsheets leave below a table. */
static bool is_blank(const struct pw_table *t, const uint8_t *p, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (p[i] != ' ' && p[i] != '\t' && p[i] != '\r' && p[i] != (uint8_t)t->options.delimiter)
            return false;
    return true;
}

enum pw_table_answer pw_table_next(struct pw_table *t, struct pw_table_row *ret_row, struct pw_error *err)
{
    bool failed = false;
    if (!t->began && !begin(t, err))
        return PW_TABLE_FAILED;
    for (;;) {
        struct found f;
        while (t->start == t->end || !find_row(t, &f)) {
            bool more = fill(t, &failed, err);
            if (failed)
                return PW_TABLE_FAILED;
            if (!more && t->start == t->end)
                return PW_TABLE_END;
        }
        uint8_t *raw = t->buf + t->start;
        if (is_blank(t, raw, f.len) && !f.too_long) {
            drop(t, &f);
            continue;
        }
        *ret_row = (struct pw_table_row){ .line = t->line, .complete = f.complete, .first = "" };
        remember_first(t, raw, f.len);
        if (f.too_long)
            return too_long(t, ret_row, &f, err);
        drop(t, &f);
        if (f.open)
            return bad(t, ret_row, f.cell, "the quote that opens here is never closed");
        if (f.after)
            return bad(t, ret_row, f.cell, "text follows the closing quote of a cell");
        size_t len = f.len;
        if (f.complete && len > 0 && raw[len - 1] == '\r')
            len--;
        return understand(t, raw, len, ret_row, err);
    }
}

const char *pw_file_no_table(struct pw_bytes head, const char **ret_advice)
{
    static const struct {
        const char *magic;
        size_t len;
        const char *what, *advice;
    } kinds[] = {
        { "PK\x03\x04", 4, "an Excel workbook or a ZIP archive",
          "save the sheet as text (tab delimited), or unpack the archive" },
        { "\xD0\xCF\x11\xE0", 4, "an old Excel workbook", "save the sheet as text (tab delimited)" },
        { "\x1F\x8B", 2, "compressed with gzip", "unpack it with gunzip first" },
        { "%PDF", 4, "a PDF", "import the report itself" },
        { "SQLite format 3", 15, "an SQLite database", "import the report itself" },
        { "\x89PNG", 4, "a picture", "import the report itself" },
        { "\xFF\xD8\xFF", 3, "a picture", "import the report itself" },
        { "\x7F"
          "ELF",
          4, "a program", "import the report itself" },
        { "\xFF\xFE", 2, "text in UTF-16", "save it as UTF-8 or as text (tab delimited)" },
        { "\xFE\xFF", 2, "text in UTF-16", "save it as UTF-8 or as text (tab delimited)" },
        { "<?xml", 5, "XML", "download the report as a tab-delimited file" },
        { "<html", 5, "a web page", "sign in and download the report itself" },
        { "<!DOCTYPE", 9, "a web page", "sign in and download the report itself" },
        { "{", 1, "JSON", "download the report as a tab-delimited file" },
    };
    for (size_t i = 0; i < PW_COUNT(kinds); i++)
        if (head.len >= kinds[i].len && memcmp(head.data, kinds[i].magic, kinds[i].len) == 0) {
            *ret_advice = kinds[i].advice;
            return kinds[i].what;
        }
    size_t odd = 0;
    size_t end = head.len < 4096 ? head.len : 4096;
    for (size_t i = 0; i < end && head.data[i] != '\n'; i++)
        odd += head.data[i] < 0x20 && head.data[i] != '\t' && head.data[i] != '\r';
    *ret_advice = "import the report itself";
    return odd > 0 ? "a binary file" : NULL;
}

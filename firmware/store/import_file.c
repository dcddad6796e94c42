#include "store/import_file.h"

#include "packwright/utf8.h"

#include "channel/amazon_files.h"
#include "store/kits.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD (128 * 1024)
#define ARTICLES_AT_ONCE 500

/* A file, a pipe or memory; what was looked at to recognise it is given again. */
struct input {
    int fd; /* -1: memory */
    bool seeks;
    uint8_t *head;
    size_t head_len, head_pos;
    struct pw_bytes memory;
    size_t pos;
};

struct run {
    const struct pw_file_import *import;
    const char *path;
    struct input in;
    struct pw_file_result *result;
    struct pw_error *err;
    enum pw_encoding encoding; /* AUTO where only reading will tell */
    struct pw_order_format format;
};

static ssize_t input_read(void *user, void *into, size_t len)
{
    struct input *in = user;
    if (in->fd < 0) {
        size_t left = in->memory.len - in->pos, n = left < len ? left : len;
        if (n > 0)
            memcpy(into, in->memory.data + in->pos, n);
        in->pos += n;
        return (ssize_t)n;
    }
    if (in->head_pos < in->head_len) {
        size_t left = in->head_len - in->head_pos, n = left < len ? left : len;
        memcpy(into, in->head + in->head_pos, n);
        in->head_pos += n;
        return (ssize_t)n;
    }
    return pw_source_read_fd(&in->fd, into, len);
}

static struct pw_source source_of(struct input *in)
{
    return (struct pw_source){ input_read, in };
}

static void refuse_line(struct run *r, const struct pw_line_refusal *refusal)
{
    struct pw_line_refusal whole = *refusal;
    pw_utf8_mend(whole.reason);
    pw_utf8_mend(whole.column);
    if (r->import->on_refusal != NULL)
        r->import->on_refusal(r->import->user, r->path, &whole);
}

/* The whole file. */
static bool refuse(struct run *r, const char *fmt, ...) PW_PRINTF(2, 3);
static bool refuse(struct run *r, const char *fmt, ...)
{
    struct pw_line_refusal refusal = { 0 };
    va_list args;
    va_start(args, fmt);
    vsnprintf(refusal.reason, sizeof refusal.reason, fmt, args);
    va_end(args);
    r->result->counts.refused++;
    refuse_line(r, &refusal);
    return true;
}

static void on_store_refusal(void *user, const struct pw_line_refusal *refusal)
{
    refuse_line(user, refusal);
}

/* ---- recognising ---- */

static bool read_head(struct run *r)
{
    struct input *in = &r->in;
    ssize_t n = 1;
    if (in->fd < 0)
        return true;
    in->head = malloc(HEAD);
    if (in->head == NULL)
        return pw_fail(r->err, PW_ERR_MEMORY, errno, "reading %s", r->path);
    while (in->head_len < HEAD && (n = pw_source_read_fd(&in->fd, in->head + in->head_len, HEAD - in->head_len)) > 0)
        in->head_len += (size_t)n;
    in->seeks = lseek(in->fd, 0, SEEK_CUR) >= 0;
    return n >= 0 || refuse(r, "can't be read: %s", strerror(errno));
}

/* A file that can be read twice is looked through once for its encoding; of a pipe only reading will tell. */
static bool probe(struct run *r)
{
    struct pw_encoding_probe probe = { 0 };
    struct input *in = &r->in;
    static const size_t block = 256 * 1024;
    if (in->fd >= 0 && !in->seeks)
        return true;
    if (in->fd < 0) {
        pw_encoding_probe_feed(&probe, in->memory);
    } else {
        uint8_t *buf = malloc(block);
        ssize_t n = 0;
        if (buf == NULL)
            return pw_fail(r->err, PW_ERR_MEMORY, errno, "reading %s", r->path);
        pw_encoding_probe_feed(&probe, pw_bytes_of(in->head, in->head_len));
        while (in->head_len == HEAD && (n = pw_source_read_fd(&in->fd, buf, block)) > 0)
            pw_encoding_probe_feed(&probe, pw_bytes_of(buf, (size_t)n));
        free(buf);
        if (lseek(in->fd, 0, SEEK_SET) < 0)
            return pw_fail(r->err, PW_ERR_IO, errno, "reading %s", r->path);
        in->head_pos = in->head_len; /* read again from the file */
    }
    r->encoding = pw_encoding_probe_answer(&probe, PW_ENCODING_AUTO);
    return true;
}

struct header {
    struct pw_table *table;
    struct input in;
    const char *cells[PW_TABLE_CELLS_MAX];
    size_t count;
    char delimiter;
};

/* False: err; an unreadable header is refused, with count 0. */
static bool read_header(struct run *r, struct header *h)
{
    struct pw_table_options options = { .quotes = true, .otherwise = PW_ENCODING_LATIN_1 };
    struct pw_table_row row;
    h->in = (struct input){ .fd = -1, .memory = r->in.fd < 0 ? r->in.memory : pw_bytes_of(r->in.head, r->in.head_len) };
    if (!pw_table_create(source_of(&h->in), &options, &h->table, r->err))
        return false;
    switch (pw_table_next(h->table, &row, r->err)) {
    case PW_TABLE_END:
        return refuse(r, "the file is empty");
    case PW_TABLE_BAD:
        return refuse(r, "the first line is no header: %s", row.reason);
    case PW_TABLE_FAILED:
        return false;
    case PW_TABLE_ROW:
        break;
    }
    for (size_t i = 0; i < row.count; i++) {
        size_t len = strlen(row.cells[i]);
        while (len > 0 && row.cells[i][len - 1] == ' ')
            row.cells[i][--len] = '\0';
        h->cells[i] = row.cells[i] + strspn(row.cells[i], " ");
    }
    h->count = row.count;
    h->delimiter = pw_table_delimiter(h->table);
    return true;
}

static bool is_type(const struct pw_section *s, const char *type)
{
    const char *value = pw_section_get(s, "type");
    return value != NULL && strcmp(value, type) == 0;
}

static void use_channel(struct run *r, const struct pw_section *s, const struct pw_order_format *amazon)
{
    if (amazon != NULL) {
        r->format = *amazon;
        r->format.otherwise = pw_encoding_of_marketplace(s == NULL ? "ATVPDKIKX0DER" : pw_section_get(s, "marketplace"));
    } else {
        pw_csv_format(s, &r->format);
    }
    snprintf(r->result->channel, sizeof r->result->channel, "%s", s == NULL ? PW_STANDARD_CHANNEL : s->name);
    r->result->kind = r->format.kind;
    r->result->name = r->format.name;
    if (r->format.encoding == PW_ENCODING_AUTO)
        r->format.encoding = r->encoding;
}

/* The only channel of a type that fits; the number that do. */
static size_t fitting(struct run *r, const struct header *h, const char *type, const struct pw_section **ret_section)
{
    size_t count = 0;
    const struct pw_section *s;
    for (size_t n = 0; (s = pw_config_nth(r->import->config, "channel", n)) != NULL; n++) {
        struct pw_order_format format;
        if (!is_type(s, type))
            continue;
        if (strcmp(type, "csv") == 0) {
            pw_csv_format(s, &format);
            if (!pw_order_format_fits(&format, h->cells, h->count))
                continue;
        }
        if (count++ == 0)
            *ret_section = s;
    }
    return count;
}

static bool choose_forced(struct run *r, const struct header *h)
{
    const struct pw_section *s = pw_config_section(r->import->config, "channel", r->import->channel);
    if (s == NULL && strcmp(r->import->channel, PW_STANDARD_CHANNEL) != 0)
        return pw_fail(r->err, PW_ERR_CONFIG, 0, "the configuration has no [channel %s]", r->import->channel);
    if (s != NULL && is_type(s, "csv")) {
        use_channel(r, s, NULL);
        return true;
    }
    const struct pw_order_format *amazon = pw_amazon_format(h->cells, h->count);
    if (amazon == NULL)
        return refuse(r, "the header is neither that of Amazon's unshipped-orders report nor of its order report");
    use_channel(r, s, amazon);
    return true;
}

/* Which kind and which channel; result->kind stays "" when the file is refused. */
static bool choose(struct run *r, const struct header *h)
{
    const struct pw_section *s = NULL;
    const struct pw_order_format *amazon = pw_amazon_format(h->cells, h->count);
    if (r->import->channel != NULL)
        return choose_forced(r, h);
    if (amazon != NULL && h->delimiter == '\t') {
        if (fitting(r, h, "amazon-files", &s) > 1)
            return refuse(r, "%s, and several channels take it; say which with --channel NAME", amazon->name);
        use_channel(r, s, amazon);
        return true;
    }
    if (pw_articles_fit(h->cells, h->count)) {
        r->result->kind = "articles";
        r->result->name = "a list of articles";
        r->result->articles = true;
        return true;
    }
    if (pw_kits_fit(h->cells, h->count)) {
        r->result->kind = "kits";
        r->result->name = "a list of kits";
        r->result->kits = true;
        return true;
    }
    size_t count = fitting(r, h, "csv", &s);
    if (count > 1)
        return refuse(r, "several channels of type csv fit this file; say which with --channel NAME");
    if (count == 1) {
        use_channel(r, s, NULL);
        return true;
    }
    if (amazon != NULL)
        return refuse(r, "%s, but separated by \"%c\" instead of tabs: a spreadsheet saved it; import it as downloaded",
                      amazon->name, h->delimiter);
    return refuse(r,
                  "the header is of no known kind (first column \"%.40s\"): neither Amazon's reports (order-id, order-item-id, "
                  "sku, ...), nor a list of articles (sku, and barcode, hs-code or weight), nor one of kits (kit, component), "
                  "nor what a [channel] of type csv describes",
                  h->cells[0]);
}

/* ---- importing ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* The import begins with the first line: a header alone leaves no trace. */
static bool import_lines(struct run *r, struct pw_order_file *file, struct pw_order_import **import)
{
    struct pw_order_record record;
    struct pw_line_refusal refusal;
    struct pw_import_setup setup = { .channel = r->result->channel,
                                     .kind = r->format.kind,
                                     .file = r->path,
                                     .file_name = base_name(r->path),
                                     .bench = r->import->bench,
                                     .whole = r->format.whole,
                                     .now_us = r->import->now_us,
                                     .pause_us = r->import->pause_us,
                                     .on_refusal = on_store_refusal,
                                     .user = r };
    for (int f = 0; f < PW_OF_COUNT; f++)
        setup.has[f] = pw_order_file_has(file, (enum pw_order_field)f);
    for (;;) {
        enum pw_order_answer answer = pw_order_file_next(file, &record, &refusal, r->err);
        if (answer == PW_ORDER_FAILED)
            return false;
        if (answer == PW_ORDER_END)
            return true;
        if (*import == NULL && !pw_order_import_begin(r->import->db, &setup, import, r->err))
            return false;
        if (answer == PW_ORDER_REFUSED)
            refuse_line(r, &refusal);
        else
            r->result->replaced += (int64_t)record.replaced;
        if (answer == PW_ORDER_RECORD ? !pw_order_import_add(*import, &record, r->err)
                                      : !pw_order_import_refused(*import, &refusal, r->err))
            return false;
    }
}

static bool import_orders(struct run *r)
{
    struct pw_order_file *file = NULL;
    struct pw_order_import *import = NULL;
    struct pw_error why = { 0 };
    if (!pw_order_file_open(source_of(&r->in), &r->format, &file, &why)) {
        if (why.code == PW_ERR_BAD_INPUT)
            return refuse(r, "%s", why.text);
        *r->err = why;
        return false;
    }
    bool ok = import_lines(r, file, &import);
    if (ok && import != NULL)
        ok = pw_order_import_end(import, &r->result->counts, r->err);
    else
        pw_order_import_abort(import);
    enum pw_encoding encoding = pw_table_encoding(pw_order_file_table(file));
    r->result->encoding = encoding == PW_ENCODING_AUTO ? "" : pw_encoding_name(encoding);
    pw_order_file_close(file);
    return ok;
}

static bool article(struct run *r, const struct pw_article_record *record)
{
    bool fresh, changed;
    struct pw_error why = { 0 };
    struct pw_import_counts *c = &r->result->counts;
    const char *column, *reason;
    if (!pw_article_misfit(r->import->db, record, &column, &reason, r->err))
        return false;
    if (reason != NULL) {
        struct pw_line_refusal misfit = { .line = record->line };
        snprintf(misfit.column, sizeof misfit.column, "%s", column);
        snprintf(misfit.reason, sizeof misfit.reason, "%s", reason);
        c->refused++;
        refuse_line(r, &misfit);
        return true;
    }
    if (pw_article_put(r->import->db, record, &fresh, &changed, &why)) {
        c->fresh += fresh;
        c->changed += changed && !fresh;
        c->unchanged += !fresh && !changed;
        return true;
    }
    if (why.code != PW_ERR_BAD_INPUT) {
        *r->err = why;
        return false;
    }
    struct pw_line_refusal refusal = { .line = record->line, .column = "barcode" };
    snprintf(refusal.reason, sizeof refusal.reason, "%.250s", why.text);
    c->refused++;
    refuse_line(r, &refusal);
    return true;
}

static bool import_articles(struct run *r)
{
    struct pw_article_file *file = NULL;
    struct pw_article_record record;
    struct pw_line_refusal refusal;
    struct pw_error why = { 0 };
    struct pw_import_counts *c = &r->result->counts;
    if (!pw_article_file_open(source_of(&r->in), r->encoding, PW_ENCODING_CP1252, &file, &why)) {
        if (why.code == PW_ERR_BAD_INPUT)
            return refuse(r, "%s", why.text);
        *r->err = why;
        return false;
    }
    bool ok = true, open = false;
    enum pw_order_answer answer = PW_ORDER_RECORD;
    while (ok && answer != PW_ORDER_END) {
        answer = pw_article_file_next(file, &record, &refusal, r->err);
        if (answer == PW_ORDER_FAILED || (!open && !pw_db_begin(r->import->db, r->err))) {
            ok = false;
            break;
        }
        open = true;
        c->read += answer != PW_ORDER_END;
        if (answer == PW_ORDER_RECORD) {
            ok = article(r, &record);
        } else if (answer == PW_ORDER_REFUSED) {
            c->refused++;
            refuse_line(r, &refusal);
        }
        if (ok && (answer == PW_ORDER_END || c->read % ARTICLES_AT_ONCE == 0)) {
            ok = pw_db_commit(r->import->db, r->err);
            open = false;
        }
    }
    if (open)
        pw_db_rollback(r->import->db);
    pw_article_file_close(file);
    return ok;
}

static bool kit_lines(struct run *r, struct pw_kit_file *file, struct pw_kit_import *import)
{
    struct pw_kit_record record;
    struct pw_line_refusal refusal;
    struct pw_import_counts *c = &r->result->counts;
    enum pw_order_answer answer;
    while ((answer = pw_kit_file_next(file, &record, &refusal, r->err)) != PW_ORDER_END) {
        if (answer == PW_ORDER_FAILED)
            return false;
        c->read++;
        if (answer == PW_ORDER_RECORD) {
            if (!pw_kit_import_add(import, &record, r->err))
                return false;
            continue;
        }
        c->refused++;
        refuse_line(r, &refusal);
        if (!pw_kit_import_refused(import, record.kit, r->err))
            return false;
    }
    return true;
}

static bool import_kits(struct run *r)
{
    struct pw_kit_file *file = NULL;
    struct pw_kit_import *import = NULL;
    struct pw_error why = { 0 };
    if (!pw_kit_file_open(source_of(&r->in), r->encoding, PW_ENCODING_CP1252, &file, &why)) {
        if (why.code == PW_ERR_BAD_INPUT)
            return refuse(r, "%s", why.text);
        *r->err = why;
        return false;
    }
    bool ok = pw_kit_import_begin(r->import->db, on_store_refusal, r, &import, r->err) && kit_lines(r, file, import);
    if (ok)
        ok = pw_kit_import_end(import, &r->result->counts, r->err);
    else
        pw_kit_import_abort(import);
    pw_kit_file_close(file);
    return ok;
}

static bool run(struct run *r)
{
    struct header h = { .count = 0 };
    const char *advice = NULL;
    *r->result = (struct pw_file_result){ .kind = "", .name = "", .encoding = "" };
    if (!read_head(r))
        return false;
    if (r->result->counts.refused > 0)
        return true;
    struct pw_bytes head = r->in.fd < 0 ? r->in.memory : pw_bytes_of(r->in.head, r->in.head_len);
    const char *what = head.len == 0 ? NULL : pw_file_no_table(head, &advice);
    if (head.len == 0)
        return refuse(r, "the file is empty");
    if (what != NULL)
        return refuse(r, "this is %s, not a table of text; %s", what, advice);
    bool ok = probe(r) && read_header(r, &h);
    if (ok && h.count > 0)
        ok = choose(r, &h);
    pw_table_destroy(h.table);
    if (!ok || *r->result->kind == '\0')
        return ok;
    if (r->result->articles)
        ok = import_articles(r);
    else if (r->result->kits)
        ok = import_kits(r);
    else
        ok = import_orders(r);
    if (ok && r->result->counts.read == 0 && r->result->counts.refused == 0)
        return refuse(r, "the file holds a header and nothing below it");
    return ok;
}

bool pw_import_bytes(const struct pw_file_import *import, const char *name, struct pw_bytes content,
                     struct pw_file_result *ret_result, struct pw_error *err)
{
    struct run r = { .import = import, .path = name, .in = { .fd = -1, .memory = content }, .result = ret_result, .err = err };
    return run(&r);
}

bool pw_import_lines(const struct pw_file_import *import, const char *name, const struct pw_order_format *format,
                     struct pw_bytes content, struct pw_file_result *ret_result, struct pw_error *err)
{
    struct run r = {
        .import = import, .path = name, .in = { .fd = -1, .memory = content }, .result = ret_result, .err = err, .format = *format
    };
    *ret_result = (struct pw_file_result){ .kind = format->kind, .name = format->name, .encoding = "" };
    snprintf(ret_result->channel, sizeof ret_result->channel, "%s", import->channel);
    return import_orders(&r);
}

bool pw_import_file(const struct pw_file_import *import, const char *path, struct pw_file_result *ret_result,
                    struct pw_error *err)
{
    struct pw_buf shown; /* a file's name may hold any byte */
    pw_buf_init(&shown, 4 * PATH_MAX);
    pw_utf8_visible(pw_bytes_str(path), &shown);
    struct run r = { .import = import, .path = pw_buf_text(&shown), .result = ret_result, .err = err };
    struct stat st;
    bool ok;
    *ret_result = (struct pw_file_result){ .kind = "", .name = "", .encoding = "" };
    r.in.fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (r.in.fd < 0)
        ok = refuse(&r, "can't be opened: %s", strerror(errno));
    else
        ok = fstat(r.in.fd, &st) == 0 && S_ISDIR(st.st_mode) ? refuse(&r, "this is a folder") : run(&r);
    free(r.in.head);
    if (r.in.fd >= 0)
        close(r.in.fd);
    pw_buf_finish(&shown);
    return ok;
}

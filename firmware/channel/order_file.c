#include "channel/order_file.h"

#include "packwright/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static const char *const field_names[PW_OF_COUNT] = {
    [PW_OF_ORDER_ID] = "order-id",
    [PW_OF_ITEM_ID] = "order-item-id",
    [PW_OF_PURCHASE_DATE] = "purchase-date",
    [PW_OF_PAYMENTS_DATE] = "payments-date",
    [PW_OF_SHIP_BY] = "ship-by",
    [PW_OF_BUYER_NAME] = "buyer-name",
    [PW_OF_BUYER_EMAIL] = "buyer-email",
    [PW_OF_BUYER_PHONE] = "buyer-phone",
    [PW_OF_SKU] = "sku",
    [PW_OF_ASIN] = "asin",
    [PW_OF_FNSKU] = "fnsku",
    [PW_OF_NAME] = "product-name",
    [PW_OF_ORDERED] = "quantity",
    [PW_OF_SHIPPED] = "quantity-shipped",
    [PW_OF_TO_SHIP] = "quantity-to-ship",
    [PW_OF_SERVICE] = "ship-service",
    [PW_OF_RECIPIENT] = "recipient-name",
    [PW_OF_ADDRESS_1] = "ship-address-1",
    [PW_OF_ADDRESS_2] = "ship-address-2",
    [PW_OF_ADDRESS_3] = "ship-address-3",
    [PW_OF_CITY] = "ship-city",
    [PW_OF_REGION] = "ship-state",
    [PW_OF_POSTAL_CODE] = "ship-postal-code",
    [PW_OF_COUNTRY] = "ship-country",
    [PW_OF_SHIP_PHONE] = "ship-phone",
    [PW_OF_SALES_CHANNEL] = "sales-channel",
    [PW_OF_GIFT_MESSAGE] = "gift-message",
    [PW_OF_GIFT_WRAP] = "gift-wrap",
    [PW_OF_INSTRUCTIONS] = "instructions",
    [PW_OF_STATUS] = "status",
    [PW_OF_CANCEL_REQUESTED] = "cancel-requested",
    [PW_OF_CANCEL_REASON] = "cancel-reason",
};

/* Fields that belong to the order; an order's further lines may leave them to the first. */
static const enum pw_order_field order_level[] = {
    PW_OF_PURCHASE_DATE, PW_OF_PAYMENTS_DATE, PW_OF_SHIP_BY,      PW_OF_BUYER_NAME,  PW_OF_BUYER_EMAIL,
    PW_OF_BUYER_PHONE,   PW_OF_SERVICE,       PW_OF_RECIPIENT,    PW_OF_ADDRESS_1,   PW_OF_ADDRESS_2,
    PW_OF_ADDRESS_3,     PW_OF_CITY,          PW_OF_REGION,       PW_OF_POSTAL_CODE, PW_OF_COUNTRY,
    PW_OF_SHIP_PHONE,    PW_OF_SALES_CHANNEL, PW_OF_INSTRUCTIONS, PW_OF_STATUS,
};

enum use { USE_FIELD, USE_ORDER_EXTRA, USE_LINE_EXTRA, USE_NOTHING };

struct column {
    char *name; /* as the header has it */
    enum use use;
    enum pw_order_field field;
    uint64_t hash;
};

struct pw_order_file {
    const struct pw_order_format *format;
    struct pw_table *table;
    struct column columns[PW_TABLE_CELLS_MAX];
    size_t count;
    int column_of[PW_OF_COUNT]; /* -1: none */
    uint64_t header_hash;
    struct pw_buf order_extra, line_extra;
    char item_id[PW_ID_MAX + PW_SKU_MAX + 2]; /* made where the file has none */
    struct pw_buf first;                      /* the order-level cells of the order's first line, NUL behind each */
    char first_id[PW_ID_MAX + 1];
};

const char *pw_order_field_name(enum pw_order_field field)
{
    return field_names[field];
}

const struct pw_table *pw_order_file_table(const struct pw_order_file *file)
{
    return file->table;
}

bool pw_order_file_has(const struct pw_order_file *file, enum pw_order_field field)
{
    return file->column_of[field] >= 0;
}

/* ---- the header ---- */

static bool is_in(const char *const *list, const char *name)
{
    for (; list != NULL && *list != NULL; list++)
        if (strcasecmp(*list, name) == 0)
            return true;
    return false;
}

static int find_cell(const char *name, const char *const *cells, size_t count)
{
    for (size_t i = 0; name != NULL && i < count; i++)
        if (strcasecmp(cells[i], name) == 0)
            return (int)i;
    return -1;
}

/* The first column that every line needs and that isn't there; NULL: none. */
static const char *lacking(const struct pw_order_format *format, const char *const *cells, size_t count)
{
    static const enum pw_order_field needed[] = { PW_OF_ORDER_ID, PW_OF_ITEM_ID, PW_OF_SKU, PW_OF_COUNTRY };
    for (size_t i = 0; i < PW_COUNT(needed); i++) {
        if (needed[i] == PW_OF_ITEM_ID && !format->amazon_ids)
            continue;
        if (find_cell(format->columns[needed[i]], cells, count) < 0)
            return format->columns[needed[i]] == NULL ? field_names[needed[i]] : format->columns[needed[i]];
    }
    if (find_cell(format->columns[PW_OF_ORDERED], cells, count) < 0 &&
        find_cell(format->columns[PW_OF_TO_SHIP], cells, count) < 0)
        return format->columns[PW_OF_ORDERED];
    return NULL;
}

bool pw_order_format_fits(const struct pw_order_format *format, const char *const *cells, size_t count)
{
    return lacking(format, cells, count) == NULL;
}

static uint64_t mix(uint64_t h)
{
    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93u;
    h ^= h >> 29;
    h *= 0x9FB21C651E98DF25u;
    return h ^ h >> 32;
}

static uint64_t hash_of(const char *text, size_t len, uint64_t seed)
{
    uint64_t h = mix(seed + len);
    while (len >= 8) {
        uint64_t word;
        memcpy(&word, text, 8);
        h = mix(h ^ word) + 0x9E3779B97F4A7C15u;
        text += 8;
        len -= 8;
    }
    uint64_t tail = 0;
    if (len > 0)
        memcpy(&tail, text, len);
    return mix(h ^ tail);
}

static uint64_t hash_of_name(const char *name)
{
    char lower[128];
    size_t n = 0;
    for (; n < sizeof lower && name[n] != '\0'; n++)
        lower[n] = name[n] >= 'A' && name[n] <= 'Z' ? (char)(name[n] + 32) : name[n];
    return hash_of(lower, n, 1);
}

static char *trimmed(char *text)
{
    text += strspn(text, " ");
    size_t len = strlen(text);
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\r'))
        text[--len] = '\0';
    return text;
}

static bool take_header(struct pw_order_file *file, const struct pw_table_row *row, struct pw_error *err)
{
    const struct pw_order_format *format = file->format;
    for (size_t i = 0; i < row->count; i++) {
        struct column *c = &file->columns[i];
        c->name = strdup(trimmed(row->cells[i]));
        if (c->name == NULL)
            return pw_fail(err, PW_ERR_MEMORY, errno, "reading a header");
        file->count++;
        c->hash = hash_of_name(c->name);
        c->use = is_in(format->passing, c->name)    ? USE_NOTHING
                 : is_in(format->of_order, c->name) ? USE_ORDER_EXTRA
                                                    : USE_LINE_EXTRA;
        for (int f = 0; f < PW_OF_COUNT; f++) {
            if (format->columns[f] == NULL || strcasecmp(format->columns[f], c->name) != 0)
                continue;
            if (file->column_of[f] >= 0)
                return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the column %s stands twice in the header", format->columns[f]);
            file->column_of[f] = (int)i;
            c->use = USE_FIELD;
            c->field = (enum pw_order_field)f;
        }
        if (c->use != USE_NOTHING)
            file->header_hash += mix(c->hash);
    }
    const char *names[PW_TABLE_CELLS_MAX];
    for (size_t i = 0; i < file->count; i++)
        names[i] = file->columns[i].name;
    const char *missing = lacking(format, names, file->count);
    if (missing != NULL)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the header has no column %s, which %s needs", missing, format->name);
    return true;
}

bool pw_order_file_open(struct pw_source source, const struct pw_order_format *format, struct pw_order_file **ret_file,
                        struct pw_error *err)
{
    struct pw_order_file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "reading a file of orders");
    file->format = format;
    for (int f = 0; f < PW_OF_COUNT; f++)
        file->column_of[f] = -1;
    pw_buf_init(&file->order_extra, (size_t)8 * PW_TABLE_ROW_MAX);
    pw_buf_init(&file->line_extra, (size_t)8 * PW_TABLE_ROW_MAX);
    pw_buf_init(&file->first, (size_t)PW_OF_COUNT * (PW_TABLE_CELL_MAX + 1));
    struct pw_table_options options = {
        .delimiter = format->delimiter, .quotes = format->quotes, .encoding = format->encoding, .otherwise = format->otherwise
    };
    struct pw_table_row row;
    if (!pw_table_create(source, &options, &file->table, err))
        goto fail;
    switch (pw_table_next(file->table, &row, err)) {
    case PW_TABLE_ROW:
        if (!take_header(file, &row, err))
            goto fail;
        break;
    case PW_TABLE_BAD:
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "the header can't be read: %s", row.reason);
        goto fail;
    case PW_TABLE_END:
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "the file is empty");
        goto fail;
    case PW_TABLE_FAILED:
        goto fail;
    }
    *ret_file = file;
    return true;
fail:
    pw_order_file_close(file);
    return false;
}

void pw_order_file_close(struct pw_order_file *file)
{
    if (file == NULL)
        return;
    pw_table_destroy(file->table);
    for (size_t i = 0; i < file->count; i++)
        free(file->columns[i].name);
    pw_buf_finish(&file->order_extra);
    pw_buf_finish(&file->line_extra);
    pw_buf_finish(&file->first);
    free(file);
}

/* ---- a line ---- */

struct line {
    struct pw_order_file *file;
    struct pw_order_record *record;
    struct pw_line_refusal *refusal;
};

static bool refuse(struct line *l, enum pw_order_field field, const char *fmt, ...) PW_PRINTF(3, 4);
static bool refuse(struct line *l, enum pw_order_field field, const char *fmt, ...)
{
    int column = l->file->column_of[field];
    va_list args;
    va_start(args, fmt);
    vsnprintf(l->refusal->reason, sizeof l->refusal->reason, fmt, args);
    va_end(args);
    snprintf(l->refusal->column, sizeof l->refusal->column, "%s",
             column < 0 ? field_names[field] : l->file->columns[column].name);
    return false;
}

bool pw_is_amazon_order_id(const char *text)
{
    static const char form[] = "ddd-ddddddd-ddddddd";
    for (size_t i = 0; i < sizeof form; i++)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    return true;
}

/* "9.02E+11", "4,5e+16": what a spreadsheet makes of a long number. */
static bool is_exponent(const char *text)
{
    size_t n = strspn(text, "0123456789.,");
    if (n == 0 || (text[n] != 'E' && text[n] != 'e') || (text[n + 1] != '+' && (text[n + 1] < '0' || text[n + 1] > '9')))
        return false;
    n += 2;
    return strspn(text + n, "0123456789") == strlen(text + n);
}

static bool has_control(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            return true;
    return false;
}

static bool check_id(struct line *l, enum pw_order_field field, size_t max)
{
    const char *text = l->record->text[field];
    if (*text == '\0')
        return refuse(l, field, "is empty, and every line needs it");
    if (is_exponent(text))
        return refuse(l, field,
                      "\"%.40s\" was written by a spreadsheet and the number is lost; import the report as downloaded, "
                      "without opening it in a spreadsheet",
                      text);
    if (strlen(text) > max)
        return refuse(l, field, "has %zu bytes; at most %zu are taken", strlen(text), max);
    if (has_control(text))
        return refuse(l, field, "holds a control character");
    return true;
}

static bool check_ids(struct line *l)
{
    struct pw_order_file *file = l->file;
    struct pw_order_record *r = l->record;
    if (!check_id(l, PW_OF_ORDER_ID, PW_ID_MAX))
        return false;
    if (file->format->amazon_ids && !pw_is_amazon_order_id(r->text[PW_OF_ORDER_ID]))
        return refuse(l, PW_OF_ORDER_ID, "\"%.40s\" is no Amazon order id (3, 7 and 7 digits, such as 902-3159896-1390916)",
                      r->text[PW_OF_ORDER_ID]);
    snprintf(l->refusal->order_id, sizeof l->refusal->order_id, "%s", r->text[PW_OF_ORDER_ID]);
    if (!check_id(l, PW_OF_SKU, PW_SKU_MAX))
        return false;
    if (file->column_of[PW_OF_ITEM_ID] >= 0)
        return check_id(l, PW_OF_ITEM_ID, PW_ID_MAX);
    snprintf(file->item_id, sizeof file->item_id, "%s/%s", r->text[PW_OF_ORDER_ID], r->text[PW_OF_SKU]);
    r->text[PW_OF_ITEM_ID] = file->item_id;
    return true;
}

/* *ret_value stays as it is for an empty cell. */
static bool take_quantity(struct line *l, enum pw_order_field field, int64_t *ret_value)
{
    const char *text = l->record->text[field];
    const char *digits = text + (*text == '-' || *text == '+');
    size_t n = strspn(digits, "0123456789");
    if (*text == '\0')
        return true;
    if (n == 0 || digits[n] != '\0')
        return refuse(l, field, "\"%.40s\" is not a whole number", text);
    int64_t value = n > 9 ? INT32_MAX : strtoll(digits, NULL, 10);
    if (*text == '-')
        return refuse(l, field, "%.40s: a quantity can't be negative", text);
    if (value > PW_QUANTITY_MAX)
        return refuse(l, field, "%.40s is more than the %d units that one line may have", text, PW_QUANTITY_MAX);
    *ret_value = value;
    return true;
}

static bool take_quantities(struct line *l)
{
    struct pw_order_record *r = l->record;
    int64_t ordered = -1, shipped = -1, to_ship = -1;
    if (!take_quantity(l, PW_OF_ORDERED, &ordered) || !take_quantity(l, PW_OF_SHIPPED, &shipped) ||
        !take_quantity(l, PW_OF_TO_SHIP, &to_ship))
        return false;
    enum pw_order_field field = to_ship >= 0 || l->file->column_of[PW_OF_ORDERED] < 0 ? PW_OF_TO_SHIP : PW_OF_ORDERED;
    if (to_ship < 0 && ordered < 0)
        return refuse(l, field, "is empty, and every line needs it");
    r->shipped = shipped < 0 ? 0 : shipped;
    r->quantity = to_ship >= 0 ? to_ship : ordered - r->shipped;
    r->ordered = ordered >= 0 ? ordered : r->quantity + r->shipped;
    if (r->cancelled)
        r->quantity = 0;
    else if (ordered == 0)
        return refuse(l, PW_OF_ORDERED, "0: nothing was ordered");
    else if (r->quantity <= 0)
        return refuse(l, field, "nothing is left to ship (%lld ordered, %lld shipped already)", (long long)r->ordered,
                      (long long)r->shipped);
    return true;
}

static bool take_date(struct line *l, enum pw_order_field field, int64_t *ret_us)
{
    const struct pw_order_format *format = l->file->format;
    const char *text = l->record->text[field];
    *ret_us = PW_NO_TIME;
    if (*text == '\0' || pw_date_parse(text, format->dates, field == PW_OF_SHIP_BY && format->end_of_day, ret_us))
        return true;
    static const char *const forms[] = { "2026-11-22T15:04:05+00:00", "22.11.2026 or 22/11/2026 15:04",
                                         "11/22/2026 or 11/22/2026 15:04" };
    return refuse(l, field, "\"%.40s\" is no date such as %s", text, forms[format->dates]);
}

static bool is_word(const char *words, const char *text)
{
    size_t len = strlen(text);
    for (const char *p = words; p != NULL && *p != '\0' && len > 0;) {
        p += strspn(p, ", ");
        size_t n = strcspn(p, ",");
        size_t word = n;
        while (word > 0 && p[word - 1] == ' ')
            word--;
        if (word == len && strncasecmp(p, text, len) == 0)
            return true;
        p += n;
    }
    return false;
}

static bool is_true(const char *text)
{
    return is_word("true, yes, 1, y", text);
}

/* The first line of an order lends its address to lines that leave it empty. */
static void inherit(struct line *l)
{
    struct pw_order_file *file = l->file;
    const char **text = l->record->text;
    if (!file->format->inherit || *text[PW_OF_ORDER_ID] == '\0')
        return;
    if (strcmp(file->first_id, text[PW_OF_ORDER_ID]) == 0) {
        const char *p = pw_buf_text(&file->first);
        for (size_t i = 0; i < PW_COUNT(order_level); i++) {
            if (*text[order_level[i]] == '\0')
                text[order_level[i]] = p;
            p += strlen(p) + 1;
        }
        return;
    }
    snprintf(file->first_id, sizeof file->first_id, "%s", text[PW_OF_ORDER_ID]);
    pw_buf_reset(&file->first);
    for (size_t i = 0; i < PW_COUNT(order_level); i++)
        pw_buf_put(&file->first, text[order_level[i]], strlen(text[order_level[i]]) + 1);
    if (file->first.failed)
        file->first_id[0] = '\0';
}

static void put_json(struct pw_buf *out, const char *text)
{
    pw_buf_putc(out, '"');
    for (const char *p = text; *p != '\0';) {
        size_t n = 0;
        while ((unsigned char)p[n] >= 0x20 && p[n] != '"' && p[n] != '\\')
            n++;
        pw_buf_put(out, p, n);
        p += n;
        if (*p == '\0')
            break;
        if (*p == '"' || *p == '\\') {
            pw_buf_putc(out, '\\');
            pw_buf_putc(out, (uint8_t)*p);
        } else {
            pw_buf_printf(out, "\\u%04x", (unsigned)(unsigned char)*p);
        }
        p++;
    }
    pw_buf_putc(out, '"');
}

static void put_extra(struct pw_buf *out, const char *name, const char *value)
{
    if (*value == '\0' || *name == '\0')
        return;
    pw_buf_putc(out, out->len == 0 ? '{' : ',');
    put_json(out, name);
    pw_buf_putc(out, ':');
    put_json(out, value);
}

static void sort_cells(struct line *l, const struct pw_table_row *row)
{
    struct pw_order_file *file = l->file;
    struct pw_order_record *r = l->record;
    for (int f = 0; f < PW_OF_COUNT; f++)
        r->text[f] = "";
    pw_buf_reset(&file->order_extra);
    pw_buf_reset(&file->line_extra);
    r->hash[0] = file->header_hash;
    r->hash[1] = mix(file->header_hash);
    for (size_t i = 0; i < file->count && i < row->count; i++) {
        const struct column *c = &file->columns[i];
        const char *text = trimmed(row->cells[i]);
        if (c->use == USE_NOTHING || *text == '\0')
            continue;
        size_t len = strlen(text);
        r->hash[0] += hash_of(text, len, c->hash);
        r->hash[1] += hash_of(text, len, ~c->hash);
        if (c->use == USE_FIELD)
            r->text[c->field] = text;
        else
            put_extra(c->use == USE_ORDER_EXTRA ? &file->order_extra : &file->line_extra, c->name, text);
    }
    /* A row's parts must not be exchangeable with another row's when an order's rows are added up. */
    r->hash[0] = mix(r->hash[0]);
    r->hash[1] = mix(r->hash[1] + r->hash[0]);
    if (file->order_extra.len > 0)
        pw_buf_putc(&file->order_extra, '}');
    if (file->line_extra.len > 0)
        pw_buf_putc(&file->line_extra, '}');
}

static bool take_line(struct line *l)
{
    struct pw_order_file *file = l->file;
    struct pw_order_record *r = l->record;
    inherit(l);
    if (!check_ids(l))
        return false;
    r->cancelled = is_word(file->format->cancelled_words, r->text[PW_OF_STATUS]);
    r->pending = is_word(file->format->pending_words, r->text[PW_OF_STATUS]);
    r->cancel_requested = is_true(r->text[PW_OF_CANCEL_REQUESTED]);
    if (!take_quantities(l))
        return false;
    if (*r->text[PW_OF_COUNTRY] == '\0' && !r->cancelled && !r->pending) /* Amazon tells no address before the payment */
        return refuse(l, PW_OF_COUNTRY, "is empty, and every line needs it");
    if (!take_date(l, PW_OF_PURCHASE_DATE, &r->purchase_us) || !take_date(l, PW_OF_PAYMENTS_DATE, &r->payments_us) ||
        !take_date(l, PW_OF_SHIP_BY, &r->ship_by_us))
        return false;
    r->order_extra = pw_buf_text(&file->order_extra);
    r->line_extra = pw_buf_text(&file->line_extra);
    return true;
}

/* A short row may lack columns at its end, if it is whole and no line needs them. */
static bool check_count(struct line *l, const struct pw_table_row *row)
{
    struct pw_order_file *file = l->file;
    size_t missing = row->count;
    if (row->count == file->count)
        return true;
    if (row->count > file->count) {
        snprintf(l->refusal->column, sizeof l->refusal->column, "%s", file->columns[file->count - 1].name);
        snprintf(l->refusal->reason, sizeof l->refusal->reason, "this line has %zu cells, the header has %zu", row->count,
                 file->count);
        return false;
    }
    static const enum pw_order_field needed[] = { PW_OF_ORDER_ID, PW_OF_ITEM_ID, PW_OF_SKU,    PW_OF_ORDERED,
                                                  PW_OF_SHIPPED,  PW_OF_TO_SHIP, PW_OF_COUNTRY };
    bool needs = false;
    for (size_t i = 0; i < PW_COUNT(needed) && !needs; i++)
        needs = file->column_of[needed[i]] >= (int)row->count;
    if (row->complete && !needs)
        return true;
    snprintf(l->refusal->column, sizeof l->refusal->column, "%s", file->columns[missing].name);
    snprintf(l->refusal->reason, sizeof l->refusal->reason, "this line has %zu cells, the header has %zu%s", row->count,
             file->count, row->complete ? "" : "; the file is cut off here, so download it again");
    return false;
}

enum pw_order_answer pw_order_file_next(struct pw_order_file *file, struct pw_order_record *ret_record,
                                        struct pw_line_refusal *ret_refusal, struct pw_error *err)
{
    struct pw_table_row row;
    struct line l = { file, ret_record, ret_refusal };
    switch (pw_table_next(file->table, &row, err)) {
    case PW_TABLE_END:
        return PW_ORDER_END;
    case PW_TABLE_FAILED:
        return PW_ORDER_FAILED;
    case PW_TABLE_BAD:
        *ret_refusal = (struct pw_line_refusal){ .line = row.line, .cut = !row.complete };
        snprintf(ret_refusal->reason, sizeof ret_refusal->reason, "%s", row.reason);
        snprintf(ret_refusal->column, sizeof ret_refusal->column, "%s",
                 file->columns[row.cell < file->count ? row.cell : file->count - 1].name);
        if (file->column_of[PW_OF_ORDER_ID] == 0 && strlen(row.first) <= PW_ID_MAX)
            snprintf(ret_refusal->order_id, sizeof ret_refusal->order_id, "%s", row.first);
        return PW_ORDER_REFUSED;
    case PW_TABLE_ROW:
        break;
    }
    *ret_refusal = (struct pw_line_refusal){ .line = row.line, .cut = !row.complete };
    *ret_record = (struct pw_order_record){ .line = row.line, .replaced = row.replaced };
    sort_cells(&l, &row);
    if (!check_count(&l, &row)) {
        /* A cut-off id would name another order. */
        if (row.count > 1 && strlen(ret_record->text[PW_OF_ORDER_ID]) <= PW_ID_MAX)
            snprintf(ret_refusal->order_id, sizeof ret_refusal->order_id, "%s", ret_record->text[PW_OF_ORDER_ID]);
        return PW_ORDER_REFUSED;
    }
    return take_line(&l) ? PW_ORDER_RECORD : PW_ORDER_REFUSED;
}

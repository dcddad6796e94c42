/* The list of articles: which barcodes stand for which SKU, and for how many of it. */
#include "channel/csv.h"
#include "packwright/attr.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { SKU, BARCODE, UNITS, NAME, FIELDS };

/* The names that shops give these columns; the first is ours. */
static const char *const names[FIELDS][6] = {
    [SKU] = { "sku", "seller-sku", "merchant-sku", NULL },
    [BARCODE] = { "barcode", "ean", "upc", "gtin", "isbn", NULL },
    [UNITS] = { "units", "quantity", "pack-size", NULL },
    [NAME] = { "name", "product-name", "title", NULL },
};

struct pw_article_file {
    struct pw_table *table;
    int column_of[FIELDS];
    size_t count;
};

static int find(int field, const char *const *cells, size_t count)
{
    for (const char *const *name = names[field]; *name != NULL; name++)
        for (size_t i = 0; i < count; i++)
            if (strcasecmp(cells[i] + strspn(cells[i], " "), *name) == 0)
                return (int)i;
    return -1;
}

bool pw_articles_fit(const char *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(cells[i], "order-id") == 0)
            return false;
    return find(SKU, cells, count) >= 0 && find(BARCODE, cells, count) >= 0;
}

bool pw_article_file_open(struct pw_source source, enum pw_encoding encoding, enum pw_encoding otherwise,
                          struct pw_article_file **ret_file, struct pw_error *err)
{
    struct pw_article_file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "reading a list of articles");
    struct pw_table_options options = { .quotes = true, .encoding = encoding, .otherwise = otherwise };
    struct pw_table_row row;
    if (!pw_table_create(source, &options, &file->table, err))
        goto fail;
    switch (pw_table_next(file->table, &row, err)) {
    case PW_TABLE_ROW:
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
    const char *cells[PW_TABLE_CELLS_MAX];
    for (size_t i = 0; i < row.count; i++)
        cells[i] = row.cells[i];
    for (int f = 0; f < FIELDS; f++)
        file->column_of[f] = find(f, cells, row.count);
    file->count = row.count;
    if (file->column_of[SKU] < 0 || file->column_of[BARCODE] < 0) {
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "the header has no column %s, which a list of articles needs",
                names[file->column_of[SKU] < 0 ? SKU : BARCODE][0]);
        goto fail;
    }
    *ret_file = file;
    return true;
fail:
    pw_article_file_close(file);
    return false;
}

void pw_article_file_close(struct pw_article_file *file)
{
    if (file == NULL)
        return;
    pw_table_destroy(file->table);
    free(file);
}

static const char *cell(const struct pw_article_file *file, const struct pw_table_row *row, int field)
{
    int column = file->column_of[field];
    if (column < 0 || (size_t)column >= row->count)
        return "";
    char *text = row->cells[column];
    text += strspn(text, " ");
    size_t len = strlen(text);
    while (len > 0 && text[len - 1] == ' ')
        text[--len] = '\0';
    return text;
}

static enum pw_order_answer refuse(struct pw_refusal *refusal, const char *column, const char *reason)
{
    snprintf(refusal->column, sizeof refusal->column, "%s", column);
    snprintf(refusal->reason, sizeof refusal->reason, "%s", reason);
    return PW_ORDER_REFUSED;
}

/* "5.01E+12": the digits are lost. */
static bool is_exponent(const char *text)
{
    size_t n = strspn(text, "0123456789.,");
    return n > 0 && (text[n] == 'E' || text[n] == 'e') && text[n + 1] == '+';
}

enum pw_order_answer pw_article_file_next(struct pw_article_file *file, struct pw_article_record *ret_record,
                                          struct pw_refusal *ret_refusal, struct pw_error *err)
{
    struct pw_table_row row;
    enum pw_table_answer answer = pw_table_next(file->table, &row, err);
    if (answer == PW_TABLE_END)
        return PW_ORDER_END;
    if (answer == PW_TABLE_FAILED)
        return PW_ORDER_FAILED;
    *ret_refusal = (struct pw_refusal){ .line = row.line };
    if (answer == PW_TABLE_BAD)
        return refuse(ret_refusal, "", row.reason);
    if (row.count > file->count)
        return refuse(ret_refusal, "", "this line has more cells than the header");
    *ret_record = (struct pw_article_record){ .line = row.line,
                                              .sku = cell(file, &row, SKU),
                                              .barcode = cell(file, &row, BARCODE),
                                              .name = cell(file, &row, NAME),
                                              .units = 1 };
    const char *units = cell(file, &row, UNITS);
    if (*ret_record->sku == '\0' || strlen(ret_record->sku) > PW_SKU_MAX)
        return refuse(ret_refusal, "sku", *ret_record->sku == '\0' ? "is empty, and every line needs it" : "is too long");
    if (!row.complete && row.count < file->count)
        return refuse(ret_refusal, "barcode", "the file is cut off here");
    if (*ret_record->barcode == '\0')
        return refuse(ret_refusal, "barcode", "is empty, and every line needs it");
    if (is_exponent(ret_record->barcode))
        return refuse(ret_refusal, "barcode", "was written by a spreadsheet and the number is lost");
    if (*units != '\0') {
        size_t n = strspn(units, "0123456789");
        if (units[n] != '\0' || n > 5 || strtol(units, NULL, 10) < 1 || strtol(units, NULL, 10) > PW_QUANTITY_MAX)
            return refuse(ret_refusal, "units", "must be a whole number from 1 to 10000");
        ret_record->units = strtol(units, NULL, 10);
    }
    return PW_ORDER_RECORD;
}

/* The list of kits: which articles one consists of, and how many of each. A line for each component. */
#include "channel/csv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { KIT, COMPONENT, QUANTITY, FIELDS };

/* The names that shops give these columns; the first is ours. */
static const char *const names[FIELDS][6] = {
    [KIT] = { "kit", "kit-sku", "bundle", "bundle-sku", "parent-sku", NULL },
    [COMPONENT] = { "component", "component-sku", "child-sku", "part", NULL },
    [QUANTITY] = { "quantity", "units", "component-quantity", NULL },
};

struct pw_kit_file {
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

bool pw_kits_fit(const char *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(cells[i], "order-id") == 0)
            return false;
    return find(KIT, cells, count) >= 0 && find(COMPONENT, cells, count) >= 0;
}

bool pw_kit_file_open(struct pw_source source, enum pw_encoding encoding, enum pw_encoding otherwise,
                      struct pw_kit_file **ret_file, struct pw_error *err)
{
    struct pw_kit_file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "reading a list of kits");
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
    if (!pw_kits_fit(cells, row.count)) {
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "the header has no column %s, which a list of kits needs",
                file->column_of[KIT] < 0 ? "kit" : "component");
        goto fail;
    }
    *ret_file = file;
    return true;
fail:
    pw_kit_file_close(file);
    return false;
}

void pw_kit_file_close(struct pw_kit_file *file)
{
    if (file == NULL)
        return;
    pw_table_destroy(file->table);
    free(file);
}

static const char *cell(const struct pw_kit_file *file, const struct pw_table_row *row, int field)
{
    int column = file->column_of[field];
    if (column < 0 || (size_t)column >= row->count)
        return "";
    char *text = row->cells[column];
    text += strspn(text, " ");
    if (text[0] == '\'' && text[1] != '\0' && strchr("=+-@", text[1]) != NULL) /* as pw_csv_cell writes it for spreadsheets */
        text++;
    size_t len = strlen(text);
    while (len > 0 && text[len - 1] == ' ')
        text[--len] = '\0';
    return text;
}

static enum pw_order_answer refuse(struct pw_line_refusal *refusal, const char *column, const char *reason)
{
    snprintf(refusal->column, sizeof refusal->column, "%s", column);
    snprintf(refusal->reason, sizeof refusal->reason, "%s", reason);
    return PW_ORDER_REFUSED;
}

enum pw_order_answer pw_kit_file_next(struct pw_kit_file *file, struct pw_kit_record *ret_record,
                                      struct pw_line_refusal *ret_refusal, struct pw_error *err)
{
    struct pw_table_row row;
    enum pw_table_answer answer = pw_table_next(file->table, &row, err);
    if (answer == PW_TABLE_END)
        return PW_ORDER_END;
    if (answer == PW_TABLE_FAILED)
        return PW_ORDER_FAILED;
    *ret_refusal = (struct pw_line_refusal){ .line = row.line };
    *ret_record = (struct pw_kit_record){ .line = row.line, .kit = "", .component = "", .units = 1 };
    if (answer == PW_TABLE_BAD)
        return refuse(ret_refusal, "", row.reason);
    ret_record->kit = cell(file, &row, KIT);
    ret_record->component = cell(file, &row, COMPONENT);
    if (*ret_record->kit == '\0' || strlen(ret_record->kit) > PW_SKU_MAX) {
        const char *kit = ret_record->kit;
        ret_record->kit = "";
        return refuse(ret_refusal, "kit", *kit == '\0' ? "is empty, and every line needs the kit's SKU" : "is too long");
    }
    if (row.count > file->count)
        return refuse(ret_refusal, "", "this line has more cells than the header");
    if (!row.complete && row.count < file->count)
        return refuse(ret_refusal, "component", "the file is cut off here");
    if (*ret_record->component == '\0' || strlen(ret_record->component) > PW_COMPONENT_SKU_MAX)
        return refuse(ret_refusal, "component",
                      *ret_record->component == '\0' ? "is empty, and every line needs the component's SKU"
                                                     : "is too long: 63 bytes at most");
    if (strcmp(ret_record->component, ret_record->kit) == 0)
        return refuse(ret_refusal, "component", "is the kit itself");
    const char *units = cell(file, &row, QUANTITY);
    size_t n = strspn(units, "0123456789");
    if (units[n] != '\0' || n > 4 || (n > 0 && (strtol(units, NULL, 10) < 1 || strtol(units, NULL, 10) > PW_KIT_UNITS_MAX)))
        return refuse(ret_refusal, "quantity", "must be a whole number from 1 to 1000: how many of it are in one kit");
    if (n > 0)
        ret_record->units = strtol(units, NULL, 10);
    return PW_ORDER_RECORD;
}

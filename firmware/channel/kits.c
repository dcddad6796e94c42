/* The list of kits: which articles one consists of, and how many of each. A line for each component. */
#include "channel/csv.h"
#include "channel/list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { KIT, COMPONENT, QUANTITY, FIELDS };

/* The names that shops give these columns; the first is ours. */
static const char *const names[FIELDS][PW_LIST_NAMES] = {
    [KIT] = { "kit", "kit-sku", "bundle", "bundle-sku", "parent-sku", NULL },
    [COMPONENT] = { "component", "component-sku", "child-sku", "part", NULL },
    [QUANTITY] = { "quantity", "units", "component-quantity", NULL },
};

struct pw_kit_file {
    struct pw_list list;
};

bool pw_kits_fit(const char *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(cells[i], "order-id") == 0)
            return false;
    return pw_list_find(names[KIT], cells, count) >= 0 && pw_list_find(names[COMPONENT], cells, count) >= 0;
}

bool pw_kit_file_open(struct pw_source source, enum pw_encoding encoding, enum pw_encoding otherwise,
                      struct pw_kit_file **ret_file, struct pw_error *err)
{
    struct pw_kit_file *file = calloc(1, sizeof *file);
    const char *cells[PW_TABLE_CELLS_MAX];
    if (file == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "reading a list of kits");
    bool ok = pw_list_open(&file->list, source, encoding, otherwise, names, FIELDS, cells, err);
    if (ok && !pw_kits_fit(cells, file->list.count))
        ok = pw_fail(err, PW_ERR_BAD_INPUT, 0, "the header has no column %s, which a list of kits needs",
                     file->list.column_of[KIT] < 0 ? "kit" : "component");
    if (ok)
        *ret_file = file;
    else
        pw_kit_file_close(file);
    return ok;
}

void pw_kit_file_close(struct pw_kit_file *file)
{
    if (file == NULL)
        return;
    pw_list_close(&file->list);
    free(file);
}

enum pw_order_answer pw_kit_file_next(struct pw_kit_file *file, struct pw_kit_record *ret_record,
                                      struct pw_line_refusal *ret_refusal, struct pw_error *err)
{
    struct pw_table_row row = { .cells = NULL };
    enum pw_order_answer answer = pw_list_next(&file->list, &row, ret_refusal, err);
    *ret_record = (struct pw_kit_record){ .line = row.line, .kit = "", .component = "", .units = 1 };
    if (answer == PW_ORDER_END || answer == PW_ORDER_FAILED || row.count == 0)
        return answer;
    ret_record->kit = pw_list_cell(&file->list, &row, KIT);
    ret_record->component = pw_list_cell(&file->list, &row, COMPONENT);
    if (*ret_record->kit == '\0' || strlen(ret_record->kit) > PW_SKU_MAX) {
        const char *kit = ret_record->kit;
        ret_record->kit = "";
        return pw_list_refuse(ret_refusal, "kit", *kit == '\0' ? "is empty, and every line needs the kit's SKU" : "is too long");
    }
    if (answer == PW_ORDER_REFUSED)
        return answer;
    if (!row.complete && row.count < file->list.count)
        return pw_list_refuse(ret_refusal, "component", "the file is cut off here");
    if (*ret_record->component == '\0' || strlen(ret_record->component) > PW_COMPONENT_SKU_MAX)
        return pw_list_refuse(ret_refusal, "component",
                              *ret_record->component == '\0' ? "is empty, and every line needs the component's SKU"
                                                             : "is too long: 63 bytes at most");
    if (strcmp(ret_record->component, ret_record->kit) == 0)
        return pw_list_refuse(ret_refusal, "component", "is the kit itself");
    const char *units = pw_list_cell(&file->list, &row, QUANTITY);
    size_t n = strspn(units, "0123456789");
    if (units[n] != '\0' || n > 4 || (n > 0 && (strtol(units, NULL, 10) < 1 || strtol(units, NULL, 10) > PW_KIT_UNITS_MAX)))
        return pw_list_refuse(ret_refusal, "quantity", "must be a whole number from 1 to 1000: how many of it are in one kit");
    if (n > 0)
        ret_record->units = strtol(units, NULL, 10);
    return PW_ORDER_RECORD;
}

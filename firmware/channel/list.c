#include "channel/list.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

int pw_list_find(const char *const names[PW_LIST_NAMES], const char *const *cells, size_t count)
{
    for (const char *const *name = names; *name != NULL; name++)
        for (size_t i = 0; i < count; i++)
            if (strcasecmp(cells[i] + strspn(cells[i], " "), *name) == 0)
                return (int)i;
    return -1;
}

bool pw_list_open(struct pw_list *list, struct pw_source source, enum pw_encoding encoding, enum pw_encoding otherwise,
                  const char *const (*names)[PW_LIST_NAMES], int fields, const char **ret_cells, struct pw_error *err)
{
    struct pw_table_options options = { .quotes = true, .encoding = encoding, .otherwise = otherwise };
    struct pw_table_row row;
    *list = (struct pw_list){ .table = NULL };
    if (!pw_table_create(source, &options, &list->table, err))
        return false;
    switch (pw_table_next(list->table, &row, err)) {
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
    list->count = row.count;
    for (size_t i = 0; i < row.count; i++)
        ret_cells[i] = row.cells[i];
    for (int f = 0; f < fields; f++)
        list->column_of[f] = pw_list_find(names[f], ret_cells, row.count);
    return true;
fail:
    pw_list_close(list);
    return false;
}

void pw_list_close(struct pw_list *list)
{
    pw_table_destroy(list->table);
    list->table = NULL;
}

enum pw_order_answer pw_list_next(struct pw_list *list, struct pw_table_row *ret_row, struct pw_line_refusal *ret_refusal,
                                  struct pw_error *err)
{
    switch (pw_table_next(list->table, ret_row, err)) {
    case PW_TABLE_END:
        return PW_ORDER_END;
    case PW_TABLE_FAILED:
        return PW_ORDER_FAILED;
    case PW_TABLE_BAD:
        *ret_refusal = (struct pw_line_refusal){ .line = ret_row->line };
        return pw_list_refuse(ret_refusal, "", ret_row->reason);
    case PW_TABLE_ROW:
        break;
    }
    *ret_refusal = (struct pw_line_refusal){ .line = ret_row->line };
    if (ret_row->count > list->count)
        return pw_list_refuse(ret_refusal, "", "this line has more cells than the header");
    return PW_ORDER_RECORD;
}

const char *pw_list_cell(const struct pw_list *list, const struct pw_table_row *row, int field)
{
    int column = list->column_of[field];
    if (column < 0 || (size_t)column >= row->count)
        return "";
    char *text = row->cells[column];
    text += strspn(text, " ");
    if (text[0] == '\'' && text[1] != '\0' && strchr("=+-@", text[1]) != NULL)
        text++;
    size_t len = strlen(text);
    while (len > 0 && text[len - 1] == ' ')
        text[--len] = '\0';
    return text;
}

enum pw_order_answer pw_list_refuse(struct pw_line_refusal *refusal, const char *column, const char *reason)
{
    snprintf(refusal->column, sizeof refusal->column, "%s", column);
    snprintf(refusal->reason, sizeof refusal->reason, "%s", reason);
    return PW_ORDER_REFUSED;
}

/* A list that a seller keeps in a spreadsheet: a table whose columns are known by their names, in any order. */
#ifndef PACKWRIGHT_CHANNEL_LIST_H
#define PACKWRIGHT_CHANNEL_LIST_H

#include "channel/order_file.h"

enum { PW_LIST_FIELDS = 32, PW_LIST_NAMES = 6 };

struct pw_list {
    struct pw_table *table;
    int column_of[PW_LIST_FIELDS]; /* -1: there is no such column */
    size_t count;                  /* columns */
};

/** The column of a header that has one of these names, the first of which is ours; -1: none has. NULL ends the names. */
int pw_list_find(const char *const names[PW_LIST_NAMES], const char *const *cells, size_t count);

/**
 * Open a list and read its header.
 *
 * ret_cells: the header, of list->count cells; borrowed until the first row is read. PW_TABLE_CELLS_MAX long.
 * Errors:    PW_ERR_BAD_INPUT for what is no table; the source's. Nothing is open then.
 */
PW_MUST_CHECK bool pw_list_open(struct pw_list *list, struct pw_source source, enum pw_encoding encoding,
                                enum pw_encoding otherwise, const char *const (*names)[PW_LIST_NAMES], int fields,
                                const char **ret_cells, struct pw_error *err);
void pw_list_close(struct pw_list *list); /* accepts one that isn't open */

/** The next row; REFUSED for one that can't be read, and for one with more cells than the header. */
enum pw_order_answer pw_list_next(struct pw_list *list, struct pw_table_row *ret_row, struct pw_line_refusal *ret_refusal,
                                  struct pw_error *err);
/** A cell without blanks at its ends, and without the quote that pw_csv_cell sets for spreadsheets; "" where there is none. */
const char *pw_list_cell(const struct pw_list *list, const struct pw_table_row *row, int field);
/** PW_ORDER_REFUSED, with why. */
enum pw_order_answer pw_list_refuse(struct pw_line_refusal *refusal, const char *column, const char *reason);

#endif

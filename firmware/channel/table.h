/*
 * Rows of a text file as cells of UTF-8: tab-separated without quoting (Amazon's reports) or separated with quotes (RFC 4180).
 * Reads in one pass with a fixed ceiling of memory, whatever the file's size. Bad rows are told and skipped; the rest goes on.
 */
#ifndef PACKWRIGHT_CHANNEL_TABLE_H
#define PACKWRIGHT_CHANNEL_TABLE_H

#include "channel/encoding.h"

#include <stdint.h>
#include <sys/types.h>

#define PW_TABLE_ROW_MAX (1 << 20) /* bytes of one row */
#define PW_TABLE_CELL_MAX 16384    /* bytes of one cell */
#define PW_TABLE_CELLS_MAX 512     /* cells of one row */

/* Where the bytes come from: as read(2). */
struct pw_source {
    ssize_t (*read)(void *user, void *into, size_t len);
    void *user;
};
ssize_t pw_source_read_fd(void *fd, void *into, size_t len); /* user points to an int */

struct pw_table_options {
    char delimiter;             /* 0: the likeliest of tab, comma and semicolon by the first row */
    bool quotes;                /* RFC 4180; false: a quote is a letter like any other */
    enum pw_encoding encoding;  /* what the file is in, when that is known; AUTO: UTF-8 until a row isn't, then otherwise */
    enum pw_encoding otherwise; /* for AUTO */
};

/* A row, or what is wrong with one. Borrowed until the next call. */
struct pw_table_row {
    int64_t line;       /* where it begins, from 1 */
    char *const *cells; /* may be written to */
    size_t count;
    bool complete;   /* it ends with a line break */
    size_t replaced; /* bytes that mean nothing in the file's encoding; U+FFFD stands for each */
    /* of a bad row: */
    size_t cell;       /* the cell at fault, from 0 */
    char reason[256];  /* a sentence without the full stop */
    const char *first; /* the first cell as far as it can be read, "" if it can't */
};

enum pw_table_answer { PW_TABLE_ROW, PW_TABLE_BAD, PW_TABLE_END, PW_TABLE_FAILED };

struct pw_table;

PW_MUST_CHECK bool pw_table_create(struct pw_source source, const struct pw_table_options *options, struct pw_table **ret_table,
                                   struct pw_error *err);
void pw_table_destroy(struct pw_table *table); /* accepts NULL */
/** The next row; empty rows are passed over. FAILED (see err): reading itself failed. */
enum pw_table_answer pw_table_next(struct pw_table *table, struct pw_table_row *ret_row, struct pw_error *err);
/** What the file turned out to be in; AUTO while everything was ASCII. */
enum pw_encoding pw_table_encoding(const struct pw_table *table);
char pw_table_delimiter(const struct pw_table *table);
/** Bytes of memory that the table holds now. */
size_t pw_table_memory(const struct pw_table *table);

/**
 * What the first bytes of a file say that it is, when it is no table: "an Excel workbook (.xlsx)", "a PDF", ... NULL: it may be
 * one. The advice tells what to do instead.
 */
const char *pw_file_no_table(struct pw_bytes head, const char **ret_advice);

#endif

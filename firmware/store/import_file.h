/*
 * One file of orders, articles or kits into the store: what kind it is by its header, which channel it belongs to, what was done.
 * For the command line, the demo and the tests. Reads the file; blocks; not for a thread that must answer at once.
 */
#ifndef PACKWRIGHT_STORE_IMPORT_FILE_H
#define PACKWRIGHT_STORE_IMPORT_FILE_H

#include "config.h"
#include "store/order_import.h"

struct pw_file_import {
    struct pw_db *db;
    const struct pw_config *config;
    const char *channel; /* by name; NULL: the one that the file fits */
    const char *bench;   /* for the journal */
    int64_t now_us;
    int64_t pause_us; /* see pw_import_setup */
    /** Each refusal as it is found. line 0: the whole file. */
    void (*on_refusal)(void *user, const char *file, const struct pw_line_refusal *refusal);
    void *user;
};

struct pw_file_result {
    const char *kind; /* as in the table of imports: unshipped-orders, order-report, csv, articles, kits; "" when refused whole */
    const char *name; /* for people */
    char channel[64]; /* "" for articles and kits */
    bool articles;    /* counts.fresh, changed, unchanged are barcodes */
    bool kits;        /* they are kits */
    struct pw_import_counts counts;
    int64_t replaced;     /* bytes that mean nothing in the file's encoding */
    const char *encoding; /* of what wasn't ASCII; "" when all was */
};

/**
 * Import a file. A file that can't be taken at all is a refusal with line 0 and returns true.
 *
 * Errors:    the store's; PW_ERR_CONFIG when channel isn't configured.
 */
PW_MUST_CHECK bool pw_import_file(const struct pw_file_import *import, const char *path, struct pw_file_result *ret_result,
                                  struct pw_error *err);
/** The same with the content in memory; name stands for the file. */
PW_MUST_CHECK bool pw_import_bytes(const struct pw_file_import *import, const char *name, struct pw_bytes content,
                                   struct pw_file_result *ret_result, struct pw_error *err);

/** The same, with lines whose form and channel (import->channel) are known: nothing is looked up in the configuration. */
PW_MUST_CHECK bool pw_import_lines(const struct pw_file_import *import, const char *name, const struct pw_order_format *format,
                                   struct pw_bytes content, struct pw_file_result *ret_result, struct pw_error *err);

/* The channel that Amazon's files belong to when the configuration names none. */
#define PW_STANDARD_CHANNEL "files"

#endif

/*
 * Records of a file of orders into the store: new orders in, changed ones updated, the same file twice changes nothing.
 *
 * An order's lines usually stand together in a file and are written together; lines that stand apart are joined to what is there.
 * Every transaction is short, so a station at work on the same store waits for milliseconds at most.
 */
#ifndef PACKWRIGHT_STORE_ORDER_IMPORT_H
#define PACKWRIGHT_STORE_ORDER_IMPORT_H

#include "channel/csv.h"
#include "channel/order_file.h"
#include "store/db.h"

struct pw_import_counts {
    int64_t fresh, changed, unchanged; /* orders */
    int64_t read, refused;             /* lines; read counts the refused ones too */
    int64_t duplicate;                 /* identical lines that stood twice */
    int64_t missing;                   /* orders still to ship that a whole report no longer lists */
};

struct pw_import_setup {
    const char *channel, *kind, *file, *bench;
    const char *file_name; /* without folders, for notices */
    bool whole;            /* see pw_order_format */
    bool has[PW_OF_COUNT]; /* the fields that the file has columns for */
    int64_t now_us;
    int64_t pause_us; /* between transactions, so that others get their turn; 0: none */
    /** A line that can't be taken for what is in the store or in the file's other lines. */
    void (*on_refusal)(void *user, const struct pw_line_refusal *refusal);
    void *user;
};

struct pw_order_import;

/** Ownership: setup's texts must outlive the import. */
PW_MUST_CHECK bool pw_order_import_begin(struct pw_db *db, const struct pw_import_setup *setup,
                                         struct pw_order_import **ret_import, struct pw_error *err);
PW_MUST_CHECK bool pw_order_import_add(struct pw_order_import *import, const struct pw_order_record *record,
                                       struct pw_error *err);
/** A line that the reader refused: its order is then known to be incomplete, and is never taken for changed because of it. */
PW_MUST_CHECK bool pw_order_import_refused(struct pw_order_import *import, const struct pw_line_refusal *refusal,
                                           struct pw_error *err);
/** The last lines, what vanished, the journal. The import is gone afterwards, also on failure. */
PW_MUST_CHECK bool pw_order_import_end(struct pw_order_import *import, struct pw_import_counts *ret_counts, struct pw_error *err);
/** Give up: what was committed stays. Accepts NULL. */
void pw_order_import_abort(struct pw_order_import *import);

/** Why a line can't be taken: a column and a reason, which are borrowed; ret_reason is NULL where it can. Thread: the
 * connection's. */
PW_MUST_CHECK bool pw_article_misfit(struct pw_db *db, const struct pw_article_record *record, const char **ret_column,
                                     const char **ret_reason, struct pw_error *err);

/** One line of a list of articles. *ret_new: its barcode wasn't known. Errors: PW_ERR_BAD_INPUT for a barcode that no article
 * has. */
PW_MUST_CHECK bool pw_article_put(struct pw_db *db, const struct pw_article_record *record, bool *ret_new, bool *ret_changed,
                                  struct pw_error *err);

/** The words of a name as the search knows them: case folded, composed, without marks between. Each goes to fn. */
void pw_name_words(const char *name, void (*fn)(void *user, const char *word), void *user);

#endif

/* Inside the import of orders: what order_import.c and order_merge.c share. Nobody else includes this. */
#ifndef PACKWRIGHT_STORE_ORDER_MERGE_H
#define PACKWRIGHT_STORE_ORDER_MERGE_H

#include "store/order_import.h"

#define PW_GROUP_MAX 512                 /* lines of one order that are looked at together */
#define PW_FAR INT64_C(9000000000000000) /* ship-by when nobody said: as in the schema */
#define PW_FINGERPRINT_SIZE 33           /* 32 hexadecimal digits */
#define PW_CANCEL_KEY "cancel-requested" /* in orders.extra */

#define PW_FLAW_REFUSED "It may be incomplete: a line of it was refused."
#define PW_FLAW_SCATTERED "Its lines name different addresses; the first one is on the label."

/* A copy of a record. Texts are offsets into the import's arena; 0 is "". */
struct pw_group_line {
    int64_t line;
    uint32_t text[PW_OF_COUNT];
    uint32_t order_extra, line_extra;
    int64_t purchase_us, payments_us, ship_by_us;
    int64_t ordered, shipped, quantity;
    bool cancelled, cancel_requested, pending;
    uint64_t hash[2];
};

/* The lines of one order that stand together in the file. */
struct pw_group {
    struct pw_group_line lines[PW_GROUP_MAX];
    size_t count;
    uint64_t hash[2]; /* the sum of the lines' */
    bool flawed;      /* a line was refused while sifting */
    bool scattered;   /* the lines name different addresses */
};

struct pw_order_import {
    struct pw_db *db;
    struct pw_import_setup setup;
    int64_t id; /* of the row in import */
    struct pw_import_counts counts;
    struct pw_group group;
    struct pw_buf arena, scratch, stored;
    bool expect_new; /* the last order was new: try to insert before looking */
    bool flaws;      /* import_open holds refused lines */
    bool blind;      /* a line was refused whose order can't be told: nothing may be taken for vanished */
    bool in_transaction;
    int64_t transactions, groups, total, began_us;
    int64_t words_order; /* for put_word */
    struct pw_error *words_err;
    bool words_ok;
};

static inline const char *pw_group_at(const struct pw_order_import *im, uint32_t offset)
{
    return offset == 0 ? "" : (const char *)im->arena.data + offset;
}
static inline const char *pw_group_text(const struct pw_order_import *im, const struct pw_group_line *line,
                                        enum pw_order_field field)
{
    return pw_group_at(im, line->text[field]);
}

/* order_import.c */
void pw_import_refuse(struct pw_order_import *im, const struct pw_group_line *line, const char *column, const char *fmt, ...)
    PW_PRINTF(4, 5);
PW_MUST_CHECK bool pw_import_flaw(struct pw_order_import *im, const char *order_id, const char *detail, struct pw_error *err);
PW_MUST_CHECK bool pw_import_put_words(struct pw_order_import *im, int64_t order, const char *buyer, const char *recipient,
                                       struct pw_error *err);
/** open_us 0: not to be found by item. *ret_id 0: the item belongs to another order, and was refused. */
PW_MUST_CHECK bool pw_import_insert_line(struct pw_order_import *im, int64_t order, const struct pw_group_line *line,
                                         int64_t position, int64_t open_us, int64_t *ret_id, struct pw_error *err);
/** Before each order: makes sure that a transaction runs. After each order: ends it when it has lasted. */
PW_MUST_CHECK bool pw_import_step(struct pw_order_import *im, struct pw_error *err);
PW_MUST_CHECK bool pw_import_stepped(struct pw_order_import *im, struct pw_error *err);
void pw_fingerprint_text(const uint64_t hash[2], char out[PW_FINGERPRINT_SIZE]);
void pw_cancel_reason(char *out, size_t size, const char *reason);
int64_t pw_group_ship_by(const struct pw_group *g);
bool pw_group_cancelled(const struct pw_group *g);
/** Not paid yet. */
bool pw_group_pending(const struct pw_group *g);
const struct pw_group_line *pw_group_cancel_request(const struct pw_group *g);

/* order_merge.c */
/** The group into an order that is there. *ret_known false: there is none. */
PW_MUST_CHECK bool pw_import_merge(struct pw_order_import *im, bool *ret_known, struct pw_error *err);
/** At the end: what import_open still holds. */
PW_MUST_CHECK bool pw_import_settle(struct pw_order_import *im, struct pw_error *err);
/** False if both say where the order goes, and differently. */
bool pw_same_place(const struct pw_order_import *im, const struct pw_group_line *a, const struct pw_group_line *b);

#endif

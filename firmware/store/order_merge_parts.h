/* The parts of a merge (order_merge.c): what is there, its lines, what they come to. Thread: the connection's, inside its
 * transaction. Errors: the store's, PW_ERR_MEMORY. */
#ifndef PACKWRIGHT_STORE_ORDER_MERGE_PARTS_H
#define PACKWRIGHT_STORE_ORDER_MERGE_PARTS_H

#include "store/order_merge.h"

#include <string.h>

enum { PW_MERGE_AT_LABEL = 1, PW_MERGE_AT_NAME = 2, PW_MERGE_TEXTS = 16 };

/* The order's texts that come from one column each, as the SELECT of order_stored.c and the UPDATE of order_merge.c have them. */
extern const struct pw_merge_text {
    enum pw_order_field field;
    const char *what; /* in the history */
    unsigned at;      /* AT_LABEL: stands on the label; AT_NAME: is searched by its words */
} pw_merge_texts[PW_MERGE_TEXTS];

struct pw_stored_line {
    int64_t id, quantity, ordered, shipped, position;
    int64_t before,
        ours; /* of shipped: before our first parcel; and what left in parcels of ours, whether the channel knows or not */
    const char *item_id, *sku, *asin, *fnsku, *name, *gift_message, *gift_wrap, *extra;
    bool met; /* the group has it */
};

struct pw_stored_order {
    int64_t wiped_us, id, last_import, imported_us, changed_us, purchase_us, payments_us, ship_by_us;
    const char *status, *notice, *fingerprint, *held_from, *hold_reason, *extra, *text[PW_MERGE_TEXTS];
};

/* What the merge comes to. */
struct pw_merge {
    struct pw_order_import *im;
    struct pw_stored_order order;
    struct pw_stored_line *lines;
    size_t count;
    bool again;      /* the file had lines of this order before */
    bool changed;    /* anything */
    bool relabel;    /* what stands on the label */
    bool renamed;    /* a name that is searched */
    char notes[400]; /* what a packer must know */
    char what[200];  /* what changed, for the history; no buyer's data */
};

static inline bool pw_merge_is(const char *status, const char *word)
{
    return strcmp(status, word) == 0;
}
/* Somebody packs it, or has. */
bool pw_merge_under_way(const struct pw_stored_order *o);
/* What a packer must know; the same once. */
void pw_merge_note(struct pw_merge *m, const char *fmt, ...) PW_PRINTF(2, 3);
/* For the history. */
void pw_merge_changed(struct pw_merge *m, const char *what);
/* The value after the import: the file's if it has the column, else what is known. */
const char *pw_merge_either(const struct pw_merge *m, enum pw_order_field field, const char *file, const char *known);
/* Two JSON objects as one; the second's keys win. *ret_text NULL: nothing changes. free() it. */
PW_MUST_CHECK bool pw_merge_extra(const char *known, const char *more, const char *set_key, const char *set_value,
                                  char **ret_text, struct pw_error *err);
void pw_merge_notice(const struct pw_merge *m, char *out, size_t size);
/* new, changed or unchanged: each order is one of them once, however often the file comes back to it. */
void pw_merge_count(struct pw_merge *m);
PW_MUST_CHECK bool pw_merge_journal(struct pw_merge *m, struct pw_error *err);

/* order_stored.c: m->order's texts live in m->im->stored, the lines until pw_merge_free_lines. */
PW_MUST_CHECK bool pw_merge_load_order(struct pw_merge *m, const char *order_id, bool *ret_known, struct pw_error *err);
PW_MUST_CHECK bool pw_merge_load_lines(struct pw_merge *m, struct pw_error *err);
char *pw_merge_copy(const char *text, bool *failed);
void pw_merge_free_lines(struct pw_merge *m);

/* order_lines.c. hash: the sum of the lines that count. */
PW_MUST_CHECK bool pw_merge_take_lines(struct pw_merge *m, uint64_t hash[2], struct pw_error *err);
/* Stored lines that the file hasn't shown so far. */
PW_MUST_CHECK bool pw_merge_wait_for_others(struct pw_merge *m, const char *order_id, struct pw_error *err);

#endif

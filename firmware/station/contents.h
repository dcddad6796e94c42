/* What a document shows, from the store: the order, one of its parcels, what is in that and what is in the others. */
#ifndef PACKWRIGHT_CONTENTS_H
#define PACKWRIGHT_CONTENTS_H

#include "document/address.h"
#include "document/slip.h"
#include "store/db.h"

enum { PW_CONTENTS_LINES = 512, PW_CONTENTS_OTHERS = 512, PW_CONTENTS_UNITS = 512 };

/* Texts are UTF-8, never NULL, and live as long as the contents. */
struct pw_contents_line {
    int64_t id;
    const char *sku, *name, *asin;
    int64_t quantity;                     /* in this box */
    const char *hs_code, *origin, *goods; /* of the article, for customs; goods: what customs is told instead of the name */
    const char *currency;
    const char *instead; /* "MUG (instead: 1 x CUP)": what of these is a substitute; "": nothing is */
    int64_t weight_g;    /* of all of them; -1: not known */
    int64_t value_milli; /* of all of them in thousandths of currency; -1: not known */
};

struct pw_contents_other {
    int64_t parcel; /* its place among the boxes; 0: in none yet, it follows */
    const char *name;
    int64_t quantity;
};

struct pw_contents {
    struct pw_arena *arena;
    const char *order_id, *service, *sales_channel, *gift_message, *phone;
    struct pw_address recipient;
    const char *code, *parcel_carrier, *parcel_service, *tracking; /* of the parcel; "" before there is one */
    int64_t parcel, parcels; /* n of m; 0 before there is one; m below zero: more follow, and nobody knows how many */
    int64_t ship_by_us, purchase_us;
    struct pw_contents_line *lines;
    size_t line_count;
    struct pw_slip_unit *units; /* of which something was captured, by line */
    size_t unit_count;
    struct pw_contents_other *others; /* what follows, and what is in the order's other boxes, by box */
    size_t other_count;
    int64_t weight_g; /* of everything in the box; -1: of some article it isn't known */
};

/**
 * Load an order and a parcel of it: number counts within the order, else id, else the newest; 0 is neither.
 *
 * In a closed box, or one that is closing, is what was scanned into it; in an open one, or where there is none yet, everything
 * that is in no other.
 *
 * Ownership: *ret is the caller's, also on failure (pw_contents_finish).
 * Thread:    the connection's.
 * Errors:    PW_ERR_NOT_FOUND; PW_ERR_TOO_BIG for more lines than PW_CONTENTS_LINES; PW_ERR_MEMORY; the store's.
 */
PW_MUST_CHECK bool pw_contents_load(struct pw_db *db, int64_t order, int64_t id, int64_t number, bool closing,
                                    struct pw_contents *ret, struct pw_error *err);
/** Load what was captured of its units, the first PW_CONTENTS_UNITS. Errors: the store's. */
PW_MUST_CHECK bool pw_contents_units(struct pw_db *db, int64_t parcel, struct pw_contents *contents, struct pw_error *err);
void pw_contents_finish(struct pw_contents *contents);

/** "0.850 kg"; "" for -1. */
void pw_weight_text(int64_t weight_g, char *out, size_t size);

#endif

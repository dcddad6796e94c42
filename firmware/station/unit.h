/*
 * What is captured of a unit that goes into a box: its serial number, lot, expiry date and Transparency code. From scans to
 * values, and how long it keeps. Pure.
 */
#ifndef PACKWRIGHT_UNIT_H
#define PACKWRIGHT_UNIT_H

#include "barcode/meaning.h"

/* Of an article: what must be captured. */
enum { PW_CAPTURE_SERIAL = 1, PW_CAPTURE_LOT = 2, PW_CAPTURE_EXPIRY = 4, PW_CAPTURE_CODE = 8 };

enum { PW_UNIT_TEXT = 61 }; /* bytes of a serial number or a lot, and the NUL */

struct pw_unit {
    int64_t line; /* of the order; 0: no unit is asked about */
    int64_t units;
    char component[64]; /* of the line's kit, that the unit is; "": the article itself */
    char serial[PW_UNIT_TEXT], lot[PW_UNIT_TEXT];
    char expiry[11]; /* "2026-12-31" */
    char code[PW_MEANING_TEXT];
    int64_t how;  /* 1 and enum pw_how: it counts without a scan of its article; 0: it was scanned */
    char why[64]; /* the reason for that */
};

/* What the store knows about a unit of this line with the values that came. */
struct pw_unit_fact {
    int64_t wants;                    /* PW_CAPTURE_..., of its article */
    int64_t min_days;                 /* that it must keep from today */
    int64_t weight_mg;                /* of one; 0: not known */
    int64_t serial_order, code_order; /* where a unit with that serial number or code is; 0: nowhere */
    char serial_order_id[64], code_order_id[64];
    bool lot_blocked;
    char lot_reason[128];
};

/* Of a parcel that is scanned, what has come up about its units since they were packed. */
struct pw_contents_fact {
    char lot[PW_UNIT_TEXT], sku[64], reason[128]; /* a lot that is blocked by now; "": none */
    int64_t codeless;                             /* units of which a Transparency code is captured, and isn't */
};

/** PW_CAPTURE_... of what is known of the unit. Thread: any. */
int pw_unit_has(const struct pw_unit *unit);

/**
 * Take what an article's scan says of the unit, whether it is wanted or not.
 *
 * wants:     PW_CAPTURE_..., of the article.
 * today:     "2026-11-23": decides the century of an expiry date.
 * Thread:    any.
 */
void pw_unit_read(const struct pw_meaning *meaning, int64_t wants, const char *today, struct pw_unit *unit);

/**
 * Take the answer to a question: of an element string what is wanted and not known yet, else the text itself as what was asked
 * for.
 *
 * asked:     one of PW_CAPTURE_...
 * Gives:     PW_CAPTURE_... of what was taken; 0: the text is none of it.
 * Thread:    any.
 */
int pw_unit_answer(const struct pw_meaning *meaning, int64_t wants, int asked, const char *today, struct pw_unit *unit);

/**
 * Days from one date to another, both "2026-11-23".
 *
 * Thread:    any.
 */
int64_t pw_days_between(const char *from, const char *to);

/**
 * An expiry date as text: 2026-12-31, 20261231, or 261231 as GS1 has it (day 00 is the month's last).
 *
 * Errors:    false for anything else: 31.12.26 and 12/31/26 don't say which is the month.
 * Thread:    any.
 */
bool pw_expiry_parse(const char *text, const char *today, char ret_iso[11]);

#endif

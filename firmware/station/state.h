/* Where one packer stands. Kept in the store's table "lane"; a power cut loses nothing of it. */
#ifndef PACKWRIGHT_STATE_H
#define PACKWRIGHT_STATE_H

#include "station/decision_words.h"
#include "station/unit.h"

#include <stdint.h>

enum pw_phase {
    PW_PHASE_IDLE,      /* no order open; subject may name the parcel that was packed last */
    PW_PHASE_PACKING,   /* order and parcel are open */
    PW_PHASE_RETURNING, /* a return of order is open; parcel is 0 */
};

/* What the next scan is expected to answer. */
enum pw_pending {
    PW_PENDING_NONE,
    PW_PENDING_REPRINT_SLIP,  /* a reason */
    PW_PENDING_REPRINT_LABEL, /* a reason */
    PW_PENDING_HOLD,          /* a reason */
    PW_PENDING_RELEASE,       /* the order's number */
    PW_PENDING_TRACKING,      /* a tracking number, whatever it looks like */
    PW_PENDING_TAKE_OVER,     /* the order's number */
    PW_PENDING_SHELF,         /* why the subject's order lies on the shelf; nobody has to answer */
    PW_PENDING_PUSH,          /* the order's number */
    PW_PENDING_PUSH_BACK,     /* the order's number */
    PW_PENDING_RETURN,        /* what came back: order, tracking number or parcel */
    PW_PENDING_WEIGH,         /* no scan: the box on the scale */
    PW_PENDING_WEIGHT,        /* a reason for the box's weight */
    PW_PENDING_SHORT,         /* a reason for what does not go along */
    PW_PENDING_REOPEN,        /* the label of a box, or a reason for opening the subject again */
    PW_PENDING_BOX,           /* the barcode of the box, which is full */
    PW_PENDING_VOID_BOX,      /* the label of a box, or a reason for taking the subject, or the open box, apart */
    PW_PENDING_SERIAL,        /* the serial number of unit */
    PW_PENDING_LOT,           /* its lot */
    PW_PENDING_EXPIRY,        /* its expiry date */
    PW_PENDING_TRANSPARENCY,  /* its Transparency code */
};

struct pw_state {
    enum pw_phase phase;
    enum pw_pending pending;
    enum pw_refusal standing; /* a refusal that has not been answered by a right scan yet */
    int64_t order, parcel;    /* store ids, 0 when idle */
    int64_t subject;          /* the parcel packed or looked at last, 0 for none */
    char box[40];             /* the box that was scanned for the next parcel, "" for none */
    char cage[16];            /* where the parcels go that are scanned out, "" for no matter where */
    struct pw_unit unit;      /* what is known of the unit that SERIAL ... TRANSPARENCY ask about; it counts when all is */
};

/* The words, and back. NULL for a value that has none. Thread: any. */
const char *pw_phase_name(enum pw_phase phase);
const char *pw_pending_name(enum pw_pending pending);
enum pw_phase pw_phase_parse(const char *name);
enum pw_pending pw_pending_parse(const char *name);

#endif

/* Where one packer stands. Kept in the store's table "lane"; a power cut loses nothing of it. */
#ifndef PACKWRIGHT_STATE_H
#define PACKWRIGHT_STATE_H

#include "barcode/command.h"
#include "station/decision_words.h"
#include "station/notes.h"
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
    PW_PENDING_NO_BARCODE,    /* a reason for counting a unit of line pick; the command again: another line */
    PW_PENDING_SUBSTITUTE,    /* the barcode of what goes along instead of a unit of line pick; the command again: another line */
    PW_PENDING_SUBSTITUTE_WHY, /* a reason for that */
    PW_PENDING_TEACH,          /* a barcode that nobody knows */
    PW_PENDING_TEACH_ITEM,     /* the article that it is on; the command again: line pick's */
    PW_PENDING_READ,           /* ACKNOWLEDGE: the notes on the screen were read; unit, if any, counts then */
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
    /* decide_people.c and decide_override.c */
    int64_t person;             /* who is signed in, 0 for nobody */
    int64_t person_us;          /* when they scanned last; 0: the lane never locks by itself */
    int64_t pin_wrong;          /* wrong PINs, one after the other */
    int64_t pin_us;             /* until when no PIN is read; 0: at once */
    enum pw_command asked;      /* what was refused last for want of a right: a badge that has it allows it */
    int64_t asked_us;           /* when */
    int64_t approver;           /* who allowed what is pending, 0: nobody had to */
    int64_t allowed;            /* whose badge allowed something last, 0: nobody's; its trigger may be pulled twice */
    int64_t allowed_us;         /* when */
    int64_t pick;               /* the line that what is pending is about */
    char shown[PW_NOTES_SHOWN]; /* READ: the digests of the notes that the screen shows */
    char note[128];             /* TEACH_ITEM: the barcode's key; SUBSTITUTE_WHY: the SKU */
};

/* The words, and back. NULL for a value that has none. Thread: any. */
const char *pw_phase_name(enum pw_phase phase);
const char *pw_pending_name(enum pw_pending pending);
enum pw_phase pw_phase_parse(const char *name);
enum pw_pending pw_pending_parse(const char *name);

#endif

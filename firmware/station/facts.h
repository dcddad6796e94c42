/*
 * What resolve looked up for one event: rows of the store, nothing computed from the clock. Ids are the store's; 0 means "none".
 * The journal keeps them: each member has its line in fields.c.
 */
#ifndef PACKWRIGHT_FACTS_H
#define PACKWRIGHT_FACTS_H

#include "station/decision_words.h"
#include "station/kit.h"
#include "station/notes.h"
#include "station/people.h"
#include "station/rules.h"
#include "station/unit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PW_FACT_LINES = 8 };

struct pw_box_fact {
    int64_t id;     /* 0: none is open */
    int64_t number; /* among the order's boxes that are not void */
    int64_t units;
};

struct pw_order_fact {
    int64_t id;
    char order_id[64];
    char channel[40];
    enum pw_order_status status;
    char hold_reason[128];
    char notice[200];
    bool unlisted;            /* of the order scanned, or that an item opens: the latest report of its channel hasn't got it */
    char bench[32], lane[16]; /* who has it open */
    int64_t address_version;
    int64_t units, verified;  /* of all lines; in boxes that are not void */
    int64_t missing, surplus; /* summed over the lines: units to come, and units in a box that the order no longer wants */
    char too_many[64];        /* the SKU of the first line, or component, with such units */
    int64_t loose;            /* units in its open box that are of a kit which isn't whole: see kit.h */
    bool gift;
    char shelf[16], shelf_reason[64]; /* where it lies aside, and why; "": nowhere */
    bool pushed;                      /* it comes before all others */
    struct pw_box_fact box;           /* the box of it that is open */
    int64_t boxes;                    /* that are not void */
    int customs; /* the form that its box needs when it is full: PW_DOC_CN22 or PW_DOC_CN23; 0: none, or no printer prints it */
};

/* PW_PHASE_RETURNING: what came back with this scan. What left and came back is counted over all parcels and returns. */
struct pw_back_fact {
    char article[64]; /* what had left instead of the line's own: a substitute, or a component of its kit; "": the line's own */
    bool component;
    int64_t left, back; /* of it */
    int64_t makes;      /* units of the line that are back whole with it */
    char next[64];      /* the component that its kit lacks then, and how many of it; "": none */
    int64_t next_units;
    char instead[64]; /* of the line's own: what left instead of some; "": nothing did */
};

struct pw_line_fact {
    int64_t id;
    int64_t quantity, verified;
    int64_t units;    /* that this scan stands for: 1, or N of a case; of a kit's component, of that */
    int64_t sequence; /* its article's place in the box: the lower first; 0: after those that have one */
    char sku[64], name[160];
    struct pw_kit_fact kit;
    struct pw_note_fact notes[PW_LINE_NOTES]; /* of what goes into the box for it */
    size_t note_count;
    struct pw_unit_fact unit;
    struct pw_back_fact back;
};

/* How far its postage is that is bought here. */
enum pw_parcel_postage { PW_POSTAGE_NONE, PW_POSTAGE_PENDING, PW_POSTAGE_UNLABELLED, PW_POSTAGE_LABELLED, PW_PARCEL_POSTAGES };

struct pw_parcel_fact {
    int64_t id, order;
    int64_t number;
    int64_t place; /* among the order's boxes that are not void, from 1 */
    int64_t units; /* in it */
    enum pw_parcel_status status;
    char barcode[40];
    bool superseded;              /* the code scanned is not the one that counts any more */
    bool reopened;                /* it is open, and was packed before */
    bool explained;               /* its weight, as it is now */
    char box[40];                 /* the kind of box, as the configuration names it; "": not scanned */
    int64_t tare_g;               /* of that; -1: not known */
    int64_t weight_mg, packed_us; /* 0: it was not weighed; it was not closed */
    char carrier[50], tracking[52];
    int64_t postage;                                                    /* enum pw_parcel_postage */
    int64_t bound_us;                                                   /* when its tracking number was bound; 0: never */
    int64_t label_version;                                              /* of the address on the label; 0: no label yet */
    bool slip_printed, label_printed, content_printed, customs_printed; /* there is a job of it already */
};

struct pw_job_fact {
    int64_t id, order, parcel;
    enum pw_doc_kind document;
    enum pw_job_status status;
    char printer[40];
    int64_t address_version; /* of the address as it was when the document was asked for */
    bool of_void_box;        /* nobody wants it any more */
};

/* A printer with a spare, of those that a command may be about. */
struct pw_spare_fact {
    bool found;
    size_t printer; /* its index */
    char name[40], spare[40];
    char words[120]; /* why the one that is to print can't */
    bool ready;      /* the one that is to print */
    int64_t waiting; /* documents that move at once */
};

/* What the commands about spares are about. */
struct pw_spares_fact {
    struct pw_spare_fact divert; /* whose documents go to its spare */
    bool unclear;                /* several may be meant */
    bool down;                   /* that one can't print */
    struct pw_spare_fact back;   /* whose documents come back */
};

/* The open return of an order. */
struct pw_return_fact {
    int64_t id;
    char bench[32], lane[16]; /* who has it; "" when it was put aside */
    int64_t units;            /* units, or components of kits */
    int64_t last;             /* the one scanned last, 0: none */
    enum pw_goods condition;
    bool restock;
    char sku[64];            /* what it is */
    int64_t proposed;        /* units of the order that a refund would be proposed for */
    char kit[64], lacks[64]; /* to be closed: a kit that is not back whole, and what it lacks; "": none */
    int64_t lacks_units;
    char part_of[64]; /* of the order: a kit that left as a whole, and what was scanned is in it; "": nothing */
};

/* What lies on the lane's scale. */
struct pw_scale_fact {
    bool present, ready; /* the configuration has one; it can be read */
    char name[40], words[120];
    bool settled; /* mg is a weight */
    bool used;    /* it is a parcel's already, and has not left the scale since */
    int64_t mg, step_mg;
    int64_t last_parcel; /* the box that a scan counted into last, while it stood still there; 0: that is not known any more */
    int64_t last_mg, last_unit_mg; /* the weight then, and what the unit weighs */
};

struct pw_weight_item {
    char sku[64];
    int64_t units, unit_mg; /* 0: not known */
};

/* What the full box of the order in question should weigh. */
struct pw_weight_fact {
    bool known;
    bool at_least; /* what the packaging weighs is not known: heavier is no fault */
    int64_t expected_mg, spread_mg;
    int64_t tolerance_mg, tolerant_mg; /* how far its articles may be off that say so themselves, and what those weigh */
    int64_t seen;                      /* earlier parcels with the same content */
    char content[41];                  /* a digest of articles, counts and box */
    struct pw_weight_item items[PW_FACT_LINES];
    size_t item_count;
};

/* A kind of box. */
struct pw_box_type_fact {
    char name[40];  /* "": none */
    int64_t tare_g; /* -1: not known */
    bool scanned;   /* by this event; else for the next parcel, before */
};

/* A carrier's cage: the one scanned, else the lane's. */
struct pw_cage_fact {
    char name[16];
    char carrier[50]; /* "": the configuration has no such cage */
    int64_t waiting;  /* parcels that were scanned out for the carrier and not handed over yet */
};

enum pw_pin { PW_PIN_NONE, PW_PIN_RIGHT, PW_PIN_WRONG, PW_PIN_UNREAD };

struct pw_person_fact {
    int64_t id;    /* 0: none, or not active */
    char name[44]; /* of an inactive one too */
    bool rights[PW_RIGHTS];
};

/* Who is there, and what their commands are about. */
struct pw_people_fact {
    struct pw_person_fact person;   /* who is signed in at the lane */
    struct pw_person_fact badge;    /* whose badge was scanned */
    struct pw_person_fact approver; /* who allowed what is pending */
    char holders[120];              /* who has the right that is missing: names, by comma */
    int64_t note_wants;             /* PW_CAPTURE_... of the article that the substitute is */
    enum pw_pin pin;                /* what the PIN was that was entered with this event; badge is whose, when it was right */
    struct pw_line_fact pick; /* of the open order: the line that the pending question is about, or the command's next one */
};

struct pw_facts {
    const struct pw_rules *rules;

    /* the lane */
    struct pw_order_fact open; /* of state.order */
    struct pw_parcel_fact open_parcel;
    struct pw_line_fact expected;  /* of the open order, else of the one wanted: the line with units to come that is next */
    struct pw_parcel_fact subject; /* of state.subject */
    struct pw_order_fact subject_order;
    int64_t last_verification;     /* of the open parcel; what undo takes back */
    struct pw_line_fact undo_line; /* units: of that verification */
    struct pw_job_fact uncertain;  /* the oldest uncertain print at this bench */
    struct pw_order_fact uncertain_order;

    struct pw_spares_fact spares;

    /* what the scan names */
    struct pw_order_fact order;         /* by its number */
    struct pw_parcel_fact order_parcel; /* its parcel, the newest */
    struct pw_job_fact order_slip;      /* its slip, if that is uncertain or handed over */
    struct pw_parcel_fact parcel;       /* by its own code or its tracking number */
    bool by_tracking;                   /* it was the tracking number */
    struct pw_order_fact parcel_order;
    struct pw_contents_fact parcel_contents;
    struct pw_job_fact parcel_label;          /* its label, if that is uncertain or handed over */
    struct pw_line_fact lines[PW_FACT_LINES]; /* of the open order, that this barcode stands for */
    size_t line_count;
    struct pw_line_fact unit_line;       /* of the unit that the lane asks about */
    char today[11];                      /* at the bench: "2026-11-23" */
    char item_sku[64], item_name[160];   /* what the station knows by this barcode; "" when nothing */
    struct pw_order_fact wanted;         /* nothing open: the order that needs it and must leave first */
    struct pw_line_fact wanted_line;     /* its line; of no order: one that wants it scanned in another way */
    struct pw_parcel_fact wanted_parcel; /* a box that was begun and put aside */

    struct pw_note_fact notes[PW_ORDER_NOTES]; /* of the open order, else of the one scanned, else of the one wanted */
    size_t note_count;

    struct pw_box_type_fact box_type;
    struct pw_cage_fact cage;

    struct pw_return_fact ret; /* of the order whose return is open, or of the order scanned */
    int64_t ret_shipped;       /* parcels of the order scanned that left */
    struct pw_scale_fact scale;
    struct pw_weight_fact weight;
    struct pw_people_fact people;

    /* PW_EVENT_JOB, and the jobs that a start finds half way */
    struct pw_job_fact job;
};

#endif

/* What shall happen: the next state, the effects to be committed, and what to say. Plain data of bounded size.
 * The journal keeps it: each member and each kind of effect has its line in fields.c. */
#ifndef PACKWRIGHT_DECISION_H
#define PACKWRIGHT_DECISION_H

#include "station/decision_words.h"
#include "station/event.h"
#include "station/facts.h"
#include "station/state.h"

enum { PW_MAX_EFFECTS = 12 };

enum pw_effect_kind {
    PW_EFFECT_CLAIM,        /* order: ready -> packing, ours */
    PW_EFFECT_REOPEN,       /* order, parcel: packed -> packing, ours; the order changed after the box was closed */
    PW_EFFECT_TAKE_OVER,    /* order: packing at another lane -> ours */
    PW_EFFECT_OPEN_PARCEL,  /* order: a new parcel, which becomes state.parcel */
    PW_EFFECT_VERIFY,       /* parcel, line, number: units; and what the decision says was captured of them; text: the component
                               of the line's kit that was scanned, id: units of that */
    PW_EFFECT_UNDO,         /* id: the verification */
    PW_EFFECT_EMPTY,        /* parcel */
    PW_EFFECT_UNCLAIM,      /* order: packing -> ready */
    PW_EFFECT_HOLD,         /* order, text: the reason */
    PW_EFFECT_RELEASE,      /* order: held -> what it was */
    PW_EFFECT_PACK,         /* order, parcel: closed, gets its barcode, carrier, service */
    PW_EFFECT_BIND,         /* parcel, text: tracking number, text2: carrier ("" keeps it) */
    PW_EFFECT_SHIP,         /* order, parcel; and the confirmation into the outbox */
    PW_EFFECT_PRINT,        /* order, parcel, document; text: the reason; id: the job it repeats, or 0 */
    PW_EFFECT_NEW_CODE,     /* parcel: its barcodes so far are superseded, a new one is made */
    PW_EFFECT_JOB,          /* id: the job, job_status, text: evidence */
    PW_EFFECT_AGAIN,        /* id: a job without an order, that is printed once more; text: the reason */
    PW_EFFECT_DIVERT,       /* number: the printer's index; its documents go to its spare from now on */
    PW_EFFECT_RETURN_OPEN,  /* order: a return begins, or goes on here; number: 1, it is taken over */
    PW_EFFECT_RETURN_UNIT,  /* order; line, number: units; text: what had left instead of its own article; id: pieces of a
                               component */
    PW_EFFECT_RETURN_STATE, /* id: the unit; number: enum pw_goods; line: 1 goes back to stock */
    PW_EFFECT_RETURN_UNDO,  /* id: the unit */
    PW_EFFECT_RETURN_LEAVE, /* id: the return is nobody's */
    PW_EFFECT_RETURN_CLOSE, /* id: the return; refunds are proposed */
    PW_EFFECT_SHELVE,       /* order, text: the place */
    PW_EFFECT_SHELF_WHY,    /* order, text: the reason */
    PW_EFFECT_UNSHELVE,     /* order */
    PW_EFFECT_PUSH,         /* order, text: the reason */
    PW_EFFECT_PUSH_BACK,    /* order */
    PW_EFFECT_WEIGH,        /* parcel, number: mg, 0 for none; text: the reason why it is taken as it is; text2: content */
    PW_EFFECT_BOX,          /* parcel, text: the kind of box that it is */
    PW_EFFECT_CLOSE_BOX,  /* parcel: open -> packed before its order is complete; text: why the rest waits, "" when it doesn't */
    PW_EFFECT_VOID_BOX,   /* parcel: its units are out, its codes are void; an order that was packed is ready; text: why */
    PW_EFFECT_OPEN_AGAIN, /* parcel: packed -> open, and its papers print again when it closes; text: why */
    PW_EFFECT_SIGN_IN,    /* id: the person, text: their name; signed in nowhere else any more */
    PW_EFFECT_OVERRIDE, /* parcel, line: the units verified by this decision were not scanned as such; number: enum pw_how; text:
                           the reason; text2: what lies in the box instead */
    PW_EFFECT_TEACH,    /* text: a barcode's key, text2: the SKU that it stands for */
    PW_EFFECT_ACKNOWLEDGE, /* order, line (0: the order's), text: the digests of the notes that were read; number: 1 << enum
                              pw_note of each */
    PW_EFFECT_RETURN,      /* number: the printer's index; they don't any more, and what waits there comes back */
};

/* How a unit was verified that was not scanned as what was ordered. */
enum pw_how { PW_HOW_NO_BARCODE, PW_HOW_SUBSTITUTE };

struct pw_effect {
    enum pw_effect_kind kind;
    int64_t order, parcel, line, id, number;
    enum pw_doc_kind document;
    enum pw_job_status job_status;
    char text[160], text2[64];
};

struct pw_decision {
    enum pw_outcome outcome;
    enum pw_refusal refusal;
    struct pw_state next;
    struct pw_effect effects[PW_MAX_EFFECTS];
    size_t effect_count;
    /* what the journal line refers to */
    int64_t order, parcel, line;
    /* what the screen needs beside the facts */
    int64_t count, of;          /* units in the box and wanted, after the event */
    struct pw_line_fact item;   /* the line that was counted or refused, as it is after the event */
    struct pw_unit unit;        /* what was captured of it */
    enum pw_refusal doubt;      /* what spoke against it, though it was counted */
    char who[44], approver[44]; /* whose doing it is; who allowed it */
    bool read;                  /* the notes of the unit were read with this event */
    bool quiet;                 /* the screen stays as it is */
    bool impossible;            /* a pair of state and event that should not exist: keep the state, ask for a report */
};

/**
 * The decision. Pure: no I/O, no clock, no allocation, no globals.
 *
 * Thread:    any.
 */
void pw_decide(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
               struct pw_decision *ret_decision);

/* The parts of it, each in its file. */
void pw_decide_scan(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                    struct pw_decision *decision);
void pw_decide_command(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                       struct pw_decision *decision);
void pw_decide_reason(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                      struct pw_decision *decision);
void pw_decide_parcel(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                      struct pw_decision *decision);
void pw_decide_tracking(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts, bool free_text,
                        struct pw_decision *decision);
void pw_decide_job(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                   struct pw_decision *decision);

void pw_decide_office(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                      struct pw_decision *decision);
/** A place of the problem shelf was scanned. */
void pw_decide_shelf(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                     struct pw_decision *decision);
/** A return begins (pending RETURN), or goes on. */
void pw_decide_return(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                      struct pw_decision *decision);
/** "Take over" waits, and what was scanned is an order whose return somebody else has open. */
bool pw_decide_takes_return(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts);
/** The order scanned is pushed forward, or that is taken back. */
void pw_decide_push(const struct pw_state *state, const struct pw_facts *facts, bool back, const char *reason,
                    struct pw_decision *decision);
void pw_decide_weight(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                      struct pw_decision *decision);
void pw_decide_explain(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                       struct pw_decision *decision);
void pw_decide_explained(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                         const char *reason, struct pw_decision *decision);
/** The box is full: true if it is to be weighed before it closes; what lies on the scale already is taken where it fits. */
bool pw_decide_weigh(struct pw_decision *decision, const struct pw_facts *facts, int64_t order, int64_t parcel);
/** A full box closes, and what prints then prints. */
void pw_decision_close(struct pw_decision *decision, const struct pw_facts *facts, const struct pw_order_fact *order,
                       int64_t parcel, const struct pw_parcel_fact *box);
/** The label of a box that has none. Should one that somebody saw nowhere lie there after all, with an old address, it must not
 * ship: the code is another then. */
bool pw_decision_label(struct pw_decision *decision, const struct pw_facts *facts, const struct pw_order_fact *order,
                       int64_t parcel, const struct pw_parcel_fact *box);
/** The papers of a box that closes. */
void pw_decision_papers(struct pw_decision *decision, const struct pw_facts *facts, const struct pw_order_fact *order,
                        int64_t parcel, const struct pw_parcel_fact *box);
/** A command about boxes. */
void pw_decide_box(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                   struct pw_decision *decision);
/** A box's own barcode was scanned. */
void pw_decide_box_type(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                        struct pw_decision *decision);
/** What was scanned before for the next parcel is the kind of box of this one; 0: the one that this decision opens. */
void pw_decision_box_type(struct pw_decision *decision, const struct pw_facts *facts, int64_t parcel);
/** True if a box may not close because nobody said which kind it is. */
bool pw_decide_boxless(const struct pw_decision *decision, const struct pw_facts *facts, int64_t parcel,
                       const struct pw_parcel_fact *box);
/** A carrier's cage was scanned, or left. */
void pw_decide_cage(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                    struct pw_decision *decision);
/** The reason that SHORT, REOPEN and VOID_BOX wait for. */
void pw_decide_box_reason(const struct pw_state *state, const struct pw_facts *facts, const char *reason,
                          struct pw_decision *decision);
/** REOPEN and VOID_BOX wait, and a parcel's code was scanned, or something else. */
void pw_decide_box_named(const struct pw_state *state, const struct pw_facts *facts, struct pw_decision *decision);
/** A box closes that is not the last: its weight is taken, or a refusal says why it can't close. */
enum pw_refusal pw_decide_weigh_part(struct pw_decision *decision, const struct pw_facts *facts, int64_t order, int64_t parcel);
/** What the scale says against a unit of this line having been put in: SAME_UNIT, STEP_OFF, or NONE. */
enum pw_refusal pw_decide_step(const struct pw_state *state, const struct pw_facts *facts, const struct pw_line_fact *line);
/** True if units of this line may go into the box only after those of facts->expected. */
bool pw_decide_out_of_turn(const struct pw_facts *facts, const struct pw_line_fact *line);
/** The unit that opened the order wanted comes too early: true, and it is not counted. */
bool pw_decide_opens_out_of_turn(const struct pw_facts *facts, struct pw_decision *decision);
/** The digests of the notes of the order, and of the line where it isn't NULL, that somebody must have read and hasn't. */
void pw_notes_unread(const struct pw_facts *facts, const struct pw_line_fact *line, char ret_digests[PW_NOTES_SHOWN]);
/** The order is open, or looked at again: what is to be read is shown; true if there is something. */
bool pw_decide_order_notes(const struct pw_facts *facts, struct pw_decision *decision);
/** A unit of this line is in the hand: true if something is to be read before it counts; it counts then. */
bool pw_decide_unit_notes(const struct pw_facts *facts, const struct pw_line_fact *line, const struct pw_unit *unit,
                          struct pw_decision *decision);
/** An item is scanned while a note is to be read: true, and it was refused. */
bool pw_decide_note_waits(const struct pw_state *state, struct pw_decision *decision);
/** "I have read it". */
void pw_decide_acknowledge(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                           struct pw_decision *decision);
/** True if the state keeps what is known of a unit in the hand. */
bool pw_pending_unit(const struct pw_state *state);
/** ... or what it would be is asked about. */
bool pw_pending_keeps_unit(const struct pw_state *state);
/** PW_CAPTURE_... that the next scan answers, or 0. */
int pw_pending_capture(enum pw_pending pending);
/** What an article's scan says of the unit: true if all is known that its article wants, and it may be packed; else it was
 * refused or asked for. */
bool pw_decide_unit(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                    const struct pw_order_fact *order, const struct pw_line_fact *line, struct pw_decision *decision);
/** The same of a unit of which this is known. */
bool pw_decide_unit_known(const struct pw_state *state, const struct pw_facts *facts, const struct pw_order_fact *order,
                          const struct pw_line_fact *line, const struct pw_unit *unit, struct pw_decision *decision);
/** True if somebody with the right wanted the unit counted without a scan of its article. */
bool pw_decide_override_stands(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                               enum pw_how how);
/** The unit that was counted now was counted so. */
void pw_decision_overridden(const struct pw_state *state, const struct pw_unit *unit, struct pw_decision *decision);
/** True if the scan names a unit that is in the order already: it was refused. */
bool pw_decide_same_unit(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                         struct pw_decision *decision);
/** The answer to SERIAL, LOT, EXPIRY or TRANSPARENCY: as pw_decide_unit. */
bool pw_decide_unit_answer(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                           struct pw_decision *decision);
/** How far a weight may be off, in milligrams. */
int64_t pw_weight_tolerance(const struct pw_facts *facts);
/** The article of which one more or one less would make the weight right, or NULL. */
const struct pw_weight_item *pw_weight_suspect(const struct pw_facts *facts, bool *ret_missing);

/** True if the box that was closed last is one of the open order's: a carrier's number is its. */
bool pw_decide_binds_while_packing(const struct pw_state *state, const struct pw_facts *facts);
/** True if a scan is taken as a tracking number without being asked for. */
bool pw_decide_is_tracking(const struct pw_event *event, const struct pw_facts *facts);

/** What comes before everything else of a scan: badges, and a lane where nobody is signed in. True: it is decided. */
bool pw_decide_people(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                      struct pw_decision *decision);
/** And after it: whose doing it was, and what is not asked any more. */
void pw_decide_who(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                   struct pw_decision *decision);
/** Nobody scanned at the lane for so long that it locks. */
void pw_decide_lock(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                    struct pw_decision *decision);
/** True if somebody is signed in at the lane, and has not been away for too long. */
bool pw_decide_present(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts);
/** True if nothing but a badge is taken at the lane. */
bool pw_decide_locked(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts);
/** True if whoever is signed in, or whose badge was scanned for it, may give this command; else it is refused. */
bool pw_decide_allowed(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                       struct pw_decision *decision);
/** The right that a command needs; PW_RIGHT_NONE for most. Thread: any. */
enum pw_right pw_command_right(enum pw_command command);
/** The commands TEACH, SUBSTITUTE and NO_BARCODE, the scans that they wait for, and their reasons. */
void pw_decide_override(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                        struct pw_decision *decision);
void pw_decide_override_scan(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                             struct pw_decision *decision);
void pw_decide_override_reason(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
                               const char *reason, struct pw_decision *decision);
/** Why no room is left for what the scan stands for, or PW_REFUSAL_NONE. */
enum pw_refusal pw_decide_room(const struct pw_line_fact *line);
/** The same of the unit in hand, which may be something else that goes instead of what is ordered. */
enum pw_refusal pw_decide_room_of(const struct pw_line_fact *line, const struct pw_unit *unit);
/** Of the open order's lines that the scan may stand for: the one that it counts for, or NULL. */
const struct pw_line_fact *pw_decide_line(const struct pw_facts *facts);
/** Why none has, where there are lines; ret_line: the one that it is about. */
enum pw_refusal pw_decide_roomless(const struct pw_facts *facts, const struct pw_line_fact **ret_line);
/** The component would begin a kit of which one is collected at a time, with so many units of another in the box. */
bool pw_decide_begins_another(const struct pw_line_fact *line, int64_t loose);
/** Units of a line are in the box; the last of them may close it. */
void pw_decision_count(struct pw_decision *decision, const struct pw_facts *facts, const struct pw_order_fact *order,
                       int64_t parcel, const struct pw_parcel_fact *box, const struct pw_line_fact *line);

/* For those parts. */
struct pw_effect *pw_decision_add(struct pw_decision *decision, enum pw_effect_kind kind);
void pw_decision_refuse(struct pw_decision *decision, const struct pw_state *state, enum pw_refusal refusal);
/** The order that this lane packs is another packer's by now: it was held or cancelled, released, and opened elsewhere since. */
bool pw_decision_lost(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts);
/** It was held or cancelled while it was open here, and is free again: ours again. */
void pw_decision_claim_again(struct pw_decision *decision, const struct pw_facts *facts);
/** A document for a parcel, if there is a printer for it and the order is neither cancelled nor held. True if it was added. */
bool pw_decision_print(struct pw_decision *decision, const struct pw_facts *facts, const struct pw_order_fact *order,
                       int64_t parcel, enum pw_doc_kind document, const char *reason, int64_t reprint_of);

#endif

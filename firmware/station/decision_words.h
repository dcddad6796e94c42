/* The vocabulary of decisions: outcomes, refusals, and the spool's states, with the words that stand for them in the store. */
#ifndef PACKWRIGHT_DECISION_WORDS_H
#define PACKWRIGHT_DECISION_WORDS_H

/* What came of an event. The third column says what it means for the person at the bench. */
#define PW_OUTCOMES(X)                                                                                                           \
    X(NOTED, "noted")         /* nothing for the screen (a job's progress) */                                                    \
    X(OPENED, "opened")       /* an order is open */                                                                             \
    X(COUNTED, "counted")     /* a unit is in the box, more to come */                                                           \
    X(COMPLETED, "completed") /* the last unit is in the box; documents print */                                                 \
    X(REFUSED, "refused")     /* nothing changed; see the refusal */                                                             \
    X(UNDONE, "undone")       /* the last unit is out again */                                                                   \
    X(EMPTIED, "emptied")     /* the box is empty */                                                                             \
    X(PUT_ASIDE, "put-aside")                                                                                                    \
    X(HELD, "held")                                                                                                              \
    X(RELEASED, "released")                                                                                                      \
    X(SELECTED, "selected") /* a packed parcel is looked at */                                                                   \
    X(BOUND, "bound")       /* a tracking number belongs to the parcel now */                                                    \
    X(SHIPPED, "shipped")                                                                                                        \
    X(PRINTING, "printing") /* a document was asked for */                                                                       \
    X(ASKED, "asked")       /* the next scan answers a question */                                                               \
    X(CLEARED, "cleared")   /* a refusal or question is gone */                                                                  \
    X(PROVED, "proved")     /* a scan showed that a document is on paper */                                                      \
    X(SETTLED, "settled")   /* a person said what became of an uncertain print */                                                \
    X(DIVERTED, "diverted") /* a printer's documents go to its spare, or come back */                                            \
    X(RETURN_OPENED, "return-opened")                                                                                            \
    X(RETURN_COUNTED, "return-counted") /* a unit came back */                                                                   \
    X(INSPECTED, "inspected")           /* how it is, or whether it is sold again */                                             \
    X(RETURN_CLOSED, "return-closed")                                                                                            \
    X(SHELVED, "shelved")           /* the order lies on the problem shelf, or why */                                            \
    X(UNSHELVED, "unshelved")       /* it does not any more */                                                                   \
    X(PUSHED, "pushed")             /* it comes before all others */                                                             \
    X(PUSHED_BACK, "pushed-back")   /* it does not any more */                                                                   \
    X(WEIGH, "weigh")               /* every unit is in: the box goes onto the scale */                                          \
    X(BOX_CLOSED, "box-closed")     /* a box is closed, and the order goes on in another */                                      \
    X(SHORT, "short")               /* what is there goes; the rest waits */                                                     \
    X(REOPENED, "reopened")         /* a closed box is open again */                                                             \
    X(VOIDED, "box-void")           /* what was in a box is out */                                                               \
    X(EXPLAINED, "explained")       /* why the weight of a box that is not full is right */                                      \
    X(BOX_TAKEN, "box-taken")       /* what kind of box it is */                                                                 \
    X(BOX_WANTED, "box-wanted")     /* every unit is in: the box's own barcode is wanted */                                      \
    X(CAGE, "cage")                 /* the parcels scanned out go into a carrier's cage, or anywhere again */                    \
    X(SIGNED_IN, "signed-in")       /* somebody works here now */                                                                \
    X(SIGNED_OUT, "signed-out")     /* nobody does */                                                                            \
    X(LOCKED, "locked")             /* nobody scanned for a while */                                                             \
    X(PIN, "pin")                   /* a digit came, or the number is closed */                                                  \
    X(TAUGHT, "taught")             /* a barcode stands for an article now */                                                    \
    X(NOTE, "note")                 /* a note is to be read before the unit counts */                                            \
    X(ACKNOWLEDGED, "acknowledged") /* it was read */

/* Why not. Each has its own words in say.c. */
#define PW_REFUSALS(X)                                                                                                           \
    X(NONE, "")                                                                                                                  \
    X(UNKNOWN_CODE, "unknown-code")                                                                                              \
    X(WRONG_ITEM, "wrong-item")                                                                                                  \
    X(TOO_MANY, "too-many")                                                                                                      \
    X(NO_ORDER_NEEDS, "no-order-needs-it")                                                                                       \
    X(ORDER_CANCELLED, "order-cancelled")                                                                                        \
    X(ORDER_HELD, "order-held")                                                                                                  \
    X(ORDER_WAITING, "order-waiting")                                                                                            \
    X(ORDER_SHIPPED, "order-shipped")                                                                                            \
    X(ORDER_ELSEWHERE, "order-elsewhere")                                                                                        \
    X(ORDER_EMPTY, "order-empty")                                                                                                \
    X(ANOTHER_OPEN, "another-order-open")                                                                                        \
    X(NOT_PACKED, "not-packed")                                                                                                  \
    X(ALREADY_SHIPPED, "already-shipped")                                                                                        \
    X(SUPERSEDED, "label-superseded")                                                                                            \
    X(ADDRESS_CHANGED, "address-changed")                                                                                        \
    X(NO_CARRIER, "no-carrier")                                                                                                  \
    X(NO_PARCEL, "no-parcel")                                                                                                    \
    X(UNKNOWN_PARCEL, "unknown-parcel")                                                                                          \
    X(TRACKING_USED, "tracking-used")                                                                                            \
    X(TRACKING_BAD, "tracking-bad")                                                                                              \
    X(NOTHING_OPEN, "nothing-open")                                                                                              \
    X(NOTHING_TO_UNDO, "nothing-to-undo")                                                                                        \
    X(NOTHING_TO_PRINT, "nothing-to-print")                                                                                      \
    X(NOTHING_UNCERTAIN, "nothing-uncertain")                                                                                    \
    X(NOT_ELSEWHERE, "not-elsewhere")                                                                                            \
    X(NOT_HELD, "not-held")                                                                                                      \
    X(NO_PRINTER, "no-printer")                                                                                                  \
    X(REASON_NEEDED, "reason-needed")                                                                                            \
    X(REASON_UNASKED, "reason-unasked")                                                                                          \
    X(CLEAR_FIRST, "clear-first")                                                                                                \
    X(FORGED, "foreign-command")                                                                                                 \
    X(GARBLED, "garbled")                                                                                                        \
    X(WRONG_SCANNER, "wrong-scanner")                                                                                            \
    X(NO_SPARE, "no-spare")                                                                                                      \
    X(SPARE_UNCLEAR, "spare-unclear")                                                                                            \
    X(SPARE_DOWN, "spare-down")                                                                                                  \
    X(NOT_DIVERTED, "not-diverted")                                                                                              \
    X(STILL_DOWN, "printer-still-down")                                                                                          \
    X(NO_SUCH_RETURN, "no-such-return")                                                                                          \
    X(RETURN_NOT_SHIPPED, "return-not-shipped")                                                                                  \
    X(RETURN_ELSEWHERE, "return-elsewhere")                                                                                      \
    X(RETURN_FOREIGN, "return-of-another-order")                                                                                 \
    X(RETURN_TOO_MANY, "return-too-many")                                                                                        \
    X(ON_SHELF, "on-the-shelf")                                                                                                  \
    X(RETURN_TAKEN, "return-taken-over")                                                                                         \
    X(CONDITION_NEEDED, "condition-needed")                                                                                      \
    X(NO_RETURN, "no-return-open")                                                                                               \
    X(RETURN_EMPTY, "return-empty")                                                                                              \
    X(RETURN_OPEN, "return-open")                                                                                                \
    X(NO_SUCH_ORDER, "no-such-order")                                                                                            \
    X(ALREADY_HELD, "already-held")                                                                                              \
    X(ALREADY_PACKED, "already-packed")                                                                                          \
    X(ALREADY_PUSHED, "already-pushed")                                                                                          \
    X(NOT_PUSHED, "not-pushed")                                                                                                  \
    X(NOT_SHELVED, "not-on-the-shelf")                                                                                           \
    X(NOTHING_TO_SHELVE, "nothing-to-shelve")                                                                                    \
    X(WEIGHT_OFF, "weight-off")                                                                                                  \
    X(WEIGHT_STUCK, "weight-stuck")                                                                                              \
    X(WEIGHT_UNASKED, "weight-unasked")                                                                                          \
    X(BOX_EMPTY, "box-empty")                                                                                                    \
    X(NO_UNIT_LEFT, "no-unit-left")                                                                                              \
    X(UNDO_OTHER_BOX, "unit-in-another-box")                                                                                     \
    X(WHICH_BOX, "which-box")                                                                                                    \
    X(BOX_OPEN, "box-is-open")                                                                                                   \
    X(OTHER_BOX_OPEN, "another-box-open")                                                                                        \
    X(WEIGHT_WANTED, "weight-wanted")                                                                                            \
    X(BOX_NEEDED, "box-needed")                                                                                                  \
    X(WRONG_CAGE, "wrong-cage")                                                                                                  \
    X(UNKNOWN_CAGE, "unknown-cage")                                                                                              \
    X(NO_CAGE, "no-cage")                                                                                                        \
    X(STEP_OFF, "step-off")                                                                                                      \
    X(SAME_UNIT, "same-unit")                                                                                                    \
    X(SERIAL_SEEN, "serial-seen")                                                                                                \
    X(SERIAL_WANTED, "serial-wanted")                                                                                            \
    X(SERIAL_BAD, "serial-bad")                                                                                                  \
    X(LOT_WANTED, "lot-wanted")                                                                                                  \
    X(LOT_BAD, "lot-bad")                                                                                                        \
    X(POSTAGE_PENDING, "postage-pending")                                                                                        \
    X(POSTAGE_OTHER, "postage-of-another-number")                                                                                \
    X(LOT_BLOCKED, "lot-blocked")                                                                                                \
    X(EXPIRY_WANTED, "expiry-wanted")                                                                                            \
    X(EXPIRY_BAD, "expiry-bad")                                                                                                  \
    X(EXPIRED, "expired")                                                                                                        \
    X(EXPIRES_SOON, "expires-too-soon")                                                                                          \
    X(TRANSPARENCY_MISSING, "transparency-missing")                                                                              \
    X(TRANSPARENCY_BAD, "transparency-bad")                                                                                      \
    X(TRANSPARENCY_SEEN, "transparency-seen")                                                                                    \
    X(SCAN_EACH, "scan-each-unit")                                                                                               \
    X(NOT_SIGNED_IN, "not-signed-in")                                                                                            \
    X(UNKNOWN_BADGE, "unknown-badge")                                                                                            \
    X(SIGN_IN_OFF, "sign-in-off")                                                                                                \
    X(NOT_ALLOWED, "not-allowed")                                                                                                \
    X(NOTHING_TO_COME, "nothing-to-come")                                                                                        \
    X(CODE_TAKEN, "code-taken")                                                                                                  \
    X(CODE_UNFIT, "code-unfit")                                                                                                  \
    X(WHICH_ARTICLE, "which-article")                                                                                            \
    X(SAME_ARTICLE, "same-article")                                                                                              \
    X(CAPTURE_NEEDED, "capture-needed")                                                                                          \
    X(PIN_WRONG, "pin-wrong")                                                                                                    \
    X(PIN_WAIT, "pin-wait")                                                                                                      \
    X(KIT_WHOLE, "kit-whole")                                                                                                    \
    X(KIT_COMPONENTS, "kit-components")                                                                                          \
    X(KIT_BEGUN, "kit-begun")                                                                                                    \
    X(KIT_HAS_IT, "kit-has-it")                                                                                                  \
    X(KIT_OPEN, "kit-open")                                                                                                      \
    X(OUT_OF_TURN, "out-of-turn")                                                                                                \
    X(NOTE_UNREAD, "note-unread")                                                                                                \
    X(NOTHING_TO_READ, "nothing-to-read")

#define PW_JOB_STATES(X)                                                                                                         \
    X(QUEUED, "queued")                                                                                                          \
    X(SENDING, "sending")                                                                                                        \
    X(HANDED_OVER, "handed-over") /* the device has every byte, and has not said yet that it printed them */                     \
    X(PRINTED, "printed")                                                                                                        \
    X(FAILED, "failed")       /* certainly not printed */                                                                        \
    X(UNCERTAIN, "uncertain") /* a person or a proof must settle it */                                                           \
    X(VOID, "void")

#define PW_ORDER_STATES(X)                                                                                                       \
    X(WAITING, "waiting")                                                                                                        \
    X(READY, "ready")                                                                                                            \
    X(PACKING, "packing")                                                                                                        \
    X(PACKED, "packed")                                                                                                          \
    X(SHIPPED, "shipped")                                                                                                        \
    X(CANCELLED, "cancelled")                                                                                                    \
    X(HELD, "held")

#define PW_PARCEL_STATES(X)                                                                                                      \
    X(OPEN, "open")                                                                                                              \
    X(PACKED, "packed")                                                                                                          \
    X(SHIPPED, "shipped")                                                                                                        \
    X(VOID, "void")

/* How a unit came back. */
#define PW_GOODS_STATES(X)                                                                                                       \
    X(NONE, "") /* not said yet */                                                                                               \
    X(GOOD, "good")                                                                                                              \
    X(DAMAGED, "damaged")                                                                                                        \
    X(WRONG, "wrong-item")                                                                                                       \
    X(PARTS, "missing-parts")

#define PW_WORD_GOODS(id, name) PW_GOODS_##id,
#define PW_WORD_OUTCOME(id, name) PW_OUTCOME_##id,
#define PW_WORD_REFUSAL(id, name) PW_REFUSAL_##id,
#define PW_WORD_JOB(id, name) PW_JOB_##id,
#define PW_WORD_ORDER(id, name) PW_ORDER_##id,
#define PW_WORD_PARCEL(id, name) PW_PARCEL_##id,
enum pw_outcome { PW_OUTCOMES(PW_WORD_OUTCOME) };
enum pw_refusal { PW_REFUSALS(PW_WORD_REFUSAL) };
enum pw_job_status { PW_JOB_STATES(PW_WORD_JOB) };
enum pw_goods { PW_GOODS_STATES(PW_WORD_GOODS) PW_GOODS_COUNT };
enum pw_order_status { PW_ORDER_STATES(PW_WORD_ORDER) };
enum pw_parcel_status { PW_PARCEL_STATES(PW_WORD_PARCEL) };

/* The words, and back (the first of the list for a word that isn't one). Thread: any. */
const char *pw_outcome_name(enum pw_outcome outcome);
const char *pw_refusal_name(enum pw_refusal refusal);
const char *pw_job_status_name(enum pw_job_status status);
const char *pw_order_status_name(enum pw_order_status status);
const char *pw_parcel_status_name(enum pw_parcel_status status);
const char *pw_goods_name(enum pw_goods condition);
enum pw_goods pw_goods_parse(const char *name);
enum pw_refusal pw_refusal_parse(const char *name);
enum pw_job_status pw_job_status_parse(const char *name);
enum pw_order_status pw_order_status_parse(const char *name);
enum pw_parcel_status pw_parcel_status_parse(const char *name);

#endif

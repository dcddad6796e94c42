/*
 * What decide saw and gave, kept beside the journal (table journal_facts): state, event, facts and decision, as JSON without
 * what is 0, false or "", deflated. Written in the transaction of the journal line, so that there is never one without the other.
 * It holds no name and no address; but what was scanned may be anything, so it is wiped with the rest (store/retention.h).
 */
#ifndef PACKWRIGHT_RECORD_H
#define PACKWRIGHT_RECORD_H

#include "station/decision.h"
#include "store/db.h"

struct pw_recorder; /* its memory is taken once, so that a scan allocates nothing */

enum { PW_RECORD_MAX = 256 << 10 }; /* bytes of one record as JSON */

PW_MUST_CHECK bool pw_recorder_create(struct pw_recorder **ret_recorder, struct pw_error *err);
void pw_recorder_destroy(struct pw_recorder *recorder);

/** Take down what was decided, before commit puts in the ids that it makes. Thread: the recorder's. */
PW_MUST_CHECK bool pw_recorder_take(struct pw_recorder *recorder, const struct pw_state *state, const struct pw_event *event,
                                    const struct pw_facts *facts, const struct pw_decision *decision, struct pw_error *err);
/** Write what was taken down, inside the caller's transaction. seq: of the journal line. */
PW_MUST_CHECK bool pw_recorder_put(struct pw_recorder *recorder, struct pw_db *db, int64_t seq, struct pw_error *err);

/** That transaction is durable. */
void pw_recorder_committed(struct pw_recorder *recorder);

/**
 * A record's JSON from what the table holds.
 *
 * Errors:    PW_ERR_BAD_INPUT if it is damaged, or larger than PW_RECORD_MAX.
 */
PW_MUST_CHECK bool pw_record_unpack(struct pw_bytes packed, struct pw_buf *out, struct pw_error *err);

#endif

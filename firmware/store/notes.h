/* What orders and articles tell the packer, and who has read it. */
#ifndef PACKWRIGHT_STORE_NOTES_H
#define PACKWRIGHT_STORE_NOTES_H

#include "station/notes.h"
#include "store/db.h"

/* A note, borrowed; text is what the order or article has, "" where the kind says it all. */
struct pw_note_row {
    enum pw_note kind;
    const char *text;
    char digest[PW_NOTE_DIGEST];
};

/* Who reads: a person, or nobody who has signed in at a lane. */
struct pw_note_reader {
    int64_t person; /* 0: nobody */
    const char *bench, *lane;
};

/** Each note of an order. gift: it is one. False from note ends it, as a failure. Thread: the connection's. */
PW_MUST_CHECK bool pw_notes_of_order(struct pw_db *db, int64_t order, bool gift,
                                     bool (*note)(void *user, const struct pw_note_row *), void *user, struct pw_error *err);
/** Each note of what goes into the box for a line: of its article, and of what that consists of; instead of those, where
 * named, of a SKU; and of the line's kit, where kit. */
PW_MUST_CHECK bool pw_notes_of_line(struct pw_db *db, int64_t line, const char *sku, bool kit,
                                    bool (*note)(void *user, const struct pw_note_row *), void *user, struct pw_error *err);

/** Whether a note was read; line 0: one of the order. */
PW_MUST_CHECK bool pw_note_is_read(struct pw_db *db, int64_t order, int64_t line, const char *digest,
                                   const struct pw_note_reader *reader, bool *ret_read, struct pw_error *err);
/** digests: one after the other. */
PW_MUST_CHECK bool pw_notes_acknowledge(struct pw_db *db, int64_t order, int64_t line, const char *digests,
                                        const struct pw_note_reader *reader, int64_t journal_seq, struct pw_error *err);
/** Somebody opens the order: what nobody who signed in has read is unread. */
PW_MUST_CHECK bool pw_notes_forget(struct pw_db *db, int64_t order, struct pw_error *err);

#endif

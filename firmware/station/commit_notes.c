#include "station/commit_notes.h"

#include "store/notes.h"

bool pw_commit_notes_read(struct pw_db *db, const char *bench, int64_t seq, const struct pw_event *event,
                          const struct pw_decision *d, const struct pw_effect *e, struct pw_error *err)
{
    const struct pw_note_reader who = { d->next.person, bench, event->lane };
    return pw_notes_acknowledge(db, e->order, e->line, e->text, &who, seq, err);
}

bool pw_commit_notes_opened(struct pw_db *db, const struct pw_rules *rules, int64_t order, struct pw_error *err)
{
    for (int n = 0; n < PW_NOTES; n++)
        if (rules->acknowledge[n])
            return pw_notes_forget(db, order, err);
    return true;
}

/*
 * Decisions: the newest events that a store's journal recorded, with the state and the facts of each, decided over and over.
 *
 *   bench_decide STORE [EVENTS]
 *
 * The figure is nanoseconds for one decision, over all the events, in each of the rounds.
 */
#include "figures.h"
#include "station/decision.h"
#include "station/record.h"
#include "station/replay.h"

#include <string.h>

enum { ROUNDS = 200, MOST = 5000 };

struct seen {
    struct pw_state state;
    struct pw_event event;
    struct pw_facts facts;
};

static struct decide {
    struct seen *seen;
    size_t count;
    struct pw_replay replay; /* how a record is read */
    struct pw_decision decision;
    struct pw_error err;
} d;

/* The rules of the newest event: those of one configuration hold for all. */
static bool read_rules(struct pw_db *db)
{
    struct pw_stmt *s = pw_db_query(
        db, &d.err, "SELECT r.rules FROM journal_rules r JOIN journal_facts f ON f.rules_pk = r.id ORDER BY f.seq DESC LIMIT 1",
        "");
    bool ok = s != NULL && pw_stmt_step(s, &d.err) == PW_ROW;
    json_t *rules = ok ? json_loads(pw_stmt_text(s, 0), 0, NULL) : NULL;
    pw_stmt_done(s);
    ok = rules != NULL && pw_replay_rules(&d.replay, rules, &d.err);
    json_decref(rules);
    return ok;
}

static bool read_events(struct pw_db *db, size_t most)
{
    struct pw_buf text;
    struct pw_stmt *s = pw_db_query(db, &d.err, "SELECT seen FROM journal_facts ORDER BY seq DESC LIMIT $1", "i", (int64_t)most);
    bool ok = s != NULL;
    pw_buf_init(&text, PW_RECORD_MAX + 1);
    while (ok && pw_stmt_step(s, &d.err) == PW_ROW) {
        pw_buf_reset(&text);
        ok = pw_record_unpack(pw_stmt_bytes(s, 0), &text, &d.err);
        json_t *seen = ok ? json_loads(pw_buf_text(&text), 0, NULL) : NULL;
        ok = seen != NULL && pw_replay_decide(&d.replay, seen, &d.err);
        /* Strings of the replay are copies in its structs; a pointer of the facts is the rules' alone. */
        if (ok)
            d.seen[d.count++] = (struct seen){ d.replay.state, d.replay.event, d.replay.facts };
        json_decref(seen);
    }
    pw_stmt_done(s);
    pw_buf_finish(&text);
    return ok && d.err.text[0] == '\0';
}

int main(int argc, char **argv)
{
    struct pw_db *db = NULL;
    int most = argc > 2 ? atoi(argv[2]) : 1000;
    static double ns[ROUNDS];
    if (argc < 2 || most < 1 || most > MOST) {
        fprintf(stderr, "usage: bench_decide STORE [EVENTS]\n");
        return 2;
    }
    d.seen = calloc((size_t)most, sizeof *d.seen);
    bool ok = d.seen != NULL && pw_db_open(argv[1], PW_DB_EXISTING, &db, &d.err) && read_rules(db) &&
              read_events(db, (size_t)most) && d.count > 0;
    pw_db_close(db);
    for (int r = -1; ok && r < ROUNDS; r++) {
        double begin = now_us();
        for (size_t i = 0; i < d.count; i++)
            pw_decide(&d.seen[i].state, &d.seen[i].event, &d.seen[i].facts, &d.decision);
        if (r >= 0)
            ns[r] = (now_us() - begin) * 1000 / (double)d.count;
    }
    if (ok)
        figures_print("one decision", ns, ROUNDS);
    else
        fprintf(stderr, "bench_decide: %s\n", d.err.text[0] == '\0' ? "the journal holds no event" : d.err.text);
    free(d.seen);
    return ok ? 0 : 1;
}

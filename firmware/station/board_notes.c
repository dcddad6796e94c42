#include "station/board_notes.h"

#include "packwright/utf8.h"
#include "station/resolve.h"
#include "station/resolve_packing.h"
#include "store/notes.h"

#include <stdio.h>
#include <string.h>

enum { WHOLE_TEXT = 4000 }; /* bytes */

struct drawing {
    struct pw_station *station;
    const struct pw_note_reader *reader;
    int64_t order, line;
    const char *of; /* an article, or "" */
    json_t *out;
    struct pw_error *err;
};

static bool draw(void *user, const struct pw_note_row *row)
{
    struct drawing *g = user;
    char text[WHOLE_TEXT];
    bool read = false;
    if (!pw_note_is_read(g->station->db, g->order, g->line, row->digest, g->reader, &read, g->err))
        return false;
    snprintf(text, sizeof text, "%s", row->text[0] != '\0' ? row->text : pw_note_words(row->kind));
    pw_utf8_mend(text);
    json_t *note =
        json_pack("{s:s, s:s, s:s, s:s, s:b, s:b}", "kind", pw_note_name(row->kind), "title", pw_note_title(row->kind), "text",
                  text, "of", g->of, "read", read, "wanted", g->station->rules.acknowledge[row->kind] && !read);
    return json_array_append_new(g->out, note) == 0;
}

json_t *pw_board_notes(struct pw_station *s, const char *lane, const struct pw_state *state, struct pw_error *err)
{
    const struct pw_note_reader who = { s->rules.sign_in == PW_SIGN_IN_OFF ? 0 : state->person, s->rules.bench, lane };
    struct pw_order_fact order;
    struct pw_line_fact next = { .id = 0 };
    struct drawing g = { s, &who, state->order, 0, "", json_array(), err };
    bool in_hand = state->pending == PW_PENDING_READ && state->unit.line != 0;
    const char *instead = in_hand && state->unit.how == 1 + PW_HOW_SUBSTITUTE ? state->note
                          : in_hand                                           ? state->unit.component
                                                                              : "";
    if (g.out == NULL || !pw_resolve_order(s->db, state->order, &order, err) ||
        !pw_notes_of_order(s->db, state->order, order.gift, draw, &g, err) ||
        !pw_resolve_expected(s->db, &s->rules, state->order, &next, err))
        return g.out;
    g.line = in_hand ? state->unit.line : next.id;
    g.of = in_hand && g.line != next.id ? "" : next.name[0] != '\0' ? next.name : next.sku;
    if (g.line != 0 && !pw_notes_of_line(s->db, g.line, instead, in_hand && state->unit.component[0] != '\0', draw, &g, err))
        json_array_clear(g.out);
    return g.out;
}

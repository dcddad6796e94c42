#include "station/resolve_box.h"

#include "station/box_types.h"

#include <stdio.h>

bool pw_box_closes(const struct pw_state *state, const struct pw_event *event)
{
    if (event->kind != PW_EVENT_SCAN || state->phase != PW_PHASE_PACKING)
        return false;
    const struct pw_command_info *info = pw_command_info(event->meaning.command);
    return event->meaning.command == PW_COMMAND_NEXT_BOX || (state->pending == PW_PENDING_SHORT && info != NULL && info->reason);
}

enum { WAITING_MOST = 10000 };

static bool resolve_cage(struct pw_db *db, const struct pw_state *state, const struct pw_event *event, struct pw_facts *f,
                         struct pw_error *err)
{
    const char *name = event->meaning.cage[0] != '\0' ? event->meaning.cage : state->cage;
    snprintf(f->cage.name, sizeof f->cage.name, "%s", name);
    snprintf(f->cage.carrier, sizeof f->cage.carrier, "%s", pw_cage_carrier(f->rules->config, name));
    return f->cage.carrier[0] == '\0' ||
           pw_db_number(
               db, err, &f->cage.waiting,
               "SELECT count(*) FROM (SELECT id FROM parcel WHERE status = 'shipped' AND handover_pk IS NULL AND carrier ="
               " $1 LIMIT $2) q",
               "ti", f->cage.carrier, (int64_t)WAITING_MOST);
}

bool pw_resolve_box(struct pw_db *db, const struct pw_state *state, const struct pw_event *event, struct pw_facts *f,
                    struct pw_error *err)
{
    struct pw_box_type type = { 0 };
    bool named = f->parcel.id != 0 || f->order.id != 0; /* the scan is something else */
    if (event->kind == PW_EVENT_SCAN && event->meaning.command == PW_COMMAND_NONE && !named && event->meaning.text[0] != '\0')
        f->box_type.scanned = pw_box_type_scanned(f->rules->config, &event->meaning, &type);
    if (f->box_type.scanned || (state->phase == PW_PHASE_IDLE && pw_box_type_named(f->rules->config, state->box, &type))) {
        snprintf(f->box_type.name, sizeof f->box_type.name, "%s", type.name);
        f->box_type.tare_g = type.tare_g;
    }
    return resolve_cage(db, state, event, f, err);
}

bool pw_resolve_order_boxes(struct pw_db *db, struct pw_order_fact *o, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT p.id, p.status, (SELECT COALESCE(SUM(v.units), 0) FROM verification v WHERE"
                                    " v.parcel_pk = p.id AND v.undone = 0) FROM parcel p WHERE p.order_pk = $1"
                                    " AND p.status <> 'void' ORDER BY p.number",
                                    "i", o->id);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW) {
        o->boxes++;
        if (pw_parcel_status_parse(pw_stmt_text(s, 1)) == PW_PARCEL_OPEN)
            o->box = (struct pw_box_fact){ .id = pw_stmt_int(s, 0), .number = o->boxes, .units = pw_stmt_int(s, 2) };
    }
    pw_stmt_done(s);
    return row == PW_ROW_END;
}

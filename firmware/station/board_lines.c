#include "station/board_lines.h"

#include "packwright/section.h"
#include "station/resolve_packing.h"
#include "store/box_kit.h"

#include <stdio.h>
#include <string.h>

enum { KITS = 4 }; /* whose components are listed: the active line's, and those that are begun */

/* A path of letters that mean nothing in one. */
static void picture_url(const char *name, char *out, size_t size)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    size_t n = (size_t)snprintf(out, size, "/v1/pictures/");
    for (; *name != '\0' && n + 4 < size; name++)
        n += (size_t)(strchr(plain, *name) != NULL ? snprintf(out + n, size - n, "%c", *name)
                                                   : snprintf(out + n, size - n, "%%%02X", (unsigned char)*name));
}

/* What lies in the box of the kit in hand, and how many of each it takes. Nothing for an article that is no kit. */
static bool components(struct pw_station *s, int64_t line, int64_t box, bool active, json_t *out, struct pw_error *err)
{
    json_t *parts = json_array();
    struct pw_stmt *q = pw_db_query(
        s->db, err,
        "SELECT k.component, COALESCE(a.name, ''), k.units, (SELECT COALESCE(SUM(v.component_units), 0) FROM verification v WHERE"
        " v.parcel_pk = $2 AND v.line_pk = l.id AND v.undone = 0 AND v.component = k.component) - k.units * (SELECT"
        " COALESCE(SUM(w.units), 0) FROM verification w WHERE w.parcel_pk = $2 AND w.line_pk = l.id AND w.undone = 0 AND"
        " w.component <> '') FROM order_line l JOIN " PW_BOX_KIT("$2", "$1") " k LEFT JOIN article a ON a.sku = k.component"
                                                                             " WHERE l.id = $1 ORDER BY k.component",
        "ii", line, box);
    bool begun = false;
    enum pw_row row = PW_ROW_FAILED;
    while (q != NULL && (row = pw_stmt_step(q, err)) == PW_ROW) {
        int64_t loose = pw_stmt_int(q, 3);
        begun = begun || loose > 0;
        json_array_append_new(parts,
                              json_pack("{s:s, s:s, s:I, s:I}", "sku", pw_stmt_text(q, 0), "name", pw_stmt_text(q, 1), "quantity",
                                        (json_int_t)pw_stmt_int(q, 2), "have", (json_int_t)(loose < 0 ? 0 : loose)));
    }
    pw_stmt_done(q);
    if (row == PW_ROW_END && json_array_size(parts) > 0 && (begun || active))
        json_object_set(out, "components", parts);
    json_decref(parts);
    return row == PW_ROW_END;
}

bool pw_board_lines(struct pw_station *s, int64_t order, int64_t box, json_t *out, json_t *lines, struct pw_error *err)
{
    struct pw_stmt *q =
        pw_db_query(s->db, err,
                    "SELECT l.sku, l.name, l.quantity, (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel p ON "
                    "p.id = v.parcel_pk WHERE v.line_pk = l.id AND v.undone = 0 AND p.status <> 'void'), COALESCE(a.picture, ''),"
                    " l.id, EXISTS (SELECT 1 FROM kit_component k WHERE k.kit = l.sku) OR EXISTS (SELECT 1 FROM box_kit k WHERE"
                    " k.line_pk = l.id) FROM order_line l LEFT JOIN article a ON"
                    " a.sku = l.sku WHERE l.order_pk = $1 ORDER BY " PW_TURN("$2") ", l.position, l.id",
                    "ii", order, (int64_t)s->rules.sequence);
    if (q == NULL)
        return false;
    bool pictures = pw_section_get(pw_config_section(s->config, "station", ""), "pictures") != NULL;
    json_int_t units = 0, verified = 0;
    bool active = false;
    struct {
        int64_t id;
        json_t *line;
        bool active;
    } kits[KITS];
    size_t kit_count = 0;
    enum pw_row row;
    while ((row = pw_stmt_step(q, err)) == PW_ROW) {
        int64_t want = pw_stmt_int(q, 2), have = pw_stmt_int(q, 3);
        bool this_one = !active && have < want;
        active = active || this_one;
        units += want;
        verified += have;
        json_t *line = json_pack("{s:s, s:s, s:I, s:I, s:b}", "sku", pw_stmt_text(q, 0), "name", pw_stmt_text(q, 1), "quantity",
                                 (json_int_t)want, "verified", (json_int_t)have, "active", this_one);
        if (pictures && pw_stmt_text(q, 4)[0] != '\0') {
            char url[400];
            picture_url(pw_stmt_text(q, 4), url, sizeof url);
            json_object_set_new(line, "picture", json_string(url));
        }
        if (pw_stmt_int(q, 6) != 0 && have < want && kit_count < KITS) {
            kits[kit_count].id = pw_stmt_int(q, 5);
            kits[kit_count].line = line;
            kits[kit_count++].active = this_one;
        }
        json_array_append_new(lines, line);
    }
    pw_stmt_done(q);
    json_object_set_new(out, "units", json_integer(units));
    json_object_set_new(out, "verified", json_integer(verified));
    for (size_t i = 0; i < kit_count; i++)
        if (!components(s, kits[i].id, box, kits[i].active, kits[i].line, err))
            return false;
    return row == PW_ROW_END;
}

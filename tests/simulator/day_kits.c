/* A kit of two figs and a plum, by its own barcode and by its components. */
#include "simulator/day_model.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

enum { PLUM = 2, FIG = 3, FIGS = 2, PLUMS = 1 };

static int each(int sku)
{
    return sku == FIG ? FIGS : PLUMS;
}

bool day_is_component(int sku)
{
    return sku == FIG || sku == PLUM;
}

/* By seed: two days of five have kits. */
void day_kits_of(uint32_t seed)
{
    uint32_t rng = seed * 2654435761u + 7;
    day.kits = day_rnd(&rng, 5) < 2;
    day.kit_scan = (enum pw_kit_scan)day_rnd(&rng, 3);
    day.kit_one = day_rnd(&rng, 2) == 0;
}

void day_list_kits(void)
{
    static const char *const ways[] = { [PW_KIT_EITHER] = "", [PW_KIT_WHOLE] = "whole", [PW_KIT_COMPONENTS] = "components" };
    struct pw_error err = { 0 };
    char sql[300];
    if (!day.kits)
        return;
    snprintf(sql, sizeof sql,
             "INSERT INTO kit_component (kit, component, units) VALUES ('SET', 'FIG', %d), ('SET', 'PLUM', %d);"
             "UPDATE article SET kit_scan = '%s', kit_one = %d WHERE sku = 'SET'",
             FIGS, PLUMS, ways[day.kit_scan], day.kit_one);
    CHECK_OK(pw_db_sqlite.script(day_db(), sql, &err), err);
    if ((day.wants[PLUM] | day.wants[FIG]) != 0 && day.wants[DAY_SET] == 0)
        day.kit_scan = PW_KIT_COMPONENTS; /* whatever the list says: as a whole nothing would be captured of them */
}

static bool is_in(const struct model_entry *e, int order, int line, int64_t parcel)
{
    return !e->gone && e->order == order && e->line == line && (parcel == 0 || e->parcel == parcel);
}

/* Units of an article among those of a line. */
static int units_of(int order, int line, int64_t parcel, int sku)
{
    int units = 0;
    for (size_t i = 0; i < day.entries; i++)
        units += is_in(&day.entry[i], order, line, parcel) && day.entry[i].sku == sku ? day.entry[i].units : 0;
    return units;
}

/* Of one box. */
static int from_components(int order, int line, int64_t parcel)
{
    int figs = units_of(order, line, parcel, FIG) / FIGS, plums = units_of(order, line, parcel, PLUM) / PLUMS;
    return figs < plums ? figs : plums;
}

int day_made(int order, int line, int64_t parcel)
{
    int sku = day.order[order - 1].line[line].sku, made = units_of(order, line, parcel, sku);
    if (sku != DAY_SET)
        return made;
    if (parcel != 0)
        return made + from_components(order, line, parcel);
    for (size_t i = 0; i < day.entries; i++) {
        bool first = is_in(&day.entry[i], order, line, 0);
        for (size_t k = 0; first && k < i; k++)
            first = !is_in(&day.entry[k], order, line, day.entry[i].parcel);
        made += first ? from_components(order, line, day.entry[i].parcel) : 0;
    }
    return made;
}

bool day_kit_surplus(int order, int line)
{
    const struct model_line *l = &day.order[order - 1].line[line];
    int left = l->wanted - units_of(order, line, 0, DAY_SET);
    for (int sku = PLUM; l->sku == DAY_SET && sku <= FIG; sku++)
        if (units_of(order, line, 0, sku) > each(sku) * (left > 0 ? left : 0))
            return true;
    return false;
}

void day_check_kit(const struct model_entry *e)
{
    const struct model_line *line = &day.order[e->order - 1].line[e->line];
    if (line->sku != DAY_SET)
        return;
    int whole = units_of(e->order, e->line, 0, DAY_SET), made = from_components(e->order, e->line, e->parcel);
    /* Something else may go instead of a kit, however that is scanned. */
    bool instead = e->sku == DAY_SET && day.hand[day.packer].vouched;
    if (!instead && (e->sku == DAY_SET ? day.kit_scan == PW_KIT_COMPONENTS : day.kit_scan == PW_KIT_WHOLE))
        day_broke("a kit was scanned in the way that its list forbids");
    for (int sku = PLUM; sku <= FIG; sku++) {
        if ((e->sku == sku || e->sku == DAY_SET) && units_of(e->order, e->line, 0, sku) > each(sku) * (line->wanted - whole))
            day_broke("1: more of a component is in the boxes than the order's kits take");
        if (day.kit_one && units_of(e->order, e->line, e->parcel, sku) > each(sku) * (made + 1))
            day_broke("a component too many for the kit in hand was taken");
    }
}

void day_check_whole(int64_t parcel)
{
    for (size_t i = 0; i < day.entries; i++) {
        const struct model_entry *e = &day.entry[i];
        int64_t in = e->parcel;
        if (in != parcel || e->gone || day.order[e->order - 1].line[e->line].sku != DAY_SET)
            continue;
        for (int sku = PLUM; sku <= FIG; sku++)
            if (units_of(e->order, e->line, in, sku) != each(sku) * from_components(e->order, e->line, in))
                day_broke("1: a parcel left with components that make no whole kit");
    }
}

void day_check_components(void)
{
    struct pw_error err = { 0 };
    int64_t in_store = 0, in_model = 0;
    struct pw_stmt *s = pw_db_query(day_db(), &err,
                                    "SELECT v.parcel_pk, l.order_pk, l.sku, v.component, SUM(v.component_units) FROM verification"
                                    " v JOIN order_line l ON l.id = v.line_pk JOIN parcel p ON p.id = v.parcel_pk WHERE"
                                    " v.undone = 0 AND p.status <> 'void' AND v.component <> '' GROUP BY 1, 2, 3, 4",
                                    "");
    CHECK(s != NULL);
    while (pw_stmt_step(s, &err) == PW_ROW) {
        const struct model_order *o = day_order_of(pw_stmt_int(s, 1));
        int line = o == NULL ? -1 : day_line_of(o, pw_stmt_text(s, 2));
        int sku = strcmp(pw_stmt_text(s, 3), "FIG") == 0 ? FIG : PLUM;
        in_store += pw_stmt_int(s, 4);
        if (line < 0 || units_of((int)pw_stmt_int(s, 1), line, pw_stmt_int(s, 0), sku) != pw_stmt_int(s, 4))
            day_broke("1: a box has other components than were acknowledged");
    }
    pw_stmt_done(s);
    for (size_t i = 0; i < day.entries; i++) {
        const struct model_entry *e = &day.entry[i];
        in_model += !e->gone && e->sku != day.order[e->order - 1].line[e->line].sku ? e->units : 0;
    }
    if (in_store != in_model)
        day_broke("6: components were acknowledged that the store doesn't have");
}

void day_scan_kit(int packer, int order, int line, int64_t parcel, unsigned what)
{
    int made = from_components(order, line, parcel), figs = units_of(order, line, parcel, FIG) - FIGS * made;
    int plums = units_of(order, line, parcel, PLUM) - PLUMS * made;
    bool whole = day.kit_scan == PW_KIT_WHOLE || (day.kit_scan == PW_KIT_EITHER && figs + plums == 0 && what % 2 == 0);
    bool astray = what % 16 == 3; /* the other way than it should be */
    if (whole != astray)
        day_scan_item(packer, DAY_SET, what);
    else
        day_scan_item(packer, (figs < FIGS) != (what % 16 == 7) ? FIG : PLUM, what);
}

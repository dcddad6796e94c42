/* What is captured of units: serial numbers, lots, expiry dates, Transparency codes; as people read them from the goods, right
 * and wrong, and as the model keeps them. */
#include "simulator/day_model.h"

#include "store/captures.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Numbers of the two articles that have one. */
static const char *const gtins[SKUS] = { "04006381333931", "04012345123456", "", "", "" };
static const char *const lots[] = { "LOT-A", "LOT-B", "LOT-C" };

/* By seed: nothing is captured on some days, on others of one article after the other, or of all. */
void day_wants_of(uint32_t seed)
{
    static const int wants[SKUS] = { DAY_SERIAL, DAY_LOT | DAY_EXPIRY, DAY_CODE, DAY_SERIAL | DAY_LOT | DAY_EXPIRY | DAY_CODE };
    for (int i = 0; i < SKUS; i++)
        day.wants[i] = seed % 3 == 0 || (seed % 3 == 1 && (int)(seed / 3 % DAY_PLAIN) != i) ? 0 : wants[i];
}

int day_has(const struct model_unit *u)
{
    return (u->serial[0] != '\0' ? DAY_SERIAL : 0) | (u->lot[0] != '\0' ? DAY_LOT : 0) | (u->expiry[0] != '\0' ? DAY_EXPIRY : 0) |
           (u->code[0] != '\0' ? DAY_CODE : 0);
}

int day_asked_kind(enum pw_pending pending)
{
    switch (pending) {
    case PW_PENDING_SERIAL:
        return DAY_SERIAL;
    case PW_PENDING_LOT:
        return DAY_LOT;
    case PW_PENDING_EXPIRY:
        return DAY_EXPIRY;
    case PW_PENDING_TRANSPARENCY:
        return DAY_CODE;
    default:
        return 0;
    }
}

/* ---- what stands on the goods ---- */

/* Six digits are YYMMDD, eight YYYYMMDD; what else may come is as it is. */
void day_put_date(const char *text, char out[12])
{
    size_t n = strspn(text, "0123456789");
    const char *day_of = n == 8 ? text + 2 : text;
    if ((n == 6 || n == 8) && text[n] == '\0')
        snprintf(out, 12, "20%.2s-%.2s-%.2s", day_of, day_of + 2, day_of + 4);
    else
        snprintf(out, 12, "%.11s", text);
}

/* An element string of ours: ]d2 01 GTIN, 17 date, 21 serial number, 10 lot; a group separator after each of the last two. */
bool day_read(const char *text, int *ret_sku, struct model_unit *ret_unit)
{
    char field[100];
    memset(ret_unit, 0, sizeof *ret_unit);
    *ret_sku = -1;
    if (strncmp(text, "]d201", 5) != 0)
        return false;
    for (int i = 0; i < SKUS; i++)
        if (gtins[i][0] != '\0' && strncmp(text + 5, gtins[i], 14) == 0)
            *ret_sku = i;
    for (text += 19; strlen(text) > 2; text += field[0] == '\0' ? 2 : strlen(field)) {
        bool date = strncmp(text, "17", 2) == 0;
        snprintf(field, sizeof field, "%.*s", date ? 8 : (int)strcspn(text, "\x1d"), text);
        if (date)
            day_put_date(field + 2, ret_unit->expiry);
        else
            snprintf(text[0] == '2' ? ret_unit->serial : ret_unit->lot, sizeof ret_unit->lot, "%s", field + 2);
        if (text[strlen(field)] == '\x1d')
            text++;
    }
    return true;
}

static void code_of(unsigned n, char *out, size_t size)
{
    snprintf(out, size, "AZ%027u", n);
}

static void element(int sku, const struct model_unit *u, char *out, size_t size)
{
    char date[9] = "";
    if (u->expiry[0] != '\0')
        snprintf(date, sizeof date, "17%.2s%.2s%.2s", u->expiry + 2, u->expiry + 5, u->expiry + 8);
    snprintf(out, size, "]d201%s%s%s%s%s%s%s", gtins[sku], date, u->serial[0] != '\0' ? "21" : "", u->serial,
             u->serial[0] != '\0' && u->lot[0] != '\0' ? "\x1d" : "", u->lot[0] != '\0' ? "10" : "", u->lot);
}

/* A unit that nobody has seen before, as it should be; with wrong it is one that was, or that must not leave. */
static void unit_in_hand(unsigned what, bool wrong, struct model_unit *u)
{
    unsigned n = wrong && day.made > 0 ? 1 + what % day.made : ++day.made;
    static const char *const dates[] = { "2026-01-15", "2026-10-01", "2027-12-31" }; /* past, too soon, right */
    snprintf(u->serial, sizeof u->serial, "SN-%u", n);
    snprintf(u->lot, sizeof u->lot, "%s", lots[wrong ? what / 7 % PW_COUNT(lots) : 0]);
    for (size_t i = 0; !wrong && i < PW_COUNT(lots); i++)
        if (!day.blocked[(n + i) % PW_COUNT(lots)])
            snprintf(u->lot, sizeof u->lot, "%s", lots[(n + i) % PW_COUNT(lots)]);
    snprintf(u->expiry, sizeof u->expiry, "%s", dates[wrong ? what / 11 % PW_COUNT(dates) : 2]);
    code_of(n, u->code, sizeof u->code);
}

void day_scan_item(int packer, int sku, unsigned what)
{
    struct model_unit u;
    char text[100];
    unit_in_hand(what, what % 8 == 5, &u);
    if (gtins[sku][0] == '\0' || what % 4 < 2) {
        day_scan(packer, day_skus[sku]);
        return;
    }
    if (what % 4 == 2) {
        day_scan(packer, gtins[sku] + 1);
        return;
    }
    if ((day.wants[sku] & DAY_SERIAL) == 0)
        u.serial[0] = '\0';
    if ((day.wants[sku] & DAY_EXPIRY) == 0 || what % 3 == 0)
        u.expiry[0] = '\0';
    if ((day.wants[sku] & DAY_LOT) == 0)
        u.lot[0] = '\0';
    element(sku, &u, text, sizeof text);
    day_scan(packer, text);
}

void day_scan_answer(int packer, enum pw_pending pending, unsigned what)
{
    int sku = day.hand[packer].sku;
    struct model_unit u;
    char text[100], eight[9];
    unit_in_hand(what, what % 8 == 3, &u);
    switch (day_asked_kind(pending)) {
    case DAY_SERIAL:
    case DAY_LOT:
        snprintf(text, sizeof text, "%s", day_asked_kind(pending) == DAY_SERIAL ? u.serial : u.lot);
        break;
    case DAY_EXPIRY:
        snprintf(eight, sizeof eight, "%.4s%.2s%.2s", u.expiry, u.expiry + 5, u.expiry + 8);
        snprintf(text, sizeof text, "%s", what % 3 == 0 ? eight : what % 3 == 1 ? eight + 2 : u.expiry);
        break;
    default:
        snprintf(text, sizeof text, "%s", u.code);
    }
    if (what % 4 == 1 && sku >= 0 && gtins[sku][0] != '\0' && day_asked_kind(pending) != DAY_CODE)
        element(what % 32 == 1 ? (sku + 1) % 2 : sku, &u, text, sizeof text);
    day_scan(packer, text);
}

void day_office_blocks(unsigned what)
{
    struct pw_error err = { 0 };
    size_t lot = what % PW_COUNT(lots);
    bool unused;
    day.blocked[lot] = !day.blocked[lot];
    for (int sku = 0; sku < SKUS; sku++)
        CHECK_OK(day.blocked[lot] ? pw_lot_block(day_db(), day_skus[sku], lots[lot], "a recall", day.clock.wall_us, &unused, &err)
                                  : pw_lot_unblock(day_db(), day_skus[sku], lots[lot], &unused, &err),
                 err);
}

void day_office_frees(void)
{
    for (unsigned i = 0; i < PW_COUNT(lots); i++)
        if (day.blocked[i])
            day_office_blocks(i);
}

/* ---- what the model promises of them ---- */

static bool is_blocked(const char *lot)
{
    for (size_t i = 0; i < PW_COUNT(lots); i++)
        if (day.blocked[i] && strcmp(lot, lots[i]) == 0)
            return true;
    return false;
}

/* Its units are on a shelf again, or came back and are packed elsewhere. */
static bool is_free(const struct model_entry *e)
{
    const struct model_order *o = &day.order[e->order - 1];
    return e->gone || (o->cancelled && !day_parcel_of(e->parcel)->shipped);
}

void day_check_unit(int sku, int units, const struct model_unit *u)
{
    char today[12];
    time_t now = (time_t)(day.clock.wall_us / 1000000);
    struct tm tm;
    CHECK(localtime_r(&now, &tm) != NULL && strftime(today, sizeof today, "%Y-%m-%d", &tm) == 10);
    if ((day.wants[sku] & ~day_has(u)) != 0)
        day_broke("a unit counts of which not everything was captured");
    if (units != 1 && (day.wants[sku] & (DAY_SERIAL | DAY_CODE)) != 0)
        day_broke("a case counts of which each unit has its own number");
    if (is_blocked(u->lot))
        day_broke("a unit of a lot counts that must not leave");
    if (u->expiry[0] != '\0' && strcmp(u->expiry, today) < 0)
        day_broke("a unit counts that has expired");
    if (sku == DAY_KEEPS && u->expiry[0] != '\0' && strcmp(u->expiry, "2026-12-31") < 0)
        day_broke("a unit counts that expires too soon");
    for (size_t i = 0; i < day.entries; i++) {
        const struct model_entry *e = &day.entry[i];
        if (is_free(e))
            continue;
        if (u->code[0] != '\0' && strcmp(u->code, e->unit.code) == 0)
            day_broke("a Transparency code counts twice");
        if ((day.wants[sku] & DAY_SERIAL) != 0 && e->sku == sku && u->serial[0] != '\0' && !day.order[e->order - 1].returned &&
            strcmp(u->serial, e->unit.serial) == 0)
            day_broke("a serial number counts twice");
    }
}

void day_check_leaving(int64_t parcel)
{
    for (size_t i = 0; i < day.entries; i++)
        if (day.entry[i].parcel == parcel && !day.entry[i].gone && is_blocked(day.entry[i].unit.lot))
            day_broke("a parcel left with a unit of a lot that must not leave");
}

/* What the store has of the units in boxes is what was scanned. */
void day_check_captures(void)
{
    static bool found[ENTRIES];
    struct pw_error err = { 0 };
    memset(found, 0, sizeof found);
    struct pw_stmt *s = pw_db_query(day_db(), &err,
                                    "SELECT v.parcel_pk, l.order_pk, c.sku, c.serial, c.lot, c.expiry, c.code FROM capture c JOIN"
                                    " verification v ON v.id = c.verification_pk JOIN order_line l ON l.id = v.line_pk JOIN"
                                    " parcel p ON p.id = v.parcel_pk WHERE v.undone = 0 AND p.status <> 'void'",
                                    "");
    CHECK(s != NULL);
    while (pw_stmt_step(s, &err) == PW_ROW) {
        size_t i = 0;
        for (; i < day.entries; i++) {
            const struct model_entry *e = &day.entry[i];
            if (!found[i] && !e->gone && e->parcel == pw_stmt_int(s, 0) && e->order == pw_stmt_int(s, 1) &&
                strcmp(day_skus[e->sku], pw_stmt_text(s, 2)) == 0 && strcmp(e->unit.serial, pw_stmt_text(s, 3)) == 0 &&
                strcmp(e->unit.lot, pw_stmt_text(s, 4)) == 0 && strcmp(e->unit.expiry, pw_stmt_text(s, 5)) == 0 &&
                strcmp(e->unit.code, pw_stmt_text(s, 6)) == 0)
                break;
        }
        if (i == day.entries)
            day_broke("the store has captured of a unit what nobody scanned");
        else
            found[i] = true;
    }
    pw_stmt_done(s);
    for (size_t i = 0; i < day.entries; i++)
        if (!found[i] && !day.entry[i].gone && day_has(&day.entry[i].unit) != 0)
            day_broke("6: what was captured of a unit is not in the store");
}

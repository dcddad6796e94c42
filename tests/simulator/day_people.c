/* People: what a packer does next, right and wrong. */
#include "simulator/day_model.h"

#include "barcode/command.h"
#include "station/lane.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

void day_scan_as(int packer, const char *text, enum pw_role role)
{
    day.packer = packer;
    snprintf(day.scanned, sizeof day.scanned, "%s", text);
    day.report->scans++;
    if (!pw_station_scan(day.station[day_packers[packer].station], day_packers[packer].lane, "hand", role, pw_bytes_str(text),
                         ""))
        day_broke("a scan was not taken");
    day_say(0);
}

void day_scan(int packer, const char *text)
{
    day_scan_as(packer, text, PW_ROLE_BOTH);
}

void day_scan_command(int packer, enum pw_command command)
{
    char code[PW_COMMAND_CODE_SIZE];
    CHECK(pw_command_code(day.station[0]->key, command, code));
    day_scan(packer, code);
}

void day_scan_order(int packer, unsigned what)
{
    char text[40];
    snprintf(text, sizeof text, "900-%07zu-0000001", 1 + what % day.orders);
    day_scan(packer, text);
}

struct day_stand day_stand_of(int packer)
{
    struct pw_error err = { 0 };
    struct pw_state state;
    CHECK_OK(pw_lane_load(day_db(), day_packers[packer].bench, day_packers[packer].lane, &state, &err), err);
    return (struct day_stand){ state.phase, state.pending, state.order, state.parcel };
}

/* A closed box of an order with units that it doesn't want any more, where the open one has none of them; 0: none. */
static int64_t box_to_take_apart(int64_t order, int64_t open)
{
    const struct model_order *o = day_order_of(order);
    int64_t other = 0;
    for (int l = 0; o != NULL && l < o->lines; l++) {
        if (o->line[l].packed <= o->line[l].wanted)
            continue;
        for (size_t i = 0; i < day.entries; i++) {
            const struct model_entry *e = &day.entry[i];
            if (e->gone || e->order != order || e->line != l)
                continue;
            if (e->parcel == open)
                return 0;
            other = e->parcel;
        }
    }
    return other;
}

/* An answer to what the station asks. */
void day_answer(int packer, enum pw_pending pending, unsigned what)
{
    static const enum pw_command reasons[] = { PW_COMMAND_REASON_OTHER, PW_COMMAND_REASON_DAMAGED, PW_COMMAND_REASON_LOST };
    if (what % 5 == 4) {
        day_scan_command(packer, PW_COMMAND_CANCEL_PENDING);
        return;
    }
    switch (pending) {
    case PW_PENDING_SERIAL:
    case PW_PENDING_LOT:
    case PW_PENDING_EXPIRY:
    case PW_PENDING_TRANSPARENCY:
        day_scan_answer(packer, pending, what);
        return;
    case PW_PENDING_READ:
        day_scan_command(packer, PW_COMMAND_ACKNOWLEDGE);
        return;
    case PW_PENDING_VOID_BOX: {
        struct day_stand at = day_stand_of(packer);
        int64_t box = box_to_take_apart(at.order, at.parcel);
        char code[64] = "";
        day_text_of("SELECT barcode FROM parcel WHERE id = $1", box, code, sizeof code);
        if (box == 0 || strcmp(day.scanned, code) == 0)
            day_scan_command(packer, reasons[what % PW_COUNT(reasons)]);
        else if (strcmp(day.scanned, day_parcel_of(box)->paper) != 0) /* the label that is on it, which may be an old one */
            day_scan_label(packer, box, PW_ROLE_PACK);
        else
            day_scan_as(packer, code, PW_ROLE_PACK);
        return;
    }
    case PW_PENDING_SUBSTITUTE:
        day_scan(packer, day_skus[what % SKUS]);
        return;
    case PW_PENDING_NO_BARCODE:
    case PW_PENDING_SUBSTITUTE_WHY:
    case PW_PENDING_REPRINT_SLIP:
    case PW_PENDING_REPRINT_LABEL:
    case PW_PENDING_HOLD:
    case PW_PENDING_SHORT:
    case PW_PENDING_REOPEN:
    case PW_PENDING_WEIGHT:
        day_scan_command(packer, reasons[what % PW_COUNT(reasons)]);
        return;
    case PW_PENDING_TRACKING:
        day_scan(packer, day_numbers[what % 2]);
        return;
    case PW_PENDING_RELEASE:
    case PW_PENDING_TAKE_OVER:
    case PW_PENDING_PUSH:
    case PW_PENDING_PUSH_BACK:
    case PW_PENDING_RETURN:
        day_scan_order(packer, what);
        return;
    default:
        day_scan_command(packer, PW_COMMAND_CANCEL_PENDING);
    }
}

/* The next unit of the packer's order, or what puts a box right that has too many. */
static void pack(int packer, int64_t order, int64_t parcel, unsigned what)
{
    const struct model_order *o = day_order_of(order);
    if (o == NULL || o->cancelled || o->held) {
        day_scan_command(packer, PW_COMMAND_ASIDE);
        return;
    }
    for (int i = 0; i < o->lines; i++)
        if (o->line[i].packed > o->line[i].wanted || day_kit_surplus((int)order, i)) {
            if (box_to_take_apart(order, parcel) != 0)
                day_scan_command(packer, PW_COMMAND_VOID_BOX);
            else
                day_scan_command(packer, what % 2 == 0 ? PW_COMMAND_EMPTY : PW_COMMAND_UNDO);
            return;
        }
    int next = -1;
    for (int i = 0; i < o->lines; i++)
        if (o->line[i].packed < o->line[i].wanted && (next < 0 || day_goes_before(o->line[i].sku, o->line[next].sku)))
            next = i;
    if (next >= 0) {
        if (what % 16 == 9) /* its barcode can't be read */
            day_scan_command(packer, what % 64 == 9 ? PW_COMMAND_SUBSTITUTE : PW_COMMAND_NO_BARCODE);
        else if (o->line[next].sku == DAY_SET)
            day_scan_kit(packer, (int)order, next, parcel, what);
        else
            day_scan_item(packer, o->line[next].sku, what);
        return;
    }
    /* A box that was opened again though nothing lacks: it closes with the last unit, taken out and put in. One that is empty
     * behind others goes when the order is put aside. */
    int64_t units = 0;
    for (size_t i = 0; i < day.entries; i++)
        units += day.entry[i].parcel == parcel && !day.entry[i].gone ? day.entry[i].units : 0;
    day_scan_command(packer, units > 0       ? PW_COMMAND_UNDO
                             : what % 8 == 3 ? PW_COMMAND_VOID_BOX
                             : what % 8 == 5 ? PW_COMMAND_SHORT
                                             : PW_COMMAND_ASIDE);
}

/* Orders that can be worked on; 'packing' ones are other people's. */
int64_t day_open_order(unsigned what)
{
    return day_number(
        "SELECT COALESCE((SELECT id FROM orders o WHERE status = 'ready' OR (status = 'packed' AND EXISTS (SELECT 1 FROM"
        " order_line l WHERE l.order_pk = o.id AND l.quantity <> (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN"
        " parcel p ON p.id = v.parcel_pk WHERE v.line_pk = l.id AND v.undone = 0 AND p.status <> 'void')))"
        " ORDER BY (id * 7 + $1) % 31, id LIMIT 1), 0)",
        what);
}

void day_go_on(int packer, unsigned what)
{
    struct day_stand at = day_stand_of(packer);
    if (day_is_locked(packer)) {
        day_scan_badge(packer, packer);
        return;
    }
    if (day.refused_us[packer] != 0 && what % 4 != 0) { /* for want of a right: somebody who has it comes */
        day_scan_badge(packer, what % 8 == 1 ? (packer + 1) % 2 : LEAD);
        return;
    }
    if (at.pending != PW_PENDING_NONE) {
        day_answer(packer, at.pending, what);
        return;
    }
    if (at.phase == PW_PHASE_PACKING) {
        pack(packer, at.order, at.parcel, what);
        return;
    }
    if (at.phase == PW_PHASE_RETURNING) {
        day_scan_command(packer, what % 2 == 0 ? PW_COMMAND_RETURN_DONE : PW_COMMAND_UNIT_GOOD);
        return;
    }
    int64_t order = day_open_order(what);
    if (order != 0 && what % 4 != 3)
        day_scan_order(packer, (unsigned)order - 1);
    else if (order != 0)
        day_scan_item(packer, day.order[order - 1].line[0].sku, what / 4);
}

/* People scan what is on paper: the newest label; where none was printed, the parcel's code from elsewhere. */
bool day_scan_label(int packer, int64_t parcel, enum pw_role role)
{
    const struct model_parcel *p = day_parcel_of(parcel);
    char code[64];
    if (parcel == 0 || !day_text_of("SELECT barcode FROM parcel WHERE id = $1", parcel, code, sizeof code))
        return false;
    day_scan_as(packer, p->paper[0] != '\0' ? p->paper : code, role);
    return true;
}

bool day_door(unsigned what)
{
    return day_scan_label(
        (int)(what % PACKERS),
        day_number("SELECT COALESCE((SELECT id FROM parcel WHERE status = 'packed' ORDER BY (id * 5 + $1) % 17, id LIMIT 1), 0)",
                   what),
        PW_ROLE_DOOR);
}

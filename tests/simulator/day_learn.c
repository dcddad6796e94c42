/* What the stations acknowledge, and what it means for the model. */
#include "simulator/day_model.h"

#include "barcode/command.h"
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What the scan says of an article: whose it is, how many units, and what else stands there. */
static int item_scanned(int *ret_units, struct model_unit *ret_unit)
{
    int sku;
    *ret_units = 1;
    if (day_read(day.scanned, &sku, ret_unit))
        return sku;
    for (size_t i = 0; i < PW_COUNT(day_codes); i++)
        if (strcmp(day_codes[i].text, day.scanned) == 0) {
            *ret_units = day_codes[i].units;
            return day_codes[i].sku;
        }
    return -1;
}

/* It is a person's word that stands for the scan. */
static bool is_override(enum pw_pending asked)
{
    return asked == PW_PENDING_NO_BARCODE || asked == PW_PENDING_SUBSTITUTE_WHY;
}

/* What the answer says of the unit in hand: of an element string what is wanted and not known, else what was asked for. */
static void take_answer(int asked, struct model_unit *u)
{
    struct model_unit said;
    int sku, open = day.wants[day.hand[day.packer].sku] & ~day_has(u);
    if (day_read(day.scanned, &sku, &said) && sku != day.hand[day.packer].sku)
        day_broke("what stands on another article was taken for a unit's");
    if (strncmp(day.scanned, "]d2", 3) != 0) {
        memset(&said, 0, sizeof said);
        if (strlen(day.scanned) == 29 && strncmp(day.scanned, "AZ", 2) == 0 && (open & DAY_CODE) != 0)
            asked = DAY_CODE; /* whatever was asked for */
        if (asked == DAY_EXPIRY)
            day_put_date(day.scanned, said.expiry);
        else
            snprintf(asked == DAY_SERIAL ? said.serial
                     : asked == DAY_LOT  ? said.lot
                                         : said.code,
                     sizeof said.code, "%s", day.scanned);
        open = asked;
    }
    if ((open & DAY_SERIAL) != 0)
        memcpy(u->serial, said.serial, sizeof u->serial);
    if ((open & DAY_LOT) != 0)
        memcpy(u->lot, said.lot, sizeof u->lot);
    if ((open & DAY_EXPIRY) != 0)
        memcpy(u->expiry, said.expiry, sizeof u->expiry);
    if ((open & DAY_CODE) != 0)
        memcpy(u->code, said.code, sizeof u->code);
}

static int sku_of(const char *name)
{
    for (int i = 0; i < SKUS; i++)
        if (strcmp(day_skus[i], name) == 0)
            return i;
    return -1;
}

/* The unit that was scanned, or about which a question was answered: into the hand. False: it is none. */
static bool learn_unit(const struct pw_decision *decision)
{
    const struct model_order *o = day_order_of(decision->order);
    int line = o == NULL ? -1 : day_line_of(o, decision->item.sku), asked = day_asked_kind(day.asked[day.packer]);
    if (asked != 0 && day.hand[day.packer].sku >= 0)
        take_answer(asked, &day.hand[day.packer].is);
    if ((asked != 0 || day.asked[day.packer] == PW_PENDING_READ) && day.hand[day.packer].sku >= 0)
        return true;
    memset(&day.hand[day.packer].is, 0, sizeof day.hand[day.packer].is);
    day.hand[day.packer].units = 1;
    day.hand[day.packer].vouched = is_override(day.asked[day.packer]);
    if (!day.hand[day.packer].vouched || line < 0)
        day.hand[day.packer].sku = item_scanned(&day.hand[day.packer].units, &day.hand[day.packer].is);
    else
        day.hand[day.packer].sku =
            decision->item.kit.component[0] != '\0' ? sku_of(decision->item.kit.component) : o->line[line].sku;
    return day.hand[day.packer].sku >= 0;
}

static void learn_counted(const struct pw_decision *decision)
{
    struct model_order *o = day_order_of(decision->order);
    int64_t parcel = decision->parcel != 0        ? decision->parcel
                     : decision->next.parcel != 0 ? decision->next.parcel
                                                  : decision->next.subject;
    int line = o == NULL ? -1 : day_line_of(o, decision->item.sku);
    if (decision->outcome == PW_OUTCOME_COMPLETED && strncmp(day.scanned, "PWCNEXTBOX", 10) == 0)
        return; /* nothing more is wanted: what was in the hand stays out */
    bool is_unit = learn_unit(decision);
    int units = day.hand[day.packer].units;
    if (!is_unit && decision->outcome == PW_OUTCOME_COMPLETED)
        return; /* an explanation, not a unit */
    int sku = day.hand[day.packer].sku;
    if (o == NULL || line < 0 || !is_unit ||
        (sku != o->line[line].sku && (o->line[line].sku != DAY_SET || !day_is_component(sku)))) {
        day_broke("1: a unit was counted that is not what was scanned");
        return;
    }
    CHECK(day.entries < ENTRIES);
    day.entry[day.entries++] =
        (struct model_entry){ parcel, (int)decision->order, line, sku, units, false, day.hand[day.packer].is };
    o->line[line].packed = day_made((int)decision->order, line, 0);
    if (o->line[line].packed > o->line[line].wanted)
        day_broke("1: more units were counted than the order wants");
    if (o->cancelled || o->held)
        day_broke("4: a unit was counted for an order that is cancelled or held");
    if (o->owner != 0 && o->owner != day.packer + 1)
        day_broke("5: a packer counted for an order that another one packs");
    o->owner = decision->outcome == PW_OUTCOME_COMPLETED ? 0 : day.packer + 1;
    day.entries--; /* those before it */
    day_check_unit(sku, units, &day.hand[day.packer].is);
    day.entries++;
    day_check_kit(&day.entry[day.entries - 1]);
    day_check_turn(o, line);
    day_check_notes(day.packer, (int)decision->order, line);
    day.report->units += units;
    day.report->captured += day_has(&day.hand[day.packer].is) != 0;
    day.report->vouched += day.hand[day.packer].vouched;
    day.report->components += sku != o->line[line].sku;
}

static void take_out(struct model_entry *e)
{
    e->gone = true;
    day.order[e->order - 1].line[e->line].packed = day_made(e->order, e->line, 0);
}

static void learn_undone(const struct pw_decision *decision)
{
    for (size_t i = day.entries; i-- > 0;)
        if (day.entry[i].parcel == decision->next.parcel && !day.entry[i].gone) {
            take_out(&day.entry[i]);
            return;
        }
    day_broke("a unit was taken back that never was in the box");
}

static void empty(int64_t parcel)
{
    for (size_t i = 0; i < day.entries; i++)
        if (day.entry[i].parcel == parcel && !day.entry[i].gone)
            take_out(&day.entry[i]);
}

/* People and carriers write numbers with spaces and dashes, which are no part of them. */
static void bare(const char *text, char *out, size_t size)
{
    size_t n = 0;
    for (; *text != '\0' && n + 1 < size; text++)
        if (*text != ' ' && *text != '-')
            out[n++] = *text;
    out[n] = '\0';
}

static void learn_shipped(const struct pw_decision *decision)
{
    struct model_order *o = day_order_of(decision->order);
    struct model_parcel *p = day_parcel_of(decision->parcel);
    char code[64], number[64], scanned[100];
    int units = 0;
    if (o == NULL) {
        day_broke("a parcel left of no order");
        return;
    }
    if (p->shipped)
        day_broke("2: a parcel left twice");
    p->shipped = true;
    day.report->parcels++;
    day_text_of("SELECT barcode FROM parcel WHERE id = $1", p->id, code, sizeof code);
    day_text_of("SELECT tracking_number FROM parcel WHERE id = $1", p->id, number, sizeof number);
    bare(day.scanned, scanned, sizeof scanned);
    if (strcmp(code, day.scanned) != 0 && (number[0] == '\0' || strcmp(number, scanned) != 0))
        day_broke("a parcel left whose own code was not the one scanned");
    for (size_t i = 0; i < day.entries; i++)
        units += day.entry[i].parcel == p->id && !day.entry[i].gone ? day.entry[i].units : 0;
    if (units == 0)
        day_broke("1: a parcel left with no unit verified");
    day_check_leaving(p->id);
    day_check_whole(p->id);
    if (o->cancelled || o->held)
        day_broke("4: a parcel left though its order was cancelled or held");
    /* A carrier's number stands on the carrier's paper, of which the station knows nothing. */
    if (p->label_street != 0 && p->label_street != o->street && strncmp(day.scanned, "PWP", 3) == 0)
        day_broke("4: a parcel left with an old address");
}

/* What is asked is about a unit, or may be. */
static bool in_hand(enum pw_pending pending)
{
    return day_asked_kind(pending) != 0 || pending == PW_PENDING_READ;
}

/* What an acknowledged event means. */
static void learn(const struct pw_decision *decision)
{
    struct model_order *o = day_order_of(decision->order);
    switch (decision->outcome) {
    case PW_OUTCOME_COUNTED:
    case PW_OUTCOME_COMPLETED:
        learn_counted(decision);
        return;
    case PW_OUTCOME_NOTE:
    case PW_OUTCOME_ASKED:
        if (!in_hand(decision->next.pending))
            return;
        (void)learn_unit(decision);
        if (o != NULL && decision->next.phase == PW_PHASE_PACKING)
            o->owner = day.packer + 1; /* the unit that opened it */
        return;
    case PW_OUTCOME_RETURN_COUNTED:
        if (o != NULL)
            o->returned = true;
        return;
    case PW_OUTCOME_OPENED:
        if (o != NULL && (o->cancelled || o->held))
            day_broke("4: an order was opened that is cancelled or held");
        if (o != NULL && o->owner != 0 && o->owner != day.packer + 1 && !day.takes_over)
            day_broke("5: an order was opened that another one packs");
        if (o != NULL && o->owner != 0 && o->owner != day.packer + 1) { /* what the other one was asked is nobody's */
            day.asked[o->owner - 1] = PW_PENDING_NONE;
            day.hand[o->owner - 1].sku = -1;
        }
        if (o != NULL)
            o->owner = day.packer + 1;
        day_learn_opened(day.packer, (int)decision->order);
        if (in_hand(decision->next.pending))
            (void)learn_unit(decision);
        return;
    case PW_OUTCOME_UNDONE:
        if (decision->next.phase == PW_PHASE_PACKING) /* else of a return */
            learn_undone(decision);
        return;
    case PW_OUTCOME_EMPTIED:
        empty(decision->next.parcel);
        return;
    case PW_OUTCOME_VOIDED:
        empty(decision->parcel);
        return;
    case PW_OUTCOME_PUT_ASIDE:
    case PW_OUTCOME_SHORT:
        for (size_t i = 0; i < day.orders; i++)
            day.order[i].owner = day.order[i].owner == day.packer + 1 ? 0 : day.order[i].owner;
        return;
    case PW_OUTCOME_HELD:
        if (o != NULL)
            o->held = true, o->owner = 0;
        return;
    case PW_OUTCOME_RELEASED:
        if (o != NULL)
            o->held = false;
        return;
    case PW_OUTCOME_SHIPPED:
        learn_shipped(decision);
        return;
    default:
        return;
    }
}

void day_say(int64_t job)
{
    struct day_ack ack = { .job = job };
    for (size_t i = 0; i < day.orders; i++)
        for (int l = 0; l < day.order[i].lines; l++)
            ack.units += day.order[i].line[l].packed;
    if (day.say_fd != 0 && write(day.say_fd, &ack, sizeof ack) != sizeof ack)
        _exit(1);
}

static bool acknowledges(void)
{
    char code[PW_COMMAND_CODE_SIZE];
    CHECK(pw_command_code(day.station[0]->key, PW_COMMAND_ACKNOWLEDGE, code));
    return strcmp(code, day.scanned) == 0;
}

static void on_committed(void *user, const struct pw_event *event, const struct pw_decision *decision,
                         const struct pw_beats *beats)
{
    (void)user, (void)beats;
    if (day.trace && day.traced++ < TRACED)
        fprintf(stderr, "       %s %s \"%s\": %s %s, order %lld, parcel %lld\n", day_packers[day.packer].bench,
                day_packers[day.packer].lane, event->kind == PW_EVENT_SCAN ? day.scanned : event->evidence,
                pw_outcome_name(decision->outcome), pw_refusal_name(decision->refusal), (long long)decision->order,
                (long long)decision->parcel);
    if (decision->impossible)
        day_broke("a decision that should not be possible");
    if (event->kind == PW_EVENT_LOCK)
        day_learn_lock(event);
    if (event->kind != PW_EVENT_SCAN)
        return;
    day_learn_people(decision);
    day.refused = decision->outcome == PW_OUTCOME_REFUSED;
    day.takes_over = day.asked_for[day.packer];
    day.asked_for[day.packer] = decision->next.pending == PW_PENDING_TAKE_OVER;
    if (day.asked[day.packer] == PW_PENDING_READ && acknowledges() && !day.refused && decision->outcome != PW_OUTCOME_NOTE)
        day_learn_read(day.packer, (int)decision->order);
    learn(decision);
    day.asked[day.packer] = decision->next.pending;
    if (!in_hand(decision->next.pending))
        day.hand[day.packer].sku = -1;
}

static void on_send(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    char what[40];
    (void)user, (void)title;
    for (size_t i = 0; i < day.sent_count; i++)
        if (day.sent[i] == job)
            day_broke("3: a document was sent twice");
    for (size_t i = 0; i < day.waiting_count; i++)
        if (day.waiting[i].printer == printer)
            day_broke("a printer has two documents at once");
    CHECK(day.sent_count < SENT && day.waiting_count < WAITING);
    day.sent[day.sent_count++] = job;
    day.waiting[day.waiting_count].printer = printer;
    day.waiting[day.waiting_count].handed = false;
    day.waiting[day.waiting_count++].job = job;
    day.report->documents++;
    day_say(job);
    if (bytes.len == 0)
        day_broke("an empty document was sent");
    struct model_order *o = day_order_of(day_number("SELECT COALESCE(order_pk, 0) FROM job WHERE id = $1", job));
    if (o == NULL)
        return;
    if (o->cancelled || o->held)
        day_broke("4: a document was printed of an order that is cancelled or held");
    day_text_of("SELECT document FROM job WHERE id = $1", job, what, sizeof what);
    if (day.trace && day.traced < TRACED)
        fprintf(stderr, "       (%s of parcel %lld is sent: job %lld)\n", what,
                (long long)day_number("SELECT parcel_pk FROM job WHERE id = $1", job), (long long)job);
    if (strcmp(what, "label") != 0)
        return;
    struct model_parcel *p = day_parcel_of(day_number("SELECT parcel_pk FROM job WHERE id = $1", job));
    p->label_street = o->street;
    day_text_of("SELECT barcode FROM parcel WHERE id = $1", p->id, p->paper, sizeof p->paper);
    memcpy(day.papers[day.paper_count++ % PAPERS], p->paper, sizeof p->paper);
}

static void on_unrecorded(void *user, const struct pw_event *event, const struct pw_error *error)
{
    (void)user, (void)event;
    day_broke("an event was not recorded: %.150s", error->text);
}

static void on_changed(void *user)
{
    (void)user;
}

const struct pw_station_listener day_listener = { on_send, on_committed, on_unrecorded, on_changed, NULL, NULL };

/* Who works at the benches: badges, approvals, people who walk away; and what must be true of what is done in whose name. */
#include "simulator/day_model.h"

#include "barcode/badge.h"
#include "barcode/command.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

enum { APPROVAL_US = 30000000 };

static const char *const names[PERSONS] = { "Ana", "Ben", "Lea" };
static const char *const badges[PERSONS] = { "AAAAAAAA", "BBBBBBBB", "CCCCCCCC" };

const char *day_sign_in_of(uint32_t seed)
{
    static const char *const ways[] = { "off", "required", "off", "optional", "required" };
    const char *way = ways[seed % PW_COUNT(ways)];
    day.required = way[0] == 'r';
    day.signing = way[1] != 'f';
    day.lock_us = seed % 2 == 0 ? 0 : INT64_C(90000000);
    return way;
}

void day_hire(void)
{
    struct pw_error err = { 0 };
    char sql[200];
    for (int i = 0; i < PERSONS; i++) {
        snprintf(sql, sizeof sql, "INSERT INTO person (name, role, badge, made_us) VALUES ('%s', '%s', '%s', 1)", names[i],
                 i == LEAD ? "lead" : "packer", badges[i]);
        CHECK_OK(pw_db_sqlite.script(day_db(), sql, &err), err);
    }
}

static void code_of(int person, char code[PW_BADGE_CODE_SIZE])
{
    CHECK(pw_badge_code(day.station[0]->key, badges[person], code));
}

void day_scan_badge(int packer, int person)
{
    char code[PW_BADGE_CODE_SIZE];
    code_of(person, code);
    day_scan(packer, code);
}

static int person_of(const char *scanned)
{
    char code[PW_BADGE_CODE_SIZE];
    for (int i = 0; i < PERSONS; i++) {
        code_of(i, code);
        if (strcmp(code, scanned) == 0)
            return i + 1;
    }
    return 0;
}

/* From 1; 0: nobody, or nobody any more. */
static int present(int packer)
{
    int64_t away = day.clock.wall_us - day.here_us[packer];
    return day.lock_us == 0 || (away < day.lock_us && away > -day.lock_us) ? day.here[packer] : 0;
}

void day_sign_in(int packer, int person)
{
    if (day.signing && present(packer) != person + 1)
        day_scan_badge(packer, person);
}

bool day_is_locked(int packer)
{
    return day.required && present(packer) == 0;
}

void day_walk_off(void)
{
    pw_clock_fixed_advance(&day.clock, INT64_C(300000000));
    for (int i = 0; i < STATIONS; i++)
        while (pw_station_lock(day.station[i]))
            continue;
}

/* ---- the model ---- */

/* What a question may only be asked for: a right that packers have too, or that the lead alone has. */
enum word { NOBODYS, A_PACKERS, THE_LEADS };

static enum word word_for(enum pw_pending pending)
{
    switch (pending) {
    case PW_PENDING_HOLD:
    case PW_PENDING_RELEASE:
        return day.signing ? A_PACKERS : NOBODYS;
    case PW_PENDING_VOID_BOX:
        return day.signing ? THE_LEADS : NOBODYS;
    case PW_PENDING_NO_BARCODE:
    case PW_PENDING_SUBSTITUTE:
    case PW_PENDING_TEACH:
        return THE_LEADS;
    default:
        return NOBODYS;
    }
}

static void learn_question(const struct pw_decision *decision, int here, int badge, bool just_refused)
{
    enum pw_pending pending = decision->next.pending;
    bool fresh = pending != day.asked[day.packer] || (badge != 0 && just_refused); /* else its trigger was pulled twice */
    if (word_for(pending) == NOBODYS || decision->outcome != PW_OUTCOME_ASKED || !fresh)
        return;
    bool allowed = here == LEAD + 1 || (just_refused && badge == LEAD + 1) ||
                   (word_for(pending) == A_PACKERS && (here != 0 || (just_refused && badge != 0)));
    if (!allowed)
        day_broke("1: a question was asked for which nobody here has the right");
}

void day_learn_people(const struct pw_decision *decision)
{
    int packer = day.packer, here = present(packer), badge = person_of(day.scanned);
    int64_t since = day.clock.wall_us - day.refused_us[packer];
    bool just_refused = day.refused_us[packer] != 0 && since >= 0 && since <= APPROVAL_US;
    enum pw_outcome outcome = decision->outcome;
    if (outcome != PW_OUTCOME_PIN) /* a digit leaves everything as it is */
        day.refused_us[packer] = decision->refusal == PW_REFUSAL_NOT_ALLOWED ? day.clock.wall_us : 0;
    if (day.required && here == 0 && outcome != PW_OUTCOME_REFUSED && outcome != PW_OUTCOME_SIGNED_IN &&
        outcome != PW_OUTCOME_PIN)
        day_broke("something was done at a lane where nobody was signed in");
    learn_question(decision, here, badge, just_refused);
    if (outcome == PW_OUTCOME_SIGNED_IN) {
        if (badge == 0 || !day.signing)
            day_broke("somebody was signed in without a badge");
        for (int i = 0; i < PACKERS; i++)
            day.here[i] = day.here[i] == badge ? 0 : day.here[i];
        here = badge;
        day.report->signed_in++;
    } else if (here != 0 && strcmp(decision->who, names[here - 1]) != 0)
        day_broke("the journal names another person than who is signed in");
    else if (here == 0 && decision->who[0] != '\0' && badge == 0 && day.vouched[packer] == 0)
        day_broke("the journal names somebody where nobody was");
    if (outcome == PW_OUTCOME_SIGNED_OUT)
        here = 0;
    /* Who allowed what is pending stays named until it is done. */
    day.vouched[packer] = decision->next.pending == PW_PENDING_NONE   ? 0
                          : badge != 0 && outcome == PW_OUTCOME_ASKED ? badge
                                                                      : day.vouched[packer];
    if (outcome != PW_OUTCOME_PIN || here == 0)
        day.here_us[packer] = day.clock.wall_us;
    day.here[packer] = here;
}

int day_person_at(int packer)
{
    return day.here[packer];
}

void day_learn_lock(const struct pw_event *event)
{
    for (int i = 0; i < PACKERS; i++)
        if (strcmp(day_packers[i].lane, event->lane) == 0 && day.here[i] != 0 && present(i) == 0) {
            day.here[i] = 0;
            if (day.asked[i] == PW_PENDING_WEIGH || day.asked[i] == PW_PENDING_BOX)
                continue; /* the box's questions stay; a person's go with the person */
            day.asked[i] = PW_PENDING_NONE;
            day.hand[i].sku = -1;
        }
}

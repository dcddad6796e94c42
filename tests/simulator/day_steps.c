/* The steps of a day. */
#include "simulator/day_model.h"

#include "barcode/command.h"

#include <stdio.h>
#include <string.h>

static void any_command(int packer, unsigned what)
{
    static const enum pw_command likely[] = {
        PW_COMMAND_UNDO,      PW_COMMAND_EMPTY,         PW_COMMAND_ASIDE,        PW_COMMAND_HOLD,        PW_COMMAND_RELEASE,
        PW_COMMAND_TAKE_OVER, PW_COMMAND_REPRINT_LABEL, PW_COMMAND_REPRINT_SLIP, PW_COMMAND_PRINTED_YES, PW_COMMAND_PRINTED_NO,
        PW_COMMAND_NEXT_BOX,  PW_COMMAND_SHORT,         PW_COMMAND_REOPEN,       PW_COMMAND_VOID_BOX,    PW_COMMAND_TRACKING,
        PW_COMMAND_RETURN,    PW_COMMAND_NO_BARCODE,    PW_COMMAND_SUBSTITUTE,   PW_COMMAND_SIGN_OUT,    PW_COMMAND_ACKNOWLEDGE
    };
    size_t n = 1; /* there is one */
    if (what % 3 != 0) {
        day_scan_command(packer, likely[what / 3 % PW_COUNT(likely)]);
        return;
    }
    while (pw_command_nth(n) != NULL)
        n++;
    day_scan_command(packer, pw_command_nth(what / 3 % n)->command);
}

void day_step_do(const struct day_step *s)
{
    int who = s->who % PACKERS;
    switch ((enum day_step_kind)s->kind) {
    case DAY_NEXT:
        day_go_on(who, s->what);
        return;
    case DAY_DOOR:
        day_door(s->what);
        return;
    case DAY_ITEM:
        day_scan(who, day_codes[s->what % PW_COUNT(day_codes)].text);
        return;
    case DAY_ORDER:
        day_scan_order(who, s->what);
        return;
    case DAY_PARCEL:
        if (day.paper_count > 0)
            day_scan_as(who, day.papers[s->what / 2 % (day.paper_count < PAPERS ? day.paper_count : PAPERS)],
                        s->what % 2 == 0 ? PW_ROLE_BOTH : PW_ROLE_DOOR);
        return;
    case DAY_COMMAND:
        any_command(who, s->what);
        return;
    case DAY_NUMBER:
        day_scan(who, day_numbers[s->what % 2]);
        return;
    case DAY_AGAIN:
        if (day.scanned[0] != '\0') {
            char text[100];
            pw_clock_fixed_advance(&day.clock, AT_ONCE_US - STEP_US);
            memcpy(text, day.scanned, sizeof text);
            day_scan(day.packer, text);
        }
        return;
    case DAY_GARBAGE:
        day.packer = who;
        day.report->scans++;
        if (!pw_station_garbage(day.station[day_packers[who].station], day_packers[who].lane, "hand", PW_ROLE_BOTH,
                                pw_bytes_str("400638")))
            day_broke("garbage was not recorded");
        day_say(0);
        return;
    case DAY_PRINTER:
        day_printer_says(s->what);
        return;
    case DAY_LINK:
        day_link_changes(s->what % day.station[0]->printer_count);
        return;
    case DAY_IMPORT:
        day_office_changes(s->what);
        return;
    case DAY_CANCEL:
        day_office_cancels(s->what);
        return;
    case DAY_RESTART:
        day_restart_station();
        return;
    case DAY_CLOCK:
        day.clock.wall_us += s->what % 2 == 0 ? -INT64_C(3600000000) : INT64_C(7200000000);
        return;
    case DAY_ANSWER:
        day_scan_answer(who, PW_PENDING_SERIAL + (enum pw_pending)(s->what % 4), s->what / 4);
        return;
    case DAY_BADGE:
        day_scan_badge(who, s->what % PERSONS);
        return;
    case DAY_AWAY:
        day_walk_off();
        return;
    case DAY_RECALL:
        day_office_blocks(s->what);
        return;
    case DAY_KINDS:
        break;
    }
}

const char *day_step_text(const struct day_step *s, char *room, size_t size)
{
    static const char *const words[DAY_KINDS] = { "goes on",
                                                  "scans a packed parcel out",
                                                  "scans an article",
                                                  "scans an order",
                                                  "scans a parcel",
                                                  "scans a command",
                                                  "scans a carrier's number",
                                                  "scans it once more at once",
                                                  "scans garbage",
                                                  "a printer answers",
                                                  "a printer goes or comes back",
                                                  "a report is imported",
                                                  "an order is cancelled",
                                                  "the power goes",
                                                  "the clock jumps",
                                                  "scans an answer",
                                                  "scans a badge",
                                                  "nobody scans for a while",
                                                  "a lot is blocked or not" };
    if ((s->kind < DAY_PRINTER || s->kind == DAY_ANSWER || s->kind == DAY_BADGE) && s->kind != DAY_DOOR && s->kind != DAY_AGAIN)
        snprintf(room, size, "packer %d %s (%u)", s->who % PACKERS + 1, words[s->kind], s->what);
    else
        snprintf(room, size, "%s (%u)", words[s->kind], s->what);
    return room;
}

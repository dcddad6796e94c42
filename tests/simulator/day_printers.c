/* Printers that say what became of their documents, or go; stations that start. */
#include "simulator/day_model.h"

#include "test.h"

#include <string.h>

void day_printer_says(unsigned how)
{
    static const enum pw_job_status verdicts[] = { PW_JOB_PRINTED, PW_JOB_PRINTED, PW_JOB_PRINTED,   PW_JOB_PRINTED,
                                                   PW_JOB_PRINTED, PW_JOB_FAILED,  PW_JOB_UNCERTAIN, PW_JOB_HANDED_OVER };
    if (day.waiting_count == 0)
        return;
    size_t i = how / 8 % day.waiting_count, printer = day.waiting[i].printer;
    int64_t job = day.waiting[i].job;
    enum pw_job_status verdict = verdicts[how % 8];
    if (verdict == PW_JOB_HANDED_OVER && day.waiting[i].handed)
        verdict = PW_JOB_PRINTED;
    day.waiting[i].handed = true;
    char what[40];
    day_text_of("SELECT document FROM job WHERE id = $1", job, what, sizeof what);
    if (verdict == PW_JOB_FAILED && strcmp(what, "label") == 0) { /* nothing came out */
        struct model_parcel *p = day_parcel_of(day_number("SELECT COALESCE(parcel_pk, 0) FROM job WHERE id = $1", job));
        p->paper[0] = '\0';
        p->label_street = 0;
    }
    if (verdict != PW_JOB_HANDED_OVER)
        day.waiting[i] = day.waiting[--day.waiting_count];
    if (!pw_station_job(day.station[0], printer, job, verdict, 10, 10, "the day's printer"))
        day_broke("a printer's word was not recorded");
}

void day_link_changes(size_t printer)
{
    bool ready = !day.station[0]->printers[printer].ready;
    pw_station_printer(day.station[0], printer, ready, ready ? "ready" : "missing", "");
}

void day_start_station(int station)
{
    struct pw_error err = { 0 };
    CHECK_OK(pw_station_create(day.config[station], &day.clock.base, NULL, &day_listener, &day.station[station], &err), err);
    /* What lasts is the claim of the days that end in a cut; elsewhere nothing waits for the disk. */
    CHECK_OK(pw_db_sqlite.script(day.station[station]->db,
                                 day.say_fd == 0 ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = FULL", &err),
             err);
    for (size_t i = 0; i < day.station[station]->printer_count; i++)
        pw_station_printer(day.station[station], i, true, "ready", "");
}

void day_restart_station(void)
{
    pw_station_destroy(day.station[0]);
    day.station[0] = NULL;
    day.waiting_count = 0; /* their words never come */
    day_start_station(0);
}

void day_settle_printers(void)
{
    for (size_t i = 0; i < day.station[0]->printer_count; i++)
        if (!day.station[0]->printers[i].ready)
            day_link_changes(i);
    for (int i = 0; i < WAITING && day.waiting_count > 0; i++)
        day_printer_says(0);
    for (int i = 0; i < 8 && day_number("SELECT count(*) FROM job WHERE status = 'uncertain'", 0) != 0; i++)
        day_scan_command(0, PW_COMMAND_PRINTED_YES);
}

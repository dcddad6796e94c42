#include "station/spare.h"

#include <stdio.h>
#include <string.h>

static bool find(const struct pw_station *s, const char *name, size_t *ret_printer)
{
    for (size_t i = 0; i < s->printer_count; i++)
        if (strcmp(s->printers[i].name, name) == 0) {
            *ret_printer = i;
            return true;
        }
    return false;
}

/* Whether a document made for one is understood by the other: receipts and labels are not each other's. */
static bool alike(const struct pw_section *a, const struct pw_section *b)
{
    bool receipts = strcmp(pw_section_get(a, "language"), "escpos") == 0;
    return receipts == (strcmp(pw_section_get(b, "language"), "escpos") == 0);
}

bool pw_spare_read(struct pw_station *s, struct pw_error *err)
{
    for (size_t i = 0; i < s->printer_count; i++) {
        const struct pw_section *section = pw_config_nth(s->config, "printer", i);
        const char *name = pw_section_get(section, "spare");
        struct pw_printer_slot *slot = &s->printers[i];
        size_t spare = 0;
        slot->down_us = s->clock->mono_us(s->clock);
        slot->spare_after_us = pw_section_us(section, "spare-after", 120000000);
        if (name == NULL || *name == '\0')
            continue;
        bool found = find(s, name, &spare);
        if (!found || spare == i)
            return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [printer %s] spare = %s: %s", section->file, section->line,
                           section->name, name, found ? "a printer can't be its own spare" : "there is no such printer");
        if (!alike(section, pw_config_nth(s->config, "printer", spare)))
            return pw_fail(err, PW_ERR_CONFIG, 0,
                           "%s:%d: [printer %s] spare = %s: one of them prints receipts, the other one labels", section->file,
                           section->line, section->name, name);
        slot->spare = spare + 1;
    }
    return true;
}

void pw_spare_state(struct pw_station *s, size_t printer, bool ready)
{
    struct pw_printer_slot *slot = &s->printers[printer];
    if (slot->ready && !ready)
        slot->down_us = s->clock->mono_us(s->clock);
}

/* A file is drawn for the printer that it goes to; one that is passed on as it is needs a printer of the same language. */
static bool move(struct pw_station *s, const struct pw_printer_slot *from, const struct pw_printer_slot *to, bool files,
                 int64_t *ret_moved, struct pw_error *err)
{
    char evidence[160];
    snprintf(evidence, sizeof evidence, "moved to %s, the spare of %s, which can't print (%s)", to->name, from->name,
             from->words[0] == '\0' ? from->state : from->words);
    return pw_db_number(s->db, err, ret_moved,
                        "SELECT count(*) FROM job WHERE bench = $1 AND printer = $2 AND status = 'queued' AND " PW_JOB_OPEN
                        " AND (file_pk IS NULL OR $3 = 1)",
                        "tti", s->rules.bench, from->name, (int64_t)files) &&
           (*ret_moved == 0 ||
            pw_db_run(s->db, err,
                      "UPDATE job SET printer = $3, evidence = $4, changed_us = $5 WHERE bench = $1 AND printer = $2"
                      " AND status = 'queued' AND " PW_JOB_OPEN " AND (file_pk IS NULL OR $6 = 1)",
                      "ttttii", s->rules.bench, from->name, to->name, evidence, s->clock->wall_us(s->clock), (int64_t)files));
}

static bool in_doubt(struct pw_station *s, const struct pw_printer_slot *from, bool *ret_doubt, struct pw_error *err)
{
    int64_t n = 0;
    bool ok = pw_db_number(s->db, err, &n,
                           "SELECT count(*) FROM job WHERE bench = $1 AND printer = $2 AND status IN ('sending', 'handed-over', "
                           "'uncertain') AND " PW_JOB_OPEN,
                           "tt", s->rules.bench, from->name);
    *ret_doubt = n > 0;
    return ok;
}

void pw_spare_move(struct pw_station *s)
{
    for (size_t i = 0; i < s->printer_count; i++) {
        struct pw_printer_slot *from = &s->printers[i];
        struct pw_error err = { 0 };
        int64_t moved = 0;
        bool doubt = true;
        if (from->spare == 0 || from->ready || from->busy != 0 ||
            s->clock->mono_us(s->clock) - from->down_us < from->spare_after_us)
            continue;
        const struct pw_printer_slot *to = &s->printers[from->spare - 1];
        const struct pw_section *a = pw_config_nth(s->config, "printer", i),
                                *b = pw_config_nth(s->config, "printer", from->spare - 1);
        bool files = strcmp(pw_section_get(a, "language"), pw_section_get(b, "language")) == 0;
        if (!to->ready || !in_doubt(s, from, &doubt, &err) || doubt)
            continue;
        if (!move(s, from, to, files, &moved, &err))
            pw_log(s->log, PW_LOG_ERROR, "spool", "%s", err.text);
        else if (moved > 0)
            pw_log(s->log, PW_LOG_WARN, "spool", "%lld document%s moved from %s to its spare %s", (long long)moved,
                   moved == 1 ? "" : "s", from->name, to->name);
    }
}

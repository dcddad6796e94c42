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
        slot->spare_files = strcmp(pw_section_get(section, "language"),
                                   pw_section_get(pw_config_nth(s->config, "printer", spare), "language")) == 0;
    }
    return true;
}

void pw_spare_state(struct pw_station *s, size_t printer, bool ready)
{
    struct pw_printer_slot *slot = &s->printers[printer];
    if (slot->ready && !ready)
        slot->down_us = s->clock->mono_us(s->clock);
}

/* What a document's evidence begins with while it waits at a spare: how those that came from elsewhere are known again. */
static void mark(const struct pw_printer_slot *from, const struct pw_printer_slot *to, char out[100])
{
    snprintf(out, 100, "moved to %s, the spare of %s,", to->name, from->name);
}

/* A file is drawn for the printer that it goes to; one that is passed on as it is needs a printer of the same language. */
static bool count_queued(struct pw_db *db, const char *bench, const struct pw_printer_slot *from, int64_t *ret_count,
                         struct pw_error *err)
{
    return pw_db_number(db, err, ret_count,
                        "SELECT count(*) FROM job WHERE bench = $1 AND printer = $2 AND status = 'queued' AND " PW_JOB_OPEN
                        " AND (file_pk IS NULL OR $3 = 1)",
                        "tti", bench, from->name, (int64_t)from->spare_files);
}

bool pw_spare_give(struct pw_db *db, const char *bench, const struct pw_printer_slot *from, const struct pw_printer_slot *to,
                   const char *why, int64_t now_us, struct pw_error *err)
{
    char begins[100], evidence[300];
    mark(from, to, begins);
    snprintf(evidence, sizeof evidence, "%s %s", begins, why);
    return pw_db_run(db, err,
                     "UPDATE job SET printer = $3, evidence = $4, changed_us = $5 WHERE bench = $1 AND printer = $2"
                     " AND status = 'queued' AND " PW_JOB_OPEN " AND (file_pk IS NULL OR $6 = 1)",
                     "ttttii", bench, from->name, to->name, evidence, now_us, (int64_t)from->spare_files);
}

static bool count_moved(struct pw_db *db, const char *bench, const struct pw_printer_slot *from, const struct pw_printer_slot *to,
                        int64_t *ret_count, struct pw_error *err)
{
    char begins[100];
    mark(from, to, begins);
    return pw_db_number(db, err, ret_count,
                        "SELECT count(*) FROM job WHERE bench = $1 AND printer = $2 AND status = 'queued' AND " PW_JOB_OPEN
                        " AND substr(evidence, 1, length($3)) = $3",
                        "ttt", bench, to->name, begins);
}

bool pw_spare_return(struct pw_db *db, const char *bench, const struct pw_printer_slot *from, const struct pw_printer_slot *to,
                     int64_t now_us, struct pw_error *err)
{
    char begins[100], evidence[100];
    mark(from, to, begins);
    snprintf(evidence, sizeof evidence, "came back from %s, the spare", to->name);
    return pw_db_run(db, err,
                     "UPDATE job SET printer = $2, evidence = $5, changed_us = $6 WHERE bench = $1 AND printer = $3"
                     " AND status = 'queued' AND " PW_JOB_OPEN " AND substr(evidence, 1, length($4)) = $4",
                     "ttttti", bench, from->name, to->name, begins, evidence, now_us);
}

bool pw_spare_keep(struct pw_db *db, const char *bench, const char *printer, bool diverted, struct pw_error *err)
{
    char key[100];
    snprintf(key, sizeof key, "diverted %s %s", bench, printer);
    return diverted ? pw_db_run(db, err, "INSERT INTO meta (key, value) VALUES ($1, '1') ON CONFLICT DO NOTHING", "t", key)
                    : pw_db_run(db, err, "DELETE FROM meta WHERE key = $1", "t", key);
}

bool pw_spare_load(struct pw_station *s, struct pw_error *err)
{
    for (size_t i = 0; i < s->printer_count; i++) {
        char key[100];
        int64_t n = 0;
        snprintf(key, sizeof key, "diverted %s %s", s->rules.bench, s->printers[i].name);
        if (s->printers[i].spare != 0 && !pw_db_number(s->db, err, &n, "SELECT count(*) FROM meta WHERE key = $1", "t", key))
            return false;
        s->printers[i].diverted = n > 0;
    }
    return true;
}

void pw_spare_committed(struct pw_station *s, const struct pw_decision *decision)
{
    for (size_t i = 0; i < decision->effect_count; i++) {
        const struct pw_effect *e = &decision->effects[i];
        if (e->kind == PW_EFFECT_DIVERT || e->kind == PW_EFFECT_RETURN)
            s->printers[e->number].diverted = e->kind == PW_EFFECT_DIVERT;
    }
}

/* ---- what a command would be about ---- */

static void fill(struct pw_station *s, size_t printer, bool back, int64_t waiting, struct pw_spare_fact *ret)
{
    const struct pw_printer_slot *from = &s->printers[printer], *spare = &s->printers[from->spare - 1], *to = back ? from : spare;
    *ret = (struct pw_spare_fact){ .found = true, .printer = printer, .ready = to->ready, .waiting = waiting };
    snprintf(ret->name, sizeof ret->name, "%s", from->name);
    snprintf(ret->spare, sizeof ret->spare, "%s", spare->name);
    snprintf(ret->words, sizeof ret->words, "%s", to->words[0] == '\0' ? to->state : to->words);
}

bool pw_spare_resolve(struct pw_station *s, struct pw_spares_fact *f, struct pw_error *err)
{
    *f = (struct pw_spares_fact){ 0 };
    size_t able = 0;
    struct pw_spare_fact well = { 0 };
    for (size_t i = 0; i < s->printer_count; i++) {
        const struct pw_printer_slot *from = &s->printers[i];
        int64_t queued = 0, moved = 0;
        if (from->spare == 0)
            continue;
        const struct pw_printer_slot *to = &s->printers[from->spare - 1];
        if (!count_queued(s->db, s->rules.bench, from, &queued, err) ||
            !count_moved(s->db, s->rules.bench, from, to, &moved, err))
            return false;
        if ((from->diverted || moved > 0) && (!f->back.found || (from->diverted && !s->printers[f->back.printer].diverted)))
            fill(s, i, true, moved, &f->back);
        if (from->diverted)
            continue;
        if (from->ready && able++ == 0)
            fill(s, i, false, queued, &well);
        else if (!from->ready && (!f->divert.found || queued > f->divert.waiting))
            fill(s, i, false, queued, &f->divert);
    }
    f->down = f->divert.found;
    if (!f->divert.found && able == 1)
        f->divert = well;
    f->unclear = !f->divert.found && able > 1;
    return true;
}

bool pw_spare_any(const struct pw_config *config)
{
    const struct pw_section *section;
    for (size_t i = 0; (section = pw_config_nth(config, "printer", i)) != NULL; i++)
        if (pw_section_get(section, "spare") != NULL && *pw_section_get(section, "spare") != '\0')
            return true;
    return false;
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

/* Its time has come: somebody said so, or it has not been able to print for long enough. */
static bool is_due(struct pw_station *s, const struct pw_printer_slot *from)
{
    struct pw_error err = { 0 };
    bool doubt = true;
    if (from->spare == 0 || !s->printers[from->spare - 1].ready)
        return false;
    if (from->diverted)
        return true;
    return !from->ready && from->busy == 0 && s->clock->mono_us(s->clock) - from->down_us >= from->spare_after_us &&
           in_doubt(s, from, &doubt, &err) && !doubt;
}

void pw_spare_move(struct pw_station *s)
{
    for (size_t i = 0; i < s->printer_count; i++) {
        struct pw_printer_slot *from = &s->printers[i];
        struct pw_error err = { 0 };
        int64_t waiting = 0;
        char why[200] = "which rests, as somebody asked";
        if (!is_due(s, from) || !count_queued(s->db, s->rules.bench, from, &waiting, &err) || waiting == 0)
            continue;
        const struct pw_printer_slot *to = &s->printers[from->spare - 1];
        if (!from->diverted)
            snprintf(why, sizeof why, "which can't print (%s)", from->words[0] == '\0' ? from->state : from->words);
        if (!pw_spare_give(s->db, s->rules.bench, from, to, why, s->clock->wall_us(s->clock), &err))
            pw_log(s->log, PW_LOG_ERROR, "spool", "%s", err.text);
        else
            pw_log(s->log, PW_LOG_WARN, "spool", "%lld document%s moved from %s to its spare %s", (long long)waiting,
                   waiting == 1 ? "" : "s", from->name, to->name);
    }
}

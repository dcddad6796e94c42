#include "station/arrival.h"

#include <stdio.h>
#include <string.h>

static const char *const documents[] = { "slip", "gift-slip", NULL };

const struct pw_key pw_arrival_keys[] = {
    { "document", PW_KEY_WORD, "slip", documents, 0, 0, "what prints when an order arrives" },
    { "channel", PW_KEY_TEXT, "", NULL, 0, 0, "only orders of this channel" },
    { "country", PW_KEY_TEXT, "", NULL, 0, 0, "only orders to this country: two letters" },
    { "service", PW_KEY_TEXT, "", NULL, 0, 0, "only orders with this ship service" },
    { "sales-channel", PW_KEY_TEXT, "", NULL, 0, 0, "only orders of this sales channel: Amazon.com" },
    { "sku", PW_KEY_TEXT, "", NULL, 0, 0, "only orders with this article" },
    { 0 },
};

static const char *printer_of(const struct pw_station *s, const char *document)
{
    for (size_t i = 0; i < s->printer_count; i++)
        for (int k = 0; k < PW_DOC_KINDS; k++)
            if (s->printers[i].prints[k] && strcmp(pw_doc_name((enum pw_doc_kind)k), document) == 0)
                return s->printers[i].name;
    return NULL;
}

bool pw_arrivals_check(const struct pw_station *s, struct pw_error *err)
{
    const struct pw_section *rule;
    for (size_t i = 0; (rule = pw_config_nth(s->config, "rule", i)) != NULL; i++) {
        const char *document = pw_section_get(rule, "document");
        if (printer_of(s, document) == NULL)
            return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [rule %s] prints a %s, and no printer's documents name it", rule->file,
                           rule->line, rule->name, document);
    }
    return true;
}

/* Up to which order the rule has looked; -1: never yet. */
static bool watermark(struct pw_station *s, const char *key, int64_t *ret_id, struct pw_error *err)
{
    *ret_id = -1;
    return pw_db_number(s->db, err, ret_id, "SELECT CAST(value AS BIGINT) FROM meta WHERE key = $1", "t", key);
}

static bool keep_watermark(struct pw_station *s, const char *key, int64_t id, struct pw_error *err)
{
    char value[24];
    snprintf(value, sizeof value, "%lld", (long long)id);
    return pw_db_run(s->db, err, "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = $2", "tt",
                     key, value);
}

static bool queue_jobs(struct pw_station *s, const struct pw_section *rule, const char *reason, int64_t after, int64_t until,
                       struct pw_error *err)
{
    const char *document = pw_section_get(rule, "document");
    int64_t now = s->clock->wall_us(s->clock);
    return pw_db_run(
               s->db, err,
               "INSERT INTO job (document, order_pk, bench, printer, status, reason, address_version, created_us, changed_us)"
               " SELECT $1, o.id, $2, $3, 'queued', $4, o.address_version, $5, $5 FROM orders o WHERE o.id > $6 AND o.id <= $7"
               " AND o.status = 'ready' AND ($8 = '' OR o.channel = $8) AND ($9 = '' OR o.country = $9)"
               " AND ($10 = '' OR o.service = $10) AND ($11 = '' OR o.sales_channel = $11)"
               " AND ($12 = '' OR EXISTS (SELECT 1 FROM order_line l WHERE l.order_pk = o.id AND l.sku = $12))"
               " AND NOT EXISTS (SELECT 1 FROM job j WHERE j.order_pk = o.id AND j.reason = $4) ORDER BY o.ship_by_us, o.id",
               "ttttiiittttt", document, s->rules.bench, printer_of(s, document), reason, now, after, until,
               pw_section_get(rule, "channel"), pw_section_get(rule, "country"), pw_section_get(rule, "service"),
               pw_section_get(rule, "sales-channel"), pw_section_get(rule, "sku")) &&
           pw_db_run(s->db, err,
                     "INSERT INTO journal (time_us, bench, kind, outcome, reason, order_pk, detail)"
                     " SELECT j.created_us, j.bench, 'print', 'queued', '', j.order_pk, 'it arrived: ' || j.reason FROM job j"
                     " WHERE j.bench = $1 AND j.reason = $2 AND j.created_us = $3 AND j.status = 'queued' AND j." PW_JOB_OPEN,
                     "tti", s->rules.bench, reason, now);
}

/* An order that isn't ready yet (its payment is awaited) holds the mark back: it is looked at again. */
static bool run_rule(struct pw_station *s, const struct pw_section *rule, int64_t newest, struct pw_error *err)
{
    char key[100], reason[80];
    int64_t after, waiting = 0;
    snprintf(key, sizeof key, "rule/%.60s", rule->name);
    snprintf(reason, sizeof reason, "rule %.60s", rule->name);
    if (!watermark(s, key, &after, err))
        return false;
    if (after < 0)
        return keep_watermark(s, key, newest, err); /* what was there before the rule doesn't print all at once */
    if (after >= newest)
        return true;
    if (!queue_jobs(s, rule, reason, after, newest, err) ||
        !pw_db_number(s->db, err, &waiting, "SELECT COALESCE(MIN(id), 0) FROM orders WHERE id > $1 AND status = 'waiting'", "i",
                      after))
        return false;
    int64_t mark = waiting != 0 ? waiting - 1 : newest;
    return mark == after || keep_watermark(s, key, mark, err); /* nothing new writes nothing: a write would wake us again */
}

void pw_arrivals_queue(struct pw_station *s)
{
    const struct pw_section *rule;
    struct pw_error err = { 0 };
    int64_t newest = 0;
    if (pw_config_nth(s->config, "rule", 0) == NULL)
        return;
    bool ok = pw_db_begin(s->db, &err) && pw_db_number(s->db, &err, &newest, "SELECT COALESCE(MAX(id), 0) FROM orders", "");
    for (size_t i = 0; ok && (rule = pw_config_nth(s->config, "rule", i)) != NULL; i++)
        ok = run_rule(s, rule, newest, &err);
    if (ok && pw_db_commit(s->db, &err))
        return;
    pw_db_rollback(s->db);
    pw_log(s->log, PW_LOG_ERROR, "station", "the rules could not be run, and will be again: %s", err.text);
}

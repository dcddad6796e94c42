/*
 * A group of lines into an order that is in the store already. A field that the file has no column for stays as it is; so the
 * unshipped report and the order report can be imported in turn, and each adds what the other lacks.
 *
 * What changes depends on how far the order is:
 *
 *   ready, waiting, held   everything; what left in parcels of ours stays wanted, whether the channel knows of it or not
 *   packing, packed        everything, and a notice: a box leaves only without what nobody wants any more
 *   shipped                names and notes; a cancelled or a further line goes into the notice
 *   cancelled              everything; comes back when its channel says that it isn't cancelled any more, packed if its box was
 */
#include "store/order_merge_parts.h"

#include "base/json.h"
#include "packwright/utf8.h"
#include "store/boxes.h"
#include "store/queue.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

const struct pw_merge_text pw_merge_texts[PW_MERGE_TEXTS] = {
    { PW_OF_BUYER_NAME, "buyer", PW_MERGE_AT_NAME },
    { PW_OF_BUYER_EMAIL, "buyer's e-mail", 0 },
    { PW_OF_BUYER_PHONE, "buyer's phone", 0 },
    { PW_OF_RECIPIENT, "recipient", PW_MERGE_AT_LABEL | PW_MERGE_AT_NAME },
    { PW_OF_ADDRESS_1, "address", PW_MERGE_AT_LABEL },
    { PW_OF_ADDRESS_2, "address", PW_MERGE_AT_LABEL },
    { PW_OF_ADDRESS_3, "address", PW_MERGE_AT_LABEL },
    { PW_OF_CITY, "city", PW_MERGE_AT_LABEL },
    { PW_OF_REGION, "region", PW_MERGE_AT_LABEL },
    { PW_OF_POSTAL_CODE, "postal code", PW_MERGE_AT_LABEL },
    { PW_OF_COUNTRY, "country", PW_MERGE_AT_LABEL },
    { PW_OF_SHIP_PHONE, "phone", 0 },
    { PW_OF_SERVICE, "service", 0 },
    { PW_OF_SALES_CHANNEL, "sales channel", 0 },
    { PW_OF_GIFT_MESSAGE, "gift message", 0 },
    { PW_OF_INSTRUCTIONS, "instructions", 0 },
};
bool pw_same_place(const struct pw_order_import *im, const struct pw_group_line *a, const struct pw_group_line *b)
{
    for (size_t i = 0; i < PW_MERGE_TEXTS; i++) {
        const char *x = pw_group_text(im, a, pw_merge_texts[i].field), *y = pw_group_text(im, b, pw_merge_texts[i].field);
        if ((pw_merge_texts[i].at & PW_MERGE_AT_LABEL) != 0 && *x != '\0' && *y != '\0' && strcmp(x, y) != 0)
            return false;
    }
    return true;
}

bool pw_merge_under_way(const struct pw_stored_order *o)
{
    return pw_merge_is(o->status, "packing") || pw_merge_is(o->status, "packed") ||
           (pw_merge_is(o->status, "held") && pw_merge_is(o->held_from, "packed"));
}

void pw_merge_note(struct pw_merge *m, const char *fmt, ...)
{
    char text[200];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    pw_utf8_mend(text);
    size_t len = strlen(m->notes);
    if (strstr(m->notes, text) == NULL)
        snprintf(m->notes + len, sizeof m->notes - len, "%s%s", len == 0 ? "" : " ", text);
}

void pw_merge_changed(struct pw_merge *m, const char *what)
{
    size_t len = strlen(m->what);
    m->changed = true;
    if (strstr(m->what, what) == NULL)
        snprintf(m->what + len, sizeof m->what - len, "%s%s", len == 0 ? "" : ", ", what);
}

const char *pw_merge_either(const struct pw_merge *m, enum pw_order_field field, const char *file, const char *known)
{
    return m->im->setup.has[field] ? file : known;
}

bool pw_merge_extra(const char *known, const char *more, const char *set_key, const char *set_value, char **ret_text,
                    struct pw_error *err)
{
    json_t *a = NULL, *b = NULL;
    *ret_text = NULL;
    if ((*more == '\0' || strcmp(known, more) == 0) && set_key == NULL)
        return true;
    bool ok = pw_json_read(*known == '\0' ? "{}" : known, JSON_ALLOW_NUL, &a, err) &&
              pw_json_read(*more == '\0' ? "{}" : more, JSON_ALLOW_NUL, &b, err);
    if (ok && a == NULL)
        a = json_object();
    json_t *before = ok ? json_deep_copy(a) : NULL;
    if (ok && json_is_object(b)) {
        ok = before != NULL && json_object_update(a, b) == 0;
        if (ok && set_key != NULL && set_value != NULL)
            ok = json_object_set_new(a, set_key, json_string(set_value)) == 0;
        else if (ok && set_key != NULL)
            json_object_del(a, set_key);
        if (ok && !json_equal(a, before))
            ok = (*ret_text = pw_json_text(a, JSON_COMPACT)) != NULL;
        if (!ok)
            pw_fail(err, PW_ERR_MEMORY, 0, "no memory for an order's columns");
    }
    json_decref(before);
    json_decref(a);
    json_decref(b);
    return ok;
}

static bool had_request(const struct pw_stored_order *o)
{
    return strstr(o->extra, "\"" PW_CANCEL_KEY "\":\"true\"") != NULL;
}

static void take_texts(struct pw_merge *m, const char *text[PW_MERGE_TEXTS])
{
    const struct pw_group_line *first = &m->im->group.lines[0];
    for (size_t i = 0; i < PW_MERGE_TEXTS; i++) {
        const char *file = pw_group_text(m->im, first, pw_merge_texts[i].field);
        for (size_t k = 1; pw_merge_texts[i].field == PW_OF_GIFT_MESSAGE && *file == '\0' && k < m->im->group.count; k++)
            file = pw_group_text(m->im, &m->im->group.lines[k], pw_merge_texts[i].field);
        text[i] = m->again ? m->order.text[i] : pw_merge_either(m, pw_merge_texts[i].field, file, m->order.text[i]);
        if (strcmp(text[i], m->order.text[i]) == 0)
            continue;
        pw_merge_changed(m, pw_merge_texts[i].what);
        m->relabel = m->relabel || (pw_merge_texts[i].at & PW_MERGE_AT_LABEL) != 0;
        m->renamed = m->renamed || (pw_merge_texts[i].at & PW_MERGE_AT_NAME) != 0;
    }
    if (m->relabel && pw_merge_is(m->order.status, "shipped"))
        pw_merge_note(m, "The address changed after this order was shipped.");
    else if (m->relabel && pw_merge_under_way(&m->order))
        pw_merge_note(m, "The address changed after this order was packed: its label must be printed again.");
}

static int64_t time_after(const struct pw_merge *m, enum pw_order_field field, int64_t file, int64_t known)
{
    return m->again || !m->im->setup.has[field] || file == PW_NO_TIME ? known : file;
}

/* Cancelled, wanted to be cancelled, or neither any more. Texts of status are literals or the order's own. */
static void take_status(struct pw_merge *m, const char **status, const char **held_from, char *reason, size_t size)
{
    struct pw_stored_order *o = &m->order;
    const struct pw_import_setup *setup = &m->im->setup;
    const struct pw_group_line *request = pw_group_cancel_request(&m->im->group);
    bool cancelled = !m->again && setup->has[PW_OF_STATUS] && pw_group_cancelled(&m->im->group);
    *status = o->status;
    *held_from = o->held_from;
    snprintf(reason, size, "%s", o->hold_reason);
    if (pw_merge_is(o->status, "shipped")) {
        if (cancelled || (request != NULL && !had_request(o)))
            pw_merge_note(m, cancelled ? "It was cancelled after it was shipped."
                                       : "The buyer asked to cancel after it was shipped.");
        return;
    }
    if (cancelled && !pw_merge_is(o->status, "cancelled")) {
        if (pw_merge_under_way(o))
            pw_merge_note(m, "It was cancelled after it was packed.");
        *status = "cancelled";
        *held_from = "";
        *reason = '\0';
    } else if (!cancelled && pw_merge_is(o->status, "cancelled") && setup->has[PW_OF_STATUS] &&
               !pw_group_cancelled(&m->im->group)) {
        pw_merge_note(m, "It was cancelled and is not any more.");
        *status = "ready";
    } else if (request != NULL && !had_request(o) && !pw_merge_is(o->status, "cancelled") && !pw_merge_is(o->status, "held")) {
        *held_from = pw_merge_is(o->status, "packing") ? "ready" : o->status; /* as the station holds */
        *status = "held";
        pw_cancel_reason(reason, size, pw_group_text(m->im, request, PW_OF_CANCEL_REASON));
    } else if (request == NULL && had_request(o) && !m->again && setup->has[PW_OF_CANCEL_REQUESTED] &&
               pw_merge_is(o->status, "held") && strncmp(reason, "the buyer asked to cancel", 25) == 0) {
        *status = *o->held_from == '\0' ? "ready" : o->held_from;
        *held_from = "";
        *reason = '\0';
    }
    bool pending = pw_group_pending(&m->im->group);
    if (pw_merge_is(*status, "ready") && pending && !m->again)
        *status = "waiting";
    else if (pw_merge_is(*status, "waiting") && !pending &&
             (setup->has[PW_OF_STATUS] || setup->whole)) /* only what is paid is in a whole report */
        *status = "ready";
    if (*status != o->status)
        pw_merge_changed(m, *status);
}

void pw_merge_notice(const struct pw_merge *m, char *out, size_t size)
{
    bool keep = pw_merge_under_way(&m->order) || pw_merge_is(m->order.status, "shipped");
    if (*m->notes == '\0')
        snprintf(out, size, "%s", keep ? m->order.notice : "");
    else if (!keep || *m->order.notice == '\0' || strstr(m->order.notice, m->notes) != NULL)
        snprintf(out, size, "%s", keep && *m->order.notice != '\0' ? m->order.notice : m->notes);
    else
        snprintf(out, size, "%s %s", m->order.notice, m->notes);
    pw_utf8_mend(out);
}

bool pw_merge_journal(struct pw_merge *m, struct pw_error *err)
{
    char detail[400];
    snprintf(detail, sizeof detail, "Changed by an import: %s.", m->what);
    return pw_db_run(m->im->db, err,
                     "INSERT INTO journal (time_us, bench, kind, raw, outcome, order_pk, detail)"
                     " VALUES ($1, $2, 'import', $3, 'changed', $4, $5)",
                     "ittit", m->im->setup.now_us, m->im->setup.bench, m->im->setup.file_name, m->order.id, detail);
}

static bool write_order(struct pw_merge *m, const char *fingerprint, struct pw_error *err)
{
    struct pw_stored_order *o = &m->order;
    const struct pw_group *g = &m->im->group;
    const struct pw_group_line *first = &g->lines[0];
    const char *text[PW_MERGE_TEXTS], *status, *held_from;
    char reason[256], notice[1000];
    bool request = pw_group_cancel_request(g) != NULL;
    int64_t purchase = time_after(m, PW_OF_PURCHASE_DATE, first->purchase_us, o->purchase_us);
    int64_t payments = time_after(m, PW_OF_PAYMENTS_DATE, first->payments_us, o->payments_us);
    int64_t ship_by = time_after(m, PW_OF_SHIP_BY, pw_group_ship_by(g), o->ship_by_us);
    take_texts(m, text);
    take_status(m, &status, &held_from, reason, sizeof reason);
    if (ship_by != o->ship_by_us)
        pw_merge_changed(m, "ship-by date");
    if (purchase != o->purchase_us || payments != o->payments_us)
        pw_merge_changed(m, "dates");
    bool key = request != had_request(o) && (request || (!m->again && m->im->setup.has[PW_OF_CANCEL_REQUESTED]));
    char *extra;
    if (!pw_merge_extra(o->extra, pw_group_at(m->im, first->order_extra), key ? PW_CANCEL_KEY : NULL, request ? "true" : NULL,
                        &extra, err))
        return false;
    if (extra != NULL)
        pw_merge_changed(m, "other columns");
    if (!m->changed) {
        free(extra);
        return pw_db_run(m->im->db, err, "UPDATE orders SET last_import = $2, fingerprint = $3 WHERE id = $1", "iit", o->id,
                         m->im->id, fingerprint);
    }
    pw_merge_notice(m, notice, sizeof notice);
    bool ok =
        pw_db_run(m->im->db, err,
                  "UPDATE orders SET status = $2, held_from = $3, hold_reason = $4, notice = $5, "
                  "purchase_us = NULLIF($6, 0),"
                  " payments_us = NULLIF($7, 0), ship_by_us = $8, buyer_name = $9, buyer_email = $10, buyer_phone = $11,"
                  " recipient_name = $12, address_1 = $13, address_2 = $14, address_3 = $15, city = $16, region = $17,"
                  " postal_code = $18, country = $19, ship_phone = $20, service = $21, sales_channel = $22, gift_message = $23,"
                  " instructions = $24, extra = $25, fingerprint = $26, last_import = $27, changed_us = $28,"
                  " address_version = address_version + $29,"
                  " bench = CASE $2 WHEN 'held' THEN '' ELSE bench END, lane = CASE $2 WHEN 'held' THEN '' ELSE lane END"
                  " WHERE id = $1",
                  "itttt"
                  "iii"
                  "tttttttttttttttt"
                  "tt"
                  "iii",
                  o->id, status, held_from, reason, notice, purchase, payments, ship_by, text[0], text[1], text[2], text[3],
                  text[4], text[5], text[6], text[7], text[8], text[9], text[10], text[11], text[12], text[13], text[14],
                  text[15], extra == NULL ? o->extra : extra, fingerprint, m->im->id, m->im->setup.now_us, (int64_t)m->relabel) &&
        pw_boxes_settle(m->im->db, o->id, err) &&
        pw_db_run(
            m->im->db, err,
            "UPDATE order_line SET open_us = CASE WHEN quantity > 0 AND (SELECT o.status FROM orders o WHERE o.id = $1) = 'ready'"
            " THEN (SELECT " PW_OPEN_US " FROM orders o WHERE o.id = $1) END WHERE order_pk = $1",
            "i", o->id) &&
        (!m->renamed || (pw_db_run(m->im->db, err, "DELETE FROM order_word WHERE order_pk = $1", "i", o->id) &&
                         pw_import_put_words(m->im, o->id, text[0], text[3], err))) &&
        (o->imported_us == m->im->setup.now_us || pw_merge_journal(m, err));
    free(extra);
    return ok;
}

void pw_merge_count(struct pw_merge *m)
{
    struct pw_import_counts *c = &m->im->counts;
    if (!m->again) {
        c->changed += m->changed;
        c->unchanged += !m->changed;
    } else if (m->changed && m->order.imported_us != m->im->setup.now_us && m->order.changed_us != m->im->setup.now_us) {
        c->changed++;
        c->unchanged--;
    }
}

static void added_fingerprint(const struct pw_merge *m, const uint64_t hash[2], char out[PW_FINGERPRINT_SIZE])
{
    uint64_t known[2] = { 0, 0 };
    if (m->again && sscanf(m->order.fingerprint, "%16" SCNx64 "%16" SCNx64, &known[0], &known[1]) != 2) {
        out[0] = '\0'; /* there was none on purpose */
        return;
    }
    known[0] += hash[0];
    known[1] += hash[1];
    pw_fingerprint_text(known, out);
}

/* Further lines of an order should go where the first ones go. */
static bool check_place(struct pw_merge *m, const char *order_id, struct pw_error *err)
{
    for (size_t l = 0; l < m->im->group.count; l++)
        for (size_t i = 0; i < PW_MERGE_TEXTS; i++) {
            const char *x = pw_group_text(m->im, &m->im->group.lines[l], pw_merge_texts[i].field), *y = m->order.text[i];
            if ((pw_merge_texts[i].at & PW_MERGE_AT_LABEL) != 0 && *x != '\0' && *y != '\0' && strcmp(x, y) != 0)
                return pw_import_flaw(m->im, order_id, PW_FLAW_SCATTERED, err);
        }
    return true;
}

bool pw_import_merge(struct pw_order_import *im, bool *ret_known, struct pw_error *err)
{
    struct pw_merge m = { .im = im };
    struct pw_group *g = &im->group;
    char fingerprint[PW_FINGERPRINT_SIZE], order_id[PW_ID_MAX + 1];
    uint64_t hash[2];
    snprintf(order_id, sizeof order_id, "%s", pw_group_text(im, &g->lines[0], PW_OF_ORDER_ID));
    if (!pw_merge_load_order(&m, order_id, ret_known, err))
        return false;
    if (!*ret_known)
        return true;
    m.again = m.order.last_import == im->id;
    pw_fingerprint_text(g->hash, fingerprint);
    /* What was wiped is over, and its buyer's data doesn't come back. */
    if (m.order.wiped_us != 0 || (!m.again && strcmp(fingerprint, m.order.fingerprint) == 0)) {
        im->counts.unchanged++;
        return pw_db_run(im->db, err, "UPDATE orders SET last_import = $2 WHERE id = $1", "ii", m.order.id, im->id);
    }
    bool ok = pw_merge_load_lines(&m, err) && (!m.again || check_place(&m, order_id, err));
    if (ok) {
        ok = pw_merge_take_lines(&m, hash, err) && (m.again || pw_merge_wait_for_others(&m, order_id, err));
        added_fingerprint(&m, hash, fingerprint);
        ok = ok && write_order(&m, fingerprint, err);
        pw_merge_count(&m);
    }
    pw_merge_free_lines(&m);
    return ok;
}

/*
 * What becomes of a group, the lines of one order that stand together:
 *
 *   the order is unknown                      -> inserted                                          new
 *   known, first time in this file
 *       the lines' hashes are those stored    -> only marked as seen                               unchanged
 *       else                                  -> merged, see order_merge.c                         changed or unchanged
 *   seen in this file before                  -> further lines join, the same line twice counts once
 *
 * Lines of a known order that the file didn't show yet wait in import_open; those left there at the end have gone.
 */
#include "store/order_import.h"

#include "packwright/clock.h"
#include "packwright/utf8.h"
#include "store/order_merge.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define GROUPS_MAX 500        /* orders in one transaction */
#define BULK 20000            /* orders from which an import counts as a big one */
#define TRANSACTION_US 200000 /* and how long it may last, on a disk that is slow */

/* ---- transactions ---- */

bool pw_import_step(struct pw_order_import *im, struct pw_error *err)
{
    if (im->in_transaction)
        return true;
    if (im->transactions++ > 0 && im->setup.pause_us > 0)
        nanosleep(&(struct timespec){ .tv_nsec = im->setup.pause_us * 1000 }, NULL);
    if (!pw_db_begin(im->db, err))
        return false;
    im->in_transaction = true;
    im->groups = 0;
    im->began_us = pw_clock_system.mono_us(&pw_clock_system);
    return true;
}

static bool commit(struct pw_order_import *im, struct pw_error *err)
{
    if (!im->in_transaction)
        return true;
    im->in_transaction = false;
    return pw_db_commit(im->db, err);
}

bool pw_import_stepped(struct pw_order_import *im, struct pw_error *err)
{
    if (++im->total == BULK)
        pw_db_expect_bulk(im->db);
    if (++im->groups < GROUPS_MAX &&
        ((im->groups & 15) != 0 || pw_clock_system.mono_us(&pw_clock_system) - im->began_us < TRANSACTION_US))
        return true;
    return commit(im, err);
}

/* ---- refusing ---- */

void pw_import_refuse(struct pw_order_import *im, const struct pw_group_line *line, const char *column, const char *fmt, ...)
{
    struct pw_line_refusal refusal = { .line = line->line };
    va_list args;
    va_start(args, fmt);
    vsnprintf(refusal.reason, sizeof refusal.reason, fmt, args);
    va_end(args);
    pw_utf8_mend(refusal.reason);
    snprintf(refusal.column, sizeof refusal.column, "%s", column);
    snprintf(refusal.order_id, sizeof refusal.order_id, "%s", pw_group_text(im, line, PW_OF_ORDER_ID));
    im->counts.refused++;
    if (im->setup.on_refusal != NULL)
        im->setup.on_refusal(im->setup.user, &refusal);
}

/* ---- a new order ---- */

static void put_word(void *user, const char *word)
{
    struct pw_order_import *im = user;
    if (im->words_ok &&
        !pw_db_run(im->db, im->words_err, "INSERT INTO order_word (word, order_pk) VALUES ($1, $2) ON CONFLICT DO NOTHING", "ti",
                   word, im->words_order))
        im->words_ok = false;
}

bool pw_import_put_words(struct pw_order_import *im, int64_t order, const char *buyer, const char *recipient,
                         struct pw_error *err)
{
    im->words_order = order;
    im->words_err = err;
    im->words_ok = true;
    pw_name_words(buyer, put_word, im);
    if (strcmp(buyer, recipient) != 0)
        pw_name_words(recipient, put_word, im);
    return im->words_ok;
}

void pw_fingerprint_text(const uint64_t hash[2], char out[PW_FINGERPRINT_SIZE])
{
    snprintf(out, PW_FINGERPRINT_SIZE, "%016" PRIx64 "%016" PRIx64, hash[0], hash[1]);
}

static int64_t or_far(int64_t ship_by)
{
    return ship_by == PW_NO_TIME ? PW_FAR : ship_by;
}

static int64_t or_zero(int64_t time)
{
    return time == PW_NO_TIME ? 0 : time;
}

int64_t pw_group_ship_by(const struct pw_group *g)
{
    int64_t first = PW_NO_TIME;
    for (size_t i = 0; i < g->count; i++)
        if (g->lines[i].ship_by_us != PW_NO_TIME && (first == PW_NO_TIME || g->lines[i].ship_by_us < first))
            first = g->lines[i].ship_by_us;
    return first;
}

bool pw_group_cancelled(const struct pw_group *g)
{
    for (size_t i = 0; i < g->count; i++)
        if (!g->lines[i].cancelled)
            return false;
    return g->count > 0;
}

bool pw_group_pending(const struct pw_group *g)
{
    for (size_t i = 0; i < g->count; i++)
        if (g->lines[i].pending)
            return true;
    return false;
}

const struct pw_group_line *pw_group_cancel_request(const struct pw_group *g)
{
    for (size_t i = 0; i < g->count; i++)
        if (g->lines[i].cancel_requested)
            return &g->lines[i];
    return NULL;
}

static const char *group_gift(struct pw_order_import *im)
{
    for (size_t i = 0; i < im->group.count; i++)
        if (*pw_group_text(im, &im->group.lines[i], PW_OF_GIFT_MESSAGE) != '\0')
            return pw_group_text(im, &im->group.lines[i], PW_OF_GIFT_MESSAGE);
    return "";
}

/* The order's other columns, with the buyer's wish to cancel among them. */
static const char *extra_with_request(struct pw_order_import *im, const char *extra, bool requested)
{
    if (!requested)
        return extra;
    size_t len = strlen(extra);
    pw_buf_reset(&im->scratch);
    pw_buf_put(&im->scratch, extra, len == 0 ? 0 : len - 1);
    pw_buf_puts(&im->scratch, len == 0 ? "{" : ",");
    pw_buf_puts(&im->scratch, "\"" PW_CANCEL_KEY "\":\"true\"}");
    return pw_buf_text(&im->scratch);
}

void pw_cancel_reason(char *out, size_t size, const char *reason)
{
    snprintf(out, size, "the buyer asked to cancel%s%.200s", *reason == '\0' ? "" : ": ", reason);
    pw_utf8_mend(out);
}

/* *ret_id stays 0 when the order is there already. */
static bool insert_order(struct pw_order_import *im, int64_t *ret_id, bool *ret_open, struct pw_error *err)
{
    const struct pw_group *g = &im->group;
    const struct pw_group_line *first = &g->lines[0], *request = pw_group_cancel_request(g);
    bool cancelled = pw_group_cancelled(g);
    char reason[256] = "", fingerprint[PW_FINGERPRINT_SIZE];
    if (request != NULL)
        pw_cancel_reason(reason, sizeof reason, pw_group_text(im, request, PW_OF_CANCEL_REASON));
    pw_fingerprint_text(g->hash, fingerprint);
    const char *status = cancelled ? "cancelled" : request != NULL ? "held" : pw_group_pending(g) ? "waiting" : "ready";
    *ret_open = strcmp(status, "ready") == 0;
#define TEXT(field) pw_group_text(im, first, field)
    return pw_db_number(
        im->db, err, ret_id,
        "INSERT INTO orders (channel, order_id, status, hold_reason, held_from, purchase_us, payments_us, ship_by_us,"
        " buyer_name, buyer_email, buyer_phone, recipient_name, address_1, address_2, address_3, city, region, postal_code,"
        " country, ship_phone, service, sales_channel, gift_message, instructions, extra, fingerprint, last_import,"
        " imported_us, changed_us) VALUES ($1, $2, $3, $4, $5, NULLIF($6, 0), NULLIF($7, 0), $8, $9, $10, $11, $12, $13, $14,"
        " $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $28)"
        " ON CONFLICT (channel, order_id) DO NOTHING RETURNING id",
        "tttttiiittttttttttttttttttii", im->setup.channel, TEXT(PW_OF_ORDER_ID), status, cancelled ? "" : reason,
        cancelled || request == NULL ? ""
        : pw_group_pending(g)        ? "waiting"
                                     : "ready",
        or_zero(first->purchase_us), or_zero(first->payments_us), or_far(pw_group_ship_by(g)), TEXT(PW_OF_BUYER_NAME),
        TEXT(PW_OF_BUYER_EMAIL), TEXT(PW_OF_BUYER_PHONE), TEXT(PW_OF_RECIPIENT), TEXT(PW_OF_ADDRESS_1), TEXT(PW_OF_ADDRESS_2),
        TEXT(PW_OF_ADDRESS_3), TEXT(PW_OF_CITY), TEXT(PW_OF_REGION), TEXT(PW_OF_POSTAL_CODE), TEXT(PW_OF_COUNTRY),
        TEXT(PW_OF_SHIP_PHONE), TEXT(PW_OF_SERVICE), TEXT(PW_OF_SALES_CHANNEL), group_gift(im), TEXT(PW_OF_INSTRUCTIONS),
        extra_with_request(im, pw_group_at(im, first->order_extra), request != NULL), fingerprint, im->id, im->setup.now_us);
#undef TEXT
}

bool pw_import_insert_line(struct pw_order_import *im, int64_t order, const struct pw_group_line *line, int64_t position,
                           int64_t open_us, int64_t *ret_id, struct pw_error *err)
{
    int64_t id = 0;
#define TEXT(field) pw_group_text(im, line, field)
    if (!pw_db_number(im->db, err, &id,
                      "INSERT INTO order_line (order_pk, channel, order_item_id, position, sku, asin, fnsku, name, quantity,"
                      " quantity_ordered, quantity_shipped, shipped_before, gift_message, gift_wrap, extra, open_us)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14, NULLIF($15, 0))"
                      " ON CONFLICT (channel, order_item_id) DO NOTHING RETURNING id",
                      "itti"
                      "tttt"
                      "iii"
                      "ttti",
                      order, im->setup.channel, TEXT(PW_OF_ITEM_ID), position, TEXT(PW_OF_SKU), TEXT(PW_OF_ASIN),
                      TEXT(PW_OF_FNSKU), TEXT(PW_OF_NAME), line->quantity, line->ordered, line->shipped, TEXT(PW_OF_GIFT_MESSAGE),
                      TEXT(PW_OF_GIFT_WRAP), pw_group_at(im, line->line_extra), line->quantity > 0 ? open_us : (int64_t)0))
        return false;
    *ret_id = id;
    if (id != 0)
        return true;
    struct pw_stmt *s = pw_db_query(im->db, err,
                                    "SELECT o.order_id FROM order_line l JOIN orders o ON o.id = l.order_pk"
                                    " WHERE l.channel = $1 AND l.order_item_id = $2",
                                    "tt", im->setup.channel, TEXT(PW_OF_ITEM_ID));
    if (s == NULL)
        return false;
    bool found = pw_stmt_step(s, err) == PW_ROW;
    pw_import_refuse(im, line, "order-item-id", "%.64s stands in order %.64s already; an item belongs to one order",
                     TEXT(PW_OF_ITEM_ID), found ? pw_stmt_text(s, 0) : "?");
    pw_stmt_done(s);
    return true;
#undef TEXT
}

static bool insert(struct pw_order_import *im, bool *ret_known, struct pw_error *err)
{
    int64_t id = 0;
    bool open = false;
    size_t taken = 0;
    const struct pw_group *g = &im->group;
    if (!insert_order(im, &id, &open, err))
        return false;
    *ret_known = id == 0;
    if (id == 0)
        return true;
    int64_t open_us = open ? or_far(pw_group_ship_by(g)) : 0;
    for (size_t i = 0; i < g->count; i++) {
        int64_t line = 0;
        if (!pw_import_insert_line(im, id, &g->lines[i], (int64_t)i + 1, open_us, &line, err))
            return false;
        taken += line != 0;
    }
    if (taken == 0) /* all its lines belong to other orders */
        return pw_db_run(im->db, err, "DELETE FROM orders WHERE id = $1", "i", id);
    im->counts.fresh++;
    /* Without its fingerprint the order is looked at again next time, and the line refused again. */
    if (taken < g->count && (!pw_import_flaw(im, pw_group_text(im, &g->lines[0], PW_OF_ORDER_ID), PW_FLAW_REFUSED, err) ||
                             !pw_db_run(im->db, err, "UPDATE orders SET fingerprint = '' WHERE id = $1", "i", id)))
        return false;
    return pw_import_put_words(im, id, pw_group_text(im, &g->lines[0], PW_OF_BUYER_NAME),
                               pw_group_text(im, &g->lines[0], PW_OF_RECIPIENT), err);
}

/* ---- groups ---- */

bool pw_import_flaw(struct pw_order_import *im, const char *order_id, const char *detail, struct pw_error *err)
{
    im->flaws = true;
    return pw_db_run(
        im->db, err,
        "INSERT INTO import_open (import_pk, order_id, line_pk, detail) VALUES ($1, $2, 0, $3) ON CONFLICT DO NOTHING", "itt",
        im->id, order_id, detail);
}

/* One order-item-id stands once. */
static void sift(struct pw_order_import *im)
{
    struct pw_group *g = &im->group;
    size_t kept = 0;
    g->hash[0] = g->hash[1] = 0;
    for (size_t i = 0; i < g->count; i++) {
        const struct pw_group_line *line = &g->lines[i], *twin = NULL;
        for (size_t k = 0; k < kept && twin == NULL; k++)
            if (strcmp(pw_group_text(im, line, PW_OF_ITEM_ID), pw_group_text(im, &g->lines[k], PW_OF_ITEM_ID)) == 0)
                twin = &g->lines[k];
        if (twin != NULL && twin->hash[0] == line->hash[0] && twin->hash[1] == line->hash[1]) {
            im->counts.duplicate++;
            continue;
        }
        if (twin != NULL) {
            pw_import_refuse(im, line, "order-item-id", "%.64s stands in line %" PRId64 " already, with other content",
                             pw_group_text(im, line, PW_OF_ITEM_ID), twin->line);
            g->flawed = true;
            continue;
        }
        if (kept > 0 && !pw_same_place(im, line, &g->lines[0]))
            g->scattered = true;
        g->hash[0] += line->hash[0];
        g->hash[1] += line->hash[1];
        g->lines[kept++] = *line;
    }
    g->count = kept;
}

static bool flush(struct pw_order_import *im, struct pw_error *err)
{
    struct pw_group *g = &im->group;
    bool known = true, ok = true;
    if (g->count == 0)
        return true;
    if (!pw_import_step(im, err))
        return false;
    sift(im);
    const char *order_id = pw_group_text(im, &g->lines[0], PW_OF_ORDER_ID);
    if (g->flawed)
        ok = pw_import_flaw(im, order_id, PW_FLAW_REFUSED, err);
    if (ok && g->scattered)
        ok = pw_import_flaw(im, order_id, PW_FLAW_SCATTERED, err);
    if (ok && im->expect_new)
        ok = insert(im, &known, err);
    if (ok && known)
        ok = pw_import_merge(im, &known, err);
    if (ok && !known && !im->expect_new)
        ok = insert(im, &known, err);
    /* Whatever the last order was, the next one probably is too. */
    im->expect_new = !known;
    g->count = 0;
    g->flawed = g->scattered = false;
    pw_buf_reset(&im->arena);
    return ok && pw_import_stepped(im, err);
}

static uint32_t keep(struct pw_order_import *im, const char *text)
{
    if (*text == '\0')
        return 0;
    uint32_t at = (uint32_t)im->arena.len;
    pw_buf_put(&im->arena, text, strlen(text) + 1);
    return at;
}

bool pw_order_import_add(struct pw_order_import *im, const struct pw_order_record *r, struct pw_error *err)
{
    struct pw_group *g = &im->group;
    im->counts.read++;
    if (g->count > 0 &&
        (g->count == PW_GROUP_MAX || strcmp(pw_group_text(im, &g->lines[0], PW_OF_ORDER_ID), r->text[PW_OF_ORDER_ID]) != 0) &&
        !flush(im, err))
        return false;
    if (g->count == 0) {
        pw_buf_reset(&im->arena);
        pw_buf_putc(&im->arena, 0); /* offset 0 is "" */
    }
    struct pw_group_line *line = &g->lines[g->count++];
    *line = (struct pw_group_line){ .line = r->line,
                                    .purchase_us = r->purchase_us,
                                    .payments_us = r->payments_us,
                                    .ship_by_us = r->ship_by_us,
                                    .ordered = r->ordered,
                                    .shipped = r->shipped,
                                    .quantity = r->quantity,
                                    .cancelled = r->cancelled,
                                    .pending = r->pending,
                                    .cancel_requested = r->cancel_requested,
                                    .hash = { r->hash[0], r->hash[1] } };
    for (int f = 0; f < PW_OF_COUNT; f++)
        line->text[f] = keep(im, r->text[f]);
    line->order_extra = keep(im, r->order_extra);
    line->line_extra = keep(im, r->line_extra);
    return pw_buf_ok(&im->arena, err);
}

bool pw_order_import_refused(struct pw_order_import *im, const struct pw_line_refusal *refusal, struct pw_error *err)
{
    char detail[160];
    im->counts.read++;
    im->counts.refused++;
    im->blind = im->blind || refusal->cut || *refusal->order_id == '\0';
    if (*refusal->order_id == '\0')
        return true;
    snprintf(detail, sizeof detail, "It may be incomplete: line %" PRId64 " of %.50s was refused (%.40s).", refusal->line,
             im->setup.file_name, refusal->column);
    pw_utf8_mend(detail);
    return pw_import_step(im, err) && pw_import_flaw(im, refusal->order_id, detail, err) && pw_import_stepped(im, err);
}

/* ---- begin and end ---- */

bool pw_order_import_begin(struct pw_db *db, const struct pw_import_setup *setup, struct pw_order_import **ret_import,
                           struct pw_error *err)
{
    struct pw_order_import *im = calloc(1, sizeof *im);
    if (im == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "importing orders");
    im->db = db;
    im->setup = *setup;
    im->expect_new = true;
    pw_buf_init(&im->arena, (size_t)64 << 20);
    pw_buf_init(&im->scratch, (size_t)16 << 20);
    pw_buf_init(&im->stored, (size_t)64 << 20);
    if (pw_import_step(im, err) &&
        pw_db_run(db, err,
                  "DELETE FROM import_open WHERE import_pk IN (SELECT id FROM import WHERE counts <> '' OR time_us < $1)", "i",
                  setup->now_us - INT64_C(86400000000)) &&
        pw_db_number(db, err, &im->id, "INSERT INTO import (channel, kind, file, time_us) VALUES ($1, $2, $3, $4) RETURNING id",
                     "ttti", setup->channel, setup->kind, setup->file, setup->now_us) &&
        commit(im, err)) {
        *ret_import = im;
        return true;
    }
    pw_order_import_abort(im);
    return false;
}

/* A report that could not be read whole says nothing about what isn't in it. */
static bool is_whole(const struct pw_order_import *im)
{
    return im->setup.whole && !im->blind && im->counts.refused < im->counts.read;
}

static bool count_missing(struct pw_order_import *im, struct pw_error *err)
{
    return !is_whole(im) ||
           pw_db_number(im->db, err, &im->counts.missing,
                        "SELECT count(*) FROM orders WHERE status IN ('ready', 'waiting', 'packing', 'packed', 'held')"
                        " AND channel = $1 AND last_import < $2",
                        "ti", im->setup.channel, im->id);
}

static bool write_end(struct pw_order_import *im, struct pw_error *err)
{
    char counts[300], detail[400];
    const struct pw_import_counts *c = &im->counts;
    snprintf(counts, sizeof counts,
             "{\"new\":%" PRId64 ",\"changed\":%" PRId64 ",\"unchanged\":%" PRId64 ",\"read\":%" PRId64 ",\"refused\":%" PRId64
             ",\"missing\":%" PRId64 "}",
             c->fresh, c->changed, c->unchanged, c->read, c->refused, c->missing);
    snprintf(detail, sizeof detail,
             "%.100s: %" PRId64 " orders new, %" PRId64 " changed, %" PRId64 " unchanged, %" PRId64 " lines refused.",
             im->setup.file_name, c->fresh, c->changed, c->unchanged, c->refused);
    pw_utf8_mend(detail);
    return pw_db_run(im->db, err, "UPDATE import SET counts = $2, kind = $3 WHERE id = $1", "itt", im->id, counts,
                     im->setup.whole && !is_whole(im) ? "unshipped-orders, in part" : im->setup.kind) &&
           pw_db_run(
               im->db, err,
               "INSERT INTO journal (time_us, bench, kind, raw, outcome, detail) VALUES ($1, $2, 'import', $3, 'imported', $4)",
               "ittt", im->setup.now_us, im->setup.bench, im->setup.file_name, detail);
}

bool pw_order_import_end(struct pw_order_import *im, struct pw_import_counts *ret_counts, struct pw_error *err)
{
    bool ok = flush(im, err) && pw_import_settle(im, err) && commit(im, err) && count_missing(im, err) &&
              pw_import_step(im, err) && write_end(im, err) && commit(im, err);
    if (ok)
        *ret_counts = im->counts;
    pw_order_import_abort(im);
    return ok;
}

void pw_order_import_abort(struct pw_order_import *im)
{
    if (im == NULL)
        return;
    if (im->in_transaction)
        pw_db_rollback(im->db);
    pw_buf_finish(&im->arena);
    pw_buf_finish(&im->scratch);
    pw_buf_finish(&im->stored);
    free(im);
}

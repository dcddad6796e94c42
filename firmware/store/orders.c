/*
 * The search. With a million orders the plan matters more than the text: for each condition the matches are counted as far as
 * FEW. If one of them has few, the search starts from those and sorts them; else it walks the index of the wanted order and tests
 * each order on the way, because a page is then full soon. A condition therefore has two texts: one that an index answers, and
 * one that no planner takes for an index (|| '' sees to that).
 */
#include "store/orders.h"

#include "store/order_import.h"

#include <stdio.h>
#include <string.h>

#define FEW 2000
#define ARGS_MAX 40
#define CONDITIONS_MAX 24
#define TEXT_MAX 100

struct condition {
    const char *drive; /* the orders' ids: SELECT ... */
    const char *test;  /* of one order o */
    bool by_purchase;
    const char *equal; /* the test as an index may answer it, in the order that is wanted; or NULL */
    int args[6];       /* indexes into the arguments, in the order of the % signs; -1 ends */
};

struct arg {
    char text[TEXT_MAX + 4];
    int64_t number;
    bool is_text;
};

struct search {
    struct arg args[ARGS_MAX];
    int arg_count;
    struct condition conditions[CONDITIONS_MAX];
    int count;
    bool impossible; /* nothing can match */
};

static int text_arg(struct search *s, const char *text)
{
    struct arg *a = &s->args[s->arg_count];
    a->is_text = true;
    snprintf(a->text, sizeof a->text, "%.*s", TEXT_MAX, text);
    return s->arg_count++;
}

static int number_arg(struct search *s, int64_t number)
{
    s->args[s->arg_count].number = number;
    return s->arg_count++;
}

/* What follows every text that begins with text: its bytes and one that is above all of UTF-8. */
static int after_arg(struct search *s, const char *text)
{
    int n = text_arg(s, text);
    strcat(s->args[n].text, "\xF4\x8F\xBF\xBF");
    return n;
}

static struct condition *add(struct search *s, const char *drive, const char *test)
{
    struct condition *c = &s->conditions[s->count];
    if (s->count < CONDITIONS_MAX - 1 && s->arg_count < ARGS_MAX - 8)
        s->count++;
    *c = (struct condition){ .drive = drive, .test = test, .args = { -1, -1, -1, -1, -1, -1 } };
    return c;
}

#define EQUAL(column) "SELECT id FROM orders WHERE " column " = %", "o." column " || '' = %"

static void add_equal(struct search *s, const char *value, const char *drive, const char *test, const char *equal)
{
    if (value == NULL)
        return;
    struct condition *c = add(s, drive, test);
    c->args[0] = text_arg(s, value);
    c->equal = equal;
}

static void add_range(struct search *s, int64_t from, int64_t to, const char *drive, const char *test, const char *equal)
{
    if (from == 0 && to == 0)
        return;
    struct condition *c = add(s, drive, test);
    c->args[0] = number_arg(s, from);
    c->args[1] = number_arg(s, to == 0 ? INT64_MAX : to);
    c->equal = equal;
    c->by_purchase = strstr(drive, "purchase_us") != NULL;
}

static void add_word(void *user, const char *word)
{
    struct search *s = user;
    struct condition *c = add(s, "SELECT DISTINCT order_pk FROM order_word WHERE word >= % AND word < %",
                              "EXISTS (SELECT 1 FROM order_word w WHERE w.order_pk = o.id AND w.word >= % AND w.word < %)");
    c->args[0] = text_arg(s, word);
    c->args[1] = after_arg(s, word);
}

static void add_buyer(struct search *s, const char *buyer)
{
    int before = s->count;
    pw_name_words(buyer, add_word, s);
    s->impossible = s->impossible || s->count == before;
}

#define TEXT_LINES                                                                                                               \
    "SELECT id FROM orders WHERE order_id >= % AND order_id < % UNION ALL SELECT order_pk FROM order_line WHERE sku = %"         \
    " UNION ALL SELECT order_pk FROM order_line WHERE asin = % AND asin <> ''"                                                   \
    " UNION ALL SELECT order_pk FROM parcel WHERE tracking_number = % AND tracking_number <> ''"

/* The same of one order; its arguments stand in the same order. */
#define TEXT_TEST                                                                                                                \
    "((o.order_id || '' >= % AND o.order_id || '' < %)"                                                                          \
    " OR EXISTS (SELECT 1 FROM order_line l WHERE l.order_pk = o.id AND l.sku || '' = %)"                                        \
    " OR EXISTS (SELECT 1 FROM order_line l WHERE l.order_pk = o.id AND l.asin || '' = % AND l.asin <> '')"                      \
    " OR EXISTS (SELECT 1 FROM parcel p WHERE p.order_pk = o.id AND p.tracking_number || '' = % AND p.tracking_number <> '')"

struct first_word {
    char word[TEXT_MAX + 1];
    int count;
};

static void take_word(void *user, const char *word)
{
    struct first_word *f = user;
    if (f->count++ == 0)
        snprintf(f->word, sizeof f->word, "%s", word);
}

/* One word: anything that it may be. Several: a name. */
static void add_text(struct search *s, const char *text)
{
    struct first_word f = { .count = 0 };
    pw_name_words(text, take_word, &f);
    if (f.count > 1 && strchr(text, ' ') != NULL) {
        add_buyer(s, text);
        return;
    }
    static const char test_word[] =
        TEXT_TEST " OR EXISTS (SELECT 1 FROM order_word w WHERE w.order_pk = o.id AND w.word >= % AND w.word < %))";
    static const char drive_word[] = TEXT_LINES " UNION ALL SELECT w.order_pk FROM order_word w WHERE w.word >= % AND w.word < %";
    int id = text_arg(s, text), after = after_arg(s, text);
    struct condition *c = add(s, f.count == 1 ? drive_word : TEXT_LINES, f.count == 1 ? test_word : TEXT_TEST ")");
    int args[6] = { id, after, id, id, id, -1 };
    memcpy(c->args, args, sizeof args);
    if (f.count == 1) {
        c->args[5] = text_arg(s, f.word);
        after_arg(s, f.word); /* stands right after it: see expand */
    }
}

static void collect(struct search *s, const struct pw_order_filter *f)
{
    if (f->order_id != NULL) {
        struct condition *c = add(s, "SELECT id FROM orders WHERE order_id >= % AND order_id < %",
                                  "o.order_id || '' >= % AND o.order_id || '' < %");
        c->args[0] = text_arg(s, f->order_id);
        c->args[1] = after_arg(s, f->order_id);
    }
    if (f->buyer != NULL)
        add_buyer(s, f->buyer);
    add_equal(s, f->sku, "SELECT DISTINCT order_pk FROM order_line WHERE sku = %",
              "EXISTS (SELECT 1 FROM order_line l WHERE l.order_pk = o.id AND l.sku || '' = %)", NULL);
    add_equal(s, f->asin, "SELECT DISTINCT order_pk FROM order_line WHERE asin = % AND asin <> ''",
              "EXISTS (SELECT 1 FROM order_line l WHERE l.order_pk = o.id AND l.asin || '' = %)", NULL);
    add_equal(s, f->tracking, "SELECT DISTINCT order_pk FROM parcel WHERE tracking_number = % AND tracking_number <> ''",
              "EXISTS (SELECT 1 FROM parcel p WHERE p.order_pk = o.id AND p.tracking_number || '' = %)", NULL);
    add_equal(s, f->status, EQUAL("status"), "o.status = %");
    add_equal(s, f->country, EQUAL("country"), "o.country = %");
    add_equal(s, f->service, EQUAL("service"), "o.service = %");
    add_equal(s, f->sales_channel, EQUAL("sales_channel"), "o.sales_channel = %");
    add_equal(s, f->channel, EQUAL("channel"), NULL);
    add_range(s, f->purchase_from_us, f->purchase_to_us, "SELECT id FROM orders WHERE purchase_us >= % AND purchase_us < %",
              "o.purchase_us + 0 >= % AND o.purchase_us + 0 < %",
              f->sort == PW_SORT_PURCHASE ? "o.purchase_us >= % AND o.purchase_us < %" : NULL);
    add_range(s, f->ship_by_from_us, f->ship_by_to_us, "SELECT id FROM orders WHERE ship_by_us >= % AND ship_by_us < %",
              "o.ship_by_us + 0 >= % AND o.ship_by_us + 0 < %",
              f->sort == PW_SORT_SHIP_BY ? "o.ship_by_us >= % AND o.ship_by_us < %" : NULL);
    if (f->text != NULL)
        add_text(s, f->text);
}

/* sql with each % as the placeholder of its argument, numbered anew from *ret_n; which argument each is goes to ret_args. */
static void expand(struct pw_buf *out, const char *sql, const struct condition *c, int ret_args[ARGS_MAX], int *ret_n)
{
    int next = 0, last = -1;
    for (const char *p = sql; *p != '\0'; p++) {
        if (*p != '%') {
            pw_buf_putc(out, (uint8_t)*p);
            continue;
        }
        last = next < 6 && c->args[next] >= 0 ? c->args[next] : last + 1;
        next++;
        ret_args[(*ret_n)++] = last;
        pw_buf_printf(out, "$%d", *ret_n);
    }
}

static struct pw_stmt *prepare(struct pw_db *db, const struct search *s, struct pw_buf *sql, const int *args, int n,
                               struct pw_error *err)
{
    struct pw_stmt *stmt = pw_buf_ok(sql, err) ? pw_db_prepare(db, err, pw_buf_text(sql)) : NULL;
    for (int i = 0; stmt != NULL && i < n; i++) {
        if (s->args[args[i]].is_text)
            pw_stmt_bind_text(stmt, i + 1, s->args[args[i]].text);
        else
            pw_stmt_bind_int(stmt, i + 1, s->args[args[i]].number);
    }
    return stmt;
}

static bool count_few(struct pw_db *db, const struct search *s, const struct condition *c, int64_t *ret_count,
                      struct pw_error *err)
{
    struct pw_buf sql;
    int args[ARGS_MAX], n = 0;
    pw_buf_init(&sql, 16384);
    pw_buf_puts(&sql, "SELECT count(*) FROM (");
    expand(&sql, c->drive, c, args, &n);
    pw_buf_printf(&sql, " LIMIT %d) AS few", FEW + 1);
    struct pw_stmt *stmt = prepare(db, s, &sql, args, n, err);
    pw_buf_finish(&sql);
    bool ok = stmt != NULL && pw_stmt_step(stmt, err) == PW_ROW;
    if (ok)
        *ret_count = pw_stmt_int(stmt, 0);
    pw_stmt_done(stmt);
    return ok;
}

/* The condition with the fewest matches, -1 if none has few. */
static bool choose_driver(struct pw_db *db, const struct search *s, int *ret_driver, struct pw_error *err)
{
    int64_t fewest = FEW + 1;
    *ret_driver = -1;
    for (int i = 0; i < s->count && fewest > 0; i++) {
        int64_t count = FEW + 1;
        if (s->conditions[i].drive == NULL)
            continue;
        if (!count_few(db, s, &s->conditions[i], &count, err))
            return false;
        if (count < fewest || (count == fewest && *ret_driver < 0 && s->conditions[i].test == NULL)) {
            fewest = count;
            *ret_driver = i;
        }
    }
    return true;
}

#define COLUMNS                                                                                                                  \
    "o.id, o.order_id, o.channel, o.status, o.hold_reason, o.notice, o.buyer_name, o.recipient_name, o.city, o.country,"         \
    " o.service, o.sales_channel, COALESCE(o.purchase_us, 0), o.ship_by_us"

static const char *const walks[][2] = {
    [PW_SORT_SHIP_BY] = { "o.ship_by_us, o.id", "o.ship_by_us DESC, o.id DESC" },
    [PW_SORT_PURCHASE] = { "o.purchase_us, o.ship_by_us, o.id", "o.purchase_us DESC, o.ship_by_us DESC, o.id DESC" },
    [PW_SORT_ORDER_ID] = { "o.order_id, o.id", "o.order_id DESC, o.id DESC" },
    [PW_SORT_STATUS] = { "o.status, o.ship_by_us, o.id", "o.status DESC, o.ship_by_us DESC, o.id DESC" },
};

static struct pw_stmt *build(struct pw_db *db, struct search *s, const struct pw_order_filter *f, int driver,
                             struct pw_error *err)
{
    struct pw_buf sql;
    int args[ARGS_MAX * 2], n = 0;
    bool walks_equality = driver >= 0;
    pw_buf_init(&sql, 65536);
    pw_buf_puts(&sql, "SELECT " COLUMNS " FROM orders o WHERE 1 = 1");
    for (int i = 0; i < s->count; i++) {
        const struct condition *c = &s->conditions[i];
        pw_buf_puts(&sql, " AND ");
        if (driver < 0 && s->count == 1 && f->limit > 0 && f->sort == PW_SORT_SHIP_BY && c->by_purchase) {
            /* Days of purchases, in the order of another date: the index holds both, so the page is chosen inside it. */
            pw_buf_puts(&sql, "o.id IN (");
            expand(&sql, c->drive, c, args, &n);
            pw_buf_printf(&sql, " ORDER BY %s LIMIT %lld)", f->descending ? "ship_by_us DESC, id DESC" : "ship_by_us, id",
                          (long long)(f->limit + f->offset) + 1);
        } else if (i == driver || c->test == NULL) {
            pw_buf_puts(&sql, "o.id IN (");
            expand(&sql, c->drive, c, args, &n);
            pw_buf_puts(&sql, ")");
        } else if (!walks_equality && c->equal != NULL && (f->sort == PW_SORT_SHIP_BY || !s->args[c->args[0]].is_text)) {
            /* The first of them may use its index, which is in the order of ship-by. */
            expand(&sql, c->equal, c, args, &n);
            walks_equality = true;
        } else {
            expand(&sql, c->test, c, args, &n);
        }
    }
    pw_buf_printf(&sql, " ORDER BY %s", walks[f->sort][f->descending]);
    if (f->limit > 0)
        pw_buf_printf(&sql, " LIMIT %lld OFFSET %lld", (long long)f->limit + 1, (long long)f->offset);
    struct pw_stmt *stmt = prepare(db, s, &sql, args, n, err);
    pw_buf_finish(&sql);
    return stmt;
}

static bool count_units(struct pw_db *db, struct pw_order_summary *o, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err, "SELECT count(*), COALESCE(SUM(quantity), 0) FROM order_line WHERE order_pk = $1 AND quantity > 0", "i", o->pk);
    if (s == NULL)
        return false;
    bool ok = pw_stmt_step(s, err) == PW_ROW;
    if (ok) {
        o->lines = pw_stmt_int(s, 0);
        o->units = pw_stmt_int(s, 1);
    }
    pw_stmt_done(s);
    return ok;
}

bool pw_orders_search(struct pw_db *db, const struct pw_order_filter *filter, pw_order_fn *fn, void *user, bool *ret_more,
                      struct pw_error *err)
{
    struct search s = { .arg_count = 0 };
    int driver = -1;
    *ret_more = false;
    collect(&s, filter);
    if (s.impossible)
        return true;
    if (!choose_driver(db, &s, &driver, err))
        return false;
    struct pw_stmt *stmt = build(db, &s, filter, driver, err);
    if (stmt == NULL)
        return false;
    enum pw_row row = PW_ROW_END;
    for (int64_t n = 0; (row = pw_stmt_step(stmt, err)) == PW_ROW; n++) {
        if (filter->limit > 0 && n == filter->limit) {
            *ret_more = true;
            break;
        }
        struct pw_order_summary o = { .pk = pw_stmt_int(stmt, 0),
                                      .order_id = pw_stmt_text(stmt, 1),
                                      .channel = pw_stmt_text(stmt, 2),
                                      .status = pw_stmt_text(stmt, 3),
                                      .hold_reason = pw_stmt_text(stmt, 4),
                                      .notice = pw_stmt_text(stmt, 5),
                                      .buyer_name = pw_stmt_text(stmt, 6),
                                      .recipient_name = pw_stmt_text(stmt, 7),
                                      .city = pw_stmt_text(stmt, 8),
                                      .country = pw_stmt_text(stmt, 9),
                                      .service = pw_stmt_text(stmt, 10),
                                      .sales_channel = pw_stmt_text(stmt, 11),
                                      .purchase_us = pw_stmt_int(stmt, 12),
                                      .ship_by_us = pw_stmt_int(stmt, 13) };
        bool over = strcmp(o.status, "shipped") == 0 || strcmp(o.status, "cancelled") == 0;
        if (!count_units(db, &o, err) || (!over && !pw_rest_read(db, o.pk, &o.rest, err))) {
            row = PW_ROW_FAILED;
            break;
        }
        if (!fn(user, &o))
            break;
    }
    pw_stmt_done(stmt);
    return row != PW_ROW_FAILED;
}

bool pw_order_missing(struct pw_db *db, int64_t order_pk, bool *ret_missing, int64_t *ret_since_us, struct pw_error *err)
{
    int64_t since = 0;
    if (!pw_db_number(
            db, err, &since,
            "SELECT i.time_us FROM import i JOIN orders o ON o.channel = i.channel WHERE o.id = $1 AND i.id > o.last_import"
            " AND i.kind = 'unshipped-orders' AND i.counts <> ''"
            " AND o.status IN ('ready', 'waiting', 'packing', 'packed', 'held') ORDER BY i.id DESC LIMIT 1",
            "i", order_pk))
        return false;
    *ret_missing = since != 0;
    if (ret_since_us != NULL)
        *ret_since_us = since;
    return true;
}

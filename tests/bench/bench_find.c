/*
 * What a scan refers to: by order number, by an article's barcode, by a tracking number, and by a code that nobody knows. The
 * station's own way: from the scanned bytes to the facts, as inside its transaction.
 *
 *   bench_find STORE [TIMES]
 */
#include "barcode/meaning.h"
#include "figures.h"
#include "station/resolve.h"

#include <string.h>

enum { WARM = 200 };

struct bench {
    struct pw_db *db;
    struct pw_rules rules;
    struct pw_state idle;
    struct pw_event event;
    struct pw_facts facts;
    double *us;
    int times;
    struct pw_error err;
};

static const uint8_t key[PW_COMMAND_KEY_SIZE];

static bool find(struct bench *b, const char *code, double *ret_us)
{
    double begin = now_us();
    memset(&b->event, 0, sizeof b->event);
    b->event.kind = PW_EVENT_SCAN;
    pw_meaning_of(pw_bytes_str(code), "", key, &b->event.meaning);
    if (!pw_db_begin(b->db, &b->err))
        return false;
    bool ok = pw_resolve(b->db, &b->rules, &b->idle, &b->event, &b->facts, &b->err);
    *ret_us = now_us() - begin;
    pw_db_rollback(b->db);
    return ok;
}

/* One text of a row with that number or a later one. */
static bool pick(struct bench *b, const char *sql, int64_t from, char *out, size_t size)
{
    struct pw_stmt *s = pw_db_query(b->db, &b->err, sql, "i", from);
    bool ok = s != NULL && pw_stmt_step(s, &b->err) == PW_ROW;
    if (ok)
        snprintf(out, size, "%s", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    return ok;
}

typedef bool found_fn(const struct pw_facts *facts);

static bool found_order(const struct pw_facts *f)
{
    return f->order.id != 0;
}
static bool found_item(const struct pw_facts *f)
{
    return f->wanted.id != 0;
}
static bool found_parcel(const struct pw_facts *f)
{
    return f->parcel.id != 0 && f->by_tracking;
}
static bool found_nothing(const struct pw_facts *f)
{
    return f->order.id == 0 && f->wanted.id == 0 && f->parcel.id == 0;
}

static bool measure(struct bench *b, const char *name, const char *range, const char *sql, found_fn *found)
{
    int64_t most = 0;
    uint64_t random = 1;
    int n = 0;
    if (range != NULL && (!pw_db_number(b->db, &b->err, &most, range, "") || most == 0))
        return b->err.text[0] == '\0';
    for (int i = -WARM; i < b->times; i++) {
        char code[128];
        double us;
        uint32_t r = figures_random(&random);
        if (sql == NULL)
            snprintf(code, sizeof code, "NOBODY-%u", r);
        else if (!pick(b, sql, (int64_t)r % most + 1, code, sizeof code))
            continue;
        if (!find(b, code, &us))
            return false;
        if (!found(&b->facts)) /* an article that no order waits for */
            continue;
        if (i >= 0)
            b->us[n++] = us;
    }
    if (n < b->times / 2)
        return pw_fail(&b->err, PW_ERR_NOT_FOUND, 0, "%s: only %d of %d were found as that", name, n, b->times);
    figures_print(name, b->us, (size_t)n);
    return true;
}

int main(int argc, char **argv)
{
    struct bench b = { .times = argc > 2 ? atoi(argv[2]) : 5000 };
    if (argc < 2 || b.times < 1) {
        fprintf(stderr, "usage: bench_find STORE [TIMES]\n");
        return 2;
    }
    snprintf(b.rules.bench, sizeof b.rules.bench, "bench");
    b.us = calloc((size_t)b.times, sizeof *b.us);
    bool ok = b.us != NULL && pw_db_open(argv[1], PW_DB_EXISTING, &b.db, &b.err) &&
              measure(&b, "order number", "SELECT max(id) FROM orders", "SELECT order_id FROM orders WHERE id >= $1 LIMIT 1",
                      found_order) &&
              /* The key of an article is its number in 14 digits; a scanner sends the 13 of an EAN. */
              measure(&b, "item barcode", "SELECT count(*) FROM article",
                      "SELECT substr(code, 2) FROM article_code WHERE sku >= printf('SKU-%05d', $1 - 1) AND length(code) = 14"
                      " ORDER BY sku LIMIT 1",
                      found_item) &&
              measure(&b, "tracking number", "SELECT max(id) FROM parcel WHERE tracking_number <> ''",
                      "SELECT tracking_number FROM parcel WHERE id >= $1 AND tracking_number <> '' LIMIT 1", found_parcel) &&
              measure(&b, "unknown code", NULL, NULL, found_nothing);
    if (!ok)
        fprintf(stderr, "bench_find: %s\n", b.err.text);
    pw_db_close(b.db);
    free(b.us);
    return ok ? 0 : 1;
}

#include "station/resolve_weight.h"

#include "station/typical.h"
#include "store/box_kit.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

enum { ROWS_MAX = 100000 };

/* In SQL, of article a of line l: one unit's weight, 0 for one that isn't known. A kit weighs what its components do. */
#define UNIT_G                                                                                                                   \
    "CASE WHEN a.weight_g > 0 THEN a.weight_g ELSE COALESCE((SELECT CASE WHEN MIN(c.weight_g) > 0 THEN SUM(k.units * "           \
    "c.weight_g) ELSE 0 END FROM " PW_BOX_KIT("$2", "l.id") " k JOIN article c ON c.sku = k.component), 0) END"

/* What the kits among them consist of, into the digest: a kit that is listed anew is another content. */
static bool add_kits(struct pw_db *db, int64_t order, int64_t parcel, bool closing, GChecksum *sum, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT k.component, SUM(q.n * k.units) FROM (SELECT l.id, CASE $3 WHEN 1 THEN (SELECT COALESCE(SUM(v.units), 0) FROM"
        " verification v WHERE v.line_pk = l.id AND v.parcel_pk = $2 AND v.undone = 0) ELSE l.quantity - (SELECT"
        " COALESCE(SUM(w.units), 0) FROM verification w JOIN parcel p ON p.id = w.parcel_pk WHERE w.line_pk = l.id AND"
        " w.parcel_pk <> $2 AND w.undone = 0 AND p.status <> 'void') END AS n FROM order_line l WHERE l.order_pk = $1) q JOIN"
        " (SELECT b.line_pk AS line, b.component, b.units FROM box_kit b WHERE b.parcel_pk = $2 UNION ALL SELECT o.id,"
        " c.component, c.units FROM order_line o JOIN kit_component c ON c.kit = o.sku WHERE o.order_pk = $1 AND NOT EXISTS"
        " (SELECT 1 FROM box_kit d WHERE d.parcel_pk = $2 AND d.line_pk = o.id)) k ON k.line = q.id WHERE q.n > 0"
        " GROUP BY k.component ORDER BY k.component",
        "iii", order, parcel, (int64_t)closing);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW) {
        char count[32];
        const char *sku = pw_stmt_text(s, 0);
        snprintf(count, sizeof count, "*%lld", (long long)pw_stmt_int(s, 1));
        g_checksum_update(sum, (const guchar *)sku, (gssize)strlen(sku) + 1);
        g_checksum_update(sum, (const guchar *)count, (gssize)strlen(count) + 1);
    }
    pw_stmt_done(s);
    return row == PW_ROW_END;
}

/* The articles, and a digest of them, of how many, and of the kind of box. */
static bool read_content(struct pw_db *db, int64_t order, int64_t parcel, bool closing, const struct pw_weight_box *box,
                         struct pw_weight_fact *f, struct pw_error *err)
{
    /* of a full box: what is in no other; of one that closes before the order is complete: what was scanned into it */
    static const char *const full =
        "SELECT q.sku, SUM(q.n), MAX(q.g), MAX(q.t) FROM (SELECT l.sku, " UNIT_G
        " AS g, COALESCE(a.weight_tolerance_g, -1) AS t, l.quantity -"
        " (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel p ON p.id = v.parcel_pk WHERE v.line_pk = l.id"
        " AND v.parcel_pk <> $2 AND v.undone = 0 AND p.status <> 'void') AS n FROM order_line l"
        " LEFT JOIN article a ON a.sku = l.sku WHERE l.order_pk = $1) q WHERE q.n > 0 GROUP BY q.sku ORDER BY q.sku";
    static const char *const part =
        "SELECT q.sku, SUM(q.n), MAX(q.g), MAX(q.t) FROM (SELECT l.sku, " UNIT_G " AS g, COALESCE(a.weight_tolerance_g, -1) AS t,"
        " (SELECT COALESCE(SUM(v.units), 0) FROM verification v WHERE v.line_pk = l.id AND v.parcel_pk = $2 AND v.undone = 0) AS "
        "n"
        " FROM order_line l LEFT JOIN article a ON a.sku = l.sku WHERE l.order_pk = $1) q WHERE q.n > 0 GROUP BY q.sku"
        " ORDER BY q.sku";
    struct pw_stmt *s = pw_db_query(db, err, closing ? part : full, "ii", order, parcel);
    if (s == NULL)
        return false;
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    bool given = true;
    if (box->name[0] != '\0')
        g_checksum_update(sum, (const guchar *)box->name, (gssize)strlen(box->name) + 1);
    int64_t goods_g = 0;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW) {
        char count[32];
        const char *sku = pw_stmt_text(s, 0);
        int64_t n = pw_stmt_int(s, 1), g = pw_stmt_int(s, 2), tolerance = pw_stmt_int(s, 3);
        snprintf(count, sizeof count, "=%lld", (long long)n);
        g_checksum_update(sum, (const guchar *)sku, (gssize)strlen(sku) + 1);
        g_checksum_update(sum, (const guchar *)count, (gssize)strlen(count) + 1);
        given = given && g > 0;
        goods_g += n * g;
        if (tolerance >= 0) {
            f->tolerance_mg += n * tolerance * 1000;
            f->tolerant_mg += n * g * 1000;
        }
        if (f->item_count < PW_FACT_LINES) {
            struct pw_weight_item *item = &f->items[f->item_count++];
            *item = (struct pw_weight_item){ .units = n, .unit_mg = g * 1000 };
            snprintf(item->sku, sizeof item->sku, "%s", sku);
        }
    }
    pw_stmt_done(s);
    bool whole = row == PW_ROW_END && add_kits(db, order, parcel, closing, sum, err);
    snprintf(f->content, sizeof f->content, "%.40s", g_checksum_get_string(sum));
    g_checksum_free(sum);
    if (given && goods_g > 0) {
        f->known = true;
        f->expected_mg = (goods_g + (box->tare_g > 0 ? box->tare_g : 0)) * 1000;
        f->at_least = box->tare_g < 0;
    }
    return whole;
}

static bool read_learned(struct pw_db *db, struct pw_weight_fact *f, struct pw_error *err)
{
    int64_t mg[PW_WEIGHT_SEEN];
    size_t n = 0;
    struct pw_stmt *s =
        pw_db_query(db, err, "SELECT mg FROM weight_seen WHERE content = $1 ORDER BY id DESC LIMIT 50", "t", f->content);
    if (s == NULL)
        return false;
    enum pw_row row = PW_ROW_END;
    while (n < PW_WEIGHT_SEEN && (row = pw_stmt_step(s, err)) == PW_ROW)
        mg[n++] = pw_stmt_int(s, 0);
    pw_stmt_done(s);
    if (row == PW_ROW_FAILED)
        return false;
    f->seen = (int64_t)n;
    if (n < PW_WEIGHT_ENOUGH)
        return true;
    f->known = true;
    f->at_least = false;
    f->expected_mg = pw_median(mg, n);
    f->spread_mg = pw_median_deviation(mg, n) * 4448 / 1000; /* three standard deviations: 3 * 1.4826 */
    return true;
}

bool pw_weight_resolve(struct pw_db *db, int64_t order, int64_t parcel, bool closing, const struct pw_weight_box *box,
                       struct pw_weight_fact *f, struct pw_error *err)
{
    memset(f, 0, sizeof *f);
    return order == 0 || (read_content(db, order, parcel, closing, box, f, err) && read_learned(db, f, err));
}

bool pw_weight_learn(struct pw_db *db, const char *content, int64_t parcel, int64_t mg, struct pw_error *err)
{
    return pw_db_run(db, err, "DELETE FROM weight_seen WHERE parcel_pk = $1", "i", parcel) &&
           pw_db_run(db, err, "INSERT INTO weight_seen (content, parcel_pk, mg) VALUES ($1, $2, $3)", "tii", content, parcel,
                     mg) &&
           pw_db_run(db, err,
                     "DELETE FROM weight_seen WHERE content = $1 AND id NOT IN (SELECT id FROM weight_seen WHERE content = $1"
                     " ORDER BY id DESC LIMIT 50)",
                     "t", content) &&
           pw_db_run(db, err, "DELETE FROM weight_seen WHERE id <= (SELECT MAX(id) FROM weight_seen) - $1", "i",
                     (int64_t)ROWS_MAX);
}

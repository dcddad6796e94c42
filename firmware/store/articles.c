/* Articles: their barcodes, and what customs wants to know of them. */
#include "store/order_import.h"

#include "barcode/upc.h"

/* What the line says takes the place of what was known; what it doesn't say stays. */
static bool put_customs(struct pw_db *db, const struct pw_article_record *r, bool *ret_changed, struct pw_error *err)
{
    if (*r->customs_name == '\0' && *r->hs_code == '\0' && *r->origin == '\0' && *r->currency == '\0' && r->weight_g == 0 &&
        r->value_milli < 0)
        return true;
    if (!pw_db_run(db, err,
                   "UPDATE article SET customs_name = CASE $2 WHEN '' THEN customs_name ELSE $2 END,"
                   " hs_code = CASE $3 WHEN '' THEN hs_code ELSE $3 END, origin = CASE $4 WHEN '' THEN origin ELSE $4 END,"
                   " weight_g = CASE WHEN $5 > 0 THEN $5 ELSE weight_g END,"
                   " value_milli = CASE WHEN $6 >= 0 THEN $6 ELSE value_milli END,"
                   " currency = CASE $7 WHEN '' THEN currency ELSE $7 END WHERE sku = $1"
                   " AND (($2 <> '' AND customs_name <> $2) OR ($3 <> '' AND hs_code <> $3) OR ($4 <> '' AND origin <> $4)"
                   " OR ($5 > 0 AND weight_g <> $5) OR ($6 >= 0 AND value_milli <> $6) OR ($7 <> '' AND currency <> $7))",
                   "ttttiit", r->sku, r->customs_name, r->hs_code, r->origin, r->weight_g, r->value_milli, r->currency))
        return false;
    *ret_changed = *ret_changed || pw_db_changes(db) > 0;
    return true;
}

/* What is captured of each unit. */
static bool put_captures(struct pw_db *db, const struct pw_article_record *r, bool *ret_changed, struct pw_error *err)
{
    if (r->serial < 0 && r->lot < 0 && r->expiry < 0 && r->transparency < 0 && r->minimum_days < 0)
        return true;
    if (!pw_db_run(db, err,
                   "UPDATE article SET serial = CASE WHEN $2 >= 0 THEN $2 ELSE serial END, lot = CASE WHEN $3 >= 0 THEN $3 ELSE"
                   " lot END, expiry = CASE WHEN $4 >= 0 THEN $4 ELSE expiry END, transparency = CASE WHEN $5 >= 0 THEN $5 ELSE"
                   " transparency END, minimum_days = CASE WHEN $6 >= 0 THEN $6 ELSE minimum_days END WHERE sku = $1"
                   " AND (($2 >= 0 AND serial <> $2) OR ($3 >= 0 AND lot <> $3) OR ($4 >= 0 AND expiry <> $4)"
                   " OR ($5 >= 0 AND transparency <> $5) OR ($6 >= 0 AND minimum_days <> $6))",
                   "tiiiii", r->sku, (int64_t)r->serial, (int64_t)r->lot, (int64_t)r->expiry, (int64_t)r->transparency,
                   (int64_t)r->minimum_days))
        return false;
    *ret_changed = *ret_changed || pw_db_changes(db) > 0;
    return true;
}

bool pw_article_put(struct pw_db *db, const struct pw_article_record *record, bool *ret_new, bool *ret_changed,
                    struct pw_error *err)
{
    char keys[2][PW_ARTICLE_KEY_SIZE];
    size_t count = pw_article_keys(pw_bytes_str(record->barcode), keys);
    *ret_new = *ret_changed = false;
    if (count == 0 && *record->barcode != '\0')
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "\"%.60s\" is no barcode of an article", record->barcode);
    if (!pw_db_run(db, err,
                   "INSERT INTO article (sku, name) VALUES ($1, $2) ON CONFLICT (sku) DO UPDATE SET name = excluded.name"
                   " WHERE excluded.name <> '' AND excluded.name <> article.name",
                   "tt", record->sku, record->name) ||
        !put_customs(db, record, ret_changed, err) || !put_captures(db, record, ret_changed, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        int64_t units = 0;
        if (!pw_db_number(db, err, &units, "SELECT units FROM article_code WHERE code = $1 AND sku = $2", "tt", keys[i],
                          record->sku))
            return false;
        if (units == record->units)
            continue;
        if (units == 0)
            *ret_new = true;
        else
            *ret_changed = true;
        if (!pw_db_run(db, err,
                       "INSERT INTO article_code (code, sku, units) VALUES ($1, $2, $3)"
                       " ON CONFLICT (code, sku) DO UPDATE SET units = excluded.units",
                       "tti", keys[i], record->sku, record->units))
            return false;
    }
    return true;
}

/* Articles and their barcodes. */
#include "store/order_import.h"

#include "barcode/upc.h"

bool pw_article_put(struct pw_db *db, const struct pw_article_record *record, bool *ret_new, bool *ret_changed,
                    struct pw_error *err)
{
    char keys[2][PW_ARTICLE_KEY_SIZE];
    size_t count = pw_article_keys(pw_bytes_str(record->barcode), keys);
    *ret_new = *ret_changed = false;
    if (count == 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "\"%.60s\" is no barcode of an article", record->barcode);
    if (!pw_db_run(db, err,
                   "INSERT INTO article (sku, name) VALUES ($1, $2) ON CONFLICT (sku) DO UPDATE SET name = excluded.name"
                   " WHERE excluded.name <> '' AND excluded.name <> article.name",
                   "tt", record->sku, record->name))
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

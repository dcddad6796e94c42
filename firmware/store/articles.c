/* Articles: their barcodes, and what is known of them. */
#include "store/order_import.h"

#include "barcode/meaning.h"
#include "barcode/upc.h"
#include "store/identity.h"

#include <string.h>
#include <strings.h>

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

/* How it is packed. */
static bool put_packing(struct pw_db *db, const struct pw_article_record *r, bool *ret_changed, struct pw_error *err)
{
    const char *hazmat = strcmp(r->hazmat, "no") == 0 ? "" : r->hazmat;
    const char *scan = strcmp(r->kit_scan, "either") == 0 ? "" : r->kit_scan;
    const char *picture = strcmp(r->picture, "none") == 0 ? "" : r->picture;
    const char *instruction = strcmp(r->instruction, "none") == 0 ? "" : r->instruction;
    int64_t picture_said = *r->picture != '\0', instruction_said = *r->instruction != '\0';
    int64_t hazmat_said = *r->hazmat != '\0', scan_said = *r->kit_scan != '\0';
    if (r->tolerance_g < 0 && !picture_said && !instruction_said && r->fragile < 0 && !hazmat_said && r->sequence < 0 &&
        !scan_said && r->kit_one < 0)
        return true;
    if (!pw_db_run(db, err,
                   "UPDATE article SET weight_tolerance_g = CASE WHEN $2 >= 0 THEN $2 ELSE weight_tolerance_g END,"
                   " picture = CASE WHEN $3 > 0 THEN $4 ELSE picture END, instruction = CASE WHEN $5 > 0 THEN $6 ELSE"
                   " instruction END, fragile = CASE WHEN $7 >= 0 THEN $7 ELSE fragile END, hazmat = CASE WHEN $8 > 0 THEN $9"
                   " ELSE hazmat END, sequence = CASE WHEN $10 >= 0 THEN $10 ELSE sequence END, kit_scan = CASE WHEN $11 > 0"
                   " THEN $12 ELSE kit_scan END, kit_one = CASE WHEN $13 >= 0 THEN $13 ELSE kit_one END WHERE sku = $1"
                   " AND (($2 >= 0 AND weight_tolerance_g <> $2) OR ($3 > 0 AND picture <> $4) OR ($5 > 0 AND instruction <> $6)"
                   " OR ($7 >= 0 AND fragile <> $7) OR ($8 > 0 AND hazmat <> $9) OR ($10 >= 0 AND sequence <> $10)"
                   " OR ($11 > 0 AND kit_scan <> $12) OR ($13 >= 0 AND kit_one <> $13))",
                   "tiititiitiiti", r->sku, r->tolerance_g, picture_said, picture, instruction_said, instruction,
                   (int64_t)r->fragile, hazmat_said, hazmat, r->sequence, scan_said, scan, (int64_t)r->kit_one))
        return false;
    *ret_changed = *ret_changed || pw_db_changes(db) > 0;
    return true;
}

bool pw_article_misfit(struct pw_db *db, const struct pw_article_record *r, const char **ret_column, const char **ret_reason,
                       struct pw_error *err)
{
    struct pw_meaning m;
    uint8_t key[PW_COMMAND_KEY_SIZE];
    char tag[5];
    bool own = strncasecmp(r->barcode, "PW", 2) == 0; /* so all begin that the station makes */
    int64_t kits = 0;
    *ret_column = "barcode";
    *ret_reason = NULL;
    if (own && !pw_store_identity(db, key, tag, err))
        return false;
    pw_meaning_of(pw_bytes_str(r->barcode), NULL, own ? key : NULL, &m);
    if (m.command != PW_COMMAND_NONE || m.forged || m.badge[0] != '\0' || m.shelf[0] != '\0' || m.cage[0] != '\0')
        *ret_reason = "is one of a station's own, for a command, a badge or a place; nobody could scan it as an article";
    else if (m.parcel_code[0] != '\0')
        *ret_reason = "has the form of a parcel's number; nobody could scan it as an article";
    else if (m.order_id[0] != '\0')
        *ret_reason = "has the form of an order's number; nobody could scan it as an article";
    if (*ret_reason != NULL || r->transparency != 1)
        return true;
    if (!pw_db_number(db, err, &kits,
                      "SELECT count(*) FROM kit_component m WHERE m.component = $1 AND NOT EXISTS (SELECT 1 FROM article b WHERE"
                      " b.sku = m.kit AND b.serial + b.lot + b.expiry + b.transparency > 0) AND m.units + (SELECT"
                      " COALESCE(SUM(k.units), 0) FROM kit_component k JOIN article a ON a.sku = k.component AND a.transparency"
                      " <> 0 WHERE k.kit = m.kit AND k.component <> m.component) > 1",
                      "t", r->sku))
        return false;
    *ret_column = "transparency";
    if (kits > 0)
        *ret_reason = "would give one of a kit that it is in several codes, and a marketplace takes one for each unit that was "
                      "ordered";
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
        !put_customs(db, record, ret_changed, err) || !put_captures(db, record, ret_changed, err) ||
        !put_packing(db, record, ret_changed, err))
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

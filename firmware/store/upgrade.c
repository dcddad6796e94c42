/*
 * How an older store becomes this program's:
 *
 *     version 1    the first
 *     version 2    what customs wants to know of an article; lists of what was handed over to a carrier
 *     version 3    the kind of box that a parcel went into; what was seen and decided, for replay; when
 *                  buyers' data was wiped
 *
 * Nothing was released as version 1, and programs added to it without a word; so each of the steps to 2 is looked for.
 */
#include "store/upgrade.h"

#include "base/embed.h"

#include <stdio.h>

/* What a store of the version before lacks. unless: SQL that can be prepared only where the step is done already, or NULL. */
static const struct step {
    int to;
    const char *unless, *sql;
} steps[] = {
    { 2, "SELECT customs_name FROM article",
      "ALTER TABLE article ADD COLUMN customs_name TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE article ADD COLUMN hs_code TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE article ADD COLUMN origin TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE article ADD COLUMN weight_g BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE article ADD COLUMN value_milli BIGINT NOT NULL DEFAULT -1;"
      "ALTER TABLE article ADD COLUMN currency TEXT NOT NULL DEFAULT '';" },
    { 2, NULL,
      "CREATE TABLE IF NOT EXISTS file (id @ID@, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, source TEXT NOT NULL,"
      " digest TEXT NOT NULL, content @BYTES@ NOT NULL, created_us BIGINT NOT NULL);"
      "CREATE TABLE IF NOT EXISTS import_open (import_pk BIGINT NOT NULL, order_id TEXT NOT NULL, line_pk BIGINT NOT NULL,"
      " detail TEXT NOT NULL DEFAULT '', PRIMARY KEY (import_pk, order_id, line_pk));"
      "CREATE INDEX IF NOT EXISTS order_line_asin ON order_line (asin) WHERE asin <> '';"
      "CREATE INDEX IF NOT EXISTS journal_time ON journal (time_us, outcome);"
      "CREATE INDEX IF NOT EXISTS outbox_exported ON outbox (created_us) WHERE status = 'exported';"
      "DROP INDEX IF EXISTS job_waiting;"
      "CREATE INDEX IF NOT EXISTS job_open ON job (bench, printer, id)"
      " WHERE status IN ('queued', 'sending', 'handed-over', 'uncertain');"
      "DROP INDEX IF EXISTS orders_purchase;" /* it had one column at first */
      "CREATE INDEX orders_purchase ON orders (purchase_us, ship_by_us);" },
    { 2, "SELECT file_pk FROM job",
      "ALTER TABLE job ADD COLUMN file_pk BIGINT REFERENCES file (id);"
      "ALTER TABLE job ADD COLUMN priority BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE job ADD COLUMN expires_us BIGINT;" },
    { 2, "SELECT bound_us FROM parcel", "ALTER TABLE parcel ADD COLUMN bound_us BIGINT NOT NULL DEFAULT 0;" },
    { 2, NULL,
      "CREATE TABLE handover (id @ID@, carrier TEXT NOT NULL, bench TEXT NOT NULL, since_us BIGINT NOT NULL,"
      " parcels BIGINT NOT NULL, created_us BIGINT NOT NULL);"
      "CREATE INDEX handover_carrier ON handover (carrier, id);"
      "ALTER TABLE parcel ADD COLUMN handover_pk BIGINT REFERENCES handover (id);"
      "CREATE INDEX parcel_not_handed_over ON parcel (carrier, shipped_us) WHERE status = 'shipped' AND handover_pk IS NULL;"
      "CREATE INDEX parcel_handover ON parcel (handover_pk) WHERE handover_pk IS NOT NULL;"
      "ALTER TABLE job ADD COLUMN handover_pk BIGINT REFERENCES handover (id);" },
    { 3, NULL, "ALTER TABLE parcel ADD COLUMN box TEXT NOT NULL DEFAULT '';" },
    { 3, NULL,
      "ALTER TABLE orders ADD COLUMN shelf TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE orders ADD COLUMN shelf_reason TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE orders ADD COLUMN shelf_us BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE orders ADD COLUMN shelf_by TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE orders ADD COLUMN pushed_us BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE orders ADD COLUMN pushed_by TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE orders ADD COLUMN pushed_reason TEXT NOT NULL DEFAULT '';"
      "CREATE INDEX orders_shelf ON orders (shelf, shelf_us) WHERE shelf <> '';"
      "CREATE INDEX orders_pushed ON orders (ship_by_us) WHERE pushed_us > 0;" },
    { 3, NULL,
      "CREATE TABLE return (id @ID@, order_pk BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE, bench TEXT NOT NULL, "
      "lane TEXT NOT NULL, opened_us BIGINT NOT NULL, closed_us BIGINT NOT NULL DEFAULT 0);"
      "CREATE UNIQUE INDEX return_open ON return (order_pk) WHERE closed_us = 0;"
      "CREATE INDEX return_order ON return (order_pk);"
      "CREATE TABLE return_line (id @ID@, return_pk BIGINT NOT NULL REFERENCES return (id) ON DELETE CASCADE, line_pk BIGINT NOT "
      "NULL REFERENCES order_line (id) ON DELETE CASCADE, units BIGINT NOT NULL, condition TEXT NOT NULL DEFAULT '', restock "
      "BIGINT NOT NULL DEFAULT 0, refund_reason TEXT NOT NULL DEFAULT '', journal_seq BIGINT NOT NULL, undone BIGINT NOT NULL "
      "DEFAULT 0);"
      "CREATE INDEX return_line_return ON return_line (return_pk);"
      "CREATE INDEX return_line_line ON return_line (line_pk);" },
    { 3, NULL,
      "ALTER TABLE parcel ADD COLUMN weight_mg BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE parcel ADD COLUMN weight_why TEXT NOT NULL DEFAULT '';"
      "CREATE TABLE weight_seen (id @ID@, content TEXT NOT NULL, parcel_pk BIGINT NOT NULL, mg BIGINT NOT NULL);"
      "CREATE INDEX weight_seen_content ON weight_seen (content, id);"
      "CREATE INDEX weight_seen_parcel ON weight_seen (parcel_pk);" },
    { 3, NULL,
      "ALTER TABLE parcel ADD COLUMN tare_g BIGINT NOT NULL DEFAULT -1;"
      "ALTER TABLE parcel ADD COLUMN length_mm BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE parcel ADD COLUMN width_mm BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE parcel ADD COLUMN height_mm BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN box TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE lane ADD COLUMN cage TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE parcel ADD COLUMN why TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE order_line ADD COLUMN shipped_before BIGINT NOT NULL DEFAULT 0;"
      "UPDATE order_line SET shipped_before = quantity_shipped WHERE NOT EXISTS (SELECT 1 FROM parcel p WHERE p.order_pk ="
      " order_line.order_pk AND p.status = 'shipped');" },
    { 3, NULL,
      "ALTER TABLE article ADD COLUMN serial BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE article ADD COLUMN lot BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE article ADD COLUMN expiry BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE article ADD COLUMN minimum_days BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE article ADD COLUMN transparency BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN unit_line BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN unit_units BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN unit_serial TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE lane ADD COLUMN unit_lot TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE lane ADD COLUMN unit_expiry TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE lane ADD COLUMN unit_code TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE lane ADD COLUMN unit_how BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN unit_why TEXT NOT NULL DEFAULT '';"
      "CREATE TABLE capture (id @ID@, verification_pk BIGINT NOT NULL REFERENCES verification (id) ON DELETE CASCADE,"
      " sku TEXT NOT NULL, serial TEXT NOT NULL DEFAULT '', lot TEXT NOT NULL DEFAULT '', expiry TEXT NOT NULL DEFAULT '',"
      " code TEXT NOT NULL DEFAULT '', live BIGINT NOT NULL DEFAULT 1);"
      "CREATE INDEX capture_verification ON capture (verification_pk);"
      "CREATE INDEX capture_serial ON capture (sku, serial) WHERE serial <> '' AND live = 1;"
      "CREATE UNIQUE INDEX capture_code ON capture (code) WHERE code <> '' AND live = 1;"
      "CREATE INDEX capture_lot ON capture (sku, lot) WHERE lot <> '';"
      "CREATE TABLE lot_block (sku TEXT NOT NULL, lot TEXT NOT NULL, reason TEXT NOT NULL, since_us BIGINT NOT NULL,"
      " PRIMARY KEY (sku, lot));" },
    { 3, NULL,
      "CREATE TABLE person (id @ID@, name TEXT NOT NULL, role TEXT NOT NULL, badge TEXT NOT NULL DEFAULT '',"
      " pin TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '', active BIGINT NOT NULL DEFAULT 1,"
      " made_us BIGINT NOT NULL);"
      "CREATE UNIQUE INDEX person_name ON person (name);"
      "CREATE UNIQUE INDEX person_badge ON person (badge) WHERE badge <> '';"
      "ALTER TABLE journal ADD COLUMN approver TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE verification ADD COLUMN how TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE verification ADD COLUMN why TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE verification ADD COLUMN who TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE verification ADD COLUMN approver TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE verification ADD COLUMN substitute TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE article_code ADD COLUMN taught_by TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE article_code ADD COLUMN taught_us BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN person_pk BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN person_us BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN pin_wrong BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN pin_us BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN asked TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE lane ADD COLUMN asked_us BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN approver_pk BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN pick_pk BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN note TEXT NOT NULL DEFAULT '';" },
    { 3, NULL,
      "ALTER TABLE article ADD COLUMN weight_tolerance_g BIGINT NOT NULL DEFAULT -1;"
      "ALTER TABLE article ADD COLUMN picture TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE article ADD COLUMN instruction TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE article ADD COLUMN fragile BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE article ADD COLUMN hazmat TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE article ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE article ADD COLUMN kit_scan TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE article ADD COLUMN kit_one BIGINT NOT NULL DEFAULT 0;"
      "CREATE TABLE kit_component (kit TEXT NOT NULL, component TEXT NOT NULL, units BIGINT NOT NULL,"
      " PRIMARY KEY (kit, component));"
      "CREATE INDEX kit_component_component ON kit_component (component, kit);"
      "CREATE TABLE box_kit (parcel_pk BIGINT NOT NULL REFERENCES parcel (id) ON DELETE CASCADE, line_pk BIGINT NOT NULL"
      " REFERENCES order_line (id) ON DELETE CASCADE, component TEXT NOT NULL, units BIGINT NOT NULL, PRIMARY KEY (parcel_pk,"
      " line_pk, component));"
      "ALTER TABLE verification ADD COLUMN component TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE verification ADD COLUMN component_units BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN unit_component TEXT NOT NULL DEFAULT '';" },
    { 3, NULL,
      "CREATE TABLE note_read (id @ID@, order_pk BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,"
      " line_pk BIGINT NOT NULL DEFAULT 0, digest TEXT NOT NULL, person_pk BIGINT NOT NULL DEFAULT 0, bench TEXT NOT NULL,"
      " lane TEXT NOT NULL, journal_seq BIGINT NOT NULL);"
      "CREATE INDEX note_read_order ON note_read (order_pk);"
      "ALTER TABLE lane ADD COLUMN shown TEXT NOT NULL DEFAULT '';" },
    { 3, NULL,
      "ALTER TABLE outbox ADD COLUMN bench TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE outbox ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE outbox ADD COLUMN due_us BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE outbox ADD COLUMN said TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE outbox ADD COLUMN request_id TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE outbox ADD COLUMN done_us BIGINT NOT NULL DEFAULT 0;"
      "CREATE INDEX outbox_due ON outbox (channel, due_us) WHERE status IN ('waiting', 'checking', 'sending');"
      "CREATE TABLE channel_state (channel TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (channel, name));"
      "CREATE TABLE rate_bucket (channel TEXT NOT NULL, operation TEXT NOT NULL, tokens BIGINT NOT NULL, at_us BIGINT NOT NULL,"
      " per_second BIGINT NOT NULL, PRIMARY KEY (channel, operation));" },
    { 3, NULL,
      "CREATE TABLE purchase (id @ID@, channel TEXT NOT NULL, order_pk BIGINT NOT NULL, parcel_pk BIGINT NOT NULL, "
      "status TEXT NOT NULL, unwanted BIGINT NOT NULL DEFAULT 0, bench TEXT NOT NULL, carrier TEXT NOT NULL DEFAULT "
      "'', service TEXT NOT NULL DEFAULT '', price_milli BIGINT NOT NULL DEFAULT -1, currency TEXT NOT NULL DEFAULT "
      "'', protected BIGINT NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT '', through TEXT NOT NULL DEFAULT '', "
      "request TEXT NOT NULL DEFAULT '', request_key TEXT NOT NULL DEFAULT '', shipment_id TEXT NOT NULL DEFAULT '', "
      "tracking_number TEXT NOT NULL DEFAULT '', file_pk BIGINT NOT NULL DEFAULT 0, labels BIGINT NOT NULL DEFAULT 0, "
      "tries BIGINT NOT NULL DEFAULT 0, due_us BIGINT NOT NULL, said TEXT NOT NULL DEFAULT '', request_id TEXT NOT "
      "NULL DEFAULT '', created_us BIGINT NOT NULL, asked_us BIGINT NOT NULL DEFAULT 0, bought_us BIGINT NOT NULL "
      "DEFAULT 0, handed_us BIGINT NOT NULL DEFAULT 0, done_us BIGINT NOT NULL DEFAULT 0);"
      "CREATE INDEX purchase_due ON purchase (channel, bench, due_us);"
      "CREATE INDEX purchase_order ON purchase (order_pk);"
      "CREATE INDEX purchase_parcel ON purchase (parcel_pk);"
      "CREATE UNIQUE INDEX purchase_live ON purchase (parcel_pk) WHERE unwanted = 0 AND status IN ('wanted', "
      "'buying', 'checking', 'uncertain', 'bought');"
      "CREATE INDEX purchase_open ON purchase (created_us) WHERE status IN ('wanted', 'buying', 'checking', "
      "'uncertain', 'refused', 'bought', 'cancelling') AND handed_us = 0;" },
    { 3, NULL,
      "CREATE TABLE journal_rules (id @ID@, rules TEXT NOT NULL UNIQUE);"
      "CREATE TABLE journal_facts (seq INTEGER PRIMARY KEY, rules_pk BIGINT NOT NULL, seen @BYTES@ NOT NULL);"
      "ALTER TABLE orders ADD COLUMN closed_us BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE orders ADD COLUMN wiped_us BIGINT NOT NULL DEFAULT 0;"
      "CREATE INDEX orders_ended ON orders (closed_us) WHERE closed_us = 0 AND status IN ('shipped', 'cancelled');"
      "CREATE INDEX orders_to_wipe ON orders (closed_us) WHERE closed_us > 0 AND wiped_us = 0;"
      "CREATE INDEX job_file ON job (file_pk) WHERE file_pk IS NOT NULL;"
      "CREATE INDEX outbox_order ON outbox (order_pk);"
      "CREATE INDEX file_to_wipe ON file (created_us) WHERE digest <> '';" },
    { 3, NULL,
      "ALTER TABLE return_line ADD COLUMN article TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE return_line ADD COLUMN pieces BIGINT NOT NULL DEFAULT 0;" },
    { 3, NULL,
      "ALTER TABLE lane ADD COLUMN allowed_pk BIGINT NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN allowed_us BIGINT NOT NULL DEFAULT 0;" },
};

/* 0: an empty store. */
static bool version_of(struct pw_db *db, int64_t *ret_version, struct pw_error *err)
{
    *ret_version = 0;
    return pw_db_number(db, err, ret_version, "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'schema'", "");
}

/* Asked outside of the transaction: where a statement can't be prepared, PostgreSQL ends the one that it is in. */
static bool is_done(struct pw_db *db, const struct step *step)
{
    struct pw_error ignored;
    struct pw_stmt *probe = step->unless == NULL ? NULL : pw_db_prepare(db, &ignored, step->unless);
    pw_stmt_done(probe);
    return probe != NULL;
}

static bool climb(struct pw_db *db, int64_t from, const bool *done, struct pw_error *err)
{
    char version[16];
    if (from == 0) {
        struct pw_bytes schema = pw_embedded("store/schema.sql");
        if (!db->impl->script(db, (const char *)schema.data, err))
            return false;
    }
    for (size_t i = 0; from != 0 && i < PW_COUNT(steps); i++)
        if (from < steps[i].to && !done[i] && !db->impl->script(db, steps[i].sql, err))
            return false;
    snprintf(version, sizeof version, "%d", PW_STORE_VERSION);
    return pw_db_run(db, err, "INSERT INTO meta (key, value) VALUES ('schema', $1) ON CONFLICT (key) DO UPDATE SET value = $1",
                     "t", version);
}

bool pw_store_bring_up(struct pw_db *db, struct pw_error *err)
{
    bool done[PW_COUNT(steps)];
    int64_t version;
    if (!db->impl->script(db, "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)", err) ||
        !version_of(db, &version, err))
        return false;
    if (version == PW_STORE_VERSION)
        return true;
    for (size_t i = 0; i < PW_COUNT(steps); i++)
        done[i] = is_done(db, &steps[i]);
    if (version < PW_STORE_VERSION) {
        /* Asked again: another program may have been quicker. */
        if (!pw_db_begin(db, err))
            return false;
        if (!version_of(db, &version, err) || (version < PW_STORE_VERSION && !climb(db, version, done, err))) {
            pw_db_rollback(db);
            return false;
        }
        if (!pw_db_commit(db, err))
            return false;
    }
    return version <= PW_STORE_VERSION ||
           pw_fail(err, PW_ERR_UNSUPPORTED, 0,
                   "the store was made by a newer packwright (schema %lld, this program knows %d); install that again, or give "
                   "another file as path",
                   (long long)version, PW_STORE_VERSION);
}

#!/usr/bin/env python3
"""Each text and each blob of the store is known to be wiped with the buyer's data, or to hold none: a new column must say which."""
import os
import re
import sqlite3
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "firmware", "store")
WIPED = {
    "orders": "notice hold_reason pushed_reason buyer_name buyer_email buyer_phone recipient_name address_1 address_2 address_3 city region postal_code"
              " ship_phone gift_message instructions extra fingerprint",
    "order_line": "gift_message extra", "order_word": "word", "journal": "raw detail", "journal_facts": "seen", "lane": "message note shown", "note_read": "digest bench lane",
    "file": "key name source digest content", "job": "evidence", "outbox": "said", "purchase": "said why", "import_open": "order_id detail", "import": "file",
}
HOLDS_NONE = {
    "orders": "channel order_id status held_from country service sales_channel bench lane shelf shelf_reason shelf_by pushed_by",
    "order_line": "channel order_item_id sku asin fnsku name gift_wrap",
    "article": "sku name customs_name hs_code origin currency picture instruction hazmat kit_scan", "kit_component": "kit component", "box_kit": "component",
    "article_code": "code sku taught_by", "person": "name role badge pin language",
    "verification": "how why who approver substitute component",
    "handover": "carrier bench", "parcel": "status barcode carrier service tracking_number bench box why weight_why", "weight_seen": "content", "capture": "sku serial lot expiry code", "lot_block": "sku lot reason",
    "parcel_code": "code",
    "journal": "bench lane device who approver kind outcome reason", "journal_rules": "rules",
    "lane": "bench name phase pending refusal box cage asked unit_serial unit_lot unit_expiry unit_code unit_why unit_component", "job": "document bench printer status reason",
    "return": "bench lane", "return_line": "condition refund_reason article",
    "purchase": "through request request_key channel status bench carrier service currency shipment_id tracking_number request_id",
    "outbox": "channel kind key status payload bench request_id", "channel_state": "channel name value", "rate_bucket": "channel operation", "export": "channel name status", "import": "channel kind counts",
}
failed = 0


def check(name, ok, why=""):
    global failed
    print(f"{'ok' if ok else 'not ok'} - test_retention_columns: {name}" + ("" if ok else f": {why}"), flush=True)
    failed += not ok


with open(os.path.join(ROOT, "schema.sql"), encoding="utf-8") as f:
    schema = re.sub(r"--.*", "", f.read())
unknown, count = [], 0
for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", schema, re.S):
    for column in re.findall(r"^\s*(\w+) (?:TEXT|@BYTES@)", body, re.M):
        count += 1
        if column not in f"{WIPED.get(table, '')} {HOLDS_NONE.get(table, '')}".split():
            unknown.append(f"{table}.{column}")
check("the_schema_was_read", count > 80, count)
check("each_text_is_wiped_or_holds_nothing_of_buyers", not unknown,
      f"{', '.join(unknown)}: wipe it in firmware/store/retention.c, or say here that it holds none")
with open(os.path.join(ROOT, "retention.c"), encoding="utf-8") as f:
    code = f.read()
missing = [f"{t}.{c}" for t, columns in WIPED.items() for c in columns.split()
           if not re.search(rf"DELETE FROM {t}\b", code) and not re.search(rf"UPDATE {t} SET[^;]*?\b{c} = ", code, re.S)]
check("what_is_said_to_be_wiped_is", not missing, missing)

# Each step looks for what is due: among a million orders only an index answers that while a packer scans.
db = sqlite3.connect(":memory:")
db.executescript("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);" + schema.replace("@ID@", "INTEGER PRIMARY KEY").replace("@BYTES@", "BLOB"))
due = re.search(r'#define DUE "(.*)"', code)[1]
for name, sql, index in [("ended", "SELECT id FROM orders WHERE closed_us = 0 AND status IN ('shipped', 'cancelled') LIMIT $1", "orders_ended"),
                         ("are_due", f"SELECT id, status FROM orders WHERE {due} ORDER BY closed_us LIMIT $2", "orders_to_wipe")]:
    plan = " ".join(row[3] for row in db.execute("EXPLAIN QUERY PLAN " + sql, (1,) * sql.count("$")))
    text = re.sub(r'"\s*"', "", code.replace('" DUE "', due))
    check(f"orders_that_{name}_are_found_by_an_index", index in plan and "TEMP B-TREE" not in plan and sql.replace(" LIMIT $1", "") in text, (plan, sql))
sys.exit(failed != 0)

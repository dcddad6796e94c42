#!/usr/bin/env python3
"""Gives a store a past: history.py STORE N makes N of its orders shipped, as the station would have left them months ago: a parcel
each with its code and a tracking number, its units verified, the scans in the journal, two printed jobs, and the confirmation
exported. What is looked up then has to be found among all that."""
import sqlite3, sys

DAY = 86_400_000_000


def main():
    db = sqlite3.connect(sys.argv[1], isolation_level=None)
    count = int(sys.argv[2])
    for sql in ("PRAGMA synchronous = OFF", "PRAGMA cache_size = -200000", "PRAGMA temp_store = MEMORY", "BEGIN"):
        db.execute(sql)
    db.execute("CREATE TEMP TABLE past AS SELECT id AS order_pk, row_number() OVER () AS n, purchase_us - 100 * ? AS us FROM orders"
               " WHERE status = 'ready' AND id % 5 = 0 ORDER BY id LIMIT ?", (DAY, count))
    db.execute("CREATE UNIQUE INDEX temp.past_order ON past (order_pk)")
    first = {t: db.execute("SELECT COALESCE(MAX(%s), 0) FROM %s" % (key, t)).fetchone()[0]
             for t, key in (("parcel", "id"), ("journal", "seq"), ("job", "id"))}
    export = db.execute("INSERT INTO export (channel, name, status, rows, created_us) VALUES ('files', 'past', 'written', ?, 0)",
                        (count,)).lastrowid
    run = lambda sql, **values: db.execute(sql, {**first, "export": export, **values})
    run("INSERT INTO parcel (id, order_pk, number, status, barcode, carrier, service, tracking_number, label_version, bench,"
        " opened_us, packed_us, shipped_us) SELECT :parcel + n, order_pk, 1, 'shipped', printf('PWPPAST%08d', n), 'USPS',"
        " 'Ground Advantage', printf('1ZPAST%010d', n), 1, 'bench', us, us + 10000000, us + 3600000000 FROM past")
    run("INSERT INTO parcel_code (code, parcel_pk) SELECT printf('PWPPAST%08d', n), :parcel + n FROM past")
    for k, (kind, raw, outcome) in enumerate((("scan", "item", "opened"), ("scan", "item", "completed"),
                                              ("scan", "parcel", "shipped"), ("print", "", "printed"))):
        run("INSERT INTO journal (seq, time_us, bench, lane, device, kind, raw, outcome, order_pk, parcel_pk, detail)"
            " SELECT :journal + 4 * (n - 1) + 1 + :k, us + :k * 10000000, 'bench', '1', 's', :kind, :raw, :outcome, order_pk,"
            " :parcel + n, 'What was said to the packer then.' FROM past", k=k, kind=kind, raw=raw, outcome=outcome)
    run("INSERT INTO verification (parcel_pk, line_pk, units, journal_seq) SELECT :parcel + n, l.id, l.quantity,"
        " :journal + 4 * (n - 1) + 1 FROM past JOIN order_line l USING (order_pk)")
    for k, (document, printer) in enumerate((("slip", "slip"), ("label", "label"))):
        run("INSERT INTO job (id, document, order_pk, parcel_pk, bench, printer, status, address_version, accepted, total, evidence,"
            " created_us, changed_us) SELECT :job + 2 * (n - 1) + 1 + :k, :document, order_pk, :parcel + n, 'bench', :printer,"
            " 'printed', 1, 1200, 1200, 'the printer said so', us, us FROM past", k=k, document=document, printer=printer)
    run("INSERT INTO outbox (channel, kind, order_pk, parcel_pk, key, status, payload, export_pk, created_us) SELECT 'files',"
        " 'confirm-shipment', order_pk, :parcel + n, 'past-' || n, 'exported', '{}', :export, us FROM past")
    run("UPDATE order_line SET open_us = NULL WHERE order_pk IN (SELECT order_pk FROM past)")
    run("UPDATE orders SET status = 'shipped', packed_us = (SELECT us + 10000000 FROM past WHERE order_pk = id),"
        " shipped_us = (SELECT us + 3600000000 FROM past WHERE order_pk = id) WHERE id IN (SELECT order_pk FROM past)")
    made = db.execute("SELECT count(*) FROM past").fetchone()[0]
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(made)


main()

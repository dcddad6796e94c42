#!/usr/bin/env python3
"""After a purge nothing that was planted of buyers is in the store's raw bytes, its log, the folders or the program's log; the figures are.

1,000 orders with a name, an address, a phone number and messages each that stand nowhere else, through the real program: imported,
re-imported, packed, cancelled, scanned as what they aren't, printed as files. First all of it is found; then the purge runs; then none is.
"""
import json
import os
import random
import re
import sqlite3
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from rig import COLUMNS, Bench, report  # noqa: E402

failed = 0
N, KEPT, PACKED = 1000, 10, 12


def check(name, ok, why=""):
    global failed
    print(f"{'ok' if ok else 'not ok'} - test_purge: {name}" + ("" if ok else f": {why}"), flush=True)
    failed += not ok


rng = random.Random(87)
SCRIPTS = ["abcdefghijklmnopqrstuvwxyz", "\u00e4\u00f6\u00fc\u00df\u00e9\u00e8\u00f1\u0142\u017e", "\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7",
           "\u0430\u0431\u0432\u0433\u0434\u0435\u0436", "\u5c71\u7530\u4f50\u85e4\u5317\u6771\u6797", "\u05d0\u05d1\u05d2\u05d3\u05d4"]


def word(n=9):
    return "".join(rng.choice(rng.choice(SCRIPTS[:1] * 3 + SCRIPTS)) for _ in range(n)) + "%06d" % rng.randrange(10**6)


def plant(n):
    p = {"buyer-name": "Buyer" + word(), "recipient-name": "Recipient" + word(), "ship-address-1": "1 Street" + word(),
         "ship-address-2": "Rear" + word(), "ship-address-3": "Care" + word(), "ship-city": "City" + word(),
         "ship-postal-code": "Z%09d" % rng.randrange(10**9), "buyer-email": word() + "@mail.example",
         "buyer-phone-number": "+1555%09d" % rng.randrange(10**9), "ship-phone-number": "+1444%09d" % rng.randrange(10**9),
         "gift-message-text": "Message" + word(30), "delivery-Instructions": "Leave" + word(20), "customized-url": "https://c.example/" + word(),
         "buyer-company-name": "Firm" + word()}
    return p


EXTRA = ["buyer-phone-number", "ship-phone-number", "gift-message-text", "delivery-Instructions", "customized-url", "buyer-company-name"]
columns = COLUMNS + [c for c in EXTRA if c not in COLUMNS]
planted = [plant(n) for n in range(N)]
orders = [{"id": f"112-{n:07d}-8700001", "name": planted[n]["recipient-name"], "extra": planted[n],
           "lines": [{"item": f"87{n:06d}", "sku": "MUG", "name": "Mug", "quantity": 1}]} for n in range(N)]
scans = ["Jane" + word(25) for _ in range(8)]
files = [b"^XA^FO10,10^FDFile" + word().encode() + b"^FS^XZ" for _ in range(3)]


def encodings(text):
    out = {text.encode(), text.lower().encode(), text.encode("utf-16-le"), json.dumps(text)[1:-1].encode()}
    for name in ("latin-1", "cp1252", "shift_jis", "utf-16-be"):
        try:
            out.add(text.encode(name))
        except UnicodeEncodeError:
            pass
    return out


def raw(b):
    """Every byte that the program has left on the disk, but the files that we gave it and the papers that came out."""
    places = [b.path(n) for n in os.listdir(b.dir) if n.startswith("store.db") or n == "station.log"]
    for folder, _, names in os.walk(b.path("hot")):
        places += [os.path.join(folder, n) for n in names]
    for folder, _, names in os.walk(b.path("export")):
        places += [os.path.join(folder, n) for n in names]
    return {p: open(p, "rb").read() for p in places}


DIGITS = re.compile(rb"(?=((?:\d\0?){6}))")


def find(bytes_of, values):
    """Which of the values stand in any file, in any encoding. Each holds six digits in a row, by which its places are looked up."""
    found = set()
    for data in bytes_of.values():
        places = {}
        for m in DIGITS.finditer(data):
            places.setdefault(m[1].replace(b"\0", b""), []).append(m.start())
        for v in set(values) - found:
            for e in encodings(v):
                digits = list(DIGITS.finditer(e))[-1]
                at = digits.start()
                if any(data[p - at:p - at + len(e)] == e for p in places.get(digits[1].replace(b"\0", b""), []) if p >= at):
                    found.add(v)
                    break
    return found


values = {v: kind for p in planted[KEPT:] for kind, v in p.items()}
kept = {v for p in planted[:KEPT] for v in p.values()}

with Bench(station="acknowledge-notes = order, article\n", extra="[folder labels]\npath = hot\nprinter = label\nsettle = 1ms\n") as b:
    conf = open(b.conf).read()

    def retention(text):
        with open(b.conf, "w") as f:
            f.write(conf.replace("path = store.db", f"path = store.db\nretention = {text}"))

    retention("31d")
    r = b.packwright("purge", ok=(1,))
    check("a_longer_time_is_refused_with_the_reason", "at most 30d" in r.stderr and "30 days after delivery" in r.stderr and "packwright.conf:18: retention" in r.stderr, r.stderr)
    retention("30d")
    os.mkdir(b.path("hot"))
    with open(b.path("orders.txt"), "wb") as f:
        f.write(report(orders, columns))
    b.packwright("import", b.path("orders.txt"))
    b.start()
    codes = b.commands()
    for n in range(KEPT, KEPT + PACKED):
        b.scan(orders[n]["id"])
        b.scan(codes["READIT"])
        b.scan(scans[n % len(scans)])
        b.scan("MUG")
        b.scan(b.rows("SELECT barcode FROM parcel ORDER BY id DESC LIMIT 1")[0][0])
    for text in scans:
        b.scan(text)
    b.scan(orders[KEPT + PACKED]["id"])
    b.scan(codes["READIT"])
    b.scan("MUG")
    b.scan(codes["tracking"] if "tracking" in codes else next(v for k, v in codes.items() if "track" in k.lower()))
    b.scan("TRACK" + re.sub(r"\W|[^\x20-\x7e]", "", scans[0]).upper()[:30])
    b.scan(b.rows("SELECT barcode FROM parcel ORDER BY id DESC LIMIT 1")[0][0])
    for i, content in enumerate(files):
        path = b.path(f"{planted[KEPT + i]['buyer-name']}.zpl")
        with open(path, "wb") as f:
            f.write(content)
        if i == 0:
            os.rename(path, b.path(f"hot/{planted[KEPT]['buyer-name']}.zpl"))
        else:
            b.packwright("print", path, "--to", "label")
    b.wait_for(f"SELECT count(*) FROM job WHERE file_pk IS NOT NULL AND status = 'printed'", len(files))
    with open(b.path(f"{planted[KEPT]['recipient-name']}.zpl"), "wb") as f:
        f.write(b"no label")
    os.rename(f.name, b.path(f"hot/{planted[KEPT]['recipient-name']}.zpl"))
    for _ in range(500):
        if os.path.isdir(b.path("hot/refused")) and len(os.listdir(b.path("hot/refused"))) == 2:
            break
        time.sleep(0.02)
    check("a_file_that_is_no_label_was_refused", b"refused a file" in open(b.path("station.log"), "rb").read())
    # A second import: their addresses change, so that older states of the pages are about.
    overwritten = {}
    for o in orders[500:700]:
        overwritten[o["extra"]["ship-address-1"]] = values.pop(o["extra"]["ship-address-1"])
        o["extra"] = dict(o["extra"], **{"ship-address-1": "2 Avenue" + word()})
        values[o["extra"]["ship-address-1"]] = "ship-address-1"
    check("what_was_overwritten_is_in_the_store_s_log_still", len(find(raw(b), overwritten)) == len(overwritten))
    for name in ("orders2", planted[KEPT + 1]["buyer-name"]):
        with open(b.path(f"{name}.txt"), "wb") as f:
            f.write(report(orders, columns))
    b.packwright("import", f.name)
    before = b.json("report", "--by", "bench", "--from", "2020-01-01")
    b.stop()
    # The rest was shipped a while ago. secure_delete, as the program has it: this connection must leave nothing itself.
    db = sqlite3.connect(b.path("store.db"))
    db.execute("PRAGMA secure_delete = ON")
    db.execute("UPDATE orders SET status = CASE id %% 2 WHEN 0 THEN 'cancelled' ELSE 'shipped' END, shipped_us = changed_us WHERE status = 'ready'"
               " AND order_id NOT IN (%s)" % ",".join(f"'{o['id']}'" for o in orders[:KEPT]))
    db.commit()
    db.close()
    every = {**values, **{s: "scan" for s in scans}, **{f.decode()[14:-6]: "file" for f in files}}
    found = find(raw(b), every)
    log = open(b.path("station.log"), "rb").read()
    missing = [every[v] for v in set(every) - found]
    check("before_the_purge_all_that_was_planted_is_there", not missing, (len(missing), set(missing)))
    check("the_log_never_had_any", not find({"log": log}, every))
    due = b.json("purge", "--dry-run")
    check("thirty_days_keep_all_of_it", due["orders"] == 0 and b.json("purge")["orders"] == 0 and len(find(raw(b), values)) == len(values), due)

    retention("1s")
    time.sleep(1.2)
    due = b.json("purge", "--dry-run")
    check("a_dry_run_says_what_is_due", due["orders"] == N - KEPT and due["files"] == len(files), due)
    check("a_dry_run_wipes_nothing", len(find(raw(b), values)) == len(values))

    # Killed in the middle, some times; the next one goes on.
    import signal
    import subprocess
    killed = 0
    for wait in (0.02, 0.05, 0.1):
        p = subprocess.Popen([os.environ.get("PACKWRIGHT", "build/release/packwright"), "-c", b.conf, "purge"], stdout=subprocess.DEVNULL)
        time.sleep(wait)
        killed += p.poll() is None
        p.send_signal(signal.SIGKILL)
        p.wait()
    left = b.rows("SELECT count(*) FROM orders WHERE wiped_us = 0")[0][0]
    print(f"# killed {killed} times, {left} orders left")
    r = b.packwright("purge")
    check("a_purge_says_what_it_wiped", re.search(r"buyers' data of \d+ orders", r.stdout), r.stdout)
    bytes_of = raw(b)
    every.update(overwritten)
    found = find(bytes_of, every)
    where = {every[v]: [os.path.basename(p) for p, d in bytes_of.items() if any(e in d for e in encodings(v))] for v in found}
    check("after_the_purge_none_of_it_is_anywhere", not found, (len(found), where))
    check("orders_that_are_not_over_keep_theirs", kept <= find(bytes_of, kept), len(find(bytes_of, kept)))
    after = b.json("report", "--by", "bench", "--from", "2020-01-01")
    check("the_figures_stay", {**after, "to": 0} == {**before, "to": 0}, (before, after))
    o = b.json("order", orders[KEPT]["id"])
    check("a_wiped_order_is_found_and_says_so", o["status"] == "shipped" and o["recipient"] == "" and o.get("wiped") and o["lines"][0]["sku"] == "MUG"
          and o["parcels"][0]["barcode"], o)
    text = b.packwright("order", orders[KEPT]["id"]).stdout
    check("its_text_says_that_it_was_wiped", "was wiped on" in text, text)
    r = b.packwright("slip", orders[KEPT]["id"], ok=(1,))
    check("no_document_without_an_address", "was wiped" in r.stderr, r.stderr)
    r = b.packwright("orders", planted[KEPT]["buyer-name"])
    check("nobody_finds_it_by_the_name", orders[KEPT]["id"] not in r.stdout, r.stdout)
    check("it_is_found_by_its_number", orders[KEPT]["id"] in b.packwright("orders", orders[KEPT]["id"]).stdout)
    b.packwright("import", b.path("orders2.txt"))
    check("the_same_report_again_brings_nothing_back", not find(raw(b), values))
    r = b.packwright("replay")
    check("replay_says_that_what_was_seen_is_gone", "0 events" in r.stdout and "were wiped" in r.stderr, (r.stdout, r.stderr))

    # The station by itself, while it runs.
    with open(b.path("late.txt"), "wb") as f:
        late = dict(plant(0))
        f.write(report([{"id": "112-7777777-8700001", "name": "x", "extra": late, "lines": [{"item": "8799", "sku": "MUG", "name": "Mug", "quantity": 1}]}], columns))
    b.packwright("import", b.path("late.txt"))
    b.start()
    b.scan("112-7777777-8700001")
    b.scan(codes["READIT"])
    b.scan("MUG")
    b.scan(b.rows("SELECT barcode FROM parcel ORDER BY id DESC LIMIT 1")[0][0])
    check("it_was_there", len(find(raw(b), late.values())) == len(late))
    time.sleep(1.2)
    b.stop()
    b.start()
    for _ in range(300):  # the store is left alone meanwhile: who reads it keeps its log from being cleared
        if b"wiped the buyers' data" in open(b.path("station.log"), "rb").read():
            break
        time.sleep(0.1)
    ok = b.wait_for("SELECT count(*) FROM orders WHERE wiped_us = 0 AND status = 'shipped'", 0, 10)
    rest = find(raw(b), late.values())
    check("a_running_station_wipes_by_itself", ok and not rest, rest)
    check("its_log_says_so", b"wiped the buyers' data of 1 orders" in open(b.path("station.log"), "rb").read())
    check("and_goes_on_packing", b.scan(orders[0]["id"])["outcome"] == "opened")
sys.exit(failed != 0)

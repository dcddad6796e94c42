#!/usr/bin/env python3
"""packwright report: figures of a made-up month against the same computed here from what happened, and of a real minute at the bench."""
import csv
import datetime
import io
import json
import math
import os
import random
import sqlite3
import statistics
import sys
import time
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from rig import Bench, report  # noqa: E402

failed = 0
ZONE = zoneinfo.ZoneInfo("America/Los_Angeles")
S = 1_000_000


def check(name, ok, why=""):
    global failed
    print(f"{'ok' if ok else 'not ok'} - test_report: {name}" + ("" if ok else f": {why}"), flush=True)
    failed += not ok


def near(a, b):
    return a is None and b is None or a is not None and b is not None and math.isclose(a, b, rel_tol=1e-6, abs_tol=0.0006)


# ---- the made-up month: what people did, as a list of scans ----

class Scan:
    def __init__(self, us, bench, lane, who, outcome, order=None, parcel=None):
        self.us, self.bench, self.lane, self.who, self.outcome, self.order, self.parcel = us, bench, lane, who, outcome, order, parcel


class Parcel:
    def __init__(self, order, units, articles):
        self.order, self.units, self.articles, self.packed_us, self.order_done = order, units, articles, 0, True


def month(rng):
    """Three people on three lanes, over the two changes of the clock that the zone had in 2025."""
    scans, parcels = [], []
    speed = {"Ana Sample": 1.0, "=1+1 Bo": 0.6, "": 1.7, "Rare": 1.0}
    days = [datetime.datetime(2025, *at, tzinfo=ZONE) for at in ((3, 7, 22, 0), (3, 9, 1, 0), (11, 1, 9, 30), (11, 2, 0, 30), (11, 3, 9, 0))]
    for day in days:
        start = int(day.timestamp()) * S
        for i, (who, pace) in enumerate(speed.items()):
            bench, lane = ("bench-1", str(i + 1)) if i < 2 else ("bench-2", "1" if i == 2 else "9")
            t = start + rng.randrange(3600 * S)
            for _ in range(3 if who == "Rare" else 30):
                kind = rng.choice(["single", "single", "multi", "mixed"])
                units = {"single": 1, "multi": rng.randrange(2, 9), "mixed": rng.randrange(2, 20)}[kind]
                articles = 2 if kind == "mixed" else 1
                p = Parcel(len(parcels) + 1, units, articles)
                parcels.append(p)
                p.id = len(parcels)
                step = lambda: int(rng.lognormvariate(1.5, 0.7) * pace * S) + rng.randrange(S)  # noqa: E731
                if rng.random() < 0.07:
                    t += rng.choice([301, 500, 4000]) * S  # a pause
                t += step() + int(8 * pace * S)
                if rng.random() < 0.3:
                    scans.append(Scan(t, bench, lane, who, "refused"))
                    t += step()
                if units > 1 or rng.random() < 0.5:
                    scans.append(Scan(t, bench, lane, who, "opened", p.order, p.id))
                    t += step()
                    for _ in range(units - 1):
                        if rng.random() < 0.1:
                            scans.append(Scan(t, bench, lane, who, "refused", p.order, p.id))
                            t += step() if rng.random() < 0.9 else 400 * S
                        scans.append(Scan(t, bench, lane, who, "counted", p.order, p.id))
                        t += step()
                        if rng.random() < 0.05:  # an outcome that the report has no word for
                            scans.append(Scan(t, bench, lane, who, "some-news", p.order, p.id))
                            t += step()
                scans.append(Scan(t, bench, lane, who, "completed", p.order, p.id))
                p.packed_us = t
                if rng.random() < 0.5:
                    t += step()
                    scans.append(Scan(t, bench, lane, who, "shipped", p.order, p.id))
    scans.sort(key=lambda s: s.us)
    return scans, parcels


# ---- the same figures, computed another way: lane by lane from the list ----

def percentile_90(values):
    values = sorted(values)
    return values[math.ceil(0.9 * len(values)) - 1] if values else None


def figures(scans, parcels, key, pause=300 * S):
    rows = {}
    by_id = {p.id: p for p in parcels}

    def row(s):
        return rows.setdefault(key(s), {"scans": 0, "refused": 0, "worked": 0, "parcels": []})

    for s in scans:
        r = row(s)
        r["scans"] += 1
        r["refused"] += s.outcome == "refused"
    for place in {(s.bench, s.lane) for s in scans}:
        mine = [s for s in scans if (s.bench, s.lane) == place]
        gaps = [0] + [b.us - a.us for a, b in zip(mine, mine[1:])]
        for s, gap in zip(mine, gaps):
            row(s)["worked"] += gap if gap <= pause else 0
        ends = [i for i, s in enumerate(mine) if s.outcome == "completed"]
        for n, end in enumerate(ends):
            s = mine[end]
            opened = next((i for i in range(end) if mine[i].outcome == "opened" and mine[i].parcel == s.parcel), end)
            packed = sum(g for g in gaps[opened + 1:end + 1] if g <= pause)
            since = gaps[ends[n - 1] + 1:end + 1] if n > 0 else None
            cycle = sum(since) if since and all(g <= pause for g in since) else None
            row(s)["parcels"].append((by_id[s.parcel], packed / S, None if cycle is None else cycle / S))

    everything = [p for r in rows.values() for p in r["parcels"]]
    kind = lambda p: "mixed" if p.articles > 1 else "multi" if p.units > 1 else "single"  # noqa: E731
    size = lambda p: next(i for i, least in enumerate([16, 8, 4, 2, 0]) if p.units >= least)  # noqa: E731

    def expected(parcel):
        for same in (lambda p: (kind(p), size(p)) == (kind(parcel), size(parcel)), lambda p: kind(p) == kind(parcel)):
            cycles = [c for p, _, c in everything if c is not None and same(p)]
            if len(cycles) >= 10:
                return statistics.median(cycles)
        return None

    def ratio(some):
        known = [(expected(p), c) for p, _, c in some if c is not None and expected(p) is not None]
        return (sum(e for e, _ in known) / sum(c for _, c in known) if known else None), len(known)

    whole, _ = ratio(everything)
    out = {}
    for k, r in rows.items():
        own, n = ratio(r["parcels"])
        hours = r["worked"] / S / 3600
        enough = r["worked"] >= 300 * S
        units = sum(p.units for p, _, _ in r["parcels"])
        cycles = [c for _, _, c in r["parcels"] if c is not None]
        packed = [t for _, t, _ in r["parcels"]]
        out[k] = {"scans": r["scans"], "refused": r["refused"], "refused_per_100_scans": 100 * r["refused"] / r["scans"],
                  "parcels": len(packed), "orders": len(packed), "units": units, "hours_worked": hours,
                  "parcels_per_hour": len(packed) / hours if enough else None, "units_per_hour": units / hours if enough else None,
                  "orders_per_hour": len(packed) / hours if enough else None,
                  "to_packed_median_s": statistics.median(packed) if packed else None, "to_packed_90th_s": percentile_90(packed),
                  "cycle_median_s": statistics.median(cycles) if cycles else None, "cycle_90th_s": percentile_90(cycles),
                  "parcels_in_index": n, "index": 100 * own / whole if n >= 20 else None}
    return out


def put(db, scans, parcels):
    for p in parcels:
        db.execute("INSERT INTO orders (id, channel, order_id, status, packed_us, imported_us, changed_us) VALUES (?, 'files', ?, 'packed', ?, 0, 0)",
                   (p.order, f"order-{p.order}", p.packed_us))
        db.execute("INSERT INTO parcel (id, order_pk, number, status, opened_us, packed_us) VALUES (?, ?, 1, 'packed', 0, ?)",
                   (p.id, p.order, p.packed_us))
        for n in range(p.articles):
            units = p.units - (p.articles - 1) if n == 0 else 1
            line = db.execute("INSERT INTO order_line (order_pk, channel, order_item_id, position, sku, quantity) VALUES (?, 'files', ?, ?, ?, ?)",
                              (p.order, f"{p.order}-{n}", n, f"SKU-{n}", units)).lastrowid
            db.execute("INSERT INTO verification (parcel_pk, line_pk, units, journal_seq) VALUES (?, ?, ?, 0)", (p.id, line, units))
            db.execute("INSERT INTO verification (parcel_pk, line_pk, units, journal_seq, undone) VALUES (?, ?, 50, 0, 1)", (p.id, line))
    for s in scans:
        db.execute("INSERT INTO journal (time_us, bench, lane, who, kind, outcome, order_pk, parcel_pk) VALUES (?, ?, ?, ?, 'scan', ?, ?, ?)",
                   (s.us, s.bench, s.lane, s.who, s.outcome, s.order, s.parcel))
        db.execute("INSERT INTO journal (time_us, bench, lane, who, kind, outcome) VALUES (?, ?, '', '', 'print', 'noted')", (s.us, s.bench))
    db.commit()


def local(us):
    return datetime.datetime.fromtimestamp(us / S, ZONE)


KEYS = {"person": lambda s: s.who, "bench": lambda s: s.bench, "lane": lambda s: s.lane, "day": lambda s: local(s.us).strftime("%Y-%m-%d"),
        "hour": lambda s: local(s.us).strftime("%Y-%m-%d %H:00 %z")}

with Bench(station="timezone = America/Los_Angeles") as b:
    b.packwright("orders")
    scans, parcels = month(random.Random(4))
    db = sqlite3.connect(b.path("store.db"))
    put(db, scans, parcels)
    for by in ("person", "bench", "lane", "day", "hour", "person,day", "bench,lane,hour"):
        names = by.split(",")
        want = figures(scans, parcels, lambda s: tuple(KEYS[n](s) for n in names))
        got = b.json("report", "--from", "2025-01-01", "--to", "2025-12-31", "--by", by)
        have = {tuple(r[n] for n in names): r for r in got["rows"]}
        wrong = [(k, f, v, have.get(k, {}).get(f)) for k, w in want.items() for f, v in w.items() if not near(have.get(k, {}).get(f), v)]
        check(f"by_{by.replace(',', '_and_')}_the_figures_are_those_of_the_list", not wrong and set(have) == set(want), wrong[:3])
    hours = [r["hour"] for r in b.json("report", "--from", "2025-11-02", "--to", "2025-11-02", "--by", "hour")["rows"]]
    check("the_hour_that_is_there_twice_is_two_rows", "2025-11-02 01:00 -0700" in hours and "2025-11-02 01:00 -0800" in hours, hours)
    sunday = b.json("report", "--from", "2025-11-02", "--to", "2025-11-02", "--by", "bench")
    check("the_day_of_the_autumn_change_has_25_hours", (sunday["from"], sunday["to"]) == ("2025-11-02T07:00:00Z", "2025-11-03T08:00:00Z"),
          (sunday["from"], sunday["to"]))
    spring = b.json("report", "--from", "2025-03-09", "--to", "2025-03-09")
    check("the_day_of_the_spring_change_has_23_hours", (spring["from"], spring["to"]) == ("2025-03-09T08:00:00Z", "2025-03-10T07:00:00Z"),
          (spring["from"], spring["to"]))
    inside = [s for s in scans if local(s.us).strftime("%Y-%m-%d") == "2025-11-02"]
    check("only_the_days_asked_for_count", sunday["total"]["scans"] == len(inside), (sunday["total"]["scans"], len(inside)))
    rows = {r["person"]: r for r in b.json("report", "--from", "2025-01-01", "--to", "2025-12-31")["rows"]}
    check("the_index_sees_who_is_quicker_through_the_mix", rows["=1+1 Bo"]["index"] > 110 > rows["Ana Sample"]["index"] > 85 > rows[""]["index"],
          {k: r["index"] for k, r in rows.items()})
    check("too_few_parcels_have_no_index", rows["Rare"]["index"] is None, rows["Rare"])
    want = figures(scans, parcels, lambda s: (s.who,), pause=60 * S)
    got = {(r["person"],): r for r in b.json("report", "--from", "2025-01-01", "--to", "2025-12-31", "--pause", "1min")["rows"]}
    check("another_pause_gives_other_hours", all(near(got[k][f], v) for k, w in want.items() for f, v in w.items()))
    r = b.packwright("report", "--from", "2025-01-01", "--to", "2025-12-31", "--csv")
    table = list(csv.DictReader(io.StringIO(r.stdout)))
    check("a_name_that_a_spreadsheet_would_run_is_text", "'=1+1 Bo" in [t["person"] for t in table], [t["person"] for t in table])
    check("csv_has_the_same_figures", {t["person"].lstrip("'"): t["scans"] for t in table} == {k: str(v["scans"]) for k, v in rows.items()})
    r = b.packwright("report", "--from", "2025-01-01", "--to", "2025-12-31")
    check("a_person_reads_a_table", "(nobody signed in)" in r.stdout and "INDEX" in r.stdout and "\nall " in r.stdout, r.stdout)
    print("\n".join("# " + line for line in r.stdout.splitlines()))
    for args, words in [(["--by", "colour"], "must be of person"), (["--by", ""], "--by what"), (["--by", "day,day"], "twice"),
                        (["--from", "2025-02-30"], "must be a date"), (["--to", "2025-01-01", "--from", "2025-01-02"], "before --from"),
                        (["--pause", "never"], "must be a time"), (["--json", "--csv"], "or --csv"), (["x"], "options only")]:
        r = b.packwright("report", *args, ok=(2,))
        check(f"{' '.join(args).strip('-').replace(' ', '_')}_is_refused", words in r.stderr, r.stderr)
    r = b.packwright("report", "--from", "1999-01-01", "--to", "1999-01-01")
    check("an_empty_day_says_so", "Nothing was scanned" in r.stdout, r.stdout)

# A real minute: the program's own journal.
with Bench() as b:
    orders = [{"id": f"112-000000{n}-0000001", "name": "Sample Person", "lines": [{"item": f"{n}1", "sku": "MUG", "name": "Mug", "quantity": n}]}
              for n in range(1, 4)]
    with open(b.path("orders.txt"), "wb") as f:
        f.write(report(orders))
    b.packwright("import", b.path("orders.txt"))
    b.start()
    begin = time.time()
    done = 0
    for o in orders:
        for text in [o["id"], "nothing", *["MUG"] * o["lines"][0]["quantity"]]:
            b.scan(text)
            done += 1
        b.scan(b.rows("SELECT barcode FROM parcel ORDER BY id DESC LIMIT 1")[0][0])
        done += 1
    spent = time.time() - begin
    t = b.json("report", "--by", "bench")["total"]
    check("a_real_minute_is_counted", (t["orders"], t["parcels"], t["units"], t["scans"], t["refused"]) == (3, 3, 6, done, 3), t)
    check("its_time_is_worked", 0 < t["hours_worked"] * 3600 <= spent and t["index"] is None, t)
sys.exit(failed != 0)

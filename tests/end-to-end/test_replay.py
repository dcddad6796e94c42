#!/usr/bin/env python3
"""A day at the bench, exported and decided again: the same by the code that decided it; what was changed in the file is named."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from rig import Bench, report  # noqa: E402

passed = failed = 0


def check(name, ok, why=""):
    global passed, failed
    print(f"{'ok' if ok else 'not ok'} - test_replay: {name}" + ("" if ok else f": {why}"), flush=True)
    passed, failed = passed + ok, failed + (not ok)


ORDERS = [{"id": f"112-{n:07d}-0000001", "name": f"Sample Person {n}",
           "lines": [{"item": f"{n}1", "sku": "MUG-1", "name": "Mug, blue", "quantity": 2},
                     {"item": f"{n}2", "sku": "TEA-9", "name": "Tea \u8336 \"green\"", "quantity": 1}]} for n in range(1, 5)]

with Bench() as b:
    with open(b.path("orders.txt"), "wb") as f:
        f.write(report(ORDERS))
    b.packwright("import", b.path("orders.txt"))
    b.start()
    codes = b.commands()
    scans = 0
    for o in ORDERS:
        for text in [o["id"], "MUG-1", "no such thing", "TEA-9", "TEA-9", codes["undo"] if "undo" in codes else "x", "TEA-9", "MUG-1"]:
            b.scan(text)
            scans += 1
        b.scan(b.rows("SELECT barcode FROM parcel ORDER BY id DESC LIMIT 1")[0][0])
        scans += 1
    stored = b.rows("SELECT count(*), avg(length(seen)) FROM journal_facts f JOIN journal j ON j.seq = f.seq WHERE j.kind = 'scan'")[0]
    check("each_scan_has_what_was_seen", stored[0] == scans, tuple(stored))
    print(f"# {stored[1]:.0f} bytes a scan")
    r = b.packwright("replay")
    check("the_store_s_own_journal_is_decided_as_it_was", "every one is decided today as it was then" in r.stdout, r.stdout)
    b.packwright("journal", "export", b.path("day.json"))
    r = b.packwright("replay", b.path("day.json"))
    check("an_exported_day_is_decided_as_it_was", "every one is decided today as it was then" in r.stdout and r.stdout.split()[0].isdigit(),
          r.stdout)
    lines = open(b.path("day.json"), encoding="utf-8").read().splitlines()
    events = [i for i, text in enumerate(lines) if "seen" in json.loads(text)]
    n_scans = sum(json.loads(lines[i])["seen"]["event"].get("kind", "scan") == "scan" for i in events)
    check("the_export_has_every_scan", n_scans == scans, n_scans)
    r = b.packwright("journal", "export", b.path("day.json"), ok=(1,))
    check("an_export_overwrites_nothing", "is there already" in r.stderr, r.stderr)
    r = b.packwright("journal", "export", "--from", "2020-01-01", "--to", "2020-01-31", "-")
    check("a_time_without_events_gives_none", "0 events in that time" in r.stderr and len(r.stdout.splitlines()) == 1, r.stderr)

    # What an older program decided otherwise.
    at = next(i for i in events if json.loads(lines[i])["seen"]["decision"].get("refusal") == "unknown-code")
    entry = json.loads(lines[at])
    entry["seen"]["decision"]["refusal"] = "wrong-item"
    changed = lines[:at] + [json.dumps(entry)] + lines[at + 1:]
    open(b.path("changed.json"), "w", encoding="utf-8").write("\n".join(changed) + "\n")
    r = b.packwright("replay", b.path("changed.json"), ok=(1,))
    check("the_first_difference_is_named_with_what_was_decided_then_and_now",
          f"event {entry['event']} " in r.stdout and 'refusal' in r.stdout and 'then "wrong-item", now "unknown-code"' in r.stdout
          and '"order_id":"112-0000001-0000001"' in r.stdout, r.stdout)

    # Effects: one less.
    at2 = next(i for i in events if len(json.loads(lines[i])["seen"]["decision"].get("effects", [])) > 3)
    entry2 = json.loads(lines[at2])
    entry2["seen"]["decision"]["effects"].pop()
    changed[at2] = json.dumps(entry2)
    open(b.path("changed.json"), "w", encoding="utf-8").write("\n".join(changed) + "\n")
    r = b.packwright("replay", "--all", b.path("changed.json"), ok=(1,))
    check("all_differences_are_counted", f"2 of {len(events)} events are decided otherwise today" in r.stdout and "effects" in r.stdout,
          r.stdout)

    # A fact of another version is named and isn't fatal.
    entry = json.loads(lines[events[0]])
    entry["seen"]["facts"]["colour"] = "blue"
    entry["seen"]["event"]["role"] = "flying"
    open(b.path("newer.json"), "w", encoding="utf-8").write("\n".join([*lines[:events[0]], json.dumps(entry)]) + "\n")
    r = b.packwright("replay", b.path("newer.json"))
    check("unknown_facts_are_named_and_left_out", "facts.colour" in r.stderr and "role = flying" in r.stderr, r.stderr)

    for name, content, words in [("empty", "", "the file is empty"), ("garbage", "\0\xff hello\n", "no journal of packwright"),
                                 ("cut", "\n".join(lines)[:-40], "cut off"), ("long", lines[0] + "\n" + "x" * 3000000, "longer than any event"),
                                 ("future", '{"packwright_journal": 99}\n', "a newer packwright"),
                                 ("headless", lines[0] + "\n" + lines[-1] + "\n", "before its rules"),
                                 ("odd", lines[0] + "\n" + lines[1] + '\n{"event":1,"rules":1,"seen":{"state":[1]}}\n', "without its state")]:
        with open(b.path(name), "w", encoding="latin-1", errors="replace") as f:
            f.write(content)
        r = b.packwright("replay", b.path(name), ok=(1,))
        check(f"a_journal_that_is_{name}_is_refused_by_line", words in r.stderr and b.path(name) in r.stderr, r.stderr)
    r = b.packwright("replay", b.path("nowhere"), ok=(1,))
    check("a_journal_that_isn_t_there_is_named", "can't be read" in r.stderr, r.stderr)
sys.exit(failed != 0)

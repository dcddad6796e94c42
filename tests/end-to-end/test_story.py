#!/usr/bin/env python3
"""packwright order ID tells what happened, in sentences and in order of time."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from rig import Bench, report  # noqa: E402

failed = 0


def check(name, ok, why=""):
    global failed
    print(f"{'ok' if ok else 'not ok'} - test_story: {name}" + ("" if ok else f": {why}"), flush=True)
    failed += not ok


ID = "112-0000001-0000001"
with Bench() as b:
    with open(b.path("orders.txt"), "wb") as f:
        f.write(report([{"id": ID, "name": "Sample Person", "lines": [{"item": "11", "sku": "MUG", "name": "Mug, blue", "quantity": 3},
                                                                      {"item": "12", "sku": "TEA", "name": "Tea", "quantity": 1}]}]))
    b.packwright("import", b.path("orders.txt"))
    b.start()
    c = b.commands()
    for text in [ID, "MUG", "MUG", "nothing\x1b[2J", "MUG", "MUG", c["UNDO"], "MUG", c["HOLD"], c["WHYSTOCK"], "TEA", c["RELEASE"], ID, ID, "TEA"]:
        b.scan(text)
    b.wait_for("SELECT count(*) FROM job WHERE status = 'printed'", 2)
    b.scan(c["RESLIP"])
    b.scan(c["WHYJAM"])
    b.wait_for("SELECT count(*) FROM job WHERE status = 'printed'", 3)
    b.scan(b.rows("SELECT barcode FROM parcel ORDER BY id DESC LIMIT 1")[0][0])
    b.scan(b.rows("SELECT barcode FROM parcel ORDER BY id DESC LIMIT 1")[0][0])
    b.packwright("confirmations")
    text = b.packwright("order", ID).stdout
    print("\n".join("# " + line for line in text.splitlines()))
    story = text[text.index("History"):]
    want = ["Imported", "opened the order for packing", "put 2 x Mug, blue into the box", 'which was refused: Scan it again', "put 1 x Mug, blue",
            'scanned "MUG", which was refused: One too many', "took the last unit out", "put the order on hold: Stock", "released the order",
            "opened the order for packing again", "put the last unit, Tea, into the box: it is complete", "The slip on printer slip was printed",
            "The slip on printer slip was printed, once more for the reason: Printer trouble", "scanned the parcel out", "refused: Already scanned out",
            "Its confirmation went into the file"]
    at = 0
    missing = []
    for sentence in want:
        found = story.find(sentence, at)
        if found < 0:
            missing.append(sentence)
        else:
            at = found
    check("it_tells_all_of_it_in_order_of_time", not missing, missing)
    check("it_says_where", "A packer at bench-1" in story and re.search(r"^  \d{4}-\d\d-\d\d$", story, re.M), story)
    check("a_terminal_gets_no_control_characters", "\x1b" not in text)
    check("no_question_stands_without_its_answer", "Why is the order held" not in story)
    o = b.json("order", ID)
    check("the_history_stays_in_json", all({"time", "what", "who", "device"} <= set(h) for h in o["history"]) and len(o["history"]) > 15, o["history"][:2])
sys.exit(failed != 0)

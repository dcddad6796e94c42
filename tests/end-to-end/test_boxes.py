"""Several boxes of one order through the real program: what is in which, the papers of each, and each confirmed with its own items."""
import json
import os
import sys

from rig import ROOT, Bench, Printer, check, done, report, skip

sys.path.insert(0, os.path.join(ROOT, "tests", "oracles"))
import escpos_text  # noqa: E402
import judge  # noqa: E402

ARTICLES = [("MUG", "A mug"), ("PEN", "A pen"), ("LAMP", "A lamp")]


def order(n, *lines):
    return {"id": "112-%07d-0000001" % n, "name": "Ada Sample",
            "lines": [{"item": "%d%d" % (n, i), "sku": s, "name": dict(ARTICLES)[s], "quantity": q} for i, (s, q) in enumerate(lines, 1)]}


ORDERS = [order(1, ("MUG", 2), ("PEN", 1), ("LAMP", 2)), order(2, ("MUG", 2))]


def said(row):
    return row["outcome"], row["reason"]


def parcels(b, o):
    return b.rows("SELECT p.* FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ? ORDER BY p.number", o["id"])


def status(b, o):
    return b.rows("SELECT status FROM orders WHERE order_id = ?", o["id"])[0]["status"]


def words(b, kind, nth):
    """What the nth slip says, as another reader reads it."""
    assert b.printers["slip"].wait(nth + 1), kind
    return escpos_text.read(b.printers["slip"].documents[nth])["lines"]


def next_box(b, cmd):
    o = ORDERS[0]
    check("without an order no box closes", said(b.scan(cmd["NEXTBOX"])) == ("refused", "nothing-open"))
    b.scan(o["id"])
    check("an empty box can't be closed", said(b.scan(cmd["NEXTBOX"])) == ("refused", "box-empty"))
    b.scan("MUG")
    b.scan("PEN")
    r = b.scan(cmd["NEXTBOX"])
    check("a box with something in it closes, and another opens", said(r) == ("box-closed", "")
          and [p["status"] for p in parcels(b, o)] == ["packed", "open"] and status(b, o) == "packing", (said(r), r["detail"]))
    check("the second is empty, so it can't be closed either", said(b.scan(cmd["NEXTBOX"])) == ("refused", "box-empty"))
    check("what is in the closed box can't be taken back from the open one",
          said(b.scan(cmd["UNDO"])) == ("refused", "unit-in-another-box") and said(b.scan(cmd["EMPTY"])) == ("refused", "unit-in-another-box"))
    b.scan("MUG")
    check("one too many counts all boxes", said(b.scan("MUG")) == ("refused", "too-many"))
    r = b.scan(cmd["UNDO"])
    check("undo takes back from the open box", r["outcome"] == "undone" and "2 of 5" in r["detail"], r["detail"])
    b.scan("LAMP")
    r = b.scan(cmd["EMPTY"])
    check("emptying the open box leaves the other", r["outcome"] == "emptied" and
          b.rows("SELECT SUM(units) AS n FROM verification WHERE undone = 0")[0]["n"] == 2)
    b.scan("MUG")
    b.scan(cmd["ASIDE"])
    b.scan(o["id"])
    check("put aside and opened again, the order goes on in its open box", [p["status"] for p in parcels(b, o)] == ["packed", "open"])
    b.scan(cmd["NEXTBOX"])
    b.scan("LAMP")
    r = b.scan("LAMP")
    check("the last unit closes the last box and the order", r["outcome"] == "completed" and status(b, o) == "packed"
          and [p["status"] for p in parcels(b, o)] == ["packed"] * 3, r["detail"])
    slips = [words(b, "slip", n) for n in range(3)]
    texts = ["\n".join(s) for s in slips]
    has = [[s for s, name in ARTICLES if name in t.split("Not in this parcel")[0]] for t in texts]
    check("each slip has what is in its own box", has == [["MUG", "PEN"], ["MUG"], ["LAMP"]], texts)
    check("and says where the rest is", "to follow" in texts[0] and "in parcel 1" in texts[1] and "to follow" in texts[1]
          and "in parcel 2" in texts[2] and "to follow" not in texts[2], texts)
    check("the number of boxes stands where it is known", "3 of 3" in texts[2] and " of " not in texts[0].split("Ship to")[0], texts)
    boxes = parcels(b, o)
    r = b.scan(boxes[1]["barcode"])
    check("a box may leave before the others", r["outcome"] == "shipped" and status(b, o) == "packed")
    check("but once", said(b.scan(boxes[1]["barcode"])) == ("refused", "already-shipped"))
    b.scan(boxes[0]["barcode"])
    b.scan(boxes[2]["barcode"])
    check("the order is shipped when its last box is", status(b, o) == "shipped")


def leaves_while_packing(b, cmd):
    o = ORDERS[1]
    b.scan("MUG")
    b.scan(cmd["NEXTBOX"])
    boxes = parcels(b, o)
    check("an open box does not leave", said(b.scan(boxes[1]["barcode"])) == ("refused", "not-packed"))
    r = b.scan(boxes[0]["barcode"])
    check("a closed one does, while the order is packed on", r["outcome"] == "shipped" and status(b, o) == "packing", r["detail"])
    b.scan("MUG")
    check("and the order is packed with its last unit", status(b, o) == "packed")
    b.scan(boxes[1]["barcode"])
    check("and shipped with its last box", status(b, o) == "shipped")


def confirmations(b, want, claim):
    r = b.json("confirmations")
    rows = [x.split("\t")[:3] for f in r["files"] for x in open(f["path"], newline="").read().split("\r\n")[1:] if x]
    check(claim, sorted(rows) == sorted(want), rows)


def labels(b, numbers):
    if judge.missing():
        skip("each label carries its own box's barcode", judge.missing())
        return
    with judge.Judge() as j:
        seen = []
        for d in b.printers["label"].documents:
            with open(b.path("label.zpl"), "wb") as f:
                f.write(d)
            pages = j.ask("zpl", in_=b.path("label.zpl"), out=b.path("label.png"), width_mm=101.6, height_mm=152.4, dots_per_mm=8)["pages"]
            seen += [s["text"] for s in j.ask("read", in_=pages[0])["symbols"]]
        check("each label carries its own box's barcode", seen == numbers, (seen, numbers))


with Bench() as b:
    with open(b.path("orders.txt"), "wb") as f:
        f.write(report(ORDERS))
    b.packwright("import", b.path("orders.txt"))
    cmd = b.commands()
    b.start()
    next_box(b, cmd)
    labels(b, [p["barcode"] for p in parcels(b, ORDERS[0])])
    leaves_while_packing(b, cmd)
    confirmations(b, [[ORDERS[0]["id"], "11", "1"], [ORDERS[0]["id"], "12", "1"], [ORDERS[0]["id"], "11", "1"], [ORDERS[0]["id"], "13", "2"],
                      [ORDERS[1]["id"], "21", "1"], [ORDERS[1]["id"], "21", "1"]], "each box is confirmed with its own items")
done()

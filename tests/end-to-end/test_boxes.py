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


ORDERS = [order(1, ("MUG", 2), ("PEN", 1), ("LAMP", 2)), order(2, ("MUG", 2)), order(3, ("PEN", 2), ("LAMP", 1)), order(4, ("PEN", 1), ("MUG", 1))]


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


def ship_short(b, cmd):
    o = ORDERS[2]
    check("nothing open, nothing to ship short", said(b.scan(cmd["SHORT"])) == ("refused", "nothing-open"))
    b.scan(o["id"])
    check("an empty box is not shipped short", said(b.scan(cmd["SHORT"])) == ("refused", "box-empty"))
    b.scan("PEN")
    check("what does not go along asks why", said(b.scan(cmd["SHORT"])) == ("asked", ""))
    check("and waits for the reason", said(b.scan("PEN")) == ("refused", "reason-needed"))
    r = b.scan(cmd["WHYSTOCK"])
    check("then the box closes and the rest is queued", said(r) == ("short", "") and status(b, o) == "ready"
          and [(p["status"], p["why"]) for p in parcels(b, o)] == [("packed", "Stock")], r["detail"])
    slip = "\n".join(words(b, "slip", b.printers["slip"].count() - 1)) if b.wait_for("SELECT count(*) FROM job WHERE status <> 'printed'", 0) else ""
    head, _, rest = slip.partition("Not in this parcel")
    check("its slip has what goes and what follows", "A pen" in head and "A lamp" not in head and "A pen" in rest and "A lamp" in rest
          and "to follow" in rest, slip)
    listed = b.packwright("orders", "--status", "ready").stdout
    check("the list says what waits and why", "rest of 2 units, 0 of 1 box shipped: Stock" in listed, listed)
    queued = b.json("queue")
    queued = queued["orders"] if isinstance(queued, dict) else queued
    row = [q for q in queued if q["id"] == o["id"]][0]
    check("so does the queue", row["rest"]["units"] == 2 and row["units"] == 2 and row["rest"]["why"] == "Stock", row)
    check("the order is not opened for what it has", said(b.scan(parcels(b, o)[0]["barcode"])) == ("shipped", "") and status(b, o) == "ready")
    confirmations(b, [[o["id"], "31", "1"]], "what left is confirmed, and no more")
    # The marketplace knows of the unit that left, or not yet: the rest stays what it is.
    for shipped in (0, 1):
        rows = report([o]).decode().split("\n")
        head = rows[0].split("\t")
        out = [rows[0]]
        for line in rows[1:-1]:
            c = line.split("\t")
            if c[head.index("order-item-id")] == "31":
                c[head.index("quantity-shipped")], c[head.index("quantity-to-ship")] = str(shipped), str(2 - shipped)
            out.append("\t".join(c))
        with open(b.path("again.txt"), "w") as f:
            f.write("\n".join(out) + "\n")
        b.packwright("import", b.path("again.txt"))
        lines = [x["quantity"] for x in b.json("order", o["id"])["lines"]]
        check(f"a report that counts {shipped} as shipped leaves the rest as it is", lines == [2, 1] and status(b, o) == "ready", lines)
    b.scan("LAMP")
    check("the next scan of what is missing opens the order again", status(b, o) == "packing" and [p["status"] for p in parcels(b, o)] == ["shipped", "open"])
    check("units that left count", said(b.scan("LAMP")) == ("refused", "too-many"))
    b.scan(cmd["NEXTBOX"])
    b.scan(cmd["SHORT"])
    r = b.scan(cmd["WHYLATER"])
    check("an empty box behind others is taken back", said(r) == ("short", "") and [p["status"] for p in parcels(b, o)] == ["shipped", "packed", "void"], r["detail"])
    b.scan("PEN")
    check("the last unit packs the order", status(b, o) == "packed")
    b.scan(cmd["SHORT"])
    for p in parcels(b, o):
        if p["status"] == "packed":
            b.scan(p["barcode"])
    check("and it is shipped when all of it left", status(b, o) == "shipped")
    confirmations(b, [[o["id"], "31", "1"], [o["id"], "32", "1"]], "all units are confirmed once")


def reopen(b, cmd):
    o = ORDERS[3]
    b.scan(o["id"])
    b.scan("PEN")
    b.scan(cmd["NEXTBOX"])
    b.scan("MUG")
    first, second = parcels(b, o)
    b.wait_for("SELECT count(*) FROM job WHERE status NOT IN ('printed', 'void')", 0)
    b.scan(cmd["REOPEN"])
    check("an item is no answer to which box", said(b.scan("PEN")) == ("refused", "which-box"))
    r = b.scan(first["barcode"])
    check("a box is named by its label, and not shipped", said(r) == ("asked", "") and status(b, o) == "packed", r["detail"])
    r = b.scan(cmd["WHYDAMAGED"])
    check("then it is open again", said(r) == ("reopened", "") and status(b, o) == "packing" and "Damaged" in r["detail"]
          and [p["status"] for p in parcels(b, o)] == ["open", "packed"], r["detail"])
    check("its old label is no longer valid", said(b.scan(first["barcode"])) == ("refused", "label-superseded"))
    check("a box that is open can't be opened again", said(b.scan(cmd["REOPEN"])) == ("asked", "")
          and said(b.scan(parcels(b, o)[0]["barcode"])) == ("refused", "box-is-open"))
    check("nor another beside it", said(b.scan(second["barcode"])) == ("refused", "another-box-open"))
    b.scan(cmd["NEVERMIND"])
    b.scan(cmd["UNDO"])
    papers = b.printers["slip"].count(), b.printers["label"].count()
    r = b.scan("PEN")
    b.wait_for("SELECT count(*) FROM job WHERE status NOT IN ('printed', 'void')", 0)
    check("closed again, its slip and label print anew", r["outcome"] == "completed" and status(b, o) == "packed"
          and (b.printers["slip"].count(), b.printers["label"].count()) == (papers[0] + 1, papers[1] + 1), r["detail"])
    reasons = [j["reason"] for j in b.rows("SELECT reason FROM job ORDER BY id DESC LIMIT 2")]
    check("and the journal says why", reasons == ["the box was opened again"] * 2, reasons)
    first = parcels(b, o)[0]
    check("void asks why, and which", said(b.scan(cmd["VOIDBOX"])) == ("asked", "") and said(b.scan(second["barcode"])) == ("asked", ""))
    r = b.scan(cmd["WHYLOST"])
    check("a void box's units are out, and the order waits for them", said(r) == ("box-void", "") and status(b, o) == "ready"
          and [p["status"] for p in parcels(b, o)] == ["packed", "void"] and parcels(b, o)[1]["why"] == "Lost", r["detail"])
    check("the void label does not leave", said(b.scan(second["barcode"])) == ("refused", "label-superseded"))
    b.scan(first["barcode"])
    b.scan(cmd["REOPEN"])
    check("a box that left stays closed", said(b.scan(first["barcode"])) == ("refused", "already-shipped"))
    b.scan(cmd["NEVERMIND"])
    b.scan("MUG")
    last = parcels(b, o)[2]
    check("what was taken out goes into another box", last["status"] == "packed" and status(b, o) == "packed")
    b.scan(o["id"])
    b.scan(last["barcode"])
    check("and the order is shipped with it", status(b, o) == "shipped")
    confirmations(b, [[o["id"], "41", "1"], [o["id"], "42", "1"]], "nothing of a void box is confirmed")
    story = b.packwright("order", o["id"]).stdout
    check("the order tells of its boxes", "voided box 2 and took its 1 units out: Lost" in story and "opened box 1 with 1 units again" in story, story)


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
    ship_short(b, cmd)
    reopen(b, cmd)
done()

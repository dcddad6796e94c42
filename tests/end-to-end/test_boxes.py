"""Several boxes of one order through the real program: what is in which, the papers of each, and each confirmed with its own items."""
import os
import socket
import sys
import time

from rig import ROOT, Bench, check, done, free_port, report, skip

sys.path.insert(0, os.path.join(ROOT, "tests", "oracles"))
import escpos_text  # noqa: E402
import judge  # noqa: E402

ARTICLES = [("MUG", "A mug"), ("PEN", "A pen"), ("LAMP", "A lamp")]


def order(n, *lines):
    return {"id": "112-%07d-0000001" % n, "name": "Ada Sample",
            "lines": [{"item": "%d%d" % (n, i), "sku": s, "name": dict(ARTICLES)[s], "quantity": q} for i, (s, q) in enumerate(lines, 1)]}


ORDERS = [order(1, ("MUG", 2), ("PEN", 1), ("LAMP", 2)), order(2, ("MUG", 2)), order(3, ("PEN", 2), ("LAMP", 1)), order(4, ("PEN", 1), ("MUG", 1)),
          *[order(n, ("MUG", 1), ("PEN", 2 if n == 9 else 1)) for n in (5, 6, 7, 8, 9, 10)], order(11, ("LAMP", 2)), order(12, ("MUG", 1), ("PEN", 1))]
UPS = "1Z5R89390357567127"


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
    p = b.state()["lane"]["parcel"]
    check("the page tells which box is open", (p["place"], p["boxes"], p["status"]) == (2, 2, "open"), p)
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


def tell(b, o, counts):
    """A report in which lines have other quantities: item to (purchased, shipped, to ship)."""
    rows = [line.split("\t") for line in report([o]).decode().rstrip("\n").split("\n")]
    at = [rows[0].index(c) for c in ("order-item-id", "quantity-purchased", "quantity-shipped", "quantity-to-ship")]
    for row in rows[1:]:
        for column, n in zip(at[1:], counts.get(row[at[0]], ())):
            row[column] = str(n)
    with open(b.path("again.txt"), "w") as f:
        f.write("".join("\t".join(row) + "\n" for row in rows))
    b.packwright("import", b.path("again.txt"))


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
        tell(b, o, {"31": (2, shipped, 2 - shipped)})
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
    verified = [x["verified"] for x in b.json("order", o["id"])["lines"]]
    check("and they count nowhere", verified == [1, 0], verified)
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
    check("the order tells of its boxes", "voided box 2 and took out its 1: Lost" in story and "opened box 1 with 1 in it again" in story, story)


def half(b, cmd, o):
    """Its mug in box 1, which is closed; the order goes on."""
    b.scan(o["id"])
    b.scan("MUG")
    b.scan(cmd["NEXTBOX"])
    b.wait_for("SELECT count(*) FROM job WHERE status NOT IN ('printed', 'void')", 0)


def again(b, o, **changes):
    with open(b.path("again.txt"), "wb") as f:
        f.write(report([{**o, **changes}]))
    b.packwright("import", b.path("again.txt"))


def in_between(b, cmd):
    o = ORDERS[4]
    half(b, cmd, o)
    r = b.scan(UPS)
    check("a carrier's number scanned now is that of the box closed last", said(r) == ("bound", "") and parcels(b, o)[0]["tracking_number"] == UPS
          and parcels(b, o)[0]["carrier"] == "UPS", r["detail"])
    again(b, o, street="2 Other Road")
    first = parcels(b, o)[0]
    check("an address that changes meanwhile keeps the closed box back", said(b.scan(first["barcode"])) == ("refused", "address-changed"))
    b.scan("PEN")
    second = parcels(b, o)[1]
    check("the box closed after it may leave", said(b.scan(second["barcode"])) == ("shipped", ""))
    b.scan(first["barcode"])
    b.scan(cmd["RELABEL"])
    check("the other gets a new label", b.scan(cmd["WHYADDRESS"])["outcome"] == "printing")
    check("its old one is void", said(b.scan(first["barcode"])) == ("refused", "label-superseded"))
    check("with the new one it leaves", said(b.scan(parcels(b, o)[0]["barcode"])) == ("shipped", "") and status(b, o) == "shipped")

    o = ORDERS[5]
    half(b, cmd, o)
    check("a box leaves before its order is held", said(b.scan(parcels(b, o)[0]["barcode"])) == ("shipped", ""))
    b.packwright("hold", o["id"], "--reason", "sample")
    check("a hold stops the box in work", said(b.scan("PEN")) == ("refused", "order-held") and said(b.scan(cmd["NEXTBOX"])) == ("refused", "order-held")
          and said(b.scan(cmd["SHORT"])) == ("refused", "order-held"))
    b.scan(cmd["ASIDE"])
    b.packwright("release", o["id"])
    b.scan("PEN")
    check("released, it goes on in its open box", status(b, o) == "packed" and [p["status"] for p in parcels(b, o)] == ["shipped", "packed"])
    b.packwright("hold", o["id"], "--reason", "sample")
    b.scan(parcels(b, o)[1]["barcode"])
    b.scan(cmd["REOPEN"])
    check("a held box stays closed", said(b.scan(parcels(b, o)[1]["barcode"])) == ("refused", "order-held"))
    b.scan(cmd["NEVERMIND"])
    b.packwright("release", o["id"])
    b.scan(parcels(b, o)[1]["barcode"])

    o = ORDERS[6]
    half(b, cmd, o)
    b.scan(cmd["ASIDE"])
    db = __import__("sqlite3").connect(b.path("store.db"), timeout=10)  # what a report with an order status would do
    db.execute("UPDATE orders SET status = 'cancelled' WHERE order_id = ?", (o["id"],))
    db.execute("UPDATE order_line SET open_us = NULL WHERE order_pk = (SELECT id FROM orders WHERE order_id = ?)", (o["id"],))
    db.commit()
    db.close()
    first = parcels(b, o)[0]
    check("no box of a cancelled order leaves", said(b.scan(first["barcode"])) == ("refused", "order-cancelled"))
    b.scan(cmd["VOIDBOX"])
    b.scan(first["barcode"])
    check("its box may be taken apart", said(b.scan(cmd["WHYCUSTOMER"])) == ("box-void", "") and status(b, o) == "cancelled"
          and said(b.scan(first["barcode"])) == ("refused", "order-cancelled"))

    o = ORDERS[7]
    half(b, cmd, o)
    b.scan("PEN")
    looked = [b.scan(o["id"])["detail"] for _ in range(3)]
    slips = b.printers["slip"].count()
    b.scan(o["id"])
    b.scan(cmd["RESLIP"])
    b.scan(cmd["WHYLOST"])
    b.wait_for("SELECT count(*) FROM job WHERE status NOT IN ('printed', 'void')", 0)
    slip = "\n".join(words(b, "slip", slips))
    check("scanned again and again, a packed order shows its boxes in turn", ["Box 1 of 2" in x for x in looked] in ([False, True, False], [True, False, True]), looked)
    check("a reprint is that box's", "2 of 2" in slip and "A pen" in slip.split("Not in this parcel")[0] and "A mug" not in slip.split("Not in this parcel")[0], slip)
    b.scan(cmd["VOIDBOX"])
    b.scan(cmd["WHYDAMAGED"])
    check("the box looked at is void, the other stays", sorted(p["status"] for p in parcels(b, o)) == ["packed", "void"] and status(b, o) == "ready")
    b.scan(o["id"])
    b.scan(cmd["VOIDBOX"])
    r = b.scan(cmd["WHYDAMAGED"])
    check("the open box can be void too, and another opens", said(r) == ("box-void", "") and [p["status"] for p in parcels(b, o)].count("open") == 1, r["detail"])
    b.scan("PEN")
    for p in parcels(b, o):
        if p["status"] == "packed":
            b.scan(p["barcode"])
    check("what was void is packed anew and leaves once", status(b, o) == "shipped")
    b.packwright("confirmations")


def shrinks(b, cmd):
    """The marketplace wants less than what is to come: nothing waits for what nobody wants."""
    o = ORDERS[8]
    half(b, cmd, o)
    b.scan("PEN")
    b.scan(cmd["SHORT"])
    b.scan(cmd["WHYSTOCK"])
    tell(b, o, {"92": (2, 0, 1)})
    check("an order of which nothing is to come any more is packed", status(b, o) == "packed", [tuple(r) for r in b.rows("SELECT sku, quantity FROM order_line")])
    for p in parcels(b, o):
        b.scan(p["barcode"])
    check("and leaves", status(b, o) == "shipped")
    o = ORDERS[10]
    b.scan(o["id"])
    b.scan("LAMP")
    b.scan(cmd["ASIDE"])
    tell(b, o, {"111": (2, 0, 1)})
    r = b.scan(o["id"])
    check("of a box put aside nothing is missing any more: it can't ship short", said(b.scan(cmd["SHORT"])) == ("refused", "no-unit-left"))
    check("but be closed", said(b.scan(cmd["NEXTBOX"])) == ("completed", "") and status(b, o) == "packed")
    b.scan(parcels(b, o)[0]["barcode"])
    o = ORDERS[11]
    half(b, cmd, o)
    b.scan(parcels(b, o)[0]["barcode"])
    b.scan(cmd["ASIDE"])
    b.packwright("hold", o["id"], "--reason", "sample")
    again(b, {**o, "lines": [o["lines"][0]]})
    b.packwright("release", o["id"])
    check("so is one whose rest went away while it was held", status(b, o) == "shipped", [tuple(r) for r in parcels(b, o)])
    o = ORDERS[9]
    half(b, cmd, o)
    b.scan(parcels(b, o)[0]["barcode"])
    b.scan(cmd["SHORT"])
    b.scan(cmd["WHYSTOCK"])
    again(b, {**o, "lines": [o["lines"][1]]})
    lines = [x["quantity"] for x in b.json("order", o["id"])["lines"]]
    check("a report without the line that left asks for no second one", lines == [1, 1] and status(b, o) == "ready", lines)
    again(b, {**o, "lines": [o["lines"][0]]})
    lines = [x["quantity"] for x in b.json("order", o["id"])["lines"]]
    check("without the one to come, it is shipped", lines == [1, 0] and status(b, o) == "shipped", (lines, status(b, o)))


class Lane:
    """A packer's own scanner."""

    def __init__(self, b, name, port):
        self.b, self.name, self.sock, end = b, name, None, time.time() + 10
        while self.sock is None:  # the page may answer before the scanner listens
            try:
                self.sock = socket.create_connection(("127.0.0.1", port), timeout=10)
            except ConnectionRefusedError:
                if time.time() > end:
                    raise
                time.sleep(0.02)

    def scan(self, text):
        before = self.b.rows("SELECT COALESCE(MAX(seq), 0) AS seq FROM journal")[0]["seq"]
        self.sock.sendall(text.encode() + b"\r")
        end = time.time() + 10
        while time.time() < end:
            r = self.b.rows("SELECT * FROM journal WHERE seq > ? AND device = ? AND kind = 'scan'", before, self.name)
            if r:
                return r[0]
            time.sleep(0.005)
        raise TimeoutError(text)


def two_packers():
    o, ports = order(21, ("MUG", 1), ("PEN", 2)), [free_port(), free_port()]
    with Bench(scanners="".join(f"[scanner s{i}]\ndriver = tcp\nlisten = 127.0.0.1:{p}\nlane = {i}\n" for i, p in enumerate(ports, 1))) as b:
        with open(b.path("orders.txt"), "wb") as f:
            f.write(report([o]))
        b.packwright("import", b.path("orders.txt"))
        cmd = b.commands()
        b.start()
        ada, bob = Lane(b, "s1", ports[0]), Lane(b, "s2", ports[1])
        for text in (o["id"], "MUG", cmd["NEXTBOX"], "PEN"):
            ada.scan(text)
        first, second = parcels(b, o)
        bob.scan(cmd["REOPEN"])
        check("somebody else's boxes stay as they are", said(bob.scan(first["barcode"])) == ("refused", "order-elsewhere"))
        bob.scan(cmd["VOIDBOX"])
        check("and are not void either", said(bob.scan(second["barcode"])) == ("refused", "order-elsewhere"))
        bob.scan(cmd["TAKEOVER"])
        r = bob.scan(o["id"])
        check("an order is taken over in its second box", r["outcome"] == "opened" and "2 of 3" in r["detail"], r["detail"])
        check("whoever had it has nothing to close", said(ada.scan(cmd["NEXTBOX"])) == ("refused", "nothing-open"))
        check("the taker goes on in that box", bob.scan("PEN")["outcome"] == "completed" and [p["status"] for p in parcels(b, o)] == ["packed"] * 2)
        check("either ships its boxes", said(ada.scan(first["barcode"])) == ("shipped", "") and said(bob.scan(second["barcode"])) == ("shipped", "")
              and status(b, o) == "shipped")
        confirmations(b, [[o["id"], "211", "1"], [o["id"], "212", "2"]], "and each is confirmed once")


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
    in_between(b, cmd)
    shrinks(b, cmd)
two_packers()
done()

"""A kit whose list changes, or whose order goes, while some of it lies in a box: through the real program."""
import json
import sqlite3

from rig import Bench, check, done, report

# GTIN-13, check digits by hand (GS1 General Specifications, 7.9).
EAN = {"SET": "4006381333931", "CUP": "5012345678900", "SPOON": "9521234543213", "FORK": "4012345678901", "KNIFE": "9780201379624"}
NUMBER = "113-00000%02d-0000001"
ORDERS = [{"id": NUMBER % n, "name": "Ada Sample", "lines": [{"item": str(n), "sku": "SET", "name": "A set", "quantity": 2 if n == 6 else 1}]}
          for n in range(1, 12)]


def said(row):
    return row["outcome"], row["reason"]


with Bench() as b:
    def scan(sku):
        return b.scan(EAN.get(sku, sku))

    def message():
        m = b.state()["lane"]["message"]
        return m["title"] + ": " + m["detail"]

    def kit(*components, head="kit,component,quantity"):
        with open(b.path("kits.csv"), "w") as f:
            f.write(head + "\n" + "".join(f"SET,{c},1\n" for c in components))
        return b.packwright("import", b.path("kits.csv")).stdout

    def articles(**set_has):
        with open(b.path("articles.csv"), "w") as f:
            f.write("sku,barcode,kit-scan\n" + "".join(f"{s},{e},{set_has.get('scan', '') if s == 'SET' else ''}\n" for s, e in EAN.items()))
        b.packwright("import", b.path("articles.csv"))

    def orders(cancelled=()):
        with open(b.path("o.csv"), "wb") as f:
            f.write(report([{**o, "extra": {"order-status": "Cancelled" if o["id"] in cancelled else "Unshipped"}} for o in ORDERS],
                           COLUMNS_AND_STATUS))
        b.packwright("import", b.path("o.csv"))

    def in_box(n):
        rows = b.rows("SELECT v.component AS c, SUM(v.component_units) AS n FROM verification v JOIN parcel p ON p.id = v.parcel_pk JOIN orders o ON"
                      " o.id = p.order_pk WHERE o.order_id = ? AND v.undone = 0 AND p.status <> 'void' GROUP BY v.component", NUMBER % n)
        return {r["c"]: r["n"] for r in rows}

    def label(n):
        return b.rows("SELECT p.barcode FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ? AND p.status <> 'void'"
                      " ORDER BY p.id DESC", NUMBER % n)[0]["barcode"]

    def confirmed(n):
        rows = b.rows("SELECT x.payload FROM outbox x JOIN orders o ON o.id = x.order_pk WHERE o.order_id = ?", NUMBER % n)
        return [[(i["order_item_id"], i["quantity"]) for i in json.loads(r["payload"])["items"]] for r in rows]

    def reopen(n):
        b.scan(cmd["REOPEN"])
        b.scan(label(n))
        return b.scan(cmd["WHYOTHER"])

    from rig import COLUMNS
    COLUMNS_AND_STATUS = COLUMNS + ["order-status"]
    articles()
    kit("CUP", "SPOON")
    orders()
    cmd = b.commands()
    b.start()

    # Closed, listed anew, opened again.
    b.scan(NUMBER % 1)
    scan("CUP")
    check("a kit is packed by its components", said(scan("SPOON")) == ("completed", ""))
    kit("FORK", "KNIFE")
    check("its box is opened again after another list came", said(reopen(1)) == ("reopened", ""), message())
    b.scan(cmd["UNDO"])
    check("what is still in it is told", "CUP" not in message() and "1 component of a kit" in message(), message())
    check("what the new list has has no place in it", said(scan("FORK"))[0] == "refused" and in_box(1) == {"CUP": 1}, (message(), in_box(1)))
    r = b.scan(cmd["SHORT"])
    check("the box doesn't go with half a kit", said(r) == ("refused", "kit-open"), said(r))
    check("what makes it whole completes it", said(scan("SPOON")) == ("completed", "") and in_box(1) == {"CUP": 1, "SPOON": 1}, (message(), in_box(1)))
    check("and it leaves, confirmed once", said(b.scan(label(1))) == ("shipped", "") and confirmed(1) == [[("1", 1)]], confirmed(1))
    check("the next one goes by the new list", said(b.scan(NUMBER % 2)) == ("opened", "") and said(scan("CUP"))[0] == "refused" and
          said(scan("FORK")) == ("counted", "") and said(scan("KNIFE")) == ("completed", ""), message())

    # The same, emptied: what it consists of is what is listed.
    b.scan(NUMBER % 3)
    scan("FORK")
    kit("CUP", "SPOON")
    check("a begun one keeps to its list", said(scan("CUP"))[0] == "refused")
    b.scan(cmd["UNDO"])
    check("one that was taken out again goes by the new list", said(scan("CUP")) == ("counted", "") and said(scan("SPOON")) == ("completed", ""), in_box(3))

    # No kit at all any more.
    b.scan(NUMBER % 4)
    scan("CUP")
    b.packwright("articles", "unkit", "SET")
    check("nor does a begun one end with its list", said(scan("SPOON")) == ("completed", ""), message())
    b.scan(NUMBER % 5)
    check("where there is none the article alone counts", said(scan("CUP"))[0] == "refused" and said(scan("SET")) == ("completed", ""), message())
    check("a box of before opens again", said(reopen(4)) == ("reopened", ""))
    b.scan(cmd["EMPTY"])
    check("and is packed as things are now", said(scan("CUP"))[0] == "refused" and said(scan("SET")) == ("completed", "") and in_box(4) == {"": 0}, in_box(4))
    kit("CUP", "SPOON")

    # Two boxes of one order, a list each.
    b.scan(NUMBER % 6)
    scan("CUP")
    scan("SPOON")
    b.scan(cmd["NEXTBOX"])
    kit("FORK", "KNIFE")
    scan("FORK")
    check("each box has the kit that was listed when it was begun", said(scan("KNIFE")) == ("completed", "") and
          in_box(6) == {"CUP": 1, "SPOON": 1, "FORK": 1, "KNIFE": 1}, in_box(6))
    kit("CUP", "SPOON")

    # Cancelled with half a kit in the box, and not any more.
    b.scan(NUMBER % 7)
    scan("CUP")
    orders(cancelled=(NUMBER % 7,))
    check("its order is cancelled", said(scan("SPOON")) == ("refused", "order-cancelled"), message())
    b.scan(cmd["ASIDE"])
    check("its kit may be listed anew all the same", "1 changed" in kit("CUP", "SPOON", "FORK"))
    orders()
    b.scan(NUMBER % 7)
    check("opened once more, what lies in its box is told", "1 component of a kit" in message() and in_box(7) == {"CUP": 1}, message())
    b.scan(cmd["EMPTY"])
    scan("CUP")
    scan("SPOON")
    check("emptied, it is packed by the list of now", said(scan("FORK")) == ("completed", ""), in_box(7))
    kit("CUP", "SPOON")

    # Put aside and taken over.
    b.scan(NUMBER % 8)
    scan("CUP")
    b.scan(cmd["ASIDE"])
    b.scan(NUMBER % 8)
    check("half a kit put aside is told of", "0 of 1 and 1 component of a kit are in the box already" in message(), message())
    b.scan(cmd["UNDO"])
    check("and is none when it is out", "0 of 1 left in it" in message(), message())
    scan("CUP")

    # Scanned as a whole from now on.
    articles(scan="whole")
    check("with half of it in, its way of scanning changes", said(scan("SPOON")) == ("refused", "kit-whole") and "“Undo” until it is out" in message(), message())
    check("its own barcode says the same", said(scan("SET")) == ("refused", "kit-begun") and "“Undo” until it is out" in message(), message())
    b.scan(cmd["UNDO"])
    check("then the kit counts", said(scan("SET")) == ("completed", ""), message())
    check("no confirmation has nothing in it", all(q > 0 for n in range(1, 12) for box in confirmed(n) for _, q in box))

    # A row as earlier days wrote it: a line of which nothing is in the parcel, beside one that is.
    seq, payload = tuple(b.rows("SELECT id, payload FROM outbox WHERE kind = 'confirm-shipment' AND status = 'waiting' ORDER BY id LIMIT 1")[0])
    old = json.loads(payload)
    old["items"] = [{"order_item_id": "99999", "quantity": 0}] + old["items"]
    b.stop()
    with sqlite3.connect(b.path("store.db")) as db:
        db.execute("UPDATE outbox SET payload = ? WHERE id = ?", (json.dumps(old), seq))
    r = b.packwright("confirmations", "--output", "-", ok=None)
    check("a line of nothing keeps no parcel from being confirmed", r.returncode == 0 and old["order_id"] in r.stdout and "99999" not in r.stdout, r.stdout + r.stderr)
done()

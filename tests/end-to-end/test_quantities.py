"""A quantity that changes, an item that is cancelled or comes back, at each moment of a box: before, while it is packed, aside, packed."""
import json

from rig import Bench, check, done, report

NUMBER = "112-00000%02d-0000001"


def order(n, **quantities):
    return {"id": NUMBER % n, "name": "Ada Sample",
            "lines": [{"item": f"{n}{sku}", "sku": sku, "name": "A " + sku.lower(), "quantity": q} for sku, q in quantities.items() if q > 0]}


with Bench() as b:
    now = {n: order(n, MUG=2, PEN=1) for n in range(1, 12)}

    def load():
        with open(b.path("o.txt"), "wb") as f:
            f.write(report(list(now.values())))
        b.packwright("import", b.path("o.txt"))

    def wants(n, **quantities):
        now[n] = order(n, **quantities)
        load()

    def pack(n, *items):
        b.scan(NUMBER % n)
        for item in items:
            r = b.scan(item)
        return r

    def label(n):
        return b.rows("SELECT p.barcode FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ? AND p.status <> 'void'"
                      " ORDER BY p.id DESC", NUMBER % n)[0]["barcode"]

    def confirmed(n):
        rows = b.rows("SELECT x.payload FROM outbox x JOIN orders o ON o.id = x.order_pk WHERE o.order_id = ?", NUMBER % n)
        return [sorted((i["order_item_id"], i["quantity"]) for i in json.loads(r["payload"])["items"]) for r in rows]

    def message():
        m = b.state()["lane"]["message"]
        return m["title"] + ": " + m["detail"]

    load()
    cmd = b.commands()
    b.start()

    pack(1, "MUG")
    wants(1, MUG=1, PEN=1)
    r = b.scan("MUG")
    check("a second one of what is wanted once by now is refused", (r["outcome"], r["reason"]) == ("refused", "too-many"), dict(r))
    r = b.scan("PEN")
    check("and the order is complete without it", r["outcome"] == "completed", dict(r))
    b.scan(label(1))
    check("it is confirmed as it was packed", confirmed(1) == [[("1MUG", 1), ("1PEN", 1)]], confirmed(1))

    pack(2, "MUG", "PEN")
    wants(2, MUG=1, PEN=1)
    r = b.scan("MUG")
    check("a box that a change made full says so at the next scan", "Everything is in: scan “Next box” to close it." in message(), message())
    check("and closes", b.scan(cmd["NEXTBOX"])["outcome"] == "completed")
    load()
    check("the same report again brings nothing back", b.scan(label(2))["outcome"] == "shipped" and confirmed(2) == [[("2MUG", 1), ("2PEN", 1)]],
          confirmed(2))

    pack(3, "PEN")
    wants(3, MUG=2)
    r = b.scan("PEN")
    check("an item that is no longer in the report is not wanted", r["reason"] == "too-many" and "Nothing of PEN is wanted any more" in message(), message())
    b.scan("MUG")
    check("a unit of it in the box is told of with the next one counted",
          message().startswith("Too much is in the box: The order changed: 1 unit of PEN is not wanted any more."), message())
    r = b.scan("MUG")
    check("the box doesn't close over it", r["outcome"] == "counted" and b.json("order", NUMBER % 3)["status"] == "packing", dict(r))
    r = b.scan(cmd["NEXTBOX"])
    check("nor by “Next box”", r["reason"] == "not-packed" and message().startswith("Too much is in the box"), message())
    for left in (2, 1):
        b.scan(cmd["UNDO"])
        check("nor is it well while it is still in there", message().startswith("Too much is in the box"), (left, message()))
    b.scan(cmd["UNDO"])
    check("it is out", "Too much" not in message(), message())
    b.scan("MUG")
    check("and the order goes on", b.scan("MUG")["outcome"] == "completed" and b.scan(label(3))["outcome"] == "shipped" and
          confirmed(3) == [[("3MUG", 2)]], confirmed(3))

    pack(4, "PEN", "MUG", "MUG")
    old = label(4)
    wants(4, MUG=1, PEN=1)
    r = b.scan(old)
    check("packed with one too many it passes no door", (r["outcome"], r["reason"]) == ("refused", "not-packed") and "1 unit of MUG too many" in message(),
          message())
    r = b.scan(NUMBER % 4)
    check("its number opens it and says what must come out",
          r["outcome"] == "opened" and "1 unit of MUG is not wanted any more" in message(), message())
    b.scan(cmd["UNDO"])
    check("with that out everything is in", "Everything is in: scan “Next box” to close it." in message(), message())
    check("and it closes", b.scan(cmd["NEXTBOX"])["outcome"] == "completed")
    slips = b.rows("SELECT j.reason FROM job j JOIN orders o ON o.id = j.order_pk WHERE o.order_id = ? AND j.document = 'slip' ORDER BY j.id", NUMBER % 4)
    check("its slip prints anew, and says why", [s["reason"] for s in slips] == ["", "the order changed after it was packed"], [dict(s) for s in slips])
    check("its label stays good, confirmed with what is in it", b.scan(old)["outcome"] == "shipped" and confirmed(4) == [[("4MUG", 1), ("4PEN", 1)]],
          confirmed(4))

    pack(5, "MUG", "MUG")
    b.scan(cmd["ASIDE"])
    wants(5, MUG=1, PEN=1)
    b.scan(NUMBER % 5)
    check("aside with one too many, opening says so", message().startswith("Too much is in the box: The order changed: 1 unit of MUG"), message())
    b.scan(cmd["EMPTY"])
    b.scan("MUG")
    check("emptied, it is packed as it is wanted", b.scan("PEN")["outcome"] == "completed" and b.scan(label(5))["outcome"] == "shipped")

    pack(6, "MUG", "MUG", "PEN")
    wants(6, MUG=3, PEN=1)
    r = b.scan(label(6))
    check("packed with one too few it passes no door", (r["outcome"], r["reason"]) == ("refused", "not-packed"), dict(r))
    r = b.scan(NUMBER % 6)
    check("its number opens it", r["outcome"] == "opened" and "3 of 4" in message(), message())
    r = b.scan("MUG")
    check("and the last one completes it", r["outcome"] == "completed", dict(r))
    codes = [r["barcode"] for r in b.rows("SELECT p.barcode FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ?"
                                          " AND p.status = 'packed'", NUMBER % 6)]
    outs = [b.scan(c)["outcome"] for c in codes]
    check("everything of it leaves", set(outs) == {"shipped"} and sum(q for box in confirmed(6) for _, q in box) == 4, (outs, confirmed(6)))

    pack(7, "MUG", "MUG", "PEN")
    b.scan(label(7))
    wants(7, MUG=1, PEN=1)
    check("what left is as it left", confirmed(7) == [[("7MUG", 2), ("7PEN", 1)]] and b.json("order", NUMBER % 7)["status"] == "shipped")

    pack(8, "MUG")
    wants(8, MUG=2)
    wants(8, MUG=2, PEN=1)
    b.scan("MUG")
    check("an item that went and came back is wanted", b.scan("PEN")["outcome"] == "completed" and b.scan(label(8))["outcome"] == "shipped")
    pack(9, "MUG")
    b.scan(cmd["NEXTBOX"])
    b.scan("MUG")
    b.scan("PEN")
    first, second = [r["barcode"] for r in b.rows("SELECT p.barcode FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ?"
                                                  " ORDER BY p.number", NUMBER % 9)]
    wants(9, MUG=2)
    check("of two boxes neither leaves", [b.scan(c)["reason"] for c in (first, second)] == ["not-packed"] * 2)
    b.scan(NUMBER % 9)
    b.scan(cmd["UNDO"])
    check("the one is opened that has it in it", b.scan(cmd["NEXTBOX"])["outcome"] == "completed", message())
    check("and both leave", [b.scan(c)["outcome"] for c in (first, second)] == ["shipped"] * 2 and
          confirmed(9) == [[("9MUG", 1)], [("9MUG", 1)]], confirmed(9))

    pack(10, "PEN")
    b.scan(cmd["NEXTBOX"])
    b.scan("MUG")
    b.scan("MUG")
    last = label(10)
    wants(10, MUG=2)
    b.scan(NUMBER % 10)
    b.scan(cmd["UNDO"])
    check("a box that is empty then is told of", message().endswith("This box is not needed: scan “Put the order aside”."), message())
    r = b.scan(cmd["NEXTBOX"])
    check("and closes over nothing", r["outcome"] == "refused" and message().endswith("Scan “Put the order aside”."), (dict(r), message()))
    b.scan(cmd["ASIDE"])
    check("put aside it is none, and the rest leaves without it", b.scan(last)["outcome"] == "shipped" and confirmed(10) == [[("10MUG", 2)]] and
          b.json("order", NUMBER % 10)["status"] == "shipped", (confirmed(10), message(), b.rows("SELECT id, status FROM parcel WHERE order_pk = (SELECT id FROM orders WHERE order_id = ?)", NUMBER % 10)))

    check("each parcel that left was confirmed once", all(len(confirmed(n)) == 1 for n in (1, 2, 3, 4, 5, 7, 8)))

    # A kit's components: fewer kits than were begun.
    with open(b.path("kits.csv"), "w") as f:
        f.write("kit,component,quantity\nSET,CUP,2\nSET,SPOON,1\n")
    b.packwright("import", b.path("kits.csv"))
    wants(12, SET=2)
    pack(12, "CUP", "CUP", "CUP")
    wants(12, SET=1)
    r = b.scan("SPOON")
    check("a component that no kit takes any more is told, and the box stays open",
          r["outcome"] == "counted" and message() == "Too much is in the box: The order changed: 1 unit of CUP is not wanted any more."
          " “Undo” takes the last unit out, “Empty the box” all. SPOON: counted.", message())
    r = b.scan("CUP")
    check("no more of it is taken", r["outcome"] == "refused", dict(r))
    r = b.scan(cmd["NEXTBOX"])
    check("nor does “Next box” close it", r["reason"] == "not-packed" and "1 unit of CUP" in message(), message())
    b.scan(cmd["UNDO"])
    check("another component taken out leaves it in there", "1 unit of CUP is not wanted" in message(), message())
    b.scan(cmd["UNDO"])
    check("with it gone nothing is too many", "Too much" not in message(), message())
    check("and the kit is made whole", b.scan("SPOON")["outcome"] == "completed" and b.scan(label(12))["outcome"] == "shipped" and
          confirmed(12) == [[("12SET", 1)]], confirmed(12))

done()

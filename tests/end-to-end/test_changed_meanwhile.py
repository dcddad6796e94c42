"""An address that changes, or a buyer who asks to cancel, at each moment of one box: before it is opened, while it is packed, labelled."""
from rig import COLUMNS, Bench, check, done, report

REQUEST = ["is-buyer-requested-cancellation", "buyer-requested-cancel-reason"]


def order(n, city="Springfield", cancel=False):
    return {"id": "112-00000%02d-0000001" % n, "name": "Ada", "city": city,
            "lines": [{"item": str(n), "sku": "MUG", "name": "A mug", "quantity": 2}],
            "extra": {REQUEST[0]: "true" if cancel else "false", REQUEST[1]: "changed my mind" if cancel else ""}}


with Bench() as b:
    now = {n: order(n) for n in range(1, 7)}

    def load():
        with open(b.path("o.txt"), "wb") as f:
            f.write(report(list(now.values()), COLUMNS + REQUEST))
        b.packwright("import", b.path("o.txt"))

    def change(n, **what):
        now[n] = order(n, **what)
        load()

    def pack(n, units=2):
        b.scan(now[n]["id"])
        for _ in range(units):
            b.scan("MUG")
        return b.rows("SELECT p.barcode FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ?", now[n]["id"])[0]["barcode"]

    load()
    cmd = b.commands()
    b.start()
    change(1, city="Salem")
    code = pack(1)
    check("an address changed before opening is on the label, which ships", b.scan(code)["outcome"] == "shipped")
    code = pack(2, units=1)
    change(2, city="Salem")
    b.scan("MUG")
    check("changed while packing likewise", b.scan(code)["outcome"] == "shipped")
    code = pack(3)
    b.wait_for("SELECT count(*) FROM job WHERE document = 'label' AND status = 'printed'", 3)
    change(3, city="Salem")
    r = b.scan(code)
    check("changed after the label it does not ship", (r["outcome"], r["reason"]) == ("refused", "address-changed"), dict(r))
    b.scan(cmd["RELABEL"])
    b.scan(cmd["WHYADDRESS"])
    new = b.rows("SELECT barcode FROM parcel ORDER BY id DESC LIMIT 1")[0]["barcode"]
    r = b.scan(code)
    check("the old label is superseded", (r["outcome"], r["reason"]) == ("refused", "label-superseded") and new != code, dict(r))
    check("the new one ships", b.scan(new)["outcome"] == "shipped")

    change(4, cancel=True)
    r = b.scan(now[4]["id"])
    check("an order whose buyer asked to cancel is not opened", r["reason"] == "order-held", dict(r))
    code = pack(5, units=1)
    change(5, cancel=True)
    r = b.scan("MUG")
    check("asked while packing it stops the packer", r["reason"] == "order-held", dict(r))
    r = b.scan(cmd["ASIDE"])
    check("who puts it aside", r["outcome"] == "put-aside", dict(r))
    code = pack(6)
    change(6, cancel=True)
    r = b.scan(code)
    check("asked after the label it does not leave", r["reason"] == "order-held", dict(r))
    check("three left and no other", len(b.rows("SELECT 1 FROM outbox")) == 3)

# orders that aren't paid
with Bench() as b:
    def load(status, country="US"):
        o = order(1)
        o["extra"] = {"order-status": status, "ship-country": country}
        with open(b.path("o.txt"), "wb") as f:
            f.write(report([o], COLUMNS + ["order-status"]))
        b.packwright("import", b.path("o.txt"))
        return b.json("order", o["id"])["status"]

    check("an order that is pending waits", load("Pending", "") == "waiting")
    b.start()
    r = b.scan(order(1)["id"])
    check("and can't be opened", r["reason"] == "order-waiting", dict(r))
    r = b.scan("MUG")
    check("nor by an item", r["reason"] == "no-order-needs-it", dict(r))
    check("paid it is ready", load("Unshipped") == "ready")
    r = b.scan("MUG")
    check("and an item opens it", r["outcome"] == "counted", dict(r))
done()

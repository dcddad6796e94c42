"""Postage through the real program: the last scan buys the label, once; it prints; the parcel leaves without a second confirmation."""
import os
import sqlite3
import time

from amazon_server import CLIENT, MARKETPLACE, REFRESH, SECRET, Amazon, offer
from rig import Bench, check, done

POSTAGE = """postage = on-complete
postage-box = usual
[box usual]
barcode = BOX-USUAL
size = 300x200x150mm
weight = 180 g
[choose small]
weight-most = 2 kg
price-most = 30
"""


def channel(a, more=POSTAGE):
    return f"[channel shop]\ntype = amazon\nmarketplace = {MARKETPLACE}\nendpoint = {a.url}\nsign-in-url = {a.url}/auth/o2/token\ncredentials = secrets\npoll = 1s\n{more}"


def prepare(b):
    """The sender's phone and mail, the credentials, articles that weigh something."""
    with open(b.conf) as f:
        text = f.read()
    with open(b.conf, "w") as f:
        f.write(text.replace("[sender]\n", "[sender]\nemail = shop@example.com\nphone = 555-0100\n"))
    with open(b.path("secrets"), "w") as f:
        f.write(f"client-id = {CLIENT}\nclient-secret = {SECRET}\nrefresh-token = {REFRESH}\n")
    os.chmod(b.path("secrets"), 0o600)
    with open(b.path("articles.csv"), "w") as f:
        f.write("sku,barcode,name,weight,hazmat\nMUG,4006381333931,A mug,350 g,\nLAMP,4006381333948,A lamp,900 g,\nSPRAY,4006381333955,A spray,200 g,UN1950\nSTONE,4006381333962,A stone,,\n")
    b.packwright("import", b.path("articles.csv"))


def wait(what, seconds=10):
    end = time.time() + seconds
    while time.time() < end:
        if what():
            return True
        time.sleep(0.02)
    return bool(what())


def rows(b, sql):
    db = sqlite3.connect(b.path("store.db"), timeout=10)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def change(b, sql):
    db = sqlite3.connect(b.path("store.db"), timeout=10)
    db.execute(sql)
    db.commit()
    db.close()


def purchase(b, order, what="status"):
    return [r[0] for r in rows(b, f"SELECT u.{what} FROM purchase u JOIN orders o ON o.id = u.order_pk WHERE o.order_id = '{order}' ORDER BY u.id")]


def number(n):
    """A tracking number of UPS's form with a right check digit."""
    body = "999AA101%07d" % n
    values = [ord(c) - 48 if c.isdigit() else (ord(c) - 63) % 10 for c in body]
    return "1Z" + body + str(-sum(v * (2 if i % 2 else 1) for i, v in enumerate(values)) % 10)


def day(a, b):
    order = "112-0000001-0000001"
    label = b.printers["label"]
    a.add(order, [("0501", "MUG", 2), ("502", "LAMP", 1)])
    b.start()
    check("an order is there", wait(lambda: rows(b, "SELECT 1 FROM orders WHERE status = 'ready'")))
    for code in (order, "MUG", "MUG"):
        b.scan(code)
    check("before the last scan nothing is bought", a.count("offers") == 0 and a.count("buy") == 0)
    reads = a.count("order")
    check("the last scan completes the box", b.scan("LAMP")["outcome"] == "completed")
    check("and buys its label, once", wait(lambda: purchase(b, order) == ["bought"]) and len(a.bought) == 1, (purchase(b, order, "said"), [x["operation"] for x in a.asked]))
    check("after the order was read again", a.count("order") > reads and [x["operation"] for x in a.asked].index("buy") > max(i for i, x in enumerate(a.asked) if x["operation"] == "order"))
    s = next(iter(a.shipments.values()))
    check("for what is in it, as heavy and as big as it is", s["ItemList"] == [{"OrderItemId": "0501", "Quantity": 2}, {"OrderItemId": "502", "Quantity": 1}] and
          s["Weight"] == {"Value": 350 * 2 + 900 + 180, "Unit": "g"} and (s["PackageDimensions"]["Length"], s["PackageDimensions"]["Unit"]) == (30.0, "centimeters"), s)
    check("the cheapest in time that keeps the claim protection, and no other", s["ShippingService"]["ShippingServiceId"] == "UPS_GROUND", s["ShippingService"])
    why = purchase(b, order, "why")[0]
    check("which says why", 'Rule "small" (1780 g up to 2000 g): UPS Ground for 8.29 USD' in why and "before USPS Ground Advantage" in why, why)
    check("the carrier's label prints, and no other", label.wait(1) and len(label.documents) == 1 and s["TrackingId"].encode() in label.documents[0], label.documents)
    check("the screen says what was bought", wait(lambda: "UPS Ground" in str(b.state()["lane"]["message"])), b.state()["lane"]["message"])
    check("its own number is the parcel's", b.json("order", order)["parcels"][0]["tracking_number"] == s["TrackingId"] and b.json("order", order)["parcels"][0]["carrier"] == "UPS")
    check("another number isn't", b.scan(number(99))["reason"] == "postage-of-another-number")
    outbox = b.packwright("channel", "outbox").stdout
    check("until it leaves, the outbox has it as bought", "bought" in outbox and order in outbox, outbox)
    time.sleep(2.5)  # it is shipped, says the marketplace: two searches later
    check("that the marketplace has it as shipped holds nobody up", b.json("order", order)["status"] == "packed", b.json("order", order)["status"])
    check("its label at the door ships it", b.scan(s["TrackingId"])["outcome"] == "shipped")
    time.sleep(1)
    check("and nothing is confirmed a second time", a.count("confirm") == 0 and rows(b, "SELECT 1 FROM outbox") == [], rows(b, "SELECT * FROM outbox"))
    check("the scan-out is on record", rows(b, "SELECT handed_us > 0 FROM purchase") == [(1,)] and b.packwright("channel", "outbox").stdout == "Everything is told.\n")
    story = b.packwright("order", order).stdout
    check("its story tells of the purchase", "bought for 8.29 USD" in story, story)
    check("nothing was paid twice", len(a.bought) == 1 and a.count("buy") == 1)


def pack(b, order, item="MUG"):
    b.scan(order)
    return b.scan(item)


def leave(b, order):
    return b.scan(b.json("order", order)["parcels"][-1]["tracking_number"])


def troubles(a, b):
    """Whatever becomes of the answer, a label is bought once, or a person is told."""
    cases = {"lost": "checking", "done-500": "checking", "refused-500": "checking", "lost-before": "checking", "cut": "checking", "garbage": "checking", "503": "checking",
             "429": "bought", "403-expired": "bought", "400": "refused"}
    happened = {"lost", "done-500", "cut"}
    orders = {what: f"113-00001{n:02d}-0000001" for n, what in enumerate(cases)}
    for n, order in enumerate(orders.values()):
        a.add(order, [(f"6{n:02d}", "MUG", 1)])
    check("orders for each trouble", wait(lambda: len(rows(b, "SELECT 1 FROM orders WHERE order_id LIKE '113-%' AND status = 'ready'")) == len(cases)))
    before = len(a.bought)
    for what, becomes in cases.items():
        a.fault("buy", what)
        pack(b, orders[what])
        check(f"{what}: it is {becomes}", wait(lambda: purchase(b, orders[what]) == [becomes], 20), (purchase(b, orders[what]), purchase(b, orders[what], "said")))
    bought = lambda what: sum(1 for o, _ in a.bought[before:] if o == orders[what])
    check("what was done is done once", all(bought(w) == (1 if w in happened or cases[w] == "bought" else 0) for w in cases), a.bought[before:])
    check("a box whose label isn't known doesn't leave", b.scan(b.json("order", orders["lost"])["parcels"][0]["barcode"])["reason"] == "postage-pending")
    b.scan(b.commands()["CLEAR"])
    check("why it isn't sold is told", "carrierCode is not valid" in purchase(b, orders["400"], "said")[0], purchase(b, orders["400"], "said"))
    # Five minutes later, and a power cut between.
    b.kill()
    change(b, "UPDATE purchase SET due_us = 0, asked_us = asked_us - 400000000 WHERE status = 'checking'")
    b.start()
    check("what was not done is bought, the rest is looked up", wait(lambda: not rows(b, "SELECT 1 FROM purchase WHERE status IN ('wanted', 'buying', 'checking')"), 30),
          rows(b, "SELECT status, said FROM purchase"))
    check("each is paid for once", all(bought(w) == (0 if w == "400" else 1) for w in cases), a.bought[before:])
    states = {w: purchase(b, orders[w])[0] for w in cases}
    check("a purchase without its answer is shown to a person", all(states[w] == ("uncertain" if w in happened else "refused" if w == "400" else "bought") for w in cases), states)
    outbox = b.packwright("channel", "outbox").stdout
    paid = dict(a.bought)[orders["lost"]]
    check("with its number, and where the label is", f"number {paid}" in outbox and "Seller Central" in outbox, outbox)
    row = next(r for r in b.json("channel", "outbox")["postage"] if r["order"] == orders["lost"])
    b.packwright("channel", "settle", row["id"], "bought", paid)
    check("who has looked it up says so, and it leaves", b.scan(paid)["outcome"] == "shipped", purchase(b, orders["lost"]))
    row = next(r for r in b.json("channel", "outbox")["postage"] if r["order"] == orders["400"])
    b.packwright("channel", "settle", row["id"], "again")
    b.kill()
    b.start()
    check("what was refused is bought when a person says so", wait(lambda: purchase(b, orders["400"])[-1] == "bought"), purchase(b, orders["400"], "said"))
    check("a row that waits for nobody can't be settled", b.packwright("channel", "settle", row["id"], "again", ok=None).returncode == 1)
    check("a bought one leaves by its label", leave(b, orders["429"])["outcome"] == "shipped")
    check("and nothing of this was confirmed", a.count("confirm") == 0)


def boxes(a, b):
    """A box that is opened again, or void, gives its label back."""
    order, other = "115-0000001-0000001", "115-0000002-0000002"
    a.add(order, [("701", "MUG", 1)])
    a.add(other, [("702", "MUG", 1)])
    check("orders to be taken apart", wait(lambda: len(rows(b, "SELECT 1 FROM orders WHERE order_id LIKE '115-%' AND status = 'ready'")) == 2))
    c = b.commands()
    pack(b, order)
    check("bought", wait(lambda: purchase(b, order) == ["bought"]))
    first = dict(a.bought)[order]
    b.scan(c["REOPEN"])
    b.scan(c["WHYDAMAGED"])
    check("opened again, its label is cancelled", wait(lambda: purchase(b, order) == ["cancelled"]) and [s["Status"] for s in a.shipments.values() if s["AmazonOrderId"] == order] == ["RefundPending"],
          (purchase(b, order), rows(b, "SELECT outcome, reason FROM journal ORDER BY seq DESC LIMIT 3")))
    check("and is the parcel's no more", b.json("order", order)["parcels"][0]["tracking_number"] in ("", None))
    b.scan(c["NEXTBOX"])
    check("closed again, it gets another", wait(lambda: purchase(b, order) == ["cancelled", "bought"]), (purchase(b, order), purchase(b, order, "said")))
    check("with another number", dict(a.bought)[order] != first and leave(b, order)["outcome"] == "shipped")
    a.fault("void", "lost")
    pack(b, other)
    check("bought too", wait(lambda: purchase(b, other) == ["bought"]))
    b.scan(c["VOIDBOX"])
    b.scan(c["WHYDAMAGED"])
    check("void, it is cancelled, and what isn't answered is looked up", wait(lambda: purchase(b, other) == ["cancelling"]), purchase(b, other))
    b.kill()
    b.start()
    check("until it is known", wait(lambda: purchase(b, other) == ["cancelled"]), purchase(b, other))


def labels(a, b):
    """Labels that come damaged are fetched again; parcels that can't be bought for say so."""
    order, spray, stone = "116-0000001-0000001", "116-0000002-0000002", "116-0000003-0000003"
    label = b.printers["label"]
    for n, (o, sku) in enumerate([(order, "MUG"), (spray, "SPRAY"), (stone, "STONE")]):
        a.add(o, [(f"80{n}", sku, 1)])
    check("orders for labels", wait(lambda: len(rows(b, "SELECT 1 FROM orders WHERE order_id LIKE '116-%' AND status = 'ready'")) == 3))
    a.bad_labels = 1
    printed, paid = len(label.documents), len(a.bought)
    pack(b, order)
    check("a damaged label is fetched again", wait(lambda: label.count() == printed + 1, 15) and a.count("shipment") >= 1 and len(a.bought) == paid + 1,
          (purchase(b, order), purchase(b, order, "said")))
    c = b.commands()
    asked = b.scan(c["RELABEL"]), b.scan(c["WHYDAMAGED"])
    check("printed again it is the same", label.wait(printed + 2) and all(dict(a.bought)[order].encode() in d for d in label.documents[-2:]) and len(a.bought) == paid + 1,
          ([(dict(r)["outcome"], dict(r)["detail"]) for r in asked], [(dict(r)) for r in b.rows("SELECT id, document, status, evidence FROM job ORDER BY id DESC LIMIT 3")]))
    check("and leaves", leave(b, order)["outcome"] == "shipped")
    pack(b, spray, "SPRAY")
    b.scan(c["READIT"])
    check("dangerous goods are bought for by nobody but a person", wait(lambda: purchase(b, spray) == ["refused"]) and "UN1950" in purchase(b, spray, "said")[0], purchase(b, spray, "said"))
    pack(b, stone, "STONE")
    check("nor what nobody knows the weight of", wait(lambda: purchase(b, stone) == ["refused"]) and "weighs" in purchase(b, stone, "said")[0], purchase(b, stone, "said"))
    check("which the packer reads", wait(lambda: "weighs" in str(b.state()["lane"]["message"])), b.state()["lane"]["message"])
    b.scan(number(7))
    check("a label from elsewhere is then bound, and confirmed", b.scan(number(7))["outcome"] in ("bound", "shipped", "proved"))
    time.sleep(2.1)
    check("at the door", b.scan(number(7))["outcome"] in ("shipped", "refused") and wait(lambda: a.count("confirm") == 1), a.count("confirm"))


def candidates(a, b):
    """packwright postage: what could be taken, and why; it buys nothing."""
    order = "117-0000001-0000001"
    a.add(order, [("901", "MUG", 1)])
    check("an order to ask for", wait(lambda: rows(b, f"SELECT 1 FROM orders WHERE order_id = '{order}' AND status = 'ready'")))
    a.offers = a.offers + [offer("DHL", "DHL Express", "DHL_X", 6.10, 2, inputs=True), offer("UPS\u00ae", "UPS Saver", "UPS_S", 6.50, 2, inputs=True)]
    a.inputs["DHL_X"] = {"ShipmentLevelFields": [{"AdditionalInputFieldName": "TAX", "SellerInputDefinition": {"IsRequired": True, "DataType": "String", "Constraints": [], "InputDisplayText": "Tax id",
                                                                                                               "StoredValue": {"DataType": "String"}}}]}
    a.inputs["UPS_S"] = {"ShipmentLevelFields": [{"AdditionalInputFieldName": "EORI", "SellerInputDefinition": {"IsRequired": True, "DataType": "String", "Constraints": [], "InputDisplayText": "EORI",
                                                                                                                "StoredValue": {"DataType": "String", "ValueAsString": "GB1"}}}]}
    paid = len(a.bought)
    r = b.packwright("postage", order)
    check("the candidates, and why", 'Rule "small" (530 g up to 2000 g): DHL Express for 6.10 USD' in r.stdout and "it costs 34.73 USD, more than 30.00" in r.stdout and
          "LATE_DELIVERY_RISK" in r.stdout and "FEDEX: for the moment" in r.stdout and "weight by its articles" in r.stdout, r.stdout)
    j = b.json("postage", order)
    check("as JSON too", [o["service"] for o in j["offers"] if o["taken"]] == ["DHL Express"] and j["weight_g"] == 530, j)
    check("nothing is bought by asking", len(a.bought) == paid and purchase(b, order) == [])
    check("nobody asks for an order that isn't there", b.packwright("postage", "nothing", ok=None).returncode == 1)
    pack(b, order)
    check("what wants to know what the station doesn't know is passed over", wait(lambda: purchase(b, order) == ["bought"]) and
          list(a.shipments.values())[-1]["ShippingService"]["ShippingServiceId"] == "UPS_S", purchase(b, order, "said"))
    leave(b, order)


with Amazon() as amazon:
    serial = iter(range(1000, 9000))
    amazon.rate = {o: 20 for o in ("search", "order", "offers", "inputs", "buy", "shipment", "void", "restrict")}  # as a busy seller's
    amazon.numbers = lambda: number(next(serial))
    with Bench(extra=channel(amazon)) as bench:
        prepare(bench)
        day(amazon, bench)
        troubles(amazon, bench)
        boxes(amazon, bench)
        labels(amazon, bench)
        candidates(amazon, bench)
        log = open(bench.path("station.log"), errors="replace").read()
        store = open(bench.path("store.db"), "rb").read()
        check("neither log nor store has a secret or a token", not any(s in log or s.encode() in store for s in (SECRET, REFRESH, "Atza|", "Atz.sprdt|")))
        check("the log names no buyer", "Ada Sample" not in log and "Sample Lane" not in log)
done()

"""Postage through the real program: the last scan buys the label, once; it prints; the parcel leaves without a second confirmation."""
import os
import random
import sqlite3
import struct
import time
import zlib

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


def parts(a, b):
    """An order in two boxes: each has a label of its own, for what is in it; what the marketplace then has as shipped is wanted no less."""
    order = "118-0000001-0000001"
    a.add(order, [("911", "MUG", 2), ("912", "LAMP", 1)])
    check("an order for two boxes", wait(lambda: rows(b, f"SELECT 1 FROM orders WHERE order_id = '{order}' AND status = 'ready'")))
    c = b.commands()
    for code in (order, "MUG", c["NEXTBOX"]):
        b.scan(code)
    check("a box that is closed gets its label while the next is packed", wait(lambda: purchase(b, order) == ["bought"]), (purchase(b, order), purchase(b, order, "said")))
    check("for what is in it", [s["ItemList"] for s in a.shipments.values() if s["AmazonOrderId"] == order] == [[{"OrderItemId": "911", "Quantity": 1}]])
    a.touch(order)
    time.sleep(2.5)
    b.scan("MUG")
    out = b.scan("LAMP")
    check("that the marketplace counts it as shipped wants nothing less", out["outcome"] == "completed" and wait(lambda: purchase(b, order) == ["bought", "bought"]),
          (dict(out), purchase(b, order, "said"), b.json("order", order)["lines"]))
    check("the other has the rest", [s["ItemList"] for s in a.shipments.values() if s["AmazonOrderId"] == order][1:] == [[{"OrderItemId": "911", "Quantity": 1}, {"OrderItemId": "912", "Quantity": 1}]])
    numbers = [t for o, t in a.bought if o == order]
    check("each leaves by its own number", [b.scan(n)["outcome"] for n in numbers] == ["shipped", "shipped"] and b.json("order", order)["status"] == "shipped")


def stopped(a, b):
    """Orders that are cancelled or held: nothing is bought for them; what was bought before is an alarm."""
    order, late = "119-0000001-0000001", "119-0000002-0000002"
    a.add(order, [("921", "MUG", 1)])
    a.add(late, [("922", "MUG", 2)])
    check("orders to be stopped", wait(lambda: len(rows(b, "SELECT 1 FROM orders WHERE order_id LIKE '119-%' AND status = 'ready'")) == 2))
    a.orders[late]["orderItems"][0]["cancellation"] = {"cancellationRequest": {"requester": "BUYER", "cancelReason": "Found it cheaper"}}
    paid = len(a.bought)
    for code in (late, "MUG", "MUG"):
        b.scan(code)
    check("what the buyer doesn't want any more is not bought for", wait(lambda: b.json("order", late)["status"] == "held") and len(a.bought) == paid and "bought" not in purchase(b, late), purchase(b, late))
    b.scan(b.commands()["ASIDE"])
    pack(b, order)
    check("bought, and then cancelled", wait(lambda: purchase(b, order) == ["bought"]))
    change(b, f"UPDATE orders SET status = 'cancelled' WHERE order_id = '{order}'")
    outbox = b.packwright("channel", "outbox").stdout
    check("is an alarm of the outbox", "ITS ORDER IS STOPPED" in outbox, outbox)
    check("and leaves by no number", b.scan(dict(a.bought)[order])["reason"] == "order-cancelled")
    b.scan(b.commands()["CLEAR"])
    change(b, f"UPDATE orders SET status = 'packed', address_version = address_version + 1 WHERE order_id = '{order}'")
    r = b.scan(dict(a.bought)[order])
    check("a label for another address doesn't leave, and is not printed again", (r["reason"], b.scan(b.commands()["RELABEL"])["reason"]) == ("address-changed",) * 2 and
          "cancelled" in str(b.state()["lane"]["message"]), (dict(r), b.state()["lane"]["message"]))
    change(b, f"UPDATE orders SET address_version = address_version - 1 WHERE order_id = '{order}'")
    change(b, f"UPDATE purchase SET bought_us = bought_us - 90000000000 WHERE order_pk = (SELECT id FROM orders WHERE order_id = '{order}')")
    outbox = b.packwright("channel", "outbox").stdout
    check("one that lies about for a day is one too", "NEVER SCANNED OUT" in outbox, outbox)
    leave(b, order)


def pictures(a, b):
    """A carrier without ZPL: its picture is drawn for the printer."""
    order = "120-0000001-0000001"
    width, height = 812, 1218
    lines = b"".join(b"\0" + (b"\0" * (width // 8 + 1) if 100 <= y < 300 else b"\xff" * (width // 8 + 1)) for y in range(height))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    kept = a.offers, a.label
    a.offers, a.label = [offer("OnTrac", "OnTrac Ground", "ONTRAC", 4.10, 2, formats=("PDF", "PNG"))], lambda s: (png, "image/png")
    a.add(order, [("931", "MUG", 1)])
    check("an order for a picture", wait(lambda: rows(b, f"SELECT 1 FROM orders WHERE order_id = '{order}' AND status = 'ready'")))
    label = b.printers["label"]
    printed = label.count()
    pack(b, order)
    check("a label that comes as a picture is drawn", wait(lambda: purchase(b, order) == ["bought"]) and label.wait(printed + 1) and b"^GF" in label.documents[-1] + b"", label.documents[-1][:200])
    check("it was asked for as one", list(a.shipments.values())[-1]["format"] == "PNG")
    check("and leaves", leave(b, order)["outcome"] == "shipped")
    a.offers, a.label = kept


def on_request(a, b):
    """postage = on-request: nothing is bought by itself, and the parcel has the station's own label until somebody asks."""
    order = "121-0000001-0000001"
    b.kill()
    with open(b.conf) as f:
        text = f.read()
    with open(b.conf, "w") as f:
        f.write(text.replace("postage = on-complete", "postage = on-request"))
    a.add(order, [("941", "MUG", 1)])
    b.start()
    check("an order to ask for by hand", wait(lambda: rows(b, f"SELECT 1 FROM orders WHERE order_id = '{order}' AND status = 'ready'")))
    r = b.packwright("postage", order, "--buy", ok=None)
    check("for what isn't packed nothing is bought", r.returncode == 1 and "pack it first" in r.stderr, r.stderr)
    pack(b, order)
    check("packed, it has no postage", purchase(b, order) == [])
    paid = len(a.bought)
    b.packwright("postage", order, "--buy")
    check("twice is once", b.packwright("postage", order, "--buy", ok=None).returncode == 1)
    b.kill()
    b.start()  # which looks at once; a running one does within a minute
    check("who asks for it gets it", wait(lambda: purchase(b, order) == ["bought"]) and len(a.bought) == paid + 1, purchase(b, order, "said"))
    check("and it leaves without a confirmation", leave(b, order)["outcome"] == "shipped" and rows(b, f"SELECT 1 FROM outbox x JOIN orders o ON o.id = x.order_pk WHERE o.order_id = '{order}'") == [])


def killed(a, b):
    """The power fails while labels are bought: nothing is bought twice, and nothing that was paid for is forgotten."""
    kills = int(os.environ.get("PACKWRIGHT_KILLS", "8"))
    random.seed(int(os.environ.get("PACKWRIGHT_SEED", "1")))
    orders = [f"122-{n:07d}-0000001" for n in range(kills)]
    for n, order in enumerate(orders):
        a.add(order, [(f"95{n:03d}", "MUG", 1)])
    check("orders for power cuts", wait(lambda: len(rows(b, "SELECT 1 FROM orders WHERE order_id LIKE '122-%' AND status = 'ready'")) == kills))
    a.delay = lambda: 0.02
    for order in orders:
        for code in (order, "MUG"):
            b.scan(code)
        time.sleep(0.05 + random.random() * 0.35)
        b.kill()
        b.start()
    a.delay = lambda: 0
    paid = [sum(1 for o, _ in a.bought if o == order) for order in orders]
    check("no label is bought twice", max(paid) <= 1, paid)
    b.kill()
    change(b, "UPDATE purchase SET due_us = 0, asked_us = asked_us - 400000000 WHERE status = 'checking'")
    b.start()
    check("each is bought, or a person is told", wait(lambda: all(purchase(b, o) in (["bought"], ["uncertain"]) for o in orders), 30), [purchase(b, o) for o in orders])
    paid = [sum(1 for o, _ in a.bought if o == order) for order in orders]
    check("once, whatever was cut", paid == [1] * kills, paid)
    shown = [o for o in orders if purchase(b, o) == ["uncertain"]]
    check("what a person is told is what was paid for and not answered", all(dict(a.bought)[o] in purchase(b, o, "said")[0] for o in shown), shown)
    print(f"# {kills} power cuts: {len(shown)} purchases are shown to a person", flush=True)
    jobs = rows(b, "SELECT o.order_id, count(*) FROM job j JOIN orders o ON o.id = j.order_pk WHERE o.order_id LIKE '122-%' AND j.document = 'label' GROUP BY 1")
    check("each label in hand has one job", sorted(jobs) == sorted((o, 1) for o in orders if o not in shown), jobs)


def main():
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
            parts(amazon, bench)
            stopped(amazon, bench)
            pictures(amazon, bench)
            candidates(amazon, bench)
            killed(amazon, bench)
            on_request(amazon, bench)
            log = open(bench.path("station.log"), errors="replace").read()
            store = open(bench.path("store.db"), "rb").read()
            check("neither log nor store has a secret or a token", not any(s in log or s.encode() in store for s in (SECRET, REFRESH, "Atza|", "Atz.sprdt|")))
            check("the log names no buyer", "Ada Sample" not in log and "Sample Lane" not in log)
    done()


if __name__ == "__main__":
    main()

"""Postage through Shipping v2, with the real program: a purchase that was not answered is asked for again with its key, and is one purchase."""
import time

from amazon_server import Amazon
from rig import Bench, Printer, check, done
from test_postage import POSTAGE, change, channel, leave, number, pack, prepare, purchase, rows, wait


def ready(b, *orders):
    return wait(lambda: all(rows(b, f"SELECT 1 FROM orders WHERE order_id = '{o}' AND status = 'ready'") for o in orders))


def outbox(b, order):
    return [r[0] for r in rows(b, f"SELECT x.status FROM outbox x JOIN orders o ON o.id = x.order_pk WHERE o.order_id = '{order}'")]


def day(a, b):
    order, other = "131-0000001-0000001", "131-0000002-0000002"
    label = b.printers["label"]
    a.add(order, [("0501", "MUG", 2)])
    a.add(other, [("502", "MUG", 1)])
    b.start()
    check("orders are there", ready(b, order, other))
    r = b.packwright("postage", order)
    check("the candidates, and why", "UPS Ground for 8.29 USD" in r.stdout and "DHL Express: no coverage there" in r.stdout, r.stdout)
    for code in (order, "MUG", "MUG"):
        b.scan(code)
    check("the last scan buys the label", wait(lambda: purchase(b, order) == ["bought"]), (purchase(b, order), purchase(b, order, "said")))
    s = list(a.shipments.values())[-1]
    check("the one that was chosen, for this parcel", s["rate"]["serviceId"] == "UPS_GROUND" and s["format"] == "ZPL" and purchase(b, order, "through") == ["shipping-v2"], s)
    check("it prints", label.wait(1) and s["TrackingId"].encode() in label.documents[-1])
    check("and leaves", leave(b, order)["outcome"] == "shipped")
    check("where the purchase didn't count as the shipment, it is confirmed, once", wait(lambda: outbox(b, order) == ["acknowledged"]) and
          [c for c in a.confirmed if c[0] == order] == [(order, "1", s["TrackingId"])], (outbox(b, order), a.confirmed))
    a.marks = True
    pack(b, other)
    check("bought too", wait(lambda: purchase(b, other) == ["bought"]))
    time.sleep(2.2)  # two searches: it is shipped, says the marketplace
    check("it isn't held for that", b.json("order", other)["status"] == "packed")
    leave(b, other)
    check("where it counts, nothing is confirmed a second time", wait(lambda: outbox(b, other) == ["acknowledged"]) and not [c for c in a.confirmed if c[0] == other],
          (outbox(b, other), a.confirmed))
    a.marks = False


def again(b, change_sql):
    """Later, after a power cut."""
    b.kill()
    change(b, change_sql)
    b.start()


def troubles(a, b):
    cases = {"lost": 1, "done-500": 1, "cut": 1, "refused-500": 1, "lost-before": 1, "503": 1, "429": 1, "403-expired": 1, "400": 0}
    orders = {w: f"132-00000{n:02d}-0000001" for n, w in enumerate(cases)}
    for n, o in enumerate(orders.values()):
        a.add(o, [(f"60{n}", "MUG", 1)])
    check("orders for each trouble", ready(b, *orders.values()))
    for what, order in orders.items():
        a.fault("v2-buy", what)
        pack(b, order)
        check(f"{what}: it is asked", wait(lambda: purchase(b, order) in (["checking"], ["bought"], ["refused"])), (purchase(b, order), purchase(b, order, "said")))
    again(b, "UPDATE purchase SET due_us = 0 WHERE status = 'checking'")
    check("what was not answered is asked again with its key", wait(lambda: all(purchase(b, o) == (["bought"] if cases[w] else ["refused"]) for w, o in orders.items()), 30),
          {w: (purchase(b, o), purchase(b, o, "said")) for w, o in orders.items()})
    check("and is one purchase", [sum(1 for o, _ in a.bought if o == order) for order in orders.values()] == list(cases.values()), a.bought)
    check("with its label and its number", all(leave(b, o)["outcome"] == "shipped" for w, o in orders.items() if cases[w]),
          {w: purchase(b, o, "tracking_number") for w, o in orders.items()})
    late, gone = "133-0000001-0000001", "133-0000002-0000002"
    for o, item in ((late, "701"), (gone, "702")):
        a.add(o, [(item, "MUG", 1)])
    check("orders that nobody answers for", ready(b, late, gone))
    a.fault("v2-buy", "lost")
    pack(b, late)
    check("lost", wait(lambda: purchase(b, late) == ["checking"]))
    again(b, "UPDATE purchase SET due_us = 0, asked_us = asked_us - 1000000000 WHERE status = 'checking'")
    check("a quarter of an hour later nobody can know, and a person is told", wait(lambda: purchase(b, late) == ["uncertain"]) and sum(1 for o, _ in a.bought if o == late) == 1,
          (purchase(b, late), purchase(b, late, "said")))
    a.fault("v2-buy", "lost-before")
    pack(b, gone)
    check("never asked", wait(lambda: purchase(b, gone) == ["checking"]))
    with a.lock:
        a.rate_tokens.clear()
    again(b, "UPDATE purchase SET due_us = 0, asked_us = asked_us - 400000000 WHERE status = 'checking'")
    check("its key is taken no more", wait(lambda: rows(b, "SELECT 1 FROM purchase WHERE status = 'checking' AND request = ''")))
    again(b, "UPDATE purchase SET due_us = 0 WHERE status = 'checking'")
    check("and what isn't there is bought anew", wait(lambda: purchase(b, gone) == ["bought"], 20) and sum(1 for o, _ in a.bought if o == gone) == 1,
          (purchase(b, gone), purchase(b, gone, "said")))
    leave(b, gone)


def boxes(a, b):
    order, damaged = "134-0000001-0000001", "134-0000002-0000002"
    label = b.printers["label"]
    a.add(order, [("801", "MUG", 1)])
    a.add(damaged, [("802", "MUG", 1)])
    check("orders to be taken apart", ready(b, order, damaged))
    pack(b, order)
    check("bought", wait(lambda: purchase(b, order) == ["bought"]))
    c = b.commands()
    b.scan(c["VOIDBOX"])
    b.scan(c["WHYDAMAGED"])
    check("void, its label is cancelled", wait(lambda: purchase(b, order) == ["cancelled"]) and [s["cancelled"] for s in a.shipments.values() if s["order"] == order] == [True],
          (purchase(b, order), purchase(b, order, "said")))
    printed = label.count()
    a.bad_labels = 1
    pack(b, damaged)
    check("a damaged label is fetched again", wait(lambda: label.count() == printed + 1, 15) and a.count("v2-documents") >= 1, (purchase(b, damaged), purchase(b, damaged, "said")))
    leave(b, damaged)


def unprinted(a):
    """A bench that couldn't print the label buys none."""
    order = "135-0000001-0000001"
    a.add(order, [("901", "MUG", 1)])
    paid = len(a.bought)
    with Bench(printers={"slip": Printer("escpos")}, extra=channel(a)) as b:
        prepare(b)
        b.start()
        check("an order at a bench without a label printer", ready(b, order))
        pack(b, order)
        check("no label is bought that nobody could print", wait(lambda: purchase(b, order) == ["refused"]) and "No printer" in purchase(b, order, "said")[0] and len(a.bought) == paid,
              (purchase(b, order), purchase(b, order, "said")))


def main():
    serial = iter(range(1000, 9000))
    with Amazon() as amazon:
        amazon.rate = {o: 20 for o in ("search", "order", "confirm")}
        amazon.numbers = lambda: number(next(serial))
        with Bench(extra=channel(amazon, "postage-through = shipping-v2\n" + POSTAGE)) as bench:
            prepare(bench)
            day(amazon, bench)
            troubles(amazon, bench)
            boxes(amazon, bench)
        unprinted(amazon)
    done()


main()

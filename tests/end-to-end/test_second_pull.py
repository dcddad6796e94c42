"""A trigger pulled twice, a label that answers another question, a box on the problem shelf, and what was allowed and what was not: who did what stays true."""
import time

from rig import Bench, check, done, free_port, report


def order_id(n):
    return f"112-{n:07d}-0000001"


other_lane = free_port()
with Bench(station="sign-in = optional\n", extra=f"[scanner second]\ndriver = tcp\nlisten = 127.0.0.1:{other_lane}\nlane = 2\n") as b:
    with open(b.path("o.txt"), "wb") as f:
        f.write(report([{"id": order_id(n), "name": "Ada Sample", "lines": [{"item": f"{n}", "sku": "MUG", "name": "A mug", "quantity": 3}]}
                        for n in range(1, 9)]))
    b.packwright("import", b.path("o.txt"))
    cmd = b.commands()
    ana = b.json("people", "add", "Ana Sample", "--badge")["code"]
    lea = b.json("people", "add", "Lea Sample", "--role", "lead", "--badge")["code"]
    place = b.json("shelf", "--codes", "A1")[0]["code"]
    b.start()

    def say():
        m = b.state()["lane"]["message"]
        return f"{m['title']} | {m['detail']}"

    def all_of(*scans):
        for s in scans:
            r = b.scan(s)
        return r

    def code(n):
        return b.rows("SELECT p.barcode FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ? AND p.status <> 'void'", order_id(n))[0]["barcode"]

    # the badge that allows, twice
    all_of(ana, order_id(1), cmd["NOBARCODE"])
    r = b.scan(lea)
    check("the lead allows it", (r["outcome"], r["who"], r["approver"]) == ("asked", "Ana Sample", "Lea Sample"), dict(r))
    asked = say()
    r = b.scan(lea)
    check("the same pull signs nobody in", r["outcome"] == "asked" and r["who"] == "Ana Sample" and say() == asked, (dict(r), say()))
    r = b.scan(cmd["WHYDAMAGED"])
    check("the question was still there, and Ana is", (r["outcome"], r["who"], r["approver"]) == ("counted", "Ana Sample", "Lea Sample"), dict(r))
    all_of(cmd["NOBARCODE"], lea)
    r = b.scan(cmd["UNDO"])
    check("what nobody allowed isn't said to be", (r["outcome"], r["who"], r["approver"]) == ("undone", "Ana Sample", "") and "allowed" not in r["detail"], dict(r))
    time.sleep(2.1)
    r = b.scan(lea)
    check("later the badge signs in", (r["outcome"], r["who"]) == ("signed-in", "Lea Sample"), dict(r))
    r = all_of("MUG", "MUG", "MUG")
    check("the order is packed", r["outcome"] == "completed", dict(r))

    # a label that is none of this question's
    all_of(order_id(2), "MUG", "MUG", "MUG", order_id(3), "MUG")
    b.scan(cmd["VOIDBOX"])
    r = b.scan(code(2))
    check("another order's box is not void while this one is open", r["reason"] == "another-order-open", dict(r))
    r = b.scan(cmd["WHYOTHER"])
    check("its reason is not this box's", (r["outcome"], r["reason"]) == ("refused", "another-order-open"), dict(r))
    check("nothing is void", b.rows("SELECT count(*) AS n FROM parcel WHERE status = 'void'")[0]["n"] == 0)
    all_of("MUG", "MUG")
    b.scan(code(2))
    all_of(cmd["VOIDBOX"])
    r = b.scan(code(2))
    check("one that left is not void", r["reason"] == "already-shipped", dict(r))
    r = b.scan(cmd["WHYOTHER"])
    check("and the reason is for no other", r["reason"] == "already-shipped" and b.rows("SELECT count(*) AS n FROM parcel WHERE status = 'void'")[0]["n"] == 0, dict(r))

    # a carrier's label of a box that is open again
    all_of(order_id(4), "MUG", "MUG", "MUG", "1Z5R89390357567127", cmd["REOPEN"], cmd["WHYOTHER"])
    r = b.scan("1Z5R89390357567127")
    check("its carrier's label is not good while it is open", (r["outcome"], r["reason"]) == ("refused", "not-packed"), (dict(r), say()))
    r = all_of(cmd["UNDO"], "MUG")
    check("it closes again", r["outcome"] == "completed", dict(r))

    # packed, and laid on the problem shelf
    all_of(order_id(5), "MUG", "MUG", "MUG", place, cmd["WHYDAMAGED"])
    r = b.scan(code(5))
    check("what lies on the problem shelf does not leave", (r["outcome"], r["reason"]) == ("refused", "on-the-shelf"), dict(r))
    check("it says where it lies and why", "place A1: Damaged" in say(), say())
    check("and lies there on", [r["order"] for r in b.json("shelf")] == [order_id(5)])
    r = b.scan(cmd["READIT"])
    check("somebody who has read it takes it off", r["outcome"] == "unshelved" and b.json("shelf") == [], dict(r))
    r = b.scan(code(5))
    check("then it leaves", r["outcome"] == "shipped", dict(r))
    r = b.scan(cmd["READIT"])
    check("and there is nothing more to read", r["outcome"] == "refused", dict(r))

    # the story says who
    b.packwright("hold", order_id(6), "--reason", "fraud")
    r = b.packwright("release", order_id(7), ok=None)
    check("what isn't held is not asked to be scanned", "is not held" in r.stderr and "Scan" not in r.stderr, r.stderr)
    b.packwright("release", order_id(6))
    b.packwright("push", order_id(6), "--reason", "vip")
    told = b.packwright("order", order_id(6)).stdout
    for words in ("at the command line put the order on hold: fraud.", "at the command line released the order from its hold.",
                  "at the command line pushed the order before all others: vip."):
        check(f"the story says: {words}", words in told, told)
    b.scan(order_id(6))
    for digit in "123":
        b.scan(cmd["PIN" + digit])
    told = b.packwright("order", order_id(6)).stdout
    check("digits of a PIN are no story", "PIN" not in told, told)
    b.scan(cmd["ASIDE"])
    told = b.packwright("order", order_id(1)).stdout
    check("the story says who took it out, and nothing of a permission", "Ana Sample at bench-1 took the last unit out of the box again." in told, told)
    all_of(order_id(8), "MUG")
    b.disconnect()
    b.scan_port = other_lane
    r = all_of(cmd["TAKEOVER"], order_id(8))
    check("another lane takes the order over", r["outcome"] == "opened", dict(r))
    told = b.packwright("order", order_id(8)).stdout
    check("the story says from whom", "took the order over from bench-1, lane 1 with 1 of 3 units in the box." in told and "again" not in told, told)
    r = b.packwright("replay", ok=None)
    check("the day replays the same", r.returncode == 0, r.stdout + r.stderr)

# What was asked leaves with whoever was asked.
with Bench(station="sign-in = optional\n") as b:
    with open(b.path("o.txt"), "wb") as f:
        f.write(report([{"id": order_id(1), "name": "Ada Sample", "lines": [{"item": "1", "sku": "MUG", "name": "A mug", "quantity": 2}]}]))
    b.packwright("import", b.path("o.txt"))
    cmd = b.commands()
    lea = b.json("people", "add", "Lea Sample", "--role", "lead", "--badge")["code"]
    b.start()
    for scan in (lea, order_id(1), "MUG", cmd["TEACH"], "NEWCODE1"):
        b.scan(scan)
    r = b.scan(lea)
    check("she signs out with her question open", r["outcome"] == "signed-out", dict(r))
    r = b.scan("MUG")
    check("what comes next teaches nothing", r["outcome"] != "taught" and b.rows("SELECT 1 FROM article_code WHERE code = 'NEWCODE1'") == [], dict(r))
    for scan in (lea, cmd["VOIDBOX"], lea):
        b.scan(scan)
    r = b.scan(cmd["WHYOTHER"])
    check("nor does a reason of nobody's void a box", r["outcome"] == "refused" and b.rows("SELECT 1 FROM parcel WHERE status = 'void'") == [], dict(r))

# A bench scanner and a door scanner, a changed address, and a box on the problem shelf.
bench, door = free_port(), free_port()
SCANNERS = f"[scanner hand]\ndriver = tcp\nlisten = 127.0.0.1:{bench}\nrole = pack\n[scanner door]\ndriver = tcp\nlisten = 127.0.0.1:{door}\nrole = door\nlane = 2\n"
with Bench(scanners=SCANNERS) as b:
    b.scan_port = bench

    def at(port):
        b.disconnect()
        b.scan_port = port

    def orders(street):
        with open(b.path("o.txt"), "wb") as f:
            f.write(report([{"id": order_id(n), "name": f"Buyer {n}", "street": street if n == 1 else "1 Road",
                             "lines": [{"item": f"{n}", "sku": "MUG", "name": "A mug", "quantity": 1}]} for n in (1, 2, 3)]))
        b.packwright("import", b.path("o.txt"))

    def labels(n):
        return b.rows("SELECT count(*) AS n FROM job j JOIN orders o ON o.id = j.order_pk WHERE j.document = 'label' AND o.order_id = ?", order_id(n))[0]["n"]

    def label(n):
        return b.rows("SELECT p.barcode FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ?", order_id(n))[0]["barcode"]

    orders("1 Road")
    cmd = b.commands()
    place = b.json("shelf", "--codes", "A1")[0]["code"]
    b.start()
    b.scan(order_id(1))
    b.scan("MUG")
    orders("99 New Road")
    b.scan(order_id(2))
    b.scan("MUG")
    r = b.scan(label(1))
    check("the bench sees that the address changed", r["reason"] == "address-changed", dict(r))
    b.scan(cmd["RELABEL"])
    b.scan(cmd["WHYADDRESS"])
    check("the label that prints is that order's, not the one packed last", (labels(1), labels(2)) == (2, 1), (labels(1), labels(2)))
    b.scan(order_id(3))
    b.scan("MUG")
    b.scan(place)
    at(door)
    r = b.scan(label(3))
    check("the door keeps back what lies on the problem shelf", r["reason"] == "on-the-shelf", dict(r))
    at(bench)
    r = b.scan(label(3))
    check("the bench says so too", r["reason"] == "on-the-shelf", dict(r))
    r = b.scan(cmd["READIT"])
    check("and takes it off", r["outcome"] == "unshelved", dict(r))
    r = b.scan(label(3))
    check("its label is good then", r["outcome"] == "proved", dict(r))
    at(door)
    r = b.scan(label(3))
    check("and it leaves", r["outcome"] == "shipped", dict(r))
    r = b.packwright("replay", ok=None)
    check("that day replays the same", r.returncode == 0, r.stdout + r.stderr)
done()

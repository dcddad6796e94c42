"""What comes back is what left: a substitute, a kit by its components, their serial numbers; and a return that stood open at a lane that is gone."""
import signal

from rig import Bench, check, done, free_port, report


def order_id(n):
    return f"112-{n:07d}-0000001"


def order(n, *lines):
    return {"id": order_id(n), "name": "Ada Sample",
            "lines": [{"item": f"{n}{i}", "sku": s, "name": s.lower(), "quantity": q} for i, (s, q) in enumerate(lines, 1)]}


ARTICLES = """sku,barcode,serial,units
CUP,4006381333931,,1
MUG,4012345678901,,1
CAM,,yes,1
STRAP,,yes,1
BOLT,2000000000015,,1
BOLT,2000000000022,,2
"""

with Bench(extra="[role packer]\nrights = substitute\n[returns]\nrestock = good\n") as b:
    second = free_port()
    with open(b.conf) as f:
        alone = f.read()
    with open(b.conf, "w") as f:
        f.write(alone + f"[scanner second]\ndriver = tcp\nlisten = 127.0.0.1:{second}\nlane = 2\n")
    orders = [order(1, ("MUG", 2)), order(2, ("KIT", 2)), order(3, ("KIT", 1)), order(4, ("MUG", 1)), order(5, ("KIT", 1)),
              order(6, ("PACK", 2), ("BOLT", 1)), order(7, ("KIT", 1)), order(8, ("KIT", 1)), order(9, ("BOX", 1))]
    for name, text in (("a.csv", ARTICLES), ("k.csv", "kit,component,quantity\nKIT,CAM,1\nKIT,STRAP,1\nPACK,BOLT,2\nPACK,NUT,1\nBOX,NUT,4\n")):
        with open(b.path(name), "w") as f:
            f.write(text)
        b.packwright("import", b.path(name))
    with open(b.path("o.txt"), "wb") as f:
        f.write(report(orders))
    b.packwright("import", b.path("o.txt"))
    cmd = b.commands()
    ana = b.json("people", "add", "Ana Sample", "--badge")["code"]
    b.start()
    first = b.scan_port

    def say():
        m = b.state()["lane"]["message"]
        return f"{m['title']} | {m['detail']}"

    def ship(n):
        code = b.rows("SELECT p.barcode FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ?", order_id(n))[0]["barcode"]
        r = b.scan(code)
        check(f"order {n} left", r["outcome"] == "shipped", dict(r))

    def back(*scans):
        for s in scans:
            r = b.scan(s)
        return r

    def rows(n):
        return [(r["sku"], r["article"], r["units"], r["pieces"], r["condition"], r["refund_reason"]) for r in b.json("returns") if r["order"] == order_id(n)]

    # a substitute
    back(order_id(1), "MUG", cmd["SUBSTITUTE"], ana, "CUP")
    r = b.scan(cmd["WHYSTOCK"])
    check("a cup went along instead of a mug", r["outcome"] == "completed", dict(r))
    ship(1)
    back(cmd["RETURN"], order_id(1))
    r = b.scan("4006381333931")
    check("what left instead comes back", r["outcome"] == "return-counted", dict(r))
    check("it says instead of what", "CUP, which left instead of MUG" in say(), say())
    b.scan(cmd["UNITGOOD"])
    r = b.scan("CUP")
    check("a second one is too many", r["reason"] == "return-too-many", dict(r))
    back("MUG", cmd["UNITDAMAGED"])
    r = b.scan("MUG")
    check("one mug left, and no second", r["reason"] == "return-too-many" and "CUP left instead" in say(), say())
    r = b.scan(cmd["RETURNDONE"])
    check("the refund is of both units", r["outcome"] == "return-closed" and "A refund for 2 units is proposed" in say(), say())
    check("the right of nobody is spoken of", "with the right" not in say(), say())
    check("the line's units come back, and what goes to stock", rows(1) == [("MUG", "CUP", 1, 1, "good", "CustomerReturn"), ("MUG", "MUG", 1, 1, "damaged", "CustomerReturn")], rows(1))

    # two kits packed by their components
    back(order_id(2), "CAM", "A1", "STRAP", "S1", "CAM", "A2", "STRAP")
    check("the kits are packed", b.scan("S2")["outcome"] == "completed")
    ship(2)
    back(cmd["RETURN"], order_id(2))
    r = b.scan("CAM")
    check("a component comes back", r["outcome"] == "return-counted", dict(r))
    check("and says what its kit lacks", "CAM of KIT" in say() and "lacks 1 x STRAP" in say(), say())
    b.scan(cmd["UNITGOOD"])
    r = b.scan(cmd["RETURNDONE"])
    check("half a kit proposes no refund, and says what is missing", "No refund is proposed" in say() and "1 x STRAP is missing" in say(), say())
    check("half a kit is in the list", rows(2) == [("KIT", "CAM", 0, 1, "good", "")], rows(2))
    back(cmd["RETURN"], order_id(2))
    back("CAM", cmd["UNITGOOD"])
    r = b.scan("CAM")
    check("no third camera left", r["reason"] == "return-too-many", dict(r))
    back("STRAP", cmd["UNITWRONG"])
    r = b.scan("KIT")
    check("no whole kit is left to come back", r["reason"] == "return-too-many", dict(r))
    back("STRAP", cmd["UNITGOOD"])
    r = b.scan(cmd["RETURNDONE"])
    check("one kit is back whole: one camera came with something else instead of its strap", "A refund for 1 unit is proposed" in say(), say())
    check("its refund is with the component that made it whole", [x[2:] for x in rows(2)] == [
        (0, 1, "good", ""), (0, 1, "good", ""), (1, 1, "wrong-item", ""), (1, 1, "good", "CustomerReturn")], rows(2))

    # by its own code, and by the case; a line of the component's own beside it
    back(order_id(6), "BOLT", "BOLT", "BOLT", "NUT", "BOLT", "BOLT")
    check("packs and a bolt are packed", b.scan("NUT")["outcome"] == "completed", b.json("order", order_id(6))["lines"])
    ship(6)
    back(cmd["RETURN"], order_id(6), "PACK", cmd["UNITGOOD"], "2000000000022", cmd["UNITGOOD"], "BOLT", cmd["UNITGOOD"])
    r = b.scan("BOLT")
    check("a pack, a case of two and a bolt are all the bolts", r["reason"] == "return-too-many", dict(r))
    back("NUT", cmd["UNITGOOD"])
    r = b.scan("NUT")
    check("and one nut beside the pack", r["reason"] == "return-too-many", dict(r))
    b.scan(cmd["UNDO"])
    check("what was taken back makes the kit whole no more", [x[2] for x in rows(6)] == [1, 0, 1], rows(6))
    b.scan("NUT")
    b.scan(cmd["UNITGOOD"])
    b.scan(cmd["RETURNDONE"])
    check("all of it is proposed", sorted(x[:4] for x in rows(6) if x[5]) == [("BOLT", "BOLT", 1, 1), ("PACK", "NUT", 1, 1), ("PACK", "PACK", 1, 1)], rows(6))

    # a kit that left as a whole
    back(order_id(9), "BOX")
    ship(9)
    back(cmd["RETURN"], order_id(9))
    r = b.scan("NUT")
    check("of a kit that left as a whole a component is told what to scan", r["reason"] == "return-of-another-order"
          and "NUT is in BOX, which left as a whole" in say(), say())
    r = b.scan("CUP")
    check("another article is none of the order's", "had no such article" in say(), say())
    back("BOX", cmd["UNITPARTS"], cmd["RETURNDONE"])

    # serial numbers of a kit that came back
    back(order_id(3), "CAM", "A3", "STRAP", "S3")
    ship(3)
    back(order_id(5), "CAM")
    r = b.scan("A3")
    check("a serial number that left is seen", r["reason"] == "serial-seen", dict(r))
    back(cmd["NEVERMIND"], cmd["ASIDE"], cmd["RETURN"], order_id(3), "KIT", cmd["UNITGOOD"], cmd["RETURNDONE"])
    back(order_id(5), "CAM", "A3", "STRAP")
    r = b.scan("S3")
    check("each component of a kit that came back may leave again", r["outcome"] == "completed", dict(r))
    ship(5)
    back(order_id(7), "CAM")
    r = b.scan("A3")
    check("none twice", r["reason"] == "serial-seen", dict(r))
    back(cmd["NEVERMIND"], cmd["ASIDE"], cmd["RETURN"], order_id(5), "STRAP", cmd["UNITGOOD"], cmd["RETURNDONE"])
    back(order_id(7), "CAM")
    r = b.scan("A3")
    check("a strap that came back brings no camera", r["reason"] == "serial-seen", dict(r))
    back("A7", "STRAP")
    r = b.scan("S3")
    check("but itself", r["outcome"] == "completed", dict(r))

    # a lane that is gone
    back(order_id(4), "MUG")
    ship(4)
    b.disconnect()
    b.scan_port = second
    back(cmd["RETURN"], order_id(4), "MUG", cmd["UNITGOOD"])
    b.disconnect()
    b.scan_port = first
    b.scan(cmd["RETURN"])
    r = b.scan(order_id(4))
    check("it is open there", r["reason"] == "return-elsewhere" and "Take an order over" in say(), say())
    b.scan(cmd["TAKEOVER"])
    r = b.scan(order_id(4))
    check("it is taken over", r["outcome"] == "return-opened" and "bench-1, lane 2, with 1 unit" in say(), say())
    b.disconnect()
    b.scan_port = second
    r = b.scan(cmd["RETURNDONE"])
    check("whoever had it can't close it", r["reason"] == "return-taken-over", dict(r))
    r = b.scan("MUG")
    check("nor count into it", r["reason"] == "return-taken-over", dict(r))
    r = b.scan(cmd["ASIDE"])
    check("but leave it", r["outcome"] == "put-aside" and b.json("returns")[-1]["closed"] == "", dict(r))
    b.scan(cmd["TAKEOVER"])
    r = b.scan(order_id(4))
    check("and take it back", r["outcome"] == "return-opened", dict(r))
    b.disconnect()
    b.kill(signal.SIGKILL)
    with open(b.conf, "w") as f:
        f.write(alone)
    b.scan_port = first
    b.start()
    r = back(cmd["ASIDE"], cmd["RETURN"], order_id(4))
    check("its lane is no more", r["reason"] == "return-elsewhere", dict(r))
    r = back(cmd["NEVERMIND"], cmd["TAKEOVER"], order_id(4))
    check("it is not lost for that", r["outcome"] == "return-opened", dict(r))
    r = b.scan(cmd["RETURNDONE"])
    check("and closes", r["outcome"] == "return-closed", dict(r))
    told = b.packwright("order", order_id(4)).stdout
    for words in ("opened its return", "took back MUG", "found MUG good: it goes back to stock", "took its return over from bench-1, lane 2",
                  "closed its return: a refund for 1 unit is proposed"):
        check(f"the story says {words}", words in told, told)
    check("and no question of the screen", "How is it" not in told and ".." not in told, told)
    r = b.packwright("replay", ok=None)
    check("the day replays the same", r.returncode == 0, r.stdout + r.stderr)
done()

"""Goods that come back, through the real program: opened by what is on the parcel, inspected, and a refund proposed; nothing is sent."""
import signal

from rig import Bench, check, done, report

ORDER = {"id": "112-0000001-0000001", "name": "Ada",
         "lines": [{"item": "1", "sku": "MUG", "name": "A mug", "quantity": 2}, {"item": "2", "sku": "PEN", "name": "A pen", "quantity": 1}]}
OTHER = {"id": "112-0000002-0000001", "name": "Bob", "lines": [{"item": "3", "sku": "HAT", "name": "A hat", "quantity": 1}]}

with Bench() as b:
    from rig import free_port
    second = free_port()
    with open(b.conf) as f:
        text = f.read()
    with open(b.conf, "w") as f:
        f.write(text + f"[scanner second]\ndriver = tcp\nlisten = 127.0.0.1:{second}\nlane = 2\n[returns]\nrestock = good, missing-parts\n")
    with open(b.path("o.txt"), "wb") as f:
        f.write(report([ORDER, OTHER]))
    b.packwright("import", b.path("o.txt"))
    cmd = b.commands()
    b.start()
    first = b.scan_port

    def at(port, text):
        b.disconnect()
        b.scan_port = port
        r = b.scan(text)
        return r

    def refused(text, why, claim):
        before = b.json("returns")
        r = b.scan(text)
        check(claim, (r["outcome"], r["reason"]) == ("refused", why) and b.json("returns") == before, dict(r))

    refused(cmd["UNITGOOD"], "no-return-open", "without a return there is nothing to inspect")
    b.scan(cmd["RETURN"])
    refused(ORDER["id"], "return-not-shipped", "what has not left can't come back")
    refused("NOBODY", "no-such-return", "an unknown number is no return")
    b.scan(cmd["NEVERMIND"])
    b.scan(ORDER["id"])
    refused(cmd["RETURN"], "another-order-open", "no return while packing")
    for item in ("MUG", "MUG", "PEN"):
        b.scan(item)
    code = b.rows("SELECT barcode FROM parcel")[0]["barcode"]
    b.scan(code)
    check("the order left", b.json("order", ORDER["id"])["status"] == "shipped")

    b.scan(cmd["RETURN"])
    r = b.scan(code)
    check("the parcel's code opens its return", r["outcome"] == "return-opened" and b.state()["lane"]["phase"] == "returning", dict(r))
    at(second, cmd["RETURN"])
    r = b.scan(ORDER["id"])
    check("two packers can't take the same return", r["reason"] == "return-elsewhere", dict(r))
    b.scan(cmd["NEVERMIND"])
    b.disconnect()
    b.scan_port = first
    refused(cmd["RETURNDONE"], "return-empty", "nothing came back yet")
    refused("HAT", "return-of-another-order", "a unit of another order is refused")
    refused(OTHER["id"], "return-open", "another order waits")
    refused(cmd["HOLD"], "return-open", "so do other commands")
    r = b.scan("MUG")
    check("a unit is counted", r["outcome"] == "return-counted", dict(r))
    refused("PEN", "condition-needed", "its condition comes before the next unit")
    refused(cmd["RETURNDONE"], "condition-needed", "and before the end")
    b.kill(signal.SIGKILL)
    b.start()
    refused("PEN", "condition-needed", "a power cut forgets nothing of it")
    b.scan(cmd["UNITGOOD"])
    b.scan("MUG")
    b.scan(cmd["UNITDAMAGED"])
    refused("MUG", "return-too-many", "more than was shipped is refused")
    b.scan("PEN")
    b.scan(cmd["UNDO"])
    check("a unit is taken back", [r["sku"] for r in b.json("returns")] == ["MUG", "MUG"])
    b.scan("PEN")
    b.scan(cmd["UNITPARTS"])
    b.scan(cmd["NORESTOCK"])
    b.scan(cmd["ASIDE"])
    b.scan(cmd["RETURN"])
    r = b.scan(ORDER["id"])
    check("put aside it goes on by the order's number", r["outcome"] == "return-opened", dict(r))
    r = b.scan(cmd["RETURNDONE"])
    check("it closes", r["outcome"] == "return-closed" and "refund" in r["detail"], dict(r))
    rows = [(r["sku"], r["condition"], r["restock"], r["refund_reason"]) for r in b.json("returns")]
    check("each unit has its condition, its place and the reason of its refund",
          rows == [("MUG", "good", True, "CustomerReturn"), ("MUG", "damaged", False, "CustomerReturn"),
                   ("PEN", "missing-parts", False, "CustomerReturn")], rows)
    check("as a table too", "missing-parts" in b.packwright("returns").stdout)
    check("nothing was sent but the confirmation", [r["kind"] for r in b.rows("SELECT kind FROM outbox")] == ["confirm-shipment"])
    b.scan(cmd["RETURN"])
    b.scan(code)
    refused("MUG", "return-too-many", "a second return knows what came back in the first")
    b.scan(cmd["ASIDE"])
    r = b.packwright("replay", ok=None)
    check("the day replays the same", r.returncode == 0, r.stdout + r.stderr)
done()

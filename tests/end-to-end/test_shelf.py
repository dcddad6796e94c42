"""The problem shelf, holds from the office and pushes: through the real program, while it runs."""
import json
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from rig import Bench, check, done, report


def order(n, promise="2026-11-24T07:59:59+00:00", sku="MUG", quantity=2):
    return {"id": "112-00000%02d-0000001" % n, "name": "Ada", "promise": promise,
            "lines": [{"item": str(n), "sku": sku, "name": "A mug", "quantity": quantity}]}


FIRST, SECOND, THIRD = order(1), order(2, "2026-11-25T07:59:59+00:00"), order(3, "2026-11-26T07:59:59+00:00")

with Bench() as b:
    def load(*orders, extra=None):
        for o in orders:
            o["extra"] = extra or {}
        with open(b.path("o.txt"), "wb") as f:
            f.write(report(orders))
        b.packwright("import", b.path("o.txt"))

    def status(o):
        return b.json("order", o["id"])["status"]

    def refused(o, *args):
        r = b.packwright(*args, o["id"], ok=(1,))
        return r.stderr

    load(FIRST, SECOND, THIRD)
    codes = {c["place"]: c["code"] for c in json.loads(b.packwright("shelf", "--json", "--codes", "A1", "B2").stdout)}
    cmd = b.commands()
    r = b.packwright("shelf", "--codes", "TOO-ODD", ok=(2,))
    check("a place's name has letters and digits", "letters and digits" in r.stderr, r.stderr)
    b.start()

    r = b.scan(codes["A1"])
    check("a place without an order is refused", (r["outcome"], r["reason"]) == ("refused", "nothing-to-shelve"), dict(r))
    forged = codes["A1"][:-1] + ("A" if codes["A1"][-1] != "A" else "B")
    r = b.scan(forged)
    check("a place's code with another tag is no place", r["outcome"] == "refused" and r["reason"] == "unknown-code", dict(r))
    b.scan(FIRST["id"])
    b.scan("MUG")
    r = b.scan(codes["A1"])
    check("the open order goes on the place", r["outcome"] == "shelved" and status(FIRST) == "ready", dict(r))
    r = b.scan(cmd["WHYSTOCK"])
    check("and a reason may follow", r["outcome"] == "shelved" and "Stock" in r["detail"], dict(r))
    shelf = b.json("shelf")
    check("the list says where, why, since when and by whom",
          [(s["place"], s["order"], s["reason"], s["by"]) for s in shelf] == [("A1", FIRST["id"], "Stock", "bench-1, lane 1")]
          and shelf[0]["since"].startswith("20"), shelf)
    text = b.packwright("shelf").stdout
    check("as a table too", "A1" in text and FIRST["id"] in text and "Stock" in text, text)
    r = b.scan(cmd["WHYSTOCK"])
    check("a second reason was not asked for", r["reason"] == "reason-unasked", dict(r))
    board = b.state()
    check("the screen's data has the shelf", [s["order"] for s in board["shelf"]] == [FIRST["id"]], board.get("shelf"))
    r = b.scan(FIRST["id"])
    message = b.state()["lane"]["message"]
    check("opening it says where it lies", r["outcome"] == "opened" and "A1" in message["detail"] and "Stock" in message["detail"], message)
    check("and takes it off", b.json("shelf") == [] and "A1" in r["detail"], r["detail"])
    b.scan(codes["B2"])
    b.scan(SECOND["id"])  # another scan leaves the question open
    r = b.scan(cmd["WHYSTOCK"])
    check("a reason much later is not the shelf's", r["reason"] == "reason-unasked" and b.json("shelf")[0]["reason"] == "", dict(r))
    b.scan(cmd["ASIDE"])
    out = b.packwright("shelf", "--off", FIRST["id"]).stdout
    check("the office may take it off", "B2" in out and b.json("shelf") == [], out)
    check("once", "Not on the shelf" in refused(FIRST, "shelf", "--off"), "")

    # holds from the office
    r = b.packwright("hold", FIRST["id"], ok=(2,))
    check("a hold needs a reason", "--reason" in r.stderr, r.stderr)
    b.scan(FIRST["id"])
    out = b.packwright("hold", FIRST["id"], "--reason", "call the buyer").stdout
    r = b.scan("MUG")
    check("a hold while packing stops the packer, with its reason",
          r["reason"] == "order-held" and "call the buyer" in b.state()["lane"]["message"]["detail"], dict(r))
    check("held twice is refused", "Held already" in refused(FIRST, "hold", "--reason", "x"), "")
    r = b.scan(codes["A1"])
    check("what is held can be laid aside", r["outcome"] == "shelved" and status(FIRST) == "held", dict(r))
    b.packwright("release", FIRST["id"])
    check("a release from the office", status(FIRST) == "ready", status(FIRST))
    check("of what isn't held is refused", "Not on hold" in refused(FIRST, "release"), "")
    r = b.packwright("hold", "999-0000000-0000000", "--reason", "x", ok=(1,))
    check("an unknown order is said", "Unknown order" in r.stderr, r.stderr)
    who = [(h["what"], h["device"]) for h in b.json("order", FIRST["id"])["history"] if h["device"].startswith("command line")]
    check("the history has the office's words and who", any("call the buyer" in w for w, _ in who) and len(who) >= 3, who)

    # pushes
    def queue():
        return [q["id"] for q in b.json("queue")["orders"]]

    check("the queue goes by ship-by", queue() == [FIRST["id"], SECOND["id"], THIRD["id"]], queue())
    b.packwright("push", THIRD["id"], "--reason", "promised by phone")
    check("a pushed order comes first", queue() == [THIRD["id"], FIRST["id"], SECOND["id"]], queue())
    first = b.json("queue")["orders"][0]
    check("visibly, with who and why", first["pushed"] and first["pushed_reason"] == "promised by phone" and
          first["pushed_by"].startswith("command line"), first)
    check("a push of what is pushed is refused", "Pushed already" in refused(THIRD, "push"), "")
    r = b.scan("MUG")
    check("an item opens the pushed order", r["outcome"] == "counted" and b.state()["lane"]["order"]["id"] == THIRD["id"], dict(r))
    b.scan(cmd["ASIDE"])
    b.packwright("push", THIRD["id"], "--undo")
    check("taken back it is in its place", queue() == [FIRST["id"], SECOND["id"], THIRD["id"]], queue())
    check("only once", "Not pushed" in refused(THIRD, "push", "--undo"), "")
    b.scan(cmd["PUSH"])
    r = b.scan(SECOND["id"])
    check("a push by scans", r["outcome"] == "pushed" and queue()[0] == SECOND["id"], dict(r))
    load(FIRST, SECOND, THIRD, extra={"ship-city": "Elsewhere"})
    check("an import keeps the push", queue()[0] == SECOND["id"], queue())
    r = b.scan("MUG")
    check("for items too", b.state()["lane"]["order"]["id"] == SECOND["id"], dict(r))
    b.scan("MUG")
    b.scan(cmd["PUSH"])
    r = b.scan(SECOND["id"])
    check("what is packed is not pushed", r["reason"] == "already-packed", dict(r))
    r = b.scan("MUG")
    check("an item is no order to push", r["reason"] == "no-such-order", dict(r))
    b.scan(cmd["NEVERMIND"])
    b.scan(cmd["PUSHBACK"])
    r = b.scan(FIRST["id"])
    check("nor taken back what was not pushed", r["reason"] == "not-pushed", dict(r))
    b.scan(cmd["NEVERMIND"])
    r = b.packwright("replay", ok=None)
    check("the day replays the same", r.returncode == 0, r.stdout + r.stderr)

# deadlines: what Python's zoneinfo says of the same pickups
with Bench(station="timezone = America/Los_Angeles",
           extra="[cutoff post]\ncarrier = USPS\ndays = mon-fri\ntime = 17:00\nholidays = 2027-03-12\n") as b:
    zone = ZoneInfo("America/Los_Angeles")

    def at(*when):
        return datetime(*when, tzinfo=zone).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")

    expected = {}
    orders = []
    # 2027-03-14 is the Sunday on which the clocks change there
    for n, (ship, deadline) in enumerate([((2027, 3, 14, 23, 59, 59), (2027, 3, 11, 17)), ((2027, 3, 15, 23, 59, 59), (2027, 3, 15, 17)),
                                          ((2027, 11, 7, 23, 59, 59), (2027, 11, 5, 17)), ((2020, 1, 7, 23, 59, 59), (2020, 1, 7, 17))]):
        o = order(n, at(*ship).replace("Z", "+00:00"))
        orders.append(o)
        expected[o["id"]] = at(*deadline)
    with open(b.path("o.txt"), "wb") as f:
        f.write(report(orders))
    b.packwright("import", b.path("o.txt"))
    q = b.json("queue")
    check("deadlines are the carrier's pickups", {o["id"]: o["deadline"] for o in q["orders"]} == expected, q)
    check("without a pace nothing is guessed", q["pace_per_hour"] is None and q["past_deadline"] == 1 and
          sorted(str(o["late"]) for o in q["orders"]) == ["None", "None", "None", "True"], q)
    text = b.packwright("queue").stdout
    check("and that is said", "can't be known" in text and "1 past their deadline" in text, text)
    with open(b.conf, "a") as f:
        f.write("[cutoff bad]\ncarrier = UPS\ntime = 25:00\n")
    r = b.packwright("queue", ok=(1,))
    check("a wrong time is named by its line", "[cutoff bad] time" in r.stderr, r.stderr)
done()

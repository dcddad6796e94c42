"""Figures, the queue and the story of what happened at a bench with a scale: each parcel once, whatever closed it, and none that is void."""
import datetime
import os
import threading
import time

from rig import Bench, check, done, report


def order_id(n):
    return f"112-{n:07d}-0000001"


class Scale:
    def __init__(self, path):
        self.path, self.line = path, "0 g"
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                fd = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
                os.write(fd, (self.line + "\n").encode())
                os.close(fd)
            except OSError:
                pass
            time.sleep(0.02)


PAST = 4  # orders whose deadline is over
with Bench(station="sign-in = optional\n", extra="[scale bench]\ndriver = pipe\npath = scale\nsettle = 100ms\n") as b:
    now = datetime.datetime.now(datetime.timezone.utc)
    orders = []
    for n in range(1, 13):
        day = now + datetime.timedelta(days=-2 if n <= PAST else 5, minutes=n)
        orders.append({"id": order_id(n), "name": "Ada Sample", "promise": day.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
                       "lines": [{"item": f"{n}", "sku": "MUG", "name": "A mug", "quantity": 2}]})
    with open(b.path("o.txt"), "wb") as f:
        f.write(report(orders))
    with open(b.path("a.csv"), "w") as f:
        f.write("sku,weight\nMUG,400 g\n")
    b.packwright("import", b.path("o.txt"), b.path("a.csv"))
    cmd = b.commands()
    ana = b.json("people", "add", "Ana Sample", "--badge")["code"]
    lea = b.json("people", "add", "Lea Sample", "--role", "lead", "--badge")["code"]
    b.start()
    scale = Scale(b.path("scale"))
    end = time.time() + 10
    while time.time() < end and not any(d["kind"] == "scale" and d["state"] == "ready" for d in b.state().get("devices", [])):
        time.sleep(0.05)

    def total():
        t = b.json("report", "--by", "bench")["total"]
        return t["parcels"], t["orders"], t["units"]

    # the queue, before anything is packed
    whole = b.json("queue")
    check("as many orders are past their deadline as there are", whole["past_deadline"] == PAST and len(whole["orders"]) == 12, whole["past_deadline"])
    some = b.json("queue", "--limit", "1")
    check("also where one row is listed", (some["past_deadline"], some["late"]) == (PAST, whole["late"]) and len(some["orders"]) == 1, some)
    check("and in words", f"\n{PAST} past their deadline" in b.packwright("queue", "--limit", "2").stdout, b.packwright("queue", "--limit", "2").stdout)
    b.packwright("push", order_id(12), "--reason", "sample")
    some = b.json("queue", "--limit", "1")
    check("one that is in time and comes first changes nothing", some["past_deadline"] == PAST and some["orders"][0]["order"] == order_id(12)
          if "order" in some["orders"][0] else some["past_deadline"] == PAST, some)

    b.scan(ana)
    for n in (1, 2):
        b.scan(order_id(n))
        b.scan("MUG")
        r = b.scan("MUG")
        check("the full box waits for the scale", r["outcome"] == "weigh", dict(r))
        scale.line = "800 g"
        check("which closes it", b.wait_for("SELECT count(*) FROM parcel WHERE status = 'packed'", n, 10))
        scale.line = "0 g"
        time.sleep(0.4)
    check("what the scale closed is counted", total() == (2, 2, 4), total())

    # explained, by somebody else's word
    b.scan(order_id(3))
    b.scan("MUG")
    b.scan("MUG")
    r = b.scan(cmd["WEIGHT"])
    check("explaining needs the right", r["reason"] == "not-allowed", dict(r))
    b.scan(lea)
    r = b.scan(cmd["WHYOTHER"])
    check("explained it closes", (r["outcome"], r["who"], r["approver"]) == ("completed", "Ana Sample", "Lea Sample"), dict(r))
    check("and is counted", total() == (3, 3, 6), total())
    told = b.packwright("order", order_id(3)).stdout
    check("the story says who explained its weight, why, and who allowed it",
          "Ana Sample at bench-1 explained the weight: Other: complete; Lea Sample allowed it." in told, told)
    check("and not that somebody put a unit in then", "last unit" not in told, told)

    # void, and packed anew
    r = b.scan(cmd["VOIDBOX"])
    b.scan(lea)
    r = b.scan(cmd["WHYDAMAGED"])
    check("the box is void", r["outcome"] == "box-void", dict(r))
    check("and counts no more", total() == (2, 2, 4), total())
    b.scan(order_id(3))
    b.scan("MUG")
    b.scan("MUG")
    scale.line = "800 g"
    check("it is packed anew", b.wait_for("SELECT count(*) FROM parcel WHERE status = 'packed'", 3, 10))
    check("and counts once", total() == (3, 3, 6), total())
    scale.line = "0 g"
    by = {r["person"]: r["parcels"] for r in b.json("report")["rows"]}
    check("they are hers who packed them", by.get("Ana Sample") == 3, by)
    r = b.packwright("replay", ok=None)
    check("the day replays the same", r.returncode == 0, r.stdout + r.stderr)
done()

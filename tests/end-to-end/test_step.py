"""A box that is packed on the scale, through the real program: each scan goes with a unit's weight, or is refused or doubted."""
import os
import threading
import time

from rig import Bench, check, done, report

ORDERS = [{"id": "112-000000%d-0000001" % n, "name": "Ada", "lines": [{"item": "%d1" % n, "sku": "SAMPLE-1", "name": "One", "quantity": 5},
                                                                      {"item": "%d2" % n, "sku": "SAMPLE-2", "name": "Two", "quantity": 2}]} for n in range(1, 4)]


class PipeScale:
    def __init__(self, b):
        self.path, self.line, self.on = b.path("scale"), "0 g", True
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while self.on:
            try:
                fd = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
                os.write(fd, (self.line + "\n").encode())
                os.close(fd)
            except OSError:
                pass
            time.sleep(0.02)


def put(b, scale, grams):
    """Put on what makes this weight, and wait until the program has taken it down."""
    before = b.rows("SELECT COALESCE(MAX(seq), 0) AS n FROM journal WHERE kind = 'weight'")[0]["n"]
    scale.line = f"{grams} g"
    end = time.time() + 8
    while grams > 0 and time.time() < end and b.rows("SELECT COALESCE(MAX(seq), 0) AS n FROM journal WHERE kind = 'weight'")[0]["n"] == before:
        time.sleep(0.02)
    if grams == 0:
        time.sleep(0.3)


def said(row):
    return row["outcome"], row["reason"]


def message(b):
    return b.state()["lane"]["message"]


def bench(step):
    b = Bench(extra="[scale bench]\ndriver = pipe\npath = scale\nsettle = 100ms\n", station=f"weigh = never\nstep-check = {step}")
    with open(b.path("o.txt"), "wb") as f:
        f.write(report(ORDERS))
    with open(b.path("a.csv"), "w") as f:
        f.write("sku,weight\nSAMPLE-1,200 g\nSAMPLE-2,350 g\n")
    b.packwright("import", b.path("o.txt"), b.path("a.csv"))
    b.start()
    scale = PipeScale(b)
    end = time.time() + 10
    while time.time() < end and not any(d["kind"] == "scale" and d["state"] == "ready" for d in b.state()["devices"]):
        time.sleep(0.05)
    put(b, scale, 0)
    return b, scale


b, scale = bench("refuse")
with b:
    cmd = b.commands()
    b.scan(ORDERS[0]["id"])
    put(b, scale, 100)
    check("a box's first unit is only counted", said(b.scan("SAMPLE-1")) == ("counted", ""))
    check("scanned again with nothing put in, it is the same unit", said(b.scan("SAMPLE-1")) == ("refused", "same-unit")
          and "nothing was put in" in message(b)["detail"], message(b))
    put(b, scale, 301)
    check("when it is in, the next may be scanned", said(b.scan("SAMPLE-1")) == ("counted", ""), message(b))
    put(b, scale, 651)
    check("a unit that was put in before it is scanned too, of another weight", said(b.scan("SAMPLE-2")) == ("counted", ""), message(b))
    put(b, scale, 771)
    check("another weight than any of the two is told with both", said(b.scan("SAMPLE-1")) == ("refused", "step-off")
          and "0.120 kg" in message(b)["detail"] and "0.200 kg" in message(b)["detail"], message(b))
    put(b, scale, 851)
    check("put right it counts", said(b.scan("SAMPLE-1")) == ("counted", ""), message(b))
    put(b, scale, 0)
    put(b, scale, 905)
    check("with the box lifted in between nothing is said", said(b.scan("SAMPLE-1")) == ("counted", ""), message(b))
    b.scan(cmd["UNDO"])
    check("nor after a unit was taken out", said(b.scan("SAMPLE-1")) == ("counted", ""), message(b))
    n = b.rows("SELECT SUM(units) AS n FROM verification WHERE undone = 0")[0]["n"]
    check("what was refused was not counted", n == 5, n)
b, scale = bench("warn")
with b:
    b.scan(ORDERS[0]["id"])
    put(b, scale, 100)
    b.scan("SAMPLE-1")
    r = b.scan("SAMPLE-1")
    m = message(b)
    check("where it only warns the unit counts, and the screen doubts it", said(r) == ("counted", "") and m["tone"] == "attention"
          and "nothing was put in" in m["title"] and "the scale saw no unit" in r["detail"], (m, r["detail"]))
    put(b, scale, 300)
    check("the next is measured from there", said(b.scan("SAMPLE-1")) == ("counted", "") and message(b)["tone"] == "right", message(b))
b, scale = bench("no")
with b:
    b.scan(ORDERS[0]["id"])
    put(b, scale, 100)
    b.scan("SAMPLE-1")
    check("where it is not asked for nothing is said", said(b.scan("SAMPLE-1")) == ("counted", "") and message(b)["tone"] == "right", message(b))
done()

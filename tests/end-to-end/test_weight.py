"""Full boxes on the lane's scale, through the real program: right, wrong, stuck, missing, explained, learned; a FIFO and a serial scale."""
import os
import pty
import select
import threading
import time
import tty

from rig import Bench, check, done, report

ORDERS = [{"id": "112-000000%d-0000001" % n, "name": "Ada",
           "lines": [{"item": "%d1" % n, "sku": "SAMPLE-1", "name": "One", "quantity": 1},
                     {"item": "%d2" % n, "sku": "SAMPLE-2", "name": "Two", "quantity": 1}]} for n in range(1, 9)]


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
            time.sleep(0.03)

    def put(self, grams):
        self.line = f"{grams} g"


class SerialScale:
    """Answers SI as MT-SICS says, on a pseudo-terminal that a link names."""

    def __init__(self, b):
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        os.symlink(os.ttyname(self.slave), b.path("tty"))
        self.line, self.on = "S S       0.00 g", True
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        seen = b""
        while self.on:
            if not select.select([self.master], [], [], 0.05)[0]:
                continue
            seen += os.read(self.master, 100)
            while b"SI\r\n" in seen:
                seen = seen.split(b"SI\r\n", 1)[1]
                os.write(self.master, (self.line + "\r\n").encode())

    def put(self, grams):
        self.line = f"S S  {grams:9.2f} g"


def last(b, kind):
    r = b.rows("SELECT * FROM journal WHERE kind = ? ORDER BY seq DESC LIMIT 1", kind)
    return r[0] if r else {"seq": 0, "outcome": "", "reason": "", "detail": ""}


def weighs(b, scale, grams, timeout=8):
    """Lift off what is there, put this on, wait for the journal's row."""
    scale.put(0)
    time.sleep(0.3)
    before = last(b, "weight")["seq"]
    scale.put(grams)
    end = time.time() + timeout
    while time.time() < end and last(b, "weight")["seq"] == before:
        time.sleep(0.02)
    r = last(b, "weight")
    return r if r["seq"] != before else {"outcome": "nothing", "reason": "", "detail": ""}


def fill(b, n):
    b.scan(ORDERS[n]["id"])
    b.scan("SAMPLE-1")
    return b.scan("SAMPLE-2")


def ready(b, state="ready"):
    end = time.time() + 10
    while time.time() < end:
        if any(d["kind"] == "scale" and d["state"] == state for d in b.state().get("devices", [])):
            return True
        time.sleep(0.05)
    return False


def bench(extra, station):
    b = Bench(extra=extra, station=station)
    with open(b.path("o.txt"), "wb") as f:
        f.write(report(ORDERS))
    b.packwright("import", b.path("o.txt"))
    return b


PIPE = "[scale bench]\ndriver = pipe\npath = scale\nsettle = 100ms\n"
with bench(PIPE, "weigh = required") as b:
    code = b.commands()
    b.start()
    scale = PipeScale(b)
    ready(b)
    r = fill(b, 0)
    check("where every box is weighed the last scan asks for it", r["outcome"] == "weigh" and b.state()["lane"]["pending"] == "weigh", dict(r))
    time.sleep(0.3)
    check("and no label prints before", b.printers["label"].count() == 0)
    r = weighs(b, scale, 600)
    check("the weight closes the box and the label prints with no touch", r["outcome"] == "completed" and b.printers["label"].wait(1), dict(r))
    before = last(b, "weight")["seq"]
    r = fill(b, 1)
    check("with the last parcel still on the scale it says so", "Take the last parcel off" in b.state()["lane"]["message"]["detail"], b.state()["lane"])
    scale.put(700)  # something more on top of it
    end = time.time() + 5
    while time.time() < end and last(b, "weight")["seq"] == before:
        time.sleep(0.02)
    check("and what was not lifted off is no weight of this one", last(b, "weight")["reason"] == "weight-stuck" and b.printers["label"].count() == 1,
          dict(last(b, "weight")))
    r = weighs(b, scale, 604)
    check("lifted off, the next weight counts", r["outcome"] == "completed" and b.printers["label"].wait(2), dict(r))
    fill(b, 2)
    weighs(b, scale, 596)
    with open(b.path("a.csv"), "w") as f:
        f.write("sku,hs-code,weight\nSAMPLE-1,691200,200 g\nSAMPLE-2,691200,350 g\n")
    b.packwright("import", b.path("a.csv"))
    r = fill(b, 3)
    r = weighs(b, scale, 400)
    m = b.state()["lane"]["message"]
    check("from three parcels it has learned what the fourth should weigh", r["reason"] == "weight-off" and m["expected"] == "0.600 kg"
          and m["came"] == "0.400 kg", (dict(r), m))
    check("it names the article that seems to be missing", "as if one SAMPLE-1 were missing" in m["detail"], m)
    r = weighs(b, scale, 950)
    check("or the one that is too many", "as if one SAMPLE-2 were too many" in b.state()["lane"]["message"]["detail"], b.state()["lane"])
    time.sleep(0.3)
    check("nothing printed for a wrong weight", b.printers["label"].count() == 3)
    r = weighs(b, scale, 601)
    check("put right and weighed again it is complete", r["outcome"] == "completed" and b.printers["label"].wait(4), dict(r))
    fill(b, 4)
    weighs(b, scale, 900)
    b.scan(code["WEIGHT"])
    r = b.scan(code["WHYOTHER"])
    check("a wrong weight can be explained with a reason", r["outcome"] == "completed" and b.printers["label"].wait(5)
          and b.rows("SELECT weight_mg, weight_why FROM parcel ORDER BY id DESC LIMIT 1")[0]["weight_why"] == "Other", dict(r))
    check("and nothing is learned from it", b.rows("SELECT count(*) AS n FROM weight_seen WHERE mg > 800000")[0]["n"] == 0)
    r = b.scan(code["WEIGHT"])
    check("with nothing to be explained the command is refused", r["reason"] == "weight-unasked", dict(r))
    weights = [p["weight_g"] for n in range(4) for p in b.json("order", ORDERS[n]["id"])["parcels"]]
    check("each parcel's weight is kept", weights == [600, 604, 596, 601], weights)
    scale.on = False
    os.unlink(b.path("scale"))
    os.mkdir(b.path("scale"))
    end = time.time() + 8
    while time.time() < end and any(d["kind"] == "scale" and d["state"] == "ready" for d in b.state()["devices"]):
        time.sleep(0.05)
    r = fill(b, 5)
    m = b.state()["lane"]["message"]
    check("a scale that is gone is said plainly, and what to do", r["outcome"] == "weigh" and "can't be read" in m["detail"], m)
    b.scan(code["WEIGHT"])
    r = b.scan(code["WHYOTHER"])
    check("and its box can be explained too", r["outcome"] == "completed" and b.printers["label"].wait(6), dict(r))

b = bench("[scale bench]\ndriver = serial\nport = tty\npoll = 30ms\nsettle = 100ms\n[customs]\npackaging-weight = 50 g\n", "")
with b:
    with open(b.path("a.csv"), "w") as f:
        f.write("sku,hs-code,weight\nSAMPLE-1,691200,200 g\nSAMPLE-2,691200,350 g\n")
    b.packwright("import", b.path("a.csv"))
    b.start()
    check("a serial scale that isn't there is missing", ready(b, "missing"), b.state())
    r = fill(b, 0)
    check("then a box isn't kept back where a weight is only wanted if it can be known", r["outcome"] == "completed", dict(r))
    scale = SerialScale(b)
    ready(b)
    r = fill(b, 1)
    check("with articles' weights and packaging given, it is asked for", r["outcome"] == "weigh", dict(r))
    r = weighs(b, scale, 252)
    check("too light is refused", r["reason"] == "weight-off" and b.state()["lane"]["message"]["expected"] == "0.600 kg", dict(r))
    r = weighs(b, scale, 610)
    check("within 3 % it is right", r["outcome"] == "completed", dict(r))

# Nothing is known of the articles: the boxes close at once, and are weighed for the next.
with bench(PIPE, "") as b:
    b.start()
    scale = PipeScale(b)
    ready(b)
    r = weighs(b, scale, 300)
    check("what lies there before a box was closed is nobody's", r["outcome"] == "noted" and b.rows("SELECT 1 FROM weight_seen") == [], dict(r))
    for n, grams in enumerate((600, 604, 596)):
        r = fill(b, n)
        check("of what nothing is known keeps no box back", r["outcome"] == "completed", dict(r))
        shown = b.state()["lane"]["message"]
        r = weighs(b, scale, grams)
        check("the weight of the box is kept, and the screen left alone", r["outcome"] == "noted" and b.state()["lane"]["message"] == shown
              and b.rows("SELECT weight_mg FROM parcel ORDER BY id DESC LIMIT 1")[0][0] == grams * 1000, dict(r))
        r = weighs(b, scale, 111)
        check("once: what comes after it is something else",
              b.rows("SELECT weight_mg FROM parcel ORDER BY id DESC LIMIT 1")[0][0] == grams * 1000, dict(r))
        scale.put(0)
        time.sleep(0.3)
    check("and learned from", sorted(r[0] for r in b.rows("SELECT mg FROM weight_seen")) == [596000, 600000, 604000])
    r = fill(b, 3)
    check("the fourth is asked for", r["outcome"] == "weigh", dict(r))
    r = weighs(b, scale, 400)
    check("and refused where it is another", r["reason"] == "weight-off" and b.state()["lane"]["message"]["expected"] == "0.600 kg", dict(r))
    r = weighs(b, scale, 601)
    check("or right", r["outcome"] == "completed", dict(r))
    check("the figures count each parcel once", b.json("report")["total"]["parcels"] == 4, b.json("report"))
    told = b.packwright("order", ORDERS[0]["id"]).stdout
    check("the story has the weight", "Weighed 0.600 kg" in told, told)
    scale.put(0)
    b.scan(ORDERS[4]["id"])
    r = weighs(b, scale, 250)
    check("a box that is being packed is not the one before", b.rows("SELECT count(*) AS n FROM weight_seen")[0]["n"] == 4, dict(r))
    r = b.packwright("replay", ok=None)
    check("the day replays the same", r.returncode == 0, r.stdout + r.stderr)
done()

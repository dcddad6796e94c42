"""Kinds of boxes by their barcodes, with their weight on the scale, and carriers' cages at the door, through the real program."""
import os
import subprocess
import sys
import threading
import time

from rig import PROGRAM, ROOT, Bench, check, done, free_port, report, skip

sys.path.insert(0, os.path.join(ROOT, "tests", "oracles"))
import judge  # noqa: E402

EAN = "4006381333931"  # of the small box, with a right check digit
UPS, USPS = "1Z5R89390357567127", "9400111899223100000000"


def order(n, units):
    return {"id": "112-%07d-0000001" % n, "name": "Ada Sample", "lines": [{"item": str(n), "sku": "MUG", "name": "A mug", "quantity": units}]}


ORDERS = [order(n, 2 if n in (1, 2, 3) else 1) for n in range(1, 9)]
EXTRA = f"""[verify]
box = required
[box small]
barcode = {EAN}
size = 300x200x150mm
weight = 180 g
[box large]
barcode = BOX-L
size = 20x16x12in
weight = 400 g
[cage 1]
carrier = UPS
[cage B2]
carrier = USPS
[scale bench]
driver = pipe
path = scale
"""


class Scale:
    def __init__(self, path):
        self.path, self.line = path, "0 g"
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                fd = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
                os.write(fd, (self.line + "\n").encode())
                os.close(fd)
            except OSError:
                pass
            time.sleep(0.03)

    def put(self, grams):
        self.line = "0 g"
        time.sleep(0.6)
        self.line = f"{grams} g"
        time.sleep(1.0)


def said(row):
    return row["outcome"], row["reason"]


def parcel(b, n, number=1):
    return b.rows("SELECT p.* FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ? AND p.number = ?", ORDERS[n]["id"], number)[0]


def faults(b):
    for text, want in [("[box a]\nweight = 1 kg\n", "needs a barcode"), ("[box a]\nbarcode = X\nsize = 3x4\n", "size = 3x4: must be like"),
                       ("[box a]\nbarcode = X\nweight = heavy\n", "weight = heavy: must be like"),
                       ("[box a]\nbarcode = X\n[box b]\nbarcode = x\n", "[box a] has it already"), ("[cage A]\n", "needs a carrier"),
                       ("[cage north side]\ncarrier = UPS\n", "1 to 12 letters"), ("[verify]\nbox = always\n", "box = always")]:
        with open(b.path("wrong.conf"), "w") as f:
            f.write("[store]\npath = s.db\n" + text)
        r = subprocess.run([PROGRAM, "-c", b.path("wrong.conf"), "commands"], capture_output=True, text=True, check=False)
        check(f"a fault is named with its line: {want}", r.returncode == 1 and want in r.stderr and "wrong.conf:" in r.stderr, r.stderr)


def kinds(b, cmd, scale):
    b.scan(ORDERS[0]["id"])
    b.scan("MUG")
    check("a box of which nobody knows the kind can't be closed", said(b.scan(cmd["NEXTBOX"])) == ("refused", "box-needed")
          and said(b.scan(cmd["SHORT"])) == ("refused", "box-needed"))
    r = b.scan("MUG")
    check("nor does the last unit close it", said(r) == ("box-wanted", ""), r["detail"])
    check("its barcode asks for its weight, which is known now", said(b.scan(EAN)) == ("weigh", "") and parcel(b, 0)["box"] == "small")
    scale.put(700)
    b.wait_for("SELECT count(*) FROM parcel WHERE status = 'packed'", 1, 5)
    r = b.rows("SELECT * FROM journal WHERE kind = 'weight' ORDER BY seq DESC LIMIT 1")[0]
    check("without the box it weighs too little", said(r) == ("refused", "weight-off") and "0.880 kg" in r["detail"], r["detail"])
    scale.put(880)
    ok = b.wait_for("SELECT count(*) FROM parcel WHERE status = 'packed'", 1, 5)
    p = parcel(b, 0)
    check("with it, it fits, and closes", ok and p["weight_mg"] == 880000 and (p["tare_g"], p["length_mm"], p["width_mm"], p["height_mm"]) ==
          (180, 300, 200, 150), dict(p))
    scale.put(0)
    r = b.scan("box-l")
    check("a box may be scanned before its order", said(r) == ("box-taken", "") and r["detail"].endswith("kind large"), r["detail"])
    b.scan(ORDERS[1]["id"])
    p = parcel(b, 1)
    check("it is the next parcel's", p["box"] == "large" and p["length_mm"] == 508, dict(p))
    b.scan("MUG")
    check("a box that is not the last is weighed too", said(b.scan(cmd["NEXTBOX"])) == ("refused", "weight-wanted"))
    scale.put(1200)
    check("and must weigh what is in it", said(b.scan(cmd["NEXTBOX"])) == ("refused", "weight-off"))
    scale.put(752)
    check("then it closes", said(b.scan(cmd["NEXTBOX"])) == ("box-closed", "") and parcel(b, 1)["weight_mg"] == 752000)
    b.scan(EAN)
    b.scan("BOX-L")
    check("the next has its own kind, the one scanned last", parcel(b, 1, 2)["box"] == "large")
    b.scan(cmd["EMPTY"])
    b.scan("MUG")
    b.scan(cmd["WEIGHT"])
    r = b.scan(cmd["WHYOTHER"])
    check("a weight may be explained", r["outcome"] == "completed" and parcel(b, 1, 2)["weight_why"] == "Other", r["detail"])
    b.scan(ORDERS[2]["id"])
    b.scan(EAN)
    b.scan("MUG")
    b.scan(cmd["WEIGHT"])
    check("so may that of a box which is not the last", said(b.scan(cmd["WHYOTHER"])) == ("explained", ""))
    check("it closes then", said(b.scan(cmd["NEXTBOX"])) == ("box-closed", "") and parcel(b, 2)["weight_why"] == "Other")
    b.scan(cmd["SHORT"])
    check("and the rest may wait", said(b.scan(cmd["WHYLATER"])) == ("short", ""))


def door(b, text):
    """Scan with the scanner at the door."""
    import socket
    before = b.rows("SELECT COALESCE(MAX(seq), 0) AS seq FROM journal")[0]["seq"]
    if not hasattr(b, "gate"):
        b.gate = socket.create_connection(("127.0.0.1", b.gate_port), timeout=5)
    b.gate.sendall(text.encode() + b"\r")
    end = time.time() + 10
    while time.time() < end:
        r = b.rows("SELECT * FROM journal WHERE seq > ? AND device = 'gate' ORDER BY seq LIMIT 1", before)
        if r:
            return r[0]
        time.sleep(0.005)
    raise TimeoutError(text)


def cages(b, cmd):
    codes = {}
    for n, number in ((3, UPS), (4, USPS), (5, UPS.replace("7127", "7136"))):
        b.scan(EAN)
        b.scan(ORDERS[n]["id"])
        b.scan("MUG")
        b.scan(cmd["WEIGHT"])
        b.scan(cmd["WHYOTHER"])
        if n != 5:
            b.scan(number)
        codes[n] = parcel(b, n)["barcode"]
    check("without a cage there is none to leave", said(door(b, cmd["CAGEDONE"])) == ("refused", "no-cage"))
    r = door(b, cmd["CAGE-1"])
    check("a cage is opened by its barcode", said(r) == ("cage", "") and "for UPS" in r["detail"], r["detail"])
    r = door(b, codes[4])
    check("a parcel of another carrier is in the wrong cage", said(r) == ("refused", "wrong-cage") and parcel(b, 4)["status"] == "packed", r["detail"])
    check("one of its carrier is not", said(door(b, codes[3])) == ("shipped", ""))
    check("but once", said(door(b, codes[3])) == ("refused", "already-shipped"))
    b.scan(cmd["REOPEN"])
    b.scan(codes[4])
    b.scan(cmd["WHYOTHER"])
    check("an open box does not leave, nor by its old label", said(door(b, codes[4])) == ("refused", "label-superseded")
          and said(door(b, parcel(b, 4)["barcode"])) == ("refused", "not-packed"))
    b.scan(cmd["WEIGHT"])
    b.scan(cmd["WHYOTHER"])
    codes[4] = parcel(b, 4)["barcode"]
    b.packwright("hold", ORDERS[4]["id"], "--reason", "sample")
    check("a held one does not leave", said(door(b, codes[4])) == ("refused", "order-held"))
    b.packwright("release", ORDERS[4]["id"])
    check("a forged cage is no cage", door(b, "PWG1AAAAAAAA")["outcome"] == "refused")
    check("the next cage takes over", said(door(b, cmd["CAGE-B2"])) == ("cage", "") and said(door(b, codes[4])) == ("shipped", ""))
    check("a parcel of the station's carrier goes there too", said(door(b, codes[5])) == ("shipped", ""))
    check("the cage can be left", said(door(b, cmd["CAGEDONE"])) == ("cage", "") and said(door(b, cmd["CAGEDONE"])) == ("refused", "no-cage"))
    lists = [b.packwright("handover", "--carrier", c, "--format", "text").stdout for c in ("UPS", "USPS")]
    check("the list of a carrier has what went into its cage", UPS in lists[0] and USPS not in lists[0] and USPS in lists[1] and codes[5] in lists[1], lists)
    b.packwright("commands", "--format", "png", "--output", b.path("commands.png"))
    if judge.missing():
        skip("the sheet has the cages", judge.missing())
        return
    with judge.Judge() as j:
        seen = [s["text"] for s in j.ask("read", in_=b.path("commands.png"))["symbols"]]
        check("the sheet has the cages, and another program reads them", cmd["CAGE-1"] in seen and cmd["CAGE-B2"] in seen, seen)


gate_port, hand_port = free_port(), free_port()
with Bench(extra=EXTRA, scanners=f"[scanner hand]\ndriver = tcp\nlisten = 127.0.0.1:{hand_port}\nrole = pack\n"
           f"[scanner gate]\ndriver = tcp\nlisten = 127.0.0.1:{gate_port}\nrole = door\nlane = gate\n") as b:
    b.scan_port, b.gate_port = hand_port, gate_port
    with open(b.path("orders.txt"), "wb") as f:
        f.write(report(ORDERS))
    with open(b.path("articles.csv"), "w") as f:
        f.write("sku,weight\nMUG,350 g\n")
    b.packwright("import", b.path("orders.txt"), b.path("articles.csv"))
    faults(b)
    cmd = b.commands()
    b.start()
    scale = Scale(b.path("scale"))
    time.sleep(0.5)
    kinds(b, cmd, scale)
    scale.put(0)
    cages(b, cmd)
done()

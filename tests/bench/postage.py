#!/usr/bin/env python3
"""postage.py N: packs N orders at a bench that buys postage from a made-up marketplace with 100 ms for each answer, and prints as JSON how long
the last scan took until the label was at the printer, and how many requests an order cost."""
import json
import os
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "end-to-end"))
from amazon_server import CLIENT, MARKETPLACE, REFRESH, SECRET, Amazon  # noqa: E402
from rig import Bench  # noqa: E402

COUNT = int(sys.argv[1])
CONFIG = """[channel shop]
type = amazon
marketplace = %s
endpoint = %s
sign-in-url = %s/auth/o2/token
credentials = secrets
poll = 1s
postage = on-complete
postage-box = usual
[box usual]
barcode = BOX-USUAL
size = 300x200x150mm
weight = 180 g
"""


def prepare(a, b):
    with open(b.conf) as f:
        text = f.read()
    with open(b.conf, "w") as f:
        f.write(text.replace("[sender]\n", "[sender]\nemail = shop@example.com\nphone = 555-0100\n"))
    with open(b.path("secrets"), "w") as f:
        f.write(f"client-id = {CLIENT}\nclient-secret = {SECRET}\nrefresh-token = {REFRESH}\n")
    os.chmod(b.path("secrets"), 0o600)
    with open(b.path("articles.csv"), "w") as f:
        f.write("sku,barcode,name,weight\nMUG,4006381333931,A mug,350 g\n")
    b.packwright("import", b.path("articles.csv"))
    for n in range(COUNT):
        a.add(f"112-{n:07d}-0000001", [(str(5000 + n), "MUG", 2)])


def main():
    with Amazon() as a, Bench(extra=CONFIG % (MARKETPLACE, a.url, a.url)) as b:
        a.rate = {o: 1000 for o in ("search", "order", "offers", "buy", "restrict")}
        prepare(a, b)
        b.start()
        while b.rows("SELECT count(*) FROM orders WHERE status = 'ready'")[0][0] < COUNT:
            time.sleep(0.05)
        a.delay = lambda: 0.05  # before the deed, and after it
        label, spent = b.printers["label"], []
        before = sum(x["operation"] not in ("search", "sign-in", "restrict") for x in a.asked)
        for n in range(COUNT):
            for code in (f"112-{n:07d}-0000001", "MUG"):
                b.scan(code)
            time.sleep(0.3)  # a person is no quicker; the order is read again since it was opened
            begin, wall = time.monotonic(), time.time()
            b.send("MUG")
            while label.count() <= n:  # a label has some hundred bytes: its first is its last
                time.sleep(0.0005)
            spent.append(1e3 * (time.monotonic() - begin))
        if os.environ.get("PACKWRIGHT_TRACE"):
            for x in a.asked[-5:]:
                print(f"{x['operation']:8} {1e3 * (x['time'] - wall):7.1f} ms after the scan", file=sys.stderr)
        requests = sum(x["operation"] not in ("search", "sign-in", "restrict") for x in a.asked) - before
        print(json.dumps({"median_ms": statistics.median(spent), "most_ms": max(spent), "requests": requests / COUNT}))


main()

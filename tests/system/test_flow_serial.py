#!/usr/bin/env python3
"""The whole flow with a serial scanner under umockdev: the real program, libserialport's own opening, orders packed and shipped by what
the scanner says, the cable pulled in the middle of an order and put back."""
import os
import shutil
import subprocess
import sys
import time

from transport_bench import ASAN, HERE, program

sys.path.insert(0, os.path.join(HERE, "..", "end-to-end"))
import rig  # noqa: E402
from rig import Bench, check, done, report, skip  # noqa: E402

TTY = "tty " + os.path.join(HERE, "umock", "scanner-tty.umockdev")
SCANNER = "[scanner left]\ndriver = serial\nport = /dev/serial/by-id/LABSER1\nbaud = 9600\nframing = crlf\n"


class SerialBench(Bench):
    """The rig's bench, with the scanner on an emulated serial port."""

    def start(self, timeout=20, wrapper=(), env=None):
        command = ["umockdev-wrapper", program("umock/umock_bench"), "-c", "-", "--", "env",
                   f"LD_PRELOAD={program('umock/pty_modem.so')}:libumockdev-preload.so.0", rig.PROGRAM, "run", "-c", self.conf]
        self.log = open(self.path("station.log"), "ab")
        self.p = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=self.log, stderr=self.log, text=True, bufsize=1, env={**os.environ, **ASAN})
        self.do("plug scale", "start")  # something, so that there is a /dev to watch
        end = time.time() + timeout
        while True:
            try:
                self.state()
                break
            except OSError:
                if time.time() > end:
                    raise
                time.sleep(0.02)
        self._listen()
        return self

    def do(self, *lines):
        for line in lines:
            self.p.stdin.write(line + "\n")
        self.p.stdin.flush()

    def send(self, text):
        self.do("tty-say " + text)

    def scanner(self, state, timeout=10):
        end = time.time() + timeout
        while time.time() < end:
            if any(d["name"] == "left" and d["state"] == state for d in self.state()["devices"]):
                return True
            time.sleep(0.02)
        return False

    def stop(self):
        if self.p is None or self.p.poll() is not None:
            return 0
        self.do("term", "wait-exit")
        self.p.stdin.close()
        return self.p.wait(20)


def main():
    if not shutil.which("umockdev-wrapper"):
        skip("orders are packed with a serial scanner", "umockdev isn't installed")
        return
    orders, item = [], 1
    for n in range(6):
        lines = [{"item": str(item + k), "sku": f"SKU{n}{k}", "name": f"Sample {n} {k}", "quantity": 1 + (n + k) % 3} for k in range(2)]
        item += 2
        orders.append({"id": f"114-{n:07d}-{1000000 + n}", "name": f"Buyer {n}", "lines": lines})
    with SerialBench(scanners=SCANNER) as b:
        with open(b.path("o.txt"), "wb") as f:
            f.write(report(orders))
        b.packwright("import", b.path("o.txt"))
        b.start()
        check("a scanner that isn't there at the start is named as missing", b.scanner("missing"))
        b.do(TTY)
        check("and is used when it appears", b.scanner("ready"))
        outcomes = []
        for n, o in enumerate(orders):
            outcomes.append(b.scan(o["id"])["outcome"])
            codes = [x["sku"] for x in o["lines"] for _ in range(x["quantity"])]
            for k, code in enumerate(codes):
                if n == 3 and k == 1:  # the cable is pulled in the middle of the order, half a scan on the line
                    b.do("tty-hex 534b55", "sleep 100", "tty-unplug")
                    check("a pulled cable is said on the screen", b.scanner("missing"))
                    b.do(TTY)
                    check("put back, it works again", b.scanner("ready"))
                outcomes.append(b.scan(code)["outcome"])
            code = b.rows("SELECT barcode FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ?", o["id"])[0]["barcode"]
            outcomes.append(b.scan(code)["outcome"])
        check("six orders are packed and shipped", outcomes.count("shipped") == 6 and outcomes.count("completed") == 6, outcomes)
        r = b.rows("SELECT outcome, reason, raw FROM journal WHERE outcome = 'refused'")
        check("the half scan was refused as such, and nothing else", [(x["reason"], x["raw"]) for x in r] == [("garbled", "SKU")], [tuple(x) for x in r])
        check("each has its slip and its label on paper",
              b.wait_for("SELECT count(*) FROM job WHERE status <> 'printed'", 0) and all(p.count() == 6 for p in b.printers.values()))
        check("and its confirmation", len(open(b.json("confirmations")["files"][0]["path"], newline="").read().split("\r\n")) == 2 + 12)
        b.stop()


main()
done()

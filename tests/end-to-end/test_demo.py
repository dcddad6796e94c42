"""packwright demo, as a person meets it: the page answers, clicks on its barcodes pack and ship an order, the paper can be looked at.

    python3 test_demo.py [http://127.0.0.1:8631/]        with an address: that bench, already running
"""
import json
import re
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zlib

from rig import PROGRAM, check, done


class Page:
    """What the page does, without the browser."""

    def __init__(self, url):
        self.url = url
        html = self.get("").decode()
        self.token = re.search(r'[0-9a-f]{32,}', html).group(0)

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return answer.read()

    def state(self, seconds=20):
        """It says 503 while the station is starting."""
        end = time.time() + seconds
        while True:
            try:
                return json.loads(self.get("v1/state"))
            except urllib.error.HTTPError as e:
                if e.code != 503 or time.time() > end:
                    raise
            time.sleep(0.05)

    def scan(self, code):
        """Clicks a barcode; gives the state once the bench has answered to it."""
        before = self.state()["lane"]["message"]["n"]
        request = urllib.request.Request(self.url + "v1/scan", json.dumps({"text": code}).encode(),
                                         {"Content-Type": "application/json", "X-Packwright-Token": self.token,
                                          "Origin": self.url.rstrip("/")})
        urllib.request.urlopen(request, timeout=10).read()
        return self.until(lambda s: s["lane"]["message"]["n"] > before)

    def until(self, true, seconds=20):
        end = time.time() + seconds
        while True:
            state = self.state()
            if true(state) or time.time() > end:
                return state
            time.sleep(0.05)

    @staticmethod
    def barcodes(state, kind):
        return [b["code"] for b in state["demo"]["barcodes"] if b["kind"] == kind]


def ink(png):
    """Dark dots of an unlaced PNG of 1 or 8 bits grey, or -1 when it is none."""
    if png[:8] != b"\x89PNG\r\n\x1a\n":
        return -1
    at, data, head = 8, b"", None
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at:at + 8])
        if kind == b"IHDR":
            head = struct.unpack(">IIBBBBB", png[at + 8:at + 21])
        if kind == b"IDAT":
            data += png[at + 8:at + 8 + size]
        at += 12 + size
    return head[0] * head[1] if len(set(zlib.decompress(data))) > 2 else 0


def pack(page):
    state = page.state()
    orders = Page.barcodes(state, "order")
    check("sample orders wait in the queue", len(state["queue"]) > 3 and len(orders) > 0, state["queue"])
    state = page.scan(orders[0])
    order = state["lane"]["order"]
    check("a click on an order's barcode opens it", order["units"] > 0 and state["lane"]["phase"] == "packing", state["lane"])
    wrong = Page.barcodes(state, "wrong")
    if check("a wrong item is offered to be tried", len(wrong) > 0):
        state = page.scan(wrong[0])
        check("the wrong item is refused and not counted",
              state["lane"]["order"]["verified"] == 0 and state["lane"]["message"]["tone"] in ("wrong", "too-many"), state["lane"])
    for _ in range(order["units"]):
        missing = [line["sku"] for line in state["lane"]["order"]["lines"] if line["verified"] < line["quantity"]]
        items = [code for code in Page.barcodes(state, "item") if code in missing]
        if not items:
            break
        state = page.scan(items[0])
    check("each unit was counted, and the order is packed without a touch", state["lane"]["phase"] != "packing", state["lane"])
    state = page.until(lambda s: len(s.get("papers", [])) >= 2)
    papers = state.get("papers", [])
    check("slip and label came out", {p["printer"] for p in papers} == {"slip", "label"}, papers)
    check("the paper is a picture with something on it", all(ink(page.get(p["url"].lstrip("/"))) > 0 for p in papers), papers)
    numbers = Page.barcodes(state, "tracking")
    if check("a carrier's label can be clicked", len(numbers) == 1, state["demo"]):
        state = page.scan(numbers[0])
        check("and its number is bound to the parcel", state["lane"]["parcel"]["tracking"] == numbers[0], state["lane"])
    parcels = Page.barcodes(state, "parcel")
    if check("the parcel's barcode can be clicked", len(parcels) > 0, state["demo"]):
        waiting = state["outbox"]["waiting"]
        state = page.scan(parcels[-1])
        check("the parcel is shipped and its confirmation waits", state["outbox"]["waiting"] == waiting + 1, state)


def main():
    if len(sys.argv) > 1:
        pack(Page(sys.argv[1]))
        return
    for language in ("zpl", "tspl", "epl"):
        demo(language)


def demo(language):
    bench = subprocess.Popen([PROGRAM, "demo", "--listen", "127.0.0.1:0", "--label", language], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
    try:
        url, shown = None, ""
        for line in bench.stdout:
            shown += line
            url = re.search(r"http://\S+", line)
            if url:
                break
        if check("the demo says where its page is (labels in %s)" % language, url is not None, shown):
            pack(Page(url.group(0)))
    finally:
        bench.terminate()
        try:
            status = bench.wait(15)
        except subprocess.TimeoutExpired:
            bench.kill()
            status = "killed after 15 s"
        log = bench.stderr.read()[-3000:]
        check("it ends when it is told to", status in (0, -15), (status, log))
        check("the printers understood every command", "not understood" not in log, log)


main()
done()

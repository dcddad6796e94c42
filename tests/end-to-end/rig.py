"""A bench for tests: the real program with a scanner and printers on TCP, an order file, and a person who scans.

    with Bench(printers={"slip": Printer("escpos"), "label": Printer("zpl")}) as b:
        b.packwright("import", path)
        b.start()
        b.scan("112-0000001-0000001")

A scan returns when the program has acknowledged it (the event on its page), with the journal's row. Everything is on 127.0.0.1.
"""
import atexit
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("PACKWRIGHT", os.path.join(ROOT, "build", "release", "packwright"))

_passed = _failed = 0
SUITE = os.path.splitext(os.path.basename(sys.argv[0]))[0].removeprefix("test_")


def check(claim, ok, why=""):
    """One line for tests/run to count."""
    global _passed, _failed
    if ok:
        _passed += 1
        print(f"ok - {SUITE}: {claim}", flush=True)
    else:
        _failed += 1
        print(f"not ok - {SUITE}: {claim}: {str(why)[:1500]!r}", flush=True)
    return ok


def skip(claim, why):
    print(f"skip - {SUITE}: {claim}: {why}", flush=True)


def done():
    sys.exit(1 if _failed else 0)


def free_port():
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    port = s.getsockname()[1]
    s.close()
    return port


class Printer:
    """A network printer: keeps what each document was, answers as an Epson or a Zebra would.

    ESC/POS documents end with a process id request (GS ( H), ZPL documents with ^XZ. mode: ok, silent (takes all, answers nothing).
    """

    def __init__(self, language, answers=True):
        self.language, self.answers = language, answers
        self.port = free_port()
        self.documents = []  # bytes of each whole document
        self.rest = b""      # of one not yet whole
        self.taken = 0
        self.lock = threading.Lock()
        self.server = socket.socket()
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.server.bind(("127.0.0.1", self.port))
        self.server.listen(8)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                conn, _ = self.server.accept()
            except OSError:
                return
            conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                self.rest = b""  # a document that was cut off never comes out whole
            self._talk(conn)

    def _talk(self, conn):
        while True:
            try:
                data = conn.recv(65536)
            except OSError:
                return
            if not data:
                return
            with self.lock:
                self.taken += len(data)
                self.rest += data
                reply = self._split()
            if reply and self.answers:
                try:
                    conn.sendall(reply)
                except OSError:
                    return

    def _split(self):
        reply = b""
        if self.language == "zpl":
            while True:
                m = re.search(rb"\^XZ\s*|~HS\s*", self.rest)
                if not m:
                    return reply
                if m[0].startswith(b"~HS"):
                    self.rest = self.rest[:m.start()] + self.rest[m.end():]
                    reply += (b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n"
                              b"\x021234,0\x03\r\n")
                else:
                    self.documents.append(self.rest[:m.end()])
                    self.rest = self.rest[m.end():]
        while True:
            m = re.search(rb"\x1d\(H\x06\x00\x30\x30(....)", self.rest, re.S)
            if m:
                self.documents.append(self.rest[:m.start()])
                self.rest = self.rest[m.end():]
                reply += b"\x37\x22" + m[1] + b"\x00"
                continue
            m = re.search(rb"\x10\x04[\x01-\x04]|\x1da.", self.rest, re.S)
            if m and m.start() == 0:
                self.rest = self.rest[m.end():]
                reply += b"\x12" if m[0][0] == 0x10 else b"\x14\x00\x00\x0f"
                continue
            return reply

    def count(self):
        with self.lock:
            return len(self.documents)

    def wait(self, n, timeout=10):
        end = time.time() + timeout
        while self.count() < n and time.time() < end:
            time.sleep(0.005)
        return self.count() >= n

    def close(self):
        self.server.close()


class Bench:
    def __init__(self, printers=None, extra="", station="", scanners="", slip_profile="TM-T88V", folder=None):
        self.dir = folder or tempfile.mkdtemp(prefix="packwright-e2e-")
        if folder is None:
            atexit.register(shutil.rmtree, self.dir, True)
        self.printers = printers if printers is not None else {"slip": Printer("escpos"), "label": Printer("zpl")}
        self.scan_port, self.kiosk_port = free_port(), free_port()
        self.p = self.sock = None
        self.acknowledged = 0  # the number of the last message that the page was told
        self.lost = threading.Event()
        text = f"""[station]
name = bench-1
carrier = USPS
service = Ground Advantage
{station}

[sender]
name = Sample Shop
line1 = 1 Sample Street
city = Sampleton
region = OR
postal-code = 97000
country = US

[store]
path = store.db

[kiosk]
listen = 127.0.0.1:{self.kiosk_port}

[channel files]
type = amazon-files
export = export
"""
        text += scanners or f"[scanner hand]\ndriver = tcp\nlisten = 127.0.0.1:{self.scan_port}\n"
        for name, p in self.printers.items():
            if p.language == "escpos":
                text += f"[printer {name}]\ntransport = tcp\naddress = 127.0.0.1:{p.port}\nlanguage = escpos\nprofile = {slip_profile}\n" \
                        "documents = slip, gift-slip, commands\nanswer-timeout = 5s\n"
            else:
                text += f"[printer {name}]\ntransport = tcp\naddress = 127.0.0.1:{p.port}\nlanguage = zpl\ndpi = 203\nmedia = 4x6in\n" \
                        "documents = label\nanswer-timeout = 5s\n"
        self.conf = os.path.join(self.dir, "packwright.conf")
        with open(self.conf, "w") as f:
            f.write(text + extra)

    def path(self, name):
        return os.path.join(self.dir, name)

    def packwright(self, *args, ok=(0,), text=True):
        r = subprocess.run([PROGRAM, "-c", self.conf, *args], capture_output=True, text=text, timeout=120)
        if ok is not None and r.returncode not in ok:
            raise RuntimeError(f"packwright {' '.join(args)}: status {r.returncode}\n{r.stdout}\n{r.stderr}")
        return r

    def json(self, *args, ok=(0,)):
        return json.loads(self.packwright(*args, "--json", ok=ok).stdout)

    def commands(self):
        return {c["name"]: c["code"] for c in self.json("commands")}

    # -- the program --

    def start(self, timeout=20, wrapper=(), env=None):
        self.log = open(self.path("station.log"), "ab")
        self.p = subprocess.Popen([*wrapper, PROGRAM, "run", "-c", self.conf], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
                                  env={**os.environ, **(env or {})})
        end = time.time() + timeout
        while time.time() < end:
            if self.p.poll() is not None:
                raise RuntimeError("the station ended: " + open(self.path("station.log"), errors="replace").read()[-3000:])
            try:
                self.state()
                break
            except OSError:
                time.sleep(0.01)
        else:
            raise TimeoutError("the page does not answer")
        self._listen()
        return self

    def state(self):
        c = http.client.HTTPConnection("127.0.0.1", self.kiosk_port, timeout=5)
        c.request("GET", "/v1/state", headers={"Host": f"127.0.0.1:{self.kiosk_port}"})
        answer = c.getresponse()
        r = answer.read()
        c.close()
        if answer.status == 503:
            raise OSError("the station is starting")
        return json.loads(r)

    def _listen(self):
        """Follow the page's events: what was told there was acknowledged."""
        s = socket.create_connection(("127.0.0.1", self.kiosk_port), timeout=5)
        s.sendall(f"GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:{self.kiosk_port}\r\nAccept: text/event-stream\r\n\r\n".encode())
        s.settimeout(None)
        self.events = s
        self.lost = lost = threading.Event()
        self.news = threading.Condition()

        def follow():
            f = s.makefile("rb")
            try:
                for line in f:
                    if not line.startswith(b"data:"):
                        continue
                    try:
                        board = json.loads(line[5:])
                        n = board["lane"]["message"]["n"]
                    except (ValueError, KeyError, TypeError):
                        continue
                    with self.news:
                        self.board = board
                        self.acknowledged = max(self.acknowledged, n)
                        self.news.notify_all()
            except OSError:
                pass
            lost.set()
            with self.news:
                self.news.notify_all()

        threading.Thread(target=follow, daemon=True).start()

    def kill(self, sig=signal.SIGKILL):
        self.p.send_signal(sig)
        rc = self.p.wait()
        self.disconnect()
        return rc

    def stop(self):
        rc = 0
        if self.p is not None and self.p.poll() is None:
            rc = self.kill(signal.SIGTERM)
        self.p = None
        return rc

    def disconnect(self):
        if self.sock is not None:
            self.sock.close()
            self.sock = None

    # -- the person --

    def send(self, text):
        """Scan without waiting for the answer."""
        for _ in range(200):
            try:
                if self.sock is None:
                    self.sock = socket.create_connection(("127.0.0.1", self.scan_port), timeout=5)
                    self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.sock.sendall(text.encode() + b"\r")
                return
            except OSError:
                self.disconnect()
                self.alive()
                time.sleep(0.02)
        raise TimeoutError("the scanner can't be reached")

    def alive(self):
        if self.p is None or self.p.poll() is not None:
            raise TimeoutError("the station is gone")

    def rows(self, sql, *args):
        db = sqlite3.connect(f"file:{self.path('store.db')}?mode=ro", uri=True, timeout=10)
        try:
            db.row_factory = sqlite3.Row
            return db.execute(sql, args).fetchall()
        finally:
            db.close()

    def wait_for(self, sql, value, timeout=60):
        """Until the query's one number is value; False after timeout."""
        end = time.time() + timeout
        while time.time() < end:
            if self.rows(sql)[0][0] == value:
                return True
            time.sleep(0.02)
        return False

    def scan(self, text, timeout=10):
        """Scan and wait until the program has acknowledged it. Gives the journal's row."""
        before = self.rows("SELECT COALESCE(MAX(seq), 0) AS seq FROM journal")[0]["seq"]
        self.send(text)
        end = time.time() + timeout
        while time.time() < end:
            r = self.rows("SELECT * FROM journal WHERE seq > ? AND kind = 'scan' ORDER BY seq LIMIT 1", before)
            if r and self.acknowledged >= r[0]["seq"]:
                return r[0]
            self.alive()
            time.sleep(0.002)
        raise TimeoutError(f"no answer to {text!r}: " + open(self.path("station.log"), errors="replace").read()[-2000:])

    def __enter__(self):
        return self

    def __exit__(self, *a):
        self.stop()
        for p in self.printers.values():
            p.close()


COLUMNS = ["order-id", "order-item-id", "purchase-date", "payments-date", "reporting-date", "promise-date", "days-past-promise", "buyer-email",
           "buyer-name", "buyer-phone-number", "sku", "product-name", "quantity-purchased", "quantity-shipped", "quantity-to-ship",
           "ship-service-level", "recipient-name", "ship-address-1", "ship-address-2", "ship-address-3", "ship-city", "ship-state",
           "ship-postal-code", "ship-country", "is-business-order", "purchase-order-number", "price-designation", "is-prime"]


def report(orders, columns=COLUMNS):
    """Amazon's unshipped-orders report. orders: [{id, ..., lines: [{item, sku, name, quantity}]}]."""
    out = ["\t".join(columns)]
    for o in orders:
        for line in o["lines"]:
            row = {"order-id": o["id"], "order-item-id": line["item"], "purchase-date": "2026-11-20T08:15:30+00:00",
                   "payments-date": "2026-11-20T08:20:00+00:00", "reporting-date": "2026-11-21T00:00:00+00:00",
                   "promise-date": o.get("promise", "2026-11-24T07:59:59+00:00"), "days-past-promise": "-2", "buyer-email": "x@example.com",
                   "buyer-name": o.get("buyer", o["name"]), "sku": line["sku"], "product-name": line["name"],
                   "quantity-purchased": line["quantity"], "quantity-shipped": 0, "quantity-to-ship": line["quantity"],
                   "ship-service-level": o.get("service", "Standard"), "recipient-name": o["name"], "ship-address-1": o.get("street", "1 Road"),
                   "ship-city": o.get("city", "Springfield"), "ship-state": o.get("state", "OR"), "ship-postal-code": o.get("zip", "97477"),
                   "ship-country": o.get("country", "US"), "is-business-order": "false", "is-prime": "false"}
            row.update(o.get("extra", {}))
            out.append("\t".join(str(row.get(c, "")) for c in columns))
    return ("\n".join(out) + "\n").encode()

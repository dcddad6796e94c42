"""The station is killed (SIGKILL) at random moments while a packer packs and ships, N times (first argument, or $PACKWRIGHT_KILLS, or 25).

Held true through all of it: no acknowledged scan is missing from the journal, nothing unverified ships, no parcel is confirmed twice, no
document is on paper twice unless the journal holds a reprint that somebody asked for, and every printed document is one the store knows of.
The packer does what a person would: after a restart looks at the screen, settles what is uncertain by looking at the paper, goes on.
"""
import os
import random
import sys
import threading
import time

from rig import Bench, check, done, report

KILLS = int(sys.argv[1]) if len(sys.argv) > 1 else int(os.environ.get("PACKWRIGHT_KILLS", "25"))
SEED = int(os.environ.get("PACKWRIGHT_SEED", "1"))
random.seed(SEED)
ORDERS = KILLS * 5 + 10


class Paper:
    """Which documents lie on the table: a slip by the order's number in its QR code, a label by its bytes."""

    def __init__(self, b):
        self.b, self.labels = b, {}

    def count(self, document, order):
        printer = self.b.printers["label" if document == "label" else "slip"]
        with printer.lock:
            papers = list(printer.documents)
        if document != "label":
            return sum(order.encode() in d for d in papers)
        if order not in self.labels:
            self.labels[order] = self.b.packwright("label", order, "--format", "zpl", text=False).stdout.strip()
        return sum(d.strip() == self.labels[order] for d in papers)


class Packer:
    """Works through the orders; a scan whose answer never came is looked up on the screen after the restart."""

    def __init__(self, b, orders, cmd):
        self.b, self.orders, self.cmd = b, orders, cmd
        self.paper = Paper(b)
        self.acknowledged = []  # (seq, text) that the program said it has

    def scan(self, text):
        r = self.b.scan(text, timeout=3)
        self.acknowledged.append((r["seq"], text))
        return r

    def lane(self):
        rows = self.b.rows("SELECT l.*, o.order_id FROM lane l LEFT JOIN orders o ON o.id = l.order_pk WHERE l.name = '1'")
        return rows[0] if rows else None

    def settle(self):
        """Each uncertain document: is it on paper? The answer is scanned."""
        for _ in range(50):
            u = self.b.rows("SELECT j.id, j.document, j.printer, o.order_id, p.barcode FROM job j JOIN orders o ON o.id = j.order_pk"
                            " JOIN parcel p ON p.id = j.parcel_pk WHERE j.status = 'uncertain' ORDER BY j.id LIMIT 1")
            if not u:
                return
            u = u[0]
            time.sleep(0.05)  # what is in the printer's buffer comes out while the person walks to it
            known = self.b.rows("SELECT count(*) AS n FROM job WHERE order_pk = (SELECT order_pk FROM job WHERE id = ?) AND document = ?"
                                " AND status = 'printed'", u["id"], u["document"])[0]["n"]
            came = self.paper.count(u["document"], u["order_id"]) > known
            self.scan(self.cmd["PRINTEDYES" if came else "PRINTEDNO"])

    def needed(self, order):
        rows = self.b.rows("SELECT l.sku, l.quantity - COALESCE((SELECT SUM(v.units) FROM verification v WHERE v.line_pk = l.id AND v.undone = 0), 0)"
                           " AS n FROM order_line l JOIN orders o ON o.id = l.order_pk WHERE o.order_id = ?", order)
        return [r["sku"] for r in rows for _ in range(r["n"])]

    def work(self):
        """Until the station dies (an exception) or all is shipped."""
        self.settle()
        lane = self.lane()
        if lane and lane["phase"] == "packing":
            self.finish(lane["order_id"])
        for o in self.orders:
            status = self.b.rows("SELECT status FROM orders WHERE order_id = ?", o["id"])[0]["status"]
            if status == "shipped":
                continue
            if status == "ready":
                self.scan(o["id"])
                self.finish(o["id"])
            self.settle()
            self.ship(o["id"])
        return True

    def finish(self, order):
        while True:
            todo = self.needed(order)
            if not todo:
                return
            if random.random() < 0.15:
                self.scan("NOT-OF-THIS-ORDER")
            r = self.scan(random.choice(todo))
            if r["outcome"] == "completed":
                return

    def ship(self, order):
        code = self.b.rows("SELECT p.barcode, p.status FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ?", order)[0]
        if code["status"] == "packed":
            self.scan(code["barcode"])


def main():
    orders, item = [], 1
    for n in range(ORDERS):
        lines = []
        for k in range(random.randint(1, 3)):
            lines.append({"item": f"{700000 + item}", "sku": f"SKU-{k}-{n % 7}", "name": f"Sample {k}", "quantity": random.randint(1, 3)})
            item += 1
        orders.append({"id": f"113-{n:07d}-{1000000 + n}", "name": f"Buyer {n}", "lines": lines})
    with Bench() as b:
        with open(b.path("orders.txt"), "wb") as f:
            f.write(report(orders))
        b.packwright("import", b.path("orders.txt"))
        cmd = b.commands()
        packer = Packer(b, orders, cmd)
        kills, lost, finished = 0, [], False
        while kills < KILLS and not finished:
            b.start()
            timer = threading.Timer(random.uniform(0.02, 0.6), lambda: b.p.kill())
            timer.start()
            try:
                finished = packer.work()
            except Exception:  # the station is gone in the middle of something
                pass
            timer.cancel()
            b.kill()
            b.p = None
            kills += 1
            known = {r["seq"] for r in b.rows("SELECT seq FROM journal")}
            lost += [a for a in packer.acknowledged if a[0] not in known]
            if b.acknowledged and b.acknowledged not in known and b.acknowledged <= max(known, default=0):
                lost.append((b.acknowledged, "the page's last message"))
        b.start()
        for _ in range(3):
            try:
                packer.work()
                break
            except TimeoutError:
                pass
        for _ in range(3):  # the printers finish; what is uncertain then is settled like the rest
            b.wait_for("SELECT count(*) FROM job WHERE status IN ('queued', 'sending', 'handed-over')", 0, timeout=120)
            packer.settle()
        b.stop()
        judge_it(b, packer, kills, lost)
    done()


def judge_it(b, packer, kills, lost):
    check(f"killed {kills} times, no acknowledged scan is missing ({len(packer.acknowledged)} of them, seed {SEED})", not lost, lost)
    bad = b.rows("SELECT o.order_id FROM orders o WHERE o.status = 'shipped' AND EXISTS (SELECT 1 FROM order_line l WHERE l.order_pk = o.id"
                 " AND l.quantity <> (SELECT COALESCE(SUM(v.units), 0) FROM verification v WHERE v.line_pk = l.id AND v.undone = 0))")
    check("nothing shipped unverified", not bad, [r[0] for r in bad])
    n = b.rows("SELECT count(*) AS n, count(DISTINCT parcel_pk) AS d, count(DISTINCT key) AS k FROM outbox")[0]
    shipped = b.rows("SELECT count(*) AS n FROM parcel WHERE status = 'shipped'")[0]["n"]
    check(f"{shipped} parcels shipped, each confirmed once", n["n"] == n["d"] == n["k"] == shipped and shipped > 0, tuple(n))
    check("every order is out", b.rows("SELECT count(*) AS n FROM orders WHERE status <> 'shipped'")[0]["n"] == 0)
    for kind in ("slip", "label"):
        asked = b.rows("SELECT parcel_pk, count(*) AS n, SUM(reprint_of IS NULL) AS first, SUM(reprint_of IS NOT NULL AND reason = '') AS unasked"
                       " FROM job WHERE document = ? GROUP BY parcel_pk", kind)
        check(f"every second {kind} was asked for, with a reason", all(r["first"] == 1 and not r["unasked"] for r in asked),
              [tuple(r) for r in asked if r["first"] != 1 or r["unasked"]])
        wrong, papers = {}, 0
        for r in b.rows("SELECT o.order_id, SUM(j.status = 'printed') AS n FROM job j JOIN orders o ON o.id = j.order_pk WHERE j.document = ?"
                        " GROUP BY o.id", kind):
            on_table = packer.paper.count(kind, r["order_id"])
            papers += on_table
            if on_table != r["n"]:
                wrong[r["order_id"]] = (on_table, r["n"])
        check(f"what the store calls printed is what is on paper ({papers} papers of kind {kind})", not wrong, wrong)
        reprints = b.rows("SELECT count(*) AS n FROM job WHERE document = ? AND reprint_of IS NOT NULL AND status = 'printed'", kind)[0]["n"]
        check(f"no {kind} is on paper twice unasked", papers <= ORDERS + reprints, (papers, ORDERS, reprints))


main()

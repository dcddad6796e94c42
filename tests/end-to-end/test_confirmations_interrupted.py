"""A file of confirmations whose writing was interrupted, failed, or met another one: each confirmation is in one file, and only there."""
import os
import shutil
import sqlite3
import subprocess

from rig import PROGRAM, Bench, check, done, report

N = 6


def rows(path):
    with open(path, "rb") as f:
        return [line.split(b"\t")[0].decode() for line in f.read().splitlines()[1:]]


def ship(b, orders):
    for o in orders:
        b.scan(o["id"])
        b.scan(o["lines"][0]["sku"])
        code = b.rows("SELECT p.barcode FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ?", o["id"])[0][0]
        b.scan(code)


orders = [{"id": f"112-{i:07d}-0000001", "name": "A", "lines": [{"item": str(i + 1), "sku": f"S{i}", "name": "n", "quantity": 1}]} for i in range(N)]
with Bench() as b:
    with open(b.path("o.txt"), "wb") as f:
        f.write(report(orders))
    b.packwright("import", b.path("o.txt"))
    b.start()
    ship(b, orders[:2])
    # The folder can't be written: nothing is lost, and nothing is said to be done.
    with open(b.path("export"), "w"):
        pass
    r = b.packwright("confirmations", ok=(1,))
    check("a folder that can't be written is told", "export" in r.stderr, r.stderr)
    os.unlink(b.path("export"))
    ship(b, orders[2:4])
    paths = b.packwright("confirmations").stdout.split()
    check("what was taken then and what came since are written, in a file each", len(paths) == 2, paths)
    check("each once", sorted(x for p in paths for x in rows(p)) == [o["id"] for o in orders[:4]], paths)
    # The power fails between the taking and the file.
    name, first = os.path.basename(paths[0]), open(paths[0], "rb").read()
    store = sqlite3.connect(b.path("store.db"), timeout=10)
    with store:
        store.execute("UPDATE export SET status = 'writing' WHERE name = ?", (name,))
    store.close()
    os.unlink(paths[0])
    again = b.packwright("confirmations").stdout.split()
    check("a file that was never finished is written under its name", again == [paths[0]] and open(paths[0], "rb").read() == first, again)
    r = b.packwright("confirmations")
    check("and then there is nothing more to write", r.stdout == "" and "Nothing to confirm" in r.stderr, (r.stdout, r.stderr))
    # Two at once.
    ship(b, orders[4:])
    both = [subprocess.Popen([PROGRAM, "-c", b.conf, "confirmations"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(2)]
    said = [p.communicate() for p in both]
    files = [p for p in os.listdir(b.path("export")) if not p.endswith(".part")]
    check("two at once leave each confirmation in one file",
          sorted(x for p in files for x in rows(os.path.join(b.path("export"), p))) == [o["id"] for o in orders], (said, files))
    check("the store agrees", b.rows("SELECT count(*) FROM outbox WHERE status = 'exported'")[0][0] == N)
    shutil.rmtree(b.path("export"))
    b.packwright("confirmations", "--again", name)
    check("a file asked for by its name is the same", open(paths[0], "rb").read() == first)
done()

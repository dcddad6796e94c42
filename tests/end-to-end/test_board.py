"""What the page says to a packer is true and can't be misread: how many orders wait, what was done today, what was counted, what is unknown."""
import datetime
import sqlite3
import zoneinfo

from rig import Bench, Printer, check, done, report

ZONE = "Asia/Tokyo"
LINES = [{"item": "%d1", "sku": "APPLE", "name": "An apple", "quantity": 1},
         {"item": "%d2", "sku": "PEAR", "name": "A pear", "quantity": 2}]
ORDERS = [{"id": "112-0000001-%07d" % n, "name": "Ada Sample",
           "lines": [dict(line, item=line["item"] % n) for line in LINES]} for n in range(30)]


def message(b):
    return b.board["lane"]["message"]


with Bench(station=f"timezone = {ZONE}", printers={"slip": Printer("escpos"), "label": Printer("zpl")}) as b:
    with open(b.path("o.txt"), "wb") as f:
        f.write(report(ORDERS))
    b.packwright("import", b.path("o.txt"))
    b.start()
    b.scan("112-0000009-0000009")
    check("an order number that was never imported is said to be one", "order" in message(b)["title"].lower() and
          "import" in message(b)["detail"].lower(), message(b))
    check("the number of waiting orders is that of all, not of those that are listed",
          b.board.get("waiting") == 30 and len(b.board["queue"]) < 30, b.board.get("waiting"))
    b.scan(ORDERS[0]["id"])
    b.scan("APPLE")
    check("a count says what was counted, not that it comes next", "counted" in message(b)["detail"], message(b))
    b.scan("APPLE")
    check("one too many of a single unit reads well", "all 1 " not in message(b)["detail"], message(b))
    b.scan("PEAR")
    b.scan("PEAR")
    check("the packed order is no longer among the waiting", b.board.get("waiting") == 29, b.board.get("waiting"))
    b.stop()
    midnight = datetime.datetime.now(zoneinfo.ZoneInfo(ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)
    for seconds, packed in ((1, 1), (-1, 0)):
        with sqlite3.connect(b.path("store.db")) as db:
            db.execute("UPDATE journal SET time_us = ? WHERE outcome = 'completed'", (int((midnight.timestamp() + seconds) * 1e6),))
        b.start()
        b.scan("nothing")
        check(f"an order packed {seconds} s after midnight at the bench counts {packed} today", b.board["today"]["orders"] == packed,
              b.board["today"])
        b.stop()
done()

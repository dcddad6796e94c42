"""The list of parcels for a carrier's driver: each scanned-out parcel on one list, through the real program."""
import os
import subprocess
import sys

from rig import PROGRAM, ROOT, Bench, check, done, report, skip

sys.path.insert(0, os.path.join(ROOT, "tests", "oracles"))
import escpos_text  # noqa: E402
import judge  # noqa: E402

ORDERS = [{"id": "112-000000%d-0000001" % n, "name": "Ada", "lines": [{"item": str(n), "sku": "MUG", "name": "A mug", "quantity": n}]}
          for n in (1, 2, 3)]
LISTS = "[printer lists]\ntransport = file\npath = lists\nlanguage = escpos\nprofile = TM-T88V\ndocuments = hand-over\nstatus = none\n"
TRACKING = {0: "9400111899223100000000", 1: "1Z5R89390357567127"}  # USPS, UPS

with Bench(extra=LISTS) as b:
    with open(b.path("o.txt"), "wb") as f:
        f.write(report(ORDERS))
    with open(b.path("a.csv"), "w") as f:
        f.write("sku,hs-code,weight\nMUG,691200,350 g\n")
    b.packwright("import", b.path("o.txt"), b.path("a.csv"))
    r = b.packwright("handover", ok=(1,))
    check("without a parcel there is no list", "no parcel was scanned out" in r.stderr and b.rows("SELECT 1 FROM handover") == [], r.stderr)
    b.start()

    def ship(n):
        b.scan(ORDERS[n]["id"])
        for _ in range(n + 1):
            b.scan("MUG")
        if n in TRACKING:
            b.scan(TRACKING[n])
            import time
            time.sleep(2.1)  # a trigger pulled twice ships nothing
        b.scan(b.rows("SELECT barcode FROM parcel ORDER BY id DESC LIMIT 1")[0]["barcode"])

    ship(0)
    ship(1)
    carriers = sorted(r["carrier"] for r in b.rows("SELECT carrier FROM parcel WHERE status = 'shipped'"))
    check("two parcels left, with two carriers", carriers == ["UPS", "USPS"], carriers)
    r = b.packwright("handover", ok=(1,))
    check("of several carriers one is to be named", "UPS (1), USPS (1); say which" in r.stderr, r.stderr)
    text = b.packwright("handover", "--carrier", "usps", "--preview").stdout
    check("a preview shows number, order and weight and closes nothing",
          TRACKING[0] in text and ORDERS[0]["id"] in text and "0.350 kg" in text and "Preview" in text and b.rows("SELECT 1 FROM handover") == [], text)
    r = b.packwright("handover", "--carrier", "USPS")
    check("the list goes through the spool", "list 1 waits for printer lists" in r.stdout, r.stdout)
    check("and onto paper", b.wait_for("SELECT count(*) FROM job WHERE document = 'hand-over' AND status = 'printed'", 1), b.rows("SELECT * FROM job")[-1:])
    paper = escpos_text.read(open(b.path("lists"), "rb").read())
    words = "\n".join(paper["lines"])
    check("where another reader finds carrier, number, order, weight and the line to sign on",
          paper["cuts"] == 1 and all(x in words for x in ("USPS", TRACKING[0], ORDERS[0]["id"], "0.350 kg", "Signature", "No. 1")), words)
    ship(2)  # without a number of the carrier's
    r = b.packwright("handover", "--carrier", "USPS", "--format", "text")
    own = b.rows("SELECT barcode FROM parcel ORDER BY id DESC LIMIT 1")[0]["barcode"]
    check("the next list has what left since, and not what is on a list", own in r.stdout and "1.050 kg" in r.stdout and TRACKING[0] not in r.stdout
          and "No. 2" in r.stdout, r.stdout)
    r = b.packwright("handover", "--carrier", "USPS", ok=(1,))
    check("then there is nothing for that carrier", "no parcel waits for USPS; others do: UPS (1)" in r.stderr, r.stderr)
    again = b.packwright("handover", "--again", "1", "--format", "text").stdout
    check("a list is the same again by its number", TRACKING[0] in again and "No. 1" in again and own not in again, again)
    b.packwright("handover", "--again", "1")
    check("a reprint is known as one", b.wait_for("SELECT count(*) FROM job WHERE document = 'hand-over' AND reprint_of IS NOT NULL AND reason <> ''", 1),
          "")
    r = b.packwright("handover", "--again", "9", ok=(1,))
    check("one that isn't there is said", "there is no hand-over list 9" in r.stderr, r.stderr)
    r = b.packwright("handover", "--format", "zpl", "--carrier", "UPS", ok=(1,))
    check("a list that can't be made in a format closes nothing",
          "receipt printer" in r.stderr and len(b.rows("SELECT 1 FROM handover")) == 2, r.stderr)
    for output in (b.path("nowhere/ups.png"), "/dev/full", b.path("taken")):
        os.makedirs(b.path("taken"), exist_ok=True)
        r = b.packwright("handover", "--carrier", "UPS", "--format", "png", "--output", output, ok=(1,))
        check(f"a list that can't be written to {os.path.basename(output)} is not closed",
              len(b.rows("SELECT 1 FROM handover")) == 2 and output in r.stderr and "list 3" not in r.stderr, r.stderr)
    with open(b.path("ups.png"), "w") as f:
        f.write("an older one")
    b.packwright("handover", "--carrier", "UPS", "--format", "png", "--output", b.path("ups.png"))
    check("it replaces an older file, and leaves nothing beside it", open(b.path("ups.png"), "rb").read(4) == b"\x89PNG" and
          [n for n in os.listdir(b.dir) if n.endswith(".part")] == [], os.listdir(b.dir))
    with open("/dev/full", "w") as full:
        r = subprocess.run([PROGRAM, "-c", b.conf, "handover", "--again", "3", "--format", "text"], stdout=full, stderr=subprocess.PIPE, text=True)
    check("a list whose number is known is told how to be had again", r.returncode == 1 and "--again 3" in r.stderr, r.stderr)
    listed = b.rows("SELECT count(*) AS n FROM parcel WHERE handover_pk IS NULL AND status = 'shipped'")[0]["n"]
    check("every parcel is on one list", listed == 0 and [r["parcels"] for r in b.rows("SELECT parcels FROM handover ORDER BY id")] == [1, 1, 1], listed)
    if judge.missing():
        skip("the list's own number is read", judge.missing())
    else:
        with judge.Judge() as j:
            read = [s["text"] for s in j.ask("read", in_=b.path("ups.png"))["symbols"]]
            check("the list's own number can be scanned", read == ["HANDOVER-3"], read)
done()

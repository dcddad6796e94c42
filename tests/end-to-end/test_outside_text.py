"""Text from outside, in names, scans and file names: it stays text, it never breaks the record, and no terminal takes it for a command."""
import csv
import io
import os
import pty
import subprocess

from rig import PROGRAM, Bench, check, done, report

EVIL = "\x1b[31mAda\x1b]0;x\x07 \u009b2J ^XA^FO~DG <b> {{sku}}"
ORDER = {"id": "112-0000001-0000001", "name": EVIL, "street": EVIL,
         "lines": [{"item": "1", "sku": "SKU-A", "name": "a" + "日" * 100, "quantity": 2}]}


def commands_in(data):
    """Control bytes that a terminal would act on, also C1 ones in UTF-8."""
    return [c for c in data.decode() if (ord(c) < 32 and c not in "\r\n") or 0x7F <= ord(c) < 0xA0]


def on_terminal(b, *args):
    ours, theirs = pty.openpty()
    p = subprocess.Popen([PROGRAM, "-c", b.conf, *args], stdout=theirs, stderr=subprocess.STDOUT)
    os.close(theirs)
    data = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        data += part
    os.close(ours)
    p.wait()
    return data


with Bench() as b:
    path = os.path.join(b.dir.encode(), b"o\xff\x1b[31m.txt")
    with open(path, "wb") as f:
        f.write(report([ORDER]) + ("112-0000009-0000009\t9\t" + "x" * 39 + "日" * 90 + "\n").encode())
    r = subprocess.run([PROGRAM.encode(), b"-c", b.conf.encode(), b"import", b"--json", path], capture_output=True)
    check("a file whose name is no UTF-8 is imported, and its refusals are told", b'"line": 3' in r.stdout, r.stdout)
    for args in (["orders"], ["orders", "--csv"], ["orders", "--json"], ["order", ORDER["id"]], ["order", ORDER["id"], "--json"]):
        out = on_terminal(b, *args)
        check(f"packwright {' '.join(args)} sends a terminal no control characters", "SKU-A" in out.decode() or "112-" in out.decode(), out)
        check(f"packwright {' '.join(args)} is clean", commands_in(out) == [], out)
    row = next(csv.DictReader(io.StringIO(b.packwright("orders", "--csv").stdout)))
    check("an empty cell of the CSV is empty", (row["sales-channel"], row["notice"]) == ("", ""), row)
    b.start()
    b.scan(ORDER["id"])
    r = b.scan("a" + "日" * 120)
    check("a long scan that no field holds whole is refused and recorded as text", r["outcome"] == "refused", dict(r))
    r = b.scan("SKU-A")
    check("an article with a long name is counted", r["outcome"] == "counted", dict(r))
    check("and the screen says so", b.board["lane"]["message"]["n"] == r["seq"], b.board["lane"])
    story = b.json("order", ORDER["id"])["history"]
    check("the order's story is whole", [h["outcome"] for h in story] == ["imported", "opened", "refused", "counted"], story)
    b.stop()
    with open(b.path("station.log"), "rb") as f:
        check("the log holds no control characters", commands_in(f.read()) == [])
done()

"""Slip, label and commands from the command line in each format, of an order in several scripts."""
import os
import subprocess
import sys

from rig import PROGRAM, ROOT, Bench, check, done, report, skip

sys.path.insert(0, os.path.join(ROOT, "tests", "oracles"))
import escpos_text  # noqa: E402
import judge  # noqa: E402
import unwrap_label  # noqa: E402

ORDER = {"id": "112-0000001-0000001", "name": "王小明 Ada", "city": "Köln", "zip": "50667", "state": "", "country": "DE",
         "lines": [{"item": "1", "sku": "APPLE", "name": "An apple | {code:x} ~ _b_", "quantity": 2}]}


def raw(b, *args):
    return b.packwright(*args, text=False).stdout


CONTENT = "[printer content]\ntransport = file\npath = content\nlanguage = zpl\ndpi = 203\nmedia = 62x29mm\ndocuments = content-label\nstatus = none\n"

with Bench(extra=CONTENT) as b:
    with open(b.path("o.txt"), "wb") as f:
        f.write(report([ORDER]))
    b.packwright("import", b.path("o.txt"))
    text = b.packwright("slip", ORDER["id"], "--format", "text").stdout
    check("the slip as text holds name, article and order as they are",
          all(x in text for x in ("王小明 Ada", ORDER["lines"][0]["name"], ORDER["id"], "Köln")), text)
    slip = escpos_text.read(raw(b, "slip", ORDER["id"], "--format", "escpos"))
    check("the slip in ESC/POS is one paper, the foreign line drawn", slip["cuts"] == 1 and len(slip["rasters"]) >= 1, slip["cuts"])
    check("mark-up in an article's name is text", any("{code:x}" in line for line in slip["lines"]), slip["lines"])
    r = b.packwright("label", ORDER["id"], ok=(1,))
    check("a label before packing is refused with the reason", "no parcel yet" in r.stderr, r.stderr)
    r = b.packwright("slip", "no-such-order", ok=(1,))
    check("an order that isn't there is said", "there is no order no-such-order" in r.stderr, r.stderr)
    r = b.packwright("slip", ORDER["id"], "--format", "docx", ok=(2,))
    check("an unknown format is a usage error", "escpos, zpl, tspl, epl, png, pdf or text" in r.stderr, r.stderr)
    with open(b.conf, encoding="utf-8") as f, open(b.path("small.conf"), "w", encoding="utf-8") as small:
        small.write(f.read().replace("media = 62x29mm", "media = 30x15mm"))
    r = subprocess.run([PROGRAM, "-c", b.path("small.conf"), "commands"], capture_output=True, text=True, check=False)
    check("paper too small for any label is refused with its place in the configuration",
          r.returncode == 1 and "media = 30x15mm" in r.stderr and "small.conf:" in r.stderr and "45 x 20" in r.stderr, r.stderr)
    b.start()
    for code in (ORDER["id"], "APPLE", "APPLE"):
        b.scan(code)
    b.stop()
    parcel = b.rows("SELECT barcode FROM parcel")[0]["barcode"]
    printed = [d for d in b.json("order", ORDER["id"])["documents"] if d["kind"] == "content-label"]
    check("where a printer is named for it, the box gets its content label when it is full",
          len(printed) == 1 and printed[0]["printer"] == "content" and printed[0]["status"] == "printed", printed)
    written = b"".join(open(os.path.join(where, name), "rb").read() for where, _, names in os.walk(b.path("content")) for name in names) \
        if os.path.isdir(b.path("content")) else open(b.path("content"), "rb").read()
    check("on its own paper", b"^PW495" in written or b"^PW496" in written, written[:200])
    for name in ("slip", "label"):
        b.packwright(name, ORDER["id"], "--format", "png", "--output", b.path(name + ".png"))
    b.packwright("commands", "--format", "png", "--output", b.path("commands.png"))
    for name in ("slip", "label"):
        b.packwright(name, ORDER["id"], "--format", "pdf", "--output", b.path(name + ".pdf"))
        b.packwright("artwork", b.path(name + ".pdf"), "--media", "102x400mm", "--output", b.path(name + "-pdf.png"))
    for language in ("tspl", "epl"):
        b.packwright("label", ORDER["id"], "--format", language, "--output", b.path("label." + language))
        with open(b.path("label." + language), "rb") as f:
            page = unwrap_label.unwrap(language, f.read(), 812, 1218)
        with open(b.path(language + ".pbm"), "wb") as f:
            f.write(page)
    if judge.missing():
        skip("the pictures' barcodes are read", judge.missing())
    else:
        with judge.Judge() as j:
            def read(name):
                return [s["text"] for s in j.ask("read", in_=b.path(name))["symbols"]]
            check("the slip's picture carries the order twice", sorted(read("slip.png")) == [ORDER["id"]] * 2, read("slip.png"))
            check("the label's picture carries the parcel", read("label.png") == [parcel], read("label.png"))
            check("the slip as PDF carries the order twice", sorted(read("slip-pdf.png")) == [ORDER["id"]] * 2, read("slip-pdf.png"))
            check("the label as PDF carries the parcel", read("label-pdf.png") == [parcel], read("label-pdf.png"))
            for language in ("tspl", "epl"):
                same = j.ask("same", a=b.path("label.png"), b=b.path(language + ".pbm"))
                check("the label in %s is its picture, dot for dot" % language, same["differ"] == 0, same)
            want = sorted(c["code"] for c in b.json("commands"))
            check("every command on the sheet can be read", sorted(set(read("commands.png"))) == want, (read("commands.png"), want))
done()

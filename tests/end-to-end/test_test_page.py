"""The test page of a receipt printer and of label printers: its barcodes read, its ruler measured, printed through the spool."""
import os
import sys

from rig import ROOT, Bench, check, done, skip

sys.path.insert(0, os.path.join(ROOT, "tests", "oracles"))
import escpos_text  # noqa: E402
import judge  # noqa: E402
import unwrap_label  # noqa: E402

SMALL = "[printer small]\ntransport = file\npath = small\nlanguage = %s\ndpi = %d\nmedia = %s\nstatus = none\n"
TALL = {"2-DOTS", "3-DOTS", "4-DOTS", "PACKWRIGHT QR", "PACKWRIGHT DATA MATRIX"}

with Bench(extra=SMALL % ("tspl", 300, "62x29mm")) as b:
    r = b.packwright("test-page", "nowhere", ok=(1,))
    check("a printer that isn't configured is said", "no [printer nowhere]" in r.stderr, r.stderr)
    text = b.packwright("test-page", "slip", "--format", "text").stdout
    check("the page names printer, model and link, and has a line of digits exactly as wide as the paper",
          "slip" in text and "Epson TM-T88V" in text and "tcp 127.0.0.1" in text and "1234567890" * 4 + "12\n" in text, text)
    slip = escpos_text.read(b.packwright("test-page", "slip", "--format", "escpos", text=False).stdout)
    check("in ESC/POS the Latin lines are the printer's own letters, and the ruler is a picture",
          any("Größe Café España € 5" in line for line in slip["lines"]) and slip["cuts"] == 1 and slip["rasters"], slip["lines"])
    b.start()
    for name in ("slip", "label"):
        before = b.printers[name].count()
        r = b.packwright("test-page", name)
        check("test-page %s goes through the spool and onto paper" % name,
              "waits for printer %s" % name in r.stdout and b.printers[name].wait(before + 1), r.stdout)
    b.wait_for("SELECT count(*) FROM job WHERE status = 'printed'", 2)
    b.stop()
    jobs = b.rows("SELECT document, status FROM job ORDER BY id")
    check("with the printer's proof", [tuple(j) for j in jobs] == [("test-page", "printed")] * 2, [tuple(j) for j in jobs])
    for name in ("slip", "label", "small"):
        b.packwright("test-page", name, "--format", "png", "--output", b.path(name + ".png"))
    for language in ("tspl", "epl"):
        with open(b.path("page." + language), "wb") as f:
            f.write(b.packwright("test-page", "label", "--format", language, text=False).stdout)
        with open(b.path("page." + language), "rb") as f:
            page = unwrap_label.unwrap(language, f.read(), 812, 1218)
        with open(b.path(language + ".pbm"), "wb") as f:
            f.write(page)
    if judge.missing():
        skip("the pages before the judges", judge.missing())
    else:
        with judge.Judge() as j:
            def read(name):
                return {s["text"] for s in j.ask("read", in_=b.path(name))["symbols"]}
            check("every code on the receipt is read", read("slip.png") == TALL, read("slip.png"))
            check("every code on the label is read", read("label.png") == TALL, read("label.png"))
            check("a small label has what fits", read("small.png") == {"PACKWRIGHT QR", "PACKWRIGHT DATA MATRIX"}, read("small.png"))
            for language in ("tspl", "epl"):
                # the minute may have turned between the two
                same = j.ask("same", a=b.path("label.png"), b=b.path(language + ".pbm"))
                check("the page in %s is its picture" % language, same["differ"] < 200, same)
            ink = j.ask("ink", in_=b.path("label.png"))
            check("its corner marks are in the paper's corners", (ink["left"], ink["top"], ink["right"], ink["bottom"]) == (0, 0, 811, 1217), ink)
            # The ruler's row at 2.5 mm: a tick at each millimetre of the page.
            runs = j.ask("runs", in_=b.path("label.png"), y=20)["runs"]
            pitch = [a + c for a, c in zip(runs[5:-5:2], runs[6:-5:2])]
            check("its ruler has a tick each millimetre", len(pitch) > 80 and set(pitch) == {8}, runs)
done()

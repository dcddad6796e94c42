#!/usr/bin/env python3
"""Carriers' labels on their way to paper: PDFs by reportlab, ghostscript and qpdf, ZPL typed from the manual. zxing-wasm reads what
comes out, zpl-renderer-js draws the same ZPL, pdftoppm draws the PDFs that we write.

$PACKWRIGHT_BUILD: the build's folder (build/release). $PACKWRIGHT_KEEP: a folder in which the pictures stay. $PACKWRIGHT_SLOW: also the
PDFs that take all the time they are given.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import judge as judges  # noqa: E402

BUILD = os.environ.get("PACKWRIGHT_BUILD", os.path.join(ROOT, "build", "release"))
PACKWRIGHT = os.path.join(BUILD, "packwright")


def report(good, claim, why=""):
    print("%s - artwork_judged: %s%s" % ("ok" if good else "not ok", claim, "" if good else ": " + why.replace("\n", " ")))
    return good


def artwork(file, out, *options):
    done = subprocess.run([PACKWRIGHT, "artwork", file, "--output", out, *options], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr.strip()


# Field by field: ZPL, the symbology identifier and text that a reader must find. Data and parameters as the ZPL II manual has them.
SYMBOLS = [
    ("^BY3^BCN,100,N,N,N,A^FD1Z12345E0312345676^FS", "]C0", "1Z12345E0312345676"),
    ("^BY3^BCN,100,Y,N,N^FD>;1234567890^FS", "]C0", "1234567890"),
    ("^BY2^BCN,100,Y,N,N^FD>:AB>51234>6CD^FS", "]C0", "AB1234CD"),
    ("^BY2^BCN,100,N,N,N,N^FD>;>800340123450000000017^FS", "]C1", "(00)340123450000000017"),
    ("^BY2^BCN,80,Y,N,N,U^FD0034012345000000001^FS", "]C1", "(00)340123450000000017"),
    ("^BY2^BCN,80,Y,N,N,D^FD(01)09501101530003(10)AB12^FS", "]C1", "(01)09501101530003(10)AB12"),
    ("^BY2^B3N,N,80,Y,N^FDCODE39-7^FS", "]A0", "CODE39-7"),
    ("^BY2,2.5^B3R,N,80,Y,N^FDTURN39^FS", "]A0", "TURN39"),
    ("^BY2^B2N,80,Y,N,N^FD12345678^FS", "]I0", "12345678"),
    ("^BY3^BAN,80,Y,N^FDCODE93^FS", "]G0", "CODE93"),
    ("^BY3^BEN,80,Y,N^FD590123412345^FS", "]E0", "5901234123457"),
    ("^BY3^BUN,80,Y,N,Y^FD03600029145^FS", "]E0", "0036000291452"),
    ("^BY3^B8N,80,Y,N^FD9638507^FS", "]E4", "96385074"),
    ("^BY2^BKN,N,80,Y,N,A,B^FD123456^FS", "]F0", "A123456B"),
    ("^BXN,6,200^FDDM DATA 12345^FS", "]d1", "DM DATA 12345"),
    ("^BXN,6,200,,,,_^FD_1010950110153000310AB12_117290101^FS", "]d2", "(01)09501101530003(10)AB12(17)290101"),
    ("^BXN,6,200,26,26^FDSIZED 26^FS", "]d1", "SIZED 26"),
    ("^BQN,2,6^FDQA,https://example.com/x^FS", "]Q1", "https://example.com/x"),
    ("^BQN,2,5^FDHM,B0005hello^FS", "]Q1", "hello"),
    ("^BY3^B7N,6,5,4^FDPDF417 of some words^FS", "]L2", "PDF417 of some words"),
    ("^BON,6^FDAZTEC 12^FS", "]z0", "AZTEC 12"),
    ("^BD4^FDMAXICODE TEXT^FS", "]U0", "MAXICODE TEXT"),
    ("^BD2,1,1^FH^FD001840972010000[)>_1E01_1D961Z12345675_1DUPSN_1D12345E_1D089_1D_1D1/1_1D4_1DN_1D_1DOREGON_1DOR_1E_04^FS", "]U1",
     "[)>\u241e01\u241d96972010000\u241d840\u241d001\u241d1Z12345675\u241dUPSN\u241d12345E\u241d089\u241d\u241d1/1\u241d4\u241dN"
     "\u241d\u241dOREGON\u241dOR\u241e\u2404"),
    ("^FWR^BY2^BCN,80,N,N,N,A^FDNOT TURNED^FS", "]C0", "NOT TURNED"),
    ("^FO400,900^BY2^BCI,80,N,N,N,A^FDUPSIDE DOWN^FS", "]C0", "UPSIDE DOWN"),
    ("^FT200,900^BY2^BCB,80,N,N,N,A^FDUPWARDS^FS", "]C0", "UPWARDS"),
]

# What lies where: both draw it, and the ink's box may differ by this many dots (other letters, the same places).
PLACES = [
    ("^FO100,100^A0N,40,40^FDHAMBURG 0123^FS", 14), ("^FO100,100^A0R,40,40^FDHAMBURG 0123^FS", 14),
    ("^FO100,100^A0B,40,40^FDHAMBURG 0123^FS", 14), ("^FO100,100^A0I,40,40^FDHAMBURG 0123^FS", 14),
    ("^FT300,300^A0N,60,30^FDHAMBURG 0123^FS", 14), ("^FT300,300^A0R,60,60^FDHAMBURG^FS", 14),
    ("^FT300,300^A0B,60,60^FDHAMBURG^FS", 14), ("^FT600,300^A0I,60,60^FDHAMBURG^FS", 14),
    ("^LH50,70^FO20,30^ADN,36,20^FDFONT D^FS", 14), ("^CF0,50^FO50,50^FDSET BEFORE^FS", 14),
    ("^FO50,50^A0N,30,30^FB400,4,0,C^FDSome words in a block of\\&several lines^FS", 30),
    ("^FO50,50^A0N,30,30^FB400,4,6,R^FDONE\\&TWO\\&THREE^FS", 16),
    ("^FO50,50^GB300,60,3^FS", 0), ("^FO50,50^GB300,1,3^FS", 0), ("^FO50,50^GC100,5^FS", 3),
    ("^FO50,50^GB100,100,100^FS^FO60,60^FR^GB20,20,20^FS", 1), ("^FO50,60^GD80,40,4,,R^FS", 6), ("^FO50,60^GD80,40,4,,L^FS", 6),
    ("^FO50,50^BY2^BCR,100,N,N,N^FDTURNED^FS", 0), ("^FT50,400^BY2^BCN,100,N,N,N^FDSTANDS^FS", 0),
    ("^FO10,10^GFA,8,8,1,FF818181818181FF^FS", 0),
]

# What this program must refuse, and the name that it must be refused by.
REFUSED = [
    ("^BRN,1,2,2,50^FD0950110153000^FS", "^BR"), ("^BF5,1,1^FDMICRO^FS", "^BF"), ("^BTN^FD123456^FS", "^BT"),
    ("^PMY^FDx^FS", "^PM"), ("^MUM^FO1,1^FDx^FS", "^MU"), ("^FPV^FDx^FS", "^FP"), ("^DFR:A.ZPL^FDx^FS", "^DF"),
    ("^XFR:A.ZPL^FS", "^XF"), ("^XGR:NONE.GRF,1,1^FS", "^XG"), ("^GFC,8,8,1,12345678^FS", "^GF"), ("^AJN,30,30^FDx^FS", "font J"),
    ("^BXN,6,100^FDOLD^FS", "^BX"), ("^CI26^FD\u4e0a\u6d77^FS", "^CI26"), ("^FDx^FS^JUS", "^JU"), ("^FDx^FS~JR", "~JR"),
    ("^BCN,80^FD>;12A4^FS", "^BC"), ("^ZZ^FDx^FS", "^ZZ"),
]


def zpl(tmp, name, body):
    file = os.path.join(tmp, name + ".zpl")
    with open(file, "w", encoding="utf-8") as f:
        f.write("^XA^CI28^PW812^LL1218\n" + body + "\n^XZ\n")
    return file


def judge_symbols(ask, tmp):
    good = True
    for n, (body, aim, text) in enumerate(SYMBOLS):
        code = body if body.startswith(("^FO", "^FT")) else "^FO60,80" + body
        out = os.path.join(tmp, "symbol-%d.png" % n)
        status, why = artwork(zpl(tmp, "symbol-%d" % n, code), out)
        symbols = [(s["aim"], s["text"]) for s in ask("read", in_=out)["symbols"]] if status == 0 else why
        good &= report(symbols == [(aim, text)], "%s reads as %s" % (body[:40], text[:30]),
                       "%s" % (symbols,))
    return good


def judge_places(ask, tmp):
    good = True
    for n, (body, slack) in enumerate(PLACES):
        file, ours, theirs = zpl(tmp, "place-%d" % n, body), os.path.join(tmp, "place-%d.png" % n), os.path.join(tmp, "their-%d.png" % n)
        status, why = artwork(file, ours)
        ask("zpl", in_=file, out=theirs, width_mm=101.49, height_mm=152.24)
        if status != 0:
            good &= report(False, body, why)
            continue
        a, b = ask("ink", in_=ours), ask("ink", in_=theirs)
        off = max(abs(a[side] - b[side]) for side in ("left", "top", "right", "bottom"))
        limit = max(slack, slack * (b["right"] - b["left"]) // 100)
        good &= report(off <= limit, "%s lies where the renderer has it" % body[:50], "%s against %s" % (a, b))
    return good


def judge_refusals(tmp):
    good = True
    for n, (body, name) in enumerate(REFUSED):
        status, why = artwork(zpl(tmp, "no-%d" % n, body), os.path.join(tmp, "no.png"))
        good &= report(status == 1 and name in why, "%s is refused by name" % body[:30], "status %d: %s" % (status, why))
    return good


def make_pdfs(tmp):
    """Why there are none, or None."""
    for program in ("qpdf", "gs", "pdftoppm"):
        if shutil.which(program) is None:
            return "%s is not installed" % program
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import reportlab"], capture_output=True).returncode == 0:
            made = subprocess.run([python, os.path.join(HERE, "artwork_pdfs.py"), tmp], capture_output=True, text=True)
            return None if made.returncode == 0 else made.stderr
    return "python3-reportlab is not installed"


def judge_pdfs(ask, tmp):
    why = make_pdfs(tmp)
    if why:
        print("skip - artwork_judged: PDFs of other programs: %s" % why)
        return True
    good = True
    out = os.path.join(tmp, "pdf.png")
    for name, text in [("plain", "SMALL2DOT12345"), ("turned", "SMALL2DOT12345"), ("upright-bars", "SMALL2DOT12345"),
                       ("letter", "SMALL2DOT12345"), ("a4", "SMALL2DOT12345"), ("linear", "SMALL2DOT12345"),
                       ("distilled", "SMALL2DOT12345"), ("ten-mil", "TENMIL1234"), ("thirteen-mil", "13MIL1234")]:
        status, why = artwork(os.path.join(tmp, name + ".pdf"), out)
        symbols = ask("read", in_=out)["symbols"] if status == 0 else []
        good &= report([s["text"] for s in symbols] == [text], "the Code 128 of %s.pdf reads" % name, why or str(symbols))
        if status == 0 and name != "thirteen-mil" and len(symbols) == 1:
            s = symbols[0]
            turned = s["height"] > s["width"]
            if not turned:
                inner = ask("runs", in_=out, y=int(s["y"] + s["height"] / 2))["runs"][1:-1]
                good &= report(all(r % 2 == 0 for r in inner), "every bar of %s.pdf is a whole number of its two-dot modules" % name,
                               str(inner))
    status, why = artwork(os.path.join(tmp, "three.pdf"), out)
    good &= report(status == 1 and "3 pages" in why, "a PDF of three pages asks which one", why)
    status, why = artwork(os.path.join(tmp, "three.pdf"), out, "--page", "2")
    good &= report(status == 0 and [s["text"] for s in ask("read", in_=out)["symbols"]] == ["PAGE2"], "and its second is drawn", why)
    status, why = artwork(os.path.join(tmp, "script.pdf"), out)
    good &= report(status == 0, "a PDF's scripts and programs are not run, its page is drawn", why)
    for name, word in [("bad-loop", ""), ("bad-pages-loop", ""), ("bad-million", ""), ("bad-xref", "damaged"), ("bad-cut", "damaged"),
                       ("bad-locked", "password"), ("bad-file", "")] + (
                           [("slow-bomb", "too long"), ("slow-fan", "too long")] if os.environ.get("PACKWRIGHT_SLOW") else []):
        begin = time.monotonic()
        status, why = artwork(os.path.join(tmp, name + ".pdf"), out)
        took = time.monotonic() - begin
        good &= report(status == 1 and word in why and took < 25, "%s.pdf ends in an error in words" % name, "%d %.1f s %s" % (status, took, why))
    return good


def judge_written(ask, tmp):
    """Our PDFs: sound, of the right size, dot for dot what the page was."""
    if shutil.which("qpdf") is None or shutil.which("pdftoppm") is None:
        print("skip - artwork_judged: PDFs that we write: qpdf or poppler-utils is not installed")
        return True
    source, page, again = (os.path.join(tmp, n) for n in ("written.png", "written.pdf", "again"))
    label = zpl(tmp, "written", "^FO60,80^BY2^BCN,100,Y,N,N,A^FDWRITTEN^FS^FO60,300^A0N,60,60^FDZoë^FS^FO5,5^GB802,1208,2^FS")
    status, why = artwork(label, source)
    status2, why2 = artwork(label, page, "--format", "pdf")
    check = subprocess.run(["qpdf", "--check", page], capture_output=True, text=True)
    good = report(status == 0 and status2 == 0 and check.returncode == 0, "qpdf finds nothing wrong with a page written as PDF",
                  why + why2 + check.stdout + check.stderr)
    subprocess.run(["pdftoppm", "-mono", "-r", "203.2", page, again], check=True)
    drawn = next(os.path.join(tmp, f) for f in os.listdir(tmp) if f.startswith("again") and f.endswith(".pbm"))
    same = ask("same", a=source, b=drawn)
    good &= report(same["differ"] == 0, "pdftoppm draws it dot for dot", str(same))
    texts = [s["text"] for s in ask("read", in_=drawn)["symbols"]]
    return good & report(texts == ["WRITTEN"], "and its barcode reads", str(texts))


def main():
    why = judges.missing() or (None if os.access(PACKWRIGHT, os.X_OK) else "the program is not built")
    if why:
        print("skip - artwork_judged: carriers' labels before the judges: %s" % why)
        return 0
    with tempfile.TemporaryDirectory() as fresh, judges.Judge() as judge:
        tmp = os.environ.get("PACKWRIGHT_KEEP") or fresh
        good = judge_symbols(judge.ask, tmp)
        good &= judge_places(judge.ask, tmp)
        good &= judge_refusals(tmp)
        good &= judge_pdfs(judge.ask, tmp)
        good &= judge_written(judge.ask, tmp)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Labels in TSPL, EPL2 and ZPL's Z64 judged by programs that are not ours.

The dots of TSPL and EPL2 are unwrapped by unwrap_label.py, those of Z64 drawn by zpl-renderer-js; they must be the page that was drawn,
and zxing-wasm must read its barcode. CUPS's rastertolabel encodes the same page: its EPL2 unwraps to the same dots, and ours is in no
language longer. $PACKWRIGHT_KEEP: a folder in which the pictures stay.
"""
import gzip
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import cups_label  # noqa: E402
import judge as judges  # noqa: E402
from test_label_judged import LABELS, MAKER, Maker, label_of  # noqa: E402
from unwrap_label import unwrap  # noqa: E402

CASES = ["plain", "sscc", "signs", "arabic", "japanese", "long", "commands-in-text", "nothing-but-a-name"]
SIZES = [(8, 101600, 152400, "4x6 inch, 203 dpi"), (12, 101600, 152400, "4x6 inch, 300 dpi"), (8, 100000, 150000, "100x150 mm, 203 dpi")]


def report(ok, claim, why=""):
    print("ok - label_languages: %s" % claim if ok else "not ok - label_languages: %s: %s" % (claim, why), flush=True)
    return ok


def read(path):
    with open(path, "rb") as f:
        return f.read()


def faults_of(ask, maker, label, size, base):
    files = {key: base + "." + key for key in ("png", "zpl", "z64", "tspl", "epl")}
    made = maker.make(label, size, base, files)
    if not made["ok"]:
        return [made["error"]]
    faults, pages = [], {}
    width, height, dots = made["width"], made["height"], size[0]
    for kind in ("tspl", "epl"):
        try:
            pages[kind] = unwrap(kind, read(files[kind]), width, height)
        except ValueError as e:
            faults.append("%s: %s" % (kind, e))
            continue
        with open(base + "-%s.pbm" % kind, "wb") as f:
            f.write(pages[kind])
    pictures = [base + "-%s.pbm" % kind for kind in pages]
    pictures += ask("zpl", in_=files["z64"], out=base + "-z64.png", width_mm=(width - 0.01) / dots, height_mm=(height - 0.01) / dots,
                    dots_per_mm=dots)["pages"]
    for picture in pictures:
        same = ask("same", a=files["png"], b=picture)
        if same["differ"]:
            faults.append("%s: %d dots differ" % (os.path.basename(picture), same["differ"]))
        texts = [s["text"].replace("(00)", "") for s in ask("read", in_=picture)["symbols"]]
        if texts != [label["barcode"]]:
            faults.append("%s: read %s" % (os.path.basename(picture), texts))
    if cups_label.missing() is None and "tspl" in pages:
        dpi = {8: 203, 12: 300}[dots]
        theirs = {kind: cups_label.encode(kind, pages["tspl"], dpi) for kind in ("epl", "zpl")}
        if unwrap("epl", theirs["epl"], width, height) != pages["epl"]:
            faults.append("CUPS's EPL2 has other dots")
        for kind, job in theirs.items():
            if len(read(files[kind])) > len(job):
                faults.append("%s takes %d bytes, CUPS's %d" % (kind, len(read(files[kind])), len(job)))
    return faults


def judge_shared():
    """Jobs that others made of a known page: what the judge of this test makes of them."""
    claim = "the judge itself finds LPrint's and CUPS's jobs to be their page"
    folder = os.path.join(os.environ.get("PACKWRIGHT_SHARED", os.path.join(HERE, "..", "..", "..", "shared")), "vectors", "label")
    if not os.path.isdir(folder):
        print("skip - label_languages: %s: no shared reference data here ($PACKWRIGHT_SHARED)" % claim)
        return True

    def load(name):
        return gzip.decompress(read(os.path.join(folder, name)))
    page = load("label.pbm.gz")
    width, height = map(int, page.split(b"\n")[1].split())
    wrong = [name for kind, name in (("tspl", "lprint.tspl.gz"), ("epl", "cups-rastertolabel.epl.gz"))
             if unwrap(kind, load(name), width, height) != page]
    if cups_label.missing() is None and cups_label.encode("epl", page, 203) != load("cups-rastertolabel.epl.gz"):
        wrong.append("rastertolabel of this machine")
    return report(not wrong, claim, "not %s" % wrong)


def main():
    why = judges.missing() or (None if os.access(MAKER, os.X_OK) else "label_maker is not built")
    if why:
        print("skip - label_languages: labels before the judges: %s" % why)
        return 0
    if cups_label.missing():
        print("skip - label_languages: CUPS as second encoder: %s" % cups_label.missing())
    good = judge_shared()
    keep = os.environ.get("PACKWRIGHT_KEEP")
    with tempfile.TemporaryDirectory() as tmp, judges.Judge() as judge:
        maker = Maker()
        for name, recipient, more in [l for l in LABELS if l[0] in CASES]:
            for n, size in enumerate(SIZES):
                if n > 0 and name not in ("plain", "sscc"):
                    continue
                faults = faults_of(judge.ask, maker, label_of(recipient, more), size, os.path.join(keep or tmp, "%s-%d" % (name, n)))
                good &= report(not faults, "%s, %s: TSPL, EPL2 and Z64 carry the drawn dots, and the code reads" % (name, size[3]),
                               "; ".join(faults))
        maker.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

"""make pictures: every document, here on one paper each; what others read in them is what was ordered."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

from rig import ROOT, check, done, skip

sys.path.insert(0, os.path.join(ROOT, "tests", "pictures"))
sys.path.insert(0, os.path.join(ROOT, "tests", "oracles"))
import documents  # noqa: E402
import judge  # noqa: E402
import measure  # noqa: E402

SHOWN = r"^(slip-58mm|label-(4x4in|62x100mm|2x1in)-203|content-label-62x29mm-300)-(short|gift)$|^cn22-74x105mm-203-gift|^cn23-4x6in-203-gift" \
        r"|^(commands|test-page|self-test)-80mm|^handover-58mm|^artwork-4x6in"


def plain(text):
    return re.sub(r"[\W_]+", " ", text.lower().replace("\u00df", "b"))  # as tesseract's English has it


def words(j, picture, quarter):
    j.ask("enlarge", in_=picture, out=picture + ".pgm", times=3, quarter=quarter)
    r = subprocess.run(["tesseract", picture + ".pgm", "-", "--psm", "11"], capture_output=True, text=True,
                       env={**os.environ, "OMP_THREAD_LIMIT": "1"}, check=False)
    return plain(r.stdout)


def judged(folder, names, sizes, j):
    ocr = shutil.which("tesseract") is not None
    for name in names:
        picture = os.path.join(folder, name)
        if name.startswith("label"):
            codes = measure.codes(j, picture, sizes[name][2])
            check("%s has one code, large enough to be scanned" % name, len(codes) == 1 and not codes[0].faults(),
                  [(str(c), c.faults()) for c in codes])
        if name.startswith(("slip", "commands")):
            codes = measure.codes(j, picture, sizes[name][2], 4)
            bad = [str(c) for c in codes if c.quiet < 10 * c.module or c.module < 2]
            check("every bar code of %s has its quiet zones, turned or not" % name, codes and not bad, bad)
        if not name.startswith(("slip", "label", "content")) or not ocr:
            continue
        to, lines = documents.SAMPLES["gift" if "gift" in name else "short"]
        want = [lines[0][1]] if name.startswith("content") else [to["name"], to["street"], to["city"]]
        seen = words(j, picture, 1 if "62x100mm" in name else 0)
        unseen = [w for text in want for w in plain(text).split() if len(w) > 3 and w not in seen]
        check("OCR reads the texts of %s" % name, len(unseen) <= 1, (unseen, seen))
    if not ocr:
        skip("OCR reads the texts", "tesseract-ocr is not installed")


with tempfile.TemporaryDirectory() as folder:
    wrong = documents.make(folder, SHOWN)
    check("every document has its picture", wrong == [], wrong)
    names = sorted(f for f in os.listdir(folder) if f.endswith(".png"))
    unseen = [d[0] for d in documents.DOCUMENTS if not any(n.startswith(d[0] + "-") for n in names)]
    check("and every kind of document is tried here", unseen == [], unseen)
    with open(os.path.join(folder, "index.html"), encoding="utf-8") as f:
        page = f.read()
    check("the page shows each in its true size", all('src="%s" style="width:' % n in page for n in names), names)
    sizes = {n: documents.size_mm(os.path.join(folder, n)) for n in names}
    paper = {"label-4x4in-203": (101.6, 101.6), "label-62x100mm-203": (62, 100), "label-2x1in-203": (50.8, 25.4),
             "content-label-62x29mm-300": (62, 29)}
    check("which is the paper's", all(abs(sizes[n][i] - paper[p][i]) < 0.2 for p in paper for n in names if n.startswith(p) for i in (0, 1)),
          sizes)
    if judge.missing():
        skip("the labels' barcodes are large enough", judge.missing())
    else:
        with judge.Judge() as the_judge:
            judged(folder, names, sizes, the_judge)
done()

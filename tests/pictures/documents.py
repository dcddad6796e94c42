#!/usr/bin/env python3
"""Pictures of every document on every paper, from the real program: make pictures [DIR=build/pictures] [ONLY=REGEX].

    python3 tests/pictures/documents.py DIR [REGEX]

Orders with little text, with much and in several scripts are packed at a bench of its own; each of DOCUMENTS is then made as a PNG for
each of its papers and samples whose name (document-paper-resolution-sample) matches REGEX. DIR/index.html shows them in their true size, with
what the barcodes measure where the judges are installed. A new document is one line in DOCUMENTS. What the program refuses is shown with its
sentence; the exit status is 1 when a document has no picture of the sample "short" on one of its papers, or a picture could not be read.
"""
import html
import os
import re
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(ROOT, "tests", "end-to-end"), os.path.join(ROOT, "tests", "oracles")]
import judge as judges  # noqa: E402
import measure  # noqa: E402
from rig import COLUMNS, Bench, Printer, report  # noqa: E402


class Paper:
    """name: as in the pictures' names; arguments: what the program is told of it; margin_mm: beside what can be printed on."""

    def __init__(self, name, *arguments, margin_mm=0):
        self.name, self.arguments, self.margin_mm = name, arguments, margin_mm


def labels(*names, dpi=(203, 300)):
    return [Paper("%s-%d" % (n, d), "--media", n, "--dpi", str(d)) for n in names for d in dpi]


RECEIPTS = [Paper("80mm", "--printer", "slip", margin_mm=4), Paper("58mm", "--printer", "narrow", margin_mm=5)]
LABELS = labels("4x6in", "100x150mm", "4x4in", "100x62mm", "62x100mm", "62x29mm", "2x1in") + labels("4x6in", "2x1in", dpi=(600,))

# Recipient, and lines of quantity and name.
LATIN = [(1, "Desk lamp with a long neck, a heavy foot and a shade of folded paper, white, LED, E27, without a bulb"),
         (2, "Mug of stoneware, blue, 350 ml"), (12, "Tea, Oolong, 100 g"), (1, "Cable, USB-C to USB-C, 2 m, braided, black"),
         (3, "Notebook A5, dotted, 160 pages, 90 g/m\u00b2"), (1, "Wall clock, beech, \u00d8 30 cm, silent"),
         (2, "Kitchen towel, cotton, striped, set of 3"), (1, "Candle, beeswax, 20 \u00d7 6 cm"),
         (4, "Pencil HB"), (1, "Rain jacket with hood, size XXL, signal yellow"), (1, "A"), (25, "Screw M4 \u00d7 16, stainless")]
SAMPLES = {
    "short": ({"name": "Jo Sample", "street": "1 Elm St", "city": "Salem", "state": "OR", "zip": "97301"}, [(1, "Mug, blue")]),
    "long": ({"name": "Alexandra Example-Longname", "street": "1600 Long Meadow Avenue", "city": "Springfield", "state": "IL", "zip": "62704",
              "service": "Expedited", "extra": {"ship-address-2": "Apartment 12 B", "ship-address-3": "Second door on the left"}}, LATIN),
    "gift": ({"name": "Freifrau von Muster-Beispielhausen", "street": "Donaudampfschifffahrtsstra\u00dfe 114, Hinterhaus, 2. Stock links",
              "city": "Garmisch-Partenkirchen", "state": "", "zip": "82467", "country": "DE",
              "extra": {"gift-message-text": "Happy birthday! All the best from all of us, and see you soon."}}, LATIN[:2]),
    "greek": ({"name": "\u039f\u03b4\u03c5\u03c3\u03c3\u03ad\u03b1\u03c2 \u03a0\u03b1\u03c1\u03ac\u03b4\u03b5\u03b9\u03b3\u03bc\u03b1",
               "street": "\u039b\u03b5\u03c9\u03c6\u03cc\u03c1\u03bf\u03c2 \u0391\u03bb\u03b5\u03be\u03ac\u03bd\u03b4\u03c1\u03b1\u03c2 5",
               "city": "\u0391\u03b8\u03ae\u03bd\u03b1", "state": "", "zip": "114 73", "country": "GR"},
              [(2, "\u039a\u03bf\u03cd\u03c0\u03b1, \u03bc\u03c0\u03bb\u03b5"), (1, "\u041a\u0440\u0443\u0436\u043a\u0430 \u0441\u0438\u043d\u044f\u044f"),
               (1, "\U0001f381 Gift box \U0001f44d")]),
    "arabic": ({"name": "\u0645\u062d\u0645\u062f \u0639\u0628\u062f \u0627\u0644\u0644\u0647",
                "street": "\u0634\u0627\u0631\u0639 \u0627\u0644\u0645\u0644\u0643 \u0641\u0647\u062f 1234",
                "city": "\u0627\u0644\u0631\u064a\u0627\u0636", "state": "", "zip": "12211", "country": "SA"},
               [(1, "\u0643\u0648\u0628 \u0623\u0632\u0631\u0642 350 \u0645\u0644"), (2, "\u05e1\u05e4\u05dc \u05db\u05d7\u05d5\u05dc")]),
    "indic": ({"name": "\u0905\u092e\u093f\u0924 \u0915\u0941\u092e\u093e\u0930",
               "street": "\u0967\u0968 \u092e\u0939\u093e\u0924\u094d\u092e\u093e \u0917\u093e\u0902\u0927\u0940 \u092e\u093e\u0930\u094d\u0917",
               "city": "\u0928\u0908 \u0926\u093f\u0932\u094d\u0932\u0940", "state": "", "zip": "110001", "country": "IN"},
              [(1, "\u0928\u0940\u0932\u093e \u092e\u0917"), (3, "\u0e41\u0e01\u0e49\u0e27\u0e2a\u0e35\u0e1f\u0e49\u0e32")]),
    "japanese": ({"name": "\u898b\u672c \u592a\u90ce", "street": "\u6e0b\u8c371\u4e01\u76ee2\u756a3\u53f7", "city": "\u6e0b\u8c37\u533a",
                  "state": "\u6771\u4eac\u90fd", "zip": "150-0002", "country": "JP"},
                 [(1, "\u9752\u3044\u30de\u30b0\u30ab\u30c3\u30d7 350 ml"), (2, "\ud30c\ub780 \uba38\uadf8\ucef5"), (1, "\u84dd\u8272\u9a6c\u514b\u676f")]),
}
ABROAD = {name: SAMPLES[name] for name in ("gift", "greek", "arabic", "japanese")}
NONE = {"": None}

# name, the program's arguments ({order} is the sample's order), papers, samples
DOCUMENTS = [
    ("slip", ["slip", "{order}"], RECEIPTS, SAMPLES),
    ("label", ["label", "{order}"], LABELS, SAMPLES),
    ("content-label", ["content-label", "{order}"], LABELS, SAMPLES),
    ("cn22", ["customs", "{order}", "--form", "cn22"], labels("4x6in", "74x105mm"), ABROAD),
    ("cn23", ["customs", "{order}", "--form", "cn23"], labels("4x6in", "210x148mm"), ABROAD),
    ("commands", ["commands"], RECEIPTS, NONE),
    ("handover", ["handover", "--preview"], RECEIPTS, NONE),
    ("test-page", ["test-page"], [Paper("80mm", "slip", margin_mm=4), Paper("58mm", "narrow", margin_mm=5), Paper("4x6in-203", "label"),
                                  Paper("62x100mm-300", "roll"), Paper("2x1in-203", "tag")], NONE),
    ("self-test", ["self-test", "--wait", "1s"], [Paper("80mm")], NONE),
    ("artwork", ["artwork", "{folder}/carrier.pdf"], [Paper(n, "--media", n) for n in ("4x6in", "100x150mm", "150x100mm")], NONE),
]

PRINTERS = {"narrow": "language = escpos\nprofile = XP-58", "roll": "language = tspl\ndpi = 300\nmedia = 62x100mm",
            "tag": "language = epl\ndpi = 203\nmedia = 2x1in"}
CONFIG = "".join("\n[printer %s]\ntransport = file\npath = %s\nstatus = none\n%s\n" % (name, name, how) for name, how in PRINTERS.items())

STYLE = """body { font: 15px/1.4 sans-serif; margin: 2em; background: #ddd; color: #111 }
main { display: flex; flex-wrap: wrap; gap: 1.5em; align-items: flex-start }
figure { margin: 0; max-width: 100% } img { display: block; background: #fff; max-width: 100% }
figcaption { max-width: 30em; margin-top: .3em } .refused { width: 20em; padding: 1em; background: #fff } .why { color: #a00 }"""


def order_of(number, sample):
    to, lines = sample
    return {"id": "112-%07d-0000001" % number, "country": "US", **to,
            "lines": [{"item": "%d%02d" % (number, i), "sku": "S%d-%02d" % (number, i), "name": name, "quantity": quantity}
                      for i, (quantity, name) in enumerate(lines)]}


def articles(orders):
    """What customs and the labels want to know of each article (packwright import)."""
    lines = ["sku,weight,value,currency,hs-code,origin"]
    for order in orders:
        lines += ["%s,%d g,%d.50,USD,%s,%s" % (line["sku"], 120 + 35 * i, 4 + 3 * i, ("691200", "940521", "482010")[i % 3], ("PT", "CN", "US")[i % 3])
                  for i, line in enumerate(order["lines"])]
    return "\n".join(lines) + "\n"


def pack(bench, samples):
    """Import, pack and ship an order for each sample; gives their numbers by the sample's name."""
    orders = {name: order_of(i + 1, sample) for i, (name, sample) in enumerate(samples.items())}
    with open(bench.path("orders.txt"), "wb") as f:
        f.write(report(list(orders.values()), COLUMNS + ["gift-message-text"]))
    with open(bench.path("articles.csv"), "w", encoding="utf-8") as f:
        f.write(articles(orders.values()))
    bench.packwright("import", bench.path("orders.txt"), bench.path("articles.csv"))
    bench.start()
    for order in orders.values():
        bench.scan(order["id"])
        for line in order["lines"]:
            for _ in range(line["quantity"]):
                bench.scan(line["sku"])
        bench.scan(bench.rows("SELECT barcode FROM parcel ORDER BY id DESC LIMIT 1")[0]["barcode"])
    bench.stop()
    return {name: order["id"] for name, order in orders.items()}


def size_mm(path):
    """Width and height by the picture's own resolution (PNG, IHDR and pHYs)."""
    with open(path, "rb") as f:
        data = f.read(200)
    width, height = struct.unpack(">II", data[16:24])
    at = data.find(b"pHYs")
    per_m = struct.unpack(">I", data[at + 4:at + 8])[0] if at > 0 else 8000
    return width * 1000 / per_m, height * 1000 / per_m, per_m / 1000


def wanted(only):
    for name, command, papers, samples in DOCUMENTS:
        for paper in papers:
            for sample in samples:
                title = "-".join(x for x in (name, paper.name, sample) if x)
                if re.search(only, title):
                    yield name, title, command, paper, sample


def make(folder, only=""):
    """All pictures and the index; gives what is wrong, in sentences."""
    os.makedirs(folder, exist_ok=True)
    list_of = list(wanted(only))
    needed = {sample for _, _, _, _, sample in list_of if sample} | {"short"}
    if any(name == "handover" for name, *_ in list_of):
        needed = set(SAMPLES)
    wrong, figures = [], {}
    judge = None if judges.missing() else judges.Judge()
    with Bench({"slip": Printer("escpos"), "label": Printer("zpl")}, extra=CONFIG) as bench:
        orders = pack(bench, {name: s for name, s in SAMPLES.items() if name in needed})
        bench.packwright("label", orders["short"], "--format", "pdf", "--output", bench.path("carrier.pdf"))
        for name, title, command, paper, sample in list_of:
            picture = os.path.join(folder, title + ".png")
            filled = [a.format(order=orders.get(sample), folder=bench.dir) for a in command]
            r = bench.packwright(*filled, *paper.arguments, "--format", "png", "--output", picture, ok=None)
            if r.returncode != 0:
                if sample in ("", "short"):
                    wrong.append("%s: %s" % (title, r.stderr.strip()))
                figures.setdefault(name, []).append((title, None, r.stderr.strip()))
                continue
            figures.setdefault(name, []).append((title, size_mm(picture), codes(judge, picture, paper, title, wrong)))
    if judge is not None:
        judge.close()
    with open(os.path.join(folder, "index.html"), "w", encoding="utf-8") as f:
        f.write(index(figures))
    return wrong


def codes(judge, picture, paper, title, wrong):
    """What the barcodes of a picture measure, a line for each."""
    if judge is None:
        return ""
    try:
        return "\n".join(str(code) for code in measure.codes(judge, picture, size_mm(picture)[2], paper.margin_mm))
    except (RuntimeError, ValueError) as e:
        wrong.append("%s: %s" % (title, e))
        return str(e)


def index(figures):
    out = ["<!doctype html><meta charset=utf-8><title>Packwright's documents</title><style>%s</style><h1>Packwright's documents</h1>" % STYLE,
           "<p>", " ".join('<a href="#%s">%s</a>' % (n, n) for n in figures), "</p>"]
    for name, pictures in figures.items():
        out.append('<h2 id="%s">%s</h2><main>' % (name, name))
        for title, size, text in pictures:
            text = html.escape(text).replace("\n", "<br>")
            if size is None:
                out.append('<figure class=refused><b>%s</b><br><span class=why>%s</span></figure>' % (title, text))
                continue
            out.append('<figure><a href="%s.png"><img src="%s.png" style="width:%.1fmm" alt=""></a><figcaption><b>%s</b>, %.1f x %.1f mm<br>%s</figcaption></figure>'
                       % (title, title, size[0], title, size[0], size[1], text))
        out.append("</main>")
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    faults = make(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")
    for fault in faults:
        print(fault, file=sys.stderr)
    print("pictures: %s" % os.path.join(sys.argv[1], "index.html"))
    sys.exit(1 if faults else 0)

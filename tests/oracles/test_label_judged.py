#!/usr/bin/env python3
"""Labels judged by programs that are not ours: zpl-renderer-js draws the ZPL, zxing-wasm reads the barcodes of what it drew.

label_maker (built beside the unit tests) draws each label and writes our page as PNG and the printer's bytes as ZPL.
Names of cases as arguments judge those alone (papers: every other paper). $PACKWRIGHT_BUILD: the build's folder (build/release). $PACKWRIGHT_KEEP: a folder in which the pictures stay.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import judge as judges  # noqa: E402
import measure  # noqa: E402

BUILD = os.environ.get("PACKWRIGHT_BUILD", os.path.join(ROOT, "build", "release"))
MAKER = os.path.join(BUILD, "tests", "label_maker")

SENDER = {"name": "Example Seller", "line1": "1 Example Road", "city": "Springfield", "region": "OR",
          "postal_code": "97477", "country": "US"}


def to(name, line1, city, postal_code, country, **more):
    return {"name": name, "line1": line1, "city": city, "postal_code": postal_code, "country": country, **more}


LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
# name of the case, recipient, what else differs
LABELS = [
    ("plain", to("Jordan Example", "1600 Long Meadow Avenue", "Springfield", "62704", "US", region="IL"), {}),
    ("every-field", to("Jordan Example", "1600 Long Meadow Avenue", "Springfield", "62704", "US", region="IL",
                       company="Example Bindery", line2="Apt 12B", line3="Gate code at the door"),
     {"weight": "12.35 kg", "reference": "PO 4471-2026/B"}),
    ("nothing-but-a-name", {"name": "A"}, {"bare": True}),
    ("one-letter", to("X", "Y", "Z", "1", "FR"), {}),
    ("sscc", to("Zoë Müller", "Rua 1", "Porto", "4000-123", "PT"), {"sscc": True, "barcode": "340123450000000017"}),
    ("sscc-zeros", to("Zoë Müller", "Rua 1", "Porto", "4000-123", "PT"), {"sscc": True, "barcode": "000000000000000000"}),
    ("own-code", to("Ana Kovačević", "Ilica 1", "Zagreb", "10000", "HR"), {"barcode": "PWPAB121234567K"}),
    ("order-number", to("Ana Kovačević", "Ilica 1", "Zagreb", "10000", "HR"), {"barcode": "112-1234567-7654321"}),
    ("digits", to("Ana Kovačević", "Ilica 1", "Zagreb", "10000", "HR"), {"barcode": "98765432109876"}),
    ("signs", to("Ana Kovačević", "Ilica 1", "Zagreb", "10000", "HR"), {"barcode": "a^~_\\>;0 %/+$"}),
    ("short-code", to("Ana Kovačević", "Ilica 1", "Zagreb", "10000", "HR"), {"barcode": "7"}),
    ("polish", to("Łukasz Brzęczyszczykiewicz", "ul. Świętokrzyska 14/2", "Łódź", "90-001", "PL"), {}),
    ("czech", to("Jiří Dvořák", "Na Příkopě 33", "Praha", "110 00", "CZ"), {}),
    ("icelandic", to("Þórdís Ægisdóttir", "Laugavegur 7", "Reykjavík", "101", "IS"), {}),
    ("turkish", to("Gülşen İyioğlu", "Bağdat Cd. 12", "İstanbul", "34710", "TR"), {}),
    ("vietnamese", to("Nguyễn Thị Hằng", "Đường Lê Lợi 45", "Thành phố Hồ Chí Minh", "700000", "VN"), {}),
    ("greek", to("Οδυσσέας Ελύτης", "Λεωφόρος Αλεξάνδρας 5", "Αθήνα", "114 73", "GR"), {}),
    ("cyrillic", to("Анна Шевченко", "вул. Хрещатик, 22", "Київ", "01001", "UA"), {}),
    ("arabic", to("محمد عبد الله", "شارع الملك فهد 1234", "الرياض", "12211", "SA", line2="حي العليا"), {}),
    ("hebrew", to("ישראל ישראלי", "רחוב הרצל 15, דירה 4", "תל אביב", "6688302", "IL"), {}),
    ("thai", to("สมชาย ใจดี", "123/45 ถนนสุขุมวิท แขวงคลองเตย", "กรุงเทพมหานคร", "10110", "TH"), {}),
    ("hindi", to("अमित कुमार", "१२ महात्मा गांधी मार्ग", "नई दिल्ली", "110001", "IN"), {}),
    ("japanese", to("山田 太郎", "渋谷1丁目2番3号", "渋谷区", "150-0002", "JP", region="東京都",
                    company="株式会社サンプル"), {}),
    ("chinese", to("王小明", "世纪大道100号", "上海市浦东新区", "200120", "CN"), {}),
    ("korean", to("홍길동", "세종대로 110", "중구", "04524", "KR", region="서울특별시"), {}),
    ("emoji", to("Lucy 🎁 Smith", "1 🏠 Street 👍🏽", "London", "SW1A 1AA", "GB"), {}),
    ("mixed", to("Zoë 王小明 محمد", "Москва-straße 7 ถนน", "Αθήνα", "10557", "GR"), {}),
    ("commands-in-text", to("^XZ~JR^XA^FDx", "\x1b@\x1dV0 ~HS", "_5EXZ", "`id`", "US"),
     {"carrier": "^FO0,0^GB800,1200,800^FS", "service": "~JA", "order_id": "^XA^IDR:*.*^XZ"}),
    ("long", to("Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh, Hubert Blaine", "1234567 Northeast Martin "
                "Luther King Junior Boulevard Extension, Building 44", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysili"
                "ogogogoch", "LL61 5UJ", "GB", company=LONG, line2="Attention: Receiving, Third Floor, behind the dock",
                line3="Please ring twice"), {"service": "Business Express Worldwide Saver Next Morning"}),
    ("no-spaces", to("W" * 90, "i" * 200, "M" * 60, "8" * 30, "DE"), {"carrier": "W" * 40}),
    ("combining", to("Z̷̡a̸͎l̴̰g̶̣o̵̪", "e\u0301e\u0301 12", "A\u030angstro\u0308m", "1", "SE"), {}),
    ("bidi-controls", to("abc\u202edef\u2066ghi", "\u200fxyz", "Qa", "2", "EG"), {}),
]
SIZES = [(8, 101600, 152400, "203 dpi"), (12, 101600, 152400, "300 dpi")]
# Every other paper that is common: name, width and height in micrometres, whether it has room for bars.
PAPERS = [("100x150mm", 100000, 150000, True), ("4x4in", 101600, 101600, True), ("6x4in", 152400, 101600, True),
          ("100x62mm", 100000, 62000, True), ("62x100mm", 62000, 100000, True), ("3x5in", 76200, 127000, True), ("80x50mm", 80000, 50000, True),
          ("62x29mm", 62000, 29000, False), ("2x1in", 50800, 25400, False), ("1x2in", 25400, 50800, False), ("45x20mm", 45000, 20000, False)]
ON_PAPERS = ("plain", "every-field", "sscc", "arabic", "japanese", "nothing-but-a-name")
HURTS_SMALL = ["turned", "blur", "upside"]
# What a label must live through; judged on some: bars of three dots bear no dot of gain, none bears a dot of loss.
HURTS = ["turned", "squeezed", "blur", "more-blur", "upside"]
HURTS_WIDE = HURTS + ["gain"]
HURT_LABELS = {"plain": "own", "sscc": "wide", "own-code": "own", "order-number": "own", "arabic": "own"}


def report(ok, claim, why=""):
    print("ok - label_judged: %s" % claim if ok else "not ok - label_judged: %s: %s" % (claim, why), flush=True)
    return ok


class Maker:
    def __init__(self, **environment):
        self.process = subprocess.Popen([MAKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, **environment})

    def make(self, label, size, base, files=None):
        dots, width, height = size[:3]
        job = {"label": label, "width_um": width, "height_um": height, "dots_per_mm": dots,
               **(files or {"png": base + ".png", "zpl": base + ".zpl"})}
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def label_of(recipient, more):
    if more.get("bare"):
        return {"recipient": recipient, "barcode": "PWPAB1211X"}
    return {"recipient": recipient, "sender": SENDER, "order_id": "112-1234567-7654321", "barcode": "PWPAB12104711Q",
            "parcel": 1, "parcels": 2, "carrier": "USPS", "service": "Priority Mail", "ship_by": "2026-11-24", **more}


def whole_modules(runs):
    """The width of a module when every bar and space between the first and last bar is a whole number of it, else 0."""
    inner = runs[1:-1]
    module = min(inner)
    return module if all(r % module == 0 for r in inner) else 0


def faults_of(ask, label, size, base, made):
    """Everything that is wrong with one label."""
    dots = size[0]
    drawn = base + "-drawn.png"
    pages = ask("zpl", in_=base + ".zpl", out=drawn, width_mm=(made["width"] - 0.01) / dots,
                height_mm=(made["height"] - 0.01) / dots, dots_per_mm=dots)["pages"]
    if len(pages) != 1:
        return ["%d labels instead of one" % len(pages)]
    faults = []
    same = ask("same", a=base + ".png", b=drawn)
    if same["differ"]:
        faults.append("%d dots differ between our page and the renderer's" % same["differ"])
    ink = ask("ink", in_=drawn)
    margin = 2 * dots
    if ink["left"] < margin or ink["top"] < margin or ink["right"] >= made["width"] - margin \
            or ink["bottom"] >= made["height"] - margin:
        faults.append("dots in the outer 2 mm: %s" % ink)
    symbols = ask("read", in_=drawn)["symbols"]
    sscc = label.get("sscc", False)
    want = [("]C1", "(00)" + label["barcode"])] if sscc else [("]C0", label["barcode"])]
    if [(s["aim"], s["text"]) for s in symbols] != want:
        faults.append("read as %s, not %s" % (symbols, want))
        return faults
    runs = ask("runs", in_=drawn, y=int(symbols[0]["y"] + symbols[0]["height"] / 2))["runs"]
    module = whole_modules(runs)
    if module * 1000 < dots * 330:
        faults.append("a module of %d dots" % module)
    if sscc and (module * 1000 < dots * 495 or symbols[0]["height"] < 31.7 * dots):
        faults.append("an SSCC of %d dots a module, %d dots high" % (module, symbols[0]["height"]))
    if runs[0] < 10 * module or runs[-1] < 10 * module:
        faults.append("quiet zones of %d and %d dots for modules of %d" % (runs[0], runs[-1], module))
    return faults


def paper_faults(ask_judge, label, paper, dots, picture, made):
    """What is wrong with a label on any paper: what its barcode says, how large that is, and what is outside."""
    name, width, height, bars = paper
    if (made["width"], made["height"]) != tuple(int(um * dots / 1000 + 0.5) for um in (width, height)):
        return ["%d x %d dots" % (made["width"], made["height"])]
    ink, margin = ask_judge.ask("ink", in_=picture), 1.5 * dots
    faults = []
    if ink["left"] < margin or ink["top"] < margin or ink["right"] >= made["width"] - margin or ink["bottom"] >= made["height"] - margin:
        faults.append("dots in the outer 1.5 mm: %s" % ink)
    try:
        codes = measure.codes(ask_judge, picture, dots)
    except ValueError as e:
        return faults + [str(e)]
    text, sscc = label["barcode"], label.get("sscc", False)
    want = (("]C1" if sscc else "]C0") if bars else "]d2" if sscc else "]d1", "(00)" + text if sscc else text)
    if [(c.aim, c.text) for c in codes] != [want]:
        return faults + ["read as %s, not %s" % ([(c.aim, c.text) for c in codes], want)]
    faults += codes[0].faults()
    if bars and codes[0].grade() not in ("Amazon", "GS1 logistic label"):
        faults.append("under what Amazon asks of an item's label: %s" % codes[0])
    if sscc and bars and min(width, height) > 100000 - 1 and codes[0].grade() != "GS1 logistic label":
        faults.append("under what GS1 asks: %s" % codes[0])
    if codes[0].turned != (height > width and width < 76000):
        faults.append("turned: %s" % codes[0].turned)
    return faults


def judge_papers(tmp, judge, maker):
    """The other papers: what is drawn there can be scanned, and what has no room is refused with the paper's size."""
    good = True
    labels = {name: label_of(recipient, more) for name, recipient, more in LABELS}
    for paper in PAPERS:
        for dots in (8, 12) + ((24,) if paper[0] == "2x1in" else ()):
            size = (dots, paper[1], paper[2])
            for name in ON_PAPERS if dots == 8 else ON_PAPERS[:4]:
                base = os.path.join(tmp, "%s-%s-%d" % (name, paper[0], dots))
                claim = "%s on %s at %d dots/mm" % (name, paper[0], dots)
                made = maker.make(labels[name], size, base, {"png": base + ".png", "zpl": base + ".zpl"} if name == "plain" else {"png": base + ".png"})
                if not made["ok"]:
                    # on the smallest paper five lines and a camera's symbol have no room
                    excused = paper[0] == "45x20mm" and "45 x 20 mm" in made["error"] and name in ("every-field", "japanese")
                    good &= report(excused, claim + " is refused, and the paper named", made["error"])
                    continue
                good &= report(not (faults := paper_faults(judge, labels[name], paper, dots, base + ".png", made)),
                               claim + " keeps its margins, reads right, and is large enough to be scanned", "; ".join(faults))
                if name in ("plain", "sscc") and paper[3] and shutil.which("zbarimg"):
                    r = subprocess.run(["zbarimg", "--quiet", "--raw", base + ".png"], capture_output=True, text=True, check=False)
                    want = ("00" if name == "sscc" else "") + labels[name]["barcode"]
                    good &= report(r.stdout.strip() == want, claim + " is read by zbar too", r.stdout)
                if name != "plain":
                    continue
                judge.ask("zpl", in_=base + ".zpl", out=base + "-drawn.png", width_mm=(made["width"] - 0.01) / dots,
                          height_mm=(made["height"] - 0.01) / dots, dots_per_mm=dots)
                same = judge.ask("same", a=base + ".png", b=base + "-drawn.png")
                good &= report(same["differ"] == 0, claim + " comes out of a ZPL printer dot for dot", same)
                for hurt in HURTS_SMALL if dots == 8 and paper[0] in ("4x4in", "62x100mm", "2x1in", "45x20mm") else ():
                    texts = [s["text"] for s in judge.ask("read", in_=base + ".png", hurt=hurt)["symbols"]]
                    good &= report(texts == [labels[name]["barcode"]], "%s, %s, still reads" % (claim, hurt), "read %s" % texts)
        for name in ("long", "no-spaces"):
            made = maker.make(labels[name], (8, paper[1], paper[2]), os.path.join(tmp, "refused"))
            said = "doesn't fit" in made.get("error", "") and "%.4g x %.4g mm" % (paper[1] / 1000, paper[2] / 1000) in made.get("error", "")
            good &= report(made["ok"] or said, "%s on %s is printed, or refused with the paper's size" % (name, paper[0]), made)
    return good


def judge_few_fonts(tmp):
    """With Latin, Greek, Cyrillic and Arabic letters alone: what can't be read isn't printed, the rest is."""
    claim = "letters without a font are refused by name, a missing emoji is not"
    fonts = "/usr/share/fonts/truetype/dejavu"
    if not os.path.isdir(fonts):
        print("skip - label_judged: %s: fonts-dejavu-core is not installed" % claim)
        return True
    config = os.path.join(tmp, "fonts.conf")
    with open(config, "w", encoding="utf-8") as f:
        f.write("<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig><dir>%s</dir>"
                "<cachedir>%s/cache</cachedir></fontconfig>" % (fonts, tmp))
    maker = Maker(FONTCONFIG_FILE=config)
    made = {name: maker.make(label_of(recipient, more), SIZES[0], os.path.join(tmp, "few"))
            for name, recipient, more in LABELS if name in ("thai", "emoji", "greek", "cyrillic", "arabic", "long")}
    maker.close()
    thai = made.pop("thai")
    ok = not thai["ok"] and "U+0E2A" in thai["error"] and "fonts-noto" in thai["error"]
    return report(ok and all(m["ok"] for m in made.values()), claim, "%s, %s" % (thai, made))


def main():
    why = judges.missing() or (None if os.access(MAKER, os.X_OK) else "label_maker is not built")
    if why:
        print("skip - label_judged: labels before the judges: %s" % why)
        return 0
    good = True
    keep = os.environ.get("PACKWRIGHT_KEEP")
    with tempfile.TemporaryDirectory() as tmp, judges.Judge() as judge:
        maker = Maker()
        for name, recipient, more in [l for l in LABELS if len(sys.argv) < 2 or l[0] in sys.argv[1:]]:
            for size in SIZES:
                base = os.path.join(keep or tmp, "%s-%d" % (name, size[0]))
                label = label_of(recipient, more)
                made = maker.make(label, size, base)
                claim = "%s at %s" % (name, size[3])
                if not made["ok"]:
                    good &= report(False, claim, made["error"])
                    continue
                faults = faults_of(judge.ask, label, size, base, made)
                good &= report(not faults, claim + " is dot for dot what was drawn, keeps its margins and reads right",
                               "; ".join(faults))
                kind = HURT_LABELS.get(name)
                for hurt in [] if kind is None else HURTS_WIDE if kind == "wide" else HURTS:
                    symbols = judge.ask("read", in_=base + "-drawn.png", hurt=hurt)["symbols"]
                    texts = [s["text"].replace("(00)", "") for s in symbols]
                    good &= report(texts == [label["barcode"]], "%s, %s, still reads" % (claim, hurt), "read %s" % texts)
        if len(sys.argv) < 2 or "papers" in sys.argv[1:]:
            good &= judge_papers(keep or tmp, judge, maker)
        maker.close()
        good &= judge_few_fonts(tmp)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

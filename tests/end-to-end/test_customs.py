"""Customs: the form is chosen, refused by name, previewed in each format, and prints by itself with a parcel that leaves the customs area."""
import os
import shutil
import subprocess
import sys

from rig import ROOT, Bench, check, done, report, skip

sys.path.insert(0, os.path.join(ROOT, "tests", "oracles"))
import judge  # noqa: E402
import unwrap_label  # noqa: E402

MUG = {"item": "1", "sku": "MUG", "name": "Blue mug, 0.3 l", "quantity": 2}
LAMP = {"item": "2", "sku": "LAMP", "name": "Desk lamp", "quantity": 1}
TO = {"name": "Zoë Müller", "city": "Zürich", "zip": "8001", "state": "", "country": "CH"}
ABROAD = {"id": "112-0000001-0000001", "lines": [MUG, LAMP], **TO}
HOME = {"id": "112-0000002-0000002", "name": "Ada", "city": "Town", "zip": "97000", "state": "OR", "country": "US",
        "lines": [{**MUG, "item": "3"}]}
LACKING = {"id": "112-0000003-0000003", "lines": [{"item": "4", "sku": "PEN", "name": "A pen", "quantity": 1}], **TO}
DEAR = {"id": "112-0000004-0000004", "lines": [{**LAMP, "item": "5", "quantity": 2}], **TO}
OFFICE = """[printer office]
transport = file
path = office.pdf
language = pdf
dpi = 300
media = 210x297mm
documents = cn23
status = none
[printer small]
transport = file
path = small
language = zpl
media = 74x105mm
documents = cn22
status = none
"""
MANY = {"id": "112-0000005-0000005", "lines": [{"item": str(100 + n), "sku": "A%d" % n, "name": "Article %d" % n, "quantity": 1} for n in range(30)], **TO}
ARTICLES = """sku,customs-name,hs-code,origin,weight,value,currency
MUG,Stoneware mug,6912.00,PT,350 g,12.50,USD
LAMP,"Desk lamp, LED, metal",9405.21,CN,0.9 kg,210.00,USD
"""
FORMS = """[printer forms]
transport = file
path = forms
language = zpl
media = 4x6in
documents = customs
status = none
[customs]
packaging-weight = 150 g
reference = EORI EXAMPLE123
"""


def forms(b):
    return sorted(os.listdir(b.path("forms"))) if os.path.isdir(b.path("forms")) else []


with Bench(extra=FORMS.replace("4x6in", "62x100mm")) as b:
    r = b.packwright("customs", "x", ok=(1,))
    r = b.packwright("run", ok=(1,))
    check("paper on which no form has room is refused at start", "media = 62x100mm: a CN22 needs paper from 74 x 105 mm" in r.stderr, r.stderr)

with Bench(extra=FORMS) as b:
    with open(b.path("o.txt"), "wb") as f:
        f.write(report([ABROAD, HOME, LACKING, DEAR]))
    with open(b.path("a.csv"), "w") as f:
        f.write(ARTICLES)
    b.packwright("import", b.path("o.txt"))
    r = b.packwright("customs", ABROAD["id"], ok=(1,))
    check("without a word on the articles the form is refused, and it says which lacks what and how to give it",
          "MUG lacks a weight, a value, an HS code and a country of origin; LAMP lacks" in r.stderr and "sku, weight, value and currency" in r.stderr,
          r.stderr)
    b.packwright("import", b.path("a.csv"))
    text = b.packwright("customs", ABROAD["id"], "--format", "text").stdout
    check("a parcel of 235 dollars and 1.6 kg has a CN22 with all that customs wants",
          all(x in text.split("\n") for x in ("CN22", "2 × Stoneware mug", "HS 691200, origin PORTUGAL", "0.700", "25.00",
                                              "1 × Desk lamp, LED, metal", "HS 940521, origin CHINA", "0.900", "210.00",
                                              "1.750", "235.00 USD")), text)
    text = b.packwright("customs", DEAR["id"], "--format", "text").stdout
    check("a parcel of 420 dollars has a CN23, with both addresses and the reference",
          all(x in text.split("\n") for x in ("CN23", "Desk lamp, LED, metal", "2", "940521", "CHINA", "1.950", "420.00 USD", "EORI EXAMPLE123",
                                              "Sample Shop", "Zoë Müller", "SWITZERLAND")), text)
    with open(b.path("yen.csv"), "w") as f:
        f.write("sku,value,currency\nMUG,1500,JPY\nLAMP,20000,JPY\n")
    b.packwright("import", b.path("yen.csv"))
    text = b.packwright("customs", ABROAD["id"], "--format", "text").stdout
    check("yen have no decimals", all(x in text.split("\n") for x in ("3000", "20000", "23000 JPY")), text)
    b.packwright("import", b.path("a.csv"))
    r = b.packwright("customs", DEAR["id"], "--form", "cn22", ok=(1,))
    check("a CN22 for it is refused", "needs a CN23" in r.stderr, r.stderr)
    r = b.packwright("customs", HOME["id"], ok=(1,))
    check("a parcel that stays in the country needs none", "no customs lie between" in r.stderr, r.stderr)
    b.packwright("customs", HOME["id"], "--form", "cn22", "--format", "text")
    for media, name in (("4x6in", "cn22"), ("74x105mm", "small"), ("210x148mm", "wide")):
        b.packwright("customs", ABROAD["id"], "--media", media, "--format", "png", "--output", b.path(name + ".png"))
    for media, name in (("4x6in", "cn23"), ("210x148mm", "a5"), ("210x297mm", "a4")):
        b.packwright("customs", DEAR["id"], "--media", media, "--format", "pdf", "--output", b.path(name + ".pdf"))
    r = b.packwright("customs", DEAR["id"], "--media", "62x100mm", "--format", "png", ok=(1,))
    check("paper that is too small is said", "140 x 90 mm; this is 62 x 100 mm" in r.stderr, r.stderr)

    b.start()
    for code in (ABROAD["id"], "MUG", "MUG", "LAMP"):
        b.scan(code)
    made = b.json("order", ABROAD["id"])["documents"]
    check("the form prints when the box is full", [(d["kind"], d["printer"]) for d in made if d["kind"].startswith("cn")] == [("cn22", "forms")], made)
    for code in (HOME["id"], "MUG", "MUG"):
        b.scan(code)
    made = b.json("order", HOME["id"])["documents"]
    check("and none with a parcel that stays", [d["kind"] for d in made if d["kind"].startswith("cn")] == [], made)
    for code in (DEAR["id"], "LAMP", "LAMP"):
        b.scan(code)
    made = b.json("order", DEAR["id"])["documents"]
    check("a dearer one has its CN23", [d["kind"] for d in made if d["kind"].startswith("cn")] == ["cn23"], made)
    for code in (LACKING["id"], "PEN"):
        b.scan(code)
    b.wait_for("SELECT count(*) AS n FROM job WHERE document = 'cn22' AND status = 'failed'", 1)
    failed = [d for d in b.json("order", LACKING["id"])["documents"] if d["kind"] == "cn22"]
    check("what can't be declared is a failed job with the reason, and the label prints all the same",
          [d["status"] for d in failed] == ["failed"] and "PEN lacks" in failed[0]["evidence"]
          and "label" in [d["kind"] for d in b.json("order", LACKING["id"])["documents"]], b.json("order", LACKING["id"])["documents"])
    with open(b.path("p.csv"), "w") as f:
        f.write("sku,hs-code,origin,weight,value,currency\nPEN,9608.10,DE,12,2.20,USD\n")
    b.packwright("import", b.path("p.csv"))
    b.packwright("customs", LACKING["id"], "--to", "forms")
    b.wait_for("SELECT count(*) AS n FROM job WHERE document = 'cn22' AND status = 'printed'", 2)
    mended = [d["status"] for d in b.json("order", LACKING["id"])["documents"] if d["kind"] == "cn22"]
    check("once it is known, packwright customs --to prints it through the spool", mended == ["failed", "printed"], mended)
    r = b.packwright("label", LACKING["id"], "--to", "label", ok=(2,))
    b.stop()
    for language in ("zpl", "tspl", "epl"):
        b.packwright("customs", ABROAD["id"], "--format", language, "--output", b.path("cn22." + language))
    b.packwright("customs", ABROAD["id"], "--format", "png", "--output", b.path("cn22.png"))
    for language in ("tspl", "epl"):
        with open(b.path("cn22." + language), "rb") as f:
            page = unwrap_label.unwrap(language, f.read(), 812, 1218)
        with open(b.path(language + ".pbm"), "wb") as f:
            f.write(page)
    if judge.missing():
        skip("the forms before the judges", judge.missing())
    else:
        with judge.Judge() as j:
            drawn = b.path("drawn.png")
            pages = j.ask("zpl", in_=b.path("cn22.zpl"), out=drawn, width_mm=811.99 / 8, height_mm=1217.99 / 8, dots_per_mm=8)["pages"]
            check("a ZPL printer that isn't ours draws the form dot for dot",
                  len(pages) == 1 and j.ask("same", a=b.path("cn22.png"), b=drawn)["differ"] == 0, pages)
            for language in ("tspl", "epl"):
                same = j.ask("same", a=b.path("cn22.png"), b=b.path(language + ".pbm"))
                check("the form in %s is its picture, dot for dot" % language, same["differ"] == 0, same)
with Bench(extra=OFFICE) as b:
    with open(b.path("o.txt"), "wb") as f:
        f.write(report([MANY]))
    with open(b.path("a.csv"), "w") as f:
        f.write("sku,hs-code,origin,weight,value,currency\n" + "".join("A%d,6912.00,PT,10,1.50,USD\n" % n for n in range(30)))
    b.packwright("import", b.path("o.txt"), b.path("a.csv"))
    b.start()
    for code in [MANY["id"]] + [line["sku"] for line in MANY["lines"]]:
        b.scan(code)
    b.wait_for("SELECT count(*) FROM job WHERE document = 'cn23' AND status = 'printed'", 1)
    b.stop()
    made = [(d["kind"], d["printer"]) for d in b.json("order", MANY["id"])["documents"] if d["kind"].startswith("cn")]
    check("more articles than a CN22 has lines have a CN23, on the printer for it", made == [("cn23", "office")], made)
    if shutil.which("qpdf") is None or shutil.which("pdfinfo") is None:
        skip("an office printer's PDF", "qpdf or poppler-utils is not installed")
    else:
        b.packwright("customs", MANY["id"], "--printer", "office", "--media", "210x148mm", "--output", b.path("a5.pdf"))

        def pages(name):
            whole = subprocess.run(["qpdf", "--check", b.path(name)], capture_output=True, text=True)
            said = subprocess.run(["pdfinfo", b.path(name)], capture_output=True, text=True).stdout
            words = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
            return whole.returncode, int(words["Pages"]), words["Page size"].split("pts")[0].split()
        fine, count, size = pages("office.pdf")
        check("an office printer gets a PDF that others read, on one A4 sheet",
              (fine, count) == (0, 1) and [round(float(x)) for x in size[::2]] == [595, 842], (fine, count, size))
        fine, count, size = pages("a5.pdf")
        check("and one document of several pages where the paper is smaller", fine == 0 and 3 <= count <= 6, (fine, count, size))
done()

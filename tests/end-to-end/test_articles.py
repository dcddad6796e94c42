"""What is known of articles, through the real program: lists in, packwright articles, lists out, and pictures on the screen."""
import csv
import http.client
import io
import json
import os
import struct
import zlib

from rig import Bench, check, done, report

EAN = {"MUG": "4006381333931", "TEA": "5901234123457"}
ORDER = {"id": "113-0000001-0000001", "name": "Ada Sample", "lines": [{"item": "11", "sku": "TEASET", "name": "A tea set", "quantity": 1},
                                                                       {"item": "12", "sku": "MUG", "name": "A mug", "quantity": 2}]}
LIST = """sku,barcode,units,name,weight,weight-tolerance,hs-code,origin,value,currency,picture,instruction,fragile,hazmat,sequence,kit-scan
MUG,4006381333931,1,"A mug, blue",350 g,5,6912.00,PT,12.50,EUR,mug.png,Handle inwards,yes,,10,
MUG,14006381333938,6,,,,,,,,,,,,,
TEA,5901234123457,1,+Tea,100 g,,,,,,,,no,,20,
CELL,CELL-1,1,A battery,48 g,,,,,,,,,UN3481,,
"""
KITS = "bundle-sku,component-sku,units\nTEASET,MUG,1\nTEASET,TEA,2\n"


def png(width, height, rgb):
    """A picture of one colour, by the PNG specification."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = b"".join(b"\0" + bytes(rgb) * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def put(b, name, text):
    with open(b.path(name), "w") as f:
        f.write(text)
    return b.path(name)


def refusals(b):
    def line(columns, row):
        r = b.packwright("import", put(b, "bad.csv", f"{columns}\n{row}\n"), ok=(0, 1))
        return r.stdout
    for column, value, why in [("weight-tolerance", "much", "must be how far"), ("picture", "../secret.png", "file's name without a folder"),
                               ("instruction", "x" * 201, "200 bytes at most"), ("fragile", "perhaps", "must be yes or no"),
                               ("hazmat", "y" * 41, "UN number"), ("sequence", "-1", "0 to 999"), ("kit-scan", "half", "whole, components or either"),
                               ("one-kit-at-a-time", "2", "must be yes or no")]:
        text = line(f"sku,barcode,{column}", f"MUG,4006381333931,{value}")
        check(f"a bad {column} is refused by name", f":2:{column}: " in text and why in text, text)


def listed(b):
    r = b.packwright("articles").stdout
    check("the table has each article once", [row.split()[0] for row in r.splitlines()[1:]] == ["CELL", "MUG", "TEA", "TEASET"], r)
    mug = next(row for row in r.splitlines() if row.startswith("MUG"))
    check("with barcode, weight and what is special", "4006381333931 +1" in mug and "350 g" in mug and "fragile" in mug and "Handle inwards" in mug, mug)
    check("a barcode finds its article", b.packwright("articles", "5901234123457").stdout.splitlines()[1].startswith("TEA "))
    check("so does a part of a name", b.packwright("articles", "attery").stdout.splitlines()[1].startswith("CELL"))
    check("a per cent sign is a letter", "No article has" in b.packwright("articles", "%").stdout)
    show = b.packwright("articles", "show", "MUG").stdout
    check("show tells all of one", all(x in show for x in ("14006381333938, a case of 6", "weight-tolerance    5 g", "12.50 EUR", "691200", "PT", "mug.png", "10")), show)
    kit = b.packwright("articles", "show", "TEASET").stdout
    check("and what a kit consists of", "1 x MUG" in kit and "2 x TEA" in kit, kit)
    r = b.packwright("articles", "show", "NOSUCH", ok=(1,))
    check("an unknown one is an error", "no article has the SKU NOSUCH" in r.stderr, r.stderr)
    one = b.json("articles", "show", "CELL")
    check("--json has them for programs", one[0]["hazmat"] == "UN3481" and one[0]["codes"][0]["code"] == "CELL-1", one)
    r = b.packwright("articles", "--limit", "1", "--page", "2").stdout
    check("pages", r.splitlines()[1].startswith("MUG") and "--page 3" in r, r)


def round_trip(b):
    out = b.packwright("articles", "--csv").stdout
    kits = b.packwright("articles", "--kits").stdout
    rows = list(csv.DictReader(io.StringIO(out)))
    check("--csv has a line for each barcode", [(r["sku"], r["barcode"]) for r in rows] == [("CELL", "CELL-1"), ("MUG", "4006381333931"),
          ("MUG", "14006381333938"), ("TEA", "5901234123457"), ("TEASET", "")], rows)
    with Bench() as other:
        other.packwright("import", put(other, "a.csv", out), put(other, "k.csv", kits))
        again = other.packwright("articles", "--csv").stdout, other.packwright("articles", "--kits").stdout
        check("what is written is read again, whole", again == (out, kits), again)
    r = b.packwright("import", put(b, "a.csv", out), put(b, "k.csv", kits)).stdout
    check("and changes nothing where it came from", "0 new, 0 changed" in r and "articles: 0 barcodes new, 0 changed" in r, r)


def forgotten(b):
    check("a barcode can be forgotten", b.packwright("articles", "forget", "14006381333938").returncode == 0 and
          b.rows("SELECT count(*) FROM article_code WHERE sku = 'MUG'")[0][0] == 1)
    r = b.packwright("articles", "forget", "14006381333938", ok=(1,))
    check("once", "no article has the barcode" in r.stderr, r.stderr)
    r = b.packwright("articles", "unkit", "MUG", ok=(1,))
    check("only a kit is taken apart", "is no kit" in r.stderr, r.stderr)
    b.packwright("import", put(b, "x.csv", "kit,component\nOLDSET,TEA\n"))
    b.packwright("articles", "unkit", "OLDSET")
    check("and is none any more", b.rows("SELECT count(*) FROM kit_component WHERE kit = 'OLDSET'")[0][0] == 0)


def get(b, path):
    c = http.client.HTTPConnection("127.0.0.1", b.kiosk_port, timeout=5)
    c.request("GET", path, headers={"Host": f"127.0.0.1:{b.kiosk_port}"})
    r = c.getresponse()
    return r.status, r.getheader("Content-Type"), r.read()


def on_the_screen(b):
    with open(os.path.join(b.path("pictures"), "mug.png"), "wb") as f:
        f.write(png(40, 30, (30, 80, 200)))
    put(b, "secret.txt", "secret")
    os.symlink(b.path("secret.txt"), os.path.join(b.path("pictures"), "link.png"))
    put(b, os.path.join("pictures", "page.svg"), "<svg/>")
    with open(os.path.join(b.path("pictures"), "huge.png"), "wb") as f:
        f.truncate(5 << 20)
    b.scan(ORDER["id"])
    lines = {line["sku"]: line for line in b.state()["lane"]["order"]["lines"]}
    check("the line has its picture", lines["MUG"]["picture"] == "/v1/pictures/mug.png" and "picture" not in lines["TEASET"], lines)
    check("which the page gets", get(b, "/v1/pictures/mug.png") == (200, "image/png", png(40, 30, (30, 80, 200))))
    for path in ("/v1/pictures/none.png", "/v1/pictures/../store.db", "/v1/pictures/..%2fstore.db", "/v1/pictures/link.png", "/v1/pictures/page.svg",
                 "/v1/pictures/huge.png", "/v1/pictures/", "/v1/pictures/secret.txt"):
        check(f"{path} is none", get(b, path)[0] == 404, get(b, path))
    b.scan(EAN["TEA"])
    parts = {line["sku"]: line for line in b.state()["lane"]["order"]["lines"]}["TEASET"]["components"]
    check("the kit in hand shows what is in and what it takes", [(p["sku"], p["have"], p["quantity"]) for p in parts] == [("MUG", 0, 1), ("TEA", 1, 2)], parts)


def main():
    with Bench(station="pictures = pictures\n") as b:
        os.mkdir(b.path("pictures"))
        check("without articles that is said", "No articles are known" in b.packwright("articles").stdout)
        with open(b.path("orders.tsv"), "wb") as f:
            f.write(report([ORDER]))
        b.packwright("import", put(b, "articles.csv", LIST), put(b, "kits.csv", KITS), b.path("orders.tsv"))
        refusals(b)
        listed(b)
        round_trip(b)
        forgotten(b)
        b.start()
        on_the_screen(b)
    done()


main()

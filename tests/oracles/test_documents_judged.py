#!/usr/bin/env python3
"""Slips and labels of generated orders, in all scripts, for all models, papers and languages, read back by programs that are not ours.

$PACKWRIGHT_DOCUMENTS: how many (30; the same ones each time), or which, by their numbers: 12,17,1990. $PACKWRIGHT_KEEP: a folder in which everything stays, with a table of
what the judges said. What each judge shows:

    a text in a printer's own font    the bytes, by Python's codecs in the page that the model's table says: equal, character for character
    a text drawn as dots              tesseract reads it, up to four ways. What it misreads is drawn once more by pango-view alone: a text
                                      that it can't read there either says nothing of us. Signs, blanks and capitals are not judged
    a code                            zxing-wasm and zbarimg read what an independent renderer made of the bytes; one that the receipt
                                      printer draws itself: its data and the room that it takes
    a label's dots                    zpl-renderer-js (ZPL), unwrap_label.py (TSPL, EPL2), pdftoppm (PDF): the dots of the PNG, each of them
    nothing outside the paper         the same renderers' pictures; for slips each line's cells, each picture's and each code's dots

Where judges disagree, KNOWN says why. A disagreement that isn't listed fails, and so does a listed one that is gone.
"""
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import escpos_text  # noqa: E402
import judge as judges  # noqa: E402
import order_maker  # noqa: E402
import text_reader  # noqa: E402
from unwrap_label import unwrap  # noqa: E402

BUILD = os.environ.get("PACKWRIGHT_BUILD", os.path.join(ROOT, "build", "release"))
MAKER = os.path.join(BUILD, "tests", "document_maker")
MODELS = os.path.join(BUILD, "tests", "receipt_maker")
TABLES = json.load(open(os.path.join(ROOT, "tests", "golden", "codepages", "printers.json"), encoding="utf-8"))
TABLES["XP-58"] = TABLES["XP-80"] = TABLES["NT-5890K"]
LABEL_SIZES = [(101600, 152400), (62000, 29000), (100000, 150000), (62000, 100000), (101600, 101600), (76200, 127000), (105000, 148000),
               (101600, 203200), (152400, 101600), (148000, 210000), (50800, 25400)]
SMALL = [(62000, 29000), (50800, 25400)]  # the code is a Data Matrix, and the address is what there is room for
TURNED = [(62000, 100000)]                # a shipping label is drawn along the paper
CONTENT_SIZES = [(62000, 100000), (101600, 152400), (101600, 50800), (62000, 29000)]
FORMATS = {"slip": ["escpos"] * 6 + ["png", "pdf"], "label": ["zpl", "tspl", "epl", "z64", "pdf", "png"],
           "content": ["zpl", "tspl", "epl", "pdf", "png"]}
# Bytes that a QR code of that version holds at level M (ISO/IEC 18004, table 7)
QR_BYTES = [0, 14, 26, 42, 62, 84, 106, 122, 152, 180, 213]


MISREAD = 0.3  # of the letters of a text, in small print
KNOWN = {
    "zbar-matrix": "zbarimg knows no Data Matrix",
    "zbar-letters": "zbarimg guesses what a QR code's bytes beyond ASCII are, and makes Big5 or bytes of them; zxing-wasm takes them for the "
                    "UTF-8 that they are",
    "tesseract": "it misreads the text in pango-view's picture too: marks above and below (Vietnamese, Thai), letters that look like "
                 "others, figures beside another script",
    "tesseract-small": "it reads the text in pango-view's picture, and here takes some letters for others: print of a receipt's size, "
                       "9 to 13 dots a cell, of needle printers, or made smaller for a small label",
    "tesseract-looked": "it reads the text in pango-view's picture, and here takes more letters for others; a person has looked at the print: it is "
                        "right, and small, of needles, or beside a large figure (LOOKED)",
}
# Of the 2,000: where that is said of a text after looking at its print
LOOKED = {374: "ซอยอารีย์", 428: "बहुत सारा प्यार", 766: "ऊनी शाल सुनीता शर्मा", 908: "מנורה", 962: "Všechno nejlepší", 1108: "黃淑芬 林美玲", 1379: "1 龙井绿茶",
          1650: "जल्दी मिलेंगे", 1749: "A" * 50, 1841: "烏龍茶葉 陳建國", 1990: "人民路25号"}


def plan(count):
    """What is made: every model, script, size, resolution and language comes up in turn, and with different others each time."""
    scripts = list(order_maker.SCRIPTS)
    models = [json.loads(m) for m in subprocess.run([MODELS, "list"], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()]
    turn = collections.Counter()
    for n in range(count):
        kind = ("slip", "label", "slip", "label", "slip", "label", "slip", "label", "slip", "content")[n % 10]
        k = turn[kind]
        turn[kind] += 1
        script = scripts[k % len(scripts)]
        doc = {"n": n, "kind": kind, "script": script, "order": order_maker.order(n, script), "format": FORMATS[kind][k % len(FORMATS[kind])]}
        if kind == "slip":
            if k % 40 == 6:  # a shop's own number, in its own letters
                doc["order"]["order_id"] = "%s-%d" % (doc["order"]["recipient"]["name"], n)
            model = models[k % len(models)]
            narrow = model["columns_b"] if k % 5 == 4 and model["columns_b"] else 0
            doc.update(profile=model["name"], model=model, columns=narrow)
        else:
            sizes = LABEL_SIZES if kind == "label" else CONTENT_SIZES
            width, height = sizes[k // 3 % len(sizes)]
            dots = 24 if k % 23 == 22 else 12 if k % 3 == 2 else 8
            doc.update(width_um=width, height_um=height, dots_per_mm=dots)
        yield doc


def runs_of(text):
    """A text of both directions, or with pictures in it, in its parts: tesseract has an opinion of its own on which comes first."""
    parts, last = [""], None
    for c in text:
        way = unicodedata.bidirectional(c)
        way = "S" if unicodedata.category(c) in ("So", "Sk", "Mn") else "R" if way in ("R", "AL") else "L" if way in ("L", "EN", "AN") else last
        if way != last and last is not None:
            parts.append("")
        parts[-1] += c
        last = way
    return [p for p in parts if text_reader.plain(p)]


def texts_of(doc):
    """What must be on the paper."""
    o, to, sender = doc["order"], doc["order"]["recipient"], doc["order"]["sender"]
    out = [to[k] for k in ("name", "company", "line1", "line2", "city", "postal_code") if k in to]
    out += [sender[k] for k in ("name", "line1", "city", "postal_code")] + [o["order_id"], o["ship_by"]]
    if doc["kind"] == "slip":
        units = sum(l["quantity"] for l in o["lines"])
        out += [o["ordered"], o["service"], "%d unit%s in %s" % (units, "" if units == 1 else "s", "this parcel" if o["parcels"] > 1 else "all")]
        out += ["%d %s" % (l["quantity"], l["name"]) for l in o["lines"]] + [l["sku"] for l in o["lines"]]
        out += o.get("gift_message", "").split("\n") + ([o["thanks"]] if "thanks" in o else [])
        out += ["%d of %d" % (o["parcel"], o["parcels"])] if o["parcels"] > 1 else []
    elif doc["kind"] == "label" and size_of(doc) in SMALL:
        out = [to[k] for k in ("name", "line1", "city", "postal_code")] + ["(00) " + o["barcode"] if o.get("sscc") else o["barcode"]]
    elif doc["kind"] == "label":
        out += [o["carrier"], o["service"], o["weight"], "%d of %d" % (o["parcel"], o["parcels"]),
                "(00) " + o["barcode"] if o.get("sscc") else o["barcode"]]
    else:
        units = sum(l["quantity"] for l in o["lines"])
        out = [o["order_id"], "%d unit" % units]
        if len(o["lines"]) <= 3 and doc["height_um"] >= 100000:
            out += ["%d %s" % (l["quantity"], l["name"][:12]) for l in o["lines"]]
    return [part for text in out if text for part in (runs_of(text) if doc["script"] in ("arabic", "hebrew", "bidi", "emoji") else [text])]


def size_of(doc):
    return doc.get("width_um"), doc.get("height_um")


def codes_of(doc):
    """What must be read: (kind, text)."""
    o = doc["order"]
    if doc["kind"] == "content":
        return []
    if doc["kind"] == "label":
        matrix = "-matrix" if size_of(doc) in SMALL else ""
        return [("GS1" + matrix, o["barcode"])] if o.get("sscc") else [("DataMatrix" if matrix else "Code128", o["barcode"])]
    linear = len(o["order_id"]) <= 60 and all(" " <= c <= "~" for c in o["order_id"])
    return ([("Code128", o["order_id"])] if linear else []) + [("QRCode", o["order_id"])]


def languages_of(script, which="both"):
    language = order_maker.SCRIPTS[script][0]
    return language if language == "Latin" or which == "script" else language + "+eng" if which == "both" else "eng"


class Pbm:
    """A picture in rows of bits, black is 1."""

    def __init__(self, width):
        self.width, self.stride, self.rows = width, (width + 7) // 8, []

    def blank(self, rows):
        self.rows += [bytes(self.stride)] * rows

    def put(self, stride, high, data, x, times):
        beyond = 0
        for y in range(high):
            row = int.from_bytes(data[y * stride:(y + 1) * stride], "big")
            shift = self.stride * 8 - stride * 8 - x
            whole = row << shift if shift >= 0 else row >> -shift
            beyond |= (shift < 0 and row & (1 << -shift) - 1) or whole & (1 << self.stride * 8 - self.width) - 1
            self.rows += [whole.to_bytes(self.stride, "big")] * times
        return bool(beyond)

    def save(self, path, begin=0, end=None, border=16):
        """Rows as a PBM file, without what is white to the left and right of them."""
        rows, ink = self.rows[begin:end], 0
        for row in rows:
            ink |= int.from_bytes(row, "big")
        used = ink.to_bytes(self.stride, "big")
        left, right = len(used) - len(used.lstrip(b"\0")), len(used.rstrip(b"\0"))
        right, side = max(right, left + 1), bytes((border + 7) // 8)
        empty = [bytes(right - left + 2 * len(side))] * border
        with open(path, "wb") as f:
            f.write(b"P4\n%d %d\n" % (len(empty[0]) * 8, len(rows) + 2 * border))
            f.write(b"".join(empty + [side + row[left:right] + side for row in rows] + empty))


class Run:
    def __init__(self, folder, judge):
        self.folder, self.ask, self.faults, self.refused = folder, judge.ask, collections.defaultdict(list), []
        self.disagreements = collections.defaultdict(list)
        self.count, self.readings, self.zbar = collections.Counter(), {}, {}
        self.maker = subprocess.Popen([MAKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def path(self, doc, ending):
        return os.path.join(self.folder, "%04d-%s-%s%s" % (doc["n"], doc["kind"], doc["script"], ending))

    def fault(self, claim, doc, why):
        self.faults[claim].append("%d (%s, %s, %s): %s" % (doc["n"], doc["script"], doc.get("profile") or "%d x %d um at %d" % (
            doc["width_um"], doc["height_um"], doc["dots_per_mm"]), doc["format"], why))

    def make(self, doc):
        files = {doc["format"]: self.path(doc, "." + doc["format"]), "png": self.path(doc, ".png")}
        if doc["kind"] == "slip" and doc["format"] == "escpos":
            del files["png"]
        job = {k: doc[k] for k in ("kind", "order", "profile", "columns", "width_um", "height_um", "dots_per_mm") if k in doc}
        self.maker.stdin.write(json.dumps({**job, "files": files}) + "\n")
        self.maker.stdin.flush()
        return json.loads(self.maker.stdout.readline()), files

    # ---- from bytes to pictures, by others ----

    def sheet(self, doc, path):
        """A slip's bytes: the lines in the printer's font, the drawn ones as pictures, the codes."""
        model = doc["model"]
        pages = {0: "ascii"} | {int(n): codec if codec[0] != "=" else "=" + TABLES["pages"][codec[1:]]
                                for n, codec in TABLES[model["name"]].items()}
        with open(path, "rb") as f:
            seen = escpos_text.read(f.read(), pages)
        paper, dots = Pbm(model["dots"]), model["dots"]
        cell_b = model["dots"] // model["columns_b"] if model["columns_b"] else model["cell"]
        pieces, own, begin = [], [], None
        for what, which, how in seen["places"]:
            if what == "raster":
                stride, high, data = seen["rasters"][which]
                begin = len(paper.rows) if begin is None and how == 0 else begin
                x = max(0, (dots - stride * 8) // 2 * how if how < 2 else dots - stride * 8)
                if paper.put(stride, high, data, x, 2 if model["dpi"] < 100 else 1):
                    self.fault("outside", doc, "a picture of %d bytes in %d dots" % (stride, dots))
                continue
            if begin is not None:
                pieces.append(self.piece(doc, paper, begin, len(pieces)))
                begin = None
            paper.blank(30)
            if what == "text":
                pieces.append(("own", which))
                if how[0] * model["cell"] + how[1] * cell_b > dots:
                    self.fault("outside", doc, "a line of %s cells: %s" % (how, which))
            else:
                kind, data = seen["barcodes"][which]
                text = (escpos_text.code128(data) if kind == 73 else data.decode("utf-8", "replace")) if kind in (73, "qr") else repr(data)
                own.append(("Code128" if kind == 73 else "QRCode" if kind == "qr" else str(kind), text))
                version = next((v for v, room in enumerate(QR_BYTES) if room >= len(data)), 99)
                width = (11 * len(text) + 35 if kind == 73 else 17 + 4 * version) * how
                if width > dots:
                    self.fault("outside", doc, "a code %d dots wide: %s" % (width, text))
        if begin is not None:
            pieces.append(self.piece(doc, paper, begin, len(pieces)))
        if seen["cuts"] > 1:
            self.fault("codes", doc, "%d cuts" % seen["cuts"])
        picture = self.path(doc, "-dots.pbm")
        paper.save(picture)
        return pieces, own, picture if seen["rasters"] else None

    def piece(self, doc, paper, begin, number):
        path = self.path(doc, "-%d.pbm" % number)
        paper.save(path, begin)
        return "drawn", path

    def picture(self, doc, made, files):
        """What an independent renderer makes of a page's bytes."""
        kind, path = doc["format"], files[doc["format"]]
        out, dots = self.path(doc, "-judged"), doc.get("dots_per_mm", 8)
        if kind in ("zpl", "z64"):
            pages = self.ask("zpl", in_=path, out=out + ".png", width_mm=(made["width"] - 0.01) / dots,
                             height_mm=(made["height"] - 0.01) / dots, dots_per_mm=dots)["pages"]
            if len(pages) != 1:
                raise ValueError("%d labels" % len(pages))
            return pages[0]
        if kind in ("tspl", "epl"):
            with open(path, "rb") as f:
                page = unwrap(kind, f.read(), made["width"], made["height"])
            with open(out + ".pbm", "wb") as f:
                f.write(page)
            return out + ".pbm"
        if kind == "pdf":
            done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False) if shutil.which("qpdf") else None
            if done is not None and done.returncode != 0:
                raise ValueError("qpdf: " + done.stdout + done.stderr)
            # a model of 180 dpi has 7 dots a millimetre on screen
            dots = (7 if doc["model"]["dpi"] == 180 else 8) if doc["kind"] == "slip" else dots
            subprocess.run(["pdftoppm", "-mono", "-r", "%.4f" % (dots * 25.4), path, out], check=True, capture_output=True)
            return next(os.path.join(self.folder, f) for f in sorted(os.listdir(self.folder)) if f.startswith(os.path.basename(out)))
        return path

    def upright(self, doc, picture):
        if doc["kind"] != "label" or size_of(doc) not in TURNED:
            return picture
        self.ask("pbm", in_=picture, out=picture + "-turned.pbm", quarter=1)
        return picture + "-turned.pbm"

    def judge_bytes(self, doc):
        made, files = self.make(doc)
        self.count["made" if made["ok"] else "refused"] += 1
        if not made["ok"]:
            self.refused.append((doc, made["error"]))
            return
        want = codes_of(doc)
        doc["pieces"], own, picture = [], [], None
        try:
            if doc["kind"] == "slip" and doc["format"] == "escpos":
                doc["pieces"], own, picture = self.sheet(doc, files["escpos"])
            else:
                picture = self.picture(doc, made, files)
                doc["pieces"] = [("drawn", self.upright(doc, picture))]
                same = self.ask("same", a=files["png"], b=picture)
                if same["differ"] or same["a"] != same["b"]:
                    self.fault("dots", doc, "%s" % same)
                if doc["kind"] != "slip":
                    ink, margin = self.ask("ink", in_=picture), 1.5 * doc["dots_per_mm"]
                    if ink["left"] < margin or ink["top"] < margin or ink["right"] >= made["width"] - margin or \
                            ink["bottom"] >= made["height"] - margin:
                        self.fault("outside", doc, "dots in the outer 1.5 mm: %s" % ink)
        except (ValueError, escpos_text.Bad, subprocess.CalledProcessError, RuntimeError) as e:
            self.fault("dots", doc, str(e))
            return
        if [c for c in own if c not in want]:
            self.fault("codes", doc, "the printer is to draw %s, not %s" % (own, want))
        doc["codes"] = [c for c in want if c not in own]
        self.count["codes by the printer"] += len(own)
        if picture is not None:
            doc["picture"] = picture
            symbols = self.ask("read", in_=picture)["symbols"]
            names = {"]C1": "GS1", "]d2": "GS1-matrix"}
            read = [(names.get(s["aim"], s["format"]), s["text"].replace("(00)", "")) for s in symbols]
            self.count["codes read"] += len(doc["codes"])
            if sorted(read) != sorted(doc["codes"]):
                self.fault("codes", doc, "read %s, not %s" % (read, doc["codes"]))

    # ---- codes, by a second reader ----

    def judge_zbar(self, docs):
        docs = [d for d in docs if "picture" in d]
        for i in range(0, len(docs), 40):
            part = docs[i:i + 40]
            done = subprocess.run(["zbarimg", "-q", "--xml"] + [d["picture"] for d in part], capture_output=True, check=False)
            found = collections.defaultdict(list)
            for source in xml.etree.ElementTree.fromstring(done.stdout or b"<barcodes/>").iter():
                if source.tag.endswith("source"):
                    for symbol in source.iter():
                        if symbol.tag.endswith("symbol"):
                            data = next(e for e in symbol if e.tag.endswith("data"))
                            found[source.get("href")].append((symbol.get("type"), data.text or ""))
            for d in part:
                names = {"Code128": "CODE-128", "GS1": "CODE-128", "QRCode": "QR-Code", "GS1-matrix": "", "DataMatrix": ""}
                want = sorted((names[k], "00" + t if k == "GS1" else t) for k, t in d["codes"])
                read = sorted(found.get(d["picture"], []))
                self.count["codes read by zbar"] += len(want)
                for code in want:
                    if code not in read:
                        self.disagree("zbar-matrix" if code[0] == "" else "zbar" if code[1].isascii() else "zbar-letters", d, "%s read as %s" % (code, read))
                for code in read:
                    if code not in want and not [w for w in want if w not in read]:
                        self.disagree("zbar-more", d, "%s" % (code,))

    def disagree(self, which, doc, why):
        self.disagreements[which].append("%d (%s, %s, %s): %s" % (doc["n"], doc["script"], doc.get("profile", doc.get("dots_per_mm")),
                                                                  doc["format"], why))

    # ---- texts ----

    def look(self, doc, texts):
        """Texts that aren't there as they should be: {text: (characters wrong, ...)}; by the last reading of the drawn pieces."""
        own = "".join("".join(p[1].replace("│", "").split()) for p in doc["pieces"] if p[0] == "own")  # a frame's sides apart
        hay, drawn = "", []
        for kind, what in doc["pieces"]:
            seen = what if kind == "own" else self.readings.get(what, "")
            if doc["kind"] == "content":  # "3 x", whatever sign it takes the cross for
                seen = re.sub(r"(?<=\d)\s*[x×X*]\s", " ", seen)
            part = text_reader.plain(seen)
            hay += part
            drawn += [kind == "drawn"] * len(part)
        left = {}
        for text in texts:
            if "".join(text.split()) in own:
                continue
            needle = text_reader.plain(text)
            wrong, end = text_reader.nearest(needle, hay)
            if wrong == 0 and any(drawn[max(0, end - len(needle)):end]):
                continue
            left[text] = wrong if any(drawn) else len(needle)
        return left

    def lines(self, path, wide, high):
        """What hangs together, each line and each part of a line that a gap sets apart, twice as large in a picture of its own; wide
        and high: how often each dot, since needle printers' dots are not square."""
        with open(self.part(path, text_reader.ALL, 2), "rb") as f:
            _, size, data = f.read().split(b"\n", 2)
        width, height = map(int, size.split())
        stride = (width + 7) // 8
        rows = [data[y * stride:(y + 1) * stride] for y in range(height)]
        bands, begin = [], None
        for y, row in enumerate(rows + [b""]):
            if begin is None and any(row):
                begin = y
            elif begin is not None and not any(row):
                bands.append((begin, y))
                begin = None
        out = []
        for begin, end in [(b, e) for b, e in bands if e - b >= 12]:
            ink = 0
            for row in rows[begin:end]:
                ink |= int.from_bytes(row, "big")
            dots, gap = bin(ink)[2:].zfill(stride * 8), "0" * max(8, 3 * (end - begin) // 4)
            at = 0
            for piece in [p for p in dots.split(gap) if "1" in p]:
                at = dots.index(piece, at)
                name = "%s-%d-%d-%dx%d.pbm" % (path, begin, at, wide, high)
                broad, side = len(piece) * wide, 40
                with open(name, "wb") as f:
                    f.write(b"P4\n%d %d\n" % (broad + 2 * side, (end - begin) * high + 2 * side))
                    empty = bytes((broad + 2 * side + 7) // 8) * side
                    f.write(empty)
                    for row in rows[begin:end]:
                        bits = bin(int.from_bytes(row, "big"))[2:].zfill(stride * 8)[at:at + len(piece)]
                        bits = "0" * side + "".join(b * wide for b in bits) + "0" * side
                        f.write(int(bits.ljust(len(empty) // side * 8, "0"), 2).to_bytes(len(empty) // side, "big") * high)
                    f.write(empty)
                out.append(name)
                at += len(piece)
        return out

    def read_lines(self, docs, wide, high, which):
        """Each line by itself: tesseract's own idea of a page's layout is where most of it goes wrong."""
        of, jobs = {}, {}
        for d in docs:
            for kind, path in d["pieces"]:
                if kind == "drawn":
                    of[path] = self.lines(path, wide, high)
                    jobs.update({line: (line, languages_of(d["script"], which), "7") for line in of[path]})
        read = text_reader.read(jobs)
        self.readings.update({path: "\n".join(read[line] for line in lines) for path, lines in of.items()})
        for d in docs:
            again = self.look(d, d["left"])
            d["left"] = {t: min(w, d["left"][t]) for t, w in again.items()}

    def part(self, path, part, scale):
        if (part, scale) == (text_reader.ALL, 1):
            return path
        other = "%s-%s-x%d.pbm" % (path, "-".join(map(str, part)), scale)
        if not os.path.exists(other):
            self.ask("pbm", in_=path, out=other, scale=scale, left=part[0], top=part[1], bottom=part[2])
        return other

    def judge_texts(self, docs):
        have = text_reader.languages()
        for d in docs:
            d["left"] = {t: len(text_reader.plain(t)) for t in texts_of(d)}
            for line in [p[1] for p in d["pieces"] if p[0] == "own"]:
                if "?" in line:
                    self.fault("texts", d, "a question mark: %s" % line)
                if any(unicodedata.bidirectional(c) in ("R", "AL") for c in line):
                    self.fault("texts", d, "letters from right to left in the printer's font, which goes to the right: %s" % line)
        self.count["texts"] = sum(len(d["left"]) for d in docs)
        for d in docs:  # what is in the printer's own font
            d["left"] = {t: w for t, w in self.look(d, d["left"]).items()}
        self.count["texts in the printers' fonts"] = self.count["texts"] - sum(len(d["left"]) for d in docs)
        for d in docs:
            if not [p for p in d["pieces"] if p[0] == "drawn"] and d["left"]:
                self.fault("texts", d, "not printed: %s" % list(d["left"]))
        able = [d for d in docs if order_maker.SCRIPTS[d["script"]][0] in have]
        for how in text_reader.WAYS:
            self.read_again([d for d in able if d["left"]], how)
        self.judge_misread(able)
        for how in text_reader.MORE_WAYS:
            self.read_again([d for d in able if d["odd"]], how)
        for wide, high in ((1, 1), (2, 1), (1, 2)):
            for which in ("both", "script", "eng"):
                self.read_lines([d for d in able if any(d["left"].get(t, 0) for t in d["odd"])], wide, high, which)
        for d in able:
            for text in d["odd"]:
                wrong, length = d["left"].get(text, 0), len(text_reader.plain(text))
                if wrong > max(1, length * MISREAD) and LOOKED.get(d["n"]) == text.strip():
                    self.disagree("tesseract-looked", d, "%s: %d of %d" % (text, wrong, length))
                elif wrong > max(1, length * MISREAD):
                    self.fault("texts", d, "%d of %d letters of %s can't be read" % (wrong, length, text))
                elif wrong > 0:
                    self.disagree("tesseract-small", d, "%s: %d of %d" % (text, wrong, length))
        self.count["texts misread"] = sum(len(d["left"]) for d in docs)

    def read_again(self, docs, how):
        part, scale, ways, which = how
        docs, jobs = [d for d in docs if which != "eng" or any(t.isascii() for t in d["left"])], {}
        for d in docs:
            for kind, path in d["pieces"]:
                if kind == "drawn":
                    jobs[path] = (self.part(path, part, scale), languages_of(d["script"], which), ways[d["kind"] != "slip"])
        self.readings.update(text_reader.read(jobs))
        for d in docs:
            again = self.look(d, d["left"])
            d["left"] = {t: min(w, d["left"][t]) for t, w in again.items()}

    @staticmethod
    def print_of(doc, text):
        return "slip" if doc["kind"] == "slip" else "label", languages_of(doc["script"]), text

    def judge_misread(self, docs):
        """A second opinion on what tesseract doesn't find: whether it can read that text at all; "odd" is what needs another look."""
        texts = {self.print_of(d, t) for d in docs for t in d["left"]}
        legible = text_reader.elsewhere(texts, self.folder) if shutil.which("pango-view") else texts
        for d in docs:
            d["odd"] = []
            for text, wrong in d["left"].items():
                length = len(text_reader.plain(text))
                if self.print_of(d, text) not in legible:
                    self.disagree("tesseract", d, "%s: %d of %d" % (text, wrong, length))
                elif wrong <= max(1, length * MISREAD):
                    self.disagree("tesseract-small", d, "%s: %d of %d" % (text, wrong, length))
                else:
                    d["odd"].append(text)


def report(ok, claim, why=""):
    print("ok - documents_judged: %s" % claim if ok else "not ok - documents_judged: %s: %s" % (claim, why), flush=True)
    return ok


def table(run, docs):
    """Who said what of which script, for whoever wants to see it."""
    print("\n%-12s %9s %9s %9s %9s" % ("script", "documents", "texts", "misread", "share"))
    for script in order_maker.SCRIPTS:
        some = [d for d in docs if d["script"] == script]
        left = [t for d in some for t in d.get("left", [])]
        print("%-12s %9d %9d %9d %8.1f%%" % (script, len(some), sum(len(texts_of(d)) for d in some), len(left),
                                            100 * len(left) / max(1, sum(len(texts_of(d)) for d in some))))
    for which, cases in sorted(run.disagreements.items()):
        print("\n%s, %d times: %s" % (which, len(cases), KNOWN.get(which, "not explained")))
        for case in cases if len(cases) < 40 else cases[:40] + ["..."]:
            print("    " + case)
    for which, cases in sorted(run.faults.items()):
        print("\nwrong, %s:\n    %s" % (which, "\n    ".join(cases)) if cases else "")
    for doc, error in run.refused:
        print("refused: %d, %s: %s" % (doc["n"], doc["script"], error))


def judge_all(wanted, folder, judge):
    run = Run(folder, judge)
    numbers = [int(n) for n in wanted.split(",") if n]
    docs = list(plan(numbers[0])) if len(numbers) == 1 else [d for d in plan(max(numbers) + 1) if d["n"] in numbers]
    count = len(docs)
    for doc in docs:
        run.judge_bytes(doc)
    run.maker.stdin.close()
    run.maker.wait()
    docs = [d for d in docs if "codes" in d]
    run.judge_zbar(docs)
    run.judge_texts(docs)
    have = text_reader.fonts()
    lost = {c for d in docs for t in texts_of(d) for c in t if have and ord(c) not in have and c.strip() and not unicodedata.combining(c)}
    good = report(len(docs) == count - len(run.refused) and len(run.refused) <= count // 50 and not
                  [e for d, e in run.refused if "doesn't fit" not in e],
                  "%d documents are made, %d refused because a text has no room" % (len(docs), len(run.refused)),
                  str([(d["n"], e) for d, e in run.refused][:5]))
    n = run.count
    for key, claim in (("dots", "in each language the dots of the page, each of them"),
                       ("outside", "nothing is outside the paper"),
                       ("codes", "%d codes are read, %d are the printer's to draw and carry the order" % (n["codes read"], n["codes by the printer"])),
                       ("texts", "%d texts are on the paper: %d in printers' fonts byte for byte, %d drawn, of which tesseract misreads %d"
                        % (n["texts"], n["texts in the printers' fonts"], n["texts"] - n["texts in the printers' fonts"], n["texts misread"]))):
        good &= report(not run.faults[key], claim, "; ".join(run.faults[key][:5]))
    good &= report(not lost, "each letter has a font", "none has %s" % sorted(lost))
    unlisted = [k for k in run.disagreements if k not in KNOWN]
    good &= report(not unlisted, "judges disagree in no way that isn't explained", "; ".join(run.disagreements[k][0] for k in unlisted))
    gone = [k for k in KNOWN if k not in run.disagreements and (text_reader.languages() or "tesseract" not in k) and
            (k != "tesseract-looked" or count >= 2000)]
    if len(numbers) == 1 and count >= 30:
        good &= report(not gone, "each disagreement that is explained is there", "gone: %s" % gone)
    table(run, docs)
    return good


def main():
    why = judges.missing() or (None if os.access(MAKER, os.X_OK) else "document_maker is not built") or \
        (None if shutil.which("zbarimg") and shutil.which("pdftoppm") else "zbarimg or pdftoppm is not installed")
    if why:
        print("skip - documents_judged: documents before the judges: %s" % why)
        return 0
    if not text_reader.languages():
        print("skip - documents_judged: drawn texts are read: tesseract is not installed")
    with tempfile.TemporaryDirectory() as tmp, judges.Judge() as judge:
        good = judge_all(os.environ.get("PACKWRIGHT_DOCUMENTS", "30"), os.environ.get("PACKWRIGHT_KEEP") or tmp, judge)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

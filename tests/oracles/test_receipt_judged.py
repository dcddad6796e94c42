#!/usr/bin/env python3
"""Receipts of every model judged by programs that are not ours.

Text: each byte by Python's codecs, in the page that the model's table says. Codes: zxing-wasm reads what a virtual printer drew.
Pictures: unwrapped from the bytes and compared with their source. Drawn lines: beside pango-view's picture of the same text, the
right way round and nothing lost. receipt_maker (built beside the unit tests) makes the bytes. $PACKWRIGHT_KEEP: a folder in which
the pictures stay.
"""
import base64
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import escpos_text  # noqa: E402
import judge as judges  # noqa: E402

BUILD = os.environ.get("PACKWRIGHT_BUILD", os.path.join(ROOT, "build", "release"))
MAKER = os.path.join(BUILD, "tests", "receipt_maker")
TABLES = json.load(open(os.path.join(ROOT, "tests", "golden", "codepages", "printers.json")))
# The clones' profiles have no table of their own: the pages that all the data's clones agree on (Netum's among them).
TABLES["XP-58"] = TABLES["XP-80"] = TABLES["NT-5890K"]

LINES = ["plain ASCII ~!@#$%^*()", "Zoë Müller-Señoré, São João", "Łódź, Dvořák, Győr", "Gülşen İyioğlu", "Москва, ул. Тверская 5",
         "Київ, вул. Хрещатик", "Οδυσσέας, Αθήνα", "5 € und 3 £", "Þórdís Ægisdóttir", "½ kg à 10°", "Rīga, Vilnius ąčę",
         "上海市浦东新区", "東京都渋谷区", "서울특별시", "ישראל ישראלי", "محمد عبد الله", "สมชาย ใจดี", "अमित कुमार",
         "Nguyễn Thị Hằng", "தமிழ் বাংলা", "gift 🎁 box 📦"]

passed = failed = 0


def report(ok, claim, why=""):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    print("ok - receipt_judged: %s" % claim if ok else "not ok - receipt_judged: %s: %s" % (claim, why))


class Maker:
    def __init__(self):
        self.process = subprocess.Popen([MAKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def make(self, **job):
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)


def escaped(text):
    return "".join("\\x%02x" % ord(c) if c in "\\|{}~_\"`^=-" else c for c in text)


def judge_text(maker, models, tmp):
    """Every line is in the bytes: as text, read by the model's table, or as one drawing."""
    markup = "".join("|" + escaped(l) + "\n" for l in LINES) + "=\n"
    path, wrong, printed, drawn = os.path.join(tmp, "t.bin"), [], 0, 0
    for model in models:
        made = maker.make(markup=markup, profile=model["name"], escpos=path)
        if not made["ok"]:
            if "can't print pictures" not in made["error"]:
                wrong.append("%s: %s" % (model["name"], made["error"]))
            continue
        pages = {0: "ascii"} | {int(n): codec if codec[0] != "=" else "=" + TABLES["pages"][codec[1:]]
                                 for n, codec in TABLES[model["name"]].items()}
        try:
            seen = escpos_text.read(open(path, "rb").read(), pages)
        except escpos_text.Bad as e:
            wrong.append("%s: %s" % (model["name"], e))
            continue
        order = [o for i, o in enumerate(seen["order"])
                 if isinstance(o, str) or i == 0 or isinstance(seen["order"][i - 1], str) or seen["rasters"][o][1] >= 16]
        # a line's first strip has 16 rows or more, what follows of it has less; needles: two bands a line
        texts = [o for o in seen["order"] if isinstance(o, str)]
        lines = [l for l in LINES if l in texts]
        strips = [o for o in order if not isinstance(o, str)]
        if model["dpi"] < 100:
            strips = strips[::2] if len(strips) % 2 == 0 else strips
        if [t for t in texts if t not in LINES and t]:
            wrong.append("%s printed %s" % (model["name"], [t for t in texts if t not in LINES]))
        elif model["dpi"] >= 100 and len(lines) + len(strips) != len(LINES):
            wrong.append("%s: %d lines printed, %d drawn, of %d" % (model["name"], len(lines), len(strips), len(LINES)))
        printed, drawn = printed + len(lines), drawn + len(LINES) - len(lines)
    report(not wrong, "%d models print %d lines in their own fonts, byte for byte what Python's codecs say, and draw %d"
           % (len(models), printed, drawn), "; ".join(wrong[:5]))


CODES = [("code128,2,60,hri", "AB-12 x{y", "Code128"), ("ean,2,60", "4912345678904", "EAN13"), ("upc,2", "123456789012", "UPCA"),
         ("code39,2,60", "ABC-123", "Code39"), ("itf,2,60", "12345670", "ITF"), ("code93,2,60", "ABC-123", "Code93"),
         ("qrcode,4,m", "https://example.com/t/PS-2026-104857", "QRCode"), ("datamatrix,4", "P0123456789-AB", "DataMatrix"),
         ("pdf417,3", "PDF417 of 24 characters.", "PDF417")]


def judge_codes(maker, ask, tmp, keep):
    for name in ("TM-T88V", "TM-m30III", "XP-58", "TH230", "TM-U220B", "CT-S651", "TSP600"):
        wrong = []
        for option, text, kind in CODES:
            path = os.path.join(keep or tmp, "%s-%s.png" % (name, kind))
            made = maker.make(markup="|a\n\n{code:%s;option:%s}\n\n|b\n=\n" % (escaped(text), option), profile=name, png=path)
            if not made["ok"] or made["unknown"]:
                wrong.append("%s: %s" % (kind, made))
                continue
            read = [(s["format"], s["text"]) for s in ask("read", in_=path)["symbols"]]
            want = {"UPCA": ("UPCA", "123456789012"), "EAN13": ("EAN13", "4912345678904")}.get(kind, (kind, text))
            if not any(t.lstrip("0") == want[1].lstrip("0") for f, t in read):
                wrong.append("%s read as %s" % (kind, read))
        report(not wrong, "%d kinds of codes of %s read right" % (len(CODES), name), "; ".join(wrong))


def png_of(width, height, dots):
    """A PNG of one bit a dot; dots: rows of 0 and 1, 1 is black."""
    rows = b"".join(b"\0" + bytes(sum((0 if x + k < width and row[x + k] else 1) << (7 - k) for k in range(8))
                                  for x in range(0, width, 8)) for row in dots)

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def dots_of(rasters):
    rows = []
    for stride, high, data in rasters:
        for y in range(high):
            rows.append([data[y * stride + x // 8] >> (7 - x % 8) & 1 for x in range(stride * 8)])
    return rows


def judge_pictures(maker, tmp):
    rng = random.Random(5)
    width, height = 200, 61
    source = [[int(rng.random() < 0.3 or (x // 20 + y // 20) % 2) for x in range(width)] for y in range(height)]
    image = base64.b64encode(png_of(width, height, source)).decode()
    path = os.path.join(tmp, "i.bin")
    for name, way in (("TM-T88V", "GS v 0"), ("TH230", "GS ( L"), ("XP-58", "GS v 0 in small strips")):
        made = maker.make(markup="{align:left;image:%s}\n" % image, profile=name, escpos=path)
        if not made["ok"]:
            report(False, "a picture by %s" % way, made["error"])
            continue
        rows = dots_of(escpos_text.read(open(path, "rb").read())["rasters"])
        differ = sum((rows[y][x] if y < len(rows) and x < len(rows[y]) else 0) != source[y][x]
                     for y in range(height) for x in range(width))
        # where dots would be a real-time request, one is added
        report(len(rows) == height and differ <= 4, "a picture by %s is dot for dot its source" % way,
               "%d rows, %d dots differ" % (len(rows), differ))


def cropped(rows):
    ys = [y for y, r in enumerate(rows) if any(r)]
    xs = [x for r in rows for x, d in enumerate(r) if d]
    if not ys:
        return []
    return [(r + [0] * (max(xs) + 1))[min(xs):max(xs) + 1] for r in rows[min(ys):max(ys) + 1]]


def profile_of(rows, bins=24):
    """How much ink stands in each of some slices from left to right, together 1."""
    out, width = [0.0] * bins, len(rows[0])
    for row in rows:
        for x, d in enumerate(row):
            out[x * bins // width] += d
    total = sum(out)
    return [v / total for v in out]


def likeness(a, b):
    return sum(min(x, y) for x, y in zip(a, b))


def png_rows(path):
    """The dark dots of a PNG of 8 bits a channel, on white."""
    data, at, body = open(path, "rb").read(), 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            width, height, _, colour = struct.unpack(">IIBB", data[at + 8:at + 18])
        body += data[at + 8:at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    n = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    raw, before, rows = zlib.decompress(body), bytearray(width * n), []
    for y in range(height):
        kind, line = raw[y * (width * n + 1)], bytearray(raw[y * (width * n + 1) + 1:(y + 1) * (width * n + 1)])
        for i in range(width * n):
            left, up, corner = line[i - n] if i >= n else 0, before[i], before[i - n] if i >= n else 0
            near = min((abs(up - corner), 0, left), (abs(left - corner), 1, up), (abs(left + up - 2 * corner), 2, corner))[2]
            line[i] = (line[i] + (0, left, up, (left + up) // 2, near)[kind]) & 255
        before = line
        alpha = n in (2, 4)
        rows.append([int(line[x] * (line[x + n - 1] if alpha else 255) // 255 + (255 - line[x + n - 1] if alpha else 0) < 128)
                     for x in range(0, width * n, n)])
    return rows


ORDER = ["שלום עולם 123", "ישראל ישראלי", "مرحبا بالعالم", "محمد ABC 12", "สวัสดีครับ", "नमस्ते दिल्ली", "தமிழ் வாழ்க", "বাংলা দেশ",
         "Łódź Hằng ắ", "上海市 AB 大道", "മലയാളം", "ខ្មែរ"]


# Letters that stand apart, in lines that are made to fit: none may run into the next one.
APART = ["ผ้าพันคอ โคมไฟตั้งโต๊ะ ถ้วยสีน้ำเงิน", "烏龍茶葉書桌檯燈羊毛圍巾", "青いマグカップ"]


def gaps(rows):
    """White between the first and the last letter."""
    ink = [any(row[x] for row in rows) for x in range(len(rows[0]))]
    return sum(a and not b for a, b in zip(ink, ink[1:]))


def judge_drawn(maker, tmp):
    if shutil.which("pango-view") is None:
        print("skip - receipt_judged: drawn lines beside pango-view's: pango-view is not installed")
        return
    wrong = []
    for text, bold in [(text, bold) for text in ORDER + APART for bold in (False, True)]:
        path, png = (os.path.join(tmp, n) for n in ("d.bin", "d.png"))
        made = maker.make(markup=('|"%s"\n' if bold else "|%s\n") % escaped(text), profile="TM-T20III", escpos=path)
        font = "Noto Sans Mono,DejaVu Sans Mono,Noto Sans Mono CJK SC %s24px" % ("Bold " if bold else "")
        subprocess.run(["pango-view", "--font=" + font, "-t", text, "-q", "-o", png], check=True, stderr=subprocess.DEVNULL)
        if not made["ok"]:
            wrong.append("%s: %s" % (text, made["error"]))
            continue
        ours, theirs = cropped(dots_of(escpos_text.read(open(path, "rb").read())["rasters"])), cropped(png_rows(png))
        a, b = profile_of(ours), profile_of(theirs)
        right, mirrored = likeness(a, b), likeness(a, b[::-1])
        if text in APART and gaps(ours) < gaps(theirs) * 3 // 4:
            wrong.append("%s%s: %d gaps, %d in pango-view's" % (text, ", bold" if bold else "", gaps(ours), gaps(theirs)))
        if right < 0.8 or right <= mirrored:
            wrong.append("%s%s: %.2f like pango-view's, %.2f mirrored" % (text, ", bold" if bold else "", right, mirrored))
    report(not wrong, "%d drawn lines, light and bold, stand as pango-view draws them, nothing lost, the right way round, no letter in another"
           % len(ORDER + APART), "; ".join(wrong))


def main():
    why = judges.missing() or (None if os.access(MAKER, os.X_OK) else "receipt_maker is not built")
    if why:
        print("skip - receipt_judged: receipts before the judges: %s" % why)
        return 0
    models = [json.loads(l) for l in subprocess.run([MAKER, "list"], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()]
    keep = os.environ.get("PACKWRIGHT_KEEP")
    with tempfile.TemporaryDirectory() as tmp, judges.Judge() as judge:
        maker = Maker()
        judge_text(maker, models, tmp)
        judge_pictures(maker, tmp)
        judge_drawn(maker, tmp)
        judge_codes(maker, judge.ask, tmp, keep)
        maker.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

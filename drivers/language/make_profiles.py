#!/usr/bin/env python3
"""Makes profiles_table.c and codepages_table.c from escpos-printer-db's capabilities.json: make_profiles.py CAPABILITIES.json
What is corrected and why stands in CORRECTIONS and in NOTICE. Code pages come from Python's codecs, else from iconv."""
import json, os, re, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
db = json.load(open(sys.argv[1]))

# Not printers: customer displays.
LEFT_OUT = {"AF-240", "OCD-100", "OCD-300"}
# name: (dots, dpi, columns); None keeps what the data says
CORRECTIONS = {
    "NT-80-V-UL": (576, 203, 48),  # its "columns" 12 and 9 are dot widths
    "P822D": (576, 203, 48),  # 42 columns of 12 dots are 504
    "TM-P80": (576, 203, 48),  # the 42 column mode is a profile of its own
    "TM-P80-42col": (None, 203, None),
    "TSP600": (576, 203, 48),
    "TSP800": (832, 203, 69),  # 833 isn't whole bytes' worth of dots
    "KR-306": (None, 203, None),
    "ITPP047": (None, 180, None),
    "Sunmi-V2": (None, 203, None),
    "RP326": (576, 203, 48),  # no width given: 80 mm paper, 72 mm of it printed
    "RP332": (576, 203, 48),
    "TEP-200M": (576, 203, 48),
    "TUP500": (576, 203, 48),
    "mcPrint": (576, 203, 48),
    "SP2000": (400, 85, 42),
    "TM-U220": (400, 80, 42),
    "TM-U220B": (400, 80, 42),
    "default": (512, 203, 42),  # the narrowest of the 80 mm printers, so that nothing runs off any of them
    "safe": (512, 203, 42),
    "simple": (512, 203, 42),
}
# GS ( H fn 48 according to Epson's command reference
PROCESS_ID = re.compile(r"TM-(T88IV|T88V|T20II|T20III|m30III|T70|L90|P80|U220)")
FEATURES = {
    "barcodeA": "BARCODE_A", "barcodeB": "BARCODE_B", "bitImageRaster": "RASTER", "bitImageColumn": "COLUMN", "graphics": "GRAPHICS",
    "paperFullCut": "FULL_CUT", "paperPartCut": "PART_CUT", "qrCode": "QR", "pdf417Code": "PDF417", "starCommands": "STAR",
    "pulseStandard": "DRAWER", "buzzerB": "BEEPER",
}
# Printers that say nothing of themselves in the data: the widths of their paper, and what all the data's printers of that kind share
# (Zjiang, Netum, PBM: raster, the first code pages); the XP's beeper (ESC B) according to Xprinter's command manual.
CLONE_PAGES = {"0": "CP437", "2": "CP850", "3": "CP860", "4": "CP863", "5": "CP865", "16": "CP1252", "17": "CP866", "18": "CP852",
               "19": "CP858"}
CLONES = {
    "XP-58": ("Xprinter", "XP-58 series and other 58 mm clones", 384, 32, 42, []),
    "XP-80": ("Xprinter", "XP-80 series and other 80 mm clones", 576, 48, 64, ["paperPartCut", "buzzerB"]),
}
for name, (vendor, title, dots, a, b, more) in CLONES.items():
    db["profiles"][name] = {
        "vendor": vendor, "name": title, "codePages": CLONE_PAGES, "fonts": {"0": {"columns": a}, "1": {"columns": b}},
        "media": {"dpi": 203, "width": {"pixels": dots}},
        "features": {f: True for f in ["bitImageColumn", "bitImageRaster", "pulseStandard"] + more}}
# Small memories: bytes of one picture command. All others: 2048, which is half of the smallest buffer of a printer with a name.
SMALL = re.compile("XP-58|POS-5890|NT-5890K|ZJ-5870|Sunmi")
# GS ( L fn 67/69 according to Epson's command reference
NV_LOGO = re.compile("TM-(T88IV|T88V|T20II|T20III|m30III|T70|L90|P80)")
DATAMATRIX = re.compile("TM-m30III")
# Text in these is written right to left or needs marks above letters: such lines are drawn instead. The double-byte ones
# and those whose lower half isn't ASCII can't be used a byte at a time.
DRAWN = {"CP720", "CP862", "CP864", "CP1255", "CP1256", "CP1258", "CP874", "ISO_8859-6", "ISO_8859-8", "TCVN-3-1", "TCVN-3-2", "CP932",
         "CP856"}


def decode(byte, e):
    if "python_encode" in e:
        try:
            return bytes([byte]).decode(e["python_encode"])
        except UnicodeDecodeError:
            return None
    r = subprocess.run(["iconv", "-f", e["iconv"], "-t", "UTF-8"], input=bytes([byte]), capture_output=True)
    return r.stdout.decode() if r.returncode == 0 else None


def table(name):
    e = db["encodings"].get(name, {})
    if name in DRAWN:
        return None
    if "data" in e:
        upper = "".join(e["data"])
        upper = [c if c != " " else None for c in upper]
        if len(upper) != 128:
            return None
    elif "python_encode" in e or "iconv" in e:
        if any(decode(b, e) != chr(b) for b in range(0x20, 0x7F)):
            return None
        upper = [decode(b, e) for b in range(0x80, 0x100)]
    else:
        return None
    out = []
    for c in upper:
        u = ord(c) if c and len(c) == 1 else 0
        out.append(0 if u < 0xA1 or u == 0xAD or u > 0xFFFF or u == 0xFFFD or 0xE000 <= u < 0xF900 else u)
    return out


used, tables = {}, {}
profiles = []
for name, p in sorted(db["profiles"].items(), key=lambda kv: (kv[0] != "default", kv[0].lower())):
    if name in LEFT_OUT:
        continue
    pages = []
    for n, enc in sorted(p["codePages"].items(), key=lambda kv: int(kv[0])):
        if n == "0" and p["features"].get("starCommands"):
            continue  # "normal" in Star's manuals: whatever the printer is set to; CP437 is 1
        if enc not in tables:
            tables[enc] = table(enc)
        if tables[enc] is not None and enc not in [x[1] for x in pages]:
            pages.append((int(n), enc))
            used[enc] = 1
    dots, dpi, columns = CORRECTIONS.get(name, (None, None, None))
    dots = dots or p["media"]["width"]["pixels"]
    dpi = dpi or p["media"].get("dpi", 203)
    columns = columns or p["fonts"]["0"]["columns"]
    cell = 12 if dots == 640 else dots // columns  # 640 dots with 48 columns: font A is 12 dots wide all the same
    features = [FEATURES[f] for f in sorted(p["features"]) if p["features"][f] and f in FEATURES]
    if PROCESS_ID.match(name):
        features.append("PROCESS_ID")
    if NV_LOGO.match(name):
        features.append("NV_LOGO")
    if DATAMATRIX.match(name):
        features.append("DATAMATRIX")
    if dpi >= 100:  # needles know only twice as wide, twice as high, and black on white
        features += ["SIZES", "INVERT"]
    # Font B: 9 dots, or what the data's columns fit the paper with that
    columns_b = p["fonts"].get("1", {}).get("columns", 0)
    if name in CORRECTIONS or dots // 9 < columns_b or columns_b * 8 < dots * 3 // 4:
        columns_b = dots // 9 if "1" in p["fonts"] else 0
    cell_b = 0 if not columns_b or dpi < 100 else 9 if dots == 640 else dots // columns_b
    profiles.append((name, p["vendor"], p["name"], dots, dpi, columns, cell, columns_b if cell_b else 0, cell_b,
                     1024 if SMALL.match(name) else 2048, features, pages))

encodings = sorted(used, key=lambda e: (e != "CP437", e))
index = {e: i for i, e in enumerate(encodings)}
# The pages that printers share are tried in this order: the first that has all of a line's characters wins.
PREFER = ["CP437", "CP858", "CP850", "CP1252", "ISO_8859-15", "CP852", "CP1250", "CP866", "CP1251"]
head = "/* Made by make_profiles.py: do not edit. Source and licence: NOTICE in this folder. */\n"

with open(os.path.join(HERE, "codepages_table.c"), "w") as f:
    f.write(head + '#include "codepage.h"\n\nconst struct pw_codepage pw_codepages[] = {\n')
    for e in encodings:
        f.write('    { "%s",\n      { ' % e)
        t = tables[e]
        for i in range(0, 128, 16):
            f.write(("        " if i else "") + ", ".join("0x%04x" % u for u in t[i:i + 16]) + (",\n" if i < 112 else " } },\n"))
    f.write("};\nconst size_t pw_codepage_count = %d;\n" % len(encodings))

lists = {}
with open(os.path.join(HERE, "profiles_table.c"), "w") as f:
    f.write(head + '#include "profiles.h"\n\n')
    for p in profiles:
        pages = sorted(p[-1], key=lambda x: (PREFER.index(x[1]) if x[1] in PREFER else 99, x[0]))
        key = tuple(pages)
        if key and key not in lists:
            lists[key] = "pages_%d" % len(lists)
            f.write("static const struct pw_profile_page %s[] = {\n" % lists[key])
            for i in range(0, len(key), 8):
                f.write("    " + " ".join("{ %d, %d }," % (n, index[e]) for n, e in key[i:i + 8]) + "\n")
            f.write("};\n")
    f.write("\nconst struct pw_profile pw_profiles[] = {\n")
    for name, vendor, title, dots, dpi, columns, cell, columns_b, cell_b, strip, features, pages in profiles:
        pages = tuple(sorted(pages, key=lambda x: (PREFER.index(x[1]) if x[1] in PREFER else 99, x[0])))
        q = lambda s: json.dumps(s, ensure_ascii=True)
        f.write("    { %s, %s, %s, %d, %d, %d, %d, %d, %d, %d,\n      %s,\n      %s, %d },\n" % (
            q(name), q(vendor), q(title), dots, dpi, columns, cell, columns_b, cell_b, strip,
            " | ".join("PW_FEATURE_" + x for x in features) or "0", lists.get(pages, "NULL"), len(pages)))
    f.write("};\nconst size_t pw_profile_count = %d;\n" % len(profiles))
print(len(profiles), "profiles,", len(encodings), "code pages,", sum(2 * len(k) for k in lists), "bytes of page lists,",
      256 * len(encodings), "bytes of code pages")

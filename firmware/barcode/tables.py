#!/usr/bin/env python3
"""Makes the carrier tables of this folder from published data. Run from the root of the project:

    firmware/barcode/tables.py carriers REFERENCE_CARRIERS_MD S10_JSON >firmware/barcode/carriers_table.c
    firmware/barcode/tables.py gs1 GS1_SYNTAX_DICTIONARY CODELISTS_TSV >firmware/barcode/gs1_table.c

Sources and licences: firmware/barcode/PROVENANCE. The build needs neither this script nor its sources.
"""
import json
import re
import sys


def c_string(text):
    out = ""
    for byte in text.encode():
        out += chr(byte) if 0x20 <= byte < 0x7F and chr(byte) not in '"\\?' else "\\%03o" % byte
    return '"%s"' % out


def wrap(items, width=126, indent="    "):
    lines, line = [], indent
    for item in items:
        if len(line) + len(item) + 2 > width:
            lines.append(line.rstrip())
            line = indent
        line += item + ", "
    lines.append(line.rstrip())
    return "\n".join(lines)


def carriers(reference, s10):
    text = open(reference, encoding="utf-8").read()
    section = text.split("### 2.2 All names", 1)[1].split("\n---", 1)[0]
    names = sorted({n.strip() for n in section.replace("\n", " ").split("|") if n.strip()}, key=str.encode)
    rules = json.load(open(s10, encoding="utf-8"))["tracking_numbers"]
    lookup = [a for a in rules[0]["additional"] if a["name"] == "Courier"][0]["lookup"]
    countries = sorted({entry["matches"] for entry in lookup})
    assert all(re.fullmatch("[A-Z]{2}", c) for c in countries)
    print("/* Made by tables.py carriers; see PROVENANCE. Do not edit. */")
    print('#include "barcode/carriers_table.h"\n\n/* clang-format off */')
    print("const char *const pw_carrier_codes[] = {\n%s\n};" % wrap([c_string(n) for n in names]))
    print("const size_t pw_carrier_code_count = sizeof pw_carrier_codes / sizeof pw_carrier_codes[0];\n")
    print("const char pw_s10_countries[][3] = {\n%s\n};" % wrap([c_string(c) for c in countries]))
    print("const size_t pw_s10_country_count = sizeof pw_s10_countries / sizeof pw_s10_countries[0];")


# The named checks, in the order of enum pw_gs1_check.
CHECKS = """none csum csumalpha gcppos1 gcppos2 yymmdd yyyymmdd yymmd0 hh mi ss hhmi iso3166 iso3166999 iso3166alpha2 iso4217 iso5218
packagetype mediatype importeridx iban latitude longitude pieceoftotal posinseqslash yesno winding nonzero zero nozeroprefix
hasnondigit hyphen pcenc couponcode couponposoffer""".split()


def gs1_component(word):
    optional = word.startswith("[")
    spec, *checks = re.sub(r"[\[\]]", "", word).split(",")
    kind, low, high = re.fullmatch(r"([NXYZ])(\.\.)?(\d+)", spec).groups()
    for check in checks:
        if check not in CHECKS:
            sys.exit("unknown check: " + check)
    names = ", ".join("PW_GS1_" + c.upper() for c in checks) or "0"
    return "{ '%s', %d, %s, %s, { %s } }" % (kind, 1 if low else int(high), high, "true" if optional else "false", names)


def gs1(dictionary, codelists):
    print("/* Made by tables.py gs1; see PROVENANCE. Do not edit. */")
    print('#include "barcode/gs1_table.h"\n\n/* clang-format off */')
    entries = []
    for line in open(dictionary, encoding="utf-8"):
        if not line.strip() or line.startswith("#"):
            continue
        spec, _, title = line.rstrip("\n").partition("#")
        ais, *words = spec.split()
        first, _, last = ais.partition("-")
        flags = words.pop(0) if not re.match(r"[\[NXYZ]", words[0]) else ""
        parts = [w for w in words if re.match(r"\[?[NXYZ](\.\.)?\d", w)]
        attributes = [w for w in words if w not in parts]
        for attribute in attributes:
            if attribute.partition("=")[0] not in ("req", "ex", "dlpkey"):
                sys.exit("unknown attribute: " + attribute)
        req = ";".join(a[4:] for a in attributes if a.startswith("req="))
        ex = ",".join(a[3:] for a in attributes if a.startswith("ex="))
        key = [a for a in attributes if a.startswith("dlpkey")]
        entries.append((first, last or first, flags, parts, req, ex, key[0][7:] if key else None, title.strip()))
    parts = []
    for entry in entries:
        parts += entry[3]
    print("const struct pw_gs1_part pw_gs1_parts[] = {")
    offset, rows = 0, []
    for first, last, flags, own, req, ex, key, title in entries:
        for part in own:
            print("    %s," % gs1_component(part))
        rows.append('    { "%s", "%s", %d, %s, %s, %d, %d, %s, %s, %s, %s },' % (
            first, last, len(first), "true" if "*" in flags else "false", "true" if "?" in flags else "false",
            offset, len(own), c_string(req), c_string(ex), "NULL" if key is None else c_string(key), c_string(title)))
        offset += len(own)
    print("};\n\nconst struct pw_gs1_ai pw_gs1_ais[] = {\n%s\n};" % "\n".join(rows))
    print("const size_t pw_gs1_ai_count = sizeof pw_gs1_ais / sizeof pw_gs1_ais[0];\n")
    # By the first two digits: where the entries begin, and how long the AI is.
    index, length = [len(entries)] * 100, [0] * 100
    for i in reversed(range(len(entries))):
        first, last = entries[i][:2]
        for two in range(int(first[:2]), int(last[:2]) + 1):
            index[two] = i
            length[two] = len(first)
    print("const uint8_t pw_gs1_ai_first[100] = {\n%s\n};" % wrap([str(min(i, 255)) for i in index]))
    print("const uint8_t pw_gs1_ai_length[100] = {\n%s\n};\n" % wrap([str(i) for i in length]))
    lists = {}
    for line in open(codelists, encoding="utf-8").read().splitlines()[1:]:
        name, code = line.split("\t")
        lists.setdefault(name, []).append(code)
    for name in ("iso3166-numeric", "iso3166-alpha2", "iso4217-numeric", "package-type", "media-type"):
        codes = sorted(set(lists[name]))
        ident = "pw_gs1_" + name.replace("-", "_")
        size = max(map(len, codes)) + 1
        print("const char %s[][%d] = {\n%s\n};" % (ident, size, wrap([c_string(c) for c in codes])))
        print("const size_t %s_count = sizeof %s / sizeof %s[0];\n" % (ident, ident, ident))


if len(sys.argv) != 4 or sys.argv[1] not in ("carriers", "gs1"):
    sys.exit(__doc__)
globals()[sys.argv[1]](sys.argv[2], sys.argv[3])

#!/usr/bin/env python3
"""Which code page each number of ESC t (Star: ESC GS t) is on each model, as names of Python's codecs, for the reader of the tests:
make_printers.py CAPABILITIES.json >printers.json. A page that Python has no codec for is named "=PAGE", and "pages" has its upper 128
characters, by iconv or by the data's own rows; others are left out."""
import codecs
import json
import subprocess
import sys

db = json.load(open(sys.argv[1]))


def upper(e):
    if "data" in e:
        return "".join(e["data"])
    if "iconv" not in e:
        return None
    made = [subprocess.run(["iconv", "-f", e["iconv"], "-t", "UTF-8"], input=bytes([b]), capture_output=True) for b in range(128, 256)]
    return "".join(m.stdout.decode() if m.returncode == 0 and len(m.stdout.decode()) == 1 else " " for m in made)


known = {name: upper(e) for name, e in db["encodings"].items() if not e.get("python_encode")}
out = {}
for name, p in sorted(db["profiles"].items()):
    pages = {}
    for n, page in p["codePages"].items():
        codec = db["encodings"].get(page, {}).get("python_encode")
        try:
            pages[n] = codecs.lookup(codec).name if codec else "=" + page if known.get(page) else None
        except LookupError:
            pages[n] = "=" + page if known.get(page) else None
    out[name] = {n: c for n, c in sorted(pages.items(), key=lambda i: int(i[0])) if c}
used = {c[1:] for pages in out.values() for c in pages.values() if c.startswith("=")}
out["pages"] = {page: known[page] for page in sorted(used)}
print("{\n" + ",\n".join("%s: %s" % (json.dumps(k), json.dumps(v, ensure_ascii=False)) for k, v in out.items()) + "\n}")

#!/usr/bin/env python3
"""packwright template check, and a template of the seller's own: used where it is good, refused at start where it isn't."""
import os
import subprocess

from rig import ROOT, Bench, check, done, report

ORDER = {"id": "112-0000001-0000001", "name": "Ada Example", "city": "Springfield", "zip": "62704", "state": "IL", "country": "US",
         "lines": [{"item": "1", "sku": "APPLE", "name": "An apple {{units}} {code:x}", "quantity": 2}]}
GOOD = "^^MY OWN SLIP\n{{#lines}}\n|{{quantity}} x |{{{name}}}|\n{{/lines}}\n{code:{{order_id}};option:qrcode,4,m}\n"
BAD = "^^MY OWN SLIP\n{{#lines}}\n|{{quantity}} x |{{nam}}|\n{{/lines}}\n{colour:red}\n"


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


with Bench() as b:
    own = os.path.join(ROOT, "firmware", "document", "templates", "slip.receipt")
    r = b.packwright("template", "check", own)
    check("the program's own template is good", "nothing is wrong" in r.stdout, r.stdout)
    good, bad = write(b.path("good.receipt"), GOOD), write(b.path("bad.receipt"), BAD)
    r = b.packwright("template", "check", bad, ok=(1,))
    check("each fault has file, line and column, and the nearest right word",
          r.stdout == f'{bad}:3:18: a slip has no "nam" here; did you mean "name"?\n'
                      f'{bad}:5:2: there is no property "colour": image, code, option, align, width, border, text, command and comment are\n',
          r.stdout)
    r = b.packwright("template", "check", good, "--sample", "--profile", "TM-T88V")
    check("the sample shows the slip as text", "MY OWN SLIP" in r.stdout and "Desk lamp" in r.stdout and "[QR: " in r.stdout, r.stdout)
    check("the sample's mark-up in a name is text", "{code:x}~_loose_" in "".join(r.stdout.split()), r.stdout)
    for wrong in (["template"], ["template", "check"], ["template", "look", good], ["template", "check", good, "--profile", "TM-T88W"],
                  ["template", "check", good, "--columns", "4"], ["template", "check", good, "--colour"]):
        r = b.packwright(*wrong, ok=(2,))
        check(f"used wrongly: {' '.join(os.path.basename(w) for w in wrong)}", r.returncode == 2 and r.stdout == "", r.stdout)
    r = b.packwright("template", "check", b.path("none"), ok=(1,))
    check("a file that isn't there is said", "No such file" in r.stderr, r.stderr)
    r = b.packwright("template", "check", write(b.path("hostile"), "{{\x1b]0;x\x07}} {\x9b:1}"), ok=(1,))
    check("a template's control characters don't reach the terminal", not any(c in r.stdout for c in "\x1b\x07\x9b"), repr(r.stdout))

    with open(b.path("o.txt"), "wb") as f:
        f.write(report([ORDER]))
    b.packwright("import", b.path("o.txt"))
    with open(b.conf, encoding="utf-8") as f:
        config = f.read()
    assert "[station]\n" in config
    write(b.conf, config.replace("[station]\n", "[station]\nslip-template = good.receipt\n"))
    text = b.packwright("slip", ORDER["id"], "--format", "text").stdout
    check("the configured template is the one that prints", "MY OWN SLIP" in text and "Ship to" not in text, text)
    check("three braces let no mark-up through either", "Anapple{{units}}{code:x}" in "".join(text.split()), text)
    write(b.path("good.receipt"), BAD)
    environment = dict(os.environ)
    r = subprocess.run([os.environ["PACKWRIGHT"], "-c", b.conf, "run"], capture_output=True, text=True, timeout=60, env=environment)
    check("a bench doesn't start with a broken template, and says where it is broken",
          r.returncode == 1 and 'good.receipt:3:18: a slip has no "nam" here; did you mean "name"?' in r.stderr, r.stderr)
    os.remove(b.path("good.receipt"))
    r = b.packwright("slip", ORDER["id"], ok=(1,))
    check("nor without the file", "slip-template" in r.stderr and "can't be read" in r.stderr, r.stderr)
done()

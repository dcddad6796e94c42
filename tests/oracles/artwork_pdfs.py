"""Labels as PDFs by programs that are not ours: reportlab, ghostscript (from zint's PostScript), qpdf. Run as a program of its own,
because the Python that runs the tests may not be the one that has reportlab: artwork_pdfs.py FOLDER"""
import io
import os
import subprocess
import sys
import zlib

from reportlab.graphics.barcode import code128
from reportlab.lib.units import inch, mm
from reportlab.pdfgen import canvas

TMP = sys.argv[1]


def path(name):
    return os.path.join(TMP, name)


def small(name, size, place, turn=0, module=0.25 * mm, text="SMALL2DOT12345"):
    """A Code 128 of 0.25 mm modules, which is two dots at 203 dpi, at a place that is no whole dot."""
    c = canvas.Canvas(path(name), pagesize=size)
    c.translate(*place)
    c.rotate(turn)
    c.setFont("Helvetica", 12)
    c.drawString(0, -20, "Zoe Example, 1 Example Road")
    code128.Code128(text, barWidth=module, barHeight=15 * mm).drawOn(c, 0, 0)
    c.showPage()
    c.save()


def pdf(objects, extra=b""):
    out, at = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % a for a in at)
    return out + b"trailer<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, xref)


def stream(head, data):
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def one(content, resources=b"", more=()):
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 288 432]/Contents 4 0 R/Resources<<%s>>>>" % resources
    return pdf([CATALOG, PAGES, page, content, *more])


def write(name, data):
    with open(path(name), "wb") as f:
        f.write(data)


def hostile():
    write("bad-loop.pdf", one(stream(b"", b"/X Do"), b"/XObject<</X 5 0 R>>", [stream(
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>", b"/X Do /X Do")]))
    write("bad-pages-loop.pdf", pdf([CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]))
    write("bad-million.pdf", pdf([CATALOG, b"<</Type/Pages/Kids[" + b"3 0 R " * 1000000 + b"]/Count 1000000>>",
                                  b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 288 432]>>"]))
    write("bad-xref.pdf", b"%PDF-1.4\nstartxref\n9\n%%EOF\n" + b"xref\n0 99999999\n" * 1000)
    write("bad-cut.pdf", open(path("plain.pdf"), "rb").read()[:900])
    write("bad-file.pdf", pdf([CATALOG, PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 288 432]/Contents 4 0 R>>",
                               b"<</Length 0/F(/etc/passwd)>>stream\n\nendstream"]))
    write("slow-bomb.pdf", one(stream(b"/Filter[/FlateDecode/FlateDecode]",
                                      zlib.compress(zlib.compress(b"1 1 m 2 2 l S " * 30000000, 9), 9))))
    fan = [stream(b"/Type/XObject/Subtype/Form/BBox[0 0 288 432]/Resources<</XObject<</X %d 0 R>>>>" % (6 + i), b"/X Do " * 30)
           for i in range(12)]
    fan.append(stream(b"/Type/XObject/Subtype/Form/BBox[0 0 288 432]", b"0 0 100 100 re f"))
    write("slow-fan.pdf", one(stream(b"", b"/X Do"), b"/XObject<</X 5 0 R>>", fan))
    write("script.pdf", pdf([b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/bin/sh)>>/AA<</O<</S/JavaScript"
                             b"/JS(while(1);)>>>>>>", PAGES,
                             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 288 432]/Contents 4 0 R>>", stream(b"", b"9 9 50 50 re f")]))


def main():
    label, letter = (4 * inch, 6 * inch), (8.5 * inch, 11 * inch)
    small("plain.pdf", label, (10.3, 60.7))
    small("turned.pdf", (6 * inch, 4 * inch), (100.3, 60.7))
    small("upright-bars.pdf", label, (100.3, 60.7), turn=90)
    small("letter.pdf", letter, (33.3, 555.5))
    small("a4.pdf", (210 * mm, 297 * mm), (33.3, 333.3))
    small("ten-mil.pdf", label, (10.1, 99.9), module=0.72, text="TENMIL1234")
    small("thirteen-mil.pdf", label, (10.1, 99.9), module=0.936, text="13MIL1234")
    c = canvas.Canvas(path("three.pdf"), pagesize=label)
    for n in (1, 2, 3):
        code128.Code128("PAGE%d" % n, barWidth=0.5 * mm, barHeight=15 * mm).drawOn(c, 20, 100)
        c.showPage()
    c.save()
    subprocess.run(["qpdf", "--encrypt", "secret", "owner", "256", "--", path("plain.pdf"), path("bad-locked.pdf")], check=True)
    subprocess.run(["qpdf", "--linearize", "--object-streams=generate", path("plain.pdf"), path("linear.pdf")], check=True)
    subprocess.run(["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-o", path("distilled.pdf"), path("plain.pdf")],
                   check=True, stdout=subprocess.DEVNULL)
    hostile()


main()

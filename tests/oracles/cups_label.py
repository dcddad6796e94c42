"""CUPS's own label filter (rastertolabel) as a second encoder: a page of dots as PBM to EPL2 or ZPL."""
import os
import struct
import subprocess
import tempfile

FILTER = "/usr/lib/cups/filter/rastertolabel"
MODELS = {"epl": 17, "zpl": 18}
PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "LABEL.PPD"
*Manufacturer: "Tests"
*Product: "(Label)"
*ModelName: "Label"
*ShortNickName: "Label"
*NickName: "Label"
*PSVersion: "(3010.000) 0"
*cupsModelNumber: %d
*DefaultPageSize: w288h432
*PageSize w288h432: ""
*DefaultPageRegion: w288h432
*PageRegion w288h432: ""
*DefaultImageableArea: w288h432
*ImageableArea w288h432: "0 0 288 432"
*DefaultPaperDimension: w288h432
*PaperDimension w288h432: "288 432"
"""


def raster(pbm, dpi):
    """A CUPS raster of version 3 (cups/raster.h): one page, one bit, black is 1."""
    head, size, bits = pbm.split(b"\n", 2)
    width, height = map(int, size.split())
    assert head == b"P4"
    stride = (width + 7) // 8
    numbers = [0] * 41
    numbers[5:7] = dpi, dpi                 # HWResolution
    numbers[21] = 1                         # NumCopies
    numbers[24:26] = 288, 432               # PageSize
    numbers[29:31] = width, height          # cupsWidth, cupsHeight
    numbers[32:35] = 1, 1, stride           # bits of a colour, of a dot; bytes of a line
    numbers[36] = 3                         # CUPS_CSPACE_K
    header = bytes(256) + struct.pack("<41I", *numbers) + struct.pack("<If6f", 1, 1, 288, 432, 0, 0, 288, 432)
    header += bytes(64 + 64 + 1024 + 64 + 64) + b"w288h432".ljust(64, b"\0")
    assert len(header) == 1796
    return b"3SaR" + header + bits[:stride * height]


def missing():
    return None if os.access(FILTER, os.X_OK) else "CUPS's rastertolabel is not installed"


def encode(kind, pbm, dpi):
    with tempfile.TemporaryDirectory() as folder:
        ppd, ras = os.path.join(folder, "label.ppd"), os.path.join(folder, "page.ras")
        with open(ppd, "w", encoding="ascii") as f:
            f.write(PPD % MODELS[kind])
        with open(ras, "wb") as f:
            f.write(raster(pbm, dpi))
        done = subprocess.run([FILTER, "1", "tests", "label", "1", "", ras], env={**os.environ, "PPD": ppd}, capture_output=True,
                              check=True)
    return done.stdout

#!/usr/bin/env python3
"""What bytes 0x80..0xFF of each code page mean according to glibc's iconv (drivers/language/codepages_table.c comes from Python's
codecs where they know a page): make.py >iconv.txt. One line a page: its name and 128 code points in hex, 0 for none."""
import subprocess
PAGES = {"CP437": "CP437", "CP737": "CP737", "CP775": "CP775", "CP850": "CP850", "CP852": "CP852", "CP855": "CP855", "CP857": "CP857",
         "CP858": "CP858", "CP860": "CP860", "CP861": "CP861", "CP863": "CP863", "CP865": "CP865", "CP866": "CP866", "CP869": "CP869",
         "CP1125": "CP1125", "CP1250": "CP1250", "CP1251": "CP1251", "CP1252": "CP1252", "CP1253": "CP1253", "CP1254": "CP1254",
         "CP1257": "CP1257", "ISO_8859-1": "ISO-8859-1", "ISO_8859-2": "ISO-8859-2", "ISO_8859-3": "ISO-8859-3",
         "ISO_8859-4": "ISO-8859-4", "ISO_8859-5": "ISO-8859-5", "ISO_8859-7": "ISO-8859-7", "ISO_8859-9": "ISO-8859-9",
         "ISO_8859-15": "ISO-8859-15"}
for name, iconv in sorted(PAGES.items()):
    out = []
    for b in range(0x80, 0x100):
        r = subprocess.run(["iconv", "-f", iconv, "-t", "UTF-8"], input=bytes([b]), capture_output=True)
        c = r.stdout.decode() if r.returncode == 0 else ""
        u = ord(c) if len(c) == 1 else 0
        out.append(0 if u < 0xA1 or u == 0xAD or 0xE000 <= u < 0xF900 else u)
    if any(out):
        print(name, *("%x" % u for u in out))

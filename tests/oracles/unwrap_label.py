#!/usr/bin/env python3
"""Takes the dots out of a TSPL or EPL2 job and nothing else, so that any picture or barcode reader can judge them.

    unwrap_label.py tspl|epl JOB OUT.pbm WIDTH HEIGHT

Written from the makers' manuals without a look at the program: TSPL's BITMAP x,y,bytes,rows,mode,DATA and BAR x,y,width,height;
EPL2's GWx,y,bytes,rows (comma or line break) DATA and LOx,y,width,height; of DATA a bit that is 0 is black. Whatever else draws is
an error, as is black beyond WIDTH x HEIGHT.
"""
import re
import sys

HARMLESS = {
    "tspl": rb"(SIZE|GAP|BLINE|DIRECTION 0,0|REFERENCE 0,0|CLS|SET|DENSITY|SPEED|PRINT 1,1)\b[^\r\n]*",
    "epl": rb"(q|Q|N|ZT|P1|D|S|JF)[0-9,B]*",
}


class Page:
    def __init__(self, width, height):
        self.width, self.height, self.rows = width, height, [bytearray(width) for _ in range(height)]

    def black(self, x, y):
        if x >= self.width or y >= self.height:
            raise ValueError("a black dot at %d,%d, beyond the page" % (x, y))
        self.rows[y][x] = 1

    def dots(self, x, y, width, height, data):
        for i, byte in enumerate(data):
            for bit in range(8):
                if not byte & 0x80 >> bit:
                    self.black(x + i % width * 8 + bit, y + i // width)

    def bar(self, x, y, width, height):
        for row in range(y, y + height):
            for column in range(x, x + width):
                self.black(column, row)

    def pbm(self):
        pad = -self.width % 8
        rows = (int("".join(map(str, row)) + "0" * pad, 2).to_bytes((self.width + pad) // 8, "big") for row in self.rows)
        return b"P4\n%d %d\n" % (self.width, self.height) + b"".join(rows)


def unwrap(kind, job, width, height):
    picture, bar = {"tspl": (rb"BITMAP (\d+),(\d+),(\d+),(\d+),[012],", rb"BAR (\d+),(\d+),(\d+),(\d+)"),
                    "epl": (rb"GW(\d+),(\d+),(\d+),(\d+)(?:,|\r?\n)", rb"LO(\d+),(\d+),(\d+),(\d+)")}[kind]
    page, at, printed = Page(width, height), 0, 0
    while at < len(job):
        if m := re.compile(picture).match(job, at):
            x, y, w, h = map(int, m.groups())
            at = m.end() + w * h
            if at > len(job):
                raise ValueError("the job ends within a picture")
            page.dots(x, y, w, h, job[m.end():at])
        elif m := re.compile(bar).match(job, at):
            page.bar(*map(int, m.groups()))
            at = m.end()
        elif m := re.compile(rb"[\r\n]+|" + HARMLESS[kind]).match(job, at):
            printed += m[0].startswith(b"P")
            at = m.end()
        else:
            raise ValueError("at byte %d: %r" % (at, job[at:at + 30]))
    if printed != 1:
        raise ValueError("%d labels instead of one" % printed)
    return page.pbm()


if __name__ == "__main__":
    with open(sys.argv[2], "rb") as source:
        made = unwrap(sys.argv[1], source.read(), int(sys.argv[4]), int(sys.argv[5]))
    with open(sys.argv[3], "wb") as target:
        target.write(made)

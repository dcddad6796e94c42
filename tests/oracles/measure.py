"""How large the barcodes of a picture are: read by zxing-wasm, measured in the picture's own dots, held against what is asked of them.

Linear codes: modules, height, quiet zones. Data Matrix: modules, quiet zone. Other symbols are read and not measured.
Amazon's item label asks for modules of 10 mil, bars as high as 0.25 in and 15 % of their length, quiet zones of 0.25 in; GS1's logistic label
for an SSCC's modules of 0.495 mm and bars of 31.75 mm; ISO/IEC 15417 for quiet zones of 10 modules, ISO/IEC 16022 of one.
"""


class Code:
    def __init__(self, symbol, dots_per_mm, module, height, quiet, length):
        """Lengths in dots, as they were counted; quiet: of the narrowest side."""
        self.format, self.aim, self.text = symbol["format"], symbol["aim"], symbol["text"]
        self.turned = symbol["turned"]
        self.module, self.height, self.quiet, self.length, self.dots_per_mm = module, height, quiet, length, dots_per_mm

    @property
    def linear(self):
        return self.format in ("Code128",)

    def mm(self, dots):
        return dots / self.dots_per_mm

    def faults(self):
        """What makes it unfit to be scanned."""
        out = []
        if self.module < 3 or self.mm(self.module) < 0.33:
            out.append("a module of %d dots, %.2f mm" % (self.module, self.mm(self.module)))
        if self.quiet < (10 if self.linear else 1) * self.module:
            out.append("a quiet zone of %d dots beside modules of %d" % (self.quiet, self.module))
        if self.linear and self.mm(self.height) < max(6.35, 0.15 * self.mm(self.length)):
            out.append("bars only %.1f mm high" % self.mm(self.height))
        return out

    def grade(self):
        """The most that is asked for and kept, in words."""
        if not self.linear:
            return "as large as Amazon asks of a box's matrix code" if self.mm(self.module) >= 1.0 else "for cameras"
        module, height, quiet = self.mm(self.module), self.mm(self.height), self.mm(self.quiet)
        quarter_inch = 6.35 - 1 / self.dots_per_mm
        if module >= 0.495 and height >= 31.7 and quiet >= quarter_inch:
            return "GS1 logistic label"
        if module >= 0.254 and height >= max(6.35, 0.15 * self.mm(self.length)) and quiet >= quarter_inch:
            return "Amazon"
        if self.module == 2 and self.quiet >= 20:
            return "for a scanner close by"
        return "ISO" if not self.faults() else "too small"

    def __str__(self):
        return "%s %s: modules %.2f mm (%d dots), %.1f mm high, quiet %.1f mm: %s" % (
            self.format, self.text, self.mm(self.module), self.module, self.mm(self.height), self.mm(self.quiet), self.grade())


def _inside(runs, begin, end):
    """The runs between two places of a row (white first), and the white before and after them."""
    at, found, before, after, white = 0, [], 0, 0, True
    for run in runs:
        if at + run > begin and at < end:
            found.append((white, at, run))
        at, white = at + run, not white
    while found and found[0][0]:
        before = found.pop(0)[2]
    while found and found[-1][0]:
        after = found.pop()[2]
    if found and not before:
        before = _length_before(runs, found[0][1])
    if found and not after:
        after = _length_before(runs[::-1] if len(runs) % 2 else [0] + runs[::-1], sum(runs) - found[-1][1] - found[-1][2])
    return [f[2] for f in found], before, after


def _length_before(runs, at):
    begin = 0
    for i, run in enumerate(runs):
        if begin + run == at and i % 2 == 0:
            return run
        begin += run
    return 0


def _linear(judge, picture, symbol, dots_per_mm, quarter):
    y = int(symbol["y"] + symbol["height"] / 2)
    column = judge.ask("runs", in_=picture, x=int(symbol["x"]) + 1, quarter=quarter)["runs"]
    top, height = _at(column, y)
    rows = sorted({top + height * i // 16 for i in range(16)} | {top, y, top + height - 1})
    quiet, bars = [], None
    for runs in judge.ask("runs", in_=picture, ys=rows, quarter=quarter)["all"]:
        found, before, after = _inside(runs, symbol["x"] + 2, symbol["x"] + symbol["width"] - 2)
        if bars is not None and found != bars:
            raise ValueError("bars of %s dots and of %s in another row" % (bars, found))
        bars, quiet = found, quiet + [before, after]
    module = min(bars)
    if any(run % module for run in bars):
        raise ValueError("bars of %s dots are no whole modules" % bars)
    return Code(symbol, dots_per_mm, module, height, min(quiet), sum(bars))


def _at(runs, place):
    """Where the run begins that holds a place, and its length."""
    at = 0
    for run in runs:
        if at <= place < at + run:
            return at, run
        at += run
    raise ValueError("%d is outside the picture" % place)


def _matrix(judge, picture, symbol, dots_per_mm, quarter):
    """The left edge of a Data Matrix is all dark, the lower one too, the upper one dark and light by turns."""
    middle, right = int(symbol["y"] + symbol["height"] / 2), symbol["x"] + symbol["width"]
    runs = judge.ask("runs", in_=picture, y=middle, quarter=quarter)["runs"]
    left = _dark_from(runs, symbol["x"] - symbol["width"] / 12)
    column = judge.ask("runs", in_=picture, x=left, quarter=quarter)["runs"]
    top, height = _at(column, middle)
    rows = [top, top + height - 1] + [top + height * i // 16 for i in range(1, 16)]
    edge, foot, *others = judge.ask("runs", in_=picture, ys=rows, quarter=quarter)["all"]
    edge, foot = _inside(edge, left, right - 1), _inside(foot, left, right - 1)
    module = edge[0][0]
    if any(run != module for run in edge[0]) or foot[0] != [height] or height % module:
        raise ValueError("a matrix code %d dots high, its edges of %s and %s dots" % (height, edge[0], foot[0]))
    above = _length_before(column, top)
    below = _length_before(column[::-1] if len(column) % 2 else [0] + column[::-1], sum(column) - top - height)
    before = [_length_before(row, left) for row in others]
    return Code(symbol, dots_per_mm, module, height, min([above, below, edge[1], foot[1], foot[2]] + before), height)


def _dark_from(runs, place):
    """Where the first dark run begins that is not before a place."""
    at = 0
    for i, run in enumerate(runs):
        if i % 2 and at >= place:
            return at
        at += run
    raise ValueError("nothing is dark from %d on" % place)


def codes(judge, picture, dots_per_mm, margin_mm=0):
    """The Code 128 and Data Matrix symbols of a picture; one that is turned is measured with the picture turned back.

    margin_mm: of white paper beside the picture, with nothing else beside the codes.
    """
    out = []
    for quarter in (0, 1):
        found = judge.ask("read", in_=picture, quarter=quarter)["symbols"]
        for symbol in found:
            symbol["turned"] = quarter == 1
            level = -20 <= (symbol["angle"] + 20) % 180 - 20 <= 20
            if symbol["format"] == "Code128" and level:
                out.append(_linear(judge, picture, symbol, dots_per_mm, quarter))
            elif symbol["format"] == "DataMatrix" and -20 <= (symbol["angle"] + 20) % 360 - 20 <= 20:
                out.append(_matrix(judge, picture, symbol, dots_per_mm, quarter))
        for code in out if quarter == 0 else ():
            code.quiet += round(margin_mm * dots_per_mm)
        if out and all(not c.turned for c in out) and len(out) == len(found):
            break
    return out

"""Reads an ESC/POS stream as text, barcodes and pictures: a reader of its own, that shares nothing with the program's writer.

Commands by Epson's reference; characters by Python's codecs. An unknown command is an error, not skipped.
"""
# ESC t n of an Epson TM-T88V (its command reference, "character code tables")
PAGES = {0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737", 15: "iso8859-7", 16: "cp1252", 17: "cp866",
         18: "cp852", 19: "cp858", 33: "cp775", 34: "cp855", 35: "cp861", 36: "cp862", 37: "cp864", 38: "cp869", 39: "iso8859-2",
         40: "iso8859-15", 45: "cp1250", 46: "cp1251", 47: "cp1253", 48: "cp1254", 49: "cp1255", 50: "cp1256", 51: "cp1257", 52: "cp1258"}


class Bad(Exception):
    pass


def decoded(data, codec):
    """codec: Python's name, or "=" and the characters of bytes 128 to 255."""
    if not codec.startswith("="):
        return data.decode(codec)
    return "".join(chr(b) if b < 128 else codec[b - 127] for b in data)


def by_rows(columns, width, high):
    """Columns of high bytes each, top first, as rows: (bytes a row, rows, dots)."""
    stride = (width + 7) // 8
    rows = bytearray(stride * high * 8)
    for x in range(width):
        for y in range(high * 8):
            if columns[x * high + y // 8] >> (7 - y % 8) & 1:
                rows[y * stride + x // 8] |= 0x80 >> x % 8
    return stride, high * 8, bytes(rows)


def read(data, pages=None):
    """{'lines': [text], 'barcodes': [(kind, payload bytes)], 'rasters': [(bytes a row, rows, dots)], 'cuts': n,
    'order': what came when: a line of text or a raster's number,
    'places': the same and codes, each with how it stands: ("text", line, cells of fonts A and B that it takes), ("raster", number,
    alignment), ("code", number, modules' dots)}; pages: {number: codec} of another model"""
    out = {"lines": [], "barcodes": [], "rasters": [], "cuts": 0, "order": [], "places": []}
    pages = PAGES if pages is None else pages
    columns, align, wide, font, cells, bar, module = False, 0, 1, 0, [0, 0], 3, 3
    page, line, i, qr, n = 0, "", 0, b"", len(data)
    stored = None

    def need(k):
        if i + k > n:
            raise Bad(f"cut off at byte {i}")

    while i < n:
        c = data[i]
        if c == 0x0A:
            if not columns:
                out["lines"].append(line)
                out["order"].append(line)
                out["places"].append(("text", line, cells))
            line, columns, cells = "", False, [0, 0]
            i += 1
        elif c in (0x00, 0x0D):
            i += 1
        elif c == 0x1B:
            need(2)
            k = data[i + 1:i + 2]
            if k == b"@":
                page, align, wide, font, i = 0, 0, 1, 0, i + 2
            elif k in (b"2",):
                i += 2
            elif k in (b"a", b"E", b"-", b"!", b"M", b"R", b"{", b"G", b"3", b"V", b" "):
                need(3)
                if k == b"a":
                    align = data[i + 2] % 48
                elif k == b"M":
                    font = data[i + 2] % 48
                elif k == b"!":
                    wide, font = 2 if data[i + 2] & 0x20 else 1, data[i + 2] & 1
                i += 3
            elif k in (b"d", b"J"):
                need(3)
                if line:
                    out["lines"].append(line)
                    out["places"].append(("text", line, cells))
                    line, cells = "", [0, 0]
                i += 3
            elif k == b"t":
                need(3)
                page, i = data[i + 2], i + 3
            elif k in (b"$", b"\\"):
                need(4)
                line, i = line + " ", i + 4
            elif k == b"*":
                need(5)
                m, w = data[i + 2], data[i + 3] | data[i + 4] << 8
                k = 3 if m in (32, 33) else 1
                need(5 + w * k)
                out["order"].append(len(out["rasters"]))
                out["places"].append(("raster", len(out["rasters"]), align))
                out["rasters"].append(by_rows(data[i + 5:i + 5 + w * k], w, k))
                columns = True
                i += 5 + w * k
            elif k == b"\x1d":
                need(4)
                if data[i + 2:i + 3] != b"t":
                    raise Bad(f"unknown ESC GS at byte {i}")
                page, i = data[i + 3], i + 4
            elif k == b"p":
                need(5)
                i += 5
            elif k == b"B":
                need(4)
                i += 4
            elif k == b"D":
                i = data.index(b"\x00", i) + 1
            else:
                raise Bad(f"unknown ESC {k!r} at byte {i}")
        elif c == 0x1C:
            need(2)
            k = data[i + 1:i + 2]
            if k in (b".", b"&"):
                i += 2
            else:
                raise Bad(f"unknown FS {k!r} at byte {i}")
        elif c == 0x1D:
            need(2)
            k = data[i + 1:i + 2]
            if k in (b"!", b"B", b"h", b"w", b"H", b"f", b"a", b"r", b"I"):
                need(3)
                if k == b"!":
                    wide = (data[i + 2] >> 4) + 1
                elif k == b"w":
                    bar = data[i + 2]
                i += 3
            elif k in (b"L", b"W", b"P"):
                need(4)
                i += 4
            elif k == b"V":
                need(3)
                out["cuts"] += 1
                i += 4 if data[i + 2] in (65, 66) else 3
            elif k == b"k":
                need(4)
                m, length = data[i + 2], data[i + 3]
                if m < 65:
                    raise Bad("GS k form A")
                out["places"].append(("code", len(out["barcodes"]), bar))
                out["barcodes"].append((m, data[i + 4:i + 4 + length]))
                i += 4 + length
            elif k == b"(":
                need(5)
                length = data[i + 3] | data[i + 4] << 8
                body, fn = data[i + 5:i + 5 + length], data[i + 2:i + 3]
                if len(body) != length:
                    raise Bad(f"cut off at byte {i}")
                if fn == b"k":
                    if body[:3] == b"1P0":
                        qr = body[3:]
                    elif body[:2] == b"1C":
                        module = body[2]
                    elif body[:2] == b"1Q":
                        out["places"].append(("code", len(out["barcodes"]), module))
                        out["barcodes"].append(("qr", qr))
                elif fn == b"L" and body[1:2] == b"\x70":
                    stored = body
                elif fn == b"L" and body[1:2] in (b"\x32", b"\x02") and stored:
                    w, h = stored[6] | stored[7] << 8, stored[8] | stored[9] << 8
                    out["order"].append(len(out["rasters"]))
                    out["places"].append(("raster", len(out["rasters"]), align))
                    out["rasters"].append(((w + 7) // 8, h, stored[10:]))
                elif fn not in (b"H", b"D", b"A", b"L", b"C", b"K"):
                    raise Bad(f"unknown GS ( {fn!r} at byte {i}")
                i += 5 + length
            elif k == b"8":
                length = int.from_bytes(data[i + 3:i + 7], "little")
                stored = data[i + 7:i + 7 + length]
                i += 7 + length
            elif k == b"v":
                need(8)
                w, h = data[i + 4] | data[i + 5] << 8, data[i + 6] | data[i + 7] << 8
                if i + 8 + w * h > n:
                    raise Bad("a picture longer than the data")
                out["order"].append(len(out["rasters"]))
                out["places"].append(("raster", len(out["rasters"]), align))
                out["rasters"].append((w, h, data[i + 8:i + 8 + w * h]))
                i += 8 + w * h
            else:
                raise Bad(f"unknown GS {k!r} at byte {i}")
        elif c < 0x20 or c == 0x7F:
            raise Bad(f"control byte {c:02x} in text at byte {i}")
        else:
            e = i
            while e < n and data[e] >= 0x20 and data[e] != 0x7F:
                e += 1
            if page not in pages:
                raise Bad(f"code page {page} is not known")
            part = decoded(data[i:e], pages[page])
            line += part
            cells[font % 2] += len(part) * wide
            i = e
    if line:
        out["lines"].append(line)
        out["places"].append(("text", line, cells))
    return out


def code128(payload):
    """The text of a GS k 73 payload: {A {B {C choose sets, {{ is a brace."""
    out, i, code = "", 0, None
    while i < len(payload):
        if payload[i] == 0x7B and code != "C":
            k = chr(payload[i + 1])
            if k == "{":
                out += "{"
            elif k in "ABC":
                code = k
            i += 2
        elif payload[i] == 0x7B:
            code = chr(payload[i + 1])
            i += 2
        else:
            out += f"{payload[i]:02d}" if code == "C" else chr(payload[i])
            i += 1
    return out

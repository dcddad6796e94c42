"""Paper without a packer: a hot folder, packwright print, POST /v1/jobs. Each file comes out once, also over kills; what can't be
printed says why; what waited too long stays unprinted; the urgent goes first."""
import hashlib
import http.client
import json
import os
import re
import shutil
import struct
import subprocess
import threading
import time
import zlib

from rig import Bench, Printer, check, done, skip

TOKEN = "6d1f5a2be8d94c3790b1f3c4a5d6e7f8"


def zpl(text):
    """A carrier's label: what it draws is the text."""
    return f"^XA^PW812^LL1218^FO60,60^A0N,60,60^FD{text}^FS^FO60,200^BY3^BCN,200,Y,N,N^FD{text}^FS^XZ\n".encode()


def png(width, height, draw):
    rows = b"".join(b"\0" + bytes(0 if draw(x, y) else 255 for x in range(width)) for y in range(height))
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"pHYs", struct.pack(">IIB", 8000, 8000, 1)),
              (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)


def pdf():
    """4 x 6 inches with a black bar of 1 x 2 inches."""
    content = b"0 g 72 72 72 144 re f"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 288 432]/Contents 4 0 R>>",
               b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)]
    out, places = b"%PDF-1.4\n", []
    for n, o in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, o)
    xref = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % xref


def drop(folder, name, data):
    """As a program does that knows how: written under another name, then renamed."""
    with open(os.path.join(folder, "." + name), "wb") as f:
        f.write(data)
    os.rename(os.path.join(folder, "." + name), os.path.join(folder, name))


def wait_for(true, seconds=15):
    end = time.time() + seconds
    while not true() and time.time() < end:
        time.sleep(0.02)
    return true()


def listing(*path):
    folder = os.path.join(*path)
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def texts(printer):
    """What stands on the labels that came out, in order."""
    return [m[1].decode() for d in printer.documents for m in [re.search(rb"\^FD([^^]*)\^FS", d)] if m]


def came(printer, n, seconds=10):
    """True when n labels with something on them have come out."""
    return wait_for(lambda: len(texts(printer)) >= n, seconds)


class Program:
    def __init__(self, bench):
        self.port = bench.kiosk_port

    def ask(self, method, path, body=None, **headers):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            c.request(method, path, body, {"Host": f"127.0.0.1:{self.port}", **{k.replace("_", "-"): v for k, v in headers.items()}})
        except BrokenPipeError:
            pass  # it has answered before it was told everything
        try:
            r = c.getresponse()
        except ConnectionResetError:
            return 413, b""
        data = r.read()
        c.close()
        return r.status, data

    def submit(self, key, body, query="printer=label", token=TOKEN, **headers):
        status, data = self.ask("POST", "/v1/jobs?" + query, body, Authorization=f"Bearer {token}", Idempotency_Key=key,
                                Content_Type="application/octet-stream", **headers)
        try:
            return status, json.loads(data)
        except ValueError:
            return status, data.decode()


def folder_prints_once(b, label):
    folder = b.path("labels")
    drop(folder, "one.zpl", zpl("ONE"))
    check("a file that arrives in the hot folder is printed", came(label, 1), label.documents)
    check("and lies in done", wait_for(lambda: listing(folder, "done") == ["one.zpl"]), listing(folder, "done"))
    check("a ZPL printer gets the carrier's own commands", b"^BY3^BCN,200,Y,N,N^FDONE^FS" in label.documents[0], label.documents[0])
    for name in ("two.zpl.part", ".three.zpl", "four.tmp", "five.crdownload"):
        with open(os.path.join(folder, name), "wb") as f:
            f.write(zpl("HALF"))
    slow = open(os.path.join(folder, "slow.zpl"), "wb")
    data = zpl("SLOW")
    slow.write(data[:40])
    slow.flush()
    drop(folder, "fast.zpl", zpl("FAST"))
    check("one that is still being copied holds up no other", came(label, 2) and texts(label)[-1] == "FAST", texts(label))
    time.sleep(2.5)
    check("a half-copied file is left alone, however long it takes", texts(label) == ["ONE", "FAST"], texts(label))
    slow.write(data[40:])
    slow.close()
    check("when it is whole it is printed", came(label, 3) and texts(label)[-1] == "SLOW", texts(label))
    check("files by unfinished names stay where they are", wait_for(lambda: listing(folder, "done") == ["fast.zpl", "one.zpl", "slow.zpl"])
          and all(n in listing(folder) for n in ("two.zpl.part", ".three.zpl", "four.tmp", "five.crdownload")), listing(folder))
    drop(folder, "one.zpl", zpl("ONE AGAIN"))
    check("the same name with other content is another file", came(label, 4) and texts(label)[-1] == "ONE AGAIN", texts(label))
    check("and keeps the earlier one in done", wait_for(lambda: listing(folder, "done") == ["fast.zpl", "one-2.zpl", "one.zpl", "slow.zpl"]),
          listing(folder, "done"))


def what_cannot_be_printed(b, label):
    folder = b.path("labels")
    before = label.count()
    drop(folder, "letter.docx", b"PK\x03\x04 not a label")
    drop(folder, "rude\n\x1b[31mname.txt", b"hello")
    check("what is no label is refused, with the reason beside it",
          wait_for(lambda: "letter.docx.reason.txt" in listing(folder, "refused") and "letter.docx" in listing(folder, "refused")),
          listing(folder, "refused"))
    with open(os.path.join(folder, "refused", "letter.docx.reason.txt"), encoding="utf-8") as f:
        reason = f.read()
    check("the reason says what it should be", "neither ZPL nor PDF nor PNG" in reason, reason)
    drop(folder, "wide.png", png(1300, 900, lambda x, y: x > 10))
    check("what doesn't fit the paper is refused, with both sizes", wait_for(lambda: "wide.png.reason.txt" in listing(folder, "refused"))
          and "doesn't fit the paper of 101 x 152 mm" in open(os.path.join(folder, "refused", "wide.png.reason.txt"), encoding="utf-8").read(),
          listing(folder, "refused"))
    check("a name with control characters does no harm", wait_for(lambda: len(listing(folder, "refused")) == 6), listing(folder, "refused"))
    check("nothing of that was printed", label.count() == before, label.documents[before:])
    with open(b.path("station.log"), "rb") as f:
        check("no control character of a name reaches the log", b"\x1b" not in f.read())


def pictures(b, label):
    folder = b.path("labels")
    n = label.count()
    drop(folder, "bar.pdf", pdf())
    check("a PDF is drawn for the label printer", label.wait(n + 1, 30) and re.search(rb"\^GF|~DG", label.documents[n]) is not None,
          label.documents[n:])
    drop(folder, "dots.png", png(812, 1218, lambda x, y: 100 <= x < 300 and 100 <= y < 400))
    check("a PNG is drawn for the label printer", label.wait(n + 2, 30) and re.search(rb"\^GF|~DG", label.documents[n + 1]) is not None,
          label.documents[n + 1:])


def on_the_command_line(b, label):
    n = len(texts(label))
    path = b.path("from-shop.zpl")
    with open(path, "wb") as f:
        f.write(zpl("CLI"))
    said = b.packwright("print", path, "--to", "label", "--key", "order 17").stdout
    check("packwright print says which job it is", re.match(r"job \d+ waits for printer label", said) is not None, said)
    check("and the station prints it", came(label, n + 1) and texts(label)[-1] == "CLI", texts(label))
    again = b.packwright("print", path, "--to", "label", "--key", "order 17").stdout
    check("with the same key it is the same job", again.split()[1].rstrip(",") == said.split()[1] and "asked for before" in again, (said, again))
    with open(path, "ab") as f:
        f.write(zpl("MORE"))
    r = b.packwright("print", path, "--to", "label", "--key", "order 17", ok=(1,))
    check("the key of another file is refused", "another file" in r.stderr, r.stderr)
    r = b.packwright("print", path, "--to", "lable", ok=(1,))
    check("a printer that isn't there is refused, with those that are", "no printer lable" in r.stderr and "slip, label" in r.stderr, r.stderr)
    r = b.packwright("print", b.path("nothing.zpl"), "--to", "label", ok=(1,))
    check("a file that isn't there is said", "nothing.zpl" in r.stderr, r.stderr)
    time.sleep(0.3)
    check("none of that was printed", len(texts(label)) == n + 1, texts(label))


def over_http(b, label):
    p, n = Program(b), len(texts(label))
    status, job = p.submit("k1", zpl("HTTP"))
    check("a program with a token prints", status == 201 and job["printer"] == "label" and came(label, n + 1) and texts(label)[-1] == "HTTP",
          (status, job, texts(label)))
    status, again = p.submit("k1", zpl("HTTP"))
    check("asked again with its key it is the same job", status == 200 and again["job"] == job["job"], (status, again))

    def became(number):
        status, data = p.ask("GET", f"/v1/jobs/{number}", Authorization=f"Bearer {TOKEN}")
        return json.loads(data) if status == 200 else {"status": status}
    check("and it can ask what became of it", wait_for(lambda: became(job["job"])["status"] == "printed")
          and became(job["job"])["evidence"] != "", became(job["job"]))
    status, wide = p.submit("wide", png(1300, 900, lambda x, y: x > 10))
    check("what doesn't fit the paper fails with the reason, and isn't printed smaller",
          status == 201 and wait_for(lambda: became(wide["job"])["status"] == "failed") and "doesn't fit" in became(wide["job"])["evidence"],
          (status, wide, became(wide["job"])))
    refused = {
        "no token": p.ask("POST", "/v1/jobs?printer=label", zpl("X"), Idempotency_Key="k2")[0] == 401,
        "a wrong token": p.submit("k2", zpl("X"), token="0" * 32)[0] == 401,
        "no key": p.ask("POST", "/v1/jobs?printer=label", zpl("X"), Authorization=f"Bearer {TOKEN}")[0] == 400,
        "another printer than its own": p.submit("k2", zpl("X"), "printer=slip")[0] == 403,
        "no printer": p.submit("k2", zpl("X"), "")[0] == 400,
        "an empty body": p.submit("k2", b"")[0] == 400,
        "no label": p.submit("k2", b"hello")[0] == 415,
        "another file under a used key": p.submit("k1", zpl("OTHER"))[0] == 422,
        "a page of a browser": p.submit("k2", zpl("X"), Origin=f"http://127.0.0.1:{b.kiosk_port}")[0] == 403,
        "a foreign host": p.submit("k2", zpl("X"), Host="evil.example")[0] in (400, 421),
        "GET where it should be POST": p.ask("GET", "/v1/jobs", Authorization=f"Bearer {TOKEN}")[0] == 405,
        "a job that isn't there": p.ask("GET", "/v1/jobs/99999", Authorization=f"Bearer {TOKEN}")[0] == 404,
        "33 MiB": p.submit("k3", b"\x89PNG\r\n\x1a\n" + b"x" * (33 << 20))[0] == 413,
    }
    check("who has no business there is refused", all(refused.values()), [k for k, v in refused.items() if not v])
    results = []
    threads = [threading.Thread(target=lambda: results.append(p.submit("storm", zpl("STORM")))) for _ in range(20)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    check("twenty at once with one key are one job", sorted(s for s, _ in results) == [200] * 19 + [201]
          and len({j["job"] for _, j in results}) == 1, results)
    came(label, n + 2)
    time.sleep(0.5)
    check("printed once", texts(label)[n:] == ["HTTP", "STORM"], texts(label)[n:])


def urgent_and_expired(b, label):
    n = len(texts(label))
    b.stop()
    for name, args in (("LATE", ["--expires", "1s"]), ("LOW", ["--priority", "-1"]), ("PLAIN", []), ("URGENT", ["--priority", "5"])):
        with open(b.path(name), "wb") as f:
            f.write(zpl(name))
        b.packwright("print", b.path(name), "--to", "label", *args)
    time.sleep(1.2)
    b.start()
    check("what waited while the station was off prints when it starts, the urgent first",
          came(label, n + 3) and texts(label)[n:] == ["URGENT", "PLAIN", "LOW"], texts(label)[n:])
    time.sleep(0.5)
    check("what nobody wants any more stays unprinted", "LATE" not in texts(label), texts(label)[n:])


def killed_in_between(b, label):
    """SIGKILL at random moments while files arrive; nothing that the printer had whole comes out again."""
    import random
    rnd, folder, n = random.Random(7), b.path("labels"), len(texts(label))
    names = [f"K{i}" for i in range(30)]
    for i, name in enumerate(names):
        drop(folder, name.lower() + ".zpl", zpl(name))
        if i % 3 == 2:
            time.sleep(rnd.uniform(0, 1.6))
            b.kill()
            b.start()
    check("after ten kills every file has left the folder", wait_for(lambda: not [f for f in listing(folder) if f.startswith("k")], 60),
          listing(folder))
    came(label, n + len(names), 5)
    out = texts(label)[n:]
    unsure = b.json("orders") and b.state()["printers"]
    lost = [x for x in names if x not in out]
    uncertain = sum(p["uncertain"] for p in unsure)
    check("none came out twice", len(out) == len(set(out)), out)
    check("what didn't come out is what the station asks about", len(lost) <= uncertain, (lost, unsure))


ORDER = "112-%07d-1000000\t5%013d\t2026-11-%02dT00:00:00+00:00\t2026-11-%02dT00:00:00+00:00\t2026-12-01T00:00:00+00:00\tA\tb@example.com\t1" \
        "\tMUG-%s\tMug\t%d\t0\t%d\tExpedited\tA Sample\t1 Road\t\t\tTown\tOR\t97000\t%s\n"
HEADER = "order-id\torder-item-id\tpurchase-date\tpayments-date\tpromise-date\tbuyer-name\tbuyer-email\tbuyer-phone-number\tsku\tproduct-name" \
         "\tquantity-purchased\tquantity-shipped\tquantity-to-ship\tship-service-level\trecipient-name\tship-address-1\tship-address-2" \
         "\tship-address-3\tship-city\tship-state\tship-postal-code\tship-country\n"


def orders_that_match_a_rule(slip):
    """A bench with a rule for Germany. Orders come while it runs, while it is off, and twice."""
    b = Bench({"slip": slip, "label": Printer("zpl")}, extra="[rule germany]\ncountry = DE\n")

    def bring(*numbers):
        with open(b.path("orders.txt"), "w") as f:
            f.write(HEADER + "".join(ORDER % (n, n, 20, 20, n, 1, 1, "DE" if n % 2 else "US") for n in numbers))
        b.packwright("import", b.path("orders.txt"))

    def printed():
        return sorted({int(m) for d in slip.documents for m in re.findall(rb"112-(\d{7})-1000000", d)})
    bring(1, 2, 3)
    b.start()
    time.sleep(0.5)
    check("what was there before the rule doesn't print all at once", printed() == [], printed())
    bring(1, 2, 3, 4, 5, 6, 7)
    check("orders that match print when they arrive", wait_for(lambda: printed() == [5, 7]), printed())
    bring(1, 2, 3, 4, 5, 6, 7)
    b.stop()
    bring(5, 7, 8, 9)
    b.start()
    check("also those that came while the station was off", wait_for(lambda: printed() == [5, 7, 9]), printed())
    b.kill()
    b.start()
    time.sleep(0.7)
    check("each once, however often it is imported and the station started", len(slip.documents) == 3, len(slip.documents))
    b.stop()
    r = b.packwright("order", "112-0000005-1000000")
    check("its story says why it was printed", "rule germany" in r.stdout, r.stdout)


def routed_by_tag():
    """Two label printers of one tag, one of another; what is sent to a tag goes where the fewest wait."""
    printers = {"slip": Printer("escpos"), "one": Printer("zpl"), "two": Printer("zpl", answers=False), "heavy": Printer("zpl")}
    b = Bench(printers)
    with open(b.conf) as f:
        text = f.read()
    for name, tags in (("one", "small, 4x6"), ("two", "4x6"), ("heavy", "pallet")):
        text = text.replace(f"[printer {name}]\n", f"[printer {name}]\ntags = {tags}\n")
    with open(b.conf, "w") as f:
        f.write(text)
    for i in range(4):
        with open(b.path(f"{i}.zpl"), "wb") as f:
            f.write(zpl(f"T{i}"))
    said = [b.packwright("print", b.path(f"{i}.zpl"), "--to", "tag:4x6").stdout for i in range(4)]
    check("what is sent to a tag is shared by the printers that have it",
          sorted(re.search(r"printer (\w+)", s)[1] for s in said) == ["one", "one", "two", "two"], said)
    said = b.packwright("print", b.path("0.zpl"), "--to", "tag:pallet").stdout
    check("another tag is another printer", "printer heavy" in said, said)
    r = b.packwright("print", b.path("0.zpl"), "--to", "tag:palet", ok=(1,))
    check("a tag that nobody has is refused", "no printer tag:palet" in r.stderr, r.stderr)
    b.start()
    check("and it comes out there", came(printers["heavy"], 1) and came(printers["one"], 2), texts(printers["one"]))
    b.stop()


def routed_by_size():
    """Printers with paper of different sizes; what is sent to "auto" goes where it fits, and nothing is guessed."""
    printers = {"slip": Printer("escpos"), "large": Printer("zpl"), "tags": Printer("zpl"), "twin": Printer("zpl")}
    b = Bench(printers, extra=f"[folder any]\npath = any\nprinter = auto\nsettle = 300ms\n"
                              f"[token shop]\nsha256 = {hashlib.sha256(TOKEN.encode()).hexdigest()}\nprinters = auto, tag:small\n")
    with open(b.conf) as f:
        text = f.read()
    sizes = {"tags": "62x29mm\ntags = small", "twin": "100x50mm"}
    for name, media in sizes.items():
        head, tail = text.split(f"[printer {name}]\n", 1)
        text = head + f"[printer {name}]\n" + tail.replace("media = 4x6in", "media = " + media, 1)
    with open(b.conf, "w") as f:
        f.write(text)
    os.mkdir(b.path("any"))
    b.start()
    p = Program(b)
    tag = b"^XA^PW496^LL232^FO20,20^A0N,40,40^FDTAG^FS^XZ"
    with open(b.path("tag.zpl"), "wb") as f:
        f.write(tag)
    with open(b.path("large.pdf"), "wb") as f:
        f.write(pdf())
    said = b.packwright("print", b.path("tag.zpl")).stdout
    check("a small label goes to the printer with small labels", "printer tags" in said and came(printers["tags"], 1), said)
    said = b.packwright("print", b.path("large.pdf")).stdout
    check("a page of 4 x 6 inches goes to the printer with that paper",
          "printer large" in said and wait_for(lambda: printers["large"].count() == 1), said)
    if shutil.which("qpdf"):
        subprocess.run(["qpdf", "--object-streams=generate", b.path("large.pdf"), b.path("packed.pdf")], check=True)
        with open(b.path("packed.pdf"), "rb") as f:
            packed = b"/MediaBox" not in f.read()
        said = b.packwright("print", b.path("packed.pdf")).stdout
        check("also where its page's size is packed", packed and "printer large" in said, (packed, said))
    else:
        skip("a PDF whose page's size is packed", "no qpdf")
    drop(b.path("any"), "tag.zpl", tag.replace(b"FDTAG", b"FDFOLDER"))
    check("a folder sends what is put into it where it fits", came(printers["tags"], 2), texts(printers["tags"]))
    status, job = p.submit("s1", png(400, 800, lambda x, y: x > 100 and y < 500), "printer=auto")
    check("a program sends by size too", status == 201 and job["printer"] == "twin", (status, job))
    status, job = p.submit("s2", tag, "printer=tag:small")
    check("and by tag", status == 201 and job["printer"] == "tags", (status, job))
    with open(b.conf) as f:
        text = f.read()
    b.stop()
    with open(b.conf, "w") as f:
        f.write(text.replace("media = 100x50mm", "media = 62x29mm"))
    r = b.packwright("print", b.path("tag.zpl"), ok=(1,))
    check("between two with the same paper nothing is guessed", "which fits the paper of several; name tags or twin" in r.stderr, r.stderr)
    b.start()
    drop(b.path("any"), "again.zpl", tag)
    reason = b.path("any/refused/again.zpl.reason.txt")
    check("a folder refuses it, and says between which", wait_for(lambda: os.path.exists(reason)) and "tags or twin" in open(reason).read(),
          listing(b.path("any"), "refused"))
    status, job = p.submit("s3", tag, "printer=auto")
    check("and so does the page", status == 422 and "tags or twin" in json.dumps(job), (status, job))
    b.stop()


def main():
    label = Printer("zpl")
    printers = {"slip": Printer("escpos"), "label": label}
    b = Bench(printers, extra=f"[folder labels]\npath = labels\nprinter = label\nsettle = 300ms\n"
                              f"[token shop]\nsha256 = {hashlib.sha256(TOKEN.encode()).hexdigest()}\nprinters = label\n")
    b.start()
    os.mkdir(b.path("labels"))  # after the start: it is waited for
    for step in (folder_prints_once, what_cannot_be_printed, pictures, on_the_command_line, over_http, urgent_and_expired,
                 killed_in_between):
        step(b, label)
    b.stop()
    routed_by_tag()
    routed_by_size()
    orders_that_match_a_rule(Printer("escpos"))
    r = b.packwright("token", "shop")
    token, digest = re.search(r"^ {4}([0-9a-f]{48})$", r.stdout, re.M)[1], re.search(r"sha256 = ([0-9a-f]{64})", r.stdout)[1]
    check("packwright token makes a token and its digest", hashlib.sha256(token.encode()).hexdigest() == digest, r.stdout)


main()
done()

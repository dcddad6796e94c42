"""Forty orders of 1 to 12 units through the real program, with a clumsy packer: every slip, label and confirmation is compared with
the order file. The slip is read by a reader of our own with Python's codecs, barcodes and labels by other people's programs."""
import os
import random
import sys

from rig import ROOT, Bench, Printer, check, done, report, skip

sys.path.insert(0, os.path.join(ROOT, "tests", "oracles"))
import escpos_text  # noqa: E402
import judge  # noqa: E402

random.seed(20261122)
NAMES = ["Ada Sample", "José Muestra", "Łucja Przykład", "Ωmega Παράδειγμα", "Пример Примеров", "王小明", "Überlänge Beispiel", "مثال عينة",
         "山田 太郎", "김 견본"]
ARTICLES = [(f"SKU-{i:03d}", f"Sample article {i}", f"40063813{i:04d}") for i in range(1, 31)]


def ean13(body):
    body = body.zfill(12)
    return body + str((10 - sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(body))) % 10)


def make_orders():
    orders, item = [], 50000000000001
    for n in range(40):
        units, lines = 1 + n % 12, []
        picks = random.sample(ARTICLES[:25], min(units, random.randint(1, 5)))
        for k, a in enumerate(picks):
            q = units - (len(picks) - 1) if k == 0 else 1
            lines.append({"item": str(item), "sku": a[0], "name": a[1], "quantity": q})
            item += 1
        orders.append({"id": f"112-{n:07d}-{1000000 + n}", "name": NAMES[n % len(NAMES)], "street": f"{n} Rue de l’Exemple", "lines": lines})
    return orders


def codes(order):
    """Every unit's barcode: SKU or EAN, as it comes."""
    out = []
    for line in order["lines"]:
        ean = next(a[2] for a in ARTICLES if a[0] == line["sku"])
        out += [random.choice([line["sku"], ean13(ean)]) for _ in range(line["quantity"])]
    random.shuffle(out)
    return out


def pack(b, order, cmd, tally):
    r = b.scan(order["id"])
    tally["opened"] += r["outcome"] == "opened"
    todo = codes(order)
    while todo:
        mistake = random.random()
        if mistake < 0.10:
            r = b.scan(random.choice(ARTICLES[25:])[0])
            tally["wrong"] += (r["outcome"], r["reason"]) == ("refused", "wrong-item")
            tally["mistakes"] += 1
        elif mistake < 0.16:
            r = b.scan(f"NOBODY{random.randint(0, 10 ** 9)}")
            tally["wrong"] += (r["outcome"], r["reason"]) == ("refused", "unknown-code")
            tally["mistakes"] += 1
        code = todo.pop()
        r = b.scan(code)
        last = not todo
        tally["counted"] += r["outcome"] == ("completed" if last else "counted")
        if last:
            break
        if mistake > 0.9:
            r = b.scan(cmd["UNDO"])
            tally["undone"] += r["outcome"] == "undone"
            tally["undos"] += 1
            todo.append(code)
        done_line = [x for x in order["lines"] if x["quantity"] == 1 and code == x["sku"]]
        if done_line and mistake < 0.9:
            r = b.scan(code)
            tally["wrong"] += (r["outcome"], r["reason"]) == ("refused", "too-many")
            tally["mistakes"] += 1


def check_slip(order, data):
    s = escpos_text.read(data)
    text = "\n".join(s["lines"])
    want = [order["id"], str(sum(x["quantity"] for x in order["lines"]))]
    for x in order["lines"]:
        want.append(x["sku"])
    missing = [x for x in want if x not in text]
    for x in order["lines"]:
        row = [line for line in s["lines"] if x["name"] in line or x["sku"] in line]
        if not any(str(x["quantity"]) in line.replace(x["sku"], "").replace(x["name"], "") for line in row):
            missing.append(f"quantity of {x['sku']}")
    name = order["name"]
    if name not in text and not s["rasters"]:
        missing.append(name)
    bars = [escpos_text.code128(p) for m, p in s["barcodes"] if m == 73]
    qr = [p.decode() for m, p in s["barcodes"] if m == "qr"]
    if bars != [order["id"]]:
        missing.append(f"Code 128 {bars}")
    if not qr or order["id"] not in qr[0]:
        missing.append(f"QR {qr}")
    if s["cuts"] != 1:
        missing.append(f"{s['cuts']} cuts")
    return missing


def main():
    orders = make_orders()
    with Bench() as b:
        with open(b.path("orders.txt"), "wb") as f:
            f.write(report(orders))
        with open(b.path("articles.csv"), "w") as f:
            f.write("sku,barcode,name\n" + "".join(f"{s},{ean13(e)},{n}\n" for s, n, e in ARTICLES))
        r = b.json("import", b.path("articles.csv"), b.path("orders.txt"))
        check("40 orders are imported", r["orders"]["new"] == 40 and not r["refusals"], r)
        cmd = b.commands()
        b.start()
        tally = dict.fromkeys(["opened", "wrong", "mistakes", "counted", "undone", "undos"], 0)
        waves = []
        for o in orders:
            pack(b, o, cmd, tally)
            code = b.rows("SELECT p.barcode FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ?", o["id"])[0]["barcode"]
            o["barcode"] = code
            waves.append(code)
            if len(waves) == 10 or random.random() < 0.3:  # at once, or later with many waiting
                for c in waves:
                    assert b.scan(c)["outcome"] == "shipped", c
                waves = []
        for c in waves:
            assert b.scan(c)["outcome"] == "shipped", c
        check("every order opened by its number", tally["opened"] == 40, tally)
        check("every mistake was refused by its own name", tally["wrong"] == tally["mistakes"] > 20, tally)
        check("every undo was undone", tally["undone"] == tally["undos"] > 5, tally)
        units = sum(x["quantity"] for o in orders for x in o["lines"])
        check("every right unit was counted", tally["counted"] == units + tally["undos"], (tally, units))
        slip, label = b.printers["slip"], b.printers["label"]
        b.wait_for("SELECT count(*) AS n FROM job WHERE status <> 'printed'", 0)
        check("as many slips and labels as orders", slip.wait(40) and label.wait(40) and slip.count() == label.count() == 40,
              (slip.count(), label.count()))
        bad = {o["id"]: m for o, d in zip(orders, slip.documents) for m in [check_slip(o, d)] if m}
        check("every slip says what its order says", not bad, bad)
        jobs = b.rows("SELECT status, count(*) AS n FROM job GROUP BY status")
        check("every print is proven by the printer's own word", [(j["status"], j["n"]) for j in jobs] == [("printed", 80)],
              [tuple(j) for j in jobs])
        check_labels(b, orders)
        check_confirmations(b, orders)
        story = b.packwright("order", orders[3]["id"]).stdout
        check("an order tells its story", orders[3]["id"] in story and "scanned the parcel out" in story, story)
        check("the station ends when it is told to", b.stop() == 0)
    done()


def check_labels(b, orders):
    claim = "every label, drawn by another's renderer, carries its parcel's barcode"
    if judge.missing():
        skip(claim, judge.missing())
        return
    bad = {}
    with judge.Judge() as j:
        for o, d in zip(orders, b.printers["label"].documents):
            with open(b.path("label.zpl"), "wb") as f:
                f.write(d)
            pages = j.ask("zpl", in_=b.path("label.zpl"), out=b.path("label.png"), width_mm=101.6, height_mm=152.4, dots_per_mm=8)["pages"]
            seen = [s["text"] for s in j.ask("read", in_=pages[0])["symbols"]]
            if len(pages) != 1 or seen != [o["barcode"]]:
                bad[o["id"]] = (o["barcode"], seen)
    check(claim, not bad, bad)


def check_confirmations(b, orders):
    r = b.json("confirmations")
    path = r.get("path") or r["files"][0]["path"]
    lines = open(path, newline="").read().split("\r\n")
    header = lines[0].split("\t")
    check("the confirmation file has Amazon's columns",
          header[:8] == ["order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "carrier-name", "tracking-number", "ship-method"], header)
    got = sorted(tuple(x.split("\t")[:3]) + (x.split("\t")[4],) for x in lines[1:] if x)
    want = sorted((o["id"], x["item"], str(x["quantity"]), "USPS") for o in orders for x in o["lines"])
    check("every unit is confirmed once", got == want, (got[:3], want[:3], len(got), len(want)))
    check("a second call has nothing to write", not (b.json("confirmations").get("path") or b.json("confirmations").get("files")))


main()

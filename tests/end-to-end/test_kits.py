"""Cases, several barcodes and kits through the real program: by the kit's own barcode, by its components, one kit at a time; each refusal."""
import json
import signal

from rig import Bench, check, done, report

NAMES = {"CUP": "A cup", "SAUCER": "A saucer", "SPOON": "A spoon", "SET": "A coffee set", "PAIR": "A pair of cups", "BOXED": "A boxed set",
         "PARTS": "A set in parts", "CAM": "A camera", "STRAP": "A strap", "CAMKIT": "A camera kit", "PEN": "A pen", "TIN": "A cup in a tin"}


def ean(n):
    """An EAN-13 by its twelve digits: weights 1 and 3 from the left, as GS1 has it."""
    d = "%012d" % n
    return d + str(-sum(int(c) * (1 if i % 2 == 0 else 3) for i, c in enumerate(d)) % 10)


def itf(n):
    """A GTIN-14 of a case by its thirteen digits."""
    d = "%013d" % n
    return d + str(-sum(int(c) * (3 if i % 2 == 0 else 1) for i, c in enumerate(d)) % 10)


EAN = {sku: ean(952123450000 + i) for i, sku in enumerate(NAMES)}
CASE = itf(1952123459001)  # of six cups
SHARED = ean(952123459200)  # on the cup and on the box that it comes in
OLD = ean(952123459100)    # the cup's barcode of last year


def order(n, *lines):
    return {"id": "113-%07d-0000001" % n, "name": "Ada Sample", "promise": "2026-11-%02dT07:59:59+00:00" % (19 + n),
            "lines": [{"item": "%d%d" % (n, i), "sku": s, "name": NAMES[s], "quantity": q} for i, (s, q) in enumerate(lines, 1)]}


ORDERS = [order(1, ("CUP", 8)), order(2, ("SET", 2)), order(3, ("SET", 1), ("CUP", 1)), order(4, ("PAIR", 2)), order(5, ("BOXED", 1)),
          order(6, ("PARTS", 1)), order(7, ("CAMKIT", 2)), order(8, ("SET", 1), ("PEN", 1)), order(9, ("SET", 3)),
          order(10, ("SET", 2), ("PEN", 1)), order(11, ("TIN", 1))]


def said(row):
    return row["outcome"], row["reason"]


def message(b):
    return json.loads(b.rows("SELECT message FROM lane")[0]["message"])


def boxes(b, n):
    return [(r["sku"], r["units"], r["component"], r["component_units"]) for r in b.rows(
        "SELECT l.sku, v.units, v.component, v.component_units FROM verification v JOIN order_line l ON l.id = v.line_pk JOIN orders o ON"
        " o.id = l.order_pk WHERE o.order_id = ? AND v.undone = 0 ORDER BY v.id", ORDERS[n - 1]["id"])]


def in_box(b, n):
    """What lies in the order's box, as a person who looks into it would count."""
    out = {}
    for sku, units, component, pieces in boxes(b, n):
        out[component or sku] = out.get(component or sku, 0) + (pieces if component else units)
    return out


def files(b):
    with open(b.path("articles.csv"), "w") as f:
        f.write("sku,barcode,units,name,kit-scan,one-kit-at-a-time,serial\n")
        for sku, code in EAN.items():
            scan = {"BOXED": "whole", "TIN": "whole", "PARTS": "components"}.get(sku, "")
            f.write(f"{sku},{code},1,{NAMES[sku]},{scan},{'yes' if sku == 'SET' else ''},{'yes' if sku == 'CAM' else ''}\n")
        f.write(f"CUP,{CASE},6,,,,\nCUP,{OLD},1,,,,\nCUP,{SHARED},1,,,,\nTIN,{SHARED},1,,,,\n")
    with open(b.path("kits.csv"), "w") as f:
        f.write("kit,component,quantity\nSET,CUP,2\nSET,SAUCER,2\nSET,SPOON,1\nPAIR,CUP,2\nBOXED,CUP,1\nBOXED,SPOON,1\nPARTS,CUP,1\n"
                "PARTS,SPOON,1\nCAMKIT,CAM,1\nCAMKIT,STRAP,1\nTIN,CUP,1\n")
    with open(b.path("orders.tsv"), "wb") as f:
        f.write(report(ORDERS))
    r = b.packwright("import", b.path("articles.csv"), b.path("kits.csv"), b.path("orders.tsv"))
    check("a list of kits is imported beside articles and orders", "kits: 6 new, 0 changed, 0 unchanged, 0 lines refused" in r.stdout, r.stdout)
    check("the same again changes nothing", "kits: 0 new, 0 changed, 6 unchanged" in b.packwright("import", b.path("kits.csv")).stdout)


def bad_lists(b):
    def lines(*rows, head="kit,component,quantity"):
        with open(b.path("bad.csv"), "w") as f:
            f.write("\n".join((head,) + rows) + "\n")
        r = b.packwright("import", b.path("bad.csv"), ok=(0, 1))
        return r.stdout + r.stderr

    def kit(sku):
        return {r["component"]: r["units"] for r in b.rows("SELECT component, units FROM kit_component WHERE kit = ?", sku)}

    before = kit("SET")
    text = lines("SET,CUP,1", "SET,SAUCER,none")
    check("a kit with a bad line stays as it was", ":3:quantity:" in text and ":2:kit:" in text and kit("SET") == before, text)
    check("a kit in itself is refused", ":2:component: is the kit itself" in lines("NEW,NEW,1") and kit("NEW") == {})
    check("so is a kit in a kit", ":2:component: is a kit itself" in lines("NEW,SET,1") and kit("NEW") == {})
    check("so is one in the same list", "is a kit itself" in lines("NEW,SUB,1", "SUB,PEN,1") and kit("NEW") == {} and kit("SUB") == {"PEN": 1})
    check("so is the same component twice", ":3:component: stands twice" in lines("NEW,PEN,1", "NEW,PEN,2") and kit("NEW") == {})
    check("so are 0 and too many of one", lines("NEW,PEN,0", "NEW,CUP,1001").count("must be a whole number from 1 to 1000") == 2)
    check("a kit may become a component where the same list takes it out of another kit", "0 lines refused" in lines("OUT,INNER,1") and
          kit("OUT") == {"INNER": 1} and "2 new" not in (text := lines("INNER,PEN,1", "OUT,SPOON,1")) and "0 lines refused" in text and
          kit("OUT") == {"SPOON": 1} and kit("INNER") == {"PEN": 1}, text)
    lines("OUT,KEPT,1")
    text = lines("KEPT,PEN,1", "OUT,SPOON,none")
    check("and not where that is refused", "is a component of another kit" in text and kit("KEPT") == {} and kit("OUT") == {"KEPT": 1}, text)
    lines("CODED,yes", head="sku,transparency")
    check("a kit that would have two Transparency codes is refused", ":2:component: wants a Transparency code" in lines("NEW,CODED,2") and kit("NEW") == {})
    check("with one it is taken", "1 new" in lines("NEW,CODED,1", "NEW,PENCIL,1") and len(kit("NEW")) == 2)
    text = lines("PENCIL,yes", head="sku,transparency")
    check("so is the article that would be the second", ":2:transparency: would give" in text and
          b.rows("SELECT transparency FROM article WHERE sku = 'PENCIL'")[0][0] == 0, text)
    check("but not where the kit has a code of its own", "0 lines refused" in lines("NEW,yes", "PENCIL,yes", head="sku,transparency"))
    for code, what in ((b.commands()["UNDO"], "one of a station's own"), (b.commands()["UNDO"].lower(), "one of a station's own"),
                       (b.json("people", "add", "Ben Sample", "--badge")["code"], "one of a station's own"),
                       (ORDERS[0]["id"], "an order's number")):
        text = lines(f"PEN,{code}", head="sku,barcode")
        check("a barcode that stands for something else already is no article's", ":2:barcode: " in text and what in text and
              b.rows("SELECT count(*) FROM article_code WHERE code = ?", code)[0][0] == 0, text)
    check("a list replaces the kits that it names", "1 changed" in lines("SUB,PEN,2", "SUB,CUP,1") and kit("SUB") == {"PEN": 2, "CUP": 1})
    check("and leaves the others", kit("SET") == before)
    text = lines('SUB,CUP,1', '"SUB,PEN,1')
    check("where a line can't be read no kit loses what it may have named", "all kits stay as they were" in text and kit("SUB") == {"PEN": 2, "CUP": 1}, text)
    text = lines("SUB,CUP,1", "SUB,PEN,1,7")
    check("a line with a cell too many keeps its kit as it was", ":3: this line has more cells" in text and kit("SUB") == {"PEN": 2, "CUP": 1}, text)
    check("a header alone is told", "header" in lines())


def cases(b):
    b.scan(ORDERS[0]["id"])
    check("any of an article's barcodes counts", said(b.scan(OLD)) == ("counted", "") and said(b.scan(EAN["CUP"])) == ("counted", ""))
    r = b.scan(CASE)
    check("the case counts as the six that it holds", said(r) == ("completed", "") and in_box(b, 1) == {"CUP": 8} and "by the case" in r["detail"], r["detail"])
    b.scan(ORDERS[1]["id"])


def one_at_a_time(b, cmd):
    check("a case that holds more than all the kits take is too many", said(b.scan(CASE)) == ("refused", "too-many") and in_box(b, 2) == {})
    r = b.scan(EAN["CUP"])
    m = message(b)
    check("a component is counted, and the kit is not", said(r) == ("counted", "") and boxes(b, 2) == [("SET", 0, "CUP", 1)], boxes(b, 2))
    check("the screen says what is in and what comes next", m["title"] == "Scan the rest of the kit" and "1 of 5" in m["detail"]
          and "SAUCER" in m["detail"], m)
    b.scan(EAN["CUP"])
    r = b.scan(EAN["CUP"])
    m = message(b)
    check("a third cup is not for this kit", said(r) == ("refused", "kit-has-it") and "2 x SAUCER" in m["detail"] and m["tone"] == "too-many", m)
    r = b.scan(EAN["SET"])
    check("the other kit of the two may come whole meanwhile", said(r) == ("counted", "") and in_box(b, 2) == {"CUP": 2, "SET": 1}, said(r))
    r = b.scan(EAN["SET"])
    check("but not instead of the one that is begun", said(r) == ("refused", "kit-begun") and "2 components of SET" in message(b)["detail"], message(b))
    check("no box closes over half a kit", said(b.scan(cmd["NEXTBOX"])) == ("refused", "kit-open")
          and said(b.scan(cmd["SHORT"])) == ("refused", "kit-open"))
    b.kill(signal.SIGKILL)
    b.start()
    check("a wrong article is named as before", said(b.scan(EAN["PEN"])) == ("refused", "wrong-item"))
    b.scan(EAN["SAUCER"])
    b.scan(EAN["SPOON"])
    b.scan(cmd["UNDO"])
    check("undo takes a component out", "SPOON of SET" in b.rows("SELECT detail FROM journal ORDER BY seq DESC LIMIT 1")[0]["detail"]
          and in_box(b, 2) == {"CUP": 2, "SET": 1, "SAUCER": 1}, in_box(b, 2))
    b.scan(EAN["SPOON"])
    r = b.scan(EAN["SAUCER"])
    check("after a power cut the last component makes the kit whole, and the order complete", said(r) == ("completed", "")
          and in_box(b, 2) == {"CUP": 2, "SET": 1, "SAUCER": 2, "SPOON": 1}, (said(r), in_box(b, 2)))
    check("its units are kits", [u["quantity"] for u in b.json("order", ORDERS[1]["id"])["parcels"][0]["lines"]] == [2], b.json("order", ORDERS[1]["id"])["parcels"])
    story = b.packwright("order", ORDERS[1]["id"]).stdout
    check("the story tells components as such", "put 2 x CUP of SET into the box" in story and "put 1 x A coffee set into the box" in story and
          "put the last unit, SAUCER of SET" in story, story)


def beside_the_article(b, cmd):
    b.scan(ORDERS[2]["id"])
    check("an article that is ordered itself and in a kit counts for itself first", said(b.scan(EAN["CUP"])) == ("counted", "")
          and boxes(b, 3) == [("CUP", 1, "", 0)], boxes(b, 3))
    b.scan(EAN["CUP"])
    check("then for the kit", boxes(b, 3)[1] == ("SET", 0, "CUP", 1))
    b.scan(cmd["EMPTY"])
    check("an emptied box has no components", in_box(b, 3) == {})
    b.scan(EAN["SPOON"])
    b.scan(EAN["CUP"])
    check("what is begun goes on first", boxes(b, 3) == [("SET", 0, "SPOON", 1), ("SET", 0, "CUP", 1)], boxes(b, 3))
    b.scan(EAN["CUP"])
    check("the kit's cups being in, the next counts for itself", said(b.scan(EAN["CUP"])) == ("counted", "") and boxes(b, 3)[3] == ("CUP", 1, "", 0))
    r = b.scan(EAN["CUP"])
    check("and one more is too many", said(r)[0] == "refused" and said(r)[1] in ("too-many", "kit-has-it"), said(r))
    r = b.scan(cmd["ASIDE"])
    check("half a kit waits in its box", said(r) == ("put-aside", ""))
    b.scan(ORDERS[2]["id"])
    b.scan(EAN["SAUCER"])
    check("and is whole when it goes on", said(b.scan(EAN["SAUCER"])) == ("completed", "") and
          in_box(b, 3) == {"SPOON": 1, "CUP": 3, "SAUCER": 2}, in_box(b, 3))


def all_at_once(b):
    b.scan(ORDERS[3]["id"])
    check("without one at a time, components of both kits come in any order", [said(b.scan(EAN["CUP"]))[0] for _ in range(3)] == ["counted"] * 3)
    check("the second cup made the first pair", [r[1] for r in boxes(b, 4)] == [0, 1, 0], boxes(b, 4))
    check("a case is too many for what is to come", said(b.scan(CASE)) == ("refused", "too-many") and "The case holds 6" in message(b)["detail"], message(b))
    check("the fourth completes", said(b.scan(EAN["CUP"])) == ("completed", ""))


def as_configured(b):
    b.scan(ORDERS[4]["id"])
    r = b.scan(EAN["CUP"])
    check("a kit that is scanned whole takes no components", said(r) == ("refused", "kit-whole") and "BOXED" in message(b)["detail"], message(b))
    check("but itself", said(b.scan(EAN["BOXED"])) == ("completed", ""))
    b.scan(ORDERS[5]["id"])
    r = b.scan(EAN["PARTS"])
    check("one that is scanned by its components is not taken whole", said(r) == ("refused", "kit-components") and message(b)["expected"] == "1 x CUP", message(b))
    b.scan(EAN["CUP"])
    check("its components complete it", said(b.scan(EAN["SPOON"])) == ("completed", ""))


def one_barcode_for_both(b):
    b.scan(ORDERS[10]["id"])
    r = b.scan(SHARED)
    check("a barcode that a kit shares with its component counts the kit that is scanned whole", said(r) == ("completed", "") and
          in_box(b, 11) == {"TIN": 1}, said(r))


def captured(b, cmd):
    b.scan(ORDERS[6]["id"])
    r = b.scan(EAN["CAM"])
    check("a component's serial number is asked for", said(r) == ("asked", "") and b.rows("SELECT unit_component FROM lane")[0][0] == "CAM", said(r))
    check("its strap is no answer", said(b.scan(EAN["STRAP"])) == ("refused", "serial-wanted"))
    b.kill(signal.SIGKILL)
    b.start()
    r = b.scan("SN-77")
    check("the answer counts the component", said(r) == ("counted", "") and boxes(b, 7) == [("CAMKIT", 0, "CAM", 1)], (said(r), boxes(b, 7)))
    check("and is kept with its own SKU", [tuple(r) for r in b.rows("SELECT sku, serial FROM capture WHERE live = 1")] == [("CAM", "SN-77")])
    b.scan(EAN["CAM"])
    check("the same camera is not in two kits", said(b.scan("SN-77")) == ("refused", "same-unit"))
    b.scan("SN-78")
    b.scan(b.lead)
    r = b.scan(cmd["NOBARCODE"])
    check("a component without a barcode: the one that the kit in hand lacks is asked about", said(r) == ("asked", "") and "STRAP" in str(message(b)), message(b))
    r = b.scan(cmd["WHYDAMAGED"])
    check("and counts with a reason", said(r) == ("counted", "") and "STRAP of CAMKIT" in r["detail"] and
          tuple(b.rows("SELECT component, units, how FROM verification ORDER BY id DESC LIMIT 1")[0]) == ("STRAP", 1, "no-barcode"), (said(r), r["detail"]))
    check("something else instead goes for whole kits alone", said(b.scan(cmd["SUBSTITUTE"])) == ("asked", "") and said(b.scan(EAN["PEN"])) == ("asked", "")
          and said(b.scan(cmd["WHYSTOCK"])) == ("refused", "kit-begun"), message(b))
    check("two whole kits", said(b.scan(EAN["STRAP"])) == ("completed", "") and in_box(b, 7) == {"CAM": 2, "STRAP": 2}, in_box(b, 7))


def many_kits(b):
    """More lines than are looked at for one barcode."""
    names = [f"TIN{i}" for i in range(10)]
    with open(b.path("tins.csv"), "w") as f:
        f.write("kit,component\n" + "".join(f"{n},PEN\n{n},SPOON\n" for n in names))
    o = {"id": "113-0000099-0000001", "name": "Ada Sample", "promise": "2026-12-24T07:59:59+00:00",
         "lines": [{"item": f"99{n}", "sku": n, "name": n, "quantity": 1} for n in names]}
    with open(b.path("many.tsv"), "wb") as f:
        f.write(report([o] + ORDERS))
    b.packwright("import", b.path("tins.csv"), b.path("many.tsv"))
    b.scan(o["id"])
    check("ten kits of one order take ten of the component that they share", [said(b.scan(EAN["PEN"])) for _ in range(10)] == [("counted", "")] * 10)
    check("and no more", said(b.scan(EAN["PEN"])) == ("refused", "too-many"))
    check("then are made whole", [said(b.scan(EAN["SPOON"]))[0] for _ in range(10)] == ["counted"] * 9 + ["completed"])


def from_idle(b):
    r = b.scan(EAN["SPOON"])
    check("a component opens the order whose kit needs it and must leave first", said(r)[0] == "counted" and
          r["order_pk"] == b.rows("SELECT id FROM orders WHERE order_id = ?", ORDERS[7]["id"])[0][0] and boxes(b, 8) == [("SET", 0, "SPOON", 1)], r["detail"])
    with open(b.path("kits2.csv"), "w") as f:
        f.write("kit,component,quantity\nSET,CUP,2\nSET,SPOON,1\n")
    r = b.packwright("import", b.path("kits2.csv"))
    check("the kit is listed anew meanwhile", "1 changed" in r.stdout and
          b.rows("SELECT count(*) FROM kit_component WHERE kit = 'SET'")[0][0] == 2, r.stdout)
    b.scan(EAN["PEN"])
    for sku in ("CUP", "CUP", "SAUCER"):
        b.scan(EAN[sku])
    check("what was begun goes out as it was listed then", said(b.scan(EAN["SAUCER"])) == ("completed", "") and
          in_box(b, 8) == {"CUP": 2, "SAUCER": 2, "SPOON": 1, "PEN": 1}, (message(b), in_box(b, 8)))


def case_of_one_kit(b, cmd):
    b.scan(ORDERS[8]["id"])
    r = b.scan(CASE)
    check("a case that all the kits take is too many for the one in hand", said(r) == ("refused", "kit-has-it") and in_box(b, 9) == {}, said(r))
    b.scan(cmd["ASIDE"])


def no_longer_wanted(b, cmd):
    """A kit that was begun, and is cancelled meanwhile."""
    o = ORDERS[9]
    b.scan(o["id"])
    b.scan(EAN["SET"])
    b.scan(EAN["SPOON"])
    b.scan(cmd["ASIDE"])
    less = [{**x, "lines": [{**line, "quantity": 1} if x is o else line for line in x["lines"]]} for x in ORDERS]
    with open(b.path("less.tsv"), "wb") as f:
        f.write(report(less))
    b.packwright("import", b.path("less.tsv"))
    check("one of two kits is cancelled", b.rows("SELECT quantity FROM order_line WHERE order_item_id = '101'")[0][0] == 1)
    b.scan(o["id"])
    r = b.scan(EAN["PEN"])
    check("a box with half a kit in it that nobody wants any more does not close", said(r) == ("counted", "") and
          b.rows("SELECT count(*) FROM job WHERE order_pk = ?", r["order_pk"])[0][0] == 0, said(r))
    check("nor with the command", said(b.scan(cmd["NEXTBOX"])) == ("refused", "not-packed"))
    b.scan(cmd["UNDO"])
    b.scan(cmd["UNDO"])
    check("without it, it does", said(b.scan(EAN["PEN"])) == ("completed", "") and in_box(b, 10) == {"SET": 1, "PEN": 1}, in_box(b, 10))


def main():
    with Bench(station="sign-in = optional\n") as b:
        files(b)
        bad_lists(b)
        b.lead = b.json("people", "add", "Lea Sample", "--badge", "--role", "lead")["code"]
        b.start()
        cmd = b.commands()
        cases(b)
        one_at_a_time(b, cmd)
        beside_the_article(b, cmd)
        all_at_once(b)
        as_configured(b)
        one_barcode_for_both(b)
        captured(b, cmd)
        case_of_one_kit(b, cmd)
        from_idle(b)
        no_longer_wanted(b, cmd)
        many_kits(b)
        r = b.packwright("replay", ok=None)
        check("today's code decides each of it again as it was decided", r.returncode == 0, r.stdout + r.stderr)
    done()


main()

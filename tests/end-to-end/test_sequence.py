"""What goes into the box first: off, suggested and forced, through the real program."""
import signal

from rig import Bench, check, done, report

# Check digits by hand (GS1 General Specifications, 7.9).
KETTLE, CASE, MUG, CARD, SPARE = "4006381333931", "14006381333938", "5012345678900", "4012345678901", "9521234543213"
ARTICLES = f"""sku,barcode,units,name,sequence
KETTLE,{KETTLE},1,A kettle,1
KETTLE,{CASE},2,,
MUG,{MUG},1,A mug,2
SPOON,{SPARE},1,A spoon,2
CARD,{CARD},1,A card,
"""
KITS = """kit,component,units
TEA SET,MUG,1
TEA SET,SPOON,1
"""


def order(n, lines, promise="2026-11-24T07:59:59+00:00"):
    return {"id": "112-%07d-0000001" % n, "name": "Ada Sample", "promise": promise,
            "lines": [{"item": f"{n}-{sku}", "sku": sku, "name": {"CARD": "A card", "MUG": "A mug", "KETTLE": "A kettle"}.get(sku, "A spoon"),
                       "quantity": q} for sku, q in lines]}


def number(n):
    return "112-%07d-0000001" % n


# As their channel gives them, the last in the box comes first.
BOTH = [("CARD", 1), ("MUG", 2), ("KETTLE", 1)]
ORDERS = [order(1, BOTH), order(2, BOTH), order(3, [("CARD", 1), ("SPOON", 1), ("MUG", 1)]), order(4, [("MUG", 1), ("KETTLE", 2)]),
          order(5, BOTH), order(6, BOTH), order(7, [("CARD", 1), ("MUG", 1)]), order(8, [("CARD", 2), ("KETTLE", 1)])]


def fill(b, orders=ORDERS):
    with open(b.path("orders.txt"), "wb") as f:
        f.write(report(orders))
    with open(b.path("articles.csv"), "w") as f:
        f.write(ARTICLES)
    b.packwright("import", b.path("orders.txt"), b.path("articles.csv"))


def is_refused(claim, row, reason="out-of-turn"):
    return check(claim, row["outcome"] == "refused" and row["reason"] == reason, dict(row))


def gave(claim, row, outcome):
    return check(claim, row["outcome"] == outcome, dict(row))


def active(b):
    return [line["sku"] for line in b.state()["lane"]["order"]["lines"] if line["active"]]


def message(b):
    return b.state()["lane"]["message"]


def off():
    with Bench(station="sequence = off") as b:
        fill(b)
        b.start()
        b.scan(number(1))
        check("off: the first line of the order is next", active(b) == ["CARD"], b.state()["lane"])
        gave("off: any line counts", b.scan(MUG), "counted")
        check("off: the lines stand as in the order", [x["sku"] for x in b.state()["lane"]["order"]["lines"]] == ["CARD", "MUG", "KETTLE"],
              b.state()["lane"])


def suggested():
    with Bench() as b:
        fill(b)
        lea = b.json("people", "add", "Lea Sample", "--badge", "--role", "lead")["code"]
        cmd = b.commands()
        b.start()
        b.scan(number(1))
        check("suggested: the lowest sequence is next", active(b) == ["KETTLE"], b.state()["lane"])
        check("suggested: the lines stand as they go into the box",
              [x["sku"] for x in b.state()["lane"]["order"]["lines"]] == ["KETTLE", "MUG", "CARD"], b.state()["lane"])
        b.scan(cmd["NOBARCODE"])
        b.scan(lea)
        check("suggested: what stands for a scan is asked of it first", "KETTLE" in message(b)["title"], message(b))
        b.scan(cmd["NEVERMIND"])
        gave("suggested: the last may come first", b.scan(CARD), "counted")
        gave("suggested: another order's item is refused with what is next", b.scan("SPOON"), "refused")
        check("suggested: that is the kettle", "KETTLE" in message(b)["expected"], message(b))
        gave("suggested: and the first last", b.scan(KETTLE), "counted")
        check("suggested: then the second is next", active(b) == ["MUG"], b.state()["lane"])
        b.scan(MUG)
        gave("suggested: and the order is complete", b.scan(MUG), "completed")


def forced(b, cmd, lea):
    b.scan(number(1))
    is_refused("forced: what has no sequence waits for what has one", b.scan(CARD))
    m = message(b)
    check("forced: the refusal says what goes in before what", m["detail"].startswith("A kettle goes in before A card.") and
          "KETTLE" in m["expected"] and m["tone"] == "wrong", m)
    is_refused("forced: so does a higher one", b.scan(MUG))
    is_refused("forced: another order's item is still that", b.scan("SPOON"), "wrong-item")
    check("forced: nothing was counted", b.state()["lane"]["order"]["verified"] == 0, b.state()["lane"])
    b.kill(signal.SIGKILL)
    b.start()
    is_refused("forced: after a power cut it is the same", b.scan(MUG))
    gave("forced: the lowest counts", b.scan(KETTLE), "counted")
    is_refused("forced: one too many is that, whatever is next", b.scan(KETTLE), "too-many")
    is_refused("forced: the last waits for the second", b.scan(CARD))
    gave("forced: the second counts", b.scan(MUG), "counted")
    is_refused("forced: a line with units to come is not done", b.scan(CARD))
    gave("forced: what was taken back", b.scan(cmd["UNDO"]), "undone")
    is_refused("forced: is to come again", b.scan(CARD))
    b.scan(MUG)
    b.scan(MUG)
    gave("forced: then the last completes it", b.scan(CARD), "completed")
    what = [h["what"] for h in b.json("order", number(1))["history"]]
    check("forced: the journal has the refusals", any("Not its turn yet" in w and "expected A kettle, KETTLE" in w for w in what), what)
    check("forced: and so has the story", "refused: Not its turn yet" in b.packwright("order", number(1)).stdout, what)
    # equal ones
    b.scan(number(3))
    gave("forced: equal ones go in in any order", b.scan(SPARE), "counted")
    is_refused("forced: but not before them", b.scan(CARD))
    gave("forced: the equal one", b.scan("MUG"), "counted")
    gave("forced: and the rest", b.scan("CARD"), "completed")
    # without a barcode, and instead
    b.scan(number(2))
    b.scan(cmd["NOBARCODE"])
    b.scan(lea)
    check("forced: a unit without its barcode is one of the next", "KETTLE" in message(b)["title"], message(b))
    b.scan(cmd["NOBARCODE"])
    check("forced: the command again means another line", "MUG" in message(b)["title"], message(b))
    is_refused("forced: which is refused all the same", b.scan(cmd["WHYDAMAGED"]))
    gave("forced: and asks nothing any more", b.scan(KETTLE), "counted")
    b.scan(cmd["SUBSTITUTE"])
    b.scan(lea)
    b.scan(cmd["SUBSTITUTE"])
    check("forced: a substitute for the last line", "CARD" in message(b)["title"], message(b))
    b.scan(SPARE)
    is_refused("forced: comes too early as well", b.scan(cmd["WHYSTOCK"]))
    b.scan(MUG)
    # boxes
    gave("forced: the box closes", b.scan(cmd["NEXTBOX"]), "box-closed")
    is_refused("forced: in the next box only what is to come counts", b.scan(CARD))
    gave("forced: the mug", b.scan(MUG), "counted")
    gave("forced: then the card", b.scan(CARD), "completed")
    # a case
    b.scan(number(4))
    gave("forced: a case of the first", b.scan(CASE), "counted")
    gave("forced: then the second", b.scan(MUG), "completed")


def from_idle(b, cmd):
    """A scan of an item opens the order that must leave first."""
    r = b.scan("CARD")
    m = message(b)
    check("forced: an item out of turn opens its order, and is not counted", r["outcome"] == "opened" and
          b.state()["lane"]["order"]["verified"] == 0 and b.state()["lane"]["order"]["id"] == number(7), dict(r))
    check("forced: and that is said", m["title"] == "Scan A mug first" and "A mug goes in before A card, which was not counted" in m["detail"]
          and m["tone"] == "attention", m)
    check("forced: and in the journal", "CARD was not counted: MUG goes in before it" in r["detail"], r["detail"])
    gave("forced: the first", b.scan(MUG), "counted")
    gave("forced: and then it counts", b.scan("CARD"), "completed")
    gave("forced: an item in turn opens and counts", b.scan(KETTLE), "counted")
    check("forced: as one", b.state()["lane"]["order"]["verified"] == 1, b.state()["lane"])
    b.scan(cmd["ASIDE"])


def of_a_kit(b, cmd):
    """The same barcode stands for a line that is next and for one that isn't."""
    with open(b.path("kits.csv"), "w") as f:
        f.write(KITS)
    with open(b.path("more.txt"), "wb") as f:
        f.write(report([order(9, [("TEA SET", 1), ("MUG", 1)])]))
    b.packwright("import", b.path("kits.csv"), b.path("more.txt"))
    b.scan(number(9))
    is_refused("forced: a kit's component waits as its kit does", b.scan("SPOON"))
    gave("forced: what is a line and in a kit is of the line that is next", b.scan(MUG), "counted")
    check("forced: which is the mug's", {x["sku"]: x["verified"] for x in b.state()["lane"]["order"]["lines"]} == {"MUG": 1, "TEA SET": 0},
          b.state()["lane"])
    gave("forced: then the kit's components count", b.scan(MUG), "counted")
    gave("forced: to the last", b.scan("SPOON"), "completed")
    with open(b.path("first.csv"), "w") as f:
        f.write("sku,barcode,name,sequence\nTEA SET,,A tea set,1\n")
    with open(b.path("more.txt"), "wb") as f:
        f.write(report([order(11, [("MUG", 1), ("TEA SET", 1)])]))
    b.packwright("import", b.path("first.csv"), b.path("more.txt"))
    b.scan(number(11))
    r = b.scan(MUG)
    check("forced: and where the kit is next, of the kit", r["outcome"] == "counted" and b.state()["lane"]["order"]["verified"] == 0,
          (dict(r), b.state()["lane"]))
    is_refused("forced: one by itself waits until the kit is whole", b.scan(MUG))
    gave("forced: the kit is whole", b.scan("SPOON"), "counted")
    gave("forced: then the one by itself", b.scan(MUG), "completed")


def meanwhile(b, cmd):
    """A re-import brings a line that goes before what is in the box already; the rest never waits for good."""
    b.scan(number(8))
    if b.state()["lane"]["order"]["verified"] == 0:
        b.scan(KETTLE)
    gave("forced: a card is in the box", b.scan(CARD), "counted")
    later = [dict(o, lines=o["lines"] + ([{"item": "8-MUG", "sku": "MUG", "name": "A mug", "quantity": 1}] if o["id"] == number(8) else []))
             for o in ORDERS]
    fill(b, later)
    is_refused("forced: a line that came meanwhile goes in first", b.scan(CARD))
    check("forced: what is in the box stays there", b.state()["lane"]["order"]["verified"] == 2, b.state()["lane"])
    b.scan(cmd["SHORT"])
    gave("forced: what can't be had does not hold the box", b.scan(cmd["WHYSTOCK"]), "short")
    b.scan(number(8))
    is_refused("forced: the rest has its turns", b.scan(CARD))
    gave("forced: the mug at last", b.scan(MUG), "counted")
    gave("forced: and the card", b.scan(CARD), "completed")


with Bench(station="sequence = forced") as bench:
    fill(bench)
    lead = bench.json("people", "add", "Lea Sample", "--badge", "--role", "lead")["code"]
    commands = bench.commands()
    bench.start()
    forced(bench, commands, lead)
    for n in (5, 6):
        bench.scan(number(n))
        bench.scan(commands["HOLD"])
        bench.scan(commands["WHYQUESTION"])
    from_idle(bench, commands)
    meanwhile(bench, commands)
    of_a_kit(bench, commands)
off()
suggested()
with Bench(station="sequence = force") as bench:
    r = bench.packwright("orders", ok=None)
    check("a word that is none is refused with the nearest", r.returncode != 0 and "did you mean forced?" in r.stderr, r.stderr)
done()

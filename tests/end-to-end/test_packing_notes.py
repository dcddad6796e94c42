"""Notes that must be acknowledged by a scan: an order's, an article's, dangerous and fragile goods, gifts, through the real program."""
import signal
import socket
import sqlite3
import time

from rig import COLUMNS, Bench, check, done, free_port, report

# Check digits by hand (GS1 General Specifications, 7.9).
MUG, CASE, LAMP, CELL, PEN = "4006381333931", "14006381333938", "5012345678900", "4012345678901", "9521234543213"
SAY, LATER = "Wrap it twice, the dog bites boxes", "Put it behind the blue door"
ARTICLES = f"""sku,barcode,units,name,instruction,fragile,hazmat,serial
MUG,{MUG},1,A mug,Wrap in two sheets,no,,no
MUG,{CASE},2,,,,,
LAMP,{LAMP},1,A lamp,,yes,,no
CELL,{CELL},1,A battery,,no,UN3481,yes
PEN,{PEN},1,A pen,,,,
"""
NAMES = {"MUG": "A mug", "LAMP": "A lamp", "CELL": "A battery", "PEN": "A pen", "CUP": "A cup"}

ALL = "acknowledge-notes = order, article, hazmat\n"


def number(n):
    return "112-%07d-0000001" % n


def order(n, lines, say="", gift=""):
    return {"id": number(n), "name": "Ada Sample", "promise": "2026-11-24T07:%02d:59+00:00" % n,
            "extra": {"delivery-Instructions": say, "gift-message-text": gift},
            "lines": [{"item": f"{n}-{sku}", "sku": sku, "name": NAMES[sku], "quantity": q} for sku, q in lines]}


ORDERS = [order(1, [("PEN", 2)], SAY), order(2, [("MUG", 3)]), order(3, [("LAMP", 1), ("PEN", 1)], gift="Many happy returns"),
          order(4, [("CELL", 2)]), order(5, [("MUG", 2)], SAY), order(6, [("PEN", 3)], SAY), order(7, [("PEN", 2)], SAY),
          order(8, [("PEN", 2), ("MUG", 1)], SAY), order(9, [("PEN", 1)], "x" * 900), order(10, [("MUG", 1), ("PEN", 1)]),
          order(11, [("MUG", 1), ("PEN", 1)])]


def fill(b, orders=ORDERS, articles=ARTICLES):
    with open(b.path("orders.txt"), "wb") as f:
        f.write(report(orders, COLUMNS + ["delivery-Instructions", "gift-message-text"]))
    with open(b.path("articles.csv"), "w") as f:
        f.write(articles)
    b.packwright("import", b.path("orders.txt"), b.path("articles.csv"))


def is_refused(claim, row, reason="note-unread"):
    return check(claim, row["outcome"] == "refused" and row["reason"] == reason, dict(row))


def gave(claim, row, outcome):
    return check(claim, row["outcome"] == outcome, dict(row))


def message(b):
    return b.state()["lane"]["message"]


def verified(b):
    return b.state()["lane"]["order"]["verified"]


def notes(b):
    return {n["kind"]: n for n in b.state()["lane"]["notes"]}


def of_an_order(b, cmd):
    is_refused("nothing is read where nothing is open", b.scan(cmd["READIT"]), "nothing-open")
    gave("an order with a note opens", b.scan(number(1)), "opened")
    m = message(b)
    check("its note stands on the screen", m["tone"] == "note" and SAY in m["detail"] and "I have read it" in m["detail"], m)
    check("with a tone of its own, and all of it beside the order", notes(b)["order"]["wanted"] and notes(b)["order"]["text"] == SAY, notes(b))
    check("the command is offered", [c["applies"] for c in b.state()["commands"] if c["name"] == "READIT"] == [True], b.state()["commands"])
    is_refused("an item is refused before it was read", b.scan(PEN))
    m = message(b)
    check("the refusal shows the note again", SAY in m["detail"] and m["title"] == "Read the note first" and m["tone"] == "wrong", m)
    is_refused("another order's item is still that", b.scan(MUG), "wrong-item")
    check("nothing was counted", verified(b) == 0, b.state()["lane"])
    b.kill(signal.SIGKILL)
    b.start()
    check("after a power cut the note is there", notes(b)["order"]["wanted"], b.state()["lane"])
    is_refused("and asks for the same", b.scan(PEN))
    r = b.scan(cmd["READIT"])
    gave("the scan says that it was read", r, "acknowledged")
    check("and the journal", r["detail"] == "Read the order's instructions", dict(r))
    check("the text itself is in no sentence of the journal", not b.rows("SELECT 1 FROM journal WHERE detail LIKE '%dog bites%'"))
    check("it stays to be seen, as read", notes(b)["order"]["read"] and not notes(b)["order"]["wanted"], notes(b))
    is_refused("nothing is to be read twice", b.scan(cmd["READIT"]), "nothing-to-read")
    gave("now units count", b.scan(PEN), "counted")
    b.kill(signal.SIGKILL)
    b.start()
    gave("after a power cut it is still read", b.scan(PEN), "completed")
    story = b.packwright("order", number(1)).stdout
    check("the story says who read it", "A packer at bench-1 read the order's instructions." in story, story)


def of_an_article(b, cmd):
    gave("an order without a note asks nothing", b.scan(number(2)), "opened")
    check("what is next shows its note before it is scanned", notes(b)["article"]["of"] == "A mug" and
          notes(b)["article"]["text"] == "Wrap in two sheets", notes(b))
    gave("the first unit of an article with an instruction shows it", b.scan(MUG), "note")
    m = message(b)
    check("with its text", m["title"] == "Read the note: A mug" and m["detail"].startswith("Wrap in two sheets.") and m["tone"] == "note", m)
    check("and is not counted yet", verified(b) == 0, b.state()["lane"])
    is_refused("the next unit is refused", b.scan(MUG))
    b.kill(signal.SIGKILL)
    b.start()
    r = b.scan(cmd["READIT"])
    gave("the scan that says that it was read counts the unit in the hand, after a power cut too", r, "counted")
    check("once", verified(b) == 1 and r["detail"].startswith("Read the instruction of MUG; put"), dict(r))
    gave("the next needs no reading", b.scan(MUG), "counted")
    gave("nor what is taken back", b.scan(cmd["UNDO"]), "undone")
    gave("and scanned again by the case", b.scan(CASE), "completed")
    story = b.packwright("order", number(2)).stdout
    check("the story tells it", "read the instruction of MUG; put" in story, story)
    # leaving it
    b.scan(number(10))
    b.scan(MUG)
    gave("undo leaves the unit in the hand out", b.scan(cmd["UNDO"]), "cleared")
    check("it was not counted", verified(b) == 0, b.state()["lane"])
    is_refused("nor is it by what comes too late", b.scan(cmd["READIT"]), "nothing-to-read")
    gave("another article may come first", b.scan(PEN), "counted")
    b.scan(MUG)
    gave("never mind does the same", b.scan(cmd["NEVERMIND"]), "cleared")
    gave("the note comes again with the unit", b.scan(MUG), "note")
    gave("and the last unit completes the order with the same scan", b.scan(cmd["READIT"]), "completed")
    # both at once, from nothing open
    b.scan(number(2))
    b.scan(cmd["ASIDE"])
    r = b.scan(CASE)
    check("an item opens the order that needs it, and is kept in the hand", r["outcome"] == "opened" and verified(b) == 0 and
          b.state()["lane"]["order"]["id"] == number(5), dict(r))
    m = message(b)
    check("both notes are shown at once", SAY in m["detail"] and "Wrap in two sheets" in m["detail"], m)
    r = b.scan(cmd["READIT"])
    gave("one scan is enough for both", r, "completed")
    check("and says so", "Read the order's instructions" in r["detail"] and "the instruction of MUG; put" in r["detail"], r["detail"])


def of_goods(b, cmd):
    gave("a gift opens", b.scan(number(3)), "opened")
    m = message(b)
    check("a gift is said and asks nothing", "its slip shows no prices" in m["detail"] and m["tone"] == "right", m)
    check("what is fragile is shown where it is next", notes(b)["fragile"]["of"] == "A lamp" and not notes(b)["fragile"]["wanted"], notes(b))
    check("the gift's message is not shown", "happy returns" not in str(b.state()))
    gave("and asks nothing", b.scan(LAMP), "counted")
    check("but is said", "Fragile: Pad it well." in message(b)["detail"], message(b))
    gave("the rest", b.scan(PEN), "completed")
    b.scan(number(4))
    gave("dangerous goods are to be read", b.scan(CELL), "note")
    check("with their UN number", "Dangerous goods: UN3481" in message(b)["detail"], message(b))
    gave("then what is captured is asked for", b.scan(cmd["READIT"]), "asked")
    gave("and the unit counts with it", b.scan("SN-1"), "counted")
    b.scan(CELL)
    gave("the second asks for its serial number alone", b.scan("SN-2"), "completed")
    b.scan(number(9))
    m = message(b)
    check("a long note is cut on the sign, and whole beside the order", len(m["detail"].encode()) < 240 and "…" in m["detail"] and
          "I have read it" in m["detail"] and len(notes(b)["order"]["text"]) == 900, m)
    b.scan(cmd["READIT"])
    b.scan(PEN)


def changed(b, cmd):
    b.scan(number(6))
    b.scan(cmd["READIT"])
    gave("a unit is in", b.scan(PEN), "counted")
    fill(b, [o if o["id"] != number(6) else order(6, [("PEN", 3)], LATER) for o in ORDERS])
    gave("a note that changed is to be read again", b.scan(PEN), "note")
    check("it is the new one", LATER in message(b)["detail"], message(b))
    fill(b, [o if o["id"] != number(6) else order(6, [("PEN", 3)], "Once more " + LATER) for o in ORDERS])
    gave("what changes while it is shown was not read", b.scan(cmd["READIT"]), "note")
    check("the newest is shown", "Once more" in message(b)["detail"] and verified(b) == 1, message(b))
    gave("and read", b.scan(cmd["READIT"]), "counted")
    b.scan(cmd["ASIDE"])
    gave("who opens an order anew, unnamed, reads anew", b.scan(number(6)), "opened")
    is_refused("for it may be somebody else", b.scan(PEN))
    fill(b, [o if o["id"] != number(6) else order(6, [("PEN", 3)], "") for o in ORDERS])
    gave("no unit is in the hand then", b.scan(cmd["READIT"]), "acknowledged")
    gave("a note that is gone asks nothing", b.scan(PEN), "completed")
    # an article's
    b.scan(number(11))
    b.scan(MUG)
    fill(b, articles=ARTICLES.replace("Wrap in two sheets", "Wrap in three sheets"))
    gave("an article's that changes while it is shown was not read either", b.scan(cmd["READIT"]), "note")
    check("the new one is shown, with the unit in the hand", "three sheets" in message(b)["detail"] and verified(b) == 0, message(b))
    gave("which then counts", b.scan(cmd["READIT"]), "counted")
    fill(b)
    b.scan(PEN)


def cancelled(b, cmd):
    b.scan(number(8))
    b.scan(cmd["HOLD"])
    gave("a hold drops the question", b.scan(cmd["WHYQUESTION"]), "held")
    b.scan(cmd["RELEASE"])
    b.scan(number(8))
    b.scan(number(8))
    b.scan(cmd["READIT"])
    b.scan(MUG)
    b.packwright("hold", number(8), "--reason", "Somebody asks")
    is_refused("an order held meanwhile takes no reading", b.scan(cmd["READIT"]), "order-held")
    b.packwright("release", number(8))
    gave("released, the unit in the hand counts", b.scan(cmd["READIT"]), "counted")
    gave("an order open here and free meanwhile reads anew", b.scan(PEN), "note")
    gave("by one scan", b.scan(cmd["READIT"]), "counted")
    b.scan(PEN)


def people():
    with Bench(station="sign-in = required\nacknowledge-notes = order, fragile") as b:
        fill(b)
        ana, lea = (b.json("people", "add", n, "--badge")["code"] for n in ("Ana Sample", "Lea Sample"))
        cmd = b.commands()
        b.start()
        b.scan(ana)
        b.scan(number(6))
        r = b.scan(cmd["READIT"])
        check("the journal has who read it, and when", r["who"] == "Ana Sample" and r["outcome"] == "acknowledged" and r["time_us"] > 0, dict(r))
        gave("Ana packs", b.scan(PEN), "counted")
        b.scan(lea)
        gave("who takes the order over by a badge reads it too", b.scan(PEN), "note")
        b.scan(cmd["SIGNOUT"])
        check("a locked lane shows no note", SAY not in str(b.state()) and "notes" not in b.state()["lane"], b.state()["lane"])
        b.scan(ana)
        gave("who has read it reads it once", b.scan(PEN), "counted")
        b.scan(cmd["ASIDE"])
        b.scan(number(6))
        gave("also over a pause", b.scan(PEN), "completed")
        story = b.packwright("order", number(6)).stdout
        check("the story names her", "Ana Sample at bench-1 read the order's instructions." in story, story)
        b.scan(number(3))
        gave("what is fragile is to be read where that is asked", b.scan(LAMP), "note")
        gave("and then counts", b.scan(cmd["READIT"]), "counted")
        b.scan(cmd["ASIDE"])
        b.scan(number(2))
        gave("and an instruction is only shown where it isn't", b.scan(MUG), "counted")
        check("but is said", "Wrap in two sheets" in message(b)["detail"], message(b))


def asked_for_a_reason():
    """Reading what is shown is no answer to why a unit has no barcode."""
    with Bench(station="sign-in = optional\nacknowledge-notes = order") as b:
        fill(b)
        lea = b.json("people", "add", "Lea Sample", "--role", "lead", "--badge")["code"]
        cmd = b.commands()
        b.start()
        b.scan(number(6))
        b.scan(cmd["NEVERMIND"])
        b.scan(cmd["NOBARCODE"])
        gave("a lead allows a unit without its barcode", b.scan(lea), "asked")
        gave("the order's note is shown again", b.scan(cmd["READIT"]), "note")
        gave("it is read, and nothing counts", b.scan(cmd["READIT"]), "acknowledged")
        check("the box is empty", b.rows("SELECT count(*) AS n FROM verification")[0]["n"] == 0)
        gave("the reason that comes then belongs to nothing", b.scan(cmd["WHYLOST"]), "refused")
        b.scan(cmd["NOBARCODE"])
        b.scan(lea)
        check("asked again, it counts with its reason", b.scan(cmd["WHYLOST"])["outcome"] in ("counted", "completed") and
              b.rows("SELECT how FROM verification")[0]["how"] == "no-barcode", message(b))


def two_benches():
    """Another lane takes the order over."""
    ports = free_port(), free_port()
    text = "".join(f"[scanner s{i}]\ndriver = tcp\nlisten = 127.0.0.1:{p}\nlane = {i + 1}\n" for i, p in enumerate(ports))
    with Bench(scanners=text, station=ALL) as b:
        fill(b)
        cmd = b.commands()
        b.start()

        def scan(lane, what):
            before = b.rows("SELECT COALESCE(MAX(seq), 0) AS seq FROM journal")[0]["seq"]
            for _ in range(200):  # the page may answer before the scanners listen
                try:
                    s = socket.create_connection(("127.0.0.1", ports[lane - 1]), timeout=5)
                    break
                except ConnectionRefusedError:
                    time.sleep(0.02)
            s.sendall(what.encode() + b"\r")
            ok = b.wait_for(f"SELECT count(*) > 0 FROM journal WHERE seq > {before} AND kind = 'scan'", 1)
            s.close()
            return b.rows("SELECT * FROM journal WHERE seq > ? AND kind = 'scan' ORDER BY seq LIMIT 1", before)[0] if ok else {}

        scan(1, number(7))
        gave("lane 1 reads", scan(1, cmd["READIT"]), "acknowledged")
        gave("and packs", scan(1, PEN), "counted")
        scan(2, cmd["TAKEOVER"])
        gave("lane 2 takes the order over", scan(2, number(7)), "opened")
        is_refused("and reads it anew", scan(2, PEN))
        gave("by a scan of its own", scan(2, cmd["READIT"]), "acknowledged")
        gave("then packs", scan(2, PEN), "completed")


def none_and_all():
    with Bench(station="acknowledge-notes = none") as b:
        fill(b)
        b.start()
        gave("none: an order's note is shown", b.scan(number(5)), "opened")
        check("none: and asks nothing", SAY in message(b)["detail"] and message(b)["tone"] == "right", message(b))
        gave("none: nor an article's", b.scan(MUG), "counted")
        check("none: but is said", "Wrap in two sheets" in message(b)["detail"], message(b))
    with Bench() as b:
        fill(b)
        b.start()
        gave("standard: an order's note is shown", b.scan(number(5)), "opened")
        check("standard: on the screen", SAY in message(b)["detail"], message(b))
        gave("standard: an article's is to be read", b.scan(MUG), "note")
    with Bench(station="acknowledge-notes = gift") as b:
        fill(b)
        cmd = b.commands()
        b.start()
        b.scan(number(3))
        is_refused("gift: is to be read where that is asked", b.scan(PEN))
        b.scan(cmd["READIT"])
        gave("gift: then counts", b.scan(PEN), "counted")
    with Bench(station="acknowledge = clear-code\n" + ALL) as b:
        fill(b)
        cmd = b.commands()
        b.start()
        b.scan(number(1))
        is_refused("clear-code: an item before the reading", b.scan(PEN))
        is_refused("clear-code: is to be cleared first", b.scan(cmd["READIT"]), "clear-first")
        gave("clear-code: by the code", b.scan(cmd["CLEAR"]), "cleared")
        check("clear-code: the note is still there", message(b)["tone"] == "note" and SAY in message(b)["detail"], message(b))
        gave("clear-code: and is read", b.scan(cmd["READIT"]), "acknowledged")
    with Bench(station="acknowledge-notes = orders") as b:
        r = b.packwright("orders", ok=None)
        check("a note that is none is refused with the nearest", r.returncode != 0 and "did you mean order?" in r.stderr, r.stderr)


def wiped(b):
    b.stop()
    db = sqlite3.connect(b.path("store.db"))
    db.execute("UPDATE orders SET status = 'shipped', shipped_us = 1795000000000000 - 40 * 86400000000, changed_us = 1, closed_us = 0, purchase_us = 1")
    db.execute("UPDATE journal SET time_us = 1")
    db.commit()
    db.close()
    b.packwright("purge")
    check("what was read is forgotten with the buyer's data", b.rows("SELECT count(*) AS n FROM note_read")[0]["n"] == 0)
    with open(b.path("store.db"), "rb") as f:
        raw = f.read()
    check("and the note is nowhere in the store", SAY.encode() not in raw and LATER.encode() not in raw and b"happy returns" not in raw)


with Bench(station=ALL) as bench:
    fill(bench)
    commands = bench.commands()
    bench.start()
    of_an_order(bench, commands)
    of_an_article(bench, commands)
    of_goods(bench, commands)
    changed(bench, commands)
    cancelled(bench, commands)
    wiped(bench)
people()
asked_for_a_reason()
two_benches()
none_and_all()
done()

"""Named people at the bench: badges, rights, approvals, the locked lane, and what stands for a scan, through the real program."""
import sqlite3
import time

from rig import Bench, check, done, free_port, report

EAN, NEW, OTHER = "4006381333931", "5012345678900", "4012345678901"  # of the mug; taught; of the cup. Check digits by hand.


def order(n, lines):
    return {"id": "112-%07d-0000001" % n, "name": "Ada Sample", "street": "7 Hidden Lane",
            "lines": [{"item": f"{n}-{i}", "sku": sku, "name": name, "quantity": q} for i, (sku, name, q) in enumerate(lines)]}


MUG, PEN = ("MUG", "A mug", 2), ("PEN", "A pen", 1)
ORDERS = [order(n, [MUG, PEN]) for n in range(1, 30)]


def number(n):
    return ORDERS[n - 1]["id"]


def fill(b):
    with open(b.path("orders.txt"), "wb") as f:
        f.write(report(ORDERS))
    with open(b.path("articles.csv"), "w") as f:
        f.write(f"sku,barcode,name\nMUG,{EAN},A mug\nCUP,{OTHER},A cup\n")
    b.packwright("import", b.path("orders.txt"), b.path("articles.csv"))


def badge(b, name, role=None):
    return b.json("people", "add", name, "--badge", *(["--role", role] if role else []))["code"]


def is_refused(claim, row, reason):
    return check(claim, row["outcome"] == "refused" and row["reason"] == reason, dict(row))


def gave(claim, row, outcome, who=None, approver=None):
    ok = row["outcome"] == outcome and (who is None or row["who"] == who) and (approver is None or row["approver"] == approver)
    return check(claim, ok, dict(row))


def the_list(b):
    r = b.packwright("people", "add", "Cy Sample", "--role", "leed", ok=None)
    check("a role that is none is refused with the nearest", r.returncode == 2 and "did you mean lead?" in r.stderr, r.stderr)
    r = b.packwright("people", "add", "ANA SAMPLE", ok=None)
    check("a name is one person's", r.returncode == 1 and "somebody's name already" in r.stderr, r.stderr)
    r = b.packwright("people", "add", "Ana\x1b[2J", ok=None)
    check("a name holds no control characters", r.returncode == 1 and "control" in r.stderr and "\x1b" not in r.stderr, r.stderr)
    r = b.packwright("people", "badge", "Nobody", ok=None)
    check("a badge is somebody's", r.returncode == 1 and "nobody is called Nobody" in r.stderr, r.stderr)
    people = {p["name"]: p for p in b.json("people")}
    check("the list has roles and rights", people["Ana Sample"]["role"] == "packer" and people["Ana Sample"]["rights"] == ["hold"] and
          "override" in people["Lea Sample"]["rights"] and people["Lea Sample"]["badge"], people)
    csv = b.packwright("people", "--csv").stdout
    check("and so has the CSV", '"Lea Sample","lead",yes,yes,no,"hold reprint' in csv, csv)


def required(b, cmd, ana, lea):
    """sign-in = required"""
    r = b.scan(number(1))
    is_refused("a locked lane takes no order", r, "not-signed-in")
    is_refused("nor a command", b.scan(cmd["HOLD"]), "not-signed-in")
    is_refused("nor does it lock again", b.scan(cmd["SIGNOUT"]), "not-signed-in")
    is_refused("a badge of another station is no badge", b.scan(ana[:-1] + ("A" if ana[-1] != "A" else "B")), "not-signed-in")
    r = b.scan(ana)
    gave("a badge signs in", r, "signed-in", "Ana Sample")
    check("the badge's barcode is not in the journal", ana not in str([tuple(x) for x in b.rows("SELECT raw, detail FROM journal")]) and
          r["raw"] == "a badge", r["raw"])
    gave("what is scanned now is hers", b.scan(number(1)), "opened", "Ana Sample")
    s = b.state()
    check("the page says who works", s["lane"].get("person") == "Ana Sample", s["lane"])
    gave("her units are hers", b.scan(EAN), "counted", "Ana Sample")
    gave("somebody else's badge takes the lane over", b.scan(lea), "signed-in", "Lea Sample")
    s = b.state()
    check("the order stays open, and is theirs", s["lane"]["order"]["id"] == number(1) and s["lane"]["order"]["verified"] == 1, s["lane"])
    gave("and so is the next unit", b.scan(EAN), "counted", "Lea Sample")
    gave("one's own badge again signs out", b.scan(lea), "signed-out", "Lea Sample")
    text = str(b.state())
    check("a locked lane shows nothing of the order", "Ada Sample" not in text and number(1) not in text and "Scan your badge" in text and
          b.state()["queue"] == [], text)
    is_refused("nor does it count", b.scan("PEN"), "not-signed-in")
    text = str(b.state())
    check("nor show what was scanned", "PEN" not in str(b.state()["lane"]), text)
    gave("the order waited for whoever signs in", b.scan(ana), "signed-in", "Ana Sample")
    gave("and is complete by them", b.scan("PEN"), "completed", "Ana Sample")
    history = b.json("order", number(1))["history"]
    check("the history says who", {h["who"] for h in history if h["what"].startswith("Put ")} == {"Ana Sample", "Lea Sample"}, history)
    story = b.packwright("order", number(1)).stdout
    check("and so does the story", "Ana Sample at bench-1" in story and "Lea Sample at bench-1" in story, story)
    figures = b.packwright("report", "--by", "person", "--csv", ok=None)
    check("and so do the figures", "Ana Sample" in figures.stdout, figures.stdout + figures.stderr)


def rights(b, cmd, ana, lea, mia):
    r = b.scan(cmd["RELABEL"])
    is_refused("a packer prints no label again", r, "not-allowed")
    s = b.state()["lane"]["message"]
    check("the refusal says which right and who has it", "reprint" in s["title"] and "Lea Sample" in s["expected"], s)
    r = b.scan(lea)
    gave("a lead's badge allows it, this once", r, "asked", "Ana Sample", "Lea Sample")
    r = b.scan(cmd["WHYJAM"])
    gave("the label prints, by both", r, "printing", "Ana Sample", "Lea Sample")
    check("and the journal says so", "Lea Sample allowed it" in r["detail"], r["detail"])
    is_refused("once more needs one more badge", b.scan(cmd["RELABEL"]), "not-allowed")
    gave("a scan in between ends it", b.scan(cmd["CLEAR"]), "cleared")
    gave("the badge then signs in", b.scan(lea), "signed-in", "Lea Sample")
    gave("who has the right needs nobody", b.scan(cmd["RELABEL"]), "asked", "Lea Sample", "")
    gave("and never minds", b.scan(cmd["NEVERMIND"]), "cleared")
    b.scan(ana)
    is_refused("explaining a weight needs the right", b.scan(cmd["WEIGHT"]), "not-allowed")
    gave("a badge without the right allows nothing, and signs in", b.scan(mia), "signed-in", "Mia Sample")
    b.packwright("people", "disable", "Mia Sample")
    is_refused("who is disabled is signed in no more", b.scan(number(2)), "not-signed-in")
    is_refused("nor signs in", b.scan(mia), "unknown-badge")
    b.packwright("people", "enable", "Mia Sample")
    gave("until they are enabled", b.scan(mia), "signed-in", "Mia Sample")
    new = b.json("people", "badge", "Mia Sample")["code"]
    is_refused("a new badge makes the old one void", b.scan(mia), "unknown-badge")
    gave("and signs out by itself", b.scan(new), "signed-out", "Mia Sample")


def overrides(b, cmd, ana, lea):
    b.scan(ana)
    b.scan(number(3))
    is_refused("counting without a barcode needs the right", b.scan(cmd["NOBARCODE"]), "not-allowed")
    r = b.scan(lea)
    gave("a lead allows it", r, "asked", "Ana Sample", "Lea Sample")
    check("it asks about the first line to come", "MUG" in b.state()["lane"]["message"]["title"], b.state()["lane"]["message"])
    is_refused("an item is no reason", b.scan(EAN), "reason-needed")
    r = b.scan(cmd["NOBARCODE"])
    check("the command again asks about the next line", r["outcome"] == "asked" and "PEN" in b.state()["lane"]["message"]["title"],
          b.state()["lane"]["message"])
    r = b.scan(cmd["WHYDAMAGED"])
    gave("the reason counts it", r, "counted", "Ana Sample", "Lea Sample")
    v = b.rows("SELECT * FROM verification ORDER BY id DESC LIMIT 1")[0]
    check("the verification names who and why", (v["how"], v["why"], v["who"], v["approver"], v["units"]) ==
          ("no-barcode", "Damaged", "Ana Sample", "Lea Sample", 1), dict(v))
    # substitute
    is_refused("a substitute needs the right", b.scan(cmd["SUBSTITUTE"]), "not-allowed")
    b.scan(lea)
    is_refused("what was ordered substitutes nothing", b.scan(EAN), "same-article")
    is_refused("what nobody knows does neither", b.scan("NEVER-SEEN-1"), "which-article")
    gave("another article does", b.scan(OTHER), "asked", "Ana Sample", "Lea Sample")
    r = b.scan(cmd["WHYSTOCK"])
    gave("with a reason", r, "counted", "Ana Sample", "Lea Sample")
    check("and the journal says which", "CUP instead: Stock" in r["detail"], r["detail"])
    v = b.rows("SELECT * FROM verification ORDER BY id DESC LIMIT 1")[0]
    check("the verification has the substitute", (v["how"], v["substitute"], v["why"]) == ("substitute", "CUP", "Stock"), dict(v))
    gave("the rest is scanned", b.scan(EAN), "completed")
    is_refused("with nothing open there is nothing to count", allow(b, cmd["NOBARCODE"], lea), "nothing-open")
    b.scan(number(4))
    # teach
    is_refused("an unknown barcode is refused", b.scan(NEW), "unknown-code")
    is_refused("teaching needs the right", b.scan(cmd["TEACH"]), "not-allowed")
    gave("a lead allows it", b.scan(lea), "asked", "Ana Sample", "Lea Sample")
    is_refused("what stands for an article already is not taught", b.scan(OTHER), "code-taken")
    is_refused("an order's number is no barcode", b.scan("112-9999999-9999999"), "code-unfit")
    gave("an unknown one is", b.scan(NEW), "asked")
    is_refused("its article must be known", b.scan("NEVER-SEEN-2"), "which-article")
    r = b.scan("PEN")
    gave("by another code", r, "taught", "Ana Sample", "Lea Sample")
    gave("and then it counts", b.scan(NEW), "counted", "Ana Sample", "")
    t = b.rows("SELECT * FROM article_code WHERE taught_by <> ''")
    check("the store has who taught it", [(x["sku"], x["taught_by"]) for x in t] == [("PEN", "Ana Sample")], [dict(x) for x in t])
    gave("put aside", b.scan(cmd["ASIDE"]), "put-aside")
    b.scan(ana)


def allow(b, command, lead):
    b.scan(command)
    return b.scan(lead)


port, other_port = free_port(), free_port()
with Bench(station="sign-in = required\nlock-after = 0s\n",
           scanners=f"[scanner hand]\ndriver = tcp\nlisten = 127.0.0.1:{port}\n[scanner two]\ndriver = tcp\n"
           f"listen = 127.0.0.1:{other_port}\nlane = 2\n") as b:
    b.scan_port = port
    fill(b)
    ana, lea, mia = badge(b, "Ana Sample"), badge(b, "Lea Sample", "lead"), badge(b, "Mia Sample")
    the_list(b)
    cmd = b.commands()
    b.start()
    required(b, cmd, ana, lea)
    b.scan(ana) if not b.state()["lane"].get("person") else None
    rights(b, cmd, ana, lea, mia)
    overrides(b, cmd, ana, lea)
done()

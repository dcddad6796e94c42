"""Named people at the bench: badges, rights, approvals, the locked lane, and what stands for a scan, through the real program."""
import re
import shutil
import subprocess
import time

from rig import PROGRAM, Bench, check, done, free_port, report, skip

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


def slips(b):
    """What a person reads of a substitute."""
    slip = b.packwright("slip", number(3), "--format", "text").stdout
    check("the slip says what lies in the box instead", "MUG (instead: 1 x CUP)" in slip, slip)
    story = b.packwright("order", number(3)).stdout
    check("and so does the story", "put MUG in the box" in story and "(CUP instead: Stock); Lea Sample allowed it" in story and
          "(without its barcode: Damaged); Lea Sample allowed it" in story, story)
    history = b.json("order", number(3))["history"]
    check("the history has who allowed it", {h.get("approver") for h in history} >= {"Lea Sample"}, history)
    code = b.rows("SELECT barcode FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE o.order_id = ?", number(3))[0]["barcode"]
    gave("the parcel leaves", b.scan(code), "shipped", "Ana Sample")
    told = b.packwright("confirmations", "--output", "-").stdout
    check("its confirmation names what was ordered", "3-0\t2" in told.replace("\r", "") and "CUP" not in told, told)


def pins(b, cmd, ana):
    def enter(digits):
        for d in digits:
            b.scan(cmd["PIN" + d])
        return b.scan(cmd["PINENTER"])

    no = {p["name"]: p["id"] for p in b.json("people")}
    r = subprocess.run([PROGRAM, "-c", b.conf, "people", "pin", "Ana Sample"], input="12a4\n", capture_output=True, text=True)
    check("a PIN is digits", r.returncode == 1 and "4 to 12 digits" in r.stderr, r.stderr)
    r = subprocess.run([PROGRAM, "-c", b.conf, "people", "pin", "Ana Sample"], input="4711\n", capture_output=True, text=True)
    check("and comes on standard input", r.returncode == 0 and f"number {no['Ana Sample']}" in r.stdout, r.stdout + r.stderr)
    digest = b.rows("SELECT pin FROM person WHERE name = 'Ana Sample'")[0]["pin"]
    check("the store has an Argon2id digest", digest.startswith("$argon2id$v=19$m=19456,t=2,p=1$"), digest)
    if b.state()["lane"].get("person"):
        b.scan(cmd["SIGNOUT"])
    gave("a number is a part of it", enter(str(no["Ana Sample"])), "pin")
    check("the locked screen asks for the PIN", b.state()["lane"]["message"]["title"] == "Your PIN", b.state()["lane"])
    gave("the PIN signs in", enter("4711"), "signed-in", "Ana Sample")
    check("its digits are nowhere", not b.rows("SELECT 1 FROM journal WHERE raw LIKE '%PIN%' AND raw <> 'a digit of a PIN' AND raw NOT LIKE"
                                               " 'PWCPINENTER%'") and "PIN4" not in str(b.packwright("journal", "export", "-").stdout), "")
    b.scan(cmd["SIGNOUT"])
    enter(str(no["Ana Sample"]))
    is_refused("a wrong PIN is refused", enter("4712"), "pin-wrong")
    enter(str(no["Ana Sample"]))
    is_refused("and the next is not read at once", enter("4711"), "pin-wait")
    b.stop()
    b.start()
    for wrong in range(1, 4):
        wait = b.rows("SELECT pin_us FROM lane WHERE name = '1'")[0]["pin_us"] / 1e6 - time.time()
        time.sleep(max(0, wait) + 0.01)
        enter("987654")
        r = enter("0000")
        left = b.rows("SELECT pin_wrong, pin_us - ? AS left FROM lane WHERE name = '1'", r["time_us"])[0]
        if wrong < 3:
            is_refused("nor after a restart, whoever's it is", r, "pin-wrong")
            check("each wrong one doubles the time", left["pin_wrong"] == wrong + 1 and left["left"] == 1000000 * 2 ** wrong, dict(left))
        if wrong == 2:
            break
    gave("a badge is taken all the same", b.scan(ana), "signed-in", "Ana Sample")
    enter(str(no["Ana Sample"]))
    is_refused("which doesn't end the wait", enter("4711"), "pin-wait")


def two_lanes(b, ana):
    """The same badge at another lane."""
    b.scan(ana) if not b.state()["lane"].get("person") else None
    b.scan(number(5))
    hand, b.scan_port = b.scan_port, b.other_port
    b.disconnect()
    gave("who signs in at another lane", b.scan(ana), "signed-in", "Ana Sample")
    left = b.rows("SELECT lane, outcome, who, detail FROM journal WHERE kind = 'lock' ORDER BY seq DESC LIMIT 1")
    check("is signed out at the first, and the journal says so", left and (left[0]["lane"], left[0]["outcome"], left[0]["who"]) ==
          ("1", "signed-out", "Ana Sample") and "lane 2" in left[0]["detail"], [dict(x) for x in left])
    b.scan_port = hand
    b.disconnect()
    is_refused("where nothing is taken any more", b.scan(EAN), "not-signed-in")
    gave("until a badge comes back", b.scan(ana), "signed-in", "Ana Sample")
    gave("to the same open order", b.scan(EAN), "counted", "Ana Sample")


def idle(b, cmd, ana):
    """lock-after"""
    gave("somebody signs in", b.scan(ana), "signed-in")
    b.scan(number(6))
    check("a lane that nobody scans at locks by itself", b.wait_for("SELECT count(*) FROM journal WHERE kind = 'lock' AND outcome = 'locked'", 1, 20))
    time.sleep(0.3)
    check("and shows nothing of the order", number(6) not in str(b.state()["lane"]) and b.state()["lane"].get("locked"), b.state()["lane"])
    is_refused("an item is refused then", b.scan(EAN), "not-signed-in")
    gave("the badge goes on", b.scan(ana), "signed-in", "Ana Sample")
    gave("with the same order", b.scan(EAN), "counted", "Ana Sample")
    b.kill()
    time.sleep(2.2)
    b.start()
    is_refused("time passes while the station is down, too", b.scan(EAN), "not-signed-in")
    gave("and with clear-code a badge clears the refusal", b.scan(ana), "signed-in")
    gave("so that", b.scan(EAN), "counted")
    is_refused("a right is missing", b.scan(cmd["WEIGHT"]), "not-allowed")
    gave("the badge that allows clears that refusal too", b.scan(b.lea), "asked", "Ana Sample", "Lea Sample") \
        if b.rows("SELECT 1 FROM lane WHERE phase = 'weigh'") else None


def off(b, cmd, lea, role):
    """sign-in = off"""
    is_refused("where nobody signs in a badge does nothing", b.scan(lea), "sign-in-off")
    is_refused("nor does the command", b.scan(b.signout), "sign-in-off")
    gave("everybody packs", b.scan(number(7)), "opened", "")
    gave("and holds", b.scan(cmd["HOLD"]), "asked", "", "")
    b.scan(cmd["NEVERMIND"])
    is_refused("but what stands for a scan needs a person", b.scan(cmd["NOBARCODE"]), "not-allowed")
    is_refused("a role without the right allows nothing", b.scan(role), "sign-in-off")
    b.scan(cmd["NOBARCODE"])
    gave("a badge names them", b.scan(lea), "asked", "Lea Sample", "")
    gave("and then it counts", b.scan(cmd["WHYDAMAGED"]), "counted", "Lea Sample", "")
    v = b.rows("SELECT how, why, who, approver FROM verification ORDER BY id DESC LIMIT 1")[0]
    check("by them", tuple(v) == ("no-barcode", "Damaged", "Lea Sample", ""), tuple(v))
    b.scan(cmd["NOBARCODE"])
    b.scan(lea)
    b.scan(cmd["WHYLOST"])
    b.scan("PEN")
    b.scan(number(9))
    b.scan(cmd["SUBSTITUTE"])
    b.scan(lea)
    gave("a lamp instead of a mug", b.scan("4000000000006"), "asked")
    is_refused("is refused where its serial number must be kept", b.scan(cmd["WHYSTOCK"]), "capture-needed")

def sheets(b):
    """What is printed."""
    code = b.json("people", "badge", "Lea Sample")["code"]
    b.packwright("people", "badge", "Lea Sample", "--format", "png", "--output", b.path("badge.png"))
    text = b.packwright("people", "badge", "Lea Sample", "--format", "text").stdout
    check("the badge has the name and the role", "Lea Sample" in text and "lead" in text, text)
    r = b.packwright("people", "badge", "Lea Sample", "--to", "slip")
    check("a badge prints on the slip printer", b.wait_for("SELECT count(*) FROM job WHERE document = 'file' AND status = 'printed'", 1, 20)
          and any(len(d) > 20000 for d in b.printers["slip"].documents), r.stdout)
    r = b.packwright("people", "badge", "Lea Sample", "--to", "nowhere", ok=None)
    check("or says which printers there are", r.returncode == 1 and "nowhere" in r.stderr, r.stderr)
    zbar = shutil.which("zbarimg")
    if zbar is None:
        skip("another program reads the badge", "zbarimg is not installed")
        return
    seen = subprocess.run([zbar, "-q", "--raw", b.path("badge.png")], capture_output=True, text=True).stdout.strip()
    check("another program reads the badge", re.fullmatch("PWB[A-Z2-7]{16}", seen) and seen != code, seen)
    badge_is = b.rows("SELECT badge FROM person WHERE name = 'Lea Sample'")[0]["badge"]
    check("the store has its number without the tag", len(badge_is) == 8 and badge_is != seen[3:11] or badge_is not in code, badge_is)
    check("a badge can't be made from what the store's list says", code not in str(b.rows("SELECT * FROM person")[0].keys()), "")


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
    slips(b)
    pins(b, cmd, ana)
    b.other_port = other_port
    two_lanes(b, ana)
    sheets(b)

with Bench(station="sign-in = required\nlock-after = 2s\nacknowledge = clear-code\n") as b:
    fill(b)
    ana, b.lea = badge(b, "Ana Sample"), badge(b, "Lea Sample", "lead")
    cmd = b.commands()
    b.start()
    idle(b, cmd, ana)

def optional(b, cmd, ana, lea):
    """sign-in = optional"""
    gave("everybody packs", b.scan(number(10)), "opened", "")
    is_refused("what takes a right takes a badge", b.scan(cmd["HOLD"]), "not-allowed")
    gave("of anybody who has it", b.scan(ana), "asked", "Ana Sample", "")
    gave("held", b.scan(cmd["WHYSTOCK"]), "held", "Ana Sample", "")
    is_refused("nobody is there to sign out", b.scan(cmd["SIGNOUT"]), "not-signed-in")
    is_refused("what one badge allowed is over", b.scan(cmd["RELEASE"]), "not-allowed")
    b.scan(cmd["CLEAR"])
    gave("whoever signs in", b.scan(lea), "signed-in", "Lea Sample")
    gave("needs no badge", b.scan(cmd["RELEASE"]), "asked", "Lea Sample", "")
    gave("it is hers", b.scan(number(10)), "released", "Lea Sample")
    gave("and out", b.scan(cmd["SIGNOUT"]), "signed-out", "Lea Sample")


with Bench(station="sign-in = optional\n") as b:
    fill(b)
    ana, lea = badge(b, "Ana Sample"), badge(b, "Lea Sample", "lead")
    cmd = b.commands()
    b.start()
    optional(b, cmd, ana, lea)

with Bench(station="sign-in = optional\n") as b:
    b.signout = b.commands()["SIGNOUT"]
    with open(b.conf) as f:
        text = f.read()
    with open(b.conf, "w") as f:
        f.write(text.replace("sign-in = optional\n", "") + "[role helper]\nrights = hold, teach\n")
    fill(b)
    with open(b.path("more.csv"), "w") as f:
        f.write("sku,barcode,name,serial\nLAMP,4000000000006,A lamp,yes\n")
    b.packwright("import", b.path("more.csv"))
    lea, helper = badge(b, "Lea Sample", "lead"), badge(b, "Hal Sample", "helper")
    cmd = b.commands()
    check("the sheet has no commands that do nothing here", "SIGNOUT" not in cmd and "PIN1" not in cmd and "TEACH" in cmd, sorted(cmd))
    b.start()
    off(b, cmd, lea, helper)
done()

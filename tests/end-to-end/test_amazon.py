"""The marketplace over the network, through the real program: orders appear by themselves, a parcel that is scanned out is confirmed, once."""
import os
import signal
import sqlite3
import subprocess
import time

from amazon_server import CLIENT, MARKETPLACE, REFRESH, SECRET, Amazon
from rig import Bench, check, done, skip

UPS = ["1Z5R89390357567127", "1Z8V92A70367203024", "1ZR8A1950351234567"]


def channel(a, more=""):
    return f"[channel shop]\ntype = amazon\nmarketplace = {MARKETPLACE}\nendpoint = {a.url}\nsign-in-url = {a.url}/auth/o2/token\ncredentials = secrets\npoll = 1s\n{more}"


def secrets(b, client=CLIENT, secret=SECRET, refresh=REFRESH, mode=0o600):
    with open(b.path("secrets"), "w") as f:
        f.write(f"# of a sample shop\nclient-id = {client}\nclient-secret = {secret}\nrefresh-token = {refresh}\n")
    os.chmod(b.path("secrets"), mode)


def wait(what, seconds=10):
    end = time.time() + seconds
    while time.time() < end:
        if what():
            return True
        time.sleep(0.02)
    return bool(what())


def rows(b, sql):
    db = sqlite3.connect(b.path("store.db"))
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def day(a, b):
    a.add("112-0000001-0000001", [("0501", "MUG", 2), ("502", "LAMP", 1)])
    a.add("112-0000002-0000002", [("503", "MUG", 1)], status="PENDING")
    secrets(b)
    b.start()
    check("an order appears by itself", wait(lambda: b.json("orders")["orders"] and b.json("order", "112-0000001-0000001")["status"] == "ready"), b.json("orders"))
    o = b.json("order", "112-0000001-0000001")
    check("with its lines and where it goes", [(l["order_item_id"], l["sku"], l["quantity"]) for l in o["lines"]] == [("0501", "MUG", 2), ("502", "LAMP", 1)] and
          "Ada Sample" in str(o["recipient"]) and "97477" in str(o), o)
    check("one that isn't paid yet is known and can't be packed", b.json("order", "112-0000002-0000002")["status"] == "waiting" and
          b.scan("112-0000002-0000002")["outcome"] == "refused")
    first = a.asked[0]
    check("it signed in as it should", first["operation"] == "sign-in" and first["headers"].get("user-agent", first["headers"].get("User-Agent", "")).startswith("Packwright/"), first)
    for code in ("112-0000001-0000001", "MUG", "MUG", "LAMP"):
        b.scan(code)
    b.scan(UPS[0])
    check("before the parcel leaves nothing is confirmed", a.count("confirm") == 0)
    leave(b, "112-0000001-0000001")
    check("scanned out it is confirmed", wait(lambda: len(a.confirmed) == 1), (a.asked[-1], rows(b, "SELECT status, said FROM outbox")))
    package = a.packages["112-0000001-0000001"][0]
    check("with its number, carrier and items", (package["packageReferenceId"], package["trackingNumber"], package["carrier"]) == ("1", UPS[0], "UPS") and
          package["packageItems"] == [{"orderItemId": "0501", "quantity": 2}, {"orderItemId": "502", "quantity": 1}], package)
    check("which the store knows", wait(lambda: rows(b, "SELECT status, tries FROM outbox") == [("acknowledged", 1)]), rows(b, "SELECT * FROM outbox"))
    check("and tells", "The marketplace has the confirmation." in b.packwright("order", "112-0000001-0000001").stdout)
    a.status("112-0000002-0000002", "UNSHIPPED")
    check("paid, it can be packed", wait(lambda: b.json("order", "112-0000002-0000002")["status"] == "ready"))
    a.status("112-0000002-0000002", "CANCELLED")
    check("cancelled, it can't", wait(lambda: b.json("order", "112-0000002-0000002")["status"] == "cancelled"))
    signed = a.count("sign-in")
    with a.lock:
        a.tokens = {t: 0 for t in a.tokens}
    check("a token that is taken no more is replaced", wait(lambda: a.count("sign-in") == signed + 1) and wait(lambda: b.json("orders") and a.count("search") > 3))


def leave(b, order):
    return b.scan(b.json("order", order)["parcels"][-1]["barcode"])


def number(n):
    """A tracking number of UPS's form with a right check digit."""
    body = "999AA101%07d" % n
    values = [ord(c) - 48 if c.isdigit() else (ord(c) - 63) % 10 for c in body]
    return "1Z" + body + str(-sum(v * (2 if i % 2 else 1) for i, v in enumerate(values)) % 10)


def pack(b, order, n):
    for code in (order, "MUG", number(n)):
        b.scan(code)
    return leave(b, order)


def troubles(a, b):
    """Whatever becomes of the answer, a parcel is confirmed once."""
    cases = {"refused-500": "checking", "done-500": "checking", "lost-before": "checking", "lost": "checking", "cut": "acknowledged", "503": "checking",
             "429": "acknowledged", "403-expired": "acknowledged", "400": "refused"}
    orders = {what: f"113-00001{n:02d}-0000001" for n, what in enumerate(cases)}
    for n, order in enumerate(orders.values()):
        a.add(order, [(f"6{n:02d}", "MUG", 1)])
    check("orders for each trouble", wait(lambda: len(rows(b, "SELECT 1 FROM orders WHERE order_id LIKE '113-%' AND status = 'ready'")) == len(cases)))
    for n, (what, becomes) in enumerate(cases.items()):
        a.fault("confirm", what)
        out = pack(b, orders[what], n)
        state = lambda: rows(b, f"SELECT x.status FROM outbox x JOIN orders o ON o.id = x.order_pk WHERE o.order_id = '{orders[what]}'")
        check(f"{what}: it is {becomes}", out["outcome"] == "shipped" and wait(lambda: state() == [(becomes,)]), (out["outcome"], out["reason"], state()))
    said = rows(b, "SELECT said FROM outbox WHERE status = 'refused'")[0][0]
    check("what isn't taken says why", "carrierCode is not valid" in said, said)
    # A minute later, when what was written can be read: the station starts anew, as after a power cut, and looks them up.
    b.kill()
    db = sqlite3.connect(b.path("store.db"))
    db.execute("UPDATE outbox SET due_us = 0 WHERE status = 'checking'")
    db.commit()
    db.close()
    before = list(a.confirmed)
    b.start()
    check("what was asked and not answered is looked up", wait(lambda: not rows(b, "SELECT 1 FROM outbox WHERE status IN ('checking', 'waiting', 'sending')"), 20),
          rows(b, "SELECT status, said FROM outbox"))
    done_twice = [o for what, o in orders.items() if sum(1 for c in a.confirmed if c[0] == o) != (0 if what == "400" else 1)]
    check("each is confirmed once", not done_twice, (done_twice, before, a.confirmed))
    check("only what was not done was sent again", {c[0] for c in a.confirmed[len(before):]} == {orders[w] for w in ("refused-500", "lost-before", "503")}, a.confirmed)


def meanwhile(a, b):
    """An order is read again when it is opened: what the buyer did a second ago stops the packer, long before the next search."""
    with open(b.conf) as f:
        text = f.read()
    b.kill()
    with open(b.conf, "w") as f:
        f.write(text.replace("poll = 1s", "poll = 1h"))
    a.add("114-0000001-0000001", [("801", "MUG", 2)])
    a.add("114-0000002-0000002", [("802", "MUG", 1)])
    b.start()
    check("orders are there at the start", wait(lambda: len(rows(b, "SELECT 1 FROM orders WHERE order_id LIKE '114-%' AND status = 'ready'")) == 2))
    a.orders["114-0000001-0000001"]["orderItems"][0]["cancellation"] = {"cancellationRequest": {"requester": "BUYER", "cancelReason": "Found it cheaper"}}
    reads = a.count("order")
    b.scan("114-0000001-0000001")
    check("an order that is opened is read again", wait(lambda: a.count("order") > reads))
    check("and the packer is stopped", wait(lambda: b.json("order", "114-0000001-0000001")["status"] == "held") and b.scan("MUG")["reason"] == "order-held")
    b.scan(b.commands()["ASIDE"])
    a.status("114-0000002-0000002", "CANCELLED")
    b.scan("114-0000002-0000002")
    check("one that was cancelled can't be packed", wait(lambda: b.json("order", "114-0000002-0000002")["status"] == "cancelled") and b.scan("MUG")["outcome"] == "refused")
    b.scan(b.commands()["ASIDE"])
    a.add("114-0000003-0000003", [("803", "MUG", 1)])
    b.kill()
    b.start()
    check("another order is there", wait(lambda: rows(b, "SELECT status FROM orders WHERE order_id = '114-0000003-0000003'") == [("ready",)]))
    a.status("114-0000003-0000003", "SHIPPED")
    b.scan("114-0000003-0000003")
    check("one that left by another hand is held", wait(lambda: b.json("order", "114-0000003-0000003")["status"] == "held") and b.scan("MUG")["reason"] == "order-held")
    b.scan(b.commands()["ASIDE"])
    b.scan(b.commands()["RELEASE"])
    b.scan("114-0000003-0000003")
    b.scan("114-0000003-0000003")
    check("whoever releases it may pack it", wait(lambda: a.count("order") > reads + 3, 3) and b.scan("MUG")["outcome"] == "completed", b.json("order", "114-0000003-0000003")["status"])
    b.kill()
    with open(b.conf, "w") as f:
        f.write(text)
    b.start()


def checks(a, b):
    """packwright channel: what a person asks when it doesn't work."""
    r = b.packwright("channel", "check", ok=None)
    check("a channel that works says so", r.returncode == 0 and "WRONG" not in r.stdout and "ATVPDKIKX0DER (US)" in r.stdout, (r.stdout, r.stderr))
    for what, change, words in [("a refresh token that isn't taken", {"refresh": "Atzr|other"}, "Authorise the application anew"),
                                ("a wrong secret", {"secret": "other"}, "180 days"),
                                ("a file that others can read", {"mode": 0o644}, "chmod 600")]:
        secrets(b, **change)
        r = b.packwright("channel", "check", "shop", ok=None)
        check(f"{what} is told, with what to do", r.returncode == 1 and "WRONG" in r.stdout and words in r.stdout, (r.stdout, r.stderr))
        check("and no secret is repeated", SECRET not in r.stdout + r.stderr and "Atzr" not in r.stdout + r.stderr, r.stdout)
    b.kill()
    os.rename(b.path("secrets"), b.path("elsewhere"))
    b.start()
    device = lambda: next((d for d in b.state()["devices"] if d["kind"] == "channel"), {})
    check("a bench without its credentials says so, and packs", wait(lambda: device().get("state") == "failed") and "secrets" in device()["words"] and
          b.scan("nothing")["outcome"] == "refused", device())
    os.rename(b.path("elsewhere"), b.path("secrets"))
    secrets(b)
    a.fault("sellers", "403")
    r = b.packwright("channel", "check", ok=None)
    check("an account without the right roles is told", r.returncode == 1 and "roles" in r.stdout, r.stdout)
    text = open(b.conf).read()
    for old, new, words in [(f"marketplace = {MARKETPLACE}\nendpoint", "marketplace = ATVPDKIKX0DER, A1PA6795UKMFR9\nendpoint", "different regions"),
                            (f"marketplace = {MARKETPLACE}\nendpoint", "marketplace = NOWHERE\nendpoint", "no marketplace"),
                            (f"endpoint = {a.url}", "endpoint = http://market.example", "https://")]:
        open(b.conf, "w").write(text.replace(old, new))
        r = b.packwright("channel", "check", ok=None)
        check(f"the configuration is refused that says {new.split(chr(10))[0]}", r.returncode == 1 and words in r.stderr, (r.stdout, r.stderr))
        open(b.conf, "w").write(text)
    r = b.packwright("channel", "outbox")
    check("the outbox says what isn't taken, and why", "refused" in r.stdout and "carrierCode is not valid" in r.stdout, r.stdout)
    row = b.json("channel", "outbox")["outbox"][0]
    r = b.packwright("confirmations", "--output", "-")
    check("what is told over the network is in no file unasked", r.stdout == "", r.stdout)
    a_before = len(a.confirmed)
    b.packwright("channel", "settle", str(row["id"]), "again")
    b.kill()
    b.start()
    check("what a person sends again is sent", wait(lambda: len(a.confirmed) == a_before + 1) and wait(lambda: "Everything is told" in b.packwright("channel", "outbox").stdout))
    check("a row that waits for nobody can't be settled", b.packwright("channel", "settle", str(row["id"]), "sent", ok=None).returncode == 1)
    log = open(b.path("station.log"), errors="replace").read()
    store = open(b.path("store.db"), "rb").read()
    check("neither log nor store has a secret or a token", not any(s in log or s.encode() in store for s in (SECRET, REFRESH, "Atza|")))


def crashed(b):
    """A process that may write as much as it likes of its memory crashes."""
    folder = b.path("crashed")
    os.mkdir(folder)
    into = ("sh", "-c", 'cd "$1" && ulimit -c unlimited && shift && exec "$@"', "sh", folder)
    subprocess.run([*into, "sh", "-c", "kill -SEGV $$"], check=False)
    if not os.listdir(folder):
        skip("a crash leaves no picture of the memory", "nor does any program here")
        return
    for name in os.listdir(folder):
        os.unlink(os.path.join(folder, name))
    b.start(wrapper=into)
    b.p.send_signal(signal.SIGSEGV)
    ended = b.p.wait(20)
    check("a crash leaves no picture of the memory, where the credentials are", ended == -signal.SIGSEGV and os.listdir(folder) == [], (ended, os.listdir(folder)))


with Amazon() as amazon:
    with Bench(extra=channel(amazon)) as bench:
        secrets(bench)
        crashed(bench)
    with Bench(extra=channel(amazon)) as bench:
        day(amazon, bench)
        troubles(amazon, bench)
        meanwhile(amazon, bench)
        checks(amazon, bench)
done()

"""What waits for a printer, through the real program: told to stop, it leaves nothing uncertain of which not one byte has left; a
printer that rests hands its documents to its spare, by a scan, and gets them back by another; a file that did not come out prints again.

    python3 test_spool.py [ROUNDS]
"""
import os
import random
import re
import signal
import sys
import time

from rig import Bench, Printer, check, done

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 12


def zpl(text):
    return f"^XA^FX{text}^FS^PW812^LL1218^FO60,60^A0N,60,60^FD{text}^FS^XZ\n".encode()


def slow_pdf(lines=60000):
    """4 x 6 inches that take a while to be drawn."""
    content = b"0 g 72 72 72 144 re f 0.1 w\n" + b"".join(b"%d %d m %d %d l S\n" % (40 + i % 200, 40 + i % 97, 240 - i % 191, 400 - i % 83)
                                                          for i in range(lines))
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


def give(b, name, content, to):
    with open(b.path(name), "wb") as f:
        f.write(content)
    return int(re.search(r"job (\d+)", b.packwright("print", b.path(name), "--to", to).stdout)[1])


def status(b, job):
    row = b.rows("SELECT status, evidence, printer FROM job WHERE id = ?", job)[0]
    return row["status"], row["evidence"], row["printer"]


def wait_for(true, seconds=15):
    end = time.time() + seconds
    while not true() and time.time() < end:
        time.sleep(0.02)
    return true()


def stopped_while_it_is_drawn():
    label = Printer("zpl")
    b = Bench({"slip": Printer("escpos"), "label": label}).start()
    job = give(b, "slow.pdf", slow_pdf(), "label")
    drawing = wait_for(lambda: status(b, job)[0] == "sending")
    b.stop()
    check("a document that is still being drawn waits again after a stop", drawing and label.count() == 0 and
          status(b, job)[:2] == ("queued", "the station stopped before anything of it was sent"), (drawing, label.count(), status(b, job)))
    b.start()
    check("and comes out after the next start, once", wait_for(lambda: status(b, job)[0] == "printed") and label.count() == 1,
          (status(b, job), label.count()))
    b.stop()


def children(b):
    """The station's child processes, by what they were told to be."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as f:
                parent = int(f.read().rsplit(")", 1)[1].split()[1])
            if parent == b.p.pid:
                with open(f"/proc/{pid}/cmdline") as f:
                    found.append((int(pid), f.read().split("\0")[1]))
        except (OSError, IndexError):
            pass  # it has just ended
    return found


def readers_of_pdfs():
    """A child is kept ready for the next PDF, one, and only where PDFs come; each draws one and is gone."""
    b = Bench({"slip": Printer("escpos"), "label": Printer("zpl"), "other": Printer("zpl")}).start()
    jobs = [give(b, "a.zpl", zpl("A"), "label")]
    wait_for(lambda: status(b, jobs[0])[0] == "printed")
    check("without a PDF there is no process for them", children(b) == [], children(b))
    seen = []
    for i in range(3):
        jobs.append(give(b, f"{i}.pdf", slow_pdf(100 + i), "label"))
        wait_for(lambda: status(b, jobs[-1])[0] == "printed", 60)
        now = []

        def another():  # it starts after the paper is told
            now[:] = children(b)
            return [c[1] for c in now] == ["pdf-child"] and now not in seen

        wait_for(another, 60)
        seen.append(list(now))
    check("after one a child waits for the next, and each is another", all(len(c) == 1 and c[0][1] == "pdf-child" for c in seen)
          and len({c[0][0] for c in seen}) == 3, (seen, [status(b, j) for j in jobs]))
    with open(b.path("broken.pdf"), "wb") as f:
        f.write(b"%PDF-1.4\nbroken")
    b.packwright("print", b.path("broken.pdf"), "--to", "label", ok=(1,))
    os.kill(seen[-1][0][0], signal.SIGKILL)
    jobs.append(give(b, "after.pdf", slow_pdf(), "label"))
    check("one that was killed is replaced", wait_for(lambda: status(b, jobs[-1])[0] == "printed"), status(b, jobs[-1]))
    together = [give(b, f"t{i}.pdf", slow_pdf(), to) for i, to in enumerate(("label", "other"))]
    check("two at once are drawn beside each other", wait_for(lambda: all(status(b, j)[0] == "printed" for j in together)), [status(b, j) for j in together])
    left = [pid for pid, _ in children(b)] if wait_for(lambda: children(b)) else []
    b.stop()
    check("and none is left behind", left and not any(os.path.exists(f"/proc/{pid}") for pid in left), left)


def stopped_with_a_queue():
    """The printer takes the first document and says nothing any more."""
    silent = Printer("zpl", answers=False)
    b = Bench({"slip": Printer("escpos"), "label": silent}).start()
    jobs = [give(b, f"{i}.zpl", zpl(f"Q{i}"), "label") for i in range(3)]
    wait_for(lambda: silent.count() == 1)
    b.stop()
    check("what a printer has and has not answered for is not called unsent", status(b, jobs[0])[0] == "handed-over", status(b, jobs[0]))
    check("what waited behind it waits", [status(b, j)[0] for j in jobs[1:]] == ["queued", "queued"], [status(b, j) for j in jobs])
    b.start()
    check("the next start asks about the first", wait_for(lambda: status(b, jobs[0])[0] == "uncertain"), status(b, jobs[0]))
    b.stop()


def stopped_at_random():
    """Nothing is lost, nothing doubled, and nobody is asked about a document that the printer never saw."""
    label, r = Printer("zpl"), random.Random(7)
    b = Bench({"slip": Printer("escpos"), "label": label})
    given, bad = [], []
    for n in range(ROUNDS):
        b.start()
        given += [(give(b, f"{n}-{i}.zpl", zpl(f"R{n}-{i}"), "label"), f"^FXR{n}-{i}^".encode()) for i in range(2)]
        time.sleep(r.uniform(0, 0.06))
        b.stop()
        with label.lock:
            seen = b"".join(label.documents) + label.rest
        bad += [(n, status(b, job)) for job, mark in given if status(b, job)[0] in ("uncertain", "sending") and mark not in seen]
    b.start()
    settled = wait_for(lambda: all(status(b, job)[0] in ("printed", "uncertain") for job, _ in given), 30)
    copies = [sum(mark in d for d in label.documents) for _, mark in given]
    b.stop()
    check(f"stopped {ROUNDS} times among documents, it calls none uncertain that never left", not bad, bad[:3])
    check("each comes out once", settled and copies == [1] * len(given), (settled, copies))


def by_command():
    printers = {"slip": Printer("escpos"), "label": Printer("zpl", answers=False), "other": Printer("zpl")}
    b = Bench(printers)
    with open(b.conf) as f:
        text = f.read()
    check("without a spare there are no commands for it", not {"SPARE", "SPAREBACK"} & set(b.commands()), b.commands())
    check("nor on the sheet", "spare" not in b.packwright("commands", "--format", "text").stdout)
    with open(b.conf, "w") as f:
        f.write(text.replace("[printer label]\n", "[printer label]\nspare = other\n"))
    commands = b.commands()
    check("with one there are, on the sheet too", {"SPARE", "SPAREBACK"} <= set(commands) and
          "Print on the spare" in b.packwright("commands", "--format", "text").stdout, commands)
    b.start()
    first, second = (give(b, f"{i}.zpl", zpl(f"S{i}"), "label") for i in range(2))
    wait_for(lambda: printers["label"].count() == 1)
    row = b.scan(commands["SPARE"])
    check("a scan hands a printer's queue to its spare", row["outcome"] == "diverted" and
          wait_for(lambda: status(b, second)[0] == "printed") and printers["other"].count() == 1, (tuple(row), status(b, second)))
    third = give(b, "2.zpl", zpl("S2"), "label")
    check("and what comes later too", wait_for(lambda: status(b, third)[0] == "printed") and status(b, third)[2] == "other", status(b, third))
    words = [p["words"] for p in b.state()["printers"] if p["name"] == "label"]
    check("the screen says so", words == ["rests: its documents go to other"], words)
    check("what the printer had got is asked about", wait_for(lambda: status(b, first)[0] == "uncertain"), status(b, first))
    b.scan(commands["PRINTEDNO"])
    check("said not to have come out, it prints again, where documents go now",
          wait_for(lambda: printers["other"].count() == 3) and status(b, first)[0] == "failed", status(b, first))
    row = b.scan(commands["SPAREBACK"])
    fourth = give(b, "3.zpl", zpl("S3"), "label")
    check("another scan ends it", row["outcome"] == "diverted" and wait_for(lambda: printers["label"].count() == 2) and
          status(b, fourth)[2] == "label", (tuple(row), status(b, fourth)))
    b.stop()


stopped_while_it_is_drawn()
readers_of_pdfs()
stopped_with_a_queue()
stopped_at_random()
by_command()
done()

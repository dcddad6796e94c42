#!/usr/bin/env python3
"""The CUPS transport with a scheduler of the test's own, on a socket in its folder, and a raw queue to a printer on TCP."""
import os
import random
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time

from transport_bench import Failed, Skipped, Tool, check, run

JOB = random.Random(4).randbytes(20000)
LONG = random.Random(5).randbytes(4000000)
CUPSD = shutil.which("cupsd", path="/usr/sbin:/usr/bin")


class Printer:
    """Each connection's bytes are a document. limit: reads so many bytes of a connection and then hangs, or resets it."""

    def __init__(self):
        self.documents, self.limit, self.reset, self.released = [], None, False, threading.Event()
        self.s = socket.socket()
        self.s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)  # so that not reading is felt soon
        self.s.bind(("127.0.0.1", 0))
        self.port = self.s.getsockname()[1]
        self.s.listen(8)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                c, _ = self.s.accept()
            except OSError:
                return
            doc = bytearray()
            self.documents.append(doc)
            threading.Thread(target=self._serve, args=(c, doc), daemon=True).start()

    def _serve(self, c, doc):
        limit = self.limit
        while True:
            if limit is not None and len(doc) >= limit:
                if self.reset:
                    c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    break
                self.released.wait()
                limit = None
            try:
                d = c.recv(min(65536, limit - len(doc)) if limit is not None else 65536)
            except OSError:
                break
            if not d:
                break
            doc += d
        c.close()

    def refuse(self):
        try:
            self.s.shutdown(socket.SHUT_RDWR)  # the accept that waits holds the port otherwise
        except OSError:
            pass
        self.s.close()

    def close(self):
        self.released.set()
        self.refuse()


class Cups:
    def __init__(self, interval=1):
        if not CUPSD or not shutil.which("lpadmin", path="/usr/sbin:/usr/bin"):
            raise Skipped("cups-daemon and cups-client aren't installed")
        if os.geteuid() != 0:
            raise Skipped("cupsd wants to be started by root")
        self.dir = tempfile.mkdtemp(prefix="packwright-cups-")
        os.chmod(self.dir, 0o755)  # its backends run as another user
        for d in ("root/ppd", "spool/tmp", "cache", "state/certs", "log"):
            os.makedirs(self.path(d))
        with open(self.path("root/cups-files.conf"), "w") as f:
            f.write("".join(f"{k} {v}\n" for k, v in {
                "ServerRoot": self.path("root"), "RequestRoot": self.path("spool"), "TempDir": self.path("spool/tmp"),
                "CacheDir": self.path("cache"), "StateDir": self.path("state"), "AccessLog": self.path("log/access_log"),
                "ErrorLog": self.path("log/error_log"), "PageLog": self.path("log/page_log"), "User": "lp", "Group": "lp",
                "SystemGroup": "root", "FileDevice": "Yes", "Sandboxing": "relaxed"}.items()))
        self.server = self.path("cups.sock")
        with open(self.path("root/cupsd.conf"), "w") as f:
            f.write(f"""LogLevel debug
Listen {self.server}
Browsing No
DefaultAuthType None
WebInterface No
JobRetryInterval {interval}
JobRetryLimit 2
PreserveJobHistory Yes
PreserveJobFiles No
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
""")
        for d in ("root", "spool", "cache", "state"):
            subprocess.run(["chown", "-R", "root:lp", self.path(d)], check=True)
        os.chmod(self.path("spool"), 0o710)
        os.chmod(self.path("spool/tmp"), 0o1770)
        os.chmod(self.path("cache"), 0o775)
        self.env = {"CUPS_SERVER": self.server, "CUPS_ENCRYPTION": "Never", "LC_ALL": "C"}
        self.start()

    def path(self, name):
        return os.path.join(self.dir, name)

    def start(self):
        with open(self.path("log/stderr"), "a") as err:
            self.p = subprocess.Popen([CUPSD, "-f", "-c", self.path("root/cupsd.conf"), "-s", self.path("root/cups-files.conf")],
                                      stdout=err, stderr=err)
        for _ in range(200):
            if "is running" in self.admin("lpstat", "-r"):
                return
            time.sleep(0.05)
        raise Failed("cupsd doesn't start")

    def stop(self):
        self.p.send_signal(signal.SIGTERM)
        self.p.wait(10)

    def admin(self, *args):
        r = subprocess.run(args, env={**os.environ, **self.env, "PATH": "/usr/sbin:/usr/bin:/bin"}, capture_output=True, text=True)
        return r.stdout + r.stderr

    def queue(self, name, port, *more):
        self.admin("lpadmin", "-p", name, "-E", "-v", f"socket://127.0.0.1:{port}", "-m", "raw", *more)

    def write(self, name, data):
        with open(self.path(name), "wb") as f:
            f.write(data)
        return self.path(name)

    def close(self):
        if self.p.poll() is None:
            self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)


class Scene:
    """A scheduler, a printer and the transport; "raw" is the queue."""

    def __init__(self, *args, queue="raw", more=(), before=None, interval=1):
        self.cups = Cups(interval)
        self.printer = Printer()
        self.cups.queue("raw", self.printer.port, *more)
        if before:
            before(self)
        self.tool = Tool(["cups", f"queue={queue}", f"server={self.cups.server}", *args])

    def send(self, data, title="job-1"):
        self.tool.say(f"send {self.cups.write('job', data)} {title}")

    def until(self, cond, seconds=10):
        end = time.monotonic() + seconds
        while not cond():
            check(time.monotonic() < end, "it didn't come to that")
            time.sleep(0.02)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        try:
            if kind is None:
                self.tool.close()
            else:
                self.tool.p.kill()
        finally:
            self.printer.close()
            self.cups.close()


def a_document_arrives_unchanged_and_its_job_is_named():
    with Scene() as s:
        s.tool.expect("link ready")
        s.send(JOB)
        line = s.tool.expect("sent")
        check(line == "sent all 20000 20000 spooler unproven ok: CUPS job 1 on raw is completed", line)
        check(len(s.printer.documents) == 1 and bytes(s.printer.documents[0]) == JOB, "the printer got something else")
        s.send(LONG)
        line = s.tool.expect("sent", 30)
        check("CUPS job 2 on raw is completed" in line, line)
        check(bytes(s.printer.documents[1]) == LONG, "the printer got something else")


def a_title_is_the_jobs_name_and_holds_no_command():
    with Scene() as s:
        s.tool.expect("link ready")
        s.send(JOB, "../$(reboot)';x-1")
        s.tool.expect("sent all")
        log = open(s.cups.path("log/error_log")).read()
        check("_.---reboot---x-1" in log, "the job's name isn't in CUPS's log")
        check("$(reboot)" not in log, "the title came through as it was")


def a_queue_that_is_not_there_names_those_that_are():
    with Scene(queue="rwa") as s:
        line = s.tool.expect("link failed")
        check(line == "link failed CUPS has no queue rwa; it has raw", line)
        s.cups.queue("rwa", s.printer.port)
        s.tool.expect("link ready", 12)


def without_cups_it_is_missing_until_cups_is_there():
    with Scene(before=lambda s: s.cups.stop()) as s:
        line = s.tool.expect("link missing")
        check("CUPS doesn't answer at" in line, line)
        s.send(JOB)
        s.tool.expect("refused gone")
        s.cups.start()
        s.tool.expect("link ready", 12)


def a_stopped_queue_gets_nothing_and_says_how_to_start_it():
    with Scene() as s:
        s.tool.expect("link ready")
        s.cups.admin("cupsdisable", "raw")
        s.send(JOB)
        line = s.tool.expect("sent", 15)
        check(line.startswith("sent nothing 0 20000") and "stopped" in line, line)
        line = s.tool.expect("link failed", 12)
        check("the queue is stopped (cupsenable starts it)" in line, line)
        s.send(JOB)
        s.tool.expect("refused gone")
        s.cups.admin("cupsenable", "raw")
        s.tool.expect("link ready", 12)
        check(s.printer.documents == [], "the cancelled job was printed")
        s.send(JOB, "job-2")
        s.tool.expect("sent all")
        check([bytes(d) for d in s.printer.documents] == [JOB], "it isn't on paper once")


def a_queue_that_is_stopped_while_idle_is_said():
    with Scene() as s:
        s.tool.expect("link ready")
        s.cups.admin("cupsdisable", "-r", "no ribbon", "raw")
        line = s.tool.expect("link failed", 12)
        check("the queue is stopped" in line, line)


def a_failure_that_stops_the_queue_is_unknown_and_not_sent_again():
    def before(s):
        s.printer.limit, s.printer.reset = 6000, True
    with Scene(more=("-o", "printer-error-policy=stop-printer"), before=before) as s:
        s.tool.expect("link ready")
        s.send(LONG)
        line = s.tool.expect("sent", 40)
        check(line.startswith("sent some 0 4000000") and "stopped" in line and "look at the paper" in line, line)
        s.tool.expect("link failed", 12)
        n = len(s.printer.documents)
        s.printer.limit = None
        s.cups.admin("cupsenable", "raw")
        s.tool.expect("link ready", 12)
        time.sleep(1.5)
        check(len(s.printer.documents) == n, "CUPS sent it once more")


def a_failure_that_cups_would_try_again_is_unknown_and_not_sent_again():
    def before(s):
        s.printer.limit, s.printer.reset = 6000, True
    with Scene(more=("-o", "printer-error-policy=retry-job"), before=before, interval=10) as s:
        s.tool.expect("link ready")
        s.send(LONG)
        line = s.tool.expect("sent", 40)
        check(line.startswith("sent some 0 4000000") and "once more" in line, line)
        n = len(s.printer.documents)
        s.printer.limit = None
        time.sleep(11)
        check(len(s.printer.documents) == n, "CUPS sent it once more")


def a_printer_that_refuses_is_said_and_a_cancelled_job_that_had_begun_is_unknown():
    with Scene(before=lambda s: s.printer.refuse()) as s:
        s.tool.expect("link ready")
        s.send(JOB)
        line = s.tool.expect("status", 20)
        check("unavailable" in line or "connecting" in line, line)
        s.tool.quiet("sent", 2)
        s.tool.say("cancel")
        line = s.tool.expect("sent", 20)
        check(line.startswith("sent some 0 20000 spooler unproven unknown outcome: CUPS job 1 on raw was cancelled after it had begun"), line)


def a_printer_that_stops_reading_is_waited_for():
    with Scene(before=lambda s: setattr(s.printer, "limit", 6000)) as s:
        s.tool.expect("link ready")
        s.send(LONG)
        s.until(lambda: s.printer.documents and len(s.printer.documents[0]) == 6000)
        s.tool.quiet("sent", 3)
        s.printer.released.set()
        s.tool.expect("sent all 4000000 4000000", 30)
        check(bytes(s.printer.documents[0]) == LONG and len(s.printer.documents) == 1, "the printer got something else")


def a_reset_that_makes_cups_give_up_is_unknown():
    def before(s):
        s.printer.limit, s.printer.reset = 6000, True
    with Scene(more=("-o", "printer-error-policy=abort-job"), before=before) as s:
        s.tool.expect("link ready")
        s.send(LONG)
        line = s.tool.expect("sent", 40)
        check(line.startswith("sent some 0 4000000") and "was given up by CUPS after it had begun" in line, line)


def cups_restarted_in_the_middle_is_asked_again():
    with Scene(before=lambda s: setattr(s.printer, "limit", 6000)) as s:
        s.tool.expect("link ready")
        s.send(LONG)
        s.until(lambda: s.printer.documents and len(s.printer.documents[0]) == 6000)
        s.cups.p.kill()
        s.cups.p.wait()
        line = s.tool.expect("status", 10)
        check("CUPS doesn't answer" in line, line)
        s.printer.limit = None
        s.printer.released.set()
        s.cups.start()
        line = s.tool.expect("sent", 40)
        check(line.startswith("sent all") or line.startswith("sent some"), line)
        check("job 1" in line, line)


def cancelled_while_printing_is_unknown():
    with Scene(before=lambda s: setattr(s.printer, "limit", 6000)) as s:
        s.tool.expect("link ready")
        s.send(LONG)
        s.until(lambda: s.printer.documents and len(s.printer.documents[0]) == 6000)
        s.tool.say("cancel")
        line = s.tool.expect("sent some", 20)
        check("CUPS job 1 on raw was cancelled after it had begun" in line, line)


def a_queue_that_takes_no_jobs_is_failed():
    with Scene(before=lambda s: s.cups.admin("cupsreject", "raw")) as s:
        line = s.tool.expect("link failed")
        check("takes no jobs" in line, line)
        s.cups.admin("cupsaccept", "raw")
        s.tool.expect("link ready", 12)


# Debian's ippeveprinter ends where no Avahi runs, also when it is to announce nothing: these say that all is well, and do nothing.
NO_AVAHI = """
static char one[64];
#define YES(name) void *name(void) { return one; }
#define NIL(name) int name(void) { return 0; }
YES(avahi_threaded_poll_new) YES(avahi_threaded_poll_get) NIL(avahi_threaded_poll_start)
NIL(avahi_threaded_poll_lock) NIL(avahi_threaded_poll_unlock) YES(avahi_entry_group_new)
NIL(avahi_entry_group_add_service_strlst) NIL(avahi_entry_group_add_service_subtype)
NIL(avahi_entry_group_commit) NIL(avahi_entry_group_reset) NIL(avahi_entry_group_free)
const char *avahi_client_get_host_name_fqdn(void *c) { (void)c; return "localhost"; }
void *avahi_client_new(void *p, int f, void *cb, void *d, int *e) { (void)p; (void)f; (void)cb; (void)d; if (e) *e = 0; return one; }
"""
PDF = (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
       b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 288 432]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
# What the printer runs for each job: keeps it; no paper as long as there is a file "empty".
PRINT = """#!/bin/sh
d=$(dirname "$0")
if [ -e "$d/empty" ]; then
    echo 'STATE: +media-empty-error' >&2
    while [ -e "$d/empty" ]; do sleep 0.1; done
    echo 'STATE: -media-empty-error' >&2
fi
cp "$1" "$d/printed.$(ls "$d" | grep -c printed)"
"""


class IppPrinter:
    """ippeveprinter, CUPS's own model of an IPP printer, and a queue "ipp" to it."""

    def __init__(self, cups):
        program = shutil.which("ippeveprinter", path="/usr/sbin:/usr/bin")
        if program is None or shutil.which("cc") is None:
            raise Skipped("ippeveprinter (cups-ipp-utils) or a C compiler isn't installed")
        self.dir = cups.path("ipp")
        os.makedirs(self.dir + "/spool")
        with open(self.dir + "/print", "w") as f:
            f.write(PRINT)
        os.chmod(self.dir + "/print", 0o755)
        library = self.dir + "/no_avahi.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-o", library, "-"], input=NO_AVAHI, text=True, check=True)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.p = subprocess.Popen([program, "-r", "off", "-n", "localhost", "-p", str(self.port), "-d", self.dir + "/spool", "-c",
                                   self.dir + "/print", "-f", "application/pdf,image/pwg-raster", "label"],
                                  env={**os.environ, "LD_PRELOAD": library}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            said = cups.admin("lpadmin", "-p", "ipp", "-E", "-v", f"ipp://localhost:{self.port}/ipp/print", "-m", "everywhere")
            if "Unable" not in said and "fail" not in said:
                return
            time.sleep(0.1)
        self.close()
        raise Skipped("no queue for ippeveprinter: " + said.strip())

    def paper(self, there):
        if there:
            os.remove(self.dir + "/empty")
        else:
            open(self.dir + "/empty", "w").close()

    def printed(self):
        return [n for n in os.listdir(self.dir) if n.startswith("printed")]

    def close(self):
        self.p.kill()
        self.p.wait()


def an_ipp_printers_word_is_a_proof_and_its_missing_paper_is_said():
    with_an_ipp_printer("raw=no", "format=application/pdf")


def where_the_language_is_pdf_it_is_sent_as_that_and_not_raw():
    with_an_ipp_printer("language=pdf")


def with_an_ipp_printer(*settings):
    made = []
    with Scene(*settings, queue="ipp", before=lambda s: made.append(IppPrinter(s.cups))) as s:
        printer = made[0]
        try:
            s.tool.expect("link ready", 12)
            s.send(PDF)
            line = s.tool.expect("sent", 30)
            check("spooler proven" in line and "CUPS job 1 on ipp is completed" in line, line)
            check(len(printer.printed()) == 1, "it isn't on paper once")
            log = open(s.cups.path("log/error_log")).read()
            check("File of type application/pdf queued" in log, "it was not queued as a PDF")
            printer.paper(False)
            s.send(PDF, "job-2")
            while "out of paper" not in (line := s.tool.expect("status", 20)):
                pass
            s.tool.quiet("sent", 2)
            printer.paper(True)
            line = s.tool.expect("sent", 30)
            check("CUPS job 2 on ipp is completed" in line, line)
            check(len(printer.printed()) == 2, "it isn't on paper once")
        finally:
            printer.close()


run([
    an_ipp_printers_word_is_a_proof_and_its_missing_paper_is_said,
    where_the_language_is_pdf_it_is_sent_as_that_and_not_raw,
    a_document_arrives_unchanged_and_its_job_is_named,
    a_title_is_the_jobs_name_and_holds_no_command,
    a_queue_that_is_not_there_names_those_that_are,
    without_cups_it_is_missing_until_cups_is_there,
    a_stopped_queue_gets_nothing_and_says_how_to_start_it,
    a_queue_that_is_stopped_while_idle_is_said,
    a_failure_that_stops_the_queue_is_unknown_and_not_sent_again,
    a_failure_that_cups_would_try_again_is_unknown_and_not_sent_again,
    a_printer_that_refuses_is_said_and_a_cancelled_job_that_had_begun_is_unknown,
    a_printer_that_stops_reading_is_waited_for,
    a_reset_that_makes_cups_give_up_is_unknown,
    cups_restarted_in_the_middle_is_asked_again,
    cancelled_while_printing_is_unknown,
    a_queue_that_takes_no_jobs_is_failed,
])

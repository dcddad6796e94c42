#!/usr/bin/env python3
"""Measures Packwright in one run, with a million orders in the store, and says which aims are met. Never fails by timing.

PACKWRIGHT_BENCH_ORDERS=100000  a smaller store
PACKWRIGHT_BENCH_DIR=folder     where the store lies (else build/release/bench, which is emptied at the end)
PACKWRIGHT_BENCH_ONLY=scan,one  some parts only: find search report scan beats storm render station postage spool one (the store is always made)
"""
import json, os, platform, re, shutil, socket, statistics, subprocess, sys, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get("PACKWRIGHT_BUILD", os.path.join(ROOT, "build", "release"))
PROGRAM = os.environ.get("PACKWRIGHT", os.path.join(BUILD, "packwright"))
ORDERS = int(os.environ.get("PACKWRIGHT_BENCH_ORDERS", "1000000"))
ARTICLES, BARCODES = max(ORDERS // 5, 200), 50
SCANS, PACKED, ONE_SHOTS, IDLE_S, STORM_PARCELS = 450, 150, 50, 10, 3000
CONFIG = """[station]
name = bench
carrier = USPS
service = Ground Advantage
[sender]
name = Sample Shop
line1 = 1 Example Road
city = Springfield
region = OR
postal-code = 97477
country = US
[store]
path = store.db
[channel files]
type = amazon-files
marketplace = ATVPDKIKX0DER
export = export
"""
STATION = """[kiosk]
listen = 127.0.0.1:0
[scanner s]
driver = pipe
path = scan
[printer slip]
transport = tcp
address = 127.0.0.1:%d
language = escpos
profile = TM-T88V
documents = slip, gift-slip
status = none
[printer label]
transport = tcp
address = 127.0.0.1:%d
language = zpl
documents = label
status = none
"""
aims = []


def wanted(part):
    only = os.environ.get("PACKWRIGHT_BENCH_ONLY")
    return not only or part in only.split(",")


def title(text):
    print("\n" + text, flush=True)


def show(name, value, note=""):
    print(("  %-46s %s  %s" % (name, value, note)).rstrip(), flush=True)


def judge(name, value, unit, aim):
    """A figure with an aim."""
    met = value <= aim
    aims.append((name, met))
    show(name, "%12s" % ("%.4g %s" % (value, unit)), "aim %g %s: %s" % (aim, unit, "met" if met else "NOT met"))


def us(value):
    return "%.1f µs" % value if value < 1000 else "%.2f ms" % (value / 1000) if value < 1e6 else "%.2f s" % (value / 1e6)


def program(*arguments, **more):
    return subprocess.run([PROGRAM, "-c", "bench.conf", *arguments], check=True, text=True, capture_output=True, **more).stdout


def tool(name, *arguments, stdin=None):
    """The figures that a benchmark program prints: name -> (median, 99th percentile, largest, count)."""
    done = subprocess.run([os.path.join(BUILD, "tests", name), *arguments], text=True, capture_output=True, stdin=stdin)
    if done.returncode != 0:
        show(name, "failed:", (done.stderr.strip().splitlines() or ["?"])[-1])
    rows = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 4]
    return {r[0]: tuple(float(x) for x in r[1:]) for r in rows}, done.stdout


# ---- the store ----


def orders_file(name, *options):
    with open(name, "wb") as out:
        subprocess.run([sys.executable, os.path.join(ROOT, "tests/support/make_orders.py"), *options], check=True, stdout=out)


def sqlite_import(name):
    """The sqlite3 shell's .import of the same lines into one table without an index: the least that keeps them."""
    if shutil.which("sqlite3") is None:
        return None
    begin = time.monotonic()
    subprocess.run(["sqlite3", "plain.db", ".mode ascii", '.separator "\\t" "\\n"', ".import %s lines" % name], check=True)
    spent = time.monotonic() - begin
    os.remove("plain.db")
    return spent


def make_store():
    title("import: %d orders of %d articles, of which every hundredth has %d barcodes" % (ORDERS, ARTICLES, BARCODES))
    skus = ("--skus", str(ARTICLES), "--barcodes", str(BARCODES))
    orders_file("orders.txt", "--count", str(ORDERS), "--articles", "articles.csv", *skus)
    own = SCANS + PACKED
    orders_file("own.txt", "--count", "0", "--own", str(own), "--seed", "2", "--articles", "own.csv", *skus)
    program("import", "articles.csv", "own.csv")
    begin = time.monotonic()
    counts = json.loads(program("import", "--json", "orders.txt"))
    spent = time.monotonic() - begin
    lines = counts["lines"]["read"]
    show("packwright import", "%.1f s" % spent, "%.0f orders/s, %.0f lines/s, %.0f MB/s" %
         (counts["orders"]["new"] / spent, lines / spent, os.path.getsize("orders.txt") / spent / 1e6))
    other = sqlite_import("orders.txt")
    if other is None:
        show("sqlite3 .import of the same file", "skipped:", "the sqlite3 shell is not installed")
    else:
        show("sqlite3 .import of the same file", "%.1f s" % other,
             "%.0f lines/s, one table, no index, nothing checked: %.1f times faster" % (lines / other, spent / other))
    os.remove("orders.txt")
    begin = time.monotonic()
    program("import", "own.txt")
    spent = time.monotonic() - begin
    show("a day's %d orders into that" % own, "%.2f s" % spent, "%.0f orders/s" % (own / spent))
    subprocess.run([sys.executable, os.path.join(HERE, "history.py"), "store.db", str(ORDERS // 5)], check=True,
                   stdout=subprocess.DEVNULL)
    show("the store", "%.0f MB" % (os.path.getsize("store.db") / 1e6), "%d of its orders were shipped in the past" % (ORDERS // 5))
    with open("own.csv", encoding="utf-8") as f:
        return [line.split(",")[1] for line in f.read().splitlines()[-own:]]


def find_and_search():
    if wanted("find"):
        title("lookup: from the scanned bytes to the facts, in process          median       99th")
        for name, f in tool("bench_find", "store.db")[0].items():
            show("by " + name if name != "unknown code" else name, "%21s %10s" % (us(f[0]), us(f[1])))
    if not wanted("search"):
        return
    title("search: a page of 50, in process                                 median    largest")
    found = tool("bench_search", "store.db", "7")[0]
    for name, f in found.items():
        show(name, "%21s %10s" % (us(f[0]), us(f[2])))
    if found:
        slowest = max(found, key=lambda n: found[n][0])
        show("the slowest", us(found[slowest][0]), slowest)
    show("packwright orders --country DE, the command", "%.1f ms" % (1e3 * statistics.median(
        one_shot(["orders", "--country", "DE"]) for _ in range(11))))


def report():
    if not wanted("report"):
        return
    title("report: figures of the work, the command                          median")
    for name, arguments in (("of a day", ["--from", "2026-08-01", "--to", "2026-08-01"]),
                            ("of all %d parcels ever packed" % (ORDERS // 5), ["--from", "2000-01-01"])):
        show(name, "%21s" % us(1e6 * statistics.median(one_shot(["report", *arguments, "--by", "person,day"]) for _ in range(3))))


# ---- the way of a scan ----


def scan(codes):
    title("scan to first byte at the printer, over TCP on loopback          median       99th")
    with open("codes.txt", "w") as f:
        f.write("\n".join(codes) + "\n")
    with open("codes.txt") as f:
        figures = tool("bench_scan", os.path.abspath("store.db"), stdin=f)[0]
    for name, f in figures.items():
        show(name, "%21s %10s" % (us(f[0]), us(f[1])), "%d scans" % f[3] if name == "scan to first byte" else "")
    over = figures.get("scan to first byte, less that commit")
    if over:
        judge("  median", over[0] / 1000, "ms", 0.5)
        judge("  99th percentile", over[1] / 1000, "ms", 2)


def beats():
    """The station alone, without scanner, screen and printers: what a scan costs before anything is told."""
    title("the whole scan in the station, orders packed unit by unit            median       99th")
    for name, f in tool("bench_beats", os.path.abspath("store.db"))[0].items():
        show(name, "%21s %10s" % (us(f[0]), us(f[1])), "%d" % f[3])
    title("decide alone, on the events just recorded")
    for name, f in tool("bench_decide", os.path.abspath("store.db"))[0].items():
        show(name, "%18.0f ns %7.0f ns" % f[:2], "%.2f million a second" % (1e3 / f[0]))


def storm():
    """The simulator's random days: the real stations on virtual time, held against a model."""
    title("simulated parcels, of one core")
    environment = {**os.environ, "PACKWRIGHT_PARCELS": str(STORM_PARCELS)}
    done = subprocess.run([os.path.join(BUILD, "tests", "test_storm")], env=environment, text=True, capture_output=True)
    said = re.search(r"# storm: .*?(\d+) parcels left, (\d+) units, (\d+) scans.*; (\d+) parcels a second", done.stdout)
    if done.returncode != 0 or said is None:
        show("the storm", "failed:", (done.stdout.strip().splitlines() or ["?"])[-1])
        return
    show("parcels per second", "%12s" % said[4], "%s parcels of %s units, %s scans" % (said[1], said[2], said[3]))


# ---- slip and label ----


def peers():
    folder = os.path.join(HERE, "peers")
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None, "node and npm are not installed"
    mark = os.path.join(folder, "node_modules", ".package-lock.json")
    lock = os.path.join(folder, "package-lock.json")
    if not os.path.exists(mark) or os.path.getmtime(mark) < os.path.getmtime(lock):
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, text=True, capture_output=True)
        if done.returncode != 0:
            return None, "npm ci in tests/bench/peers failed: " + (done.stderr.strip().splitlines() or ["?"])[0]
    return folder, ""


def peer_figures(folder, script, *arguments):
    done = subprocess.run(["node", os.path.join(folder, script), *arguments], text=True, capture_output=True)
    if done.returncode != 0:
        show(script, "skipped:", (done.stderr.strip().splitlines() or ["?"])[-1])
    for line in done.stdout.splitlines():
        parts = line.split("\t")
        if parts[0] == "skip":
            show("", "skipped:", parts[1])
        elif len(parts) == 6:
            yield parts[0], float(parts[1]), float(parts[2]), int(parts[5])


def own_figures(name, *arguments):
    """What bench_slip, bench_label and bench_documents say: (what, median, 99th percentile, bytes or 0)."""
    text = tool(name, *arguments)[1]
    for line in text.splitlines():
        m = re.match(r"(.*?)\s*(?:(\d+) bytes)?\s+median\s+([\d.]+) us\s+p99\s+([\d.]+) us", line)
        if m:
            yield re.sub(r"\s+", " ", m[1]), float(m[3]), float(m[4]), int(m[2] or 0)


def cups_labels(label_of):
    """CUPS's label filter as a process on the page that our EPL2 of the same label holds."""
    sys.path.insert(0, os.path.join(ROOT, "tests", "oracles"))
    import cups_label
    from unwrap_label import unwrap
    if cups_label.missing():
        show("CUPS rastertolabel", "skipped:", cups_label.missing())
        return
    ours = {kind: subprocess.run([PROGRAM, "-c", "bench.conf", "label", label_of, "--format", kind], check=True,
                                 capture_output=True).stdout for kind in ("zpl", "tspl", "epl")}
    page = unwrap("epl", ours["epl"], 812, 1218)
    for kind in ("zpl", "epl"):
        times = []
        for _ in range(11):
            begin = time.monotonic()
            theirs = cups_label.encode(kind, page, 203)
            times.append(time.monotonic() - begin)
        show("CUPS rastertolabel to %s, a process, 203 dpi" % kind.upper(), "%10s" % us(1e6 * statistics.median(times)),
             "%d bytes; ours of the same label %d" % (len(theirs), len(ours[kind])))
    with open("z64.conf", "w") as f:
        f.write(CONFIG + "[printer z]\ntransport = file\npath = none\nlanguage = zpl\ncompression = zlib\ndocuments = label\n")
    show("ours of that label as Z64", "", "%d bytes" % len(subprocess.run(
        [PROGRAM, "-c", "z64.conf", "label", label_of, "--format", "zpl"], check=True, capture_output=True).stdout))


def render(label_of):
    folder, why = peers()
    title("slip: an order of 12 lines to ESC/POS, warm, in one process      median       99th")
    base = None
    for name, median, p99, size in own_figures("bench_slip"):
        show(name, "%21s %10s" % (us(median), us(p99)), "%d bytes" % size)
        base = base or median
    if base:
        judge("  without drawn lines", base, "µs", 50)
    if folder is None:
        show("the peers", "skipped:", why)
    for name, median, p99, size in peer_figures(folder, "slip.cjs", "200") if folder else ():
        show(name, "%21s %10s" % (us(median), us(p99)), "%d bytes, %.0f times ours" % (size, median / base) if base else "")
    title("label: 4x6 inch to each language, warm, in one process           median       99th")
    base = None
    for name, median, p99, size in own_figures("bench_label"):
        show(name, "%21s %10s" % (us(median), us(p99)), "%d bytes, %.1f s at 115200 baud" % (size, size * 10 / 115200) if size else "")
        if "page to ZPL" in name:
            base = base or median
    if base:
        judge("  page to ZPL, 203 dpi", base / 1000, "ms", 1)
    cups_labels(label_of)
    if folder is None:
        show("the peer", "skipped:", why)
        return
    with open("label.png", "wb") as out:
        subprocess.run([PROGRAM, "-c", "bench.conf", "label", label_of, "--format", "png"], check=True, stdout=out)
    for name, median, p99, size in peer_figures(folder, "label.cjs", "label.png", "20"):
        show(name + ", 203 dpi", "%21s %10s" % (us(median), us(p99)), "%d bytes, %.0f times ours" % (size, median / base) if base else "")


def documents():
    """Each document in each form that it has, from the store's rows to the bytes."""
    title("each document from the store to bytes, warm, in one process      median       99th")
    os.makedirs("documents")
    for name, median, p99, size in own_figures("bench_documents", os.path.abspath("documents")):
        show(name, "%21s %10s" % (us(median), us(p99)), "%d bytes" % size)


# What a link carries at most, in bytes a second: ten bits a byte on a serial line; 19 packets of 64 bytes in a millisecond on a
# full-speed bus, 13 of 512 in 125 µs on a high-speed one (USB 2.0, 5.8.4); TCP in Ethernet frames of 1500 (1460 of 1538 are data).
LINKS = (("serial 9600 baud", 960), ("serial 38400", 3840), ("serial 115200", 11520), ("USB full speed", 19 * 64 * 1000),
         ("USB high speed", 13 * 512 * 8000), ("Ethernet 10 Mbit", 10e6 / 8 * 1460 / 1538), ("Ethernet 100 Mbit", 100e6 / 8 * 1460 / 1538))


def spool(slip_of, label_of):
    title("the spool's own part of a document, without printer and link     median       99th")
    os.makedirs("spool")
    for name, f in tool("bench_spool", os.path.abspath("spool"))[0].items():
        show(name, "%21s %10s" % (us(f[0]), us(f[1])))
    documents = [(what, len(subprocess.run([PROGRAM, "-c", "bench.conf", *arguments], check=True, capture_output=True).stdout))
                 for what, arguments in (("slip, ESC/POS", ("slip", slip_of, "--format", "escpos")),
                                         ("label, ZPL", ("label", label_of, "--format", "zpl")),
                                         ("label, TSPL", ("label", label_of, "--format", "tspl")),
                                         ("label, EPL2", ("label", label_of, "--format", "epl")))]
    title("on the way, computed from the bytes at the link's full speed" + "".join("%16s" % what for what, _ in documents))
    show("bytes", "%24s" % "" + "".join("%16d" % size for _, size in documents))
    for link, rate in LINKS:
        show(link, "%24s" % "" + "".join("%16s" % us(1e6 * size / rate) for _, size in documents))


def carriers_pdf():
    """A 4x6 inch PDF, as a carrier sends it, to a printer's bytes; beside a rasteriser alone. No PDF of ours: reportlab's."""
    title("a carrier's 4x6 inch PDF to ZPL, 203 dpi                            median")
    made = None
    for python in (sys.executable, "/usr/bin/python3"):
        if made is None and subprocess.run([python, "-c", "import reportlab"], capture_output=True).returncode == 0:
            made = subprocess.run([python, os.path.join(ROOT, "tests/oracles/artwork_pdfs.py"), "."], capture_output=True)
    if made is None or made.returncode != 0 or shutil.which("pdftoppm") is None:
        show("PDF", "skipped:", "needs python3-reportlab, qpdf, ghostscript and poppler-utils")
        return
    rows, _ = tool("bench_artwork", "plain.pdf", PROGRAM)

    def median_of(command):
        took = []
        for _ in range(30):
            begin = time.monotonic()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            took.append((time.monotonic() - begin) * 1e6)
        return statistics.median(took)

    peer = median_of(["pdftoppm", "-mono", "-r", "203", "plain.pdf", "peer"])
    shot = median_of([PROGRAM, "artwork", "plain.pdf", "--format", "zpl", "--output", "plain.zpl"])
    show("pdftoppm -mono -r 203 alone", us(peer))
    show("packwright artwork, one shot", us(shot), "%.2f times pdftoppm" % (shot / peer))
    if "PDF to ZPL" in rows:
        ours = rows["PDF to ZPL"][0]
        show("in the station, a child kept ready", us(ours), "%.2f times pdftoppm" % (ours / peer))
        judge("  beside pdftoppm", ours / peer, "times", 1.2)
        show("  the first one, no child ready yet", us(rows["PDF to ZPL, no child ready"][0]),
             "%.2f times pdftoppm" % (rows["PDF to ZPL, no child ready"][0] / peer))


# ---- the station as a process ----


class Printer(threading.Thread):
    """Takes everything, counts connections' bytes."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.bytes = 0
        self.start()

    def run(self):
        while True:
            link, _ = self.socket.accept()
            while data := link.recv(1 << 16):
                self.bytes += len(data)


def status(pid, key):
    with open("/proc/%d/status" % pid) as f:
        return int(re.search(r"^%s:\s+(\d+)" % key, f.read(), re.M)[1])


def switches(pid):
    total = 0
    for task in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/status" % (pid, task)) as f:
            total += sum(int(n) for n in re.findall(r"ctxt_switches:\s+(\d+)", f.read()))
    return total


def station(codes):
    slip, label = Printer(), Printer()
    with open("station.conf", "w") as f:
        f.write(CONFIG + STATION % (slip.port, label.port))
    title("the station: packwright run, while it packs %d orders, then idle" % len(codes))
    with open("station.log", "w") as log:
        process = subprocess.Popen([PROGRAM, "-c", "station.conf", "run"], stdout=log, stderr=log)
    try:
        for _ in range(100):
            if os.path.exists("scan"):
                break
            time.sleep(0.05)
        with open("scan", "w", buffering=1) as scanner:
            time.sleep(1)
            show("memory when started", "%12s" % ("%.1f MB" % (status(process.pid, "VmHWM") / 1024)))
            done = 0
            for code in codes:
                before = label.bytes
                scanner.write(code + "\n")
                end = time.monotonic() + 5
                while label.bytes == before and time.monotonic() < end:
                    time.sleep(0.002)
                done += label.bytes != before
            time.sleep(1.5)
            show("orders packed, slip and label each", "%d" % done, "%d kB of slips, %d kB of labels" % (slip.bytes // 1000,
                                                                                                       label.bytes // 1000))
            judge("peak memory (VmHWM)", status(process.pid, "VmHWM") / 1024, "MB", 40)
            with open("/proc/%d/smaps_rollup" % process.pid) as f:
                rollup = dict(re.findall(r"^(\w+):\s+(\d+) kB", f.read(), re.M))
            show("  of that its own, not of files (Pss_Anon)", "%.1f MB" % (int(rollup.get("Pss_Anon", 0)) / 1024))
            time.sleep(2)
            before = switches(process.pid)
            time.sleep(IDLE_S)
            judge("wake-ups while idle, of all threads", (switches(process.pid) - before) / IDLE_S, "per s", 0)
    finally:
        process.terminate()
        process.wait(20)


def postage():
    """The last scan buys the label, from a made-up marketplace that takes 100 ms for each answer."""
    title("postage: 30 orders, each answer of the marketplace after 100 ms")
    done = subprocess.run([sys.executable, os.path.join(HERE, "postage.py"), "30"], capture_output=True, text=True, env={**os.environ, "PACKWRIGHT": PROGRAM})
    if done.returncode != 0:
        show("postage.py", "failed:", (done.stderr.strip().splitlines() or ["?"])[-1])
        return
    figures = json.loads(done.stdout)
    judge("last scan to the label at the printer, median", figures["median_ms"], "ms", 300)
    show("the slowest", "%12s" % ("%.0f ms" % figures["most_ms"]), "of which 200 ms are the marketplace's: offers, then the purchase")
    judge("requests for a packed order", figures["requests"], "", 4)


def one_shot(arguments, command=None):
    """Milliseconds."""
    path = command or PROGRAM
    null = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    begin = time.monotonic()
    pid = os.posix_spawn(path, [path] + ([] if command else ["-c", "bench.conf"]) + arguments, os.environ, file_actions=null)
    _, code = os.waitpid(pid, 0)
    spent = time.monotonic() - begin
    if code != 0:
        raise RuntimeError("%s %s: status %d" % (path, arguments, code))
    return spent


def one_document(slip_of, label_of):
    title("one document from the command line, %d times, in turn" % ONE_SHOTS)
    what = {"true, a process that does nothing": ([], "/bin/true"), "packwright --version": (["--version"], None),
            "packwright slip --format escpos": (["slip", slip_of, "--format", "escpos"], None),
            "packwright slip --format text": (["slip", slip_of, "--format", "text"], None),
            "packwright label --format zpl": (["label", label_of, "--format", "zpl"], None)}
    times = {name: [] for name in what}
    for _ in range(ONE_SHOTS):
        for name, (arguments, command) in what.items():
            times[name].append(one_shot(arguments, command))
    for name, runs in times.items():
        median = 1e3 * statistics.median(runs)
        if "--format escpos" in name or "--format zpl" in name:
            judge(name, median, "ms", 5)
        else:
            show(name, "%12s" % ("%.4g ms" % median))


def sample(sql):
    import sqlite3
    db = sqlite3.connect("file:store.db?mode=ro", uri=True)
    row = db.execute(sql).fetchone()
    db.close()
    return row[0] if row else None


def main():
    folder = os.environ.get("PACKWRIGHT_BENCH_DIR", os.path.join(BUILD, "bench"))
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    begin = time.monotonic()
    with open("/proc/cpuinfo") as f:
        cpu = (re.findall(r"model name\s*: (.*)", f.read()) or [platform.machine()])[0]
    print("Packwright %s on %d x %s, Linux %s, load %.1f before the start" %
          (open(os.path.join(ROOT, "VERSION")).read().strip(), os.cpu_count(), cpu, platform.release(), os.getloadavg()[0]))
    with open("bench.conf", "w") as f:
        f.write(CONFIG)
    try:
        codes = make_store()
        find_and_search()
        report()
        if wanted("scan"):
            scan(codes[:SCANS])
        if wanted("beats"):
            beats()
        if wanted("storm"):
            storm()
        if wanted("station"):
            station(codes[SCANS:])
        if wanted("postage"):
            postage()
        slip_of = sample("SELECT order_id FROM orders WHERE buyer_name = 'Ada Sample' LIMIT 1") or sample(
            "SELECT order_id FROM orders LIMIT 1")
        label_of = sample("SELECT o.order_id FROM orders o JOIN parcel p ON p.order_pk = o.id WHERE o.buyer_name LIKE 'A%' LIMIT 1")
        if wanted("render"):
            render(label_of)
            documents()
            carriers_pdf()
        if wanted("spool"):
            spool(slip_of, label_of)
        if wanted("one"):
            one_document(slip_of, label_of)
    finally:
        os.chdir(ROOT)
        if "PACKWRIGHT_BENCH_DIR" not in os.environ:
            shutil.rmtree(folder, ignore_errors=True)
    title("%d of %d aims met in %.0f s, load %.1f now. Times depend on the machine and on what else it does: compare within one run."
          % (sum(met for _, met in aims), len(aims), time.monotonic() - begin, os.getloadavg()[0]))


main()

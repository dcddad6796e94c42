"""What the system tests of transports share: the tool that runs one transport, its lines, and ok/not ok/skip lines of our own."""
import os
import queue
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get("PACKWRIGHT_BUILD") or os.path.join(ROOT, "build", "release")
SUITE = os.path.splitext(os.path.basename(sys.argv[0]))[0]
ASAN = {"ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}


class Failed(Exception):
    pass


class Skipped(Exception):
    pass


def check(cond, why):
    if not cond:
        raise Failed(why)


def program(target):
    """A program of the tests, built when it isn't there."""
    path = os.path.join(BUILD, "tests", target)
    variant = os.path.basename(BUILD)
    r = subprocess.run(["make", "-s", "-C", ROOT, f"V={variant}", os.path.relpath(path, ROOT)], capture_output=True, text=True)
    if r.returncode != 0:
        raise Failed(f"can't build {target}: {r.stderr[-300:]}")
    return path


class Tool:
    """A running transport_tool. lines: what it has said so far."""

    def __init__(self, args, prefix=(), env=None, cwd=None, **kw):
        self.lines, self.fresh = [], queue.Queue()
        self.p = subprocess.Popen([*prefix, program("transport_tool"), *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True, bufsize=1, cwd=cwd, env={**os.environ, **ASAN, **(env or {})}, **kw)
        threading.Thread(target=self._read, daemon=True).start()
        self.log = []
        threading.Thread(target=self._read_log, daemon=True).start()

    def _read(self):
        for line in self.p.stdout:
            self.fresh.put(line.rstrip("\n"))

    def _read_log(self):
        for line in self.p.stderr:
            self.log.append(line.rstrip("\n"))

    def say(self, line):
        self.p.stdin.write(line + "\n")
        self.p.stdin.flush()

    def expect(self, start, seconds=15, unless=None):
        """The next line that starts so; what comes before it is kept in lines."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self.fresh.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                raise Failed(f"no '{start}' within {seconds} s; it said {self.lines[-8:]}, logged {self.log[-3:]}") from None
            self.lines.append(line)
            if line.startswith(start):
                return line
            if unless and line.startswith(unless):
                raise Failed(f"'{line}' instead of '{start}'")

    def logged(self, part, seconds=15):
        """Waits for a line of the log with this part: it comes by a pipe of its own, maybe later than the answer."""
        end = time.monotonic() + seconds
        while not any(part in line for line in self.log):
            check(time.monotonic() < end, f"no '{part}' in the log within {seconds} s: {self.log[-8:]}")
            time.sleep(0.01)

    def quiet(self, start, seconds):
        """Nothing that starts so comes for that long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                line = self.fresh.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                return
            self.lines.append(line)
            check(not line.startswith(start), f"'{line}' came")

    def close(self):
        if self.p.poll() is None:
            try:
                self.say("quit")
                self.p.stdin.close()
            except (BrokenPipeError, ValueError):
                pass
        try:
            rc = self.p.wait(15)
        except subprocess.TimeoutExpired:
            self.p.kill()
            raise Failed("it doesn't end") from None
        check(rc == 0, f"it ended with {rc}: {self.log[-30:]}")


def run(tests):
    failed = 0
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    for test in tests:
        name = test.__name__
        if only not in name:
            continue
        try:
            test()
            print(f"ok - {SUITE}: {name}", flush=True)
        except Skipped as e:
            print(f"skip - {SUITE}: {name}: {e}", flush=True)
        except Exception as e:  # noqa: BLE001  anything else is a failure of the test
            failed += 1
            print(f"not ok - {SUITE}: {name}: {type(e).__name__}: {e}".replace("\n", " "), flush=True)
    sys.exit(1 if failed else 0)

"""Scanners under umockdev: umock_bench has the devices, scanner_tool the drivers; both say what happens on one output."""
import os
import queue
import shutil
import subprocess
import tempfile
import threading
import time

from transport_bench import ASAN, HERE, Failed, Skipped, check, program, run  # noqa: F401


class Bench:
    def __init__(self, config, before=(), shim=False):
        if not shutil.which("umockdev-wrapper"):
            raise Skipped("umockdev isn't installed")
        self.dir = tempfile.TemporaryDirectory(prefix="packwright-scanner-")
        path = os.path.join(self.dir.name, "packwright.conf")
        with open(path, "w", encoding="utf-8") as f:
            f.write(config)
        tool = [program("scanner_tool"), path]
        if shim:  # the modem lines that libserialport wants of a pseudo-terminal
            tool = ["env", f"LD_PRELOAD={program('umock/pty_modem.so')}:libumockdev-preload.so.0", *tool]
        self.lines, self.fresh, self.log = [], queue.Queue(), []
        self.p = subprocess.Popen(["umockdev-wrapper", program("umock/umock_bench"), "-c", "-", "--", *tool], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1, env={**os.environ, **ASAN})
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_log, daemon=True).start()
        self.do(*before, "start")

    def _read(self):
        for line in self.p.stdout:
            self.fresh.put(line.rstrip("\n"))

    def _read_log(self):
        for line in self.p.stderr:
            self.log.append(line.rstrip("\n"))

    def do(self, *lines):
        for line in lines:
            self.p.stdin.write(line + "\n")
        self.p.stdin.flush()

    def expect(self, start, seconds=15):
        """The next line that starts so; every line is kept."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self.fresh.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                raise Failed(f"no '{start}' within {seconds} s; it said {self.lines[-8:]}, logged {self.log[-5:]}") from None
            self.lines.append(line)
            if line.startswith(start):
                return line

    def said(self, *starts):
        """What was said so far, of lines that start so."""
        return [line for line in self.lines if line.startswith(starts)]

    def end(self):
        """Stop the tool as systemd would; the devices stay to be asked."""
        self.do("term", "wait-exit")
        self.expect("ended")

    def close(self):
        self.do("kill")
        self.p.stdin.close()
        try:
            self.p.wait(15)
        except subprocess.TimeoutExpired:
            self.p.kill()
            raise Failed("the bench doesn't end") from None
        self.dir.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

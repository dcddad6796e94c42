"""Boots a guest under QEMU and drives it: commands inside, QMP outside.

    with Guest(kernel_dir, "guest.cpio") as g:         # returns when the guest answers
        rc, out = g.run("packwright --version")
        job = g.spawn("packwright run")
        g.plug("usb-kbd", "k1"); g.type_text("4006381333931\\n")
        g.unplug("k1")

Everything is software emulation (TCG): a /dev/kvm that opens may still not run a stock kernel.
"""
import ctypes
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

QCODE = {c: c for c in "abcdefghijklmnopqrstuvwxyz0123456789"}
QCODE.update({" ": "spc", "\n": "ret", "\t": "tab", "-": "minus", "=": "equal", "[": "bracket_left", "]": "bracket_right",
              ";": "semicolon", "'": "apostrophe", "`": "grave_accent", "\\": "backslash", ",": "comma", ".": "dot",
              "/": "slash"})
SHIFTED = dict(zip('!@#$%^&*()_+{}:"~|<>?', "1234567890-=[];'`\\,./"))


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Job:
    """A command running in the guest in the background, its output in a file there."""

    def __init__(self, guest, n):
        self.guest, self.n = guest, n

    def out(self):
        return self.guest.run(f"cat /tmp/job{self.n}.out")[1]

    def wait(self, timeout=60):
        end = time.time() + timeout
        while time.time() < end:
            _, text = self.guest.run(f"cat /tmp/job{self.n}.rc 2>/dev/null")
            if text.strip():
                return int(text), self.out()
            time.sleep(0.05)
        raise TimeoutError(f"job {self.n}: {self.out()}")

    def wait_text(self, text, timeout=60):
        end = time.time() + timeout
        while time.time() < end:
            out = self.out()
            if text in out:
                return out
            time.sleep(0.05)
        raise TimeoutError(f"no '{text}' in: {self.out()}")


class Guest:
    def __init__(self, kernel, initrd, mem=512, smp=2, extra=()):
        self.dir = tempfile.mkdtemp(prefix="packwright-guest-")
        self.kernel, self.initrd, self.mem, self.smp, self.extra = kernel, initrd, mem, smp, list(extra)
        self.process = self.channel = self.monitor = None
        self.jobs = 0
        self.events = []
        self.buf = b""
        self.boot_s = 0

    def argv(self):
        d = self.dir
        return ["qemu-system-x86_64", "-M", "q35", "-cpu", "max", "-accel", "tcg,thread=multi", "-nodefaults", "-display", "none",
                "-no-reboot", "-smp", str(self.smp), "-m", str(self.mem), "-kernel", f"{self.kernel}/vmlinux",
                "-initrd", self.initrd,
                "-append", "console=ttyS0 quiet panic=-1 nokaslr mitigations=off 8250.nr_uarts=1 cryptomgr.notests "
                           "tsc=reliable no_timer_check",
                "-qmp", f"unix:{d}/qmp,server=on,wait=off", "-serial", f"file:{d}/console.log",
                "-device", "virtio-serial-pci,id=vs", "-chardev", f"socket,id=commands,path={d}/commands,server=on,wait=off",
                "-device", "virtserialport,chardev=commands,name=commands", "-device", "qemu-xhci,id=usb"] + self.extra

    def start(self, timeout=120):
        begin = time.time()
        with open(f"{self.dir}/qemu.err", "wb") as err:
            self.process = subprocess.Popen(self.argv(), stdin=subprocess.DEVNULL, stderr=err, preexec_fn=die_with_parent)
        self.monitor = self.connect("qmp").makefile("rwb")
        self.monitor.readline()
        self.qmp("qmp_capabilities")
        self.channel = self.connect("commands")
        self._reply(timeout)
        self.run(f"date -u -s @{int(time.time())}")
        self.boot_s = time.time() - begin
        return self

    def _qemu_error(self):
        with open(f"{self.dir}/qemu.err", errors="replace") as f:
            return "qemu: " + f.read()

    def connect(self, name):
        """The host's end of a socket in self.dir."""
        s = socket.socket(socket.AF_UNIX)
        for _ in range(400):
            try:
                s.connect(f"{self.dir}/{name}")
                return s
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.025)
        raise RuntimeError(self._qemu_error())

    def _reply(self, timeout):
        end = time.time() + timeout
        while True:
            m = re.search(rb"\x1e(\S+) (\d+)\r?\n", self.buf)
            if m:
                out, self.buf = self.buf[:m.start()], self.buf[m.end():]
                return int(m.group(2)), out.decode("utf-8", "replace")
            left = end - time.time()
            if left <= 0 or not select.select([self.channel], [], [], left)[0]:
                raise TimeoutError("the guest is silent; so far: " + self.buf.decode("utf-8", "replace") + self.console()[-2000:])
            data = self.channel.recv(65536)
            if not data:
                raise EOFError(self._qemu_error())
            self.buf += data

    def run(self, command, timeout=60):
        """Runs one shell line in the guest; gives (exit status, output)."""
        self.channel.sendall(command.replace("\n", " ").encode() + b"\n")
        return self._reply(timeout)

    def read(self, path):
        """A file's bytes."""
        rc, text = self.run(f"base64 {path}")
        if rc != 0:
            raise FileNotFoundError(text)
        import base64
        return base64.b64decode(text)

    def until(self, command, text, timeout=30):
        """Runs command again and again until text is in its output; gives whether that came true."""
        end = time.time() + timeout
        while time.time() < end:
            if text in self.run(command)[1]:
                return True
            time.sleep(0.05)
        return False

    def spawn(self, command):
        self.jobs += 1
        n = self.jobs
        self.run(f"({command}; echo $? >/tmp/job{n}.tmp; mv /tmp/job{n}.tmp /tmp/job{n}.rc) >/tmp/job{n}.out 2>&1 </dev/null 3<&- &")
        return Job(self, n)

    def qmp(self, command, **args):
        self.monitor.write(json.dumps({"execute": command, "arguments": args}).encode() + b"\n")
        self.monitor.flush()
        while True:
            reply = json.loads(self.monitor.readline())
            if "event" in reply:
                self.events.append(reply)
                continue
            if "error" in reply:
                raise RuntimeError(reply["error"]["desc"])
            return reply["return"]

    def plug(self, driver, name, **props):
        return self.qmp("device_add", driver=driver, id=name, **props)

    def unplug(self, name, timeout=10):
        """Pull a device out and wait for QEMU to say that it is gone."""
        self.qmp("device_del", id=name)
        end = time.time() + timeout
        while time.time() < end:
            if any(e["event"] == "DEVICE_DELETED" and e["data"].get("device") == name for e in self.events):
                self.events.clear()
                return
            self.qmp("query-status")
            time.sleep(0.02)
        raise TimeoutError("no DEVICE_DELETED for " + name)

    def _key(self, qcode, down):
        event = {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": qcode}}}
        self.qmp("input-send-event", events=[event])

    def type_text(self, text, gap=0.008):
        """Types as a keyboard-type scanner does; gap: seconds between key events. One event a command: QEMU's queue holds 16."""
        for ch in text:
            shift = ch.isupper() or ch in SHIFTED
            q = QCODE[SHIFTED.get(ch, ch).lower() if shift else ch]
            keys = [("shift", True)] * shift + [(q, True), (q, False)] + [("shift", False)] * shift
            for code, down in keys:
                self._key(code, down)
                time.sleep(gap)

    def power_off(self):
        try:
            self.qmp("quit")
        except (OSError, ValueError):
            pass
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def console(self):
        try:
            with open(f"{self.dir}/console.log", errors="replace") as f:
                return f.read()
        except OSError:
            return ""

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.power_off()
        shutil.rmtree(self.dir, ignore_errors=True)

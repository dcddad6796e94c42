#!/usr/bin/env python3
"""The serial transport on an emulated USB serial adapter: found and opened by libserialport's own rules, unplugged as one is."""
import os
import shutil
import tempfile

from transport_bench import HERE, Skipped, Tool, check, program, run

LINES = [f"line {i} of a slip, as plain text" for i in range(40)]
JOB = "".join(line + "\n" for line in LINES).encode()


class Bench:
    def __init__(self, *args, before=("tty {tty}",)):
        if not shutil.which("umockdev-wrapper"):
            raise Skipped("umockdev isn't installed")
        self.dir = tempfile.TemporaryDirectory(prefix="packwright-serial-")
        self.script = self.path("script")
        self.tty = os.path.join(HERE, "umock", "scanner-tty.umockdev")
        for name, data in (("job", JOB), ("long", JOB * 60)):
            with open(self.path(name), "wb") as f:
                f.write(data)
        os.mkfifo(self.script)
        shim = program("umock/pty_modem.so")
        prefix = ["umockdev-wrapper", program("umock/umock_bench"), "-c", self.script, "--",
                  "env", f"LD_PRELOAD={shim}:libumockdev-preload.so.0"]
        self.tool = Tool(["serial", "port=/dev/ttyUSB0", *args], prefix=prefix)
        self.commands = open(self.script, "w", buffering=1)
        self.do(*[line.format(tty=self.tty) for line in before], "start")

    def path(self, name):
        return os.path.join(self.dir.name, name)

    def do(self, *lines):
        for line in lines:
            self.commands.write(line + "\n")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        try:
            if kind is None:
                self.do("wait-exit")
                self.commands.close()
                self.tool.close()
            else:
                self.commands.close()
                self.tool.p.kill()
        finally:
            self.dir.cleanup()


def a_slip_arrives_and_replies_come_back():
    with Bench("baud=38400", "flow=rtscts") as b:
        b.tool.expect("link ready")
        b.tool.say(f"send {b.path('job')}")
        b.tool.expect(f"sent all {len(JOB)} {len(JOB)} serial unproven ok")
        b.do("sleep 300", "tty-hex 1410000f")
        got = ""
        while len(got) < 8:
            got += b.tool.expect("reply").split()[1]
        check(got == "1410000f", got)
    arrived = [line for line in b.tool.log if line in LINES]
    check(arrived == LINES, f"{len(arrived)} of {len(LINES)} lines arrived")


def a_printer_that_takes_nothing_is_said_and_unplugging_it_is_an_unknown_outcome():
    with Bench() as b:
        b.tool.expect("link ready")
        b.do("tty-mute 1")
        b.tool.logged("the tty is mute")
        b.tool.say(f"send {b.path('long')}")
        b.tool.expect("status the printer takes no data")
        b.do("tty-unplug")
        line = b.tool.expect("sent")
        total = len(JOB) * 60
        check(line.startswith("sent some ") and f" {total} serial unproven unknown outcome" in line, line)
        check(int(line.split()[2]) < total, line)
        check("link missing no serial port /dev/ttyUSB0: not plugged in?" in b.tool.lines, str(b.tool.lines))
        b.tool.say(f"send {b.path('job')}")
        b.tool.expect("refused gone")


def a_port_that_is_not_there_is_missing():
    with Bench(before=()) as b:
        line = b.tool.expect("link missing")
        check(line == "link missing no serial port /dev/ttyUSB0: not plugged in?", line)


run([
    a_slip_arrives_and_replies_come_back,
    a_printer_that_takes_nothing_is_said_and_unplugging_it_is_an_unknown_outcome,
    a_port_that_is_not_there_is_missing,
])

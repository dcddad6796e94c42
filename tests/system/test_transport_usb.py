#!/usr/bin/env python3
"""The USB transport with an emulated printer under umockdev: libusb and the kernel's interface are real up to the ioctl."""
import os
import random
import shutil
import tempfile
import time

from transport_bench import Failed, Skipped, Tool, check, program, run

JOB = random.Random(9).randbytes(20000)


class Bench:
    """umock_bench with the tool inside; do() gives the printer's side a command."""

    def __init__(self, *args, before=("plug printer",)):
        if not shutil.which("umockdev-wrapper"):
            raise Skipped("umockdev isn't installed")
        self.dir = tempfile.TemporaryDirectory(prefix="packwright-usb-")
        self.script, self.printed_path = self.path("script"), self.path("printed")
        with open(self.path("job"), "wb") as f:
            f.write(JOB)
        os.mkfifo(self.script)
        prefix = ["umockdev-wrapper", program("umock/umock_bench"), "-o", self.printed_path, "-c", self.script, "--"]
        self.tool = Tool(["usb", *args], prefix=prefix)
        self.commands = open(self.script, "w", buffering=1)
        self.do(*before, "start")

    def path(self, name):
        return os.path.join(self.dir.name, name)

    def do(self, *lines):
        for line in lines:
            self.commands.write(line + "\n")

    def printed(self):
        with open(self.printed_path, "rb") as f:
            return f.read()

    def send(self):
        self.tool.say(f"send {self.path('job')} job-1")

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


def a_document_arrives_once_and_whole():
    with Bench() as b:
        b.tool.expect("link ready")
        for _ in range(2):
            b.send()
            b.tool.expect("sent all 20000 20000 usb unproven ok")
        check(b.printed() == JOB + JOB, "the printer got something else")
        b.tool.logged("is LAB Label 100, speaks ESC/POS,ZPL")


def replies_come_while_idle():
    with Bench() as b:
        b.tool.expect("link ready")
        b.do("reply 14000f", "reply 16")
        got = b.tool.expect("reply").split()[1]
        while len(got) < 8:
            got += b.tool.expect("reply").split()[1]
        check(got == "14000f16", got)


def out_of_paper_in_the_middle_is_said_and_the_rest_follows():
    with Bench(before=("plug printer", "credit 6000")) as b:
        b.tool.expect("link ready")
        b.send()
        b.do("wait-bytes 6000", "paper 0")
        b.tool.expect("status out of paper", 20)  # after a transfer that timed out in the middle
        b.tool.quiet("sent", 7)
        b.do("paper 1", "credit -1")
        b.tool.expect("sent all 20000 20000")
        check(b.printed() == JOB, "lost or doubled bytes around the time-out")
        said = [line for line in b.tool.lines if line.startswith("status")]
        check(said[-2:] == ["status out of paper", "status "] and said.count("status ") == 1, str(said))


def out_of_paper_before_the_first_byte_is_said_at_once():
    with Bench(before=("plug printer", "paper 0")) as b:
        b.tool.expect("status out of paper")
        b.tool.expect("link ready")
        b.do("paper 1")
        line = b.tool.expect("status", 10)
        check(line == "status ", line)


def a_stall_is_cleared_and_the_rest_follows():
    with Bench(before=("plug printer", "credit 6000")) as b:
        b.tool.expect("link ready")
        b.send()
        b.do("wait-bytes 6000", "stall", "credit -1")
        b.tool.expect("sent all 20000 20000")
        check(b.printed() == JOB, "lost or doubled bytes around the stall")


def a_second_stall_is_an_unknown_outcome():
    with Bench(before=("plug printer", "credit 6000")) as b:
        b.tool.expect("link ready")
        b.send()
        b.do("wait-bytes 6000", "stall", "credit 3000", "wait-bytes 9000", "stall")
        line = b.tool.expect("sent")
        check(line.startswith("sent some 9000 20000 usb unproven unknown outcome"), line)
        check(b.printed() == JOB[:9000], "the printer got something else")


def unplugged_in_the_middle_is_an_unknown_outcome_and_it_comes_back():
    with Bench(before=("plug printer", "credit 6000")) as b:
        b.tool.expect("link ready")
        b.send()
        b.do("wait-bytes 6000", "sleep 100", "unplug printer")
        line = b.tool.expect("sent")
        check(line.startswith("sent some ") and "unknown outcome" in line, line)
        check(int(line.split()[2]) <= 6000, "more than the printer took")
        b.tool.expect("link missing")
        b.tool.say("send " + b.path("job"))
        b.tool.expect("refused gone")
        b.do("plug printer")
        b.tool.expect("link ready")
        b.send()
        b.tool.expect("sent all 20000 20000")
        check(b.printed()[6000:] == JOB, "the cut-off document was sent again")


def unplugged_while_idle_is_noticed():
    with Bench() as b:
        b.tool.expect("link ready")
        b.do("unplug printer")
        b.tool.expect("link missing")
        b.do("plug printer")
        b.tool.expect("link ready")


def plugged_in_later_is_found():
    with Bench(before=()) as b:
        b.tool.expect("link missing no USB printer is plugged in")
        b.do("plug printer")
        try:
            b.tool.expect("link ready", 5)
        except Failed:  # seen once in some thirty runs: umockdev's mocked netlink lost the uevent; a kernel's is tried in test_guest
            b.do("unplug printer", "plug printer")
            b.tool.expect("link ready")
        b.send()
        b.tool.expect("sent all")


def cancelled_in_the_middle_tells_how_far_it_got():
    with Bench(before=("plug printer", "credit 6000")) as b:
        b.tool.expect("link ready")
        b.send()
        b.do("wait-bytes 6000", "sleep 200")
        time.sleep(0.5)
        b.tool.say("cancel")
        line = b.tool.expect("sent", 3)
        check(line.startswith("sent some 6000 20000"), line)
        b.do("credit -1")
        b.send()
        b.tool.expect("sent all 20000 20000")
        check(b.printed() == JOB[:6000] + JOB, "the cancelled rest arrived")


def a_deaf_printer_prints_all_the_same():
    with Bench(before=("plug printer", "deaf 1")) as b:
        b.tool.expect("link ready", 20)
        b.send()
        b.tool.expect("sent all")
        check(b.printed() == JOB, "the printer got something else")


def a_device_id_with_a_lying_length_is_read():
    with Bench(before=("plug printer", "badid 1")) as b:
        b.tool.expect("link ready")
        b.tool.logged("is LAB Label 100")


def a_printer_held_by_another_program_is_failed_until_it_lets_go():
    with Bench(before=("plug printer", "hold printer 1")) as b:
        line = b.tool.expect("link failed")
        check("another program holds it" in line, line)
        b.do("hold printer 0")
        b.tool.expect("link ready")


def only_the_printer_that_is_named_is_taken():
    with Bench("vendor=0x1d6b", "product=0x0fe1", "serial=NO-SUCH", before=("plug printer",)) as b:
        line = b.tool.expect("link missing")
        check("1d6b:0fe1" in line and "NO-SUCH" in line, line)
        b.tool.quiet("link ready", 1)


def unplugged_at_any_moment_and_destroyed_at_any_moment_is_survived():
    for bytes_taken in (1, 4096, 16384, 19999):
        with Bench(before=("plug printer", f"credit {bytes_taken}")) as b:
            b.tool.expect("link ready")
            b.send()
            b.do(f"wait-bytes {bytes_taken}", "unplug printer")
            line = b.tool.expect("sent")
            check(line.startswith("sent some"), line)
        with Bench(before=("plug printer", f"credit {bytes_taken}")) as b:
            b.tool.expect("link ready")
            b.send()
            b.do(f"wait-bytes {bytes_taken}")
            time.sleep(0.1)


run([
    a_document_arrives_once_and_whole,
    replies_come_while_idle,
    out_of_paper_in_the_middle_is_said_and_the_rest_follows,
    out_of_paper_before_the_first_byte_is_said_at_once,
    a_stall_is_cleared_and_the_rest_follows,
    a_second_stall_is_an_unknown_outcome,
    unplugged_in_the_middle_is_an_unknown_outcome_and_it_comes_back,
    unplugged_while_idle_is_noticed,
    plugged_in_later_is_found,
    cancelled_in_the_middle_tells_how_far_it_got,
    a_deaf_printer_prints_all_the_same,
    a_device_id_with_a_lying_length_is_read,
    a_printer_held_by_another_program_is_failed_until_it_lets_go,
    only_the_printer_that_is_named_is_taken,
    unplugged_at_any_moment_and_destroyed_at_any_moment_is_survived,
])

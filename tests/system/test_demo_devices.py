#!/usr/bin/env python3
"""packwright demo finds what is plugged in, under umockdev: a printer that says its language, a scanner by its maker; no keyboard."""
import os
import shutil
import signal
import subprocess
import tempfile
import time

from transport_bench import ASAN, BUILD, Failed, Skipped, check, program, run

SYMBOL = "05e0"


def demo(plugged, vendor):
    """What it configured and what it said, with those devices plugged in."""
    if not shutil.which("umockdev-wrapper"):
        raise Skipped("umockdev isn't installed")
    with tempfile.TemporaryDirectory(prefix="packwright-demo-") as folder:
        files = os.path.join(folder, "demo")
        p = subprocess.Popen(["umockdev-wrapper", program("umock/umock_bench"), "-c", "-", "--", os.path.join(BUILD, "packwright"), "demo",
                              "--dir", files, "--listen", "127.0.0.1:0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, env={**os.environ, **ASAN, **({"LAB_VID": vendor} if vendor else {})},
                             start_new_session=True)
        try:
            p.stdin.write("".join(f"plug {d}\n" for d in plugged).encode() + b"start\n")
            p.stdin.flush()
            os.set_blocking(p.stdout.fileno(), False)
            said, end = b"", time.monotonic() + 30
            while b"Ctrl+C" not in said:
                said += p.stdout.read() or b""
                if time.monotonic() > end or p.poll() is not None:
                    raise Failed(f"it didn't open: {said[-800:]!r}")
                time.sleep(0.05)
            with open(os.path.join(files, "packwright.conf"), encoding="utf-8") as f:
                return f.read(), said.decode()
        finally:
            os.killpg(p.pid, signal.SIGKILL)  # a session of its own: umock_bench and what it started
            p.wait()


def section(config, name):
    return config.split(f"[{name}]\n")[1].split("\n\n")[0]


def a_printer_that_says_its_language_is_used():
    config, said = demo(["printer"], None)
    slip = section(config, "printer slip")
    check("transport = usb\nlanguage = escpos\nvendor = 0x1d6b\nproduct = 0x0fe1\nserial = LAB0001" in slip, config)
    check("transport = virtual" in section(config, "printer label"), config)
    check("printer slip: 1d6b:0fe1" in said, said)


def a_scanner_is_known_by_its_maker():
    config, said = demo(["keyboard"], SYMBOL)
    check("driver = usb-hid\nvendor = 0x05e0\nproduct = 0x0fe4" in section(config, "scanner 1"), config)
    check("scanner 1: 05e0:0fe4" in said, said)


def a_keyboard_is_never_taken_for_a_scanner():
    config, _ = demo(["keyboard"], None)
    check(config.count("[scanner ") == 1 and "driver = virtual" in section(config, "scanner hand"), config)


def with_nothing_plugged_in_everything_is_virtual():
    config, _ = demo([], None)
    check(config.count("transport = virtual") == 2 and "usb" not in config, config)


run([a_printer_that_says_its_language_is_used, a_scanner_is_known_by_its_maker, a_keyboard_is_never_taken_for_a_scanner,
     with_nothing_plugged_in_everything_is_virtual])

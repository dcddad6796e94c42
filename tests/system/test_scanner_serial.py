#!/usr/bin/env python3
"""The driver serial with a mocked /dev/ttyUSB0 under umockdev: libserialport's own opening, on a pseudo-terminal with modem lines."""
import os

from scanner_bench import HERE, Bench, check, run

TTY = "tty " + os.path.join(HERE, "umock", "scanner-tty.umockdev")
LEFT = "[scanner left]\ndriver = serial\nport = /dev/ttyUSB0\nbaud = 9600\nframing = cr\nrole = both\n"


def one_that_is_there_is_read():
    with Bench(LEFT, before=[TTY], shim=True) as b:
        b.expect("link left ready")
        b.do("tty-say 4006381333931", "tty-hex 5d433130313034303036333831333333393331" "1d3130410d")
        b.expect("scan left 4006381333931")
        b.expect("scan left ]C10104006381333931\\x1d10A")


def it_appears_scans_is_unplugged_and_comes_back_under_another_number():
    with Bench(LEFT.replace("/dev/ttyUSB0", "/dev/serial/by-id/LABSER1"), before=["plug scale"], shim=True) as b:  # something, so that there is a /dev to watch
        b.expect("link left missing")
        for i in range(3):
            b.do(TTY)
            b.expect("link left ready")
            b.do(f"tty-say 400638133393{i}")
            b.expect(f"scan left 400638133393{i}")
            b.do("tty-hex 3430303633", "sleep 100", "tty-unplug")
            line = b.expect("garbage left 40063 |")
            check("unplugged" in line, line)
            b.expect("link left missing")


def half_a_scan_and_silence_is_garbage():
    with Bench(LEFT, before=[TTY], shim=True) as b:
        b.expect("link left ready")
        b.do("tty-hex 343030363338")
        b.expect("garbage left 400638 |")
        b.do("tty-say 1333931")
        b.expect("scan left 1333931")


def the_wrong_framing_is_named():
    with Bench(LEFT.replace("= cr", "= lf"), before=[TTY], shim=True) as b:
        b.expect("link left ready")
        b.do("tty-hex 343030363338" "0d")
        line = b.expect("garbage left 400638\\x0d |")
        check("framing = cr" in line, line)


run([one_that_is_there_is_read, it_appears_scans_is_unplugged_and_comes_back_under_another_number, half_a_scan_and_silence_is_garbage,
     the_wrong_framing_is_named])

#!/usr/bin/env python3
"""The driver usb-hid with emulated keyboards under umockdev: libusb and the kernel's interface are real up to the ioctl."""
import pathlib
import time

from scanner_bench import Bench, check, run

GUN = "[scanner gun]\ndriver = usb-hid\nvendor = 0x1d6b\nproduct = 0x0fe4\n"


def one_that_is_there_is_taken_from_the_kernel_read_and_given_back():
    with Bench(GUN, before=["plug keyboard", "driver keyboard"]) as b:
        b.expect("link gun ready")
        check(b.said("driver") == ["driver keyboard usbhid none"], b.lines)
        b.do("driver keyboard")
        b.expect("driver keyboard none none")
        b.do("type keyboard 4006381333931\\n", "type keyboard Hello,\\sWorld!\\t(]C1)\\n")
        b.expect("scan gun 4006381333931")
        b.expect("scan gun Hello, World!\\x09(]C1)")
        b.end()
        b.do("driver keyboard")
        b.expect("driver keyboard usbhid none")


def one_that_comes_later_is_used():
    with Bench(GUN) as b:
        b.do("plug keyboard")
        b.expect("link gun ready")
        check(b.said("link")[0].startswith("link gun missing"), b.lines)
        b.do("type keyboard A\\n")
        b.expect("scan gun A")


def unplugged_in_the_middle_of_a_scan_is_garbage_and_back_again():
    with Bench(GUN, before=["plug keyboard"]) as b:
        for i in range(3):
            b.expect("link gun ready")
            b.do("type keyboard 400638", "sleep 50", "unplug keyboard")
            line = b.expect("garbage gun 4")  # as many keys as came through
            check("unplugged" in line and "400638".startswith(line.split()[2]), line)
            b.expect("link gun missing")
            b.do("plug keyboard")
            b.expect("link gun ready")  # before that nobody reads its keys
            b.do(f"type keyboard 133393{i}\\n")
            b.expect(f"scan gun 133393{i}")
            b.do("unplug keyboard", "sleep 100", "plug keyboard")
            b.expect("link gun missing")


def half_a_scan_and_silence_is_garbage():
    with Bench(GUN, before=["plug keyboard"]) as b:
        b.expect("link gun ready")
        b.do("type keyboard 400638")
        b.expect("garbage gun 400638 |")
        b.do("type keyboard 1333931\\n")
        b.expect("scan gun 1333931")


def a_code_that_would_give_commands_is_garbage():
    with Bench(GUN, before=["plug keyboard"]) as b:
        b.expect("link gun ready")
        up = "key keyboard 0000000000000000"
        b.do("key keyboard 0800150000000000", up, "type keyboard cmd\\n", "type keyboard ok\\n")  # Win+R
        line = b.expect("garbage gun cmd |")
        check("commands" in line, line)
        b.expect("scan gun ok")


def roll_over_of_fast_scanners_and_alt_numbers_are_read():
    with Bench(GUN, before=["plug keyboard"]) as b:
        b.expect("link gun ready")
        # 0, 1 joins, 0 leaves, too many keys at once, then Alt 0 2 9 on the keypad, A with shift, Enter
        b.do(*(f"key keyboard {r}" for r in (
            "0000270000000000", "0000271e00000000", "00001e0000000000", "0000010101010101", "0000000000000000",
            "0400000000000000", "0400620000000000", "04005a0000000000", "0400610000000000", "0400000000000000",
            "0000000000000000", "0200040000000000", "0000000000000000", "0000280000000000", "0000000000000000")))
        b.expect("scan gun 01\\x1dA")


def keyboards_that_are_not_configured_are_left_alone():
    with Bench(GUN + "serial = LAB0002\n", before=["plug keyboard", "plug dongle"]) as b:
        b.do("plug twin")
        b.expect("link gun ready")
        b.do("driver keyboard", "driver dongle", "driver twin")
        b.expect("driver keyboard usbhid none")
        b.expect("driver dongle usbhid usbhid")
        b.expect("driver twin none none")
        b.do("type keyboard secret\\n", "type twin A\\n")
        b.expect("scan gun A")
        check(len(b.said("scan", "garbage")) == 1, b.lines)


def the_port_tells_two_of_the_same_apart():
    config = (GUN + "port = 1-8\n").replace("gun", "left") + (GUN + "port = 1-10\n").replace("gun", "right")
    with Bench(config, before=["plug keyboard", "plug twin"]) as b:
        b.expect("link left ready")
        b.expect("link right ready")
        b.do("type twin B\\n", "type keyboard A\\n")
        check({b.expect("scan"), b.expect("scan")} == {"scan left A", "scan right B"}, b.lines)


def only_the_keyboard_of_a_receiver_is_taken():
    with Bench("[scanner gun]\ndriver = usb-hid\nvendor = 0x1d6b\nproduct = 0x0fe5\n", before=["plug dongle"]) as b:
        b.expect("link gun ready")
        b.do("driver dongle", "type dongle A\\n")
        b.expect("driver dongle usbhid none")  # the mouse on interface 0 stays
        b.expect("scan gun A")
        b.end()
        b.do("driver dongle")
        b.expect("driver dongle usbhid usbhid")


def one_that_another_program_holds_is_said_and_taken_when_it_is_free():
    with Bench(GUN, before=["plug keyboard", "hold keyboard 1"]) as b:
        line = b.expect("link gun failed")
        check("another program" in line, line)
        b.do("hold keyboard 0")
        b.expect("link gun ready")


def a_device_that_is_no_keyboard_is_said():
    with Bench("[scanner gun]\ndriver = usb-hid\nvendor = 0x1d6b\nproduct = 0x0fe3\n", before=["plug scale"]) as b:
        line = b.expect("link gun failed")
        check("no keyboard" in line, line)
        b.do("driver scale")
        b.expect("driver scale usbhid none")


def waiting_costs_no_time():
    with Bench(GUN, before=["plug keyboard"]) as b:
        b.expect("link gun ready")
        pid = None
        for p in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if p.joinpath("comm").read_text().strip() == "scanner_tool" and b.dir.name in p.joinpath("cmdline").read_text():
                    pid = p
            except OSError:
                pass
        check(pid is not None, "scanner_tool isn't there")
        time.sleep(0.3)

        def switches():
            return sum(int(line.split()[1]) for t in pid.joinpath("task").iterdir()
                       for line in t.joinpath("status").read_text().splitlines() if line.startswith("voluntary_ctxt"))
        before = switches()
        time.sleep(2)
        check(switches() - before <= 1, f"{switches() - before} wake-ups in 2 s")


run([one_that_is_there_is_taken_from_the_kernel_read_and_given_back, one_that_comes_later_is_used,
     unplugged_in_the_middle_of_a_scan_is_garbage_and_back_again, half_a_scan_and_silence_is_garbage,
     a_code_that_would_give_commands_is_garbage, roll_over_of_fast_scanners_and_alt_numbers_are_read,
     keyboards_that_are_not_configured_are_left_alone, the_port_tells_two_of_the_same_apart, only_the_keyboard_of_a_receiver_is_taken,
     one_that_another_program_holds_is_said_and_taken_when_it_is_free, a_device_that_is_no_keyboard_is_said, waiting_costs_no_time])

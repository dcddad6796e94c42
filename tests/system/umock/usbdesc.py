"""USB descriptors of the emulated devices, shared by every emulator here.

Five devices, all with vendor id 1d6b (Linux Foundation) and product ids that no
real product uses:
  PRINTER  0fe1  label/receipt printer, class 7/1/2, bulk OUT 0x01, bulk IN 0x82
  SCANNER  0fe2  HID POS bar code scanner, usage page 0x8C, interrupt IN 0x81
  SCALE    0fe3  HID scale, usage page 0x8D, interrupt IN 0x81
  KEYBOARD 0fe4  boot keyboard as keyboard-type scanners are, interrupt IN 0x81
  DONGLE   0fe5  a receiver: interface 0 a boot mouse (0x81), interface 1 a boot keyboard (0x82)
"""
import struct

VID = 0x1D6B
PRINTER, SCANNER, SCALE, KEYBOARD, DONGLE = 0x0FE1, 0x0FE2, 0x0FE3, 0x0FE4, 0x0FE5
DEVICE_ID = b"MFG:LAB;MDL:Label 100;CMD:ESC/POS,ZPL;CLS:PRINTER;DES:Lab label printer;SN:LAB0001;"


def device(pid, strings=(1, 2, 3)):
    return struct.pack("<BBHBBBBHHHBBBB", 18, 1, 0x0200, 0, 0, 0, 64, VID, pid, 0x0100,
                       *strings, 1)


def endpoint(addr, attr, size, interval):
    return struct.pack("<BBBBHB", 7, 5, addr, attr, size, interval)


def interface(num, eps, cls, sub, proto):
    return struct.pack("<BBBBBBBBB", 9, 4, num, 0, eps, cls, sub, proto, 0)


def config(body, nif=1):
    return struct.pack("<BBHBBBBB", 9, 2, 9 + len(body), nif, 1, 0, 0x80, 50) + body


# HID POS bar code scanner: one input report, id 2: 1 length byte, 3 bytes of AIM
# symbology id, 56 bytes of decoded data, 1 byte of symbology, 1 'more' bit + padding.
SCANNER_REPORT = bytes([
    0x05, 0x8C,              # usage page (bar code scanner)
    0x09, 0x02,              # usage (bar code scanner)
    0xA1, 0x01,              # collection (application)
    0x09, 0x12,              #   usage (scanned data report)
    0xA1, 0x02,              #   collection (logical)
    0x85, 0x02,              #     report id 2
    0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08,
    0x95, 0x01, 0x05, 0x01, 0x09, 0x3B, 0x81, 0x02,   # byte count (generic desktop)
    0x95, 0x03, 0x05, 0x8C, 0x09, 0xFB, 0x09, 0xFC, 0x09, 0xFD, 0x81, 0x02,  # AIM id chars
    0x95, 0x38, 0x09, 0xFE, 0x82, 0x02, 0x01,         # 56 decoded data bytes, buffered
    0x95, 0x01, 0x09, 0xFF, 0x81, 0x02,               # symbology id
    0x75, 0x01, 0x95, 0x01, 0x25, 0x01, 0x09, 0x01, 0x81, 0x02,  # decode data continued
    0x95, 0x07, 0x81, 0x03,
    0xC0, 0xC0])


def scanner_report(text):
    d = text.encode()[:56]
    return bytes([2, len(d)]) + b"]E0" + d.ljust(56, b"\0") + b"\x0c\x00"


# HID scale: report 3: status, unit, exponent (signed), 16-bit weight.
SCALE_REPORT = bytes([
    0x05, 0x8D,              # usage page (scale)
    0x09, 0x20,              # usage (weighing device)
    0xA1, 0x01,
    0x09, 0x21, 0xA1, 0x02,  #   scale device data report
    0x85, 0x03,
    0x15, 0x00, 0x25, 0x07, 0x75, 0x08, 0x95, 0x01,
    0x09, 0x70, 0x81, 0x02,  #     scale status
    0x25, 0x0C, 0x09, 0x50, 0x81, 0x02,              # weight unit
    0x15, 0x81, 0x25, 0x7F, 0x09, 0x41, 0x81, 0x02,  # data scaling (exponent)
    0x15, 0x00, 0x27, 0xFF, 0xFF, 0x00, 0x00, 0x75, 0x10, 0x09, 0x40, 0x81, 0x02,
    0xC0, 0xC0])

SCALE_STATUS = {"zero": 2, "motion": 3, "stable": 4, "under": 5, "over": 6, "calibrate": 7}


def scale_report(status, value, unit=2, exponent=0):
    """unit 2 = gram; value is multiplied by 10**exponent."""
    return struct.pack("<BBBbH", 3, SCALE_STATUS[status], unit, exponent, value)


# Boot keyboard: USB HID 1.11, appendix B.1 and E.6.
KEYBOARD_REPORT = bytes([
    0x05, 0x01, 0x09, 0x06, 0xA1, 0x01,               # generic desktop, keyboard, application
    0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25, 0x01,
    0x75, 0x01, 0x95, 0x08, 0x81, 0x02,               # modifiers
    0x95, 0x01, 0x75, 0x08, 0x81, 0x01,               # reserved
    0x95, 0x05, 0x75, 0x01, 0x05, 0x08, 0x19, 0x01, 0x29, 0x05, 0x91, 0x02,  # LEDs
    0x95, 0x01, 0x75, 0x03, 0x91, 0x01,
    0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00,
    0xC0])

# Boot mouse: USB HID 1.11, appendix B.2 and E.10.
MOUSE_REPORT = bytes([
    0x05, 0x01, 0x09, 0x02, 0xA1, 0x01, 0x09, 0x01, 0xA1, 0x00,
    0x05, 0x09, 0x19, 0x01, 0x29, 0x03, 0x15, 0x00, 0x25, 0x01,
    0x95, 0x03, 0x75, 0x01, 0x81, 0x02, 0x95, 0x01, 0x75, 0x05, 0x81, 0x01,
    0x05, 0x01, 0x09, 0x30, 0x09, 0x31, 0x15, 0x81, 0x25, 0x7F,
    0x75, 0x08, 0x95, 0x02, 0x81, 0x06, 0xC0, 0xC0])


def hid(report):
    return struct.pack("<BBHBBBH", 9, 0x21, 0x0111, 0, 1, 0x22, len(report))


def hid_config(report, size):
    return config(interface(0, 1, 3, 0, 0) + hid(report) + endpoint(0x81, 3, size, 10))


def keyboard_config():
    return config(interface(0, 1, 3, 1, 1) + hid(KEYBOARD_REPORT) + endpoint(0x81, 3, 8, 10))


def dongle_config():
    return config(interface(0, 1, 3, 1, 2) + hid(MOUSE_REPORT) + endpoint(0x81, 3, 4, 10)
                  + interface(1, 1, 3, 1, 1) + hid(KEYBOARD_REPORT) + endpoint(0x82, 3, 8, 10), 2)


def printer_config():
    return config(interface(0, 2, 7, 1, 2) + endpoint(0x01, 2, 512, 0) + endpoint(0x82, 2, 512, 0))


DEVICES = {
    PRINTER: (device(PRINTER), printer_config(), None),
    SCANNER: (device(SCANNER), hid_config(SCANNER_REPORT, 64), SCANNER_REPORT),
    SCALE: (device(SCALE), hid_config(SCALE_REPORT, 8), SCALE_REPORT),
    KEYBOARD: (device(KEYBOARD), keyboard_config(), KEYBOARD_REPORT),
    DONGLE: (device(DONGLE), dongle_config(), KEYBOARD_REPORT),
}


def c_header():
    """The same bytes as a C header, for umock_bench.c (python3 usbdesc.py > usbdesc.h)."""
    out = ["/* made by usbdesc.py; do not edit */", "#include <stdint.h>",
           f"#define LAB_VID 0x{VID:04x}", f"#define LAB_DEVICE_ID {chr(34)}{DEVICE_ID.decode()}{chr(34)}"]
    for name, pid in (("printer", PRINTER), ("scanner", SCANNER), ("scale", SCALE),
                      ("keyboard", KEYBOARD), ("dongle", DONGLE)):
        dd, cd, rd = DEVICES[pid]
        out.append(f"#define LAB_{name.upper()}_PID 0x{pid:04x}")
        for what, data in (("desc", dd + cd), ("report", rd or b"\0")):
            out.append(f"static const uint8_t lab_{name}_{what}[{len(data)}] = {{")
            out += ["    " + ", ".join(f"0x{b:02x}" for b in data[i:i + 16]) + ","
                    for i in range(0, len(data), 16)]
            out.append("};")
    return "\n".join(out)


if __name__ == "__main__":
    print(c_header())

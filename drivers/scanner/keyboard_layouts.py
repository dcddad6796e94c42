#!/usr/bin/env python3
"""Writes keyboard_layouts.c from the XKB layouts of xkb-data (package xkb-data 2.35.1, licence MIT), read through libxkbcommon.

    python3 drivers/scanner/keyboard_layouts.py | clang-format --assume-filename=x.c >drivers/scanner/keyboard_layouts.c

Two keys of the US layout are as the HID Usage Tables (1.4, chapter 10) name them, since XKB has nothing for them there:
0x32 is "#" and "~", 0x64 is "\\" and "|".
"""
import ctypes

LAYOUTS = [("us", "us"), ("uk", "gb"), ("de", "de"), ("fr", "fr"), ("es", "es"), ("it", "it"), ("jp", "jp")]
# HID usage -> Linux key code: drivers/hid/hid-input.c, hid_keyboard[]
LETTERS = [30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, 25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44]
KEYS = {0x04 + i: k for i, k in enumerate(LETTERS)}
KEYS.update({0x1E + i: 2 + i for i in range(10)})
KEYS.update({0x2D: 12, 0x2E: 13, 0x2F: 26, 0x30: 27, 0x31: 43, 0x32: 43, 0x33: 39, 0x34: 40, 0x35: 41, 0x36: 51, 0x37: 52,
             0x38: 53, 0x64: 86, 0x87: 89, 0x89: 124})
FIXED = {("us", 0x32): [0x23, 0x7E, 0, 0], ("us", 0x64): [0x5C, 0x7C, 0, 0]}
DEAD = {0xFE50: 0x60, 0xFE51: 0xB4, 0xFE52: 0x5E, 0xFE53: 0x7E, 0xFE57: 0xA8}  # grave acute circumflex tilde diaeresis

xkb = ctypes.CDLL("libxkbcommon.so.0")
xkb.xkb_context_new.restype = ctypes.c_void_p
xkb.xkb_keymap_new_from_names.restype = ctypes.c_void_p
xkb.xkb_keymap_new_from_names.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]
xkb.xkb_keymap_key_get_syms_by_level.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_uint32,
                                                 ctypes.POINTER(ctypes.POINTER(ctypes.c_uint32))]


class Names(ctypes.Structure):
    _fields_ = [(n, ctypes.c_char_p) for n in ("rules", "model", "layout", "variant", "options")]


def level(keymap, key, n):
    syms = ctypes.POINTER(ctypes.c_uint32)()
    if xkb.xkb_keymap_key_get_syms_by_level(keymap, key + 8, 0, n, ctypes.byref(syms)) != 1:
        return 0
    if syms[0] in DEAD:
        return 0x8000 | DEAD[syms[0]]
    c = xkb.xkb_keysym_to_utf32(syms[0])
    return c if 0x20 < c < 0x8000 else 0


def main():
    context = xkb.xkb_context_new(0)
    print("/* Made by keyboard_layouts.py from xkb-data; do not edit. */")
    print('#include "scanner/keyboard_layouts.h"\n')
    for ours, theirs in LAYOUTS:
        names = Names(b"evdev", b"pc105", theirs.encode(), b"", b"")
        keymap = xkb.xkb_keymap_new_from_names(context, ctypes.byref(names), 0)
        print(f"static const struct pw_layout_key {ours}[] = {{")
        for usage, key in sorted(KEYS.items()):
            cells = FIXED.get((ours, usage)) or [level(keymap, key, n) for n in range(4)]
            if ours == "us":
                cells[2:] = [0, 0]
            if any(cells):
                print(f"    {{ 0x{usage:02x}, {{ " + ", ".join(f"0x{c:04x}" for c in cells) + " } },")
        print("};")
    print("\nconst struct pw_layout pw_layouts[] = {")
    for ours, _ in LAYOUTS:
        print(f'    {{ "{ours}", {ours}, PW_COUNT({ours}) }},')
    print("    { NULL, NULL, 0 },\n};")


main()

"""Takes the ELF kernel out of a bzImage, so that QEMU can start it by PVH and the emulated CPU need not decompress it:
vmlinux.py vmlinuz vmlinux"""
import lzma
import subprocess
import sys
import zlib


def unpack(how, data):
    if how == "xz":
        return lzma.LZMADecompressor().decompress(data)
    if how == "gzip":
        return zlib.decompressobj(31).decompress(data)
    return subprocess.run([how, "-dc"], input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout


def find(data):
    for magic, how in ((b"\xfd7zXZ\0", "xz"), (b"\x1f\x8b\x08", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd")):
        at = data.find(magic)
        while at >= 0:
            try:
                out = unpack(how, data[at:])
                if out[:4] == b"\x7fELF":
                    return out
            except (lzma.LZMAError, zlib.error, OSError):
                pass  # these bytes only looked like it
            at = data.find(magic, at + 1)
    return None


with open(sys.argv[1], "rb") as f:
    elf = find(f.read())
if elf is None:
    sys.exit(f"no kernel was found in {sys.argv[1]}")
with open(sys.argv[2], "wb") as f:
    f.write(elf)

"""The real program on a real kernel's USB stack, in an emulated machine (QEMU, no KVM).

Skipped, with the reason, where QEMU or the kernel package can't be had.
"""
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(HERE, "guest"), os.path.join(ROOT, "tests", "end-to-end")]
from guest import Guest  # noqa: E402
from rig import PROGRAM, check, done, skip  # noqa: E402

BUILD = os.environ.get("PACKWRIGHT_BUILD", os.path.join(ROOT, "build", "release"))
KERNEL = os.path.join(ROOT, "build", "kernel-amd64")
INITRD = os.path.join(ROOT, "build", "guest.cpio")
MODULES_LOADED = ["virtio_pci", "virtio_console", "xhci-pci", "usbhid", "hid-generic", "evdev", "usbserial", "ftdi_sio", "usblp",
                  "vhci-hcd"]


def why_not():
    """Why there is no guest here, or None."""
    for tool in ("qemu-system-x86_64", "cpio", "depmod", "udevadm"):
        if shutil.which(tool, path=os.environ.get("PATH", "") + ":/sbin:/usr/sbin") is None:
            return f"{tool} isn't here"
    if os.uname().machine != "x86_64":
        return "the guest is made of this machine's own programs, and its kernel is for x86_64"
    if not os.path.exists(os.path.join(KERNEL, "vmlinux")):
        made = subprocess.run(["sh", os.path.join(HERE, "guest", "kernel.sh"), "amd64", KERNEL], capture_output=True, text=True,
                              check=False)
        if made.returncode != 0:
            return "no kernel: " + made.stderr.strip()[-300:]
    return None


def make_initramfs():
    argv = ["sh", os.path.join(HERE, "guest", "initramfs.sh"), "-k", KERNEL, "-o", INITRD,
            "-b", PROGRAM, "-b", os.path.join(BUILD, "tests", "umock", "vusb"),
            "-f", "/usr/share/fonts/truetype/dejavu:usr/share/fonts/truetype/dejavu", "-f", "/etc/fonts:etc/fonts"]
    for m in MODULES_LOADED:
        argv += ["-l", m]
    subprocess.run(argv, check=True)


def main():
    reason = why_not()
    if reason is not None:
        skip("a kernel of its own in an emulated machine", reason)
        return
    make_initramfs()
    with Guest(KERNEL, INITRD) as g:
        print(f"boots in {g.boot_s:.1f} s")
        rc, out = g.run("packwright --version")
        check("the program runs in the guest", rc == 0 and out.startswith("packwright "), out)


main()
done()

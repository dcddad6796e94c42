"""The real program on a real kernel's USB stack, in an emulated machine (QEMU, no KVM): a keyboard-type scanner and a serial one, a USB
slip printer, a label printer on TCP. Orders are imported, packed and shipped, with devices pulled out and paper missing in between.

Skipped, with the reason, where QEMU or the kernel package can't be had.
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(HERE, "guest"), os.path.join(ROOT, "tests", "end-to-end"), os.path.join(ROOT, "tests", "oracles")]
from guest import Guest  # noqa: E402
import escpos_text  # noqa: E402
from rig import PROGRAM, check, done, report, skip  # noqa: E402

BUILD = os.environ.get("PACKWRIGHT_BUILD", os.path.join(ROOT, "build", "release"))
KERNEL = os.path.join(ROOT, "build", "kernel-amd64")
INITRD = os.path.join(ROOT, "build", "guest.cpio")
MODULES = ["virtio_pci", "virtio_console", "xhci-pci", "usbhid", "hid-generic", "evdev", "usbserial", "ftdi_sio", "usblp", "vhci-hcd"]

CONFIG = """[station]
name = guest
carrier = USPS
service = Ground Advantage
[sender]
name = Sample Shop
line1 = 1 Sample Street
city = Sampleton
region = OR
postal-code = 97000
country = US
[store]
path = /tmp/store.db
[scanner gun]
driver = usb-hid
vendor = 0x0627
product = 0x0001
[scanner door]
driver = serial
port = /dev/ttyUSB0
baud = 9600
framing = cr
role = door
[printer slip]
transport = usb
vendor = 0x1d6b
product = 0x0fe1
language = escpos
profile = TM-T88V
documents = slip, gift-slip
answer-timeout = 60s
[printer label]
transport = tcp
address = 127.0.0.1:9101
language = zpl
documents = label
status = none
[channel files]
type = amazon-files
export = /tmp/export
[kiosk]
listen = 127.0.0.1:8631
"""
ORDERS = [{"id": f"112-000000{n}-100000{n}", "name": "José Muestra", "street": f"{n} Road",
           "lines": [{"item": f"5000000000000{n}", "sku": "MUG-BLUE", "name": "Mug, blue", "quantity": 2},
                     {"item": f"5000000000010{n}", "sku": "LAMP-7", "name": "Lamp", "quantity": 1}]} for n in (1, 2, 3)]


def why_not():
    """Why there is no guest here, or None."""
    os.environ["PATH"] += ":/sbin:/usr/sbin"
    for tool in ("qemu-system-x86_64", "busybox", "cpio", "depmod", "udevadm"):
        if shutil.which(tool) is None:
            return f"{tool} isn't here"
    if os.uname().machine != "x86_64":
        return "the guest is made of this machine's own programs, and its kernel is for x86_64"
    if not os.path.exists(os.path.join(KERNEL, "vmlinux")):
        made = subprocess.run(["sh", os.path.join(HERE, "guest", "kernel.sh"), "amd64", KERNEL], capture_output=True, text=True,
                              check=False)
        if made.returncode != 0:
            return "no kernel: " + made.stderr.strip()[-300:]
    return None


def make_initramfs(folder):
    with open(f"{folder}/packwright.conf", "w") as f:
        f.write(CONFIG)
    with open(f"{folder}/orders.txt", "wb") as f:
        f.write(report(ORDERS))
    argv = ["sh", os.path.join(HERE, "guest", "initramfs.sh"), "-k", KERNEL, "-o", INITRD,
            "-b", PROGRAM, "-b", os.path.join(BUILD, "tests", "umock", "vusb"), "-f", f"{folder}:station",
            "-f", "/usr/share/fonts/truetype/dejavu:usr/share/fonts/truetype/dejavu", "-f", "/etc/fonts:etc/fonts",
            "-f", os.path.join(ROOT, "udev", "70-packwright.rules") + ":lib/udev/rules.d/70-packwright.rules"]
    for m in MODULES:
        argv += ["-l", m]
    for made in glob.glob(os.path.join(BUILD, "late", "*.c")):  # what it loads when it needs it
        if os.path.basename(made) == "poppler.c":  # no PDF is drawn here, and its libraries are many
            continue
        with open(made) as f:
            argv += ["-d", re.search(r'dlopen\("([^"]+)"', f.read())[1]]
    subprocess.run(argv, check=True)


class Bench:
    """The station in the guest, and a person in front of it."""

    def __init__(self, guest):
        self.g = guest
        self.answered = 0  # bytes of /tmp/printed that the printer has looked at
        guest.plug("usb-serial", "door", chardev="door", serial="DOOR1")
        self.door = guest.connect("door")
        threading.Thread(target=self._hear, daemon=True).start()  # a peer that doesn't read stops the whole guest

    def _hear(self):
        try:
            while self.door.recv(4096):
                pass
        except OSError:
            pass

    def state(self):
        return json.loads(self.g.run("wget -qO- http://127.0.0.1:8631/v1/state")[1])

    def until(self, true, seconds=30):
        """Waits until true(state); the printer answers meanwhile. Gives the last state, and whether it came true."""
        end = time.time() + seconds
        while True:
            self.printer_answers()
            try:
                state = self.state()
                if true(state):
                    return state, True
            except ValueError:
                state = None  # not up yet
            if time.time() > end:
                return state, False
            time.sleep(0.05)

    def device(self, name, state, seconds=30):
        return self.until(lambda s: any(d["name"] == name and d["state"] == state for d in s["devices"] + s["printers"]), seconds)

    def vusb(self, command):
        self.g.run(f"echo '{command}' >/tmp/vusb")

    def printed(self):
        return self.g.read("/tmp/printed")

    def slips(self):
        """What came out of the slip printer, as documents: each ends with the request for its number. Questions are no paper."""
        data = re.sub(rb"\x1d\(H\x06\x00\x30\x30....", b"\0END\0", self.printed(), flags=re.S)
        parts = [re.sub(rb"^(\x10\x04[\x01-\x04]|\x1da.)+", b"", d, flags=re.S) for d in data.split(b"\0END\0")]
        return [escpos_text.read(d) for d in parts[:-1]], parts[-1]

    def printer_answers(self):
        """What an Epson says: to DLE EOT and GS a that all is well, to GS ( H with the number that it was given."""
        rc, size = self.g.run("stat -c %s /tmp/printed")
        if rc != 0 or int(size) <= self.answered:
            return
        data = self.printed()[self.answered:]
        self.answered += len(data)
        reply = b""
        for m in re.finditer(rb"\x10\x04[\x01-\x04]|\x1da[^\x00]|\x1d\(H\x06\x00\x30\x30(....)", data, re.S):
            if m[1]:
                reply += b"\x37\x22" + m[1] + b"\x00"
            else:
                reply += b"\x12" if m[0][0] == 0x10 else b"\x14\x00\x00\x0f"
        if reply:
            self.vusb("reply " + reply.hex())

    def scan(self, text, how):
        n = self.state()["lane"]["message"]["n"]
        how(text)
        state, came = self.until(lambda s: s["lane"]["message"]["n"] > n)
        return state["lane"] if came else {"phase": "silent", "message": {"tone": "silent"}, "order": {"verified": -1}}

    def gun(self, text):
        return self.scan(text, lambda t: self.g.type_text(t + "\n"))

    def at_door(self, text):
        return self.scan(text, lambda t: self.door.sendall(t.encode() + b"\r"))


def plug_in(b, station):
    g = b.g
    check("a bench whose devices aren't there starts, and says which are missing",
          b.device("gun", "missing")[1] and b.device("slip", "missing")[1], (b.state(), station.out()[-1500:]))
    g.plug("usb-kbd", "gun")
    g.spawn("vusb -o /tmp/printed -c /tmp/vusb plug printer")
    began = time.time()
    check("a USB scanner that is plugged in is used", b.device("gun", "ready")[1], station.out()[-1500:])
    print(f"after {time.time() - began:.2f} s")
    check("the kernel's keyboard driver has let go of it: its keys reach nothing else",
          "QEMU USB Keyboard" not in g.run("cat /proc/bus/input/devices")[1])
    check("a USB printer that is plugged in is used", b.device("slip", "ready")[1], (b.state(), station.out()[-1500:]))
    node = g.run("cd /sys/bus/usb/devices; cd $(dirname $(grep -l 0fe1 */idProduct)); printf '/dev/bus/usb/%03d/%03d' $(cat busnum devnum)")[1]
    owner = g.run(f"stat -c '%G %a' {node}")[1].strip()
    check("the udev rules give it to the group packwright", owner == "packwright 660", (node, owner))
    check("the serial scanner is used", b.device("door", "ready")[1], (b.state(), station.out()[-1500:]))


def pack_one(b, station):
    order = ORDERS[0]
    lane = b.gun(order["id"])
    check("keys typed by the USB scanner open the order", lane["phase"] == "packing" and lane["order"]["id"] == order["id"], lane)
    b.gun("MUG-BLUE")
    lane = b.gun("lamp-8")
    check("what isn't wanted is refused", lane["message"]["tone"] in ("wrong", "too-many") and lane["order"]["verified"] == 1, lane)
    b.g.unplug("gun")
    began = time.time()
    check("the scanner is pulled out: said", b.device("gun", "missing")[1])
    b.g.plug("usb-kbd", "gun")
    check("and put back: goes on", b.device("gun", "ready")[1], station.out()[-1500:])
    print(f"out and in again after {time.time() - began:.2f} s")
    b.gun("LAMP-7")
    lane = b.gun("MUG-BLUE")
    check("the last right scan completes the order", lane["phase"] == "complete", lane)
    parcel = lane["parcel"]["barcode"]
    _, came = b.until(lambda s: s["printers"] and all(p["queue"] == 0 for p in s["printers"]))
    check("slip and label leave the spool", came, (b.state()["printers"], station.out()[-1500:]))
    slips, rest = b.slips()
    text = "\n".join(slips[0]["lines"]) if slips else ""
    check("the slip came out of the USB printer, whole",
          len(slips) == 1 and slips[0]["cuts"] == 1 and not rest and all(x in text for x in (order["id"], "MUG-BLUE", "LAMP-7")),
          (slips, rest))
    b.g.until("tail -c 6 /tmp/label", "^XZ", 20)  # what the printer's socket took, cat still has to write
    label = b.g.read("/tmp/label")
    check("the label came out of the network printer, whole", label.lstrip().startswith(b"^XA") and label.rstrip().endswith(b"^XZ"), label[:60])
    return parcel


def pack_without_paper(b, station):
    order = ORDERS[1]
    b.vusb("paper 0")
    for code in (order["id"], "MUG-BLUE", "MUG-BLUE", "LAMP-7"):
        lane = b.gun(code)
    check("without paper an order is packed all the same", lane["phase"] == "complete", lane)
    check("the label doesn't wait for the slip's paper", b.g.until("grep -c XZ /tmp/label", "2"))
    said, came = b.until(lambda s: any(p["name"] == "slip" and "paper" in p["words"] for p in s["printers"]))
    check("the screen says that there is no paper", came, said["printers"])
    check("the slip waits for its paper", len(b.slips()[0]) == 1 and
          any(p["name"] == "slip" and p["queue"] == 1 for p in b.state()["printers"]), b.state()["printers"])
    b.vusb("paper 1")
    _, came = b.until(lambda s: all(p["queue"] == 0 for p in s["printers"]), 60)
    slips, rest = b.slips()
    check("with paper it prints, once and whole",
          came and len(slips) == 2 and not rest and slips[1]["cuts"] == 1 and order["id"] in "\n".join(slips[1]["lines"]),
          (slips[1:], rest, b.state()["printers"], station.out()[-1500:]))
    return lane["parcel"]["barcode"]


def pull_printer_out(b, station):
    """The slip printer's cable comes out in the middle of a slip."""
    order = ORDERS[2]
    size = len(b.printed())
    b.vusb("credit 300")
    for code in (order["id"], "MUG-BLUE", "MUG-BLUE", "LAMP-7"):
        lane = b.gun(code)
    check("with a printer that takes a part of it an order is packed all the same", lane["phase"] == "complete", lane)
    check("300 bytes of the slip are in the printer",
          b.g.until("stat -c %s /tmp/printed", str(size + 300)), b.g.run("stat -c %s /tmp/printed"))
    b.vusb("unplug printer")
    said, came = b.until(lambda s: any(p["name"] == "slip" and p["state"] == "missing" and p["uncertain"] == 1 for p in s["printers"]))
    check("a slip that was cut off by the cable is uncertain", came, said["printers"])
    check("with the evidence", "cut off after at least" in json.dumps(said["uncertain"]), said["uncertain"])
    b.vusb("credit -1")
    b.vusb("plug printer")
    check("the printer is back", b.device("slip", "ready")[1], (b.state(), station.out()[-1500:]))
    time.sleep(2)
    check("nothing is printed again by itself", order["id"].encode() not in b.printed()[size + 300:], b.printed()[size + 300:])
    no = next(c["code"] for c in b.state()["commands"] if c["title"] == "It was not printed")
    b.gun(no)
    _, came = b.until(lambda s: all(p["queue"] == 0 and p["uncertain"] == 0 for p in s["printers"]), 60)
    cut_off, _, again = b.printed()[size:].partition(bytes(2000))
    again, asked, _ = again.lstrip(b"\0").partition(b"\x1d(H\x06\x00\x30\x30")
    slip = escpos_text.read(again)
    check("when a person says that it did not come out, it prints, once, behind what ends the cut-off one and cuts it off",
          came and asked and order["id"].encode() not in cut_off[300:] and slip["cuts"] == 2 and
          "\n".join(slip["lines"]).count(order["id"]) == 1, (slip, b.state()["printers"], station.out()[-1500:]))
    return lane["parcel"]["barcode"]


def ship(b, parcels):
    for code in parcels:
        lane = b.at_door(code)
        check("the serial scanner at the door ships a parcel", lane["message"]["tone"] in ("right", "complete"), lane["message"])
    check("the confirmations wait", b.state()["outbox"]["waiting"] == len(ORDERS), b.state()["outbox"])
    rc, path = b.g.run("packwright confirmations -c /station/packwright.conf")
    text = b.g.run(f"cat {path.strip().splitlines()[-1]}")[1] if rc == 0 else path
    check("the confirmation file has every unit of every order",
          all(re.search(rf"{o['id']}\t{line['item']}\t{line['quantity']}\t", text) for o in ORDERS for line in o["lines"]),
          (path, text))


def main():
    reason = why_not()
    if reason is not None:
        skip("a kernel of its own in an emulated machine", reason)
        return
    with tempfile.TemporaryDirectory() as folder:
        make_initramfs(folder)
    guest = Guest(KERNEL, INITRD)
    guest.extra += ["-chardev", f"socket,id=door,path={guest.dir}/door,server=on,wait=off"]
    with guest as g:
        print(f"boots in {g.boot_s:.1f} s")
        rc, out = g.run("packwright --version")
        check("the program runs in the guest", rc == 0 and out.startswith("packwright "), out)
        rc, out = g.run("packwright import -c /station/packwright.conf /station/orders.txt")
        check("the orders are imported", rc == 0, out)
        g.run("printf '#!/bin/sh\\ncat >>/tmp/label\\n' >/tmp/keep; chmod +x /tmp/keep")
        g.spawn("nc -ll -p 9101 -e /tmp/keep")
        b = Bench(g)
        station = g.spawn("packwright run -c /station/packwright.conf & echo $! >/tmp/pid; wait $!")
        plug_in(b, station)
        parcels = [pack_one(b, station), pack_without_paper(b, station), pull_printer_out(b, station)]
        ship(b, parcels)
        g.run("kill $(cat /tmp/pid)")
        check("it ends when it is told to", station.wait(20)[0] == 0, station.out()[-1500:])
        check("the kernel has its keyboard back", g.until("cat /proc/bus/input/devices", "QEMU USB Keyboard", 5))
        print(station.out()[-3000:])


if __name__ == "__main__":
    main()
    done()

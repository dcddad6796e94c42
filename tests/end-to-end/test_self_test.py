"""The self-test: every device's row, with a station that runs and without one, and what can't be known said."""
import sys
import time

from rig import Bench, check, done, free_port

gone = free_port()
MORE = f"""[printer gone]
transport = tcp
address = 127.0.0.1:{gone}
language = zpl
[printer mute]
transport = file
path = mute
language = escpos
status = none
[scale bench]
driver = serial
port = /dev/null
[scale usb]
driver = usb-hid
"""


def row(text, name):
    return next((line for line in text.split("\n") if f" {name} " in line), "")


with Bench(extra=MORE) as b:
    r = b.packwright("self-test", ok=(1,))
    check("without a station the devices are opened", "no station runs" in r.stdout and "3 of 7 not ready" in r.stdout, r.stdout)
    check("a printer that answers says that nothing is missing", "ready" in row(r.stdout, "slip") and "says nothing is missing" in row(r.stdout, "slip")
          and "TM-T88V" in row(r.stdout, "slip"), r.stdout)
    check("one that isn't there is missing, with the address", "missing" in row(r.stdout, "gone") and f"127.0.0.1:{gone}" in row(r.stdout, "gone"), r.stdout)
    check("one that can't be asked is said to be one", "can't be asked" in row(r.stdout, "mute"), r.stdout)
    check("a scale that can't be one is said to", "failed" in row(r.stdout, "bench") and "/dev/null" in row(r.stdout, "bench"), r.stdout)
    check("a USB scale isn't said to work", "USB scales are not read yet" in row(r.stdout, "usb"), r.stdout)
    slip = b.packwright("self-test", "--wait", "500ms", "--format", "text", ok=(1,)).stdout
    check("the slip says the same", "printer gone" in slip and "missing" in slip and "3 devices are not ready" in slip, slip)
    check("in the devices' own words", "listens on" in slip and not any(line.strip() in ("true", "false") for line in slip.split("\n")), slip)
    b.start()
    end = time.time() + 10
    while time.time() < end and not ({d["name"]: d["state"] for d in b.state().get("devices", [])}.get("hand") == "ready"
                                     and [p["state"] for p in b.state().get("printers", [])][:2] == ["ready"] * 2):
        time.sleep(0.05)
    r = b.packwright("self-test", ok=(1,))
    check("where a station runs it is asked, and keeps its devices", "as the running station sees them" in r.stdout and "missing" in row(r.stdout, "gone")
          and "ready" in row(r.stdout, "hand") and "ready" in row(r.stdout, "label"), r.stdout)
    b.stop()

with Bench() as b:
    r = b.packwright("self-test")
    check("all ready is status 0", r.stdout.endswith("all ready\n"), r.stdout)
    b.printers["label"].answers = False
    r = b.packwright("self-test", "--wait", "1s", ok=(0, 1))
    check("a printer that keeps silent is said to", "did not answer" in row(r.stdout, "label"), r.stdout)
    r = b.packwright("self-test", "--wait", "soon", ok=(2,))
done()

"""A ship-by in the last minute of the seller's day is that day on paper and on the screen of the terminal, not the next one of UTC."""
from rig import Bench, check, done, report

ORDER = {"id": "112-0000001-0000001", "name": "Ada Sample", "promise": "2026-11-25T07:59:59+00:00",
         "lines": [{"item": "1", "sku": "APPLE", "name": "An apple", "quantity": 1}]}
for zone, day in (("America/Los_Angeles", "2026-11-24"), ("UTC", "2026-11-25"), ("Asia/Tokyo", "2026-11-25")):
    with Bench(station=f"timezone = {zone}") as b:
        with open(b.path("o.txt"), "wb") as f:
            f.write(report([ORDER]))
        b.packwright("import", b.path("o.txt"))
        slip = b.packwright("slip", ORDER["id"], "--format", "text").stdout
        listed = b.packwright("orders").stdout
        check(f"the slip's ship-by is {day} in {zone}", f"Ship by   {day}" in slip, slip)
        check(f"the list's ship-by is {day} in {zone}", day in listed, listed)
        on_the_day = b.packwright("orders", "--ship-by-from", day, "--ship-by-to", day).stdout
        check(f"the order is found by the day that the list shows in {zone}", ORDER["id"] in on_the_day, on_the_day)
with Bench(station="timezone = Mars/Olympus") as b:
    r = b.packwright("orders")
    check("an unknown zone is said, and no reason to stop", "Mars/Olympus is not known" in r.stderr, r.stderr)
done()

"""Told to stop in the middle of anything (scans, prints, the page asking), the program ends in order: with the sanitizers too.

    python3 test_stopped_at_any_moment.py [ROUNDS]
"""
import json
import random
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from rig import PROGRAM, check, done

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 12


class Clicks(threading.Thread):
    """A person that clicks without a pause, and a page that listens, until the bench is gone."""

    def __init__(self, url, seed):
        super().__init__(daemon=True)
        self.url, self.taken = url, 0
        self.random = random.Random(seed)
        self.start()

    def run(self):
        try:
            with urllib.request.urlopen(self.url, timeout=5) as page:
                token = re.search(r"[0-9a-f]{32,}", page.read().decode()).group(0)
            with urllib.request.urlopen(self.url + "v1/events", timeout=5):
                while True:
                    with urllib.request.urlopen(self.url + "v1/state", timeout=5) as answer:
                        codes = [b["code"] for b in json.load(answer)["demo"]["barcodes"]]
                    request = urllib.request.Request(self.url + "v1/scan", json.dumps({"text": self.random.choice(codes)}).encode(),
                                                     {"Content-Type": "application/json", "X-Packwright-Token": token,
                                                      "Origin": self.url.rstrip("/")})
                    urllib.request.urlopen(request, timeout=5).close()
                    self.taken += 1
        except (OSError, ValueError, KeyError, urllib.error.URLError):
            pass  # it was told to stop


def main():
    bad, clicks = [], 0
    for n in range(ROUNDS):
        p = subprocess.Popen([PROGRAM, "demo", "--listen", "127.0.0.1:0"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
        url = next((m.group(0) for line in p.stdout for m in [re.search(r"http://\S+", line)] if m), None)
        if url is None:
            bad.append((n, "no page", p.communicate()[1][-2000:]))
            continue
        person = Clicks(url, n)
        time.sleep(random.Random(1000 + n).uniform(0.05, 0.8))
        p.terminate()
        try:
            said = p.communicate(timeout=20)[1]
        except subprocess.TimeoutExpired:
            p.kill()
            said = "killed after 20 s " + p.communicate()[1]
        clicks += person.taken
        if p.returncode != 0:
            bad.append((n, p.returncode, said[-3000:]))
    check("the clicks came through until it stopped", clicks > ROUNDS, clicks)
    check(f"told to stop {ROUNDS} times while a person clicked, it ended in order each time", not bad, bad[:2])


main()
done()

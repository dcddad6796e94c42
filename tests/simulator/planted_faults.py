#!/usr/bin/env python3
"""The simulator's own test: each patch of tests/simulator/faults breaks a promise by one line; the random days, or else the walk, or else more random days, must see it.

Works on copies of the tree, one for each processor. $PACKWRIGHT_FAULTS: names of some, by comma, or a number N for every N-th; else all.
$PACKWRIGHT_PARCELS: as many are sent out in random days before the walk is asked (3000), ten times as many after it.
"""
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FAULTS = os.path.join(HERE, "faults")
PARTS = ("Makefile", "VERSION", "firmware", "drivers", "include", "tests", "build/release")
PROGRAMS = ("build/release/tests/test_storm", "build/release/tests/test_walk")
LIMIT_S = 300


def names():
    found = sorted(f[:-len(".patch")] for f in os.listdir(FAULTS) if f.endswith(".patch"))
    asked = os.environ.get("PACKWRIGHT_FAULTS", "")
    if asked.isdigit():
        return found[::int(asked)]
    return [n for n in found if n in asked.split(",")] if asked else found


def programs(folder, files):
    """What is not copied: linked tests, and the judges' modules."""
    linked = os.path.join("build", "release", "tests") in folder
    return [f for f in files if f == "node_modules" or (linked and "." not in f and os.path.isfile(os.path.join(folder, f)))]


def copy(folder):
    """With the files' times, by which make goes."""
    for part in PARTS:
        whole = os.path.join(ROOT, part)
        if os.path.isdir(whole):
            shutil.copytree(whole, os.path.join(folder, part), ignore=programs, symlinks=True)
        else:
            shutil.copy2(whole, folder)


def call(folder, *command, **environment):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=LIMIT_S,
                          env={**os.environ, "PACKWRIGHT_SHRINK": "0", **environment})


def build(folder):
    made = call(folder, "make", "-s", *PROGRAMS)
    return None if made.returncode == 0 else "it does not build: " + made.stderr[-400:]


def found_by(folder):
    """What was seen, by whom; None: nothing."""
    parcels = int(os.environ.get("PACKWRIGHT_PARCELS", "3000"))
    storm, walk = PROGRAMS
    for program, environment in ((storm, {"PACKWRIGHT_PARCELS": str(parcels)}), (walk, {}), (storm, {"PACKWRIGHT_PARCELS": str(10 * parcels)})):
        ran = call(folder, os.path.join(folder, program), **environment)
        if ran.returncode != 0:
            said = re.search(r"^not ok .*?\.c:\d+: (.*)$", ran.stdout, re.M)
            return "%s: %s" % (os.path.basename(program), said[1] if said else (ran.stdout + ran.stderr)[-200:].replace("\n", " "))
    return None


def plant(folder, name):
    patch = os.path.join(FAULTS, name + ".patch")
    lines = open(patch, encoding="utf-8").read().splitlines()
    if sum(l.startswith("+") and not l.startswith("+++") for l in lines) != 1:
        return False, "it changes more than one line"
    put = call(folder, "patch", "-p1", "-s", "-i", patch)
    if put.returncode != 0:
        return False, "it does not apply any more: " + put.stdout[-300:].replace("\n", " ")
    try:
        why = build(folder)
        if why:
            return False, why
        seen = found_by(folder)
        return seen is not None, seen or "nobody saw it"
    except subprocess.TimeoutExpired:
        return False, "no end within %d s" % LIMIT_S
    finally:
        call(folder, "patch", "-p1", "-s", "-R", "-i", patch)


def work(queue):
    said = []
    with tempfile.TemporaryDirectory(prefix="packwright-faults-") as folder:
        copy(folder)
        while queue:
            name = queue.pop(0)
            good, why = plant(folder, name)
            print("%s - planted_faults: %s: %s" % ("ok" if good else "not ok", name, why), flush=True)
            said.append(good)
    return said


def main():
    if shutil.which("patch") is None:
        print("skip - planted_faults: patch is not installed")
        return 0
    why = build(ROOT)
    if why is None and found_by(ROOT) is not None:
        why = "the simulator sees a fault where none was planted"
    if why:
        print("not ok - planted_faults: %s" % why)
        return 1
    queue, workers = names(), min(os.cpu_count() or 1, 4)
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        said = [g for part in pool.map(lambda _: work(queue), range(workers)) for g in part]
    return 0 if said and all(said) else 1


if __name__ == "__main__":
    sys.exit(main())

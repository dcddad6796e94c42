"""Reads pictures of text with tesseract, and finds a text in what was read."""
import concurrent.futures
import os
import shutil
import subprocess
import tempfile
import unicodedata

# Ways to read a picture again: the part of it (from left, top, to bottom; all of it) and how much larger, tesseract's page segmentation
# (3 pages, 11 sparse text, 6 a block, 7 a line) for slips' lines and for labels, in the script's language and English, or one of them
ALL = (0, 0, 1)
WAYS = [(ALL, 1, ("6", "11"), "both"), (ALL, 1, ("11", "3"), "both"), (ALL, 1, ("11", "11"), "eng")]
MORE_WAYS = [(ALL, scale, (way, way), which) for scale, way, which in
             ((1, "3", "both"), (2, "6", "both"), (2, "11", "both"), (1, "6", "script"), (2, "7", "script"), (3, "6", "both"), (1, "7", "both"))]
MORE_WAYS += [(part, scale, ("6", "6"), which) for part, scale, which in
              (((0, 0, 0.4), 1, "both"), ((0.12, 0.2, 0.5), 1, "both"), ((0.12, 0.3, 0.6), 1, "both"), ((0.12, 0.4, 0.7), 1, "both"),
               ((0.12, 0.5, 0.75), 1, "both"), ((0, 0.6, 1), 1, "both"), ((0.6, 0, 0.2), 1, "eng"), ((0.8, 0, 0.25), 2, "eng"),
               ((0.75, 0, 0.15), 3, "eng"))]


def languages():
    if shutil.which("tesseract") is None:
        return set()
    told = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return set((told.stdout + told.stderr).split())


def read(pictures, workers=2):
    """pictures: {name: (path, languages, way)} -> {name: text}; each run of tesseract reads many, since loading models takes longest."""
    groups, out, paths = {}, {}, {}
    for name, (path, language, way) in pictures.items():
        groups.setdefault((language, way), []).append(path)
        paths[path] = name
    parts = [(how, some[i:i + 40]) for how, some in sorted(groups.items()) for i in range(0, len(some), 40)]
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for texts in pool.map(read_part, parts):
            out.update({paths[path]: text for path, text in texts.items()})
    return out


def read_part(part):
    (language, way), paths = part
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as names:
        names.write("\n".join(paths) + "\n")
        names.flush()
        done = subprocess.run(["tesseract", names.name, "-", "-l", language, "--psm", way], env={**os.environ, "OMP_THREAD_LIMIT": "1"},
                              capture_output=True, check=False)
    pages = done.stdout.decode("utf-8", "replace").split("\f")
    if len(pages) != len(paths):  # a picture that it refused: one by one
        return {p: read_part(((language, way), [p]))[p] for p in paths} if len(paths) > 1 else {paths[0]: ""}
    return dict(zip(paths, pages))


def plain(text):
    """Letters, marks and digits alone: what signs and blanks are is not tesseract's strength."""
    kept = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] in "LMN" and c != "\u0640")
    return "".join(c for c in kept.casefold() if not 0xFE00 <= ord(c) <= 0xFE0F)


def nearest(needle, hay):
    """(fewest insertions, deletions and changes that make a part of hay the needle, where that part ends). G. Myers's bit vectors."""
    if not needle:
        return 0, 0
    m, masks = len(needle), {}
    for i, c in enumerate(needle):
        masks[c] = masks.get(c, 0) | 1 << i
    every, last = (1 << m) - 1, 1 << (m - 1)
    up, down, score, best, end = every, 0, m, m, 0
    for at, c in enumerate(hay):
        eq = masks.get(c, 0)
        xv = eq | down
        xh = (((eq & up) + up) ^ up) | eq
        ph, mh = down | (~(xh | up) & every), up & xh
        if ph & last:
            score += 1
        elif mh & last:
            score -= 1
        ph, mh = ph << 1 & every, mh << 1 & every
        up, down = mh | (~(xv | ph) & every), ph & xv
        if score < best:
            best, end = score, at + 1
    return best, end


def fonts():
    """All characters that an installed font has, by fontconfig."""
    have = set()
    told = subprocess.run(["fc-list", "--format", "%{charset}\\n"], capture_output=True, text=True, check=False).stdout
    for part in set(told.split()):
        first, _, last = part.partition("-")
        have.update(range(int(first, 16), int(last or first, 16) + 1))
    return have


PRINT = {"slip": ["Noto Sans Mono,DejaVu Sans Mono,Noto Sans Mono CJK SC 20px", "Noto Sans Mono,DejaVu Sans Mono,Noto Sans Mono CJK SC Bold 20px"],
         "label": ["Noto Sans,DejaVu Sans 26px", "Noto Sans,DejaVu Sans Bold 40px"]}


def elsewhere(texts, folder):
    """texts: {(slip or label, languages, text)} -> those that tesseract reads in pango-view's own pictures of them, light and bold."""
    jobs, wrong = {}, set()
    for n, key in enumerate(sorted(texts)):
        kind, language, text = key
        for font in PRINT[kind]:
            path = os.path.join(folder, "second-%d-%d.png" % (n, PRINT[kind].index(font)))
            subprocess.run(["pango-view", "--font=" + font, "--margin=30", "-t", text, "-q", "-o", path], check=True, stderr=subprocess.DEVNULL)
            jobs[(key, path)] = (path, language, "6")
    for (key, _), seen in read(jobs).items():
        if nearest(plain(key[2]), plain(seen))[0] != 0:
            wrong.add(key)
    return set(texts) - wrong

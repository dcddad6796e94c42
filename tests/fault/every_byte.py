"""Everything that can happen to a printer, at every byte of every reference document, side by side: make every-byte.

    every_byte.py TEST_EVERY_BYTE [N]        every N-th byte (1)

Prints what became of the documents, by language and trouble; ends with 1 when a verdict was wrong.
"""
import collections
import concurrent.futures
import os
import re
import subprocess
import sys
import time

DOCUMENTS = 30


def play(program, stride, document):
    environment = dict(os.environ, PACKWRIGHT_EVERY_BYTE=stride, PACKWRIGHT_EVERY_BYTE_JOB=str(document))
    return subprocess.run([program], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def main():
    program = sys.argv[1]
    stride = sys.argv[2] if len(sys.argv) > 2 else "1"
    began = time.monotonic()
    bad = False
    documents = collections.Counter()
    totals = collections.defaultdict(collections.Counter)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in pool.map(lambda n: play(program, stride, n), reversed(range(DOCUMENTS))):
            wrong = [line for line in done.stdout.splitlines() if line.startswith("not ok")]
            if done.returncode != 0 or wrong:
                bad = True
                print("\n".join(wrong) or done.stdout)
            for line in done.stdout.splitlines():
                head = re.match(r"# (\w+): documents (\d+), bytes (\d+), runs (\d+)", line)
                row = re.match(r"# (\w+), ([^:]+): runs (\d+), printed (\d+), uncertain (\d+), .*left (\d+)", line)
                if head:
                    documents.update({(head[1], "documents"): int(head[2]), (head[1], "bytes"): int(head[3])})
                if row:
                    words = "runs", "printed", "uncertain", "again"
                    totals[row[1], row[2]].update(dict(zip(words, map(int, row.groups()[2:]))))
    whole = sum((row for row in totals.values()), collections.Counter())
    print(f"{'language':8} {'trouble':23} {'runs':>9} {'printed':>9} {'uncertain':>9} {'sent again':>10}")
    for (language, trouble), row in totals.items():
        print(f"{language:8} {trouble:23} {row['runs']:9} {row['printed']:9} {row['uncertain']:9} {row['again']:10}")
    for language in dict.fromkeys(language for language, _ in totals):
        print(f"{language}: {documents[language, 'documents']} documents, {documents[language, 'bytes']} bytes")
    print(f"{whole['runs']} runs in {time.monotonic() - began:.0f} s: {whole['printed']} printed, {whole['uncertain']} uncertain; "
          f"{'WRONG VERDICTS: see above' if bad else 'no wrong verdict, none lost, none doubled'}")
    sys.exit(bad)


main()

#!/usr/bin/env python3
"""Every member of what decide gets and gives is in the journal's tables: the headers are read and compared with fields.c."""
import os
import re
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "firmware")
LEFT_OUT = {"pw_facts.rules", "pw_rules.config"}  # kept apart; for resolve alone
failed = 0


def check(name, ok, why=""):
    global failed
    print(f"{'ok' if ok else 'not ok'} - test_journal_fields: {name}" + ("" if ok else f": {why}"), flush=True)
    failed += not ok


def text(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as f:
        return re.sub(r"/\*.*?\*/", "", f.read(), flags=re.S)


headers = "".join(text(*p) for p in [("station", "state.h"), ("station", "event.h"), ("station", "facts.h"), ("station", "rules.h"),
                                     ("station", "decision.h"), ("barcode", "meaning.h"), ("barcode", "aim.h"), ("barcode", "tracking.h")])
fields = text("station", "fields.c")
named = set(re.findall(r"\b(?:INT|BOOL|TEXT|POINTER|WORD|PART|SET|MANY|TEXTS)\((\w+), (\w+)", fields))
counted = set(re.findall(r"\b(?:MANY|TEXTS)\((\w+), \w+, (\w+)", fields))
structs = {m[1]: m[2] for m in re.finditer(r"struct (pw_\w+) \{(.*?)\n\};", headers, re.S)}
check("the_tables_were_found", len(named) > 100 and {"pw_facts", "pw_state", "pw_event", "pw_decision", "pw_rules"} <= set(structs), len(named))
wanted, todo = set(), ["pw_state", "pw_event", "pw_facts", "pw_decision", "pw_rules"]
while todo:
    struct = todo.pop()
    if struct in wanted:
        continue
    wanted.add(struct)
    missing = []
    for declaration in structs[struct].split(";"):
        declaration = declaration.strip()
        if not declaration:
            continue
        part = re.match(r"(?:const )?struct (\w+) ", declaration)
        if part and "*" not in declaration and part[1] not in wanted and part[1] in structs:
            todo.append(part[1])
        names = re.sub(r"^(?:const |unsigned )*(?:struct |enum )?\w+ ", "", declaration)
        for name in re.findall(r"(\w+)(?:\[[^\]]*\])*\s*(?:,|$)", names):
            if (struct, name) not in named | counted and f"{struct}.{name}" not in LEFT_OUT:
                missing.append(name)
    check(f"the_journal_keeps_every_member_of_{struct}", not missing, f"add to firmware/station/fields.c: {', '.join(missing)}")
for enum, word in [("pw_effect_kind", "effect_kind"), ("pw_event_kind", "event_kind"), ("pw_role", "role"), ("pw_moment", "moment")]:
    members = re.findall(r"\bPW_\w+", re.search(rf"enum {enum} \{{(.*?)\}}", headers, re.S)[1])
    table = re.search(rf"LIST\(\s*{word},(.*?)\n(?=LIST|\n)", fields, re.S)[1]
    missing = [m for m in members if f"[{m}]" not in table]
    check(f"the_journal_has_a_word_for_each_of_{enum}", not missing, f"add to firmware/station/fields.c: {', '.join(missing)}")
sys.exit(failed != 0)

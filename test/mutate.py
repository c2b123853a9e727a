#!/usr/bin/env python3
"""Mutation testing of src/core: is a change of one operator or number seen by a unit test?

  test/mutate.py [--room ROOM] [--sample N] [--seed S]

Draws N mutants (default 40) from the rooms of src/core, or from one of them: a
comparison becomes its neighbour, && becomes ||, + becomes -, a number one more, a
condition its opposite, a return value another. Each is compiled into the unit tests
that include something of its room. Killed: a test fails, hangs, or dies. Those that
survive are listed with file and line; a mutant that cannot be told from the original
(a size that is only a hint, say) survives rightly, and is for a reader to judge.
"""
import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
BUILD = TOP / "build" / "mutants"
CC = os.environ.get("CC", "gcc")
FLAGS = ["-std=gnu11", "-O1", "-w", "-Isrc", "-Itest/unit"]
LIBRARIES = ["-lcmocka", "-lxml2", "-lm"]
SECONDS = 20  # a mutant that takes longer hangs
SLOW = 60  # a test that takes longer is left out, and said

SWAPS = [
    (r"(?<![<>=!+\-*/&|^])<(?![<=])", "<="), (r"(?<![<>=!\-])>(?![>=])", ">="), (r"<=", "<"), (r">=", ">"),
    (r"(?<![=!<>])==(?!=)", "!="), (r"!=", "=="), (r"&&", "||"), (r"\|\|", "&&"),
    (r"(?<![+\w(,=] )(?<=[\w)\]] )\+(?= )", "-"), (r"(?<=[\w)\]] )-(?= )", "+"), (r"(?<=[\w)\]] )\*(?= [\w(])", "/"),
    (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"\bif \((?!!)", "if (!"), (r"\+\+", "--"),
    (r"(?<![\w.\"'])(\d+)(?![\w.\"'])", lambda m: str(int(m.group(1)) + 1)),
]


def code_lines(text):
    """Lines outside of comments, texts, preprocessor and declarations at file level."""
    inside = False
    for number, line in enumerate(text.split("\n")):
        stripped = line.strip()
        if inside or stripped.startswith("/*"):
            inside = "*/" not in line
            continue
        if not line.startswith("\t") or stripped.startswith(("#", "//", "*", "case ", "assert", "Assert", "static const")) or '"' in line or "'" in line:
            continue
        yield number, line


def mutants_of(path):
    text = path.read_text()
    for number, line in code_lines(text):
        bare = line.split("/*")[0]
        for pattern, swap in SWAPS:
            for match in re.finditer(pattern, bare):
                if "[" in bare[: match.start()] and re.match(r"\s*(char|int|uint\w*|size_t)\b.*\[\d+\];", bare):
                    continue
                changed = match.expand(swap) if isinstance(swap, str) and "\\" in swap else (swap(match) if callable(swap) else swap)
                yield path, number, line, line[: match.start()] + changed + line[match.end():]


def tests_of(room):
    found = []
    for test in sorted((TOP / "test/unit").glob("test_*.c")):
        if f'#include "core/{room}/' in test.read_text():
            found.append(test.stem)
    return found


XML = subprocess.run(["pkg-config", "--cflags", "libxml-2.0"], capture_output=True, text=True).stdout.split()


def compile_object(source, target):
    return subprocess.run([CC, *FLAGS, *XML, "-c", str(source), "-o", str(target)], cwd=TOP, capture_output=True).returncode == 0


def object_of(source):
    return BUILD / "base" / (str(source.relative_to(TOP)).replace("/", "_") + ".o")


def build_base():
    (BUILD / "base").mkdir(parents=True, exist_ok=True)
    sources = [*sorted((TOP / "src/core").glob("*/*.c")), *sorted((TOP / "test/unit").glob("*.c"))]
    for source in sources:
        if not compile_object(source, object_of(source)):
            sys.exit(f"{source} does not compile")
    return [object_of(s) for s in sources if "src/core" in str(s) or s.name == "host.c"]


def is_quick(test, objects):
    """Passes without a mutant, and soon."""
    begun = time.monotonic()
    return not is_killed(test, objects, BUILD) and time.monotonic() - begun < SLOW


def is_killed(test, objects, place):
    program = place / test
    link = subprocess.run([CC, str(object_of(TOP / "test/unit" / f"{test}.c")), *map(str, objects), *LIBRARIES, "-o", str(program)], cwd=TOP, capture_output=True)
    if link.returncode:
        return True
    try:
        return subprocess.run([str(program)], cwd=TOP, capture_output=True, timeout=SECONDS).returncode != 0
    except subprocess.TimeoutExpired:
        return True


def judge(job):
    n, (path, number, _, changed), objects, tests = job
    place = BUILD / f"m{n}"
    place.mkdir(exist_ok=True)
    lines = path.read_text().split("\n")
    lines[number] = changed
    source = place / path.name
    source.write_text("\n".join(lines))
    target = place / "mutant.o"
    try:
        if not compile_object(source, target):
            return "does not compile"
        mine = [target if o == object_of(path) else o for o in objects]
        return "killed" if any(is_killed(test, mine, place) for test in tests) else "survived"
    finally:
        shutil.rmtree(place)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--room", action="append")
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    rooms = asked.room or sorted(p.name for p in (TOP / "src/core").iterdir() if p.is_dir())
    rooms = [room for room in rooms if tests_of(room)]
    drawn = [m for room in rooms for path in sorted((TOP / "src/core" / room).glob("*.c")) for m in mutants_of(path)]
    total = len(drawn)
    drawn = random.Random(asked.seed).sample(drawn, min(asked.sample, total))
    objects = build_base()
    quick = {test for room in {m[0].parent.name for m in drawn} for test in tests_of(room) if is_quick(test, objects)}
    for test in sorted({t for m in drawn for t in tests_of(m[0].parent.name)} - quick):
        print(f"left out  {test}: fails or is slow without a mutant")
    jobs = [(n, mutant, objects, [t for t in tests_of(mutant[0].parent.name) if t in quick]) for n, mutant in enumerate(drawn)]
    with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
        verdicts = list(pool.map(judge, jobs))
    for (path, number, line, changed), verdict in zip(drawn, verdicts):
        if verdict == "survived":
            print(f"survived  {path.relative_to(TOP)}:{number + 1}\n          {line.strip()}\n       -> {changed.strip()}")
    killed, survived = verdicts.count("killed"), verdicts.count("survived")
    print(f"{killed} of {killed + survived} mutants killed ({100 * killed / max(1, killed + survived):.0f} %), {verdicts.count('does not compile')} do not compile; drawn from {total} in {', '.join(rooms)}, seed {asked.seed}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Mutation testing of src/core: is a change of one operator or number seen by a unit test?

  test/mutate.py [--room ROOM]... [--file NAME]... [--sample N] [--seed S] [--jobs J]

Draws N mutants (default 60) from every room of src/core, or from those named: a comparison
becomes its neighbour, && becomes ||, + becomes -, a number one more, a condition its opposite,
true false. N = 0 takes all of them.

Only the changed file is compiled, and put before the library of all. If -O2 makes the same object of it as of the original, nothing
has changed, and it is not counted. Otherwise the tests that go through the changed line, as gcov
says, run against it, quickest first, until one fails, dies or hangs: killed. What passes them all
runs once more under ASan and UBSan, as the tests do in make test. What passes that too survived
and is listed; a line that no test goes through is said to be so. test/mutants.txt names survivors
that cannot be told from the original, each with its reason; these are counted apart.

--seconds ends it in time: what was not judged by then is said. --resume believes the verdicts of
earlier runs over the same sources; for whoever writes tests.
"""
import argparse
import collections
import concurrent.futures
import gzip
import hashlib
import json
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
KNOWN = TOP / "test" / "mutants.txt"
CC = os.environ.get("CC", "gcc").split()
XML = subprocess.run(["pkg-config", "--cflags", "libxml-2.0"], capture_output=True, text=True).stdout.split()
COMMON = ["-std=gnu11", "-w", "-fPIC", "-Isrc", "-Itest/unit", *XML]
KINDS = {
    "plain": ["-O2", "-fno-semantic-interposition"],
    "checked": ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"],
    "covered": ["-O0", "--coverage"],
}
ASAN = subprocess.run([*CC, "-print-file-name=libasan.so"], capture_output=True, text=True).stdout.strip()
SLOW = {"test_soundness_traces"}  # the same lines as test_soundness, many times more often
SANITIZED = {"ASAN_OPTIONS": "detect_leaks=1", "CMOCKA_TEST_ABORT": "1"}
# gcc's sanitizers cannot live with the address-space randomness of some kernels.
FIXED = ["setarch", "-R"] if subprocess.run(["setarch", "-R", "true"], capture_output=True).returncode == 0 else []

SWAPS = [
    (r"(?<![<>=!+\-*/&|^])<(?![<=])", "<="), (r"(?<![<>=!\-])>(?![>=])", ">="), (r"<=", "<"), (r">=", ">"),
    (r"(?<![=!<>])==(?!=)", "!="), (r"!=", "=="), (r"&&", "||"), (r"\|\|", "&&"),
    (r"(?<![+\w(,=] )(?<=[\w)\]] )\+(?= )", "-"), (r"(?<=[\w)\]] )-(?= )", "+"), (r"(?<=[\w)\]] )\*(?= [\w(])", "/"),
    (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"\bif \((?!!)", "if (!"), (r"\+\+", "--"),
    (r"(?<![\w.\"'])(\d+)(?![\w.\"'])", lambda m: str(int(m.group(1)) + 1)),
]
LITERAL = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'')
DECLARED = re.compile(r"\s*(?:static |const )*\w+ \*?\w+\[[^=]*\](?: = [^;]*)?;")  # a size, or a table


def code_lines(text):
    """Lines of code, their comments and literals blanked; neither tables nor declarations."""
    inside = False
    for number, line in enumerate(text.split("\n")):
        stripped = line.strip()
        if inside or stripped.startswith("/*"):
            inside = "*/" not in line
            continue
        if not line.startswith("\t") or stripped.startswith(("#", "*", "case ", "assert", "static const", "{")) or DECLARED.match(line):
            continue
        yield number, line, LITERAL.sub(lambda m: "\0" * len(m.group()), line).split("/*")[0]


def mutants_of(path):
    for number, line, bare in code_lines(path.read_text()):
        for pattern, swap in SWAPS:
            for match in re.finditer(pattern, bare):
                changed = swap(match) if callable(swap) else swap
                yield path, number, line, line[: match.start()] + changed + line[match.end():]


# ---- what is compiled once ----------------------------------------------------------

def run(command, **options):
    return subprocess.run([str(c) for c in command], cwd=TOP, capture_output=True, **options)


def must(command):
    done = run(command)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr.decode()}")


def name_of(source):
    return str(source.relative_to(TOP)).replace("/", "_").removesuffix(".c")


def object_of(kind, source):
    return BUILD / kind / f"{name_of(source)}.o"


def compile_object(kind, source, target):
    return run([*CC, *COMMON, *KINDS[kind], "-c", source, "-o", target]).returncode == 0


def link_library(kind, objects, target):
    flags = [f for f in KINDS[kind] if f.startswith(("-fsan", "--cov"))]
    return run([*CC, *flags, "-shared", *objects, "-lxml2", "-lm", "-o", target]).returncode == 0


def core_sources():
    return [*sorted((TOP / "src/core").glob("*/*.c")), TOP / "test/unit/host.c"]


def test_sources():
    return [s for s in sorted((TOP / "test/unit").glob("test_*.c")) if s.stem not in SLOW]


def newest_header():
    return max(p.stat().st_mtime for folder in ("src/core", "test/unit") for p in (TOP / folder).rglob("*.h"))


def build(kind):
    """Objects, library and test programs of a kind, those anew that are older than their source."""
    (BUILD / kind).mkdir(parents=True, exist_ok=True)
    headers = newest_header()
    for source in core_sources() + test_sources():
        target = object_of(kind, source)
        if not target.exists() or target.stat().st_mtime < max(headers, source.stat().st_mtime):
            if not compile_object(kind, source, target):
                sys.exit(f"{source} does not compile")
    library = BUILD / kind / "libcore.so"
    core = [object_of(kind, s) for s in core_sources()]
    if not library.exists() or library.stat().st_mtime < max(o.stat().st_mtime for o in core):
        if not link_library(kind, core, library):
            sys.exit("the core does not link")
    flags = [f for f in KINDS[kind] if f.startswith(("-fsan", "--cov"))]
    for test in test_sources():
        program = BUILD / kind / test.stem
        if not program.exists() or program.stat().st_mtime < object_of(kind, test).stat().st_mtime:
            must([*CC, *flags, object_of(kind, test), "-L", library.parent, "-lcore", "-lcmocka", "-lxml2", "-lm", "-o", program])


def run_test(kind, test, seconds, instead=None):
    """True when it passes. A hang is a failure. instead: a library whose functions come before the core's."""
    checked = kind == "checked"
    before = [ASAN] * checked + [str(instead)] * bool(instead)
    command = [*(FIXED if checked else []), "env", *([f"LD_PRELOAD={':'.join(before)}"] if before else []), BUILD / kind / test]
    try:
        return run(command, env={**os.environ, "LD_LIBRARY_PATH": str(BUILD / kind), **SANITIZED}, timeout=seconds).returncode == 0
    except subprocess.TimeoutExpired:
        return False


# ---- which test goes through which line ------------------------------------------------

LINES = BUILD / "covered" / "lines.json.gz"


def lines_of_test(test):
    """file -> lines that the test goes through, of all that there are, and the functions of the file."""
    place = BUILD / "covered"
    for old in place.glob("*.gcda"):
        old.unlink()
    run_test("covered", test, 120)
    found = {}
    for line in run(["gcov", "--json-format", "--stdout", *sorted(place.glob("src_core_*.gcda"))]).stdout.splitlines():
        for file in json.loads(line)["files"]:
            name = os.path.relpath(TOP / file["file"], TOP)
            if name.startswith("src/core/") and name.endswith(".c"):
                ran = sorted(l["line_number"] for l in file["lines"] if l["count"])
                known = sorted({l["line_number"] for l in file["lines"]})
                found[name] = {"ran": ran, "known": known, "functions": [(f["start_line"], f["end_line"]) for f in file["functions"]]}
    return found


def coverage():
    """test -> {at: when, files: as above}; only tests that are newer than what is kept run again."""
    kept = json.loads(gzip.decompress(LINES.read_bytes())) if LINES.exists() else {}
    old = [s for s in test_sources() if kept.get(s.stem, {"at": 0})["at"] < s.stat().st_mtime]
    if old:
        build("covered")
    for source in old:
        kept[source.stem] = {"at": time.time(), "files": lines_of_test(source.stem)}
        LINES.write_bytes(gzip.compress(json.dumps(kept).encode()))
    return {s.stem: kept[s.stem] for s in test_sources()}


def goes_through(entry, path, number):
    """By its line; where gcov knows no such line by its function; where the file is newer by the file."""
    file = entry["files"].get(str(path.relative_to(TOP)))
    if not file or not file["ran"]:
        return False
    if path.stat().st_mtime > entry["at"]:
        return True
    if number + 1 in file["known"]:
        return number + 1 in file["ran"]
    return any(a <= number + 1 <= b and any(a <= line <= b for line in file["ran"]) for a, b in file["functions"])


def tests_through(covered, path, number):
    return {test for test, entry in covered.items() if goes_through(entry, path, number)}


# ---- one mutant ----------------------------------------------------------------------------

def passes_all(kind, mutant, tests, times):
    library = mutant.with_suffix(".so")
    return link_library(kind, [mutant], library) and all(run_test(kind, t, 3 + 5 * times[kind, t], library) for t in tests)


def judge(job):
    n, (path, number, _, changed), tests, times = job
    place = BUILD / f"m{os.getpid()}_{n}"
    place.mkdir(parents=True, exist_ok=True)
    lines = path.read_text().split("\n")
    lines[number] = changed
    source, target = place / path.name, place / "mutant.o"
    source.write_text("\n".join(lines))
    try:
        if not compile_object("plain", source, target):
            return "does not compile"
        if target.read_bytes() == object_of("plain", path).read_bytes():
            return "same object"
        if not tests:
            return "never run"
        ordered = sorted(tests, key=lambda t: times["plain", t])
        if not passes_all("plain", target, ordered, times):
            return "killed"
        if not compile_object("checked", source, target) or not passes_all("checked", target, ordered, times):
            return "killed"
        return "survived"
    finally:
        shutil.rmtree(place)


class Times(dict):
    """(kind, test): how long it takes as it is, kept until its library is newer; one that fails without a mutant is an error."""

    def __missing__(self, key):
        kind, test = key
        kept = BUILD / kind / f"{test}.seconds"
        built = max((BUILD / kind / name).stat().st_mtime for name in (test, "libcore.so"))
        if not kept.exists() or kept.stat().st_mtime < built:
            begun = time.monotonic()
            if not run_test(kind, test, 300):
                sys.exit(f"{test} ({kind}) fails without a mutant")
            kept.write_text(str(time.monotonic() - begun))
        self[key] = float(kept.read_text())
        return self[key]


# ---- what was judged before -----------------------------------------------------------------

KEPT = BUILD / "verdicts.json"


def mark_of(mutant):
    """Of the mutant and its file; tests may only come to it."""
    path, number, line, changed = mutant
    return hashlib.sha256(f"{path.read_text()}\0{number}\0{changed}".encode()).hexdigest()[:24]


def tests_mark():
    return hashlib.sha256("".join(s.read_text() for s in test_sources()).encode()).hexdigest()[:24]


def kept_verdicts(tests):
    """Killed stays killed; what survived did so against the very tests there are."""
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    return {mark: verdict for mark, (verdict, old) in kept.items() if verdict in ("killed", "same object", "does not compile") or old == tests}


def keep(verdicts, tests):
    KEPT.with_suffix(".new").write_text(json.dumps({mark: (verdict, tests) for mark, verdict in verdicts.items()}))
    KEPT.with_suffix(".new").rename(KEPT)


# ---- all of them ---------------------------------------------------------------------------

def key_of(mutant):
    path, _, line, changed = mutant
    return str(path.relative_to(TOP)), line.strip(), changed.strip()


def known_equal():
    """(file, line, changed) of test/mutants.txt: blocks of file, line, -> changed, reason."""
    known, block = set(), []
    for line in [*KNOWN.read_text().split("\n"), ""] if KNOWN.exists() else []:
        if line.startswith("#"):
            continue
        if line.strip():
            block.append(line.strip())
            continue
        if block:
            if len(block) < 4:
                sys.exit(f"{KNOWN.name}: a mutant wants file, line, change and reason: {block}")
            known.add((block[0], block[1], block[2].removeprefix("-> ")))
        block = []
    return known


def draw(rooms, files, sample, seed):
    for room in rooms:
        drawn = [m for path in sorted((TOP / "src/core" / room).glob("*.c")) if not files or path.stem in files for m in mutants_of(path)]
        yield from drawn if not sample else random.Random(f"{seed} {room}").sample(drawn, min(sample, len(drawn)))


def show(mutant, verdict):
    path, number, line, changed = mutant
    print(f"{verdict}  {path.relative_to(TOP)}:{number + 1}\n          {line.strip()}\n       -> {changed.strip()}", flush=True)


def summary(title, counts):
    alive = counts["survived"] + counts["never run"]
    judged = counts["killed"] + alive
    left = f"; {counts['not judged']} not judged" if counts["not judged"] else ""
    print(f"{title:10} {counts['killed']:4} of {judged:4} killed ({100 * counts['killed'] / max(1, judged):5.1f} %), {alive} survived, of them {counts['never run']} never run;"
          f" equal: {counts['same object']} by their object, {counts['known equal']} by test/mutants.txt; {counts['does not compile']} do not compile{left}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--room", action="append")
    parser.add_argument("--file", action="append")
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--at-least", type=int, default=0, metavar="PERCENT", help="fail when a room has less")
    asked = parser.parse_args()
    begun, tests_then = time.monotonic(), tests_mark()  # who writes tests meanwhile is judged by them the next time
    rooms = asked.room or sorted(p.name for p in (TOP / "src/core").iterdir() if p.is_dir())
    covered = coverage()
    times = Times()
    for kind in ("plain", "checked"):
        build(kind)
    known = known_equal()
    drawn = list(draw(rooms, asked.file, asked.sample, asked.seed))
    jobs = [(n, m, tests_through(covered, m[0], m[1]), times) for n, m in enumerate(drawn) if key_of(m) not in known]
    counts = {room: collections.Counter() for room in rooms}
    for mutant in drawn:
        counts[mutant[0].parent.name]["known equal"] += key_of(mutant) in known
    kept = kept_verdicts(tests_then) if asked.resume else {}

    def verdict_of(job):
        if mark_of(job[1]) in kept:
            return kept[mark_of(job[1])]
        return judge(job) if time.monotonic() - begun < asked.seconds else "not judged"

    with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
        for (_, mutant, *_), verdict in zip(jobs, pool.map(verdict_of, jobs)):
            if verdict != "not judged":
                kept[mark_of(mutant)] = verdict
                keep(kept, tests_then)
            counts[mutant[0].parent.name][verdict] += 1
            if verdict in ("survived", "never run"):
                show(mutant, verdict)
    for room in rooms:
        summary(room, counts[room])
    summary("all", sum(counts.values(), collections.Counter()))
    print(f"seed {asked.seed}, {len(jobs)} mutants in {time.monotonic() - begun:.0f} s")
    return any(100 * c["killed"] < asked.at_least * (c["killed"] + c["survived"] + c["never run"]) for c in counts.values())


if __name__ == "__main__":
    sys.exit(main())

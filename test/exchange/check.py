#!/usr/bin/env python3
"""pm4py against dkis. stdin: one JSON object per line, {"machine", "sound",
"unsafe", "pnml"}. Every net is read and judged by WOFLAN; the verdicts are
written, as dkis's machine text with t or f, to the file named first.

Counted apart are the nets that WOFLAN has not decided within PATIENCE seconds,
and those that always end properly though a step may be active twice at a time:
dkis refuses them, as it asks for 1-safe flows.
"""
import contextlib
import io
import json
import os
import signal
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
import pm4py  # noqa: E402


PATIENCE = 3


def woflan(pnml):
    with tempfile.NamedTemporaryFile("w", suffix=".pnml", delete=False) as file:
        file.write(pnml)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            net, initial, final = pm4py.read_pnml(file.name)
            return pm4py.check_soundness(net, initial, final)[0]
    finally:
        os.unlink(file.name)


class Undecided(Exception):
    pass


def give_up(number, frame):
    raise Undecided


def main():
    verdicts, wrong, sound, unsafe, undecided = [], 0, 0, 0, 0
    signal.signal(signal.SIGALRM, give_up)
    for line in sys.stdin:
        case = json.loads(line)
        signal.alarm(PATIENCE)
        try:
            judged = woflan(case["pnml"])
        except Undecided:
            undecided += 1
            continue
        finally:
            signal.alarm(0)
        if judged != case["sound"]:
            if judged and case["unsafe"]:
                unsafe += 1
                continue
            wrong += 1
            print(f"not ok: dkis {case['sound']}, WOFLAN {judged}: {case['machine']}")
        sound += judged
        verdicts.append(f"{'t' if judged else 'f'}\t{case['machine']}\n")
    with open(sys.argv[1], "w") as file:
        file.writelines(verdicts)
    print(f"{len(verdicts)} nets, {sound} sound, {unsafe} that end properly but are not 1-safe, "
          f"{undecided} undecided, {wrong} disagreements")
    sys.exit(wrong != 0)


main()

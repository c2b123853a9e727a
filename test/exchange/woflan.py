#!/usr/bin/env python3
"""pm4py against dkis. stdin: one JSON object per line, {"machine", "sound",
"unsafe", "pnml"}. Every net is read and judged by WOFLAN; the verdicts are
written, as dkis's machine text with t or f, to the file named first.

A net that WOFLAN has not decided within PATIENCE seconds is judged by walking
through all its markings, by pm4py's own rule of firing. Counted apart are nets
that always end properly though a step may be active twice at a time: dkis
refuses them, as it asks for 1-safe flows.
"""
import contextlib
import io
import json
import os
import signal
import sys
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")
import pm4py  # noqa: E402
from pm4py.objects.petri_net.semantics import ClassicSemantics  # noqa: E402


PATIENCE = 2  # seconds
MANY = 20000  # markings


def read_net(pnml):
    with tempfile.NamedTemporaryFile("w", suffix=".pnml") as file:
        file.write(pnml)
        file.flush()
        return pm4py.read_pnml(file.name)


def woflan(net, initial, final):
    """In a process of its own: some nets cost it hours and gigabytes. None: given up."""
    child = os.fork()
    if child == 0:
        with contextlib.redirect_stdout(io.StringIO()):
            os._exit(2 + pm4py.check_soundness(net, initial, final)[0])
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return {2: False, 3: True}.get(os.waitstatus_to_exitcode(status))
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def markings(net, initial):
    """Every marking that can be reached, with those from which it is reached at
    once, and the transitions that fired. False: a place holds two tokens; None:
    there are too many."""
    rule, before, fired, new = ClassicSemantics(), {initial: []}, set(), [initial]
    while new:
        marking = new.pop()
        for transition in rule.enabled_transitions(net, marking):
            after = rule.execute(transition, net, marking)
            fired.add(transition)
            if max(after.values(), default=0) > 1:
                return False
            if after not in before:
                before[after] = []
                new.append(after)
            before[after].append(marking)
        if len(before) > MANY:
            return None
    return before, fired


def walk(net, initial, final):
    """Soundness by its definition. None: too many markings."""
    reached = markings(net, initial)
    if not reached:
        return reached
    before, fired = reached
    ending, new = set(), [final] if final in before else []
    while new:
        marking = new.pop()
        if marking not in ending:
            ending.add(marking)
            new += before[marking]
    proper = not any(marking != final and final <= marking for marking in before)
    return proper and len(ending) == len(before) and len(fired) == len(net.transitions)


def main():
    verdicts, wrong, sound, unsafe, walked, undecided = [], 0, 0, 0, 0, 0
    for line in sys.stdin:
        case = json.loads(line)
        net = read_net(case["pnml"])
        judged = woflan(*net)
        if judged is None:
            judged = walk(*net)
            walked += judged is not None
        if judged is None:
            undecided += 1
            continue
        if judged != case["sound"]:
            if judged and case["unsafe"]:
                unsafe += 1
                continue
            wrong += 1
            print(f"not ok: dkis {case['sound']}, pm4py {judged}: {case['machine']}")
        sound += judged
        verdicts.append(f"{'t' if judged else 'f'}\t{case['machine']}\n")
    with open(sys.argv[1], "w") as file:
        file.writelines(verdicts)
    print(f"{len(verdicts)} nets, {sound} sound, {unsafe} that end properly but are not 1-safe, "
          f"{walked} of all decided by walking instead of WOFLAN, "
          f"{undecided} by neither, {wrong} disagreements")
    sys.exit(wrong != 0)


main()

#!/usr/bin/env python3
"""pm4py's WOFLAN against dkis's soundness: woflan.py VERDICTS < nets

stdin: one JSON object per line, {"machine", "sop", "sound", "problems", "pnml"}.
Every net is read by pm4py and judged by WOFLAN; the verdicts go, with dkis's
machine text, to the file VERDICTS, which make test compares.

A net that WOFLAN has not decided within PATIENCE of work is judged by walking
all its markings by pm4py's own rule of firing, by the definition of soundness:
tokens may pile up there, and a marking that covers an earlier one on its way is
a flow that never comes to rest.

dkis also asks that no step is active twice at once. That refuses nothing that
is otherwise sound: a sound free-choice net is 1-safe, and every flow is a
free-choice net. So "sound for WOFLAN, but not 1-safe for dkis" is a
disagreement like any other, and none is forgiven.
"""
import collections
import contextlib
import io
import json
import multiprocessing
import os
import re
import resource
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
import pm4py  # noqa: E402
from pm4py.objects.petri_net.semantics import ClassicSemantics  # noqa: E402


PATIENCE = 1  # second
MANY = 20000  # markings
EACH = 100  # at least so many nets with each kind of problem, so that each was really tried


def read(reader, text, suffix):
    with tempfile.NamedTemporaryFile("w", suffix=suffix, encoding="utf-8") as file:
        file.write(text)
        file.flush()
        return reader(file.name)


def woflan(net, initial, final):
    """In a process of its own: some nets cost it hours and gigabytes. None: given up."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
        with contextlib.redirect_stdout(io.StringIO()):
            os._exit(2 + pm4py.check_soundness(net, initial, final)[0])
    _, status = os.waitpid(child, 0)
    return {2: False, 3: True}.get(os.waitstatus_to_exitcode(status))


def check(good, what):
    print("ok -" if good else "not ok -", what, flush=True)


def covers_one_before(marking, parents):
    earlier = parents[marking]
    while earlier is not None:
        if earlier != marking and earlier <= marking:
            return True
        earlier = parents[earlier]
    return False


def markings(net, initial):
    """Every marking that can be reached, with those from which it is reached at
    once, and the transitions that fired. False: their number has no bound;
    None: there are too many."""
    rule, before, parents, fired = ClassicSemantics(), {initial: []}, {initial: None}, set()
    new = collections.deque([initial])
    while new:
        marking = new.popleft()
        for transition in rule.enabled_transitions(net, marking):
            after = rule.execute(transition, net, marking)
            fired.add(transition)
            if after not in before:
                before[after], parents[after] = [], marking
                if max(after.values(), default=0) > 1 and covers_one_before(after, parents):
                    return False
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


def judge(net):
    """Whether a net is sound, and whether that had to be walked. None: nobody knows."""
    judged = woflan(*net)
    return (walk(*net), True) if judged is None else (judged, False)


def kinds(problems):
    return {re.sub(r"^langkah \S+|\{.*\}|sementara .* masih", "…", problem) for problem in problems}


def judge_case(line):
    case = json.loads(line)
    return case, *judge(read(pm4py.read_pnml, case["pnml"], ".pnml"))


def main():
    verdicts, count, of_kind = [], collections.Counter(), collections.Counter()
    with multiprocessing.Pool() as pool:
        for case, judged, walked in pool.imap(judge_case, sys.stdin):
            count["walked"] += walked and judged is not None
            if judged is None:
                count["undecided"] += 1
                count["undecided SOPs"] += case["sop"]
                continue
            count["sound"] += judged
            count["SOPs"] += case["sop"]
            of_kind.update(kinds(case["problems"]))
            verdicts.append(f"{'t' if judged else 'f'}\t{case['machine']}\n")
            if judged != case["sound"]:
                count["disagreements"] += 1
                print(f"not ok - dkis says {case['sound']}, pm4py {judged}: {case['machine']}")
    with open(sys.argv[1], "w") as file:
        file.writelines(verdicts)
    nets, sound = len(verdicts), count["sound"]
    check(count["disagreements"] == 0, f"{nets} nets judged as dkis judges them, {sound} sound, {nets - sound} not")
    check(count["SOPs"] >= 24 and count["undecided SOPs"] == 0, f"{count['SOPs']} SOPs among them")
    check(sound >= 1000 and nets - sound >= 1000, "at least 1000 sound and 1000 unsound")
    check(count["undecided"] * 100 <= nets, f"{count['walked']} judged by walking, {count['undecided']} by neither")
    for kind, n in sorted(of_kind.items()):
        check(n >= EACH, f"{n} nets with: {kind}")
    check(len(of_kind) == 7, "each kind of unsoundness among them")


if __name__ == "__main__":
    main()

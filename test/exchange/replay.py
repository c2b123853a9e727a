#!/usr/bin/env python3
"""Token replay of dkis's histories: replay.py VERDICTS < histories

stdin: one JSON object per SOP (histories.sql), {"sop", "machine", "pnml", "xes",
"cases", "events"}. pm4py reads the net and the log; every trace has fitness 1.
Then each trace is corrupted in four ways (an event dropped, two swapped, one
put in, one put in another's place), and its fitness is 1 exactly when it still
is a run of the net from its initial to its final marking, which is decided by
trying all runs, silent transitions included.

What was found goes to the file VERDICTS, with the machine and the trace in
dkis's own words; corrupted.sql and make test ask dkis.fire the same.
"""
import collections
import json
import random
import sys

import pm4py
from pm4py.objects.log.obj import Event, EventLog, Trace
from pm4py.objects.petri_net.semantics import ClassicSemantics
from woflan import check, read

RULE = ClassicSemantics()


def traces_of(log):
    return [tuple(group["concept:name"]) for _, group in log.groupby("case:concept:name", sort=False)]


def silently(net, markings):
    """These markings, and all that silent transitions lead to from them."""
    reached, new = set(markings), list(markings)
    while new:
        marking = new.pop()
        for transition in RULE.enabled_transitions(net, marking):
            if transition.label is None:
                after = RULE.execute(transition, net, marking)
                if after not in reached:
                    reached.add(after)
                    new.append(after)
    return reached


def is_run(net, initial, final, trace):
    markings = silently(net, [initial])
    for label in trace:
        markings = silently(net, [RULE.execute(transition, net, marking) for marking in markings
                                  for transition in RULE.enabled_transitions(net, marking) if transition.label == label])
    return final in markings


def corrupted(rng, trace, labels):
    """The trace with one fault of each kind; what it does not allow is left out."""
    at = rng.randrange(len(trace))
    yield "drop", trace[:at] + trace[at + 1:]
    other = rng.randrange(len(trace))
    swapped = list(trace)
    swapped[at], swapped[other] = swapped[other], swapped[at]
    yield "swap", tuple(swapped)
    yield "insert", trace[:at] + (rng.choice(labels),) + trace[at:]
    yield "replace", trace[:at] + (rng.choice(labels),) + trace[at + 1:]


def fitness(net, traces):
    log = EventLog([Trace([Event({"concept:name": label}) for label in trace], attributes={"concept:name": str(n)})
                    for n, trace in enumerate(traces)])
    return [result["trace_fitness"] for result in pm4py.conformance_diagnostics_token_based_replay(log, *net)]


def replay(rng, case, verdicts, count):
    net = read(pm4py.read_pnml, case["pnml"], ".pnml")
    log = read(pm4py.read_xes, case["xes"], ".xes")
    traces = traces_of(log)
    whole = len(traces) == case["cases"] and len(log) == case["events"]
    check(whole, f"SOP {case['sop']}: pm4py reads {len(traces)} traces of {len(log)} events in its log")
    fit = fitness(net, traces)
    check(min(fit) == 1, f"SOP {case['sop']}: every trace has fitness 1")
    verdicts |= {(case["machine"], trace, True) for trace in traces}
    labels = sorted(t.label for t in net[0].transitions if t.label is not None)
    bad = [(kind, new) for trace in traces for kind, new in corrupted(rng, trace, labels) if new]
    wrong = []
    for (kind, trace), value in zip(bad, fitness(net, [trace for _, trace in bad])):
        runs = is_run(*net, trace)
        count[kind, runs] += 1
        verdicts.add((case["machine"], trace, runs))
        if (value == 1) != runs:
            wrong.append(f"{'a' if runs else 'no'} run, fitness {value}: {', '.join(trace)}")
    check(not wrong, f"SOP {case['sop']}: fitness below 1 for exactly those corrupted traces that do not fit" + "".join("\n  " + w for w in wrong))


def main():
    rng, verdicts, count = random.Random(112), set(), collections.Counter()
    cases = [json.loads(line) for line in sys.stdin]
    check(len(cases) == 24, f"histories of {len(cases)} SOPs")
    for case in cases:
        replay(rng, case, verdicts, count)
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        for machine, trace, fits in sorted(verdicts):
            file.write(f"{'t' if fits else 'f'}\t{machine}\t{'; '.join(trace)}\n")
    for kind in ("drop", "swap", "insert", "replace"):
        check(count[kind, False] >= 100, f"{kind}: {count[kind, False]} traces no longer fit, {count[kind, True]} still do")


main()

#!/usr/bin/env python3
"""Logs of made-up histories, as pm4py judges them against the nets that dkis wrote.

stdin: one JSON object per line, {"machine", "pnml"}, sound flows. Each net is walked
at random from start to end, by pm4py's own rule of firing; of the walks some are left
as they are, in the others events are left out, repeated, swapped, exchanged or made
up. stdout, tab separated: machine, the events with semicolons between, what an optimal alignment
costs, its fitness, and whether it was left as it was. On stderr how many there are.
Token replay is asked beside it: 1.0 for the walks, less for what was damaged.
"""
import json
import os
import random
import sys
import tempfile
import warnings

os.environ["TQDM_DISABLE"] = "1"
warnings.filterwarnings("ignore")
import pm4py  # noqa: E402
from pm4py.objects.log.obj import Event, EventLog, Trace  # noqa: E402
from pm4py.objects.petri_net.semantics import ClassicSemantics  # noqa: E402

LONGEST = 25  # events of a walk
STRANGE = "lain [entah]"  # in no flow
RULE = ClassicSemantics()
rng = random.Random(20260202)


def read_net(pnml):
    with tempfile.NamedTemporaryFile("w", suffix=".pnml") as file:
        file.write(pnml)
        file.flush()
        return pm4py.read_pnml(file.name)


def walk(net, initial, final):
    """The labels on a way to the end; None: it became too long."""
    marking, labels = initial, []
    while marking != final:
        ways = sorted(RULE.enabled_transitions(net, marking), key=lambda t: t.name)
        transition = rng.choice(ways)
        marking = RULE.execute(transition, net, marking)
        if transition.label is not None:
            labels.append(transition.label)
        if len(labels) > LONGEST:
            return None
    return labels


def damage(labels, known):
    labels = list(labels)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(labels)) if labels else 0
        kind = rng.randrange(6) if labels else 4
        if kind == 0:
            del labels[at]
        elif kind == 1:
            labels.insert(at, labels[at])
        elif kind == 2 and at:
            labels[at - 1], labels[at] = labels[at], labels[at - 1]
        elif kind == 3:
            del labels[at:]
        elif kind == 4:
            labels.insert(at, rng.choice(known))
        elif rng.random() < 0.3:
            labels.insert(at, STRANGE)
    return labels


def as_log(histories):
    log = EventLog()
    for n, labels in enumerate(histories):
        trace = Trace(attributes={"concept:name": str(n)})
        for label in labels:
            trace.append(Event({"concept:name": label}))
        log.append(trace)
    return log


def histories(net, initial, final):
    walks = [w for w in (walk(net, initial, final) for _ in range(12)) if w is not None][:4]
    known = sorted(t.label for t in net.transitions if t.label is not None)
    return [(w, True) for w in walks[:2]] + [(damage(w, known), False) for w in walks]


def main():
    count = {"machines": 0, "logs": 0, "deviating": 0, "replayed below 1": 0}
    wrong = 0
    for line in sys.stdin:
        case = json.loads(line)
        net, initial, final = read_net(case["pnml"])
        cases = histories(net, initial, final)
        log = as_log(labels for labels, _ in cases)
        if not cases:
            continue
        aligned = pm4py.conformance_diagnostics_alignments(log, net, initial, final)
        replayed = pm4py.conformance_diagnostics_token_based_replay(log, net, initial, final)
        count["machines"] += 1
        for (labels, whole), found, replay in zip(cases, aligned, replayed):
            cost = found["cost"] // 10000  # silent moves cost 1 each there
            count["logs"] += 1
            count["deviating"] += cost > 0
            count["replayed below 1"] += replay["trace_fitness"] < 1
            # token replay passes over what it does not know
            tells = STRANGE not in labels
            if (whole and cost > 0) or (tells and (cost > 0) != (replay["trace_fitness"] < 1)):
                wrong += 1
                print(f"not ok - cost {cost}, replay {replay['trace_fitness']}: {case['machine']}: {labels}", file=sys.stderr)
            print(case["machine"], ";".join(labels), cost, repr(found["fitness"]), "t" if whole else "f", sep="\t")
    print("pm4py: " + ", ".join(f"{n} {what}" for what, n in count.items()), file=sys.stderr)
    sys.exit(wrong != 0)


main()

"""A second reader of BPMN, which shares nothing with dkis: is what was read bent?

  second_bpmn.py list DIR              path and id of each process with content below DIR, as TSV
  second_bpmn.py compare ANSWERS       one JSON object a line, as test/t/041_editors.pl asks for them

It plays the drawing by tokens, as BPMN has it, and the flow as docs/state_machine.md has it, and
walks both together through every set of places that the same tasks lead to: each time the same
tasks must be possible, and the end reached or not. Prints one line per file that differs, and
sums at last.
"""

import json
import os
import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter

BPMN = '{http://www.omg.org/spec/BPMN/20100524/MODEL}'
ACTIVITIES = {'task', 'userTask', 'manualTask', 'serviceTask', 'scriptTask', 'sendTask', 'receiveTask',
              'businessRuleTask', 'callActivity', 'subProcess', 'transaction', 'adHocSubProcess'}
OTHERS = {'inclusiveGateway', 'complexGateway', 'eventBasedGateway', 'boundaryEvent', 'intermediateCatchEvent',
          'intermediateThrowEvent', 'event', 'implicitThrowEvent', 'choreographyTask', 'subChoreography', 'callChoreography'}
NODES = ACTIVITIES | OTHERS | {'startEvent', 'endEvent', 'exclusiveGateway', 'parallelGateway'}
ODD_ENDS = ('errorEventDefinition', 'escalationEventDefinition', 'cancelEventDefinition', 'compensateEventDefinition')
MOST = 4000    # markings of one set, pairs of sets
DEEPEST = 40   # tasks in a row
TOKENS = 12    # more is a flow that grows without end


def local(element):
    return element.tag[len(BPMN):] if element.tag.startswith(BPMN) else ''


def child(element, name):
    return element.find(BPMN + name)


def processes(path):
    """Of a file that is XML: its processes with content."""
    try:
        root = ET.parse(path).getroot()
    except (ET.ParseError, ValueError, LookupError):
        return None
    return [p for p in root.iter(BPMN + 'process') if any(local(e) in NODES for e in p)]


class Drawing:
    """One process; beyond says what no flow can express, or None."""

    def __init__(self, process):
        self.kind, self.element, self.edges, self.beyond = {}, {}, [], None
        for e in process:
            if local(e) in NODES:
                self.add_node(e)
        for e in process:
            if local(e) == 'sequenceFlow':
                self.add_edge(e)
        self.ins = {n: [i for i, e in enumerate(self.edges) if e[1] == n] for n in self.kind}
        self.outs = {n: [i for i, e in enumerate(self.edges) if e[0] == n] for n in self.kind}
        for n in self.kind:
            self.check_outs(n)

    def refuse(self, why):
        self.beyond = self.beyond or why

    def add_node(self, e):
        name, i = local(e), e.get('id')
        if name in OTHERS:
            self.refuse(name)
        elif name == 'endEvent' and any(child(e, d) is not None for d in ODD_ENDS):
            self.refuse('abnormal end')
        elif name in ACTIVITIES:
            several = child(e, 'multiInstanceLoopCharacteristics')
            if any(local(c) in NODES for c in e.iter() if c is not e):
                self.refuse('sub-process with content')
            elif child(e, 'standardLoopCharacteristics') is not None or several is not None and several.get('isSequential') == 'true':
                self.refuse('loop')
            elif e.get('isForCompensation') == 'true':
                self.refuse('compensation')
        self.kind[i] = 'task' if name in ACTIVITIES else name
        self.element[i] = e

    def add_edge(self, e):
        if e.get('sourceRef') in self.kind and e.get('targetRef') in self.kind:
            self.edges.append((e.get('sourceRef'), e.get('targetRef'), e))
        else:
            self.refuse('loose arrow')

    def check_outs(self, n):
        outs = [self.edges[i][2] for i in self.outs[n]]
        if self.kind[n] == 'task' and (self.element[n].get('default') or any(child(e, 'conditionExpression') is not None for e in outs)
                                       or len(outs) > 1 and any(e.get('name') for e in outs)):
            self.refuse('condition after a task')

    # ---- the game: a token stands on an edge (its number) or before a node (its id)

    def begin(self):
        starts = [n for n in self.kind if self.kind[n] == 'startEvent']
        if starts:
            return {self.give((), n) for n in starts}
        return {tuple(sorted((n for n in self.kind if not self.ins[n] and self.kind[n] != 'endEvent'), key=str))}

    def give(self, marking, n):
        return tuple(sorted(list(marking) + self.outs[n], key=str))

    @staticmethod
    def take(marking, tokens):
        left = list(marking)
        for token in tokens:
            left.remove(token)
        return tuple(left)

    def silent(self, marking):
        for token in set(marking):
            n = token if isinstance(token, str) else self.edges[token][1]
            kind = self.kind[n]
            if kind == 'endEvent':
                yield () if child(self.element[n], 'terminateEventDefinition') is not None else self.take(marking, [token])
            elif kind == 'exclusiveGateway':
                left = self.take(marking, [token])
                for out in self.outs[n] or [None]:
                    yield left if out is None else tuple(sorted(list(left) + [out], key=str))
            elif kind == 'parallelGateway':
                need = [token] if isinstance(token, str) else self.ins[n]
                if all(i in marking for i in need):
                    yield self.give(self.take(marking, need), n)

    def tasks(self, marking):
        for token in set(marking):
            n = token if isinstance(token, str) else self.edges[token][1]
            if self.kind[n] == 'task':
                yield n, self.give(self.take(marking, [token]), n)

    def outcomes(self, n):
        """What the ways of the one gateway after a task are called; None: not all are, or it is none."""
        if len(self.outs[n]) != 1 or self.kind[self.edges[self.outs[n][0]][1]] != 'exclusiveGateway':
            return None
        ways = [self.edges[i] for i in self.outs[self.edges[self.outs[n][0]][1]]]
        names = [w[2].get('name') or '' for w in ways]
        if len(ways) < 2 or not all(x.strip() for x in names) or any(self.kind[w[1]] == 'exclusiveGateway' for w in ways):
            return None
        return {tidy(x) for name in names for x in name.split('|')}


def tidy(name):
    return ' '.join(name.split()).lower()


class Flow:
    """The arcs of a state_machine; a token is an active step, or one that waits in an arc."""

    def __init__(self, text, ids):
        self.arcs, self.ids = [], ids
        for arc in parts(text, ';'):
            sources, targets = parts(arc, '->')
            self.arcs.append(([self.source(s) for s in parts(sources, '&')], [t for t in parts(targets, '&') if t != 'end']))

    @staticmethod
    def source(text):
        name, bracket, outcomes = text.partition('[')
        return name.strip(), [tidy(o) for o in outcomes.rstrip(' ]').split('|')] if bracket else ['selesai']

    def begin(self):
        return {self.put((), targets) for sources, targets in self.arcs if sources[0][0] == 'start'}

    @staticmethod
    def put(marking, targets):
        return tuple(sorted(list(marking) + [('', t, 0) for t in targets], key=str))

    def silent(self, marking):
        for number, (sources, targets) in enumerate(self.arcs):
            need = [('waits', number, i) for i in range(len(sources))]
            if len(sources) > 1 and all(w in marking for w in need):
                yield self.put(Drawing.take(marking, need), targets)

    def tasks(self, marking):
        for token in {t for t in marking if t[0] == ''}:
            left = Drawing.take(marking, [token])
            for number, (sources, targets) in enumerate(self.arcs):
                for i, (name, _) in enumerate(sources):
                    if name == token[1]:
                        yield self.ids[name], self.put(left, targets) if len(sources) == 1 else tuple(sorted(list(left) + [('waits', number, i)], key=str))

    def outcomes(self, step):
        return {o for sources, _ in self.arcs for name, said in sources if name == step for o in said}


def parts(text, by):
    """Split outside of brackets, trimmed."""
    return [p.strip() for p in re.split(re.escape(by) + r'(?![^\[]*\])', text)]


class TooMany(Exception):
    pass


def closure(game, markings):
    seen, todo = set(markings), list(markings)
    while todo:
        for after in game.silent(todo.pop()):
            if after not in seen and len(after) <= TOKENS:
                seen.add(after)
                todo.append(after)
        if len(seen) > MOST:
            raise TooMany
    return frozenset(seen)


def difference(drawing, flow):
    """The tasks after which they differ; None: never, as far as was looked."""
    first = (closure(drawing, drawing.begin()), closure(flow, flow.begin()))
    seen, todo = {first}, [(first, ())]
    while todo:
        (mine, theirs), trace = todo.pop(0)
        ways = []
        for game, markings in ((drawing, mine), (flow, theirs)):
            steps = {}
            for marking in markings:
                for task, after in game.tasks(marking):
                    steps.setdefault(task, set()).add(after)
            ways.append(steps)
        if set(ways[0]) != set(ways[1]) or (() in mine) != (() in theirs):
            return trace
        for task in ways[0]:
            pair = (closure(drawing, ways[0][task]), closure(flow, ways[1][task]))
            if pair not in seen and len(trace) < DEEPEST:
                seen.add(pair)
                todo.append((pair, trace + (task,)))
        if len(seen) > MOST:
            raise TooMany
    return None


def judge(answer, drawing):
    """What is wrong with what was read; None: nothing."""
    steps = answer['steps'] or []  # a drawing without a task
    ids = {s['step']: s['id'] for s in steps}
    tasks = {n for n in drawing.kind if drawing.kind[n] == 'task'}
    if len(ids) != len(steps) or set(ids.values()) != tasks:
        return 'other tasks'
    flow = Flow(answer['machine'], ids)
    for step, n in ids.items():
        if drawing.outcomes(n) is not None and drawing.outcomes(n) != flow.outcomes(step):
            return 'other outcomes of ' + n
    trace = difference(drawing, flow)
    return None if trace is None else 'differs after ' + (' '.join(trace) or 'the start')


def compare(path):
    n, why, beyond = Counter(), Counter(), Counter()
    for line in open(path, encoding='utf-8'):
        answer = json.loads(line)
        drawing = Drawing(next(p for p in processes(answer['path']) if (p.get('id') or '') == answer['process']))
        n['processes'] += 1
        n['expressible'] += drawing.beyond is None
        if answer['machine'] is None:
            (why if drawing.beyond is None else beyond)[answer['message'] if drawing.beyond is None else drawing.beyond] += 1
            continue
        n['read'] += 1
        n['read as it stands'] += answer['plain']
        try:
            wrong = drawing.beyond or judge(answer, drawing)
        except TooMany:
            n['too large to compare'] += 1
            continue
        if wrong and not answer['sound'] and any(child(e, 'terminateEventDefinition') is not None for e in drawing.element.values()):
            n['a terminate end that soundness tells of'] += 1
        elif wrong:
            n['bent'] += 1
            print('# BENT %s (%s): %s' % (answer['path'], answer['process'], wrong))
    for count, words in sorted(((c, w) for w, c in why.items()), reverse=True):
        print('# refused, though expressible: %4d %s' % (count, words))
    for count, words in sorted(((c, w) for w, c in beyond.items()), reverse=True):
        print('# not expressible:             %4d %s' % (count, words))
    print(json.dumps(n))


def main(what, path):
    if what == 'compare':
        return compare(path)
    for folder, _, names in sorted(os.walk(path)):
        for name in sorted(names):
            full = os.path.join(folder, name)
            for process in processes(full) or []:
                print('%s\t%s' % (full, process.get('id') or ''))


main(*sys.argv[1:])

#!/usr/bin/env python3
"""Made-up flows in dkis's text form, one per line: machines.py COUNT SEED.

Every second one is well nested (steps, choices, parallel parts, loops, entries)
and therefore sound; the others are such flows with one to three faults.
"""
import random
import sys


class Maker:
    """A flow is a list of arcs: (items or an entry's name, targets); an item is
    a step with its outcomes, none for a step that has but one. A block is its
    first steps and its exits, each the items of an arc still without targets."""

    def __init__(self, rng):
        self.rng, self.count, self.arcs, self.limit = rng, 0, [], 0

    def step(self):
        self.count += 1
        return f"s{self.count}"

    def lead(self, exits, targets):
        self.arcs += [[items, list(targets)] for items in exits]

    def plain(self, _=0):
        name = self.step()
        return [name], [[(name, ())]]

    def sequence(self, depth):
        first, exits = self.block(depth - 1)
        start, last = self.block(depth - 1)
        self.lead(exits, start)
        return first, last

    def choice(self, depth):
        name, exits = self.step(), []
        for n in range(self.rng.randint(2, 3)):
            outcomes = (f"o{n}",) if self.rng.random() < 0.7 else (f"o{n}", f"juga {n}")
            if self.rng.random() < 0.3:
                exits.append([(name, outcomes)])
                continue
            start, ends = self.block(depth - 1)
            self.lead([[(name, outcomes)]], start)
            exits += ends
        return [name], exits

    def parallel(self, depth):
        first, starts, waits = self.step(), [], []
        for _ in range(self.rng.choice((2, 2, 3, 5) if depth == 1 else (2, 2, 3))):
            start, ends = self.block(depth - 1)
            last = self.step()
            self.lead(ends, [last])
            starts += start
            waits.append((last, ()))
        self.lead([[(first, ())]], starts)
        return [first], [waits]

    def loop(self, depth):
        start, ends = self.block(depth - 1)
        decide = self.step()
        self.lead(ends, [decide])
        self.lead([[(decide, ("lagi",))]], start)
        return start, [[(decide, ("cukup",))]]

    def block(self, depth):
        if depth == 0 or self.count > self.limit:
            return self.plain()
        return self.rng.choice([self.sequence, self.choice, self.parallel, self.loop])(depth)

    # ---- faults -------------------------------------------------------------

    def any_step(self):
        return f"s{self.rng.randint(1, self.count)}"

    def any_arc(self, wanted=lambda items, targets: True):
        fitting = [arc for arc in self.arcs if wanted(*arc)]
        return self.rng.choice(fitting) if fitting else None

    def bend(self):
        arc = self.any_arc()
        arc[1] = [self.any_step() for _ in range(self.rng.randint(1, 2))] if self.rng.random() < 0.8 else ["end"]

    def one_more(self):
        """A branch that nobody waits for, or a step twice."""
        arc = self.any_arc(lambda items, targets: targets != ["end"])
        if arc:
            arc[1].append(self.any_step())

    def one_less(self):
        """A join that waits in vain."""
        arc = self.any_arc(lambda items, targets: len(targets) > 1)
        if arc:
            arc[1].pop(self.rng.randrange(len(arc[1])))

    def early_end(self):
        """One branch may leave the pack."""
        self.arcs.append([[(self.any_step(), ("pulang",))], ["end"]])

    def nobody_there(self):
        self.arcs.append([[(self.step(), ())], [self.any_step()]])

    def merge(self):
        """What should wait for the others goes on alone."""
        arc = self.any_arc(lambda items, targets: len(items) > 1 and isinstance(items, list))
        if arc:
            self.arcs.remove(arc)
            self.lead([[item] for item in arc[0]], arc[1])

    def choose(self):
        """One of them begins, all are waited for."""
        arc = self.any_arc(lambda items, targets: len(targets) > 1 and isinstance(items, list) and len(items) == 1)
        if arc and not arc[0][0][1]:
            self.arcs.remove(arc)
            step = arc[0][0][0]
            self.arcs += [[[(step, (f"ke {n}",))], [target]] for n, target in enumerate(arc[1])]

    def two_joins(self):
        """A step that waits at either of two joins: a[x]."""
        one, other = self.any_step(), self.any_step()
        if one != other:
            self.arcs.append([[(one, ("bersama",)), (other, ("berdua",))], [self.any_step()]])

    def trap(self):
        lost = self.step()
        self.arcs += [[[(self.any_step(), ("tersesat",))], [lost]], [[(lost, ())], [lost]]]

    # ---- as text --------------------------------------------------------------

    def entries(self, depth):
        """One way in, or several by name that meet again."""
        if self.rng.random() < 0.7:
            first, exits = self.block(depth)
            self.arcs.append(["start", first])
            return exits
        all_exits = []
        for n in range(self.rng.randint(2, 3)):
            first, exits = self.block(depth - 1)
            self.arcs.append([f"start [masuk {n}]", first])
            all_exits += exits
        if self.rng.random() < 0.5:
            return all_exits
        first, exits = self.block(depth - 1)
        self.lead(all_exits, first)
        return exits

    def many_more(self, exits):
        """Long rather than wide, so that others than dkis can tell too."""
        for _ in range(self.rng.randint(8, 20)):
            self.limit = self.count + 8
            first, following = self.block(2)
            self.lead(exits, first)
            exits = following
        return exits

    def machine(self, faults):
        self.limit = self.rng.choice((10, 20, 30))
        exits = self.entries(self.rng.randint(1, 3))
        if self.rng.random() < 0.06:
            exits = self.many_more(exits)
        self.lead(exits, ["end"])
        for _ in range(faults):
            self.rng.choice([self.bend, self.one_more, self.one_less, self.early_end, self.nobody_there, self.merge,
                             self.choose, self.two_joins, self.trap])()
        self.rng.shuffle(self.arcs)
        named = {step for items, _ in self.arcs if isinstance(items, list) for step, outcomes in items if outcomes}
        return "; ".join(self.items(items, named) + " -> " + " & ".join(targets) for items, targets in self.arcs)

    @staticmethod
    def items(items, named):
        """A step that got a second outcome has to name the first as well."""
        if isinstance(items, str):
            return items
        return " & ".join(f"{step} [{'|'.join(outcomes or ('biasa',))}]" if step in named else step for step, outcomes in items)


def main():
    count, rng = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    for n in range(count):
        print(Maker(rng).machine(rng.randint(1, 3) if n % 2 else 0))


main()

#!/usr/bin/env python3
"""Made-up flows in dkis's text form, one per line: machines.py COUNT SEED.

Half are well nested (steps, choices, parallel parts, loops) and therefore
sound; the other half are such flows with an arc bent to other steps.
"""
import random
import sys


class Maker:
    def __init__(self, rng):
        self.rng, self.count, self.arcs = rng, 0, []

    def step(self):
        self.count += 1
        return f"s{self.count}"

    def join(self, exits, targets):
        for items in exits:
            self.arcs.append((items, list(targets)))

    def plain(self):
        name = self.step()
        return [name], [[(name, None)]]

    def sequence(self, depth):
        first, exits = self.block(depth - 1)
        start, last = self.block(depth - 1)
        self.join(exits, start)
        return first, last

    def choice(self, depth):
        name, exits = self.step(), []
        for n in range(self.rng.randint(2, 3)):
            if self.rng.random() < 0.3:
                exits.append([(name, f"o{n}")])
                continue
            start, ends = self.block(depth - 1)
            self.join([[(name, f"o{n}")]], start)
            exits += ends
        return [name], exits

    def parallel(self, depth):
        first, starts, waits = self.step(), [], []
        for _ in range(self.rng.randint(2, 3)):
            start, ends = self.block(depth - 1)
            last = self.step()
            self.join(ends, [last])
            starts += start
            waits.append((last, None))
        self.join([[(first, None)]], starts)
        return [first], [waits]

    def loop(self, depth):
        start, ends = self.block(depth - 1)
        decide = self.step()
        self.join(ends, [decide])
        self.join([[(decide, "lagi")]], start)
        return start, [[(decide, "cukup")]]

    def block(self, depth):
        if depth == 0:
            return self.plain()
        return self.rng.choice([self.sequence, self.choice, self.parallel, self.loop])(depth)

    def machine(self, bend):
        start, exits = self.block(self.rng.randint(1, 3))
        self.join(exits, ["end"])
        steps = [f"s{n + 1}" for n in range(self.count)]
        if bend:
            at = self.rng.randrange(len(self.arcs))
            items, _ = self.arcs[at]
            targets = self.rng.sample(steps, min(len(steps), self.rng.randint(1, 2)))
            self.arcs[at] = (items, targets if self.rng.random() < 0.8 else ["end"])
        return "; ".join(["start -> " + " & ".join(start)] + [
            " & ".join(s if o is None else f"{s} [{o}]" for s, o in items) + " -> " + " & ".join(targets)
            for items, targets in self.arcs])


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(seed)
    for n in range(count):
        print(Maker(rng).machine(n % 2 == 1))


main()

// The flow that machine.sql fires, as a machine of xstate: nanoseconds per
// transition, by its pure function. stdin: [{step, outcome, next}].
import { readFileSync } from "node:fs";
import { createMachine, getInitialSnapshot, transition } from "xstate";

const arcs = JSON.parse(readFileSync(0, "utf8"));
const name = (step) => "s" + step;
const states = { end: { type: "final" } };
for (const { step, outcome, next } of arcs) {
  states[name(step)] ??= { on: {} };
  states[name(step)].on[outcome] = next === null ? "end" : name(next);
}
const machine = createMachine({ initial: name(arcs[0].step), states });
const situations = arcs.map(({ step, outcome }) => ({
  snapshot: machine.resolveState({ value: name(step) }),
  event: { type: outcome },
}));

function round(times) {
  const started = process.hrtime.bigint();
  for (let i = 0; i < times; i++) {
    const { snapshot, event } = situations[i % situations.length];
    transition(machine, snapshot, event);
  }
  return Number(process.hrtime.bigint() - started) / times;
}

getInitialSnapshot(machine);
round(20000); // warming up
const rounds = Array.from({ length: 9 }, () => round(20000)).sort((a, b) => a - b);
console.log(`for scale: xstate's transition(), ns an event: ${Math.round(rounds[4])}`);

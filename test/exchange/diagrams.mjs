// Other people's parsers read what dkis writes. stdin: one JSON object per
// line (diagrams.sql): bpmn-moddle reads both BPMN documents without a warning,
// mermaid its chart, and an SCXML interpreter, sent the events of the walk,
// arrives at the active steps.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { BpmnModdle } from "bpmn-moddle";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document });
const mermaid = (await import("mermaid")).default;
const scxml = createRequire(import.meta.url)("@scion-scxml/scxml");

let failed = 0;
const fail = (what, machine, why) => {
  failed++;
  console.log(`not ok: ${what}: ${why}\n  ${machine}`);
};

async function bpmn({ machine, bpmn, lanes }) {
  for (const document of [bpmn, lanes].filter(Boolean)) {
    try {
      const { warnings } = await new BpmnModdle().fromXML(document);
      if (warnings.length > 0) fail("bpmn-moddle", machine, warnings[0].message);
    } catch (error) {
      fail("bpmn-moddle", machine, error.message);
    }
  }
}

async function chart({ machine, mermaid: text }) {
  try {
    await mermaid.parse(text);
  } catch (error) {
    fail("mermaid", machine, error.message);
  }
}

const compile = (text) =>
  new Promise((resolve, reject) =>
    scxml.documentStringToModel("flow.scxml", text, (error, model) =>
      error ? reject(error) : model.prepare((problem, ready) => (problem ? reject(problem) : resolve(ready)))));

const word = (text, space) =>
  [...Buffer.from(text)].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === " ") return space;
    return /[A-Za-z0-9.-]/.test(character) ? character : "_x" + byte.toString(16).toUpperCase().padStart(2, "0");
  }).join("");

async function statechart({ machine, scxml: text, entry, entries, walk, active }) {
  const events = walk.map(([step, outcome]) => word(step, "_") + ":" + word(outcome, "_"));
  if (entries > 1) events.unshift("start:" + word(entry ?? "", "_"));
  try {
    const interpreter = new scxml.core.Statechart(await compile(text));
    interpreter.start();
    for (const name of events) interpreter.gen({ name });
    const states = interpreter.getConfiguration();
    const is = (step) => states.includes("s." + step) || states.includes("active." + step);
    const missing = active.length > 0 ? active.filter((step) => !is(step)) : ["end"].filter((state) => !states.includes(state));
    if (missing.length > 0) fail("scxml", machine, `after ${events.join(", ")} in ${states}, not in ${missing}`);
  } catch (error) {
    fail("scxml", machine, error.message ?? error);
  }
}

const flows = readFileSync(0, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
for (const flow of flows) {
  await bpmn(flow);
  await chart(flow);
  await statechart(flow);
}
console.log(`${flows.length} flows read by bpmn-moddle, mermaid and an SCXML interpreter, ${failed} failures`);
process.exit(failed > 0 ? 1 : 0);

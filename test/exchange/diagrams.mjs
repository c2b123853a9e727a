// Other people's parsers read what dkis writes: diagrams.mjs BACK < documents
// stdin: one JSON object per line (documents.sql). bpmn-moddle reads each BPMN
// document without a warning, and what it writes of it again goes to the file
// BACK, to come home through from_bpmn (back.sql); mermaid parses its chart;
// Graphviz draws its graph, a node per step at least; an SCXML interpreter, sent
// the events of the walk, arrives at the active steps.
import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { BpmnModdle } from "bpmn-moddle";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document });
const mermaid = (await import("mermaid")).default;
const scxml = createRequire(import.meta.url)("@scion-scxml/scxml");

const back = process.argv[2];
const faults = { "bpmn-moddle": [], mermaid: [], graphviz: [], scxml: [] };
const fail = (what, machine, why) => faults[what].push(`${why}: ${machine}`);

async function bpmn({ machine, bpmn, lanes }) {
  for (const document of [bpmn, lanes].filter(Boolean)) {
    try {
      const moddle = new BpmnModdle();
      const { rootElement, warnings } = await moddle.fromXML(document);
      if (warnings.length > 0) fail("bpmn-moddle", machine, warnings[0].message);
      const { xml } = await moddle.toXML(rootElement, { format: true });
      appendFileSync(back, JSON.stringify({ machine, by: "bpmn-moddle", language: "bpmn", document: xml }) + "\n");
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

function graph({ machine, dot, steps }) {
  try {
    const svg = execFileSync("dot", ["-Tsvg"], { input: dot, encoding: "utf8", maxBuffer: 1 << 28 });
    const nodes = svg.split('class="node"').length - 1;
    if (nodes < steps) fail("graphviz", machine, `${nodes} nodes of ${steps} steps`);
  } catch (error) {
    fail("graphviz", machine, error.message);
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
  if (entries.length > 1) events.unshift("start:" + word(entry ?? "", "_"));
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
const walked = flows.filter((flow) => flow.sound); // from the others a walk may not arrive
for (const flow of flows) {
  await bpmn(flow);
  await chart(flow);
  graph(flow);
}
for (const flow of walked) await statechart(flow);
const read = { "bpmn-moddle": flows.length, mermaid: flows.length, graphviz: flows.length, scxml: walked.length };
for (const [what, list] of Object.entries(faults)) {
  console.log(`${list.length > 0 ? "not ok" : "ok"} - ${read[what]} flows read by ${what}${list.map((fault) => "\n  " + fault).join("")}`);
}
process.exit(0);

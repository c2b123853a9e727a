#!/bin/sh
# make test-exchange: other people's tools read what dkis writes. Installs what
# it needs below build/exchange; NETS (2400) says how many made-up flows.
#
# The verdicts are kept in test/data/soundness_verdicts.tsv, which make test
# compares without any of these tools.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd -P)
cd "$top"
nets=${NETS:-2400}
work=build/exchange
mkdir -p test/data
test/packages.sh
test/cluster.sh start
trap 'test/cluster.sh stop' EXIT
if ! "$work/bin/python" -c 'import pm4py' 2>/dev/null; then
  python3 -m venv "$work"
  "$work/bin/pip" install -q pm4py
fi
quiet() { test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -At "$@"; }
quiet -c 'DROP DATABASE IF EXISTS exchange' -c 'CREATE DATABASE exchange'
export PGDATABASE=exchange
quiet <<'SQL'
SET client_min_messages = error;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
CREATE TABLE flow (id serial, machine text);
-- A flow that the type refuses outright (no way to the end, a step nowhere) is not asked about.
CREATE FUNCTION readable(machine text) RETURNS bool LANGUAGE plpgsql AS $$
BEGIN PERFORM machine::dkis.state_machine; RETURN true; EXCEPTION WHEN OTHERS THEN RETURN false; END $$;
SQL
{ echo 'COPY flow (machine) FROM stdin;'; "$work/bin/python" test/exchange/machines.py "$nets" 20260101; echo '\.'; } | quiet
quiet -c "INSERT INTO flow (machine) SELECT machine::text FROM dkis.sop_versions ORDER BY id"
quiet -c "SELECT json_build_object('machine', m, 'sound', dkis.is_sound(m), 'pnml', dkis.to_pnml(m)::text,
    'unsafe', EXISTS (SELECT FROM dkis.soundness(m) s WHERE s.problem LIKE '%dua kali%'))
  FROM (SELECT id, machine::dkis.state_machine AS m FROM flow WHERE readable(machine)) f ORDER BY id" >"$work/nets.json"
"$work/bin/python" test/exchange/check.py test/data/soundness_verdicts.tsv <"$work/nets.json"
test/exchange/conformance.sh
# The SOPs and some of the others for those who draw and run them.
if command -v npm >/dev/null; then
  [ -d "$work/node_modules/bpmn-moddle" ] ||
    npm install --silent --no-fund --no-audit --prefix "$work" bpmn-moddle mermaid jsdom @scion-scxml/scxml >/dev/null
  cp test/exchange/diagrams.mjs "$work/"
  quiet <test/exchange/diagrams.sql >"$work/flows.json"
  node "$work/diagrams.mjs" <"$work/flows.json"
else
  echo "npm is not here: BPMN, Mermaid and SCXML were not tried"
fi
if command -v dot >/dev/null; then
  quiet -c "SELECT replace(dkis.to_dot(machine), E'\n', ' ') FROM dkis.sop_versions" | while read -r line; do
    printf '%s\n' "$line" | dot -Tsvg >/dev/null || { echo "not ok: Graphviz refuses $line"; exit 1; }
  done
  echo "Graphviz draws every SOP"
else
  echo "Graphviz is not here: DOT was not tried"
fi
test/exchange/pictures.sh

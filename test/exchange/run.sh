#!/bin/sh
# make test-exchange: other people's tools read what dkis writes. Installs what
# it needs: packages by test/packages.sh, pm4py and npm's below build/exchange.
# Nothing is left out: what cannot be installed or tried is a failure.
#
#   test/exchange/run.sh           NETS (2600): how many made-up flows
#   RECORD=1 test/exchange/run.sh  also keeps the verdicts in test/data, which
#                                  make test compares without any of these tools
#
# Shows each check as "ok - …" or "not ok - …", ends with "N passed, N failed"
# and exits non-zero when something failed.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd -P)
cd "$top" || exit 1
work=$top/build/exchange
here=test/exchange
passed=0 failed=0
export PGDATABASE=exchange TQDM_DISABLE=1 # no bars of progress from pm4py

trap 'test/cluster.sh stop >/dev/null 2>&1' EXIT
trap 'exit 130' HUP INT TERM
psql() { test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -At "$@"; }
python() { "$work/bin/python" "$@"; }

# subject TITLE COMMAND...: counts its checks; to break off, or to check nothing, is a failure.
subject() {
  printf '\n== %s\n' "$1"
  shift
  status=0
  "$@" >"$work/checks" 2>"$work/complaints" || status=$?
  cat "$work/checks"
  good=$(grep -c '^ok ' "$work/checks")
  bad=$(grep -c '^not ok ' "$work/checks")
  if [ "$bad" = 0 ] && { [ "$status" != 0 ] || [ "$good" = 0 ]; }; then
    bad=1
    echo "not ok - it broke off (exit status $status)"
    tail -n 30 "$work/complaints"
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
}

# ---- what it needs ------------------------------------------------------------

install_tools() {
  test/packages.sh exchange || return 1
  "$work/bin/python" -c 'import pm4py' 2>/dev/null ||
    { python3 -m venv "$work" && "$work/bin/pip" install -q pm4py; } || return 1
  [ -d "$work/node_modules/@scion-scxml/scxml" ] ||
    npm install --silent --no-fund --no-audit --prefix "$work" bpmn-moddle@10 mermaid@11 jsdom@24 @scion-scxml/scxml@4 || return 1
  echo "ok - pm4py $(python -c 'import importlib.metadata as m; print(m.version("pm4py"))'), node $(node --version), Graphviz, Chromium"
}

load() {
  test/cluster.sh start || return 1
  PGDATABASE=postgres psql -c 'CREATE DATABASE exchange' || return 1
  psql -c 'SET client_min_messages = error' -c 'CREATE EXTENSION dkis CASCADE' -c 'CREATE TABLE loaded AS SELECT * FROM dkis.load_cirebon()' \
    -c 'CREATE TABLE made (id bigserial, machine text)' || return 1
  python $here/machines.py "${NETS:-2600}" 20260101 >"$work/made" || return 1
  psql -c '\copy made (machine) FROM pstdin' <"$work/made" && psql -f $here/flows.sql || return 1
  echo "ok - $(psql -c 'SELECT count(*) FROM flow') flows"
}

# ---- the subjects ---------------------------------------------------------------

soundness() {
  psql -f $here/nets.sql >"$work/nets.json" && python $here/woflan.py "$work/soundness_verdicts.tsv" <"$work/nets.json"
}

histories() {
  psql -f $here/histories.sql >"$work/histories.json" && python $here/replay.py "$work/replay_verdicts.tsv" <"$work/histories.json"
}

documents() {
  psql -f $here/documents.sql >"$work/documents.json" && python $here/documents.py "$work/back.json" <"$work/documents.json"
}

schemas() {
  python $here/schemas.py "$work/node_modules/bpmn-moddle/resources/bpmn/xsd/BPMN20.xsd" <"$work/documents.json"
}

diagrams() {
  cp $here/diagrams.mjs "$work/" && node "$work/diagrams.mjs" "$work/back.json" <"$work/documents.json"
}

# PGXN's own validator, compiled from its crate.
pgxn() {
  [ -x "$work/bin/pgxn_meta" ] || CARGO_TARGET_DIR=$work/target cargo install -q --debug --locked --root "$work" pgxn_meta@0.7.0 || return 1
  says=$("$work/bin/pgxn_meta" META.json 2>&1) && echo "ok - pgxn_meta: $says" || echo "not ok - pgxn_meta: $says"
}

home_again() { psql -f $here/back.sql <"$work/back.json"; }

mkdir -p "$work"
subject "tools" install_tools
[ "$failed" = 0 ] && subject "the flows" load
if [ "$failed" = 0 ]; then
  subject "soundness by WOFLAN" soundness
  subject "token replay of histories" histories
  subject "alignments of logs" $here/conformance.sh
  subject "BPMN and PNML in pm4py" documents
  subject "schemas" schemas
  subject "bpmn-moddle, Mermaid, Graphviz, SCXML" diagrams
  subject "home again from other tools' writers" home_again
  if command -v cargo >/dev/null; then subject "META.json at PGXN's" pgxn; else echo "PGXN's validator is left out: no cargo here"; fi
  subject "forms and cases in a browser" $here/pictures.sh
fi
if [ "${RECORD:-}" = 1 ] && [ "$failed" = 0 ]; then
  cp "$work/soundness_verdicts.tsv" "$work/replay_verdicts.tsv" test/data/
  cp "$work/alignments_verdicts.tsv" test/data/alignments.tsv
fi
printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]

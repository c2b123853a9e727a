#!/bin/sh
# Beside machine.sql: the same flow in xstate, for scale.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd -P)
command -v npm >/dev/null || { echo "no npm here: xstate was not tried"; exit 0; }
[ -d "$top/build/bench/node_modules/xstate" ] || npm install --silent --no-fund --no-audit --prefix "$top/build/bench" xstate >/dev/null
cp "$top/test/bench/machine.mjs" "$top/build/bench/"
"$top/test/cluster.sh" psql -qXAt -c "SELECT json_agg(json_build_object('step', step, 'outcome', outcome,
    'next', (dkis.active_steps(dkis.fire(machine, marking, step, outcome)))[1])) FROM (SELECT DISTINCT machine, marking, step, outcome FROM situation) s" |
  node "$top/build/bench/machine.mjs"

#!/bin/sh
# Conformance as pm4py's optimal alignments have it, over simulated and damaged
# logs. Called by run.sh, with the flows in the table "flow". ALIGNED (600) says how
# many of the made-up sound ones. A sample of the verdicts is left in
# build/exchange/alignments_verdicts.tsv; kept in test/data, make test compares
# them without pm4py.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd -P)
cd "$top"
work=build/exchange
quiet() { test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -At "$@"; }
quiet -v n="${ALIGNED:-600}" >"$work/aligned.json" <<'SQL'
WITH made AS MATERIALIZED (SELECT id, machine::dkis.state_machine AS m FROM flow WHERE NOT sop),
chosen AS (
  SELECT DISTINCT 0 AS id, machine AS m FROM dkis.sop_versions
  UNION ALL
  (SELECT id, m FROM made WHERE cardinality(dkis.steps(m)) BETWEEN 3 AND 20 AND dkis.is_sound(m) ORDER BY id LIMIT :n))
SELECT json_build_object('machine', m, 'pnml', dkis.to_pnml(m)::text) FROM chosen ORDER BY id, m::text;
SQL
"$work/bin/python" test/exchange/conformance.py <"$work/aligned.json" >"$work/alignments.tsv"
{ cat <<'SQL'
SET client_min_messages = error;
DROP TABLE IF EXISTS alignment;
CREATE TABLE alignment (id serial, machine text, events text, cost int, fitness float8, whole bool);
COPY alignment (machine, events, cost, fitness, whole) FROM stdin;
SQL
  sed 's/\\/\\\\/g' "$work/alignments.tsv"; echo '\.'; } | quiet
quiet <<'SQL'
CREATE TEMP TABLE judged AS
SELECT a.id, a.cost, a.fitness AS theirs, dkis.fitness(a.machine::dkis.state_machine, e.label, NULL ORDER BY e.n) AS ours,
  cardinality(dkis.deviations(a.machine::dkis.state_machine, e.label, NULL ORDER BY e.n)) AS deviations
FROM alignment AS a LEFT JOIN LATERAL unnest(string_to_array(a.events, ';')) WITH ORDINALITY AS e (label, n) ON true
GROUP BY a.id, a.machine, a.cost, a.fitness;
SELECT format('not ok - dkis %s, pm4py %s (cost %s): %s: %s', j.ours, j.theirs, j.cost, a.machine, a.events)
FROM judged AS j JOIN alignment AS a USING (id)
WHERE abs(j.ours - j.theirs) > 1e-9 OR (j.cost = 0) <> (j.deviations = 0) OR j.deviations > j.cost LIMIT 20;
SELECT format('%s - alignments: %s logs against %s flows, %s deviate; fitness equal to pm4py''s in %s',
  CASE WHEN count(*) > 0 AND bool_and(abs(j.ours - j.theirs) <= 1e-9) THEN 'ok' ELSE 'not ok' END, count(*), count(DISTINCT a.machine),
  count(*) FILTER (WHERE j.cost > 0), count(*) FILTER (WHERE abs(j.ours - j.theirs) <= 1e-9)) FROM judged AS j JOIN alignment AS a USING (id);
SQL
# All of the SOPs' (they come first) and one in eleven of the others'.
awk -F '\t' 'NR <= 96 || NR % 11 == 0' "$work/alignments.tsv" | cut -f 1-4 >"$work/alignments_verdicts.tsv"

#!/bin/sh
# How much memory a statement takes that finishes a step of many cases: what the
# session has of its own while it runs, looked at ten times a second, less what it had
# before. SIZE="cases=1000000" for a million.
set -eu
work=build/bench/memory
mkdir -p "$work"
test/cluster.sh psql -qAtX >"$work/out" <<SQL &
SET application_name = 'bench_memory';
SELECT count(*) FROM dkis.case_steps WHERE id < 0;
SELECT pg_sleep(1);
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE step = '1' AND finished_at IS NULL;
SELECT count(*) FROM dkis.case_steps WHERE step = '1' AND finished_at IS NOT NULL;
SQL
client=$!
pid=
until [ -n "$pid" ]; do
  pid=$(test/cluster.sh psql -qAtX -c "SELECT pid FROM pg_stat_activity WHERE application_name = 'bench_memory' AND state <> 'idle' AND query LIKE '%pg_sleep%'")
done
own() { sed -n 's/^RssAnon:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$pid/status" 2>/dev/null; }
before=$(own) most=$before
while kill -0 "$client" 2>/dev/null; do
  now=$(own) || break
  [ "${now:-0}" -le "$most" ] || most=$now
  sleep 0.1
done
wait "$client"
steps=$(tail -n 1 "$work/out")
printf ' memory of a statement that finishes %s steps, MB |  | <= 150 | %s | %s |\n' "$steps" \
  "$([ $(((most - before) / 1024)) -le 150 ] && echo ok || echo MISSED)" $(((most - before) / 1024))

#!/bin/sh
# age.sql has made the processes. Four officers open cases and finish all their steps, until the time is over;
# what pg_cron calls each minute is called here every ten seconds. Each minute's rate, and how long a case took.
set -eu
pgbench=$(${PG_CONFIG:-pg_config} --bindir)/pgbench
. test/bench/common/rows.sh
work=build/bench/age
minutes=${MINUTES:-3}
rm -rf "$work"
mkdir -p "$work"
chmod -R a+rwX "$work"
ask() { test/cluster.sh psql -qAtX "$@"; }

# A case of six steps, one after another: seven statements, each its own transaction.
{
  printf "INSERT INTO dkis.cases (sop, title) VALUES ('dokumentasi-permohonan', 'Kasus baru') RETURNING id \\\\gset\n"
  for step in 1 2 3 4 5 6; do
    printf "UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = :id AND step = '%s' AND finished_at IS NULL;\n" $step
  done
} >"$work/case.sql"

checkpoints() { ask -d postgres -c "ALTER SYSTEM $1" -c 'SELECT pg_reload_conf()' >"$work/reloaded"; }
checkpoints "SET checkpoint_timeout = '30s'"
ask -c 'BEGIN ISOLATION LEVEL REPEATABLE READ' -c 'SELECT count(*) FROM dkis.cases' -c "SELECT pg_sleep($minutes * 60 + 5)" >"$work/pinned" 2>&1 &
pinned=$!
while sleep 10; do
  test/cluster.sh run env PGUSER=dkis_bench_jobs psql -qAtX -c 'CALL dkis.escalate()' -c 'SELECT dkis.seal()' >>"$work/jobs" 2>&1
done &
jobs=$!
trap 'kill $jobs $pinned 2>/dev/null || true; checkpoints "RESET checkpoint_timeout"' EXIT

# pgbench writes a line for each case: client, number, microseconds, script, and when it ended, in seconds and more.
test/cluster.sh run env PGUSER=dkis_bench_officer "$pgbench" -n -M prepared -c 4 -j 2 -T $((minutes * 60)) -l \
  --log-prefix="$PWD/$work/took" -f "$work/case.sql" "$PGDATABASE" >"$work/pgbench" 2>&1
cat "$work"/took.* | sort -n -k 5,5 >"$work/took"

# Of the last minute what is left of a second does not count.
awk '{ if (!from) from = $5; minute = int(($5 - from) / 60); cases[minute]++; if (minute > last) last = minute }
  END { if (cases[last] < cases[0] / 2) last--
    for (m = 0; m <= last; m++) print cases[m] }' "$work/took" >"$work/minutes"
sort -n -k 3,3 "$work/took" | awk '{ took[NR] = $3 / 1000 } END { print took[int(NR * 0.99) + 1], took[int(NR * 0.5) + 1] }' >"$work/percentiles"
awk '{ printf "   minute %d: %d cases\n", NR, $1 }' "$work/minutes"
heading last first
first=$(head -n 1 "$work/minutes") last=$(tail -n 1 "$work/minutes")
row "cases in the last minute against the first" "$(ratio "$last" "$first")" 0.8 "" "$last" "$first"
read -r p99 p50 <"$work/percentiles"
row "a case: 99th percentile against the median, ms" "$(ratio "$p99" "$p50")" "" 3 "$p99" "$p50"

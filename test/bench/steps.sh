#!/bin/sh
# steps.sql has made the cases. For each number of clients, dkis and bare take turns.
set -eu
pgbench=$(${PG_CONFIG:-pg_config} --bindir)/pgbench
. test/bench/common/rows.sh
work=build/bench/steps
mkdir -p "$work"
first=$(test/cluster.sh psql -qAtX -c 'SELECT min(id) FROM dkis.cases')
version=$(test/cluster.sh psql -qAtX -c 'SELECT min(sop_version) FROM dkis.cases')

# Each run takes cases of its own: number :at of this run, shared out among the clients.
cat >"$work/finish.dkis" <<SQL
\set at :at + 1
\set id $first + :from + :at * :clients + :client_id
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = :id AND step = '1' AND finished_at IS NULL;
SQL
cat >"$work/finish.bare" <<SQL
\set at :at + 1
\set id $first + :from + :at * :clients + :client_id
WITH c AS (UPDATE b_cases SET marking = '{2}', event_count = event_count + 1, head = '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff' WHERE id = :id RETURNING id), u AS (UPDATE b_steps SET finished_at = clock_timestamp(), outcome = 'Selesai', ended_by = 'hasil', finished_by = 'dkis_bench_officer', next_escalation_at = NULL WHERE case_id = :id AND step = '1' AND finished_at IS NULL RETURNING id), s AS (INSERT INTO b_steps (case_id, step, round, performer, sla, due_basis, started_at, due_at, escalation_level, next_escalation_at, clock_from, agency) VALUES (:id, '2', 1, 'subkoor_kemitraan', '30 menit', 'hitung', clock_timestamp(), clock_timestamp() + interval '1 day', 0, clock_timestamp() + interval '18 hours', clock_timestamp(), 3274)) INSERT INTO b_events (agency, case_id, seq, at, recorded_at, actor, db_role, event, step, outcome, hash) VALUES (3274, :id, 2, clock_timestamp(), clock_timestamp(), 'dkis_bench_officer', 'dkis_bench_officer', 'langkah selesai', '1', 'Selesai', '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff');
SQL
cat >"$work/open.dkis" <<SQL
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Kasus baru');
SQL
cat >"$work/open.bare" <<SQL
WITH n AS (UPDATE b_counters SET last_number = last_number + 1 WHERE sop = 'konferensi-pers' RETURNING year, last_number), c AS (INSERT INTO b_cases (register_no, sop, sop_version, title, data, status, marking, received_at, opened_at, opened_by, agency, due_basis, event_count, head) SELECT '1/' || year || '/' || last_number, 'konferensi-pers', $version, 'Kasus baru', '{}', 'berjalan', '{1}', clock_timestamp(), clock_timestamp(), 'dkis_bench_officer', 3274, 'hitung', 1, '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff' FROM n RETURNING id), s AS (INSERT INTO b_steps (case_id, step, round, performer, sla, due_basis, started_at, escalation_level, clock_from, agency) SELECT id, '1', 1, 'pelaksana', '-', 'hitung', clock_timestamp(), 0, clock_timestamp(), 3274 FROM c) INSERT INTO b_events (agency, case_id, seq, at, recorded_at, actor, db_role, event, detail, salt, digest, hash) SELECT 3274, id, 1, clock_timestamp(), clock_timestamp(), 'dkis_bench_officer', 'dkis_bench_officer', 'dibuka', '{"perihal": "Kasus baru"}', '\x00112233445566778899aabbccddeeff', '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff', '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff' FROM c;
SQL
# The server runs as another user.
chmod -R a+rX build/bench

from=0
each=${EACH:-8000} # transactions of a run: never more cases than it has to itself; with fewer cases=... in SIZE fewer
run() { # run WHAT SIDE CLIENTS PROTOCOL COMMIT: transactions per second
  test/cluster.sh run env PGUSER=dkis_bench_officer PGOPTIONS="-c synchronous_commit=$5" "$pgbench" -n -M "$4" -D at=0 -D from="$from" -D clients="$3" \
    -c "$3" -j 2 -t $((each / $3)) -f "$work/$1.$2" "$PGDATABASE" 2>&1 | sed -n 's/^tps = \([0-9.]*\).*/\1/p'
}
median() { sort -n | sed -n '2p'; } # of three

wal() { test/cluster.sh psql -qAtX -c "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')"; }

heading dkis_tps bare_tps
first_dkis= # the rate of the first comparison: one client, prepared, commit off
compare() { # compare WHAT CLIENTS PROTOCOL COMMIT
  rm -f "$work/dkis" "$work/bare"
  for round in 1 2 3; do
    for side in dkis bare; do run "$1" $side "$2" "$3" "$4" >>"$work/$side"; done
    from=$((from + each + 100))
  done
  dkis=$(median <"$work/dkis") bare=$(median <"$work/bare")
  first_dkis=${first_dkis:-$dkis}
  row "$1 one, $2 clients, $3, commit $4" "$(ratio "$dkis" "$bare")" 1.0 "" "$dkis" "$bare"
}
for protocol in prepared simple; do
  for commit in off on; do
    for clients in 1 4 8; do compare finish "$clients" "$protocol" "$commit"; done
  done
done

# What a finished step writes, and how much of it finds room on its own page.
test/cluster.sh psql -qX -c CHECKPOINT
for side in dkis bare; do
  before=$(wal)
  run finish $side 1 prepared off >/dev/null
  echo $((($(wal) - before) / each)) >"$work/wal.$side"
done
from=$((from + each + 100))
dkis=$(cat "$work/wal.dkis") bare=$(cat "$work/wal.bare")
row "WAL of a finished step, bytes" "$(ratio "$dkis" "$bare")" "" 1.1 "$dkis" "$bare"
share() { test/cluster.sh psql -qAtX -c "SELECT pg_stat_force_next_flush()" -c "SELECT round(n_tup_hot_upd::numeric / n_tup_upd, 3) FROM pg_stat_user_tables WHERE relid = '$1'::regclass" | tail -n 1; }
row "HOT share of updated cases" "$(share dkis_store.cases)" 0.9 "" 0 0
row "HOT share of updated steps" "$(share dkis_store.case_steps)" 0.9 "" 0 0

compare open 1 prepared off
compare open 4 prepared off

# What evidence costs a finished step: its event's link is hashed while the case is locked. That is
# measured by hashing the same events again, less reading them; the leaf is the minute job's.
evidence=$(test/cluster.sh psql -qAtX -v ON_ERROR_STOP=1 <<'SQL'
SET max_parallel_workers_per_gather = 0;
SET jit = off;
CREATE FUNCTION pg_temp.micros(query text, rounds int) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE started timestamptz; best numeric := 'infinity';
BEGIN
  FOR i IN 1..rounds LOOP
    started := clock_timestamp();
    EXECUTE query;
    best := least(best, 1000000 * extract(epoch FROM clock_timestamp() - started));
  END LOOP;
  RETURN best;
END $$;
CREATE TEMP TABLE finished AS SELECT * FROM dkis_store.case_events WHERE event = 'langkah selesai' LIMIT 20000;
SELECT count(*) AS events FROM finished \gset
SELECT (pg_temp.micros('SELECT count(dkis_store.event_hash(hash, agency, case_id, seq, at, recorded_at, actor, db_role, event, step, outcome, digest, facts)) FROM finished', 9)
  - pg_temp.micros('SELECT count(facts) FROM finished', 9)) / :events AS hashing \gset
SELECT count(*) AS unsealed FROM dkis_store.case_events \gset
SELECT pg_temp.micros('SELECT dkis.seal()', 1) / :unsealed AS sealing \gset
\echo :hashing :sealing
SQL
)
micros=$(ratio 1000000 "$first_dkis")
heading micros without
while read -r hashing sealing; do
  without=$(awk -v a="$micros" -v b="$hashing" 'BEGIN { print a - b }')
  row "finish one, its link hashed, against not" "$(ratio "$micros" "$without")" "" 1.02 "$micros" "$without"
  awk -v step="$micros" -v sealing="$sealing" 'BEGIN { printf "for scale: the minute job takes %.0f us to seal an event, %.3f of a finished step\n", sealing, sealing / step }'
done <<END
$evidence
END

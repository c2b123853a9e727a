-- Calls in their millions, straight into the silent tables: most of them once, some
-- numbers again and again, one of them a nuisance for years; of one in ten an incident.
-- Then what a call taker is told while it rings. How many: SIZE="calls=10000000" and
-- test/bench/run.sh calls. Milliseconds are of the machine, with what else it does.
\if :{?calls} \else \set calls 1000000 \endif
SELECT count(*) AS loaded FROM dkis.load_cirebon() \gset
BEGIN;
SET LOCAL session_replication_role = replica;
SET LOCAL maintenance_work_mem = '512MB';
ALTER TABLE dkis_store.calls DISABLE TRIGGER late_insert; -- what the reports keep is not asked for here
ALTER TABLE dkis_store.incidents DISABLE TRIGGER late_insert;
ALTER TABLE dkis_store.cases DISABLE TRIGGER late_insert;
SELECT id AS version FROM dkis.sop_versions WHERE sop = 'darurat-kebakaran' AND status = 'berlaku' \gset
DROP INDEX dkis_store.calls_number, dkis_store.calls_received; -- made again below, at once
INSERT INTO dkis_store.cases (id, sop, sop_version, title, channel, status, marking, received_at, opened_at, closed_at, opened_by, agency, event_count, head)
SELECT dkis.agency() * 100000000000 + g, 'darurat-kebakaran', :version, 'Kebakaran', '112', 'selesai', '{}', t.at, t.at, t.at + interval '1 hour', 'petugas', dkis.agency(), 1, '\x00'
FROM generate_series(10, :calls, 10) g CROSS JOIN LATERAL (SELECT now() - (:calls - g) * (interval '3650 days' / :calls) - interval '2 hours' AS at) t;
INSERT INTO dkis_store.incidents (id, case_id, category, priority, occurred_at, location, area, in_city, received_at, closed_at, agency)
SELECT c.id, c.id, 'kebakaran', 2, c.received_at, ST_SetSRID(ST_MakePoint(108.53 + 0.05 * random(), -6.77 + 0.07 * random()), 4326), '32.74.05.1003', true, c.received_at, c.closed_at, c.agency
FROM dkis_store.cases c;
-- Every third call is of a thousand numbers; every fifth of those is the nuisance.
INSERT INTO dkis_store.calls (id, received_at, answered_at, ended_at, caller_number, kind, call_taker, incident_id, identified_at, blocked, agency)
SELECT dkis.agency() * 100000000000 + g, t.at, t.at + interval '8 s', t.at + interval '90 s',
  CASE WHEN g % 15 = 0 THEN '+628570000' WHEN g % 3 = 0 THEN '+62857' || 1000 + g % 1000 ELSE '+62812' || 10000000 + g END,
  CASE WHEN g % 10 = 0 THEN 'darurat' WHEN g % 3 = 0 THEN 'ghost' ELSE 'prank' END, 'petugas', CASE WHEN g % 10 = 0 THEN dkis.agency() * 100000000000 + g END, t.at + interval '20 s', false, dkis.agency()
FROM generate_series(1, :calls) g CROSS JOIN LATERAL (SELECT now() - (:calls - g) * (interval '3650 days' / :calls) - interval '2 hours' AS at) t;
INSERT INTO dkis_store.call_locations (call, at, location, chosen, reason, recorded_by)
SELECT i.id, i.received_at, i.location, true, 'yang pertama', 'petugas' FROM (SELECT i.id, i.received_at, format('%s, %s', ST_Y(i.location), ST_X(i.location))::dkis.caller_location AS location FROM dkis_store.incidents i) i;
CREATE INDEX calls_received ON dkis_store.calls (received_at);
CREATE INDEX calls_number ON dkis_store.calls (caller_number, received_at);
INSERT INTO dkis.blocked_numbers (number, reason) SELECT '0857' || 1000 + n, 'prank' FROM generate_series(1, 300) n;
COMMIT;
VACUUM ANALYZE;
SELECT (SELECT count(*) FROM dkis_store.calls) AS calls, (SELECT count(*) FROM dkis_store.incidents) AS incidents, pg_size_pretty(pg_database_size(current_database())) AS size;

DROP ROLE IF EXISTS dkis_bench_dispatcher;
CREATE ROLE dkis_bench_dispatcher IN ROLE dkis_dispatcher;
SET ROLE dkis_bench_dispatcher;
-- The median and the worst of a hundred askings, the first of a session left out.
CREATE TEMP TABLE asked (who text, number text);
INSERT INTO asked SELECT 'somebody who called once', '0812' || 10000000 + 1 + (n * 7919) % :calls FROM generate_series(1, 100) n;
INSERT INTO asked SELECT 'one of the thousand', '0857' || 1000 + n * 9 FROM generate_series(1, 100) n;
INSERT INTO asked SELECT 'the nuisance', '08570000' FROM generate_series(1, 100);
INSERT INTO asked SELECT 'nobody yet', '0899' || n FROM generate_series(1, 100) n;
DO $$ BEGIN PERFORM count(*) FROM dkis.call_context('0811'); END $$;
CREATE FUNCTION pg_temp.asking(number text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE started timestamptz := clock_timestamp();
BEGIN
  PERFORM count(*) FROM dkis.call_context(number);
  RETURN 1000 * extract(epoch FROM clock_timestamp() - started);
END $$;
SELECT 'call_context: ' || who AS what, '<= 5 ms' AS promised, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::numeric, 2) AS median_ms, round(max(ms)::numeric, 2) AS worst_ms
FROM (SELECT who, pg_temp.asking(number) AS ms FROM asked OFFSET 0) t GROUP BY who ORDER BY 1;
RESET ROLE;
DROP OWNED BY dkis_bench_dispatcher;
DROP ROLE dkis_bench_dispatcher;

-- escalate() with a million open steps and none of them due: what every minute
-- costs an agency in which nothing is late. The rows are written bare, straight
-- into the silent tables. Prints milliseconds, not a ratio: the promise is 5 ms.
SET client_min_messages = warning;
\pset footer off
CREATE EXTENSION IF NOT EXISTS dkis CASCADE;
SELECT count(*) AS loaded FROM dkis.load_cirebon() \gset
BEGIN;
SET LOCAL session_replication_role = replica;
INSERT INTO dkis_store.cases (register_no, sop, sop_version, title, marking, received_at, opened_at, opened_by, event_count, head)
SELECT '1/2000/' || n, v.sop, v.id, 'Kasus ' || n, dkis.initial_marking(v.machine), now(), now(), 'ukur', 0, ''
FROM dkis.sop_versions v, generate_series(1, 1000000) n WHERE v.sop = 'konferensi-pers';
INSERT INTO dkis_store.case_steps (case_id, step, round, performer, sla, started_at, due_at, next_escalation_at, clock_from)
SELECT id, '1', 1, 'kabid_pikp', '5 hari kerja', now(), now() + interval '7 days', now() + interval '5 days' + id % 86400 * interval '1 second', now()
FROM dkis_store.cases WHERE opened_by = 'ukur';
COMMIT;
VACUUM ANALYZE dkis_store.cases, dkis_store.case_steps;
CREATE TEMP TABLE timing (ms float8);
DO $$
DECLARE t timestamptz;
BEGIN
  FOR i IN 1..200 LOOP
    t := clock_timestamp();
    CALL dkis.escalate();
    INSERT INTO timing VALUES (1000 * extract(epoch FROM clock_timestamp() - t));
  END LOOP;
END $$;
SELECT 'escalate, none due' AS what, (SELECT count(*) FROM dkis_store.case_steps WHERE finished_at IS NULL) AS open_steps,
  round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::numeric, 2) AS median_ms, round(max(ms)::numeric, 2) AS slowest_ms FROM timing;
-- The two questions it asks, by index.
EXPLAIN (COSTS off, ANALYZE, TIMING off, SUMMARY off, BUFFERS off)
SELECT s.case_id FROM dkis_store.case_steps s WHERE s.next_escalation_at <= now() AND s.agency = dkis.agency() ORDER BY s.next_escalation_at LIMIT 10000;
EXPLAIN (COSTS off, ANALYZE, TIMING off, SUMMARY off, BUFFERS off)
SELECT id FROM dkis_store.cases WHERE register_no IS NULL ORDER BY id LIMIT 10000;
-- And when 10,000 of them are due: each has four levels, here the first comes.
UPDATE dkis_store.case_steps SET next_escalation_at = now() - interval '1 minute', due_at = now() + interval '1 day', clock_from = now() - interval '6 days'
WHERE id IN (SELECT s.id FROM dkis_store.case_steps s JOIN dkis_store.cases c ON c.id = s.case_id WHERE c.opened_by = 'ukur' LIMIT 10000);
SELECT clock_timestamp() AS begun \gset
CALL dkis.escalate();
SELECT 'escalate, 10,000 due' AS what, count(*) AS told, round(1000 * extract(epoch FROM clock_timestamp() - :'begun')) AS ms FROM dkis.escalations;

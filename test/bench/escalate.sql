-- escalate(), by a scheduler's login, with a million open steps and none of them due:
-- what every minute costs an agency in which nothing is late. The rows are written bare, straight
-- into the silent tables. Prints milliseconds, not a ratio; the slowest is the first of
-- a day, which looks through the rights that may lapse.
\if :{?steps} \else \set steps 1000000 \endif
SELECT count(*) AS loaded FROM dkis.load_cirebon() \gset
BEGIN;
SET LOCAL session_replication_role = replica;
INSERT INTO dkis_store.cases (register_no, sop, sop_version, title, marking, received_at, opened_at, opened_by, event_count, head)
SELECT '1/2000/' || n, v.sop, v.id, 'Kasus ' || n, dkis.initial_marking(v.machine), now(), now(), 'ukur', 0, ''
FROM dkis.sop_versions v, generate_series(1, :steps) n WHERE v.sop = 'konferensi-pers';
INSERT INTO dkis_store.case_steps (case_id, step, round, performer, sla, started_at, due_at, next_escalation_at, clock_from)
SELECT id, '1', 1, 'kabid_pikp', '5 hari kerja', now(), now() + interval '7 days', now() + interval '5 days' + id % 86400 * interval '1 second', now()
FROM dkis_store.cases WHERE opened_by = 'ukur';
COMMIT;
VACUUM ANALYZE dkis_store.cases, dkis_store.case_steps;
VACUUM ANALYZE dkis_store.case_events;
SELECT pg_temp.login('dkis_bench_jobs', 'dkis_admin') \g /dev/null
CREATE TEMP TABLE timing (ms float8);
GRANT INSERT ON timing TO dkis_bench_jobs;
SET ROLE dkis_bench_jobs;
DO $$
DECLARE t timestamptz;
BEGIN
  FOR i IN 1..200 LOOP
    t := clock_timestamp();
    CALL dkis.escalate();
    INSERT INTO timing VALUES (1000 * extract(epoch FROM clock_timestamp() - t));
    COMMIT; -- as a scheduler does it: what is done once a day is done in the first
  END LOOP;
END $$;
RESET ROLE;
SELECT 'escalate, none due of ' || (SELECT count(*) FROM dkis_store.case_steps WHERE finished_at IS NULL) AS what, NULL AS ratio, '<= 0.2 ms' AS target,
  CASE WHEN percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) <= 0.2 THEN 'ok' ELSE 'MISSED' END AS verdict,
  round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::numeric, 2) AS ms, round(max(ms)::numeric, 2) AS slowest_ms FROM timing;
-- The two questions it asks, by index.
EXPLAIN (COSTS off, ANALYZE, TIMING off, SUMMARY off, BUFFERS off)
SELECT s.case_id FROM dkis_store.case_steps s WHERE s.next_escalation_at <= now() AND s.agency = dkis.agency() ORDER BY s.next_escalation_at LIMIT 10000;
EXPLAIN (COSTS off, ANALYZE, TIMING off, SUMMARY off, BUFFERS off)
SELECT id FROM dkis_store.cases WHERE register_no IS NULL ORDER BY id LIMIT 10000;
-- And when 10,000 of them are due: each has four levels, here the first comes. Against the
-- same rows (steps and cases changed, levels, notices and events added) written bare in one
-- statement into tables with the same columns, indexes, checks and foreign keys.
CREATE TABLE b_cases (LIKE dkis_store.cases INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE b_steps (LIKE dkis_store.case_steps INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE b_events (LIKE dkis_store.case_events INCLUDING ALL);
CREATE TABLE b_escalations (LIKE dkis.escalations INCLUDING ALL);
CREATE TABLE b_notifications (LIKE dkis.notifications INCLUDING ALL);
INSERT INTO b_cases SELECT * FROM dkis_store.cases;
INSERT INTO b_steps SELECT * FROM dkis_store.case_steps;
ALTER TABLE b_steps ADD FOREIGN KEY (case_id) REFERENCES b_cases (id);
ALTER TABLE b_events ADD FOREIGN KEY (case_id) REFERENCES b_cases (id);
ALTER TABLE b_escalations ADD FOREIGN KEY (case_id) REFERENCES b_cases (id), ADD FOREIGN KEY (case_step_id) REFERENCES b_steps (id);
ALTER TABLE b_notifications ADD FOREIGN KEY (case_id) REFERENCES b_cases (id), ADD FOREIGN KEY (applicant) REFERENCES dkis_store.applicants (id),
  ADD FOREIGN KEY (person) REFERENCES dkis.people (id);
VACUUM ANALYZE b_cases, b_steps;
CREATE TEMP TABLE turns (side text, ms float8);
CREATE TEMP TABLE due (id bigint, round int);
INSERT INTO due SELECT s.id, n.round FROM (SELECT s.id, row_number() OVER (ORDER BY s.id) AS n FROM dkis_store.case_steps s JOIN dkis_store.cases c ON c.id = s.case_id
  WHERE c.opened_by = 'ukur' LIMIT 40000) AS s CROSS JOIN LATERAL (SELECT ((s.n - 1) / 10000)::int AS round) AS n;
DO $$
DECLARE t timestamptz; took float8; events bigint; levels bigint; notices bigint;
BEGIN
  FOR i IN 0..3 LOOP
    UPDATE dkis_store.case_steps SET next_escalation_at = now() - interval '1 minute', due_at = now() + interval '1 day', clock_from = now() - interval '6 days'
    WHERE id IN (SELECT d.id FROM due d WHERE d.round = i);
    SELECT coalesce(max(id), 0) INTO events FROM dkis_store.case_events;
    SELECT coalesce(max(id), 0) INTO levels FROM dkis.escalations;
    SELECT coalesce(max(id), 0) INTO notices FROM dkis.notifications;
    SET LOCAL ROLE dkis_bench_jobs;
    t := clock_timestamp();
    CALL dkis.escalate();
    took := 1000 * extract(epoch FROM clock_timestamp() - t);
    RESET ROLE;
    INSERT INTO turns VALUES ('dkis', took);
    t := clock_timestamp();
    WITH touched AS (SELECT s.case_id FROM due d JOIN dkis_store.case_steps s ON s.id = d.id WHERE d.round = i),
      c AS (UPDATE b_cases b SET event_count = n.event_count, head = n.head, register_no = n.register_no FROM touched t JOIN dkis_store.cases n ON n.id = t.case_id WHERE b.id = n.id),
      s AS (UPDATE b_steps b SET escalation_level = n.escalation_level, next_escalation_at = n.next_escalation_at, due_at = n.due_at, clock_from = n.clock_from
        FROM due d JOIN dkis_store.case_steps n ON n.id = d.id WHERE d.round = i AND b.id = n.id),
      e AS (INSERT INTO b_events SELECT * FROM dkis_store.case_events WHERE id > events),
      l AS (INSERT INTO b_escalations SELECT * FROM dkis.escalations WHERE id > levels)
    INSERT INTO b_notifications SELECT * FROM dkis.notifications WHERE id > notices;
    INSERT INTO turns VALUES ('bare', 1000 * extract(epoch FROM clock_timestamp() - t));
  END LOOP;
END $$;
SELECT 'escalate, 10,000 due' AS what, round((d.ms / b.ms)::numeric, 2) AS ratio, '<= 2' AS target, CASE WHEN d.ms / b.ms <= 2 THEN 'ok' ELSE 'MISSED' END AS verdict,
  round(d.ms::numeric) AS ms, round(b.ms::numeric) AS against_ms, (SELECT count(*) / 4 FROM dkis.escalations) AS told
FROM (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms FROM turns WHERE side = 'dkis') d,
  (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms FROM turns WHERE side = 'bare') b;

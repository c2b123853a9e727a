-- Opening and finishing 10,000 cases in one statement each, by an officer, against the
-- same rows written bare into tables with the same columns, indexes, checks and
-- foreign keys. Medians of five, alternating.
SELECT count(*) AS loaded FROM dkis.load_cirebon() \gset
CREATE TEMP TABLE timing (what text, side text, ms float8);
CREATE TABLE public.b_cases (LIKE dkis_store.cases INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE public.b_steps (LIKE dkis_store.case_steps INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE public.b_events (LIKE dkis_store.case_events INCLUDING ALL);
ALTER TABLE b_cases ADD FOREIGN KEY (sop_version) REFERENCES dkis.sop_versions (id), ADD FOREIGN KEY (applicant) REFERENCES dkis_store.applicants (id),
  ADD FOREIGN KEY (parent_case) REFERENCES b_cases (id), ADD FOREIGN KEY (schedule) REFERENCES dkis.sop_schedules (id),
  ADD FOREIGN KEY (agency, organisation) REFERENCES dkis.organisations (agency, code);
ALTER TABLE b_steps ADD FOREIGN KEY (case_id) REFERENCES b_cases (id);
ALTER TABLE b_events ADD FOREIGN KEY (case_id) REFERENCES b_cases (id);
SELECT pg_temp.login('dkis_bench_officer', 'dkis_officer') \g /dev/null
CREATE PROCEDURE pg_temp.measure(a_what text, a_side text, query text) LANGUAGE plpgsql AS $$
DECLARE t timestamptz; ms float8;
BEGIN
  IF a_side = 'dkis' THEN SET LOCAL ROLE dkis_bench_officer; END IF;
  t := clock_timestamp();
  EXECUTE query;
  SET CONSTRAINTS ALL IMMEDIATE;
  ms := 1000 * extract(epoch FROM clock_timestamp() - t);
  RESET ROLE;
  INSERT INTO timing VALUES (a_what, a_side, ms);
END $$;
DO $$
DECLARE first bigint; after bigint;
BEGIN
  FOR i IN 1..5 LOOP
    SELECT coalesce(max(id), 0) INTO first FROM dkis_store.cases;
    CALL pg_temp.measure('open', 'dkis', $q$INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Kasus ' || n FROM generate_series(1, 10000) n$q$);
    CALL pg_temp.measure('open', 'bare', format($q$WITH c AS (INSERT INTO b_cases SELECT * FROM dkis_store.cases WHERE id > %1$s RETURNING id),
      s AS (INSERT INTO b_steps SELECT * FROM dkis_store.case_steps WHERE case_id > %1$s RETURNING id)
      INSERT INTO b_events SELECT * FROM dkis_store.case_events WHERE case_id > %1$s$q$, first));
    SELECT max(id) INTO after FROM dkis_store.case_events;
    CALL pg_temp.measure('finish', 'dkis', format($q$UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id > %s AND step = '1' AND finished_at IS NULL$q$, first));
    CALL pg_temp.measure('finish', 'bare', format($q$WITH c AS (UPDATE b_cases b SET marking = n.marking, event_count = n.event_count, head = n.head FROM dkis_store.cases n WHERE n.id = b.id AND n.id > %1$s RETURNING b.id),
      u AS (UPDATE b_steps b SET finished_at = n.finished_at, outcome = n.outcome, finished_by = n.finished_by, ended_by = n.ended_by, next_escalation_at = n.next_escalation_at FROM dkis_store.case_steps n WHERE n.id = b.id AND n.case_id > %1$s AND n.finished_at IS NOT NULL RETURNING b.id),
      s AS (INSERT INTO b_steps SELECT * FROM dkis_store.case_steps WHERE case_id > %1$s AND finished_at IS NULL RETURNING id)
      INSERT INTO b_events SELECT * FROM dkis_store.case_events WHERE id > %2$s$q$, first, after));
  END LOOP;
END $$;
WITH m AS (
  SELECT what, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE side = 'dkis') AS ms, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE side = 'bare') AS against_ms
  FROM timing GROUP BY what)
SELECT what || ' 10,000 in one statement' AS what, round((ms / against_ms)::numeric, 2) AS ratio, '<= 1.0' AS target, CASE WHEN ms <= against_ms THEN 'ok' ELSE 'MISSED' END AS verdict,
  round(ms::numeric) AS ms, round(against_ms::numeric) AS against_ms
FROM m ORDER BY what DESC;

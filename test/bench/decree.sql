-- One new holiday, by a dkis_admin, 100,000 open steps whose deadlines it moves (and 100,000 it
-- does not reach), against the same steps and events written bare in one
-- statement into tables with the same columns, indexes and foreign keys.
INSERT INTO dkis.calendars (code, kind) VALUES ('uji', 'jam kerja');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) SELECT 'uji', d, '08:00', '16:00' FROM generate_series(1, 5) d;
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('uji', '2026-01-01', 'Tahun Baru');
INSERT INTO dkis.performers (code, name) VALUES ('penguji', 'Penguji');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 990, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('uji', 1, 'uji', 'start -> a; a -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla) SELECT id, 'a', 1, 'a', 'penguji', '10 hari kerja' FROM dkis.sop_versions;
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions; END $$;
INSERT INTO dkis.escalation_rules (level, at_percent, notify) VALUES (1, 75, 'pelaksana'), (2, 100, 'atasan');
INSERT INTO dkis.cases (sop, title, received_at) SELECT 'uji', 'Kasus ' || n, CASE WHEN n % 2 = 0 THEN '2026-03-02 09:00+07' ELSE '2026-06-02 09:00+07' END::timestamptz FROM generate_series(1, 200000) n;
CREATE TABLE b_cases (LIKE dkis_store.cases INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE b_steps (LIKE dkis_store.case_steps INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE b_events (LIKE dkis_store.case_events INCLUDING ALL);
INSERT INTO b_cases SELECT * FROM dkis_store.cases;
INSERT INTO b_steps SELECT * FROM dkis_store.case_steps;
INSERT INTO b_events SELECT * FROM dkis_store.case_events;
ALTER TABLE b_steps ADD FOREIGN KEY (case_id) REFERENCES b_cases (id);
ALTER TABLE b_events ADD FOREIGN KEY (case_id) REFERENCES b_cases (id);
VACUUM ANALYZE;
CREATE TEMP TABLE timing (side text, ms float8);
SELECT pg_temp.login('dkis_bench_admin', 'dkis_admin') \g /dev/null
CREATE PROCEDURE pg_temp.measure(a_side text, query text) LANGUAGE plpgsql AS $$
DECLARE t timestamptz; ms float8;
BEGIN
  IF a_side = 'dkis' THEN SET LOCAL ROLE dkis_bench_admin; END IF;
  t := clock_timestamp();
  EXECUTE query;
  SET CONSTRAINTS ALL IMMEDIATE;
  ms := 1000 * extract(epoch FROM clock_timestamp() - t);
  RESET ROLE;
  INSERT INTO timing VALUES (a_side, ms);
END $$;
DO $$
DECLARE after bigint;
BEGIN
  FOR i IN 1..3 LOOP
    SELECT max(id) INTO after FROM dkis_store.case_events;
    CALL pg_temp.measure('dkis', format($q$INSERT INTO dkis.holidays (calendar, day, name) VALUES ('uji', date '2026-03-02' + %s, 'Libur')$q$, i));
    CALL pg_temp.measure('bare', format($q$WITH c AS (UPDATE b_cases b SET event_count = n.event_count, head = n.head FROM dkis_store.cases n WHERE n.id = b.id AND n.event_count <> b.event_count RETURNING b.id),
      s AS (UPDATE b_steps b SET due_at = n.due_at, next_escalation_at = n.next_escalation_at, escalation_level = n.escalation_level FROM dkis_store.case_steps n WHERE n.id = b.id AND n.due_at <> b.due_at RETURNING b.id)
      INSERT INTO b_events SELECT * FROM dkis_store.case_events WHERE id > %s$q$, after));
  END LOOP;
END $$;
WITH m AS (
  SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE side = 'dkis') AS ms, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE side = 'bare') AS against_ms
  FROM timing)
SELECT '100,000 steps after a holiday' AS what, round((ms / against_ms)::numeric, 2) AS ratio, '<= 1.1' AS target, CASE WHEN ms <= 1.1 * against_ms THEN 'ok' ELSE 'MISSED' END AS verdict,
  round(ms::numeric) AS ms, round(against_ms::numeric) AS against_ms
FROM m;
SELECT count(*) AS moved FROM dkis_store.case_events WHERE event = 'tenggat berubah';

-- One clock: whatever changes a deadline counts it anew from the start of its
-- time, with every hold and the extension in the order of their instants. An
-- oracle (test/oracle/deadlines.sql) counts the same days one by one.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_clock TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_clock
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
\set SHOW_CONTEXT never
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
\getenv here PG_ABS_SRCDIR
\set oracle :here '/oracle/deadlines.sql'
\set ECHO none
\i :oracle
\set ECHO all

-- What has just happened to a case, happened then; and the calendar's change
-- (of a note) has all its deadlines counted again.
CREATE PROCEDURE pg_temp.happened(id bigint, at timestamptz) LANGUAGE plpgsql AS $$
DECLARE
  lately constant timestamptz := now() - interval '1 hour';
BEGIN
  UPDATE dkis_store.cases c SET opened_at = CASE WHEN opened_at > lately THEN $2 ELSE opened_at END, received_at = CASE WHEN received_at > lately THEN $2 ELSE received_at END,
    extended_at = CASE WHEN extended_at > lately THEN $2 ELSE extended_at END, met_at = CASE WHEN met_at > lately THEN $2 ELSE met_at END WHERE c.id = $1;
  UPDATE dkis_store.case_steps SET started_at = CASE WHEN started_at > lately THEN $2 ELSE started_at END, clock_from = CASE WHEN clock_from > lately THEN $2 ELSE clock_from END,
    extended_at = CASE WHEN extended_at > lately THEN $2 ELSE extended_at END, finished_at = CASE WHEN finished_at > lately THEN $2 ELSE finished_at END WHERE case_id = $1;
  UPDATE dkis_store.case_holds SET held_at = CASE WHEN held_at > lately THEN $2 ELSE held_at END, resumed_at = CASE WHEN resumed_at > lately THEN $2 ELSE resumed_at END WHERE case_id = $1;
  UPDATE dkis_store.case_events SET at = $2 WHERE case_id = $1 AND case_events.at > lately;
  UPDATE dkis.calendars SET note = note WHERE code = (SELECT v.calendar FROM dkis.cases c JOIN dkis.sop_versions v ON v.id = c.sop_version WHERE c.id = $1);
END $$;
CREATE PROCEDURE pg_temp.the(what text, id bigint, at timestamptz) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE what USING id;
  CALL pg_temp.happened(id, at);
END $$;
CREATE VIEW dues AS SELECT c.title, c.status, to_char(c.due_at, 'DD-MM HH24:MI') AS "case", s.step, s.sla, to_char(s.due_at, 'DD-MM HH24:MI') AS due, s.due_basis AS basis,
  to_char(s.next_escalation_at, 'DD-MM HH24:MI') AS next FROM dkis.cases c LEFT JOIN dkis.case_steps s ON s.case_id = c.id AND s.finished_at IS NULL;
CALL oracle.look('2025-03-01', '2025-06-30');

-- ---- a complaint over Lebaran 2025 --------------------------------------------------
-- Handling (step 5) begins on Thursday 20 March, 'ringan': three working days. On
-- Monday the 24th the case is held, until Wednesday 9 April; Nyepi and Lebaran
-- close the office from Friday 28 March to Monday 7 April. The closes of 24, 25, 26
-- and 27 March and of 8 April fell into the hold.
SELECT dkis.open_case('13', 'Lampu PJU mati', class => 'ringan', received_at => '2025-03-20 08:00+07') AS c \gset
CALL pg_temp.happened(:c, '2025-03-20 08:00+07');
DO $$ BEGIN FOR i IN 1..4 LOOP UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE finished_at IS NULL AND case_id = (SELECT max(id) FROM dkis.cases); END LOOP; END $$;
CALL pg_temp.happened(:c, '2025-03-20 10:00+07');
SELECT * FROM dues WHERE title = 'Lampu PJU mati';
CALL pg_temp.the('SELECT dkis.hold_case($1, ''menunggu lapangan'')', :c, '2025-03-24 09:00+07');
CALL pg_temp.the('SELECT dkis.resume_case($1)', :c, '2025-04-09 09:00+07');
-- 21, 24 and 25 March, and five more: 26 and 27 March, 8, 9 and 10 April.
SELECT * FROM dues WHERE title = 'Lampu PJU mati';
-- Ten working days: 21, 24, 25, 26, 27 March, 8, 9, 10, 11, 14 April, and five more: 15, 16, 17 (18 is Good Friday), 21, 22.
UPDATE dkis.cases SET class = 'sedang' WHERE id = :c;
SELECT * FROM dues WHERE title = 'Lampu PJU mati';
-- By hand, and back to what is counted.
UPDATE dkis.case_steps SET due_at = '2025-04-30 12:00+07' WHERE case_id = :c AND finished_at IS NULL;
SELECT * FROM dues WHERE title = 'Lampu PJU mati';
UPDATE dkis.case_steps SET due_basis = 'hitung' WHERE case_id = :c AND finished_at IS NULL;
SELECT * FROM dues WHERE title = 'Lampu PJU mati';
-- On a held case the class may be corrected; its clock stands still all the same.
SELECT dkis.hold_case(:c, 'menunggu lagi');
UPDATE dkis.cases SET class = 'berat' WHERE id = :c;
SELECT * FROM dues WHERE title = 'Lampu PJU mati';
SELECT event, step, detail FROM dkis.case_events WHERE case_id = :c AND event LIKE 'tenggat%' AND coalesce(detail ->> 'alasan' = 'klasifikasi diubah', true) ORDER BY seq;
SELECT * FROM oracle.differences;
SELECT dkis.cancel_case(:c, 'uji');

-- ---- holds and the extension, one after the other ---------------------------------------
-- Monday to Friday, 8 to 16. Calendar days end on working days, so the order counts.
\set sops :here '/oracle/sops.sql'
\set ECHO none
\i :sops
\set ECHO all
CALL oracle.look('2025-07-25', '2026-03-31', '{uji,terus}');

-- Step a: five days from Friday 1 August are Wednesday the 6th; held over two
-- closes: Friday the 8th; then extended by three days: the 11th, a Monday. The
-- extension first would have been Monday the 11th (the 9th is no working day), and
-- two closes later Wednesday the 13th.
INSERT INTO dkis.cases (sop, title, class, received_at) SELECT 'uji', t, 'ringan', '2025-08-01 09:00+07' FROM unnest(ARRAY['ditunda dahulu', 'diperpanjang dahulu']) t;
SELECT min(id) AS c, max(id) AS d FROM dkis.cases WHERE sop = 'uji' \gset
CALL pg_temp.happened(:c, '2025-08-01 09:00+07');
CALL pg_temp.happened(:d, '2025-08-01 09:00+07');
CALL pg_temp.the('SELECT dkis.hold_case($1, ''berkas'')', :c, '2025-08-04 09:00+07');
CALL pg_temp.the('SELECT dkis.resume_case($1)', :c, '2025-08-06 09:00+07');
CALL pg_temp.the('SELECT dkis.extend_step($1, ''a'', ''perlu'')', :c, '2025-08-06 10:00+07');
CALL pg_temp.the('SELECT dkis.extend_step($1, ''a'', ''perlu'')', :d, '2025-08-01 10:00+07');
CALL pg_temp.the('SELECT dkis.hold_case($1, ''berkas'')', :d, '2025-08-04 09:00+07');
CALL pg_temp.the('SELECT dkis.resume_case($1)', :d, '2025-08-06 09:00+07');
SELECT title, "case", step, due FROM dues WHERE title LIKE '%dahulu' ORDER BY title, step;
SELECT day, counted, reason FROM dkis.explain_case(:c, 'a') WHERE day >= '2025-08-04';
SELECT day, counted, reason FROM dkis.explain_case(:d, 'a') WHERE day >= '2025-08-04';
SELECT * FROM oracle.differences;

-- ---- a decree within a hold -----------------------------------------------------------------
-- Due on Wednesday 6 August and then held through October, 23 closes: so due on
-- 8 September. A holiday near the end of the hold, far behind every deadline,
-- takes one of its closes away.
INSERT INTO dkis.cases (sop, title, class, received_at) VALUES ('uji', 'lewat tenggat', 'ringan', '2025-08-01 09:00+07') RETURNING id AS c \gset
CALL pg_temp.happened(:c, '2025-08-01 09:00+07');
CALL pg_temp.the('SELECT dkis.hold_case($1, ''berkas'')', :c, '2025-10-01 09:00+07');
CALL pg_temp.the('SELECT dkis.resume_case($1)', :c, '2025-10-31 17:00+07');
SELECT "case", step, due FROM dues WHERE title = 'lewat tenggat';
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('uji', '2025-10-30', 'Libur');
SELECT "case", step, due FROM dues WHERE title = 'lewat tenggat';
CALL oracle.look('2025-07-25', '2026-03-31', '{uji,terus}');
SELECT * FROM oracle.differences;
DELETE FROM dkis.holidays WHERE calendar = 'uji' AND day = '2025-10-30';
CALL oracle.look('2025-07-25', '2026-03-31', '{uji,terus}');
-- One after the deadline moves what comes after that: the levels yet to come.
UPDATE dkis_store.case_steps SET escalation_level = 2 WHERE case_id = :d AND step = 'b';
UPDATE dkis.calendars SET note = note WHERE code = 'uji';
SELECT due_at, next_escalation_at FROM dkis.case_steps WHERE case_id = :d AND step = 'b';
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('uji', '2025-08-08', 'Libur');
SELECT due_at, next_escalation_at FROM dkis.case_steps WHERE case_id = :d AND step = 'b';
DELETE FROM dkis.holidays WHERE calendar = 'uji' AND day = '2025-08-08';

-- ---- everything, in any order -----------------------------------------------------------------
-- 45 cases, each with ten changes drawn by a fixed generator; what is not
-- allowed just then is refused. After each the oracle must agree.
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop IN ('uji', 'terus') AND version = 2; END $$;
SELECT dkis.cancel_case(id, 'uji') IS NULL AS cancelled FROM dkis.cases WHERE sop = 'uji';
CREATE TABLE draws (case_id bigint, place int, what text, at timestamptz, refused text, wrong int);
CREATE TABLE actions (n serial, what text, weight int);
INSERT INTO actions (what, weight) VALUES
  ('SELECT dkis.hold_case($1, ''berkas'')', 5), ('SELECT dkis.resume_case($1)', 9),
  ('SELECT dkis.extend_step($1, ''a'', ''perlu'')', 2), ('SELECT dkis.extend_step($1, ''b'', ''perlu'')', 2), ('SELECT dkis.extend_step($1, ''c'', ''perlu'')', 2),
  ('UPDATE dkis.cases SET class = ''ringan'' WHERE id = $1', 2), ('UPDATE dkis.cases SET class = ''sedang'' WHERE id = $1', 1), ('UPDATE dkis.cases SET class = ''berat'' WHERE id = $1', 1),
  ('SELECT dkis.finish_step($1, ''a'')', 2), ('SELECT dkis.finish_step($1, ''b'')', 2), ('SELECT dkis.finish_step($1, ''c'')', 2), ('SELECT dkis.finish_step($1, ''d'', ''Ulang'')', 2),
  ('UPDATE dkis.case_steps SET due_at = ''2025-09-09 11:00+07'' WHERE case_id = $1 AND finished_at IS NULL', 2), ('UPDATE dkis.case_steps SET due_basis = ''hitung'' WHERE case_id = $1 AND finished_at IS NULL', 3),
  ('SELECT dkis.migrate_case($1, 1, ''hitung'')', 1), ('SELECT dkis.migrate_case($1, 2, ''hitung'')', 1), ('SELECT dkis.migrate_case($1, 2, ''tetap'')', 1), ('SELECT dkis.migrate_case($1, 1, ''tetap'')', 1),
  ('INSERT INTO dkis.holidays (calendar, day, name) SELECT ''uji'', date ''2025-08-01'' + ($1 % 60)::int, ''Libur '' || $1 WHERE NOT EXISTS (SELECT FROM dkis.holidays WHERE name = ''Libur '' || $1)', 1), ('DELETE FROM dkis.holidays WHERE calendar = ''uji'' AND $1 > 0 AND day = (SELECT max(day) FROM dkis.holidays WHERE calendar = ''uji'' AND day < ''2025-12-31'')', 1);
CREATE PROCEDURE pg_temp.draw() LANGUAGE plpgsql AS $$
DECLARE
  seed bigint := 20250801;
  the_case bigint;
  at timestamptz;
  act text;
  why text;
  chosen text[] := ARRAY(SELECT what FROM actions, generate_series(1, weight) ORDER BY n);
BEGIN
  FOR i IN 1..45 LOOP
    INSERT INTO dkis.cases (sop, title, class, received_at) VALUES (CASE i % 4 WHEN 0 THEN 'terus' ELSE 'uji' END, 'acak ' || i, 'ringan', '2025-08-01 09:00+07') RETURNING id INTO the_case;
    at := timestamptz '2025-08-01 09:30+07' + i * interval '7 hours';
    CALL pg_temp.happened(the_case, at);
    FOR j IN 1..10 LOOP
      seed := (seed * 1103515245 + 12345) % 2147483648;
      act := CASE WHEN i % 3 = 0 AND j <= 2 THEN (ARRAY['SELECT dkis.finish_step($1, ''a'')', 'SELECT dkis.finish_step($1, ''b'')'])[j]
        ELSE chosen[1 + (seed >> 8) % cardinality(chosen)] END;
      seed := (seed * 1103515245 + 12345) % 2147483648;
      at := at + ((seed >> 8) % 60 + 1) * interval '1 hour' + interval '7 minutes';
      why := NULL;
      BEGIN
        CALL pg_temp.the(act, the_case, at);
      EXCEPTION WHEN SQLSTATE 'SP001' OR SQLSTATE 'SP002' OR SQLSTATE 'SP003' OR SQLSTATE 'SP010' OR invalid_parameter_value THEN
        why := SQLSTATE;
      END;
      IF act LIKE '%holidays%' THEN CALL oracle.look('2025-07-25', '2026-03-31', '{uji}'); END IF;
      INSERT INTO draws SELECT the_case, j, act, at, why, (SELECT count(*) FROM oracle.differences d WHERE d.case_id = the_case);
    END LOOP;
  END LOOP;
END $$;
CALL pg_temp.draw();
SELECT left(a.what, 42) AS what, count(*) > 3 AS often, count(*) FILTER (WHERE d.refused IS NULL) > 1 AS done, sum(d.wrong) AS wrong
FROM draws d JOIN actions a USING (what) GROUP BY a.n, a.what ORDER BY a.n;
SELECT * FROM oracle.differences;
SELECT d.case_id - (SELECT min(case_id) FROM draws) AS "case", d.place, d.what FROM draws d WHERE d.wrong > 0 ORDER BY 1, 2 LIMIT 10;
\c contrib_regression
DROP DATABASE dkis_test_clock;

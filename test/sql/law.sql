-- Deadlines from the law, each against days counted by hand on a wall calendar:
-- the examples of docs/calendar.md and docs/panduan-tenggat.md, over the
-- office hours and holidays that load_cirebon() brings. In a database of its own.
SET client_min_messages = warning;
SELECT current_database() AS home \gset
CREATE DATABASE dkis_test_law TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_law
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = notice;
\set SHOW_CONTEXT never
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();

-- The days of explain_due that counted, and how they were counted by hand.
CREATE FUNCTION pg_temp.counted(start timestamptz, target dkis.sla, extended bool DEFAULT false) RETURNS date[]
LANGUAGE sql AS $$ SELECT array_agg(day ORDER BY day) FROM dkis.explain_due(start, target, 'kantor', extended) WHERE counted $$;
CREATE FUNCTION pg_temp.by_hand(VARIADIC days text[]) RETURNS date[]
LANGUAGE sql AS $$ SELECT array_agg(to_date(month || lpad(d, 2, '0'), 'YYYY-MM-DD') ORDER BY month, d::int)
FROM (SELECT left(line, 8) AS month, string_to_table(substr(line, 10), ' ') AS d FROM unnest(days) AS line) AS marks $$;

-- ---- a request for public information: UU 14/2008 art. 22 (7) and (8) ----------
-- "Paling lambat 10 (sepuluh) hari kerja", extended by 7 more. Received on
-- Monday 3 August 2026; Monday the 17th and Tuesday the 25th are holidays.
SELECT dkis.due_at('2026-08-03 09:00', '10 hari kerja + 7 hari kerja', 'kantor') AS answer,
  dkis.due_at('2026-08-03 09:00', '10 hari kerja + 7 hari kerja', 'kantor', extended => true) AS extended;
SELECT pg_temp.counted('2026-08-03 09:00', '10 hari kerja + 7 hari kerja') = pg_temp.by_hand('2026-08- 4 5 6 7 10 11 12 13 14 18') AS answer,
  pg_temp.counted('2026-08-03 09:00', '10 hari kerja + 7 hari kerja', true)
    = pg_temp.by_hand('2026-08- 4 5 6 7 10 11 12 13 14 18 19 20 21 24 26 27 28') AS extended;
SELECT * FROM dkis.explain_due('2026-08-03 09:00', '10 hari kerja + 7 hari kerja', 'kantor', extended => true);
-- In the words of the law, after closing, and on the Saturday before.
SELECT dkis.due_at('2026-08-03 09:00', 'Paling lambat 10 (sepuluh) hari kerja', 'kantor') AS in_words,
  dkis.due_at('2026-08-03 20:00', '10 hari kerja', 'kantor') AS in_the_evening, dkis.due_at('2026-08-01 10:00', '10 hari kerja', 'kantor') AS on_saturday;

-- ---- an objection: UU 14/2008 art. 36 (2), 30 working days ---------------------
-- Received on Monday 6 April 2026; 1, 14 and 15 May do not count.
SELECT dkis.due_at('2026-04-06 13:30', '30 hari kerja', 'kantor') AS objection;
SELECT pg_temp.counted('2026-04-06 13:30', '30 hari kerja') = pg_temp.by_hand(
  '2026-04- 7 8 9 10 13 14 15 16 17 20 21 22 23 24 27 28 29 30', '2026-05- 4 5 6 7 8 11 12 13 18 19 20 21') AS objection;

-- ---- across Idulfitri -----------------------------------------------------------
-- Received on Monday 9 March 2026: Nyepi and Idulfitri close the office from the
-- 18th to the 24th.
SELECT dkis.due_at('2026-03-09 10:00', '10 hari kerja + 7 hari kerja', 'kantor') AS answer,
  dkis.due_at('2026-03-09 10:00', '10 hari kerja + 7 hari kerja', 'kantor', extended => true) AS extended;
SELECT pg_temp.counted('2026-03-09 10:00', '10 hari kerja') = pg_temp.by_hand('2026-03- 10 11 12 13 16 17 25 26 27 30') AS answer,
  pg_temp.counted('2026-03-09 10:00', '10 hari kerja + 7 hari kerja', true)
    = pg_temp.by_hand('2026-03- 10 11 12 13 16 17 25 26 27 30 31', '2026-04- 1 2 6 7 8 9') AS extended;
SELECT * FROM dkis.explain_due('2026-03-09 10:00', '10 hari kerja', 'kantor');
-- The year before: 28 March to 7 April 2025.
SELECT dkis.due_at('2025-03-27 11:00', '5 hari kerja', 'kantor') AS in_2025,
  pg_temp.counted('2025-03-27 11:00', '5 hari kerja') = pg_temp.by_hand('2025-04- 8 9 10 11 14') AS by_hand;

-- ---- hours and minutes: only while open -----------------------------------------
-- Tuesday 17 March 2026, in Ramadan: open until 15.00, then again on Wednesday
-- the 25th at 07.30. One of the two hours fits before, one after.
SELECT dkis.due_at('2026-03-17 14:00', '2 jam', 'kantor') AS two_hours;
SELECT * FROM dkis.explain_due('2026-03-17 14:00', '2 jam', 'kantor');
-- Friday 7 August 2026, 11.00: half an hour before prayers, the rest from 13.00.
SELECT dkis.due_at('2026-08-07 11:00', '45 menit', 'kantor') AS over_the_break, dkis.due_at('2026-08-07 16:00', '30 menit', 'kantor') AS at_closing,
  dkis.due_at('2026-08-07 16:30', '30 menit', 'kantor') AS after_closing;

-- ---- calendar days and months: no end on a day off -------------------------------
-- 14 days from 6 March 2026 end on the 20th, joint leave: Wednesday the 25th.
-- A month from 31 January ends on Saturday 28 February: Monday 2 March, 15.00 (Ramadan).
SELECT dkis.due_at('2026-03-06 09:00', '14 hari', 'kantor') AS days, dkis.due_at('2026-01-31 09:00', '1 bulan', 'kantor') AS month,
  dkis.due_at('2026-08-07 09:00', '0 hari kerja', 'kantor') AS today;

-- ---- a decree after the fact: 18 August 2025, SKB 933/1/3 2025 --------------------
BEGIN;
DELETE FROM dkis.holidays WHERE calendar = 'kantor' AND day = '2025-08-18';
SELECT dkis.due_at('2025-08-04 09:00', '10 hari kerja', 'kantor') AS before;
SELECT what, day, name FROM dkis.load_holidays(E'day,kind,name,decree\n2025-08-18,cuti bersama,Hari Kemerdekaan Republik Indonesia,SKB 933/1/3 2025', 'kantor');
SELECT dkis.due_at('2025-08-04 09:00', '10 hari kerja', 'kantor') AS after;
SELECT * FROM dkis.explain_due('2025-08-04 09:00', '10 hari kerja', 'kantor') WHERE day > '2025-08-14';
ROLLBACK;

-- ---- 112: round the clock ----------------------------------------------------------
SELECT dkis.due_at('2026-03-21 23:50', '30 menit', 'siaga') AS minutes, dkis.due_at('2026-03-21 23:50', '1 hari', 'siaga') AS a_day;

-- ---- why a case is due when it is ---------------------------------------------------
-- Received on 27 March 2025; by hand 8 9 10 11 14 15 16 17 21 22 April.
SELECT dkis.open_case('permohonan-informasi', 'Salinan rencana kerja', received_at => '2025-03-27 11:00') AS case_id \gset
SELECT v.total_sla, c.due_at FROM dkis.cases AS c JOIN dkis.sop_versions AS v ON v.id = c.sop_version WHERE c.id = :case_id;
SELECT * FROM dkis.explain_case(:case_id);
-- Held from Tuesday the 8th, 10.00 to Wednesday, 10.00: one closing, so one
-- working day more; then over Sunday: nothing. Extended after that: 7 more from there.
SET ROLE dkis_officer;
SELECT count(*) AS days, max(day) FILTER (WHERE counted) AS due FROM dkis.explain_case(:case_id);
RESET ROLE;
INSERT INTO dkis_store.case_holds (case_id, held_at, resumed_at, held_by) VALUES
  (:case_id, '2025-04-08 10:00', '2025-04-09 10:00', 'uji'), (:case_id, '2025-04-13 08:00', '2025-04-13 20:00', 'uji');
UPDATE dkis_store.cases SET due_at = '2025-04-23 16:00' WHERE id = :case_id;
SELECT * FROM dkis.explain_case(:case_id) OFFSET 26;
UPDATE dkis_store.cases SET due_at = '2025-05-05 16:00', extended_at = '2025-04-22 09:00' WHERE id = :case_id;
SELECT * FROM dkis.explain_case(:case_id) OFFSET 26;
UPDATE dkis_store.cases SET due_at = '2025-05-30 16:00' WHERE id = :case_id;
SELECT * FROM dkis.explain_case(:case_id) OFFSET 30;
-- A step by name; one whose deadline somebody has set.
SELECT * FROM dkis.explain_case(:case_id, '1');
UPDATE dkis.case_steps SET due_at = '2025-05-02 12:00' WHERE case_id = :case_id AND step = '1';
SELECT * FROM dkis.explain_case(:case_id, '1');
SELECT * FROM dkis.explain_case(:case_id, '99');
SELECT * FROM dkis.explain_case(1);
\c :home
DROP DATABASE dkis_test_law;

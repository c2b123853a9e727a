-- In a database of its own: it puts SOPs in force, which cannot be taken back.
CREATE DATABASE dkis_test_analysis TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_analysis
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\pset null '~'
\set SHOW_CONTEXT never

-- ---- what can still happen ---------------------------------------------------
SELECT * FROM dkis.reachable_outcomes('start -> 1; 1 [Ya] -> 2; 1 [Tidak] -> end; 2 [Baik] -> end; 2 [Ulang] -> 1');
-- From a marking: what lies behind is no longer there, what waits is counted as done.
SELECT * FROM dkis.reachable_outcomes('start -> 1; 1 -> 2 & 3; 2 & 3 -> 4; 4 -> end', '{3 | 2}');
SELECT * FROM dkis.reachable_outcomes('start -> 1; 1 -> 2 & 3; 2 & 3 -> 4; 4 -> end', '{2, 3}');
SELECT count(*) FROM dkis.reachable_outcomes('start -> 1; 1 -> end', '{}');
-- Several entries: by any of them.
SELECT * FROM dkis.reachable_outcomes('start [a] -> 1; 1 -> 2; 2 -> end; start [b] -> 2');
-- An unsound flow: no way to the end from 3.
SELECT * FROM dkis.reachable_outcomes('start -> 1; 1 [a] -> 2; 1 [b] -> 3; 3 -> 3; 2 -> end');
SELECT count(*) FROM dkis.reachable_outcomes(NULL);
SELECT * FROM dkis.reachable_outcomes('start -> 1; 1 -> end', '{9}');
SELECT * FROM dkis.reachable_outcomes('start -> 1; 1 -> end', '{| 1}');
-- 150 branches side by side are 2^150 markings: answered step by step.
SELECT soonest, steps_to_end, count(*), min(step), max(step)
FROM dkis.reachable_outcomes((SELECT 'start -> 0; 0 -> ' || string_agg('p' || n, ' & ') || '; ' || string_agg('p' || n, ' & ') || ' -> z; z -> end'
  FROM generate_series(1, 150) AS n)::dkis.state_machine)
GROUP BY soonest, steps_to_end ORDER BY soonest;
-- Of an unsound flow every order has to be tried: 24 branches are refused.
\set VERBOSITY sqlstate
SELECT count(*) FROM dkis.reachable_outcomes((SELECT 'start -> 0; 0 -> ' || string_agg('p' || n, ' & ') || '; ' || string_agg('p' || n || ' -> end', '; ')
  FROM generate_series(1, 24) AS n)::dkis.state_machine);
\set VERBOSITY default

-- ---- loops ---------------------------------------------------------------------
SELECT * FROM dkis.loops('start -> 1; 1 -> 2; 2 -> end');
SELECT * FROM dkis.loops('start -> 1; 1 [Ya] -> 2; 1 [Ulang] -> 1; 2 [Ya] -> 3; 2 [Batal] -> end; 3 -> 4; 4 [Lagi|Perbaiki] -> 3; 4 [Cukup] -> end');
SELECT count(*) FROM dkis.loops(NULL);

-- ---- how long: SOPs made up ------------------------------------------------------
SELECT dkis.set_agency(9902);
INSERT INTO dkis.calendars (code, kind, time_zone) VALUES ('jaga', '24 jam', 'UTC'), ('kantor', 'jam kerja', 'Asia/Jakarta');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) SELECT 'kantor', d, '08:00', '15:30' FROM generate_series(1, 5) AS d;
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('kantor', '2026-01-01', 'Tahun baru');
INSERT INTO dkis.performers (code, name) VALUES ('staf', 'Staf Loket'), ('kepala', 'Kepala Bidang');
CREATE FUNCTION public.make_sop(code text, number int, calendar text, machine dkis.state_machine, slas jsonb) RETURNS bigint LANGUAGE sql AS $$
  INSERT INTO dkis.sops (code, number, name) VALUES (code, number, 'SOP ' || code);
  INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES (code, 1, calendar, machine);
  INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
  SELECT v.id, s.step, s.place, 'Kegiatan ' || s.step, CASE WHEN s.place % 2 = 1 THEN 'staf' ELSE 'kepala' END, coalesce(slas ->> s.step, '-')::dkis.sla
  FROM dkis.sop_versions AS v, unnest(dkis.steps(machine)) WITH ORDINALITY AS s (step, place) WHERE v.sop = code;
  SELECT id FROM dkis.sop_versions WHERE sop = code;
$$;
-- Side by side counts the slower: 60 + max(30 + 30, 90) + 10; in a row 220.
SELECT public.make_sop('sejajar', 1, 'kantor', 'start -> a; a -> b & c; b -> d; d & c -> e; e -> end',
  '{"a": "1 jam", "b": "30 menit", "d": "30 menit", "c": "90 menit", "e": "10 menit"}') > 0 AS made;
SELECT * FROM dkis.lawful_duration('sejajar');
-- On Friday 15.00: 30 minutes that day and 30 on Monday, then 90, then 10.
SELECT bound, due_at FROM dkis.lawful_duration('1', start => '2026-01-09 15:00');
-- A choice that opens two branches at once: the least of each branch alone (1 and 1) is no run.
SELECT public.make_sop('berpasangan', 2, 'kantor', 'start -> a; a [x] -> b1 & c1; a [y] -> b2 & c2; b1 -> p; b2 -> p; c1 -> q; c2 -> q; p & q -> end',
  '{"b1": "1 menit", "c1": "10 menit", "b2": "20 menit", "c2": "1 menit"}') > 0 AS made;
SELECT * FROM dkis.lawful_duration('berpasangan');
-- Loops: none in the shortest, each step once in the longest.
SELECT public.make_sop('berputar', 3, 'kantor', 'start -> a; a [Ya] -> b; a [Langsung] -> d; b -> c; c [Ulang] -> a; c [Cukup] -> d; d [Ulang] -> a; d [Cukup] -> end',
  '{"a": "1 hari kerja", "b": "2 hari kerja", "c": "0 hari kerja", "d": "1-3 hari kerja"}') > 0 AS made;
SELECT * FROM dkis.lawful_duration('berputar', start => '2026-01-05 08:00');
-- Classes and a waiting period; the answer to it may come at once. Holidays count in due_at only.
SELECT public.make_sop('masa-tunggu', 4, 'kantor', 'start [surat] -> a; start [ulang] -> b; a -> b; b [Ada Jawaban] -> c; b [Tidak Ada Jawaban] -> end; c -> end',
  '{"a": "1 bulan", "c": "5 hari + 2 hari"}') AS v \gset
UPDATE dkis.sop_steps SET sla = '10 hari kerja', sla_kind = 'tunggu', wait_outcome = 'tidak  ada jawaban' WHERE sop_version = :v AND step = 'b';
INSERT INTO dkis.sop_step_slas (sop_version, step, class, sla) VALUES (:v, 'a', 'ringan', '2 jam'), (:v, 'a', 'berat', '2 bulan');
SELECT * FROM dkis.lawful_duration('masa-tunggu', entry => 'surat');
SELECT * FROM dkis.lawful_duration('masa-tunggu', 'sedang', 'surat', extended => true);
SELECT * FROM dkis.lawful_duration('masa-tunggu', 'ringan', 'SURAT', '2025-12-31 08:00', true);
SELECT * FROM dkis.lawful_duration('masa-tunggu', entry => 'ulang', start => '2025-12-31 08:00');
-- By the clock a working day is 24 hours.
SELECT public.make_sop('sepanjang-hari', 5, 'jaga', 'start -> a; a -> b; b -> end', '{"a": "1 hari kerja", "b": "90 menit"}') > 0 AS made;
SELECT * FROM dkis.lawful_duration('sepanjang-hari', start => '2026-01-10 06:00+00');

-- ---- refusals ---------------------------------------------------------------------
SELECT * FROM dkis.lawful_duration('tidak-ada');
SELECT * FROM dkis.lawful_duration(NULL);
SELECT * FROM dkis.lawful_duration('sejajar', 'gawat');
SELECT * FROM dkis.lawful_duration('masa-tunggu');
SELECT * FROM dkis.lawful_duration('masa-tunggu', entry => 'telepon');
SELECT * FROM dkis.lawful_duration('sejajar', entry => 'surat');
SELECT * FROM dkis.lawful_duration('sejajar', start => 'infinity');
SELECT public.make_sop('sakit', 6, 'kantor', 'start -> a; a [x] -> b & c; a [y] -> end; b & c -> d; d -> end; b [lain] -> end', '{}') > 0 AS made;
SELECT * FROM dkis.lawful_duration('sakit');
SELECT public.make_sop('selamanya', 7, 'kantor', 'start -> a; a -> end', '{"a": "2147483647 bulan"}') > 0 AS made;
SELECT * FROM dkis.lawful_duration('selamanya');

-- ---- whom a case waits for ------------------------------------------------------------
-- An office that never closes, so that nothing below depends on the hour.
SELECT public.make_sop('gabung', 8, 'jaga', 'start -> 1; 1 -> 2 & 3 & 4; 2 & 3 -> 5; 5 [Baik] & 4 -> 6; 5 [Ulang] -> 2 & 3; 6 -> end',
  '{"1": "1 jam", "2": "2 jam", "3": "3 jam"}') AS v \gset
UPDATE dkis.sop_steps SET performer = 'kepala' WHERE sop_version = :v AND step = '3';
SELECT dkis.activate_version(:v);
INSERT INTO dkis.organisations (code, name) VALUES ('kami', 'Kami'), ('lain', 'Lain');
INSERT INTO dkis.people (name) VALUES ('Ani'), ('Budi'), ('Cici'), ('Dodi');
INSERT INTO dkis.performer_members (performer, organisation, person, valid, acting) SELECT 'kepala', m.organisation, p.id, m.valid::daterange, m.acting
FROM (VALUES ('Ani', NULL, '(,)', false), ('Budi', 'kami', '[2020-01-01,)', true), ('Cici', 'lain', '(,)', false), ('Dodi', NULL, '[2020-01-01,2020-12-31]', false)) AS m (name, organisation, valid, acting)
  JOIN dkis.people AS p USING (name);
INSERT INTO dkis.cases (sop, title, organisation) VALUES ('gabung', 'Uji', 'kami');
SELECT id AS c FROM dkis.cases \gset
SELECT step, activity, performer, performer_name, organisation, members, assignee, since <= now() AS begun, due_at - since AS due_in, remaining_minutes BETWEEN 59 AND 60 AS an_hour, late, waiting
FROM dkis.waiting_for(:c);
SELECT dkis.finish_step(:c, '1');
SELECT dkis.finish_step(:c, '2');
SELECT dkis.assign_step(:c, '3', 'Budi');
-- 2 waits for 3, not for 4; then 4 waits for all that comes before 6 but not for what is done.
SELECT step, performer, members, assignee, waiting FROM dkis.waiting_for(:c);
SELECT dkis.finish_step(:c, '4');
SELECT step, waiting FROM dkis.waiting_for(:c);
SELECT dkis.finish_step(:c, '3');
SELECT step, waiting, due_at, remaining_minutes, late FROM dkis.waiting_for(:c);
SELECT dkis.finish_step(:c, '5', 'Ulang');
SELECT step, waiting FROM dkis.waiting_for(:c);
-- Late by an hour; held an hour ago it was in time, and stays so.
UPDATE dkis_store.case_steps SET due_at = now() - interval '30 minutes' WHERE case_id = :c AND step = '2' AND finished_at IS NULL;
SELECT step, remaining_minutes, late FROM dkis.waiting_for(:c) WHERE step = '2';
SELECT dkis.hold_case(:c, 'menunggu surat');
UPDATE dkis_store.case_holds SET held_at = now() - interval '1 hour' WHERE case_id = :c;
SELECT step, remaining_minutes, late FROM dkis.waiting_for(:c) WHERE step = '2';
SELECT dkis.resume_case(:c);
SELECT dkis.cancel_case(:c, 'selesai diuji');
SELECT * FROM dkis.waiting_for(:c);
SELECT * FROM dkis.waiting_for(1);
SELECT * FROM dkis.waiting_for(NULL);

-- ---- where cases are held up --------------------------------------------------------------
-- What was cancelled above was done up to there: 2 and 3 twice begun, once done.
SELECT id, langkah, selesai, berjalan, diulang, menunggu, ditunggu, dinilai, terlambat, persen_terlambat IS NOT DISTINCT FROM round(100.0 * terlambat / nullif(dinilai, 0), 1) AS adds_up FROM dkis_report.kemacetan ORDER BY id;
-- Three cases with known times: minutes after receipt when each step was finished.
INSERT INTO dkis.cases (sop, title) SELECT 'gabung', 'Kasus ' || n FROM generate_series(1, 3) AS n;
DO $$
DECLARE
  k record;
  turn text;
BEGIN
  FOR k IN SELECT * FROM dkis.cases WHERE title LIKE 'Kasus %' ORDER BY id LOOP
    FOREACH turn IN ARRAY CASE k.title WHEN 'Kasus 1' THEN ARRAY['1', '2', '3', '5 Ulang', '2', '3', '4', '5 Baik', '6'] WHEN 'Kasus 2' THEN ARRAY['1', '2', '3', '4', '5 Baik', '6'] ELSE ARRAY['1', '4', '2'] END LOOP
      PERFORM dkis.finish_step(k.id, split_part(turn, ' ', 1), CASE WHEN turn LIKE '% %' THEN split_part(turn, ' ', 2) ELSE 'Selesai' END);
    END LOOP;
  END LOOP;
END $$;
UPDATE dkis_store.cases SET received_at = '2026-03-02 00:00+00', opened_at = '2026-03-02 00:00+00' WHERE title LIKE 'Kasus %';
UPDATE dkis_store.case_steps AS s SET started_at = '2026-03-02 00:00+00'::timestamptz + make_interval(mins => t.began), finished_at = '2026-03-02 00:00+00'::timestamptz + make_interval(mins => t.done),
  due_at = CASE WHEN t.due IS NULL THEN NULL ELSE '2026-03-02 00:00+00'::timestamptz + make_interval(mins => t.due) END
FROM (VALUES ('Kasus 1', '1', 1, 0, 30, 60), ('Kasus 1', '2', 1, 30, 60, 150), ('Kasus 1', '3', 1, 30, 300, 210), ('Kasus 1', '5', 1, 300, 310, NULL),
  ('Kasus 1', '2', 2, 310, 500, 430), ('Kasus 1', '3', 2, 310, 400, 490), ('Kasus 1', '4', 1, 30, 520, NULL), ('Kasus 1', '5', 2, 500, 510, NULL), ('Kasus 1', '6', 1, 520, 600, NULL),
  ('Kasus 2', '1', 1, 0, 90, 60), ('Kasus 2', '2', 1, 90, 100, 210), ('Kasus 2', '3', 1, 90, 100, 270), ('Kasus 2', '4', 1, 90, 95, NULL), ('Kasus 2', '5', 1, 100, 300, NULL), ('Kasus 2', '6', 1, 300, 400, NULL),
  ('Kasus 3', '1', 1, 0, 60, 60), ('Kasus 3', '4', 1, 60, 61, NULL), ('Kasus 3', '2', 1, 60, 62, 180)) AS t (title, step, round, began, done, due)
  JOIN dkis_store.cases AS c ON c.title = t.title WHERE s.case_id = c.id AND s.step = t.step AND s.round = t.round;
UPDATE dkis_store.cases AS c SET closed_at = (SELECT max(finished_at) FROM dkis_store.case_steps WHERE case_id = c.id) WHERE title IN ('Kasus 1', 'Kasus 2');
DELETE FROM dkis_store.case_events WHERE case_id = :c;
DELETE FROM dkis_store.case_holds WHERE case_id = :c;
DELETE FROM dkis_store.case_steps WHERE case_id = :c;
DELETE FROM dkis.notifications WHERE case_id = :c;
DELETE FROM dkis_store.cases WHERE id = :c;
-- 1: 30, 90, 60 minutes, one of three late. 2 in case 1 waits for 3, then 3 for 2;
-- in case 2 both at once; in case 3 it still waits. 4 is the last in case 1.
SELECT langkah, pelaksana, selesai, berjalan, median_menit, p90_menit, porsi_persen, persen_terlambat, diulang, persen_diulang, menunggu, ditunggu
FROM dkis_report.kemacetan WHERE kode_sop = 'gabung' ORDER BY langkah;

-- ---- the 24 SOPs of Cirebon -------------------------------------------------------------
CREATE DATABASE dkis_test_analysis_cirebon TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_analysis_cirebon
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\pset null '~'
\set SHOW_CONTEXT never
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
SELECT o.number, e.entry, l.bound, l.minutes, l.path, l.without_standard, l.unbounded
FROM dkis.sops AS o JOIN dkis.sop_versions AS v ON v.sop = o.code CROSS JOIN LATERAL unnest(coalesce(nullif(dkis.entries(v.machine), '{}'), ARRAY[NULL])) AS e (entry),
  LATERAL dkis.lawful_duration(o.code, entry => e.entry) AS l ORDER BY o.number, e.entry, l.bound DESC;
-- By hand. SOP 13, sedang: 5 + 3 days + 5 + 5 + 10 working days + 10 + 10 + 10 working days + 5 minutes.
SELECT 40 + 3 * 1440 + 20 * 450 AS by_hand, l.* FROM dkis.lawful_duration('13', 'sedang', start => '2026-11-23 08:00') AS l;
-- SOP 16: 8 working days; or 8, 2 and for the reply to the objection 30, with the extension 7 more.
SELECT 8 * 450 AS shortest, 40 * 450 AS longest, 47 * 450 AS extended;
SELECT bound, minutes, due_at FROM dkis.lawful_duration('permohonan-informasi', start => '2026-11-23 08:00');
SELECT bound, minutes, due_at FROM dkis.lawful_duration('permohonan-informasi', start => '2026-11-23 08:00', extended => true);
SELECT o.number, l.* FROM dkis.sops AS o JOIN dkis.sop_versions AS v ON v.sop = o.code, LATERAL dkis.loops(v.machine) AS l ORDER BY o.number, l.loop, l.back_from;
SELECT o.number, r.* FROM dkis.sops AS o JOIN dkis.sop_versions AS v ON v.sop = o.code, LATERAL dkis.reachable_outcomes(v.machine) AS r WHERE o.number IN (4, 13, 16) ORDER BY o.number, r.soonest, r.step, r.outcome;
-- Every outcome of every SOP can happen, and leads to the end.
SELECT o.number FROM dkis.sops AS o JOIN dkis.sop_versions AS v ON v.sop = o.code CROSS JOIN LATERAL unnest(dkis.steps(v.machine)) AS s (step) CROSS JOIN LATERAL unnest(dkis.outcomes(v.machine, s.step)) AS p (outcome)
  LEFT JOIN dkis.reachable_outcomes(v.machine) AS r ON r.step = s.step AND r.outcome = p.outcome WHERE r.steps_to_end IS NULL;
-- From the help of 112 on: what can still happen once the agencies are asked.
SELECT r.* FROM dkis.sop_versions AS v, dkis.reachable_outcomes(v.machine, '{8.5 | 7, 8.1, 8.2, 8.3, 8.4}') AS r WHERE v.sop = 'darurat-kecelakaan';

-- ---- who may ask ------------------------------------------------------------------------
SELECT dkis.open_case('darurat-kecelakaan', 'Tabrakan') AS c \gset
CREATE ROLE dkis_test_petugas IN ROLE dkis_officer;
CREATE ROLE dkis_test_baca IN ROLE dkis_reader;
CREATE ROLE dkis_test_luar;
SET ROLE dkis_test_petugas;
SELECT bound, minutes FROM dkis.lawful_duration('13', 'ringan');
SELECT step, performer_name, members, waiting FROM dkis.waiting_for(:c);
SELECT count(*) FROM dkis_report.kemacetan;
SET ROLE dkis_test_baca;
SELECT count(*) FROM dkis_report.kemacetan;
SELECT outcome FROM dkis.reachable_outcomes('start -> 1; 1 -> end');
SELECT back_from FROM dkis.loops('start -> 1; 1 [a] -> 1; 1 [b] -> end');
\set VERBOSITY sqlstate
SELECT * FROM dkis.lawful_duration('13', 'ringan');
SELECT * FROM dkis.waiting_for(:c);
SELECT * FROM dkis_store.lawful_standards(1, NULL, false);
SET ROLE dkis_test_luar;
SELECT * FROM dkis.loops('start -> 1; 1 -> end');
SELECT count(*) FROM dkis_report.kemacetan;
RESET ROLE;
DROP ROLE dkis_test_petugas, dkis_test_baca, dkis_test_luar;
\c contrib_regression
DROP DATABASE dkis_test_analysis;
DROP DATABASE dkis_test_analysis_cirebon;

-- ---- the functions behind them refuse what does not fit the machine ---------------------
SELECT * FROM dkis_store.lawful_runs(NULL, NULL, NULL, NULL);
SELECT * FROM dkis_store.lawful_runs('start -> a; a -> end', NULL, '{}', '{1}');
SELECT * FROM dkis_store.lawful_runs('start -> a; a -> end', NULL, '{1}', '{NULL}');

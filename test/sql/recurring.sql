-- In a database of its own: it puts SOPs in force, which cannot be taken back.
CREATE DATABASE dkis_test_recurring TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_recurring
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never

-- Monday to Friday from 08.00; Monday 1 July 2024 and Tuesday 9 July are closed.
INSERT INTO dkis.calendars (code, kind) VALUES ('loket', 'jam kerja');
INSERT INTO dkis.calendar_hours (calendar, valid, weekday, opens, closes) SELECT 'loket', '(,)', d, '08:00', '15:30' FROM generate_series(1, 5) d;
INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('loket', '2024-07-01', 'libur daerah', 'Uji'), ('loket', '2024-07-09', 'libur daerah', 'Uji'),
  ('loket', '2023-01-02', 'libur daerah', 'Uji'), ('loket', '2022-01-03', 'libur daerah', 'Uji'), ('loket', '2021-01-01', 'libur daerah', 'Uji'),
  ('loket', '2020-01-01', 'libur daerah', 'Uji'), ('loket', '2019-01-01', 'libur daerah', 'Uji'), ('loket', '2025-01-01', 'libur daerah', 'Uji');
INSERT INTO dkis.performers (code, name) VALUES ('penguji', 'Penguji');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 901, 'Uji'), ('tanpa-versi', 902, 'Tanpa Versi'), ('wajib', 903, 'Wajib');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, effective_on) VALUES
  ('uji', 1, 'loket', 'start[harian] -> 1; start[bulanan] -> 2; 1 -> end; 2 -> end', '2018-01-01'), ('wajib', 1, 'loket', 'start -> 1; 1 -> end', NULL);
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
SELECT v.id, s.step, s.step::int, 'Kegiatan', 'penguji', '1 hari kerja' FROM dkis.sop_versions v
JOIN (VALUES ('uji', '1'), ('uji', '2'), ('wajib', '1')) AS s (sop, step) ON s.sop = v.sop;
INSERT INTO dkis.sop_fields (sop_version, name, type, required, label) SELECT id, 'tujuan', 'teks', true, 'Tujuan' FROM dkis.sop_versions WHERE sop = 'wajib';
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions; END $$;
CREATE VIEW pg_temp.opened AS
SELECT s.rule, c.period, c.title, c.entry, c.received_at, c.opened_by, c.marking
FROM dkis.cases c JOIN dkis.sop_schedules s ON s.id = c.schedule ORDER BY s.id, c.period;

-- ---- every working day ------------------------------------------------------------
INSERT INTO dkis.sop_schedules (sop, entry, rule, title, starts_on) VALUES ('uji', 'harian', 'setiap hari kerja', 'Laporan harian', '2024-07-05') RETURNING id AS daily \gset
CALL dkis.open_recurring('2024-07-04 23:59+07');
CALL dkis.open_recurring('2024-07-05 07:59+07');
SELECT count(*) FROM pg_temp.opened;
CALL dkis.open_recurring('2024-07-05 08:00+07');
CALL dkis.open_recurring('2024-07-05 08:00+07');
CALL dkis.open_recurring('2024-07-07 10:00+07');
SELECT * FROM pg_temp.opened;
-- Down from Saturday to Wednesday evening: Monday and Wednesday; Tuesday was closed.
CALL dkis.open_recurring('2024-07-10 20:00+07');
SELECT period, title, received_at FROM pg_temp.opened;
-- What became a working day only afterwards is not opened in arrears.
DELETE FROM dkis.holidays WHERE day = '2024-07-09';
CALL dkis.open_recurring('2024-07-10 20:00+07');
SELECT count(*) FROM pg_temp.opened;
INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('loket', '2024-07-09', 'libur daerah', 'Uji');
-- A cancelled one is not opened again.
DO $$ BEGIN PERFORM dkis.cancel_case(max(id), 'keliru') FROM dkis.cases; END $$;
CALL dkis.open_recurring('2024-07-10 20:00+07');
SELECT count(*) FROM pg_temp.opened;
-- The calendar's zone decides, not the session's: 08.00 in Cirebon.
SET timezone = 'America/Los_Angeles';
CALL dkis.open_recurring('2024-07-11 07:59+07');
SELECT count(*) FROM pg_temp.opened;
CALL dkis.open_recurring('2024-07-11 08:00+07');
SET timezone = 'Asia/Jakarta';
SELECT max(period) AS last, max(received_at) AS received_at FROM pg_temp.opened;
-- Its deadline counts from that day on.
SELECT s.due_at FROM dkis.case_steps s JOIN dkis.cases c ON c.id = case_id WHERE c.period = '2024-07-11';

-- ---- months, quarters, years ------------------------------------------------------------
INSERT INTO dkis.sop_schedules (sop, entry, rule, title, starts_on) VALUES
  ('uji', 'bulanan', 'hari kerja pertama setiap bulan', 'Laporan bulanan', '2024-06-15'),
  ('uji', 'bulanan', 'hari kerja pertama setiap triwulan', 'Evaluasi', '2024-07-02'),
  ('uji', 'bulanan', 'hari kerja pertama setiap tahun', NULL, '2024-01-03');
UPDATE dkis.sop_schedules SET starts_on = '2200-01-01' WHERE id = :daily;
-- 1 July was closed: July's and the quarter's first working day is the 2nd.
CALL dkis.open_recurring('2024-07-01 12:00+07');
SELECT count(*) FROM pg_temp.opened WHERE rule <> 'setiap hari kerja';
CALL dkis.open_recurring('2024-07-02 08:00+07');
SELECT rule, period, title, received_at FROM pg_temp.opened WHERE rule <> 'setiap hari kerja';
CALL dkis.open_recurring('2025-01-02 08:00+07');
SELECT rule, period, title, received_at::date AS day, marking FROM pg_temp.opened WHERE rule <> 'setiap hari kerja';
SELECT count(*) AS cases, count(DISTINCT (schedule, period)) AS periods, bool_and(opened_by = 'sistem') AS by_system FROM dkis.cases;

-- ---- one that waits for others ---------------------------------------------------------------
UPDATE dkis.sop_schedules SET starts_on = CASE WHEN id = :daily THEN date '2025-01-29' ELSE '2200-01-01' END;
UPDATE dkis.cases SET status = 'batal', note = 'uji' WHERE schedule = :daily AND closed_at IS NULL;
UPDATE dkis_store.cases SET closed_at = '2025-01-01 08:00+07' WHERE schedule = :daily;
UPDATE dkis.sop_schedules SET starts_on = '2025-02-01', after = 'Harian' WHERE title = 'Laporan bulanan' RETURNING id AS report \gset
CALL dkis.open_recurring('2025-02-03 08:00+07');
SELECT count(*) AS reports, (SELECT count(*) FROM dkis.cases WHERE schedule = :daily AND closed_at IS NULL) AS rounds FROM dkis.cases WHERE schedule = :report AND period >= '2025-02';
-- All done but the last.
UPDATE dkis.cases SET status = 'batal', note = 'uji' WHERE schedule = :daily AND closed_at IS NULL AND period < '2025-01-31';
UPDATE dkis_store.cases SET closed_at = '2025-02-03 10:00+07' WHERE schedule = :daily AND closed_at > '2025-02-03';
CALL dkis.open_recurring('2025-02-04 09:00+07');
SELECT count(*) AS reports FROM dkis.cases WHERE schedule = :report AND period >= '2025-02';
UPDATE dkis.cases SET status = 'batal', note = 'uji' WHERE schedule = :daily AND closed_at IS NULL;
UPDATE dkis_store.cases SET closed_at = '2025-02-04 10:00+07' WHERE schedule = :daily AND closed_at > '2025-02-04';
CALL dkis.open_recurring('2025-02-04 09:59+07');
CALL dkis.open_recurring('2025-02-04 10:00+07');
SELECT period, received_at FROM dkis.cases WHERE schedule = :report AND period >= '2025-02';
-- Nobody closes the daily rounds: five working days, and it opens all the same.
UPDATE dkis.sop_schedules SET starts_on = '2025-02-24' WHERE id = :daily;
CALL dkis.open_recurring('2025-03-10 15:29+07');
CALL dkis.open_recurring('2025-03-10 15:30+07');
SELECT period, received_at FROM dkis.cases WHERE schedule = :report AND period >= '2025-02' ORDER BY 1;
UPDATE dkis.sop_schedules SET after = 'mingguan' WHERE id = :report;
SELECT problem FROM dkis.check_definitions() WHERE problem ~ 'mingguan';
UPDATE dkis.sop_schedules SET starts_on = '2200-01-01';

-- ---- a period belongs to its schedule -----------------------------------------------------
CREATE ROLE dkis_test_petugas IN ROLE dkis_officer;
CREATE ROLE dkis_test_pengelola IN ROLE dkis_admin;
SET ROLE dkis_test_petugas;
\set VERBOSITY default
INSERT INTO dkis.cases (sop, entry, title, schedule, period) VALUES ('uji', 'harian', 'Diambil', :daily, '9999-12-31');
INSERT INTO dkis.cases (sop, entry, title, period) VALUES ('uji', 'harian', 'Diambil', '2024-07-12');
CALL dkis.open_recurring();
SET ROLE dkis_test_pengelola;
INSERT INTO dkis.cases (sop, entry, title, schedule, period) VALUES ('uji', 'harian', 'Dicatat pengelola', :daily, '2024-07-12') RETURNING opened_by;
\set VERBOSITY sqlstate
INSERT INTO dkis.cases (sop, entry, title, schedule, period) VALUES ('uji', 'harian', 'Dua kali', :daily, '2024-07-12');
CALL dkis.open_recurring(now() + interval '1 hour');
RESET ROLE;
\set VERBOSITY default
CALL dkis.open_recurring(NULL);
CALL dkis.open_recurring('infinity');

-- ---- one that fails keeps nobody else from opening ------------------------------------------
INSERT INTO dkis.sop_schedules (sop, rule, starts_on) VALUES ('wajib', 'hari kerja pertama setiap tahun', '2024-01-01'), ('tanpa-versi', 'hari kerja pertama setiap tahun', '2024-01-01');
INSERT INTO dkis.sop_schedules (sop, entry, rule, title, starts_on) VALUES ('uji', 'harian', 'hari kerja pertama setiap tahun', 'Sesudahnya', '2024-01-01') RETURNING id AS after \gset
-- (A SOP without a version in force opens nothing, and that is no failure.)
CALL dkis.open_recurring('2024-01-10 08:00+07');
SELECT title FROM dkis.cases WHERE schedule = :after;
SELECT job, done, error FROM dkis.jobs LIMIT 1;
-- As a scheduler calls it.
CALL dkis.run_job('dkis.open_recurring');
CALL dkis.run_job('dkis.escalate');
CALL dkis.run_job('dkis.stop_jobs');
CALL dkis.run_job(NULL);
DELETE FROM dkis.sop_schedules s WHERE NOT EXISTS (SELECT FROM dkis.cases c WHERE c.schedule = s.id);
-- One without a first day is refused; it does not run for ever.
BEGIN;
INSERT INTO dkis.sop_schedules (sop, entry, rule, starts_on) VALUES ('uji', 'harian', 'hari kerja pertama setiap bulan', '-infinity');
SET LOCAL statement_timeout = '20s';
CALL dkis.open_recurring('2024-01-10 08:00+07');
ROLLBACK;

-- ---- years of downtime, a thousand periods at a time -----------------------------------------
UPDATE dkis.sop_schedules SET starts_on = '2200-01-01';
INSERT INTO dkis.sop_schedules (sop, entry, rule, starts_on) VALUES ('uji', 'bulanan', 'setiap hari kerja', '2019-01-01') RETURNING id AS long \gset
CALL dkis.open_recurring('2023-12-31 08:00+07');
SELECT count(*), min(period), max(period) = (dkis.add_workdays('2019-01-01', 1000, 'loket'))::text AS in_order FROM dkis.cases WHERE schedule = :long;
CALL dkis.open_recurring('2023-12-31 08:00+07');
CALL dkis.open_recurring('2023-12-31 08:00+07');
SELECT count(*) = dkis.workdays_between('2018-12-31', '2023-12-31', 'loket') AS all_of_them, max(period) FROM dkis.cases WHERE schedule = :long;
SELECT count(*) FILTER (WHERE n <> place) AS gaps FROM (SELECT split_part(register_no, '/', 3)::int AS n, row_number() OVER (ORDER BY register_no) AS place FROM dkis.cases WHERE sop = 'uji') AS r;

-- ---- without pg_cron (test/t/003_pg_cron.pl has the words) ---------------------------------------------
SELECT dkis.start_jobs() ~ '^pg_cron ' AS told, dkis.stop_jobs() ~ '^pg_cron ' AS stopped;
DROP OWNED BY dkis_test_petugas, dkis_test_pengelola;
DROP ROLE dkis_test_petugas, dkis_test_pengelola;
\c contrib_regression
DROP DATABASE dkis_test_recurring;

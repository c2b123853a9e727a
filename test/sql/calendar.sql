-- Working time: the tables, the rules, and that every session sees them fresh.
SET timezone = 'Asia/Jakarta'; SET datestyle = 'ISO, DMY'; SET client_min_messages = notice;

SELECT dkis.add_workdays('2026-03-09', 10, 'uji');
INSERT INTO dkis.calendars (code, name) VALUES ('uji', 'Kalender uji') RETURNING code, time_zone, kind, joint_leave_is_work, id > 0 AS has_id;
SELECT dkis.add_workdays('2026-03-09', 10, 'uji2');
SELECT dkis.add_workdays('2026-03-09', 10, 'uji'); -- no hours yet
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes)
SELECT 'uji', weekday, opens, closes FROM generate_series(1, 5) AS weekday,
  (VALUES (time '07:30', time '12:00'), ('13:00', '16:00')) AS spans (opens, closes);

-- A year without a single holiday: the answer, and one notice.
SELECT dkis.add_workdays('2026-03-09', 10, 'uji');
SELECT dkis.add_workdays('2026-03-09', 10, 'uji');
INSERT INTO dkis.holidays (calendar, day, kind, name, decree)
SELECT 'uji', day, kind, name, 'SKB 1497/2/5 2025' FROM (VALUES
  (date '2026-03-18', 'cuti bersama', 'Nyepi'), ('2026-03-19', 'libur nasional', 'Nyepi'),
  ('2026-03-20', 'cuti bersama', 'Idulfitri'), ('2026-03-21', 'libur nasional', 'Idulfitri'),
  ('2026-03-22', 'libur nasional', 'Idulfitri'), ('2026-03-23', 'cuti bersama', 'Idulfitri'),
  ('2026-03-24', 'cuti bersama', 'Idulfitri')) AS decreed (day, kind, name);
SELECT dkis.add_workdays('2026-03-09', 10, 'uji'), dkis.workdays_between('2026-03-09', '2026-03-30', 'uji'),
  dkis.workdays_between('2026-03-30', '2026-03-09', 'uji'), dkis.add_workdays('2026-03-21', 0, 'uji'),
  dkis.add_workdays('2026-03-25', -1, 'uji'), dkis.is_workday('2026-03-20', 'uji');
SELECT array_agg(day) FROM dkis.workdays('[2026-03-16,2026-03-26]', 'uji') AS day;
SELECT * FROM dkis.explain_due('2026-03-12 10:00', '5 hari kerja', 'uji');
SELECT * FROM dkis.explain_due('2026-03-16 15:00', '2 jam', 'uji');
SELECT * FROM dkis.explain_due('2026-03-13 09:00', '5 hari', 'uji');
SELECT * FROM dkis.explain_due('2026-03-16 09:00', '1 hari kerja + 1 hari kerja', 'uji', extended => true);

-- Hours.
SELECT dkis.next_opening('2026-03-09 12:30', 'uji'), dkis.next_opening('2026-03-09 08:00', 'uji'),
  dkis.add_worktime('2026-03-09 15:00', '2 hours', 'uji') AS overnight,
  dkis.add_worktime('2026-03-09 15:00', '1 hour', 'uji') AS at_closing,
  dkis.add_worktime('2026-03-17 15:30', '01:00', 'uji') AS across_idulfitri,
  dkis.worktime_between('2026-03-17 15:30', '2026-03-25 08:00', 'uji'),
  dkis.worktime_between('2026-03-25 08:00', '2026-03-17 15:30', 'uji');
SELECT dkis.due_at('2026-03-16 09:00', '-', 'uji'), dkis.due_at(NULL, '1 jam', 'uji'),
  dkis.due_after_hold('2026-03-17 16:00', '2 hari kerja', '2026-03-16 15:00', '2026-03-17 09:00', 'uji');

-- Refused.
SELECT dkis.add_worktime('2026-03-09 15:00', '1 day', 'uji');
SELECT dkis.add_worktime('2026-03-09 15:00', '1 month', 'uji');
SELECT dkis.add_worktime('2026-03-09 15:00', '1 month -30 days', 'uji');
SELECT dkis.is_workday('infinity', 'uji');
SELECT dkis.add_worktime('-infinity', '1 hour', 'uji');
SELECT dkis.workdays_between('2026-03-09', 'infinity', 'uji');
SELECT dkis.worktime_between('2026-03-09', 'infinity', 'uji');
SELECT dkis.next_opening('infinity', 'uji');
SELECT dkis.due_at('infinity', '1 jam', 'uji');
SELECT * FROM dkis.explain_due('-infinity', '1 jam', 'uji');
SELECT dkis.due_after_hold('2026-03-09', '1 jam', '-infinity', '2026-03-09', 'uji');
SELECT dkis.due_at('2026-03-09', '2147483647 bulan', 'uji');
SELECT dkis.due_at('2026-03-09', '2147483647 jam', 'uji');
SELECT dkis.add_workdays('2026-03-09', -2147483648, 'uji');
SELECT dkis.add_worktime('2200-12-31 15:59', '00:02', 'uji');
SELECT dkis.add_workdays('2200-12-31', 1, 'uji');
SELECT dkis.add_workdays('1899-12-31', 1, 'uji');
SELECT dkis.workdays('(,)', 'uji');
SELECT dkis.due_at('2026-03-16 09:00', '1 jam', 'uji', true);
INSERT INTO dkis.calendars (code, name, time_zone) VALUES ('x', 'X', 'Asia/Cirebon');
-- PostgreSQL would read these the POSIX way, seven hours west of Greenwich.
INSERT INTO dkis.calendars (code, name, time_zone) VALUES ('x', 'X', 'UTC+7');
INSERT INTO dkis.calendars (code, name, time_zone) VALUES ('x', 'X', 'WIB7');
INSERT INTO dkis.calendars (code, name, time_zone) VALUES ('x', 'X', '<+07>-7');
INSERT INTO dkis.calendars (code, name, time_zone) VALUES ('etc', 'Nama IANA yang berangka', 'etc/gmt-7') RETURNING code, time_zone;
DELETE FROM dkis.calendars WHERE code = 'etc';
INSERT INTO dkis.calendars (code, name, kind) VALUES ('x', 'X', '48 jam');
INSERT INTO dkis.calendars (code, name) VALUES (' ', 'X');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) VALUES ('uji', 8, '08:00', '09:00');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) VALUES ('uji', 6, '09:00', '09:00');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) VALUES ('tidak ada', 6, '08:00', '09:00');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) VALUES ('uji', 1, '11:00', '14:00');
INSERT INTO dkis.calendar_hours (calendar, valid, weekday, opens, closes)
VALUES ('uji', '[2026-02-01,2026-03-01)', 1, '08:00', '12:00'), ('uji', '[2026-02-15,2026-03-15)', 1, '08:00', '12:00');
INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('uji', '2026-05-01', 'libur', 'Hari Buruh');
INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('uji', 'infinity', 'libur daerah', 'Tidak pernah');
INSERT INTO dkis.holidays (calendar, kind, name) VALUES ('uji', 'libur daerah', 'Kapan');
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('uji', '2026-03-19', 'Nyepi');
UPDATE dkis.holidays SET day = '2026-03-19' WHERE day = '2026-03-18' AND name = 'Nyepi';
INSERT INTO dkis.calendars (code, name) VALUES ('uji', 'sekali lagi');
DELETE FROM dkis.calendars WHERE code = 'uji';
TRUNCATE dkis.holidays; -- a view: DELETE FROM it
UPDATE dkis.calendars SET code = 'lain' WHERE code = 'uji';
SELECT count(*) AS hours_kept FROM dkis.calendar_hours WHERE calendar = 'uji';

-- Narrowest set, special working days, joint leave.
INSERT INTO dkis.calendar_hours (calendar, valid, weekday, opens, closes)
SELECT 'uji', '[2026-02-19,2026-03-21)', weekday, '08:00', '14:30' FROM generate_series(1, 5) AS weekday;
INSERT INTO dkis.holidays (calendar, day, kind, name, decree)
VALUES ('uji', '2026-02-28', 'hari kerja khusus', 'Pengganti libur', 'SE 5/2026');
SELECT dkis.due_at('2026-02-18 09:00', '0 hari kerja', 'uji'), dkis.due_at('2026-02-19 09:00', '0 hari kerja', 'uji'),
  dkis.add_workdays('2026-02-27', 1, 'uji'), dkis.due_at('2026-02-27 09:00', '1 hari kerja', 'uji');
UPDATE dkis.calendars SET joint_leave_is_work = true WHERE code = 'uji';
SELECT dkis.add_workdays('2026-03-17', 1, 'uji'), dkis.add_workdays('2026-03-19', 1, 'uji');
UPDATE dkis.calendars SET joint_leave_is_work = false WHERE code = 'uji';

-- Own changes at once, and no trace of what is rolled back.
BEGIN;
SELECT dkis.is_workday('2026-04-01', 'uji');
INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('uji', '2026-04-01', 'libur daerah', 'Hari jadi');
SELECT dkis.is_workday('2026-04-01', 'uji');
SAVEPOINT s;
DELETE FROM dkis.holidays WHERE name = 'Hari jadi';
SELECT dkis.is_workday('2026-04-01', 'uji');
ROLLBACK TO s;
SELECT dkis.is_workday('2026-04-01', 'uji');
ROLLBACK;
SELECT dkis.is_workday('2026-04-01', 'uji');
DO $$
DECLARE
  before bool := dkis.is_workday('2026-04-01', 'uji');
BEGIN
  INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('uji', '2026-04-01', 'libur daerah', 'Hari jadi');
  RAISE NOTICE 'before %, after %', before, dkis.is_workday('2026-04-01', 'uji');
  UPDATE dkis.holidays SET day = '2026-04-02' WHERE name = 'Hari jadi';
  RAISE NOTICE 'moved: %', dkis.is_workday('2026-04-01', 'uji');
  DELETE FROM dkis.holidays WHERE name = 'Hari jadi';
  RAISE NOTICE 'gone: %', dkis.is_workday('2026-04-02', 'uji');
END
$$;
COPY dkis.holidays (calendar, day, kind, name) FROM stdin;
uji	2026-05-01	libur nasional	Hari Buruh
uji	2026-05-14	libur nasional	Kenaikan Yesus Kristus
\.
SELECT dkis.is_workday('2026-05-01', 'uji'), dkis.is_workday('2026-05-14', 'uji');
BEGIN;
TRUNCATE dkis_store.holidays;
SELECT dkis.is_workday('2026-05-01', 'uji');
ROLLBACK;
SET session_replication_role = replica;
DELETE FROM dkis_store.holidays WHERE name = 'Hari Buruh';
RESET session_replication_role;
SELECT dkis.is_workday('2026-05-01', 'uji');
-- One statement sees one calendar, also while it changes it.
WITH added AS (INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('uji', '2026-06-01', 'libur nasional', 'Pancasila') RETURNING day)
SELECT dkis.is_workday(day, 'uji') FROM added;
SELECT dkis.is_workday('2026-06-01', 'uji');

-- The setting names the calendar of NULL.
SELECT dkis.is_workday('2026-06-01');
SET dkis.calendar = 'uji';
SELECT dkis.is_workday('2026-06-01');
RESET dkis.calendar;

-- Zones: the night the clock jumps, in spans that hold it.
INSERT INTO dkis.calendars (code, name, time_zone) VALUES ('berlin', 'Berlin', 'Europe/Berlin'), ('newyork', 'New York', 'America/New_York'),
  ('makassar', 'Makassar', 'Asia/Makassar'), ('jayapura', 'Jayapura', 'Asia/Jayapura');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes)
SELECT code, weekday, '00:00', '06:00' FROM unnest(ARRAY['berlin', 'newyork', 'makassar', 'jayapura']) AS code, generate_series(1, 7) AS weekday;
INSERT INTO dkis.holidays (calendar, day, kind, name)
SELECT code, '2026-01-01', 'libur nasional', 'Tahun Baru' FROM unnest(ARRAY['berlin', 'newyork', 'makassar', 'jayapura']) AS code;
SELECT zone, day, dkis.worktime_between((day || ' 00:00')::timestamp AT TIME ZONE zone, (day || ' 12:00')::timestamp AT TIME ZONE zone, code)
FROM (VALUES ('berlin', 'Europe/Berlin', date '2026-03-29'), ('berlin', 'Europe/Berlin', '2026-10-25'), ('berlin', 'Europe/Berlin', '2026-10-26'),
  ('newyork', 'America/New_York', '2026-03-08'), ('newyork', 'America/New_York', '2026-11-01'),
  ('makassar', 'Asia/Makassar', '2026-03-29'), ('jayapura', 'Asia/Jayapura', '2026-03-29')) AS nights (code, zone, day);
SELECT dkis.due_at('2026-03-28 12:00 Europe/Berlin', '1 hari kerja', 'berlin') = '2026-03-29 06:00 Europe/Berlin',
  dkis.due_at('2026-10-24 12:00 America/New_York', '8 hari kerja', 'newyork') = '2026-11-01 06:00 America/New_York';

-- Odd offices: six days, Sundays only, none for fifty years, all day every day.
INSERT INTO dkis.calendars (code, joint_leave_is_work) VALUES ('enam', true), ('minggu', false), ('jeda', false), ('penuh', false);
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) SELECT 'enam', d, '08:00', '14:00' FROM generate_series(1, 6) AS d;
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) VALUES ('minggu', 7, '08:00', '12:00');
INSERT INTO dkis.calendar_hours (calendar, valid, weekday, opens, closes) VALUES ('jeda', '(,2000-01-01)', 1, '08:00', '12:00'), ('jeda', '[2050-01-01,)', 1, '08:00', '12:00');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) SELECT 'penuh', d, '00:00', '24:00' FROM generate_series(1, 7) AS d;
INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('enam', '2026-01-10', 'libur daerah', 'Hari jadi'), ('enam', '2026-01-11', 'cuti bersama', 'Minggu pun'),
  ('enam', '2026-01-12', 'cuti bersama', 'Tetap bekerja');
INSERT INTO dkis.holidays (calendar, day, name) SELECT c, '2026-01-01', 'Tahun Baru' FROM unnest(ARRAY['minggu', 'jeda', 'penuh']) AS c;
-- Saturday is no weekend there; the joint leave of Monday is worked.
SELECT * FROM dkis.explain_due('2026-01-09 09:00', '1 hari kerja', 'enam');
SELECT * FROM dkis.explain_due('2026-01-08 09:00', '1 hari kerja', 'minggu');
SELECT dkis.due_at('2001-01-01 10:00', '1 hari kerja', 'jeda') AS days, dkis.due_at('2001-01-01 10:00', '5 jam', 'jeda') AS hours,
  dkis.add_workdays('2049-12-31', -1, 'jeda') AS back, dkis.workdays_between('1999-12-31', '2050-01-02', 'jeda') AS none;
SELECT reason, count(*) FROM dkis.explain_due('2001-01-01 10:00', '1 hari kerja', 'jeda') GROUP BY 1 ORDER BY 2;
SELECT * FROM dkis.explain_due('2026-01-05 00:00', '1 hari kerja + 1 hari kerja', 'penuh', extended => true);
SELECT dkis.due_at('2026-01-05 00:00', '24 jam', 'penuh') AS to_midnight, dkis.due_at('2026-01-05 09:30', '48 jam', 'penuh') AS two_days;
-- The table's edges, also of the notice; a statement that takes long can be stopped.
SELECT dkis.next_opening('1900-01-01 00:00', 'penuh') AS first, dkis.due_at('2200-12-31 00:00', '24 jam', 'penuh') AS last;
SET client_min_messages = warning;
SET statement_timeout = '50ms';
SELECT count(*) FROM generate_series(1, 1000), dkis.explain_due('1900-01-01', '3600 bulan', 'penuh');
SELECT count(*) FROM generate_series(1, 1000), dkis.workdays('[1900-01-01,2200-12-31]', 'penuh');
RESET statement_timeout;
SET client_min_messages = notice;
-- 24 jam: wall-clock time, no holidays, no notice.
INSERT INTO dkis.calendars (code, name, kind) VALUES ('uji24', 'Siaga', '24 jam');
SELECT dkis.due_at('2026-03-20 23:50', '30 menit', 'uji24'), dkis.due_at('2026-03-20 23:50', '2 hari kerja', 'uji24'),
  dkis.due_at('2026-01-31 10:00', '1 bulan', 'uji24'), dkis.due_at('2026-03-20 23:50', '0 hari kerja', 'uji24');

-- In parallel workers the calendar is compiled and fresh as well.
CREATE TABLE uji_days AS SELECT date '2026-01-01' + n AS day FROM generate_series(0, 9999) AS n;
ANALYZE uji_days;
SET client_min_messages = warning;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET parallel_leader_participation = off;
SELECT name AS parallel FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query') \gset
SET :parallel = on; -- has another name from 16 on
SELECT count(*) FROM uji_days WHERE dkis.is_workday(day, 'uji');
RESET :parallel;
SET max_parallel_workers_per_gather = 0;
SELECT count(*) FROM uji_days WHERE dkis.is_workday(day, 'uji');
DROP TABLE uji_days;

-- A session that has asked two hundred calendars keeps a bounded number of them, and each answers for itself.
INSERT INTO dkis.calendars (code, name, kind) SELECT 'banyak' || n, '', 'jam kerja' FROM generate_series(1, 200) AS n;
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes)
  SELECT 'banyak' || n, weekday, '08:00', '16:00' FROM generate_series(1, 200) AS n, generate_series(1, 7) AS weekday;
INSERT INTO dkis.holidays (calendar, day, name) SELECT 'banyak' || n, date '2026-01-01' + n, 'libur' FROM generate_series(1, 200) AS n;
SELECT count(*) FROM generate_series(1, 200) AS n, generate_series(1, 2) AS again
  WHERE dkis.add_workdays(date '2026-01-01' + n, 0, 'banyak' || n) <> date '2026-01-01' + n + 1;
SELECT count(*) BETWEEN 1 AND 64 + 32 AS bounded FROM pg_backend_memory_contexts WHERE name = 'dkis calendar';
DELETE FROM dkis.holidays;
DELETE FROM dkis.calendar_hours;
DELETE FROM dkis.calendars;

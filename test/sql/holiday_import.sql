-- Lists of holidays: CSV files and iCalendar feeds, all of a file or nothing.
SET timezone = 'Asia/Jakarta'; SET datestyle = 'ISO, DMY'; SET client_min_messages = notice;
INSERT INTO dkis.calendars (code, name) VALUES ('impor', 'Kalender uji impor');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes)
SELECT 'impor', weekday, '08:00', '16:00' FROM generate_series(1, 5) AS weekday;

-- How a refusal reads: code, message, detail, hint.
CREATE FUNCTION pg_temp.refused(query text) RETURNS TABLE (code text, message text, detail text, hint text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE query;
  message := 'not refused';
  RETURN NEXT;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  RETURN NEXT;
END
$$;
CREATE FUNCTION pg_temp.refused_csv(csv text) RETURNS TABLE (code text, message text, detail text, hint text)
LANGUAGE sql AS $$ SELECT * FROM pg_temp.refused(format('SELECT * FROM dkis.load_holidays(%L, ''impor'')', csv)) $$;
-- An all-day event, and what else of it is said; a feed of events.
CREATE FUNCTION pg_temp.feed(VARIADIC events text[]) RETURNS text
LANGUAGE sql AS $$ SELECT E'BEGIN:VCALENDAR\r\nVERSION:2.0\r\n' || string_agg(E'BEGIN:VEVENT\r\n' || replace(event, '|', E'\r\n') || E'\r\nEND:VEVENT\r\n', '') || E'END:VCALENDAR\r\n' FROM unnest(events) AS event $$;

-- The usual file; loaded again all stays, also the ids.
\set csv 'day,kind,name,decree\n2026-03-19,libur nasional,Hari Suci Nyepi Tahun Baru Saka 1948,SKB 1497/2/5 2025\n2026-03-20,cuti bersama,Hari Raya Idulfitri 1447 Hijriah,SKB 1497/2/5 2025\n2026-03-21,libur nasional,Hari Raya Idulfitri 1447 Hijriah,SKB 1497/2/5 2025\n2026-03-22,libur nasional,Hari Raya Idulfitri 1447 Hijriah,SKB 1497/2/5 2025\n2026-03-23,cuti bersama,Hari Raya Idulfitri 1447 Hijriah,SKB 1497/2/5 2025\n'
SELECT replace(:'csv', '\n', E'\n') AS csv \gset
SELECT * FROM dkis.load_holidays(:'csv', 'impor');
CREATE TEMP TABLE before AS SELECT * FROM dkis.holidays;
SELECT what, count(*) FROM dkis.load_holidays(:'csv', 'impor') GROUP BY 1;
SELECT what, count(*) FROM dkis.load_holidays(replace(:'csv', E'\n', E'\r\n'), 'impor') GROUP BY 1;
TABLE before EXCEPT TABLE dkis.holidays;
SELECT dkis.add_workdays('2026-03-18', 1, 'impor'), (SELECT count(*) FROM dkis.holidays WHERE calendar = 'impor');

-- Without a calendar: the setting's. What the file does not say is kept.
SET dkis.calendar = 'impor';
SELECT * FROM dkis.load_holidays(E'name,day\nHari Raya Idulfitri 1447 Hijriah,2026-03-20\nHari Buruh Internasional,2026-05-01');
SELECT * FROM dkis.load_holidays(E'day,name,decree\n2026-05-01,Hari Buruh Internasional,SKB 1497/2/5 2025');
RESET dkis.calendar;
-- Changed kind and decree; several names on one day; a special working day.
SELECT * FROM dkis.load_holidays(E'day,kind,name,decree\n2026-03-20,libur nasional,Hari Raya Idulfitri 1447 Hijriah,SKB perubahan 2026\n2026-05-01,libur daerah,"Hari jadi, dirayakan",Perda\n2026-05-02,hari kerja khusus,Pengganti,SE 5/2026\n', 'impor');
SELECT day, kind, name, decree FROM dkis.holidays WHERE calendar = 'impor' AND day IN ('2026-03-20', '2026-05-01', '2026-05-02') ORDER BY day, name;
SELECT dkis.is_workday('2026-05-01', 'impor') AS may_1, dkis.is_workday('2026-05-02', 'impor') AS may_2;

-- As spreadsheets write it: byte order mark, semicolons, Indonesian headings,
-- quotes, a name over two lines, empty lines and rows; and without a heading.
SELECT * FROM dkis.load_holidays(U&'\FEFFTanggal;Jenis;Nama;Keputusan' || E'\r\n\r\n2026-12-24;Cuti  Bersama;"Natal; ""malam""\r\nsebelumnya";\r\n;;;\r\n2026-12-25;LIBUR NASIONAL;  Hari Raya Natal  ;SKB', 'impor');
SELECT day, kind, name, reason, what FROM dkis.load_holidays(E'2026-08-17,libur nasional,Kemerdekaan RI\n2026-08-17,libur nasional,Kemerdekaan RI\n', 'impor');
SELECT * FROM dkis.load_holidays(E'day,name\n', 'impor');
SELECT * FROM dkis.load_holidays(NULL, 'impor');

-- The file as the whole truth for its years and kinds: what it does not name goes.
SELECT * FROM dkis.load_holidays(E'day,kind,name\n2026-03-21,cuti bersama,Hari Raya Idulfitri 1447 Hijriah\n2026-03-24,cuti bersama,Hari Raya Idulfitri 1447 Hijriah\n', 'impor', replace => true);
SELECT day, kind, name, decree FROM dkis.holidays WHERE calendar = 'impor' ORDER BY day, name;

-- Refused, with the row, and nothing half loaded.
SELECT count(*) AS before FROM dkis.holidays \gset
SELECT * FROM pg_temp.refused_csv(E'day,kind,name\n2027-01-01,libur nasional,Tahun Baru\n2027-02-30,libur nasional,Tidak ada\n');
SELECT * FROM pg_temp.refused_csv(E'day,kind,name\n2027-01-01,libur nasional,Tahun Baru\n\n31/12/2027,libur nasional,Akhir tahun\n');
SELECT * FROM pg_temp.refused_csv(E'day,kind,name\n2027-01-01,libur,Tahun Baru\n');
SELECT * FROM pg_temp.refused_csv(E'day,kind,name\n2027-01-01,,Tahun Baru\n');
SELECT * FROM pg_temp.refused_csv(E'day,kind,name\n2027-01-01,libur daerah, \n');
SELECT * FROM pg_temp.refused_csv(E'day,kind,name\n,libur daerah,Kapan\n');
SELECT * FROM pg_temp.refused_csv(E'day,kind,name\n2027-01-01,libur nasional,Natal, hari kedua\n');
SELECT * FROM pg_temp.refused_csv(E'day,name\n"2027-01-01","Tahun\nBaru\n');
SELECT * FROM pg_temp.refused_csv(E'day,name\n2027-01-01,"Tahun" Baru\n');
SELECT * FROM pg_temp.refused_csv(E'day,name\n2027-01-01,"Tahun\nBaru" x\n');
SELECT * FROM pg_temp.refused_csv(E'day,name\n2027-01-01,Tahun "Baru"\n');
SELECT * FROM pg_temp.refused_csv(E'day,name,warna\n2027-01-01,Tahun Baru,merah\n');
SELECT * FROM pg_temp.refused_csv(E'day,name,tanggal\n');
SELECT * FROM pg_temp.refused_csv(E'kind,name\n');
SELECT * FROM pg_temp.refused_csv(E'day,kind\n');
SELECT * FROM pg_temp.refused_csv('2027-01-01');
SELECT * FROM pg_temp.refused_csv('');
SELECT * FROM pg_temp.refused_csv(E'day,kind,name\n2027-01-01,libur nasional,Tahun Baru\n2027-01-01,cuti bersama,Tahun Baru\n');
SELECT * FROM pg_temp.refused_csv(E'day,name\n2201-01-01,Terlalu jauh\n');
SELECT * FROM pg_temp.refused_csv(E'day,name\n' || repeat('é', 300) || E',Terlalu panjang\n');
SELECT * FROM pg_temp.refused('SELECT * FROM dkis.load_holidays(E''day,name\n2027-01-01,Tahun Baru'', ''tidak ada'')');
SELECT count(*) = :before AS nothing_loaded FROM dkis.holidays;

-- A megabyte and more: the first error is found at its end, then all of it is loaded.
SELECT E'day,name\n' || string_agg(format('%s,Hari ke-%s dari banyak hari yang panjang sekali namanya', date '1950-01-01' + n, n), E'\n') AS big FROM generate_series(0, 17999) AS n \gset
SELECT length(:'big') > 1000000 AS large;
SELECT * FROM pg_temp.refused_csv(:'big' || E'\n2027-13-01,Bulan ketiga belas');
SELECT what, count(*), min(day), max(day) FROM dkis.load_holidays(:'big', 'impor') GROUP BY 1;
DELETE FROM dkis.holidays WHERE calendar = 'impor' AND name LIKE 'Hari ke-%';
SELECT * FROM pg_temp.refused_csv('day,name' || repeat(E'\n2027-01-01,a', 100001));

-- iCalendar: a folded line, DTEND exclusive, escaped text, an alarm.
SELECT * FROM dkis.load_holidays_ics(pg_temp.feed(
  'UID:idulfitri-2027@contoh.id|DTSTAMP:20260901T000000Z|DTSTART;VALUE=DATE:20270310|DTEND;VALUE=DATE:20270312|SUMMARY:Hari Raya Idul| fitri 1448 Hijriah|TRANSP:TRANSPARENT|BEGIN:VALARM|TRIGGER:-P1D|DESCRIPTION:x|DTSTART:19700101|END:VALARM',
  'UID:cuti-2027@contoh.id|DTSTART;VALUE=DATE:20270312|SUMMARY:Cuti Bersama Idulfitri|DESCRIPTION:SKB 1/2/3 2026\nDetail lain',
  'UID:a|DTSTART;X-NOTE="a;b:c";VALUE=DATE:20270317|DURATION:P1W|SUMMARY:Pekan\, libur\; sekolah\\kota\nbaris dua|CATEGORIES:Pendidikan,libur daerah',
  'UID:b|DTSTART:20270401|DTEND:20270401|SUMMARY:Sehari'), 'impor');
SELECT what, count(*) FROM dkis.load_holidays_ics(E'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270401\nSUMM\n ARY:Seh\n\tari\nEND:VEVENT\nEND:VCALENDAR', 'impor') GROUP BY 1;
-- Cancelled, timed, tentative, merely observed, superseded.
SELECT * FROM dkis.load_holidays_ics(pg_temp.feed(
  'UID:b|DTSTART:20270401|SUMMARY:Sehari|STATUS:CANCELLED',
  'UID:c|DTSTART:20270402|SUMMARY:Tidak pernah ada|STATUS:CANCELLED',
  'UID:d|DTSTART;TZID=Asia/Jakarta:20270403T080000|DTEND;TZID=Asia/Jakarta:20270403T170000|RRULE:FREQ=WEEKLY|SUMMARY:Rapat',
  'UID:e|DTSTART:20270404|SUMMARY:Mungkin libur|STATUS:TENTATIVE',
  'UID:f|DTSTART:20270421|SUMMARY:Hari Kartini|DESCRIPTION:Perayaan\nUntuk menyembunyikan perayaan',
  'UID:g|SEQUENCE:1|DTSTART:20270510|SUMMARY:Dipindahkan',
  'UID:g|SEQUENCE:2|DTSTART:20270511|SUMMARY:Dipindahkan',
  'UID:h|DTSTART:20270512|SUMMARY:Dua kali', 'UID:i|DTSTART:20270512|SUMMARY:Dua kali|CATEGORIES:Libur Daerah'), 'impor');
SELECT day, kind, name, decree FROM dkis.holidays WHERE calendar = 'impor' AND day >= '2027-01-01' ORDER BY day, name;
SELECT * FROM dkis.load_holidays_ics(E'BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\nDTSTART:20270511\r\nSUMMARY:Dipindahkan\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n', 'impor');

-- Refused, with the line, and nothing half loaded.
SELECT count(*) AS before FROM dkis.holidays \gset
CREATE FUNCTION pg_temp.refused_ics(VARIADIC events text[]) RETURNS TABLE (code text, message text, detail text, hint text)
LANGUAGE sql AS $$ SELECT * FROM pg_temp.refused(format('SELECT * FROM dkis.load_holidays_ics(%L, ''impor'')', pg_temp.feed(VARIADIC events))) $$;
SELECT code, message, detail FROM pg_temp.refused_ics('DTSTART:20280101|SUMMARY:Tahun Baru', 'DTSTART;VALUE=DATE:20280230|SUMMARY:Tidak ada');
SELECT * FROM pg_temp.refused_ics('DTSTART;VALUE=DATE:20280501|SUMMARY:Hari Buruh|RRULE:FREQ=YEARLY');
SELECT code, message FROM pg_temp.refused_ics('DTSTART:20280101');
SELECT code, message FROM pg_temp.refused_ics('SUMMARY:Kapan');
SELECT code, message FROM pg_temp.refused_ics('DTSTART:2028-01-01|SUMMARY:Tahun Baru');
SELECT * FROM pg_temp.refused_ics('DTSTART:20280105|DTEND:20280101|SUMMARY:Mundur');
SELECT code, message FROM pg_temp.refused_ics('DTSTART:20280105|DTEND:20280106|DURATION:P1D|SUMMARY:Keduanya');
SELECT code, message FROM pg_temp.refused_ics('DTSTART:20280105|DURATION:PT24H|SUMMARY:Berjam');
SELECT code, message FROM pg_temp.refused_ics('DTSTART:20280105|DURATION:-P1D|SUMMARY:Negatif');
SELECT code, message FROM pg_temp.refused_ics('DTSTART:20280101|DTEND:20300101|SUMMARY:Dua tahun');
SELECT code, message FROM pg_temp.refused_ics('DTSTART:22001231|DURATION:P2D|SUMMARY:Ujung zaman');
SELECT code, message FROM pg_temp.refused_ics('DTSTART:20280101|SUMMARY:Tahun|Baru');
SELECT code, message FROM pg_temp.refused_ics('DTSTART:20280101|SUMMARY:a|CATEGORIES:cuti bersama', 'DTSTART:20280101|SUMMARY:a|CATEGORIES:libur daerah');
SELECT * FROM pg_temp.refused('SELECT * FROM dkis.load_holidays_ics(''day,name'', ''impor'')');
SELECT code, message FROM pg_temp.refused('SELECT * FROM dkis.load_holidays_ics('''', ''impor'')');
SELECT code, message FROM pg_temp.refused(E'SELECT * FROM dkis.load_holidays_ics(E''BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20280101\nSUMMARY:x\nEND:VEVENT\n'', ''impor'')');
SELECT code, message FROM pg_temp.refused(E'SELECT * FROM dkis.load_holidays_ics(E''BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR'', ''impor'')');
SELECT code, message FROM pg_temp.refused(E'SELECT * FROM dkis.load_holidays_ics(E''BEGIN:VEVENT\nEND:VEVENT'', ''impor'')');
SELECT count(*) = :before AS nothing_loaded FROM dkis.holidays;

-- A preview changes nothing.
SELECT what, day, kind, name, reason FROM dkis.preview_holidays(E'day,kind,name\n2027-03-12,libur nasional,Cuti Bersama Idulfitri\n2027-06-01,libur nasional,Hari Lahir Pancasila\n2027-03-10,libur nasional,Hari Raya Idulfitri 1448 Hijriah', 'impor');
SELECT what, day, kind, name, reason FROM dkis.preview_holidays_ics(pg_temp.feed('DTSTART:20270312|SUMMARY:Cuti Bersama Idulfitri|STATUS:CANCELLED'), 'impor', replace => true);
SELECT code, message FROM pg_temp.refused($$SELECT * FROM dkis.preview_holidays(E'day,name\n2027-02-29,x', 'impor')$$);
SELECT code, message FROM pg_temp.refused($$SELECT * FROM dkis.preview_holidays(E'day,name\n2027-02-25,x', 'tidak ada')$$);
SELECT count(*) = :before AS nothing_changed, dkis.is_workday('2027-03-12', 'impor'), dkis.is_workday('2027-06-01', 'impor') FROM dkis.holidays;

-- Who may: dkis_admin, nobody else.
SET ROLE dkis_admin;
SELECT what, day FROM dkis.load_holidays(E'day,name\n2027-06-01,Hari Lahir Pancasila', 'impor');
SELECT what, day FROM dkis.preview_holidays_ics(E'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270817\nSUMMARY:Kemerdekaan\nEND:VEVENT\nEND:VCALENDAR', 'impor');
SET ROLE dkis_officer;
SELECT what, day FROM dkis.load_holidays(E'day,name\n2027-06-01,Hari Lahir Pancasila', 'impor');
RESET ROLE;
DELETE FROM dkis.holidays WHERE calendar = 'impor';
DELETE FROM dkis.calendar_hours WHERE calendar = 'impor';
DELETE FROM dkis.calendars WHERE code = 'impor';
DROP TABLE before;

-- ---- and the deadlines of open cases ------------------------------------------------
-- In a database of its own, because it puts an SOP in force.
SELECT current_database() AS home \gset
SET client_min_messages = warning;
CREATE DATABASE dkis_test_import TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_import
SET timezone = 'Asia/Jakarta'; SET datestyle = 'ISO, DMY'; SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
\set SHOW_CONTEXT never
INSERT INTO dkis.calendars (code) VALUES ('uji');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) SELECT 'uji', d, '08:00', '16:00' FROM generate_series(1, 5) d;
INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('uji', '2026-01-01', 'libur nasional', 'Tahun Baru'), ('uji', '2026-03-11', 'libur daerah', 'Hari jadi'),
  ('uji', '2026-03-12', 'libur daerah', 'Dicabut');
INSERT INTO dkis.performers (code, name) VALUES ('penguji', 'Penguji');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 901, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla) VALUES ('uji', 1, 'uji', 'start -> a; a -> end', '12 hari kerja');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla) SELECT id, 'a', 1, 'a', 'penguji', '5 hari kerja' FROM dkis.sop_versions;
SELECT dkis.activate_version(id) FROM dkis.sop_versions;
-- By hand: 12 days from 2 March without the 11th and 12th: the 20th; the step the 9th.
SELECT dkis.open_case('uji', 'Maret', received_at => '2026-03-02 09:00') AS march \gset
SELECT dkis.open_case('uji', 'Mei', received_at => '2026-05-04 09:00') AS may \gset
CREATE VIEW pg_temp.dues AS SELECT c.title, c.due_at AS case_due, s.due_at AS step_due,
  (SELECT count(*) FROM dkis.case_events e WHERE e.case_id = c.id AND e.event = 'tenggat berubah') AS moved
FROM dkis.cases c JOIN dkis.case_steps s ON s.case_id = c.id ORDER BY c.id;
SELECT * FROM pg_temp.dues;
\set csv 'day,kind,name,decree\n2026-03-05,cuti bersama,Cuti,SKB 1/2026\n2026-03-11,libur daerah,Hari jadi,Perda 1\n'
SELECT replace(:'csv', '\n', E'\n') AS csv \gset
-- Foreseen: with the 5th off, both move by a day (the case over a weekend); with the
-- 12th back as well, only the step.
SELECT what, day, name, case_id = :march AS march, step, due_at, new_due_at FROM dkis.preview_holidays(:'csv', 'uji');
SELECT what, day, name, case_id = :march AS march, step, due_at, new_due_at FROM dkis.preview_holidays(:'csv', 'uji', replace => true);
SELECT * FROM pg_temp.dues;
-- Loaded in the statement that has just asked for the calendar: added, changed
-- and taken out are one change, each deadline moves once, and the event tells all of it.
SELECT dkis.is_workday('2026-03-05', 'uji') AS before, (SELECT string_agg(what || ' ' || day, ', ') FROM dkis.load_holidays(:'csv', 'uji', replace => true)) AS loaded;
SELECT dkis.is_workday('2026-03-05', 'uji') AS after;
SELECT * FROM pg_temp.dues;
SELECT c.title, e.step, e.detail ->> 'tenggat_lama' AS old, e.detail ->> 'tenggat_baru' AS new, e.detail ->> 'alasan' AS why
FROM dkis.case_events e JOIN dkis.cases c ON c.id = e.case_id WHERE e.event = 'tenggat berubah';
-- The same file again moves nothing; a bad one, in the middle of a transaction, neither.
SELECT what, count(*) FROM dkis.load_holidays(:'csv', 'uji') GROUP BY 1;
BEGIN;
SAVEPOINT s;
SELECT * FROM dkis.load_holidays(E'day,kind,name\n2026-03-06,libur nasional,x\n2026-03-32,libur nasional,y', 'uji');
ROLLBACK TO s;
SELECT what, day FROM dkis.load_holidays_ics(E'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260306\nDTEND:20260310\nSUMMARY:Empat hari\nEND:VEVENT\nEND:VCALENDAR', 'uji');
SELECT * FROM pg_temp.dues;
ROLLBACK;
SELECT * FROM pg_temp.dues;
-- Ordinary statements afterwards count for themselves, also when they have asked.
DELETE FROM dkis.holidays WHERE calendar = 'uji' AND day = '2026-03-05';
SELECT * FROM pg_temp.dues;
INSERT INTO dkis.holidays (calendar, day, name) SELECT 'uji', day, 'Sudah ditanya' FROM unnest(ARRAY[date '2026-03-06', '2026-03-07']) AS day WHERE dkis.is_workday(day, 'uji');
SELECT * FROM pg_temp.dues;
SELECT p.problem FROM dkis.cases c, dkis.verify_case(c.id) p;
-- ---- one decree for all calendars of a kind -------------------------------------------------
DELETE FROM dkis.holidays;
INSERT INTO dkis.calendars (code, kind) VALUES ('loket', 'jam kerja'), ('jaga', '24 jam');
INSERT INTO dkis.holidays (calendar, day, kind, name, decree) VALUES ('loket', '2026-03-06', 'libur daerah', 'Hari jadi', NULL);
CREATE ROLE dkis_test_pengelola LOGIN IN ROLE dkis_admin;
SET ROLE dkis_test_pengelola;
SELECT code, kind FROM dkis.calendars ORDER BY code;
\set csv 'day,kind,name,decree\n2026-03-05,cuti bersama,Cuti,SKB 1/2026\n2026-03-06,libur daerah,Hari jadi,Perda 1\n'
SELECT replace(:'csv', '\n', E'\n') AS csv \gset
SELECT what, day, name, reason FROM dkis.preview_holidays(:'csv', 'Jam Kerja') WHERE day IS NOT NULL;
SELECT count(*) AS nothing_is_done FROM dkis.holidays WHERE day = '2026-03-05';
SELECT what, day, name, reason FROM dkis.load_holidays(:'csv', 'jam kerja');
SELECT calendar, day, kind, decree FROM dkis.holidays ORDER BY calendar, day;
SELECT what, day, reason FROM dkis.load_holidays(:'csv', 'jam kerja');
SELECT what, day, reason FROM dkis.load_holidays_ics(E'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260305\nSUMMARY:Cuti\nSTATUS:CANCELLED\nEND:VEVENT\nEND:VCALENDAR', 'jam kerja');
SELECT count(*) FROM dkis.holidays;
-- A calendar whose code is the name of a kind is that calendar; what is neither is refused.
INSERT INTO dkis.calendars (code, kind) VALUES ('24 jam', '24 jam');
SELECT what, day, reason FROM dkis.load_holidays(:'csv', '24 jam');
SELECT DISTINCT calendar FROM dkis.holidays ORDER BY calendar;
SELECT * FROM dkis.load_holidays(:'csv', 'jam tidur');
RESET ROLE;
DROP OWNED BY dkis_test_pengelola;
DROP ROLE dkis_test_pengelola;
SELECT p.problem FROM dkis.cases c, dkis.verify_case(c.id) p;
SELECT * FROM dkis_store.import_holidays(NULL, NULL, NULL);
SELECT * FROM dkis_store.preview_import('uji', NULL, false);
\c :home
DROP DATABASE dkis_test_import;

-- What an opening tells and keeps: years whose holidays nobody has entered, instants
-- as the agency's clocks show them, dates in fields read in one way.
CREATE DATABASE dkis_test_opening TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_opening
SET client_min_messages = warning;
SET timezone = 'UTC';
SET datestyle = 'SQL, DMY';
\set SHOW_CONTEXT never
CREATE EXTENSION dkis CASCADE;
SELECT dkis.set_agency(9471);
INSERT INTO dkis.calendars (code, time_zone) VALUES ('kantor', 'Asia/Jayapura');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) SELECT 'kantor', d, '08:00', '16:00' FROM generate_series(1, 5) AS d;
INSERT INTO dkis.performers (code, name) VALUES ('loket', 'Loket');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 1, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, machine) VALUES ('uji', 1, 'start -> a; a -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla) SELECT id, 'a', 1, 'A', 'loket', '300 hari kerja' FROM dkis.sop_versions;
INSERT INTO dkis.sop_fields (sop_version, name, type, label) SELECT id, 'hari', 'tanggal', 'Hari' FROM dkis.sop_versions;
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions; END $$;

-- ---- once for each year and session ------------------------------------------------
SET client_min_messages = notice;
SELECT dkis.open_case('uji', 'Surat', received_at => '2024-03-04 01:00Z') AS c \gset
SELECT dkis.open_case('uji', 'Surat', received_at => '2024-03-05 01:00Z') AS d \gset
SET client_min_messages = warning;

-- ---- instants in the history, where the agency is ------------------------------------
SELECT detail FROM dkis.case_events WHERE case_id = :c AND event = 'dibuka';
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('kantor', '2024-03-07', 'Libur');
SELECT detail - 'alasan' AS detail, (detail ->> 'tenggat_baru')::timestamptz = (SELECT due_at FROM dkis.case_steps WHERE case_id = :c) AS the_same_instant
FROM dkis.case_events WHERE case_id = :c AND event LIKE 'tenggat%';
SELECT count(*) AS problems FROM dkis.verify_case(:c);

-- ---- a date in a field: what is taken, the register shows ------------------------------
CREATE FUNCTION public.taken(day text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE c bigint;
BEGIN
  INSERT INTO dkis.cases (sop, title, data) VALUES ('uji', 'Surat', jsonb_build_object('hari', day)) RETURNING id INTO c;
  RETURN coalesce((SELECT r.hari::text FROM dkis_report.register_uji AS r WHERE r.id = c), 'taken and lost');
EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE;
END $$;
SELECT t.day, public.taken(t.day) FROM (VALUES ('2026-02-03'), ('2026-2-3'), ('2024-02-29'), ('2023-02-29'), ('2026-04-31'), (' 2026-01-01'), ('2026-01-01 '), ('+202-01-01'), ('202-01-01'),
  ('0000-01-01'), ('0001-01-01'), ('2026-1-+1'), ('2026- 1-1'), ('2026-01-1x'), ('2026-00-10'), ('2026-13-01'), ('20260101'), ('2026-01-'), ('2026-01'), ('-2026-01-01'), ('infinity'), ('03/02/2026')) AS t (day);
SELECT dkis_store.read_day(NULL), dkis_store.read_day(''), dkis_store.read_day(repeat('2', 1000000));
\c postgres
DROP DATABASE dkis_test_opening;

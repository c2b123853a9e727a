-- Who acts: the outer user, by the agency's own date; nobody is the system.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_identity TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_identity
SET client_min_messages = warning;
\set SHOW_CONTEXT never
CREATE EXTENSION dkis CASCADE;
SELECT dkis.set_agency(9471);
SET datestyle = 'ISO, DMY';

-- The agency's day begins 26 hours before that of a session at Etc/GMT+12, so
-- that the two never have the same date.
INSERT INTO dkis.calendars (code, kind, time_zone) VALUES ('jaga', '24 jam', 'Pacific/Kiritimati');
INSERT INTO dkis.performers (code, name) VALUES ('loket', 'Loket'), ('kepala', 'Kepala');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 1, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('uji', 1, 'jaga', 'start -> a; a -> b; b -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer) SELECT id, s.step, s.n, s.step, s.performer
FROM dkis.sop_versions, (VALUES ('a', 1, 'loket'), ('b', 2, 'kepala')) AS s (step, n, performer);
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions; END $$;

CREATE ROLE dkis_test_ani LOGIN IN ROLE dkis_officer;
CREATE ROLE dkis_test_aplikasi LOGIN IN ROLE dkis_app;
INSERT INTO dkis.people (name, db_role, actor) VALUES ('Ani', 'dkis_test_ani', 'ani'), ('Lama', NULL, 'lama'), ('Baru', NULL, 'baru');

-- ---- dates are the agency's, not the session's ----------------------------------
SELECT dkis.today() = (now() AT TIME ZONE 'Pacific/Kiritimati')::date AS of_the_agency,
  dkis_store.local_date('2026-01-01 10:00Z', 9471) AS kiritimati, dkis_store.local_date('2026-01-01 10:00Z', 3274) AS without_calendar,
  dkis_store.local_date('infinity', 9471), dkis_store.local_date(NULL, 9471), dkis_store.agency_zone(9471), dkis_store.agency_zone(NULL);
INSERT INTO dkis.performer_members (performer, person, valid)
SELECT 'kepala', id, CASE actor WHEN 'baru' THEN daterange(dkis.today(), NULL) ELSE daterange(NULL, dkis.today()) END
FROM dkis.people WHERE actor IN ('lama', 'baru');
-- The date that a session in another zone has would make yesterday's member today's.
SET timezone = 'Etc/GMT+12';
SELECT current_date < dkis.today() AS another_day;
SELECT dkis.open_case('uji', 'Surat') AS c \gset
SET ROLE dkis_test_aplikasi;
SET dkis.actor = 'ani';
SELECT dkis.finish_step(:c, 'a');
SET dkis.actor = 'lama';
SELECT dkis.finish_step(:c, 'b');
SET dkis.actor = 'baru';
SELECT dkis.finish_step(:c, 'b');
RESET dkis.actor;
RESET ROLE;
SET timezone = 'Pacific/Kiritimati';
SELECT dkis.open_case('uji', 'Surat') AS c \gset
SELECT dkis.finish_step(:c, 'a');
SET ROLE dkis_test_aplikasi;
SET dkis.actor = 'lama';
SELECT dkis.finish_step(:c, 'b');
SET dkis.actor = 'baru';
SELECT dkis.finish_step(:c, 'b');
RESET dkis.actor;
RESET ROLE;
SET timezone = 'UTC';

-- ---- whom an application acts for ends with its transaction -------------------------
-- Said once where it outlives it: behind a pooler the next client would act for her.
SELECT dkis.open_case('uji', 'Surat') AS c, dkis.open_case('uji', 'Surat') AS d \gset
SET ROLE dkis_test_aplikasi;
\set VERBOSITY default
BEGIN;
SET LOCAL dkis.actor = 'ani';
SELECT dkis.finish_step(:c, 'a');
COMMIT;
SET dkis.actor = 'ani';
SELECT dkis.finish_step(:d, 'a');
SELECT dkis.open_case('uji', 'Surat') IS NOT NULL AS not_told_again;
RESET dkis.actor;
RESET ROLE;

-- ---- a function of the owner's makes nobody an administrator --------------------
SELECT dkis.open_case('uji', 'Surat') AS c \gset
SELECT dkis.finish_step(:c, 'a');
CREATE FUNCTION public.finish_as_owner(c bigint) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ BEGIN UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = c AND finished_at IS NULL; RETURN 'finished'; END $$;
CREATE FUNCTION public.finish_earlier(c bigint) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ BEGIN UPDATE dkis.case_steps SET outcome = 'Selesai', finished_at = now() - interval '1 second' WHERE case_id = c AND finished_at IS NULL; RETURN 'finished'; END $$;
CREATE FUNCTION public.open_for(name text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ BEGIN INSERT INTO dkis.cases (sop, title, opened_by) VALUES ('uji', 'Surat', name); RETURN 'opened'; END $$;
SET ROLE dkis_test_ani;
SELECT public.finish_as_owner(:c);
SELECT public.finish_earlier(:c);
SELECT public.open_for('Kepala Dinas');
RESET ROLE;
SELECT count(*) AS open FROM dkis.case_steps WHERE case_id = :c AND finished_at IS NULL;

-- ---- nobody is the system but dkis itself -----------------------------------------
SET ROLE dkis_test_aplikasi;
INSERT INTO dkis.cases (sop, title, opened_by) VALUES ('uji', 'Surat', 'sistem');
INSERT INTO dkis.cases (sop, title, opened_by) VALUES ('uji', 'Surat', 'Sistem');
UPDATE dkis.case_steps SET outcome = 'Selesai', finished_by = 'sistem' WHERE case_id = :c AND finished_at IS NULL;
SET dkis.actor = 'SISTEM';
INSERT INTO dkis.cases (sop, title) VALUES ('uji', 'Surat');
RESET dkis.actor;
INSERT INTO dkis.cases (sop, title, opened_by) VALUES ('uji', 'Surat', 'Warga di loket') RETURNING opened_by;
RESET ROLE;

-- ---- numbered afterwards is no emergency: a dispatcher does not work it --------------
CREATE ROLE dkis_test_petugas LOGIN IN ROLE dkis_dispatcher;
INSERT INTO dkis.performers (code, name) VALUES ('siapa', 'Siapa pun');
INSERT INTO dkis.sops (code, number, name, numbered_later, emergency) VALUES ('massal', 2, 'Massal', true, false), ('darurat', 3, 'Darurat', false, true);
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('massal', 1, 'jaga', 'start -> a; a -> end'), ('darurat', 1, 'jaga', 'start -> a; a -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla) SELECT id, 'a', 1, 'a', 'siapa', '30 menit' FROM dkis.sop_versions WHERE sop <> 'uji';
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop <> 'uji'; END $$;
INSERT INTO dkis.cases (sop, title, received_at) VALUES ('massal', 'Massal', now() - interval '20 minutes'), ('darurat', 'Darurat', now() - interval '20 minutes');
SELECT c.title, c.register_no IS NOT NULL AS numbered, round(extract(epoch FROM s.due_at - c.opened_at) / 60) AS minutes_left
FROM dkis.cases c JOIN dkis.case_steps s ON s.case_id = c.id WHERE c.sop IN ('massal', 'darurat') ORDER BY c.id;
SET ROLE dkis_test_petugas;
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = (SELECT id FROM dkis.cases WHERE sop = 'massal');
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = (SELECT id FROM dkis.cases WHERE sop = 'darurat') RETURNING step;
RESET ROLE;

DROP FUNCTION public.finish_as_owner, public.finish_earlier, public.open_for;
DROP ROLE dkis_test_ani, dkis_test_aplikasi, dkis_test_petugas;
\c postgres
DROP DATABASE dkis_test_identity;

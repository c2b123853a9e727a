-- What the tables of an agency say that can never happen is refused or told.
CREATE DATABASE dkis_test_definitions TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_definitions
SET client_min_messages = warning;
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never
CREATE EXTENSION dkis CASCADE;
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
-- As delivered there is nothing to tell.
SELECT * FROM dkis.check_definitions();

CREATE ROLE dkis_test_pengelola LOGIN IN ROLE dkis_admin;
SET ROLE dkis_test_pengelola;
-- ---- codes that nobody has: SP007, each with those there are ---------------------------
INSERT INTO dkis.performers (code, name, superior) VALUES ('magang', 'Magang', 'tidak-ada');
INSERT INTO dkis.performer_members (performer, person) VALUES ('tidak-ada', 1);
INSERT INTO dkis.organisations (code, name) VALUES ('uji', 'Uji');
INSERT INTO dkis.people (name) VALUES ('Ani') RETURNING id AS ani \gset
INSERT INTO dkis.performer_members (performer, organisation, person) VALUES ('ppid', 'tidak-ada', :ani);
INSERT INTO dkis.sop_versions (sop, version, machine) VALUES ('tidak-ada', 1, 'start -> a; a -> end');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 900, 'Uji'), ('lain', 901, 'Lain');
INSERT INTO dkis.sop_versions (sop, version, machine) VALUES ('uji', 1, 'start -> a; a [Ya | Tidak] -> b; b -> end'), ('lain', 1, 'start [harian] -> x; start [bulanan] -> y; x -> end; y -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer) SELECT id, 'a', 1, 'A', 'tidak-ada' FROM dkis.sop_versions WHERE sop = 'uji';
INSERT INTO dkis.sop_links (from_sop, to_sop) VALUES ('uji', 'tidak-ada');
INSERT INTO dkis.sop_schedules (sop, rule) VALUES ('tidak-ada', 'setiap hari kerja');
INSERT INTO dkis.escalation_rules (sop, level, at_percent, notify) VALUES ('tidak-ada', 1, 50, 'pelaksana');
UPDATE dkis.performer_members SET performer = 'tidak-ada';
INSERT INTO dkis.performer_members (performer, person) VALUES ('ppid', :ani);
UPDATE dkis.performer_members SET performer = 'tidak-ada';

-- ---- superiors in a ring, of one row or of several in one statement ---------------------
INSERT INTO dkis.performers (code, name, superior) VALUES ('a', 'A', NULL), ('b', 'B', 'a'), ('c', 'C', 'b'), ('d', 'D', 'c');
UPDATE dkis.performers SET superior = 'c' WHERE code = 'a';
INSERT INTO dkis.performers (code, name, superior) VALUES ('e', 'E', 'f'), ('f', 'F', 'e');
BEGIN;
SET CONSTRAINTS ALL DEFERRED;
UPDATE dkis.performers SET superior = 'd' WHERE code = 'a';
UPDATE dkis.performers SET superior = NULL WHERE code = 'b';
INSERT INTO dkis.performers (code, name, superior) VALUES ('g', 'G', 'h');
INSERT INTO dkis.performers (code, name) VALUES ('h', 'H');
COMMIT;
SELECT code, superior FROM dkis.performers WHERE length(code) = 1 ORDER BY code;

-- ---- links, schedules and rules that no flow fits ------------------------------------------
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer)
SELECT v.id, s.step, row_number() OVER (), s.step, 'staf' FROM dkis.sop_versions AS v, unnest(dkis.steps(v.machine)) AS s (step) WHERE v.sop IN ('uji', 'lain');
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop IN ('uji', 'lain'); END $$;
INSERT INTO dkis.sop_links (from_sop, step, outcome, to_sop, done_steps, clock_from) VALUES
  ('uji', 'z', NULL, 'lain', '{}', '{}'), ('uji', 'a', 'Mungkin', 'lain', '{}', '{}'), ('uji', NULL, NULL, 'lain', '{q,x}', '{"r": "registrasi", "y": "kemarin"}');
INSERT INTO dkis.sop_links (from_sop, step, outcome, to_sop, clock_from) VALUES ('uji', 'b', NULL, 'lain', '[1]');
INSERT INTO dkis.sop_links (from_sop, step, outcome, to_sop, done_steps, clock_from) VALUES ('uji', 'a', ' ya ', 'lain', '{x}', '{"y": "jawaban"}');
INSERT INTO dkis.sop_schedules (sop, entry, rule, starts_on) SELECT s.sop, s.entry, 'setiap hari kerja', dkis.today() - 6 -- on a Sunday too
FROM (VALUES ('lain', 'mingguan'), ('lain', NULL), ('lain', 'Harian'), ('uji', NULL)) AS s (sop, entry);
INSERT INTO dkis.escalation_rules (sop, step, level, at_percent, notify) VALUES ('uji', 'z', 1, 50, 'pelaksana'), ('uji', 'a', 1, 50, 'pelaksana');
-- A version that no longer has what a rule names.
INSERT INTO dkis.sop_versions (sop, version, machine) VALUES ('uji', 2, 'start -> b; b -> end') RETURNING id AS v2 \gset
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer) VALUES (:v2, 'b', 1, 'B', 'staf');
SELECT dkis.activate_version(:v2);

-- ---- hours, members, settings -----------------------------------------------------------------
INSERT INTO dkis.calendar_hours (calendar, valid, weekday, opens, closes) SELECT 'kantor', '[2031-01-01,2031-02-01)', d, '08:00', '14:00' FROM unnest('{1,2,3,4}'::int[]) AS d;
INSERT INTO dkis.calendars (code) VALUES ('kosong'), ('tanpa-jumat');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) SELECT 'tanpa-jumat', d, '08:00', '14:00' FROM unnest('{1,2,3,4,6}'::int[]) AS d;
UPDATE dkis.performer_members SET valid = '[2020-01-01,2021-01-01)';
UPDATE dkis.settings SET value = 'tidak-ada' WHERE key IN ('calendar', 'kepala_daerah');
INSERT INTO dkis.sops (code, number, name) VALUES ('baru', 902, 'Baru');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('baru', 1, 'tidak-ada', 'start -> a; a -> end');
SELECT regexp_replace(object, '\d{15}', '…') AS object, problem FROM dkis.check_definitions();
RESET ROLE;
-- What a restore has brought in spite of all.
ALTER TABLE dkis.performers DISABLE TRIGGER refuse_ring;
UPDATE dkis.performers SET superior = 'd' WHERE code = 'b';
ALTER TABLE dkis.performers ENABLE TRIGGER refuse_ring;
SELECT * FROM dkis.check_definitions() WHERE object LIKE 'pelaksana _';


-- ---- SOPs that open each other without end; deadlines of which nobody is told ---------------
INSERT INTO dkis.sop_links (from_sop, step, outcome, to_sop, mode) VALUES ('uji', 'b', NULL, 'lain', 'dibuka'), ('lain', 'x', NULL, 'baru', 'dibuka'), ('baru', NULL, NULL, 'lain', 'ditawarkan');
SELECT * FROM dkis_store.link_ring_problems(dkis.agency());
UPDATE dkis.sop_links SET mode = 'dibuka' WHERE from_sop = 'baru';
INSERT INTO dkis.sop_links (from_sop, to_sop, mode) VALUES ('uji', 'uji', 'dibuka');
SELECT * FROM dkis_store.link_ring_problems(dkis.agency());
SELECT * FROM dkis_store.missing_rule_problems(dkis.agency());
DELETE FROM dkis.escalation_rules WHERE scope = 'kasus' OR sop IS NULL;
INSERT INTO dkis.escalation_rules (sop, step, level, at_percent, notify) VALUES ('pengaduan-sikapri', NULL, 1, 50, 'pelaksana'), ('permohonan-informasi', '2', 1, 80, 'pelaksana'), ('permohonan-informasi', NULL, 9, 0, 'pelaksana');
SELECT * FROM dkis_store.missing_rule_problems(dkis.agency()) WHERE object ~ 'sikapri|informasi';
SELECT count(*) FROM dkis.check_definitions() WHERE problem ~ 'tanpa akhir|tidak ada aturan eskalasi';
-- ---- recurring cases are not opened before their day: told once, not for each schedule --------
CALL dkis.open_recurring(now() + interval '2 years');
DROP OWNED BY dkis_test_pengelola;
DROP ROLE dkis_test_pengelola;
\c postgres
DROP DATABASE dkis_test_definitions;

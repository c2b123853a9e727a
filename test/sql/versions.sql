-- A version comes into force sound and complete, and is then what it is.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_versions TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_versions
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
\set SHOW_CONTEXT never
INSERT INTO dkis.performers (code, name) VALUES ('p', 'P');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 900, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('uji', 1, 'tidak-ada', 'start -> a; a [Ada  Tanggapan|Tidak] -> b; b -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla_kind, wait_outcome) SELECT id, 'a', 1, 'A', 'p', 'tunggu', 'ada tanggapan' FROM dkis.sop_versions;
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer) SELECT id, 'c', 2, 'C', 'p' FROM dkis.sop_versions;
-- All that is wrong, at once.
SELECT dkis.activate_version(id) FROM dkis.sop_versions;
UPDATE dkis.sop_versions SET status = 'berlaku';
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, status) VALUES ('uji', 2, 'k', 'start -> a; a -> end', 'berlaku');
-- Mended, and in force.
INSERT INTO dkis.calendars (code, kind) VALUES ('k', '24 jam');
UPDATE dkis.sop_versions SET calendar = 'k';
UPDATE dkis.sop_steps SET sla = '5 hari' WHERE step = 'a';
UPDATE dkis.sop_steps SET step = 'b' WHERE step = 'c';
INSERT INTO dkis.sop_fields (sop_version, name, type, label) SELECT id, 'isi', 'teks', 'Isi' FROM dkis.sop_versions;
SELECT dkis.activate_version(id) FROM dkis.sop_versions;
SELECT status, sealed_rows FROM dkis.sop_versions;
-- Nothing is added, changed or taken away.
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer) SELECT id, 'c', 3, 'C', 'p' FROM dkis.sop_versions;
INSERT INTO dkis.sop_fields (sop_version, name, type, label) SELECT id, 'lain', 'teks', 'Lain' FROM dkis.sop_versions;
INSERT INTO dkis.sop_step_slas (sop_version, step, class, sla) SELECT id, 'a', 'berat', '1 hari' FROM dkis.sop_versions;
UPDATE dkis.sop_steps SET activity = 'X' WHERE step = 'a';
DELETE FROM dkis.sop_fields;
UPDATE dkis.sop_versions SET sealed_rows = 9;
UPDATE dkis.sop_versions SET machine = 'start -> a; a -> end';
UPDATE dkis.sop_versions SET status = 'rancangan';
UPDATE dkis.sop_versions SET status = 'dicabut';
SELECT dkis.activate_version(NULL);
-- A draft takes parts, also beside the version in force.
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('uji', 2, 'k', 'start -> a; a -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer) SELECT id, 'a', 1, 'A', 'p' FROM dkis.sop_versions WHERE version = 2;
SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE version = 2;
SELECT version, status, sealed_rows FROM dkis.sop_versions ORDER BY version;
-- Complete, but not sound: every verdict, each with its shortest trace.
INSERT INTO dkis.sop_versions (sop, version, calendar, machine)
VALUES ('uji', 3, 'k', 'start -> 1; 1 [rapat] -> 2 & 3; 1 [langsung] -> 5 & 8.1 & 8.2; 2 -> 4; 3 -> 4; 4 -> end; 5 -> end; 8.1 [Ya] & 8.2 [Ya] -> 4; 8.1 [Tidak] & 7 -> 4; 8.2 [Tidak] -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer)
SELECT id, step, ordinal, 'A', 'p' FROM dkis.sop_versions, unnest(dkis.steps(machine)) WITH ORDINALITY AS u (step, ordinal) WHERE version = 3;
SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE version = 3;
\echo :SQLSTATE
SELECT problem, detail FROM dkis.sop_versions, dkis.soundness(machine) WHERE version = 3;
SELECT status FROM dkis.sop_versions WHERE version = 3;
\c contrib_regression
DROP DATABASE dkis_test_versions;

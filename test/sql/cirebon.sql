-- Cirebon's data: 24 SOPs as printed, loaded once. In a database of its own,
-- because a database belongs to one agency for good.
SET client_min_messages = warning;
SELECT current_database() AS home \gset
CREATE DATABASE dkis_cirebon TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_cirebon
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET search_path = dkis, public;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = notice;

BEGIN;
SELECT what, inserted, kept FROM dkis.load_cirebon();

-- Again: nothing is inserted.
SELECT sum(inserted) AS inserted, bool_and(kept > 0) AS all_kept FROM dkis.load_cirebon();
SELECT dkis.agency(), min(id) / 100000000000 AS range_of_ids, count(*) AS sops FROM dkis.sops;

-- Where the steps come from.
SELECT nomor, kode, dokumen, disimpulkan, rekonstruksi, total FROM dkis_report.asal_langkah ORDER BY nomor;

-- Legal items, counted in print: 7 9 9 7 5 7 5 17 7 7 17 17 11 6 17 11 9 11 9 9 6 11 6 6.
SELECT string_agg(cardinality(v.legal_basis)::text, ' ' ORDER BY s.number) AS legal_items
FROM dkis.sop_versions v JOIN dkis.sops s ON s.code = v.sop;

-- What print has lost stays empty: activity of 2, qualifications of 24, equipment of 6 and 10.
SELECT s.number, s.activity IS NULL AS no_activity, v.qualifications IS NULL AS no_qualifications, v.equipment IS NULL AS no_equipment
FROM dkis.sop_versions v JOIN dkis.sops s ON s.code = v.sop
WHERE s.activity IS NULL OR v.qualifications IS NULL OR v.equipment IS NULL ORDER BY 1;

-- All sound and in force; steps without a time standard in print have none.
SELECT v.status, dkis.is_sound(v.machine) AS sound, count(*) FROM dkis.sop_versions v GROUP BY 1, 2;
SELECT v.calendar, string_agg(s.number::text, ' ' ORDER BY s.number) AS sops
FROM dkis.sop_versions v JOIN dkis.sops s ON s.code = v.sop GROUP BY 1 ORDER BY 1;
SELECT s.number, v.total_sla, v.total_sla_until FROM dkis.sop_versions v JOIN dkis.sops s ON s.code = v.sop
WHERE v.total_sla <> '-' ORDER BY 1;
SELECT s.number, string_agg(t.step || ': ' || t.sla::text, ', ' ORDER BY t.ordinal) AS time_standards
FROM dkis.sop_steps t JOIN dkis.sop_versions v ON v.id = t.sop_version JOIN dkis.sops s ON s.code = v.sop
WHERE t.sla <> '-' GROUP BY 1 ORDER BY 1;
SELECT step, class, sla FROM dkis.sop_step_slas ORDER BY sla;
SELECT v.sop, t.step, t.sla_kind, t.wait_outcome, t.on_due_outcome
FROM dkis.sop_steps t JOIN dkis.sop_versions v ON v.id = t.sop_version WHERE t.sla_kind = 'tunggu';

-- Working days as counted over the joint decrees: 239, 238, 237, 240
-- (the first of January is never one).
SELECT y AS year, dkis.workdays_between(make_date(y, 1, 1), make_date(y, 12, 31), 'kantor') AS workdays
FROM generate_series(2023, 2026) y;
-- 37 h 30 min a week, 32 h 30 min in Ramadan.
SELECT dkis.worktime_between('2026-08-03', '2026-08-08', 'kantor') AS usual_week,
  dkis.worktime_between('2026-02-23', '2026-02-28', 'kantor') AS week_in_ramadan;

-- A reconstructed step carries a time only where its note names the source.
SELECT count(*) FROM dkis.sop_steps WHERE provenance = 'rekonstruksi' AND sla <> '-' AND note IS NULL;

-- Every chain of superiors ends at the mayor or outside the agency.
WITH RECURSIVE chain AS (
  SELECT code AS top, superior, external, code FROM dkis.performers
  UNION ALL
  SELECT p.code, p.superior, c.external, c.code FROM chain c JOIN dkis.performers p ON p.code = c.superior
)
SELECT external, CASE WHEN external THEN 'itself' ELSE top END AS top, count(*) FROM chain WHERE superior IS NULL GROUP BY 1, 2 ORDER BY 1;

SELECT from_sop, step, outcome, to_sop, mode, done_steps, clock_from FROM dkis.sop_links
ORDER BY from_sop, to_sop;
SELECT sop, entry, rule FROM dkis.sop_schedules ORDER BY sop, entry;

-- What the agency has changed is left alone, what it removed comes back.
UPDATE dkis.performers SET name = 'Kepala DKIS' WHERE code = 'kadis';
DELETE FROM dkis.escalation_rules WHERE level = 4;
SELECT * FROM dkis.load_cirebon() WHERE inserted > 0;
SELECT name FROM dkis.performers WHERE code = 'kadis';

-- A version in force changes no more.
\set VERBOSITY terse
SAVEPOINT s;
UPDATE dkis.sop_steps SET activity = 'lain' WHERE step = '1';
ROLLBACK TO s;
UPDATE dkis.sop_versions SET note = 'lain' WHERE sop = 'konferensi-pers';
ROLLBACK TO s;
DELETE FROM dkis.sop_fields WHERE name = 'materi';
ROLLBACK TO s;
\set VERBOSITY default
-- A draft that lacks something is not put in force, and says all it lacks.
INSERT INTO dkis.sop_versions (sop, version, machine, total_sla_until)
VALUES ('konferensi-pers', 2, 'start -> 1; 1 [Ya] -> 2; 1 [Tidak] -> end; 2 -> end', '9');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla_kind, wait_outcome)
SELECT id, '1', 1, 'menunggu', 'staf', 'tunggu', 'Mungkin' FROM dkis.sop_versions WHERE version = 2
UNION ALL
SELECT id, '7', 2, 'di luar alur', 'staf', 'batas', NULL FROM dkis.sop_versions WHERE version = 2;
SAVEPOINT s;
\set SHOW_CONTEXT never
SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE version = 2;
ROLLBACK TO s;
UPDATE dkis.sop_versions SET total_sla_until = NULL WHERE version = 2;
UPDATE dkis.sop_steps SET wait_outcome = 'tidak', sla = '3 hari' WHERE sla_kind = 'tunggu' AND step = '1';
UPDATE dkis.sop_steps SET step = '2' WHERE step = '7' AND activity = 'di luar alur';
SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE version = 2;
SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE version = 2;
UPDATE dkis.sop_versions SET status = 'dicabut' WHERE version = 2;
SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE version = 2;
ROLLBACK;

-- Loading in a database of another agency: its own code everywhere.
BEGIN;
SELECT dkis.set_agency(3209);
SELECT what, inserted FROM dkis.load_cirebon() WHERE what = 'instansi';
SELECT DISTINCT agency FROM dkis.sop_steps;
ROLLBACK;
\c :home
DROP DATABASE dkis_cirebon;

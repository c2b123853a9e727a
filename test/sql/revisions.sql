-- What changes from one version of a SOP to the next.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_revisions TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_revisions
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
\set SHOW_CONTEXT never
INSERT INTO dkis.performers (code, name) VALUES ('p', 'P'), ('q', 'Q');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 900, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla, legal_basis, warning) VALUES
  ('uji', 1, 'k', 'start -> a; a [Ada|Tidak] -> b; b -> end', '10 hari kerja', ARRAY['UU 14/2008'], 'Awas'),
  ('uji', 2, 'k', 'start -> a; a [Ada] -> b & c; a [Tidak] -> end; b & c -> d; d -> end', '12 hari kerja', ARRAY['UU 14/2008', 'PP 61/2010'], NULL),
  ('uji', 3, 'k', 'start -> a; a [Ada|Tidak] -> b; b -> end', '10 hari kerja', ARRAY['UU 14/2008'], 'Awas');
SELECT max(id) FILTER (WHERE version = 1) AS v1, max(id) FILTER (WHERE version = 2) AS v2, max(id) FILTER (WHERE version = 3) AS v3 FROM dkis.sop_versions \gset
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla) VALUES
  (:v1, 'a', 1, 'Menerima', 'p', '30 menit'), (:v1, 'b', 2, 'Menjawab', 'p', '2 hari kerja'),
  (:v2, 'a', 1, 'Menerima', 'p', '30 menit'), (:v2, 'b', 2, 'Menjawab tertulis', 'q', '3 hari kerja'),
  (:v2, 'c', 3, 'Mencatat', 'p', '-'), (:v2, 'd', 4, 'Mengarsipkan', 'q', '-'),
  (:v3, 'a', 1, 'Menerima', 'p', '30 menit'), (:v3, 'b', 2, 'Menjawab', 'p', '2 hari kerja');
INSERT INTO dkis.sop_step_slas (sop_version, step, class, sla) VALUES (:v1, 'b', 'ringan', '1 hari kerja'), (:v1, 'b', 'berat', '5 hari kerja'), (:v2, 'b', 'berat', '7 hari kerja'),
  (:v3, 'b', 'ringan', '1 hari kerja'), (:v3, 'b', 'berat', '5 hari kerja');
INSERT INTO dkis.sop_fields (sop_version, name, type, required, label) VALUES (:v1, 'isi', 'teks', false, 'Isi'), (:v1, 'lama', 'teks', false, 'Lama'),
  (:v2, 'isi', 'teks', true, 'Isi'), (:v2, 'nik', 'teks', true, 'NIK'), (:v3, 'isi', 'teks', false, 'Isi'), (:v3, 'lama', 'teks', false, 'Lama');
\pset null -

-- The arcs of a flow: ways in, outcomes, what waits for what.
SELECT * FROM dkis.arcs('start [x] -> a; start [y] -> a & b; a [Ada|Cukup] & b -> c; a [Tidak] -> end; c -> end');
SELECT * FROM dkis.arcs((SELECT machine FROM dkis.sop_versions WHERE version = 2));

SELECT * FROM dkis.diff_versions(:v1, :v2);
-- The other way round: what was added is gone.
SELECT part, item, change FROM dkis.diff_versions(:v2, :v1) EXCEPT
SELECT part, item, CASE change WHEN 'ditambah' THEN 'dihapus' WHEN 'dihapus' THEN 'ditambah' ELSE change END FROM dkis.diff_versions(:v1, :v2);
-- The same in all but the number; and with itself.
SELECT * FROM dkis.diff_versions(:v1, :v3);
SELECT * FROM dkis.diff_versions(:v2, :v2);
-- There is no such version.
SELECT * FROM dkis.diff_versions(:v1, 4711);
SELECT * FROM dkis.diff_versions(NULL, :v1);
-- An officer may look; the public may not.
SET ROLE dkis_officer;
SELECT count(*) FROM dkis.diff_versions(:v1, :v2);
RESET ROLE;
CREATE ROLE dkis_test_nobody;
SET ROLE dkis_test_nobody;
SELECT count(*) FROM dkis.diff_versions(:v1, :v2);
RESET ROLE;
DROP ROLE dkis_test_nobody;

-- ---- the next version, by the agency's own administrator ------------------------------
CREATE ROLE dkis_test_pengelola LOGIN IN ROLE dkis_admin;
INSERT INTO dkis.calendars (code, kind) VALUES ('k', '24 jam');
-- Columns of an agency's own come along.
ALTER TABLE dkis.sop_steps ADD ruang text, ADD panjang int GENERATED ALWAYS AS (length(activity)) STORED;
UPDATE dkis.sop_steps SET ruang = 'loket 2' WHERE sop_version = :v1 AND step = 'b';
UPDATE dkis.sop_versions SET approved_by = 'Kepala', effective_on = '2024-01-02', document_no = '1/2024' WHERE id = :v1;
SET ROLE dkis_test_pengelola;
SELECT dkis.activate_version(:v1);
SELECT dkis.copy_version(:v1) AS v4 \gset
SELECT version, status, sealed_rows, document_no, approved_by, revised_on = dkis.today() AS revised_today, effective_on = dkis.today() AS from_today, machine::text = (SELECT machine::text FROM dkis.sop_versions WHERE id = :v1) AS same_flow
FROM dkis.sop_versions WHERE id = :v4;
SELECT part, item, change, attribute FROM dkis.diff_versions(:v1, :v4);
SELECT step, ordinal, ruang, panjang FROM dkis.sop_steps WHERE sop_version = :v4 ORDER BY id;
SELECT (SELECT count(*) FROM dkis.sop_step_slas WHERE sop_version = :v4) AS slas, (SELECT count(*) FROM dkis.sop_fields WHERE sop_version = :v4) AS fields;
-- A draft: it changes, and comes into force beside the old one.
UPDATE dkis.sop_steps SET activity = 'Menjawab lengkap' WHERE sop_version = :v4 AND step = 'b';
SELECT dkis.activate_version(:v4);
-- One that is in force only later stays so.
UPDATE dkis.sop_versions SET effective_on = '2199-01-01' WHERE id = :v2;
SELECT dkis.copy_version(:v2) AS v5 \gset
SELECT version, effective_on FROM dkis.sop_versions WHERE id = :v5;
SELECT dkis.copy_version(4711);
SELECT dkis.copy_version(NULL);
SET ROLE dkis_officer;
SELECT dkis.copy_version(:v1);
SET ROLE dkis_test_pengelola;

-- ---- withdrawn, and back -------------------------------------------------------------------
SET client_min_messages = notice;
SELECT dkis.activate_version(:v4); -- is in force: nothing happens
UPDATE dkis.sop_versions SET status = 'dicabut' WHERE id IN (:v1, :v4);
RESET ROLE;
SELECT dkis_store.version_in_force('uji') IS NULL AS nothing_in_force;
SET ROLE dkis_test_pengelola;
SELECT dkis.activate_version(:v1);
RESET ROLE;
SELECT dkis_store.version_in_force('uji') = :v1 AS the_first;
SET ROLE dkis_test_pengelola;
SELECT dkis.activate_version(:v4);
UPDATE dkis.sop_versions SET status = 'dicabut' WHERE id = :v1;
SELECT dkis.activate_version(:v1); -- version 4 counts all the same
RESET ROLE;
SELECT dkis_store.version_in_force('uji') = :v4 AS the_fourth;
SET ROLE dkis_test_pengelola;
-- As it was, or not at all.
UPDATE dkis.sop_versions SET status = 'dicabut' WHERE id = :v1;
UPDATE dkis.sop_versions SET status = 'berlaku', warning = 'Lain' WHERE id = :v1;
UPDATE dkis.sop_versions SET status = 'rancangan' WHERE id = :v1;
UPDATE dkis.sop_steps SET activity = 'Lain' WHERE sop_version = :v1;
DELETE FROM dkis.sop_steps WHERE sop_version = :v1;
SELECT status, sealed_rows FROM dkis.sop_versions WHERE id = :v1;
-- What it names is gone meanwhile.
UPDATE dkis.sop_versions SET status = 'dicabut' WHERE id = :v4;
RESET ROLE;
SET session_replication_role = replica;
DELETE FROM dkis_store.calendars;
SET session_replication_role = origin;
SET ROLE dkis_test_pengelola;
SELECT dkis.activate_version(:v1);
RESET ROLE;
DROP OWNED BY dkis_test_pengelola;
DROP ROLE dkis_test_pengelola;
\c contrib_regression
DROP DATABASE dkis_test_revisions;

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
\c contrib_regression
DROP DATABASE dkis_test_revisions;

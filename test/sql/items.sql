-- Rows within a case; documents and letters of assignment that are missing; who does
-- whose work for how long. In a database of its own, for Cirebon.
SET client_min_messages = warning;
SELECT current_database() AS home \gset
CREATE DATABASE dkis_test_items TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_items
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
CREATE ROLE items_staf LOGIN IN ROLE dkis_officer;
CREATE ROLE items_plh LOGIN IN ROLE dkis_officer;
CREATE ROLE items_reader LOGIN IN ROLE dkis_reader;
CREATE ROLE items_admin LOGIN IN ROLE dkis_admin;
INSERT INTO dkis.people (name, nip, db_role) VALUES ('Sari', '1', 'items_staf'), ('Putra', '2', 'items_plh');
INSERT INTO dkis.performer_members (performer, person) SELECT p.performer, q.id FROM dkis.people q, (VALUES ('staf'), ('pejabat_penghubung')) AS p (performer) WHERE q.name = 'Sari';

-- ---- many clippings a day -------------------------------------------------------------
SET ROLE items_staf;
SELECT dkis.open_case('21', 'E-Kliping', entry => 'harian') AS k \gset
INSERT INTO dkis.case_items (case_id, step, data) VALUES
  (:k, '1', '{"media": "Radar", "judul": "Banjir", "tanggal": "2026-08-18"}'), (:k, '1', '{"media": "Kabar", "judul": "Jalan", "isu": "infrastruktur"}')
  RETURNING step, added_by, added_at IS NOT NULL AS stamped;
UPDATE dkis.case_items SET data = data || '{"nada": "netral"}' WHERE case_id = :k AND data ->> 'judul' = 'Banjir';
SELECT step, data, added_by FROM dkis.case_items WHERE case_id = :k ORDER BY id;
SELECT event, step, detail - 'butir' AS detail FROM dkis.case_events WHERE case_id = :k AND event ~ 'butir' ORDER BY seq;
SELECT media, judul, isu, nada FROM dkis_report.register_e_kliping WHERE id = :k;
SELECT langkah, isi, ditambahkan_oleh FROM dkis_report.butir_kasus ORDER BY id;
SELECT * FROM dkis.verify_case(:k);
-- What is refused.
INSERT INTO dkis.case_items (case_id, data) VALUES (:k, '{"tanggal": "besok"}');
INSERT INTO dkis.case_items (case_id, data) VALUES (:k, '{}');
INSERT INTO dkis.case_items (case_id, data) VALUES (:k, NULL);
INSERT INTO dkis.case_items (case_id, data) VALUES (1, '{"judul": "x"}');
INSERT INTO dkis.case_items (case_id, step, data) VALUES (:k, '99', '{"judul": "x"}');
INSERT INTO dkis.case_items (case_id, data, added_at) VALUES (:k, '{"judul": "x"}', '2020-01-01');
INSERT INTO dkis.case_items (case_id, data, added_by) VALUES (:k, '{"judul": "x"}', 'Orang Lain');
DELETE FROM dkis.case_items WHERE case_id = :k;
-- Rows are written by whoever works on the case.
SET ROLE items_plh;
INSERT INTO dkis.case_items (case_id, data) VALUES (:k, '{"judul": "bukan tugas saya"}');
UPDATE dkis.case_items SET data = '{"judul": "diganti"}' WHERE case_id = :k;
SET ROLE items_staf;
UPDATE dkis.case_items SET case_id = 1 WHERE case_id = :k;
SELECT dkis.open_case('1', 'Konferensi pers') AS p \gset
INSERT INTO dkis.case_items (case_id, data) VALUES (:p, '{"judul": "x"}');
SELECT dkis.finish_step(:k, s::text) FROM generate_series(1, 6) AS s;
INSERT INTO dkis.case_items (case_id, data) VALUES (:k, '{"judul": "terlambat"}');
SET ROLE items_reader;
SELECT isi, ditambahkan_oleh FROM dkis_report.butir_kasus ORDER BY id;

-- ---- documents of a step: what the book prints as its output ----------------------------
SET ROLE items_staf;
SELECT dkis.open_case('13', 'Lampu PJU', 'ringan') AS c \gset
SELECT dkis.finish_step(:c, '1'), dkis.finish_step(:c, '2');
INSERT INTO dkis.case_documents (case_id, step, name, medium) VALUES (:c, '1', 'Laporan', 'hardcopy');
SELECT langkah, keluaran, wajib FROM dkis_report.dokumen_kurang WHERE kasus_id = :c;

-- ---- whose work for how long ---------------------------------------------------------------
SELECT dkis.delegate('pejabat_penghubung', 'Putra', dkis.today(), dkis.today() + 7) > 0 AS delegated;
SELECT dkis.delegate('walikota', 'Putra', dkis.today(), dkis.today());
SELECT dkis.delegate('pejabat_penghubung', 'Tidak Ada', dkis.today(), dkis.today());
SELECT dkis.delegate('pejabat_penghubung', '1', dkis.today(), dkis.today());
\set VERBOSITY terse
SELECT dkis.delegate('pejabat_penghubung', 'Putra', dkis.today(), dkis.today() - 1);
SELECT dkis.delegate('pejabat_penghubung', 'Putra', NULL, NULL);
SET ROLE items_plh;
SELECT langkah, mengapa FROM dkis_report.tugas_saya;
SELECT dkis.finish_step(:c, '3', note => 'menggantikan');
-- What he is as Plh he cannot pass on.
SELECT dkis.delegate('pejabat_penghubung', 'Sari', dkis.today(), dkis.today());
SELECT step, actor, detail FROM dkis.case_events WHERE case_id = :c AND event = 'langkah selesai' ORDER BY seq;
SET ROLE items_admin;
SELECT acting, lower(valid) = dkis.today() AS since, upper(valid) = dkis.today() + 8 AS till FROM dkis.performer_members m JOIN dkis.people p ON p.id = m.person WHERE p.name = 'Putra';
-- Assigned anew: from whom, to whom.
SELECT dkis.assign_step(:c, '4', 'Sari');
SELECT dkis.assign_step(:c, '4', 'Putra');
SELECT detail FROM dkis.case_events WHERE case_id = :c AND event = 'ditugaskan' ORDER BY seq;

-- ---- letters of assignment --------------------------------------------------------------------
SELECT kode_pelaksana, orang, plh, kurang, untuk_sop FROM dkis_report.penugasan_kurang ORDER BY 1, 2;
UPDATE dkis.performer_members SET assignment_no = '800/12/DKIS', assignment_on = '2026-01-05' WHERE NOT acting;
SELECT kode_pelaksana, orang, kurang FROM dkis_report.penugasan_kurang ORDER BY 1, 2;
RESET ROLE;
\c :home
DROP DATABASE dkis_test_items;
DROP ROLE items_staf, items_plh, items_reader, items_admin;

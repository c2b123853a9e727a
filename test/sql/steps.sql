-- What a step asks for before it ends: fields, of whom, documents; whose it is: the
-- organisation that a field names, or each organisation of a kind. As members of
-- the performers with dkis_officer alone. In a database of its own, for Cirebon.
SET client_min_messages = warning;
SELECT current_database() AS home \gset
CREATE DATABASE dkis_test_steps TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_steps
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
BEGIN;
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 901, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, machine) VALUES ('uji', 1, 'start -> 1; 1 -> 2; 2 -> 3; 3 -> end'), ('uji', 2, 'start -> 1; 1 [Ya] -> 2; 1 [Tidak] -> end; 2 -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, each_organisation, document_required)
SELECT v.id, s.step, s.step::int, 'Kegiatan', 'pejabat_penghubung', CASE WHEN s.step = '1' THEN 'perangkat daerah' END, s.step = '3'
FROM dkis.sop_versions v, unnest(dkis.steps(v.machine)) AS s (step) WHERE v.sop = 'uji';
INSERT INTO dkis.sop_fields (sop_version, name, label, required, step) SELECT id, 'hasil', 'Hasil', true, '2' FROM dkis.sop_versions WHERE sop = 'uji' AND version = 1;
SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE sop = 'uji' AND version = 1;
COMMIT;
-- A step of each organisation has one outcome; a field's step is one of the flow.
SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE sop = 'uji' AND version = 2;
-- Who is who: the contact officers of two agencies, a head, an officer of none.
CREATE ROLE steps_dinkes LOGIN IN ROLE dkis_officer;
CREATE ROLE steps_bpbd LOGIN IN ROLE dkis_officer;
CREATE ROLE steps_pimpinan LOGIN IN ROLE dkis_officer;
CREATE ROLE steps_lain LOGIN IN ROLE dkis_officer;
CREATE ROLE steps_admin LOGIN IN ROLE dkis_admin;
INSERT INTO dkis.people (name, db_role) VALUES ('Dina', 'steps_dinkes'), ('Bayu', 'steps_bpbd'), ('Pimpinan', 'steps_pimpinan'), ('Lasmi', 'steps_lain');
INSERT INTO dkis.performer_members (performer, organisation, person)
SELECT m.performer, m.organisation, p.id FROM dkis.people p JOIN (VALUES
  ('pejabat_penghubung', 'dinkes', 'Dina'), ('pejabat_penghubung', 'bpbd', 'Bayu'), ('eselon_skpd', 'dinkes', 'Dina'), ('eselon_skpd', 'bpbd', 'Bayu'), ('eselon_skpd', 'dkis', 'Lasmi'),
  ('pimpinan_skpd', NULL, 'Pimpinan'), ('ppid_pelaksana', 'dinkes', 'Dina'), ('ppid_pelaksana', 'bpbd', 'Bayu')) AS m (performer, organisation, name) ON m.name = p.name;
DELETE FROM dkis.organisations WHERE kind = 'perangkat daerah' AND code NOT IN ('dinkes', 'bpbd', 'dkis');

-- ---- the disposition names its organisation (13/4 to 13/9) -------------------------------
SET ROLE steps_dinkes;
SELECT dkis.open_case('13', 'Genangan di Jalan Cipto', 'ringan', organisation => 'dinkes') AS k \gset
SELECT dkis.finish_step(:k, '1'), dkis.finish_step(:k, '2'), dkis.finish_step(:k, '3');
SET ROLE steps_pimpinan;
SELECT dkis.finish_step(:k, '4');
SELECT dkis.finish_step_with(:k, '4', data => '{"disposisi": "entah"}');
SELECT dkis.finish_step_with(:k, '4', data => '[]');
SELECT dkis.finish_step_with(:k, '4', data => '{"disposisi": "bpbd"}');
SELECT step, performer, organisation FROM dkis.case_steps WHERE case_id = :k AND finished_at IS NULL;
SET ROLE steps_dinkes;
SELECT dkis.finish_step(:k, '5');
SET ROLE steps_bpbd;
SELECT langkah, organisasi FROM dkis_report.tugas_saya;
-- Whose the step is may hold the case, and so may those of the organisation that has it; nobody else.
SELECT dkis.hold_case(:k, 'menunggu cek lapangan'), dkis.resume_case(:k);
SET ROLE steps_dinkes;
SELECT dkis.hold_case(:k, 'menunggu kabar'), dkis.resume_case(:k);
SET ROLE steps_lain;
SELECT dkis.hold_case(:k, 'iseng');
SET ROLE steps_bpbd;
SELECT dkis.finish_step_with(:k, '5', data => '{"cara_menjawab": "tulisan", "cek_lapangan": true, "cek_lapangan_tanggal": "2026-11-27"}');
-- Disposed anew, the step is no longer his to finish.
SELECT dkis.finish_step_with(:k, '6', data => '{"disposisi": "dinkes"}');
SELECT step, organisation FROM dkis.case_steps WHERE case_id = :k ORDER BY id;
SELECT dkis.finish_step(:k, '6');
-- What follows stays with the one that received it.
SELECT dkis.finish_step(:k, '7');
SET ROLE steps_dinkes;
SELECT dkis.finish_step(:k, '6');
SELECT dkis.finish_step(:k, '7');
SELECT step, organisation FROM dkis.case_steps WHERE case_id = :k AND finished_at IS NULL;
SELECT event, step, detail #- '{isian,cek_lapangan_tanggal}' AS detail FROM dkis.case_events WHERE case_id = :k AND event = 'data diubah' ORDER BY seq;
SELECT * FROM dkis.verify_case(:k);

-- ---- each organisation ----------------------------------------------------------------------
SELECT dkis.open_case('uji', 'Setiap perangkat daerah') AS k \gset
SELECT step, round, organisation FROM dkis.case_steps WHERE case_id = :k ORDER BY organisation;
-- Each for its own, by name; who has not answered shows in the work list.
SELECT dkis.finish_step(:k, '1', note => 'beres');
SELECT dkis.finish_step(:k, '1');
SELECT langkah, organisasi FROM dkis_report.daftar_tugas WHERE kasus_id = :k ORDER BY 2;
-- What one of them has done is his to take back while others are still at it.
SET ROLE steps_bpbd;
SELECT dkis.undo_step(:k, '1', 'bukan milik saya');
SET ROLE steps_dinkes;
SELECT dkis.undo_step(:k, '1', ' ');
SELECT dkis.undo_step(:k, '1', 'belum lengkap');
SELECT organisation, outcome FROM dkis.case_steps WHERE case_id = :k ORDER BY organisation;
SELECT event, detail - 'peristiwa' AS detail, (detail ->> 'peristiwa')::int = seq - 1 AS of_that FROM dkis.case_events WHERE case_id = :k AND event = 'penyelesaian ditarik';
SELECT * FROM dkis.verify_case(:k);
SELECT dkis.finish_step(:k, '1', note => 'beres');
SET ROLE steps_bpbd;
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = :k AND organisation = 'bpbd';
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = :k AND organisation = 'dkis';
-- The rest is closed by dkis_admin, with a reason; then the flow goes on.
SELECT dkis.close_step(:k, '1', 'cukup');
SET ROLE steps_admin;
SELECT dkis.close_step(:k, '1', '');
SELECT dkis.close_step(:k, '9', 'x');
SELECT dkis.close_step(:k, '1', 'DKIS tidak menangani');
SELECT dkis.close_step(:k, '2', 'x');
SELECT step, organisation, outcome, ended_by, note FROM dkis.case_steps WHERE case_id = :k ORDER BY step, organisation;
SELECT event, step, detail FROM dkis.case_events WHERE case_id = :k AND event ~ 'selesai' ORDER BY seq;
-- ---- fields and documents that a step requires ------------------------------------------------
SET ROLE steps_dinkes;
UPDATE dkis.cases SET organisation = 'dinkes' WHERE id = :k;
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = :k AND step = '2';
SELECT dkis.finish_step_with(:k, '2', data => '{"hasil": "baik"}');
SELECT dkis.finish_step(:k, '3');
INSERT INTO dkis.case_documents (case_id, step, name) VALUES (:k, '3', 'Laporan');
SELECT dkis.finish_step(:k, '3');
SELECT * FROM dkis.verify_case(:k);
-- All answer: the last one moves the flow on, also of a case that is new to everybody.
SELECT dkis.open_case('19', 'DIP 2026') AS k \gset
SELECT dkis.finish_step(:k, '1');
SET ROLE steps_bpbd;
SELECT dkis.finish_step(:k, '1');
SET ROLE steps_admin;
SELECT dkis.finish_step(:k, '1');
SELECT step, round, organisation, outcome FROM dkis.case_steps WHERE case_id = :k ORDER BY id;
SELECT dkis.undo_step(:k, '1', 'DKIS keliru');
SELECT dkis.finish_step(:k, '1'), dkis.finish_step(:k, '2'), dkis.finish_step(:k, '3', 'Perbaikan');
SELECT step, round, organisation, ended_by FROM dkis.case_steps WHERE case_id = :k ORDER BY id;
SELECT * FROM dkis.verify_case(:k);

-- ---- of this kind of applicant -----------------------------------------------------------------
INSERT INTO dkis.applicants (name, kind) VALUES ('Siti', 'perorangan') RETURNING id AS siti \gset
INSERT INTO dkis.applicants (name, kind) VALUES ('Yayasan', 'badan publik') RETURNING id AS yayasan \gset
SELECT dkis.open_case('16', 'Salinan', applicant => :siti) AS k \gset
SELECT dkis.finish_step(:k, '1');
SELECT dkis.finish_step_with(:k, '1', data => '{"identitas": "3274010101900001"}');
SELECT dkis.open_case('16', 'Salinan', applicant => :yayasan) AS k \gset
SELECT dkis.finish_step_with(:k, '1', data => '{"identitas": "x"}');
SELECT dkis.finish_step_with(:k, '1', data => '{"akta_notaris": "1", "sk_kemenkumham": "2", "surat_kesbangpol": "3", "berita_negara": "4"}');
-- ---- the ground of a refusal, and of an objection --------------------------------------------------
RESET ROLE;
INSERT INTO dkis.information_list (title, status, ground, legal_basis, decided_on, until) VALUES ('Denah ruang server', 'dikecualikan', 'c', 'UU 14/2008 pasal 17 huruf c', '2024-01-01', NULL),
  ('Rancangan lama', 'dikecualikan', 'i', 'UU 14/2008 pasal 17 huruf i', '2023-01-01', '2024-01-01'), ('Rencana kerja', 'terbuka', NULL, NULL, '2024-01-01', NULL);
SET ROLE steps_dinkes;
SELECT dkis.open_case('16', 'Denah') AS k \gset
SELECT dkis.finish_step(:k, '1'), dkis.finish_step(:k, '2', 'Belum DIP');
SELECT dkis.finish_step(:k, '3', 'Ditolak');
SELECT dkis.finish_step_with(:k, '3', '{"alasan_penolakan": "rahasia"}', 'Ditolak');
SELECT dkis.finish_step_with(:k, '3', '{"alasan_penolakan": "Rencana kerja"}', 'Ditolak');
SELECT dkis.finish_step_with(:k, '3', '{"alasan_penolakan": "Rancangan lama"}', 'Ditolak');
SELECT dkis.finish_step_with(:k, '3', '{"alasan_penolakan": 3}', 'Ditolak');
SELECT dkis.finish_step_with(:k, '3', '{"alasan_penolakan": " denah ruang SERVER "}', 'Ditolak');
SELECT dkis.undo_step(:k, '3', 'ternyata belum ada');
SELECT dkis.finish_step_with(:k, '3', '{"alasan_penolakan": "Belum tersedia"}', 'Ditolak');
-- Who gets it is not asked for a ground.
SELECT dkis.undo_step(:k, '3', 'ternyata ada'), dkis.finish_step_with(:k, '3', '{"alasan_penolakan": null}', 'Diberikan');
SELECT dkis.open_case('18', 'Keberatan') AS k \gset
SELECT dkis.finish_step(:k, '1');
SELECT dkis.finish_step_with(:k, '1', '{"alasan_keberatan": "tidak suka"}');
SELECT dkis.finish_step_with(:k, '1', '{"alasan_keberatan": "Melebihi waktu"}');
SELECT choices FROM dkis.sop_fields f JOIN dkis.sop_versions v ON v.id = f.sop_version WHERE v.sop = 'keberatan-informasi' AND choices IS NOT NULL;
RESET ROLE;
INSERT INTO dkis.sop_fields (sop_version, name, label, required, step, outcomes) SELECT id, 'x', 'X', true, '1', '{Mungkin}' FROM dkis.sop_versions WHERE sop = 'uji' AND version = 2;
SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE sop = 'uji' AND version = 2;
SET ROLE steps_dinkes;
SELECT dkis.open_case('8', 'AC ruang CCC mati') AS k \gset
SELECT dkis.finish_step_with(:k, '1', data => '{"nama": "Budi", "nip": "1"}');
SELECT dkis.finish_step_with(:k, '1', data => '{"nama": "Budi", "nip": "1", "perangkat_daerah": "DKIS"}');
RESET ROLE;
\c :home
DROP DATABASE dkis_test_steps;
DROP ROLE steps_dinkes, steps_bpbd, steps_pimpinan, steps_lain, steps_admin;

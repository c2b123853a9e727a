-- The evening of that day: what pg_cron did, and what everybody sees.
SET timezone = 'Asia/Jakarta';
\pset footer off
\pset null '-'
\echo
\echo 'Inilah jalannya pg_cron (cron.job_run_details), dan yang dinaikkannya selama itu:'
SELECT r.runid AS jalan, r.command AS perintah, r.status, to_char(r.start_time, 'HH24:MI:SS') AS mulai, to_char(r.end_time, 'HH24:MI:SS') AS selesai,
  (SELECT count(*) FROM dkis.escalations e WHERE e.at BETWEEN r.start_time AND r.end_time) AS dieskalasi
FROM cron.job_run_details r WHERE r.command LIKE '%escalate%' AND r.status = 'succeeded' ORDER BY r.runid LIMIT 3;
\echo 'Langkah yang dieskalasi, dan siapa yang diberi tahu:'
SELECT e.level AS tingkat, p.name AS kepada, n.subject AS pemberitahuan
FROM dkis.escalations e JOIN dkis.performers p ON p.code = e.performer
JOIN dkis.case_steps s ON s.id = e.case_step_id
JOIN dkis.notifications n ON n.case_id = s.case_id AND n.performer = e.performer ORDER BY e.level;

\echo '== 6. Yang dilihat tiap orang (skema dkis_report)'
\echo 'Daftar tugas; kasus dengan jadwal tetap (e-kliping, pemantauan) sudah dibuka oleh pg_cron:'
SELECT lampu, nomor_register AS register, langkah, pelaksana, sisa_menit_kerja AS "sisa menit kerja", perihal
FROM dkis_report.daftar_tugas ORDER BY tenggat NULLS LAST, id;
\echo 'Terlambat:'
SELECT nomor_register AS register, langkah, pelaksana, terlambat_menit_kerja AS "menit kerja", tingkat_eskalasi AS tingkat
FROM dkis_report.terlambat;
\echo 'Kasus (kasus 112 diberi nomor kemudian, supaya penerimaan panggilan tidak menunggu):'
SELECT nomor_register AS register, kode_sop AS sop, status, langkah_aktif AS langkah, tenggat::timestamp(0) FROM dkis_report.kasus ORDER BY id;
\echo 'Seorang petugas dengan login sendiri, anggota pelaksana SOP 13 dan 16, bertanya apa yang dapat dikerjakannya (dkis.help):'
CREATE ROLE budi LOGIN IN ROLE dkis_officer;
INSERT INTO dkis.people (name, db_role, actor) VALUES ('Budi Santoso', 'budi', 'budi');
INSERT INTO dkis.performer_members (performer, person)
SELECT DISTINCT s.performer, p.id FROM dkis.people p, dkis.sop_steps s JOIN dkis.sop_versions v ON v.id = s.sop_version
WHERE p.actor = 'budi' AND v.sop IN ('pengaduan-sikapri', 'permohonan-informasi') AND s.performer IN (SELECT code FROM dkis.performers WHERE NOT external);
SET ROLE budi;
SELECT * FROM dkis.help();
RESET ROLE;

\echo '== 7. Riwayat tidak dapat diubah diam-diam'
SELECT id AS request FROM dkis.cases WHERE sop = 'permohonan-informasi' \gset
\echo 'Seorang superuser mengubah jam sebuah peristiwa; dkis.verify_case menemukannya:'
BEGIN;
UPDATE dkis_store.case_events SET at = at - interval '1 day' WHERE case_id = :request AND seq = 2;
SELECT problem AS masalah FROM dkis.verify_case(:request);
ROLLBACK;
\echo 'Sesudah ROLLBACK:'
SELECT count(*) AS masalah FROM dkis.verify_case(:request);

\echo '== 8. Dari mana langkah-langkah SOP berasal (dkis_report.asal_langkah)'
SELECT sum(dokumen) AS "tertulis dalam dokumen", sum(disimpulkan) AS disimpulkan, sum(rekonstruksi) AS rekonstruksi FROM dkis_report.asal_langkah;

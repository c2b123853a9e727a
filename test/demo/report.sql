\pset footer off
SET timezone = 'Asia/Jakarta';
\echo
\echo Inilah jalannya pg_cron yang melakukannya (cron.job_run_details):
SELECT runid, command, status, start_time::timestamp(0) AS mulai FROM cron.job_run_details
WHERE command LIKE '%escalate%' AND status <> 'starting' ORDER BY runid LIMIT 3;
\echo Langkah yang dinaikkan, dan kepada siapa:
SELECT e.level AS tingkat, p.name AS kepada, n.subject AS pemberitahuan
FROM dkis.escalations e JOIN dkis.performers p ON p.code = e.performer
JOIN dkis.case_steps s ON s.id = e.case_step_id
JOIN dkis.notifications n ON n.case_id = s.case_id AND n.performer = e.performer ORDER BY e.level;
\echo Daftar tugas:
SELECT lampu, nomor_register AS register, langkah, pelaksana, sisa_menit_kerja AS "sisa (menit)", perihal
FROM dkis_report.daftar_tugas ORDER BY tenggat NULLS LAST;
\echo Terlambat:
SELECT nomor_register AS register, langkah, pelaksana, terlambat_menit_kerja AS "menit kerja", tingkat_eskalasi AS tingkat
FROM dkis_report.terlambat;
\echo Kasus:
SELECT nomor_register AS register, nama_sop AS sop, status, langkah_aktif AS langkah, tenggat::timestamp(0) FROM dkis_report.kasus ORDER BY id;
\echo Insiden 112:
SELECT i.id - 327400000000000 AS insiden, i.category AS kategori, a.name AS wilayah, i.in_city AS "dalam kota", i.status,
  (SELECT count(*) FROM dkis.calls l WHERE l.incident_id = i.id) AS panggilan,
  (SELECT string_agg(u.callsign || coalesce(': tiba setelah ' || round(d.response_seconds::numeric, 1) || ' detik', ''), ', ') FROM dkis.dispatches d JOIN dkis.units u ON u.id = d.unit_id WHERE d.incident_id = i.id) AS armada
FROM dkis.incidents i LEFT JOIN dkis.areas a ON a.code = i.area ORDER BY i.id;
\echo Dari mana langkah-langkah SOP berasal:
SELECT sum(dokumen) AS dokumen, sum(disimpulkan) AS disimpulkan, sum(rekonstruksi) AS rekonstruksi FROM dkis_report.asal_langkah;

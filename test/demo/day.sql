-- A day of the city's communication office.
SET client_min_messages = warning;
SET timezone = 'Asia/Jakarta';
\pset footer off
\pset null '-'
CREATE EXTENSION pg_cron;
CREATE EXTENSION dkis CASCADE;

\echo
\echo '== 1. Data Kota Cirebon: 24 SOP, kalender, pelaksana, wilayah (dkis.load_cirebon)'
SELECT what AS data, inserted AS dimuat FROM dkis.load_cirebon();

\echo '== 2. Seorang warga meminta informasi publik (SOP 16)'
\echo 'Kasusnya dibuka dengan satu INSERT; nomor register dan tenggat dihitung sendiri:'
INSERT INTO dkis.cases (sop, title, data) VALUES
  ('permohonan-informasi', 'Salinan APBD 2026', '{"tujuan": "penelitian"}')
RETURNING id AS request \gset
SELECT register_no AS "nomor register", title AS perihal, due_at::timestamp(0) AS tenggat FROM dkis.cases WHERE id = :request;
\echo 'Mengapa tenggatnya tanggal itu (dkis.explain_due):'
SELECT e.day AS hari, CASE WHEN e.counted THEN 'ya' ELSE 'tidak' END AS dihitung, e.reason AS alasan
FROM dkis.cases c, dkis.explain_due(c.received_at, '10 hari kerja') e WHERE c.id = :request;

\echo 'Petugas menyelesaikan langkah 1, lalu di langkah 2 mendapati informasinya tersedia (dua UPDATE):'
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = :request AND step = '1' AND finished_at IS NULL;
UPDATE dkis.case_steps SET outcome = 'Tersedia' WHERE case_id = :request AND step = '2' AND finished_at IS NULL;
SELECT a.step AS "langkah sekarang", p.name AS pelaksana, left(a.activity, 60) || ' ...' AS kegiatan, a.outcome AS hasil, a.leads_to AS menuju
FROM dkis.next_actions(:request) a JOIN dkis.performers p ON p.code = a.performer;

\echo 'Terbit keputusan: hari kerja ketiga menjadi cuti bersama. Tenggat yang masih berjalan dihitung ulang seketika:'
SELECT due_at AS due_before FROM dkis.cases WHERE id = :request \gset
INSERT INTO dkis.holidays (calendar, day, kind, name, decree)
SELECT 'kantor', e.day, 'cuti bersama', 'Cuti bersama (contoh)', 'Keputusan contoh'
FROM dkis.cases c, dkis.explain_due(c.received_at, '10 hari kerja') e WHERE c.id = :request AND e.counted ORDER BY e.day OFFSET 2 LIMIT 1;
SELECT :'due_before'::timestamptz::timestamp(0) AS "tenggat semula", due_at::timestamp(0) AS "tenggat sekarang" FROM dkis.cases WHERE id = :request;

\echo '== 3. Pengaduan SIKAPRI (SOP 13), klasifikasi sedang'
SELECT dkis.open_case('13', 'Lampu PJU mati di Jalan Kesambi', class => 'sedang') AS complaint \gset
\echo 'Langkah aktif sesudah langkah 1 dan sesudah langkah 2 selesai (dkis.finish_step):'
SELECT dkis.finish_step(:complaint, '1') AS "sesudah 1", dkis.finish_step(:complaint, '2') AS "sesudah 2";

\echo '== 4. Cirebon Siaga 112'
\echo 'Armada yang siaga:'
INSERT INTO dkis.units (responder, callsign, kind, position) VALUES
  ('damkar-mako', 'Damkar 1', 'damkar', 'SRID=4326;POINT(108.5344 -6.7314)'),
  ('damkar-harjamukti', 'Damkar 2', 'damkar', 'SRID=4326;POINT(108.5460 -6.7530)'),
  ('rsd-gunung-jati', 'Ambulans 1', 'ambulans', 'SRID=4326;POINT(108.5554 -6.7306)');
SELECT callsign AS armada, kind AS jenis, status FROM dkis.units ORDER BY id;

\echo 'Telepon iseng: dicatat, tidak membuka insiden, dan nomornya diblokir:'
SELECT coalesce(incident_id::text, 'tidak ada') AS insiden, coalesce(case_id::text, 'tidak ada') AS kasus
FROM dkis.report_call('0857-0000-1111', NULL, 'prank', note => 'tertawa lalu menutup');
INSERT INTO dkis.blocked_numbers (number, reason) VALUES ('0857-0000-1111', 'prank berulang');
SELECT number AS nomor, reason AS alasan, until::timestamp(0) AS "diblokir sampai" FROM dkis.blocked_numbers;

\echo 'Kebakaran di Kesambi, lokasi dari ponsel penelepon. Insiden dan kasus SOP 7 terbuka, kelurahan dikenali:'
SELECT * FROM dkis.report_call('0812-3456-7890', '-6.7312, 108.5531', 'darurat', 'kebakaran', 'asap dari toko') \gset fire_
SELECT i.id - 327400000000000 AS insiden, a.name AS kelurahan, CASE WHEN i.in_city THEN 'ya' ELSE 'tidak' END AS "dalam kota", c.title AS kasus, c.marking AS "langkah aktif"
FROM dkis.incidents i JOIN dkis.cases c ON c.id = i.case_id LEFT JOIN dkis.areas a ON a.code = i.area WHERE i.id = :fire_incident_id;
\echo 'Armada terdekat (dkis.nearest_units):'
SELECT callsign AS armada, round(distance_m) AS meter, eta_minutes AS "perkiraan menit"
FROM dkis.incidents i, dkis.nearest_units(i.location) WHERE i.id = :fire_incident_id;
\echo 'Damkar 1 dikerahkan, menjawab, berangkat, tiba:'
INSERT INTO dkis.dispatches (incident_id, unit_id, requested_at)
SELECT :fire_incident_id, id, now() FROM dkis.units WHERE callsign = 'Damkar 1' RETURNING id AS dispatch \gset
UPDATE dkis.dispatches SET acknowledged_at = clock_timestamp() WHERE id = :dispatch;
UPDATE dkis.dispatches SET en_route_at = clock_timestamp() WHERE id = :dispatch;
SELECT pg_sleep(1) \gset
UPDATE dkis.dispatches SET on_scene_at = clock_timestamp() WHERE id = :dispatch;
SELECT u.callsign AS armada, u.status, round(d.response_seconds::numeric, 1) AS "tiba sesudah (detik)"
FROM dkis.dispatches d JOIN dkis.units u ON u.id = d.unit_id WHERE d.id = :dispatch;

\echo 'Penelepon kedua, kebakaran yang sama: insidennya digabung, kasus keduanya batal:'
SELECT incident_id AS again FROM dkis.report_call('0813-0000-2222', '-6.7313, 108.5533', 'darurat', 'kebakaran') \gset
SELECT dkis.merge_incidents(:fire_incident_id, :again) \gset
\echo 'Kecelakaan di Tuparev, di luar batas kota, tetap dilayani:'
SELECT * FROM dkis.report_call('0813-0000-3333', '-6.7050, 108.5180', 'darurat', 'kecelakaan') \gset border_
SELECT i.id - 327400000000000 AS insiden, i.category AS kategori, a.name AS kelurahan, CASE WHEN i.in_city THEN 'ya' ELSE 'tidak' END AS "dalam kota",
  round(i.distance_to_border_m) AS "meter ke batas", i.status, count(l.id) AS panggilan
FROM dkis.incidents i LEFT JOIN dkis.areas a ON a.code = i.area LEFT JOIN dkis.calls l ON l.incident_id = i.id
GROUP BY i.id, i.category, a.name, i.in_city, i.distance_to_border_m, i.status ORDER BY i.id;

\echo '== 5. Eskalasi'
\echo 'Satu kasus sudah lima menit terbuka, dan waktu untuk langkah pertamanya sudah lewat:'
SELECT dkis.open_case('darurat-kecelakaan', 'Panggilan yang belum diidentifikasi', received_at => now() - interval '5 minutes') AS accident \gset
SELECT step AS langkah, performer AS pelaksana, sla AS "standar waktu", due_at::timestamp(0) AS tenggat, escalation_level AS "tingkat eskalasi"
FROM dkis.case_steps WHERE case_id = :accident;
\echo 'pg_cron diminta bekerja tiap menit (dkis.start_jobs):'
SELECT dkis.start_jobs() AS pekerjaan;

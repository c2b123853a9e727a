-- A day of the city's communication office.
SET client_min_messages = warning;
\pset footer off
CREATE EXTENSION pg_cron;
CREATE EXTENSION dkis CASCADE;

\echo
\echo Data Kota Cirebon dimuat:
SELECT * FROM dkis.load_cirebon();

\echo Seorang warga meminta informasi (SOP 16); petugas mendapati informasinya tersedia:
INSERT INTO dkis.cases (sop, title, data) VALUES
  ('permohonan-informasi', 'Salinan APBD 2026', '{"tujuan": "penelitian"}')
RETURNING id AS request, register_no, due_at AS tenggat \gset
\echo Nomor register :register_no , tenggat :tenggat
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = :request AND step = '1' AND finished_at IS NULL;
UPDATE dkis.case_steps SET outcome = 'Tersedia' WHERE case_id = :request AND step = '2' AND finished_at IS NULL;
SELECT marking AS "langkah aktif" FROM dkis.cases WHERE id = :request;

\echo Mengapa tenggatnya tanggal itu:
SELECT e.day AS hari, CASE WHEN e.counted THEN 'ya' ELSE 'tidak' END AS dihitung, e.reason AS alasan
FROM dkis.cases c, dkis.explain_due(c.received_at, '10 hari kerja') e WHERE c.id = :request;

\echo Pengaduan SIKAPRI (SOP 13) berklasifikasi sedang:
SELECT dkis.open_case('13', 'Lampu PJU mati di Jalan Kesambi', class => 'sedang') AS complaint \gset
SELECT dkis.finish_step(:complaint, '1') AS "sesudah langkah 1", dkis.finish_step(:complaint, '2') AS "sesudah langkah 2";

\echo Armada yang siaga hari ini:
INSERT INTO dkis.units (responder, callsign, kind, position) VALUES
  ('damkar-mako', 'Damkar 1', 'damkar', 'SRID=4326;POINT(108.5344 -6.7314)'),
  ('damkar-harjamukti', 'Damkar 2', 'damkar', 'SRID=4326;POINT(108.5460 -6.7530)'),
  ('rsd-gunung-jati', 'Ambulans 1', 'ambulans', 'SRID=4326;POINT(108.5554 -6.7306)');
SELECT callsign AS armada, kind AS jenis, status FROM dkis.units ORDER BY id;

\echo 112: anak-anak iseng. Dicatat, tidak membuka kasus; nomornya diblokir 1x24 jam:
SELECT * FROM dkis.report_call('0857-0000-1111', NULL, 'prank', note => 'tertawa lalu menutup');
INSERT INTO dkis.blocked_numbers (number, reason) VALUES ('0857-0000-1111', 'prank berulang');

\echo 112: kebakaran di Kesambi, lokasi dari ponsel penelepon. Insiden dan kasusnya terbuka:
SELECT * FROM dkis.report_call('0812-3456-7890', '-6.7312, 108.5531', 'darurat', 'kebakaran', 'asap dari toko') \gset fire_
SELECT i.id AS insiden, a.name AS kelurahan, i.in_city AS "dalam kota", round(i.distance_to_border_m) AS "m ke batas", c.title AS kasus, c.marking AS "langkah aktif"
FROM dkis.incidents i JOIN dkis.cases c ON c.id = i.case_id LEFT JOIN dkis.areas a ON a.code = i.area WHERE i.id = :fire_incident_id;
\echo Armada terdekat:
SELECT callsign AS armada, round(distance_m) AS meter, eta_minutes AS "perkiraan menit"
FROM dkis.incidents i, dkis.nearest_units(i.location) WHERE i.id = :fire_incident_id;
\echo Damkar 1 dikerahkan, berangkat, tiba, selesai:
INSERT INTO dkis.dispatches (incident_id, unit_id, requested_at)
SELECT :fire_incident_id, id, now() FROM dkis.units WHERE callsign = 'Damkar 1' RETURNING id AS dispatch \gset
UPDATE dkis.dispatches SET acknowledged_at = clock_timestamp() WHERE id = :dispatch;
UPDATE dkis.dispatches SET en_route_at = clock_timestamp() WHERE id = :dispatch;
SELECT pg_sleep(1) \gset
UPDATE dkis.dispatches SET on_scene_at = clock_timestamp() WHERE id = :dispatch;

\echo 112: penelepon lain tentang kebakaran yang sama; digabung:
SELECT incident_id AS again FROM dkis.report_call('0813-0000-2222', '-6.7313, 108.5533', 'darurat', 'kebakaran') \gset
SELECT dkis.merge_incidents(:fire_incident_id, :again) \gset

\echo 112: kecelakaan di Tuparev, di luar batas kota. Tetap dilayani:
SELECT * FROM dkis.report_call('0813-0000-3333', '-6.7050, 108.5180', 'darurat', 'kecelakaan') \gset border_
SELECT in_city AS "dalam kota", round(distance_to_border_m) AS "m ke batas" FROM dkis.incidents WHERE id = :border_incident_id;

\echo Satu panggilan belum juga diidentifikasi sesudah lima menit:
SELECT dkis.open_case('darurat-kecelakaan', 'Panggilan yang belum diidentifikasi', received_at => now() - interval '5 minutes') AS accident \gset

\echo pg_cron mulai bekerja, tiap menit:
SELECT * FROM dkis.start_jobs();

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

\echo Panggilan 112: kecelakaan. Langkah pertama dibiarkan terlambat.
SELECT dkis.open_case('darurat-kecelakaan', 'Tabrakan di Jalan Cipto',
  received_at => now() - interval '5 minutes') AS accident \gset

\echo pg_cron mulai bekerja, tiap menit:
SELECT * FROM dkis.start_jobs();

-- A dirty sheet of old cases, loaded row by row by an officer.
CREATE DATABASE dkis_test_load_cases TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_load_cases
\set SHOW_CONTEXT never
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, YMD';
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
INSERT INTO dkis.settings VALUES ('backdate_days', '3660');
CREATE ROLE dkis_test_lembar LOGIN IN ROLE dkis_officer;
INSERT INTO dkis.people (name, db_role) VALUES ('Ani', 'dkis_test_lembar');
SET ROLE dkis_test_lembar;

\set sheet 'sep=;\nNo;SOP;Perihal;Klasifikasi;Diterima;Pemohon;Kontak;Kanal;Isi Laporan;Warna\n1;13;Lampu PJU mati;Sedang;2026-03-02;Siti Aminah;0812;WhatsApp;Gelap sejak Senin;\n2;pengaduan-sikapri;Jalan rusak;berat;3 Maret 2026 09.30;Siti Aminah;0812;;Berlubang;\n3;13;Tanggal terbalik;sedang;02/03/2026;;;;;\n4;99;SOP yang tidak ada;;2026-03-02;;;;;\n5;13;;sedang;2026-03-02;;;;;\n;;;;;;;;;\n6;13;Belum lahir;sedang;2126-03-02;;;;;\n7;13;Bulan ketiga belas;sedang;2026-13-02;;;;;\n8;13;Baris pendek;sedang;2026-03-04\n'
SELECT line, what, register_no, reason FROM dkis.load_cases(:'sheet');
SELECT c.register_no, c.title, c.class, c.received_at, c.channel, c.data, a.name, a.contact FROM dkis.cases c LEFT JOIN dkis.applicants a ON a.id = c.applicant ORDER BY c.id;
SELECT count(*) AS applicants FROM dkis.applicants;
-- Once more: nothing twice; what was mended goes in.
SELECT line, what, register_no IS NOT NULL AS numbered FROM dkis.load_cases(E'sop,perihal,klasifikasi,diterima\n13,Lampu PJU mati,sedang,2026-03-02\n13,Tanggal terbalik,sedang,2026-03-02');
SELECT count(*) FROM dkis.load_cases(NULL);
SELECT * FROM dkis.load_cases('');
SELECT * FROM dkis.load_cases('nama,alamat');
SELECT * FROM dkis.load_cases('sop,perihal' || E'\n13,"tidak ditutup');
RESET ROLE;
SELECT count(*) AS problems FROM dkis.verify_all();
DROP OWNED BY dkis_test_lembar;
DROP ROLE dkis_test_lembar;
\c contrib_regression
DROP DATABASE dkis_test_load_cases;

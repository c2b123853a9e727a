-- How the SOPs follow each other and repeat themselves.

-- dibuka: the next case opens by itself; ditawarkan: it is offered; terkait: the
-- book relates the two. One objection is one case: 16/7 and 16/8 finish with it.
-- Windows of the law (UU 14/2008): an objection within 30 working days of its
-- ground, art. 36 (1); a dispute within 14 of the written answer, art. 37 (2). A
-- dispute (14) that follows a parent starts with its first step done; both its
-- clocks start at the parent's.
CREATE FUNCTION dkis_store.cirebon_links()
RETURNS TABLE (from_sop text, step text, outcome text, to_sop text, entry text, mode text, on_late bool, returns_to text, stands dkis.sla, stands_from text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  ('permohonan-informasi', '2', 'Belum DIP', 'uji-konsekuensi', 'permohonan', 'dibuka', false, NULL, dkis.sla '-', NULL),
  ('permohonan-informasi', NULL, NULL, 'dokumentasi-permohonan', NULL, 'dibuka', false, NULL, '-', NULL),
  ('permohonan-informasi', '6', 'Diajukan', 'keberatan-informasi', NULL, 'dibuka', false, '8', '-', NULL),
  ('permohonan-informasi', '5', 'Tidak Puas', 'keberatan-informasi', NULL, 'ditawarkan', false, NULL, '30 hari kerja', NULL),
  ('permohonan-informasi', NULL, NULL, 'keberatan-informasi', NULL, 'ditawarkan', true, NULL, '30 hari kerja', NULL),
  ('permohonan-informasi', '8', 'Tidak Puas', 'sengketa-informasi', NULL, 'ditawarkan', false, NULL, '14 hari kerja', NULL),
  ('permohonan-informasi', NULL, NULL, 'sengketa-informasi', NULL, 'ditawarkan', true, NULL, '-', NULL), -- Peringatan 3 of 16
  ('keberatan-informasi', '6', 'Tidak Puas', 'sengketa-informasi', NULL, 'ditawarkan', false, NULL, '14 hari kerja', '5'),
  ('keberatan-informasi', NULL, NULL, 'permohonan-informasi', NULL, 'terkait', false, NULL, '-', NULL),
  ('keberatan-informasi', NULL, NULL, 'daftar-informasi-publik', NULL, 'terkait', false, NULL, '-', NULL),
  ('keberatan-informasi', NULL, NULL, 'uji-konsekuensi', NULL, 'terkait', false, NULL, '-', NULL),
  ('uji-konsekuensi', NULL, NULL, 'daftar-informasi-publik', NULL, 'ditawarkan', false, NULL, '-', NULL),
  ('e-kliping', NULL, NULL, 'daftar-informasi-publik', NULL, 'terkait', false, NULL, '-', NULL),
  ('pengaduan-sikapri', NULL, NULL, 'monev-sop', NULL, 'terkait', false, NULL, '-', NULL),
  ('festival-milm-kampung', NULL, NULL, 'penerbitan-berita', NULL, 'ditawarkan', false, NULL, '-', NULL),
  ('festival-milm-kampung', '3', NULL, 'festival-milm-kampung', 'peserta', 'ditawarkan', false, NULL, '-', NULL)
$$;
COMMENT ON FUNCTION dkis_store.cirebon_links() IS 'Data Cirebon: SOP yang melahirkan SOP lain, dan SOP yang terkait';

-- The citizen's rights by name and article.
CREATE FUNCTION dkis_store.cirebon_rights()
RETURNS TABLE (number int, step text, to_number int, words text, basis text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  (16, NULL, NULL::int, 'Menerima pemberitahuan tertulis atas permohonan', 'UU 14/2008 pasal 22 ayat (7) dan (8)'),
  (16, '5', NULL, 'Mengajukan keberatan', 'UU 14/2008 pasal 36 ayat (1)'),
  (16, '6', NULL, 'Mengajukan keberatan', 'UU 14/2008 pasal 36 ayat (1)'),
  (16, NULL, 18, 'Mengajukan keberatan', 'UU 14/2008 pasal 35 ayat (1) dan 36 ayat (1)'),
  (16, NULL, 14, 'Mengajukan sengketa ke Komisi Informasi', 'UU 14/2008 pasal 37'),
  (18, NULL, NULL, 'Menerima tanggapan atas keberatan', 'UU 14/2008 pasal 36 ayat (2)'),
  (18, '6', NULL, 'Mengajukan sengketa ke Komisi Informasi', 'UU 14/2008 pasal 37 ayat (2)'),
  (18, NULL, 14, 'Mengajukan sengketa ke Komisi Informasi', 'UU 14/2008 pasal 37 ayat (2)')
$$;
COMMENT ON FUNCTION dkis_store.cirebon_rights() IS 'Data Cirebon: hak pemohon dan pasalnya';

CREATE FUNCTION dkis_store.cirebon_schedules()
RETURNS TABLE (sop text, entry text, rule text, title text, after text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  ('e-kliping', 'harian', 'setiap hari kerja', 'E-Kliping harian', NULL),
  ('e-kliping', 'bulanan', 'hari kerja pertama setiap bulan', 'Laporan E-Kliping bulanan', NULL),
  ('monev-sop', 'harian', 'setiap hari kerja', 'Pemantauan pengaduan harian', NULL),
  ('monev-sop', 'bulanan', 'hari kerja pertama setiap bulan', 'Laporan pemantauan pengaduan bulanan', 'harian'), -- of which it is the report
  ('monev-sop', 'triwulan', 'hari kerja pertama setiap triwulan', 'Evaluasi pengaduan triwulan', 'bulanan'),
  ('monev-sop', 'tahunan', 'hari kerja pertama setiap tahun', 'Rekomendasi pengelolaan pengaduan tahunan', 'triwulan')
$$;
COMMENT ON FUNCTION dkis_store.cirebon_schedules() IS 'Data Cirebon: kasus yang berulang';

-- SOP 17 is the office's own filing: it goes no further than ppid, who is the
-- superior of its officers and himself does its first step. Beside the usual rules
-- (dkis_store.usual_rules).
CREATE FUNCTION dkis_store.cirebon_escalation_rules()
RETURNS TABLE (sop text, step text, level int, at_percent int, notify text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  ('dokumentasi-permohonan', NULL, 3, 150, 'atasan'),
  ('dokumentasi-permohonan', NULL, 4, 200, 'atasan'),
  ('dokumentasi-permohonan', '1', 2, 100, 'pelaksana'),
  ('dokumentasi-permohonan', '1', 3, 150, 'pelaksana'),
  ('dokumentasi-permohonan', '1', 4, 200, 'pelaksana')
$$;
COMMENT ON FUNCTION dkis_store.cirebon_escalation_rules() IS 'Data Cirebon: aturan eskalasi yang khusus SOP 17';

-- How the SOPs follow each other and repeat themselves.

-- dibuka: the next case opens by itself; ditawarkan: it is offered. Without a
-- step: when the case closes. A dispute (14) that follows a parent starts with
-- its first step done; both its clocks start at the parent's. A dispute is brought
-- within 14 working days of the answer (UU 14/2008 pasal 37 ayat (2)).
CREATE FUNCTION dkis_store.cirebon_links()
RETURNS TABLE (from_sop text, step text, outcome text, to_sop text, mode text, done_steps text[], clock_from jsonb, within dkis.sla)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  ('permohonan-informasi', '2', 'Belum DIP', 'uji-konsekuensi', 'dibuka', ARRAY[]::text[], jsonb '{}', dkis.sla '-'),
  ('permohonan-informasi', NULL, NULL, 'dokumentasi-permohonan', 'dibuka', '{}', '{}', '-'),
  ('permohonan-informasi', '6', 'Diajukan', 'keberatan-informasi', 'ditawarkan', '{}', '{}', '-'),
  ('permohonan-informasi', '8', 'Tidak Puas', 'sengketa-informasi', 'ditawarkan',
   ARRAY['1'], '{"1": "registrasi", "2": "jawaban"}', '14 hari kerja'),
  ('keberatan-informasi', '5', 'Ditolak', 'sengketa-informasi', 'ditawarkan',
   ARRAY['1'], '{"1": "registrasi", "2": "jawaban"}', '14 hari kerja'),
  ('uji-konsekuensi', NULL, NULL, 'daftar-informasi-publik', 'ditawarkan', '{}', '{}', '-'),
  ('festival-milm-kampung', NULL, NULL, 'penerbitan-berita', 'ditawarkan', '{}', '{}', '-')
$$;
COMMENT ON FUNCTION dkis_store.cirebon_links() IS 'Data Cirebon: SOP yang melahirkan SOP lain';

CREATE FUNCTION dkis_store.cirebon_schedules()
RETURNS TABLE (sop text, entry text, rule text, title text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  ('e-kliping', 'harian', 'setiap hari kerja', 'E-Kliping harian'),
  ('e-kliping', 'bulanan', 'hari kerja pertama setiap bulan', 'Laporan E-Kliping bulanan'),
  ('monev-sop', 'harian', 'setiap hari kerja', 'Pemantauan pengaduan harian'),
  ('monev-sop', 'bulanan', 'hari kerja pertama setiap bulan', 'Laporan pemantauan pengaduan bulanan'),
  ('monev-sop', 'triwulan', 'hari kerja pertama setiap triwulan', 'Evaluasi pengaduan triwulan'),
  ('monev-sop', 'tahunan', 'hari kerja pertama setiap tahun', 'Rekomendasi pengelolaan pengaduan tahunan')
$$;
COMMENT ON FUNCTION dkis_store.cirebon_schedules() IS 'Data Cirebon: kasus yang berulang';

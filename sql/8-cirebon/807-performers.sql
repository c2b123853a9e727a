-- Who does the work in Cirebon's SOPs, and under whom: the superiors make the
-- escalation chain. external: outside the agency; reminded, never escalated.

CREATE FUNCTION dkis_store.cirebon_performers()
RETURNS TABLE (code text, name text, superior text, external bool)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  -- The city and the agency (DKIS)
  ('walikota', 'Wali Kota', NULL, false),
  ('kadis', 'Kepala Dinas', 'walikota', false),
  ('sekdis', 'Sekretaris Dinas', 'kadis', false),
  ('kabid_pikp', 'Kepala Bidang Pengelolaan Informasi dan Komunikasi Publik', 'kadis', false),
  ('pimpinan', 'Pimpinan', 'kadis', false),
  ('kasubag_umum', 'Kepala Sub Bagian Umum', 'sekdis', false),
  ('tim_lapangan', 'Tim Lapangan', 'kasubag_umum', false),
  -- Bidang PIKP
  ('subkoor_kemitraan', 'Sub Koordinator Kemitraan Komunikasi', 'kabid_pikp', false),
  ('subkoor_plip', 'Sub Koordinator Pengelolaan dan Layanan Informasi Publik', 'kabid_pikp', false),
  ('subkoor_pip', 'Sub Koordinator Pengelolaan Informasi Publik', 'kabid_pikp', false),
  ('tim_redaksi', 'Tim Redaksi', 'kabid_pikp', false),
  ('bidang_pikp', 'Bidang Pengelolaan Informasi dan Komunikasi Publik', 'kabid_pikp', false),
  ('petugas', 'Petugas', 'kabid_pikp', false),
  ('pelaksana', 'Pelaksana', 'subkoor_kemitraan', false),
  ('staf', 'Staf', 'subkoor_pip', false),
  -- Cirebon Siaga 112
  ('spv', 'Team Leader/Supervisor Cirebon Siaga 112', 'subkoor_plip', false),
  ('call_taker', 'Call Taker Cirebon Siaga 112', 'spv', false),
  ('dispatcher', 'Dispatcher Cirebon Siaga 112', 'spv', false),
  ('tim_teknis', 'Tim Teknis Cirebon Siaga 112 (tim lapangan)', 'subkoor_plip', false),
  -- Pejabat Pengelola Informasi dan Dokumentasi
  ('atasan_ppid', 'Atasan PPID', 'walikota', false),
  ('ppid', 'PPID Kota', 'atasan_ppid', false),
  ('petugas_ppid', 'Petugas Data dan Informasi PPID', 'ppid', false),
  ('sekretariat_ppid', 'Sekretariat PPID', 'ppid', false),
  ('ppid_pelaksana', 'PPID Pelaksana Perangkat Daerah', 'ppid', false),
  ('unit_kerja', 'Unit Kerja', 'ppid', false),
  ('tim_fasilitasi', 'Tim Fasilitasi Sengketa Informasi', 'ppid', false),
  -- Pengaduan (SIKAPRI, SP4N-LAPOR!)
  ('admin_instansi', 'Admin Instansi/Penanggung Jawab', 'kabid_pikp', false),
  ('pimpinan_admin', 'Pimpinan Admin Instansi/Organisasi Penanggung Jawab', 'kadis', false),
  ('pimpinan_skpd', 'Pimpinan SKPD', 'walikota', false),
  ('pejabat_penghubung', 'Pejabat Penghubung', 'pimpinan_skpd', false),
  ('eselon_skpd', 'Eselon III/IV di SKPD', 'pimpinan_skpd', false),
  -- Outside the agency
  ('pemohon', 'Pemohon Informasi', NULL, true),
  ('pemohon_instansi', 'Pemohon (Perangkat Daerah, BUMD, Instansi Vertikal)', NULL, true),
  ('kim', 'KIM/Komunitas', NULL, true),
  ('peserta', 'Peserta Festival (warga RW)', NULL, true)
$$;
COMMENT ON FUNCTION dkis_store.cirebon_performers() IS 'Data Cirebon: pelaksana SOP, atasannya, dan pelaksana di luar instansi';

-- The agency itself and the agencies that the book names.
CREATE FUNCTION dkis_store.cirebon_organisations()
RETURNS TABLE (code text, name text, kind text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  ('dkis', 'Dinas Komunikasi, Informatika dan Statistik Kota Cirebon', 'perangkat daerah'),
  ('dinkes', 'Dinas Kesehatan Kota Cirebon', 'perangkat daerah'),
  ('psc-119', 'Public Safety Center (PSC) 119 Kota Cirebon', 'perangkat daerah'),
  ('dpkp', 'Dinas Pemadam Kebakaran dan Penyelamatan Kota Cirebon', 'perangkat daerah'),
  ('satpol-pp', 'Satuan Polisi Pamong Praja Kota Cirebon', 'perangkat daerah'),
  ('bpbd', 'Badan Penanggulangan Bencana Daerah Kota Cirebon', 'perangkat daerah'),
  ('kesbangpol', 'Badan Kesatuan Bangsa dan Politik Kota Cirebon', 'perangkat daerah'),
  ('polres-ciko', 'Kepolisian Resor Cirebon Kota', 'instansi vertikal'),
  ('basarnas', 'Badan Nasional Pencarian dan Pertolongan (Basarnas)', 'instansi vertikal'),
  ('kid', 'Komisi Informasi Daerah Kota Cirebon', 'lembaga'),
  ('pmi', 'Palang Merah Indonesia Kota Cirebon', 'lembaga'),
  ('mesti', 'Majelis Seni dan Tradisi Kota Cirebon (MeSTi)', 'komunitas')
$$;
COMMENT ON FUNCTION dkis_store.cirebon_organisations() IS 'Data Cirebon: DKIS dan instansi yang disebut buku SOP';

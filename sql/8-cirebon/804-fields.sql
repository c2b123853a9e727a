-- What the book asks the applicant to write down, kept in the case's data. None
-- is required to open a case: officers complete them. personal: masked in reports.

CREATE FUNCTION dkis_store.cirebon_fields()
RETURNS TABLE (number int, name text, type text, personal bool, label text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
SELECT f.number, f.name, f.type, f.personal, f.label
FROM (VALUES
  -- Pembuatan Konten Informasi
  (2, 'pemohon_instansi', 'teks', false, 'Pemohon (Perangkat Daerah, BUMD, Instansi Vertikal)'),
  (2, 'materi', 'teks', false, 'Materi/isi konten'),
  -- Penyelesaian Pengaduan SIKAPRI (channel and class are the case's own)
  (13, 'isi_laporan', 'teks', false, 'Isi laporan'),
  -- Fasilitasi Sengketa Informasi
  (14, 'formulir_keberatan', 'teks', false, 'Formulir Pengajuan Keberatan Informasi Publik'),
  (14, 'identitas', 'teks', true, 'Identitas diri (NIK)'),
  -- Permohonan Informasi Publik
  (16, 'identitas', 'teks', true, 'Identitas diri (NIK atau KTP/SIM/paspor)'),
  (16, 'informasi_diminta', 'teks', false, 'Informasi yang diminta'),
  (16, 'tujuan', 'teks', false, 'Tujuan penggunaan informasi'),
  (16, 'cara_memperoleh', 'teks', false, 'Cara memperoleh informasi'),
  (16, 'kartu_profesi', 'teks', true, 'Kartu identitas profesi (pemohon atas nama profesi)'),
  (16, 'sertifikat_kompetensi', 'teks', true, 'Sertifikasi kompetensi (pemohon atas nama profesi)'),
  (16, 'akta_notaris', 'teks', false, 'Akta Notaris untuk Badan Publik (nonperorangan)'),
  (16, 'sk_kemenkumham', 'teks', false, 'SK Kemenkumham untuk Badan Publik (nonperorangan)'),
  (16, 'surat_kesbangpol', 'teks', false, 'Surat Keterangan Kesbangpol Kota Cirebon untuk Badan Publik (nonperorangan)'),
  (16, 'berita_negara', 'teks', false, 'Bukti tercantum dalam lembar/berita negara untuk Badan Publik (nonperorangan)'),
  -- Penanganan Keberatan Informasi Publik
  (18, 'identitas', 'teks', true, 'Identitas diri (KTP/SIM/paspor)'),
  (18, 'alasan_keberatan', 'teks', false, 'Alasan keberatan'),
  (18, 'jalur', 'teks', false, 'Jalur pengajuan (langsung, email)'),
  -- Uji Konsekuensi Informasi Publik
  (20, 'informasi_diuji', 'teks', false, 'Informasi yang diuji'),
  (20, 'dasar_hukum', 'teks', false, 'Dasar hukum pengecualian'),
  (20, 'kesimpulan', 'teks', false, 'Kesimpulan uji konsekuensi'),
  -- Penyusunan E-Kliping
  (21, 'media', 'teks', false, 'Media'),
  (21, 'tanggal', 'tanggal', false, 'Tanggal terbit'),
  (21, 'judul', 'teks', false, 'Judul berita'),
  (21, 'isu', 'teks', false, 'Isu publik'),
  (21, 'kategori', 'teks', false, 'Kategori isu'),
  (21, 'nada', 'teks', false, 'Nada pemberitaan'),
  -- Pemetaan KIM
  (23, 'nama', 'teks', false, 'Nama KIM/Komunitas'),
  (23, 'lokasi', 'teks', false, 'Lokasi'),
  (23, 'struktur_organisasi', 'teks', true, 'Struktur organisasi'),
  (23, 'media_informasi', 'teks', false, 'Media informasi'),
  -- Festival Milm Kampung
  (24, 'rw', 'teks', false, 'RW peserta'),
  (24, 'judul', 'teks', false, 'Judul karya'),
  (24, 'durasi', 'bilangan', false, 'Durasi (menit)')
) AS f (number, name, type, personal, label)
UNION ALL
-- Complaints about the 112 centre's equipment ask the same four things.
SELECT sops.number, f.name, 'teks', f.personal, f.label
FROM (VALUES (8), (11), (12), (15)) AS sops (number),
  (VALUES
    ('nama', true, 'Nama pelapor'),
    ('nip', true, 'NIP pelapor'),
    ('perangkat_daerah', false, 'Nama Perangkat Daerah pelapor'),
    ('gangguan', false, 'Kendala atau gangguan')
  ) AS f (name, personal, label)
$$;
COMMENT ON FUNCTION dkis_store.cirebon_fields() IS 'Data Cirebon: isian yang diminta setiap SOP';

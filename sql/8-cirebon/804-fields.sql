-- What the book asks for, kept in the case's data, and when: the step it belongs
-- to; what it requires, and of which kind of applicant. SOP 21 asks it of each
-- clipping (dkis.case_items). personal: masked in reports. provenance: what the book does not name is
-- disimpulkan (from an activity or an output) or rekonstruksi (a usual form).

CREATE FUNCTION dkis_store.cirebon_fields()
RETURNS TABLE (number int, name text, type text, personal bool, label text, provenance text, step text, required bool, applicant_kinds text[], repeated bool,
  choices text[], outcomes text[])
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
SELECT f.number, f.name, f.type, f.personal, f.label, f.provenance, f.step, r.name IS NOT NULL, r.kinds, f.number = 21, r.choices, r.outcomes
FROM (VALUES
  -- Konferensi Pers
  (1, 'narasumber', 'teks', false, 'Narasumber', 'dokumen', '1'),
  (1, 'hari', 'tanggal', false, 'Waktu pelaksanaan', 'dokumen', '3'),
  (1, 'tempat', 'teks', false, 'Tempat pelaksanaan', 'dokumen', '3'),
  (1, 'undangan_media', 'teks', false, 'Media massa yang diundang', 'dokumen', '4'),
  (1, 'jumlah_hadir', 'bilangan', false, 'Jumlah yang hadir menurut absensi', 'disimpulkan', '6'),
  -- Pembuatan Konten Informasi
  (2, 'pemohon_instansi', 'teks', false, 'Pemohon (Perangkat Daerah, BUMD, Instansi Vertikal)', 'dokumen', '1'),
  (2, 'materi', 'teks', false, 'Materi/isi konten', 'dokumen', '1'),
  -- Penyelesaian Pengaduan SIKAPRI (channel and class are the case's own)
  (13, 'isi_laporan', 'teks', false, 'Isi laporan', 'disimpulkan', NULL),
  (13, 'disposisi', 'organisasi', false, 'SKPD yang berwenang, tujuan disposisi', 'dokumen', '4'),
  (13, 'cara_menjawab', 'teks', false, 'Dijawab secara lisan atau tulisan', 'dokumen', '5'),
  (13, 'cek_lapangan', 'ya/tidak', false, 'Dilakukan cek lapangan', 'dokumen', '5'),
  (13, 'cek_lapangan_tanggal', 'tanggal', false, 'Tanggal cek lapangan', 'disimpulkan', '5'),
  (13, 'cek_lapangan_hasil', 'teks', false, 'Hasil cek lapangan', 'disimpulkan', '5'),
  -- Fasilitasi Sengketa Informasi
  (14, 'formulir_keberatan', 'teks', false, 'Formulir Pengajuan Keberatan Informasi Publik', 'dokumen', '1'),
  (14, 'identitas', 'teks', true, 'Identitas diri (NIK)', 'dokumen', '1'),
  -- Permohonan Informasi Publik
  (16, 'identitas', 'teks', true, 'Identitas diri (NIK atau KTP/SIM/paspor)', 'dokumen', '1'),
  (16, 'informasi_diminta', 'teks', false, 'Informasi yang diminta', 'disimpulkan', NULL),
  (16, 'tujuan', 'teks', false, 'Tujuan penggunaan informasi', 'rekonstruksi', NULL),
  (16, 'cara_memperoleh', 'teks', false, 'Cara memperoleh informasi', 'rekonstruksi', NULL),
  (16, 'kartu_profesi', 'teks', true, 'Kartu identitas profesi (pemohon atas nama profesi)', 'dokumen', '1'),
  (16, 'sertifikat_kompetensi', 'teks', true, 'Sertifikasi kompetensi (pemohon atas nama profesi)', 'dokumen', '1'),
  (16, 'akta_notaris', 'teks', false, 'Akta Notaris untuk Badan Publik (nonperorangan)', 'dokumen', '1'),
  (16, 'sk_kemenkumham', 'teks', false, 'SK Kemenkumham untuk Badan Publik (nonperorangan)', 'dokumen', '1'),
  (16, 'surat_kesbangpol', 'teks', false, 'Surat Keterangan Kesbangpol Kota Cirebon untuk Badan Publik (nonperorangan)', 'dokumen', '1'),
  (16, 'berita_negara', 'teks', false, 'Bukti tercantum dalam lembar/berita negara untuk Badan Publik (nonperorangan)', 'dokumen', '1'),
  (16, 'alasan_penolakan', 'pengecualian', false, 'Alasan penolakan: entri Daftar Informasi yang Dikecualikan, atau belum tersedia', 'disimpulkan', '3'),
  -- Penanganan Keberatan Informasi Publik
  (18, 'identitas', 'teks', true, 'Identitas diri (KTP/SIM/paspor)', 'dokumen', '1'),
  (18, 'alasan_keberatan', 'teks', false, 'Alasan keberatan, UU 14/2008 pasal 35 ayat (1) huruf a sampai g', 'rekonstruksi', '1'),
  (18, 'jalur', 'teks', false, 'Jalur pengajuan (langsung, email)', 'dokumen', '1'),
  (18, 'alasan_penolakan', 'pengecualian', false, 'Alasan penolakan: entri Daftar Informasi yang Dikecualikan, atau belum tersedia', 'dokumen', '5'),
  -- Uji Konsekuensi Informasi Publik
  (20, 'informasi_diuji', 'teks', false, 'Informasi yang diuji', 'disimpulkan', '1'),
  (20, 'dasar_hukum', 'teks', false, 'Dasar hukum pengecualian', 'disimpulkan', '2'),
  (20, 'kesimpulan', 'teks', false, 'Kesimpulan uji konsekuensi', 'disimpulkan', '3'),
  (20, 'entri_dikecualikan', 'pengecualian', false, 'Entri Daftar Informasi yang Dikecualikan yang dibuat PPID', 'dokumen', '4'),
  -- Penyusunan E-Kliping
  (21, 'media', 'teks', false, 'Media', 'disimpulkan', '1'),
  (21, 'tanggal', 'tanggal', false, 'Tanggal terbit', 'rekonstruksi', '1'),
  (21, 'judul', 'teks', false, 'Judul berita', 'rekonstruksi', '1'),
  (21, 'isu', 'teks', false, 'Isu publik', 'dokumen', '2'),
  (21, 'kategori', 'teks', false, 'Kategori isu', 'dokumen', '3'),
  (21, 'nada', 'teks', false, 'Nada pemberitaan', 'rekonstruksi', '3'),
  -- Pemetaan KIM
  (23, 'nama', 'teks', false, 'Nama KIM/Komunitas', 'dokumen', '2'),
  (23, 'lokasi', 'teks', false, 'Lokasi', 'dokumen', '2'),
  (23, 'struktur_organisasi', 'teks', true, 'Struktur organisasi', 'dokumen', '2'),
  (23, 'media_informasi', 'teks', false, 'Media informasi', 'dokumen', '2'),
  -- Festival Milm Kampung
  (24, 'rw', 'teks', false, 'RW peserta', 'rekonstruksi', '4'),
  (24, 'judul', 'teks', false, 'Judul karya', 'rekonstruksi', '6'),
  (24, 'durasi', 'bilangan', false, 'Durasi (menit)', 'rekonstruksi', '6')
) AS f (number, name, type, personal, label, provenance, step)
LEFT JOIN (VALUES
  (13, 'disposisi', NULL::text[], NULL::text[], NULL::text[]), (16, 'identitas', '{perorangan,profesi}', NULL, NULL), (16, 'kartu_profesi', '{profesi}', NULL, NULL),
  (16, 'sertifikat_kompetensi', '{profesi}', NULL, NULL), (16, 'akta_notaris', '{badan publik}', NULL, NULL), (16, 'sk_kemenkumham', '{badan publik}', NULL, NULL),
  (16, 'surat_kesbangpol', '{badan publik}', NULL, NULL), (16, 'berita_negara', '{badan publik}', NULL, NULL),
  (18, 'identitas', '{perorangan,profesi}', NULL, NULL),
  -- UU 14/2008 art. 35 (1) a to g; what 18/5 prints as the two grounds of a refusal
  (18, 'alasan_keberatan', NULL, '{pengecualian,berkala tidak disediakan,tidak ditanggapi,tidak sebagaimana diminta,tidak dipenuhi,biaya tidak wajar,melebihi waktu}', NULL),
  (16, 'alasan_penolakan', NULL, NULL, '{Ditolak}'), (18, 'alasan_penolakan', NULL, NULL, '{Ditolak}'),
  (20, 'entri_dikecualikan', NULL, NULL, '{Dikecualikan,"Dikecualikan, tanpa permohonan"}')
) AS r (number, name, kinds, choices, outcomes) USING (number, name)
UNION ALL
-- Complaints about the 112 centre's equipment ask the same four things; SOP 8
-- prints three of them.
SELECT sops.number, f.name, 'teks', f.personal, f.label,
  CASE WHEN sops.number = 8 AND f.name <> 'gangguan' THEN 'dokumen' WHEN sops.number IN (8, 12) THEN 'disimpulkan' ELSE 'rekonstruksi' END, '1',
  sops.number = 8 AND f.name <> 'gangguan', NULL, false, NULL, NULL
FROM (VALUES (8), (11), (12), (15)) AS sops (number),
  (VALUES
    ('nama', true, 'Nama pelapor'),
    ('nip', true, 'NIP pelapor'),
    ('perangkat_daerah', false, 'Nama Perangkat Daerah pelapor'),
    ('gangguan', false, 'Kendala atau gangguan')
  ) AS f (name, personal, label)
$$;
COMMENT ON FUNCTION dkis_store.cirebon_fields() IS 'Data Cirebon: isian yang diminta setiap SOP';

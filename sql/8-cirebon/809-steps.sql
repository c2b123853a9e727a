-- The steps of the 24 SOPs, in the book's order, to be read beside the book.
--
-- provenance: dokumen = as printed, only slips of the scan repaired;
-- disimpulkan = printed, but who does it, a branch or an outcome is inferred
-- because the flowchart symbol was lost; rekonstruksi = not printed (page lost).
-- sla '-': the book prints no time. A note in [brackets] is the editor's, every
-- other note is the book's own (column Ket.).

CREATE FUNCTION dkis_store.cirebon_printed_steps()
RETURNS TABLE (number int, step text, performer text, sla text, provenance text,
               activity text, requirement text, output text, note text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  -- 1. Konferensi Pers
  (1, '1', 'pelaksana', '-', 'disimpulkan',
   'Menyiapkan dan menyampaikan data bahan/materi konferensi pers untuk narasumber',
   NULL, NULL,
   '[Persyaratan, waktu dan output tertimpa baris nomor kolom dalam cetakan]'),
  (1, '2', 'subkoor_kemitraan', '30 menit', 'disimpulkan',
   'Memverifikasi data bahan/materi konferensi pers untuk narasumber',
   'Bahan/materi konferensi pers', 'Bahan/materi pers', NULL),
  (1, '3', 'kabid_pikp', '60 menit', 'disimpulkan',
   'Menentukan waktu dan tempat pelaksanaan konferensi pers',
   'Rencana waktu dan tempat', 'Jadwal waktu dan tempat', NULL),
  (1, '4', 'pelaksana', '120 menit', 'disimpulkan',
   'Mempersiapkan pelaksanaan konferensi pers',
   'Jadwal waktu dan tempat', 'Undangan Massmedia', NULL),
  (1, '5', 'kadis', '-', 'disimpulkan',
   'Melaksanakan konferensi pers',
   'Massmedia dan narasumber', 'Pimpinan daerah atau Kepala Perangkat Daerah', NULL),
  (1, '6', 'pelaksana', '60 menit', 'disimpulkan',
   'Membuat laporan hasil kegiatan konferensi pers',
   'Press release, dokumentasi dan absensi', 'Laporan hasil kegiatan konferensi pers', NULL),
  (1, '7', 'pelaksana', '30 menit', 'disimpulkan',
   'Mengarsipkan laporan hasil kegiatan konferensi pers',
   'Laporan hasil kegiatan konferensi pers', 'Arsip Laporan hasil kegiatan konferensi pers', NULL),

  -- 2. Pembuatan Konten Informasi
  (2, '1', 'pemohon_instansi', '-', 'dokumen',
   'Pemohon mengajukan permohonan pembuatan konten informasi',
   NULL, NULL, 'Pemohon adalah Perangkat Daerah, BUMD, dan Instansi Vertikal'),
  (2, '2', 'bidang_pikp', '-', 'dokumen',
   'Bidang PIKP menerima permohonan pembuatan konten informasi',
   NULL, NULL, NULL),
  (2, '3', 'tim_redaksi', '-', 'dokumen',
   'Tim redaksi membuat konten informasi dengan materi/isi sesuai dari pemohon',
   NULL, NULL, NULL),
  (2, '4', 'kabid_pikp', '-', 'disimpulkan',
   'Tim redaksi menyerahkan konten yang sudah dibuat kepada pimpinan untuk dikoreksi',
   NULL, NULL, '[Selesai bila pimpinan sudah mengoreksi, maka pelaksananya Kepala Bidang]'),
  (2, '5', 'tim_redaksi', '-', 'dokumen',
   'Tim redaksi memperbaiki konten yang telah direvisi',
   NULL, NULL, NULL),
  (2, '6', 'bidang_pikp', '-', 'dokumen',
   'Bidang PIKP menyerahkan konten yang sudah dibuat kepada pemohon',
   NULL, NULL, NULL),
  (2, '7', 'pemohon_instansi', '5 hari kerja', 'rekonstruksi',
   'Pemohon menerima konten yang telah dibuat oleh bidang PIKP',
   NULL, NULL, 'Jika pemohon memberikan revisi konten, maka konten akan diperbaiki oleh Bidang PIKP [Kegiatan tercetak; masa tunggu 5 hari kerja dan hasil "Diterima" secara otomatis dari kami, agar kasus pemohon yang tidak menjawab tidak terbuka terus]'),

  -- 3. Penerbitan Berita (flow page lost)
  (3, '1', 'tim_redaksi', '-', 'rekonstruksi',
   'Menghimpun bahan berita dari kontributor Perangkat Daerah', NULL, NULL,
   '[Menurut Pencatatan SOP ini: "Berita dihimpun dari kontributor"]'),
  (3, '2', 'tim_redaksi', '-', 'rekonstruksi',
   'Menyunting naskah berita', NULL, NULL,
   '[Menurut Kualifikasi SOP ini: "Memahami Jurnalistik dan Etika Jurnalistik"]'),
  (3, '3', 'subkoor_pip', '-', 'rekonstruksi',
   'Memeriksa naskah berita', NULL, NULL,
   '[Tidak tercetak; jenjang seperti pelaksana SOP lain: Tim Redaksi, Sub Koordinator, Kepala Bidang]'),
  (3, '4', 'kabid_pikp', '-', 'rekonstruksi',
   'Menyetujui penerbitan berita', NULL, NULL,
   '[Tidak tercetak; jenjang seperti pelaksana SOP lain: Tim Redaksi, Sub Koordinator, Kepala Bidang]'),
  (3, '5', 'tim_redaksi', '-', 'rekonstruksi',
   'Mengunggah berita ke website Pemerintah Daerah Kota', NULL, NULL,
   '[Menurut Pencatatan SOP ini: "kemudian diunggah ke website Pemerintah", lengkapnya pada SOP 2]'),
  (3, '6', 'tim_redaksi', '-', 'rekonstruksi',
   'Mengarsipkan berita yang telah diterbitkan', NULL, NULL,
   '[Seperti langkah 7 SOP 1 yang tercetak: arsip hasil kegiatan]'),

  -- 8. Pengaduan Sarana Prasarana Ruangan Cirebon Command Center
  (8, '1', 'spv', '-', 'disimpulkan',
   'Melaporkan kendala atau gangguan sarana prasarana CCC',
   'Kelengkapan dokumen persyaratan: 1. Mencantumkan Nama 2. NIP 3. Nama Perangkat Daerah pemohon', NULL, NULL),
  (8, '2', 'subkoor_plip', '30 menit', 'disimpulkan',
   'Menerima laporan kendala atau gangguan sarana prasarana CCC',
   'Dokumen yang akan diverifikasi', 'Dokumen yang telah diverifikasi', '[Hasil "Belum Lengkap" tidak tercetak; menurut output "Dokumen yang telah diverifikasi"]'),
  (8, '3', 'subkoor_plip', '30 menit', 'disimpulkan',
   'Meneruskan laporan kendala atau gangguan sarana prasarana CCC',
   'Dokumen yang telah diverifikasi', 'Laporan Hasil Verifikasi',
   '[Tercetak "jaringan internet atau infrastruktur TIK", terbawa dari SOP 12]'),
  (8, '4', 'kasubag_umum', '30 menit', 'disimpulkan',
   'Menerima laporan kendala atau gangguan sarana prasarana CCC',
   'Laporan Hasil Verifikasi', 'Approval Tim Pengelola', '[Hasil "Dikembalikan" tidak tercetak; menurut output "Approval Tim Pengelola"]'),
  (8, '5', 'kasubag_umum', '15 menit', 'disimpulkan',
   'Menginstruksikan Tim Lapangan',
   NULL, 'Arsip', NULL),
  (8, '6', 'tim_lapangan', '-', 'disimpulkan',
   'Menerima instruksi',
   NULL, 'Laporan perbaikan Aplikasi', '[Menurut maknanya output ini milik langkah 7 atau 8]'),
  (8, '7', 'tim_lapangan', '-', 'disimpulkan',
   'Melakukan perbaikan',
   NULL, NULL, NULL),
  (8, '8', 'spv', '-', 'disimpulkan',
   'Kendala dan gangguan teratasi',
   NULL, NULL, NULL),

  -- 11. Pengaduan Alat Komunikasi dan Cirebon Siaga 112 (table lost; as SOP 8 and 12)
  (11, '1', 'call_taker', '-', 'rekonstruksi',
   'Melaporkan kendala atau gangguan alat komunikasi Cirebon Siaga 112', NULL, NULL,
   '[Seperti langkah 1 SOP 12 yang tercetak]'),
  (11, '2', 'spv', '-', 'rekonstruksi',
   'Menerima laporan kendala atau gangguan alat komunikasi Cirebon Siaga 112', NULL, NULL,
   '[Seperti langkah 2 SOP 12 yang tercetak]'),
  (11, '3', 'spv', '-', 'rekonstruksi',
   'Meneruskan laporan kendala atau gangguan alat komunikasi Cirebon Siaga 112', NULL, NULL,
   '[Seperti langkah 3 SOP 12 yang tercetak]'),
  (11, '4', 'subkoor_plip', '-', 'rekonstruksi',
   'Menerima laporan kendala atau gangguan alat komunikasi Cirebon Siaga 112', NULL, NULL,
   '[Seperti langkah 4 SOP 12 yang tercetak]'),
  (11, '5', 'subkoor_plip', '-', 'rekonstruksi',
   'Menginstruksikan Tim Lapangan', NULL, NULL,
   '[Seperti langkah 5 SOP 12 yang tercetak]'),
  (11, '6', 'tim_teknis', '-', 'rekonstruksi',
   'Menerima instruksi', NULL, NULL,
   '[Seperti langkah 6 SOP 12 yang tercetak]'),
  (11, '7', 'tim_teknis', '-', 'rekonstruksi',
   'Melakukan perbaikan', NULL, NULL,
   '[Seperti langkah 7 SOP 12 yang tercetak]'),
  (11, '8', 'call_taker', '-', 'rekonstruksi',
   'Kendala dan gangguan teratasi', NULL, NULL,
   '[Seperti langkah 8 SOP 12 yang tercetak]'),

  -- 12. Pengaduan Jaringan Internet dan Infrastruktur TIK Layanan Cirebon Siaga 112
  (12, '1', 'call_taker', '-', 'disimpulkan',
   'Melaporkan kendala atau gangguan jaringan internet atau infrastruktur TIK', NULL, NULL, NULL),
  (12, '2', 'spv', '-', 'disimpulkan',
   'Menerima laporan kendala atau gangguan jaringan internet atau infrastruktur TIK', NULL, NULL, NULL),
  (12, '3', 'spv', '-', 'disimpulkan',
   'Meneruskan laporan kendala atau gangguan jaringan internet atau infrastruktur TIK', NULL, NULL, NULL),
  (12, '4', 'subkoor_plip', '-', 'disimpulkan',
   'Menerima laporan kendala atau gangguan jaringan internet atau infrastruktur TIK', NULL, NULL, NULL),
  (12, '5', 'subkoor_plip', '-', 'disimpulkan',
   'Menginstruksikan Tim Lapangan', NULL, NULL, NULL),
  (12, '6', 'tim_teknis', '-', 'disimpulkan',
   'Menerima instruksi', NULL, NULL, NULL),
  (12, '7', 'tim_teknis', '-', 'disimpulkan',
   'Melakukan perbaikan', NULL, NULL, NULL),
  (12, '8', 'call_taker', '-', 'disimpulkan',
   'Kendala dan gangguan teratasi', NULL, NULL, NULL),

  -- 13. Penyelesaian Pengaduan SIKAPRI (step 5 by class; step 8 is a waiting period)
  (13, '1', 'pejabat_penghubung', '5 menit', 'disimpulkan',
   'Menerima disposisi laporan dari Admin Koordinator melalui aplikasi',
   'Laporan yang telah terdisposisi ke Pejabat Penghubung', 'Laporan yang diterima oleh Pejabat Penghubung', NULL),
  (13, '2', 'pejabat_penghubung', '3 hari', 'disimpulkan',
   'Memberikan respon awal terhadap laporan melalui aplikasi',
   'Laporan yang telah terdisposisi', 'Laporan yang telah direspon awal',
   '[Waktu tercetak: Maks. 3 Hari]'),
  (13, '3', 'pejabat_penghubung', '5 menit', 'disimpulkan',
   'Mencetak atau melaporkan laporan kepada pimpinan Pengelola Pejabat Penghubung untuk mendisposisi',
   'Laporan yang telah diberikan respon awal', 'Laporan yang dicetak dan diserahkan ke pimpinan yang berwenang',
   '[Output tercetak "diserahkan berwenang"]'),
  (13, '4', 'pimpinan_skpd', '5 menit', 'disimpulkan',
   'Mendisposisikan laporan ke SKPD yang sesuai dengan kewenangan aduan',
   'Laporan pada aplikasi yang telah dicetak', 'Laporan yang terdisposisi ke SKPD berwenang', NULL),
  (13, '5', 'eselon_skpd', '-', 'disimpulkan',
   'Menjawab/merespon laporan secara lisan/tulisan',
   'Laporan terdisposisi pimpinan', 'Laporan yang telah mendapat jawaban',
   'Dilakukan cek lapangan apabila diperlukan [Waktu tercetak: Ringan (3) Hari Kerja; Sedang (10) Hari Kerja; Berat (30) Hari Kerja. Persyaratan tercetak "Laporan terdisposisi pimpinan jawaban"]'),
  (13, '6', 'eselon_skpd', '10 menit', 'disimpulkan',
   'Menyerahkan laporan yang telah dijawab kepada Pejabat Penghubung untuk diinput ke aplikasi',
   'Laporan yang telah mendapat jawaban', 'Laporan yang telah diserahkan ke Pejabat Penghubung', NULL),
  (13, '7', 'pejabat_penghubung', '10 menit', 'disimpulkan',
   'Menginput jawaban dari pejabat berwenang ke dalam aplikasi dan melampirkan data dukung (jika ada)',
   'Laporan yang diserahkan oleh Pejabat Berwenang', 'Jawaban laporan diinput di aplikasi', NULL),
  (13, '8', 'pejabat_penghubung', '10 hari kerja', 'disimpulkan',
   'Melakukan pengecekan apakah laporan yang telah dijawab mendapatkan tanggapan dari pelapor melalui aplikasi',
   'Laporan yang telah mendapatkan jawaban dari instansi yang berwenang', 'Laporan yang telah dicek',
   '[Waktu tercetak: Setiap hari selama 10 hari kerja sejak jawaban terakhir. Pada lajur Pejabat Penghubung dan Pimpinan SKPD tercetak tanda sambung bagan "1" dan "2"]'),
  (13, '9', 'pejabat_penghubung', '5 menit', 'disimpulkan',
   'Menutup laporan melalui aplikasi',
   'Laporan yang telah dicek', 'Laporan selesai', NULL),

  -- 14. Fasilitasi Sengketa Informasi
  (14, '1', 'pemohon', '10 hari kerja', 'dokumen',
   'Setiap Pemohon Informasi dapat mengajukan keberatan secara tertulis kepada Atasan PPID dalam waktu 10 hari kerja sejak permohonan informasi teregistrasi dan diberikan',
   '1. Formulir Pengajuan Keberatan Informasi Publik yang tersedia di media pelayanan PPID atau ditampilkan di website dan dapat diunduh; 2. Fotocopy atau scan identitas diri (NIK) dari pemohon yang mengajukan keberatan',
   'Berkas Permohonan Informasi yang telah diisi lengkap dan dilampiri fotocopy/scan identitas diri (NIK)',
   '[Waktu tercetak: Pada hari dan jam kerja maksimal 10 (sepuluh) hari kerja, sejak permohonan informasi teregistrasi; hanya mengingatkan, tidak ada yang terlambat sebelum 30 hari kerja menurut UU 14/2008 pasal 36 ayat (1)]'),
  (14, '2', 'atasan_ppid', '-', 'disimpulkan',
   'Menetapkan Tim Fasilitasi Sengketa Informasi untuk mengatasi penyelesaian sengketa informasi yang dibentuk oleh PPID',
   'Berkas permohonan yang telah diisi lengkap dan dilampiri fotocopy/scan identitas diri (NIK)',
   'Tanggapan tertulis dari atasan PPID perihal informasi yang disengketakan',
   '[Waktu tercetak: Diajukan dalam waktu paling lambat 14 (empat belas) hari kerja setelah diterimanya tanggapan tertulis dari Atasan PPID; batas bagi pemohon, UU 14/2008 pasal 37 ayat (2), bukan bagi instansi. Persyaratan tercetak "Berkas perintahannya", dibaca "Berkas permohonan"]'),
  (14, '3', 'tim_fasilitasi', '-', 'disimpulkan',
   'Melaporkan proses penanganan sengketa informasi kepada Atasan PPID',
   NULL, NULL, NULL),
  (14, '4', 'tim_fasilitasi', '-', 'disimpulkan',
   'Fasilitasi penyelesaian sengketa informasi di Komisi Informasi apabila tanggapan Atasan PPID dalam proses keberatan tidak memenuhi Permohonan Informasi',
   NULL, NULL, NULL),

  -- 15. Pengaduan Aplikasi Layanan Cirebon Siaga 112 (name and table lost; as SOP 8 and 12)
  (15, '1', 'call_taker', '-', 'rekonstruksi',
   'Melaporkan kendala atau gangguan aplikasi layanan Cirebon Siaga 112', NULL, NULL,
   '[Seperti langkah 1 SOP 12 yang tercetak]'),
  (15, '2', 'spv', '-', 'rekonstruksi',
   'Menerima laporan kendala atau gangguan aplikasi layanan Cirebon Siaga 112', NULL, NULL,
   '[Seperti langkah 2 SOP 12 yang tercetak]'),
  (15, '3', 'spv', '-', 'rekonstruksi',
   'Meneruskan laporan kendala atau gangguan aplikasi layanan Cirebon Siaga 112', NULL, NULL,
   '[Seperti langkah 3 SOP 12 yang tercetak]'),
  (15, '4', 'subkoor_plip', '-', 'rekonstruksi',
   'Menerima laporan kendala atau gangguan aplikasi layanan Cirebon Siaga 112', NULL, NULL,
   '[Seperti langkah 4 SOP 12 yang tercetak]'),
  (15, '5', 'subkoor_plip', '-', 'rekonstruksi',
   'Menginstruksikan Tim Lapangan', NULL, NULL,
   '[Seperti langkah 5 SOP 12 yang tercetak]'),
  (15, '6', 'tim_teknis', '-', 'rekonstruksi',
   'Menerima instruksi', NULL, NULL,
   '[Seperti langkah 6 SOP 12 yang tercetak]'),
  (15, '7', 'tim_teknis', '-', 'rekonstruksi',
   'Melakukan perbaikan', NULL, NULL,
   '[Seperti langkah 7 SOP 12 yang tercetak]'),
  (15, '8', 'call_taker', '-', 'rekonstruksi',
   'Kendala dan gangguan teratasi', NULL, NULL,
   '[Seperti langkah 8 SOP 12 yang tercetak]'),

  -- 16. Permohonan Informasi Publik
  (16, '1', 'pemohon', '-', 'dokumen',
   'Pemohon informasi dapat menyampaikan permohonan informasi yang dibutuhkan baik secara langsung dan tidak langsung',
   '1. Formulir Permohonan Informasi yang tersedia di meja pelayanan PPID atau yang ditampilkan di website; 2. Fotocopy atau scan Identitas diri (NIK); 3. Menunjukkan kartu identitas profesi dan sertifikasi kompetensi, bagi Pemohon informasi yang mengatasnamakan profesi tertentu; 4. Fotocopi Akta Notaris, SK Kemenkumham, Surat Keterangan Kesbangpol Kota Cirebon dan bukti tercantum dalam lembar/berita negara, untuk Pemohon Badan Publik (Non perorangan)',
   'Formulir Permohonan informasi yang telah diisi lengkap dan dilampiri fotocopy/scan identitas diri',
   '[Waktu tercetak: Pada hari dan jam kerja untuk pemohon informasi secara langsung dan setiap saat untuk pemohon informasi secara tidak langsung. Output tercetak "fotocopy dan identitas diri"]'),
  (16, '2', 'petugas_ppid', '8 hari kerja', 'disimpulkan',
   'Petugas Informasi menerima permohonan informasi dan melakukan registrasi berkas permohonan informasi publik dan memberikan tanda bukti permohonan informasi kepada Pemohon, jika dokumen/informasi yang diminta telah termasuk DIP dan dimiliki oleh meja informasi atau sudah terdapat di website PPID, maka langsung diberikan kepada pemohon informasi atau bisa langsung diunduh oleh pemohon informasi. Jika informasi/dokumentasi yang diminta belum termasuk DIP, maka berkas permohonan disampaikan kepada PPID atau PPID Pelaksana',
   'Formulir Permohonan informasi yang telah diisi lengkap dan dilampiri fotocopy/scan identitas diri',
   '1. Surat Pengantar; 2. Disposisi/Nota Dinas',
   '[Waktu tercetak: 8 (delapan) hari kerja sejak permohonan informasi diterima oleh PPID; sesudah "Belum Lengkap" (tidak tercetak) sejak formulir dilengkapi. Persyaratan ini tercetak di baris 1]'),
  (16, '3', 'ppid', '2 hari kerja + 7 hari kerja', 'disimpulkan',
   'PPID Menanggapi Permohonan Informasi apabila persyaratan sudah lengkap dengan meminta kepada komponen atau Perangkat Daerah untuk memberikan informasi atau dokumen yang sudah termasuk dalam DIP. Kepada PPID untuk diberikan kepada pemohon informasi. Komponen atau Perangkat Daerah memberikan informasi atau dokumen yang dimaksud kepada PPID atau PPID Pelaksana',
   'Surat Pengantar; Disposisi/Nota Dinas', NULL,
   '[Waktu tercetak: 2 (dua) hari kerja dapat diperpanjang 7 hari kerja dengan menyampaikan pemberitahuan kepada Pemohon informasi. Persyaratan ini tercetak di baris 1; hasil "Ditolak" dan "Diberikan Sebagian" tidak tercetak. Lajur "Unit Kerja" tercetak: memberikan informasi atau dokumen yang diminta PPID]'),
  (16, '4', 'petugas_ppid', '-', 'disimpulkan',
   'Memberikan informasi atau dokumen yang diminta oleh pemohon informasi yang telah menandatangani tanda bukti penerimaan informasi atau dokumen dan mengisi survei kepuasan informasi masyarakat',
   NULL,
   '1. Tanda Terima Surat Jawaban Permohonan Informasi; 2. Hasil survei kepuasan pelayanan informasi', NULL),
  (16, '5', 'pemohon', '30 hari kerja', 'disimpulkan',
   'Pemohon informasi merasa puas atau tidak puas',
   NULL, NULL,
   '[Waktu menurut UU 14/2008 pasal 36 ayat (1), tidak tercetak; hasil "Tidak Ada Tanggapan" tidak tercetak]'),
  (16, '6', 'pemohon', '30 hari kerja', 'disimpulkan',
   'Pemohon yang tidak puas dengan informasi bisa mengajukan keberatan ke petugas meja informasi',
   NULL, NULL,
   '[Waktu menurut UU 14/2008 pasal 36 ayat (1), tidak tercetak; hasil "Tidak Diajukan" tidak tercetak]'),
  (16, '7', 'petugas_ppid', '-', 'dokumen',
   'Petugas meja informasi memberikan berkas keberatan ke Atasan PPID',
   NULL, NULL, NULL),
  (16, '8', 'atasan_ppid', '30 hari kerja', 'disimpulkan',
   'PPID memberikan tanggapan atas keberatan pemohon informasi. Apabila informasi dianggap puas berarti selesai pengajuan. Sebaliknya apabila informasi masih tidak puas bisa langsung mengajukan sengketa ke KID Kota Cirebon',
   NULL, NULL,
   '[Tercetak "PPID"; berkas keberatan diberikan ke Atasan PPID (langkah 7). Waktu menurut UU 14/2008 pasal 36 ayat (2), tidak tercetak. Keberatannya kasus SOP 18: langkah 7 dan 8 selesai bersamanya, dengan hasil yang sama]'),

  -- 17. Pendokumentasian Permohonan Informasi Publik
  (17, '1', 'ppid', '10 menit', 'disimpulkan',
   'Memerintahkan Petugas Data dan Informasi untuk mendokumentasikan berkas pelaksanaan tugas',
   'Berkas pelaksanaan tugas', 'Berkas, disposisi', '[Kolom pelaksana tercetak "Anggota", dibaca Atasan: atasan langsung petugas, yaitu PPID]'),
  (17, '2', 'petugas_ppid', '60 menit', 'disimpulkan',
   'Menghimpun berkas pelaksanaan tugas',
   'Berkas, Disposisi', 'Berkas', NULL),
  (17, '3', 'petugas_ppid', '60 menit', 'disimpulkan',
   'Mengolah berkas pelaksanaan tugas',
   'Berkas', 'Arsip', NULL),
  (17, '4', 'petugas_ppid', '15 menit', 'disimpulkan',
   'Menyusun arsip pelaksanaan tugas',
   'Arsip', 'Arsip', NULL),
  (17, '5', 'petugas_ppid', '15 menit', 'disimpulkan',
   'Mencatat arsip pelaksanaan tugas',
   'Arsip', 'Dokumen', NULL),
  (17, '6', 'petugas_ppid', '10 menit', 'disimpulkan',
   'Melaporkan hasil dokumentasi kepada atasan',
   'Dokumen', 'Laporan', '[Tercetak "kepada anggota", dibaca atasan]'),

  -- 18. Penanganan Keberatan Informasi Publik
  (18, '1', 'pemohon', '-', 'dokumen',
   'Pemohon informasi mengajukan keberatan atas tidak terlayaninya permohonan informasi melalui: 1) Datang langsung dan mengisi formulir permohonan pengajuan keberatan informasi publik dengan melengkapi fotocopy identitas diri (KTP/SIM/Passport); 2) Email dengan mengisi formulir yang telah diunduh dan menyerahkan scan identitas diri (KTP/SIM/Passport) kemudian dikirim ke alamat email PPID yang tertera di website',
   NULL, NULL, NULL),
  (18, '2', 'petugas_ppid', '-', 'disimpulkan',
   'Melakukan registrasi formulir pengajuan keberatan informasi dan menyampaikan pengajuan keberatan kepada Atasan PPID',
   NULL, NULL, '[Hasil "Belum Lengkap" tidak tercetak]'),
  (18, '3', 'atasan_ppid', '-', 'disimpulkan',
   'Memeriksa formulir pengajuan keberatan dari para pemohon dan meneruskan permintaan pengajuan keberatan kepada PPID dan PPID Pelaksana untuk menjawab permintaan informasi pemohon',
   NULL, NULL, '[Tercetak "memenuhi permintaan pengajuan keberatan"]'),
  (18, '4', 'atasan_ppid', '-', 'disimpulkan',
   'Memerintahkan kepada PPID dan PPID Pelaksana untuk memenuhi permintaan informasi pemohon',
   NULL, NULL, '[Tercetak "kepada Atasan PPID dan PPID Pelaksana"; yang memerintahkan adalah Atasan PPID]'),
  (18, '5', 'atasan_ppid', '-', 'disimpulkan',
   'Memberikan informasi yang diminta oleh pemohon kepada Atasan PPID jika informasi yang dimaksud telah masuk Daftar Informasi Publik. Atasan PPID akan menjawab pengajuan keberatan pemohon. Jika informasi yang diungkapkan pemohon tidak termasuk dalam Daftar Informasi Publik yang telah diumumkan (karena informasi belum tersedia atau termasuk informasi yang dikecualikan), maka diberikan surat penolakan kepada pemohon',
   NULL, NULL, '[PPID menyediakan informasi, Atasan PPID menjawab. Lajur "Unit Kerja" tercetak: memberikan informasi atau dokumen yang diminta. Hasil "Diberikan Sebagian" tidak tercetak]'),
  (18, '6', 'pemohon', '14 hari kerja', 'disimpulkan',
   'Pemohon menerima tanggapan atas keberatan yang diajukan',
   NULL, NULL,
   '[Waktu menurut UU 14/2008 pasal 37 ayat (2), tidak tercetak; hasil "Puas", "Tidak Puas" dan "Tidak Ada Tanggapan" tidak tercetak]'),

  -- 19. Penyusunan Daftar Informasi Publik (table lost)
  (19, '1', 'ppid_pelaksana', '-', 'rekonstruksi',
   'Mengumpulkan informasi dari Perangkat Daerah', NULL, NULL,
   '[Menurut Pencatatan SOP ini: "Informasi Publik dikumpulkan dari Perangkat Daerah"]'),
  (19, '2', 'ppid_pelaksana', '-', 'rekonstruksi',
   'Mengklasifikasikan informasi', NULL, NULL,
   '[Menurut tugas PPID dan PPID Pelaksana dalam Peraturan Komisi Informasi 1/2021, dasar hukum SOP ini]'),
  (19, '3', 'sekretariat_ppid', '-', 'rekonstruksi',
   'Memverifikasi rancangan Daftar Informasi Publik', NULL, NULL,
   '[Menurut tugas PPID dan PPID Pelaksana dalam Peraturan Komisi Informasi 1/2021, dasar hukum SOP ini]'),
  (19, '4', 'ppid', '-', 'rekonstruksi',
   'Menetapkan Daftar Informasi Publik', NULL, NULL,
   '[Menurut tugas PPID dan PPID Pelaksana dalam Peraturan Komisi Informasi 1/2021, dasar hukum SOP ini]'),
  (19, '5', 'petugas_ppid', '-', 'rekonstruksi',
   'Mengumumkan Daftar Informasi Publik pada website PPID maupun website Perangkat Daerah', NULL, NULL,
   '[Menurut Pencatatan SOP ini: "diumumkan pada Website PPID maupun website perangkat"]'),

  -- 20. Uji Konsekuensi Informasi Publik
  (20, '1', 'ppid', '-', 'disimpulkan',
   'Melakukan kajian atas informasi/dokumen yang tidak termasuk dalam DIP dengan melibatkan Sekretariat PPID dan PD (baik atas usulan perangkat daerah maupun atas permohonan dari pemohon informasi)',
   '1. Berkas permohonan informasi/dokumen dari pemohon; 2. Usulan dari PD', 'Notulen',
   '[Waktu tercetak: Setiap hari kerja; kapan layanan ini tersedia, bukan batas. Jenis pelaksanaan "permohonan" dan "usulan" menurut kegiatan ini]'),
  (20, '2', 'sekretariat_ppid', '-', 'disimpulkan',
   'Memberikan pertimbangan atas informasi/dokumen yang dimaksud yang bersifat rahasia berdasarkan UU, Kepatutan dan kepentingan umum (melaksanakan uji konsekuensi)',
   'UU KIP dan PERKI No.1 Tahun 2021', 'Berita Acara Uji Konsekuensi',
   '[Waktu tercetak: Setiap hari kerja]'),
  (20, '3', 'sekretariat_ppid', '-', 'disimpulkan',
   'Memberikan masukan kepada PPID atas status informasi/dokumen yang diminta oleh pemohon, apakah termasuk rahasia atau terbuka',
   'Informasi/dokumen yang telah dinyatakan terbuka untuk publik dan Daftar Informasi Dikecualikan', NULL,
   '[Waktu tercetak: Setiap hari kerja]'),
  (20, '4', 'ppid', '-', 'dokumen',
   '1) Jika informasi/dokumen yang dimaksud adalah terbuka, maka PPID memberitahukan kepada PPID Pelaksana untuk menyerahterimakan informasi atau dokumen yang dimaksud sepanjang ada permohonan informasi; 2) Jika status informasi/dokumen dinyatakan rahasia, PPID membuat Daftar Informasi yang Dikecualikan untuk diketahui PPID Pelaksana dan dijadikan dasar penolakan informasi',
   'Informasi/dokumen yang telah dinyatakan terbuka untuk publik dan Daftar Informasi Dikecualikan',
   '1. Informasi/dokumen dari pengguna; 2. Daftar Informasi yang Dikecualikan',
   '[Waktu tercetak: Setiap hari kerja. Hasil "tanpa permohonan" disimpulkan dari "sepanjang ada permohonan informasi"]'),
  (20, '5', 'ppid_pelaksana', '-', 'dokumen',
   '1) PPID Pelaksana menolak permohonan informasi berdasarkan Daftar Informasi Dikecualikan; 2) PPID Pelaksana Menolak Pengajuan keberatan atas permohonan informasi berdasarkan Daftar Informasi yang Dikecualikan',
   'Informasi/dokumen yang diminta oleh pemohon atau surat penolakan jika informasi/dokumen tersebut dikategorikan rahasia', NULL,
   '[Waktu tercetak: Setiap hari kerja]'),
  (20, '6', 'ppid_pelaksana', '-', 'disimpulkan',
   'PPID Pelaksana memberikan tanggapan/informasi kepada pemohon jika informasi rahasia/terbuka',
   'Informasi publik yang diminta oleh pemohon atau surat penolakan', NULL,
   '[Waktu tercetak: Setiap hari kerja. Tercetak "rahasia/terbatas"; pemohon dijawab dalam kedua hal]'),

  -- 21. Penyusunan E-Kliping
  (21, '1', 'staf', '0 hari kerja', 'disimpulkan',
   'Menerima PDF Koran Cetak Lokal dari para media',
   'Internet, handphone', NULL, '[Waktu tercetak: Setiap Hari Kerja]'),
  (21, '2', 'staf', '0 hari kerja', 'disimpulkan',
   'Menganalisis isu publik dari PDF Koran Cetak Media Lokal',
   'Internet, Meja, Komputer', NULL, '[Waktu tercetak: Setiap Hari Kerja]'),
  (21, '3', 'staf', '0 hari kerja', 'disimpulkan',
   'Mengkategorikan isu publik',
   'Internet, Meja, Komputer', NULL, '[Waktu tercetak: Setiap Hari Kerja]'),
  (21, '4', 'staf', '0 hari kerja', 'disimpulkan',
   'Membuat template untuk menginput isu publik',
   'Internet, Meja, Komputer, aplikasi pendukung', NULL, '[Waktu tercetak: Setiap Hari Kerja]'),
  (21, '5', 'staf', '0 hari kerja', 'disimpulkan',
   'Menginput isu publik dan mengolah isu publik dalam bentuk e-Kliping',
   'Internet, Meja, Komputer, aplikasi pendukung', NULL, '[Waktu tercetak: Setiap Hari Kerja]'),
  (21, '6', 'staf', '0 hari kerja', 'disimpulkan',
   'Mengirimkan e-Kliping di setiap WhatsApp Grup Para Pejabat Penghubung di Perangkat Daerah',
   'Internet, Meja, Komputer, aplikasi pendukung, WhatsApp Grup', NULL, '[Waktu tercetak: Setiap Hari Kerja]'),
  (21, '7', 'staf', '0 hari kerja', 'disimpulkan',
   'Mendokumentasikan e-Kliping ke dalam laporan setiap bulan untuk dilaporkan kepada Subkoordinator, Kepala Bidang, Sekretaris Dinas, Kepala Dinas dan Wali Kota Cirebon',
   'Internet, Meja, Komputer, software pendukung', NULL, '[Waktu tercetak: Setiap Awal Bulan di Hari Kerja]'),

  -- 22. Monitoring dan Evaluasi SOP
  (22, '1', 'admin_instansi', '1 jam', 'disimpulkan',
   'Melakukan pemantauan secara berkala atas penyelesaian pengaduan sejak pengaduan didisposisikan berdasarkan indikator dan target yang ditetapkan untuk setiap substansi pengaduan',
   'Data Pengaduan', 'Hasil pemantauan penyelesaian pengaduan',
   'Dilakukan di setiap hari kerja; indikator dan target sesuai dengan Lampiran Peraturan Menteri PANRB No. 62 Tahun 2018 tentang Pedoman Pengaduan Pelayanan Publik Nasional, Bab VII [Kegiatan tercetak dengan titik dua di akhir: daftar sesudahnya hilang]'),
  (22, '2', 'admin_instansi', '1 jam', 'disimpulkan',
   'Memeriksa kesesuaian tindak lanjut dengan indikator target',
   'Hasil pemantauan penyelesaian pengaduan', 'Kesesuaian tindak lanjut dengan indikator target', NULL),
  (22, '3', 'admin_instansi', '2 menit', 'disimpulkan',
   'Melakukan intervensi terhadap penyelesaian pengaduan',
   'Hasil pemantauan penyelesaian pengaduan', 'Intervensi pengaduan',
   '[Kegiatan tercetak dengan titik dua di akhir: daftar sesudahnya hilang]'),
  (22, '4', 'pejabat_penghubung', '2 menit', 'disimpulkan',
   'Menanggapi intervensi yang disampaikan oleh admin',
   'Intervensi pengaduan', 'Tanggapan atas intervensi', '[Masa tunggu: "Tidak Ditanggapi" secara otomatis bila 2 menit habis tanpa tanggapan]'),
  (22, '5', 'pejabat_penghubung', '5 menit', 'disimpulkan',
   'Menginformasikan kendala dan Tindakan yang telah dilakukan',
   'Tanggapan atas intervensi', 'Informasi kendala dan Tindakan yang telah dilakukan', NULL),
  (22, '6', 'admin_instansi', '1 hari', 'disimpulkan',
   'Membuat laporan pemantauan tindak lanjut penyelesaian pengaduan',
   'Hasil pemantauan, Hasil intervensi pengaduan serta informasi kendala dan Tindakan yang dilakukan oleh pejabat penghubung',
   'Laporan pemantauan hasil tindak lanjut',
   'Dilakukan satu kali per bulan'),
  (22, '7', 'pimpinan_admin', '1 hari', 'disimpulkan',
   'Melakukan validasi terhadap laporan pemantauan tindak lanjut penyelesaian pengaduan',
   'Laporan pemantauan hasil tindak lanjut', 'Laporan pemantauan hasil tindak lanjut valid',
   'Dilakukan Per Triwulan'),
  (22, '8', 'admin_instansi', '1 hari', 'disimpulkan',
   'Membuat surat evaluasi hasil pemantauan',
   'Laporan pemantauan hasil tindak lanjut valid', 'Surat evaluasi hasil pemantauan',
   'Dilakukan Per Triwulan'),
  (22, '9', 'admin_instansi', '30 menit', 'disimpulkan',
   'Menyerahkan surat evaluasi hasil pemantauan ke seluruh SKPD',
   'Surat evaluasi hasil pemantauan', 'Penerimaan surat evaluasi hasil pemantauan',
   'Dilakukan Per Triwulan'),
  (22, '10', 'pejabat_penghubung', '1 hari', 'disimpulkan',
   'Merencanakan/melakukan perbaikan berdasarkan surat evaluasi dan menyampaikan kepada admin instansi',
   'Surat evaluasi hasil pemantauan', 'Rencana aksi/hasil perbaikan',
   'Dilakukan Per Triwulan'),
  (22, '11', 'admin_instansi', '1 hari', 'disimpulkan',
   'Menyusun laporan hasil koordinasi evaluasi',
   'Rencana aksi/hasil perbaikan', 'Laporan evaluasi hasil pemantauan',
   'Dilakukan Per Triwulan'),
  (22, '12', 'admin_instansi', '1 hari', 'disimpulkan',
   'Menelaah pengelolaan pengaduan tiap SKPD',
   'Laporan evaluasi hasil pemantauan dan data pengaduan SKPD', 'Telaahan hasil pemantauan',
   'Dilakukan per tahun'),
  (22, '13', 'admin_instansi', '1 hari', 'disimpulkan',
   'Menyusun rekomendasi untuk memperbaiki kualitas pengelolaan pengaduan dan pelayanan publik',
   'Telaahan pengelolaan pengaduan tiap SKPD', 'Hasil rekomendasi',
   'Dilakukan per tahun [Persyaratan tercetak "Telaahan pengelola SKPD"; dilengkapi menurut langkah 12]'),
  (22, '14', 'pimpinan_admin', '1 jam', 'disimpulkan',
   'Memanfaatkan rekomendasi sebagai dasar kebijakan untuk perbaikan pengelolaan pengaduan dan pelayanan publik',
   'Laporan evaluasi dan rekomendasi', 'Kebijakan perbaikan pengelolaan dan pelayanan publik',
   'Dilakukan per tahun'),

  -- 23. Pemetaan KIM
  (23, '1', 'kim', '1-5 menit', 'disimpulkan',
   'Mempersiapkan berkas/Berita Acara Pembentukan',
   'Berkas Berita Acara', 'Pencatatan Berkas Masuk', NULL),
  (23, '2', 'petugas', '1-30 menit', 'disimpulkan',
   'Identifikasi berkas meliputi: Nama, Lokasi, Struktur Organisasi, Media Informasi',
   'Nama; Lokasi; Struktur Organisasi; Media Informasi', 'Pencatatan Kelengkapan Berkas', NULL),
  (23, '3', 'petugas', '1-5 menit', 'disimpulkan',
   'Menerima Berita Acara Pembentukan KIM/Komunitas',
   'Berkas Berita Acara Pembentukan', 'Berkas Berita Acara Pembentukan', NULL),
  (23, '4', 'kim', '-', 'disimpulkan',
   'Melengkapi Berkas',
   'Berkas dan Map', NULL, NULL),
  (23, '5', 'petugas', '1-30 menit', 'disimpulkan',
   'Merekapitulasi Berita Acara Pembentukan KIM/Komunitas berupa Nama, Lokasi, Struktur Organisasi, Media Informasi',
   'Formulir isian rekap', 'Rekapitulasi Berita Acara Pembentukan', NULL),
  (23, '6', 'pimpinan', '1-30 menit', 'disimpulkan',
   'Pengajuan hasil pemetaan untuk dijadikan penetapan oleh dinas',
   'Formulir isian rekap', 'Hasil Rekapitulasi Berita Acara Pembentukan',
   '[Lajur "Pimpinan" tercetak; hasil "Dikembalikan" tidak tercetak]'),
  (23, '7', 'petugas', '5 menit', 'disimpulkan',
   'Mengarsipkan berkas',
   'Arsip/laporan', 'Berkas Berita Acara Pembentukan', NULL),

  -- 24. Festival Milm Kampung (table lost; the phases as the city announces them)
  (24, '1', 'bidang_pikp', '-', 'rekonstruksi',
   'Menyusun rencana dan kepanitiaan festival', NULL, NULL,
   '[Menurut tahapan festival yang diumumkan Pemerintah Daerah Kota Cirebon]'),
  (24, '2', 'bidang_pikp', '-', 'rekonstruksi',
   'Melakukan sosialisasi sampai dengan tingkat RW', NULL, NULL,
   '[Menurut Peralatan SOP ini: "kegiatan sosialisasi sampai dengan tingkat RW"]'),
  (24, '3', 'bidang_pikp', '-', 'rekonstruksi',
   'Melakukan publikasi', NULL, NULL,
   '[Menurut Peralatan SOP ini: "Publikasi melalui media cetak/elektronik, akun sosial media"]'),
  (24, '4', 'peserta', '-', 'rekonstruksi',
   'Mendaftarkan RW sebagai peserta', NULL, NULL,
   '[Menurut tahapan festival yang diumumkan Pemerintah Daerah Kota Cirebon]'),
  (24, '5', 'petugas', '-', 'rekonstruksi',
   'Melakukan kurasi', NULL, NULL,
   '[Menurut tahapan festival yang diumumkan Pemerintah Daerah Kota Cirebon]'),
  (24, '6', 'peserta', '-', 'rekonstruksi',
   'Memproduksi dan menyerahkan karya', NULL, NULL,
   '[Menurut tahapan festival yang diumumkan Pemerintah Daerah Kota Cirebon]'),
  (24, '7', 'petugas', '-', 'rekonstruksi',
   'Melakukan penjurian', NULL, NULL,
   '[Menurut tahapan festival yang diumumkan Pemerintah Daerah Kota Cirebon]'),
  (24, '8', 'kadis', '-', 'rekonstruksi',
   'Menyelenggarakan malam anugerah', NULL, NULL,
   '[Menurut tahapan festival yang diumumkan Pemerintah Daerah Kota Cirebon]'),
  (24, '9', 'bidang_pikp', '-', 'rekonstruksi',
   'Menyusun dokumentasi dan laporan', NULL, NULL,
   '[Menurut Pencatatan SOP ini: "Disimpan dalam bentuk hardcopy, softcopy dan dokumen kegiatan"]')
$$;
COMMENT ON FUNCTION dkis_store.cirebon_printed_steps() IS 'Data Cirebon: langkah SOP selain enam SOP darurat 112';

-- The one table of the six 112 SOPs (4, 5, 6, 7, 9, 10). Only 8.4, 8.5, 9, 10
-- and 11 survive in print, in SOP 4 to 7; SOP 9 and 10 lost the whole table.
CREATE FUNCTION dkis_store.cirebon_emergency_steps()
RETURNS TABLE (step text, performer text, sla text, provenance text,
               activity text, requirement text, output text, note text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  ('1', 'call_taker', '1 menit', 'rekonstruksi',
   'Menerima panggilan 112', NULL::text, NULL::text,
   '[Waktu menurut standar publik Layanan 112 Kota Cilegon, SK 814/371/PTIK/2022: 30 detik-1 menit]'),
  ('2', 'call_taker', '1 menit', 'rekonstruksi',
   'Mengidentifikasi jenis panggilan', NULL, NULL,
   '[Waktu menurut standar publik Layanan 112 Kota Cilegon, SK 814/371/PTIK/2022: 30 detik-1 menit]'),
  ('3', 'call_taker', '-', 'rekonstruksi',
   'Mencatat data pelapor dan lokasi kejadian', NULL, NULL, NULL),
  ('4', 'call_taker', '-', 'rekonstruksi',
   'Memverifikasi laporan (menghubungi kembali pelapor)', NULL, NULL, NULL),
  ('5', 'call_taker', '-', 'rekonstruksi',
   'Membuat tiket dan meneruskan ke Dispatcher', NULL, NULL, NULL),
  ('6', 'dispatcher', '-', 'rekonstruksi',
   'Menerima tiket dan menentukan instansi', NULL, NULL, NULL),
  ('7', 'spv', '-', 'rekonstruksi',
   'Memantau penanganan sampai selesai', NULL, NULL,
   '[Berjalan di samping Dispatcher: bantuan tidak menunggu, hanya penutupan yang menunggu]'),
  ('8.1', 'dispatcher', '5 menit', 'rekonstruksi',
   'Koordinasi jika diperlukan bantuan Dinas Kesehatan, PSC 119, rumah sakit atau PMI', NULL, NULL,
   '[Waktu seperti langkah 8.4 dan 8.5 yang tercetak. Ya: diperlukan dan koordinasi OK; Tidak: tidak diperlukan]'),
  ('8.2', 'dispatcher', '5 menit', 'rekonstruksi',
   'Koordinasi jika diperlukan bantuan Pemadam Kebakaran', NULL, NULL,
   '[Waktu seperti langkah 8.4 dan 8.5 yang tercetak. Ya: diperlukan dan koordinasi OK; Tidak: tidak diperlukan]'),
  ('8.3', 'dispatcher', '5 menit', 'rekonstruksi',
   'Koordinasi jika diperlukan bantuan Kepolisian', NULL, NULL,
   '[Waktu seperti langkah 8.4 dan 8.5 yang tercetak. Ya: diperlukan dan koordinasi OK; Tidak: tidak diperlukan]'),
  ('8.4', 'dispatcher', '5 menit', 'disimpulkan',
   'Koordinasi jika diperlukan bantuan SATPOL PP', 'Alat komunikasi', 'Koordinasi OK',
   '[Ya: diperlukan dan koordinasi OK; Tidak: tidak diperlukan]'),
  ('8.5', 'dispatcher', '5 menit', 'disimpulkan',
   'Koordinasi jika diperlukan bantuan BASARNAS, atau SKPD terkait lainnya', 'Alat komunikasi', 'Koordinasi OK',
   '[Ya: diperlukan dan koordinasi OK; Tidak: tidak diperlukan]'),
  ('9', 'dispatcher', '-', 'disimpulkan',
   'Koordinasi sampai dengan status kedaruratan terselesaikan', 'Alat komunikasi', 'Insiden darurat terselesaikan',
   NULL),
  ('10', 'dispatcher', '-', 'disimpulkan',
   'Apakah keadaan darurat sudah dapat diselesaikan?', 'Alat komunikasi', 'Insiden darurat terselesaikan',
   '[Hasil "Tambah Bantuan" tidak tercetak]'),
  ('11', 'dispatcher', '5 menit', 'disimpulkan',
   'Update dan Close Status', 'Alat komunikasi, Workstation', 'Insiden darurat terselesaikan',
   NULL)
$$;
COMMENT ON FUNCTION dkis_store.cirebon_emergency_steps() IS 'Data Cirebon: langkah bersama enam SOP darurat 112';

-- What the table of SOP 4, 6 and 7 prints besides, and SOP 5, 9 and 10 do not.
CREATE FUNCTION dkis_store.cirebon_emergency_prints()
RETURNS TABLE (step text, note text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  ('8.4', '[Lajur pelaksana tercetak "SATPOL PP". Cetakan merangkai 8.4 ke 8.5; di sini berjalan bersamaan]'),
  ('8.5', '[Lajur pelaksana tercetak "LAINNYA"]'),
  ('9', '[Waktu tercetak: NA]'),
  ('10', '[Waktu tercetak: NA]')
$$;
COMMENT ON FUNCTION dkis_store.cirebon_emergency_prints() IS 'Data Cirebon: yang hanya tercetak pada SOP 4, 6 dan 7';

-- What differs between the six: SOP 5 prints its rows without times, SOP 9 and
-- 10 print no row at all, and each has its lead agency.
CREATE FUNCTION dkis_store.cirebon_emergency_sops()
RETURNS TABLE (number int, printed text, lead_steps text[])
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  (4, 'ya', ARRAY['8.1']),
  (5, 'tanpa waktu', NULL),
  (6, 'ya', ARRAY['8.1', '8.3']),
  (7, 'ya', ARRAY['8.2']),
  (9, 'tidak', ARRAY['8.5']),
  (10, 'tidak', ARRAY['8.3'])
$$;
COMMENT ON FUNCTION dkis_store.cirebon_emergency_sops() IS 'Data Cirebon: yang berbeda antara enam SOP darurat 112';

-- Every step of every SOP, numbered in order.
CREATE FUNCTION dkis_store.cirebon_steps()
RETURNS TABLE (number int, step text, ordinal int, performer text, sla text, provenance text,
               activity text, requirement text, output text, note text)
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
WITH emergency AS (
  SELECT s.number, e.step, e.performer, e.sla,
    CASE s.printed WHEN 'tidak' THEN 'rekonstruksi' ELSE e.provenance END AS provenance,
    e.activity, e.requirement, e.output,
    nullif(concat_ws(' ', e.note, p.note,
      CASE WHEN e.step = ANY (s.lead_steps) THEN '[Instansi utama SOP ini' || CASE s.number WHEN 9 THEN ': BPBD]' ELSE ']' END END,
      CASE WHEN e.provenance = 'disimpulkan' AND s.printed = 'tanpa waktu' AND e.sla <> '-'
        THEN '[Tanpa waktu di tabel; "5 menit" tercetak lepas pada bagan]' END,
      CASE WHEN e.provenance = 'disimpulkan' AND s.printed = 'tidak'
        THEN '[Seperti yang tercetak pada SOP 4, 6 dan 7]' END), '') AS note
  FROM dkis_store.cirebon_emergency_sops() AS s CROSS JOIN dkis_store.cirebon_emergency_steps() AS e
    LEFT JOIN dkis_store.cirebon_emergency_prints() AS p ON p.step = e.step AND s.printed = 'ya'
), every_step AS (
  SELECT p.number, p.step, p.performer, p.sla, p.provenance, p.activity, p.requirement, p.output, p.note
  FROM dkis_store.cirebon_printed_steps() AS p
  UNION ALL
  SELECT e.number, e.step, e.performer, e.sla, e.provenance, e.activity, e.requirement, e.output, e.note
  FROM emergency AS e
)
SELECT s.number, s.step,
  row_number() OVER (PARTITION BY s.number ORDER BY string_to_array(s.step, '.')::int[])::int,
  s.performer, s.sla, s.provenance, s.activity, s.requirement, s.output, s.note
FROM every_step AS s
$$;
COMMENT ON FUNCTION dkis_store.cirebon_steps() IS 'Data Cirebon: semua langkah semua SOP';

-- Waiting periods: the outcome is lawful only once the time is over.
CREATE FUNCTION dkis_store.cirebon_waiting_steps()
RETURNS TABLE (number int, step text, wait_outcome text, on_due_outcome text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  (2, '7', NULL, 'Diterima'), -- he may accept at once
  (13, '8', 'Tidak Ada Tanggapan', 'Tidak Ada Tanggapan'),
  (16, '5', 'Tidak Ada Tanggapan', 'Tidak Ada Tanggapan'),
  (16, '6', 'Tidak Diajukan', 'Tidak Diajukan'),
  (18, '6', 'Tidak Ada Tanggapan', 'Tidak Ada Tanggapan'),
  (22, '4', 'Tidak Ditanggapi', 'Tidak Ditanggapi')
$$;
COMMENT ON FUNCTION dkis_store.cirebon_waiting_steps() IS 'Data Cirebon: langkah yang merupakan masa tunggu';

-- What else a step says: where its clock starts, how often it reminds, whose it is.
CREATE FUNCTION dkis_store.cirebon_step_habits()
RETURNS TABLE (number int, step text, clock text, remind_every text, each_organisation text, organisation_field text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  (13, '5', 'mulai', '-', NULL, 'disposisi'), -- printed: Mendisposisikan laporan ke SKPD yang sesuai
  (13, '6', 'mulai', '-', NULL, 'disposisi'),
  (13, '8', 'mulai', '1 hari kerja', NULL, NULL), -- printed: Setiap hari
  (16, '2', 'diterima', '-', NULL, NULL), -- printed: sejak permohonan informasi diterima
  (19, '1', 'mulai', '-', 'perangkat daerah', NULL), -- printed: dikumpulkan dari Perangkat Daerah
  (22, '10', 'mulai', '-', 'perangkat daerah', NULL) -- printed: ke seluruh SKPD
$$;
COMMENT ON FUNCTION dkis_store.cirebon_step_habits() IS 'Data Cirebon: mulainya jam, pengingat dan organisasi langkah';

-- Time standards that depend on the class of the complaint.
CREATE FUNCTION dkis_store.cirebon_step_slas()
RETURNS TABLE (number int, step text, class text, sla text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  (13, '5', 'ringan', '3 hari kerja'),
  (13, '5', 'sedang', '10 hari kerja'),
  (13, '5', 'berat', '30 hari kerja')
$$;
COMMENT ON FUNCTION dkis_store.cirebon_step_slas() IS 'Data Cirebon: standar waktu menurut klasifikasi';

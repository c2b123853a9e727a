-- The cells of the SOP book where what is loaded is not what is printed, or where
-- print has a gap: the printed text beside the loaded one, and why they differ.
-- In a database of its own, because a database belongs to one agency for good.
SET client_min_messages = warning;
SELECT current_database() AS home \gset
CREATE DATABASE dkis_book TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_book
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET search_path = dkis, public;
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();

-- step '': the header page. field 'legal_basis 4': the fourth of the list; 'note':
-- what the note must say. printed NULL: nothing is printed there.
CREATE TEMPORARY TABLE book (sop int, step text, field text, printed text, loaded text, why text);
INSERT INTO book VALUES
-- Header pages
(1, '', 'approved_by', NULL, NULL, NULL),
(7, '', 'approved_by', NULL, NULL, NULL),
(18, '', 'approved_by', NULL, NULL, NULL),
(20, '', 'approved_by', NULL, NULL, NULL),
(1, '', 'note', NULL, '[nama pengesah tidak tercetak; SOP lain: Ma''ruf Nuryasa', 'dari kami'),
(7, '', 'note', NULL, '[nama pengesah tidak tercetak; SOP lain: Ma''ruf Nuryasa', 'dari kami'),
(18, '', 'note', NULL, '[nama pengesah tidak tercetak; SOP lain: Ma''ruf Nuryasa', 'dari kami'),
(20, '', 'note', NULL, '[nama pengesah tidak tercetak; SOP lain: Ma''ruf Nuryasa', 'dari kami'),
(14, '', 'note', 'DR. KUSUMAWATI, S.KM, M.M.', 'Nama pengesah tercetak "DR. KUSUMAWATI, S.KM, M.M."', 'dari kami'),
(3, '', 'activity', 'Pengelolaan Informasi dan Komunikasi Pemerintah Daerah Kabupaten/Kota', 'Pengelolaan Informasi dan Komunikasi Publik Pemerintah Daerah Kabupaten/Kota', 'diperbaiki'),
(8, '', 'activity', 'Pengelolaan Informasi dan Komunikasi Pemerintah Daerah Kabupaten/Kota', 'Pengelolaan Informasi dan Komunikasi Publik Pemerintah Daerah Kabupaten/Kota', 'diperbaiki'),
(9, '', 'activity', 'Pengelolaan Informasi dan Komunikasi Publik', 'Pengelolaan Informasi dan Komunikasi Publik Pemerintah Daerah Kabupaten/Kota', 'diperbaiki'),
(10, '', 'activity', 'Pengelolaan Informasi dan Komunikasi Pemerintah Daerah Kabupaten/Kota', 'Pengelolaan Informasi dan Komunikasi Publik Pemerintah Daerah Kabupaten/Kota', 'diperbaiki'),
(13, '', 'activity', 'Pengelolaan Informasi dan Komunikasi Pemerintah Daerah Kabupaten/Kota', 'Pengelolaan Informasi dan Komunikasi Publik Pemerintah Daerah Kabupaten/Kota', 'diperbaiki'),
(3, '', 'note', 'Informasi dan Komunikasi Pemerintah Daerah', 'tercetak tanpa "Publik"', 'dari kami'),
(12, '', 'note', 'Siaga 112 Keterkaitan', 'Dari butir 17 pada Dasar Hukum hanya "Siaga 112" yang tercetak, menyatu dengan butir 16; selebihnya dari SOP 8, 11, 15', 'dari kami'),
(2, '', 'note', 'Tata Kerja Dinas Komunikasi dan Statistik Kota Cirebon', 'Dasar Hukum butir 8 tercetak "Dinas Komunikasi dan Statistik"', 'dari kami'),
(15, '', 'note', 'Serta Tata Kerja Dinas Komunikasi, Informatika dan Statistik</p>', 'Dasar Hukum butir 16 tercetak sampai "Statistik"', 'dari kami'),
(23, '', 'note', 'Bidang Komunikasi dan Organisasi, Tugas dan Fungsi', 'Dasar Hukum butir 4 tercetak "Bidang Komunikasi dan Organisasi, Tugas dan Fungsi', 'dari kami'),
(24, '', 'legal_basis 4', 'Peraturan Menteri Pendidikan dan Kebudayaan Nomor 34 Tahun 2019 tentang Tata Edar Pertunjukan, Ekspos, dan Impor Film', 'Peraturan Menteri Pendidikan dan Kebudayaan Nomor 34 Tahun 2019 tentang Tata Edar, Pertunjukan, Ekspor, dan Impor Film', 'diperbaiki'),
(24, '', 'equipment 1', 'Publikasi tata pesta melalui kegiatan sosialisasi sampai dengan tingkat RW', 'Publikasi tatap muka melalui kegiatan sosialisasi sampai dengan tingkat RW', 'diperbaiki'),
(24, '', 'note', 'Tanggal Revisi Tanggal Efektif Disahkan oleh 02 JANUARI 2024', 'Tanggal Revisi dan Tanggal Efektif berbagi satu tanggal tercetak', 'dari kami'),
(13, '', 'qualifications 1', 'Person in Charge Memiliki (PIC) Surat Tugas dari Pimpinan', 'Person in Charge (PIC) memiliki Surat Tugas dari Pimpinan', 'diperbaiki'),
(22, '', 'qualifications 1', 'Person in Charge Memiliki (PIC) Surat Tugas dari Pimpinan', 'Person in Charge (PIC) memiliki Surat Tugas dari Pimpinan', 'diperbaiki'),
(13, '', 'qualifications 2', 'Memiliki Pengetahuan tentang Isi UU No. 14 Tahun 2008 Tentang Keterbukaan', 'Memiliki Pengetahuan tentang Isi UU No. 14 Tahun 2008 Tentang Keterbukaan', NULL),
(13, '', 'note', 'Tahun 2008 Tentang Keterbukaan 3.', 'butir 2 terpotong sesudah "Keterbukaan"', 'dari kami'),
(22, '', 'note', 'Tahun 2008 Tentang Keterbukaan</p>', 'butir 2 terpotong sesudah "Keterbukaan"', 'dari kami'),
(13, '', 'note', '067.05/Kep.62-ORG/2023', 'adalah satu keputusan: tercetak "067.05/Kep.62-ORG/2023', 'dari kami'),
(22, '', 'note', '067/05/Kep.62-ORG/2023', '(SOP 13) dan "067/05/Kep.62-ORG/2023', 'dari kami'),
(4, '', 'legal_basis 3', 'Permendagri No.52 Tahun 2001 Tentang SOP dilengkungan Pemprov dan Pemkab/Pemkot', 'Permendagri No. 52 Tahun 2001 Tentang SOP di lingkungan Pemprov dan Pemkab/Pemkot', 'diperbaiki'),
(4, '', 'note', 'Permendagri No.52 Tahun 2001', 'Permendagri 52 tercetak "Tahun 2001"; peraturan itu bertahun 2011', 'dari kami'),
(5, '', 'note', 'Permendagri No.52 Tahun 2001', 'Permendagri 52 tercetak "Tahun 2001"; peraturan itu bertahun 2011', 'dari kami'),
(6, '', 'note', 'Permendagri No.52 Tahun 2001', 'Permendagri 52 tercetak "Tahun 2001"; peraturan itu bertahun 2011', 'dari kami'),
(7, '', 'note', 'Permendagri No.52 Tahun 2001', 'Permendagri 52 tercetak "Tahun 2001"; peraturan itu bertahun 2011', 'dari kami'),
(9, '', 'note', 'Permendagri No.52 Tahun 2001', 'Permendagri 52 tercetak "Tahun 2001"; peraturan itu bertahun 2011', 'dari kami'),
(10, '', 'note', 'Permendagri No.52 Tahun 2001', 'Permendagri 52 tercetak "Tahun 2001"; peraturan itu bertahun 2011', 'dari kami'),
(4, '', 'note', 'Penanganan Pengungsi di Kota Cirebon', '"Penanganan Pengungsi di Kota Cirebon" (SOP 4, 10)', 'dari kami'),
(6, '', 'note', 'Penanganan Pengungsian di Kota Cirebon', '"Penanganan Pengungsian di Kota Cirebon" (SOP 6)', 'dari kami'),
(9, '', 'note', 'Penanganan Pengungsian Kota Cirebon', '"Penanganan Pengungsian Kota Cirebon" (SOP 9)', 'dari kami'),
(10, '', 'note', 'Penanganan Pengungsi di Kota Cirebon', '"Penanganan Pengungsi di Kota Cirebon" (SOP 4, 10)', 'dari kami'),
(1, '', 'recording', 'Disimpan dalam bentuk softcopy dan hardcopy. - Disimpan sebagai data', 'Disimpan dalam bentuk softcopy dan hardcopy. Disimpan sebagai data', 'diperbaiki'),
(1, '', 'note', 'Disimpan sebagai data', 'Kalimat terakhir pada Pencatatan terpotong', 'dari kami'),
(3, '', 'note', 'kemudian diunggah ke website Pemerintah', 'Kalimat pada Pencatatan terpotong', 'dari kami'),
(8, '', 'note', 'Disimpan sebagai data', 'Kalimat terakhir pada Pencatatan terpotong', 'dari kami'),
(18, '', 'total_sla_until', NULL, '5', 'dari kami'),
(18, '', 'note', 'PPID Kotak/PPID Pelaksana Perangkat Daerah', 'tidak ada lajur Atasan PPID', 'dari kami'),
(11, '', 'note', NULL, 'mengikuti alur SOP 12', 'dari kami'),
(15, '', 'note', NULL, 'rekonstruksi (alur SOP 12;', 'dari kami'),
-- Steps of the 112 SOPs
(4, '8.4', 'note', 'SATPOL PP', '[Lajur pelaksana tercetak "SATPOL PP".', 'dari kami'),
(4, '8.5', 'note', 'LAINNYA', '[Lajur pelaksana tercetak "LAINNYA"]', 'dari kami'),
(6, '8.4', 'note', 'SATPOL PP', '[Lajur pelaksana tercetak "SATPOL PP".', 'dari kami'),
(6, '8.5', 'note', 'LAINNYA', '[Lajur pelaksana tercetak "LAINNYA"]', 'dari kami'),
(7, '8.4', 'note', 'SATPOL PP', '[Lajur pelaksana tercetak "SATPOL PP".', 'dari kami'),
(7, '8.5', 'note', 'LAINNYA', '[Lajur pelaksana tercetak "LAINNYA"]', 'dari kami'),
(7, '9', 'note', 'NA', '[Waktu tercetak: NA]', 'dari kami'),
-- Other steps
(8, '6', 'output', 'Laporan perbaikan Aplikasi', 'Laporan perbaikan Aplikasi', NULL),
(8, '6', 'note', NULL, 'milik langkah 7 atau 8', 'dari kami'),
(11, '6', 'performer', NULL, 'tim_teknis', 'dari kami'),
(12, '6', 'performer', NULL, 'tim_teknis', 'dari kami'),
(12, '7', 'performer', NULL, 'tim_teknis', 'dari kami'),
(15, '7', 'performer', NULL, 'tim_teknis', 'dari kami'),
(8, '6', 'performer', 'Tim Lapangan', 'tim_lapangan', 'diperbaiki'),
(13, '3', 'output', 'Laporan yang dicetak dan diserahkan berwenang', 'Laporan yang dicetak dan diserahkan ke pimpinan yang berwenang', 'diperbaiki'),
(13, '3', 'note', 'diserahkan berwenang', '[Output tercetak "diserahkan berwenang"]', 'dari kami'),
(13, '5', 'requirement', 'Laporan terdisposisi pimpinan jawaban', 'Laporan terdisposisi pimpinan', 'diperbaiki'),
(13, '5', 'note', 'Laporan terdisposisi pimpinan jawaban', 'Persyaratan tercetak "Laporan terdisposisi pimpinan jawaban"', 'dari kami'),
(13, '8', 'note', '1 2', 'tanda sambung bagan "1" dan "2"', 'dari kami'),
(14, '1', 'note', '10 (sepuluh) hari kerja', 'hanya mengingatkan, tidak ada yang terlambat sebelum 30 hari kerja', 'dari kami'),
(14, '2', 'sla', '14 (empat belas) hari kerja', '-', 'dari kami'),
(14, '2', 'requirement', 'Berkas perintahannya yang telah diisi lengkap dan dilampir fotocopy / scan identitas diri (NIK)', 'Berkas permohonan yang telah diisi lengkap dan dilampiri fotocopy/scan identitas diri (NIK)', 'diperbaiki'),
(14, '2', 'note', 'Berkas perintahannya', 'Persyaratan tercetak "Berkas perintahannya"', 'dari kami'),
(16, '1', 'output', 'Formulir Permohonan informasi yang telah diisi lengkap dan dilampiri fotocopy dan identitas diri', 'Formulir Permohonan informasi yang telah diisi lengkap dan dilampiri fotocopy/scan identitas diri', 'diperbaiki'),
(16, '2', 'requirement', NULL, 'Formulir Permohonan informasi yang telah diisi lengkap dan dilampiri fotocopy/scan identitas diri', 'dipindah'),
(16, '2', 'note', NULL, 'Persyaratan ini tercetak di baris 1', 'dari kami'),
(16, '3', 'requirement', NULL, 'Surat Pengantar; Disposisi/Nota Dinas', 'dipindah'),
(16, '3', 'provenance', NULL, 'disimpulkan', 'dari kami'),
(16, '3', 'note', NULL, 'hasil "Ditolak" dan "Diberikan Sebagian" tidak tercetak. Lajur "Unit Kerja" tercetak', 'dari kami'),
(17, '1', 'performer', 'Anggota', 'ppid', 'diperbaiki'),
(18, '3', 'activity', 'Memeriksa formulir pengajuan keberatan dari para pemohon dan memenuhi permintaan pengajuan keberatan kepada PPID dan PPID Pelaksana untuk menjawab permintaan informasi pemohon', 'Memeriksa formulir pengajuan keberatan dari para pemohon dan meneruskan permintaan pengajuan keberatan kepada PPID dan PPID Pelaksana untuk menjawab permintaan informasi pemohon', 'diperbaiki'),
(18, '3', 'note', 'memenuhi permintaan pengajuan keberatan', '[Tercetak "memenuhi permintaan pengajuan keberatan"]', 'dari kami'),
(18, '5', 'note', 'Unit Kerja', 'Lajur "Unit Kerja" tercetak', 'dari kami'),
(22, '1', 'note', 'untuk setiap subsansi pengaduan:', 'titik dua di akhir: daftar sesudahnya hilang', 'dari kami'),
(22, '3', 'note', 'terhadap penyelesaian pengaduan:', 'titik dua di akhir: daftar sesudahnya hilang', 'dari kami'),
(22, '13', 'requirement', 'Telaahan pengelola SKPD', 'Telaahan pengelolaan pengaduan tiap SKPD', 'diperbaiki'),
(22, '13', 'note', 'Telaahan pengelola SKPD', 'Persyaratan tercetak "Telaahan pengelola SKPD"', 'dari kami'),
(23, '6', 'performer', 'Pimpinan', 'pimpinan', 'diperbaiki');

-- A reason is given where they differ, and only there.
SELECT * FROM book WHERE (printed IS DISTINCT FROM loaded) <> (why IS NOT NULL) OR why NOT IN ('diperbaiki', 'dipindah', 'dari kami');
SELECT coalesce(why, 'sebagaimana tercetak') AS why, count(*) FROM book GROUP BY 1 ORDER BY 1;

-- What is loaded is what the table says (of a note: a part of it).
WITH cell AS (
  SELECT b.*, CASE WHEN b.field ~ ' ' THEN c.row -> split_part(b.field, ' ', 1) ->> split_part(b.field, ' ', 2)::int - 1 ELSE c.row ->> b.field END AS now
  FROM book b JOIN dkis.sops s ON s.number = b.sop JOIN dkis.sop_versions v ON v.sop = s.code AND v.status = 'berlaku'
    LEFT JOIN dkis.sop_steps t ON t.sop_version = v.id AND t.step = b.step
    CROSS JOIN LATERAL (SELECT CASE WHEN b.step = '' THEN to_jsonb(v) || jsonb_build_object('activity', s.activity) ELSE to_jsonb(t) END) AS c (row)
)
SELECT count(*) AS cells, count(*) FILTER (WHERE right_one) AS right_ones, coalesce(string_agg(format('%s/%s %s: %s', sop, step, field, now), E'\n') FILTER (WHERE NOT right_one), 'semua benar') AS wrong
FROM (SELECT cell.*, CASE WHEN field = 'note' THEN coalesce(strpos(now, loaded) > 0, false) ELSE now IS NOT DISTINCT FROM loaded END AS right_one FROM cell) AS c;

-- Every cell of text and of time, printed beside loaded (test/data/book.tsv; spaces,
-- capitals and the last full stop aside): as printed, or with the reason why not.
-- rekonstruksi: nothing is printed. Notes in [brackets] are the editor's.
CREATE TEMPORARY TABLE printed (sop int, step text, field text, printed text, loaded text, why text);
\copy printed FROM 'test/data/book.tsv'
CREATE TEMPORARY VIEW cells AS
SELECT s.number AS sop, c.* FROM dkis.sops s JOIN dkis.sop_versions v ON v.sop = s.code AND v.status = 'berlaku' CROSS JOIN LATERAL (
  SELECT '' AS step, e.key AS field, e.value FROM jsonb_each_text(jsonb_build_object('name', s.name, 'activity', s.activity, 'sub_activity', s.sub_activity,
    'warning', v.warning, 'recording', v.recording)) AS e
  UNION ALL SELECT '', format('%s %s', l.field, i.n), i.item FROM (VALUES ('legal_basis', v.legal_basis), ('qualifications', v.qualifications), ('related', v.related),
    ('equipment', v.equipment)) AS l (field, items), unnest(l.items) WITH ORDINALITY AS i (item, n)
  UNION ALL SELECT t.step, e.key, e.value FROM dkis.sop_steps t, jsonb_each_text(jsonb_build_object('activity', t.activity, 'requirement', t.requirement, 'output', t.output,
    'sla', coalesce((SELECT string_agg(k.sla::text, '; ' ORDER BY k.sla) FROM dkis.sop_step_slas k WHERE k.sop_version = v.id AND k.step = t.step), nullif(t.sla::text, '-')),
    'note', nullif(btrim(regexp_replace(t.note, '\[[^]]*\]', '', 'g')), ''))) AS e WHERE t.sop_version = v.id) AS c WHERE c.value IS NOT NULL;
SELECT coalesce(nullif(why, ''), 'sebagaimana tercetak') AS why, count(*), count(DISTINCT sop) AS sops FROM printed GROUP BY 1 ORDER BY 1;
-- A cell that the table does not have, or the other way round; that is loaded otherwise.
SELECT coalesce(c.sop, p.sop) AS sop, coalesce(c.step, p.step) AS step, coalesce(c.field, p.field) AS field, c.value, p.printed
FROM cells c FULL JOIN printed p ON (p.sop, p.step, p.field) = (c.sop, c.step, c.field) WHERE c.sop IS NULL OR p.sop IS NULL ORDER BY 1, 2, 3;
SELECT c.*, p.printed, p.loaded FROM cells c JOIN printed p USING (sop, step, field) WHERE c.value <> CASE p.why WHEN '' THEN p.printed ELSE p.loaded END;
-- A reason where they differ, and only there; rebuilt steps have nothing printed.
SELECT * FROM printed WHERE (why = '') <> (loaded = '') OR why NOT IN ('', 'diperbaiki', 'dipindah', 'dari kami', 'rekonstruksi')
  OR (why = 'diperbaiki' AND printed IN ('', loaded)) OR (why = 'rekonstruksi' AND printed <> '');
SELECT p.sop, p.step, t.provenance, p.why FROM printed p JOIN dkis.sops s ON s.number = p.sop JOIN dkis.sop_versions v ON v.sop = s.code JOIN dkis.sop_steps t ON t.sop_version = v.id AND t.step = p.step
WHERE (t.provenance = 'rekonstruksi') <> (p.why = 'rekonstruksi');
-- Fields say where they come from, what they are asked for, and of whom.
SELECT s.number, f.provenance, count(*), count(*) FILTER (WHERE f.required) AS required FROM dkis.sop_fields f JOIN dkis.sop_versions v ON v.id = f.sop_version JOIN dkis.sops s ON s.code = v.sop
GROUP BY 1, 2 ORDER BY 1, 2;

-- Nothing of these is printed in SOP 5, 9 and 10.
SELECT s.number, t.step, t.note FROM dkis.sop_steps t JOIN dkis.sop_versions v ON v.id = t.sop_version JOIN dkis.sops s ON s.code = v.sop
WHERE s.number IN (5, 9, 10) AND t.note ~ 'Waktu tercetak|Cetakan merangkai|Lajur pelaksana tercetak';
-- Rebuilt steps of the lost pages name what they were rebuilt from.
SELECT s.number, t.step FROM dkis.sop_steps t JOIN dkis.sop_versions v ON v.id = t.sop_version JOIN dkis.sops s ON s.code = v.sop
WHERE s.number IN (3, 11, 15, 19, 24) AND t.provenance = 'rekonstruksi' AND t.note IS NULL;

-- Performers that no step and no chain uses; the lane Unit Kerja is printed (16, 18).
WITH RECURSIVE used AS (
  SELECT performer AS code FROM dkis.sop_steps UNION SELECT p.superior FROM used u JOIN dkis.performers p ON p.code = u.code WHERE p.superior IS NOT NULL
)
SELECT code FROM dkis.performers WHERE code NOT IN (SELECT code FROM used) ORDER BY 1;
SELECT code, name, superior FROM dkis.performers WHERE code IN ('tim_teknis', 'tim_lapangan') ORDER BY 1;

-- Fields: channel and class are the case's own; an organisation's people are personal.
SELECT s.number, f.name, f.personal, f.label FROM dkis.sop_fields f JOIN dkis.sop_versions v ON v.id = f.sop_version JOIN dkis.sops s ON s.code = v.sop
WHERE s.number = 13 OR f.name = 'struktur_organisasi' OR f.label ~ 'adan (hukum|Publik)' ORDER BY 1, f.id;

-- The form of a SOP whose approver is not printed: an empty place, no name.
SELECT position('Nuryasa' IN split_part(dkis.sop_html('konferensi-pers'), 'nama pengesah tidak tercetak', 1)) AS name_outside_the_note;
\c :home
DROP DATABASE dkis_book;

-- The work: what is to be done, what is late, who has how much of it.

CREATE VIEW dkis_report.daftar_tugas AS
SELECT s.step_id AS id,
  s.light AS lampu,
  dkis_store.work_minutes(s.seen_at, s.due_at, s.calendar) AS sisa_menit_kerja,
  s.case_id AS kasus_id,
  s.register_no AS nomor_register,
  s.sop_number AS nomor_sop,
  s.sop AS kode_sop,
  s.sop_name AS nama_sop,
  s.title AS perihal,
  s.class AS klasifikasi,
  s.step AS langkah,
  s.round AS putaran,
  s.activity AS kegiatan,
  s.performer AS kode_pelaksana,
  coalesce(s.performer_name, s.performer) AS pelaksana,
  s.organisation AS organisasi,
  dkis_store.masked_name(s.assignee) AS petugas,
  nullif(s.sla::text, '-') AS standar_waktu,
  dkis_store.sla_minutes(s.sla) AS standar_menit,
  s.started_at AS mulai,
  s.due_at AS tenggat,
  s.case_status = 'ditunda' AS ditunda,
  s.sla_kind = 'tunggu' AS masa_tunggu,
  s.escalation_level AS tingkat_eskalasi,
  array_to_string(dkis.outcomes(v.machine, s.step), ' | ') AS pilihan_hasil
FROM dkis_store.step_lights s
JOIN dkis.sop_versions v ON v.id = s.sop_version
WHERE s.is_open;
COMMENT ON VIEW dkis_report.daftar_tugas IS 'Daftar tugas: langkah yang sedang berjalan, dengan lampu dan sisa waktu';
COMMENT ON COLUMN dkis_report.daftar_tugas.id IS 'Nomor baris langkah; unik';
COMMENT ON COLUMN dkis_report.daftar_tugas.lampu IS 'Lampu: merah = lewat tenggat, kuning = lewat 75 persen standar waktu, hijau = selain itu';
COMMENT ON COLUMN dkis_report.daftar_tugas.sisa_menit_kerja IS 'Sisa menit kerja sampai tenggat; negatif bila terlambat';
COMMENT ON COLUMN dkis_report.daftar_tugas.kasus_id IS 'Nomor kasus';
COMMENT ON COLUMN dkis_report.daftar_tugas.nomor_register IS 'Nomor register; kasus 112 yang belum bernomor tampil sebagai kasus dan nomornya';
COMMENT ON COLUMN dkis_report.daftar_tugas.nomor_sop IS 'Nomor SOP';
COMMENT ON COLUMN dkis_report.daftar_tugas.kode_sop IS 'Kode SOP';
COMMENT ON COLUMN dkis_report.daftar_tugas.nama_sop IS 'Nama SOP';
COMMENT ON COLUMN dkis_report.daftar_tugas.perihal IS 'Perihal kasus';
COMMENT ON COLUMN dkis_report.daftar_tugas.klasifikasi IS 'Klasifikasi: ringan, sedang, berat';
COMMENT ON COLUMN dkis_report.daftar_tugas.langkah IS 'Langkah menurut SOP';
COMMENT ON COLUMN dkis_report.daftar_tugas.putaran IS 'Keberapa kali langkah ini dikerjakan';
COMMENT ON COLUMN dkis_report.daftar_tugas.kegiatan IS 'Kegiatan menurut SOP';
COMMENT ON COLUMN dkis_report.daftar_tugas.kode_pelaksana IS 'Kode pelaksana';
COMMENT ON COLUMN dkis_report.daftar_tugas.pelaksana IS 'Pelaksana';
COMMENT ON COLUMN dkis_report.daftar_tugas.organisasi IS 'Organisasi yang menangani';
COMMENT ON COLUMN dkis_report.daftar_tugas.petugas IS 'Orang yang ditugasi; inisial bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.daftar_tugas.standar_waktu IS 'Standar waktu; kosong bila tidak ada';
COMMENT ON COLUMN dkis_report.daftar_tugas.standar_menit IS 'Standar waktu dalam menit: 1 hari kerja = 450, 1 hari = 1440';
COMMENT ON COLUMN dkis_report.daftar_tugas.mulai IS 'Saat langkah dimulai';
COMMENT ON COLUMN dkis_report.daftar_tugas.tenggat IS 'Tenggat langkah';
COMMENT ON COLUMN dkis_report.daftar_tugas.ditunda IS 'Kasus sedang ditunda; lampu dan sisa waktu berhenti';
COMMENT ON COLUMN dkis_report.daftar_tugas.masa_tunggu IS 'Langkah ini masa tunggu: kuning berarti masanya habis';
COMMENT ON COLUMN dkis_report.daftar_tugas.tingkat_eskalasi IS 'Tingkat eskalasi terakhir';
COMMENT ON COLUMN dkis_report.daftar_tugas.pilihan_hasil IS 'Hasil yang dapat dipilih';

CREATE VIEW dkis_report.langkah AS
SELECT s.step_id AS id,
  s.case_id AS kasus_id,
  s.register_no AS nomor_register,
  s.sop_number AS nomor_sop,
  s.sop AS kode_sop,
  s.sop_name AS nama_sop,
  s.title AS perihal,
  s.class AS klasifikasi,
  s.step AS langkah,
  s.round AS putaran,
  s.activity AS kegiatan,
  s.performer AS kode_pelaksana,
  coalesce(s.performer_name, s.performer) AS pelaksana,
  s.organisation AS organisasi,
  dkis_store.masked_name(s.assignee) AS petugas,
  nullif(s.sla::text, '-') AS standar_waktu,
  dkis_store.sla_minutes(s.sla) AS standar_menit,
  s.started_at AS mulai,
  s.due_at AS tenggat,
  s.finished_at AS selesai,
  s.outcome AS hasil,
  dkis_store.masked_text(s.note) AS catatan,
  dkis_store.masked_name(s.finished_by) AS diselesaikan_oleh,
  dkis_store.work_minutes(s.started_at, s.seen_at, s.calendar) AS lama_menit,
  dkis_store.work_minutes(s.seen_at, s.due_at, s.calendar) AS sisa_menit_kerja,
  s.light AS lampu,
  s.sla_kind = 'batas' AND coalesce(s.seen_at > s.due_at, false) AS terlambat,
  s.extended_at AS diperpanjang,
  s.escalation_level AS tingkat_eskalasi,
  s.case_status AS status_kasus
FROM dkis_store.step_lights s;
COMMENT ON VIEW dkis_report.langkah IS 'Semua langkah kasus, yang berjalan dan yang selesai';
COMMENT ON COLUMN dkis_report.langkah.id IS 'Nomor baris langkah; unik';
COMMENT ON COLUMN dkis_report.langkah.kasus_id IS 'Nomor kasus';
COMMENT ON COLUMN dkis_report.langkah.nomor_register IS 'Nomor register; kasus 112 yang belum bernomor tampil sebagai kasus dan nomornya';
COMMENT ON COLUMN dkis_report.langkah.nomor_sop IS 'Nomor SOP';
COMMENT ON COLUMN dkis_report.langkah.kode_sop IS 'Kode SOP';
COMMENT ON COLUMN dkis_report.langkah.nama_sop IS 'Nama SOP';
COMMENT ON COLUMN dkis_report.langkah.perihal IS 'Perihal kasus';
COMMENT ON COLUMN dkis_report.langkah.klasifikasi IS 'Klasifikasi: ringan, sedang, berat';
COMMENT ON COLUMN dkis_report.langkah.langkah IS 'Langkah menurut SOP';
COMMENT ON COLUMN dkis_report.langkah.putaran IS 'Keberapa kali langkah ini dikerjakan';
COMMENT ON COLUMN dkis_report.langkah.kegiatan IS 'Kegiatan menurut SOP';
COMMENT ON COLUMN dkis_report.langkah.kode_pelaksana IS 'Kode pelaksana';
COMMENT ON COLUMN dkis_report.langkah.pelaksana IS 'Pelaksana';
COMMENT ON COLUMN dkis_report.langkah.organisasi IS 'Organisasi yang menangani';
COMMENT ON COLUMN dkis_report.langkah.petugas IS 'Orang yang ditugasi; inisial bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.langkah.standar_waktu IS 'Standar waktu; kosong bila tidak ada';
COMMENT ON COLUMN dkis_report.langkah.standar_menit IS 'Standar waktu dalam menit: 1 hari kerja = 450, 1 hari = 1440';
COMMENT ON COLUMN dkis_report.langkah.mulai IS 'Saat langkah dimulai';
COMMENT ON COLUMN dkis_report.langkah.tenggat IS 'Tenggat langkah';
COMMENT ON COLUMN dkis_report.langkah.selesai IS 'Saat selesai; kosong selama berjalan';
COMMENT ON COLUMN dkis_report.langkah.hasil IS 'Hasil langkah';
COMMENT ON COLUMN dkis_report.langkah.catatan IS 'Catatan; disamarkan bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.langkah.diselesaikan_oleh IS 'Yang menyelesaikan; inisial bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.langkah.lama_menit IS 'Lama dikerjakan sampai selesai atau kini, dalam menit kerja; masa penundaan ikut terhitung';
COMMENT ON COLUMN dkis_report.langkah.sisa_menit_kerja IS 'Sisa menit kerja sampai tenggat; negatif bila terlambat';
COMMENT ON COLUMN dkis_report.langkah.lampu IS 'Lampu: merah = lewat tenggat, kuning = lewat 75 persen standar waktu, hijau = selain itu';
COMMENT ON COLUMN dkis_report.langkah.terlambat IS 'Lewat tenggat';
COMMENT ON COLUMN dkis_report.langkah.diperpanjang IS 'Saat tenggat diperpanjang';
COMMENT ON COLUMN dkis_report.langkah.tingkat_eskalasi IS 'Tingkat eskalasi terakhir';
COMMENT ON COLUMN dkis_report.langkah.status_kasus IS 'Status kasus: berjalan, ditunda, selesai, batal';

CREATE VIEW dkis_report.terlambat AS
SELECT s.step_id AS id,
  s.case_id AS kasus_id,
  s.register_no AS nomor_register,
  s.sop_number AS nomor_sop,
  s.sop AS kode_sop,
  s.sop_name AS nama_sop,
  s.title AS perihal,
  s.class AS klasifikasi,
  s.step AS langkah,
  s.round AS putaran,
  s.activity AS kegiatan,
  s.performer AS kode_pelaksana,
  coalesce(s.performer_name, s.performer) AS pelaksana,
  s.organisation AS organisasi,
  dkis_store.masked_name(s.assignee) AS petugas,
  nullif(s.sla::text, '-') AS standar_waktu,
  dkis_store.sla_minutes(s.sla) AS standar_menit,
  s.started_at AS mulai,
  s.due_at AS tenggat,
  - dkis_store.work_minutes(s.seen_at, s.due_at, s.calendar) AS terlambat_menit_kerja,
  s.escalation_level AS tingkat_eskalasi,
  p.superior AS kode_atasan,
  a.name AS atasan,
  s.case_status = 'ditunda' AS ditunda
FROM dkis_store.step_lights s
LEFT JOIN dkis.performers p ON p.agency = s.agency AND p.code = s.performer
LEFT JOIN dkis.performers a ON a.agency = p.agency AND a.code = p.superior
WHERE s.is_open AND s.sla_kind = 'batas' AND s.seen_at > s.due_at;
COMMENT ON VIEW dkis_report.terlambat IS 'Langkah berjalan yang lewat tenggat';
COMMENT ON COLUMN dkis_report.terlambat.id IS 'Nomor baris langkah; unik';
COMMENT ON COLUMN dkis_report.terlambat.kasus_id IS 'Nomor kasus';
COMMENT ON COLUMN dkis_report.terlambat.nomor_register IS 'Nomor register; kasus 112 yang belum bernomor tampil sebagai kasus dan nomornya';
COMMENT ON COLUMN dkis_report.terlambat.nomor_sop IS 'Nomor SOP';
COMMENT ON COLUMN dkis_report.terlambat.kode_sop IS 'Kode SOP';
COMMENT ON COLUMN dkis_report.terlambat.nama_sop IS 'Nama SOP';
COMMENT ON COLUMN dkis_report.terlambat.perihal IS 'Perihal kasus';
COMMENT ON COLUMN dkis_report.terlambat.klasifikasi IS 'Klasifikasi: ringan, sedang, berat';
COMMENT ON COLUMN dkis_report.terlambat.langkah IS 'Langkah menurut SOP';
COMMENT ON COLUMN dkis_report.terlambat.putaran IS 'Keberapa kali langkah ini dikerjakan';
COMMENT ON COLUMN dkis_report.terlambat.kegiatan IS 'Kegiatan menurut SOP';
COMMENT ON COLUMN dkis_report.terlambat.kode_pelaksana IS 'Kode pelaksana';
COMMENT ON COLUMN dkis_report.terlambat.pelaksana IS 'Pelaksana';
COMMENT ON COLUMN dkis_report.terlambat.organisasi IS 'Organisasi yang menangani';
COMMENT ON COLUMN dkis_report.terlambat.petugas IS 'Orang yang ditugasi; inisial bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.terlambat.standar_waktu IS 'Standar waktu; kosong bila tidak ada';
COMMENT ON COLUMN dkis_report.terlambat.standar_menit IS 'Standar waktu dalam menit: 1 hari kerja = 450, 1 hari = 1440';
COMMENT ON COLUMN dkis_report.terlambat.mulai IS 'Saat langkah dimulai';
COMMENT ON COLUMN dkis_report.terlambat.tenggat IS 'Tenggat langkah';
COMMENT ON COLUMN dkis_report.terlambat.terlambat_menit_kerja IS 'Keterlambatan dalam menit kerja';
COMMENT ON COLUMN dkis_report.terlambat.tingkat_eskalasi IS 'Tingkat eskalasi terakhir';
COMMENT ON COLUMN dkis_report.terlambat.kode_atasan IS 'Kode atasan pelaksana';
COMMENT ON COLUMN dkis_report.terlambat.atasan IS 'Atasan pelaksana';
COMMENT ON COLUMN dkis_report.terlambat.ditunda IS 'Kasus sedang ditunda';

CREATE VIEW dkis_report.beban_kerja AS
SELECT concat_ws('@', s.agency || '/' || s.performer, s.organisation) AS id,
  s.performer AS kode_pelaksana,
  max(coalesce(s.performer_name, s.performer)) AS pelaksana,
  s.organisation AS organisasi,
  count(*) FILTER (WHERE s.is_open) AS berjalan,
  count(*) FILTER (WHERE s.is_open AND s.light = 'merah') AS merah,
  count(*) FILTER (WHERE s.is_open AND s.light = 'kuning') AS kuning,
  count(*) FILTER (WHERE s.is_open AND s.light = 'hijau') AS hijau,
  count(*) FILTER (WHERE s.is_open AND s.case_status = 'ditunda') AS ditunda,
  min(s.started_at) FILTER (WHERE s.is_open) AS tertua_mulai,
  min(s.due_at) FILTER (WHERE s.is_open) AS tenggat_terdekat,
  count(*) FILTER (WHERE s.finished_at IS NOT NULL) AS selesai_30_hari
FROM dkis_store.step_lights s
WHERE s.is_open OR s.finished_at >= now() - interval '30 days'
GROUP BY s.agency, s.performer, s.organisation;
COMMENT ON VIEW dkis_report.beban_kerja IS 'Beban kerja tiap pelaksana, per organisasi';
COMMENT ON COLUMN dkis_report.beban_kerja.id IS 'Kunci: instansi, pelaksana dan organisasi; unik';
COMMENT ON COLUMN dkis_report.beban_kerja.kode_pelaksana IS 'Kode pelaksana';
COMMENT ON COLUMN dkis_report.beban_kerja.pelaksana IS 'Pelaksana';
COMMENT ON COLUMN dkis_report.beban_kerja.organisasi IS 'Organisasi yang menangani';
COMMENT ON COLUMN dkis_report.beban_kerja.berjalan IS 'Langkah yang sedang berjalan, termasuk yang ditunda';
COMMENT ON COLUMN dkis_report.beban_kerja.merah IS 'Di antaranya lewat tenggat';
COMMENT ON COLUMN dkis_report.beban_kerja.kuning IS 'Di antaranya lewat 75 persen standar waktu';
COMMENT ON COLUMN dkis_report.beban_kerja.hijau IS 'Di antaranya selain itu';
COMMENT ON COLUMN dkis_report.beban_kerja.ditunda IS 'Di antaranya ditunda';
COMMENT ON COLUMN dkis_report.beban_kerja.tertua_mulai IS 'Mulainya langkah berjalan yang tertua';
COMMENT ON COLUMN dkis_report.beban_kerja.tenggat_terdekat IS 'Tenggat terdekat di antara yang berjalan';
COMMENT ON COLUMN dkis_report.beban_kerja.selesai_30_hari IS 'Langkah yang diselesaikan dalam 30 hari terakhir';

-- The cases as wholes, and the trace that process mining reads.

CREATE VIEW dkis_report.kasus AS
SELECT c.id,
  c.register_no AS nomor_register,
  o.number AS nomor_sop,
  c.sop AS kode_sop,
  o.name AS nama_sop,
  v.version AS versi_sop,
  c.title AS perihal,
  c.class AS klasifikasi,
  c.entry AS pintu,
  a.kind AS jenis_pemohon,
  dkis_store.masked_name(a.name) AS pemohon,
  c.organisation AS organisasi,
  c.channel AS kanal,
  c.status,
  t.active AS langkah_aktif,
  c.received_at AS diterima,
  c.opened_at AS dibuka,
  c.due_at AS tenggat,
  nullif(v.total_sla::text, '-') AS standar_waktu,
  dkis_store.sla_minutes(v.total_sla) AS standar_menit,
  c.met_at AS terpenuhi,
  c.closed_at AS ditutup,
  dkis_store.work_minutes(c.received_at, x.seen_at, v.calendar) AS lama_menit,
  CASE WHEN x.own_light = 'merah' OR t.red THEN 'merah' WHEN x.own_light = 'kuning' OR t.yellow THEN 'kuning' ELSE 'hijau' END AS lampu,
  t.finished AS langkah_selesai,
  c.parent_case AS kasus_asal,
  c.schedule AS jadwal_id,
  c.period AS periode,
  dkis_store.masked_name(c.opened_by) AS dibuka_oleh,
  dkis_store.masked_text(c.note) AS catatan
FROM dkis_store.cases c
JOIN dkis.sop_versions v ON v.id = c.sop_version
JOIN dkis.sops o ON o.agency = c.agency AND o.code = c.sop
LEFT JOIN dkis.applicants a ON a.id = c.applicant
LEFT JOIN dkis_store.case_holds h ON h.case_id = c.id AND h.resumed_at IS NULL
CROSS JOIN LATERAL (
  SELECT s.seen_at, dkis_store.light(coalesce(c.met_at, s.seen_at), c.received_at, c.due_at, v.total_sla, v.calendar, false) AS own_light
  FROM (SELECT coalesce(c.closed_at, h.held_at, now()) AS seen_at) AS s) AS x
CROSS JOIN LATERAL (
  SELECT string_agg(l.step, ', ' ORDER BY l.ordinal, l.step) FILTER (WHERE l.is_open) AS active,
    count(*) FILTER (WHERE l.finished_at IS NOT NULL) AS finished,
    coalesce(bool_or(l.light = 'merah') FILTER (WHERE l.is_open), false) AS red,
    coalesce(bool_or(l.light = 'kuning') FILTER (WHERE l.is_open), false) AS yellow
  FROM dkis_store.step_lights l WHERE l.case_id = c.id) AS t;
COMMENT ON VIEW dkis_report.kasus IS 'Semua kasus, satu baris tiap kasus';
COMMENT ON COLUMN dkis_report.kasus.id IS 'Nomor kasus; unik';
COMMENT ON COLUMN dkis_report.kasus.nomor_register IS 'Nomor register; kosong selama kasus 112 belum bernomor';
COMMENT ON COLUMN dkis_report.kasus.nomor_sop IS 'Nomor SOP';
COMMENT ON COLUMN dkis_report.kasus.kode_sop IS 'Kode SOP';
COMMENT ON COLUMN dkis_report.kasus.nama_sop IS 'Nama SOP';
COMMENT ON COLUMN dkis_report.kasus.versi_sop IS 'Versi SOP yang berlaku bagi kasus ini';
COMMENT ON COLUMN dkis_report.kasus.perihal IS 'Perihal';
COMMENT ON COLUMN dkis_report.kasus.klasifikasi IS 'Klasifikasi: ringan, sedang, berat';
COMMENT ON COLUMN dkis_report.kasus.pintu IS 'Pintu masuk alur, misalnya harian';
COMMENT ON COLUMN dkis_report.kasus.jenis_pemohon IS 'Jenis pemohon';
COMMENT ON COLUMN dkis_report.kasus.pemohon IS 'Pemohon; inisial bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.kasus.organisasi IS 'Organisasi yang menangani';
COMMENT ON COLUMN dkis_report.kasus.kanal IS 'Kanal masuk';
COMMENT ON COLUMN dkis_report.kasus.status IS 'Status: berjalan, ditunda, selesai, batal';
COMMENT ON COLUMN dkis_report.kasus.langkah_aktif IS 'Langkah yang sedang berjalan';
COMMENT ON COLUMN dkis_report.kasus.diterima IS 'Saat diterima';
COMMENT ON COLUMN dkis_report.kasus.dibuka IS 'Saat dicatat';
COMMENT ON COLUMN dkis_report.kasus.tenggat IS 'Tenggat keseluruhan; kosong bila SOP tidak menetapkannya';
COMMENT ON COLUMN dkis_report.kasus.standar_waktu IS 'Standar waktu keseluruhan';
COMMENT ON COLUMN dkis_report.kasus.standar_menit IS 'Standar waktu keseluruhan dalam menit: 1 hari kerja = 450, 1 hari = 1440';
COMMENT ON COLUMN dkis_report.kasus.terpenuhi IS 'Saat yang diminta tenggat keseluruhan tercapai';
COMMENT ON COLUMN dkis_report.kasus.ditutup IS 'Saat ditutup';
COMMENT ON COLUMN dkis_report.kasus.lama_menit IS 'Lama sejak diterima sampai ditutup atau kini, dalam menit kerja';
COMMENT ON COLUMN dkis_report.kasus.lampu IS 'Lampu terburuk di antara tenggat keseluruhan dan langkah yang berjalan';
COMMENT ON COLUMN dkis_report.kasus.langkah_selesai IS 'Banyaknya langkah yang sudah selesai';
COMMENT ON COLUMN dkis_report.kasus.kasus_asal IS 'Nomor kasus asal';
COMMENT ON COLUMN dkis_report.kasus.jadwal_id IS 'Nomor jadwal yang membukanya';
COMMENT ON COLUMN dkis_report.kasus.periode IS 'Periode jadwal';
COMMENT ON COLUMN dkis_report.kasus.dibuka_oleh IS 'Yang membuka; inisial bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.kasus.catatan IS 'Catatan; disamarkan bagi yang hanya membaca laporan';

CREATE VIEW dkis_report.jejak_proses AS
SELECT s.step_id AS id,
  s.register_no AS kasus,
  s.case_id AS kasus_id,
  s.sop AS kode_sop,
  concat_ws(' ', s.step, s.activity) AS aktivitas,
  s.outcome AS hasil,
  s.started_at AS mulai,
  s.finished_at AS waktu,
  coalesce(s.performer_name, s.performer) AS pelaksana,
  dkis_store.masked_name(s.finished_by) AS pelaku,
  s.round AS putaran
FROM dkis_store.step_facts s
WHERE s.finished_at IS NOT NULL;
COMMENT ON VIEW dkis_report.jejak_proses IS 'Jejak proses untuk process mining: satu baris tiap langkah selesai';
COMMENT ON COLUMN dkis_report.jejak_proses.id IS 'Nomor baris langkah; unik';
COMMENT ON COLUMN dkis_report.jejak_proses.kasus IS 'Kasus (case id)';
COMMENT ON COLUMN dkis_report.jejak_proses.kasus_id IS 'Nomor kasus';
COMMENT ON COLUMN dkis_report.jejak_proses.kode_sop IS 'Kode SOP';
COMMENT ON COLUMN dkis_report.jejak_proses.aktivitas IS 'Aktivitas (activity): langkah dan kegiatannya';
COMMENT ON COLUMN dkis_report.jejak_proses.hasil IS 'Hasil langkah';
COMMENT ON COLUMN dkis_report.jejak_proses.mulai IS 'Saat dimulai (start timestamp)';
COMMENT ON COLUMN dkis_report.jejak_proses.waktu IS 'Saat selesai (timestamp)';
COMMENT ON COLUMN dkis_report.jejak_proses.pelaksana IS 'Pelaksana (role)';
COMMENT ON COLUMN dkis_report.jejak_proses.pelaku IS 'Yang menyelesaikan (resource); inisial bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.jejak_proses.putaran IS 'Keberapa kali langkah ini dikerjakan';

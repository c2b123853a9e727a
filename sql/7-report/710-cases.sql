-- The cases as wholes, and the trace that process mining reads.

-- How far its steps have come are aggregates behind left joins: one row at most,
-- so whoever asks for none of it does not pay for it.
CREATE VIEW dkis_report.kasus AS
SELECT c.case_id AS id,
  c.agency AS instansi,
  c.register_no AS nomor_register,
  c.sop_number AS nomor_sop,
  c.sop AS kode_sop,
  c.sop_name AS nama_sop,
  c.version AS versi_sop,
  dkis_store.masked_text(c.title, (SELECT dkis_store.sees_personal())) AS perihal,
  c.class AS klasifikasi,
  c.entry AS pintu,
  a.kind AS jenis_pemohon,
  dkis_store.masked_name(a.name, (SELECT dkis_store.sees_applicants())) AS pemohon,
  c.organisation AS organisasi,
  c.channel AS kanal,
  c.status,
  t.active AS langkah_aktif,
  c.received_at AS diterima,
  dkis_store.local_date(c.received_at, c.agency) AS diterima_tanggal,
  dkis_store.local_month(c.received_at, c.agency) AS diterima_bulan,
  c.opened_at AS dibuka,
  dkis_store.local_date(c.opened_at, c.agency) AS dibuka_tanggal,
  c.due_at AS tenggat,
  dkis_store.local_date(c.due_at, c.agency) AS tenggat_tanggal,
  dkis_store.local_month(c.due_at, c.agency) AS tenggat_bulan,
  nullif(c.total_sla::text, '-') AS standar_waktu,
  dkis_store.sla_minutes(c.total_sla) AS standar_menit,
  n.due_at AS tenggat_terdekat,
  dkis_store.local_date(n.due_at, c.agency) AS tenggat_terdekat_tanggal,
  dkis_store.work_minutes(c.until_at, n.due_at, c.calendar, c.agency) AS sisa_menit_kerja,
  c.met_at AS terpenuhi,
  dkis_store.local_date(c.met_at, c.agency) AS terpenuhi_tanggal,
  c.closed_at AS ditutup,
  dkis_store.local_date(c.closed_at, c.agency) AS ditutup_tanggal,
  dkis_store.local_month(c.closed_at, c.agency) AS ditutup_bulan,
  dkis_store.work_minutes(c.received_at, c.until_at, c.calendar, c.agency) AS lama_menit,
  greatest(c.light, t.light) AS lampu,
  coalesce(d.steps, 0) AS langkah_selesai,
  c.parent_case AS kasus_asal,
  c.schedule AS jadwal_id,
  c.period AS periode,
  dkis_store.masked_name(c.opened_by, (SELECT dkis_store.sees_personal())) AS dibuka_oleh,
  dkis_store.masked_text(c.note, (SELECT dkis_store.sees_personal())) AS catatan
FROM dkis_store.case_facts c
LEFT JOIN dkis_store.applicants a ON a.id = c.applicant
LEFT JOIN LATERAL (
  SELECT string_agg(s.step, ', ' ORDER BY s.ordinal, s.step) AS active, min(s.due_at) AS due_at, max(s.light) AS light
  FROM dkis_store.step_facts s WHERE c.closed_at IS NULL AND s.case_id = c.case_id AND s.is_open) AS t ON true
LEFT JOIN LATERAL (SELECT count(*) AS steps FROM dkis_store.case_steps s WHERE s.case_id = c.case_id AND s.ended_by = 'hasil') AS d ON true
CROSS JOIN LATERAL (SELECT least(CASE WHEN c.closed_at IS NULL AND c.met_at IS NULL THEN c.due_at END, t.due_at) AS due_at) AS n;
COMMENT ON VIEW dkis_report.kasus IS 'Semua kasus, satu baris tiap kasus';
COMMENT ON COLUMN dkis_report.kasus.id IS 'Nomor kasus; unik';
COMMENT ON COLUMN dkis_report.kasus.nomor_register IS 'Nomor register; kosong selama kasus 112 belum bernomor; berulang antarinstansi';
COMMENT ON COLUMN dkis_report.kasus.perihal IS 'Perihal; disamarkan bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.kasus.status IS 'Status: berjalan, ditunda, selesai, batal';
COMMENT ON COLUMN dkis_report.kasus.langkah_aktif IS 'Langkah yang sedang berjalan';
COMMENT ON COLUMN dkis_report.kasus.tenggat IS 'Tenggat keseluruhan; kosong bila SOP tidak menetapkannya';
COMMENT ON COLUMN dkis_report.kasus.standar_waktu IS 'Standar waktu keseluruhan';
COMMENT ON COLUMN dkis_report.kasus.standar_menit IS 'Standar waktu keseluruhan dalam menit: 1 hari kerja = 450, 1 hari = 1440';
COMMENT ON COLUMN dkis_report.kasus.tenggat_terdekat IS 'Yang terdekat di antara tenggat keseluruhan dan tenggat langkah yang berjalan';
COMMENT ON COLUMN dkis_report.kasus.sisa_menit_kerja IS 'Sisa menit kerja sampai tenggat terdekat, menurut kalender SOP; negatif bila terlambat';
COMMENT ON COLUMN dkis_report.kasus.terpenuhi IS 'Saat yang diminta tenggat keseluruhan tercapai';
COMMENT ON COLUMN dkis_report.kasus.lama_menit IS 'Lama sejak diterima sampai ditutup, ditunda atau kini, dalam menit kerja menurut kalender SOP';
COMMENT ON COLUMN dkis_report.kasus.lampu IS 'Lampu terburuk di antara tenggat keseluruhan dan langkah yang berjalan';
COMMENT ON COLUMN dkis_report.kasus.langkah_selesai IS 'Jumlah langkah yang sudah dikerjakan';
COMMENT ON COLUMN dkis_report.kasus.kasus_asal IS 'Nomor kasus asal (kasus.id)';
COMMENT ON COLUMN dkis_report.kasus.jadwal_id IS 'Nomor jadwal yang membukanya';
COMMENT ON COLUMN dkis_report.kasus.periode IS 'Periode jadwal';
COMMENT ON COLUMN dkis_report.kasus.dibuka_oleh IS 'Yang membuka; inisial bagi yang hanya membaca laporan';

-- What was done; not what went with a case that was cancelled.
CREATE VIEW dkis_report.jejak_proses AS
SELECT s.step_id AS id,
  s.agency AS instansi,
  s.register_no AS kasus,
  s.case_id AS kasus_id,
  s.sop AS kode_sop,
  concat_ws(' ', s.step, s.activity) AS aktivitas,
  s.outcome AS hasil,
  s.started_at AS mulai,
  dkis_store.local_date(s.started_at, s.agency) AS mulai_tanggal,
  s.finished_at AS waktu,
  dkis_store.local_date(s.finished_at, s.agency) AS waktu_tanggal,
  coalesce(s.performer_name, s.performer) AS pelaksana,
  dkis_store.masked_name(s.finished_by, (SELECT dkis_store.sees_personal())) AS pelaku,
  s.round AS putaran
FROM dkis_store.step_facts s
WHERE s.ended_by = 'hasil' AND s.channel IS DISTINCT FROM 'latihan';
COMMENT ON VIEW dkis_report.jejak_proses IS 'Jejak proses untuk process mining: satu baris tiap langkah yang dikerjakan sampai selesai';
COMMENT ON COLUMN dkis_report.jejak_proses.id IS 'Nomor baris langkah; unik';
COMMENT ON COLUMN dkis_report.jejak_proses.kasus IS 'Kasus (case id) dalam satu instansi; antarinstansi pakai kasus_id';
COMMENT ON COLUMN dkis_report.jejak_proses.aktivitas IS 'Aktivitas (activity): langkah dan kegiatannya';
COMMENT ON COLUMN dkis_report.jejak_proses.hasil IS 'Hasil langkah';
COMMENT ON COLUMN dkis_report.jejak_proses.mulai IS 'Saat dimulai (start timestamp)';
COMMENT ON COLUMN dkis_report.jejak_proses.waktu IS 'Saat selesai (timestamp)';
COMMENT ON COLUMN dkis_report.jejak_proses.pelaksana IS 'Pelaksana (role)';
COMMENT ON COLUMN dkis_report.jejak_proses.pelaku IS 'Yang menyelesaikan (resource); inisial bagi yang hanya membaca laporan';

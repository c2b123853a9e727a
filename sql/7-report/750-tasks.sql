-- The work: what is to be done, what is late, who has how much of it.

-- Step rows in the words of the reports. For work that is open the nearer of two
-- deadlines counts: the step's and, while it is unmet, the whole case's. What waits
-- for another case is nobody's work: that case's steps are.
CREATE VIEW dkis_store.step_rows AS
SELECT s.step_id AS id, s.agency AS instansi, s.case_id AS kasus_id, s.register_no AS nomor_register, s.sop_number AS nomor_sop, s.sop AS kode_sop,
  s.sop_name AS nama_sop, dkis_store.masked_text(s.title, (SELECT dkis_store.sees_personal())) AS perihal, s.class AS klasifikasi, s.step AS langkah, s.round AS putaran, s.activity AS kegiatan,
  s.performer AS kode_pelaksana, coalesce(s.performer_name, s.performer) AS pelaksana, s.organisation AS organisasi,
  dkis_store.masked_name(s.assignee, (SELECT dkis_store.sees_personal())) AS petugas, s.assignee,
  nullif(s.sla::text, '-') AS standar_waktu, dkis_store.sla_minutes(s.sla) AS standar_menit,
  s.started_at AS mulai, dkis_store.local_date(s.started_at, s.agency) AS mulai_tanggal,
  n.due_at AS tenggat, dkis_store.local_date(n.due_at, s.agency) AS tenggat_tanggal,
  CASE WHEN n.due_at = s.due_at THEN 'langkah' WHEN n.due_at IS NOT NULL THEN 'kasus' END AS tenggat_dari,
  s.due_at AS tenggat_langkah, dkis_store.local_date(s.due_at, s.agency) AS tenggat_langkah_tanggal,
  s.case_due_at AS tenggat_kasus, dkis_store.local_date(s.case_due_at, s.agency) AS tenggat_kasus_tanggal,
  greatest(s.light, s.case_light) AS lampu, s.light AS lampu_langkah,
  dkis_store.work_minutes(s.seen_at, n.due_at, s.calendar, s.agency) AS sisa_menit_kerja,
  dkis_store.remaining_words(dkis_store.work_minutes(s.seen_at, n.due_at, s.calendar, s.agency), s.day_minutes) AS sisa,
  s.case_status = 'ditunda' AS ditunda, s.sla_kind = 'tunggu' AS masa_tunggu,
  CASE WHEN s.escalation_level > 0 AND EXISTS (SELECT FROM dkis.escalation_rules r WHERE r.agency = s.agency AND r.scope = 'langkah' AND r.level = s.escalation_level AND r.at_percent = 0
    AND (r.sop IS NULL OR r.sop = s.sop)) THEN 0 ELSE s.escalation_level END AS tingkat_eskalasi, -- told of on arrival is not escalated
  s.is_open AND s.awaits_case IS NULL AS is_open, s.is_late, s.case_is_late, s.seen_at, s.superior, s.outcome, s.ended_by, s.note, s.finished_at, s.finished_by, s.extended_at,
  s.case_status, s.calendar, s.day_minutes, s.machine, s.channel
FROM dkis_store.step_facts s
CROSS JOIN LATERAL (SELECT least(s.due_at, s.case_due_at) AS due_at) AS n;
COMMENT ON VIEW dkis_store.step_rows IS 'Langkah dalam istilah laporan';

CREATE VIEW dkis_report.daftar_tugas AS
SELECT s.id, s.instansi, s.lampu, s.sisa_menit_kerja, s.sisa, s.kasus_id, s.nomor_register, s.nomor_sop, s.kode_sop, s.nama_sop, s.perihal,
  s.klasifikasi, s.langkah, s.putaran, s.kegiatan, s.kode_pelaksana, s.pelaksana, s.organisasi, s.petugas, s.standar_waktu, s.standar_menit,
  s.mulai, s.mulai_tanggal, s.tenggat, s.tenggat_tanggal, s.tenggat_dari, s.tenggat_langkah, s.tenggat_langkah_tanggal,
  s.tenggat_kasus, s.tenggat_kasus_tanggal, s.ditunda, s.masa_tunggu, s.tingkat_eskalasi,
  array_to_string(dkis.outcomes(s.machine, s.langkah), ' | ') AS pilihan_hasil
FROM dkis_store.step_rows s
WHERE s.is_open;
COMMENT ON VIEW dkis_report.daftar_tugas IS 'Daftar tugas: langkah yang sedang berjalan, dengan lampu dan sisa waktu';
COMMENT ON COLUMN dkis_report.daftar_tugas.id IS 'Nomor baris langkah; unik';
COMMENT ON COLUMN dkis_report.daftar_tugas.lampu IS 'Lampu terburuk dari langkah dan kasusnya: merah = lewat tenggat, kuning = lewat 75 persen standar waktu, hijau = selain itu';
COMMENT ON COLUMN dkis_report.daftar_tugas.tenggat IS 'Yang lebih dekat: tenggat langkah atau tenggat keseluruhan kasus';
COMMENT ON COLUMN dkis_report.daftar_tugas.masa_tunggu IS 'Langkah ini masa tunggu: kuning berarti masanya habis';
COMMENT ON COLUMN dkis_report.daftar_tugas.pilihan_hasil IS 'Hasil yang dapat dipilih';

CREATE VIEW dkis_report.langkah AS
SELECT s.id, s.instansi, s.kasus_id, s.nomor_register, s.nomor_sop, s.kode_sop, s.nama_sop, s.perihal, s.klasifikasi, s.langkah, s.putaran,
  s.kegiatan, s.kode_pelaksana, s.pelaksana, s.organisasi, s.petugas, s.standar_waktu, s.standar_menit, s.mulai, s.mulai_tanggal,
  s.tenggat_langkah AS tenggat, s.tenggat_langkah_tanggal AS tenggat_tanggal, dkis_store.local_month(s.tenggat_langkah, s.instansi) AS tenggat_bulan,
  s.finished_at AS selesai, dkis_store.local_date(s.finished_at, s.instansi) AS selesai_tanggal,
  dkis_store.local_month(s.finished_at, s.instansi) AS selesai_bulan, s.outcome AS hasil, s.ended_by AS berakhir_karena,
  dkis_store.masked_text(s.note, (SELECT dkis_store.sees_personal())) AS catatan,
  dkis_store.masked_name(s.finished_by, (SELECT dkis_store.sees_personal())) AS diselesaikan_oleh,
  dkis_store.work_minutes(s.mulai, s.seen_at, s.calendar, s.instansi) AS lama_menit,
  dkis_store.work_minutes(s.seen_at, s.tenggat_langkah, s.calendar, s.instansi) AS sisa_menit_kerja,
  s.lampu_langkah AS lampu, s.is_late AS terlambat,
  s.extended_at AS diperpanjang, dkis_store.local_date(s.extended_at, s.instansi) AS diperpanjang_tanggal,
  s.tingkat_eskalasi, s.case_status AS status_kasus, s.masa_tunggu, s.channel AS kanal
FROM dkis_store.step_rows s;
COMMENT ON VIEW dkis_report.langkah IS 'Semua langkah kasus, yang berjalan dan yang selesai';
COMMENT ON COLUMN dkis_report.langkah.masa_tunggu IS 'Langkah ini masa tunggu; tidak terhitung dalam kepatuhan_sla';
COMMENT ON COLUMN dkis_report.langkah.id IS 'Nomor baris langkah; unik';
COMMENT ON COLUMN dkis_report.langkah.selesai IS 'Saat berakhir; kosong selama berjalan';
COMMENT ON COLUMN dkis_report.langkah.hasil IS 'Hasil langkah';
COMMENT ON COLUMN dkis_report.langkah.berakhir_karena IS 'hasil = dikerjakan, pembatalan = kasusnya berakhir lebih dulu; kosong selama berjalan';
COMMENT ON COLUMN dkis_report.langkah.diselesaikan_oleh IS 'Yang menyelesaikan; inisial bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.langkah.lama_menit IS 'Lama dikerjakan sampai selesai atau kini, dalam menit kerja; masa penundaan ikut terhitung';
COMMENT ON COLUMN dkis_report.langkah.terlambat IS 'Lewat tenggat langkah saat selesai, atau kini';
COMMENT ON COLUMN dkis_report.langkah.diperpanjang IS 'Saat tenggat diperpanjang';
COMMENT ON COLUMN dkis_report.langkah.status_kasus IS 'Status kasus: berjalan, ditunda, selesai, batal';

-- Late by the step's deadline, the case's or both: since the first of them.
CREATE VIEW dkis_report.terlambat AS
SELECT s.id, s.instansi, s.kasus_id, s.nomor_register, s.nomor_sop, s.kode_sop, s.nama_sop, s.perihal, s.klasifikasi, s.langkah, s.putaran,
  s.kegiatan, s.kode_pelaksana, s.pelaksana, s.organisasi, s.petugas, s.standar_waktu, s.standar_menit, s.mulai, s.mulai_tanggal,
  l.due_at AS tenggat, dkis_store.local_date(l.due_at, s.instansi) AS tenggat_tanggal,
  CASE WHEN s.is_late AND l.due_at = s.tenggat_langkah THEN 'langkah' ELSE 'kasus' END AS tenggat_dari,
  s.tenggat_langkah, s.tenggat_langkah_tanggal, s.tenggat_kasus, s.tenggat_kasus_tanggal,
  dkis_store.work_minutes(l.due_at, s.seen_at, s.calendar, s.instansi) AS terlambat_menit_kerja,
  dkis_store.remaining_words(dkis_store.work_minutes(s.seen_at, l.due_at, s.calendar, s.instansi), s.day_minutes) AS terlambat,
  s.tingkat_eskalasi, s.superior AS kode_atasan, a.name AS atasan, s.ditunda
FROM dkis_store.step_rows s
CROSS JOIN LATERAL (SELECT least(CASE WHEN s.is_late THEN s.tenggat_langkah END, CASE WHEN s.case_is_late THEN s.tenggat_kasus END) AS due_at) AS l
LEFT JOIN dkis.performers a ON a.agency = s.instansi AND a.code = s.superior
WHERE s.is_open AND (s.is_late OR s.case_is_late);
COMMENT ON VIEW dkis_report.terlambat IS 'Langkah berjalan yang lewat tenggatnya, atau yang kasusnya lewat tenggat keseluruhan';
COMMENT ON COLUMN dkis_report.terlambat.id IS 'Nomor baris langkah; unik';
COMMENT ON COLUMN dkis_report.terlambat.tenggat IS 'Tenggat yang lebih dahulu lewat: milik langkah atau keseluruhan kasus';
COMMENT ON COLUMN dkis_report.terlambat.tenggat_dari IS 'Tenggat siapa yang lebih dahulu lewat: langkah atau kasus';
COMMENT ON COLUMN dkis_report.terlambat.terlambat_menit_kerja IS 'Keterlambatan dalam menit kerja menurut kalender SOP';
COMMENT ON COLUMN dkis_report.terlambat.terlambat IS 'Keterlambatan dalam kata, dibulatkan ke bawah: 3 hari kerja lewat';
COMMENT ON COLUMN dkis_report.terlambat.kode_atasan IS 'Kode atasan pelaksana';
COMMENT ON COLUMN dkis_report.terlambat.atasan IS 'Atasan pelaksana';
COMMENT ON COLUMN dkis_report.terlambat.ditunda IS 'Kasus sedang ditunda';

-- What is open is found by its index. What was done needs its case for nothing but the
-- organisation, looked up by its key: a join would read all cases for the steps of thirty days.
CREATE VIEW dkis_report.beban_kerja AS
SELECT concat_ws('@', g.agency || '/' || g.performer, g.organisation) AS id, g.agency AS instansi, g.performer AS kode_pelaksana,
  coalesce(p.name, g.performer) AS pelaksana, g.organisation AS organisasi, g.berjalan, g.merah, g.kuning, g.hijau, g.ditunda,
  g.tertua_mulai, g.tertua_mulai_tanggal, g.tenggat_terdekat, g.tenggat_terdekat_tanggal, g.selesai_30_hari
FROM (
  SELECT w.agency, w.performer, w.organisation,
    count(*) FILTER (WHERE w.is_open) AS berjalan,
    count(*) FILTER (WHERE w.is_open AND w.light = 'merah') AS merah,
    count(*) FILTER (WHERE w.is_open AND w.light = 'kuning') AS kuning,
    count(*) FILTER (WHERE w.is_open AND w.light = 'hijau') AS hijau,
    count(*) FILTER (WHERE w.is_open AND w.held) AS ditunda,
    min(w.started_at) AS tertua_mulai,
    min(w.started_on) AS tertua_mulai_tanggal,
    min(w.due_at) AS tenggat_terdekat,
    min(w.due_on) AS tenggat_terdekat_tanggal,
    count(*) FILTER (WHERE w.ended_by = 'hasil') AS selesai_30_hari
  FROM (
    SELECT s.instansi AS agency, s.kode_pelaksana AS performer, s.organisasi AS organisation, true AS is_open, s.lampu AS light, s.ditunda AS held,
      s.mulai AS started_at, s.mulai_tanggal AS started_on, s.tenggat AS due_at, s.tenggat_tanggal AS due_on, NULL AS ended_by
    FROM dkis_store.step_rows s WHERE s.is_open
    UNION ALL
    SELECT s.agency, s.performer, coalesce(s.organisation, (SELECT c.organisation FROM dkis_store.cases c WHERE c.id = s.case_id)), false, NULL, NULL,
      NULL, NULL, NULL, NULL, s.ended_by
    FROM dkis_store.case_steps s WHERE s.finished_at >= (SELECT now() - interval '30 days')) AS w -- the instant worked out once
  GROUP BY w.agency, w.performer, w.organisation) AS g
LEFT JOIN dkis.performers p ON p.agency = g.agency AND p.code = g.performer;
COMMENT ON VIEW dkis_report.beban_kerja IS 'Beban kerja tiap pelaksana, per organisasi';
COMMENT ON COLUMN dkis_report.beban_kerja.id IS 'Kunci: instansi, pelaksana dan organisasi; unik';
COMMENT ON COLUMN dkis_report.beban_kerja.berjalan IS 'Langkah yang sedang berjalan, termasuk yang ditunda';
COMMENT ON COLUMN dkis_report.beban_kerja.merah IS 'Di antaranya lewat tenggat langkah atau kasus';
COMMENT ON COLUMN dkis_report.beban_kerja.kuning IS 'Di antaranya lewat 75 persen standar waktu langkah atau kasus';
COMMENT ON COLUMN dkis_report.beban_kerja.hijau IS 'Di antaranya selain itu';
COMMENT ON COLUMN dkis_report.beban_kerja.ditunda IS 'Di antaranya ditunda';
COMMENT ON COLUMN dkis_report.beban_kerja.tertua_mulai IS 'Mulainya langkah berjalan yang tertua';
COMMENT ON COLUMN dkis_report.beban_kerja.tenggat_terdekat IS 'Tenggat terdekat di antara yang berjalan';
COMMENT ON COLUMN dkis_report.beban_kerja.selesai_30_hari IS 'Langkah yang dikerjakan sampai selesai dalam 30 hari terakhir';

-- How well it is done: deadlines kept, and what the public says.

CREATE VIEW dkis_report.kepatuhan_sla AS
SELECT concat_ws('/', g.agency, g.sop, to_char(g.month, 'YYYY-MM'), g.performer) AS id,
  g.sop_number AS nomor_sop,
  g.sop AS kode_sop,
  g.sop_name AS nama_sop,
  g.month AS bulan,
  g.performer AS kode_pelaksana,
  g.performer_name AS pelaksana,
  g.total AS jumlah,
  g.in_time AS tepat_waktu,
  g.late AS terlambat,
  g.overdue AS terbuka_terlambat,
  g.pending AS belum_tenggat,
  round(100.0 * g.in_time / nullif(g.total - g.pending, 0), 1) AS persen_tepat,
  g.median_minutes AS median_menit
FROM (
  SELECT l.agency, l.sop_number, l.sop, l.sop_name, l.month, l.performer,
    max(coalesce(l.performer_name, l.performer)) AS performer_name, count(*) AS total,
    count(*) FILTER (WHERE l.finished_at <= l.due_at) AS in_time,
    count(*) FILTER (WHERE l.finished_at > l.due_at) AS late,
    count(*) FILTER (WHERE l.finished_at IS NULL AND l.seen_at > l.due_at) AS overdue,
    count(*) FILTER (WHERE l.finished_at IS NULL AND l.seen_at <= l.due_at) AS pending,
    round((percentile_cont(0.5) WITHIN GROUP (ORDER BY l.minutes))::numeric, 1) AS median_minutes
  FROM (
    SELECT s.*, date_trunc('month', s.due_at AT TIME ZONE s.time_zone)::date AS month,
      CASE WHEN s.finished_at IS NOT NULL THEN dkis_store.work_minutes(s.clock_from, s.finished_at, s.calendar) END AS minutes
    FROM (SELECT f.*, coalesce(f.held_at, now()) AS seen_at FROM dkis_store.step_facts f) AS s
    WHERE s.due_at IS NOT NULL AND s.sla_kind = 'batas' AND (s.finished_at IS NOT NULL OR s.closed_at IS NULL)) AS l
  GROUP BY l.agency, l.sop_number, l.sop, l.sop_name, l.month, l.performer) AS g;
COMMENT ON VIEW dkis_report.kepatuhan_sla IS 'Kepatuhan terhadap standar waktu, per SOP, bulan tenggat dan pelaksana';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.id IS 'Kunci: instansi, SOP, bulan, pelaksana; unik';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.nomor_sop IS 'Nomor SOP';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.kode_sop IS 'Kode SOP';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.nama_sop IS 'Nama SOP';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.bulan IS 'Bulan jatuhnya tenggat (tanggal 1)';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.kode_pelaksana IS 'Kode pelaksana';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.pelaksana IS 'Pelaksana';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.jumlah IS 'Langkah yang tenggatnya jatuh pada bulan itu';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.tepat_waktu IS 'Selesai tidak melewati tenggat';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.terlambat IS 'Selesai melewati tenggat';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.terbuka_terlambat IS 'Belum selesai dan lewat tenggat';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.belum_tenggat IS 'Belum selesai, tenggatnya belum lewat';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.persen_tepat IS 'Persen tepat waktu di antara yang sudah dapat dinilai';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.median_menit IS 'Median lama pengerjaan, dalam menit kerja';

-- Permenpan RB 14/2017: every element weighs 1/9; the mean of the nine means,
-- times 25, is the index; its grade is read from the index rounded to two
-- decimals, as the regulation's table is printed: 88.31, 76.61, 65.00.
CREATE VIEW dkis_report.kepuasan AS
SELECT concat_ws('/', g.agency, g.sop, to_char(g.quarter, 'YYYY-"T"Q')) AS id,
  o.number AS nomor_sop,
  g.sop AS kode_sop,
  o.name AS nama_sop,
  g.quarter AS triwulan,
  g.answers AS responden,
  round(g.u1, 3) AS u1,
  round(g.u2, 3) AS u2,
  round(g.u3, 3) AS u3,
  round(g.u4, 3) AS u4,
  round(g.u5, 3) AS u5,
  round(g.u6, 3) AS u6,
  round(g.u7, 3) AS u7,
  round(g.u8, 3) AS u8,
  round(g.u9, 3) AS u9,
  round(g.mean * 25, 2) AS ikm,
  CASE WHEN round(g.mean * 25, 2) >= 88.31 THEN 'A' WHEN round(g.mean * 25, 2) >= 76.61 THEN 'B' WHEN round(g.mean * 25, 2) >= 65 THEN 'C' ELSE 'D' END AS mutu,
  CASE WHEN round(g.mean * 25, 2) >= 88.31 THEN 'Sangat Baik' WHEN round(g.mean * 25, 2) >= 76.61 THEN 'Baik' WHEN round(g.mean * 25, 2) >= 65 THEN 'Kurang Baik' ELSE 'Tidak Baik' END AS kinerja
FROM (
  SELECT t.*, (t.u1 + t.u2 + t.u3 + t.u4 + t.u5 + t.u6 + t.u7 + t.u8 + t.u9) / 9 AS mean
  FROM (
    SELECT s.agency, s.sop, date_trunc('quarter', s.answered_at AT TIME ZONE coalesce(z.time_zone, 'Asia/Jakarta'))::date AS quarter,
      count(*) AS answers, avg(s.u1) AS u1, avg(s.u2) AS u2, avg(s.u3) AS u3, avg(s.u4) AS u4, avg(s.u5) AS u5, avg(s.u6) AS u6, avg(s.u7) AS u7, avg(s.u8) AS u8, avg(s.u9) AS u9
    FROM dkis.surveys s LEFT JOIN dkis_store.agency_zones z ON z.agency = s.agency
    GROUP BY 1, 2, 3) AS t) AS g
JOIN dkis.sops o ON o.agency = g.agency AND o.code = g.sop;
COMMENT ON VIEW dkis_report.kepuasan IS 'Indeks Kepuasan Masyarakat (IKM) per SOP dan triwulan, menurut Permenpan RB 14/2017';
COMMENT ON COLUMN dkis_report.kepuasan.id IS 'Kunci: instansi, SOP, triwulan; unik';
COMMENT ON COLUMN dkis_report.kepuasan.nomor_sop IS 'Nomor SOP';
COMMENT ON COLUMN dkis_report.kepuasan.kode_sop IS 'Kode SOP';
COMMENT ON COLUMN dkis_report.kepuasan.nama_sop IS 'Nama SOP';
COMMENT ON COLUMN dkis_report.kepuasan.triwulan IS 'Hari pertama triwulan';
COMMENT ON COLUMN dkis_report.kepuasan.responden IS 'Banyaknya jawaban';
COMMENT ON COLUMN dkis_report.kepuasan.u1 IS 'Rata-rata unsur 1: Persyaratan (1 sampai 4)';
COMMENT ON COLUMN dkis_report.kepuasan.u2 IS 'Rata-rata unsur 2: Sistem, mekanisme dan prosedur (1 sampai 4)';
COMMENT ON COLUMN dkis_report.kepuasan.u3 IS 'Rata-rata unsur 3: Waktu penyelesaian (1 sampai 4)';
COMMENT ON COLUMN dkis_report.kepuasan.u4 IS 'Rata-rata unsur 4: Biaya/tarif (1 sampai 4)';
COMMENT ON COLUMN dkis_report.kepuasan.u5 IS 'Rata-rata unsur 5: Produk spesifikasi jenis pelayanan (1 sampai 4)';
COMMENT ON COLUMN dkis_report.kepuasan.u6 IS 'Rata-rata unsur 6: Kompetensi pelaksana (1 sampai 4)';
COMMENT ON COLUMN dkis_report.kepuasan.u7 IS 'Rata-rata unsur 7: Perilaku pelaksana (1 sampai 4)';
COMMENT ON COLUMN dkis_report.kepuasan.u8 IS 'Rata-rata unsur 8: Penanganan pengaduan, saran dan masukan (1 sampai 4)';
COMMENT ON COLUMN dkis_report.kepuasan.u9 IS 'Rata-rata unsur 9: Sarana dan prasarana (1 sampai 4)';
COMMENT ON COLUMN dkis_report.kepuasan.ikm IS 'Indeks: rata-rata sembilan unsur dikali 25 (25 sampai 100)';
COMMENT ON COLUMN dkis_report.kepuasan.mutu IS 'Mutu pelayanan: A, B, C, D';
COMMENT ON COLUMN dkis_report.kepuasan.kinerja IS 'Kinerja unit pelayanan';

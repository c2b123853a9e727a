-- How well it is done: deadlines kept, and what the public says.

-- Every deadline that can be judged: steps that were done or are open, cases as
-- wholes that were not cancelled. k1 to k3: kind, SOP, performer. n1 to n4: kept, late,
-- open and late, judged.
CREATE VIEW dkis_store.kepatuhan_sla_rows AS
SELECT d.counted_at, d.agency, d.month, d.kind AS k1, d.sop AS k2, d.performer AS k3,
  (d.done AND NOT d.is_late)::int AS n1, (d.done AND d.is_late)::int AS n2, (NOT d.done AND d.is_late)::int AS n3, (d.done OR d.is_late)::int AS n4,
  NULL::int AS n5, NULL::int AS n6, NULL::int AS n7, NULL::bigint AS n8, d.minutes::float8 AS x, NULL::float8 AS y
FROM (
  SELECT COALESCE(s.closed_at, 'infinity') AS counted_at, 'langkah' AS kind, s.agency, s.sop, s.performer, dkis_store.local_month(s.due_at, s.agency) AS month, NOT s.is_open AS done, s.is_late,
    dkis_store.work_minutes(s.clock_from, s.finished_at, s.calendar, s.agency) AS minutes
  FROM dkis_store.step_facts s
  WHERE s.due_at IS NOT NULL AND s.sla_kind = 'batas' AND NOT s.external AND s.ended_by IS DISTINCT FROM 'pembatalan' AND s.channel IS DISTINCT FROM 'latihan'
  UNION ALL
  SELECT COALESCE(c.closed_at, 'infinity'), 'kasus', c.agency, c.sop, NULL, dkis_store.local_month(c.due_at, c.agency), c.met_at IS NOT NULL, c.is_late,
    dkis_store.work_minutes(c.received_at, c.met_at, c.calendar, c.agency)
  FROM dkis_store.case_facts c
  WHERE c.due_at IS NOT NULL AND (c.status <> 'batal' OR c.met_at IS NOT NULL) AND c.channel IS DISTINCT FROM 'latihan') AS d;
COMMENT ON VIEW dkis_store.kepatuhan_sla_rows IS 'Tenggat langkah dan kasus yang dapat dinilai';

-- A month counts once it has begun.
CREATE VIEW dkis_report.kepatuhan_sla AS
SELECT format('%s/%s/%s/%s/%s', l.agency, l.sop, to_char(l.month, 'YYYY-MM'), l.kind, l.performer) AS id,
  l.agency AS instansi,
  l.kind AS jenis,
  o.number AS nomor_sop,
  l.sop AS kode_sop,
  o.name AS nama_sop,
  l.month AS bulan,
  l.performer AS kode_pelaksana,
  coalesce(p.name, l.performer) AS pelaksana,
  l.total AS jumlah,
  l.kept AS tepat_waktu,
  l.late AS terlambat,
  l.open_late AS terbuka_terlambat,
  l.total - l.judged AS belum_tenggat,
  l.judged AS dinilai,
  round(100.0 * l.kept / nullif(l.judged, 0), 1) AS persen_tepat,
  round(l.minutes[1]::numeric, 1) AS median_menit
FROM (
  SELECT d.agency, d.k1 AS kind, d.k2 AS sop, d.month, d.k3 AS performer, sum(d.total)::bigint AS total, sum(d.n1)::bigint AS kept, sum(d.n2)::bigint AS late,
    sum(d.n3)::bigint AS open_late, sum(d.n4)::bigint AS judged, dkis_store.figures(d.x, NULL) AS minutes
  FROM dkis_store.parts_of('kepatuhan_sla') AS d
  GROUP BY d.agency, d.k1, d.k2, d.month, d.k3) AS l
LEFT JOIN dkis.sops o ON o.agency = l.agency AND o.code = l.sop
LEFT JOIN dkis.performers p ON p.agency = l.agency AND p.code = l.performer
WHERE l.month <= dkis_store.local_month(now(), l.agency);
COMMENT ON VIEW dkis_report.kepatuhan_sla IS 'Kepatuhan terhadap standar waktu: sum(tepat_waktu) / sum(dinilai), bukan rata-rata persen';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.id IS 'Kunci: instansi, SOP, bulan, jenis, pelaksana; unik';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.jenis IS 'langkah = tenggat langkah, kasus = tenggat keseluruhan kasus';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.bulan IS 'Bulan jatuhnya tenggat menurut waktu setempat (tanggal 1), sampai bulan ini';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.kode_pelaksana IS 'Kode pelaksana; kosong untuk jenis kasus';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.pelaksana IS 'Pelaksana; kosong untuk jenis kasus';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.jumlah IS 'Tenggat yang jatuh pada bulan itu; yang terhenti karena pembatalan tidak terhitung';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.tepat_waktu IS 'Dikerjakan tidak melewati tenggat';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.terlambat IS 'Dikerjakan melewati tenggat';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.terbuka_terlambat IS 'Belum selesai dan lewat tenggat';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.belum_tenggat IS 'Belum selesai, tenggatnya belum lewat';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.dinilai IS 'Yang sudah dapat dinilai, penyebut persen_tepat: jumlah - belum_tenggat';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.persen_tepat IS '100 * tepat_waktu / dinilai; beberapa baris: 100 * sum(tepat_waktu) / sum(dinilai)';
COMMENT ON COLUMN dkis_report.kepatuhan_sla.median_menit IS 'Median lama pengerjaan, dalam menit kerja menurut kalender SOP';

-- Permenpan RB 14/2017: every element weighs 1/9; the mean of the nine means, times 25,
-- is the index. From whole marks, so that a half is rounded as a half.
CREATE FUNCTION dkis_store.satisfaction(marks bigint, answers bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT round(25.0 * marks / (9 * answers), 2);
END;
COMMENT ON FUNCTION dkis_store.satisfaction(bigint, bigint) IS 'Indeks kepuasan dari jumlah nilai kesembilan unsur dan jumlah responden';

-- Its grade is read from the index rounded to two decimals, as the regulation's table is
-- printed: 88.31, 76.61, 65.00.
CREATE FUNCTION dkis_store.grade_of(index numeric) RETURNS TABLE (grade text, words text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT v.grade, v.words FROM (VALUES (88.31, 'A', 'Sangat Baik'), (76.61, 'B', 'Baik'), (65, 'C', 'Kurang Baik'), (0, 'D', 'Tidak Baik')) AS v (least, grade, words)
  WHERE v.least <= index ORDER BY v.least DESC LIMIT 1;
END;
COMMENT ON FUNCTION dkis_store.grade_of(numeric) IS 'Mutu dan kinerja sebuah indeks kepuasan';

CREATE VIEW dkis_report.kepuasan AS
SELECT concat_ws('/', g.agency, g.sop, to_char(g.quarter, 'YYYY-"T"Q')) AS id,
  g.agency AS instansi,
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
  i.ikm,
  w.grade AS mutu,
  w.words AS kinerja
FROM (
  SELECT s.agency, s.sop, date_trunc('quarter', dkis_store.local_date(s.answered_at, s.agency)::timestamp)::date AS quarter,
    count(*) AS answers, avg(s.u1) AS u1, avg(s.u2) AS u2, avg(s.u3) AS u3, avg(s.u4) AS u4, avg(s.u5) AS u5, avg(s.u6) AS u6, avg(s.u7) AS u7, avg(s.u8) AS u8, avg(s.u9) AS u9,
    sum(s.u1 + s.u2 + s.u3 + s.u4 + s.u5 + s.u6 + s.u7 + s.u8 + s.u9) AS marks
  FROM dkis_store.surveys s
  GROUP BY 1, 2, 3) AS g
CROSS JOIN LATERAL (SELECT dkis_store.satisfaction(g.marks, g.answers) AS ikm) AS i
CROSS JOIN LATERAL dkis_store.grade_of(i.ikm) AS w
JOIN dkis.sops o ON o.agency = g.agency AND o.code = g.sop;
COMMENT ON VIEW dkis_report.kepuasan IS 'Indeks Kepuasan Masyarakat (IKM) per SOP dan triwulan, menurut Permenpan RB 14/2017';
COMMENT ON COLUMN dkis_report.kepuasan.id IS 'Kunci: instansi, SOP, triwulan; unik';
COMMENT ON COLUMN dkis_report.kepuasan.triwulan IS 'Hari pertama triwulan';
COMMENT ON COLUMN dkis_report.kepuasan.responden IS 'Jumlah jawaban';
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

-- The answers behind kepuasan and ikm.
CREATE VIEW dkis_report.survei AS
SELECT s.id, s.agency AS instansi, s.case_id AS kasus_id, c.register_no AS nomor_register, o.number AS nomor_sop, s.sop AS kode_sop, o.name AS nama_sop,
  s.answered_at AS dijawab, dkis_store.local_date(s.answered_at, s.agency) AS dijawab_tanggal, dkis_store.local_month(s.answered_at, s.agency) AS dijawab_bulan,
  s.u1, s.u2, s.u3, s.u4, s.u5, s.u6, s.u7, s.u8, s.u9, dkis_store.satisfaction(s.u1 + s.u2 + s.u3 + s.u4 + s.u5 + s.u6 + s.u7 + s.u8 + s.u9, 1) AS nilai,
  dkis_store.masked_text(s.suggestion, (SELECT dkis_store.sees_personal())) AS saran
FROM dkis_store.surveys s
LEFT JOIN dkis_store.cases c ON c.id = s.case_id
LEFT JOIN dkis.sops o ON o.agency = s.agency AND o.code = s.sop;
COMMENT ON VIEW dkis_report.survei IS 'Jawaban survei di balik kepuasan dan ikm, satu baris tiap responden';
COMMENT ON COLUMN dkis_report.survei.id IS 'Nomor jawaban; unik';
COMMENT ON COLUMN dkis_report.survei.nomor_register IS 'Nomor register kasusnya; kosong untuk jawaban di atas kertas';
COMMENT ON COLUMN dkis_report.survei.dijawab IS 'Saat dijawab';
COMMENT ON COLUMN dkis_report.survei.u1 IS 'Unsur 1: Persyaratan (1 sampai 4)';
COMMENT ON COLUMN dkis_report.survei.u2 IS 'Unsur 2: Sistem, mekanisme dan prosedur (1 sampai 4)';
COMMENT ON COLUMN dkis_report.survei.u3 IS 'Unsur 3: Waktu penyelesaian (1 sampai 4)';
COMMENT ON COLUMN dkis_report.survei.u4 IS 'Unsur 4: Biaya/tarif (1 sampai 4)';
COMMENT ON COLUMN dkis_report.survei.u5 IS 'Unsur 5: Produk spesifikasi jenis pelayanan (1 sampai 4)';
COMMENT ON COLUMN dkis_report.survei.u6 IS 'Unsur 6: Kompetensi pelaksana (1 sampai 4)';
COMMENT ON COLUMN dkis_report.survei.u7 IS 'Unsur 7: Perilaku pelaksana (1 sampai 4)';
COMMENT ON COLUMN dkis_report.survei.u8 IS 'Unsur 8: Penanganan pengaduan, saran dan masukan (1 sampai 4)';
COMMENT ON COLUMN dkis_report.survei.u9 IS 'Unsur 9: Sarana dan prasarana (1 sampai 4)';
COMMENT ON COLUMN dkis_report.survei.nilai IS 'Rata-rata sembilan unsur dikali 25 (25 sampai 100)';
COMMENT ON COLUMN dkis_report.survei.saran IS 'Saran; disamarkan bagi yang hanya membaca laporan';

-- Where cases spend their time: of each step what history tells.

-- Steps with what they waited. A join takes one token of each input, so the k-th
-- finish of one input meets the k-th of every other: of those that met, the last was
-- waited for, and the others waited. waited: for others (also while it still does);
-- awaited: others for it; both false outside joins. By agency too, so that another's are left out before they are put in order.
-- k1 to k3: version, step, performer; without a step, a case that ended. n1 to n8: done,
-- open, with a deadline, late, again, waited, awaited, minutes of cases that ended.
CREATE VIEW dkis_store.kemacetan_rows AS
SELECT m.counted_at, m.agency, NULL::date AS month, m.sop_version::text AS k1, m.step AS k2, m.performer AS k3,
  (m.finished_at IS NOT NULL)::int AS n1, (m.finished_at IS NULL)::int AS n2,
  (m.finished_at IS NOT NULL AND m.sla_kind = 'batas' AND m.due_at IS NOT NULL)::int AS n3, (m.finished_at IS NOT NULL AND m.is_late)::int AS n4,
  (m.round > 1)::int AS n5, (m.joined IS NOT NULL AND (m.finished_at < m.last_at OR m.n < m.inputs))::int AS n6,
  (m.joined IS NOT NULL AND m.n = m.inputs AND m.finished_at = m.last_at AND m.first_at < m.last_at)::int AS n7,
  CASE WHEN m.case_status = 'selesai' THEN t.minutes END AS n8, t.minutes::float8 AS x, NULL::float8 AS y
FROM (
  SELECT t.*, count(*) OVER turn AS n, min(t.finished_at) OVER turn AS first_at, max(t.finished_at) OVER turn AS last_at
  FROM (
    SELECT COALESCE(s.closed_at, 'infinity') AS counted_at, s.case_id, s.agency, s.sop_version, s.case_status, s.channel, s.step, s.round, s.performer,
      s.started_at, s.finished_at, s.due_at, s.sla_kind, s.is_late, s.ended_by, s.calendar, i.joined, i.inputs,
      row_number() OVER (PARTITION BY COALESCE(s.closed_at, 'infinity'), s.agency, s.case_id, i.joined, s.step ORDER BY s.finished_at, s.round) AS turn
    FROM dkis_store.step_facts s
    LEFT JOIN (SELECT v.id AS sop_version, j.* FROM dkis.sop_versions v CROSS JOIN LATERAL dkis_store.join_inputs(v.machine) AS j) AS i
      ON i.sop_version = s.sop_version AND i.step = s.step AND i.outcome = s.outcome) AS t
  WINDOW turn AS (PARTITION BY t.counted_at, t.agency, t.case_id, t.joined, t.turn)) AS m
CROSS JOIN LATERAL (SELECT dkis_store.work_minutes(m.started_at, m.finished_at, m.calendar, m.agency) AS minutes) AS t
WHERE m.ended_by IS DISTINCT FROM 'pembatalan' AND m.channel IS DISTINCT FROM 'latihan'
UNION ALL
SELECT COALESCE(c.closed_at, 'infinity'), c.agency, NULL, c.sop_version::text, NULL, NULL, 0, 0, 0, 0, 0, 0, 0,
  dkis_store.work_minutes(c.received_at, c.closed_at, v.calendar, c.agency), NULL, NULL
FROM dkis_store.cases c JOIN dkis.sop_versions v ON v.id = c.sop_version
WHERE c.status = 'selesai' AND c.channel IS DISTINCT FROM 'latihan';
COMMENT ON VIEW dkis_store.kemacetan_rows IS 'Langkah beserta lamanya, apa yang ditunggu dan menunggunya; kasus yang selesai beserta lamanya';

CREATE VIEW dkis_report.kemacetan AS
SELECT concat_ws('/', v.agency, v.sop, v.version, g.step) AS id,
  g.agency AS instansi,
  o.number AS nomor_sop,
  v.sop AS kode_sop,
  o.name AS nama_sop,
  v.version AS versi,
  g.step AS langkah,
  d.activity AS kegiatan,
  g.performer AS kode_pelaksana,
  g.performer_name AS pelaksana,
  g.done AS selesai,
  g.open AS berjalan,
  round(g.minutes[1]::numeric, 1) AS median_menit,
  round(g.minutes[2]::numeric, 1) AS p90_menit,
  round(100.0 * g.minutes_of_closed / nullif(g.minutes_of_cases, 0), 1) AS porsi_persen,
  round(100.0 * g.late / nullif(g.due, 0), 1) AS persen_terlambat,
  g.again AS diulang,
  round(100.0 * g.again / nullif(g.done + g.open, 0), 1) AS persen_diulang,
  g.waited AS menunggu,
  g.awaited AS ditunggu,
  g.due AS dinilai,
  g.late AS terlambat
FROM (
  SELECT p.agency, p.k1::bigint AS version_id, p.k2 AS step, max(p.k3) AS performer, max(coalesce(f.name, p.k3)) AS performer_name,
    sum(p.n1)::bigint AS done, sum(p.n2)::bigint AS open, sum(p.n3)::bigint AS due, sum(p.n4)::bigint AS late, sum(p.n5)::bigint AS again,
    sum(p.n6)::bigint AS waited, sum(p.n7)::bigint AS awaited, sum(p.n8) AS minutes_of_closed, dkis_store.figures(p.x, NULL) AS minutes,
    sum(sum(p.n8) FILTER (WHERE p.k2 IS NULL)) OVER (PARTITION BY p.agency, p.k1) AS minutes_of_cases -- of which there is one group a version
  FROM dkis_store.parts_of('kemacetan') AS p LEFT JOIN dkis.performers f ON f.agency = p.agency AND f.code = p.k3
  GROUP BY p.agency, p.k1, p.k2) AS g
JOIN dkis.sop_versions v ON v.agency = g.agency AND v.id = g.version_id
LEFT JOIN dkis.sops o ON o.agency = v.agency AND o.code = v.sop
LEFT JOIN dkis.sop_steps d ON d.sop_version = v.id AND d.step = g.step
WHERE g.step IS NOT NULL;
COMMENT ON VIEW dkis_report.kemacetan IS 'Di mana kasus menghabiskan waktunya: riwayat tiap langkah, per SOP dan versi';
COMMENT ON COLUMN dkis_report.kemacetan.id IS 'Kunci: instansi, SOP, versi dan langkah; unik';
COMMENT ON COLUMN dkis_report.kemacetan.versi IS 'Versi SOP';
COMMENT ON COLUMN dkis_report.kemacetan.selesai IS 'Berapa kali selesai dikerjakan; yang terhenti karena kasus dibatalkan tidak terhitung';
COMMENT ON COLUMN dkis_report.kemacetan.berjalan IS 'Berapa yang sedang berjalan, termasuk yang ditunda';
COMMENT ON COLUMN dkis_report.kemacetan.median_menit IS 'Median lama pengerjaan sampai selesai, dalam menit kerja; masa penundaan ikut terhitung';
COMMENT ON COLUMN dkis_report.kemacetan.p90_menit IS 'Persentil ke-90 lama pengerjaan, dalam menit kerja';
COMMENT ON COLUMN dkis_report.kemacetan.porsi_persen IS 'Persen waktu kerja kasus yang selesai (sejak diterima) yang terpakai langkah ini; langkah sejajar dapat berjumlah lebih dari 100';
COMMENT ON COLUMN dkis_report.kemacetan.persen_terlambat IS 'Persen yang selesai lewat tenggat: terlambat dari dinilai; beberapa baris dijumlah dahulu, jangan dirata-rata';
COMMENT ON COLUMN dkis_report.kemacetan.dinilai IS 'Berapa yang selesai dan bertenggat, penyebut persen_terlambat; masa tunggu tidak terhitung';
COMMENT ON COLUMN dkis_report.kemacetan.terlambat IS 'Berapa di antaranya yang selesai lewat tenggat';
COMMENT ON COLUMN dkis_report.kemacetan.diulang IS 'Berapa kali dikerjakan ulang (putaran kedua dan seterusnya)';
COMMENT ON COLUMN dkis_report.kemacetan.persen_diulang IS 'Persen pengerjaan yang merupakan pengulangan';
COMMENT ON COLUMN dkis_report.kemacetan.menunggu IS 'Berapa kali hasilnya menunggu langkah lain pada penggabungan';
COMMENT ON COLUMN dkis_report.kemacetan.ditunggu IS 'Berapa kali langkah lain menunggu langkah ini pada penggabungan, karena ia yang terakhir';

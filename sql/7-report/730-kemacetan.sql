-- Where cases spend their time: of each step what history tells.

-- Step rows with what they waited. A join takes one token of each input, so the
-- k-th finish of one input meets the k-th of every other: of those that met,
-- the last was waited for, and the others waited. waited: for others (also
-- while it still does); awaited: others for it; both false outside joins.
CREATE VIEW dkis_store.step_history AS
SELECT f.*, j.waited, j.awaited
FROM dkis_store.step_facts f
LEFT JOIN (
  SELECT m.step_id, m.finished_at < m.last_at OR m.n < m.inputs AS waited,
    m.n = m.inputs AND m.finished_at = m.last_at AND m.first_at < m.last_at AS awaited
  FROM (
    SELECT t.*, count(*) OVER turn AS n, min(t.finished_at) OVER turn AS first_at, max(t.finished_at) OVER turn AS last_at
    FROM (
      SELECT s.id AS step_id, s.case_id, s.finished_at, i.joined, i.inputs,
        row_number() OVER (PARTITION BY s.case_id, i.joined, s.step ORDER BY s.finished_at, s.round) AS turn
      FROM dkis.sop_versions v
      CROSS JOIN LATERAL dkis_store.join_inputs(v.machine) AS i
      JOIN dkis_store.cases c ON c.sop_version = v.id
      JOIN dkis_store.case_steps s ON s.case_id = c.id AND s.step = i.step AND s.outcome = i.outcome) AS t
    WINDOW turn AS (PARTITION BY t.case_id, t.joined, t.turn)) AS m) AS j ON j.step_id = f.step_id;
COMMENT ON VIEW dkis_store.step_history IS 'Langkah beserta apa yang ditunggu dan menunggunya';

CREATE VIEW dkis_report.kemacetan AS
SELECT concat_ws('/', g.agency, g.sop, g.version, g.step) AS id,
  g.agency AS instansi,
  g.sop_number AS nomor_sop,
  g.sop AS kode_sop,
  g.sop_name AS nama_sop,
  g.version AS versi,
  g.step AS langkah,
  g.activity AS kegiatan,
  g.performer AS kode_pelaksana,
  g.performer_name AS pelaksana,
  g.done AS selesai,
  g.open AS berjalan,
  round(g.median::numeric, 1) AS median_menit,
  round(g.ninetieth::numeric, 1) AS p90_menit,
  round(100.0 * g.minutes_of_closed / nullif(w.minutes, 0), 1) AS porsi_persen,
  round(100.0 * g.late / nullif(g.due, 0), 1) AS persen_terlambat,
  g.again AS diulang,
  round(100.0 * g.again / nullif(g.done + g.open, 0), 1) AS persen_diulang,
  g.waited AS menunggu,
  g.awaited AS ditunggu
FROM (
  SELECT n.*, v.agency, v.sop, v.version, o.number AS sop_number, o.name AS sop_name
  FROM ( -- what is sorted for the median is narrow: names come afterwards
    SELECT h.sop_version AS version_id, h.step,
      max(h.activity) AS activity, max(h.performer) AS performer, max(coalesce(h.performer_name, h.performer)) AS performer_name,
      count(*) FILTER (WHERE h.finished_at IS NOT NULL) AS done,
      count(*) FILTER (WHERE h.finished_at IS NULL) AS open,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY h.minutes) AS median,
      percentile_cont(0.9) WITHIN GROUP (ORDER BY h.minutes) AS ninetieth,
      sum(h.minutes) FILTER (WHERE h.case_status = 'selesai') AS minutes_of_closed,
      count(*) FILTER (WHERE h.finished_at IS NOT NULL AND h.sla_kind = 'batas' AND h.due_at IS NOT NULL) AS due,
      count(*) FILTER (WHERE h.finished_at IS NOT NULL AND h.is_late) AS late,
      count(*) FILTER (WHERE h.round > 1) AS again,
      count(*) FILTER (WHERE h.waited) AS waited,
      count(*) FILTER (WHERE h.awaited) AS awaited
    FROM (
      SELECT s.*, dkis_store.work_minutes(s.started_at, s.finished_at, s.calendar, s.agency) AS minutes
      FROM dkis_store.step_history s WHERE s.ended_by IS DISTINCT FROM 'pembatalan' AND s.channel IS DISTINCT FROM 'latihan') AS h
    GROUP BY h.sop_version, h.step) AS n
  JOIN dkis.sop_versions v ON v.id = n.version_id
  LEFT JOIN dkis.sops o ON o.agency = v.agency AND o.code = v.sop) AS g
LEFT JOIN (
  SELECT c.sop_version, sum(dkis_store.work_minutes(c.received_at, c.closed_at, v.calendar, c.agency)) AS minutes
  FROM dkis_store.cases c JOIN dkis.sop_versions v ON v.id = c.sop_version
  WHERE c.status = 'selesai' AND c.channel IS DISTINCT FROM 'latihan' GROUP BY c.sop_version) AS w ON w.sop_version = g.version_id;
COMMENT ON VIEW dkis_report.kemacetan IS 'Di mana kasus menghabiskan waktunya: riwayat tiap langkah, per SOP dan versi';
COMMENT ON COLUMN dkis_report.kemacetan.id IS 'Kunci: instansi, SOP, versi dan langkah; unik';
COMMENT ON COLUMN dkis_report.kemacetan.versi IS 'Versi SOP';
COMMENT ON COLUMN dkis_report.kemacetan.selesai IS 'Berapa kali selesai dikerjakan; yang terhenti karena kasus dibatalkan tidak terhitung';
COMMENT ON COLUMN dkis_report.kemacetan.berjalan IS 'Berapa yang sedang berjalan, termasuk yang ditunda';
COMMENT ON COLUMN dkis_report.kemacetan.median_menit IS 'Median lama pengerjaan sampai selesai, dalam menit kerja; masa penundaan ikut terhitung';
COMMENT ON COLUMN dkis_report.kemacetan.p90_menit IS 'Persentil ke-90 lama pengerjaan, dalam menit kerja';
COMMENT ON COLUMN dkis_report.kemacetan.porsi_persen IS 'Persen waktu kerja kasus yang selesai (sejak diterima) yang terpakai langkah ini; langkah sejajar dapat berjumlah lebih dari 100';
COMMENT ON COLUMN dkis_report.kemacetan.persen_terlambat IS 'Persen yang selesai lewat tenggat, dari yang selesai dan bertenggat; masa tunggu tidak terhitung';
COMMENT ON COLUMN dkis_report.kemacetan.diulang IS 'Berapa kali dikerjakan ulang (putaran kedua dan seterusnya)';
COMMENT ON COLUMN dkis_report.kemacetan.persen_diulang IS 'Persen pengerjaan yang merupakan pengulangan';
COMMENT ON COLUMN dkis_report.kemacetan.menunggu IS 'Berapa kali hasilnya menunggu langkah lain pada penggabungan';
COMMENT ON COLUMN dkis_report.kemacetan.ditunggu IS 'Berapa kali langkah lain menunggu langkah ini pada penggabungan, karena ia yang terakhir';

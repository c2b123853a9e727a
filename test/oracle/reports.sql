-- The reports that keep what they have counted (sql/7-report/702-rollups.sql), counted
-- from all rows, as slowly as they were written first. A row that differs is printed;
-- nothing else is. With -v counted=1 what may be kept is counted afterwards, as the jobs
-- do: what the next test changes late shows here if it was not noted.
\set QUIET on
\set ON_ERROR_STOP on
\pset format unaligned
\pset tuples_only on
SELECT count(*) = 1 AS there FROM pg_extension WHERE extname = 'dkis' \gset
\if :there
SET client_min_messages = error; -- of views that are replaced
SET jit = off;
CREATE OR REPLACE TEMP VIEW slow_step_history AS
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
CREATE OR REPLACE TEMP VIEW slow_kemacetan AS
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
  g.awaited AS ditunggu,
  g.due AS dinilai,
  g.late AS terlambat
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
      FROM slow_step_history s WHERE s.ended_by IS DISTINCT FROM 'pembatalan' AND s.channel IS DISTINCT FROM 'latihan') AS h
    GROUP BY h.sop_version, h.step) AS n
  JOIN dkis.sop_versions v ON v.id = n.version_id
  LEFT JOIN dkis.sops o ON o.agency = v.agency AND o.code = v.sop) AS g
LEFT JOIN (
  SELECT c.sop_version, sum(dkis_store.work_minutes(c.received_at, c.closed_at, v.calendar, c.agency)) AS minutes
  FROM dkis_store.cases c JOIN dkis.sop_versions v ON v.id = c.sop_version
  WHERE c.status = 'selesai' AND c.channel IS DISTINCT FROM 'latihan' GROUP BY c.sop_version) AS w ON w.sop_version = g.version_id;
CREATE OR REPLACE TEMP VIEW slow_kepatuhan_sla AS
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
  round(l.median::numeric, 1) AS median_menit
FROM ( -- what is sorted for the median is narrow: names come afterwards
  SELECT d.agency, d.kind, d.sop, d.month, d.performer, count(*) AS total,
    count(*) FILTER (WHERE d.done AND NOT d.is_late) AS kept, count(*) FILTER (WHERE d.done AND d.is_late) AS late,
    count(*) FILTER (WHERE NOT d.done AND d.is_late) AS open_late, count(*) FILTER (WHERE d.done OR d.is_late) AS judged,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY d.minutes) AS median
  FROM (
    SELECT 'langkah' AS kind, s.agency, s.sop, s.performer, dkis_store.local_month(s.due_at, s.agency) AS month, NOT s.is_open AS done, s.is_late,
      dkis_store.work_minutes(s.clock_from, s.finished_at, s.calendar, s.agency) AS minutes
    FROM dkis_store.step_facts s
    WHERE s.due_at IS NOT NULL AND s.sla_kind = 'batas' AND NOT s.external AND s.ended_by IS DISTINCT FROM 'pembatalan' AND s.channel IS DISTINCT FROM 'latihan'
    UNION ALL
    SELECT 'kasus', c.agency, c.sop, NULL, dkis_store.local_month(c.due_at, c.agency), c.met_at IS NOT NULL, c.is_late,
      dkis_store.work_minutes(c.received_at, c.met_at, c.calendar, c.agency)
    FROM dkis_store.case_facts c
    WHERE c.due_at IS NOT NULL AND (c.status <> 'batal' OR c.met_at IS NOT NULL) AND c.channel IS DISTINCT FROM 'latihan') AS d
  GROUP BY d.agency, d.kind, d.sop, d.month, d.performer) AS l
LEFT JOIN dkis.sops o ON o.agency = l.agency AND o.code = l.sop
LEFT JOIN dkis.performers p ON p.agency = l.agency AND p.code = l.performer
WHERE l.month <= dkis_store.local_month(now(), l.agency);
CREATE OR REPLACE TEMP VIEW slow_waktu_tanggap AS
SELECT
  concat_ws('/', w.agency, to_char(w.month, 'YYYY-MM'), w.category, w.measure) AS kunci,
  w.agency AS instansi,
  w.month AS bulan,
  w.category AS kategori,
  w.measure AS ukuran,
  count(*) AS jumlah,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY w.seconds) AS median_detik,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY w.seconds) AS p90_detik,
  max(w.seconds) AS terlama_detik,
  t.seconds AS target_detik,
  CASE WHEN t.seconds IS NOT NULL THEN count(*) FILTER (WHERE w.seconds <= t.seconds) END AS memenuhi,
  CASE WHEN t.seconds IS NOT NULL THEN round(100.0 * count(*) FILTER (WHERE w.seconds <= t.seconds) / count(*), 1) END AS memenuhi_persen
FROM (
  SELECT i.agency, i.category, m.measure, m.seconds, dkis_store.local_month(i.received_at, i.agency) AS month
  FROM dkis.incidents i
  JOIN (SELECT d.incident_id, min(d.requested_at) AS requested_at, min(d.on_scene_at) AS on_scene_at
    FROM dkis_store.dispatches d GROUP BY d.incident_id) AS d ON d.incident_id = i.id
  CROSS JOIN LATERAL (VALUES ('kirim', dkis_store.seconds_between(i.reported_at, d.requested_at)),
    ('tiba', dkis_store.seconds_between(i.reported_at, d.on_scene_at))) AS m (measure, seconds)
  WHERE m.seconds IS NOT NULL AND i.duplicate_of IS NULL AND NOT i.exercise) AS w
LEFT JOIN LATERAL (SELECT r.seconds FROM dkis.response_targets r
  WHERE r.agency = w.agency AND r.measure = w.measure AND (r.category IS NULL OR r.category = w.category)
  ORDER BY r.category NULLS LAST LIMIT 1) AS t ON true
GROUP BY w.agency, w.month, w.category, w.measure, t.seconds;

CREATE OR REPLACE TEMP VIEW slow_laporan_112 AS
SELECT concat_ws('/', g.agency, g.kind, g.begins, g.dimension, g.value) AS kunci,
  g.agency AS instansi, g.kind AS jenis_periode, g.begins AS periode, CASE g.kind WHEN 'bulan' THEN g.begins END AS bulan, g.dimension AS menurut, g.value AS nilai,
  count(*) AS panggilan, count(DISTINCT g.incident_id) AS insiden,
  count(*) FILTER (WHERE g.is_false) AS panggilan_palsu, round(100.0 * count(*) FILTER (WHERE g.is_false) / count(*), 1) AS palsu_persen,
  count(*) FILTER (WHERE g.lost) AS terlepas,
  count(g.answer) AS jawab_terukur,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY g.answer) AS jawab_median_detik,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY g.answer) AS jawab_p90_detik,
  count(*) FILTER (WHERE g.answer <= g.answer_target) AS jawab_memenuhi,
  count(g.response) AS tiba_terukur,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY g.response) AS tiba_median_detik,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY g.response) AS tiba_p90_detik
FROM (
  SELECT c.agency, w.kind, w.begins, d.dimension, d.value, c.incident_id, COALESCE(k.may_block, false) AS is_false,
    c.answered_at IS NULL AND c.ended_at IS NOT NULL AS lost, nullif(dkis_store.seconds_between(c.received_at, c.answered_at), 0) AS answer, t.seconds AS answer_target,
    -- once an incident, at its first call
    CASE WHEN c.id = i.call_id THEN dkis_store.seconds_between(i.reported_at, (SELECT min(s.on_scene_at) FROM dkis_store.dispatches s WHERE s.incident_id = i.id)) END AS response
  FROM dkis_store.calls c
  LEFT JOIN dkis.call_kinds k ON k.agency = c.agency AND k.kind = c.kind
  LEFT JOIN dkis.incidents i ON i.id = c.incident_id
  LEFT JOIN dkis.areas a ON a.agency = i.agency AND a.code = i.area
  LEFT JOIN dkis.areas p ON p.agency = a.agency AND p.code = a.parent
  LEFT JOIN dkis.response_targets t ON t.agency = c.agency AND t.measure = 'jawab' AND t.category IS NULL
  LEFT JOIN LATERAL (SELECT h.name FROM dkis.shift_hours h
    WHERE h.agency = c.agency AND dkis_store.within_hours((c.received_at AT TIME ZONE dkis_store.agency_zone(c.agency))::time, h.from_hour, h.until_hour)
    ORDER BY h.from_hour LIMIT 1) AS h ON true
  CROSS JOIN LATERAL dkis_store.periods_of(dkis_store.local_date(c.received_at, c.agency)) AS w
  CROSS JOIN LATERAL (VALUES ('semua', 'semua'), ('jenis', COALESCE(c.kind, 'belum dikenali')), ('kategori', i.category),
    ('kecamatan', CASE WHEN i.id IS NOT NULL THEN COALESCE(CASE a.level WHEN 'kelurahan' THEN p.name ELSE a.name END, CASE WHEN i.in_city THEN 'dalam kota' WHEN NOT i.in_city THEN 'luar kota' ELSE 'tidak diketahui' END) END),
    ('regu', h.name)) AS d (dimension, value)
  WHERE NOT c.exercise AND d.value IS NOT NULL) AS g
GROUP BY g.agency, g.kind, g.begins, g.dimension, g.value;
-- What the map shows where it is crowded, and every place of it.
CREATE OR REPLACE TEMP VIEW kept_peta AS
SELECT g.report, g.agency, g.area, g.grid, g.total, g.first, g.second, g.third, g.fourth, g.duplicates, g.grave_duplicates,
  (SELECT array_agg(v ORDER BY v) FROM unnest(string_to_array(g.places, ',')::float8[]) AS v) AS places
FROM (
  SELECT r.report, p.agency, p.k1 AS area, p.k2 AS grid, sum(p.total)::bigint AS total, sum(p.n1)::bigint AS first, sum(p.n2)::bigint AS second, sum(p.n3)::bigint AS third,
    sum(p.n4)::bigint AS fourth, sum(p.n5)::bigint AS duplicates, sum(p.n6)::bigint AS grave_duplicates,
    string_agg((SELECT string_agg(round(dkis_store.bag_percentile(p.x, n / greatest(p.total - 1, 1)::float8))::text, ',') FROM generate_series(0, p.total - 1) AS n), ',') AS places
  FROM (VALUES ('peta_titik'), ('peta_wilayah')) AS r (report) CROSS JOIN LATERAL dkis_store.parts_of(r.report) AS p GROUP BY 1, 2, 3, 4) AS g;
CREATE OR REPLACE TEMP VIEW slow_peta AS
SELECT m.report, m.agency, m.area, m.grid, count(*) AS total, count(*) FILTER (WHERE m.priority = 1) AS first, count(*) FILTER (WHERE m.priority = 2) AS second,
  count(*) FILTER (WHERE m.priority = 3) AS third, count(*) FILTER (WHERE m.priority = 4) AS fourth, sum(m.duplicate)::bigint AS duplicates,
  sum(CASE WHEN m.priority = 1 THEN m.duplicate END)::bigint AS grave_duplicates, array_agg(m.place ORDER BY m.place) FILTER (WHERE m.place IS NOT NULL) AS places
FROM (
  SELECT 'peta_titik' AS report, i.agency, CASE WHEN i.location IS NULL THEN i.area END AS area, NULL AS grid, i.priority, NULL::int AS duplicate,
    dkis_store.place_code(ST_X(ST_Centroid(i.location)), ST_Y(ST_Centroid(i.location)), i.priority) AS place
  FROM dkis_store.incidents i WHERE NOT i.exercise AND (i.location IS NOT NULL OR i.area IS NOT NULL)
  UNION ALL
  SELECT 'peta_wilayah', i.agency, i.area, CASE WHEN a.boundary IS NULL THEN ST_AsText(ST_SnapToGrid(ST_Centroid(i.location), 0.02)) END, i.priority, (i.duplicate_of IS NOT NULL)::int, NULL
  FROM dkis_store.incidents i LEFT JOIN dkis.areas a ON a.agency = i.agency AND a.code = i.area WHERE NOT i.exercise AND (i.location IS NOT NULL OR i.area IS NOT NULL)) AS m
GROUP BY 1, 2, 3, 4;
CREATE OR REPLACE TEMP VIEW slow_wilayah_peta AS
SELECT a.id, coalesce(n.total, 0) AS insiden, coalesce(n.open, 0) AS insiden_berjalan, coalesce(n.recent, 0) AS insiden_30_hari, coalesce(n.grave, 0) AS mengancam_jiwa
FROM dkis.areas a
LEFT JOIN (
  SELECT c.agency, up.code, sum(c.total)::bigint AS total, sum(c.open)::bigint AS open, sum(c.recent)::bigint AS recent, sum(c.grave)::bigint AS grave
  FROM (
    SELECT i.agency, i.area, count(*) AS total, count(*) FILTER (WHERE i.closed_at IS NULL) AS open,
      count(*) FILTER (WHERE i.received_at >= now() - interval '30 days') AS recent, count(*) FILTER (WHERE i.priority = 1) AS grave
    FROM dkis.incidents i WHERE i.duplicate_of IS NULL AND NOT i.exercise GROUP BY i.agency, i.area) AS c
  JOIN dkis.areas w ON w.agency = c.agency AND w.code = c.area
  LEFT JOIN dkis.areas p ON p.agency = w.agency AND p.code = w.parent
  CROSS JOIN LATERAL (VALUES (w.code), (w.parent), (p.parent)) AS up (code)
  GROUP BY c.agency, up.code) AS n ON n.agency = a.agency AND n.code = a.code;
-- What is not kept, but found another way than it was written first.
CREATE OR REPLACE TEMP VIEW slow_mutu_lokasi AS
SELECT concat_ws('/', g.agency, to_char(g.month, 'YYYY-MM'), g.source) AS kunci, g.agency AS instansi, g.month AS bulan, g.source AS sumber,
  count(*) AS panggilan, count(*) FILTER (WHERE g.metres <= 50) AS dalam_50_m, count(*) FILTER (WHERE g.metres IS NULL AND g.source <> 'tanpa lokasi') AS tanpa_ukuran,
  round(100.0 * count(*) FILTER (WHERE g.metres <= 50) / count(*), 1) AS dalam_50_m_persen, percentile_cont(0.5) WITHIN GROUP (ORDER BY g.metres) AS median_meter
FROM (
  SELECT c.agency, dkis_store.local_month(c.received_at, c.agency) AS month, COALESCE(f.source, 'tanpa lokasi') AS source, f.metres
  FROM dkis_store.calls c
  LEFT JOIN ( -- the best of each call's, in one walk over all
    SELECT DISTINCT ON (l.call) l.call, dkis.source(l.location) AS source, dkis.uncertainty_m(l.location) AS metres FROM dkis.call_locations l
    WHERE l.location IS NOT NULL ORDER BY l.call, dkis.uncertainty_m(l.location) NULLS LAST, l.at DESC) AS f ON f.call = c.id
  WHERE c.incident_id IS NOT NULL AND NOT c.exercise) AS g
GROUP BY g.agency, g.month, g.source;
CREATE OR REPLACE TEMP VIEW slow_beban_kerja AS
SELECT concat_ws('@', s.instansi || '/' || s.kode_pelaksana, s.organisasi) AS id,
  s.instansi,
  s.kode_pelaksana,
  max(s.pelaksana) AS pelaksana,
  s.organisasi,
  count(*) FILTER (WHERE s.is_open) AS berjalan,
  count(*) FILTER (WHERE s.is_open AND s.lampu = 'merah') AS merah,
  count(*) FILTER (WHERE s.is_open AND s.lampu = 'kuning') AS kuning,
  count(*) FILTER (WHERE s.is_open AND s.lampu = 'hijau') AS hijau,
  count(*) FILTER (WHERE s.is_open AND s.ditunda) AS ditunda,
  min(s.mulai) FILTER (WHERE s.is_open) AS tertua_mulai,
  min(s.mulai_tanggal) FILTER (WHERE s.is_open) AS tertua_mulai_tanggal,
  min(s.tenggat) FILTER (WHERE s.is_open) AS tenggat_terdekat,
  min(s.tenggat_tanggal) FILTER (WHERE s.is_open) AS tenggat_terdekat_tanggal,
  count(*) FILTER (WHERE s.ended_by = 'hasil') AS selesai_30_hari
FROM dkis_store.step_rows s
WHERE s.is_open OR s.finished_at >= now() - interval '30 days'
GROUP BY s.instansi, s.kode_pelaksana, s.organisasi;
CREATE OR REPLACE TEMP VIEW slow_dokumen_kurang AS
SELECT s.step_id AS id, s.agency AS instansi, s.case_id AS kasus_id, s.register_no AS nomor_register, s.sop_number AS nomor_sop, s.sop AS kode_sop,
  s.sop_name AS nama_sop, s.step AS langkah, s.activity AS kegiatan, d.output AS keluaran, d.document_required AS wajib,
  s.performer AS kode_pelaksana, coalesce(s.performer_name, s.performer) AS pelaksana, s.organisation AS organisasi,
  s.finished_at AS selesai, dkis_store.local_date(s.finished_at, s.agency) AS selesai_tanggal, dkis_store.local_month(s.finished_at, s.agency) AS selesai_bulan
FROM dkis_store.step_facts s
JOIN dkis.sop_steps d ON d.sop_version = s.sop_version AND d.step = s.step
WHERE s.ended_by = 'hasil' AND (d.output IS NOT NULL OR d.document_required)
  AND s.step = ANY (ARRAY(SELECT DISTINCT t.step FROM dkis.sop_steps t WHERE t.output IS NOT NULL OR t.document_required)) -- known of a step by itself
  AND NOT EXISTS (SELECT FROM dkis_store.case_documents f WHERE f.case_id = s.case_id AND f.step = s.step);
CREATE OR REPLACE TEMP VIEW slow_running_incidents AS
SELECT i.id, i.priority, i.category, i.received_at, dkis_store.minutes_since(i.received_at) AS minutes,
  COALESCE(a.name, CASE WHEN i.in_city THEN 'dalam kota' WHEN i.in_city IS NULL THEN 'lokasi?' ELSE 'luar kota' END) AS place,
  i.address, (SELECT count(*) FROM dkis_store.calls c WHERE c.incident_id = i.id) AS calls, d.units_out, d.units, i.exercise,
  nullif(concat_ws(', ', CASE WHEN d.incident_id IS NULL AND i.received_at <= (SELECT now() - make_interval(mins => dkis_store.number_setting('alarm_minutes')::int))
    THEN 'belum ada armada' END, d.alarm), '') AS alarm, i.agency
FROM dkis.incidents i
LEFT JOIN (SELECT w.agency, w.code, w.name FROM dkis.areas w OFFSET 0) AS a ON a.agency = i.agency AND a.code = i.area -- read once, also while nothing is known of it
LEFT JOIN ( -- the units of all that is open at once, in their order: sorting each incident's anew is most of the work
  SELECT w.incident_id, count(*) FILTER (WHERE w.out) AS units_out,
    string_agg(w.callsign || ' (' || w.state || ' ' || w.minutes || ' menit)', ', ') FILTER (WHERE w.out) AS units,
    string_agg(w.callsign || ' ' || w.silent, ', ') FILTER (WHERE w.out) AS alarm
  FROM (
    SELECT s.incident_id, u.callsign, s.cleared_at IS NULL AS out, dkis_store.minutes_since(t.since) AS minutes,
      dkis_store.radio_status(s.acknowledged_at, s.en_route_at, s.on_scene_at, s.transporting_at, s.delivered_at) AS state,
      dkis_store.silence(s.requested_at, COALESCE(s.acknowledged_at, s.en_route_at, s.on_scene_at), GREATEST(t.since, u.position_at)) AS silent
    FROM dkis_store.incidents o JOIN dkis_store.dispatches s ON s.incident_id = o.id JOIN dkis_store.units u ON u.id = s.unit_id
    CROSS JOIN LATERAL (SELECT COALESCE(s.delivered_at, s.transporting_at, s.on_scene_at, s.en_route_at, s.acknowledged_at, s.requested_at) AS since) AS t
    WHERE o.closed_at IS NULL AND o.duplicate_of IS NULL ORDER BY s.incident_id, s.id) AS w
  GROUP BY w.incident_id) AS d ON d.incident_id = i.id
WHERE i.closed_at IS NULL AND i.duplicate_of IS NULL;
WITH said AS MATERIALIZED (
  SELECT k.report, 'kept' AS side, to_jsonb(k) AS row FROM kept_peta AS k UNION ALL SELECT s.report, 'slow', to_jsonb(s) FROM slow_peta AS s)
SELECT d.report, d.side, d.row FROM (
  (SELECT k.report, k.side, k.row FROM said AS k WHERE k.side = 'kept' EXCEPT ALL SELECT s.report, 'kept', s.row FROM said AS s WHERE s.side = 'slow')
  UNION ALL (SELECT s.report, s.side, s.row FROM said AS s WHERE s.side = 'slow' EXCEPT ALL SELECT k.report, 'slow', k.row FROM said AS k WHERE k.side = 'kept')) AS d ORDER BY 1, 2, 3;
SELECT 'wilayah_peta', * FROM (
  SELECT 'slow' AS side, to_jsonb(s) AS row FROM slow_wilayah_peta AS s
  EXCEPT ALL SELECT 'slow', to_jsonb(k) FROM (SELECT id, insiden, insiden_berjalan, insiden_30_hari, mengancam_jiwa FROM dkis_report.wilayah_peta) AS k) AS d ORDER BY 2, 3;
SELECT 'laporan_112', * FROM (
  (SELECT 'kept' AS side, to_jsonb(k) AS row FROM dkis_report.laporan_112 AS k EXCEPT ALL SELECT 'kept', to_jsonb(s) FROM slow_laporan_112 AS s)
  UNION ALL (SELECT 'slow', to_jsonb(s) FROM slow_laporan_112 AS s EXCEPT ALL SELECT 'slow', to_jsonb(k) FROM dkis_report.laporan_112 AS k)) AS d ORDER BY 2, 3;
SELECT 'waktu_tanggap', * FROM (
  (SELECT 'kept' AS side, to_jsonb(k) AS row FROM dkis_report.waktu_tanggap AS k EXCEPT ALL SELECT 'kept', to_jsonb(s) FROM slow_waktu_tanggap AS s)
  UNION ALL (SELECT 'slow', to_jsonb(s) FROM slow_waktu_tanggap AS s EXCEPT ALL SELECT 'slow', to_jsonb(k) FROM dkis_report.waktu_tanggap AS k)) AS d ORDER BY 2, 3;
SELECT 'kepatuhan_sla', * FROM (
  (SELECT 'kept' AS side, to_jsonb(k) AS row FROM dkis_report.kepatuhan_sla AS k EXCEPT ALL SELECT 'kept', to_jsonb(s) FROM slow_kepatuhan_sla AS s)
  UNION ALL (SELECT 'slow', to_jsonb(s) FROM slow_kepatuhan_sla AS s EXCEPT ALL SELECT 'slow', to_jsonb(k) FROM dkis_report.kepatuhan_sla AS k)) AS d ORDER BY 2, 3;
SELECT 'kemacetan', * FROM (
  (SELECT 'kept' AS side, to_jsonb(k) AS row FROM dkis_report.kemacetan AS k EXCEPT ALL SELECT 'kept', to_jsonb(s) FROM slow_kemacetan AS s)
  UNION ALL (SELECT 'slow', to_jsonb(s) FROM slow_kemacetan AS s EXCEPT ALL SELECT 'slow', to_jsonb(k) FROM dkis_report.kemacetan AS k)) AS d ORDER BY 2, 3;
SELECT 'mutu_lokasi', * FROM (
  (SELECT 'asked' AS side, to_jsonb(k) AS row FROM dkis_report.mutu_lokasi AS k EXCEPT ALL SELECT 'asked', to_jsonb(s) FROM slow_mutu_lokasi AS s)
  UNION ALL (SELECT 'slow', to_jsonb(s) FROM slow_mutu_lokasi AS s EXCEPT ALL SELECT 'slow', to_jsonb(k) FROM dkis_report.mutu_lokasi AS k)) AS d ORDER BY 2, 3;
SELECT 'beban_kerja', * FROM (
  (SELECT 'asked' AS side, to_jsonb(k) AS row FROM dkis_report.beban_kerja AS k EXCEPT ALL SELECT 'asked', to_jsonb(s) FROM slow_beban_kerja AS s)
  UNION ALL (SELECT 'slow', to_jsonb(s) FROM slow_beban_kerja AS s EXCEPT ALL SELECT 'slow', to_jsonb(k) FROM dkis_report.beban_kerja AS k)) AS d ORDER BY 2, 3;
SELECT 'dokumen_kurang', * FROM (
  (SELECT 'asked' AS side, to_jsonb(k) AS row FROM dkis_report.dokumen_kurang AS k EXCEPT ALL SELECT 'asked', to_jsonb(s) FROM slow_dokumen_kurang AS s)
  UNION ALL (SELECT 'slow', to_jsonb(s) FROM slow_dokumen_kurang AS s EXCEPT ALL SELECT 'slow', to_jsonb(k) FROM dkis_report.dokumen_kurang AS k)) AS d ORDER BY 2, 3;
SELECT 'running_incidents', * FROM (
  (SELECT 'asked' AS side, to_jsonb(k) AS row FROM dkis.running_incidents AS k EXCEPT ALL SELECT 'asked', to_jsonb(s) FROM slow_running_incidents AS s)
  UNION ALL (SELECT 'slow', to_jsonb(s) FROM slow_running_incidents AS s EXCEPT ALL SELECT 'slow', to_jsonb(k) FROM dkis.running_incidents AS k)) AS d ORDER BY 2, 3;
\if :{?counted}
-- The session that changed something is over: no horizon to wait for.
SELECT nextval('dkis_store.report_horizon_id_seq') \gset
SELECT count(dkis_store.count_period(m.from_at, m.until_at)) FROM dkis_store.missing_periods(date_trunc('day', now() - interval '2 days', 'UTC')) AS m \gset
\endif
RESET client_min_messages;
RESET jit;
\endif
\unset ON_ERROR_STOP
\pset format aligned
\pset tuples_only off

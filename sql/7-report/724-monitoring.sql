-- What a monitoring centre counts, how well callers are located, where it happens
-- most, and a map that needs nothing but a browser. Drills are in none of it.

-- The shift (dkis.shift_hours) in which an instant lies: no row, or one. In FROM it becomes part of whatever asks.
CREATE FUNCTION dkis_store.shift_at(at timestamptz, agency int) RETURNS TABLE (shift text) LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT h.name FROM dkis.shift_hours h
  WHERE h.agency = $2 AND dkis_store.within_hours(($1 AT TIME ZONE dkis_store.agency_zone($2))::time, h.from_hour, h.until_hour)
  ORDER BY h.from_hour LIMIT 1;
END;
COMMENT ON FUNCTION dkis_store.shift_at(timestamptz, int) IS 'Regu yang bertugas pada suatu saat, sebagai baris';
CREATE FUNCTION dkis_store.shift_of(at timestamptz, agency int) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT s.shift FROM dkis_store.shift_at($1, $2) AS s;
END;
COMMENT ON FUNCTION dkis_store.shift_of(timestamptz, int) IS 'Regu yang bertugas pada suatu saat';

-- Calls by one thing at a time (k1: semua, jenis, kategori, kecamatan, regu; k2: which).
-- A call ends with its incident, or when it came: whichever is later. n1, n6, n7: first
-- call about its incident in that month, half-year, year and of that value; n2 to n5:
-- false, lost, answer and response measured; x: until answered, where ringing was recorded; y: from the first
-- report until somebody was there, once an incident, at its first call.
CREATE VIEW dkis_store.laporan_112_rows AS
SELECT g.counted_at, g.agency, g.month, d.dimension AS k1, d.value AS k2, NULL::text AS k3,
  (g.incident_id IS NOT NULL AND COALESCE(d.last < g.month, true))::int AS n1, g.is_false::int AS n2, g.lost::int AS n3, (g.answer IS NOT NULL)::int AS n4, (g.response IS NOT NULL)::int AS n5,
  (g.incident_id IS NOT NULL AND COALESCE(d.last < dkis_store.half_year_of(g.month), true))::int AS n6,
  (g.incident_id IS NOT NULL AND COALESCE(d.last < dkis_store.year_of(g.month), true))::int AS n7,
  NULL::bigint AS n8, g.answer AS x, g.response AS y
FROM (
  SELECT c.counted_at, c.agency, c.month, c.incident_id, c.kind, i.category, COALESCE(k.may_block, false) AS is_false, c.lost, c.answer,
    CASE WHEN i.id IS NOT NULL THEN COALESCE(CASE a.level WHEN 'kelurahan' THEN p.name ELSE a.name END, CASE WHEN i.in_city THEN 'dalam kota' WHEN NOT i.in_city THEN 'luar kota' ELSE 'tidak diketahui' END) END AS district,
    r.response, h.shift, f.last, f.of_kind, f.of_shift
  FROM (
    SELECT t.*, dkis_store.local_month(t.received_at, t.agency) AS month, t.answered_at IS NULL AND t.ended_at IS NOT NULL AS lost,
      nullif(dkis_store.seconds_between(t.received_at, t.answered_at), 0) AS answer
    FROM (
      SELECT COALESCE(i.closed_at, 'infinity') AS counted_at, c.id, c.agency, c.received_at, c.answered_at, c.ended_at, c.kind, c.incident_id, c.exercise
      FROM dkis_store.incidents i JOIN dkis_store.calls c ON c.incident_id = i.id WHERE c.received_at <= COALESCE(i.closed_at, 'infinity')
      UNION ALL
      SELECT c.received_at, c.id, c.agency, c.received_at, c.answered_at, c.ended_at, c.kind, c.incident_id, c.exercise
      FROM dkis_store.calls c LEFT JOIN dkis_store.incidents i ON i.id = c.incident_id WHERE c.incident_id IS NULL OR c.received_at > i.closed_at) AS t
    WHERE NOT t.exercise) AS c
  LEFT JOIN dkis.call_kinds k ON k.agency = c.agency AND k.kind = c.kind
  LEFT JOIN dkis.incidents i ON i.id = c.incident_id
  LEFT JOIN dkis.areas a ON a.agency = i.agency AND a.code = i.area
  LEFT JOIN dkis.areas p ON p.agency = a.agency AND p.code = a.parent
  LEFT JOIN LATERAL dkis_store.shift_at(c.received_at, c.agency) AS h ON true
  CROSS JOIN LATERAL (SELECT CASE WHEN c.id = i.call_id THEN dkis_store.seconds_between(i.reported_at,
      (SELECT min(s.on_scene_at) FROM dkis_store.dispatches s WHERE s.incident_id = i.id)) END AS response OFFSET 0) AS r -- asked once a call, not for each figure of each dimension
  -- the last month before that had a call about the same
  LEFT JOIN LATERAL (SELECT max(m.month) AS last, max(m.month) FILTER (WHERE e.kind IS NOT DISTINCT FROM c.kind) AS of_kind,
      max(m.month) FILTER (WHERE dkis_store.shift_of(e.received_at, e.agency) = h.shift) AS of_shift
    FROM dkis_store.calls e CROSS JOIN LATERAL (SELECT dkis_store.local_month(e.received_at, e.agency) AS month) AS m
    WHERE e.incident_id = c.incident_id AND NOT e.exercise AND (m.month < c.month OR (m.month = c.month AND e.id < c.id))) AS f ON true) AS g
CROSS JOIN LATERAL (VALUES ('semua', 'semua', g.last), ('jenis', COALESCE(g.kind, 'belum dikenali'), g.of_kind), ('kategori', g.category, g.last),
  ('kecamatan', g.district, g.last), ('regu', g.shift, g.of_shift)) AS d (dimension, value, last)
WHERE d.value IS NOT NULL;
COMMENT ON VIEW dkis_store.laporan_112_rows IS 'Panggilan 112 menurut jenis, kategori, kecamatan dan regu';

-- A month, half-year or year of the line, counted whole and by one thing at a time: jenis
-- (kind of call), kategori, kecamatan, regu (dkis.shift_hours). Answer times where ringing
-- was recorded; response times of incidents, from their first report. The calls behind
-- each figure stand in panggilan_112.
CREATE VIEW dkis_report.laporan_112 AS
SELECT concat_ws('/', g.agency, g.kind, g.begins, g.dimension, g.value) AS kunci,
  g.agency AS instansi, g.kind AS jenis_periode, g.begins AS periode, CASE g.kind WHEN 'bulan' THEN g.begins END AS bulan, g.dimension AS menurut, g.value AS nilai,
  g.total AS panggilan, g.incidents AS insiden, g.false_calls AS panggilan_palsu, round(100.0 * g.false_calls / g.total, 1) AS palsu_persen,
  g.lost AS terlepas,
  g.answers AS jawab_terukur,
  g.answer[1] AS jawab_median_detik,
  g.answer[2] AS jawab_p90_detik,
  COALESCE(g.answer[4]::bigint, 0) AS jawab_memenuhi,
  g.responses AS tiba_terukur,
  g.response[1] AS tiba_median_detik,
  g.response[2] AS tiba_p90_detik
FROM ( -- by years: a year's months are read once for all three (bags.c)
  SELECT p.agency, w.kind, w.begins, p.k1 AS dimension, p.k2 AS value, sum(p.total)::bigint AS total,
    sum(CASE w.kind WHEN 'bulan' THEN p.n1 WHEN 'semester' THEN p.n6 ELSE p.n7 END)::bigint AS incidents, sum(p.n2)::bigint AS false_calls,
    sum(p.n3)::bigint AS lost, sum(p.n4)::bigint AS answers, sum(p.n5)::bigint AS responses, dkis_store.figures(p.x, t.seconds) AS answer, dkis_store.figures(p.y, NULL) AS response
  FROM dkis_store.parts_of('laporan_112') AS p CROSS JOIN LATERAL dkis_store.periods_of(p.month) AS w
  LEFT JOIN dkis.response_targets t ON t.agency = p.agency AND t.measure = 'jawab' AND t.category IS NULL
  GROUP BY p.agency, p.k1, p.k2, dkis_store.year_of(p.month), w.kind, w.begins) AS g;
COMMENT ON VIEW dkis_report.laporan_112 IS 'Laporan 112, menurut jenis, kategori, kecamatan, regu; latihan tidak terhitung';
COMMENT ON COLUMN dkis_report.laporan_112.kunci IS 'Kunci: instansi, periode, menurut, nilai; unik';
COMMENT ON COLUMN dkis_report.laporan_112.bulan IS 'Bulan (tanggal 1); kosong pada semester dan tahun';
COMMENT ON COLUMN dkis_report.laporan_112.menurut IS 'semua, jenis, kategori, kecamatan, regu';
COMMENT ON COLUMN dkis_report.laporan_112.nilai IS 'Jenis, kategori, kecamatan atau regunya';
COMMENT ON COLUMN dkis_report.laporan_112.panggilan IS 'Jumlah panggilan';
COMMENT ON COLUMN dkis_report.laporan_112.insiden IS 'Jumlah insiden yang dilaporkannya';
COMMENT ON COLUMN dkis_report.laporan_112.panggilan_palsu IS 'Panggilan dari jenis yang boleh diblokir (prank, ghost)';
COMMENT ON COLUMN dkis_report.laporan_112.palsu_persen IS '100 * panggilan_palsu / panggilan';
COMMENT ON COLUMN dkis_report.laporan_112.terlepas IS 'Berakhir tanpa dijawab';
COMMENT ON COLUMN dkis_report.laporan_112.jawab_terukur IS 'Panggilan yang saat berdering dan dijawabnya tercatat';
COMMENT ON COLUMN dkis_report.laporan_112.jawab_median_detik IS 'Separuhnya dijawab lebih cepat dari ini, detik';
COMMENT ON COLUMN dkis_report.laporan_112.jawab_p90_detik IS 'Sembilan dari sepuluh dijawab lebih cepat dari ini, detik';
COMMENT ON COLUMN dkis_report.laporan_112.jawab_memenuhi IS 'Yang dijawab dalam target';
COMMENT ON COLUMN dkis_report.laporan_112.tiba_terukur IS 'Insiden yang saat armada pertamanya tiba tercatat';
COMMENT ON COLUMN dkis_report.laporan_112.tiba_median_detik IS 'Separuhnya didatangi lebih cepat dari ini sejak pertama dilaporkan, detik';
COMMENT ON COLUMN dkis_report.laporan_112.tiba_p90_detik IS 'Sembilan dari sepuluh didatangi lebih cepat dari ini, detik';

-- EENA's measure: of the calls about an incident, how many were located within 50 m,
-- by where the best of their fixes came from.
CREATE VIEW dkis_report.mutu_lokasi AS
SELECT concat_ws('/', g.agency, to_char(g.month, 'YYYY-MM'), g.source) AS kunci, g.agency AS instansi, g.month AS bulan, g.source AS sumber,
  g.calls AS panggilan, g.near AS dalam_50_m, g.unmeasured AS tanpa_ukuran, round(100.0 * g.near / g.calls, 1) AS dalam_50_m_persen,
  dkis_store.bag_percentile(g.metres, 0.5) AS median_meter
FROM ( -- a bag, where percentile_cont would have all calls sorted
 SELECT k.agency, k.month, k.source, count(*) AS calls, count(*) FILTER (WHERE k.metres <= 50) AS near,
  count(*) FILTER (WHERE k.metres IS NULL AND k.source <> 'tanpa lokasi') AS unmeasured, dkis_store.bag(k.metres) AS metres
 FROM (
  SELECT c.agency, dkis_store.local_month(c.received_at, c.agency) AS month, COALESCE(f.source, 'tanpa lokasi') AS source, f.metres
  FROM dkis_store.calls c
  LEFT JOIN ( -- the best of each call's, in one walk over all
    SELECT DISTINCT ON (l.call) l.call, dkis.source(l.location) AS source, dkis.uncertainty_m(l.location) AS metres FROM dkis.call_locations l
    WHERE l.location IS NOT NULL ORDER BY l.call, dkis.uncertainty_m(l.location) NULLS LAST, l.at DESC) AS f ON f.call = c.id
  WHERE c.incident_id IS NOT NULL AND NOT c.exercise) AS k
 GROUP BY k.agency, k.month, k.source) AS g;
COMMENT ON VIEW dkis_report.mutu_lokasi IS 'Mutu lokasi penelepon per bulan dan sumber: bagian yang lokasinya diketahui dalam 50 meter';
COMMENT ON COLUMN dkis_report.mutu_lokasi.kunci IS 'Kunci: instansi, bulan, sumber; unik';
COMMENT ON COLUMN dkis_report.mutu_lokasi.sumber IS 'Asal lokasi terbaiknya (aml, tautan, ...); tanpa lokasi bila tidak ada yang terbaca';
COMMENT ON COLUMN dkis_report.mutu_lokasi.panggilan IS 'Panggilan tentang suatu insiden';
COMMENT ON COLUMN dkis_report.mutu_lokasi.dalam_50_m IS 'Di antaranya ketidakpastiannya paling besar 50 meter';
COMMENT ON COLUMN dkis_report.mutu_lokasi.tanpa_ukuran IS 'Di antaranya lokasinya tidak menyebut ketidakpastian';
COMMENT ON COLUMN dkis_report.mutu_lokasi.dalam_50_m_persen IS '100 * dalam_50_m / panggilan';
COMMENT ON COLUMN dkis_report.mutu_lokasi.median_meter IS 'Median ketidakpastian, meter';

-- Incidents that were handed over, at the border most of them: to whom, how long the
-- answer took, whether in time. One row a handover.
CREATE VIEW dkis_report.serah_terima_112 AS
SELECT h.id, h.agency AS instansi, h.incident_id AS insiden_id, i.register_no AS nomor_register, i.category AS kategori, i.priority AS prioritas,
  a.name AS kelurahan, i.in_city AS dalam_kota,
  CASE WHEN (SELECT dkis_store.sees_calls()) THEN round(i.distance_to_border_m) ELSE 1000 * round(i.distance_to_border_m / 1000) END AS jarak_batas_meter,
  h.receiver AS penerima, h.handed_at AS diserahkan, dkis_store.local_date(h.handed_at, h.agency) AS diserahkan_tanggal,
  dkis_store.local_month(h.handed_at, h.agency) AS diserahkan_bulan, dkis_store.masked_name(h.handed_by, (SELECT dkis_store.sees_calls())) AS diserahkan_oleh,
  dkis_store.seconds_between(i.reported_at, h.handed_at) AS sejak_laporan_detik,
  h.due_at AS batas_jawab, dkis_store.local_date(h.due_at, h.agency) AS batas_jawab_tanggal, h.acknowledged_at AS dijawab, dkis_store.local_date(h.acknowledged_at, h.agency) AS dijawab_tanggal,
  dkis_store.masked_name(h.acknowledged_by, (SELECT dkis_store.sees_calls())) AS dijawab_oleh, dkis_store.seconds_between(h.handed_at, h.acknowledged_at) AS jawab_detik,
  coalesce(h.acknowledged_at, now()) > h.due_at AS terlambat,
  dkis_store.masked_text(h.note, (SELECT dkis_store.sees_calls())) AS pesan, dkis_store.masked_text(h.answer, (SELECT dkis_store.sees_calls())) AS jawaban
FROM dkis.handovers h
JOIN dkis.incidents i ON i.id = h.incident_id
LEFT JOIN dkis.areas a ON a.agency = i.agency AND a.code = i.area
WHERE NOT i.exercise;
COMMENT ON VIEW dkis_report.serah_terima_112 IS 'Insiden yang diserahkan kepada kota tetangga atau instansi lain, dan jawabannya; tanpa latihan';
COMMENT ON COLUMN dkis_report.serah_terima_112.id IS 'Nomor serah terima; unik';
COMMENT ON COLUMN dkis_report.serah_terima_112.insiden_id IS 'Nomor insiden (insiden_112.id)';
COMMENT ON COLUMN dkis_report.serah_terima_112.kategori IS 'Kategori insiden';
COMMENT ON COLUMN dkis_report.serah_terima_112.kelurahan IS 'Nama wilayah terkecil; kosong di luar wilayah yang dimuat';
COMMENT ON COLUMN dkis_report.serah_terima_112.dalam_kota IS 'Di dalam kota atau di seberang batasnya';
COMMENT ON COLUMN dkis_report.serah_terima_112.jarak_batas_meter IS 'Jarak ke batas kota, meter; dibulatkan ke kilometer bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.serah_terima_112.penerima IS 'Kota atau instansi yang menerima';
COMMENT ON COLUMN dkis_report.serah_terima_112.diserahkan IS 'Saat diserahkan';
COMMENT ON COLUMN dkis_report.serah_terima_112.diserahkan_oleh IS 'Yang menyerahkan; inisialnya bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.serah_terima_112.sejak_laporan_detik IS 'Detik dari laporan pertama sampai diserahkan';
COMMENT ON COLUMN dkis_report.serah_terima_112.batas_jawab IS 'Sampai kapan jawabannya ditunggu';
COMMENT ON COLUMN dkis_report.serah_terima_112.dijawab IS 'Saat dijawab; kosong = belum';
COMMENT ON COLUMN dkis_report.serah_terima_112.dijawab_oleh IS 'Yang menjawab di pihak penerima; inisialnya bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.serah_terima_112.jawab_detik IS 'Detik sampai dijawab; kosong = belum';
COMMENT ON COLUMN dkis_report.serah_terima_112.terlambat IS 'Dijawab lewat batasnya, atau belum dan batasnya sudah lewat';
COMMENT ON COLUMN dkis_report.serah_terima_112.pesan IS 'Pesan untuk penerima; disembunyikan dari yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.serah_terima_112.jawaban IS 'Jawaban penerima; disembunyikan dari yang hanya membaca laporan';

-- Units for dashboards and maps; where they are is for whoever may see places.
CREATE VIEW dkis_report.armada_112 AS
SELECT u.id, u.agency AS instansi, u.callsign AS tanda_panggil, u.kind AS jenis, u.responder AS kode_penanggap, r.name AS penanggap, u.status, u.radio AS keadaan,
  u.stale AS posisi_lama, u.position_at AS posisi_pada, dkis_store.local_date(u.position_at, u.agency) AS posisi_pada_tanggal,
  ST_Y(p.point) AS latitude, ST_X(p.point) AS longitude, p.point::geometry(Point, 4326) AS titik
FROM dkis.units u
LEFT JOIN dkis.responders r ON r.agency = u.agency AND r.code = u.responder
CROSS JOIN LATERAL (SELECT CASE WHEN (SELECT dkis_store.sees_calls()) THEN COALESCE(u.position, r.position) END AS point) AS p;
COMMENT ON VIEW dkis_report.armada_112 IS 'Armada dan keadaannya; posisinya bagi yang berhak';
COMMENT ON COLUMN dkis_report.armada_112.id IS 'Nomor armada; unik';
COMMENT ON COLUMN dkis_report.armada_112.tanda_panggil IS 'Tanda panggil';
COMMENT ON COLUMN dkis_report.armada_112.jenis IS 'Jenis';
COMMENT ON COLUMN dkis_report.armada_112.kode_penanggap IS 'Kode instansi penanganan';
COMMENT ON COLUMN dkis_report.armada_112.penanggap IS 'Nama instansi penanganan';
COMMENT ON COLUMN dkis_report.armada_112.status IS 'siap, tidak siap, bertugas';
COMMENT ON COLUMN dkis_report.armada_112.keadaan IS 'Keadaan menurut radio';
COMMENT ON COLUMN dkis_report.armada_112.posisi_lama IS 'Posisinya tidak diketahui atau sudah lama';
COMMENT ON COLUMN dkis_report.armada_112.posisi_pada IS 'Saat posisi itu diukur';
COMMENT ON COLUMN dkis_report.armada_112.latitude IS 'Lintang, derajat WGS 84; tempat penanggapnya bila tanpa GPS';
COMMENT ON COLUMN dkis_report.armada_112.longitude IS 'Bujur, derajat WGS 84';
COMMENT ON COLUMN dkis_report.armada_112.titik IS 'Titik, WGS 84 (EPSG:4326)';

-- Where it happens most: hexagons of this width in metres that had incidents received
-- in [since, until), by the points that the caller may see (dkis_report.insiden_peta).
CREATE FUNCTION dkis.incident_hexagons(since timestamptz, until timestamptz DEFAULT now(), width_m float8 DEFAULT 500)
RETURNS TABLE (incidents bigint, grave bigint, categories text, cell geometry)
LANGUAGE sql STABLE
BEGIN ATOMIC
  -- Web Mercator stretches by 1 / cos(latitude); a hexagon of width w has sides of w / 2.
  WITH point AS MATERIALIZED (
    SELECT m.kategori, m.prioritas, ST_Transform(m.titik, 3857) AS spot, LEAST(GREATEST(width_m, 10), 100000) / 2 / cos(radians(m.latitude)) AS side
    FROM dkis_report.insiden_peta m WHERE m.diterima >= since AND m.diterima < until AND abs(m.latitude) < 85
  ), grid AS (SELECT max(point.side) AS side FROM point)
  SELECT count(*), count(*) FILTER (WHERE point.prioritas = 1), string_agg(DISTINCT point.kategori, ', ' ORDER BY point.kategori), ST_Transform(ST_SetSRID((array_agg(h.geom))[1], 3857), 4326)
  FROM grid CROSS JOIN point CROSS JOIN LATERAL (SELECT g.i, g.j, g.geom FROM ST_HexagonGrid(grid.side, point.spot) g ORDER BY g.geom <-> point.spot, g.i, g.j LIMIT 1) AS h
  GROUP BY h.i, h.j ORDER BY 1 DESC, 2 DESC, h.i, h.j;
END;
COMMENT ON FUNCTION dkis.incident_hexagons(timestamptz, timestamptz, float8) IS 'Sarang kejadian: segi enam dengan jumlah insiden dalam suatu masa';

-- Clusters (DBSCAN): at least so many incidents, each within so many metres of another.
CREATE FUNCTION dkis.incident_clusters(since timestamptz, until timestamptz DEFAULT now(), within_m float8 DEFAULT 250, at_least int DEFAULT 3)
RETURNS TABLE (cluster int, incidents bigint, grave bigint, categories text, first_at timestamptz, last_at timestamptz, centre geometry, shape geometry)
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH near AS MATERIALIZED (
    SELECT m.id, m.kategori, m.prioritas, m.diterima, m.titik, LEAST(GREATEST(within_m, 1), 100000) / cos(radians(avg(m.latitude) OVER ())) AS reach
    FROM dkis_report.insiden_peta m WHERE m.diterima >= since AND m.diterima < until AND abs(m.latitude) < 85
  ), point AS (
    SELECT near.*, ST_ClusterDBSCAN(ST_Transform(near.titik, 3857), near.reach, GREATEST(at_least, 1)) OVER (ORDER BY near.id) AS n FROM near
  )
  SELECT row_number() OVER (ORDER BY count(*) DESC, min(point.diterima))::int, count(*), count(*) FILTER (WHERE point.prioritas = 1), string_agg(DISTINCT point.kategori, ', ' ORDER BY point.kategori),
    min(point.diterima), max(point.diterima), ST_Centroid(ST_Collect(point.titik)), ST_ConvexHull(ST_Collect(point.titik))
  FROM point WHERE point.n IS NOT NULL GROUP BY point.n ORDER BY 1;
END;
COMMENT ON FUNCTION dkis.incident_clusters(timestamptz, timestamptz, float8, int) IS 'Gugus kejadian (DBSCAN) dalam suatu masa';

CREATE FUNCTION dkis_store.xml_text(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT replace(replace(replace(said, '&', '&amp;'), '<', '&lt;'), '>', '&gt;');
END;
COMMENT ON FUNCTION dkis_store.xml_text(text) IS 'Teks sebagaimana ditulis dalam XML';

-- The city as a picture: its areas, open incidents, units that may be seen. An SVG
-- document of this width in pixels, for any browser; each mark has a title.
CREATE FUNCTION dkis.map_svg(width int DEFAULT 900) RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH area AS MATERIALIZED (
    SELECT w.tingkat, w.nama, w.insiden_berjalan, w.batas FROM dkis_report.wilayah_peta w WHERE w.instansi = dkis.agency() AND w.batas IS NOT NULL
  ), mark AS MATERIALIZED (
    SELECT m.id, m.kategori, m.prioritas, m.status, m.titik FROM dkis_report.insiden_peta m WHERE m.instansi = dkis.agency() AND m.ditutup IS NULL AND m.status IN ('baru', 'ditangani')
  ), unit AS MATERIALIZED (
    SELECT u.tanda_panggil, u.jenis, u.keadaan, u.titik FROM dkis_report.armada_112 u WHERE u.instansi = dkis.agency() AND u.titik IS NOT NULL
  ), box AS (
    SELECT ST_XMin(e.all_of) - 0.005 AS x, ST_YMax(e.all_of) + 0.005 AS y, ST_XMax(e.all_of) - ST_XMin(e.all_of) + 0.01 AS w, ST_YMax(e.all_of) - ST_YMin(e.all_of) + 0.01 AS h
    FROM (SELECT ST_Extent(s.shape) AS all_of FROM (SELECT area.batas AS shape FROM area UNION ALL SELECT mark.titik FROM mark WHERE NOT EXISTS (SELECT FROM area)) AS s) AS e
  ), scale AS (
    SELECT COALESCE(box.x, 0) AS x, COALESCE(box.y, 0) AS y, s.width AS wide, s.width / COALESCE(box.w, 1) AS f,
      ceil(COALESCE(box.h / box.w, 0.5) * s.width)::int AS high
    FROM box CROSS JOIN (SELECT LEAST(GREATEST(COALESCE(map_svg.width, 900), 100), 10000) AS width) AS s
  ), line (part, place, line) AS (
    SELECT 1, area.tingkat || area.nama, format('<path class="%s" d="%s"><title>%s</title></path>', area.tingkat,
      ST_AsSVG(ST_Simplify(ST_TransScale(area.batas, -scale.x, -scale.y, scale.f, scale.f), 0.3, true), 0, 1), dkis_store.xml_text(format('%s: %s insiden berjalan', area.nama, area.insiden_berjalan)))
    FROM area CROSS JOIN scale
    UNION ALL
    SELECT 2, area.nama, format('<text class="nama" x="%s" y="%s">%s</text>', round((ST_X(p.p) - scale.x) * scale.f), round((scale.y - ST_Y(p.p)) * scale.f), dkis_store.xml_text(area.nama))
    FROM area CROSS JOIN scale CROSS JOIN LATERAL (SELECT ST_PointOnSurface(area.batas) AS p) AS p WHERE area.tingkat = 'kecamatan'
    UNION ALL
    SELECT 3, unit.tanda_panggil, format('<rect class="%s" x="%s" y="%s" width="8" height="8"><title>%s</title></rect>', CASE unit.keadaan WHEN 'siap' THEN 'siap' WHEN 'tidak siap' THEN 'mati' ELSE 'jalan' END,
      round((ST_X(unit.titik) - scale.x) * scale.f) - 4, round((scale.y - ST_Y(unit.titik)) * scale.f) - 4, dkis_store.xml_text(format('%s, %s, %s', unit.tanda_panggil, unit.jenis, unit.keadaan)))
    FROM unit CROSS JOIN scale
    UNION ALL
    SELECT 4, to_char(mark.id, 'FM000000000000000'), format('<circle class="p%s" cx="%s" cy="%s" r="%s"><title>%s</title></circle>', mark.prioritas,
      round((ST_X(mark.titik) - scale.x) * scale.f), round((scale.y - ST_Y(mark.titik)) * scale.f), 9 - mark.prioritas, dkis_store.xml_text(format('%s: %s, P%s, %s', mark.id, mark.kategori, mark.prioritas, mark.status)))
    FROM mark CROSS JOIN scale
  )
  SELECT format('<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s" font-family="sans-serif">', scale.wide, scale.high + 28, scale.wide, scale.high + 28) || E'\n'
    || '<style>path{fill:#f4f1e8;stroke:#b8b09a;stroke-width:.5}.kecamatan{fill:none;stroke:#6b6350;stroke-width:1.2}.kota{fill:none;stroke:#333;stroke-width:2}.nama{font-size:12px;text-anchor:middle;fill:#6b6350}'
    || '.p1{fill:#c00}.p2{fill:#e67700}.p3{fill:#1c6ea4}.p4{fill:#777}circle{stroke:#fff;stroke-width:1}.siap{fill:#2b8a3e}.jalan{fill:#862e9c}.mati{fill:#999}.kaki{font-size:12px;fill:#333}</style>' || E'\n'
    || COALESCE((SELECT string_agg(line.line, E'\n' ORDER BY line.part, CASE WHEN line.place LIKE 'kelurahan%' THEN 1 WHEN line.place LIKE 'kecamatan%' THEN 2 ELSE 3 END, line.place) FROM line), '') || E'\n'
    || format('<text class="kaki" x="8" y="%s">%s: %s insiden berjalan; lingkaran = insiden (merah P1), kotak = armada (hijau siap, ungu bertugas)</text>', scale.high + 18,
      to_char(now() AT TIME ZONE dkis_store.agency_zone(dkis.agency()), 'DD-MM-YYYY HH24:MI'), (SELECT count(*) FROM mark)) || E'\n</svg>\n'
  FROM scale;
END;
COMMENT ON FUNCTION dkis.map_svg(int) IS 'Peta kota sebagai gambar SVG: wilayah, insiden yang berjalan, armada';

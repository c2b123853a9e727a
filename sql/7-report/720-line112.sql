-- The emergency line as reports: numbers shortened and places only to the
-- kelurahan for those who only read.

-- A telephone number, its last four digits only for those who only read, and of a
-- short one no more than half.
CREATE FUNCTION dkis_store.masked_number(number text, clear bool) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN clear THEN number ELSE '***' || right(number, least(4, length(number) / 2)) END;
END;
COMMENT ON FUNCTION dkis_store.masked_number(text, bool) IS 'Nomor telepon, atau paling banyak empat angka terakhirnya bagi yang tidak berhak';

CREATE FUNCTION dkis_store.seconds_between(a timestamptz, b timestamptz) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT date_part('epoch', b - a);
END;
COMMENT ON FUNCTION dkis_store.seconds_between(timestamptz, timestamptz) IS 'Detik di antara dua saat';

CREATE VIEW dkis_report.panggilan_112 AS
SELECT
  l.id AS id,
  l.agency AS instansi,
  l.received_at AS diterima,
  dkis_store.local_date(l.received_at, l.agency) AS diterima_tanggal,
  dkis_store.local_month(l.received_at, l.agency) AS diterima_bulan,
  extract(hour FROM l.received_at AT TIME ZONE dkis_store.agency_zone(l.agency))::int AS diterima_jam,
  l.answered_at AS dijawab,
  dkis_store.local_date(l.answered_at, l.agency) AS dijawab_tanggal,
  l.ended_at AS berakhir,
  dkis_store.local_date(l.ended_at, l.agency) AS berakhir_tanggal,
  nullif(dkis_store.seconds_between(l.received_at, l.answered_at), 0) AS jawab_detik, -- counted as answered when it rang: not measured
  dkis_store.seconds_between(l.answered_at, l.ended_at) AS lama_detik,
  dkis_store.masked_number(l.caller_number, (SELECT dkis_store.sees_calls())) AS nomor,
  l.kind AS jenis,
  l.category AS kategori,
  l.blocked AS diblokir,
  dkis_store.masked_name(l.call_taker, (SELECT dkis_store.sees_calls())) AS penerima,
  l.incident_id AS insiden_id,
  (SELECT t.seconds FROM dkis.response_targets t WHERE t.agency = l.agency AND t.measure = 'jawab' AND t.category IS NULL) AS target_jawab_detik,
  dkis_store.masked_text(l.note, (SELECT dkis_store.sees_calls())) AS catatan
FROM dkis_store.calls l
WHERE NOT l.exercise;
COMMENT ON VIEW dkis_report.panggilan_112 IS 'Panggilan 112, satu baris tiap panggilan';
COMMENT ON COLUMN dkis_report.panggilan_112.id IS 'Nomor panggilan; unik';
COMMENT ON COLUMN dkis_report.panggilan_112.diterima IS 'Saat telepon berdering';
COMMENT ON COLUMN dkis_report.panggilan_112.diterima_jam IS 'Jam setempat telepon berdering, 0 sampai 23';
COMMENT ON COLUMN dkis_report.panggilan_112.dijawab IS 'Saat dijawab';
COMMENT ON COLUMN dkis_report.panggilan_112.berakhir IS 'Saat berakhir';
COMMENT ON COLUMN dkis_report.panggilan_112.jawab_detik IS 'Detik sampai dijawab; kosong bila saat berderingnya tidak tercatat';
COMMENT ON COLUMN dkis_report.panggilan_112.lama_detik IS 'Lama percakapan, detik';
COMMENT ON COLUMN dkis_report.panggilan_112.nomor IS 'Nomor penelepon; empat angka terakhir bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.panggilan_112.jenis IS 'Jenis panggilan';
COMMENT ON COLUMN dkis_report.panggilan_112.kategori IS 'Kategori kejadian yang disebut';
COMMENT ON COLUMN dkis_report.panggilan_112.diblokir IS 'Nomornya sedang diblokir ketika menelepon';
COMMENT ON COLUMN dkis_report.panggilan_112.penerima IS 'Penerima panggilan';
COMMENT ON COLUMN dkis_report.panggilan_112.insiden_id IS 'Insiden yang dilaporkan';
COMMENT ON COLUMN dkis_report.panggilan_112.target_jawab_detik IS 'Target jawab, detik';
COMMENT ON COLUMN dkis_report.panggilan_112.catatan IS 'Catatan; disembunyikan dari yang hanya membaca laporan';

CREATE VIEW dkis_report.insiden_112 AS
SELECT
  i.id AS id,
  i.agency AS instansi,
  i.case_id AS kasus_id,
  i.register_no AS nomor_register,
  i.category AS kategori,
  i.priority AS prioritas,
  i.status AS status,
  i.received_at AS diterima,
  dkis_store.local_date(i.received_at, i.agency) AS diterima_tanggal,
  dkis_store.local_month(i.received_at, i.agency) AS diterima_bulan,
  i.occurred_at AS kejadian,
  dkis_store.local_date(i.occurred_at, i.agency) AS kejadian_tanggal,
  i.closed_at AS ditutup,
  dkis_store.local_date(i.closed_at, i.agency) AS ditutup_tanggal,
  i.area AS kode_wilayah,
  a.name AS kelurahan,
  p.name AS kecamatan,
  i.in_city AS dalam_kota,
  CASE WHEN (SELECT dkis_store.sees_calls()) THEN round(i.distance_to_border_m) ELSE 1000 * round(i.distance_to_border_m / 1000) END AS jarak_batas_meter,
  dkis_store.masked_text(i.address, (SELECT dkis_store.sees_calls())) AS alamat,
  (SELECT count(*) FROM dkis_store.calls l WHERE l.incident_id = i.id) AS jumlah_panggilan,
  d.units AS jumlah_armada,
  d.callsigns AS armada,
  dkis_store.seconds_between(i.reported_at, d.requested_at) AS kirim_detik,
  dkis_store.seconds_between(i.reported_at, d.on_scene_at) AS tiba_detik,
  (SELECT t.seconds FROM dkis.response_targets t WHERE t.agency = i.agency AND t.measure = 'tiba' AND (t.category IS NULL OR t.category = i.category) ORDER BY t.category NULLS LAST LIMIT 1) AS target_tiba_detik,
  (SELECT string_agg(s.step, ', ' ORDER BY s.id) FROM dkis_store.case_steps s WHERE s.case_id = i.case_id AND s.finished_at IS NULL) AS langkah_aktif,
  i.duplicate_of AS duplikat_dari
FROM dkis.incidents i
LEFT JOIN dkis.areas a ON a.agency = i.agency AND a.code = i.area
LEFT JOIN dkis.areas p ON p.agency = a.agency AND p.code = a.parent
LEFT JOIN LATERAL (
  SELECT count(*) AS units, string_agg(u.callsign, ', ' ORDER BY d.id) AS callsigns,
    min(d.requested_at) AS requested_at, min(d.on_scene_at) AS on_scene_at
  FROM dkis_store.dispatches d JOIN dkis_store.units u ON u.id = d.unit_id WHERE d.incident_id = i.id) AS d ON true
WHERE NOT i.exercise;
COMMENT ON VIEW dkis_report.insiden_112 IS 'Insiden 112: kasus, wilayah, waktu tanggap; satu baris tiap insiden';
COMMENT ON COLUMN dkis_report.insiden_112.id IS 'Nomor insiden; unik';
COMMENT ON COLUMN dkis_report.insiden_112.kasus_id IS 'Kasus yang menanganinya';
COMMENT ON COLUMN dkis_report.insiden_112.nomor_register IS 'Nomor register kasusnya; diberikan kemudian';
COMMENT ON COLUMN dkis_report.insiden_112.kategori IS 'Kategori';
COMMENT ON COLUMN dkis_report.insiden_112.status IS 'baru, ditangani, selesai, batal, duplikat';
COMMENT ON COLUMN dkis_report.insiden_112.diterima IS 'Saat dilaporkan';
COMMENT ON COLUMN dkis_report.insiden_112.kejadian IS 'Saat kejadian';
COMMENT ON COLUMN dkis_report.insiden_112.ditutup IS 'Saat kasusnya ditutup';
COMMENT ON COLUMN dkis_report.insiden_112.kelurahan IS 'Nama wilayah terkecil';
COMMENT ON COLUMN dkis_report.insiden_112.kecamatan IS 'Wilayah di atasnya';
COMMENT ON COLUMN dkis_report.insiden_112.jarak_batas_meter IS 'Jarak ke batas kota, meter; dibulatkan ke kilometer bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.insiden_112.alamat IS 'Alamat atau patokan; disembunyikan dari yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.insiden_112.jumlah_panggilan IS 'Panggilan tentang insiden ini';
COMMENT ON COLUMN dkis_report.insiden_112.jumlah_armada IS 'Armada yang dikerahkan';
COMMENT ON COLUMN dkis_report.insiden_112.armada IS 'Tanda panggil armada';
COMMENT ON COLUMN dkis_report.insiden_112.kirim_detik IS 'Detik dari laporan sampai armada pertama diminta';
COMMENT ON COLUMN dkis_report.insiden_112.tiba_detik IS 'Detik dari laporan sampai armada pertama tiba';
COMMENT ON COLUMN dkis_report.insiden_112.target_tiba_detik IS 'Target tiba, detik; kosong bila tidak ditetapkan';
COMMENT ON COLUMN dkis_report.insiden_112.langkah_aktif IS 'Langkah kasusnya yang sedang berjalan';
COMMENT ON COLUMN dkis_report.insiden_112.duplikat_dari IS 'Insiden induk';

-- Waits from report to dispatch and to arrival, of incidents. k1, k2: category, measure.
CREATE VIEW dkis_store.waktu_tanggap_rows AS
SELECT COALESCE(i.closed_at, 'infinity') AS counted_at, i.agency, dkis_store.local_month(i.received_at, i.agency) AS month, i.category AS k1, m.measure AS k2, NULL::text AS k3,
  NULL::int AS n1, NULL::int AS n2, NULL::int AS n3, NULL::int AS n4, NULL::int AS n5, NULL::int AS n6, NULL::int AS n7, NULL::bigint AS n8, m.seconds AS x, NULL::float8 AS y
FROM dkis.incidents i
CROSS JOIN LATERAL (SELECT min(d.requested_at) AS requested_at, min(d.on_scene_at) AS on_scene_at FROM dkis_store.dispatches d WHERE d.incident_id = i.id) AS d
CROSS JOIN LATERAL (VALUES ('kirim', dkis_store.seconds_between(i.reported_at, d.requested_at)),
  ('tiba', dkis_store.seconds_between(i.reported_at, d.on_scene_at))) AS m (measure, seconds)
WHERE m.seconds IS NOT NULL AND i.duplicate_of IS NULL AND NOT i.exercise;
COMMENT ON VIEW dkis_store.waktu_tanggap_rows IS 'Lama sejak insiden dilaporkan sampai armada diminta dan tiba';

-- The same per month and category.
CREATE VIEW dkis_report.waktu_tanggap AS
SELECT
  concat_ws('/', w.agency, to_char(w.month, 'YYYY-MM'), w.category, w.measure) AS kunci,
  w.agency AS instansi,
  w.month AS bulan,
  w.category AS kategori,
  w.measure AS ukuran,
  w.total AS jumlah,
  w.seconds[1] AS median_detik,
  w.seconds[2] AS p90_detik,
  w.seconds[3] AS terlama_detik,
  w.target AS target_detik,
  w.seconds[4]::bigint AS memenuhi,
  round(100.0 * w.seconds[4]::bigint / w.total, 1) AS memenuhi_persen
FROM (
  SELECT p.agency, p.month, p.k1 AS category, p.k2 AS measure, COALESCE(t.seconds, u.seconds) AS target, sum(p.total)::bigint AS total,
    dkis_store.figures(p.x, COALESCE(t.seconds, u.seconds)) AS seconds
  FROM dkis_store.parts_of('waktu_tanggap') AS p
  LEFT JOIN dkis.response_targets t ON t.agency = p.agency AND t.measure = p.k2 AND t.category = p.k1
  LEFT JOIN dkis.response_targets u ON u.agency = p.agency AND u.measure = p.k2 AND u.category IS NULL
  GROUP BY p.agency, p.month, p.k1, p.k2, COALESCE(t.seconds, u.seconds)) AS w;
COMMENT ON VIEW dkis_report.waktu_tanggap IS 'Waktu tanggap per bulan dan kategori: median, persentil ke-90, yang memenuhi target';
COMMENT ON COLUMN dkis_report.waktu_tanggap.kunci IS 'Kunci: instansi, bulan, kategori, ukuran; unik';
COMMENT ON COLUMN dkis_report.waktu_tanggap.kategori IS 'Kategori insiden';
COMMENT ON COLUMN dkis_report.waktu_tanggap.ukuran IS 'kirim = sampai armada diminta, tiba = sampai armada pertama tiba; sejak dilaporkan';
COMMENT ON COLUMN dkis_report.waktu_tanggap.jumlah IS 'Insiden yang terukur';
COMMENT ON COLUMN dkis_report.waktu_tanggap.median_detik IS 'Separuhnya lebih cepat dari ini, detik';
COMMENT ON COLUMN dkis_report.waktu_tanggap.p90_detik IS 'Sembilan dari sepuluh lebih cepat dari ini, detik';
COMMENT ON COLUMN dkis_report.waktu_tanggap.terlama_detik IS 'Yang terlama, detik';
COMMENT ON COLUMN dkis_report.waktu_tanggap.target_detik IS 'Target, detik; kosong bila tidak ditetapkan';
COMMENT ON COLUMN dkis_report.waktu_tanggap.memenuhi IS 'Yang memenuhi target; kosong bila tidak ditetapkan';
COMMENT ON COLUMN dkis_report.waktu_tanggap.memenuhi_persen IS '100 * memenuhi / jumlah';

-- Where an incident outside all areas is shown to whoever may not see places: on a grid
-- of about two kilometres.
CREATE FUNCTION dkis_store.coarse_place(location geometry) RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT ST_SnapToGrid(ST_Centroid(location), 0.02);
END;
COMMENT ON FUNCTION dkis_store.coarse_place(geometry) IS 'Titik pada kisi sekitar dua kilometer';

-- A place as a number (core/place/squares): its cell of about a metre in Web Mercator,
-- and its priority (1 to 4). NULL for what is on no such map.
CREATE FUNCTION dkis_store.place_code(longitude float8, latitude float8, priority int) RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_place_code';
COMMENT ON FUNCTION dkis_store.place_code(float8, float8, int) IS 'Nomor petak satu meter sebuah tempat, dengan prioritasnya';
CREATE FUNCTION dkis_store.squares_add(internal, bytea, bigint, int, int, int) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_squares_add';
COMMENT ON FUNCTION dkis_store.squares_add(internal, bytea, bigint, int, int, int) IS 'Langkah agregat dkis_store.squares';
CREATE FUNCTION dkis_store.squares_all(internal) RETURNS float8[]
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_squares_all';
COMMENT ON FUNCTION dkis_store.squares_all(internal) IS 'Akhir agregat dkis_store.squares';
-- Of bags of such numbers, each so many times, what lies in a tile (z, x, y) by its 64 x 64
-- squares: how many, the gravest priority, the middle of them in Web Mercator metres.
CREATE AGGREGATE dkis_store.squares(places bytea, times bigint, z int, x int, y int) (
  SFUNC = dkis_store.squares_add, STYPE = internal, FINALFUNC = dkis_store.squares_all, PARALLEL = SAFE);
COMMENT ON AGGREGATE dkis_store.squares(bytea, bigint, int, int, int) IS 'Tempat-tempat yang terletak dalam sebuah ubin, menurut petaknya';

-- For maps: the shape itself typed, so that QGIS lists it. Whoever may see personal
-- data sees where it was; others a point in its kelurahan, or, outside all areas, on
-- a grid of about two kilometres.
CREATE VIEW dkis_report.insiden_peta AS
SELECT i.id, i.agency AS instansi, i.register_no AS nomor_register, i.category AS kategori, i.priority AS prioritas, i.status,
  i.received_at AS diterima, dkis_store.local_date(i.received_at, i.agency) AS diterima_tanggal,
  dkis_store.local_month(i.received_at, i.agency) AS diterima_bulan, i.area AS kode_wilayah, a.name AS kelurahan, p.name AS kecamatan,
  i.in_city AS dalam_kota, ST_Y(m.point) AS latitude, ST_X(m.point) AS longitude, m.uncertainty_m AS ketidakpastian_meter,
  m.point::geometry(Point, 4326) AS titik, coalesce(m.clear, m.point)::geometry(Geometry, 4326) AS bentuk,
  i.closed_at AS ditutup, dkis_store.local_date(i.closed_at, i.agency) AS ditutup_tanggal
FROM dkis.incidents i
LEFT JOIN dkis.areas a ON a.agency = i.agency AND a.code = i.area
LEFT JOIN dkis.areas p ON p.agency = a.agency AND p.code = a.parent
LEFT JOIN ( -- a point of each area, once a query, for whoever may not see places
  SELECT w.agency, w.code, ST_PointOnSurface(w.boundary) AS point FROM dkis.areas w WHERE NOT (SELECT dkis_store.sees_calls()) OFFSET 0) AS w
  ON w.agency = i.agency AND w.code = i.area
CROSS JOIN LATERAL (
  SELECT CASE WHEN NOT (SELECT dkis_store.sees_calls()) THEN coalesce(w.point, dkis_store.coarse_place(i.location))
      WHEN i.location IS NULL THEN ST_PointOnSurface(a.boundary) ELSE ST_Centroid(i.location) END AS point,
    CASE WHEN (SELECT dkis_store.sees_calls()) THEN i.location END AS clear,
    CASE WHEN i.location IS NOT NULL AND (SELECT dkis_store.sees_calls()) THEN i.uncertainty_m END AS uncertainty_m) AS m
WHERE m.point IS NOT NULL AND NOT i.exercise;
COMMENT ON VIEW dkis_report.insiden_peta IS 'Insiden di peta; bagi pembaca laporan titik di dalam kelurahannya, di luar wilayah kisi 2 km';
COMMENT ON COLUMN dkis_report.insiden_peta.id IS 'Nomor insiden (insiden_112.id); unik';
COMMENT ON COLUMN dkis_report.insiden_peta.nomor_register IS 'Nomor register kasusnya; diberikan kemudian';
COMMENT ON COLUMN dkis_report.insiden_peta.status IS 'baru, ditangani, selesai, batal, duplikat';
COMMENT ON COLUMN dkis_report.insiden_peta.diterima IS 'Saat dilaporkan';
COMMENT ON COLUMN dkis_report.insiden_peta.ditutup IS 'Saat kasusnya ditutup; kosong = masih berjalan';
COMMENT ON COLUMN dkis_report.insiden_peta.kelurahan IS 'Nama wilayah terkecil';
COMMENT ON COLUMN dkis_report.insiden_peta.kecamatan IS 'Wilayah di atasnya';
COMMENT ON COLUMN dkis_report.insiden_peta.latitude IS 'Lintang, derajat WGS 84';
COMMENT ON COLUMN dkis_report.insiden_peta.longitude IS 'Bujur, derajat WGS 84';
COMMENT ON COLUMN dkis_report.insiden_peta.ketidakpastian_meter IS 'Ketidakpastian, meter; hanya bagi yang berhak';
COMMENT ON COLUMN dkis_report.insiden_peta.titik IS 'Titik, WGS 84 (EPSG:4326)';
COMMENT ON COLUMN dkis_report.insiden_peta.bentuk IS 'Bentuknya: titik, garis atau bidang bagi yang berhak, kalau tidak titik itu; WGS 84 (EPSG:4326)';

-- Areas with what happened in them, each with the areas within it.
CREATE VIEW dkis_report.wilayah_peta AS
SELECT a.id, a.agency AS instansi, a.code AS kode, a.name AS nama, a.level AS tingkat, a.parent AS kode_induk, a.source AS sumber,
  coalesce(n.total, 0) AS insiden, coalesce(n.open, 0) AS insiden_berjalan, coalesce(n.recent, 0) AS insiden_30_hari, coalesce(n.grave, 0) AS mengancam_jiwa,
  a.boundary::geometry(MultiPolygon, 4326) AS batas
FROM dkis.areas a
LEFT JOIN ( -- by smallest area, what is over from what is kept, then added up
  SELECT c.agency, up.code, sum(c.total)::bigint AS total, sum(c.open)::bigint AS open, sum(c.recent)::bigint AS recent, sum(c.grave)::bigint AS grave
  FROM (
    SELECT p.agency, p.k1 AS area, sum(p.total - p.n5) AS total, 0 AS open, 0 AS recent, sum(p.n1 - p.n6) AS grave
    FROM dkis_store.parts_of('peta_wilayah') AS p GROUP BY p.agency, p.k1
    UNION ALL
    SELECT i.agency, i.area, 0, count(*), 0, 0 FROM dkis_store.incidents i WHERE i.closed_at IS NULL AND i.duplicate_of IS NULL AND NOT i.exercise GROUP BY i.agency, i.area
    UNION ALL
    SELECT i.agency, i.area, 0, 0, count(*), 0 FROM dkis_store.incidents i
    WHERE i.received_at >= now() - interval '30 days' AND i.duplicate_of IS NULL AND NOT i.exercise GROUP BY i.agency, i.area) AS c
  JOIN dkis.areas w ON w.agency = c.agency AND w.code = c.area
  LEFT JOIN dkis.areas p ON p.agency = w.agency AND p.code = w.parent
  CROSS JOIN LATERAL (VALUES (w.code), (w.parent), (p.parent)) AS up (code)
  GROUP BY c.agency, up.code) AS n ON n.agency = a.agency AND n.code = a.code;
COMMENT ON VIEW dkis_report.wilayah_peta IS 'Wilayah sebagai poligon dengan jumlah insiden di dalamnya; duplikat tidak terhitung';
COMMENT ON COLUMN dkis_report.wilayah_peta.id IS 'Nomor wilayah; unik';
COMMENT ON COLUMN dkis_report.wilayah_peta.kode IS 'Kode wilayah';
COMMENT ON COLUMN dkis_report.wilayah_peta.nama IS 'Nama wilayah';
COMMENT ON COLUMN dkis_report.wilayah_peta.tingkat IS 'kota, kecamatan, atau kelurahan';
COMMENT ON COLUMN dkis_report.wilayah_peta.kode_induk IS 'Kode wilayah di atasnya';
COMMENT ON COLUMN dkis_report.wilayah_peta.sumber IS 'Asal batasnya; perkiraan bukan batas resmi';
COMMENT ON COLUMN dkis_report.wilayah_peta.insiden IS 'Jumlah insiden';
COMMENT ON COLUMN dkis_report.wilayah_peta.insiden_berjalan IS 'Di antaranya belum selesai';
COMMENT ON COLUMN dkis_report.wilayah_peta.insiden_30_hari IS 'Di antaranya dilaporkan dalam 30 hari terakhir';
COMMENT ON COLUMN dkis_report.wilayah_peta.mengancam_jiwa IS 'Di antaranya berprioritas 1';
COMMENT ON COLUMN dkis_report.wilayah_peta.batas IS 'Batas wilayah, WGS 84 (EPSG:4326)';

-- What a tile asks of insiden_peta: the shape shown, by index for whoever may see
-- places, by area for others. Which of the parts is read is settled before any is.
CREATE VIEW dkis_store.incidents_shown AS
SELECT i.id, i.category, i.priority, i.status, i.location AS shape FROM dkis.incidents i WHERE (SELECT dkis_store.sees_calls()) AND NOT i.exercise
UNION ALL
SELECT i.id, i.category, i.priority, i.status, ST_PointOnSurface(a.boundary) FROM dkis.incidents i JOIN dkis.areas a ON a.agency = i.agency AND a.code = i.area
WHERE (SELECT dkis_store.sees_calls()) AND i.location IS NULL AND i.area IS NOT NULL AND NOT i.exercise
UNION ALL
SELECT i.id, i.category, i.priority, i.status, ST_PointOnSurface(a.boundary) FROM dkis.incidents i JOIN dkis.areas a ON a.agency = i.agency AND a.code = i.area
WHERE NOT (SELECT dkis_store.sees_calls()) AND NOT i.exercise
UNION ALL
SELECT i.id, i.category, i.priority, i.status, dkis_store.coarse_place(i.location) FROM dkis.incidents i LEFT JOIN dkis.areas a ON a.agency = i.agency AND a.code = i.area
WHERE NOT (SELECT dkis_store.sees_calls()) AND a.boundary IS NULL AND NOT i.exercise;
COMMENT ON VIEW dkis_store.incidents_shown IS 'Insiden dengan bentuk yang ditampilkan di peta';

-- Where they are too many for one feature each, they are counted by squares: what is
-- over is kept (702-rollups.sql) as a bag of places. For whoever may see places each of
-- them is a number (x); what is known by its area only (k1) is counted by priority (n1 to n4).
CREATE VIEW dkis_store.peta_titik_rows AS
SELECT COALESCE(i.closed_at, 'infinity') AS counted_at, i.agency, NULL::date AS month, CASE WHEN i.location IS NULL THEN i.area END AS k1, NULL::text AS k2, NULL::text AS k3,
  (i.priority = 1)::int AS n1, (i.priority = 2)::int AS n2, (i.priority = 3)::int AS n3, (i.priority = 4)::int AS n4, NULL::int AS n5, NULL::int AS n6, NULL::int AS n7, NULL::bigint AS n8,
  dkis_store.place_code(ST_X(ST_Centroid(i.location)), ST_Y(ST_Centroid(i.location)), i.priority) AS x, NULL::float8 AS y
FROM dkis_store.incidents i WHERE NOT i.exercise AND (i.location IS NOT NULL OR i.area IS NOT NULL);
COMMENT ON VIEW dkis_store.peta_titik_rows IS 'Tempat insiden, bagi yang berhak melihatnya';
-- For others all by area, or by the grid (k2) where there is none. n5, n6: duplicates, those of priority 1.
CREATE VIEW dkis_store.peta_wilayah_rows AS
SELECT COALESCE(i.closed_at, 'infinity') AS counted_at, i.agency, NULL::date AS month, i.area AS k1,
  CASE WHEN a.boundary IS NULL THEN ST_AsText(dkis_store.coarse_place(i.location)) END AS k2, NULL::text AS k3,
  (i.priority = 1)::int AS n1, (i.priority = 2)::int AS n2, (i.priority = 3)::int AS n3, (i.priority = 4)::int AS n4,
  (i.duplicate_of IS NOT NULL)::int AS n5, (i.duplicate_of IS NOT NULL AND i.priority = 1)::int AS n6, NULL::int AS n7, NULL::bigint AS n8,
  NULL::float8 AS x, NULL::float8 AS y
FROM dkis_store.incidents i LEFT JOIN dkis.areas a ON a.agency = i.agency AND a.code = i.area
WHERE NOT i.exercise AND (i.location IS NOT NULL OR i.area IS NOT NULL);
COMMENT ON VIEW dkis_store.peta_wilayah_rows IS 'Insiden menurut wilayah atau kisi, bagi yang tidak melihat tempatnya';

-- The same added up, as bags of places, each so many times.
CREATE VIEW dkis_store.crowds_shown AS
WITH part AS MATERIALIZED (
  SELECT p.agency, p.k1, p.k2, p.n1, p.n2, p.n3, p.n4, p.x
  FROM dkis_store.parts_of(CASE WHEN (SELECT dkis_store.sees_calls()) THEN 'peta_titik' ELSE 'peta_wilayah' END) AS p
), spot AS (
  SELECT part.agency, part.k1, part.k2, n.priority, sum(n.n)::bigint AS times
  FROM part CROSS JOIN LATERAL (VALUES (1, part.n1), (2, part.n2), (3, part.n3), (4, part.n4)) AS n (priority, n)
  WHERE part.x IS NULL AND n.n > 0 GROUP BY part.agency, part.k1, part.k2, n.priority
)
SELECT part.x AS places, 1::bigint AS times FROM part WHERE part.x IS NOT NULL
UNION ALL
SELECT b.place, spot.times FROM spot LEFT JOIN dkis.areas a ON a.agency = spot.agency AND a.code = spot.k1
CROSS JOIN LATERAL (SELECT COALESCE(ST_PointOnSurface(a.boundary), ST_GeomFromText(spot.k2, 4326)) AS point OFFSET 0) AS m
CROSS JOIN LATERAL (SELECT dkis_store.bag(c.code) AS place FROM (VALUES (dkis_store.place_code(ST_X(m.point), ST_Y(m.point), spot.priority))) AS c (code)) AS b;
COMMENT ON VIEW dkis_store.crowds_shown IS 'Tempat-tempat insiden yang ditampilkan di peta, dijumlahkan';
-- As incident_tile(); column by column, so that a tool which lists what it may read
-- as a whole does not find what it cannot reach.
GRANT SELECT (id, category, priority, status, shape) ON dkis_store.incidents_shown TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader;
GRANT SELECT (places, times) ON dkis_store.crowds_shown TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader;

-- A Mapbox vector tile (layer 'insiden') of the map view, Web Mercator z/x/y, each
-- feature by the incident's id. Empty where there is no such tile. Readers see
-- places moved into their kelurahan, as in that view; points, lines and areas else.
-- Where there are more than 2,000, those of a square, a 64th of the tile each way,
-- are one feature at their middle, without an id: jumlah, and the gravest prioritas.
-- What a reader is shown lies in few places, of which many are counted at once.
-- A bitmap would gather a whole city before the first 2,001 are counted.
CREATE FUNCTION dkis.incident_tile(z int, x int, y int) RETURNS bytea
LANGUAGE sql STABLE SET enable_bitmapscan = off SET jit = off
BEGIN ATOMIC
  WITH tile AS MATERIALIZED (
    SELECT t.envelope, ST_Transform(t.envelope, 4326) AS box FROM (SELECT CASE WHEN incident_tile.z BETWEEN 0 AND 31
      AND incident_tile.x BETWEEN 0 AND (1::bigint OPERATOR(pg_catalog.<<) incident_tile.z) OPERATOR(pg_catalog.-) 1
      AND incident_tile.y BETWEEN 0 AND (1::bigint OPERATOR(pg_catalog.<<) incident_tile.z) OPERATOR(pg_catalog.-) 1
      THEN ST_TileEnvelope(incident_tile.z, incident_tile.x, incident_tile.y) END AS envelope) AS t
  ), found AS MATERIALIZED (
    SELECT dkis_store.squares(c.places, c.times, incident_tile.z, incident_tile.x, incident_tile.y) AS squares FROM dkis_store.crowds_shown c
  ), square AS (
    SELECT f.squares[n.n][1]::bigint AS jumlah, f.squares[n.n][2]::int AS prioritas, ST_SetSRID(ST_MakePoint(f.squares[n.n][3], f.squares[n.n][4]), 3857) AS shape
    FROM found f CROSS JOIN LATERAL generate_subscripts(f.squares, 1) AS n (n)
  ), crowd AS MATERIALIZED (
    SELECT CASE WHEN (SELECT dkis_store.sees_calls())
      THEN (SELECT count(*) FROM (SELECT FROM dkis_store.incidents_shown n WHERE n.shape && (SELECT tile.box FROM tile) LIMIT 2001) AS few) -- as a join it would reach no index
      ELSE (SELECT COALESCE(sum(square.jumlah), 0)::bigint FROM square) END AS n
  ), shown AS (
    SELECT n.id, n.category AS kategori, n.priority AS prioritas, n.status, 1::bigint AS jumlah, ST_Transform(n.shape, 3857) AS shape
    FROM dkis_store.incidents_shown n
    WHERE n.shape && (SELECT tile.box FROM tile) AND (SELECT crowd.n BETWEEN 1 AND 2000 FROM crowd)
    UNION ALL
    SELECT NULL, NULL, square.prioritas, NULL, square.jumlah, square.shape FROM square WHERE (SELECT crowd.n > 2000 FROM crowd)
  )
  SELECT ST_AsMVT(t, 'insiden', 4096, 'geom', 'id') FROM (
    SELECT shown.id, shown.kategori, shown.prioritas, shown.status, shown.jumlah, ST_AsMVTGeom(shown.shape, tile.envelope) AS geom
    FROM shown CROSS JOIN tile) AS t;
END;
COMMENT ON FUNCTION dkis.incident_tile(int, int, int) IS 'Ubin vektor (MVT) insiden pada z/x/y; yang berdesakan digabung per petak';

-- A GeoJSON FeatureCollection (RFC 7946) of the incidents received in
-- [since, until), in the shapes of the map view.
CREATE FUNCTION dkis.incidents_geojson(since timestamptz, until timestamptz DEFAULT now()) RETURNS jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
  -- As text, read once: jsonb within jsonb is copied at each depth.
  SELECT json_build_object('type', 'FeatureCollection', 'features', COALESCE(json_agg(
    json_build_object('type', 'Feature', 'id', m.id, 'geometry', ST_AsGeoJSON(m.bentuk)::json,
      'properties', json_build_object('kategori', m.kategori, 'prioritas', m.prioritas, 'status', m.status,
        'diterima', m.diterima, 'wilayah', m.kode_wilayah, 'dalam_kota', m.dalam_kota)) ORDER BY m.id), '[]'::json))::jsonb
  FROM dkis_report.insiden_peta m
  WHERE m.diterima >= since AND m.diterima < until;
END;
COMMENT ON FUNCTION dkis.incidents_geojson(timestamptz, timestamptz) IS 'Insiden dalam suatu masa sebagai GeoJSON';

-- A shape as CAP 1.2 says it: a point as a circle of its uncertainty, an area as
-- polygons, a line as the polygon of what lies within 10 m or its uncertainty; polygons
-- come first.
CREATE FUNCTION dkis_store.cap_shape(location geometry, uncertainty_m float8) RETURNS xml
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH part AS (
    SELECT CASE ST_Dimension(d.geom) WHEN 1 THEN ST_Buffer(d.geom::geography, LEAST(GREATEST(COALESCE(uncertainty_m, 0), 10), 100000))::geometry ELSE d.geom END AS shape, d.path
    FROM ST_Dump(ST_Force2D(location)) AS d
  )
  SELECT xmlagg(CASE ST_Dimension(part.shape)
    WHEN 0 THEN XMLELEMENT(NAME circle, format('%s,%s %s', round(ST_Y(part.shape)::numeric, 6), round(ST_X(part.shape)::numeric, 6), round((COALESCE(uncertainty_m, 0) / 1000)::numeric, 3)))
    ELSE XMLELEMENT(NAME polygon, (SELECT string_agg(format('%s,%s', round(ST_Y(c.geom)::numeric, 6), round(ST_X(c.geom)::numeric, 6)), ' ' ORDER BY c.path)
      FROM ST_DumpPoints(ST_ExteriorRing(part.shape)) AS c)) END ORDER BY ST_Dimension(part.shape) = 0, part.path)
  FROM part;
END;
COMMENT ON FUNCTION dkis_store.cap_shape(geometry, float8) IS 'Bentuk suatu tempat dalam pesan CAP 1.2';

-- The CAP messages about an incident so far, each with its own identifier and
-- instant: Alert when it is reported; Update when another case takes it over under
-- another category, and when it is over; Cancel when it is called off or merged.
CREATE FUNCTION dkis_store.cap_messages(incident_id bigint) RETURNS TABLE (n bigint, identifier text, sent text, kind text)
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH RECURSIVE handled (case_id, parent_case, opened_at) AS (
    SELECT c.id, c.parent_case, c.opened_at FROM dkis_store.incidents i JOIN dkis_store.cases c ON c.id = i.case_id WHERE i.id = $1
    UNION ALL
    SELECT c.id, c.parent_case, c.opened_at FROM handled h JOIN dkis_store.cases c ON c.id = h.parent_case
  ), said (at, kind, suffix) AS (
    SELECT i.received_at, 'Alert', '' FROM dkis_store.incidents i WHERE i.id = $1
    UNION ALL
    SELECT h.opened_at, 'Update', '-' || h.case_id FROM handled h WHERE h.parent_case IS NOT NULL
    UNION ALL
    SELECT i.closed_at, CASE WHEN i.duplicate_of IS NULL AND c.status = 'selesai' THEN 'Update' ELSE 'Cancel' END, '-' || c.status
    FROM dkis_store.incidents i JOIN dkis_store.cases c ON c.id = i.case_id WHERE i.id = $1 AND i.closed_at IS NOT NULL
  )
  SELECT row_number() OVER (ORDER BY s.at, s.kind), 'dkis-' || $1 || s.suffix, to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"-00:00"'), s.kind FROM said s;
END;
COMMENT ON FUNCTION dkis_store.cap_messages(bigint) IS 'Pesan-pesan CAP tentang sebuah insiden sampai kini';

-- What is to be said of an incident now as a CAP 1.2 message (OASIS), restricted to
-- the services concerned; one that changes or ends what was said before refers to it.
-- NULL when there is no such incident. Times in UTC.
CREATE FUNCTION dkis.to_cap(incident_id bigint) RETURNS xml
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT (XMLELEMENT(NAME alert, XMLATTRIBUTES('urn:oasis:names:tc:emergency:cap:1.2' AS xmlns),
    XMLELEMENT(NAME identifier, m.identifier),
    XMLELEMENT(NAME sender, 'dkis-' || i.agency::text),
    XMLELEMENT(NAME sent, m.sent),
    XMLELEMENT(NAME status, CASE WHEN i.exercise THEN 'Exercise' ELSE 'Actual' END),
    XMLELEMENT(NAME "msgType", m.kind),
    XMLELEMENT(NAME scope, 'Restricted'),
    XMLELEMENT(NAME restriction, 'Instansi penanganan 112'),
    CASE WHEN i.duplicate_of IS NOT NULL THEN XMLELEMENT(NAME note, 'Digabung ke dkis-' || i.duplicate_of) END,
    (SELECT XMLELEMENT(NAME "references", string_agg(format('dkis-%s,%s,%s', i.agency, e.identifier, e.sent), ' ' ORDER BY e.n))
     FROM dkis_store.cap_messages(i.id) e WHERE e.n < m.n HAVING count(*) > 0),
    CASE WHEN i.duplicate_of IS NOT NULL THEN XMLELEMENT(NAME incidents, 'dkis-' || i.duplicate_of) END,
    XMLELEMENT(NAME info,
      XMLELEMENT(NAME language, 'id-ID'),
      XMLELEMENT(NAME category, COALESCE(k.cap_category, 'Other')),
      XMLELEMENT(NAME event, i.category),
      XMLELEMENT(NAME urgency, CASE WHEN i.closed_at IS NOT NULL THEN 'Past' WHEN i.priority <= 2 THEN 'Immediate' WHEN i.priority = 3 THEN 'Expected' ELSE 'Future' END),
      XMLELEMENT(NAME severity, CASE i.priority WHEN 1 THEN 'Extreme' WHEN 2 THEN 'Severe' WHEN 3 THEN 'Moderate' ELSE 'Minor' END),
      XMLELEMENT(NAME certainty, 'Observed'),
      XMLELEMENT(NAME headline, c.title),
      CASE WHEN i.location IS NOT NULL OR a.name IS NOT NULL THEN
        XMLELEMENT(NAME area,
          XMLELEMENT(NAME "areaDesc", COALESCE(a.name, 'di luar wilayah yang dimuat')),
          dkis_store.cap_shape(i.location, i.uncertainty_m)) END)))
  FROM dkis.incidents i
  JOIN dkis.cases c ON c.id = i.case_id
  CROSS JOIN LATERAL (SELECT s.n, s.identifier, s.sent, s.kind FROM dkis_store.cap_messages(i.id) s ORDER BY s.n DESC LIMIT 1) AS m
  LEFT JOIN dkis.incident_categories k ON k.agency = i.agency AND k.category = i.category
  LEFT JOIN dkis.areas a ON a.agency = i.agency AND a.code = i.area
  WHERE i.id = to_cap.incident_id;
END;
COMMENT ON FUNCTION dkis.to_cap(bigint) IS 'Insiden sebagai pesan CAP 1.2';

-- Areas: the approximate start, official boundaries over it, bad files.
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE DATABASE dkis_test_areas TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_areas
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET client_min_messages = notice;
\set SHOW_CONTEXT never

SELECT area, in_city, distance_to_border_m FROM dkis_store.place_of('SRID=4326;POINT(108.5536 -6.7298)');
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
SELECT level, count(*), bool_and(ST_IsValid(boundary)) AS valid, bool_and(source LIKE 'perkiraan%') AS said, round(sum(ST_Area(boundary::geography)) / 1e6) AS km2
FROM dkis.areas GROUP BY level ORDER BY 2;
-- Each kelurahan holds its own point; the city holds them all.
SELECT count(*), bool_and(p.area = k.code AND p.in_city) AS right_place
FROM dkis_store.cirebon_kelurahan() k, dkis_store.place_of(ST_Transform(k.point, 4326)) p;
-- Tuparev and Kedawung lie across the border, Bandung far away.
SELECT n, p.in_city, p.area, p.distance_to_border_m > 100000 AS far
FROM (VALUES ('Kedawung', 108.518, -6.705), ('Bandung', 107.61, -6.91)) v (n, lon, lat), dkis_store.place_of(ST_SetSRID(ST_MakePoint(lon, lat), 4326)) p;
-- A line and an area have a centre; the sea has none of the city.
SELECT area FROM dkis_store.place_of('SRID=4326;LINESTRING(108.553 -6.729, 108.5542 -6.7306)');
SELECT name, round(latitude::numeric, 2) AS lat FROM (VALUES ('kejaksan'), (' Kota Cirebon '), ('cirebon'), ('Kel. Kejaksan'), ('Tidak Ada')) v (name) LEFT JOIN LATERAL dkis_store.locality(name) ON true;
SELECT dkis.locate('7H92+5X Cirebon');
-- As Google writes it, with the address behind; not where it names another city.
SELECT a.address, dkis.latitude(dkis.locate('7H92+5X ' || a.address)) = dkis.latitude('6P5C7H92+5X') AS same
FROM (VALUES ('Kesambi, Kota Cirebon, Jawa Barat'), ('Kesambi, Kota Cirebon, Jawa Barat 45134, Indonesia'), ('Kec. Kesambi, Kota Cirebon'), ('kel.kesambi'),
  ('Kedawung, Kabupaten Cirebon, Jawa Barat')) AS a (address);
SELECT dkis.locate('7H92+5X Kesambi, Kota Bandung, Jawa Barat');
SELECT dkis.locate('7H92+5X Jawa Barat, Indonesia');
-- Far from the city: asked about, not taken; near elsewhere it is.
SELECT dkis.locate('6.7320, 108.5523');
SELECT dkis.locate('https://maps.google.com/?q=6.7320,108.5523');
SELECT dkis.locate('51.5, -0.12');
SELECT dkis.locate('51.5, -0.12', near => '51.5, 0'), dkis.locate('-6.91, 107.61');
-- A neighbour is a neighbour, however it was loaded.
BEGIN;
INSERT INTO dkis.areas (code, level, name, boundary) VALUES ('32.09', 'kota', 'Kabupaten Cirebon', ST_Multi(ST_MakeEnvelope(108.4, -6.9, 108.54, -6.6, 4326))),
  ('32.09.17', 'kecamatan', 'Kedawung', ST_Multi(ST_MakeEnvelope(108.5, -6.72, 108.53, -6.69, 4326)));
SELECT p.area, p.in_city, round(p.distance_to_border_m / 1000) AS border_km FROM dkis_store.place_of('SRID=4326;POINT(108.518 -6.705)') p;
SELECT p.area, p.in_city FROM dkis_store.place_of('SRID=4326;POINT(108.5536 -6.7298)') p;
ROLLBACK;
-- A line and an area by their shape: where most of it is; in the city if any of it is.
SELECT n, p.area, p.in_city, round(p.distance_to_border_m) AS border_m
FROM (VALUES ('line', 'SRID=4326;LINESTRING(108.50 -6.705, 108.553 -6.729)'), ('across', 'SRID=4326;LINESTRING(108.40 -6.705, 108.548 -6.705)'),
  ('bow', 'SRID=4326;LINESTRING(108.56 -6.73, 108.70 -6.73, 108.70 -6.60, 108.56 -6.70)'),
  ('area', 'SRID=4326;POLYGON((108.553 -6.727, 108.556 -6.727, 108.556 -6.730, 108.553 -6.730, 108.553 -6.727))'),
  ('sea', 'SRID=4326;POLYGON((108.70 -6.60, 108.71 -6.60, 108.71 -6.61, 108.70 -6.60))')) v (n, shape), dkis_store.place_of(v.shape::geometry) p;

-- Points are placed by what the session has compiled, as PostGIS places them; on a corner too.
CREATE VIEW pg_temp.placed AS
SELECT p.area IS NOT DISTINCT FROM (SELECT a.code FROM dkis.areas a WHERE ST_Intersects(a.boundary, s.point)
    ORDER BY CASE a.level WHEN 'kelurahan' THEN 1 WHEN 'kecamatan' THEN 2 ELSE 3 END, a.code LIMIT 1) AS same_area,
  p.in_city = ST_Intersects(c.boundary, s.point) AS same_side,
  abs(p.distance_to_border_m - ST_Distance(ST_Boundary(c.boundary)::geography, s.point::geography)) < 0.001 AS same_distance
FROM (SELECT ST_SetSRID(ST_MakePoint(108.50 + x / 100.0, -6.82 + y / 100.0), 4326) AS point FROM generate_series(0, 12) x, generate_series(0, 14) y
  UNION ALL (SELECT (ST_DumpPoints(boundary)).geom FROM dkis.areas ORDER BY code LIMIT 60)
  UNION ALL VALUES ('SRID=4326;POINT(95.3 5.5)'::geometry), ('SRID=4326;POINT(-70 40)')) s
CROSS JOIN dkis.areas c CROSS JOIN LATERAL dkis_store.place_of(s.point) p WHERE c.level = 'kota';
SELECT count(*), bool_and(same_area) AS same_area, bool_and(same_side) AS same_side, bool_and(same_distance) AS same_distance FROM pg_temp.placed;
-- What changes, or is taken back, shows at once.
BEGIN;
UPDATE dkis.areas SET boundary = ST_Multi(ST_Translate(boundary, 1, 0));
SELECT area, in_city FROM dkis_store.place_of('SRID=4326;POINT(108.553 -6.729)');
SELECT area, in_city FROM dkis_store.place_of('SRID=4326;POINT(109.553 -6.729)');
ROLLBACK;
SELECT area, in_city FROM dkis_store.place_of('SRID=4326;POINT(108.553 -6.729)');
SELECT count(*) FROM dkis_store.place_of('SRID=4326;POINT EMPTY');
SELECT area FROM dkis_store.place_of('SRID=4326;POINT(108.553 -6.729)', 9999);

-- An official boundary replaces what has its code; what lies above follows.
SELECT dkis.load_areas($${"type": "FeatureCollection", "features": [
  {"type": "Feature", "properties": {"kode": "32.74.01.1001", "nama": "Kejaksan", "sumber": "uji"},
   "geometry": {"type": "Polygon", "coordinates": [[[108.55, -6.72], [108.56, -6.72], [108.56, -6.71], [108.55, -6.71], [108.55, -6.72]]]}},
  {"type": "Feature", "properties": {"code": "32.74.09.1001", "name": "Baru", "source": "uji"},
   "geometry": {"type": "MultiPolygon", "coordinates": [[[[108.70, -6.72], [108.71, -6.72], [108.71, -6.71], [108.70, -6.71], [108.70, -6.72]]]]}}]}$$);
SELECT code, level, parent, name, source, ST_AsText(boundary) FROM dkis.areas WHERE source = 'uji' ORDER BY code;
SELECT level, source, count(*) FROM dkis.areas GROUP BY level, source ORDER BY level, source;
SELECT area, in_city FROM dkis_store.place_of('SRID=4326;POINT(108.705 -6.715)');
-- What the agency loaded is left alone.
SELECT inserted, kept FROM dkis.load_cirebon() WHERE what = 'wilayah';
SELECT count(*) FROM dkis.areas WHERE source = 'uji';

-- One that cannot be read, and nothing is loaded.
\set good '{"type": "Feature", "properties": {"code": "9", "name": "B", "level": "kota"}, "geometry": {"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}}'
SELECT dkis.load_areas(format('{"features": [%s, %s]}', :'good', '{"properties": {"code": "8", "name": "B", "level": "kota"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}')::jsonb);
SELECT dkis.load_areas(format('{"features": [%s, %s]}', :'good', '{"properties": {"code": "8", "name": "B", "level": "kota"}, "geometry": {"type": "Bulat"}}')::jsonb);
SELECT dkis.load_areas(format('{"features": [%s, %s]}', :'good', '{"properties": {"code": "8", "name": "B", "level": "kota"}, "geometry": {"type": "Polygon", "coordinates": [[[261000, 9255000], [262000, 9255000], [262000, 9256000], [261000, 9255000]]]}}')::jsonb);
SELECT dkis.load_areas('{"features": [{"properties": {"name": "B"}, "geometry": null}]}');
SELECT dkis.load_areas('{"features": [{"properties": {"code": "8", "name": "B"}, "geometry": {"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}}]}');
SELECT dkis.load_areas('[1]');
SELECT dkis.load_areas(NULL);
SELECT dkis.load_areas('{"features": []}');
SELECT count(*) FROM dkis.areas WHERE code IN ('8', '9');

-- ---- files as offices have them ------------------------------------------------------
CREATE FUNCTION pg_temp.file(properties jsonb, west float8 DEFAULT 108.55, id text DEFAULT NULL, crs text DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object('type', 'FeatureCollection', 'crs', CASE WHEN crs IS NOT NULL THEN jsonb_build_object('properties', jsonb_build_object('name', crs)) END,
    'features', jsonb_build_array(jsonb_build_object('type', 'Feature', 'id', id, 'properties', properties,
      'geometry', jsonb_build_object('type', 'Polygon', 'coordinates', jsonb_build_array(jsonb_build_array(jsonb_build_array(west, -6.72),
        jsonb_build_array(west + 0.01, -6.72), jsonb_build_array(west + 0.01, -6.71), jsonb_build_array(west, -6.72)))))))) $$;
CREATE FUNCTION pg_temp.try(file jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  PERFORM dkis.load_areas(file);
  SELECT string_agg(concat_ws(' ', code, level, name, parent), '; ' ORDER BY code) INTO answer FROM dkis.areas WHERE source = 'uji';
  RAISE EXCEPTION USING ERRCODE = 'ZZ001', MESSAGE = coalesce(answer, 'tidak ada');
EXCEPTION WHEN OTHERS THEN
  RETURN CASE WHEN SQLSTATE <> 'ZZ001' THEN SQLSTATE || ' ' ELSE '' END || SQLERRM;
END $$;
DELETE FROM dkis.areas WHERE code = '32.74.09.1001';
UPDATE dkis.areas SET source = 'perkiraan' WHERE source = 'uji';
SELECT n, pg_temp.try(pg_temp.file(p.properties || '{"sumber": "uji"}', 108.55, p.id, p.crs)) AS becomes FROM (VALUES
  ('Rupabumi, kelurahan', '{"KDEPUM": "32.74.01.1001", "WADMKD": "Kejaksan", "NAMOBJ": "Kejaksan", "KDCPUM": "32.74.01", "WADMKC": "Kejaksan", "KDEBPS": "3274050001"}'::jsonb, NULL, NULL),
  ('Rupabumi, kecamatan', '{"KDEPUM": "", "KDCPUM": "32.74.01", "WADMKC": "Kejaksan", "NAMOBJ": " "}', NULL, NULL),
  ('Rupabumi, kota', '{"KDPKAB": "32.74", "WADMKK": "Kota Cirebon"}', NULL, NULL),
  ('KODE, NAMA', '{"KODE": "32.74.01.1001", "NAMA": "Kejaksan"}', NULL, NULL),
  ('KODE_DESA, DESA_KELUR', '{"KODE_DESA": "3274011001", "DESA_KELUR": "Kejaksan"}', NULL, NULL),
  ('kode_desa, nama_desa', '{"kode_desa": 3274011001, "nama_desa": "Kejaksan"}', NULL, NULL),
  ('id of the feature', '{"nama": "Kejaksan"}', '32.74.01.1001', NULL),
  ('new in the city', '{"kode": "32.74.01.1099", "nama": "Baru"}', NULL, NULL),
  ('neighbour', '{"kode": "32.09", "nama": "Kabupaten Cirebon"}', NULL, NULL),
  ('dotless, of BPS', '{"kode": "3274050001", "nama": "Kejaksan"}', NULL, NULL),
  ('dotless, unknown', '{"kode": "3274011099", "nama": "Baru"}', NULL, NULL),
  ('no code', '{"OBJECTID": 7, "NAMOBJ": "Kejaksan"}', NULL, NULL),
  ('no name', '{"KODE": "32.74.01.1001", "LUAS": 1}', NULL, NULL),
  ('WGS 84 said', '{"kode": "32.74.01.1001", "nama": "Kejaksan"}', NULL, 'urn:ogc:def:crs:OGC:1.3:CRS84'),
  ('EPSG 4326 said', '{"kode": "32.74.01.1001", "nama": "Kejaksan"}', NULL, 'urn:ogc:def:crs:EPSG::4326'),
  ('UTM said', '{"kode": "32.74.01.1001", "nama": "Kejaksan"}', NULL, 'urn:ogc:def:crs:EPSG::32749'),
  ('no properties', '[]', NULL, NULL), ('nothing', 'null', NULL, NULL)) AS p (n, properties, id, crs);
SELECT pg_temp.try(pg_temp.file('{"kode": "32.74.01.1001", "nama": "Kejaksan"}', 261000));
-- An area in two parts is one; one code of two names is a mistake.
SELECT pg_temp.try(jsonb_set(pg_temp.file('{"kode": "32.74.01.1001", "nama": "Kejaksan", "sumber": "uji"}'), '{features,1}', pg_temp.file('{"kode": "3274011001", "nama": "Kel. Kejaksan", "sumber": "uji"}', 108.60) #> '{features,0}'));
SELECT pg_temp.try(jsonb_set(pg_temp.file('{"kode": "32.74.01.1001", "nama": "Kejaksan"}'), '{features,1}', pg_temp.file('{"kode": "32.74.01.1001", "nama": "Sukapura"}', 108.60) #> '{features,0}'));
BEGIN;
SELECT dkis.load_areas(jsonb_set(pg_temp.file('{"kode": "32.74.01.1001", "nama": "Kejaksan"}'), '{features,1}', pg_temp.file('{"kode": "32.74.01.1001", "nama": "Kejaksan"}', 108.60) #> '{features,0}'));
SELECT ST_NumGeometries(boundary) AS parts, count(*) OVER () FROM dkis.areas WHERE code = '32.74.01.1001';
ROLLBACK;

-- A region's file, each area in two parts, one of them without the dots: read once, and no area asks all others.
BEGIN;
SET LOCAL statement_timeout = '30s';
SET LOCAL dkis.tell_seconds = 3600;
SET LOCAL track_functions = 'all';
SELECT dkis.load_areas((SELECT jsonb_build_object('features', jsonb_agg(
    pg_temp.file(jsonb_build_object('kode', CASE WHEN n < 1000 THEN code ELSE replace(code, '.', '') END, 'nama', 'Desa ' || n % 1000), 100 + n * 0.004) #> '{features,0}'))
  FROM (SELECT n, format('33.10.%s.100%s', lpad((n % 1000 / 10)::text, 2, '0'), n % 10) AS code FROM generate_series(0, 1999) AS n) AS part));
SELECT count(*), min(code), max(code), sum(ST_NumGeometries(boundary)) AS parts FROM dkis.areas WHERE code LIKE '33%';
SELECT funcname, calls FROM pg_stat_xact_user_functions WHERE funcname = 'areas_of_geojson';
ROLLBACK;

-- ---- loading assigns again what lies elsewhere now ------------------------------------
CREATE ROLE dkis_test_areas_d IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_areas_a IN ROLE dkis_admin;
SET client_min_messages = warning;
SET ROLE dkis_test_areas_d;
SELECT count(*) FROM (VALUES ('1', '-6.7298, 108.5536', 'kebakaran'), ('2', '-6.7298, 108.5537', 'kesehatan'), ('3', '-6.705, 108.518', 'kecelakaan')) AS c (n, place, category), dkis.report_call('0812000' || c.n, c.place, 'darurat', c.category);
UPDATE dkis.incidents SET status = 'batal', note = 'salah' WHERE category = 'kesehatan';
CREATE TEMP VIEW standing AS SELECT i.category, i.status, i.area, i.in_city, c.title FROM dkis.incidents i JOIN dkis.cases c ON c.id = i.case_id ORDER BY i.id;
SELECT * FROM standing;
SET client_min_messages = notice;
SET ROLE dkis_test_areas_a;
-- The neighbour is loaded: Kedawung has an area now, and is no part of the city.
SELECT dkis.load_areas('{"features": [{"properties": {"kode": "32.09", "nama": "Kabupaten Cirebon"}, "geometry": {"type": "Polygon", "coordinates": [[[108.4, -6.9], [108.525, -6.9], [108.525, -6.6], [108.4, -6.6], [108.4, -6.9]]]}}]}');
-- A kelurahan over two incidents.
SELECT dkis.load_areas('{"features": [{"properties": {"kode": "32.74.05.1099", "nama": "Baru", "level": "kelurahan"}, "geometry": {"type": "Polygon", "coordinates": [[[108.55, -6.74], [108.56, -6.74], [108.56, -6.72], [108.55, -6.72], [108.55, -6.74]]]}}, {"properties": {"kode": "32.74.05.1003", "nama": "Kesambi"}, "geometry": {"type": "Polygon", "coordinates": [[[108.55, -6.75], [108.56, -6.75], [108.56, -6.74], [108.55, -6.74], [108.55, -6.75]]]}}]}');
SET ROLE dkis_test_areas_d;
SELECT * FROM standing;
SELECT i.category, l.area, l.in_city, l.reason, l.changed_by FROM dkis.incident_locations l JOIN dkis.incidents i ON i.id = l.incident_id ORDER BY l.id;
SELECT detail FROM dkis.case_events WHERE event = 'lokasi diubah' ORDER BY id;
SELECT problem FROM dkis.cases c, dkis.verify_case(c.id);
-- By hand, and nothing that is right.
SET ROLE dkis_test_areas_a;
UPDATE dkis.areas SET boundary = ST_Multi(ST_MakeEnvelope(108.4, -6.9, 108.41, -6.89, 4326)) WHERE code = '32.09';
SELECT dkis.reassign_areas('2100-01-01'), dkis.reassign_areas(), dkis.reassign_areas();
SET ROLE dkis_test_areas_d;
SELECT dkis.reassign_areas();

-- ---- handing over -------------------------------------------------------------------------
SELECT dkis.hand_over(id, ' 112 Kabupaten Cirebon ', 'di seberang batas') - 327400000000000 AS handover FROM dkis.incidents WHERE category = 'kecelakaan';
SELECT receiver, note, handed_by, due_at - handed_at AS to_answer, acknowledged_at FROM dkis.handovers;
SELECT receiver, seconds < 60 AS soon, late FROM dkis.handover_clock;
\set VERBOSITY terse
SELECT dkis.hand_over(id, '112 kabupaten cirebon') FROM dkis.incidents WHERE category = 'kecelakaan';
\set VERBOSITY default
SELECT dkis.acknowledge_handover(id, 'Bu Ratna', 'tim berangkat') FROM dkis.handovers;
SELECT acknowledged_by, answer, acknowledged_at >= handed_at AS after FROM dkis.handovers;
SELECT event, detail - 'batas jawab' AS detail FROM dkis.case_events WHERE event ~ 'serah' ORDER BY id;
SELECT dkis.acknowledge_handover(id, 'Bu Ratna') FROM dkis.handovers;
SELECT dkis.acknowledge_handover(1, 'x');
SELECT dkis.acknowledge_handover(NULL, 'x');
SELECT dkis.acknowledge_handover(1, ' ');
SELECT dkis.hand_over(id, 'x') FROM dkis.incidents WHERE category = 'kesehatan';
SELECT dkis.hand_over(1, 'x');
SELECT dkis.hand_over(NULL, 'x');
SELECT dkis.hand_over(1, '');
INSERT INTO dkis.handovers DEFAULT VALUES;
CREATE TEMP VIEW reported AS SELECT penerima, kategori, dalam_kota, jarak_batas_meter = 1000 * round(jarak_batas_meter / 1000) AS whole_km, diserahkan_oleh, sejak_laporan_detik >= 0 AS since, dijawab_oleh, jawab_detik < 60 AS soon, terlambat, pesan, jawaban FROM dkis_report.serah_terima_112;
SELECT * FROM reported;
SET ROLE dkis_reader;
SELECT penerima, kategori, dalam_kota, jarak_batas_meter = 1000 * round(jarak_batas_meter / 1000) AS whole_km, diserahkan_oleh, dijawab_oleh, terlambat, pesan, jawaban FROM dkis_report.serah_terima_112;
SET ROLE dkis_test_areas_d;
SELECT problem FROM dkis.cases c, dkis.verify_case(c.id);
RESET ROLE;
\c contrib_regression
DROP DATABASE dkis_test_areas;
DROP ROLE dkis_test_areas_d, dkis_test_areas_a;

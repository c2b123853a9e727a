-- The emergency line as its readers see it, and as maps and other systems do.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_report_112 TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_report_112
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
SET client_min_messages = notice;
\set SHOW_CONTEXT never

-- A past evening: one fire, one heart attack at an unknown place, one ghost.
INSERT INTO dkis.calls (received_at, answered_at, identified_at, ended_at, caller_number, kind, call_taker) VALUES
  ('2026-03-02 20:00:00+07', '2026-03-02 20:00:06+07', '2026-03-02 20:00:40+07', '2026-03-02 20:02:00+07', '081234567890', 'darurat', 'Siti Aminah'),
  ('2026-03-02 20:10:00+07', '2026-03-02 20:10:30+07', '2026-03-02 20:11:00+07', '2026-03-02 20:12:00+07', NULL, 'darurat', 'Siti Aminah'),
  ('2026-03-02 20:20:00+07', '2026-03-02 20:20:05+07', '2026-03-02 20:20:09+07', '2026-03-02 20:20:10+07', '085700001111', 'ghost', 'Siti Aminah');
INSERT INTO dkis.incidents (call_id, category, location, uncertainty_m, priority, note) VALUES
  (327400000000001, 'kebakaran', 'SRID=4326;POINT(108.5531 -6.7312)', 25, 1, 'toko'),
  (327400000000002, 'kesehatan', NULL, NULL, 2, NULL);
UPDATE dkis.incidents SET address = 'Gang <Melati> & Mawar' WHERE category = 'kesehatan';
INSERT INTO dkis.units (responder, callsign, kind) VALUES ('damkar-mako', 'D-1', 'damkar'), ('damkar-mako', 'D-2', 'damkar');
INSERT INTO dkis.dispatches (incident_id, unit_id, requested_at, acknowledged_at, en_route_at, on_scene_at, cleared_at)
SELECT 327400000000001, id, '2026-03-02 20:03+07', '2026-03-02 20:03:30+07', '2026-03-02 20:05+07',
  '2026-03-02 20:13+07'::timestamptz + CASE callsign WHEN 'D-1' THEN interval '0' ELSE interval '5 min' END, '2026-03-02 21:00+07' FROM dkis.units;

\x
SELECT * FROM dkis_report.panggilan_112 ORDER BY id;
SELECT * FROM dkis_report.insiden_112 ORDER BY id;
SELECT * FROM dkis_report.waktu_tanggap ORDER BY kunci;
SELECT id, kategori, latitude, longitude, ketidakpastian_meter, ST_AsText(titik) FROM dkis_report.insiden_peta;
-- An incident beyond all areas is on the map too, for readers on a coarse grid; areas count what lies in them.
BEGIN;
INSERT INTO dkis.incidents (category, location, uncertainty_m) VALUES ('kebakaran', 'SRID=4326;POINT(108.7031 -6.9012)', 10);
SELECT nomor_register, kelurahan, kode_wilayah, ketidakpastian_meter, round(latitude::numeric, 4) AS lat, round(longitude::numeric, 4) AS lon FROM dkis_report.insiden_peta ORDER BY id;
SELECT tingkat, sum(insiden) AS insiden, sum(mengancam_jiwa) AS jiwa FROM dkis_report.wilayah_peta GROUP BY 1 ORDER BY 1;
SET LOCAL ROLE dkis_reader;
SELECT kelurahan, ketidakpastian_meter, round(latitude::numeric, 4) AS lat, round(longitude::numeric, 4) AS lon FROM dkis_report.insiden_peta WHERE kelurahan IS NULL;
ROLLBACK;
-- Who only reads sees no number, no name, no address, and the place as its kelurahan's.
CREATE ROLE dkis_test_reader IN ROLE dkis_reader;
CREATE ROLE dkis_test_officer IN ROLE dkis_officer;
SET ROLE dkis_test_reader;
SELECT id, nomor, penerima, catatan FROM dkis_report.panggilan_112 ORDER BY id;
SELECT id, kelurahan, alamat, jarak_batas_meter FROM dkis_report.insiden_112 ORDER BY id;
SELECT id, ketidakpastian_meter, (latitude, longitude) <> (-6.7312, 108.5531) AS moved FROM dkis_report.insiden_peta;
SELECT * FROM dkis.calls;
SELECT dkis.board();
RESET ROLE;
SELECT ST_Contains(boundary, 'SRID=4326;POINT(108.5531 -6.7312)') AS same_kelurahan FROM dkis.areas WHERE code = (SELECT kode_wilayah FROM dkis_report.insiden_peta);
\x

-- QGIS finds the layer typed; every tile but one on the way down is empty.
SELECT f_table_name, type, srid FROM geometry_columns WHERE f_table_schema = 'dkis_report';
SELECT z, octet_length(dkis.incident_tile(z, x, y)) > 0 AS drawn FROM (VALUES (0, 0, 0), (10, 820, 531), (10, 821, 531)) t (z, x, y);
-- Where more than 2,000 lie in it, those of a small square are one.
BEGIN;
SET LOCAL session_replication_role = replica;
INSERT INTO dkis_store.incidents (id, case_id, category, priority, occurred_at, received_at, location)
SELECT 1000 + n, 1000 + n, 'kebakaran', 1 + n % 4, now(), now(), ST_SetSRID(ST_MakePoint(108.5 + n % 50 / 10000.0, -6.7), 4326) FROM generate_series(1, 3000) n;
SELECT count(*) >= 3000 AS all_of_them, octet_length(dkis.incident_tile(10, 820, 531)) < 1000 AS small FROM dkis_store.incidents_shown;
-- All are counted once, from what the jobs keep or not: whoever may see places by their
-- own, and who may not by what stands for them; nobody gets at the places past that.
CREATE TEMP VIEW counted AS SELECT sum(s.squares[n][1]) AS jumlah, count(*) > 1 AS squares
FROM (SELECT dkis_store.squares(places, times, 10, 820, 531) AS squares FROM dkis_store.crowds_shown) s, generate_subscripts(s.squares, 1) n;
SELECT c.*, (SELECT count(*) FROM dkis_store.incidents_shown WHERE shape && ST_Transform(ST_TileEnvelope(10, 820, 531), 4326)) AS shown FROM counted c;
SET LOCAL ROLE dkis_test_reader;
SELECT octet_length(dkis.incident_tile(10, 820, 531)) BETWEEN 1 AND 200 AS one_square;
RESET ROLE;
SET LOCAL ROLE dkis_test_officer;
SELECT count(*) FROM dkis_store.parts_of('peta_titik');
SELECT count(*) > 0 AS by_area FROM dkis_store.parts_of('peta_wilayah');
RESET ROLE;
ROLLBACK;
-- A place as a number, and squares of a tile that is none.
SELECT dkis_store.place_code(108.5531, -6.7312, 1) AS code, dkis_store.place_code(108.5531, -6.7312, 4) - dkis_store.place_code(108.5531, -6.7312, 1) AS priority,
  dkis_store.place_code(0, 89, 1) AS no_map, dkis_store.place_code(0, 0, 5) AS no_priority, dkis_store.place_code('NaN', 0, 1) AS nowhere;
SELECT z, x, y, ARRAY(SELECT round(n) FROM unnest(dkis_store.squares(p.bag, 2, z, x, y)) AS n) AS squares FROM (VALUES (10, 820, 531), (32, 0, 0), (10, -1, 0), (10, 0, 1024), (NULL, 0, 0)) t (z, x, y),
  (SELECT dkis_store.bag(dkis_store.place_code(108.5, -6.7, 2)) AS bag) AS p GROUP BY z, x, y ORDER BY z, x, y;
SELECT dkis_store.squares(NULL, 1, 0, 0, 0), dkis_store.squares('\x0000', 1, 0, 0, 0);
-- Where there is no such tile it is empty.
SELECT z, x, y, octet_length(dkis.incident_tile(z, x, y)) AS bytes FROM (VALUES (-1, 0, 0), (32, 0, 0), (10, -1, 0), (10, 1024, 0), (10, 0, 1024), (2147483647, 0, 0)) t (z, x, y);
SELECT jsonb_pretty(dkis.incidents_geojson('2026-03-01 00:00+07', '2026-04-01 00:00+07'));
SELECT jsonb_array_length(dkis.incidents_geojson('2026-04-01 00:00+07') -> 'features') AS later;
SELECT xmlserialize(CONTENT dkis.to_cap(id) AS text) FROM dkis.incidents ORDER BY id;
SELECT dkis.to_cap(1) IS NULL AS none;
SELECT regexp_replace(line, '\d+ menit', 'N menit') AS board FROM dkis.board() line WHERE line NOT LIKE 'Papan%';
-- Every view's columns are explained.
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'dkis_report'::regnamespace AND c.relkind = 'v' AND col_description(c.oid, a.attnum) IS NULL;
\c contrib_regression
DROP DATABASE dkis_test_report_112;
DROP ROLE dkis_test_reader, dkis_test_officer;

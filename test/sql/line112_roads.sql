-- Whom to send, by road: a network of four crossings, its ways added up by hand.
SET client_min_messages = warning;
SELECT count(*) = 1 AS there FROM pg_available_extensions WHERE name = 'pgrouting' \gset
\if :there
\else
\echo pgRouting is not here
\quit
\endif
CREATE DATABASE dkis_test_roads TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_roads
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
DELETE FROM dkis.run_cards;
CREATE ROLE dkis_test_petugas_jalan IN ROLE dkis_dispatcher;
INSERT INTO dkis.responders (code, name, kind) VALUES ('pos', 'Pos', 'damkar');
INSERT INTO dkis.units (responder, callsign, kind, position) VALUES
  ('pos', 'DEKAT', 'damkar', 'SRID=4326;POINT(108.552 -6.727)'), ('pos', 'JAUH', 'damkar', 'SRID=4326;POINT(108.57 -6.73)'), ('pos', 'TANPA', 'damkar', NULL);
-- 1 is the fire, 2 DEKAT beyond the river, 3 JAUH, 4 the bridge.
INSERT INTO dkis.roads (source, target, metres, metres_back, line) VALUES
  (1, 3, 2300, 2300, 'SRID=4326;LINESTRING(108.55 -6.73, 108.57 -6.73)'),
  (3, 2, 2100, -1, 'SRID=4326;LINESTRING(108.57 -6.73, 108.57 -6.727, 108.552 -6.727)'),
  (2, 4, 3300, 3300, 'SRID=4326;LINESTRING(108.552 -6.727, 108.551 -6.70)'),
  (4, 1, 3300, 3300, 'SRID=4326;LINESTRING(108.551 -6.70, 108.55 -6.73)');
SELECT dkis.report_call('0812 1', '-6.73, 108.55', 'darurat', 'kebakaran') IS NOT NULL AS reported;
SELECT id AS fire FROM dkis.incidents \gset
SET ROLE dkis_test_petugas_jalan;
-- No pgRouting yet: by straight line.
SELECT callsign, round(distance_m) AS m, eta_minutes, reason FROM dkis.suggest_units(:fire);
RESET ROLE;
CREATE SCHEMA jalan;
CREATE EXTENSION pgrouting SCHEMA jalan;
SET ROLE dkis_test_petugas_jalan;
-- 2,300 m at 30 km/h, and 3,300 m twice.
SELECT callsign, round(distance_m) AS m, eta_minutes, reason FROM dkis.suggest_units(:fire);
RESET ROLE;
-- From 1 to 3 only: JAUH goes by 2 and 4.
UPDATE dkis.roads SET metres_back = -1 WHERE source = 1;
SELECT callsign, eta_minutes, reason FROM dkis.suggest_units(:fire);
-- The bridge is closed: there is no way, and the line says so.
DELETE FROM dkis.roads WHERE source = 4;
SELECT callsign, eta_minutes, reason FROM dkis.suggest_units(:fire);
UPDATE dkis.roads SET metres_back = 2300 WHERE source = 1;
SELECT callsign, eta_minutes, reason FROM dkis.suggest_units(:fire);
-- Others may put their own functions where pgRouting looks for its: it is not asked.
GRANT CREATE ON SCHEMA jalan TO dkis_test_petugas_jalan;
SELECT callsign, reason FROM dkis.suggest_units(:fire);
REVOKE CREATE ON SCHEMA jalan FROM dkis_test_petugas_jalan;
-- What is no length is no road; who is no admin makes none.
INSERT INTO dkis.roads (source, target, metres, metres_back, line) VALUES (1, 2, 'NaN', 0, 'SRID=4326;LINESTRING(0 0, 1 1)');
INSERT INTO dkis.roads (source, target, metres, metres_back, line) VALUES (1, 2, 1, -2, 'SRID=4326;LINESTRING(0 0, 1 1)');
SET ROLE dkis_test_petugas_jalan;
INSERT INTO dkis.roads (source, target, metres, metres_back, line) VALUES (1, 2, 1, 1, 'SRID=4326;LINESTRING(0 0, 1 1)');
RESET ROLE;
DROP OWNED BY dkis_test_petugas_jalan;
DROP ROLE dkis_test_petugas_jalan;
\c postgres
DROP DATABASE dkis_test_roads;

-- Units as a radio room sees them, and whom to send by the run cards.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_units TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_units
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
CREATE ROLE dkis_test_petugas IN ROLE dkis_dispatcher;
INSERT INTO dkis.responders (code, name, kind, position) VALUES ('pos-a', 'Pos A', 'damkar', 'SRID=4326;POINT(108.55 -6.73)'), ('pos-b', 'Pos B', 'damkar', 'SRID=4326;POINT(108.57 -6.73)'),
  ('psc', 'PSC 119', 'kesehatan', NULL), ('polsek', 'Polsek', 'polisi', 'SRID=4326;POINT(108.56 -6.72)');
\set SHOW_CONTEXT never
\set VERBOSITY terse

-- ---- a day of one ambulance ------------------------------------------------------------
SET ROLE dkis_test_petugas;
INSERT INTO dkis.units (responder, callsign, kind, capabilities) VALUES ('psc', 'A-1', 'Ambulans', '{ICU}') RETURNING status, radio, stale, capabilities;
SELECT incident_id FROM dkis.report_call('0812 1', '-6.7312, 108.5531', 'darurat', 'kesehatan') \gset
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT :incident_id, id FROM dkis.units WHERE callsign = 'A-1';
SELECT status, radio FROM dkis.units;
UPDATE dkis.dispatches SET acknowledged_at = clock_timestamp();
SELECT radio FROM dkis.units;
UPDATE dkis.dispatches SET en_route_at = clock_timestamp();
SELECT radio FROM dkis.units;
UPDATE dkis.dispatches SET on_scene_at = clock_timestamp();
SELECT radio FROM dkis.units;
UPDATE dkis.dispatches SET transporting_at = clock_timestamp(), destination = 'RSD Gunung Jati';
SELECT radio FROM dkis.units;
UPDATE dkis.dispatches SET delivered_at = clock_timestamp() RETURNING destination;
SELECT status, radio FROM dkis.units;
-- In order, and once.
UPDATE dkis.dispatches SET cleared_at = transporting_at;
UPDATE dkis.dispatches SET transporting_at = clock_timestamp();
UPDATE dkis.units SET radio = 'siap';
UPDATE dkis.dispatches SET cleared_at = clock_timestamp(), result = 'diantar';
SELECT status, radio FROM dkis.units;
SELECT what, split_part(detail, ', ', 2) AS detail FROM dkis.incident_log(:incident_id) WHERE what LIKE 'armada%';

-- ---- whom to send -------------------------------------------------------------------------
INSERT INTO dkis.units (responder, callsign, kind, position, capabilities) VALUES
  ('pos-a', 'D-1', 'Damkar', NULL, NULL), ('pos-b', 'D-2', 'damkar', NULL, NULL), ('pos-b', 'D-3', 'damkar', 'SRID=4326;POINT(108.5532 -6.7312)', '{tangga}'), ('polsek', 'P-1', 'patroli', NULL, NULL);
-- A loose kind, a caller's location as it is, units without GPS at their station.
SELECT callsign, round(distance_m) AS m, stale, eta_minutes FROM dkis.nearest_units(dkis.locate('-6.7312, 108.5531'), ' DAMKAR ');
SELECT count(*) FROM dkis.possible_duplicates(dkis.locate('-6.7312, 108.5531'));
SELECT incident_id AS fire FROM dkis.report_call('0812 2', '-6.7312, 108.5531', 'darurat', 'kebakaran', priority => 1) \gset
SELECT responder_kind, callsign, round(distance_m) AS m, eta_minutes, reason FROM dkis.suggest_units(:fire);
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT :fire, unit_id FROM dkis.suggest_units(:fire) WHERE callsign IN ('D-3', 'P-1');
SELECT responder_kind, callsign, reason FROM dkis.suggest_units(:fire);
SELECT count(*) FROM dkis.suggest_units(1);
SELECT count(*) FROM dkis.suggest_units(NULL);
-- Where nothing is known of the place.
SELECT incident_id AS other FROM dkis.report_call('0812 3', NULL, 'darurat', 'kebakaran', 'entah di mana', 3) \gset
SELECT responder_kind, callsign, distance_m, eta_minutes, reason FROM dkis.suggest_units(:other);
RESET ROLE;
-- By kind: an ambulance is faster.
INSERT INTO dkis.unit_kinds (kind, speed_kmh) VALUES ('ambulans', 60), ('damkar', 40);
INSERT INTO dkis.unit_kinds (kind, speed_kmh) VALUES (' Ambulans', 50);
INSERT INTO dkis.unit_kinds (kind, speed_kmh) VALUES ('motor', 'NaN');
SELECT dkis_store.minutes_by_road(10000, 'AMBULANS') AS ambulance, dkis_store.minutes_by_road(10000, 'damkar') AS engine, dkis_store.minutes_by_road(10000, 'patroli') AS others;
-- A capability; a smaller area; the night; none of a kind.
SELECT * FROM dkis.check_run_cards();
INSERT INTO dkis.run_cards (category, responder_kind, area, units) VALUES ('kebakaran', 'damkar', '32.74.05', 3);
INSERT INTO dkis.run_cards (category, priorities, responder_kind) VALUES ('kebakaran', '[1,1]', 'tangga');
INSERT INTO dkis.run_cards (category, priorities, responder_kind, units, area) VALUES ('kebakaran', '[1,1]', 'ambulans', 0, '32.74.05');
SELECT * FROM dkis.check_run_cards();
SELECT c.responder_kind, c.units FROM dkis_store.fitting_cards(3274, 'kebakaran', 1, '32.74.05.1003', '12:00') c ORDER BY c.id;
SELECT c.responder_kind, c.units FROM dkis_store.fitting_cards(3274, 'kebakaran', 1, NULL, '12:00') c ORDER BY c.id;
-- Nothing for a quiet night, two numbers from six to seven.
DELETE FROM dkis.run_cards WHERE category IN ('keamanan', 'lainnya');
INSERT INTO dkis.run_cards (category, responder_kind, units, from_hour, until_hour) VALUES ('keamanan', 'polisi', 1, '06:00', '22:00'), ('keamanan', 'Polisi ', 2, '21:00', '07:00'),
  ('lainnya', 'satpol pp', 1, '06:00', '22:00'), ('gempa', 'damkar', 1, NULL, NULL);
SELECT problem, category, priority, area, at, regexp_replace(detail, '3274\d+', 'N', 'g') AS detail FROM dkis.check_run_cards();
INSERT INTO dkis.run_cards (responder_kind, from_hour) VALUES ('x', '06:00');
INSERT INTO dkis.run_cards (responder_kind, priorities) VALUES ('x', '[0,4]');
DELETE FROM dkis.run_cards;
SET ROLE dkis_test_petugas;
SELECT callsign, reason FROM dkis.suggest_units(:fire);
-- A unit that is nowhere.
UPDATE dkis.units SET position = 'SRID=4326;POINT(NaN NaN)' WHERE callsign = 'D-1';
UPDATE dkis.units SET position = 'SRID=4326;POINT(900 95)' WHERE callsign = 'D-1';
UPDATE dkis.units SET position = 'SRID=4326;POINT EMPTY' WHERE callsign = 'D-1';
RESET ROLE;

\c contrib_regression
DROP DATABASE dkis_test_units;
DROP ROLE dkis_test_petugas;

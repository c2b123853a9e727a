-- Several agencies in one database, as in a hub: every look-up of the emergency
-- line is about the agency of the database, and writes nobody else's rows. And
-- what is no place on earth is no position.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_hub_112 TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_hub_112
SET timezone = 'Asia/Jakarta';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
CREATE ROLE dkis_test_petugas IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_pengelola IN ROLE dkis_admin;
SET client_min_messages = notice;
\set VERBOSITY terse
\set SHOW_CONTEXT never
DELETE FROM dkis.responders;
INSERT INTO dkis.responders (code, name, kind, position) VALUES ('uji', 'Uji', 'damkar', 'SRID=4326;POINT(108.56 -6.72)');
SET ROLE dkis_test_petugas;
INSERT INTO dkis.units (responder, callsign, kind, position) VALUES ('uji', 'U-1', 'damkar', 'SRID=4326;POINT(108.55 -6.72)');
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0812 1', '-6.72, 108.55', 'darurat', 'kebakaran');
SELECT dkis.finish_step(case_id, '4', 'Tidak Valid') FROM dkis.incidents;
RESET ROLE;
-- As replication brings them: rows of the regency next door, at the same spot.
CREATE FUNCTION pg_temp.from_next_door(tbl text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE list text;
BEGIN
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO list FROM pg_attribute WHERE attrelid = tbl::regclass AND attnum > 0 AND NOT attisdropped;
  EXECUTE format('INSERT INTO %s (%s) SELECT (jsonb_populate_record(t, jsonb_build_object(''agency'', 3209) || (SELECT coalesce(jsonb_object_agg(k, v::bigint - 6500000000000), ''{}'') FROM jsonb_each_text(to_jsonb(t)) AS e (k, v) WHERE k IN (''id'', ''case_id'', ''unit_id'', ''incident_id'', ''sop_version'') AND v IS NOT NULL))).* FROM %s AS t WHERE agency = 3274', tbl, list, tbl);
END $$;
SET session_replication_role = replica;
SELECT pg_temp.from_next_door(t) FROM unnest(ARRAY['dkis.sops', 'dkis.responders', 'dkis.areas', 'dkis_store.units', 'dkis_store.cases', 'dkis_store.case_steps', 'dkis_store.case_events', 'dkis_store.incidents']) AS t;
RESET session_replication_role;
SELECT agency, count(*) FROM dkis.incidents GROUP BY 1 ORDER BY 1;
SET ROLE dkis_test_petugas;
SELECT callsign, (SELECT agency FROM dkis.units u WHERE u.id = n.unit_id) FROM dkis.nearest_units('SRID=4326;POINT(108.55 -6.72)') n;
SELECT (SELECT agency FROM dkis.incidents i WHERE i.id = d.incident_id) FROM dkis.possible_duplicates('SRID=4326;POINT(108.55 -6.72)') d;
SELECT incident_id / 100000000000 AS agency FROM dkis.report_call('0812 2', '-6.72, 108.55', 'duplikat');
SELECT incident_id / 100000000000 AS agency FROM dkis.report_call('0812 3', '-6.72, 108.55', 'darurat', 'kebakaran');
RESET ROLE;
SELECT cardinality(xpath('/*/*[local-name() = ''trace'']', dkis.to_xes('darurat-kebakaran'))) AS traces;
-- A place of that name in both: the own one.
UPDATE dkis.areas SET boundary = ST_Multi(ST_MakeEnvelope(107.0, -6.2, 107.1, -6.1, 4326)) WHERE agency = 3209 AND name = 'Kesambi';
SELECT round(ST_X(dkis.to_geometry(dkis.locate('7H92+5X Kesambi')))) AS longitude;
-- What is another's is only read here.
SET ROLE dkis_test_petugas;
\set VERBOSITY default
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT i.id, u.id FROM dkis.incidents i, dkis.units u WHERE i.agency = 3209 AND u.agency = 3274;
\set VERBOSITY terse
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT max(i.id), u.id FROM dkis.incidents i, dkis.units u WHERE i.agency = 3274 AND u.agency = 3209 GROUP BY u.id;
UPDATE dkis.units SET status = 'tidak siap' WHERE agency = 3209;
DELETE FROM dkis.units WHERE agency = 3209;
UPDATE dkis.incidents SET priority = 4 WHERE agency = 3209;
UPDATE dkis.incidents SET status = 'batal', note = 'x' WHERE agency = 3209;
UPDATE dkis.calls SET incident_id = (SELECT id FROM dkis.incidents WHERE agency = 3209) WHERE caller_number = '08122';
SELECT dkis.merge_incidents((SELECT id FROM dkis.incidents WHERE agency = 3209), (SELECT max(id) FROM dkis.incidents WHERE agency = 3274));
SELECT dkis.merge_incidents((SELECT max(id) FROM dkis.incidents WHERE agency = 3274), (SELECT id FROM dkis.incidents WHERE agency = 3209));

-- ---- no place on earth -----------------------------------------------------------------
INSERT INTO dkis.units (responder, callsign, kind, position) VALUES ('uji', 'X', 'damkar', ST_SetSRID(ST_MakePoint('NaN', 'NaN'), 4326));
INSERT INTO dkis.units (responder, callsign, kind, position) VALUES ('uji', 'X', 'damkar', ST_SetSRID(ST_MakePoint(108, 'NaN'), 4326));
INSERT INTO dkis.units (responder, callsign, kind, position) VALUES ('uji', 'X', 'damkar', 'SRID=4326;POINT(900 95)');
INSERT INTO dkis.units (responder, callsign, kind, position) VALUES ('uji', 'X', 'damkar', 'SRID=4326;POINT EMPTY');
UPDATE dkis.units SET position = 'SRID=4326;POINT(108 -95)' WHERE callsign = 'U-1' AND agency = 3274;
INSERT INTO dkis.incidents (category, uncertainty_m) VALUES ('lainnya', 'Infinity');
INSERT INTO dkis.incidents (category, uncertainty_m) VALUES ('lainnya', 'NaN');
INSERT INTO dkis.incidents (category, location) VALUES ('lainnya', ST_SetSRID(ST_MakePoint('NaN', 0), 4326));
RESET ROLE;
SET ROLE dkis_test_pengelola;
INSERT INTO dkis.responders (code, name, kind, position) VALUES ('x', 'X', 'x', 'SRID=4326;POINT EMPTY');
RESET ROLE;

-- ---- units without a position, kinds as people write them ------------------------------
SET ROLE dkis_test_petugas;
INSERT INTO dkis.units (responder, callsign, kind) VALUES ('uji', 'U-2', 'Ambulans  Gawat Darurat');
SELECT callsign, round(distance_m) AS distance_m, stale FROM dkis.nearest_units('SRID=4326;POINT(108.55 -6.72)', ' ambulans gawat DARURAT ');
RESET ROLE;
UPDATE dkis.responders SET position = NULL WHERE agency = 3274;
SET ROLE dkis_test_petugas;
SELECT callsign, round(distance_m) AS distance_m, stale, eta_minutes IS NULL AS eta_unknown FROM dkis.nearest_units('SRID=4326;POINT(108.55 -6.72)');
-- Whatever number the exchange delivers, the call is recorded.
INSERT INTO dkis.calls (caller_number, kind) VALUES (repeat('1', 1000000), 'ghost') RETURNING length(caller_number);
INSERT INTO dkis.calls (caller_number, kind) VALUES (repeat('é', 100), 'ghost') RETURNING length(caller_number);
RESET ROLE;

\c contrib_regression
DROP DATABASE dkis_test_hub_112;
DROP ROLE dkis_test_petugas, dkis_test_pengelola;

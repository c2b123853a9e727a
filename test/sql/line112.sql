-- The 112 line: calls, incidents with their cases, units, dispatches.
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE DATABASE dkis_test_emergency TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_emergency
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET client_min_messages = notice;
\set VERBOSITY default
\set SHOW_CONTEXT never

-- Before anything is loaded a call is recorded, a kind is not known yet.
INSERT INTO dkis.calls (caller_number) VALUES ('0231 206330') RETURNING caller_number, kind, blocked, agency;
SELECT * FROM dkis.report_call('0811', NULL, 'prank');
DELETE FROM dkis_store.calls;

DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
-- A city of our own, whose borders are known exactly: a square of two areas.
TRUNCATE dkis.areas CASCADE;
DELETE FROM dkis.responders;
INSERT INTO dkis.areas (code, level, name, boundary) VALUES
  ('k', 'kota', 'Kota Uji', ST_Multi(ST_MakeEnvelope(108.50, -6.80, 108.60, -6.70, 4326))),
  ('k.1', 'kelurahan', 'Barat', ST_Multi(ST_MakeEnvelope(108.50, -6.80, 108.55, -6.70, 4326))),
  ('k.2', 'kelurahan', 'Timur', ST_Multi(ST_MakeEnvelope(108.55, -6.80, 108.60, -6.70, 4326)));

-- ---- calls -------------------------------------------------------------------
SELECT dkis.phone_number(n) FROM unnest(ARRAY['0812-3456-789', '+62 812 3456 789', '628123456789', 'anonymous', '112', NULL]) n;

-- Prank and ghost calls are rows, nothing else.
SELECT * FROM dkis.report_call('0812-3456-789', NULL, 'prank');
SELECT * FROM dkis.report_call(NULL, NULL, 'ghost');
SELECT count(*) AS cases FROM dkis.cases;

-- A blocked number is answered all the same.
INSERT INTO dkis.blocked_numbers (number, reason, until) VALUES ('+628123456789', 'prank berulang', '2099-01-02 08:00+07');
INSERT INTO dkis.calls (caller_number, kind) VALUES ('0812 3456 789', 'prank') RETURNING blocked;

-- Times follow one another and stay as recorded.
INSERT INTO dkis.calls (received_at, answered_at) VALUES ('2026-01-05 10:00+07', '2026-01-05 09:59+07');
INSERT INTO dkis.calls (received_at) VALUES ('infinity');
INSERT INTO dkis.calls (received_at) VALUES ('2999-01-01');
INSERT INTO dkis.calls (kind) VALUES ('lucu');
INSERT INTO dkis.calls (category) VALUES ('gempa');
INSERT INTO dkis.calls (caller_number) VALUES (repeat('1', 1000000));
INSERT INTO dkis.calls (blocked) VALUES (true);
INSERT INTO dkis.calls (incident_id) VALUES (1);
DELETE FROM dkis.calls;
CREATE ROLE dkis_test_dispatcher IN ROLE dkis_dispatcher;
SET ROLE dkis_test_dispatcher;
UPDATE dkis.calls SET answered_at = received_at WHERE kind = 'ghost';
UPDATE dkis.calls SET answered_at = clock_timestamp() WHERE kind = 'prank' AND answered_at IS NULL;
\set VERBOSITY terse
UPDATE dkis.calls SET received_at = received_at - interval '1 hour' WHERE kind = 'ghost';
\set VERBOSITY default
UPDATE dkis.calls SET ended_at = now(), note = 'hening' WHERE kind = 'ghost' RETURNING note;
INSERT INTO dkis_store.calls DEFAULT VALUES;
RESET ROLE;

-- ---- an emergency -------------------------------------------------------------
SET ROLE dkis_test_dispatcher;
SELECT * FROM dkis.report_call('0813 1111 2222', '-6.7500, 108.5400', 'darurat', 'kebakaran', 'asap tebal');
SELECT category, priority, area, in_city, round(distance_to_border_m) AS border_m, status, ST_AsText(location) FROM dkis.incidents;
SELECT sop, title, channel, marking, register_no FROM dkis.cases;
SELECT s.step, s.outcome, s.finished_by FROM dkis.case_steps s ORDER BY s.id;
SELECT raw, location FROM dkis.call_locations;
SELECT problem FROM dkis.cases c, dkis.verify_case(c.id);

-- The same fire once more; across the border; and where only words are known.
SELECT * FROM dkis.report_call('0813 1111 3333', '-6.7501, 108.5401', 'darurat', 'kebakaran');
SELECT * FROM dkis.report_call('0813 1111 4444', '-6.7500, 108.4900', 'darurat', 'kecelakaan');
SELECT * FROM dkis.report_call('0813 1111 5555', 'depan pasar, dekat jembatan', 'darurat');
SELECT id - 327400000000000 AS id, category, area, in_city, round(distance_to_border_m) AS border_m, address, status FROM dkis.incidents ORDER BY id;
-- Words that only look like a place, a handset without a fix, a route, and a pair
-- without its minus sign: asked about, kept as they came, nobody is sent there.
BEGIN;
SELECT count(r.incident_id) FROM unnest(ARRAY['geo:0,0?q=7-Eleven+Siliwangi', 'A"ML=1;lt=+0.00000;lg=+0.00000;rd=0',
  'https://www.google.com/maps/dir/-6.70,108.50/-6.73,108.55', '6.732, 108.5523', '108.5523; 6.732', '51.5, -0.12']) said, dkis.report_call('0813', said) r;
SELECT i.location IS NULL AND l.location IS NULL AS no_place, i.address, l.raw = i.address AS kept
FROM dkis.incidents i JOIN dkis.call_locations l ON l.call = i.call_id ORDER BY i.id DESC LIMIT 6;
ROLLBACK;
SELECT * FROM dkis.report_call('0813', '-6.75, 108.54', 'darurat', 'gempa');
SELECT count(*) FROM dkis.calls WHERE caller_number = '0813';

-- A call entered afterwards: the case has the call's own times.
INSERT INTO dkis.calls (received_at, answered_at, identified_at, ended_at, caller_number, kind)
VALUES ('2026-01-05 22:00:00+07', '2026-01-05 22:00:09+07', '2026-01-05 22:00:40+07', '2026-01-05 22:02:00+07', '0813', 'darurat')
RETURNING id - 327400000000000 AS id;
INSERT INTO dkis.incidents (call_id, category, location, priority)
SELECT id, 'kesehatan', 'SRID=4326;POINT(108.58 -6.75)', 1 FROM dkis.calls WHERE caller_number = '0813'
RETURNING area, occurred_at, status;
SELECT s.step, s.started_at, s.finished_at, s.due_at FROM dkis.case_steps s JOIN dkis.cases c ON c.id = s.case_id
WHERE c.sop = 'darurat-kesehatan' ORDER BY s.id;
-- A prank that somebody escalates ends the flow at its last step.
INSERT INTO dkis.incidents (call_id, category) SELECT id, 'lainnya' FROM dkis.calls WHERE kind = 'prank' ORDER BY id LIMIT 1;
SELECT marking FROM dkis.cases ORDER BY id DESC LIMIT 1;
-- Shared border: one area, by code.
INSERT INTO dkis.incidents (category, location) VALUES ('keamanan', 'SRID=4326;POINT(108.55 -6.75)') RETURNING area;
INSERT INTO dkis.incidents (category, location) VALUES ('keamanan', 'SRID=4326;POINT EMPTY');
INSERT INTO dkis.incidents (category, location) VALUES ('keamanan', 'SRID=3857;POINT(1 1)');
INSERT INTO dkis.incidents (category, priority) VALUES ('keamanan', 9);
INSERT INTO dkis.incidents (category) VALUES (NULL);
INSERT INTO dkis.incidents (category, uncertainty_m) VALUES ('keamanan', -1);
INSERT INTO dkis.incidents (category, case_id) VALUES ('keamanan', 1);
INSERT INTO dkis.incidents (category, call_id) VALUES ('keamanan', 1);
DELETE FROM dkis.incidents;
RESET ROLE;

-- ---- units and dispatches -------------------------------------------------------
INSERT INTO dkis.responders (code, name, kind) VALUES ('uji-damkar', 'Damkar Uji', 'damkar'), ('uji-psc', 'PSC Uji', 'kesehatan');
SET ROLE dkis_test_dispatcher;
INSERT INTO dkis.units (responder, callsign, kind, position) VALUES
  ('uji-damkar', 'D-1', 'damkar', 'SRID=4326;POINT(108.541 -6.75)'),
  ('uji-damkar', 'D-2', 'damkar', 'SRID=4326;POINT(108.56 -6.75)'),
  ('uji-psc', 'A-1', 'ambulans', 'SRID=4326;POINT(108.545 -6.75)');
INSERT INTO dkis.units (responder, callsign, kind, status) VALUES ('uji-psc', 'A-2', 'ambulans', 'tidak siap') RETURNING status;
INSERT INTO dkis.units (responder, callsign, kind) VALUES ('tidak-ada', 'X', 'x');
INSERT INTO dkis.units (responder, callsign, kind, status) VALUES ('uji-psc', 'X', 'x', 'bertugas');
INSERT INTO dkis.units (responder, callsign, kind) VALUES ('uji-psc', ' ', 'x');
INSERT INTO dkis.units (responder, callsign, kind) VALUES ('uji-psc', 'A-1', 'ambulans');
SELECT callsign, kind, round(distance_m) AS distance_m, stale, eta_minutes FROM dkis.nearest_units('SRID=4326;POINT(108.54 -6.75)');
SELECT callsign FROM dkis.nearest_units('SRID=4326;POINT(108.54 -6.75)', 'damkar', 1);
SELECT callsign FROM dkis.nearest_units(NULL);

INSERT INTO dkis.dispatches (incident_id, unit_id)
SELECT 327400000000001, unit_id FROM dkis.nearest_units('SRID=4326;POINT(108.54 -6.75)', 'damkar', 1) RETURNING requested_by;
SELECT callsign, status FROM dkis.units ORDER BY callsign;
SELECT callsign FROM dkis.nearest_units('SRID=4326;POINT(108.54 -6.75)', 'damkar');
SELECT status FROM dkis.incidents WHERE id = 327400000000001;
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT 327400000000002, id FROM dkis.units WHERE callsign = 'D-1';
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT 1, id FROM dkis.units WHERE callsign = 'D-2';
INSERT INTO dkis.dispatches (incident_id, unit_id) VALUES (327400000000001, 1);
INSERT INTO dkis.dispatches (unit_id) SELECT id FROM dkis.units WHERE callsign = 'D-2';
-- Sent although out of service: recorded, with a notice.
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT 327400000000003, id FROM dkis.units WHERE callsign = 'A-2';
UPDATE dkis.units SET status = 'bertugas' WHERE callsign = 'D-2';
\set VERBOSITY terse
UPDATE dkis.dispatches SET en_route_at = requested_at - interval '1 second' WHERE incident_id = 327400000000001;
UPDATE dkis.dispatches SET acknowledged_at = requested_at, en_route_at = requested_at WHERE incident_id = 327400000000001
RETURNING turnout_seconds, response_seconds;
UPDATE dkis.dispatches SET acknowledged_at = requested_at + interval '1 microsecond' WHERE incident_id = 327400000000001;
UPDATE dkis.dispatches SET en_route_at = clock_timestamp() WHERE incident_id = 327400000000001;
\set VERBOSITY default
UPDATE dkis.dispatches SET incident_id = 327400000000002 WHERE incident_id = 327400000000001;
DELETE FROM dkis.dispatches;
RESET ROLE;

-- A position older than the last one goes to the history only.
UPDATE dkis.units SET position = 'SRID=4326;POINT(108.57 -6.76)', position_at = '2026-01-01' WHERE callsign = 'D-2' RETURNING ST_AsText(position);
UPDATE dkis.units SET position = 'SRID=4326;POINT(108.58 -6.76)' WHERE callsign = 'D-2' RETURNING ST_AsText(position);
SELECT ST_AsText(p.position) FROM dkis.unit_positions p JOIN dkis.units u ON u.id = p.unit_id WHERE callsign = 'D-2' ORDER BY p.id;
INSERT INTO dkis.units (responder, callsign, kind) VALUES ('uji-psc', 'salah', 'x');
DELETE FROM dkis.units WHERE callsign = 'salah';
DELETE FROM dkis.units WHERE callsign = 'D-1';

-- ---- merging, reclassifying, cancelling -------------------------------------------
SET ROLE dkis_test_dispatcher;
SELECT incident_id - 327400000000000 AS incident, round(distance_m) AS metres FROM dkis.possible_duplicates('SRID=4326;POINT(108.54 -6.75)');
SELECT count(*) FROM dkis.possible_duplicates('SRID=4326;POINT(108.54 -6.75)', now() - interval '2 hours');
SELECT dkis.merge_incidents(327400000000001, 327400000000001);
SELECT dkis.merge_incidents(1, 327400000000002);
SELECT dkis.merge_incidents(327400000000001, 1);
SELECT dkis.merge_incidents(327400000000001, NULL);
SELECT dkis.merge_incidents(327400000000001, 327400000000002);
-- Into the merged one is into the one that goes on.
SELECT dkis.merge_incidents(327400000000002, 327400000000001);
SELECT id - 327400000000000 AS id, duplicate_of, status, call_id FROM dkis.incidents WHERE id <= 327400000000002 ORDER BY id;
SELECT count(*) FROM dkis.calls WHERE incident_id = 327400000000001;
SELECT c.status, c.note FROM dkis.cases c JOIN dkis.incidents i ON i.case_id = c.id WHERE i.id = 327400000000002;
-- A caller about the same fire joins it.
SELECT incident_id FROM dkis.report_call('0814', '-6.7502, 108.5402', 'duplikat');
SELECT incident_id FROM dkis.report_call('0814', NULL, 'duplikat');

-- The accident turns out to be a medical case: what was done stays done, a unit is on its way.
SELECT dkis.reclassify_incident(327400000000003, 'gempa');
SELECT dkis.reclassify_incident(327400000000003, 'kesehatan') > 0 AS reclassified;
SELECT c.sop, c.status, c.marking, c.note IS NULL AS no_note, p.sop AS parent, p.status AS parent_status, p.note ~ '^menjadi kesehatan' AS why
FROM dkis.incidents i JOIN dkis.cases c ON c.id = i.case_id JOIN dkis.cases p ON p.id = c.parent_case WHERE i.id = 327400000000003;
SELECT dkis.reclassify_incident(1, 'kesehatan');
SELECT dkis.reclassify_incident(327400000000002, 'kesehatan');

UPDATE dkis.incidents SET status = 'selesai' WHERE id = 327400000000004;
UPDATE dkis.incidents SET status = 'batal' WHERE id = 327400000000004;
UPDATE dkis.incidents SET status = 'batal', note = 'penelepon menarik laporannya' WHERE id = 327400000000004;
SELECT status FROM dkis.incidents WHERE id = 327400000000004;
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT 327400000000004, id FROM dkis.units WHERE callsign = 'D-2';
-- A better fix moves the incident to another area.
UPDATE dkis.incidents SET location = dkis.locate('-6.75, 108.59')::geometry WHERE id = 327400000000001 RETURNING area, in_city;

-- To the end of the flow, by plain UPDATEs; the incident ends with its case.
UPDATE dkis.case_steps s SET outcome = 'Valid' FROM dkis.incidents i WHERE i.id = 327400000000001 AND s.case_id = i.case_id AND s.step = '4' AND s.finished_at IS NULL;
UPDATE dkis.case_steps s SET outcome = 'Selesai' FROM dkis.incidents i WHERE i.id = 327400000000001 AND s.case_id = i.case_id AND s.step = '5' AND s.finished_at IS NULL;
UPDATE dkis.case_steps s SET outcome = 'Selesai' FROM dkis.incidents i WHERE i.id = 327400000000001 AND s.case_id = i.case_id AND s.step = '6' AND s.finished_at IS NULL;
UPDATE dkis.case_steps s SET outcome = CASE WHEN s.step = '8.2' THEN 'Ya' ELSE 'Tidak' END FROM dkis.incidents i WHERE i.id = 327400000000001 AND s.case_id = i.case_id AND s.step LIKE '8.%' AND s.finished_at IS NULL;
UPDATE dkis.case_steps s SET outcome = 'Selesai' FROM dkis.incidents i WHERE i.id = 327400000000001 AND s.case_id = i.case_id AND s.step IN ('7', '9') AND s.finished_at IS NULL;
UPDATE dkis.case_steps s SET outcome = 'Ya' FROM dkis.incidents i WHERE i.id = 327400000000001 AND s.case_id = i.case_id AND s.step = '10' AND s.finished_at IS NULL;
UPDATE dkis.dispatches SET cleared_at = clock_timestamp(), result = 'padam' WHERE incident_id = 327400000000001 AND cleared_at IS NULL;
UPDATE dkis.case_steps s SET outcome = 'Selesai' FROM dkis.incidents i WHERE i.id = 327400000000001 AND s.case_id = i.case_id AND s.step = '11' AND s.finished_at IS NULL;
SELECT status, register_no, closed_at IS NOT NULL AS closed FROM dkis.incidents WHERE id = 327400000000001;
SELECT status FROM dkis.units WHERE callsign = 'D-1';
SELECT problem FROM dkis.cases c, dkis.verify_case(c.id);
RESET ROLE;
-- An incident that does not know that it closed is found out.
BEGIN;
UPDATE dkis_store.incidents SET closed_at = NULL WHERE id = 327400000000001;
SELECT regexp_replace(v.problem, '20[0-9-]+ [0-9:.+]+', '<saat>', 'g') AS problem FROM dkis.incidents i, dkis.verify_case(i.case_id) v WHERE i.id = 327400000000001;
ROLLBACK;

-- What is rolled back leaves nothing.
BEGIN;
SELECT case_id IS NOT NULL AS opened FROM dkis.report_call('0815', NULL, note => 'asap');
ROLLBACK;
SELECT count(*) FROM dkis.calls WHERE caller_number = '0815';

\c contrib_regression
DROP DATABASE dkis_test_emergency;
DROP ROLE dkis_test_dispatcher;

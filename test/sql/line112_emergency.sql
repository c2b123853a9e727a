-- One emergency from ringing to clear, by a dispatcher, in as few statements as it
-- has moments: the case follows what is recorded.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_emergency_day TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_emergency_day
SET timezone = 'Asia/Jakarta';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
CREATE ROLE dkis_test_petugas IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_pengelola IN ROLE dkis_admin;
SET client_min_messages = notice;
\set VERBOSITY terse
\set SHOW_CONTEXT never
INSERT INTO dkis.responders (code, name, kind) VALUES ('basarnas', 'Basarnas', 'SAR');
SET ROLE dkis_test_petugas;
INSERT INTO dkis.units (responder, callsign, kind) VALUES ('damkar-mako', 'D-1', 'mobil pompa'), ('rsd-gunung-jati', 'A-1', 'Ambulans'),
  ('basarnas', 'S-1', 'perahu karet'), ('polres', 'P-1', 'patroli');
CREATE TEMP VIEW steps AS SELECT s.case_id, s.step, s.round, s.outcome, s.finished_by, s.started_at, s.finished_at FROM dkis.case_steps s ORDER BY s.id;

-- 1: it rang twelve seconds ago, somebody's life is in danger.
SELECT incident_id - 327400000000000 AS id FROM dkis.report_call('0812 1', '-6.72, 108.55', 'darurat', 'kebakaran', 'asap tebal', 1, clock_timestamp() - interval '12 seconds');
SELECT i.priority, round(date_part('epoch', l.answered_at - l.received_at)) AS answered_after FROM dkis.incidents i JOIN dkis.calls l ON l.incident_id = i.id;
-- 2: an engine and an ambulance go; verification, ticket and both coordinations are done.
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT 327400000000001, id FROM dkis.units WHERE callsign IN ('D-1', 'A-1') ORDER BY callsign DESC;
SELECT marking FROM dkis.cases;
SELECT step, outcome, finished_at = (SELECT min(d.requested_at) FROM dkis.dispatches d JOIN dkis.units u ON u.id = d.unit_id
  WHERE CASE step WHEN '8.1' THEN u.callsign = 'A-1' WHEN '8.2' THEN u.callsign = 'D-1' ELSE true END) AS when_sent, finished_by
FROM steps WHERE step > '3' AND outcome IS NOT NULL ORDER BY step;
-- 3, 4, 5: on the way, there, back. The first that is back ends nothing.
UPDATE dkis.dispatches SET acknowledged_at = clock_timestamp(), en_route_at = clock_timestamp();
UPDATE dkis.dispatches SET on_scene_at = clock_timestamp();
UPDATE dkis.dispatches SET cleared_at = clock_timestamp(), result = 'rawat jalan' WHERE unit_id = (SELECT id FROM dkis.units WHERE callsign = 'A-1');
SELECT marking FROM dkis.cases;
SELECT dkis.close_incident(327400000000001, 'padam');
-- 6: the last unit is back: what was never needed was not needed.
UPDATE dkis.dispatches SET cleared_at = clock_timestamp(), result = 'padam' WHERE cleared_at IS NULL;
SELECT marking FROM dkis.cases;
SELECT step, outcome, finished_at = (SELECT max(cleared_at) FROM dkis.dispatches) AS when_back FROM steps WHERE step > '8.2' AND outcome IS NOT NULL ORDER BY step;
-- 7: closed.
SELECT dkis.close_incident(327400000000001, 'padam, dua rumah rusak');
SELECT i.status, i.register_no IS NOT NULL AS numbered, c.marking FROM dkis.incidents i JOIN dkis.cases c ON c.id = i.case_id;
SELECT step, outcome, finished_by FROM steps WHERE step IN ('10', '7', '11') ORDER BY step;
SELECT problem FROM dkis.cases c, dkis.verify_case(c.id);
SELECT dkis.close_incident(327400000000001);
SELECT dkis.close_incident(1);
SELECT dkis.close_incident(NULL);

-- Help of another kind is the last coordination; more help comes when it is asked for.
SELECT incident_id - 327400000000000 AS id FROM dkis.report_call('0812 2', NULL, 'darurat', 'bencana alam', 'banjir');
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT 327400000000002, id FROM dkis.units WHERE callsign = 'S-1';
SELECT marking FROM dkis.cases WHERE sop = 'darurat-bencana-alam';
UPDATE dkis.dispatches SET cleared_at = clock_timestamp() WHERE cleared_at IS NULL;
SELECT dkis.finish_step(case_id, '10', 'Tambah Bantuan') FROM dkis.incidents WHERE id = 327400000000002;
-- What was sent in the first round says nothing in the second.
UPDATE dkis.dispatches SET note = 'perahu bocor' WHERE incident_id = 327400000000002;
SELECT marking FROM dkis.cases WHERE sop = 'darurat-bencana-alam';
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT 327400000000002, id FROM dkis.units WHERE callsign = 'P-1';
UPDATE dkis.dispatches SET cleared_at = clock_timestamp() WHERE cleared_at IS NULL;
SELECT step, round, outcome FROM steps JOIN dkis.incidents i USING (case_id) WHERE i.id = 327400000000002 AND step IN ('8.3', '8.5', '9') ORDER BY round, step;
SELECT dkis.close_incident(327400000000002);
-- Nobody needed to go: verified, nothing coordinated.
SELECT incident_id - 327400000000000 AS id FROM dkis.report_call('0812 3', NULL, 'darurat', 'kesehatan', 'pingsan, sudah sadar');
SELECT dkis.close_incident(327400000000003, 'sudah sadar, keluarga mengantar sendiri');
SELECT string_agg(step || ' ' || outcome, ', ' ORDER BY finished_at, length(step), step) FROM steps JOIN dkis.incidents i USING (case_id) WHERE i.id = 327400000000003;
-- What was found not to be true.
SELECT incident_id - 327400000000000 AS id FROM dkis.report_call('0812 4', NULL, 'darurat', 'lainnya', 'katanya');
SELECT dkis.finish_step(case_id, '4', 'Tidak Valid') FROM dkis.incidents WHERE id = 327400000000004;
SELECT dkis.close_incident(327400000000004);
SELECT status FROM dkis.incidents ORDER BY id;
-- Answered against what is sent, before or after: done, and said.
SELECT incident_id - 327400000000000 AS id FROM dkis.report_call('0812 41', NULL, 'darurat', 'kebakaran', 'asap');
SELECT dkis.finish_step(case_id, '4', 'Valid') FROM dkis.incidents WHERE id = 327400000000005;
SELECT dkis.finish_step(case_id, '5') FROM dkis.incidents WHERE id = 327400000000005;
SELECT dkis.finish_step(case_id, '6') FROM dkis.incidents WHERE id = 327400000000005;
SELECT dkis.finish_step(case_id, '8.2', 'Tidak') FROM dkis.incidents WHERE id = 327400000000005;
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT 327400000000005, id FROM dkis.units WHERE callsign = 'D-1';
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT 327400000000005, id FROM dkis.units WHERE callsign = 'A-1';
SELECT dkis.undo_step(case_id, '8.1', 'salah tekan') FROM dkis.incidents WHERE id = 327400000000005;
SELECT dkis.finish_step(case_id, '8.1', 'Tidak') FROM dkis.incidents WHERE id = 327400000000005;
SELECT dkis.finish_step(case_id, '8.3', 'Tidak') FROM dkis.incidents WHERE id = 327400000000005;
UPDATE dkis.dispatches SET cleared_at = clock_timestamp() WHERE cleared_at IS NULL;
SELECT dkis.close_incident(327400000000005);
RESET ROLE;

-- dkis_admin closes over a unit that is out, and says why.
SET ROLE dkis_test_pengelola;
SELECT incident_id - 327400000000000 AS id FROM dkis.report_call('0812 5', NULL, 'darurat', 'keamanan', 'ribut');
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT 327400000000006, id FROM dkis.units WHERE callsign = 'P-1';
SELECT dkis.close_incident(327400000000006);
SELECT dkis.close_incident(327400000000006, 'radio mati, sudah di pos');
SELECT status FROM dkis.incidents WHERE id = 327400000000006;
-- A flow whose rows lead nowhere: said, and nothing is done.
DELETE FROM dkis.response_steps WHERE step = '10';
SELECT incident_id - 327400000000000 AS id FROM dkis.report_call('0812 6', NULL, 'darurat', 'keamanan', 'ribut');
\set VERBOSITY default
SELECT dkis.close_incident(327400000000007);
\set VERBOSITY terse
SELECT marking FROM dkis.cases c JOIN dkis.incidents i ON i.case_id = c.id WHERE i.id = 327400000000007;
SELECT problem FROM dkis.cases c, dkis.verify_case(c.id);
RESET ROLE;

\c contrib_regression
DROP DATABASE dkis_test_emergency_day;
DROP ROLE dkis_test_petugas, dkis_test_pengelola;

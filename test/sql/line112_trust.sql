-- What a dispatcher may not do: rewrite what is recorded, act as somebody else,
-- lose an emergency. Asked as the people are: no one here is a superuser.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_trust TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_trust
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
CREATE ROLE dkis_test_petugas IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_aplikasi IN ROLE dkis_app;
CREATE ROLE dkis_test_pejabat IN ROLE dkis_officer;
CREATE ROLE dkis_test_pengelola IN ROLE dkis_admin;
INSERT INTO dkis.responders (code, name, kind) VALUES ('uji', 'Uji', 'damkar');
SET client_min_messages = notice;
\set VERBOSITY terse
\set SHOW_CONTEXT never

-- ---- recorded times, and who acts ----------------------------------------------
SET ROLE dkis_test_petugas;
INSERT INTO dkis.units (responder, callsign, kind) VALUES ('uji', 'U-1', 'damkar'), ('uji', 'U-2', 'damkar'), ('uji', 'U-3', 'damkar');
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0812 1', NULL, 'darurat', 'kebakaran');
INSERT INTO dkis.dispatches (incident_id, unit_id)
SELECT i.id, u.id FROM dkis.incidents i, dkis.units u WHERE callsign = 'U-1' RETURNING requested_by;
UPDATE dkis.dispatches SET acknowledged_at = clock_timestamp(), en_route_at = clock_timestamp();
UPDATE dkis.dispatches SET en_route_at = NULL;
UPDATE dkis.dispatches SET requested_at = requested_at - interval '5 minutes';
UPDATE dkis.dispatches SET acknowledged_at = acknowledged_at - interval '1 microsecond';
UPDATE dkis.dispatches SET cleared_at = clock_timestamp(), result = 'padam' RETURNING result;
UPDATE dkis.dispatches SET cleared_at = NULL;
UPDATE dkis.calls SET received_at = received_at - interval '1 hour';
UPDATE dkis.calls SET identified_at = clock_timestamp();
UPDATE dkis.calls SET answered_at = NULL;
INSERT INTO dkis.dispatches (incident_id, unit_id, requested_by) SELECT i.id, u.id, 'Kepala Dinas' FROM dkis.incidents i, dkis.units u WHERE callsign = 'U-1';
INSERT INTO dkis.calls (caller_number, call_taker) VALUES ('0812 2', 'Kepala Dinas');
INSERT INTO dkis.calls (caller_number) VALUES ('0812 2') RETURNING call_taker;
RESET ROLE;
-- An officer has nothing to do with the emergency line's records.
SET ROLE dkis_test_pejabat;
UPDATE dkis.dispatches SET cleared_at = NULL;
RESET ROLE;
-- An application names the acting person; it too rewrites nothing.
SET ROLE dkis_test_aplikasi;
SET dkis.actor = 'Sari';
INSERT INTO dkis.calls (caller_number) VALUES ('0812 3') RETURNING call_taker;
INSERT INTO dkis.calls (caller_number, call_taker) VALUES ('0812 3', 'Budi') RETURNING call_taker;
INSERT INTO dkis.dispatches (incident_id, unit_id, requested_by) SELECT i.id, u.id, 'Budi' FROM dkis.incidents i, dkis.units u WHERE callsign = 'U-1' RETURNING requested_by;
UPDATE dkis.dispatches SET requested_at = requested_at - interval '5 minutes' WHERE cleared_at IS NULL;
UPDATE dkis.dispatches SET cleared_at = clock_timestamp() WHERE cleared_at IS NULL;
RESET dkis.actor;
RESET ROLE;
SET ROLE dkis_test_pengelola;
UPDATE dkis.dispatches SET requested_at = requested_at - interval '5 minutes' WHERE requested_by = 'Budi';
UPDATE dkis.dispatches SET requested_at = requested_at - interval '5 minutes', note = ' ' WHERE requested_by = 'Budi';
-- dkis_admin corrects, with a reason, and everybody can see it.
UPDATE dkis.dispatches SET requested_at = requested_at - interval '1 second', note = 'jam radio terlambat' WHERE requested_by = 'Budi' RETURNING note;
UPDATE dkis.dispatches SET cleared_at = NULL, note = 'belum kembali' WHERE requested_by = 'Budi' RETURNING cleared_at;
UPDATE dkis.calls SET received_at = received_at - interval '9 seconds', note = 'menurut sentral' WHERE caller_number = '08121' RETURNING note;
UPDATE dkis.calls SET received_at = received_at - interval '9 seconds', note = 'menurut sentral' WHERE caller_number = '08122' RETURNING note;
DELETE FROM dkis.time_corrections;
RESET ROLE;
SET ROLE dkis_test_petugas;
SELECT record, incident_id IS NOT NULL AS has_incident, column_name, became - was AS moved, reason, corrected_by FROM dkis.time_corrections ORDER BY id;
SELECT e.event, e.actor, e.detail - 'lama' - 'baru' AS detail FROM dkis.case_events e WHERE e.event = 'waktu dibetulkan' ORDER BY e.seq;
-- The inquiry afterwards.
SELECT what, actor, regexp_replace(detail, '\d{4}-\d\d-\d\d[^,"]*', '…', 'g') AS detail FROM dkis.incident_log(327400000000001);
SELECT count(*) FROM dkis.incident_log(1);
RESET ROLE;
SELECT problem FROM dkis.cases c, dkis.verify_case(c.id);
SET ROLE dkis_test_petugas;
UPDATE dkis.dispatches SET cleared_at = clock_timestamp() WHERE cleared_at IS NULL;
RESET ROLE;

-- ---- a merge loses no emergency ---------------------------------------------------
SET ROLE dkis_test_petugas;
SELECT i.incident_id - 327400000000000 AS id, t.priority FROM (VALUES (1), (2), (3), (4)) t (priority), dkis.report_call('0813' || priority, NULL, 'darurat', 'kebakaran') i;
-- Into a cancelled one: refused, the live one goes on.
UPDATE dkis.incidents SET status = 'batal', note = 'salah lapor' WHERE id = 327400000000002;
\set VERBOSITY default
SELECT dkis.merge_incidents(327400000000002, 327400000000003);
\set VERBOSITY terse
SELECT status FROM dkis.incidents WHERE id = 327400000000003;
-- The other way round it is only a correction of the record.
SELECT dkis.merge_incidents(327400000000003, 327400000000002);
SELECT i.id - 327400000000000 AS id, i.status, c.status AS case_status, c.note FROM dkis.incidents i JOIN dkis.cases c ON c.id = i.case_id WHERE i.id IN (327400000000002, 327400000000003) ORDER BY i.id;
-- Twice, or into a third: said.
SELECT dkis.merge_incidents(327400000000003, 327400000000002);
SELECT dkis.merge_incidents(327400000000004, 327400000000002);
-- Units that are back come along too.
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT 327400000000004, id FROM dkis.units WHERE callsign IN ('U-1', 'U-2');
UPDATE dkis.dispatches d SET cleared_at = clock_timestamp() FROM dkis.units u WHERE u.id = d.unit_id AND u.callsign = 'U-1' AND d.cleared_at IS NULL;
SELECT dkis.merge_incidents(327400000000003, 327400000000004);
SELECT u.callsign, d.incident_id - 327400000000000 AS incident, d.cleared_at IS NULL AS out FROM dkis.dispatches d JOIN dkis.units u ON u.id = d.unit_id WHERE d.incident_id > 327400000000001 ORDER BY d.id;
-- A call that reports a live incident reports no other one.
INSERT INTO dkis.incidents (call_id, category) SELECT call_id, 'lainnya' FROM dkis.incidents WHERE id = 327400000000003;

-- ---- nothing ends while units are out ----------------------------------------------
\set VERBOSITY default
UPDATE dkis.incidents SET status = 'batal', note = 'sudah padam' WHERE id = 327400000000003;
\set VERBOSITY terse
SELECT dkis.cancel_case(case_id, 'sudah padam') FROM dkis.incidents WHERE id = 327400000000003;
SELECT dkis.finish_step(case_id, '4', 'Tidak Valid') FROM dkis.incidents WHERE id = 327400000000003;
SELECT dkis.finish_step(case_id, '11') FROM dkis.incidents WHERE id = 327400000000003;
SELECT status, closed_at FROM dkis.incidents WHERE id = 327400000000003;
RESET ROLE;
SET ROLE dkis_test_pengelola;
SELECT dkis.finish_step(case_id, '11') FROM dkis.incidents WHERE id = 327400000000003;
SELECT dkis.finish_step(case_id, '11', 'Selesai', '  ') FROM dkis.incidents WHERE id = 327400000000003;
SELECT dkis.finish_step(case_id, '11', 'Selesai', 'radio U-2 mati, sudah di pos') FROM dkis.incidents WHERE id = 327400000000003;
RESET ROLE;
SET ROLE dkis_test_petugas;
SELECT i.status, u.callsign, u.status AS unit, d.result FROM dkis.incidents i JOIN dkis.dispatches d ON d.incident_id = i.id JOIN dkis.units u ON u.id = d.unit_id WHERE i.id = 327400000000003 AND u.callsign = 'U-2';
RESET ROLE;
SELECT e.event, e.detail FROM dkis.case_events e JOIN dkis.incidents i ON i.case_id = e.case_id WHERE i.id = 327400000000003 AND e.event IN ('armada dibebaskan', 'ditutup') ORDER BY e.seq;
SELECT problem FROM dkis.cases c, dkis.verify_case(c.id);
-- Nor is a unit taken back to one that has been closed.
SET ROLE dkis_test_pengelola;
UPDATE dkis.dispatches SET cleared_at = NULL, note = 'belum kembali' WHERE incident_id = 327400000000003;
RESET ROLE;
-- An SOP that is not of the emergency line cannot handle an incident.
UPDATE dkis.incident_categories SET sop = 'konferensi-pers' WHERE category = 'keamanan';
SET ROLE dkis_test_petugas;
INSERT INTO dkis.incidents (category) VALUES ('keamanan');
RESET ROLE;
UPDATE dkis.incident_categories SET sop = 'darurat-keamanan' WHERE category = 'keamanan';

-- ---- another category after the flow has looped --------------------------------------
SET ROLE dkis_test_petugas;
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0815', NULL, 'darurat', 'kecelakaan');
CREATE TEMP VIEW looped AS SELECT max(id) AS id, max(case_id) AS case_id FROM dkis.incidents;
SELECT dkis.finish_step(case_id, '4', 'Valid') FROM looped;
SELECT dkis.finish_step(case_id, '5') FROM looped;
SELECT dkis.finish_step(case_id, '6') FROM looped;
SELECT dkis.finish_step(case_id, '7') FROM looped;
SELECT dkis.finish_step(l.case_id, s.step, 'Tidak') FROM looped l JOIN dkis.case_steps s ON s.case_id = l.case_id AND s.step LIKE '8.%' AND s.finished_at IS NULL ORDER BY s.step;
SELECT dkis.finish_step(case_id, '9') FROM looped;
SELECT dkis.finish_step(case_id, '10', 'Tidak') FROM looped;
SELECT dkis.finish_step(case_id, '9') FROM looped;
SELECT dkis.reclassify_incident(id, 'kesehatan') IS NOT NULL AS reclassified FROM looped;
SELECT s.step, s.round, s.finished_at IS NOT NULL AS finished FROM dkis.case_steps s JOIN looped l USING (case_id) WHERE s.step IN ('9', '10') ORDER BY s.id;
SELECT problem FROM looped l, dkis.verify_case(l.case_id);
RESET ROLE;

\c contrib_regression
DROP DATABASE dkis_test_trust;
DROP ROLE dkis_test_petugas, dkis_test_aplikasi, dkis_test_pejabat, dkis_test_pengelola;

-- What a dispatcher may not do: rewrite what is recorded, act as somebody else,
-- lose an emergency. Asked as the people are: no one here is a superuser.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_trust;
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
UPDATE dkis.dispatches SET requested_at = requested_at - interval '5 minutes' WHERE requested_by = 'Budi' RETURNING turnout_seconds;
RESET ROLE;

\c contrib_regression
DROP DATABASE dkis_test_trust;
DROP ROLE dkis_test_petugas, dkis_test_aplikasi, dkis_test_pejabat, dkis_test_pengelola;

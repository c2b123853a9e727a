-- Calls as a queue: waiting, answered, lost, called back, silent; what turns out to
-- be an emergency; repeat callers; blocked numbers. Asked as a dispatcher.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_queue TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_queue
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
CREATE ROLE dkis_test_petugas IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_sentral IN ROLE dkis_app;
CREATE ROLE dkis_test_pengelola IN ROLE dkis_admin;
SET client_min_messages = notice;
\set VERBOSITY default
\set SHOW_CONTEXT never

-- ---- ringing, answered, lost ------------------------------------------------------
-- The exchange records what rings; a dispatcher answers the one that waits longest.
SET ROLE dkis_test_sentral;
INSERT INTO dkis.calls (received_at, caller_number) VALUES
  (now() - interval '40 s', '0812 1'), (now() - interval '20 s', '0812 2'), (now() - interval '5 s', '0812 3') RETURNING status;
RESET ROLE;
SET ROLE dkis_test_petugas;
SELECT need, caller_number, seconds >= 5 AS waits FROM dkis.call_queue ORDER BY received_at;
SELECT caller_number, seconds >= 40 AS waited, blocked FROM dkis.answer_call();
SELECT status, call_taker FROM dkis.calls WHERE caller_number = '08121';
SELECT caller_number FROM dkis.answer_call((SELECT id FROM dkis.calls WHERE caller_number = '08123'));
-- Twice is none, and what is not there neither.
SELECT count(*) FROM dkis.answer_call((SELECT id FROM dkis.calls WHERE caller_number = '08123'));
SELECT count(*) FROM dkis.answer_call(1);
-- Nobody writes what dkis says.
UPDATE dkis.calls SET status = 'selesai' WHERE caller_number = '08121';
-- The one in between hangs up before he is answered: to be called back.
UPDATE dkis.calls SET ended_at = clock_timestamp() WHERE caller_number = '08122' RETURNING status;
SELECT need, status, caller_number, attempts FROM dkis.call_queue ORDER BY received_at;
INSERT INTO dkis.call_backs (call, result) SELECT id, 'tidak diangkat' FROM dkis.calls WHERE caller_number = '08122' RETURNING called_by;
INSERT INTO dkis.call_backs (call, result, called_by) SELECT id, 'tersambung', 'Kepala Dinas' FROM dkis.calls WHERE caller_number = '08122';
\set VERBOSITY terse
INSERT INTO dkis.call_backs (call, result) SELECT id, 'lupa' FROM dkis.calls WHERE caller_number = '08122';
\set VERBOSITY default
SELECT need, attempts FROM dkis.call_queue WHERE caller_number = '08122';
INSERT INTO dkis.call_backs (call, result, note) SELECT id, 'tersambung', 'tertekan di saku' FROM dkis.calls WHERE caller_number = '08122';
SELECT count(*) FROM dkis.call_queue WHERE caller_number = '08122';

-- What was answered is reported without a second row; it rang before it was answered.
SELECT call_id - 327400000000000 AS call, incident_id IS NOT NULL AS opened FROM dkis.report_call('0812 1', '-6.7312, 108.5531', 'darurat', 'kebakaran', 'asap', 1);
SELECT c.answered_at - c.received_at > interval '39 s' AS from_ringing, i.priority, i.category, i.location IS NOT NULL AS placed, i.note, c.note AS of_call FROM dkis.calls c JOIN dkis.incidents i ON i.id = c.incident_id;
SELECT s.step, s.outcome, s.finished_at = CASE s.step WHEN '1' THEN c.answered_at WHEN '2' THEN c.identified_at ELSE s.finished_at END AS at_its_time, s.finished_by
FROM dkis.case_steps s JOIN dkis.incidents i USING (case_id) JOIN dkis.calls c ON c.incident_id = i.id WHERE s.finished_at IS NOT NULL ORDER BY s.id;
SELECT count(*) FROM dkis.calls;

-- ---- a call that turns into an emergency ---------------------------------------------
-- Silent, called back: she needs an ambulance.
SELECT call_id - 327400000000000 AS call, incident_id FROM dkis.report_call('0812 4', NULL, 'ghost');
SELECT need, status, kind FROM dkis.call_queue WHERE caller_number = '08124';
INSERT INTO dkis.call_locations (call, raw, location) SELECT id, 'Jl. Kartini 5', NULL FROM dkis.calls WHERE caller_number = '08124';
INSERT INTO dkis.call_locations (call, raw, location) SELECT id, 'aml', dkis.locate('-6.7201, 108.5601') FROM dkis.calls WHERE caller_number = '08124';
UPDATE dkis.calls SET kind = 'darurat', category = 'kesehatan', note = 'sesak' WHERE caller_number = '08124' RETURNING kind, incident_id IS NOT NULL AS opened;
SELECT i.category, i.status, ST_AsText(i.location), i.note, c.marking FROM dkis.incidents i JOIN dkis.cases c ON c.id = i.case_id ORDER BY i.id DESC LIMIT 1;
-- Only once; and a kind that opens nothing opens nothing.
UPDATE dkis.calls SET kind = 'putus' WHERE caller_number = '08124' RETURNING incident_id IS NOT NULL AS keeps;
UPDATE dkis.calls SET kind = 'darurat' WHERE caller_number = '08124';
SELECT count(*) FROM dkis.incidents;
SELECT call_id IS NOT NULL AS recorded FROM dkis.report_call('0812 5', 'depan pasar kanoman', 'putus');
UPDATE dkis.calls SET kind = 'darurat' WHERE caller_number = '08125';
SELECT category, address FROM dkis.incidents ORDER BY id DESC LIMIT 1;
SELECT count(*) FROM dkis.cases c, dkis.verify_case(c.id);

-- ---- an emergency of nothing is asked about -------------------------------------------
SELECT call_id - 327400000000000 AS call, incident_id, case_id FROM dkis.report_call('0812 6');
SELECT need, status, kind FROM dkis.call_queue WHERE caller_number = '08126';
SELECT call_id - 327400000000000 AS call, incident_id IS NOT NULL AS opened FROM dkis.report_call('08126', 'gang melati 3', 'darurat', 'kesehatan');
SELECT call_id - 327400000000000 AS call FROM dkis.report_call('0812 7');
UPDATE dkis.calls SET kind = 'darurat' WHERE caller_number = '08127' RETURNING incident_id IS NOT NULL AS opened;
-- A priority says that somebody has heard enough; so does a note.
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0812 8', priority => 1);
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0812 9', note => 'teriakan');
-- Whatever the exchange sends as a number, the call is taken.
SELECT call_id IS NOT NULL AS recorded FROM dkis.report_call(repeat('é', 64), note => 'x');
SELECT call_id IS NOT NULL AS recorded FROM dkis.report_call(NULL, kind => NULL);

-- ---- the same once more -----------------------------------------------------------------
\set VERBOSITY terse
-- A minute later, the same number, no place; the same words; near, but an hour ago.
SELECT incident_id - 327400000000000 AS incident FROM dkis.report_call('0813 1', 'depan Pasar Jagasatru, dekat bank', 'darurat', 'kecelakaan', 'motor');
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0813 1', NULL, 'darurat', 'kecelakaan', 'motor itu');
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0813 2', 'pasar jagasatru', 'darurat', 'kecelakaan');
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0813 3', 'pasar pagi', 'darurat', 'kecelakaan');
RESET ROLE;
UPDATE dkis_store.incidents SET occurred_at = occurred_at - interval '45 min' WHERE category = 'kebakaran';
SET ROLE dkis_test_petugas;
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0813 4', '-6.7312, 108.5532', 'darurat', 'kebakaran');
SELECT why, category, round(distance_m) AS metres, round(minutes_apart) AS minutes FROM dkis.possible_incidents((SELECT max(id) FROM dkis.calls));
-- A caller who rings again about his own, or about the only one there.
SELECT incident_id - 327400000000000 AS joined FROM dkis.report_call('0812 4', NULL, 'duplikat');
SELECT incident_id - 327400000000000 AS joined FROM dkis.report_call('0813 5', '-6.7202, 108.5602', 'duplikat');
-- A flood beside it: without a category nobody can know; with one it is sure.
INSERT INTO dkis.incidents (category, location) VALUES ('bencana alam', 'SRID=4326;POINT(108.5601 -6.7201)');
\set VERBOSITY default
SELECT incident_id FROM dkis.report_call('0813 6', '-6.7202, 108.5602', 'duplikat');
\set VERBOSITY terse
SELECT need FROM dkis.call_queue WHERE caller_number = '08136';
SELECT i.category FROM dkis.report_call('0813 7', '-6.7202, 108.5602', 'duplikat', 'bencana alam') r JOIN dkis.incidents i ON i.id = r.incident_id;
SELECT incident_id FROM dkis.report_call('0813 8', 'entah di mana', 'duplikat');

-- ---- blocked by the call taker's word -----------------------------------------------------
\set VERBOSITY default
SELECT call_id IS NOT NULL AS recorded FROM dkis.report_call('0857 1000 0001', NULL, 'prank', note => 'tertawa');
SELECT dkis.block_caller(max(id)) - now() = interval '24 h' AS a_day FROM dkis.calls;
SELECT reason, blocked_by FROM dkis.blocked_numbers;
SELECT dkis.block_caller(id) FROM dkis.calls WHERE caller_number = '08121' LIMIT 1;
SELECT dkis.block_caller(1);
-- A blocked number's real emergency (the notice tells until when).
\set VERBOSITY sqlstate
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('+62 857-1000-0001', 'jl siliwangi', 'darurat', 'kebakaran');
\set VERBOSITY default
-- Silent, and blocked: not called back.
SELECT call_id IS NOT NULL AS recorded FROM dkis.report_call('0857 1000 0002', NULL, 'ghost');
SELECT dkis.block_caller(max(id), 'hening berulang') > now() AS blocked FROM dkis.calls;
SELECT count(*) FROM dkis.call_queue WHERE caller_number LIKE '%0002';

-- ---- what is known of a number ---------------------------------------------------------------
SELECT what, regexp_replace(note, '\d\d-.*:\d\d', '…') AS note FROM dkis.call_context('0857-1000-0001');
SELECT what, note FROM dkis.call_context('0812 4');
SELECT count(*) FROM dkis.call_context('0899');
SELECT count(*) FROM dkis.call_context(NULL);
SELECT count(*) FROM dkis.call_context(repeat('é', 1000));
RESET ROLE;
-- Years of calls later it still goes by the number: neither calls nor blocks are read from end to end.
INSERT INTO dkis_store.calls (received_at, answered_at, caller_number, kind, call_taker, blocked)
SELECT now() - n * interval '1 hour', now() - n * interval '1 hour', '+62899' || 1000000 + n % 2000, 'prank', 'uji', false FROM generate_series(1, 20000) n;
INSERT INTO dkis.blocked_numbers (number, reason) SELECT '0899' || 1000000 + n, 'prank' FROM generate_series(0, 1999) n;
ANALYZE dkis_store.calls, dkis.blocked_numbers;
SET ROLE dkis_test_petugas;
BEGIN;
SELECT what, count(*), min(note) AS note FROM (SELECT what, regexp_replace(note, '\d\d-.*:\d\d', '…') AS note FROM dkis.call_context('0899-1000-007')) AS known GROUP BY what ORDER BY what;
SELECT relname, seq_scan, idx_scan > 0 AS by_index FROM pg_stat_xact_all_tables WHERE relid IN ('dkis_store.calls'::regclass, 'dkis.blocked_numbers'::regclass) ORDER BY relname;
COMMIT;
RESET ROLE;
-- Nobody else.
SET ROLE dkis_reader;
SELECT * FROM dkis.call_context('0857-1000-0001');
SELECT * FROM dkis.call_queue;
RESET ROLE;

-- ---- by index and by one query, the same ----------------------------------------------------
\getenv here PG_ABS_SRCDIR
\set oracle :here '/oracle/possible_incidents.sql'
SET client_min_messages = warning;
\set ECHO none
\i :oracle
\set ECHO all
SELECT * FROM public.possible_compared;
-- More of them: near and far, all kinds of categories, numbers that ring again, words, unsure places, drills.
DO $$
BEGIN
  FOR n IN 1 .. 60 LOOP
    PERFORM dkis.report_call('0812 ' || 100 + n % 17, CASE WHEN n % 5 = 0 THEN 'depan pasar ' || (ARRAY['jagasatru', 'kanoman', 'pagi'])[1 + n % 3]
      WHEN n % 7 = 0 THEN format('geo:%s,108.56;u=%s', -6.73 - n * 0.0004, n * 10) ELSE format('%s, %s', -6.73 - n * 0.0003, 108.55 + n % 9 * 0.001) END,
      'darurat', (ARRAY['kebakaran', 'kecelakaan', 'kesehatan'])[1 + n % 3], 'uji');
  END LOOP;
  UPDATE dkis_store.incidents SET exercise = true WHERE id % 11 = 0;
  UPDATE dkis_store.calls SET category = NULL WHERE id % 4 = 0;
  UPDATE dkis_store.calls SET received_at = received_at - interval '25 hours', answered_at = NULL WHERE id % 13 = 0;
  UPDATE dkis_store.calls SET incident_id = NULL WHERE id % 6 = 0;
END $$;
SELECT * FROM public.possible_compared;

\c contrib_regression
DROP DATABASE dkis_test_queue;
DROP ROLE dkis_test_petugas, dkis_test_sentral, dkis_test_pengelola;

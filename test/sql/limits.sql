-- How long a text may be, how large a document, how many elements an array: whoever asks,
-- through whatever door. One home: src/pg/base/limits.h. Every function is tried in
-- test/t/018_limits.pl.
CREATE DATABASE dkis_test_limits TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_limits
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
\set SHOW_CONTEXT never
INSERT INTO dkis.calendars (code, kind) VALUES ('terus', '24 jam');
INSERT INTO dkis.performers (code, name) VALUES ('loket', 'Loket');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 1, 'Uji'), ('darurat', 5, 'Darurat');
UPDATE dkis.sops SET emergency = true WHERE code = 'darurat';
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('uji', 1, 'terus', 'start -> 1; 1 -> 2; 2 -> end'), ('darurat', 1, 'terus', 'start -> 1; 1 -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla) SELECT v.id, s, s::int, s, 'loket', '1 hari + 1 hari' FROM dkis.sop_versions v, unnest('{1,2}'::text[]) s WHERE v.sop = 'uji' OR s = '1';
INSERT INTO dkis.sop_fields (sop_version, name, type, label, repeated) SELECT id, 'butir', 'teks', 'Butir', true FROM dkis.sop_versions WHERE sop = 'uji';
SELECT dkis.activate_version(id) FROM dkis.sop_versions;
CREATE ROLE dkis_test_ani IN ROLE dkis_officer;
CREATE ROLE dkis_test_bayu IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_kelola IN ROLE dkis_admin;
SELECT repeat('x', 1000) AS title, repeat('x', 1001) AS long_title, repeat('é', 20000) AS text, repeat('é', 20001) AS long, format('{"a": "%s"}', repeat('x', 300000)) AS data \gset

-- ---- at the limit, and one beyond it ------------------------------------------------------
SET ROLE dkis_test_ani;
SELECT dkis.open_case('uji', :'title') AS c \gset
SELECT dkis.open_case('uji', :'long_title');
SELECT dkis.open_case('uji', 'Kedua', data => :'data');
INSERT INTO dkis.cases (sop, title, note) VALUES ('uji', 'Kedua', :'text') RETURNING length(note);
\set VERBOSITY terse
INSERT INTO dkis.cases (sop, title, note) VALUES ('uji', 'Ketiga', :'long');
INSERT INTO dkis.cases (sop, title, channel) VALUES ('uji', 'Ketiga', :'long');
UPDATE dkis.cases SET title = :'long_title' WHERE id = :c;
UPDATE dkis.cases SET data = :'data' WHERE id = :c;
UPDATE dkis.case_steps SET note = :'long' WHERE case_id = :c;
UPDATE dkis.case_steps SET outcome = :'long' WHERE case_id = :c;
SELECT dkis.finish_step(:c, '1', 'Selesai', :'long');
SELECT dkis.finish_step(:c, :'long');
SELECT dkis.finish_step_with(:c, '1', :'data');
SELECT dkis.hold_case(:c, :'long');
SELECT dkis.cancel_case(:c, :'long');
SELECT dkis.extend_step(:c, '1', :'long');
SELECT dkis.assign_step(:c, '1', :'long');
SELECT dkis.undo_step(:c, '1', :'long');
SELECT dkis.reopen_case(:c, :'long');
SELECT dkis.close_step(:c, '1', :'long');
SELECT dkis.reveal(:c, :'long');
INSERT INTO dkis.case_documents (case_id, name) VALUES (:c, :'long');
INSERT INTO dkis.case_documents (case_id, name, location) VALUES (:c, 'Surat', :'long');
INSERT INTO dkis.case_items (case_id, data) VALUES (:c, jsonb_build_object('butir', repeat('x', 300000)));
INSERT INTO dkis.surveys (case_id, u1, u2, u3, u4, u5, u6, u7, u8, u9, suggestion) VALUES (:c, 4, 4, 4, 4, 4, 4, 4, 4, 4, :'long');
INSERT INTO dkis.applicants (name) VALUES (:'long');
INSERT INTO dkis.applicants (name, data) VALUES ('Siti', :'data');
RESET ROLE;
SET ROLE dkis_test_bayu;
SELECT count(*) FROM dkis.report_call('0812', :'long');
SELECT count(*) FROM dkis.report_call('0812', NULL, 'darurat', NULL, :'long');
INSERT INTO dkis.calls (caller_number, note) VALUES ('0812', :'long');
INSERT INTO dkis.blocked_numbers (number, reason) VALUES ('0812', :'long');
INSERT INTO dkis.shift_notes (note) VALUES (:'long');
RESET ROLE;
SET ROLE dkis_test_kelola;
INSERT INTO dkis.people (name) VALUES (:'long');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, warning) VALUES ('uji', 2, 'terus', 'start -> 1; 1 -> end', :'long');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, legal_basis) VALUES ('uji', 2, 'terus', 'start -> 1; 1 -> end', array_fill('x'::text, '{10001}'));
INSERT INTO dkis.settings (key, value) VALUES ('aplikasi.x', :'long');
SELECT dkis.set_identity_key(:'long');
RESET ROLE;
SELECT dkis.set_identity_key('kunci yang cukup panjang');
SELECT dkis.identity_hash(:'long');
\set VERBOSITY default
-- Much more of it is refused by its size alone.
SET ROLE dkis_test_ani;
SELECT dkis.open_case('uji', repeat('x', 100000000));
RESET ROLE;
-- No table that a client writes to is without.
SELECT c.oid::regclass AS unlimited FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'dkis'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgfoid = 'dkis_store.within_limits()'::regprocedure);

-- ---- times and agencies -------------------------------------------------------------------
SET ROLE dkis_test_ani;
INSERT INTO dkis.cases (sop, title, received_at) VALUES ('uji', 'Dulu', '1950-01-01');
INSERT INTO dkis.applicants (name, agency) VALUES ('Budi', 9999);
RESET ROLE;
SET session_replication_role = replica;
INSERT INTO dkis_store.applicants (id, name, agency) VALUES (99, 'Orang lain', 9999);
RESET session_replication_role;
SET ROLE dkis_test_ani;
INSERT INTO dkis.cases (sop, title, applicant) VALUES ('uji', 'Pemohon instansi lain', 99);
RESET ROLE;
SELECT count(*) AS cases, max(length(title)) AS title FROM dkis.cases;

\c contrib_regression
DROP DATABASE dkis_test_limits;
DROP ROLE dkis_test_ani, dkis_test_bayu, dkis_test_kelola;

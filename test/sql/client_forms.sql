-- What programs send, on every speaking view, as the people whose programs they
-- are: each form of statement either works or is refused in words, with a hint.
-- And what a program sends back unchanged is no change.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_forms TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_forms
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
\set VERBOSITY default
\set SHOW_CONTEXT never

-- A SOP on a calendar that never closes.
BEGIN;
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 901, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla)
VALUES ('uji', 1, 'siaga', 'start -> 1; 1 -> 2 & 3; 2 & 3 -> 4; 4 -> end', '2 jam');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
SELECT v.id, s.step, s.step::int, 'Kegiatan ' || s.step, 'staf', s.sla
FROM dkis.sop_versions v, (VALUES ('1', dkis.sla '30 menit'), ('2', '1 jam + 1 jam'), ('3', '-'), ('4', '10 menit')) AS s (step, sla)
WHERE v.sop = 'uji';
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop = 'uji'; END $$;
INSERT INTO dkis.responders (code, name, kind) VALUES ('uji', 'Uji', 'damkar');
COMMIT;
CREATE ROLE dkis_test_pejabat IN ROLE dkis_officer;
CREATE ROLE dkis_test_petugas IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_aplikasi IN ROLE dkis_app;
CREATE ROLE dkis_test_pengelola IN ROLE dkis_admin;

SET ROLE dkis_test_pejabat;
INSERT INTO dkis.cases (sop, title, class) VALUES ('uji', 'Lampu padam', 'sedang'), ('uji', 'Jalan rusak', NULL);
SELECT min(id) AS a, max(id) AS b FROM dkis.cases WHERE sop = 'uji' \gset
RESET ROLE;
SET ROLE dkis_test_petugas;
INSERT INTO dkis.units (responder, callsign, kind) VALUES ('uji', 'U-1', 'damkar'), ('uji', 'U-2', 'damkar');
SELECT incident_id AS incident FROM dkis.report_call('0812 1', NULL, 'darurat', 'kebakaran') \gset
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT :incident, id FROM dkis.units WHERE callsign = 'U-1';
RESET ROLE;

-- ---- every form on every view ---------------------------------------------------
-- Each attempt is taken back, whatever it did.
CREATE TABLE answers (n int GENERATED ALWAYS AS IDENTITY, who text, on_view text, form text, rows bigint, state text, message text, hint text);
CREATE PROCEDURE attempt(who text, on_view text, form text, statement text) LANGUAGE plpgsql AS $$
DECLARE
  count bigint;
  told text;
BEGIN
  EXECUTE format('SET LOCAL ROLE %I', who);
  EXECUTE statement;
  GET DIAGNOSTICS count = ROW_COUNT;
  RESET ROLE;
  RAISE SQLSTATE 'TAKE1' USING MESSAGE = count;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS told = PG_EXCEPTION_HINT;
  RESET ROLE;
  INSERT INTO answers (who, on_view, form, rows, state, message, hint)
  SELECT attempt.who, attempt.on_view, attempt.form, CASE WHEN SQLSTATE = 'TAKE1' THEN SQLERRM::bigint END,
    CASE WHEN SQLSTATE <> 'TAKE1' THEN SQLSTATE END, CASE WHEN SQLSTATE <> 'TAKE1' THEN SQLERRM END, nullif(told, '');
END
$$;
-- %v: the view. The columns: what a new row needs, values for it, a column to change, another value.
CREATE TABLE views (name text, who text, needs text, given text, col text, value text, place int GENERATED ALWAYS AS IDENTITY);
INSERT INTO views (name, who, needs, given, col, value) VALUES
  ('dkis.cases', 'dkis_test_pejabat', 'sop, title', $$'uji', 'Baru'$$, 'title', $$'Diubah'$$),
  ('dkis.case_steps', 'dkis_test_pejabat', 'case_id, step', $$1, '1'$$, 'note', $$'dicatat'$$),
  ('dkis.calls', 'dkis_test_petugas', 'caller_number', $$'0812 2'$$, 'note', $$'ramai'$$),
  ('dkis.incidents', 'dkis_test_petugas', 'category', $$'kebakaran'$$, 'address', $$'Jl. Siliwangi'$$),
  ('dkis.dispatches', 'dkis_test_petugas', 'incident_id, unit_id', format('%s, (SELECT id FROM dkis.units WHERE callsign = ''U-2'')', :incident), 'note', $$'dua mobil'$$),
  ('dkis.units', 'dkis_test_petugas', 'responder, callsign, kind', $$'uji', 'U-3', 'damkar'$$, 'note', $$'siaga'$$),
  ('dkis.calendars', 'dkis_test_pengelola', 'code', $$'uji'$$, 'note', $$'uji'$$),
  ('dkis.calendar_hours', 'dkis_test_pengelola', 'calendar, weekday, opens, closes', $$'kantor', 6, '08:00', '12:00'$$, 'closes', $$time '13:00'$$),
  ('dkis.holidays', 'dkis_test_pengelola', 'calendar, day, name', $$'kantor', '2026-09-01', 'Uji'$$, 'decree', $$'uji'$$),
  ('dkis.case_events', 'dkis_test_pejabat', 'case_id, event', $$1, 'x'$$, 'event', $$'y'$$),
  ('dkis.audit_heads', 'dkis_test_aplikasi', 'case_id', '1', 'head', $$'y'$$),
  ('dkis_report.register_uji', 'dkis_test_pejabat', 'perihal', $$'Baru'$$, 'perihal', $$'Diubah'$$);
CREATE TABLE forms (form text, statement text, place int GENERATED ALWAYS AS IDENTITY);
INSERT INTO forms (form, statement) VALUES
  ('INSERT RETURNING', 'INSERT INTO %v (%n) VALUES (%g) RETURNING *'),
  ('INSERT DEFAULT VALUES', 'INSERT INTO %v DEFAULT VALUES'),
  ('INSERT of a row read', 'INSERT INTO %v SELECT * FROM %v LIMIT 1'),
  ('ON CONFLICT DO NOTHING', 'INSERT INTO %v (%n) VALUES (%g) ON CONFLICT DO NOTHING'),
  ('ON CONFLICT (id) DO UPDATE', 'INSERT INTO %v (%n) VALUES (%g) ON CONFLICT (id) DO UPDATE SET %c = %d'),
  ('UPDATE', 'UPDATE %v SET %c = %d WHERE id = (SELECT max(id) FROM %v)'),
  ('UPDATE RETURNING', 'UPDATE %v SET %c = %d WHERE id = (SELECT max(id) FROM %v) RETURNING *'),
  ('UPDATE (a, b) = ROW', 'UPDATE %v SET (%c, id) = (SELECT %d, id) WHERE id = (SELECT max(id) FROM %v)'),
  ('UPDATE FROM, twice a row', 'UPDATE %v v SET %c = %d FROM (VALUES (1), (2)) AS twice WHERE v.id = (SELECT max(id) FROM %v)'),
  ('UPDATE of nothing', 'UPDATE %v SET %c = %d WHERE false'),
  ('UPDATE of the id', 'UPDATE %v SET id = id + 1'),
  ('UPDATE CURRENT OF', 'DO $do$ DECLARE at CURSOR FOR SELECT * FROM %v; found record; BEGIN OPEN at; FETCH at INTO found; UPDATE %v SET %c = %d WHERE CURRENT OF at; END $do$'),
  ('DELETE', 'DELETE FROM %v WHERE id = (SELECT max(id) FROM %v)'),
  ('DELETE of nothing', 'DELETE FROM %v WHERE false'),
  ('TRUNCATE', 'TRUNCATE %v'),
  ('MERGE', 'MERGE INTO %v v USING (SELECT max(id) AS id FROM %v) AS last ON v.id = last.id WHEN MATCHED THEN UPDATE SET %c = %d'),
  ('SELECT FOR UPDATE', 'SELECT FROM %v WHERE id = (SELECT max(id) FROM %v) FOR UPDATE'),
  ('WITH INSERT', 'WITH made AS (INSERT INTO %v (%n) VALUES (%g) RETURNING *) SELECT * FROM made');
DO $$
DECLARE
  v record;
  f record;
  id_name text;
BEGIN
  FOR v IN SELECT * FROM views ORDER BY place LOOP
    id_name := CASE v.name WHEN 'dkis.audit_heads' THEN 'case_id' ELSE 'id' END;
    FOR f IN SELECT * FROM forms ORDER BY place LOOP
      CALL attempt(v.who, v.name, f.form, replace(replace(replace(replace(replace(
        regexp_replace(f.statement, '\mid\M', id_name, 'g'),
        '%v', v.name), '%n', v.needs), '%g', v.given), '%c', v.col), '%d', v.value));
    END LOOP;
  END LOOP;
END
$$;
-- A view's triggers see MERGE from PostgreSQL 17 on: then it does what UPDATE does.
UPDATE answers m SET rows = NULL, state = '-', message = 'sejak PostgreSQL 17 seperti UPDATE', hint = '-'
FROM answers u WHERE m.form = 'MERGE' AND u.form = 'UPDATE' AND u.on_view = m.on_view
  AND CASE WHEN current_setting('server_version_num')::int < 170000 THEN m.state = '0A000' ELSE (m.rows, m.state) IS NOT DISTINCT FROM (u.rows, u.state) END;
SELECT on_view, form, coalesce(rows::text, state) AS answer, left(message, 70) AS message
FROM answers ORDER BY n;
-- In words, with a hint: all but what PostgreSQL refuses before any trigger is asked.
SELECT form, state, count(*), min(regexp_replace(message, '"[^"]*"', '"…"')) AS message FROM answers
WHERE state IS NOT NULL AND hint IS NULL GROUP BY form, state ORDER BY form COLLATE "C", state;

-- ---- COPY ---------------------------------------------------------------------------
SET ROLE dkis_test_pejabat;
COPY dkis.cases (sop, title, class) FROM stdin WITH (FORMAT csv);
uji,Dari lembar kerja,ringan
uji,Baris kedua,
\.
COPY dkis.cases (id, sop, title) FROM stdin WITH (FORMAT csv);
1,uji,Dengan nomor sendiri
\.
COPY (SELECT title, class, register_no IS NOT NULL FROM dkis.cases WHERE id > :b ORDER BY id) TO stdout WITH (FORMAT csv);
COPY dkis.case_steps (case_id, step) FROM stdin;
1	1
\.

-- ---- sent back as it was ------------------------------------------------------------
-- All columns, as an ORM saves a row it has read: nothing happens, no event.
SELECT event_count FROM dkis.audit_heads WHERE case_id = :a;
UPDATE dkis.cases c SET register_no = r.register_no, sop = r.sop, sop_version = r.sop_version, entry = r.entry, class = r.class, title = r.title,
  applicant = r.applicant, organisation = r.organisation, channel = r.channel, data = r.data, status = r.status, marking = r.marking,
  received_at = r.received_at, opened_at = r.opened_at, due_at = r.due_at, closed_at = r.closed_at, parent_case = r.parent_case,
  schedule = r.schedule, period = r.period, opened_by = r.opened_by, note = r.note, met_at = r.met_at, extended_at = r.extended_at,
  agency = r.agency, due_basis = r.due_basis FROM dkis.cases r WHERE r.id = c.id AND c.id = :a;
-- As programs write it: instants cut to milliseconds or rounded, '' for what is
-- empty, another spelling of the same value, a number not yet given.
UPDATE dkis.cases SET marking = marking::text::dkis.marking, received_at = date_trunc('milliseconds', received_at),
  opened_at = opened_at::timestamptz(3), due_at = date_trunc('milliseconds', due_at), entry = '', channel = '', note = '', period = '',
  status = 'berjalan', due_basis = 'hitung', agency = dkis.agency(), data = '{ }', register_no = NULL
WHERE id = :a RETURNING entry, channel, note, register_no IS NOT NULL AS numbered, received_at = opened_at AS whole_instants;
UPDATE dkis.case_steps SET sla = sla::text::dkis.sla, started_at = date_trunc('milliseconds', started_at), due_at = due_at::timestamptz(3),
  due_basis = 'hitung', outcome = '', note = '', finished_by = '', assignee = '', finished_at = NULL
WHERE case_id = :a AND step = '1' RETURNING step, outcome, note, due_basis;
SELECT event_count FROM dkis.audit_heads WHERE case_id = :a;
-- A second off is another instant, and dkis's to say.
\set VERBOSITY terse
UPDATE dkis.cases SET received_at = received_at + interval '1 second' WHERE id = :a;
UPDATE dkis.cases SET received_at = received_at + interval '1 millisecond' WHERE id = :a;
\set VERBOSITY default
-- A new row that names what dkis would say anyway.
BEGIN;
INSERT INTO dkis.cases (sop, title, status, due_basis, agency, register_no, entry, class, organisation, escalation_level, marking)
VALUES ('uji', 'Lengkap', 'berjalan', 'hitung', dkis.agency(), '', '', '', '', 0, '{1}') RETURNING status, marking, class, entry;
ROLLBACK;
INSERT INTO dkis.cases (sop, title, status) VALUES ('uji', 'x', 'selesai');
INSERT INTO dkis.cases (sop, title, agency) VALUES ('uji', 'x', 9999);
RESET ROLE;
SET ROLE dkis_test_petugas;
UPDATE dkis.units SET id = id, agency = agency, note = '', status = status, data = data RETURNING callsign, status;
UPDATE dkis.dispatches SET requested_at = date_trunc('milliseconds', requested_at), result = '', requested_by = requested_by, total_seconds = total_seconds RETURNING result;
UPDATE dkis.dispatches SET total_seconds = 5;
INSERT INTO dkis.calls (caller_number, blocked, agency, kind, note) VALUES ('0812 3', false, dkis.agency(), '', '') RETURNING blocked, kind, note;
INSERT INTO dkis.calls (caller_number, blocked) VALUES ('0812 3', true);
RESET ROLE;

-- ---- RETURNING shows what is stored ---------------------------------------------------
SET ROLE dkis_test_pejabat;
CREATE TEMP TABLE returned AS SELECT * FROM dkis.case_steps WHERE false;
CREATE FUNCTION pg_temp.finish(the_case bigint, the_step text, word text) RETURNS SETOF dkis.case_steps LANGUAGE sql AS
$$ UPDATE dkis.case_steps SET outcome = word WHERE case_id = the_case AND step = the_step RETURNING * $$;
INSERT INTO returned SELECT * FROM pg_temp.finish(:a, '1', 'selesai');
WITH done AS (UPDATE dkis.case_steps SET outcome = 'SELESAI', note = 'dua' WHERE case_id = :a AND finished_at IS NULL RETURNING *)
INSERT INTO returned SELECT * FROM done;
SELECT r.step, r.outcome, r.finished_at = s.finished_at AND r.finished_by = s.finished_by AND r.ended_by = s.ended_by AS as_stored,
  to_jsonb(r) - '{finished_at,outcome}'::text[] = to_jsonb(s) - '{finished_at,outcome}'::text[] AND r.outcome = s.outcome AS all_of_it
FROM returned r JOIN dkis.case_steps s USING (id) ORDER BY r.id;
CREATE TEMP TABLE returned_cases AS SELECT 0 AS n, c.* FROM dkis.cases c WHERE false;
DO $$
DECLARE
  the_case bigint := (SELECT max(id) FROM dkis.cases WHERE title = 'Jalan rusak');
  r dkis.cases;
BEGIN
  UPDATE dkis.cases SET class = 'ringan', title = ' Jalan rusak parah' WHERE id = the_case RETURNING * INTO r;
  INSERT INTO returned_cases SELECT 1, r.*;
  IF to_jsonb(r) <> (SELECT to_jsonb(c) FROM dkis.cases c WHERE id = the_case) THEN RAISE WARNING 'class: RETURNING %', r; END IF;
  UPDATE dkis.cases SET status = 'ditunda', note = 'menunggu alat' WHERE id = the_case RETURNING * INTO r;
  IF to_jsonb(r) <> (SELECT to_jsonb(c) FROM dkis.cases c WHERE id = the_case) THEN RAISE WARNING 'held: RETURNING %', r; END IF;
  UPDATE dkis.cases SET status = 'berjalan' WHERE id = the_case RETURNING * INTO r;
  IF to_jsonb(r) <> (SELECT to_jsonb(c) FROM dkis.cases c WHERE id = the_case) THEN RAISE WARNING 'resumed: RETURNING %', r; END IF;
  UPDATE dkis.cases SET status = 'batal', note = 'sudah diperbaiki' WHERE id = the_case RETURNING * INTO r;
  IF to_jsonb(r) <> (SELECT to_jsonb(c) FROM dkis.cases c WHERE id = the_case) THEN RAISE WARNING 'cancelled: RETURNING %', r; END IF;
  INSERT INTO returned_cases SELECT 2, r.*;
END
$$;
SELECT n, status, class, title, closed_at IS NOT NULL AS closed, note FROM returned_cases ORDER BY n;
SELECT step, held_at IS NOT NULL AS held FROM dkis.case_holds JOIN dkis.case_steps USING (case_id) ORDER BY step;
-- A call's case gets its number when it closes.
RESET ROLE;
SET ROLE dkis_test_petugas;
SELECT case_id AS emergency FROM dkis.report_call('0812 9', NULL, 'darurat', 'kecelakaan') \gset
UPDATE dkis.cases SET status = 'batal', note = 'salah lapor' WHERE id = :emergency RETURNING register_no AS number \gset
SELECT register_no = :'number' AS as_stored, register_no IS NOT NULL AS numbered FROM dkis.cases WHERE id = :emergency;
RESET ROLE;
SET ROLE dkis_test_pejabat;
-- A refusal is a refusal, with RETURNING or without; nothing of the try stays.
UPDATE dkis.case_steps SET outcome = 'ngawur' WHERE case_id = :a AND finished_at IS NULL RETURNING step;
SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE l.locktype = 'tuple' AND c.relname LIKE 'case%';
SELECT * FROM dkis.verify_case(:a);
RESET ROLE;

-- ---- class by its other name -------------------------------------------------------------
-- klasifikasi is the column class, for frameworks to which that word is reserved.
INSERT INTO dkis.cases (sop, title, klasifikasi) VALUES ('uji', 'Nama lain', 'sedang') RETURNING id AS renamed, class, klasifikasi \gset
SELECT :'class' AS class, :'klasifikasi' AS klasifikasi;
INSERT INTO dkis.cases (sop, title, class, klasifikasi) VALUES ('uji', 'Keduanya', 'berat', 'berat'), ('uji', 'Kosong', NULL, '') RETURNING class, klasifikasi;
INSERT INTO dkis.cases (sop, title, class, klasifikasi) VALUES ('uji', 'Berlainan', 'berat', 'ringan');
INSERT INTO dkis.cases (sop, title, klasifikasi) VALUES ('uji', 'Tidak ada', 'dahsyat');
UPDATE dkis.cases SET klasifikasi = 'ringan' WHERE id = :renamed RETURNING class, klasifikasi;
UPDATE dkis.cases SET class = 'berat', klasifikasi = klasifikasi WHERE id = :renamed RETURNING class, klasifikasi;
UPDATE dkis.cases SET class = 'ringan', klasifikasi = 'sedang' WHERE id = :renamed;
UPDATE dkis.cases SET class = class, klasifikasi = klasifikasi, title = title WHERE id = :renamed RETURNING class, klasifikasi;
SELECT count(*) FROM dkis.case_events WHERE case_id = :renamed AND event = 'klasifikasi diubah';

-- ---- one statement, several changes -----------------------------------------------------
-- A function in an UPDATE answers for its own case, whatever else the statement does.
SET ROLE dkis_test_pejabat;
INSERT INTO dkis.cases (sop, title) VALUES ('uji', 'Satu'), ('uji', 'Dua');
SELECT min(id) AS one, max(id) AS two FROM dkis.cases WHERE title IN ('Satu', 'Dua') \gset
UPDATE dkis.cases SET title = 'Satu: ' || dkis.finish_step(:one, '1')::text || ' Dua: ' || dkis.finish_step(:two, '1')::text || dkis.finish_step(:two, '2')::text
WHERE id = :two;
SELECT title FROM dkis.cases WHERE id IN (:one, :two) ORDER BY id;
-- A row that a join comes to twice changes once.
UPDATE dkis.case_steps s SET outcome = 'Selesai' FROM (VALUES (1), (2), (3)) AS often WHERE s.case_id = :one AND s.step = '2';
SELECT step, outcome FROM dkis.case_steps WHERE case_id = :one ORDER BY id;
SELECT count(*) FROM dkis.case_events WHERE case_id = :one AND step = '2';
-- A case and its document in one statement (docs/cases.md).
WITH opened AS (INSERT INTO dkis.cases (sop, title) VALUES ('uji', 'Dengan berkas') RETURNING id)
INSERT INTO dkis.case_documents (case_id, name) SELECT id, 'surat' FROM opened;
INSERT INTO dkis.case_documents (case_id, name) SELECT dkis.open_case('uji', 'Dengan berkas'), 'surat' RETURNING name;
-- A case and its applicant.
WITH known AS (INSERT INTO dkis.applicants (name) VALUES ('Budi') RETURNING id)
INSERT INTO dkis.cases (sop, title, applicant) SELECT 'uji', 'Atas nama', id FROM known RETURNING applicant IS NOT NULL AS named;

-- ---- asked for again ---------------------------------------------------------------------
-- What is done already is no success for who asks for it again.
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = :one AND step = '2';
UPDATE dkis.case_steps SET outcome = 'Selesai', note = note WHERE case_id = :one AND step = '2';
UPDATE dkis.case_steps SET outcome = outcome, finished_at = finished_at, note = note WHERE case_id = :one AND step = '2'; -- the whole row sent back
SELECT dkis.hold_case(:one, 'menunggu surat');
\set VERBOSITY terse
SELECT dkis.hold_case(:one, 'alasan lain');
SELECT reason FROM dkis.case_holds WHERE case_id = :one;
UPDATE dkis.cases SET status = 'ditunda' WHERE id = :one; -- as it is
SELECT dkis.resume_case(:one);
SELECT dkis.resume_case(:one);
UPDATE dkis.cases SET status = 'berjalan' WHERE id = :one;
SELECT dkis.resume_case(:a), dkis.hold_case(:a, 'x');
RESET ROLE;

\c contrib_regression
DROP DATABASE dkis_test_forms;
DROP ROLE dkis_test_pejabat, dkis_test_petugas, dkis_test_aplikasi, dkis_test_pengelola;

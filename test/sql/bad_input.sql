-- In a database of its own: it puts SOPs in force, which cannot be taken back.
CREATE DATABASE dkis_test_bad_input TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_bad_input
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never

INSERT INTO dkis.calendars (code, kind) VALUES ('jaga', '24 jam');
INSERT INTO dkis.performers (code, name) VALUES ('penguji', 'Penguji');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 901, 'Uji'), ('rancangan', 902, 'Rancangan');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES
  ('uji', 1, 'jaga', 'start -> 1; 1 [Ya | Tidak] -> 2; 2 -> 3; 3 [Ada] -> 1; 3 [Diam] -> 4; 4 -> end'), ('rancangan', 1, 'jaga', 'start -> 1; 1 -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla, sla_kind, wait_outcome)
SELECT v.id, s.step, s.step::int, 'Kegiatan', 'penguji', s.sla, s.kind, s.wait_outcome FROM dkis.sop_versions v
JOIN (VALUES ('1', dkis.sla '1 jam', 'batas', NULL), ('2', '1 jam + 1 jam', 'batas', NULL), ('3', '3 hari', 'tunggu', 'Diam'), ('4', '-', 'batas', NULL)) AS s (step, sla, kind, wait_outcome) ON v.sop = 'uji';
INSERT INTO dkis.sop_step_slas (sop_version, step, class, sla) SELECT id, '4', 'ringan', '1 jam' FROM dkis.sop_versions WHERE sop = 'uji';
INSERT INTO dkis.sop_fields (sop_version, name, type, required, label)
SELECT id, f.name, f.type, f.required, f.name FROM dkis.sop_versions, (VALUES ('nama', 'teks', true), ('jumlah', 'bilangan', false), ('tanggal', 'tanggal', false), ('setuju', 'ya/tidak', false)) AS f (name, type, required) WHERE sop = 'uji';
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop = 'uji'; END $$;
SELECT dkis.open_case('uji', 'Jalan', data => '{"nama": "A"}') AS a, dkis.open_case('uji', 'Ditunda', data => '{"nama": "A"}') AS h,
  dkis.open_case('uji', 'Tutup', data => '{"nama": "A"}') AS z, dkis.open_case('uji', 'Menunggu', data => '{"nama": "A"}') AS w \gset
SELECT dkis.hold_case(:h, 'menunggu');
SELECT dkis.cancel_case(:z, 'keliru');
SELECT dkis.finish_step(:w, '1', 'Ya'), dkis.finish_step(:w, '2');

-- Runs a statement and shows what it is answered; long answers are cut for
-- reading, but counted whole: nobody's megabyte may come back in a message.
CREATE TABLE public.answers (n serial, attempt text, state text, message text, detail text, hint text);
CREATE PROCEDURE public.attempt(what text, query text) LANGUAGE plpgsql AS $$
DECLARE
  s text; m text; d text; h text;
BEGIN
  BEGIN
    EXECUTE query;
    INSERT INTO answers (attempt, state) VALUES (what, 'diterima');
  EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS s = RETURNED_SQLSTATE, m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
    INSERT INTO answers (attempt, state, message, detail, hint) VALUES (what, s, m, d, h);
  END;
END $$;

SELECT set_config('uji.a', :'a', false), set_config('uji.h', :'h', false), set_config('uji.z', :'z', false), set_config('uji.w', :'w', false) \gset x_
CREATE PROCEDURE public.step(what text, assignment text, which text DEFAULT 'a') LANGUAGE sql AS $$
  CALL attempt(what, format('UPDATE dkis.case_steps SET %s WHERE case_id = %s AND finished_at IS NULL', assignment, current_setting('uji.' || which))) $$;
CREATE PROCEDURE public.whole(what text, assignment text, which text DEFAULT 'a') LANGUAGE sql AS $$
  CALL attempt(what, format('UPDATE dkis.cases SET %s WHERE id = %s', assignment, current_setting('uji.' || which))) $$;
CREATE PROCEDURE public.opening(what text, columns text, given text) LANGUAGE sql AS $$
  CALL attempt(what, format('INSERT INTO dkis.cases (%s) VALUES (%s)', columns, given)) $$;
CREATE PROCEDURE public.fn(what text, call text) LANGUAGE sql AS $$
  CALL attempt(what, 'SELECT dkis.' || replace(replace(replace(replace(call, ':a', current_setting('uji.a')), ':h', current_setting('uji.h')), ':z', current_setting('uji.z')), ':w', current_setting('uji.w'))) $$;

-- ---- opening ---------------------------------------------------------------------
CALL opening('sop NULL', 'sop, title', 'NULL, ''x''');
CALL opening('sop empty', 'sop, title', ''''', ''x''');
CALL opening('sop unknown', 'sop, title', '''tidak-ada'', ''x''');
CALL opening('sop number unknown', 'sop, title', '''999'', ''x''');
CALL opening('sop 1 MB', 'sop, title', 'repeat(''x'', 1048576), ''x''');
CALL opening('sop 1 MB of two-byte letters', 'sop, title', 'repeat(''é'', 524288), ''x''');
CALL opening('sop without a version in force', 'sop, title', '''rancangan'', ''x''');
CALL opening('title NULL', 'sop, title, data', '''uji'', NULL, ''{"nama": "A"}''');
CALL opening('title empty', 'sop, title, data', '''uji'', '''', ''{"nama": "A"}''');
CALL opening('title of blanks', 'sop, title, data', '''uji'', E'' \t\n'', ''{"nama": "A"}''');
CALL opening('title 1 MB', 'sop, title, data', '''uji'', repeat(''x'', 1048576), ''{"nama": "A"}''');
CALL opening('title not UTF-8', 'sop, title, data', '''uji'', convert_from(''\xc328'', ''UTF8''), ''{"nama": "A"}''');
CALL opening('class unknown', 'sop, title, class, data', '''uji'', ''x'', ''gawat'', ''{"nama": "A"}''');
CALL opening('class empty', 'sop, title, class, data', '''uji'', ''x'', '''', ''{"nama": "A"}''');
CALL opening('class 1 MB', 'sop, title, class, data', '''uji'', ''x'', repeat(''x'', 1048576), ''{"nama": "A"}''');
CALL opening('entry unknown', 'sop, title, entry, data', '''uji'', ''x'', ''harian'', ''{"nama": "A"}''');
CALL opening('entry 1 MB', 'sop, title, entry, data', '''uji'', ''x'', repeat(''x'', 1048576), ''{"nama": "A"}''');
CALL opening('field missing', 'sop, title', '''uji'', ''x''');
CALL opening('field empty', 'sop, title, data', '''uji'', ''x'', ''{"nama": ""}''');
CALL opening('field no number', 'sop, title, data', '''uji'', ''x'', ''{"nama": "A", "jumlah": "tiga"}''');
CALL opening('field no date', 'sop, title, data', '''uji'', ''x'', ''{"nama": "A", "tanggal": "2026-02-30"}''');
CALL opening('field infinite date', 'sop, title, data', '''uji'', ''x'', ''{"nama": "A", "tanggal": "infinity"}''');
CALL opening('field no yes or no', 'sop, title, data', '''uji'', ''x'', ''{"nama": "A", "setuju": "ya"}''');
CALL opening('data no object', 'sop, title, data', '''uji'', ''x'', ''[]''');
CALL opening('data JSON null', 'sop, title, data', '''uji'', ''x'', ''null''');
CALL opening('data 1 MB', 'sop, title, data', '''uji'', ''x'', jsonb_build_object(''nama'', repeat(''x'', 1048576))');
CALL opening('received infinity', 'sop, title, received_at, data', '''uji'', ''x'', ''infinity'', ''{"nama": "A"}''');
CALL opening('received -infinity', 'sop, title, received_at, data', '''uji'', ''x'', ''-infinity'', ''{"nama": "A"}''');
CALL opening('received before 1900', 'sop, title, received_at, data', '''uji'', ''x'', ''1899-12-31'', ''{"nama": "A"}''');
CALL opening('received before Christ', 'sop, title, received_at, data', '''uji'', ''x'', ''4713-01-01 BC'', ''{"nama": "A"}''');
CALL opening('organisation unknown', 'sop, title, organisation, data', '''uji'', ''x'', ''tidak-ada'', ''{"nama": "A"}''');
CALL opening('organisation 1 MB', 'sop, title, organisation, data', '''uji'', ''x'', repeat(''x'', 1048576), ''{"nama": "A"}''');
CALL opening('parent unknown', 'sop, title, parent_case, data', '''uji'', ''x'', -1, ''{"nama": "A"}''');
CALL opening('id given', 'id, sop, title, data', '1, ''uji'', ''x'', ''{"nama": "A"}''');
CALL opening('number given', 'register_no, sop, title, data', '''1'', ''uji'', ''x'', ''{"nama": "A"}''');
CALL opening('marking given', 'marking, sop, title, data', '''{}'', ''uji'', ''x'', ''{"nama": "A"}''');
CALL opening('status given', 'status, sop, title, data', '''selesai'', ''uji'', ''x'', ''{"nama": "A"}''');
CALL opening('agency given', 'agency, sop, title, data', '1, ''uji'', ''x'', ''{"nama": "A"}''');
-- What is odd but lawful.
CALL fn('title 1 MB as a function', 'open_case(''uji'', repeat(''x'', 1048576), data => ''{"nama": "A"}'')');
CALL fn('data NULL', 'open_case(''uji'', ''x'', data => NULL)');
CALL fn('received NULL', 'open_case(''uji'', ''x'', data => ''{"nama": "A"}'', received_at => NULL)');

-- ---- finishing ---------------------------------------------------------------------
CALL fn('case NULL', 'finish_step(NULL, ''1'')');
CALL fn('case unknown', 'finish_step(-1, ''1'')');
CALL fn('step NULL', 'finish_step(:a, NULL)');
CALL fn('step empty', 'finish_step(:a, '''')');
CALL fn('step unknown', 'finish_step(:a, ''x'')');
CALL fn('step 1 MB', 'finish_step(:a, repeat(''x'', 1048576))');
CALL fn('step not active', 'finish_step(:a, ''2'')');
CALL fn('outcome missing', 'finish_step(:a, ''1'')');
CALL fn('outcome NULL', 'finish_step(:a, ''1'', NULL)');
CALL fn('outcome empty', 'finish_step(:a, ''1'', '''')');
CALL fn('outcome wrong', 'finish_step(:a, ''1'', ''Mungkin'')');
CALL fn('outcome 1 MB', 'finish_step(:a, ''1'', repeat(''é'', 524288))');
CALL fn('case held', 'finish_step(:h, ''1'', ''Ya'')');
CALL fn('case closed', 'finish_step(:z, ''1'', ''Ya'')');
CALL fn('wait not over', 'finish_step(:w, ''3'', ''Diam'')');
CALL step('outcome NULL by UPDATE', 'outcome = NULL, note = ''x'', finished_at = now()');
CALL step('outcome wrong by UPDATE', 'outcome = ''Selesai''');
CALL step('finished infinity', 'outcome = ''Ya'', finished_at = ''infinity''');
CALL step('finished -infinity', 'outcome = ''Ya'', finished_at = ''-infinity''');
CALL step('finished before it began', 'outcome = ''Ya'', finished_at = ''2020-01-01''');
CALL step('finished tomorrow', 'outcome = ''Ya'', finished_at = now() + interval ''1 day''');
CALL step('due infinity', 'due_at = ''infinity''');
CALL step('due -infinity', 'due_at = ''-infinity''');
CALL step('due beyond 2200', 'due_at = ''2201-01-02''');
CALL step('due_basis unknown', 'due_basis = ''kira-kira''');
CALL step('extended without a right to', 'extended_at = now()');
CALL step('assignee unknown', 'assignee = ''siapa''');
CALL step('assignee 1 MB', 'assignee = repeat(''x'', 1048576)');
CALL step('the time standard', 'sla = ''1 bulan''');
CALL step('the level', 'escalation_level = 9');
CALL step('the step', 'step = ''4''');
CALL step('the case', 'case_id = -1');
CALL attempt('INSERT of a step', 'INSERT INTO dkis.case_steps (case_id, step) VALUES (1, ''1'')');
CALL attempt('DELETE of a step', 'DELETE FROM dkis.case_steps');

-- ---- the case ------------------------------------------------------------------------
CALL whole('title NULL', 'title = NULL');
CALL whole('title empty', 'title = ''  ''');
CALL whole('data NULL', 'data = NULL');
CALL whole('data without the field', 'data = ''{}''');
CALL whole('class unknown', 'class = ''gawat''');
CALL whole('status unknown', 'status = ''beres''');
CALL whole('status 1 MB', 'status = repeat(''x'', 1048576)');
CALL whole('status NULL', 'status = NULL');
CALL whole('selesai by hand', 'status = ''selesai''');
CALL whole('batal without a reason', 'status = ''batal''');
CALL whole('organisation unknown', 'organisation = ''tidak-ada''');
CALL opening('applicant unknown', 'sop, title, applicant, data', '''uji'', ''x'', -1, ''{"nama": "A"}''');
CALL whole('applicant unknown', 'applicant = -1');
CALL whole('marking', 'marking = ''{4}''');
CALL whole('number', 'register_no = ''1''');
CALL whole('received', 'received_at = ''infinity''');
CALL whole('a closed case', 'title = ''y''', 'z');
CALL whole('a closed case resumed', 'status = ''berjalan''', 'z');
CALL attempt('DELETE of a case', 'DELETE FROM dkis.cases');
CALL attempt('history', 'UPDATE dkis.case_events SET actor = ''x''');
CALL attempt('holds', 'DELETE FROM dkis.case_holds');
CALL fn('hold NULL', 'hold_case(NULL, ''x'')');
CALL fn('hold of nothing', 'hold_case(-1, ''x'')');
CALL fn('hold of a closed case', 'hold_case(:z, ''x'')');
CALL fn('resume NULL', 'resume_case(NULL)');
CALL fn('cancel NULL', 'cancel_case(NULL, ''x'')');
CALL fn('cancel without a reason', 'cancel_case(:a, NULL)');
CALL fn('cancel twice', 'cancel_case(:z, ''x'')');
CALL fn('extend NULL', 'extend_step(:a, NULL, ''x'')');
CALL fn('extend what cannot be', 'extend_step(:a, ''1'', ''x'')');
CALL fn('extend in a held case', 'extend_step(:h, ''1'', ''x'')');
CALL fn('assign to nobody', 'assign_step(:a, ''1'', ''siapa'')');
CALL fn('assign to an empty name', 'assign_step(:a, ''1'', '''')');
CALL fn('assign in a closed case', 'assign_step(:z, ''1'', NULL)');
CALL fn('verify what is not', 'verify_case(-1)');
CALL fn('next actions of nothing', 'next_actions(NULL)');

SELECT attempt, state, left(message, 160) AS message, left(regexp_replace(regexp_replace(detail, '\d{4}-\d\d-\d\d [0-9:.+]+', 'SAAT'), '/\d{4}/', '/TAHUN/'), 100) AS detail, left(hint, 160) AS hint FROM answers ORDER BY n;
-- Every refusal has a state of its own and says what to do; none is longer than a page.
SELECT attempt, state, message FROM answers WHERE state = 'XX000' OR (state LIKE 'SP%' AND coalesce(hint, '') = '') OR length(concat(message, detail, hint)) > 1000;

-- ---- a statement or a transaction that fails leaves nothing behind ------------------------
CREATE VIEW public.everything AS SELECT (SELECT count(*) FROM dkis_store.cases) AS cases, (SELECT count(*) FROM dkis_store.case_steps) AS steps,
  (SELECT count(*) FROM dkis_store.case_events) AS events, (SELECT sum(last_number) FROM dkis_store.register_counters) AS numbers, (SELECT count(*) FROM dkis_store.case_holds) AS holds;
SELECT * FROM everything \gset before_
\set VERBOSITY sqlstate
-- The last of three rows is bad.
INSERT INTO dkis.cases (sop, title, data) VALUES ('uji', 'satu', '{"nama": "A"}'), ('uji', 'dua', '{"nama": "A"}'), ('uji', '', '{"nama": "A"}');
UPDATE dkis.case_steps SET outcome = CASE WHEN case_id = :a THEN 'Ya' ELSE 'Mungkin' END WHERE finished_at IS NULL AND step = '1';
BEGIN;
INSERT INTO dkis.cases (sop, title, data) VALUES ('uji', 'satu', '{"nama": "A"}');
SELECT dkis.finish_step(:a, '1', 'Ya');
SELECT dkis.finish_step(:a, '1', 'Ya');
COMMIT;
BEGIN;
SELECT dkis.finish_step(:a, '1', 'Ya');
SAVEPOINT s;
SELECT dkis.finish_step(:a, '2');
ROLLBACK TO s;
SELECT dkis.finish_step(:a, 'x');
ROLLBACK;
\set VERBOSITY default
SELECT (SELECT to_jsonb(e) FROM everything e) = jsonb_build_object('cases', :before_cases, 'steps', :before_steps, 'events', :before_events, 'numbers', :before_numbers, 'holds', :before_holds) AS nothing_left;
SELECT marking FROM dkis.cases WHERE id = :a;
-- Kept up to the savepoint.
BEGIN;
SELECT dkis.finish_step(:a, '1', 'Ya');
SAVEPOINT s;
SELECT dkis.finish_step(:a, '2');
ROLLBACK TO s;
COMMIT;
SELECT marking FROM dkis.cases WHERE id = :a;
SELECT count(*) AS problems FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id);
SELECT count(*) FILTER (WHERE n <> place) AS gaps FROM (SELECT split_part(register_no, '/', 3)::int AS n, row_number() OVER (ORDER BY register_no) AS place FROM dkis.cases WHERE sop = 'uji') AS r;
\c contrib_regression
DROP DATABASE dkis_test_bad_input;

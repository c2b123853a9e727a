-- In a database of its own: it loads Cirebon's SOPs, which cannot be taken back.
CREATE DATABASE dkis_test_privileges TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_privileges
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();

-- ---- what each group is for, as \du+ shows it --------------------------------------------
SELECT rolname AS group, shobj_description(oid, 'pg_authid') AS for FROM pg_roles WHERE rolname IN ('dkis_admin', 'dkis_officer', 'dkis_dispatcher', 'dkis_app', 'dkis_reader') ORDER BY 1;

-- ---- PUBLIC has nothing at all ------------------------------------------------------
CREATE VIEW pg_temp.ours AS SELECT oid, nspname FROM pg_namespace WHERE nspname IN ('dkis', 'dkis_store', 'dkis_report');
SELECT nspname AS schema FROM pg_namespace n, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) a WHERE n.oid IN (SELECT oid FROM pg_temp.ours) AND a.grantee = 0;
SELECT c.oid::regclass AS relation FROM pg_class c, aclexplode(coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))) a
WHERE relnamespace IN (SELECT oid FROM pg_temp.ours) AND relkind IN ('r', 'v', 'm', 'S', 'p') AND a.grantee = 0;
SELECT c.attrelid::regclass AS relation, attname FROM pg_attribute c JOIN pg_class r ON r.oid = attrelid, aclexplode(attacl) a WHERE relnamespace IN (SELECT oid FROM pg_temp.ours) AND a.grantee = 0;
SELECT p.oid::regprocedure AS routine FROM pg_proc p, aclexplode(coalesce(proacl, acldefault('f', proowner))) a WHERE pronamespace IN (SELECT oid FROM pg_temp.ours) AND a.grantee = 0;
SELECT t.oid::regtype AS type FROM pg_type t, aclexplode(coalesce(typacl, acldefault('T', typowner))) a
WHERE typnamespace IN (SELECT oid FROM pg_temp.ours) AND typtype IN ('b', 'd', 'e', 'r') AND typelem = 0 AND a.grantee = 0;

-- ---- what the groups may write, whole (all registers as one) ----------------------------
SELECT a.grantee::regrole AS who, n.nspname AS schema, a.privilege_type AS may,
  string_agg(DISTINCT CASE WHEN n.nspname = 'dkis_report' THEN regexp_replace(c.relname, '^register_.*', 'register_…') ELSE c.relname END, ' ') AS on
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
WHERE n.oid IN (SELECT oid FROM pg_temp.ours) AND c.relkind IN ('r', 'v') AND a.grantee <> c.relowner AND a.privilege_type NOT IN ('SELECT', 'REFERENCES')
  AND a.grantee <> 'dkis_admin'::regrole
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
-- dkis_admin writes what is the agency's own; history is written by dkis alone.
SELECT c.relname, string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type) AS admin_may
FROM pg_class c LEFT JOIN aclexplode(c.relacl) a ON a.grantee = 'dkis_admin'::regrole AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
WHERE c.relnamespace = 'dkis'::regnamespace AND c.relname IN ('cases', 'case_steps', 'case_events', 'case_holds', 'audit_heads', 'escalations', 'jobs', 'notifications', 'sops') GROUP BY 1 ORDER BY 1;
-- Of the store nothing but the sequence that tells a client the id of the case it has opened.
SELECT c.relname, c.relkind, a.privilege_type AS may, string_agg(a.grantee::regrole::text, ' ' ORDER BY a.grantee::regrole::text) AS who
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
WHERE n.nspname = 'dkis_store' AND a.grantee <> c.relowner GROUP BY 1, 2, 3;
-- And the columns that the tile of incidents reads.
SELECT r.relname, string_agg(c.attname, ' ' ORDER BY c.attnum) AS columns, a.privilege_type AS may, a.grantee::regrole::text AS who
FROM pg_attribute c JOIN pg_class r ON r.oid = c.attrelid, aclexplode(c.attacl) a WHERE r.relnamespace = 'dkis_store'::regnamespace GROUP BY 1, 3, 4 ORDER BY 1, 3, 4;
-- Nothing that runs as its owner finds its names anywhere but in the catalogue.
SELECT p.oid::regprocedure FROM pg_proc p WHERE pronamespace IN (SELECT oid FROM pg_temp.ours) AND prosecdef
  AND NOT coalesce(proconfig @> ARRAY['search_path=pg_catalog, pg_temp'], false);

-- What dkis keeps for itself is executed by its owner alone: beside what the
-- views call, no more than this.
\a
WITH RECURSIVE reached (classid, objid) AS (
  SELECT 'pg_rewrite'::regclass::oid, r.oid FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
  WHERE c.relkind = 'v' AND c.relnamespace IN ('dkis'::regnamespace, 'dkis_report'::regnamespace)
  UNION
  SELECT n.classid, n.objid FROM reached
  JOIN pg_depend d ON d.classid = reached.classid AND d.objid = reached.objid
  LEFT JOIN pg_rewrite r ON d.refclassid = 'pg_class'::regclass AND r.ev_class = d.refobjid AND r.rulename = '_RETURN'
  CROSS JOIN LATERAL (SELECT 'pg_rewrite'::regclass::oid, r.oid WHERE r.oid IS NOT NULL
    UNION ALL SELECT d.refclassid, d.refobjid WHERE d.refclassid = 'pg_proc'::regclass) AS n (classid, objid))
SELECT p.oid::regprocedure AS kept, string_agg(a.grantee::regrole::text, ' ' ORDER BY a.grantee::regrole::text) AS but_may
FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a
WHERE p.pronamespace = 'dkis_store'::regnamespace AND a.grantee <> p.proowner AND p.proname NOT LIKE '%cirebon%'
  AND NOT EXISTS (SELECT FROM reached WHERE reached.classid = 'pg_proc'::regclass AND reached.objid = p.oid)
GROUP BY p.oid ORDER BY p.oid::regprocedure::text COLLATE "C";
\a

-- ---- people ----------------------------------------------------------------------------
CREATE ROLE dkis_test_budi IN ROLE dkis_officer;
CREATE ROLE dkis_test_siti IN ROLE dkis_officer;
CREATE ROLE dkis_test_disp IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_app IN ROLE dkis_app;
CREATE ROLE dkis_test_baca IN ROLE dkis_reader;
CREATE ROLE dkis_test_kelola IN ROLE dkis_admin;
CREATE ROLE dkis_test_luar;
GRANT CREATE ON SCHEMA public TO dkis_test_budi;
SET ROLE dkis_test_kelola;
INSERT INTO dkis.people (name, db_role, actor) VALUES ('Budi Santoso', 'dkis_test_budi', 'budi'), ('Siti Aminah', 'dkis_test_siti', 'siti');
INSERT INTO dkis.performer_members (performer, person) SELECT 'ppid', id FROM dkis.people WHERE actor = 'budi';
INSERT INTO dkis.organisations (code, name) VALUES ('uji-a', 'A'), ('uji-b', 'B');
INSERT INTO dkis.performer_members (performer, organisation, person) SELECT 'petugas_ppid', 'uji-a', id FROM dkis.people WHERE actor = 'siti';
INSERT INTO dkis.performer_members (performer, organisation, person, valid) SELECT 'petugas_ppid', 'uji-b', id, '[2020-01-01,2020-12-31]' FROM dkis.people WHERE actor = 'siti';
RESET ROLE;

-- ---- an officer -----------------------------------------------------------------------------
SET ROLE dkis_test_budi;
INSERT INTO dkis.cases (sop, title, organisation) VALUES ('permohonan-informasi', 'Salinan APBD', 'uji-a') RETURNING opened_by;
SELECT id AS c FROM dkis.cases \gset
SELECT s.step, s.performer FROM dkis.case_steps s WHERE case_id = :c;
-- His UPDATE works; on the tables below it he has no right at all.
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = :c AND step = '1' AND finished_at IS NULL;
\set VERBOSITY sqlstate
SELECT * FROM dkis_store.cases;
INSERT INTO dkis_store.case_events (case_id, seq, at, recorded_at, actor, db_role, event, hash) VALUES (:c, 99, now(), now(), 'x', 'x', 'x', '');
UPDATE dkis_store.cases SET title = 'x';
DELETE FROM dkis_store.case_holds;
UPDATE dkis_store.register_counters SET last_number = 0;
SELECT nextval('dkis_store.cases_id_seq');
UPDATE dkis.case_events SET actor = 'x';
INSERT INTO dkis.escalations (case_step_id, level, due_at, performer) VALUES (1, 1, now(), 'x');
UPDATE dkis.sops SET name = 'x';
UPDATE dkis.settings SET value = '1';
INSERT INTO dkis.performer_members (performer, person) VALUES ('ppid', 1);
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('kantor', '2026-12-31', 'x');
DELETE FROM dkis.cases;
-- Nor may he call what dkis calls for itself.
SELECT dkis_store.record_run('x', now(), 1, NULL);
SELECT dkis_store.move_sequences(1);
SELECT dkis_store.number_cases(1);
SELECT dkis_store.escalate_due(now(), 1);
SELECT dkis_store.tell_levels('{1}', '{1}', '{1}', '{1}', '{x}', '{x}', '{now}', '{x}', now());
SELECT dkis_store.lawful_runs(NULL, NULL, NULL, NULL);
SELECT dkis_store.case_picture(NULL, NULL, NULL, NULL, NULL, NULL);
SELECT dkis_store.sop_form('start -> a; a -> end', '{}', '{}', '{}', '{}', '{}', '{}');
SELECT dkis_store.import_holidays(NULL, NULL, NULL);
SELECT dkis_store.preview_import(NULL, NULL, NULL);
SELECT dkis.set_agency(1);
SELECT dkis.activate_version(1);
SELECT dkis.load_cirebon();
CALL dkis.escalate();
SET dkis.agency = 1;
SET dkis.enforce_performer = off;
CREATE TRIGGER evil INSTEAD OF UPDATE ON dkis.cases FOR EACH ROW EXECUTE FUNCTION dkis_store.cases_row();
CREATE TABLE evil (id bigint REFERENCES dkis_store.cases);
-- The C triggers are no functions to be called, nor to be hung on a table of his own.
SELECT dkis_store.cases_row();
CREATE TEMP TABLE cases (LIKE dkis.cases);
CREATE TRIGGER evil BEFORE UPDATE ON pg_temp.cases FOR EACH ROW EXECUTE FUNCTION dkis_store.cases_row();
CREATE TRIGGER evil BEFORE UPDATE ON pg_temp.cases FOR EACH ROW EXECUTE FUNCTION dkis_store.forget_compiled();
\set VERBOSITY default
-- What they are for he asks of dkis.
SELECT left(dkis.case_svg(:c), 4) AS picture, left(dkis.sop_html('16'), 15) AS form, (SELECT count(*) FROM dkis.waiting_for(:c)) AS waited_for,
  (SELECT count(*) FROM dkis.lawful_duration('16')) AS bounds, (SELECT count(*) > 0 FROM dkis.explain_case(:c)) AS explained;
-- His own tables and operators of the same names change nothing.
CREATE TABLE public.case_steps (note text);
CREATE FUNCTION public.evil(text, text) RETURNS bool LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR public.= (FUNCTION = public.evil, LEFTARG = text, RIGHTARG = text);
SET search_path = pg_temp, public, pg_catalog;
UPDATE dkis.case_steps SET note = 'lewat jalan sendiri' WHERE case_id OPERATOR(pg_catalog.=) :c AND finished_at IS NULL;
RESET search_path;
SELECT note FROM dkis.case_steps WHERE case_id = :c AND finished_at IS NULL;
DROP OPERATOR public.= (text, text);
DROP FUNCTION public.evil;
DROP TABLE public.case_steps;

-- ---- SP004: not a member of the performer ------------------------------------------------------
SELECT performer, organisation FROM dkis.case_steps WHERE case_id = :c AND finished_at IS NULL;
SELECT dkis.finish_step(:c, '2', 'Tersedia');
SELECT outcome FROM dkis.next_actions(:c);
-- Somebody else's name, and another's for an application that he is not.
SET dkis.actor = 'siti';
SELECT dkis.finish_step(:c, '2', 'Tersedia');
RESET dkis.actor;
UPDATE dkis.case_steps SET outcome = 'Tersedia', finished_by = 'Siti Aminah' WHERE case_id = :c AND finished_at IS NULL;
INSERT INTO dkis.cases (sop, title, opened_by) VALUES ('permohonan-informasi', 'x', 'Siti Aminah');
UPDATE dkis.case_steps SET due_at = now() + interval '1 year' WHERE case_id = :c AND finished_at IS NULL;
UPDATE dkis.case_steps SET outcome = 'Tersedia', finished_at = '2020-01-01' WHERE case_id = :c AND finished_at IS NULL;
-- A function that runs as its owner makes nobody act as that owner: who calls it acts.
CREATE FUNCTION public.lewat(c bigint) RETURNS dkis.marking LANGUAGE sql SECURITY DEFINER AS $$ SELECT dkis.finish_step(c, '2', 'Tersedia') $$;
SET ROLE dkis_test_siti;
SELECT organisation FROM dkis.cases WHERE id = :c;
SELECT public.lewat(:c) IS NOT NULL AS by_the_outer_user;
RESET ROLE;
DROP FUNCTION public.lewat;
SELECT actor, db_role, event, step FROM dkis.case_events WHERE case_id = :c ORDER BY seq;

-- Members for one organisation only, and only for their time.
SET ROLE dkis_test_budi;
INSERT INTO dkis.cases (sop, title, organisation) VALUES ('permohonan-informasi', 'Lain', 'uji-b');
SELECT max(id) AS d FROM dkis.cases \gset
SELECT dkis.finish_step(:d, '1');
SET ROLE dkis_test_siti;
SELECT dkis.finish_step(:d, '2', 'Tersedia');
-- dkis_admin always, recorded as such.
SET ROLE dkis_test_kelola;
SELECT dkis.finish_step(:d, '2', 'Tersedia');
SELECT actor, db_role FROM dkis.case_events WHERE case_id = :d ORDER BY seq DESC LIMIT 1;
RESET ROLE;

-- ---- when a step was finished: now, by the clock, unless dkis_admin says otherwise ------------
-- A transaction that began before the deadline does not finish before it.
SET ROLE dkis_test_budi;
INSERT INTO dkis.cases (sop, title, organisation) VALUES ('permohonan-informasi', 'Saat', 'uji-a') RETURNING id AS d \gset
BEGIN;
SELECT clock_timestamp() AS a_moment_ago \gset
SAVEPOINT before;
UPDATE dkis.case_steps SET outcome = 'Selesai', finished_at = :'a_moment_ago' WHERE case_id = :d AND finished_at IS NULL;
ROLLBACK TO before;
UPDATE dkis.case_steps SET outcome = 'Selesai', finished_at = now() WHERE case_id = :d AND finished_at IS NULL;
SELECT finished_at > :'a_moment_ago' AS by_the_clock FROM dkis.case_steps WHERE case_id = :d AND outcome IS NOT NULL;
ROLLBACK TO before;
UPDATE dkis.case_steps SET outcome = 'Selesai', finished_at = clock_timestamp() WHERE case_id = :d AND finished_at IS NULL;
SELECT finished_at > :'a_moment_ago' AS by_the_clock FROM dkis.case_steps WHERE case_id = :d AND outcome IS NOT NULL;
ROLLBACK TO before;
SET ROLE dkis_test_kelola;
UPDATE dkis.case_steps SET outcome = 'Selesai', finished_at = :'a_moment_ago' WHERE case_id = :d AND finished_at IS NULL;
SELECT finished_at = :'a_moment_ago' AS as_entered FROM dkis.case_steps WHERE case_id = :d AND outcome IS NOT NULL;
ROLLBACK;
RESET ROLE;

-- ---- an application names the one who acts ---------------------------------------------------
SET ROLE dkis_test_app;
BEGIN;
SET LOCAL dkis.actor = 'budi';
INSERT INTO dkis.cases (sop, title, organisation) VALUES ('permohonan-informasi', 'Lewat aplikasi', 'uji-a') RETURNING opened_by;
SELECT max(id) AS e FROM dkis.cases \gset
SELECT dkis.finish_step(:e, '1');
COMMIT;
BEGIN;
SET LOCAL dkis.actor = 'budi';
SELECT dkis.finish_step(:e, '2', 'Tersedia');
ROLLBACK;
BEGIN;
SET LOCAL dkis.actor = 'siti';
SELECT dkis.finish_step(:e, '2', 'Tersedia');
COMMIT;
-- Without a name, or with one that nobody has: the performer has members, it is none of them.
SELECT dkis.open_case('permohonan-informasi', 'Tanpa nama') AS f \gset
SELECT dkis.finish_step(:f, '1');
SELECT dkis.finish_step(:f, '2', 'Tersedia');
BEGIN;
SET LOCAL dkis.actor = 'siapa';
SELECT dkis.finish_step(:f, '2', 'Tersedia');
ROLLBACK;
SELECT actor, db_role, event FROM dkis.case_events WHERE case_id = :e ORDER BY seq;
UPDATE dkis.notifications SET delivered_at = now();
\set VERBOSITY sqlstate
UPDATE dkis.notifications SET body = 'x';
\set VERBOSITY default
RESET ROLE;

-- ---- a dispatcher: the emergency line, not the counter ------------------------------------------
SET ROLE dkis_test_disp;
SELECT dkis.open_case('darurat-kecelakaan', 'Tabrakan') AS g \gset
SELECT dkis.finish_step(:g, '1') IS NOT NULL AS finished;
SELECT dkis.open_case('pengaduan-sikapri', 'Pengaduan', class => 'ringan') AS h \gset
SELECT dkis.finish_step(:h, '1');
RESET ROLE;

-- ---- a reader: the reports, nothing else ------------------------------------------------------------
INSERT INTO dkis.applicants (name) VALUES ('Ahmad Fauzi');
INSERT INTO dkis.cases (sop, title, applicant) SELECT 'permohonan-informasi', 'Rahasia', max(id) FROM dkis.applicants;
SET ROLE dkis_test_baca;
SELECT perihal, pemohon, dibuka_oleh = left(:'USER', 1) || '***' AS samar, dibuka_oleh = :'USER' AS terbaca FROM dkis_report.kasus WHERE pemohon IS NOT NULL;
SELECT count(*) > 0 AS reads FROM dkis_report.daftar_tugas;
SELECT dkis.add_workdays('2026-11-24', 1), dkis.sla '10 hari kerja';
\set VERBOSITY sqlstate
SELECT * FROM dkis.cases;
SELECT * FROM dkis.applicants;
SELECT * FROM dkis.people;
SELECT dkis.open_case('permohonan-informasi', 'x');
SELECT dkis.finish_step(:f, '1');
SELECT * FROM dkis.verify_case(:f);
INSERT INTO dkis_report.asal_langkah DEFAULT VALUES;
SET ROLE dkis_test_budi;
SELECT perihal, pemohon, dibuka_oleh = left(:'USER', 1) || '***' AS samar, dibuka_oleh = :'USER' AS terbaca FROM dkis_report.kasus WHERE pemohon IS NOT NULL;
-- ---- nobody in particular: not even a type ------------------------------------------------------------
SET ROLE dkis_test_luar;
SELECT dkis.agency();
SELECT * FROM dkis_report.kasus;
SELECT * FROM dkis.sops;
SELECT '1 jam'::dkis.sla;
RESET ROLE;

-- ---- an administrator runs the agency, and writes no history ------------------------------------------
SET ROLE dkis_test_kelola;
UPDATE dkis.sops SET division = 'Bidang Uji' WHERE code = 'pengaduan-sikapri';
INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('kantor', '2026-12-31', 'libur daerah', 'Uji');
SELECT dkis.load_areas('{"features": [{"properties": {"code": "99", "name": "Uji", "level": "kota"}, "geometry": {"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}}]}');
CALL dkis.escalate();
SELECT count(*) FROM dkis.verify_case(:c);
UPDATE dkis.case_events SET actor = 'x';
UPDATE dkis.escalations SET level = 9;
DELETE FROM dkis.jobs;
DELETE FROM dkis.cases;
TRUNCATE dkis.notifications;
SELECT * FROM dkis_store.cases;
SELECT dkis_store.record_run('x', now(), 1, NULL);
SET dkis.enforce_performer = off;
RESET ROLE;
\set VERBOSITY default

-- ---- a setting smuggled in before the library is loaded is not believed --------------------------------
CREATE ROLE dkis_test_masuk LOGIN IN ROLE dkis_officer;
\c
SET SESSION AUTHORIZATION dkis_test_masuk;
SET client_min_messages = error;
SET dkis.enforce_performer = off;
SELECT count(*) > 0 AS loaded FROM dkis.sops WHERE agency = dkis.agency();
SHOW dkis.enforce_performer;
\set SHOW_CONTEXT never
SELECT dkis.finish_step(:f, '2', 'Tersedia');
\c
SET client_min_messages = warning;
SELECT count(*) AS problems FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id);
DROP OWNED BY dkis_test_budi, dkis_test_siti, dkis_test_disp, dkis_test_app, dkis_test_baca, dkis_test_kelola, dkis_test_luar, dkis_test_masuk;
DROP ROLE dkis_test_budi, dkis_test_siti, dkis_test_disp, dkis_test_app, dkis_test_baca, dkis_test_kelola, dkis_test_luar, dkis_test_masuk;
\c contrib_regression
DROP DATABASE dkis_test_privileges;

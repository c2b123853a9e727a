-- A hub holds the rows of many agencies and is none of them, or one: nothing
-- that it runs, and nobody who works there, touches what belongs to another.
-- In a database of its own: the agency is set.
CREATE DATABASE dkis_test_hub_jobs TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_hub_jobs
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never

-- Three agencies, the same SOPs in each: one with cases that are late, one whose
-- waiting period is over, one that numbers later.
CREATE PROCEDURE pg_temp.found(code int) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('dkis.agency', code::text, false);
  INSERT INTO dkis.calendars (code, kind) VALUES ('kantor', '24 jam');
  INSERT INTO dkis.performers (code, name) VALUES ('kepala', 'Kepala');
  INSERT INTO dkis.performers (code, name, superior) VALUES ('penguji', 'Penguji', 'kepala');
  INSERT INTO dkis.escalation_rules (level, at_percent, notify) VALUES (1, 75, 'pelaksana'), (2, 100, 'atasan');
  INSERT INTO dkis.sops (code, number, name, numbered_later) VALUES ('surat', 1, 'Surat', false), ('darurat', 2, 'Darurat', true);
  INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('surat', 1, 'kantor', 'start -> 1; 1 -> 2; 2 -> end'), ('darurat', 1, 'kantor', 'start -> 1; 1 -> end');
  INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla, sla_kind, wait_outcome, on_due_outcome)
  SELECT v.id, s.step, s.step::int, 'Kegiatan', 'penguji', '2 jam', s.kind, s.outcome, s.outcome
  FROM dkis.sop_versions v JOIN (VALUES ('surat', '1', 'batas', NULL), ('surat', '2', 'tunggu', 'Selesai'), ('darurat', '1', 'batas', NULL)) AS s (sop, step, kind, outcome)
    ON s.sop = v.sop WHERE v.agency = code;
  PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE agency = code;
  INSERT INTO dkis.cases (sop, title) SELECT s, s || ' ' || n FROM unnest(ARRAY['surat', 'darurat']) s, generate_series(1, 2) n ORDER BY 1;
  UPDATE dkis.case_steps SET outcome = 'Selesai' FROM dkis.cases c WHERE c.id = case_id AND c.title = 'surat 2' AND c.agency = code AND finished_at IS NULL;
  UPDATE dkis.case_steps SET due_at = now() - interval '10 minutes' WHERE finished_at IS NULL AND agency = code;
  INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('kantor', '2026-12-30', 'libur daerah', 'Uji');
END
$$;
CALL pg_temp.found(3274);
CALL pg_temp.found(3209);
CALL pg_temp.found(3200);
RESET dkis.agency;

-- Every row of another agency, in one line each.
CREATE FUNCTION pg_temp.of(code int) RETURNS TABLE (rows bigint, digest text) LANGUAGE plpgsql AS $$
DECLARE
  tbl regclass;
  n bigint;
  d text;
BEGIN
  rows := 0;
  digest := '';
  FOR tbl IN
    SELECT c.oid FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'agency'
    WHERE c.relkind = 'r' AND s.nspname IN ('dkis', 'dkis_store') ORDER BY c.relname
  LOOP
    EXECUTE format('SELECT count(*), md5(coalesce(string_agg(r::text, chr(10) ORDER BY r::text), %L)) FROM %s r WHERE agency = %s', '', tbl, code) INTO n, d;
    rows := rows + n;
    digest := md5(digest || d);
  END LOOP;
  RETURN NEXT;
END
$$;
CREATE TABLE pg_temp.before AS SELECT code, (pg_temp.of(code)).* FROM unnest(ARRAY[3200, 3209, 3274]) code;
CREATE VIEW pg_temp.touched AS
SELECT b.code, (SELECT (b.rows, b.digest) IS DISTINCT FROM (o.rows, o.digest) FROM pg_temp.of(b.code) o) AS touched FROM pg_temp.before b ORDER BY 1;

-- ---- a hub that is no agency has nothing to do, and says so -------------------------------
SELECT dkis.agency();
CALL dkis.run_job('dkis.escalate');
CALL dkis.run_job('dkis.open_recurring');
SELECT job, done, error FROM dkis.jobs ORDER BY id;
SELECT * FROM pg_temp.touched;

-- ---- nobody works on another agency's cases there -----------------------------------------
SELECT c.id AS c FROM dkis.cases c WHERE c.agency = 3209 AND c.title = 'surat 1' \gset
SELECT dkis.finish_step(:c, '1');
\set VERBOSITY sqlstate
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = :c AND finished_at IS NULL;
UPDATE dkis.cases SET title = 'Lain' WHERE id = :c;
SELECT dkis.hold_case(:c, 'uji');
SELECT dkis.cancel_case(:c, 'uji');
SELECT dkis.extend_step(:c, '1', 'uji');
SELECT dkis.migrate_case(:c, 1);
\set VERBOSITY default
SELECT * FROM pg_temp.touched;

-- ---- an agency's own jobs beside the others' rows ------------------------------------------
SET dkis.agency = 3274;
CALL dkis.run_job('dkis.escalate');
CALL dkis.run_job('dkis.escalate');
SELECT job, done, error FROM dkis.jobs ORDER BY id DESC LIMIT 2;
SELECT * FROM pg_temp.touched;
SELECT c.agency, c.title, c.status, c.register_no IS NOT NULL AS numbered, (SELECT count(*) FROM dkis.notifications n WHERE n.case_id = c.id) AS notices
FROM dkis.cases c ORDER BY 1, 2;
-- Its own cases are worked on as ever, and a finished one's number is its own.
SELECT dkis.cancel_case(id, 'uji') FROM dkis.cases WHERE agency = 3274 AND title = 'surat 1';
SELECT agency, sop_number, last_number FROM dkis_store.register_counters ORDER BY 1, 2;
RESET dkis.agency;
\c contrib_regression
DROP DATABASE dkis_test_hub_jobs;

-- Columns go by name: tables and views may have more of them than dkis knows,
-- in any order; a new row takes the table's defaults for those. What dkis needs
-- and does not find is refused by name of the library's and the script's versions.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_columns TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_columns
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
INSERT INTO dkis.responders (code, name, kind) VALUES ('uji', 'Uji', 'damkar');
CREATE ROLE dkis_test_kolom IN ROLE dkis_officer, dkis_dispatcher;
GRANT dkis_admin TO dkis_test_kolom; -- finishes any step
\set VERBOSITY default
\set SHOW_CONTEXT never

-- A column of the agency's own behind the view's last, and behind the table's.
CREATE FUNCTION pg_temp.show_too(view_name text, addition text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW dkis.%I AS %s', view_name,
    regexp_replace(rtrim(pg_get_viewdef(format('dkis.%I', view_name)::regclass), ';'), '\n +FROM', ', ' || addition || ' FROM'));
END
$$;

-- ---- a longer view, in the session that has used the shorter one ----------------
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'sebelum') RETURNING title;
SELECT min(id) AS first FROM dkis.cases \gset
ALTER TABLE dkis_store.cases ADD priority text, ADD rank int, ADD reviewed_at timestamptz;
SELECT pg_temp.show_too('cases', 'rank, priority');
ALTER TABLE dkis_store.case_steps ADD rank int, ADD mood text DEFAULT 'baik';
SELECT pg_temp.show_too('case_steps', 'rank, mood');
SET ROLE dkis_test_kolom;
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'sesudah') RETURNING title, status, rank, priority;
UPDATE dkis.cases SET title = 'diubah' WHERE id = :first RETURNING title, status, rank, priority;
SELECT dkis.finish_step(:first, step) IS NOT NULL AS finished FROM dkis.case_steps WHERE case_id = :first;
SELECT count(*) AS steps, count(*) FILTER (WHERE finished_at IS NOT NULL) AS finished, min(mood) AS mood FROM dkis.case_steps WHERE case_id = :first;
SELECT * FROM dkis.verify_case(:first);
RESET ROLE;

-- ---- defaults, also NOT NULL ones: what an update adds while sessions live --------
ALTER TABLE dkis_store.cases ADD secrecy text NOT NULL DEFAULT 'biasa', ADD made_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE dkis_store.case_steps ADD secrecy text NOT NULL DEFAULT 'biasa';
ALTER TABLE dkis_store.case_events ADD secrecy text NOT NULL DEFAULT 'biasa';
ALTER TABLE dkis_store.calls ADD secrecy text NOT NULL DEFAULT 'biasa';
ALTER TABLE dkis_store.units ADD secrecy text NOT NULL DEFAULT 'biasa';
ALTER TABLE dkis_store.incidents ADD secrecy text NOT NULL DEFAULT 'biasa';
ALTER TABLE dkis_store.dispatches ADD secrecy text NOT NULL DEFAULT 'biasa';
SET ROLE dkis_test_kolom;
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'dengan bawaan') RETURNING title;
SELECT dkis.finish_step(id, '1') IS NOT NULL AS finished FROM dkis.cases WHERE title = 'dengan bawaan';
INSERT INTO dkis.units (responder, callsign, kind) VALUES ('uji', 'U-1', 'damkar') RETURNING callsign, status;
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0812 1', NULL, 'darurat', 'kebakaran');
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT i.id, u.id FROM dkis.incidents i, dkis.units u RETURNING cleared_at, total_seconds;
UPDATE dkis.dispatches SET cleared_at = clock_timestamp() RETURNING total_seconds > 0 AS counted;
UPDATE dkis.units SET status = 'tidak siap' RETURNING callsign, status;
UPDATE dkis.calls SET note = 'diubah' RETURNING note;
-- Rows that are older than the column hold its default too.
UPDATE dkis.cases SET note = 'lama' WHERE id = :first RETURNING note;
UPDATE dkis.case_steps SET note = 'lama' WHERE case_id = :first AND finished_at IS NULL RETURNING note;
RESET ROLE;
SELECT (SELECT count(*) FROM dkis_store.cases WHERE secrecy = 'biasa' AND made_at <= now()) AS cases,
  (SELECT count(DISTINCT secrecy) FROM dkis_store.case_steps) AS steps, (SELECT count(DISTINCT secrecy) FROM dkis_store.case_events) AS events,
  (SELECT string_agg(secrecy, ' ') FROM dkis_store.calls) AS calls, (SELECT string_agg(secrecy, ' ') FROM dkis_store.units) AS units,
  (SELECT string_agg(secrecy, ' ') FROM dkis_store.incidents) AS incidents, (SELECT string_agg(secrecy, ' ') FROM dkis_store.dispatches) AS dispatches;

-- ---- a column goes again ------------------------------------------------------------
ALTER TABLE dkis_store.cases DROP made_at, DROP reviewed_at;
ALTER TABLE dkis_store.case_steps DROP secrecy;
ALTER TABLE dkis_store.units DROP secrecy;
SET ROLE dkis_test_kolom;
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'sesudah dihapus') RETURNING title;
SELECT dkis.finish_step(id, '1') IS NOT NULL AS finished FROM dkis.cases WHERE title = 'sesudah dihapus';
INSERT INTO dkis.units (responder, callsign, kind) VALUES ('uji', 'U-2', 'damkar') RETURNING callsign;
UPDATE dkis.units SET note = 'x' WHERE callsign = 'U-2' RETURNING note;
RESET ROLE;

-- ---- another order: a view made anew ---------------------------------------------------
SELECT pg_get_functiondef('dkis_store.calls_row()'::regprocedure) IS NOT NULL AS there;
BEGIN;
ALTER VIEW dkis.calls RENAME TO calls_before;
CREATE VIEW dkis.calls AS SELECT 'baru'::text AS status, exercise, agency, blocked, identified_at, incident_id, call_taker, note, category, kind, caller_number, ended_at, answered_at, received_at, id FROM dkis_store.calls;
CREATE TRIGGER calls_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.calls FOR EACH ROW EXECUTE FUNCTION dkis_store.calls_row();
GRANT SELECT, INSERT, UPDATE ON dkis.calls TO dkis_dispatcher;
SET ROLE dkis_test_kolom;
INSERT INTO dkis.calls (caller_number, note) VALUES ('0812 2', 'urutan lain') RETURNING caller_number, note, blocked;
UPDATE dkis.calls SET note = 'tetap terbaca' WHERE note = 'urutan lain' RETURNING caller_number, note;
-- The old view's trigger no longer stands on its own view.
RESET ROLE;
SAVEPOINT before;
INSERT INTO dkis.calls_before (caller_number) VALUES ('0812 3');
ROLLBACK TO before;
ROLLBACK;

-- ---- what dkis needs and does not find ---------------------------------------------------
BEGIN;
ALTER VIEW dkis.cases RENAME COLUMN note TO catatan;
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'x');
ROLLBACK;
BEGIN;
ALTER TABLE dkis_store.units RENAME COLUMN note TO catatan;
UPDATE dkis.units SET status = 'siap';
ROLLBACK;

-- A script that this library does not know, newer or older: refused by both names.
BEGIN;
UPDATE pg_extension SET extversion = '0.9.3' WHERE extname = 'dkis';
ALTER VIEW dkis.cases ALTER COLUMN data SET DEFAULT '{}';
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'x');
ROLLBACK;
-- One of the same series only adds.
BEGIN;
UPDATE pg_extension SET extversion = regexp_replace(extversion, '[0-9]+$', '99') WHERE extname = 'dkis';
ALTER VIEW dkis.cases ALTER COLUMN data SET DEFAULT '{}';
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'masih dikenal') RETURNING title;
ROLLBACK;

\c contrib_regression
DROP DATABASE dkis_test_columns;
DROP ROLE dkis_test_kolom;

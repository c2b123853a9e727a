-- Rows go straight into the tables of cases, without SQL. What an agency has put
-- on these tables (columns, checks, indexes, triggers) must hold as it would
-- under SQL, whatever errors came before, and the indexes must be whole.
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE DATABASE dkis_test_writing TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_writing
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
CREATE EXTENSION amcheck;
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();

-- ---- columns, defaults, generated columns, triggers --------------------------------
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Sebelum');
ALTER TABLE dkis_store.cases ADD shelf text NOT NULL DEFAULT 'rak 1',
  ADD title_length int GENERATED ALWAYS AS (length(title)) STORED,
  ADD CONSTRAINT no_taboo CHECK (title <> 'Tabu');
ALTER TABLE dkis_store.case_steps ADD ticket serial;
CREATE TABLE public.written (what text, op text, id bigint, at_step text);
CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.written VALUES (TG_TABLE_NAME, TG_OP, NEW.id, to_jsonb(NEW) ->> 'step');
  RETURN NULL;
END $$;
CREATE TRIGGER note AFTER INSERT OR UPDATE ON dkis_store.cases FOR EACH ROW EXECUTE FUNCTION public.note();
CREATE TRIGGER note AFTER INSERT OR UPDATE ON dkis_store.case_steps FOR EACH ROW EXECUTE FUNCTION public.note();
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Kasus ' || n FROM generate_series(1, 300) AS n;
SELECT what, op, count(*), count(DISTINCT id) AS ids FROM public.written GROUP BY what, op ORDER BY what, op;
SELECT shelf, title_length = length(title) AS generated, count(*) FROM dkis_store.cases GROUP BY 1, 2;
SELECT count(DISTINCT ticket) = count(*) AS tickets FROM dkis_store.case_steps;
UPDATE dkis_store.cases SET shelf = 'rak 2' WHERE title = 'Kasus 7';
TRUNCATE public.written;
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE step = '1' AND finished_at IS NULL;
SELECT what, op, at_step, count(*) FROM public.written GROUP BY what, op, at_step ORDER BY what, op, at_step;
SELECT shelf, count(*), bool_and(title_length = length(title)) AS generated FROM dkis_store.cases GROUP BY shelf ORDER BY shelf;

-- A BEFORE trigger may change a row, look at those before it, or drop it.
CREATE FUNCTION public.before_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.written VALUES ('before', TG_OP, (SELECT count(*) FROM dkis_store.case_events AS e WHERE e.case_id = NEW.case_id), NEW.event);
  RETURN NEW;
END $$;
CREATE TRIGGER before_event BEFORE INSERT ON dkis_store.case_events FOR EACH ROW EXECUTE FUNCTION public.before_event();
TRUNCATE public.written;
SELECT dkis.cancel_case(c.id, 'uji') FROM dkis.cases AS c WHERE c.title = 'Kasus 9' \g /dev/null
SELECT id AS events_before, at_step AS event FROM public.written WHERE what = 'before' ORDER BY id;
DROP TRIGGER before_event ON dkis_store.case_events;

-- ---- what is refused leaves nothing, and what comes after is right ------------------
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', CASE n WHEN 200 THEN 'Tabu' ELSE 'Gagal' END FROM generate_series(1, 250) AS n;
SELECT count(*) AS failed_rows FROM dkis.cases WHERE title IN ('Tabu', 'Gagal');
CREATE UNIQUE INDEX one_of_each ON dkis_store.cases (title) WHERE title LIKE 'Tunggal%';
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Tunggal 1'), ('konferensi-pers', 'Tunggal 1');
DO $$
DECLARE tried int := 0;
BEGIN
  FOR i IN 1 .. 40 LOOP
    BEGIN
      INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Tunggal ' || i / 2);
    EXCEPTION WHEN unique_violation THEN
      tried := tried + 1;
    END;
  END LOOP;
  RAISE WARNING 'refused: %', tried;
END $$;
SELECT count(*) AS unique_rows, count(DISTINCT title) AS titles FROM dkis.cases WHERE title LIKE 'Tunggal%';
-- gapless, whatever was rolled back
SELECT count(*) = max(split_part(register_no, '/', 3)::int) AS gapless FROM dkis.cases WHERE sop = 'konferensi-pers';

-- ---- a trigger that comes back to dkis while rows are being written -----------------
CREATE FUNCTION public.echo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.title LIKE 'Gema%' AND length(NEW.title) < 8 THEN
    INSERT INTO dkis.cases (sop, title, parent_case) VALUES ('konferensi-pers', NEW.title || '!', NEW.id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER echo AFTER INSERT ON dkis_store.cases FOR EACH ROW EXECUTE FUNCTION public.echo();
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Gema');
SELECT title, (SELECT count(*) FROM dkis.verify_case(c.id)) AS problems, (SELECT count(*) FROM dkis.case_steps AS s WHERE s.case_id = c.id) AS steps
FROM dkis.cases AS c WHERE title LIKE 'Gema%' ORDER BY title;
DROP TRIGGER echo ON dkis_store.cases;

-- ---- the tables change under a session that has written -----------------------------
CREATE INDEX by_shelf ON dkis_store.cases (shelf);
ALTER TABLE dkis_store.cases DROP COLUMN title_length, ADD floor int DEFAULT 3;
ALTER TABLE dkis_store.case_steps DROP COLUMN ticket;
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Sesudah');
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = (SELECT id FROM dkis.cases WHERE title = 'Sesudah') AND finished_at IS NULL;
SELECT shelf, floor, event_count FROM dkis_store.cases WHERE title = 'Sesudah';

-- ---- foreign keys -------------------------------------------------------------------
-- Those that others add have their say. That of steps and events to their case is sure,
-- unless a trigger may keep the case out.
CREATE TABLE public.cupboards (cupboard text PRIMARY KEY);
INSERT INTO public.cupboards VALUES ('lemari 1');
ALTER TABLE dkis_store.case_steps ADD cupboard text REFERENCES public.cupboards;
ALTER TABLE dkis_store.case_steps ALTER cupboard SET DEFAULT 'lemari 9';
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Lemari');
ALTER TABLE dkis_store.case_steps ALTER cupboard SET DEFAULT 'lemari 1';
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Lemari');
CREATE FUNCTION public.keep_out() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER keep_out BEFORE INSERT ON dkis_store.cases FOR EACH ROW WHEN (NEW.title = 'Ditahan') EXECUTE FUNCTION public.keep_out();
INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Ditahan');
DROP TRIGGER keep_out ON dkis_store.cases;
SELECT (SELECT count(*) FROM dkis_store.case_steps AS s WHERE NOT EXISTS (SELECT FROM dkis_store.cases AS c WHERE c.id = s.case_id)) AS steps_alone,
  (SELECT count(*) FROM dkis_store.case_events AS e WHERE NOT EXISTS (SELECT FROM dkis_store.cases AS c WHERE c.id = e.case_id)) AS events_alone,
  (SELECT count(*) FROM dkis_store.case_steps WHERE cupboard = 'lemari 1') AS kept;
DELETE FROM dkis_store.cases WHERE title = 'Lemari';
-- One value is asked once for all rows that have it, where nobody's trigger may come between; any other is asked, a null never.
DROP TRIGGER note ON dkis_store.cases;
DROP TRIGGER note ON dkis_store.case_steps;
BEGIN;
SELECT sum(pg_stat_get_xact_numscans(r)) AS before FROM unnest(ARRAY['public.cupboards', 'public.cupboards_pkey']::regclass[]) AS r \gset
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Lemari' FROM generate_series(1, 300);
SELECT sum(pg_stat_get_xact_numscans(r)) - :before AS asked FROM unnest(ARRAY['public.cupboards', 'public.cupboards_pkey']::regclass[]) AS r;
COMMIT;
DELETE FROM public.cupboards;
CREATE SEQUENCE public.turn MINVALUE 0;
ALTER TABLE dkis_store.case_steps ALTER cupboard SET DEFAULT (ARRAY['lemari 1', NULL, 'lemari 1', 'lemari 2'])[1 + nextval('public.turn') % 4];
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Lemari' FROM generate_series(1, 300);
INSERT INTO public.cupboards VALUES ('lemari 2');
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Lemari' FROM generate_series(1, 300);
-- a trigger that has its say before the check may change what is checked
CREATE FUNCTION public.move_cupboard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE dkis_store.case_steps SET cupboard = NULL WHERE id = NEW.id AND id % 2 = 0;
  RETURN NULL;
END $$;
CREATE TRIGGER "0" AFTER INSERT ON dkis_store.case_steps FOR EACH ROW EXECUTE FUNCTION public.move_cupboard();
ALTER TABLE dkis_store.case_steps ALTER cupboard SET DEFAULT 'lemari 9';
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Lemari' FROM generate_series(1, 300);
DROP TRIGGER "0" ON dkis_store.case_steps;
-- one of another table's too, which comes before all checks of the steps
CREATE FUNCTION public.move_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE dkis_store.case_steps SET cupboard = NULL WHERE case_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER "0" AFTER INSERT ON dkis_store.cases FOR EACH ROW WHEN (NEW.title = 'Lemari 1') EXECUTE FUNCTION public.move_first();
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Lemari ' || n FROM generate_series(1, 300) AS n;
DROP TRIGGER "0" ON dkis_store.cases;
-- and what is checked when the transaction ends may have changed until then
ALTER TABLE dkis_store.case_steps ALTER CONSTRAINT case_steps_cupboard_fkey DEFERRABLE INITIALLY DEFERRED;
BEGIN;
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Rak ' || n FROM generate_series(1, 300) AS n;
UPDATE dkis_store.case_steps SET cupboard = NULL WHERE case_id = (SELECT id FROM dkis.cases WHERE title = 'Rak 1');
COMMIT;
ALTER TABLE dkis_store.case_steps ALTER CONSTRAINT case_steps_cupboard_fkey NOT DEFERRABLE;
SELECT cupboard, count(*) FROM dkis_store.case_steps WHERE cupboard IS NOT NULL GROUP BY cupboard ORDER BY cupboard;
ALTER TABLE dkis_store.case_steps ALTER cupboard SET DEFAULT 'lemari 1';

-- Of a row that changes, a key that it has kept is not asked again, though the row be of this very transaction; one that has changed is.
CREATE TABLE public.outcomes (outcome text PRIMARY KEY);
ALTER TABLE dkis_store.case_steps ADD FOREIGN KEY (outcome) REFERENCES public.outcomes NOT VALID;
CREATE FUNCTION public.scans(VARIADIC relations regclass[]) RETURNS numeric LANGUAGE sql AS 'SELECT sum(pg_stat_get_xact_numscans(r)) FROM unnest(relations) AS r';
BEGIN;
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Tetap' FROM generate_series(1, 300);
SELECT public.scans('dkis.sop_versions', 'dkis.sop_versions_pkey') AS versions, public.scans('public.cupboards', 'public.cupboards_pkey') AS cupboards,
  public.scans('public.outcomes', 'public.outcomes_pkey') AS outcomes \gset
SAVEPOINT nothing_there;
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE finished_at IS NULL AND case_id IN (SELECT id FROM dkis.cases WHERE title = 'Tetap');
ROLLBACK TO nothing_there;
INSERT INTO public.outcomes VALUES ('Selesai');
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE finished_at IS NULL AND case_id IN (SELECT id FROM dkis.cases WHERE title = 'Tetap');
SELECT public.scans('dkis.sop_versions', 'dkis.sop_versions_pkey') - :versions AS versions, public.scans('public.cupboards', 'public.cupboards_pkey') - :cupboards AS cupboards,
  public.scans('public.outcomes', 'public.outcomes_pkey') - :outcomes >= 300 AS outcomes;
COMMIT;
ALTER TABLE dkis_store.case_steps DROP CONSTRAINT case_steps_outcome_fkey;

-- ---- the indexes know every row, and every history is whole -------------------------
SELECT c.relname AS table, count(*) AS indexes, count(bt_index_check(i.indexrelid, true)) AS checked
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_am AS m ON m.oid = x.relam
WHERE c.relnamespace = 'dkis_store'::regnamespace AND c.relname IN ('cases', 'case_steps', 'case_events') AND m.amname = 'btree'
GROUP BY c.relname ORDER BY c.relname;
SELECT count(*) AS cases, sum((SELECT count(*) FROM dkis.verify_case(c.id))) AS problems FROM dkis.cases AS c;
SELECT count(*) = max(split_part(register_no, '/', 3)::int) AS gapless FROM dkis.cases WHERE sop = 'konferensi-pers';

-- ---- what the other views write ------------------------------------------------------
-- Straight into their tables too; where a trigger wants to hear of statements, by SQL.
-- Both write the same rows, with the same records, whatever stands on the tables.
ALTER TABLE dkis_store.case_steps ALTER cupboard DROP DEFAULT;
ALTER TABLE dkis_store.calls ADD desk text DEFAULT 'meja 1', ADD digits int GENERATED ALWAYS AS (length(caller_number)) STORED;
ALTER TABLE dkis_store.units ADD garage text NOT NULL DEFAULT 'garasi 1', ADD CONSTRAINT no_taboo CHECK (kind <> 'tabu');
CREATE TRIGGER note_of AFTER UPDATE OF note ON dkis_store.calls FOR EACH ROW EXECUTE FUNCTION public.note();
CREATE FUNCTION public.tidy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.garage := TG_OP;
  RETURN NEW;
END $$;
CREATE TRIGGER tidy BEFORE INSERT OR UPDATE ON dkis_store.units FOR EACH ROW EXECUTE FUNCTION public.tidy();
CREATE PROCEDURE public.a_day(day int) LANGUAGE plpgsql AS $$
DECLARE one record; two record; unit bigint; the_case bigint; applicant bigint;
BEGIN
  TRUNCATE public.written;
  SELECT * INTO one FROM dkis.report_call('0812 3456 789', '-6.73, 108.55', category => 'kebakaran', note => repeat('asap ', 800));
  INSERT INTO dkis.call_locations (call, raw) VALUES (one.call_id, '-6.7301, 108.5502'), (one.call_id, 'dekat pasar');
  UPDATE dkis.call_locations SET chosen = true WHERE call = one.call_id AND NOT chosen AND location IS NOT NULL;
  UPDATE dkis.calls SET note = 'padam', ended_at = clock_timestamp() WHERE id = one.call_id;
  UPDATE dkis.incidents SET priority = 1, address = 'Jalan Uji', location = 'SRID=4326;LINESTRING(108.56 -6.74, 108.561 -6.741)' WHERE id = one.incident_id;
  INSERT INTO dkis.calls (caller_number) VALUES ('0812 1');
  UPDATE dkis.calls SET kind = 'darurat', category = 'kebakaran' WHERE caller_number = '08121' AND kind IS NULL;
  SELECT * INTO two FROM dkis.report_call('0812 2', NULL, category => 'kebakaran', note => 'asap');
  PERFORM dkis.merge_incidents(one.incident_id, two.incident_id);
  INSERT INTO dkis.call_locations (call, raw, at) VALUES (two.call_id, '-6.74, 108.56', now() - interval '1 hour');
  PERFORM dkis.unmerge_incident(two.incident_id);
  INSERT INTO dkis.units (responder, callsign, kind, position, capabilities) VALUES ('damkar-mako', 'U-' || day, 'damkar', 'SRID=4326;POINT(108.55 -6.73)', '{tangga}') RETURNING id INTO unit;
  UPDATE dkis.units SET note = 'siaga', data = '{"awak": 4}' WHERE id = unit;
  INSERT INTO dkis.dispatches (incident_id, unit_id) VALUES (one.incident_id, unit);
  UPDATE dkis.dispatches SET acknowledged_at = clock_timestamp(), en_route_at = clock_timestamp() WHERE unit_id = unit;
  UPDATE dkis.dispatches SET cleared_at = clock_timestamp(), result = 'padam' WHERE unit_id = unit;
  INSERT INTO dkis.applicants (name) VALUES ('Budi') RETURNING id INTO applicant;
  UPDATE dkis.applicants SET contact = '0812 9' WHERE id = applicant;
  the_case := dkis.open_case('konferensi-pers', 'Berkas');
  INSERT INTO dkis.case_documents (case_id, step, name, kind, location, medium) VALUES (the_case, '1', 'Surat', 'surat', 'lemari', 'hardcopy');
  UPDATE dkis.case_documents SET location = 'rak' WHERE case_id = the_case;
  FOR i IN 1 .. 3 LOOP -- what an error has interrupted is not used again
    BEGIN
      INSERT INTO dkis.units (responder, callsign, kind) VALUES ('damkar-mako', 'U-' || day, 'damkar');
    EXCEPTION WHEN unique_violation THEN
      INSERT INTO public.written VALUES ('dua kali', 'INSERT', i);
    END;
    BEGIN
      INSERT INTO dkis.units (responder, callsign, kind) VALUES ('damkar-mako', 'V-' || day, 'tabu');
    EXCEPTION WHEN check_violation THEN
      INSERT INTO public.written VALUES ('tabu', 'INSERT', i);
    END;
  END LOOP;
END $$;
-- A row as one can compare it with another day's.
CREATE FUNCTION public.timeless(r jsonb) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_object_agg(key, CASE WHEN jsonb_typeof(value) <> 'null' AND key ~ '(^|_)id$|^(at|until|call|duplicate_of|merged_into|callsign)$|_at$' THEN '"ada"'
    WHEN key = 'reason' THEN to_jsonb(regexp_replace(value #>> '{}', '[0-9]{9,}', 'n')) ELSE value END) FROM jsonb_each(CASE jsonb_typeof(r) WHEN 'object' THEN r END)
$$;
CREATE TABLE public.day_rows (day int, tbl text, r jsonb);
CREATE FUNCTION public.keep_day(the_day int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY '{calls,call_locations,incidents,units,dispatches,applicants,case_documents}'::text[] LOOP
    EXECUTE format('INSERT INTO public.day_rows SELECT $1, %L, public.timeless(to_jsonb(t)) FROM dkis_store.%I AS t WHERE NOT EXISTS (SELECT FROM public.seen AS s WHERE s.tbl = %1$L AND s.id = t.id)', t, t) USING the_day;
    EXECUTE format('INSERT INTO public.seen SELECT %L, t.id FROM dkis_store.%I AS t ON CONFLICT DO NOTHING', t, t);
  END LOOP;
  INSERT INTO public.day_rows SELECT the_day, 'changes', jsonb_build_object('relation', relation, 'change', change,
    'before', public.timeless(detail -> 'sebelum'), 'after', public.timeless(detail -> 'sesudah'), 'salt', length(salt), 'digest', digest IS NOT NULL, 'state', length(state))
  FROM dkis_store.changes AS c WHERE NOT EXISTS (SELECT FROM public.seen AS s WHERE s.tbl = 'changes' AND s.id = c.id);
  INSERT INTO public.seen SELECT 'changes', c.id FROM dkis_store.changes AS c ON CONFLICT DO NOTHING;
  INSERT INTO public.day_rows SELECT the_day, 'written', jsonb_build_object('what', what, 'op', op, 'rows', count(*)) FROM public.written WHERE what <> 'statement' GROUP BY what, op;
END $$;
CREATE TABLE public.seen (tbl text, id bigint, PRIMARY KEY (tbl, id));
SELECT public.keep_day(0);
CALL public.a_day(1);
SELECT public.keep_day(1);
SELECT what, count(*) FROM public.written GROUP BY what ORDER BY what;
CREATE FUNCTION public.hear() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.written VALUES ('statement', TG_TABLE_NAME || ' ' || TG_OP);
  RETURN NULL;
END $$;
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY '{calls,call_locations,incidents,units,dispatches,applicants,case_documents}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER hear AFTER INSERT OR UPDATE ON dkis_store.%I FOR EACH STATEMENT EXECUTE FUNCTION public.hear()', t);
  END LOOP;
END $$;
CALL public.a_day(2);
SELECT public.keep_day(2);
SELECT op AS heard, count(*) FROM public.written WHERE what = 'statement' GROUP BY op ORDER BY op;
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY '{calls,call_locations,incidents,units,dispatches,applicants,case_documents}'::text[] LOOP
    EXECUTE format('DROP TRIGGER hear ON dkis_store.%I', t);
  END LOOP;
END $$;
CALL public.a_day(3);
SELECT public.keep_day(3);
SELECT tbl, count(*) FILTER (WHERE day = 1) AS straight, count(*) FILTER (WHERE day = 2) AS by_sql, count(*) FILTER (WHERE day = 3) AS straight_again FROM public.day_rows WHERE day > 0 GROUP BY tbl ORDER BY tbl;
SELECT d.day, o.other, x.* FROM generate_series(1, 3) AS d (day), generate_series(1, 3) AS o (other), LATERAL (
  SELECT tbl, r FROM public.day_rows WHERE day = d.day EXCEPT ALL SELECT tbl, r FROM public.day_rows WHERE day = o.other) AS x ORDER BY 1, 2, 3, 4;
SELECT desk, digits, count(*) FROM dkis_store.calls GROUP BY 1, 2 ORDER BY 1, 2;
SELECT garage, kind, count(*) FROM dkis_store.units GROUP BY 1, 2 ORDER BY 1, 2;
SELECT c.relname AS table, count(*) AS indexes, count(bt_index_check(i.indexrelid, true)) AS checked
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_am AS m ON m.oid = x.relam
WHERE c.relnamespace = 'dkis_store'::regnamespace AND c.relname IN ('calls', 'call_locations', 'incidents', 'units', 'dispatches', 'changes') AND m.amname = 'btree'
GROUP BY c.relname ORDER BY c.relname;
SET enable_seqscan = off;
SELECT count(*) AS found_by_place FROM dkis_store.incidents WHERE location && 'SRID=4326;POLYGON((108 -7, 109 -7, 109 -6, 108 -6, 108 -7))';
RESET enable_seqscan;
SELECT count(*) AS placed FROM dkis_store.incidents WHERE location IS NOT NULL;

-- What the line's own tables say is kept by the session until they change, or change back.
INSERT INTO dkis.calls (kind) VALUES ('uji coba');
INSERT INTO dkis.call_kinds (kind) VALUES ('uji coba');
INSERT INTO dkis.calls (kind) VALUES ('uji coba') RETURNING kind;
BEGIN;
UPDATE dkis.call_kinds SET kind = 'uji lain' WHERE kind = 'uji coba';
INSERT INTO dkis.calls (kind) VALUES ('uji lain') RETURNING kind;
ROLLBACK;
INSERT INTO dkis.calls (kind) VALUES ('uji lain');
INSERT INTO dkis.calls (kind) VALUES ('uji coba') RETURNING kind;
UPDATE dkis.call_kinds SET effect = 'membuka insiden' WHERE kind = 'uji coba';
INSERT INTO dkis.incident_categories (category, sop) VALUES ('uji banjir', 'darurat-kebakaran');
INSERT INTO dkis.calls (caller_number, category) VALUES ('0812 7', 'uji banjir');
UPDATE dkis.calls SET kind = 'uji coba' WHERE caller_number = '08127' RETURNING incident_id IS NOT NULL AS opened;
UPDATE dkis.intake_steps SET outcome = NULL, moment = 'diterima' WHERE sop = 'darurat-kebakaran';
SELECT case_id FROM dkis.report_call('0812 8', 'pasar', 'uji coba', 'uji banjir', received_at => now() - interval '20 seconds') \gset
SELECT count(*) > 1 AS several, count(DISTINCT finished_at) AS moments FROM dkis.case_steps WHERE case_id = :case_id AND finished_at IS NOT NULL;
DELETE FROM dkis.incident_categories WHERE category = 'uji banjir';
INSERT INTO dkis.incidents (category) VALUES ('uji banjir');

\c contrib_regression
SET client_min_messages = warning;
DROP DATABASE dkis_test_writing;

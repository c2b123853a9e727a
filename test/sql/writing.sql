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

-- ---- the indexes know every row, and every history is whole -------------------------
SELECT c.relname AS table, count(*) AS indexes, count(bt_index_check(i.indexrelid, true)) AS checked
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_am AS m ON m.oid = x.relam
WHERE c.relnamespace = 'dkis_store'::regnamespace AND c.relname IN ('cases', 'case_steps', 'case_events') AND m.amname = 'btree'
GROUP BY c.relname ORDER BY c.relname;
SELECT count(*) AS cases, sum((SELECT count(*) FROM dkis.verify_case(c.id))) AS problems FROM dkis.cases AS c;
SELECT count(*) = max(split_part(register_no, '/', 3)::int) AS gapless FROM dkis.cases WHERE sop = 'konferensi-pers';

\c contrib_regression
SET client_min_messages = warning;
DROP DATABASE dkis_test_writing;

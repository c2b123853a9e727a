-- Register numbers have no gap, whatever is undone on the way.
CREATE DATABASE dkis_test_numbers TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_numbers
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
\set SHOW_CONTEXT never
INSERT INTO dkis.calendars (code, kind) VALUES ('siaga', '24 jam');
INSERT INTO dkis.performers (code, name) VALUES ('penguji', 'Penguji');
INSERT INTO dkis.sops (code, number, name, numbered_later) VALUES ('a', 990, 'A', false), ('b', 991, 'B', false), ('api', 992, 'Api', true);
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) SELECT code, 1, 'siaga', 'start -> s; s -> end' FROM dkis.sops;
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer) SELECT v.id, 's', 1, 's', 'penguji' FROM dkis.sop_versions v;
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions; END $$;
CREATE VIEW numbers AS
SELECT c.sop, string_agg(concat(c.title, ' ', split_part(c.register_no, '/', 3)::int), ', ' ORDER BY c.register_no) AS given,
  (SELECT last_number FROM dkis_store.register_counters r JOIN dkis.sops o ON o.number = r.sop_number WHERE o.code = c.sop) AS last,
  (SELECT last_number FROM dkis_store.register_counters r JOIN dkis.sops o ON o.number = r.sop_number WHERE o.code = c.sop) = count(c.register_no) AND count(DISTINCT c.register_no) = count(c.register_no) AS whole
FROM dkis.cases c GROUP BY c.sop ORDER BY c.sop;

-- A function that opens a case too: in the middle of a statement that opens cases ...
CREATE FUNCTION inner_case(n int, fails bool) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  BEGIN
    INSERT INTO dkis.cases (sop, title) VALUES ('a', 'dalam' || n);
    IF fails THEN
      RAISE 'batal';
    END IF;
  EXCEPTION WHEN raise_exception THEN NULL;
  END;
  RETURN 'luar' || n;
END
$$;
-- ... and is undone each time, never, every other time.
INSERT INTO dkis.cases (sop, title) SELECT 'a', inner_case(n, true) FROM generate_series(1, 4) n RETURNING title, split_part(register_no, '/', 3)::int AS number;
SELECT * FROM numbers;
INSERT INTO dkis.cases (sop, title) SELECT 'a', inner_case(n, false) FROM generate_series(5, 6) n RETURNING title, split_part(register_no, '/', 3)::int AS number;
INSERT INTO dkis.cases (sop, title) SELECT 'a', inner_case(n, n % 2 = 0) FROM generate_series(7, 10) n;
SELECT * FROM numbers;
-- Subtransactions within each other: the innermost stays, the one around it does not.
DO $$
BEGIN
  INSERT INTO dkis.cases (sop, title) VALUES ('a', 'satu');
  BEGIN
    INSERT INTO dkis.cases (sop, title) VALUES ('a', 'dua'), ('b', 'dua');
    INSERT INTO dkis.cases (sop, title) SELECT 'a', inner_case(11, false);
    RAISE 'batal';
  EXCEPTION WHEN raise_exception THEN
    INSERT INTO dkis.cases (sop, title) VALUES ('b', 'tiga'), ('a', 'tiga');
  END;
END
$$;
BEGIN;
INSERT INTO dkis.cases (sop, title) VALUES ('b', 'empat');
SAVEPOINT s;
INSERT INTO dkis.cases (sop, title) VALUES ('a', 'lima'), ('b', 'lima');
ROLLBACK TO s;
INSERT INTO dkis.cases (sop, title) VALUES ('a', 'enam'), ('b', 'enam');
COMMIT;
SELECT sop, last, whole FROM numbers;

-- Those that are numbered later: in the order of their ids, together with one
-- that is numbered because it closes, in a statement that also opens cases.
INSERT INTO dkis.cases (sop, title) SELECT 'api', 'api' || n FROM generate_series(1, 5) n;
SELECT sop, given, last, whole FROM numbers WHERE sop = 'api';
UPDATE dkis.case_steps SET outcome = 'Selesai' FROM dkis.cases c WHERE c.id = case_id AND c.title IN ('api4', 'api2') AND finished_at IS NULL;
CALL dkis.escalate(max_rows => 2);
SELECT string_agg(concat(title, ' ', split_part(register_no, '/', 3)), ', ' ORDER BY id) AS given FROM dkis.cases WHERE sop = 'api';
CALL dkis.escalate();
SELECT sop, given, last, whole FROM numbers WHERE sop = 'api';

-- A statement over many cases takes little memory, however many they are.
INSERT INTO dkis.cases (sop, title) SELECT 'api', 'banyak' FROM generate_series(1, 12000);
CREATE TEMP TABLE memory (bytes bigint);
CREATE FUNCTION look(outcome text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO memory SELECT sum(total_bytes) FROM pg_backend_memory_contexts;
  RETURN outcome;
END
$$;
UPDATE dkis.case_steps s SET outcome = CASE WHEN s.id % 3000 = 0 THEN look('Selesai') ELSE 'Selesai' END
FROM dkis.cases c WHERE c.id = s.case_id AND c.title = 'banyak' AND s.finished_at IS NULL;
SELECT count(*) AS looks, max(bytes) - min(bytes) < 8 * 1024 * 1024 AS little_more FROM memory;
SELECT sop, last, whole FROM numbers;
SELECT count(*) AS problems FROM dkis.cases c, dkis.verify_case(c.id) WHERE c.title <> 'banyak';
\c contrib_regression
DROP DATABASE dkis_test_numbers;

-- Every column of a case, and of what belongs to it, follows from its events: whatever a
-- superuser changes in a row, verify_case names the column. Each column of each such table
-- is tried, on cases that went through everything that changes one.
CREATE DATABASE dkis_test_facts TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_facts
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
\set SHOW_CONTEXT never
INSERT INTO dkis.calendars (code, kind) VALUES ('terus', '24 jam');
INSERT INTO dkis.organisations (code, name, kind) VALUES ('a', 'A', 'dinas'), ('b', 'B', 'dinas');
INSERT INTO dkis.performers (code, name) VALUES ('loket', 'Loket'), ('kepala', 'Kepala');
UPDATE dkis.performers SET superior = 'kepala' WHERE code = 'loket';
INSERT INTO dkis.people (name, actor) VALUES ('Ani', 'ani');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 1, 'Uji'), ('anak', 2, 'Anak');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla) VALUES ('uji', 1, 'terus', 'start -> 1; 1 -> 2; 2[Ya] -> 3; 2[Tidak] -> 1; 3 -> end', '5 hari + 2 hari'), ('anak', 1, 'terus', 'start -> 1; 1 -> end', '-');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla, each_organisation)
  SELECT v.id, s, s::int, s, 'loket', CASE s WHEN '1' THEN '1 hari + 1 hari' ELSE '2 jam' END::dkis.sla, CASE WHEN s = '3' THEN 'dinas' END
  FROM dkis.sop_versions v, unnest('{1,2,3}'::text[]) s WHERE v.sop = 'uji' OR s = '1';
INSERT INTO dkis.sop_step_slas (sop_version, step, class, sla) SELECT v.id, '2', k, s::dkis.sla FROM dkis.sop_versions v, (VALUES ('ringan', '1 hari'), ('berat', '3 hari')) c (k, s) WHERE v.sop = 'uji';
INSERT INTO dkis.sop_fields (sop_version, name, type, label, repeated, personal) SELECT v.id, n, 'teks', n, n = 'butir', n <> 'butir' FROM dkis.sop_versions v, unnest('{nama,butir}'::text[]) n WHERE v.sop = 'uji';
INSERT INTO dkis.sop_links (from_sop, step, outcome, to_sop, mode) VALUES ('uji', '2', 'Ya', 'anak', 'dibuka');
SELECT dkis.activate_version(id) FROM dkis.sop_versions ORDER BY id DESC;
INSERT INTO dkis.escalation_rules (level, at_percent, notify) VALUES (1, 0, 'pelaksana'), (2, 75, 'atasan');
INSERT INTO dkis.applicants (name) VALUES ('Siti') RETURNING id AS applicant \gset

-- ---- cases that have gone through everything -------------------------------------------------
SELECT dkis.open_case('uji', 'Semua', 'ringan', NULL, '{"nama": "Siti"}', now() - interval '1 hour', NULL, :applicant, 'a') AS c \gset
UPDATE dkis.cases SET channel = 'loket', note = 'catatan' WHERE id = :c;
SELECT dkis.assign_step(:c, '1', 'ani');
SELECT dkis.extend_step(:c, '1', 'lama') IS NOT NULL AS extended;
SELECT dkis.hold_case(:c, 'menunggu'), dkis.resume_case(:c);
SELECT dkis.hold_case(:c, 'lagi');
SELECT dkis.resume_case(:c);
CALL dkis.escalate();
SELECT dkis.finish_step(:c, '1', 'Selesai', 'beres');
UPDATE dkis.cases SET class = 'berat' WHERE id = :c;
SELECT dkis.undo_step(:c, '1', 'keliru');
SELECT dkis.finish_step(:c, '1');
SELECT dkis.finish_step(:c, '2', 'Tidak'), dkis.finish_step(:c, '1'), dkis.finish_step(:c, '2', 'Ya');
UPDATE dkis.case_steps SET due_at = now() + interval '3 days' WHERE case_id = :c AND finished_at IS NULL AND organisation = 'a';
UPDATE dkis.case_steps SET outcome = 'Selesai', note = 'dari a' WHERE case_id = :c AND finished_at IS NULL AND organisation = 'a';
INSERT INTO dkis.case_documents (case_id, step, name, kind, location, sha256, medium) VALUES (:c, '1', 'Surat', 'surat', 'lemari', sha256('x'), 'hardcopy');
UPDATE dkis.case_documents SET name = 'Surat resmi';
INSERT INTO dkis.case_items (case_id, step, data) VALUES (:c, '1', '{"butir": "satu"}');
UPDATE dkis.case_items SET data = '{"butir": "dua"}';
SELECT dkis.open_case('uji', 'Batal', received_at => now() - interval '1 hour') AS d \gset
SELECT dkis.hold_case(:d, 'menunggu'), dkis.cancel_case(:d, 'dicabut'), dkis.reopen_case(:d, 'ternyata jadi');
INSERT INTO dkis.cases (sop, title, parent_case) VALUES ('anak', 'Anak', :d);
SELECT dkis.close_step(:c, '3', 'b tidak menjawab');
INSERT INTO dkis.surveys (case_id, u1, u2, u3, u4, u5, u6, u7, u8, u9, suggestion) VALUES (:c, 4, 4, 4, 4, 4, 4, 4, 4, 4, 'baik');
SELECT c.title, c.status, v.problem FROM dkis.cases c LEFT JOIN LATERAL dkis.verify_case(c.id) v ON true ORDER BY c.id;
-- What an event states, and that without an event nothing is decided.
SELECT seq, event, facts -> 0 ->> 0 AS first, facts -> 0 -> -1 ->> 'register_no' IS NOT NULL AS numbered, json_array_length(facts) AS rows FROM dkis.case_events WHERE case_id = :c AND event IN ('dibuka', 'eskalasi', 'dilanjutkan') ORDER BY seq;

-- ---- each column of each table, edited by a superuser -------------------------------------------
CREATE TABLE edits AS
SELECT r.relation::regclass AS relation, r.what, a.attname::text AS "column",
  CASE a.attname WHEN 'class' THEN $$CASE class WHEN 'berat' THEN 'ringan' ELSE 'berat' END$$ WHEN 'status' THEN $$CASE status WHEN 'batal' THEN 'selesai' ELSE 'batal' END$$
    WHEN 'due_basis' THEN $$CASE due_basis WHEN 'tetap' THEN 'hitung' ELSE 'tetap' END$$ WHEN 'medium' THEN $$'softcopy'$$
    WHEN 'ended_by' THEN $$CASE ended_by WHEN 'hasil' THEN 'pembatalan' ELSE 'hasil' END, finished_at = coalesce(finished_at, now()), outcome = coalesce(outcome, 'x')$$
    WHEN 'finished_at' THEN $$finished_at - interval '1 second', outcome = outcome$$ WHEN 'outcome' THEN $$outcome || 'x'$$
    WHEN 'step' THEN $$coalesce(step, '') || 'x'$$
    ELSE CASE format_type(a.atttypid, NULL)
      WHEN 'text' THEN format($$coalesce(%1$I, '') || 'x'$$, a.attname) WHEN 'timestamp with time zone' THEN format($$coalesce(%1$I, now()) - interval '1 microsecond'$$, a.attname)
      WHEN 'jsonb' THEN $$'{"palsu": 1}'$$ WHEN 'bytea' THEN $$sha256('palsu')$$ WHEN 'dkis.marking' THEN $$'{9}'$$ WHEN 'dkis.sla' THEN $$'99 hari'$$
      WHEN 'smallint' THEN '1' ELSE format('coalesce(%1$I, 0) + 100', a.attname) END END AS value
FROM (VALUES ('dkis_store.cases', 'kasus'), ('dkis_store.case_steps', 'langkah'), ('dkis_store.case_holds', 'penundaan'), ('dkis_store.case_documents', 'dokumen'), ('dkis_store.case_items', 'butir'), ('dkis_store.surveys', 'survei')) r (relation, what)
JOIN pg_attribute a ON a.attrelid = r.relation::regclass AND a.attnum > 0 AND NOT a.attisdropped
WHERE a.attname NOT IN ('id', 'case_id', 'event_count', 'head');
-- What verify_case says of one edit of every row of the case, taken back afterwards.
CREATE FUNCTION named(statement text, the_case bigint) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  problems text[];
BEGIN
  BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE statement;
    problems := ARRAY(SELECT DISTINCT regexp_replace(v.problem, ' \(baris [0-9]+\)', '') FROM dkis.verify_case(the_case) v ORDER BY 1);
    RAISE SQLSTATE 'OKOKO';
  EXCEPTION WHEN SQLSTATE 'OKOKO' THEN
    RETURN problems;
  END;
END
$$;
CREATE TABLE found AS SELECT e.*, named(format('UPDATE %s SET %I = %s WHERE %s = %s', e.relation, e.column, e.value, CASE e.what WHEN 'kasus' THEN 'id' ELSE 'case_id' END, :c), :c) AS problems FROM edits e;
SELECT relation, count(*) AS columns, count(*) FILTER (WHERE EXISTS (SELECT FROM unnest(problems) p WHERE p ~ format('^%s.*: kolom %s tidak menurut riwayat$', what, "column"))) AS named FROM found GROUP BY 1 ORDER BY relation::text COLLATE "C";
SELECT relation, "column", problems FROM found WHERE NOT EXISTS (SELECT FROM unnest(problems) p WHERE p ~ format('^%s.*: kolom %s tidak menurut riwayat$', what, "column"));
-- Nothing is named beside what was edited.
SELECT problems FROM found WHERE "column" IN ('due_at', 'suggestion', 'sha256', 'reason', 'marking') ORDER BY 1;

-- ---- rows that go, come, or belong to another case ------------------------------------------------
SELECT relation, named(format('DELETE FROM %s WHERE case_id = %s', relation, :c), :c) AS gone FROM (SELECT DISTINCT relation FROM edits WHERE what <> 'kasus') r WHERE relation::text NOT LIKE '%steps' ORDER BY relation::text COLLATE "C";
SELECT count(*) AS steps_gone FROM unnest(named(format('DELETE FROM dkis_store.case_steps WHERE case_id = %s', :c), :c)) p WHERE p LIKE '%hilang%';
SELECT named(format('INSERT INTO dkis_store.case_documents (case_id, name, added_at, added_by) VALUES (%s, ''Palsu'', now(), ''x'')', :c), :c) AS came;
SELECT named(format('INSERT INTO dkis_store.case_holds (case_id, held_at, resumed_at, held_by) VALUES (%s, now(), now(), ''x'')', :c), :c) AS came;
SELECT named(format('UPDATE dkis_store.case_documents SET case_id = %s', :d), :c) AS moved_away, named(format('UPDATE dkis_store.case_documents SET case_id = %s', :d), :d) AS moved_here;
-- What an event states is under its hash; without its salt words can be compared with nothing.
SELECT named(format('UPDATE dkis_store.case_events SET facts = ''[]'' WHERE case_id = %s AND seq = 1', :c), :c) AS facts;
SELECT named(format('UPDATE dkis_store.case_events SET facts_salt = NULL WHERE case_id = %s AND seq = 1', :c), :c) AS salt;
SELECT named(format('UPDATE dkis_store.case_events SET detail = NULL, salt = NULL WHERE case_id = %s AND seq = 1', :c), :c) AS detail;

-- ---- events that state every column, as they did before their own words counted ------------------------
SELECT count(*) FILTER (WHERE json_array_length(f.entry) = 4) > 10 AS by_a_word, count(*) FILTER (WHERE json_array_length(f.entry) = 3) > 10 AS column_by_column,
  bool_or(json_array_length(f.entry) = 4 AND f.entry ->> -1 = '{}') AS in_a_word
FROM dkis_store.case_events AS e CROSS JOIN LATERAL json_array_elements(e.facts) AS f (entry);
SELECT i.* FROM dkis_store.implied_facts('steps', 'selesai', '2026-01-02 03:04:05.678901+07', 'ani', 'Ya', 3274) AS i;
SELECT count(*) AS no_such_word FROM dkis_store.implied_facts('steps', 'palsu', now(), 'ani', 'Ya', 1);
CREATE FUNCTION say_all(f json, e dkis_store.case_events) RETURNS json LANGUAGE sql AS $$
  SELECT json_build_array(f -> 0, f -> 1, (SELECT json_object_agg(c.key, c.value) FROM (SELECT DISTINCT ON (a.key) a.key, a.value FROM (
    SELECT s.key, s.value, 1 AS place FROM json_each(f -> -1) AS s
    UNION ALL SELECT i."column", i.value::json, 2 FROM dkis_store.implied_facts(f ->> 0, f ->> 2, e.at, e.actor, e.outcome, e.agency) AS i WHERE json_array_length(f) = 4) AS a
    ORDER BY a.key, a.place) AS c))
$$;
CREATE FUNCTION say_all_anew(the_case bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  e dkis_store.case_events;
  previous bytea;
BEGIN
  FOR e IN SELECT * FROM dkis_store.case_events WHERE case_id = the_case ORDER BY seq LOOP
    e.facts := (SELECT json_agg(say_all(f.entry, e) ORDER BY f.n) FROM json_array_elements(e.facts) WITH ORDINALITY AS f (entry, n));
    previous := dkis_store.event_hash(previous, e.agency, e.case_id, e.seq, e.at, e.recorded_at, e.actor, e.db_role, e.event, e.step, e.outcome, e.digest, e.facts);
    UPDATE dkis_store.case_events SET facts = e.facts, hash = previous WHERE id = e.id;
  END LOOP;
  UPDATE dkis_store.cases SET head = previous WHERE id = the_case;
END
$$;
SELECT named(format('SELECT say_all_anew(%s)', :c), :c) AS said_in_full, named(format('SELECT say_all_anew(%s)', :d), :d) AS and_the_other;
CREATE FUNCTION edited_after(statement text, the_case bigint) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM say_all_anew(the_case); EXECUTE statement; END $$;
SELECT named(format('SELECT edited_after(''UPDATE dkis_store.case_steps SET started_at = started_at - interval ''''1 second'''' WHERE case_id = %s AND step = ''''1'''' AND round = 1'', %1$s)', :d), :d) AS still_seen;

-- ---- a person erased: nothing of his words, and everything still as the history says ------------------
SELECT dkis.erase_person(:applicant, 'permintaan') AS cases;
SELECT title, v.problem FROM dkis.cases c LEFT JOIN LATERAL dkis.verify_case(c.id) v ON true WHERE c.id = :c;
SELECT count(*) AS salts FROM dkis_store.case_events WHERE case_id = :c AND facts_salt IS NOT NULL;
SELECT named(format('UPDATE dkis_store.cases SET title = ''Siti'' WHERE id = %s', :c), :c) AS title;

\c contrib_regression
DROP DATABASE dkis_test_facts;

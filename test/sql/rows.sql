-- What no case's history answers for: whatever a superuser changes, adds or removes in a
-- row behind the triggers' back, dkis.verify_all names. Each column of each such table is
-- tried, a row of each goes, one comes.
CREATE ROLE dkis_test_kelola IN ROLE dkis_admin;
CREATE DATABASE dkis_test_rows TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_rows
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
\set SHOW_CONTEXT never
INSERT INTO dkis.settings (key, value) VALUES ('duplicate_radius_m', '300'); -- before it is anybody's
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
SELECT dkis.agency(), (SELECT count(*) FROM dkis.changes c WHERE c.agency = 0) AS of_nobody, (SELECT count(*) FROM dkis.changes c WHERE c.relation = 'settings' AND c.row = 'duplicate_radius_m') AS settings;

-- ---- a row in each table -------------------------------------------------------------------
INSERT INTO dkis.people (name, actor) VALUES ('Ani', 'ani'), ('Budi', 'budi');
INSERT INTO dkis.performer_members (performer, person) SELECT (SELECT min(code) FROM dkis.performers), id FROM dkis.people WHERE actor = 'ani';
INSERT INTO dkis.applicants (name) VALUES ('Siti') RETURNING id AS a \gset
INSERT INTO dkis.legal_holds (applicant, reason) VALUES (:a, 'sengketa');
INSERT INTO dkis.retention (months, basis) VALUES (60, 'JRA');
INSERT INTO dkis.notice_templates (kind, recipient, subject, body) VALUES ('tugas baru', 'pelaksana', 'Tugas', 'Ada tugas') ON CONFLICT DO NOTHING;
INSERT INTO dkis.surveys (sop, u1, u2, u3, u4, u5, u6, u7, u8, u9) SELECT min(code), 4, 4, 4, 4, 4, 4, 4, 4, 4 FROM dkis.sops;
INSERT INTO dkis.units (responder, callsign, kind, position) SELECT code, 'DK-1', 'damkar', 'POINT(108.55 -6.72)' FROM dkis.responders WHERE kind = 'damkar' LIMIT 1;
INSERT INTO dkis.roster (name, duty, during) VALUES ('Ani', 'penerima', tstzrange(now(), now() + interval '8 hours'));
INSERT INTO dkis.shift_notes (note) VALUES ('tenang');
INSERT INTO dkis.blocked_numbers (number, reason) VALUES ('0899999', 'prank');
INSERT INTO dkis.information_list (title, holder) VALUES ('Daftar', 'dkis');
SELECT incident_id AS i, call_id AS l FROM dkis.report_call('0812345678', '-6.72, 108.55', 'darurat', 'kebakaran') \gset
SELECT incident_id AS j FROM dkis.report_call('0812345679', '-6.75, 108.56', 'darurat', 'kebakaran') \gset
SELECT case_id AS c FROM dkis.incidents WHERE id = :i \gset
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT :i, id FROM dkis.units LIMIT 1;
SELECT dkis.reveal(:c, 'menghubungi') IS NOT NULL AS revealed;
INSERT INTO dkis.unit_kinds (kind, speed_kmh) VALUES ('perahu', 20);
INSERT INTO dkis.time_corrections (record, incident_id, column_name, was, became, reason, corrected_by) VALUES ('x', :i, 'received_at', now(), now(), 'keliru', 'ani');
INSERT INTO dkis.call_backs (call, result) VALUES (:l, 'tidak diangkat');
INSERT INTO dkis.incident_links (incident_id, related_id, note) VALUES (:i, :j, 'asap yang sama');
INSERT INTO dkis.incident_locations (incident_id, until, address, reason, changed_by) VALUES (:i, now(), 'Jalan Lama', 'keliru', 'ani');
INSERT INTO dkis.handovers (incident_id, receiver, note, handed_at, handed_by, due_at) VALUES (:i, 'dpkp', 'mohon bantuan', now(), 'ani', now());
INSERT INTO dkis.shift_hours (name, from_hour, until_hour) VALUES ('pagi', '07:00', '14:00');
-- Tables without a row: none.
SELECT t."table" FROM dkis_store.recorded_tables() t WHERE (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s WHERE %s', t."table", coalesce(condition, 'true')), false, true, '')))[1]::text = '0';
SELECT * FROM dkis.verify_all();

-- ---- attacks ------------------------------------------------------------------------------------
-- What is said of a statement of a superuser's whose triggers sleep, taken back afterwards.
CREATE FUNCTION named(t regclass, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  problem text;
  changed bigint;
BEGIN
  BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE statement;
    GET DIAGNOSTICS changed = ROW_COUNT;
    SELECT string_agg(r.problem, '; ') INTO problem FROM dkis_store.recorded_tables() k CROSS JOIN LATERAL dkis_store.rows_beside_records(k."table", k.condition, dkis.agency()) r WHERE k."table" = t;
    RAISE SQLSTATE 'OKOKO';
  EXCEPTION WHEN SQLSTATE 'OKOKO' THEN
    RETURN CASE WHEN changed = 0 THEN 'nothing changed' ELSE coalesce(problem, 'UNSEEN') END;
  WHEN OTHERS THEN
    RETURN NULL; -- not even a superuser can
  END;
END
$$;
CREATE TABLE columns AS
SELECT t."table" AS tbl, a.attname::text AS col, format_type(a.atttypid, NULL) AS type, (SELECT k.attname FROM pg_attribute k WHERE k.attrelid = t."table" AND k.attnum = 1)::text AS key
FROM dkis_store.recorded_tables() t JOIN pg_attribute a ON a.attrelid = t."table" AND a.attnum > 0 AND NOT a.attisdropped
WHERE (a.attname NOT IN ('changed_at', 'changed_by') OR t."table" = 'dkis.incident_locations'::regclass) AND NOT (t."table" = 'dkis_store.units'::regclass AND a.attname IN ('position', 'position_at')) AND NOT (t."table" = 'dkis_store.surveys'::regclass AND a.attname = 'case_id');
-- Each column, by the first of these values that the table takes and that is another.
CREATE FUNCTION tried(c columns) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  value text;
  answer text;
BEGIN
  FOREACH value IN ARRAY CASE
      WHEN c.type IN ('bigint', 'integer', 'smallint') THEN ARRAY[format('coalesce(%I, 1) + 1', c.col), format('%I - 1', c.col), '3']
      WHEN c.type = 'double precision' THEN ARRAY['7'] WHEN c.type = 'boolean' THEN ARRAY[format('NOT coalesce(%I, false)', c.col)]
      WHEN c.type = 'timestamp with time zone' THEN ARRAY[format($q$coalesce(%I, now()) - interval '1 microsecond'$q$, c.col), format($q$coalesce(%I, now()) + interval '1 microsecond'$q$, c.col)]
      WHEN c.type = 'date' THEN ARRAY[format('coalesce(%I, current_date) - 1', c.col), format('coalesce(%I, current_date) + 1', c.col)]
      WHEN c.type = 'time without time zone' THEN ARRAY[format($q$coalesce(%I, '12:00') - interval '1 minute'$q$, c.col)] WHEN c.type = 'jsonb' THEN ARRAY[$q$'{"palsu": 1}'$q$]
      WHEN c.type = 'text[]' THEN ARRAY[$q$'{palsu}'$q$, $q$'{perorangan}'$q$] WHEN c.type = 'bytea' THEN ARRAY[$q$sha256('x')$q$] WHEN c.type = 'daterange' THEN ARRAY[$q$'[2020-01-01,2020-02-01)'$q$]
      WHEN c.type = 'int4range' THEN ARRAY[$q$'[2,3)'$q$] WHEN c.type = 'tstzrange' THEN ARRAY[$q$'[2020-01-01,2020-02-01)'$q$] WHEN c.type LIKE '%geometry%' THEN ARRAY[$q$'SRID=4326;POINT(1 1)'$q$, 'ST_Multi(ST_MakeEnvelope(1, 1, 2, 2, 4326))']
      WHEN c.type = 'dkis.caller_location' THEN ARRAY[$q$'-6.7, 108.5'$q$] WHEN c.type LIKE 'dkis.%' THEN '{}' ELSE ARRAY[format($q$coalesce(%I, '') || '1'$q$, c.col)] END
    || format('(SELECT o.%2$I FROM %1$s AS o WHERE o.%2$I IS DISTINCT FROM t.%2$I LIMIT 1)', c.tbl, c.col) || 'NULL'::text LOOP
    answer := named(c.tbl, format('UPDATE %s AS t SET %I = %s WHERE %I = (SELECT max(%4$I) FROM %1$s%5$s) AND %2$I IS DISTINCT FROM %3$s', c.tbl, c.col, value, c.key,
      CASE c.tbl WHEN 'dkis_store.surveys'::regclass THEN ' WHERE case_id IS NULL' END));
    EXIT WHEN answer <> 'nothing changed';
  END LOOP;
  RETURN answer;
END
$$;
CREATE TABLE told AS SELECT c.*, tried(c) AS answer FROM columns c;
SELECT count(DISTINCT tbl) >= 48 AS tables, count(*) >= 420 AS columns, count(*) FILTER (WHERE answer = 'UNSEEN') AS unseen FROM told WHERE answer <> 'nothing changed';
-- Its column by name, but in silent tables, whose rows stand for their own content.
SELECT tbl, col, answer FROM told WHERE answer <> 'nothing changed' AND (answer = 'UNSEEN' OR (answer !~ format('kolom ([a-z_0-9]+, )*%s', col) AND tbl::text !~ '^dkis_store' AND NOT (col = key AND answer ~ 'hilang'))) ORDER BY tbl::text, col;
-- Columns that none of these values fits: few.
SELECT count(*) <= 40 AS few FROM told WHERE coalesce(answer, 'nothing changed') = 'nothing changed';
-- A row goes; one comes.
CREATE TABLE others AS
SELECT c.tbl, named(c.tbl, format('DELETE FROM %s WHERE %I = (SELECT max(%2$I) FROM %1$s)', c.tbl, c.key)) AS deleted,
  named(c.tbl, format('WITH moved AS (DELETE FROM dkis_store.changes WHERE relation = %L AND row = (SELECT max(%I)::text FROM %s)) SELECT', (SELECT relname FROM pg_class WHERE oid = c.tbl), c.key, c.tbl)) AS inserted
FROM columns c WHERE c.col = c.key;
SELECT count(*) >= 49 AS tables FROM others;
SELECT * FROM others WHERE deleted !~ ': hilang$' OR inserted !~ ': tidak ada dalam catatan perubahan$' OR deleted IS NULL OR inserted IS NULL;

SELECT named('dkis.settings', $$UPDATE dkis.settings SET value = '301' WHERE key = 'duplicate_radius_m'$$);
-- What would make dkis look elsewhere, or write no more, and records without content.
CREATE FUNCTION said(statement text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  problems text[];
BEGIN
  BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE statement;
    problems := ARRAY(SELECT v.problem FROM dkis.verify_all() v LIMIT 3);
    RAISE SQLSTATE 'OKOKO';
  EXCEPTION WHEN SQLSTATE 'OKOKO' THEN
    RETURN QUERY SELECT regexp_replace(p, '[0-9]{10,}', 'N', 'g') FROM unnest(problems) p;
  END;
END
$$;
SELECT said($$DELETE FROM dkis.settings WHERE key = 'agency'$$);
SELECT said($$ALTER TABLE dkis_store.calls DISABLE TRIGGER recorded_change$$);
SELECT said($$DROP TRIGGER recorded_change ON dkis.escalations$$);
SELECT said($$ALTER TABLE dkis_store.surveys DISABLE TRIGGER recorded_since$$);
SELECT said($$CREATE OR REPLACE TRIGGER recorded_change AFTER INSERT OR UPDATE OR DELETE ON dkis.retention FOR EACH ROW WHEN (false) EXECUTE FUNCTION dkis_store.recorded_change()$$);
SELECT said($$CREATE OR REPLACE TRIGGER recorded_change AFTER INSERT OR DELETE ON dkis.retention FOR EACH ROW EXECUTE FUNCTION dkis_store.recorded_change()$$);
SELECT said($$CREATE OR REPLACE TRIGGER recorded_change AFTER INSERT OR UPDATE OR DELETE ON dkis.retention FOR EACH ROW EXECUTE FUNCTION dkis_store.refuse_change()$$);
SELECT said($$UPDATE dkis_store.changes SET detail = NULL WHERE relation = 'retention'$$);
SELECT said($$UPDATE dkis_store.changes SET detail = NULL, salt = NULL WHERE relation = 'retention'$$);
SELECT said($$UPDATE dkis_store.changes SET state = NULL WHERE relation = 'retention'$$);

-- ---- escalations, recorded statement by statement ---------------------------------------------------
SELECT dkis.open_case('16', 'Lama', received_at => now() - interval '29 days') AS late \gset
CALL dkis.escalate(now() + interval '20 days');
SELECT count(*) > 0 AS escalated, (SELECT count(*) FROM dkis.changes WHERE relation = 'escalations') > 0 AS recorded FROM dkis.escalations;
SELECT * FROM dkis.verify_all();
SELECT s.what, said(s.statement) AS said FROM (VALUES ('deleted', 'DELETE FROM dkis.escalations WHERE id = (SELECT max(id) FROM dkis.escalations)'),
  ('inserted', 'INSERT INTO dkis.escalations (case_id, level, performer) SELECT case_id, 9, performer FROM dkis.escalations LIMIT 1'),
  ('at', $$UPDATE dkis.escalations SET at = at - interval '1 microsecond' WHERE id = (SELECT max(id) FROM dkis.escalations)$$),
  ('due_at', $$UPDATE dkis.escalations SET due_at = '2020-01-01' WHERE id = (SELECT max(id) FROM dkis.escalations)$$),
  ('level', 'UPDATE dkis.escalations SET level = 8 WHERE id = (SELECT max(id) FROM dkis.escalations)'),
  ('performer', $$UPDATE dkis.escalations SET performer = 'orang lain' WHERE id = (SELECT max(id) FROM dkis.escalations)$$),
  ('agency', 'UPDATE dkis.escalations SET agency = 5 WHERE id = (SELECT max(id) FROM dkis.escalations)'),
  ('case_step_id', 'UPDATE dkis.escalations SET case_step_id = 5 WHERE id = (SELECT max(id) FROM dkis.escalations)')) AS s (what, statement);

-- ---- what a superuser does with his triggers awake is recorded ------------------------------------------
UPDATE dkis_store.calls SET note = 'dari superuser';
SELECT actor = current_user AS by_him, relation, change, detail FROM dkis.changes ORDER BY id DESC LIMIT 1;
UPDATE dkis_store.units SET position = 'SRID=4326;POINT(108.56 -6.73)', position_at = now(); -- measured
SELECT relation FROM dkis.changes ORDER BY id DESC LIMIT 1;
SELECT * FROM dkis.verify_all();
-- Whoever passes for a restore leaves rows that no record knows; he who is no superuser is recorded all the same.
SET check_function_bodies = off;
INSERT INTO dkis.unit_kinds (kind, speed_kmh) VALUES ('sepeda', 15);
SELECT regexp_replace(problem, '[0-9]{10,}', 'N') AS problem FROM dkis.verify_all();
DELETE FROM dkis.unit_kinds WHERE kind = 'sepeda';
SET ROLE dkis_test_kelola;
INSERT INTO dkis.unit_kinds (kind, speed_kmh) VALUES ('sepeda', 15);
RESET ROLE;
RESET check_function_bodies;
SELECT actor, relation, change FROM dkis.changes ORDER BY id DESC LIMIT 1;
SELECT problem FROM dkis.verify_all();
-- A row that is given another key goes under its old one and comes under its new one.
SET ROLE dkis_test_kelola;
UPDATE dkis.settings SET key = 'duplicate_minutes', value = '20' WHERE key = 'duplicate_radius_m';
UPDATE dkis.unit_kinds SET id = id + 1000000 WHERE kind = 'sepeda';
RESET ROLE;
SELECT relation, CASE relation WHEN 'settings' THEN row END AS key, change, detail -> 'sebelum' ->> 'value' AS was, detail -> 'sesudah' ->> 'value' AS is FROM (SELECT * FROM dkis.changes ORDER BY id DESC LIMIT 4) c ORDER BY id;
SELECT problem FROM dkis.verify_all();

\c contrib_regression
DROP DATABASE dkis_test_rows;
DROP ROLE dkis_test_kelola;

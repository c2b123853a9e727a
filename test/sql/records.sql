-- What is filed with a case, what an applicant answers, who an applicant is, who
-- may do what: it changes with a record of who, when and what stood there before,
-- or not at all.
CREATE DATABASE dkis_test_records TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_records
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
\set SHOW_CONTEXT never
INSERT INTO dkis.calendars (code, kind) VALUES ('terus', '24 jam');
INSERT INTO dkis.performers (code, name) VALUES ('loket', 'Loket');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 1, 'Uji'), ('lain', 2, 'Lain');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('uji', 1, 'terus', 'start -> 1; 1 -> 2; 2 -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer) SELECT v.id, s, s::int, s, 'loket' FROM dkis.sop_versions v, unnest('{1,2}'::text[]) s;
SELECT dkis.activate_version(id) FROM dkis.sop_versions;
CREATE ROLE dkis_test_ani IN ROLE dkis_officer;
CREATE ROLE dkis_test_bayu IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_loket IN ROLE dkis_app;
CREATE ROLE dkis_test_kelola IN ROLE dkis_admin;
CREATE VIEW filed AS SELECT seq, actor, db_role, event, step, detail - 'pada' - 'dokumen' - 'survei' - 'dijawab' AS detail FROM dkis.case_events WHERE event ~ 'dokumen|survei' ORDER BY case_id, seq;
GRANT SELECT ON filed TO PUBLIC;

-- ---- documents ---------------------------------------------------------------------------
SET ROLE dkis_test_ani;
SELECT dkis.open_case('uji', 'Pertama') AS c \gset
INSERT INTO dkis.case_documents (case_id, step, name, medium, sha256) VALUES (:c, '1', 'Surat', 'hardcopy', sha256('isi'))
RETURNING name, step, medium, added_by, added_at BETWEEN now() AND clock_timestamp() AS now;
UPDATE dkis.case_documents SET name = 'Surat permohonan', location = 'Lemari 3' WHERE case_id = :c RETURNING name, location, medium, added_by;
UPDATE dkis.case_documents SET name = name;  -- sent back as it was: no event
SELECT * FROM filed;
-- Who, when and the digest are not hers to say.
INSERT INTO dkis.case_documents (case_id, name, added_by) VALUES (:c, 'Palsu', 'Kepala Dinas');
INSERT INTO dkis.case_documents (case_id, name, added_at) VALUES (:c, 'Palsu', '2020-01-01');
INSERT INTO dkis.case_documents (case_id, name, id) VALUES (:c, 'Palsu', 1);
\set VERBOSITY terse
UPDATE dkis.case_documents SET added_at = '2020-01-01';
\set VERBOSITY default
UPDATE dkis.case_documents SET added_by = 'Kepala Dinas';
UPDATE dkis.case_documents SET sha256 = sha256('lain');
UPDATE dkis.case_documents SET sha256 = NULL;
UPDATE dkis.case_documents SET case_id = case_id + 1;
DELETE FROM dkis.case_documents;
-- What a document may say.
INSERT INTO dkis.case_documents (case_id, name, step) VALUES (:c, 'Surat', '99');
INSERT INTO dkis.case_documents (case_id, name, medium) VALUES (:c, 'Surat', 'fax');
INSERT INTO dkis.case_documents (case_id, name, sha256) VALUES (:c, 'Surat', '\x00');
INSERT INTO dkis.case_documents (case_id, name) VALUES (:c, ' ');
INSERT INTO dkis.case_documents (name) VALUES ('Surat');
INSERT INTO dkis.case_documents (case_id, name) VALUES (-1, 'Surat');
SELECT count(*) AS documents FROM dkis.case_documents;
-- A digest that was not known comes later, once.
INSERT INTO dkis.case_documents (case_id, name) VALUES (:c, 'Foto') RETURNING sha256, medium;
UPDATE dkis.case_documents SET sha256 = sha256('foto') WHERE name = 'Foto';
UPDATE dkis.case_documents SET sha256 = sha256('foto lain') WHERE name = 'Foto';
-- Opened and filed by one statement; many at once.
WITH opened AS (INSERT INTO dkis.cases (sop, title) VALUES ('uji', 'Kedua') RETURNING id)
INSERT INTO dkis.case_documents (case_id, name) SELECT id, 'Berkas' FROM opened;
INSERT INTO dkis.case_documents (case_id, name) SELECT id, format('Lampiran %s', n) FROM dkis.cases, generate_series(1, 2) n;
SELECT c.title, c.event_count, (SELECT count(*) FROM dkis.case_documents d WHERE d.case_id = c.id) AS documents, (SELECT count(*) FROM dkis.verify_case(c.id)) AS problems
FROM (SELECT h.event_count, k.* FROM dkis.audit_heads h JOIN dkis.cases k ON k.id = h.case_id) c ORDER BY c.id;
-- What is rolled back leaves nothing.
BEGIN; SAVEPOINT s; INSERT INTO dkis.case_documents (case_id, name) VALUES (:c, 'Batal'); ROLLBACK TO s; COMMIT;
SELECT count(*) FROM dkis.case_documents WHERE name = 'Batal';
-- A closed case still gets what comes late, and changes nothing of what was there.
SELECT dkis.finish_step(:c, '1'), dkis.finish_step(:c, '2');
INSERT INTO dkis.case_documents (case_id, name) VALUES (:c, 'Arsip');
UPDATE dkis.case_documents SET name = 'x' WHERE name = 'Arsip';
RESET ROLE;
-- An application names the person it acts for.
SET ROLE dkis_test_loket;
SET dkis.actor = 'Citra';
INSERT INTO dkis.case_documents (case_id, name) VALUES (:c, 'Dari aplikasi') RETURNING added_by;
SELECT actor, db_role, event FROM filed ORDER BY seq DESC LIMIT 1;
RESET dkis.actor;
RESET ROLE;

-- ---- surveys --------------------------------------------------------------------------------
SET ROLE dkis_test_ani;
INSERT INTO dkis.surveys (case_id, u1, u2, u3, u4, u5, u6, u7, u8, u9, suggestion) VALUES (:c, 4, 3, 2, 1, 4, 3, 2, 1, 4, 'Lebih cepat')
RETURNING sop, entered_by, answered_at = entered_at AS now;
SELECT * FROM filed WHERE event ~ 'survei';
-- One a case; nobody invents a thousand, or rewrites one.
INSERT INTO dkis.surveys (case_id, u1, u2, u3, u4, u5, u6, u7, u8, u9) VALUES (:c, 4, 4, 4, 4, 4, 4, 4, 4, 4);
INSERT INTO dkis.surveys (sop, u1, u2, u3, u4, u5, u6, u7, u8, u9) SELECT 'uji', 4, 4, 4, 4, 4, 4, 4, 4, 4 FROM generate_series(1, 1000);
UPDATE dkis.surveys SET u1 = 1;
DELETE FROM dkis.surveys;
SELECT id AS d FROM dkis.cases WHERE title = 'Kedua' \gset
INSERT INTO dkis.surveys (case_id, u1, u2, u3, u4, u5, u6, u7, u8, u9) VALUES (:d, 5, 4, 4, 4, 4, 4, 4, 4, 4);
INSERT INTO dkis.surveys (case_id, u1) VALUES (:d, 4);
INSERT INTO dkis.surveys (case_id, sop, u1, u2, u3, u4, u5, u6, u7, u8, u9) VALUES (:d, 'lain', 4, 4, 4, 4, 4, 4, 4, 4, 4);
\set VERBOSITY sqlstate
INSERT INTO dkis.surveys (case_id, answered_at, u1, u2, u3, u4, u5, u6, u7, u8, u9) VALUES (:d, now() + interval '1 hour', 4, 4, 4, 4, 4, 4, 4, 4, 4);
INSERT INTO dkis.surveys (case_id, answered_at, u1, u2, u3, u4, u5, u6, u7, u8, u9) VALUES (:d, '2020-01-01', 4, 4, 4, 4, 4, 4, 4, 4, 4);
INSERT INTO dkis.surveys (case_id, u1, u2, u3, u4, u5, u6, u7, u8, u9) VALUES (-1, 4, 4, 4, 4, 4, 4, 4, 4, 4);
\set VERBOSITY default
SELECT count(*) AS surveys FROM dkis.surveys;
RESET ROLE;
-- On paper, without a case: the administrator's, and recorded.
SET ROLE dkis_test_kelola;
INSERT INTO dkis.surveys (sop, u1, u2, u3, u4, u5, u6, u7, u8, u9) VALUES ('uji', 3, 3, 3, 3, 3, 3, 3, 3, 3);
SELECT actor, relation, change, detail IS NULL AS as_it_stands FROM dkis.changes WHERE relation = 'surveys';
RESET ROLE;

-- ---- applicants ---------------------------------------------------------------------------------
SET ROLE dkis_test_ani;
INSERT INTO dkis.applicants (name, contact) VALUES ('Budi', '0812') RETURNING kind, name, data;
UPDATE dkis.applicants SET contact = '0813', kind = 'profesi' RETURNING kind, contact;
UPDATE dkis.applicants SET contact = contact;
INSERT INTO dkis.applicants (name, agency) VALUES ('Budi', 9999);
INSERT INTO dkis.applicants (name, kind) VALUES ('Budi', 'hantu');
INSERT INTO dkis.applicants (name) VALUES ('');
DELETE FROM dkis.applicants;
SELECT * FROM dkis.changes;
RESET ROLE;
SET ROLE dkis_test_bayu;
SELECT * FROM dkis.applicants;
INSERT INTO dkis.applicants (name) VALUES ('x');
RESET ROLE;
SELECT actor, relation, row = (SELECT id::text FROM dkis.applicants) AS this, change, detail - 'sesudah' AS before, detail #- '{sesudah,id}' -> 'sesudah' AS after
FROM dkis.changes WHERE relation = 'applicants' ORDER BY id;

-- ---- memberships, rules, settings -----------------------------------------------------------------
SET ROLE dkis_test_kelola;
INSERT INTO dkis.people (name, db_role) VALUES ('Ani', 'dkis_test_ani');
INSERT INTO dkis.performer_members (performer, person, changed_by) SELECT 'loket', id, 'orang lain' FROM dkis.people;
UPDATE dkis.performer_members SET acting = true;
INSERT INTO dkis.escalation_rules (level, at_percent, notify) VALUES (1, 75, 'pelaksana');
UPDATE dkis.escalation_rules SET at_percent = 80;
UPDATE dkis.escalation_rules SET at_percent = 80;  -- as it was: nothing to record
INSERT INTO dkis.settings (key, value) VALUES ('duplicate_radius_m', '300');
INSERT INTO dkis.settings (key, value) VALUES ('duplicate_radius_m', '400') ON CONFLICT (key) DO UPDATE SET value = excluded.value;
DELETE FROM dkis.settings WHERE key = 'duplicate_radius_m';
DELETE FROM dkis.performer_members;
SELECT relation, actor, change, detail #- '{sebelum,id}' #- '{sebelum,person}' #- '{sebelum,changed_at}' #- '{sesudah,changed_at}' AS detail
FROM dkis.changes WHERE relation IN ('performer_members', 'escalation_rules', 'settings') ORDER BY id;
SELECT changed_by, changed_at BETWEEN now() - interval '1 minute' AND clock_timestamp() AS lately FROM dkis.escalation_rules;
-- The record itself is only read.
UPDATE dkis.changes SET actor = 'x';
DELETE FROM dkis.changes;
RESET ROLE;
-- Whose triggers they are: they do nothing where they do not belong.
CREATE TABLE elsewhere (id int);
CREATE TRIGGER wrong AFTER INSERT ON elsewhere FOR EACH ROW EXECUTE FUNCTION dkis_store.recorded_row();
INSERT INTO elsewhere VALUES (1);
DROP TRIGGER wrong ON elsewhere;
CREATE TRIGGER wrong BEFORE UPDATE ON elsewhere FOR EACH ROW EXECUTE FUNCTION dkis_store.recorded_change();
INSERT INTO elsewhere VALUES (1);
UPDATE elsewhere SET id = 2;
DROP TABLE elsewhere;
-- A restore brings the stamps along: who wrote the row is not who restores it.
INSERT INTO dkis.escalation_rules (level, at_percent, notify, changed_at, changed_by) VALUES (2, 100, 'atasan', '2026-01-05 08:00+07', 'Dewi') RETURNING changed_by;
-- Each record's own hash is that of its row, by the published form alone.
SELECT count(*) AS records, count(*) FILTER (WHERE c.hash = sha256('\x02' || int4send(c.agency) || int8send(c.id)
    || int8send((extract(epoch FROM c.at) * 1000000)::bigint - 946684800000000)
    || int4send(octet_length(c.actor)) || convert_to(c.actor, 'UTF8') || int4send(octet_length(c.db_role)) || convert_to(c.db_role, 'UTF8')
    || int4send(octet_length(c.relation)) || convert_to(c.relation, 'UTF8') || int4send(octet_length(c.row)) || convert_to(c.row, 'UTF8')
    || int4send(octet_length(c.change)) || convert_to(c.change, 'UTF8') || CASE WHEN c.digest IS NULL THEN '\xffffffff' ELSE int4send(32) || c.digest END
    || CASE WHEN c.state IS NULL THEN '\xffffffff' ELSE int4send(32) || c.state END)) = count(*) AS as_published,
  count(*) FILTER (WHERE c.digest = sha256(c.salt || convert_to(c.detail::text, 'UTF8'))) = count(c.detail) AS digests
FROM dkis_store.changes c;

\c contrib_regression
DROP DATABASE dkis_test_records;
DROP ROLE dkis_test_ani, dkis_test_bayu, dkis_test_loket, dkis_test_kelola;

-- Persons: a copy of what is kept, erased on their word with the chain whole and the
-- figures as before, held where the law holds it, looked at with a reason.
CREATE DATABASE dkis_test_persons TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_persons
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
\set SHOW_CONTEXT never
CREATE ROLE dkis_test_ani IN ROLE dkis_officer;
CREATE ROLE dkis_test_bayu IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_kelola IN ROLE dkis_admin;
INSERT INTO dkis.calendars (code, kind) VALUES ('terus', '24 jam');
INSERT INTO dkis.performers (code, name) VALUES ('loket', 'Loket');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 1, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('uji', 1, 'terus', 'start -> 1; 1 -> 2; 2 -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla) SELECT v.id, s, s::int, s, 'loket', '1 hari' FROM dkis.sop_versions v, unnest('{1,2}'::text[]) s;
INSERT INTO dkis.sop_fields (sop_version, name, type, required, personal, label) SELECT id, 'nik', 'teks', false, true, 'NIK' FROM dkis.sop_versions UNION ALL SELECT id, 'luas', 'bilangan', false, false, 'Luas' FROM dkis.sop_versions;
SELECT dkis.activate_version(id) FROM dkis.sop_versions;

-- ---- the keyed digest ----------------------------------------------------------------
SELECT dkis.identity_hash('3274 0112 0190 0001');
SELECT dkis.set_identity_key('Jefe');
SELECT dkis.set_identity_key('kunci yang cukup panjang');
SELECT encode(dkis.identity_hash('WHATDOYAWANTFORNOTHING'), 'hex') AS hmac; -- as any HMAC-SHA-256 gives
-- Nobody who could try all numbers sees the key.
SHOW dkis.identity_key;
SELECT dkis.setting('identity_key');
SET ROLE dkis_test_kelola;
SELECT * FROM dkis_store.secrets;
SET ROLE dkis_test_bayu;
SELECT dkis.identity_hash('1');
RESET ROLE;
SELECT dkis.identity_hash('3274 0112 0190 0001') = dkis.identity_hash('3274011201900001') AS same, dkis.identity_hash('1') = dkis.identity_hash('2') AS other;

-- ---- a person, with an open case and a closed one -------------------------------------------
SET ROLE dkis_test_ani;
INSERT INTO dkis.applicants (name, contact, identity_hash) VALUES ('Siti Rahasia', 'siti@contoh.id', dkis.identity_hash('3274011201900001')) RETURNING id AS a \gset
UPDATE dkis.applicants SET contact = 'rahasia@contoh.id';
INSERT INTO dkis.cases (sop, title, applicant, data, note) VALUES ('uji', 'Permohonan Rahasia', :a, '{"nik": "rahasia", "luas": 5}', 'telepon rahasia') RETURNING id AS c \gset
INSERT INTO dkis.cases (sop, title, applicant) VALUES ('uji', 'Kedua Rahasia', :a) RETURNING id AS d \gset
INSERT INTO dkis.cases (sop, title) VALUES ('uji', 'Orang lain') RETURNING id AS e \gset
INSERT INTO dkis.case_documents (case_id, name, location) VALUES (:c, 'KTP Rahasia', 'lemari rahasia');
SELECT dkis.hold_case(:d, 'menunggu rahasia'), dkis.resume_case(:d);
SELECT dkis.finish_step(id, '1', 'Selesai', 'oleh rahasia') FROM dkis.cases WHERE id IN (:c, :d);
SELECT dkis.finish_step(:c, '2', 'Selesai', 'rahasia');
INSERT INTO dkis.surveys (case_id, u1, u2, u3, u4, u5, u6, u7, u8, u9, suggestion) VALUES (:c, 4, 4, 4, 4, 4, 4, 4, 4, 4, 'saran rahasia');
SELECT dkis.export_person(:a);
SELECT dkis.erase_person(:a, 'x');
RESET ROLE;

-- ---- looked at with a reason -------------------------------------------------------------------
SET ROLE dkis_test_bayu;
SELECT dkis.reveal(:c, NULL);
SELECT dkis.reveal(:c, 'menghubungi pemohon') -> 'pemohon' ->> 'name' AS applicant;
SELECT dkis.reveal(-1, 'x');
-- Whoever takes his transaction back has seen all the same: the server's log keeps it.
SET client_min_messages = log;
BEGIN;
SELECT dkis.reveal(:c, 'ingin tahu') IS NOT NULL AS seen;
ROLLBACK;
SET client_min_messages = warning;
SELECT * FROM dkis.access_log;
RESET ROLE;
SELECT actor, what, case_id = :c AS this, applicant = :a AS whose, reason FROM dkis.access_log;
DELETE FROM dkis.access_log;

-- ---- a copy, a hold, and gone --------------------------------------------------------------------
SET ROLE dkis_test_kelola;
SELECT p -> 'pemohon' ->> 'name' AS name, jsonb_array_length(p -> 'kasus') AS cases, jsonb_array_length(p -> 'perubahan') AS changes FROM dkis.export_person(:a) p;
INSERT INTO dkis.legal_holds (applicant, reason) VALUES (:a, 'sengketa');
SELECT dkis.erase_person(:a, 'permintaan pemohon');
UPDATE dkis.legal_holds SET until = '2020-01-01';
SELECT dkis.erase_person(:a, ' ');
SELECT dkis.erase_person(-1, 'x');
RESET ROLE;
CREATE TABLE figures AS SELECT (SELECT jsonb_agg(to_jsonb(k) ORDER BY k) FROM dkis_report.kepatuhan_sla k) AS sla, (SELECT jsonb_agg(to_jsonb(k) ORDER BY k) FROM dkis_report.kepuasan k) AS ikm,
  (SELECT jsonb_agg(jsonb_build_array(s.started_at, s.finished_at, s.outcome, s.due_at) ORDER BY s.id) FROM dkis.case_steps s) AS steps;
CREATE TABLE chains AS SELECT case_id, seq, hash FROM dkis.case_events;
SET ROLE dkis_test_kelola;
SELECT dkis.erase_person(:a, 'permintaan pemohon') AS cases;
RESET ROLE;
-- Not one row of any table still holds the word.
CREATE TABLE remains (tbl text, n bigint);
DO $$
DECLARE
  t regclass;
BEGIN
  FOR t IN SELECT c.oid FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace IN ('dkis'::regnamespace, 'dkis_store'::regnamespace) LOOP
    EXECUTE format('INSERT INTO remains SELECT %L, count(*) FROM %s AS r WHERE r::text ILIKE ''%%rahasia%%''', t, t);
  END LOOP;
END
$$;
SELECT * FROM remains WHERE n > 0;
SELECT title, data, note FROM dkis.cases ORDER BY id;
SELECT event, detail - '{peristiwa_dihapus,sisa}'::text[] AS detail, jsonb_array_length(detail -> 'peristiwa_dihapus') AS redacted FROM dkis.case_events WHERE event = 'data pribadi dihapus' ORDER BY id;
-- The chain is whole, the figures are the same.
SELECT count(*) AS problems FROM dkis.verify_all();
SELECT count(*) AS hashes_moved FROM chains JOIN dkis.case_events e USING (case_id, seq) WHERE e.hash <> chains.hash;
SELECT f.sla = (SELECT jsonb_agg(to_jsonb(k) ORDER BY k) FROM dkis_report.kepatuhan_sla k) AS sla, f.ikm = (SELECT jsonb_agg(to_jsonb(k) ORDER BY k) FROM dkis_report.kepuasan k) AS ikm,
  f.steps = (SELECT jsonb_agg(jsonb_build_array(s.started_at, s.finished_at, s.outcome, s.due_at) ORDER BY s.id) FROM dkis.case_steps s) AS steps FROM figures f;
-- What vanishes without such an event is told.
BEGIN;
UPDATE dkis_store.case_events SET detail = NULL, salt = NULL WHERE case_id = :e;
SELECT problem FROM dkis.verify_case(:e);
ROLLBACK;

-- ---- how long ---------------------------------------------------------------------------------------
INSERT INTO dkis.applicants (name) VALUES ('Tono') RETURNING id AS b \gset
INSERT INTO dkis.cases (sop, title, applicant) VALUES ('uji', 'Lama', :b) RETURNING id AS f \gset
SELECT dkis.cancel_case(:f, 'salah');
SELECT count(*) AS nothing_by_default FROM dkis.retention_due();
INSERT INTO dkis.retention (sop, months, basis) VALUES (NULL, 0, 'jadwal retensi'), ('uji', 24, 'jadwal retensi');
SELECT count(*) AS not_yet FROM dkis.retention_due();
UPDATE dkis.retention SET months = 0 WHERE sop = 'uji';
SELECT applicant = :b AS due, cases FROM dkis.retention_due();

\c contrib_regression
DROP DATABASE dkis_test_persons;
DROP ROLE dkis_test_ani, dkis_test_bayu, dkis_test_kelola;

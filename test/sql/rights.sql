-- Who may do what with a case: hold, resume, extend, class, assign, cancel, data are
-- for whoever's step is open, for those above, and for dkis_admin; reasons are asked
-- for; a deadline that has passed is not extended; callers are the dispatchers' to
-- see, applicants the officers'.
CREATE DATABASE dkis_test_rights TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_rights
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
\set SHOW_CONTEXT never
SET timezone = 'Asia/Jakarta';
CREATE ROLE dkis_test_ani IN ROLE dkis_officer;    -- a member of the open step's performer
CREATE ROLE dkis_test_budi IN ROLE dkis_officer;   -- of somebody else's
CREATE ROLE dkis_test_kabid IN ROLE dkis_officer;  -- two above
CREATE ROLE dkis_test_lain IN ROLE dkis_officer;   -- of the same performer, for another organisation
CREATE ROLE dkis_test_siaga IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_loket IN ROLE dkis_app;
CREATE ROLE dkis_test_kelola IN ROLE dkis_admin;
INSERT INTO dkis.calendars (code, kind) VALUES ('terus', '24 jam');
INSERT INTO dkis.organisations (code, name) VALUES ('satu', 'Satu'), ('dua', 'Dua');
INSERT INTO dkis.performers (code, name) VALUES ('kadis', 'Kepala Dinas');
INSERT INTO dkis.performers (code, name, superior) VALUES ('kabid', 'Kepala Bidang', 'kadis');
INSERT INTO dkis.performers (code, name, superior) VALUES ('kasi', 'Kepala Seksi', 'kabid'), ('tamu', 'Lain', NULL);
INSERT INTO dkis.performers (code, name, superior) VALUES ('staf', 'Staf', 'kasi');
INSERT INTO dkis.people (name, db_role) VALUES ('Ani', 'dkis_test_ani'), ('Budi', 'dkis_test_budi'), ('Kabid', 'dkis_test_kabid'), ('Lain', 'dkis_test_lain');
INSERT INTO dkis.performer_members (performer, organisation, person)
  SELECT m.performer, m.organisation, p.id FROM dkis.people p JOIN (VALUES ('Ani', 'staf', 'satu'), ('Budi', 'tamu', NULL), ('Kabid', 'kabid', NULL), ('Lain', 'staf', 'dua')) AS m (name, performer, organisation) USING (name);
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 1, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('uji', 1, 'terus', 'start -> 1; 1 -> 2; 2 -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla) SELECT v.id, s, s::int, s, 'staf', '2 jam + 1 jam' FROM dkis.sop_versions v, unnest('{1,2}'::text[]) s;
SELECT dkis.activate_version(id) FROM dkis.sop_versions;
INSERT INTO dkis.cases (sop, title, organisation) VALUES ('uji', 'Perkara', 'satu') RETURNING id AS c \gset

-- ---- each action by each of them, taken back --------------------------------------------
CREATE TABLE acts (n int, what text, statement text);
INSERT INTO acts VALUES
  (1, 'hold', 'SELECT dkis.hold_case(%s, ''menunggu'')'), (2, 'extend', 'SELECT dkis.extend_step(%s, ''1'', ''perlu'')'),
  (3, 'class', 'UPDATE dkis.cases SET class = ''ringan'' WHERE id = %s'), (4, 'assign', 'SELECT dkis.assign_step(%s, ''1'', ''Ani'')'),
  (5, 'cancel', 'SELECT dkis.cancel_case(%s, ''salah'')'), (6, 'data', 'UPDATE dkis.cases SET title = ''Lain'' WHERE id = %s'),
  (7, 'note of a step', 'UPDATE dkis.case_steps SET note = ''x'' WHERE case_id = %s'), (8, 'finish', 'SELECT dkis.finish_step(%s, ''1'')');
CREATE FUNCTION tried(role text, statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SET ROLE %I', role);
  EXECUTE statement;
  RAISE SQLSTATE 'OKOKO';
EXCEPTION WHEN OTHERS THEN
  RETURN CASE SQLSTATE WHEN 'OKOKO' THEN 'may' ELSE SQLSTATE END;
END
$$;
SELECT a.what, tried('dkis_test_ani', s) AS ani, tried('dkis_test_budi', s) AS budi, tried('dkis_test_kabid', s) AS kabid, tried('dkis_test_lain', s) AS lain,
  tried('dkis_test_siaga', s) AS siaga, tried('dkis_test_loket', s) AS loket, tried('dkis_test_kelola', s) AS kelola
FROM acts a CROSS JOIN LATERAL (SELECT format(a.statement, :c) AS s) x ORDER BY a.n;
SELECT dkis.hold_case(:c, 'menunggu');
SELECT tried('dkis_test_ani', s) AS ani, tried('dkis_test_budi', s) AS budi, tried('dkis_test_siaga', s) AS siaga FROM (SELECT format('SELECT dkis.resume_case(%s)', :c) AS s) x;
SELECT dkis.resume_case(:c);
SET ROLE dkis_test_budi;
SELECT dkis.hold_case(:c, 'menunggu');
RESET ROLE;
-- An application acts for whom it names.
SET ROLE dkis_test_loket;
SET dkis.actor = 'ani';
SELECT dkis.hold_case(:c, 'menunggu');
RESET ROLE;
UPDATE dkis.people SET actor = 'ani' WHERE name = 'Ani';
SET ROLE dkis_test_loket;
SELECT dkis.hold_case(:c, 'menunggu'), dkis.resume_case(:c);
RESET dkis.actor;
RESET ROLE;

-- ---- reasons, and in time -----------------------------------------------------------------
SET ROLE dkis_test_ani;
SELECT dkis.hold_case(:c, NULL);
SELECT dkis.hold_case(:c, ' ');
UPDATE dkis.cases SET status = 'ditunda' WHERE id = :c;
SELECT dkis.extend_step(:c, '1', NULL);
UPDATE dkis.case_steps SET extended_at = now() WHERE case_id = :c;
RESET ROLE;
UPDATE dkis.case_steps SET due_at = '2026-01-05 10:00+07' WHERE case_id = :c;
SET ROLE dkis_test_ani;
SELECT dkis.extend_step(:c, '1', 'terlambat diminta');
RESET ROLE;
SELECT dkis.extend_step(:c, '1', 'diputuskan tepat waktu') IS NOT NULL AS by_admin;

-- ---- back-dating -----------------------------------------------------------------------------
SET ROLE dkis_test_ani;
SELECT dkis.open_case('uji', 'Formulir', received_at => now() - interval '20 days') IS NOT NULL AS lately;
SELECT dkis.open_case('uji', 'Formulir', received_at => '1950-01-01');
RESET ROLE;
SELECT dkis.open_case('uji', 'Arsip', received_at => '2020-01-06') IS NOT NULL AS by_admin;

-- ---- boundaries are the administrator's, without being a superuser -------------------------------
CREATE TEMP TABLE border AS SELECT '{"features": [{"properties": {"code": "8", "name": "B", "level": "kota"}, "geometry": {"type": "Polygon", "coordinates": [[[108, -7], [109, -7], [109, -6], [108, -7]]]}}]}'::jsonb AS file;
GRANT SELECT ON border TO PUBLIC;
SET ROLE dkis_test_kelola;
SELECT dkis.load_areas(file) IS NOT NULL AS loaded FROM border;
SET ROLE dkis_test_ani;
SELECT dkis.load_areas(file) FROM border;
RESET ROLE;

-- ---- what the history keeps of a change -------------------------------------------------------
UPDATE dkis.cases SET title = 'Perkara lain', channel = 'loket', note = 'lihat arsip', data = '{"a": 1}' WHERE id = :c;
UPDATE dkis.case_steps SET note = 'telah dihubungi' WHERE case_id = :c AND finished_at IS NULL;
SELECT event, step, detail FROM dkis.case_events WHERE case_id = :c AND event IN ('data diubah', 'catatan diubah') ORDER BY seq;

-- ---- callers and applicants apart ----------------------------------------------------------------
SELECT r.relation, has_table_privilege('dkis_officer', r.relation, 'SELECT') AS officer, has_table_privilege('dkis_dispatcher', r.relation, 'SELECT') AS dispatcher,
  has_table_privilege('dkis_reader', r.relation, 'SELECT') AS reader
FROM unnest('{dkis.applicants,dkis.calls,dkis.call_locations,dkis.call_queue,dkis.call_backs,dkis.blocked_numbers,dkis.incidents,dkis.changes}'::text[]) AS r (relation);
INSERT INTO dkis.applicants (name, contact) VALUES ('Rahasia Sekali', '0812');
INSERT INTO dkis.cases (sop, title, applicant, organisation) SELECT 'uji', 'Atas nama', id, 'satu' FROM dkis.applicants;
INSERT INTO dkis.calls (caller_number, note) VALUES ('0812 3456 7890', 'rahasia');
SET ROLE dkis_test_ani;
SELECT (SELECT pemohon FROM dkis_report.kasus WHERE perihal = 'Atas nama') AS applicant, (SELECT nomor FROM dkis_report.panggilan_112) AS number, (SELECT catatan FROM dkis_report.panggilan_112) AS note;
RESET ROLE;
SET ROLE dkis_test_siaga;
SELECT (SELECT pemohon FROM dkis_report.kasus WHERE perihal = 'Atas nama') AS applicant, (SELECT nomor FROM dkis_report.panggilan_112) AS number, (SELECT catatan FROM dkis_report.panggilan_112) AS note;
RESET ROLE;

\c contrib_regression
DROP DATABASE dkis_test_rights;
DROP ROLE dkis_test_ani, dkis_test_budi, dkis_test_kabid, dkis_test_lain, dkis_test_siaga, dkis_test_loket, dkis_test_kelola;

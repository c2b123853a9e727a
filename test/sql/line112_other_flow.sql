-- Another city's emergency line: its own kinds of call, categories, steps and
-- outcomes. What a call has done of its flow stands in rows, nowhere else.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_other_flow TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_other_flow
SET timezone = 'Asia/Makassar';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SELECT dkis.set_agency(7371);
CREATE ROLE dkis_test_operator IN ROLE dkis_dispatcher;
INSERT INTO dkis.calendars (code, kind, time_zone) VALUES ('jaga', '24 jam', 'Asia/Makassar');
INSERT INTO dkis.performers (code, name) VALUES ('operator', 'Operator'), ('posko', 'Posko');
INSERT INTO dkis.sops (code, number, name, numbered_later, emergency) VALUES ('gawat', 1, 'Gawat Darurat', true, true), ('api', 2, 'Kebakaran', true, true);
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES
  ('gawat', 1, 'jaga', 'start -> angkat; angkat -> pilah; pilah [Gawat] -> catat; pilah [Iseng | Tanya] -> tutup; catat -> kirim; kirim [Sudah | Tidak Perlu] -> tutup; tutup -> end'),
  ('api', 1, 'jaga', 'start -> angkat; angkat [Tersambung] -> kirim; angkat [Hening] -> tutup; kirim -> tutup; tutup -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
SELECT v.id, s.step, s.n, s.step, CASE WHEN s.step IN ('angkat', 'pilah', 'catat') THEN 'operator' ELSE 'posko' END, '2 menit'
FROM dkis.sop_versions v, unnest(dkis.active_steps(dkis.initial_marking(v.machine)) || ARRAY['pilah', 'catat', 'kirim', 'tutup']) WITH ORDINALITY s (step, n)
WHERE v.sop = 'gawat' OR s.step IN ('angkat', 'kirim', 'tutup');
SELECT count(*) FROM (SELECT dkis.activate_version(id) FROM dkis.sop_versions) a;
INSERT INTO dkis.call_kinds (kind, outcome, effect) VALUES ('gawat', NULL, 'membuka insiden'), ('iseng', 'Iseng', NULL), ('warta', 'Tanya', NULL), ('susulan', NULL, 'menyusul insiden');
INSERT INTO dkis.incident_categories (category, sop, otherwise, cap_category) VALUES ('api', 'api', false, 'Fire'), ('umum', 'gawat', true, 'Safety');
INSERT INTO dkis.intake_steps (sop, step, moment, outcome) VALUES
  ('gawat', 'angkat', 'dijawab', NULL), ('gawat', 'pilah', 'dikenali', 'Gawat'), ('gawat', 'catat', 'dicatat', NULL), ('api', 'angkat', 'dijawab', 'Tersambung');
INSERT INTO dkis.incident_categories (category, sop, otherwise) VALUES ('dua', 'api', true);
INSERT INTO dkis.intake_steps (sop, step, moment) VALUES ('gawat', 'tutup', 'kapan-kapan');
SET client_min_messages = notice;
\set VERBOSITY terse

SET ROLE dkis_test_operator;
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0411 1', NULL, 'gawat', NULL, 'tabrakan');
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0411 2', NULL, 'gawat', 'api', 'asap');
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0411 3', NULL, 'iseng');
SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('0411 4', NULL, 'darurat');
SELECT i.category, c.sop, c.title, c.marking FROM dkis.incidents i JOIN dkis.cases c ON c.id = i.case_id ORDER BY i.id;
SELECT c.sop, s.step, s.outcome, s.finished_at = CASE s.step WHEN 'angkat' THEN l.answered_at WHEN 'pilah' THEN l.identified_at ELSE s.finished_at END AS at_the_calls_time
FROM dkis.case_steps s JOIN dkis.cases c ON c.id = s.case_id JOIN dkis.incidents i ON i.case_id = c.id JOIN dkis.calls l ON l.incident_id = i.id
WHERE s.finished_at IS NOT NULL ORDER BY s.id;
-- A call entered afterwards, at its own times; one of a kind that means another outcome.
INSERT INTO dkis.calls (received_at, answered_at, identified_at, ended_at, caller_number, kind)
VALUES ('2026-01-05 22:00:00+08', '2026-01-05 22:00:09+08', '2026-01-05 22:00:40+08', '2026-01-05 22:02:00+08', '0411 5', 'gawat'),
  ('2026-01-05 23:00:00+08', '2026-01-05 23:00:09+08', '2026-01-05 23:00:40+08', '2026-01-05 23:02:00+08', '0411 6', 'iseng');
INSERT INTO dkis.incidents (call_id, category) SELECT id, 'umum' FROM dkis.calls WHERE caller_number IN ('04115', '04116') ORDER BY id;
SELECT l.caller_number, s.step, s.outcome, s.finished_at FROM dkis.case_steps s JOIN dkis.incidents i ON i.case_id = s.case_id JOIN dkis.calls l ON l.incident_id = i.id
WHERE l.caller_number IN ('04115', '04116') ORDER BY s.id;
-- Another flow, whose steps have other outcomes: what the call has done is done in it too.
SELECT dkis.reclassify_incident(i.id, 'api') IS NOT NULL AS reclassified FROM dkis.incidents i JOIN dkis.calls l ON l.incident_id = i.id WHERE l.caller_number = '04111';
SELECT c.marking FROM dkis.cases c JOIN dkis.incidents i ON i.case_id = c.id JOIN dkis.calls l ON l.incident_id = i.id WHERE l.caller_number = '04111';
SELECT (xpath('//*[local-name() = ''category'']/text()', dkis.to_cap(id)))[1] AS cap FROM dkis.incidents ORDER BY id;
SELECT problem FROM dkis.cases c, dkis.verify_case(c.id);
RESET ROLE;

\c contrib_regression
DROP DATABASE dkis_test_other_flow;
DROP ROLE dkis_test_operator;

-- A running case moves to another version of its SOP.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_migration TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_migration
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
\set SHOW_CONTEXT never
\pset null -
INSERT INTO dkis.calendars (code, kind, time_zone) VALUES ('uji', 'jam kerja', 'Asia/Jakarta'), ('lain', 'jam kerja', 'Asia/Jakarta');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) SELECT c, d, '08:00', '16:00' FROM unnest(ARRAY['uji', 'lain']) c, generate_series(1, 5) d;
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('uji', '2026-01-01', 'Tahun Baru'), ('lain', '2026-01-01', 'Tahun Baru');
INSERT INTO dkis.performers (code, name) VALUES ('p', 'P'), ('q', 'Q');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 900, 'Uji'), ('asing', 901, 'Asing');
INSERT INTO dkis.escalation_rules (level, at_percent, notify) VALUES (1, 75, 'pelaksana'), (2, 100, 'atasan');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla, total_sla_until, effective_on) VALUES
  ('uji', 1, 'uji', 'start -> a & b; a & b -> c; c [Ya] -> d; c [Tidak] -> end; d -> end', '12 hari kerja + 5 hari kerja', 'c', '2020-01-01'),
  -- another performer and standard for b, a further step, another whole time
  ('uji', 2, 'uji', 'start -> a & b; a & b -> c; c [Ya] -> d; c [Tidak] -> e; d -> e; e -> end', '20 hari kerja', 'e', '2020-01-01'),
  -- a and b one after the other: {a, b} has no place here, {b} has
  ('uji', 3, 'uji', 'start -> a; a -> b; b -> c; c [Ya] -> d; c [Tidak] -> end; d -> end', '12 hari kerja + 5 hari kerja', 'c', '2020-01-01'),
  ('uji', 4, 'lain', 'start -> a & b; a & b -> c; c [Ya] -> d; c [Tidak] -> end; d -> end', '12 hari kerja + 5 hari kerja', 'c', '2020-01-01'),
  ('uji', 5, 'uji', 'start -> x; x -> end', '-', NULL, '2020-01-01'),
  ('uji', 6, 'uji', 'start -> a & b; a & b -> c; c -> end', '-', NULL, '2199-01-01'),
  ('uji', 7, 'uji', 'start -> a & b; a & b -> c; c -> end', '-', NULL, '2020-01-01'),
  ('uji', 8, 'uji', 'start -> a & b; a & b -> c; c [Ya] -> d; c [Tidak] -> end; d -> end', '12 hari kerja + 5 hari kerja', 'c', '2020-01-01'),
  ('asing', 9, 'uji', 'start -> a & b; a & b -> c; c -> end', '-', NULL, '2020-01-01');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
SELECT v.id, s.step, row_number() OVER (PARTITION BY v.id ORDER BY s.step), 'Kegiatan ' || s.step,
  CASE WHEN v.version = 2 AND s.step = 'b' THEN 'q' ELSE 'p' END,
  CASE WHEN v.version = 2 AND s.step = 'b' THEN '7 hari kerja' WHEN s.step = 'a' THEN '5 hari kerja + 3 hari kerja' WHEN s.step = 'b' THEN '10 hari' ELSE '-' END::dkis.sla
FROM dkis.sop_versions AS v, unnest(dkis.steps(v.machine)) AS s (step);
INSERT INTO dkis.sop_fields (sop_version, name, type, required, label) SELECT id, 'isi', 'teks', true, 'Isi' FROM dkis.sop_versions WHERE version = 8;
-- Version 1 first, so that cases open under it; the others come later.
SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE version = 1;
INSERT INTO dkis.cases (sop, title, received_at) SELECT 'uji', t, '2026-03-02 09:00+07' FROM unnest(ARRAY['tetap', 'hitung', 'diperpanjang', 'dengan tangan', 'maju', 'ditunda', 'selesai', 'kalender']) AS t;
CREATE VIEW standing AS SELECT c.title, v.version, c.marking, to_char(c.due_at, 'DD-MM HH24:MI') AS due, c.due_basis AS basis, c.met_at IS NOT NULL AS met,
  string_agg(format('%s %s %s %s %s', s.step, s.performer, s.sla, to_char(s.due_at, 'DD-MM HH24:MI'), s.due_basis), '; ' ORDER BY s.step) FILTER (WHERE s.finished_at IS NULL) AS open
FROM dkis.cases AS c JOIN dkis.sop_versions AS v ON v.id = c.sop_version LEFT JOIN dkis.case_steps AS s ON s.case_id = c.id GROUP BY c.id, c.title, v.version, c.marking, c.due_at, c.due_basis, c.met_at ORDER BY c.id;
CREATE FUNCTION the(title text) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT c.id FROM dkis.cases AS c WHERE c.title = the.title);
GRANT SELECT ON standing TO PUBLIC;
SELECT dkis.extend_step(the('diperpanjang'), 'a', 'perlu waktu');
UPDATE dkis.case_steps SET due_at = '2026-03-09 12:00+07' WHERE case_id = the('dengan tangan') AND step = 'b';
SELECT dkis.finish_step(the('maju'), 'a');
SELECT dkis.hold_case(the('ditunda'), 'menunggu');
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = the('selesai');
SELECT dkis.finish_step(the('selesai'), 'c', 'Tidak');
SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE version IN (2, 3, 4, 5, 6, 8, 9) ORDER BY version;
SELECT * FROM standing;

-- A trial run shows it and moves nothing.
SELECT * FROM dkis.preview_migration(the('tetap'), 2);
SELECT * FROM dkis.preview_migration(the('tetap'), 2, 'hitung');
SELECT step, what, new FROM dkis.preview_migration(the('tetap'), 3) UNION ALL SELECT step, what, new FROM dkis.preview_migration(the('ditunda'), 2);
-- Over all open cases at once.
SELECT c.title, p.step, p.what, p.new FROM dkis.cases AS c, dkis.preview_migration(c.id, 3) AS p WHERE c.closed_at IS NULL AND p.what IN ('ditolak', 'kedudukan') ORDER BY c.id;
SELECT title, version, open FROM standing WHERE version <> 1;
SELECT count(*) AS moved FROM dkis.case_events WHERE event = 'dipindahkan';

-- 'tetap': the deadlines stay; what the new version says otherwise is fixed.
SELECT dkis.migrate_case(the('tetap'), 2);
SELECT * FROM standing WHERE title = 'tetap';
-- 'hitung': they are counted by the new standards, with extension, without what was set by hand.
SELECT dkis.migrate_case(the(t), 2, timers => 'hitung') FROM unnest(ARRAY['hitung', 'diperpanjang', 'dengan tangan']) AS t;
SELECT * FROM standing WHERE title IN ('hitung', 'diperpanjang', 'dengan tangan');
SELECT dkis.due_at('2026-03-02 09:00+07', '7 hari kerja', 'uji') AS b, dkis.due_at('2026-03-02 09:00+07', '20 hari kerja', 'uji') AS whole;
-- The same version again: nothing. Another calendar: nothing open is counted by it.
SELECT dkis.migrate_case(the('hitung'), 2);
SELECT dkis.migrate_case(the('kalender'), 4);
SELECT * FROM standing WHERE title = 'kalender';
-- The history tells it, in this order.
SELECT e.event, e.step, e.detail FROM dkis.case_events AS e WHERE e.case_id = the('hitung') ORDER BY e.seq;
SELECT count(*) AS events FROM dkis.case_events WHERE case_id = the('kalender') AND event <> 'dibuka';

-- A waiting step goes along: {b | a} has no place in version 3, {c} has.
SELECT dkis.migrate_case(the('maju'), 3);
SELECT dkis.finish_step(the('maju'), 'b');
SELECT dkis.migrate_case(the('maju'), 3);
SELECT dkis.migrate_case(the('maju'), 2);
SELECT * FROM standing WHERE title = 'maju';
-- There c is followed by e, and the whole time runs to e.
SELECT dkis.finish_step(the('maju'), 'c', 'Tidak');
SELECT dkis.finish_step(the('maju'), 'e');
SELECT title, version, marking, met FROM standing WHERE title = 'maju';
SELECT e.event, e.step, e.detail FROM dkis.case_events AS e WHERE e.case_id = the('maju') AND e.event IN ('langkah selesai', 'dipindahkan') ORDER BY e.seq;
-- Back to where c is the last that counts: it is met already.
SELECT dkis.finish_step(the('tetap'), s) FROM unnest(ARRAY['a', 'b']) AS s;
SELECT dkis.finish_step(the('tetap'), 'c', 'Ya');
SELECT dkis.migrate_case(the('tetap'), 1);
SELECT c.title, c.met_at = s.finished_at AS met_when_c_was_done, c.due_basis FROM dkis.cases AS c JOIN dkis.case_steps AS s ON s.case_id = c.id AND s.step = 'c' WHERE c.title = 'tetap';

-- A decree moves what is counted, not what was kept.
CREATE TEMP TABLE was AS SELECT * FROM standing;
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('uji', '2026-03-03', 'Libur'), ('lain', '2026-03-04', 'Libur');
SELECT n.title, n.due, n.open FROM standing AS n JOIN was AS w USING (title) WHERE (n.due, n.open) IS DISTINCT FROM (w.due, w.open);
SELECT * FROM dkis.explain_case(the('kalender'), 'b');
SELECT * FROM dkis.explain_case(the('kalender'));
-- dkis_admin may let it be counted again.
UPDATE dkis.case_steps SET due_basis = 'hitung' WHERE case_id = the('kalender') AND step = 'b';
SELECT * FROM standing WHERE title = 'kalender';
SELECT dkis.migrate_case(the('kalender'), 1, 'hitung');
SELECT * FROM standing WHERE title = 'kalender';

-- Refused, and nothing happens.
SELECT dkis.migrate_case(the('hitung'), 3);
SELECT dkis.migrate_case(the('hitung'), 5);
SELECT dkis.migrate_case(the('hitung'), 6);
SELECT dkis.migrate_case(the('hitung'), 7);
SELECT dkis.migrate_case(the('hitung'), 8);
SELECT dkis.migrate_case(the('hitung'), 9);
SELECT dkis.migrate_case(the('hitung'), 0);
SELECT dkis.migrate_case(the('hitung'), NULL);
SELECT dkis.migrate_case(the('hitung'), 1, 'besok');
SELECT dkis.migrate_case(the('hitung'), 1, NULL);
SELECT dkis.migrate_case(the('ditunda'), 2);
SELECT dkis.migrate_case(the('selesai'), 2);
SELECT dkis.migrate_case(-1, 2);
SELECT dkis.migrate_case(NULL, 2);
UPDATE dkis.cases SET sop_version = sop_version + 1 WHERE title = 'hitung';
UPDATE dkis.cases SET due_basis = 'tetap' WHERE title = 'hitung';
SET ROLE dkis_officer;
SELECT dkis.migrate_case((SELECT id FROM dkis.cases WHERE title = 'hitung'), 1);
RESET ROLE;
SELECT title, version FROM standing WHERE title IN ('hitung', 'ditunda', 'selesai');
-- For dkis_admin all of it.
SET ROLE dkis_admin;
SELECT count(*) > 0 AS shown FROM dkis.preview_migration((SELECT id FROM dkis.cases WHERE title = 'hitung'), 1);
SELECT dkis.migrate_case((SELECT id FROM dkis.cases WHERE title = 'hitung'), 1);
RESET ROLE;

-- Every history is whole, and replays through the versions it went through.
SELECT c.title, p.problem FROM dkis.cases AS c, dkis.verify_case(c.id) AS p;
BEGIN;
UPDATE dkis_store.cases SET marking = '{c}' WHERE id = the('hitung');
SELECT problem FROM dkis.verify_case(the('hitung'));
ROLLBACK;
-- The picture of a case that has moved is drawn.
SELECT count(*) FILTER (WHERE xmlparse(DOCUMENT dkis.case_svg(id)) IS NOT NULL) AS drawn FROM dkis.cases;
\c contrib_regression
DROP DATABASE dkis_test_migration;

-- In a database of its own: it puts SOPs in force, which cannot be taken back.
CREATE DATABASE dkis_test_cases TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_cases
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;

-- Its own SOP, on a calendar that never closes, so that nothing below depends
-- on the hour at which it runs.
BEGIN;
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 901, 'Uji'), ('uji-lanjutan', 902, 'Lanjutan');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla, total_sla_until) VALUES
  ('uji', 1, 'siaga', 'start -> 1; 1 -> 2; 2 [Ya] -> 3 & 4; 2 [Tidak] -> 1; 3 & 4 -> 5; 5 -> end', '2 jam + 1 jam', '5'),
  ('uji-lanjutan', 1, 'siaga', 'start -> 1; 1 -> end', '-', NULL);
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
SELECT v.id, s.step, s.step::int, 'Kegiatan ' || s.step, 'staf', s.sla
FROM dkis.sop_versions v,
  (VALUES ('1', dkis.sla '30 menit'), ('2', '1 jam + 1 jam'), ('3', '-'), ('4', '10 menit'), ('5', '-')) AS s (step, sla)
WHERE v.sop = 'uji';
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
SELECT id, '1', 1, 'Kegiatan', 'staf', '-' FROM dkis.sop_versions WHERE sop = 'uji-lanjutan';
INSERT INTO dkis.sop_links (from_sop, to_sop, mode) VALUES ('uji', 'uji-lanjutan', 'dibuka');
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop LIKE 'uji%'; END $$;
COMMIT;

-- Opening: numbered, marked, clocked.
INSERT INTO dkis.cases (sop, title) VALUES ('uji', 'Pertama'), ('901', 'Kedua')
RETURNING register_no ~ '^901/\d{4}/00000[12]$' AS numbered, marking, status, due_at - received_at AS allowed;
SELECT min(id) AS a, max(id) AS b FROM dkis.cases WHERE sop = 'uji' \gset
SELECT step, round, sla, due_at - started_at AS allowed, due_at - next_escalation_at AS before_due FROM dkis.case_steps WHERE case_id = :a;

-- Plain UPDATE drives the case; the functions say the same.
UPDATE dkis.case_steps SET outcome = 'Selesai', note = 'beres' WHERE case_id = :a AND step = '1' AND finished_at IS NULL;
SELECT dkis.finish_step(:a, '2', 'ya');
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = :a AND finished_at IS NULL;
SELECT dkis.finish_step(:b, '1');
SELECT dkis.finish_step(:b, '2', 'Tidak');
SELECT step, round, outcome, note FROM dkis.case_steps WHERE case_id = :b ORDER BY id;
SELECT marking FROM dkis.cases WHERE id = :a;
SELECT dkis.finish_step(:a, '5');
SELECT sop, status, marking, met_at IS NOT NULL AS met, parent_case = :a AS child FROM dkis.cases WHERE id = :a OR parent_case = :a ORDER BY id;
SELECT event, step, outcome, detail - 'kasus' AS detail FROM dkis.case_events WHERE case_id = :a ORDER BY event, step;
SELECT * FROM dkis.verify_case(:a);

-- What is refused, and what it says.
\set VERBOSITY default
SELECT dkis.finish_step(:b, '1', 'ngawur');
SELECT dkis.finish_step(:b, '1', '');
SELECT dkis.finish_step(:b, '2', 'Ya');
SELECT dkis.finish_step(:b, 'x');
INSERT INTO dkis.cases (sop, title) VALUES ('uji', '  ');
INSERT INTO dkis.cases (sop, title) VALUES (NULL, 'x');
INSERT INTO dkis.cases (sop, title, class) VALUES ('uji', 'x', 'gawat');
INSERT INTO dkis.cases (sop, title, entry) VALUES ('uji', 'x', 'harian');
INSERT INTO dkis.cases (sop, title, register_no) VALUES ('uji', 'x', '1');
INSERT INTO dkis.cases (sop, title, received_at) VALUES ('uji', 'x', 'infinity');
UPDATE dkis.cases SET sop = 'uji-lanjutan' WHERE sop = 'uji';
UPDATE dkis.cases SET data = '[]' WHERE sop = 'uji' AND closed_at IS NULL;
UPDATE dkis.cases SET status = 'selesai' WHERE sop = 'uji' AND closed_at IS NULL;
DELETE FROM dkis.cases;
DELETE FROM dkis.case_steps;
DELETE FROM dkis.case_events;
UPDATE dkis.case_events SET actor = 'x';

-- The loser of two that finish the same step gets SP002; here in one statement after another.
\set VERBOSITY sqlstate
SELECT dkis.finish_step(:a, '5');
SELECT dkis.finish_step(:b, '4');
SELECT dkis.finish_step(-1, '4');
UPDATE dkis.case_steps SET sla = '1 jam' WHERE case_id = :b AND finished_at IS NULL;
\set VERBOSITY default

-- Holding, resuming, extending, cancelling.
SELECT dkis.finish_step(:b, '1');
SELECT dkis.extend_step(:b, '2', 'menunggu data') - started_at AS allowed FROM dkis.case_steps WHERE case_id = :b AND finished_at IS NULL;
SELECT due_at - received_at AS allowed FROM dkis.cases WHERE id = :b;
\set VERBOSITY sqlstate
SELECT dkis.extend_step(:b, '2', 'lagi');
UPDATE dkis.cases SET status = 'ditunda', note = 'menunggu' WHERE id = :b;
SELECT dkis.finish_step(:b, '2', 'Ya');
SELECT dkis.hold_case(:b, 'lagi');
SELECT count(*) FROM dkis.case_steps WHERE case_id = :b AND next_escalation_at IS NOT NULL;
SELECT dkis.resume_case(:b);
SELECT dkis.cancel_case(:b, ' ');
SELECT dkis.cancel_case(:b, 'salah alamat');
SELECT dkis.resume_case(:b);
\set VERBOSITY default
SELECT status, note FROM dkis.cases WHERE id = :b;
-- A step that was done, and one that its case took with it.
SELECT step, round, outcome, ended_by FROM dkis.case_steps WHERE case_id = :b ORDER BY id;
SELECT event FROM dkis.case_events WHERE case_id = :b ORDER BY seq;
SELECT * FROM dkis.verify_case(:b);

-- A step that depends on the class (SOP 13 step 5), and a waiting period.
SELECT dkis.open_case('13', 'Lampu PJU mati') AS c \gset
DO $$ BEGIN FOR i IN 1..3 LOOP UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE finished_at IS NULL AND case_id = (SELECT max(id) FROM dkis.cases WHERE sop = 'pengaduan-sikapri'); END LOOP; END $$;
\set VERBOSITY sqlstate
SELECT dkis.finish_step(:c, '4');
\set VERBOSITY default
UPDATE dkis.cases SET class = 'sedang' WHERE id = :c;
SELECT dkis.finish_step(:c, '4');
SELECT step, sla FROM dkis.case_steps WHERE case_id = :c AND finished_at IS NULL;
UPDATE dkis.cases SET class = 'berat' WHERE id = :c;
SELECT step, sla, due_at = dkis.due_at(started_at, '30 hari kerja', 'kantor') AS right FROM dkis.case_steps WHERE case_id = :c AND finished_at IS NULL;
DO $$ BEGIN FOR i IN 5..7 LOOP UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE finished_at IS NULL AND case_id = (SELECT max(id) FROM dkis.cases WHERE sop = 'pengaduan-sikapri'); END LOOP; END $$;
\set VERBOSITY sqlstate
SELECT dkis.finish_step(:c, '8', 'Tidak Ada Tanggapan');
\set VERBOSITY default
SELECT dkis.finish_step(:c, '8', 'Ada Tanggapan');

-- Tampering shows.
UPDATE dkis_store.case_events SET actor = 'orang lain' WHERE case_id = :a AND seq = 2;
SELECT * FROM dkis.verify_case(:a);
DELETE FROM dkis_store.case_events WHERE case_id = :a AND seq = 3;
SELECT count(*) > 0 AS shows FROM dkis.verify_case(:a);

-- An error leaves nothing of its statement behind, also inside a block.
SELECT count(*) AS before FROM dkis.cases \gset
DO $$
BEGIN
  BEGIN
    PERFORM dkis.open_case('uji', 'hilang');
    RAISE EXCEPTION 'batal';
  EXCEPTION WHEN raise_exception THEN NULL;
  END;
  PERFORM dkis.open_case('uji', 'tetap');
END
$$;
SELECT count(*) - :before AS added FROM dkis.cases;
SELECT register_no LIKE '901/%/000003' AS gapless FROM dkis.cases WHERE title = 'tetap';
-- Compiled plans (JIT) read pending rows right.
SET jit = on; SET jit_above_cost = 0; SET jit_inline_above_cost = 0; SET jit_optimize_above_cost = 0;
SELECT dkis.open_case('901', 'disusun') AS compiled \gset
DISCARD PLANS;
INSERT INTO dkis.cases (sop, title) SELECT '901', 'disusun' FROM generate_series(1, 3);
SELECT count(*) AS steps, count(DISTINCT s.id) AS ids, count(*) FILTER (WHERE s.started_at IS NULL) AS missing, (SELECT count(*) FROM dkis.cases v, dkis.verify_case(v.id) WHERE v.title = 'disusun') AS problems
FROM dkis.case_steps s JOIN dkis.cases c ON c.id = s.case_id WHERE c.title = 'disusun';
RESET jit_above_cost; RESET jit_inline_above_cost; RESET jit_optimize_above_cost; RESET jit;
\c contrib_regression
DROP DATABASE dkis_test_cases;

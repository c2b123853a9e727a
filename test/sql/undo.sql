-- What was done by mistake is taken back: a finish, the end of a case. In a
-- database of its own: it puts SOPs in force, which cannot be taken back.
SET client_min_messages = warning;
SELECT current_database() AS home \gset
CREATE DATABASE dkis_test_undo TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_undo
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\set VERBOSITY terse
BEGIN;
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 901, 'Uji'), ('lanjutan', 902, 'Lanjutan'), ('arsip', 903, 'Arsip');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla, total_sla_until) VALUES
  ('uji', 1, 'siaga', 'start -> 1; 1 -> 2 & 3; 2 & 3 -> 4; 4 [Ya] -> 5; 4 [Tidak] -> 1; 5 -> end', '10 hari', '4'),
  ('lanjutan', 1, 'siaga', 'start -> 1; 1 -> end', '2 hari', NULL), ('arsip', 1, 'siaga', 'start -> 1; 1 -> end', '-', NULL);
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
SELECT v.id, s.step, s.step::int, 'Kegiatan ' || s.step, 'staf', '2 jam' FROM dkis.sop_versions v, unnest(dkis.steps(v.machine)) AS s (step) WHERE v.sop IN ('uji', 'lanjutan', 'arsip');
INSERT INTO dkis.sop_links (from_sop, step, outcome, to_sop, mode) VALUES ('uji', '4', 'Ya', 'lanjutan', 'dibuka'), ('uji', NULL, NULL, 'arsip', 'dibuka');
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop IN ('uji', 'lanjutan', 'arsip'); END $$;
CREATE ROLE undo_a LOGIN IN ROLE dkis_officer;
CREATE ROLE undo_b LOGIN IN ROLE dkis_officer;
CREATE ROLE undo_admin LOGIN IN ROLE dkis_admin;
COMMIT;
CREATE VIEW rows AS SELECT step, round, outcome, ended_by, finished_by, due_at IS NOT NULL AND next_escalation_at IS NOT NULL AS ticking
  FROM dkis.case_steps WHERE case_id = current_setting('test.case')::bigint ORDER BY id;
CREATE VIEW history AS SELECT seq, event, step, outcome, detail - 'kasus' - 'diterima' - 'tenggat_lama' - 'tenggat_baru' AS detail
  FROM dkis.case_events WHERE case_id = current_setting('test.case')::bigint ORDER BY seq;
GRANT SELECT ON rows, history TO dkis_officer, dkis_admin;

SET ROLE undo_a;
SELECT dkis.open_case('uji', 'Uji') AS k \gset
SELECT set_config('test.case', :'k', false) = :'k' AS set;
-- Never finished; without a reason; then by the one who did it.
SELECT dkis.undo_step(:k, '1', 'salah tekan');
SELECT dkis.finish_step(:k, '1');
SELECT dkis.undo_step(:k, '1', ' ');
SELECT dkis.undo_step(:k, 'tidak ada', 'x');
SELECT dkis.undo_step(:k, '1', 'salah tekan');
TABLE rows;
SELECT * FROM dkis.verify_case(:k);
-- Again; the next one's row is the second of its step.
SELECT dkis.finish_step(:k, '1'), dkis.finish_step(:k, '2');
-- What it opened has moved: only what came last can be taken back.
SELECT dkis.undo_step(:k, '1', 'terlambat');
-- Not by somebody else, but by dkis_admin.
SET ROLE undo_b;
SELECT dkis.undo_step(:k, '2', 'bukan saya');
SET ROLE undo_admin;
SELECT dkis.undo_step(:k, '2', 'keliru');
SET ROLE undo_a;
SELECT dkis.finish_step(:k, '2'), dkis.finish_step(:k, '3');
-- Before a join: the step of one branch, though the other's was the last.
SELECT dkis.undo_step(:k, '2', 'cabang');
SELECT dkis.finish_step(:k, '2');
-- A case that it opened, and the whole case's deadline, which it met.
SELECT dkis.finish_step(:k, '4', 'Ya');
SELECT met_at IS NOT NULL AS met, next_escalation_at IS NULL AS quiet FROM dkis.cases WHERE id = :k;
SELECT dkis.undo_step(:k, '4', 'bukan ya');
SELECT dkis.cancel_case(id, 'dibuka keliru') FROM dkis.cases WHERE parent_case = :k AND sop = 'lanjutan';
SELECT dkis.undo_step(:k, '4', 'bukan ya');
SELECT met_at IS NULL AS unmet, next_escalation_at IS NOT NULL AS ticking FROM dkis.cases WHERE id = :k;
SELECT dkis.finish_step(:k, '4', 'Tidak');
TABLE rows;
TABLE history;
SELECT * FROM dkis.verify_case(:k);

-- ---- the end of a case -----------------------------------------------------------------
SELECT dkis.reopen_case(:k, 'belum tertutup');
SELECT dkis.finish_step(:k, '1'), dkis.finish_step(:k, '2'), dkis.finish_step(:k, '3'), dkis.finish_step(:k, '4', 'Ya'), dkis.finish_step(:k, '5');
SELECT dkis.undo_step(:k, '5', 'sudah tertutup');
SELECT dkis.reopen_case(:k, 'bukan admin');
SET ROLE undo_admin;
SELECT dkis.reopen_case(:k, NULL);
SELECT dkis.reopen_case(:k, 'arsip belum lengkap');
SELECT status, marking, closed_at, met_at IS NOT NULL AS met, reopened_at IS NOT NULL AS reopened FROM dkis.cases WHERE id = :k;
SELECT * FROM dkis.verify_case(:k);
-- It ends again, and opens no second archive.
SELECT dkis.finish_step(:k, '5');
SELECT status, marking, closed_at IS NOT NULL AS closed FROM dkis.cases WHERE id = :k;
SELECT sop, count(*), min(status) FROM dkis.cases WHERE parent_case = :k GROUP BY 1 ORDER BY 1;
SELECT * FROM dkis.verify_case(:k);
-- Cancelled: everything that was open is open again, and its deadline runs.
SELECT dkis.open_case('lanjutan', 'Batal') AS k \gset
SELECT set_config('test.case', :'k', false) = :'k' AS set;
SELECT dkis.cancel_case(:k, 'keliru');
SELECT marking, status, next_escalation_at FROM dkis.cases WHERE id = :k;
SELECT dkis.reopen_case(:k, 'ternyata tidak keliru');
SELECT marking, status, closed_at, met_at, next_escalation_at IS NOT NULL AS ticking FROM dkis.cases WHERE id = :k;
TABLE rows;
SELECT dkis.finish_step((SELECT register_no FROM dkis.cases WHERE id = :k), '1');
SELECT dkis.reopen_case((SELECT register_no FROM dkis.cases WHERE id = :k), 'sekali lagi');
SELECT status, met_at FROM dkis.cases WHERE id = :k;
TABLE history;
SELECT * FROM dkis.verify_case(:k);
-- A case of the emergency line ends with its incident.
SELECT dkis.open_case('darurat-112', 'Darurat') AS d \gset
SELECT dkis.cancel_case(:d, 'uji');
\set VERBOSITY default
SELECT dkis.reopen_case(:d, 'uji');
-- No row is lost, and the log that goes out tells only what stands.
RESET ROLE;
SELECT count(*) FILTER (WHERE finished_at IS NULL) AS open, count(*) FILTER (WHERE ended_by = 'pembatalan') AS taken_back FROM dkis.case_steps;
SELECT min(fitness) AS least, count(*) FILTER (WHERE deviations <> '{}') AS deviating FROM dkis.conformance('uji');
SELECT fitness, deviations FROM dkis.conformance('uji', dkis.to_xes('uji'), running => true);
\c :home
DROP DATABASE dkis_test_undo;
DROP ROLE undo_a, undo_b, undo_admin;

-- In a database of its own: it puts SOPs in force, which cannot be taken back.
CREATE DATABASE dkis_test_escalation TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_escalation
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();

-- An office that works 7.5 hours a day, from Monday to Friday, and is closed on
-- Tuesday 9 July 2024; and one that never closes. Day units count from the day
-- of receipt, which may be long ago: so everything below happens in July 2024,
-- whenever it is run.
INSERT INTO dkis.calendars (code, kind) VALUES ('loket', 'jam kerja'), ('jaga', '24 jam');
INSERT INTO dkis.calendar_hours (calendar, valid, weekday, opens, closes)
SELECT 'loket', '(,)', d, h.opens::time, h.closes::time FROM generate_series(1, 5) d, (VALUES ('08:00', '12:00'), ('13:00', '16:30')) AS h (opens, closes);
INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('loket', '2024-07-09', 'libur daerah', 'Uji');
INSERT INTO dkis.sops (code, number, name, numbered_later, emergency) VALUES
  ('uji', 901, 'Uji', false, false), ('uji-luar', 902, 'Luar', false, false), ('uji-tunggu', 903, 'Tunggu', false, false), ('uji-darurat', 904, 'Darurat', true, true);
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES
  ('uji', 1, 'loket', 'start -> 1; 1 -> end'), ('uji-luar', 1, 'loket', 'start -> 1; 1 -> end'),
  ('uji-tunggu', 1, 'loket', 'start -> 1; 1 [Ada | Tidak Ada] -> 2; 2 -> end'), ('uji-darurat', 1, 'jaga', 'start -> 1; 1 -> 2; 2 -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla, sla_kind, wait_outcome, on_due_outcome)
SELECT v.id, s.step, s.step::int, 'Kegiatan ' || s.step, s.performer, s.sla, s.kind, s.wait_outcome, s.wait_outcome
FROM dkis.sop_versions v JOIN (VALUES
  ('uji', '1', 'staf', dkis.sla '4 hari kerja', 'batas', NULL),
  ('uji-luar', '1', 'pemohon', '4 hari kerja', 'batas', NULL),
  ('uji-tunggu', '1', 'pemohon', '2 hari kerja', 'tunggu', 'Tidak Ada'), ('uji-tunggu', '2', 'staf', '-', 'batas', NULL),
  ('uji-darurat', '1', 'call_taker', '4 jam + 4 jam', 'batas', NULL), ('uji-darurat', '2', 'call_taker', '-', 'batas', NULL))
  AS s (sop, step, performer, sla, kind, wait_outcome) ON s.sop = v.sop;
INSERT INTO dkis.sop_step_slas (sop_version, step, class, sla) SELECT id, '2', 'ringan', '1 jam' FROM dkis.sop_versions WHERE sop = 'uji-tunggu';
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop LIKE 'uji%'; END $$;

CREATE VIEW pg_temp.told AS
SELECT c.title, s.step, e.level, n.kind, n.performer, e.due_at, e.at
FROM dkis.escalations e JOIN dkis.case_steps s ON s.id = e.case_step_id JOIN dkis.cases c ON c.id = s.case_id
LEFT JOIN dkis.notifications n ON n.case_id = c.id AND n.created_at = e.at AND n.performer = e.performer
ORDER BY e.at, c.title, e.level;

-- ---- whom the rules mean ------------------------------------------------------
SELECT scope, level, at_percent, notify FROM dkis.escalation_rules WHERE sop IS NULL ORDER BY scope DESC, level;
-- And a step without a standard, in which somebody of the agency acts, is told of when it arrives.
SELECT count(*) AS rules, count(DISTINCT sop) AS sops, bool_and(at_percent = 0 AND notify = 'pelaksana' AND level = 5) AS on_arrival FROM dkis.escalation_rules WHERE step IS NOT NULL AND level = 5;
SELECT p.code, n.atasan, n.atasan_kedua, n.atasan_tertinggi FROM dkis.performers p,
  LATERAL (SELECT dkis_store.notify_target(p.agency, p.code, 'atasan'), dkis_store.notify_target(p.agency, p.code, 'atasan kedua'),
    dkis_store.notify_target(p.agency, p.code, 'atasan tertinggi')) AS n (atasan, atasan_kedua, atasan_tertinggi)
WHERE p.code IN ('staf', 'call_taker', 'kabid_pikp', 'kadis', 'walikota', 'ppid') ORDER BY p.code;

-- ---- levels, in working time ----------------------------------------------------
-- Received on Monday 1 July at 10.00, due on Friday at 16.30. Of the 35.5 hours
-- in between 75 % are over 8 h 52.5 min before the end: Thursday 15.07.30.
SELECT dkis.open_case('uji', 'Surat', received_at => '2024-07-01 10:00+07') AS c \gset
SELECT due_at, next_escalation_at, escalation_level FROM dkis.case_steps WHERE case_id = :c;
-- Not when it opens, not at night, not a second too early.
CALL dkis.escalate('2024-07-01 10:00+07');
CALL dkis.escalate('2024-07-04 00:00+07');
CALL dkis.escalate('2024-07-04 15:07:29+07');
SELECT count(*) AS told FROM dkis.escalations;
CALL dkis.escalate('2024-07-04 15:07:30+07');
SELECT * FROM pg_temp.told;
SELECT escalation_level, next_escalation_at FROM dkis.case_steps WHERE case_id = :c;
-- Once, however often it runs.
CALL dkis.escalate('2024-07-04 15:07:30+07');
CALL dkis.escalate('2024-07-05 16:29+07');
SELECT count(*) AS told FROM dkis.escalations;
CALL dkis.escalate('2024-07-05 16:30+07');
-- 150 %: 17.75 hours later; Saturday, Sunday and the holiday do not count.
SELECT escalation_level, next_escalation_at FROM dkis.case_steps WHERE case_id = :c;
CALL dkis.escalate('2024-07-11 10:45+07');
SELECT escalation_level, next_escalation_at FROM dkis.case_steps WHERE case_id = :c;
CALL dkis.escalate('2024-07-15 14:30+07');
SELECT escalation_level, next_escalation_at FROM dkis.case_steps WHERE case_id = :c;
CALL dkis.escalate();
SELECT * FROM pg_temp.told;
SELECT kind, regexp_replace(subject, '/\d{4}/', '/TTTT/') AS subject, regexp_replace(body, '/\d{4}/', '/TTTT/') AS body FROM dkis.notifications WHERE case_id = :c ORDER BY id LIMIT 2;

-- After downtime all levels that have come are told of, each once.
SELECT dkis.open_case('uji', 'Terlewat', received_at => '2024-07-01 10:00+07') AS c \gset
CALL dkis.escalate('2024-07-12 08:00+07');
SELECT level, kind, performer FROM pg_temp.told WHERE title = 'Terlewat';
SELECT escalation_level, next_escalation_at FROM dkis.case_steps WHERE case_id = :c;

-- A finished step and a cancelled case tell nobody.
SELECT dkis.open_case('uji', 'Selesai', received_at => '2024-07-01 10:00+07') AS c \gset
SELECT dkis.finish_step(:c, '1');
SELECT dkis.open_case('uji', 'Batal', received_at => '2024-07-01 10:00+07') AS c \gset
SELECT dkis.cancel_case(:c, 'keliru');
CALL dkis.escalate();
SELECT count(*) AS told FROM pg_temp.told WHERE title IN ('Selesai', 'Batal');

-- The most specific rule counts: for this SOP's step the reminder comes at 50 %.
INSERT INTO dkis.escalation_rules (sop, step, level, at_percent, notify) VALUES ('uji', '1', 1, 50, 'pelaksana'), ('uji', NULL, 1, 60, 'pelaksana');
SELECT dkis.open_case('uji', 'Khusus', received_at => '2024-07-01 10:00+07') AS c \gset
SELECT next_escalation_at FROM dkis.case_steps WHERE case_id = :c;
CALL dkis.escalate('2024-07-03 15:45+07');
SELECT level, kind, performer, at FROM pg_temp.told WHERE title = 'Khusus';
SELECT dkis.cancel_case(:c, 'uji');
DELETE FROM dkis.escalation_rules WHERE sop = 'uji';

-- ---- holding ------------------------------------------------------------------------
-- Held since 2 July 2024, 09.00, until now: nobody is told meanwhile, and
-- afterwards the deadline has moved by every close that fell into the hold.
SELECT dkis.open_case('uji', 'Ditunda', received_at => '2024-07-01 10:00+07') AS c \gset
UPDATE dkis.cases SET status = 'ditunda', note = 'menunggu berkas' WHERE id = :c;
UPDATE dkis_store.case_holds SET held_at = '2024-07-02 09:00+07' WHERE case_id = :c;
SELECT next_escalation_at FROM dkis.case_steps WHERE case_id = :c;
CALL dkis.escalate();
SELECT dkis.resume_case(:c);
CALL dkis.escalate();
SELECT s.due_at::time AS closes,
  dkis.workdays_between('2024-07-05', s.due_at::date, 'loket') = dkis.workdays_between('2024-07-01', h.resumed_at::date, 'loket')
    - (dkis.is_workday(h.resumed_at::date, 'loket') AND h.resumed_at::time < '16:30')::int AS moved_by_the_closes,
  s.next_escalation_at > now() AS later, s.escalation_level
FROM dkis.case_steps s JOIN dkis.case_holds h USING (case_id) WHERE s.case_id = :c;
SELECT count(*) AS told FROM pg_temp.told WHERE title = 'Ditunda';
SELECT dkis.cancel_case(:c, 'uji');

-- ---- the whole case's own deadline ---------------------------------------------------
-- SOP 16 allows 10 + 7 working days, to be counted from the day of receipt to the
-- answer (step 7): the law's day has reminders of its own, whatever steps are open.
SELECT dkis.open_case('16', 'Salinan APBD', data => '{}', received_at => '2026-06-02 09:00+07') AS c \gset
SELECT c.due_at, c.next_escalation_at, c.escalation_level FROM dkis.cases c WHERE id = :c;
-- The law's days do not stand still; where they may, what is due moves on.
SELECT dkis.hold_case(:c, 'menunggu berkas');
ALTER TABLE dkis.sop_versions DISABLE TRIGGER guard_version;
UPDATE dkis.sop_versions SET may_hold = true WHERE sop = 'permohonan-informasi';
ALTER TABLE dkis.sop_versions ENABLE TRIGGER guard_version;
SELECT dkis.hold_case(:c, 'menunggu berkas');
SELECT c.due_at, c.next_escalation_at FROM dkis.cases c WHERE id = :c;
SELECT dkis.resume_case(:c);
SELECT c.due_at, c.next_escalation_at FROM dkis.cases c WHERE id = :c;
SELECT dkis.cancel_case(:c, 'uji');
SELECT c.due_at, c.next_escalation_at FROM dkis.cases c WHERE id = :c;
-- ---- extending -------------------------------------------------------------------------
-- The call came three and a half hours ago; of four hours 75 % are over.
SELECT dkis.open_case('uji-darurat', 'Diperpanjang', received_at => now() - interval '3.5 hours') AS c \gset
SELECT due_at - clock_from AS allowed, next_escalation_at - clock_from AS reminder FROM dkis.case_steps WHERE case_id = :c;
CALL dkis.escalate();
SELECT escalation_level, next_escalation_at - clock_from AS next FROM dkis.case_steps WHERE case_id = :c;
-- Of the eight hours since the extension they are not: a new deadline has its own levels.
SELECT dkis.extend_step(:c, '1', 'menunggu jawaban') IS NOT NULL AS extended;
SELECT due_at - clock_from AS allowed, escalation_level, next_escalation_at - clock_from AS next FROM dkis.case_steps WHERE case_id = :c;
CALL dkis.escalate();
CALL dkis.escalate(now() + interval '2 hours 29 minutes');
SELECT count(*) AS told FROM pg_temp.told WHERE title = 'Diperpanjang';
CALL dkis.escalate(now() + interval '2 hours 31 minutes');
CALL dkis.escalate(now() + interval '4 hours 31 minutes');
SELECT t.level, t.kind, t.performer, t.due_at - s.clock_from AS due FROM pg_temp.told t JOIN dkis.case_steps s ON s.case_id = :c WHERE t.title = 'Diperpanjang';
-- A deadline that was entered by hand is one, too.
UPDATE dkis.case_steps SET due_at = now() + interval '10 hours' WHERE case_id = :c AND finished_at IS NULL;
SELECT due_basis, escalation_level, next_escalation_at > now() AS later FROM dkis.case_steps WHERE case_id = :c;
-- 112: escalate() has given its number.
SELECT register_no ~ '^904/[0-9]{4}/000001$' AS numbered FROM dkis.cases WHERE id = :c;
SELECT dkis.cancel_case(:c, 'uji');

-- ---- on arrival ------------------------------------------------------------------------
-- On arrival: the earliest of the levels, whatever its number, and also where there is no standard.
INSERT INTO dkis.escalation_rules (sop, scope, level, at_percent, notify) VALUES ('uji-darurat', 'langkah', 9, 0, 'pelaksana');
SELECT dkis.open_case('uji-darurat', 'Tiba') AS c \gset
SELECT dkis.finish_step(:c, '1');
SELECT step, sla, s.next_escalation_at = s.started_at AS on_arrival FROM dkis.case_steps s WHERE case_id = :c AND finished_at IS NULL;
SELECT dkis.cancel_case(:c, 'uji');
DELETE FROM dkis.escalation_rules WHERE sop = 'uji-darurat';
-- A case has no step.
\set VERBOSITY terse
INSERT INTO dkis.escalation_rules (scope, sop, step, level, at_percent, notify) VALUES ('kasus', 'uji', '1', 5, 50, 'pelaksana');
\set VERBOSITY default

-- ---- performers outside the agency ----------------------------------------------------------
SELECT dkis.open_case('uji-luar', 'Pemohon', received_at => '2024-07-01 10:00+07') AS c \gset
CALL dkis.escalate('2024-07-30 10:00+07');
SELECT level, kind, performer FROM pg_temp.told WHERE title = 'Pemohon';
SELECT escalation_level, next_escalation_at FROM dkis.case_steps WHERE case_id = :c;

-- ---- waiting periods --------------------------------------------------------------------------
-- Nobody is told; when it is over escalate() finishes the step as the SOP says.
SELECT dkis.open_case('uji-tunggu', 'Menunggu', class => 'ringan') AS c \gset
SELECT due_at = next_escalation_at AS waits_for_its_end FROM dkis.case_steps WHERE case_id = :c;
CALL dkis.escalate();
-- Not even the owner's rehearsal ends a wait before its time.
CALL dkis.escalate(now() + interval '30 days');
SELECT marking, (SELECT count(*) FROM pg_temp.told WHERE title = 'Menunggu') AS told FROM dkis.cases WHERE id = :c;
SELECT dkis.cancel_case(:c, 'uji');
SELECT dkis.open_case('uji-tunggu', 'Habis', class => 'ringan', received_at => '2024-07-01 10:00+07') AS c \gset
CALL dkis.escalate();
SELECT step, outcome, finished_by, finished_at IS NOT NULL AS finished FROM dkis.case_steps WHERE case_id = :c ORDER BY id;
SELECT replace(actor, :'USER', 'pengguna') AS actor, event, step, outcome FROM dkis.case_events WHERE case_id = :c ORDER BY seq;
SELECT count(*) AS told FROM pg_temp.told WHERE title = 'Habis';

-- What cannot be finished (step 2 needs a class) is told once, tried again in
-- an hour, and keeps nobody else waiting.
SELECT dkis.open_case('uji-tunggu', 'Tanpa kelas', received_at => '2024-07-01 10:00+07') AS c \gset
SELECT dkis.open_case('uji-tunggu', 'Sesudahnya', class => 'ringan', received_at => '2024-07-01 10:00+07') AS d \gset
CALL dkis.escalate();
SELECT marking FROM dkis.cases WHERE id IN (:c, :d) ORDER BY id;
SELECT kind, performer, regexp_replace(subject, '/\d{4}/', '/TTTT/') AS subject, regexp_replace(body, '/\d{4}/', '/TTTT/') AS body FROM dkis.notifications WHERE case_id = :c;
SELECT next_escalation_at - now() BETWEEN interval '59 minutes' AND interval '1 hour' AS again_in_an_hour FROM dkis.case_steps WHERE case_id = :c AND finished_at IS NULL;
CALL dkis.escalate();
CALL dkis.escalate(now() + interval '61 minutes');
SELECT count(*) FROM dkis.notifications WHERE case_id = :c;
SELECT next_escalation_at - now() > interval '2 hours' AS and_again FROM dkis.case_steps WHERE case_id = :c AND finished_at IS NULL;
UPDATE dkis.cases SET class = 'ringan' WHERE id = :c;
CALL dkis.escalate(now() + interval '3 hours');
SELECT marking FROM dkis.cases WHERE id = :c;

-- SOP 13 step 8: ten working days of silence end a complaint.
SELECT dkis.open_case('13', 'Lampu PJU mati', class => 'ringan') AS c \gset
DO $$ BEGIN FOR i IN 1..7 LOOP UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE finished_at IS NULL AND case_id = (SELECT max(id) FROM dkis.cases WHERE sop = 'pengaduan-sikapri'); END LOOP; END $$;
SELECT step, sla, due_at = next_escalation_at AS waits FROM dkis.case_steps WHERE case_id = :c AND finished_at IS NULL;
CALL dkis.escalate();
SELECT marking FROM dkis.cases WHERE id = :c;
UPDATE dkis.case_steps SET due_at = now() - interval '1 minute' WHERE case_id = :c AND finished_at IS NULL;
CALL dkis.escalate();
SELECT step, outcome, finished_by FROM dkis.case_steps WHERE case_id = :c AND step = '8';
SELECT marking, status FROM dkis.cases WHERE id = :c;
SELECT * FROM dkis.verify_case(:c);

-- ---- on arrival ---------------------------------------------------------------------------------
-- at_percent = 0: as soon as the step is there, also one without a standard.
INSERT INTO dkis.escalation_rules (sop, step, level, at_percent, notify) VALUES ('uji-tunggu', '2', 5, 0, 'pelaksana'), ('uji', '1', 5, 0, 'pelaksana');
SELECT dkis.open_case('uji', 'Datang') AS c \gset
SELECT dkis.open_case('uji-tunggu', 'Datang juga') AS d \gset
UPDATE dkis.cases SET class = 'sedang' WHERE id = :d;
SELECT dkis.finish_step(:d, '1', 'Ada');
CALL dkis.escalate();
CALL dkis.escalate();
SELECT t.title, t.step, t.level, t.kind, t.performer, t.due_at IS NOT NULL AS has_deadline FROM pg_temp.told t WHERE t.title LIKE 'Datang%';
SELECT regexp_replace(subject, '/\d{4}/', '/TTTT/') AS subject, regexp_replace(body, '(/\d{4}/|Tenggat: [^\n]*)', '…', 'g') AS body FROM dkis.notifications WHERE case_id IN (:c, :d) ORDER BY id;
SELECT escalation_level, next_escalation_at > now() AS later FROM dkis.case_steps WHERE case_id IN (:c, :d) AND finished_at IS NULL ORDER BY id;
SELECT dkis.cancel_case(:c, 'uji');
SELECT dkis.cancel_case(:d, 'uji');
DELETE FROM dkis.escalation_rules WHERE level = 5;

-- ---- the whole case's own deadline ----------------------------------------------------------------
-- The law's four days end, though every step that is open has time enough, or
-- has no standard at all: whoever has the case now is reminded, then his superiors.
INSERT INTO dkis.sops (code, number, name) VALUES ('uji-hukum', 905, 'Hukum');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla, total_sla_until) VALUES ('uji-hukum', 1, 'loket', 'start -> 1; 1 -> 2; 2 -> 3; 3 -> end', '4 hari kerja', '2');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer) SELECT v.id, s.step, s.step::int, 'Kegiatan ' || s.step, s.performer
FROM dkis.sop_versions v, (VALUES ('1', 'pemohon'), ('2', 'staf'), ('3', 'staf')) AS s (step, performer) WHERE v.sop = 'uji-hukum';
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop = 'uji-hukum'; END $$;
SELECT level, at_percent, notify FROM dkis.escalation_rules WHERE scope = 'kasus' ORDER BY level;
SELECT dkis.open_case('uji-hukum', 'Hukum', received_at => '2024-07-01 10:00+07') AS c \gset
SELECT due_at, next_escalation_at, escalation_level FROM dkis.cases WHERE id = :c;
CALL dkis.escalate('2024-07-04 15:07:29+07');
SELECT count(*) AS told FROM dkis.escalations WHERE case_id = :c;
CALL dkis.escalate('2024-07-04 15:07:30+07');
SELECT escalation_level, next_escalation_at FROM dkis.cases WHERE id = :c;
CALL dkis.escalate('2024-07-05 16:30+07');
CALL dkis.escalate('2024-07-15 14:30+07');
CALL dkis.escalate('2024-07-15 14:30+07');
SELECT escalation_level, next_escalation_at FROM dkis.cases WHERE id = :c;
SELECT case_step_id, level, due_at, at, performer FROM dkis.escalations WHERE case_id = :c ORDER BY level;
SELECT kind, performer, regexp_replace(subject, '/\d{4}/', '/TTTT/') AS subject, regexp_replace(body, '/\d{4}/', '/TTTT/') AS body FROM dkis.notifications WHERE case_id = :c ORDER BY id;
-- What the deadline asks for has been done, or the case is held: nobody is told.
SELECT dkis.open_case('uji-hukum', 'Terpenuhi', received_at => '2024-07-01 10:00+07') AS c \gset
SELECT dkis.finish_step(:c, '1');
SELECT dkis.finish_step(:c, '2');
SELECT dkis.open_case('uji-hukum', 'Hukum ditunda', received_at => '2024-07-01 10:00+07') AS d \gset
SELECT dkis.hold_case(:d, 'menunggu');
CALL dkis.escalate();
SELECT count(*) AS told FROM dkis.escalations WHERE case_id IN (:c, :d);
-- Of a performer outside the agency a step's rule for its superior tells nobody,
-- also where a more general rule for the same level would remind it.
INSERT INTO dkis.escalation_rules (sop, step, level, at_percent, notify) VALUES ('uji-luar', '1', 1, 80, 'atasan');
SELECT dkis.open_case('uji-luar', 'Luar khusus', received_at => '2024-07-01 10:00+07') AS c \gset
CALL dkis.escalate('2024-07-30 10:00+07');
SELECT count(*) AS told FROM pg_temp.told WHERE title = 'Luar khusus';
DELETE FROM dkis.escalation_rules WHERE sop = 'uji-luar';

-- ---- what cannot be worked on is passed over, and said ------------------------------------------
-- A version that is not all there, as when a subscriber has a part of it.
INSERT INTO dkis.cases (sop, title, received_at) SELECT 'uji', 'Utuh ' || n, '2024-07-01 10:00+07' FROM generate_series(1, 3) n;
INSERT INTO dkis.sops (code, number, name) VALUES ('uji-rusak', 906, 'Rusak');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('uji-rusak', 1, 'loket', 'start -> 1; 1 -> 2; 2 -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla) SELECT v.id, s, s::int, 'Kegiatan', 'staf', '1 hari kerja' FROM dkis.sop_versions v, unnest(ARRAY['1', '2']) s WHERE v.sop = 'uji-rusak';
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop = 'uji-rusak'; END $$;
SELECT dkis.open_case('uji-rusak', 'Rusak', received_at => '2024-07-01 10:00+07') AS c \gset
SET session_replication_role = replica;
DELETE FROM dkis.sop_steps t USING dkis.sop_versions v WHERE v.id = t.sop_version AND v.sop = 'uji-rusak' AND t.step = '2';
RESET session_replication_role;
INSERT INTO dkis.cases (sop, title, received_at) SELECT 'uji', 'Utuh ' || n, '2024-07-01 10:00+07' FROM generate_series(4, 5) n;
SET client_min_messages = error;
CALL dkis.escalate('2024-07-31 10:00+07');
SET client_min_messages = warning;
SELECT count(DISTINCT title) AS told FROM pg_temp.told WHERE title LIKE 'Utuh%';
SELECT regexp_replace(error, 'kasus \d+', 'kasus N') AS error FROM dkis.jobs LIMIT 1;
SELECT count(*) AS told FROM dkis.escalations WHERE case_id = :c;
UPDATE dkis_store.case_steps SET next_escalation_at = NULL WHERE case_id = :c;

-- ---- no more than asked for, the earliest first -----------------------------------------------
INSERT INTO dkis.cases (sop, title, received_at) SELECT 'uji', 'Batas ' || n, timestamptz '2024-07-01 10:00+07' + n * interval '1 day' FROM generate_series(0, 4) n;
CALL dkis.escalate('2024-07-31 10:00+07', max_rows => 2);
SELECT DISTINCT title FROM pg_temp.told WHERE title LIKE 'Batas%' ORDER BY 1;
CALL dkis.escalate('2024-07-31 10:00+07', max_rows => 2);
CALL dkis.escalate('2024-07-31 10:00+07', max_rows => 2);
SELECT count(DISTINCT title) AS cases, count(*) AS told, count(DISTINCT (title, level)) AS different FROM pg_temp.told WHERE title LIKE 'Batas%';

-- ---- every SOP of the book: reminders come while people work -------------------------------------
INSERT INTO dkis.cases (sop, title, class, entry) SELECT v.sop, 'Semua', 'ringan', (SELECT e.entry FROM unnest(dkis.entries(v.machine)) AS e (entry) WHERE e.entry IN ('harian', 'permohonan', 'festival'))
FROM dkis.sop_versions v JOIN dkis.sops s ON s.code = v.sop WHERE s.number BETWEEN 1 AND 24;
SELECT count(*) > 10 AS many, count(*) FILTER (WHERE f.next_escalation_at <= f.started_at) AS at_creation,
  count(*) FILTER (WHERE dkis.worktime_between(f.next_escalation_at - interval '1 minute', f.next_escalation_at + interval '1 minute', f.calendar) = interval '0') AS outside_hours
FROM dkis_store.step_facts f WHERE f.title = 'Semua' AND f.next_escalation_at IS NOT NULL;

-- ---- arguments, and who may ---------------------------------------------------------------------
\set VERBOSITY default
CALL dkis.escalate(NULL);
CALL dkis.escalate('infinity');
CALL dkis.escalate('-infinity');
CALL dkis.escalate(max_rows => 0);
CALL dkis.escalate(max_rows => NULL);
CREATE ROLE dkis_test_pengelola IN ROLE dkis_admin;
CREATE ROLE dkis_test_petugas IN ROLE dkis_officer;
SET ROLE dkis_test_pengelola;
CALL dkis.escalate();
CALL dkis.escalate('2024-07-31 10:00+07');
\set VERBOSITY sqlstate
CALL dkis.escalate(now() + interval '1 hour');
\set VERBOSITY default
SELECT job, error, done >= 0 AS counted, duration_ms >= 0 AS timed FROM dkis.jobs LIMIT 1;
SET ROLE dkis_test_petugas;
CALL dkis.escalate();
RESET ROLE;
-- The heartbeat is kept for a week.
UPDATE dkis_store.job_runs SET started_at = started_at - interval '8 days';
CALL dkis.escalate();
SELECT count(*) FROM dkis.jobs;
DROP OWNED BY dkis_test_pengelola, dkis_test_petugas;
DROP ROLE dkis_test_pengelola, dkis_test_petugas;
\c contrib_regression
DROP DATABASE dkis_test_escalation;

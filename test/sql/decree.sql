-- A decree changes the calendar: open deadlines follow, and nothing else moves.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_decree TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_decree
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
\set SHOW_CONTEXT never
INSERT INTO dkis.calendars (code, kind, time_zone) VALUES ('uji', 'jam kerja', 'Asia/Jakarta'), ('lain', 'jam kerja', 'Asia/Jakarta'), ('terus', '24 jam', 'Asia/Jakarta');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) SELECT c, d, '08:00', '16:00' FROM unnest(ARRAY['uji', 'lain']) c, generate_series(1, 5) d;
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('uji', '2026-01-01', 'Tahun Baru'), ('lain', '2026-01-01', 'Tahun Baru'), ('terus', '2026-01-01', 'Tahun Baru');
INSERT INTO dkis.performers (code, name) VALUES ('penguji', 'Penguji');
INSERT INTO dkis.sops (code, number, name) SELECT c, 900 + n, c FROM unnest(ARRAY['uji', 'lain', 'terus']) WITH ORDINALITY t (c, n);
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla) SELECT code, 1, code, 'start -> a & b; a & b -> c; c -> end', '12 hari kerja + 5 hari kerja' FROM dkis.sops;
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
SELECT v.id, s.step, s.n, s.step, 'penguji', s.sla::dkis.sla FROM dkis.sop_versions v,
  (VALUES ('a', 1, '5 hari kerja + 3 hari kerja'), ('b', 2, '10 hari'), ('c', 3, '-')) s (step, n, sla);
SELECT dkis.activate_version(id) FROM dkis.sop_versions ORDER BY id;
INSERT INTO dkis.escalation_rules (level, at_percent, notify) VALUES (1, 75, 'pelaksana'), (2, 100, 'atasan');

INSERT INTO dkis.cases (sop, title, received_at) SELECT sop, t, '2026-03-02 09:00+07' FROM unnest(ARRAY['uji', 'lain', 'terus']) sop, unnest(ARRAY['biasa', 'tetap', 'selesai']) t;
INSERT INTO dkis.cases (sop, title, received_at) VALUES ('uji', 'kemudian', '2026-05-04 09:00+07'), ('uji', 'diperpanjang', '2026-03-02 09:00+07');
UPDATE dkis.case_steps s SET due_at = '2026-03-09 12:00+07' FROM dkis.cases c WHERE c.id = s.case_id AND c.title = 'tetap' AND s.step = 'a';
UPDATE dkis.case_steps s SET outcome = 'Selesai' FROM dkis.cases c WHERE c.id = s.case_id AND c.title = 'selesai' AND s.step = 'a';
SELECT dkis.extend_step(id, 'a', 'perlu waktu') FROM dkis.cases WHERE title = 'diperpanjang';

CREATE VIEW dues AS SELECT c.sop, c.title, to_char(c.due_at, 'DD-MM HH24:MI') AS "case",
  string_agg(s.step || ' ' || coalesce(to_char(s.due_at, 'DD-MM HH24:MI'), '-'), ', ' ORDER BY s.step) AS steps,
  (SELECT count(*) FROM dkis.case_events e WHERE e.case_id = c.id AND e.event = 'tenggat berubah') AS moved
FROM dkis.cases c JOIN dkis.case_steps s ON s.case_id = c.id GROUP BY c.id, c.sop, c.title, c.due_at ORDER BY c.id;
-- What the clock itself says: no open deadline may differ from it.
CREATE VIEW wrong AS
SELECT c.title, s.step FROM dkis.cases c JOIN dkis.case_steps s ON s.case_id = c.id JOIN dkis.sop_versions v ON v.id = c.sop_version
WHERE s.finished_at IS NULL AND s.due_basis = 'hitung' AND s.due_at IS DISTINCT FROM dkis.due_at(s.clock_from, s.sla, v.calendar, s.extended_at IS NOT NULL)
UNION ALL
SELECT c.title, NULL FROM dkis.cases c JOIN dkis.sop_versions v ON v.id = c.sop_version
WHERE c.due_at IS DISTINCT FROM dkis.due_at(c.received_at, v.total_sla, v.calendar, c.extended_at IS NOT NULL);
SELECT * FROM dues;
SELECT * FROM wrong;

-- Two days at once, one of them a weekend: one change per deadline.
INSERT INTO dkis.holidays (calendar, day, kind, name, decree) VALUES
  ('uji', '2026-03-05', 'cuti bersama', 'Cuti bersama', 'SKB 1/2026'), ('uji', '2026-03-07', 'libur nasional', 'Sabtu libur', NULL);
SELECT * FROM dues;
SELECT * FROM wrong;
SELECT c.title, e.step, e.detail FROM dkis.case_events e JOIN dkis.cases c ON c.id = e.case_id WHERE e.event = 'tenggat berubah' ORDER BY e.id LIMIT 3;
-- The reminder goes with the deadline.
SELECT to_char(s.next_escalation_at, 'DD-MM HH24:MI') AS reminder, s.escalation_level FROM dkis.case_steps s JOIN dkis.cases c ON c.id = s.case_id WHERE c.title = 'biasa' AND c.sop = 'uji' AND step = 'a';

-- Rolled back, in whole and to a savepoint: no trace, here or in the cache.
BEGIN;
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('uji', '2026-03-06', 'x');
SELECT "case", steps FROM dues WHERE sop = 'uji' AND title = 'biasa';
SAVEPOINT s;
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('uji', '2026-03-09', 'y');
SELECT "case", steps FROM dues WHERE sop = 'uji' AND title = 'biasa';
ROLLBACK TO s;
SELECT "case", steps, (SELECT count(*) FROM wrong) AS wrong FROM dues WHERE sop = 'uji' AND title = 'biasa';
ROLLBACK;
SELECT "case", steps, moved, (SELECT count(*) FROM wrong) AS wrong FROM dues WHERE sop = 'uji' AND title = 'biasa';

-- Changed, moved to another calendar, taken away, copied in.
UPDATE dkis.holidays SET day = '2026-03-06' WHERE calendar = 'uji' AND day = '2026-03-05';
SELECT * FROM dues WHERE sop = 'uji'; SELECT * FROM wrong;
UPDATE dkis.holidays SET name = 'Nama lain' WHERE calendar = 'uji' AND day = '2026-03-06';
SELECT moved FROM dues WHERE sop = 'uji' AND title = 'biasa';
UPDATE dkis.holidays SET calendar = 'lain' WHERE calendar = 'uji' AND day = '2026-03-06';
SELECT * FROM dues WHERE title = 'biasa'; SELECT * FROM wrong;
COPY dkis.holidays (calendar, day, kind, name) FROM stdin;
uji	2026-03-03	libur daerah	Satu
uji	2026-03-04	libur daerah	Dua
uji	2026-03-05	libur daerah	Tiga
uji	2026-03-10	libur daerah	Empat
\.
SELECT * FROM dues WHERE sop = 'uji'; SELECT * FROM wrong;
SELECT detail ->> 'alasan' AS why FROM dkis.case_events WHERE event = 'tenggat berubah' ORDER BY id DESC LIMIT 1;
DELETE FROM dkis.holidays;
SELECT * FROM dues WHERE title = 'biasa'; SELECT * FROM wrong;
-- Hours, and a special working day; then the calendar itself.
INSERT INTO dkis.calendar_hours (calendar, valid, weekday, opens, closes) SELECT 'uji', '[2026-03-01,2026-03-31)', d, '08:00', '14:30' FROM generate_series(1, 5) d;
SELECT steps FROM dues WHERE sop = 'uji' AND title = 'biasa'; SELECT * FROM wrong;
INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('uji', '2026-03-07', 'hari kerja khusus', 'Ganti');
SELECT steps FROM dues WHERE sop = 'uji' AND title = 'biasa'; SELECT * FROM wrong;
UPDATE dkis.calendars SET time_zone = 'Asia/Makassar' WHERE code = 'uji';
SELECT steps FROM dues WHERE sop = 'uji' AND title = 'biasa'; SELECT * FROM wrong;
UPDATE dkis.calendars SET time_zone = 'Asia/Jakarta' WHERE code = 'uji';

-- A case that was held keeps what it was given for it, a held one its rest.
UPDATE dkis.cases SET status = 'ditunda', note = 'menunggu' WHERE title = 'kemudian';
UPDATE dkis_store.case_holds SET held_at = '2026-05-06 10:00+07';
SELECT dkis.resume_case(id) FROM dkis.cases WHERE title = 'kemudian';
UPDATE dkis_store.case_holds SET resumed_at = '2026-05-08 10:00+07';
UPDATE dkis_store.case_steps SET started_at = clock_from;
-- Five working days from 4 May without the 7th: the 12th; Wednesday's close
-- fell into the hold, Thursday's would have: the 13th.
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('uji', '2026-05-07', 'Libur');
SELECT s.step, to_char(s.due_at, 'DD-MM HH24:MI') AS due FROM dkis.case_steps s JOIN dkis.cases c ON c.id = s.case_id WHERE c.title = 'kemudian' AND s.step = 'a';
UPDATE dkis.cases SET status = 'ditunda', note = 'menunggu' WHERE title = 'biasa' AND sop = 'uji';
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('uji', '2026-03-05', 'Libur');
SELECT steps, status, s.next_escalation_at FROM dues JOIN dkis.cases c USING (sop, title) JOIN dkis.case_steps s ON s.case_id = c.id AND s.step = 'a' WHERE c.sop = 'uji' AND title = 'biasa';

-- On a replica nothing is computed, and the calendar is fresh all the same.
SET session_replication_role = replica;
INSERT INTO dkis_store.holidays (calendar, day, kind, name) VALUES ('uji', '2026-03-11', 'libur nasional', 'dari induk');
SELECT dkis.is_workday('2026-03-11', 'uji'), (SELECT count(*) > 0 FROM wrong WHERE title = 'diperpanjang') AS not_computed;
RESET session_replication_role;
DELETE FROM dkis_store.holidays WHERE name = 'dari induk';

-- A version counts by it, so a calendar stays, also one that never closes.
DELETE FROM dkis.holidays WHERE calendar = 'terus';
DELETE FROM dkis.calendars WHERE code = 'terus';
-- Hours for days that no deadline runs through move nothing, and ask for no case.
SELECT count(*) AS events FROM dkis.case_events \gset
INSERT INTO dkis.calendar_hours (calendar, valid, weekday, opens, closes) SELECT 'uji', '[2030-03-01,2030-03-31)', d, '08:00', '14:30' FROM generate_series(1, 5) d;
SELECT first_day, last_day FROM dkis_store.calendar_changes ORDER BY id DESC LIMIT 1;
SELECT count(*) = :events AS nothing_moved FROM dkis.case_events;
-- The silent table emptied at a stroke: nothing wakes up, but the calendar is
-- known to be another; then any UPDATE of the calendar's row computes all of it.
TRUNCATE dkis_store.holidays;
SELECT dkis.is_workday('2026-03-05', 'uji'), (SELECT count(*) > 0 FROM wrong) AS not_computed;
UPDATE dkis.calendars SET note = note WHERE code IN ('uji', 'lain', 'terus');
SELECT * FROM dues WHERE title IN ('biasa', 'tetap'); SELECT * FROM wrong WHERE title <> 'kemudian';

-- escalate() catches up, twice, and is then done.
SELECT count(*) > 0 AS waiting FROM dkis_store.calendar_changes;
CALL dkis.escalate(); CALL dkis.escalate();
SELECT count(*) AS waiting FROM dkis_store.calendar_changes;
-- (but for the instants that this test has moved itself)
SELECT c.title, p.problem FROM dkis.cases c, dkis.verify_case(c.id) p WHERE p.problem !~ 'kolom (started_at|held_at|resumed_at) tidak menurut riwayat';
\c contrib_regression
DROP DATABASE dkis_test_decree;

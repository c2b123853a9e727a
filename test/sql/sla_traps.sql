-- Where other engines of deadlines went wrong, one by one. Days unlike any in
-- print; in a database of its own, because it puts an SOP in force.
SET client_min_messages = warning;
SELECT current_database() AS home \gset
CREATE DATABASE dkis_test_traps TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_traps
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
INSERT INTO dkis.calendars (code, kind) VALUES ('loket', 'jam kerja');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes)
SELECT 'loket', d, h.opens::time, h.closes::time FROM generate_series(1, 5) d, (VALUES ('08:00', '12:00'), ('13:00', '16:30')) AS h (opens, closes);

-- ---- a pause counted by the clock on the wall ----------------------------------
-- Held from Friday 5 July 2024, 16.00 to Monday 8.30: the wall saw 64.5 hours,
-- the office one. Due on Tuesday at 10.00 becomes 11.00.
SELECT dkis.worktime_between('2024-07-05 16:00', '2024-07-08 08:30', 'loket') AS held,
  dkis.due_after_hold('2024-07-09 10:00', '8 jam', '2024-07-05 16:00', '2024-07-08 08:30', 'loket') AS hours,
  dkis.due_after_hold('2024-07-09 16:30', '4 hari kerja', '2024-07-05 16:00', '2024-07-08 08:30', 'loket') AS one_closing,
  dkis.due_after_hold('2024-07-09 16:30', '4 hari kerja', '2024-07-05 16:30', '2024-07-08 16:29', 'loket') AS no_closing;
-- A hold while nobody works costs nothing, however long.
SELECT dkis.due_after_hold('2024-07-09 10:00', '8 jam', '2024-07-05 16:30', '2024-07-08 08:00', 'loket') AS weekend,
  dkis.due_after_hold('2024-07-09 10:00', '8 jam', '2024-07-05 12:00', '2024-07-05 13:00', 'loket') AS lunch;
-- The same against a hold taken minute by minute.
SELECT count(*) AS differing FROM generate_series(timestamptz '2024-07-05 07:15', '2024-07-08 17:15', '97 minutes') AS a,
  generate_series(a, '2024-07-08 18:00', '131 minutes') AS b,
  LATERAL (SELECT count(*) * interval '1 minute' AS open FROM generate_series(a, b - interval '1 minute', '1 minute') AS m
    WHERE extract(isodow FROM m) < 6 AND (m::time >= '08:00' AND m::time < '12:00' OR m::time >= '13:00' AND m::time < '16:30')) AS minutes
WHERE dkis.due_after_hold('2024-07-10 09:00', '8 jam', a, b, 'loket') <> dkis.add_worktime('2024-07-10 09:00', minutes.open, 'loket');

-- ---- working days turned into business hours ------------------------------------
-- Three working days end at the third closing, whenever on the first day the
-- clock started: they are not 22.5 hours, and not 72.
SELECT start, dkis.due_at(start, '3 hari kerja', 'loket') AS days, dkis.due_at(start, '1350 menit', 'loket') AS minutes
FROM unnest(ARRAY[timestamptz '2024-07-01 00:00', '2024-07-01 08:00', '2024-07-01 12:30', '2024-07-01 16:29:59', '2024-07-01 23:59']) AS start;
SELECT count(DISTINCT dkis.due_at(timestamptz '2024-07-01 00:00' + n * interval '7 minutes', '3 hari kerja', 'loket')) AS one_deadline
FROM generate_series(0, 205) AS n;
-- A short day is a whole working day.
INSERT INTO dkis.calendar_hours (calendar, valid, weekday, opens, closes) VALUES ('loket', '[2024-07-03,2024-07-03]', 3, '08:00', '08:01');
SELECT dkis.due_at('2024-07-01 10:00', '3 hari kerja', 'loket') AS still_third_day, dkis.due_at('2024-07-01 10:00', '2 hari kerja', 'loket') AS short_day;

-- ---- escalation fired at creation, reminders at midnight --------------------------
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 901, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('uji', 1, 'loket', 'start -> 1; 1 -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
SELECT id, '1', 1, 'Kegiatan', 'staf', '5 hari kerja' FROM dkis.sop_versions WHERE sop = 'uji';
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop = 'uji'; END $$;
-- Opened at every hour of a week: nothing is told when a case opens, and every
-- reminder falls into opening hours.
CREATE TEMP TABLE opened AS
SELECT dkis.open_case('uji', 'Surat ' || at, received_at => at) AS id, at
FROM generate_series(timestamptz '2024-07-01 00:30', '2024-07-07 23:30', '1 hour') AS at;
CALL dkis.escalate('2024-07-01 16:30');
SELECT count(*) AS told_at_opening FROM dkis.escalations;
SELECT count(*) AS cases, count(*) FILTER (WHERE s.next_escalation_at <= o.at) AS at_creation,
  count(*) FILTER (WHERE s.next_escalation_at::time = '00:00') AS at_midnight,
  count(*) FILTER (WHERE s.next_escalation_at >= s.due_at) AS after_the_deadline,
  count(*) FILTER (WHERE dkis.next_opening(s.next_escalation_at - interval '1 second', 'loket') >= s.next_escalation_at) AS outside_hours
FROM opened AS o JOIN dkis.case_steps AS s ON s.case_id = o.id;

-- ---- stored deadlines not computed again when holidays change -------------------------
-- Of the cases of Monday the 1st, due on Monday the 8th: with Thursday and
-- Friday off on Wednesday the 10th, and reminded later; by the clock again.
SELECT DISTINCT s.due_at FROM opened AS o JOIN dkis.case_steps AS s ON s.case_id = o.id WHERE o.at < '2024-07-02';
CREATE TEMP TABLE reminders AS SELECT id, next_escalation_at FROM dkis.case_steps;
INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('loket', '2024-07-04', 'libur daerah', 'Uji'), ('loket', '2024-07-05', 'cuti bersama', 'Uji');
SELECT DISTINCT s.due_at FROM opened AS o JOIN dkis.case_steps AS s ON s.case_id = o.id WHERE o.at < '2024-07-02';
SELECT count(*) AS cases, count(*) FILTER (WHERE s.due_at <> dkis.due_at(s.clock_from, s.sla, 'loket')) AS stale,
  count(*) FILTER (WHERE s.next_escalation_at <= r.next_escalation_at AND o.at < '2024-07-04') AS reminder_stayed
FROM opened AS o JOIN dkis.case_steps AS s ON s.case_id = o.id JOIN reminders AS r ON r.id = s.id;
DELETE FROM dkis.holidays WHERE calendar = 'loket';
SELECT count(*) FILTER (WHERE s.due_at <> dkis.due_at(s.clock_from, s.sla, 'loket')) AS stale,
  count(*) FILTER (WHERE s.next_escalation_at <> r.next_escalation_at) AS reminder_differs
FROM opened AS o JOIN dkis.case_steps AS s ON s.case_id = o.id JOIN reminders AS r ON r.id = s.id;
DO $$ BEGIN PERFORM dkis.cancel_case(id, 'uji selesai') FROM opened; END $$;

-- ---- a weekday tested on one day, its holiday on the next -----------------------------
-- Holidays around every weekday, single and in runs, at the edges of months and
-- years; and every pair of days around them against days counted one by one.
INSERT INTO dkis.holidays (calendar, day, kind, name)
SELECT 'loket', day, 'libur daerah', 'Uji' FROM unnest(ARRAY[date '2024-01-01', '2024-01-05', '2024-01-08', '2024-01-10', '2024-01-16', '2024-01-17', '2024-01-25',
  '2024-01-26', '2024-01-29', '2024-02-03', '2024-02-11', '2024-02-29', '2024-03-01', '2024-03-04', '2024-03-15', '2024-03-18', '2023-12-29']) AS day;
INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('loket', '2024-02-24', 'hari kerja khusus', 'Pengganti');
CREATE TEMP TABLE days AS
SELECT d::date AS day, d = '2024-02-24' OR extract(isodow FROM d) < 6 AND NOT EXISTS (SELECT FROM dkis.holidays AS h WHERE h.calendar = 'loket' AND h.day = d::date) AS works
FROM generate_series(date '2023-12-20', '2024-03-25', '1 day') AS d;
SELECT count(*) AS days, count(*) FILTER (WHERE works) AS working, count(*) FILTER (WHERE works <> dkis.is_workday(day, 'loket')) AS differing FROM days;
CREATE TEMP TABLE pairs AS
SELECT a.day AS a, b.day AS b, (SELECT count(*)::int FROM days AS d WHERE d.day > a.day AND d.day <= b.day AND d.works) AS n FROM days AS a JOIN days AS b ON b.day >= a.day;
SELECT count(*) AS pairs, count(*) FILTER (WHERE dkis.workdays_between(a, b, 'loket') <> n) AS between_differs,
  count(*) FILTER (WHERE dkis.workdays_between(b, a, 'loket') <> -n) AS backwards_differs,
  count(*) FILTER (WHERE n > 0 AND dkis.add_workdays(a, n, 'loket') > b) AS add_differs FROM pairs;
-- Adding lands on a working day, and counting back gives what was added.
SELECT count(*) AS additions, count(*) FILTER (WHERE NOT dkis.is_workday(dkis.add_workdays(day, n, 'loket'), 'loket')) AS on_a_day_off,
  count(*) FILTER (WHERE dkis.workdays_between(day, dkis.add_workdays(day, n, 'loket'), 'loket') <> n) AS not_inverse
FROM days, generate_series(1, 40) AS n;
-- This test would have found it: the same pairs with the fault put in.
SELECT count(*) > 1000 AS fault_is_seen FROM pairs AS p
WHERE n <> (SELECT count(*) FROM days AS d JOIN days AS next ON next.day = d.day + 1
            WHERE d.day > p.a AND d.day <= p.b AND extract(isodow FROM d.day) < 6 AND (next.works OR extract(isodow FROM next.day) >= 6));
\c :home
DROP DATABASE dkis_test_traps;

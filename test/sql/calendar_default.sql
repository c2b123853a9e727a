-- Which calendar a call without one means, while everything that decides it
-- changes: the GUC, the setting, the rows, the transaction, the extension.
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE DATABASE dkis_test_calendar_default TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_calendar_default
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SELECT dkis.set_agency(3274);
INSERT INTO dkis.calendars (code, name) VALUES ('kantor', 'lima hari'), ('enam', 'enam hari');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes)
SELECT calendar, weekday, '08:00', '16:00'
FROM (VALUES ('kantor', 5), ('enam', 6)) calendars (calendar, days), generate_series(1, days) weekday;

-- 2026-01-02 is a Friday. One prepared statement, so one remembered call.
PREPARE next AS SELECT dkis.add_workdays('2026-01-02', 1);
EXECUTE next;
SET dkis.calendar = 'enam';
EXECUTE next;
BEGIN;
SET LOCAL dkis.calendar = 'kantor';
EXECUTE next;
ROLLBACK;
EXECUTE next;
BEGIN;
SAVEPOINT inside;
SET LOCAL dkis.calendar = 'kantor';
EXECUTE next;
ROLLBACK TO inside;
EXECUTE next;
COMMIT;
RESET dkis.calendar;
EXECUTE next;

-- Within one statement of one function: each call as things stand then.
DO $$
DECLARE found date[];
BEGIN
  FOR i IN 1..4 LOOP
    PERFORM set_config('dkis.calendar', CASE WHEN i % 2 = 0 THEN 'enam' ELSE 'kantor' END, true);
    found := found || dkis.add_workdays('2026-01-02', 1);
  END LOOP;
  RAISE WARNING '%', found;
END $$;
CREATE FUNCTION next_of_six() RETURNS date LANGUAGE sql SET dkis.calendar = 'enam'
AS $$ SELECT dkis.add_workdays('2026-01-02', 1) $$;
SELECT dkis.add_workdays('2026-01-02', 1) AS five, next_of_six() AS six, dkis.add_workdays('2026-01-02', 1) AS five_again,
  n FROM generate_series(1, 3) n;

-- Rows with calendars of their own, NULL and named, long and unknown ones.
SELECT calendar, dkis.add_workdays('2026-01-02', 1, calendar)
FROM (VALUES (NULL), ('kantor'), ('enam'), (NULL), ('enam'), ('kantor')) asked (calendar);
INSERT INTO dkis.calendars (code, name) VALUES (repeat('x', 64), ''), (repeat('x', 65), '');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes)
SELECT code, 7, '08:00', '16:00' FROM dkis.calendars WHERE code LIKE 'x%';
SELECT length(calendar), dkis.add_workdays('2026-01-02', 1, calendar)
FROM (VALUES (repeat('x', 64)), (repeat('x', 65)), ('enam'), (repeat('x', 65)), (repeat('x', 64))) asked (calendar);
SELECT dkis.add_workdays('2026-01-02', 1, calendar) FROM (VALUES ('enam'), ('ena'), ('enam')) asked (calendar);
SELECT dkis.add_workdays('2026-01-02', 1, 'enam');

-- The setting in the table, its rollback, and the GUC over it.
INSERT INTO dkis.settings (key, value) VALUES ('calendar', 'enam');
EXECUTE next;
BEGIN;
DELETE FROM dkis.settings WHERE key = 'calendar';
EXECUTE next;
ROLLBACK;
EXECUTE next;
SET dkis.calendar = 'kantor';
EXECUTE next;
RESET dkis.calendar;
SET dkis.calendar = 'tidak-ada';
EXECUTE next;
RESET dkis.calendar;

-- A holiday, within and without the transaction that enters it.
BEGIN;
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('enam', '2026-01-03', 'libur');
EXECUTE next;
ROLLBACK;
EXECUTE next;

-- Another agency's calendar of the same name.
SET dkis.agency = 3209;
INSERT INTO dkis_store.calendars (code, agency) VALUES ('enam', 3209);
INSERT INTO dkis_store.calendar_hours (calendar, weekday, opens, closes, agency) VALUES ('enam', 3, '08:00', '16:00', 3209);
EXECUTE next;
RESET dkis.agency;
EXECUTE next;

-- What has been outdated in one session does not pile up.
DO $$
BEGIN
  FOR i IN 1..100 LOOP
    INSERT INTO dkis.holidays (calendar, day, name) VALUES ('kantor', date '2026-02-01' + i, 'libur');
    PERFORM dkis.add_workdays('2026-01-02', 1, 'kantor');
  END LOOP;
END $$;
SELECT dkis.add_workdays('2026-01-02', 1, 'kantor');
UPDATE dkis.holidays SET name = 'libur lagi' WHERE calendar = 'kantor';
SELECT dkis.add_workdays('2026-01-02', 1, 'kantor');
SELECT count(*), sum(total_bytes) < 2 * 1024 * 1024 AS small FROM pg_backend_memory_contexts WHERE name = 'dkis calendar';

-- The extension goes and comes back under a live session.
DROP EXTENSION dkis;
CREATE EXTENSION dkis;
EXECUTE next;
SELECT dkis.set_agency(3274);
INSERT INTO dkis.calendars (code, name) VALUES ('kantor', 'hari Minggu');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) VALUES ('kantor', 7, '08:00', '16:00');
SELECT dkis.add_workdays('2026-01-02', 1);
\c contrib_regression
DROP DATABASE dkis_test_calendar_default;

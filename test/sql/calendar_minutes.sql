-- Hours against minutes counted one by one in SQL: around every change of the
-- clock, in zones of today and of long ago. PostgreSQL's own AT TIME ZONE tells
-- the wall clock; the rules are written out below once more, without a table.
SET timezone = 'UTC'; SET datestyle = 'ISO, DMY'; SET client_min_messages = warning;
SELECT setseed(0.3274) \g /dev/null

-- unit: what is counted; Jakarta kept its own sun's time to the second until 1923.
CREATE TEMP TABLE places (code text, zone text, around date, what text, unit interval DEFAULT '1 minute');
INSERT INTO places (code, zone, around, what) VALUES
  ('berlin', 'Europe/Berlin', '2026-03-29', 'gap'), ('berlin', 'Europe/Berlin', '2026-10-25', 'overlap'),
  ('berlin', 'Europe/Berlin', '2150-03-29', 'gap far ahead'), ('berlin', 'Europe/Berlin', '1945-05-24', 'double summer time'),
  ('newyork', 'America/New_York', '2026-03-08', 'gap'), ('newyork', 'America/New_York', '2026-11-01', 'overlap'),
  ('jakarta', 'Asia/Jakarta', '2026-03-20', 'no change'), ('jakarta', 'Asia/Jakarta', '1964-01-01', '+07:30 to +07'),
  ('jakarta', 'Asia/Jakarta', '1942-03-23', '+07:30 to +09'), ('jakarta', 'Asia/Jakarta', '1948-05-01', '+07:30 to +08'),
  ('makassar', 'Asia/Makassar', '2026-03-20', 'no change'), ('makassar', 'Asia/Makassar', '1942-02-09', '+08 to +09'),
  ('jayapura', 'Asia/Jayapura', '2026-03-20', 'no change'), ('jayapura', 'Asia/Jayapura', '1964-01-01', '+09:30 to +09'),
  ('lordhowe', 'Australia/Lord_Howe', '2026-04-05', 'half an hour'), ('apia', 'Pacific/Apia', '2011-12-30', 'a day that never was');
INSERT INTO places VALUES ('jakarta', 'Asia/Jakarta', '1924-01-01', 'local mean time', '12 seconds');

-- Spans before, inside and across what the clock skips or repeats, and midnight.
INSERT INTO dkis.calendars (code, name, time_zone) SELECT DISTINCT code, '', zone FROM places;
UPDATE dkis.calendars SET joint_leave_is_work = true WHERE code IN ('newyork', 'makassar');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes)
SELECT code, d, s.opens::time, s.closes::time FROM (SELECT DISTINCT code FROM places) AS c, generate_series(1, 6) AS d,
  (VALUES ('00:00', '01:10'), ('02:00', '02:40'), ('02:45', '06:00'), ('08:00', '12:00'), ('13:00', '16:30'), ('22:15', '24:00')) AS s (opens, closes);
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes)
SELECT code, 7, s.opens::time, s.closes::time FROM (SELECT DISTINCT code FROM places) AS c, (VALUES ('00:00', '02:30'), ('03:30', '03:31'), ('23:59', '24:00')) AS s (opens, closes);
-- A narrower set over the change itself, without a Wednesday; a narrower one still.
INSERT INTO dkis.calendar_hours (calendar, valid, weekday, opens, closes)
SELECT code, daterange(around - 1, around + 2), d, s.opens::time, s.closes::time FROM places, (VALUES (1), (2), (4), (5), (6), (7)) AS w (d),
  (VALUES ('00:30', '02:50'), ('07:15', '07:16')) AS s (opens, closes) WHERE extract(day FROM around)::int % 2 = 1;
INSERT INTO dkis.calendar_hours (calendar, valid, weekday, opens, closes)
SELECT code, daterange(around + 3, around + 4), d, '10:00', '10:30' FROM places, generate_series(1, 7) AS d;
INSERT INTO dkis.holidays (calendar, day, kind, name)
SELECT code, around + o, k, 'Uji ' || k FROM places, (VALUES (-4, 'libur nasional'), (-3, 'cuti bersama'), (-2, 'hari kerja khusus'), (-2, 'libur daerah'),
  (2, 'cuti bersama'), (4, 'libur nasional'), (4, 'cuti bersama')) AS h (o, k);

-- Which spans a date has: the narrowest set, unless a holiday closes the day; a
-- special working day borrows Monday's, else the first there are.
CREATE TEMP TABLE dates AS
SELECT p.code, p.around, d::date AS day, n.valid, coalesce(h.special, false) AS special,
  coalesce(h.closed, false) AND NOT coalesce(h.special, false) AS closed
FROM places AS p JOIN dkis.calendars AS c USING (code), generate_series(p.around - 7, p.around + 7, '1 day') AS d,
  LATERAL (SELECT valid FROM dkis.calendar_hours WHERE calendar = p.code AND valid @> d::date
    ORDER BY upper(valid) - lower(valid) NULLS LAST LIMIT 1) AS n
  LEFT JOIN LATERAL (SELECT bool_or(kind = 'hari kerja khusus') AS special,
    bool_or(kind <> 'hari kerja khusus' AND NOT (kind = 'cuti bersama' AND c.joint_leave_is_work)) AS closed
    FROM dkis.holidays WHERE calendar = p.code AND day = d::date) AS h ON true;
CREATE TEMP TABLE spans AS
SELECT d.code, d.around, d.day, h.opens, h.closes FROM dates AS d JOIN dkis.calendar_hours AS h ON h.calendar = d.code AND h.valid = d.valid
WHERE NOT d.closed AND h.weekday = (SELECT w FROM (SELECT extract(isodow FROM d.day) AS w, 0 AS n UNION ALL SELECT g, g FROM generate_series(1, 7) AS g WHERE d.special) AS tried
  WHERE EXISTS (SELECT FROM dkis.calendar_hours AS x WHERE x.calendar = d.code AND x.valid = d.valid AND x.weekday = w) ORDER BY n LIMIT 1);

CREATE INDEX ON spans (code, around, day);
ANALYZE spans;

-- The minutes, and how many open ones went before each.
CREATE TEMP TABLE minutes AS
SELECT m.*, count(*) FILTER (WHERE open) OVER (PARTITION BY code, around ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS worked,
  row_number() OVER (PARTITION BY code, around ORDER BY at) AS n
FROM (SELECT p.code, p.around, p.unit, at, wall::date AS day, EXISTS (SELECT FROM spans AS s
    WHERE s.code = p.code AND s.around = p.around AND s.day = wall::date AND wall::time >= s.opens AND wall::time < s.closes) AS open
  FROM places AS p, generate_series(p.around::timestamp AT TIME ZONE 'UTC' - CASE WHEN p.unit < '1 minute' THEN interval '1 day' ELSE '3 days' END,
    p.around::timestamp AT TIME ZONE 'UTC' + CASE WHEN p.unit < '1 minute' THEN interval '1 day' ELSE '4 days' END, p.unit) AS at,
    LATERAL (SELECT at AT TIME ZONE p.zone AS wall OFFSET 0) AS local) AS m;
CREATE TEMP TABLE opened AS SELECT code, around, worked AS nth, at, unit FROM minutes WHERE open;
CREATE INDEX ON minutes (code, around, n);
CREATE INDEX ON opened (code, around, nth);
ANALYZE minutes; ANALYZE opened;
CREATE TEMP TABLE asked AS
SELECT a.code, a.around, a.unit, a.at AS a, a.worked AS a_worked, b.at AS b, b.worked AS b_worked, (random() * 1200 - 500)::int AS moved
FROM (SELECT code, around, max(n) AS last FROM minutes GROUP BY 1, 2) AS w, generate_series(1, 300) AS q,
  LATERAL (SELECT 1 + (random() * (w.last - 1))::bigint AS x, 1 + (random() * (w.last - 1))::bigint AS y, q) AS r
  JOIN minutes AS a ON a.n = r.x JOIN minutes AS b ON b.n = r.y WHERE a.code = w.code AND a.around = w.around AND b.code = w.code AND b.around = w.around;

-- Working time between two instants, either way round.
SELECT p.code, p.around, p.what, count(*) AS asked, count(*) FILTER (WHERE dkis.worktime_between(q.a, q.b, q.code) <> (q.b_worked - q.a_worked) * q.unit) AS differing
FROM places AS p JOIN asked AS q USING (code, around) GROUP BY 1, 2, 3 ORDER BY 1, 2;
-- So much on, or back: the end of the last minute worked, or the beginning of the first.
WITH answers AS (
  SELECT q.*, coalesce(f.at + q.unit, b.at) AS expected, dkis.add_worktime(q.a, q.moved * q.unit, q.code) AS found
  FROM asked AS q LEFT JOIN opened AS f ON q.moved > 0 AND f.code = q.code AND f.around = q.around AND f.nth = q.a_worked + q.moved - 1
    LEFT JOIN opened AS b ON q.moved <= 0 AND b.code = q.code AND b.around = q.around AND b.nth = q.a_worked + q.moved)
SELECT count(*) > 3000 AS thousands, count(*) FILTER (WHERE found <> expected) AS differing,
  count(*) FILTER (WHERE dkis.worktime_between(a, found, code) <> moved * unit) AS not_inverse FROM answers WHERE expected IS NOT NULL;
SELECT count(*) > 3000 AS thousands, count(*) FILTER (WHERE dkis.next_opening(q.a, q.code) <> o.at) AS differing
FROM asked AS q JOIN opened AS o ON o.code = q.code AND o.around = q.around AND o.nth = q.a_worked;
-- A date works when one of its minutes is open, and closes after the last of them.
SELECT count(*) AS dates, count(*) FILTER (WHERE open) AS working, count(*) FILTER (WHERE dkis.is_workday(day, code) <> open) AS differing,
  count(*) FILTER (WHERE open AND dkis.due_at(first, '0 hari kerja', code) <> closing) AS closes_differently
FROM (SELECT code, day, bool_or(open) AS open, min(at) FILTER (WHERE open) AS first, max(at + unit) FILTER (WHERE open) AS closing
  FROM minutes JOIN places USING (code, around, unit) WHERE unit = '1 minute' AND day BETWEEN around - 2 AND around + 2 GROUP BY 1, 2) AS d;
-- The one that the clock left out altogether.
SELECT dkis.is_workday('2011-12-30', 'apia'), dkis.add_workdays('2011-12-29', 1, 'apia') AS next, dkis.workdays_between('2011-12-29', '2011-12-31', 'apia');
DELETE FROM dkis.holidays;
DELETE FROM dkis.calendar_hours;
DELETE FROM dkis.calendars;

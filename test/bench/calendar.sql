-- Working days and working time over 1 million rows, against the same query
-- with the bare operator, and against what else people use.
SELECT count(*) AS loaded FROM dkis.load_cirebon() \gset
CREATE UNLOGGED TABLE asked AS
SELECT day, 1 + (random() * 9999)::int AS far, 1 + (random() * 29)::int AS near,
  (day + random() * interval '1 day') AT TIME ZONE 'Asia/Jakarta' AS at,
  make_interval(mins => 1 + (random() * 6000)::int) AS work,
  (ARRAY['30 menit', '4 jam', '3 hari', '5 hari kerja', '14 hari kerja', '1 bulan', '10 hari kerja + 7 hari kerja'])[1 + (random() * 6)::int]::dkis.sla AS sla
FROM (SELECT date '2023-01-02' + (random() * 1300)::int AS day FROM generate_series(1, 1000000)) days;
VACUUM ANALYZE asked;

CALL pg_temp.compare('add_workdays(day, n), n = 1',
  'SELECT count(dkis.add_workdays(day, 1)) FROM asked', 'SELECT count(day + 1) FROM asked', 2);
CALL pg_temp.compare('add_workdays(day, n), n = 30',
  'SELECT count(dkis.add_workdays(day, 30)) FROM asked', 'SELECT count(day + 30) FROM asked', 2);
CALL pg_temp.compare('add_workdays(day, n), n = 10,000',
  'SELECT count(dkis.add_workdays(day, 10000)) FROM asked', 'SELECT count(day + 10000) FROM asked', 2);
CALL pg_temp.compare('add_workdays(day, n), n from 1 to 30',
  'SELECT count(dkis.add_workdays(day, near)) FROM asked', 'SELECT count(day + near) FROM asked', 2);
CALL pg_temp.compare('add_workdays(day, n), n from 1 to 10,000',
  'SELECT count(dkis.add_workdays(day, far)) FROM asked', 'SELECT count(day + far) FROM asked', 2);
CALL pg_temp.compare('add_workdays(day, n, ''kantor''), n from 1 to 30',
  'SELECT count(dkis.add_workdays(day, near, ''kantor'')) FROM asked', 'SELECT count(day + near) FROM asked', 2);
CALL pg_temp.compare('add_workdays flat: n = 10,000 against n = 1',
  'SELECT count(dkis.add_workdays(day, 10000)) FROM asked', 'SELECT count(dkis.add_workdays(day, 1)) FROM asked', 1.15, 0.85);
CALL pg_temp.compare('workdays_between(a, b) against b - a',
  'SELECT count(dkis.workdays_between(day, day + near)) FROM asked', 'SELECT count(day + near - day) FROM asked', 2);

CALL pg_temp.compare('add_worktime(at, work) against at + work',
  'SELECT count(dkis.add_worktime(at, work)) FROM asked', 'SELECT count(at + work) FROM asked', 4);
CALL pg_temp.compare('due_at(at, sla) against at + work',
  'SELECT count(dkis.due_at(at, sla)) FROM asked', 'SELECT count(at + work) FROM asked', 4);
CALL pg_temp.compare('due_at(at, sla, ''kantor'') against at + work',
  'SELECT count(dkis.due_at(at, sla, ''kantor'')) FROM asked', 'SELECT count(at + work) FROM asked', 4);
CALL pg_temp.compare('worktime_between(a, b) against b - a',
  'SELECT count(dkis.worktime_between(at, at + work)) FROM asked', 'SELECT count(at + work - at) FROM asked');

-- orafce's business days, given the same holidays (it keeps 50 at most: those
-- of 2026, so both are asked about 2026). Net of the bare expression.
SELECT :'others' LIKE '%orafce%' AS orafce \gset
\if :orafce
CREATE EXTENSION orafce;
SELECT plvdate.unuse_easter(), plvdate.unuse_great_friday() \gset
SELECT count(plvdate.set_nonbizday(day, false)) AS given FROM
  (SELECT DISTINCT day FROM dkis.holidays WHERE calendar = 'kantor' AND day >= '2026-01-01') holidays \gset
CREATE UNLOGGED TABLE asked_2026 AS SELECT date '2026-01-01' + n % 300 AS day FROM generate_series(1, 1000000) n;
VACUUM ANALYZE asked_2026;
-- No row here: both say the same.
SELECT day, dkis.add_workdays(day, 30), plvdate.add_bizdays(day, 30) FROM (SELECT DISTINCT day FROM asked_2026) days
WHERE dkis.add_workdays(day, 30) <> plvdate.add_bizdays(day, 30) ORDER BY day;
CALL pg_temp.compare('orafce plvdate.add_bizdays against add_workdays, n = 30, both net',
  'SELECT count(plvdate.add_bizdays(day, 30)) FROM asked_2026', 'SELECT count(dkis.add_workdays(day, 30)) FROM asked_2026',
  at_least => 5, common => 'SELECT count(day + 30) FROM asked_2026', rounds => 5);
\endif

-- For scale: the same questions as people write them by hand.
CREATE FUNCTION workdays_by_loop(day date, n int) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
  WHILE n > 0 LOOP
    day := day + 1;
    CONTINUE WHEN extract(isodow FROM day) > 5 OR EXISTS (SELECT FROM dkis_store.holidays h WHERE h.calendar = 'kantor' AND h.day = workdays_by_loop.day);
    n := n - 1;
  END LOOP;
  RETURN day;
END $$;
CREATE TABLE asked_few AS SELECT day, at, make_interval(mins => 600) AS work FROM asked LIMIT 2000;
ANALYZE asked_few;
CALL pg_temp.compare('a PL/pgSQL loop against add_workdays, n = 30',
  'SELECT count(workdays_by_loop(day, 30)) FROM asked_few', 'SELECT count(dkis.add_workdays(day, 30)) FROM asked_few', rounds => 3);
CALL pg_temp.compare('a generate_series query against add_workdays, n = 30',
  $$SELECT count((SELECT d FROM generate_series(day + 1, day + 90, '1 day') d WHERE extract(isodow FROM d) <= 5
    AND NOT EXISTS (SELECT FROM dkis_store.holidays h WHERE h.calendar = 'kantor' AND h.day = d::date) ORDER BY d OFFSET 29 LIMIT 1)) FROM asked_few$$,
  'SELECT count(dkis.add_workdays(day, 30)) FROM asked_few', rounds => 3);
SELECT * FROM pg_temp.report;

-- Memory, in a session of its own: nothing compiled while nobody asks; what a
-- compiled calendar holds, and how long it takes to make anew (rows read, zone
-- read, table built); what 100,000 calls leave behind.
\c
SET client_min_messages = warning;
SELECT count(*) AS never_asked FROM pg_backend_memory_contexts WHERE name = 'dkis calendar' \gset
CREATE TEMP TABLE built (ms float8);
DO $$
DECLARE started timestamptz;
BEGIN
  FOR i IN 1..21 LOOP
    UPDATE dkis_store.calendars SET note = note WHERE code = 'kantor';
    started := clock_timestamp();
    PERFORM dkis.add_workdays('2026-01-02', 30);
    INSERT INTO built VALUES (1000 * extract(epoch FROM clock_timestamp() - started));
  END LOOP;
END $$;
SELECT count(dkis.due_at(at, sla)) FROM (SELECT * FROM asked LIMIT 1000) asked \g /dev/null
SELECT sum(used_bytes) AS used FROM pg_backend_memory_contexts WHERE name <> 'MessageContext' \gset before_
SELECT count(dkis.due_at(at, sla)) FROM (SELECT * FROM asked LIMIT 100000) asked \g /dev/null
SELECT sum(used_bytes) AS used FROM pg_backend_memory_contexts WHERE name <> 'MessageContext' \gset after_
SELECT :never_asked AS compiled_unasked, count(*) AS compiled, (sum(total_bytes) / 1024)::int AS kilobytes, '<= 1024' AS target,
  (SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::numeric, 2) FROM built) AS built_ms, '<= 5' AS target,
  :after_used - :before_used AS left_by_100000_calls
FROM pg_backend_memory_contexts WHERE name = 'dkis calendar';

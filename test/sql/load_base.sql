-- What every agency starts with, of whatever city: nothing of it is Cirebon's.
CREATE DATABASE dkis_test_base TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_base
SET client_min_messages = warning;
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never
CREATE EXTENSION dkis CASCADE;
CREATE ROLE dkis_test_pengelola LOGIN IN ROLE dkis_admin;
SET ROLE dkis_test_pengelola;
SELECT * FROM dkis.load_base(); -- whose?
SELECT dkis.set_agency(9471);
INSERT INTO dkis.settings VALUES ('time_zone', 'Asia/Jayapura'), ('calendar', 'dinas');
SELECT * FROM dkis.load_base();
SELECT code, name, time_zone, kind FROM dkis.calendars ORDER BY code;
SELECT calendar, count(*), min(day), max(day), count(*) FILTER (WHERE decree IS NULL) AS without_decree FROM dkis.holidays GROUP BY 1;
SELECT extract(year FROM day) AS year, count(*) FILTER (WHERE dkis.is_workday(day::date)) AS workdays FROM generate_series(date '2023-01-01', '2026-12-31', '1 day') AS day GROUP BY 1 ORDER BY 1;
SELECT scope, level, at_percent, notify FROM dkis.escalation_rules ORDER BY scope DESC, at_percent;
SELECT kind, outcome, effect FROM dkis.call_kinds ORDER BY id;
-- Again: what the agency has changed stays.
UPDATE dkis.escalation_rules SET at_percent = 60 WHERE level = 1;
DELETE FROM dkis.holidays WHERE day = '2026-12-25';
INSERT INTO dkis.sops (code, number, name, emergency) VALUES ('gawat', 7, 'Gawat', true);
SELECT * FROM dkis.load_base();
SELECT category, sop, otherwise, cap_category FROM dkis.incident_categories ORDER BY id;
SELECT what, inserted FROM dkis.load_base() WHERE inserted > 0;
SELECT * FROM dkis.check_definitions();
-- Nothing of it is Cirebon's.
RESET ROLE;
SELECT count(*) AS of_cirebon FROM (SELECT c::text AS said FROM dkis.calendars AS c UNION ALL SELECT h::text FROM dkis.holidays AS h UNION ALL SELECT k::text FROM dkis.call_kinds AS k
  UNION ALL SELECT i::text FROM dkis.incident_categories AS i UNION ALL SELECT r::text FROM dkis.escalation_rules AS r UNION ALL SELECT s::text FROM dkis.settings AS s) AS t
WHERE said ~* 'cirebon|jakarta|WIB|siaga|wali';
SET ROLE dkis_officer;
SELECT * FROM dkis.load_base();
RESET ROLE;
DROP OWNED BY dkis_test_pengelola;
DROP ROLE dkis_test_pengelola;
\c contrib_regression
DROP DATABASE dkis_test_base;

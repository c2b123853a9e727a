-- Settings: documented ones can be set, bad values are refused when they are
-- set, by a row and by SET alike, and every one is looked up in one way.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_settings TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_settings
SET client_min_messages = warning;
\set SHOW_CONTEXT never
CREATE EXTENSION dkis CASCADE;
CREATE FUNCTION pg_temp.refused(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text; hint text;
BEGIN
  EXECUTE statement;
  RETURN 'taken';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
  RETURN format('%s %s (%s)', SQLSTATE, said, hint);
END $$;

SELECT key, value, source, range, fallback FROM dkis.setting_list();
SELECT count(*) AS meaningless FROM dkis.setting_list() WHERE meaning !~ '\w{3}';

-- ---- each is set by SET, by a row, and in that order ---------------------------
DO $$
DECLARE s record; given text;
BEGIN
  FOR s IN SELECT * FROM dkis.setting_list() WHERE key <> 'agency' LOOP
    given := CASE WHEN s.range LIKE 'bilangan%' THEN '7' WHEN s.range LIKE '%zona%' THEN 'Asia/Makassar' WHEN s.range LIKE 'JJ.MM%' THEN '21.00-05.30' WHEN s.range LIKE 'standar waktu%' THEN '2 hari kerja' ELSE 'satu' END;
    INSERT INTO dkis.settings (key, value) VALUES (s.key, given);
    ASSERT dkis.setting(s.key) = given, s.key;
    given := CASE WHEN s.range LIKE 'bilangan%' THEN '8' WHEN s.range LIKE '%zona%' THEN 'Asia/Jayapura' WHEN s.range LIKE 'JJ.MM%' THEN '12.00-13.00' WHEN s.range LIKE 'standar waktu%' THEN '-' ELSE 'dua' END;
    PERFORM set_config('dkis.' || s.key, given, true);
    ASSERT dkis.setting(s.key) = given AND current_setting('dkis.' || s.key) = given, s.key;
    PERFORM set_config('dkis.' || s.key, '', true);
    DELETE FROM dkis.settings WHERE key = s.key;
    ASSERT dkis.setting(s.key) IS NOT DISTINCT FROM s.fallback, s.key;
  END LOOP;
END $$;
SET dkis.unit_stale_minutes = 20;
SET dkis.unit_speed_kmh = 45.5;
SELECT key, value, source FROM dkis.setting_list() WHERE key LIKE 'unit%';
SELECT dkis_store.number_setting('unit_speed_kmh') AS speed, dkis_store.number_setting('unit_detour') AS detour;
RESET dkis.unit_stale_minutes;
RESET dkis.unit_speed_kmh;

-- ---- what cannot be meant is refused -------------------------------------------
SELECT key, value, pg_temp.refused(format('INSERT INTO dkis.settings (key, value) VALUES (%L, %L)', key, value)) AS row,
  pg_temp.refused(format('SELECT set_config(%L, %L, true)', 'dkis.' || key, value)) AS guc
FROM (VALUES ('duplicate_radius_m', '500 m'), ('duplicate_radius_m', '-1'), ('duplicate_radius_m', 'NaN'), ('duplicate_radius_m', '1e3'),
  ('unit_speed_kmh', '0'), ('unit_speed_kmh', '1,4'), ('unit_detour', '0.9'), ('unit_stale_minutes', '1.5'), ('unit_stale_minutes', '99999'),
  ('duplicate_minutes', ' 30'), ('agency', '90001'), ('agency', 'abc'), ('time_zone', 'WIB'), ('time_zone', 'Asia/Cirebon'),
  ('time_zone', 'Asia/Jakarta7')) AS bad (key, value);
SELECT value, pg_temp.refused(format('INSERT INTO dkis.settings (key, value) VALUES (%L, %L)', 'quiet_hours', value)) AS quiet_hours
FROM unnest('{20.00,20.00-20.00,24.00-06.00,20.60-06.00,20:00-06:00,malam,20.00-06.00x}'::text[]) AS value;
SELECT pg_temp.refused($$INSERT INTO dkis.settings VALUES ('top_after', 'sehari')$$);
SELECT pg_temp.refused($$INSERT INTO dkis.settings VALUES ('calendar', '')$$);
SELECT pg_temp.refused($$INSERT INTO dkis.settings VALUES ('kalender', 'kantor')$$);
SELECT pg_temp.refused($$INSERT INTO dkis.settings VALUES (NULL, 'kantor')$$);
SELECT pg_temp.refused($$SELECT dkis.setting('kalender')$$), dkis.setting(NULL), dkis_store.number_setting(NULL);
SELECT pg_temp.refused($$SELECT dkis_store.number_setting('calendar')$$);
-- An application's own.
INSERT INTO dkis.settings VALUES ('loket.warna', 'biru');
UPDATE dkis.settings SET value = 'hijau' WHERE key = 'loket.warna';
-- A row that is good stays good.
INSERT INTO dkis.settings VALUES ('unit_speed_kmh', '40');
SELECT pg_temp.refused($$UPDATE dkis.settings SET value = '0' WHERE key = 'unit_speed_kmh'$$);
SELECT pg_temp.refused($$UPDATE dkis.settings SET key = 'unit_stale_minutes', value = '0' WHERE key = 'unit_speed_kmh'$$);

-- ---- the agency -------------------------------------------------------------------
-- While nothing is there it may be anything; ids follow, whoever writes the row.
INSERT INTO dkis.settings VALUES ('agency', '3274');
SELECT dkis.agency();
INSERT INTO dkis.organisations (code, name) VALUES ('dkis', 'Dinas') RETURNING id, agency;
SELECT pg_temp.refused($$UPDATE dkis.settings SET value = '9999' WHERE key = 'agency'$$);
SELECT pg_temp.refused($$DELETE FROM dkis.settings WHERE key = 'agency'$$);
SELECT pg_temp.refused($$UPDATE dkis.settings SET key = 'loket.agency' WHERE key = 'agency'$$);
SELECT pg_temp.refused($$SELECT dkis.set_agency(9999)$$);
SELECT pg_temp.refused($$SELECT dkis.set_agency(-1)$$);
SELECT pg_temp.refused($$SELECT dkis.set_agency(NULL)$$);
SELECT dkis.set_agency(3274);
SELECT dkis.agency(), (SELECT value FROM dkis.settings WHERE key = 'agency');
DELETE FROM dkis.organisations;
UPDATE dkis.settings SET value = '3209' WHERE key = 'agency';
INSERT INTO dkis.organisations (code, name) VALUES ('dkis', 'Dinas') RETURNING id, agency;
-- Rows of nobody, then an agency: they would be lost.
DELETE FROM dkis.organisations;
DELETE FROM dkis.settings WHERE key = 'agency';
INSERT INTO dkis.organisations (code, name) VALUES ('dkis', 'Dinas') RETURNING id, agency;
SELECT pg_temp.refused($$INSERT INTO dkis.settings VALUES ('agency', '3274')$$);

-- ---- what the setting is, a new calendar and a new version take -------------------
INSERT INTO dkis.settings VALUES ('time_zone', 'Asia/Jayapura'), ('calendar', 'balai');
INSERT INTO dkis.calendars (code) VALUES ('balai') RETURNING time_zone;
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 1, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, machine) VALUES ('uji', 1, 'start -> a; a -> end') RETURNING calendar;

-- ---- as dkis_admin, who is no superuser -------------------------------------------
CREATE ROLE dkis_test_settings_admin LOGIN IN ROLE dkis_admin;
SET ROLE dkis_test_settings_admin;
UPDATE dkis.settings SET value = '35' WHERE key = 'unit_speed_kmh';
SELECT pg_temp.refused($$UPDATE dkis.settings SET value = 'x' WHERE key = 'unit_speed_kmh'$$);
DELETE FROM dkis.settings WHERE key = 'unit_speed_kmh';
SELECT dkis.setting('unit_speed_kmh'), pg_temp.refused($$SET dkis.agency = 1$$);
RESET ROLE;
DROP ROLE dkis_test_settings_admin;
\c postgres
DROP DATABASE dkis_test_settings;

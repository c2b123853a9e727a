-- Where a call comes from and where its incident is: several fixes, the best with its
-- reason, the incident follows, what was stays on record.
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE DATABASE dkis_test_line112_places TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_line112_places
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
TRUNCATE dkis.areas CASCADE;
INSERT INTO dkis.areas (code, level, name, boundary) VALUES
  ('32.74', 'kota', 'Kota Uji', ST_Multi(ST_MakeEnvelope(108.50, -6.80, 108.60, -6.70, 4326))),
  ('32.74.01', 'kecamatan', 'Barat', ST_Multi(ST_MakeEnvelope(108.50, -6.80, 108.55, -6.70, 4326))),
  ('32.74.02', 'kecamatan', 'Timur', ST_Multi(ST_MakeEnvelope(108.55, -6.80, 108.60, -6.70, 4326)));
CREATE ROLE dkis_test_places IN ROLE dkis_dispatcher;
\set SHOW_CONTEXT never
SET client_min_messages = notice;
SET ROLE dkis_test_places;
CREATE TEMP VIEW fixes AS SELECT call % 100000000 AS call, left(raw, 40) AS raw, dkis.uncertainty_m(location) AS u, chosen, reason, chosen_by FROM dkis.call_locations ORDER BY id;
CREATE TEMP VIEW places AS SELECT i.id % 100000000 AS incident, ST_AsText(i.location) AS location, i.uncertainty_m AS u, i.area, c.title FROM dkis.incidents i JOIN dkis.cases c ON c.id = i.case_id ORDER BY i.id;

-- ---- identifiers of the telephone -----------------------------------------------
-- A handset's message keeps its place and its time, not who it is; a data message is its text.
SELECT count(*) FROM dkis.report_call('08111', 'A"ML=1;lt=-6.75000;lg=+108.54000;rd=1500;top=20260224101500;lc=68;pm=C;si=510101234567890;ei=353472104343540;mcc=510;mnc=10;ml=130', 'darurat', 'kebakaran');
SELECT raw, location FROM dkis.call_locations;
BEGIN;
INSERT INTO dkis.call_locations (call, raw) SELECT id, r.raw FROM dkis.calls, (VALUES
  ('415193D98BEDD8F45ECBE6BACD6430D88E7DEEAD62309CAB5693CD603B39B937ABEDE86F784F0693D96032192D068BD560B01D7BDCB3E176F076EFB89BA77BB5180C0683C16030180C0683C176E5746F569BD16EB2188C36A3CD6A34D8AE3D1EF76A31D8AEED1EF762B05D9BDD8BCD60'),
  ('v=1&location_latitude=-6.75&location_longitude=108.54&device_imei=354773072099116&device_imsi=234159176307582'),
  ('v=1&location_latitude=-6.75&location_longitude=108.54&device_meid=A1000049D5F1AB'),
  ('IMEI 353472104343540, depan pasar'), ('IMEI: 353472104343540, depan pasar')) AS r (raw) RETURNING raw, location;
SELECT count(*) FILTER (WHERE raw ~ '353472104343540|354773072099116|234159176307582') AS told FROM dkis.call_locations;
ROLLBACK;

-- ---- the best of several fixes, and the incident with it ---------------------------
SELECT * FROM places;
INSERT INTO dkis.call_locations (call, raw) SELECT id, 'A"ML=1;lt=-6.74000;lg=+108.56000;rd=20;pm=G' FROM dkis.calls RETURNING chosen, reason;
SELECT * FROM places;
-- A later one that is as good: people move. One that is far less sure, one that is no place, one that comes late.
INSERT INTO dkis.call_locations (call, raw) SELECT id, 'A"ML=1;lt=-6.74100;lg=+108.56100;rd=35;pm=G' FROM dkis.calls RETURNING chosen, reason;
INSERT INTO dkis.call_locations (call, raw) SELECT id, 'https://www.google.com/maps/@-6.7900,108.5100,14z' FROM dkis.calls RETURNING chosen, reason;
INSERT INTO dkis.call_locations (call, raw) SELECT id, 'dekat pasar' FROM dkis.calls RETURNING chosen, reason;
INSERT INTO dkis.call_locations (call, at, raw) SELECT id, now() - interval '1 hour', '-6.71, 108.51' FROM dkis.calls RETURNING chosen, reason;
SELECT * FROM fixes;
SELECT * FROM places;
-- What was stays: places, uncertainty and area; the case knows areas only.
SELECT ST_AsText(location) AS was, uncertainty_m, area, in_city, reason, changed_by FROM dkis.incident_locations ORDER BY id;
SELECT event, detail FROM dkis.case_events WHERE event = 'lokasi diubah' ORDER BY id;
SELECT problem FROM dkis.cases c, dkis.verify_case(c.id);
SELECT what, actor, detail FROM dkis.incident_log((SELECT id FROM dkis.incidents)) WHERE what LIKE '%lokasi%';
-- Somebody says which one counts: it does, until he says otherwise.
UPDATE dkis.call_locations SET chosen = true WHERE raw LIKE 'https%' RETURNING chosen, reason;
INSERT INTO dkis.call_locations (call, raw) SELECT id, '-6.7450, 108.5650' FROM dkis.calls RETURNING chosen, reason;
SELECT * FROM places;
UPDATE dkis.call_locations SET chosen = true WHERE raw LIKE '-6.7450%';
SELECT * FROM places;
-- Put right by hand: the old uncertainty goes, and later fixes leave it there.
UPDATE dkis.incidents SET location = 'SRID=4326;POINT(108.52 -6.72)', note = 'kata Pak RT' RETURNING uncertainty_m, area;
UPDATE dkis.call_locations SET chosen = true WHERE raw LIKE '-6.7450%' AND NOT chosen;
SELECT * FROM places;
SELECT ST_AsText(location) AS was, uncertainty_m, area, reason FROM dkis.incident_locations ORDER BY id DESC LIMIT 1;
-- Another caller does not move it; one without a place is placed by its call.
SELECT count(*) FROM dkis.report_call('08112', 'lantai dua', 'darurat', 'kesehatan');
INSERT INTO dkis.call_locations (call, raw) SELECT id, '-6.7300, 108.5700' FROM dkis.calls WHERE caller_number = '08112';
SELECT * FROM places;
INSERT INTO dkis.calls (caller_number, kind, incident_id) SELECT '08113', 'duplikat', id FROM dkis.incidents WHERE category = 'kebakaran';
INSERT INTO dkis.call_locations (call, raw) SELECT id, '-6.7999, 108.5999' FROM dkis.calls WHERE caller_number = '08113' RETURNING chosen, reason;
SELECT * FROM places;
-- A closed incident stays where it was.
UPDATE dkis.incidents SET status = 'batal', note = 'salah' WHERE category = 'kesehatan';
INSERT INTO dkis.call_locations (call, raw) SELECT id, '-6.7310, 108.5100' FROM dkis.calls WHERE caller_number = '08112' RETURNING chosen, reason;
SELECT * FROM places;
-- A place given as one is taken; what is refused.
INSERT INTO dkis.call_locations (call, raw, location) SELECT id, 'peta', '-6.7400, 108.5500' FROM dkis.calls WHERE caller_number = '08113' RETURNING location;
INSERT INTO dkis.call_locations (raw) VALUES ('-6.74, 108.55');
INSERT INTO dkis.call_locations (call, raw) VALUES (1, '-6.74, 108.55');
\set VERBOSITY terse
INSERT INTO dkis.call_locations (call, at, raw) SELECT id, now() + interval '1 hour', '-6.74, 108.55' FROM dkis.calls LIMIT 1;
\set VERBOSITY default
INSERT INTO dkis.call_locations (call, raw, chosen) SELECT id, 'x', true FROM dkis.calls LIMIT 1;
UPDATE dkis.call_locations SET raw = 'lain' WHERE raw = 'peta';
UPDATE dkis.call_locations SET chosen = false WHERE chosen;
UPDATE dkis.call_locations SET chosen = true WHERE location IS NULL;
DELETE FROM dkis.call_locations;
INSERT INTO dkis_store.call_locations DEFAULT VALUES;
INSERT INTO dkis.incident_locations DEFAULT VALUES;

-- ---- one number, however it is written -----------------------------------------------
BEGIN;
SET LOCAL client_min_messages = warning;
INSERT INTO dkis.blocked_numbers (number, reason) VALUES ('0812-3456-789', 'iseng');
INSERT INTO dkis.calls (caller_number) SELECT unnest(ARRAY['+62 (0)812 3456 789', '62-0812-3456-789', '001628123456789', 'tel:+62-812-3456-789', 'TEL:08123456789;phone-context=+62',
  'sip:+628123456789@ims.example.id;user=phone', '+62 (00) 812 3456 789', '0812.3456.789', '0062 812 3456 789', '01017 62 812 3456 789']) RETURNING caller_number, blocked;
INSERT INTO dkis.calls (caller_number) SELECT unnest(ARRAY['0812-3456-780', 'anonymous']) RETURNING caller_number, blocked;
ROLLBACK;

-- ---- nobody was sent long before anybody reported it ---------------------------------
RESET ROLE;
INSERT INTO dkis.units (responder, callsign, kind) VALUES ('damkar-mako', 'D-1', 'damkar');
SET ROLE dkis_test_places;
\set VERBOSITY terse
INSERT INTO dkis.dispatches (incident_id, unit_id, requested_at) SELECT i.id, u.id, now() - interval '3 days' FROM dkis.incidents i, dkis.units u WHERE i.category = 'kebakaran';
\set VERBOSITY default
INSERT INTO dkis.dispatches (incident_id, unit_id, requested_at) SELECT i.id, u.id, now() - interval '10 min' FROM dkis.incidents i, dkis.units u WHERE i.category = 'kebakaran' RETURNING cleared_at;
RESET ROLE;
\set VERBOSITY terse
UPDATE dkis.dispatches SET requested_at = requested_at - interval '3 days', note = 'jam radio';
\set VERBOSITY default
-- Points are measured as PostGIS measures them, near and far; what an incident's place is, as place_of() says.
SELECT max(abs(dkis_store.point_metres(p.x, p.y, p.x + d.x, p.y + d.y)
    - ST_Distance(ST_SetSRID(ST_MakePoint(p.x, p.y), 4326)::geography, ST_SetSRID(ST_MakePoint(p.x + d.x, p.y + d.y), 4326)::geography))) < 0.0001 AS as_postgis, count(*)
FROM (SELECT 100 + n * 1.7 AS x, -80 + n * 5.3 AS y FROM generate_series(1, 29) AS n) AS p,
  (SELECT sign(n) * 10.0 ^ (-abs(n)) AS x, sign(m) * 10.0 ^ (-abs(m)) AS y FROM generate_series(-6, 6) AS n, generate_series(-6, 6) AS m) AS d;
INSERT INTO dkis.incidents (category, location) SELECT 'kebakaran', ST_SetSRID(ST_MakePoint(108.5 + n * 0.005, -6.8 + m * 0.01), 4326) FROM generate_series(0, 20) AS n, generate_series(0, 12) AS m;
SELECT count(*) > 270 AS enough, count(DISTINCT i.area) > 0 AS areas, count(*) FILTER (WHERE i.in_city) > 20 AS inside,
  count(*) FILTER (WHERE (i.area, i.in_city, i.distance_to_border_m) IS DISTINCT FROM (p.area, p.in_city, p.distance_to_border_m)) AS differ,
  count(*) FILTER (WHERE c.title NOT LIKE '%' || coalesce(a.name, CASE WHEN i.in_city THEN 'wilayah belum diketahui' ELSE 'di luar kota' END)) AS titled_otherwise
FROM dkis.incidents AS i CROSS JOIN LATERAL dkis_store.place_of(i.location) AS p JOIN dkis.cases AS c ON c.id = i.case_id LEFT JOIN dkis.areas AS a ON a.code = i.area
WHERE i.location IS NOT NULL AND GeometryType(i.location) = 'POINT';
\c contrib_regression
DROP DATABASE dkis_test_line112_places;
DROP ROLE dkis_test_places;
SET client_min_messages = warning;

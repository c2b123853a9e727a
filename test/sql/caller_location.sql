SET client_min_messages = warning;
-- Every form; what comes out reads back equal.
SELECT given, given::dkis.caller_location AS read, given::dkis.caller_location::text::dkis.caller_location::text = given::dkis.caller_location::text AS same
FROM (VALUES ('-6.7320, 108.5523'), ('108.5523, -6.7320'), ('6°43''55.2"S 108°33''08.3"E'), ('6°43''55,2" LS 108°33''08,3" BT'),
  ('geo:-6.732,108.5523;u=35;src=aml'), ('geo:-6.732,108.5523'), ('6P567H92+8W'),
  ('https://www.google.com/maps/@-6.7320,108.5523,17z'), ('https://maps.google.com/?q=-6.7320,108.5523'),
  ('https://www.openstreetmap.org/?mlat=-6.732&mlon=108.5523'), ('https://www.openstreetmap.org/#map=17/-6.732/108.5523'),
  ('A"ML=1;lt=-6.73200;lg=108.55230;rd=35;top=20260101120000;lc=90;pm=G;ml=80')) AS v (given);
-- A cell of a plus code is a place with an uncertainty; a point becomes geometry.
SELECT ST_AsText(dkis.to_geometry('-6.7320, 108.5523')), ST_SRID('-6.7320, 108.5523'::dkis.caller_location::geometry),
  round((ST_Area(dkis.area('geo:-6.732,108.5523;u=100')::geography) / (pi() * 100 * 100))::numeric, 1) AS circle;
-- What is refused, and what it says.
SELECT ''::dkis.caller_location;
SELECT '91, 200'::dkis.caller_location;
SELECT 'https://maps.app.goo.gl/abcDEF'::dkis.caller_location;
SELECT 'di dekat alun-alun'::dkis.caller_location;
SELECT dkis.locate('7H92+8W');
SELECT dkis.locate('7H92+8W', '-6.73, 108.55');
-- Plus codes there and back.
SELECT dkis.plus_code('-6.7320, 108.5523'), dkis.plus_code('-6.7320, 108.5523', 11), dkis.plus_code('-6.7320, 108.5523', 4),
  dkis.shorten_plus_code('6P5C7H92+6W', '-6.73, 108.55'), dkis.shorten_plus_code('6p5c7h92+6w', '-6.9, 107.6'), dkis.locate(dkis.shorten_plus_code('6P5C7H92+6W', '-6.73, 108.55'), '-6.73, 108.55');
SELECT dkis.plus_code('-6.7320, 108.5523', 9);
SELECT dkis.plus_code('-6.7320, 108.5523', 16);
SELECT dkis.shorten_plus_code('7H92+6W', '-6.73, 108.55');
-- Presence documents.
SELECT dkis.pidflo('<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:gml="http://www.opengis.net/gml" xmlns:gs="http://www.opengis.net/pidflo/1.0"><x><gs:Circle srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>-6.7320 108.5523</gml:pos><gs:radius uom="urn:ogc:def:uom:EPSG::9001">30</gs:radius></gs:Circle></x></presence>');
SELECT dkis.pidflo('<presence><Point srsName="EPSG:3857"><pos>1 2</pos></Point></presence>');
SELECT dkis.pidflo('<presence/>'), dkis.pidflo(NULL);
SELECT dkis.locate(' <presence><Point srsName="urn:ogc:def:crs:EPSG::4326"><pos>-6.7320 108.5523</pos></Point></presence>');
SELECT dkis.locate('<presence>');
-- Near a place the region is about it: what is far from there is asked about, not taken.
SELECT dkis.locate('6.7320, 108.5523');
SELECT dkis.locate('6.7320, 108.5523', near => '-6.73, 108.55');
SELECT dkis.locate('108.5523 6.7320', near => '-6.73, 108.55');
SELECT dkis.locate('51.5, -0.12', near => '-6.73, 108.55');
SELECT dkis.locate('51.5, -0.12', near => '51.5, 0');
SET dkis.far_km = 20000;
SELECT dkis.locate('6.7320, 108.5523', near => '-6.73, 108.55');
RESET dkis.far_km;
SELECT length(repeat('9', 1000000)) AS long, repeat('9', 1000000)::dkis.caller_location;
SELECT amname, amvalidate(c.oid) FROM pg_opclass c JOIN pg_am a ON a.oid = c.opcmethod WHERE opcintype = 'dkis.caller_location'::regtype ORDER BY 1;
SET search_path = dkis, public;
-- Order, equality and hash: by latitude, longitude, uncertainty and source.
SELECT a < b AS lt, a <= b AS le, a = b AS eq, a <> b AS ne, a >= b AS ge, a > b AS gt, dkis.caller_location_cmp(a, b) AS cmp,
  dkis.caller_location_hash(a) = dkis.caller_location_hash(b) AS hashed
FROM (VALUES ('-6.732, 108.5523'::dkis.caller_location, '-6.7320,108.55230'::dkis.caller_location), ('-6.732, 108.5523', '-6.731, 108.5523'),
  ('-6.732, 108.5524', '-6.732, 108.5523'), ('geo:-6.732,108.5523;u=35', 'geo:-6.732,108.5523;u=36'), ('geo:-6.732,108.5523;u=35', 'geo:-6.732,108.5523')) AS v (a, b);
CREATE TEMP TABLE places (n int, at dkis.caller_location);
INSERT INTO places SELECT n, format('geo:%s,%s%s', -6.7 - n % 7 / 100.0, 108.5 + n % 5 / 100.0, CASE WHEN n % 3 = 0 THEN ';u=' || n % 4 ELSE '' END)::dkis.caller_location FROM generate_series(1, 400) AS n;
SELECT count(*), count(DISTINCT at), count(DISTINCT at::text) FROM places;
SELECT count(*) FROM (SELECT at FROM places GROUP BY at) AS hashed_or_sorted;
CREATE INDEX ON places (at);
CREATE INDEX ON places USING hash (at);
-- As bytes, there and back.
CREATE FUNCTION pg_temp.binary_path() RETURNS text LANGUAGE sql AS $$ SELECT current_setting('data_directory') || '/dkis_places.bin' $$;
DO $$ BEGIN EXECUTE format('COPY places TO %L (FORMAT binary)', pg_temp.binary_path()); END $$;
CREATE TEMP TABLE places_again (n int, at dkis.caller_location);
DO $$ BEGIN EXECUTE format('COPY places_again FROM %L (FORMAT binary)', pg_temp.binary_path()); END $$;
SELECT count(*), count(*) FILTER (WHERE p.at = q.at AND p.at::text = q.at::text) AS same FROM places AS p JOIN places_again AS q USING (n);
SELECT length(dkis.caller_location_send('-6.732, 108.5523')), encode(substr(dkis.caller_location_send('geo:-6.732,108.5523;u=35'), 1, 4), 'hex') AS head;
RESET search_path;

-- The board, the map and the messages to others: what a dispatcher sees, what a
-- reader may, what CAP 1.2 allows.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_board TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_board
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
CREATE ROLE dkis_test_petugas IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_pembaca IN ROLE dkis_reader;
INSERT INTO dkis.responders (code, name, kind) VALUES ('uji', 'Pos Uji', 'damkar');
\set SHOW_CONTEXT never
-- Clock times as their shape, in whatever zone the session is.
CREATE FUNCTION public.shown() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC
  SELECT regexp_replace(regexp_replace(b, '\d+ \w+ \d{4} pukul \d\d\.\d\d WIB', '<kini> WIB'), '^(.) (\d\d-\d\d )?\d\d:\d\d', '\1 <pukul>') FROM dkis.board() b;
END;
GRANT EXECUTE ON FUNCTION public.shown() TO dkis_test_petugas;
SET timezone = 'America/New_York';

SET ROLE dkis_test_petugas;
SELECT public.shown();
-- Its clock is the agency's.
SELECT count(*) FROM dkis.board() b WHERE b LIKE '%' || to_char(now() AT TIME ZONE 'Asia/Jakarta', 'HH24.MI') || ' WIB';
-- Ringing, lost, silent, an emergency nobody has opened yet.
INSERT INTO dkis.calls (received_at, ended_at, caller_number, kind) VALUES
  (now() - interval '130 s', NULL, '081234567001', NULL), (now() - interval '4 min', now() - interval '3 min', '081234567002', NULL);
INSERT INTO dkis.calls (received_at, answered_at, caller_number, kind) VALUES
  (now() - interval '9 min', now() - interval '8 min', '081234567003', 'ghost'), (now() - interval '3 min', now() - interval '2 min', '081234567004', 'darurat'),
  (now() - interval '2 min', now() - interval '1 min', '081234567005', 'prank');
INSERT INTO dkis.call_backs (call, result) SELECT id, 'sibuk' FROM dkis.calls WHERE kind = 'ghost';
-- Nobody sent for eight minutes; one on scene and one silent; all back; yesterday's.
INSERT INTO dkis.calls (received_at, answered_at, caller_number, kind) SELECT now() - t, now() - t, '0813' || n, 'darurat'
FROM (VALUES (1, interval '8 min'), (2, interval '50 min'), (3, interval '45 min'), (4, interval '26 h')) c (n, t);
INSERT INTO dkis.incidents (call_id, category, location, priority) SELECT id, 'kebakaran', 'SRID=4326;POINT(108.5531 -6.7312)', 1 FROM dkis.calls WHERE caller_number = '08132';
INSERT INTO dkis.incidents (call_id, category, address) SELECT id, 'kesehatan', 'Gang Melati 3' FROM dkis.calls WHERE caller_number = '08131';
INSERT INTO dkis.incidents (call_id, category, location) SELECT id, 'kecelakaan', 'SRID=4326;LINESTRING(108.55 -6.73, 108.56 -6.74)' FROM dkis.calls WHERE caller_number = '08133';
INSERT INTO dkis.incidents (call_id, category, location, priority)
SELECT id, 'bencana alam', 'SRID=4326;POLYGON((108.55 -6.73, 108.56 -6.73, 108.56 -6.74, 108.55 -6.73))', 3 FROM dkis.calls WHERE caller_number = '08134';
INSERT INTO dkis.units (responder, callsign, kind, position, position_at, status, note) VALUES
  ('uji', 'D-1', 'damkar', NULL, NULL, 'siap', NULL), ('uji', 'D-2', 'damkar', NULL, NULL, 'siap', NULL), ('uji', 'D-3', 'damkar', 'SRID=4326;POINT(108.56 -6.73)', now() - interval '40 min', 'siap', NULL),
  ('uji', 'D-4', 'damkar', NULL, NULL, 'siap', NULL), ('uji', 'D-5', 'damkar', NULL, NULL, 'tidak siap', 'ban bocor'), ('uji', 'D-6', 'damkar', NULL, NULL, 'siap', NULL);
INSERT INTO dkis.dispatches (incident_id, unit_id, requested_at, acknowledged_at, en_route_at, on_scene_at, cleared_at)
SELECT i.id, u.id, now() - t.asked, now() - t.asked, now() - t.way, now() - t.there, now() - t.back
FROM (VALUES ('D-1', '08132', interval '49 min', interval '47 min', interval '40 min', NULL::interval), ('D-2', '08132', '9 min', NULL, NULL, NULL), ('D-4', '08133', '40 min', '39 min', '30 min', '5 min'))
  t (callsign, number, asked, way, there, back)
JOIN dkis.units u USING (callsign) JOIN dkis.calls c ON c.caller_number = t.number JOIN dkis.incidents i ON i.id = c.incident_id ORDER BY u.id;
INSERT INTO dkis.dispatches (incident_id, unit_id, requested_at) SELECT i.id, u.id, now() - interval '7 min' FROM dkis.units u, dkis.incidents i WHERE u.callsign = 'D-6' AND i.category = 'bencana alam';
SELECT public.shown();
SELECT b ~ '^! \d\d-\d\d \d\d:\d\d  ' AS with_its_day FROM dkis.board() b WHERE b LIKE '%bencana alam%';
SELECT category, units_out, units, alarm FROM dkis.running_incidents ORDER BY priority, id;
RESET ROLE;

-- ---- maps -------------------------------------------------------------------------------
-- Each shape as it is, by the incident's number; a reader sees a point in the kelurahan.
SET ROLE dkis_test_petugas;
SELECT f ->> 'id' = i.id::text AS same, f #>> '{geometry,type}' AS shape FROM dkis.incidents i,
  jsonb_array_elements(dkis.incidents_geojson(now() - interval '2 days', now() + interval '1 hour') -> 'features') f WHERE i.id = (f ->> 'id')::bigint ORDER BY i.id;
RESET ROLE;
SET ROLE dkis_test_pembaca;
SELECT f #>> '{geometry,type}' AS shape, f #>> '{geometry,coordinates}' <> '[108.5531, -6.7312]' AS moved
FROM jsonb_array_elements(dkis.incidents_geojson(now() - interval '2 days', now() + interval '1 hour') -> 'features') f ORDER BY f ->> 'id';
SELECT octet_length(dkis.incident_tile(10, 820, 531)) > 0 OR octet_length(dkis.incident_tile(10, 821, 531)) > 0 AS drawn;
SELECT dkis.board();
SELECT dkis.to_cap(1);
RESET ROLE;
-- The feature's id is in the tile: field 1 of a feature (tag 8), our number as a varint.
SELECT bool_or(position(('\x08' || varint)::bytea IN dkis.incident_tile(10, x, 531)) > 0) AS has_id FROM (VALUES (820), (821)) t (x),
  (SELECT '\x' || string_agg(lpad(to_hex((((id >> (7 * n)) & 127) | CASE WHEN n < 6 THEN 128 ELSE 0 END)::int), 2, '0'), '' ORDER BY n) FROM generate_series(0, 6) n,
    (SELECT min(id) AS id FROM dkis.incidents WHERE category = 'kebakaran') i) v (hex), LATERAL (SELECT v.hex::bytea) b (varint);

-- ---- CAP 1.2 ----------------------------------------------------------------------------
-- The schema's own rules: which elements, in which order, how often; enumerations and
-- patterns. No row: nothing is broken.
CREATE FUNCTION public.breaks_cap(message xml) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  cap text[] := ARRAY[ARRAY['c', 'urn:oasis:names:tc:emergency:cap:1.2']];
  part record;
  names text[];
BEGIN
  FOR part IN SELECT * FROM (VALUES
    ('alert', '{identifier,sender,sent,status,msgType,source,scope,restriction,addresses,code,note,references,incidents,info}'::text[], '{identifier,sender,sent,status,msgType,scope}'::text[], '{code,info}'::text[]),
    ('info', '{language,category,event,responseType,urgency,severity,certainty,audience,eventCode,effective,onset,expires,senderName,headline,description,instruction,web,contact,parameter,resource,area}', '{category,event,urgency,severity,certainty}', '{category,responseType,eventCode,parameter,resource,area}'),
    ('area', '{areaDesc,polygon,circle,geocode,altitude,ceiling}', '{areaDesc}', '{polygon,circle,geocode}')) s (element, ordered, required, many)
  LOOP
    CONTINUE WHEN part.element = 'area' AND NOT xmlexists('//*[local-name() = "area"]' PASSING message);
    names := ARRAY(SELECT (xpath('local-name(/*)', x))[1]::text FROM unnest(xpath(format('//c:%s/*', part.element), message, cap)) WITH ORDINALITY u (x, n) ORDER BY n);
    RETURN QUERY SELECT format('%s: %s unknown', part.element, n) FROM unnest(names) n WHERE n <> ALL (part.ordered);
    RETURN QUERY SELECT format('%s: %s missing', part.element, n) FROM unnest(part.required) n WHERE n <> ALL (names);
    RETURN QUERY SELECT format('%s: %s twice', part.element, n) FROM unnest(names) n WHERE n <> ALL (part.many) GROUP BY n HAVING count(*) > 1;
    RETURN QUERY SELECT format('%s: order', part.element) WHERE names IS DISTINCT FROM ARRAY(SELECT n FROM unnest(names) WITH ORDINALITY u (n, i) ORDER BY array_position(part.ordered, n), i);
  END LOOP;
  RETURN QUERY SELECT format('%s = %s', r.element, v.text) FROM (VALUES
    ('identifier', '^[^ ,<&]+$'), ('sender', '^[^ ,<&]+$'), ('sent', '^\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$'), ('status', '^(Actual|Exercise|System|Test|Draft)$'),
    ('msgType', '^(Alert|Update|Cancel|Ack|Error)$'), ('scope', '^(Public|Restricted|Private)$'), ('references', '^[^ ,<&]+,[^ ,<&]+,[^ ,<&]+( [^ ,<&]+,[^ ,<&]+,[^ ,<&]+)*$'),
    ('category', '^(Geo|Met|Safety|Security|Rescue|Fire|Health|Env|Transport|Infra|CBRNE|Other)$'), ('urgency', '^(Immediate|Expected|Future|Past|Unknown)$'),
    ('severity', '^(Extreme|Severe|Moderate|Minor|Unknown)$'), ('certainty', '^(Observed|Likely|Possible|Unlikely|Unknown)$'), ('event', '.'), ('areaDesc', '.'),
    ('circle', '^-?\d+\.\d+,-?\d+\.\d+ \d+(\.\d+)?$'), ('polygon', '^(-?\d+\.\d+,-?\d+\.\d+ ){3,}-?\d+\.\d+,-?\d+\.\d+$')) r (element, pattern),
    unnest(xpath(format('//c:%s/text()', r.element), message, cap)::text[]) v (text) WHERE v.text !~ r.pattern;
  RETURN QUERY SELECT 'polygon is not closed' FROM unnest(xpath('//c:polygon/text()', message, cap)::text[]) p WHERE split_part(p, ' ', 1) <> reverse(split_part(reverse(p), ' ', 1));
  RETURN QUERY SELECT 'Update or Cancel without references' WHERE xmlexists('//*[local-name() = "msgType" and (. = "Update" or . = "Cancel")]' PASSING message) AND NOT xmlexists('//*[local-name() = "references"]' PASSING message);
  RETURN QUERY SELECT 'restriction without Restricted' WHERE xmlexists('//*[local-name() = "restriction"]' PASSING message) AND NOT xmlexists('//*[local-name() = "scope" and . = "Restricted"]' PASSING message);
END
$$;
SELECT public.breaks_cap('<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><sent>2026</sent><status>Actual</status><sender>a b</sender><msgType>Cancel</msgType><info><event>x</event></info></alert>');
SELECT i.category, public.breaks_cap(dkis.to_cap(i.id)) FROM dkis.incidents i;
SELECT regexp_replace((xpath('//*[local-name() = "polygon" or local-name() = "circle"]', dkis.to_cap(id)))[1]::text, '( -?\d[^ ]*){9,}', ' …') FROM dkis.incidents ORDER BY id;
-- Another category, over, called off, merged: each refers to what was said before, by an identifier and an instant of its own.
SET client_min_messages = error;
SELECT dkis.reclassify_incident(id, 'lainnya') > 0 AS moved FROM dkis.incidents WHERE category = 'kesehatan';
UPDATE dkis.incidents SET status = 'batal', note = 'laporan palsu' WHERE category = 'lainnya';
SELECT dkis.close_incident(id) FROM dkis.incidents WHERE category = 'kecelakaan';
INSERT INTO dkis.incidents (category, location) VALUES ('kebakaran', 'SRID=4326;POINT(108.5531 -6.7313)');
SELECT dkis.merge_incidents(min(id), max(id)) FROM dkis.incidents WHERE category = 'kebakaran';
SELECT i.category, i.status, public.breaks_cap(dkis.to_cap(i.id)) FROM dkis.incidents i;
SELECT i.category, i.status, regexp_replace(split_part(x.identifier, '-', 3), '\d{10,}', '<kasus>') AS suffix, x.kind, (length(x.refs) - length(replace(x.refs, ',', ''))) / 2 AS refs, x.sent::timestamptz = date_trunc('second', coalesce(i.closed_at, i.received_at)) AS own_time
FROM dkis.incidents i, XMLTABLE(XMLNAMESPACES('urn:oasis:names:tc:emergency:cap:1.2' AS c), '/c:alert' PASSING dkis.to_cap(i.id)
  COLUMNS identifier text PATH 'c:identifier', sent text PATH 'c:sent', kind text PATH 'c:msgType', refs text PATH 'c:references') x ORDER BY i.id;

-- ---- more than a wall holds ---------------------------------------------------------------
-- A hundred incidents by priority, a hundred units in the order of their call signs; of the rest it says that they are.
SET ROLE dkis_test_petugas;
INSERT INTO dkis.incidents (category, address, priority) SELECT 'lainnya', 'Blok ' || n, 1 + n % 4 FROM generate_series(1, 103) n;
INSERT INTO dkis.units (responder, callsign, kind, status) SELECT 'uji', 'Z-' || lpad(n::text, 3, '0'), 'damkar', CASE WHEN n <= 99 THEN 'siap' ELSE 'tidak siap' END FROM generate_series(1, 200) n;
SELECT count(*) FILTER (WHERE b ~ '^.{10,} P\d ') AS shown, count(*) FILTER (WHERE b ~ ' P4 ') AS least_urgent, max(b) FILTER (WHERE b ~ 'insiden lagi') AS rest,
  max(b) FILTER (WHERE b ~ '^Insiden') AS head FROM dkis.board() b;
SELECT split_part(b, ':', 1) AS line, array_length(string_to_array(b, ', '), 1) AS units, right(b, 40) AS ends FROM dkis.board() b WHERE b ~ '^(Siap|Tidak siap)';
UPDATE dkis.units SET status = 'siap' WHERE callsign = 'Z-100';
SELECT split_part(b, ':', 1) AS line, array_length(string_to_array(b, ', '), 1) AS units, right(b, 40) AS ends FROM dkis.board() b WHERE b ~ '^(Siap|Tidak siap)';
RESET ROLE;

\c contrib_regression
DROP DATABASE dkis_test_board;
DROP ROLE dkis_test_petugas, dkis_test_pembaca;

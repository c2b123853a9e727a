-- Merging two incidents, and taking it back; linking them without merging.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_merge TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_merge
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
CREATE ROLE dkis_test_petugas IN ROLE dkis_dispatcher;
INSERT INTO dkis.responders (code, name, kind) VALUES ('uji', 'Uji', 'damkar');
\set SHOW_CONTEXT never
\set VERBOSITY terse
CREATE FUNCTION public.n(bigint) RETURNS bigint LANGUAGE sql RETURN $1 - 327400000000000;
CREATE VIEW public.incidents AS SELECT public.n(i.id) AS id, i.status, public.n(i.duplicate_of) AS duplicate_of,
  (SELECT string_agg(c.caller_number, ' ' ORDER BY c.caller_number) FROM dkis.calls c WHERE c.incident_id = i.id) AS calls,
  (SELECT string_agg(u.callsign, ' ' ORDER BY u.callsign) FROM dkis.dispatches d JOIN dkis.units u ON u.id = d.unit_id WHERE d.incident_id = i.id) AS units,
  k.status AS case, i.reported_at, i.received_at FROM dkis.incidents i JOIN dkis.cases k ON k.id = i.case_id ORDER BY i.id;
GRANT SELECT ON public.incidents TO dkis_test_petugas;

SET ROLE dkis_test_petugas;
INSERT INTO dkis.units (responder, callsign, kind) SELECT 'uji', 'D-' || n, 'damkar' FROM generate_series(1, 5) n;
INSERT INTO dkis.calls (received_at, answered_at, caller_number, kind) SELECT now() - t, now() - t + interval '5 s', 'p' || n, 'darurat'
FROM (VALUES (1, interval '40 min'), (2, interval '50 min'), (3, interval '30 min'), (4, interval '20 min')) c (n, t);
INSERT INTO dkis.incidents (call_id, category) SELECT id, 'kebakaran' FROM dkis.calls ORDER BY caller_number;
-- The second was reported first, and a unit of it is back already.
INSERT INTO dkis.dispatches (incident_id, unit_id, requested_at, on_scene_at, cleared_at) VALUES
  (327400000000002, 327400000000001, now() - interval '48 min', now() - interval '44 min', now() - interval '41 min'),
  (327400000000002, 327400000000002, now() - interval '47 min', NULL, NULL), (327400000000001, 327400000000003, now() - interval '39 min', NULL, NULL);
SELECT id, status, calls, units, "case" FROM public.incidents;
UPDATE dkis.incidents SET duplicate_of = 327400000000001 WHERE id = 327400000000002 RETURNING status, public.n(duplicate_of) AS duplicate_of;
SELECT id, status, duplicate_of, calls, units, "case" FROM public.incidents;
-- Response times begin with the first report, whoever made it.
SELECT public.n(id) AS id, round(kirim_detik) AS kirim, round(tiba_detik) AS tiba FROM dkis_report.insiden_112 WHERE duplikat_dari IS NULL ORDER BY id LIMIT 1;
SELECT kategori, ukuran, jumlah, round(terlama_detik) AS terlama FROM dkis_report.waktu_tanggap ORDER BY ukuran;
-- Who says it again of the duplicate, and a unit that is sent to it, come to the other.
INSERT INTO dkis.calls (caller_number, kind, incident_id) VALUES ('p5', 'duplikat', 327400000000002) RETURNING public.n(incident_id) AS incident;
INSERT INTO dkis.calls (caller_number, kind, incident_id) VALUES ('p6', 'duplikat', 327400000000001) RETURNING public.n(incident_id) AS incident;
INSERT INTO dkis.dispatches (incident_id, unit_id) VALUES (327400000000002, 327400000000004) RETURNING public.n(incident_id) AS incident;
UPDATE dkis.calls SET incident_id = 327400000000002 WHERE caller_number = 'p4' RETURNING public.n(incident_id) AS incident;
UPDATE dkis.calls SET incident_id = 327400000000004 WHERE caller_number = 'p4' RETURNING public.n(incident_id) AS incident;

-- It was another fire.
SELECT dkis.unmerge_incident(327400000000001);
SELECT dkis.unmerge_incident(1);
SELECT dkis.unmerge_incident(NULL);
SELECT dkis.unmerge_incident(327400000000002);
SELECT id, status, duplicate_of, calls, units, "case" FROM public.incidents;
SELECT id, reported_at = received_at AS own_report FROM public.incidents;
-- Its case is a new one that goes on where the cancelled one stood.
SELECT c.marking, c.title, p.status AS parent, p.note, c.received_at = p.received_at AS same_day_0 FROM dkis.incidents i JOIN dkis.cases c ON c.id = i.case_id JOIN dkis.cases p ON p.id = c.parent_case WHERE i.id = 327400000000002;
SELECT problem FROM dkis.cases c, dkis.verify_case(c.id);
SELECT dkis.unmerge_incident(327400000000002);
-- A unit is sent to it, comes back, it ends.
INSERT INTO dkis.dispatches (incident_id, unit_id) VALUES (327400000000002, 327400000000005) RETURNING public.n(incident_id) AS incident;
UPDATE dkis.dispatches SET cleared_at = clock_timestamp() WHERE incident_id = 327400000000002 AND cleared_at IS NULL;
SELECT dkis.close_incident(327400000000002, 'padam');
SELECT id, status FROM public.incidents;

-- A chain: 4 into 3, 3 into 1; 3 is parted with what came with it, then 4.
SELECT dkis.merge_incidents(327400000000003, 327400000000004);
SELECT dkis.merge_incidents(327400000000001, 327400000000003);
SELECT id, duplicate_of, calls FROM public.incidents;
SELECT dkis.unmerge_incident(327400000000003);
SELECT id, duplicate_of, calls FROM public.incidents;
SELECT dkis.unmerge_incident(327400000000004);
SELECT id, status, duplicate_of, calls FROM public.incidents;
-- A closed one, merged to set the record right, is closed when it is parted.
SELECT dkis.merge_incidents(327400000000001, 327400000000002);
SELECT id, status, duplicate_of, calls, units FROM public.incidents WHERE id = 2;
SELECT dkis.unmerge_incident(327400000000002);
SELECT id, status, duplicate_of, calls, units FROM public.incidents WHERE id = 2;
SELECT count(*) FROM dkis.cases c JOIN dkis.incidents i ON i.case_id = c.id WHERE i.id = 327400000000002 AND c.status = 'selesai';
SELECT event, public.n((detail ->> 'duplikat')::bigint) AS duplicate, actor FROM dkis.case_events e JOIN dkis.incidents i ON i.case_id = e.case_id WHERE i.id = 327400000000001 AND event ~ 'gabung' ORDER BY seq;
SELECT problem FROM dkis.cases c, dkis.verify_case(c.id);

-- ---- linked, and yet two ------------------------------------------------------------------
INSERT INTO dkis.incident_links (incident_id, related_id, note) VALUES (327400000000001, 327400000000002, 'api merambat') RETURNING linked_by;
INSERT INTO dkis.incident_links (incident_id, related_id) VALUES (327400000000002, 327400000000001);
INSERT INTO dkis.incident_links (incident_id, related_id) VALUES (327400000000001, 327400000000001);
INSERT INTO dkis.incident_links (incident_id, related_id, linked_by) VALUES (327400000000001, 327400000000003, 'Kepala Dinas');
UPDATE dkis.incident_links SET note = 'lain';
INSERT INTO dkis.call_backs (call, result) SELECT id, 'tersambung' FROM dkis.calls WHERE caller_number = 'p1';
-- All of it is in the log of either.
SELECT what, regexp_replace(regexp_replace(detail, '3274000000', '', 'g'), '\{.*', '{…}') AS detail, actor FROM dkis.incident_log(327400000000001) WHERE what ~ 'gabung|hubung';
SELECT what, public.n(split_part(detail, ',', 1)::bigint) AS other FROM dkis.incident_log(327400000000002) WHERE what ~ 'dihubungkan';
RESET ROLE;

\c contrib_regression
DROP DATABASE dkis_test_merge;
DROP ROLE dkis_test_petugas;

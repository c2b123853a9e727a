-- A city's years, straight into the silent tables: incidents long past with their
-- cases, calls, dispatches and steps; incidents of the last half hour that are
-- still open; units all over the city; the office's own cases. Then what people ask
-- of them, asked by an unprivileged login. How much of each, and how far back:
-- past, open, units, office, days, as SIZE="past=100000 days=365" make bench-size says; with
-- agencies=100 they are spread over that many in a hub (of which the others are multiples).
-- Milliseconds are of the machine, with what else it does; ratios are not.
\if :{?past} \else \set past 1000000 \endif
\if :{?open} \else \set open 2000 \endif
\if :{?units} \else \set units 10000 \endif
\if :{?office} \else \set office 115000 \endif
\if :{?days} \else \set days 3650 \endif
\if :{?agencies} \else \set agencies 1 \endif
SELECT count(*) AS loaded FROM dkis.load_cirebon() \gset
SELECT setseed(0.112) \gset
-- A border with as many corners as a surveyed one has.
UPDATE dkis.areas SET boundary = ST_Multi(ST_Segmentize(boundary, 0.0001)) WHERE level = 'kota';
BEGIN;
SET LOCAL session_replication_role = replica;
-- Those that wake in replicas too (records of each row, late changes for the reports) would take longer than the rows.
CREATE TEMP TABLE waking AS SELECT t.tgrelid::regclass AS tbl, t.tgname AS name FROM pg_trigger t
WHERE t.tgenabled = 'A' AND t.tgrelid IN ('dkis_store.units'::regclass, 'dkis_store.cases'::regclass, 'dkis_store.incidents'::regclass, 'dkis_store.calls'::regclass,
  'dkis_store.dispatches'::regclass, 'dkis_store.case_steps'::regclass, 'dkis_store.case_events'::regclass);
SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tbl, name) FROM waking \gexec
SET LOCAL maintenance_work_mem = '512MB';
SET LOCAL work_mem = '256MB';

-- The other agencies of a hub have what this one has.
CREATE TEMP TABLE agencies AS SELECT n, dkis.agency() + n AS agency FROM generate_series(0, :agencies - 1) n;
CREATE FUNCTION pg_temp.copy_to_others(tbl regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE (SELECT format('INSERT INTO %s (%s) SELECT %s FROM %1$s t CROSS JOIN agencies a WHERE t.agency = dkis.agency() AND a.n > 0', tbl, string_agg(quote_ident(attname), ', ' ORDER BY attnum),
      string_agg(CASE attname WHEN 'agency' THEN 'a.agency' WHEN 'sop_version' THEN '(SELECT w.id FROM dkis.sop_versions v JOIN dkis.sop_versions w ON w.sop = v.sop AND w.version = v.version
        WHERE v.id = t.sop_version AND w.agency = a.agency)' ELSE format('t.%I', attname) END, ', ' ORDER BY attnum))
    FROM pg_attribute WHERE attrelid = tbl AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname <> 'id');
END $$;
SELECT count(pg_temp.copy_to_others(tbl)) AS copied FROM unnest('{dkis_store.calendars,dkis_store.calendar_hours,dkis_store.holidays,dkis.organisations,dkis.performers,dkis.sops,dkis.sop_versions,
  dkis.sop_steps,dkis.sop_step_slas,dkis.sop_links,dkis.report_measures,dkis.incident_categories,dkis.call_kinds,dkis.areas,dkis.responders,dkis.shift_hours,dkis.response_targets}'::regclass[]) AS tbl \gset

CREATE TEMP TABLE kinds AS SELECT k.agency, row_number() OVER (PARTITION BY k.agency ORDER BY k.id) - 1 AS n, k.category, k.sop, v.id AS version, count(*) OVER (PARTITION BY k.agency) AS total
FROM dkis.incident_categories k JOIN dkis.sop_versions v ON v.agency = k.agency AND v.sop = k.sop AND v.status = 'berlaku';
CREATE TEMP TABLE places AS SELECT row_number() OVER (ORDER BY a.code) - 1 AS n, a.code, a.boundary, count(*) OVER () AS total
FROM dkis.areas a WHERE a.level = 'kelurahan' AND a.agency = dkis.agency();
CREATE TEMP TABLE spots AS SELECT p.n, p.code, p.total, d.path[1] AS k, d.geom AS point
FROM places p CROSS JOIN LATERAL ST_Dump(ST_GeneratePoints(p.boundary, 1000, 7)) AS d;
CREATE INDEX ON spots (n, k);
ANALYZE spots;
INSERT INTO dkis_store.units (responder, callsign, kind, status, position, position_at, agency)
SELECT r.codes[1 + u % cardinality(r.codes)], 'UJI-' || u, (ARRAY['ambulans', 'pemadam', 'patroli'])[1 + u % 3], 'siap', s.point, now(), dkis.agency() + (u - 1) % :agencies
FROM generate_series(1, :units) u CROSS JOIN (SELECT array_agg(code ORDER BY code) AS codes FROM dkis.responders WHERE agency = dkis.agency()) AS r
JOIN spots s ON s.n = u % 22 AND s.k = 1 + u % 1000;
CREATE TEMP TABLE crew AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM dkis_store.units;
CREATE INDEX ON crew (n);
ANALYZE crew;

-- One row an incident: when it came, what was done of it.
CREATE TEMP TABLE told AS
SELECT g AS n, a.agency, g > :past AS is_open, k.category, k.sop, k.version, s.code AS area, s.point, 1 + g % 4 AS priority,
  CASE WHEN g > :past THEN now() - (1 + g % 1780) * interval '1 second'
    ELSE now() - interval '2 hours' - (:past - g) * (:days * interval '1 day' / :past) END AS at,
  (20 + 40 * random()) * interval '1 second' AS answered, (60 + 300 * random()) * interval '1 second' AS sent,
  (300 + 900 * random() * random()) * interval '1 second' AS there, (1200 + 3000 * random()) * interval '1 second' AS back
FROM generate_series(1, :past + :open) g JOIN agencies a ON a.n = g % :agencies JOIN kinds k ON k.agency = a.agency AND k.n = (g / :agencies) % k.total
JOIN spots s ON s.n = (g * 7) % 22 AND s.k = 1 + (g * 13) % 1000;
ANALYZE told;
CREATE TEMP TABLE bases AS SELECT nextval('dkis_store.cases_id_seq') AS cases, nextval('dkis_store.incidents_id_seq') AS incidents,
  nextval('dkis_store.calls_id_seq') AS calls;

INSERT INTO dkis_store.cases (id, sop, sop_version, title, channel, status, marking, received_at, opened_at, closed_at, opened_by, agency, event_count, head, register_no)
SELECT b.cases + t.n, t.sop, t.version, initcap(t.category), '112', CASE WHEN t.is_open THEN 'berjalan' ELSE 'selesai' END,
  CASE WHEN t.is_open THEN '{4}' ELSE '{}' END::dkis.marking, t.at, t.at + t.answered, CASE WHEN NOT t.is_open THEN t.at + t.back + interval '5 minutes' END,
  'petugas', t.agency, 1, '\x00', CASE WHEN NOT t.is_open THEN '13/' || to_char(t.at, 'YYYY') || '/' || t.n END
FROM told t CROSS JOIN bases b;
INSERT INTO dkis_store.incidents (id, case_id, category, priority, occurred_at, location, uncertainty_m, area, distance_to_border_m, in_city, received_at, closed_at, agency)
SELECT b.incidents + t.n, b.cases + t.n, t.category, t.priority, t.at, t.point, CASE WHEN t.n % 5 = 0 THEN 50 END, t.area, 900, true, t.at,
  CASE WHEN NOT t.is_open THEN t.at + t.back + interval '5 minutes' END, t.agency
FROM told t CROSS JOIN bases b;
INSERT INTO dkis_store.calls (id, received_at, answered_at, ended_at, caller_number, kind, category, call_taker, incident_id, identified_at, blocked, agency)
SELECT b.calls + t.n, t.at, t.at + t.answered, t.at + t.sent, '+62812' || 1000000 + (t.n * 31) % 8999999, 'darurat', t.category, 'petugas', b.incidents + t.n, t.at + t.answered, false, t.agency
FROM told t CROSS JOIN bases b;
INSERT INTO dkis_store.dispatches (incident_id, unit_id, requested_at, acknowledged_at, en_route_at, on_scene_at, cleared_at, requested_by, agency)
SELECT b.incidents + t.n, c.id, t.at + t.sent, t.at + t.sent, t.at + t.sent + interval '1 minute', CASE WHEN NOT t.is_open THEN t.at + t.sent + t.there END,
  CASE WHEN NOT t.is_open THEN t.at + t.back + t.sent END, 'petugas', t.agency
FROM told t CROSS JOIN bases b JOIN crew c ON c.n = CASE WHEN t.is_open THEN t.n - :past ELSE t.n % :units END
WHERE NOT t.is_open OR t.n % 2 = 0;
INSERT INTO dkis_store.case_steps (case_id, step, round, performer, sla, started_at, due_at, clock_from, finished_at, outcome, finished_by, ended_by, agency)
SELECT b.cases + t.n, CASE WHEN t.is_open THEN '4' ELSE '8.1' END, 1, CASE WHEN t.is_open THEN 'call_taker' ELSE 'dispatcher' END,
  CASE WHEN t.is_open THEN '-' ELSE '5 menit' END::dkis.sla, t.at, CASE WHEN NOT t.is_open THEN t.at + interval '5 minutes' END, t.at,
  CASE WHEN NOT t.is_open THEN t.at + t.sent END, CASE WHEN NOT t.is_open THEN 'Ya' END, CASE WHEN NOT t.is_open THEN 'petugas' END,
  CASE WHEN NOT t.is_open THEN 'hasil' END, t.agency
FROM told t CROSS JOIN bases b;
INSERT INTO dkis_store.case_events (agency, case_id, seq, at, recorded_at, actor, db_role, event, hash)
SELECT t.agency, b.cases + t.n, 1, t.at, t.at, 'petugas', 'petugas', 'dibuka', '\x00' FROM told t CROSS JOIN bases b;

ANALYZE dkis_store.cases, dkis_store.incidents;
-- The office: press conferences of seven steps each, the last thousand still open at step 3.
CREATE TEMP TABLE press AS
SELECT n, n > :office - 1000 AS is_open, now() - interval '2 hours' - (:office - n) * (:days * interval '1 day' / :office) AS at,
  v.id AS version, v.sop, b.cases + :past + :open + n AS case_id, v.agency
FROM generate_series(1, :office) n CROSS JOIN bases b JOIN dkis.sop_versions v ON v.sop = 'konferensi-pers' AND v.status = 'berlaku' AND v.agency = dkis.agency() + n % :agencies;
INSERT INTO dkis_store.cases (id, register_no, sop, sop_version, title, status, marking, received_at, opened_at, closed_at, opened_by, agency, event_count, head)
SELECT case_id, '1/' || to_char(at, 'YYYY') || '/' || n, sop, version, 'Konferensi pers ' || n, CASE WHEN is_open THEN 'berjalan' ELSE 'selesai' END,
  CASE WHEN is_open THEN '{3}' ELSE '{}' END::dkis.marking, at, at, CASE WHEN NOT is_open THEN at + interval '3 hours' END, 'petugas', agency, 7, '\x00'
FROM press;
INSERT INTO dkis_store.case_steps (case_id, step, round, performer, sla, started_at, due_at, clock_from, finished_at, outcome, finished_by, ended_by, agency)
SELECT p.case_id, s.step, 1, s.performer, s.sla, p.at + s.ordinal * interval '20 minutes', CASE WHEN s.sla::text <> '-' THEN p.at + s.ordinal * interval '50 minutes' END,
  p.at + s.ordinal * interval '20 minutes', d.at, CASE WHEN d.at IS NOT NULL THEN 'Selesai' END, CASE WHEN d.at IS NOT NULL THEN 'petugas' END,
  CASE WHEN d.at IS NOT NULL THEN 'hasil' END, p.agency
FROM press p JOIN dkis.sop_steps s ON s.sop_version = p.version AND (s.ordinal <= 3 OR NOT p.is_open)
CROSS JOIN LATERAL (SELECT CASE WHEN NOT p.is_open OR s.ordinal < 3 THEN p.at + s.ordinal * interval '20 minutes' + (1 + p.n % 80) * interval '1 minute' END AS at) AS d;
INSERT INTO dkis_store.case_events (agency, case_id, seq, at, recorded_at, actor, db_role, event, step, outcome, hash)
SELECT p.agency, p.case_id, 1 + e, p.at + e * interval '20 minutes', p.at + e * interval '20 minutes', 'petugas', 'petugas',
  CASE WHEN e = 0 THEN 'dibuka' ELSE 'langkah selesai' END, CASE WHEN e > 0 THEN e::text END,
  CASE WHEN e = 2 THEN 'Sesuai' WHEN e > 0 THEN 'Selesai' END, '\x00'
FROM press p CROSS JOIN generate_series(0, 7) e WHERE NOT p.is_open OR e < 3;
SELECT setval('dkis_store.cases_id_seq', max(id)) FROM dkis_store.cases \gset
SELECT setval('dkis_store.incidents_id_seq', max(id)) FROM dkis_store.incidents \gset
SELECT setval('dkis_store.calls_id_seq', max(id)) FROM dkis_store.calls \gset
SET CONSTRAINTS ALL IMMEDIATE;
SELECT format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', tbl, name) FROM waking \gexec
COMMIT;
VACUUM ANALYZE;
SELECT 'rows' AS what, (SELECT count(*) FROM dkis_store.incidents) AS incidents, (SELECT count(*) FROM dkis_store.case_steps) AS steps,
  (SELECT count(*) FROM dkis_store.cases) AS cases, pg_size_pretty(pg_database_size(current_database())) AS size;

-- ---- what people ask --------------------------------------------------------------

DROP ROLE IF EXISTS dkis_bench_dispatcher;
CREATE ROLE dkis_bench_dispatcher IN ROLE dkis_dispatcher;
-- The rows of a reported call written bare: tables alike, with their indexes, checks and foreign keys.
CREATE TABLE b_calls (LIKE dkis_store.calls INCLUDING ALL);
CREATE TABLE b_locations (LIKE dkis.call_locations INCLUDING ALL);
CREATE TABLE b_cases (LIKE dkis_store.cases INCLUDING ALL);
CREATE TABLE b_steps (LIKE dkis_store.case_steps INCLUDING ALL);
CREATE TABLE b_events (LIKE dkis_store.case_events INCLUDING ALL);
CREATE TABLE b_incidents (LIKE dkis_store.incidents INCLUDING ALL);
ALTER TABLE b_cases ADD FOREIGN KEY (sop_version) REFERENCES dkis.sop_versions (id);
ALTER TABLE b_steps ADD FOREIGN KEY (case_id) REFERENCES b_cases (id);
ALTER TABLE b_events ADD FOREIGN KEY (case_id) REFERENCES b_cases (id);
ALTER TABLE b_incidents ADD FOREIGN KEY (case_id) REFERENCES b_cases (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE b_calls ADD FOREIGN KEY (incident_id) REFERENCES b_incidents (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE b_locations ADD FOREIGN KEY (call) REFERENCES b_calls (id);
GRANT ALL ON b_calls, b_locations, b_cases, b_steps, b_events, b_incidents TO dkis_bench_dispatcher;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA dkis_store, dkis TO dkis_bench_dispatcher;
GRANT ALL ON measured, measured_id_seq TO dkis_bench_dispatcher;
GRANT SELECT ON dkis_store.units TO dkis_bench_dispatcher; -- for the bare side
SELECT id AS version FROM dkis.sop_versions WHERE sop = 'darurat-kebakaran' AND status = 'berlaku' AND agency = dkis.agency() \gset
CREATE FUNCTION pg_temp.bare_call(version bigint) RETURNS void LANGUAGE sql VOLATILE AS $$
WITH c AS (INSERT INTO b_cases (sop, sop_version, title, channel, status, marking, received_at, opened_at, opened_by, event_count, head)
    VALUES ('darurat-kebakaran', version, 'Kebakaran di suatu kelurahan', '112', 'berjalan', '{4}', clock_timestamp(), clock_timestamp(), 'petugas', 4, '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff') RETURNING id),
  s AS (INSERT INTO b_steps (case_id, step, round, performer, sla, started_at, clock_from, finished_at, outcome, finished_by, ended_by)
    SELECT c.id, n::text, 1, 'call_taker', '-', clock_timestamp(), clock_timestamp(), CASE WHEN n < 4 THEN clock_timestamp() END, CASE WHEN n < 4 THEN 'Selesai' END,
      CASE WHEN n < 4 THEN 'petugas' END, CASE WHEN n < 4 THEN 'hasil' END FROM c, generate_series(1, 4) n),
  e AS (INSERT INTO b_events (case_id, seq, at, recorded_at, actor, db_role, event, step, hash)
    SELECT c.id, n, clock_timestamp(), clock_timestamp(), 'petugas', 'petugas', 'langkah selesai', n::text, '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff' FROM c, generate_series(1, 4) n),
  i AS (INSERT INTO b_incidents (case_id, category, priority, occurred_at, received_at, location, area, in_city, distance_to_border_m)
    SELECT c.id, 'kebakaran', 2, clock_timestamp(), clock_timestamp(), 'SRID=4326;POINT(108.555 -6.73)', '32.74.05.1003', true, 900 FROM c RETURNING id),
  l AS (INSERT INTO b_calls (received_at, answered_at, caller_number, kind, category, call_taker, incident_id, identified_at, blocked)
    SELECT clock_timestamp(), clock_timestamp(), '+62812345678', 'darurat', 'kebakaran', 'petugas', i.id, clock_timestamp(), false FROM i RETURNING id)
INSERT INTO b_locations (call, raw) SELECT l.id, '-6.73, 108.555' FROM l $$;
CREATE SEQUENCE caller;
GRANT USAGE ON SEQUENCE caller TO dkis_bench_dispatcher;
-- Median of some turns, in milliseconds, against what is promised.
CREATE PROCEDURE pg_temp.takes(what text, query text, at_most float8, rounds int DEFAULT 9) LANGUAGE plpgsql AS $$
DECLARE ms float8[];
BEGIN
  FOR i IN 0..rounds LOOP
    ms := ms || pg_temp.milliseconds(query);
  END LOOP;
  INSERT INTO measured (what, target, good, ms) VALUES (what, '<= ' || at_most || ' ms', pg_temp.median(ms[2:]) <= at_most, pg_temp.median(ms[2:]));
END $$;

SET SESSION AUTHORIZATION dkis_bench_dispatcher;
PREPARE bare_call AS SELECT pg_temp.bare_call($1);
PREPARE report AS SELECT * FROM dkis.report_call('0812' || 10000000 + nextval('caller'), format('%s, %s', -6.70 - random() * 0.06, 108.54 + random() * 0.03), category => 'kebakaran');
CALL pg_temp.compare('report_call, rate against the same rows bare', format('EXECUTE bare_call(%s)', :version), 'EXECUTE report', at_least => 0.5, rounds => 200);
PREPARE nearest AS SELECT * FROM dkis.nearest_units('SRID=4326;POINT(108.555 -6.73)');
PREPARE bare_nearest AS SELECT u.id, u.callsign, u.kind, ST_Distance(u.position::geography, 'SRID=4326;POINT(108.555 -6.73)'::geography) FROM dkis_store.units u
  ORDER BY u.position::geography <-> 'SRID=4326;POINT(108.555 -6.73)'::geography LIMIT 5;
CALL pg_temp.compare('nearest_units, against bare nearest neighbours', 'EXECUTE nearest', 'EXECUTE bare_nearest', at_most => 1.5, rounds => 100);
PREPARE duplicates AS SELECT * FROM dkis.possible_duplicates('SRID=4326;POINT(108.56 -6.74)');
CALL pg_temp.takes('possible_duplicates', 'EXECUTE duplicates', 0.2, 50);
CALL pg_temp.takes('board()', 'SELECT count(*) FROM dkis.board()', 5);
DO $$
DECLARE z int;
BEGIN
  FOREACH z IN ARRAY '{10,12,14,16}'::int[] LOOP
    CALL pg_temp.takes('incident_tile, z ' || z, format('SELECT dkis.incident_tile(%s, %s, %s)', z, floor((108.555 + 180) / 360 * (1 << z)),
      floor((1 - ln(tan(radians(-6.73)) + 1 / cos(radians(-6.73))) / pi()) / 2 * (1 << z))), 100, 3);
  END LOOP;
END $$;
CALL pg_temp.takes('incidents_geojson, one day', 'SELECT dkis.incidents_geojson(now() - interval ''31 days'', now() - interval ''30 days'')', 10);
PREPARE latest AS SELECT * FROM dkis_report.insiden_112 ORDER BY diterima DESC LIMIT 20;
CALL pg_temp.takes('insiden_112, latest 20', 'EXECUTE latest', 5, 50);
SELECT max(id) - 1000 AS some FROM dkis.incidents \gset
PREPARE by_id AS SELECT * FROM dkis_report.insiden_112 WHERE id = $1;
CALL pg_temp.takes('insiden_112, by id', format('EXECUTE by_id(%s)', :some), 1, 50);
RESET SESSION AUTHORIZATION;
PREPARE place AS SELECT * FROM dkis_store.place_of('SRID=4326;POINT(108.555 -6.73)');
CALL pg_temp.takes('place_of (as the owner, whom alone it is for)', 'EXECUTE place', 0.05, 50);
SET SESSION AUTHORIZATION dkis_bench_dispatcher;
CALL pg_temp.takes('conformance of ' || :office || ' cases of 7 events', 'SELECT count(*) FROM dkis.conformance(''konferensi-pers'')', :office * 7 / 100.0, 1);
-- What a report asks of all these years, once the jobs have counted what is over;
-- count(*) would let the planner drop columns.
RESET SESSION AUTHORIZATION;
SELECT dkis.refresh_reports(3600) \gset
SELECT dkis.refresh_reports(3600) \gset
SELECT dkis.refresh_reports(3600) AS periods_counted;
ANALYZE dkis_store.report_parts, dkis_store.report_periods;
SET SESSION AUTHORIZATION dkis_bench_dispatcher;
DO $$
DECLARE what text;
BEGIN
  FOREACH what IN ARRAY '{waktu_tanggap,kepatuhan_sla,kemacetan,laporan_112}'::text[] LOOP
    CALL pg_temp.takes(what, format('SELECT max(r::text) FROM dkis_report.%I r', what), 200, 3);
  END LOOP;
END $$;
CALL pg_temp.takes('kasus by month', 'SELECT diterima_bulan, count(*) FROM dkis_report.kasus GROUP BY 1', 200, 3);
CALL pg_temp.takes('a register by month', 'SELECT diterima_bulan, count(*) FROM dkis_report.register_konferensi_pers GROUP BY 1', 200, 3);
CALL pg_temp.takes('DISTINCT kode_sop', 'SELECT DISTINCT kode_sop FROM dkis_report.kasus', 200, 3);
CREATE FUNCTION pg_temp.fingerprint() RETURNS void LANGUAGE plpgsql AS $$
DECLARE r text;
BEGIN
  FOR r IN SELECT relname FROM pg_class WHERE relnamespace = 'dkis_report'::regnamespace AND relkind = 'v' LOOP
    EXECUTE format('SELECT max(x::text) FROM (SELECT * FROM dkis_report.%I LIMIT 10000) x', r);
  END LOOP;
END $$;
CALL pg_temp.takes('LIMIT 10000 of every report together', 'SELECT pg_temp.fingerprint()', 10000, 1);
RESET SESSION AUTHORIZATION;
SELECT * FROM pg_temp.report;

-- Reports that keep what they have counted: what is late, corrected, taken back or
-- erased afterwards shows at once, whether or not the jobs run. test/oracle/reports.sql
-- prints each row that differs from the slow definitions, so here: nothing.
SET client_min_messages = warning;
SELECT current_database() AS home \gset
CREATE DATABASE dkis_test_rollups TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_rollups
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\set VERBOSITY terse
\getenv here PG_ABS_SRCDIR
\set oracle :here '/oracle/reports.sql'
BEGIN;
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 901, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla)
VALUES ('uji', 1, 'kantor', 'start -> 1; 1 -> 2 & 3; 2 & 3 -> 4; 4 [Ya] -> end; 4 [Tidak] -> 1', '10 hari');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
SELECT v.id, s.step, s.step::int, 'Kegiatan ' || s.step, CASE WHEN s.step = '3' THEN 'kadis' ELSE 'staf' END, '2 jam' FROM dkis.sop_versions v, unnest(dkis.steps(v.machine)) AS s (step) WHERE v.sop = 'uji';
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop = 'uji'; END $$;
CREATE ROLE rollups_admin LOGIN IN ROLE dkis_admin, dkis_officer, dkis_dispatcher;
CREATE ROLE rollups_reader LOGIN IN ROLE dkis_reader;
COMMIT;
-- What the reports say of what, and how much of it is kept.
CREATE VIEW said AS
SELECT 'kepatuhan_sla' AS report, sum(jumlah) AS things, sum(dinilai) AS judged, (SELECT count(*) FROM dkis_store.valid_periods()) AS periods FROM dkis_report.kepatuhan_sla
UNION ALL SELECT 'kemacetan', sum(selesai), sum(berjalan), (SELECT count(*) FROM dkis_store.report_late) FROM dkis_report.kemacetan
UNION ALL SELECT 'waktu_tanggap', sum(jumlah), sum(memenuhi), (SELECT count(DISTINCT report) FROM dkis_store.report_parts) FROM dkis_report.waktu_tanggap;
-- Everything of cases from :a to :b happened :days earlier.
CREATE PROCEDURE earlier(a bigint, b bigint, by interval) LANGUAGE sql AS $$
  UPDATE dkis_store.cases SET received_at = received_at - by, opened_at = opened_at - by, due_at = due_at - by, met_at = met_at - by, closed_at = closed_at - by WHERE id BETWEEN a AND b;
  UPDATE dkis_store.case_steps SET started_at = started_at - by, clock_from = clock_from - by, due_at = due_at - by, finished_at = finished_at - by WHERE case_id BETWEEN a AND b;
  UPDATE dkis_store.incidents SET received_at = received_at - by, closed_at = closed_at - by WHERE case_id BETWEEN a AND b;
$$;
-- Twelve cases end, two stay open.
CREATE PROCEDURE work(n int) LANGUAGE plpgsql AS $$
DECLARE k bigint;
BEGIN
  FOR i IN 1..n LOOP
    k := dkis.open_case('uji', 'Uji ' || i);
    PERFORM dkis.finish_step(k, '1'), dkis.finish_step(k, '2'), dkis.finish_step(k, '3');
    PERFORM dkis.finish_step(k, '4', 'Ya') WHERE i % 7 > 0;
    CALL earlier(k, k, make_interval(days => 11 * i));
  END LOOP;
END
$$;
CALL work(14);
-- Nothing was ever kept.
\set ECHO none
\i :oracle
SET client_min_messages = warning;
\set ECHO all
TABLE said;
-- The first time is only the beginning: who has begun before does not know of it. The
-- second notes who is at it now; the third counts.
SET ROLE rollups_admin;
SELECT dkis.refresh_reports() AS first;
SELECT dkis.refresh_reports() AS second;
SELECT dkis.refresh_reports() > 3 AS third;
-- Once nobody is at work any more who was then (elsewhere in the server too), nothing is left to count.
DO $$ BEGIN FOR i IN 1..600 LOOP EXIT WHEN dkis.refresh_reports() = 0; COMMIT; PERFORM pg_sleep(0.1); END LOOP; END $$;
SELECT dkis.refresh_reports() AS again;
RESET ROLE;
SET ROLE rollups_reader;
SELECT sum(selesai) AS done FROM dkis_report.kemacetan;
RESET ROLE;
-- Kept, and every row of it the same.
SELECT report, things, judged FROM said;
SELECT count(*) > 3 AS months_and_days, bool_and(p.until_at <= now() - interval '1 day') AS over FROM dkis_store.valid_periods() AS p;
\set ECHO none
\i :oracle
SET client_min_messages = warning;
\set ECHO all

-- An end long past is taken back: that period counts live, and is kept anew.
SELECT count(*) AS before FROM dkis_store.valid_periods() \gset
SET ROLE rollups_admin;
SELECT min(id) AS k, max(id) AS l FROM dkis.cases WHERE closed_at < now() - interval '60 days' \gset
SELECT dkis.reopen_case(:k, 'belum lengkap');
RESET ROLE;
SELECT :before - count(*) AS opened_again FROM dkis_store.valid_periods();
SELECT report, things, judged FROM said;
\set ECHO none
\i :oracle
SET client_min_messages = warning;
\set ECHO all
-- A correction of a case that has ended, by an event and by its row.
UPDATE dkis_store.case_steps SET due_at = due_at - interval '40 days' WHERE case_id = :l AND step = '1';
UPDATE dkis_store.cases SET note = 'dibetulkan' WHERE id = :l;
\set ECHO none
\i :oracle
SET client_min_messages = warning;
\set ECHO all
SET ROLE rollups_admin;
SELECT dkis.finish_step(:k, '4', 'Ya');
SELECT dkis.refresh_reports() > 0 AS anew;
RESET ROLE;
SELECT count(*) AS late FROM dkis_store.report_late;
\set ECHO none
\i :oracle
SET client_min_messages = warning;
\set ECHO all

-- The calendar, the zone, who is no part of the agency: what stands on them counts
-- live. A holiday still to come changes nothing that is over.
SELECT count(*) > 0 AS valid FROM dkis_store.valid_periods();
BEGIN;
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('kantor', current_date + 30, 'Nanti');
SELECT count(*) > 0 AS valid FROM dkis_store.valid_periods();
INSERT INTO dkis.holidays (calendar, day, name) SELECT 'kantor', current_date - 150 + n, 'Dulu ' || n FROM generate_series(1, 10) n;
SELECT count(*) AS valid FROM dkis_store.valid_periods();
\set ECHO none
\i :oracle
SET client_min_messages = warning;
\set ECHO all
ROLLBACK;
SELECT count(*) > 0 AS valid FROM dkis_store.valid_periods();
UPDATE dkis.performers SET external = true WHERE code = 'kadis';
SELECT count(*) AS valid FROM dkis_store.valid_periods();
\set ECHO none
\i :oracle
SET client_min_messages = warning;
\set ECHO all
UPDATE dkis.performers SET external = false WHERE code = 'kadis';

-- The emergency line: an incident long past, a dispatch corrected, another moved.
SET ROLE rollups_admin;
INSERT INTO dkis.units (responder, callsign, kind) SELECT min(code), 'U-' || n, 'patroli' FROM dkis.responders, generate_series(1, 2) n GROUP BY n;
SELECT incident_id AS i FROM dkis.report_call('0812 1', '-6.72, 108.55', 'darurat', 'kebakaran', 'asap', 1) \gset
SELECT incident_id AS j FROM dkis.report_call('0812 2', '-6.70, 108.53', 'darurat', 'kebakaran', 'asap', 1) \gset
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT :i, id FROM dkis.units WHERE callsign = 'U-1';
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT :j, id FROM dkis.units WHERE callsign = 'U-2';
UPDATE dkis.dispatches SET acknowledged_at = clock_timestamp(), en_route_at = clock_timestamp();
UPDATE dkis.dispatches SET on_scene_at = clock_timestamp();
UPDATE dkis.dispatches SET cleared_at = clock_timestamp(), result = 'padam' WHERE cleared_at IS NULL;
SELECT dkis.cancel_case(case_id, 'uji') FROM dkis.incidents WHERE closed_at IS NULL ORDER BY id;
RESET ROLE;
SELECT min(case_id) AS a, max(case_id) AS b FROM dkis.incidents \gset
CALL earlier(:a, :b, '33 days');
UPDATE dkis_store.dispatches SET requested_at = requested_at - interval '33 days', acknowledged_at = acknowledged_at - interval '33 days', en_route_at = en_route_at - interval '33 days', on_scene_at = on_scene_at - interval '33 days', cleared_at = cleared_at - interval '33 days';
SET ROLE rollups_admin;
SELECT dkis.refresh_reports() > 0 AS counted;
RESET ROLE;
SELECT report, things, judged FROM said WHERE report = 'waktu_tanggap';
SELECT count(*) AS before FROM dkis_store.valid_periods() \gset
SET ROLE rollups_admin;
UPDATE dkis.dispatches SET requested_at = requested_at - interval '30 seconds', note = 'menurut rekaman' WHERE incident_id = :i;
RESET ROLE;
SELECT :before - count(*) AS opened_again FROM dkis_store.valid_periods();
\set ECHO none
\i :oracle
SET client_min_messages = warning;
\set ECHO all
SET ROLE rollups_admin;
SELECT dkis.refresh_reports() > 0 AS anew;
RESET ROLE;
UPDATE dkis_store.dispatches SET incident_id = :i WHERE incident_id = :j; -- as merging does
UPDATE dkis_store.incidents SET duplicate_of = :i WHERE id = :j;
SELECT report, things, judged FROM said WHERE report = 'waktu_tanggap';
\set ECHO none
\i :oracle
SET client_min_messages = warning;
\set ECHO all

-- Calls: one that turns out to be a prank, one that is about the other incident after
-- all, one that comes long after its incident has ended.
UPDATE dkis_store.calls SET received_at = received_at - interval '33 days', answered_at = answered_at - interval '33 days';
INSERT INTO dkis_store.calls (received_at, answered_at, ended_at, caller_number, kind, call_taker, incident_id, blocked)
SELECT now() - d, now() - d + '7 seconds', now() - d + '1 minute', '08123', 'darurat', 'x', :i, false FROM unnest('{1 hour,20 days,21 days}'::interval[]) AS d;
SET ROLE rollups_admin;
SELECT dkis.refresh_reports() > 0 AS anew;
RESET ROLE;
SELECT menurut, nilai, sum(panggilan) AS panggilan, sum(jawab_terukur) AS terukur FROM dkis_report.laporan_112 WHERE jenis_periode = 'bulan' AND menurut IN ('semua', 'jenis') GROUP BY 1, 2 ORDER BY 1, 2;
UPDATE dkis_store.calls SET kind = 'prank' WHERE incident_id = :j;
UPDATE dkis_store.calls SET incident_id = :j WHERE id = (SELECT min(id) FROM dkis_store.calls WHERE caller_number = '08123');
UPDATE dkis_store.incidents SET area = NULL, in_city = NULL WHERE id = :i;
SELECT count(*) > 1 AS late FROM dkis_store.report_late;
SELECT menurut, nilai, sum(panggilan) AS panggilan, sum(jawab_terukur) AS terukur FROM dkis_report.laporan_112 WHERE jenis_periode = 'bulan' AND menurut IN ('semua', 'jenis') GROUP BY 1, 2 ORDER BY 1, 2;
\set ECHO none
\i :oracle
SET client_min_messages = warning;
\set ECHO all
UPDATE dkis.call_kinds SET may_block = NOT may_block WHERE kind = 'prank';
SELECT count(*) AS valid FROM dkis_store.valid_periods();
\set ECHO none
\i :oracle
SET client_min_messages = warning;
\set ECHO all

-- Rows that came past dkis are late too; all can be counted anew; a dump has none of it.
SET ROLE rollups_admin;
SELECT dkis.refresh_reports(anew => true) > 3 AS anew;
RESET ROLE;
-- The oracle is no stamp: it names every report of which one kept row is not as it was
-- counted, and those of which the note of a change was lost.
BEGIN;
UPDATE dkis_store.report_parts SET total = total + 1, n1 = coalesce(n1, 0) + 1 WHERE id IN (SELECT min(id) FROM dkis_store.report_parts GROUP BY report);
\o | cut -d '|' -f 1 | sort -u
\set ECHO none
\i :oracle
\o
SET client_min_messages = warning;
\set ECHO all
ROLLBACK;
BEGIN;
UPDATE dkis_store.report_parts SET x = (SELECT dkis_store.bag(v) FROM generate_series(1, 3) v) WHERE report = 'waktu_tanggap';
\o | cut -d '|' -f 1 | sort -u
\set ECHO none
\i :oracle
\o
SET client_min_messages = warning;
\set ECHO all
ROLLBACK;
BEGIN;
UPDATE dkis_store.case_steps SET due_at = due_at - interval '80 days' WHERE case_id = :l;
UPDATE dkis_store.incidents SET priority = 4 WHERE closed_at IS NOT NULL;
DELETE FROM dkis_store.report_late;
\o | cut -d '|' -f 1 | sort -u
\set ECHO none
\i :oracle
\o
SET client_min_messages = warning;
\set ECHO all
ROLLBACK;
DELETE FROM dkis_store.case_steps WHERE case_id = :l;
DELETE FROM dkis_store.case_events WHERE case_id = :l;
DELETE FROM dkis_store.cases WHERE id = :l;
\set ECHO none
\i :oracle
SET client_min_messages = warning;
\set ECHO all
SELECT c.oid::regclass AS kept FROM pg_extension e CROSS JOIN unnest(e.extconfig, e.extcondition) AS k (oid, condition) JOIN pg_class c ON c.oid = k.oid
WHERE e.extname = 'dkis' AND k.condition = 'WHERE false' AND c.relkind = 'r' ORDER BY 1::text;

-- The month of an instant, as date_trunc of its date says.
SELECT count(*) AS differing FROM generate_series('2019-12-25 00:00+00'::timestamptz, '2026-03-05 00:00+00', '7 hours 13 minutes') t
WHERE dkis_store.local_month(t, 0) IS DISTINCT FROM date_trunc('month', dkis_store.local_date(t, 0)::timestamp)::date;
SELECT dkis_store.local_month('infinity', 0) AS endless, dkis_store.local_month('-infinity', 0) AS ever, dkis_store.local_month(NULL, 0) IS NULL AS nothing, dkis_store.local_month('1969-12-31 23:00+00', 0) AS before;

-- Bags: what percentile_cont says, of several together; what is none.
CREATE TEMP TABLE measured AS SELECT s, n, v, v % 13 AS part, (s * (v * 7919 % 700))::float8 AS value, s * 350 AS most
FROM unnest('{1,1e-6,1e-7,-2.5}'::numeric[]) AS s CROSS JOIN unnest('{1,2,3,1000}'::int[]) AS n CROSS JOIN LATERAL generate_series(1, n) AS v;
SELECT r.n, count(*) FILTER (WHERE r.said IS DISTINCT FROM ARRAY[r.median, r.ninetieth, r.greatest, r.within]) AS differing, count(*) FILTER (WHERE r.alone <> r.tenth) AS alone_differing
FROM (SELECT m.s, m.n, percentile_cont(0.5) WITHIN GROUP (ORDER BY m.value) AS median, percentile_cont(0.9) WITHIN GROUP (ORDER BY m.value) AS ninetieth, max(m.value) AS greatest,
    (count(*) FILTER (WHERE m.value <= m.most))::float8 AS within, percentile_cont(0.1) WITHIN GROUP (ORDER BY m.value) AS tenth, dkis_store.bag_percentile(dkis_store.bag(m.value), 0.1) AS alone,
    (SELECT dkis_store.figures(g.bag, g.most) FROM (SELECT dkis_store.bag(k.value) AS bag, max(k.most) AS most FROM measured k WHERE k.s = m.s AND k.n = m.n GROUP BY k.part) AS g) AS said
  FROM measured m GROUP BY m.s, m.n) AS r GROUP BY r.n ORDER BY r.n;
SELECT dkis_store.bag(NULL) IS NULL AS of_nothing, dkis_store.bag_percentile(dkis_store.bag(v), 1.5) IS NULL AS outside, dkis_store.bag_percentile(dkis_store.bag(v), 1) AS greatest
FROM unnest('{3,NaN,1,3,Infinity,-Infinity,3}'::float8[]) AS v;
SELECT dkis_store.figures(g.bag, 3) AS up_to_3, dkis_store.figures(g.bag, NULL) AS unlimited, dkis_store.figures(NULL, 3) IS NULL AS of_no_bag
FROM (SELECT dkis_store.bag(v) AS bag FROM unnest('{3,NaN,1,3,Infinity,-Infinity,3}'::float8[]) AS v UNION ALL SELECT NULL) AS g;
SELECT dkis_store.bag_percentile('\x', 0.5);
SELECT dkis_store.bag_percentile('\xffffffff0000000000000000', 0.5);
SELECT dkis_store.figures('\x02000000000000000000f03f000000000000f03f', NULL);
-- What clocks measure takes little room, and lies there until it is asked.
SELECT length(dkis_store.bag(v / 1e6::float8)) < 3000 AS small FROM generate_series(20000000, 24000000, 4001) v;

-- What a query says of the agency is told to what adds up: also by a parameter, and below a group.
CREATE FUNCTION told(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE line text;
BEGIN
  FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP
    RETURN QUERY SELECT m[1] FROM regexp_matches(line, 'Function Call: (dkis_store\.parts_of.*)') AS m;
  END LOOP;
END
$$;
SELECT * FROM told('SELECT * FROM dkis_report.kepatuhan_sla WHERE instansi = 7');
SELECT * FROM told('SELECT * FROM dkis_report.kemacetan WHERE 7 = instansi AND selesai > 1');
SELECT * FROM told('SELECT * FROM dkis_report.waktu_tanggap WHERE instansi = dkis.agency()');
SELECT * FROM told('SELECT * FROM dkis_report.laporan_112 WHERE instansi IN (7)');
SELECT * FROM told('SELECT * FROM dkis_report.laporan_112 WHERE instansi IN (7, 8)');
SELECT * FROM told('SELECT * FROM dkis_report.laporan_112 l JOIN dkis.organisations o ON o.agency = l.instansi WHERE o.agency = 7');
SELECT * FROM told('SELECT * FROM dkis_report.laporan_112 WHERE instansi = 7 OR nilai = ''semua''');
SELECT * FROM told('SELECT * FROM dkis_report.laporan_112 WHERE instansi = random()::int');
PREPARE of_agency(int) AS SELECT * FROM dkis_report.kemacetan WHERE instansi = $1;
SET plan_cache_mode = force_generic_plan;
SELECT * FROM told('EXECUTE of_agency(7)');
RESET plan_cache_mode;
-- One case is found by its key where a report speaks of few SOPs' cases, without a look at theirs.
CREATE FUNCTION looks(query text) RETURNS TABLE (by_key bool, at_all bool) LANGUAGE plpgsql AS $$
DECLARE line text;
BEGIN
  by_key := false;
  at_all := false;
  FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP
    by_key := by_key OR line ~ 'Index Cond: \(c\.id = 7\)';
    at_all := at_all OR line ~ 'Scan using cases_sop|_sops\(\)\)\)$|cases_of';
  END LOOP;
  RETURN NEXT;
END
$$;
SET enable_seqscan = off;
SELECT report, looks.* FROM unnest('{laporan_kasus,tawaran,dokumen_kurang}'::text[]) AS report CROSS JOIN LATERAL looks(format('SELECT * FROM dkis_report.%I WHERE kasus_id = 7', report));
RESET enable_seqscan;
\c :home
DROP DATABASE dkis_test_rollups;
DROP ROLE rollups_admin, rollups_reader;

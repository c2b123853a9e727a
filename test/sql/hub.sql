-- Three agencies in one database, as in a hub (3200): calendars of other hours and
-- zones, SOPs of the same codes and numbers, register numbers that are equal. Whatever
-- is read of a row is computed by its own agency's calendar, whoever reads; nothing
-- that runs at the hub touches what is others'.
CREATE DATABASE dkis_test_hub TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_hub
SET client_min_messages = warning;
SET datestyle = 'ISO, DMY';
SET timezone = 'UTC';
\set SHOW_CONTEXT never
CREATE EXTENSION dkis CASCADE;
SELECT dkis.set_agency(3200);

-- As replication brings them: each agency's rows as it wrote them itself.
CREATE FUNCTION public.make_agency(zone text, calendar text, opens time, closes time, step text, standard dkis.sla) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO dkis.calendars (code, name, time_zone) VALUES (calendar, 'Kalender ' || calendar, zone);
  INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) SELECT make_agency.calendar, d, make_agency.opens, make_agency.closes FROM generate_series(1, 7) AS d;
  INSERT INTO dkis.holidays (calendar, day, name) SELECT make_agency.calendar, format('%s-01-01', y)::date, 'Tahun Baru' FROM generate_series(2000, 2100) AS y;
  INSERT INTO dkis.organisations (code, name) VALUES ('dinas', 'Dinas ' || zone);
  INSERT INTO dkis.performers (code, name, superior) VALUES ('kepala', 'Kepala ' || zone, NULL), ('loket', 'Loket ' || zone, 'kepala');
  INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 13, 'Uji ' || zone);
  INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla) VALUES ('uji', 1, calendar, format('start -> %s; %1$s -> akhir; akhir -> end', step)::dkis.state_machine, '10 hari kerja');
  INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
  SELECT v.id, s.step, s.n, 'Kegiatan ' || s.step, 'loket', s.sla FROM dkis.sop_versions AS v, (VALUES (make_agency.step, 1, standard), ('akhir', 2, '1 hari kerja'::dkis.sla)) AS s (step, n, sla)
  WHERE v.agency = dkis.agency();
  INSERT INTO dkis.sop_fields (sop_version, name, type, label) SELECT v.id, 'nama', 'teks', 'Nama' FROM dkis.sop_versions AS v WHERE v.agency = dkis.agency();
  PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE agency = dkis.agency();
  INSERT INTO dkis.escalation_rules (level, at_percent, notify) VALUES (1, 75, 'pelaksana'), (2, 100, 'atasan');
  INSERT INTO dkis.sop_schedules (sop, rule, title, starts_on) VALUES ('uji', 'hari kerja pertama setiap tahun', 'Rutin', date_trunc('year', now())::date);
  -- Late, on time, held, closed, cancelled: the same at each.
  INSERT INTO dkis.cases (sop, title, received_at, data) VALUES ('uji', 'Terlambat', '2024-03-01 03:00Z', '{"nama": "Ani"}'), ('uji', 'Baru', now(), '{"nama": "Budi"}'),
    ('uji', 'Ditunda', now() - interval '3 days', '{}'), ('uji', 'Selesai', now() - interval '9 days', '{}'), ('uji', 'Batal', now(), '{}');
  UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = (SELECT id FROM dkis.cases WHERE agency = dkis.agency() AND title = 'Selesai') AND finished_at IS NULL;
  UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id = (SELECT id FROM dkis.cases WHERE agency = dkis.agency() AND title = 'Selesai') AND finished_at IS NULL;
  UPDATE dkis.cases SET status = 'ditunda', note = 'menunggu' WHERE agency = dkis.agency() AND title = 'Ditunda';
  UPDATE dkis.cases SET status = 'batal', note = 'keliru' WHERE agency = dkis.agency() AND title = 'Batal';
END $$;
SELECT public.make_agency('Asia/Jakarta', 'provinsi', '07:30', '15:30', 'terima', '3 hari kerja');
SET dkis.agency = 3274;
SELECT public.make_agency('Asia/Jakarta', 'kantor', '08:00', '16:00', 'terima', '2 hari kerja');
SET dkis.agency = 3209;
SELECT public.make_agency('Asia/Jayapura', 'balai', '00:00', '24:00', 'catat', '90 menit');
RESET dkis.agency;
SELECT agency, count(*) AS cases, count(DISTINCT register_no) AS numbers, min(split_part(register_no, '/', 3)) FROM dkis.cases GROUP BY agency ORDER BY agency;
SELECT count(DISTINCT split_part(register_no, '/', 3)) AS the_same_numbers FROM dkis.cases;

-- ---- every report and register, row by row: the hub reads what the agency reads ------------
-- One transaction, so that now() stands still. Also as nobody (0), where no calendar is the default.
CREATE FUNCTION public.reading(view regclass, reader int, whose int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
  PERFORM set_config('dkis.agency', CASE reader WHEN 0 THEN '' ELSE reader::text END, true);
  EXECUTE format('SELECT md5(coalesce(string_agg(t::text, E''\n'' ORDER BY t::text), ''''))|| '' '' || count(*) FROM %s AS t WHERE to_jsonb(t) ->> ''instansi'' = $1', view) INTO answer USING whose::text;
  PERFORM set_config('dkis.agency', '', true);
  RETURN answer;
EXCEPTION WHEN OTHERS THEN
  PERFORM set_config('dkis.agency', '', true);
  RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE VIEW public.report_views AS SELECT c.oid::regclass AS view, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'instansi') AS has_agency
FROM pg_class c WHERE c.relnamespace = 'dkis_report'::regnamespace AND c.relkind = 'v';
SELECT view FROM public.report_views WHERE NOT has_agency ORDER BY view::text;
BEGIN;
SELECT r.view, o.whose, public.reading(r.view, o.whose, o.whose) AS itself, public.reading(r.view, o.reader, o.whose) AS read_by, o.reader
FROM public.report_views AS r, (VALUES (3274, 3200), (3209, 3200), (3209, 3274), (3200, 3209)) AS o (whose, reader)
WHERE r.has_agency AND r.view <> 'dkis_report.hubungan'::regclass -- tells of reports, not of rows
  AND public.reading(r.view, o.whose, o.whose) IS DISTINCT FROM public.reading(r.view, o.reader, o.whose) ORDER BY 1::text, 2;
SELECT count(*) FILTER (WHERE public.reading(view, 3200, 3209) !~ ' 0$') > 8 AS there_is_something_to_read FROM public.report_views WHERE has_agency;
COMMIT;
SELECT view, public.reading(view, 3200, 3200) FROM public.report_views WHERE public.reading(view, 3200, 3200) ~ '^[0-9A-Z]{5} ' ORDER BY 1::text;

-- ---- functions over one case -------------------------------------------------------------------
CREATE FUNCTION public.telling(query text, reader int, of_case bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
  PERFORM set_config('dkis.agency', reader::text, true);
  EXECUTE format('SELECT string_agg(t::text, E''\n'') FROM %s AS t', replace(query, '$', of_case::text)) INTO answer;
  PERFORM set_config('dkis.agency', '', true);
  RETURN answer;
EXCEPTION WHEN OTHERS THEN
  PERFORM set_config('dkis.agency', '', true);
  RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
BEGIN;
SELECT q.query, c.agency, c.title, public.telling(q.query, c.agency, c.id) AS itself, public.telling(q.query, 3200, c.id) AS at_the_hub
FROM dkis.cases AS c, (VALUES ('dkis.explain_case($)'), ('dkis.waiting_for($)'), ('dkis.verify_case($)'), ('dkis.next_actions($)'), ('dkis.case_svg($)')) AS q (query)
WHERE public.telling(q.query, c.agency, c.id) IS DISTINCT FROM public.telling(q.query, 3200, c.id) ORDER BY q.query, c.id;
SELECT count(*) FILTER (WHERE public.telling('dkis.explain_case($)', 3200, id) ~ '^[0-9A-Z]{5} ') AS failed, sum(length(public.telling('dkis.explain_case($)', 3200, id))) > 1000 AS tell
FROM dkis.cases WHERE agency <> 3200;
COMMIT;
-- A register number is one's own agency's.
SELECT c.agency, c.title FROM dkis.cases AS c WHERE c.register_no LIKE '13/%/000001' ORDER BY c.agency;

-- ---- what runs at the hub touches nobody else's rows ---------------------------------------------
CREATE VIEW public.of_others AS
SELECT 'cases' AS tbl, md5(string_agg(t::text, '|' ORDER BY t.id)) AS rows FROM dkis_store.cases AS t WHERE t.agency <> 3200
UNION ALL SELECT 'case_steps', md5(string_agg(t::text, '|' ORDER BY t.id)) FROM dkis_store.case_steps AS t WHERE t.agency <> 3200
UNION ALL SELECT 'case_events', md5(string_agg(t::text, '|' ORDER BY t.id)) FROM dkis_store.case_events AS t WHERE t.agency <> 3200
UNION ALL SELECT 'counters', md5(string_agg(t::text, '|' ORDER BY t.id)) FROM dkis_store.register_counters AS t WHERE t.agency <> 3200
UNION ALL SELECT 'notices', md5(coalesce(string_agg(t::text, '|' ORDER BY t.id), '')) FROM dkis.notifications AS t WHERE t.agency <> 3200;
CREATE TEMP TABLE before AS SELECT * FROM public.of_others;
CALL dkis.escalate();
CALL dkis.escalate(now() + interval '1 year');
CALL dkis.open_recurring();
CALL dkis.run_job('dkis.escalate');
SELECT * FROM public.of_others EXCEPT SELECT * FROM before;
SELECT agency, count(*) > 0 AS told FROM dkis.notifications GROUP BY agency ORDER BY agency;
SELECT agency, count(*) AS recurring FROM dkis.cases WHERE schedule IS NOT NULL GROUP BY agency ORDER BY agency;
SELECT agency, count(*) FROM dkis.escalations GROUP BY agency ORDER BY agency;
-- A holiday next door, and one at the hub: only the hub's deadlines move.
INSERT INTO dkis.holidays (calendar, day, name) SELECT 'provinsi', (now() + n * interval '1 day')::date, 'Uji' FROM generate_series(1, 4) AS n;
CALL dkis.escalate();
SELECT * FROM public.of_others EXCEPT SELECT * FROM before;
-- ---- look-ups by code are about one's own agency ----------------------------------------------------
SELECT o.reader, substring(public.telling('dkis.sop_html(''13'')', o.reader, 0) FROM 'Kalender: [^.]*') AS form, public.telling('dkis.lawful_duration(''uji'')', o.reader, 0) AS duration,
  public.telling('dkis.read_activity(''13'', ''Kegiatan catat'')', o.reader, 0) AS activity, cardinality(xpath('/*/*[local-name() = ''trace'']', public.telling('dkis.to_xes(''13'')', o.reader, 0)::xml)) AS traces,
  (SELECT count(*) FROM regexp_matches(public.telling('dkis.conformance(''13'')', o.reader, 0), '13/', 'g')) AS judged
FROM (VALUES (3200), (3274), (3209)) AS o (reader);
SELECT dkis_store.agency_zone(3200), dkis_store.agency_zone(3274), dkis_store.agency_zone(3209);
\c postgres
DROP DATABASE dkis_test_hub;

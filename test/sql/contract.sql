-- What others build on: every signature, relation and column that is promised,
-- by name, order, default and volatility. In a database of its own.
CREATE DATABASE dkis_test_contract TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_contract
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET search_path = pg_catalog, public, dkis;

-- ---- functions: arguments as pg_get_function_arguments() says them, the result's type or columns
CREATE TABLE public.promised (kind "char", name text, arguments text, result text, volatility "char");
INSERT INTO promised VALUES
('f', 'agency', '', 'integer', 's'),
('f', 'set_agency', 'agency integer', 'void', 'v'),
('f', 'load_cirebon', '', 'TABLE(what text, inserted integer, kept integer)', 'v'),
('f', 'is_workday', 'day date, calendar text DEFAULT NULL::text', 'boolean', 's'),
('f', 'add_workdays', 'day date, n integer, calendar text DEFAULT NULL::text', 'date', 's'),
('f', 'workdays_between', 'a date, b date, calendar text DEFAULT NULL::text', 'integer', 's'),
('f', 'workdays', 'span daterange, calendar text DEFAULT NULL::text', 'SETOF date', 's'),
('f', 'next_opening', 'at timestamp with time zone, calendar text DEFAULT NULL::text', 'timestamp with time zone', 's'),
('f', 'add_worktime', 'at timestamp with time zone, work interval, calendar text DEFAULT NULL::text', 'timestamp with time zone', 's'),
('f', 'worktime_between', 'a timestamp with time zone, b timestamp with time zone, calendar text DEFAULT NULL::text', 'interval', 's'),
('f', 'due_at', 'start timestamp with time zone, target sla, calendar text DEFAULT NULL::text, extended boolean DEFAULT false', 'timestamp with time zone', 's'),
('f', 'explain_due', 'start timestamp with time zone, target sla, calendar text DEFAULT NULL::text, extended boolean DEFAULT false', 'TABLE(day date, counted boolean, reason text)', 's'),
('f', 'initial_marking', 'machine state_machine, entry text DEFAULT NULL::text', 'marking', 'i'),
('f', 'fire', 'machine state_machine, marking marking, step text, outcome text DEFAULT ''Selesai''::text', 'marking', 'i'),
('f', 'active_steps', 'marking marking', 'text[]', 'i'),
('f', 'outcomes', 'machine state_machine, step text', 'text[]', 'i'),
('f', 'entries', 'machine state_machine', 'text[]', 'i'),
('f', 'is_sound', 'machine state_machine', 'boolean', 'i'),
('f', 'soundness', 'machine state_machine, OUT problem text, OUT step text, OUT detail text', 'SETOF record', 'i'),
('a', 'replay', 'machine state_machine, step text, outcome text', 'marking', 'i'),
('f', 'to_mermaid', 'machine state_machine', 'text', 'i'),
('f', 'to_dot', 'machine state_machine', 'text', 'i'),
('f', 'to_pnml', 'machine state_machine', 'xml', 'i'),
('f', 'to_bpmn', 'machine state_machine', 'xml', 'i'),
('f', 'to_scxml', 'machine state_machine', 'xml', 'i'),
('f', 'to_xes', 'sop text', 'xml', 's'),
('f', 'sop_html', 'sop text', 'text', 's'),
('f', 'case_svg', 'case_id bigint', 'text', 's'),
('f', 'open_case', 'sop text, title text, class text DEFAULT NULL::text, entry text DEFAULT NULL::text, data jsonb DEFAULT ''{}''::jsonb, received_at timestamp with time zone DEFAULT now(), parent_case bigint DEFAULT NULL::bigint, applicant bigint DEFAULT NULL::bigint, organisation text DEFAULT NULL::text', 'bigint', 'v'),
('f', 'finish_step', 'case_id bigint, step text, outcome text DEFAULT ''Selesai''::text, note text DEFAULT NULL::text', 'marking', 'v'),
('f', 'hold_case', 'case_id bigint, reason text', 'void', 'v'),
('f', 'resume_case', 'case_id bigint', 'void', 'v'),
('f', 'cancel_case', 'case_id bigint, reason text', 'void', 'v'),
('f', 'extend_step', 'case_id bigint, step text, reason text', 'timestamp with time zone', 'v'),
('f', 'assign_step', 'case_id bigint, step text, person text', 'void', 'v'),
('f', 'next_actions', 'case_id bigint', 'TABLE(step text, activity text, performer text, outcome text, leads_to marking)', 's'),
('f', 'verify_case', 'case_id bigint', 'TABLE(problem text)', 's'),
('f', 'migrate_case', 'case_id bigint, version integer, timers text DEFAULT ''tetap''::text', 'void', 'v'),
('f', 'activate_version', 'version_id bigint', 'void', 'v'),
('f', 'copy_version', 'version_id bigint', 'bigint', 'v'),
('f', 'load_base', '', 'TABLE(what text, inserted integer, kept integer)', 'v'),
('p', 'escalate', 'IN now timestamp with time zone DEFAULT now(), IN max_rows integer DEFAULT 10000', NULL, 'v'),
('p', 'open_recurring', 'IN now timestamp with time zone DEFAULT now()', NULL, 'v'),
('f', 'start_jobs', '', 'text', 'v'),
('f', 'stop_jobs', '', 'text', 'v'),
('f', 'locate', 'text, near caller_location DEFAULT NULL::caller_location', 'caller_location', 's'),
('f', 'area', 'place caller_location', 'geometry', 'i'),
('f', 'report_call', 'number text, location text DEFAULT NULL::text, kind text DEFAULT ''darurat''::text, category text DEFAULT NULL::text, note text DEFAULT NULL::text, priority integer DEFAULT NULL::integer, received_at timestamp with time zone DEFAULT NULL::timestamp with time zone', 'TABLE(call_id bigint, incident_id bigint, case_id bigint)', 'v'),
('f', 'call_context', 'number text', 'TABLE(what text, id bigint, at timestamp with time zone, note text)', 's'),
('f', 'nearest_units', 'location geometry, kind text DEFAULT NULL::text, n integer DEFAULT 5', 'TABLE(unit_id bigint, callsign text, kind text, distance_m double precision, stale boolean, eta_minutes double precision)', 's'),
('f', 'possible_duplicates', 'location geometry, at timestamp with time zone DEFAULT now(), category text DEFAULT NULL::text', 'TABLE(incident_id bigint, distance_m double precision, minutes_apart double precision)', 's'),
('f', 'merge_incidents', 'keep bigint, duplicate bigint', 'void', 'v'),
('f', 'unmerge_incident', 'incident_id bigint', 'void', 'v'),
('f', 'suggest_units', 'incident_id bigint', 'TABLE(responder_kind text, unit_id bigint, callsign text, distance_m double precision, eta_minutes double precision, reason text)', 's'),
('f', 'close_incident', 'incident_id bigint, note text DEFAULT NULL::text', 'void', 'v'),
('f', 'incident_log', 'incident_id bigint', 'TABLE(at timestamp with time zone, what text, actor text, detail text)', 's'),
('f', 'reclassify_incident', 'incident_id bigint, category text', 'bigint', 'v'),
('f', 'load_areas', 'geojson jsonb', 'integer', 'v'),
('f', 'reassign_areas', 'since timestamp with time zone DEFAULT NULL::timestamp with time zone', 'integer', 'v'),
('f', 'hand_over', 'incident_id bigint, receiver text, note text DEFAULT NULL::text', 'bigint', 'v'),
('f', 'incident_tile', 'z integer, x integer, y integer', 'bytea', 's'),
('f', 'incidents_geojson', 'since timestamp with time zone, until timestamp with time zone DEFAULT now()', 'jsonb', 's'),
('f', 'to_cap', 'incident_id bigint', 'xml', 's'),
('f', 'board', '', 'SETOF text', 's');
SELECT p.*, 'not so' AS problem FROM promised p
EXCEPT SELECT f.prokind, f.proname, pg_get_function_arguments(f.oid), pg_get_function_result(f.oid), f.provolatile, 'not so' FROM pg_proc f WHERE f.pronamespace = 'dkis'::regnamespace;
-- What it is instead, should anything stand above; and no name twice.
SELECT f.proname, pg_get_function_arguments(f.oid), pg_get_function_result(f.oid), f.provolatile FROM pg_proc f
WHERE f.pronamespace = 'dkis'::regnamespace AND f.proname IN (SELECT name FROM promised
  EXCEPT SELECT p.name FROM promised p JOIN pg_proc g ON g.pronamespace = f.pronamespace AND g.proname = p.name AND pg_get_function_arguments(g.oid) = p.arguments
    AND pg_get_function_result(g.oid) IS NOT DISTINCT FROM p.result AND g.provolatile = p.volatility AND g.prokind = p.kind);
SELECT proname, count(*) FROM pg_proc WHERE pronamespace = 'dkis'::regnamespace AND proname IN (SELECT name FROM promised)
  AND 'case_id text' <> ALL (string_to_array(pg_get_function_arguments(oid), ', ')) GROUP BY 1 HAVING count(*) > 1; -- beside those that take a register number
-- Arithmetic over its arguments alone runs in parallel workers.
SELECT oid::regprocedure FROM pg_proc WHERE pronamespace IN ('dkis'::regnamespace, 'dkis_store'::regnamespace) AND provolatile = 'i' AND proparallel <> 's'
  AND proname NOT LIKE 'cirebon%';

-- ---- relations and their columns ---------------------------------------------------------
CREATE TABLE public.columns_promised (relation text, columns text);
INSERT INTO columns_promised VALUES
('settings', 'key value'),
('calendars', 'id code name time_zone kind joint_leave_is_work note'),
('calendar_hours', 'id calendar valid weekday opens closes'),
('holidays', 'id calendar day kind name decree'),
('organisations', 'id code name kind data'),
('people', 'id name nip db_role actor contact data'),
('applicants', 'id kind name identity_hash contact data'),
('performers', 'id code name superior external'),
('performer_members', 'id performer organisation person valid acting'),
('sops', 'id code number name division activity sub_activity'),
('sop_versions', 'id sop version document_no created_on revised_on effective_on approved_by calendar machine total_sla total_sla_until legal_basis qualifications related equipment warning recording status note'),
('sop_steps', 'id sop_version step ordinal activity performer sla sla_kind wait_outcome on_due_outcome requirement output note provenance'),
('sop_step_slas', 'id sop_version step class sla'),
('sop_fields', 'id sop_version name type required personal label'),
('sop_links', 'id from_sop step outcome to_sop mode clock_from'),
('sop_schedules', 'id sop entry rule'),
('cases', 'id register_no sop sop_version entry class title applicant organisation channel data status marking received_at opened_at due_at closed_at parent_case schedule period opened_by note'),
('case_steps', 'id case_id step round performer organisation assignee sla due_basis started_at due_at extended_at finished_at outcome note finished_by escalation_level next_escalation_at'),
('case_events', 'id case_id seq at recorded_at actor db_role event step outcome detail hash'),
('case_holds', 'id case_id'), ('case_documents', 'id case_id'), ('surveys', 'id'), ('audit_heads', 'case_id head'),
('escalation_rules', 'id sop step level at_percent notify'),
('escalations', 'id case_step_id level due_at at performer'),
('notifications', 'id created_at performer organisation case_id kind subject body delivered_at'),
('jobs', 'id'),
('areas', 'id code parent level name boundary source'),
('responders', 'id code name kind'),
('units', 'id responder callsign kind status position position_at'),
('unit_positions', 'id'),
('calls', 'id received_at answered_at ended_at caller_number kind category note call_taker incident_id'),
('call_locations', 'id call at raw location'),
('incidents', 'id case_id category priority occurred_at location uncertainty_m address area distance_to_border_m in_city status duplicate_of data'),
('dispatches', 'id incident_id unit_id requested_at acknowledged_at en_route_at on_scene_at cleared_at'),
('blocked_numbers', 'id number until reason'),
('response_targets', 'id');
SELECT p.relation, c.name AS missing FROM columns_promised p, unnest(string_to_array(p.columns, ' ')) AS c (name)
WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('dkis.' || p.relation) AND a.attname = c.name AND NOT a.attisdropped);
-- Every table: a bigint id as its key, the agency, its rows and its sequence in a dump. Neither settings nor
-- the heartbeat of the jobs is an agency's. A secret is nobody's, and in no dump.
SELECT c.oid::regclass AS table, 'no bigint id as its key' AS problem FROM pg_class c
WHERE c.relkind IN ('r', 'p') AND c.relnamespace IN ('dkis'::regnamespace, 'dkis_store'::regnamespace) AND c.relname NOT IN ('settings', 'job_runs')
  AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id' AND a.atttypid = 'bigint'::regtype
    WHERE i.indrelid = c.oid AND i.indisprimary AND i.indkey::text = a.attnum::text)
UNION ALL SELECT c.oid::regclass, 'no agency' FROM pg_class c
WHERE c.relkind IN ('r', 'p') AND c.relnamespace IN ('dkis'::regnamespace, 'dkis_store'::regnamespace) AND c.relname NOT IN ('settings', 'job_runs', 'secrets')
  AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'agency' AND a.attnotnull)
UNION ALL SELECT c.oid::regclass, 'not in a dump' FROM pg_class c, pg_extension e
WHERE c.relkind IN ('r', 'p', 'S') AND c.relnamespace IN ('dkis'::regnamespace, 'dkis_store'::regnamespace) AND e.extname = 'dkis' AND c.oid <> ALL (e.extconfig) AND c.relname NOT IN ('secrets', 'secrets_id_seq');
-- pg_upgrade and pg_dump put functions before the operator classes of other extensions' types, and do not know that
-- sorting and grouping by such a type asks for one: no view and no body of ours does.
SELECT pg_describe_object(d.classid, d.objid, 0) AS stored, q.op::oid::regoperator AS sorts_by
FROM (SELECT 'pg_proc'::regclass AS classid, oid AS objid, prosqlbody::text AS body FROM pg_proc WHERE pronamespace::regnamespace::text LIKE 'dkis%'
  UNION ALL SELECT 'pg_class'::regclass, r.ev_class, r.ev_action::text FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE c.relnamespace::regnamespace::text LIKE 'dkis%') AS d
CROSS JOIN LATERAL (SELECT DISTINCT m[1] AS op FROM regexp_matches(d.body, ':eqop (\d+)', 'g') AS m) AS q
WHERE q.op::oid >= 16384 ORDER BY 1;
-- The reports, and what kind of thing is in their schema.
SELECT r.name AS missing FROM unnest(string_to_array('daftar_tugas kasus langkah terlambat kepatuhan_sla beban_kerja panggilan_112 insiden_112 insiden_peta waktu_tanggap kepuasan jejak_proses asal_langkah', ' ')) AS r (name)
WHERE to_regclass('dkis_report.' || r.name) IS NULL;

-- ---- every member speaks of itself ----------------------------------------------------------
SELECT i.type, i.identity FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'dkis' AND d.refclassid = 'pg_extension'::regclass,
  pg_identify_object(d.classid, d.objid, 0) AS i
WHERE d.deptype = 'e' AND i.type NOT IN ('sequence', 'operator', 'operator class', 'operator family') AND obj_description(d.objid, d.classid::regclass::name) IS NULL
  -- newer servers count among the members the types that tables and arrays bring with them
  AND NOT EXISTS (SELECT FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE d.classid = 'pg_type'::regclass AND t.oid = d.objid AND (t.typcategory = 'A' OR c.relkind <> 'c'))
ORDER BY 1, 2;
SELECT a.attrelid::regclass AS relation, string_agg(a.attname, ' ' ORDER BY a.attnum) AS no_comment FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace IN ('dkis'::regnamespace, 'dkis_report'::regnamespace) AND c.relkind IN ('r', 'v') AND col_description(c.oid, a.attnum) IS NULL GROUP BY 1 ORDER BY 1;
-- On one line of at most 100 characters, so that \df+ and \dv+ can be read; what is longer stands in docs.
SELECT i.identity, length(o.description) AS long FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'dkis' AND d.refclassid = 'pg_extension'::regclass
JOIN pg_description o ON o.classoid = d.classid AND o.objoid = d.objid AND o.objsubid = 0, pg_identify_object(d.classid, d.objid, 0) AS i
WHERE d.deptype = 'e' AND (length(o.description) > 100 OR o.description ~ '\n');
-- \df+ is as wide as the longest line of a body.
SELECT p.oid::regprocedure AS wide, max(length(line)) AS columns FROM pg_proc p, regexp_split_to_table(coalesce(pg_get_function_sqlbody(p.oid), p.prosrc), '\n') AS line
WHERE p.pronamespace = 'dkis'::regnamespace AND length(line) > 440 GROUP BY p.oid;
-- In Indonesian: no word of English that any comment has no use for.
SELECT i.identity, o.description FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'dkis' AND d.refclassid = 'pg_extension'::regclass
JOIN pg_description o ON o.classoid = d.classid AND o.objoid = d.objid, pg_identify_object(d.classid, d.objid, 0) AS i
WHERE d.deptype = 'e' AND o.description ~* '\m(the|of|and|with|from|which|when|for|this|that|is|are|has)\M';

-- ---- the errors: each SQLSTATE has a way to it ------------------------------------------------
SELECT count(*) > 0 AS loaded FROM load_cirebon();
SET timezone = 'Asia/Jakarta';
CREATE FUNCTION public.refused(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  state text; hint text;
BEGIN
  EXECUTE statement;
  RETURN 'not refused';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, hint = PG_EXCEPTION_HINT;
  RETURN state || CASE WHEN hint = '' THEN ' without a hint' ELSE '' END;
END $$;
SELECT open_case('pengaduan-sikapri', 'Lampu', 'sedang') AS c \gset
SELECT open_case('permohonan-informasi', 'Salinan') AS d \gset
SELECT finish_step(:d, '1');
SELECT open_case('konferensi-pers', 'Ditutup') AS e \gset
SELECT cancel_case(:e, 'keliru');
SELECT open_case('pengaduan-sikapri', 'Tunggu', 'ringan') AS f \gset
SELECT finish_step(:f, n::text) FROM generate_series(1, 7) AS n OFFSET 6;
CREATE ROLE dkis_test_contract_orang IN ROLE dkis_officer;
INSERT INTO people (name, db_role) VALUES ('Lain', 'orang-lain');
INSERT INTO performer_members (performer, person) SELECT performer, p.id FROM case_steps s, people p WHERE s.case_id = :c AND s.finished_at IS NULL;
GRANT EXECUTE ON FUNCTION public.refused(text) TO PUBLIC;
SELECT refused(format('SELECT dkis.finish_step(%s, ''2'', ''Entah'')', :d)) AS sp001,
  refused(format('SELECT dkis.finish_step(%s, ''9'')', :d)) AS sp002,
  refused(format('SELECT dkis.finish_step(%s, ''1'')', :e)) AS sp003,
  refused('INSERT INTO dkis.sops (code, number, name) VALUES (''x-uji'', 999, ''x''); INSERT INTO dkis.sop_versions (sop, version, machine) VALUES (''x-uji'', 1, ''start -> 1; 1 -> end''); SELECT dkis.activate_version(max(id)) FROM dkis.sop_versions') AS sp005,
  refused('SELECT dkis.open_case(''konferensi-pers'', '''')') AS sp006,
  refused('SELECT dkis.open_case(''tidak-ada'', ''x'')') AS sp007,
  refused('UPDATE dkis.case_events SET actor = ''x''') AS sp008,
  refused(format('SELECT dkis.finish_step(%s, ''8'', ''Tidak Ada Tanggapan'')', :f)) AS sp009;
SET ROLE dkis_test_contract_orang;
SELECT refused(format('SELECT dkis.finish_step(%s, ''1'')', :c)) AS sp004;
RESET ROLE;
DROP OWNED BY dkis_test_contract_orang;
DROP ROLE dkis_test_contract_orang;
\c contrib_regression
DROP DATABASE dkis_test_contract;

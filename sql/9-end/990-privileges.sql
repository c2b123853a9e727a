-- What speaks of everything before it: what all of it came to mean, what belongs
-- into a dump, who may do what. Only the catalogue is needed by name from here on.
-- An update ends with it too (sql/upgrade/README.md): whatever is there already
-- stays as it is when this runs again.
SET LOCAL search_path = pg_catalog, pg_temp;

-- Bound to pg_catalog, to ours or to another extension's. An object that
-- somebody has put into PostGIS's schema under a name that fits better than the
-- catalogue's would be called with the rights of whoever uses ours.
DO $$
DECLARE
  strange record;
BEGIN
  WITH RECURSIVE member (extension, classid, objid) AS (
    SELECT d.refobjid, d.classid, d.objid FROM pg_depend d WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
    UNION -- and what such a member consists of: rules, defaults, constraints, row types
    SELECT m.extension, d.classid, d.objid FROM member m JOIN pg_depend d ON d.refclassid = m.classid AND d.refobjid = m.objid
    WHERE d.deptype = ANY ('{i,a}'))
  SELECT pg_describe_object(d.classid, d.objid, 0) AS ours, pg_describe_object(d.refclassid, d.refobjid, 0) AS theirs INTO strange
  FROM member m JOIN pg_extension x ON x.oid = m.extension AND x.extname = 'dkis'
  JOIN pg_depend d ON d.classid = m.classid AND d.objid = m.objid
  WHERE d.refclassid <> ALL ('{pg_extension,pg_namespace,pg_language}'::regclass[])
    AND NOT EXISTS (SELECT FROM member k WHERE k.classid = d.refclassid AND k.objid = d.refobjid)
  ORDER BY 1, 2
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'dkis tidak dipasang: % akan memakai %', strange.ours, strange.theirs
      USING ERRCODE = 'invalid_schema_definition', DETAIL = 'Objek itu bukan milik PostgreSQL, PostGIS atau dkis.',
        HINT = 'Hapus atau pindahkan objek itu dari skema PostGIS, lalu ulangi CREATE EXTENSION dkis.';
  END IF;
END
$$;

-- Every table and sequence with its rows: without this a dump holds none. Where
-- rows point at rows of their own table, those pointed at come first, so that a
-- dump made of INSERTs restores too: pg_dump puts the condition behind FROM as it is.
DO $$
DECLARE
  tbl regclass;
  key record;
  above text;
BEGIN
  FOR tbl IN SELECT c.oid FROM pg_class c WHERE c.relkind = ANY ('{r,S}') AND c.relnamespace = ANY ('{dkis,dkis_store}'::regnamespace[])
      AND c.relname <> ALL ('{secrets,secrets_id_seq}') ORDER BY c.oid LOOP
    above := CASE WHEN tbl::text LIKE 'dkis_store.report\_%' THEN 'WHERE false' ELSE '' END; -- is counted again
    FOR key IN
      SELECT string_agg(format('%s.%I', tbl, a.attname), ', ' ORDER BY k.n) AS mine, string_agg(format('%s.%I IS NOT NULL', tbl, a.attname), ' AND ' ORDER BY k.n) AS given,
        string_agg(format('p.%I', a.attname), ', ' ORDER BY k.n) AS next, string_agg(format('p.%I = a.c%s', b.attname, k.n), ' AND ' ORDER BY k.n) AS joined,
        string_agg('c' || k.n, ', ' ORDER BY k.n) AS columns
      FROM pg_constraint f CROSS JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY AS k (from_column, to_column, n)
      JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.from_column
      JOIN pg_attribute b ON b.attrelid = f.conrelid AND b.attnum = k.to_column
      WHERE f.contype = 'f' AND f.conrelid = tbl AND f.confrelid = tbl
      GROUP BY f.oid
    LOOP -- how many rows stand above; a ring has no first
      above := format('ORDER BY CASE WHEN %s THEN (WITH RECURSIVE above (n, %s) AS (SELECT 1, %s UNION ALL SELECT a.n + 1, %s FROM above AS a JOIN ONLY %s AS p ON %s WHERE a.n < 1000) '
        'SELECT max(above.n) FROM above) ELSE 0 END, %s.id', key.given, key.columns, key.mine, key.next, tbl, key.joined, tbl);
    END LOOP;
    PERFORM pg_extension_config_dump(tbl, above);
  END LOOP;
END
$$;

-- Whoever writes to a plain table keeps within the limits of src/pg/base/limits.h.
DO $$
DECLARE
  tbl regclass;
BEGIN
  FOR tbl IN SELECT c.oid FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'dkis'::regnamespace ORDER BY c.oid LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER within_limits BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION dkis_store.within_limits()', tbl);
  END LOOP;
END
$$;

-- What no history answers for is recorded row by row.
DO $$
DECLARE
  tbl record;
BEGIN
  FOR tbl IN SELECT t."table" AS name, t.condition FROM dkis_store.recorded_tables() AS t LOOP
    IF tbl.condition IS NULL THEN
      EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER recorded_change AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION dkis_store.recorded_change()', tbl.name);
    ELSE
      EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER recorded_change AFTER INSERT ON %s FOR EACH ROW WHEN (NEW.%s) EXECUTE FUNCTION dkis_store.recorded_change()', tbl.name, tbl.condition);
      EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER recorded_since AFTER UPDATE OR DELETE ON %s FOR EACH ROW WHEN (OLD.%s) EXECUTE FUNCTION dkis_store.recorded_change()', tbl.name, tbl.condition);
    END IF;
  END LOOP;
END
$$;

-- Who may do what. PUBLIC gets nothing: not the schemas, not one function, not
-- one type.
DO $$
DECLARE
  thing text;
BEGIN
  FOREACH thing IN ARRAY ARRAY['dkis', 'dkis_store', 'dkis_report'] LOOP
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', thing);
    CONTINUE WHEN thing = 'dkis_report'; -- below
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM PUBLIC', thing);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM PUBLIC', thing);
    EXECUTE format('REVOKE ALL ON ALL ROUTINES IN SCHEMA %I FROM PUBLIC', thing);
  END LOOP;
  -- Registers and an agency's own reports are no part of the extension; a right
  -- given here would be missing from their dump.
  FOR thing IN
    SELECT c.oid::regclass::text FROM pg_class c JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
    WHERE c.relnamespace = 'dkis_report'::regnamespace ORDER BY c.oid
  LOOP
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', thing);
    EXECUTE format('GRANT SELECT, REFERENCES ON %s TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader', thing);
  END LOOP;
  FOREACH thing IN ARRAY ARRAY['sla', 'state_machine', 'marking', 'caller_location'] LOOP
    EXECUTE format('REVOKE ALL ON TYPE dkis.%I FROM PUBLIC', thing);
    EXECUTE format('GRANT USAGE ON TYPE dkis.%I TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader', thing);
  END LOOP;

  -- Functions of their arguments alone are everybody's; so is the arithmetic
  -- over the calendars, which the reports need.
  FOR thing IN
    SELECT p.oid::regprocedure::text FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'dkis'
      AND (p.provolatile = 'i'
        OR p.proname = ANY (ARRAY['agency', 'today', 'setting', 'setting_list', 'locate', 'is_workday', 'add_workdays', 'workdays_between', 'workdays',
          'next_opening', 'add_worktime', 'worktime_between', 'due_at', 'due_after_hold', 'explain_due']))
      AND p.prorettype <> 'trigger'::regtype
  LOOP
    EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader', thing);
  END LOOP;

  -- What anybody with a published note may ask for: hashes, and nothing else.
  FOR thing IN
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'dkis'::regnamespace AND p.proname = ANY (ARRAY['checkpoint', 'inclusion_proof', 'consistency_proof'])
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader', thing);
  END LOOP;

  -- Working cases, and running the agency.
  FOR thing IN
    SELECT p.oid::regprocedure::text FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'dkis'
      AND p.proname = ANY (ARRAY['reveal', 'open_case', 'load_cases', 'finish_step', 'finish_step_with', 'hold_case', 'resume_case', 'cancel_case',
        'extend_step', 'assign_step', 'delegate', 'close_step', 'undo_step', 'reopen_case', 'next_actions', 'next_cases', 'case_id', 'explain_case', 'verify_case', 'case_svg', 'sop_html', 'diff_versions',
        'lawful_duration', 'waiting_for', 'conformance', 'read_activity'])
  LOOP
    EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app', thing);
  END LOOP;
  EXECUTE 'GRANT EXECUTE ON FUNCTION dkis.identity_hash(text) TO dkis_admin, dkis_officer, dkis_app';
  FOR thing IN
    SELECT p.oid::regprocedure::text FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'dkis'
      AND p.proname = ANY (ARRAY['report_call', 'nearest_units', 'possible_duplicates', 'merge_incidents', 'unmerge_incident',
        'reclassify_incident', 'close_incident', 'hand_over', 'acknowledge_handover', 'incident_log', 'call_context', 'suggest_units', 'check_run_cards', 'possible_incidents', 'answer_call', 'block_caller', 'to_cap', 'board'])
  LOOP
    EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO dkis_admin, dkis_dispatcher, dkis_app', thing);
  END LOOP;
  -- The map shows each as much as he may see.
  EXECUTE 'GRANT EXECUTE ON FUNCTION dkis.incident_tile(int, int, int), dkis.incidents_geojson(timestamptz, timestamptz),
    dkis.map_svg(int), dkis.incident_hexagons(timestamptz, timestamptz, float8), dkis.incident_clusters(timestamptz, timestamptz, float8, int),
    dkis_store.xml_text(text), dkis_store.agency_zone(int),
    dkis_store.squares(bytea, bigint, int, int, int), dkis_store.bag(float8), dkis_store.place_code(float8, float8, int)
    TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader';
  EXECUTE 'GRANT EXECUTE ON ALL ROUTINES IN SCHEMA dkis TO dkis_admin';
END
$$;

-- Views are read with their owner's rights, but the functions in them are
-- called with the reader's: whatever the views call, and what that calls in
-- turn, all five may execute. It only computes; none of it writes.
DO $$
DECLARE
  thing text;
BEGIN
  FOR thing IN
    WITH RECURSIVE reached (classid, objid) AS (
      SELECT 'pg_rewrite'::regclass::oid, r.oid
      FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
      WHERE c.relkind = 'v' AND r.rulename = '_RETURN'
        AND c.relnamespace = ANY (ARRAY['dkis', 'dkis_report']::regnamespace[])
      UNION
      SELECT n.classid, n.objid FROM reached
      JOIN pg_depend d ON d.classid = reached.classid AND d.objid = reached.objid
      LEFT JOIN pg_rewrite r ON d.refclassid = 'pg_class'::regclass
        AND r.ev_class = d.refobjid AND r.rulename = '_RETURN'
      CROSS JOIN LATERAL (
        SELECT 'pg_rewrite'::regclass::oid, r.oid WHERE r.oid IS NOT NULL
        UNION ALL
        SELECT d.refclassid, d.refobjid WHERE d.refclassid = 'pg_proc'::regclass) AS n (classid, objid))
    SELECT p.oid::regprocedure::text FROM reached JOIN pg_proc p ON p.oid = reached.objid
    WHERE reached.classid = 'pg_proc'::regclass
      AND p.pronamespace = ANY (ARRAY['dkis', 'dkis_store']::regnamespace[])
      AND p.provolatile <> 'v'
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader', thing);
  END LOOP;
END
$$;

-- What reads runs as the owner of the extension and needs nothing of dkis_store
-- itself. What writes runs as its caller, who signs what is written: this much
-- of dkis_store may be called beside what the views call.
GRANT SELECT ON dkis_store.asking_person TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app; -- one row: who asks
GRANT EXECUTE ON FUNCTION dkis_store.csv_rows(text), dkis_store.case_column(text), dkis_store.sheet_instant(text), dkis_store.sheet_applicant(text, text), dkis_store.load_case(jsonb), dkis_store.sop_code(text, int),
  dkis_store.headway(text, bigint, bigint)
  TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app;
GRANT EXECUTE ON FUNCTION dkis_store.help_topics(), dkis_store.help_asker() TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app;
GRANT EXECUTE ON FUNCTION dkis.help(text), dkis_store.help_entries(text) TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader;
GRANT EXECUTE ON FUNCTION dkis_store.extend_step(bigint, text, text) TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app;
GRANT EXECUTE ON FUNCTION dkis_store.known_incident(bigint), dkis_store.number_setting(text), dkis_store.read_place(text), dkis_store.minutes_by_road(float8, text), dkis_store.minutes_at_speed(float8, float8) TO dkis_admin, dkis_dispatcher, dkis_app;
GRANT EXECUTE ON FUNCTION dkis_store.csv_entries(text), dkis_store.ics_entries(text), dkis_store.holidays_in_csv(text), dkis_store.holidays_in_ics(text),
  dkis_store.import_holidays(text, jsonb, bool), dkis_store.import_into(text, jsonb, bool), dkis_store.calendars_meant(text), dkis_store.preview_import(text, jsonb, bool), dkis_store.require_primary(text) TO dkis_admin;
GRANT EXECUTE ON FUNCTION dkis_store.check_setting(text, text) TO dkis_admin; -- the CHECK of dkis.settings
GRANT EXECUTE ON FUNCTION dkis_store.case_standing(bigint) TO dkis_admin; -- preview_migration migrates, and undoes it

GRANT USAGE ON SCHEMA dkis TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader;
GRANT USAGE ON SCHEMA dkis_store TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app; -- readers' tools shall not list it
GRANT USAGE ON SCHEMA dkis_report TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader;

GRANT SELECT ON ALL TABLES IN SCHEMA dkis TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app;

-- For clients that ask currval() for the id of the case they have opened.
GRANT SELECT ON SEQUENCE dkis_store.cases_id_seq TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app;
GRANT INSERT, UPDATE ON dkis.information_list TO dkis_admin, dkis_officer, dkis_app;
GRANT USAGE ON SEQUENCE dkis.information_list_id_seq TO dkis_officer, dkis_app;
GRANT INSERT, UPDATE ON dkis.cases, dkis.case_steps TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app;
GRANT INSERT, UPDATE ON dkis.case_documents, dkis.case_items, dkis.surveys TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app;
GRANT INSERT, UPDATE ON dkis.applicants TO dkis_admin, dkis_officer, dkis_app;
-- The emergency line.
GRANT INSERT, UPDATE ON dkis.calls, dkis.incidents, dkis.dispatches, dkis.units, dkis.blocked_numbers TO dkis_admin, dkis_dispatcher, dkis_app;
GRANT INSERT, UPDATE ON dkis.call_locations TO dkis_admin, dkis_dispatcher, dkis_app;
-- When and by whom is for dkis to say.
GRANT INSERT (call, result, note) ON dkis.call_backs TO dkis_dispatcher, dkis_app;
GRANT INSERT (incident_id, related_id, note) ON dkis.incident_links TO dkis_dispatcher, dkis_app;
GRANT INSERT (note, until), UPDATE (until) ON dkis.shift_notes TO dkis_dispatcher, dkis_app;
GRANT INSERT, UPDATE, DELETE ON dkis.roster TO dkis_dispatcher, dkis_app;
GRANT USAGE ON SEQUENCE dkis.blocked_numbers_id_seq, dkis.call_backs_id_seq, dkis.incident_links_id_seq, dkis.shift_notes_id_seq, dkis.roster_id_seq TO dkis_dispatcher, dkis_app;
GRANT EXECUTE ON FUNCTION dkis_store.acting() TO dkis_admin, dkis_dispatcher, dkis_app;
GRANT EXECUTE ON FUNCTION dkis_store.tell_possible(bigint, bigint), dkis_store.join_incident(bigint) TO dkis_admin, dkis_dispatcher, dkis_app;
GRANT UPDATE (delivered_at) ON dkis.notifications TO dkis_admin, dkis_app;
GRANT EXECUTE ON FUNCTION dkis.take_notifications(int), dkis.confirm_notification(bigint, text) TO dkis_app;
GRANT EXECUTE ON FUNCTION dkis_store.check_template(text), dkis_store.placeholders() TO dkis_admin; -- the CHECK of dkis.notice_templates
-- dkis_admin keeps the agency's own tables: people, performers, SOPs, calendars.
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA dkis TO dkis_admin;
-- What a view's trigger refuses, it refuses to everybody who sees the view, in
-- words and with a hint; without the right to ask, PostgreSQL would say no more
-- than that permission is denied.
GRANT DELETE ON dkis.cases, dkis.case_steps, dkis.case_documents, dkis.case_items, dkis.surveys TO dkis_officer, dkis_dispatcher, dkis_app;
GRANT DELETE ON dkis.applicants TO dkis_officer, dkis_app;
GRANT DELETE ON dkis.calls, dkis.call_locations, dkis.incidents, dkis.dispatches, dkis.units TO dkis_dispatcher, dkis_app;
GRANT INSERT, UPDATE, DELETE ON dkis.case_events, dkis.case_holds, dkis.audit_heads TO dkis_officer, dkis_dispatcher, dkis_app;
REVOKE INSERT, UPDATE, DELETE ON dkis.escalations, dkis.jobs FROM dkis_admin;
REVOKE INSERT, UPDATE, DELETE ON dkis.unit_positions, dkis.time_corrections, dkis.call_backs, dkis.incident_locations, dkis.handovers FROM dkis_admin;
GRANT INSERT (call, result, note) ON dkis.call_backs TO dkis_admin;
REVOKE ALL ON dkis.applicants FROM dkis_dispatcher; -- a dispatcher who is no officer takes calls, and reads no applicants
-- … and an officer who is no dispatcher no callers: their numbers, words and places.
REVOKE ALL ON dkis.calls, dkis.call_locations, dkis.call_queue, dkis.call_backs, dkis.blocked_numbers, dkis.incidents, dkis.incident_locations, dkis.handovers, dkis.handover_clock, dkis.running_incidents,
  dkis.dispatches, dkis.incident_links, dkis.roster, dkis.shift_notes, dkis.time_corrections, dkis.units, dkis.unit_positions FROM dkis_officer;
REVOKE ALL ON dkis.access_log, dkis.legal_holds FROM dkis_officer, dkis_dispatcher, dkis_app;
REVOKE ALL ON dkis.changes FROM dkis_officer, dkis_dispatcher, dkis_app; -- personal data of everybody, before and after
GRANT USAGE ON ALL SEQUENCES IN SCHEMA dkis TO dkis_admin;

-- Ids of what has just been made are in the agency's range too.
SELECT dkis_store.move_sequences(coalesce((SELECT s.value::int FROM dkis.settings AS s WHERE s.key = 'agency'), 0));

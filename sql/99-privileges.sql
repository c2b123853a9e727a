-- Who may do what. PUBLIC gets nothing: not the schemas, not one function, not
-- one type. Last part of the script, because it speaks of everything before it.
DO $$
DECLARE
  thing text;
BEGIN
  FOREACH thing IN ARRAY ARRAY['dkis', 'dkis_store', 'dkis_report'] LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', thing);
    EXECUTE pg_catalog.format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM PUBLIC', thing);
    EXECUTE pg_catalog.format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM PUBLIC', thing);
    EXECUTE pg_catalog.format('REVOKE ALL ON ALL ROUTINES IN SCHEMA %I FROM PUBLIC', thing);
  END LOOP;
  FOREACH thing IN ARRAY ARRAY['sla', 'state_machine', 'marking', 'caller_location'] LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON TYPE dkis.%I FROM PUBLIC', thing);
    EXECUTE pg_catalog.format('GRANT USAGE ON TYPE dkis.%I TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader', thing);
  END LOOP;

  -- Functions of their arguments alone are everybody's; so is the arithmetic
  -- over the calendars, which the reports need.
  FOR thing IN
    SELECT p.oid::pg_catalog.regprocedure::text FROM pg_catalog.pg_proc p
    JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
    WHERE n.nspname OPERATOR(pg_catalog.=) 'dkis'
      AND (p.provolatile OPERATOR(pg_catalog.=) 'i'
        OR p.proname OPERATOR(pg_catalog.=) ANY (ARRAY['agency', 'locate', 'is_workday', 'add_workdays', 'workdays_between', 'workdays',
          'next_opening', 'add_worktime', 'worktime_between', 'due_at', 'explain_due']))
      AND p.prorettype OPERATOR(pg_catalog.<>) 'pg_catalog.trigger'::pg_catalog.regtype
  LOOP
    EXECUTE pg_catalog.format('GRANT EXECUTE ON ROUTINE %s TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader', thing);
  END LOOP;

  -- Working cases, and running the agency.
  FOR thing IN
    SELECT p.oid::pg_catalog.regprocedure::text FROM pg_catalog.pg_proc p
    JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
    WHERE n.nspname OPERATOR(pg_catalog.=) 'dkis'
      AND p.proname OPERATOR(pg_catalog.=) ANY (ARRAY['open_case', 'finish_step', 'hold_case', 'resume_case', 'cancel_case',
        'extend_step', 'assign_step', 'next_actions', 'verify_case'])
  LOOP
    EXECUTE pg_catalog.format('GRANT EXECUTE ON ROUTINE %s TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app', thing);
  END LOOP;
  EXECUTE 'GRANT EXECUTE ON ALL ROUTINES IN SCHEMA dkis TO dkis_admin';
END
$$;

-- What the functions that run as their caller reach into.
GRANT EXECUTE ON FUNCTION dkis_store.extend_step(bigint, text, text) TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app;

GRANT USAGE ON SCHEMA dkis TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader;
GRANT USAGE ON SCHEMA dkis_store TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader;
GRANT USAGE ON SCHEMA dkis_report TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader;

GRANT SELECT ON ALL TABLES IN SCHEMA dkis TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app;
GRANT SELECT, REFERENCES ON ALL TABLES IN SCHEMA dkis_report TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader;

GRANT INSERT, UPDATE ON dkis.cases, dkis.case_steps TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app;
GRANT INSERT, UPDATE ON dkis.applicants, dkis.case_documents, dkis.surveys TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app;
GRANT USAGE ON SEQUENCE dkis.applicants_id_seq, dkis.case_documents_id_seq, dkis.surveys_id_seq TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app;
GRANT UPDATE (delivered_at) ON dkis.notifications TO dkis_admin, dkis_app;
-- dkis_admin keeps the agency's own tables: people, performers, SOPs, calendars.
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA dkis TO dkis_admin;
REVOKE DELETE ON dkis.cases, dkis.case_steps FROM dkis_admin;
REVOKE INSERT, UPDATE, DELETE ON dkis.case_events, dkis.case_holds, dkis.audit_heads, dkis.escalations FROM dkis_admin;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA dkis TO dkis_admin;

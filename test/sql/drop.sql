-- DROP EXTENSION leaves nothing but the group roles, and lets itself be
-- created again in the same session.
SET client_min_messages = warning;

DROP EXTENSION dkis;

CREATE VIEW pg_temp.left_behind AS
SELECT 'schema' AS what, nspname::text AS name FROM pg_namespace WHERE nspname LIKE 'dkis%'
UNION ALL
SELECT 'function', oid::regprocedure::text FROM pg_proc WHERE probin LIKE '%dkis%' OR proname LIKE 'dkis%'
UNION ALL
SELECT 'type', oid::regtype::text FROM pg_type WHERE typname IN ('sla', 'state_machine', 'marking', 'caller_location')
UNION ALL
SELECT 'access', oid::text FROM pg_default_acl
UNION ALL
SELECT 'event trigger', evtname::text FROM pg_event_trigger WHERE evtname LIKE 'dkis%';

SELECT * FROM left_behind;

CREATE EXTENSION dkis;
DROP EXTENSION dkis;

SELECT * FROM left_behind;

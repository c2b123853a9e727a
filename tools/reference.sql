-- docs/reference, out of the catalogue and its comments: make reference. Run in a
-- database that has just had CREATE EXTENSION dkis, as psql -X -At -v dir=WHERE.
-- Nothing here is written by hand, so nothing here is out of date.
\set ON_ERROR_STOP on
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset fieldsep ''
SET search_path = public;

CREATE FUNCTION pg_temp.cell(content text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT replace(replace(replace(content, '|', '\|'), E'\n', ' '), '<', '&lt;') $$;
-- Which of the five group roles have it.
CREATE FUNCTION pg_temp.roles(acl aclitem[], privilege text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce(string_agg(DISTINCT substr(r.rolname, 6), ', ' ORDER BY substr(r.rolname, 6)), 'owner')
  FROM aclexplode(acl) AS a JOIN pg_roles AS r ON r.oid = a.grantee WHERE r.rolname ~ '^dkis_' AND a.privilege_type = privilege $$;
CREATE TEMP VIEW note AS SELECT E'<!-- Made by "make reference" from the catalogue. Not to be edited. -->\n' AS line;

\o :dir/README.md
SELECT '# Reference' || E'\n' || line FROM note;
SELECT 'What is there, as the database says it of itself; the descriptions are its own, in Indonesian. The guides and the
pages on each subject are listed in [README](../../README.md).

| page | what |
|---|---|';
SELECT format('| [%s](%s.md) | %s |', p.page, p.page, p.what) FROM (VALUES
  (1, 'types', 'the four types of dkis'),
  (2, 'functions', 'functions, procedures and aggregates'),
  (3, 'tables', 'tables and views of the schema dkis, column by column'),
  (4, 'reports', 'views of the schema dkis_report, column by column'),
  (5, 'settings', 'settings: default, range, meaning'),
  (6, 'errors', 'SQLSTATEs, and what to do'),
  (7, 'roles', 'group roles')) AS p (n, page, what) ORDER BY p.n;

\o :dir/types.md
SELECT '# Types' || E'\n' || line FROM note;
SELECT '| type | bytes | what |' || E'\n' || '|---|---|---|';
SELECT format('| `%s` | %s | %s |', t.oid::regtype, CASE t.typlen WHEN -1 THEN 'varying' ELSE t.typlen::text END, pg_temp.cell(obj_description(t.oid, 'pg_type')))
FROM pg_type AS t WHERE t.typnamespace = 'dkis'::regnamespace AND t.typtype = 'b' AND t.typcategory <> 'A' ORDER BY t.typname;
SELECT E'\n## Casts\n\n| from | to | when |\n|---|---|---|';
SELECT format('| `%s` | `%s` | %s |', c.castsource::regtype, c.casttarget::regtype, CASE c.castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'on assignment' ELSE 'explicit' END)
FROM pg_cast AS c JOIN pg_type AS s ON s.oid = c.castsource JOIN pg_type AS t ON t.oid = c.casttarget
WHERE 'dkis'::regnamespace IN (s.typnamespace, t.typnamespace) ORDER BY c.castsource::regtype::text, c.casttarget::regtype::text;
SELECT E'\n## Operators\n\n| operator | left | right | gives |\n|---|---|---|---|';
SELECT format('| `%s` | `%s` | `%s` | `%s` |', o.oprname, o.oprleft::regtype, o.oprright::regtype, o.oprresult::regtype)
FROM pg_operator AS o WHERE o.oprnamespace = 'dkis'::regnamespace ORDER BY o.oprleft::regtype::text, o.oprname::text COLLATE "C", o.oprright::regtype::text;

\o :dir/functions.md
SELECT '# Functions' || E'\n' || line FROM note;
SELECT 'What takes a case takes its id or, as text, its register number. *immutable*: of its arguments alone; *stable*: reads;
*volatile*: may write. "May" names the group roles without `dkis_`.
';
SELECT format(E'## %s\n\n%s', p.proname, string_agg(format(E'```\n%s(%s)%s\n```\n\n%s. *%s*%s%s\n',
    p.proname, pg_get_function_arguments(p.oid), coalesce(' → ' || pg_get_function_result(p.oid), ''), obj_description(p.oid, 'pg_proc'),
    CASE p.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END END,
    CASE p.proparallel WHEN 's' THEN ', parallel safe' ELSE '' END, '. May: ' || pg_temp.roles(p.proacl, 'EXECUTE') || '.'), E'\n' ORDER BY pg_get_function_identity_arguments(p.oid) COLLATE "C"))
FROM pg_proc AS p
WHERE p.pronamespace = 'dkis'::regnamespace AND p.prorettype <> ALL (ARRAY['trigger', 'internal', 'cstring']::regtype[])
  AND pg_get_function_identity_arguments(p.oid) !~ '\m(internal|cstring|case_id text)\M'
  AND NOT EXISTS (SELECT FROM pg_operator AS o WHERE o.oprcode = p.oid) AND NOT EXISTS (SELECT FROM pg_amproc AS a WHERE a.amproc = p.oid)
  AND NOT EXISTS (SELECT FROM pg_type AS t WHERE p.oid IN (t.typinput, t.typoutput, t.typreceive, t.typsend))
GROUP BY p.proname ORDER BY p.proname::text COLLATE "C";

-- A relation with its columns.
CREATE FUNCTION pg_temp.relations(schema text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT format(E'## %s\n\n%s. %s. Read: %s.%s\n\n| column | type | what |\n|---|---|---|\n%s\n', c.relname, obj_description(c.oid, 'pg_class'),
    CASE c.relkind WHEN 'r' THEN 'Table' ELSE 'View' END, pg_temp.roles(c.relacl, 'SELECT'),
    coalesce(' Write: ' || nullif(concat_ws('; ', 'insert ' || nullif(pg_temp.roles(c.relacl, 'INSERT'), 'owner'), 'update ' || nullif(pg_temp.roles(c.relacl, 'UPDATE'), 'owner')), '') || '.', ''),
    string_agg(format('| `%s` | %s | %s |', a.attname, format_type(a.atttypid, a.atttypmod), pg_temp.cell(col_description(c.oid, a.attnum))), E'\n' ORDER BY a.attnum))
  FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relnamespace = schema::regnamespace AND c.relkind IN ('r', 'v')
  GROUP BY c.oid, c.relname, c.relkind, c.relacl ORDER BY c.relname::text COLLATE "C" $$;

\o :dir/tables.md
SELECT '# Tables and views of dkis' || E'\n' || line FROM note;
SELECT * FROM pg_temp.relations('dkis');

\o :dir/reports.md
SELECT '# Reports' || E'\n' || line FROM note;
SELECT 'Beside these there is `register_CODE` for each SOP that an agency has: [reports](../reports.md).
';
SELECT * FROM pg_temp.relations('dkis_report');
SELECT E'## How they join\n\n| column | points to | and |\n|---|---|---|';
SELECT DISTINCT format('| `%s.%s` | `%s.%s` | %s |', h.pandangan, h.kolom, h.ke_pandangan, h.ke_kolom, coalesce(h.serta, '')) FROM dkis_report.hubungan AS h ORDER BY 1;

\o :dir/settings.md
SELECT '# Settings' || E'\n' || line FROM note;
SELECT '| setting | default | may be | what |' || E'\n' || '|---|---|---|---|';
SELECT format('| `%s` | %s | %s | %s |', s.key, coalesce('`' || s.fallback || '`', ''), pg_temp.cell(s.range), pg_temp.cell(s.meaning)) FROM dkis.setting_list() AS s ORDER BY s.key COLLATE "C";

\o :dir/errors.md
SELECT '# Errors' || E'\n' || line FROM note;
SELECT '`SELECT * FROM dkis.error_codes();` gives the same. "Again": the same statement may be repeated as it stands, later.

| SQLSTATE | what | what to do | again |
|---|---|---|---|';
SELECT format('| `%s` | %s | %s | %s |', e.sqlstate, e.meaning, e.advice, CASE WHEN e.again THEN 'yes' ELSE '' END) FROM dkis.error_codes() AS e ORDER BY e.sqlstate !~ '^SP', e.sqlstate COLLATE "C";

\o :dir/roles.md
SELECT '# Roles' || E'\n' || line FROM note;
SELECT '| role | what | functions | relations it reads | it writes |' || E'\n' || '|---|---|---|---|---|';
SELECT format('| `%s` | %s | %s | %s | %s |', r.rolname, regexp_replace(shobj_description(r.oid, 'pg_authid'), '^dkis: ', ''),
  (SELECT count(*) FROM pg_proc AS p WHERE p.pronamespace = 'dkis'::regnamespace AND has_function_privilege(r.oid, p.oid, 'EXECUTE')),
  (SELECT count(*) FROM pg_class AS c WHERE c.relnamespace IN ('dkis'::regnamespace, 'dkis_report'::regnamespace) AND c.relkind IN ('r', 'v') AND has_table_privilege(r.oid, c.oid, 'SELECT')),
  (SELECT count(*) FROM pg_class AS c WHERE c.relnamespace IN ('dkis'::regnamespace, 'dkis_report'::regnamespace) AND c.relkind IN ('r', 'v') AND has_any_column_privilege(r.oid, c.oid, 'INSERT')))
FROM pg_roles AS r WHERE r.rolname ~ '^dkis_(admin|app|dispatcher|officer|reader)$' ORDER BY r.rolname;
\o

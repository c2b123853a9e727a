-- CREATE EXTENSION from nothing: everything lies in the extension's own
-- schemas, whatever PostGIS brought lies in public.
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;

CREATE EXTENSION dkis CASCADE;

SELECT extname, extversion, extrelocatable FROM pg_extension WHERE extname = 'dkis'
UNION ALL
SELECT extname, NULL, NULL FROM pg_extension WHERE extname = 'postgis';

SELECT nspname FROM pg_namespace WHERE nspname LIKE 'dkis%' ORDER BY nspname;

SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname LIKE 'dkis%' AND rolname NOT LIKE '%test%' ORDER BY rolname;

-- Members outside the three schemas (types' arrays follow their type).
SELECT o.type, o.identity
FROM pg_depend d
JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass AND e.extname = 'dkis',
  pg_identify_object(d.classid, d.objid, d.objsubid) o
WHERE d.deptype = 'e'
  AND o.type NOT IN ('schema', 'cast')
  AND coalesce(o.schema, split_part(o.identity, '.', 1)) NOT IN ('dkis', 'dkis_store', 'dkis_report')
ORDER BY 1, 2;

-- A fresh extension holds no rows.
DO $$
DECLARE
  member regclass;
  rows bigint;
BEGIN
  FOR member IN
    SELECT c.oid FROM pg_class c
    WHERE c.relkind = 'r' AND c.relnamespace IN ('dkis'::regnamespace, 'dkis_store'::regnamespace)
  LOOP
    EXECUTE format('SELECT count(*) FROM %s', member) INTO rows;
    IF rows > 0 THEN
      RAISE WARNING '% has % rows', member, rows;
    END IF;
  END LOOP;
END
$$;

-- Every operator class is whole.
WITH ours AS MATERIALIZED (SELECT oid, opcname FROM pg_opclass WHERE opcnamespace = 'dkis'::regnamespace)
SELECT opcname FROM ours WHERE NOT amvalidate(oid);

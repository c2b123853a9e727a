\echo Use "CREATE EXTENSION dkis" to load this file. \quit

-- How names are written in this script:
--  * What is ours carries its schema (dkis., dkis_store., dkis_report.). What is
--    the catalogue's or PostGIS's carries none: the search_path below finds it.
--    It is set here, for the whole script, and no part sets another.
--  * A body written BEGIN ATOMIC, a view, a default, a check is bound to what its
--    names mean here, wherever PostGIS lies and whatever path its caller has.
--    Every other body pins its own: SET search_path = pg_catalog, pg_temp.
--  * What runs while the script runs is text that somebody could bend by a
--    better fitting function in PostGIS's schema. It stands in functions that
--    pin their path (announce_changes below) or behind the line in
--    9-end/990-privileges.sql that takes PostGIS's schema away again. That part
--    also sees to it that nothing defined here came to mean a stranger's object,
--    and marks every table and sequence as belonging into a dump.
SET LOCAL search_path = pg_catalog, pg_temp;

-- dkis: what people and applications use. dkis_store: the silent tables under
-- the speaking views, for the owner only. dkis_report: views for reading.
CREATE SCHEMA dkis;
COMMENT ON SCHEMA dkis IS 'SOP dinas komunikasi: tabel, tampilan dan fungsi yang dipakai orang dan aplikasi';
CREATE SCHEMA dkis_store;
COMMENT ON SCHEMA dkis_store IS 'Penyimpanan di balik dkis; tidak untuk ditulis langsung';
CREATE SCHEMA dkis_report;
COMMENT ON SCHEMA dkis_report IS 'Laporan siap baca untuk Metabase, QGIS, LibreOffice dan psql';

-- The group roles belong to the cluster, not to the database: made when absent,
-- kept when the extension goes (other databases of the cluster may use them).
DO $$
DECLARE
  group_role record;
BEGIN
  FOR group_role IN VALUES
    ('dkis_admin', 'dkis: admin SOP; mengelola orang, SOP, kalender, 112 dan pekerjaan terjadwal'),
    ('dkis_officer', 'dkis: petugas; membuka dan mengerjakan kasus'),
    ('dkis_dispatcher', 'dkis: petugas 112; panggilan, insiden, armada, dan kasusnya'),
    ('dkis_app', 'dkis: aplikasi tepercaya; bekerja atas nama orang yang disebutnya dalam dkis.actor'),
    ('dkis_reader', 'dkis: pembaca laporan; hanya skema dkis_report')
  LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = group_role.column1) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', group_role.column1);
      EXECUTE format('COMMENT ON ROLE %I IS %L', group_role.column1, group_role.column2);
    END IF;
  END LOOP;
END
$$;

-- Trigger on every table that backends compile something from: tells them it
-- has changed. Row-level and TRUNCATE, ENABLE ALWAYS (src/pg/base/invalidation.c).
CREATE FUNCTION dkis_store.forget_compiled() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_forget_compiled';
COMMENT ON FUNCTION dkis_store.forget_compiled() IS 'Memberi tahu setiap sesi bahwa isi tabel ini berubah';

-- Puts that trigger on these tables.
CREATE FUNCTION dkis_store.announce_changes(VARIADIC tables regclass[]) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  tbl regclass;
BEGIN
  FOREACH tbl IN ARRAY tables LOOP
    EXECUTE format('CREATE TRIGGER forget_compiled AFTER INSERT OR UPDATE OR DELETE ON %1$s
        FOR EACH ROW EXECUTE FUNCTION dkis_store.forget_compiled();
      CREATE TRIGGER forget_compiled_truncate AFTER TRUNCATE ON %1$s
        FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.forget_compiled();
      ALTER TABLE %1$s ENABLE ALWAYS TRIGGER forget_compiled;
      ALTER TABLE %1$s ENABLE ALWAYS TRIGGER forget_compiled_truncate', tbl);
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.announce_changes(regclass[]) IS 'Perubahan tabel ini diberitahukan kepada setiap sesi';

-- Grants every function of dkis_store whose name fits.
CREATE FUNCTION dkis_store.grant_functions(name_pattern text, to_role regrole) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_function regprocedure;
BEGIN
  FOR found_function IN
    SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'dkis_store'::regnamespace AND p.proname ~ name_pattern ORDER BY p.oid
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', found_function, to_role);
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.grant_functions(text, regrole) IS 'Memberi hak memakai fungsi dkis_store yang namanya cocok';

SELECT set_config('search_path', format('pg_catalog, %I, pg_temp', n.nspname), true)
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis';

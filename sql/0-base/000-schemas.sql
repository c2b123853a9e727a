\echo Use "CREATE EXTENSION dkis" to load this file. \quit

-- dkis: what people and applications use. dkis_store: the silent tables under
-- the speaking views, for the owner only. dkis_report: views for reading.
CREATE SCHEMA dkis;
COMMENT ON SCHEMA dkis IS 'SOP dinas komunikasi: tabel, pandangan dan fungsi yang dipakai orang dan aplikasi';
CREATE SCHEMA dkis_store;
COMMENT ON SCHEMA dkis_store IS 'Penyimpanan di balik dkis; tidak untuk ditulis langsung';
CREATE SCHEMA dkis_report;
COMMENT ON SCHEMA dkis_report IS 'Laporan siap baca untuk Metabase, QGIS, LibreOffice dan psql';

-- The group roles belong to the cluster, not to the database: made when absent,
-- kept when the extension goes.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['dkis_admin', 'dkis_officer', 'dkis_dispatcher', 'dkis_app', 'dkis_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) role_name) THEN
      EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', role_name);
    END IF;
  END LOOP;
END
$$;

-- Trigger on every table that backends compile something from: tells them it
-- has changed. Row-level and TRUNCATE, ENABLE ALWAYS (src/pg/base/invalidation.c).
CREATE FUNCTION dkis_store.forget_compiled() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_forget_compiled';
COMMENT ON FUNCTION dkis_store.forget_compiled() IS 'Memberi tahu setiap sesi bahwa isi tabel ini berubah';

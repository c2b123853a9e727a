-- This database's own settings: agency (its code), calendar (what NULL stands
-- for), organisation (the code of its own, for what it prints). A GUC dkis.NAME of the session goes before the row.
CREATE TABLE dkis.settings (
  key text PRIMARY KEY,
  value text NOT NULL,
  CONSTRAINT agency_is_a_number CHECK (key OPERATOR(pg_catalog.<>) 'agency' OR value OPERATOR(pg_catalog.~) '^[0-9]{1,5}$')
);
SELECT pg_catalog.pg_extension_config_dump('dkis.settings', '');
COMMENT ON TABLE dkis.settings IS 'Pengaturan basis data ini, ikut dalam dump; GUC dkis.NAMA mengalahkannya';
COMMENT ON COLUMN dkis.settings.key IS 'Nama pengaturan: agency, calendar, organisation';
COMMENT ON COLUMN dkis.settings.value IS 'Nilainya';

CREATE TRIGGER forget_compiled AFTER INSERT OR UPDATE OR DELETE ON dkis.settings
FOR EACH ROW EXECUTE FUNCTION dkis_store.forget_compiled();
CREATE TRIGGER forget_compiled_truncate AFTER TRUNCATE ON dkis.settings
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.forget_compiled();
ALTER TABLE dkis.settings ENABLE ALWAYS TRIGGER forget_compiled;
ALTER TABLE dkis.settings ENABLE ALWAYS TRIGGER forget_compiled_truncate;

-- This database's agency, 0 while none is set; the default of every agency column.
CREATE FUNCTION dkis.agency() RETURNS int
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_agency';
COMMENT ON FUNCTION dkis.agency() IS 'Kode instansi basis data ini; 0 bila belum ditetapkan';

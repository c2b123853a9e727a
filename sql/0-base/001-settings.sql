-- Settings: the table in src/pg/base/settings.h names them, with kind, range,
-- default and meaning. A GUC dkis.NAME of the session goes before the row.

-- CHECK of dkis.settings: true, or 22023 with what is acceptable.
CREATE FUNCTION dkis_store.check_setting(key text, value text) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_check_setting';
COMMENT ON FUNCTION dkis_store.check_setting(text, text) IS 'Menolak pengaturan yang tidak dikenal atau nilainya tidak dapat dipakai';

CREATE TABLE dkis.settings (
  key text PRIMARY KEY,
  value text NOT NULL,
  CONSTRAINT acceptable CHECK (dkis_store.check_setting(key, value))
);
COMMENT ON TABLE dkis.settings IS 'Pengaturan basis data ini; GUC dkis.NAMA mengalahkannya; daftarnya dkis.setting_list()';
COMMENT ON COLUMN dkis.settings.key IS 'Nama pengaturan, seperti dalam dkis.setting_list(); nama bertitik milik aplikasi sendiri';
COMMENT ON COLUMN dkis.settings.value IS 'Nilainya';

SELECT dkis_store.announce_changes('dkis.settings');

-- This database's agency, 0 while none is set; the default of every agency column.
CREATE FUNCTION dkis.agency() RETURNS int
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_agency';
COMMENT ON FUNCTION dkis.agency() IS 'Kode instansi basis data ini; 0 bila belum ditetapkan';

-- What a setting says now: the GUC, else the row, else the default; NULL when
-- there is none of these. 22023: no such setting.
CREATE FUNCTION dkis.setting(key text) RETURNS text
LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_setting';
COMMENT ON FUNCTION dkis.setting(text) IS 'Nilai sebuah pengaturan: dari sesi, baris dkis.settings, atau bakunya';

-- The same of a setting that is a number; in its own unit (dkis.setting_list()).
CREATE FUNCTION dkis_store.number_setting(key text) RETURNS float8
LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_number_setting';
COMMENT ON FUNCTION dkis_store.number_setting(text) IS 'Nilai sebuah pengaturan yang berupa bilangan';

-- Every setting there is. source: sesi (SET), baris (dkis.settings), baku (the
-- default), NULL: it has no value.
CREATE FUNCTION dkis.setting_list()
RETURNS TABLE (key text, value text, source text, range text, fallback text, meaning text)
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_setting_list';
COMMENT ON FUNCTION dkis.setting_list() IS 'Semua pengaturan: nilai, asalnya, yang boleh diisi, nilai baku, maknanya';

-- What changes outside of a case, recorded: who, when, what stood there before
-- and what after (src/pg/base/changes.h). A relation that reacts to being written
-- records by itself; a plain table carries two triggers that a restore does not wake.

-- digest: of salt and detail; hash: of the row's fixed binary form
-- (src/core/history/chain.h). Erasing personal data empties detail and salt.
CREATE TABLE dkis_store.changes (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  at timestamptz NOT NULL,
  actor text NOT NULL,
  db_role text NOT NULL,
  relation text NOT NULL,
  row text NOT NULL,
  change text NOT NULL,
  detail jsonb,
  salt bytea,
  digest bytea NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT change_kind CHECK (change = ANY (ARRAY['ditambah', 'diubah', 'dihapus']))
);
CREATE INDEX changes_row ON dkis_store.changes (relation, row);
COMMENT ON TABLE dkis_store.changes IS 'Perubahan di luar kasus: siapa, kapan, apa sebelum dan sesudahnya; hanya bertambah';

CREATE VIEW dkis.changes AS
SELECT id, at, actor, db_role, relation, row, change, detail, hash, digest, agency FROM dkis_store.changes;
COMMENT ON VIEW dkis.changes IS 'Perubahan pemohon, keanggotaan, aturan dan pengaturan: siapa, kapan, apa sebelumnya; hanya dibaca';
COMMENT ON COLUMN dkis.changes.id IS 'Nomor perubahan';
COMMENT ON COLUMN dkis.changes.at IS 'Saat dicatat';
COMMENT ON COLUMN dkis.changes.actor IS 'Yang mengubah';
COMMENT ON COLUMN dkis.changes.db_role IS 'Peran basis datanya';
COMMENT ON COLUMN dkis.changes.relation IS 'Tabel dalam skema dkis';
COMMENT ON COLUMN dkis.changes.row IS 'Baris yang diubah: kolom pertamanya';
COMMENT ON COLUMN dkis.changes.change IS 'ditambah, diubah, atau dihapus';
COMMENT ON COLUMN dkis.changes.detail IS 'Isi sebelum dan sesudah; kosong bila data pribadinya sudah dihapus';
COMMENT ON COLUMN dkis.changes.hash IS 'Nilai hash catatan ini';
COMMENT ON COLUMN dkis.changes.digest IS 'Nilai hash isinya';
COMMENT ON COLUMN dkis.changes.agency IS 'Kode instansi';

-- SHA-256 of a record's fixed binary form (src/core/history/chain.h).
CREATE FUNCTION dkis_store.change_hash(agency int, id bigint, at timestamptz, actor text, db_role text, relation text, row_name text, change text,
  digest bytea) RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_change_hash';
COMMENT ON FUNCTION dkis_store.change_hash(int, bigint, timestamptz, text, text, text, text, text, bytea) IS 'Nilai hash catatan perubahan';

CREATE FUNCTION dkis_store.refuse_change() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_refuse_change';
COMMENT ON FUNCTION dkis_store.refuse_change() IS 'Pemicu tampilan yang hanya dapat dibaca: menolak perubahan';
CREATE TRIGGER refuse_change INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.changes
FOR EACH ROW EXECUTE FUNCTION dkis_store.refuse_change();

CREATE FUNCTION dkis_store.recorded_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_recorded_row';
COMMENT ON FUNCTION dkis_store.recorded_row() IS 'Pemicu: mencatat pada baris siapa yang menulisnya, dan kapan';
CREATE FUNCTION dkis_store.recorded_change() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_recorded_change';
COMMENT ON FUNCTION dkis_store.recorded_change() IS 'Pemicu: mencatat isi sebelum baris diubah atau dihapus';

CREATE FUNCTION dkis_store.within_limits() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_within_limits';
COMMENT ON FUNCTION dkis_store.within_limits() IS 'Pemicu: panjang dan besar isi baris dalam batasnya';

-- Gives these plain tables the stamps and the triggers.
CREATE FUNCTION dkis_store.record_changes(VARIADIC tables regclass[]) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  tbl regclass;
BEGIN
  FOREACH tbl IN ARRAY tables LOOP
    EXECUTE format('ALTER TABLE %1$s ADD COLUMN changed_at timestamptz, ADD COLUMN changed_by text;
      COMMENT ON COLUMN %1$s.changed_at IS ''Saat baris ini terakhir ditulis; diisi dkis'';
      COMMENT ON COLUMN %1$s.changed_by IS ''Yang terakhir menulisnya; diisi dkis'';
      CREATE TRIGGER recorded_row BEFORE INSERT OR UPDATE ON %1$s
        FOR EACH ROW EXECUTE FUNCTION dkis_store.recorded_row();
      CREATE TRIGGER recorded_change AFTER UPDATE OR DELETE ON %1$s
        FOR EACH ROW EXECUTE FUNCTION dkis_store.recorded_change()', tbl);
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.record_changes(regclass[]) IS 'Perubahan tabel ini dicatat: siapa, kapan, isi sebelumnya';

SELECT dkis_store.record_changes('dkis.settings');

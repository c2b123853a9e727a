-- What no history of a case answers for, recorded row by row: who, when, what stood
-- there before and what after, by one trigger on each such table (src/pg/base/changes.c).

-- detail: of a row that comes into a silent table nothing, for there it stands; digest: of
-- salt and detail; state: of salt and the row as it then stood (NULL: it is
-- gone), what dkis.verify_all() compares the row with; hash: of the record's fixed binary
-- form (src/core/history/chain.h). Erasing personal data empties detail and salt, and
-- adds a record of its own (dkis_store.redact_changes), which states the row anew.
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
  digest bytea,
  state bytea,
  hash bytea NOT NULL,
  CONSTRAINT change_kind CHECK (change = ANY (ARRAY['ditambah', 'diubah', 'dihapus', 'data pribadi dihapus']))
);
CREATE INDEX changes_row ON dkis_store.changes (relation, row);
COMMENT ON TABLE dkis_store.changes IS 'Perubahan di luar kasus: siapa, kapan, apa sebelum dan sesudahnya; hanya bertambah';

CREATE VIEW dkis.changes AS
SELECT id, at, actor, db_role, relation, row, change, detail, hash, digest, agency FROM dkis_store.changes;
COMMENT ON VIEW dkis.changes IS 'Perubahan di luar riwayat kasus: siapa, kapan, apa sebelumnya; hanya dibaca';
COMMENT ON COLUMN dkis.changes.id IS 'Nomor perubahan';
COMMENT ON COLUMN dkis.changes.at IS 'Saat dicatat';
COMMENT ON COLUMN dkis.changes.actor IS 'Yang mengubah';
COMMENT ON COLUMN dkis.changes.db_role IS 'Peran basis datanya';
COMMENT ON COLUMN dkis.changes.relation IS 'Tabel dalam skema dkis';
COMMENT ON COLUMN dkis.changes.row IS 'Baris yang diubah: kolom pertamanya';
COMMENT ON COLUMN dkis.changes.change IS 'ditambah, diubah, dihapus, atau data pribadi dihapus';
COMMENT ON COLUMN dkis.changes.detail IS 'Isi sebelum dan sesudah; kosong bila data pribadinya sudah dihapus';
COMMENT ON COLUMN dkis.changes.hash IS 'Nilai hash catatan ini';
COMMENT ON COLUMN dkis.changes.digest IS 'Nilai hash isinya';
COMMENT ON COLUMN dkis.changes.agency IS 'Kode instansi';

-- SHA-256 of a record's fixed binary form (src/core/history/chain.h); digest and state '' for none.
CREATE FUNCTION dkis_store.change_hash(agency int, id bigint, at timestamptz, actor text, db_role text, relation text, row_name text, change text,
  digest bytea, state bytea) RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_change_hash';
COMMENT ON FUNCTION dkis_store.change_hash(int, bigint, timestamptz, text, text, text, text, text, bytea, bytea) IS 'Nilai hash catatan perubahan';

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
COMMENT ON FUNCTION dkis_store.recorded_change() IS 'Pemicu: mencatat baris yang ditambah, diubah atau dihapus';

-- The digest of a row of one of these tables, by the salt of its record.
CREATE FUNCTION dkis_store.row_state("row" record, salt bytea) RETURNS bytea
LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_row_state';
COMMENT ON FUNCTION dkis_store.row_state(record, bytea) IS 'Nilai hash sebuah baris menurut salt catatannya';

-- Records a row as it now stands: after its personal data have been erased, or what an
-- update's script has made of it. For the owner alone.
CREATE FUNCTION dkis_store.record_row("row" record, change text, detail jsonb) RETURNS void
LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'dkis_record_row';
COMMENT ON FUNCTION dkis_store.record_row(record, text, jsonb) IS 'Mencatat sebuah baris sebagaimana adanya sekarang';

-- Whether the rows that this session adds are those of a dump: their records come too.
CREATE FUNCTION dkis_store.is_restored("table" regclass) RETURNS bool
LANGUAGE c STABLE STRICT AS 'MODULE_PATHNAME', 'dkis_is_restored';
COMMENT ON FUNCTION dkis_store.is_restored(regclass) IS 'Apakah baris yang ditambahkan sesi ini berasal dari cadangan';

-- The tables recorded row by row (condition: those rows of them), which are all but:
-- what a case's history answers for (src/pg/case/facts.c), and dkis_store.escalations_told;
-- what the tree is made of; what is counted anew, queued or measured, and decides
-- nothing (docs/keamanan.md has each with its reason).
CREATE FUNCTION dkis_store.recorded_tables() RETURNS TABLE ("table" regclass, condition text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.oid::regclass, CASE c.relname WHEN 'surveys' THEN 'case_id IS NULL' END FROM pg_class AS c
  WHERE c.relkind = 'r' AND c.relnamespace = ANY ('{dkis,dkis_store}'::regnamespace[]) AND c.relname <> ALL ('{cases,case_steps,case_events,case_holds,case_documents,case_items,
    escalations,changes,tree_nodes,seals,secrets,notifications,register_counters,calendar_changes,job_runs,report_periods,report_parts,report_late,report_horizon,unit_positions,roads}')
  ORDER BY c.oid
$$;
COMMENT ON FUNCTION dkis_store.recorded_tables() IS 'Tabel yang perubahannya dicatat baris demi baris';

CREATE FUNCTION dkis_store.within_limits() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_within_limits';
COMMENT ON FUNCTION dkis_store.within_limits() IS 'Pemicu: panjang dan besar isi baris dalam batasnya';

-- Gives these plain tables the stamps: who wrote a row last, and when.
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
        FOR EACH ROW EXECUTE FUNCTION dkis_store.recorded_row()', tbl);
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.record_changes(regclass[]) IS 'Baris tabel ini menyebut siapa yang terakhir menulisnya, dan kapan';

-- What was set before the database became an agency's, once it is one's: as its own.
CREATE FUNCTION dkis_store.record_settings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT dkis_store.is_restored('dkis.settings') THEN
    PERFORM dkis_store.record_row(s, 'ditambah', jsonb_build_object('sebelum', NULL, 'sesudah', to_jsonb(s))) FROM dkis.settings AS s ORDER BY s.key;
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.record_settings() IS 'Pemicu: mencatat pengaturan yang mendahului penetapan instansi';
CREATE TRIGGER set_for_agency AFTER INSERT OR UPDATE ON dkis.settings
FOR EACH ROW WHEN (NEW.key = 'agency') EXECUTE FUNCTION dkis_store.record_settings();

SELECT dkis_store.record_changes('dkis.settings');

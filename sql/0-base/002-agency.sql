-- Which agency this database belongs to. Ids of agency N run from N*10^11+1, so
-- that the rows of many agencies meet in one hub without a clash.

-- Moves every sequence of dkis that is not yet in the agency's range to its
-- start. Idempotent; for new sequences too, as after an update of the extension.
CREATE FUNCTION dkis_store.move_sequences(agency int) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  first bigint := agency::bigint * 100000000000;
  recorded bigint;
  sequence regclass;
BEGIN
  FOR sequence IN
    SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND n.nspname IN ('dkis', 'dkis_store')
      AND coalesce(pg_sequence_last_value(c.oid) NOT BETWEEN first AND first + 99999999999, true)
    ORDER BY c.oid
  LOOP
    PERFORM setval(sequence, greatest(first, 1), first > 0);
  END LOOP;
  -- Of what is recorded nothing goes when a database becomes another agency's.
  SELECT max(c.id) INTO recorded FROM dkis_store.changes AS c WHERE c.id BETWEEN first AND first + 99999999999;
  IF recorded IS NOT NULL THEN
    PERFORM setval('dkis_store.changes_id_seq', recorded);
  END IF;
END
$$;
COMMENT ON FUNCTION dkis_store.move_sequences(int) IS 'Memindahkan semua urutan id ke rentang instansi ini';

-- Refuses to make agency out of this database while a row is there that the
-- condition over t.agency holds for: its id would have to change. What was recorded
-- while it was set up (dkis.changes) stays as it was recorded.
CREATE FUNCTION dkis_store.require_no_rows(agency int, condition text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  tbl regclass;
  other int;
BEGIN
  FOR tbl IN
    SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'agency'
    WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('dkis', 'dkis_store') AND c.relname <> 'changes' AND NOT a.attisdropped
    ORDER BY n.nspname, c.relname
  LOOP
    EXECUTE format('SELECT t.agency FROM %s AS t WHERE %s LIMIT 1', tbl, condition) INTO other;
    IF other IS NOT NULL THEN
      RAISE EXCEPTION 'instansi tidak dapat diganti menjadi %: sudah ada data instansi %', agency, other
        USING ERRCODE = 'object_not_in_prerequisite_state',
          DETAIL = format('Tabel %s memuat baris instansi %s.', tbl, other),
          HINT = 'Tetapkan instansi sebelum data dimuat; pakai basis data lain untuk instansi lain.';
    END IF;
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.require_no_rows(int, text) IS 'Menolak penggantian instansi selama masih ada baris yang memenuhi syarat ini';

-- The row agency, however it is written: no rows of what the database was
-- before may be left behind, and ids follow. A restore writes it once, into a
-- database that was no agency's; rows of others, as in a hub, are none of this.
CREATE FUNCTION dkis_store.agency_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before int := CASE WHEN TG_OP <> 'INSERT' AND OLD.key = 'agency' THEN OLD.value::int ELSE 0 END;
  after int := CASE WHEN TG_OP <> 'DELETE' AND NEW.key = 'agency' THEN NEW.value::int ELSE 0 END;
BEGIN
  IF before <> after THEN
    PERFORM dkis_store.require_no_rows(after, format('t.agency = %s', before));
    PERFORM dkis_store.move_sequences(after);
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.agency_changed() IS 'Menjaga baris agency: tidak ada data yang tertinggal, urutan id mengikuti';
CREATE TRIGGER agency_changed AFTER INSERT OR UPDATE OR DELETE ON dkis.settings
FOR EACH ROW EXECUTE FUNCTION dkis_store.agency_changed();

-- Makes this database the agency's (0 to 90000; 0 = none). Refused once rows of
-- another agency exist. Setting it again to what it is changes nothing. For
-- dkis_admin; runs as the owner (setval).
CREATE FUNCTION dkis.set_agency(agency int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF agency IS NULL THEN
    RAISE EXCEPTION 'kode instansi kosong'
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'Kode instansi menjadi bagian setiap id dan nomor register.', HINT = 'Kode instansi adalah bilangan 0 sampai 90000, misalnya kode wilayahnya menurut BPS.';
  END IF;
  PERFORM dkis_store.check_setting('agency', agency::text);
  LOCK TABLE dkis.settings IN SHARE ROW EXCLUSIVE MODE;
  PERFORM dkis_store.require_no_rows(agency, format('t.agency <> %s', agency));
  INSERT INTO dkis.settings AS s (key, value) VALUES ('agency', agency::text)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE s.value <> excluded.value;
  PERFORM dkis_store.move_sequences(agency);
END
$$;
COMMENT ON FUNCTION dkis.set_agency(int) IS 'Menetapkan instansi basis data ini dan rentang id-nya; ditolak bila sudah ada data instansi lain';

-- The zone in which an agency's dates are counted: that of its calendar (the one
-- the setting calendar names, else its first), else the setting time_zone.
CREATE FUNCTION dkis_store.agency_zone(agency int) RETURNS text
LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_agency_zone';
COMMENT ON FUNCTION dkis_store.agency_zone(int) IS 'Zona waktu sebuah instansi';

-- The date there.
CREATE FUNCTION dkis_store.local_date(at timestamptz, agency int) RETURNS date
LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_local_date';
COMMENT ON FUNCTION dkis_store.local_date(timestamptz, int) IS 'Tanggal sebuah saat menurut zona waktu instansi';

-- Today where this database's agency is, whatever the session's zone.
CREATE FUNCTION dkis.today() RETURNS date
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_today';
COMMENT ON FUNCTION dkis.today() IS 'Tanggal hari ini menurut zona waktu instansi, bukan zona waktu sesi';

-- Who acts, as dkis records it: the person where known, else the login. The default
-- of columns that say who wrote a row, which nobody else may name.
CREATE FUNCTION dkis_store.acting() RETURNS text
LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'dkis_acting';
COMMENT ON FUNCTION dkis_store.acting() IS 'Yang sedang bertindak: orangnya bila dikenal, kalau tidak nama perannya';

-- Do this agency's quiet hours (setting quiet_hours) cover this instant?
CREATE FUNCTION dkis_store.is_quiet(at timestamptz) RETURNS bool
LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_is_quiet';
COMMENT ON FUNCTION dkis_store.is_quiet(timestamptz) IS 'Apakah saat ini jam tenang';

-- Refuses on a standby (25006) what tries something out and takes it back.
CREATE FUNCTION dkis_store.require_primary(what text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF pg_is_in_recovery() THEN
    RAISE EXCEPTION 'server ini siaga: % hanya dapat dijalankan di server utama', what
      USING ERRCODE = 'read_only_sql_transaction', DETAIL = 'Pratinjau mencoba perubahannya lalu membatalkannya; di server siaga tidak ada yang dapat ditulis.',
        HINT = 'Jalankan di server utama; daftar tugas, laporan dan riwayat dapat dibaca di sini.';
  END IF;
END
$$;
COMMENT ON FUNCTION dkis_store.require_primary(text) IS 'Menolak di server siaga apa yang perlu menulis';

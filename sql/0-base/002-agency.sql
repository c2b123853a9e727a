-- Which agency this database belongs to. Ids of agency N run from N*10^11+1, so
-- that the rows of many agencies meet in one hub without a clash.

-- Moves every sequence of dkis that is not yet in the agency's range to its
-- start. Idempotent; for new sequences too, as after an update of the extension.
CREATE FUNCTION dkis_store.move_sequences(agency int) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  first bigint := agency::bigint * 100000000000;
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
END
$$;
COMMENT ON FUNCTION dkis_store.move_sequences(int) IS 'Memindahkan semua urutan id ke rentang instansi ini';

-- Makes this database the agency's (0 to 90000; 0 = none). Refused once rows of
-- another agency exist: their ids would have to change. Setting it again to
-- what it is changes nothing. For dkis_admin; runs as the owner (setval).
CREATE FUNCTION dkis.set_agency(agency int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  tbl regclass;
  other int;
BEGIN
  IF agency IS NULL OR agency NOT BETWEEN 0 AND 90000 THEN
    RAISE EXCEPTION 'kode instansi tidak sah: %', coalesce(agency::text, 'NULL')
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Kode instansi adalah bilangan 0 sampai 90000, misalnya kode wilayah 3274.';
  END IF;
  LOCK TABLE dkis.settings IN SHARE ROW EXCLUSIVE MODE;
  FOR tbl IN
    SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'agency'
    WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('dkis', 'dkis_store') AND NOT a.attisdropped
    ORDER BY n.nspname, c.relname
  LOOP
    EXECUTE format('SELECT t.agency FROM %s AS t WHERE t.agency <> $1 LIMIT 1', tbl) INTO other USING agency;
    IF other IS NOT NULL THEN
      RAISE EXCEPTION 'instansi tidak dapat diganti menjadi %: sudah ada data instansi %', agency, other
        USING ERRCODE = 'object_not_in_prerequisite_state',
          DETAIL = format('Tabel %s memuat baris instansi %s.', tbl, other),
          HINT = 'Tetapkan instansi sebelum data dimuat; pakai basis data lain untuk instansi lain.';
    END IF;
  END LOOP;
  INSERT INTO dkis.settings AS s (key, value) VALUES ('agency', agency::text)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE s.value <> excluded.value;
  PERFORM dkis_store.move_sequences(agency);
END
$$;
COMMENT ON FUNCTION dkis.set_agency(int) IS 'Menetapkan instansi basis data ini dan rentang id-nya; ditolak bila sudah ada data instansi lain';

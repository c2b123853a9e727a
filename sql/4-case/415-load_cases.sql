-- Old cases out of a sheet, row by row: what goes in, what does not, and why.

-- The records of a CSV (RFC 4180; semicolons, tabs, Excel's sep=, a byte order mark):
-- the line each begins in, its cells without outer blanks, NULL where empty. 22P02.
CREATE FUNCTION dkis_store.csv_rows(csv text) RETURNS TABLE (line int, cells text[])
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_csv_rows';
COMMENT ON FUNCTION dkis_store.csv_rows(text) IS 'Baris-baris sebuah CSV dan isi selnya';

-- What a header of such a sheet means: a column of dkis.cases, the applicant's name or
-- contact, else a field of the SOP; NULL: nothing.
CREATE FUNCTION dkis_store.case_column(header text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN h.name IS NULL OR h.name = ANY ('{no,no.,nomor,nomor_urut}') THEN NULL
    WHEN h.name = ANY ('{sop,nomor_sop,kode_sop}') THEN 'sop'
    WHEN h.name = ANY ('{title,perihal,judul}') THEN 'title'
    WHEN h.name = ANY ('{class,klasifikasi}') THEN 'class'
    WHEN h.name = ANY ('{received_at,diterima,tanggal,tanggal_diterima,tgl}') THEN 'received_at'
    WHEN h.name = ANY ('{applicant,pemohon,nama_pemohon,pelapor}') THEN 'applicant'
    WHEN h.name = ANY ('{contact,kontak,telepon,hp,no_hp}') THEN 'contact'
    WHEN h.name = ANY ('{organisation,organisasi,opd}') THEN 'organisation'
    WHEN h.name = ANY ('{channel,kanal}') THEN 'channel'
    WHEN h.name = ANY ('{entry,pintu}') THEN 'entry'
    WHEN h.name = ANY ('{note,catatan}') THEN 'note' ELSE 'data.' || h.name END
  FROM (SELECT replace(lower(btrim(header)), ' ', '_') AS name) AS h;
END;
COMMENT ON FUNCTION dkis_store.case_column(text) IS 'Arti kepala kolom dalam lembar kasus lama';

-- An instant as a sheet has it, in the agency's zone: 2026-03-20, with a time, or 20
-- Maret 2026. A day alone is its first moment. 22007, 22008.
CREATE FUNCTION dkis_store.sheet_instant(said text) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  words text[] := regexp_match(lower(said), '^(?:[a-z]+,? +)?(\d{1,2}) +([a-z]{3})[a-z]* +(\d{4})(?: +(\d{1,2}[:.]\d{2}))?$');
  month int := CASE WHEN words IS NOT NULL THEN (strpos('jan feb mar apr mei jun jul agu sep okt nov des', words[2]) + 3) / 4 END;
BEGIN
  IF month > 0 THEN
    said := format('%s-%s-%s %s', words[3], month, words[1], coalesce(words[4], '00:00'));
  ELSIF said !~ '^\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T]\d{1,2}[:.]\d{2}([:.]\d{2})?)?$' THEN
    RAISE EXCEPTION '"%" bukan tanggal', left(said, 60) USING ERRCODE = '22007', DETAIL = 'Hari dan bulan dapat tertukar dalam bentuk lain.',
      HINT = 'Tulis seperti 2026-03-20, 2026-03-20 09:30 atau 20 Maret 2026.';
  END IF;
  RETURN replace(regexp_replace(said, '(\d)\.(\d{2})', '\1:\2', 'g'), '/', '-')::timestamp AT TIME ZONE dkis_store.agency_zone(dkis.agency());
EXCEPTION WHEN datetime_field_overflow THEN
  RAISE EXCEPTION '% bukan tanggal yang ada', said USING ERRCODE = '22008', DETAIL = 'Bulan 1 sampai 12, hari sampai akhir bulannya.', HINT = 'Betulkan tanggalnya.';
END
$$;
COMMENT ON FUNCTION dkis_store.sheet_instant(text) IS 'Saat sebagaimana ditulis dalam lembar, menurut zona instansi';

-- The applicant of this name and contact, or a new one; NULL without a name.
CREATE FUNCTION dkis_store.sheet_applicant(person text, reached text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_id bigint := (SELECT min(a.id) FROM dkis.applicants AS a WHERE a.agency = dkis.agency() AND a.name = person AND a.contact IS NOT DISTINCT FROM reached);
BEGIN
  IF person IS NOT NULL AND found_id IS NULL THEN
    INSERT INTO dkis.applicants (name, contact) VALUES (person, reached) RETURNING id INTO found_id;
  END IF;
  RETURN found_id;
END
$$;
COMMENT ON FUNCTION dkis_store.sheet_applicant(text, text) IS 'Pemohon dengan nama dan kontak ini, yang ada atau yang baru';

-- Opens the case that a row tells of, unless one of that SOP, title and instant is
-- there already: then NULL. given: by case_column(). Refused like an INSERT.
CREATE FUNCTION dkis_store.load_case(given jsonb) RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  received timestamptz := coalesce(dkis_store.sheet_instant(given ->> 'received_at'), now());
  meant text := dkis_store.sop_code(given ->> 'sop');
  fields jsonb := (SELECT coalesce(jsonb_object_agg(substr(k.key, 6), k.value), '{}') FROM jsonb_each(given) AS k WHERE k.key LIKE 'data.%');
  opened bigint;
BEGIN
  IF EXISTS (SELECT FROM dkis.cases AS c WHERE c.agency = dkis.agency() AND c.sop = meant AND c.title = given ->> 'title' AND c.received_at = received) THEN
    RETURN NULL;
  END IF;
  INSERT INTO dkis.cases (sop, title, class, entry, data, received_at, organisation, channel, note, applicant)
  VALUES (meant, given ->> 'title', lower(given ->> 'class'), given ->> 'entry', fields, received,
    given ->> 'organisation', given ->> 'channel', given ->> 'note', dkis_store.sheet_applicant(given ->> 'applicant', given ->> 'contact'))
  RETURNING id INTO opened;
  RETURN opened;
END
$$;
COMMENT ON FUNCTION dkis_store.load_case(jsonb) IS 'Membuka kasus dari satu baris lembar, kecuali sudah ada';

-- Opens a case for each row of a sheet with the columns sop and perihal, and if wanted
-- klasifikasi, diterima, pemohon, kontak, organisasi, kanal, pintu, catatan and the SOP's
-- fields by their names. Row by row: one that is refused keeps no other out. what: dibuka,
-- sudah ada (nothing done), ditolak (reason says why). A sheet may be loaded again after
-- it was mended. 22023: no such columns; 22P02: no CSV. Runs as its caller.
CREATE FUNCTION dkis.load_cases(csv text) RETURNS TABLE (line int, what text, register_no text, reason text)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  record record;
  heads text[];
  opened bigint;
  hint text;
BEGIN
  FOR record IN SELECT r.line, r.cells, row_number() OVER () - 1 AS done, count(*) OVER () - 1 AS total FROM dkis_store.csv_rows(csv) AS r LOOP
    IF heads IS NULL THEN
      heads := ARRAY(SELECT dkis_store.case_column(left(h.cell, 100)) FROM unnest(record.cells) WITH ORDINALITY AS h (cell, n) ORDER BY h.n);
      IF NOT heads @> '{sop,title}' THEN
        RAISE EXCEPTION 'kolom sop atau perihal tidak ada' USING ERRCODE = '22023', DETAIL = format('Yang ada: %s.', left(array_to_string(record.cells, ', '), 500)),
          HINT = 'Baris pertama menyebut kolomnya: sop, perihal, dan bila ada klasifikasi, diterima, pemohon, kontak, organisasi, kanal, pintu, catatan, isian SOP.';
      END IF;
      CONTINUE;
    END IF;
    CONTINUE WHEN array_remove(record.cells, NULL) = '{}';
    line := record.line;
    register_no := NULL;
    reason := NULL;
    BEGIN
      opened := dkis_store.load_case((SELECT jsonb_object_agg(u.head, u.cell) FROM unnest(heads, record.cells) AS u (head, cell) WHERE u.head IS NOT NULL AND u.cell IS NOT NULL));
      what := CASE WHEN opened IS NULL THEN 'sudah ada' ELSE 'dibuka' END;
      register_no := (SELECT c.register_no FROM dkis.cases AS c WHERE c.id = opened);
    EXCEPTION WHEN OTHERS THEN
      GET STACKED DIAGNOSTICS reason = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
      what := 'ditolak';
      reason := concat_ws('. ', reason, nullif(hint, ''));
    END;
    RETURN NEXT;
    PERFORM dkis_store.headway('baris dibaca', record.done, record.total);
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis.load_cases(text) IS 'Membuka kasus lama dari lembar CSV, baris demi baris; yang ditolak disebut sebabnya';

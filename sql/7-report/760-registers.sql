-- The register of each SOP: dkis_report.register_CODE, a view of its cases with
-- a column for each of the SOP's fields. An INSERT opens a case.
--
-- Which columns a register has, the agency decides by its SOPs. So registers
-- are made while the database lives, by activate_version() or
-- refresh_registers(), and are no members of the extension: as ordinary views
-- they are in a dump, with what the agency grants and builds upon them. They
-- stand on dkis_store.register_rows and the functions below alone, with every
-- column named, so that an update of the extension finds little in its way; an
-- update script cannot call refresh_registers(), the new views would be members.

-- Where a case stands that is not over, for its register, and the light of any; nothing
-- personal. A function that a dump does not look into: pg_dump follows each way from a
-- register to what it stands upon, column by column, and through views upon views they
-- are millions.
CREATE FUNCTION dkis_store.case_progress(case_id bigint, OUT lampu text, OUT langkah text, OUT pelaksana text,
  OUT tenggat_langkah timestamptz, OUT sisa_menit_kerja bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT c.light INTO lampu FROM dkis_store.case_facts AS c WHERE c.case_id = case_progress.case_id;
  SELECT greatest(lampu, max(l.light)),
    string_agg(concat_ws(' ', l.step, l.activity), '; ' ORDER BY l.ordinal, l.step),
    string_agg(coalesce(l.performer_name, l.performer), '; ' ORDER BY l.ordinal, l.step),
    min(l.due_at),
    min(dkis_store.work_minutes(l.seen_at, l.due_at, l.calendar, l.agency))
  INTO lampu, langkah, pelaksana, tenggat_langkah, sisa_menit_kerja
  FROM dkis_store.step_facts AS l WHERE l.case_id = case_progress.case_id AND l.is_open;
END
$$;
COMMENT ON FUNCTION dkis_store.case_progress(bigint) IS 'Kedudukan kasus untuk registernya: lampu, langkah, pelaksana, sisa waktu';

-- What every register shows of a case, and last what it picks from. The progress
-- is an aggregate behind a left join, so a query that asks for none of it makes none; of
-- a case that has ended as it should, as nearly all have after some years, it is not asked.
CREATE VIEW dkis_store.register_rows AS
SELECT c.id, c.register_no AS nomor_register, c.agency AS instansi, v.version AS versi_sop, dkis_store.masked_text(c.title, (SELECT dkis_store.sees_personal())) AS perihal,
  c.class AS klasifikasi, c.entry AS pintu, a.kind AS jenis_pemohon, dkis_store.masked_name(a.name, (SELECT dkis_store.sees_applicants())) AS pemohon,
  c.applicant AS pemohon_id, c.organisation AS organisasi, c.channel AS kanal, c.status,
  c.received_at AS diterima, dkis_store.local_date(c.received_at, c.agency) AS diterima_tanggal, dkis_store.local_month(c.received_at, c.agency) AS diterima_bulan,
  c.opened_at AS dibuka, dkis_store.local_date(c.opened_at, c.agency) AS dibuka_tanggal,
  c.due_at AS tenggat, dkis_store.local_date(c.due_at, c.agency) AS tenggat_tanggal,
  c.closed_at AS ditutup, dkis_store.local_date(c.closed_at, c.agency) AS ditutup_tanggal, dkis_store.local_month(c.closed_at, c.agency) AS ditutup_bulan,
  CASE c.status WHEN 'selesai' THEN dkis_store.light(dkis_store.case_seen_at(c.met_at, NULL, c.closed_at), c.received_at, c.due_at, v.total_sla, v.calendar, c.extended_at, c.agency)
    ELSE t.lampu END AS lampu, t.langkah, t.pelaksana, t.tenggat_langkah, dkis_store.local_date(t.tenggat_langkah, c.agency) AS tenggat_langkah_tanggal,
  t.sisa_menit_kerja,
  (SELECT s.outcome FROM dkis_store.case_steps s WHERE s.case_id = c.id AND s.ended_by = 'hasil'
   ORDER BY s.finished_at DESC, (SELECT d.ordinal FROM dkis.sop_steps d WHERE d.sop_version = c.sop_version AND d.step = s.step) DESC, s.id DESC LIMIT 1) AS hasil, c.parent_case AS kasus_asal,
  dkis_store.masked_name(c.opened_by, (SELECT dkis_store.sees_personal())) AS dibuka_oleh,
  dkis_store.masked_text(c.note, (SELECT dkis_store.sees_personal())) AS catatan,
  c.sop AS kode_sop, c.data
FROM dkis_store.cases c
LEFT JOIN dkis.sop_versions v ON v.id = c.sop_version
LEFT JOIN dkis_store.applicants a ON a.id = c.applicant
LEFT JOIN LATERAL (
  SELECT max(p.lampu) AS lampu, max(p.langkah) AS langkah, max(p.pelaksana) AS pelaksana, max(p.tenggat_langkah) AS tenggat_langkah,
    max(p.sisa_menit_kerja) AS sisa_menit_kerja
  FROM dkis_store.case_progress(c.id) AS p WHERE c.status <> 'selesai') AS t ON true;
COMMENT ON VIEW dkis_store.register_rows IS 'Kasus sebagaimana tampil dalam setiap register';
COMMENT ON COLUMN dkis_store.register_rows.id IS 'Nomor kasus; unik';
COMMENT ON COLUMN dkis_store.register_rows.nomor_register IS 'Nomor register; kosong selama kasus 112 belum bernomor';
COMMENT ON COLUMN dkis_store.register_rows.instansi IS 'Kode instansi';
COMMENT ON COLUMN dkis_store.register_rows.versi_sop IS 'Versi SOP yang berlaku bagi kasus ini';
COMMENT ON COLUMN dkis_store.register_rows.perihal IS 'Perihal; wajib diisi';
COMMENT ON COLUMN dkis_store.register_rows.klasifikasi IS 'Klasifikasi: ringan, sedang, berat; boleh diisi';
COMMENT ON COLUMN dkis_store.register_rows.pintu IS 'Jenis pelaksanaan, misalnya harian; boleh diisi';
COMMENT ON COLUMN dkis_store.register_rows.jenis_pemohon IS 'Jenis pemohon';
COMMENT ON COLUMN dkis_store.register_rows.pemohon IS 'Pemohon; inisial bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_store.register_rows.pemohon_id IS 'Nomor pemohon (dkis.applicants.id); boleh diisi';
COMMENT ON COLUMN dkis_store.register_rows.organisasi IS 'Organisasi yang menangani; boleh diisi';
COMMENT ON COLUMN dkis_store.register_rows.kanal IS 'Kanal masuk; boleh diisi';
COMMENT ON COLUMN dkis_store.register_rows.status IS 'Status: berjalan, ditunda, selesai, batal';
COMMENT ON COLUMN dkis_store.register_rows.diterima IS 'Saat diterima; kosong = saat dicatat; boleh diisi';
COMMENT ON COLUMN dkis_store.register_rows.dibuka IS 'Saat dicatat';
COMMENT ON COLUMN dkis_store.register_rows.tenggat IS 'Tenggat keseluruhan; kosong bila SOP tidak menetapkannya';
COMMENT ON COLUMN dkis_store.register_rows.ditutup IS 'Saat ditutup';
COMMENT ON COLUMN dkis_store.register_rows.lampu IS 'Lampu terburuk di antara tenggat keseluruhan dan langkah yang berjalan';
COMMENT ON COLUMN dkis_store.register_rows.langkah IS 'Langkah yang sedang berjalan, dengan kegiatannya';
COMMENT ON COLUMN dkis_store.register_rows.pelaksana IS 'Pelaksana langkah yang sedang berjalan, dalam urutan yang sama';
COMMENT ON COLUMN dkis_store.register_rows.tenggat_langkah IS 'Tenggat terdekat di antara langkah yang berjalan';
COMMENT ON COLUMN dkis_store.register_rows.sisa_menit_kerja IS 'Sisa menit kerja sampai tenggat langkah itu; negatif bila terlambat';
COMMENT ON COLUMN dkis_store.register_rows.hasil IS 'Hasil langkah yang terakhir selesai';
COMMENT ON COLUMN dkis_store.register_rows.kasus_asal IS 'Nomor kasus asal; boleh diisi';
COMMENT ON COLUMN dkis_store.register_rows.dibuka_oleh IS 'Yang membuka; inisial bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_store.register_rows.catatan IS 'Catatan; disamarkan bagi yang hanya membaca laporan; boleh diisi';
COMMENT ON COLUMN dkis_store.register_rows.kode_sop IS 'Kode SOP';
COMMENT ON COLUMN dkis_store.register_rows.diterima_tanggal IS 'Tanggal setempat dari diterima';
COMMENT ON COLUMN dkis_store.register_rows.dibuka_tanggal IS 'Tanggal setempat dari dibuka';
COMMENT ON COLUMN dkis_store.register_rows.tenggat_tanggal IS 'Tanggal setempat dari tenggat';
COMMENT ON COLUMN dkis_store.register_rows.ditutup_tanggal IS 'Tanggal setempat dari ditutup';
COMMENT ON COLUMN dkis_store.register_rows.tenggat_langkah_tanggal IS 'Tanggal setempat dari tenggat_langkah';
COMMENT ON COLUMN dkis_store.register_rows.diterima_bulan IS 'Bulan setempat (tanggal 1) dari diterima';
COMMENT ON COLUMN dkis_store.register_rows.ditutup_bulan IS 'Bulan setempat (tanggal 1) dari ditutup';
COMMENT ON COLUMN dkis_store.register_rows.data IS 'Isian menurut SOP';

-- ---- a field as a plain column ------------------------------------------------

-- NULL also when the case holds something of another type, as when the field's
-- type was another in an earlier version. personal: only for those who may.
CREATE FUNCTION dkis_store.field_text(data jsonb, name text, personal bool) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN personal THEN dkis_store.masked_text(data ->> name, dkis_store.sees_applicants()) ELSE data ->> name END;
END;
COMMENT ON FUNCTION dkis_store.field_text(jsonb, text, bool) IS 'Isian sebagai teks';

CREATE FUNCTION dkis_store.field_number(data jsonb, name text, personal bool) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN jsonb_typeof(data -> name) = 'number' AND (NOT personal OR dkis_store.sees_applicants()) THEN (data -> name)::numeric END;
END;
COMMENT ON FUNCTION dkis_store.field_number(jsonb, text, bool) IS 'Isian sebagai bilangan';

CREATE FUNCTION dkis_store.field_bool(data jsonb, name text, personal bool) RETURNS bool LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN jsonb_typeof(data -> name) = 'boolean' AND (NOT personal OR dkis_store.sees_applicants()) THEN (data -> name)::bool END;
END;
COMMENT ON FUNCTION dkis_store.field_bool(jsonb, text, bool) IS 'Isian sebagai ya/tidak';

CREATE FUNCTION dkis_store.field_date(data jsonb, name text, personal bool) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN NOT personal OR dkis_store.sees_applicants() THEN dkis_store.read_day(data ->> name) END;
END;
COMMENT ON FUNCTION dkis_store.field_date(jsonb, text, bool) IS 'Isian sebagai tanggal';

-- What the rows within a case say of a repeated field, one after the other; last
-- what the case itself says. As case_progress(), closed to a dump.
CREATE FUNCTION dkis_store.items_text(case_id bigint, data jsonb, name text, personal bool) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  said text := concat_ws('; ', (SELECT string_agg(i.data ->> items_text.name, '; ' ORDER BY i.id) FROM dkis_store.case_items AS i WHERE i.case_id = items_text.case_id),
    items_text.data ->> items_text.name);
BEGIN
  RETURN nullif(CASE WHEN personal THEN dkis_store.masked_text(said, false) ELSE said END, '');
END
$$;
COMMENT ON FUNCTION dkis_store.items_text(bigint, jsonb, text, bool) IS 'Isian berulang dari semua butir kasus';

-- ---- which registers, with which columns ----------------------------------------

-- One for each code of which any version ever came into force, be it of several
-- agencies in a hub. The code in small letters with _ for all but letters and
-- digits; too long, or taken by an earlier SOP: with a digest of the code.
CREATE VIEW dkis_store.registers AS
SELECT n.sop, CASE WHEN n.place = 1 AND length(n.plain) <= 63 THEN n.plain ELSE left(n.plain, 54) || '_' || left(md5(n.sop), 8) END AS register
FROM (
  SELECT s.code AS sop, p.plain, row_number() OVER (PARTITION BY p.plain ORDER BY min(s.id)) AS place
  FROM dkis.sops s CROSS JOIN LATERAL (SELECT 'register_' || regexp_replace(lower(s.code), '[^a-z0-9_]', '_', 'g') AS plain) AS p
  GROUP BY s.code, p.plain) AS n
WHERE EXISTS (SELECT FROM dkis.sop_versions v WHERE v.sop = n.sop AND v.status <> 'rancangan');
COMMENT ON VIEW dkis_store.registers IS 'Nama register setiap SOP';

-- The fields of all versions that ever were in force, so that no case loses
-- what it was given: the first version's first. A field whose type changed is
-- text. A name that every register uses already is preceded by isian_; one that
-- cannot be a column's is replaced by a digest.
CREATE FUNCTION dkis_store.register_fields(sop text)
RETURNS TABLE (col text, field text, type text, personal bool, label text, place bigint, repeated bool)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT CASE WHEN f.name = '' OR octet_length(n.plain) > 63 OR row_number() OVER (PARTITION BY n.plain ORDER BY f.first) > 1
    THEN 'isian_' || md5(f.name) ELSE n.plain END,
  f.name, f.type, f.personal, f.label, row_number() OVER (ORDER BY f.first), f.repeated
FROM (
  SELECT d.name, CASE WHEN count(DISTINCT d.type) = 1 THEN min(d.type) ELSE 'teks' END AS type,
    bool_or(d.personal) AS personal, bool_or(d.repeated) AS repeated, (array_agg(d.label ORDER BY d.sop_version DESC))[1] AS label, min(ARRAY[d.sop_version, d.id]) AS first
  FROM dkis.sop_fields AS d JOIN dkis.sop_versions AS v ON v.id = d.sop_version
  WHERE v.sop = register_fields.sop AND v.status <> 'rancangan'
  GROUP BY d.name) AS f
CROSS JOIN LATERAL (
  SELECT CASE WHEN EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = 'dkis_store.register_rows'::regclass AND a.attname = f.name)
    THEN 'isian_' || f.name ELSE f.name END AS plain) AS n
ORDER BY f.first
$$;
COMMENT ON FUNCTION dkis_store.register_fields(text) IS 'Kolom isian dalam register SOP ini';

-- ---- an INSERT opens a case --------------------------------------------------------

-- Arguments: the SOP's code; which column is which field, as a JSON object. As
-- the caller, through dkis.cases, which checks and refuses as ever; RETURNING
-- shows the register's row. SP008 for a column that dkis decides.
CREATE FUNCTION dkis_store.open_from_register() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  may_be_given constant text[] := '{perihal,klasifikasi,pintu,pemohon_id,organisasi,kanal,diterima,kasus_asal,dibuka_oleh,catatan}';
  given constant jsonb := jsonb_strip_nulls(to_jsonb(NEW));
  fields constant jsonb := TG_ARGV[1];
  decided text;
  opened bigint;
BEGIN
  SELECT g.col INTO decided FROM jsonb_object_keys(given) AS g (col) WHERE NOT fields ? g.col AND g.col <> ALL (may_be_given) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'kolom "%" ditetapkan oleh dkis', decided USING ERRCODE = 'SP008',
      DETAIL = 'Kolom itu mengikuti perjalanan kasusnya.', HINT = format('Isi: %s.', array_to_string(may_be_given || ARRAY(SELECT jsonb_object_keys(fields)), ', '));
  END IF;
  INSERT INTO dkis.cases (sop, title, class, entry, applicant, organisation, channel, received_at, parent_case, opened_by, note, data)
  VALUES (TG_ARGV[0], NEW.perihal, NEW.klasifikasi, NEW.pintu, NEW.pemohon_id, NEW.organisasi, NEW.kanal, NEW.diterima,
    NEW.kasus_asal, NEW.dibuka_oleh, NEW.catatan,
    (SELECT coalesce(jsonb_object_agg(f.value, given -> f.key), '{}') FROM jsonb_each_text(fields) AS f WHERE given ? f.key))
  RETURNING id INTO opened;
  EXECUTE format('SELECT * FROM %I.%I WHERE id = $1', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO NEW USING opened;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION dkis_store.open_from_register() IS 'INSERT pada register membuka kasus';

-- ---- making them ---------------------------------------------------------------------

CREATE FUNCTION dkis_store.go_with_extension(register regclass) RETURNS void
LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'dkis_go_with_extension';
COMMENT ON FUNCTION dkis_store.go_with_extension(regclass) IS 'DROP EXTENSION ikut menghapus register ini';

-- The registers that are there, of ours: by the trigger that opens cases.
CREATE VIEW dkis_store.register_views AS
SELECT t.tgrelid::regclass AS view, c.relname::text AS register
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgfoid = 'dkis_store.open_from_register'::regproc AND c.relnamespace = 'dkis_report'::regnamespace;
COMMENT ON VIEW dkis_store.register_views IS 'Register yang ada';

-- Replaces the view where only columns were added, else makes it anew: false
-- when somebody's view stands upon it.
CREATE FUNCTION dkis_store.replace_register(register text, definition text) RETURNS bool
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW dkis_report.%I AS %s', register, definition);
  RETURN true;
EXCEPTION WHEN invalid_table_definition THEN
  BEGIN
    EXECUTE format('DROP VIEW dkis_report.%I', register);
    EXECUTE format('CREATE VIEW dkis_report.%I AS %s', register, definition);
    RETURN true;
  EXCEPTION WHEN dependent_objects_still_exist THEN
    RETURN false;
  END;
END
$$;
COMMENT ON FUNCTION dkis_store.replace_register(text, text) IS 'Membuat register menurut definisinya, atau menggantinya';

CREATE FUNCTION dkis_store.comment_register(sop text, register text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  named record;
BEGIN
  EXECUTE format('COMMENT ON VIEW dkis_report.%I IS %L', register, format('Register SOP %s; INSERT membuka kasus',
    (SELECT CASE WHEN length(s.name) > 60 THEN left(s.name, 57) || '...' ELSE s.name END -- one line in \dv+
     FROM (SELECT string_agg(DISTINCT s.number || ' ' || s.name, ', ') AS name FROM dkis.sops AS s WHERE s.code = comment_register.sop) AS s)));
  FOR named IN
    SELECT a.attname AS col, col_description(a.attrelid, a.attnum) AS said FROM pg_attribute AS a
    WHERE a.attrelid = 'dkis_store.register_rows'::regclass AND a.attnum > 0 AND a.attname NOT IN ('kode_sop', 'data')
    UNION ALL
    SELECT f.col, format('%s (isian %s)%s', f.label, f.field, CASE WHEN f.personal THEN '; disamarkan bagi yang hanya membaca laporan' ELSE '' END)
    FROM dkis_store.register_fields(comment_register.sop) AS f
  LOOP
    EXECUTE format('COMMENT ON COLUMN dkis_report.%I.%I IS %L', register, named.col, named.said);
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.comment_register(text, text) IS 'Keterangan register dan kolom-kolomnya';

CREATE FUNCTION dkis_store.register_definition(sop text) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT format('SELECT %s FROM dkis_store.register_rows AS r WHERE r.kode_sop = %L', string_agg(c.picked, ', ' ORDER BY c.part, c.place), register_definition.sop)
FROM (
  SELECT 1 AS part, a.attnum AS place, format('r.%I', a.attname) AS picked FROM pg_attribute AS a
  WHERE a.attrelid = 'dkis_store.register_rows'::regclass AND a.attnum > 0 AND a.attname NOT IN ('kode_sop', 'data')
  UNION ALL
  SELECT 2, f.place, format(CASE WHEN f.repeated THEN 'dkis_store.%s(r.id, r.data, %L, %L) AS %I' ELSE 'dkis_store.%I(r.data, %L, %L) AS %I' END,
    CASE WHEN f.repeated THEN 'items_text' ELSE CASE f.type WHEN 'bilangan' THEN 'field_number' WHEN 'tanggal' THEN 'field_date' WHEN 'ya/tidak' THEN 'field_bool' ELSE 'field_text' END END,
    f.field, f.personal, f.col)
  FROM dkis_store.register_fields(register_definition.sop) AS f) AS c
$$;
COMMENT ON FUNCTION dkis_store.register_definition(text) IS 'Kueri sebuah register';

-- Makes a SOP's register what it should be; returns what was done: 'dibuat',
-- 'diperbarui', or 'tertahan' with a warning: something of the agency's own has
-- that name, or stands upon the register whose columns must change. NULL: none
-- of its versions ever was in force. As the owner, who alone makes anything in
-- dkis_report; for dkis_admin.
CREATE FUNCTION dkis_store.refresh_register(sop text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name text;
  found_there regclass;
BEGIN
  PERFORM FROM dkis.sops AS s WHERE s.code = refresh_register.sop ORDER BY s.id FOR NO KEY UPDATE; -- one at a time
  SELECT r.register INTO name FROM dkis_store.registers AS r WHERE r.sop = refresh_register.sop;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  found_there := to_regclass(format('dkis_report.%I', name));
  IF (found_there IS NOT NULL AND NOT EXISTS (SELECT FROM dkis_store.register_views AS v WHERE v.view = found_there))
    OR NOT dkis_store.replace_register(name, dkis_store.register_definition(refresh_register.sop))
  THEN
    RAISE WARNING 'register dkis_report.% tidak dapat disesuaikan', name
      USING DETAIL = 'Nama itu sudah dipakai, atau tampilan lain dibuat di atas register yang kolomnya harus berubah.',
        HINT = 'Hapus atau ganti nama tampilan itu, lalu SELECT * FROM dkis.refresh_registers().';
    RETURN 'tertahan';
  END IF;
  -- A restore leaves registers to their old owner, not the extension.
  EXECUTE format('ALTER VIEW dkis_report.%I OWNER TO CURRENT_USER', name);
  EXECUTE format('CREATE OR REPLACE TRIGGER open_case INSTEAD OF INSERT ON dkis_report.%I
    FOR EACH ROW EXECUTE FUNCTION dkis_store.open_from_register(%L, %L)', name, refresh_register.sop,
    (SELECT coalesce(jsonb_object_agg(f.col, f.field), '{}') FROM dkis_store.register_fields(refresh_register.sop) AS f));
  EXECUTE format('CREATE OR REPLACE TRIGGER refuse_change INSTEAD OF UPDATE OR DELETE ON dkis_report.%I
    FOR EACH ROW EXECUTE FUNCTION dkis_store.refuse_change(%L)', name,
    'Ubah kasusnya: UPDATE dkis.cases ... WHERE id = ...; batalkan dengan status = ''batal'' dan note.');
  EXECUTE format('GRANT SELECT, REFERENCES ON dkis_report.%I TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader', name);
  EXECUTE format('GRANT INSERT, UPDATE, DELETE ON dkis_report.%I TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app', name);
  PERFORM dkis_store.comment_register(refresh_register.sop, name);
  PERFORM dkis_store.go_with_extension(to_regclass(format('dkis_report.%I', name)));
  RETURN CASE WHEN found_there IS NULL THEN 'dibuat' ELSE 'diperbarui' END;
END
$$;
COMMENT ON FUNCTION dkis_store.refresh_register(text) IS 'Menyesuaikan register SOP ini';

-- All registers as the SOPs now ask for them: one row each, with what was done
-- ('dihapus': there is no such SOP any more). activate_version() does it for its
-- SOP; to be called after an update of the extension, at a subscriber that has
-- received SOPs, and after a restore: then DROP EXTENSION needs no CASCADE, and
-- the registers are the owner's again, should that be another now.
-- For dkis_admin.
CREATE FUNCTION dkis.refresh_registers() RETURNS TABLE (register text, sop text, done text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  done := 'dihapus';
  FOR register IN SELECT v.register FROM dkis_store.register_views AS v EXCEPT SELECT r.register FROM dkis_store.registers AS r ORDER BY 1 LOOP
    EXECUTE format('DROP VIEW dkis_report.%I', register);
    RETURN NEXT;
  END LOOP;
  FOR register, sop IN SELECT r.register, r.sop FROM dkis_store.registers AS r ORDER BY r.register LOOP
    done := dkis_store.refresh_register(sop);
    RETURN NEXT;
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis.refresh_registers() IS 'Menyesuaikan register setiap SOP: satu baris tiap register, dengan yang dilakukan';

-- Whoever reads a register calls these; activate_version() runs as its caller.
GRANT EXECUTE ON FUNCTION dkis_store.field_text(jsonb, text, bool), dkis_store.field_number(jsonb, text, bool),
  dkis_store.field_bool(jsonb, text, bool), dkis_store.items_text(bigint, jsonb, text, bool), dkis_store.field_date(jsonb, text, bool), dkis_store.read_day(text), dkis_store.case_progress(bigint)
  TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader;
GRANT EXECUTE ON FUNCTION dkis_store.refresh_register(text) TO dkis_admin;

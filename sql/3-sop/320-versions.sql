-- A version comes into force through activate_version() and does not change
-- afterwards: cases are judged by what was in force when they opened. It may be
-- withdrawn, and come back as it was.
--
-- Restoring inserts versions that are in force, then their parts, in whatever
-- order, and must not be stopped. So coming into force seals the number of
-- parts: up to it an INSERT is a restore, one more is a change and refused.

-- Outcomes are matched without regard to case and to how many blanks stand
-- between the words.
CREATE FUNCTION dkis_store.same_words(outcome text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
BEGIN ATOMIC
  SELECT regexp_replace(lower(btrim(outcome)), '\s+', ' ', 'g');
END;
COMMENT ON FUNCTION dkis_store.same_words(text) IS 'Hasil dalam bentuk untuk dibandingkan';

CREATE FUNCTION dkis_store.version_parts(version_id bigint) RETURNS bigint
LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
  SELECT (SELECT count(*) FROM dkis.sop_steps s WHERE s.sop_version = version_id)
    + (SELECT count(*) FROM dkis.sop_step_slas s WHERE s.sop_version = version_id)
    + (SELECT count(*) FROM dkis.sop_fields s WHERE s.sop_version = version_id);
END;
COMMENT ON FUNCTION dkis_store.version_parts(bigint) IS 'Jumlah langkah, standar waktu dan isian sebuah versi SOP';

-- What keeps a version from coming into force; no row = nothing. hint: what to
-- do about it.
CREATE FUNCTION dkis_store.version_problems(version_id bigint)
RETURNS TABLE (problem text, hint text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v dkis.sop_versions;
  lawful text[];
BEGIN
  SELECT * INTO v FROM dkis.sop_versions AS ver WHERE ver.id = version_id;
  lawful := dkis.steps(v.machine);
  IF NOT dkis.is_sound(v.machine) THEN
    RETURN QUERY SELECT concat_ws(': ', 'alur tidak sehat', p.problem, p.step, p.detail),
        'Lihat dkis.soundness(machine), perbaiki alurnya.'::text
      FROM dkis.soundness(v.machine) AS p;
  END IF;
  RETURN QUERY SELECT format('langkah %s ada dalam alur tetapi tidak dalam sop_steps', m.step),
      'Lengkapi sop_steps: kegiatan, pelaksana dan mutu baku setiap langkah.'::text
    FROM unnest(lawful) AS m (step)
    WHERE NOT EXISTS (SELECT FROM dkis.sop_steps AS s WHERE s.sop_version = version_id AND s.step = m.step);
  RETURN QUERY SELECT format('langkah %s tidak ada dalam alur', s.step),
      format('Langkah dalam alur: %s.', array_to_string(lawful, ', '))
    FROM dkis.sop_steps AS s WHERE s.sop_version = version_id AND s.step <> ALL (lawful);
  RETURN QUERY SELECT format('pelaksana %s (langkah %s) tidak dikenal', s.performer, s.step),
      'Tambahkan pelaksana itu pada dkis.performers.'::text
    FROM dkis.sop_steps AS s
    WHERE s.sop_version = version_id
      AND NOT EXISTS (SELECT FROM dkis.performers AS p WHERE p.agency = s.agency AND p.code = s.performer);
  RETURN QUERY SELECT format('langkah %s tidak mempunyai hasil "%s"', s.step, w.outcome),
      format('Hasil langkah itu: %s.', array_to_string(dkis.outcomes(v.machine, s.step), ', '))
    FROM dkis.sop_steps AS s, LATERAL (VALUES (s.wait_outcome), (s.on_due_outcome)) AS w (outcome)
    WHERE s.sop_version = version_id AND s.step = ANY (lawful) AND w.outcome IS NOT NULL
      AND dkis_store.same_words(w.outcome) <> ALL (ARRAY(SELECT dkis_store.same_words(o.name) FROM unnest(dkis.outcomes(v.machine, s.step)) AS o (name)));
  RETURN QUERY SELECT format('langkah %s adalah masa tunggu tanpa standar waktu', s.step),
      'Isi sla langkah itu, misalnya 10 hari kerja; atau jadikan sla_kind batas.'::text
    FROM dkis.sop_steps AS s
    WHERE s.sop_version = version_id AND s.sla_kind = 'tunggu' AND s.sla::text = '-'
      AND NOT EXISTS (SELECT FROM dkis.sop_step_slas AS c WHERE c.sop_version = version_id AND c.step = s.step);
  RETURN QUERY SELECT format('langkah %s dikerjakan tiap organisasi tetapi mempunyai beberapa hasil', s.step),
      'Kosongkan each_organisation, atau beri langkah itu satu hasil.'::text
    FROM dkis.sop_steps AS s
    WHERE s.sop_version = version_id AND s.each_organisation IS NOT NULL AND s.step = ANY (lawful) AND cardinality(dkis.outcomes(v.machine, s.step)) > 1;
  RETURN QUERY SELECT format('isian %s yang menyebut organisasi langkah %s tidak ada, atau bukan bertipe organisasi', s.organisation_field, s.step),
      'Tambahkan isian itu pada sop_fields dengan type organisasi.'::text
    FROM dkis.sop_steps AS s
    WHERE s.sop_version = version_id AND s.organisation_field IS NOT NULL
      AND NOT EXISTS (SELECT FROM dkis.sop_fields AS i WHERE i.sop_version = version_id AND i.name = s.organisation_field AND i.type = 'organisasi');
  RETURN QUERY SELECT format('isian %s diminta pada langkah %s yang tidak ada dalam alur', i.name, i.step),
      format('Langkah dalam alur: %s.', array_to_string(lawful, ', '))
    FROM dkis.sop_fields AS i WHERE i.sop_version = version_id AND i.step <> ALL (lawful);
  RETURN QUERY SELECT format('isian %s diminta pada hasil "%s" yang tidak dimiliki langkah %s', i.name, w.outcome, i.step),
      format('Hasil langkah %s: %s.', i.step, array_to_string(dkis.outcomes(v.machine, i.step), ', '))
    FROM dkis.sop_fields AS i CROSS JOIN LATERAL unnest(i.outcomes) AS w (outcome)
    WHERE i.sop_version = version_id AND i.step = ANY (lawful)
      AND dkis_store.same_words(w.outcome) <> ALL (ARRAY(SELECT dkis_store.same_words(o.name) FROM unnest(dkis.outcomes(v.machine, i.step)) AS o (name)));
  RETURN QUERY SELECT format('kalender %s tidak dikenal', v.calendar),
      format('Kalender: %s.', coalesce((SELECT string_agg(k.code, ', ' ORDER BY k.code) FROM dkis.calendars AS k WHERE k.agency = v.agency), 'belum ada satu pun'))
    WHERE NOT EXISTS (SELECT FROM dkis.calendars AS k WHERE k.agency = v.agency AND k.code = v.calendar);
  RETURN QUERY SELECT format('total_sla_until menyebut langkah %s yang tidak ada dalam alur', v.total_sla_until),
      format('Langkah dalam alur: %s.', array_to_string(lawful, ', '))
    WHERE v.total_sla_until <> ALL (lawful);
END
$$;
COMMENT ON FUNCTION dkis_store.version_problems(bigint) IS 'Apa yang membuat sebuah versi SOP belum dapat diberlakukan; kosong = tidak ada';

-- Raises SP005 with every problem of the version, if any.
CREATE FUNCTION dkis_store.require_complete_version(version_id bigint, sop text, version int) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  problems text;
  hints text;
BEGIN
  SELECT string_agg(p.problem, E'\n' ORDER BY p.n), string_agg(DISTINCT p.hint, ' ') INTO problems, hints
    FROM dkis_store.version_problems(version_id) WITH ORDINALITY AS p (problem, hint, n);
  IF problems IS NOT NULL THEN
    RAISE EXCEPTION 'SOP % versi % belum dapat diberlakukan', sop, version
      USING ERRCODE = 'SP005', DETAIL = problems, HINT = hints;
  END IF;
END
$$;
COMMENT ON FUNCTION dkis_store.require_complete_version(bigint, text, int) IS 'Menolak (SP005) versi SOP yang tidak sehat atau tidak lengkap';

CREATE FUNCTION dkis_store.guard_version() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.status = 'rancangan' THEN
    IF TG_OP = 'UPDATE' AND NEW.status = 'berlaku' THEN
      IF to_jsonb(NEW) - 'status' - 'sealed_rows' <> to_jsonb(OLD) - 'status' - 'sealed_rows' THEN
        RAISE EXCEPTION 'SOP % versi % tidak dapat diubah sambil diberlakukan', NEW.sop, NEW.version
          USING ERRCODE = 'SP005', DETAIL = 'Yang diperiksa dan diberlakukan adalah isi yang sudah tersimpan.', HINT = 'Ubah dahulu rancangannya, kemudian dkis.activate_version(id).';
      END IF;
      PERFORM dkis_store.require_complete_version(OLD.id, NEW.sop, NEW.version);
      NEW.sealed_rows := dkis_store.version_parts(OLD.id);
    END IF;
    RETURN coalesce(NEW, OLD);
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.status <> 'rancangan' AND to_jsonb(NEW) - 'status' = to_jsonb(OLD) - 'status' THEN
    IF NEW.status = 'berlaku' AND OLD.status = 'dicabut' THEN -- what it names may be gone meanwhile
      PERFORM dkis_store.require_complete_version(OLD.id, NEW.sop, NEW.version);
    END IF;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'SOP % versi % sudah diberlakukan dan tidak dapat diubah', OLD.sop, OLD.version
    USING ERRCODE = 'SP008',
      DETAIL = 'Kasus berjalan menurut versi itu.', HINT = format('Yang boleh hanya statusnya, berlaku atau dicabut; untuk perubahan lain SELECT dkis.copy_version(%s).', OLD.id);
END
$$;
COMMENT ON FUNCTION dkis_store.guard_version() IS 'Menjaga versi SOP: yang sudah berlaku hanya dapat dicabut, yang dicabut hanya berlaku kembali';
CREATE TRIGGER guard_version BEFORE UPDATE OR DELETE ON dkis.sop_versions
FOR EACH ROW EXECUTE FUNCTION dkis_store.guard_version();

CREATE FUNCTION dkis_store.guard_version_part() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v dkis.sop_versions;
BEGIN
  -- NEW is null in a DELETE; an UPDATE may move the row to another version.
  SELECT * INTO v FROM dkis.sop_versions AS ver
    WHERE ver.id IN (OLD.sop_version, NEW.sop_version) AND ver.status <> 'rancangan'
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'SOP % versi % sudah diberlakukan dan tidak dapat diubah', v.sop, v.version
      USING ERRCODE = 'SP008', DETAIL = format('Tabel %I.%I.', TG_TABLE_SCHEMA, TG_TABLE_NAME),
        HINT = format('Salinlah: SELECT dkis.copy_version(%s), ubah salinannya, lalu dkis.activate_version(id).', v.id);
  END IF;
  RETURN coalesce(NEW, OLD);
END
$$;
COMMENT ON FUNCTION dkis_store.guard_version_part() IS 'Menjaga langkah, standar waktu dan isian dari versi SOP yang sudah berlaku';
CREATE TRIGGER guard_version BEFORE UPDATE OR DELETE ON dkis.sop_steps
FOR EACH ROW EXECUTE FUNCTION dkis_store.guard_version_part();
CREATE TRIGGER guard_version BEFORE UPDATE OR DELETE ON dkis.sop_step_slas
FOR EACH ROW EXECUTE FUNCTION dkis_store.guard_version_part();
CREATE TRIGGER guard_version BEFORE UPDATE OR DELETE ON dkis.sop_fields
FOR EACH ROW EXECUTE FUNCTION dkis_store.guard_version_part();

-- One part more than were sealed: the version would change.
CREATE FUNCTION dkis_store.guard_new_parts() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v record;
BEGIN
  -- The lock waits for one that is just coming into force.
  FOR v IN SELECT ver.id, ver.sop, ver.version, ver.sealed_rows, ver.status FROM dkis.sop_versions AS ver
           WHERE ver.id IN (SELECT n.sop_version FROM added AS n) ORDER BY ver.id FOR SHARE LOOP
    IF v.status <> 'rancangan' AND dkis_store.version_parts(v.id) > v.sealed_rows THEN
      RAISE EXCEPTION 'SOP % versi % sudah diberlakukan dan tidak dapat diubah', v.sop, v.version
        USING ERRCODE = 'SP008', DETAIL = format('Tabel %I.%I.', TG_TABLE_SCHEMA, TG_TABLE_NAME),
          HINT = format('Salinlah: SELECT dkis.copy_version(%s), ubah salinannya, lalu dkis.activate_version(id).', v.id);
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.guard_new_parts() IS 'Menolak tambahan langkah, standar waktu atau isian pada versi SOP yang sudah berlaku';
CREATE TRIGGER guard_new_parts AFTER INSERT ON dkis.sop_steps REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.guard_new_parts();
CREATE TRIGGER guard_new_parts AFTER INSERT ON dkis.sop_step_slas REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.guard_new_parts();
CREATE TRIGGER guard_new_parts AFTER INSERT ON dkis.sop_fields REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.guard_new_parts();

-- Which version counts for a case: the latest in force with effective_on not
-- after its opening. A newer one than this that counts already is told.
CREATE FUNCTION dkis_store.tell_newer_version(v dkis.sop_versions) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  newer int := (SELECT max(o.version) FROM dkis.sop_versions AS o WHERE o.agency = v.agency AND o.sop = v.sop AND o.version > v.version
    AND o.status = 'berlaku' AND coalesce(o.effective_on, '-infinity') <= dkis.today());
BEGIN
  IF newer IS NOT NULL THEN
    RAISE NOTICE 'SOP % versi % berlaku, tetapi kasus baru tetap dibuka menurut versi %', v.sop, v.version, newer
      USING HINT = format('Cabutlah versi %s dahulu: UPDATE dkis.sop_versions SET status = ''dicabut'' WHERE sop = %L AND version = %s.', newer, v.sop, newer);
  END IF;
END
$$;
COMMENT ON FUNCTION dkis_store.tell_newer_version(dkis.sop_versions) IS 'Memberi tahu bahwa versi yang lebih baru sudah berlaku';

-- Puts a draft in force, or a withdrawn version back as it was. Already in force:
-- nothing happens. SP005 with all that is missing when it is unsound or
-- incomplete; SP007 when there is no such version. For dkis_admin.
CREATE FUNCTION dkis.activate_version(version_id bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v dkis.sop_versions;
BEGIN
  -- Waits for whoever is adding steps: their foreign key holds the row's key.
  SELECT * INTO v FROM dkis.sop_versions AS ver WHERE ver.id = version_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'versi SOP dengan id % tidak ada', coalesce(version_id::text, 'NULL')
      USING ERRCODE = 'SP007', DETAIL = 'Tidak ada baris dengan id itu di dkis.sop_versions.', HINT = 'Lihat id pada tabel dkis.sop_versions.';
  ELSIF v.status <> 'berlaku' THEN
    UPDATE dkis.sop_versions AS ver SET status = 'berlaku' WHERE ver.id = version_id;
    PERFORM dkis_store.refresh_register(v.sop); -- 7-report/760-registers.sql
    PERFORM dkis_store.tell_dead_ends(v.sop, v.agency); -- 340-check_definitions.sql
    PERFORM dkis_store.tell_newer_version(v);
  END IF;
END
$$;
COMMENT ON FUNCTION dkis.activate_version(bigint)
IS 'Memberlakukan versi SOP yang sehat dan lengkap, atau yang pernah dicabut; isinya tidak berubah lagi';

-- ---- which SOP, which version (src/pg/sop/in_force.h) ----------------------------------
-- sop: code or number, SP007 also for NULL; days are those of the agency; SP005:
-- no version. at NULL is now, agency NULL this database's.

-- The code of the SOP that is meant.
CREATE FUNCTION dkis_store.sop_code(sop text, agency int DEFAULT dkis.agency()) RETURNS text
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sop_code';
COMMENT ON FUNCTION dkis_store.sop_code(text, int) IS 'Kode SOP yang dimaksud dengan kode atau nomor ini';

-- The version in force for a case that is opened then; NULL: none.
CREATE FUNCTION dkis_store.version_in_force(sop text, at timestamptz DEFAULT now(), agency int DEFAULT dkis.agency()) RETURNS bigint
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_version_in_force';
COMMENT ON FUNCTION dkis_store.version_in_force(text, timestamptz, int) IS 'Versi SOP yang berlaku pada suatu saat';

-- The version to show and to measure by: the one in force, else the next to come
-- into force, else the newest draft, else the newest that was withdrawn.
CREATE FUNCTION dkis_store.version_shown(sop text, at timestamptz DEFAULT now(), agency int DEFAULT dkis.agency()) RETURNS bigint
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_version_shown';
COMMENT ON FUNCTION dkis_store.version_shown(text, timestamptz, int) IS 'Versi SOP yang ditampilkan: yang berlaku, atau yang berikutnya, atau rancangan terbaru';

-- The guard and activate_version() run as their caller and look through these.
GRANT EXECUTE ON FUNCTION dkis_store.version_problems(bigint), dkis_store.version_parts(bigint), dkis_store.same_words(text) TO dkis_admin;
GRANT EXECUTE ON FUNCTION dkis_store.version_in_force(text, timestamptz, int) TO dkis_admin; -- load_base()
GRANT EXECUTE ON FUNCTION dkis_store.require_complete_version(bigint, text, int), dkis_store.tell_newer_version(dkis.sop_versions) TO dkis_admin;

-- Putting a version of an SOP in force, and keeping it as it was then.
--
-- A version is written as a draft (rancangan), row by row, and put in force by
-- activate_version(). From then on only its status changes, from berlaku to
-- dicabut. What guards that must not stand in the way of a restore, which
-- brings versions in force back first and their steps afterwards. Hence the
-- seal: activate_version() counts the version's rows into sealed_rows, and an
-- INSERT is refused only when it makes them more than that. While the rows come
-- back they are never more; once all are back one more is too many. As UPDATE
-- and DELETE are refused, they never become fewer either.

-- What keeps a version from being put in force; no row = nothing.
CREATE FUNCTION dkis_store.version_problems(version_id bigint) RETURNS SETOF text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
WITH version AS (
  SELECT * FROM dkis.sop_versions AS v WHERE v.id = version_id
), machine_steps AS (
  SELECT m.step FROM version AS v, unnest(dkis.steps(v.machine)) AS m (step)
), steps AS (
  SELECT s.* FROM dkis.sop_steps AS s WHERE s.sop_version = version_id
), waits AS (
  SELECT s.step, w.what, w.outcome
  FROM steps AS s, LATERAL (VALUES ('wait_outcome', s.wait_outcome), ('on_due_outcome', s.on_due_outcome)) AS w (what, outcome)
  WHERE w.outcome IS NOT NULL AND s.step IN (SELECT m.step FROM machine_steps AS m)
)
SELECT format('alur: %s%s%s', p.problem, ' (langkah ' || p.step || ')', ': ' || p.detail)
FROM version AS v, dkis.soundness(v.machine) AS p
UNION ALL
SELECT format('langkah %s ada di alur tetapi tidak di dkis.sop_steps', m.step)
FROM machine_steps AS m WHERE m.step NOT IN (SELECT s.step FROM steps AS s)
UNION ALL
SELECT format('langkah %s ada di dkis.sop_steps tetapi tidak di alur', s.step)
FROM steps AS s WHERE s.step NOT IN (SELECT m.step FROM machine_steps AS m)
UNION ALL
SELECT format('langkah %s: pelaksana %s tidak ada', s.step, s.performer)
FROM steps AS s
WHERE NOT EXISTS (SELECT FROM dkis.performers AS p WHERE p.agency = s.agency AND p.code = s.performer)
UNION ALL
SELECT format('langkah %s: masa tunggu tanpa standar waktu', s.step)
FROM steps AS s WHERE s.sla_kind = 'tunggu' AND s.sla = '-'
UNION ALL
SELECT format('langkah %s: masa tunggu tanpa wait_outcome', s.step)
FROM steps AS s WHERE s.sla_kind = 'tunggu' AND s.wait_outcome IS NULL
UNION ALL
SELECT format('langkah %s: %s "%s" bukan hasil langkah itu', w.step, w.what, w.outcome)
FROM waits AS w, version AS v
WHERE NOT EXISTS (SELECT FROM unnest(dkis.outcomes(v.machine, w.step)) AS o (outcome)
  WHERE lower(o.outcome) = lower(regexp_replace(btrim(w.outcome), '\s+', ' ', 'g')))
UNION ALL
SELECT format('kalender %s tidak ada', v.calendar)
FROM version AS v
WHERE NOT EXISTS (SELECT FROM dkis_store.calendars AS c WHERE c.agency = v.agency AND c.code = v.calendar)
UNION ALL
SELECT format('total_sla_until %s bukan langkah alur', v.total_sla_until)
FROM version AS v WHERE v.total_sla_until NOT IN (SELECT m.step FROM machine_steps AS m)
UNION ALL
SELECT 'total_sla_until tanpa total_sla'
FROM version AS v WHERE v.total_sla_until IS NOT NULL AND v.total_sla = '-'
$$;
COMMENT ON FUNCTION dkis_store.version_problems(bigint) IS 'Apa yang belum lengkap pada sebuah versi SOP; kosong = siap diberlakukan';

-- The rows that make up a version: its steps, their time standards by class,
-- its fields.
CREATE FUNCTION dkis_store.version_rows(version_id bigint) RETURNS int
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT ((SELECT count(*) FROM dkis.sop_steps AS s WHERE s.sop_version = version_id)
  + (SELECT count(*) FROM dkis.sop_step_slas AS s WHERE s.sop_version = version_id)
  + (SELECT count(*) FROM dkis.sop_fields AS f WHERE f.sop_version = version_id))::int
$$;
COMMENT ON FUNCTION dkis_store.version_rows(bigint) IS 'Banyaknya baris yang membentuk sebuah versi SOP';

-- Puts a sound and complete version in force; already in force: nothing happens.
-- SP005: withdrawn, or not ready (the hint lists what is missing); SP007: no
-- such version. The lock waits for rows of the version still being written and
-- makes later ones meet the seal.
CREATE FUNCTION dkis.activate_version(version_id bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  version record;
  problems text[];
BEGIN
  SELECT v.sop, v.version, v.status INTO version
  FROM dkis.sop_versions AS v WHERE v.id = activate_version.version_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'versi SOP % tidak ada', coalesce(version_id::text, 'NULL')
      USING ERRCODE = 'SP007', HINT = 'Lihat SELECT id, sop, version, status FROM dkis.sop_versions.';
  END IF;
  IF version.status = 'berlaku' THEN
    RETURN;
  END IF;
  IF version.status = 'dicabut' THEN
    RAISE EXCEPTION 'versi % SOP % sudah dicabut', version.version, version.sop
      USING ERRCODE = 'SP005', HINT = 'Buat versi baru dengan isi yang sama, lalu berlakukan versi itu.';
  END IF;
  problems := ARRAY(SELECT p FROM dkis_store.version_problems(version_id) AS p);
  IF problems <> '{}' THEN
    RAISE EXCEPTION 'versi % SOP % belum dapat diberlakukan', version.version, version.sop
      USING ERRCODE = 'SP005',
        DETAIL = format('%s hal belum beres.', cardinality(problems)),
        HINT = 'Perbaiki: ' || array_to_string(problems, '; ') || '.';
  END IF;
  UPDATE dkis.sop_versions AS v SET status = 'berlaku', sealed_rows = dkis_store.version_rows(v.id)
  WHERE v.id = activate_version.version_id;
END
$$;
COMMENT ON FUNCTION dkis.activate_version(bigint) IS 'Memberlakukan versi SOP yang sehat dan lengkap; sesudah itu isinya tetap';

CREATE FUNCTION dkis_store.refuse_sealed(version_id bigint, what text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  version record;
BEGIN
  SELECT v.sop, v.version, v.status INTO version FROM dkis.sop_versions AS v WHERE v.id = version_id;
  RAISE EXCEPTION 'versi % SOP % sudah % dan tidak dapat diubah', version.version, version.sop, version.status
    USING ERRCODE = 'SP008', DETAIL = what,
      HINT = 'Buat versi baru (rancangan), ubah di sana, lalu SELECT dkis.activate_version(id). Versi yang berlaku hanya dapat dicabut: UPDATE ... SET status = ''dicabut''.';
END
$$;
COMMENT ON FUNCTION dkis_store.refuse_sealed(bigint, text) IS 'Menolak perubahan pada versi SOP yang sudah diberlakukan';

-- On sop_versions, per row. Draft: free, but only activate_version() puts it in
-- force. Sealed: berlaku may become dicabut, nothing else.
CREATE FUNCTION dkis_store.guard_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.sealed_rows IS NOT NULL THEN
      PERFORM dkis_store.refuse_sealed(OLD.id, 'DELETE pada dkis.sop_versions.');
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.sealed_rows IS NULL THEN
    IF NEW.status = 'berlaku' AND NEW.sealed_rows IS NULL THEN
      RAISE EXCEPTION 'versi % SOP % diberlakukan dengan dkis.activate_version', OLD.version, OLD.sop
        USING ERRCODE = 'SP005', HINT = format('SELECT dkis.activate_version(%s);', OLD.id);
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(OLD) - 'status' IS DISTINCT FROM to_jsonb(NEW) - 'status'
    OR NOT (NEW.status = OLD.status OR (OLD.status = 'berlaku' AND NEW.status = 'dicabut'))
  THEN
    PERFORM dkis_store.refuse_sealed(OLD.id, 'UPDATE pada dkis.sop_versions.');
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION dkis_store.guard_version() IS 'Menjaga versi SOP yang sudah diberlakukan';
CREATE TRIGGER guard_version BEFORE UPDATE OR DELETE ON dkis.sop_versions
FOR EACH ROW EXECUTE FUNCTION dkis_store.guard_version();

-- On a version's rows, per row: neither changed nor deleted nor moved into or
-- out of a sealed version.
CREATE FUNCTION dkis_store.guard_version_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  sealed bigint;
BEGIN
  SELECT v.id INTO sealed FROM dkis.sop_versions AS v
  WHERE v.sealed_rows IS NOT NULL
    AND v.id IN (OLD.sop_version, CASE TG_OP WHEN 'UPDATE' THEN NEW.sop_version END)
  LIMIT 1;
  IF sealed IS NOT NULL THEN
    PERFORM dkis_store.refuse_sealed(sealed, format('%s pada %s.', TG_OP, TG_RELID::regclass));
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION dkis_store.guard_version_row() IS 'Menjaga baris versi SOP yang sudah diberlakukan';

-- On a version's rows, per INSERT statement: see the head of this file. The lock
-- on the version waits for an activate_version() that is under way.
CREATE FUNCTION dkis_store.guard_version_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  version_id bigint;
BEGIN
  FOR version_id IN
    SELECT v.id FROM dkis.sop_versions AS v
    WHERE v.id IN (SELECT i.sop_version FROM inserted AS i)
    ORDER BY v.id FOR KEY SHARE
  LOOP
    IF (SELECT v.sealed_rows < dkis_store.version_rows(v.id) FROM dkis.sop_versions AS v WHERE v.id = version_id) THEN
      PERFORM dkis_store.refuse_sealed(version_id, format('INSERT pada %s.', TG_RELID::regclass));
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.guard_version_seal() IS 'Menolak baris tambahan pada versi SOP yang sudah diberlakukan';

DO $$
DECLARE
  tbl text;
BEGIN
  FOREACH tbl IN ARRAY ARRAY['sop_steps', 'sop_step_slas', 'sop_fields'] LOOP
    EXECUTE pg_catalog.format('CREATE TRIGGER guard_version_row BEFORE UPDATE OR DELETE ON dkis.%I
      FOR EACH ROW EXECUTE FUNCTION dkis_store.guard_version_row()', tbl);
    EXECUTE pg_catalog.format('CREATE TRIGGER guard_version_seal AFTER INSERT ON dkis.%I
      REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.guard_version_seal()', tbl);
  END LOOP;
END
$$;

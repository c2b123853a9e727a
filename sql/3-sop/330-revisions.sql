-- From one version of a SOP to the next: a draft made of the last, and what changes.

-- The parts of a version as rows that can be compared: part and item say which
-- thing, attribute which of its properties, value what it says there.
CREATE FUNCTION dkis_store.version_facts(version_id bigint) RETURNS TABLE (part text, place int, item text, attribute text, value text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
SELECT 'dokumen', 0, v.sop, f.key, nullif(f.value, '-')
FROM dkis.sop_versions AS v, LATERAL jsonb_each_text(to_jsonb(v) - ARRAY['id', 'agency', 'sop', 'version', 'machine', 'status', 'sealed_rows']) AS f
WHERE v.id = version_id
UNION ALL
SELECT 'langkah', s.ordinal, s.step, f.key, nullif(f.value, '-')
FROM dkis.sop_steps AS s, LATERAL jsonb_each_text(to_jsonb(s) - ARRAY['id', 'agency', 'sop_version', 'step', 'ordinal']) AS f
WHERE s.sop_version = version_id
UNION ALL
SELECT 'panah', 0, coalesce(a.step, 'start') || coalesce(' [' || a.outcome || ']', ''), 'tujuan',
  concat_ws(' & ', VARIADIC CASE WHEN a.leads_to = '{}' THEN ARRAY['end'] ELSE a.leads_to END)
    || CASE WHEN a.waits_for = '{}' THEN '' ELSE ', bersama ' || array_to_string(a.waits_for, ', ') END
FROM dkis.sop_versions AS v, dkis.arcs(v.machine) AS a WHERE v.id = version_id
UNION ALL
SELECT 'standar waktu', 0, format('%s, %s', c.step, c.class), 'sla', c.sla::text
FROM dkis.sop_step_slas AS c WHERE c.sop_version = version_id
UNION ALL
SELECT 'isian', 0, i.name, f.key, f.value
FROM dkis.sop_fields AS i, LATERAL jsonb_each_text(to_jsonb(i) - ARRAY['id', 'agency', 'sop_version', 'name']) AS f
WHERE i.sop_version = version_id
$$;
COMMENT ON FUNCTION dkis_store.version_facts(bigint) IS 'Isi sebuah versi SOP, butir demi butir, untuk dibandingkan';

-- What version b has that a has not, lacks, or says otherwise; ids as in
-- dkis.sop_versions, no row: the same. part: dokumen, langkah, panah, standar
-- waktu (per class), isian; change: ditambah, dihapus, diubah, the last with one
-- row per attribute. SP007: no such version.
CREATE FUNCTION dkis.diff_versions(a bigint, b bigint)
RETURNS TABLE (part text, item text, change text, attribute text, old text, new text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  missing bigint;
BEGIN
  SELECT n.id INTO missing FROM unnest(ARRAY[diff_versions.a, diff_versions.b]) AS n (id)
  WHERE NOT EXISTS (SELECT FROM dkis.sop_versions AS v WHERE v.id = n.id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'versi SOP dengan id % tidak ada', coalesce(missing::text, 'NULL')
      USING ERRCODE = 'SP007', DETAIL = 'Tidak ada baris dengan id itu di dkis.sop_versions.', HINT = 'Lihat SELECT id, sop, version FROM dkis.sop_versions.';
  END IF;
  RETURN QUERY
  WITH before AS (SELECT * FROM dkis_store.version_facts(diff_versions.a)),
    after AS (SELECT * FROM dkis_store.version_facts(diff_versions.b)),
    old_items AS (SELECT DISTINCT part, place, item FROM before WHERE part <> 'dokumen'),
    new_items AS (SELECT DISTINCT part, place, item FROM after WHERE part <> 'dokumen'),
    changes AS (
      SELECT part, coalesce(n.place, o.place) AS place, item, CASE WHEN o.part IS NULL THEN 'ditambah' ELSE 'dihapus' END AS change,
        NULL::text AS attribute, f.old, f.new
      FROM old_items AS o FULL JOIN new_items AS n USING (part, item)
      CROSS JOIN LATERAL (SELECT max(x.value) FILTER (WHERE x.attribute = w.attribute AND o.part IS NOT NULL) AS old,
          max(x.value) FILTER (WHERE x.attribute = w.attribute AND o.part IS NULL) AS new
        FROM (SELECT * FROM before UNION ALL SELECT * FROM after) AS x
          JOIN (VALUES ('langkah', 'activity'), ('panah', 'tujuan'), ('standar waktu', 'sla'), ('isian', 'label')) AS w (part, attribute) USING (part)
        WHERE x.part = coalesce(n.part, o.part) AND x.item = coalesce(n.item, o.item)) AS f
      WHERE o.part IS NULL OR n.part IS NULL
      UNION ALL
      SELECT part, n.place, item, 'diubah', attribute, o.value, n.value
      FROM before AS o JOIN after AS n USING (part, item, attribute) WHERE o.value IS DISTINCT FROM n.value)
  SELECT c.part, c.item, c.change, c.attribute, c.old, c.new FROM changes AS c
  ORDER BY array_position(ARRAY['dokumen', 'langkah', 'panah', 'standar waktu', 'isian'], c.part), c.place, c.item, c.change, c.attribute;
END
$$;
COMMENT ON FUNCTION dkis.diff_versions(bigint, bigint) IS 'Beda dua versi SOP: langkah, panah, standar waktu dan isian yang ditambah, dihapus, diubah';

-- ---- the next version -------------------------------------------------------------------

-- The rows of a table that belong to one version, again for another, in the same
-- order. Whatever columns the table has, also those an agency has added.
CREATE FUNCTION dkis_store.copy_version_rows(tbl regclass, from_version bigint, to_version bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  columns text := (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute AS a
    WHERE a.attrelid = tbl AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = ''
      AND a.attname <> ALL ('{id,sop_version}'));
BEGIN
  EXECUTE format('INSERT INTO %1$s (sop_version, %2$s) SELECT $2, %2$s FROM %1$s WHERE sop_version = $1 ORDER BY id', tbl, columns)
    USING from_version, to_version;
END
$$;
COMMENT ON FUNCTION dkis_store.copy_version_rows(regclass, bigint, bigint) IS 'Menyalin baris milik sebuah versi SOP ke versi lain';
GRANT EXECUTE ON FUNCTION dkis_store.copy_version_rows(regclass, bigint, bigint) TO dkis_admin;

-- A draft of the next version, the same in everything but its number, its status
-- and what only its own signing can say: revised_on is today, effective_on today
-- or what the copied one has ahead, approved_by empty. Answers its id: change what
-- is to change, then activate_version(). SP007: no such version. For dkis_admin.
CREATE FUNCTION dkis.copy_version(version_id bigint) RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v dkis.sop_versions;
  part regclass;
BEGIN
  SELECT * INTO v FROM dkis.sop_versions AS ver WHERE ver.id = version_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'versi SOP dengan id % tidak ada', coalesce(version_id::text, 'NULL')
      USING ERRCODE = 'SP007', DETAIL = 'Tidak ada baris dengan id itu di dkis.sop_versions.', HINT = 'Lihat SELECT id, sop, version FROM dkis.sop_versions.';
  END IF;
  PERFORM FROM dkis.sops AS s WHERE s.agency = v.agency AND s.code = v.sop FOR NO KEY UPDATE; -- one number for one
  v.id := nextval('dkis.sop_versions_id_seq');
  v.version := (SELECT max(o.version) + 1 FROM dkis.sop_versions AS o WHERE o.agency = v.agency AND o.sop = v.sop);
  v.status := 'rancangan';
  v.sealed_rows := NULL;
  v.revised_on := dkis.today();
  v.effective_on := greatest(v.effective_on, dkis.today());
  v.approved_by := NULL;
  INSERT INTO dkis.sop_versions SELECT v.*;
  FOREACH part IN ARRAY '{dkis.sop_steps,dkis.sop_step_slas,dkis.sop_fields}'::regclass[] LOOP
    PERFORM dkis_store.copy_version_rows(part, version_id, v.id);
  END LOOP;
  RETURN v.id;
END
$$;
COMMENT ON FUNCTION dkis.copy_version(bigint) IS 'Rancangan versi berikutnya sebagai salinan sebuah versi SOP; menjawab id-nya';

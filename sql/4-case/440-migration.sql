-- Moving running cases to another version of their SOP.

-- Moves a running case: its open steps go on by that version's flow, performers
-- and rules; what is done stays. timers: 'tetap' keeps the open deadlines as
-- they are (one whose standard or calendar differs in the new version becomes
-- due_basis 'tetap'), 'hitung' counts them again by the new standards, with the
-- extension taken and the holds gone through. Already there: nothing happens.
-- For dkis_admin (SP004). SP003 the case is held or closed; SP005 no such
-- version in force, or no sound place in it for where the case stands; SP006 a
-- field or class that the new version asks for is missing.
CREATE FUNCTION dkis.migrate_case(case_id bigint, version int, timers text DEFAULT 'tetap') RETURNS void
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_migrate_case';
COMMENT ON FUNCTION dkis.migrate_case(bigint, int, text) IS 'Memindahkan kasus berjalan ke versi SOP lain, dengan tenggat tetap atau dihitung kembali';

-- A case as rows that can be compared before and after a move.
CREATE FUNCTION dkis_store.case_standing(case_id bigint) RETURNS TABLE (place int, step text, what text, value text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
SELECT 0, NULL, f.what, f.value
FROM dkis.cases AS c JOIN dkis.sop_versions AS v ON v.id = c.sop_version,
  LATERAL (VALUES ('versi', v.version::text), ('kedudukan', c.marking::text), ('tenggat kasus', c.due_at::text), ('dasar tenggat', c.due_basis),
    ('terpenuhi', c.met_at::text)) AS f (what, value)
WHERE c.id = case_standing.case_id
UNION ALL
SELECT row_number() OVER (ORDER BY s.id)::int, s.step, f.what, f.value
FROM dkis.case_steps AS s,
  LATERAL (VALUES ('pelaksana', s.performer), ('standar waktu', s.sla::text), ('tenggat langkah', s.due_at::text), ('dasar tenggat', s.due_basis)) AS f (what, value)
WHERE s.case_id = case_standing.case_id AND s.finished_at IS NULL
$$;
COMMENT ON FUNCTION dkis_store.case_standing(bigint) IS 'Kedudukan, pelaksana dan tenggat kasus, butir demi butir, untuk dibandingkan';

-- A trial run of migrate_case() with the same arguments: it is done and undone.
-- What would change of the case (step NULL) and of each open step; where the
-- move would be refused, one row 'ditolak' with the reason. No row: the case is
-- in that version already.
CREATE FUNCTION dkis.preview_migration(case_id bigint, version int, timers text DEFAULT 'tetap')
RETURNS TABLE (step text, what text, old text, new text)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  before jsonb;
  why text;
BEGIN
  PERFORM dkis_store.require_primary('pratinjau pindah versi');
  SELECT jsonb_agg(to_jsonb(f)) INTO before FROM dkis_store.case_standing(preview_migration.case_id) AS f;
  BEGIN
    PERFORM dkis.migrate_case(preview_migration.case_id, preview_migration.version, preview_migration.timers);
    RETURN QUERY SELECT n.step, n.what, o.value, n.value
      FROM dkis_store.case_standing(preview_migration.case_id) AS n
        JOIN jsonb_to_recordset(before) AS o (place int, step text, what text, value text) USING (place, what)
      WHERE o.value IS DISTINCT FROM n.value
      ORDER BY n.place, array_position(ARRAY['versi', 'kedudukan', 'pelaksana', 'standar waktu', 'tenggat kasus', 'tenggat langkah', 'dasar tenggat'], n.what);
    RAISE EXCEPTION USING ERRCODE = 'SPUND', MESSAGE = 'pratinjau selesai';
  EXCEPTION
    WHEN SQLSTATE 'SPUND' THEN
      NULL; -- undone; the rows returned stay
    WHEN SQLSTATE 'SP003' OR SQLSTATE 'SP005' OR SQLSTATE 'SP006' THEN
      GET STACKED DIAGNOSTICS why = PG_EXCEPTION_DETAIL;
      RETURN QUERY SELECT NULL::text, 'ditolak', NULL::text, concat_ws('. ', SQLERRM, nullif(why, ''));
  END;
END
$$;
COMMENT ON FUNCTION dkis.preview_migration(bigint, int, text) IS 'Pratinjau pindah versi: apa yang akan berubah pada kasus, tanpa mengubah apa pun';

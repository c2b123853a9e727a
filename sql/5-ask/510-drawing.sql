-- Pictures: a case where it stands now, and a SOP as its official form. What
-- they draw is in src/core/draw/case_picture.h and src/core/draw/form_plan.h.

-- Only entry may be NULL. heading: three lines, the last may be NULL. steps:
-- rows of step, activity, performer, state, note, outcomes joined by "|".
CREATE FUNCTION dkis_store.case_picture(machine dkis.state_machine, marking dkis.marking, heading text[], entry text, ended bool, steps text[]) RETURNS text
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_case_picture';
COMMENT ON FUNCTION dkis_store.case_picture(dkis.state_machine, dkis.marking, text[], text, bool, text[]) IS 'Gambar SVG sebuah kasus';

-- The rows of dkis_store.case_picture(): what each step of the version is in the case.
CREATE FUNCTION dkis_store.case_step_rows(case_id bigint, sop_version bigint, zone text) RETURNS text[]
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(ARRAY[d.step, d.activity, coalesce(p.name, d.performer),
    CASE WHEN r.step IS NULL THEN 'belum' WHEN r.ended_by = 'pembatalan' THEN 'batal' WHEN r.ended_by = 'hasil' THEN 'selesai'
      WHEN r.is_late THEN 'lewat' WHEN r.case_status = 'ditunda' THEN 'tunda' ELSE 'aktif' END,
    CASE WHEN r.step IS NULL THEN NULL WHEN r.ended_by = 'pembatalan' THEN 'dibatalkan ' || dkis_store.instant_words(r.finished_at, $3)
      WHEN r.ended_by = 'hasil' THEN format(E'selesai %s\nhasil: %s', dkis_store.instant_words(r.finished_at, $3), r.outcome)
      ELSE coalesce(CASE d.sla_kind WHEN 'tunggu' THEN 'tunggu s.d. ' ELSE 'tenggat ' END || dkis_store.instant_words(r.due_at, $3), 'tanpa tenggat') END
      || CASE WHEN r.round > 1 THEN format(E'%s putaran ke-%s', CASE WHEN r.is_open THEN E'\n' ELSE ',' END, r.round) ELSE '' END,
    f.outcomes] ORDER BY d.ordinal), '{}')
  FROM dkis.sop_steps AS d
    LEFT JOIN dkis.performers AS p ON p.agency = d.agency AND p.code = d.performer
    LEFT JOIN LATERAL (SELECT s.step, s.round, s.due_at, s.finished_at, s.outcome, s.ended_by, s.is_open, s.is_late, s.case_status
      FROM dkis_store.step_facts AS s WHERE s.case_id = $1 AND s.step = d.step ORDER BY s.is_open DESC, s.round DESC LIMIT 1) AS r ON true
    CROSS JOIN LATERAL (SELECT string_agg(DISTINCT s.outcome, '|') AS outcomes FROM dkis.case_steps AS s
      WHERE s.case_id = $1 AND s.step = d.step AND s.ended_by = 'hasil') AS f
  WHERE d.sop_version = $2
$$;
COMMENT ON FUNCTION dkis_store.case_step_rows(bigint, bigint, text) IS 'Keadaan tiap langkah kasus, untuk digambar';

-- A case's flow as SVG: steps done, active, overdue (against now()), waiting at
-- a join and never reached, by colour, sign and word; deadlines in the zone of
-- the SOP's calendar. Of persons it tells nothing; the title is the case's own.
-- For whoever may read dkis.cases. SP003 no such case.
CREATE FUNCTION dkis.case_svg(case_id bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c record;
BEGIN
  SELECT f.* INTO c FROM dkis.cases AS k JOIN dkis_store.case_facts AS f ON f.case_id = k.id WHERE k.id = case_svg.case_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'kasus % tidak ada', case_svg.case_id USING ERRCODE = 'SP003', DETAIL = 'Tidak ada kasus dengan id itu di dkis.cases.', HINT = 'Nomor kasus ada di kolom id dkis.cases.';
  END IF;
  RETURN dkis_store.case_picture(c.machine, c.marking, ARRAY[
    format('%s  %s', coalesce(c.register_no, format('Kasus %s (belum bernomor)', c.case_id)), c.title),
    format('SOP %s %s, versi %s. Status: %s. Diterima %s.%s%s Zona waktu %s.', c.sop_number, c.sop_name, c.version, c.status,
      dkis_store.instant_words(c.received_at, c.time_zone), ' Tenggat keseluruhan ' || dkis_store.instant_words(c.due_at, c.time_zone) || '.',
      ' Ditutup ' || dkis_store.instant_words(c.closed_at, c.time_zone) || '.', c.time_zone),
    CASE c.status WHEN 'ditunda' THEN 'DITUNDA sejak ' || dkis_store.instant_words(c.held_at, c.time_zone) || ': tenggat tidak berjalan'
      WHEN 'batal' THEN 'BATAL pada ' || dkis_store.instant_words(c.closed_at, c.time_zone) END],
    c.entry, c.status = 'selesai', dkis_store.case_step_rows(c.case_id, c.sop_version, c.time_zone));
END
$$;
COMMENT ON FUNCTION dkis.case_svg(bigint) IS 'Gambar SVG kasus: langkah selesai, aktif, lewat tenggat, menunggu, belum';

-- heading: the sixteen texts of FormNotes in src/core/draw/form_plan.h, in its order.
-- steps: rows of step, activity, performer, requirement, time, output, note,
-- provenance, and any text when the time is a waiting period. Texts may be NULL.
CREATE FUNCTION dkis_store.sop_form(machine dkis.state_machine, heading text[], legal_basis text[], qualifications text[],
  related text[], equipment text[], steps text[]) RETURNS text
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_sop_form';
COMMENT ON FUNCTION dkis_store.sop_form(dkis.state_machine, text[], text[], text[], text[], text[], text[]) IS 'Formulir SOP sebagai halaman HTML';

-- The rows of dkis_store.sop_form(): what the version says of each step.
CREATE FUNCTION dkis_store.form_step_rows(sop_version bigint) RETURNS text[]
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(ARRAY[d.step, d.activity, coalesce(p.name, d.performer), d.requirement,
    CASE WHEN k.by_class IS NULL THEN d.sla::text ELSE concat_ws(E'\n', nullif(d.sla::text, '-'), k.by_class) END, d.output,
    nullif(concat_ws(E'\n', d.note, 'Hasil "' || d.wait_outcome || '" sah setelah masa tunggu lewat.',
      'Hasil "' || d.on_due_outcome || '" ditetapkan sendiri saat masa tunggu lewat.'), ''),
    d.provenance, CASE d.sla_kind WHEN 'tunggu' THEN 'ya' END] ORDER BY d.ordinal), '{}')
  FROM dkis.sop_steps AS d
    LEFT JOIN dkis.performers AS p ON p.agency = d.agency AND p.code = d.performer
    CROSS JOIN LATERAL (SELECT string_agg(s.class || ': ' || s.sla::text, E'\n' ORDER BY array_position(ARRAY['ringan', 'sedang', 'berat'], s.class)) AS by_class
      FROM dkis.sop_step_slas AS s WHERE s.sop_version = d.sop_version AND s.step = d.step) AS k
  WHERE d.sop_version = $1
$$;
COMMENT ON FUNCTION dkis_store.form_step_rows(bigint) IS 'Isi formulir SOP, langkah demi langkah';

-- A SOP's version in force today (else the next to come into force, else the
-- newest draft) as the official form of Permenpan RB 35/2012: a header page and
-- the table of steps with the flow drawn over the performers' columns. One
-- self-contained page, for A4 across; well-formed as XML too. The issuer is the
-- organisation that the setting "organisation" names, else the first of kind
-- "perangkat daerah". sop: code or number; SP007.
CREATE FUNCTION dkis.sop_html(sop text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v dkis.sop_versions;
  o dkis.sops;
  own text;
  office text;
BEGIN
  SELECT ver.* INTO v FROM dkis.sop_versions AS ver WHERE ver.id = dkis_store.version_shown(sop_html.sop);
  SELECT p.* INTO o FROM dkis.sops AS p WHERE p.agency = v.agency AND p.code = v.sop;
  own := dkis.setting('organisation');
  SELECT g.name INTO office FROM dkis.organisations AS g WHERE g.agency = o.agency AND (g.kind = 'perangkat daerah' OR g.code = own)
  ORDER BY g.code IS NOT DISTINCT FROM own DESC, g.id LIMIT 1;
  RETURN dkis_store.sop_form(v.machine, ARRAY[
      (SELECT 'Pemerintah Daerah ' || a.name FROM dkis.areas AS a WHERE a.agency = o.agency AND a.level = 'kota' ORDER BY a.id LIMIT 1),
      office, o.division, v.document_no, dkis_store.day_words(v.created_on), dkis_store.day_words(v.revised_on), dkis_store.day_words(v.effective_on),
      v.approved_by, o.name, o.activity, o.sub_activity, v.warning, v.recording,
      format('SOP %s, versi %s (%s). Kalender: %s.', o.number, v.version, v.status, coalesce((SELECT k.name FROM dkis.calendars AS k WHERE k.agency = v.agency AND k.code = v.calendar), v.calendar))
        || CASE WHEN v.total_sla::text <> '-' THEN format(' Waktu keseluruhan: %s sejak diterima%s.', v.total_sla, coalesce(' sampai langkah ' || v.total_sla_until || ' selesai', '')) ELSE '' END,
      v.note, CASE v.status WHEN 'rancangan' THEN 'RANCANGAN: versi ini belum berlaku' END],
    coalesce(v.legal_basis, '{}'), coalesce(v.qualifications, '{}'), coalesce(v.related, '{}'), coalesce(v.equipment, '{}'), dkis_store.form_step_rows(v.id));
END
$$;
COMMENT ON FUNCTION dkis.sop_html(text) IS 'SOP sebagai formulir resmi (HTML, A4 mendatar) dengan bagan alirnya';

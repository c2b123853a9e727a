-- Why a case, or a step of it, is due when it is.

-- The days of explain_due() from where the clock runs, then each hold and the
-- extension in the order in which they came and what each did to the deadline,
-- last the deadline on record where that is another. An extension that no hold
-- preceded is shown by its days. step NULL: the case's own deadline; a step: its
-- latest round. No row: nothing is due. SP003 no such case, SP002 the step never
-- was active.
CREATE FUNCTION dkis.explain_case(case_id bigint, step text DEFAULT NULL)
RETURNS TABLE (day date, counted bool, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  clock record;
  holds record;
  stage record;
  first_extended bool;
  due timestamptz;
  clock_format constant text := 'YYYY-MM-DD HH24.MI';
BEGIN
  SELECT c.agency, c.received_at AS start, v.total_sla AS sla, v.calendar, k.time_zone, c.extended_at, c.due_at, c.due_basis AS basis INTO clock
  FROM dkis.cases AS c JOIN dkis.sop_versions AS v ON v.id = c.sop_version
  JOIN dkis.calendars AS k ON k.agency = v.agency AND k.code = v.calendar WHERE c.id = explain_case.case_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'kasus % tidak ada', explain_case.case_id USING ERRCODE = 'SP003', DETAIL = 'Tidak ada kasus dengan id itu di dkis.cases.', HINT = 'Nomor kasus ada di kolom id dkis.cases.';
  END IF;
  IF explain_case.step IS NOT NULL THEN
    SELECT clock.agency, s.clock_from AS start, s.sla, clock.calendar, clock.time_zone, s.extended_at, s.due_at, s.due_basis AS basis INTO clock
    FROM dkis.case_steps AS s WHERE s.case_id = explain_case.case_id AND s.step = explain_case.step ORDER BY s.round DESC LIMIT 1;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'langkah % belum pernah aktif', explain_case.step USING ERRCODE = 'SP002', DETAIL = 'Hanya langkah yang sudah dimulai mempunyai tenggat.', HINT = format('Langkah yang pernah aktif: %s.',
        (SELECT string_agg(s.step, ', ' ORDER BY s.started_at, s.id) FROM dkis.case_steps AS s WHERE s.case_id = explain_case.case_id));
    END IF;
  END IF;
  IF clock.basis = 'tetap' THEN
    RETURN QUERY SELECT (clock.due_at AT TIME ZONE clock.time_zone)::date, true,
      format('tenggat %s ditetapkan, tidak dihitung', to_char(clock.due_at AT TIME ZONE clock.time_zone, clock_format));
    RETURN;
  END IF;
  SELECT coalesce(array_agg(h.held_at ORDER BY h.resumed_at, h.id) FILTER (WHERE h.resumed_at IS NOT NULL), '{}') AS held,
    coalesce(array_agg(h.resumed_at ORDER BY h.resumed_at, h.id) FILTER (WHERE h.resumed_at IS NOT NULL), '{}') AS resumed,
    max(h.held_at) FILTER (WHERE h.resumed_at IS NULL) AS held_now INTO holds
  FROM dkis.case_holds AS h WHERE h.case_id = explain_case.case_id;
  FOR stage IN
    SELECT t.*, row_number() OVER (ORDER BY t.place) AS n, lead(t.stage) OVER (ORDER BY t.place) AS following
    FROM dkis_store.deadline_stages(clock.start, clock.sla, clock.extended_at, holds.held, holds.resumed, clock.calendar, clock.agency)
      WITH ORDINALITY AS t (stage, since, until, due, place) ORDER BY t.place
  LOOP
    IF stage.n = 1 THEN
      first_extended := coalesce(stage.following = 'perpanjangan', false);
      RETURN QUERY SELECT * FROM dkis_store.explain_due(clock.start, clock.sla, clock.calendar, first_extended, clock.agency);
    ELSIF stage.n > 2 OR NOT first_extended THEN
      RETURN QUERY SELECT (stage.since AT TIME ZONE clock.time_zone)::date, false,
        format('%s: tenggat %s %s', CASE stage.stage WHEN 'penundaan'
            THEN format('ditunda sejak %s sampai %s', to_char(stage.since AT TIME ZONE clock.time_zone, clock_format), to_char(stage.until AT TIME ZONE clock.time_zone, clock_format))
            ELSE format('diperpanjang %s', to_char(stage.since AT TIME ZONE clock.time_zone, clock_format)) END,
          CASE WHEN stage.due = due THEN 'tetap' ELSE 'menjadi' END, to_char(stage.due AT TIME ZONE clock.time_zone, clock_format));
    END IF;
    due := stage.due;
  END LOOP;
  IF due IS NOT NULL AND holds.held_now IS NOT NULL THEN
    RETURN QUERY SELECT (holds.held_now AT TIME ZONE clock.time_zone)::date, false,
      format('ditunda sejak %s: tenggat bergeser saat dilanjutkan', to_char(holds.held_now AT TIME ZONE clock.time_zone, clock_format));
  END IF;
  IF due IS DISTINCT FROM clock.due_at THEN
    RETURN QUERY SELECT (clock.due_at AT TIME ZONE clock.time_zone)::date, clock.due_at IS NOT NULL,
      coalesce(format('tenggat tercatat %s; lihat peristiwa kasus', to_char(clock.due_at AT TIME ZONE clock.time_zone, clock_format)), 'tanpa tenggat tercatat');
  END IF;
END
$$;
COMMENT ON FUNCTION dkis.explain_case(bigint, text) IS 'Menjelaskan tenggat kasus atau langkahnya hari demi hari, beserta penundaan';

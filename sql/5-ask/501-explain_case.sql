-- Why a case, or a step of it, is due when it is.

-- The days of explain_due() from where the clock runs, then each hold and what
-- it did to the deadline, last the deadline on record where that is another.
-- step NULL: the case's own deadline; a step: its latest round. No row: nothing
-- is due. SP003 no such case, SP002 the step never was active.
CREATE FUNCTION dkis.explain_case(case_id bigint, step text DEFAULT NULL)
RETURNS TABLE (day date, counted bool, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  clock record;
  hold record;
  due timestamptz;
  shifted timestamptz;
  clock_format constant text := 'YYYY-MM-DD HH24.MI';
BEGIN
  SELECT c.received_at AS start, c.received_at AS began, v.total_sla AS sla, v.calendar, k.time_zone,
    c.extended_at IS NOT NULL AS extended, c.due_at, c.due_basis AS basis INTO clock
  FROM dkis.cases AS c JOIN dkis.sop_versions AS v ON v.id = c.sop_version
  JOIN dkis.calendars AS k ON k.agency = v.agency AND k.code = v.calendar WHERE c.id = explain_case.case_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'kasus % tidak ada', explain_case.case_id USING ERRCODE = 'SP003', HINT = 'Nomor kasus ada di kolom id dkis.cases.';
  END IF;
  IF explain_case.step IS NOT NULL THEN
    SELECT s.clock_from AS start, s.started_at AS began, s.sla, clock.calendar, clock.time_zone, s.extended_at IS NOT NULL AS extended,
      s.due_at, s.due_basis AS basis INTO clock
    FROM dkis.case_steps AS s WHERE s.case_id = explain_case.case_id AND s.step = explain_case.step ORDER BY s.round DESC LIMIT 1;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'langkah % belum pernah aktif', explain_case.step USING ERRCODE = 'SP002', HINT = format('Langkah yang pernah aktif: %s.',
        (SELECT string_agg(s.step, ', ' ORDER BY s.started_at, s.id) FROM dkis.case_steps AS s WHERE s.case_id = explain_case.case_id));
    END IF;
  END IF;
  IF clock.basis = 'tetap' THEN
    RETURN QUERY SELECT (clock.due_at AT TIME ZONE clock.time_zone)::date, true,
      format('tenggat %s ditetapkan, tidak dihitung', to_char(clock.due_at AT TIME ZONE clock.time_zone, clock_format));
    RETURN;
  END IF;
  RETURN QUERY SELECT * FROM dkis.explain_due(clock.start, clock.sla, clock.calendar, clock.extended);
  due := dkis.due_at(clock.start, clock.sla, clock.calendar, clock.extended);
  FOR hold IN SELECT h.held_at, h.resumed_at FROM dkis.case_holds AS h
    WHERE h.case_id = explain_case.case_id AND due IS NOT NULL AND coalesce(h.resumed_at > clock.began, true) ORDER BY h.held_at
  LOOP
    shifted := coalesce(dkis.due_after_hold(due, clock.sla, hold.held_at, hold.resumed_at, clock.calendar), due);
    RETURN QUERY SELECT (hold.held_at AT TIME ZONE clock.time_zone)::date, false,
      format('ditunda sejak %s', to_char(hold.held_at AT TIME ZONE clock.time_zone, clock_format))
      || CASE WHEN hold.resumed_at IS NULL THEN ': tenggat bergeser saat dilanjutkan'
        ELSE format(' sampai %s: tenggat %s %s', to_char(hold.resumed_at AT TIME ZONE clock.time_zone, clock_format),
          CASE WHEN shifted = due THEN 'tetap' ELSE 'menjadi' END, to_char(shifted AT TIME ZONE clock.time_zone, clock_format)) END;
    due := shifted;
  END LOOP;
  IF due IS DISTINCT FROM clock.due_at THEN
    RETURN QUERY SELECT (clock.due_at AT TIME ZONE clock.time_zone)::date, clock.due_at IS NOT NULL,
      coalesce(format('tenggat tercatat %s; lihat peristiwa kasus', to_char(clock.due_at AT TIME ZONE clock.time_zone, clock_format)), 'tanpa tenggat tercatat');
  END IF;
END
$$;
COMMENT ON FUNCTION dkis.explain_case(bigint, text) IS 'Menjelaskan tenggat kasus atau langkahnya hari demi hari, beserta penundaan';

-- Recurring cases. docs/recurring.md.

-- The periods of a rule whose day falls within since..until: their key and
-- their (first) working day. Keys: 2026-11-23, 2026-11, 2026-T4, 2026.
CREATE FUNCTION dkis_store.periods(rule text, calendar text, since date, until date)
RETURNS TABLE (period text, day date) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  unit text := CASE rule WHEN 'hari kerja pertama setiap bulan' THEN 'month'
    WHEN 'hari kerja pertama setiap triwulan' THEN 'quarter' ELSE 'year' END;
  every interval := CASE unit WHEN 'month' THEN '1 month' WHEN 'quarter' THEN '3 months' ELSE '1 year' END;
  key_form text := CASE unit WHEN 'month' THEN 'YYYY-MM' WHEN 'quarter' THEN 'YYYY-"T"Q' ELSE 'YYYY' END;
BEGIN
  IF NOT isfinite(since) OR NOT isfinite(until) THEN
    RAISE EXCEPTION 'jadwal tanpa hari pertama atau terakhir: % sampai %', since, until
      USING ERRCODE = '22008', DETAIL = 'Jadwal dihitung dari hari pertama sampai hari terakhir yang disebut.', HINT = 'Isi dkis.sop_schedules.starts_on dengan tanggal.';
  ELSIF since > until THEN
    RETURN;
  ELSIF rule = 'setiap hari kerja' THEN
    RETURN QUERY SELECT to_char(d, 'YYYY-MM-DD'), d FROM dkis.workdays(daterange(since, until, '[]'), calendar) AS d;
  ELSE
    RETURN QUERY
    SELECT to_char(start, key_form), first_day
    FROM generate_series(date_trunc(unit, since::timestamp), until::timestamp, every) AS start
    CROSS JOIN LATERAL (SELECT dkis.add_workdays(start::date, 0, calendar)) AS f (first_day)
    WHERE first_day BETWEEN since AND until AND first_day < start + every;
  END IF;
END
$$;
COMMENT ON FUNCTION dkis_store.periods(text, text, date, date) IS 'Periode sebuah jadwal: kunci dan hari kerjanya';

-- When the cases that a period waits for (sop_schedules.after) are done: those of
-- this entry received before its day opened, and, of a schedule that opens on first
-- working days too, the one of this very day; no longer than five working days.
CREATE FUNCTION dkis_store.waited_for(agency int, sop text, entry text, opening timestamptz, calendar text) RETURNS timestamptz LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT greatest(waited_for.opening, least(max(w.done), dkis_store.due_at(waited_for.opening, '5 hari kerja', waited_for.calendar, false, waited_for.agency)))
  FROM (
    SELECT coalesce(c.closed_at, 'infinity') AS done FROM dkis_store.cases c
    WHERE c.agency = waited_for.agency AND c.sop = waited_for.sop AND c.received_at < waited_for.opening
      AND dkis_store.same_words(c.entry) = dkis_store.same_words(waited_for.entry)
    UNION ALL
    SELECT coalesce(c.closed_at, 'infinity') FROM dkis.sop_schedules s
    CROSS JOIN LATERAL (SELECT dkis_store.local_date(waited_for.opening, s.agency)) AS d (day)
    LEFT JOIN dkis_store.cases c ON c.schedule = s.id AND c.period = to_char(d.day, CASE s.rule WHEN 'hari kerja pertama setiap bulan' THEN 'YYYY-MM' WHEN 'hari kerja pertama setiap triwulan' THEN 'YYYY-"T"Q' ELSE 'YYYY' END)
    WHERE s.agency = waited_for.agency AND s.sop = waited_for.sop AND dkis_store.same_words(s.entry) = dkis_store.same_words(waited_for.entry)
      AND s.rule <> 'setiap hari kerja' AND s.starts_on <= d.day) AS w
  HAVING count(*) > 0;
END;
COMMENT ON FUNCTION dkis_store.waited_for(int, text, text, timestamptz, text) IS 'Kapan kasus yang ditunggu sebuah jadwal selesai';

-- The periods a schedule should have opened by now and has not: after its last,
-- in order, each from the opening of its day, or when what it waits for is done. A
-- day that became a working day only afterwards is not opened in arrears.
CREATE FUNCTION dkis_store.periods_due(of_schedule bigint, at timestamptz)
RETURNS TABLE (sop text, entry text, title text, period text, opens_at timestamptz) LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT s.sop, s.entry, concat(coalesce(s.title, o.name), ' ', dkis_store.period_name(p.period)), p.period, t.opens_at
  FROM dkis.sop_schedules s
  JOIN dkis.sops o ON o.agency = s.agency AND o.code = s.sop
  CROSS JOIN LATERAL (
    SELECT v.calendar, k.time_zone FROM dkis.sop_versions v
    JOIN dkis_store.calendars k ON k.agency = v.agency AND k.code = v.calendar
    WHERE v.id = dkis_store.version_in_force(s.sop, periods_due.at, s.agency)) AS k
  LEFT JOIN LATERAL (
    SELECT c.period, (c.received_at AT TIME ZONE k.time_zone)::date AS day FROM dkis_store.cases c
    WHERE c.schedule = s.id ORDER BY c.period DESC LIMIT 1) AS last ON true
  CROSS JOIN LATERAL dkis_store.periods(s.rule, k.calendar, greatest(s.starts_on, last.day),
    (periods_due.at AT TIME ZONE k.time_zone)::date) p
  CROSS JOIN LATERAL (
    SELECT dkis.next_opening(p.day::timestamp AT TIME ZONE k.time_zone, k.calendar)) AS w (opening)
  CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN s.after IS NOT NULL THEN dkis_store.waited_for(s.agency, s.sop, s.after, w.opening, k.calendar) END, w.opening)) AS t (opens_at)
  WHERE s.id = of_schedule AND t.opens_at <= periods_due.at
    AND (last.period IS NULL OR p.period > last.period)
  ORDER BY p.day;
END;
COMMENT ON FUNCTION dkis_store.periods_due(bigint, timestamptz) IS 'Periode jadwal yang seharusnya sudah dibuka';

-- Opens what one schedule owes, at most 1000 periods at a time. The schedule is
-- locked, so that two runs cannot open a period twice.
CREATE FUNCTION dkis_store.open_periods(of_schedule bigint, at timestamptz) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  opened int;
BEGIN
  INSERT INTO dkis.cases (sop, entry, title, schedule, period, received_at, opened_by)
  SELECT d.sop, d.entry, d.title, of_schedule, d.period, d.opens_at, 'sistem'
  FROM dkis_store.periods_due(of_schedule, at) d
  LIMIT 1000;
  GET DIAGNOSTICS opened = ROW_COUNT;
  RETURN opened;
END
$$;
COMMENT ON FUNCTION dkis_store.open_periods(bigint, timestamptz) IS 'Membuka kasus yang terutang oleh satu jadwal';

-- One schedule that fails (a required field, an entry that is gone) does not
-- keep the others from opening; its error stands in dkis.jobs. A SOP without a
-- version in force opens nothing.
CREATE PROCEDURE dkis.open_recurring(now timestamptz DEFAULT now())
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  begun timestamptz := clock_timestamp();
  schedule record;
  opened int := 0;
  errors text;
  at timestamptz := least(now, clock_timestamp());
BEGIN
  PERFORM dkis_store.check_job_time(now);
  IF at < now THEN
    RAISE WARNING 'kasus berulang tidak dibuka di muka: dibuka yang terutang sampai sekarang' USING HINT = 'Panggil tanpa argumen.';
  END IF;
  IF dkis_store.nothing_to_do('dkis.open_recurring', begun) THEN
    RETURN;
  END IF;
  FOR schedule IN
    SELECT id, sop FROM dkis.sop_schedules
    WHERE agency = dkis.agency() AND starts_on <= at + interval '1 day'
    ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
  LOOP
    BEGIN
      opened := opened + dkis_store.open_periods(schedule.id, at);
    EXCEPTION
      WHEN transaction_rollback THEN RAISE;
      WHEN OTHERS THEN errors := concat_ws('; ', errors, format('%s: %s', schedule.sop, SQLERRM));
    END;
  END LOOP;
  IF errors IS NOT NULL THEN
    RAISE WARNING 'ada jadwal yang gagal dibuka: %', errors USING HINT = 'Lihat dkis.jobs.';
  END IF;
  PERFORM dkis_store.record_run('dkis.open_recurring', begun, opened, errors);
END
$$;
COMMENT ON PROCEDURE dkis.open_recurring(timestamptz)
IS 'Membuka kasus berulang, sekali per jadwal dan periode, juga setelah server sempat mati';

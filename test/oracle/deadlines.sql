-- What every open deadline must be: counted day by day, from the history of the
-- cases, their holds and the rows of the calendars. Slow and obvious, and with
-- nothing in common with the clock in C but the law (docs/calendar.md).
--
--   CALL oracle.look(first, last);          -- reads the days between the two, of all calendars
--   SELECT * FROM oracle.differences;       -- no row: dkis and the oracle agree
CREATE SCHEMA oracle;

-- ---- days ---------------------------------------------------------------------

-- Every worked day, and its last close; every span of it.
CREATE TABLE oracle.days (calendar text, day date, close timestamptz, PRIMARY KEY (calendar, day));
CREATE TABLE oracle.spans (calendar text, day date, opens timestamptz, closes timestamptz, PRIMARY KEY (calendar, opens));
CREATE INDEX ON oracle.spans (calendar, closes);

-- The hours of a weekday in the narrowest set that holds the day.
CREATE FUNCTION oracle.hours(calendar text, day date, weekday int) RETURNS TABLE (opens time, closes time) LANGUAGE sql STABLE AS $$
  SELECT h.opens, h.closes FROM dkis_store.calendar_hours h
  WHERE h.calendar = $1 AND h.weekday = $3 AND h.valid = (
    SELECT s.valid FROM dkis_store.calendar_hours s WHERE s.calendar = $1 AND s.valid @> $2
    ORDER BY coalesce(upper(s.valid) - lower(s.valid), 1000000) LIMIT 1)
$$;

CREATE FUNCTION oracle.is_closed(calendar text, day date) RETURNS bool LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM dkis_store.holidays h JOIN dkis_store.calendars c ON c.code = h.calendar
    WHERE h.calendar = $1 AND h.day = $2
      AND (h.kind IN ('libur nasional', 'libur daerah') OR (h.kind = 'cuti bersama' AND NOT c.joint_leave_is_work)))
$$;

CREATE FUNCTION oracle.is_special(calendar text, day date) RETURNS bool LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM dkis_store.holidays h WHERE h.calendar = $1 AND h.day = $2 AND h.kind = 'hari kerja khusus')
$$;

CREATE FUNCTION oracle.spans_on(calendar text, day date) RETURNS TABLE (opens timestamptz, closes timestamptz) LANGUAGE plpgsql STABLE AS $$
DECLARE
  the dkis_store.calendars;
  weekday int := extract(isodow FROM day);
BEGIN
  SELECT * INTO the FROM dkis_store.calendars c WHERE c.code = calendar;
  IF the.kind = '24 jam' THEN
    RETURN QUERY SELECT day::timestamp AT TIME ZONE the.time_zone, (day + 1)::timestamp AT TIME ZONE the.time_zone;
    RETURN;
  END IF;
  IF oracle.is_special(calendar, day) THEN
    IF NOT EXISTS (SELECT FROM oracle.hours(calendar, day, weekday)) THEN
      weekday := 1;
    END IF;
  ELSIF oracle.is_closed(calendar, day) THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT (day + h.opens) AT TIME ZONE the.time_zone, (day + h.closes) AT TIME ZONE the.time_zone
    FROM oracle.hours(calendar, day, weekday) h;
END $$;

CREATE PROCEDURE oracle.look(first date, last date, only_at text[] DEFAULT NULL) LANGUAGE sql AS $$
  DELETE FROM oracle.spans s WHERE only_at IS NULL OR s.calendar = ANY (only_at);
  DELETE FROM oracle.days d WHERE only_at IS NULL OR d.calendar = ANY (only_at);
  INSERT INTO oracle.spans SELECT c.code, d::date, s.opens, s.closes
    FROM dkis_store.calendars c, generate_series(first, last, interval '1 day') d, oracle.spans_on(c.code, d::date) s
    WHERE only_at IS NULL OR c.code = ANY (only_at);
  INSERT INTO oracle.days SELECT s.calendar, s.day, max(s.closes) FROM oracle.spans s
    WHERE only_at IS NULL OR s.calendar = ANY (only_at) GROUP BY 1, 2;
$$;

-- ---- counting -------------------------------------------------------------------

CREATE FUNCTION oracle.worked_from(calendar text, day date) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
  FOR i IN 0 .. 400 LOOP
    IF EXISTS (SELECT FROM oracle.days d WHERE d.calendar = $1 AND d.day = $2 + i) THEN
      RETURN day + i;
    END IF;
  END LOOP;
  RAISE EXCEPTION 'the oracle has not looked as far as %', day;
END $$;

CREATE FUNCTION oracle.close(calendar text, day date) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT d.close FROM oracle.days d WHERE d.calendar = $1 AND d.day = $2
$$;

CREATE FUNCTION oracle.local_day(calendar text, at timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT (at AT TIME ZONE c.time_zone)::date FROM dkis_store.calendars c WHERE c.code = $1
$$;

-- The day that ends at this instant, or the one that it lies in.
CREATE FUNCTION oracle.ending_day(calendar text, at timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT d.day FROM oracle.days d WHERE d.calendar = $1 AND d.close = $2), oracle.local_day($1, $2))
$$;

CREATE FUNCTION oracle.never_closes(calendar text) RETURNS bool LANGUAGE sql STABLE AS $$
  SELECT c.kind = '24 jam' FROM dkis_store.calendars c WHERE c.code = $1
$$;

-- Span after span, until the time is used up.
CREATE FUNCTION oracle.work_on(calendar text, at timestamptz, work interval) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
  span record;
  rest interval := work;
BEGIN
  IF work = interval '0' THEN
    RETURN at;
  END IF;
  FOR span IN SELECT greatest(s.opens, at) AS opens, s.closes FROM oracle.spans s
    WHERE s.calendar = work_on.calendar AND s.closes > at ORDER BY s.opens
  LOOP
    IF span.opens + rest <= span.closes THEN
      RETURN span.opens + rest;
    END IF;
    rest := rest - (span.closes - span.opens);
  END LOOP;
  RAISE EXCEPTION 'the oracle has not looked far enough after %', at;
END $$;

CREATE FUNCTION oracle.worked_between(calendar text, a timestamptz, b timestamptz) RETURNS interval LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(least(s.closes, b) - greatest(s.opens, a)), '0') FROM oracle.spans s WHERE s.calendar = $1 AND s.closes > a AND s.opens < b
$$;

CREATE FUNCTION oracle.closes_in(calendar text, a timestamptz, b timestamptz) RETURNS int LANGUAGE sql STABLE AS $$
  SELECT count(*)::int FROM oracle.days d WHERE d.calendar = $1 AND d.close > a AND d.close <= b
$$;

CREATE FUNCTION oracle.workdays_after(calendar text, day date, n int) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
  FOR i IN 1 .. n LOOP
    day := oracle.worked_from(calendar, day + 1);
  END LOOP;
  RETURN day;
END $$;

-- n of a unit from an instant that belongs to this day.
CREATE FUNCTION oracle.count(calendar text, start timestamptz, day date, n int, unit text) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
  zone text := (SELECT c.time_zone FROM dkis_store.calendars c WHERE c.code = calendar);
BEGIN
  IF unit IN ('menit', 'jam') THEN
    RETURN oracle.work_on(calendar, start, n * CASE unit WHEN 'jam' THEN interval '1 hour' ELSE interval '1 minute' END);
  ELSIF oracle.never_closes(calendar) THEN
    RETURN CASE WHEN unit = 'bulan' THEN (start AT TIME ZONE zone + n * interval '1 month') AT TIME ZONE zone
      WHEN n = 0 THEN (day + 1)::timestamp AT TIME ZONE zone
      ELSE start + n * interval '24 hours' END;
  END IF;
  day := CASE unit WHEN 'hari' THEN oracle.worked_from(calendar, day + n)
    WHEN 'bulan' THEN oracle.worked_from(calendar, (day + n * interval '1 month')::date)
    ELSE CASE n WHEN 0 THEN oracle.worked_from(calendar, day) ELSE oracle.workdays_after(calendar, day, n) END END;
  IF oracle.close(calendar, day) <= start THEN
    day := oracle.worked_from(calendar, day + 1);
  END IF;
  RETURN oracle.close(calendar, day);
END $$;

-- '10 hari kerja + 7 hari kerja' in four parts; no row for '-'.
CREATE FUNCTION oracle.parts(sla text) RETURNS TABLE (n int, unit text, more int, more_unit text) LANGUAGE sql IMMUTABLE AS $$
  SELECT p[1]::int, p[2], p[3]::int, p[4]
  FROM regexp_match(sla, '^(?:\d+-)?(\d+) (menit|jam|hari kerja|hari|bulan)(?: \+ (\d+) (menit|jam|hari kerja|hari|bulan))?$') AS m (p) WHERE sla <> '-'
$$;

-- The law: holds when they end, the extension when it is taken, one after the other.
CREATE FUNCTION oracle.due(case_id bigint, calendar text, from_at timestamptz, sla text, extended_at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
  part record;
  happened record;
  deadline timestamptz;
  held int;
BEGIN
  SELECT * INTO part FROM oracle.parts(sla);
  IF part.n IS NULL THEN
    RETURN NULL;
  END IF;
  deadline := oracle.count(calendar, from_at, oracle.local_day(calendar, from_at), part.n, part.unit);
  FOR happened IN
    SELECT h.resumed_at AS at, 1 AS place, greatest(h.held_at, from_at) AS since FROM dkis_store.case_holds h
      WHERE h.case_id = due.case_id AND h.resumed_at > from_at
    UNION ALL SELECT extended_at, 2, NULL WHERE extended_at IS NOT NULL AND part.more IS NOT NULL
    ORDER BY 1, 2
  LOOP
    IF happened.since IS NULL THEN
      deadline := oracle.count(calendar, deadline, oracle.ending_day(calendar, deadline), part.more, part.more_unit);
    ELSIF part.unit IN ('menit', 'jam') OR oracle.never_closes(calendar) THEN
      deadline := oracle.work_on(calendar, deadline, oracle.worked_between(calendar, happened.since, happened.at));
    ELSE
      held := oracle.closes_in(calendar, happened.since, happened.at);
      IF held > 0 THEN
        deadline := oracle.close(calendar, oracle.workdays_after(calendar, oracle.ending_day(calendar, deadline), held));
      END IF;
    END IF;
  END LOOP;
  RETURN deadline;
END $$;

-- ---- what the history says ----------------------------------------------------------

CREATE FUNCTION oracle.last_event(case_id bigint, step text, since timestamptz, VARIADIC events text[]) RETURNS dkis_store.case_events LANGUAGE sql STABLE AS $$
  SELECT e FROM dkis_store.case_events e
  WHERE e.case_id = $1 AND e.step IS NOT DISTINCT FROM $2 AND e.event = ANY (events) AND (since IS NULL OR e.at >= since)
  ORDER BY e.seq DESC LIMIT 1
$$;

-- A case by its events: received, class, version.
CREATE VIEW oracle.cases AS
SELECT c.id, c.sop, s.emergency, c.parent_case, dkis.active_steps(dkis.initial_marking(v.machine, c.entry)) AS first_steps, c.status, c.closed_at IS NULL AS open, v.id AS version, v.calendar, v.total_sla::text AS total,
  o.at AS opened_at, coalesce((o.detail ->> 'diterima')::timestamptz, o.at) AS received_at,
  CASE WHEN k.id IS NULL THEN o.detail ->> 'klasifikasi' ELSE k.detail ->> 'baru' END AS class,
  (oracle.last_event(c.id, NULL, NULL, 'tenggat diperpanjang')).at AS extended_at,
  c.due_at, c.due_basis, c.met_at, c.next_escalation_at
FROM dkis_store.cases c JOIN dkis.sops s ON s.agency = c.agency AND s.code = c.sop
JOIN dkis_store.case_events o ON o.case_id = c.id AND o.event = 'dibuka'
LEFT JOIN LATERAL oracle.last_event(c.id, NULL, NULL, 'klasifikasi diubah') k ON true
LEFT JOIN LATERAL oracle.last_event(c.id, NULL, NULL, 'dipindahkan') m ON true
JOIN dkis.sop_versions v ON v.agency = c.agency AND v.sop = c.sop
  AND CASE WHEN m.id IS NULL THEN v.id = c.sop_version ELSE v.version = (m.detail ->> 'ke')::int END;

-- An open step by its case's events. A first step's days count from the receipt, those
-- of a step whose standard says so likewise;
-- a case that follows another may have been given a clock of its parent's.
CREATE VIEW oracle.steps AS
SELECT s.id, s.case_id, s.step, c.calendar, coalesce(k.sla, d.sla)::text AS sla, s.started_at,
  CASE WHEN c.parent_case IS NOT NULL THEN s.clock_from
    WHEN s.round = 1 AND d.clock = 'diterima' THEN c.received_at
    WHEN s.round > 1 OR s.step <> ALL (c.first_steps) THEN s.started_at
    WHEN c.emergency OR coalesce(k.sla, d.sla)::text ~ 'hari|bulan' THEN c.received_at
    ELSE s.started_at END AS clock_from,
  (oracle.last_event(s.case_id, s.step, s.started_at, 'tenggat diperpanjang')).at AS extended_at,
  h AS hand, s.due_at, s.due_basis, s.clock_from AS stored_clock_from, s.next_escalation_at, c.status
FROM dkis_store.case_steps s JOIN oracle.cases c ON c.id = s.case_id
JOIN dkis.sop_steps d ON d.sop_version = c.version AND d.step = s.step
LEFT JOIN dkis.sop_step_slas k ON k.sop_version = c.version AND k.step = s.step AND k.class = c.class
LEFT JOIN LATERAL oracle.last_event(s.case_id, s.step, s.started_at, 'tenggat ditetapkan', 'tenggat dihitung kembali') h ON true
WHERE s.finished_at IS NULL;

-- By hand, and perhaps extended from there: either stays, whatever the calendar does.
CREATE FUNCTION oracle.due_by_hand(s oracle.steps) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT ((oracle.last_event(s.case_id, s.step, (s.hand).at, 'tenggat ditetapkan', 'tenggat diperpanjang')).detail ->> 'tenggat_baru')::timestamptz
$$;

-- 'tetap' without a hand: kept when the case moved to another version.
CREATE FUNCTION oracle.due_of_step(s oracle.steps) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN (s.hand).event = 'tenggat ditetapkan' THEN oracle.due_by_hand(s)
    WHEN s.due_basis = 'tetap' THEN s.due_at
    ELSE oracle.due(s.case_id, s.calendar, s.clock_from, s.sla, s.extended_at) END
$$;

CREATE VIEW oracle.differences AS
SELECT s.case_id, s.step, 'due_at' AS what, s.due_at AS dkis, oracle.due_of_step(s) AS oracle
FROM oracle.steps s WHERE s.due_at IS DISTINCT FROM oracle.due_of_step(s)
UNION ALL SELECT s.case_id, s.step, 'clock_from', s.stored_clock_from, s.clock_from
FROM oracle.steps s WHERE s.stored_clock_from <> s.clock_from
UNION ALL SELECT s.case_id, s.step, 'next_escalation_at while held', s.next_escalation_at, NULL
FROM oracle.steps s WHERE s.status = 'ditunda' AND s.next_escalation_at IS NOT NULL
UNION ALL SELECT c.id, NULL, 'due_at', c.due_at, oracle.due(c.id, c.calendar, c.received_at, c.total, c.extended_at)
FROM oracle.cases c WHERE c.open AND c.met_at IS NULL AND c.due_basis = 'hitung'
  AND c.due_at IS DISTINCT FROM oracle.due(c.id, c.calendar, c.received_at, c.total, c.extended_at)
UNION ALL SELECT c.id, NULL, 'next_escalation_at of a held, met or closed case', c.next_escalation_at, NULL
FROM oracle.cases c WHERE c.next_escalation_at IS NOT NULL AND (c.status <> 'berjalan' OR c.met_at IS NOT NULL);

-- What can be said of a case and of a step at this moment: by which instant it is
-- judged, whether it is late, its light. Nobody works it out a second time.
--
-- seen_at: when it was done, else since when its clock stands still, else now. A
-- case that was cancelled while held stood still until its end.
-- Lookups are left joins on unique keys and sub-selects, so that a query that
-- asks for less does less.

-- hijau, kuning once 75 % of the standard are used up in working time, merah once
-- it is over; without a deadline hijau. In the order of the alphabet: the worst
-- of several is their greatest.
CREATE FUNCTION dkis_store.light(seen_at timestamptz, clock_from timestamptz, due_at timestamptz, target dkis.sla, calendar text,
  extended_at timestamptz, agency int) RETURNS text
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_light';
COMMENT ON FUNCTION dkis_store.light(timestamptz, timestamptz, timestamptz, dkis.sla, text, timestamptz, int) IS 'Lampu sebuah tenggat pada suatu saat';

-- The month of an instant where the agency is, as its first day.
CREATE FUNCTION dkis_store.local_month(at timestamptz, agency int) RETURNS date
LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_local_month';
COMMENT ON FUNCTION dkis_store.local_month(timestamptz, int) IS 'Bulan sebuah saat menurut zona waktu instansi, sebagai tanggal 1';

-- By which instant a case's own deadline is judged. One expression, so that it becomes
-- part of whatever asks.
CREATE FUNCTION dkis_store.case_seen_at(met_at timestamptz, held_at timestamptz, closed_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(met_at, held_at, closed_at, now());
END;
COMMENT ON FUNCTION dkis_store.case_seen_at(timestamptz, timestamptz, timestamptz) IS 'Saat yang menentukan apakah tenggat sebuah kasus tercapai';

-- A case with its own deadline. until_at: when its course ended or stands still.
CREATE VIEW dkis_store.case_facts AS
SELECT f.*, coalesce(f.seen_at > f.due_at, false) AS is_late,
  dkis_store.light(f.seen_at, f.received_at, f.due_at, f.total_sla, f.calendar, f.extended_at, f.agency) AS light
FROM (
  SELECT c.id AS case_id, c.agency, c.register_no, coalesce(c.register_no, 'kasus ' || c.id) AS known_as,
    c.sop, o.number AS sop_number, o.name AS sop_name, c.sop_version, v.version, v.machine, v.calendar, v.total_sla,
    k.time_zone, k.kind = '24 jam' AS round_the_clock, dkis_store.sla_minutes('1 hari kerja', false, k.kind = '24 jam') AS day_minutes,
    c.entry, c.class, c.title, c.applicant, c.organisation, c.channel, c.data, c.status, c.marking, c.note, c.parent_case,
    c.schedule, c.period, c.opened_by, c.received_at, c.opened_at, c.due_at, c.extended_at, c.met_at, c.closed_at,
    h.held_at, coalesce(h.held_at, c.closed_at, now()) AS until_at, dkis_store.case_seen_at(c.met_at, h.held_at, c.closed_at) AS seen_at
  FROM dkis_store.cases c
  LEFT JOIN dkis.sop_versions v ON v.id = c.sop_version
  LEFT JOIN dkis.sops o ON o.agency = c.agency AND o.code = c.sop
  LEFT JOIN dkis_store.calendars k ON k.agency = c.agency AND k.code = v.calendar
  CROSS JOIN LATERAL (SELECT CASE WHEN c.status = ANY ('{ditunda,batal}') THEN
    (SELECT max(w.held_at) FROM dkis_store.case_holds w WHERE w.case_id = c.id AND (w.resumed_at IS NULL OR w.resumed_at = c.closed_at)) END AS held_at) AS h) AS f;
COMMENT ON VIEW dkis_store.case_facts IS 'Segala yang diketahui tentang satu kasus, dengan keterlambatan dan lampu tenggat keseluruhannya';

-- A step row with the case it belongs to. A waiting period is never late, nor is
-- what somebody outside the agency does; it is kuning once it is over. case_due_at: the case's own deadline while it is unmet.
CREATE VIEW dkis_store.step_facts AS
SELECT f.*, f.sla_kind = 'batas' AND NOT f.external AND coalesce(f.seen_at > f.due_at, false) AS is_late,
  CASE WHEN f.sla_kind = 'tunggu' OR f.external THEN CASE WHEN f.is_open AND f.seen_at >= f.due_at THEN 'kuning' ELSE 'hijau' END
    WHEN f.is_open THEN dkis_store.light(f.seen_at, f.clock_from, f.due_at, f.sla, f.calendar, f.extended_at, f.agency)
    WHEN f.seen_at > f.due_at THEN 'merah' ELSE 'hijau' END AS light
FROM (
  SELECT s.id AS step_id, s.case_id, s.agency, c.known_as AS register_no, c.sop, c.sop_number, c.sop_name, c.sop_version, c.title, c.class,
    c.channel, c.status AS case_status, c.received_at, c.opened_at, c.closed_at, c.held_at,
    CASE WHEN c.met_at IS NULL THEN c.due_at END AS case_due_at, c.is_late AND c.met_at IS NULL AS case_is_late, c.light AS case_light,
    s.step, s.round, d.ordinal, d.activity, s.performer, p.name AS performer_name, p.superior, coalesce(p.external, false) AS external,
    coalesce(s.organisation, c.organisation) AS organisation, s.assignee, s.sla, coalesce(d.sla_kind, 'batas') AS sla_kind, d.on_due_outcome,
    c.machine, c.marking, c.calendar, c.time_zone, c.day_minutes, s.clock_from, s.started_at, s.due_at, s.extended_at,
    s.finished_at, s.outcome, s.ended_by, s.note, s.finished_by, s.escalation_level, s.next_escalation_at, s.finished_at IS NULL AS is_open, s.awaits_case,
    CASE WHEN s.ended_by = 'hasil' THEN s.finished_at ELSE coalesce(c.held_at, s.finished_at, now()) END AS seen_at
  FROM dkis_store.case_steps s
  JOIN dkis_store.case_facts c ON c.case_id = s.case_id
  LEFT JOIN dkis.sop_steps d ON d.sop_version = c.sop_version AND d.step = s.step
  LEFT JOIN dkis.performers p ON p.agency = s.agency AND p.code = s.performer) AS f;
COMMENT ON VIEW dkis_store.step_facts IS 'Segala yang diketahui tentang satu baris langkah, dengan keterlambatan dan lampunya';

-- What people ask of a process: what can still happen, where it goes round,
-- how long it lawfully takes, whom a case waits for. docs/analysis.md.

-- Every outcome that a case at this marking can still come to. soonest: fewest
-- steps finished until it has happened, itself counted. steps_to_end: fewest
-- steps still to be finished after it, NULL where there is no way to the end;
-- ends: it can be the last. marking NULL: from the start, by any entry. 22023:
-- the marking is not of this machine; 54000: an unsound flow with too many
-- markings (64 MB).
CREATE FUNCTION dkis.reachable_outcomes(machine dkis.state_machine, marking dkis.marking = NULL,
  OUT step text, OUT outcome text, OUT ends bool, OUT soonest int, OUT steps_to_end int) RETURNS SETOF record
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 20 AS 'MODULE_PATHNAME', 'dkis_reachable_outcomes';
COMMENT ON FUNCTION dkis.reachable_outcomes(dkis.state_machine, dkis.marking) IS 'Hasil yang masih dapat tercapai: mana yang dapat mengakhiri kasus, berapa langkah lagi';

-- Every way back in a flow, one row each. loop: which loop, numbered from 1;
-- steps: the steps that lead to each other; left_with: what leaves the loop.
-- An outcome leads back when its target is no farther from the start than its
-- step, in the fewest steps (of two equally far the one named first is nearer).
CREATE FUNCTION dkis.loops(machine dkis.state_machine, OUT loop int, OUT steps text[],
  OUT back_from text, OUT back_outcome text, OUT back_to text[], OUT left_with text[]) RETURNS SETOF record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 5 AS 'MODULE_PATHNAME', 'dkis_loops';
COMMENT ON FUNCTION dkis.loops(dkis.state_machine) IS 'Putaran dalam alur: langkahnya, hasil yang mengulang, hasil yang keluar';

-- ---- how long it lawfully takes -----------------------------------------------

-- shortest, longest: the minutes of every outcome, step after step. Two rows;
-- minutes and the critical path NULL where there is no such run. unbounded: a
-- loop can be reached. SP001: no such entry.
CREATE FUNCTION dkis_store.lawful_runs(machine dkis.state_machine, entry text, shortest bigint[], longest bigint[],
  OUT is_longest bool, OUT minutes bigint, OUT steps text[], OUT outcomes text[], OUT unbounded bool) RETURNS SETOF record
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10000 ROWS 2 AS 'MODULE_PATHNAME', 'dkis_lawful_runs';
COMMENT ON FUNCTION dkis_store.lawful_runs(dkis.state_machine, text, bigint[], bigint[]) IS 'Bagian dari dkis.lawful_duration: jalan terpendek dan terpanjang';

-- What each outcome of each step may take, in the machine's order: at the
-- shortest and at the longest. Without a class the standards of all classes
-- count. A waiting period counts in full for its wait_outcome; any other
-- outcome may come at once (shortest: "-") or on its last day (longest).
CREATE FUNCTION dkis_store.lawful_standards(version_id bigint, class text, extended bool)
RETURNS TABLE (step text, outcome text, shortest dkis.sla, longest dkis.sla, shortest_minutes bigint, longest_minutes bigint)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT m.step, o.outcome, w.shortest, l.longest,
    coalesce(dkis_store.sla_minutes(w.shortest, false, k.round_the_clock), 0), coalesce(dkis_store.sla_minutes(l.longest, $3, k.round_the_clock), 0)
  FROM dkis.sop_versions AS v
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM dkis.calendars AS c WHERE c.agency = v.agency AND c.code = v.calendar AND c.kind = '24 jam') AS round_the_clock) AS k
    CROSS JOIN LATERAL unnest(dkis.steps(v.machine)) WITH ORDINALITY AS m (step, place)
    CROSS JOIN LATERAL unnest(dkis.outcomes(v.machine, m.step)) WITH ORDINALITY AS o (outcome, place)
    LEFT JOIN dkis.sop_steps AS d ON d.sop_version = v.id AND d.step = m.step
    CROSS JOIN LATERAL (SELECT
        (array_agg(s.sla ORDER BY coalesce(dkis_store.sla_minutes(s.sla, false, k.round_the_clock), 0)))[1] AS shortest,
        (array_agg(s.sla ORDER BY dkis_store.sla_minutes(s.sla, $3, k.round_the_clock) DESC NULLS LAST))[1] AS longest
      FROM (SELECT DISTINCT coalesce(c.sla, d.sla, '-'::dkis.sla) AS sla
        FROM unnest(CASE WHEN $2 IS NULL THEN ARRAY['ringan', 'sedang', 'berat'] ELSE ARRAY[$2] END) AS wanted (class)
          LEFT JOIN dkis.sop_step_slas AS c ON c.sop_version = v.id AND c.step = m.step AND c.class = wanted.class) AS s) AS l
    CROSS JOIN LATERAL (SELECT CASE WHEN d.sla_kind = 'tunggu' AND dkis_store.same_words(o.outcome) IS DISTINCT FROM dkis_store.same_words(d.wait_outcome)
      THEN '-'::dkis.sla ELSE l.shortest END AS shortest) AS w
  WHERE v.id = $1
  ORDER BY m.place, o.place
$$;
COMMENT ON FUNCTION dkis_store.lawful_standards(bigint, text, bool) IS 'Bagian dari dkis.lawful_duration: waktu setiap hasil menurut mutu baku';

-- Where a run that begins at start is due: the deadlines of its steps one after
-- the other, each counted from the one before; "-" takes no time.
CREATE FUNCTION dkis_store.lawful_due(start timestamptz, standards dkis.sla[], calendar text, extended bool) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  due timestamptz := start;
  standard dkis.sla;
BEGIN
  FOREACH standard IN ARRAY standards LOOP
    IF standard::text <> '-' THEN
      due := dkis.due_at(due, standard, calendar, extended AND strpos(standard::text, '+') > 0);
    END IF;
  END LOOP;
  RETURN due;
END
$$;
COMMENT ON FUNCTION dkis_store.lawful_due(timestamptz, dkis.sla[], text, bool) IS 'Bagian dari dkis.lawful_duration: tenggat langkah demi langkah';

-- Raises what keeps a version from being measured: SP006 a class that there is
-- not, SP005 an unsound draft.
CREATE FUNCTION dkis_store.require_measurable(v dkis.sop_versions, class text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF class <> ALL (ARRAY['ringan', 'sedang', 'berat']) THEN
    RAISE EXCEPTION 'klasifikasi "%" tidak dikenal', left(class, 60) USING ERRCODE = 'SP006', DETAIL = 'Klasifikasi menentukan waktu baku langkah yang berbeda menurut berat ringannya aduan.', HINT = 'Klasifikasi: ringan, sedang, berat.';
  ELSIF NOT dkis.is_sound(v.machine) THEN
    RAISE EXCEPTION 'alur SOP % versi % tidak sehat', v.sop, v.version
      USING ERRCODE = 'SP005', DETAIL = (SELECT string_agg(p.problem, E'\n') FROM dkis.soundness(v.machine) AS p),
        HINT = 'Lihat dkis.soundness(machine), perbaiki alurnya.';
  END IF;
END
$$;
COMMENT ON FUNCTION dkis_store.require_measurable(dkis.sop_versions, text) IS 'Bagian dari dkis.lawful_duration: menolak yang tidak dapat dihitung';

-- The shortest and the longest run of a SOP when every step takes its standard:
-- two rows, 'terpendek' and 'terpanjang'. Branches run side by side, so a join
-- waits for the slowest and path is the critical one. The longest counts no
-- step twice; unbounded: the flow has loops, so it has no lawful upper limit.
-- minutes: by the length in which standards are compared (1 hari kerja = 450,
-- 1 hari = 1440). "-" counts 0 and is listed in without_standard. due_at: from
-- start in the SOP's calendar along path. extended: the longest takes lawful
-- extensions. The version is the one that sop_html() shows. sop: code or
-- number; SP007. SP001 entry, SP006 class, SP005 an unsound draft, 54000.
CREATE FUNCTION dkis.lawful_duration(sop text, class text = NULL, entry text = NULL, start timestamptz = NULL, extended bool = false)
RETURNS TABLE (bound text, minutes bigint, path text[], without_standard text[], due_at timestamptz, unbounded bool)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v dkis.sop_versions;
BEGIN
  SELECT ver.* INTO v FROM dkis.sop_versions AS ver WHERE ver.id = dkis_store.version_shown(lawful_duration.sop);
  PERFORM dkis_store.require_measurable(v, lawful_duration.class);
  RETURN QUERY
  WITH standard AS MATERIALIZED (
    SELECT s.*, row_number() OVER () AS place, cardinality(dkis.outcomes(v.machine, s.step)) > 1 AS is_choice
    FROM dkis_store.lawful_standards(v.id, lawful_duration.class, coalesce(lawful_duration.extended, false)) AS s
  ), run AS (
    SELECT r.* FROM (SELECT array_agg(s.shortest_minutes ORDER BY s.place) AS shortest, array_agg(s.longest_minutes ORDER BY s.place) AS longest FROM standard AS s) AS m
      CROSS JOIN LATERAL dkis_store.lawful_runs(v.machine, lawful_duration.entry, m.shortest, m.longest) AS r
  )
  SELECT CASE WHEN r.is_longest THEN 'terpanjang' ELSE 'terpendek' END, r.minutes, t.path, t.without_standard,
    dkis_store.lawful_due(lawful_duration.start, t.standards, v.calendar, r.is_longest AND coalesce(lawful_duration.extended, false)), r.unbounded
  FROM run AS r
    CROSS JOIN LATERAL (SELECT
        array_agg(s.step || CASE WHEN s.is_choice THEN format(' [%s]', s.outcome) ELSE '' END ORDER BY p.place) AS path,
        coalesce(array_agg(s.step ORDER BY p.place) FILTER (WHERE s.longest::text = '-'), '{}') AS without_standard,
        coalesce(array_agg(CASE WHEN r.is_longest THEN s.longest ELSE s.shortest END ORDER BY p.place), '{}') AS standards
      FROM unnest(r.steps, r.outcomes) WITH ORDINALITY AS p (step, outcome, place)
        JOIN standard AS s ON s.step = p.step AND s.outcome = p.outcome) AS t
  ORDER BY r.is_longest;
END
$$;
COMMENT ON FUNCTION dkis.lawful_duration(text, text, text, timestamptz, bool) IS 'Lama terpendek dan terpanjang sebuah SOP menurut mutu bakunya, dengan jalur kritisnya';

-- ---- whom a case waits for -------------------------------------------------------

-- The steps done that wait for this one: whatever else is done, their join does
-- not come about before it is. SP002: the step is not active.
CREATE FUNCTION dkis_store.held_up(machine dkis.state_machine, marking dkis.marking, step text) RETURNS text[]
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT COST 1000 AS 'MODULE_PATHNAME', 'dkis_held_up';
COMMENT ON FUNCTION dkis_store.held_up(dkis.state_machine, dkis.marking, text) IS 'Langkah selesai yang menunggu langkah ini';

-- Whom the case waits for now, one row per open step. members: who may finish
-- it today (for the case's organisation where members are per organisation),
-- acting ones marked; none: any officer. remaining_minutes: working minutes to
-- due_at, negative when late; both stand still while the case is held. A
-- waiting period makes nobody late. waiting: steps done that wait for this one.
-- No row: the case is closed. SP003: no such case.
CREATE FUNCTION dkis.waiting_for(case_id bigint)
RETURNS TABLE (step text, activity text, performer text, performer_name text, organisation text, members text[], assignee text,
  since timestamptz, due_at timestamptz, remaining_minutes bigint, late bool, waiting text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM FROM dkis.cases AS k WHERE k.id = waiting_for.case_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'kasus % tidak ada', waiting_for.case_id USING ERRCODE = 'SP003', DETAIL = 'Tidak ada kasus dengan id itu di dkis.cases.', HINT = 'Nomor kasus ada di kolom id dkis.cases.';
  END IF;
  RETURN QUERY
  SELECT s.step, s.activity, s.performer, coalesce(s.performer_name, s.performer), s.organisation,
    ARRAY(SELECT DISTINCT n.name || CASE WHEN m.acting THEN ' (Plh/Plt)' ELSE '' END
      FROM dkis.performer_members AS m JOIN dkis.people AS n ON n.id = m.person
      WHERE m.agency = s.agency AND m.performer = s.performer AND m.valid @> dkis_store.local_date(now(), s.agency)
        AND (m.organisation IS NULL OR m.organisation = s.organisation) ORDER BY 1),
    s.assignee, s.started_at, s.due_at, dkis_store.work_minutes(s.seen_at, s.due_at, s.calendar, s.agency), s.is_late,
    dkis_store.held_up(s.machine, s.marking, s.step)
  FROM dkis_store.step_facts AS s
  WHERE s.case_id = waiting_for.case_id AND s.is_open
  ORDER BY s.ordinal;
END
$$;
COMMENT ON FUNCTION dkis.waiting_for(bigint) IS 'Siapa yang ditunggu kasus ini: pelaksana, orangnya, sejak kapan, sisa waktu, apa yang tertahan';

-- Every way into a join: which join, by which step and outcome, how many it joins.
CREATE FUNCTION dkis_store.join_inputs(machine dkis.state_machine, OUT joined int, OUT step text, OUT outcome text, OUT inputs int) RETURNS SETOF record
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT ROWS 5 AS 'MODULE_PATHNAME', 'dkis_join_inputs';
COMMENT ON FUNCTION dkis_store.join_inputs(dkis.state_machine) IS 'Langkah dan hasil yang menunggu digabung';

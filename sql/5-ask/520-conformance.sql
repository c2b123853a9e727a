-- Whether recorded histories follow their flow, and where they do not.
-- docs/conformance.md.

-- fitness(machine, step, outcome ORDER BY ...): of the events of one case, 1 when
-- they follow the flow from an entry to the end, else 1 - cost / (events + shortest
-- run), the cost being what the cheapest reading needs of events passed over and
-- steps added. step: "7", or "7 [Sesuai]" with outcome NULL. An outcome that is not
-- told fits any. A row without step is no event; no row at all, or no machine: NULL.
-- With running true the case may go on, and start says where it stood before its
-- first event (NULL: at any entry); both are those of the first row. Then
-- 1 - cost / events. 22023 several machines, or one that cannot end from there;
-- 54000 too far from the flow to be compared.
CREATE FUNCTION dkis_store.conformance_step(internal, dkis.state_machine, text, text) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_conformance_step';
COMMENT ON FUNCTION dkis_store.conformance_step(internal, dkis.state_machine, text, text) IS 'Bagian dari dkis.fitness dan dkis.deviations: satu peristiwa';
CREATE FUNCTION dkis_store.conformance_step(internal, dkis.state_machine, text, text, bool, dkis.marking) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_conformance_step';
COMMENT ON FUNCTION dkis_store.conformance_step(internal, dkis.state_machine, text, text, bool, dkis.marking) IS 'Bagian dari dkis.fitness dan dkis.deviations: satu peristiwa';
CREATE FUNCTION dkis_store.fitness_end(internal) RETURNS float8
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_fitness_end';
COMMENT ON FUNCTION dkis_store.fitness_end(internal) IS 'Bagian dari dkis.fitness: nilainya';
CREATE FUNCTION dkis_store.deviations_end(internal) RETURNS text[]
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_deviations_end';
COMMENT ON FUNCTION dkis_store.deviations_end(internal) IS 'Bagian dari dkis.deviations: daftarnya';
CREATE AGGREGATE dkis.fitness(machine dkis.state_machine, step text, outcome text) (
  SFUNC = dkis_store.conformance_step, STYPE = internal, FINALFUNC = dkis_store.fitness_end, PARALLEL = SAFE
);
COMMENT ON AGGREGATE dkis.fitness(dkis.state_machine, text, text) IS 'Seberapa cocok riwayat satu kasus yang sudah berakhir dengan alurnya: 1 = cocok sepenuhnya';
CREATE AGGREGATE dkis.fitness(machine dkis.state_machine, step text, outcome text, running bool, start dkis.marking) (
  SFUNC = dkis_store.conformance_step, STYPE = internal, FINALFUNC = dkis_store.fitness_end, PARALLEL = SAFE
);
COMMENT ON AGGREGATE dkis.fitness(dkis.state_machine, text, text, bool, dkis.marking) IS 'Sama, juga untuk kasus yang masih berjalan dan dari kedudukan awal yang disebut';

-- What fitness() counts, in words and in order; "peristiwa 4" is the fourth event of
-- the case. Empty: it follows the flow. Asked for beside fitness() it costs nothing
-- more. Errors as there.
CREATE AGGREGATE dkis.deviations(machine dkis.state_machine, step text, outcome text) (
  SFUNC = dkis_store.conformance_step, STYPE = internal, FINALFUNC = dkis_store.deviations_end, PARALLEL = SAFE
);
COMMENT ON AGGREGATE dkis.deviations(dkis.state_machine, text, text) IS 'Di mana riwayat satu kasus yang sudah berakhir menyimpang dari alurnya; kosong = tidak menyimpang';
CREATE AGGREGATE dkis.deviations(machine dkis.state_machine, step text, outcome text, running bool, start dkis.marking) (
  SFUNC = dkis_store.conformance_step, STYPE = internal, FINALFUNC = dkis_store.deviations_end, PARALLEL = SAFE
);
COMMENT ON AGGREGATE dkis.deviations(dkis.state_machine, text, text, bool, dkis.marking) IS 'Sama, juga untuk kasus yang masih berjalan dan dari kedudukan awal yang disebut';

-- The events of a XES log (IEEE 1849) in the order of the document. trace: its number,
-- from 1. case_name: the trace's concept:name, or that number. number: of the event in its trace, from 1; a
-- trace without events is one row with number 0. step and outcome: what to_xes()
-- writes beside the activity. A time without a zone is UTC. 2200M no XML, 22023 no
-- log or an event without a name, 22007 no time, 54000 over 16 MB or 500,000 elements.
CREATE FUNCTION dkis.from_xes(document xml, OUT trace int, OUT case_name text, OUT number int, OUT activity text, OUT step text,
  OUT outcome text, OUT at timestamptz, OUT resource text, OUT lifecycle text) RETURNS SETOF record
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT COST 10000 ROWS 1000 AS 'MODULE_PATHNAME', 'dkis_from_xes';
COMMENT ON FUNCTION dkis.from_xes(xml) IS 'Peristiwa dalam log XES (IEEE 1849), menurut urutannya';
-- The same of a file as it was read, with a byte order mark or without.
CREATE FUNCTION dkis.from_xes(document text, OUT trace int, OUT case_name text, OUT number int, OUT activity text, OUT step text,
  OUT outcome text, OUT at timestamptz, OUT resource text, OUT lifecycle text) RETURNS SETOF record
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT COST 10000 ROWS 1000 AS 'MODULE_PATHNAME', 'dkis_from_xes';
COMMENT ON FUNCTION dkis.from_xes(text) IS 'Peristiwa dalam isi berkas XES; saat tanpa zona dibaca UTC';

-- An activity in the SOP's own words, with or without an outcome in brackets, as the
-- step that the flow knows: "Memverifikasi berkas [Sesuai]" -> "2 [Sesuai]". Case and
-- blanks do not count; what is no activity of the SOP comes back as it is. sop: code or
-- number; SP007, and 22023 for words that several steps have.
CREATE FUNCTION dkis.read_activity(sop text, activity text) RETURNS text
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  words text[];
  steps text[];
BEGIN
  IF length(activity) > 20000 THEN
    RETURN activity; -- no step's words
  END IF;
  words := regexp_match(activity, '^(.*?)\s*(\[[^][]*\])?\s*$');
  SELECT array_agg(s.step ORDER BY s.ordinal) INTO steps FROM dkis.sop_steps AS s
  WHERE s.sop_version = dkis_store.version_shown(read_activity.sop) AND dkis_store.same_words(s.activity) = dkis_store.same_words(words[1]);
  IF cardinality(steps) > 1 THEN
    RAISE EXCEPTION 'kegiatan "%" ada pada beberapa langkah SOP %', left(words[1], 60), sop USING ERRCODE = '22023',
      DETAIL = 'Nama kegiatan saja tidak menunjuk satu langkah.', HINT = format('Sebut langkahnya: %s.', array_to_string(steps, ' atau '));
  END IF;
  RETURN coalesce(steps[1] || coalesce(' ' || words[2], ''), activity);
END
$$;
COMMENT ON FUNCTION dkis.read_activity(text, text) IS 'Langkah SOP dari kata-kata kegiatannya';

-- The recorded cases of a SOP, each judged by the version it runs under; cases that
-- are running, held or cancelled as far as they have come. After a move to another
-- version: what came since, from where it then stood. fitness is NULL where that was
-- erased. events: finished steps that were judged. Shows the cases that dkis.cases shows. sop: code or number; SP007.
CREATE FUNCTION dkis.conformance(sop text)
RETURNS TABLE (case_id bigint, register_no text, version int, status text, events int, fitness float8, deviations text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  code text := dkis_store.sop_code(sop);
BEGIN
  RETURN QUERY
  WITH moved AS (
    SELECT DISTINCT ON (m.case_id) m.case_id, m.seq, (m.detail ->> 'kedudukan')::dkis.marking AS marking
    FROM dkis.case_events AS m JOIN dkis.cases AS c ON c.id = m.case_id
    WHERE c.agency = dkis.agency() AND c.sop = code AND m.event = 'dipindahkan' ORDER BY m.case_id, m.seq DESC
  ), history AS MATERIALIZED (
    SELECT c.id, c.register_no, c.status, v.version, v.machine, coalesce(m.seq, 0) AS since, m.case_id IS NOT NULL AND m.marking IS NULL AS erased,
      CASE WHEN m.case_id IS NULL THEN dkis.initial_marking(v.machine, c.entry) ELSE m.marking END AS start
    FROM dkis.cases AS c JOIN dkis.sop_versions AS v ON v.id = c.sop_version LEFT JOIN moved AS m ON m.case_id = c.id
    WHERE c.agency = dkis.agency() AND c.sop = code
  ), judged AS (
    SELECT h.id, count(e.step)::int AS events,
      dkis.fitness(h.machine, e.step, e.outcome, h.status <> 'selesai', h.start ORDER BY e.seq) AS fitness,
      dkis.deviations(h.machine, e.step, e.outcome, h.status <> 'selesai', h.start ORDER BY e.seq) AS deviations
    FROM history AS h LEFT JOIN dkis_store.finishes AS e ON e.case_id = h.id AND e.seq > h.since
    WHERE NOT h.erased GROUP BY h.id
  )
  SELECT h.id, h.register_no, h.version, h.status, j.events, j.fitness,
    CASE WHEN h.erased THEN ARRAY['kedudukan sesudah pindah versi tidak tercatat lagi'] ELSE j.deviations END
  FROM history AS h LEFT JOIN judged AS j ON j.id = h.id ORDER BY h.id;
END
$$;
COMMENT ON FUNCTION dkis.conformance(text) IS 'Kasus sebuah SOP: seberapa cocok riwayatnya dengan alur, dan di mana menyimpang';

-- The traces of a XES log against the SOP's version in use. Activities are steps
-- ("7", "7 [Sesuai]") or the SOP's own words; of events with a lifecycle only the
-- complete ones count. running: the cases may go on. SP007, and as from_xes().
CREATE FUNCTION dkis.conformance(sop text, document xml, running bool DEFAULT false)
RETURNS TABLE (case_name text, events int, fitness float8, deviations text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  flow dkis.state_machine;
BEGIN
  SELECT v.machine INTO STRICT flow FROM dkis.sop_versions AS v WHERE v.id = dkis_store.version_shown(conformance.sop);
  RETURN QUERY
  WITH logged AS MATERIALIZED (
    SELECT x.*, coalesce(lower(x.lifecycle), 'complete') = 'complete' AS counts FROM dkis.from_xes(document) AS x
  ), named AS MATERIALIZED (
    SELECT a.activity, dkis.read_activity(conformance.sop, a.activity) AS step
    FROM (SELECT DISTINCT l.activity FROM logged AS l WHERE l.step IS NULL) AS a
  ), event AS (
    SELECT l.trace, l.case_name, l.number, l.outcome, CASE WHEN l.counts THEN coalesce(l.step, n.step) END AS step
    FROM logged AS l LEFT JOIN named AS n ON n.activity = l.activity
  )
  SELECT min(e.case_name), count(e.step)::int,
    dkis.fitness(flow, e.step, e.outcome, conformance.running, NULL ORDER BY e.number),
    dkis.deviations(flow, e.step, e.outcome, conformance.running, NULL ORDER BY e.number)
  FROM event AS e GROUP BY e.trace ORDER BY e.trace;
END
$$;
COMMENT ON FUNCTION dkis.conformance(text, xml, bool) IS 'Log XES dari sistem lain: seberapa cocok tiap kasusnya dengan alur SOP, dan di mana menyimpang';

-- nearest_units() runs as its caller and looks through this.
GRANT EXECUTE ON FUNCTION dkis_store.same_words(text) TO dkis_admin, dkis_officer, dkis_dispatcher, dkis_app;

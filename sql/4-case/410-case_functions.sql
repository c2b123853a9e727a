-- The functions that say in fewer words what an INSERT or UPDATE of dkis.cases
-- and dkis.case_steps says. They run as the caller: membership is checked.

-- Opens a case; sop by code or number. Returns its id. Under a parent case it has
-- the parent's applicant and organisation, unless others are named. SP005, SP006,
-- SP007.
CREATE FUNCTION dkis.open_case(sop text, title text, class text DEFAULT NULL, entry text DEFAULT NULL,
  data jsonb DEFAULT '{}', received_at timestamptz DEFAULT now(), parent_case bigint DEFAULT NULL, applicant bigint DEFAULT NULL,
  organisation text DEFAULT NULL) RETURNS bigint
LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO dkis.cases (sop, title, class, entry, data, received_at, parent_case, applicant, organisation)
  VALUES (open_case.sop, open_case.title, open_case.class, open_case.entry, open_case.data, open_case.received_at,
    open_case.parent_case, open_case.applicant, open_case.organisation)
  RETURNING id;
END;
COMMENT ON FUNCTION dkis.open_case(text, text, text, text, jsonb, timestamptz, bigint, bigint, text) IS 'Membuka kasus; SOP dengan kode atau nomor';

-- Finishes an active step and opens what follows; returns where the case now
-- stands. SP001 outcome, SP002 step, SP003 case, SP004 person, SP009 waiting.
CREATE FUNCTION dkis.finish_step(case_id bigint, step text, outcome text DEFAULT 'Selesai', note text DEFAULT NULL) RETURNS dkis.marking
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_finish_step';
COMMENT ON FUNCTION dkis.finish_step(bigint, text, text, text) IS 'Menyelesaikan langkah yang aktif';

-- The same, with fields of the case that are written with it: what the step asks
-- for. SP006 field or document.
CREATE FUNCTION dkis.finish_step_with(case_id bigint, step text, data jsonb, outcome text DEFAULT 'Selesai', note text DEFAULT NULL) RETURNS dkis.marking
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_finish_step_with';
COMMENT ON FUNCTION dkis.finish_step_with(bigint, text, jsonb, text, text) IS 'Menyelesaikan langkah yang aktif, dengan isian yang dimintanya';

-- The clock stops: nothing can be finished, nothing escalates. SP003.
CREATE FUNCTION dkis.hold_case(case_id bigint, reason text) RETURNS void
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_hold_case';
COMMENT ON FUNCTION dkis.hold_case(bigint, text) IS 'Menunda kasus: jam berhenti';

-- The clock goes on; deadlines get the working time that was held. SP003.
CREATE FUNCTION dkis.resume_case(case_id bigint) RETURNS void
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_resume_case';
COMMENT ON FUNCTION dkis.resume_case(bigint) IS 'Melanjutkan kasus yang ditunda';

-- Ends a case before its flow does; the reason is required. SP003, SP006.
CREATE FUNCTION dkis.cancel_case(case_id bigint, reason text) RETURNS void
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_cancel_case';
COMMENT ON FUNCTION dkis.cancel_case(bigint, text) IS 'Membatalkan kasus, dengan alasan';

CREATE FUNCTION dkis_store.extend_step(case_id bigint, step text, reason text) RETURNS void
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_extend_step';
COMMENT ON FUNCTION dkis_store.extend_step(bigint, text, text) IS 'Memperpanjang tenggat langkah';

-- Takes the lawful extension of a step's standard, once; returns the new
-- deadline. 22023 when the standard declares none; SP002, SP003.
CREATE FUNCTION dkis.extend_step(case_id bigint, step text, reason text) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM dkis_store.extend_step(extend_step.case_id, extend_step.step, extend_step.reason);
  RETURN (SELECT s.due_at FROM dkis.case_steps s
          WHERE s.case_id = extend_step.case_id AND s.step = extend_step.step AND s.finished_at IS NULL);
END
$$;
COMMENT ON FUNCTION dkis.extend_step(bigint, text, text) IS 'Memperpanjang tenggat langkah menurut aturan, satu kali';

-- person: NIP, name in the application, database role or full name; NULL takes
-- the assignment back. SP002, SP003, SP007.
CREATE FUNCTION dkis.assign_step(case_id bigint, step text, person text) RETURNS void
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_assign_step';
COMMENT ON FUNCTION dkis.assign_step(bigint, text, text) IS 'Menugaskan langkah kepada seseorang';

-- Of a step that each organisation does: the rest is over, and the flow goes on.
-- For dkis_admin; the reason is required. SP002, SP003, SP004, SP006, SP010.
CREATE FUNCTION dkis.close_step(case_id bigint, step text, reason text) RETURNS dkis.marking
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_close_step';
COMMENT ON FUNCTION dkis.close_step(bigint, text, text) IS 'Menutup sisa langkah tiap organisasi, dengan alasan';

-- Takes back the last finish of a step while nothing that it opened has moved: by
-- who finished it, or dkis_admin; returns where the case then stands. The step's
-- row opens again, those it had opened end. SP002, SP003, SP004, SP006, SP010.
CREATE FUNCTION dkis.undo_step(case_id bigint, step text, reason text) RETURNS dkis.marking
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_undo_step';
COMMENT ON FUNCTION dkis.undo_step(bigint, text, text) IS 'Menarik kembali penyelesaian sebuah langkah, dengan alasan';

-- A case that was done or cancelled stands where it stood. For dkis_admin; the
-- reason is required. SP003, SP004, SP006, SP010.
CREATE FUNCTION dkis.reopen_case(case_id bigint, reason text) RETURNS dkis.marking
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_reopen_case';
COMMENT ON FUNCTION dkis.reopen_case(bigint, text) IS 'Membuka kembali kasus yang selesai atau batal, dengan alasan';

-- The person who acts, as identity_read() finds him: NULL when nobody of dkis.people.
CREATE FUNCTION dkis_store.acting_person() RETURNS bigint
LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'dkis_acting_person';
COMMENT ON FUNCTION dkis_store.acting_person() IS 'Orang yang sedang bertindak';

-- A member lets somebody else do his work from one day until another, both within:
-- as Plh, for the organisation that he works for. Returns the membership's id. What
-- he is himself only as Plh or Plt he cannot pass on. SP004, SP007, 22023.
CREATE FUNCTION dkis.delegate(performer text, person text, "from" date, until date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me constant bigint := dkis_store.acting_person();
  mine record;
  other bigint;
  made bigint;
BEGIN
  IF delegate."from" IS NULL OR delegate.until IS NULL OR delegate.until < delegate."from" OR delegate.until < dkis.today() THEN
    RAISE EXCEPTION 'masa pelimpahan tidak lengkap atau sudah lewat'
      USING ERRCODE = 'invalid_parameter_value', DETAIL = format('Dari %s sampai %s.', delegate."from", delegate.until), HINT = 'Isi from dan until, misalnya ''2026-12-01'' dan ''2026-12-11''.';
  END IF;
  SELECT m.organisation INTO mine FROM dkis.performer_members AS m
  WHERE m.agency = dkis.agency() AND m.performer = delegate.performer AND m.person = me AND NOT m.acting AND m.valid @> delegate."from"
  ORDER BY m.organisation NULLS FIRST LIMIT 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION '"%" bukan anggota pelaksana "%"', dkis_store.acting(), left(coalesce(delegate.performer, ''), 100)
      USING ERRCODE = 'SP004', DETAIL = 'Yang melimpahkan adalah anggotanya sendiri, bukan Plh atau Plt.', HINT = 'Minta seorang dkis_admin mengisi dkis.performer_members.';
  END IF;
  SELECT max(p.id) INTO other FROM dkis.people AS p
  WHERE p.agency = dkis.agency() AND delegate.person IN (p.nip, p.actor, p.db_role::text, p.name) AND p.id <> me HAVING count(*) = 1;
  IF other IS NULL THEN
    RAISE EXCEPTION '"%" bukan tepat satu orang lain di dkis.people', left(coalesce(delegate.person, ''), 100)
      USING ERRCODE = 'SP007', DETAIL = 'Pekerjaan dilimpahkan kepada orang yang tercatat.', HINT = 'Sebut NIP, nama di aplikasi (actor), peran basis data atau nama lengkapnya.';
  END IF;
  INSERT INTO dkis.performer_members AS n (performer, organisation, person, valid, acting)
    VALUES (delegate.performer, mine.organisation, other, daterange(delegate."from", delegate.until, '[]'), true) RETURNING n.id INTO made;
  RETURN made;
END
$$;
COMMENT ON FUNCTION dkis.delegate(text, text, date, date) IS 'Melimpahkan pekerjaan sendiri kepada orang lain sebagai Plh, dari dan sampai tanggal tertentu';

-- What can be done now: each active step with each outcome, and where it leads.
CREATE FUNCTION dkis.next_actions(case_id bigint) RETURNS TABLE (step text, activity text, performer text, outcome text, leads_to dkis.marking)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT s.step, d.activity, s.performer, o.outcome, dkis.fire(v.machine, c.marking, s.step, o.outcome)
  FROM dkis.cases c
  JOIN dkis.sop_versions v ON v.id = c.sop_version
  JOIN dkis.case_steps s ON s.case_id = c.id AND s.finished_at IS NULL AND s.awaits_case IS NULL
  JOIN dkis.sop_steps d ON d.sop_version = v.id AND d.step = s.step
  CROSS JOIN LATERAL unnest(dkis.outcomes(v.machine, s.step)) WITH ORDINALITY AS o (outcome, place)
  WHERE c.id = next_actions.case_id
  ORDER BY d.ordinal, o.place;
END;
COMMENT ON FUNCTION dkis.next_actions(bigint) IS 'Yang dapat dilakukan sekarang pada kasus ini';

-- Where a case's history leads: its finishes that stand, but for one (without:
-- its number), fired one after another by the flow of the version it was opened
-- under, and by the next one's after each move to another version. problem, and
-- the event that is impossible, where it leads nowhere.
CREATE FUNCTION dkis_store.standing(case_id bigint, without int DEFAULT 0, OUT marking dkis.marking, OUT seq int, OUT problem text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  the_case record;
  event record;
  machine dkis.state_machine;
BEGIN
  SELECT c.sop, c.agency, c.entry, coalesce(first.version, v.version) AS version INTO the_case
  FROM dkis_store.cases AS c JOIN dkis.sop_versions AS v ON v.id = c.sop_version
  LEFT JOIN LATERAL (SELECT (e.detail ->> 'dari')::int AS version FROM dkis_store.case_events AS e
    WHERE e.case_id = c.id AND e.event = 'dipindahkan' ORDER BY e.seq LIMIT 1) AS first ON true
  WHERE c.id = standing.case_id;
  SELECT v.machine INTO machine FROM dkis.sop_versions AS v WHERE (v.agency, v.sop, v.version) = (the_case.agency, the_case.sop, the_case.version);
  SELECT 0 AS seq INTO event; -- the entry itself may be impossible
  marking := dkis.initial_marking(machine, the_case.entry);
  FOR event IN SELECT e.seq, e.event, e.step, e.outcome, NULL::int AS version FROM dkis_store.finishes AS e
      WHERE e.case_id = standing.case_id AND e.seq <> without
    UNION ALL SELECT e.seq, e.event, NULL, NULL, (e.detail ->> 'ke')::int FROM dkis_store.case_events AS e
      WHERE e.case_id = standing.case_id AND e.event = 'dipindahkan' ORDER BY 1
  LOOP
    IF event.event = 'dipindahkan' THEN
      SELECT v.machine INTO machine FROM dkis.sop_versions AS v WHERE (v.agency, v.sop, v.version) = (the_case.agency, the_case.sop, event.version);
    ELSE
      marking := dkis.fire(machine, marking, event.step, event.outcome);
    END IF;
  END LOOP;
EXCEPTION WHEN SQLSTATE 'SP001' OR SQLSTATE 'SP002' OR invalid_parameter_value THEN
  seq := event.seq;
  problem := SQLERRM;
END
$$;
COMMENT ON FUNCTION dkis_store.standing(bigint, int) IS 'Tempat kasus menurut riwayatnya, bila perlu tanpa satu penyelesaian';

-- Whether a case stands where its events lead. No row: it does.
CREATE FUNCTION dkis_store.replay_case(case_id bigint) RETURNS TABLE (problem text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
SELECT CASE WHEN s.problem IS NULL THEN format('kedudukan %s tidak sesuai riwayat', c.marking)
  ELSE format('peristiwa %s tidak mungkin menurut alurnya: %s', s.seq, s.problem) END
FROM dkis_store.cases AS c CROSS JOIN dkis_store.standing(c.id) AS s
WHERE c.id = replay_case.case_id AND (s.problem IS NOT NULL OR c.marking OPERATOR(dkis.<>) s.marking)
$$;
COMMENT ON FUNCTION dkis_store.replay_case(bigint) IS 'Memutar ulang riwayat kasus menurut versi SOP yang dilaluinya';

-- ---- the rows of a case against what its events state (src/pg/case/facts.h) ---------

-- The columns of a row: words (what somebody may have written of somebody) as they
-- are, anything else as an event states it.
CREATE FUNCTION dkis_store.told_columns("row" record) RETURNS TABLE ("column" text, value text, worded bool)
LANGUAGE c STABLE STRICT ROWS 30 AS 'MODULE_PATHNAME', 'dkis_told_columns';
COMMENT ON FUNCTION dkis_store.told_columns(record) IS 'Kolom-kolom sebuah baris sebagaimana dinyatakan peristiwa';

-- Columns in which somebody writes what he likes (facts.c).
CREATE FUNCTION dkis_store.worded_columns() RETURNS text[]
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_worded_columns';
COMMENT ON FUNCTION dkis_store.worded_columns() IS 'Kolom yang berisi kata-kata bebas';

-- Words as an event states them: a digest by this salt.
CREATE FUNCTION dkis_store.told_words(words text, salt bytea) RETURNS text
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_told_words';
COMMENT ON FUNCTION dkis_store.told_words(text, bytea) IS 'Nilai hash kata-kata sebagaimana dinyatakan peristiwa';

-- What the word of an entry (mulai, selesai) and its event say of a row's columns, so
-- that the entry does not. No row: no such word.
CREATE FUNCTION dkis_store.implied_facts(what text, form text, at timestamptz, actor text, outcome text, agency int) RETURNS TABLE ("column" text, value text)
LANGUAGE c STABLE ROWS 7 AS 'MODULE_PATHNAME', 'dkis_implied_facts';
COMMENT ON FUNCTION dkis_store.implied_facts(text, text, timestamptz, text, text, int) IS 'Kolom-kolom yang sudah dinyatakan oleh peristiwanya sendiri';

-- Every row of a case with each of its columns that the history answers for.
CREATE VIEW dkis_store.case_columns AS
SELECT r.* FROM (
  SELECT c.id AS case_id, 'cases' AS what, 0::bigint AS key, 'kasus' AS called, t.* FROM dkis_store.cases AS c CROSS JOIN LATERAL dkis_store.told_columns(c) AS t
  UNION ALL SELECT s.case_id, 'steps', s.id, format('langkah %s', s.step), t.* FROM dkis_store.case_steps AS s CROSS JOIN LATERAL dkis_store.told_columns(s) AS t
  UNION ALL SELECT h.case_id, 'holds', h.id, 'penundaan', t.* FROM dkis_store.case_holds AS h CROSS JOIN LATERAL dkis_store.told_columns(h) AS t
  UNION ALL SELECT d.case_id, 'documents', d.id, 'dokumen', t.* FROM dkis_store.case_documents AS d CROSS JOIN LATERAL dkis_store.told_columns(d) AS t
  UNION ALL SELECT i.case_id, 'items', i.id, 'butir', t.* FROM dkis_store.case_items AS i CROSS JOIN LATERAL dkis_store.told_columns(i) AS t
  UNION ALL SELECT v.case_id, 'surveys', v.id, 'survei', t.* FROM dkis_store.surveys AS v CROSS JOIN LATERAL dkis_store.told_columns(v) AS t
) AS r WHERE (r.what, r."column") IN (SELECT k.what, unnest(string_to_array(k.columns, ' ')) FROM (VALUES
  -- What others have added to a table is theirs to answer for.
  ('cases', 'register_no sop sop_version entry class title applicant organisation channel data status marking received_at opened_at due_at closed_at parent_case '
    'schedule period opened_by note met_at extended_at agency due_basis escalation_level next_escalation_at reopened_at returns_to'),
  ('steps', 'step round performer organisation assignee sla due_basis started_at due_at extended_at finished_at outcome note finished_by escalation_level '
    'next_escalation_at clock_from agency ended_by awaits_case'),
  ('holds', 'agency held_at resumed_at reason held_by'),
  ('documents', 'agency step name kind location sha256 added_at added_by medium'),
  ('items', 'agency step data added_at added_by'),
  ('surveys', 'agency sop answered_at u1 u2 u3 u4 u5 u6 u7 u8 u9 suggestion entered_at entered_by')) AS k (what, columns));
COMMENT ON VIEW dkis_store.case_columns IS 'Kolom demi kolom, baris-baris yang menjadi bagian sebuah kasus';

-- Of each column what was stated of it last.
CREATE FUNCTION dkis_store.stated(case_id bigint) RETURNS TABLE (what text, key bigint, "column" text, value text, salt bytea)
LANGUAGE plpgsql STABLE ROWS 100 SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT DISTINCT ON (1, 2, 3) f.entry ->> 0, (f.entry ->> 1)::bigint, c.key, c.value, e.facts_salt
  FROM dkis_store.case_events AS e CROSS JOIN LATERAL json_array_elements(e.facts) AS f (entry)
  CROSS JOIN LATERAL (SELECT s.key, s.value::text AS value, 1 AS place FROM json_each(f.entry -> -1) AS s
    UNION ALL SELECT i."column", i.value, 2 FROM dkis_store.implied_facts(f.entry ->> 0, f.entry ->> 2, e.at, e.actor, e.outcome, e.agency) AS i
    WHERE json_array_length(f.entry) = 4) AS c
  WHERE e.case_id = stated.case_id ORDER BY 1, 2, 3, e.seq DESC, c.place;
END
$$;
COMMENT ON FUNCTION dkis_store.stated(bigint) IS 'Isi kolom-kolom sebuah kasus menurut peristiwanya';

-- Each column that is not as the history says, each row that it does not know or
-- that has gone. No row: all are. PL/pgSQL keeps the plans; jit would compile each
-- case's anew.
CREATE FUNCTION dkis_store.differences(case_id bigint) RETURNS TABLE (problem text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY WITH stated AS MATERIALIZED (SELECT * FROM dkis_store.stated(differences.case_id)),
  known AS MATERIALIZED (SELECT DISTINCT s.what, s.key FROM stated AS s),
  there AS MATERIALIZED (SELECT r.* FROM dkis_store.case_columns AS r WHERE r.case_id = differences.case_id)
  SELECT format('%s%s: %s', t.called, CASE t.key WHEN 0 THEN '' ELSE ' (baris ' || t.key || ')' END,
    CASE WHEN k.what IS NULL THEN 'tidak ada dalam riwayat' ELSE format('kolom %s tidak menurut riwayat', t."column") END)
  FROM there AS t LEFT JOIN known AS k ON k.what = t.what AND k.key = t.key
  LEFT JOIN stated AS s ON s.what = t.what AND s.key = t.key AND s."column" = t."column"
  WHERE CASE WHEN k.what IS NULL THEN t."column" = 'agency' ELSE CASE WHEN t.worded THEN dkis_store.told_words(t.value, s.salt) ELSE t.value END IS DISTINCT FROM coalesce(s.value, 'null') END
  UNION ALL
  SELECT format('%s (baris %s): hilang', CASE k.what WHEN 'steps' THEN 'langkah' WHEN 'holds' THEN 'penundaan' WHEN 'documents' THEN 'dokumen' WHEN 'items' THEN 'butir' WHEN 'surveys' THEN 'survei' ELSE k.what END, k.key)
  FROM known AS k
  WHERE NOT EXISTS (SELECT FROM there AS t WHERE t.what = k.what AND t.key = k.key)
  ORDER BY 1;
END
$$;
COMMENT ON FUNCTION dkis_store.differences(bigint) IS 'Kolom yang tidak menurut riwayat kasusnya';

-- What stands where words have been erased, as the entries of an event (JSON, with
-- commas between); NULL: no words at all.
CREATE FUNCTION dkis_store.words_of_case(case_id bigint, salt bytea) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT string_agg(format('["%s",%s,{%s}]', r.what, r.key, r.words), ',' ORDER BY r.what, r.key) FROM (
    SELECT c.what, c.key, string_agg(format('"%s":%s', c."column", CASE WHEN c.worded THEN dkis_store.told_words(c.value, words_of_case.salt) ELSE c.value END), ',' ORDER BY c."column") AS words
    FROM dkis_store.case_columns AS c WHERE c.case_id = words_of_case.case_id AND c."column" = ANY (dkis_store.worded_columns()) GROUP BY c.what, c.key) AS r
$$;
COMMENT ON FUNCTION dkis_store.words_of_case(bigint, bytea) IS 'Kata-kata yang kini tertulis pada sebuah kasus, sebagai bagian peristiwa';

-- Whether a later redaction of the case names this event, and left this of its content
-- (NULL: nothing).
CREATE FUNCTION dkis_store.is_redacted(case_id bigint, seq int, rest jsonb) RETURNS bool
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM dkis_store.case_events AS r WHERE r.case_id = is_redacted.case_id AND r.event = 'data pribadi dihapus' AND r.seq > is_redacted.seq
    AND r.detail -> 'peristiwa_dihapus' @> to_jsonb(is_redacted.seq) AND r.detail -> 'sisa' -> is_redacted.seq::text IS NOT DISTINCT FROM rest)
$$;
COMMENT ON FUNCTION dkis_store.is_redacted(bigint, int, jsonb) IS 'Apakah isi peristiwa ini dihapus dengan penghapusan yang tercatat';

-- Whether a case's history is whole, and every column of the case and of what
-- belongs to it is as the history says: no row when it is. Edits, gaps and
-- reorders show here; a history rewritten to its end shows only against an
-- exported head (dkis.audit_heads) or note (dkis.checkpoint()).
CREATE FUNCTION dkis.verify_case(case_id bigint) RETURNS TABLE (problem text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off SET max_parallel_workers_per_gather = 0 AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH event AS (
    SELECT e.*, lag(e.hash) OVER (ORDER BY e.seq) AS previous, row_number() OVER (ORDER BY e.seq) AS place
    FROM dkis_store.case_events e WHERE e.case_id = verify_case.case_id
  ), the_case AS (
    SELECT c.* FROM dkis_store.cases c WHERE c.id = verify_case.case_id
  )
  SELECT format('kasus %s tidak ada', verify_case.case_id) WHERE NOT EXISTS (SELECT FROM the_case)
  UNION ALL
  SELECT format('peristiwa nomor %s hilang', place) FROM (SELECT min(place) AS place FROM event WHERE seq <> place) g WHERE place IS NOT NULL
  UNION ALL
  SELECT format('peristiwa %s (%s) berubah: nilai hash tidak cocok', seq, event) FROM event
  WHERE hash IS DISTINCT FROM dkis_store.event_hash(previous, agency, case_id, seq, at, recorded_at, actor, db_role, event, step, outcome, digest, facts)
  UNION ALL
  SELECT format('isi peristiwa %s (%s) berubah', seq, event) FROM event
  WHERE detail IS NOT NULL AND digest IS DISTINCT FROM dkis_store.event_digest(salt, detail) AND (salt IS NOT NULL OR NOT dkis_store.is_redacted(case_id, seq, detail))
  UNION ALL
  SELECT format('isi peristiwa %s (%s) hilang tanpa penghapusan yang tercatat', seq, event) FROM event
  WHERE detail IS NULL AND digest IS NOT NULL AND NOT dkis_store.is_redacted(case_id, seq, NULL)
  UNION ALL
  SELECT 'ujung rantai tidak cocok dengan kasus' FROM the_case c
  WHERE NOT EXISTS (SELECT FROM event e WHERE e.seq = c.event_count AND e.hash = c.head)
    OR EXISTS (SELECT FROM event e WHERE e.seq > c.event_count)
  UNION ALL
  SELECT p.problem FROM dkis_store.verify_incident(verify_case.case_id) AS p;
  IF FOUND THEN
    RETURN; -- a broken history cannot be replayed
  END IF;
  RETURN QUERY SELECT d.problem FROM dkis_store.differences(verify_case.case_id) AS d
    UNION ALL SELECT r.problem FROM dkis_store.replay_case(verify_case.case_id) AS r;
END
$$;
COMMENT ON FUNCTION dkis.verify_case(bigint) IS 'Memeriksa keutuhan riwayat kasus; tanpa baris berarti utuh';

-- For escalate(): gives register numbers to cases opened without (112).
CREATE FUNCTION dkis_store.number_cases(max_rows int) RETURNS int
LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'dkis_number_cases';
COMMENT ON FUNCTION dkis_store.number_cases(int) IS 'Memberi nomor register pada kasus yang belum bernomor';

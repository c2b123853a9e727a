-- Escalation: a step that runs too long is brought to its performer's notice,
-- then to the superiors'. docs/escalation.md.

-- One row per step row, level and due time, or for the deadline of a whole case
-- (case_step_id NULL) per case, level and due time: what makes escalate()
-- idempotent. due_at NULL: told on arrival of a step without a standard.
-- Level 0: escalate() could not finish a waiting step by itself.
CREATE TABLE dkis.escalations (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  case_id bigint NOT NULL REFERENCES dkis_store.cases (id),
  case_step_id bigint REFERENCES dkis_store.case_steps (id),
  level int NOT NULL,
  due_at timestamptz,
  at timestamptz NOT NULL DEFAULT now(),
  performer text NOT NULL
);
CREATE UNIQUE INDEX escalations_step_once ON dkis.escalations (case_step_id, level, due_at) NULLS NOT DISTINCT
  WHERE case_step_id IS NOT NULL;
CREATE UNIQUE INDEX escalations_case_once ON dkis.escalations (case_id, level, due_at) NULLS NOT DISTINCT
  WHERE case_step_id IS NULL;
COMMENT ON TABLE dkis.escalations IS 'Eskalasi yang telah terjadi: kasus atau langkah, tingkat, kepada siapa';
COMMENT ON COLUMN dkis.escalations.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.escalations.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.escalations.case_id IS 'Kasus';
COMMENT ON COLUMN dkis.escalations.case_step_id IS 'Baris langkah (dkis.case_steps.id); kosong = tenggat keseluruhan kasus';
COMMENT ON COLUMN dkis.escalations.level IS 'Tingkat menurut dkis.escalation_rules; 0 = gagal diselesaikan otomatis';
COMMENT ON COLUMN dkis.escalations.due_at IS 'Tenggat yang berlaku saat itu; kosong = langkah tanpa tenggat';
COMMENT ON COLUMN dkis.escalations.at IS 'Saat dieskalasi';
COMMENT ON COLUMN dkis.escalations.performer IS 'Pelaksana atau atasan yang diberi tahu';

-- The outbox: a gateway (mail, WhatsApp, …) polls what is undelivered and sets
-- delivered_at. kind: 'pengingat', 'eskalasi', 'gagal otomatis', and others'.
CREATE TABLE dkis.notifications (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  created_at timestamptz NOT NULL DEFAULT now(),
  performer text NOT NULL,
  organisation text,
  case_id bigint REFERENCES dkis_store.cases (id),
  kind text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  delivered_at timestamptz
);
CREATE INDEX notifications_undelivered ON dkis.notifications (id) WHERE delivered_at IS NULL;
CREATE INDEX notifications_case ON dkis.notifications (case_id);
COMMENT ON TABLE dkis.notifications IS 'Kotak keluar pemberitahuan; gerbang pesan mengisi delivered_at setelah mengirim';
COMMENT ON COLUMN dkis.notifications.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.notifications.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.notifications.created_at IS 'Saat dibuat';
COMMENT ON COLUMN dkis.notifications.case_id IS 'Kasus';
COMMENT ON COLUMN dkis.notifications.subject IS 'Pokok';
COMMENT ON COLUMN dkis.notifications.body IS 'Isi';
COMMENT ON COLUMN dkis.notifications.performer IS 'Penerima: pelaksana (dkis.performers.code)';
COMMENT ON COLUMN dkis.notifications.organisation IS 'Organisasi penerima, bila pelaksana ada di tiap organisasi';
COMMENT ON COLUMN dkis.notifications.kind IS 'Jenis: pengingat, eskalasi, gagal otomatis';
COMMENT ON COLUMN dkis.notifications.delivered_at IS 'Saat terkirim; NULL = belum';

-- The heartbeat of escalate() and open_recurring(): one row a run, kept a week.
-- It is this server's, not the agency's: jobs may run before set_agency().
CREATE TABLE dkis_store.job_runs (
  id bigserial PRIMARY KEY,
  job text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  done int NOT NULL,
  error text
);
CREATE INDEX job_runs_started ON dkis_store.job_runs (started_at);
COMMENT ON TABLE dkis_store.job_runs IS 'Catatan jalannya pekerjaan berkala, disimpan tujuh hari';

CREATE VIEW dkis.jobs AS
SELECT id, job, started_at, finished_at,
  round(extract(epoch FROM finished_at - started_at) * 1000, 1) AS duration_ms,
  done, error
FROM dkis_store.job_runs
ORDER BY id DESC;
COMMENT ON VIEW dkis.jobs IS 'Jalannya pekerjaan berkala, yang terakhir lebih dahulu';
COMMENT ON COLUMN dkis.jobs.id IS 'Nomor';
COMMENT ON COLUMN dkis.jobs.job IS 'Pekerjaan: dkis.escalate atau dkis.open_recurring';
COMMENT ON COLUMN dkis.jobs.started_at IS 'Mulai';
COMMENT ON COLUMN dkis.jobs.finished_at IS 'Selesai';
COMMENT ON COLUMN dkis.jobs.duration_ms IS 'Lamanya dalam milidetik';
COMMENT ON COLUMN dkis.jobs.done IS 'Banyaknya kasus yang dieskalasi, diselesaikan, diberi nomor, atau dibuka';
COMMENT ON COLUMN dkis.jobs.error IS 'Kesalahan, atau mengapa tidak ada yang dikerjakan; NULL = berhasil';

-- ---- what the jobs share ----------------------------------------------------

CREATE FUNCTION dkis_store.record_run(job text, started_at timestamptz, done int, error text)
RETURNS void LANGUAGE sql
BEGIN ATOMIC
  DELETE FROM dkis_store.job_runs r WHERE r.started_at < record_run.started_at - interval '7 days';
  INSERT INTO dkis_store.job_runs (job, started_at, finished_at, done, error)
  VALUES (record_run.job, record_run.started_at, clock_timestamp(), record_run.done, record_run.error);
END;
COMMENT ON FUNCTION dkis_store.record_run(text, timestamptz, int, text) IS 'Mencatat satu kali jalannya pekerjaan berkala';

-- A hub that is no agency itself has nothing to do, whatever it holds: notes the
-- run, says why, and answers true.
CREATE FUNCTION dkis_store.nothing_to_do(job text, begun timestamptz) RETURNS bool
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF dkis.agency() <> 0 OR EXISTS (SELECT FROM dkis.sops s WHERE s.agency = 0) THEN
    RETURN false;
  END IF;
  PERFORM dkis_store.record_run(job, begun, 0,
    'tidak ada yang dikerjakan: instansi basis data ini belum ditetapkan (SELECT dkis.set_agency(kode))');
  RETURN true;
END
$$;
COMMENT ON FUNCTION dkis_store.nothing_to_do(text, timestamptz) IS 'Apakah basis data ini bukan milik instansi mana pun';

-- Whoever asked, also from inside a SECURITY DEFINER function.
CREATE FUNCTION dkis_store.outer_user() RETURNS name LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT CASE current_setting('role') WHEN 'none' THEN SESSION_USER ELSE current_setting('role')::name END;
END;
COMMENT ON FUNCTION dkis_store.outer_user() IS 'Peran pemanggil, bukan pemilik fungsi';

-- The time a job pretends it is: up to the clock for everybody who may run it,
-- later only for the extension's owner (tests, rehearsals).
CREATE FUNCTION dkis_store.check_job_time(at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF at IS NULL OR NOT isfinite(at) THEN
    RAISE EXCEPTION 'now harus saat yang pasti'
      USING ERRCODE = '22008', HINT = 'Hilangkan argumen now untuk memakai jam server.';
  END IF;
  IF at > clock_timestamp() AND NOT pg_has_role(dkis_store.outer_user(),
      (SELECT nspowner FROM pg_namespace WHERE nspname = 'dkis'), 'MEMBER') THEN
    RAISE EXCEPTION 'now melampaui jam server'
      USING ERRCODE = '42501', DETAIL = format('now = %s.', at),
        HINT = 'Hanya pemilik ekstensi yang boleh memakai waktu mendatang; hilangkan argumen now.';
  END IF;
END
$$;
COMMENT ON FUNCTION dkis_store.check_job_time(timestamptz) IS 'Menolak waktu yang melampaui jam server, kecuali dari pemilik';

-- NOTIFY takes a lock that all commits share: once per transaction, ids only,
-- and no more of them than a payload holds.
CREATE FUNCTION dkis_store.tell(event text, case_ids bigint[]) RETURNS void LANGUAGE sql
BEGIN ATOMIC
  SELECT pg_notify('dkis', json_build_object('event', event, 'case_ids', ids[1:400], 'more', cardinality(ids) > 400)::text)
  FROM (SELECT ARRAY(SELECT DISTINCT id FROM unnest(case_ids) AS id ORDER BY id)) AS t (ids)
  WHERE cardinality(ids) > 0;
END;
COMMENT ON FUNCTION dkis_store.tell(text, bigint[]) IS 'Menyiarkan nomor kasus pada saluran dkis';

-- ---- whom and when ----------------------------------------------------------

-- For each level the most specific rule: (sop, step), then sop, then all.
CREATE FUNCTION dkis_store.rules_for(agency int, sop text, step text)
RETURNS TABLE (level int, at_percent int, notify text) LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT DISTINCT ON (r.level) r.level, r.at_percent, r.notify
  FROM dkis.escalation_rules r
  WHERE r.agency = rules_for.agency AND r.scope = 'langkah'
    AND (r.sop IS NULL OR r.sop = rules_for.sop) AND (r.step IS NULL OR r.step = rules_for.step)
  ORDER BY r.level, r.step NULLS LAST, r.sop NULLS LAST;
END;
COMMENT ON FUNCTION dkis_store.rules_for(int, text, text) IS 'Aturan eskalasi yang berlaku bagi langkah SOP, satu per tingkat';

-- The chain above a performer, nearest first. A circle ends after 30.
CREATE FUNCTION dkis_store.superiors(agency int, performer text)
RETURNS TABLE (distance int, code text) LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH RECURSIVE chain (distance, code) AS (
    SELECT 1, p.superior FROM dkis.performers p
    WHERE p.agency = superiors.agency AND p.code = superiors.performer AND p.superior IS NOT NULL
    UNION ALL
    SELECT c.distance + 1, p.superior FROM chain c JOIN dkis.performers p ON p.code = c.code
    WHERE p.agency = superiors.agency AND p.superior IS NOT NULL AND c.distance < 30)
  SELECT chain.distance, chain.code FROM chain;
END;
COMMENT ON FUNCTION dkis_store.superiors(int, text) IS 'Rantai atasan seorang pelaksana, dari yang terdekat';

-- Whom a rule means. 'atasan tertinggi': the last superior below the head of
-- the region (setting kepala_daerah), else the top.
-- A chain that is too short answers with its last superior, or the performer.
CREATE FUNCTION dkis_store.notify_target(agency int, performer text, notify text)
RETURNS text LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(
    CASE notify
      WHEN 'pelaksana' THEN performer
      WHEN 'atasan' THEN max(s.code) FILTER (WHERE s.distance = 1)
      WHEN 'atasan kedua' THEN max(s.code) FILTER (WHERE s.distance = 2)
      WHEN 'atasan tertinggi' THEN (array_agg(s.code ORDER BY s.distance DESC) FILTER (WHERE s.code IS DISTINCT FROM
        dkis.setting('kepala_daerah')))[1]
    END,
    (array_agg(s.code ORDER BY s.distance DESC))[1],
    performer)
  FROM dkis_store.superiors(agency, performer) s;
END;
COMMENT ON FUNCTION dkis_store.notify_target(int, text, text) IS 'Siapa yang dimaksud sebuah aturan eskalasi';

-- ---- one run ------------------------------------------------------------------

-- The cases with something due, locked in id order; those somebody else works
-- on now are left to the next run. NULL: nothing due.
CREATE FUNCTION dkis_store.lock_due_cases(at timestamptz, max_rows int) RETURNS bigint[]
LANGUAGE sql
BEGIN ATOMIC
  SELECT array_agg(l.id) FROM (
    SELECT c.id FROM dkis_store.cases c
    WHERE c.id = ANY (ARRAY(
      SELECT s.case_id FROM dkis_store.case_steps s
      WHERE s.next_escalation_at <= lock_due_cases.at AND s.agency = dkis.agency()
      ORDER BY s.next_escalation_at LIMIT max_rows))
    ORDER BY c.id
    FOR NO KEY UPDATE SKIP LOCKED) AS l;
END;
COMMENT ON FUNCTION dkis_store.lock_due_cases(timestamptz, int) IS 'Mengunci kasus yang langkahnya perlu dieskalasi';

-- escalate() could not finish a waiting step (a class is missing, …): tell its
-- performer once, try again in an hour.
CREATE FUNCTION dkis_store.postpone_wait(step_row bigint, at timestamptz, reason text) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
  UPDATE dkis_store.case_steps s SET next_escalation_at = postpone_wait.at + interval '1 hour' WHERE s.id = step_row;
  WITH told AS (
    INSERT INTO dkis.escalations (case_id, case_step_id, level, due_at, at, performer)
    SELECT s.case_id, s.id, 0, s.due_at, postpone_wait.at, s.performer FROM dkis_store.case_steps s WHERE s.id = step_row
    ON CONFLICT DO NOTHING RETURNING case_step_id)
  INSERT INTO dkis.notifications (performer, organisation, case_id, kind, subject, body)
  SELECT f.performer, f.organisation, f.case_id, 'gagal otomatis',
    format('%s langkah %s tidak dapat diselesaikan otomatis', f.register_no, f.step),
    format(E'Register: %s\nSOP: %s %s\nLangkah: %s %s\nSebab: %s', f.register_no, f.sop_number, f.sop_name,
      f.step, f.activity, reason)
  FROM told CROSS JOIN dkis_store.step_facts f WHERE f.step_id = postpone_wait.step_row;
END;
COMMENT ON FUNCTION dkis_store.postpone_wait(bigint, timestamptz, text) IS 'Menunda penyelesaian otomatis yang gagal';

-- Finishes the waiting steps of the locked cases that are over. One that
-- cannot be finished does not keep the others from it.
CREATE FUNCTION dkis_store.finish_waits(locked bigint[], at timestamptz) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  over record;
  finished bigint[] := '{}';
BEGIN
  FOR over IN
    SELECT f.step_id, f.case_id, f.on_due_outcome FROM dkis_store.step_facts f
    WHERE f.case_id = ANY (locked) AND f.next_escalation_at <= at AND f.on_due_outcome IS NOT NULL
      AND f.finished_at IS NULL AND f.case_status = 'berjalan' AND f.due_at <= clock_timestamp()
    ORDER BY f.case_id, f.ordinal
  LOOP
    BEGIN
      UPDATE dkis.case_steps SET outcome = over.on_due_outcome, finished_by = 'sistem'
      WHERE id = over.step_id AND finished_at IS NULL;
      finished := finished || over.case_id;
    EXCEPTION
      WHEN transaction_rollback THEN RAISE;
      WHEN OTHERS THEN PERFORM dkis_store.postpone_wait(over.step_id, at, SQLERRM);
    END;
  END LOOP;
  RETURN finished;
END
$$;
COMMENT ON FUNCTION dkis_store.finish_waits(bigint[], timestamptz) IS 'Menyelesaikan langkah tunggu yang masanya sudah habis';

-- Every level still ahead of the due steps of the locked cases, and whether its
-- time has come (a level counts only when all levels before it have come).
-- External performers have only their reminders.
CREATE FUNCTION dkis_store.levels_ahead(locked bigint[], at timestamptz)
RETURNS TABLE (step_id bigint, level int, at_percent int, notify text, fires_at timestamptz, come bool)
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH l AS MATERIALIZED (
    SELECT f.step_id, r.level, r.at_percent, r.notify,
      dkis_store.escalation_time(f.clock_from, f.due_at, f.sla, f.calendar, f.extended_at IS NOT NULL, r.at_percent, f.agency) AS fires_at
    FROM dkis_store.step_facts f
    CROSS JOIN LATERAL dkis_store.rules_for(f.agency, f.sop, f.step) r
    WHERE f.case_id = ANY (locked) AND f.next_escalation_at <= levels_ahead.at AND f.sla_kind = 'batas'
      AND f.finished_at IS NULL AND f.case_status = 'berjalan' AND f.due_at IS NOT NULL
      AND r.level > f.escalation_level AND (r.notify = 'pelaksana' OR NOT f.external))
  SELECT l.step_id, l.level, l.at_percent, l.notify, l.fires_at,
    bool_and(l.fires_at <= levels_ahead.at) OVER (PARTITION BY l.step_id ORDER BY l.level)
  FROM l;
END;
COMMENT ON FUNCTION dkis_store.levels_ahead(bigint[], timestamptz) IS 'Tingkat eskalasi yang masih di depan, dan yang sudah tiba waktunya';

-- A due step moves to its last level that has come and waits for the next. One
-- that should not be waiting at all (held, finished, without rules) waits no more.
CREATE FUNCTION dkis_store.advance_levels(locked bigint[], at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$ -- planned once, not for every few cases
BEGIN
  WITH ahead AS MATERIALIZED (
    SELECT l.step_id, max(l.level) FILTER (WHERE l.come) AS level, min(l.fires_at) FILTER (WHERE NOT l.come) AS next_at
    FROM dkis_store.levels_ahead(locked, advance_levels.at) l GROUP BY l.step_id)
  UPDATE dkis_store.case_steps s
  SET escalation_level = coalesce(a.level, s.escalation_level), next_escalation_at = a.next_at
  FROM dkis_store.step_facts f LEFT JOIN ahead a ON a.step_id = f.step_id
  WHERE s.id = f.step_id AND s.case_id = ANY (locked) AND f.case_id = ANY (locked) AND s.next_escalation_at <= advance_levels.at
    AND NOT (f.on_due_outcome IS NOT NULL AND f.finished_at IS NULL AND f.case_status = 'berjalan');
END
$$;
COMMENT ON FUNCTION dkis_store.advance_levels(bigint[], timestamptz) IS 'Memajukan tingkat eskalasi langkah';

-- What a notice says. percent: of the time standard, gone by now.
CREATE FUNCTION dkis_store.notice_subject(notify text, level int, register_no text, step text, late bool)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('%s: %s langkah %s %s',
    CASE notify WHEN 'pelaksana' THEN 'Pengingat' ELSE 'Eskalasi tingkat ' || level END,
    register_no, step, CASE WHEN late THEN 'melewati tenggat' ELSE 'mendekati tenggat' END);
END;
COMMENT ON FUNCTION dkis_store.notice_subject(text, int, text, text, bool) IS 'Perihal pemberitahuan';

CREATE FUNCTION dkis_store.notice_body(fact dkis_store.step_facts, at_percent int) RETURNS text LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT concat_ws(E'\n', 'Register: ' || fact.register_no,
    format('SOP: %s %s', fact.sop_number, fact.sop_name),
    format('Langkah: %s %s', fact.step, fact.activity),
    'Pelaksana: ' || coalesce(fact.performer_name, fact.performer),
    'Organisasi: ' || fact.organisation,
    'Tenggat: ' || dkis_store.local_time(fact.due_at, fact.time_zone),
    format('Standar waktu: %s; pemberitahuan ini pada %s%%-nya', fact.sla::text, at_percent));
END;
COMMENT ON FUNCTION dkis_store.notice_body(dkis_store.step_facts, int) IS 'Isi pemberitahuan';

-- Records the levels that have come, each once, tells those concerned, and
-- moves the steps on. Answers the cases told of.
CREATE FUNCTION dkis_store.escalate_steps(locked bigint[], at timestamptz) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  told bigint[];
BEGIN
  WITH come AS MATERIALIZED (
    SELECT l.level, l.at_percent, l.notify, l.fires_at, f AS fact, t.code AS target
    FROM dkis_store.levels_ahead(locked, at) l
    JOIN dkis_store.step_facts f ON f.step_id = l.step_id
    CROSS JOIN LATERAL (SELECT dkis_store.notify_target(f.agency, f.performer, l.notify)) AS t (code)
    WHERE l.come AND f.case_id = ANY (locked)),
  fresh AS (
    INSERT INTO dkis.escalations (case_id, case_step_id, level, due_at, at, performer)
    SELECT (fact).case_id, (fact).step_id, level, (fact).due_at, at, target FROM come
    ORDER BY (fact).step_id, level
    ON CONFLICT (case_step_id, level, due_at) WHERE case_step_id IS NOT NULL DO NOTHING
    RETURNING case_step_id, level),
  notices AS (
    INSERT INTO dkis.notifications (created_at, performer, organisation, case_id, kind, subject, body)
    SELECT at, c.target, (c.fact).organisation, (c.fact).case_id,
      CASE c.notify WHEN 'pelaksana' THEN 'pengingat' ELSE 'eskalasi' END,
      dkis_store.notice_subject(c.notify, c.level, (c.fact).register_no, (c.fact).step, (c.fact).due_at <= at),
      dkis_store.notice_body(c.fact, c.at_percent)
    FROM come c JOIN fresh ON fresh.case_step_id = (c.fact).step_id AND fresh.level = c.level
    ORDER BY (c.fact).step_id, c.level
    RETURNING case_id)
  SELECT coalesce(array_agg(DISTINCT case_id), '{}') INTO told FROM notices;
  PERFORM dkis_store.advance_levels(locked, at);
  RETURN told;
END
$$;
COMMENT ON FUNCTION dkis_store.escalate_steps(bigint[], timestamptz) IS 'Mengeskalasi langkah kasus yang terkunci';

-- ---- catching up with a calendar ----------------------------------------------

-- The open cases that a change of a calendar concerns. A deadline rests on the
-- days from the start of its time to the last that it is counted to: its own,
-- that of its next escalation, the end of a hold that it has been through. What
-- ended before the change, or began after it, is safe. A day and more on either
-- side is a margin for every time zone.
CREATE FUNCTION dkis_store.cases_running_through(agency int, calendar text, first_day date, last_day date)
RETURNS TABLE (case_id bigint) LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT c.id
  FROM dkis_store.cases c JOIN dkis.sop_versions v ON v.id = c.sop_version,
    (SELECT (first_day - 1)::timestamp AT TIME ZONE 'UTC', (last_day + 2)::timestamp AT TIME ZONE 'UTC') AS change (begins, ends)
  WHERE v.agency = cases_running_through.agency AND v.calendar = cases_running_through.calendar AND c.closed_at IS NULL
    AND ((c.received_at <= ends AND greatest(c.due_at, c.next_escalation_at) >= begins AND c.met_at IS NULL)
      OR EXISTS (SELECT FROM dkis_store.case_steps s WHERE s.case_id = c.id AND s.finished_at IS NULL
        AND s.clock_from <= ends AND greatest(s.due_at, s.next_escalation_at) >= begins)
      OR EXISTS (SELECT FROM dkis_store.case_holds h WHERE h.case_id = c.id AND h.held_at <= ends AND h.resumed_at >= begins));
END;
COMMENT ON FUNCTION dkis_store.cases_running_through(int, text, date, date) IS 'Kasus berjalan yang tenggatnya melewati perubahan kalender';

-- The deadlines of these cases again, by their calendar as it is now.
CREATE FUNCTION dkis_store.recompute_cases(case_ids bigint[], reason text) RETURNS int
LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'dkis_recompute_cases';
COMMENT ON FUNCTION dkis_store.recompute_cases(bigint[], text) IS 'Menghitung ulang tenggat kasus-kasus ini';

-- Looks at the next cases that a change may concern, in id order, and at those
-- skipped before; waits for none. Answers how many there were.
CREATE FUNCTION dkis_store.look_again(change dkis_store.calendar_changes, max_rows int) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  next bigint[] := ARRAY(SELECT r.case_id FROM dkis_store.cases_running_through(change.agency, change.calendar, change.first_day, change.last_day) r
    WHERE r.case_id > change.looked_to ORDER BY r.case_id LIMIT max_rows);
  wanted bigint[] := change.skipped || next;
  locked bigint[] := ARRAY(SELECT c.id FROM dkis_store.cases c WHERE c.id = ANY (wanted) ORDER BY c.id FOR NO KEY UPDATE SKIP LOCKED);
BEGIN
  PERFORM dkis_store.recompute_cases(locked, change.reason);
  UPDATE dkis_store.calendar_changes
  SET looked_to = CASE WHEN cardinality(next) < max_rows THEN 9223372036854775807 ELSE next[cardinality(next)] END,
    skipped = ARRAY(SELECT unnest(wanted) EXCEPT SELECT unnest(locked))
  WHERE id = change.id;
  DELETE FROM dkis_store.calendar_changes
  WHERE id = change.id AND last_look AND looked_to = 9223372036854775807 AND skipped = '{}';
  RETURN cardinality(wanted);
END
$$;
COMMENT ON FUNCTION dkis_store.look_again(dkis_store.calendar_changes, int) IS 'Melihat lagi sebagian kasus yang mungkin dikenai perubahan kalender';

-- Cases that were opened, or moved on, while a calendar changed may still count
-- by the old one. All that the change concerns are looked at twice: at once, and
-- when every transaction that ran when the change was first seen has ended (in
-- a restored database: at the second run).
CREATE FUNCTION dkis_store.catch_up_calendars(max_rows int) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  change dkis_store.calendar_changes;
BEGIN
  FOR change IN SELECT * FROM dkis_store.calendar_changes c WHERE c.agency = dkis.agency() ORDER BY c.id FOR UPDATE SKIP LOCKED LOOP
    EXIT WHEN max_rows <= 0;
    IF change.horizon IS NULL THEN
      UPDATE dkis_store.calendar_changes SET horizon = pg_snapshot_xmax(pg_current_snapshot())::text WHERE id = change.id;
    ELSIF NOT change.last_look AND (change.horizon::xid8 <= pg_snapshot_xmin(pg_current_snapshot())
        OR change.horizon::xid8 > pg_snapshot_xmax(pg_current_snapshot())) THEN
      UPDATE dkis_store.calendar_changes SET last_look = true, looked_to = 0, skipped = '{}' WHERE id = change.id RETURNING * INTO change;
    END IF;
    max_rows := max_rows - dkis_store.look_again(change, max_rows);
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.catch_up_calendars(int) IS 'Menyusulkan perubahan kalender ke kasus yang dibuka bersamaan';

-- A few cases at a time, so that what is joined stays small enough for any
-- plan: the planner cannot know how many levels have come.
CREATE FUNCTION dkis_store.escalate_cases(locked bigint[], at timestamptz) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  few constant int := 100;
  told bigint[] := '{}';
BEGIN
  FOR i IN 1 .. cardinality(locked) BY few LOOP
    told := told || dkis_store.finish_waits(locked[i : i + few - 1], at)
      || dkis_store.escalate_steps(locked[i : i + few - 1], at);
  END LOOP;
  RETURN told;
END
$$;
COMMENT ON FUNCTION dkis_store.escalate_cases(bigint[], timestamptz) IS 'Menyelesaikan masa tunggu dan mengeskalasi kasus yang terkunci';

-- One bounded transaction: at most max_rows due steps, the earliest first.
-- Idempotent and safe beside itself; its cost grows with what is due.
CREATE PROCEDURE dkis.escalate(now timestamptz DEFAULT now(), max_rows int DEFAULT 10000)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  begun timestamptz := clock_timestamp();
  locked bigint[];
  told bigint[] := '{}';
  numbered int;
BEGIN
  PERFORM dkis_store.check_job_time(now);
  IF max_rows IS NULL OR max_rows < 1 THEN
    RAISE EXCEPTION 'max_rows harus paling sedikit 1'
      USING ERRCODE = '22023', DETAIL = format('max_rows = %s.', coalesce(max_rows::text, 'NULL')),
        HINT = 'Hilangkan argumen max_rows untuk 10000.';
  END IF;
  IF dkis_store.nothing_to_do('dkis.escalate', begun) THEN
    RETURN;
  END IF;
  PERFORM dkis_store.catch_up_calendars(max_rows);
  numbered := dkis_store.number_cases(max_rows); -- first: notices name the number
  locked := dkis_store.lock_due_cases(now, max_rows);
  IF locked IS NOT NULL THEN
    told := dkis_store.escalate_cases(locked, now);
  END IF;
  PERFORM dkis_store.tell('eskalasi', told);
  PERFORM dkis_store.record_run('dkis.escalate', begun, cardinality(told) + coalesce(numbered, 0), NULL);
END
$$;
COMMENT ON PROCEDURE dkis.escalate(timestamptz, int)
IS 'Mengingatkan dan menaikkan langkah yang terlalu lama, menyelesaikan masa tunggu, memberi nomor kasus 112';

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

-- The outbox: a gateway (mail, WhatsApp, …) takes what is undelivered and confirms
-- it (455-notices.sql), or polls and sets delivered_at. To whoever does the work:
-- performer, person where one alone is meant; or to the applicant of a case.
CREATE TABLE dkis.notifications (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  created_at timestamptz NOT NULL DEFAULT now(),
  performer text,
  organisation text,
  case_id bigint REFERENCES dkis_store.cases (id),
  kind text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  delivered_at timestamptz,
  applicant bigint REFERENCES dkis_store.applicants (id),
  step text,
  person bigint REFERENCES dkis.people (id),
  attempts int NOT NULL DEFAULT 0,
  next_try_at timestamptz,
  last_error text,
  CONSTRAINT somebody_is_told CHECK (performer IS NOT NULL OR applicant IS NOT NULL)
);
CREATE INDEX notifications_undelivered ON dkis.notifications (id) WHERE delivered_at IS NULL;
CREATE INDEX notifications_case ON dkis.notifications (case_id);
CREATE INDEX notifications_of_none ON dkis.notifications (kind) WHERE case_id IS NULL; -- what tells of many cases
CREATE INDEX notifications_applicant ON dkis.notifications (applicant) WHERE applicant IS NOT NULL;
COMMENT ON TABLE dkis.notifications IS 'Kotak keluar pemberitahuan; gerbang pesan mengisi delivered_at setelah mengirim';
COMMENT ON COLUMN dkis.notifications.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.notifications.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.notifications.created_at IS 'Saat dibuat';
COMMENT ON COLUMN dkis.notifications.case_id IS 'Kasus';
COMMENT ON COLUMN dkis.notifications.subject IS 'Pokok';
COMMENT ON COLUMN dkis.notifications.body IS 'Isi';
COMMENT ON COLUMN dkis.notifications.performer IS 'Penerima: pelaksana (dkis.performers.code); kosong = pemohon';
COMMENT ON COLUMN dkis.notifications.applicant IS 'Penerima: pemohon (dkis.applicants.id)';
COMMENT ON COLUMN dkis.notifications.step IS 'Langkah yang dimaksud';
COMMENT ON COLUMN dkis.notifications.person IS 'Penerima: hanya orang ini (dkis.people.id)';
COMMENT ON COLUMN dkis.notifications.attempts IS 'Berapa kali diambil untuk dikirim';
COMMENT ON COLUMN dkis.notifications.next_try_at IS 'Sejak kapan boleh diambil lagi';
COMMENT ON COLUMN dkis.notifications.last_error IS 'Mengapa pengiriman terakhir gagal';
COMMENT ON COLUMN dkis.notifications.organisation IS 'Organisasi penerima, bila pelaksana ada di tiap organisasi';
COMMENT ON COLUMN dkis.notifications.kind IS 'Jenis: tugas baru, penugasan, pengingat, eskalasi, gagal otomatis, rangkuman; kepada pemohon: tanda bukti, perpanjangan, jawaban, penutupan, pembatalan, hak akan lewat';
COMMENT ON COLUMN dkis.notifications.delivered_at IS 'Saat terkirim; NULL = belum';

-- The heartbeat of escalate() and open_recurring(): one row a run, kept a week.
-- It is this server's, not the agency's: jobs may run before set_agency().
CREATE TABLE dkis_store.job_runs (
  id bigserial PRIMARY KEY,
  job text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  done int NOT NULL,
  error text,
  skipped bigint[] NOT NULL DEFAULT '{}'
);
CREATE INDEX job_runs_started ON dkis_store.job_runs (started_at);
COMMENT ON TABLE dkis_store.job_runs IS 'Catatan jalannya pekerjaan berkala, disimpan tujuh hari';

-- What is running now (id and finished_at NULL) comes first; it is whatever takes long, also
-- what somebody has begun by hand.
CREATE VIEW dkis.jobs AS
SELECT j.id, j.job, j.started_at, j.finished_at,
  round(extract(epoch FROM coalesce(j.finished_at, clock_timestamp()) - j.started_at) * 1000, 1) AS duration_ms,
  j.done, j.error, j.skipped, j.total, j.pid
FROM (
  SELECT r.id, r.job, r.started_at, r.finished_at, r.done::bigint AS done, r.error, r.skipped, NULL::bigint AS total, NULL::int AS pid FROM dkis_store.job_runs AS r
  UNION ALL
  SELECT NULL, w.what, w.started_at, NULL, w.done, NULL, '{}', w.total, w.pid FROM dkis_store.running_work() AS w) AS j
ORDER BY j.id DESC NULLS FIRST;
COMMENT ON VIEW dkis.jobs IS 'Pekerjaan berkala dan pekerjaan lama yang sedang berjalan, yang terakhir lebih dahulu';
COMMENT ON COLUMN dkis.jobs.id IS 'Nomor; kosong selama masih berjalan';
COMMENT ON COLUMN dkis.jobs.job IS 'Pekerjaan: dkis.escalate atau dkis.open_recurring, atau apa yang sedang dikerjakan';
COMMENT ON COLUMN dkis.jobs.started_at IS 'Mulai';
COMMENT ON COLUMN dkis.jobs.finished_at IS 'Selesai; kosong selama masih berjalan';
COMMENT ON COLUMN dkis.jobs.duration_ms IS 'Lamanya sampai selesai atau sampai sekarang, dalam milidetik';
COMMENT ON COLUMN dkis.jobs.done IS 'Jumlah kasus yang dieskalasi, diselesaikan, diberi nomor, atau dibuka; dari yang masih berjalan, sampai mana';
COMMENT ON COLUMN dkis.jobs.total IS 'Dari berapa, selama masih berjalan; kosong bila belum diketahui';
COMMENT ON COLUMN dkis.jobs.pid IS 'Proses yang sedang mengerjakannya; SELECT pg_cancel_backend(pid) menghentikannya';
COMMENT ON COLUMN dkis.jobs.skipped IS 'Kasus yang sudah waktunya tetapi sedang dipegang sesi lain (paling banyak 100); dilihat lagi pada putaran berikutnya';
COMMENT ON COLUMN dkis.jobs.error IS 'Kesalahan, atau mengapa tidak ada yang dikerjakan; NULL = berhasil';

-- ---- what the jobs share ----------------------------------------------------

-- What is a week old is looked for at the index's end: the table need not be read each minute.
CREATE FUNCTION dkis_store.record_run(job text, started_at timestamptz, done int, error text, skipped bigint[] DEFAULT '{}')
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$ -- planned once
BEGIN
  DELETE FROM dkis_store.job_runs r WHERE r.id = ANY (ARRAY(
    SELECT o.id FROM dkis_store.job_runs o WHERE o.started_at < (SELECT record_run.started_at - interval '7 days') ORDER BY o.started_at LIMIT 1000));
  INSERT INTO dkis_store.job_runs (job, started_at, finished_at, done, error, skipped)
  VALUES (record_run.job, record_run.started_at, clock_timestamp(), record_run.done, record_run.error, record_run.skipped);
END
$$;
COMMENT ON FUNCTION dkis_store.record_run(text, timestamptz, int, text, bigint[]) IS 'Mencatat satu kali jalannya pekerjaan berkala';

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
    RAISE EXCEPTION 'now harus tanggal dan waktu yang sah'
      USING ERRCODE = '22008', DETAIL = 'Yang terlambat dihitung sampai saat itu.', HINT = 'Hilangkan argumen now untuk memakai jam server.';
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

-- ---- whom, when and in which words --------------------------------------------

-- Whom a rule means (src/pg/case/escalate.c). 'atasan tertinggi': the last superior
-- below the head of the region (setting kepala_daerah), else the top. A chain
-- that is too short answers with its last superior, or the performer.
CREATE FUNCTION dkis_store.notify_target(agency int, performer text, notify text) RETURNS text
LANGUAGE c STABLE STRICT AS 'MODULE_PATHNAME', 'dkis_notify_target';
COMMENT ON FUNCTION dkis_store.notify_target(int, text, text) IS 'Siapa yang dimaksud sebuah aturan eskalasi';

-- Records the levels that have come, a row each across the arrays: once per step
-- row (NULL: the whole case), level and deadline. Into the outbox goes one notice
-- for each person and thing, of the highest level that means him; after a silence
-- (455-notices.sql) one for all that one recipient has to hear. percent -1: a
-- waiting step could not be finished, for this reason; -2: a reminder; both of
-- level 0. Answers the cases told of.
CREATE FUNCTION dkis_store.tell_levels(case_ids bigint[], step_ids bigint[], levels int[], percents int[], notifies text[], targets text[],
  dues timestamptz[], reasons text[], at timestamptz) RETURNS SETOF bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$ -- planned once
DECLARE
  gathered bool := dkis_store.after_silence(at);
BEGIN
  RETURN QUERY
  WITH come AS MATERIALIZED (
    SELECT * FROM unnest(case_ids, step_ids, levels, percents, notifies, targets, dues, reasons) WITH ORDINALITY
      AS u (case_id, step_id, level, percent, notify, target, due_at, reason, place)),
  fresh AS (
    INSERT INTO dkis.escalations (case_id, case_step_id, level, due_at, at, performer)
    SELECT c.case_id, c.step_id, c.level, c.due_at, tell_levels.at, c.target FROM come c ORDER BY c.place
    ON CONFLICT DO NOTHING
    RETURNING case_id, case_step_id, level, due_at),
  highest AS (
    SELECT DISTINCT ON (c.case_id, c.step_id, c.target) c.* FROM come c
    JOIN fresh f ON f.case_id = c.case_id AND coalesce(f.case_step_id, 0) = coalesce(c.step_id, 0) AND f.level = c.level AND f.due_at IS NOT DISTINCT FROM c.due_at
    ORDER BY c.case_id, c.step_id, c.target, c.percent DESC, c.level DESC),
  heard AS MATERIALIZED ( -- above: who else hears of the same thing at a higher level
    SELECT h.*, array_agg(h.target) OVER (PARTITION BY h.case_id, h.step_id ORDER BY h.percent DESC GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS above FROM highest h),
  pairs AS MATERIALIZED ( -- asked once of each two of them
    SELECT q.lower, q.higher FROM (SELECT DISTINCT h.target AS lower, x.target AS higher FROM heard h CROSS JOIN LATERAL unnest(h.above) AS x (target)) AS q
    WHERE dkis_store.same_people(dkis.agency(), q.lower, q.higher)),
  told AS MATERIALIZED (
    SELECT h.*, k.agency, k.sop, o.emergency, coalesce(s.organisation, k.organisation) AS organisation, s.step, e.external, k.applicant, k.status,
      CASE WHEN h.percent = -1 THEN 'gagal otomatis' WHEN h.percent = 0 THEN 'tugas baru' WHEN coalesce(h.notify, 'pelaksana') = 'pelaksana' THEN 'pengingat' ELSE 'eskalasi' END AS kind,
      CASE WHEN h.step_id IS NULL THEN k.due_at ELSE s.due_at END AS due_now
    FROM heard h
    JOIN dkis_store.cases k ON k.id = h.case_id
    JOIN dkis.sops o ON o.agency = k.agency AND o.code = k.sop
    LEFT JOIN dkis_store.case_steps s ON s.id = h.step_id
    LEFT JOIN dkis.performers e ON e.agency = k.agency AND e.code = h.target
    WHERE NOT EXISTS (SELECT FROM pairs p WHERE p.lower = h.target AND p.higher = ANY (h.above))),
  templates AS MATERIALIZED (
    SELECT m.agency, m.kind, m.sop, w.subject, w.body FROM (SELECT DISTINCT t.agency, t.kind, t.sop FROM told t) AS m
    CROSS JOIN LATERAL dkis_store.template_of(m.agency, m.kind, m.sop, 'pelaksana') AS w),
  written AS MATERIALIZED (
    SELECT t.*, dkis_store.fill_in(w.subject, v.given) AS subject, dkis_store.fill_in(w.body, v.given) AS body
    FROM told t
    JOIN templates w ON w.agency = t.agency AND w.kind = t.kind AND w.sop = t.sop
    CROSS JOIN LATERAL (SELECT n.given || CASE WHEN t.step_id IS NULL THEN '{}' ELSE '{"tenggat_keseluruhan": null}'::jsonb END
      || jsonb_build_object('tingkat', t.level, 'alasan', t.reason, 'saat', CASE WHEN t.percent > 0 THEN format('; pemberitahuan ini saat %s%% standar waktu terpakai', t.percent) ELSE '' END,
        'keadaan', concat(CASE WHEN t.due_now IS NULL THEN 'masih berjalan' WHEN t.due_now <= tell_levels.at THEN 'melewati tenggat' ELSE 'mendekati tenggat' END,
          CASE WHEN t.step_id IS NULL THEN ' keseluruhan' END)) AS given FROM dkis_store.notice_values(t.case_id, t.step_id) AS n) AS v
    WHERE w.body <> ''),
  counted AS (SELECT w.*, count(*) OVER (PARTITION BY w.target, w.organisation, w.emergency) AS together FROM written w),
  notices AS (
    INSERT INTO dkis.notifications (created_at, performer, applicant, organisation, case_id, step, kind, subject, body)
    SELECT * FROM (
      SELECT tell_levels.at, c.target, CASE WHEN c.external THEN c.applicant END, c.organisation, c.case_id, c.step, c.kind, c.subject, c.body
      FROM counted c WHERE NOT gathered OR c.emergency OR c.together = 1 ORDER BY c.place) AS single
    UNION ALL
    SELECT tell_levels.at, g.target, NULL, g.organisation, NULL, NULL, 'rangkuman', dkis_store.fill_in(t.subject, g.given), dkis_store.fill_in(t.body, g.given)
    FROM (SELECT c.agency, c.target, c.organisation, jsonb_build_object('jumlah', count(*), 'daftar', string_agg(c.subject, E'\n' ORDER BY c.percent DESC, c.place)) AS given
      FROM counted c WHERE gathered AND NOT c.emergency AND c.together > 1 GROUP BY c.agency, c.target, c.organisation) AS g
    CROSS JOIN LATERAL dkis_store.template_of(g.agency, 'rangkuman', NULL, 'pelaksana') AS t)
  SELECT DISTINCT w.case_id FROM written w;
END
$$;
COMMENT ON FUNCTION dkis_store.tell_levels(bigint[], bigint[], int[], int[], text[], text[], timestamptz[], text[], timestamptz) IS 'Mencatat dan memberitahukan tingkat eskalasi yang telah tiba';

-- Finishes waiting steps that are over, advances levels, tells those concerned.
-- failures: cases that were passed over, and why.
CREATE FUNCTION dkis_store.escalate_due(at timestamptz, max_rows int, OUT done int, OUT failures text)
LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'dkis_escalate_due';
COMMENT ON FUNCTION dkis_store.escalate_due(timestamptz, int) IS 'Mengeskalasi yang sudah waktunya dan menyelesaikan masa tunggu';

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
  IF NOT EXISTS (SELECT FROM dkis_store.calendar_changes) THEN
    RETURN; -- as nearly each minute
  END IF;
  FOR change IN SELECT * FROM dkis_store.calendar_changes c WHERE c.agency = dkis.agency() ORDER BY c.id FOR UPDATE SKIP LOCKED LOOP
    EXIT WHEN max_rows <= 0;
    IF change.horizon IS NULL THEN
      UPDATE dkis_store.calendar_changes SET horizon = pg_current_xact_id()::text WHERE id = change.id; -- a snapshot's xmax may be below who runs
    ELSIF NOT change.last_look AND (change.horizon::xid8 <= pg_snapshot_xmin(pg_current_snapshot())
        OR change.horizon::xid8 > pg_snapshot_xmax(pg_current_snapshot())) THEN
      UPDATE dkis_store.calendar_changes SET last_look = true, looked_to = 0, skipped = '{}' WHERE id = change.id RETURNING * INTO change;
    END IF;
    max_rows := max_rows - dkis_store.look_again(change, max_rows);
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.catch_up_calendars(int) IS 'Menyusulkan perubahan kalender ke kasus yang dibuka bersamaan';

-- Whether a step or a case of the agency's is due: two looks into an index.
CREATE FUNCTION dkis_store.anything_due(at timestamptz) RETURNS bool
LANGUAGE c STABLE STRICT AS 'MODULE_PATHNAME', 'dkis_anything_due';
COMMENT ON FUNCTION dkis_store.anything_due(timestamptz) IS 'Apakah ada langkah atau kasus yang sudah waktunya dieskalasi';

-- What is still due after a run because somebody holds its case: a lock that is
-- kept, by whatever client, holds escalation up, but not unseen. At most 100.
CREATE FUNCTION dkis_store.held_back(now timestamptz) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  due bigint[] := '{}';
BEGIN
  IF NOT dkis_store.anything_due(held_back.now) THEN
    RETURN due; -- as nearly each minute
  END IF;
  due := ARRAY(
    SELECT c.id FROM dkis_store.cases c WHERE c.agency = dkis.agency() AND c.next_escalation_at <= held_back.now
    UNION SELECT s.case_id FROM dkis_store.case_steps s WHERE s.agency = dkis.agency() AND s.next_escalation_at <= held_back.now
    LIMIT 100);
  RETURN ARRAY(SELECT unnest(due) EXCEPT SELECT c.id FROM (
    SELECT k.id FROM dkis_store.cases k WHERE k.id = ANY (due) ORDER BY k.id FOR NO KEY UPDATE SKIP LOCKED) c ORDER BY 1);
END
$$;
COMMENT ON FUNCTION dkis_store.held_back(timestamptz) IS 'Kasus yang sudah waktunya dieskalasi tetapi dipegang sesi lain';

-- One bounded transaction: at most max_rows due steps, the earliest first.
-- Idempotent and safe beside itself; its cost grows with what is due.
CREATE PROCEDURE dkis.escalate(now timestamptz DEFAULT now(), max_rows int DEFAULT 10000)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  begun timestamptz := clock_timestamp();
  numbered int;
  escalated record;
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
  SELECT * INTO escalated FROM dkis_store.escalate_due(now, max_rows);
  PERFORM dkis_store.tell_lapsing_rights(now); -- 7-report/775-rights.sql
  IF escalated.failures IS NOT NULL THEN
    RAISE WARNING 'ada kasus yang dilewati: %', escalated.failures USING HINT = 'Lihat dkis.jobs.';
  END IF;
  PERFORM dkis_store.record_run('dkis.escalate', begun, escalated.done + coalesce(numbered, 0), escalated.failures,
    dkis_store.held_back(now));
END
$$;
COMMENT ON PROCEDURE dkis.escalate(timestamptz, int)
IS 'Mengingatkan dan menaikkan yang terlalu lama, mengakhiri masa tunggu, memberi nomor kasus 112';

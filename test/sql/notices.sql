-- Who is told of what, how often, at what hour, and in which words.
CREATE DATABASE dkis_test_notices TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_notices
SET client_min_messages = warning;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never
CREATE EXTENSION dkis CASCADE;
SELECT dkis.set_agency(7371);
SET timezone = 'Asia/Makassar';
INSERT INTO dkis.settings VALUES ('time_zone', 'Asia/Makassar'), ('kepala_daerah', 'walikota'), ('survey_url', 'https://survei.example.org/{register}');
SELECT count(*) > 0 AS loaded FROM dkis.load_base();
INSERT INTO dkis.holidays (calendar, day, name) SELECT 'kantor', format('%s-01-01', y)::date, 'Tahun Baru' FROM generate_series(2027, 2100) AS y;
INSERT INTO dkis.performers (code, name, superior, external) VALUES ('walikota', 'Wali Kota', NULL, false), ('kadis', 'Kepala Dinas', 'walikota', false), ('kabid', 'Kepala Bidang', 'kadis', false),
  ('staf', 'Staf', 'kabid', false), ('penghubung', 'Pejabat Penghubung', 'walikota', false), ('warga', 'Warga', NULL, true);
INSERT INTO dkis.sops (code, number, name, emergency) VALUES ('surat', 1, 'Surat', false), ('cepat', 2, 'Cepat', false), ('tunggu', 3, 'Tunggu', false), ('gawat', 4, 'Gawat', true), ('mohon', 5, 'Permohonan', false), ('banding', 6, 'Banding', false), ('arsip', 7, 'Arsip', false), ('pantau', 8, 'Pantau', false);
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla, total_sla_until, legal_basis) VALUES
  ('surat', 1, 'kantor', 'start -> a; a -> b; b -> end', '-', NULL, NULL), ('cepat', 1, 'kantor', 'start -> a; a -> end', '-', NULL, NULL), ('tunggu', 1, 'kantor', 'start -> a; a [Ada | Tidak Ada] -> end', '-', NULL, NULL),
  ('gawat', 1, '24-jam', 'start -> a; a -> end', '-', NULL, NULL),
  ('mohon', 1, 'kantor', 'start -> a; a [Diberikan | Ditolak] -> b; b [Puas | Tidak Puas | Diam] -> end', '10 hari kerja + 7 hari kerja', 'a', ARRAY['UU 14/2008 pasal 22 ayat (7)']),
  ('banding', 1, 'kantor', 'start -> a; a -> b; b -> end', '30 hari kerja', NULL, ARRAY['UU 14/2008 pasal 35']), ('arsip', 1, 'kantor', 'start -> a; a -> end', '-', NULL, NULL), ('pantau', 1, 'kantor', 'start -> a; a -> end', '-', NULL, NULL);
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla, sla_kind, wait_outcome, on_due_outcome, remind_every)
SELECT v.id, s.step, s.n, s.activity, s.performer, s.sla, s.kind, s.wait, s.wait, s.remind FROM dkis.sop_versions AS v JOIN (VALUES
  ('surat', 'a', 1, 'Memeriksa', 'staf', dkis.sla '2 hari kerja', 'batas', NULL, dkis.sla '-'), ('surat', 'b', 2, 'Menandatangani', 'kadis', '-', 'batas', NULL, '-'),
  ('cepat', 'a', 1, 'Meneruskan', 'penghubung', '5 menit', 'batas', NULL, '-'),
  ('tunggu', 'a', 1, 'Menunggu jawaban', 'staf', '10 hari kerja', 'tunggu', 'Tidak Ada', '1 hari kerja'),
  ('gawat', 'a', 1, 'Mengirim', 'staf', '5 menit', 'batas', NULL, '-'),
  ('mohon', 'a', 1, 'Memutuskan', 'staf', '10 hari kerja + 7 hari kerja', 'batas', NULL, '-'), ('mohon', 'b', 2, 'Menilai jawaban', 'warga', '5 hari kerja', 'tunggu', 'Diam', '-'),
  ('banding', 'a', 1, 'Mengajukan', 'warga', '-', 'batas', NULL, '-'), ('banding', 'b', 2, 'Memutus', 'kadis', '-', 'batas', NULL, '-'), ('arsip', 'a', 1, 'Menyimpan', 'staf', '-', 'batas', NULL, '-'), ('pantau', 'a', 1, 'Memantau', 'staf', '-', 'batas', NULL, '1 hari kerja'))
  AS s (sop, step, n, activity, performer, sla, kind, wait, remind) ON s.sop = v.sop;
INSERT INTO dkis.sop_links (from_sop, step, outcome, to_sop, mode, stands) VALUES ('mohon', 'b', 'Tidak Puas', 'banding', 'ditawarkan', '14 hari kerja'), ('mohon', 'a', NULL, 'arsip', 'dibuka', '-');
SELECT dkis.activate_version(id) FROM dkis.sop_versions ORDER BY id;
SELECT what, inserted FROM dkis.load_base() WHERE inserted > 0;
SELECT sop, step, at_percent FROM dkis.escalation_rules WHERE sop IS NOT NULL ORDER BY sop, step;
CREATE FUNCTION public.no_register(words text) RETURNS text LANGUAGE sql AS $$ SELECT regexp_replace(words, '/\d{4}/', '/TTTT/', 'g') $$;
CREATE VIEW public.outbox AS SELECT n.id, n.case_id, coalesce(n.performer, 'pemohon') AS recipient, n.kind, n.step, public.no_register(n.subject) AS subject FROM dkis.notifications AS n;
-- Runs in July 2024, whatever the clock says, as if the last had been a minute ago.
CREATE PROCEDURE public.run(at timestamptz, last interval DEFAULT '1 minute') LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM dkis_store.job_runs;
  INSERT INTO dkis_store.job_runs (job, started_at, finished_at, done) VALUES ('dkis.escalate', at - last, at - last, 0);
  CALL dkis.escalate(at);
END $$;
-- A case of that time: its first step started then.
CREATE FUNCTION public.back_then(sop text, at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  c bigint := dkis.open_case(sop, 'Uji ' || sop, received_at => at);
BEGIN
  UPDATE dkis_store.case_steps SET started_at = at, clock_from = at, next_escalation_at = CASE WHEN next_escalation_at IS NOT NULL THEN at END WHERE case_id = c;
  UPDATE dkis.calendars SET note = note; -- every deadline again, from there
  RETURN c;
END $$;

-- ---- on arrival; when somebody is assigned ---------------------------------------------------
SELECT dkis.open_case('surat', 'Undangan') AS c \gset
CALL public.run(now());
SELECT count(*) AS of_a_step_with_a_standard FROM dkis.notifications;
SELECT dkis.finish_step(:c, 'a');
CALL public.run(now());
SELECT recipient, kind, step, subject FROM public.outbox ORDER BY id;
SELECT tingkat_eskalasi FROM dkis_report.daftar_tugas;
INSERT INTO dkis.people (name, nip) VALUES ('Ani Rahayu', '198001'), ('Budi', '198002');
SELECT dkis.assign_step(:c, 'b', '198001');
SELECT dkis.assign_step(:c, 'b', NULL);
SELECT o.recipient, o.kind, o.subject, p.name AS person FROM public.outbox AS o JOIN dkis.notifications AS n ON n.id = o.id JOIN dkis.people AS p ON p.id = n.person;
SELECT public.no_register(body) AS body FROM dkis.notifications WHERE kind = 'penugasan';
-- The emergency line has it before its eyes, whatever is told to all.
INSERT INTO dkis.escalation_rules (level, at_percent, notify) VALUES (9, 0, 'pelaksana');
SELECT dkis.open_case('gawat', 'Kebakaran') IS NOT NULL AS opened, dkis.open_case('cepat', 'Terusan') IS NOT NULL AS opened;
CALL public.run(now());
SELECT recipient, kind, subject FROM public.outbox WHERE kind = 'tugas baru' ORDER BY id;
DELETE FROM dkis.escalation_rules WHERE level = 9;
TRUNCATE dkis.notifications, dkis.escalations;
UPDATE dkis_store.case_steps SET next_escalation_at = NULL;

-- ---- one person hears once of one thing a run, at the highest level -----------------------------
SELECT public.back_then('surat', '2024-07-01 09:00') AS c \gset
CALL public.run('2024-07-31 10:00');
SELECT level, performer FROM dkis.escalations ORDER BY level;
SELECT recipient, kind, subject FROM public.outbox ORDER BY id;
-- Levels two and three mean the same people; the fourth's, the third's too.
INSERT INTO dkis.performer_members (performer, person) SELECT p.code, w.id FROM dkis.people AS w, (VALUES ('kabid'), ('kadis')) AS p (code) WHERE w.name = 'Budi';
INSERT INTO dkis.performer_members (performer, person, acting) SELECT 'kabid', id, true FROM dkis.people WHERE name = 'Ani Rahayu';
TRUNCATE dkis.notifications, dkis.escalations;
SELECT public.back_then('surat', '2024-07-01 09:00') AS d \gset
CALL public.run('2024-07-31 10:00');
SELECT recipient, kind FROM public.outbox WHERE case_id = :d ORDER BY id; -- Ani is nobody's third
UPDATE dkis.performer_members SET valid = '(,2020-01-01)' WHERE acting;
SELECT public.back_then('surat', '2024-07-01 09:00') AS e \gset
CALL public.run('2024-07-31 10:00');
SELECT recipient, kind FROM public.outbox WHERE case_id = :e ORDER BY id;
DELETE FROM dkis.performer_members;
TRUNCATE dkis.notifications, dkis.escalations;
SELECT dkis.cancel_case(id, 'uji') FROM dkis.cases WHERE closed_at IS NULL ORDER BY id;

-- ---- after a silence one notice for each ----------------------------------------------------------
SELECT count(public.back_then('surat', '2024-07-01 09:00')) FROM generate_series(1, 12) AS n;
SELECT public.back_then('gawat', '2024-07-01 09:00') IS NOT NULL AS emergency;
CALL public.run('2024-07-31 10:00', '3 days');
SELECT recipient, kind, count(*) FROM public.outbox GROUP BY 1, 2 ORDER BY 1, 2;
SELECT count(*) AS every_level FROM dkis.escalations;
SELECT subject, array_length(string_to_array(body, E'\n'), 1) AS lines, public.no_register(split_part(body, E'\n', 1)) AS first FROM dkis.notifications WHERE kind = 'rangkuman' ORDER BY performer;
SELECT dkis.cancel_case(id, 'uji') FROM dkis.cases WHERE closed_at IS NULL ORDER BY id;
TRUNCATE dkis.notifications, dkis.escalations;

-- ---- quiet hours: until morning, but for the emergency line -----------------------------------------
INSERT INTO dkis.settings VALUES ('quiet_hours', '20.00-06.00');
SELECT at, dkis_store.is_quiet(at) AS quiet FROM unnest('{2024-07-01 19:59:59,2024-07-01 20:00,2024-07-02 02:00,2024-07-02 05:59,2024-07-02 06:00,2024-07-02 12:00}'::timestamptz[]) AS at;
SET dkis.quiet_hours = '12.00-13.00';
SELECT dkis_store.is_quiet('2024-07-02 12:30') AS noon, dkis_store.is_quiet('2024-07-02 13:00') AS after_noon;
RESET dkis.quiet_hours;
SELECT public.back_then('surat', '2024-07-01 09:00') AS c \gset
SELECT public.back_then('gawat', '2024-07-03 23:00') AS g \gset
SELECT public.back_then('tunggu', '2024-07-01 09:00') AS t \gset
CALL public.run('2024-07-31 02:00');
SELECT recipient, kind, subject FROM public.outbox ORDER BY id;
SELECT outcome, finished_by FROM dkis.case_steps WHERE case_id = :t; -- a wait ends all the same
CALL public.run('2024-07-31 05:59');
SELECT count(*) FILTER (WHERE case_id = :c) AS still_kept_back FROM dkis.notifications;
CALL public.run('2024-07-31 06:00');
SELECT recipient, kind, subject FROM public.outbox WHERE case_id = :c ORDER BY id;
DELETE FROM dkis.settings WHERE key = 'quiet_hours';
SELECT dkis.cancel_case(id, 'uji') FROM dkis.cases WHERE closed_at IS NULL ORDER BY id;
TRUNCATE dkis.notifications, dkis.escalations;

-- ---- the head of the region after a working day, not after five minutes -------------------------------
-- Monday 09.00, five minutes; the next working day closes on Tuesday at 16.00.
SELECT public.back_then('cepat', '2024-07-01 09:00') AS c \gset
CALL public.run('2024-07-01 09:05');
SELECT recipient, kind, subject FROM public.outbox ORDER BY id;
SELECT escalation_level, next_escalation_at FROM dkis.case_steps WHERE case_id = :c;
CALL public.run('2024-07-02 15:59');
SELECT count(*) AS not_yet FROM dkis.notifications WHERE performer = 'walikota';
CALL public.run('2024-07-02 16:00');
SELECT recipient, kind, subject FROM public.outbox ORDER BY id;
SELECT level, performer FROM dkis.escalations ORDER BY level;
SELECT escalation_level, next_escalation_at FROM dkis.case_steps WHERE case_id = :c;
SET dkis.top_after = '-';
SELECT public.back_then('cepat', '2024-07-01 09:00') AS d \gset
CALL public.run('2024-07-01 09:05');
SELECT recipient, kind FROM public.outbox WHERE case_id = :d ORDER BY id;
RESET dkis.top_after;
SELECT dkis.cancel_case(id, 'uji') FROM dkis.cases WHERE closed_at IS NULL ORDER BY id;
TRUNCATE dkis.notifications, dkis.escalations;

DELETE FROM dkis.escalation_rules WHERE sop = 'pantau';
-- ---- every day, as long as it lasts --------------------------------------------------------------------
SELECT public.back_then('pantau', '2024-07-04 09:00') AS c \gset
SELECT next_escalation_at FROM dkis.case_steps WHERE case_id = :c;
CALL public.run('2024-07-04 17:00');
CALL public.run('2024-07-05 07:29:59');
SELECT count(*) AS none_yet FROM dkis.notifications;
CALL public.run('2024-07-05 07:30');
CALL public.run('2024-07-05 15:00');
SELECT recipient, kind, subject FROM public.outbox ORDER BY id;
SELECT next_escalation_at FROM dkis.case_steps WHERE case_id = :c; -- over a weekend
-- Days that were missed are not made up for.
CALL public.run('2024-07-11 10:00');
SELECT at, due_at, level FROM dkis.escalations ORDER BY id;
SELECT next_escalation_at, due_at FROM dkis.case_steps WHERE case_id = :c;
UPDATE dkis.calendars SET note = note; -- counted again, nothing is told twice
CALL public.run('2024-07-11 10:01');
SELECT count(*) FROM dkis.notifications;
INSERT INTO dkis.sop_versions (sop, version, machine) VALUES ('surat', 2, 'start -> a; a -> end') RETURNING id AS v \gset
\set VERBOSITY terse
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, remind_every) VALUES (:v, 'a', 1, 'A', 'staf', '1 bulan');
\set VERBOSITY default
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, remind_every) VALUES (:v, 'a', 1, 'A', 'staf', '90 menit');
SELECT dkis.activate_version(:v);
SELECT public.back_then('surat', '2024-07-05 10:00') AS d \gset
SELECT next_escalation_at FROM dkis.case_steps WHERE case_id = :d;
CALL public.run('2024-07-05 13:10');
SELECT next_escalation_at FROM dkis.case_steps WHERE case_id = :d; -- three hours of work, the break between
SELECT dkis.cancel_case(id, 'uji') FROM dkis.cases WHERE closed_at IS NULL ORDER BY id;
TRUNCATE dkis.notifications, dkis.escalations;

-- ---- the applicant ---------------------------------------------------------------------------------------
INSERT INTO dkis.applicants (name, contact) VALUES ('Siti Aminah', '0812') RETURNING id AS siti \gset
CREATE ROLE dkis_test_juru LOGIN IN ROLE dkis_officer;
SET ROLE dkis_test_juru;
INSERT INTO dkis.cases (sop, title, applicant) VALUES ('mohon', 'Salinan APBD', :siti) RETURNING id AS c \gset
SELECT dkis.extend_step(:c, 'a', 'dokumen belum terkumpul') IS NOT NULL AS extended;
SELECT dkis.finish_step(:c, 'a', 'Ditolak');
SELECT dkis.finish_step(:c, 'b', 'Tidak Puas');
RESET ROLE;
SELECT recipient, kind, subject FROM public.outbox ORDER BY id;
SELECT sop, applicant = :siti AS of_siti FROM dkis.cases WHERE parent_case = :c; -- and its receipt is nobody's business
\pset format unaligned
SELECT kind, regexp_replace(public.no_register(body), '\d+ [A-Z]\w+ \d{4}( pukul \d\d\.\d\d \w+)?', 'TANGGAL', 'g') AS body FROM dkis.notifications WHERE applicant = :siti ORDER BY id;
\pset format aligned
-- The deadline that the receipt names is the one that the law gives.
SELECT position(dkis_store.local_time(dkis.due_at(received_at, '10 hari kerja'), 'Asia/Makassar') IN (SELECT body FROM dkis.notifications WHERE kind = 'tanda bukti')) > 0 AS ten_days,
  position(dkis_store.local_time(due_at, 'Asia/Makassar') IN (SELECT body FROM dkis.notifications WHERE kind = 'perpanjangan')) > 0 AS extended FROM dkis.cases WHERE id = :c;
-- Cancelled; without an applicant nobody; many at once.
INSERT INTO dkis.cases (sop, title, applicant) SELECT 'mohon', 'Banyak ' || n, CASE WHEN n % 2 = 0 THEN :siti END FROM generate_series(1, 6) AS n;
SELECT dkis.cancel_case(id, 'diajukan dua kali') FROM dkis.cases WHERE title = 'Banyak 2';
SELECT kind, count(*) FROM dkis.notifications GROUP BY 1 ORDER BY 1;
SELECT public.no_register(body) AS body FROM dkis.notifications WHERE kind = 'pembatalan';
-- What is taken back was told to nobody; RETURNING that tries it out tells nobody twice.
BEGIN;
INSERT INTO dkis.cases (sop, title, applicant) VALUES ('mohon', 'Batal', :siti);
ROLLBACK;
INSERT INTO dkis.cases (sop, title, applicant) VALUES ('mohon', 'Sekali', :siti) RETURNING id AS e \gset
UPDATE dkis.case_steps SET outcome = 'Diberikan' WHERE case_id = :e AND finished_at IS NULL RETURNING outcome;
SELECT kind, count(*) FROM dkis.notifications WHERE case_id = :e GROUP BY 1 ORDER BY 1;

-- ---- rights: what he may do, until when -----------------------------------------------------------------
SELECT perihal, pemohon, hak, sumber, dasar, berlaku, sampai_tanggal - sejak_tanggal > 4 AS days FROM dkis_report.hak_pemohon WHERE perihal IN ('Salinan APBD', 'Sekali', 'Banyak 4') ORDER BY 1, 3;
SET ROLE dkis_test_juru;
SELECT DISTINCT pemohon FROM dkis_report.hak_pemohon WHERE pemohon IS NOT NULL;
SET ROLE dkis_reader;
SELECT DISTINCT pemohon FROM dkis_report.hak_pemohon WHERE pemohon IS NOT NULL;
RESET ROLE;
-- About to lapse: told once, to him and to whoever has the case.
TRUNCATE dkis.notifications;
CALL public.run(now(), '2 days');
SELECT recipient, kind FROM public.outbox WHERE kind = 'hak akan lewat';
SELECT s.due_at - interval '1 day' AS eve, s.due_at - interval '23 hours' AS later FROM dkis.case_steps AS s WHERE s.case_id = :e AND s.step = 'b' \gset
CALL public.run(:'eve', '2 days');
CALL public.run(:'later', '2 days');
SELECT recipient, step, regexp_replace(subject, '\d+ [A-Z]\w+ \d{4}', 'TANGGAL') AS subject FROM public.outbox WHERE kind = 'hak akan lewat' AND case_id = :e ORDER BY id;
\pset format unaligned
SELECT regexp_replace(public.no_register(body), '\d+ [A-Z]\w+ \d{4}', 'TANGGAL', 'g') AS body FROM dkis.notifications WHERE kind = 'hak akan lewat' AND case_id = :e ORDER BY id;
\pset format aligned

-- ---- words of the agency's own ---------------------------------------------------------------------------
CREATE ROLE dkis_test_pengelola LOGIN IN ROLE dkis_admin;
SET ROLE dkis_test_pengelola;
INSERT INTO dkis.notice_templates (kind, recipient, subject, body) VALUES ('tanda bukti', 'pemohon', 'Terima kasih, {nama}', E'No. {register}\nHasil: {hasil}\nSelesai {tenggat_keseluruhan}'), ('penutupan', 'pemohon', 'x', '');
INSERT INTO dkis.notice_templates (kind, sop, recipient, subject, body) VALUES ('tanda bukti', 'banding', 'pemohon', 'Banding {register}', 'Diterima {diterima}');
INSERT INTO dkis.notice_templates (kind, subject, body) VALUES ('pengingat', '{regisster}', 'x');
INSERT INTO dkis.notice_templates (kind, sop, subject, body) VALUES ('pengingat', 'tidak-ada', 'x', 'x');
INSERT INTO dkis.notice_templates (kind, recipient, subject, body) VALUES ('pengingat', 'semua', 'x', 'x');
INSERT INTO dkis.cases (sop, title, applicant) VALUES ('mohon', 'Kata sendiri {nama}', :siti), ('banding', 'Kata sendiri', :siti);
SELECT public.no_register(subject) AS subject, regexp_replace(public.no_register(body), '\d+ \w+ \d{4} .*', 'TANGGAL') AS body FROM dkis.notifications WHERE kind = 'tanda bukti' ORDER BY id;
RESET ROLE;
SELECT dkis_store.fill_in('{register}', '{}') IS NULL AS nothing_left;

-- ---- delivery: until it is confirmed ----------------------------------------------------------------------
CREATE ROLE dkis_test_app LOGIN IN ROLE dkis_app;
TRUNCATE dkis.notifications RESTART IDENTITY;
INSERT INTO dkis.notifications (performer, kind, subject, body) SELECT 'staf', 'uji', 'N' || n, '' FROM generate_series(1, 4) AS n;
SET ROLE dkis_test_app;
SELECT subject, attempts, next_try_at - clock_timestamp() BETWEEN '4 minutes' AND '5 minutes' AS soon_again FROM dkis.take_notifications(3) ORDER BY id;
SELECT subject FROM dkis.take_notifications() ORDER BY id;
SELECT count(*) AS nothing_more FROM dkis.take_notifications();
SELECT dkis.confirm_notification(id, CASE subject WHEN 'N2' THEN 'nomor tidak aktif' END) FROM dkis.notifications WHERE subject < 'N3' ORDER BY id;
SELECT subject, delivered_at IS NOT NULL AS delivered, attempts, last_error FROM dkis.notifications ORDER BY id;
RESET ROLE;
UPDATE dkis.notifications SET next_try_at = now() - interval '1 second';
SET ROLE dkis_test_app;
SELECT subject, attempts, next_try_at - clock_timestamp() BETWEEN '9 minutes' AND '10 minutes' AS later FROM dkis.take_notifications() ORDER BY id;
SELECT dkis.confirm_notification(id) FROM dkis.notifications WHERE subject = 'N2';
SELECT subject, delivered_at IS NOT NULL AS delivered, last_error FROM dkis.notifications WHERE subject = 'N2';
SELECT dkis.confirm_notification(4711);
SELECT dkis.confirm_notification(NULL);
SELECT dkis.take_notifications(0);
SELECT dkis.take_notifications(NULL);
SET ROLE dkis_test_juru;
SELECT dkis.take_notifications();
RESET ROLE;
-- (but for the instants that this test has moved itself)
SELECT c.id, p.problem FROM dkis.cases AS c, dkis.verify_case(c.id) AS p WHERE p.problem !~ 'kolom (started_at|clock_from) tidak menurut riwayat';
DROP OWNED BY dkis_test_juru, dkis_test_pengelola, dkis_test_app;
DROP ROLE dkis_test_juru, dkis_test_pengelola, dkis_test_app;
\c postgres
DROP DATABASE dkis_test_notices;

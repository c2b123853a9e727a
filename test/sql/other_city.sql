-- A regency in the far east that is not Cirebon in anything: other codes, another
-- zone, another chain of superiors, other words, a 112 line with a flow of its own.
-- Everything works, and nothing anybody reads there speaks of Cirebon.
CREATE DATABASE dkis_test_other_city TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_other_city
SET client_min_messages = warning;
SET datestyle = 'ISO, DMY';
SET timezone = 'UTC';
\set SHOW_CONTEXT never
CREATE EXTENSION dkis CASCADE;
SELECT dkis.set_agency(9471);
INSERT INTO dkis.settings VALUES ('calendar', 'balai'), ('time_zone', 'Asia/Jayapura'), ('kepala_daerah', 'bupati'), ('organisation', 'diskominfo');
CREATE ROLE dkis_test_juru LOGIN IN ROLE dkis_officer;
CREATE ROLE dkis_test_operator LOGIN IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_pengelola LOGIN IN ROLE dkis_admin;

-- ---- all of it by the agency's own administrator -----------------------------------
SET ROLE dkis_test_pengelola;
INSERT INTO dkis.calendars (code, name, kind) VALUES ('balai', 'Jam balai', 'jam kerja'), ('siaga', 'Siaga', '24 jam');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) SELECT 'balai', d, '08:00', '14:00' FROM generate_series(1, 6) AS d;
INSERT INTO dkis.holidays (calendar, day, name) SELECT 'balai', format('%s-01-01', y)::date, 'Tahun Baru' FROM generate_series(2000, 2100) AS y;
INSERT INTO dkis.organisations (code, name) VALUES ('diskominfo', 'Dinas Kominfo'), ('bpbd', 'BPBD');
INSERT INTO dkis.performers (code, name, superior, external) VALUES ('bupati', 'Bupati', NULL, false), ('sekda', 'Sekretaris Daerah', 'bupati', false), ('kepala_balai', 'Kepala Balai', 'sekda', false),
  ('juru', 'Juru Layanan', 'kepala_balai', false), ('operator', 'Operator', 'kepala_balai', false), ('warga', 'Warga', NULL, true);
INSERT INTO dkis.people (name, db_role) VALUES ('Yohana', 'dkis_test_juru');
INSERT INTO dkis.performer_members (performer, person) SELECT 'juru', id FROM dkis.people;
INSERT INTO dkis.sops (code, number, name, division, numbered_later, emergency) VALUES
  ('layanan-surat', 1, 'Layanan Surat', 'Bidang Layanan', false, false), ('arsip', 2, 'Arsip', NULL, false, false), ('kejadian', 77, 'Kejadian', NULL, true, true);
INSERT INTO dkis.sop_versions (sop, version, machine, total_sla, effective_on) VALUES
  ('layanan-surat', 1, 'start [meja] -> daftar; start [pos] -> daftar; daftar -> periksa; periksa [lengkap] -> olah & catat; periksa [kurang] -> lengkapi; lengkapi [datang] -> periksa; lengkapi [tak datang] -> tutup; olah & catat -> tutup; tutup -> end', '14 hari kerja', '2020-01-01'),
  ('arsip', 1, 'start -> simpan; simpan -> sahkan; sahkan -> end', '-', NULL);
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('kejadian', 1, 'siaga', 'start -> angkat; angkat -> kenali; kenali [gawat] -> kirim; kenali [bukan] -> tutup; kirim -> tutup; tutup -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla, sla_kind, wait_outcome, on_due_outcome)
SELECT v.id, s.step, s.n, s.activity, s.performer, s.sla, s.kind, s.wait, s.wait FROM dkis.sop_versions AS v JOIN (VALUES
  ('layanan-surat', 'daftar', 1, 'Mendaftar', 'juru', dkis.sla '30 menit', 'batas', NULL), ('layanan-surat', 'periksa', 2, 'Memeriksa', 'juru', '1 hari kerja', 'batas', NULL),
  ('layanan-surat', 'lengkapi', 3, 'Melengkapi', 'warga', '3 hari kerja', 'tunggu', 'tak datang'), ('layanan-surat', 'olah', 4, 'Mengolah', 'juru', '-', 'batas', NULL),
  ('layanan-surat', 'catat', 5, 'Mencatat', 'juru', '1 hari kerja + 1 hari kerja', 'batas', NULL), ('layanan-surat', 'tutup', 6, 'Menutup', 'juru', '-', 'batas', NULL),
  ('arsip', 'simpan', 1, 'Menyimpan', 'juru', '1 jam', 'batas', NULL), ('arsip', 'sahkan', 2, 'Mengesahkan', 'kepala_balai', '2 jam', 'batas', NULL),
  ('kejadian', 'angkat', 1, 'Mengangkat', 'operator', '1 menit', 'batas', NULL), ('kejadian', 'kenali', 2, 'Mengenali', 'operator', '1 menit', 'batas', NULL),
  ('kejadian', 'kirim', 3, 'Mengirim', 'operator', '5 menit', 'batas', NULL), ('kejadian', 'tutup', 4, 'Menutup', 'operator', '-', 'batas', NULL))
  AS s (sop, step, n, activity, performer, sla, kind, wait) ON s.sop = v.sop;
INSERT INTO dkis.sop_step_slas (sop_version, step, class, sla) SELECT v.id, 'olah', c.class, c.sla FROM dkis.sop_versions AS v, (VALUES ('ringan', dkis.sla '1 hari kerja'), ('sedang', '2 hari kerja'), ('berat', '5 hari kerja')) AS c (class, sla) WHERE v.sop = 'layanan-surat';
INSERT INTO dkis.sop_fields (sop_version, name, type, required, label) SELECT id, 'kampung', 'teks', true, 'Kampung asal' FROM dkis.sop_versions WHERE sop = 'layanan-surat';
INSERT INTO dkis.sop_links (from_sop, to_sop, mode, done_steps) VALUES ('layanan-surat', 'arsip', 'dibuka', '{simpan}');
INSERT INTO dkis.sop_schedules (sop, rule, title, starts_on) VALUES ('arsip', 'hari kerja pertama setiap bulan', 'Arsip bulanan', date_trunc('month', dkis.today() - 40)::date);
INSERT INTO dkis.escalation_rules (level, at_percent, notify) VALUES (1, 75, 'pelaksana'), (2, 100, 'atasan'), (3, 150, 'atasan kedua'), (4, 200, 'atasan tertinggi');
SELECT * FROM dkis.check_definitions() WHERE problem LIKE '%aturan eskalasi%'; -- nobody would be told of a whole case
INSERT INTO dkis.escalation_rules (scope, level, at_percent, notify) VALUES ('kasus', 1, 75, 'pelaksana'), ('kasus', 2, 100, 'atasan');
INSERT INTO dkis.call_kinds (kind, outcome, effect) VALUES ('gawat', 'gawat', 'membuka insiden'), ('iseng', NULL, NULL);
INSERT INTO dkis.incident_categories (category, sop, otherwise) VALUES ('longsor', 'kejadian', true);
INSERT INTO dkis.intake_steps (sop, step, moment, outcome) VALUES ('kejadian', 'angkat', 'dijawab', NULL), ('kejadian', 'kenali', 'dikenali', 'gawat');
INSERT INTO dkis.areas (code, level, name, boundary) VALUES ('94.71', 'kota', 'Kabupaten Timur', ST_Multi(ST_MakeEnvelope(140, -3, 141, -2, 4326)));
INSERT INTO dkis.responders (code, name, kind) VALUES ('bpbd', 'BPBD', 'bpbd');
INSERT INTO dkis.units (responder, callsign, kind, position) VALUES ('bpbd', 'B-1', 'truk', 'SRID=4326;POINT(140.5 -2.5)');
SELECT dkis.activate_version(id) FROM dkis.sop_versions ORDER BY id;
SELECT * FROM dkis.check_definitions();
SELECT code, time_zone FROM dkis.calendars ORDER BY code;
SELECT sop, calendar FROM dkis.sop_versions ORDER BY sop;
RESET ROLE;

-- ---- the walk: every outcome of every step, by those whose work it is ----------------------
CREATE TEMP TABLE taken (sop text, step text, outcome text, PRIMARY KEY (sop, step, outcome));
GRANT ALL ON taken TO PUBLIC;
CREATE FUNCTION public.walk(a_sop text, a_entry text, a_class text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  c bigint := dkis.open_case(a_sop, 'Jalan', class => a_class, entry => a_entry, data => '{"kampung": "Waena"}');
  s record;
  an_outcome text;
BEGIN
  LOOP
    SELECT t.step, v.machine INTO s FROM dkis.case_steps AS t JOIN dkis.cases AS k ON k.id = t.case_id JOIN dkis.sop_versions AS v ON v.id = k.sop_version
    WHERE t.case_id = c AND t.finished_at IS NULL ORDER BY t.id LIMIT 1;
    EXIT WHEN NOT FOUND;
    SELECT o.outcome INTO an_outcome FROM unnest(dkis.outcomes(s.machine, s.step)) WITH ORDINALITY AS o (outcome, n)
    WHERE o.outcome <> 'tak datang' ORDER BY EXISTS (SELECT FROM taken AS t WHERE t.sop = a_sop AND t.step = s.step AND t.outcome = o.outcome), o.n LIMIT 1;
    PERFORM dkis.finish_step(c, s.step, an_outcome);
    INSERT INTO taken VALUES (a_sop, s.step, an_outcome) ON CONFLICT DO NOTHING;
  END LOOP;
  RETURN (SELECT concat_ws(' ', k.status, k.marking, (SELECT string_agg(problem, '; ') FROM dkis.verify_case(c))) FROM dkis.cases AS k WHERE k.id = c);
END $$;
SET ROLE dkis_test_juru;
SELECT public.walk('layanan-surat', e.entry, k.class) FROM unnest('{meja,pos}'::text[]) AS e (entry), unnest('{ringan,sedang,berat}'::text[]) AS k (class);
SELECT public.walk('arsip', NULL, NULL);
RESET ROLE;
SELECT public.walk('arsip', NULL, NULL);
SELECT v.sop, s.step, o.outcome AS never_taken FROM dkis.sop_versions AS v, unnest(dkis.steps(v.machine)) AS s (step), unnest(dkis.outcomes(v.machine, s.step)) AS o (outcome)
WHERE v.sop <> 'kejadian' AND NOT EXISTS (SELECT FROM taken AS t WHERE (t.sop, t.step, t.outcome) = (v.sop, s.step, o.outcome));
SELECT p.sop AS parent, c.sop AS child, c.marking, count(*) FROM dkis.cases AS c JOIN dkis.cases AS p ON p.id = c.parent_case GROUP BY 1, 2, 3;
SELECT sop, count(*), min(register_no) LIKE number || '/%/000001' AS from_one FROM dkis.cases JOIN dkis.sops ON code = sop WHERE sop <> 'kejadian' GROUP BY sop, number ORDER BY sop;

-- ---- deadlines in this zone: the day ends at 14.00 WIT --------------------------------------
SELECT DISTINCT (due_at AT TIME ZONE 'Asia/Jayapura')::time AS closes FROM dkis.case_steps WHERE sla::text LIKE '%hari kerja%' AND due_at IS NOT NULL;
SELECT dkis.due_at('2026-03-02 01:00+09', '2 hari kerja') AT TIME ZONE 'Asia/Jayapura' AS due, dkis.add_workdays('2026-03-06', 1) AS saturday;

-- ---- holds, extensions, a wait that is over, late steps up the chain ---------------------------
SELECT dkis.open_case('1', 'Lama', class => 'ringan', entry => 'meja', data => '{"kampung": "Sentani"}', received_at => '2024-03-04 01:00Z') AS lama \gset
SET ROLE dkis_test_juru;
SELECT dkis.finish_step(:lama, 'daftar'), dkis.finish_step(:lama, 'periksa', 'Kurang');
RESET ROLE;
UPDATE dkis.case_steps SET due_at = now() - interval '1 minute', due_basis = 'tetap' WHERE case_id = :lama AND finished_at IS NULL;
CALL dkis.escalate();
SELECT step, outcome, finished_by FROM dkis.case_steps WHERE case_id = :lama AND step = 'lengkapi';
SET ROLE dkis_test_juru;
SELECT dkis.open_case('layanan-surat', 'Terlambat', class => 'ringan', entry => 'pos', data => '{"kampung": "Abe"}') AS telat \gset
SELECT dkis.hold_case(:telat, 'menunggu berkas');
SELECT dkis.resume_case(:telat);
SELECT dkis.finish_step(:telat, 'daftar'), dkis.finish_step(:telat, 'periksa', 'lengkap');
SELECT dkis.extend_step(:telat, 'catat', 'perlu waktu') IS NOT NULL AS extended;
RESET ROLE;
CALL dkis.escalate(now() + interval '60 days');
SELECT DISTINCT e.level, e.performer FROM dkis.escalations AS e JOIN dkis.case_steps AS s ON s.id = e.case_step_id WHERE s.case_id = :telat ORDER BY 1;
CALL dkis.open_recurring();
SELECT count(*) >= 2 AS monthly, bool_and((received_at AT TIME ZONE 'Asia/Jayapura')::time = '08:00') AS at_opening FROM dkis.cases WHERE schedule IS NOT NULL;

-- ---- the emergency line, with steps and words of its own -----------------------------------------
SET ROLE dkis_test_operator;
SELECT case_id AS darurat, incident_id AS insiden FROM dkis.report_call('0813', '-2.5, 140.5', 'gawat', 'longsor') \gset
SELECT incident_id IS NULL AS recorded_only FROM dkis.report_call('0814', kind => 'iseng');
SELECT dkis.report_call('0815', kind => 'darurat');
SELECT step, outcome, finished_at IS NOT NULL AS done FROM dkis.case_steps WHERE case_id = :darurat ORDER BY id;
SELECT callsign, eta_minutes FROM dkis.nearest_units('SRID=4326;POINT(140.51 -2.5)');
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT :insiden, id FROM dkis.units;
UPDATE dkis.dispatches SET en_route_at = clock_timestamp() WHERE incident_id = :insiden;
UPDATE dkis.dispatches SET on_scene_at = clock_timestamp(), cleared_at = clock_timestamp() WHERE incident_id = :insiden;
SELECT dkis.finish_step(:darurat, 'kirim'), dkis.finish_step(:darurat, 'tutup');
RESET ROLE;
SELECT status, marking, register_no LIKE '77/%/000001' AS numbered FROM dkis.cases WHERE id = :darurat;

-- ---- all that is read -------------------------------------------------------------------------
SELECT min(f.fitness) AS least, count(*) = (SELECT count(*) FROM dkis.cases) AS every_case FROM dkis.sops AS s, dkis.conformance(s.code) AS f;
SELECT c.id, p.problem FROM dkis.cases AS c, dkis.verify_case(c.id) AS p;
CREATE TEMP TABLE said (place text, content text);
DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT c.oid::regclass AS rel FROM pg_class AS c WHERE c.relnamespace IN ('dkis'::regnamespace, 'dkis_store'::regnamespace, 'dkis_report'::regnamespace) AND c.relkind IN ('r', 'v') LOOP
    EXECUTE format('INSERT INTO said SELECT %L, t::text FROM %s AS t', r.rel, r.rel);
  END LOOP;
END $$;
INSERT INTO said SELECT 'sop_html', dkis.sop_html(code) FROM dkis.sops UNION ALL SELECT 'sop_bpmn', dkis.sop_bpmn(code)::text FROM dkis.sops UNION ALL SELECT 'to_xes', dkis.to_xes(code)::text FROM dkis.sops
UNION ALL SELECT 'case_svg', dkis.case_svg(id) FROM dkis.cases UNION ALL SELECT 'explain_case', x::text FROM dkis.cases AS c, dkis.explain_case(c.id) AS x UNION ALL SELECT 'waiting_for', x::text FROM dkis.cases AS c, dkis.waiting_for(c.id) AS x
UNION ALL SELECT 'board', x FROM dkis.board() AS x UNION ALL SELECT 'cap', dkis.to_cap(id)::text FROM dkis.incidents;
SELECT place, left(content, 100) AS content FROM said WHERE content ~* 'cirebon|\mWIB\M|jakarta|\mkantor\M|walikota|wali kota|\mkadis\M';
SELECT bool_or(content LIKE '%WIT%') AS in_this_zone, bool_or(content LIKE '%Dinas Kominfo%') AS by_this_office FROM said WHERE place IN ('case_svg', 'sop_html', 'dkis.notifications');
SELECT count(DISTINCT place) > 40 AS much_was_read FROM said;
DROP OWNED BY dkis_test_juru, dkis_test_operator, dkis_test_pengelola;
DROP ROLE dkis_test_juru, dkis_test_operator, dkis_test_pengelola;
\c postgres
DROP DATABASE dkis_test_other_city;

-- In a database of its own: it loads Cirebon's SOPs, which cannot be taken back.
CREATE DATABASE dkis_test_reports TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_reports
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();

-- An office that never closes, so that nothing below depends on the hour.
INSERT INTO dkis.calendars (code, kind) VALUES ('jaga', '24 jam');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 901, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla) VALUES ('uji', 1, 'jaga', 'start -> 1; 1 -> 2; 2 [Ya | Tidak] -> 3; 3 -> end', '2 hari');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
SELECT v.id, s.step, s.step::int, 'Kegiatan ' || s.step, 'staf', s.sla FROM dkis.sop_versions v JOIN (VALUES ('1', dkis.sla '1 hari'), ('2', '2 hari + 1 hari'), ('3', '-')) AS s (step, sla) ON v.sop = 'uji';
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop = 'uji'; END $$;
INSERT INTO dkis.applicants (name) VALUES ('Ahmad Fauzi');
-- Received now, 20 hours ago, two days ago; one held, one at its second step, one closed.
INSERT INTO dkis.cases (sop, title, applicant, received_at) SELECT 'uji', t.title, a.id, now() - t.ago FROM dkis.applicants a,
  (VALUES ('Hijau', interval '0'), ('Kuning', interval '20 hours'), ('Merah', interval '49 hours'), ('Ditunda', interval '1 hour'), ('Langkah dua', interval '1 hour'), ('Selesai', interval '1 hour')) AS t (title, ago);
DO $$ BEGIN
  PERFORM dkis.hold_case(id, 'menunggu') FROM dkis.cases WHERE title = 'Ditunda';
  PERFORM dkis.finish_step(id, '1') FROM dkis.cases WHERE title IN ('Langkah dua', 'Selesai');
  PERFORM dkis.finish_step(id, '2', 'Ya', 'Budi sudah ditelepon') FROM dkis.cases WHERE title = 'Selesai';
  PERFORM dkis.finish_step(id, '3') FROM dkis.cases WHERE title = 'Selesai';
END $$;
INSERT INTO dkis.surveys (sop, answered_at, u1, u2, u3, u4, u5, u6, u7, u8, u9) VALUES
  ('uji', '2026-02-01', 4, 4, 4, 4, 4, 4, 4, 4, 4), ('uji', '2026-03-31 23:59+07', 3, 3, 3, 3, 3, 3, 3, 3, 3), ('uji', '2026-04-01 00:01+07', 1, 2, 1, 2, 1, 2, 1, 2, 1);

-- ---- every view: readable, its first column a key, base types, comments --------------
CREATE TABLE public.found (view text, problem text);
DO $$
DECLARE
  v record;
  answer record;
BEGIN
  FOR v IN SELECT c.oid, c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1 WHERE c.relnamespace = 'dkis_report'::regnamespace AND c.relkind = 'v' LOOP
    EXECUTE format('SELECT count(*) AS rows, count(DISTINCT %1$I) AS keys, count(*) FILTER (WHERE %1$I IS NULL) AS nulls FROM dkis_report.%2$I', v.attname, v.relname) INTO answer;
    IF answer.rows <> answer.keys OR answer.nulls > 0 THEN
      INSERT INTO found VALUES (v.relname, format('first column %s is no key', v.attname));
    END IF;
  END LOOP;
END $$;
INSERT INTO found SELECT c.relname, 'has no comment' FROM pg_class c WHERE relnamespace = 'dkis_report'::regnamespace AND obj_description(c.oid, 'pg_class') IS NULL
UNION ALL SELECT c.relname, 'no comment on ' || attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND attnum > 0
WHERE relnamespace = 'dkis_report'::regnamespace AND col_description(c.oid, attnum) IS NULL
UNION ALL SELECT c.relname, attname || ' is ' || format_type(atttypid, atttypmod) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND attnum > 0
WHERE relnamespace = 'dkis_report'::regnamespace
  AND NOT (format_type(atttypid, atttypmod) IN ('bigint', 'integer', 'smallint', 'text', 'boolean', 'numeric', 'double precision', 'date', 'timestamp with time zone', 'jsonb')
    OR format_type(atttypid, atttypmod) LIKE 'geometry(%,4326)')
UNION ALL SELECT c.relname, 'is no view' FROM pg_class c WHERE relnamespace = 'dkis_report'::regnamespace AND relkind <> 'v';
-- Beside each instant a local date; every row says whose it is.
INSERT INTO found SELECT c.relname, attname || ' without a local date' FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND attnum > 0
WHERE relnamespace = 'dkis_report'::regnamespace AND atttypid = 'timestamptz'::regtype
  AND NOT EXISTS (SELECT FROM pg_attribute d WHERE d.attrelid = c.oid AND d.attname = a.attname || '_tanggal' AND d.atttypid = 'date'::regtype)
-- … and beside each share of what was in time or late how many were judged: shares are added up by these, never averaged.
UNION ALL SELECT c.relname, attname || ' without what it is a share of' FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND attname ~ '^persen_(tepat|terlambat)'
WHERE relnamespace = 'dkis_report'::regnamespace AND NOT EXISTS (SELECT FROM pg_attribute d WHERE d.attrelid = c.oid AND d.attname = 'dinilai')
UNION ALL SELECT c.relname, 'without instansi' FROM pg_class c
WHERE relnamespace = 'dkis_report'::regnamespace AND NOT EXISTS (SELECT FROM pg_attribute d WHERE d.attrelid = c.oid AND d.attname = 'instansi');
SELECT * FROM found ORDER BY 1, 2;
SELECT string_agg(relname, ' ' ORDER BY relname) AS views FROM pg_class WHERE relnamespace = 'dkis_report'::regnamespace AND relname IN
  ('daftar_tugas', 'kasus', 'langkah', 'terlambat', 'kepatuhan_sla', 'beban_kerja', 'panggilan_112', 'insiden_112', 'insiden_peta', 'waktu_tanggap', 'kepuasan', 'jejak_proses', 'asal_langkah');

-- ---- sane rows -----------------------------------------------------------------------------
SELECT perihal, langkah, lampu, round(sisa_menit_kerja / 60.0) AS sisa_jam, standar_waktu, standar_menit, ditunda, pelaksana, pilihan_hasil FROM dkis_report.daftar_tugas WHERE kode_sop = 'uji' ORDER BY id;
SELECT perihal, status, lampu, langkah_aktif, langkah_selesai, standar_waktu, standar_menit, round(lama_menit / 60.0) AS lama_jam, pemohon FROM dkis_report.kasus WHERE kode_sop = 'uji' ORDER BY id;
SELECT perihal, langkah, round(terlambat_menit_kerja / 60.0) AS terlambat_jam, kode_atasan, atasan FROM dkis_report.terlambat ORDER BY id;
SELECT perihal, langkah, hasil, catatan, terlambat, status_kasus FROM dkis_report.langkah WHERE kode_sop = 'uji' ORDER BY id;
SELECT kode_pelaksana, berjalan, merah, kuning, hijau, ditunda, selesai_30_hari FROM dkis_report.beban_kerja;
-- Deadlines of the next month are not yet counted: those of these days are brought into this one.
CREATE PROCEDURE public.this_month() LANGUAGE sql AS $$
  UPDATE dkis_store.case_steps SET due_at = least(due_at, (date_trunc('month', now() AT TIME ZONE 'Asia/Jakarta') + interval '1 month - 1 second') AT TIME ZONE 'Asia/Jakarta') WHERE due_at IS NOT NULL;
  UPDATE dkis_store.cases SET due_at = least(due_at, (date_trunc('month', now() AT TIME ZONE 'Asia/Jakarta') + interval '1 month - 1 second') AT TIME ZONE 'Asia/Jakarta') WHERE due_at IS NOT NULL $$;
BEGIN;
CALL public.this_month();
SELECT jenis, kode_sop, kode_pelaksana, sum(jumlah) AS jumlah, sum(dinilai) AS dinilai, sum(tepat_waktu) AS tepat, sum(terlambat) AS terlambat, sum(terbuka_terlambat) AS terbuka_terlambat, sum(belum_tenggat) AS belum FROM dkis_report.kepatuhan_sla GROUP BY 1, 2, 3 ORDER BY 1;
ROLLBACK;
SELECT aktivitas, hasil, pelaksana, mulai <= waktu AS in_order FROM dkis_report.jejak_proses ORDER BY id;
SELECT kode_sop, triwulan, responden, u1, ikm, mutu, kinerja FROM dkis_report.kepuasan ORDER BY triwulan;
SELECT count(*) AS sops, bool_and(total = dokumen + disimpulkan + rekonstruksi) AS adds_up FROM dkis_report.asal_langkah;
-- A step that its cancelled case closed was not done, least of all in time; that of a
-- held case stood still until then. An outcome may be called as dkis calls it.
INSERT INTO dkis.cases (sop, title, received_at) SELECT 'uji', 'Dibatalkan', now() - interval '1 hour' UNION ALL SELECT 'uji', 'Ditunda, lalu dibatalkan', now() - interval '1 hour';
DO $$ BEGIN
  PERFORM dkis.hold_case(id, 'menunggu') FROM dkis.cases WHERE title = 'Ditunda, lalu dibatalkan';
  UPDATE dkis_store.case_steps s SET due_at = now() - interval '1 minute' FROM dkis_store.cases c WHERE c.id = s.case_id AND c.title LIKE 'Ditunda, %';
  UPDATE dkis_store.case_holds h SET held_at = now() - interval '30 minutes' FROM dkis_store.cases c WHERE c.id = h.case_id AND c.title LIKE 'Ditunda, %';
  PERFORM dkis.cancel_case(id, 'dicabut') FROM dkis.cases WHERE title LIKE '%ibatalkan';
END $$;
SELECT perihal, langkah, hasil, berakhir_karena, lampu, terlambat FROM dkis_report.langkah WHERE perihal LIKE '%ibatalkan' ORDER BY id;
SELECT perihal, langkah_selesai, langkah_aktif, lampu FROM dkis_report.kasus WHERE perihal LIKE '%ibatalkan' ORDER BY id;
SELECT count(*) AS traced FROM dkis_report.jejak_proses WHERE kasus_id IN (SELECT id FROM dkis.cases WHERE title LIKE '%ibatalkan');
BEGIN;
CALL public.this_month();
SELECT jenis, sum(jumlah) AS jumlah, sum(dinilai) AS dinilai, sum(tepat_waktu) AS tepat FROM dkis_report.kepatuhan_sla WHERE kode_sop = 'uji' GROUP BY 1 ORDER BY 1;
ROLLBACK;
SELECT berjalan, selesai_30_hari FROM dkis_report.beban_kerja;
-- Nothing is in time before its month has come, and what is judged is told.
BEGIN;
CALL public.this_month();
UPDATE dkis_store.case_steps s SET due_at = s.due_at + interval '40 days' FROM dkis_store.cases c WHERE c.id = s.case_id AND c.title = 'Selesai';
SELECT count(*) FILTER (WHERE bulan > date_trunc('month', dkis.today()::timestamp)) AS future, bool_and(dinilai = jumlah - belum_tenggat) AS judged,
  bool_and(persen_tepat IS NOT DISTINCT FROM round(100.0 * tepat_waktu / nullif(dinilai, 0), 1)) AS per_cent, sum(jumlah) AS jumlah FROM dkis_report.kepatuhan_sla;
ROLLBACK;
-- The nearer of two deadlines counts: a step with time left in a case that is late.
INSERT INTO dkis.cases (sop, title, received_at) VALUES ('uji', 'Kasusnya terlambat', now());
UPDATE dkis_store.cases SET due_at = now() - interval '5 days 1 hour' WHERE title = 'Kasusnya terlambat';
SELECT lampu, tenggat_dari, tenggat = tenggat_kasus AS of_case, sisa, round(sisa_menit_kerja / 60.0) AS sisa_jam FROM dkis_report.daftar_tugas WHERE perihal = 'Kasusnya terlambat';
SELECT tenggat_dari, terlambat, round(terlambat_menit_kerja / 60.0) AS jam FROM dkis_report.terlambat WHERE perihal = 'Kasusnya terlambat';
SELECT lampu, tenggat_terdekat = tenggat AS of_case, round(sisa_menit_kerja / 60.0) AS sisa_jam FROM dkis_report.kasus WHERE perihal = 'Kasusnya terlambat';
SELECT sum(terbuka_terlambat) AS terbuka_terlambat FROM dkis_report.kepatuhan_sla WHERE jenis = 'kasus';
-- Words for what is left.
SELECT string_agg(dkis_store.remaining_words(m, 450), ', ' ORDER BY m) FROM unnest(ARRAY[-1350, -449, -59, 0, 61, 450, 1000]) AS m;
-- What a query does not ask for is not worked out: neither lights nor the steps of a case.
CREATE FUNCTION public.plan(q text) RETURNS text LANGUAGE plpgsql AS $$ DECLARE l text; a text := ''; BEGIN FOR l IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || q LOOP a := a || l || E'\n'; END LOOP; RETURN a; END $$;
SELECT v, plan ~ 'light\(|work_minutes\(|case_progress|case_holds' AS dear, plan ~ 'case_steps' AS steps, plan ~ 'performers|applicants|calendars|sop_versions' AS looked_up
FROM (VALUES ('kasus', 'SELECT status, count(*) FROM dkis_report.kasus GROUP BY 1'), ('langkah', 'SELECT hasil, count(*) FROM dkis_report.langkah GROUP BY 1'),
  ('daftar_tugas', 'SELECT kode_pelaksana, count(*) FROM dkis_report.daftar_tugas GROUP BY 1'),
  ('register', 'SELECT status, count(*) FROM dkis_report.register_uji GROUP BY 1')) AS t (v, q), public.plan(q);
-- The light stands still while a case is held: seen a week later it is what it was.
UPDATE dkis_store.case_holds SET held_at = held_at - interval '10 days';
UPDATE dkis_store.case_steps s SET due_at = s.due_at - interval '10 days', clock_from = clock_from - interval '10 days', started_at = started_at - interval '10 days' FROM dkis_store.cases c WHERE c.id = s.case_id AND c.title = 'Ditunda';
SELECT lampu, round(sisa_menit_kerja / 60.0) AS sisa_jam FROM dkis_report.daftar_tugas WHERE perihal = 'Ditunda';

-- ---- who only reads sees no names ----------------------------------------------------------------
CREATE ROLE dkis_test_baca IN ROLE dkis_reader;
SET ROLE dkis_test_baca;
SELECT DISTINCT pemohon, dibuka_oleh = left(:'USER', 1) || '***' AS samar FROM dkis_report.kasus WHERE kode_sop = 'uji';
SELECT catatan, diselesaikan_oleh = left(:'USER', 1) || '***' AS samar FROM dkis_report.langkah WHERE catatan IS NOT NULL AND langkah = '2' AND kode_sop = 'uji';
SELECT DISTINCT pelaku = left(:'USER', 1) || '***' AS samar FROM dkis_report.jejak_proses;
RESET ROLE;
DROP ROLE dkis_test_baca;
\c contrib_regression
DROP DATABASE dkis_test_reports;

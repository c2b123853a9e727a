-- A hub: rows of several agencies beside each other, each by its own calendar and zone,
-- whatever the agency of the database that shows them.
CREATE DATABASE dkis_test_reports_hub TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_reports_hub
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'UTC';
SET datestyle = 'ISO, DMY';

-- As replication brings them. 3209 has a calendar of a code that nobody else has and
-- counts every minute; 3274 works from eight to four, further west, on a calendar
-- whose code 3209 has too.
SET session_replication_role = replica;
INSERT INTO dkis_store.calendars (agency, code, time_zone, kind) VALUES (3209, 'piket', 'Asia/Jayapura', '24 jam'), (3209, 'kantor', 'Asia/Jayapura', '24 jam'), (3274, 'kantor', 'Asia/Jakarta', 'jam kerja');
INSERT INTO dkis_store.calendar_hours (agency, calendar, valid, weekday, opens, closes) SELECT 3274, 'kantor', '(,)', d, '08:00', '16:00' FROM generate_series(1, 7) d;
INSERT INTO dkis.performers (agency, code, name) VALUES (3209, 'staf', 'Staf'), (3274, 'staf', 'Staf');
INSERT INTO dkis.sops (id, agency, code, number, name) SELECT a, a, 'uji', 1, 'Uji' FROM unnest(ARRAY[3209, 3274]) a;
INSERT INTO dkis.sop_versions (id, agency, sop, version, calendar, machine, total_sla, status, sealed_rows) VALUES
  (3209, 3209, 'uji', 1, 'piket', 'start -> 1; 1 -> end', '10 hari', 'berlaku', 1), (3274, 3274, 'uji', 1, 'kantor', 'start -> 1; 1 -> end', '10 hari', 'berlaku', 1);
INSERT INTO dkis.sop_steps (agency, sop_version, step, ordinal, activity, performer, sla) SELECT a, a, '1', 1, 'Kerja', 'staf', '1 jam' FROM unnest(ARRAY[3209, 3274]) a;
-- The same number and the same instant in both: received at 22.30 in Jakarta, on the next day in Jayapura.
INSERT INTO dkis_store.cases (id, agency, register_no, sop, sop_version, title, status, marking, received_at, opened_at, due_at, opened_by, event_count, head)
SELECT a, a, '1/2026/000001', 'uji', a, 'Uji', 'berjalan', '{1}', '2026-01-31 15:30+00', '2026-01-31 15:30+00', '2026-02-10 15:30+00', 'x', 0, '' FROM unnest(ARRAY[3209, 3274]) a;
INSERT INTO dkis_store.case_steps (id, agency, case_id, step, round, performer, sla, started_at, clock_from, due_at)
SELECT a, a, a, '1', 1, 'staf', '1 jam', '2026-01-31 15:30+00', '2026-01-31 15:30+00', '2026-01-31 16:30+00' FROM unnest(ARRAY[3209, 3274]) a;
SET session_replication_role = origin;
DO $$ BEGIN PERFORM dkis.refresh_registers(); END $$;

CREATE FUNCTION public.shown() RETURNS TABLE (line text) LANGUAGE sql AS $$
SELECT concat_ws(' ', 'tugas', id, instansi, nomor_register, lampu, mulai_tanggal, sisa_menit_kerja = -(SELECT round(extract(epoch FROM dkis_store.worktime_between('2026-01-31 16:30+00', now(),
  CASE instansi WHEN 3209 THEN 'piket' ELSE 'kantor' END, instansi)) / 60)), sisa ~ CASE instansi WHEN 3209 THEN 'hari lewat' ELSE 'hari kerja lewat' END) FROM dkis_report.daftar_tugas
UNION ALL SELECT concat_ws(' ', 'kasus', id, instansi, diterima_tanggal, diterima_bulan, lampu) FROM dkis_report.kasus
UNION ALL SELECT concat_ws(' ', 'langkah', id, instansi, mulai_tanggal, terlambat) FROM dkis_report.langkah
UNION ALL SELECT concat_ws(' ', 'terlambat', id, instansi) FROM dkis_report.terlambat
UNION ALL SELECT concat_ws(' ', 'kepatuhan', id, dinilai) FROM dkis_report.kepatuhan_sla
UNION ALL SELECT concat_ws(' ', 'beban', id, berjalan, merah) FROM dkis_report.beban_kerja
UNION ALL SELECT concat_ws(' ', 'kemacetan', id, instansi, berjalan) FROM dkis_report.kemacetan
UNION ALL SELECT concat_ws(' ', 'register', id, instansi, diterima_tanggal, lampu) FROM dkis_report.register_uji
UNION ALL SELECT concat_ws(' ', 'tenggat', c.id, e.day, e.counted) FROM dkis.cases c, dkis.explain_case(c.id, '1') e WHERE e.day = '2026-02-01'
UNION ALL SELECT concat_ws(' ', 'menunggu', c.id, w.performer_name, w.late) FROM dkis.cases c, dkis.waiting_for(c.id) w
UNION ALL SELECT concat_ws(' ', 'gambar', c.id, dkis.case_svg(c.id) ~ CASE c.agency WHEN 3209 THEN '1 Feb 2026 00.30' ELSE '31 Jan 2026 22.30' END) FROM dkis.cases c $$;
SELECT * FROM public.shown() ORDER BY line COLLATE "C";
-- The same to whoever looks, from whatever agency.
CREATE TABLE public.seen AS SELECT * FROM public.shown();
SELECT dkis_store.move_sequences(3274);
INSERT INTO dkis.settings (key, value) VALUES ('agency', '3274') ON CONFLICT (key) DO UPDATE SET value = '3274';
(SELECT * FROM public.shown() EXCEPT SELECT * FROM public.seen) UNION ALL (SELECT * FROM public.seen EXCEPT SELECT * FROM public.shown());
-- One agency's part of what reports keep is what all's says of it, live and kept; of places too.
CREATE FUNCTION public.of_one(asked int) RETURNS TABLE (report text, rows bigint, differing bigint) LANGUAGE plpgsql AS $$
BEGIN
  FOREACH report IN ARRAY '{kepatuhan_sla,kemacetan,waktu_tanggap,laporan_112,wilayah_peta}'::text[] LOOP
    EXECUTE format('WITH one AS MATERIALIZED (SELECT to_jsonb(r) AS said FROM dkis_report.%1$I r WHERE r.instansi = $1),
        every AS MATERIALIZED (SELECT to_jsonb(r) AS said FROM (SELECT * FROM dkis_report.%1$I OFFSET 0) r WHERE r.instansi = $1)
      SELECT (SELECT count(*) FROM every), (SELECT count(*) FROM ((TABLE one EXCEPT ALL TABLE every) UNION ALL (TABLE every EXCEPT ALL TABLE one)) AS d)', report) USING asked INTO rows, differing;
    RETURN NEXT;
  END LOOP;
END
$$;
SELECT a AS agency, o.* FROM unnest('{3209,3274,9999}'::int[]) AS a CROSS JOIN public.of_one(a) AS o WHERE o.rows > 0 OR o.differing > 0 ORDER BY 1, 2;
-- A history of its own agency only.
SELECT dkis.to_xes('uji')::text ~ 'kasus|000001' AS has_events;
\c contrib_regression
DROP DATABASE dkis_test_reports_hub;

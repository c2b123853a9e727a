-- What the tests of the clock run by: an office from Monday to Friday, 8 to 16,
-- and one that never closes; a SOP for each with two steps side by side, one that
-- depends on the class, one that comes back, and a second version of it (a draft).
-- Every unit with an extension of another.
INSERT INTO dkis.calendars (code, kind, time_zone) VALUES ('uji', 'jam kerja', 'Asia/Jakarta'), ('terus', '24 jam', 'Asia/Makassar');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes)
SELECT 'uji', d, h.opens::time, h.closes::time FROM generate_series(1, 5) d, (VALUES ('08:00', '12:00'), ('13:00', '16:00')) h (opens, closes);
INSERT INTO dkis.holidays (calendar, day, name) SELECT 'uji', make_date(y, 1, 1), 'Tahun Baru' FROM generate_series(2025, 2028) y;
INSERT INTO dkis.performers (code, name) VALUES ('penguji', 'Penguji') ON CONFLICT DO NOTHING;
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 901, 'Uji'), ('terus', 902, 'Terus');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla, total_sla_until)
SELECT sop, v, sop, 'start -> a & b; a & b -> c; c -> d; d [Ulang] -> c; d [Selesai] -> end',
  CASE v WHEN 1 THEN '20 hari + 10 hari' ELSE '14 hari kerja + 7 hari kerja' END::dkis.sla, 'd' FROM unnest(ARRAY['uji', 'terus']) sop, generate_series(1, 2) v;
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
SELECT v.id, s.step, s.n, s.step, 'penguji', CASE v.version WHEN 1 THEN s.one ELSE s.two END::dkis.sla FROM dkis.sop_versions v, (VALUES
  ('a', 1, '5 hari + 3 hari', '6 hari kerja + 3 hari'), ('b', 2, '20 jam + 5 jam', '20 jam + 5 jam'),
  ('c', 3, '1 bulan + 4 hari', '15 hari'), ('d', 4, '90 menit', '-')) s (step, n, one, two)
WHERE v.sop IN ('uji', 'terus');
INSERT INTO dkis.sop_step_slas (sop_version, step, class, sla)
SELECT id, 'c', k.class, k.sla::dkis.sla FROM dkis.sop_versions, (VALUES ('ringan', '3 hari kerja + 2 hari kerja'), ('berat', '1 bulan + 4 hari')) k (class, sla)
WHERE sop IN ('uji', 'terus');
DO $$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop IN ('uji', 'terus') AND version = 1; END $$;

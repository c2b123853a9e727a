-- What holds in all of Indonesia: the working hours of the civil service and the
-- days that are decreed for everybody. Which of it an agency works by stands in
-- its own calendars (dkis.load_base(), 8-agency).
--
-- Office hours: Perpres 21/2023 art. 3-4, 37 h 30 min a week, 32 h 30 min in
-- Ramadan; the clock times of the breaks are the usual ones, for the agency to
-- edit. Holidays: the joint decrees (SKB) as amended, the decree with each row.
-- Years not listed have not been decreed.

CREATE FUNCTION dkis_store.office_hours()
RETURNS TABLE (valid daterange, weekday int, opens time, closes time)
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
SELECT periods.valid, days.weekday, spans.opens, spans.closes
FROM (VALUES
    ('biasa', daterange '(,)'),
    ('ramadan', daterange '[2023-03-23,2023-04-21]'),
    ('ramadan', daterange '[2024-03-12,2024-04-09]'),
    ('ramadan', daterange '[2025-03-01,2025-03-30]'),
    ('ramadan', daterange '[2026-02-19,2026-03-20]')
  ) AS periods (season, valid)
JOIN (VALUES
    ('biasa', 'senin-kamis', time '07:30', time '12:00'),
    ('biasa', 'senin-kamis', '13:00', '16:00'),
    ('biasa', 'jumat', '07:30', '11:30'),
    ('biasa', 'jumat', '13:00', '16:30'),
    ('ramadan', 'senin-kamis', '08:00', '12:00'),
    ('ramadan', 'senin-kamis', '12:30', '15:00'),
    ('ramadan', 'jumat', '08:00', '11:30'),
    ('ramadan', 'jumat', '12:30', '15:30')
  ) AS spans (season, days, opens, closes) USING (season)
JOIN (VALUES (1, 'senin-kamis'), (2, 'senin-kamis'), (3, 'senin-kamis'), (4, 'senin-kamis'), (5, 'jumat')
  ) AS days (weekday, days) USING (days)
$$;
COMMENT ON FUNCTION dkis_store.office_hours() IS 'Jam kerja instansi pemerintah (Perpres 21/2023), juga selama Ramadan';

CREATE FUNCTION dkis_store.decreed_days()
RETURNS TABLE (day date, kind text, name text, decree text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  -- 2023
  (date '2023-01-01', 'libur nasional', 'Tahun Baru 2023 Masehi', 'SKB 1066/3/3 2022'),
  ('2023-01-22', 'libur nasional', 'Tahun Baru Imlek 2574 Kongzili', 'SKB 1066/3/3 2022'),
  ('2023-01-23', 'cuti bersama', 'Tahun Baru Imlek 2574 Kongzili', 'SKB 1066/3/3 2022'),
  ('2023-02-18', 'libur nasional', 'Isra Mikraj Nabi Muhammad SAW', 'SKB 1066/3/3 2022'),
  ('2023-03-22', 'libur nasional', 'Hari Suci Nyepi Tahun Baru Saka 1945', 'SKB 1066/3/3 2022'),
  ('2023-03-23', 'cuti bersama', 'Hari Suci Nyepi Tahun Baru Saka 1945', 'SKB 1066/3/3 2022'),
  ('2023-04-07', 'libur nasional', 'Wafat Isa Almasih', 'SKB 1066/3/3 2022'),
  ('2023-04-19', 'cuti bersama', 'Hari Raya Idulfitri 1444 Hijriah', 'SKB perubahan 2023'),
  ('2023-04-20', 'cuti bersama', 'Hari Raya Idulfitri 1444 Hijriah', 'SKB perubahan 2023'),
  ('2023-04-21', 'cuti bersama', 'Hari Raya Idulfitri 1444 Hijriah', 'SKB 1066/3/3 2022'),
  ('2023-04-22', 'libur nasional', 'Hari Raya Idulfitri 1444 Hijriah', 'SKB 1066/3/3 2022'),
  ('2023-04-23', 'libur nasional', 'Hari Raya Idulfitri 1444 Hijriah', 'SKB 1066/3/3 2022'),
  ('2023-04-24', 'cuti bersama', 'Hari Raya Idulfitri 1444 Hijriah', 'SKB 1066/3/3 2022'),
  ('2023-04-25', 'cuti bersama', 'Hari Raya Idulfitri 1444 Hijriah', 'SKB 1066/3/3 2022'),
  ('2023-05-01', 'libur nasional', 'Hari Buruh Internasional', 'SKB 1066/3/3 2022'),
  ('2023-05-18', 'libur nasional', 'Kenaikan Isa Almasih', 'SKB 1066/3/3 2022'),
  ('2023-06-01', 'libur nasional', 'Hari Lahir Pancasila', 'SKB 1066/3/3 2022'),
  ('2023-06-02', 'cuti bersama', 'Hari Raya Waisak 2567 BE', 'SKB 1066/3/3 2022'),
  ('2023-06-04', 'libur nasional', 'Hari Raya Waisak 2567 BE', 'SKB 1066/3/3 2022'),
  ('2023-06-28', 'cuti bersama', 'Hari Raya Iduladha 1444 Hijriah', 'SKB 624/2/2 2023'),
  ('2023-06-29', 'libur nasional', 'Hari Raya Iduladha 1444 Hijriah', 'SKB 1066/3/3 2022'),
  ('2023-06-30', 'cuti bersama', 'Hari Raya Iduladha 1444 Hijriah', 'SKB 624/2/2 2023'),
  ('2023-07-19', 'libur nasional', 'Tahun Baru Islam 1445 Hijriah', 'SKB 1066/3/3 2022'),
  ('2023-08-17', 'libur nasional', 'Hari Kemerdekaan Republik Indonesia', 'SKB 1066/3/3 2022'),
  ('2023-09-28', 'libur nasional', 'Maulid Nabi Muhammad SAW', 'SKB 1066/3/3 2022'),
  ('2023-12-25', 'libur nasional', 'Hari Raya Natal', 'SKB 1066/3/3 2022'),
  ('2023-12-26', 'cuti bersama', 'Hari Raya Natal', 'SKB 1066/3/3 2022'),
  -- 2024
  ('2024-01-01', 'libur nasional', 'Tahun Baru 2024 Masehi', 'SKB 855/3/4 2023'),
  ('2024-02-08', 'libur nasional', 'Isra Mikraj Nabi Muhammad SAW', 'SKB 855/3/4 2023'),
  ('2024-02-09', 'cuti bersama', 'Tahun Baru Imlek 2575 Kongzili', 'SKB 855/3/4 2023'),
  ('2024-02-10', 'libur nasional', 'Tahun Baru Imlek 2575 Kongzili', 'SKB 855/3/4 2023'),
  ('2024-02-14', 'libur nasional', 'Hari Pemungutan Suara Pemilu 2024', 'Keppres 10/2024'),
  ('2024-03-11', 'libur nasional', 'Hari Suci Nyepi Tahun Baru Saka 1946', 'SKB 855/3/4 2023'),
  ('2024-03-12', 'cuti bersama', 'Hari Suci Nyepi Tahun Baru Saka 1946', 'SKB 855/3/4 2023'),
  ('2024-03-29', 'libur nasional', 'Wafat Isa Almasih', 'SKB 855/3/4 2023'),
  ('2024-03-31', 'libur nasional', 'Hari Paskah', 'SKB 855/3/4 2023'),
  ('2024-04-08', 'cuti bersama', 'Hari Raya Idulfitri 1445 Hijriah', 'SKB 855/3/4 2023'),
  ('2024-04-09', 'cuti bersama', 'Hari Raya Idulfitri 1445 Hijriah', 'SKB 855/3/4 2023'),
  ('2024-04-10', 'libur nasional', 'Hari Raya Idulfitri 1445 Hijriah', 'SKB 855/3/4 2023'),
  ('2024-04-11', 'libur nasional', 'Hari Raya Idulfitri 1445 Hijriah', 'SKB 855/3/4 2023'),
  ('2024-04-12', 'cuti bersama', 'Hari Raya Idulfitri 1445 Hijriah', 'SKB 855/3/4 2023'),
  ('2024-04-15', 'cuti bersama', 'Hari Raya Idulfitri 1445 Hijriah', 'SKB 855/3/4 2023'),
  ('2024-05-01', 'libur nasional', 'Hari Buruh Internasional', 'SKB 855/3/4 2023'),
  ('2024-05-09', 'libur nasional', 'Kenaikan Isa Almasih', 'SKB 855/3/4 2023'),
  ('2024-05-10', 'cuti bersama', 'Kenaikan Isa Almasih', 'SKB 855/3/4 2023'),
  ('2024-05-23', 'libur nasional', 'Hari Raya Waisak 2568 BE', 'SKB 855/3/4 2023'),
  ('2024-05-24', 'cuti bersama', 'Hari Raya Waisak 2568 BE', 'SKB 855/3/4 2023'),
  ('2024-06-01', 'libur nasional', 'Hari Lahir Pancasila', 'SKB 855/3/4 2023'),
  ('2024-06-17', 'libur nasional', 'Hari Raya Iduladha 1445 Hijriah', 'SKB 855/3/4 2023'),
  ('2024-06-18', 'cuti bersama', 'Hari Raya Iduladha 1445 Hijriah', 'SKB 855/3/4 2023'),
  ('2024-07-07', 'libur nasional', 'Tahun Baru Islam 1446 Hijriah', 'SKB 855/3/4 2023'),
  ('2024-08-17', 'libur nasional', 'Hari Kemerdekaan Republik Indonesia', 'SKB 855/3/4 2023'),
  ('2024-09-16', 'libur nasional', 'Maulid Nabi Muhammad SAW', 'SKB 855/3/4 2023'),
  ('2024-11-27', 'libur nasional', 'Hari Pemungutan Suara Pilkada 2024', 'Keppres 33/2024'),
  ('2024-12-25', 'libur nasional', 'Hari Raya Natal', 'SKB 855/3/4 2023'),
  ('2024-12-26', 'cuti bersama', 'Hari Raya Natal', 'SKB 855/3/4 2023'),
  -- 2025
  ('2025-01-01', 'libur nasional', 'Tahun Baru 2025 Masehi', 'SKB 1017/2/2 2024'),
  ('2025-01-27', 'libur nasional', 'Isra Mikraj Nabi Muhammad SAW', 'SKB 1017/2/2 2024'),
  ('2025-01-28', 'cuti bersama', 'Tahun Baru Imlek 2576 Kongzili', 'SKB 1017/2/2 2024'),
  ('2025-01-29', 'libur nasional', 'Tahun Baru Imlek 2576 Kongzili', 'SKB 1017/2/2 2024'),
  ('2025-03-28', 'cuti bersama', 'Hari Suci Nyepi Tahun Baru Saka 1947', 'SKB 1017/2/2 2024'),
  ('2025-03-29', 'libur nasional', 'Hari Suci Nyepi Tahun Baru Saka 1947', 'SKB 1017/2/2 2024'),
  ('2025-03-31', 'libur nasional', 'Hari Raya Idulfitri 1446 Hijriah', 'SKB 1017/2/2 2024'),
  ('2025-04-01', 'libur nasional', 'Hari Raya Idulfitri 1446 Hijriah', 'SKB 1017/2/2 2024'),
  ('2025-04-02', 'cuti bersama', 'Hari Raya Idulfitri 1446 Hijriah', 'SKB 1017/2/2 2024'),
  ('2025-04-03', 'cuti bersama', 'Hari Raya Idulfitri 1446 Hijriah', 'SKB 1017/2/2 2024'),
  ('2025-04-04', 'cuti bersama', 'Hari Raya Idulfitri 1446 Hijriah', 'SKB 1017/2/2 2024'),
  ('2025-04-07', 'cuti bersama', 'Hari Raya Idulfitri 1446 Hijriah', 'SKB 1017/2/2 2024'),
  ('2025-04-18', 'libur nasional', 'Wafat Yesus Kristus', 'SKB 1017/2/2 2024'),
  ('2025-04-20', 'libur nasional', 'Hari Paskah', 'SKB 1017/2/2 2024'),
  ('2025-05-01', 'libur nasional', 'Hari Buruh Internasional', 'SKB 1017/2/2 2024'),
  ('2025-05-12', 'libur nasional', 'Hari Raya Waisak 2569 BE', 'SKB 1017/2/2 2024'),
  ('2025-05-13', 'cuti bersama', 'Hari Raya Waisak 2569 BE', 'SKB 1017/2/2 2024'),
  ('2025-05-29', 'libur nasional', 'Kenaikan Yesus Kristus', 'SKB 1017/2/2 2024'),
  ('2025-05-30', 'cuti bersama', 'Kenaikan Yesus Kristus', 'SKB 1017/2/2 2024'),
  ('2025-06-01', 'libur nasional', 'Hari Lahir Pancasila', 'SKB 1017/2/2 2024'),
  ('2025-06-06', 'libur nasional', 'Hari Raya Iduladha 1446 Hijriah', 'SKB 1017/2/2 2024'),
  ('2025-06-09', 'cuti bersama', 'Hari Raya Iduladha 1446 Hijriah', 'SKB 1017/2/2 2024'),
  ('2025-06-27', 'libur nasional', 'Tahun Baru Islam 1447 Hijriah', 'SKB 1017/2/2 2024'),
  ('2025-08-17', 'libur nasional', 'Hari Kemerdekaan Republik Indonesia', 'SKB 1017/2/2 2024'),
  ('2025-08-18', 'cuti bersama', 'Hari Kemerdekaan Republik Indonesia', 'SKB 933/1/3 2025'),
  ('2025-09-05', 'libur nasional', 'Maulid Nabi Muhammad SAW', 'SKB 1017/2/2 2024'),
  ('2025-12-25', 'libur nasional', 'Hari Raya Natal', 'SKB 1017/2/2 2024'),
  ('2025-12-26', 'cuti bersama', 'Hari Raya Natal', 'SKB 1017/2/2 2024'),
  -- 2026
  ('2026-01-01', 'libur nasional', 'Tahun Baru 2026 Masehi', 'SKB 1497/2/5 2025'),
  ('2026-01-16', 'libur nasional', 'Isra Mikraj Nabi Muhammad SAW', 'SKB 1497/2/5 2025'),
  ('2026-02-16', 'cuti bersama', 'Tahun Baru Imlek 2577 Kongzili', 'SKB 1497/2/5 2025'),
  ('2026-02-17', 'libur nasional', 'Tahun Baru Imlek 2577 Kongzili', 'SKB 1497/2/5 2025'),
  ('2026-03-18', 'cuti bersama', 'Hari Suci Nyepi Tahun Baru Saka 1948', 'SKB 1497/2/5 2025'),
  ('2026-03-19', 'libur nasional', 'Hari Suci Nyepi Tahun Baru Saka 1948', 'SKB 1497/2/5 2025'),
  ('2026-03-20', 'cuti bersama', 'Hari Raya Idulfitri 1447 Hijriah', 'SKB 1497/2/5 2025'),
  ('2026-03-21', 'libur nasional', 'Hari Raya Idulfitri 1447 Hijriah', 'SKB 1497/2/5 2025'),
  ('2026-03-22', 'libur nasional', 'Hari Raya Idulfitri 1447 Hijriah', 'SKB 1497/2/5 2025'),
  ('2026-03-23', 'cuti bersama', 'Hari Raya Idulfitri 1447 Hijriah', 'SKB 1497/2/5 2025'),
  ('2026-03-24', 'cuti bersama', 'Hari Raya Idulfitri 1447 Hijriah', 'SKB 1497/2/5 2025'),
  ('2026-04-03', 'libur nasional', 'Wafat Yesus Kristus', 'SKB 1497/2/5 2025'),
  ('2026-04-05', 'libur nasional', 'Hari Paskah', 'SKB 1497/2/5 2025'),
  ('2026-05-01', 'libur nasional', 'Hari Buruh Internasional', 'SKB 1497/2/5 2025'),
  ('2026-05-14', 'libur nasional', 'Kenaikan Yesus Kristus', 'SKB 1497/2/5 2025'),
  ('2026-05-15', 'cuti bersama', 'Kenaikan Yesus Kristus', 'SKB 1497/2/5 2025'),
  ('2026-05-27', 'libur nasional', 'Hari Raya Iduladha 1447 Hijriah', 'SKB 1497/2/5 2025'),
  ('2026-05-28', 'cuti bersama', 'Hari Raya Iduladha 1447 Hijriah', 'SKB 1497/2/5 2025'),
  ('2026-05-31', 'libur nasional', 'Hari Raya Waisak 2570 BE', 'SKB 1497/2/5 2025'),
  ('2026-06-01', 'libur nasional', 'Hari Lahir Pancasila', 'SKB 1497/2/5 2025'),
  ('2026-06-16', 'libur nasional', 'Tahun Baru Islam 1448 Hijriah', 'SKB 1497/2/5 2025'),
  ('2026-08-17', 'libur nasional', 'Hari Kemerdekaan Republik Indonesia', 'SKB 1497/2/5 2025'),
  ('2026-08-25', 'libur nasional', 'Maulid Nabi Muhammad SAW', 'SKB 1497/2/5 2025'),
  ('2026-12-24', 'cuti bersama', 'Hari Raya Natal', 'SKB 1497/2/5 2025'),
  ('2026-12-25', 'libur nasional', 'Hari Raya Natal', 'SKB 1497/2/5 2025')
$$;
COMMENT ON FUNCTION dkis_store.decreed_days() IS 'Hari libur nasional dan cuti bersama 2023-2026, dengan keputusannya';

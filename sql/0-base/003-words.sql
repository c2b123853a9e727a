-- Dates, times, periods and lengths of time as they are written in Indonesia.

CREATE FUNCTION dkis_store.month_words(month int) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT (ARRAY['Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus', 'September', 'Oktober', 'November', 'Desember'])[month];
END;
COMMENT ON FUNCTION dkis_store.month_words(int) IS 'Nama bulan ke-1 sampai ke-12';

-- "2 Januari 2024". Immutable to the planner's eye too, and one expression, as those
-- below: then it becomes part of whatever asks, and is not run as a query of its own.
CREATE FUNCTION dkis_store.day_words(day date) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT extract(day FROM day)::text || ' ' || dkis_store.month_words(extract(month FROM day)::int) || ' ' || extract(year FROM day)::text;
END;
COMMENT ON FUNCTION dkis_store.day_words(date) IS 'Tanggal dalam kata Indonesia';

-- "3 Mar 2026 14.05", where pictures and tables have little room.
CREATE FUNCTION dkis_store.instant_words(at timestamptz, zone text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT to_char(at AT TIME ZONE zone, 'FMDD ') || left(dkis_store.month_words(extract(month FROM at AT TIME ZONE zone)::int), 3)
    || to_char(at AT TIME ZONE zone, ' YYYY HH24.MI');
END;
COMMENT ON FUNCTION dkis_store.instant_words(timestamptz, text) IS 'Saat dalam kata Indonesia, menurut zona waktu';

-- "24 November 2026 pukul 16.00 WIB", as in a letter.
CREATE FUNCTION dkis_store.local_time(at timestamptz, zone text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT concat(dkis_store.day_words((at AT TIME ZONE zone)::date), ' pukul ', to_char(at AT TIME ZONE zone, 'HH24.MI '),
    CASE zone WHEN 'Asia/Jakarta' THEN 'WIB' WHEN 'Asia/Pontianak' THEN 'WIB'
      WHEN 'Asia/Makassar' THEN 'WITA' WHEN 'Asia/Jayapura' THEN 'WIT' ELSE zone END);
END;
COMMENT ON FUNCTION dkis_store.local_time(timestamptz, text) IS 'Waktu dalam tulisan Indonesia, menurut zona waktu kalender';

-- The key of a period in words: 2026 "tahun 2026", 2026-T4 "triwulan IV 2026",
-- 2026-11 "November 2026", 2026-11-23 "23 November 2026".
CREATE FUNCTION dkis_store.period_name(period text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE length(period)
    WHEN 4 THEN 'tahun ' || period
    WHEN 7 THEN CASE WHEN substr(period, 6, 1) = 'T'
      THEN concat('triwulan ', (ARRAY['I', 'II', 'III', 'IV'])[substr(period, 7)::int], ' ', left(period, 4))
      ELSE concat(dkis_store.month_words(substr(period, 6)::int), ' ', left(period, 4)) END
    ELSE concat(substr(period, 9)::int, ' ', dkis_store.month_words(substr(period, 6, 2)::int), ' ', left(period, 4)) END;
END;
COMMENT ON FUNCTION dkis_store.period_name(text) IS 'Nama periode untuk dibaca orang';

-- What is left of a time, in its largest unit, rounded down: "3 hari kerja lagi",
-- "20 menit lewat". minutes of work, negative once it is over; day_minutes: of a
-- day of that calendar, 1440 where it never closes.
CREATE FUNCTION dkis_store.remaining_words(minutes bigint, day_minutes bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN abs(minutes) >= day_minutes THEN concat(abs(minutes) / day_minutes, CASE day_minutes WHEN 1440 THEN ' hari' ELSE ' hari kerja' END)
      WHEN abs(minutes) >= 60 THEN concat(abs(minutes) / 60, ' jam') ELSE concat(abs(minutes), ' menit') END
    || CASE WHEN minutes < 0 THEN ' lewat' ELSE ' lagi' END;
END;
COMMENT ON FUNCTION dkis_store.remaining_words(bigint, bigint) IS 'Sisa waktu dalam kata';

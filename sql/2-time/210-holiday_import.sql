-- Loading lists of holidays: CSV files and iCalendar feeds, all of a file or
-- nothing of it, in one statement on the view dkis.holidays, so that deadlines
-- are counted anew once. docs/calendar.md has the rules in words.

-- What a file says, row by row (src/core/exchange/holiday_file.h): kind and decree
-- NULL where it says nothing, skipped = why an entry is not taken. Errors
-- name the line of the file: 22P02 malformed, 22007 and 22008 no such date,
-- 22023 unknown column or kind, a day contradicting another, a recurring event.
CREATE FUNCTION dkis_store.holidays_in_csv(csv text)
RETURNS TABLE (line int, day date, kind text, name text, decree text, cancelled bool, skipped text)
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_holidays_in_csv';
COMMENT ON FUNCTION dkis_store.holidays_in_csv(text) IS 'Isi daftar hari libur CSV, baris demi baris';

CREATE FUNCTION dkis_store.holidays_in_ics(ics text)
RETURNS TABLE (line int, day date, kind text, name text, decree text, cancelled bool, skipped text)
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_holidays_in_ics';
COMMENT ON FUNCTION dkis_store.holidays_in_ics(text) IS 'Isi kalender iCalendar, hari demi hari';

-- The same as one value, each entry with its place n.
CREATE FUNCTION dkis_store.csv_entries(csv text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
SELECT coalesce(jsonb_agg(to_jsonb(f)), '[]') FROM (SELECT row_number() OVER () AS n, e.* FROM dkis_store.holidays_in_csv(csv) AS e) AS f
$$;
COMMENT ON FUNCTION dkis_store.csv_entries(text) IS 'Isi berkas sebagai jsonb, bernomor urut';
CREATE FUNCTION dkis_store.ics_entries(ics text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
SELECT coalesce(jsonb_agg(to_jsonb(f)), '[]') FROM (SELECT row_number() OVER () AS n, e.* FROM dkis_store.holidays_in_ics(ics) AS e) AS f
$$;
COMMENT ON FUNCTION dkis_store.ics_entries(text) IS 'Isi berkas sebagai jsonb, bernomor urut';

-- Writes the entries into a calendar (NULL: the setting's) and says what became
-- of each. replace: rows that the file does not name, of the kinds and years
-- it does name, are taken out. The calendar is locked against a second import.
CREATE FUNCTION dkis_store.import_holidays(calendar text, entries jsonb, replace bool)
RETURNS TABLE (day date, kind text, name text, what text, reason text)
LANGUAGE c VOLATILE
SET search_path = pg_catalog, pg_temp AS 'MODULE_PATHNAME', 'dkis_import_holidays';
COMMENT ON FUNCTION dkis_store.import_holidays(text, jsonb, bool) IS 'Menulis isi berkas hari libur ke kalender, sekali jalan';

-- The calendars that are meant: the one of this code, or all of a kind ('jam
-- kerja', '24 jam'); NULL is the setting's. What is neither is left to be refused.
CREATE FUNCTION dkis_store.calendars_meant(calendar text) RETURNS TABLE (code text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT k.code FROM dkis.calendars AS k WHERE k.agency = dkis.agency() AND k.kind = lower(btrim(calendar))
  AND NOT EXISTS (SELECT FROM dkis.calendars AS c WHERE c.agency = dkis.agency() AND c.code = calendar)
UNION ALL
SELECT calendar WHERE calendar IS NULL OR NOT EXISTS (SELECT FROM dkis.calendars AS k WHERE k.agency = dkis.agency() AND k.kind = lower(btrim(calendar)))
  OR EXISTS (SELECT FROM dkis.calendars AS c WHERE c.agency = dkis.agency() AND c.code = calendar)
ORDER BY 1
$$;
COMMENT ON FUNCTION dkis_store.calendars_meant(text) IS 'Kalender yang dimaksud: satu menurut kodenya, atau semua dari satu jenis';

-- The same for all calendars meant; what becomes the same of an entry in each of
-- them is one row, else the reason names the calendars.
CREATE FUNCTION dkis_store.import_into(calendar text, entries jsonb, replace bool)
RETURNS TABLE (day date, kind text, name text, what text, reason text)
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
WITH done AS MATERIALIZED (
  SELECT c.code, i.* FROM dkis_store.calendars_meant(import_into.calendar) AS c,
    dkis_store.import_holidays(c.code, import_into.entries, import_into.replace) WITH ORDINALITY AS i (day, kind, name, what, reason, n)),
told AS (
  SELECT d.day, d.kind, d.name, d.what, d.reason, min(d.n) AS n, count(*) AS calendars, string_agg(d.code, ', ' ORDER BY d.code) AS codes
  FROM done AS d GROUP BY d.day, d.kind, d.name, d.what, d.reason)
SELECT t.day, t.kind, t.name, t.what, CASE WHEN t.calendars = (SELECT count(DISTINCT coalesce(d.code, '')) FROM done AS d) THEN t.reason
  ELSE concat_ws('; ', 'kalender ' || t.codes, t.reason) END
FROM told AS t ORDER BY t.n, t.day, t.name, t.codes
$$;
COMMENT ON FUNCTION dkis_store.import_into(text, jsonb, bool) IS 'Menulis isi berkas hari libur ke semua kalender yang dimaksud';

-- Loads a list of holidays from CSV with the columns day, name and, if wanted,
-- kind (without it: libur nasional for new days) and decree. A day is known by
-- its date and name: known ones get the file's kind and decree, and lose
-- nothing that the file leaves out. replace: the file is the whole truth for
-- the years and kinds it names. calendar: a code, or a kind of calendars for all
-- of that kind. what: ditambah, diubah, tetap, dihapus, dilewati (reason says why). 22P02, 22007, 22008, 22023 with the line; SP007.
CREATE FUNCTION dkis.load_holidays(csv text, calendar text DEFAULT NULL, replace bool DEFAULT false)
RETURNS TABLE (day date, kind text, name text, what text, reason text)
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
SELECT i.* FROM dkis_store.import_into(load_holidays.calendar, dkis_store.csv_entries(load_holidays.csv), load_holidays.replace) AS i
$$;
COMMENT ON FUNCTION dkis.load_holidays(text, text, bool) IS 'Memuat hari libur dari CSV (day,kind,name,decree); semua atau tidak sama sekali';

-- The same from an iCalendar feed (RFC 5545): all-day events, several days at
-- once with DTEND (exclusive) or DURATION. The kind is that of CATEGORIES, or
-- cuti bersama where SUMMARY begins so. STATUS:CANCELLED takes a known day
-- out; timed, tentative and merely observed events are skipped; recurring
-- ones (RRULE) are refused, because holidays are decreed year by year.
CREATE FUNCTION dkis.load_holidays_ics(ics text, calendar text DEFAULT NULL, replace bool DEFAULT false)
RETURNS TABLE (day date, kind text, name text, what text, reason text)
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
SELECT i.* FROM dkis_store.import_into(load_holidays_ics.calendar, dkis_store.ics_entries(load_holidays_ics.ics), load_holidays_ics.replace) AS i
$$;
COMMENT ON FUNCTION dkis.load_holidays_ics(text, text, bool) IS 'Memuat hari libur dari kalender iCalendar (RFC 5545); semua atau tidak sama sekali';

-- What an import would do, without doing it: it is done and undone. The days
-- it would touch, then every open case and step whose deadline it would move,
-- with the deadline now and then.
CREATE FUNCTION dkis_store.preview_import(calendar text, entries jsonb, replace bool)
RETURNS TABLE (what text, day date, kind text, name text, reason text, case_id bigint, register_no text, step text, due_at timestamptz, new_due_at timestamptz)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  cases bigint[];
  case_dues timestamptz[];
  steps bigint[];
  step_dues timestamptz[];
BEGIN
  PERFORM dkis_store.require_primary('pratinjau hari libur');
  SELECT array_agg(c.id), array_agg(c.due_at) INTO cases, case_dues FROM dkis.cases AS c WHERE c.closed_at IS NULL;
  SELECT array_agg(s.id), array_agg(s.due_at) INTO steps, step_dues FROM dkis.case_steps AS s WHERE s.finished_at IS NULL;
  BEGIN
    RETURN QUERY SELECT i.what, i.day, i.kind, i.name, i.reason, NULL::bigint, NULL::text, NULL::text, NULL::timestamptz, NULL::timestamptz
      FROM dkis_store.import_into(preview_import.calendar, entries, preview_import.replace) AS i WHERE i.what <> 'tetap';
    RETURN QUERY SELECT 'tenggat kasus', NULL::date, NULL::text, NULL::text, NULL::text, c.id, c.register_no, NULL::text, b.due_at, c.due_at
      FROM unnest(cases, case_dues) AS b (id, due_at) JOIN dkis.cases AS c ON c.id = b.id
      WHERE c.due_at IS DISTINCT FROM b.due_at ORDER BY c.id;
    RETURN QUERY SELECT 'tenggat langkah', NULL::date, NULL::text, NULL::text, NULL::text, c.id, c.register_no, s.step, b.due_at, s.due_at
      FROM unnest(steps, step_dues) AS b (id, due_at) JOIN dkis.case_steps AS s ON s.id = b.id JOIN dkis.cases AS c ON c.id = s.case_id
      WHERE s.due_at IS DISTINCT FROM b.due_at ORDER BY c.id, s.id;
    RAISE EXCEPTION USING ERRCODE = 'SPUND', MESSAGE = 'pratinjau selesai';
  EXCEPTION WHEN SQLSTATE 'SPUND' THEN
    NULL; -- undone; the rows returned stay
  END;
END
$$;
COMMENT ON FUNCTION dkis_store.preview_import(text, jsonb, bool) IS 'Menjalankan impor hari libur lalu membatalkannya';

-- What load_holidays would change with the same arguments, and which open
-- deadlines it would move; nothing is changed. Days that stay are left out.
CREATE FUNCTION dkis.preview_holidays(csv text, calendar text DEFAULT NULL, replace bool DEFAULT false)
RETURNS TABLE (what text, day date, kind text, name text, reason text, case_id bigint, register_no text, step text, due_at timestamptz, new_due_at timestamptz)
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
SELECT i.* FROM dkis_store.preview_import(preview_holidays.calendar, dkis_store.csv_entries(preview_holidays.csv), preview_holidays.replace) AS i
$$;
COMMENT ON FUNCTION dkis.preview_holidays(text, text, bool) IS 'Pratinjau muat hari libur CSV: apa yang berubah dan tenggat mana yang bergeser';

-- What load_holidays_ics would change with the same arguments, and which open
-- deadlines it would move; nothing is changed. Days that stay are left out.
CREATE FUNCTION dkis.preview_holidays_ics(ics text, calendar text DEFAULT NULL, replace bool DEFAULT false)
RETURNS TABLE (what text, day date, kind text, name text, reason text, case_id bigint, register_no text, step text, due_at timestamptz, new_due_at timestamptz)
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
SELECT i.* FROM dkis_store.preview_import(preview_holidays_ics.calendar, dkis_store.ics_entries(preview_holidays_ics.ics), preview_holidays_ics.replace) AS i
$$;
COMMENT ON FUNCTION dkis.preview_holidays_ics(text, text, bool) IS 'Pratinjau muat hari libur iCalendar: apa yang berubah dan tenggat mana yang bergeser';

-- What the reports share. dkis_report holds views only: first column a unique
-- key, base types only, a plain number beside every text that stands for a
-- quantity, personal data masked for those who only read. docs/reports.md.
-- Views are read with their owner's rights, but call functions with the
-- reader's: sql/9-end/990-privileges.sql grants the readers what is called here.

-- Officers, dispatchers, applications and administrators see personal data;
-- those who only read reports do not.
CREATE FUNCTION dkis_store.sees_personal() RETURNS bool LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT pg_has_role('dkis_officer', 'USAGE') OR pg_has_role('dkis_admin', 'USAGE')
    OR pg_has_role('dkis_dispatcher', 'USAGE') OR pg_has_role('dkis_app', 'USAGE');
END;
COMMENT ON FUNCTION dkis_store.sees_personal() IS 'Apakah pembaca boleh melihat data pribadi';

-- A name as initials: 'Budi Santoso' is shown as 'B*** S***'.
CREATE FUNCTION dkis_store.masked_name(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN dkis_store.sees_personal() THEN name ELSE regexp_replace(name, '(\w)\S*', '\1***', 'g') END;
END;
COMMENT ON FUNCTION dkis_store.masked_name(text) IS 'Nama, atau inisialnya bagi yang tidak berhak';

-- Free text that may hold anything: all or nothing.
CREATE FUNCTION dkis_store.masked_text(content text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN content IS NULL OR dkis_store.sees_personal() THEN content ELSE '***' END;
END;
COMMENT ON FUNCTION dkis_store.masked_text(text) IS 'Teks, atau bintang bagi yang tidak berhak';

-- The limit of a time standard in minutes of its own kind: a working day is
-- 450 minutes of work, a day 1440, a month 43200. NULL: no standard.
CREATE FUNCTION dkis_store.sla_minutes(target dkis.sla) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT m.part[1]::bigint *
    CASE m.part[2] WHEN 'menit' THEN 1 WHEN 'jam' THEN 60 WHEN 'hari kerja' THEN 450 WHEN 'hari' THEN 1440 ELSE 43200 END
  FROM regexp_match(target::text, '([0-9]+) (menit|jam|hari kerja|hari|bulan)') AS m (part);
END;
COMMENT ON FUNCTION dkis_store.sla_minutes(dkis.sla) IS 'Batas standar waktu dalam menit';

CREATE FUNCTION dkis_store.work_minutes(a timestamptz, b timestamptz, calendar text) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT round(extract(epoch FROM dkis.worktime_between(a, b, calendar)) / 60)::bigint;
END;
COMMENT ON FUNCTION dkis_store.work_minutes(timestamptz, timestamptz, text) IS 'Menit kerja di antara dua saat';

-- The traffic light of a deadline, at a given time: merah = past it, kuning =
-- past 75 % of its standard, hijau = else, also without a deadline.
CREATE FUNCTION dkis_store.light(at timestamptz, started timestamptz, due timestamptz, target dkis.sla, calendar text, extended bool)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN due IS NULL THEN 'hijau' WHEN at > due THEN 'merah'
    WHEN at >= dkis_store.escalation_time(started, due, target, calendar, extended, 75) THEN 'kuning' ELSE 'hijau' END;
END;
COMMENT ON FUNCTION dkis_store.light(timestamptz, timestamptz, timestamptz, dkis.sla, text, bool) IS 'Lampu sebuah tenggat pada suatu saat';

-- Steps with their light. It stands still while the case is held and once the
-- step is done; a waiting period is never late, it is kuning when it is over.
CREATE VIEW dkis_store.step_lights AS
SELECT t.*,
  CASE WHEN t.sla_kind = 'tunggu' THEN CASE WHEN t.seen_at >= t.due_at AND t.is_open THEN 'kuning' ELSE 'hijau' END
    WHEN NOT t.is_open THEN CASE WHEN t.seen_at > t.due_at THEN 'merah' ELSE 'hijau' END
    ELSE dkis_store.light(t.seen_at, t.clock_from, t.due_at, t.sla, t.calendar, t.extended_at IS NOT NULL) END AS light
FROM (
  SELECT f.*, coalesce(f.finished_at, f.closed_at, f.held_at, now()) AS seen_at,
    f.finished_at IS NULL AND f.closed_at IS NULL AS is_open
  FROM dkis_store.step_facts f) AS t;
COMMENT ON VIEW dkis_store.step_lights IS 'Langkah dengan lampunya';

-- The zone that months and years of an agency are counted in.
CREATE VIEW dkis_store.agency_zones AS
SELECT a.agency, dkis_store.agency_zone(a.agency) AS time_zone
FROM (SELECT DISTINCT agency FROM dkis_store.calendars) AS a;
COMMENT ON VIEW dkis_store.agency_zones IS 'Zona waktu instansi';

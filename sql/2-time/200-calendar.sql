-- Working time: calendars, their opening hours and holidays, and the arithmetic
-- over them. Silent tables in dkis_store, speaking views of the same names in
-- dkis (src/pg/time/calendar_views.c).

CREATE TABLE dkis_store.calendars (
  id bigserial PRIMARY KEY,
  code text NOT NULL,
  name text NOT NULL DEFAULT '',
  time_zone text NOT NULL DEFAULT dkis.setting('time_zone'),
  kind text NOT NULL DEFAULT 'jam kerja',
  joint_leave_is_work bool NOT NULL DEFAULT false,
  note text,
  agency int NOT NULL DEFAULT dkis.agency(),
  UNIQUE (agency, code),
  CONSTRAINT calendar_kind CHECK (kind = ANY (ARRAY['jam kerja', '24 jam']))
);
COMMENT ON TABLE dkis_store.calendars IS 'Kalender kerja; lewat dkis.calendars';

CREATE TABLE dkis_store.calendar_hours (
  id bigserial PRIMARY KEY,
  calendar text NOT NULL,
  valid daterange NOT NULL DEFAULT '(,)',
  weekday int NOT NULL,
  opens time NOT NULL,
  closes time NOT NULL,
  agency int NOT NULL DEFAULT dkis.agency(),
  FOREIGN KEY (agency, calendar) REFERENCES dkis_store.calendars (agency, code),
  CONSTRAINT hours_weekday CHECK (weekday >= 1 AND weekday <= 7),
  CONSTRAINT hours_open_before_closing CHECK (opens < closes),
  CONSTRAINT hours_valid_sometime CHECK (NOT isempty(valid))
);
CREATE INDEX calendar_hours_calendar ON dkis_store.calendar_hours (agency, calendar);
COMMENT ON TABLE dkis_store.calendar_hours IS 'Jam kerja per hari; lewat dkis.calendar_hours';

CREATE TABLE dkis_store.holidays (
  id bigserial PRIMARY KEY,
  calendar text NOT NULL,
  day date NOT NULL,
  kind text NOT NULL DEFAULT 'libur nasional',
  name text NOT NULL,
  decree text,
  agency int NOT NULL DEFAULT dkis.agency(),
  UNIQUE (agency, calendar, day, name),
  FOREIGN KEY (agency, calendar) REFERENCES dkis_store.calendars (agency, code),
  CONSTRAINT holiday_kind CHECK (kind = ANY (ARRAY['libur nasional', 'cuti bersama', 'libur daerah', 'hari kerja khusus'])),
  CONSTRAINT holiday_in_range CHECK (day >= '1900-01-01' AND day <= '2200-12-31')
);
COMMENT ON TABLE dkis_store.holidays IS 'Hari libur dan hari kerja khusus; lewat dkis.holidays';

SELECT dkis_store.announce_changes('dkis_store.calendars', 'dkis_store.calendar_hours', 'dkis_store.holidays');

-- Changes of calendars that a case opened at the same moment may have missed:
-- escalate() looks at the open cases again until nobody who works with the old
-- calendar is left (horizon), then takes the row away.
CREATE TABLE dkis_store.calendar_changes (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  calendar text NOT NULL,
  first_day date NOT NULL,
  last_day date NOT NULL,
  reason text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  horizon text, -- of type xid8; a transaction number means nothing elsewhere
  last_look bool NOT NULL DEFAULT false,  -- the horizon is past: done when this look is
  looked_to bigint NOT NULL DEFAULT 0,    -- the last case looked at …
  skipped bigint[] NOT NULL DEFAULT '{}'  -- … but for these, which somebody was working on
);
COMMENT ON TABLE dkis_store.calendar_changes IS 'Perubahan kalender yang mungkin terlewat oleh kasus yang dibuka bersamaan';

CREATE VIEW dkis.calendars AS
SELECT id, code, name, time_zone, kind, joint_leave_is_work, note, agency FROM dkis_store.calendars;
ALTER VIEW dkis.calendars ALTER COLUMN name SET DEFAULT '', ALTER COLUMN time_zone SET DEFAULT dkis.setting('time_zone'),
  ALTER COLUMN kind SET DEFAULT 'jam kerja', ALTER COLUMN joint_leave_is_work SET DEFAULT false;
COMMENT ON VIEW dkis.calendars IS 'Kalender kerja: zona waktu, jenis (jam kerja, 24 jam)';
COMMENT ON COLUMN dkis.calendars.id IS 'Nomor kalender';
COMMENT ON COLUMN dkis.calendars.code IS 'Kode kalender';
COMMENT ON COLUMN dkis.calendars.name IS 'Nama kalender';
COMMENT ON COLUMN dkis.calendars.time_zone IS 'Zona waktu (nama IANA, wilayah/kota)';
COMMENT ON COLUMN dkis.calendars.kind IS 'jam kerja atau 24 jam';
COMMENT ON COLUMN dkis.calendars.joint_leave_is_work IS 'Apakah cuti bersama tetap hari kerja';
COMMENT ON COLUMN dkis.calendars.note IS 'Catatan';
COMMENT ON COLUMN dkis.calendars.agency IS 'Kode instansi';

CREATE VIEW dkis.calendar_hours AS
SELECT id, calendar, valid, weekday, opens, closes, agency FROM dkis_store.calendar_hours;
ALTER VIEW dkis.calendar_hours ALTER COLUMN valid SET DEFAULT '(,)';
COMMENT ON VIEW dkis.calendar_hours IS 'Jam kerja: hari 1 = Senin ... 7 = Minggu, boleh beberapa rentang sehari';
COMMENT ON COLUMN dkis.calendar_hours.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.calendar_hours.calendar IS 'Kode kalender';
COMMENT ON COLUMN dkis.calendar_hours.valid IS 'Masa berlaku; yang tersempit didahulukan';
COMMENT ON COLUMN dkis.calendar_hours.weekday IS 'Hari: 1 = Senin sampai 7 = Minggu';
COMMENT ON COLUMN dkis.calendar_hours.opens IS 'Jam buka';
COMMENT ON COLUMN dkis.calendar_hours.closes IS 'Jam tutup';
COMMENT ON COLUMN dkis.calendar_hours.agency IS 'Kode instansi';

CREATE VIEW dkis.holidays AS
SELECT id, calendar, day, kind, name, decree, agency FROM dkis_store.holidays;
ALTER VIEW dkis.holidays ALTER COLUMN kind SET DEFAULT 'libur nasional';
COMMENT ON VIEW dkis.holidays IS 'Hari libur, cuti bersama dan hari kerja khusus, dengan dasar keputusannya';
COMMENT ON COLUMN dkis.holidays.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.holidays.calendar IS 'Kode kalender';
COMMENT ON COLUMN dkis.holidays.day IS 'Tanggal';
COMMENT ON COLUMN dkis.holidays.kind IS 'libur nasional, cuti bersama, libur daerah, atau hari kerja khusus';
COMMENT ON COLUMN dkis.holidays.name IS 'Nama hari';
COMMENT ON COLUMN dkis.holidays.decree IS 'Dasar penetapannya, misalnya nomor SKB';
COMMENT ON COLUMN dkis.holidays.agency IS 'Kode instansi';

-- INSTEAD OF row trigger of the three views: checks a row, writes it as the owner.
CREATE FUNCTION dkis_store.calendar_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_calendar_row';
COMMENT ON FUNCTION dkis_store.calendar_row() IS 'Memeriksa dan menulis satu baris kalender';
-- Statement trigger of the three views: checks the calendars touched, as a whole.
CREATE FUNCTION dkis_store.calendar_statement() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_calendar_statement';
COMMENT ON FUNCTION dkis_store.calendar_statement() IS 'Memeriksa kalender yang berubah, sekali per perintah';

CREATE TRIGGER calendar_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.calendars
FOR EACH ROW EXECUTE FUNCTION dkis_store.calendar_row();
CREATE TRIGGER calendar_begins BEFORE INSERT OR UPDATE OR DELETE ON dkis.calendars
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.calendar_statement();
CREATE TRIGGER calendar_ends AFTER INSERT OR UPDATE OR DELETE ON dkis.calendars
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.calendar_statement();
CREATE TRIGGER calendar_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.calendar_hours
FOR EACH ROW EXECUTE FUNCTION dkis_store.calendar_row();
CREATE TRIGGER calendar_begins BEFORE INSERT OR UPDATE OR DELETE ON dkis.calendar_hours
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.calendar_statement();
CREATE TRIGGER calendar_ends AFTER INSERT OR UPDATE OR DELETE ON dkis.calendar_hours
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.calendar_statement();
CREATE TRIGGER calendar_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.holidays
FOR EACH ROW EXECUTE FUNCTION dkis_store.calendar_row();
CREATE TRIGGER calendar_begins BEFORE INSERT OR UPDATE OR DELETE ON dkis.holidays
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.calendar_statement();
CREATE TRIGGER calendar_ends AFTER INSERT OR UPDATE OR DELETE ON dkis.holidays
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.calendar_statement();

-- ---- arithmetic --------------------------------------------------------------
-- Dates are dates in the calendar's zone; calendar NULL is the setting
-- dkis.calendar. SP007 unknown calendar; 22008 infinity or outside 1900–2200.

-- Does this day count as a working day?
CREATE FUNCTION dkis.is_workday(day date, calendar text DEFAULT NULL) RETURNS bool
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_is_workday';
COMMENT ON FUNCTION dkis.is_workday(date, text) IS 'Apakah hari kerja';

-- n > 0: the n-th working day strictly after day; n < 0: before; 0: day itself or the next.
CREATE FUNCTION dkis.add_workdays(day date, n int, calendar text DEFAULT NULL) RETURNS date
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_add_workdays';
COMMENT ON FUNCTION dkis.add_workdays(date, int, text) IS 'Hari kerja ke-n sesudah (atau sebelum) suatu tanggal';

-- Working days in (a, b]; negative when b is before a.
CREATE FUNCTION dkis.workdays_between(a date, b date, calendar text DEFAULT NULL) RETURNS int
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_workdays_between';
COMMENT ON FUNCTION dkis.workdays_between(date, date, text) IS 'Jumlah hari kerja sesudah a sampai b';

-- The working days of a range, in order.
CREATE FUNCTION dkis.workdays(span daterange, calendar text DEFAULT NULL) RETURNS SETOF date
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_workdays';
COMMENT ON FUNCTION dkis.workdays(daterange, text) IS 'Hari-hari kerja dalam suatu rentang';

-- at itself while open, else the next opening.
CREATE FUNCTION dkis.next_opening(at timestamptz, calendar text DEFAULT NULL) RETURNS timestamptz
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_next_opening';
COMMENT ON FUNCTION dkis.next_opening(timestamptz, text) IS 'Saat buka berikutnya';

-- work: hours, minutes and seconds only (22023).
CREATE FUNCTION dkis.add_worktime(at timestamptz, work interval, calendar text DEFAULT NULL) RETURNS timestamptz
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_add_worktime';
COMMENT ON FUNCTION dkis.add_worktime(timestamptz, interval, text) IS 'Menambah waktu kerja pada suatu saat';

-- Working time from a to b; negative when b is before a.
CREATE FUNCTION dkis.worktime_between(a timestamptz, b timestamptz, calendar text DEFAULT NULL) RETURNS interval
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_worktime_between';
COMMENT ON FUNCTION dkis.worktime_between(timestamptz, timestamptz, text) IS 'Waktu kerja antara dua saat';

-- The deadline of a standard; extended: with its lawful extension. NULL for "-".
CREATE FUNCTION dkis.due_at(start timestamptz, target dkis.sla, calendar text DEFAULT NULL, extended bool DEFAULT false) RETURNS timestamptz
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_due_at';
COMMENT ON FUNCTION dkis.due_at(timestamptz, dkis.sla, text, bool) IS 'Tenggat menurut standar waktu';

-- The deadline after a hold: minutes and hours get the working time held back,
-- day units as many working days as closings fell into the hold; on a calendar
-- of kind 24 jam the length of the hold.
CREATE FUNCTION dkis.due_after_hold(due timestamptz, target dkis.sla, held_from timestamptz, held_until timestamptz,
  calendar text DEFAULT NULL) RETURNS timestamptz
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_due_after_hold';
COMMENT ON FUNCTION dkis.due_after_hold(timestamptz, dkis.sla, timestamptz, timestamptz, text) IS 'Tenggat setelah penundaan';

-- Every day from the day of receipt to the deadline: did it count, and why.
CREATE FUNCTION dkis.explain_due(start timestamptz, target dkis.sla, calendar text DEFAULT NULL, extended bool DEFAULT false)
RETURNS TABLE (day date, counted bool, reason text)
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_explain_due';
COMMENT ON FUNCTION dkis.explain_due(timestamptz, dkis.sla, text, bool) IS 'Menjelaskan tenggat hari demi hari';

-- ---- the same by the calendar of any agency -----------------------------------------
-- For rows of many agencies, as in a hub: the agency comes last; calendar NULL is
-- the one that agency has.
CREATE FUNCTION dkis_store.worktime_between(a timestamptz, b timestamptz, calendar text, agency int) RETURNS interval
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_worktime_between';
COMMENT ON FUNCTION dkis_store.worktime_between(timestamptz, timestamptz, text, int) IS 'Waktu kerja antara dua saat menurut kalender instansi ini';
CREATE FUNCTION dkis_store.due_at(start timestamptz, target dkis.sla, calendar text, extended bool, agency int) RETURNS timestamptz
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_due_at';
COMMENT ON FUNCTION dkis_store.due_at(timestamptz, dkis.sla, text, bool, int) IS 'Tenggat menurut standar waktu dan kalender instansi ini';
CREATE FUNCTION dkis_store.due_after_hold(due timestamptz, target dkis.sla, held_from timestamptz, held_until timestamptz,
  calendar text, agency int) RETURNS timestamptz
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_due_after_hold';
COMMENT ON FUNCTION dkis_store.due_after_hold(timestamptz, dkis.sla, timestamptz, timestamptz, text, int) IS 'Tenggat setelah penundaan menurut kalender instansi ini';
CREATE FUNCTION dkis_store.explain_due(start timestamptz, target dkis.sla, calendar text, extended bool, agency int)
RETURNS TABLE (day date, counted bool, reason text)
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_explain_due';
COMMENT ON FUNCTION dkis_store.explain_due(timestamptz, dkis.sla, text, bool, int) IS 'Menjelaskan tenggat hari demi hari menurut kalender instansi ini';

-- What became of a deadline, stage by stage in the order of the instants: the
-- standard, each hold that is over (held[i] to resumed[i], by their ends), the
-- extension; due is how it then stood. One law with the clock of the cases.
CREATE FUNCTION dkis_store.deadline_stages(start timestamptz, target dkis.sla, extended_at timestamptz,
  held timestamptz[], resumed timestamptz[], calendar text, agency int)
RETURNS TABLE (stage text, since timestamptz, until timestamptz, due timestamptz)
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_deadline_stages';
COMMENT ON FUNCTION dkis_store.deadline_stages(timestamptz, dkis.sla, timestamptz, timestamptz[], timestamptz[], text, int)
IS 'Perjalanan sebuah tenggat: standar, penundaan, perpanjangan';

-- The same in whole minutes, for reports.
CREATE FUNCTION dkis_store.work_minutes(a timestamptz, b timestamptz, calendar text, agency int) RETURNS bigint
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_work_minutes';
COMMENT ON FUNCTION dkis_store.work_minutes(timestamptz, timestamptz, text, int) IS 'Menit kerja antara dua saat menurut kalender instansi ini';

-- The working days after a up to b, by the calendar of this agency.
CREATE FUNCTION dkis_store.workdays_between(a date, b date, calendar text, agency int) RETURNS int
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_workdays_between';
COMMENT ON FUNCTION dkis_store.workdays_between(date, date, text, int) IS 'Jumlah hari kerja sesudah a sampai b menurut kalender instansi ini';

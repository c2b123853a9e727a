-- What every agency in Indonesia starts with, of whatever city: an office calendar
-- and one that never closes, the decreed holidays, the kinds of emergency calls,
-- the categories of incidents, the rules of escalation, the words of notices.
-- What is absent is inserted; what is there, changed or not, is left alone and
-- counted as kept. Nothing here runs at CREATE EXTENSION.

-- Hours and holidays of the country for one calendar. A season that the agency
-- has given any hours of its own is left as it is, also when it changed the
-- season's dates; so is a day that has a row.
CREATE FUNCTION dkis_store.load_working_time(calendar text) RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  what := 'jam kerja';
  INSERT INTO dkis.calendar_hours (calendar, valid, weekday, opens, closes)
    SELECT load_working_time.calendar, d.* FROM dkis_store.office_hours() AS d
    WHERE NOT EXISTS (SELECT FROM dkis.calendar_hours AS h WHERE h.calendar = load_working_time.calendar AND h.agency = dkis.agency()
      AND (h.valid = d.valid OR (h.valid && d.valid AND NOT lower_inf(h.valid) AND NOT lower_inf(d.valid))));
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.office_hours()) - inserted;
  RETURN NEXT;
  what := 'hari libur';
  INSERT INTO dkis.holidays (calendar, day, kind, name, decree)
    SELECT load_working_time.calendar, d.day, d.kind, d.name, d.decree FROM dkis_store.decreed_days() AS d
    WHERE NOT EXISTS (SELECT FROM dkis.holidays AS h WHERE h.calendar = load_working_time.calendar AND h.day = d.day AND h.agency = dkis.agency());
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.decreed_days()) - inserted;
  RETURN NEXT;
END
$$;
COMMENT ON FUNCTION dkis_store.load_working_time(text) IS 'Memuat jam kerja dan hari libur nasional ke sebuah kalender';

-- For every SOP, its steps and the whole case alike; an agency adds more specific
-- rules beside these.
CREATE FUNCTION dkis_store.usual_rules() RETURNS TABLE (scope text, level int, at_percent int, notify text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
SELECT s.scope, r.level, r.at_percent, r.notify
FROM (VALUES (1, 75, 'pelaksana'), (2, 100, 'atasan'), (3, 150, 'atasan kedua'), (4, 200, 'atasan tertinggi'))
  AS r (level, at_percent, notify), (VALUES ('langkah'), ('kasus')) AS s (scope)
$$;
COMMENT ON FUNCTION dkis_store.usual_rules() IS 'Aturan eskalasi umum';

CREATE FUNCTION dkis_store.load_rules() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  what := 'aturan eskalasi';
  INSERT INTO dkis.escalation_rules (scope, level, at_percent, notify)
    SELECT d.scope, d.level, d.at_percent, d.notify FROM dkis_store.usual_rules() AS d ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.usual_rules()) - inserted;
  RETURN NEXT;
END
$$;
COMMENT ON FUNCTION dkis_store.load_rules() IS 'Memuat aturan eskalasi umum';

-- A step without a standard is never late, so that nobody would hear of it: its
-- performer is told when it arrives. Of the SOPs in force, but for the emergency
-- line, where everybody has it before his eyes, and for steps of the citizens.
CREATE FUNCTION dkis_store.load_arrival_rules() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  what := 'aturan saat tiba';
  WITH silent AS (
    SELECT o.code, s.step FROM dkis.sops AS o JOIN dkis.sop_steps AS s ON s.sop_version = dkis_store.version_in_force(o.code, now(), o.agency)
    JOIN dkis.performers AS p ON p.agency = s.agency AND p.code = s.performer
    WHERE o.agency = dkis.agency() AND NOT o.emergency AND NOT p.external AND s.sla_kind = 'batas' AND s.sla::text = '-'
      AND NOT EXISTS (SELECT FROM dkis.sop_step_slas AS c WHERE c.sop_version = s.sop_version AND c.step = s.step)),
  added AS (
    INSERT INTO dkis.escalation_rules (sop, step, level, at_percent, notify) SELECT s.code, s.step, 5, 0, 'pelaksana' FROM silent AS s ORDER BY s.code, s.step
    ON CONFLICT DO NOTHING RETURNING 1)
  SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM silent) - (SELECT count(*) FROM added) INTO inserted, kept;
  RETURN NEXT;
END
$$;
COMMENT ON FUNCTION dkis_store.load_arrival_rules() IS 'Memuat aturan bagi langkah tanpa standar waktu: pelaksananya diberi tahu saat tiba';

CREATE FUNCTION dkis_store.load_base_calendars() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  what := 'kalender';
  INSERT INTO dkis.calendars (code, name, kind, note)
    SELECT d.* FROM (VALUES
        (dkis.setting('calendar'), 'Jam kerja', 'jam kerja', 'Perpres 21/2023 pasal 3-4; jam istirahat menurut kebiasaan, silakan disesuaikan'),
        ('24-jam', 'Sepanjang hari, setiap hari', '24 jam', NULL)) AS d (code, name, kind, note)
    WHERE NOT EXISTS (SELECT FROM dkis.calendars AS c WHERE c.code = d.code AND c.agency = dkis.agency());
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := 2 - inserted;
  RETURN NEXT;
  RETURN QUERY SELECT l.* FROM dkis_store.load_working_time(dkis.setting('calendar')) AS l;
END
$$;
COMMENT ON FUNCTION dkis_store.load_base_calendars() IS 'Bagian dari dkis.load_base: kalender, jam kerja, hari libur';

-- Kinds of calls are named as the public 112 services name them; which outcome of
-- its own flow a kind means, an agency adds. Categories wait for a SOP of the
-- emergency line to be there, and go to it: the first by number.
CREATE FUNCTION dkis_store.load_base_line112() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  handled_by text := (SELECT o.code FROM dkis.sops AS o WHERE o.agency = dkis.agency() AND o.emergency ORDER BY o.number LIMIT 1);
BEGIN
  what := 'jenis panggilan';
  INSERT INTO dkis.call_kinds (kind, effect, note) VALUES
    ('darurat', 'membuka insiden', NULL), ('non darurat', NULL, 'Dilayani atau diarahkan ke layanan yang tepat'), ('informasi', NULL, NULL), ('prank', NULL, NULL),
    ('ghost', NULL, 'Tersambung tanpa suara'), ('putus', NULL, 'Terputus sebelum jenisnya diketahui'), ('salah sambung', NULL, NULL),
    ('duplikat', 'menyusul insiden', 'Kejadian yang sudah dilaporkan')
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := 8 - inserted;
  RETURN NEXT;
  what := 'kategori insiden';
  INSERT INTO dkis.incident_categories (category, sop, otherwise, cap_category)
    SELECT d.category, handled_by, d.otherwise AND NOT EXISTS (SELECT FROM dkis.incident_categories AS c WHERE c.agency = dkis.agency() AND c.otherwise), d.cap
    FROM (VALUES ('kesehatan', false, 'Health'), ('kecelakaan', false, 'Transport'), ('kebakaran', false, 'Fire'), ('bencana alam', false, 'Geo'),
      ('keamanan', false, 'Security'), ('lainnya', true, 'Other')) AS d (category, otherwise, cap)
    WHERE handled_by IS NOT NULL
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis.incident_categories AS c WHERE c.agency = dkis.agency()) - inserted;
  RETURN NEXT;
END
$$;
COMMENT ON FUNCTION dkis_store.load_base_line112() IS 'Bagian dari dkis.load_base: jenis panggilan dan kategori insiden';

-- A start for an agency of any city: calendars (the office's under the code that
-- the setting calendar names, and 24-jam) in the zone of the setting time_zone,
-- decreed holidays, kinds of calls, categories, rules of escalation. No people, no
-- SOPs, no places: docs/panduan-kota-lain.md goes on from here. One row per kind:
-- how many rows were inserted, how many were kept as they are. May be called again
-- at any time; with the caller's own rights. 55000: no agency is set.
CREATE FUNCTION dkis.load_base() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF dkis.agency() = 0 THEN
    RAISE EXCEPTION 'instansi basis data ini belum ditetapkan'
      USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'Kode instansi ikut dalam setiap baris yang dimuat.', HINT = 'SELECT dkis.set_agency(kode); kodenya misalnya kode wilayah menurut BPS.';
  END IF;
  -- Two loads at once: the second waits, then keeps everything.
  LOCK TABLE dkis.settings IN SHARE ROW EXCLUSIVE MODE;
  RETURN QUERY SELECT l.* FROM dkis_store.load_base_calendars() AS l;
  RETURN QUERY SELECT l.* FROM dkis_store.load_base_line112() AS l;
  RETURN QUERY SELECT l.* FROM dkis_store.load_rules() AS l;
  RETURN QUERY SELECT l.* FROM dkis_store.load_arrival_rules() AS l;
END
$$;
COMMENT ON FUNCTION dkis.load_base() IS 'Memuat yang sama bagi semua instansi (kalender, hari libur, jenis panggilan, aturan eskalasi)';

-- Both loaders run with the rights of dkis_admin: what they are made of, too.
SELECT dkis_store.grant_functions('^(load_(base|rules|arrival|working)|usual_rules$|office_hours$|decreed_days$)', 'dkis_admin');

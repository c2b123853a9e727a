-- What the agency's own tables say that can never happen: links, schedules and
-- rules that name a step or an entry which no flow has, superiors in a ring,
-- hours without a weekday, settings that name nobody. A restore brings tables
-- in any order, so what looks beyond its own row is told, not refused; only a
-- code that nobody has and a ring, which no order of rows makes, are refused.

-- ---- codes that nobody has ------------------------------------------------------------

-- The foreign keys would refuse these too, in words for programmers. Arguments:
-- pairs of a column and the table whose code it is. Its name sorts before those
-- of the foreign keys' own triggers, which fire in the order of their names.
CREATE FUNCTION dkis_store.require_known() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  given jsonb := to_jsonb(NEW);
  code text;
  known text;
  there bool;
BEGIN
  FOR i IN 0 .. TG_NARGS / 2 - 1 LOOP
    code := given ->> TG_ARGV[2 * i];
    EXECUTE format('SELECT EXISTS (SELECT FROM dkis.%I WHERE agency = $1 AND code = $2)', TG_ARGV[2 * i + 1]) INTO there USING NEW.agency, code;
    IF code IS NULL OR there THEN
      CONTINUE;
    END IF;
    EXECUTE format('SELECT string_agg(code, '', '' ORDER BY code) FROM (SELECT code FROM dkis.%I WHERE agency = $1 ORDER BY code LIMIT 50) AS t',
      TG_ARGV[2 * i + 1]) INTO known USING NEW.agency;
    RAISE EXCEPTION '% "%" tidak dikenal', TG_ARGV[2 * i], left(code, 100)
      USING ERRCODE = 'SP007', DETAIL = format('Tabel %I.%I.', TG_TABLE_SCHEMA, TG_TABLE_NAME),
        HINT = CASE WHEN known IS NULL THEN format('Isi dahulu dkis.%I.', TG_ARGV[2 * i + 1]) ELSE format('Yang ada dalam dkis.%I: %s.', TG_ARGV[2 * i + 1], known) END;
  END LOOP;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.require_known() IS 'Menolak (SP007) kode yang tidak dikenal, sebelum kunci asing menolaknya';
CREATE CONSTRAINT TRIGGER "A_known" AFTER INSERT OR UPDATE OF agency, superior ON dkis.performers DEFERRABLE
FOR EACH ROW EXECUTE FUNCTION dkis_store.require_known('superior', 'performers');
CREATE CONSTRAINT TRIGGER "A_known" AFTER INSERT OR UPDATE OF agency, performer, organisation ON dkis.performer_members DEFERRABLE
FOR EACH ROW EXECUTE FUNCTION dkis_store.require_known('performer', 'performers', 'organisation', 'organisations');
CREATE CONSTRAINT TRIGGER "A_known" AFTER INSERT OR UPDATE OF agency, sop ON dkis.sop_versions DEFERRABLE
FOR EACH ROW EXECUTE FUNCTION dkis_store.require_known('sop', 'sops');
CREATE CONSTRAINT TRIGGER "A_known" AFTER INSERT OR UPDATE OF agency, performer ON dkis.sop_steps DEFERRABLE
FOR EACH ROW EXECUTE FUNCTION dkis_store.require_known('performer', 'performers');
CREATE CONSTRAINT TRIGGER "A_known" AFTER INSERT OR UPDATE OF agency, from_sop, to_sop ON dkis.sop_links DEFERRABLE
FOR EACH ROW EXECUTE FUNCTION dkis_store.require_known('from_sop', 'sops', 'to_sop', 'sops');
CREATE CONSTRAINT TRIGGER "A_known" AFTER INSERT OR UPDATE OF agency, sop ON dkis.sop_schedules DEFERRABLE
FOR EACH ROW EXECUTE FUNCTION dkis_store.require_known('sop', 'sops');
CREATE CONSTRAINT TRIGGER "A_known" AFTER INSERT OR UPDATE OF agency, sop, to_sop ON dkis.sop_rights DEFERRABLE
FOR EACH ROW EXECUTE FUNCTION dkis_store.require_known('sop', 'sops', 'to_sop', 'sops');
CREATE CONSTRAINT TRIGGER "A_known" AFTER INSERT OR UPDATE OF agency, sop ON dkis.escalation_rules DEFERRABLE
FOR EACH ROW EXECUTE FUNCTION dkis_store.require_known('sop', 'sops');

-- ---- superiors ----------------------------------------------------------------------------

-- The performers of a ring of superiors that this one stands in; NULL: none.
CREATE FUNCTION dkis_store.ring_of_superiors(agency int, performer text) RETURNS text[]
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH RECURSIVE chain (code, path) AS (
    SELECT p.superior, ARRAY[p.code] FROM dkis.performers AS p WHERE p.agency = $1 AND p.code = $2
    UNION ALL
    SELECT p.superior, c.path || p.code FROM chain AS c JOIN dkis.performers AS p ON p.agency = $1 AND p.code = c.code
    WHERE p.code <> ALL (c.path))
  SELECT c.path FROM chain AS c WHERE c.code = $2;
END;
COMMENT ON FUNCTION dkis_store.ring_of_superiors(int, text) IS 'Lingkaran atasan tempat pelaksana ini berada';

CREATE FUNCTION dkis_store.refuse_ring() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  ring text[] := dkis_store.ring_of_superiors(NEW.agency, NEW.code);
BEGIN
  IF ring IS NOT NULL THEN
    RAISE EXCEPTION 'atasan "%" membuat lingkaran', NEW.superior
      USING ERRCODE = 'check_violation', DETAIL = format('%s, lalu kembali ke %s.', array_to_string(ring, ' di bawah '), NEW.code),
        HINT = 'Kosongkan superior pada pelaksana yang tertinggi.';
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.refuse_ring() IS 'Menolak atasan yang berputar';
CREATE CONSTRAINT TRIGGER refuse_ring AFTER INSERT OR UPDATE OF agency, code, superior ON dkis.performers DEFERRABLE
FOR EACH ROW WHEN (NEW.superior IS NOT NULL) EXECUTE FUNCTION dkis_store.refuse_ring();

-- ---- what can never happen -------------------------------------------------------------------
-- Each: the problems of an agency's rows, or of one of them. A flow is that of
-- the version shown (dkis_store.version_shown()); SOPs without any are passed over.

CREATE FUNCTION dkis_store.shown_flow(sop text, agency int) RETURNS TABLE (version int, machine dkis.state_machine)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT v.version, v.machine
  FROM (SELECT dkis_store.version_shown(shown_flow.sop, now(), shown_flow.agency) AS id
        WHERE EXISTS (SELECT FROM dkis.sop_versions AS any_v WHERE any_v.agency = shown_flow.agency AND any_v.sop = shown_flow.sop)) AS s
  JOIN dkis.sop_versions AS v ON v.id = s.id;
END;
COMMENT ON FUNCTION dkis_store.shown_flow(text, int) IS 'Alur versi SOP yang ditampilkan';

CREATE FUNCTION dkis_store.has_outcome(machine dkis.state_machine, step text, outcome text) RETURNS bool
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(bool_or(dkis_store.same_words(o.name) = dkis_store.same_words(outcome)), false)
  FROM unnest(CASE WHEN step = ANY (dkis.steps(machine)) THEN dkis.outcomes(machine, step) END) AS o (name);
END;
COMMENT ON FUNCTION dkis_store.has_outcome(dkis.state_machine, text, text) IS 'Apakah langkah ini mempunyai hasil itu';

CREATE FUNCTION dkis_store.link_problems(agency int, link bigint DEFAULT NULL) RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT format('tautan %s: SOP %s ke %s', l.id, l.from_sop, l.to_sop), p.problem
FROM dkis.sop_links AS l LEFT JOIN LATERAL dkis_store.shown_flow(l.from_sop, l.agency) AS f ON true
  LEFT JOIN LATERAL dkis_store.shown_flow(l.to_sop, l.agency) AS t ON true
CROSS JOIN LATERAL (
  SELECT format('langkah %s tidak ada dalam alur SOP %s versi %s', l.step, l.from_sop, f.version)
  WHERE l.step <> ALL (dkis.steps(f.machine))
  UNION ALL
  SELECT format('langkah %s tidak mempunyai hasil "%s"', l.step, l.outcome)
  WHERE l.outcome IS NOT NULL AND l.step = ANY (dkis.steps(f.machine)) AND NOT dkis_store.has_outcome(f.machine, l.step, l.outcome)
  UNION ALL
  SELECT format('returns_to: langkah %s tidak ada dalam alur SOP %s versi %s', l.returns_to, l.from_sop, f.version)
  WHERE l.returns_to <> ALL (dkis.steps(f.machine))
  UNION ALL
  SELECT format('stands_from: langkah %s tidak ada dalam alur SOP %s versi %s', l.stands_from, l.from_sop, f.version)
  WHERE l.stands_from <> ALL (dkis.steps(f.machine))
  UNION ALL
  SELECT format('jenis pelaksanaan "%s" tidak ada dalam alur SOP %s versi %s', l.entry, l.to_sop, t.version)
  WHERE l.entry IS NOT NULL AND dkis_store.same_words(l.entry) <> ALL (ARRAY(SELECT dkis_store.same_words(e.name) FROM unnest(dkis.entries(t.machine)) AS e (name)))
  UNION ALL
  SELECT format('jenis pelaksanaan tidak disebut; SOP %s versi %s dimulai dari: %s', l.to_sop, t.version, array_to_string(dkis.entries(t.machine), ', '))
  WHERE l.mode = 'dibuka' AND l.entry IS NULL AND t.machine::text !~ 'start *->'
  UNION ALL
  SELECT format('done_steps: langkah %s tidak ada dalam alur SOP %s versi %s', d.step, l.to_sop, t.version)
  FROM unnest(l.done_steps) AS d (step) WHERE d.step <> ALL (dkis.steps(t.machine))
  UNION ALL
  SELECT format('clock_from: langkah %s tidak ada dalam alur SOP %s versi %s', c.key, l.to_sop, t.version)
  FROM jsonb_object_keys(l.clock_from) AS c (key) WHERE c.key <> ALL (dkis.steps(t.machine))
  UNION ALL
  SELECT format('clock_from: "%s" bukan registrasi atau jawaban', c.value)
  FROM jsonb_each_text(l.clock_from) AS c WHERE c.value IS NULL OR c.value NOT IN ('registrasi', 'jawaban')) AS p (problem)
WHERE l.agency = $1 AND ($2 IS NULL OR l.id = $2)
ORDER BY l.id
$$;
COMMENT ON FUNCTION dkis_store.link_problems(int, bigint) IS 'Tautan antar-SOP yang tidak pernah terjadi';

-- SOPs that open each other by themselves, whatever the outcome is called: one
-- row for a ring, of the SOP that comes first in it.
CREATE FUNCTION dkis_store.link_ring_problems(agency int) RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
WITH RECURSIVE opened AS (
  SELECT DISTINCT l.from_sop, l.to_sop FROM dkis.sop_links AS l WHERE l.agency = $1 AND l.mode = 'dibuka'
), way (first, last, path) AS (
  SELECT o.from_sop, o.to_sop, ARRAY[o.from_sop] FROM opened AS o
  UNION ALL
  SELECT w.first, o.to_sop, w.path || o.from_sop FROM way AS w JOIN opened AS o ON o.from_sop = w.last
  WHERE w.last > w.first COLLATE "C" AND w.last <> ALL (w.path))
SELECT format('tautan SOP %s', w.first), format('dibuka tanpa akhir: %s, lalu %s lagi', array_to_string(w.path, ' membuka '), w.first)
FROM way AS w WHERE w.last = w.first ORDER BY w.path
$$;
COMMENT ON FUNCTION dkis_store.link_ring_problems(int) IS 'SOP yang saling membuka tanpa akhir';

CREATE FUNCTION dkis_store.schedule_problems(agency int, schedule bigint DEFAULT NULL) RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT format('jadwal %s: SOP %s %s', s.id, s.sop, s.rule), p.problem
FROM dkis.sop_schedules AS s CROSS JOIN LATERAL dkis_store.shown_flow(s.sop, s.agency) AS f
CROSS JOIN LATERAL (
  SELECT format('jenis pelaksanaan "%s" tidak ada dalam alur SOP %s versi %s', s.entry, s.sop, f.version)
  WHERE s.entry IS NOT NULL AND dkis_store.same_words(s.entry) <> ALL (ARRAY(SELECT dkis_store.same_words(e.name) FROM unnest(dkis.entries(f.machine)) AS e (name)))
  UNION ALL
  SELECT format('jenis pelaksanaan tidak disebut; SOP %s versi %s dimulai dari: %s', s.sop, f.version, array_to_string(dkis.entries(f.machine), ', '))
  WHERE s.entry IS NULL AND f.machine::text !~ 'start *->'
  UNION ALL
  SELECT format('menunggu jenis pelaksanaan "%s" yang tidak ada dalam alur SOP %s versi %s', s.after, s.sop, f.version)
  WHERE s.after IS NOT NULL AND dkis_store.same_words(s.after) <> ALL (ARRAY(SELECT dkis_store.same_words(e.name) FROM unnest(dkis.entries(f.machine)) AS e (name)))) AS p (problem)
WHERE s.agency = $1 AND ($2 IS NULL OR s.id = $2)
$$;
COMMENT ON FUNCTION dkis_store.schedule_problems(int, bigint) IS 'Jadwal yang tidak dapat membuka kasus';

CREATE FUNCTION dkis_store.rule_problems(agency int, rule bigint DEFAULT NULL) RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT format('aturan eskalasi %s: SOP %s tingkat %s', r.id, r.sop, r.level),
  format('langkah %s tidak ada dalam alur SOP %s versi %s', r.step, r.sop, f.version)
FROM dkis.escalation_rules AS r CROSS JOIN LATERAL dkis_store.shown_flow(r.sop, r.agency) AS f
WHERE r.agency = $1 AND ($2 IS NULL OR r.id = $2) AND r.step <> ALL (dkis.steps(f.machine))
$$;
COMMENT ON FUNCTION dkis_store.rule_problems(int, bigint) IS 'Aturan eskalasi yang tidak pernah terpakai';

-- Deadlines that pass with nobody told: steps of the flow shown that have a
-- standard, and whole cases, for which there is no rule.
CREATE FUNCTION dkis_store.missing_rule_problems(agency int) RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
WITH shown AS (
  SELECT v.* FROM dkis.sops AS o JOIN dkis.sop_versions AS v ON v.agency = o.agency AND v.sop = o.code
  WHERE o.agency = $1 AND v.id = dkis_store.version_shown(o.code, now(), o.agency) AND v.status <> 'dicabut'),
silent AS (
  SELECT v.sop, v.version, string_agg(s.step, ', ' ORDER BY s.ordinal) AS steps FROM shown AS v JOIN dkis.sop_steps AS s ON s.sop_version = v.id
  WHERE s.sla_kind = 'batas' AND (s.sla::text <> '-' OR EXISTS (SELECT FROM dkis.sop_step_slas AS c WHERE c.sop_version = v.id AND c.step = s.step))
    AND NOT EXISTS (SELECT FROM dkis.escalation_rules AS r WHERE r.agency = $1 AND r.scope = 'langkah' AND r.at_percent > 0
      AND (r.sop IS NULL OR r.sop = v.sop) AND (r.step IS NULL OR r.step = s.step))
  GROUP BY v.sop, v.version)
SELECT format('SOP %s versi %s', s.sop, s.version), format('tidak ada aturan eskalasi bagi tenggat langkah: %s', s.steps) FROM silent AS s
UNION ALL
SELECT format('SOP %s versi %s', v.sop, v.version), 'tidak ada aturan eskalasi (scope kasus) bagi tenggat keseluruhannya' FROM shown AS v
WHERE v.total_sla::text <> '-' AND NOT EXISTS (SELECT FROM dkis.escalation_rules AS r
  WHERE r.agency = $1 AND r.scope = 'kasus' AND r.at_percent > 0 AND (r.sop IS NULL OR r.sop = v.sop))
$$;
COMMENT ON FUNCTION dkis_store.missing_rule_problems(int) IS 'Tenggat yang lewat tanpa seorang pun diberi tahu';

CREATE FUNCTION dkis_store.performer_problems(agency int) RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT format('pelaksana %s', p.code), x.problem
FROM dkis.performers AS p
CROSS JOIN LATERAL (
  SELECT format('atasannya berputar: %s', array_to_string(r.ring, ' di bawah ')) FROM dkis_store.ring_of_superiors(p.agency, p.code) AS r (ring) WHERE r.ring IS NOT NULL
  UNION ALL
  SELECT 'keanggotaannya sudah berakhir semua: langkahnya tidak dapat diselesaikan siapa pun selain dkis_admin'
  WHERE EXISTS (SELECT FROM dkis.performer_members AS m WHERE m.agency = p.agency AND m.performer = p.code) AND NOT p.external
    AND NOT EXISTS (SELECT FROM dkis.performer_members AS m WHERE m.agency = p.agency AND m.performer = p.code
      AND NOT isempty(m.valid) AND coalesce(upper(m.valid), 'infinity') > dkis_store.local_date(now(), p.agency))) AS x (problem)
WHERE p.agency = $1
$$;
COMMENT ON FUNCTION dkis_store.performer_problems(int) IS 'Pelaksana yang atasannya berputar atau tidak beranggota lagi';

-- A set of hours takes the place of the wider one around it whole: a weekday that
-- only the wider has is closed meanwhile. The widest has Monday to Friday.
CREATE FUNCTION dkis_store.calendar_problems(agency int) RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
WITH sets AS (
  SELECT h.calendar, h.valid, array_agg(DISTINCT h.weekday) AS days FROM dkis_store.calendar_hours AS h
  WHERE h.agency = $1 AND NOT isempty(h.valid) GROUP BY h.calendar, h.valid)
SELECT format('kalender %s, jam %s', n.calendar, n.valid),
  format('tidak memuat %s: hari itu libur selama masa ini', (SELECT string_agg((ARRAY['Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu', 'Minggu'])[d.day], ', ' ORDER BY d.day)
    FROM unnest(w.days) AS d (day) WHERE d.day <> ALL (n.days)))
FROM sets AS n CROSS JOIN LATERAL (
  SELECT s.days FROM (SELECT s.days, s.valid, 1 AS n FROM sets AS s WHERE s.calendar = n.calendar AND s.valid @> n.valid AND s.valid <> n.valid
    UNION ALL SELECT '{1,2,3,4,5}', '(,)', 2) AS s
  ORDER BY s.n, upper(s.valid) - lower(s.valid) NULLS LAST LIMIT 1) AS w
WHERE NOT n.days @> w.days
UNION ALL
SELECT format('kalender %s', k.code), 'tidak mempunyai jam kerja: tidak ada hari kerja' FROM dkis_store.calendars AS k
WHERE k.agency = $1 AND k.kind <> '24 jam' AND NOT EXISTS (SELECT FROM sets AS s WHERE s.calendar = k.code)
$$;
COMMENT ON FUNCTION dkis_store.calendar_problems(int) IS 'Kalender tanpa jam kerja, atau yang masa khususnya kehilangan hari';

CREATE FUNCTION dkis_store.setting_problems(agency int) RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT format('pengaturan %s', s.key), format('%s tidak ada dalam dkis.%s', s.value, s.place)
FROM (VALUES
  ('calendar', 'calendars', EXISTS (SELECT FROM dkis_store.calendars AS k WHERE k.agency = $1 AND k.code = dkis.setting('calendar'))),
  ('organisation', 'organisations', EXISTS (SELECT FROM dkis.organisations AS o WHERE o.agency = $1 AND o.code = dkis.setting('organisation'))),
  ('kepala_daerah', 'performers', EXISTS (SELECT FROM dkis.performers AS p WHERE p.agency = $1 AND p.code = dkis.setting('kepala_daerah')))) AS k (key, place, there)
CROSS JOIN LATERAL (SELECT k.key, k.place, dkis.setting(k.key) AS value) AS s
WHERE NOT k.there AND s.value IS NOT NULL
$$;
COMMENT ON FUNCTION dkis_store.setting_problems(int) IS 'Pengaturan yang menyebut kode yang tidak ada';

CREATE FUNCTION dkis_store.sop_problems(agency int) RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT format('SOP %s', o.code), 'belum ada versi yang berlaku: kasusnya tidak dapat dibuka' FROM dkis.sops AS o
WHERE o.agency = $1 AND dkis_store.version_in_force(o.code, now(), o.agency) IS NULL
UNION ALL
SELECT format('SOP %s versi %s', v.sop, v.version), p.problem
FROM dkis.sop_versions AS v CROSS JOIN LATERAL dkis_store.version_problems(v.id) AS p
WHERE v.agency = $1 AND v.status <> 'dicabut'
$$;
COMMENT ON FUNCTION dkis_store.sop_problems(int) IS 'SOP tanpa versi yang berlaku, dan versi yang tidak lengkap';

-- Everything of this database's agency that can never happen, or not as it
-- stands: one row for each problem, none when all is well. For dkis_admin.
CREATE FUNCTION dkis.check_definitions() RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
SELECT * FROM dkis_store.setting_problems(dkis.agency())
UNION ALL SELECT * FROM dkis_store.calendar_problems(dkis.agency())
UNION ALL SELECT * FROM dkis_store.performer_problems(dkis.agency())
UNION ALL SELECT * FROM dkis_store.sop_problems(dkis.agency())
UNION ALL SELECT * FROM dkis_store.link_problems(dkis.agency())
UNION ALL SELECT * FROM dkis_store.link_ring_problems(dkis.agency())
UNION ALL SELECT * FROM dkis_store.schedule_problems(dkis.agency())
UNION ALL SELECT * FROM dkis_store.rule_problems(dkis.agency())
UNION ALL SELECT * FROM dkis_store.missing_rule_problems(dkis.agency())
$$;
COMMENT ON FUNCTION dkis.check_definitions() IS 'Apa yang menurut isian tidak akan pernah terjadi, atau terjadi tanpa akhir, atau diam-diam';

-- The same, told at once to whoever writes such a row. Argument: the function.
CREATE FUNCTION dkis_store.tell_problems() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  said record;
BEGIN
  FOR said IN EXECUTE format('SELECT * FROM dkis_store.%I($1, $2)', TG_ARGV[0]) USING NEW.agency, NEW.id LOOP
    RAISE WARNING '%: %', said.object, said.problem USING HINT = 'Betulkan baris itu; semuanya: SELECT * FROM dkis.check_definitions().';
  END LOOP;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.tell_problems() IS 'Memperingatkan tentang baris yang tidak akan pernah terpakai';

-- And to whoever puts a version in force which links, schedules and rules do not fit.
CREATE FUNCTION dkis_store.tell_dead_ends(sop text, agency int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  said record;
BEGIN
  FOR said IN
    (SELECT p.* FROM dkis.sop_links AS l, dkis_store.link_problems(l.agency, l.id) AS p
      WHERE l.agency = tell_dead_ends.agency AND tell_dead_ends.sop IN (l.from_sop, l.to_sop) ORDER BY l.id)
    UNION ALL SELECT p.* FROM dkis.sop_schedules AS s, dkis_store.schedule_problems(s.agency, s.id) AS p
      WHERE s.agency = tell_dead_ends.agency AND s.sop = tell_dead_ends.sop
    UNION ALL SELECT p.* FROM dkis.escalation_rules AS r, dkis_store.rule_problems(r.agency, r.id) AS p
      WHERE r.agency = tell_dead_ends.agency AND r.sop = tell_dead_ends.sop
  LOOP
    RAISE WARNING '%: %', said.object, said.problem USING HINT = 'Betulkan baris itu; semuanya: SELECT * FROM dkis.check_definitions().';
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.tell_dead_ends(text, int) IS 'Memperingatkan tentang tautan, jadwal dan aturan yang tidak cocok lagi';
GRANT EXECUTE ON FUNCTION dkis_store.tell_dead_ends(text, int) TO dkis_admin; -- activate_version() runs as its caller

CREATE TRIGGER tell_problems AFTER INSERT OR UPDATE ON dkis.sop_links FOR EACH ROW EXECUTE FUNCTION dkis_store.tell_problems('link_problems');
CREATE TRIGGER tell_problems AFTER INSERT OR UPDATE ON dkis.sop_schedules FOR EACH ROW EXECUTE FUNCTION dkis_store.tell_problems('schedule_problems');
CREATE TRIGGER tell_problems AFTER INSERT OR UPDATE ON dkis.escalation_rules FOR EACH ROW EXECUTE FUNCTION dkis_store.tell_problems('rule_problems');

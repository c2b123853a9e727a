-- Run cards: what is sent to which kind of incident.

-- A row is part of the card of every incident that it fits: category, priority, area
-- (and all within it) and hours of the agency's day; NULL fits all. Where rows for a
-- kind name areas, the smallest that covers the incident counts. from_hour after
-- until_hour: over midnight.
CREATE TABLE dkis.run_cards (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  category text,
  priorities int4range NOT NULL DEFAULT '[1,4]' CHECK (priorities <@ '[1,4]'::int4range AND NOT isempty(priorities)),
  area text,
  from_hour time,
  until_hour time,
  responder_kind text NOT NULL CHECK (btrim(responder_kind) <> ''),
  units int NOT NULL DEFAULT 1 CHECK (units >= 0 AND units <= 100),
  note text,
  CONSTRAINT both_hours CHECK ((from_hour IS NULL) = (until_hour IS NULL) AND from_hour <> until_hour)
);
COMMENT ON TABLE dkis.run_cards IS 'Kartu pengerahan: jenis dan jumlah armada menurut kategori, prioritas, wilayah dan jam';
COMMENT ON COLUMN dkis.run_cards.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.run_cards.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.run_cards.category IS 'Kategori; kosong = semua';
COMMENT ON COLUMN dkis.run_cards.priorities IS 'Prioritas yang dicakup, misalnya [1,2]';
COMMENT ON COLUMN dkis.run_cards.area IS 'Wilayah dan semua di dalamnya; kosong = di mana pun';
COMMENT ON COLUMN dkis.run_cards.from_hour IS 'Mulai pukul; kosong = sepanjang hari';
COMMENT ON COLUMN dkis.run_cards.until_hour IS 'Sampai pukul (tidak termasuk)';
COMMENT ON COLUMN dkis.run_cards.responder_kind IS 'Jenis armada atau penanggapnya, atau suatu kemampuan';
COMMENT ON COLUMN dkis.run_cards.units IS 'Jumlah; 0 = jenis ini tidak dikirim';
COMMENT ON COLUMN dkis.run_cards.note IS 'Catatan';

-- How many areas stand above one, itself included: the smaller the area, the more.
CREATE FUNCTION dkis_store.area_chain(agency int, code text) RETURNS TABLE (code text, depth int)
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH RECURSIVE up (code, parent, n) AS (
    SELECT a.code, a.parent, 1 FROM dkis.areas a WHERE a.agency = area_chain.agency AND a.code = area_chain.code
    UNION ALL
    SELECT a.code, a.parent, up.n + 1 FROM up JOIN dkis.areas a ON a.agency = area_chain.agency AND a.code = up.parent WHERE up.n < 10
  )
  SELECT up.code, (max(up.n) OVER () - up.n + 1)::int FROM up;
END;
COMMENT ON FUNCTION dkis_store.area_chain(int, text) IS 'Suatu wilayah dan semua di atasnya; yang terkecil paling dalam';

CREATE FUNCTION dkis_store.within_hours(at time, from_hour time, until_hour time) RETURNS bool
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN from_hour IS NULL THEN true WHEN from_hour < until_hour THEN at >= from_hour AND at < until_hour ELSE at >= from_hour OR at < until_hour END;
END;
COMMENT ON FUNCTION dkis_store.within_hours(time, time, time) IS 'Apakah suatu jam termasuk masa itu, juga lewat tengah malam';

-- The rows of the cards that fit, of each kind those of the smallest area alone.
CREATE FUNCTION dkis_store.fitting_cards(agency int, category text, priority int, area text, at time)
RETURNS TABLE (id bigint, responder_kind text, units int)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT f.id, f.responder_kind, f.units FROM (
    SELECT r.id, r.responder_kind, r.units, rank() OVER (PARTITION BY dkis_store.same_words(r.responder_kind) ORDER BY COALESCE(c.depth, 0) DESC) AS place
    FROM dkis.run_cards r LEFT JOIN dkis_store.area_chain($1, $4) c ON c.code = r.area
    WHERE r.agency = $1 AND (r.category IS NULL OR r.category = $2) AND $3 <@ r.priorities
      AND (r.area IS NULL OR c.code IS NOT NULL) AND dkis_store.within_hours($5, r.from_hour, r.until_hour)) AS f
  WHERE f.place = 1;
END;
COMMENT ON FUNCTION dkis_store.fitting_cards(int, text, int, text, time) IS 'Baris kartu pengerahan yang cocok dengan suatu keadaan';

-- Where the run cards say nothing (celah) or two numbers for one kind (tumpang
-- tindih), each with an incident that shows it. Every case that can differ is tried: each
-- category and priority, each area that a row names, any other place, each hour at
-- which a row begins or ends. A category or an area that nobody knows is told too
-- (tidak dikenal). No row: all is well.
CREATE FUNCTION dkis.check_run_cards()
RETURNS TABLE (problem text, category text, priority int, area text, at time, detail text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  WITH situation AS (
    SELECT k.category, p.priority, w.area, h.at
    FROM dkis.incident_categories k CROSS JOIN generate_series(1, 4) AS p (priority)
    CROSS JOIN (SELECT DISTINCT r.area FROM dkis.run_cards r WHERE r.agency = dkis.agency() UNION SELECT NULL) AS w
    CROSS JOIN (SELECT '00:00'::time AS at UNION SELECT r.from_hour FROM dkis.run_cards r WHERE r.agency = dkis.agency() AND r.from_hour IS NOT NULL
      UNION SELECT r.until_hour FROM dkis.run_cards r WHERE r.agency = dkis.agency() AND r.until_hour IS NOT NULL) AS h
    WHERE k.agency = dkis.agency()
  ), found AS (
    SELECT s.category, s.priority, s.area, s.at, f.kind, f.cards, f.rows
    FROM situation s LEFT JOIN LATERAL (
      SELECT dkis_store.same_words(c.responder_kind) AS kind, array_agg(c.id ORDER BY c.id) AS cards, count(*) AS rows
      FROM dkis_store.fitting_cards(dkis.agency(), s.category, s.priority, s.area, s.at) c GROUP BY 1) AS f ON true
  )
  SELECT e.problem, e.category, e.priority, e.area, e.at, e.detail FROM (
    SELECT DISTINCT ON (f.category, f.priority) 'celah' AS problem, f.category, f.priority, f.area, f.at, 'tidak ada baris yang cocok' AS detail
    FROM found f WHERE f.kind IS NULL ORDER BY f.category, f.priority, f.area NULLS FIRST, f.at
  ) AS e
  UNION ALL
  SELECT e.problem, e.category, e.priority, e.area, e.at, e.detail FROM (
    SELECT DISTINCT ON (f.cards) 'tumpang tindih' AS problem, f.category, f.priority, f.area, f.at, format('%s: baris %s', f.kind, array_to_string(f.cards, ', ')) AS detail
    FROM found f WHERE f.rows > 1 ORDER BY f.cards, f.category, f.priority, f.area NULLS FIRST, f.at
  ) AS e
  UNION ALL
  SELECT 'tidak dikenal', r.category, lower(r.priorities), r.area, r.from_hour, format('baris %s menyebut %s yang tidak ada', r.id, v.what)
  FROM dkis.run_cards r CROSS JOIN LATERAL (VALUES
    ('kategori', r.category IS NOT NULL AND NOT EXISTS (SELECT FROM dkis.incident_categories k WHERE k.agency = r.agency AND k.category = r.category)),
    ('wilayah', r.area IS NOT NULL AND NOT EXISTS (SELECT FROM dkis.areas a WHERE a.agency = r.agency AND a.code = r.area))) AS v (what, lost)
  WHERE r.agency = dkis.agency() AND v.lost;
END;
COMMENT ON FUNCTION dkis.check_run_cards() IS 'Celah dan tumpang tindih kartu pengerahan, masing-masing dengan contohnya';

-- Whether a unit is, belongs to, or can do this.
CREATE FUNCTION dkis_store.unit_fits(kind text, responder_kind text, capabilities text[], wanted text) RETURNS bool
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT dkis_store.same_words(wanted) = dkis_store.same_words(kind) OR dkis_store.same_words(wanted) = dkis_store.same_words(responder_kind)
    OR dkis_store.same_words(wanted) IN (SELECT dkis_store.same_words(c) FROM unnest(capabilities) AS c);
END;
COMMENT ON FUNCTION dkis_store.unit_fits(text, text, text[], text) IS 'Apakah armada berjenis, milik instansi penanganan berjenis, atau berkemampuan ini';

-- Whom to send to an incident, by its run card: of each kind as many free units as
-- the card asks for, less those that are out for it, the nearest first; a row without
-- a unit where some are missing. One unit serves one kind. Without a card: the three
-- nearest of any kind. distance_m and eta_minutes NULL where the place, or the unit's,
-- is not known; eta is by road where there are dkis.roads and pgRouting, else by straight
-- line, as reason says; by road who has no way comes last. P0002: no such incident.
CREATE FUNCTION dkis.suggest_units(incident_id bigint)
RETURNS TABLE (responder_kind text, unit_id bigint, callsign text, distance_m float8, eta_minutes float8, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  WITH RECURSIVE here AS MATERIALIZED (
    SELECT i.id, i.category, i.priority, i.location, i.area, (now() AT TIME ZONE dkis_store.agency_zone(i.agency))::time AS at, i.agency
    FROM dkis_store.incidents i WHERE i.id = dkis_store.known_incident($1)
  ), unit AS MATERIALIZED (
    SELECT u.id, u.callsign, u.kind, r.kind AS responder_kind, u.capabilities, u.stale, u.status, u.position IS NULL AS at_station, r.name AS station,
      COALESCE(u.position, r.position) AS place,
      ST_Distance(COALESCE(u.position, r.position)::geography, ST_Centroid(here.location)::geography) AS metres,
      EXISTS (SELECT FROM dkis_store.dispatches d WHERE d.unit_id = u.id AND d.cleared_at IS NULL AND d.incident_id = here.id) AS out_here
    FROM here JOIN dkis.units u ON u.agency = here.agency JOIN dkis.responders r ON r.agency = u.agency AND r.code = u.responder
  ), wanted AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY min(c.id)) AS place, min(c.responder_kind) AS kind, max(c.units) AS units
    FROM here CROSS JOIN LATERAL dkis_store.fitting_cards(here.agency, here.category, here.priority, here.area, here.at) c
    GROUP BY dkis_store.same_words(c.responder_kind)
  ), missing AS MATERIALIZED (
    SELECT w.place, w.kind, w.units, o.out, GREATEST(w.units - o.out, 0) AS needed
    FROM wanted w CROSS JOIN LATERAL (SELECT count(*) AS out FROM unit u
      WHERE u.out_here AND dkis_store.unit_fits(u.kind, u.responder_kind, u.capabilities, w.kind)) AS o
  ), pool AS MATERIALIZED ( -- of whom it is asked how far it is by road: the nearest, and some more
    SELECT array_agg(p.id ORDER BY p.id) AS ids, array_agg(p.place ORDER BY p.id) AS places
    FROM (SELECT DISTINCT ON (u.id) u.id, u.place FROM (SELECT m.kind, m.needed FROM missing m UNION ALL SELECT NULL, 3) AS m
      CROSS JOIN LATERAL (SELECT u.id, u.place FROM unit u
        WHERE u.status = 'siap' AND u.place IS NOT NULL AND (m.kind IS NULL OR dkis_store.unit_fits(u.kind, u.responder_kind, u.capabilities, m.kind))
        ORDER BY u.metres, u.id LIMIT m.needed + 5) AS u ORDER BY u.id) AS p
  ), far AS MATERIALIZED ( -- metres of a straight line, or what would be one for so long a road
    SELECT u.*, road.metres AS road, COALESCE(road.metres / dkis_store.number_setting('unit_detour'), u.metres) AS straight,
      road.metres IS NULL AND u.place IS NOT NULL AND bool_or(road.metres IS NOT NULL) OVER () AS no_way
    FROM unit u LEFT JOIN (SELECT t.id, t.metres FROM pool CROSS JOIN here
      CROSS JOIN LATERAL ROWS FROM (unnest(pool.ids), unnest(dkis_store.road_metres(here.location, pool.places))) AS t (id, metres)) AS road ON road.id = u.id
  ), chosen (place, ids, taken) AS ( -- kind by kind, so that no unit serves two
    SELECT 0::bigint, '{}'::bigint[], '{}'::bigint[]
    UNION ALL
    SELECT m.place, n.ids, c.taken || n.ids FROM chosen c JOIN missing m ON m.place = c.place + 1
    CROSS JOIN LATERAL (SELECT ARRAY(SELECT u.id FROM far u
      WHERE u.status = 'siap' AND u.id <> ALL (c.taken) AND dkis_store.unit_fits(u.kind, u.responder_kind, u.capabilities, m.kind)
      ORDER BY u.straight IS NULL, u.no_way, u.straight, u.id LIMIT m.needed) AS ids) AS n
  ), row (place, rank, kind, unit_id, reason) AS (
    SELECT m.place, t.rank, m.kind, t.unit_id, format('kartu: %s %s%s', m.units, m.kind, CASE WHEN m.out > 0 THEN format(', %s sudah bertugas', m.out) ELSE '' END)
    FROM chosen c JOIN missing m ON m.place = c.place CROSS JOIN LATERAL unnest(c.ids) WITH ORDINALITY AS t (unit_id, rank)
    UNION ALL
    SELECT m.place, m.needed + 1, m.kind, NULL, format('kurang %s dari %s %s', m.needed - cardinality(c.ids), m.units, m.kind)
    FROM chosen c JOIN missing m ON m.place = c.place WHERE cardinality(c.ids) < m.needed
    UNION ALL
    SELECT 1, n.rank, n.kind, n.id, 'tidak ada kartu pengerahan: yang terdekat'
    FROM (SELECT u.id, u.kind, row_number() OVER (ORDER BY u.straight IS NULL, u.no_way, u.straight, u.id) AS rank FROM far u WHERE u.status = 'siap') AS n
    WHERE n.rank <= 3 AND NOT EXISTS (SELECT FROM wanted)
  )
  SELECT row.kind, row.unit_id, u.callsign, u.metres, dkis_store.minutes_by_road(u.straight, u.kind),
    concat_ws('; ', row.reason, CASE WHEN u.road IS NOT NULL THEN format('lewat jalan %s m', round(u.road::numeric)) WHEN u.no_way THEN 'tidak ada jalannya pada jaringan, waktu menurut garis lurus' WHEN u.metres IS NOT NULL THEN 'waktu menurut garis lurus' WHEN u.id IS NOT NULL THEN 'jarak tidak diketahui' END,
      CASE WHEN u.at_station THEN 'tanpa GPS, di ' || u.station WHEN u.stale THEN 'posisi lama' END)
  FROM row LEFT JOIN far u ON u.id = row.unit_id ORDER BY row.place, row.rank;
END;
COMMENT ON FUNCTION dkis.suggest_units(bigint) IS 'Armada yang disarankan untuk sebuah insiden menurut kartu pengerahan, dengan alasannya';

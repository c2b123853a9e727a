-- Units that can be sent: ambulances, fire engines, patrols. A unit is
-- 'bertugas' while a dispatch of it is open; that is not stored a second time.

-- Columns: src/pg/line112/columns.h.
CREATE TABLE dkis_store.units (
  id bigserial PRIMARY KEY,
  responder text NOT NULL,
  callsign text NOT NULL,
  kind text NOT NULL,
  status text NOT NULL,
  position geometry(Point, 4326),
  position_at timestamptz,
  note text,
  data jsonb NOT NULL DEFAULT '{}',
  capabilities text[], -- what else it can do, beside its kind
  agency int NOT NULL DEFAULT dkis.agency(),
  UNIQUE (agency, callsign),
  FOREIGN KEY (agency, responder) REFERENCES dkis.responders (agency, code)
);
-- Distances on the sphere; plain geometry would measure degrees.
CREATE INDEX units_position ON dkis_store.units USING gist ((position::geography));
CREATE INDEX units_unready ON dkis_store.units (agency, callsign) WHERE status = 'tidak siap'; -- few among many, for the board
CREATE INDEX units_unplaced ON dkis_store.units (agency) WHERE position IS NULL;
COMMENT ON TABLE dkis_store.units IS 'Armada; dibaca dan ditulis lewat dkis.units';

-- How fast units of a kind are on the road; others as the setting unit_speed_kmh says.
CREATE TABLE dkis.unit_kinds (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  kind text NOT NULL,
  speed_kmh float8 NOT NULL CHECK (speed_kmh >= 1 AND speed_kmh <= 300),
  note text,
  UNIQUE (agency, kind)
);
CREATE UNIQUE INDEX unit_kinds_kind ON dkis.unit_kinds (agency, dkis_store.same_words(kind));
COMMENT ON TABLE dkis.unit_kinds IS 'Kecepatan jenis armada di jalan; yang tidak disebut menurut pengaturan unit_speed_kmh';
COMMENT ON COLUMN dkis.unit_kinds.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.unit_kinds.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.unit_kinds.kind IS 'Jenis armada';
COMMENT ON COLUMN dkis.unit_kinds.speed_kmh IS 'Kecepatan rata-rata di jalan, km/jam';
COMMENT ON COLUMN dkis.unit_kinds.note IS 'Catatan';

-- Minutes on the road at a speed, NULL as the setting unit_speed_kmh says: a straight
-- line, longer by the setting unit_detour. A rule of thumb, no route. One expression,
-- so that it becomes part of whatever asks.
CREATE FUNCTION dkis_store.minutes_at_speed(metres float8, speed_kmh float8) RETURNS float8
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT round((metres * dkis_store.number_setting('unit_detour') / 1000 * 60 / COALESCE(speed_kmh, dkis_store.number_setting('unit_speed_kmh')))::numeric, 1)::float8;
END;
COMMENT ON FUNCTION dkis_store.minutes_at_speed(float8, float8) IS 'Perkiraan menit perjalanan: garis lurus, faktor jalan, kecepatan';

-- Minutes that a unit of a kind takes.
CREATE FUNCTION dkis_store.minutes_by_road(metres float8, kind text) RETURNS float8
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT dkis_store.minutes_at_speed(metres,
    (SELECT k.speed_kmh FROM dkis.unit_kinds k WHERE k.agency = dkis.agency() AND dkis_store.same_words(k.kind) = dkis_store.same_words($2)));
END;
COMMENT ON FUNCTION dkis_store.minutes_by_road(float8, text) IS 'Perkiraan menit perjalanan: garis lurus, faktor jalan, kecepatan jenis armada';

-- The road network, if the agency has one: pieces between two crossings, as osm2pgrouting
-- and the like make them. Where it and pgRouting are there, suggest_units() goes by road.
CREATE TABLE dkis.roads (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  source bigint NOT NULL,
  target bigint NOT NULL,
  metres float8 NOT NULL CHECK (metres >= 0 AND metres < 'Infinity'),
  metres_back float8 NOT NULL CHECK (metres_back >= -1 AND metres_back < 'Infinity'), -- -1: one way
  line geometry(LineString, 4326) NOT NULL
);
CREATE INDEX roads_source ON dkis.roads (source);
CREATE INDEX roads_target ON dkis.roads (target);
CREATE INDEX roads_line ON dkis.roads USING gist (line);
COMMENT ON TABLE dkis.roads IS 'Jaringan jalan bagi perkiraan waktu tempuh; tanpa isi, atau tanpa pgRouting, menurut garis lurus';
COMMENT ON COLUMN dkis.roads.id IS 'Nomor ruas';
COMMENT ON COLUMN dkis.roads.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.roads.source IS 'Nomor simpul di pangkal ruas';
COMMENT ON COLUMN dkis.roads.target IS 'Nomor simpul di ujung ruas';
COMMENT ON COLUMN dkis.roads.metres IS 'Panjang dari pangkal ke ujung, meter';
COMMENT ON COLUMN dkis.roads.metres_back IS 'Panjang dari ujung ke pangkal, meter; -1: jalan satu arah';
COMMENT ON COLUMN dkis.roads.line IS 'Garis ruas dari pangkal ke ujung, WGS 84';

-- The crossing at the nearer end of the nearest piece of road; NULL: no network.
CREATE FUNCTION dkis_store.crossing_near(place geometry) RETURNS bigint
LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
  SELECT CASE WHEN ST_LineLocatePoint(r.line, ST_Centroid($1)) < 0.5 THEN r.source ELSE r.target END
  FROM dkis.roads AS r WHERE r.agency = dkis.agency() ORDER BY r.line <-> ST_Centroid($1), r.id LIMIT 1;
END;
COMMENT ON FUNCTION dkis_store.crossing_near(geometry) IS 'Simpul jalan yang terdekat';

CREATE FUNCTION dkis_store.metres_to_crossing(place geometry, crossing bigint) RETURNS float8
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT ST_Distance(ST_Centroid($1)::geography, (CASE WHEN r.source = $2 THEN ST_StartPoint(r.line) ELSE ST_EndPoint(r.line) END)::geography)
  FROM dkis.roads AS r WHERE r.agency = dkis.agency() AND (r.source = $2 OR r.target = $2) ORDER BY r.id LIMIT 1;
END;
COMMENT ON FUNCTION dkis_store.metres_to_crossing(geometry, bigint) IS 'Meter garis lurus sampai simpul jalan itu';

-- Metres by road from each of these places to here, with the ways to the crossings as
-- the crow flies; NULL where there is no network, no pgRouting, or no way. pgRouting's
-- functions find each other by the search path: one in whose schema others may create
-- objects is not used, as theirs could be found first.
CREATE FUNCTION dkis_store.road_metres(here geometry, places geometry[]) RETURNS float8[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  router text := (SELECT n.nspname FROM pg_extension AS x JOIN pg_namespace AS n ON n.oid = x.extnamespace WHERE x.extname = 'pgrouting'
    AND NOT EXISTS (SELECT FROM aclexplode(n.nspacl) AS g WHERE g.privilege_type = 'CREATE' AND g.grantee <> n.nspowner));
  goal bigint := dkis_store.crossing_near(here);
  starts bigint[];
  found float8[];
BEGIN
  IF router IS NULL OR goal IS NULL THEN
    RETURN NULL;
  END IF;
  starts := ARRAY(SELECT dkis_store.crossing_near(p.place) FROM unnest(places) WITH ORDINALITY AS p (place, n) ORDER BY p.n);
  PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', router), true); -- ends with the function
  EXECUTE format('SELECT ARRAY(SELECT CASE WHEN s.start = $3 THEN 0 ELSE c.agg_cost END FROM unnest($2) WITH ORDINALITY AS s (start, n)
      LEFT JOIN %I.pgr_dijkstraCost($1, ARRAY(SELECT DISTINCT unnest($2)), $3, true) AS c ON c.start_vid = s.start ORDER BY s.n)', router) INTO found
    USING format('SELECT id, source, target, metres AS cost, metres_back AS reverse_cost FROM dkis.roads WHERE agency = %s', dkis.agency()), starts, goal;
  RETURN ARRAY(SELECT f.metres + dkis_store.metres_to_crossing(f.place, f.start) + dkis_store.metres_to_crossing(here, goal)
    FROM ROWS FROM (unnest(found), unnest(places), unnest(starts)) WITH ORDINALITY AS f (metres, place, start, n) ORDER BY f.n);
END
$$;
COMMENT ON FUNCTION dkis_store.road_metres(geometry, geometry[]) IS 'Jarak lewat jalan, meter; NULL bila tidak ada jaringan, pgRouting, atau jalannya';

-- Where units have been. Written when dkis.units.position is.
CREATE TABLE dkis.unit_positions (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  unit_id bigint NOT NULL REFERENCES dkis_store.units (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  position geometry(Point, 4326) NOT NULL CONSTRAINT position_is_on_earth CHECK (dkis_store.is_on_earth(position))
);
CREATE INDEX unit_positions_unit ON dkis.unit_positions (unit_id, at);
COMMENT ON TABLE dkis.unit_positions IS 'Jejak posisi armada';
COMMENT ON COLUMN dkis.unit_positions.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.unit_positions.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.unit_positions.unit_id IS 'Armada';
COMMENT ON COLUMN dkis.unit_positions.at IS 'Saat posisi diukur';
COMMENT ON COLUMN dkis.unit_positions.position IS 'Posisi, WGS 84';

CREATE FUNCTION dkis_store.units_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_units_row';
COMMENT ON FUNCTION dkis_store.units_row() IS 'Pemicu dkis.units';

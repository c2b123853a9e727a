-- Areas: city, kecamatan, kelurahan. source says where a boundary comes from; an
-- approximation is never shown as the official boundary.
CREATE TABLE dkis.areas (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  code text NOT NULL,
  parent text,
  level text NOT NULL,
  name text NOT NULL,
  boundary geometry(MultiPolygon, 4326),
  source text,
  UNIQUE (agency, code),
  FOREIGN KEY (agency, parent) REFERENCES dkis.areas (agency, code) DEFERRABLE,
  CONSTRAINT area_level CHECK (level = ANY (ARRAY['kota', 'kecamatan', 'kelurahan']))
);
CREATE INDEX areas_boundary ON dkis.areas USING gist (boundary);
SELECT dkis_store.announce_changes('dkis.areas');
COMMENT ON TABLE dkis.areas IS 'Wilayah: kota, kecamatan, kelurahan; kolom source menyebut asal batasnya';
COMMENT ON COLUMN dkis.areas.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.areas.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.areas.code IS 'Kode wilayah';
COMMENT ON COLUMN dkis.areas.parent IS 'Kode wilayah di atasnya';
COMMENT ON COLUMN dkis.areas.level IS 'kota, kecamatan, atau kelurahan';
COMMENT ON COLUMN dkis.areas.name IS 'Nama wilayah';
COMMENT ON COLUMN dkis.areas.boundary IS 'Batas wilayah';
COMMENT ON COLUMN dkis.areas.source IS 'Sumber datanya';

-- A place name without its kind: 'Kota Anu' and 'Anu' are one.
CREATE FUNCTION dkis_store.bare_name(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT regexp_replace(lower(btrim(bare_name.name)),
    '^((kota|kabupaten|kecamatan|kelurahan|desa|kab|kec|kel)\s+|(kab|kec|kel|ds)\.\s*)', '');
END;
COMMENT ON FUNCTION dkis_store.bare_name(text) IS 'Nama tempat tanpa kata kota, kecamatan, kelurahan';

-- The agency's own city, of several areas of that level: the one whose code is the
-- agency's number (32.74 of agency 3274), else the first that was loaded. Another
-- is a neighbour. NULL: none.
CREATE FUNCTION dkis_store.own_city(agency int DEFAULT dkis.agency()) RETURNS bigint
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT a.id FROM dkis.areas a
  WHERE a.agency = own_city.agency AND a.level = 'kota' AND a.boundary IS NOT NULL
  ORDER BY replace(a.code, '.', '') = own_city.agency::text DESC, a.id
  LIMIT 1;
END;
COMMENT ON FUNCTION dkis_store.own_city(int) IS 'Kota instansi sendiri; kota lain dalam dkis.areas adalah tetangga';

-- A point inside the agency's area of this name, the smallest level first; for
-- locate(). Of an address ("Kesambi, Kota Anu, Jawa Barat") the area whose own and
-- upper names are named most; none where it names another city than the area's.
CREATE FUNCTION dkis_store.locality(name text, agency int DEFAULT dkis.agency()) RETURNS TABLE (latitude float8, longitude float8)
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH part AS (
    SELECT dkis_store.bare_name(p.word) AS bare, p.n, lower(btrim(p.word)) ~ '^(kota|kabupaten|kab\.?)\s' AS is_city
    FROM regexp_split_to_table(locality.name, ',') WITH ORDINALITY AS p (word, n)
  )
  SELECT ST_Y(ST_PointOnSurface(a.boundary)), ST_X(ST_PointOnSurface(a.boundary))
  FROM dkis.areas a
  LEFT JOIN dkis.areas u ON u.agency = a.agency AND u.code = a.parent
  LEFT JOIN dkis.areas t ON t.agency = u.agency AND t.code = u.parent
  CROSS JOIN LATERAL (
    SELECT ARRAY[dkis_store.bare_name(a.name), dkis_store.bare_name(u.name), dkis_store.bare_name(t.name)] AS names) AS c
  CROSS JOIN LATERAL (
    SELECT count(*) AS matched, min(part.n) FILTER (WHERE part.bare = c.names[1]) AS n,
      bool_or(part.is_city AND NOT coalesce(part.bare = ANY (c.names), false)) AS elsewhere
    FROM part WHERE part.is_city OR part.bare = ANY (c.names)) AS m
  WHERE a.agency = locality.agency AND a.boundary IS NOT NULL AND m.n IS NOT NULL AND NOT m.elsewhere
  ORDER BY m.matched DESC, CASE a.level WHEN 'kelurahan' THEN 1 WHEN 'kecamatan' THEN 2 ELSE 3 END, m.n, a.code
  LIMIT 1;
END;
COMMENT ON FUNCTION dkis_store.locality(text, int) IS 'Titik di dalam wilayah instansi yang bernama atau beralamat ini';

-- How much of a line (its length) or an area lies within a boundary; of a point, 0.
CREATE FUNCTION dkis_store.share_in(shape geometry, boundary geometry) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE ST_Dimension(share_in.shape)
    WHEN 2 THEN ST_Area(ST_Intersection(share_in.shape, share_in.boundary))
    WHEN 1 THEN ST_Length(ST_Intersection(share_in.shape, share_in.boundary))
    ELSE 0 END;
END;
COMMENT ON FUNCTION dkis_store.share_in(geometry, geometry) IS 'Bagian garis atau luasan yang berada di dalam suatu batas';

-- What src/pg/types/areas.c keeps of an agency's areas: the smallest first, little-endian WKB.
CREATE FUNCTION dkis_store.area_boundaries(agency int) RETURNS TABLE (code text, own bool, boundary bytea)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT a.code, a.id = dkis_store.own_city($1), ST_AsBinary(a.boundary, 'NDR')
  FROM dkis.areas a WHERE a.agency = $1 AND a.boundary IS NOT NULL
  ORDER BY CASE a.level WHEN 'kelurahan' THEN 1 WHEN 'kecamatan' THEN 2 ELSE 3 END, a.code;
END;
COMMENT ON FUNCTION dkis_store.area_boundaries(int) IS 'Batas wilayah instansi, yang terkecil lebih dahulu';

-- place_of() of a point, from what the session has compiled of dkis.areas.
CREATE FUNCTION dkis_store.place_of_point(longitude float8, latitude float8, agency int, OUT area text, OUT in_city bool, OUT distance_to_border_m float8)
LANGUAGE c STABLE STRICT AS 'MODULE_PATHNAME', 'dkis_place_of_point';
COMMENT ON FUNCTION dkis_store.place_of_point(float8, float8, int) IS 'Wilayah terkecil yang memuat suatu titik, di dalam kota atau tidak, jarak ke batas kota';

-- Where a location lies by an agency's areas: the smallest that covers it (of two
-- that share a border, the first by code), whether that is in the city, and how far
-- in metres the city's border is. A line or an area lies where most of it lies; it
-- is in the city when any of it is, and at the border when it crosses it. All NULL
-- while no areas are loaded.
CREATE FUNCTION dkis_store.place_of(location geometry, agency int DEFAULT dkis.agency())
RETURNS TABLE (area text, in_city bool, distance_to_border_m float8)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
  SELECT p.area, p.in_city, p.distance_to_border_m
  FROM dkis_store.place_of_point(CASE WHEN GeometryType($1) = 'POINT' THEN ST_X($1) END, CASE WHEN GeometryType($1) = 'POINT' THEN ST_Y($1) END, $2) AS p
  WHERE GeometryType($1) = 'POINT'
  UNION ALL
  SELECT
    (SELECT a.code FROM dkis.areas a
     WHERE a.agency = $2 AND ST_Intersects(a.boundary, $1)
     ORDER BY CASE a.level WHEN 'kelurahan' THEN 1 WHEN 'kecamatan' THEN 2 ELSE 3 END,
       dkis_store.share_in($1, a.boundary) DESC, a.code LIMIT 1),
    (SELECT ST_Intersects(a.boundary, $1) FROM dkis.areas a WHERE a.id = dkis_store.own_city($2)),
    (SELECT ST_Distance(ST_Boundary(a.boundary)::geography, $1::geography) FROM dkis.areas a WHERE a.id = dkis_store.own_city($2))
  WHERE COALESCE(GeometryType($1), '') <> 'POINT';
END;
COMMENT ON FUNCTION dkis_store.place_of(geometry, int) IS 'Wilayah terkecil yang memuat suatu lokasi, di dalam kota atau tidak, jarak ke batas kota';

-- Why a place is asked about before it is believed: it lies farther than the setting
-- far_km (200) from the region, which is about near or, where that is NULL, the
-- agency's own city; what it is, and which place in the region was perhaps meant:
-- the one got by giving or taking a minus sign, or by the other order. NULL: no
-- doubt, or no region is known.
CREATE FUNCTION dkis_store.doubt_about(place dkis.caller_location, near dkis.caller_location, OUT doubt text, OUT meant text)
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH region AS (
    SELECT dkis.to_geometry(doubt_about.near)::geography AS shape, 'tempat acuan' AS name WHERE doubt_about.near IS NOT NULL
    UNION ALL
    SELECT a.boundary::geography, a.name FROM dkis.areas a WHERE doubt_about.near IS NULL AND a.id = dkis_store.own_city()
  ), given AS (
    SELECT ST_Y(g) AS lat, ST_X(g) AS lon, region.name, ST_Distance(region.shape, g::geography) / 1000 AS km
    FROM region CROSS JOIN dkis.to_geometry(doubt_about.place) AS g
  )
  SELECT format('%s km dari %s', round(given.km), given.name),
    (SELECT format('%s, %s', m.lat, m.lon) FROM region
     CROSS JOIN LATERAL (VALUES (-lat, lon), (lat, -lon), (-lat, -lon), (lon, lat), (-lon, lat), (lon, -lat), (-lon, -lat)) AS m (lat, lon)
     WHERE abs(m.lat) <= 90
       AND ST_Distance(region.shape, ST_SetSRID(ST_MakePoint(m.lon, m.lat), 4326)::geography) / 1000 <= dkis_store.number_setting('far_km')
     LIMIT 1)
  FROM given WHERE given.km > dkis_store.number_setting('far_km');
END;
COMMENT ON FUNCTION dkis_store.doubt_about(dkis.caller_location, dkis.caller_location) IS 'Mengapa suatu lokasi ditanyakan dulu, dan tempat yang mungkin dimaksud; kosong bila tidak diragukan';

-- Whether a shape is a place on earth: not empty, within ±180 and ±90 degrees.
CREATE FUNCTION dkis_store.is_on_earth(shape geometry) RETURNS bool
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
BEGIN ATOMIC
  SELECT NOT ST_IsEmpty(shape)
    AND ST_XMin(shape) >= -180 AND ST_XMax(shape) <= 180
    AND ST_YMin(shape) >= -90 AND ST_YMax(shape) <= 90;
END;
COMMENT ON FUNCTION dkis_store.is_on_earth(geometry) IS 'Apakah bentuk ini suatu tempat di bumi';

-- A GeoJSON geometry as valid multipolygon, WGS 84; NULL when it has no area or
-- does not lie on earth; errors are PostGIS's own.
CREATE FUNCTION dkis_store.boundary_of_geojson(shape jsonb) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT made.shape FROM (SELECT ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_SetSRID(ST_Force2D(
    ST_GeomFromGeoJSON(boundary_of_geojson.shape)), 4326)), 3)) AS shape) AS made
  WHERE dkis_store.is_on_earth(made.shape);
END;
COMMENT ON FUNCTION dkis_store.boundary_of_geojson(jsonb) IS 'Batas wilayah dari geometri GeoJSON';

-- The features of a GeoJSON, each with what is wrong with it. Properties by
-- their English or Indonesian names; level and parent follow from a code of the
-- Ministry of Home Affairs (32.74, 32.74.01, 32.74.01.1001) where not given.
CREATE FUNCTION dkis_store.areas_of_geojson(geojson jsonb)
RETURNS TABLE (place bigint, code text, name text, level text, parent text, source text, boundary geometry, problem text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  feature jsonb;
  property jsonb;
BEGIN
  FOR feature, place IN SELECT f.value, f.ordinality FROM jsonb_array_elements(geojson -> 'features') WITH ORDINALITY AS f LOOP
    property := feature -> 'properties';
    problem := NULL;
    boundary := NULL;
    code := coalesce(property ->> 'code', property ->> 'kode');
    name := coalesce(property ->> 'name', property ->> 'nama');
    source := coalesce(property ->> 'source', property ->> 'sumber', 'GeoJSON');
    level := coalesce(property ->> 'level', property ->> 'tingkat',
      CASE length(replace(code, '.', '')) WHEN 4 THEN 'kota' WHEN 6 THEN 'kecamatan' WHEN 10 THEN 'kelurahan' END);
    parent := coalesce(property ->> 'parent', property ->> 'induk', substring(code FROM '^(.*)\.[^.]*$'));
    BEGIN
      boundary := dkis_store.boundary_of_geojson(feature -> 'geometry');
    EXCEPTION WHEN OTHERS THEN
      problem := SQLERRM;
    END;
    problem := CASE
      WHEN problem IS NOT NULL THEN problem
      WHEN coalesce(btrim(code), '') = '' THEN 'properti code (kode) kosong'
      WHEN coalesce(btrim(name), '') = '' THEN 'properti name (nama) kosong'
      WHEN level IS NULL OR level <> ALL (ARRAY['kota', 'kecamatan', 'kelurahan']) THEN 'properti level harus kota, kecamatan atau kelurahan'
      WHEN boundary IS NULL THEN 'geometri bukan poligon dengan bujur dan lintang (WGS 84)' END;
    RETURN NEXT;
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.areas_of_geojson(jsonb) IS 'Wilayah dalam sebuah GeoJSON, dengan masalahnya bila ada';

-- Approximate areas of a level become the union of the areas below them, once
-- any of those is no approximation.
CREATE FUNCTION dkis_store.rejoin_areas(of_level text) RETURNS void
LANGUAGE sql VOLATILE
BEGIN ATOMIC
  UPDATE dkis.areas up SET boundary = below.boundary, source = 'gabungan wilayah di dalamnya'
  FROM (SELECT a.agency, a.parent, ST_Multi(ST_Union(a.boundary)) AS boundary,
          bool_or(a.source !~~ 'perkiraan%') AS surveyed
        FROM dkis.areas a WHERE a.parent IS NOT NULL AND a.boundary IS NOT NULL GROUP BY a.agency, a.parent) AS below
  WHERE up.agency = below.agency AND up.code = below.parent
    AND up.level = of_level AND below.surveyed
    AND (up.source ~~ 'perkiraan%' OR up.source = 'gabungan wilayah di dalamnya');
END;
COMMENT ON FUNCTION dkis_store.rejoin_areas(text) IS 'Menggabung ulang wilayah perkiraan dari wilayah di dalamnya';

-- Loads areas, say the official boundaries, from a GeoJSON FeatureCollection
-- (RFC 7946, WGS 84): each feature a Polygon or MultiPolygon with properties
-- code and name (or kode, nama), if need be level, parent, source. An area of
-- the same code is replaced, others stay; when one feature cannot be read
-- nothing is loaded (22023, with its number). Kecamatan and kota that are only
-- approximations become the union of what lies in them. Returns how many.
CREATE FUNCTION dkis.load_areas(geojson jsonb) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong record;
  loaded int;
BEGIN
  IF jsonb_typeof(geojson -> 'features') IS DISTINCT FROM 'array' THEN
    RAISE EXCEPTION 'bukan FeatureCollection GeoJSON' USING ERRCODE = '22023',
      HINT = 'Bentuknya {"type": "FeatureCollection", "features": [{"properties": {"code": ..., "name": ...}, "geometry": ...}]}.';
  END IF;
  SELECT a.place, a.problem INTO wrong FROM dkis_store.areas_of_geojson(geojson) AS a WHERE a.problem IS NOT NULL ORDER BY a.place LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'wilayah ke-% tidak dapat dimuat: %', wrong.place, wrong.problem USING ERRCODE = '22023',
      HINT = 'Perbaiki wilayah itu lalu muat lagi; tidak ada yang dimuat.';
  END IF;
  INSERT INTO dkis.areas AS old (code, level, name, boundary, source, parent)
    SELECT DISTINCT ON (a.code) a.code, a.level, a.name, a.boundary, a.source,
      CASE WHEN EXISTS (SELECT FROM dkis.areas AS up WHERE up.agency = dkis.agency() AND up.code = a.parent)
        OR a.parent IN (SELECT b.code FROM dkis_store.areas_of_geojson(geojson) AS b) THEN a.parent END
    FROM dkis_store.areas_of_geojson(geojson) AS a ORDER BY a.code, a.place
  ON CONFLICT (agency, code) DO UPDATE SET name = excluded.name, level = excluded.level, boundary = excluded.boundary,
    source = excluded.source, parent = coalesce(excluded.parent, old.parent);
  GET DIAGNOSTICS loaded = ROW_COUNT;
  PERFORM dkis_store.rejoin_areas('kecamatan');
  PERFORM dkis_store.rejoin_areas('kota');
  RETURN loaded;
END
$$;
COMMENT ON FUNCTION dkis.load_areas(jsonb) IS 'Memuat wilayah dari GeoJSON; yang berkode sama diganti';

-- A check runs as whoever writes the row.
GRANT EXECUTE ON FUNCTION dkis_store.is_on_earth(geometry) TO dkis_admin;

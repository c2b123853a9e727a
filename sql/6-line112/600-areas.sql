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

-- What src/pg/types/areas.c keeps of an agency's areas: the smallest first, little-endian WKB.
CREATE FUNCTION dkis_store.area_boundaries(agency int) RETURNS TABLE (code text, own bool, boundary bytea, name text)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT a.code, a.id = dkis_store.own_city($1), ST_AsBinary(a.boundary, 'NDR'), a.name
  FROM dkis.areas a WHERE a.agency = $1 AND a.boundary IS NOT NULL
  ORDER BY CASE a.level WHEN 'kelurahan' THEN 1 WHEN 'kecamatan' THEN 2 ELSE 3 END, a.code;
END;
COMMENT ON FUNCTION dkis_store.area_boundaries(int) IS 'Batas wilayah instansi, yang terkecil lebih dahulu';

-- Metres between two points on the WGS 84 ellipsoid, to the millimetre: what PostGIS
-- measures, without making a geography of each.
CREATE FUNCTION dkis_store.point_metres(longitude float8, latitude float8, to_longitude float8, to_latitude float8) RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_point_metres';
COMMENT ON FUNCTION dkis_store.point_metres(float8, float8, float8, float8) IS 'Jarak dua titik di bumi, meter';

-- Where a point lies; NULL for any other shape, and for an empty one. A table of one
-- row, so that it becomes part of what asks.
CREATE FUNCTION dkis_store.point_of(shape geometry) RETURNS TABLE (longitude float8, latitude float8)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT CASE WHEN GeometryType(shape) = 'POINT' THEN ST_X(shape) END, CASE WHEN GeometryType(shape) = 'POINT' THEN ST_Y(shape) END;
END;
COMMENT ON FUNCTION dkis_store.point_of(geometry) IS 'Bujur dan lintang suatu titik; kosong bagi bentuk lain';

-- place_of() of a point, from what the session has compiled of dkis.areas.
CREATE FUNCTION dkis_store.place_of_point(longitude float8, latitude float8, agency int, OUT area text, OUT in_city bool, OUT distance_to_border_m float8)
LANGUAGE c STABLE STRICT AS 'MODULE_PATHNAME', 'dkis_place_of_point';
COMMENT ON FUNCTION dkis_store.place_of_point(float8, float8, int) IS 'Wilayah terkecil yang memuat suatu titik, di dalam kota atau tidak, jarak ke batas kota';

-- place_of() of any other shape, by PostGIS. A function of its own: what asks for a
-- point would begin and end it each time.
CREATE FUNCTION dkis_store.place_of_shape(location geometry, agency int, OUT area text, OUT in_city bool, OUT distance_to_border_m float8)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT
    (SELECT a.code FROM dkis.areas a
     WHERE a.agency = $2 AND ST_Intersects(a.boundary, $1)
     ORDER BY CASE a.level WHEN 'kelurahan' THEN 1 WHEN 'kecamatan' THEN 2 ELSE 3 END,
       CASE ST_Dimension($1) WHEN 2 THEN ST_Area(ST_Intersection($1, a.boundary)) WHEN 1 THEN ST_Length(ST_Intersection($1, a.boundary)) END DESC NULLS LAST,
       a.code LIMIT 1),
    (SELECT ST_Intersects(a.boundary, $1) FROM dkis.areas a WHERE a.id = dkis_store.own_city($2)),
    (SELECT ST_Distance(ST_Boundary(a.boundary)::geography, $1::geography) FROM dkis.areas a WHERE a.id = dkis_store.own_city($2));
END;
COMMENT ON FUNCTION dkis_store.place_of_shape(geometry, int) IS 'Sama, bagi garis dan bidang: wilayah terkecil yang memuat sebagian besarnya';

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
  SELECT p.area, p.in_city, p.distance_to_border_m FROM dkis_store.place_of_shape($1, $2) AS p
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

-- Whether a shape is a place on earth: not empty, within ±180 and ±90 degrees. Not STRICT,
-- which it is by what it asks: so it becomes part of whatever asks.
CREATE FUNCTION dkis_store.is_on_earth(shape geometry) RETURNS bool
LANGUAGE sql IMMUTABLE PARALLEL SAFE
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
    ST_GeomFromGeoJSON(boundary_of_geojson.shape)), 4326)), 3)) AS shape OFFSET 0) AS made
  WHERE dkis_store.is_on_earth(made.shape);
END;
COMMENT ON FUNCTION dkis_store.boundary_of_geojson(jsonb) IS 'Batas wilayah dari geometri GeoJSON';

-- What the files of GIS offices call the code of an area, the first that is filled
-- counts, and its name beside that code: our own words, those of BIG's Rupabumi
-- (KDEPUM, WADMKD), of Dukcapil and BPS downloads.
CREATE FUNCTION dkis_store.area_properties() RETURNS TABLE (n int, code text, names text[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  VALUES (1, 'code', '{name,nama,namobj}'::text[]), (2, 'kode', '{nama,name,namobj}'), (3, 'kode_wilayah', '{nama_wilayah,nama,name}'),
    (4, 'kdepum', '{wadmkd,namobj,nama}'), (5, 'kode_desa', '{nama_desa,desa_kelur,desa,kelurahan,nama,name,namobj}'),
    (6, 'kode_kelurahan', '{nama_kelurahan,kelurahan,nama,name}'), (7, 'kode_kel', '{nama_kel,kelurahan,desa_kelur,nama,name}'),
    (8, 'kdcpum', '{wadmkc,namobj,nama}'), (9, 'kode_kecamatan', '{nama_kecamatan,kecamatan,nama,name}'), (10, 'kode_kec', '{nama_kec,kecamatan,nama,name}'),
    (11, 'kdpkab', '{wadmkk,namobj,nama}'), (12, 'kode_kabupaten', '{nama_kabupaten,kabupaten,nama,name}'), (13, 'kode_kab', '{nama_kab,kab_kota,kabkot,nama,name}');
END;
COMMENT ON FUNCTION dkis_store.area_properties() IS 'Nama properti kode dan nama wilayah dalam berkas kantor lain';

-- The code and the name that a feature says; NULL where it says none. Properties
-- are known without regard to capitals; last of all the feature's own id is a code. One
-- row; a table, so that it becomes part of what asks for many.
CREATE FUNCTION dkis_store.area_named(feature jsonb) RETURNS TABLE (code text, name text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  WITH said AS (
    SELECT lower(p.key) AS key, nullif(btrim(p.value), '') AS value
    FROM jsonb_each_text(CASE jsonb_typeof(feature -> 'properties') WHEN 'object' THEN feature -> 'properties' ELSE '{}' END) AS p
    UNION ALL
    SELECT ' id', nullif(btrim(feature ->> 'id'), '')
  ), known AS (
    SELECT a.n, a.code, a.names FROM dkis_store.area_properties() AS a
    UNION ALL
    SELECT 99, ' id', '{name,nama,namobj,wadmkd,desa_kelur,nama_desa}'
  ), coded AS (
    SELECT said.value, known.names FROM known JOIN said ON said.key = known.code WHERE said.value IS NOT NULL ORDER BY known.n LIMIT 1
  )
  SELECT (SELECT coded.value FROM coded),
    (SELECT said.value FROM coalesce((SELECT coded.names FROM coded), '{name,nama,namobj}') AS names,
       unnest(names) WITH ORDINALITY AS k (key, n) JOIN said ON said.key = k.key WHERE said.value IS NOT NULL ORDER BY k.n LIMIT 1);
END;
COMMENT ON FUNCTION dkis_store.area_named(jsonb) IS 'Kode dan nama wilayah yang disebut sebuah fitur GeoJSON';

-- What digits without dots mean: the known codes that have dots (of the areas loaded, or of
-- others), by their digits.
CREATE FUNCTION dkis_store.dotted_codes(others text[]) RETURNS jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(jsonb_object_agg(d.digits, d.code), '{}') FROM (SELECT replace(c.code, '.', '') AS digits, min(c.code) AS code
    FROM (SELECT a.code FROM dkis.areas a WHERE a.agency = dkis.agency() UNION ALL SELECT unnest(others)) AS c (code)
    WHERE c.code ~ '\.' GROUP BY 1) AS d;
END;
COMMENT ON FUNCTION dkis_store.dotted_codes(text[]) IS 'Kode bertitik yang dikenal, menurut angkanya';

-- The code as the agency's areas have it: without its dots it is the known one whose
-- digits it has (dotted_codes). NULL for digits alone that are nobody's while others have
-- dots: BPS counts otherwise than the Ministry does, and a kelurahan would stand beside itself.
CREATE FUNCTION dkis_store.area_code(given text, dotted jsonb) RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT CASE
    WHEN given !~ '^[0-9]+$' OR length(given) NOT IN (4, 6, 7, 10) OR dotted = '{}'
      OR EXISTS (SELECT FROM dkis.areas a WHERE a.agency = dkis.agency() AND a.code = given) THEN given
    ELSE dotted ->> given END;
END;
COMMENT ON FUNCTION dkis_store.area_code(text, jsonb) IS 'Kode wilayah dalam bentuk bertitik yang dikenal; kosong bila tidak dikenal';

-- The coordinate system that a file says it is in; NULL: none, or WGS 84.
CREATE FUNCTION dkis_store.projection_of(geojson jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT s.name FROM (SELECT geojson #>> '{crs,properties,name}' AS name) AS s WHERE s.name !~ '(CRS84|[^0-9]4326)$' AND s.name <> '4326';
END;
COMMENT ON FUNCTION dkis_store.projection_of(jsonb) IS 'Sistem koordinat sebuah GeoJSON yang bukan WGS 84';

-- The features of a GeoJSON, each with what is wrong with it. Properties by their
-- English or Indonesian names, or those of other offices (area_properties); level
-- and parent follow from a code of the Ministry of Home Affairs (32.74, 32.74.01,
-- 32.74.01.1001) where not given.
CREATE FUNCTION dkis_store.areas_of_geojson(geojson jsonb)
RETURNS TABLE (place bigint, code text, name text, level text, parent text, source text, boundary geometry, problem text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  feature jsonb;
  property jsonb;
  given text;
  present text;
  projection text := dkis_store.projection_of(geojson);
  others CONSTANT text[] := ARRAY(SELECT n.code FROM jsonb_array_elements(geojson -> 'features') AS f, dkis_store.area_named(f.value) AS n);
  dotted CONSTANT jsonb := dkis_store.dotted_codes(others);
  total CONSTANT int := cardinality(others);
BEGIN
  FOR feature, place, given, name IN SELECT f.value, f.ordinality, n.code, n.name
    FROM jsonb_array_elements(geojson -> 'features') WITH ORDINALITY AS f, dkis_store.area_named(f.value) AS n LOOP
    property := feature -> 'properties';
    problem := NULL;
    boundary := NULL;
    code := dkis_store.area_code(given, dotted);
    source := coalesce(property ->> 'source', property ->> 'sumber', 'GeoJSON');
    level := coalesce(property ->> 'level', property ->> 'tingkat', (SELECT a.level FROM dkis.areas AS a WHERE a.agency = dkis.agency() AND a.code = areas_of_geojson.code),
      CASE length(replace(code, '.', '')) WHEN 4 THEN 'kota' WHEN 6 THEN 'kecamatan' WHEN 10 THEN 'kelurahan' END);
    parent := coalesce(property ->> 'parent', property ->> 'induk', substring(code FROM '^(.*)\.[^.]*$'));
    present := coalesce('; properti yang ada: ' || (SELECT string_agg(k.key, ', ') FROM (SELECT jsonb_object_keys(property) AS key LIMIT 20) AS k WHERE jsonb_typeof(property) = 'object'), '');
    BEGIN
      boundary := dkis_store.boundary_of_geojson(feature -> 'geometry');
    EXCEPTION WHEN OTHERS THEN
      problem := SQLERRM;
    END;
    problem := CASE
      WHEN projection IS NOT NULL THEN format('berkasnya dalam %s, bukan WGS 84: ubah dulu, misalnya dengan ogr2ogr -t_srs EPSG:4326', projection)
      WHEN problem IS NOT NULL THEN problem
      WHEN given IS NULL THEN 'properti code (kode) kosong' || present
      WHEN name IS NULL THEN 'properti name (nama) kosong' || present
      WHEN code IS NULL THEN format('kode %s tidak dikenal tanpa titiknya; kode BPS bukan kode Kemendagri: tulis seperti 32.74.01.1001', given)
      WHEN level IS NULL OR level <> ALL (ARRAY['kota', 'kecamatan', 'kelurahan']) THEN 'properti level harus kota, kecamatan atau kelurahan'
      WHEN boundary IS NULL THEN 'geometri bukan poligon dengan bujur dan lintang (WGS 84)' ||
        CASE WHEN jsonb_path_exists(feature, '$.geometry.coordinates.** ? (@.type() == "number" && (@ > 360 || @ < -360))', silent => true)
          THEN '; koordinatnya dalam meter (UTM?): ubah dulu, misalnya dengan ogr2ogr -t_srs EPSG:4326' ELSE '' END END;
    RETURN NEXT;
    PERFORM dkis_store.headway('wilayah dibaca', place, total);
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
-- code and name (or kode, nama, or as other offices call them), if need be level,
-- parent, source. An area of the same code is replaced, others stay; several
-- features of one code and name are its parts. When one feature cannot be read
-- nothing is loaded (22023, with its number). Kecamatan and kota that are only
-- approximations become the union of what lies in them; incidents that lie in
-- another area now are assigned to it. Returns how many areas.
CREATE FUNCTION dkis.load_areas(geojson jsonb) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  result record;
  moved int;
BEGIN
  IF jsonb_typeof(geojson -> 'features') IS DISTINCT FROM 'array' THEN
    RAISE EXCEPTION 'bukan FeatureCollection GeoJSON' USING ERRCODE = '22023',
      DETAIL = 'Larik "features" tidak ada di dalamnya.',
      HINT = 'Bentuknya {"type": "FeatureCollection", "features": [{"properties": {"code": ..., "name": ...}, "geometry": ...}]}.';
  END IF;
  WITH read AS MATERIALIZED (SELECT a.* FROM dkis_store.areas_of_geojson(geojson) AS a),
  judged AS MATERIALIZED (
    SELECT r.place, r.problem FROM read AS r WHERE r.problem IS NOT NULL
    UNION ALL
    SELECT max(r.place), format('kode %s dipakai dua nama: %s', r.code, string_agg(DISTINCT r.name, ', ')) FROM read AS r
    WHERE r.problem IS NULL GROUP BY r.code HAVING count(DISTINCT dkis_store.bare_name(r.name)) > 1
  ), filed AS (
    INSERT INTO dkis.areas AS old (code, level, name, boundary, source, parent)
      SELECT a.code, min(a.level), min(a.name), dkis_store.joined(array_agg(a.boundary)), min(a.source),
        min(CASE WHEN EXISTS (SELECT FROM dkis.areas AS up WHERE up.agency = dkis.agency() AND up.code = a.parent)
          OR a.parent IN (SELECT b.code FROM read AS b) THEN a.parent END)
      FROM read AS a WHERE NOT EXISTS (SELECT FROM judged) GROUP BY a.code ORDER BY a.code
    ON CONFLICT (agency, code) DO UPDATE SET name = excluded.name, level = excluded.level, boundary = excluded.boundary,
      source = excluded.source, parent = coalesce(excluded.parent, old.parent)
    RETURNING 1
  )
  SELECT j.place, j.problem, n.loaded INTO result FROM (SELECT count(*) AS loaded FROM filed) AS n LEFT JOIN judged AS j ON true ORDER BY j.place LIMIT 1;
  IF result.problem IS NOT NULL THEN
    RAISE EXCEPTION 'wilayah ke-% tidak dapat dimuat: %', result.place, result.problem USING ERRCODE = '22023',
      DETAIL = 'Berkas dimuat seluruhnya atau tidak sama sekali; tidak ada yang dimuat.',
      HINT = 'Perbaiki wilayah itu lalu muat lagi.';
  END IF;
  PERFORM dkis_store.rejoin_areas('kecamatan');
  PERFORM dkis_store.rejoin_areas('kota');
  moved := dkis.reassign_areas();
  IF moved > 0 THEN
    RAISE NOTICE '% insiden berpindah wilayah', moved USING HINT = 'Semula di mana: dkis.incident_locations.';
  END IF;
  RETURN result.loaded;
END
$$;
COMMENT ON FUNCTION dkis.load_areas(jsonb) IS 'Memuat wilayah dari GeoJSON; yang berkode sama diganti, insidennya ditempatkan lagi';

-- The parts of an area as one multipolygon.
CREATE FUNCTION dkis_store.joined(parts geometry[]) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN cardinality(parts) = 1 THEN parts[1] ELSE ST_Multi(ST_CollectionExtract(ST_Union(parts), 3)) END;
END;
COMMENT ON FUNCTION dkis_store.joined(geometry[]) IS 'Bagian-bagian wilayah sebagai satu multipoligon';

-- A check runs as whoever writes the row.
GRANT EXECUTE ON FUNCTION dkis_store.is_on_earth(geometry) TO dkis_admin;

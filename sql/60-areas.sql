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
  CONSTRAINT area_level CHECK (level OPERATOR(pg_catalog.=) ANY (ARRAY['kota', 'kecamatan', 'kelurahan']))
);
CREATE INDEX areas_boundary ON dkis.areas USING gist (boundary);
SELECT pg_catalog.pg_extension_config_dump('dkis.areas', '');
SELECT pg_catalog.pg_extension_config_dump('dkis.areas_id_seq', '');
COMMENT ON TABLE dkis.areas IS 'Wilayah: kota, kecamatan, kelurahan; kolom source menyebut asal batasnya';

-- A point inside the area of this name, the smallest level first; for locate().
CREATE FUNCTION dkis_store.locality(name text) RETURNS TABLE (latitude float8, longitude float8)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT ST_Y(ST_PointOnSurface(a.boundary)), ST_X(ST_PointOnSurface(a.boundary))
  FROM dkis.areas a
  WHERE a.boundary IS NOT NULL AND pg_catalog.lower(a.name) OPERATOR(pg_catalog.=) pg_catalog.lower(pg_catalog.btrim(locality.name))
  ORDER BY CASE a.level WHEN 'kelurahan' THEN 1 WHEN 'kecamatan' THEN 2 ELSE 3 END, a.code
  LIMIT 1;
END;
COMMENT ON FUNCTION dkis_store.locality(text) IS 'Titik di dalam wilayah bernama ini';

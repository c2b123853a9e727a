-- Areas and responders of Cirebon. No official boundaries are carried: each
-- kelurahan is the Voronoi cell of a point inside it, as far as the circles
-- around all those points reach, each of 1.25 times the radius of a circle of
-- its kelurahan's area. Of the places inside, 78 % are in the right kelurahan and
-- 93 % in the right kecamatan. source says so in every row; official boundaries
-- replace these by dkis.load_areas().

CREATE FUNCTION dkis_store.cirebon_kelurahan()
RETURNS TABLE (code text, name text, district_code text, district text, point geometry, radius_m float8)
LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
  -- In UTM zone 49 south, where a metre is a metre.
  SELECT d.code, d.name, d.district_code, d.district,
    ST_Transform(ST_SetSRID(ST_MakePoint(d.lon, d.lat), 4326), 32749),
    1.25 * sqrt(d.square_km * 1000000 / pi())
  FROM (VALUES
      ('32.74.01.1001', 'Kejaksan', '32.74.01', 'Kejaksan', 108.5572, -6.7126, 0.65),
      ('32.74.01.1002', 'Sukapura', '32.74.01', 'Kejaksan', 108.5486, -6.7042, 1.49),
      ('32.74.01.1003', 'Kesenden', '32.74.01', 'Kejaksan', 108.5581, -6.6985, 1.45),
      ('32.74.01.1004', 'Kebonbaru', '32.74.01', 'Kejaksan', 108.5609, -6.7061, 0.76),
      ('32.74.02.1001', 'Pegambiran', '32.74.02', 'Lemahwungkuk', 108.5778, -6.7396, 4.60),
      ('32.74.02.1002', 'Lemahwungkuk', '32.74.02', 'Lemahwungkuk', 108.5720, -6.7212, 0.61),
      ('32.74.02.1003', 'Kesepuhan', '32.74.02', 'Lemahwungkuk', 108.5753, -6.7271, 0.73),
      ('32.74.02.1004', 'Panjunan', '32.74.02', 'Lemahwungkuk', 108.5668, -6.7125, 1.22),
      ('32.74.03.1001', 'Kalijaga', '32.74.03', 'Harjamukti', 108.5407, -6.7560, 4.41),
      ('32.74.03.1002', 'Harjamukti', '32.74.03', 'Harjamukti', 108.5358, -6.7489, 2.22),
      ('32.74.03.1003', 'Kecapi', '32.74.03', 'Harjamukti', 108.5573, -6.7467, 2.17),
      ('32.74.03.1004', 'Larangan', '32.74.03', 'Harjamukti', 108.5679, -6.7458, 2.01),
      ('32.74.03.1005', 'Argasunya', '32.74.03', 'Harjamukti', 108.5429, -6.7750, 6.89),
      ('32.74.04.1001', 'Jagasatru', '32.74.04', 'Pekalipan', 108.5660, -6.7298, 0.36),
      ('32.74.04.1002', 'Pekalipan', '32.74.04', 'Pekalipan', 108.5631, -6.7224, 0.43),
      ('32.74.04.1003', 'Pulasaren', '32.74.04', 'Pekalipan', 108.5644, -6.7269, 0.31),
      ('32.74.04.1004', 'Pekalangan', '32.74.04', 'Pekalipan', 108.5613, -6.7179, 0.50),
      ('32.74.05.1001', 'Pekiringan', '32.74.05', 'Kesambi', 108.5529, -6.7197, 1.43),
      ('32.74.05.1002', 'Sunyaragi', '32.74.05', 'Kesambi', 108.5398, -6.7319, 2.30),
      ('32.74.05.1003', 'Kesambi', '32.74.05', 'Kesambi', 108.5536, -6.7298, 0.90),
      ('32.74.05.1004', 'Drajat', '32.74.05', 'Kesambi', 108.5585, -6.7339, 0.93),
      ('32.74.05.1005', 'Karyamulya', '32.74.05', 'Kesambi', 108.5320, -6.7401, 3.41)
  ) AS d (code, name, district_code, district, lon, lat, square_km);
END;
COMMENT ON FUNCTION dkis_store.cirebon_kelurahan() IS 'Bagian dari dkis.load_cirebon: 22 kelurahan, satu titik di dalamnya, jari-jari';

CREATE FUNCTION dkis_store.cirebon_cells_of_kelurahan()
RETURNS TABLE (code text, name text, district_code text, district text, cell geometry)
LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
  WITH cell AS (
    SELECT (ST_Dump(ST_VoronoiPolygons(ST_Collect(k.point), 0, ST_Buffer(ST_ConvexHull(ST_Collect(k.point)), 10000)))).geom AS shape
    FROM dkis_store.cirebon_kelurahan() k
  ), reach AS (
    SELECT ST_Union(ST_Buffer(k.point, k.radius_m, 32)) AS shape FROM dkis_store.cirebon_kelurahan() k
  )
  SELECT k.code, k.name, k.district_code, k.district, ST_Intersection(cell.shape, reach.shape)
  FROM dkis_store.cirebon_kelurahan() k JOIN cell ON ST_Contains(cell.shape, k.point) CROSS JOIN reach;
END;
COMMENT ON FUNCTION dkis_store.cirebon_cells_of_kelurahan() IS 'Bagian dari dkis.load_cirebon: perkiraan bentuk kelurahan';

CREATE FUNCTION dkis_store.cirebon_areas()
RETURNS TABLE (code text, parent text, level text, name text, boundary geometry)
LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
  WITH cell AS MATERIALIZED (SELECT * FROM dkis_store.cirebon_cells_of_kelurahan())
  SELECT '32.74', NULL::text, 'kota', 'Kota Cirebon', ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_Transform(ST_Union(cell.cell), 4326)), 3)) FROM cell
  UNION ALL
  SELECT cell.district_code, '32.74', 'kecamatan', cell.district, ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_Transform(ST_Union(cell.cell), 4326)), 3))
  FROM cell GROUP BY cell.district_code, cell.district
  UNION ALL
  SELECT cell.code, cell.district_code, 'kelurahan', cell.name, ST_Multi(ST_Transform(cell.cell, 4326)) FROM cell;
END;
COMMENT ON FUNCTION dkis_store.cirebon_areas() IS 'Bagian dari dkis.load_cirebon: kota, kecamatan, kelurahan (perkiraan)';

CREATE FUNCTION dkis_store.cirebon_responders()
RETURNS TABLE (code text, name text, kind text, address text, phone text, point geometry)
LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
  SELECT d.code, d.name, d.kind, d.address, d.phone, ST_SetSRID(ST_MakePoint(d.lon, d.lat), 4326)
  FROM (VALUES
    ('rsd-gunung-jati', 'RSD Gunung Jati', 'rumah sakit', 'Jl. Kesambi No. 56, Kel. Kesambi', '0231-206330', 108.555399, -6.730621),
    ('rs-pelabuhan', 'RS Pelabuhan Cirebon', 'rumah sakit', 'Jl. Sisingamangaraja No. 45', '0231-205657', NULL, NULL),
    ('damkar-mako', 'Mako Damkar (DPKP)', 'damkar', 'Jl. Terusan Pemuda, kawasan Stadion Bima, Kel. Sunyaragi', '0231-484113', NULL, NULL),
    ('damkar-harjamukti', 'Pos Damkar Harjamukti', 'damkar', NULL, '0231-8808889', NULL, NULL),
    ('polres', 'Polres Cirebon Kota', 'polisi', 'Jl. Veteran No. 5, Kel. Kebonbaru', '0231-205179', NULL, NULL)
  ) AS d (code, name, kind, address, phone, lon, lat);
END;
COMMENT ON FUNCTION dkis_store.cirebon_responders() IS 'Bagian dari dkis.load_cirebon: instansi penanganan yang diketahui umum';

-- No units: which there are, and where, only the agency knows.
CREATE FUNCTION dkis_store.load_cirebon_112() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  what := 'wilayah';
  INSERT INTO dkis.areas (code, parent, level, name, boundary, source)
    SELECT d.code, d.parent, d.level, d.name, d.boundary,
      'perkiraan: sel Voronoi titik kelurahan (kode Kemendagri), bukan batas resmi'
    FROM dkis_store.cirebon_areas() AS d ORDER BY d.code ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := 28 - inserted;
  RETURN NEXT;
  what := 'instansi penanganan';
  INSERT INTO dkis.responders (code, name, kind, address, phone, position, source)
    SELECT d.code, d.name, d.kind, d.address, d.phone, d.point, 'keterangan publik; periksa sebelum dipakai'
    FROM dkis_store.cirebon_responders() AS d ORDER BY d.code ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.cirebon_responders()) - inserted;
  RETURN NEXT;
END
$$;
COMMENT ON FUNCTION dkis_store.load_cirebon_112() IS 'Bagian dari dkis.load_cirebon: wilayah dan instansi penanganan';

-- Codes of Cirebon Siaga 112: kinds of call, categories, response targets.

CREATE FUNCTION dkis_store.load_cirebon_emergency() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  what := 'jenis panggilan';
  INSERT INTO dkis.call_kinds (kind, outcome, note) VALUES
    ('darurat', 'Darurat', NULL),
    ('non darurat', 'Informasi', 'Dilayani atau diarahkan ke layanan yang tepat'),
    ('informasi', 'Informasi', NULL),
    ('prank', 'Prank', NULL),
    ('ghost', 'Ghost', 'Tersambung tanpa suara'),
    ('putus', 'Ghost', 'Terputus sebelum jenisnya diketahui'),
    ('salah sambung', 'Informasi', NULL),
    ('duplikat', 'Informasi', 'Kejadian yang sudah dilaporkan')
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := 8 - inserted;
  RETURN NEXT;
  what := 'kategori insiden';
  INSERT INTO dkis.incident_categories (category, sop)
    SELECT d.category, s.code
    FROM (VALUES ('kesehatan', 4), ('kecelakaan', 6), ('kebakaran', 7), ('bencana alam', 9), ('keamanan', 10), ('lainnya', 5)) AS d (category, number)
      JOIN dkis.sops AS s ON s.agency = dkis.agency() AND s.number = d.number
    ORDER BY d.category = 'lainnya', d.number
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := 6 - inserted;
  RETURN NEXT;
  what := 'target waktu tanggap';
  INSERT INTO dkis.response_targets (measure, category, seconds, source) VALUES
    ('jawab', NULL, 60, 'Langkah 1 SOP darurat: 1 menit (Layanan 112 Kota Cilegon, SK 814/371/PTIK/2022)'),
    ('tiba', 'kebakaran', 900, 'Permendagri 114/2018: waktu tanggap 15 menit')
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := 2 - inserted;
  RETURN NEXT;
END
$$;
COMMENT ON FUNCTION dkis_store.load_cirebon_emergency() IS 'Bagian dari dkis.load_cirebon: kode-kode 112';

-- Codes of Cirebon Siaga 112: kinds of call, categories, response targets.

CREATE FUNCTION dkis_store.load_cirebon_emergency() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  what := 'jenis panggilan';
  INSERT INTO dkis.call_kinds (kind, outcome, effect, note, may_block) VALUES
    ('darurat', 'Darurat', 'membuka insiden', NULL, false),
    ('non darurat', 'Informasi', NULL, 'Dilayani atau diarahkan ke layanan yang tepat', false),
    ('informasi', 'Informasi', NULL, NULL, false),
    ('prank', 'Prank', NULL, NULL, true),
    ('ghost', 'Ghost', 'dihubungi kembali', 'Tersambung tanpa suara', true),
    ('putus', 'Ghost', 'dihubungi kembali', 'Terputus sebelum jenisnya diketahui', false),
    ('salah sambung', 'Informasi', NULL, NULL, false),
    ('duplikat', 'Informasi', 'menyusul insiden', 'Kejadian yang sudah dilaporkan', false)
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := 8 - inserted;
  RETURN NEXT;
  what := 'kategori insiden';
  INSERT INTO dkis.incident_categories (category, sop, otherwise, cap_category)
    SELECT d.category, s.code, d.otherwise, d.cap
    FROM (VALUES ('kesehatan', 4, false, 'Health'), ('kecelakaan', 6, false, 'Transport'), ('kebakaran', 7, false, 'Fire'),
        ('bencana alam', 9, false, 'Geo'), ('keamanan', 10, false, 'Security'), ('lainnya', 5, true, 'Other')) AS d (category, number, otherwise, cap)
      JOIN dkis.sops AS s ON s.agency = dkis.agency() AND s.number = d.number
    ORDER BY d.otherwise, d.number
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := 6 - inserted;
  RETURN NEXT;
  what := 'langkah penerimaan';
  INSERT INTO dkis.intake_steps (sop, step, moment, outcome)
    SELECT c.sop, d.step, d.moment, d.outcome
    FROM dkis.incident_categories AS c
      CROSS JOIN (VALUES ('1', 'dijawab', NULL), ('2', 'dikenali', 'Darurat'), ('3', 'dicatat', NULL)) AS d (step, moment, outcome)
    WHERE c.agency = dkis.agency() ORDER BY c.id, d.step
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := 3 * (SELECT count(*) FROM dkis.incident_categories AS c WHERE c.agency = dkis.agency()) - inserted;
  RETURN NEXT;
  what := 'langkah tanggapan';
  INSERT INTO dkis.response_steps (sop, step, moment, responder_kind, outcome)
    SELECT c.sop, d.step, d.moment, d.kind, d.outcome
    FROM dkis.incident_categories AS c CROSS JOIN (VALUES
        (1, '4', 'dikirim', NULL, 'Valid'), (2, '5', 'dikirim', NULL, NULL), (3, '6', 'dikirim', NULL, NULL),
        (4, '8.1', 'dikirim', 'rumah sakit', 'Ya'), (5, '8.1', 'dikirim', 'kesehatan', 'Ya'), (6, '8.1', 'dikirim', 'ambulans', 'Ya'), (7, '8.1', 'dikirim', 'PMI', 'Ya'),
        (8, '8.2', 'dikirim', 'damkar', 'Ya'), (9, '8.3', 'dikirim', 'polisi', 'Ya'), (10, '8.4', 'dikirim', 'satpol pp', 'Ya'), (11, '8.5', 'dikirim', '*', 'Ya'),
        (12, '8.1', 'bebas', NULL, 'Tidak'), (13, '8.2', 'bebas', NULL, 'Tidak'), (14, '8.3', 'bebas', NULL, 'Tidak'), (15, '8.4', 'bebas', NULL, 'Tidak'),
        (16, '8.5', 'bebas', NULL, 'Tidak'), (17, '9', 'bebas', NULL, NULL),
        (18, '10', 'ditutup', NULL, 'Ya'), (19, '7', 'ditutup', NULL, NULL), (20, '11', 'ditutup', NULL, NULL)) AS d (n, step, moment, kind, outcome)
    WHERE c.agency = dkis.agency() ORDER BY c.id, d.n
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := 20 * (SELECT count(*) FROM dkis.incident_categories AS c WHERE c.agency = dkis.agency()) - inserted;
  RETURN NEXT;
  what := 'kartu pengerahan';
  INSERT INTO dkis.run_cards (category, priorities, responder_kind, units, note)
    SELECT d.category, d.priorities::int4range, d.kind, d.units, 'usulan awal; sesuaikan dengan armada yang ada'
    FROM (VALUES ('kesehatan', '[1,4]', 'ambulans', 1), ('kecelakaan', '[1,4]', 'ambulans', 1), ('kecelakaan', '[1,4]', 'polisi', 1),
        ('kebakaran', '[1,2]', 'damkar', 2), ('kebakaran', '[3,4]', 'damkar', 1), ('kebakaran', '[1,1]', 'ambulans', 1), ('kebakaran', '[1,2]', 'polisi', 1),
        ('bencana alam', '[1,4]', 'damkar', 1), ('bencana alam', '[1,2]', 'ambulans', 1), ('keamanan', '[1,4]', 'polisi', 1), ('lainnya', '[1,4]', 'satpol pp', 1)) AS d (category, priorities, kind, units)
      JOIN dkis.incident_categories AS c ON c.agency = dkis.agency() AND c.category = d.category
    WHERE NOT EXISTS (SELECT FROM dkis.run_cards AS r WHERE r.agency = dkis.agency());
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := 11 - inserted;
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

-- What of Cirebon's SOPs the legal reports count (7-report/785-legal.sql).
CREATE FUNCTION dkis_store.cirebon_measures() RETURNS TABLE (report text, measure text, number int, step text, outcome text, field text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  ('laporan_ppid', 'permohonan diterima', 16, NULL, NULL, NULL),
  ('laporan_ppid', 'dikabulkan', 16, '2', 'Tersedia', NULL),
  ('laporan_ppid', 'dikabulkan', 16, '3', 'Diberikan', NULL),
  ('laporan_ppid', 'dikabulkan sebagian', 16, '3', 'Diberikan Sebagian', NULL),
  ('laporan_ppid', 'ditolak', 16, '3', 'Ditolak', 'alasan_penolakan'),
  ('laporan_ppid', 'dijawab', 16, '4', NULL, NULL),
  ('laporan_ppid', 'dibatalkan', 16, NULL, 'batal', NULL),
  ('laporan_ppid', 'permohonan berakhir', 16, '4', NULL, NULL),
  ('laporan_ppid', 'permohonan berakhir', 16, NULL, 'batal', NULL),
  ('laporan_ppid', 'keberatan', 18, NULL, NULL, 'alasan_keberatan'),
  ('laporan_ppid', 'keberatan dikabulkan', 18, '5', 'Diberikan', NULL),
  ('laporan_ppid', 'keberatan dikabulkan sebagian', 18, '5', 'Diberikan Sebagian', NULL),
  ('laporan_ppid', 'keberatan ditolak', 18, '5', 'Ditolak', 'alasan_penolakan'),
  ('laporan_ppid', 'keberatan dijawab', 18, '5', NULL, NULL),
  ('laporan_ppid', 'sengketa', 14, NULL, NULL, NULL),
  ('laporan_ppid', 'sengketa selesai', 14, NULL, 'selesai', NULL),
  ('laporan_lapor', 'pengaduan', 13, NULL, NULL, NULL),
  ('laporan_lapor', 'diteruskan', 13, '3', NULL, NULL),
  ('laporan_lapor', 'ditindaklanjuti', 13, '6', NULL, NULL),
  ('laporan_lapor', 'ditanggapi pelapor', 13, '8', 'Ada Tanggapan', NULL),
  ('laporan_lapor', 'tanpa tanggapan', 13, '8', 'Tidak Ada Tanggapan', NULL),
  ('laporan_lapor', 'selesai', 13, NULL, 'selesai', NULL),
  ('laporan_lapor', 'dibatalkan', 13, NULL, 'batal', NULL)
$$;
COMMENT ON FUNCTION dkis_store.cirebon_measures() IS 'Data Cirebon: yang dihitung laporan menurut peraturan';

CREATE FUNCTION dkis_store.load_cirebon_measures() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  what := 'ukuran laporan';
  INSERT INTO dkis.report_measures (report, measure, sop, step, outcome, field)
    SELECT d.report, d.measure, s.code, d.step, d.outcome, d.field FROM dkis_store.cirebon_measures() AS d
    JOIN dkis.sops AS s ON s.agency = dkis.agency() AND s.number = d.number
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.cirebon_measures()) - inserted;
  RETURN NEXT;
  what := 'target SOP';
  INSERT INTO dkis.sop_targets (sop, measure, class, target, basis)
    SELECT s.code, d.measure, d.class, d.target, 'PermenPANRB 62/2018'
    FROM (VALUES ('diteruskan', NULL, dkis.sla '3 hari kerja'), ('ditindaklanjuti', 'ringan', '3 hari kerja'), ('ditindaklanjuti', 'sedang', '10 hari kerja'),
      ('ditindaklanjuti', 'berat', '30 hari kerja')) AS d (measure, class, target)
    JOIN dkis.sops AS s ON s.agency = dkis.agency() AND s.number = 13
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := 4 - inserted;
  RETURN NEXT;
END
$$;
COMMENT ON FUNCTION dkis_store.load_cirebon_measures() IS 'Bagian dari dkis.load_cirebon: yang dihitung laporan menurut peraturan';
SELECT dkis_store.grant_functions('^(load_)?cirebon_measures$', 'dkis_admin');

-- How much of each SOP in force stands in the printed book. One row per SOP and
-- version in force; a SOP without steps shows zeros.
CREATE VIEW dkis_report.asal_langkah AS
SELECT v.id, v.agency AS instansi, s.number AS nomor, s.code AS kode, s.name AS sop, v.version AS versi,
  count(*) FILTER (WHERE t.provenance = 'dokumen') AS dokumen,
  count(*) FILTER (WHERE t.provenance = 'disimpulkan') AS disimpulkan,
  count(*) FILTER (WHERE t.provenance = 'rekonstruksi') AS rekonstruksi,
  count(t.id) AS total
FROM dkis.sop_versions AS v
  JOIN dkis.sops AS s ON s.agency = v.agency AND s.code = v.sop
  LEFT JOIN dkis.sop_steps AS t ON t.sop_version = v.id
WHERE v.status = 'berlaku'
GROUP BY v.id, v.agency, s.number, s.code, s.name, v.version;
COMMENT ON VIEW dkis_report.asal_langkah IS 'Asal langkah setiap SOP yang berlaku: dari dokumen, disimpulkan, atau rekonstruksi';
COMMENT ON COLUMN dkis_report.asal_langkah.id IS 'Nomor versi SOP; unik';
COMMENT ON COLUMN dkis_report.asal_langkah.nomor IS 'Nomor SOP dalam buku';
COMMENT ON COLUMN dkis_report.asal_langkah.kode IS 'Kode SOP';
COMMENT ON COLUMN dkis_report.asal_langkah.sop IS 'Nama SOP';
COMMENT ON COLUMN dkis_report.asal_langkah.versi IS 'Versi yang berlaku';
COMMENT ON COLUMN dkis_report.asal_langkah.dokumen IS 'Jumlah langkah sebagaimana tercetak';
COMMENT ON COLUMN dkis_report.asal_langkah.disimpulkan IS 'Jumlah langkah tercetak yang pelaksana, cabang atau hasilnya disimpulkan';
COMMENT ON COLUMN dkis_report.asal_langkah.rekonstruksi IS 'Jumlah langkah yang tidak tercetak (halaman hilang)';
COMMENT ON COLUMN dkis_report.asal_langkah.total IS 'Jumlah langkah';

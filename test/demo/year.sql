-- A year of the city, as its head sees it.
\pset footer off
\pset null '-'
\echo
\echo '== 9. Setahun: kepatuhan terhadap standar waktu tiap triwulan'
SELECT to_char(date_trunc('quarter', bulan::timestamp), 'YYYY "triwulan" Q') AS kapan, sum(dinilai) AS dinilai, sum(tepat_waktu) AS tepat,
  round(100.0 * sum(tepat_waktu) / nullif(sum(dinilai), 0), 1) AS persen
FROM dkis_report.kepatuhan_sla WHERE jenis = 'langkah' GROUP BY 1 ORDER BY 1;
\echo 'Yang paling sering terlambat:'
SELECT kode_sop AS sop, sum(dinilai) AS dinilai, sum(terlambat + terbuka_terlambat) AS terlambat FROM dkis_report.kepatuhan_sla
WHERE jenis = 'langkah' GROUP BY 1 HAVING sum(terlambat + terbuka_terlambat) > 0 ORDER BY 3 DESC, 1 LIMIT 5;
\echo 'Waktu tanggap 112 (dkis_report.waktu_tanggap), setahun:'
SELECT kategori, ukuran, sum(jumlah) AS jumlah, round(max(p90_detik)::numeric) AS "persentil ke-90, bulan terburuk (detik)"
FROM dkis_report.waktu_tanggap GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 8;
\echo 'Kepuasan masyarakat:'
SELECT triwulan, sum(responden) AS responden, round(avg(ikm), 1) AS ikm FROM dkis_report.kepuasan GROUP BY 1 ORDER BY 1;

-- The flows of the 24 SOPs in the text form of dkis.state_machine. The scan lost
-- the flowchart symbols: branches and loops follow the activities as printed,
-- and provenance in 809-steps.sql tells what was inferred.

CREATE FUNCTION dkis_store.cirebon_flows()
RETURNS TABLE (number int, machine text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  -- Konferensi Pers
  (1, 'start -> 1;
       1 -> 2;
       2 [Sesuai] -> 3;
       2 [Tidak Sesuai] -> 1;
       3 -> 4;
       4 -> 5;
       5 -> 6;
       6 -> 7;
       7 -> end'),
  -- Pembuatan Konten Informasi
  (2, 'start -> 1;
       1 -> 2;
       2 -> 3;
       3 -> 4;
       4 [Disetujui] -> 6;
       4 [Revisi] -> 5;
       5 -> 6;
       6 -> 7;
       7 [Diterima] -> end;
       7 [Revisi] -> 5'),
  -- Penerbitan Berita
  (3, 'start -> 1;
       1 -> 2;
       2 -> 3;
       3 [Layak] -> 4;
       3 [Perbaikan] -> 2;
       4 [Setuju] -> 5;
       4 [Perbaikan] -> 2;
       5 -> 6;
       6 -> end'),
  -- Pengaduan Sarana Prasarana Ruangan Cirebon Command Center
  (8, 'start -> 1;
       1 -> 2;
       2 [Lengkap] -> 3;
       2 [Belum Lengkap] -> 1;
       3 -> 4;
       4 [Disetujui] -> 5;
       4 [Dikembalikan] -> 3;
       5 -> 6;
       6 -> 7;
       7 -> 8;
       8 [Teratasi] -> end;
       8 [Belum Teratasi] -> 7'),
  -- Penyelesaian Pengaduan SIKAPRI
  (13, 'start -> 1;
        1 -> 2;
        2 -> 3;
        3 -> 4;
        4 -> 5;
        5 -> 6;
        6 -> 7;
        7 -> 8;
        8 [Ada Tanggapan] -> 5;
        8 [Tidak Ada Tanggapan] -> 9;
        9 -> end'),
  -- Fasilitasi Sengketa Informasi
  (14, 'start -> 1;
        1 -> 2;
        2 -> 3;
        3 [Memenuhi] -> end;
        3 [Tidak Memenuhi] -> 4;
        4 -> end'),
  -- Permohonan Informasi Publik
  (16, 'start -> 1;
        1 -> 2;
        2 [Belum Lengkap] -> 1;
        2 [Tersedia] -> 4;
        2 [DIP di Perangkat Daerah|Belum DIP] -> 3;
        3 [Diberikan|Diberikan Sebagian|Ditolak] -> 4;
        4 -> 5;
        5 [Puas|Tidak Ada Tanggapan] -> end;
        5 [Tidak Puas] -> 6;
        6 [Diajukan] -> 7;
        6 [Tidak Diajukan] -> end;
        7 -> 8;
        8 [Puas|Tidak Puas|Tidak Ada Tanggapan] -> end'),
  -- Pendokumentasian Permohonan Informasi Publik
  (17, 'start -> 1;
        1 -> 2;
        2 -> 3;
        3 -> 4;
        4 -> 5;
        5 -> 6;
        6 -> end'),
  -- Penanganan Keberatan Informasi Publik
  (18, 'start -> 1;
        1 -> 2;
        2 [Belum Lengkap] -> 1;
        2 [Lengkap] -> 3;
        3 -> 4;
        4 -> 5;
        5 [Diberikan|Diberikan Sebagian|Ditolak] -> 6;
        6 [Puas|Tidak Puas|Tidak Ada Tanggapan] -> end'),
  -- Penyusunan Daftar Informasi Publik
  (19, 'start -> 1;
        1 -> 2;
        2 -> 3;
        3 [Lengkap] -> 4;
        3 [Perbaikan] -> 2;
        4 -> 5;
        5 -> end'),
  -- Uji Konsekuensi Informasi Publik
  (20, 'start [permohonan] -> 1;
        start [usulan] -> 1;
        1 -> 2;
        2 -> 3;
        3 -> 4;
        4 [Terbuka] -> 6;
        4 [Dikecualikan] -> 5;
        4 [Terbuka, tanpa permohonan|Dikecualikan, tanpa permohonan] -> end;
        5 -> 6;
        6 -> end'),
  -- Penyusunan E-Kliping
  (21, 'start [harian] -> 1;
        1 -> 2;
        2 -> 3;
        3 -> 4;
        4 -> 5;
        5 -> 6;
        6 -> end;
        start [bulanan] -> 7;
        7 -> end'),
  -- Monitoring dan Evaluasi SOP
  (22, 'start [harian] -> 1;
        1 -> 2;
        2 [Sesuai] -> end;
        2 [Tidak Sesuai] -> 3;
        3 -> 4;
        4 [Ditanggapi] -> 5;
        4 [Tidak Ditanggapi] -> 3;
        5 -> end;
        start [bulanan] -> 6;
        6 -> end;
        start [triwulan] -> 7;
        7 -> 8;
        8 -> 9;
        9 -> 10;
        10 -> 11;
        11 -> end;
        start [tahunan] -> 12;
        12 -> 13;
        13 -> 14;
        14 -> end'),
  -- Pemetaan KIM
  (23, 'start -> 1;
        1 -> 2;
        2 [Lengkap] -> 3;
        2 [Belum Lengkap] -> 4;
        4 -> 2;
        3 -> 5;
        5 -> 6;
        6 [Ditetapkan] -> 7;
        6 [Dikembalikan] -> 5;
        7 -> end'),
  -- Festival Milm Kampung
  (24, 'start [festival] -> 1;
        1 -> 2;
        2 -> 3;
        3 -> 7;
        7 -> 8;
        8 -> 9;
        9 -> end;
        start [peserta] -> 4;
        4 -> 5;
        5 [Lolos] -> 6;
        5 [Tidak Lolos] -> end;
        6 -> end')
UNION ALL
-- Complaints about the 112 centre's equipment: one flow, three SOPs.
SELECT sops.number,
      'start -> 1;
       1 -> 2;
       2 -> 3;
       3 -> 4;
       4 -> 5;
       5 -> 6;
       6 -> 7;
       7 -> 8;
       8 [Teratasi] -> end;
       8 [Belum Teratasi] -> 7'
FROM (VALUES (11), (12), (15)) AS sops (number)
UNION ALL
-- Cirebon Siaga 112: one flow, six SOPs. The agencies (8.1 to 8.5) are asked in
-- parallel and the supervisor (7) watches beside them, never in front.
SELECT sops.number,
      'start -> 1;
       1 -> 2;
       2 [Darurat] -> 3;
       2 [Informasi|Prank|Ghost] -> 11;
       3 -> 4;
       4 [Valid] -> 5;
       4 [Tidak Valid] -> 11;
       5 -> 6;
       6 -> 7 & 8.1 & 8.2 & 8.3 & 8.4 & 8.5;
       8.1 [Ya|Tidak] & 8.2 [Ya|Tidak] & 8.3 [Ya|Tidak] & 8.4 [Ya|Tidak] & 8.5 [Ya|Tidak] -> 9;
       9 -> 10;
       10 [Ya] & 7 -> 11;
       10 [Tidak] -> 9;
       10 [Tambah Bantuan] -> 8.1 & 8.2 & 8.3 & 8.4 & 8.5;
       11 -> end'
FROM (VALUES (4), (5), (6), (7), (9), (10)) AS sops (number)
$$;
COMMENT ON FUNCTION dkis_store.cirebon_flows() IS 'Data Cirebon: alur setiap SOP';

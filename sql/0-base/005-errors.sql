-- The refusals of dkis by SQLSTATE, for applications and for docs/reference.

-- again: the same statement may be repeated as it stands, later. Its body names nothing; as a
-- string it keeps its lines, where \df+ would be as wide as all of them together.
CREATE FUNCTION dkis.error_codes() RETURNS TABLE (sqlstate text, meaning text, advice text, again bool)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  VALUES
    ('SP001', 'hasil atau jenis pelaksanaan itu tidak ada', 'pilih dari yang disebut HINT, atau dkis.next_actions()', false),
    ('SP002', 'langkah itu tidak aktif, atau baru saja diselesaikan orang lain', 'baca lagi dkis.next_actions(): barangkali sudah selesai', false),
    ('SP003', 'kasus tidak ada, sudah ditutup, atau sedang ditunda', 'lanjutkan dengan resume_case(), buka lagi dengan reopen_case(), atau periksa nomornya', false),
    ('SP004', 'bukan anggota pelaksana langkah itu', 'HINT menyebut siapa yang boleh; admin mengubah dkis.performer_members', false),
    ('SP005', 'versi SOP tidak berlaku, belum lengkap, atau alurnya tidak sehat', 'lengkapi menurut DETAIL, lalu activate_version()', false),
    ('SP006', 'isian, dokumen atau klasifikasi yang wajib belum ada, atau salah jenisnya', 'isi yang disebut DETAIL', false),
    ('SP007', 'kalender, SOP, pelaksana, organisasi atau kode lain tidak dikenal', 'pilih dari yang disebut HINT', false),
    ('SP008', 'ditetapkan dkis sendiri, atau tidak pernah berubah', 'tinggalkan kolom itu; yang keliru dibetulkan dengan fungsi yang disebut HINT', false),
    ('SP009', 'masa tunggu belum habis', 'tunggu sampai saat yang disebut HINT', true),
    ('SP010', 'SOP-nya tidak membolehkan itu, atau tidak sekarang', 'HINT menyebut yang boleh', false),
    ('22004', 'nilai wajib kosong', 'isi', false),
    ('22007', 'bukan tanggal atau saat', 'tulis seperti 2026-03-20', false),
    ('22008', 'tanggal di luar jangkauan, atau kalendernya tidak sampai ke sana', 'muat hari libur tahun itu', false),
    ('2200M', 'bukan dokumen XML', 'periksa berkasnya', false),
    ('22023', 'nilai tidak dapat dipakai', 'HINT menyebut yang dapat', false),
    ('22P02', 'tulisan tidak dapat dibaca sebagai jenisnya', 'DETAIL menunjuk tempatnya', false),
    ('22P03', 'bentuk biner rusak', 'kirim sebagai teks', false),
    ('2202E', 'larik berbentuk salah', 'pakai larik satu dimensi', false),
    ('22003', 'bilangan di luar jangkauan', 'periksa angkanya', false),
    ('23502', 'kolom wajib kosong', 'isi', false),
    ('53000', 'sumber daya server habis', 'lihat DETAIL dan log server', true),
    ('53200', 'memori server habis (PostgreSQL)', 'tidak ada yang tertulis; ulangi bila beban berkurang', true),
    ('25006', 'ini server siaga, atau transaksi yang hanya membaca', 'kerjakan di server utama', false),
    ('57000', 'dihentikan dari luar', 'ulangi bila perlu', true),
    ('22001', 'tulisan terlalu panjang', 'pendekkan', false),
    ('23503', 'menunjuk baris yang tidak ada', 'masukkan dulu yang ditunjuk', false),
    ('23505', 'sudah ada', 'ubah yang sudah ada', false),
    ('39P01', 'pemicu buatan sendiri mengubah yang bukan urusannya', 'perbaiki pemicu yang disebut pesannya', false),
    ('42703', 'kolom itu tidak ada', 'periksa namanya', false),
    ('XX000', 'kesalahan di dalam dkis', 'laporkan beserta log server', false),
    ('23514', 'baris melanggar aturan tabelnya', 'HINT menyebut yang dapat', false),
    ('0A000', 'tidak dapat dinyatakan dengan alur dkis, atau belum ada', 'HINT menyebut jalan lain', false),
    ('42501', 'tidak berhak', 'minta peran yang sesuai kepada admin', false),
    ('54000', 'terlalu besar', 'bagi menjadi beberapa bagian', false),
    ('55000', 'keadaannya belum memungkinkan', 'kerjakan dulu yang disebut HINT', false),
    ('P0002', 'yang diminta tidak ada', 'periksa nomornya', false),
    ('42704', 'yang disebut itu tidak ada', 'periksa namanya', false),
    ('42P15', 'dkis tidak dapat dipasang seperti ini', 'kerjakan yang disebut HINT, lalu ulangi CREATE EXTENSION', false),
    ('40001', 'dua transaksi bertabrakan (PostgreSQL)', 'ulangi transaksinya dari awal', true),
    ('40P01', 'dua transaksi saling menunggu (PostgreSQL)', 'ulangi transaksinya dari awal', true),
    ('55P03', 'dipegang sesi lain (PostgreSQL)', 'ulangi sebentar lagi', true),
    ('57014', 'dibatalkan pemakai atau lewat waktu (PostgreSQL)', 'tidak ada yang tertulis; ulangi bila perlu', true)
$$;
COMMENT ON FUNCTION dkis.error_codes() IS 'Kode penolakan (SQLSTATE): artinya, yang dapat dilakukan, boleh diulang begitu saja atau tidak';

-- What the reports share. dkis_report holds views only: first column a unique
-- key, then the agency (instansi); base types only, a plain number beside every
-- text that stands for a quantity, a local date (_tanggal) beside every instant;
-- personal data masked for those who only read. docs/reports.md.
-- Late, the light, the standing clock are not worked out here but asked of
-- dkis_store.case_facts and step_facts. Views are read with their owner's rights,
-- but call functions with the reader's: sql/9-end/990-privileges.sql grants the
-- readers what is called here.

-- Officers, dispatchers, applications and administrators see personal data;
-- those who only read reports do not. Asked once a query: a view writes
-- (SELECT dkis_store.sees_personal()), not the call alone.
CREATE FUNCTION dkis_store.sees_personal() RETURNS bool LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT pg_has_role('dkis_officer', 'USAGE') OR pg_has_role('dkis_admin', 'USAGE')
    OR pg_has_role('dkis_dispatcher', 'USAGE') OR pg_has_role('dkis_app', 'USAGE');
END;
COMMENT ON FUNCTION dkis_store.sees_personal() IS 'Apakah pembaca boleh melihat data pribadi';

-- Applicants are the officers' to see, callers the dispatchers': each sees the
-- other's by dkis.reveal() alone.
CREATE FUNCTION dkis_store.sees_applicants() RETURNS bool LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT pg_has_role('dkis_officer', 'USAGE') OR pg_has_role('dkis_admin', 'USAGE') OR pg_has_role('dkis_app', 'USAGE');
END;
COMMENT ON FUNCTION dkis_store.sees_applicants() IS 'Apakah pembaca boleh melihat data pemohon';
CREATE FUNCTION dkis_store.sees_calls(asking name DEFAULT CURRENT_USER) RETURNS bool LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT pg_has_role(asking, 'dkis_dispatcher', 'USAGE') OR pg_has_role(asking, 'dkis_admin', 'USAGE') OR pg_has_role(asking, 'dkis_app', 'USAGE');
END;
COMMENT ON FUNCTION dkis_store.sees_calls(name) IS 'Apakah pembaca boleh melihat nomor, catatan dan tempat penelepon 112';

-- A name as initials: 'Budi Santoso' is shown as 'B*** S***'.
CREATE FUNCTION dkis_store.masked_name(name text, clear bool) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN clear THEN name ELSE regexp_replace(name, '(\w)\S*', '\1***', 'g') END;
END;
COMMENT ON FUNCTION dkis_store.masked_name(text, bool) IS 'Nama, atau inisialnya bagi yang tidak berhak';

-- Free text that may hold anything: all or nothing.
CREATE FUNCTION dkis_store.masked_text(content text, clear bool) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN clear THEN content WHEN content IS NOT NULL THEN '***' END;
END;
COMMENT ON FUNCTION dkis_store.masked_text(text, bool) IS 'Teks, atau bintang bagi yang tidak berhak';

-- The first day of the year, and of the half-year from January or July, that a day lies in.
CREATE FUNCTION dkis_store.year_of(day date) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT make_date(date_part('year', day)::int, 1, 1);
END;
COMMENT ON FUNCTION dkis_store.year_of(date) IS 'Hari pertama tahun sebuah tanggal';
CREATE FUNCTION dkis_store.half_year_of(day date) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT make_date(date_part('year', day)::int, CASE WHEN date_part('month', day) < 7 THEN 1 ELSE 7 END, 1);
END;
COMMENT ON FUNCTION dkis_store.half_year_of(date) IS 'Hari pertama semester sebuah tanggal';

-- The periods that a day lies in.
CREATE FUNCTION dkis_store.periods_of(day date) RETURNS TABLE (kind text, begins date)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT v.kind, v.begins FROM (VALUES ('bulan', make_date(date_part('year', day)::int, date_part('month', day)::int, 1)),
    ('semester', dkis_store.half_year_of(day)), ('tahun', dkis_store.year_of(day))) AS v (kind, begins);
END;
COMMENT ON FUNCTION dkis_store.periods_of(date) IS 'Bulan, semester dan tahun tempat sebuah tanggal berada';

-- The SOPs of which some reports can say anything at all. STABLE and of nothing, so that the
-- planner asks them beforehand, and knows how rare their cases are beside years of a line's, while a
-- case that is asked for by itself is found by its key. COST: never for each row.
CREATE FUNCTION dkis_store.offering_sops() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER COST 10000 SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT array_agg(DISTINCT l.from_sop) FROM dkis.sop_links l WHERE l.mode = 'ditawarkan';
END;
COMMENT ON FUNCTION dkis_store.offering_sops() IS 'SOP yang dapat menawarkan kasus lanjutan';

-- People group by months. Without these as many groups are expected as there are instants,
-- and all rows sorted instead of counted where they fall.
CREATE STATISTICS dkis_store.cases_received_months ON (dkis_store.local_month(received_at, agency)) FROM dkis_store.cases;
CREATE STATISTICS dkis_store.cases_closed_months ON (dkis_store.local_month(closed_at, agency)) FROM dkis_store.cases;
CREATE STATISTICS dkis_store.steps_finished_months ON (dkis_store.local_month(finished_at, agency)) FROM dkis_store.case_steps;
CREATE STATISTICS dkis_store.calls_months ON (dkis_store.local_month(received_at, agency)) FROM dkis_store.calls;
CREATE STATISTICS dkis_store.incidents_months ON (dkis_store.local_month(received_at, agency)) FROM dkis_store.incidents;

-- What columns mean that bear the same name in every report. A view says it
-- itself where it means more, or something else.
CREATE FUNCTION dkis_store.column_words() RETURNS TABLE (name text, words text) LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT v.name, v.words FROM (VALUES
    ('instansi', 'Kode instansi'),
    ('kasus_id', 'Nomor kasus (kasus.id)'),
    ('nomor_register', 'Nomor register; kasus 112 yang belum bernomor tampil sebagai kasus dan nomornya'),
    ('nomor_sop', 'Nomor SOP'),
    ('kode_sop', 'Kode SOP'),
    ('nama_sop', 'Nama SOP'),
    ('versi_sop', 'Versi SOP yang berlaku bagi kasus ini'),
    ('perihal', 'Perihal kasus; disamarkan bagi yang hanya membaca laporan'),
    ('klasifikasi', 'Klasifikasi: ringan, sedang, berat'),
    ('pintu', 'Jenis pelaksanaan, misalnya harian'),
    ('jenis_pemohon', 'Jenis pemohon'),
    ('pemohon', 'Pemohon; inisial bagi yang hanya membaca laporan'),
    ('organisasi', 'Organisasi yang menangani'),
    ('kanal', 'Kanal masuk'),
    ('jenis_periode', 'bulan, semester atau tahun'),
    ('periode', 'Hari pertama periode'),
    ('langkah', 'Langkah menurut SOP'),
    ('putaran', 'Pengerjaan ke-'),
    ('kegiatan', 'Kegiatan menurut SOP'),
    ('kode_pelaksana', 'Kode pelaksana'),
    ('pelaksana', 'Pelaksana'),
    ('petugas', 'Orang yang ditugasi; inisial bagi yang hanya membaca laporan'),
    ('standar_waktu', 'Standar waktu; kosong bila tidak ada'),
    ('standar_menit', 'Standar waktu dalam menit: 1 hari kerja = 450, 1 hari = 1440'),
    ('mulai', 'Saat langkah dimulai'),
    ('tenggat', 'Tenggat langkah'),
    ('tenggat_langkah', 'Tenggat langkah'),
    ('tenggat_kasus', 'Tenggat keseluruhan kasus selama belum terpenuhi'),
    ('tenggat_dari', 'Tenggat siapa yang lebih dekat: langkah atau kasus'),
    ('lampu', 'Lampu: merah = lewat tenggat, kuning = lewat 75 persen standar waktu, hijau = selain itu'),
    ('sisa_menit_kerja', 'Sisa menit kerja sampai tenggat, menurut kalender SOP; negatif bila terlambat'),
    ('sisa', 'Sisa waktu kerja dalam kata, dibulatkan ke bawah: 3 hari kerja lagi, 20 menit lewat'),
    ('ditunda', 'Kasus sedang ditunda; lampu dan sisa waktu berhenti'),
    ('tingkat_eskalasi', 'Tingkat eskalasi terakhir'),
    ('diterima', 'Saat diterima'),
    ('dibuka', 'Saat dicatat'),
    ('ditutup', 'Saat ditutup'),
    ('catatan', 'Catatan; disamarkan bagi yang hanya membaca laporan'),
    ('kategori', 'Kategori kejadian'),
    ('prioritas', 'Prioritas: 1 mengancam jiwa ... 4 rendah'),
    ('kode_wilayah', 'Kode wilayah terkecil'),
    ('dalam_kota', 'Di dalam kota'),
    ('bulan', 'Bulan menurut waktu setempat (tanggal 1)')) AS v (name, words);
END;
COMMENT ON FUNCTION dkis_store.column_words() IS 'Arti kolom yang senama dalam setiap laporan';

-- Gives those words, and those of local dates, to the columns of dkis_report that
-- have none of their own.
CREATE FUNCTION dkis_store.comment_reports() RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT a.attrelid::regclass AS view, a.attname AS name, coalesce(w.words,
      'Tanggal setempat dari ' || substring(a.attname FROM '^(.+)_tanggal$'), 'Bulan setempat (tanggal 1) dari ' || substring(a.attname FROM '^(.+)_bulan$')) AS words
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid LEFT JOIN dkis_store.column_words() AS w ON w.name = a.attname
    WHERE c.relnamespace = 'dkis_report'::regnamespace AND c.relkind = 'v' AND a.attnum > 0 AND col_description(a.attrelid, a.attnum) IS NULL
    ORDER BY a.attrelid, a.attnum
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.name, col.words);
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.comment_reports() IS 'Memberi keterangan pada kolom laporan yang belum memilikinya';

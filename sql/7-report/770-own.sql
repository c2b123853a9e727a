-- What is mine to do, what may follow a case, how the reports join.

-- Who asks: the person of the role, or, through a trusted application, the one it
-- acts for in dkis.actor. The same as identity_read() in src/pg/base/identity.c.
CREATE VIEW dkis_store.asking_person AS
SELECT p.* FROM dkis.people p
WHERE p.agency = dkis.agency() AND CASE WHEN pg_has_role('dkis_app', 'USAGE') AND nullif(current_setting('dkis.actor', true), '') IS NOT NULL
  THEN p.actor = current_setting('dkis.actor', true) ELSE p.db_role = CURRENT_USER END;
COMMENT ON VIEW dkis_store.asking_person IS 'Orang yang sedang bertanya';

CREATE VIEW dkis_report.tugas_saya AS
SELECT t.*, CASE WHEN s.assignee IS NOT NULL THEN 'ditugaskan' WHEN m.acting THEN 'sebagai Plh/Plt' ELSE 'sebagai pelaksana' END AS mengapa
FROM dkis_report.daftar_tugas t
JOIN dkis_store.case_steps s ON s.id = t.id
CROSS JOIN dkis_store.asking_person me
LEFT JOIN LATERAL (SELECT bool_and(m.acting) AS acting FROM dkis.performer_members m
  WHERE m.person = me.id AND m.agency = s.agency AND m.performer = s.performer AND m.valid @> dkis_store.local_date(now(), s.agency)
    AND (m.organisation IS NULL OR m.organisation = t.organisasi)) AS m ON true
WHERE CASE WHEN s.assignee IS NULL THEN m.acting IS NOT NULL ELSE s.assignee IN (me.name, me.nip, me.actor, me.db_role::text) END;
COMMENT ON VIEW dkis_report.tugas_saya IS 'Daftar tugas orang yang bertanya: yang ditugaskan kepadanya, dan milik pelaksananya';
COMMENT ON COLUMN dkis_report.tugas_saya.id IS 'Nomor baris langkah (daftar_tugas.id); unik';
COMMENT ON COLUMN dkis_report.tugas_saya.tenggat IS 'Yang lebih dekat: tenggat langkah atau tenggat keseluruhan kasus';
COMMENT ON COLUMN dkis_report.tugas_saya.masa_tunggu IS 'Langkah ini masa tunggu: kuning berarti masanya habis';
COMMENT ON COLUMN dkis_report.tugas_saya.pilihan_hasil IS 'Hasil yang dapat dipilih';
COMMENT ON COLUMN dkis_report.tugas_saya.mengapa IS 'Mengapa tampil di sini: ditugaskan, sebagai pelaksana, sebagai Plh/Plt';

-- Cases that may follow: the step of the link ended with its outcome, or, where the
-- link names none, the case is done, or (on_late) its whole deadline has passed
-- unmet; nobody has opened one since, and none that the step waited for has said
-- the same. The festival's own participants are as many as come while it runs.
-- until_at: as long as the link says, by the calendar of the case they come from.
CREATE VIEW dkis_store.case_offers AS
SELECT c.case_id, c.agency, c.known_as, c.title, c.sop, l.id AS link, l.to_sop, l.entry, o.number AS to_number, o.name AS to_name, l.step, s.outcome,
  w.since, CASE WHEN l.on_late THEN 'tenggat keseluruhan lewat tanpa jawaban' WHEN s.step IS NULL THEN 'kasus selesai'
    ELSE format('langkah %s: %s', s.step, s.outcome) END AS reason,
  dkis_store.due_at(coalesce(a.finished_at, w.since), l.stands, c.calendar, false, c.agency) AS until_at, COALESCE(c.closed_at, 'infinity') AS counted_at
FROM dkis.sop_links l
JOIN dkis_store.case_facts c ON c.agency = l.agency AND c.sop = l.from_sop AND c.sop = ANY (dkis_store.offering_sops()) AND c.status <> 'batal'
JOIN dkis.sops o ON o.agency = l.agency AND o.code = l.to_sop
LEFT JOIN LATERAL (SELECT f.step, f.outcome, f.finished_at FROM dkis_store.step_facts f
  WHERE f.case_id = c.case_id AND f.step = l.step AND f.ended_by = 'hasil' ORDER BY f.round DESC LIMIT 1) AS s ON true
LEFT JOIN LATERAL (SELECT max(f.finished_at) AS finished_at FROM dkis_store.case_steps f
  WHERE f.case_id = c.case_id AND f.step = l.stands_from AND f.ended_by = 'hasil') AS a ON true
CROSS JOIN LATERAL (SELECT CASE WHEN l.on_late THEN c.due_at WHEN l.step IS NULL THEN c.closed_at ELSE s.finished_at END AS since) AS w
WHERE l.mode = 'ditawarkan' AND CASE WHEN l.on_late THEN c.is_late AND c.met_at IS NULL AND c.closed_at IS NULL WHEN l.step IS NULL THEN c.status = 'selesai'
    ELSE dkis_store.same_words(s.outcome) = dkis_store.same_words(coalesce(l.outcome, s.outcome)) END
  AND CASE WHEN l.to_sop = l.from_sop THEN c.closed_at IS NULL
    ELSE NOT EXISTS (SELECT FROM dkis_store.cases k WHERE k.parent_case = c.case_id AND k.sop = l.to_sop AND k.status <> 'batal' AND k.opened_at >= w.since) END
  AND NOT EXISTS (SELECT FROM dkis_store.cases k WHERE k.parent_case = c.case_id AND k.returns_to = l.step AND k.closed_at = s.finished_at);
COMMENT ON VIEW dkis_store.case_offers IS 'Kasus lanjutan yang ditawarkan dan belum dibuka';

CREATE VIEW dkis_report.tawaran AS
SELECT f.case_id || '/' || f.link AS id, f.agency AS instansi, f.case_id AS kasus_id, f.known_as AS nomor_register, dkis_store.masked_text(f.title, (SELECT dkis_store.sees_personal())) AS perihal, f.sop AS kode_sop,
  f.to_number AS nomor_sop_lanjutan, f.to_sop AS kode_sop_lanjutan, f.to_name AS sop_lanjutan, f.entry AS pintu_lanjutan, f.reason AS sebab,
  f.since AS sejak, dkis_store.local_date(f.since, f.agency) AS sejak_tanggal, f.until_at AS sampai, dkis_store.local_date(f.until_at, f.agency) AS sampai_tanggal
FROM dkis_store.case_offers f
WHERE coalesce(f.until_at > now(), true);
COMMENT ON VIEW dkis_report.tawaran IS 'Kasus lanjutan yang dapat dibuka petugas, mengapa dan sampai kapan';
COMMENT ON COLUMN dkis_report.tawaran.id IS 'Kunci: kasus dan tautan SOP; unik';
COMMENT ON COLUMN dkis_report.tawaran.nomor_sop_lanjutan IS 'Nomor SOP lanjutan';
COMMENT ON COLUMN dkis_report.tawaran.kode_sop_lanjutan IS 'Kode SOP lanjutan: dkis.open_case(kode_sop_lanjutan, perihal, entry => pintu_lanjutan, parent_case => kasus_id)';
COMMENT ON COLUMN dkis_report.tawaran.sop_lanjutan IS 'Nama SOP lanjutan';
COMMENT ON COLUMN dkis_report.tawaran.pintu_lanjutan IS 'Jenis pelaksanaan SOP lanjutan, bila tautannya menyebutnya';
COMMENT ON COLUMN dkis_report.tawaran.sebab IS 'Langkah dan hasil, atau selesainya kasus, yang membukanya';
COMMENT ON COLUMN dkis_report.tawaran.sejak IS 'Sejak kapan ditawarkan';
COMMENT ON COLUMN dkis_report.tawaran.sampai IS 'Sampai kapan; kosong = tanpa batas';

-- The offers of one case, also those whose time is over, and the SOPs that the book
-- relates to its own. SP003: no such case.
CREATE FUNCTION dkis.next_cases(case_id bigint) RETURNS TABLE (sop text, name text, reason text, mode text, until timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM FROM dkis.cases AS c WHERE c.id = next_cases.case_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'kasus % tidak ada', next_cases.case_id USING ERRCODE = 'SP003', DETAIL = 'Tidak ada kasus dengan id itu di dkis.cases.', HINT = 'Nomor kasus ada di kolom id dkis.cases.';
  END IF;
  RETURN QUERY SELECT n.sop, n.name, n.reason, n.mode, n.until_at FROM (
    SELECT f.to_sop AS sop, f.to_name AS name, f.reason, 'ditawarkan' AS mode, f.until_at, f.to_number AS number FROM dkis_store.case_offers AS f
    WHERE f.case_id = next_cases.case_id
    UNION ALL
    SELECT o.code, o.name, 'disebut buku SOP', l.mode, NULL, o.number FROM dkis_store.cases AS c
      JOIN dkis.sop_links AS l ON l.agency = c.agency AND l.mode = 'terkait' AND c.sop IN (l.from_sop, l.to_sop)
      JOIN dkis.sops AS o ON o.agency = l.agency AND o.code = CASE c.sop WHEN l.from_sop THEN l.to_sop ELSE l.from_sop END
    WHERE c.id = next_cases.case_id) AS n ORDER BY n.mode, n.number, n.until_at;
END
$$;
COMMENT ON FUNCTION dkis.next_cases(bigint) IS 'Kasus lanjutan yang ditawarkan kasus ini, mengapa, dan sampai kapan; dan SOP yang terkait';

-- The case at the head of a family, and everybody below it with how far.
CREATE FUNCTION dkis_store.family(case_id bigint) RETURNS TABLE (member bigint, generation int)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 3
SET search_path = pg_catalog, pg_temp AS $$
WITH RECURSIVE up (id, parent_case, n) AS (
  SELECT c.id, c.parent_case, 0 FROM dkis_store.cases AS c WHERE c.id = family.case_id
  UNION ALL SELECT c.id, c.parent_case, u.n + 1 FROM up AS u JOIN dkis_store.cases AS c ON c.id = u.parent_case
), down (id, n) AS (
  (SELECT u.id, 0 FROM up AS u ORDER BY u.n DESC LIMIT 1)
  UNION ALL SELECT c.id, d.n + 1 FROM down AS d JOIN dkis_store.cases AS c ON c.parent_case = d.id)
SELECT d.id, d.n FROM down AS d
$$;
COMMENT ON FUNCTION dkis_store.family(bigint) IS 'Kasus asal dan semua kasus lanjutannya';

CREATE VIEW dkis_report.keluarga_kasus AS
SELECT c.id || '/' || m.id AS id, c.agency AS instansi, c.id AS kasus_id, c.register_no AS nomor_register, f.generation AS tingkat,
  CASE WHEN m.id = c.id THEN 'kasus ini' WHEN m.id = c.parent_case THEN 'kasus asal' WHEN m.parent_case = c.id THEN 'kasus lanjutan' ELSE 'kerabat' END AS hubungan,
  m.id AS anggota_id, m.register_no AS anggota_register, o.number AS nomor_sop, m.sop AS kode_sop, o.name AS nama_sop,
  dkis_store.masked_text(m.title, (SELECT dkis_store.sees_personal())) AS perihal, m.status,
  m.opened_at AS dibuka, dkis_store.local_date(m.opened_at, m.agency) AS dibuka_tanggal,
  m.closed_at AS ditutup, dkis_store.local_date(m.closed_at, m.agency) AS ditutup_tanggal, m.parent_case AS kasus_asal
FROM dkis_store.cases c
CROSS JOIN LATERAL ( -- most are alone
  SELECT c.id AS member, 0 AS generation WHERE c.parent_case IS NULL AND NOT EXISTS (SELECT FROM dkis_store.cases k WHERE k.parent_case = c.id)
  UNION ALL SELECT r.member, r.generation FROM dkis_store.family(c.id) AS r
    WHERE c.parent_case IS NOT NULL OR EXISTS (SELECT FROM dkis_store.cases k WHERE k.parent_case = c.id)) AS f
CROSS JOIN LATERAL (SELECT k.* FROM dkis_store.cases k WHERE k.id = f.member OFFSET 0) AS m -- by its key: families are small
LEFT JOIN dkis.sops o ON o.agency = m.agency AND o.code = m.sop;
COMMENT ON VIEW dkis_report.keluarga_kasus IS 'Tiap kasus dengan keluarganya: kasus asal dan semua lanjutannya; saringlah dengan kasus_id';
COMMENT ON COLUMN dkis_report.keluarga_kasus.id IS 'Kunci: kasus dan anggota; unik';
COMMENT ON COLUMN dkis_report.keluarga_kasus.tingkat IS '0 = kasus pertama keluarga itu, 1 = lanjutannya, dan seterusnya';
COMMENT ON COLUMN dkis_report.keluarga_kasus.hubungan IS 'kasus ini, kasus asal, kasus lanjutan, atau kerabat';
COMMENT ON COLUMN dkis_report.keluarga_kasus.status IS 'berjalan, ditunda, selesai, batal';
COMMENT ON COLUMN dkis_report.keluarga_kasus.kasus_asal IS 'Kasus asal anggota itu';
COMMENT ON COLUMN dkis_report.keluarga_kasus.anggota_id IS 'Nomor kasus anggota keluarga';
COMMENT ON COLUMN dkis_report.keluarga_kasus.anggota_register IS 'Nomor register anggota keluarga';

-- Rows within cases; who may see personal data reads them whole.
CREATE VIEW dkis_report.butir_kasus AS
SELECT i.id, i.agency AS instansi, i.case_id AS kasus_id, c.register_no AS nomor_register, o.number AS nomor_sop, c.sop AS kode_sop, i.step AS langkah,
  (SELECT string_agg(format('%s: %s', f.label, CASE WHEN f.personal THEN dkis_store.masked_text(i.data ->> f.name, (SELECT dkis_store.sees_personal())) ELSE i.data ->> f.name END), '; ' ORDER BY f.id)
   FROM dkis.sop_fields f WHERE f.sop_version = c.sop_version AND f.repeated AND i.data ? f.name) AS isi,
  i.added_at AS ditambahkan, dkis_store.local_date(i.added_at, i.agency) AS ditambahkan_tanggal,
  dkis_store.masked_name(i.added_by, (SELECT dkis_store.sees_personal())) AS ditambahkan_oleh
FROM dkis_store.case_items i
JOIN dkis_store.cases c ON c.id = i.case_id
LEFT JOIN dkis.sops o ON o.agency = c.agency AND o.code = c.sop;
COMMENT ON VIEW dkis_report.butir_kasus IS 'Butir dalam kasus: kliping, yang hadir, dan sejenisnya';
COMMENT ON COLUMN dkis_report.butir_kasus.id IS 'Nomor butir; unik';
COMMENT ON COLUMN dkis_report.butir_kasus.langkah IS 'Langkah yang menghasilkannya';
COMMENT ON COLUMN dkis_report.butir_kasus.isi IS 'Isian butir dengan sebutannya';
COMMENT ON COLUMN dkis_report.butir_kasus.ditambahkan IS 'Saat ditambahkan';
COMMENT ON COLUMN dkis_report.butir_kasus.ditambahkan_oleh IS 'Yang menambahkan; inisial bagi yang hanya membaca laporan';

-- The book prints an output for the step; no document of it is filed.
CREATE VIEW dkis_report.dokumen_kurang AS
SELECT s.step_id AS id, s.agency AS instansi, s.case_id AS kasus_id, s.register_no AS nomor_register, s.sop_number AS nomor_sop, s.sop AS kode_sop,
  s.sop_name AS nama_sop, s.step AS langkah, s.activity AS kegiatan, d.output AS keluaran, d.document_required AS wajib,
  s.performer AS kode_pelaksana, coalesce(s.performer_name, s.performer) AS pelaksana, s.organisation AS organisasi,
  s.finished_at AS selesai, dkis_store.local_date(s.finished_at, s.agency) AS selesai_tanggal, dkis_store.local_month(s.finished_at, s.agency) AS selesai_bulan
FROM dkis_store.step_facts s
JOIN dkis.sop_steps d ON d.sop_version = s.sop_version AND d.step = s.step
WHERE s.ended_by = 'hasil' AND (d.output IS NOT NULL OR d.document_required)
  AND s.step = ANY (ARRAY(SELECT DISTINCT t.step FROM dkis.sop_steps t WHERE t.output IS NOT NULL OR t.document_required)) -- known of a step by itself
  AND NOT EXISTS (SELECT FROM dkis_store.case_documents f WHERE f.case_id = s.case_id AND f.step = s.step);
COMMENT ON VIEW dkis_report.dokumen_kurang IS 'Langkah selesai yang keluarannya belum dicatat sebagai dokumen';
COMMENT ON COLUMN dkis_report.dokumen_kurang.id IS 'Nomor baris langkah; unik';
COMMENT ON COLUMN dkis_report.dokumen_kurang.keluaran IS 'Keluaran menurut buku SOP';
COMMENT ON COLUMN dkis_report.dokumen_kurang.wajib IS 'Langkah itu tidak dapat selesai tanpa dokumen';
COMMENT ON COLUMN dkis_report.dokumen_kurang.selesai IS 'Saat langkah selesai';

-- SOPs whose qualifications ask for a letter of assignment (13, 16, 18, 22 of the
-- book), and who works them today without its number or its date.
CREATE VIEW dkis_report.penugasan_kurang AS
SELECT m.id, m.agency AS instansi, m.performer AS kode_pelaksana, p.name AS pelaksana, m.organisation AS organisasi,
  dkis_store.masked_name(n.name, (SELECT dkis_store.sees_personal())) AS orang, m.acting AS plh,
  lower(m.valid) AS sejak_tanggal, upper(m.valid) - 1 AS sampai_tanggal, m.assignment_no AS nomor_surat_tugas, m.assignment_on AS tanggal_surat_tugas,
  concat_ws(' dan ', CASE WHEN m.assignment_no IS NULL THEN 'nomor' END, CASE WHEN m.assignment_on IS NULL THEN 'tanggal' END) AS kurang, q.sops AS untuk_sop
FROM dkis.performer_members m
JOIN dkis.performers p ON p.agency = m.agency AND p.code = m.performer AND NOT p.external
JOIN dkis.people n ON n.id = m.person
JOIN LATERAL (SELECT string_agg(DISTINCT o.number || ' ' || o.name, ', ') AS sops
  FROM dkis.sop_steps t JOIN dkis.sop_versions v ON v.id = t.sop_version AND v.status = 'berlaku' JOIN dkis.sops o ON o.agency = v.agency AND o.code = v.sop
  WHERE t.agency = m.agency AND t.performer = m.performer AND array_to_string(v.qualifications, ' ') ~* 'surat tugas') AS q ON q.sops IS NOT NULL
WHERE m.valid @> dkis_store.local_date(now(), m.agency) AND (m.assignment_no IS NULL OR m.assignment_on IS NULL);
COMMENT ON VIEW dkis_report.penugasan_kurang IS 'Anggota pelaksana tanpa Surat Tugas, pada SOP yang kualifikasinya memintanya';
COMMENT ON COLUMN dkis_report.penugasan_kurang.id IS 'Nomor keanggotaan (dkis.performer_members.id); unik';
COMMENT ON COLUMN dkis_report.penugasan_kurang.orang IS 'Anggotanya; inisial bagi yang hanya membaca laporan';
COMMENT ON COLUMN dkis_report.penugasan_kurang.plh IS 'Pelaksana harian atau pelaksana tugas';
COMMENT ON COLUMN dkis_report.penugasan_kurang.sampai_tanggal IS 'Hari terakhir keanggotaannya; kosong = tanpa batas';
COMMENT ON COLUMN dkis_report.penugasan_kurang.nomor_surat_tugas IS 'Nomor Surat Tugas, bila tercatat';
COMMENT ON COLUMN dkis_report.penugasan_kurang.tanggal_surat_tugas IS 'Tanggal Surat Tugas, bila tercatat';
COMMENT ON COLUMN dkis_report.penugasan_kurang.kurang IS 'Yang belum tercatat: nomor, tanggal, atau keduanya';
COMMENT ON COLUMN dkis_report.penugasan_kurang.untuk_sop IS 'SOP yang kualifikasinya meminta Surat Tugas';

-- Which column of which report points to which key. Views carry no foreign keys;
-- found by their names, so that a report that is added joins too. Registers are
-- one row: register_….
CREATE VIEW dkis_report.hubungan AS
SELECT DISTINCT concat_ws('.', c.name, a.attname) AS id, dkis.agency() AS instansi, c.name AS pandangan, a.attname::text AS kolom,
  t.to_view AS ke_pandangan, t.to_column AS ke_kolom, t.also AS serta
FROM (VALUES ('kasus_id', 'kasus', 'id', NULL), ('kasus_asal', 'kasus', 'id', NULL), ('anggota_id', 'kasus', 'id', NULL), ('insiden_id', 'insiden_112', 'id', NULL),
  ('duplikat_dari', 'insiden_112', 'id', NULL), ('kode_wilayah', 'wilayah_peta', 'kode', 'instansi'), ('kode_sop', 'asal_langkah', 'kode', 'instansi'),
  ('kode_sop_lanjutan', 'asal_langkah', 'kode', 'instansi'), ('kode_pelaksana', 'beban_kerja', 'kode_pelaksana', 'instansi, organisasi')) AS t (column_name, to_view, to_column, also)
JOIN pg_attribute a ON a.attname = t.column_name AND a.attnum > 0
JOIN (SELECT r.oid, CASE WHEN r.relname ~ '^register_' THEN 'register_...' ELSE r.relname::text END AS name FROM pg_class r
  WHERE r.relnamespace = 'dkis_report'::regnamespace AND r.relkind = 'v') AS c ON c.oid = a.attrelid AND c.name <> t.to_view;
COMMENT ON VIEW dkis_report.hubungan IS 'Kolom laporan mana menunjuk kunci laporan mana: untuk menyambung tampilan';
COMMENT ON COLUMN dkis_report.hubungan.id IS 'Kunci: tampilan dan kolom; unik';
COMMENT ON COLUMN dkis_report.hubungan.pandangan IS 'Laporan yang menunjuk; register_... = semua register';
COMMENT ON COLUMN dkis_report.hubungan.kolom IS 'Kolom yang menunjuk';
COMMENT ON COLUMN dkis_report.hubungan.ke_pandangan IS 'Laporan yang ditunjuk';
COMMENT ON COLUMN dkis_report.hubungan.ke_kolom IS 'Kolom yang ditunjuk';
COMMENT ON COLUMN dkis_report.hubungan.serta IS 'Kolom senama yang harus sama pula';

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
COMMENT ON VIEW dkis_report.tugas_saya IS 'Daftar tugas orang yang bertanya: yang ditugaskan kepadanya, dan yang belum ditugaskan dari pelaksana tempat ia anggota hari ini';
COMMENT ON COLUMN dkis_report.tugas_saya.id IS 'Nomor baris langkah (daftar_tugas.id); unik';
COMMENT ON COLUMN dkis_report.tugas_saya.tenggat IS 'Yang lebih dekat: tenggat langkah atau tenggat keseluruhan kasus';
COMMENT ON COLUMN dkis_report.tugas_saya.masa_tunggu IS 'Langkah ini masa tunggu: kuning berarti masanya habis';
COMMENT ON COLUMN dkis_report.tugas_saya.pilihan_hasil IS 'Hasil yang dapat dipilih';
COMMENT ON COLUMN dkis_report.tugas_saya.mengapa IS 'Mengapa tampil di sini: ditugaskan, sebagai pelaksana, sebagai Plh/Plt';

-- Cases that may follow: the step of the link ended with its outcome, or, where the
-- link names none, the case is done; nobody has opened one. until_at: as long as the
-- link says, by the calendar of the case they come from.
CREATE VIEW dkis_store.case_offers AS
SELECT c.case_id, c.agency, c.known_as, c.title, c.sop, l.id AS link, l.to_sop, o.number AS to_number, o.name AS to_name, l.step, s.outcome,
  coalesce(s.finished_at, c.closed_at) AS since,
  CASE WHEN s.step IS NULL THEN 'kasus selesai' ELSE format('langkah %s: %s', s.step, s.outcome) END AS reason,
  dkis_store.due_at(coalesce(s.finished_at, c.closed_at), l.stands, c.calendar, false, c.agency) AS until_at
FROM dkis.sop_links l
JOIN dkis_store.case_facts c ON c.agency = l.agency AND c.sop = l.from_sop AND c.status <> 'batal'
JOIN dkis.sops o ON o.agency = l.agency AND o.code = l.to_sop
LEFT JOIN LATERAL (SELECT f.step, f.outcome, f.finished_at FROM dkis_store.step_facts f
  WHERE f.case_id = c.case_id AND f.step = l.step AND f.ended_by = 'hasil' ORDER BY f.round DESC LIMIT 1) AS s ON true
WHERE l.mode = 'ditawarkan' AND CASE WHEN l.step IS NULL THEN c.status = 'selesai'
    ELSE dkis_store.same_words(s.outcome) = dkis_store.same_words(coalesce(l.outcome, s.outcome)) END
  AND NOT EXISTS (SELECT FROM dkis_store.cases k WHERE k.parent_case = c.case_id AND k.sop = l.to_sop);
COMMENT ON VIEW dkis_store.case_offers IS 'Kasus lanjutan yang ditawarkan dan belum dibuka';

CREATE VIEW dkis_report.tawaran AS
SELECT f.case_id || '/' || f.link AS id, f.agency AS instansi, f.case_id AS kasus_id, f.known_as AS nomor_register, f.title AS perihal, f.sop AS kode_sop,
  f.to_number AS nomor_sop_lanjutan, f.to_sop AS kode_sop_lanjutan, f.to_name AS sop_lanjutan, f.reason AS sebab,
  f.since AS sejak, dkis_store.local_date(f.since, f.agency) AS sejak_tanggal, f.until_at AS sampai, dkis_store.local_date(f.until_at, f.agency) AS sampai_tanggal
FROM dkis_store.case_offers f
WHERE coalesce(f.until_at > now(), true);
COMMENT ON VIEW dkis_report.tawaran IS 'Kasus lanjutan yang dapat dibuka petugas: dkis.open_case(kode_sop_lanjutan, perihal, parent_case => kasus_id)';
COMMENT ON COLUMN dkis_report.tawaran.id IS 'Kunci: kasus dan tautan SOP; unik';
COMMENT ON COLUMN dkis_report.tawaran.nomor_sop_lanjutan IS 'Nomor SOP lanjutan';
COMMENT ON COLUMN dkis_report.tawaran.kode_sop_lanjutan IS 'Kode SOP lanjutan';
COMMENT ON COLUMN dkis_report.tawaran.sop_lanjutan IS 'Nama SOP lanjutan';
COMMENT ON COLUMN dkis_report.tawaran.sebab IS 'Langkah dan hasil, atau selesainya kasus, yang membukanya';
COMMENT ON COLUMN dkis_report.tawaran.sejak IS 'Sejak kapan ditawarkan';
COMMENT ON COLUMN dkis_report.tawaran.sampai IS 'Sampai kapan; kosong = tanpa batas';

-- The offers of one case, also those whose time is over. SP003: no such case.
CREATE FUNCTION dkis.next_cases(case_id bigint) RETURNS TABLE (sop text, name text, reason text, mode text, until timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM FROM dkis.cases AS c WHERE c.id = next_cases.case_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'kasus % tidak ada', next_cases.case_id USING ERRCODE = 'SP003', DETAIL = 'Tidak ada kasus dengan id itu di dkis.cases.', HINT = 'Nomor kasus ada di kolom id dkis.cases.';
  END IF;
  RETURN QUERY SELECT f.to_sop, f.to_name, f.reason, 'ditawarkan', f.until_at FROM dkis_store.case_offers AS f
    WHERE f.case_id = next_cases.case_id ORDER BY f.to_number;
END
$$;
COMMENT ON FUNCTION dkis.next_cases(bigint) IS 'Kasus lanjutan yang ditawarkan kasus ini, mengapa, dan sampai kapan';

-- Which column of which report points to which key. Views carry no foreign keys;
-- found by their names, so that a report that is added joins too. Registers are
-- one row: register_….
CREATE VIEW dkis_report.hubungan AS
SELECT DISTINCT concat_ws('.', c.name, a.attname) AS id, dkis.agency() AS instansi, c.name AS pandangan, a.attname::text AS kolom,
  t.to_view AS ke_pandangan, t.to_column AS ke_kolom, t.also AS serta
FROM (VALUES ('kasus_id', 'kasus', 'id', NULL), ('kasus_asal', 'kasus', 'id', NULL), ('insiden_id', 'insiden_112', 'id', NULL),
  ('duplikat_dari', 'insiden_112', 'id', NULL), ('kode_wilayah', 'wilayah_peta', 'kode', 'instansi'), ('kode_sop', 'asal_langkah', 'kode', 'instansi'),
  ('kode_sop_lanjutan', 'asal_langkah', 'kode', 'instansi'), ('kode_pelaksana', 'beban_kerja', 'kode_pelaksana', 'instansi, organisasi')) AS t (column_name, to_view, to_column, also)
JOIN pg_attribute a ON a.attname = t.column_name AND a.attnum > 0
JOIN (SELECT r.oid, CASE WHEN r.relname ~ '^register_' THEN 'register_...' ELSE r.relname::text END AS name FROM pg_class r
  WHERE r.relnamespace = 'dkis_report'::regnamespace AND r.relkind = 'v') AS c ON c.oid = a.attrelid AND c.name <> t.to_view;
COMMENT ON VIEW dkis_report.hubungan IS 'Kolom laporan mana menunjuk kunci laporan mana: untuk menyambung pandangan';
COMMENT ON COLUMN dkis_report.hubungan.id IS 'Kunci: pandangan dan kolom; unik';
COMMENT ON COLUMN dkis_report.hubungan.pandangan IS 'Laporan yang menunjuk; register_... = semua register';
COMMENT ON COLUMN dkis_report.hubungan.kolom IS 'Kolom yang menunjuk';
COMMENT ON COLUMN dkis_report.hubungan.ke_pandangan IS 'Laporan yang ditunjuk';
COMMENT ON COLUMN dkis_report.hubungan.ke_kolom IS 'Kolom yang ditunjuk';
COMMENT ON COLUMN dkis_report.hubungan.serta IS 'Kolom senama yang harus sama pula';

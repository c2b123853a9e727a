-- What to type next, with the asker's own numbers.

-- topic: tugas, kasus, sop, laporan, 112, admin; none: what there is. Runs as its caller, whose
-- tasks and cases it shows. 22023: no such topic.
CREATE FUNCTION dkis.help(topic text DEFAULT NULL) RETURNS SETOF text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  recent text := (SELECT coalesce(c.register_no, 'kasus ' || c.id) FROM dkis.cases AS c WHERE c.agency = dkis.agency() ORDER BY c.id DESC LIMIT 1);
  sop text := (SELECT o.code FROM dkis.sops AS o WHERE o.agency = dkis.agency() AND NOT o.emergency ORDER BY o.number LIMIT 1);
BEGIN
  CASE coalesce(lower(btrim(topic)), '')
  WHEN '' THEN
    RETURN NEXT 'Lebih lanjut: SELECT * FROM dkis.help(''tugas'' | ''kasus'' | ''sop'' | ''laporan'' | ''112'' | ''admin'');';
    RETURN QUERY SELECT format('Tugas Anda (%s): %s, terlambat %s.', CURRENT_USER, count(*), count(*) FILTER (WHERE t.lampu = 'merah')) FROM dkis_report.tugas_saya AS t;
  WHEN 'tugas' THEN
    RETURN QUERY SELECT format(E'%s  %s langkah %s %s (%s)\n  SELECT dkis.finish_step(%L, %L, %L);', t.lampu, t.nomor_register, t.langkah, t.kegiatan,
        coalesce(t.sisa, 'tanpa tenggat'), t.nomor_register, t.langkah, split_part(t.pilihan_hasil, ' | ', 1))
      FROM dkis_report.tugas_saya AS t ORDER BY t.tenggat NULLS LAST, t.id LIMIT 5;
    RETURN NEXT 'Semua: SELECT lampu, nomor_register, langkah, kegiatan, sisa FROM dkis_report.tugas_saya ORDER BY tenggat NULLS LAST;';
  WHEN 'kasus' THEN
    RETURN NEXT format('Membuka: SELECT dkis.open_case(%L, %L);', coalesce(sop, 'kode-sop'), 'Perihal');
    RETURN NEXT format('Apa yang dapat dilakukan: SELECT * FROM dkis.next_actions(%L);', coalesce(recent, '13/2026/000001'));
    RETURN NEXT format('Menunda, melanjutkan: SELECT dkis.hold_case(%1$L, %2$L); SELECT dkis.resume_case(%1$L);', coalesce(recent, '13/2026/000001'), 'alasan');
    RETURN NEXT format('Mengapa tenggatnya begitu: SELECT * FROM dkis.explain_case(%L);', coalesce(recent, '13/2026/000001'));
    RETURN NEXT format('Siapa yang ditunggu: SELECT * FROM dkis.waiting_for(%L);', coalesce(recent, '13/2026/000001'));
    RETURN NEXT format('Kasus lanjutan: SELECT * FROM dkis.next_cases(%L);', coalesce(recent, '13/2026/000001'));
  WHEN 'sop' THEN
    RETURN NEXT 'Daftar: SELECT number, code, name FROM dkis.sops ORDER BY number;';
    RETURN NEXT format('Formulir: SELECT dkis.sop_html(%L);', coalesce(sop, 'kode-sop'));
    RETURN NEXT format('Lama menurut mutu baku: SELECT * FROM dkis.lawful_duration(%L);', coalesce(sop, 'kode-sop'));
  WHEN 'laporan' THEN
    RETURN QUERY SELECT format('SELECT * FROM dkis_report.%s;  -- %s', c.relname, obj_description(c.oid, 'pg_class')) FROM pg_class AS c
      WHERE c.relnamespace = 'dkis_report'::regnamespace AND c.relkind = 'v' ORDER BY c.relname ~ '^register_', c.relname;
  WHEN '112' THEN
    RETURN NEXT 'Papan: SELECT * FROM dkis.board();';
    RETURN NEXT format('Menerima panggilan: SELECT * FROM dkis.report_call(%L, %L, category => %L);', '081234567890', '-6.7320, 108.5523', 'kebakaran');
    RETURN NEXT 'Armada terdekat: SELECT n.* FROM dkis.incidents i, dkis.nearest_units(i.location) n WHERE i.id = ...;';
  WHEN 'admin' THEN
    -- whichever an agency has been given
    RETURN QUERY SELECT format('Memuat data: SELECT * FROM dkis.%I();', p.proname) FROM pg_proc AS p
      WHERE p.pronamespace = 'dkis'::regnamespace AND p.proname LIKE 'load\_%' AND p.pronargs = 0 ORDER BY p.proname;
    RETURN NEXT 'Penjadwalan: SELECT dkis.start_jobs(); SELECT * FROM dkis.jobs;';
    RETURN NEXT 'Pengaturan: SELECT * FROM dkis.setting_list();';
    RETURN NEXT 'Menyalin versi SOP menjadi rancangan berikutnya: SELECT dkis.copy_version(id) FROM dkis.sop_versions WHERE sop = ... AND status = ''berlaku'';';
    RETURN NEXT 'Memberlakukan versi SOP: SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE status = ''rancangan'' AND id = ...;';
    RETURN NEXT 'Menyesuaikan register: SELECT * FROM dkis.refresh_registers();';
  ELSE
    RAISE EXCEPTION 'tidak ada bantuan tentang "%"', left(topic, 60) USING ERRCODE = '22023', DETAIL = 'Bantuan disusun menurut pokok.', HINT = 'Pilihan: tugas, kasus, sop, laporan, 112, admin.';
  END CASE;
END
$$;
COMMENT ON FUNCTION dkis.help(text) IS 'Apa yang dapat diketik berikutnya, dengan nomor kasus Anda sendiri';

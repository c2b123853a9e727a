-- What to type next, with the asker's own numbers.

-- The topics there are, what each is about, and whether whoever asks may type what it says.
CREATE FUNCTION dkis_store.help_topics() RETURNS TABLE (n int, topic text, about text, yours bool) LANGUAGE sql STABLE
BEGIN ATOMIC
  VALUES (1, 'tugas', 'yang menunggu Anda', has_table_privilege('dkis.case_steps', 'UPDATE')),
    (2, 'kasus', 'membuka, mengerjakan, menunda, memeriksa kasus', has_table_privilege('dkis.case_steps', 'UPDATE')),
    (3, 'waktu', 'hari kerja dan tenggat', has_table_privilege('dkis.holidays', 'SELECT')),
    (4, 'sop', 'SOP, formulirnya, lamanya', has_table_privilege('dkis.sops', 'SELECT')),
    (5, 'laporan', 'laporan dan artinya', true),
    (6, '112', 'panggilan, insiden, armada', has_function_privilege('dkis.board()', 'EXECUTE')),
    (7, 'impor', 'hari libur, wilayah, alur, kasus lama', has_function_privilege('dkis.load_cases(text)', 'EXECUTE')),
    (8, 'admin', 'orang, versi SOP, pengaturan, pekerjaan berkala', has_function_privilege('dkis.start_jobs()', 'EXECUTE'));
END;
COMMENT ON FUNCTION dkis_store.help_topics() IS 'Pokok bantuan, dan mana yang bagi yang bertanya';

-- Who asks, and whose work is theirs today. Runs as its caller.
CREATE FUNCTION dkis_store.help_asker() RETURNS SETOF text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
BEGIN
  SELECT a.id, a.name INTO me FROM dkis_store.asking_person AS a;
  RETURN NEXT format('Anda: %s (%s).', coalesce(me.name, 'belum tercatat di dkis.people'),
    coalesce((SELECT string_agg(r.rolname, ', ' ORDER BY r.rolname) FROM pg_roles AS r WHERE r.rolname ~ '^dkis_(admin|app|dispatcher|officer|reader)$'
      AND pg_has_role(CURRENT_USER, r.oid, 'USAGE')), 'bukan anggota peran dkis'));
  IF me.id IS NOT NULL THEN
    RETURN NEXT 'Pelaksana: ' || coalesce((SELECT string_agg(p.name || coalesce(' ' || m.organisation, '') || CASE WHEN m.acting THEN ' (Plh/Plt)' ELSE '' END, ', ' ORDER BY p.name, m.id)
      FROM dkis.performer_members AS m JOIN dkis.performers AS p ON p.agency = m.agency AND p.code = m.performer
      WHERE m.person = me.id AND m.valid @> dkis.today()), 'hari ini bukan anggota pelaksana mana pun; admin menambahkannya di dkis.performer_members') || '.';
  END IF;
END
$$;
COMMENT ON FUNCTION dkis_store.help_asker() IS 'Siapa yang bertanya, dan sebagai pelaksana apa';

-- What dkis.help says: a thing, and in the lines below it what to type. Runs as its caller,
-- whom a reader's lack of dkis_store leaves with the reports.
CREATE FUNCTION dkis_store.help_entries(topic text) RETURNS SETOF text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  recent text;
  sop text;
  version text;
  topics text := 'laporan';
BEGIN
  topic := coalesce(lower(btrim(topic)), '');
  IF has_schema_privilege('dkis_store', 'USAGE') THEN
    recent := coalesce((SELECT t.nomor_register FROM dkis_report.tugas_saya AS t ORDER BY t.tenggat NULLS LAST, t.id LIMIT 1),
      (SELECT coalesce(c.register_no, 'kasus ' || c.id) FROM dkis.cases AS c WHERE c.agency = dkis.agency() ORDER BY c.id DESC LIMIT 1), '13/2026/000001');
    sop := coalesce((SELECT o.code FROM dkis.sops AS o WHERE o.agency = dkis.agency() AND NOT o.emergency ORDER BY o.number LIMIT 1), 'kode-sop');
    version := coalesce((SELECT v.id::text FROM dkis.sop_versions AS v WHERE v.agency = dkis.agency() AND v.sop = sop ORDER BY v.status <> 'berlaku', v.version DESC LIMIT 1), '1');
    topics := (SELECT string_agg(h.topic, ', ' ORDER BY h.n) FROM dkis_store.help_topics() AS h WHERE h.yours);
  ELSIF topic = '' THEN
    RETURN NEXT 'Anda: pembaca laporan (dkis_reader).';
    RETURN NEXT E'Laporan dan artinya\n  SELECT * FROM dkis.help(''laporan'');';
    RETURN NEXT E'Laporan mana menyambung ke mana\n  SELECT * FROM dkis_report.hubungan;';
    RETURN;
  END IF;
  IF topic <> '' AND topic <> ALL (string_to_array(topics, ', ')) THEN
    RAISE EXCEPTION 'tidak ada bantuan tentang "%"', left(topic, 60) USING ERRCODE = '22023',
      DETAIL = 'Bantuan disusun menurut pokok, dan menurut apa yang boleh dikerjakan yang bertanya.', HINT = format('Pilihan: %s.', topics);
  END IF;
  CASE topic
  WHEN '' THEN
    RETURN QUERY SELECT * FROM dkis_store.help_asker();
    RETURN QUERY SELECT format('Tugas Anda: %s, terlambat %s.', count(*), count(*) FILTER (WHERE t.lampu = 'merah')) FROM dkis_report.tugas_saya AS t;
    RETURN QUERY SELECT format(E'Yang pertama: %s langkah %s %s (%s)\n  SELECT dkis.finish_step(%L, %L, %L);', t.nomor_register, t.langkah, t.kegiatan,
        coalesce(t.sisa, 'tanpa tenggat'), t.nomor_register, t.langkah, split_part(t.pilihan_hasil, ' | ', 1))
      FROM dkis_report.tugas_saya AS t ORDER BY t.tenggat NULLS LAST, t.id LIMIT 1;
    RETURN QUERY SELECT format(E'%s%s\n  SELECT * FROM dkis.help(%L);', upper(left(h.about, 1)), substr(h.about, 2), h.topic) FROM dkis_store.help_topics() AS h WHERE h.yours ORDER BY h.n;
  WHEN 'tugas' THEN
    RETURN QUERY SELECT format(E'%s  %s langkah %s %s (%s)\n  SELECT dkis.finish_step(%L, %L, %L);', t.lampu, t.nomor_register, t.langkah, t.kegiatan,
        coalesce(t.sisa, 'tanpa tenggat'), t.nomor_register, t.langkah, split_part(t.pilihan_hasil, ' | ', 1))
      FROM dkis_report.tugas_saya AS t ORDER BY t.tenggat NULLS LAST, t.id LIMIT 5;
    RETURN NEXT E'Semua tugas Anda\n  SELECT lampu, nomor_register, langkah, kegiatan, sisa FROM dkis_report.tugas_saya ORDER BY tenggat NULLS LAST;';
    RETURN NEXT E'Semua tugas kantor\n  SELECT lampu, nomor_register, langkah, pelaksana, petugas, sisa FROM dkis_report.daftar_tugas ORDER BY tenggat NULLS LAST;';
  WHEN 'kasus' THEN
    RETURN NEXT format(E'Membuka\n  SELECT dkis.open_case(%L, %L);', sop, 'Perihal');
    RETURN NEXT format(E'Apa yang dapat dilakukan\n  SELECT * FROM dkis.next_actions(%L);', recent);
    RETURN NEXT format(E'Menunda, melanjutkan\n  SELECT dkis.hold_case(%1$L, %2$L), dkis.resume_case(%1$L);', recent, 'alasan');
    RETURN NEXT format(E'Mengapa tenggatnya begitu\n  SELECT * FROM dkis.explain_case(%L);', recent);
    RETURN NEXT format(E'Siapa yang ditunggu\n  SELECT * FROM dkis.waiting_for(%L);', recent);
    RETURN NEXT format(E'Kasus lanjutan\n  SELECT * FROM dkis.next_cases(%L);', recent);
    RETURN NEXT format(E'Riwayatnya, dan apakah utuh\n  SELECT seq, at, event, step, outcome, actor FROM dkis.case_events WHERE case_id = dkis.case_id(%1$L) ORDER BY seq;\n  SELECT * FROM dkis.verify_case(%1$L);', recent);
    RETURN NEXT format(E'Gambarnya (SVG)\n  SELECT dkis.case_svg(%L);', recent);
  WHEN 'waktu' THEN
    RETURN NEXT E'Kapan jatuh temponya\n  SELECT dkis.due_at(now(), ''10 hari kerja'');';
    RETURN NEXT E'Mengapa\n  SELECT * FROM dkis.explain_due(now(), ''10 hari kerja'');';
    RETURN NEXT E'Hari kerja\n  SELECT dkis.is_workday(dkis.today()), dkis.add_workdays(dkis.today(), 3);';
    RETURN NEXT E'Hari libur yang dimuat\n  SELECT DISTINCT day, kind, name, decree FROM dkis.holidays WHERE day >= dkis.today() ORDER BY day LIMIT 10;';
  WHEN 'sop' THEN
    RETURN NEXT E'Daftar\n  SELECT number, code, name FROM dkis.sops ORDER BY number;';
    RETURN NEXT format(E'Formulir\n  SELECT dkis.sop_html(%L);', sop);
    RETURN NEXT format(E'Lama menurut mutu baku\n  SELECT * FROM dkis.lawful_duration(%L);', sop);
    RETURN NEXT format(E'Langkahnya\n  SELECT step, activity, performer, sla FROM dkis.sop_steps WHERE sop_version = %s ORDER BY ordinal;', version);
  WHEN 'laporan' THEN
    RETURN QUERY SELECT format(E'%s\n  SELECT * FROM dkis_report.%s;', obj_description(c.oid, 'pg_class'), c.relname) FROM pg_class AS c
      WHERE c.relnamespace = 'dkis_report'::regnamespace AND c.relkind = 'v' ORDER BY c.relname ~ '^register_', c.relname;
  WHEN '112' THEN
    RETURN NEXT E'Papan (psql: lalu \\watch 5)\n  SELECT * FROM dkis.board();';
    RETURN NEXT format(E'Menerima panggilan\n  SELECT * FROM dkis.report_call(%L, %L, category => %L);', '081234567890', '-6.7320, 108.5523', 'kebakaran');
    IF has_table_privilege('dkis.incidents', 'SELECT') THEN
      RETURN QUERY SELECT format(E'Armada bagi insiden %1$s (%2$s)\n  SELECT * FROM dkis.suggest_units(%1$s);\n  SELECT * FROM dkis.incident_log(%1$s);', i.id, i.category)
        FROM dkis.incidents AS i WHERE i.agency = dkis.agency() AND i.closed_at IS NULL ORDER BY i.id DESC LIMIT 1;
    END IF;
    RETURN NEXT E'Yang menunggu dijawab atau dihubungi kembali\n  SELECT * FROM dkis.call_queue;';
  WHEN 'impor' THEN
    IF has_function_privilege('dkis.load_areas(jsonb)', 'EXECUTE') THEN
      RETURN NEXT E'Hari libur dari CSV atau iCalendar: pratinjau, lalu muat (psql: \\set berkas `cat libur.csv`)\n  SELECT * FROM dkis.preview_holidays(E''tanggal,nama\\n2027-01-01,Tahun Baru Masehi'', ''jam kerja'');';
      RETURN NEXT E'Batas wilayah dari GeoJSON\n  SELECT dkis.load_areas(''{"type": "FeatureCollection", "features": []}'');';
      RETURN NEXT format(E'Tugas dalam gambar BPMN dan jalurnya\n  SELECT step, activity, lane FROM dkis.bpmn_steps(dkis.sop_bpmn(%L));', sop);
    END IF;
    RETURN NEXT format(E'Kasus lama dari lembar CSV, baris demi baris\n  SELECT * FROM dkis.load_cases(E''sop,perihal\\n%s,Perihal'');', sop);
    RETURN NEXT E'Alur dari BPMN atau PNML (psql: \\set gambar `cat alur.bpmn`)\n  SELECT dkis.from_bpmn(dkis.to_bpmn(''start -> 1; 1 -> end''), name_ways => true);';
  WHEN 'admin' THEN
    -- whichever an agency has been given
    RETURN QUERY SELECT format(E'Memuat data\n  SELECT * FROM dkis.%I();', p.proname) FROM pg_proc AS p
      WHERE p.pronamespace = 'dkis'::regnamespace AND p.proname LIKE 'load\_%' AND p.pronargs = 0 ORDER BY p.proname;
    RETURN NEXT E'Penjadwalan, bagaimana jalannya, dan apa yang sedang berjalan\n  SELECT dkis.start_jobs();\n  SELECT job, started_at, done, total, error FROM dkis.jobs LIMIT 4;';
    RETURN NEXT E'Pengaturan\n  SELECT * FROM dkis.setting_list();';
    RETURN NEXT E'Yang keliru dalam isian sendiri\n  SELECT * FROM dkis.check_definitions();';
    RETURN NEXT format(E'Menyalin versi SOP %s menjadi rancangan, lalu memberlakukannya\n  SELECT dkis.copy_version(%s);\n  SELECT dkis.activate_version(%2$s);', sop, version);
    RETURN NEXT E'Menyesuaikan register\n  SELECT * FROM dkis.refresh_registers();';
    RETURN NEXT E'Apakah semua riwayat utuh\n  SELECT * FROM dkis.verify_all();';
  END CASE;
END
$$;
COMMENT ON FUNCTION dkis_store.help_entries(text) IS 'Isi bantuan: pokoknya, lalu yang dapat diketik';

-- topic: one of dkis_store.help_topics() that is the asker's; none: who you are, what waits
-- for you, and the topics. A line each; what is set in by two blanks can be typed as it
-- stands. 22023: no such topic.
CREATE FUNCTION dkis.help(topic text DEFAULT NULL) RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT l.line FROM dkis_store.help_entries(help.topic) WITH ORDINALITY AS e (entry, n)
  CROSS JOIN LATERAL regexp_split_to_table(e.entry, E'\n') WITH ORDINALITY AS l (line, m) ORDER BY e.n, l.m;
END;
COMMENT ON FUNCTION dkis.help(text) IS 'Apa yang dapat diketik berikutnya, dengan nomor kasus Anda sendiri';

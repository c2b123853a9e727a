-- Cases by the numbers people know, by the roles that work with them.
CREATE DATABASE dkis_test_register_numbers TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_register_numbers
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
\set SHOW_CONTEXT never
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
CREATE ROLE dkis_test_nomor LOGIN IN ROLE dkis_officer;
CREATE ROLE dkis_test_pembaca LOGIN IN ROLE dkis_reader;
CREATE ROLE dkis_test_radio LOGIN IN ROLE dkis_dispatcher;
INSERT INTO dkis.people (name, nip, db_role) VALUES ('Ani Lestari', '198001012005012001', 'dkis_test_nomor');
INSERT INTO dkis.performer_members (performer, person) SELECT 'subkoor_kemitraan', id FROM dkis.people WHERE db_role = 'dkis_test_nomor';
SELECT '1/' || extract(year FROM dkis.today()) || '/000001' AS n \gset
SELECT dkis_store.register_number(13, 2026, 1), dkis_store.register_number(13, 2026, 1234567) AS the_millionth, dkis_store.register_number(13, NULL, 1) AS nothing;

SET ROLE dkis_test_nomor;
SELECT dkis.open_case('1', 'Peresmian taman') AS c \gset
SELECT dkis.case_id(:'n') = :c AS by_number, dkis.case_id(' ' || :'n' || ' ') = :c AS trimmed, dkis.case_id(:'c') = :c AS by_digits, dkis.case_id('kasus ' || :c) = :c AS as_shown, dkis.case_id(NULL) AS nothing;
SELECT dkis.case_id(regexp_replace(:'n', '/0+', '/')) = :c AS without_noughts, dkis.case_id(replace(:'n', '/0', '/000')) = :c AS with_too_many;
SELECT dkis.case_id('1/2026/999999');
SELECT dkis.case_id('');
SELECT dkis.case_id(repeat('9', 1000));
-- What the case's own statement left: the number of the case for who asks the sequence by its name.
SELECT currval('dkis_store.cases_id_seq') = :c AS last_insert_id;
SELECT nextval('dkis_store.cases_id_seq');
-- Everything that takes an id takes the number.
SELECT p.oid::regprocedure AS only_by_id FROM pg_proc p WHERE p.pronamespace = 'dkis'::regnamespace AND p.prokind = 'f'
  AND p.proargtypes[array_position(p.proargnames[1:p.pronargs], 'case_id') - 1] = 'bigint'::regtype
  AND NOT EXISTS (SELECT FROM pg_proc q WHERE q.pronamespace = p.pronamespace AND q.proname = p.proname AND q.pronargs = p.pronargs
    AND q.proargtypes[array_position(q.proargnames[1:q.pronargs], 'case_id') - 1] = 'text'::regtype AND q.provolatile = p.provolatile AND q.prorettype = p.prorettype);
SELECT step, outcome, leads_to FROM dkis.next_actions(:'n');
SELECT dkis.finish_step(:'n', '1');
SELECT dkis.finish_step(case_id => :c::text, step => '2', outcome => 'Tidak Sesuai', note => 'kurang');
SELECT dkis.finish_step(:'n', '1');
SELECT dkis.finish_step(:'n', '9');
SELECT dkis.assign_step(:'n', '2', '198001012005012001');
SELECT dkis.hold_case(:'n', 'menunggu jadwal'), dkis.resume_case(:'n');
SELECT count(*) AS problems FROM dkis.verify_case(:'n');
SELECT step, performer_name, members FROM dkis.waiting_for(:'n');
SELECT count(*) > 1 AS days FROM dkis.explain_case(:'n', '2');
SELECT dkis.case_svg(:'n') = dkis.case_svg(:c) AS same;
SELECT count(*) FROM dkis.next_cases(:'n');

-- ---- mine to do ---------------------------------------------------------------------------
SELECT nomor_register = :'n' AS mine, langkah, mengapa FROM dkis_report.tugas_saya;
SELECT regexp_replace(replace(line, :'n', '<nomor>'), '\([^()]*(lagi|lewat)\)', '(<sisa>)') AS line FROM dkis.help() AS line;
SELECT regexp_replace(replace(line, :'n', '<nomor>'), '\([^()]*(lagi|lewat)\)', '(<sisa>)') AS line FROM dkis.help('tugas') AS line;
SELECT replace(line, :'n', '<nomor>') AS line FROM dkis.help('kasus') AS line;
SELECT bool_and(n % 2 = 1 OR line ~ '^  SELECT [*] FROM dkis_report[.][^ ]+;$') AS all_with_words, count(*) > 40 AS many FROM dkis.help('laporan') WITH ORDINALITY AS h (line, n);
SELECT topic, count(*) > 1 AS told FROM unnest(ARRAY[' SOP', 'waktu', 'impor']) AS topic, dkis.help(topic) GROUP BY 1 ORDER BY 1;
SELECT dkis.help('cuaca');
RESET ROLE;
-- Whatever help prints can be typed as it stands; here by an administrator who is a dispatcher too.
SELECT count(*) AS incidents FROM dkis.report_call('081234567890', '-6.7320, 108.5523', category => 'kebakaran');
INSERT INTO dkis.people (name, db_role) VALUES ('Rudi', 'dkis_test_nomor_admin');
CREATE ROLE dkis_test_nomor_admin LOGIN IN ROLE dkis_admin, dkis_officer, dkis_dispatcher;
CREATE FUNCTION public.typed(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  BEGIN
    EXECUTE statement;
    RAISE EXCEPTION USING ERRCODE = 'UNDON';
  EXCEPTION WHEN SQLSTATE 'UNDON' THEN
    RETURN 'typed';
  END;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
-- Everything that help says to whoever asks, typed by him.
CREATE FUNCTION public.told(OUT topics text, OUT many bool, OUT refused text) LANGUAGE sql VOLATILE AS $$
  WITH topic AS (SELECT substring(line FROM 'dkis[.]help[(]''(.*)''[)]') AS name, n FROM dkis.help() WITH ORDINALITY AS h (line, n)),
    line AS (SELECT line FROM dkis.help() AS line UNION ALL SELECT h.line FROM topic, dkis.help(topic.name) AS h (line) WHERE topic.name IS NOT NULL)
  SELECT (SELECT string_agg(name, ', ' ORDER BY n) FROM topic), count(*) > 50, string_agg(line || ': ' || answer, E'\n') FILTER (WHERE answer <> 'typed')
  FROM line CROSS JOIN LATERAL public.typed(line) AS answer WHERE line LIKE '  %' $$;
SET ROLE dkis_test_nomor_admin;
SELECT line FROM dkis.help() AS line LIMIT 3;
SELECT * FROM public.told();
SET ROLE dkis_test_nomor;
SELECT * FROM public.told();
SELECT dkis.help('admin');
SET ROLE dkis_test_pembaca;
SELECT dkis.help();
SELECT * FROM public.told();
SELECT dkis.help('kasus');
SET ROLE dkis_test_radio;
SELECT topics, many, refused FROM public.told();
RESET ROLE;
-- Somebody else's, once assigned elsewhere; nobody's when the membership is over.
UPDATE dkis_store.case_steps SET assignee = 'orang lain' WHERE case_id = :c AND finished_at IS NULL;
SET ROLE dkis_test_nomor; SELECT count(*) AS mine FROM dkis_report.tugas_saya; RESET ROLE;
UPDATE dkis_store.case_steps SET assignee = NULL WHERE case_id = :c AND finished_at IS NULL;
UPDATE dkis.performer_members SET valid = '(,2020-01-01)', acting = true;
SET ROLE dkis_test_nomor; SELECT count(*) AS mine FROM dkis_report.tugas_saya; RESET ROLE;
UPDATE dkis.performer_members SET valid = '(,)', acting = true;
SET ROLE dkis_test_nomor; SELECT mengapa FROM dkis_report.tugas_saya; RESET ROLE;

-- ---- what may follow: a dispute over an answer, for 14 working days ---------------------------
SELECT dkis.open_case('permohonan-informasi', 'Salinan APBD') AS p \gset
UPDATE dkis_store.case_steps SET step = '8', outcome = 'Tidak Puas', ended_by = 'hasil', finished_at = now() WHERE case_id = :p;
SELECT kode_sop_lanjutan, sop_lanjutan, sebab, sampai = dkis.due_at(sejak, '14 hari kerja', 'kantor') AS in_time, kasus_id = :p AS of_case FROM dkis_report.tawaran;
SELECT sop, reason, mode, until > now() AS in_time FROM dkis.next_cases(:p);
-- Its time goes by; a step that its cancelled case closed offers nothing.
UPDATE dkis_store.case_steps SET finished_at = now() - interval '60 days' WHERE case_id = :p;
SELECT count(*) AS in_time FROM dkis_report.tawaran;
SELECT sop, until < now() AS over FROM dkis.next_cases(:p);
UPDATE dkis_store.case_steps SET finished_at = now(), ended_by = 'pembatalan' WHERE case_id = :p;
SELECT count(*) AS cancelled FROM dkis_report.tawaran;
UPDATE dkis_store.case_steps SET ended_by = 'hasil' WHERE case_id = :p;
UPDATE dkis_store.cases SET parent_case = :p, sop = 'sengketa-informasi', opened_at = now() WHERE id = :c;
SELECT count(*) AS opened FROM dkis_report.tawaran;

-- ---- how reports join, and what a reader's tool finds ---------------------------------------
SELECT pandangan, kolom, ke_pandangan, ke_kolom FROM dkis_report.hubungan WHERE pandangan IN ('terlambat', 'tawaran', 'insiden_peta', 'register_...') ORDER BY id;
-- Each points to a column that is there and a key.
SELECT count(*) FILTER (WHERE a.attname IS NULL) AS nowhere FROM dkis_report.hubungan h
LEFT JOIN pg_attribute a ON a.attrelid = to_regclass('dkis_report.' || h.ke_pandangan) AND a.attname = h.ke_kolom;
SET ROLE dkis_test_pembaca;
SELECT n.nspname, count(*) FILTER (WHERE NOT has_table_privilege(c.oid, 'SELECT')) AS unreadable FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname LIKE 'dkis%' AND has_schema_privilege(n.oid, 'USAGE') AND c.relkind IN ('r', 'v') AND has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES') GROUP BY 1;
SELECT has_schema_privilege('dkis_store', 'USAGE') AS store;
-- Some list what may be read without asking for the schema.
SELECT c.oid::regclass AS beyond_reach FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname LIKE 'dkis%' AND n.nspname <> 'dkis_report' AND c.relkind IN ('r', 'v') AND has_table_privilege(c.oid, 'SELECT') AND NOT has_schema_privilege(n.oid, 'USAGE');
SELECT count(*) FROM dkis_report.tugas_saya;
SELECT count(*) > 0 AS polygons, bool_and(ST_GeometryType(batas) = 'ST_MultiPolygon') AS all_polygons, sum(insiden) AS insiden FROM dkis_report.wilayah_peta;
RESET ROLE;
DROP OWNED BY dkis_test_nomor, dkis_test_pembaca, dkis_test_nomor_admin, dkis_test_radio;
DROP ROLE dkis_test_nomor, dkis_test_pembaca, dkis_test_nomor_admin, dkis_test_radio;
\c contrib_regression
DROP DATABASE dkis_test_register_numbers;

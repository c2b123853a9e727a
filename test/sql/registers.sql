-- The register of each SOP. In a database of its own: it loads Cirebon's SOPs,
-- which cannot be taken back.
CREATE DATABASE dkis_test_registers TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_registers
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();

-- ---- one for each SOP in force, with its fields --------------------------------------
SELECT s.number, 'register_' || replace(s.code, '-', '_') AS register, c.oid IS NOT NULL AS there
FROM dkis.sops s LEFT JOIN pg_class c ON c.relnamespace = 'dkis_report'::regnamespace AND c.relname = 'register_' || replace(s.code, '-', '_') ORDER BY 1;
SELECT attname, format_type(atttypid, atttypmod) AS type, col_description(attrelid, attnum) AS comment
FROM pg_attribute WHERE attrelid = 'dkis_report.register_permohonan_informasi'::regclass AND attnum > 0 ORDER BY attnum;
SELECT obj_description('dkis_report.register_permohonan_informasi'::regclass);
-- Every field of every version in force is a column of its SOP's register.
SELECT v.sop, f.name FROM dkis.sop_fields f JOIN dkis.sop_versions v ON v.id = f.sop_version
WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = ('dkis_report.register_' || replace(v.sop, '-', '_'))::regclass AND a.attname IN (f.name, 'isian_' || f.name));
-- No register is a member: a dump has them.
SELECT count(*) AS members FROM pg_depend WHERE deptype = 'e' AND classid = 'pg_class'::regclass AND objid IN (SELECT view FROM dkis_store.register_views);

-- ---- a SOP with a field of each type ----------------------------------------------------
INSERT INTO dkis.calendars (code, kind) VALUES ('jaga', '24 jam');
INSERT INTO dkis.sops (code, number, name) VALUES ('Surat_Masuk "x''; DROP', 901, 'Surat ''masuk''');
CREATE FUNCTION pg_temp.version(sop text, version int, fields jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v bigint;
BEGIN
  INSERT INTO dkis.sop_versions (sop, version, calendar, machine, total_sla) VALUES (version.sop, version.version, 'jaga', 'start -> 1; 1 [Ya | Tidak] -> 2 & 3; 2 & 3 -> end', '2 hari') RETURNING id INTO v;
  INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla) SELECT v, s, s::int, 'Kegiatan ' || s, CASE s WHEN '3' THEN 'ppid' ELSE 'staf' END, '1 hari' FROM unnest(ARRAY['1', '2', '3']) s;
  INSERT INTO dkis.sop_fields (sop_version, name, type, required, personal, label)
    SELECT v, f.name, f.type, coalesce(f.required, false), coalesce(f.personal, false), coalesce(f.label, f.name) FROM jsonb_to_recordset(fields) AS f (name text, type text, required bool, personal bool, label text);
  RETURN v;
END $$;
SELECT pg_temp.version('Surat_Masuk "x''; DROP', 1, '[{"name": "pengirim", "type": "teks", "required": true, "personal": true, "label": "Nama ''pengirim''"},
  {"name": "tanggal surat", "type": "tanggal"}, {"name": "lembar", "type": "bilangan"}, {"name": "rahasia", "type": "ya/tidak", "personal": true},
  {"name": "lahir", "type": "tanggal", "personal": true}, {"name": "gaji", "type": "bilangan", "personal": true}, {"name": "status", "type": "teks"}, {"name": "", "type": "teks", "label": "Tanpa nama"},
  {"name": "nama isian yang jauh lebih panjang daripada yang dapat ditampung kolom", "type": "teks"}, {"name": "a\"b'';c", "type": "teks"}]') AS v \gset
SELECT count(*) FROM dkis_store.registers WHERE sop LIKE 'Surat%';
SELECT dkis.activate_version(:v);
SELECT register AS r FROM dkis_store.registers WHERE sop LIKE 'Surat%' \gset
\d dkis_report.:"r"

CREATE ROLE dkis_test_petugas IN ROLE dkis_officer;
CREATE ROLE dkis_test_baca IN ROLE dkis_reader;
SET ROLE dkis_test_petugas;
INSERT INTO dkis_report.:"r" (perihal, pengirim, "tanggal surat", lembar, rahasia, lahir, gaji, isian_status, "a""b';c", kanal)
VALUES ('Undangan', 'Ahmad', '01/02/2026', 2.5, true, '17/08/1945', 12, 'baru', 'odd', 'pos')
RETURNING id = 327400000000001 AS first, nomor_register, instansi, status, dibuka_oleh, langkah, pelaksana, "tanggal surat", sisa_menit_kerja, hasil;
SELECT data FROM dkis.cases;
-- What dkis.cases refuses, with its own words.
INSERT INTO dkis_report.:"r" (perihal) VALUES ('Tanpa pengirim');
INSERT INTO dkis_report.:"r" (perihal, pengirim, lembar) VALUES ('x', 'y', 'NaN');
INSERT INTO dkis_report.:"r" (perihal, pengirim, "tanggal surat") VALUES ('x', 'y', 'infinity');
INSERT INTO dkis_report.:"r" (pengirim) VALUES ('y');
INSERT INTO dkis_report.:"r" (perihal, pengirim, nomor_register) VALUES ('x', 'y', '1');
INSERT INTO dkis_report.:"r" (perihal, pengirim, pemohon) VALUES ('x', 'y', 'Ahmad');
INSERT INTO dkis_report.:"r" (perihal, pengirim, dibuka_oleh) VALUES ('x', 'y', 'orang lain');
\set VERBOSITY sqlstate
UPDATE dkis_report.:"r" SET perihal = 'x';
DELETE FROM dkis_report.:"r";
SELECT * FROM dkis_store.register_rows;
SELECT * FROM dkis.refresh_registers();
SELECT dkis_store.refresh_register('konferensi-pers');
\set VERBOSITY default
-- Several at once; two steps active together; done with one.
INSERT INTO dkis_report.:"r" (perihal, pengirim) SELECT 'Surat ' || n, 'Siti' FROM generate_series(1, 3) n RETURNING perihal, nomor_register;
SELECT dkis.finish_step(id, '1', 'Ya') FROM dkis.cases WHERE title = 'Surat 1';
RESET ROLE;
SELECT dkis.finish_step(id, '3') FROM dkis.cases WHERE title = 'Surat 1';
SELECT perihal, langkah, pelaksana, hasil, sisa_menit_kerja BETWEEN 1430 AND 1440 AS a_day FROM dkis_report.:"r" ORDER BY id;
SELECT dkis.finish_step(id, '2') FROM dkis.cases WHERE title = 'Surat 1';
SELECT status, langkah, pelaksana, hasil, tenggat_langkah, sisa_menit_kerja FROM dkis_report.:"r" WHERE perihal = 'Surat 1';

-- ---- who only reads ------------------------------------------------------------------------
SET ROLE dkis_test_baca;
SELECT pengirim, "tanggal surat", lembar, rahasia, lahir, gaji, isian_status, dibuka_oleh FROM dkis_report.:"r" ORDER BY id LIMIT 1;
\set VERBOSITY sqlstate
INSERT INTO dkis_report.:"r" (perihal, pengirim) VALUES ('x', 'y');
\set VERBOSITY default
RESET ROLE;
SET ROLE dkis_test_petugas;
SELECT pengirim, "tanggal surat", lembar, rahasia, lahir, gaji, isian_status, dibuka_oleh FROM dkis_report.:"r" ORDER BY id LIMIT 1;
RESET ROLE;

-- ---- a new version with other fields: no case loses what it was given -------------------------
CREATE VIEW public.milik_kami AS SELECT id, pengirim FROM dkis_report.:"r";
SELECT pg_temp.version('Surat_Masuk "x''; DROP', 2, '[{"name": "pengirim", "type": "teks", "personal": true, "label": "Pengirim"}, {"name": "agenda", "type": "teks", "required": true}]') AS v \gset
SELECT dkis.activate_version(:v);
SELECT attname, col_description(attrelid, attnum) AS comment FROM pg_attribute WHERE attrelid = ('dkis_report.' || quote_ident(:'r'))::regclass AND attnum > 33 ORDER BY attnum;
INSERT INTO dkis_report.:"r" (perihal, pengirim) VALUES ('Tanpa agenda', 'x');
INSERT INTO dkis_report.:"r" (perihal, pengirim, agenda) VALUES ('Versi dua', 'Budi', '12') RETURNING versi_sop, pengirim, agenda, lembar;
SELECT versi_sop, lembar, agenda FROM dkis_report.:"r" ORDER BY id;
-- A field of another type becomes text; a view upon the register stops that, and says so.
SELECT pg_temp.version('Surat_Masuk "x''; DROP', 3, '[{"name": "lembar", "type": "teks"}]') AS v \gset
SELECT dkis.activate_version(:v);
SELECT done FROM dkis.refresh_registers() WHERE done <> 'diperbarui';
DROP VIEW public.milik_kami;
SELECT register, done FROM dkis.refresh_registers() WHERE sop LIKE 'Surat%';
SELECT versi_sop, lembar, pg_typeof(lembar) FROM dkis_report.:"r" ORDER BY id LIMIT 2;
INSERT INTO dkis_report.:"r" (perihal, lembar) VALUES ('Versi tiga', 'dua') RETURNING versi_sop, lembar;
-- Data of another type than its column's is not shown, and stops nobody.
SELECT data, dkis_store.field_date(data, 'd', false), dkis_store.field_number(data, 'n', false), dkis_store.field_bool(data, 'b', false)
FROM (VALUES ('{}'::jsonb), ('{"d": "2026-02-30", "n": "x", "b": 1}'), ('{"d": "0000-01-01", "n": null, "b": null}'), ('{"d": "26-01-05"}'), ('{"d": 1, "n": [], "b": {}}'), ('{"d": "2024-2-29", "n": 1e3, "b": true}')) AS t (data);

-- ---- names -----------------------------------------------------------------------------------------
INSERT INTO dkis.sops (code, number, name) VALUES ('a-b', 911, 'Satu'), ('a_b', 912, 'Dua'), (repeat('panjang-', 9), 913, 'Tiga'), (repeat('panjang-', 9) || 'x', 914, 'Empat'), ('é', 915, 'Lima');
SELECT dkis.activate_version(pg_temp.version(s.code, 1, '[]')) FROM dkis.sops s WHERE number BETWEEN 911 AND 915 ORDER BY number;
SELECT n.sop, n.register, c.oid IS NOT NULL AS there FROM dkis_store.registers n LEFT JOIN pg_class c ON c.relname = n.register JOIN dkis.sops s ON s.code = n.sop WHERE s.number > 910 ORDER BY s.number;
-- Something of the agency's own has the name: left alone.
CREATE VIEW dkis_report.register_milik_sendiri AS SELECT 1 AS satu;
INSERT INTO dkis.sops (code, number, name) VALUES ('milik-sendiri', 916, 'Enam');
SELECT dkis.activate_version(pg_temp.version('milik-sendiri', 1, '[]'));
SELECT * FROM dkis_report.register_milik_sendiri;
DROP VIEW dkis_report.register_milik_sendiri;
SELECT done, count(*) FROM dkis.refresh_registers() GROUP BY 1 ORDER BY 1;

-- ---- a hub: one register for all agencies that have the SOP -----------------------------------------------
INSERT INTO dkis_store.calendars (agency, code, kind) VALUES (3209, 'jaga', '24 jam');
INSERT INTO dkis.performers (agency, code, name) VALUES (3209, 'staf', 'Staf'), (3209, 'ppid', 'PPID');
INSERT INTO dkis.sops (id, agency, code, number, name) VALUES (320900000000001, 3209, 'a-b', 1, 'Satu di sana');
INSERT INTO dkis.sop_versions (id, agency, sop, version, calendar, machine, status, sealed_rows) VALUES (320900000000001, 3209, 'a-b', 1, 'jaga', 'start -> 1; 1 -> end', 'berlaku', 2);
INSERT INTO dkis.sop_steps (agency, sop_version, step, ordinal, activity, performer) VALUES (3209, 320900000000001, '1', 1, 'Kegiatan', 'staf');
INSERT INTO dkis.sop_fields (agency, sop_version, name, label) VALUES (3209, 320900000000001, 'dari_sana', 'Dari sana');
INSERT INTO dkis_report.register_a_b (perihal) VALUES ('Di sini');
INSERT INTO dkis_store.cases (id, agency, sop, sop_version, title, data, marking, received_at, opened_at, opened_by, event_count, head)
  VALUES (320900000000001, 3209, 'a-b', 320900000000001, 'Di sana', '{"dari_sana": "ya"}', '{1}', now(), now(), 'x', 0, '');
SELECT done FROM dkis.refresh_registers() WHERE sop = 'a-b';
SELECT instansi, perihal, dari_sana FROM dkis_report.register_a_b ORDER BY id DESC;
INSERT INTO dkis_report.register_a_b (perihal) VALUES ('Di sini lagi') RETURNING instansi;

-- ---- a SOP that is gone; the extension takes its registers along --------------------------------------------
ALTER TABLE dkis.sop_versions DISABLE TRIGGER guard_version;
ALTER TABLE dkis.sop_steps DISABLE TRIGGER guard_version;
DELETE FROM dkis.sop_steps USING dkis.sop_versions v WHERE v.id = sop_version AND v.sop = 'a_b';
DELETE FROM dkis.sop_versions WHERE sop = 'a_b';
SELECT register, sop, done FROM dkis.refresh_registers() WHERE done = 'dihapus';
DROP OWNED BY dkis_test_petugas, dkis_test_baca;
DROP ROLE dkis_test_petugas, dkis_test_baca;
DROP EXTENSION dkis;
SELECT nspname FROM pg_namespace WHERE nspname LIKE 'dkis%';
\c contrib_regression
DROP DATABASE dkis_test_registers;

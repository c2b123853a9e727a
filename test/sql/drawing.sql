-- In a database of its own: it puts SOPs in force, which cannot be taken back.
CREATE DATABASE dkis_test_drawing TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_drawing
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'UTC';
SET datestyle = 'ISO, DMY';
\pset null '~'
CREATE SCHEMA t; -- the test's own
-- Pictures are read here as the XML that they are, never as text.
CREATE FUNCTION t.read(path text, page text) RETURNS text[] LANGUAGE sql AS $$
  SELECT array_agg(n::text) FROM unnest(xpath(path, xmlparse(DOCUMENT page),
    ARRAY[ARRAY['h', 'http://www.w3.org/1999/xhtml'], ARRAY['s', 'http://www.w3.org/2000/svg']])) AS n $$;

-- ---- a small SOP with hostile words -----------------------------------------
SELECT dkis.set_agency(9901);
INSERT INTO dkis.calendars (code, name, time_zone, kind) VALUES ('jaga', 'Jaga <b>malam</b>', 'Asia/Jayapura', '24 jam');
INSERT INTO dkis.organisations (code, name) VALUES ('lain', 'Dinas Lain'), ('kami', 'Dinas "Kami" & Kawan');
INSERT INTO dkis.performers (code, name) VALUES ('loket', 'Loket/Penerima'), ('kepala', 'Kepala <i>Bidang</i>');
INSERT INTO dkis.sops (code, number, name, division) VALUES ('uji', 7, 'Uji </title><script>alert(1)</script>', 'Bidang ]]> Uji');
INSERT INTO dkis.sop_versions (sop, version, document_no, created_on, effective_on, approved_by, calendar, machine, total_sla, total_sla_until, legal_basis, qualifications, warning)
VALUES ('uji', 1, 'U/1', '2026-02-28', '2026-03-01', E'Kepala\nNama', 'jaga',
  'start -> a; a [Ya] -> b & c; a [Tidak <br>] -> end; b & c -> d; d [Baik] -> end; d [Ulang] -> a; d [Tunggu] -> e; e -> end', '3 hari', 'd',
  ARRAY['UU 1 & 2', '<img src=x onerror=alert(1)>'], ARRAY['Teliti'], 'Awas "api"')
RETURNING id > 0 AS made;
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla, requirement, output, note, provenance)
SELECT v.id, s.* FROM dkis.sop_versions AS v, (VALUES
  ('a', 10, 'Menerima <script>alert("x")</script>', 'loket', '10 menit'::dkis.sla, 'Surat', 'Catatan', NULL, 'dokumen'),
  ('b', 20, E'Memeriksa\nbaris kedua', 'loket', '1 jam', NULL, NULL, '<!-- komentar -->', 'disimpulkan'),
  ('c', 30, 'Mengukur', 'kepala', '-', NULL, NULL, NULL, 'rekonstruksi'),
  ('d', 40, 'Memutuskan', 'kepala', '-', NULL, NULL, NULL, 'dokumen')) AS s;

-- A draft is drawn too, and says so; a step that has no row yet is drawn bare.
SELECT t.read('//h:p[@class="rancangan"]/text()', dkis.sop_html('uji')) AS draft,
  t.read('//h:tr[not(contains(@class, "antara"))]/h:td[@class="no"]/text()', dkis.sop_html('7')) AS numbers;
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla, sla_kind, wait_outcome, on_due_outcome)
SELECT id, 'e', 50, 'Menunggu', 'loket', '2 hari', 'tunggu', 'Selesai', 'Selesai' FROM dkis.sop_versions;
INSERT INTO dkis.sop_step_slas (sop_version, step, class, sla)
SELECT id, 'd', c, s::dkis.sla FROM dkis.sop_versions, (VALUES ('sedang', '2 hari'), ('berat', '5 hari'), ('ringan', '1 hari')) AS k (c, s);
SELECT dkis.activate_version(id) FROM dkis.sop_versions;

-- The header page.
SELECT t.read('//h:p[@class="rancangan"]', dkis.sop_html('uji')) AS draft;
SELECT t.read('//h:title/text()', dkis.sop_html('uji')) AS title, t.read('/h:html/@lang', dkis.sop_html('uji')) AS lang;
SELECT t.read('//h:td[@class="penerbit"]/h:p/text()', dkis.sop_html('uji')) AS issuer;
INSERT INTO dkis.settings (key, value) VALUES ('organisation', 'kami');
SELECT t.read('//h:td[@class="penerbit"]/h:p/text()', dkis.sop_html('uji')) AS issuer;
SET dkis.organisation = 'lain';
SELECT t.read('//h:td[@class="penerbit"]/h:p/text()', dkis.sop_html('uji')) AS issuer;
RESET dkis.organisation;
SELECT label, value FROM unnest(t.read('//h:td[@class="butir"]/text()', dkis.sop_html('uji')),
  t.read('//h:td[@class="butir"]/following-sibling::h:td', dkis.sop_html('uji'))) AS r (label, value);
SELECT t.read('//h:table[@class="kop"]//h:th/text()', dkis.sop_html('uji')) AS headings, t.read('//h:table[@class="kop"]//h:li/text()', dkis.sop_html('uji')) AS items;
-- The table: its columns, a lane per performer, and what each row says.
-- Where a word may break, made visible: psqls differ over that character's width.
SELECT replace(t.read('//h:table[@class="alur"]/h:thead/h:tr[position() < 3]/h:th/text()', dkis.sop_html('uji'))::text, U&'\200B', '<wbr>') AS columns;
SELECT t.read('//h:h2/following-sibling::h:p[1]/text()', dkis.sop_html('uji')) AS line;
SELECT n, array_to_string(t.read(format('//h:table[@class="alur"]/h:tbody/h:tr[%s]/h:td[not(@class="bagan")]//text()', n), dkis.sop_html('uji')), ' | ') AS words
FROM generate_series(1, cardinality(t.read('//h:table[@class="alur"]/h:tbody/h:tr', dkis.sop_html('uji')))) AS n;
SELECT n, array_to_string(t.read(format('//h:table[@class="alur"]/h:tbody/h:tr[%s]//s:title/text()', n), dkis.sop_html('uji')), '') AS title,
  array_to_string(t.read(format('//h:table[@class="alur"]/h:tbody/h:tr[%s]//s:desc/text()', n), dkis.sop_html('uji')), '') AS leads_to
FROM generate_series(1, cardinality(t.read('//h:table[@class="alur"]/h:tbody/h:tr', dkis.sop_html('uji')))) AS n;
-- Nothing in it runs or fetches, whatever the words say.
SELECT t.read('//h:script | //s:script | //h:img | //h:link | //@src | //@href | //@onerror', dkis.sop_html('uji')) AS active,
  dkis.sop_html('uji') ~ '<script|javascript:|url\(|@import' AS suspicious, dkis.sop_html('uji') ~ '[^\x01-\x7f]' AS beyond_ascii;

-- Neither a draft beside it is drawn, nor what comes into force only later.
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('uji', 2, 'jaga', 'start -> z; z -> end');
SELECT cardinality(t.read('//h:table[@class="alur"]/h:tbody/h:tr', dkis.sop_html('uji'))) AS rows;
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer) SELECT id, 'z', 1, 'Kelak', 'loket' FROM dkis.sop_versions WHERE version = 2;
UPDATE dkis.sop_versions SET effective_on = '2190-01-01' WHERE version = 2;
SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE version = 2;
SELECT cardinality(t.read('//h:table[@class="alur"]/h:tbody/h:tr', dkis.sop_html('uji'))) AS rows;
SELECT dkis.sop_html('tidak-ada');
SELECT dkis.sop_html('');
SELECT dkis.sop_html(NULL);
SELECT dkis.sop_html('-1');

-- ---- a case --------------------------------------------------------------------
INSERT INTO dkis.cases (sop, title, class) VALUES ('uji', 'Judul <script>&"', 'sedang') RETURNING id AS uji \gset
-- Each step's class and the words in its box; deadlines in the zone of the SOP's calendar.
CREATE FUNCTION t.look(id bigint) RETURNS TABLE (step text, look text, words text) LANGUAGE sql AS $$
  SELECT array_to_string(t.read(format('(//s:g[s:rect and s:title])[%s]/s:text[@class="nomor"]/s:tspan/text()', n), p.page), ''),
    array_to_string(t.read(format('(//s:g[s:rect and s:title])[%s]/@class', n), p.page), ''),
    regexp_replace(array_to_string(t.read(format('(//s:g[s:rect and s:title])[%s]/s:text[@class="catatan"]/s:tspan/text()', n), p.page), ' '), '[0-9]+ [A-Z][a-z]+ [0-9]{4} [0-9.]{5}', '<saat>', 'g')
  FROM (SELECT dkis.case_svg(look.id)) AS p (page), generate_series(1, 5) AS n $$;
SELECT * FROM t.look(:uji);
SELECT regexp_replace(t.read('/s:svg/s:title/text()', dkis.case_svg(:uji))::text, '/[0-9]{4}/', '/<tahun>/') AS title, t.read('/s:svg/@role', dkis.case_svg(:uji)) AS role,
  regexp_replace(t.read('/s:svg/s:desc/text()', dkis.case_svg(:uji))::text, '[0-9]+ [A-Z][a-z]+ [0-9]{4} [0-9.]{5}', '<saat>', 'g') AS line;
-- Words of the legend end before the next sign, in the widest of sans serifs too (7.5 a letter).
SELECT count(*) AS entries, count(*) FILTER (WHERE x + 7.5 * length(words) > next) AS too_long
FROM (SELECT words, x, lead(x) OVER (PARTITION BY y ORDER BY x) - 33 AS next
  FROM regexp_matches(dkis.case_svg(:uji), '<text class="baris" text-anchor="start"><tspan x="([0-9]+)" y="([0-9]+)">([a-z][^<]*)</tspan></text>', 'g') AS m
  CROSS JOIN LATERAL (SELECT m[1]::int AS x, m[2]::int AS y, m[3] AS words) AS t) AS legend;
SELECT t.read('//s:text[@class="catatan"]/s:tspan/text()', dkis.case_svg(:uji))
  = ARRAY['tenggat ' || to_char(s.due_at AT TIME ZONE 'Asia/Jayapura', 'FMDD ') || (ARRAY['Jan', 'Feb', 'Mar', 'Apr', 'Mei', 'Jun', 'Jul', 'Agu', 'Sep', 'Okt', 'Nov', 'Des'])[extract(month FROM s.due_at AT TIME ZONE 'Asia/Jayapura')::int]
    || to_char(s.due_at AT TIME ZONE 'Asia/Jayapura', ' YYYY HH24.MI')] AS due_in_zone
FROM dkis.case_steps AS s WHERE s.case_id = :uji;
SELECT dkis.finish_step(:uji, 'a', 'ya');
SELECT dkis.finish_step(:uji, 'c');
SELECT * FROM t.look(:uji); -- c waits for b
UPDATE dkis.case_steps SET due_at = '2020-01-01', due_basis = 'tetap' WHERE case_id = :uji AND step = 'b';
SELECT * FROM t.look(:uji) WHERE step = 'b';
SELECT dkis.hold_case(:uji, 'rahasia pemohon');
SELECT * FROM t.look(:uji) WHERE step = 'b'; -- it was late before it was held
SELECT regexp_replace(t.read('//s:text[@class="peringatan"]/s:tspan/text()', dkis.case_svg(:uji))::text, '[0-9]+ [A-Z][a-z]+ [0-9]{4} [0-9.]{5}', '<saat>', 'g') AS warning,
  dkis.case_svg(:uji) ~ 'rahasia' AS tells_why;
SELECT dkis.resume_case(:uji);
SELECT dkis.finish_step(:uji, 'b');
SELECT dkis.finish_step(:uji, 'd', 'ulang');
SELECT * FROM t.look(:uji); -- a the second time
SELECT dkis.finish_step(:uji, 'a', 'ya');
SELECT dkis.finish_step(:uji, 'b');
SELECT dkis.finish_step(:uji, 'c');
SELECT dkis.finish_step(:uji, 'd', 'tunggu');
UPDATE dkis.case_steps SET due_at = '2020-01-01', due_basis = 'tetap' WHERE case_id = :uji AND step = 'e';
SELECT * FROM t.look(:uji) WHERE step = 'e'; -- a wait that is over makes nobody late
SELECT dkis.cancel_case(:uji, 'tidak jadi');
SELECT * FROM t.look(:uji) WHERE step = 'e';
SELECT status, regexp_replace(t.read('//s:text[@class="peringatan"]/s:tspan/text()', dkis.case_svg(id))::text, '[0-9]+ [A-Z][a-z]+ [0-9]{4} [0-9.]{5}', '<saat>', 'g') AS warning
FROM dkis.cases WHERE id = :uji;
SELECT dkis.case_svg(1);
SELECT dkis.case_svg(NULL);
-- Whoever may read cases may see them; a reader of reports may not.
SET ROLE dkis_officer;
SELECT length(dkis.case_svg(:uji)) > 1000 AS officer, length(dkis.sop_html('7')) > 1000 AS form;
SET ROLE dkis_admin;
SELECT length(dkis.sop_bpmn('7')::text) > 1000 AS bpmn;
SET ROLE dkis_reader;
SELECT dkis.case_svg(:uji);
SELECT dkis.sop_html('7');
RESET ROLE;

-- ---- the 24 of Cirebon -----------------------------------------------------------
CREATE DATABASE dkis_test_drawing_24 TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_drawing_24
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
CREATE TEMP TABLE form AS SELECT o.number, o.code, v.id AS version, v.machine, xmlparse(DOCUMENT dkis.sop_html(o.code)) AS page
FROM dkis.sops AS o JOIN dkis.sop_versions AS v ON v.sop = o.code;
CREATE FUNCTION pg_temp.counted(path text, page xml) RETURNS int LANGUAGE sql AS $$
  SELECT cardinality(xpath(path, page, ARRAY[ARRAY['h', 'http://www.w3.org/1999/xhtml'], ARRAY['s', 'http://www.w3.org/2000/svg']])) $$;
-- Each is well-formed; has a row per step and a drawing per row; a diamond per
-- step with several outcomes; an arrow per way; the provenance of every step.
SELECT count(*) AS forms,
  count(*) FILTER (WHERE pg_temp.counted('//h:tbody/h:tr[not(contains(@class, "antara"))]', page) <> (SELECT count(*) FROM dkis.sop_steps AS s WHERE s.sop_version = version)) AS lack_steps,
  count(*) FILTER (WHERE pg_temp.counted('//h:tbody/h:tr', page) <> pg_temp.counted('//h:tbody/h:tr/h:td[@class="bagan"]/s:svg[s:title and s:desc]', page)) AS lack_drawings,
  count(*) FILTER (WHERE pg_temp.counted('//h:tbody//s:path[@class="lambang"]', page)
    <> (SELECT count(*) FROM dkis.sop_steps AS s WHERE s.sop_version = version AND cardinality(dkis.outcomes(machine, s.step)) > 1)) AS lack_diamonds,
  count(*) FILTER (WHERE pg_temp.counted('//h:tbody//h:span[starts-with(@class, "asal ") and not(contains(@class, "tunggu"))]', page)
    <> (SELECT count(*) FROM dkis.sop_steps AS s WHERE s.sop_version = version)) AS lack_provenance,
  count(*) FILTER (WHERE pg_temp.counted('//h:thead/h:tr[2]/h:th', page) - 3
    <> (SELECT count(DISTINCT s.performer) FROM dkis.sop_steps AS s WHERE s.sop_version = version)) AS lack_lanes,
  count(*) FILTER (WHERE pg_temp.counted('//h:script | //@href | //@src', page) > 0) AS active
FROM form;
-- A case of each, fresh: one step of each entry is active, the others are not reached.
CREATE TEMP TABLE opened AS
SELECT o.number, e.entry, dkis.open_case(o.code, 'Kasus ' || o.code, 'ringan', nullif(e.entry, '')) AS id
FROM dkis.sops AS o JOIN dkis.sop_versions AS v ON v.sop = o.code
CROSS JOIN LATERAL unnest(coalesce(nullif(dkis.entries(v.machine), '{}'), ARRAY[''])) AS e (entry);
SELECT count(*) AS cases, count(*) FILTER (WHERE pg_temp.counted('//s:g[@class="aktif" and s:title]', p.page) <> 1) AS not_one_active,
  count(*) FILTER (WHERE pg_temp.counted('//s:g[@class="dilalui" and s:path[@class="ujung"]]', p.page) <> 1) AS not_one_way
FROM opened AS o CROSS JOIN LATERAL (SELECT xmlparse(DOCUMENT dkis.case_svg(o.id))) AS p (page);
\c contrib_regression
DROP DATABASE dkis_test_drawing;
DROP DATABASE dkis_test_drawing_24;

-- ---- the functions behind them refuse what is not made of rows ------------------------
SELECT dkis_store.case_picture(NULL, NULL, NULL, NULL, NULL, NULL);
SELECT dkis_store.case_picture('start -> a; a -> end', '{a}', '{}', NULL, false, '{}');
SELECT dkis_store.case_picture('start -> a; a -> end', '{a}', '{a,NULL,NULL}', NULL, false, '{}');
SELECT dkis_store.case_picture('start -> a; a -> end', '{a}', '{a,b,NULL}', NULL, false, '{a,b}');
SELECT dkis_store.case_picture('start -> a; a -> end', '{a}', '{a,b,NULL}', NULL, false, '{NULL,b,c,aktif,e,f}');
SELECT dkis_store.case_picture('start -> a; a -> end', '{a}', '{a,b,NULL}', NULL, false, '{a,b,c,d,e,f}');
SELECT dkis_store.sop_form('start -> a; a -> end', '{}', ARRAY['b1', 'b2'], ARRAY['q'], ARRAY['r'], '{}', '{}');
SELECT dkis_store.sop_form('start -> a; a -> end', array_fill('x'::text, '{16}'), '{NULL}', '{}', '{}', '{}', '{}');

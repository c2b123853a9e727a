-- In a database of its own: it loads Cirebon's SOPs, which cannot be taken back.
CREATE DATABASE dkis_test_conformance TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_conformance
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never

-- ---- any log table: one row per event --------------------------------------------
\set flow 'start -> 1; 1 -> 2; 2 [Sesuai] -> 3; 2 [Tidak Sesuai] -> 1; 3 -> 4 & 5; 4 & 5 -> end'
CREATE TABLE log (kasus text, n serial, langkah text, hasil text);
CREATE PROCEDURE put(kasus text, VARIADIC events text[]) LANGUAGE sql AS $$
  INSERT INTO log (kasus, langkah, hasil) SELECT kasus, split_part(e, '=', 1), nullif(split_part(e, '=', 2), '') FROM unnest(events) WITH ORDINALITY AS u (e, n) ORDER BY n $$;
CALL put('a cocok', '1=Selesai', '2=Sesuai', '3=Selesai', '5=Selesai', '4=Selesai');
CALL put('b berputar', '1', '2=tidak  sesuai', '1', '2=Tidak Sesuai', '1', '2=SESUAI', '3', '4', '5');
CALL put('c hasil tak disebut', '1', '2', '1', '2', '3', '4', '5');
CALL put('d dalam kurung', '1', '2 [Sesuai]', '3 [Selesai]', ' 4 ', '5[selesai]');
CALL put('e dilewati', '1', '2=Sesuai', '4', '5');
CALL put('f tertukar', '2=Sesuai', '1', '3', '4', '5');
CALL put('g dua kali', '1', '2=Sesuai', '3', '3', '4', '5');
CALL put('h berhenti', '1', '2=Sesuai', '3', '5');
CALL put('i tak dikenal', '1', 'Wawancara', '2=Sesuai', '3', '4', '5');
CALL put('j hasil asing', '1', '2=Mungkin', '3', '4', '5');
CALL put('k hasil lain', '1', '2=Tidak Sesuai', '3', '4', '5');
CALL put('l kurung kalah', '1', '2 [Mungkin]=Sesuai', '3', '4', '5');
CALL put('m sesudah akhir', '1', '2=Sesuai', '3', '4', '5', '1');
CALL put('n asing semua', 'x', 'y');
CALL put('o kosong', '=');
UPDATE log SET langkah = NULL WHERE langkah = '';
SELECT kasus, round(dkis.fitness(:'flow', langkah, hasil ORDER BY n)::numeric, 4) AS fitness, dkis.deviations(:'flow', langkah, hasil ORDER BY n)
FROM log GROUP BY kasus ORDER BY kasus;
-- The same cases, if they may go on.
SELECT kasus, round(dkis.fitness(:'flow', langkah, hasil, true, NULL ORDER BY n)::numeric, 4) AS fitness,
  dkis.deviations(:'flow', langkah, hasil, true, NULL ORDER BY n)
FROM log GROUP BY kasus ORDER BY kasus;
-- From where a case stood; as it grows; nothing at all.
SELECT dkis.fitness(:'flow', s, NULL, false, '{4 | 5}'), dkis.deviations(:'flow', s, NULL, false, '{4 | 5}') FROM unnest(ARRAY['4']) AS s;
SELECT dkis.deviations(:'flow', s, NULL, false, '{3}') FROM unnest(ARRAY['4']) AS s;
SELECT dkis.fitness(:'flow', NULL, NULL, false, '{}'), dkis.fitness(:'flow', NULL, NULL), dkis.fitness(:'flow', NULL, NULL, NULL, NULL);
SELECT langkah, round((dkis.fitness(:'flow', langkah, hasil, true, NULL) OVER w)::numeric, 4) AS so_far, dkis.deviations(:'flow', langkah, hasil) OVER w AS if_it_ended
FROM log WHERE kasus = 'i tak dikenal' WINDOW w AS (ORDER BY n);
SELECT dkis.fitness(:'flow', langkah, hasil), dkis.deviations(:'flow', langkah, hasil) FROM log WHERE false;
SELECT dkis.fitness(NULL, langkah, hasil), dkis.deviations(NULL, langkah, hasil) FROM log;
-- The entry is the one that fits best.
SELECT v.steps, dkis.fitness(f.flow, s, NULL) AS fitness, dkis.deviations(f.flow, s, NULL)
FROM (VALUES ('start [pagi] -> a; a -> c; start [sore] -> b & c; b & c -> end; c [lagi] -> end'::dkis.state_machine)) AS f (flow),
  (VALUES ('{b,c}'::text[]), ('{c}'), ('{a,c [lagi]}'), ('{c,x}')) AS v (steps), unnest(v.steps) AS s
GROUP BY v.steps ORDER BY v.steps;

-- ---- what is refused ------------------------------------------------------------------
SELECT dkis.fitness(m, 's', NULL) FROM (VALUES ('start -> s; s -> end'::dkis.state_machine), ('start -> t; t -> end')) AS v (m);
SELECT dkis.fitness('start -> s; s [a] -> t; s [b] -> end; t -> t', 't', NULL, false, '{t}');
SELECT dkis.fitness('start -> s; s [a] -> t; s [b] -> end; t -> t', 't', NULL, true, '{t}');
SELECT dkis.deviations('start -> s; s -> end', 's', NULL, false, '{u}');
SELECT dkis.fitness('start -> s; s -> akhir', 's', NULL);
-- Five branches of forty steps, of which every second was left out: too many orders.
SELECT dkis.fitness(w.flow::dkis.state_machine, format('p%s.%s', b, k), NULL, true, NULL ORDER BY k, b) FROM (
    SELECT 'start -> a; z -> end; a -> p1.1 & p2.1 & p3.1 & p4.1 & p5.1; p1.40 & p2.40 & p3.40 & p4.40 & p5.40 -> z; '
      || string_agg(format('p%s.%s -> p%s.%s', b, k, b, k + 1), '; ') AS flow FROM generate_series(1, 5) AS b, generate_series(1, 39) AS k) AS w,
  generate_series(1, 5) AS b, generate_series(1, 40) AS k WHERE (b + k) % 2 = 0;

-- ---- an agency's cases ------------------------------------------------------------------
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
CREATE PROCEDURE finish(the_case bigint, VARIADIC events text[]) LANGUAGE plpgsql AS $$
DECLARE
  e text;
BEGIN
  FOREACH e IN ARRAY events LOOP
    PERFORM dkis.finish_step(the_case, split_part(e, '=', 1), coalesce(nullif(split_part(e, '=', 2), ''), 'Selesai'));
  END LOOP;
END
$$;
-- Running, held, cancelled, closed: all of them followed the flow, as they must.
SELECT dkis.open_case('1', 'Berjalan') AS running, dkis.open_case('1', 'Ditunda') AS held, dkis.open_case('1', 'Batal') AS cancelled,
  dkis.open_case('1', 'Selesai') AS closed, dkis.open_case('1', 'Baru') AS fresh \gset
CALL finish(:running, '1', '2=Tidak Sesuai', '1', '2=Sesuai');
CALL finish(:held, '1');
SELECT dkis.hold_case(:held, 'menunggu bahan');
CALL finish(:cancelled, '1', '2=Sesuai');
SELECT dkis.cancel_case(:cancelled, 'salah masuk');
CALL finish(:closed, '1', '2=Tidak Sesuai', '1', '2=Sesuai', '3', '4', '5', '6', '7');
SELECT regexp_replace(register_no, '/[0-9]{4}/', '/<tahun>/') AS register_no, version, status, events, fitness, deviations FROM dkis.conformance('1');
-- By the code; entries; a dispute that began with its first step done; the emergency line.
SELECT dkis.open_case('e-kliping', 'Harian', entry => 'harian') AS daily, dkis.open_case('e-kliping', 'Bulanan', entry => 'bulanan') AS monthly,
  dkis.open_case('permohonan-informasi', 'Salinan APBD') AS request \gset
CALL finish(:daily, '1', '2');
CALL finish(:monthly, '7');
UPDATE dkis.cases SET data = '{"alasan_penolakan": "belum tersedia"}' WHERE id = :request;
CALL finish(:request, '1', '2=Belum DIP', '3=Ditolak', '4', '5=Tidak Puas', '6=Diajukan');
SELECT id AS objection FROM dkis.cases WHERE parent_case = :request AND sop = 'keberatan-informasi' \gset
UPDATE dkis.cases SET data = '{"alasan_keberatan": "tidak dipenuhi", "alasan_penolakan": "belum tersedia"}' WHERE id = :objection;
CALL finish(:objection, '1', '2=Lengkap', '3', '4', '5=Ditolak', '6=Tidak Puas');
INSERT INTO dkis.cases (sop, title, parent_case) VALUES ('sengketa-informasi', 'Sengketa', :request);
SELECT case_id AS emergency FROM dkis.report_call('081234567890', '-6.7312, 108.5531', 'darurat', 'kebakaran') \gset
CALL finish(:emergency, '4=Valid', '5', '6', '8.3=Ya', '7', '8.1=Tidak', '8.2=Ya', '8.5=Tidak', '8.4=Tidak', '9', '10=Tambah Bantuan', '8.1=Ya', '8.2=Ya', '8.3=Ya', '8.4=Ya', '8.5=Ya', '9', '10=Ya', '11');
SELECT s.number, c.status, c.events, c.fitness, c.deviations FROM dkis.sops AS s, dkis.conformance(s.code) AS c WHERE s.number <> 1 ORDER BY s.number, c.case_id;
-- A history that somebody changed behind dkis's back shows here too.
UPDATE dkis_store.case_events SET outcome = 'Sesuai' WHERE case_id = :closed AND step = '2' AND outcome = 'Tidak Sesuai';
DELETE FROM dkis_store.case_events WHERE case_id = :running AND step = '1' AND seq = (SELECT min(seq) FROM dkis_store.case_events WHERE case_id = :running AND step = '1');
UPDATE dkis_store.case_events SET step = '5' WHERE case_id = :held AND step = '1';
SELECT status, events, round(fitness::numeric, 4) AS fitness, deviations FROM dkis.conformance('1') WHERE fitness < 1 ORDER BY case_id;

-- After a move to another version: what came since, from where the case then stood.
INSERT INTO dkis.sop_versions (sop, version, machine, calendar) VALUES ('konferensi-pers', 2, 'start -> 1; 1 -> 2a; 2a -> 3; 3 -> end', 'kantor');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer)
SELECT v.id, s, n, 'Langkah ' || s, 'pelaksana' FROM dkis.sop_versions AS v, unnest('{1,2a,3}'::text[]) WITH ORDINALITY AS u (s, n) WHERE v.sop = 'konferensi-pers' AND v.version = 2;
CREATE PROCEDURE move(the_case bigint, to_where jsonb, VARIADIC since text[]) LANGUAGE sql AS $$
  UPDATE dkis_store.cases SET sop_version = (SELECT id FROM dkis.sop_versions WHERE sop = 'konferensi-pers' AND version = 2) WHERE id = the_case;
  INSERT INTO dkis_store.case_events (case_id, seq, at, recorded_at, actor, db_role, event, step, outcome, detail, hash)
  SELECT the_case, (SELECT max(seq) FROM dkis_store.case_events WHERE case_id = the_case) + n, now(), now(), 'uji', 'uji',
    CASE WHEN n = 1 THEN 'dipindahkan' ELSE 'langkah selesai' END, nullif(s, ''), CASE WHEN n > 1 THEN 'Selesai' END, CASE WHEN n = 1 THEN to_where END, ''
  FROM unnest('{""}'::text[] || since) WITH ORDINALITY AS u (s, n) $$;
CALL move(:running, '{"kedudukan": "{1}"}', '1', '2a');
CALL move(:running, '{"kedudukan": "{2a}"}', '2a');
CALL move(:fresh, '{"kedudukan": "{2a}"}', '3');
CALL move(:held, '{"versi": 2}', '3');
SELECT version, status, events, round(fitness::numeric, 4) AS fitness, deviations FROM dkis.conformance('1') WHERE version = 2 ORDER BY case_id;
SELECT dkis.conformance('tidak-ada');
SELECT dkis.conformance(NULL);

-- ---- logs from elsewhere ------------------------------------------------------------------
-- What to_xes() writes comes back.
SELECT trace, number, activity, step, outcome, resource, lifecycle FROM dkis.from_xes(dkis.to_xes('16'));
SELECT bool_and(x.at = e.at) AS same_times FROM dkis.from_xes(dkis.to_xes('16')) AS x
JOIN (SELECT at, row_number() OVER (ORDER BY seq) AS n FROM dkis.case_events WHERE case_id = :request AND event = 'langkah selesai') AS e ON e.n = x.number;
SELECT events, fitness, deviations FROM dkis.conformance('16', dkis.to_xes('16'));
SELECT s.number, c.events, c.fitness, c.deviations FROM dkis.sops AS s, dkis.conformance(s.code, dkis.to_xes(s.code), true) AS c WHERE s.number IN (7, 14, 21) ORDER BY 1, 2;
-- With the activity's words, when it began, the class and the version of its case.
CREATE FUNCTION said(part xml, of_key text) RETURNS text LANGUAGE sql AS $$ SELECT (xpath(format('/*/*[@key="%s"]/@value', of_key), part))[1]::text $$;
SELECT said(t.trace, 'dkis:class') AS class, said(t.trace, 'dkis:version') AS version, said(e.event, 'concept:name') AS name, left(said(e.event, 'dkis:activity'), 30) AS activity,
  said(e.event, 'start_timestamp')::timestamptz = (SELECT s.started_at FROM dkis.case_steps AS s WHERE s.case_id = :request AND s.step = said(e.event, 'dkis:step')) AS began
FROM unnest(xpath('//*[local-name() = ''trace'']', dkis.to_xes('16'))) AS t (trace), unnest(xpath('/*/*[local-name() = ''event'']', t.trace)) AS e (event) LIMIT 3;
-- Somebody else's: activities in words, lifecycles, nested attributes, a trace without a name and one without events.
CREATE TABLE other (document xml);
INSERT INTO other VALUES ($$<?xml version="1.0" encoding="UTF-8"?>
<!-- dari sistem lain -->
<log xes.version="2.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="__INVALID__"/></global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="concept:name" value="Konsekuensi"/>
  <trace>
    <string key="concept:name" value="Berkas &lt;1&gt;"><string key="concept:name" value="bersarang"/></string>
    <event><string key="concept:name" value="1"/><date key="time:timestamp" value="2026-03-02T08:30:00.125+07:00"/><string key="org:resource" value="Ani"/></event>
    <event><string key="concept:name" value="2"/><string key="lifecycle:transition" value="start"/><date key="time:timestamp" value="2026-03-02T02:00:00Z"/></event>
    <event><string key="concept:name" value="2"/><string key="lifecycle:transition" value="COMPLETE"/><date key="time:timestamp" value="2026-03-02T03:00:00"/></event>
    <event><string key="concept:name" value="3"/><list key="x"><values><string key="concept:name" value="dalam"/></values></list></event>
    <event><string key="concept:name" value="4 [Terbuka]"/></event>
    <event><string key="concept:name" value="6"/></event>
  </trace>
  <trace>
    <event><string key="concept:name" value="1"/></event>
    <event><string key="concept:name" value="5"/><int key="cost" value="3"/></event>
    <event><string key="concept:name" value="Rapat"/></event>
  </trace>
  <trace><string key="concept:name" value="Kosong"/></trace>
  <event><string key="concept:name" value="yatim"/></event>
</log>$$::xml);
SELECT x.* FROM other, dkis.from_xes(document) AS x;
SELECT c.* FROM other, dkis.conformance('uji-konsekuensi', document) AS c;
SELECT case_name, events, round(fitness::numeric, 4) AS fitness, deviations FROM other, dkis.conformance('uji-konsekuensi', document, running => true);
-- By the SOP's own words.
SELECT d.step, dkis.read_activity('20', upper(d.activity)) AS by_words, dkis.read_activity('uji-konsekuensi', d.activity || '  [Terbuka] ') AS with_outcome
FROM dkis.sop_steps AS d JOIN dkis.sop_versions AS v ON v.id = d.sop_version WHERE v.sop = 'uji-konsekuensi' ORDER BY d.ordinal;
SELECT dkis.read_activity('20', 'Rapat [x]'), dkis.read_activity('20', ''), dkis.read_activity('20', '[Terbuka]'), dkis.read_activity('20', NULL);
SELECT dkis.read_activity('8', 'menerima laporan kendala atau gangguan sarana prasarana CCC');
SELECT dkis.read_activity('tidak-ada', 'x');
SELECT c.events, c.fitness, c.deviations FROM dkis.conformance('20', (
  SELECT XMLELEMENT(NAME log, XMLELEMENT(NAME trace, xmlagg(XMLELEMENT(NAME event, XMLELEMENT(NAME string,
    XMLATTRIBUTES('concept:name' AS key, d.activity || CASE d.step WHEN '4' THEN ' [Dikecualikan]' ELSE '' END AS value))) ORDER BY d.ordinal)))
  FROM dkis.sop_steps AS d JOIN dkis.sop_versions AS v ON v.id = d.sop_version WHERE v.sop = 'uji-konsekuensi')) AS c;

-- What is no log.
SELECT * FROM dkis.from_xes('<log/>');
SELECT * FROM dkis.from_xes(NULL);
SELECT * FROM dkis.from_xes('bukan xml'::text::xml);
SELECT * FROM dkis.from_xes('<pnml><net id="n"/></pnml>');
SELECT * FROM dkis.from_xes(E'<log>\n<trace>\n<event id="e7"><string key="x" value="y"/></event></trace></log>');
SELECT * FROM dkis.from_xes('<log><trace><event><string key="concept:name"/></event></trace></log>');
SELECT v.at, (SELECT x.at AT TIME ZONE 'UTC' AS utc FROM dkis.from_xes(format('<log><trace><event><string key="concept:name" value="a"/><date key="time:timestamp" value="%s"/></event></trace></log>', v.at)::xml) AS x)
FROM (VALUES ('1900-01-02T00:00:00Z'), ('2000-02-29T23:59:59.1234567-05:30'), ('2200-12-31T00:00:00+14:00')) AS v (at);
CREATE FUNCTION time_of(at text) RETURNS timestamptz LANGUAGE sql AS $$
  SELECT x.at FROM dkis.from_xes(format('<log><trace><event><string key="concept:name" value="a"/><date key="time:timestamp" value="%s"/></event></trace></log>', at)::xml) AS x $$;
SELECT time_of('kemarin');
\set VERBOSITY sqlstate
SELECT time_of('');
SELECT time_of('2026-02-29T08:00:00Z');
SELECT time_of('2026-03-02');
SELECT time_of('2026-03-02 08:00:00');
SELECT time_of('2026-03-02T24:00:00Z');
SELECT time_of('2026-03-02T08:60:00Z');
SELECT time_of('2026-03-02T08:00:00.Z');
SELECT time_of('2026-03-02T08:00:00+7');
SELECT time_of('2026-03-02T08:00:00+15:00');
SELECT time_of('2026-03-02T08:00:00Z!');
SELECT time_of('1899-03-02T08:00:00Z');
SELECT time_of('infinity');
\set VERBOSITY default
SELECT * FROM dkis.from_xes(XMLPARSE(DOCUMENT '<!DOCTYPE log [<!ENTITY x "y">]><log/>'));
SELECT * FROM dkis.from_xes(('<log>' || repeat('<trace/>', 1000000) || '</log>')::xml);
SELECT dkis.conformance('tidak-ada', '<log/>');
SELECT dkis.conformance('1', '<log><trace/></log>'), dkis.conformance('1', '<log/>');

-- ---- who may ask --------------------------------------------------------------------------
CREATE ROLE dkis_test_petugas IN ROLE dkis_officer;
CREATE ROLE dkis_test_pembaca IN ROLE dkis_reader;
CREATE ROLE dkis_test_luar;
SET ROLE dkis_test_petugas;
SELECT count(*) > 0 AS sees FROM dkis.conformance('1');
SELECT count(*) FROM dkis.conformance('1', '<log><trace/></log>');
SELECT dkis.read_activity('20', 'Rapat');
SET ROLE dkis_test_pembaca;
SELECT dkis.fitness('start -> s; s -> end', 's', NULL), (SELECT count(*) FROM dkis.from_xes('<log/>')) AS log;
\set VERBOSITY sqlstate
SELECT count(*) FROM dkis.conformance('1');
SELECT count(*) FROM dkis.conformance('1', '<log/>');
SELECT dkis.read_activity('20', 'Rapat');
SET ROLE dkis_test_luar;
SELECT count(*) FROM dkis.conformance('1');
SELECT dkis.fitness(NULL, NULL, NULL);
\set VERBOSITY default
RESET ROLE;
DROP ROLE dkis_test_petugas, dkis_test_pembaca, dkis_test_luar;
\c contrib_regression
DROP DATABASE dkis_test_conformance;

-- A shift of fifty calls, played as a dispatcher plays it, in plain SQL; the board
-- after each turn. What the clock shows is taken out of the boards.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_shift TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_shift
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
CREATE ROLE dkis_test_petugas IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_sentral IN ROLE dkis_app;
GRANT dkis_test_sentral TO dkis_test_petugas;
INSERT INTO dkis.responders (code, name, kind, position) VALUES ('pos-bima', 'Pos Bima', 'damkar', 'SRID=4326;POINT(108.5400 -6.7330)'), ('psc', 'PSC', 'kesehatan', 'SRID=4326;POINT(108.5554 -6.7306)'),
  ('polsek', 'Polsek', 'polisi', 'SRID=4326;POINT(108.5609 -6.7061)'), ('satpol', 'Satpol PP', 'satpol pp', 'SRID=4326;POINT(108.5550 -6.7180)');
CREATE FUNCTION public.i(number text) RETURNS bigint LANGUAGE sql RETURN (SELECT max(c.incident_id) FROM dkis.calls c WHERE c.caller_number = dkis.phone_number(number));
CREATE FUNCTION public.c(number text) RETURNS bigint LANGUAGE sql RETURN (SELECT max(c.id) FROM dkis.calls c WHERE c.caller_number = dkis.phone_number(number));
-- Sends units by callsign; brings them back; as one statement each.
CREATE FUNCTION public.send(number text, VARIADIC callsigns text[]) RETURNS bigint LANGUAGE sql BEGIN ATOMIC
  WITH sent AS (INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT public.i(number), u.id FROM dkis.units u WHERE u.callsign = ANY (callsigns) RETURNING id) SELECT count(*) FROM sent;
END;
CREATE FUNCTION public.back(number text) RETURNS bigint LANGUAGE sql BEGIN ATOMIC
  WITH back AS (UPDATE dkis.dispatches SET acknowledged_at = coalesce(acknowledged_at, on_scene_at, clock_timestamp()), on_scene_at = coalesce(on_scene_at, clock_timestamp()), cleared_at = clock_timestamp()
    WHERE incident_id = public.i(number) AND cleared_at IS NULL RETURNING id) SELECT count(*) FROM back;
END;
CREATE FUNCTION public.papan() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC
  SELECT regexp_replace(regexp_replace(regexp_replace(b, '^(.) (\d\d-\d\d )?\d\d:\d\d  3274\d+', '\1'), '\d+ menit|\d+ \w+ 20\d\d \d\d\.\d\d', 'N menit', 'g'), ' {2,}', '  ', 'g') FROM dkis.board() b WHERE b NOT LIKE 'Papan%';
END;
CREATE TABLE public.shift (n int PRIMARY KEY, said text);
GRANT SELECT ON public.shift TO dkis_test_petugas;
INSERT INTO public.shift VALUES
(1, $$SELECT 1 FROM dkis.report_call('081200000001', '-6.7312, 108.5531', 'darurat', 'kebakaran', 'asap dari toko', 1); SELECT public.send('081200000001', 'D-1', 'D-2')$$),
(2, $$SELECT incident_id = public.i('081200000001') AS joined FROM dkis.report_call('081200000002', '-6.7313, 108.5532', 'duplikat', 'kebakaran')$$),
(3, $$SELECT 1 FROM dkis.report_call('085700000001', NULL, 'prank', note => 'tertawa'); SELECT dkis.block_caller(public.c('085700000001')) > now() AS blocked$$),
(4, $$SELECT 1 FROM dkis.report_call('085700000002', NULL, 'ghost')$$),
(5, $$INSERT INTO dkis.call_backs (call, result) VALUES (public.c('085700000002'), 'tidak diangkat'), (public.c('085700000002'), 'tidak diangkat'), (public.c('085700000002'), 'sibuk');
  SELECT 1 FROM dkis.report_call('081200000003', NULL, 'putus')$$),
(6, $$SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('081200000003', 'Gang Melati 3, Kesambi', 'darurat', 'kesehatan', 'sesak napas', 1); SELECT public.send('081200000003', 'A-1')$$),
(7, $$SELECT incident_id IS NULL AS asked FROM dkis.report_call('081200000004')$$),
(8, $$SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('081200000004', 'depan Pasar Jagasatru', 'darurat', 'kecelakaan', 'dua motor'); SELECT public.send('081200000004', 'A-2', 'P-1')$$),
(9, $$SELECT 1 FROM dkis.report_call('081200000005', 'pasar jagasatru dekat bank', 'darurat', 'kecelakaan'); SELECT dkis.merge_incidents(public.i('081200000004'), public.i('081200000005'))$$),
(10, $$SELECT 1 FROM dkis.report_call('081200000006', NULL, 'informasi', note => 'jadwal KTP')$$),
(11, $$SELECT 1 FROM dkis.report_call('081200000007', NULL, 'salah sambung')$$),
(12, $$SELECT 1 FROM dkis.report_call('081200000008', NULL, 'non darurat', note => 'lampu jalan mati')$$),
(13, $$SELECT 1 FROM dkis.report_call('081200000009', 'A"ML=1;lt=-6.73205;lg=108.55230;rd=12;top=20260302120000;lc=90;pm=G', 'darurat', 'kesehatan', 'kejang', 1)$$),
(14, $$SELECT 1 FROM dkis.report_call('081200000010', 'https://www.google.com/maps?q=-6.7061,108.5609', 'darurat', 'keamanan', 'perkelahian'); SELECT public.back('081200000003'); SELECT dkis.close_incident(public.i('081200000003'), 'diantar')$$),
(15, $$SELECT public.send('081200000009', 'A-1'); SELECT public.send('081200000010', 'P-2'); SELECT 1 FROM dkis.report_call('081200000011', '-6.7050, 108.5180', 'darurat', 'kecelakaan', 'truk, di luar batas')$$),
(16, $$SELECT 1 FROM dkis.report_call('081200000012', '-6.7750, 108.5429', 'darurat', 'bencana alam', 'banjir selutut', 3); UPDATE dkis.incidents SET location = 'SRID=4326;POLYGON((108.542 -6.775, 108.544 -6.775, 108.544 -6.777, 108.542 -6.775))' WHERE id = public.i('081200000012')$$),
(17, $$SELECT incident_id IS NOT NULL AS blocked_and_served FROM dkis.report_call('0857-0000-0001', 'Jl. Siliwangi 10', 'darurat', 'kebakaran', 'sungguhan', 2)$$),
(18, $$SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('tanpa nomor', '-6.7200, 108.5700', 'darurat', 'lainnya', 'ular di rumah', 4)$$),
(19, $$SET ROLE dkis_test_sentral; INSERT INTO dkis.calls (received_at, caller_number) VALUES (now() - interval '20 s', '081200000013'); RESET ROLE; SET ROLE dkis_test_petugas$$),
(20, $$SET ROLE dkis_test_sentral; INSERT INTO dkis.calls (received_at, caller_number) VALUES (now() - interval '10 s', '081200000014'); RESET ROLE; SET ROLE dkis_test_petugas; SELECT caller_number FROM dkis.answer_call()$$),
(21, $$UPDATE dkis.calls SET ended_at = clock_timestamp() WHERE id = public.c('081200000014'); SELECT 1 FROM dkis.report_call('081200000013', '-6.7400, 108.5320', 'darurat', 'kebakaran', 'rumput', 3); SELECT public.send('081200000013', 'D-3')$$),
(22, $$INSERT INTO dkis.call_backs (call, result, note) VALUES (public.c('081200000014'), 'tersambung', 'salah pencet'); UPDATE dkis.calls SET kind = 'salah sambung' WHERE id = public.c('081200000014')$$),
(23, $$SELECT public.back('081200000001'); SELECT dkis.close_incident(public.i('081200000001'), 'padam')$$),
(24, $$SELECT 1 FROM dkis.report_call('081200000015', '-6.7313, 108.5530', 'duplikat', 'kebakaran')$$),
(25, $$SELECT dkis.reclassify_incident(public.i('081200000011'), 'kesehatan') > 0 AS moved; SELECT public.send('081200000011', 'A-3')$$),
(26, $$UPDATE dkis.incidents SET status = 'batal', note = 'sudah dievakuasi warga' WHERE id = public.i('tanpa nomor')$$),
(27, $$SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('081200000016', '-6.7127, 108.5668', 'darurat', 'keamanan', 'pencurian', 3)$$),
(28, $$SELECT public.back('081200000010'); SELECT dkis.close_incident(public.i('081200000010')); SELECT public.send('081200000016', 'P-2')$$),
(29, $$SELECT incident_id IS NOT NULL AS opened FROM dkis.report_call('081200000017', '-6.7128, 108.5669', 'darurat', 'keamanan', 'keributan'); SELECT dkis.merge_incidents(public.i('081200000016'), public.i('081200000017'))$$),
(30, $$SELECT dkis.unmerge_incident((SELECT max(id) FROM dkis.incidents WHERE duplicate_of IS NOT NULL)); INSERT INTO dkis.incident_links (incident_id, related_id, note) VALUES (public.i('081200000016'), public.i('081200000017'), 'pelaku sama')$$);
INSERT INTO public.shift SELECT 30 + n, format($$SELECT count(r.call_id) FROM generate_series(1, %s) k, dkis.report_call('08570000' || %s + k, NULL, %L) r$$, 2 + (n <= 5)::int, 1000 + 10 * n, (ARRAY['prank', 'informasi', 'salah sambung', 'prank', 'non darurat'])[1 + n % 5]) FROM generate_series(1, 10) n;
INSERT INTO public.shift VALUES
(41, $$SELECT public.back('081200000009'); SELECT dkis.close_incident(public.i('081200000009')); SELECT 1 FROM dkis.report_call('081200000018', '-6.7246, 108.5631', 'darurat', 'kesehatan', 'persalinan', 1)$$),
(42, $$SELECT public.send('081200000018', 'A-1'); SELECT 1 FROM dkis.report_call('081200000018', NULL, 'duplikat', note => 'cepat')$$),
(43, $$UPDATE dkis.dispatches SET on_scene_at = clock_timestamp() WHERE incident_id = public.i('081200000018'); UPDATE dkis.dispatches SET transporting_at = clock_timestamp(), destination = 'RSD Gunung Jati' WHERE incident_id = public.i('081200000018')$$),
(44, $$INSERT INTO dkis.shift_notes (note) VALUES ('Jl. Kartini ditutup'); SELECT public.back('081200000004'); SELECT dkis.close_incident(public.i('081200000004'))$$),
(45, $$SET dkis.exercise = 1; SELECT 1 FROM dkis.report_call('081299999999', '-6.7312, 108.5531', 'darurat', 'kebakaran', 'latihan', 1); RESET dkis.exercise$$),
(46, $$SELECT public.send('0857-0000-0001', 'D-1'); UPDATE dkis.units SET status = 'tidak siap', note = 'ban bocor' WHERE callsign = 'D-2'$$),
(47, $$SELECT public.back('081200000013'); SELECT dkis.close_incident(public.i('081200000013')); SELECT dkis.close_incident(public.i('081299999999'))$$),
(48, $$SELECT public.back('081200000018'); SELECT dkis.close_incident(public.i('081200000018'), 'bayi dan ibu selamat'); SELECT public.back('081200000011'); SELECT dkis.close_incident(public.i('081200000011'))$$),
(49, $$SELECT public.back('081200000016'); SELECT dkis.close_incident(public.i('081200000016')); SELECT public.back('0857-0000-0001'); SELECT dkis.close_incident(public.i('0857-0000-0001'))$$),
(50, $$SELECT public.send('081200000012', 'S-1'); SELECT public.back('081200000012'); SELECT dkis.close_incident(public.i('081200000012')); SELECT dkis.close_incident(public.i('081200000017'), 'bubar sendiri')$$);

SET ROLE dkis_test_petugas;
INSERT INTO dkis.units (responder, callsign, kind) SELECT r.code, v.callsign, v.kind FROM (VALUES ('pos-bima', 'D-1', 'damkar'), ('pos-bima', 'D-2', 'damkar'), ('pos-bima', 'D-3', 'damkar'),
  ('psc', 'A-1', 'ambulans'), ('psc', 'A-2', 'ambulans'), ('psc', 'A-3', 'ambulans'), ('polsek', 'P-1', 'patroli'), ('polsek', 'P-2', 'patroli'), ('satpol', 'S-1', 'satpol pp')) v (code, callsign, kind) JOIN dkis.responders r USING (code) ORDER BY v.callsign;
\t on
\pset format unaligned
SELECT unnest(ARRAY[format('SELECT %L', '== ' || n), said, 'SELECT public.papan()']) FROM public.shift ORDER BY n \gexec
\t off
\pset format aligned

-- What is left of it: nothing stranded.
SELECT status, count(*) FROM dkis.incidents GROUP BY 1 ORDER BY 1;
SELECT count(*) AS running FROM dkis.running_incidents;
SELECT need, kind FROM dkis.call_queue ORDER BY id;
SELECT count(*) FILTER (WHERE cleared_at IS NULL) AS out, count(*) AS sent FROM dkis.dispatches;
SELECT count(*) AS unfinished FROM dkis.incidents i JOIN dkis.cases c ON c.id = i.case_id WHERE c.closed_at IS NULL;
RESET ROLE;
SELECT problem FROM dkis.cases c, dkis.verify_case(c.id);
SELECT menurut, nilai, panggilan, insiden, panggilan_palsu, terlepas FROM dkis_report.laporan_112 WHERE jenis_periode = 'bulan' AND menurut <> 'regu' ORDER BY 1, 2;

\c contrib_regression
DROP DATABASE dkis_test_shift;
DROP ROLE dkis_test_petugas, dkis_test_sentral;

-- What a monitoring centre counts, how well callers are located, hot spots, the map;
-- drills are in none of it. Shift notes and who is on duty.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_monitoring TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_monitoring
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
DO $$ BEGIN PERFORM dkis.load_cirebon(); END $$;
CREATE ROLE dkis_test_petugas IN ROLE dkis_dispatcher;
CREATE ROLE dkis_test_pembaca IN ROLE dkis_reader;
INSERT INTO dkis.responders (code, name, kind) VALUES ('uji', 'Pos "A" <B> & C', 'damkar');
INSERT INTO dkis.shift_hours (name, from_hour, until_hour) VALUES ('pagi', '07:00', '19:00'), ('malam', '19:00', '07:00');
\set SHOW_CONTEXT never
\set VERBOSITY terse

-- March: four calls, two incidents, one lost, one false; answer times of three.
INSERT INTO dkis.calls (received_at, answered_at, ended_at, caller_number, kind) VALUES
  ('2026-03-02 08:00:00+07', '2026-03-02 08:00:10+07', '2026-03-02 08:02+07', '0812', 'darurat'), ('2026-03-02 23:00:00+07', '2026-03-02 23:01:10+07', '2026-03-02 23:02+07', '0813', 'darurat'),
  ('2026-03-03 06:00:00+07', '2026-03-03 06:00:20+07', '2026-03-03 06:01+07', '0814', 'prank'), ('2026-03-03 12:00:00+07', NULL, '2026-03-03 12:00:30+07', '0815', NULL),
  ('2026-03-04 12:00:00+07', '2026-03-04 12:00:00+07', NULL, '0816', 'informasi');
INSERT INTO dkis.call_locations (call, raw, location) SELECT id, 'x', (CASE caller_number WHEN '0812' THEN 'geo:-6.7312,108.5531;u=12;src=aml' ELSE '-6.7560, 108.5407' END)::dkis.caller_location FROM dkis.calls WHERE kind = 'darurat';
INSERT INTO dkis.call_locations (call, raw, location) SELECT id, 'x', 'geo:-6.7312,108.5531;u=900;src=aml' FROM dkis.calls WHERE caller_number = '0812';
INSERT INTO dkis.incidents (call_id, category, location, priority) SELECT id, 'kebakaran', 'SRID=4326;POINT(108.5531 -6.7312)', 1 FROM dkis.calls WHERE caller_number = '0812';
INSERT INTO dkis.incidents (call_id, category, location) SELECT id, 'kesehatan', 'SRID=4326;POINT(108.5407 -6.7560)' FROM dkis.calls WHERE caller_number = '0813';
INSERT INTO dkis.units (responder, callsign, kind, position) VALUES ('uji', 'D-1', 'damkar', 'SRID=4326;POINT(108.56 -6.73)'), ('uji', 'D-2', 'damkar', NULL);
INSERT INTO dkis.dispatches (incident_id, unit_id, requested_at, on_scene_at, cleared_at)
SELECT i.id, u.id, i.received_at + interval '2 min', i.received_at + interval '12 min', i.received_at + interval '1 hour' FROM dkis.incidents i, dkis.units u WHERE u.callsign = 'D-1' AND i.category = 'kebakaran';

-- A drill: its calls and incidents look the same and count nowhere.
CREATE VIEW public.figures AS SELECT (SELECT count(*) FROM dkis_report.panggilan_112) AS calls, (SELECT count(*) FROM dkis_report.insiden_112) AS incidents, (SELECT sum(panggilan) FROM dkis_report.laporan_112 WHERE jenis_periode = 'bulan') AS counted,
  (SELECT sum(jumlah) FROM dkis_report.waktu_tanggap) AS waits, (SELECT sum(insiden) FROM dkis_report.wilayah_peta) AS on_map, (SELECT count(*) FROM dkis_report.insiden_peta) AS marks,
  (SELECT sum(panggilan) FROM dkis_report.mutu_lokasi) AS located, (SELECT sum(jumlah) FROM dkis_report.kepatuhan_sla) AS due, (SELECT sum(selesai + berjalan) FROM dkis_report.kemacetan) AS steps,
  (SELECT count(*) FROM dkis_report.jejak_proses) AS traces, (SELECT count(*) FROM dkis.incident_hexagons('2020-01-01', 'infinity')) AS cells;
SELECT * FROM public.figures;
SET ROLE dkis_test_petugas;
SET dkis.exercise = 1;
SELECT incident_id AS drill FROM dkis.report_call('0899 1', '-6.7312, 108.5531', 'darurat', 'kebakaran', 'latihan besar', 1) \gset
INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT :drill, id FROM dkis.units WHERE callsign = 'D-2';
SELECT count(*) FROM dkis.calls WHERE exercise;
RESET dkis.exercise;
SELECT count(*) FROM dkis.board() b WHERE b LIKE '%LATIHAN: Kesambi%';
-- The real one beside it is never taken into the drill, nor the drill into it.
BEGIN;
SELECT incident_id FROM dkis.report_call('0899 2', '-6.7312, 108.5531', 'duplikat', 'bencana alam');
SELECT incident_id IS NOT NULL AS joined_the_real_one FROM dkis.report_call('0899 3', '-6.7312, 108.5531', 'duplikat', 'kebakaran');
ROLLBACK;
SELECT dkis.merge_incidents(:drill, min(id)) FROM dkis.incidents WHERE NOT exercise;
SELECT dkis.merge_incidents(min(id), :drill) FROM dkis.incidents WHERE NOT exercise;
UPDATE dkis.incidents SET exercise = false WHERE id = :drill;
SELECT status, (xpath('//*[local-name() = ''status'']/text()', dkis.to_cap(:drill)))[1] AS cap FROM dkis.incidents WHERE id = :drill;
UPDATE dkis.dispatches SET cleared_at = clock_timestamp() WHERE incident_id = :drill;
SELECT dkis.close_incident(:drill);
RESET ROLE;
SELECT * FROM public.figures;

-- ---- the monthly report, checked against counts by hand -----------------------------------
SET ROLE dkis_test_pembaca;
SELECT menurut, nilai, panggilan, insiden, panggilan_palsu AS palsu, palsu_persen, terlepas, jawab_terukur AS n, jawab_median_detik AS median, round(jawab_p90_detik::numeric) AS p90, jawab_memenuhi AS memenuhi, tiba_terukur AS tiba, tiba_median_detik AS tiba_median
FROM dkis_report.laporan_112 WHERE bulan = '2026-03-01' ORDER BY menurut, nilai;
-- Half-years and years are rows of their own; all calls are in March.
SELECT h.jenis_periode, h.periode, h.bulan, count(*) = (SELECT count(*) FROM dkis_report.laporan_112 WHERE jenis_periode = 'bulan') AS rows, bool_and(h.panggilan = m.panggilan AND h.tiba_median_detik IS NOT DISTINCT FROM m.tiba_median_detik) AS same
FROM dkis_report.laporan_112 h JOIN dkis_report.laporan_112 m ON m.jenis_periode = 'bulan' AND m.menurut = h.menurut AND m.nilai = h.nilai WHERE h.jenis_periode <> 'bulan' GROUP BY 1, 2, 3 ORDER BY 1;
SELECT sumber, panggilan, dalam_50_m, tanpa_ukuran, dalam_50_m_persen, median_meter FROM dkis_report.mutu_lokasi ORDER BY sumber;
SELECT tanda_panggil, status, keadaan, titik IS NULL AS hidden FROM dkis_report.armada_112 ORDER BY id;
RESET ROLE;

-- ---- hot spots -------------------------------------------------------------------------------
-- A street with ten accidents within 100 m, three elsewhere far from each other.
INSERT INTO dkis.incidents (category, location, priority) SELECT 'kecelakaan', ST_SetSRID(ST_MakePoint(108.5500 + n * 0.0001, -6.7200), 4326), 1 + n % 2 FROM generate_series(1, 10) n;
INSERT INTO dkis.incidents (category, location) VALUES ('keamanan', 'SRID=4326;POINT(108.57 -6.74)'), ('keamanan', 'SRID=4326;POINT(108.54 -6.77)'), ('lainnya', 'SRID=4326;POINT(108.56 -6.70)');
SET ROLE dkis_test_petugas;
SELECT cluster, incidents, grave, categories, round(ST_Length(ST_LongestLine(shape, shape)::geography)) AS across_m FROM dkis.incident_clusters(now() - interval '1 hour', now() + interval '1 hour');
SELECT count(*) FROM dkis.incident_clusters('2026-03-01', '2026-03-31');
-- Every incident is in one cell, and each cell covers what it counts; its width is what was asked for.
SELECT sum(incidents) AS incidents, sum(grave) AS grave, bool_and(ST_IsValid(cell)) AS valid, round(max(ST_Length(ST_LongestLine(cell, cell)::geography)) / 10) * 10 AS corner_to_corner
FROM dkis.incident_hexagons(now() - interval '1 hour', now() + interval '1 hour', 500);
SELECT bool_and(incidents = (SELECT count(*) FROM dkis.incidents i WHERE NOT i.exercise AND i.received_at > now() - interval '1 hour' AND ST_Intersects(i.location, cell))) AS counted FROM dkis.incident_hexagons(now() - interval '1 hour', now() + interval '1 hour', 500);
SELECT count(*) FROM dkis.incident_hexagons('2030-01-01');

-- ---- the map -----------------------------------------------------------------------------------
SELECT (xpath('count(//*[local-name() = ''path''])', m))[1] AS areas, (xpath('count(//*[local-name() = ''circle''])', m))[1] AS incidents, (xpath('count(//*[local-name() = ''rect''])', m))[1] AS units,
  (xpath('string(/*/@width)', m))[1] AS width, octet_length(m::text) < 100000 AS small FROM (SELECT dkis.map_svg(640)::xml AS m) s;
RESET ROLE;
SET ROLE dkis_test_pembaca;
SELECT (xpath('count(//*[local-name() = ''rect''])', m))[1] AS units, (xpath('count(//*[local-name() = ''circle''])', m))[1] AS incidents FROM (SELECT dkis.map_svg()::xml AS m) s;
RESET ROLE;
SELECT dkis.map_svg(NULL) LIKE '<svg %width="900"%' AS by_default, dkis.map_svg(-5) LIKE '%width="100"%' AS least;

-- ---- duty and notes -------------------------------------------------------------------------------
SET ROLE dkis_test_petugas;
INSERT INTO dkis.shift_notes (note) VALUES ('Jl. Kartini ditutup sampai pagi') RETURNING noted_by, until > now() + interval '11 hours' AS for_the_shift;
INSERT INTO dkis.shift_notes (note, until) VALUES ('sudah lewat', now() - interval '1 s');
INSERT INTO dkis.shift_notes (note, noted_by) VALUES ('x', 'Kepala Dinas');
INSERT INTO dkis.roster (name, duty, during) VALUES ('Siti', 'penerima', tstzrange(now() - interval '1 hour', now() + interval '7 hours')), ('Budi', 'pengendali', tstzrange(now() + interval '7 hours', now() + interval '9 hours'));
INSERT INTO dkis.roster (name, duty, during) VALUES ('x', 'y', '(,)');
SELECT regexp_replace(b, '\d+ \w+ \d+ \d\d\.\d\d', '<pukul>') FROM dkis.board() b WHERE b ~ '^(Bertugas|Catatan)';
RESET ROLE;

\c contrib_regression
DROP DATABASE dkis_test_monitoring;
DROP ROLE dkis_test_petugas, dkis_test_pembaca;

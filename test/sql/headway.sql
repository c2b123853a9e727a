-- What takes long says how far it is: here at every step, so that no clock matters.
CREATE DATABASE dkis_test_headway TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_headway
\set SHOW_CONTEXT never
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, YMD';
INSERT INTO dkis.settings VALUES ('agency', '3274');
INSERT INTO dkis.calendars (code) VALUES ('kantor');
INSERT INTO dkis.calendar_hours (calendar, weekday, opens, closes) SELECT 'kantor', d, '08:00', '16:00' FROM generate_series(1, 5) AS d;
INSERT INTO dkis.performers (code, name) VALUES ('penguji', 'Penguji');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 990, 'Uji');
INSERT INTO dkis.sop_versions (sop, version, machine) VALUES ('uji', 1, 'start -> a; a -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla) SELECT v.id, 'a', 1, 'a', 'penguji', '5 hari kerja' FROM dkis.sop_versions v;
SELECT dkis.activate_version(id) FROM dkis.sop_versions;
SET client_min_messages = notice;

-- Usually nothing is said of what is over at once.
SELECT line, what FROM dkis.load_cases(E'sop,perihal,diterima\nuji,satu,2026-03-02\nuji,dua,2026-03-02\nuji,tiga,2026-03-02');

SET dkis.tell_seconds = 0;
-- Rows of a sheet, said once more in what is left out.
SELECT line, what, left(reason, 20) AS reason FROM dkis.load_cases(E'sop,perihal,diterima\nuji,empat,2026-03-02\n,lima,2026-03-02\nuji,enam,kemarin');
-- A decree: all cases of the calendar, and their deadlines.
INSERT INTO dkis.holidays (calendar, day, name) VALUES ('kantor', '2026-03-04', 'Libur');
SELECT DISTINCT due_at FROM dkis.case_steps;
-- What one statement does to many cases, but not what it does to one.
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id IN (SELECT id FROM dkis.cases WHERE title <> 'satu');
UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE case_id IN (SELECT id FROM dkis.cases WHERE title = 'satu');
-- Looking at everything; then what seals, and looks at what is sealed, which is told by portions.
SELECT count(*) AS problems FROM dkis.verify_all();
BEGIN;
SELECT size FROM dkis_store.append_leaves(3274, 0, 'SELECT ''changes''::text, n, sha256(''x'') FROM generate_series(1::bigint, 12000) AS n');
SELECT size, lost FROM dkis_store.root_of('SELECT ''changes''::text, n, sha256(''x'') FROM generate_series(1::bigint, 7000) AS n');
ROLLBACK;
-- Boundaries.
SELECT dkis.load_areas('{"type": "FeatureCollection", "features": [
  {"type": "Feature", "properties": {"code": "32.74", "name": "Kota"}, "geometry": {"type": "Polygon", "coordinates": [[[108.5,-6.8],[108.6,-6.8],[108.6,-6.7],[108.5,-6.8]]]}},
  {"type": "Feature", "properties": {"code": "32.75", "name": "Kota lain"}, "geometry": {"type": "Polygon", "coordinates": [[[107.5,-6.8],[107.6,-6.8],[107.6,-6.7],[107.5,-6.8]]]}}]}');

-- The pace is a number of seconds.
SET dkis.tell_seconds = '-1';
SET dkis.tell_seconds = 'sering';
SET dkis.tell_seconds = 3600;
SELECT dkis.seal() > 0 AS sealed;
SELECT count(*) AS problems FROM dkis.verify_all();
-- Nobody sees work of his own here, nor any that is over.
SELECT count(*) AS running FROM dkis.jobs WHERE finished_at IS NULL;
-- Nothing is said of what has no name; what goes back is another piece of work.
SET dkis.tell_seconds = 0;
SELECT dkis_store.headway(NULL, 1, 2), dkis_store.headway('', 0, 0), dkis_store.headway(repeat('panjang', 100), 9223372036854775807, -1), dkis_store.headway('mundur', 5, 2), dkis_store.headway('mundur', 1, 2);
\c contrib_regression
DROP DATABASE dkis_test_headway;

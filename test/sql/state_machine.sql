SET timezone = 'Asia/Jakarta'; SET datestyle = 'ISO, DMY'; SET client_min_messages = notice;

-- the operator classes are what they claim
SELECT opcname, amname, amvalidate(o.oid)
FROM pg_opclass o JOIN pg_am a ON a.oid = opcmethod
WHERE opcintype IN ('dkis.state_machine'::regtype, 'dkis.marking'::regtype) ORDER BY 1, 2;

-- the 24 flows of the SOP book
CREATE TABLE flows (number int, flow dkis.state_machine);
INSERT INTO flows VALUES
(1, 'start -> 1; 1 -> 2; 2 [Sesuai] -> 3; 2 [Tidak Sesuai] -> 1; 3 -> 4; 4 -> 5; 5 -> 6; 6 -> 7; 7 -> end'),
(2, 'start -> 1; 1 -> 2; 2 -> 3; 3 -> 4; 4 [Disetujui] -> 6; 4 [Revisi] -> 5; 5 -> 6; 6 -> 7; 7 [Diterima] -> end; 7 [Revisi] -> 5'),
(3, 'start -> 1; 1 -> 2; 2 -> 3; 3 [Layak] -> 4; 3 [Perbaikan] -> 2; 4 [Setuju] -> 5; 4 [Perbaikan] -> 2; 5 -> 6; 6 -> end'),
(4, 'start -> 1; 1 -> 2;
2 [Darurat] -> 3; 2 [Informasi|Prank|Ghost] -> 11;
3 -> 4; 4 [Valid] -> 5; 4 [Tidak Valid] -> 11; 5 -> 6;
6 -> 7 & 8.1 & 8.2 & 8.3 & 8.4 & 8.5;
8.1 [Ya|Tidak] & 8.2 [Ya|Tidak] & 8.3 [Ya|Tidak] & 8.4 [Ya|Tidak] & 8.5 [Ya|Tidak] -> 9;
9 -> 10; 10 [Ya] & 7 -> 11; 10 [Tidak] -> 9; 10 [Tambah Bantuan] -> 8.1 & 8.2 & 8.3 & 8.4 & 8.5;
11 -> end'),
(8, 'start -> 1; 1 -> 2; 2 -> 3; 3 -> 4; 4 -> 5; 5 -> 6; 6 -> 7; 7 -> 8; 8 [Teratasi] -> end; 8 [Belum Teratasi] -> 7'),
(13, 'start -> 1; 1 -> 2; 2 -> 3; 3 -> 4; 4 -> 5; 5 -> 6; 6 -> 7; 7 -> 8; 8 [Ada Tanggapan] -> 5; 8 [Tidak Ada Tanggapan] -> 9; 9 -> end'),
(14, 'start -> 1; 1 -> 2; 2 -> 3; 3 [Memenuhi] -> end; 3 [Tidak Memenuhi] -> 4; 4 -> end'),
(16, 'start -> 1; 1 -> 2; 2 [Tersedia] -> 4; 2 [DIP di Perangkat Daerah|Belum DIP] -> 3; 3 [Diberikan|Ditolak] -> 4; 4 -> 5; 5 [Puas] -> end; 5 [Tidak Puas] -> 6; 6 [Diajukan] -> 7; 6 [Tidak Diajukan] -> end; 7 -> 8; 8 [Puas|Tidak Puas] -> end'),
(17, 'start -> 1; 1 -> 2; 2 -> 3; 3 -> 4; 4 -> 5; 5 -> 6; 6 -> end'),
(18, 'start -> 1; 1 -> 2; 2 -> 3; 3 -> 4; 4 -> 5; 5 [Diberikan|Ditolak] -> 6; 6 -> end'),
(19, 'start -> 1; 1 -> 2; 2 -> 3; 3 [Lengkap] -> 4; 3 [Perbaikan] -> 2; 4 -> 5; 5 -> end'),
(20, 'start -> 1; 1 -> 2; 2 -> 3; 3 -> 4; 4 [Terbuka] -> 6; 4 [Dikecualikan] -> 5; 5 -> 6; 6 -> end'),
(21, 'start [harian] -> 1; 1 -> 2; 2 -> 3; 3 -> 4; 4 -> 5; 5 -> 6; 6 -> end; start [bulanan] -> 7; 7 -> end'),
(22, 'start [harian] -> 1; 1 -> 2; 2 [Sesuai] -> end; 2 [Tidak Sesuai] -> 3; 3 -> 4; 4 [Ditanggapi] -> 5; 4 [Tidak Ditanggapi] -> 3; 5 -> end;
start [bulanan] -> 6; 6 -> end;
start [triwulan] -> 7; 7 -> 8; 8 -> 9; 9 -> 10; 10 -> 11; 11 -> end;
start [tahunan] -> 12; 12 -> 13; 13 -> 14; 14 -> end'),
(23, 'start -> 1; 1 -> 2; 2 [Lengkap] -> 3; 2 [Belum Lengkap] -> 4; 4 -> 2; 3 -> 5; 5 -> 6; 6 -> 7; 7 -> end'),
(24, 'start -> 1; 1 -> 2; 2 -> 3; 3 -> 4; 4 -> 5; 5 [Lolos] -> 6; 5 [Tidak Lolos] -> 9; 6 -> 7; 7 -> 8; 8 -> 9; 9 -> end');
INSERT INTO flows SELECT n, flow FROM flows, unnest(ARRAY[5, 6, 7, 9, 10]) n WHERE number = 4;
INSERT INTO flows SELECT n, flow FROM flows, unnest(ARRAY[11, 12, 15]) n WHERE number = 8;
SELECT number, dkis.is_sound(flow) AS sound, (SELECT count(*) FROM dkis.soundness(flow)) AS problems,
       dkis.entries(flow), flow::text::dkis.state_machine OPERATOR(dkis.=) flow AS reads_back
FROM flows ORDER BY number;
SELECT flow FROM flows WHERE number IN (4, 22) ORDER BY number;

-- equal flows are one, and sort
SELECT count(DISTINCT flow) FROM flows;
SELECT array_agg(number ORDER BY number) FROM flows GROUP BY flow ORDER BY flow LIMIT 3;
SET enable_hashagg = off;
SELECT count(*) FROM (SELECT flow FROM flows GROUP BY flow) g;
RESET enable_hashagg;
CREATE INDEX ON flows (flow);
CREATE INDEX ON flows USING hash (flow);

-- forms of writing
SELECT 'START->a;a[ x|Y  y ]->b&c;b&c->END; a [z] -> end;'::dkis.state_machine;
SELECT 'start -> 1; 1 -> 2'::dkis.state_machine;
SELECT 'start -> 1; 1 [Ya|ya] -> end'::dkis.state_machine;
SELECT 'start -> 1; 1 -> 2 3'::dkis.state_machine;
SELECT 'start -> 1; 1 -> 1'::dkis.state_machine;
SELECT ''::dkis.state_machine;

-- a call, from the first ring to the end
SELECT dkis.initial_marking(flow) FROM flows WHERE number = 4;
SELECT dkis.fire(flow, '{6}', '6') FROM flows WHERE number = 4;
SELECT dkis.replay(flow, step, outcome ORDER BY at)
FROM flows, (VALUES (1, '1', 'Selesai'), (2, '2', 'darurat'), (3, '3', 'Selesai'), (4, '4', 'Valid'), (5, '5', 'Selesai'),
  (6, '6', 'Selesai'), (7, '8.2', 'Ya'), (8, NULL, NULL), (9, '8.1', 'Tidak')) AS e(at, step, outcome)
WHERE number = 4;
SELECT at, dkis.replay(flow, step, outcome) OVER (ORDER BY at)
FROM flows, (VALUES (1, '7', 'Selesai')) AS e(at, step, outcome) WHERE number = 21;
SELECT dkis.replay(flow, '1', 'Selesai') FROM flows WHERE number = -1;
SELECT dkis.replay(flow, '1', 'Selesai') FROM flows WHERE number IN (8, 13);
SELECT dkis.replay(flow, '2', 'Selesai') FROM flows WHERE number = 8;

-- what is allowed now
SELECT dkis.outcomes(flow, '10') FROM flows WHERE number = 4;
SELECT dkis.outcomes(flow, '12') FROM flows WHERE number = 13;
SELECT dkis.active_steps('{8.1, 8.3 | 8.2}'), dkis.active_steps('{}');
SELECT dkis.initial_marking(flow) FROM flows WHERE number = 22;
SELECT dkis.initial_marking(flow, 'Triwulan') FROM flows WHERE number = 22;
SELECT dkis.initial_marking(flow, 'mingguan') FROM flows WHERE number = 22;
SELECT dkis.fire(flow, '{2}', '2') FROM flows WHERE number = 4;
SELECT dkis.fire(flow, '{8.1, 8.3 | 8.2}', '8.2', 'Ya') FROM flows WHERE number = 4;
SELECT dkis.fire(flow, '{}', '1') FROM flows WHERE number = 4;
SELECT dkis.fire(flow, '{12}', '12') FROM flows WHERE number = 4;
SELECT dkis.fire('start -> 1; 1 -> 2 & 3; 2 -> 4; 3 -> 4; 4 -> end', '{3, 4}', '3');

-- what is wrong with a flow, and the shortest way there
SELECT * FROM dkis.soundness('start -> 1; 1 -> 2 & 3; 2 -> 4; 3 -> 4; 4 -> end; 7 -> 4');
SELECT * FROM dkis.soundness('start -> 8.1 & 8.2; 8.1 & 8.2 [Ya] -> end; 8.2 [Tidak] & 8.3 -> end; 8.3 [x] -> 8.3');
SELECT * FROM dkis.soundness('start -> 1; 1 [lama] -> 2; 1 -> end; 2 -> 2');
SELECT * FROM dkis.soundness('start -> 1; 1 -> end');

-- markings
SELECT m::dkis.marking FROM (VALUES ('{8.1,8.3|8.2}'), ('{ }'), ('{|a[ Tidak  Sesuai ]}')) v(m);
SELECT '{1, 1}'::dkis.marking;
SELECT '{1'::dkis.marking;
SELECT dkis.marking_eq('{a, b | c}', '{b, a | c}'), dkis.marking_eq('{a | b}', '{b | a}'),
       dkis.marking_hash('{a, b}') = dkis.marking_hash('{b, a}') AS same_hash;
SELECT count(DISTINCT m) FROM (VALUES ('{a, b}'::dkis.marking), ('{b,a}'), ('{a | b}')) v(m);
SELECT m FROM (VALUES ('{b}'::dkis.marking), ('{}'), ('{a | b}'), ('{a}')) v(m) ORDER BY m;

-- binary: out and in again; what is not ours is refused
CREATE TABLE flows_again (number int, flow dkis.state_machine, at dkis.marking);
SELECT current_setting('data_directory') || '/dkis_state_machine.bin' AS file \gset
COPY (SELECT number, flow, '{8.1, 8.3 | 8.2}'::dkis.marking FROM flows) TO :'file' (FORMAT binary);
COPY flows_again FROM :'file' (FORMAT binary);
SELECT count(*), bool_and(a.flow OPERATOR(dkis.=) f.flow AND a.at OPERATOR(dkis.=) '{8.3, 8.1 | 8.2}')
FROM flows f JOIN flows_again a USING (number);
SELECT encode(dkis.state_machine_send('start -> 1; 1 -> end'), 'escape'), encode(dkis.marking_send('{1}'), 'escape');

-- null in, null out
SELECT dkis.initial_marking(NULL), dkis.fire(NULL, '{1}', '1'), dkis.is_sound(NULL);
DROP TABLE flows, flows_again;

-- The reports that the law asks for, against a slow count that knows nothing of them:
-- a script that walks the cases one by one and keeps its own books.
CREATE DATABASE dkis_test_legal TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_legal
SET client_min_messages = warning;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never
\set VERBOSITY terse
CREATE EXTENSION dkis CASCADE;
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
-- Histories of two years, as an import writes them: by the instants alone.
CREATE TABLE public.course (n int PRIMARY KEY, sop text, received timestamptz, outcome text, decided timestamptz, answered timestamptz, channel text, class text, status text);
INSERT INTO public.course SELECT n, (ARRAY['permohonan-informasi', 'keberatan-informasi', 'sengketa-informasi', 'pengaduan-sikapri'])[1 + (n * 7) % 4], r.received,
  (ARRAY['Diberikan', 'Diberikan Sebagian', 'Ditolak', NULL])[1 + (n / 4) % 4], r.received + (n * 37 % 400) * interval '1 hour', r.received + (n * 37 % 400 + 5) * interval '1 hour',
  (ARRAY['web', 'loket', NULL])[1 + n % 3], (ARRAY['ringan', 'sedang', 'berat'])[1 + (n / 3) % 3], CASE WHEN n % 11 = 0 THEN 'batal' ELSE 'selesai' END
FROM generate_series(1, 400) AS n, LATERAL (SELECT timestamptz '2024-01-01 00:30+07' + (n * 53 % 700) * interval '1 day' + (n * 29 % 24) * interval '1 hour' AS received) AS r;
INSERT INTO dkis_store.cases (register_no, sop, sop_version, title, marking, received_at, opened_at, opened_by, event_count, head, channel, class, status, closed_at, due_at)
SELECT 'x/' || c.n, c.sop, v.id, c.n::text, '{}', c.received, c.received, 'impor', 0, '', c.channel, c.class, c.status, c.answered, c.received + interval '14 days'
FROM public.course AS c JOIN dkis.sop_versions AS v ON v.sop = c.sop ORDER BY c.n;
INSERT INTO dkis_store.case_steps (case_id, step, round, performer, sla, started_at, clock_from, finished_at, outcome, ended_by)
SELECT k.id, s.step, s.round, 'ppid', '-', c.received, c.received, s.at, s.outcome, 'hasil' FROM public.course AS c JOIN dkis_store.cases AS k ON k.title = c.n::text
CROSS JOIN LATERAL (VALUES ('permohonan-informasi', '3', 1, c.decided, c.outcome), ('permohonan-informasi', '4', 1, c.answered, 'Selesai'), ('keberatan-informasi', '5', 1, c.decided, c.outcome),
  ('pengaduan-sikapri', '3', 1, c.decided, 'Selesai'), ('pengaduan-sikapri', '6', 1, c.decided, 'Selesai'), ('pengaduan-sikapri', '6', 2, c.answered, 'Selesai'),
  ('pengaduan-sikapri', '8', 1, c.answered, CASE WHEN c.n % 2 = 0 THEN 'Ada Tanggapan' ELSE 'Tidak Ada Tanggapan' END)) AS s (sop, step, round, at, outcome) WHERE s.sop = c.sop AND s.outcome IS NOT NULL;

-- The slow count: month by month of the wall calendar in Cirebon, from the courses. What is
-- followed up again (13/6 comes twice) counts when it first was; what was cancelled was received all the same.
CREATE FUNCTION public.slow(kind text, begins date, months int) RETURNS TABLE (permohonan int, dikabulkan int, sebagian int, ditolak int, dijawab int, telat int, keberatan int, keberatan_ditolak int, sengketa int, pengaduan int, tindak_lanjut int, ditanggapi int, dibatalkan int) LANGUAGE plpgsql AS $$
DECLARE
  c public.course;
  from_at timestamp := begins;
  until_at timestamp := begins + make_interval(months => months);
BEGIN
  permohonan := 0; dikabulkan := 0; sebagian := 0; ditolak := 0; dijawab := 0; telat := 0; keberatan := 0; keberatan_ditolak := 0; sengketa := 0; pengaduan := 0; tindak_lanjut := 0; ditanggapi := 0; dibatalkan := 0;
  FOR c IN SELECT * FROM public.course LOOP
    IF (c.received AT TIME ZONE 'UTC') + interval '7 hours' < until_at AND (c.received AT TIME ZONE 'UTC') + interval '7 hours' >= from_at THEN
      IF c.sop LIKE 'permo%' THEN permohonan := permohonan + 1; ELSIF c.sop LIKE 'kebe%' THEN keberatan := keberatan + 1; ELSIF c.sop LIKE 'seng%' THEN sengketa := sengketa + 1; ELSE pengaduan := pengaduan + 1; END IF;
    END IF;
    IF (c.decided AT TIME ZONE 'UTC') + interval '7 hours' >= from_at AND (c.decided AT TIME ZONE 'UTC') + interval '7 hours' < until_at THEN
      IF c.sop LIKE 'permo%' AND c.outcome = 'Diberikan' THEN dikabulkan := dikabulkan + 1; END IF;
      IF c.sop LIKE 'permo%' AND c.outcome = 'Diberikan Sebagian' THEN sebagian := sebagian + 1; END IF;
      IF c.sop LIKE 'permo%' AND c.outcome = 'Ditolak' THEN ditolak := ditolak + 1; END IF;
      IF c.sop LIKE 'kebe%' AND c.outcome = 'Ditolak' THEN keberatan_ditolak := keberatan_ditolak + 1; END IF;
      IF c.sop LIKE 'penga%' THEN tindak_lanjut := tindak_lanjut + 1; END IF;
    END IF;
    IF (c.answered AT TIME ZONE 'UTC') + interval '7 hours' >= from_at AND (c.answered AT TIME ZONE 'UTC') + interval '7 hours' < until_at THEN
      IF c.sop LIKE 'permo%' THEN dijawab := dijawab + 1; telat := telat + (c.answered - c.received > interval '14 days')::int; END IF;
      IF c.sop LIKE 'penga%' THEN ditanggapi := ditanggapi + (c.n % 2 = 0)::int; END IF;
      IF c.sop LIKE 'permo%' THEN dibatalkan := dibatalkan + (c.status = 'batal')::int; END IF;
    END IF;
  END LOOP;
  RETURN NEXT;
END $$;
CREATE TABLE public.period AS SELECT 'bulan' AS kind, m::date AS begins, 1 AS months FROM generate_series(timestamp '2024-01-01', '2025-12-01', '1 month') AS m
UNION ALL SELECT 'semester', m::date, 6 FROM generate_series(timestamp '2024-01-01', '2025-12-01', '6 months') AS m UNION ALL VALUES ('tahun', date '2024-01-01', 12), ('tahun', '2025-01-01', 12);
CREATE VIEW public.reported (kind, begins, a, b, c, d, e, f, g, h, i, j, k, l, m) AS
SELECT p.kind, p.begins, coalesce(r.permohonan, 0), coalesce(r.dikabulkan, 0), coalesce(r.dikabulkan_sebagian, 0), coalesce(r.ditolak, 0), coalesce(r.dijawab, 0), coalesce(r.dijawab_terlambat, 0),
  coalesce(r.keberatan, 0), coalesce(r.keberatan_ditolak, 0), coalesce(r.sengketa, 0), coalesce(l.pengaduan, 0), coalesce(l.ditindaklanjuti, 0), coalesce(l.ditanggapi_pelapor, 0), coalesce(r.dibatalkan, 0)
FROM public.period AS p LEFT JOIN dkis_report.laporan_ppid AS r ON r.jenis_periode = p.kind AND r.periode = p.begins
LEFT JOIN (SELECT jenis_periode, periode, sum(pengaduan)::int AS pengaduan, sum(ditindaklanjuti)::int AS ditindaklanjuti, sum(ditanggapi_pelapor)::int AS ditanggapi_pelapor FROM dkis_report.laporan_lapor GROUP BY 1, 2) AS l
  ON l.jenis_periode = p.kind AND l.periode = p.begins;
SELECT count(*) AS periods, (SELECT count(*) FROM (SELECT p.kind, p.begins, s.* FROM public.period AS p, public.slow(p.kind, p.begins, p.months) AS s EXCEPT SELECT * FROM public.reported) AS d) AS differ FROM public.period;
SELECT jenis_periode, periode, permohonan, dikabulkan, dikabulkan_sebagian, ditolak, dijawab, dijawab_terlambat, keberatan, sengketa FROM dkis_report.laporan_ppid WHERE jenis_periode <> 'bulan' AND periode < '2026-01-01' ORDER BY 1, 2;
-- Every figure has its cases.
SELECT r.permohonan = count(k.*) AS drilled FROM dkis_report.laporan_ppid AS r JOIN dkis_report.laporan_kasus AS k ON k.laporan = 'laporan_ppid' AND k.ukuran = 'permohonan diterima' AND k.jenis_periode = r.jenis_periode AND k.periode = r.periode
WHERE r.jenis_periode = 'tahun' AND r.periode = '2024-01-01' GROUP BY r.permohonan;
SELECT (SELECT count(*) = count(DISTINCT id) FROM dkis_report.laporan_kasus) AS cases, (SELECT count(*) = count(DISTINCT id) FROM dkis_report.laporan_lapor) AS lapor;
-- Working days are counted as the law does: those after the day of receipt, whatever the hour.
SELECT count(*) > 0 AS some, count(*) FILTER (WHERE k.hari_kerja IS DISTINCT FROM (SELECT count(*) FROM dkis.workdays(daterange((c.received AT TIME ZONE 'Asia/Jakarta')::date, (c.answered AT TIME ZONE 'Asia/Jakarta')::date, '(]'), 'kantor'))) AS differ
FROM dkis_report.laporan_kasus AS k JOIN dkis.cases AS x ON x.id = k.kasus_id JOIN public.course AS c ON c.n::text = x.title WHERE k.ukuran = 'dijawab' AND k.jenis_periode = 'tahun';
-- On the last day of ten, late in the afternoon, is not late, and not more than ten days.
SELECT hari_kerja, terlambat FROM dkis_report.laporan_kasus WHERE ukuran = 'dijawab' AND jenis_periode = 'tahun' AND hari_kerja = 10 AND NOT terlambat LIMIT 1;
-- 3 hari kerja are the same wherever they are asked for.
SELECT count(*) AS periods, count(*) FILTER (WHERE l.n <> t.memenuhi) AS differ FROM (SELECT jenis_periode, periode, sum(diteruskan_dalam_3_hari_kerja) AS n FROM dkis_report.laporan_lapor GROUP BY 1, 2) AS l
JOIN dkis_report.target_sop AS t USING (jenis_periode, periode) WHERE t.ukuran = 'diteruskan';
-- A period in which nothing happened is reported too, to this day; and what waits for its answer at the end of each.
SELECT count(*) = 12 AS months, sum(permohonan) AS permohonan, max(belum_dijawab) AS most_unanswered, min(belum_dijawab) >= 0 AS never_less_than_none FROM dkis_report.laporan_ppid WHERE jenis_periode = 'bulan' AND periode >= '2024-01-01' AND periode < '2025-01-01';
SELECT permohonan, dijawab, rata_hari_kerja FROM dkis_report.laporan_ppid WHERE jenis_periode = 'semester' AND periode = '2026-01-01';
SELECT r.belum_dijawab = (SELECT count(*) FROM public.course WHERE sop LIKE 'permo%' AND received < '2024-12-31 17:00+00' AND answered >= '2024-12-31 17:00+00') AS by_hand FROM dkis_report.laporan_ppid AS r WHERE jenis_periode = 'tahun' AND periode = '2024-01-01';
-- SOP 13 against the targets that it is measured by: each case's own due day, counted apart.
SELECT t.ukuran, t.klasifikasi, t.target, t.jumlah, t.memenuhi, t.memenuhi = h.kept AS by_hand FROM dkis_report.target_sop AS t
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE c.decided <= dkis.due_at(c.received, t.target::dkis.sla, 'kantor')) AS kept FROM public.course AS c
  WHERE c.sop LIKE 'penga%' AND (t.klasifikasi IS NULL OR c.class = t.klasifikasi)
    AND extract(year FROM c.decided AT TIME ZONE 'Asia/Jakarta') = 2024) AS h
WHERE t.jenis_periode = 'tahun' AND t.periode = '2024-01-01' ORDER BY 1, 2;
-- A year that is over keeps its figures, whatever happens afterwards.
CREATE TABLE public.before AS SELECT * FROM public.reported WHERE begins < '2025-01-01';
INSERT INTO dkis.cases (sop, title) VALUES ('permohonan-informasi', 'Sesudahnya');
INSERT INTO dkis_store.case_steps (case_id, step, round, performer, sla, started_at, clock_from, finished_at, outcome, ended_by)
SELECT id, '8', 1, 'ppid', '-', '2026-01-05', '2026-01-05', '2026-01-06', 'Puas', 'hasil' FROM dkis_store.cases WHERE sop = 'permohonan-informasi' AND closed_at IS NOT NULL;
SELECT count(*) AS changed FROM (SELECT * FROM public.reported WHERE begins < '2025-01-01' EXCEPT SELECT * FROM public.before) AS d;

-- ---- satisfaction: nine elements, weighed alike ---------------------------------------------------
INSERT INTO dkis_store.surveys (entered_at, entered_by, sop, answered_at, u1, u2, u3, u4, u5, u6, u7, u8, u9)
SELECT now(), $$uji$$, (ARRAY['permohonan-informasi', 'pengaduan-sikapri'])[1 + n % 2], timestamptz '2025-01-01 06:00+07' + n * interval '2 days', 1 + n % 4, 2 + n % 3, 3 + n % 2, 4, 1 + n % 4, 2 + n % 2, 3, 1 + n % 3, 4 FROM generate_series(0, 180) AS n;
-- By hand: every element's sum over its answers, then the ninth part of all nine, times 25.
SELECT i.jenis_periode, i.periode, i.kode_sop, i.responden, i.ikm, i.mutu, i.bobot_unsur, i.ikm = round(h.ikm, 2) AS by_hand
FROM dkis_report.ikm AS i CROSS JOIN LATERAL (SELECT (sum(e.value) / count(*) * 9)::numeric / 9 * 25 AS ikm FROM dkis_store.surveys AS s, LATERAL unnest(ARRAY[s.u1, s.u2, s.u3, s.u4, s.u5, s.u6, s.u7, s.u8, s.u9]::numeric[]) AS e (value)
  WHERE (i.kode_sop IS NULL OR s.sop = i.kode_sop) AND s.answered_at + interval '0' >= (i.periode::timestamp AT TIME ZONE 'Asia/Jakarta')
    AND s.answered_at < ((i.periode + CASE i.jenis_periode WHEN 'bulan' THEN interval '1 month' WHEN 'semester' THEN interval '6 months' ELSE interval '1 year' END)::timestamp AT TIME ZONE 'Asia/Jakarta')) AS h
WHERE i.jenis_periode <> 'bulan' ORDER BY 1, 2, 3;
SELECT count(*) AS rows, count(*) FILTER (WHERE ikm BETWEEN 25 AND 100) AS in_range FROM dkis_report.ikm;
-- 25 * 567 / (9 * 24) is 65.625 and no less, though three of the nine means end in a third.
INSERT INTO dkis_store.surveys (entered_at, entered_by, sop, answered_at, u1, u2, u3, u4, u5, u6, u7, u8, u9)
SELECT now(), $$uji$$, 'konten-informasi', timestamptz '2024-05-02 09:00+07', u, u, u, u, u, u, 2 + (n <= 15)::int, 2 + (n <= 18)::int, 2 + (n <= 18)::int FROM generate_series(1, 24) AS n, LATERAL (SELECT 2 + (n <= 14)::int AS u) AS u;
SELECT i.ikm, i.mutu, i.kinerja, k.ikm AS kepuasan FROM dkis_report.ikm AS i JOIN dkis_report.kepuasan AS k USING (kode_sop) WHERE kode_sop = 'konten-informasi' AND jenis_periode = 'bulan';
SET ROLE dkis_reader;
SELECT count(*) > 0 AS readers_too FROM dkis_report.laporan_ppid;
RESET ROLE;
INSERT INTO dkis.report_measures (report, measure, sop) VALUES ('laporan_ppid', 'permohonan diterima', 'tidak-ada');

-- ---- as it was reported then ----------------------------------------------------------------
-- A request is granted, a complaint comes by one channel and one class; then the finish is taken
-- back, the request is refused, the complaint corrected, and an objection comes.
CREATE VIEW public.told AS SELECT k.ukuran, x.title, k.kanal, k.klasifikasi, k.organisasi, k.alasan, k.terlambat FROM dkis_report.laporan_kasus AS k JOIN dkis_store.cases AS x ON x.id = k.kasus_id
WHERE x.title LIKE 'Dulu%' AND k.jenis_periode = 'tahun';
INSERT INTO dkis.cases (sop, title, data) VALUES ('16', 'Dulu 1', '{"identitas": "1"}');
INSERT INTO dkis.cases (sop, title, class, channel, organisation) VALUES ('13', 'Dulu 2', 'ringan', 'loket', 'dinkes'), ('13', 'Dulu 3', NULL, NULL, NULL), ('13', 'Dulu, latihan', NULL, 'latihan', NULL);
SELECT id AS one FROM dkis.cases WHERE title = 'Dulu 1' \gset
SELECT dkis.finish_step(:one, '1') \g /dev/null
SELECT dkis.finish_step(:one, '2', 'Tersedia') \g /dev/null
UPDATE dkis.cases SET status = 'batal', note = 'keliru' WHERE title = 'Dulu 3';
SELECT clock_timestamp() AS then \gset
CREATE TABLE public.told_then AS SELECT * FROM public.told;
SELECT * FROM public.told_then ORDER BY 2, 1;
SELECT dkis.undo_step(:one, '2', 'bukan yang diminta') \g /dev/null
SELECT dkis.finish_step(:one, '2', 'Belum DIP') \g /dev/null
SELECT dkis.finish_step_with(:one, '3', '{"alasan_penolakan": "belum tersedia"}', 'Ditolak') \g /dev/null
UPDATE dkis.cases SET channel = 'web', class = 'berat', organisation = NULL WHERE title = 'Dulu 2';
SELECT dkis.reopen_case(id, 'bukan keliru') FROM dkis.cases WHERE title = 'Dulu 3' \g /dev/null
UPDATE dkis.cases SET channel = 'loket', class = 'sedang', organisation = 'bpbd' WHERE title = 'Dulu 3';
INSERT INTO dkis.cases (sop, title, data) VALUES ('18', 'Dulu 4', '{"identitas": "1", "alasan_keberatan": "tidak ditanggapi"}');
SELECT * FROM public.told ORDER BY 2, 1;
SELECT ukuran, alasan, jumlah FROM dkis_report.laporan_alasan WHERE jenis_periode = 'tahun' AND alasan IS NOT NULL ORDER BY 1, 2;
SET dkis.as_of = :'then';
SELECT count(*) AS differ FROM ((TABLE public.told EXCEPT TABLE public.told_then) UNION ALL (TABLE public.told_then EXCEPT TABLE public.told)) AS d;
SET ROLE dkis_reader;
SET dkis.as_of = '2024-12-31';
SELECT jenis_periode, periode FROM dkis_report.laporan_ppid WHERE periode > '2024-12-01';
SET dkis.as_of = 'kemarin';
SELECT count(*) FROM dkis_report.laporan_ppid;
RESET dkis.as_of;
RESET ROLE;
-- What a step asks for is recorded with what stood there before.
SELECT detail -> 'isian_lama' ? 'alasan_penolakan' AS before, detail -> 'isian' ->> 'alasan_penolakan' AS after FROM dkis.case_events WHERE case_id = :one AND event = 'data diubah';

-- ---- the two lists --------------------------------------------------------------------------------------
CREATE ROLE dkis_test_juru LOGIN IN ROLE dkis_officer;
SET ROLE dkis_test_juru;
SELECT id AS kasus FROM dkis.cases WHERE title = 'Sesudahnya' \gset
INSERT INTO dkis.information_list (title, holder, url, case_id) VALUES ('Rencana kerja 2026', NULL, 'https://ppid.example.go.id/renja', :kasus);
INSERT INTO dkis.information_list (title, status, ground, legal_basis, until, case_id) VALUES ('Denah ruang server', 'dikecualikan', 'c', 'UU 14/2008 pasal 17 huruf c', dkis.today() + 365, :kasus);
INSERT INTO dkis.information_list (title, status) VALUES ('Tanpa dasar', 'dikecualikan');
INSERT INTO dkis.information_list (title, status, ground, legal_basis, url) VALUES ('Dengan alamat', 'dikecualikan', 'c', 'UU 14/2008 pasal 17', 'https://x.example');
INSERT INTO dkis.information_list (title, status, legal_basis) VALUES ('Tanpa huruf', 'dikecualikan', 'UU 14/2008 pasal 17');
INSERT INTO dkis.information_list (title, status, ground, legal_basis) VALUES ('Huruf lain', 'dikecualikan', 'k', 'UU 14/2008 pasal 17');
INSERT INTO dkis.information_list (title) VALUES ('  rencana kerja 2026 ');
INSERT INTO dkis.information_list (title, holder) VALUES ('Lain', 'tidak-ada');
SELECT title, status, case_id = :kasus AS decided_by_the_case FROM dkis.information_list ORDER BY id;
SET ROLE dkis_reader;
SELECT judul, alamat FROM dkis_report.daftar_informasi_publik;
SELECT count(*) FROM dkis.information_list;
RESET ROLE;
DROP OWNED BY dkis_test_juru;
DROP ROLE dkis_test_juru;
\c postgres
DROP DATABASE dkis_test_legal;

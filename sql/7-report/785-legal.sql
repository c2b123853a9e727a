-- What the law asks an agency to report: the service of public information (Perki
-- 1/2021), complaints (PermenPANRB 62/2018), the satisfaction of the public
-- (PermenPANRB 14/2017); by month, half-year and year.
--
-- A figure counts what happened inside its period, by the instant at which it first
-- happened: what follows later changes nothing of a period that is over. Only what is
-- put right does (a finish taken back, a case opened again, another class); what was
-- reported before that is asked for with dkis.as_of. What is counted stands in rows, so
-- that no SOP is named here; dkis_report.laporan_kasus has the cases behind every figure.

-- The instant as of which the reports here speak (GUC dkis.as_of): a date is the end of
-- that day where the agency is; NULL: as things stand. 22007 for what is neither.
CREATE FUNCTION dkis_store.as_of() RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked CONSTANT text := nullif(btrim(current_setting('dkis.as_of', true)), '');
BEGIN
  IF asked ~ '^\d{4}-\d\d-\d\d$' THEN
    RETURN (asked::date + 1)::timestamp AT TIME ZONE dkis_store.agency_zone(dkis.agency()) - interval '1 microsecond';
  END IF;
  RETURN asked::timestamptz;
EXCEPTION WHEN invalid_datetime_format OR datetime_field_overflow OR invalid_parameter_value THEN
  RAISE EXCEPTION 'dkis.as_of bukan tanggal atau saat: "%"', left(asked, 60)
    USING ERRCODE = 'invalid_datetime_format', DETAIL = 'Laporan diminta menurut keadaan pada suatu hari atau saat.',
      HINT = 'Misalnya SET dkis.as_of = ''2026-03-31''; kembali ke keadaan sekarang: RESET dkis.as_of.';
END
$$;
COMMENT ON FUNCTION dkis_store.as_of() IS 'Saat yang keadaannya dilaporkan; kosong = sekarang';

-- step NULL: the receipt of a case, or, outcome selesai or batal, its end; else a step
-- that was done, outcome NULL: whatever its outcome. field: where the ground stands.
CREATE TABLE dkis.report_measures (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  report text NOT NULL,
  measure text NOT NULL,
  sop text NOT NULL,
  step text,
  outcome text,
  field text,
  FOREIGN KEY (agency, sop) REFERENCES dkis.sops (agency, code),
  CONSTRAINT measure_report CHECK (report = ANY (ARRAY['laporan_ppid', 'laporan_lapor'])),
  CONSTRAINT outcome_has_step CHECK (step IS NOT NULL OR outcome = ANY (ARRAY['selesai', 'batal']) OR outcome IS NULL)
);
CREATE UNIQUE INDEX report_measures_once ON dkis.report_measures (agency, report, measure, sop, (coalesce(step, '')), (coalesce(outcome, '')));
COMMENT ON TABLE dkis.report_measures IS 'Apa yang dihitung laporan menurut peraturan: penerimaan, akhir kasus, langkah dengan hasilnya';
COMMENT ON COLUMN dkis.report_measures.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.report_measures.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.report_measures.report IS 'Laporan: laporan_ppid atau laporan_lapor';
COMMENT ON COLUMN dkis.report_measures.measure IS 'Ukuran dalam laporan itu';
COMMENT ON COLUMN dkis.report_measures.sop IS 'Kode SOP';
COMMENT ON COLUMN dkis.report_measures.step IS 'Langkah yang selesai; kosong = kasus diterima, atau berakhir menurut outcome';
COMMENT ON COLUMN dkis.report_measures.outcome IS 'Hasil langkah itu, kosong = apa pun; tanpa langkah: selesai atau batal';
COMMENT ON COLUMN dkis.report_measures.field IS 'Isian kasus yang memuat alasannya, untuk laporan_alasan';
CREATE CONSTRAINT TRIGGER "A_known" AFTER INSERT OR UPDATE OF agency, sop ON dkis.report_measures DEFERRABLE
FOR EACH ROW EXECUTE FUNCTION dkis_store.require_known('sop', 'sops');

CREATE FUNCTION dkis_store.reported_sops() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER COST 10000 SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT array_agg(DISTINCT r.sop) FROM dkis.report_measures r;
END;
COMMENT ON FUNCTION dkis_store.reported_sops() IS 'SOP yang dihitung laporan menurut peraturan';

-- ---- as it was -------------------------------------------------------------------------------

-- The steps that were done, and the ends of cases: as things stand by the rows, as of
-- an earlier instant by the history, as far as it had come then.
CREATE VIEW dkis_store.done_steps AS
SELECT s.case_id, s.step, s.outcome, s.finished_at AS at FROM dkis_store.case_steps s
WHERE (SELECT dkis_store.as_of()) IS NULL AND s.ended_by = 'hasil'
UNION ALL
SELECT e.case_id, e.step, e.outcome, e.at FROM dkis_store.case_events e
WHERE (SELECT dkis_store.as_of()) IS NOT NULL AND e.event = 'langkah selesai' AND e.recorded_at <= (SELECT dkis_store.as_of())
  AND NOT EXISTS (SELECT FROM dkis_store.case_events u WHERE u.case_id = e.case_id AND u.event = ANY ('{penyelesaian ditarik,dibuka kembali}')
    AND u.recorded_at <= (SELECT dkis_store.as_of()) AND (u.detail ->> 'peristiwa')::int = e.seq);
COMMENT ON VIEW dkis_store.done_steps IS 'Langkah yang dikerjakan, menurut keadaan pada dkis.as_of';

CREATE VIEW dkis_store.ended_cases AS
SELECT c.id AS case_id, c.status, c.closed_at AS at FROM dkis_store.cases c
WHERE (SELECT dkis_store.as_of()) IS NULL AND c.closed_at IS NOT NULL
UNION ALL
SELECT e.case_id, CASE e.event WHEN 'ditutup' THEN 'selesai' ELSE 'batal' END, e.at FROM dkis_store.case_events e
WHERE (SELECT dkis_store.as_of()) IS NOT NULL AND e.event = ANY ('{ditutup,dibatalkan}') AND e.recorded_at <= (SELECT dkis_store.as_of())
  AND NOT EXISTS (SELECT FROM dkis_store.case_events u WHERE u.case_id = e.case_id AND u.event = 'dibuka kembali'
    AND u.seq > e.seq AND u.recorded_at <= (SELECT dkis_store.as_of()));
COMMENT ON VIEW dkis_store.ended_cases IS 'Kasus yang berakhir, menurut keadaan pada dkis.as_of';

-- ---- what is counted ---------------------------------------------------------------------------

-- Each thing that is counted, once, when it first happened. days: working days after the
-- day of receipt, as the law counts them. late: after the whole case's deadline. t: what
-- has been changed of the case since dkis.as_of, as it was before. Drills are in none.
CREATE VIEW dkis_store.measured AS
SELECT m.agency, m.report, m.measure, m.sop, c.case_id, c.known_as, c.calendar, c.received_at, x.channel, x.class, x.organisation,
  m.field, nullif(btrim(x.data ->> m.field), '') AS reason, e.at, dkis_store.local_date(e.at, m.agency) AS day,
  CASE WHEN m.step IS NOT NULL THEN dkis_store.workdays_between(dkis_store.local_date(c.received_at, m.agency), dkis_store.local_date(e.at, m.agency), c.calendar, m.agency) END AS days,
  m.step IS NOT NULL AND coalesce(e.at > x.due_at, false) AS late, m.step IS NOT NULL AND coalesce(c.extended_at <= e.at, false) AS extended
FROM dkis_store.case_facts c
JOIN dkis.report_measures m ON m.agency = c.agency AND m.sop = c.sop AND c.sop = ANY (dkis_store.reported_sops()) AND coalesce(c.opened_at <= (SELECT dkis_store.as_of()), true)
LEFT JOIN LATERAL (
  SELECT jsonb_object_agg(w.word, e.was) AS was FROM (VALUES ('kanal', 'kanal', 'kanal_lama'), ('organisasi', 'organisasi', 'organisasi_lama'),
    ('isian', 'isian', 'isian_lama'), ('klasifikasi', 'baru', 'lama'), ('tenggat', 'tenggat_baru', 'tenggat_lama')) AS w (word, after, before)
  CROSS JOIN LATERAL (SELECT e.detail -> w.before AS was FROM dkis_store.case_events e
    WHERE e.case_id = c.case_id AND e.recorded_at > (SELECT dkis_store.as_of()) AND e.step IS NULL AND (e.detail ? w.after OR e.detail ? w.before)
      AND e.event = ANY ('{data diubah,klasifikasi diubah,tenggat berubah,tenggat diperpanjang,tenggat ditetapkan,tenggat dihitung kembali}')
    ORDER BY e.seq LIMIT 1) AS e) AS t ON (SELECT dkis_store.as_of()) IS NOT NULL
CROSS JOIN LATERAL (SELECT CASE WHEN t.was ? 'kanal' THEN t.was ->> 'kanal' ELSE c.channel END AS channel,
  CASE WHEN t.was ? 'klasifikasi' THEN t.was ->> 'klasifikasi' ELSE c.class END AS class,
  CASE WHEN t.was ? 'organisasi' THEN t.was ->> 'organisasi' ELSE c.organisation END AS organisation,
  CASE WHEN t.was ? 'isian' THEN t.was -> 'isian' ELSE c.data END AS data,
  CASE WHEN t.was ? 'tenggat' THEN (t.was ->> 'tenggat')::timestamptz ELSE c.due_at END AS due_at) AS x
CROSS JOIN LATERAL (
  SELECT c.received_at AS at WHERE m.step IS NULL AND m.outcome IS NULL
  UNION ALL
  SELECT z.at FROM dkis_store.ended_cases z WHERE m.step IS NULL AND z.case_id = c.case_id AND z.status = m.outcome
  UNION ALL
  SELECT min(d.at) FROM dkis_store.done_steps d
  WHERE m.step IS NOT NULL AND d.case_id = c.case_id AND d.step = m.step
    AND (m.outcome IS NULL OR dkis_store.same_words(d.outcome) = dkis_store.same_words(m.outcome))) AS e
WHERE e.at IS NOT NULL AND x.channel IS DISTINCT FROM 'latihan';
COMMENT ON VIEW dkis_store.measured IS 'Yang dihitung laporan menurut peraturan, satu baris setiap hal';

-- Every period from the first receipt on, also one in which nothing happened: that, too,
-- is reported.
CREATE VIEW dkis_store.legal_periods AS
SELECT DISTINCT f.agency, f.report, p.kind, p.begins
FROM (SELECT m.agency, m.report, dkis_store.local_month(min(n.first_at), m.agency) AS first, dkis_store.local_date(coalesce((SELECT dkis_store.as_of()), now()), m.agency) AS last
  FROM dkis.report_measures m CROSS JOIN LATERAL (SELECT min(c.received_at) AS first_at FROM dkis_store.cases c -- the first by index
    WHERE c.agency = m.agency AND c.sop = m.sop AND coalesce(c.opened_at <= (SELECT dkis_store.as_of()), true)) AS n
  GROUP BY m.agency, m.report) AS f
CROSS JOIN LATERAL generate_series(f.first::timestamp, f.last::timestamp, interval '1 month') AS d (day)
CROSS JOIN LATERAL dkis_store.periods_of(d.day::date) AS p;
COMMENT ON VIEW dkis_store.legal_periods IS 'Periode setiap laporan, dari penerimaan pertama sampai sekarang';

CREATE VIEW dkis_report.laporan_kasus AS
SELECT concat_ws('/', m.agency, m.report, m.measure, p.kind, p.begins, m.case_id) AS id, m.agency AS instansi, m.report AS laporan, m.measure AS ukuran,
  p.kind AS jenis_periode, p.begins AS periode, m.case_id AS kasus_id, m.known_as AS nomor_register, m.channel AS kanal, m.class AS klasifikasi, m.organisation AS organisasi,
  (SELECT a.kind FROM dkis_store.cases c JOIN dkis_store.applicants a ON a.id = c.applicant WHERE c.id = m.case_id) AS jenis_pemohon, m.reason AS alasan, m.at AS saat, m.day AS saat_tanggal, m.days AS hari_kerja, m.late AS terlambat, m.extended AS diperpanjang
FROM (SELECT DISTINCT ON (m.agency, m.report, m.measure, m.case_id) m.* FROM dkis_store.measured m ORDER BY m.agency, m.report, m.measure, m.case_id, m.at) AS m
CROSS JOIN LATERAL dkis_store.periods_of(m.day) AS p;
COMMENT ON VIEW dkis_report.laporan_kasus IS 'Kasus di balik setiap angka laporan_ppid dan laporan_lapor';
COMMENT ON COLUMN dkis_report.laporan_kasus.id IS 'Kunci: laporan, ukuran, periode, kasus; unik';
COMMENT ON COLUMN dkis_report.laporan_kasus.laporan IS 'laporan_ppid atau laporan_lapor';
COMMENT ON COLUMN dkis_report.laporan_kasus.ukuran IS 'Apa yang dihitung (dkis.report_measures)';
COMMENT ON COLUMN dkis_report.laporan_kasus.jenis_periode IS 'bulan, semester atau tahun';
COMMENT ON COLUMN dkis_report.laporan_kasus.periode IS 'Hari pertama periode';
COMMENT ON COLUMN dkis_report.laporan_kasus.alasan IS 'Alasan yang dicatat: dasar penolakan, alasan keberatan';
COMMENT ON COLUMN dkis_report.laporan_kasus.saat IS 'Saat pertama terjadi';
COMMENT ON COLUMN dkis_report.laporan_kasus.hari_kerja IS 'Hari kerja sesudah hari penerimaan sampai hari itu; kosong untuk penerimaan dan berakhirnya kasus';
COMMENT ON COLUMN dkis_report.laporan_kasus.terlambat IS 'Sesudah tenggat keseluruhan';
COMMENT ON COLUMN dkis_report.laporan_kasus.diperpanjang IS 'Waktunya diperpanjang sebelum itu';

-- Perki 1/2021: requests, the time they took, how they were decided; objections and
-- disputes.
CREATE VIEW dkis_report.laporan_ppid AS
SELECT concat_ws('/', p.agency, p.kind, p.begins) AS id, p.agency AS instansi, p.kind AS jenis_periode, p.begins AS periode,
  count(*) FILTER (WHERE k.ukuran = 'permohonan diterima') AS permohonan,
  count(*) FILTER (WHERE k.ukuran = 'dikabulkan') AS dikabulkan,
  count(*) FILTER (WHERE k.ukuran = 'dikabulkan sebagian') AS dikabulkan_sebagian,
  count(*) FILTER (WHERE k.ukuran = 'ditolak') AS ditolak,
  count(*) FILTER (WHERE k.ukuran = 'dijawab') AS dijawab,
  round(avg(k.hari_kerja) FILTER (WHERE k.ukuran = 'dijawab'), 2) AS rata_hari_kerja,
  max(k.hari_kerja) FILTER (WHERE k.ukuran = 'dijawab') AS terlama_hari_kerja,
  count(*) FILTER (WHERE k.ukuran = 'dijawab' AND k.terlambat) AS dijawab_terlambat,
  count(*) FILTER (WHERE k.ukuran = 'dijawab' AND k.diperpanjang) AS diperpanjang,
  count(*) FILTER (WHERE k.ukuran = 'dibatalkan') AS dibatalkan,
  (sum(count(*) FILTER (WHERE k.ukuran = 'permohonan diterima') - count(*) FILTER (WHERE k.ukuran = 'permohonan berakhir'))
    OVER (PARTITION BY p.agency, p.kind ORDER BY p.begins))::bigint AS belum_dijawab,
  count(*) FILTER (WHERE k.ukuran = 'keberatan') AS keberatan,
  count(*) FILTER (WHERE k.ukuran = 'keberatan dikabulkan') AS keberatan_dikabulkan,
  count(*) FILTER (WHERE k.ukuran = 'keberatan dikabulkan sebagian') AS keberatan_dikabulkan_sebagian,
  count(*) FILTER (WHERE k.ukuran = 'keberatan ditolak') AS keberatan_ditolak,
  count(*) FILTER (WHERE k.ukuran = 'keberatan dijawab') AS keberatan_dijawab,
  round(avg(k.hari_kerja) FILTER (WHERE k.ukuran = 'keberatan dijawab'), 2) AS keberatan_rata_hari_kerja,
  count(*) FILTER (WHERE k.ukuran = 'keberatan dijawab' AND k.terlambat) AS keberatan_dijawab_terlambat,
  count(*) FILTER (WHERE k.ukuran = 'sengketa') AS sengketa,
  count(*) FILTER (WHERE k.ukuran = 'sengketa selesai') AS sengketa_selesai
FROM dkis_store.legal_periods p
LEFT JOIN dkis_report.laporan_kasus k ON k.laporan = 'laporan_ppid' AND k.instansi = p.agency AND k.jenis_periode = p.kind AND k.periode = p.begins
WHERE p.report = 'laporan_ppid'
GROUP BY p.agency, p.kind, p.begins;
COMMENT ON VIEW dkis_report.laporan_ppid IS 'Layanan informasi publik per bulan, semester dan tahun (Perki 1/2021); kasusnya pada laporan_kasus';
COMMENT ON COLUMN dkis_report.laporan_ppid.id IS 'Kunci: instansi, jenis periode, periode; unik';
COMMENT ON COLUMN dkis_report.laporan_ppid.jenis_periode IS 'bulan, semester atau tahun';
COMMENT ON COLUMN dkis_report.laporan_ppid.periode IS 'Hari pertama periode; juga periode tanpa permohonan';
COMMENT ON COLUMN dkis_report.laporan_ppid.permohonan IS 'Permohonan yang diterima dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.dikabulkan IS 'Permohonan yang dikabulkan seluruhnya dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.dikabulkan_sebagian IS 'Permohonan yang dikabulkan sebagian dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.ditolak IS 'Permohonan yang ditolak dalam periode; dasarnya pada laporan_alasan';
COMMENT ON COLUMN dkis_report.laporan_ppid.dijawab IS 'Permohonan yang dijawab dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.rata_hari_kerja IS 'Rata-rata hari kerja dari penerimaan sampai jawaban';
COMMENT ON COLUMN dkis_report.laporan_ppid.terlama_hari_kerja IS 'Hari kerja terlama dari penerimaan sampai jawaban';
COMMENT ON COLUMN dkis_report.laporan_ppid.dijawab_terlambat IS 'Yang dijawab sesudah tenggat';
COMMENT ON COLUMN dkis_report.laporan_ppid.diperpanjang IS 'Yang dijawab sesudah waktunya diperpanjang';
COMMENT ON COLUMN dkis_report.laporan_ppid.dibatalkan IS 'Permohonan yang dibatalkan atau dicabut dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.belum_dijawab IS 'Permohonan yang pada akhir periode belum dijawab dan belum dibatalkan';
COMMENT ON COLUMN dkis_report.laporan_ppid.keberatan IS 'Keberatan yang diterima dalam periode; alasannya pada laporan_alasan';
COMMENT ON COLUMN dkis_report.laporan_ppid.keberatan_dikabulkan IS 'Keberatan yang dikabulkan seluruhnya dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.keberatan_dikabulkan_sebagian IS 'Keberatan yang dikabulkan sebagian dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.keberatan_ditolak IS 'Keberatan yang ditolak dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.keberatan_dijawab IS 'Keberatan yang dijawab dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.keberatan_rata_hari_kerja IS 'Rata-rata hari kerja dari penerimaan keberatan sampai jawabannya';
COMMENT ON COLUMN dkis_report.laporan_ppid.keberatan_dijawab_terlambat IS 'Keberatan yang dijawab sesudah tenggat';
COMMENT ON COLUMN dkis_report.laporan_ppid.sengketa IS 'Sengketa yang diterima dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.sengketa_selesai IS 'Fasilitasi sengketa yang selesai dalam periode';

-- The grounds on which requests were refused and objections made (UU 14/2008 art. 17
-- and 35), a row each: national forms differ in which they list.
CREATE VIEW dkis_report.laporan_alasan AS
SELECT concat_ws('/', k.instansi, k.laporan, k.ukuran, k.jenis_periode, k.periode, coalesce(k.alasan, '-')) AS id,
  k.instansi, k.laporan, k.ukuran, k.jenis_periode, k.periode, k.alasan, count(*) AS jumlah
FROM dkis_report.laporan_kasus k
WHERE EXISTS (SELECT FROM dkis.report_measures m WHERE m.agency = k.instansi AND m.report = k.laporan AND m.measure = k.ukuran AND m.field IS NOT NULL)
GROUP BY k.instansi, k.laporan, k.ukuran, k.jenis_periode, k.periode, k.alasan;
COMMENT ON VIEW dkis_report.laporan_alasan IS 'Alasan di balik angka laporan_ppid: dasar penolakan, alasan keberatan; kasusnya pada laporan_kasus';
COMMENT ON COLUMN dkis_report.laporan_alasan.id IS 'Kunci: laporan, ukuran, periode, alasan; unik';
COMMENT ON COLUMN dkis_report.laporan_alasan.laporan IS 'laporan_ppid atau laporan_lapor';
COMMENT ON COLUMN dkis_report.laporan_alasan.ukuran IS 'Apa yang dihitung: ditolak, keberatan, keberatan ditolak';
COMMENT ON COLUMN dkis_report.laporan_alasan.jenis_periode IS 'bulan, semester atau tahun';
COMMENT ON COLUMN dkis_report.laporan_alasan.periode IS 'Hari pertama periode';
COMMENT ON COLUMN dkis_report.laporan_alasan.alasan IS 'Alasan sebagaimana dicatat; kosong = belum dicatat';
COMMENT ON COLUMN dkis_report.laporan_alasan.jumlah IS 'Jumlah kasus';

-- PermenPANRB 62/2018: complaints by channel, class and organisation: the first
-- response (forwarded to whoever is competent, within 3 working days), what followed,
-- who answered.
CREATE VIEW dkis_report.laporan_lapor AS
SELECT concat_ws('/', k.instansi, k.jenis_periode, k.periode, coalesce(k.kanal, '-'), coalesce(k.klasifikasi, '-'), coalesce(k.organisasi, '-')) AS id,
  k.instansi, k.jenis_periode, k.periode, k.kanal, k.klasifikasi, k.organisasi,
  count(*) FILTER (WHERE k.ukuran = 'pengaduan') AS pengaduan,
  count(*) FILTER (WHERE k.ukuran = 'diteruskan') AS diteruskan,
  round(avg(k.hari_kerja) FILTER (WHERE k.ukuran = 'diteruskan'), 2) AS rata_hari_kerja_diteruskan,
  count(*) FILTER (WHERE k.ukuran = 'diteruskan' AND k.saat <= dkis_store.due_at(c.received_at, '3 hari kerja', v.calendar, false, c.agency)) AS diteruskan_dalam_3_hari_kerja,
  count(*) FILTER (WHERE k.ukuran = 'ditindaklanjuti') AS ditindaklanjuti,
  round(avg(k.hari_kerja) FILTER (WHERE k.ukuran = 'ditindaklanjuti'), 2) AS rata_hari_kerja_tindak_lanjut,
  count(*) FILTER (WHERE k.ukuran = 'ditanggapi pelapor') AS ditanggapi_pelapor,
  count(*) FILTER (WHERE k.ukuran = 'tanpa tanggapan') AS ditutup_tanpa_tanggapan,
  count(*) FILTER (WHERE k.ukuran = 'selesai') AS selesai,
  count(*) FILTER (WHERE k.ukuran = 'dibatalkan') AS dibatalkan
FROM dkis_report.laporan_kasus k
JOIN dkis_store.cases c ON c.id = k.kasus_id
JOIN dkis.sop_versions v ON v.id = c.sop_version
WHERE k.laporan = 'laporan_lapor'
GROUP BY k.instansi, k.jenis_periode, k.periode, k.kanal, k.klasifikasi, k.organisasi;
COMMENT ON VIEW dkis_report.laporan_lapor IS 'Pengaduan per bulan, semester dan tahun (PermenPANRB 62/2018); kasusnya pada laporan_kasus';
COMMENT ON COLUMN dkis_report.laporan_lapor.id IS 'Kunci: periode, kanal, klasifikasi, organisasi; unik';
COMMENT ON COLUMN dkis_report.laporan_lapor.jenis_periode IS 'bulan, semester atau tahun';
COMMENT ON COLUMN dkis_report.laporan_lapor.periode IS 'Hari pertama periode';
COMMENT ON COLUMN dkis_report.laporan_lapor.pengaduan IS 'Pengaduan yang diterima dalam periode';
COMMENT ON COLUMN dkis_report.laporan_lapor.diteruskan IS 'Yang diverifikasi dan diteruskan dalam periode: tanggapan pertama';
COMMENT ON COLUMN dkis_report.laporan_lapor.rata_hari_kerja_diteruskan IS 'Rata-rata hari kerja dari penerimaan sampai diteruskan';
COMMENT ON COLUMN dkis_report.laporan_lapor.diteruskan_dalam_3_hari_kerja IS 'Yang diteruskan paling lambat pada akhir hari kerja ketiga sesudah diterima';
COMMENT ON COLUMN dkis_report.laporan_lapor.ditindaklanjuti IS 'Yang ditindaklanjuti (pertama kali) dalam periode';
COMMENT ON COLUMN dkis_report.laporan_lapor.rata_hari_kerja_tindak_lanjut IS 'Rata-rata hari kerja dari penerimaan sampai tindak lanjut pertama';
COMMENT ON COLUMN dkis_report.laporan_lapor.ditanggapi_pelapor IS 'Yang (pertama kali) ditanggapi pelapor dalam periode';
COMMENT ON COLUMN dkis_report.laporan_lapor.ditutup_tanpa_tanggapan IS 'Yang ditutup karena pelapor tidak menanggapi dalam masa tunggu';
COMMENT ON COLUMN dkis_report.laporan_lapor.selesai IS 'Pengaduan yang selesai dalam periode';
COMMENT ON COLUMN dkis_report.laporan_lapor.dibatalkan IS 'Pengaduan yang dibatalkan atau dicabut dalam periode';

-- PermenPANRB 14/2017: the nine elements, their weight, the index and its grade; for
-- each SOP and (kode_sop NULL) the whole agency.
CREATE VIEW dkis_report.ikm AS
SELECT concat_ws('/', g.agency, g.kind, g.begins, coalesce(g.sop, '-')) AS id, g.agency AS instansi, g.kind AS jenis_periode, g.begins AS periode, g.sop AS kode_sop,
  g.answers AS responden, round(g.u1, 3) AS u1, round(g.u2, 3) AS u2, round(g.u3, 3) AS u3, round(g.u4, 3) AS u4, round(g.u5, 3) AS u5, round(g.u6, 3) AS u6,
  round(g.u7, 3) AS u7, round(g.u8, 3) AS u8, round(g.u9, 3) AS u9, round(1.0 / 9, 3) AS bobot_unsur, i.ikm, w.grade AS mutu, w.words AS kinerja
FROM (
  SELECT s.agency, p.kind, p.begins, s.sop, count(*) AS answers, avg(s.u1) AS u1, avg(s.u2) AS u2, avg(s.u3) AS u3, avg(s.u4) AS u4, avg(s.u5) AS u5,
    avg(s.u6) AS u6, avg(s.u7) AS u7, avg(s.u8) AS u8, avg(s.u9) AS u9, sum(s.u1 + s.u2 + s.u3 + s.u4 + s.u5 + s.u6 + s.u7 + s.u8 + s.u9) AS marks
  FROM dkis_store.surveys s CROSS JOIN LATERAL dkis_store.periods_of(dkis_store.local_date(s.answered_at, s.agency)) AS p
  WHERE coalesce(s.entered_at <= (SELECT dkis_store.as_of()), true)
  GROUP BY GROUPING SETS ((s.agency, p.kind, p.begins, s.sop), (s.agency, p.kind, p.begins))) AS g
CROSS JOIN LATERAL (SELECT dkis_store.satisfaction(g.marks, g.answers) AS ikm) AS i
CROSS JOIN LATERAL dkis_store.grade_of(i.ikm) AS w;
COMMENT ON VIEW dkis_report.ikm IS 'Indeks Kepuasan Masyarakat per bulan, semester dan tahun (PermenPANRB 14/2017)';
COMMENT ON COLUMN dkis_report.ikm.id IS 'Kunci: periode dan SOP; unik';
COMMENT ON COLUMN dkis_report.ikm.jenis_periode IS 'bulan, semester atau tahun';
COMMENT ON COLUMN dkis_report.ikm.periode IS 'Hari pertama periode';
COMMENT ON COLUMN dkis_report.ikm.kode_sop IS 'Kode SOP; kosong = seluruh instansi';
COMMENT ON COLUMN dkis_report.ikm.responden IS 'Jumlah responden';
COMMENT ON COLUMN dkis_report.ikm.u1 IS 'Rata-rata unsur 1: Persyaratan (1 sampai 4)';
COMMENT ON COLUMN dkis_report.ikm.u2 IS 'Rata-rata unsur 2: Sistem, mekanisme dan prosedur (1 sampai 4)';
COMMENT ON COLUMN dkis_report.ikm.u3 IS 'Rata-rata unsur 3: Waktu penyelesaian (1 sampai 4)';
COMMENT ON COLUMN dkis_report.ikm.u4 IS 'Rata-rata unsur 4: Biaya/tarif (1 sampai 4)';
COMMENT ON COLUMN dkis_report.ikm.u5 IS 'Rata-rata unsur 5: Produk spesifikasi jenis pelayanan (1 sampai 4)';
COMMENT ON COLUMN dkis_report.ikm.u6 IS 'Rata-rata unsur 6: Kompetensi pelaksana (1 sampai 4)';
COMMENT ON COLUMN dkis_report.ikm.u7 IS 'Rata-rata unsur 7: Perilaku pelaksana (1 sampai 4)';
COMMENT ON COLUMN dkis_report.ikm.u8 IS 'Rata-rata unsur 8: Penanganan pengaduan, saran dan masukan (1 sampai 4)';
COMMENT ON COLUMN dkis_report.ikm.u9 IS 'Rata-rata unsur 9: Sarana dan prasarana (1 sampai 4)';
COMMENT ON COLUMN dkis_report.ikm.bobot_unsur IS 'Bobot setiap unsur: satu per sembilan';
COMMENT ON COLUMN dkis_report.ikm.ikm IS 'Indeks: rata-rata sembilan unsur dikali 25 (25 sampai 100)';
COMMENT ON COLUMN dkis_report.ikm.mutu IS 'Mutu pelayanan: A, B, C, D';
COMMENT ON COLUMN dkis_report.ikm.kinerja IS 'Kinerja unit pelayanan: Sangat Baik, Baik, Kurang Baik, Tidak Baik';

-- ---- targets: what a SOP is measured by, beside its own standards ----------------------------
CREATE TABLE dkis.sop_targets (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  sop text NOT NULL,
  measure text NOT NULL,
  class text,
  target dkis.sla NOT NULL,
  basis text,
  FOREIGN KEY (agency, sop) REFERENCES dkis.sops (agency, code),
  CONSTRAINT target_class CHECK (class = ANY (ARRAY['ringan', 'sedang', 'berat']))
);
CREATE UNIQUE INDEX sop_targets_once ON dkis.sop_targets (agency, sop, measure, (coalesce(class, '')));
COMMENT ON TABLE dkis.sop_targets IS 'Target waktu menurut peraturan bagi ukuran laporan sebuah SOP';
COMMENT ON COLUMN dkis.sop_targets.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.sop_targets.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.sop_targets.sop IS 'Kode SOP yang diukur';
COMMENT ON COLUMN dkis.sop_targets.measure IS 'Ukuran, seperti dalam dkis.report_measures';
COMMENT ON COLUMN dkis.sop_targets.class IS 'Klasifikasi; kosong = semua';
COMMENT ON COLUMN dkis.sop_targets.target IS 'Waktu paling lama sejak diterima';
COMMENT ON COLUMN dkis.sop_targets.basis IS 'Dasar targetnya';
CREATE CONSTRAINT TRIGGER "A_known" AFTER INSERT OR UPDATE OF agency, sop ON dkis.sop_targets DEFERRABLE
FOR EACH ROW EXECUTE FUNCTION dkis_store.require_known('sop', 'sops');

-- The SOP's own times against its targets, by the deadline that each target gives.
CREATE VIEW dkis_report.target_sop AS
SELECT concat_ws('/', t.id, p.kind, p.begins) AS id, t.agency AS instansi, t.sop AS kode_sop, t.measure AS ukuran, t.class AS klasifikasi, t.target::text AS target,
  t.basis AS dasar, p.kind AS jenis_periode, p.begins AS periode, count(*) AS jumlah,
  count(*) FILTER (WHERE m.at <= dkis_store.due_at(m.received_at, t.target, m.calendar, false, t.agency)) AS memenuhi
FROM dkis.sop_targets t
JOIN dkis_store.measured m ON m.agency = t.agency AND m.sop = t.sop AND m.measure = t.measure AND (t.class IS NULL OR t.class = m.class)
CROSS JOIN LATERAL dkis_store.periods_of(m.day) AS p
GROUP BY t.id, p.kind, p.begins;
COMMENT ON VIEW dkis_report.target_sop IS 'Waktu sebuah SOP dibanding target peraturan, per bulan, semester dan tahun';
COMMENT ON COLUMN dkis_report.target_sop.id IS 'Kunci: target dan periode; unik';
COMMENT ON COLUMN dkis_report.target_sop.ukuran IS 'Ukuran, seperti dalam laporan_kasus';
COMMENT ON COLUMN dkis_report.target_sop.target IS 'Waktu paling lama sejak diterima';
COMMENT ON COLUMN dkis_report.target_sop.dasar IS 'Dasar targetnya';
COMMENT ON COLUMN dkis_report.target_sop.jenis_periode IS 'bulan, semester atau tahun';
COMMENT ON COLUMN dkis_report.target_sop.periode IS 'Hari pertama periode';
COMMENT ON COLUMN dkis_report.target_sop.jumlah IS 'Yang terjadi dalam periode';
COMMENT ON COLUMN dkis_report.target_sop.memenuhi IS 'Yang memenuhi target';

-- What the law asks an agency to report: the service of public information (Perki
-- 1/2021), complaints (PermenPANRB 62/2018), the satisfaction of the public
-- (PermenPANRB 14/2017); by month, half-year and year.
--
-- A figure counts what happened inside its period, by the instant at which it
-- happened: a period that is over keeps its figures, whatever happens later. What
-- is counted stands in rows, so that no SOP is named here; dkis_report.laporan_kasus
-- has the cases behind every figure.

-- step NULL: the receipt of a case; else a step that was done, outcome NULL: whatever
-- its outcome. Cases that were cancelled count in nothing.
CREATE TABLE dkis.report_measures (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  report text NOT NULL,
  measure text NOT NULL,
  sop text NOT NULL,
  step text,
  outcome text,
  FOREIGN KEY (agency, sop) REFERENCES dkis.sops (agency, code),
  CONSTRAINT measure_report CHECK (report = ANY (ARRAY['laporan_ppid', 'laporan_lapor'])),
  CONSTRAINT outcome_has_step CHECK (step IS NOT NULL OR outcome IS NULL)
);
CREATE UNIQUE INDEX report_measures_once ON dkis.report_measures (agency, report, measure, sop, (coalesce(step, '')), (coalesce(outcome, '')));
COMMENT ON TABLE dkis.report_measures IS 'Apa yang dihitung laporan menurut peraturan: penerimaan kasus, atau langkah dengan hasil tertentu';
COMMENT ON COLUMN dkis.report_measures.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.report_measures.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.report_measures.report IS 'Laporan: laporan_ppid atau laporan_lapor';
COMMENT ON COLUMN dkis.report_measures.measure IS 'Ukuran dalam laporan itu';
COMMENT ON COLUMN dkis.report_measures.sop IS 'Kode SOP';
COMMENT ON COLUMN dkis.report_measures.step IS 'Langkah yang selesai; kosong = kasus diterima';
COMMENT ON COLUMN dkis.report_measures.outcome IS 'Hasil langkah itu; kosong = apa pun';
CREATE CONSTRAINT TRIGGER "A_known" AFTER INSERT OR UPDATE OF agency, sop ON dkis.report_measures DEFERRABLE
FOR EACH ROW EXECUTE FUNCTION dkis_store.require_known('sop', 'sops');

-- Each thing that is counted, once. days: working time from the receipt until then,
-- in working days of the SOP's calendar. late: after the whole case's deadline.
CREATE VIEW dkis_store.measured AS
SELECT m.agency, m.report, m.measure, c.case_id, c.known_as, c.channel, c.class, c.organisation, e.at, dkis_store.local_date(e.at, m.agency) AS day,
  CASE WHEN m.step IS NOT NULL THEN dkis_store.work_minutes(c.received_at, e.at, c.calendar, m.agency)::numeric / c.day_minutes END AS days,
  e.at > c.due_at AS late, c.extended_at <= e.at AS extended
FROM dkis.report_measures m
JOIN dkis_store.case_facts c ON c.agency = m.agency AND c.sop = m.sop AND c.status <> 'batal'
CROSS JOIN LATERAL (
  SELECT c.received_at AS at WHERE m.step IS NULL
  UNION ALL
  SELECT max(s.finished_at) FROM dkis_store.case_steps s
  WHERE m.step IS NOT NULL AND s.case_id = c.case_id AND s.step = m.step AND s.ended_by = 'hasil'
    AND (m.outcome IS NULL OR dkis_store.same_words(s.outcome) = dkis_store.same_words(m.outcome))) AS e
WHERE e.at IS NOT NULL;
COMMENT ON VIEW dkis_store.measured IS 'Yang dihitung laporan menurut peraturan, satu baris setiap hal';

-- The periods that a day lies in. semester: six months from January and from July.
CREATE FUNCTION dkis_store.periods_of(day date) RETURNS TABLE (kind text, begins date)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT v.kind, v.begins FROM (VALUES ('bulan', make_date(extract(year FROM day)::int, extract(month FROM day)::int, 1)),
    ('semester', make_date(extract(year FROM day)::int, CASE WHEN extract(month FROM day) < 7 THEN 1 ELSE 7 END, 1)),
    ('tahun', make_date(extract(year FROM day)::int, 1, 1))) AS v (kind, begins);
END;
COMMENT ON FUNCTION dkis_store.periods_of(date) IS 'Bulan, semester dan tahun tempat sebuah tanggal berada';

CREATE VIEW dkis_report.laporan_kasus AS
SELECT concat_ws('/', m.agency, m.report, m.measure, p.kind, p.begins, m.case_id) AS id, m.agency AS instansi, m.report AS laporan, m.measure AS ukuran,
  p.kind AS jenis_periode, p.begins AS periode, m.case_id AS kasus_id, m.known_as AS nomor_register, m.channel AS kanal, m.class AS klasifikasi, m.organisation AS organisasi,
  m.at AS saat, m.day AS saat_tanggal, round(m.days, 2) AS hari_kerja, coalesce(m.late, false) AS terlambat, coalesce(m.extended, false) AS diperpanjang
FROM (SELECT DISTINCT ON (m.agency, m.report, m.measure, m.case_id) m.* FROM dkis_store.measured m ORDER BY m.agency, m.report, m.measure, m.case_id, m.at) AS m
CROSS JOIN LATERAL dkis_store.periods_of(m.day) AS p;
COMMENT ON VIEW dkis_report.laporan_kasus IS 'Kasus di balik setiap angka laporan_ppid dan laporan_lapor';
COMMENT ON COLUMN dkis_report.laporan_kasus.id IS 'Kunci: laporan, ukuran, periode, kasus; unik';
COMMENT ON COLUMN dkis_report.laporan_kasus.laporan IS 'laporan_ppid atau laporan_lapor';
COMMENT ON COLUMN dkis_report.laporan_kasus.ukuran IS 'Apa yang dihitung (dkis.report_measures)';
COMMENT ON COLUMN dkis_report.laporan_kasus.jenis_periode IS 'bulan, semester atau tahun';
COMMENT ON COLUMN dkis_report.laporan_kasus.periode IS 'Hari pertama periode';
COMMENT ON COLUMN dkis_report.laporan_kasus.saat IS 'Saat terjadinya';
COMMENT ON COLUMN dkis_report.laporan_kasus.hari_kerja IS 'Hari kerja sejak diterima sampai saat itu';
COMMENT ON COLUMN dkis_report.laporan_kasus.terlambat IS 'Sesudah tenggat keseluruhan';
COMMENT ON COLUMN dkis_report.laporan_kasus.diperpanjang IS 'Waktunya diperpanjang sebelum itu';

-- Perki 1/2021: requests, the time they took, how they were decided; objections and
-- disputes.
CREATE VIEW dkis_report.laporan_ppid AS
SELECT concat_ws('/', k.instansi, k.jenis_periode, k.periode) AS id, k.instansi, k.jenis_periode, k.periode,
  count(*) FILTER (WHERE k.ukuran = 'permohonan diterima') AS permohonan,
  count(*) FILTER (WHERE k.ukuran = 'dikabulkan') AS dikabulkan,
  count(*) FILTER (WHERE k.ukuran = 'dikabulkan sebagian') AS dikabulkan_sebagian,
  count(*) FILTER (WHERE k.ukuran = 'ditolak') AS ditolak,
  count(*) FILTER (WHERE k.ukuran = 'dijawab') AS dijawab,
  round(avg(k.hari_kerja) FILTER (WHERE k.ukuran = 'dijawab'), 2) AS rata_hari_kerja,
  max(k.hari_kerja) FILTER (WHERE k.ukuran = 'dijawab') AS terlama_hari_kerja,
  count(*) FILTER (WHERE k.ukuran = 'dijawab' AND k.terlambat) AS dijawab_terlambat,
  count(*) FILTER (WHERE k.ukuran = 'dijawab' AND k.diperpanjang) AS diperpanjang,
  count(*) FILTER (WHERE k.ukuran = 'keberatan') AS keberatan,
  count(*) FILTER (WHERE k.ukuran = 'keberatan dikabulkan') AS keberatan_dikabulkan,
  count(*) FILTER (WHERE k.ukuran = 'keberatan dikabulkan sebagian') AS keberatan_dikabulkan_sebagian,
  count(*) FILTER (WHERE k.ukuran = 'keberatan ditolak') AS keberatan_ditolak,
  count(*) FILTER (WHERE k.ukuran = 'sengketa') AS sengketa
FROM dkis_report.laporan_kasus k WHERE k.laporan = 'laporan_ppid'
GROUP BY k.instansi, k.jenis_periode, k.periode;
COMMENT ON VIEW dkis_report.laporan_ppid IS 'Layanan informasi publik per bulan, semester dan tahun (Perki 1/2021); kasusnya pada laporan_kasus';
COMMENT ON COLUMN dkis_report.laporan_ppid.id IS 'Kunci: instansi, jenis periode, periode; unik';
COMMENT ON COLUMN dkis_report.laporan_ppid.jenis_periode IS 'bulan, semester atau tahun';
COMMENT ON COLUMN dkis_report.laporan_ppid.periode IS 'Hari pertama periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.permohonan IS 'Permohonan yang diterima dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.dikabulkan IS 'Permohonan yang dikabulkan seluruhnya dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.dikabulkan_sebagian IS 'Permohonan yang dikabulkan sebagian dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.ditolak IS 'Permohonan yang ditolak dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.dijawab IS 'Permohonan yang dijawab dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.rata_hari_kerja IS 'Rata-rata hari kerja dari penerimaan sampai jawaban';
COMMENT ON COLUMN dkis_report.laporan_ppid.terlama_hari_kerja IS 'Hari kerja terlama dari penerimaan sampai jawaban';
COMMENT ON COLUMN dkis_report.laporan_ppid.dijawab_terlambat IS 'Yang dijawab sesudah tenggat';
COMMENT ON COLUMN dkis_report.laporan_ppid.diperpanjang IS 'Yang dijawab sesudah waktunya diperpanjang';
COMMENT ON COLUMN dkis_report.laporan_ppid.keberatan IS 'Keberatan yang diterima dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.keberatan_dikabulkan IS 'Keberatan yang dikabulkan seluruhnya dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.keberatan_dikabulkan_sebagian IS 'Keberatan yang dikabulkan sebagian dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.keberatan_ditolak IS 'Keberatan yang ditolak dalam periode';
COMMENT ON COLUMN dkis_report.laporan_ppid.sengketa IS 'Sengketa yang didaftarkan dalam periode';

-- PermenPANRB 62/2018: complaints by channel, class and organisation: the first
-- response (forwarded to whoever is competent), what followed, who answered.
CREATE VIEW dkis_report.laporan_lapor AS
SELECT concat_ws('/', k.instansi, k.jenis_periode, k.periode, coalesce(k.kanal, '-'), coalesce(k.klasifikasi, '-'), coalesce(k.organisasi, '-')) AS id,
  k.instansi, k.jenis_periode, k.periode, k.kanal, k.klasifikasi, k.organisasi,
  count(*) FILTER (WHERE k.ukuran = 'pengaduan') AS pengaduan,
  count(*) FILTER (WHERE k.ukuran = 'diteruskan') AS diteruskan,
  round(avg(k.hari_kerja) FILTER (WHERE k.ukuran = 'diteruskan'), 2) AS rata_hari_kerja_diteruskan,
  count(*) FILTER (WHERE k.ukuran = 'diteruskan' AND k.hari_kerja <= 3) AS diteruskan_dalam_3_hari_kerja,
  count(*) FILTER (WHERE k.ukuran = 'ditindaklanjuti') AS ditindaklanjuti,
  round(avg(k.hari_kerja) FILTER (WHERE k.ukuran = 'ditindaklanjuti'), 2) AS rata_hari_kerja_tindak_lanjut,
  count(*) FILTER (WHERE k.ukuran = 'ditanggapi pelapor') AS ditanggapi_pelapor,
  count(*) FILTER (WHERE k.ukuran = 'tanpa tanggapan') AS ditutup_tanpa_tanggapan
FROM dkis_report.laporan_kasus k WHERE k.laporan = 'laporan_lapor'
GROUP BY k.instansi, k.jenis_periode, k.periode, k.kanal, k.klasifikasi, k.organisasi;
COMMENT ON VIEW dkis_report.laporan_lapor IS 'Pengaduan per bulan, semester dan tahun (PermenPANRB 62/2018); kasusnya pada laporan_kasus';
COMMENT ON COLUMN dkis_report.laporan_lapor.id IS 'Kunci: periode, kanal, klasifikasi, organisasi; unik';
COMMENT ON COLUMN dkis_report.laporan_lapor.jenis_periode IS 'bulan, semester atau tahun';
COMMENT ON COLUMN dkis_report.laporan_lapor.periode IS 'Hari pertama periode';
COMMENT ON COLUMN dkis_report.laporan_lapor.pengaduan IS 'Pengaduan yang diterima dalam periode';
COMMENT ON COLUMN dkis_report.laporan_lapor.diteruskan IS 'Yang diverifikasi dan diteruskan dalam periode: tanggapan pertama';
COMMENT ON COLUMN dkis_report.laporan_lapor.rata_hari_kerja_diteruskan IS 'Rata-rata hari kerja dari penerimaan sampai diteruskan';
COMMENT ON COLUMN dkis_report.laporan_lapor.diteruskan_dalam_3_hari_kerja IS 'Yang diteruskan dalam tiga hari kerja';
COMMENT ON COLUMN dkis_report.laporan_lapor.ditindaklanjuti IS 'Yang ditindaklanjuti dalam periode';
COMMENT ON COLUMN dkis_report.laporan_lapor.rata_hari_kerja_tindak_lanjut IS 'Rata-rata hari kerja dari penerimaan sampai tindak lanjut';
COMMENT ON COLUMN dkis_report.laporan_lapor.ditanggapi_pelapor IS 'Yang jawabannya ditanggapi lagi oleh pelapor dalam periode';
COMMENT ON COLUMN dkis_report.laporan_lapor.ditutup_tanpa_tanggapan IS 'Yang ditutup karena pelapor tidak menanggapi dalam masa tunggu';

-- PermenPANRB 14/2017: the nine elements, their weight, the index and its grade; for
-- each SOP and (kode_sop NULL) the whole agency.
CREATE VIEW dkis_report.ikm AS
SELECT concat_ws('/', g.agency, g.kind, g.begins, coalesce(g.sop, '-')) AS id, g.agency AS instansi, g.kind AS jenis_periode, g.begins AS periode, g.sop AS kode_sop,
  g.answers AS responden, round(g.u1, 3) AS u1, round(g.u2, 3) AS u2, round(g.u3, 3) AS u3, round(g.u4, 3) AS u4, round(g.u5, 3) AS u5, round(g.u6, 3) AS u6,
  round(g.u7, 3) AS u7, round(g.u8, 3) AS u8, round(g.u9, 3) AS u9, round(1.0 / 9, 3) AS bobot_unsur, i.ikm,
  CASE WHEN i.ikm >= 88.31 THEN 'A' WHEN i.ikm >= 76.61 THEN 'B' WHEN i.ikm >= 65 THEN 'C' ELSE 'D' END AS mutu
FROM (
  SELECT s.agency, p.kind, p.begins, s.sop, count(*) AS answers, avg(s.u1) AS u1, avg(s.u2) AS u2, avg(s.u3) AS u3, avg(s.u4) AS u4, avg(s.u5) AS u5,
    avg(s.u6) AS u6, avg(s.u7) AS u7, avg(s.u8) AS u8, avg(s.u9) AS u9
  FROM dkis_store.surveys s CROSS JOIN LATERAL dkis_store.periods_of(dkis_store.local_date(s.answered_at, s.agency)) AS p
  GROUP BY GROUPING SETS ((s.agency, p.kind, p.begins, s.sop), (s.agency, p.kind, p.begins))) AS g
CROSS JOIN LATERAL (SELECT round((g.u1 + g.u2 + g.u3 + g.u4 + g.u5 + g.u6 + g.u7 + g.u8 + g.u9) / 9 * 25, 2) AS ikm) AS i;
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
  count(*) FILTER (WHERE m.at <= dkis_store.due_at(c.received_at, t.target, c.calendar, false, t.agency)) AS memenuhi
FROM dkis.sop_targets t
JOIN dkis_store.case_facts c ON c.agency = t.agency AND c.sop = t.sop AND (t.class IS NULL OR t.class = c.class)
JOIN dkis_store.measured m ON m.agency = t.agency AND m.case_id = c.case_id AND m.measure = t.measure
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

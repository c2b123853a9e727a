-- The applicant's own clocks: what he may do, since when, until when, and where it
-- is written. Two kinds: a step of the flow that waits for him (its window is the
-- waiting period), and a case that he may have opened (its window is that of the
-- offer, 770-own.sql). The window of a whole case's answer is the agency's, and he
-- may hold it to that: "dijawab". article: of the law, where dkis.sop_rights has it.
CREATE VIEW dkis_store.applicant_rights AS
SELECT r.id, r.agency, r.case_id, r.applicant, r.register_no, r.sop, r.title, coalesce(l.words, r.what) AS what, r.step, r.since, r.until_at,
  coalesce(l.basis, (SELECT v.legal_basis[1] FROM dkis.sop_versions v WHERE v.id = r.version)) AS basis, l.basis AS article, r.source, r.counted_at,
  r.until_at IS NULL OR r.until_at > now() AS stands
FROM (
  SELECT s.step_id || 'l' AS id, s.agency, s.case_id, c.applicant, s.register_no, s.sop, s.title, s.activity AS what, s.step, s.clock_from AS since, s.due_at AS until_at,
    s.sop_version AS version, 'langkah ' || s.step AS source, s.step AS of_step, NULL AS to_sop, COALESCE(s.closed_at, 'infinity') AS counted_at
  FROM dkis_store.step_facts s JOIN dkis_store.cases c ON c.id = s.case_id
  WHERE s.is_open AND s.external AND s.sla_kind = 'tunggu'
  UNION ALL
  SELECT f.case_id || 't' || f.link, f.agency, f.case_id, c.applicant, f.known_as, f.sop, f.title, f.to_name, f.step, f.since, f.until_at,
    n.version, 'tawaran ' || f.to_sop, NULL, f.to_sop, f.counted_at
  FROM dkis_store.case_offers f JOIN dkis_store.cases c ON c.id = f.case_id
  CROSS JOIN LATERAL (SELECT dkis_store.version_in_force(f.to_sop, f.since, f.agency)) AS n (version)
  WHERE EXISTS (SELECT FROM dkis.sop_steps d JOIN dkis.performers p ON p.agency = d.agency AND p.code = d.performer WHERE p.external AND d.sop_version = n.version)
  UNION ALL
  SELECT c.case_id || 'k', c.agency, c.case_id, c.applicant, c.known_as, c.sop, c.title, 'dijawab', v.total_sla_until, c.received_at, c.due_at, v.id, 'tenggat keseluruhan', NULL, NULL, 'infinity'
  FROM dkis_store.case_facts c JOIN dkis.sop_versions v ON v.id = c.sop_version
  WHERE c.due_at IS NOT NULL AND c.met_at IS NULL AND c.closed_at IS NULL AND c.applicant IS NOT NULL) AS r
LEFT JOIN dkis.sop_rights l ON l.agency = r.agency AND l.sop = r.sop AND coalesce(l.step, '') = coalesce(r.of_step, '') AND coalesce(l.to_sop, '') = coalesce(r.to_sop, '');
COMMENT ON VIEW dkis_store.applicant_rights IS 'Hak pemohon: apa, sejak dan sampai kapan, dasarnya';

CREATE VIEW dkis_report.hak_pemohon AS
SELECT r.id, r.agency AS instansi, r.case_id AS kasus_id, r.register_no AS nomor_register, r.sop AS kode_sop, dkis_store.masked_text(r.title, (SELECT dkis_store.sees_personal())) AS perihal,
  dkis_store.masked_name(a.name, (SELECT dkis_store.sees_applicants())) AS pemohon, r.what AS hak, r.source AS sumber, r.basis AS dasar,
  r.since AS sejak, dkis_store.local_date(r.since, r.agency) AS sejak_tanggal, r.until_at AS sampai, dkis_store.local_date(r.until_at, r.agency) AS sampai_tanggal,
  r.stands AS berlaku
FROM dkis_store.applicant_rights r LEFT JOIN dkis_store.applicants a ON a.id = r.applicant;
COMMENT ON VIEW dkis_report.hak_pemohon IS 'Jam milik pemohon sendiri: hak, sejak dan sampai kapan, dasarnya';
COMMENT ON COLUMN dkis_report.hak_pemohon.id IS 'Kunci: langkah, tawaran atau kasus; unik';
COMMENT ON COLUMN dkis_report.hak_pemohon.pemohon IS 'Nama pemohon; tersamar bagi yang tidak berhak';
COMMENT ON COLUMN dkis_report.hak_pemohon.hak IS 'Apa yang dapat dilakukan atau dituntut pemohon';
COMMENT ON COLUMN dkis_report.hak_pemohon.sumber IS 'Langkah, tawaran atau tenggat yang memberi hak itu';
COMMENT ON COLUMN dkis_report.hak_pemohon.dasar IS 'Pasal yang memberi hak itu (dkis.sop_rights), atau dasar hukum pertama SOP-nya';
COMMENT ON COLUMN dkis_report.hak_pemohon.sejak IS 'Sejak kapan';
COMMENT ON COLUMN dkis_report.hak_pemohon.sampai IS 'Sampai kapan; kosong = tanpa batas';
COMMENT ON COLUMN dkis_report.hak_pemohon.berlaku IS 'Apakah masih berlaku';

-- Rights that lapse within three working days: told once to the citizen and once to
-- whoever has the case. Looked for once a day, in the first run that is no night.
CREATE FUNCTION dkis_store.tell_lapsing_rights(at timestamptz) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  told int;
  ended_since timestamptz; -- what follows from a case that ended before has lapsed: an offer stands for working days, of which a week has one
BEGIN
  IF dkis_store.is_quiet(at) OR EXISTS (
      SELECT FROM (SELECT r.started_at FROM dkis_store.job_runs AS r WHERE r.job = 'dkis.escalate' AND r.started_at < at ORDER BY r.started_at DESC LIMIT 1) AS last
      WHERE NOT dkis_store.is_quiet(last.started_at) AND dkis_store.local_date(last.started_at, dkis.agency()) = dkis_store.local_date(at, dkis.agency())) THEN
    RETURN 0;
  END IF;
  ended_since := at - (SELECT make_interval(days => 30 + 7 * (coalesce(max(dkis_store.sla_minutes(l.stands)), 0) / 450)::int) FROM dkis.sop_links AS l);
  INSERT INTO dkis.notifications (created_at, performer, applicant, organisation, case_id, step, kind, subject, body)
  SELECT tell_lapsing_rights.at, CASE w.recipient WHEN 'pelaksana' THEN r.performer END, CASE w.recipient WHEN 'pemohon' THEN r.applicant END, r.organisation,
    r.case_id, r.step, 'hak akan lewat', dkis_store.fill_in(t.subject, v.given), dkis_store.fill_in(t.body, v.given)
  FROM (SELECT x.*, c.organisation, coalesce((SELECT s.performer FROM dkis_store.step_facts AS s WHERE s.case_id = x.case_id AND NOT s.external ORDER BY s.finished_at DESC NULLS FIRST, s.step_id DESC LIMIT 1),
        (SELECT s.performer FROM dkis_store.step_facts AS s WHERE s.case_id = x.case_id ORDER BY s.step_id LIMIT 1)) AS performer
      FROM dkis_store.applicant_rights AS x JOIN dkis_store.cases AS c ON c.id = x.case_id JOIN dkis.sop_versions AS y ON y.id = c.sop_version
      WHERE x.agency = dkis.agency() AND x.applicant IS NOT NULL AND x.source <> 'tenggat keseluruhan' AND x.counted_at >= ended_since AND x.until_at > at
        AND x.until_at <= dkis_store.due_at(at, '3 hari kerja', y.calendar, false, x.agency)) AS r
  CROSS JOIN (VALUES ('pelaksana'), ('pemohon')) AS w (recipient)
  CROSS JOIN LATERAL dkis_store.template_of(r.agency, 'hak akan lewat', r.sop, w.recipient) AS t
  CROSS JOIN LATERAL (SELECT n.given || jsonb_build_object('sampai', dkis_store.day_words(dkis_store.local_date(r.until_at, r.agency)),
    'hak', concat(r.what, ' (' || r.article || ')', ', sampai ', dkis_store.day_words(dkis_store.local_date(r.until_at, r.agency)))) AS given FROM dkis_store.notice_values(r.case_id, NULL) AS n) AS v
  WHERE t.body <> '' AND NOT EXISTS (SELECT FROM dkis.notifications AS n WHERE n.case_id = r.case_id AND n.kind = 'hak akan lewat' AND n.step IS NOT DISTINCT FROM r.step
      AND (n.applicant IS NULL) = (w.recipient = 'pelaksana') AND position(r.what IN n.body) > 0 -- also told as another right: 18/6, and then the offer of 14
      AND (n.created_at >= r.since OR position(dkis_store.day_words(dkis_store.local_date(r.until_at, r.agency)) IN n.body) > 0));
  GET DIAGNOSTICS told = ROW_COUNT;
  RETURN told;
END
$$;
COMMENT ON FUNCTION dkis_store.tell_lapsing_rights(timestamptz) IS 'Memberitahukan hak pemohon yang akan lewat dalam tiga hari kerja';

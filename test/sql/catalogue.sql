-- docs/catalogue.md sentence by sentence against what load_cirebon() loads. Each line: what
-- the page says, and whether it is so.
SELECT current_database() AS home \gset
CREATE DATABASE dkis_test_catalogue TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_catalogue
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SELECT count(*) AS empty FROM dkis.sops;
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
SELECT sum(inserted) AS again FROM dkis.load_cirebon();
CREATE VIEW v AS SELECT s.number, s.emergency, x.* FROM dkis.sop_versions x JOIN dkis.sops s ON s.code = x.sop;
CREATE VIEW t AS SELECT v.number, v.note AS of_version, d.* FROM dkis.sop_steps d JOIN v ON v.id = d.sop_version;
CREATE VIEW f AS SELECT v.number, d.* FROM dkis.sop_fields d JOIN v ON v.id = d.sop_version;
CREATE VIEW l AS SELECT a.number AS a, b.number AS b, k.* FROM dkis.sop_links k JOIN dkis.sops a ON a.code = k.from_sop JOIN dkis.sops b ON b.code = k.to_sop;
SELECT says FROM (VALUES
  ('agency 3274', (SELECT dkis.agency() = 3274)),
  ('24 SOPs in force', (SELECT count(*) = 24 AND bool_and(status = 'berlaku') AND array_agg(number ORDER BY number) = ARRAY(SELECT generate_series(1, 24)) FROM v)),
  ('rebuilt steps have a standard only where the note names its source', (SELECT bool_and(note ~ 'standar publik|tercetak|dari kami') FROM t WHERE provenance = 'rekonstruksi' AND sla::text <> '-')),
  ('lost cells are NULL', (SELECT (SELECT activity IS NULL FROM dkis.sops WHERE number = 2) AND bool_and(CASE number WHEN 24 THEN qualifications IS NULL WHEN 6 THEN equipment IS NULL WHEN 10 THEN equipment IS NULL
     WHEN 3 THEN created_on IS NULL WHEN 16 THEN created_on IS NULL ELSE true END) FROM v)),
  ('and no other kegiatan, qualification, equipment or date', (SELECT count(*) = 0 FROM v JOIN dkis.sops o ON o.code = v.sop WHERE (o.activity IS NULL AND v.number <> 2) OR (v.qualifications IS NULL AND v.number <> 24)
     OR (v.equipment IS NULL AND v.number NOT IN (6, 10)) OR (v.created_on IS NULL AND v.number NOT IN (3, 16)) OR v.revised_on IS NULL OR v.effective_on IS NULL)),
  ('the approver of 1, 7, 18, 20 stands in the note alone', (SELECT bool_and((approved_by IS NULL) = (number IN (1, 7, 18, 20)) AND (note ~ 'nama pengesah tidak tercetak' OR number NOT IN (1, 7, 18, 20))) FROM v)),
  ('the name of 15 is ours', (SELECT note ~ 'nama dan semua langkah rekonstruksi' FROM v WHERE number = 15)),
  ('contradicting dates are told', (SELECT bool_and(note ~ 'Tanggal (efektif|pembuatan)') FROM v WHERE effective_on < revised_on OR effective_on < created_on OR revised_on < created_on)),
  ('completions are told', (SELECT bool_and(note ~* CASE number WHEN 2 THEN 'butir 8' WHEN 12 THEN 'butir 17' WHEN 15 THEN 'butir 16' WHEN 21 THEN 'butir 6' ELSE 'butir 4' END) FROM v WHERE number IN (2, 12, 15, 21, 23))),
  ('sentences that break off are told', (SELECT bool_and(note ~ 'terpotong') FROM v WHERE number IN (1, 3, 8, 10, 13, 19, 20, 22)) AND (SELECT bool_and(note ~ 'hilang') FROM t WHERE number = 22 AND step IN ('1', '3'))),
  ('laws are cited as printed', (SELECT bool_and(array_to_string(legal_basis, '|') ~ 'Tahun 2001' AND note ~ 'bertahun 2011') FROM v WHERE number IN (4, 5, 6, 7, 9, 10))),
  ('rebuilt steps of 3, 11, 15, 19, 24 name what they follow', (SELECT bool_and(provenance = 'rekonstruksi' AND note ~ 'Menurut|Seperti|Tidak tercetak') FROM t WHERE number IN (3, 11, 15, 19, 24))),
  ('the six emergency SOPs, one flow', (SELECT array_agg(number ORDER BY number) = '{4,5,6,7,9,10}' AND count(DISTINCT machine::text) = 1 AND bool_and(calendar = 'siaga') FROM v WHERE emergency)),
  ('all others on kantor', (SELECT bool_and(calendar = 'kantor') FROM v WHERE NOT emergency)),
  ('what print keeps of them', (SELECT bool_and((provenance <> 'rekonstruksi') = (number NOT IN (9, 10) AND step IN ('8.4', '8.5', '9', '10', '11'))) FROM t WHERE number IN (4, 5, 6, 7, 9, 10))),
  ('their minutes', (SELECT bool_and(sla::text = CASE WHEN step IN ('1', '2') THEN '1 menit' WHEN step LIKE '8.%' OR step = '11' THEN '5 menit' ELSE '-' END) FROM t WHERE number IN (4, 5, 6, 7, 9, 10))),
  ('field teams', (SELECT bool_and(t.performer = CASE WHEN t.number = 8 THEN 'tim_lapangan' ELSE 'tim_teknis' END AND p.superior = CASE WHEN t.number = 8 THEN 'kasubag_umum' ELSE 'subkoor_plip' END)
     FROM t JOIN dkis.performers p ON p.code = t.performer WHERE t.number IN (8, 11, 12, 15) AND t.step IN ('6', '7'))),
  ('17/1 and 23/6', (SELECT bool_and(performer = CASE number WHEN 17 THEN 'ppid' ELSE 'pimpinan' END) FROM t WHERE (number, step) IN ((17, '1'), (23, '6')))),
  ('18 ends at step 5, its lanes are told', (SELECT total_sla_until = '5' AND note ~ 'tidak ada lajur Atasan PPID' FROM v WHERE number = 18)),
  ('unit_kerja has no step, the notes tell its part', (SELECT count(*) FILTER (WHERE performer = 'unit_kerja') = 0 AND count(*) FILTER (WHERE (number, step) IN ((16, '3'), (18, '5')) AND note ~ 'Unit Kerja') = 2 FROM t)),
  ('who is outside has no superior', (SELECT bool_and(superior IS NULL) AND count(*) = 4 FROM dkis.performers WHERE external)),
  ('the chain of 17 ends at ppid', (SELECT bool_and(dkis_store.notify_target(3274, CASE step WHEN '1' THEN 'ppid' ELSE 'petugas_ppid' END, notify) = 'ppid')
     FROM dkis.escalation_rules CROSS JOIN (VALUES ('1'), ('2')) AS w (s) WHERE sop = 'dokumentasi-permohonan' AND at_percent > 0 AND coalesce(step, '2') = w.s)),
  ('14/1 reminds, 14/2 has no limit', (SELECT array_agg(t.sla::text || p.external ORDER BY t.step) = '{"10 hari kerjatrue","-false"}' FROM t JOIN dkis.performers p ON p.code = t.performer WHERE t.number = 14 AND t.step IN ('1', '2'))),
  ('waits', (SELECT string_agg(concat_ws(' ', number || '/' || step, sla, on_due_outcome), ', ' ORDER BY number, step)
     = '2/7 5 hari kerja Diterima, 13/8 10 hari kerja Tidak Ada Tanggapan, 16/5 30 hari kerja Tidak Ada Tanggapan, 16/6 30 hari kerja Tidak Diajukan, 18/6 14 hari kerja Tidak Ada Tanggapan, 22/4 2 menit Tidak Ditanggapi' FROM t WHERE sla_kind = 'tunggu')),
  ('13/8 reminds each working day, nothing else does', (SELECT string_agg(number || '/' || step || ' ' || remind_every, ',') = '13/8 1 hari kerja' FROM t WHERE remind_every::text <> '-')),
  ('windows', (SELECT string_agg(concat_ws(' ', a, step, outcome, CASE WHEN on_late THEN 'late' END, b, stands, stands_from), ', ' ORDER BY a, b, step)
     = '16 8 Tidak Puas 14 14 hari kerja, 16 late 14 -, 16 5 Tidak Puas 18 30 hari kerja, 16 late 18 30 hari kerja, 18 6 Tidak Puas 14 14 hari kerja 5' FROM l WHERE mode = 'ditawarkan' AND a IN (16, 18))),
  ('14, 16, 18 cannot be held, others can', (SELECT bool_and(may_hold = (number NOT IN (14, 16, 18))) FROM v)),
  ('16/2 counts from receipt, nothing else does', (SELECT string_agg(number || '/' || step, ',') = '16/2' FROM t WHERE clock = 'diterima')),
  ('related', (SELECT string_agg(a || '-' || b, ' ' ORDER BY a, b) = '13-22 18-16 18-19 18-20 21-19' FROM l WHERE mode = 'terkait')),
  ('rights have an article', (SELECT count(*) = 8 AND bool_and(basis ~ '^UU 14/2008 pasal \d+') FROM dkis.sop_rights)),
  ('what waits for what', (SELECT string_agg(entry || '<' || after, ' ' ORDER BY id) = 'bulanan<harian triwulan<bulanan tahunan<triwulan' FROM dkis.sop_schedules WHERE sop = 'monev-sop' AND after IS NOT NULL)),
  ('21 and 22 recur', (SELECT array_agg(DISTINCT sop ORDER BY sop) = '{e-kliping,monev-sop}' FROM dkis.sop_schedules)),
  ('of each organisation', (SELECT string_agg(number || '/' || step || ' ' || each_organisation, ', ' ORDER BY number) = '19/1 perangkat daerah, 22/10 perangkat daerah' FROM t WHERE each_organisation IS NOT NULL)),
  ('of the one that is named', (SELECT string_agg(number || '/' || step, ' ' ORDER BY step) = '13/5 13/6' AND min(organisation_field) = 'disposisi' FROM t WHERE organisation_field IS NOT NULL)),
  ('what is required', (SELECT string_agg(DISTINCT number || '/' || step || coalesce(' ' || array_to_string(applicant_kinds, '+'), '') || coalesce(' ' || array_to_string(outcomes, '+'), ''), ', ')
     = '13/4, 16/1 badan publik, 16/1 perorangan+profesi, 16/1 profesi, 16/3 Ditolak, 18/1, 18/1 perorangan+profesi, 18/5 Ditolak, 20/4 Dikecualikan+Dikecualikan, tanpa permohonan, 8/1' FROM f WHERE required)),
  ('seven grounds, two kinds of refusal', (SELECT (SELECT cardinality(choices) = 7 FROM f WHERE choices IS NOT NULL) AND (SELECT count(*) = 3 FROM f WHERE type = 'pengecualian'))),
  ('who may apply for content', (SELECT string_agg(number || ' ' || array_to_string(applicant_kinds, ','), ',') = '2 instansi' FROM v WHERE applicant_kinds IS NOT NULL)),
  ('no step requires a document', (SELECT bool_and(NOT document_required) FROM t)),
  ('fields say where they come from', (SELECT count(DISTINCT provenance) = 3 FROM f))
) AS page (says, is_so) WHERE is_so IS NOT TRUE;
-- A row more in a version in force.
\set VERBOSITY terse
INSERT INTO dkis.sop_fields (sop_version, name, label) SELECT id, 'x', 'X' FROM v WHERE number = 1;
\c :home
DROP DATABASE dkis_test_catalogue;

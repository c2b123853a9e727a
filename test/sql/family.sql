-- A case and those that follow it: one objection is one case, offers with their
-- windows, what is handed on. As officers. In a database of its own, for Cirebon.
SET client_min_messages = warning;
SELECT current_database() AS home \gset
CREATE DATABASE dkis_test_family TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_family
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
CREATE ROLE family_officer LOGIN IN ROLE dkis_officer;
CREATE ROLE family_admin LOGIN IN ROLE dkis_admin;
INSERT INTO dkis.applicants (name, kind) VALUES ('Siti', 'perorangan') RETURNING id AS siti \gset
-- The steps of a case, the register number of the case that one waits for.
CREATE FUNCTION standing(the_case bigint) RETURNS TABLE (marking text, status text, waits text, next bool) LANGUAGE sql AS $$
  SELECT c.marking::text, c.status, string_agg(s.step || ' menunggu ' || split_part(k.register_no, '/', 1), ', '), bool_or(s.next_escalation_at IS NOT NULL)
  FROM dkis.cases c LEFT JOIN dkis.case_steps s ON s.case_id = c.id AND s.finished_at IS NULL LEFT JOIN dkis.cases k ON k.id = s.awaits_case
  WHERE c.id = the_case GROUP BY c.id, c.marking::text, c.status $$;
-- A request that has come to the applicant's answer.
CREATE FUNCTION to_answer(the_case bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM dkis.finish_step_with(the_case, '1', '{"identitas": "3274010101900001"}'); PERFORM dkis.finish_step(the_case, '2', 'Tersedia'); PERFORM dkis.finish_step(the_case, '4');
END $$;
CREATE FUNCTION objection(the_case bigint, answer text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM dkis.finish_step_with(the_case, '1', '{"identitas": "3274010101900001", "alasan_keberatan": "tidak dipenuhi"}'); PERFORM dkis.finish_step(the_case, '2', 'Lengkap'); PERFORM dkis.finish_step(the_case, '3');
  PERFORM dkis.finish_step(the_case, '4'); PERFORM dkis.finish_step(the_case, '5', 'Diberikan Sebagian'); PERFORM dkis.finish_step(the_case, '6', answer);
END $$;
GRANT EXECUTE ON FUNCTION standing(bigint), to_answer(bigint), objection(bigint, text) TO PUBLIC;
SET ROLE family_officer;

-- ---- one objection, one case ----------------------------------------------------------
SELECT dkis.open_case('16', 'Salinan APBD', applicant => :siti, organisation => 'dkis') AS k \gset
SELECT to_answer(:k);
SELECT dkis.finish_step(:k, '5', 'Tidak Puas');
SELECT sop, reason, mode, until = dkis.due_at(now(), '30 hari kerja', 'kantor') AS in_time FROM dkis.next_cases(:k);
SELECT dkis.finish_step(:k, '6', 'Diajukan');
SELECT id AS o, applicant = :siti AS applicant, organisation, returns_to FROM dkis.cases WHERE parent_case = :k AND sop = 'keberatan-informasi' \gset
SELECT :'applicant' AS applicant, :'organisation' AS organisation, :'returns_to' AS returns_to;
SELECT * FROM standing(:k);
-- No longer offered; one piece of work, not two.
SELECT sop, mode FROM dkis.next_cases(:k);
SELECT kode_sop, langkah FROM dkis_report.daftar_tugas WHERE kasus_id IN (:k, :o);
SELECT step FROM dkis.next_actions(:k);
\set VERBOSITY default
SELECT dkis.finish_step(:k, '7');
\set VERBOSITY terse
SELECT objection(:o, 'Tidak Puas');
SELECT * FROM standing(:k);
SELECT step, outcome, note ~ '^bersama 18/' AS with_it, awaits_case IS NULL AS done FROM dkis.case_steps WHERE case_id = :k AND step IN ('7', '8') ORDER BY id;
SELECT event, step, outcome FROM dkis.case_events WHERE case_id = :k ORDER BY seq OFFSET 5;
SELECT count(*) AS problems FROM dkis.cases c, dkis.verify_case(c.id) WHERE c.id = :k OR c.parent_case = :k;
-- A dispute is offered once, by the case that ended it: 14 working days from the written answer.
SELECT c.sop, n.sop AS then, n.mode, n.until = dkis.due_at(a.finished_at, '14 hari kerja', 'kantor') AS in_time
FROM dkis.cases c CROSS JOIN LATERAL dkis.next_cases(c.id) n LEFT JOIN dkis.case_steps a ON a.case_id = c.id AND a.step = '5'
WHERE c.id IN (:k, :o) AND n.mode = 'ditawarkan';
-- Its first step is done; applicant and organisation are the parent's.
SELECT dkis.open_case('14', 'Sengketa', parent_case => :o) AS d \gset
SELECT c.applicant = :siti AS applicant, c.organisation, c.marking FROM dkis.cases c WHERE id = :d;
SELECT sop, mode FROM dkis.next_cases(:o);
SELECT tingkat, hubungan, kode_sop, status FROM dkis_report.keluarga_kasus WHERE kasus_id = :o ORDER BY tingkat, nomor_sop;

-- ---- cancelled, or opened again ---------------------------------------------------------
SELECT dkis.open_case('16', 'Salinan RKPD') AS k \gset
SELECT to_answer(:k);
SELECT dkis.finish_step(:k, '5', 'Tidak Puas'), dkis.finish_step(:k, '6', 'Diajukan');
SELECT id AS o FROM dkis.cases WHERE parent_case = :k AND sop = 'keberatan-informasi' \gset
SELECT dkis.cancel_case(:o, 'dicabut pemohon');
SELECT * FROM standing(:k);
-- By hand then; and what is taken back comes first.
SELECT dkis.finish_step(:k, '7'), dkis.finish_step(:k, '8', 'Puas');
SET ROLE family_admin;
SELECT dkis.reopen_case(:o, 'tidak jadi dicabut');
SELECT dkis.reopen_case(:k, 'keberatan belum selesai');
SELECT dkis.reopen_case(:o, 'tidak jadi dicabut');
SELECT * FROM standing(:k);
SET ROLE family_officer;
SELECT objection(:o, 'Puas');
SELECT * FROM standing(:k);
SELECT sop, status, count(*) FROM dkis.cases WHERE parent_case = :k GROUP BY 1, 2 ORDER BY 1;
SELECT count(*) AS problems FROM dkis.cases c, dkis.verify_case(c.id) WHERE c.id = :k OR c.parent_case = :k;

-- ---- an objection that was there already ------------------------------------------------
SELECT dkis.open_case('16', 'Salinan DPA') AS k \gset
SELECT to_answer(:k);
SELECT dkis.finish_step(:k, '5', 'Tidak Puas');
SELECT dkis.open_case('keberatan-informasi', 'Keberatan', parent_case => :k) AS o \gset
SELECT dkis.finish_step(:k, '6', 'Diajukan');
SELECT count(*) AS objections, min(returns_to) AS returns_to FROM dkis.cases WHERE parent_case = :k;
SELECT * FROM standing(:k);
SELECT objection(:o, 'Puas');
SELECT * FROM standing(:k);
SELECT count(*) AS problems FROM dkis.cases c, dkis.verify_case(c.id) WHERE c.id = :k OR c.parent_case = :k;

-- ---- no answer at all -------------------------------------------------------------------
SET ROLE family_admin; -- who records what is older than 30 days
SELECT dkis.open_case('16', 'Salinan LKPJ', received_at => now() - interval '90 days') AS k \gset
SET ROLE family_officer;
SELECT sop, reason, mode, until IS NOT NULL AS has_window FROM dkis.next_cases(:k);
SELECT kode_sop_lanjutan, sebab FROM dkis_report.tawaran WHERE kasus_id = :k;
-- Answered, however late: no longer for that reason.
SELECT to_answer(:k);
SELECT sop, reason FROM dkis.next_cases(:k);

-- ---- entries; what the book relates ---------------------------------------------------------
SELECT dkis.open_case('24', 'Festival 2026', entry => 'festival') AS f \gset
SELECT dkis.finish_step(:f, '1'), dkis.finish_step(:f, '2'), dkis.finish_step(:f, '3');
SELECT dkis.open_case('24', 'RW 05', entry => 'peserta', parent_case => :f) > 0 AS first;
SELECT kode_sop_lanjutan, pintu_lanjutan, sebab FROM dkis_report.tawaran WHERE kasus_id = :f;
SELECT dkis.open_case('21', 'Kliping', entry => 'harian') AS c \gset
SELECT sop, reason, mode FROM dkis.next_cases(:c);
SELECT sop, mode FROM dkis.next_cases((SELECT id FROM dkis.cases WHERE sop = 'keberatan-informasi' LIMIT 1)) ORDER BY 1;
-- Whom the book lets apply for content.
SELECT dkis.open_case('2', 'Video layanan', applicant => :siti);
\set VERBOSITY default
SELECT dkis.open_case('16', 'x', parent_case => 1);
RESET ROLE;
\c :home
DROP DATABASE dkis_test_family;
DROP ROLE family_officer, family_admin;

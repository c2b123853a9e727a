-- Loads Cirebon's data (8-cirebon) into the agency's own tables. What is
-- absent is inserted; what is there, changed or not, is left alone and counted
-- as kept. Nothing here runs at CREATE EXTENSION.

CREATE FUNCTION dkis_store.load_cirebon_settings() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  what := 'instansi';
  inserted := (dkis.agency() = 0)::int;
  kept := 1 - inserted;
  IF inserted = 1 THEN
    PERFORM dkis.set_agency(3274);
  END IF;
  RETURN NEXT;
  what := 'pengaturan';
  INSERT INTO dkis.settings (key, value)
    VALUES ('calendar', 'kantor'), ('time_zone', 'Asia/Jakarta'), ('kepala_daerah', 'walikota') ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := 3 - inserted;
  RETURN NEXT;
END
$$;
COMMENT ON FUNCTION dkis_store.load_cirebon_settings() IS 'Bagian dari dkis.load_cirebon: instansi dan pengaturan';

CREATE FUNCTION dkis_store.load_cirebon_calendars() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  what := 'kalender';
  INSERT INTO dkis.calendars (code, name, time_zone, kind, joint_leave_is_work, note)
    SELECT d.* FROM dkis_store.cirebon_calendars() AS d
    WHERE NOT EXISTS (SELECT FROM dkis.calendars AS c WHERE c.code = d.code AND c.agency = dkis.agency());
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.cirebon_calendars()) - inserted;
  RETURN NEXT;
  RETURN QUERY SELECT l.* FROM dkis_store.load_working_time('kantor') AS l; -- 8-agency/800-load_base.sql
END
$$;
COMMENT ON FUNCTION dkis_store.load_cirebon_calendars() IS 'Bagian dari dkis.load_cirebon: kalender, jam kerja, hari libur';

CREATE FUNCTION dkis_store.load_cirebon_people() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  what := 'organisasi';
  INSERT INTO dkis.organisations (code, name, kind)
    SELECT d.code, d.name, d.kind FROM dkis_store.cirebon_organisations() AS d ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.cirebon_organisations()) - inserted;
  RETURN NEXT;
  what := 'pelaksana';
  INSERT INTO dkis.performers (code, name, superior, external)
    SELECT d.code, d.name, d.superior, d.external FROM dkis_store.cirebon_performers() AS d ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.cirebon_performers()) - inserted;
  RETURN NEXT;
END
$$;
COMMENT ON FUNCTION dkis_store.load_cirebon_people() IS 'Bagian dari dkis.load_cirebon: organisasi dan pelaksana';

-- The steps, time standards and fields of the versions just made.
CREATE FUNCTION dkis_store.load_cirebon_version_parts(made bigint[]) RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  what := 'langkah';
  INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla, sla_kind, wait_outcome, on_due_outcome,
                              requirement, output, note, provenance, clock, remind_every, each_organisation,
                              organisation_field)
    SELECT v.id, d.step, d.ordinal, d.activity, d.performer, d.sla::dkis.sla,
      CASE WHEN w.step IS NULL THEN 'batas' ELSE 'tunggu' END, w.wait_outcome, w.on_due_outcome,
      d.requirement, d.output, d.note, d.provenance, coalesce(h.clock, 'mulai'), coalesce(h.remind_every, '-')::dkis.sla, h.each_organisation,
      h.organisation_field
    FROM dkis.sop_versions AS v
      JOIN dkis.sops AS s ON s.agency = v.agency AND s.code = v.sop
      JOIN dkis_store.cirebon_steps() AS d ON d.number = s.number
      LEFT JOIN dkis_store.cirebon_waiting_steps() AS w ON w.number = d.number AND w.step = d.step
      LEFT JOIN dkis_store.cirebon_step_habits() AS h ON h.number = d.number AND h.step = d.step
    WHERE v.id = ANY (made)
    ORDER BY d.number, d.ordinal;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.cirebon_steps()) - inserted;
  RETURN NEXT;
  what := 'standar waktu menurut klasifikasi';
  INSERT INTO dkis.sop_step_slas (sop_version, step, class, sla)
    SELECT v.id, d.step, d.class, d.sla::dkis.sla
    FROM dkis.sop_versions AS v
      JOIN dkis.sops AS s ON s.agency = v.agency AND s.code = v.sop
      JOIN dkis_store.cirebon_step_slas() AS d ON d.number = s.number
    WHERE v.id = ANY (made);
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.cirebon_step_slas()) - inserted;
  RETURN NEXT;
  what := 'isian';
  INSERT INTO dkis.sop_fields (sop_version, name, type, personal, label, provenance, step, required, applicant_kinds, repeated, choices, outcomes)
    SELECT v.id, d.name, d.type, d.personal, d.label, d.provenance, d.step, d.required, d.applicant_kinds, d.repeated, d.choices, d.outcomes
    FROM dkis.sop_versions AS v
      JOIN dkis.sops AS s ON s.agency = v.agency AND s.code = v.sop
      JOIN dkis_store.cirebon_fields() WITH ORDINALITY AS d (number, name, type, personal, label, provenance, step, required, applicant_kinds, repeated, choices, outcomes, place) ON d.number = s.number
    WHERE v.id = ANY (made)
    ORDER BY d.place;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.cirebon_fields()) - inserted;
  RETURN NEXT;
END
$$;
COMMENT ON FUNCTION dkis_store.load_cirebon_version_parts(bigint[]) IS 'Bagian dari dkis.load_cirebon: langkah, standar waktu dan isian versi yang baru';

-- A SOP that has any version already is left to the agency. A code or a number
-- the agency uses for something else makes us leave out that SOP.
CREATE FUNCTION dkis_store.load_cirebon_sops() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made bigint[];
BEGIN
  what := 'SOP';
  INSERT INTO dkis.sops (code, number, name, division, activity, sub_activity, numbered_later, emergency)
    SELECT d.code, d.number, d.name, 'Bidang Pengelolaan Informasi dan Komunikasi Publik', d.activity, d.sub_activity, d.emergency, d.emergency
    FROM dkis_store.cirebon_sops() AS d ORDER BY d.number ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.cirebon_sops()) - inserted;
  RETURN NEXT;
  what := 'versi SOP';
  WITH added AS (
    INSERT INTO dkis.sop_versions AS v (sop, version, document_no, created_on, revised_on, effective_on, approved_by, calendar,
        machine, total_sla, total_sla_until, legal_basis, qualifications, related, equipment, warning, recording, note, may_hold, applicant_kinds)
      SELECT s.code, 1, d.document_no, d.created_on, d.revised_on, d.effective_on,
        a.approved_by, d.calendar,
        f.machine::dkis.state_machine, d.total_sla::dkis.sla, d.total_sla_until,
        l.items, c.qualifications, c.related, c.equipment, d.warning, d.recording, d.note,
        k.number <> ALL ('{14,16,18}'), CASE WHEN k.number = 2 THEN '{instansi}'::text[] END -- UU 14/2008 counts the days; 2/1 names who may apply
      FROM dkis_store.cirebon_sops() AS k
        JOIN dkis.sops AS s ON s.agency = dkis.agency() AND s.code = k.code AND s.number = k.number
        JOIN dkis_store.cirebon_versions() AS d ON d.number = k.number
        JOIN dkis_store.cirebon_approvals() AS a ON a.number = k.number
        JOIN dkis_store.cirebon_flows() AS f ON f.number = k.number
        LEFT JOIN dkis_store.cirebon_legal_basis() AS l ON l.number = k.number
        LEFT JOIN dkis_store.cirebon_cells() AS c ON c.number = k.number
      WHERE NOT EXISTS (SELECT FROM dkis.sop_versions AS o WHERE o.agency = s.agency AND o.sop = s.code)
      ORDER BY k.number
    RETURNING v.id)
  SELECT coalesce(array_agg(a.id ORDER BY a.id), '{}') INTO made FROM added AS a;
  inserted := cardinality(made);
  kept := (SELECT count(*) FROM dkis_store.cirebon_versions()) - inserted;
  RETURN NEXT;
  RETURN QUERY SELECT p.* FROM dkis_store.load_cirebon_version_parts(made) AS p;
  FOR i IN 1 .. cardinality(made) LOOP
    PERFORM dkis.activate_version(made[i]);
    PERFORM dkis_store.headway('SOP diberlakukan', i, cardinality(made));
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.load_cirebon_sops() IS 'Bagian dari dkis.load_cirebon: SOP dan versinya, langsung diberlakukan';

CREATE FUNCTION dkis_store.load_cirebon_links() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  what := 'hubungan SOP';
  INSERT INTO dkis.sop_links (from_sop, step, outcome, to_sop, entry, mode, on_late, returns_to, stands, stands_from, done_steps, clock_from)
    SELECT d.from_sop, d.step, d.outcome, d.to_sop, d.entry, d.mode, d.on_late, d.returns_to, d.stands, d.stands_from,
      CASE WHEN d.to_sop = 'sengketa-informasi' THEN '{1}' ELSE '{}' END::text[],
      CASE WHEN d.to_sop = 'sengketa-informasi' THEN '{"1": "registrasi", "2": "jawaban"}' ELSE '{}' END::jsonb
    FROM dkis_store.cirebon_links() AS d
      JOIN dkis.sops AS f ON f.agency = dkis.agency() AND f.code = d.from_sop
      JOIN dkis.sops AS t ON t.agency = dkis.agency() AND t.code = d.to_sop
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.cirebon_links()) - inserted;
  RETURN NEXT;
  what := 'hak pemohon';
  INSERT INTO dkis.sop_rights (sop, step, to_sop, words, basis)
    SELECT s.code, d.step, t.code, d.words, d.basis
    FROM dkis_store.cirebon_rights() AS d JOIN dkis.sops AS s ON s.agency = dkis.agency() AND s.number = d.number
      LEFT JOIN dkis.sops AS t ON t.agency = dkis.agency() AND t.number = d.to_number
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.cirebon_rights()) - inserted;
  RETURN NEXT;
  what := 'jadwal';
  INSERT INTO dkis.sop_schedules (sop, entry, rule, title, after)
    SELECT d.sop, d.entry, d.rule, d.title, d.after
    FROM dkis_store.cirebon_schedules() AS d JOIN dkis.sops AS s ON s.agency = dkis.agency() AND s.code = d.sop
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.cirebon_schedules()) - inserted;
  RETURN NEXT;
  RETURN QUERY SELECT l.* FROM dkis_store.load_rules() AS l; -- 8-agency/800-load_base.sql
  what := 'aturan eskalasi SOP 17';
  INSERT INTO dkis.escalation_rules (sop, step, level, at_percent, notify)
    SELECT d.sop, d.step, d.level, d.at_percent, d.notify FROM dkis_store.cirebon_escalation_rules() AS d
      JOIN dkis.sops AS s ON s.agency = dkis.agency() AND s.code = d.sop
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  kept := (SELECT count(*) FROM dkis_store.cirebon_escalation_rules()) - inserted;
  RETURN NEXT;
  RETURN QUERY SELECT l.* FROM dkis_store.load_arrival_rules() AS l;
END
$$;
COMMENT ON FUNCTION dkis_store.load_cirebon_links() IS 'Bagian dari dkis.load_cirebon: hubungan antar-SOP, jadwal, aturan eskalasi';

-- Cirebon as a start: its calendars, holidays, organisations, performers, 24
-- SOPs, links, schedules and escalation rules. Sets agency 3274 if none is set.
-- One row per kind: how many rows were inserted, how many were kept as they
-- are. May be called again at any time; with the caller's own rights.
CREATE FUNCTION dkis.load_cirebon() RETURNS TABLE (what text, inserted int, kept int)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET jit = off -- functions that are lists look large to the planner; compiling takes longer than they do
AS $$
BEGIN
  -- Two loads at once: the second waits, then keeps everything.
  LOCK TABLE dkis.settings IN SHARE ROW EXCLUSIVE MODE;
  RETURN QUERY SELECT l.* FROM dkis_store.load_cirebon_settings() AS l;
  RETURN QUERY SELECT l.* FROM dkis_store.load_cirebon_calendars() AS l;
  RETURN QUERY SELECT l.* FROM dkis_store.load_cirebon_people() AS l;
  RETURN QUERY SELECT l.* FROM dkis_store.load_cirebon_sops() AS l;
  RETURN QUERY SELECT l.* FROM dkis_store.load_cirebon_links() AS l;
  RETURN QUERY SELECT l.* FROM dkis_store.load_cirebon_measures() AS l; -- 811-measures.sql
  RETURN QUERY SELECT l.* FROM dkis_store.load_cirebon_emergency() AS l;
  RETURN QUERY SELECT l.* FROM dkis_store.load_cirebon_112() AS l;
END
$$;
COMMENT ON FUNCTION dkis.load_cirebon() IS 'Memuat data Kota Cirebon: yang belum ada ditambahkan, yang sudah ada dibiarkan';

-- load_cirebon() runs with the rights of dkis_admin: what it is made of, too.
SELECT dkis_store.grant_functions('^(load_)?cirebon', 'dkis_admin');

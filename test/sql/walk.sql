-- In a database of its own: it puts SOPs in force, which cannot be taken back.
CREATE DATABASE dkis_test_walk TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_walk
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET timezone = 'Asia/Jakarta';
SET datestyle = 'ISO, DMY';
SET client_min_messages = warning;

-- Every outcome of every step of all 24 SOPs is lived through by plain INSERTs and
-- UPDATEs, each walk from start to end: by a member of the step's performer, who is
-- dkis_officer and nothing else; where the performer is outside the agency, by
-- the officer at the desk. To reach each outcome, walks prefer those never taken;
-- waiting periods are over because the step's due is moved.
CREATE TEMP TABLE taken (sop text, step text, outcome text, PRIMARY KEY (sop, step, outcome));
CREATE TEMP TABLE walks (sop text, entry text, steps int, ended bool);
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
INSERT INTO dkis.information_list (title, status, ground, legal_basis) VALUES ('Denah ruang server', 'dikecualikan', 'c', 'UU 14/2008 pasal 17');
DO $$
DECLARE
  p record;
BEGIN
  CREATE ROLE walk_desk LOGIN IN ROLE dkis_officer;
  FOR p IN SELECT code, name FROM dkis.performers WHERE NOT external LOOP
    EXECUTE format('CREATE ROLE %I LOGIN IN ROLE dkis_officer', 'walk_' || p.code);
    WITH person AS (INSERT INTO dkis.people (name, db_role) VALUES (p.name, 'walk_' || p.code) RETURNING id)
    INSERT INTO dkis.performer_members (performer, person) SELECT p.code, id FROM person;
  END LOOP;
END
$$;

CREATE TEMP VIEW untaken AS
SELECT v.sop, s.step, o.outcome
FROM dkis.sop_versions v JOIN dkis.sops p ON p.code = v.sop AND p.number <= 24
JOIN dkis.sop_steps s ON s.sop_version = v.id
CROSS JOIN LATERAL unnest(dkis.outcomes(v.machine, s.step)) AS o (outcome)
WHERE NOT EXISTS (SELECT FROM taken t WHERE t.sop = v.sop AND t.step = s.step AND t.outcome = o.outcome);

CREATE FUNCTION pg_temp.pick(a_sop text, a_machine dkis.state_machine, a_step text) RETURNS text LANGUAGE sql AS $$
  SELECT o.outcome FROM unnest(dkis.outcomes(a_machine, a_step)) WITH ORDINALITY AS o (outcome, n)
  ORDER BY EXISTS (SELECT FROM taken t WHERE t.sop = a_sop AND t.step = a_step AND t.outcome = o.outcome), random() LIMIT 1
$$;

-- Something for every field that the SOP requires.
CREATE FUNCTION pg_temp.answers(a_sop text) RETURNS jsonb LANGUAGE sql AS $$
  SELECT coalesce(jsonb_object_agg(f.name, CASE f.type WHEN 'organisasi' THEN jsonb '"dkis"' WHEN 'bilangan' THEN '1' WHEN 'ya/tidak' THEN 'true'
    WHEN 'tanggal' THEN '"2026-08-18"' WHEN 'pengecualian' THEN '"Denah ruang server"' ELSE coalesce(to_jsonb(f.choices[1]), '"isi"') END), '{}')
  FROM dkis.sop_fields f JOIN dkis.sop_versions v ON v.id = f.sop_version WHERE v.sop = a_sop AND f.required
$$;

CREATE FUNCTION pg_temp.who(a_performer text) RETURNS text LANGUAGE sql AS $$
  SELECT CASE WHEN external THEN 'walk_desk' ELSE 'walk_' || code END FROM dkis.performers WHERE code = a_performer
$$;

-- To the end of a case; a case that it waits for is walked first.
CREATE FUNCTION pg_temp.go_on(the_case bigint) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  c record;
  a_step record;
  an_outcome text;
  n int := 0;
BEGIN
  SELECT k.sop, v.machine, v.id AS version INTO c FROM dkis.cases k JOIN dkis.sop_versions v ON v.id = k.sop_version WHERE k.id = the_case;
  LOOP
    SELECT s.id, s.step, s.performer, s.awaits_case, d.wait_outcome INTO a_step FROM dkis.case_steps s JOIN dkis.sop_steps d ON d.sop_version = c.version AND d.step = s.step
    WHERE s.case_id = the_case AND s.finished_at IS NULL ORDER BY random() LIMIT 1;
    EXIT WHEN NOT FOUND OR n > 500;
    IF a_step.awaits_case IS NOT NULL THEN
      UPDATE dkis.cases SET data = data || pg_temp.answers(sop) WHERE id = a_step.awaits_case;
      PERFORM pg_temp.go_on(a_step.awaits_case);
      CONTINUE;
    END IF;
    an_outcome := pg_temp.pick(c.sop, c.machine, a_step.step);
    IF an_outcome = a_step.wait_outcome THEN
      UPDATE dkis.case_steps SET due_at = now() - interval '1 minute', due_basis = 'tetap' WHERE id = a_step.id;
    END IF;
    EXECUTE format('SET ROLE %I', pg_temp.who(a_step.performer));
    UPDATE dkis.case_steps SET outcome = an_outcome WHERE id = a_step.id;
    RESET ROLE;
    INSERT INTO taken VALUES (c.sop, a_step.step, an_outcome) ON CONFLICT DO NOTHING;
    n := n + 1;
  END LOOP;
  INSERT INTO taken SELECT DISTINCT c.sop, s.step, s.outcome FROM dkis.case_steps s WHERE s.case_id = the_case AND s.ended_by = 'hasil' ON CONFLICT DO NOTHING;
  RETURN n;
END
$$;

CREATE FUNCTION pg_temp.walk(a_sop text, a_entry text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  the_case bigint;
  answers jsonb := pg_temp.answers(a_sop);
  n int;
BEGIN
  SET ROLE walk_desk;
  INSERT INTO dkis.cases (sop, title, class, entry, data) VALUES (a_sop, 'Jalan ' || a_sop, 'ringan', a_entry, answers) RETURNING id INTO the_case;
  RESET ROLE;
  n := pg_temp.go_on(the_case);
  INSERT INTO walks SELECT a_sop, a_entry, n, c.status = 'selesai' AND c.marking::text = '{}' AND c.closed_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM dkis.verify_case(the_case)) FROM dkis.cases c WHERE c.id = the_case;
END
$$;

DO $$
DECLARE
  a record;
BEGIN
  FOR i IN 1..200 LOOP
    FOR a IN SELECT v.sop, e.entry FROM dkis.sop_versions v
             LEFT JOIN LATERAL unnest(dkis.entries(v.machine)) AS e (entry) ON true
             JOIN dkis.sops s ON s.code = v.sop AND s.number <= 24
             WHERE EXISTS (SELECT FROM pg_temp.untaken u WHERE u.sop = v.sop) ORDER BY s.number, e.entry LOOP
      PERFORM pg_temp.walk(a.sop, nullif(a.entry, ''));
    END LOOP;
  END LOOP;
END
$$;

SELECT count(DISTINCT sop) AS sops, bool_and(ended) AS every_walk_ends, string_agg(DISTINCT concat_ws(' ', sop, entry), ', ') FILTER (WHERE NOT ended) AS but FROM walks;
-- Whoever finished a step was a member of its performer, and no administrator.
SELECT count(*) > 300 AS many, count(*) FILTER (WHERE e.db_role <> pg_temp.who(s.performer)) AS by_others
FROM dkis.case_events e JOIN dkis.case_steps s ON s.case_id = e.case_id AND s.step = e.step AND s.finished_at = e.at AND s.awaits_case IS NULL
  AND coalesce(s.note, '') !~ '^bersama ' WHERE e.event = 'langkah selesai';
-- Outcomes of the 24 machines that no walk took: none.
SELECT * FROM pg_temp.untaken ORDER BY 1, 2, 3;
-- Opened by links: SOP 16 closed opens 17, its 'Belum DIP' opens 20.
SELECT DISTINCT p.sop AS parent, c.sop AS child FROM dkis.cases c JOIN dkis.cases p ON p.id = c.parent_case WHERE p.title LIKE 'Jalan %' ORDER BY 1, 2;
-- Each of these histories fits its flow wholly, those still running as far as they
-- go, and still does after it went out as XES and came back.
CREATE TEMP VIEW fit AS SELECT p.number, f.* FROM dkis.sops p, dkis.conformance(p.code) f;
SELECT count(DISTINCT number) AS sops, count(*) = (SELECT count(*) FROM dkis.cases) AS every_case, min(fitness) AS least, count(*) FILTER (WHERE deviations <> '{}') AS deviating FROM fit;
SELECT count(*) = (SELECT count(*) FROM dkis.cases c WHERE EXISTS (SELECT FROM dkis.case_events e WHERE e.case_id = c.id AND e.event = 'langkah selesai')) AS every_case_with_a_step, min(f.fitness) AS least
FROM dkis.sops p, dkis.conformance(p.code, dkis.to_xes(p.code), running => true) f;
-- Register numbers have no gap.
SELECT count(*) AS gaps FROM (
  SELECT sop, split_part(register_no, '/', 3)::int AS n, row_number() OVER (PARTITION BY sop, split_part(register_no, '/', 2) ORDER BY register_no) AS place
  FROM dkis.cases WHERE register_no IS NOT NULL) r WHERE n <> place;
\c contrib_regression
DROP DATABASE dkis_test_walk;
DO $$
DECLARE
  r text;
BEGIN
  FOR r IN SELECT rolname FROM pg_roles WHERE rolname ~ '^walk_' LOOP
    EXECUTE format('DROP ROLE %I', r);
  END LOOP;
END
$$;

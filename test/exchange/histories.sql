-- Cases of every SOP, driven at random to their end through the speaking views,
-- as an officer would; then one JSON object per SOP, for replay.py: its flow,
-- its net, its log.
SET client_min_messages = error;
SELECT setseed(0.24) \g /dev/null

-- Finishes one active step somehow. Where a waiting period has to be over first
-- (SP009), it is made to have begun a year ago, in the silent table.
CREATE PROCEDURE pg_temp.one_step(the_case bigint, machine dkis.state_machine) LANGUAGE plpgsql AS $$
DECLARE
  the_step text := (SELECT s.step FROM dkis.case_steps AS s WHERE s.case_id = the_case AND s.finished_at IS NULL ORDER BY random() LIMIT 1);
BEGIN
  UPDATE dkis.case_steps AS s SET outcome = (SELECT o FROM unnest(dkis.outcomes(machine, the_step)) AS o ORDER BY random() LIMIT 1)
  WHERE s.case_id = the_case AND s.step = the_step AND s.finished_at IS NULL;
EXCEPTION WHEN SQLSTATE 'SP009' THEN
  UPDATE dkis_store.case_steps AS s SET started_at = s.started_at - interval '1 year', due_at = s.due_at - interval '1 year'
  WHERE s.case_id = the_case AND s.step = the_step AND s.finished_at IS NULL;
END $$;

CREATE PROCEDURE pg_temp.live(the_case bigint, machine dkis.state_machine) LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1..400 LOOP
    IF (SELECT c.status FROM dkis.cases AS c WHERE c.id = the_case) = 'selesai' THEN
      RETURN;
    END IF;
    CALL pg_temp.one_step(the_case, machine);
  END LOOP;
  RAISE EXCEPTION 'case % does not end', the_case;
END $$;

SELECT count(dkis.open_case(o.code, 'Riwayat untuk diputar ulang', (ARRAY['ringan', 'sedang', 'berat'])[1 + floor(random() * 3)],
  (SELECT e FROM unnest(dkis.entries(v.machine)) AS e ORDER BY random(), n LIMIT 1)))
FROM dkis.sops AS o JOIN dkis.sop_versions AS v ON v.sop = o.code, generate_series(1, 12) AS n \g /dev/null
-- Also the cases that these open in other SOPs, until none is left.
DO $$
DECLARE
  the_case record;
BEGIN
  LOOP
    SELECT c.id, v.machine INTO the_case FROM dkis.cases AS c JOIN dkis.sop_versions AS v ON v.id = c.sop_version
    WHERE c.status = 'berjalan' ORDER BY c.id LIMIT 1;
    EXIT WHEN NOT FOUND;
    CALL pg_temp.live(the_case.id, the_case.machine);
  END LOOP;
END $$;

SELECT json_build_object('sop', o.number, 'machine', v.machine, 'pnml', dkis.to_pnml(v.machine)::text, 'xes', dkis.to_xes(o.code)::text,
  'cases', (SELECT count(*) FROM dkis.cases AS c WHERE c.sop = o.code),
  'events', (SELECT count(*) FROM dkis.case_events AS e JOIN dkis.cases AS c ON c.id = e.case_id WHERE c.sop = o.code AND e.event = 'langkah selesai'))
FROM dkis.sops AS o JOIN dkis.sop_versions AS v ON v.sop = o.code ORDER BY o.number;

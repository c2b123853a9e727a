-- One JSON object per flow, for diagrams.mjs: its pictures, and a walk at
-- random with where that leads. The SOPs, and a hundred of the made-up flows.
SET client_min_messages = error;
CREATE FUNCTION pg_temp.walk(machine dkis.state_machine, OUT entry text, OUT walk json, OUT active text[]) LANGUAGE plpgsql AS $$
DECLARE
  marking dkis.marking;
  step text;
  outcome text;
  steps jsonb := '[]';
BEGIN
  entry := (dkis.entries(machine))[1];
  marking := dkis.initial_marking(machine, entry);
  FOR i IN 1..12 LOOP
    active := dkis.active_steps(marking);
    EXIT WHEN active = '{}';
    step := active[1 + floor(random() * cardinality(active))];
    outcome := (SELECT o FROM unnest(dkis.outcomes(machine, step)) AS o ORDER BY random() LIMIT 1);
    marking := dkis.fire(machine, marking, step, outcome);
    steps := steps || jsonb_build_array(jsonb_build_array(step, outcome));
  END LOOP;
  active := dkis.active_steps(marking);
  walk := steps;
END $$;
SELECT setseed(0.5) \g /dev/null
SELECT json_build_object('machine', f.m, 'bpmn', dkis.to_bpmn(f.m)::text, 'lanes', CASE WHEN f.sop IS NOT NULL THEN dkis.sop_bpmn(f.sop)::text END, 'mermaid', dkis.to_mermaid(f.m),
  'scxml', dkis.to_scxml(f.m)::text, 'entry', w.entry, 'entries', cardinality(dkis.entries(f.m)) + (f.m::text ~ '^start ->')::int, 'walk', w.walk, 'active', w.active)
FROM (SELECT v.machine AS m, v.sop FROM dkis.sop_versions AS v
  UNION ALL (SELECT machine::dkis.state_machine, NULL FROM flow WHERE readable(machine) AND id <= 200 AND dkis.is_sound(machine::dkis.state_machine) LIMIT 100)) AS f,
  pg_temp.walk(f.m) AS w;

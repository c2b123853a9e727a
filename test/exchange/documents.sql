-- One JSON object per flow, for documents.py and diagrams.mjs: what dkis writes
-- of it in each language, and a walk at random with where that leads. The SOPs,
-- and SOME of the made-up flows, sound and not.
SET client_min_messages = error;
CREATE FUNCTION pg_temp.walk(machine dkis.state_machine, OUT entry text, OUT walk json, OUT active text[]) LANGUAGE plpgsql STRICT AS $$
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
SELECT json_build_object('machine', f.m, 'sop', f.sop, 'sound', f.sound, 'pnml', dkis.to_pnml(f.m)::text, 'bpmn', dkis.to_bpmn(f.m)::text,
  'lanes', CASE WHEN f.sop IS NOT NULL THEN dkis.sop_bpmn(f.sop)::text END, 'mermaid', dkis.to_mermaid(f.m), 'dot', dkis.to_dot(f.m),
  'scxml', dkis.to_scxml(f.m)::text, 'steps', cardinality(dkis.steps(f.m)), 'entries', dkis.entries(f.m), 'entry', w.entry, 'walk', w.walk, 'active', w.active)
FROM (SELECT v.machine AS m, v.sop, true AS sound FROM dkis.sop_versions AS v
  UNION ALL (SELECT machine::dkis.state_machine, NULL, dkis.is_sound(machine::dkis.state_machine) FROM flow WHERE NOT sop ORDER BY id LIMIT 150)) AS f
  CROSS JOIN LATERAL pg_temp.walk(CASE WHEN f.sound THEN f.m END) AS w;

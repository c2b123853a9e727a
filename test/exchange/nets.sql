-- One JSON object per flow, for woflan.py.
SELECT json_build_object('machine', m, 'sop', sop, 'sound', dkis.is_sound(m), 'pnml', dkis.to_pnml(m)::text,
  'problems', ARRAY(SELECT problem FROM dkis.soundness(m)))
FROM (SELECT id, machine::dkis.state_machine AS m, sop FROM flow) AS f ORDER BY id;

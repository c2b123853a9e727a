-- What other people's tools said (test/exchange, pm4py), recorded; dkis says the
-- same. Read from the top of the checkout, where pg_regress is run.
CREATE TABLE verdict (sound bool, machine dkis.state_machine);
\copy verdict FROM 'test/data/soundness_verdicts.tsv'
SELECT count(*) >= 2000 AS enough, count(*) FILTER (WHERE sound) >= 1000 AS sound_ones, count(*) FILTER (WHERE NOT sound) >= 1000 AS others,
  count(DISTINCT machine) >= 2300 AS different_ones, max(cardinality(dkis.steps(machine))) > 100 AS large_ones,
  bool_or(cardinality(dkis.entries(machine)) > 1) AS with_entries FROM verdict;
-- WOFLAN's verdict, and the same with reasons.
SELECT sound, machine FROM verdict WHERE dkis.is_sound(machine) <> sound;
SELECT sound, machine FROM verdict WHERE EXISTS (SELECT FROM dkis.soundness(machine)) = sound;
-- Out and in again, by both languages.
SELECT machine FROM verdict WHERE dkis.from_pnml(dkis.to_pnml(machine)) OPERATOR(dkis.<>) machine;
SELECT machine FROM verdict WHERE dkis.from_bpmn(dkis.to_bpmn(machine)) OPERATOR(dkis.<>) machine;

-- Token replay: histories of SOPs, and corrupted ones. A trace fits when every
-- event can happen, beginning at some entry, and the case is closed at its end. The
-- 24 SOPs have 16 different flows.
CREATE TABLE history (fits bool, machine dkis.state_machine, trace text);
\copy history FROM 'test/data/replay_verdicts.tsv'
CREATE FUNCTION fits(machine dkis.state_machine, trace text) RETURNS bool LANGUAGE plpgsql AS $$
DECLARE
  at dkis.marking;
  entry text;
  event text[];
BEGIN
  FOREACH entry IN ARRAY CASE dkis.entries(machine) WHEN '{}' THEN ARRAY[NULL] ELSE dkis.entries(machine) END LOOP
    BEGIN
      at := dkis.initial_marking(machine, entry);
      FOR event IN SELECT regexp_match(e, '^(\S+)(?: \[(.*)\])?$') FROM unnest(string_to_array(trace, '; ')) AS e LOOP
        at := dkis.fire(machine, at, event[1], coalesce(event[2], 'Selesai'));
      END LOOP;
      IF at OPERATOR(dkis.=) '{}' THEN
        RETURN true;
      END IF;
    EXCEPTION WHEN SQLSTATE 'SP001' OR SQLSTATE 'SP002' THEN -- not by this way in
    END;
  END LOOP;
  RETURN false;
END $$;
SELECT count(*) FILTER (WHERE fits) >= 70 AS fitting, count(*) FILTER (WHERE NOT fits) >= 600 AS corrupted, count(DISTINCT machine) = 16 AS all_flows FROM history;
SELECT fits, trace FROM history WHERE fits(machine, trace) <> fits;
DROP TABLE verdict, history;
DROP FUNCTION fits;

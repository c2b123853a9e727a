-- What came back from other tools' writers is the flow that was sent: the same
-- steps, ways in and outcomes, and from every position that a case can get to,
-- each outcome leads to the same next one. (The order of arcs and which outcomes
-- were written together is not theirs to keep.) Of an unsound one it may be refused
-- that nobody gets to some step of it. stdin: one JSON object a line,
-- {"machine", "by", "language", "document"}.
SET client_min_messages = error;
CREATE TEMP TABLE line (line text);
\copy line FROM pstdin WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')
-- NULL: refused.
CREATE FUNCTION pg_temp.come_home(language text, document xml) RETURNS dkis.state_machine LANGUAGE plpgsql AS $$
BEGIN
  RETURN CASE language WHEN 'pnml' THEN dkis.from_pnml(document) ELSE dkis.from_bpmn(document) END;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN
  RETURN NULL;
END $$;
CREATE TEMP TABLE returned AS
SELECT (d ->> 'machine')::dkis.state_machine AS sent, d ->> 'by' AS by, d ->> 'language' AS language, pg_temp.come_home(d ->> 'language', (d ->> 'document')::xml) AS flow
FROM (SELECT line::jsonb AS d FROM line) AS l;

-- NULL where a step would be active twice.
CREATE FUNCTION pg_temp.try_fire(flow dkis.state_machine, at dkis.marking, step text, outcome text) RETURNS dkis.marking LANGUAGE plpgsql STRICT AS $$
BEGIN
  RETURN dkis.fire(flow, at, step, outcome);
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN NULL;
END $$;

CREATE FUNCTION pg_temp.try_enter(flow dkis.state_machine, entry text) RETURNS dkis.marking LANGUAGE plpgsql AS $$
BEGIN
  RETURN dkis.initial_marking(flow, entry);
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN NULL;
END $$;

-- pm4py calls a silent transition after its id: the first way in is "enter.1".
CREATE FUNCTION pg_temp.ways_in(a dkis.state_machine, language text) RETURNS text[] LANGUAGE sql AS $$
  SELECT CASE language WHEN 'pnml' THEN ARRAY(SELECT 'enter.' || n FROM generate_series(1, cardinality(dkis.entries(a))) AS n) ELSE dkis.entries(a) END $$;

-- As far as 500 positions.
CREATE FUNCTION pg_temp.same(a dkis.state_machine, b dkis.state_machine, ways_in text[]) RETURNS bool LANGUAGE sql AS $$
  SELECT ARRAY(SELECT s FROM unnest(dkis.steps(a)) AS s ORDER BY s) = ARRAY(SELECT s FROM unnest(dkis.steps(b)) AS s ORDER BY s)
    AND ARRAY(SELECT e FROM unnest(ways_in) AS e ORDER BY e) = ARRAY(SELECT e FROM unnest(dkis.entries(b)) AS e ORDER BY e)
    AND NOT EXISTS (SELECT FROM unnest(dkis.steps(a)) AS s
      WHERE ARRAY(SELECT o FROM unnest(dkis.outcomes(a, s)) AS o ORDER BY o) <> ARRAY(SELECT o FROM unnest(dkis.outcomes(b, s)) AS o ORDER BY o))
    AND NOT EXISTS (
      WITH RECURSIVE pair AS (
        SELECT pg_temp.try_enter(a, e.ours) AS m, pg_temp.try_enter(b, e.theirs) AS n
        FROM unnest(nullif(dkis.entries(a), '{}') || CASE dkis.entries(a) WHEN '{}' THEN ARRAY[NULL::text] END, ways_in) AS e (ours, theirs)
        UNION
        SELECT pg_temp.try_fire(a, p.m, s, o), pg_temp.try_fire(b, p.n, s, o)
        FROM pair AS p, unnest(dkis.active_steps(p.m)) AS s, unnest(dkis.outcomes(a, s)) AS o WHERE p.m OPERATOR(dkis.=) p.n)
      SELECT FROM (SELECT * FROM pair LIMIT 500) AS p WHERE (p.m OPERATOR(dkis.=) p.n) IS NOT TRUE AND num_nonnulls(p.m, p.n) > 0)
$$;

ALTER TABLE returned ADD good bool, ADD refused bool;
UPDATE returned SET refused = flow IS NULL, good = CASE WHEN flow IS NULL THEN NOT dkis.is_sound(sent) ELSE pg_temp.same(sent, flow, pg_temp.ways_in(sent, language)) END;
SELECT format('not ok - back from %s, in %s: %s came back as %s', by, language, sent, flow) FROM returned WHERE NOT good;
SELECT format('%s - %s flows came back from %s, in %s, as they were sent; %s unsound ones refused', CASE WHEN bool_and(good) THEN 'ok' ELSE 'not ok' END,
  count(*) FILTER (WHERE good AND NOT refused), by, language, count(*) FILTER (WHERE refused AND good)) FROM returned GROUP BY by, language ORDER BY by, language;

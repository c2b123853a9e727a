-- What came back from other tools' writers is the flow that was sent: the same
-- steps, ways in and outcomes, and from every position that a case can get to,
-- each outcome leads to the same next one. (The order of arcs and which outcomes
-- were written together is not theirs to keep.) :file: one JSON object a line,
-- {"machine", "by", "language", "document"}.
SET client_min_messages = error;
CREATE TEMP TABLE line (line text);
\copy line FROM pstdin WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')
CREATE TEMP TABLE returned AS
SELECT row_number() OVER () AS id, d ->> 'machine' AS sent, d ->> 'by' AS by, d ->> 'language' AS language,
  CASE d ->> 'language' WHEN 'pnml' THEN dkis.from_pnml((d ->> 'document')::xml) ELSE dkis.from_bpmn((d ->> 'document')::xml) END AS flow
FROM (SELECT line::jsonb AS d FROM line) AS l;

-- NULL where a step would be active twice.
CREATE FUNCTION pg_temp.try_fire(flow dkis.state_machine, at dkis.marking, step text, outcome text) RETURNS dkis.marking LANGUAGE plpgsql STRICT AS $$
BEGIN
  RETURN dkis.fire(flow, at, step, outcome);
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN NULL;
END $$;

-- As far as POSITIONS positions.
CREATE FUNCTION pg_temp.same(a dkis.state_machine, b dkis.state_machine) RETURNS bool LANGUAGE sql AS $$
  SELECT ARRAY(SELECT s FROM unnest(dkis.steps(a)) AS s ORDER BY s) = ARRAY(SELECT s FROM unnest(dkis.steps(b)) AS s ORDER BY s)
    AND ARRAY(SELECT e FROM unnest(dkis.entries(a)) AS e ORDER BY e) = ARRAY(SELECT e FROM unnest(dkis.entries(b)) AS e ORDER BY e)
    AND NOT EXISTS (SELECT FROM unnest(dkis.steps(a)) AS s
      WHERE ARRAY(SELECT o FROM unnest(dkis.outcomes(a, s)) AS o ORDER BY o) <> ARRAY(SELECT o FROM unnest(dkis.outcomes(b, s)) AS o ORDER BY o))
    AND NOT EXISTS (
      WITH RECURSIVE pair AS (
        SELECT dkis.initial_marking(a, e) AS m, dkis.initial_marking(b, e) AS n
        FROM unnest(CASE dkis.entries(a) WHEN '{}' THEN ARRAY[NULL] ELSE dkis.entries(a) END) AS e
        UNION
        SELECT pg_temp.try_fire(a, p.m, s, o), pg_temp.try_fire(b, p.n, s, o)
        FROM pair AS p, unnest(dkis.active_steps(p.m)) AS s, unnest(dkis.outcomes(a, s)) AS o WHERE p.m OPERATOR(dkis.=) p.n)
      SELECT FROM (SELECT * FROM pair LIMIT 500) AS p WHERE (p.m OPERATOR(dkis.=) p.n) IS NOT TRUE AND num_nonnulls(p.m, p.n) > 0)
$$;

SELECT format('not ok - back from %s, in %s: %s came back as %s', by, language, sent, flow) FROM returned WHERE NOT pg_temp.same(sent::dkis.state_machine, flow);
SELECT format('%s - %s of %s flows came back from %s, in %s', CASE WHEN bool_and(pg_temp.same(sent::dkis.state_machine, flow)) THEN 'ok' ELSE 'not ok' END,
  count(*) FILTER (WHERE flow IS NOT NULL), count(*), by, language) FROM returned GROUP BY by, language ORDER BY by, language;

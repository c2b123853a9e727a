-- Firing and replaying over 1 million rows, against the least that C functions
-- of the same argument types can do, and against what people write by hand.
\set trivial :bare '/trivial'
\set sop pengaduan-sikapri
CREATE FUNCTION trivial_fire(dkis.state_machine, dkis.marking, text, text) RETURNS dkis.marking
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS :'trivial', 'trivial_fire';
CREATE FUNCTION trivial_replay_step(bigint, dkis.state_machine, text, text) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS :'trivial', 'trivial_replay';
CREATE AGGREGATE trivial_replay(dkis.state_machine, text, text) (SFUNC = trivial_replay_step, STYPE = bigint, INITCOND = '0');
SELECT count(*) AS loaded FROM dkis.load_cirebon() \gset

-- Every step that a walk through a SOP may finish from where it stands.
CREATE TABLE situation (machine dkis.state_machine, marking dkis.marking, step text, outcome text);
WITH RECURSIVE reached AS (
  SELECT machine, dkis.initial_marking(machine, entry) AS marking
  FROM dkis.sop_versions, LATERAL unnest(CASE WHEN dkis.entries(machine) = '{}' THEN ARRAY[NULL] ELSE dkis.entries(machine) END) AS entry
  WHERE sop = :'sop'
  UNION
  SELECT machine, dkis.fire(machine, marking, step, outcome)
  FROM reached, unnest(dkis.active_steps(marking)) AS step, unnest(dkis.outcomes(machine, step)) AS outcome)
INSERT INTO situation
SELECT machine, marking, step, outcome FROM reached, unnest(dkis.active_steps(marking)) AS step, unnest(dkis.outcomes(machine, step)) AS outcome;
CREATE UNLOGGED TABLE asked AS
SELECT s.* FROM generate_series(1, 1 + 1000000 / (SELECT count(*) FROM situation)) AS n, situation AS s LIMIT 1000000;
CREATE TABLE flow AS SELECT DISTINCT machine::text AS words FROM situation;
SELECT words FROM flow \gset

-- A history of each way through it, until there are a million events.
CREATE TABLE way (id serial, steps text[], outcomes text[]);
WITH RECURSIVE walk AS (
  SELECT machine, dkis.initial_marking(machine, entry) AS marking, '{}'::text[] AS steps, '{}'::text[] AS outcomes
  FROM dkis.sop_versions, LATERAL unnest(CASE WHEN dkis.entries(machine) = '{}' THEN ARRAY[NULL] ELSE dkis.entries(machine) END) AS entry
  WHERE sop = :'sop'
  UNION ALL
  SELECT machine, dkis.fire(machine, marking, step, outcome), steps || step, outcomes || outcome
  FROM walk, LATERAL (SELECT (dkis.active_steps(marking))[1] AS step) AS a, unnest(dkis.outcomes(machine, step)) AS outcome
  WHERE marking::text <> '{}' AND cardinality(steps) < 14)
INSERT INTO way (steps, outcomes) SELECT steps, outcomes FROM walk WHERE marking::text = '{}' OR cardinality(steps) = 14;
CREATE UNLOGGED TABLE event AS
SELECT round::bigint * 1000000 + w.id AS case_id, e.n AS seq, e.step, e.outcome
FROM generate_series(1, 1 + 1000000 / (SELECT sum(cardinality(steps)) FROM way)::int) AS round, way AS w,
  unnest(w.steps, w.outcomes) WITH ORDINALITY AS e (step, outcome, n)
ORDER BY round, w.id, e.n LIMIT 1000000;
VACUUM ANALYZE asked, event;

CALL pg_temp.compare('fire(machine, marking, step, outcome), the machine a constant',
  format('SELECT count(dkis.fire(%L, marking, step, outcome)) FROM asked', :'words'),
  format('SELECT count(trivial_fire(%L, marking, step, outcome)) FROM asked', :'words'), 3);
CALL pg_temp.compare('fire(machine, marking, step, outcome), all four columns',
  'SELECT count(dkis.fire(machine, marking, step, outcome)) FROM asked',
  'SELECT count(trivial_fire(machine, marking, step, outcome)) FROM asked', 3);
CALL pg_temp.compare('replay(machine, step, outcome ORDER BY seq) by case',
  format('SELECT count(m) FROM (SELECT dkis.replay(%L, step, outcome ORDER BY seq) AS m FROM event GROUP BY case_id) c', :'words'),
  format('SELECT count(m) FROM (SELECT trivial_replay(%L, step, outcome ORDER BY seq) AS m FROM event GROUP BY case_id) c', :'words'), 1.5);
CALL pg_temp.compare('fitness and deviations of the same cases, which all conform, against replay',
  format('SELECT count(f) + count(d) FROM (SELECT dkis.fitness(%1$L, step, outcome, true, NULL ORDER BY seq) AS f, dkis.deviations(%1$L, step, outcome, true, NULL ORDER BY seq) AS d FROM event GROUP BY case_id) c', :'words'),
  format('SELECT count(m) FROM (SELECT dkis.replay(%L, step, outcome ORDER BY seq) AS m FROM event GROUP BY case_id) c', :'words'), 1.5);

-- Well under a second: 33 times five branches, one after the other, 199 steps,
-- decided and, with one branch that leaves the pack, told what is wrong.
CREATE FUNCTION pg_temp.five_ways(tail text) RETURNS text LANGUAGE sql AS $$
  SELECT 'start -> a1; ' || string_agg(format('a%s -> b%1$s.1 & b%1$s.2 & b%1$s.3 & b%1$s.4 & b%1$s.5; b%1$s.1 & b%1$s.2 & b%1$s.3 & b%1$s.4 & b%1$s.5 -> %s',
    n, CASE WHEN n < 33 THEN 'a' || n + 1 ELSE 'z' END), '; ') || '; z -> end' || tail FROM generate_series(1, 33) AS n $$;
CALL pg_temp.compare('is_sound() of 199 steps with 5-way splits, against a fifth of a second',
  format('SELECT dkis.is_sound(%L)', pg_temp.five_ways('')), 'SELECT pg_sleep(0.2)', 1, rounds => 5);
CALL pg_temp.compare('soundness() of the same with a fault at its end, against half a second',
  format('SELECT count(*) FROM dkis.soundness(%L)', pg_temp.five_ways('; b33.2 [lama] -> z')), 'SELECT pg_sleep(0.5)', 1, rounds => 3);

-- For scale: the same machine as a table of arcs and a loop.
CREATE TABLE arc (step text, outcome text, targets text[], PRIMARY KEY (step, outcome));
INSERT INTO arc SELECT step, outcome, dkis.active_steps(dkis.fire(machine, marking, step, outcome)) FROM situation; -- one step at a time here
CREATE FUNCTION fire_by_hand(active text[], the_step text, the_outcome text) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  followed text[];
BEGIN
  IF NOT the_step = ANY (active) THEN
    RAISE EXCEPTION 'step % is not active', the_step;
  END IF;
  SELECT a.targets INTO STRICT followed FROM arc AS a WHERE a.step = the_step AND a.outcome = the_outcome;
  RETURN array_remove(active, the_step) || followed;
END $$;
CREATE TABLE asked_few AS SELECT *, dkis.active_steps(marking) AS active FROM asked LIMIT 20000;
ANALYZE asked_few;
CALL pg_temp.compare('for scale: a PL/pgSQL function over a table of arcs against fire',
  'SELECT count(fire_by_hand(active, step, outcome)) FROM asked_few',
  format('SELECT count(dkis.fire(%L, marking, step, outcome)) FROM asked_few', :'words'), rounds => 5);
SELECT * FROM pg_temp.report;

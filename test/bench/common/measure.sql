-- What every piece begins with: how one thing is measured against another.
-- Both sides run in turn, so that a machine that slows down slows both; the
-- ratio is the median over the rounds of ours / theirs.
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
SET jit = off;
\pset footer off
CREATE EXTENSION dkis CASCADE;
CREATE TEMP TABLE measured (id serial, what text, ratio float8, target text, good bool, ms float8, against_ms float8);

CREATE FUNCTION pg_temp.milliseconds(query text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE started timestamptz := clock_timestamp();
BEGIN
  EXECUTE query;
  RETURN 1000 * extract(epoch FROM clock_timestamp() - started);
END $$;

CREATE FUNCTION pg_temp.median(numbers float8[]) RETURNS float8 LANGUAGE sql AS
$$ SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n) FROM unnest(numbers) n $$;

-- Who does the work: a login that is a member of this role and nothing else. Another piece may have made it.
CREATE FUNCTION pg_temp.login(login name, member_of name) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF to_regrole(login) IS NULL THEN
    EXECUTE format('CREATE ROLE %I LOGIN IN ROLE %I', login, member_of);
  END IF;
END $$;

-- ours against theirs, less what both have in common where that is given; the
-- ratio shall lie from at_least to at_most (NULL: it is only shown for scale).
CREATE PROCEDURE pg_temp.compare(what text, ours text, theirs text, at_most float8 DEFAULT NULL,
  at_least float8 DEFAULT NULL, common text DEFAULT NULL, rounds int DEFAULT 9) LANGUAGE plpgsql AS $$
DECLARE a float8; b float8; bare float8 := 0; ratio float8; ratios float8[]; ms float8[]; against_ms float8[];
BEGIN
  FOR i IN 0..rounds LOOP
    a := pg_temp.milliseconds(ours);
    b := pg_temp.milliseconds(theirs);
    IF common IS NOT NULL THEN bare := pg_temp.milliseconds(common); END IF;
    CONTINUE WHEN i = 0; -- warming up
    ms := ms || (a - bare);
    against_ms := against_ms || (b - bare);
    ratios := ratios || (a - bare) / (b - bare);
  END LOOP;
  ratio := pg_temp.median(ratios);
  INSERT INTO measured (what, ratio, target, good, ms, against_ms) VALUES (what, ratio,
    nullif(concat_ws(', ', '>= ' || at_least, '<= ' || at_most), ''),
    CASE WHEN coalesce(at_least, at_most) IS NOT NULL THEN ratio BETWEEN coalesce(at_least, 0) AND coalesce(at_most, 'infinity') END,
    pg_temp.median(ms), pg_temp.median(against_ms));
END $$;

CREATE VIEW pg_temp.report AS
SELECT what, round(ratio::numeric, 2) AS ratio, target, CASE WHEN good THEN 'ok' WHEN NOT good THEN 'MISSED' END AS verdict,
  round(ms::numeric, 1) AS ms, round(against_ms::numeric, 1) AS against_ms
FROM measured ORDER BY id;

-- Soundness of large flows, and of such as are too much. What the verdicts say of
-- small ones is in state_machine.sql; that they are right, in test/unit.
SET client_min_messages = notice;

-- 199 steps: 33 times five branches, one after the other.
CREATE FUNCTION five_ways(parts int, tail text = '') RETURNS dkis.state_machine LANGUAGE sql AS $$
  SELECT ('start -> a1; ' || string_agg(format('a%s -> b%1$s.1 & b%1$s.2 & b%1$s.3 & b%1$s.4 & b%1$s.5; b%1$s.1 & b%1$s.2 & b%1$s.3 & b%1$s.4 & b%1$s.5 -> %s',
    n, CASE WHEN n < parts THEN 'a' || n + 1 ELSE 'z' END), '; ') || '; z -> end' || tail)::dkis.state_machine FROM generate_series(1, parts) AS n $$;
SELECT cardinality(dkis.steps(m)), dkis.is_sound(m), (SELECT count(*) FROM dkis.soundness(m)) AS problems FROM five_ways(33) AS m;
SELECT problem, step, left(detail, 40) AS detail, length(detail) FROM dkis.soundness(five_ways(33, '; b33.2 [lama] -> z'));
SELECT problem, step, left(detail, 40) AS detail FROM dkis.soundness(five_ways(33, '; b1.2 [pulang] -> end')) LIMIT 3;

-- Five branches of five branches with a loop each: wide as well as deep.
CREATE FUNCTION nested() RETURNS dkis.state_machine LANGUAGE sql AS $$
  SELECT ('start -> s; s -> ' || (SELECT string_agg('a' || i, ' & ') FROM generate_series(1, 5) AS i) || '; '
    || string_agg(format('a%s -> ', i) || (SELECT string_agg(format('b%s.%s', i, k), ' & ') FROM generate_series(1, 5) AS k) || '; '
      || (SELECT string_agg(format('b%s.%s -> c%1$s.%2$s.1; ', i, k) || (SELECT string_agg(format('c%s.%s.%s [terus] -> %s; c%1$s.%2$s.%3$s [ulang] -> c%1$s.%2$s.1',
            i, k, n, CASE WHEN n < 6 THEN format('c%s.%s.%s', i, k, n + 1) ELSE format('d%s.%s', i, k) END), '; ') FROM generate_series(1, 6) AS n), '; ')
          FROM generate_series(1, 5) AS k) || '; ' || (SELECT string_agg(format('d%s.%s', i, k), ' & ') FROM generate_series(1, 5) AS k) || format(' -> e%s', i), '; ')
    || '; ' || (SELECT string_agg('e' || i, ' & ') FROM generate_series(1, 5) AS i) || ' -> z; z -> end')::dkis.state_machine FROM generate_series(1, 5) AS i $$;
SELECT cardinality(dkis.steps(m)), dkis.is_sound(m) FROM nested() AS m;

-- Without "&" the positions are the steps: 4096 of them, each with a way back.
CREATE FUNCTION row_of(n int, tail text = '') RETURNS dkis.state_machine LANGUAGE sql AS $$
  SELECT ('start -> s1; ' || string_agg(format('s%s [maju] -> %s; s%1$s [mundur] -> s%3$s', i, CASE WHEN i < n THEN 's' || i + 1 ELSE 'end' END, greatest(1, i / 2)), '; ') || tail)::dkis.state_machine
  FROM generate_series(1, n) AS i $$;
SELECT cardinality(dkis.steps(m)), dkis.is_sound(m) FROM row_of(4096) AS m;
SELECT problem, step, length(detail) FROM dkis.soundness(row_of(4095, '; s4000 [hilang] -> lubang; lubang -> lubang'));
SELECT row_of(4097);

-- Forty branches that each remember a choice: 2^40 positions. Refused before it
-- takes more than its memory, and stopped at once by whoever waits no longer.
CREATE FUNCTION remembering(n int) RETURNS dkis.state_machine LANGUAGE sql AS $$
  SELECT ('start -> a; a -> ' || string_agg('b' || i, ' & ') || '; ' || string_agg(format('b%s [x] -> c%1$s; b%1$s [y] -> d%1$s; c%1$s -> e%1$s; d%1$s -> e%1$s', i), '; ')
    || '; ' || string_agg('e' || i, ' & ') || ' -> z; z -> end')::dkis.state_machine FROM generate_series(1, n) AS i $$;
SELECT dkis.is_sound(remembering(12));
SELECT dkis.is_sound(remembering(40));
SELECT * FROM dkis.soundness(remembering(40));
SET statement_timeout = '20ms';
SELECT dkis.is_sound(remembering(40));
SELECT * FROM dkis.soundness(remembering(40));
RESET statement_timeout;

DROP FUNCTION five_ways, nested, row_of, remembering;

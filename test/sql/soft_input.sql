-- What the four types refuse they refuse softly where the server can (16: pg_input_is_valid, 17: COPY
-- … ON_ERROR ignore); before that the same words come as an error. Every server has the same answers.
CREATE DATABASE dkis_test_soft_input TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_soft_input
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
CREATE TABLE tried (type text, value text);
INSERT INTO tried VALUES ('dkis.sla', '3 hari kerja'), ('dkis.sla', '3 hari kerj'), ('dkis.sla', ''), ('dkis.sla', '-'), ('dkis.sla', '99999999999 menit'), ('dkis.sla', repeat('9', 100000)),
  ('dkis.state_machine', 'start -> 1; 1 -> end'), ('dkis.state_machine', 'start -> 1; 1 -> '), ('dkis.state_machine', ''), ('dkis.state_machine', 'start -> 1; 1 [a] -> end; 1 [A] -> end'),
  ('dkis.state_machine', repeat('x', 100000)), ('dkis.state_machine', 'start -> 1; 1 -> end; 2 -> ' || (SELECT string_agg('s' || n, ' & ') FROM generate_series(1, 9000) AS n)),
  ('dkis.marking', '{1, 2}'), ('dkis.marking', '{1, 2'), ('dkis.marking', ''), ('dkis.marking', '{' || repeat('1,', 20000) || '1}'),
  ('dkis.caller_location', '-6.7320, 108.5523'), ('dkis.caller_location', '-96.7, 108.5'), ('dkis.caller_location', 'di rumah'), ('dkis.caller_location', ''),
  ('dkis.caller_location', 'https://example.org/'), ('dkis.caller_location', repeat('1', 100000));

-- By pg_input_error_info() where there is one, else by casting.
CREATE FUNCTION refusal(type text, value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  said text;
BEGIN
  IF current_setting('server_version_num')::int >= 160000 THEN
    EXECUTE 'SELECT concat_ws('' | '', i.sql_error_code, left(i.message, 70)) FROM pg_input_error_info($1, $2) AS i WHERE i.message IS NOT NULL' INTO said USING value, type;
    EXECUTE 'SELECT CASE WHEN pg_input_is_valid($1, $2) = ($3 IS NULL) THEN $3 ELSE ''is it valid?'' END' INTO said USING value, type, said;
    RETURN said;
  END IF;
  EXECUTE format('SELECT %L::%s', value, type);
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  RETURN CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'raised: ' ELSE '' END || concat_ws(' | ', SQLSTATE, left(SQLERRM, 70));
END
$$;
SELECT type, left(value, 30) AS value, refusal(type, value) FROM tried;

-- A sheet with bad rows: the good ones go in.
CREATE TABLE loaded (n int, sla dkis.sla, machine dkis.state_machine, marking dkis.marking, location dkis.caller_location);
CREATE TABLE sheet (n int, sla text, machine text, marking text, location text);
INSERT INTO sheet VALUES (1, '3 hari kerja', 'start -> 1; 1 -> end', '{1}', '-6.7320, 108.5523'), (2, 'kapan-kapan', 'start -> 1; 1 -> end', '{1}', '-6.7320, 108.5523'),
  (3, '2 jam', 'start', '{1}', '-6.7320, 108.5523'), (4, '2 jam', 'start -> 1; 1 -> end', '1}{', '-6.7320, 108.5523'), (5, '2 jam', 'start -> 1; 1 -> end', '{1}', 'di rumah'), (6, '-', NULL, NULL, NULL);
DO $$
DECLARE
  lines text := (SELECT string_agg(concat_ws('\t', s.n, s.sla, coalesce(s.machine, '\\N'), coalesce(s.marking, '\\N'), coalesce(s.location, '\\N')), '\n' ORDER BY s.n) FROM sheet AS s);
  row sheet;
BEGIN
  IF current_setting('server_version_num')::int >= 170000 THEN
    EXECUTE format('COPY loaded FROM PROGRAM %L WITH (ON_ERROR ignore)', format('printf "%s\n"', lines));
    RETURN;
  END IF;
  FOR row IN SELECT * FROM sheet LOOP
    IF coalesce(refusal('dkis.sla', row.sla), refusal('dkis.state_machine', coalesce(row.machine, 'start -> end')), refusal('dkis.marking', coalesce(row.marking, '{}')),
        refusal('dkis.caller_location', coalesce(row.location, '0, 0'))) IS NULL THEN
      EXECUTE 'INSERT INTO loaded SELECT $1.n, $1.sla::dkis.sla, $1.machine::dkis.state_machine, $1.marking::dkis.marking, $1.location::dkis.caller_location' USING row;
    END IF;
  END LOOP;
END
$$;
SELECT n, sla, machine, marking FROM loaded ORDER BY n;
-- And in a place where a cast alone would end the statement.
SELECT count(*) FILTER (WHERE refusal('dkis.sla', s.sla) IS NULL) AS good, count(*) AS all FROM sheet AS s;
\c contrib_regression
DROP DATABASE dkis_test_soft_input;

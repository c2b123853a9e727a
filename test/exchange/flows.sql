-- Made-up flows that the type takes (a few have no way to the end at all), each
-- once, and those of the SOPs. made.text holds them as machines.py wrote them.
SET client_min_messages = error;
CREATE FUNCTION pg_temp.readable(machine text) RETURNS bool LANGUAGE plpgsql AS $$
BEGIN
  PERFORM machine::dkis.state_machine;
  RETURN true;
EXCEPTION WHEN data_exception THEN
  RETURN false;
END $$;
CREATE TABLE flow AS
SELECT min(id) AS id, machine::dkis.state_machine::text AS machine, false AS sop FROM made WHERE pg_temp.readable(machine) GROUP BY 2
UNION ALL SELECT id, machine::text, true FROM dkis.sop_versions;

-- SOPs and their histories for process tools.

-- A SOP's version in force (dkis_store.version_shown()) as BPMN 2.0 with
-- activities and a lane per performer. sop: code or number; SP007.
CREATE FUNCTION dkis.sop_bpmn(sop text) RETURNS xml
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT dkis_store.to_bpmn_lanes(v.machine, o.name, s.steps, s.activities, s.performers)
  FROM dkis.sop_versions AS v JOIN dkis.sops AS o ON o.agency = v.agency AND o.code = v.sop
    CROSS JOIN LATERAL (SELECT array_agg(d.step ORDER BY d.ordinal) AS steps, array_agg(d.activity ORDER BY d.ordinal) AS activities,
        array_agg(coalesce(p.name, d.performer) ORDER BY d.ordinal) AS performers
      FROM dkis.sop_steps AS d LEFT JOIN dkis.performers AS p ON p.agency = d.agency AND p.code = d.performer
      WHERE d.sop_version = v.id) AS s
  WHERE v.id = dkis_store.version_shown(sop_bpmn.sop);
END;
COMMENT ON FUNCTION dkis.sop_bpmn(text) IS 'SOP sebagai proses BPMN 2.0 dengan jalur tiap pelaksana';

-- An instant as XES has it.
CREATE FUNCTION dkis_store.xes_time(at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"');
END;
COMMENT ON FUNCTION dkis_store.xes_time(timestamptz) IS 'Saat dalam bentuk XES';

-- The history of a SOP's cases as a XES log (IEEE 1849): one trace per case, with its
-- class and the version it followed; one event per finished step, with the activity's
-- words and since when it was active (start_timestamp, as pm4py calls it); org:resource
-- is the performer's role, never a person. sop: code or number; SP007.
CREATE FUNCTION dkis.to_xes(sop text) RETURNS xml
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET xmloption = content AS $$
DECLARE
  the_sop record;
BEGIN
  SELECT o.agency, o.code, o.name INTO the_sop FROM dkis.sops AS o
  WHERE o.agency = dkis.agency() AND o.code = dkis_store.sop_code(to_xes.sop);
  RETURN (
    SELECT XMLELEMENT(NAME log, XMLATTRIBUTES('1849-2016' AS "xes.version", 'nested-attributes' AS "xes.features", 'http://www.xes-standard.org/' AS xmlns),
      XMLELEMENT(NAME extension, XMLATTRIBUTES('Concept' AS name, 'concept' AS prefix, 'http://www.xes-standard.org/concept.xesext' AS uri)),
      XMLELEMENT(NAME extension, XMLATTRIBUTES('Time' AS name, 'time' AS prefix, 'http://www.xes-standard.org/time.xesext' AS uri)),
      XMLELEMENT(NAME extension, XMLATTRIBUTES('Lifecycle' AS name, 'lifecycle' AS prefix, 'http://www.xes-standard.org/lifecycle.xesext' AS uri)),
      XMLELEMENT(NAME extension, XMLATTRIBUTES('Organizational' AS name, 'org' AS prefix, 'http://www.xes-standard.org/org.xesext' AS uri)),
      XMLELEMENT(NAME string, XMLATTRIBUTES('concept:name' AS key, the_sop.name AS value)),
      -- as text: xmlagg() copies all that came before with every trace
      string_agg(t.trace::text, '' ORDER BY t.id)::xml)
    FROM (
      SELECT c.id, XMLELEMENT(NAME trace,
        XMLELEMENT(NAME string, XMLATTRIBUTES('concept:name' AS key, coalesce(c.register_no, c.id::text) AS value)),
        XMLELEMENT(NAME int, XMLATTRIBUTES('dkis:version' AS key, v.version AS value)),
        CASE WHEN c.class IS NOT NULL THEN XMLELEMENT(NAME string, XMLATTRIBUTES('dkis:class' AS key, c.class AS value)) END,
        xmlagg(XMLELEMENT(NAME event,
          XMLELEMENT(NAME string, XMLATTRIBUTES('concept:name' AS key, e.step || coalesce(' [' || nullif(e.outcome, 'Selesai') || ']', '') AS value)),
          XMLELEMENT(NAME string, XMLATTRIBUTES('dkis:step' AS key, e.step AS value)),
          XMLELEMENT(NAME string, XMLATTRIBUTES('dkis:outcome' AS key, e.outcome AS value)),
          CASE WHEN d.activity IS NOT NULL THEN XMLELEMENT(NAME string, XMLATTRIBUTES('dkis:activity' AS key, d.activity AS value)) END,
          XMLELEMENT(NAME string, XMLATTRIBUTES('lifecycle:transition' AS key, 'complete' AS value)),
          XMLELEMENT(NAME string, XMLATTRIBUTES('org:resource' AS key, s.performer AS value)),
          CASE WHEN s.started_at IS NOT NULL THEN XMLELEMENT(NAME date, XMLATTRIBUTES('start_timestamp' AS key, dkis_store.xes_time(s.started_at) AS value)) END,
          XMLELEMENT(NAME date, XMLATTRIBUTES('time:timestamp' AS key, dkis_store.xes_time(e.at) AS value))) ORDER BY e.seq)) AS trace
      FROM dkis.cases AS c
        JOIN dkis.sop_versions AS v ON v.id = c.sop_version
        JOIN dkis_store.finishes AS e ON e.case_id = c.id
        LEFT JOIN dkis.sop_steps AS d ON d.sop_version = c.sop_version AND d.step = e.step
        -- the round that ended then; of a case that was moved, any of that step
        LEFT JOIN LATERAL (SELECT s.performer, s.started_at FROM dkis_store.case_steps AS s WHERE s.case_id = c.id AND s.step = e.step
          ORDER BY s.finished_at IS DISTINCT FROM e.at, s.round LIMIT 1) AS s ON true
      WHERE c.agency = the_sop.agency AND c.sop = the_sop.code GROUP BY c.id, c.register_no, c.class, v.version) AS t);
END
$$;
COMMENT ON FUNCTION dkis.to_xes(text) IS 'Riwayat kasus sebuah SOP sebagai log XES (IEEE 1849)';

-- Which open incidents a call may be about, by one query: slow, obvious, and what
-- dkis.possible_incidents() must answer.
CREATE FUNCTION public.possible_by_query(call_id bigint)
RETURNS TABLE (incident_id bigint, why text, category text, distance_m float8, minutes_apart float8)
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH call AS MATERIALIZED (
    SELECT c.id, c.agency, c.exercise, c.incident_id, c.caller_number, c.category, c.received_at, p.location, CASE WHEN p.location IS NULL THEN dkis_store.telling_words(p.address) END AS words
    FROM dkis.calls c CROSS JOIN LATERAL dkis_store.place_of_call(c.id) p WHERE c.id = $1
  ), found AS MATERIALIZED (
    SELECT l.incident_id, 1 AS rank, 'nomor' AS why, NULL::float8 AS distance_m FROM call JOIN dkis_store.calls l ON l.caller_number = call.caller_number
    WHERE l.agency = call.agency AND l.id <> call.id AND l.incident_id IS NOT NULL
      AND l.received_at >= call.received_at - '1 day'::interval AND l.received_at <= call.received_at
    UNION ALL
    SELECT i.id, 2, 'tempat', ST_Distance(i.location::geography, call.location::geography) FROM call JOIN dkis.incidents i ON i.agency = dkis.agency()
    WHERE i.closed_at IS NULL AND (call.category IS NULL OR i.category = call.category)
      AND i.occurred_at <= call.received_at + make_interval(mins => dkis_store.number_setting('duplicate_minutes')::int)
      AND ST_Distance(i.location::geography, call.location::geography) <= dkis_store.number_setting('duplicate_radius_m') + COALESCE(i.uncertainty_m, 0)
    UNION ALL
    SELECT i.id, 3, 'kata', NULL FROM call JOIN dkis.incidents i ON i.agency = call.agency
    CROSS JOIN LATERAL (SELECT dkis_store.telling_words(i.address) AS words OFFSET 0) AS there
    WHERE call.location IS NULL AND i.closed_at IS NULL AND (call.category IS NULL OR i.category = call.category)
      AND i.occurred_at >= call.received_at - '1 day'::interval AND i.occurred_at <= call.received_at + '1 hour'::interval
      AND (SELECT count(*) > 0 AND 10 * count(*) >= 6 * LEAST(cardinality(call.words), cardinality(there.words))
        FROM unnest(call.words) w (word) WHERE w.word = ANY (there.words))
  ), meant AS MATERIALIZED (
    SELECT found.incident_id, min(found.rank) AS rank, max(found.distance_m) AS distance_m, -- a DISTINCT would sort each anew
      concat_ws(', ', CASE WHEN bool_or(found.why = 'kata') THEN 'kata' END, CASE WHEN bool_or(found.why = 'nomor') THEN 'nomor' END, CASE WHEN bool_or(found.why = 'tempat') THEN 'tempat' END) AS why
    FROM found GROUP BY found.incident_id
  )
  SELECT i.id, meant.why, i.category, COALESCE(meant.distance_m, ST_Distance(i.location::geography, call.location::geography)),
    abs(date_part('epoch', i.occurred_at - call.received_at)) / 60
  FROM meant CROSS JOIN call CROSS JOIN LATERAL (SELECT n.* FROM dkis_store.incidents n WHERE n.id = meant.incident_id OFFSET 0) AS i
  WHERE i.agency = call.agency AND i.closed_at IS NULL AND i.exercise = call.exercise AND i.id IS DISTINCT FROM call.incident_id
  ORDER BY meant.rank, 4 NULLS LAST, i.id DESC;
END;

-- The last calls, what was found for them, and for how many otherwise.
CREATE VIEW public.possible_compared AS
SELECT count(*) AS calls, sum(cardinality(a.found)) AS found, count(*) FILTER (WHERE a.found IS DISTINCT FROM q.found) AS differ
FROM (SELECT l.id FROM dkis.calls AS l ORDER BY l.id DESC LIMIT 80) AS c
CROSS JOIN LATERAL (SELECT array_agg(ROW(p.incident_id, p.why, p.category, round(p.distance_m::numeric, 3), round(p.minutes_apart::numeric, 6))::text ORDER BY n) AS found
  FROM dkis.possible_incidents(c.id) WITH ORDINALITY AS p (incident_id, why, category, distance_m, minutes_apart, n)) AS a
CROSS JOIN LATERAL (SELECT array_agg(ROW(p.incident_id, p.why, p.category, round(p.distance_m::numeric, 3), round(p.minutes_apart::numeric, 6))::text ORDER BY n) AS found
  FROM public.possible_by_query(c.id) WITH ORDINALITY AS p (incident_id, why, category, distance_m, minutes_apart, n)) AS q;

-- A city's last twelve months, for dashboards to show something: cases played by
-- their own flows, calls, incidents, units that were sent, answers to the survey;
-- then their times are laid back over the year, straight in the silent tables. Such
-- times are not what the history was hashed over: this is a picture, not a record.
SET client_min_messages = error;
SELECT setseed(0.112) \g /dev/null
SELECT count(*) FROM dkis.load_cirebon() \g /dev/null
INSERT INTO dkis.people (name, actor) VALUES ('Petugas Contoh', 'petugas-contoh');

-- Plays a case along its flow, as far as steps; the emergency line's own go another way.
CREATE PROCEDURE pg_temp.play(sop text, steps int) LANGUAGE plpgsql AS $$
DECLARE
  played bigint := dkis.open_case(sop, 'Contoh ' || sop, class => (ARRAY['ringan', 'sedang', 'berat'])[1 + floor(random() * 3)::int]);
  todo record;
BEGIN
  UPDATE dkis.cases SET channel = (ARRAY['SP4N-LAPOR!', 'SIKAPRI', 'WhatsApp', 'loket'])[1 + floor(random() * 4)::int] WHERE id = played;
  FOR n IN 1 .. steps LOOP
    SELECT a.step, a.outcome INTO todo FROM dkis.next_actions(played) AS a ORDER BY a.outcome IN ('Belum Lengkap', 'Tidak Puas', 'Ada Tanggapan') AND random() < 0.8, random() LIMIT 1;
    EXIT WHEN NOT FOUND;
    BEGIN
      UPDATE dkis_store.case_steps AS s SET due_at = now() WHERE s.case_id = played AND s.step = todo.step AND s.finished_at IS NULL; -- no waiting period holds it up
      UPDATE dkis.case_steps AS s SET outcome = todo.outcome WHERE s.case_id = played AND s.step = todo.step AND s.finished_at IS NULL;
    EXCEPTION WHEN SQLSTATE 'SP006' OR SQLSTATE 'SP010' THEN
      EXIT; -- a flow that asks for a document, a field or another case stays where it is
    END;
  END LOOP;
END
$$;
DO $$
BEGIN
  FOR n IN 1 .. 150 LOOP CALL pg_temp.play('pengaduan-sikapri', CASE WHEN n > 135 THEN n % 8 ELSE 30 END); END LOOP;
  FOR n IN 1 .. 80 LOOP CALL pg_temp.play('permohonan-informasi', CASE WHEN n > 70 THEN n % 4 ELSE 30 END); END LOOP;
  FOR n IN 1 .. 14 LOOP CALL pg_temp.play('keberatan-informasi', CASE WHEN n > 11 THEN n % 4 ELSE 30 END); END LOOP;
  FOR n IN 1 .. 16 LOOP CALL pg_temp.play('konferensi-pers', CASE WHEN n > 13 THEN n % 5 ELSE 30 END); END LOOP;
  FOR n IN 1 .. 16 LOOP CALL pg_temp.play('penerbitan-berita', CASE WHEN n > 13 THEN n % 4 ELSE 30 END); END LOOP;
  FOR n IN 1 .. 16 LOOP CALL pg_temp.play('alat-komunikasi', CASE WHEN n > 13 THEN n % 3 ELSE 30 END); END LOOP;
  FOR n IN 1 .. 20 LOOP CALL pg_temp.play('jaringan-tik', CASE WHEN n > 16 THEN n % 3 ELSE 30 END); END LOOP;
END
$$;

-- ---- the emergency line --------------------------------------------------------------
INSERT INTO dkis.units (responder, callsign, kind, position)
SELECT r.code, initcap(r.kind) || ' ' || row_number() OVER (ORDER BY r.code), r.kind, ST_PointOnSurface(a.boundary)
FROM (SELECT *, row_number() OVER (ORDER BY code) AS n FROM dkis.responders) AS r
JOIN (SELECT boundary, row_number() OVER (ORDER BY code) AS n FROM dkis.areas WHERE level = 'kelurahan') AS a ON a.n = 1 + r.n % 22;
DO $$
DECLARE
  spot record;
  told record;
BEGIN
  FOR spot IN SELECT row_number() OVER () AS n, ST_Y(d.geom) AS y, ST_X(d.geom) AS x
      FROM dkis.areas a CROSS JOIN LATERAL ST_Dump(ST_GeneratePoints(a.boundary, 10, 7)) AS d WHERE a.level = 'kelurahan' LOOP
    SELECT * INTO told FROM dkis.report_call('0812' || 10000000 + spot.n * 37, format('%s, %s', spot.y, spot.x), 'darurat',
      (ARRAY['kesehatan', 'kesehatan', 'kecelakaan', 'kebakaran', 'bencana alam', 'keamanan', 'lainnya'])[1 + spot.n % 7], priority => 1 + (spot.n % 4)::int);
    IF spot.n % 24 > 0 THEN
      INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT told.incident_id, u.id FROM dkis.units u WHERE u.status = 'siap' ORDER BY random() LIMIT 1;
      UPDATE dkis.dispatches SET acknowledged_at = clock_timestamp() WHERE incident_id = told.incident_id;
      UPDATE dkis.dispatches SET en_route_at = clock_timestamp() WHERE incident_id = told.incident_id;
      UPDATE dkis.dispatches SET on_scene_at = clock_timestamp() WHERE incident_id = told.incident_id;
      UPDATE dkis.dispatches SET cleared_at = clock_timestamp() WHERE incident_id = told.incident_id;
      PERFORM dkis.close_incident(told.incident_id);
    END IF;
  END LOOP;
  FOR n IN 1 .. 520 LOOP
    PERFORM dkis.report_call('0857' || 10000000 + n * 91, NULL, (ARRAY['prank', 'prank', 'prank', 'ghost', 'informasi', 'putus', 'salah sambung'])[1 + n % 7]);
  END LOOP;
END
$$;
INSERT INTO dkis.surveys (case_id, sop, answered_at, u1, u2, u3, u4, u5, u6, u7, u8, u9)
SELECT c.id, c.sop, now(), u[1], u[2], u[3], 4, u[4], u[5], u[6], u[7], u[8]
FROM dkis.cases c CROSS JOIN LATERAL (SELECT array_agg(CASE WHEN random() < 0.25 + 0.02 * g THEN 4 WHEN random() < 0.85 THEN 3 ELSE 2 END + 0 * c.id) AS u FROM generate_series(1, 8) g) AS r
WHERE c.status = 'selesai' AND c.sop IN ('pengaduan-sikapri', 'permohonan-informasi') AND c.id % 2 = 0;

-- ---- back over the year ----------------------------------------------------------------
BEGIN;
SET LOCAL session_replication_role = replica;
DO $$
DECLARE
  a_case record;
  a_step record;
  at timestamptz;
  due timestamptz;
  began timestamptz;
BEGIN
  FOR a_case IN SELECT c.id, c.closed_at IS NOT NULL AS closed, v.calendar, v.total_sla, v.total_sla_until AS met_by, o.emergency FROM dkis_store.cases c
      JOIN dkis.sop_versions v ON v.id = c.sop_version JOIN dkis.sops o ON o.agency = c.agency AND o.code = c.sop ORDER BY c.id LOOP
    CONTINUE WHEN a_case.emergency;
    began := dkis.next_opening(now() - CASE WHEN a_case.closed THEN 15 + 350 * random() ELSE 45 * random() * random() END * interval '1 day', a_case.calendar) + random() * interval '2 hours';
    at := least(began, now() - interval '2 hours');
    began := at;
    FOR a_step IN SELECT s.id, s.sla, s.finished_at IS NOT NULL AS done FROM dkis_store.case_steps s WHERE s.case_id = a_case.id ORDER BY s.id LOOP
      due := CASE WHEN a_step.sla::text <> '-' THEN dkis.due_at(at, a_step.sla, a_case.calendar) END;
      UPDATE dkis_store.case_steps SET started_at = at, clock_from = at, due_at = due,
        finished_at = CASE WHEN a_step.done THEN least(at + (0.25 + 0.85 * random()) * (coalesce(due, at + interval '3 hours') - at), now() - interval '1 minute') END
      WHERE id = a_step.id RETURNING coalesce(finished_at, at) INTO at;
    END LOOP;
    UPDATE dkis_store.cases SET received_at = began, opened_at = began, closed_at = CASE WHEN a_case.closed THEN at END,
      due_at = CASE WHEN a_case.total_sla::text <> '-' THEN dkis.due_at(began, a_case.total_sla, a_case.calendar) END,
      met_at = CASE WHEN met_at IS NOT NULL THEN coalesce((SELECT max(s.finished_at) FROM dkis_store.case_steps s WHERE s.case_id = a_case.id AND s.step = a_case.met_by), at) END WHERE id = a_case.id;
    UPDATE dkis_store.surveys SET answered_at = at WHERE case_id = a_case.id;
  END LOOP;
END
$$;
-- Calls come by day rather than by night; an incident with its call.
CREATE TEMP TABLE told AS
SELECT l.id, l.incident_id, now() - interval '10 minutes' - CASE WHEN i.closed_at IS NULL AND i.id IS NOT NULL THEN random() * interval '90 minutes'
    ELSE (1 + 363 * random()) * interval '1 day' + (12 * random() * random()) * interval '1 hour' END AS at,
  (3 + 18 * random() * random()) * interval '1 second' AS answered, (40 + 200 * random()) * interval '1 second' AS ended
FROM dkis_store.calls l LEFT JOIN dkis_store.incidents i ON i.id = l.incident_id;
UPDATE dkis_store.calls l SET received_at = t.at, answered_at = t.at + t.answered, ended_at = t.at + t.ended, identified_at = t.at + t.answered FROM told t WHERE t.id = l.id;
UPDATE dkis_store.incidents i SET received_at = t.at, occurred_at = t.at, closed_at = CASE WHEN i.closed_at IS NOT NULL THEN t.at + interval '70 minutes' END FROM told t WHERE t.incident_id = i.id;
UPDATE dkis_store.dispatches d SET requested_at = t.at + t.ended, acknowledged_at = t.at + t.ended + interval '15 seconds', en_route_at = t.at + t.ended + interval '70 seconds',
  on_scene_at = t.at + t.ended + (4 + 11 * random() + 6 * random() * random()) * interval '1 minute', cleared_at = t.at + interval '60 minutes' FROM told t WHERE t.incident_id = d.incident_id;
UPDATE dkis_store.cases c SET received_at = t.at, opened_at = t.at, closed_at = CASE WHEN c.closed_at IS NOT NULL THEN t.at + interval '70 minutes' END
FROM told t JOIN dkis_store.incidents i ON i.id = t.incident_id WHERE i.case_id = c.id;
UPDATE dkis_store.case_steps s SET started_at = t.at + (s.round - 1) * interval '1 minute', clock_from = t.at, due_at = CASE WHEN s.due_at IS NOT NULL THEN t.at + (s.due_at - s.clock_from) END,
  finished_at = CASE WHEN s.finished_at IS NOT NULL THEN t.at + (0.2 + random()) * (coalesce(s.due_at - s.clock_from, interval '3 minutes')) END
FROM told t JOIN dkis_store.incidents i ON i.id = t.incident_id WHERE i.case_id = s.case_id;
COMMIT;
ANALYZE;

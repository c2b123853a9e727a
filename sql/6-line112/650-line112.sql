-- The 112 line in few words: report a call, find the nearest units, find what
-- has been reported before, merge, reclassify. All run as the caller.

-- The agency's units that are free (status siap), the nearest first; kind NULL:
-- of any kind, without regard to case and spaces. A unit that has told no position
-- counts as standing at its responder's; one of which nothing is known comes last.
-- distance_m: metres on the ellipsoid, from the location or its centre. stale: no
-- position of its own, or one older than the setting unit_stale_minutes (15).
-- eta_minutes: an estimate by road, distance x unit_detour (1.4) at the speed of
-- its kind (dkis.unit_kinds), else unit_speed_kmh (30).
CREATE FUNCTION dkis.nearest_units(location geometry, kind text DEFAULT NULL, n int DEFAULT 5)
RETURNS TABLE (unit_id bigint, callsign text, kind text, distance_m float8, stale bool, eta_minutes float8)
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH free AS (
    -- The index measures on the sphere: a few more by index, sorted again.
    (SELECT u.id, u.callsign, u.kind, u.position, u.position_at
     FROM dkis.units u
     WHERE u.agency = dkis.agency() AND u.position IS NOT NULL AND $1 IS NOT NULL
       AND CASE u.status WHEN 'siap' THEN true ELSE false END -- as a comparison it is taken for rare, and everything sorted
       AND ($2 IS NULL OR dkis_store.same_words(u.kind) = dkis_store.same_words($2))
     ORDER BY u.position::geography <-> ST_Centroid($1)::geography
     LIMIT GREATEST(COALESCE($3, 5), 0) + 10)
    UNION ALL
    SELECT u.id, u.callsign, u.kind, r.position, NULL
    FROM dkis.units u JOIN dkis.responders r ON r.agency = u.agency AND r.code = u.responder
    WHERE u.agency = dkis.agency() AND u.status = 'siap' AND u.position IS NULL AND $1 IS NOT NULL
      AND ($2 IS NULL OR dkis_store.same_words(u.kind) = dkis_store.same_words($2))
  ), near AS (
    SELECT free.id, free.callsign, free.kind, free.position_at,
      ST_Distance(free.position::geography, ST_Centroid($1)::geography) AS distance
    FROM free
  )
  SELECT near.id, near.callsign, near.kind, near.distance,
    COALESCE(near.position_at < (SELECT now() - make_interval(mins => dkis_store.number_setting('unit_stale_minutes')::int)), true),
    dkis_store.minutes_at_speed(near.distance,
      (SELECT k.speed_kmh FROM dkis.unit_kinds k WHERE k.agency = dkis.agency() AND dkis_store.same_words(k.kind) = dkis_store.same_words(near.kind)))
  FROM near ORDER BY near.distance NULLS LAST, near.id LIMIT GREATEST(COALESCE($3, 5), 0);
END;
COMMENT ON FUNCTION dkis.nearest_units(geometry, text, int) IS 'Armada siap yang terdekat, dengan jarak dan perkiraan waktu tempuh';

CREATE FUNCTION dkis_store.metres_between(a geometry, b geometry) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT ST_Distance(a::geography, b::geography);
END;
COMMENT ON FUNCTION dkis_store.metres_between(geometry, geometry) IS 'Jarak dua tempat di bumi, meter';

-- The agency's open incidents near a place: what possible_duplicates() and
-- possible_incidents() stand on.
CREATE FUNCTION dkis_store.near_open(location geometry, at timestamptz, category text)
RETURNS TABLE (incident_id bigint, category text, occurred_at timestamptz, exercise bool, distance_m float8)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT m.id, m.category, m.occurred_at, m.exercise, m.distance_m
  FROM (
    SELECT i.id, i.category, i.occurred_at, i.exercise, i.location, r.metres + COALESCE(i.uncertainty_m, 0) AS at_most,
      COALESCE(dkis_store.point_metres((SELECT h.longitude FROM dkis_store.point_of($1) h), (SELECT h.latitude FROM dkis_store.point_of($1) h), p.longitude, p.latitude),
        ST_Distance(i.location::geography, $1::geography)) AS distance_m
    FROM ( -- by the index of what is open, however little is known of its rows yet
      SELECT n.id, n.agency, n.category, n.occurred_at, n.location, n.uncertainty_m, n.exercise FROM dkis.incidents n
      WHERE n.closed_at IS NULL
        AND _ST_Expand(n.location::geography, COALESCE(n.uncertainty_m, 0)) && _ST_Expand($1::geography, dkis_store.number_setting('duplicate_radius_m'))
      OFFSET 0) AS i
    CROSS JOIN LATERAL dkis_store.point_of(i.location) AS p
    CROSS JOIN LATERAL (SELECT (SELECT dkis_store.number_setting('duplicate_radius_m')) AS metres) AS r
    WHERE i.agency = (SELECT dkis.agency()) AND ($3 IS NULL OR i.category = $3)
      AND i.occurred_at <= $2 + (SELECT make_interval(mins => dkis_store.number_setting('duplicate_minutes')::int))
    OFFSET 0) AS m -- measured once; at the border PostGIS decides
  WHERE CASE WHEN abs(m.distance_m - m.at_most) < 0.01 THEN ST_Distance(m.location::geography, $1::geography) ELSE m.distance_m END <= m.at_most;
END;
COMMENT ON FUNCTION dkis_store.near_open(geometry, timestamptz, text) IS 'Insiden terbuka di dekat suatu tempat';
GRANT EXECUTE ON FUNCTION dkis_store.near_open(geometry, timestamptz, text), dkis_store.point_of(geometry),
  dkis_store.point_metres(float8, float8, float8, float8) TO dkis_admin, dkis_dispatcher, dkis_app; -- part of whatever asks

-- The agency's incidents that may be the same: still open, however long since, but
-- begun no later than the setting duplicate_minutes (30) after, and within
-- duplicate_radius_m (500) beyond their own uncertainty; category NULL: of any
-- category; nearest first.
CREATE FUNCTION dkis.possible_duplicates(location geometry, at timestamptz DEFAULT now(), category text DEFAULT NULL)
RETURNS TABLE (incident_id bigint, distance_m float8, minutes_apart float8)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT n.incident_id, n.distance_m, abs(date_part('epoch', n.occurred_at - $2)) / 60
  FROM dkis_store.near_open($1, $2, $3) AS n ORDER BY n.distance_m, n.incident_id;
END;
COMMENT ON FUNCTION dkis.possible_duplicates(geometry, timestamptz, text) IS 'Insiden terbuka yang mungkin sama: dekat tempat dan waktunya';

-- A place in any form that locate() reads; NULL, with a notice, when it is none
-- or is in doubt: in an emergency what the caller said is kept, not refused, and
-- nobody is sent to where he surely is not.
CREATE FUNCTION dkis_store.read_place(said text) RETURNS dkis.caller_location
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN dkis.locate(said);
EXCEPTION WHEN data_exception THEN
  RAISE NOTICE 'lokasi disimpan sebagai alamat: %', SQLERRM
    USING HINT = 'Tanyakan lagi tempatnya, lalu: UPDATE dkis.incidents SET location = dkis.locate(''...'') WHERE id = ...';
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.read_place(text) IS 'Membaca tempat; yang tidak terbaca atau diragukan menjadi NULL dengan pemberitahuan';

-- Records a call that is being answered now. One of the same number that is waiting,
-- or was answered without being recognised yet, is this call: it is completed. What its
-- kind does stands in dkis.call_kinds: 'membuka insiden' opens an incident and its
-- case, whose intake steps are finished at the call's times; 'menyusul insiden' joins
-- the one open incident that it can be about; any other kind is a row in dkis.calls.
-- An emergency of which nothing is known (no place, category,
-- note or priority) opens nothing: it is asked about, and the call stays in the queue.
-- received_at: when it rang (NULL: not measured, it counts as now); it is answered
-- now. priority 1 to 4, NULL: 2. location in any form of dkis.locate, or words: those become the address.
-- category NULL: the one for what nobody has named. 22023 for an unknown kind or category.
-- What it asks is planned once in a session: planning anew was a quarter of a call.
CREATE FUNCTION dkis.report_call(number text, location text DEFAULT NULL, kind text DEFAULT 'darurat',
  category text DEFAULT NULL, note text DEFAULT NULL, priority int DEFAULT NULL, received_at timestamptz DEFAULT NULL)
RETURNS TABLE (call_id bigint, incident_id bigint, case_id bigint)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_variable
DECLARE
  said text := nullif(btrim(location), '');
  fix dkis.caller_location;
  answered timestamptz := clock_timestamp();
  known bool; -- it rang, or was answered, before
  effect text := (SELECT k.effect FROM dkis.call_kinds AS k WHERE k.agency = dkis.agency() AND k.kind = report_call.kind);
  unclear bool := coalesce(effect, '') = 'membuka insiden' AND coalesce(said, category, nullif(btrim(note), ''), priority::text) IS NULL;
BEGIN
  SELECT c.id INTO call_id FROM dkis.calls AS c
  WHERE c.agency = dkis.agency() AND c.caller_number = CASE WHEN octet_length(number) <= 64 THEN dkis.phone_number(number) END AND c.kind IS NULL AND c.ended_at IS NULL
    AND c.received_at > answered - interval '1 hour'
  ORDER BY c.received_at DESC LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
  known := call_id IS NOT NULL;
  IF NOT known THEN
    INSERT INTO dkis.calls AS c (received_at, answered_at, caller_number, kind, category, note)
    VALUES (coalesce(received_at, answered), answered, number, CASE WHEN NOT unclear THEN kind END, category, note)
    RETURNING c.id INTO call_id;
  ELSE
    UPDATE dkis.calls AS c SET answered_at = coalesce(c.answered_at, answered), category = coalesce(report_call.category, c.category),
      note = coalesce(report_call.note, c.note), kind = CASE WHEN coalesce(effect, '') <> 'membuka insiden' THEN report_call.kind END
    WHERE c.id = call_id;
  END IF;
  IF said IS NOT NULL THEN
    INSERT INTO dkis.call_locations AS l (call, at, raw) VALUES (call_id, answered, said) RETURNING l.location, l.raw INTO fix, said;
  END IF;
  IF unclear THEN
    RAISE NOTICE 'insiden belum dibuka: tempat, kategori dan keterangannya belum diketahui'
      USING HINT = format('Tanyakan, lalu dkis.report_call lagi dengan nomor yang sama. Bila tetap darurat: UPDATE dkis.calls SET kind = %L WHERE id = %s;', kind, call_id);
  ELSIF effect = 'membuka insiden' THEN
    IF known THEN
      UPDATE dkis.calls AS c SET kind = report_call.kind WHERE c.id = call_id AND c.kind IS NULL RETURNING c.incident_id INTO incident_id;
      known := FOUND;
    END IF;
    IF NOT known THEN
      INSERT INTO dkis.incidents AS i (call_id, category, priority, location, uncertainty_m, address, note)
      VALUES (call_id, category, priority, dkis.to_geometry(fix), dkis.uncertainty_m(fix),
        CASE WHEN fix IS NULL THEN said END, note)
      RETURNING i.id, i.case_id INTO incident_id, case_id;
    ELSIF priority IS NOT NULL THEN
      UPDATE dkis.incidents AS i SET priority = report_call.priority WHERE i.id = incident_id;
    END IF;
  ELSIF effect = 'menyusul insiden' THEN
    incident_id := dkis_store.join_incident(call_id);
  END IF;
  IF effect = 'membuka insiden' THEN
    PERFORM dkis_store.tell_possible(call_id, incident_id);
  END IF;
  IF case_id IS NULL AND incident_id IS NOT NULL THEN
    case_id := (SELECT i.case_id FROM dkis.incidents AS i WHERE i.id = incident_id);
  END IF;
  RETURN NEXT;
END
$$;
COMMENT ON FUNCTION dkis.report_call(text, text, text, text, text, int, timestamptz) IS 'Mencatat panggilan 112; yang darurat membuka insiden dan kasusnya';

-- The incident itself. P0002: there is none of that number.
CREATE FUNCTION dkis_store.known_incident(id bigint) RETURNS bigint
LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM dkis.incidents AS i WHERE i.id = known_incident.id) THEN
    RAISE EXCEPTION 'insiden % tidak ada', id USING ERRCODE = 'P0002',
      DETAIL = 'Tidak ada insiden dengan id itu di dkis.incidents.', HINT = 'Lihat SELECT id, category, address FROM dkis.incidents.';
  END IF;
  RETURN id;
END
$$;
COMMENT ON FUNCTION dkis_store.known_incident(bigint) IS 'Nomor insiden yang ada, selain itu ditolak';

-- duplicate becomes part of keep: its calls and units move, also those that are
-- back, its case is cancelled. P0002 when one does not exist, 22023 for itself,
-- SP003 when keep is closed. unmerge_incident() takes it back.
CREATE FUNCTION dkis.merge_incidents(keep bigint, duplicate bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF keep IS NULL OR duplicate IS NULL THEN
    RAISE EXCEPTION 'nomor insiden kosong' USING ERRCODE = '22004',
      DETAIL = 'Yang digabung adalah dua insiden: keep dan duplicate.', HINT = 'Sebut dkis.incidents.id keduanya.';
  END IF;
  UPDATE dkis.incidents SET duplicate_of = keep WHERE id = duplicate;
  IF NOT FOUND THEN
    PERFORM dkis_store.known_incident(duplicate);
  END IF;
END
$$;
COMMENT ON FUNCTION dkis.merge_incidents(bigint, bigint) IS 'Menggabung insiden duplikat ke insiden induk';

-- A merged incident is one of its own again: its calls and units come back to it, and
-- where merging has cancelled its case, a new one goes on from there. P0002 when it
-- does not exist, SP010 when it is not merged.
CREATE FUNCTION dkis.unmerge_incident(incident_id bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF incident_id IS NULL THEN
    RAISE EXCEPTION 'nomor insiden kosong' USING ERRCODE = '22004',
      DETAIL = 'Yang dipisahkan adalah insiden yang digabung ke insiden lain.', HINT = 'Sebut dkis.incidents.id duplikatnya.';
  END IF;
  UPDATE dkis.incidents AS i SET duplicate_of = NULL WHERE i.id = incident_id AND i.duplicate_of IS NOT NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'insiden % tidak sedang digabung', dkis_store.known_incident(incident_id) USING ERRCODE = 'SP010', DETAIL = 'duplicate_of insiden itu kosong.',
      HINT = 'Sebut duplikatnya, bukan insiden induknya: SELECT id, duplicate_of FROM dkis.incidents WHERE duplicate_of IS NOT NULL.';
  END IF;
END
$$;
COMMENT ON FUNCTION dkis.unmerge_incident(bigint) IS 'Memisahkan lagi insiden yang keliru digabung';

-- The incident goes on under the SOP of another category: its case is cancelled
-- and a new one, with the steps already done, follows it. Returns the new case.
-- 22023 unknown category, SP003 when it is closed.
CREATE FUNCTION dkis.reclassify_incident(incident_id bigint, category text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  new_case bigint;
BEGIN
  UPDATE dkis.incidents AS i SET category = reclassify_incident.category
  WHERE i.id = reclassify_incident.incident_id RETURNING i.case_id INTO new_case;
  IF NOT FOUND THEN
    PERFORM dkis_store.known_incident(incident_id);
  END IF;
  RETURN new_case;
END
$$;
COMMENT ON FUNCTION dkis.reclassify_incident(bigint, text) IS 'Mengganti kategori insiden: kasus lama ditutup, kasus baru melanjutkan';

-- Ends an incident whose units are back: what is still open of its flow is finished
-- by the rows of dkis.response_steps, in the name of who closes it, and the case
-- closes. SP003 when it is closed already; SP010 while units are out (dkis_admin
-- may, with a note; they are then free) or when the rows do not lead to the end.
CREATE FUNCTION dkis.close_incident(incident_id bigint, note text DEFAULT NULL) RETURNS void
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_close_incident';
COMMENT ON FUNCTION dkis.close_incident(bigint, text) IS 'Menutup insiden: menyelesaikan langkah yang masih terbuka';

-- Everything about an incident in order of time, for the inquiry afterwards: its
-- calls and those of its duplicates, where they said it was, each time of each
-- unit, what happened to its cases (also those it had under another category), and
-- every corrected time. P0002: no such incident.
CREATE FUNCTION dkis.incident_log(incident_id bigint) RETURNS TABLE (at timestamptz, what text, actor text, detail text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  WITH RECURSIVE incident AS (
    SELECT i.id, i.case_id FROM dkis_store.incidents i WHERE dkis_store.known_incident(incident_log.incident_id) IN (i.id, i.duplicate_of)
  ), handled (id) AS (
    SELECT i.case_id FROM incident i
    UNION
    SELECT c.parent_case FROM handled h JOIN dkis_store.cases c ON c.id = h.id WHERE c.parent_case IS NOT NULL
  ), call AS (
    SELECT l.* FROM dkis_store.calls l JOIN incident i ON i.id = l.incident_id
  )
  SELECT t.at, t.what, t.actor, t.detail FROM (
    SELECT v.at, 'panggilan ' || v.what, l.call_taker, concat_ws(', ', 'panggilan ' || l.id, v.detail), 1, v.n
    FROM call l CROSS JOIN LATERAL (VALUES (1, l.received_at, 'masuk', l.caller_number), (2, l.answered_at, 'dijawab', NULL),
      (3, l.identified_at, 'dikenali', l.kind), (4, l.ended_at, 'berakhir', l.note)) AS v (n, at, what, detail)
    UNION ALL
    SELECT f.at, 'lokasi penelepon', l.call_taker, concat_ws(', ', 'panggilan ' || l.id, f.raw), 2, f.id
    FROM call l JOIN dkis.call_locations f ON f.call = l.id
    UNION ALL
    SELECT p.until, 'lokasi insiden diubah', p.changed_by,
      concat_ws(', ', format('semula %s', coalesce(ST_AsText(p.location, 5), p.address, 'tidak diketahui')), p.area, p.reason), 2, p.id
    FROM dkis.incident_locations p JOIN incident i ON i.id = p.incident_id
    UNION ALL
    SELECT v.at, 'armada ' || v.what, d.requested_by, concat_ws(', ', u.callsign, v.detail), 3, v.n
    FROM dkis_store.dispatches d JOIN incident i ON i.id = d.incident_id JOIN dkis_store.units u ON u.id = d.unit_id
    CROSS JOIN LATERAL (VALUES (1, d.requested_at, 'diminta', d.note), (2, d.acknowledged_at, 'menjawab', NULL),
      (3, d.en_route_at, 'berangkat', NULL), (4, d.on_scene_at, 'tiba', NULL), (5, d.transporting_at, 'mengantar', d.destination), (6, d.delivered_at, 'di tujuan', d.destination),
      (7, d.cleared_at, 'selesai', d.result)) AS v (n, at, what, detail)
    UNION ALL
    SELECT e.at, 'kasus: ' || e.event, e.actor, concat_ws(', ', c.sop, 'langkah ' || e.step, e.outcome, e.detail::text), 4, e.id
    FROM handled h JOIN dkis_store.cases c ON c.id = h.id JOIN dkis_store.case_events e ON e.case_id = c.id
    WHERE e.event <> 'waktu dibetulkan'
    UNION ALL
    SELECT b.at, 'dihubungi kembali', b.called_by, concat_ws(', ', 'panggilan ' || l.id, b.result, b.note), 2, b.id
    FROM call l JOIN dkis.call_backs b ON b.call = l.id
    UNION ALL
    SELECT k.linked_at, 'insiden dihubungkan', k.linked_by, concat_ws(', ', CASE k.incident_id WHEN i.id THEN k.related_id ELSE k.incident_id END, k.note), 5, k.id
    FROM incident i JOIN dkis.incident_links k ON i.id IN (k.incident_id, k.related_id)
    UNION ALL
    SELECT k.corrected_at, 'waktu dibetulkan', k.corrected_by,
      format('%s %s: %s menjadi %s, %s', k.record, k.column_name, k.was, coalesce(k.became::text, 'kosong'), k.reason), 5, k.id
    FROM dkis.time_corrections k JOIN incident i ON i.id = k.incident_id
  ) AS t (at, what, actor, detail, place, n)
  WHERE t.at IS NOT NULL
  ORDER BY t.at, t.place, t.n;
END;
COMMENT ON FUNCTION dkis.incident_log(bigint) IS 'Semua tentang sebuah insiden menurut urutan waktu';

-- The running line as text for a terminal or a wall.

-- What wants an eye about an open incident or a unit that is out, NULL for nothing:
-- nobody was sent for alarm_minutes (5), a unit has not answered for as long, one has
-- told neither a time nor a position for unit_silent_minutes (30).
CREATE FUNCTION dkis_store.silence(requested_at timestamptz, answered_at timestamptz, last_sign timestamptz) RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT CASE
    WHEN answered_at IS NULL AND requested_at <= now() - make_interval(mins => dkis_store.number_setting('alarm_minutes')::int) THEN 'belum menjawab'
    WHEN answered_at IS NOT NULL AND last_sign <= now() - make_interval(mins => dkis_store.number_setting('unit_silent_minutes')::int) THEN 'diam'
    END;
END;
COMMENT ON FUNCTION dkis_store.silence(timestamptz, timestamptz, timestamptz) IS 'Mengapa armada yang bertugas perlu ditanya; NULL bila tidak perlu';

CREATE FUNCTION dkis_store.minutes_since(at timestamptz) RETURNS int
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT floor(date_part('epoch', now() - at) / 60)::int;
END;
COMMENT ON FUNCTION dkis_store.minutes_since(timestamptz) IS 'Menit penuh sejak suatu saat';

-- Each open incident with its units, as a board shows it. alarm: what wants an eye.
CREATE VIEW dkis.running_incidents AS
SELECT i.id, i.priority, i.category, i.received_at, dkis_store.minutes_since(i.received_at) AS minutes,
  COALESCE((SELECT a.name FROM dkis.areas a WHERE a.agency = i.agency AND a.code = i.area), CASE WHEN i.in_city THEN 'dalam kota' WHEN i.in_city IS NULL THEN 'lokasi?' ELSE 'luar kota' END) AS place,
  i.address, (SELECT count(*) FROM dkis_store.calls c WHERE c.incident_id = i.id) AS calls, d.units_out, d.units, i.exercise,
  nullif(concat_ws(', ', CASE WHEN d.units_out IS NULL AND i.received_at <= (SELECT now() - make_interval(mins => dkis_store.number_setting('alarm_minutes')::int))
    THEN 'belum ada armada' END, d.alarm), '') AS alarm, i.agency
FROM dkis.incidents i
CROSS JOIN LATERAL ( -- by the incident's key: who asks for the first hundred looks at no more
  SELECT CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE w.out) END AS units_out,
    string_agg(w.callsign || ' (' || w.state || ' ' || w.minutes || ' menit)', ', ') FILTER (WHERE w.out) AS units,
    string_agg(w.callsign || ' ' || w.silent, ', ') FILTER (WHERE w.out) AS alarm
  FROM (
    SELECT u.callsign, s.cleared_at IS NULL AS out, dkis_store.minutes_since(t.since) AS minutes,
      dkis_store.radio_status(s.acknowledged_at, s.en_route_at, s.on_scene_at, s.transporting_at, s.delivered_at) AS state,
      dkis_store.silence(s.requested_at, COALESCE(s.acknowledged_at, s.en_route_at, s.on_scene_at), GREATEST(t.since, u.position_at)) AS silent
    FROM dkis_store.dispatches s JOIN dkis_store.units u ON u.id = s.unit_id
    CROSS JOIN LATERAL (SELECT COALESCE(s.delivered_at, s.transporting_at, s.on_scene_at, s.en_route_at, s.acknowledged_at, s.requested_at) AS since) AS t
    WHERE s.incident_id = i.id ORDER BY s.id) AS w) AS d
WHERE i.closed_at IS NULL AND i.duplicate_of IS NULL;
COMMENT ON VIEW dkis.running_incidents IS 'Insiden yang berjalan dengan armadanya dan yang perlu diperhatikan';
COMMENT ON COLUMN dkis.running_incidents.id IS 'Nomor insiden';
COMMENT ON COLUMN dkis.running_incidents.priority IS 'Prioritas';
COMMENT ON COLUMN dkis.running_incidents.category IS 'Kategori';
COMMENT ON COLUMN dkis.running_incidents.received_at IS 'Saat dilaporkan';
COMMENT ON COLUMN dkis.running_incidents.minutes IS 'Menit sejak dilaporkan';
COMMENT ON COLUMN dkis.running_incidents.place IS 'Wilayah terkecilnya';
COMMENT ON COLUMN dkis.running_incidents.address IS 'Alamat atau patokan';
COMMENT ON COLUMN dkis.running_incidents.calls IS 'Jumlah panggilan tentangnya';
COMMENT ON COLUMN dkis.running_incidents.units_out IS 'Jumlah armada yang masih bertugas; kosong = belum pernah ada';
COMMENT ON COLUMN dkis.running_incidents.units IS 'Armada yang bertugas, keadaannya dan sejak berapa menit';
COMMENT ON COLUMN dkis.running_incidents.exercise IS 'Latihan';
COMMENT ON COLUMN dkis.running_incidents.alarm IS 'Yang perlu diperhatikan: belum ada armada, armada belum menjawab atau diam';
COMMENT ON COLUMN dkis.running_incidents.agency IS 'Kode instansi';

-- What board() shows, each thing asked once: what hangs on a setting, a zone or a
-- day is worked out once for all rows.
CREATE FUNCTION dkis_store.board() RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH here AS MATERIALIZED (
    SELECT m.agency, z.zone, (now() AT TIME ZONE z.zone)::date AS today, now() - make_interval(mins => dkis_store.number_setting('unit_stale_minutes')::int) AS stale_before
    FROM (SELECT dkis.agency() AS agency OFFSET 0) AS m CROSS JOIN LATERAL dkis_store.agency_zone(m.agency) AS z (zone)
  ), queue AS MATERIALIZED (
    SELECT q.id, q.need, q.received_at, q.seconds, q.caller_number, q.kind, q.attempts,
      row_number() OVER (ORDER BY q.need <> 'jawab', q.received_at, q.id) AS place
    FROM dkis.call_queue q WHERE q.agency = (SELECT here.agency FROM here)
  ), open AS MATERIALIZED (
    SELECT count(*) AS incidents FROM dkis_store.incidents i
    WHERE i.agency = (SELECT here.agency FROM here) AND i.closed_at IS NULL AND i.duplicate_of IS NULL
  ), running AS MATERIALIZED (
    SELECT i.id, i.priority, i.category, i.received_at, i.place, i.address, i.minutes, i.calls, i.units, i.units_out, i.alarm, i.exercise
    FROM dkis.running_incidents i WHERE i.id = ANY (ARRAY(SELECT n.id FROM dkis_store.incidents n
      WHERE n.agency = (SELECT here.agency FROM here) AND n.closed_at IS NULL AND n.duplicate_of IS NULL ORDER BY n.priority, n.id LIMIT 100))
  ), unit AS MATERIALIZED ( -- in their order by index; as many as are shown and one more
    (SELECT 'siap' AS status, u.callsign || COALESCE(CASE
        WHEN u.position IS NULL THEN ' (di ' || (SELECT r.name FROM dkis.responders r WHERE r.agency = u.agency AND r.code = u.responder) || ')'
        WHEN u.position_at < (SELECT here.stale_before FROM here) THEN ' (posisi ' || dkis_store.minutes_since(u.position_at) || ' menit lalu)' END, '') AS shown
      FROM dkis_store.units u WHERE u.agency = (SELECT here.agency FROM here) AND u.status = 'siap'
        AND NOT EXISTS (SELECT FROM dkis_store.dispatches d WHERE d.unit_id = u.id AND d.cleared_at IS NULL)
      ORDER BY u.callsign LIMIT 101)
    UNION ALL
    (SELECT 'tidak siap' AS status, u.callsign || COALESCE(' (' || u.note || ')', '') AS shown
      FROM dkis_store.units u WHERE u.agency = (SELECT here.agency FROM here) AND u.status = 'tidak siap'
        AND NOT EXISTS (SELECT FROM dkis_store.dispatches d WHERE d.unit_id = u.id AND d.cleared_at IS NULL)
      ORDER BY u.callsign LIMIT 101)
  ), ready AS MATERIALIZED (
    SELECT n.status, string_agg(n.shown, ', ') FILTER (WHERE n.place <= 100) || CASE WHEN count(*) > 100 THEN ' dan lainnya: dkis.units' ELSE '' END AS shown
    FROM (SELECT unit.status, unit.shown, row_number() OVER (PARTITION BY unit.status) AS place FROM unit) AS n GROUP BY n.status
  ), line (part, place, id, line) AS (
    SELECT 1, 0, 0, 'Papan 112, ' || dkis_store.local_time(now(), here.zone) FROM here
    UNION ALL
    SELECT 2, 0, 0, 'Panggilan: ' || COALESCE(string_agg(format('%s %s', n.calls, n.need), ', ' ORDER BY n.need <> 'jawab', n.need), 'tidak ada yang menunggu')
    FROM (SELECT queue.need, count(*) AS calls FROM queue GROUP BY queue.need) AS n
    UNION ALL
    SELECT 3, q.place, q.id, format('%s %s  %s  %-15s %6s menit  %s', CASE WHEN q.need = ANY ('{jawab,buka insiden}') THEN '!' ELSE ' ' END,
      to_char(q.at, CASE WHEN q.at::date = q.today THEN 'HH24:MI' ELSE 'DD-MM HH24:MI' END),
      q.id, q.need, q.seconds / 60, concat_ws(', ', dkis_store.masked_number(q.caller_number, false), q.kind,
        CASE WHEN q.attempts > 0 THEN format('%s kali dihubungi', q.attempts) END))
    FROM (SELECT queue.*, here.today, queue.received_at AT TIME ZONE here.zone AS at FROM queue CROSS JOIN here WHERE queue.place <= 20 OFFSET 0) AS q
    UNION ALL
    SELECT 4, 0, 0, format('Insiden: %s berjalan', open.incidents) FROM open
    UNION ALL
    SELECT 5, i.priority, i.id, format('%s %s  %s  P%s %-13s %-24s %4s menit, %s panggilan  %s', CASE WHEN i.alarm IS NOT NULL THEN '!' ELSE ' ' END,
      to_char(i.at, CASE WHEN i.at::date = i.today THEN 'HH24:MI' ELSE 'DD-MM HH24:MI' END),
      i.id, i.priority, i.category, concat_ws(': ', CASE WHEN i.exercise THEN 'LATIHAN' END, i.place, i.address), i.minutes, i.calls,
      concat_ws('; ', COALESCE(i.units, CASE WHEN i.units_out = 0 THEN 'armada sudah selesai' ELSE 'belum ada armada' END), nullif(i.alarm, 'belum ada armada')))
    FROM (SELECT running.*, here.today, running.received_at AT TIME ZONE here.zone AS at FROM running CROSS JOIN here OFFSET 0) AS i
    UNION ALL
    SELECT 5, 5, 0, format('! dan %s insiden lagi: dkis.running_incidents', open.incidents - 100) FROM open WHERE open.incidents > 100
    UNION ALL
    SELECT 6, 0, 0, 'Siap: ' || COALESCE((SELECT ready.shown FROM ready WHERE ready.status = 'siap'), 'tidak ada')
    UNION ALL
    SELECT 7, 0, 0, 'Tidak siap: ' || ready.shown FROM ready WHERE ready.status = 'tidak siap'
    UNION ALL
    SELECT 8, 0, 0, format('Bertugas: %s', string_agg(concat_ws(' ', r.name, '(' || r.duty || ')'), ', ' ORDER BY r.duty, r.name))
    FROM dkis.roster r WHERE r.agency = (SELECT here.agency FROM here) AND r.during @> now() HAVING count(*) > 0
    UNION ALL
    SELECT 9, 0, n.id, format('Catatan %s: %s', dkis_store.instant_words(n.noted_at, here.zone), n.note)
    FROM dkis.shift_notes n CROSS JOIN here WHERE n.agency = here.agency AND n.until > now()
  )
  SELECT line.line FROM line ORDER BY line.part, line.place, line.id;
END;
COMMENT ON FUNCTION dkis_store.board() IS 'Baris-baris papan 112; lihat dkis.board';

-- The board (psql: \watch 5), in the agency's zone: calls that still need something,
-- open incidents by priority, units, who is on duty and the shift's notes. A line that begins with ! wants an eye. Numbers
-- are shortened: it hangs on a wall. At most 20 calls, those that ring first, 100 incidents,
-- 100 units that are ready and 100 that are not; that there are more it says.
-- A function that keeps its plan: walls ask every few seconds. What is open is in memory:
-- random_page_cost, or the small tables of a line's first days are read once for each incident.
CREATE FUNCTION dkis.board() RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off SET random_page_cost = 1.1 AS $$
BEGIN
  RETURN QUERY SELECT * FROM dkis_store.board();
END
$$;
COMMENT ON FUNCTION dkis.board() IS 'Papan 112 sebagai teks; baris bertanda ! perlu diperhatikan';

-- What changes beside calls and units: boundaries that are loaded again, and
-- incidents that another city, service or agency takes over.

-- The agency's incidents since then (NULL: ever) that lie in another area, on another
-- side of the border or farther from it than their rows say.
CREATE FUNCTION dkis_store.misplaced(since timestamptz, closed bool)
RETURNS TABLE (id bigint, area text, in_city bool, distance_to_border_m float8)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT i.id, p.area, p.in_city, p.distance_to_border_m
  FROM dkis_store.incidents i CROSS JOIN LATERAL dkis_store.place_of(i.location, i.agency) AS p
  WHERE i.agency = dkis.agency() AND i.location IS NOT NULL AND (i.closed_at IS NOT NULL) = misplaced.closed
    AND (misplaced.since IS NULL OR i.received_at >= misplaced.since)
    AND ((i.area, i.in_city) IS DISTINCT FROM (p.area, p.in_city)
      OR abs(i.distance_to_border_m - p.distance_to_border_m) > 0.5 OR (i.distance_to_border_m IS NULL) <> (p.distance_to_border_m IS NULL));
END;
COMMENT ON FUNCTION dkis_store.misplaced(timestamptz, bool) IS 'Insiden yang wilayah atau jarak batasnya tidak seperti tercatat';

-- Puts right the closed ones at once: nothing hangs on them any more.
CREATE FUNCTION dkis_store.reassign_closed(since timestamptz, changed_by text, reason text) RETURNS bigint
LANGUAGE sql VOLATILE
BEGIN ATOMIC
  WITH wrong AS MATERIALIZED (
    SELECT m.* FROM dkis_store.misplaced(reassign_closed.since, true) AS m
  ), kept AS (
    INSERT INTO dkis.incident_locations (agency, incident_id, until, location, uncertainty_m, address, area, in_city, reason, changed_by)
    SELECT i.agency, i.id, now(), i.location, i.uncertainty_m, i.address, i.area, i.in_city, reassign_closed.reason, reassign_closed.changed_by
    FROM dkis_store.incidents i JOIN wrong ON wrong.id = i.id RETURNING 1
  ), moved AS (
    UPDATE dkis_store.incidents i SET area = wrong.area, in_city = wrong.in_city, distance_to_border_m = wrong.distance_to_border_m
    FROM wrong WHERE wrong.id = i.id RETURNING 1
  )
  SELECT (SELECT count(*) FROM moved) + 0 * (SELECT count(*) FROM kept);
END;
COMMENT ON FUNCTION dkis_store.reassign_closed(timestamptz, text, text) IS 'Menempatkan lagi insiden yang sudah ditutup';

-- Assigns incidents (received since then; NULL: all) to the areas as they stand now:
-- area, in_city and the distance to the border. What is still open gets its title
-- and an event too; where each was before stays in dkis.incident_locations. Called by
-- load_areas; needed after areas were changed by hand. Returns how many changed.
CREATE FUNCTION dkis.reassign_areas(since timestamptz DEFAULT NULL) RETURNS int
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_reassign_areas';
COMMENT ON FUNCTION dkis.reassign_areas(timestamptz) IS 'Menempatkan insiden pada wilayah menurut batas yang sekarang';

-- An incident that somebody else takes over: the neighbouring city beyond the border,
-- a toll road, a port. It stays open here until it is closed; the receiver has until
-- due_at to answer. Written by dkis.hand_over and dkis.acknowledge_handover.
CREATE TABLE dkis.handovers (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  incident_id bigint NOT NULL REFERENCES dkis_store.incidents (id),
  receiver text NOT NULL,
  note text,
  handed_at timestamptz NOT NULL,
  handed_by text NOT NULL,
  due_at timestamptz NOT NULL,
  acknowledged_at timestamptz,
  acknowledged_by text,
  answer text
);
CREATE INDEX handovers_incident ON dkis.handovers (incident_id);
CREATE UNIQUE INDEX handovers_waiting ON dkis.handovers (incident_id, lower(receiver)) WHERE acknowledged_at IS NULL;
COMMENT ON TABLE dkis.handovers IS 'Serah terima insiden kepada kota tetangga atau instansi lain';
COMMENT ON COLUMN dkis.handovers.id IS 'Nomor serah terima';
COMMENT ON COLUMN dkis.handovers.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.handovers.incident_id IS 'Insiden';
COMMENT ON COLUMN dkis.handovers.receiver IS 'Yang menerima';
COMMENT ON COLUMN dkis.handovers.note IS 'Pesan untuk penerima';
COMMENT ON COLUMN dkis.handovers.handed_at IS 'Saat diserahkan';
COMMENT ON COLUMN dkis.handovers.handed_by IS 'Yang menyerahkan';
COMMENT ON COLUMN dkis.handovers.due_at IS 'Batas jawabnya (pengaturan alarm_minutes)';
COMMENT ON COLUMN dkis.handovers.acknowledged_at IS 'Saat dijawab; kosong = belum';
COMMENT ON COLUMN dkis.handovers.acknowledged_by IS 'Yang menjawab di pihak penerima';
COMMENT ON COLUMN dkis.handovers.answer IS 'Jawabannya';

-- With their clock: seconds until the answer, or until now while there is none.
CREATE VIEW dkis.handover_clock AS
SELECT h.id, h.agency, h.incident_id, h.receiver, h.handed_at, h.due_at, h.acknowledged_at,
  date_part('epoch', coalesce(h.acknowledged_at, now()) - h.handed_at) AS seconds,
  coalesce(h.acknowledged_at, now()) > h.due_at AS late
FROM dkis.handovers h;
COMMENT ON VIEW dkis.handover_clock IS 'Serah terima dengan jamnya: berapa detik sampai dijawab, terlambat atau tidak';
COMMENT ON COLUMN dkis.handover_clock.id IS 'Nomor serah terima';
COMMENT ON COLUMN dkis.handover_clock.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.handover_clock.incident_id IS 'Insiden';
COMMENT ON COLUMN dkis.handover_clock.receiver IS 'Yang menerima';
COMMENT ON COLUMN dkis.handover_clock.handed_at IS 'Saat diserahkan';
COMMENT ON COLUMN dkis.handover_clock.due_at IS 'Batas jawabnya';
COMMENT ON COLUMN dkis.handover_clock.acknowledged_at IS 'Saat dijawab; kosong = belum';
COMMENT ON COLUMN dkis.handover_clock.seconds IS 'Detik sampai dijawab, atau sampai sekarang';
COMMENT ON COLUMN dkis.handover_clock.late IS 'Lewat batas jawabnya';

-- Hands an open incident over; its history tells to whom. Returns the handover's id.
-- SP003 when it is closed, 23505 while the same receiver has not answered yet, 22004
-- without incident or receiver.
CREATE FUNCTION dkis.hand_over(incident_id bigint, receiver text, note text DEFAULT NULL) RETURNS bigint
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_hand_over';
COMMENT ON FUNCTION dkis.hand_over(bigint, text, text) IS 'Menyerahkan insiden kepada kota tetangga atau instansi lain; jawabannya ditunggu sampai due_at';

-- The receiver has answered: by whom there, and what. 23503 no such handover, SP008
-- when it is answered already.
CREATE FUNCTION dkis.acknowledge_handover(handover_id bigint, acknowledged_by text, answer text DEFAULT NULL) RETURNS void
LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'dkis_acknowledge_handover';
COMMENT ON FUNCTION dkis.acknowledge_handover(bigint, text, text) IS 'Mencatat jawaban penerima serah terima';

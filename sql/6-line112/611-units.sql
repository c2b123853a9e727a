-- Units that can be sent: ambulances, fire engines, patrols. A unit is
-- 'bertugas' while a dispatch of it is open; that is not stored a second time.

-- Columns: src/pg/line112/columns.h.
CREATE TABLE dkis_store.units (
  id bigserial PRIMARY KEY,
  responder text NOT NULL,
  callsign text NOT NULL,
  kind text NOT NULL,
  status text NOT NULL,
  position geometry(Point, 4326),
  position_at timestamptz,
  note text,
  data jsonb NOT NULL DEFAULT '{}',
  capabilities text[], -- what else it can do, beside its kind
  agency int NOT NULL DEFAULT dkis.agency(),
  UNIQUE (agency, callsign),
  FOREIGN KEY (agency, responder) REFERENCES dkis.responders (agency, code)
);
-- Distances on the sphere; plain geometry would measure degrees.
CREATE INDEX units_position ON dkis_store.units USING gist ((position::geography));
CREATE INDEX units_unplaced ON dkis_store.units (agency) WHERE position IS NULL;
COMMENT ON TABLE dkis_store.units IS 'Armada; dibaca dan ditulis lewat dkis.units';

-- How fast units of a kind are on the road; others as the setting unit_speed_kmh says.
CREATE TABLE dkis.unit_kinds (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  kind text NOT NULL,
  speed_kmh float8 NOT NULL CHECK (speed_kmh >= 1 AND speed_kmh <= 300),
  note text,
  UNIQUE (agency, kind)
);
CREATE UNIQUE INDEX unit_kinds_kind ON dkis.unit_kinds (agency, dkis_store.same_words(kind));
COMMENT ON TABLE dkis.unit_kinds IS 'Kecepatan jenis armada di jalan; yang tidak disebut menurut pengaturan unit_speed_kmh';
COMMENT ON COLUMN dkis.unit_kinds.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.unit_kinds.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.unit_kinds.kind IS 'Jenis armada';
COMMENT ON COLUMN dkis.unit_kinds.speed_kmh IS 'Kecepatan rata-rata di jalan, km/jam';
COMMENT ON COLUMN dkis.unit_kinds.note IS 'Catatan';

-- Minutes on the road at a speed, NULL as the setting unit_speed_kmh says: a straight
-- line, longer by the setting unit_detour. A rule of thumb, no route. One expression,
-- so that it becomes part of whatever asks.
CREATE FUNCTION dkis_store.minutes_at_speed(metres float8, speed_kmh float8) RETURNS float8
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT round((metres * dkis_store.number_setting('unit_detour') / 1000 * 60 / COALESCE(speed_kmh, dkis_store.number_setting('unit_speed_kmh')))::numeric, 1)::float8;
END;
COMMENT ON FUNCTION dkis_store.minutes_at_speed(float8, float8) IS 'Perkiraan menit perjalanan: garis lurus, faktor jalan, kecepatan';

-- Minutes that a unit of a kind takes.
CREATE FUNCTION dkis_store.minutes_by_road(metres float8, kind text) RETURNS float8
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT dkis_store.minutes_at_speed(metres,
    (SELECT k.speed_kmh FROM dkis.unit_kinds k WHERE k.agency = dkis.agency() AND dkis_store.same_words(k.kind) = dkis_store.same_words($2)));
END;
COMMENT ON FUNCTION dkis_store.minutes_by_road(float8, text) IS 'Perkiraan menit perjalanan: garis lurus, faktor jalan, kecepatan jenis armada';

-- Where units have been. Written when dkis.units.position is.
CREATE TABLE dkis.unit_positions (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  unit_id bigint NOT NULL REFERENCES dkis_store.units (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  position geometry(Point, 4326) NOT NULL CONSTRAINT position_is_on_earth CHECK (dkis_store.is_on_earth(position))
);
CREATE INDEX unit_positions_unit ON dkis.unit_positions (unit_id, at);
COMMENT ON TABLE dkis.unit_positions IS 'Jejak posisi armada';
COMMENT ON COLUMN dkis.unit_positions.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.unit_positions.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.unit_positions.unit_id IS 'Armada';
COMMENT ON COLUMN dkis.unit_positions.at IS 'Saat posisi diukur';
COMMENT ON COLUMN dkis.unit_positions.position IS 'Posisi, WGS 84';

CREATE FUNCTION dkis_store.units_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_units_row';
COMMENT ON FUNCTION dkis_store.units_row() IS 'Pemicu dkis.units';

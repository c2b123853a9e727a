-- Who is on duty, what one shift tells the next, and when shifts begin.

-- People on duty: call takers, dispatchers, crews. A plain list that the agency keeps.
CREATE TABLE dkis.roster (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  name text NOT NULL,
  duty text NOT NULL,
  unit_id bigint REFERENCES dkis_store.units (id),
  during tstzrange NOT NULL CONSTRAINT a_time CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)),
  note text
);
CREATE INDEX roster_during ON dkis.roster USING gist (during);
CREATE INDEX roster_unit ON dkis.roster (unit_id) WHERE unit_id IS NOT NULL;
COMMENT ON TABLE dkis.roster IS 'Daftar jaga: petugas 112 dan awak armada';
COMMENT ON COLUMN dkis.roster.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.roster.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.roster.name IS 'Nama petugas';
COMMENT ON COLUMN dkis.roster.duty IS 'Tugasnya: penerima panggilan, pengendali, pengemudi, perawat, ...';
COMMENT ON COLUMN dkis.roster.unit_id IS 'Armadanya; kosong = di ruang 112';
COMMENT ON COLUMN dkis.roster.during IS 'Dari kapan sampai kapan';
COMMENT ON COLUMN dkis.roster.note IS 'Catatan';

-- What everybody should know until a time: a closed road, a hospital that is full.
CREATE TABLE dkis.shift_notes (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  note text NOT NULL CHECK (btrim(note) <> ''),
  until timestamptz NOT NULL DEFAULT now() + '12 hours'::interval,
  noted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  noted_by text NOT NULL DEFAULT dkis_store.acting()
);
CREATE INDEX shift_notes_until ON dkis.shift_notes (until);
COMMENT ON TABLE dkis.shift_notes IS 'Catatan regu, tampil di papan sampai waktunya';
COMMENT ON COLUMN dkis.shift_notes.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.shift_notes.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.shift_notes.note IS 'Catatan';
COMMENT ON COLUMN dkis.shift_notes.until IS 'Sampai kapan tampil';
COMMENT ON COLUMN dkis.shift_notes.noted_at IS 'Saat dicatat';
COMMENT ON COLUMN dkis.shift_notes.noted_by IS 'Yang mencatat';

-- Shifts by the hours of the agency's day; from_hour after until_hour: over midnight.
CREATE TABLE dkis.shift_hours (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  name text NOT NULL,
  from_hour time NOT NULL,
  until_hour time NOT NULL CHECK (until_hour <> from_hour),
  UNIQUE (agency, name)
);
COMMENT ON TABLE dkis.shift_hours IS 'Jam regu, untuk laporan menurut regu';
COMMENT ON COLUMN dkis.shift_hours.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.shift_hours.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.shift_hours.name IS 'Nama regu';
COMMENT ON COLUMN dkis.shift_hours.from_hour IS 'Mulai pukul';
COMMENT ON COLUMN dkis.shift_hours.until_hour IS 'Sampai pukul (tidak termasuk)';

-- Who answers: fire brigade, hospitals, police, civil defence.
CREATE TABLE dkis.responders (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  code text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  address text,
  phone text,
  position geometry(Point, 4326) CONSTRAINT position_is_on_earth CHECK (dkis_store.is_on_earth(position)),
  source text,
  data jsonb NOT NULL DEFAULT '{}',
  UNIQUE (agency, code)
);
COMMENT ON TABLE dkis.responders IS 'Instansi penanganan 112';
COMMENT ON COLUMN dkis.responders.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.responders.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.responders.code IS 'Kode';
COMMENT ON COLUMN dkis.responders.name IS 'Nama';
COMMENT ON COLUMN dkis.responders.kind IS 'Jenis: rumah sakit, damkar, polisi, ...';
COMMENT ON COLUMN dkis.responders.address IS 'Alamat';
COMMENT ON COLUMN dkis.responders.phone IS 'Telepon';
COMMENT ON COLUMN dkis.responders.position IS 'Tempatnya, WGS 84; kosong bila tidak diketahui';
COMMENT ON COLUMN dkis.responders.source IS 'Asal keterangan';
COMMENT ON COLUMN dkis.responders.data IS 'Tambahan instansi';

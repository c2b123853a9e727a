-- Incidents: what calls report and units are sent to. An incident opens its
-- case, of the SOP of its category; how far it is stands in the case and in the
-- dispatches. That it is open, and when it closed, it knows itself too, so that
-- open ones are found by index: written in the statement that closes the case.

-- Which SOP handles which category. otherwise: the one of an incident whose
-- category nobody has named yet. cap_category: what CAP 1.2 calls it.
CREATE TABLE dkis.incident_categories (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  category text NOT NULL,
  sop text NOT NULL,
  otherwise bool NOT NULL DEFAULT false,
  cap_category text NOT NULL DEFAULT 'Other' CHECK (cap_category IN ('Geo', 'Met', 'Safety', 'Security', 'Rescue',
    'Fire', 'Health', 'Env', 'Transport', 'Infra', 'CBRNE', 'Other')),
  note text,
  UNIQUE (agency, category),
  FOREIGN KEY (agency, sop) REFERENCES dkis.sops (agency, code)
);
COMMENT ON TABLE dkis.incident_categories IS 'Kategori kejadian dan SOP yang menanganinya';
COMMENT ON COLUMN dkis.incident_categories.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.incident_categories.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.incident_categories.category IS 'Kategori kejadian';
COMMENT ON COLUMN dkis.incident_categories.sop IS 'SOP yang menangani';
COMMENT ON COLUMN dkis.incident_categories.otherwise IS 'Berlaku bila kategorinya belum disebut; paling banyak satu';
COMMENT ON COLUMN dkis.incident_categories.cap_category IS 'Padanannya dalam CAP 1.2';
COMMENT ON COLUMN dkis.incident_categories.note IS 'Catatan';
CREATE UNIQUE INDEX incident_categories_otherwise ON dkis.incident_categories (agency) WHERE otherwise;
SELECT dkis_store.announce_changes('dkis.incident_categories');

-- Which steps of an emergency flow a call has done by the time its incident is
-- opened, each finished at that moment of the call, in the order of the rows:
-- diterima (received_at), dijawab (answered_at), dikenali (identified_at), dicatat
-- (ended_at). outcome NULL: the step's first. For dikenali the outcome that the
-- call's kind means (dkis.call_kinds) goes before.
CREATE TABLE dkis.intake_steps (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  sop text NOT NULL,
  step text NOT NULL,
  moment text NOT NULL CHECK (moment IN ('diterima', 'dijawab', 'dikenali', 'dicatat')),
  outcome text,
  UNIQUE (agency, sop, step),
  FOREIGN KEY (agency, sop) REFERENCES dkis.sops (agency, code)
);
SELECT dkis_store.announce_changes('dkis.intake_steps');
COMMENT ON TABLE dkis.intake_steps IS 'Langkah yang sudah dilakukan sebuah panggilan ketika insidennya dibuka';
COMMENT ON COLUMN dkis.intake_steps.id IS 'Nomor baris; urutan penyelesaiannya';
COMMENT ON COLUMN dkis.intake_steps.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.intake_steps.sop IS 'SOP darurat';
COMMENT ON COLUMN dkis.intake_steps.step IS 'Langkah';
COMMENT ON COLUMN dkis.intake_steps.moment IS 'Saat selesainya: panggilan diterima, dijawab, dikenali jenisnya, atau selesai dicatat';
COMMENT ON COLUMN dkis.intake_steps.outcome IS 'Hasilnya; kosong = hasil pertama langkah itu';

-- Columns: src/pg/line112/columns.h. The case is written when the
-- statement ends, after this row: hence the deferred reference.
CREATE TABLE dkis_store.incidents (
  id bigserial PRIMARY KEY,
  case_id bigint NOT NULL UNIQUE REFERENCES dkis_store.cases (id) DEFERRABLE INITIALLY DEFERRED,
  category text NOT NULL,
  priority int NOT NULL,
  occurred_at timestamptz NOT NULL,
  location geometry(Geometry, 4326),
  uncertainty_m float8,
  address text,
  area text,
  distance_to_border_m float8,
  in_city bool,
  duplicate_of bigint REFERENCES dkis_store.incidents (id),
  note text,
  data jsonb NOT NULL DEFAULT '{}',
  received_at timestamptz NOT NULL, -- its case's …
  closed_at timestamptz,            -- … both; dkis.verify_case() compares
  exercise bool NOT NULL DEFAULT false, -- a drill: in no figure
  merged_into bigint,               -- the one that it was merged into itself …
  merged_open bool,                 -- … and whether that cancelled its case: for undoing
  earlier_report_at timestamptz,    -- of a duplicate that was reported before it
  agency int NOT NULL DEFAULT dkis.agency()
);
CREATE INDEX incidents_received ON dkis_store.incidents (received_at);
CREATE INDEX incidents_shape ON dkis_store.incidents USING gist (location);
CREATE INDEX incidents_unplaced ON dkis_store.incidents (agency, area) WHERE location IS NULL AND area IS NOT NULL;
-- What is open, by place, each as wide as it is uncertain; years of what is past do not weigh on it.
CREATE INDEX incidents_open ON dkis_store.incidents USING gist (_ST_Expand(location::geography, COALESCE(uncertainty_m, 0))) WHERE closed_at IS NULL;
CREATE INDEX incidents_running ON dkis_store.incidents (agency, priority, id) INCLUDE (duplicate_of) WHERE closed_at IS NULL; -- as a board shows them
CREATE INDEX incidents_duplicates ON dkis_store.incidents (duplicate_of) WHERE duplicate_of IS NOT NULL;
COMMENT ON TABLE dkis_store.incidents IS 'Insiden; dibaca dan ditulis lewat dkis.incidents';

-- Incidents that have to do with each other and yet are two.
CREATE TABLE dkis.incident_links (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  incident_id bigint NOT NULL REFERENCES dkis_store.incidents (id),
  related_id bigint NOT NULL REFERENCES dkis_store.incidents (id),
  note text,
  linked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  linked_by text NOT NULL DEFAULT dkis_store.acting(),
  CONSTRAINT two_incidents CHECK (incident_id <> related_id)
);
CREATE UNIQUE INDEX incident_links_pair ON dkis.incident_links (LEAST(incident_id, related_id), GREATEST(incident_id, related_id));
CREATE INDEX incident_links_related ON dkis.incident_links (related_id);
CREATE INDEX incident_links_incident ON dkis.incident_links (incident_id);
COMMENT ON TABLE dkis.incident_links IS 'Insiden yang berkaitan tetapi bukan satu kejadian';
COMMENT ON COLUMN dkis.incident_links.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.incident_links.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.incident_links.incident_id IS 'Insiden';
COMMENT ON COLUMN dkis.incident_links.related_id IS 'Insiden yang berkaitan dengannya';
COMMENT ON COLUMN dkis.incident_links.note IS 'Apa kaitannya';
COMMENT ON COLUMN dkis.incident_links.linked_at IS 'Saat dihubungkan';
COMMENT ON COLUMN dkis.incident_links.linked_by IS 'Yang menghubungkan';

-- Where an incident was thought to be before it was moved; written by dkis alone.
CREATE TABLE dkis.incident_locations (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  incident_id bigint NOT NULL REFERENCES dkis_store.incidents (id),
  until timestamptz NOT NULL,
  location geometry(Geometry, 4326),
  uncertainty_m float8,
  address text,
  area text,
  in_city bool,
  reason text,
  changed_by text NOT NULL
);
CREATE INDEX incident_locations_incident ON dkis.incident_locations (incident_id, until);
COMMENT ON TABLE dkis.incident_locations IS 'Lokasi insiden sebelum diubah (data pribadi)';
COMMENT ON COLUMN dkis.incident_locations.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.incident_locations.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.incident_locations.incident_id IS 'Insiden';
COMMENT ON COLUMN dkis.incident_locations.until IS 'Sampai kapan dianggap di sini';
COMMENT ON COLUMN dkis.incident_locations.location IS 'Lokasi waktu itu';
COMMENT ON COLUMN dkis.incident_locations.uncertainty_m IS 'Ketidakpastian waktu itu, meter';
COMMENT ON COLUMN dkis.incident_locations.address IS 'Alamat waktu itu';
COMMENT ON COLUMN dkis.incident_locations.area IS 'Wilayah waktu itu';
COMMENT ON COLUMN dkis.incident_locations.in_city IS 'Di dalam kota atau tidak, waktu itu';
COMMENT ON COLUMN dkis.incident_locations.reason IS 'Mengapa diubah';
COMMENT ON COLUMN dkis.incident_locations.changed_by IS 'Yang mengubah';

-- Whether an incident's location is that of this fix, or it has none yet.
CREATE FUNCTION dkis_store.is_placed_by(incident_id bigint, fix dkis.caller_location) RETURNS bool
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT i.location IS NULL OR coalesce(ST_Equals(i.location, dkis.to_geometry(is_placed_by.fix)), false)
  FROM dkis_store.incidents i WHERE i.id = is_placed_by.incident_id;
END;
COMMENT ON FUNCTION dkis_store.is_placed_by(bigint, dkis.caller_location) IS 'Apakah insiden ditempatkan oleh lokasi ini, atau belum oleh apa pun';

ALTER TABLE dkis_store.calls ADD FOREIGN KEY (incident_id) REFERENCES dkis_store.incidents (id);

-- Whether the incident of a case knows when that came and closed; for verify_case().
CREATE FUNCTION dkis_store.verify_incident(case_id bigint) RETURNS TABLE (problem text)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT format('insiden %s menyebut %s sampai %s, kasusnya %s sampai %s', i.id, i.received_at, coalesce(i.closed_at::text, 'kini'),
    c.received_at, coalesce(c.closed_at::text, 'kini'))
  FROM dkis_store.incidents i JOIN dkis_store.cases c ON c.id = i.case_id
  WHERE i.case_id = verify_incident.case_id AND (i.received_at, i.closed_at) IS DISTINCT FROM (c.received_at, c.closed_at);
END;
COMMENT ON FUNCTION dkis_store.verify_incident(bigint) IS 'Memeriksa apakah insiden sebuah kasus tahu kapan kasusnya diterima dan ditutup';

CREATE FUNCTION dkis_store.incidents_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_incidents_row';
COMMENT ON FUNCTION dkis_store.incidents_row() IS 'Pemicu dkis.incidents';

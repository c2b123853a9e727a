-- Who does the work: organisations, people, applicants, and the performers
-- (pelaksana) that the SOPs name, with their members.

CREATE TABLE dkis.organisations (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  code text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL DEFAULT 'perangkat daerah',
  data jsonb NOT NULL DEFAULT '{}',
  UNIQUE (agency, code)
);
COMMENT ON TABLE dkis.organisations IS 'Perangkat daerah, instansi vertikal, BUMD, komunitas';
COMMENT ON COLUMN dkis.organisations.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.organisations.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.organisations.code IS 'Kode organisasi';
COMMENT ON COLUMN dkis.organisations.name IS 'Nama organisasi';
COMMENT ON COLUMN dkis.organisations.kind IS 'Jenis: perangkat daerah, instansi vertikal, BUMD, komunitas, ...';
COMMENT ON COLUMN dkis.organisations.data IS 'Tambahan instansi';

-- db_role: the database role this person signs in with; actor: the name by
-- which a trusted application (dkis_app) names this person in dkis.actor.
CREATE TABLE dkis.people (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  name text NOT NULL,
  nip text,
  db_role name,
  actor text,
  contact text,
  data jsonb NOT NULL DEFAULT '{}',
  UNIQUE (agency, nip),
  UNIQUE (agency, db_role),
  UNIQUE (agency, actor)
);
COMMENT ON TABLE dkis.people IS 'Pegawai dan petugas: nama, NIP, peran basis data, nama di aplikasi';
COMMENT ON COLUMN dkis.people.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.people.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.people.name IS 'Nama lengkap';
COMMENT ON COLUMN dkis.people.nip IS 'NIP';
COMMENT ON COLUMN dkis.people.db_role IS 'Peran basis data yang dipakai orang ini';
COMMENT ON COLUMN dkis.people.actor IS 'Nama orang ini di aplikasi (dkis.actor)';
COMMENT ON COLUMN dkis.people.contact IS 'Kontak';
COMMENT ON COLUMN dkis.people.data IS 'Tambahan instansi';

-- identity_hash: a digest of the identity number, never the number itself. A
-- silent table: who changes an applicant is recorded (src/pg/case/applicants.c).
CREATE TABLE dkis_store.applicants (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  kind text NOT NULL DEFAULT 'perorangan',
  name text NOT NULL,
  identity_hash bytea,
  contact text,
  data jsonb NOT NULL DEFAULT '{}',
  erased_at timestamptz, -- when what names the applicant was erased
  CONSTRAINT applicant_kind CHECK (kind = ANY (ARRAY['perorangan', 'profesi', 'kelompok', 'badan publik', 'instansi']))
);
COMMENT ON TABLE dkis_store.applicants IS 'Pemohon (data pribadi); lewat dkis.applicants';

CREATE VIEW dkis.applicants AS
SELECT id, agency, kind, name, identity_hash, contact, data FROM dkis_store.applicants;
ALTER VIEW dkis.applicants ALTER COLUMN kind SET DEFAULT 'perorangan', ALTER COLUMN data SET DEFAULT '{}';
COMMENT ON VIEW dkis.applicants IS 'Pemohon (data pribadi); tiap perubahan tercatat dalam dkis.changes';
COMMENT ON COLUMN dkis.applicants.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.applicants.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.applicants.kind IS 'perorangan, profesi, kelompok, badan publik (nonperorangan), atau instansi';
COMMENT ON COLUMN dkis.applicants.name IS 'Nama pemohon';
COMMENT ON COLUMN dkis.applicants.identity_hash IS 'Nilai hash nomor identitas, bukan nomornya';
COMMENT ON COLUMN dkis.applicants.contact IS 'Kontak';
COMMENT ON COLUMN dkis.applicants.data IS 'Tambahan instansi';
CREATE FUNCTION dkis_store.applicants_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_applicants_row';
COMMENT ON FUNCTION dkis_store.applicants_row() IS 'Pemicu dkis.applicants: mencatat dan membetulkan pemohon';
CREATE TRIGGER applicants_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.applicants
FOR EACH ROW EXECUTE FUNCTION dkis_store.applicants_row();

-- superior makes the escalation chain; external performers (citizens, other
-- agencies) are reminded but never escalated.
CREATE TABLE dkis.performers (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  code text NOT NULL,
  name text NOT NULL,
  superior text,
  external bool NOT NULL DEFAULT false,
  UNIQUE (agency, code),
  FOREIGN KEY (agency, superior) REFERENCES dkis.performers (agency, code) DEFERRABLE,
  CONSTRAINT not_own_superior CHECK (superior <> code)
);
COMMENT ON TABLE dkis.performers IS 'Pelaksana menurut SOP, dengan atasannya (rantai eskalasi)';
COMMENT ON COLUMN dkis.performers.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.performers.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.performers.code IS 'Kode pelaksana';
COMMENT ON COLUMN dkis.performers.name IS 'Nama pelaksana menurut SOP';
COMMENT ON COLUMN dkis.performers.superior IS 'Kode atasannya';
COMMENT ON COLUMN dkis.performers.external IS 'Di luar instansi: diingatkan, tidak dieskalasi';

-- organisation NULL: for cases of every organisation. acting: Plh/Plt.
-- assignment_no, assignment_on: the letter of assignment (Surat Tugas).
CREATE TABLE dkis.performer_members (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  performer text NOT NULL,
  organisation text,
  person bigint NOT NULL REFERENCES dkis.people (id),
  valid daterange NOT NULL DEFAULT '(,)',
  acting bool NOT NULL DEFAULT false,
  assignment_no text,
  assignment_on date,
  FOREIGN KEY (agency, performer) REFERENCES dkis.performers (agency, code),
  FOREIGN KEY (agency, organisation) REFERENCES dkis.organisations (agency, code)
);
CREATE INDEX ON dkis.performer_members (agency, performer);
CREATE INDEX ON dkis.performer_members (person);
COMMENT ON TABLE dkis.performer_members IS 'Siapa menjadi pelaksana apa, untuk organisasi mana, sejak dan sampai kapan';
COMMENT ON COLUMN dkis.performer_members.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.performer_members.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.performer_members.performer IS 'Kode pelaksana';
COMMENT ON COLUMN dkis.performer_members.organisation IS 'Untuk organisasi ini; kosong = semua';
COMMENT ON COLUMN dkis.performer_members.person IS 'Orangnya (dkis.people.id)';
COMMENT ON COLUMN dkis.performer_members.valid IS 'Masa berlaku';
COMMENT ON COLUMN dkis.performer_members.acting IS 'Pelaksana harian atau pelaksana tugas';
COMMENT ON COLUMN dkis.performer_members.assignment_no IS 'Nomor Surat Tugas';
COMMENT ON COLUMN dkis.performer_members.assignment_on IS 'Tanggal Surat Tugas';

-- Backends remember who acts and for whom (src/pg/base/identity.c).
SELECT dkis_store.announce_changes('dkis.people', 'dkis.performer_members');
-- Who may act is recorded: who let whom, when, and what was so before.
SELECT dkis_store.record_changes('dkis.organisations', 'dkis.people', 'dkis.performers', 'dkis.performer_members');

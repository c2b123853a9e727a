-- Cases, their steps and their history. Silent tables here in dkis_store; the
-- speaking views of the same names in dkis are below, with the C triggers
-- (src/pg/case/door.c) that validate, clock and record.
--
-- C knows the columns by name (src/pg/case/columns.h), whatever their order; a
-- column that it does not know takes the table's default in a new row.

CREATE TABLE dkis_store.cases (
  id bigserial PRIMARY KEY,
  register_no text,
  sop text NOT NULL,
  sop_version bigint NOT NULL REFERENCES dkis.sop_versions (id),
  entry text,
  class text,
  title text NOT NULL,
  applicant bigint REFERENCES dkis_store.applicants (id),
  organisation text,
  channel text,
  data jsonb NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'berjalan',
  marking dkis.marking NOT NULL,
  received_at timestamptz NOT NULL,
  opened_at timestamptz NOT NULL,
  due_at timestamptz,
  closed_at timestamptz,
  parent_case bigint REFERENCES dkis_store.cases (id),
  schedule bigint REFERENCES dkis.sop_schedules (id),
  period text,
  opened_by text NOT NULL,
  note text,
  met_at timestamptz,        -- when what due_at asks for was done
  extended_at timestamptz,   -- when the lawful extension of due_at was taken
  agency int NOT NULL DEFAULT dkis.agency(),
  due_basis text NOT NULL DEFAULT 'hitung', -- of due_at, as in case_steps
  escalation_level int NOT NULL DEFAULT 0,  -- of due_at, as in case_steps
  next_escalation_at timestamptz,
  reopened_at timestamptz,   -- the last time it was opened again
  returns_to text,           -- the parent's step that finishes with it (sop_links)
  event_count int NOT NULL,  -- the chain's head: number of events …
  head bytea NOT NULL,       -- … and the hash of the last
  FOREIGN KEY (agency, organisation) REFERENCES dkis.organisations (agency, code),
  CONSTRAINT case_due_basis CHECK (due_basis = ANY (ARRAY['hitung', 'tetap'])),
  CONSTRAINT case_class CHECK (class = ANY (ARRAY['ringan', 'sedang', 'berat'])),
  CONSTRAINT case_status CHECK (status = ANY (ARRAY['berjalan', 'ditunda', 'selesai', 'batal']))
) WITH (fillfactor = 70);
-- Partial: a column of a whole unique index could not be set while somebody adds
-- a document, which refers to the case.
CREATE UNIQUE INDEX cases_register_no ON dkis_store.cases (agency, register_no) WHERE register_no IS NOT NULL;
CREATE UNIQUE INDEX cases_period ON dkis_store.cases (schedule, period) WHERE schedule IS NOT NULL;
CREATE INDEX cases_parent ON dkis_store.cases (parent_case) WHERE parent_case IS NOT NULL;
CREATE INDEX cases_sop ON dkis_store.cases (sop, received_at); -- a register, however rare its cases are among years of others
CREATE INDEX cases_unnumbered ON dkis_store.cases (agency, id) WHERE register_no IS NULL;
CREATE INDEX cases_escalation ON dkis_store.cases (agency, next_escalation_at) WHERE next_escalation_at IS NOT NULL;
CREATE INDEX cases_open ON dkis_store.cases (sop, due_at) WHERE closed_at IS NULL;
COMMENT ON TABLE dkis_store.cases IS 'Kasus; dibaca dan ditulis lewat dkis.cases';

CREATE TABLE dkis_store.case_steps (
  id bigserial PRIMARY KEY,
  case_id bigint NOT NULL REFERENCES dkis_store.cases (id),
  step text NOT NULL,
  round int NOT NULL,
  performer text NOT NULL,
  organisation text,
  assignee text,
  sla dkis.sla NOT NULL,
  due_basis text NOT NULL DEFAULT 'hitung',
  started_at timestamptz NOT NULL,
  due_at timestamptz,
  extended_at timestamptz,
  finished_at timestamptz,
  outcome text,
  note text,
  finished_by text,
  escalation_level int NOT NULL DEFAULT 0,
  next_escalation_at timestamptz,
  clock_from timestamptz NOT NULL, -- where the time standard starts to run
  agency int NOT NULL DEFAULT dkis.agency(),
  ended_by text, -- hasil: it was done; pembatalan: its case, or what opened it, ended before
  awaits_case bigint, -- finishes with that case, which this one has opened
  CONSTRAINT case_steps_case_id_step_round_key UNIQUE NULLS NOT DISTINCT (case_id, step, round, organisation),
  CONSTRAINT step_due_basis CHECK (due_basis = ANY (ARRAY['hitung', 'tetap'])),
  CONSTRAINT finished_with_outcome CHECK ((finished_at IS NULL) = (outcome IS NULL)),
  CONSTRAINT ended_by_something CHECK ((finished_at IS NULL) = (ended_by IS NULL) AND ended_by = ANY (ARRAY['hasil', 'pembatalan']))
) WITH (fillfactor = 70);
CREATE INDEX case_steps_open ON dkis_store.case_steps (performer, due_at) WHERE finished_at IS NULL;
CREATE INDEX case_steps_escalation ON dkis_store.case_steps (agency, next_escalation_at) WHERE next_escalation_at IS NOT NULL;
COMMENT ON TABLE dkis_store.case_steps IS 'Satu baris setiap kali sebuah langkah menjadi aktif; lewat dkis.case_steps';

-- digest: of salt and detail. Erasing personal data empties detail and salt;
-- the chain, which holds only the digest, stays whole.
CREATE TABLE dkis_store.case_events (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  case_id bigint NOT NULL REFERENCES dkis_store.cases (id),
  seq int NOT NULL,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  actor text NOT NULL,
  db_role text NOT NULL,
  event text NOT NULL,
  step text,
  outcome text,
  detail jsonb,
  salt bytea,
  digest bytea,
  hash bytea NOT NULL,
  facts json,       -- what was decided, column by column (src/pg/case/facts.h) …
  facts_salt bytea, -- … and the salt of the words among it, erased with them
  UNIQUE (case_id, seq)
);
CREATE INDEX case_events_taken_back ON dkis_store.case_events (case_id)
  WHERE event = ANY ('{penyelesaian ditarik,dibuka kembali}');
COMMENT ON TABLE dkis_store.case_events IS 'Riwayat kasus, rantai hash; hanya bertambah';

-- The finishes of steps that stand: those not taken back since.
CREATE VIEW dkis_store.finishes AS
SELECT e.* FROM dkis_store.case_events e
WHERE e.event = 'langkah selesai' AND NOT EXISTS (SELECT FROM dkis_store.case_events u
  WHERE u.case_id = e.case_id AND u.event = ANY ('{penyelesaian ditarik,dibuka kembali}') AND (u.detail ->> 'peristiwa')::int = e.seq);
COMMENT ON VIEW dkis_store.finishes IS 'Penyelesaian langkah yang tidak ditarik kembali';

CREATE TABLE dkis_store.case_holds (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  case_id bigint NOT NULL REFERENCES dkis_store.cases (id),
  held_at timestamptz NOT NULL,
  resumed_at timestamptz,
  reason text,
  held_by text NOT NULL
);
CREATE UNIQUE INDEX case_holds_open ON dkis_store.case_holds (case_id) WHERE resumed_at IS NULL;
CREATE INDEX case_holds_case ON dkis_store.case_holds (case_id);
COMMENT ON TABLE dkis_store.case_holds IS 'Kapan dan mengapa kasus ditunda';

-- The date in a field of type tanggal, TTTT-BB-HH, whatever the session's
-- DateStyle; NULL for what is none.
CREATE FUNCTION dkis_store.read_day(day text) RETURNS date
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_read_day';
COMMENT ON FUNCTION dkis_store.read_day(text) IS 'Tanggal dalam sebuah isian';

-- The last register number given, per SOP and year: gapless.
CREATE TABLE dkis_store.register_counters (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  sop_number int NOT NULL,
  year int NOT NULL,
  last_number bigint NOT NULL,
  UNIQUE (agency, sop_number, year)
);
COMMENT ON TABLE dkis_store.register_counters IS 'Nomor register terakhir per nomor SOP dan tahun';

-- Documents and survey answers are events of their case; they have no foreign key
-- to look up for a step, whose name is the SOP's (src/pg/case/documents.c).
CREATE TABLE dkis_store.case_documents (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  case_id bigint NOT NULL REFERENCES dkis_store.cases (id),
  step text,
  name text NOT NULL,
  kind text,
  location text,
  sha256 bytea,
  added_at timestamptz NOT NULL,
  added_by text NOT NULL,
  medium text,
  CONSTRAINT sha256_length CHECK (length(sha256) = 32),
  CONSTRAINT document_medium CHECK (medium = ANY (ARRAY['softcopy', 'hardcopy']))
);
CREATE INDEX case_documents_case ON dkis_store.case_documents (case_id);
COMMENT ON TABLE dkis_store.case_documents IS 'Dokumen kasus; lewat dkis.case_documents';

-- Rows within a case: the SOP's repeated fields (src/pg/case/items.c).
CREATE TABLE dkis_store.case_items (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  case_id bigint NOT NULL REFERENCES dkis_store.cases (id),
  step text,
  data jsonb NOT NULL,
  added_at timestamptz NOT NULL,
  added_by text NOT NULL
);
CREATE INDEX case_items_case ON dkis_store.case_items (case_id);
COMMENT ON TABLE dkis_store.case_items IS 'Butir dalam kasus; lewat dkis.case_items';

-- u1 … u9: the nine elements of Permenpan RB 14/2017, each 1 (tidak baik) to 4.
CREATE TABLE dkis_store.surveys (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  case_id bigint REFERENCES dkis_store.cases (id),
  sop text NOT NULL,
  answered_at timestamptz NOT NULL,
  u1 smallint NOT NULL CHECK (u1 >= 1 AND u1 <= 4),
  u2 smallint NOT NULL CHECK (u2 >= 1 AND u2 <= 4),
  u3 smallint NOT NULL CHECK (u3 >= 1 AND u3 <= 4),
  u4 smallint NOT NULL CHECK (u4 >= 1 AND u4 <= 4),
  u5 smallint NOT NULL CHECK (u5 >= 1 AND u5 <= 4),
  u6 smallint NOT NULL CHECK (u6 >= 1 AND u6 <= 4),
  u7 smallint NOT NULL CHECK (u7 >= 1 AND u7 <= 4),
  u8 smallint NOT NULL CHECK (u8 >= 1 AND u8 <= 4),
  u9 smallint NOT NULL CHECK (u9 >= 1 AND u9 <= 4),
  suggestion text,
  entered_at timestamptz NOT NULL,
  entered_by text NOT NULL,
  FOREIGN KEY (agency, sop) REFERENCES dkis.sops (agency, code)
);
CREATE UNIQUE INDEX surveys_case ON dkis_store.surveys (case_id) WHERE case_id IS NOT NULL;
COMMENT ON TABLE dkis_store.surveys IS 'Jawaban survei kepuasan; lewat dkis.surveys';

-- ---- the speaking views ---------------------------------------------------

CREATE VIEW dkis.cases AS
SELECT id, register_no, sop, sop_version, entry, class, title, applicant, organisation, channel, data,
  status, marking, received_at, opened_at, due_at, closed_at, parent_case, schedule, period, opened_by,
  note, met_at, extended_at, agency, due_basis, escalation_level, next_escalation_at, reopened_at, returns_to,
  class AS klasifikasi -- for frameworks to which class is a reserved word; either may be written
FROM dkis_store.cases;
ALTER VIEW dkis.cases ALTER COLUMN data SET DEFAULT '{}';
COMMENT ON VIEW dkis.cases IS 'Kasus: INSERT membuka, UPDATE status menunda/melanjutkan/membatalkan, DELETE ditolak';
COMMENT ON COLUMN dkis.cases.id IS 'Nomor kasus';
COMMENT ON COLUMN dkis.cases.register_no IS 'Nomor register: SOP/tahun/urut; kasus 112 diberi nomor kemudian';
COMMENT ON COLUMN dkis.cases.sop IS 'Kode SOP (saat membuka boleh nomornya)';
COMMENT ON COLUMN dkis.cases.sop_version IS 'Versi SOP yang berlaku saat kasus dibuka';
COMMENT ON COLUMN dkis.cases.entry IS 'Jenis pelaksanaan, bila SOP memilikinya (misalnya harian)';
COMMENT ON COLUMN dkis.cases.class IS 'Klasifikasi: ringan, sedang, berat';
COMMENT ON COLUMN dkis.cases.title IS 'Perihal';
COMMENT ON COLUMN dkis.cases.applicant IS 'Pemohon (dkis.applicants.id)';
COMMENT ON COLUMN dkis.cases.organisation IS 'Organisasi yang menangani (dkis.organisations.code)';
COMMENT ON COLUMN dkis.cases.channel IS 'Kanal masuk';
COMMENT ON COLUMN dkis.cases.data IS 'Isian menurut SOP dan tambahan instansi';
COMMENT ON COLUMN dkis.cases.status IS 'berjalan, ditunda, selesai, batal';
COMMENT ON COLUMN dkis.cases.marking IS 'Langkah yang aktif, lalu langkah yang menunggu';
COMMENT ON COLUMN dkis.cases.received_at IS 'Saat diterima: hari ke-0 tenggat hari';
COMMENT ON COLUMN dkis.cases.opened_at IS 'Saat dicatat';
COMMENT ON COLUMN dkis.cases.due_at IS 'Tenggat keseluruhan';
COMMENT ON COLUMN dkis.cases.closed_at IS 'Saat ditutup';
COMMENT ON COLUMN dkis.cases.parent_case IS 'Kasus asal';
COMMENT ON COLUMN dkis.cases.schedule IS 'Jadwal yang membuka kasus ini';
COMMENT ON COLUMN dkis.cases.period IS 'Periode jadwal';
COMMENT ON COLUMN dkis.cases.opened_by IS 'Yang membuka';
COMMENT ON COLUMN dkis.cases.note IS 'Catatan; wajib saat membatalkan';
COMMENT ON COLUMN dkis.cases.met_at IS 'Saat tenggat keseluruhan terpenuhi';
COMMENT ON COLUMN dkis.cases.extended_at IS 'Saat tenggat keseluruhan diperpanjang';
COMMENT ON COLUMN dkis.cases.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.cases.due_basis IS 'hitung = tenggat dari standar waktu, tetap = dipertahankan saat pindah versi';
COMMENT ON COLUMN dkis.cases.escalation_level IS 'Tingkat eskalasi terakhir dari tenggat keseluruhan';
COMMENT ON COLUMN dkis.cases.next_escalation_at IS 'Saat eskalasi berikutnya dari tenggat keseluruhan';
COMMENT ON COLUMN dkis.cases.reopened_at IS 'Saat terakhir dibuka kembali sesudah tertutup';
COMMENT ON COLUMN dkis.cases.klasifikasi IS 'Nama lain kolom class, dibaca dan ditulis sama';
COMMENT ON COLUMN dkis.cases.returns_to IS 'Langkah kasus asal yang selesai bersama kasus ini, dengan hasil yang sama';

CREATE VIEW dkis.case_steps AS
SELECT id, case_id, step, round, performer, organisation, assignee, sla, due_basis, started_at, due_at,
  extended_at, finished_at, outcome, note, finished_by, escalation_level, next_escalation_at,
  clock_from, agency, ended_by, awaits_case
FROM dkis_store.case_steps;
COMMENT ON VIEW dkis.case_steps IS 'Langkah kasus: UPDATE outcome menyelesaikan langkah dan membuka berikutnya';
COMMENT ON COLUMN dkis.case_steps.id IS 'Nomor baris langkah';
COMMENT ON COLUMN dkis.case_steps.case_id IS 'Kasus';
COMMENT ON COLUMN dkis.case_steps.step IS 'Langkah menurut SOP';
COMMENT ON COLUMN dkis.case_steps.round IS 'Pengerjaan ke-';
COMMENT ON COLUMN dkis.case_steps.performer IS 'Pelaksana';
COMMENT ON COLUMN dkis.case_steps.organisation IS 'Organisasi pelaksana';
COMMENT ON COLUMN dkis.case_steps.assignee IS 'Orang yang ditugasi';
COMMENT ON COLUMN dkis.case_steps.sla IS 'Standar waktu';
COMMENT ON COLUMN dkis.case_steps.due_basis IS 'hitung = dari standar waktu, tetap = ditetapkan';
COMMENT ON COLUMN dkis.case_steps.started_at IS 'Mulai';
COMMENT ON COLUMN dkis.case_steps.due_at IS 'Tenggat';
COMMENT ON COLUMN dkis.case_steps.extended_at IS 'Saat diperpanjang';
COMMENT ON COLUMN dkis.case_steps.finished_at IS 'Selesai';
COMMENT ON COLUMN dkis.case_steps.outcome IS 'Hasil';
COMMENT ON COLUMN dkis.case_steps.note IS 'Catatan';
COMMENT ON COLUMN dkis.case_steps.finished_by IS 'Yang menyelesaikan';
COMMENT ON COLUMN dkis.case_steps.escalation_level IS 'Tingkat eskalasi terakhir';
COMMENT ON COLUMN dkis.case_steps.next_escalation_at IS 'Saat eskalasi berikutnya';
COMMENT ON COLUMN dkis.case_steps.clock_from IS 'Saat standar waktu mulai berjalan';
COMMENT ON COLUMN dkis.case_steps.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.case_steps.ended_by IS 'hasil = dikerjakan, pembatalan = kasusnya, atau langkah yang membukanya, berakhir lebih dulu; kosong selama berjalan';

COMMENT ON COLUMN dkis.case_steps.awaits_case IS 'Kasus yang ditunggu: langkah ini selesai bersamanya';

CREATE VIEW dkis.case_events AS
SELECT id, case_id, seq, at, recorded_at, actor, db_role, event, step, outcome, detail, hash, digest, agency, facts
FROM dkis_store.case_events;
COMMENT ON VIEW dkis.case_events IS 'Riwayat kasus: hanya dibaca';
COMMENT ON COLUMN dkis.case_events.id IS 'Nomor peristiwa';
COMMENT ON COLUMN dkis.case_events.case_id IS 'Kasus';
COMMENT ON COLUMN dkis.case_events.seq IS 'Urutan dalam kasus';
COMMENT ON COLUMN dkis.case_events.at IS 'Saat terjadi';
COMMENT ON COLUMN dkis.case_events.recorded_at IS 'Saat dicatat';
COMMENT ON COLUMN dkis.case_events.actor IS 'Yang bertindak';
COMMENT ON COLUMN dkis.case_events.db_role IS 'Peran basis datanya';
COMMENT ON COLUMN dkis.case_events.event IS 'Peristiwa';
COMMENT ON COLUMN dkis.case_events.step IS 'Langkah';
COMMENT ON COLUMN dkis.case_events.outcome IS 'Hasil';
COMMENT ON COLUMN dkis.case_events.detail IS 'Rincian';
COMMENT ON COLUMN dkis.case_events.hash IS 'Nilai hash, mengikat peristiwa sebelumnya';
COMMENT ON COLUMN dkis.case_events.digest IS 'Nilai hash rincian';
COMMENT ON COLUMN dkis.case_events.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.case_events.facts IS 'Yang ditetapkan sejak peristiwa sebelumnya: [tabel, nomor baris, isi], atau [tabel, nomor baris, mulai atau selesai, yang lain dari peristiwanya sendiri]';

CREATE VIEW dkis.case_holds AS
SELECT id, case_id, held_at, resumed_at, reason, held_by, agency
FROM dkis_store.case_holds;
COMMENT ON VIEW dkis.case_holds IS 'Penundaan kasus: hanya dibaca; tunda lewat dkis.cases';
COMMENT ON COLUMN dkis.case_holds.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.case_holds.case_id IS 'Kasus';
COMMENT ON COLUMN dkis.case_holds.held_at IS 'Sejak';
COMMENT ON COLUMN dkis.case_holds.resumed_at IS 'Sampai; kosong = masih ditunda';
COMMENT ON COLUMN dkis.case_holds.reason IS 'Alasan';
COMMENT ON COLUMN dkis.case_holds.held_by IS 'Yang menunda';
COMMENT ON COLUMN dkis.case_holds.agency IS 'Kode instansi';

CREATE VIEW dkis.case_documents AS
SELECT id, agency, case_id, step, name, kind, location, sha256, added_at, added_by, medium
FROM dkis_store.case_documents;
COMMENT ON VIEW dkis.case_documents IS 'Dokumen kasus dengan nilai hash SHA-256; tiap perubahan menjadi peristiwa, DELETE ditolak';
COMMENT ON COLUMN dkis.case_documents.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.case_documents.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.case_documents.case_id IS 'Kasus';
COMMENT ON COLUMN dkis.case_documents.step IS 'Langkah yang menghasilkannya';
COMMENT ON COLUMN dkis.case_documents.name IS 'Nama dokumen';
COMMENT ON COLUMN dkis.case_documents.kind IS 'Jenis dokumen';
COMMENT ON COLUMN dkis.case_documents.location IS 'Tempat penyimpanan';
COMMENT ON COLUMN dkis.case_documents.sha256 IS 'Nilai hash SHA-256 isinya; sekali tercatat tidak berubah';
COMMENT ON COLUMN dkis.case_documents.added_at IS 'Saat ditambahkan; diisi dkis';
COMMENT ON COLUMN dkis.case_documents.added_by IS 'Yang menambahkan; diisi dkis, aplikasi boleh menyebut orangnya';
COMMENT ON COLUMN dkis.case_documents.medium IS 'softcopy atau hardcopy';

CREATE VIEW dkis.surveys AS
SELECT id, agency, case_id, sop, answered_at, u1, u2, u3, u4, u5, u6, u7, u8, u9, suggestion, entered_at, entered_by
FROM dkis_store.surveys;
COMMENT ON VIEW dkis.surveys IS 'Survei kepuasan (Permenpan RB 14/2017), satu jawaban satu kasus; UPDATE dan DELETE ditolak';
COMMENT ON COLUMN dkis.surveys.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.surveys.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.surveys.case_id IS 'Kasus; hanya dkis_admin yang boleh mengosongkannya';
COMMENT ON COLUMN dkis.surveys.sop IS 'Kode SOP; kosong = SOP kasusnya';
COMMENT ON COLUMN dkis.surveys.answered_at IS 'Saat dijawab';
COMMENT ON COLUMN dkis.surveys.u1 IS 'Persyaratan (1 sampai 4)';
COMMENT ON COLUMN dkis.surveys.u2 IS 'Sistem, mekanisme dan prosedur (1 sampai 4)';
COMMENT ON COLUMN dkis.surveys.u3 IS 'Waktu penyelesaian (1 sampai 4)';
COMMENT ON COLUMN dkis.surveys.u4 IS 'Biaya/tarif (1 sampai 4)';
COMMENT ON COLUMN dkis.surveys.u5 IS 'Produk spesifikasi jenis pelayanan (1 sampai 4)';
COMMENT ON COLUMN dkis.surveys.u6 IS 'Kompetensi pelaksana (1 sampai 4)';
COMMENT ON COLUMN dkis.surveys.u7 IS 'Perilaku pelaksana (1 sampai 4)';
COMMENT ON COLUMN dkis.surveys.u8 IS 'Penanganan pengaduan, saran dan masukan (1 sampai 4)';
COMMENT ON COLUMN dkis.surveys.u9 IS 'Sarana dan prasarana (1 sampai 4)';
COMMENT ON COLUMN dkis.surveys.suggestion IS 'Saran';
COMMENT ON COLUMN dkis.surveys.entered_at IS 'Saat dicatat; diisi dkis';
COMMENT ON COLUMN dkis.surveys.entered_by IS 'Yang mencatat; diisi dkis';

CREATE FUNCTION dkis_store.cases_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_cases_row';
COMMENT ON FUNCTION dkis_store.cases_row() IS 'Pemicu dkis.cases: membuka dan mengubah kasus';
CREATE FUNCTION dkis_store.case_steps_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_case_steps_row';
COMMENT ON FUNCTION dkis_store.case_steps_row() IS 'Pemicu dkis.case_steps: menyelesaikan dan mengubah langkah';
CREATE VIEW dkis.case_items AS
SELECT id, case_id, step, data, added_at, added_by, agency
FROM dkis_store.case_items;
COMMENT ON VIEW dkis.case_items IS 'Butir dalam kasus, misalnya kliping; tiap perubahan menjadi peristiwa, DELETE ditolak';
COMMENT ON COLUMN dkis.case_items.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.case_items.case_id IS 'Kasus';
COMMENT ON COLUMN dkis.case_items.step IS 'Langkah yang menghasilkannya';
COMMENT ON COLUMN dkis.case_items.data IS 'Isian berulang (dkis.sop_fields.repeated) menurut namanya';
COMMENT ON COLUMN dkis.case_items.added_at IS 'Saat ditambahkan; diisi dkis';
COMMENT ON COLUMN dkis.case_items.added_by IS 'Yang menambahkan; diisi dkis, aplikasi boleh menyebut orangnya';
COMMENT ON COLUMN dkis.case_items.agency IS 'Kode instansi';

CREATE FUNCTION dkis_store.case_items_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_case_items_row';
COMMENT ON FUNCTION dkis_store.case_items_row() IS 'Pemicu dkis.case_items: menambah dan membetulkan butir';
CREATE FUNCTION dkis_store.case_documents_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_case_documents_row';
COMMENT ON FUNCTION dkis_store.case_documents_row() IS 'Pemicu dkis.case_documents: menambah dan membetulkan dokumen';
CREATE FUNCTION dkis_store.surveys_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_surveys_row';
COMMENT ON FUNCTION dkis_store.surveys_row() IS 'Pemicu dkis.surveys: mencatat jawaban survei';
CREATE FUNCTION dkis_store.case_batch_begin() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_case_batch_begin';
COMMENT ON FUNCTION dkis_store.case_batch_begin() IS 'Pemicu awal pernyataan: mencatat kolom yang disebut';
CREATE FUNCTION dkis_store.case_batch_end() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_case_batch_end';
COMMENT ON FUNCTION dkis_store.case_batch_end() IS 'Pemicu akhir pernyataan: mengerjakan yang diminta atas kasus';

CREATE TRIGGER cases_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.cases
FOR EACH ROW EXECUTE FUNCTION dkis_store.cases_row();
CREATE TRIGGER case_batch_end AFTER INSERT OR UPDATE ON dkis.cases
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.case_batch_end();
CREATE TRIGGER case_steps_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.case_steps
FOR EACH ROW EXECUTE FUNCTION dkis_store.case_steps_row();
CREATE TRIGGER case_batch_begin BEFORE UPDATE ON dkis.case_steps
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.case_batch_begin();
CREATE TRIGGER case_batch_end AFTER UPDATE ON dkis.case_steps
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.case_batch_end();
CREATE TRIGGER case_items_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.case_items
FOR EACH ROW EXECUTE FUNCTION dkis_store.case_items_row();
CREATE TRIGGER case_batch_end AFTER INSERT OR UPDATE ON dkis.case_items
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.case_batch_end();
CREATE TRIGGER case_documents_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.case_documents
FOR EACH ROW EXECUTE FUNCTION dkis_store.case_documents_row();
CREATE TRIGGER case_batch_end AFTER INSERT OR UPDATE ON dkis.case_documents
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.case_batch_end();
CREATE TRIGGER surveys_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.surveys
FOR EACH ROW EXECUTE FUNCTION dkis_store.surveys_row();
CREATE TRIGGER case_batch_end AFTER INSERT ON dkis.surveys
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.case_batch_end();
CREATE TRIGGER refuse_change INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.case_events
FOR EACH ROW EXECUTE FUNCTION dkis_store.refuse_change();
CREATE TRIGGER refuse_change INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.case_holds
FOR EACH ROW EXECUTE FUNCTION dkis_store.refuse_change();

-- ---- the chain --------------------------------------------------------------

-- SHA-256 over salt and the text of detail; NULL when detail is NULL.
CREATE FUNCTION dkis_store.event_digest(salt bytea, detail jsonb) RETURNS bytea
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_event_digest';
COMMENT ON FUNCTION dkis_store.event_digest(bytea, jsonb) IS 'Nilai hash isi peristiwa';

-- SHA-256 over the previous hash (NULL for the first event) and the event's
-- fixed binary form (src/core/history/chain.h).
CREATE FUNCTION dkis_store.event_hash(previous bytea, agency int, case_id bigint, seq int,
  at timestamptz, recorded_at timestamptz, actor text, db_role text, event text, step text,
  outcome text, digest bytea, facts json) RETURNS bytea
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_event_hash';
COMMENT ON FUNCTION dkis_store.event_hash(bytea, int, bigint, int, timestamptz, timestamptz, text, text, text, text, text, bytea, json)
IS 'Nilai hash peristiwa, mengikat peristiwa sebelumnya';

-- The heads to export and keep elsewhere: a chain that no longer ends in an
-- exported head has been cut or rewritten.
CREATE VIEW dkis.audit_heads AS
SELECT id AS case_id, register_no, event_count, encode(head, 'hex') AS head, agency
FROM dkis_store.cases;
CREATE TRIGGER refuse_change INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.audit_heads
FOR EACH ROW EXECUTE FUNCTION dkis_store.refuse_change();
COMMENT ON VIEW dkis.audit_heads IS 'Ujung rantai riwayat tiap kasus, untuk disimpan di luar';
COMMENT ON COLUMN dkis.audit_heads.case_id IS 'Kasus';
COMMENT ON COLUMN dkis.audit_heads.register_no IS 'Nomor register';
COMMENT ON COLUMN dkis.audit_heads.event_count IS 'Jumlah peristiwa';
COMMENT ON COLUMN dkis.audit_heads.head IS 'Nilai hash peristiwa terakhir, heksadesimal';
COMMENT ON COLUMN dkis.audit_heads.agency IS 'Kode instansi';

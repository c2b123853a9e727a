-- The SOPs as the agency keeps them: a SOP has versions, a version has steps,
-- time standards, fields; links and schedules join SOPs to each other and to
-- the calendar. A version in force no longer changes (SP008): 32-versions.sql.

CREATE TABLE dkis.sops (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  code text NOT NULL,
  number int NOT NULL,
  name text NOT NULL,
  division text,
  activity text,
  sub_activity text,
  -- Cases are numbered in batches afterwards, so that intake never waits.
  numbered_later bool NOT NULL DEFAULT false,
  -- The emergency line: dispatchers work it, its clocks start with the call.
  emergency bool NOT NULL DEFAULT false,
  UNIQUE (agency, code),
  UNIQUE (agency, number),
  CONSTRAINT code_is_not_a_number CHECK (code !~ '^[0-9]*$'),
  CONSTRAINT number_is_positive CHECK (number > 0)
);
COMMENT ON TABLE dkis.sops IS 'Standar operasional prosedur';
COMMENT ON COLUMN dkis.sops.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.sops.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.sops.code IS 'Kode SOP';
COMMENT ON COLUMN dkis.sops.number IS 'Nomor SOP dalam buku';
COMMENT ON COLUMN dkis.sops.name IS 'Nama SOP';
COMMENT ON COLUMN dkis.sops.division IS 'Bidang';
COMMENT ON COLUMN dkis.sops.activity IS 'Kegiatan';
COMMENT ON COLUMN dkis.sops.sub_activity IS 'Subkegiatan';
COMMENT ON COLUMN dkis.sops.numbered_later IS 'Nomor register diberikan kemudian';
COMMENT ON COLUMN dkis.sops.emergency IS 'Panggilan darurat: dikerjakan petugas 112, waktunya mulai saat panggilan diterima';

-- total_sla runs from receipt until total_sla_until is finished (NULL: until
-- the case ends). may_hold: whether its clock may stand still; not where the law
-- counts the days. applicant_kinds: who may apply; NULL: anybody. Dates and words as printed; what was lost is NULL.
CREATE TABLE dkis.sop_versions (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  sop text NOT NULL,
  version int NOT NULL,
  document_no text,
  created_on date,
  revised_on date,
  effective_on date,
  approved_by text,
  calendar text NOT NULL DEFAULT dkis.setting('calendar'),
  machine dkis.state_machine NOT NULL,
  total_sla dkis.sla NOT NULL DEFAULT '-',
  total_sla_until text,
  legal_basis text[],
  qualifications text[],
  related text[],
  equipment text[],
  warning text,
  recording text,
  status text NOT NULL DEFAULT 'rancangan',
  note text,
  may_hold bool NOT NULL DEFAULT true,
  applicant_kinds text[],
  sealed_rows int, -- steps, time standards and fields it had when it came into force
  UNIQUE (agency, sop, version),
  FOREIGN KEY (agency, sop) REFERENCES dkis.sops (agency, code),
  CONSTRAINT version_status CHECK (status = ANY (ARRAY['rancangan', 'berlaku', 'dicabut'])),
  CONSTRAINT in_force_by_activation CHECK (status = 'rancangan' OR sealed_rows IS NOT NULL)
);
COMMENT ON TABLE dkis.sop_versions IS 'Versi SOP: dokumen, alur, kalender dan standar waktu keseluruhan';
COMMENT ON COLUMN dkis.sop_versions.id IS 'Nomor versi SOP';
COMMENT ON COLUMN dkis.sop_versions.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.sop_versions.sop IS 'Kode SOP';
COMMENT ON COLUMN dkis.sop_versions.version IS 'Versi';
COMMENT ON COLUMN dkis.sop_versions.document_no IS 'Nomor dokumen';
COMMENT ON COLUMN dkis.sop_versions.created_on IS 'Tanggal pembuatan';
COMMENT ON COLUMN dkis.sop_versions.revised_on IS 'Tanggal revisi';
COMMENT ON COLUMN dkis.sop_versions.effective_on IS 'Berlaku bagi kasus yang dibuka sejak tanggal ini; kosong = sejak semula';
COMMENT ON COLUMN dkis.sop_versions.approved_by IS 'Yang mengesahkan';
COMMENT ON COLUMN dkis.sop_versions.calendar IS 'Kode kalender';
COMMENT ON COLUMN dkis.sop_versions.machine IS 'Alur';
COMMENT ON COLUMN dkis.sop_versions.total_sla IS 'Standar waktu keseluruhan';
COMMENT ON COLUMN dkis.sop_versions.total_sla_until IS 'Langkah yang mengakhiri standar waktu keseluruhan; kosong = akhir kasus';
COMMENT ON COLUMN dkis.sop_versions.legal_basis IS 'Dasar hukum';
COMMENT ON COLUMN dkis.sop_versions.qualifications IS 'Kualifikasi pelaksana';
COMMENT ON COLUMN dkis.sop_versions.related IS 'Keterkaitan dengan SOP lain';
COMMENT ON COLUMN dkis.sop_versions.equipment IS 'Peralatan dan perlengkapan';
COMMENT ON COLUMN dkis.sop_versions.warning IS 'Peringatan';
COMMENT ON COLUMN dkis.sop_versions.recording IS 'Pencatatan dan pendataan';
COMMENT ON COLUMN dkis.sop_versions.status IS 'rancangan, berlaku, atau dicabut';
COMMENT ON COLUMN dkis.sop_versions.note IS 'Catatan';
COMMENT ON COLUMN dkis.sop_versions.may_hold IS 'Kasusnya boleh ditunda; tidak bila hari-harinya ditentukan undang-undang';
COMMENT ON COLUMN dkis.sop_versions.applicant_kinds IS 'Jenis pemohon yang boleh mengajukan; kosong = siapa saja';

-- sla_kind 'tunggu': a waiting period. wait_outcome is lawful only once it is
-- over; on_due_outcome lets escalate() finish the step by itself when it is.
-- clock: where the standard starts to run the first time, with the step ('mulai')
-- or with the case's receipt ('diterima'). each_organisation: a kind of
-- organisations, each of which has a row of the step; it has one outcome, and the
-- flow goes on when the last has finished. organisation_field: the step is done by
-- the organisation that this field of the case names. remind_every: while it is
-- open. document_required: it cannot be finished without its document.
CREATE TABLE dkis.sop_steps (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  sop_version bigint NOT NULL REFERENCES dkis.sop_versions (id),
  step text NOT NULL,
  ordinal int NOT NULL,
  activity text NOT NULL,
  performer text NOT NULL,
  sla dkis.sla NOT NULL DEFAULT '-',
  sla_kind text NOT NULL DEFAULT 'batas',
  wait_outcome text,
  on_due_outcome text,
  requirement text,
  output text,
  note text,
  provenance text NOT NULL DEFAULT 'dokumen',
  clock text NOT NULL DEFAULT 'mulai',
  each_organisation text,
  organisation_field text,
  remind_every dkis.sla NOT NULL DEFAULT '-',
  document_required bool NOT NULL DEFAULT false,
  UNIQUE (sop_version, step),
  UNIQUE (sop_version, ordinal),
  FOREIGN KEY (agency, performer) REFERENCES dkis.performers (agency, code),
  CONSTRAINT step_sla_kind CHECK (sla_kind = ANY (ARRAY['batas', 'tunggu'])),
  CONSTRAINT waiting_outcomes CHECK (sla_kind = 'tunggu' OR (wait_outcome IS NULL AND on_due_outcome IS NULL)),
  CONSTRAINT step_clock CHECK (clock = ANY (ARRAY['mulai', 'diterima'])),
  CONSTRAINT step_of_one_organisation CHECK (each_organisation IS NULL OR organisation_field IS NULL),
  CONSTRAINT reminders_in_working_time CHECK (remind_every::text ~ '^(-|[1-9][0-9]* (hari kerja|jam|menit))$'),
  CONSTRAINT step_provenance CHECK (provenance = ANY (ARRAY['dokumen', 'disimpulkan', 'rekonstruksi']))
);
COMMENT ON TABLE dkis.sop_steps IS 'Langkah SOP: kegiatan, pelaksana, mutu baku, asal';
COMMENT ON COLUMN dkis.sop_steps.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.sop_steps.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.sop_steps.sop_version IS 'Versi SOP (dkis.sop_versions.id)';
COMMENT ON COLUMN dkis.sop_steps.step IS 'Langkah, seperti dalam alur';
COMMENT ON COLUMN dkis.sop_steps.ordinal IS 'Urutan tampil';
COMMENT ON COLUMN dkis.sop_steps.activity IS 'Kegiatan';
COMMENT ON COLUMN dkis.sop_steps.performer IS 'Kode pelaksana';
COMMENT ON COLUMN dkis.sop_steps.sla IS 'Standar waktu';
COMMENT ON COLUMN dkis.sop_steps.sla_kind IS 'batas, atau tunggu = masa tunggu';
COMMENT ON COLUMN dkis.sop_steps.wait_outcome IS 'Hasil yang baru boleh dipilih sesudah masa tunggu';
COMMENT ON COLUMN dkis.sop_steps.on_due_outcome IS 'Hasil yang dipilih sendiri ketika masa tunggu habis';
COMMENT ON COLUMN dkis.sop_steps.requirement IS 'Kelengkapan';
COMMENT ON COLUMN dkis.sop_steps.output IS 'Keluaran';
COMMENT ON COLUMN dkis.sop_steps.note IS 'Keterangan';
COMMENT ON COLUMN dkis.sop_steps.remind_every IS 'Seberapa sering pelaksananya diingatkan selama langkah berjalan: hari kerja, jam atau menit; - = tidak';
COMMENT ON COLUMN dkis.sop_steps.provenance IS 'Asal: dokumen, disimpulkan, atau rekonstruksi';
COMMENT ON COLUMN dkis.sop_steps.clock IS 'Dari mana standar waktunya berjalan pertama kali: mulai = mulainya langkah, diterima = diterimanya kasus';
COMMENT ON COLUMN dkis.sop_steps.each_organisation IS 'Jenis organisasi yang masing-masing mengerjakan langkah ini; kosong = satu pelaksana';
COMMENT ON COLUMN dkis.sop_steps.organisation_field IS 'Isian yang menyebut organisasi yang mengerjakan langkah ini; kosong = organisasi kasusnya';
COMMENT ON COLUMN dkis.sop_steps.document_required IS 'Tidak dapat diselesaikan sebelum dokumennya dicatat dalam dkis.case_documents';

CREATE TABLE dkis.sop_step_slas (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  sop_version bigint NOT NULL,
  step text NOT NULL,
  class text NOT NULL,
  sla dkis.sla NOT NULL,
  UNIQUE (sop_version, step, class),
  FOREIGN KEY (sop_version, step) REFERENCES dkis.sop_steps (sop_version, step),
  CONSTRAINT step_class CHECK (class = ANY (ARRAY['ringan', 'sedang', 'berat']))
);
COMMENT ON TABLE dkis.sop_step_slas IS 'Standar waktu langkah yang bergantung pada klasifikasi kasus';
COMMENT ON COLUMN dkis.sop_step_slas.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.sop_step_slas.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.sop_step_slas.sop_version IS 'Versi SOP (dkis.sop_versions.id)';
COMMENT ON COLUMN dkis.sop_step_slas.step IS 'Langkah';
COMMENT ON COLUMN dkis.sop_step_slas.class IS 'Klasifikasi: ringan, sedang, berat';
COMMENT ON COLUMN dkis.sop_step_slas.sla IS 'Standar waktu bagi klasifikasi itu';

-- type: 'teks', 'bilangan', 'tanggal', 'ya/tidak', 'organisasi' (a code),
-- 'pengecualian' (the title of an exempted entry of dkis.information_list, or 'belum
-- tersedia'). personal fields are masked in reports. A required field is asked when
-- step is finished, without one when the case opens; of applicants of
-- applicant_kinds alone, and only when the step ends with one of outcomes, where
-- these are given. choices: what a text may say, without regard to case. repeated:
-- of each row in dkis.case_items, not of the case.
CREATE TABLE dkis.sop_fields (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  sop_version bigint NOT NULL REFERENCES dkis.sop_versions (id),
  name text NOT NULL,
  type text NOT NULL DEFAULT 'teks',
  required bool NOT NULL DEFAULT false,
  personal bool NOT NULL DEFAULT false,
  label text NOT NULL,
  provenance text NOT NULL DEFAULT 'dokumen',
  applicant_kinds text[],
  step text,
  repeated bool NOT NULL DEFAULT false,
  choices text[],
  outcomes text[],
  UNIQUE (sop_version, name),
  CONSTRAINT field_type CHECK (type = ANY (ARRAY['teks', 'bilangan', 'tanggal', 'ya/tidak', 'organisasi', 'pengecualian'])),
  CONSTRAINT choices_of_texts CHECK (choices IS NULL OR type = 'teks'),
  CONSTRAINT outcomes_of_a_step CHECK (outcomes IS NULL OR step IS NOT NULL),
  CONSTRAINT field_provenance CHECK (provenance = ANY (ARRAY['dokumen', 'disimpulkan', 'rekonstruksi']))
);
COMMENT ON TABLE dkis.sop_fields IS 'Isian yang diminta SOP, disimpan dalam data kasus';
COMMENT ON COLUMN dkis.sop_fields.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.sop_fields.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.sop_fields.sop_version IS 'Versi SOP (dkis.sop_versions.id)';
COMMENT ON COLUMN dkis.sop_fields.name IS 'Nama isian dalam data kasus';
COMMENT ON COLUMN dkis.sop_fields.type IS 'teks, bilangan, tanggal, ya/tidak, organisasi (kodenya), atau pengecualian (judul informasi yang dikecualikan, atau belum tersedia)';
COMMENT ON COLUMN dkis.sop_fields.required IS 'Wajib diisi: saat langkahnya diselesaikan, atau saat kasus dibuka';
COMMENT ON COLUMN dkis.sop_fields.personal IS 'Data pribadi: disamarkan dalam laporan';
COMMENT ON COLUMN dkis.sop_fields.label IS 'Sebutannya bagi orang';
COMMENT ON COLUMN dkis.sop_fields.provenance IS 'Asal: dokumen, disimpulkan, atau rekonstruksi';
COMMENT ON COLUMN dkis.sop_fields.applicant_kinds IS 'Hanya diminta dari pemohon jenis ini; kosong = dari semua';
COMMENT ON COLUMN dkis.sop_fields.step IS 'Diminta saat langkah ini diselesaikan; kosong = saat kasus dibuka';
COMMENT ON COLUMN dkis.sop_fields.choices IS 'Yang dapat dipilih; kosong = apa pun';
COMMENT ON COLUMN dkis.sop_fields.outcomes IS 'Hanya diminta bila langkahnya selesai dengan hasil ini; kosong = apa pun hasilnya';
COMMENT ON COLUMN dkis.sop_fields.repeated IS 'Isian tiap butir dalam dkis.case_items, bukan kasusnya';

-- dibuka: the next case opens by itself; ditawarkan: it is offered, for as long as
-- stands says; terkait: the book relates the two, nothing follows. step and
-- outcome NULL: when the case closes, or, with on_late, as soon as its whole
-- deadline has passed unmet. returns_to: the parent's step that finishes when the
-- new case does, with the same outcome: between them one piece of work, not two.
-- entry: of the new case. stands_from: the parent's step from whose end stands
-- counts; NULL: from what made the offer. done_steps: steps of the new case that
-- count as done from the start. clock_from: per step of the new case where its
-- clock starts: 'registrasi' = the parent's receipt, 'jawaban' = when the parent's
-- step above was finished.
CREATE TABLE dkis.sop_links (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  from_sop text NOT NULL,
  step text,
  outcome text,
  to_sop text NOT NULL,
  mode text NOT NULL DEFAULT 'ditawarkan',
  done_steps text[] NOT NULL DEFAULT '{}',
  clock_from jsonb NOT NULL DEFAULT '{}',
  entry text,
  stands dkis.sla NOT NULL DEFAULT '-',
  stands_from text,
  on_late bool NOT NULL DEFAULT false,
  returns_to text,
  FOREIGN KEY (agency, from_sop) REFERENCES dkis.sops (agency, code),
  FOREIGN KEY (agency, to_sop) REFERENCES dkis.sops (agency, code),
  CONSTRAINT link_mode CHECK (mode = ANY (ARRAY['dibuka', 'ditawarkan', 'terkait'])),
  CONSTRAINT late_is_offered CHECK (NOT on_late OR (mode = 'ditawarkan' AND step IS NULL)),
  CONSTRAINT returns_from_a_step CHECK (returns_to IS NULL OR (mode = 'dibuka' AND step IS NOT NULL)),
  CONSTRAINT outcome_has_step CHECK (step IS NOT NULL OR outcome IS NULL),
  CONSTRAINT clock_from_is_object CHECK (jsonb_typeof(clock_from) = 'object')
);
CREATE UNIQUE INDEX sop_links_once ON dkis.sop_links
  (agency, from_sop, to_sop, (coalesce(step, '')), (coalesce(outcome, '')), (coalesce(entry, '')), mode, on_late);
COMMENT ON TABLE dkis.sop_links IS 'Kasus yang melahirkan kasus lain, dibuka secara otomatis atau ditawarkan; dan SOP yang terkait';
COMMENT ON COLUMN dkis.sop_links.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.sop_links.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.sop_links.from_sop IS 'Kode SOP asal';
COMMENT ON COLUMN dkis.sop_links.step IS 'Langkah yang memicunya; kosong = saat kasus ditutup';
COMMENT ON COLUMN dkis.sop_links.outcome IS 'Hasil yang memicunya; kosong = semua';
COMMENT ON COLUMN dkis.sop_links.to_sop IS 'Kode SOP yang dituju';
COMMENT ON COLUMN dkis.sop_links.mode IS 'dibuka = secara otomatis, ditawarkan = oleh petugas, terkait = hanya disebut buku SOP';
COMMENT ON COLUMN dkis.sop_links.done_steps IS 'Langkah kasus baru yang dianggap sudah selesai';
COMMENT ON COLUMN dkis.sop_links.clock_from IS 'Per langkah kasus baru, dari mana jamnya berjalan: registrasi atau jawaban';
COMMENT ON COLUMN dkis.sop_links.stands IS 'Berapa lama ditawarkan sejak pemicunya, menurut kalender SOP asal; - = tanpa batas';
COMMENT ON COLUMN dkis.sop_links.stands_from IS 'Langkah yang selesainya memulai masa itu; kosong = pemicunya';
COMMENT ON COLUMN dkis.sop_links.entry IS 'Jenis pelaksanaan kasus baru';
COMMENT ON COLUMN dkis.sop_links.on_late IS 'Ditawarkan begitu tenggat keseluruhan kasus lewat tanpa terpenuhi';
COMMENT ON COLUMN dkis.sop_links.returns_to IS 'Langkah kasus asal yang selesai bersama kasus baru, dengan hasil yang sama';

-- What the law calls a right of the applicant's, and where: step = one of the flow
-- that waits for him; to_sop = a case that he may have opened; neither = the
-- answer that he is owed within the whole case's time. Without a row the step's
-- activity and the SOP's first legal basis speak.
CREATE TABLE dkis.sop_rights (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  sop text NOT NULL,
  step text,
  to_sop text,
  words text NOT NULL,
  basis text NOT NULL,
  FOREIGN KEY (agency, sop) REFERENCES dkis.sops (agency, code),
  FOREIGN KEY (agency, to_sop) REFERENCES dkis.sops (agency, code),
  CONSTRAINT right_of_one_thing CHECK (step IS NULL OR to_sop IS NULL)
);
CREATE UNIQUE INDEX sop_rights_once ON dkis.sop_rights (agency, sop, (coalesce(step, '')), (coalesce(to_sop, '')));
COMMENT ON TABLE dkis.sop_rights IS 'Hak pemohon menurut peraturan: namanya dan pasalnya';
COMMENT ON COLUMN dkis.sop_rights.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.sop_rights.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.sop_rights.sop IS 'Kode SOP';
COMMENT ON COLUMN dkis.sop_rights.step IS 'Langkah yang menunggu pemohon';
COMMENT ON COLUMN dkis.sop_rights.to_sop IS 'SOP lanjutan yang boleh diajukannya; langkah dan ini kosong = jawaban yang menjadi haknya';
COMMENT ON COLUMN dkis.sop_rights.words IS 'Haknya, dalam kata';
COMMENT ON COLUMN dkis.sop_rights.basis IS 'Dasarnya: peraturan, pasal dan ayat';

-- rule: 'setiap hari kerja', or the first working day of 'bulan', 'triwulan',
-- 'tahun'. Periods before starts_on are never opened. after: an entry of the same
-- SOP whose cases come first; a period waits for those received before its day, five
-- working days at most.
CREATE TABLE dkis.sop_schedules (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  sop text NOT NULL,
  entry text,
  rule text NOT NULL,
  title text,
  starts_on date NOT NULL DEFAULT dkis.today(),
  after text,
  FOREIGN KEY (agency, sop) REFERENCES dkis.sops (agency, code),
  CONSTRAINT schedule_rule CHECK (rule = ANY (ARRAY['setiap hari kerja',
    'hari kerja pertama setiap bulan', 'hari kerja pertama setiap triwulan', 'hari kerja pertama setiap tahun']))
);
CREATE UNIQUE INDEX sop_schedules_once ON dkis.sop_schedules (agency, sop, (coalesce(entry, '')), rule);
COMMENT ON TABLE dkis.sop_schedules IS 'Kasus berulang: harian, bulanan, triwulan, tahunan';
COMMENT ON COLUMN dkis.sop_schedules.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.sop_schedules.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.sop_schedules.sop IS 'Kode SOP';
COMMENT ON COLUMN dkis.sop_schedules.entry IS 'Jenis pelaksanaan';
COMMENT ON COLUMN dkis.sop_schedules.rule IS 'Kapan: setiap hari kerja, atau hari kerja pertama setiap bulan, triwulan, tahun';
COMMENT ON COLUMN dkis.sop_schedules.title IS 'Perihal kasus yang dibuka';
COMMENT ON COLUMN dkis.sop_schedules.starts_on IS 'Tidak membuka periode sebelum tanggal ini';
COMMENT ON COLUMN dkis.sop_schedules.after IS 'Jenis pelaksanaan SOP itu juga yang kasus-kasusnya ditunggu selesai, paling lama 5 hari kerja';

-- When a step is escalated (scope 'langkah'), or the deadline of a whole case
-- ('kasus'), in per cent of its time standard; 0: when it arrives. sop and step
-- NULL: all; for each level the most specific rule counts. Levels come in the
-- order of their per cents.
CREATE TABLE dkis.escalation_rules (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  sop text,
  step text,
  level int NOT NULL,
  at_percent int NOT NULL,
  notify text NOT NULL,
  scope text NOT NULL DEFAULT 'langkah',
  FOREIGN KEY (agency, sop) REFERENCES dkis.sops (agency, code),
  CONSTRAINT step_has_sop CHECK (sop IS NOT NULL OR step IS NULL),
  CONSTRAINT rule_level CHECK (level >= 1 AND level <= 9),
  CONSTRAINT rule_percent CHECK (at_percent >= 0 AND at_percent <= 1000),
  CONSTRAINT rule_notify CHECK (notify = ANY (ARRAY['pelaksana', 'atasan', 'atasan kedua', 'atasan tertinggi'])),
  CONSTRAINT rule_scope CHECK (scope = 'langkah' OR (scope = 'kasus' AND step IS NULL))
);
CREATE UNIQUE INDEX escalation_rules_once ON dkis.escalation_rules
  (agency, scope, (coalesce(sop, '')), (coalesce(step, '')), level);
COMMENT ON TABLE dkis.escalation_rules IS 'Kapan dan kepada siapa langkah yang berjalan terlalu lama dieskalasi';
COMMENT ON COLUMN dkis.escalation_rules.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.escalation_rules.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.escalation_rules.sop IS 'Kode SOP; kosong = semua';
COMMENT ON COLUMN dkis.escalation_rules.step IS 'Langkah; kosong = semua';
COMMENT ON COLUMN dkis.escalation_rules.level IS 'Tingkat';
COMMENT ON COLUMN dkis.escalation_rules.at_percent IS 'Pada berapa persen standar waktu; 0 = saat tiba';
COMMENT ON COLUMN dkis.escalation_rules.notify IS 'Yang diberi tahu: pelaksana, atasan, atasan kedua, atasan tertinggi';
COMMENT ON COLUMN dkis.escalation_rules.scope IS 'langkah = tenggat langkah, kasus = tenggat keseluruhan kasus';

-- Backends compile SOPs from these (src/pg/base/invalidation.c).
SELECT dkis_store.announce_changes('dkis.sops', 'dkis.sop_versions', 'dkis.sop_steps', 'dkis.sop_step_slas', 'dkis.sop_fields',
  'dkis.sop_links', 'dkis.escalation_rules', 'dkis.performers');
COMMENT ON COLUMN dkis.sop_versions.sealed_rows IS 'Jumlah langkah, standar waktu dan isian saat diberlakukan; ditetapkan oleh dkis';

-- Who is told, and when, is recorded: who changed a rule, when, what it was before.
SELECT dkis_store.record_changes('dkis.escalation_rules');

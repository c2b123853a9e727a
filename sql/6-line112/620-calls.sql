-- Calls to 112. A call is a cheap row: prank and ghost calls, most of the
-- traffic, open nothing. A call never fails because of a blocked or unreadable
-- number: it is recorded as it came.

-- Kinds of call. outcome: of the step that tells kinds (moment 'dikenali' in
-- dkis.intake_steps), where a kind means one. effect: what a call of this kind
-- does; most are rows and nothing else (NULL). may_block: whoever calls so may be
-- blocked for a while (dkis.block_caller).
CREATE TABLE dkis.call_kinds (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  kind text NOT NULL,
  outcome text,
  effect text CHECK (effect IN ('membuka insiden', 'menyusul insiden', 'dihubungi kembali')),
  note text,
  may_block bool NOT NULL DEFAULT false,
  UNIQUE (agency, kind)
);
SELECT dkis_store.announce_changes('dkis.call_kinds');
COMMENT ON TABLE dkis.call_kinds IS 'Jenis panggilan: hasil langkah yang dimaksudnya, dan akibatnya';
COMMENT ON COLUMN dkis.call_kinds.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.call_kinds.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.call_kinds.kind IS 'Jenis panggilan';
COMMENT ON COLUMN dkis.call_kinds.outcome IS 'Hasil langkah yang mengenali jenis panggilan; kosong bila tidak ada';
COMMENT ON COLUMN dkis.call_kinds.effect IS 'membuka insiden, menyusul insiden yang sudah dilaporkan, dihubungi kembali; kosong = dicatat saja';
COMMENT ON COLUMN dkis.call_kinds.note IS 'Catatan';
COMMENT ON COLUMN dkis.call_kinds.may_block IS 'Nomor yang menelepon begini boleh diblokir sementara';

-- A number as calls are stored and compared: international where it is one
-- ('0812-3456 789' and '62812…' become '+62812…'), else as given, trimmed.
CREATE FUNCTION dkis.phone_number(number text) RETURNS text
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_phone_number';
COMMENT ON FUNCTION dkis.phone_number(text) IS 'Nomor telepon dalam bentuk baku (+62...)';

-- Numbers that misuse the line, until a time; commonly for one day.
CREATE TABLE dkis.blocked_numbers (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  number text NOT NULL,
  until timestamptz NOT NULL DEFAULT now() + '1 day'::interval,
  reason text NOT NULL,
  blocked_at timestamptz NOT NULL DEFAULT now(),
  blocked_by text NOT NULL DEFAULT dkis_store.acting()
);
CREATE INDEX blocked_numbers_number ON dkis.blocked_numbers (dkis.phone_number(number), until);
COMMENT ON TABLE dkis.blocked_numbers IS 'Nomor yang diblokir sampai suatu saat; panggilannya tetap dicatat, dengan peringatan';
COMMENT ON COLUMN dkis.blocked_numbers.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.blocked_numbers.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.blocked_numbers.number IS 'Nomor telepon, bentuk apa pun';
COMMENT ON COLUMN dkis.blocked_numbers.until IS 'Sampai kapan; lazimnya 1x24 jam';
COMMENT ON COLUMN dkis.blocked_numbers.reason IS 'Alasan';
COMMENT ON COLUMN dkis.blocked_numbers.blocked_at IS 'Sejak kapan';
COMMENT ON COLUMN dkis.blocked_numbers.blocked_by IS 'Yang memblokir';

-- Columns: src/pg/line112/columns.h.
CREATE TABLE dkis_store.calls (
  id bigserial PRIMARY KEY,
  received_at timestamptz NOT NULL,
  answered_at timestamptz,
  ended_at timestamptz,
  caller_number text,
  kind text,
  category text,
  note text,
  call_taker text NOT NULL,
  incident_id bigint,          -- foreign key in the incidents' part
  identified_at timestamptz,   -- when the kind was known
  blocked bool NOT NULL,       -- the number was blocked when it called
  exercise bool NOT NULL DEFAULT false, -- a drill: in no figure
  first_incident_id bigint,    -- what it was about before a merge; NULL: was never moved
  agency int NOT NULL DEFAULT dkis.agency()
);
CREATE INDEX calls_received ON dkis_store.calls (received_at);
CREATE INDEX calls_wanting ON dkis_store.calls (received_at) WHERE incident_id IS NULL OR (answered_at IS NULL AND ended_at IS NULL); -- the queue, beside a hundred that have their incident
CREATE INDEX calls_incident ON dkis_store.calls (incident_id) WHERE incident_id IS NOT NULL;
CREATE INDEX calls_first_incident ON dkis_store.calls (first_incident_id) WHERE first_incident_id IS NOT NULL;
CREATE INDEX calls_number ON dkis_store.calls (caller_number, received_at);
COMMENT ON TABLE dkis_store.calls IS 'Panggilan 112; dibaca dan ditulis lewat dkis.calls';

CREATE VIEW dkis.calls AS
SELECT id, received_at, answered_at, ended_at, caller_number, kind, category, note, call_taker, incident_id,
  identified_at, blocked, agency,
  CASE WHEN answered_at IS NULL AND ended_at IS NULL THEN 'menunggu' WHEN answered_at IS NULL THEN 'terlepas'
    WHEN ended_at IS NULL THEN 'tersambung' ELSE 'selesai' END AS status, exercise
FROM dkis_store.calls;
COMMENT ON VIEW dkis.calls IS 'Panggilan 112: INSERT mencatat, UPDATE melengkapi, DELETE ditolak';
COMMENT ON COLUMN dkis.calls.id IS 'Nomor panggilan';
COMMENT ON COLUMN dkis.calls.received_at IS 'Saat telepon berdering';
COMMENT ON COLUMN dkis.calls.answered_at IS 'Saat dijawab';
COMMENT ON COLUMN dkis.calls.ended_at IS 'Saat berakhir';
COMMENT ON COLUMN dkis.calls.caller_number IS 'Nomor penelepon, bentuk baku (data pribadi)';
COMMENT ON COLUMN dkis.calls.kind IS 'Jenis menurut dkis.call_kinds; kosong = belum diketahui';
COMMENT ON COLUMN dkis.calls.category IS 'Kategori kejadian menurut dkis.incident_categories';
COMMENT ON COLUMN dkis.calls.note IS 'Catatan';
COMMENT ON COLUMN dkis.calls.call_taker IS 'Penerima panggilan: yang menjawabnya';
COMMENT ON COLUMN dkis.calls.incident_id IS 'Insiden yang dilaporkan';
COMMENT ON COLUMN dkis.calls.identified_at IS 'Saat jenisnya diketahui';
COMMENT ON COLUMN dkis.calls.blocked IS 'Nomornya sedang diblokir ketika menelepon';
COMMENT ON COLUMN dkis.calls.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.calls.exercise IS 'Latihan: di luar semua angka; menurut pengaturan exercise bila tidak disebut';
COMMENT ON COLUMN dkis.calls.status IS 'menunggu (berdering), terlepas (berakhir tanpa dijawab), tersambung, selesai';

CREATE FUNCTION dkis_store.calls_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_calls_row';
COMMENT ON FUNCTION dkis_store.calls_row() IS 'Pemicu dkis.calls';
CREATE TRIGGER calls_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.calls
FOR EACH ROW EXECUTE FUNCTION dkis_store.calls_row();
CREATE TRIGGER case_batch_end AFTER UPDATE ON dkis.calls
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.case_batch_end();

-- Recorded times that dkis_admin has corrected; written by dkis alone. With an
-- incident the history of its case tells it too.
CREATE TABLE dkis.time_corrections (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  record text NOT NULL,
  incident_id bigint,
  column_name text NOT NULL,
  was timestamptz NOT NULL,
  became timestamptz,
  reason text NOT NULL,
  corrected_by text NOT NULL,
  corrected_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX time_corrections_incident ON dkis.time_corrections (incident_id) WHERE incident_id IS NOT NULL;
COMMENT ON TABLE dkis.time_corrections IS 'Pembetulan waktu yang sudah tercatat, oleh dkis_admin dengan alasan';
COMMENT ON COLUMN dkis.time_corrections.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.time_corrections.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.time_corrections.record IS 'Tampilan dan nomor baris yang dibetulkan';
COMMENT ON COLUMN dkis.time_corrections.incident_id IS 'Insiden yang bersangkutan; kosong bila tidak ada';
COMMENT ON COLUMN dkis.time_corrections.column_name IS 'Waktu yang dibetulkan';
COMMENT ON COLUMN dkis.time_corrections.was IS 'Semula';
COMMENT ON COLUMN dkis.time_corrections.became IS 'Menjadi; kosong = ditarik';
COMMENT ON COLUMN dkis.time_corrections.reason IS 'Alasan';
COMMENT ON COLUMN dkis.time_corrections.corrected_by IS 'Yang membetulkan';
COMMENT ON COLUMN dkis.time_corrections.corrected_at IS 'Saat dibetulkan';

-- Where the caller said, or the network found, he was; several fixes per call, of
-- which one counts. raw: as it came, without what names the telephone (IMEI, MEID, IMSI);
-- location NULL when it could not be read as a place. Columns: src/pg/line112/columns.h.
CREATE TABLE dkis_store.call_locations (
  id bigserial PRIMARY KEY,
  call bigint NOT NULL REFERENCES dkis_store.calls (id),
  at timestamptz NOT NULL,
  raw text,
  location dkis.caller_location,
  chosen bool NOT NULL,
  reason text NOT NULL,
  chosen_by text,
  recorded_by text NOT NULL,
  agency int NOT NULL DEFAULT dkis.agency()
);
CREATE INDEX call_locations_call ON dkis_store.call_locations (call, at);
CREATE UNIQUE INDEX call_locations_chosen ON dkis_store.call_locations (call) WHERE chosen;
COMMENT ON TABLE dkis_store.call_locations IS 'Lokasi penelepon; dibaca dan ditulis lewat dkis.call_locations';

CREATE VIEW dkis.call_locations AS
SELECT id, agency, call, at, raw, location, chosen, reason, chosen_by, recorded_by
FROM dkis_store.call_locations;
COMMENT ON VIEW dkis.call_locations IS 'Lokasi penelepon selama panggilan (data pribadi); INSERT mencatat dan memilih yang terbaik';
COMMENT ON COLUMN dkis.call_locations.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.call_locations.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.call_locations.call IS 'Panggilan';
COMMENT ON COLUMN dkis.call_locations.at IS 'Saat diterima';
COMMENT ON COLUMN dkis.call_locations.raw IS 'Seperti diterima, tanpa IMEI, MEID dan IMSI';
COMMENT ON COLUMN dkis.call_locations.location IS 'Sebagai lokasi; kosong bila tidak terbaca';
COMMENT ON COLUMN dkis.call_locations.chosen IS 'Yang dipakai; insiden panggilan itu mengikutinya';
COMMENT ON COLUMN dkis.call_locations.reason IS 'Mengapa dipakai atau tidak, ketika dicatat';
COMMENT ON COLUMN dkis.call_locations.chosen_by IS 'Yang memilihnya sendiri; kosong bila dipilih menurut ketelitian dan waktunya';
COMMENT ON COLUMN dkis.call_locations.recorded_by IS 'Yang mencatat';

CREATE FUNCTION dkis_store.call_locations_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_call_locations_row';
COMMENT ON FUNCTION dkis_store.call_locations_row() IS 'Pemicu dkis.call_locations';
CREATE TRIGGER call_locations_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.call_locations
FOR EACH ROW EXECUTE FUNCTION dkis_store.call_locations_row();
CREATE TRIGGER case_batch_end AFTER INSERT OR UPDATE ON dkis.call_locations
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.case_batch_end();

-- What was said of where a call's incident is: the fix that counts, else
-- the last words.
CREATE FUNCTION dkis_store.place_of_call(call_id bigint) RETURNS TABLE (location geometry, uncertainty_m float8, address text)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
  SELECT dkis.to_geometry(f.location), dkis.uncertainty_m(f.location),
    (SELECT w.raw FROM dkis.call_locations w WHERE w.call = $1 AND w.location IS NULL ORDER BY w.at DESC, w.id DESC LIMIT 1)
  FROM (SELECT $1 AS id) AS given
  LEFT JOIN LATERAL (SELECT l.location FROM dkis.call_locations l WHERE l.call = given.id AND l.chosen) AS f ON true;
END;
COMMENT ON FUNCTION dkis_store.place_of_call(bigint) IS 'Tempat yang disebut sebuah panggilan: lokasi yang dipakai, dan kata-kata terakhir';

-- Attempts to reach somebody whose call was lost or silent.
CREATE TABLE dkis.call_backs (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  call bigint NOT NULL REFERENCES dkis_store.calls (id),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  result text NOT NULL CHECK (result IN ('tersambung', 'tidak diangkat', 'sibuk', 'tidak aktif')),
  note text,
  called_by text NOT NULL DEFAULT dkis_store.acting()
);
CREATE INDEX call_backs_call ON dkis.call_backs (call, at);
COMMENT ON TABLE dkis.call_backs IS 'Usaha menghubungi kembali penelepon yang terputus atau tanpa suara';
COMMENT ON COLUMN dkis.call_backs.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.call_backs.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.call_backs.call IS 'Panggilan yang dihubungi kembali';
COMMENT ON COLUMN dkis.call_backs.at IS 'Saat dihubungi';
COMMENT ON COLUMN dkis.call_backs.result IS 'tersambung, tidak diangkat, sibuk, tidak aktif';
COMMENT ON COLUMN dkis.call_backs.note IS 'Catatan';
COMMENT ON COLUMN dkis.call_backs.called_by IS 'Yang menghubungi';

-- For dkis.reveal(): who called about a case's incident, and from where.
CREATE FUNCTION dkis_store.callers_of(the_case bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('panggilan', l.id, 'diterima', l.received_at, 'nomor', l.caller_number, 'catatan', l.note,
      'lokasi', (SELECT coalesce(jsonb_agg(p.location::text ORDER BY p.id), '[]') FROM dkis.call_locations AS p WHERE p.call = l.id)) ORDER BY l.id), '[]')
    FROM dkis_store.calls AS l JOIN dkis_store.incidents AS i ON i.id = l.incident_id WHERE i.case_id = the_case);
END
$$;
COMMENT ON FUNCTION dkis_store.callers_of(bigint) IS 'Penelepon insiden sebuah kasus';

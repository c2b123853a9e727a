-- Dispatches: a unit sent to an incident, and its times. A dispatch never waits
-- for the case's flow. At most one is open per unit.

-- Columns: src/pg/line112/columns.h.
CREATE TABLE dkis_store.dispatches (
  id bigserial PRIMARY KEY,
  incident_id bigint NOT NULL REFERENCES dkis_store.incidents (id),
  unit_id bigint NOT NULL REFERENCES dkis_store.units (id),
  requested_at timestamptz NOT NULL,
  acknowledged_at timestamptz,
  en_route_at timestamptz,
  on_scene_at timestamptz,
  cleared_at timestamptz,
  result text,
  note text,
  requested_by text NOT NULL,
  transporting_at timestamptz, -- with somebody or something, to …
  delivered_at timestamptz,    -- … and there
  destination text,
  first_incident_id bigint, -- what it was sent to before a merge; NULL: was never moved
  agency int NOT NULL DEFAULT dkis.agency()
);
CREATE UNIQUE INDEX dispatches_open ON dkis_store.dispatches (unit_id) WHERE cleared_at IS NULL;
CREATE INDEX dispatches_incident ON dkis_store.dispatches (incident_id);
COMMENT ON TABLE dkis_store.dispatches IS 'Pengerahan armada; dibaca dan ditulis lewat dkis.dispatches';

-- Seconds between the times; NULL until both are known.
CREATE VIEW dkis.dispatches AS
SELECT id, incident_id, unit_id, requested_at, acknowledged_at, en_route_at, on_scene_at, cleared_at,
  result, note, requested_by, agency,
  date_part('epoch', acknowledged_at - requested_at) AS acknowledge_seconds,
  date_part('epoch', en_route_at - requested_at) AS turnout_seconds,
  date_part('epoch', on_scene_at - en_route_at) AS travel_seconds,
  date_part('epoch', on_scene_at - requested_at) AS response_seconds,
  date_part('epoch', cleared_at - on_scene_at) AS on_scene_seconds,
  date_part('epoch', cleared_at - requested_at) AS total_seconds,
  transporting_at, delivered_at, destination
FROM dkis_store.dispatches;
COMMENT ON VIEW dkis.dispatches IS 'Pengerahan armada: INSERT mengirim, UPDATE mencatat waktunya, cleared_at mengakhiri';
COMMENT ON COLUMN dkis.dispatches.id IS 'Nomor pengerahan';
COMMENT ON COLUMN dkis.dispatches.incident_id IS 'Insiden';
COMMENT ON COLUMN dkis.dispatches.unit_id IS 'Armada';
COMMENT ON COLUMN dkis.dispatches.requested_at IS 'Saat diminta';
COMMENT ON COLUMN dkis.dispatches.acknowledged_at IS 'Saat diterima armada';
COMMENT ON COLUMN dkis.dispatches.en_route_at IS 'Saat berangkat';
COMMENT ON COLUMN dkis.dispatches.on_scene_at IS 'Saat tiba di lokasi';
COMMENT ON COLUMN dkis.dispatches.cleared_at IS 'Saat selesai atau ditarik; armada bebas lagi';
COMMENT ON COLUMN dkis.dispatches.result IS 'Hasil';
COMMENT ON COLUMN dkis.dispatches.note IS 'Catatan';
COMMENT ON COLUMN dkis.dispatches.requested_by IS 'Yang mengirim';
COMMENT ON COLUMN dkis.dispatches.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.dispatches.acknowledge_seconds IS 'Detik dari diminta sampai diterima armada';
COMMENT ON COLUMN dkis.dispatches.turnout_seconds IS 'Detik dari diminta sampai berangkat';
COMMENT ON COLUMN dkis.dispatches.travel_seconds IS 'Detik perjalanan';
COMMENT ON COLUMN dkis.dispatches.response_seconds IS 'Detik dari diminta sampai tiba';
COMMENT ON COLUMN dkis.dispatches.on_scene_seconds IS 'Detik di lokasi';
COMMENT ON COLUMN dkis.dispatches.total_seconds IS 'Detik seluruhnya';
COMMENT ON COLUMN dkis.dispatches.transporting_at IS 'Saat berangkat ke tujuan, misalnya membawa pasien ke rumah sakit';
COMMENT ON COLUMN dkis.dispatches.delivered_at IS 'Saat tiba di tujuan';
COMMENT ON COLUMN dkis.dispatches.destination IS 'Tujuan itu';

CREATE FUNCTION dkis_store.dispatches_row() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'dkis_dispatches_row';
COMMENT ON FUNCTION dkis_store.dispatches_row() IS 'Pemicu dkis.dispatches';
CREATE TRIGGER dispatches_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.dispatches
FOR EACH ROW EXECUTE FUNCTION dkis_store.dispatches_row();
CREATE TRIGGER case_batch_end AFTER INSERT OR UPDATE ON dkis.dispatches
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.case_batch_end();

-- Which steps of an emergency flow dispatches answer, in the order of the rows.
-- dikirim: when a unit is asked for, at that time; with a responder_kind only when
-- it is of that kind, or its responder is ('*': of a kind that no other row names).
-- bebas: when the last unit is back, the steps that are still open. ditutup: by
-- close_incident(), then whatever is open. outcome NULL: the step's first.
CREATE TABLE dkis.response_steps (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  sop text NOT NULL,
  step text NOT NULL,
  moment text NOT NULL CHECK (moment IN ('dikirim', 'bebas', 'ditutup')),
  responder_kind text CHECK (moment = 'dikirim' OR responder_kind IS NULL),
  outcome text,
  UNIQUE NULLS NOT DISTINCT (agency, sop, step, moment, responder_kind),
  FOREIGN KEY (agency, sop) REFERENCES dkis.sops (agency, code)
);
COMMENT ON TABLE dkis.response_steps IS 'Langkah alur darurat yang terjawab oleh pengerahan dan penutupan';
COMMENT ON COLUMN dkis.response_steps.id IS 'Nomor baris; urutan penyelesaiannya';
COMMENT ON COLUMN dkis.response_steps.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.response_steps.sop IS 'SOP darurat';
COMMENT ON COLUMN dkis.response_steps.step IS 'Langkah';
COMMENT ON COLUMN dkis.response_steps.moment IS 'dikirim = armada diminta, bebas = armada terakhir selesai, ditutup = insiden ditutup';
COMMENT ON COLUMN dkis.response_steps.responder_kind IS 'Hanya bila armada atau penanggapnya berjenis ini; * = jenis yang tidak disebut baris lain; kosong = jenis apa pun';
COMMENT ON COLUMN dkis.response_steps.outcome IS 'Hasilnya; kosong = hasil pertama langkah itu';

-- Each step that a dispatch of the incident answers, with the dispatch, earliest first.
CREATE FUNCTION dkis_store.answered_by_dispatch(agency int, sop text, incident bigint)
RETURNS TABLE (step text, outcome text, requested_at timestamptz, requested_by text, dispatch_id bigint, callsign text)
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH rule AS (
    SELECT w.id, w.step, w.outcome, dkis_store.same_words(w.responder_kind) AS kind
    FROM dkis.response_steps w WHERE w.agency = $1 AND w.sop = $2 AND w.moment = 'dikirim'
  ), sent AS (
    SELECT d.id, d.requested_at, d.requested_by, u.callsign, ARRAY[dkis_store.same_words(u.kind), dkis_store.same_words(r.kind)] AS kinds
    FROM dkis_store.dispatches d JOIN dkis_store.units u ON u.id = d.unit_id
    JOIN dkis.responders r ON r.agency = u.agency AND r.code = u.responder
    WHERE d.incident_id = $3
  )
  SELECT rule.step, rule.outcome, sent.requested_at, sent.requested_by, sent.id, sent.callsign
  FROM rule JOIN sent ON rule.kind IS NULL OR rule.kind = ANY (sent.kinds)
    OR (rule.kind = '*' AND NOT EXISTS (SELECT FROM rule other WHERE other.kind = ANY (sent.kinds)))
  ORDER BY rule.id, sent.requested_at, sent.id;
END;
COMMENT ON FUNCTION dkis_store.answered_by_dispatch(int, text, bigint) IS 'Langkah yang terjawab oleh pengerahan sebuah insiden';

-- Units sent to a case's incident since then that answer this step with another outcome,
-- by callsign; NULL: none.
CREATE FUNCTION dkis_store.sent_against(case_id bigint, step text, outcome text, since timestamptz) RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT string_agg(DISTINCT a.callsign, ', ' ORDER BY a.callsign)
  FROM dkis_store.incidents i JOIN dkis_store.cases c ON c.id = i.case_id
  CROSS JOIN LATERAL dkis_store.answered_by_dispatch(c.agency, c.sop, i.id) a
  WHERE i.case_id = $1 AND a.step = $2 AND lower(a.outcome) <> lower($3) AND a.requested_at >= $4;
END;
COMMENT ON FUNCTION dkis_store.sent_against(bigint, text, text, timestamptz) IS 'Armada yang dikirim padahal suatu langkah dijawab lain';

-- Steps that were answered otherwise than this dispatch answers them, with what was
-- answered; NULL: none.
CREATE FUNCTION dkis_store.answered_against(dispatch_id bigint) RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT string_agg(format('%s %s', last.step, last.outcome), ', ' ORDER BY last.step)
  FROM dkis_store.dispatches d JOIN dkis_store.incidents i ON i.id = d.incident_id JOIN dkis_store.cases c ON c.id = i.case_id
  CROSS JOIN LATERAL dkis_store.answered_by_dispatch(c.agency, c.sop, i.id) a
  CROSS JOIN LATERAL (SELECT s.step, s.outcome, s.ended_by FROM dkis_store.case_steps s WHERE s.case_id = c.id AND s.step = a.step ORDER BY s.round DESC LIMIT 1) AS last
  WHERE d.id = $1 AND a.dispatch_id = $1 AND last.ended_by = 'hasil' AND lower(a.outcome) <> lower(last.outcome);
END;
COMMENT ON FUNCTION dkis_store.answered_against(bigint) IS 'Langkah yang sudah dijawab lain daripada yang dijawab suatu pengerahan';

-- ---- views that look across -------------------------------------------------

-- Where a dispatched unit is by its own times, as a radio room calls it.
CREATE FUNCTION dkis_store.radio_status(acknowledged_at timestamptz, en_route_at timestamptz, on_scene_at timestamptz, transporting_at timestamptz, delivered_at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN delivered_at IS NOT NULL THEN 'di tujuan' WHEN transporting_at IS NOT NULL THEN 'mengantar'
    WHEN on_scene_at IS NOT NULL THEN 'di lokasi' WHEN en_route_at IS NOT NULL THEN 'menuju lokasi'
    WHEN acknowledged_at IS NOT NULL THEN 'menjawab' ELSE 'diminta' END;
END;
COMMENT ON FUNCTION dkis_store.radio_status(timestamptz, timestamptz, timestamptz, timestamptz, timestamptz)
  IS 'Keadaan armada yang dikerahkan: diminta, menjawab, menuju lokasi, di lokasi, mengantar, di tujuan';

-- A scalar sub-select, one probe of an index: EXISTS would read every open
-- dispatch for the few units that the nearest ones are found among.
CREATE VIEW dkis.units AS
SELECT u.id, u.responder, u.callsign, u.kind,
  CASE WHEN (SELECT d.id FROM dkis_store.dispatches d WHERE d.unit_id = u.id AND d.cleared_at IS NULL) IS NOT NULL
    THEN 'bertugas' ELSE u.status END AS status,
  u.position, u.position_at, u.note, u.data, u.agency, u.capabilities,
  COALESCE((SELECT dkis_store.radio_status(d.acknowledged_at, d.en_route_at, d.on_scene_at, d.transporting_at, d.delivered_at)
    FROM dkis_store.dispatches d WHERE d.unit_id = u.id AND d.cleared_at IS NULL), u.status) AS radio,
  COALESCE(u.position_at < now() - make_interval(mins => dkis_store.number_setting('unit_stale_minutes')::int), true) AS stale
FROM dkis_store.units u;
ALTER VIEW dkis.units ALTER COLUMN data SET DEFAULT '{}';
COMMENT ON VIEW dkis.units IS 'Armada: UPDATE position mencatat posisi, status siap atau tidak siap';
COMMENT ON COLUMN dkis.units.id IS 'Nomor armada';
COMMENT ON COLUMN dkis.units.responder IS 'Instansi penanganan (dkis.responders.code)';
COMMENT ON COLUMN dkis.units.callsign IS 'Tanda panggil';
COMMENT ON COLUMN dkis.units.kind IS 'Jenis: ambulans, damkar, patroli, ...';
COMMENT ON COLUMN dkis.units.status IS 'siap, tidak siap; bertugas selama pengerahannya belum selesai';
COMMENT ON COLUMN dkis.units.position IS 'Posisi terakhir, WGS 84';
COMMENT ON COLUMN dkis.units.position_at IS 'Saat posisi itu diukur';
COMMENT ON COLUMN dkis.units.note IS 'Catatan';
COMMENT ON COLUMN dkis.units.data IS 'Tambahan instansi';
COMMENT ON COLUMN dkis.units.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.units.capabilities IS 'Kemampuan lain di samping jenisnya: {tangga, selam}';
COMMENT ON COLUMN dkis.units.radio IS 'Keadaan menurut radio: siap, tidak siap, diminta, menjawab, menuju lokasi, di lokasi, mengantar, di tujuan';
COMMENT ON COLUMN dkis.units.stale IS 'Posisinya tidak diketahui atau sudah lama (pengaturan unit_stale_minutes)';
CREATE TRIGGER units_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.units
FOR EACH ROW EXECUTE FUNCTION dkis_store.units_row();

-- Scalar sub-selects alone: who asks for none of them reads none, wherever the view is
-- used; and for twenty incidents no more than twenty are probed, where EXISTS would be
-- made into a table of every dispatch there ever was.
CREATE VIEW dkis.incidents AS
SELECT i.id, i.case_id, i.category, i.priority, i.occurred_at, i.location, i.uncertainty_m, i.address, i.area,
  i.distance_to_border_m, i.in_city, i.duplicate_of, i.note, i.data, i.agency,
  CASE WHEN i.duplicate_of IS NOT NULL THEN 'duplikat'
    WHEN i.closed_at IS NOT NULL THEN (SELECT c.status FROM dkis_store.cases c WHERE c.id = i.case_id)
    WHEN (SELECT d.id FROM dkis_store.dispatches d WHERE d.incident_id = i.id LIMIT 1) IS NOT NULL THEN 'ditangani'
    ELSE 'baru' END AS status,
  (SELECT min(l.id) FROM dkis_store.calls l WHERE l.incident_id = i.id) AS call_id,
  (SELECT c.register_no FROM dkis_store.cases c WHERE c.id = i.case_id) AS register_no, i.received_at, i.closed_at,
  COALESCE(i.earlier_report_at, i.received_at) AS reported_at, i.exercise
FROM dkis_store.incidents i;
ALTER VIEW dkis.incidents ALTER COLUMN data SET DEFAULT '{}';
COMMENT ON VIEW dkis.incidents IS 'Insiden: INSERT membuka kasusnya; UPDATE mengganti kategori, menggabung atau membatalkan';
COMMENT ON COLUMN dkis.incidents.id IS 'Nomor insiden';
COMMENT ON COLUMN dkis.incidents.case_id IS 'Kasus yang menanganinya';
COMMENT ON COLUMN dkis.incidents.category IS 'Kategori menurut dkis.incident_categories';
COMMENT ON COLUMN dkis.incidents.priority IS 'Prioritas: 1 mengancam jiwa, 2 mendesak, 3 biasa, 4 rendah';
COMMENT ON COLUMN dkis.incidents.occurred_at IS 'Saat kejadian';
COMMENT ON COLUMN dkis.incidents.location IS 'Lokasi, WGS 84';
COMMENT ON COLUMN dkis.incidents.uncertainty_m IS 'Ketidakpastian lokasi, meter';
COMMENT ON COLUMN dkis.incidents.address IS 'Alamat atau patokan';
COMMENT ON COLUMN dkis.incidents.area IS 'Wilayah terkecil yang memuatnya (dkis.areas.code)';
COMMENT ON COLUMN dkis.incidents.distance_to_border_m IS 'Jarak ke batas kota, meter';
COMMENT ON COLUMN dkis.incidents.in_city IS 'Di dalam kota; di luar pun tetap dilayani lalu diserahkan';
COMMENT ON COLUMN dkis.incidents.duplicate_of IS 'Insiden induknya, yang sama';
COMMENT ON COLUMN dkis.incidents.note IS 'Catatan';
COMMENT ON COLUMN dkis.incidents.data IS 'Tambahan instansi';
COMMENT ON COLUMN dkis.incidents.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.incidents.status IS 'baru, ditangani (armada dikerahkan), selesai, batal, duplikat';
COMMENT ON COLUMN dkis.incidents.call_id IS 'Panggilan pertama; saat INSERT: panggilan yang melaporkannya';
COMMENT ON COLUMN dkis.incidents.register_no IS 'Nomor register kasusnya';
COMMENT ON COLUMN dkis.incidents.received_at IS 'Saat dilaporkan';
COMMENT ON COLUMN dkis.incidents.closed_at IS 'Saat kasusnya ditutup';
COMMENT ON COLUMN dkis.incidents.exercise IS 'Latihan: di luar semua angka; menurut panggilannya atau pengaturan exercise bila tidak disebut';
COMMENT ON COLUMN dkis.incidents.reported_at IS 'Saat pertama dilaporkan, juga lewat duplikatnya: dari sini waktu tanggap dihitung';
CREATE TRIGGER incidents_row INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.incidents
FOR EACH ROW EXECUTE FUNCTION dkis_store.incidents_row();
CREATE TRIGGER case_batch_end AFTER INSERT OR UPDATE ON dkis.incidents
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.case_batch_end();

-- How fast it should go, per category or for all (NULL). measure: jawab =
-- until the call is answered, kirim = until a unit is requested, tiba = until
-- the first unit is on scene; from receipt of the call.
CREATE TABLE dkis.response_targets (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  measure text NOT NULL CHECK (measure = ANY (ARRAY['jawab', 'kirim', 'tiba'])),
  category text,
  seconds int NOT NULL CHECK (seconds > 0),
  source text,
  UNIQUE NULLS NOT DISTINCT (agency, measure, category)
);
COMMENT ON TABLE dkis.response_targets IS 'Target waktu tanggap dan dasarnya';
COMMENT ON COLUMN dkis.response_targets.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.response_targets.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.response_targets.measure IS 'jawab, kirim, tiba';
COMMENT ON COLUMN dkis.response_targets.category IS 'Kategori; kosong = semua';
COMMENT ON COLUMN dkis.response_targets.seconds IS 'Target, detik sejak panggilan masuk';
COMMENT ON COLUMN dkis.response_targets.source IS 'Dasar';

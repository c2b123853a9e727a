-- Persons (UU 27/2022): what is kept of an applicant is given to him, and erased on his
-- word; who looks at what is not his to see says why, and is recorded. The chain stays
-- whole: of an event only a salted digest is hashed, so that its content may go.

-- An event of dkis's own in a case's history. For the owner alone.
CREATE FUNCTION dkis_store.record_event(case_id bigint, event text, detail jsonb) RETURNS void
LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'dkis_record_event';
COMMENT ON FUNCTION dkis_store.record_event(bigint, text, jsonb) IS 'Menambah peristiwa pada riwayat kasus';

-- What only the owner reads: no setting, whose value any login can SHOW, and in no dump
-- (sql/9-end/990-privileges.sql).
CREATE TABLE dkis_store.secrets (
  id bigserial PRIMARY KEY,
  name text NOT NULL UNIQUE,
  value text NOT NULL
);
COMMENT ON TABLE dkis_store.secrets IS 'Kunci; tidak dibaca siapa pun selain dkis, tidak ikut dalam dump';

-- Sets the key of dkis.identity_hash(), once: with another the applicants who are there
-- would not be found again. For dkis_admin. 22023: too short; 55000: it is set already.
CREATE FUNCTION dkis.set_identity_key(key text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF key IS NULL OR length(key) NOT BETWEEN 16 AND 1000 THEN
    RAISE EXCEPTION 'kunci harus 16 sampai 1000 huruf'
      USING ERRCODE = 'invalid_parameter_value', DETAIL = format('Panjangnya %s.', coalesce(length(key), 0)), HINT = 'Buat acak, misalnya dengan openssl rand -base64 32, dan simpan di tempat yang aman.';
  END IF;
  IF EXISTS (SELECT FROM dkis_store.secrets AS s WHERE s.name = 'identity_key' AND s.value <> key) AND EXISTS (SELECT FROM dkis_store.applicants AS a WHERE a.identity_hash IS NOT NULL) THEN
    RAISE EXCEPTION 'kunci nilai hash identitas sudah ditetapkan'
      USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'Ada pemohon yang tercatat dengan kunci itu.', HINT = 'Pakai kunci yang sama; sesudah dump dan restore tetapkan kembali kunci yang lama.';
  END IF;
  INSERT INTO dkis_store.secrets AS s (name, value) VALUES ('identity_key', key) ON CONFLICT (name) DO UPDATE SET value = excluded.value;
END
$$;
COMMENT ON FUNCTION dkis.set_identity_key(text) IS 'Menetapkan kunci nilai hash nomor identitas, satu kali';

-- The digest of an identity number under which an applicant is found again: HMAC-SHA-256
-- of its letters and digits, keyed, so that nobody who has the digests alone can try all
-- numbers. 55000: no key is set.
CREATE FUNCTION dkis.identity_hash(identity text) RETURNS bytea
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  key bytea := (SELECT convert_to(s.value, 'UTF8') FROM dkis_store.secrets AS s WHERE s.name = 'identity_key');
  inner_key bytea := decode(repeat('36', 64), 'hex');
  outer_key bytea := decode(repeat('5c', 64), 'hex');
BEGIN
  IF key IS NULL THEN
    RAISE EXCEPTION 'kunci nilai hash identitas belum ditetapkan'
      USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'Nomor identitas hanya disimpan sebagai nilai hash dengan kunci.',
        HINT = 'SELECT dkis.set_identity_key(''...'') oleh dkis_admin, satu kali.';
  END IF;
  IF length(identity) > 1000 THEN
    RAISE EXCEPTION 'nomor identitas terlalu panjang'
      USING ERRCODE = 'string_data_right_truncation', DETAIL = format('Panjangnya %s huruf; paling banyak 1000.', length(identity)), HINT = 'Beri nomornya saja.';
  END IF;
  IF length(key) > 64 THEN
    key := sha256(key);
  END IF;
  FOR i IN 0 .. length(key) - 1 LOOP
    inner_key := set_byte(inner_key, i, get_byte(inner_key, i) # get_byte(key, i));
    outer_key := set_byte(outer_key, i, get_byte(outer_key, i) # get_byte(key, i));
  END LOOP;
  RETURN sha256(outer_key || sha256(inner_key || convert_to(upper(regexp_replace(identity, '[^[:alnum:]]', '', 'g')), 'UTF8')));
END
$$;
COMMENT ON FUNCTION dkis.identity_hash(text) IS 'Nilai hash nomor identitas dengan kunci instansi';

-- ---- what keeps somebody's data ---------------------------------------------------------

CREATE TABLE dkis.legal_holds (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  applicant bigint REFERENCES dkis_store.applicants (id),
  reason text NOT NULL,
  since date NOT NULL DEFAULT dkis.today(),
  until date,
  caller_number text,
  CONSTRAINT held_is_one CHECK (num_nonnulls(applicant, caller_number) = 1)
);
COMMENT ON TABLE dkis.legal_holds IS 'Pemohon atau penelepon yang datanya tidak boleh dihapus dahulu (sengketa, penyelidikan, pemeriksaan)';
COMMENT ON COLUMN dkis.legal_holds.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.legal_holds.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.legal_holds.applicant IS 'Pemohon (dkis.applicants.id)';
COMMENT ON COLUMN dkis.legal_holds.reason IS 'Dasar penahanan';
COMMENT ON COLUMN dkis.legal_holds.since IS 'Sejak';
COMMENT ON COLUMN dkis.legal_holds.until IS 'Sampai dengan; kosong = belum diketahui';
COMMENT ON COLUMN dkis.legal_holds.caller_number IS 'Nomor penelepon 112, bentuk apa pun (data pribadi)';

CREATE TABLE dkis.retention (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  sop text,
  months int NOT NULL,
  basis text NOT NULL,
  subject text NOT NULL DEFAULT 'pemohon',
  UNIQUE NULLS NOT DISTINCT (agency, subject, sop),
  FOREIGN KEY (agency, sop) REFERENCES dkis.sops (agency, code),
  CONSTRAINT retention_months CHECK (months >= 0 AND months <= 1200),
  CONSTRAINT retention_subject CHECK (subject = 'pemohon' OR (subject = 'penelepon' AND sop IS NULL))
);
COMMENT ON TABLE dkis.retention IS 'Masa simpan data pemohon dan penelepon sesudah urusannya selesai; tidak ada yang terhapus sendiri';
COMMENT ON COLUMN dkis.retention.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.retention.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.retention.sop IS 'Kode SOP; kosong = semua yang lain';
COMMENT ON COLUMN dkis.retention.months IS 'Bulan sesudah penutupan';
COMMENT ON COLUMN dkis.retention.basis IS 'Dasarnya, misalnya jadwal retensi arsip';
COMMENT ON COLUMN dkis.retention.subject IS 'pemohon, atau penelepon (112; tanpa SOP)';
SELECT dkis_store.record_changes('dkis.legal_holds', 'dkis.retention');

-- Whose data have been kept as long as dkis.retention says, for all his cases.
CREATE FUNCTION dkis.retention_due() RETURNS TABLE (applicant bigint, since date, cases bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.applicant, max(k.ends), count(*) FROM (
    SELECT c.applicant, (c.closed_at + make_interval(months => coalesce(r.months, d.months)))::date AS ends
    FROM dkis_store.cases AS c LEFT JOIN dkis.retention AS r ON r.agency = c.agency AND r.sop = c.sop AND r.subject = 'pemohon'
    LEFT JOIN dkis.retention AS d ON d.agency = c.agency AND d.sop IS NULL AND d.subject = 'pemohon'
    WHERE c.agency = dkis.agency() AND c.applicant IS NOT NULL) AS k
  JOIN dkis_store.applicants AS a ON a.id = k.applicant AND a.erased_at IS NULL
  GROUP BY k.applicant HAVING bool_and(k.ends <= dkis.today())
    AND NOT EXISTS (SELECT FROM dkis.legal_holds AS h WHERE h.applicant = k.applicant AND (h.until IS NULL OR h.until >= dkis.today()))
  ORDER BY 2, 1
$$;
COMMENT ON FUNCTION dkis.retention_due() IS 'Pemohon yang masa simpan datanya sudah lewat; dihapus dengan dkis.erase_person()';

-- ---- who has looked --------------------------------------------------------------------

CREATE TABLE dkis_store.access_log (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor text NOT NULL,
  db_role text NOT NULL,
  what text NOT NULL,
  case_id bigint,
  applicant bigint,
  reason text NOT NULL
);
COMMENT ON TABLE dkis_store.access_log IS 'Siapa membuka data pribadi siapa, kapan, untuk apa; hanya bertambah';
CREATE INDEX access_log_case ON dkis_store.access_log (case_id);
CREATE INDEX access_log_applicant ON dkis_store.access_log (applicant);
CREATE VIEW dkis.access_log AS
SELECT id, at, actor, db_role, what, case_id, applicant, reason, agency FROM dkis_store.access_log;
CREATE TRIGGER refuse_change INSTEAD OF INSERT OR UPDATE OR DELETE ON dkis.access_log
FOR EACH ROW EXECUTE FUNCTION dkis_store.refuse_change();
COMMENT ON VIEW dkis.access_log IS 'Siapa membuka data pribadi siapa, kapan, untuk apa; hanya dibaca';
COMMENT ON COLUMN dkis.access_log.id IS 'Nomor';
COMMENT ON COLUMN dkis.access_log.at IS 'Saat';
COMMENT ON COLUMN dkis.access_log.actor IS 'Yang membuka';
COMMENT ON COLUMN dkis.access_log.db_role IS 'Peran basis datanya';
COMMENT ON COLUMN dkis.access_log.what IS 'Yang dibuka: pemohon dan penelepon sebuah kasus, salinan data, atau penghapusan';
COMMENT ON COLUMN dkis.access_log.case_id IS 'Kasus';
COMMENT ON COLUMN dkis.access_log.applicant IS 'Pemohon';
COMMENT ON COLUMN dkis.access_log.reason IS 'Untuk apa';
COMMENT ON COLUMN dkis.access_log.agency IS 'Kode instansi';

-- The caller himself: SECURITY DEFINER functions ask dkis_store.acting().
CREATE FUNCTION dkis_store.log_access(what text, case_id bigint, applicant bigint, reason text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF coalesce(reason, '') !~ '\S' OR length(reason) > 2000 THEN
    RAISE EXCEPTION 'membuka data pribadi perlu alasan'
      USING ERRCODE = 'SP006', DETAIL = 'Alasan, paling panjang 2000 huruf, tercatat dalam dkis.access_log.', HINT = 'Sebut untuk apa data itu diperlukan.';
  END IF;
  -- Whoever takes his transaction back takes this row with it, and has seen; the server's log keeps that he looked.
  RAISE LOG 'dkis: % membuka data pribadi: %; kasus %, pemohon %', dkis_store.acting(), log_access.what, log_access.case_id, log_access.applicant;
  INSERT INTO dkis_store.access_log (actor, db_role, what, case_id, applicant, reason)
  VALUES (dkis_store.acting(), session_user, log_access.what, log_access.case_id, log_access.applicant, log_access.reason);
END
$$;
COMMENT ON FUNCTION dkis_store.log_access(text, bigint, bigint, text) IS 'Mencatat siapa membuka data pribadi';

-- ---- what is kept of a person, given to him -----------------------------------------------

-- Everything that names him; for dkis_admin, recorded. 02000: no such applicant.
CREATE FUNCTION dkis.export_person(applicant_id bigint) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  person jsonb := (SELECT to_jsonb(a) FROM dkis_store.applicants AS a WHERE a.id = applicant_id AND a.agency = dkis.agency());
BEGIN
  IF person IS NULL THEN
    RAISE EXCEPTION 'pemohon % tidak ada', applicant_id
      USING ERRCODE = 'no_data_found', DETAIL = 'applicant_id menyebut dkis.applicants.id.', HINT = 'Lihat SELECT id, name FROM dkis.applicants.';
  END IF;
  PERFORM dkis_store.log_access('salinan data', NULL, applicant_id, 'permintaan salinan data pribadi');
  RETURN jsonb_build_object('pemohon', person,
    'perubahan', (SELECT coalesce(jsonb_agg(to_jsonb(c) - 'salt' - 'digest' - 'hash' ORDER BY c.id), '[]') FROM dkis_store.changes AS c WHERE c.relation = 'applicants' AND c.row = applicant_id::text),
    'pemberitahuan', (SELECT coalesce(jsonb_agg(to_jsonb(n) ORDER BY n.id), '[]') FROM dkis.notifications AS n WHERE n.applicant = applicant_id),
    'kasus', (SELECT coalesce(jsonb_agg((to_jsonb(c) - 'head') || jsonb_build_object(
        'langkah', (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.id) FROM dkis_store.case_steps AS s WHERE s.case_id = c.id),
        'dokumen', (SELECT jsonb_agg(to_jsonb(d) ORDER BY d.id) FROM dkis_store.case_documents AS d WHERE d.case_id = c.id),
        'survei', (SELECT jsonb_agg(to_jsonb(v) ORDER BY v.id) FROM dkis_store.surveys AS v WHERE v.case_id = c.id),
        'riwayat', (SELECT jsonb_agg(to_jsonb(e) - 'salt' - 'digest' - 'hash' - 'facts' - 'facts_salt' ORDER BY e.seq) FROM dkis_store.case_events AS e WHERE e.case_id = c.id)) ORDER BY c.id), '[]')
      FROM dkis_store.cases AS c WHERE c.applicant = applicant_id));
END
$$;
COMMENT ON FUNCTION dkis.export_person(bigint) IS 'Salinan semua data seorang pemohon, untuk diserahkan kepadanya';

-- ---- erased --------------------------------------------------------------------------------

-- Of fields those that the version declares to name nobody.
CREATE FUNCTION dkis_store.impersonal(data jsonb, sop_version bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(d.key, d.value), '{}') FROM jsonb_each(impersonal.data) AS d
  JOIN dkis.sop_fields AS f ON f.sop_version = impersonal.sop_version AND f.name = d.key AND NOT f.personal
$$;
COMMENT ON FUNCTION dkis_store.impersonal(jsonb, bigint) IS 'Isian yang tidak menyebut orang';

-- Of an event's content what dkis itself has written, and fields that name nobody; NULL:
-- nothing. What somebody typed (reasons, notes, titles, names) is not in the list.
CREATE FUNCTION dkis_store.impersonal_detail(event text, detail jsonb, sop_version bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_object_agg(d.key, CASE WHEN d.key = ANY ('{isian,isian_lama}') THEN dkis_store.impersonal(d.value, sop_version) ELSE d.value END) FROM jsonb_each(impersonal_detail.detail) AS d
  WHERE d.key = ANY ('{peristiwa,kasus,kasus_asal,sop,dari,ke,kepada,kedudukan,tenggat,tenggat_lama,tenggat_baru,ditunda_sejak,klasifikasi,diterima,diakhiri,sebagai,
      kanal,kanal_lama,organisasi,organisasi_lama,pemohon,pemohon_lama,isian,isian_lama,dokumen,butir,survei,u1,u2,u3,u4,u5,u6,u7,u8,u9,dijawab,oleh,pada,
      sha256,medium,langkah,duplikat,wilayah lama,wilayah baru,penerima,batas jawab,kolom,armada,peristiwa_dihapus,sisa}')
    OR (d.key = ANY ('{lama,baru}') AND event = ANY ('{klasifikasi diubah,waktu dibetulkan}'))
    OR (d.key = 'alasan' AND event = ANY ('{tenggat dihitung kembali,data pribadi dihapus}'))
$$;
COMMENT ON FUNCTION dkis_store.impersonal_detail(text, jsonb, bigint) IS 'Isi peristiwa tanpa kata-kata yang diketik orang';

-- Everything recorded of this row of a table goes, and a record of its own says so and
-- states the row as it now is.
CREATE FUNCTION dkis_store.redact_changes("row" anyelement, reason text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  whose record; -- as its records name it
  redacted bigint[];
BEGIN
  SELECT c.relname AS relation, to_jsonb(redact_changes."row") ->> a.attname AS key INTO whose
  FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = 1 WHERE c.reltype = pg_typeof(redact_changes."row");
  WITH gone AS (
    UPDATE dkis_store.changes AS c SET detail = NULL, salt = NULL
    WHERE c.relation = whose.relation AND c.row = whose.key AND c.salt IS NOT NULL AND c.change <> 'data pribadi dihapus' RETURNING c.id)
  SELECT coalesce(array_agg(g.id ORDER BY g.id), '{}') INTO redacted FROM gone AS g;
  PERFORM dkis_store.record_row(redact_changes."row", 'data pribadi dihapus', jsonb_build_object('alasan', reason, 'catatan_dihapus', redacted));
END
$$;
COMMENT ON FUNCTION dkis_store.redact_changes(anyelement, text) IS 'Menghapus isi catatan perubahan sebuah baris dengan catatan tersendiri';

-- For what somebody looked at these cases, or at this person: the reason may name him.
-- Who looked, and when, stays; so does why he was erased.
CREATE FUNCTION dkis_store.redact_looks(cases bigint[], person bigint, reason text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  look record;
BEGIN
  FOR look IN UPDATE dkis_store.access_log AS l SET reason = '(dihapus)' WHERE (l.case_id = ANY (cases) OR l.applicant = person) AND l.what <> 'penghapusan' RETURNING l.id LOOP
    PERFORM dkis_store.redact_changes(l, redact_looks.reason) FROM dkis_store.access_log AS l WHERE l.id = look.id;
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.redact_looks(bigint[], bigint, text) IS 'Menghapus alasan orang membuka data ini';

-- Of one case everything that may name somebody: its title, fields, notes, reasons,
-- the names of documents, the words of notices; and of its events what somebody typed:
-- a redaction names them, and holds what was left. Times, steps, outcomes and marks
-- stay: statistics are the same.
CREATE FUNCTION dkis_store.redact_case(the_case bigint, reason text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  version bigint;
  titles text[]; -- that it ever had
  redacted jsonb;
BEGIN
  SELECT c.sop_version, ARRAY[c.title] INTO version, titles FROM dkis_store.cases AS c WHERE c.id = the_case FOR NO KEY UPDATE;
  titles := titles || ARRAY(SELECT t.title FROM dkis_store.case_events AS e CROSS JOIN LATERAL (VALUES (e.detail ->> 'perihal'), (e.detail ->> 'perihal_lama')) AS t (title)
    WHERE e.case_id = the_case AND t.title <> '');
  UPDATE dkis_store.cases AS c SET title = '(dihapus)', note = NULL,
    data = dkis_store.impersonal(c.data, c.sop_version) WHERE c.id = the_case;
  UPDATE dkis_store.case_steps AS s SET note = NULL WHERE s.case_id = the_case AND s.note IS NOT NULL;
  UPDATE dkis_store.case_holds AS h SET reason = '(dihapus)' WHERE h.case_id = the_case;
  UPDATE dkis_store.case_documents AS d SET name = '(dihapus)', location = NULL WHERE d.case_id = the_case;
  UPDATE dkis_store.case_items AS i SET data = dkis_store.impersonal(i.data, c.sop_version) FROM dkis_store.cases AS c WHERE i.case_id = the_case AND c.id = the_case;
  UPDATE dkis_store.surveys AS v SET suggestion = NULL WHERE v.case_id = the_case;
  UPDATE dkis.notifications AS n SET subject = '(dihapus)', body = '(dihapus)', last_error = NULL
    WHERE n.case_id = the_case OR (n.case_id IS NULL AND n.kind = 'rangkuman' -- one that tells of many
      AND EXISTS (SELECT FROM unnest(titles) AS t (title) WHERE position(t.title IN n.subject || n.body) > 0));
  UPDATE dkis_store.case_events AS e SET facts_salt = NULL WHERE e.case_id = the_case AND e.facts_salt IS NOT NULL;
  WITH gone AS (
    UPDATE dkis_store.case_events AS e SET detail = dkis_store.impersonal_detail(e.event, e.detail, version), salt = NULL
    WHERE e.case_id = the_case AND e.salt IS NOT NULL AND e.detail IS DISTINCT FROM dkis_store.impersonal_detail(e.event, e.detail, version) RETURNING e.seq, e.detail)
  SELECT jsonb_build_object('peristiwa_dihapus', coalesce(jsonb_agg(g.seq ORDER BY g.seq), '[]'), 'sisa', coalesce(jsonb_object_agg(g.seq, g.detail) FILTER (WHERE g.detail IS NOT NULL), '{}'))
    INTO redacted FROM gone AS g;
  PERFORM dkis_store.record_event(the_case, 'data pribadi dihapus', jsonb_build_object('alasan', reason) || redacted);
END
$$;
COMMENT ON FUNCTION dkis_store.redact_case(bigint, text) IS 'Menghapus isi pribadi sebuah kasus dengan peristiwanya sendiri';

-- The applicant and all his cases, closed ones too; for dkis_admin. Cannot be taken
-- back. SP006: no reason; SP010: a legal hold; 02000: no such applicant. Answers how
-- many cases it concerned.
CREATE FUNCTION dkis.erase_person(applicant_id bigint, reason text) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  held text := (SELECT string_agg(h.reason, '; ') FROM dkis.legal_holds AS h WHERE h.applicant = applicant_id AND (h.until IS NULL OR h.until >= dkis.today()));
  the_case bigint;
  count int := 0;
BEGIN
  PERFORM FROM dkis_store.applicants AS a WHERE a.id = applicant_id AND a.agency = dkis.agency() FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'pemohon % tidak ada', applicant_id
      USING ERRCODE = 'no_data_found', DETAIL = 'applicant_id menyebut dkis.applicants.id.', HINT = 'Lihat SELECT id, name FROM dkis.applicants.';
  END IF;
  IF held IS NOT NULL THEN
    RAISE EXCEPTION 'data pemohon % sedang ditahan', applicant_id
      USING ERRCODE = 'SP010', DETAIL = format('Dasarnya: %s.', held), HINT = 'Akhiri dahulu penahanannya dalam dkis.legal_holds (kolom until).';
  END IF;
  PERFORM dkis_store.log_access('penghapusan', NULL, applicant_id, reason);
  FOR the_case IN SELECT c.id FROM dkis_store.cases AS c WHERE c.applicant = applicant_id ORDER BY c.id LOOP
    PERFORM dkis_store.redact_case(the_case, reason);
    count := count + 1;
  END LOOP;
  UPDATE dkis.notifications AS n SET subject = '(dihapus)', body = '(dihapus)', last_error = NULL WHERE n.applicant = applicant_id;
  UPDATE dkis_store.applicants AS a SET name = '(dihapus)', identity_hash = NULL, contact = NULL, data = '{}', erased_at = clock_timestamp() WHERE a.id = applicant_id;
  UPDATE dkis.legal_holds AS h SET reason = '(dihapus)' WHERE h.applicant = applicant_id;
  PERFORM dkis_store.redact_changes(a, erase_person.reason) FROM dkis_store.applicants AS a WHERE a.id = applicant_id;
  PERFORM dkis_store.redact_changes(h, erase_person.reason) FROM dkis.legal_holds AS h WHERE h.applicant = applicant_id;
  PERFORM dkis_store.redact_looks(ARRAY(SELECT c.id FROM dkis_store.cases AS c WHERE c.applicant = applicant_id), applicant_id, erase_person.reason);
  RETURN count;
END
$$;
COMMENT ON FUNCTION dkis.erase_person(bigint, text) IS 'Menghapus data seorang pemohon dan isi pribadi kasus-kasusnya; tidak dapat ditarik kembali';

-- ---- looking at what is the other's ----------------------------------------------------------

-- The applicant of a case and the callers of its incident, for whoever needs them and
-- says why; recorded in dkis.access_log. 02000: no such case.
CREATE FUNCTION dkis.reveal(case_id bigint, reason text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  whose bigint;
BEGIN
  SELECT c.applicant INTO whose FROM dkis_store.cases AS c WHERE c.id = case_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'kasus % tidak ada', case_id
      USING ERRCODE = 'no_data_found', DETAIL = 'case_id menyebut dkis.cases.id.', HINT = 'Lihat SELECT id, register_no FROM dkis.cases.';
  END IF;
  PERFORM dkis_store.log_access('pemohon dan penelepon', case_id, whose, reason);
  RETURN jsonb_build_object(
    'pemohon', (SELECT to_jsonb(a) - 'identity_hash' FROM dkis_store.applicants AS a WHERE a.id = whose),
    'panggilan', dkis_store.callers_of(case_id));
END
$$;
COMMENT ON FUNCTION dkis.reveal(bigint, text) IS 'Pemohon dan penelepon sebuah kasus, dengan alasan yang dicatat';

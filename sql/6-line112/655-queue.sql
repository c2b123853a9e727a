-- Calls as a queue: what each still wants, which incident it may be about, and what
-- is known of whoever is calling.

-- What is still to be done about the calls of the last hours (setting queue_hours,
-- 12). need: jawab = it rings; kenali = answered, its kind is not known; buka insiden
-- = an emergency without an incident; hubungkan = about a known incident, but which;
-- hubungi kembali = lost or silent, until somebody is reached, it was tried
-- callback_attempts (3) times, the number called again, or it is blocked.
CREATE VIEW dkis.call_queue AS
SELECT c.id, w.need, c.status, c.received_at, floor(date_part('epoch', now() - c.received_at))::int AS seconds,
  c.caller_number, c.kind, c.category, c.note, c.blocked, b.attempts, b.last_attempt_at, c.call_taker, c.agency
FROM dkis.calls c
LEFT JOIN dkis.call_kinds k ON k.agency = c.agency AND k.kind = c.kind
CROSS JOIN LATERAL (
  SELECT count(*)::int AS attempts, max(a.at) AS last_attempt_at, COALESCE(bool_or(a.result = 'tersambung'), false) AS reached
  FROM dkis.call_backs a WHERE a.call = c.id) AS b
CROSS JOIN LATERAL (SELECT CASE
  WHEN c.status = 'menunggu' THEN 'jawab'
  WHEN c.incident_id IS NOT NULL THEN NULL
  WHEN c.status = 'terlepas' OR k.effect = 'dihubungi kembali' THEN CASE
    WHEN b.reached OR b.attempts >= dkis_store.number_setting('callback_attempts') OR c.caller_number IS NULL
      OR EXISTS (SELECT FROM dkis_store.calls l WHERE l.agency = c.agency AND l.caller_number = c.caller_number
        AND l.received_at > c.received_at AND l.answered_at IS NOT NULL)
      OR EXISTS (SELECT FROM dkis.blocked_numbers n WHERE n.agency = c.agency AND dkis.phone_number(n.number) = c.caller_number
        AND n.until > now()) THEN NULL
    ELSE 'hubungi kembali' END
  WHEN c.kind IS NULL THEN 'kenali'
  WHEN k.effect = 'membuka insiden' THEN 'buka insiden'
  WHEN k.effect = 'menyusul insiden' THEN 'hubungkan' END AS need) AS w
WHERE w.need IS NOT NULL AND (c.incident_id IS NULL OR (c.answered_at IS NULL AND c.ended_at IS NULL)) -- said again as calls_wanting says it: by index
  AND c.received_at > now() - make_interval(hours => dkis_store.number_setting('queue_hours')::int);
COMMENT ON VIEW dkis.call_queue IS 'Antrean: panggilan yang masih memerlukan sesuatu';
COMMENT ON COLUMN dkis.call_queue.id IS 'Nomor panggilan';
COMMENT ON COLUMN dkis.call_queue.need IS 'Yang masih perlu: jawab, kenali, buka insiden, hubungkan, hubungi kembali';
COMMENT ON COLUMN dkis.call_queue.status IS 'menunggu, terlepas, tersambung, selesai';
COMMENT ON COLUMN dkis.call_queue.received_at IS 'Saat telepon berdering';
COMMENT ON COLUMN dkis.call_queue.seconds IS 'Detik sejak berdering';
COMMENT ON COLUMN dkis.call_queue.caller_number IS 'Nomor penelepon (data pribadi)';
COMMENT ON COLUMN dkis.call_queue.kind IS 'Jenis; kosong = belum diketahui';
COMMENT ON COLUMN dkis.call_queue.category IS 'Kategori kejadian';
COMMENT ON COLUMN dkis.call_queue.note IS 'Catatan';
COMMENT ON COLUMN dkis.call_queue.blocked IS 'Nomornya sedang diblokir ketika menelepon';
COMMENT ON COLUMN dkis.call_queue.attempts IS 'Berapa kali sudah dihubungi kembali';
COMMENT ON COLUMN dkis.call_queue.last_attempt_at IS 'Terakhir dihubungi kembali';
COMMENT ON COLUMN dkis.call_queue.call_taker IS 'Penerima panggilan';
COMMENT ON COLUMN dkis.call_queue.agency IS 'Kode instansi';

-- Answers a call that rings: this one, or (NULL) the one that has waited longest. Two
-- who answer at once get two calls. No row when none waits.
CREATE FUNCTION dkis.answer_call(call_id bigint DEFAULT NULL)
RETURNS TABLE (id bigint, caller_number text, seconds int, blocked bool)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  next bigint;
BEGIN
  SELECT c.id INTO next FROM dkis.calls AS c
  WHERE c.agency = dkis.agency() AND c.answered_at IS NULL AND c.ended_at IS NULL AND (c.id = call_id OR call_id IS NULL)
    AND c.received_at > now() - make_interval(hours => dkis_store.number_setting('queue_hours')::int)
  ORDER BY c.received_at, c.id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
  RETURN QUERY UPDATE dkis.calls AS c SET answered_at = clock_timestamp() WHERE c.id = next
    RETURNING c.id, c.caller_number, floor(date_part('epoch', c.answered_at - c.received_at))::int, c.blocked;
END
$$;
COMMENT ON FUNCTION dkis.answer_call(bigint) IS 'Menjawab panggilan yang berdering: yang disebut, atau yang menunggu paling lama';

-- Blocks the number of a call for block_hours (24), by the word of the call taker.
-- Its calls are still taken, with a warning. Returns until when. SP010 for a call
-- whose kind may not be blocked for (dkis.call_kinds.may_block) or without a number.
CREATE FUNCTION dkis.block_caller(call_id bigint, reason text DEFAULT NULL) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  given record;
  blocked_until timestamptz := now() + make_interval(hours => dkis_store.number_setting('block_hours')::int);
BEGIN
  SELECT c.caller_number, c.kind, coalesce(k.may_block, false) AS may_block INTO given
  FROM dkis.calls AS c LEFT JOIN dkis.call_kinds AS k ON k.agency = c.agency AND k.kind = c.kind WHERE c.id = call_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'panggilan % tidak ada', call_id USING ERRCODE = 'P0002',
      DETAIL = 'Tidak ada panggilan dengan id itu di dkis.calls.', HINT = 'Lihat SELECT id, received_at, kind FROM dkis.calls.';
  ELSIF NOT given.may_block OR given.caller_number IS NULL THEN
    RAISE EXCEPTION 'nomor panggilan % tidak dapat diblokir', call_id USING ERRCODE = 'SP010',
      DETAIL = format('Jenis: %s; nomor: %s.', coalesce(given.kind, 'belum diketahui'), coalesce(given.caller_number, 'tidak diketahui')),
      HINT = format('Diblokir hanya untuk jenis: %s.', (SELECT string_agg(k.kind, ', ' ORDER BY k.id) FROM dkis.call_kinds AS k WHERE k.agency = dkis.agency() AND k.may_block));
  END IF;
  INSERT INTO dkis.blocked_numbers (number, until, reason) VALUES (given.caller_number, blocked_until, coalesce(nullif(btrim(reason), ''), given.kind));
  RETURN blocked_until;
END
$$;
COMMENT ON FUNCTION dkis.block_caller(bigint, text) IS 'Memblokir sementara nomor sebuah panggilan iseng; panggilannya tetap dilayani dengan peringatan';

-- ---- which incident a call may be about ---------------------------------------------

-- The words of a text that tell one place from another: without regard to case and
-- signs, without short words.
CREATE FUNCTION dkis_store.telling_words(said text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_agg(DISTINCT w.word ORDER BY w.word)
  FROM regexp_split_to_table(lower(telling_words.said), '[^[:alnum:]]+') AS w (word)
  WHERE (length(w.word) > 2 OR w.word ~ '^[0-9]+$')
    AND w.word <> ALL ('{dan,dekat,depan,samping,belakang,seberang,sebelah,jalan,jln,gang,dari,yang,ada,kota}'::text[]);
END;
COMMENT ON FUNCTION dkis_store.telling_words(text) IS 'Kata-kata yang membedakan suatu tempat dari yang lain';

-- Open incidents whose address is said with the words that this call's place was.
CREATE FUNCTION dkis_store.open_by_words(call_id bigint) RETURNS TABLE (incident_id bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH call AS MATERIALIZED (
    SELECT c.agency, c.category, c.received_at, dkis_store.telling_words(p.address) AS words
    FROM dkis_store.calls c CROSS JOIN LATERAL dkis_store.place_of_call(c.id) p WHERE c.id = $1
  )
  SELECT i.id FROM call JOIN dkis_store.incidents i ON i.agency = call.agency
  CROSS JOIN LATERAL (SELECT dkis_store.telling_words(i.address) AS words OFFSET 0) AS there
  WHERE i.closed_at IS NULL AND (call.category IS NULL OR i.category = call.category)
    AND i.occurred_at >= call.received_at - '1 day'::interval AND i.occurred_at <= call.received_at + '1 hour'::interval
    AND (SELECT count(*) > 0 AND 10 * count(*) >= 6 * LEAST(cardinality(call.words), cardinality(there.words))
      FROM unnest(call.words) w (word) WHERE w.word = ANY (there.words));
END;
COMMENT ON FUNCTION dkis_store.open_by_words(bigint) IS 'Insiden terbuka yang alamatnya disebut dengan kata-kata sebuah panggilan';

-- Open incidents that a call may be about, the surest first: its number has reported
-- it within a day (nomor), it is near (tempat), or the words for the place are the same
-- (kata). Its own is not among them. distance_m NULL where a place is not known.
CREATE FUNCTION dkis.possible_incidents(call_id bigint)
RETURNS TABLE (incident_id bigint, why text, category text, distance_m float8, minutes_apart float8)
LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'dkis_possible_incidents';
COMMENT ON FUNCTION dkis.possible_incidents(bigint) IS 'Insiden terbuka yang mungkin dimaksud sebuah panggilan, dari nomor, tempat dan kata-katanya';

-- Says which incidents this call's may be the same as: the surest, and the others.
CREATE FUNCTION dkis_store.tell_possible(call_id bigint, opened bigint) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  same bigint[];
  why text[];
BEGIN
  SELECT array_agg(p.incident_id), array_agg(format('%s (%s; %s yang sama)', p.incident_id, p.category, p.why)) INTO same, why
  FROM (SELECT * FROM dkis.possible_incidents(call_id) LIMIT 5) AS p;
  IF same IS NOT NULL THEN
    RAISE NOTICE 'mungkin sama dengan insiden %', same[1]
      USING DETAIL = 'Yang mungkin: ' || array_to_string(why, ', ') || '.',
        HINT = CASE WHEN opened IS NULL THEN format('Bila sama: UPDATE dkis.calls SET kind = ''duplikat'', incident_id = %s WHERE id = %s;', same[1], call_id)
          ELSE format('Bila sama: SELECT dkis.merge_incidents(%s, %s);', same[1], opened) END;
  END IF;
END
$$;
COMMENT ON FUNCTION dkis_store.tell_possible(bigint, bigint) IS 'Menyebut insiden yang mungkin sama dengan yang dilaporkan sebuah panggilan';

-- A call about a known incident joins it if it can be one alone; else says which there
-- are. Returns the incident, NULL for none.
CREATE FUNCTION dkis_store.join_incident(call_id bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  meant bigint[] := ARRAY(SELECT p.incident_id FROM dkis.possible_incidents(call_id) AS p);
BEGIN
  IF cardinality(meant) = 1 THEN
    UPDATE dkis.calls AS c SET incident_id = meant[1] WHERE c.id = call_id;
    RETURN meant[1];
  END IF;
  RAISE NOTICE '%', CASE WHEN meant = '{}' THEN 'insiden yang dimaksud tidak ditemukan' ELSE 'lebih dari satu insiden yang mungkin dimaksud' END
    USING DETAIL = coalesce((SELECT string_agg(format('%s (%s)', i.id, i.category), ', ' ORDER BY i.id) FROM dkis.incidents AS i WHERE i.id = ANY (meant)), 'Tidak ada insiden terbuka yang cocok.'),
      HINT = format('Hubungkan sendiri: UPDATE dkis.calls SET incident_id = ... WHERE id = %s;', call_id);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.join_incident(bigint) IS 'Menghubungkan panggilan susulan ke satu-satunya insiden yang mungkin dimaksud';

-- ---- who is calling -------------------------------------------------------------------

-- What call_context() answers.
CREATE FUNCTION dkis_store.call_context(number text) RETURNS TABLE (what text, id bigint, at timestamptz, note text)
LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH given AS MATERIALIZED (
    SELECT CASE WHEN octet_length($1) <= 64 THEN dkis.phone_number($1) END AS number
  ), call AS MATERIALIZED (
    SELECT c.id, c.received_at, c.kind, c.note, c.incident_id FROM dkis.calls c
    WHERE c.agency = dkis.agency() AND c.caller_number = (SELECT given.number FROM given)
    ORDER BY c.received_at DESC LIMIT 100
  ), last_place AS MATERIALIZED (
    SELECT dkis.to_geometry(f.location) AS point FROM call JOIN dkis.call_locations f ON f.call = call.id
    WHERE f.location IS NOT NULL ORDER BY f.at DESC LIMIT 1
  ), reported AS MATERIALIZED (
    SELECT i.id, i.occurred_at, i.category, i.status, i.address, i.note FROM dkis.incidents i
    WHERE i.id IN (SELECT call.incident_id FROM call)
  ), there AS (
    SELECT n.id, n.occurred_at, n.metres FROM last_place CROSS JOIN LATERAL (
      SELECT i.id, i.occurred_at, ST_Distance(i.location::geography, last_place.point::geography) AS metres
      FROM dkis_store.incidents i WHERE i.agency = dkis.agency()
      ORDER BY i.location <-> last_place.point LIMIT 20) AS n
    WHERE n.metres <= 100 AND n.id NOT IN (SELECT reported.id FROM reported)
    ORDER BY n.occurred_at DESC LIMIT 5
  ), said (place, what, id, at, note) AS (
    SELECT 1, 'blokir', n.id, n.blocked_at, format('sampai %s: %s', to_char(n.until AT TIME ZONE dkis_store.agency_zone(n.agency), 'DD-MM-YYYY HH24:MI'), n.reason)
    FROM dkis.blocked_numbers n
    WHERE n.agency = dkis.agency() AND dkis.phone_number(n.number) = (SELECT given.number FROM given) AND n.until > now()
    UNION ALL
    SELECT 2, 'ringkasan', NULL, max(k.last), string_agg(format('%s %s', k.calls, k.kind), ', ' ORDER BY k.calls DESC, k.kind)
    FROM (SELECT COALESCE(call.kind, 'belum dikenali') AS kind, count(*) AS calls, max(call.received_at) AS last FROM call GROUP BY 1) AS k HAVING count(*) > 0
    UNION ALL
    SELECT CASE WHEN r.status IN ('baru', 'ditangani') THEN 3 ELSE 4 END, 'insiden', r.id, r.occurred_at, concat_ws('; ', r.category || ', ' || r.status, r.address, r.note) FROM reported r
    UNION ALL
    SELECT 5, 'di dekatnya', there.id, there.occurred_at, format('%s, %s, %s m', i.category, i.status, round(there.metres))
    FROM there JOIN dkis.incidents i ON i.id = there.id
    UNION ALL
    (SELECT 6, 'panggilan', call.id, call.received_at, concat_ws('; ', COALESCE(call.kind, 'belum dikenali'), call.note) FROM call ORDER BY call.received_at DESC LIMIT 10)
  )
  SELECT said.what, said.id, said.at, said.note FROM said ORDER BY said.place, said.at DESC, said.id DESC;
END;
COMMENT ON FUNCTION dkis_store.call_context(text) IS 'Yang diketahui tentang sebuah nomor; lihat dkis.call_context';

-- What is known of a number while it is ringing, the newest first within each kind:
-- blokir (in force), ringkasan (its last 100 calls by kind), insiden (that it has
-- reported, open ones first), di dekatnya (open incidents near where it called from
-- last, and the latest that were there), panggilan (its last ten). No row: never seen.
-- A function that keeps its plan: it is asked while the telephone rings.
CREATE FUNCTION dkis.call_context(number text) RETURNS TABLE (what text, id bigint, at timestamptz, note text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT * FROM dkis_store.call_context(call_context.number);
END
$$;
COMMENT ON FUNCTION dkis.call_context(text) IS 'Yang diketahui tentang sebuah nomor: blokir, panggilan dan insiden terdahulu, insiden di dekatnya';

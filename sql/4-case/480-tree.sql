-- One tree over everything that was recorded (RFC 9162, section 2.1): the events of
-- all cases and the changes beside them, in the order in which they were sealed. Its
-- root, published outside, commits to all of them: what is edited, cut, inserted,
-- reordered or hashed anew afterwards no longer leads to a root that somebody holds.
--
-- A leaf is SHA-256 of 00 and the record's own hash (src/core/history/chain.h), a
-- node SHA-256 of 01 and the two below it. Whole subtrees are stored, of every third
-- level (level 0: the leaves); the levels between and the ragged edge are worked out: a
-- proof takes some dozens of look-ups. Any program with SHA-256 checks one; tools/verify
-- does, and needs nothing of dkis.

CREATE TABLE dkis_store.tree_nodes (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  level int NOT NULL,
  place bigint NOT NULL,   -- among those of its level, from 0
  hash bytea NOT NULL,
  relation text,           -- of a leaf: case_events or changes …
  record bigint            -- … and its id there
);
CREATE UNIQUE INDEX tree_nodes_place ON dkis_store.tree_nodes (agency, level DESC, place); -- leaves, which are most, come to its end
CREATE UNIQUE INDEX tree_nodes_record ON dkis_store.tree_nodes (record, relation) WHERE level = 0; -- in the order in which they come
ALTER SEQUENCE dkis_store.tree_nodes_id_seq CACHE 1000; -- a sealing takes one for each record and more
COMMENT ON TABLE dkis_store.tree_nodes IS 'Pohon hash seluruh catatan (RFC 9162); hanya bertambah';

-- Each sealing: the tree as it then was. Records are numbered before they are
-- committed, so a later one may be seen first: up to which number nothing can
-- still come is known once all that ran at a sealing has ended (horizon).
CREATE TABLE dkis_store.seals (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  at timestamptz NOT NULL,
  tree_size bigint NOT NULL,
  root bytea NOT NULL,
  last_event bigint NOT NULL,
  last_change bigint NOT NULL,
  horizon text NOT NULL, -- of type xid8
  known_event bigint NOT NULL, -- up to here all there will ever be is in the tree
  known_change bigint NOT NULL,
  UNIQUE (agency, tree_size)
);
COMMENT ON TABLE dkis_store.seals IS 'Penyegelan: ukuran dan akar pohon hash';

-- ---- hashes of subtrees -------------------------------------------------------------

-- Of count leaves from first on: such as the recursion of RFC 9162 comes to, first
-- being a multiple of the largest power of two in count. NULL: not all are there.
CREATE FUNCTION dkis_store.tree_hash(agency int, first bigint, count bigint) RETURNS bytea
LANGUAGE c STABLE STRICT AS 'MODULE_PATHNAME', 'dkis_tree_hash';
COMMENT ON FUNCTION dkis_store.tree_hash(int, bigint, bigint) IS 'Nilai hash sebagian pohon';

-- The largest power of two below count.
CREATE FUNCTION dkis_store.tree_split(count bigint) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT 1::bigint << (64 - position(B'1' IN (count - 1)::bit(64)));
END;
COMMENT ON FUNCTION dkis_store.tree_split(bigint) IS 'Bilangan dua berpangkat terbesar di bawah ukuran ini';

-- PATH of RFC 9162, 2.1.3: from the leaf upwards.
CREATE FUNCTION dkis_store.inclusion_path(agency int, place bigint, size bigint) RETURNS bytea[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  path bytea[] := '{}';
  first bigint := 0;
  half bigint;
BEGIN
  WHILE size > 1 LOOP
    half := dkis_store.tree_split(size);
    IF place - first < half THEN
      path := dkis_store.tree_hash(agency, first + half, size - half) || path;
      size := half;
    ELSE
      path := dkis_store.tree_hash(agency, first, half) || path;
      first := first + half;
      size := size - half;
    END IF;
  END LOOP;
  RETURN path;
END
$$;
COMMENT ON FUNCTION dkis_store.inclusion_path(int, bigint, bigint) IS 'Jalan dari sebuah daun ke akar';

-- PROOF of RFC 9162, 2.1.4.
CREATE FUNCTION dkis_store.consistency_path(agency int, old_size bigint, new_size bigint) RETURNS bytea[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  path bytea[] := '{}';
  first bigint := 0;
  at_left bool := true;
  half bigint;
BEGIN
  WHILE old_size BETWEEN 1 AND new_size - 1 LOOP
    half := dkis_store.tree_split(new_size);
    IF old_size <= half THEN
      path := dkis_store.tree_hash(agency, first + half, new_size - half) || path;
      new_size := half;
    ELSE
      path := dkis_store.tree_hash(agency, first, half) || path;
      first := first + half;
      old_size := old_size - half;
      new_size := new_size - half;
      at_left := false;
    END IF;
  END LOOP;
  RETURN CASE WHEN at_left THEN path ELSE dkis_store.tree_hash(agency, first, new_size) || path END;
END
$$;
COMMENT ON FUNCTION dkis_store.consistency_path(int, bigint, bigint) IS 'Bukti bahwa pohon yang lama adalah awal pohon yang baru';

-- ---- sealing --------------------------------------------------------------------------

-- Puts leaves to the right end of a tree of this size, with every node that is then
-- whole; records: a query of (relation text, id bigint, hash bytea) in their order. The
-- new size; of those of either table the greatest id (0: none); the transaction (xid8)
-- before which all had begun who had then anything under way. For the owner alone.
CREATE FUNCTION dkis_store.append_leaves(agency int, old_size bigint, records text, OUT size bigint, OUT last_event bigint, OUT last_change bigint, OUT horizon text)
LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'dkis_append_leaves';
COMMENT ON FUNCTION dkis_store.append_leaves(int, bigint, text) IS 'Menambah catatan pada ujung pohon hash';

-- Those of one table that are not in the tree: beyond the last known, and such as have
-- been committed since the horizon.
CREATE FUNCTION dkis_store.unsealed(relation text, agency int, since bigint, last bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT format('SELECT %L::text, r.id, r.hash FROM dkis_store.%1$I AS r WHERE r.agency = %s AND r.id > %s AND (r.id > %s OR NOT EXISTS ('
    'SELECT FROM dkis_store.tree_nodes AS n WHERE n.level = 0 AND n.relation = %1$L AND n.record = r.id)) ORDER BY r.id', relation, agency, since, last)
$$;
COMMENT ON FUNCTION dkis_store.unsealed(text, int, bigint, bigint) IS 'Kueri catatan yang belum disegel';

-- Takes everything recorded since into the tree; answers its size. One at a time:
-- beside another it does nothing. Part of what the scheduler runs each minute.
CREATE FUNCTION dkis.seal() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine int := dkis.agency();
  old_size bigint := coalesce((SELECT max(s.tree_size) FROM dkis_store.seals AS s WHERE s.agency = mine), 0);
  known record; -- up to which number nothing can come any more; what came in time is taken now
  taken record; -- by the last sealing
  now_taken record; -- by this one
BEGIN
  IF mine = 0 AND NOT EXISTS (SELECT FROM dkis.sops AS s WHERE s.agency = 0) THEN
    RETURN 0; -- nobody's database yet: it may become any agency's
  END IF;
  IF NOT dkis_store.take_turn('dkis.seal') THEN
    RETURN old_size;
  END IF;
  old_size := coalesce((SELECT max(s.tree_size) FROM dkis_store.seals AS s WHERE s.agency = mine), 0);
  SELECT coalesce(max(s.last_event) FILTER (WHERE s.horizon::xid8 <= pg_snapshot_xmin(pg_current_snapshot())), 0) AS event,
      coalesce(max(s.last_change) FILTER (WHERE s.horizon::xid8 <= pg_snapshot_xmin(pg_current_snapshot())), 0) AS change
    INTO known FROM dkis_store.seals AS s WHERE s.agency = mine;
  SELECT coalesce(max(s.known_event), 0) AS event, coalesce(max(s.known_change), 0) AS change,
      coalesce(max(s.last_event), 0) AS last_event, coalesce(max(s.last_change), 0) AS last_change
    INTO taken FROM dkis_store.seals AS s WHERE s.agency = mine;
  SELECT l.* INTO now_taken FROM dkis_store.append_leaves(mine, old_size, format('(%s) UNION ALL (%s)',
    dkis_store.unsealed('case_events', mine, taken.event, taken.last_event), dkis_store.unsealed('changes', mine, taken.change, taken.last_change))) AS l;
  IF now_taken.size > old_size THEN
    INSERT INTO dkis_store.seals (agency, at, tree_size, root, last_event, last_change, known_event, known_change, horizon)
    VALUES (mine, clock_timestamp(), now_taken.size, dkis_store.tree_hash(mine, 0, now_taken.size), greatest(taken.last_event, now_taken.last_event),
      greatest(taken.last_change, now_taken.last_change), known.event, known.change, now_taken.horizon);
  END IF;
  RETURN now_taken.size;
END
$$;
COMMENT ON FUNCTION dkis.seal() IS 'Memasukkan semua peristiwa dan perubahan baru ke pohon hash; ukurannya';

-- ---- what a stranger is given ------------------------------------------------------------

-- The last sealing as the text of a C2SP checkpoint: origin, size, root. It is to be
-- signed and published outside, with a key that is never in this database.
CREATE FUNCTION dkis.checkpoint() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT format(E'dkis/%s\n%s\n%s\n', dkis.agency(), s.tree_size, encode(s.root, 'base64'))
  FROM dkis_store.seals AS s WHERE s.agency = dkis.agency() ORDER BY s.tree_size DESC LIMIT 1
$$;
COMMENT ON FUNCTION dkis.checkpoint() IS 'Nota pohon hash untuk ditandatangani dan diumumkan di luar: asal, ukuran, akar';

CREATE FUNCTION dkis_store.path_texts(path bytea[]) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(jsonb_agg(encode(p.hash, 'base64') ORDER BY p.n), '[]') FROM unnest(path) WITH ORDINALITY AS p (hash, n);
END;
COMMENT ON FUNCTION dkis_store.path_texts(bytea[]) IS 'Nilai-nilai hash sebuah bukti dalam base64';

-- That this event stands in the tree of the last sealing: its place, its hash, the
-- path to the root. For the applicant, a receipt. 55000: not sealed yet; 02000: no
-- such event.
CREATE FUNCTION dkis.inclusion_proof(case_id bigint, seq int) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  event record;
  leaf record;
  seal record;
BEGIN
  SELECT e.id, e.hash, e.agency INTO event FROM dkis_store.case_events AS e WHERE e.case_id = inclusion_proof.case_id AND e.seq = inclusion_proof.seq;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'kasus % tidak punya peristiwa %', case_id, seq
      USING ERRCODE = 'no_data_found', DETAIL = 'Peristiwa disebut dengan nomor kasus dan urutannya.', HINT = 'Lihat SELECT seq, event FROM dkis.case_events WHERE case_id = ...';
  END IF;
  SELECT n.place INTO leaf FROM dkis_store.tree_nodes AS n WHERE n.level = 0 AND n.relation = 'case_events' AND n.record = event.id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'peristiwa % kasus % belum disegel', seq, case_id
      USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'Pohon hash bertambah tiap menit.', HINT = 'Tunggu semenit, atau SELECT dkis.seal() oleh dkis_admin.';
  END IF;
  SELECT s.tree_size, s.root INTO seal FROM dkis_store.seals AS s WHERE s.agency = event.agency ORDER BY s.tree_size DESC LIMIT 1;
  RETURN jsonb_build_object('origin', format('dkis/%s', event.agency), 'size', seal.tree_size, 'root', encode(seal.root, 'base64'), 'index', leaf.place,
    'record', encode(event.hash, 'base64'), 'path', dkis_store.path_texts(dkis_store.inclusion_path(event.agency, leaf.place, seal.tree_size)));
END
$$;
COMMENT ON FUNCTION dkis.inclusion_proof(bigint, int) IS 'Bukti bahwa peristiwa ini ada dalam pohon hash (tanda terima)';

-- That the tree of old_size leaves is the beginning of that of new_size. 22023: no
-- such sizes.
CREATE FUNCTION dkis.consistency_proof(old_size bigint, new_size bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine int := dkis.agency();
  size bigint := coalesce((SELECT max(s.tree_size) FROM dkis_store.seals AS s WHERE s.agency = mine), 0);
BEGIN
  IF old_size IS NULL OR new_size IS NULL OR old_size < 1 OR old_size > new_size OR new_size > size THEN
    RAISE EXCEPTION 'tidak ada pohon dari % ke % catatan', old_size, new_size
      USING ERRCODE = 'invalid_parameter_value', DETAIL = format('Pohon sekarang memuat %s catatan.', size), HINT = '1 <= old_size <= new_size <= ukuran pohon.';
  END IF;
  RETURN jsonb_build_object('origin', format('dkis/%s', mine), 'old_size', old_size, 'new_size', new_size,
    'path', dkis_store.path_texts(dkis_store.consistency_path(mine, old_size, new_size)));
END
$$;
COMMENT ON FUNCTION dkis.consistency_proof(bigint, bigint) IS 'Bukti bahwa pohon yang lama adalah awal pohon yang baru';

-- ---- checking against what was kept outside -----------------------------------------------

-- heads: rows of dkis.audit_heads as they were kept ([{"case_id", "event_count",
-- "head"}, …]). Each case whose history no longer goes through its head.
CREATE FUNCTION dkis.compare_heads(heads jsonb) RETURNS TABLE (case_id bigint, problem text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  strange record;
BEGIN
  IF jsonb_typeof(heads) IS DISTINCT FROM 'array' THEN
    RAISE EXCEPTION 'heads harus berupa larik JSON'
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'Tiap unsurnya memuat case_id, event_count dan head.',
        HINT = 'Simpan di luar: SELECT jsonb_agg(h) FROM dkis.audit_heads AS h.';
  END IF;
  SELECT a.n, a.element INTO strange FROM jsonb_array_elements(heads) WITH ORDINALITY AS a (element, n)
    WHERE (a.element ->> 'case_id' ~ '^[0-9]{1,18}$' AND a.element ->> 'event_count' ~ '^[0-9]{1,9}$' AND a.element ->> 'head' ~ '^[0-9a-f]{64}$') IS NOT TRUE LIMIT 1;
  IF FOUND THEN -- nothing would be compared with it
    RAISE EXCEPTION 'unsur ke-% bukan ujung sebuah riwayat', strange.n
      USING ERRCODE = 'invalid_parameter_value', DETAIL = format('Tertulis %s; seharusnya memuat case_id, event_count dan head (64 angka heksadesimal).', left(strange.element::text, 100)),
        HINT = 'Simpan di luar: SELECT jsonb_agg(h) FROM dkis.audit_heads AS h.';
  END IF;
  RETURN QUERY
    SELECT h.case_id, CASE WHEN c.id IS NULL THEN 'kasus itu hilang' WHEN e.hash IS NULL THEN format('riwayatnya terpotong sebelum peristiwa %s', h.event_count)
        ELSE format('riwayatnya ditulis ulang sampai peristiwa %s', h.event_count) END
    FROM jsonb_to_recordset(heads) AS h (case_id bigint, event_count int, head text)
    LEFT JOIN dkis_store.cases AS c ON c.id = h.case_id
    LEFT JOIN dkis_store.case_events AS e ON e.case_id = h.case_id AND e.seq = h.event_count
    WHERE encode(e.hash, 'hex') IS DISTINCT FROM h.head ORDER BY 1;
END
$$;
COMMENT ON FUNCTION dkis.compare_heads(jsonb) IS 'Kasus yang riwayatnya tidak lagi melalui ujung yang disimpan di luar';

-- The root of the tree of such records (a query of relation text, id bigint, hash bytea),
-- of which nothing is stored; how many they are, and how many have no hash. For the owner
-- alone.
CREATE FUNCTION dkis_store.root_of(records text, OUT root bytea, OUT size bigint, OUT lost bigint)
LANGUAGE c STABLE STRICT AS 'MODULE_PATHNAME', 'dkis_root_of';
COMMENT ON FUNCTION dkis_store.root_of(text) IS 'Akar pohon hash dari catatan-catatan ini';

-- The records of the first leaves as they stand here, each hashed anew from its row.
CREATE FUNCTION dkis_store.records_hashed(agency int, size bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT format('SELECT n.relation, n.record, h.hash FROM dkis_store.tree_nodes AS n LEFT JOIN LATERAL ('
    'SELECT dkis_store.event_hash(p.hash, e.agency, e.case_id, e.seq, e.at, e.recorded_at, e.actor, e.db_role, e.event, e.step, e.outcome, e.digest, e.facts) AS hash '
    'FROM dkis_store.case_events AS e LEFT JOIN dkis_store.case_events AS p ON p.case_id = e.case_id AND p.seq = e.seq - 1 WHERE n.relation = ''case_events'' AND e.id = n.record '
    'UNION ALL SELECT dkis_store.change_hash(c.agency, c.id, c.at, c.actor, c.db_role, c.relation, c.row, c.change, coalesce(c.digest, ''''), coalesce(c.state, '''')) '
    'FROM dkis_store.changes AS c WHERE n.relation = ''changes'' AND c.id = n.record) AS h ON true '
    'WHERE n.agency = %s AND n.level = 0 AND n.place < %s ORDER BY n.place', agency, size)
$$;
COMMENT ON FUNCTION dkis_store.records_hashed(int, bigint) IS 'Kueri catatan pohon hash, di-hash ulang dari barisnya';

-- A note kept outside (dkis.checkpoint(), signed or not): whether the records that
-- stand here lead to its root. Nothing stored of the tree is believed: the leaves are
-- made of the records, each record's hash of its row. No row: they do.
CREATE FUNCTION dkis.compare_note(note text) RETURNS TABLE (problem text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  lines text[] := string_to_array(replace(note, E'\r', ''), E'\n');
  mine int := dkis.agency();
  size bigint;
  kept record;
BEGIN
  IF (lines[1] = format('dkis/%s', mine) AND lines[2] ~ '^[0-9]{1,15}$' AND lines[3] ~ '^[A-Za-z0-9+/]{43}=$') IS NOT TRUE THEN -- one cut off says nothing
    RAISE EXCEPTION 'bukan nota pohon hash basis data ini'
      USING ERRCODE = 'invalid_parameter_value', DETAIL = format('Baris pertama %L.', left(lines[1], 40)),
        HINT = format('Tiga baris: dkis/%s, ukuran, akar dalam base64, seperti dari dkis.checkpoint().', mine);
  END IF;
  size := lines[2]::bigint;
  SELECT * INTO kept FROM dkis_store.root_of(dkis_store.records_hashed(mine, size));
  IF kept.size < size THEN
    RETURN QUERY SELECT format('%s catatan yang dinyatakan nota hilang', size - kept.size);
  ELSIF encode(kept.root, 'base64') <> lines[3] THEN
    RETURN QUERY SELECT format('%s catatan pertama tidak menuju akar nota: ada yang diubah sesudah diumumkan', size);
  END IF;
END
$$;
COMMENT ON FUNCTION dkis.compare_note(text) IS 'Apakah catatan di sini menuju akar nota yang diumumkan; tanpa baris berarti ya';

-- ---- the rows that are recorded one by one against their records ---------------------------

-- The columns in which a row is not as its records say; NULL where they no longer say it
-- (personal data erased). The row's key is its first column, as in dkis.changes.
CREATE FUNCTION dkis_store.columns_beside_records("table" regclass, key text, agency int) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name CONSTANT text := (SELECT c.relname FROM pg_class AS c WHERE c.oid = columns_beside_records."table");
  first CONSTANT text := (SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = columns_beside_records."table" AND a.attnum = 1);
  recorded jsonb;
  answer text;
BEGIN
  SELECT jsonb_object_agg(k.key, k.value ORDER BY c.id) INTO recorded FROM dkis_store.changes AS c CROSS JOIN LATERAL jsonb_each(nullif(c.detail -> 'sesudah', 'null')) AS k
  WHERE c.relation = name AND c.row = columns_beside_records.key AND c.agency = columns_beside_records.agency;
  EXECUTE format('SELECT string_agg(r.key, %L ORDER BY r.key) FROM jsonb_each((SELECT to_jsonb(t) FROM %s AS t WHERE t.%I::text = $1)) AS r '
    'JOIN jsonb_each(to_jsonb(jsonb_populate_record(NULL::%2$s, $2))) AS s ON s.key = r.key AND $2 ? r.key WHERE r.value IS DISTINCT FROM s.value AND (r.key <> ALL (%4$L) OR NOT $2 ? ''changed_at'')',
    ', ', "table", first, '{changed_at,changed_by}') INTO answer USING key, recorded;
  RETURN answer;
END
$$;
COMMENT ON FUNCTION dkis_store.columns_beside_records(regclass, text, int) IS 'Kolom sebuah baris yang tidak menurut catatan perubahannya';

-- The rows of one such table that are not as their last record says, that no record
-- knows, or that have gone without one. A row of another agency, as a hub holds them,
-- is that one's.
CREATE FUNCTION dkis_store.rows_beside_records("table" regclass, condition text, agency int) RETURNS TABLE (problem text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name CONSTANT text := (SELECT c.relname FROM pg_class AS c WHERE c.oid = rows_beside_records."table");
  first CONSTANT text := (SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = rows_beside_records."table" AND a.attnum = 1);
  whose CONSTANT text := CASE name WHEN 'settings' THEN '$1' ELSE 't.agency' END;
BEGIN
  RETURN QUERY EXECUTE format('WITH last AS (SELECT DISTINCT ON (c.row) c.row, c.change, c.salt, c.state FROM dkis_store.changes AS c WHERE c.relation = %1$L AND c.agency = $1 ORDER BY c.row, c.id DESC), '
    'there AS (SELECT t AS whole, t.%2$I::text AS key, %3$s AS agency, dkis_store.headway(%8$L, row_number() OVER (), (SELECT count(*) FROM %4$s)) FROM %4$s AS t WHERE %5$s) '
    'SELECT format(%6$L, %1$L, coalesce(t.key, l.row), CASE WHEN t.key IS NULL THEN ''hilang'' WHEN l.row IS NULL OR l.change = ''dihapus'' THEN ''tidak ada dalam catatan perubahan'' '
    'ELSE coalesce(''kolom '' || dkis_store.columns_beside_records(%4$L, t.key, $1), ''isinya'') || '' tidak menurut catatan perubahan'' END) '
    'FROM last AS l FULL JOIN there AS t ON t.key = l.row WHERE (l.row IS NOT NULL OR t.agency = $1) AND CASE WHEN t.key IS NULL THEN l.change <> ''dihapus'' WHEN l.row IS NULL OR l.change = ''dihapus'' THEN %7$s '
    'ELSE dkis_store.row_state(t.whole, l.salt) IS DISTINCT FROM l.state END ORDER BY 1',
    name, first, whose, "table", coalesce(condition, 'true'), '%s (baris %s): %s', CASE name WHEN 'settings' THEN '$1 <> 0' ELSE 'true' END, format('baris %s diperiksa', name)) USING agency;
END
$$;
COMMENT ON FUNCTION dkis_store.rows_beside_records(regclass, text, int) IS 'Baris sebuah tabel yang tidak menurut catatan perubahannya';

-- An escalation as its record has it.
CREATE FUNCTION dkis_store.escalation_told(e dkis.escalations) RETURNS jsonb LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT jsonb_build_array(e.id, e.agency, e.case_id, e.case_step_id, e.level, extract(epoch FROM e.due_at), extract(epoch FROM e.at), e.performer);
END;
COMMENT ON FUNCTION dkis_store.escalation_told(dkis.escalations) IS 'Sebuah eskalasi sebagaimana dicatat';

-- Escalations come by the hundreds: each statement leaves one record of all its rows.
CREATE FUNCTION dkis_store.escalations_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT dkis_store.is_restored('dkis.escalations') THEN
    PERFORM dkis_store.record_row((SELECT e FROM dkis.escalations AS e WHERE e.id = f.first), 'ditambah', jsonb_build_object('baris', f.told)) FROM (
      SELECT min(r.id) AS first, jsonb_agg(dkis_store.escalation_told(r.e) ORDER BY r.id) AS told FROM (SELECT t.id, ROW (t.*)::dkis.escalations AS e FROM told AS t) AS r) AS f WHERE f.first IS NOT NULL;
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.escalations_told() IS 'Pemicu: mencatat eskalasi yang ditambahkan sebuah pernyataan';
CREATE TRIGGER recorded_change AFTER INSERT ON dkis.escalations REFERENCING NEW TABLE AS told
FOR EACH STATEMENT EXECUTE FUNCTION dkis_store.escalations_told();

CREATE FUNCTION dkis_store.escalations_beside_records(agency int) RETURNS TABLE (case_id bigint, problem text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH recorded AS (SELECT (t.told ->> 0)::bigint AS id, t.told FROM dkis_store.changes AS c CROSS JOIN LATERAL jsonb_array_elements(c.detail -> 'baris') AS t (told)
    WHERE c.relation = 'escalations' AND c.agency = escalations_beside_records.agency),
  there AS (SELECT e.id, e.case_id, dkis_store.escalation_told(e) AS told FROM dkis.escalations AS e WHERE e.agency = escalations_beside_records.agency)
  SELECT coalesce(t.case_id, (r.told ->> 2)::bigint), format('eskalasi (baris %s): %s', coalesce(t.id, r.id),
    CASE WHEN t.id IS NULL THEN 'hilang' WHEN r.id IS NULL THEN 'tidak ada dalam catatan perubahan' ELSE 'isinya tidak menurut catatan perubahan' END)
  FROM recorded AS r FULL JOIN there AS t ON t.id = r.id WHERE r.told IS DISTINCT FROM t.told ORDER BY coalesce(t.id, r.id)
$$;
COMMENT ON FUNCTION dkis_store.escalations_beside_records(int) IS 'Eskalasi yang tidak menurut catatannya';

-- The records themselves, each by its hash, its content and what may be missing of it;
-- whether each trigger that writes them is awake, and the setting agency as it was when
-- ids began: without it nothing here would be looked at.
CREATE FUNCTION dkis_store.broken_records() RETURNS TABLE (problem text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  (SELECT format('perubahan %s (%s) berubah', c.id, c.relation)
    FROM (SELECT k.*, dkis_store.headway('catatan diperiksa', row_number() OVER (), (SELECT count(*) FROM dkis_store.changes)) FROM dkis_store.changes AS k) AS c
    WHERE c.hash <> dkis_store.change_hash(c.agency, c.id, c.at, c.actor, c.db_role, c.relation, c.row, c.change, coalesce(c.digest, ''), coalesce(c.state, ''))
      OR (c.detail IS NOT NULL AND c.digest IS DISTINCT FROM dkis_store.event_digest(c.salt, c.detail)) ORDER BY c.id)
  UNION ALL
  (SELECT format('isi perubahan %s (%s) hilang tanpa penghapusan yang tercatat', c.id, c.relation) FROM dkis_store.changes AS c
    WHERE c.detail IS NULL AND (c.digest IS NOT NULL OR c.salt IS NULL) AND NOT EXISTS (SELECT FROM dkis_store.changes AS r WHERE r.relation = c.relation AND r.row = c.row AND r.id > c.id
      AND r.change = 'data pribadi dihapus' AND r.detail -> 'catatan_dihapus' @> to_jsonb(c.id)) ORDER BY c.id)
  UNION ALL
  (SELECT format('perubahan %s tidak dicatat: pemicunya tidak ada atau tidak aktif', t."table") FROM (
      SELECT r."table", r.condition, 'dkis_store.recorded_change()'::regprocedure AS records, 28 AS events FROM dkis_store.recorded_tables() AS r -- all three: TRIGGER_TYPE_INSERT 4, DELETE 8, UPDATE 16
      UNION ALL SELECT 'dkis.escalations'::regclass, NULL, 'dkis_store.escalations_told()'::regprocedure, 4) AS t
    WHERE (SELECT coalesce(bit_or(g.tgtype::int & t.events), 0) FROM pg_trigger AS g
      WHERE g.tgrelid = t."table" AND g.tgfoid = t.records AND g.tgenabled = ANY ('{O,A}') AND (g.tgqual IS NULL OR t.condition IS NOT NULL)) <> t.events ORDER BY 1)
  UNION ALL
  SELECT format('pengaturan agency (%s) bukan instansi yang memberi nomor (%s)', i.said, i.numbered) FROM (
    SELECT coalesce((SELECT s.value::int FROM dkis.settings AS s WHERE s.key = 'agency'), 0) AS said, coalesce(pg_sequence_last_value('dkis_store.changes_id_seq') / 100000000000, 0) AS numbered) AS i
  WHERE i.said <> i.numbered
$$;
COMMENT ON FUNCTION dkis_store.broken_records() IS 'Catatan perubahan yang rusak, dan pencatatan yang mati';

-- Records that say they were made more than a day before the sealing before the one that
-- took them in: that one had not found them, so they were put in afterwards with an older
-- date, or the clock was set back. A transaction that lasted a day is named too. And such
-- as no sealing will take in, because one claims to have come past them.
CREATE FUNCTION dkis_store.records_beside_sealings(agency int) RETURNS TABLE (case_id bigint, problem text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH sealings AS (SELECT s.tree_size, lag(s.tree_size) OVER w AS since, lag(s.at) OVER w AS before
    FROM dkis_store.seals AS s WHERE s.agency = records_beside_sealings.agency WINDOW w AS (ORDER BY s.tree_size)),
  taken AS (SELECT n.relation, n.record, s.before FROM sealings AS s
    JOIN dkis_store.tree_nodes AS n ON n.agency = records_beside_sealings.agency AND n.level = 0 AND n.place >= s.since AND n.place < s.tree_size)
  (SELECT e.case_id, format('peristiwa %s bertanggal %s, padahal belum ada pada penyegelan %s', e.seq, e.recorded_at, t.before) FROM taken AS t
    JOIN dkis_store.case_events AS e ON t.relation = 'case_events' AND e.id = t.record WHERE e.recorded_at < t.before - interval '1 day' ORDER BY e.id)
  UNION ALL
  (SELECT NULL, format('perubahan %s (%s) bertanggal %s, padahal belum ada pada penyegelan %s', c.id, c.relation, c.at, t.before) FROM taken AS t
    JOIN dkis_store.changes AS c ON t.relation = 'changes' AND c.id = t.record WHERE c.at < t.before - interval '1 day' ORDER BY c.id)
  UNION ALL
  (SELECT e.case_id, format('peristiwa %s tidak ada dalam pohon hash, padahal penyegelan sudah melewatinya', e.seq) FROM dkis_store.case_events AS e
    WHERE e.agency = records_beside_sealings.agency AND e.id <= (SELECT max(s.known_event) FROM dkis_store.seals AS s WHERE s.agency = records_beside_sealings.agency)
      AND NOT EXISTS (SELECT FROM dkis_store.tree_nodes AS n WHERE n.level = 0 AND n.relation = 'case_events' AND n.record = e.id) ORDER BY e.id)
  UNION ALL
  (SELECT NULL, format('perubahan %s (%s) tidak ada dalam pohon hash, padahal penyegelan sudah melewatinya', c.id, c.relation) FROM dkis_store.changes AS c
    WHERE c.agency = records_beside_sealings.agency AND c.id <= (SELECT max(s.known_change) FROM dkis_store.seals AS s WHERE s.agency = records_beside_sealings.agency)
      AND NOT EXISTS (SELECT FROM dkis_store.tree_nodes AS n WHERE n.level = 0 AND n.relation = 'changes' AND n.record = c.id) ORDER BY c.id)
$$;
COMMENT ON FUNCTION dkis_store.records_beside_sealings(int) IS 'Catatan yang bertanggal jauh sebelum penyegelan yang belum memuatnya, atau yang dilewati penyegelan';

-- Everything: each case by verify_case, each change by its own hash, each row that is no
-- case's by its changes, the tree by the records it was made of, these by when they were
-- sealed. case_id NULL: of no case. No row: all is well.
CREATE FUNCTION dkis.verify_all() RETURNS TABLE (case_id bigint, problem text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT c.id, v.problem
    FROM (SELECT k.id, dkis_store.headway('kasus diperiksa', row_number() OVER (ORDER BY k.id), (SELECT count(*) FROM dkis_store.cases)) FROM dkis_store.cases AS k) AS c
      CROSS JOIN LATERAL dkis.verify_case(c.id) AS v;
  RETURN QUERY SELECT e.case_id, e.problem FROM dkis_store.escalations_beside_records(dkis.agency()) AS e;
  RETURN QUERY SELECT NULL::bigint, b.problem FROM dkis_store.broken_records() AS b;
  RETURN QUERY SELECT NULL::bigint, r.problem FROM dkis_store.recorded_tables() AS t CROSS JOIN LATERAL dkis_store.rows_beside_records(t."table", t.condition, dkis.agency()) AS r
    WHERE t."table" <> 'dkis.settings'::regclass OR dkis.agency() = coalesce((SELECT s.value::int FROM dkis.settings AS s WHERE s.key = 'agency'), 0);
  RETURN QUERY SELECT l.case_id, l.problem FROM dkis_store.records_beside_sealings(dkis.agency()) AS l;
  RETURN QUERY SELECT NULL::bigint, format('penyegelan %s: %s', s.tree_size, n.problem) FROM dkis_store.seals AS s
    CROSS JOIN LATERAL dkis.compare_note(format(E'dkis/%s\n%s\n%s\n', s.agency, s.tree_size, encode(s.root, 'base64'))) AS n
    WHERE s.agency = dkis.agency() AND s.tree_size = (SELECT max(m.tree_size) FROM dkis_store.seals AS m WHERE m.agency = s.agency);
END
$$;
COMMENT ON FUNCTION dkis.verify_all() IS 'Memeriksa semua riwayat, perubahan dan pohon hash; tanpa baris berarti utuh';

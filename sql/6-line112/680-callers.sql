-- Callers (UU 27/2022): what the line keeps of a number is given to whoever bears it, and
-- erased on his word or when its time is over; the counts of the line stay as they were.

-- A number as calls have it, and its calls. 22023: no number; 02000: it has never called.
CREATE FUNCTION dkis_store.calls_of_number(number text, OUT caller text, OUT calls bigint[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF coalesce(number, '') !~ '\S' OR octet_length(number) > 64 THEN
    RAISE EXCEPTION 'nomor telepon kosong atau terlalu panjang'
      USING ERRCODE = 'invalid_parameter_value', DETAIL = format('Panjangnya %s huruf; paling banyak 64.', coalesce(length(number), 0)), HINT = 'Sebut nomornya, misalnya ''0812-3456-7890''.';
  END IF;
  caller := dkis.phone_number(number);
  calls := ARRAY(SELECT c.id FROM dkis_store.calls AS c WHERE c.agency = dkis.agency() AND c.caller_number = caller ORDER BY c.id);
  IF calls = '{}' THEN
    RAISE EXCEPTION 'tidak ada panggilan dari nomor itu'
      USING ERRCODE = 'no_data_found', DETAIL = format('Dicari sebagai %L.', caller), HINT = 'Periksa nomornya; yang sudah dihapus tidak dapat dicari lagi.';
  END IF;
END
$$;
COMMENT ON FUNCTION dkis_store.calls_of_number(text) IS 'Nomor penelepon dalam bentuk baku, dan panggilan-panggilannya';

-- Numbers whose calls have all been kept as long as dkis.retention says of callers: so
-- many months after the call, and after its incident closed.
CREATE FUNCTION dkis.retention_due_callers() RETURNS TABLE (caller_number text, since date, calls bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.caller_number, max(k.ends), count(*) FROM (
    SELECT c.caller_number, CASE WHEN i.id IS NULL OR i.closed_at IS NOT NULL THEN (greatest(c.received_at, i.closed_at) + make_interval(months => r.months))::date END AS ends
    FROM dkis_store.calls AS c LEFT JOIN dkis_store.incidents AS i ON i.id = c.incident_id
    LEFT JOIN dkis.retention AS r ON r.agency = c.agency AND r.subject = 'penelepon'
    WHERE c.agency = dkis.agency() AND c.caller_number IS NOT NULL) AS k
  GROUP BY k.caller_number HAVING bool_and(coalesce(k.ends <= dkis.today(), false))
    AND NOT EXISTS (SELECT FROM dkis.legal_holds AS h WHERE h.agency = dkis.agency() AND dkis.phone_number(h.caller_number) = k.caller_number AND (h.until IS NULL OR h.until >= dkis.today()))
  ORDER BY 2, 1
$$;
COMMENT ON FUNCTION dkis.retention_due_callers() IS 'Nomor penelepon 112 yang masa simpan datanya sudah lewat; dihapus dengan dkis.erase_caller()';

-- Everything kept of a number; for dkis_admin, recorded. 02000: it has never called.
CREATE FUNCTION dkis.export_caller(number text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  whose CONSTANT record := dkis_store.calls_of_number(number);
  answer jsonb;
BEGIN
  SELECT jsonb_agg(to_jsonb(c) || jsonb_build_object(
      'lokasi', (SELECT jsonb_agg(to_jsonb(l) ORDER BY l.id) FROM dkis_store.call_locations AS l WHERE l.call = c.id),
      'panggilan_balik', (SELECT jsonb_agg(to_jsonb(b) ORDER BY b.id) FROM dkis.call_backs AS b WHERE b.call = c.id),
      'insiden', (SELECT to_jsonb(i) FROM dkis_store.incidents AS i WHERE i.id = c.incident_id)) ORDER BY c.id) INTO answer
  FROM dkis_store.calls AS c WHERE c.id = ANY (whose.calls);
  PERFORM dkis_store.log_access('salinan data penelepon', NULL, NULL, 'permintaan salinan data pribadi');
  RETURN jsonb_build_object('nomor', whose.caller, 'panggilan', answer,
    'blokir', (SELECT coalesce(jsonb_agg(to_jsonb(n) ORDER BY n.id), '[]') FROM dkis.blocked_numbers AS n WHERE n.agency = dkis.agency() AND dkis.phone_number(n.number) = whose.caller));
END
$$;
COMMENT ON FUNCTION dkis.export_caller(text) IS 'Salinan semua data seorang penelepon 112, untuk diserahkan kepadanya';

-- A place as readers of reports see it: its kelurahan's, or a grid of some two kilometres.
CREATE FUNCTION dkis_store.coarse(place geometry, agency int, area text) RETURNS geometry
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce((SELECT ST_PointOnSurface(a.boundary) FROM dkis.areas AS a WHERE a.agency = coarse.agency AND a.code = coarse.area), ST_SnapToGrid(ST_Centroid(coarse.place), 0.02))
  WHERE coarse.place IS NOT NULL;
END;
COMMENT ON FUNCTION dkis_store.coarse(geometry, int, text) IS 'Tempat sebagaimana dilihat pembaca laporan';

-- Of an incident and all that hangs on it whatever may name somebody. Times, kinds,
-- areas and distances stay.
CREATE FUNCTION dkis_store.redact_incident(the_incident bigint, reason text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE dkis_store.incidents AS i SET location = dkis_store.coarse(i.location, i.agency, i.area), address = NULL, note = NULL, data = '{}' WHERE i.id = the_incident;
  -- What reports keep of its month holds the place; it is counted again.
  DELETE FROM dkis_store.report_periods AS p USING dkis_store.incidents AS i WHERE i.id = the_incident AND p.from_at <= i.closed_at AND p.until_at > i.closed_at;
  UPDATE dkis.incident_locations AS l SET location = dkis_store.coarse(l.location, l.agency, l.area), address = NULL, reason = NULL WHERE l.incident_id = the_incident;
  UPDATE dkis.incident_links AS l SET note = NULL WHERE the_incident IN (l.incident_id, l.related_id);
  UPDATE dkis_store.dispatches AS d SET note = NULL, destination = NULL WHERE d.incident_id = the_incident;
  UPDATE dkis.handovers AS h SET note = NULL, answer = NULL WHERE h.incident_id = the_incident;
  UPDATE dkis.time_corrections AS t SET reason = '(dihapus)' WHERE t.incident_id = the_incident;
  PERFORM dkis_store.redact_changes(i, redact_incident.reason) FROM dkis_store.incidents AS i WHERE i.id = the_incident;
  PERFORM dkis_store.redact_changes(l, redact_incident.reason) FROM dkis.incident_locations AS l WHERE l.incident_id = the_incident;
  PERFORM dkis_store.redact_changes(l, redact_incident.reason) FROM dkis.incident_links AS l WHERE the_incident IN (l.incident_id, l.related_id);
  PERFORM dkis_store.redact_changes(d, redact_incident.reason) FROM dkis_store.dispatches AS d WHERE d.incident_id = the_incident;
  PERFORM dkis_store.redact_changes(h, redact_incident.reason) FROM dkis.handovers AS h WHERE h.incident_id = the_incident;
  PERFORM dkis_store.redact_changes(t, redact_incident.reason) FROM dkis.time_corrections AS t WHERE t.incident_id = the_incident;
  PERFORM dkis_store.redact_case(i.case_id, redact_incident.reason) FROM dkis_store.incidents AS i WHERE i.id = the_incident;
  PERFORM dkis_store.redact_looks(ARRAY(SELECT i.case_id FROM dkis_store.incidents AS i WHERE i.id = the_incident), NULL, redact_incident.reason);
END
$$;
COMMENT ON FUNCTION dkis_store.redact_incident(bigint, text) IS 'Menghapus isi pribadi sebuah insiden dan kasusnya';

-- These calls, and each incident that nobody else reported. SP006: no reason; SP010: a
-- legal hold, an incident that is open, a number that is blocked. How many.
CREATE FUNCTION dkis_store.erase_calls(theirs bigint[], reason text) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  numbers CONSTANT text[] := ARRAY(SELECT DISTINCT c.caller_number FROM dkis_store.calls AS c WHERE c.id = ANY (theirs) AND c.caller_number IS NOT NULL);
  about CONSTANT bigint[] := ARRAY(SELECT DISTINCT i.id FROM dkis_store.calls AS c JOIN dkis_store.incidents AS i ON i.id = ANY (ARRAY[c.incident_id, c.first_incident_id]) WHERE c.id = ANY (theirs) ORDER BY i.id);
  why text;
  the_incident bigint;
BEGIN
  why := coalesce((SELECT format('ditahan: %s', string_agg(h.reason, '; ')) FROM dkis.legal_holds AS h
      WHERE h.agency = dkis.agency() AND dkis.phone_number(h.caller_number) = ANY (numbers) AND (h.until IS NULL OR h.until >= dkis.today()) HAVING count(*) > 0),
    (SELECT format('insiden %s masih terbuka', min(i.id)) FROM dkis_store.incidents AS i WHERE i.id = ANY (about) AND i.closed_at IS NULL HAVING count(*) > 0),
    (SELECT format('nomornya diblokir sampai %s', max(n.until)) FROM dkis.blocked_numbers AS n
      WHERE n.agency = dkis.agency() AND dkis.phone_number(n.number) = ANY (numbers) AND n.until > clock_timestamp() HAVING count(*) > 0));
  IF why IS NOT NULL THEN
    RAISE EXCEPTION 'data penelepon itu belum dapat dihapus'
      USING ERRCODE = 'SP010', DETAIL = format('Sebabnya: %s.', why), HINT = 'Akhiri dahulu penahanannya (dkis.legal_holds.until), insidennya, atau blokirnya.';
  END IF;
  PERFORM dkis_store.log_access('penghapusan', NULL, NULL, reason);
  UPDATE dkis_store.calls AS c SET caller_number = NULL, note = NULL WHERE c.id = ANY (theirs);
  UPDATE dkis_store.call_locations AS l SET raw = NULL,
    location = dkis.make_location(round(dkis.latitude(l.location)::numeric / 0.02) * 0.02, round(dkis.longitude(l.location)::numeric / 0.02) * 0.02, dkis.uncertainty_m(l.location), dkis.source(l.location))
    WHERE l.call = ANY (theirs);
  UPDATE dkis.call_backs AS b SET note = NULL WHERE b.call = ANY (theirs);
  PERFORM dkis_store.redact_changes(c, erase_calls.reason) FROM dkis_store.calls AS c WHERE c.id = ANY (theirs);
  PERFORM dkis_store.redact_changes(l, erase_calls.reason) FROM dkis_store.call_locations AS l WHERE l.call = ANY (theirs);
  PERFORM dkis_store.redact_changes(b, erase_calls.reason) FROM dkis.call_backs AS b WHERE b.call = ANY (theirs);
  FOREACH the_incident IN ARRAY about LOOP
    IF NOT EXISTS (SELECT FROM dkis_store.calls AS c WHERE the_incident IN (c.incident_id, c.first_incident_id) AND NOT c.id = ANY (theirs) AND (c.caller_number IS NOT NULL OR c.note IS NOT NULL)) THEN
      PERFORM dkis_store.redact_incident(the_incident, reason);
    END IF;
  END LOOP;
  RETURN cardinality(theirs);
END
$$;
COMMENT ON FUNCTION dkis_store.erase_calls(bigint[], text) IS 'Menghapus isi pribadi panggilan-panggilan ini dan insiden yang hanya dilaporkan olehnya';

-- All calls of a number; for dkis_admin. Cannot be taken back. As above; 02000: it has
-- never called.
CREATE FUNCTION dkis.erase_caller(number text, reason text) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  whose CONSTANT record := dkis_store.calls_of_number(number);
  erased int;
  gone bigint;
BEGIN
  PERFORM FROM dkis_store.calls AS c WHERE c.id = ANY (whose.calls) ORDER BY c.id FOR NO KEY UPDATE;
  erased := dkis_store.erase_calls(whose.calls, reason);
  FOR gone IN UPDATE dkis.blocked_numbers AS n SET number = '(dihapus)', reason = '(dihapus)' WHERE n.agency = dkis.agency() AND dkis.phone_number(n.number) = whose.caller RETURNING n.id LOOP
    PERFORM dkis_store.redact_changes(n, erase_caller.reason) FROM dkis.blocked_numbers AS n WHERE n.id = gone;
  END LOOP;
  FOR gone IN UPDATE dkis.legal_holds AS h SET caller_number = '(dihapus)', reason = '(dihapus)' WHERE h.agency = dkis.agency() AND dkis.phone_number(h.caller_number) = whose.caller RETURNING h.id LOOP
    PERFORM dkis_store.redact_changes(h, erase_caller.reason) FROM dkis.legal_holds AS h WHERE h.id = gone;
  END LOOP;
  RETURN erased;
END
$$;
COMMENT ON FUNCTION dkis.erase_caller(text, text) IS 'Menghapus data penelepon 112 dan insiden yang hanya dilaporkannya; tidak dapat ditarik kembali';

-- One call, as of a caller without a number. As above; 02000: no such call.
CREATE FUNCTION dkis.erase_call(call_id bigint, reason text) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM dkis_store.calls AS c WHERE c.id = call_id AND c.agency = dkis.agency() FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'panggilan % tidak ada', call_id
      USING ERRCODE = 'no_data_found', DETAIL = 'call_id menyebut dkis.calls.id.', HINT = 'Lihat SELECT id, received_at FROM dkis.calls.';
  END IF;
  RETURN dkis_store.erase_calls(ARRAY[call_id], reason);
END
$$;
COMMENT ON FUNCTION dkis.erase_call(bigint, text) IS 'Menghapus data sebuah panggilan 112, juga insidennya sendiri; tidak dapat ditarik kembali';

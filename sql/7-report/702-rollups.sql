-- Reports over all years that stay exact. What is over is counted once, by the
-- periods in which it ended (whole months, then days); a report adds up what is kept
-- of these and counts the rest, what is open or has changed since, from the rows.
--
-- A report that is kept this way has a view dkis_store.REPORT_rows, one row for each
-- thing counted: counted_at, by which period (an end, or infinity while it is open);
-- agency, month, k1 to k3, by what it is grouped; n1 to n8, what is added up; x and y,
-- of what percentiles are asked. The same view, over other rows, is what is kept and
-- what is counted live: there is no second definition.
--
-- Why no change is missed. What ended more than a day ago and is written again, or
-- only now, is noted in report_late in the same transaction (the triggers below), and
-- such a period counts live until it is counted anew. What is not noted was written
-- within a day of its end; a period is counted only once all have ended who then ran
-- (report_horizon). A note is removed before its period is counted, so that a change
-- committed meanwhile leaves its own. Calendars, zones and who stands outside the
-- agency are in each period's basis: when these change it counts live too. Nothing
-- of it goes into a dump: a transaction number means nothing elsewhere.

CREATE TABLE dkis_store.report_periods (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(), -- whose database; parts are of all agencies in it
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  basis numeric NOT NULL,
  CONSTRAINT period_some_time CHECK (from_at < until_at)
);
COMMENT ON TABLE dkis_store.report_periods IS 'Masa yang sudah dihitung untuk laporan';

CREATE TABLE dkis_store.report_parts (
  id bigserial PRIMARY KEY,
  period bigint NOT NULL REFERENCES dkis_store.report_periods (id) ON DELETE CASCADE,
  report text NOT NULL,
  agency int NOT NULL DEFAULT dkis.agency(),
  month date,
  k1 text,
  k2 text,
  k3 text,
  total bigint NOT NULL,
  n1 bigint, n2 bigint, n3 bigint, n4 bigint, n5 bigint, n6 bigint, n7 bigint, n8 bigint,
  x bytea, -- bags, see below
  y bytea
);
ALTER TABLE dkis_store.report_parts ALTER COLUMN x SET STORAGE EXTERNAL, ALTER COLUMN y SET STORAGE EXTERNAL; -- what is large does not compress
CREATE INDEX report_parts_report ON dkis_store.report_parts (report, agency);
CREATE INDEX report_parts_period ON dkis_store.report_parts (period);
COMMENT ON TABLE dkis_store.report_parts IS 'Yang sudah dihitung untuk laporan, per masa';

-- Instants of ends that were changed, or came, after a day or more.
CREATE TABLE dkis_store.report_late (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  at timestamptz NOT NULL
);
CREATE INDEX report_late_at ON dkis_store.report_late (at);
COMMENT ON TABLE dkis_store.report_late IS 'Saat dalam masa yang sudah lewat, yang berubah kemudian';

-- One row: up to when everything is known, and up to when it will be once all
-- transactions before horizon (an xid8) have ended.
CREATE TABLE dkis_store.report_horizon (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  safe_until timestamptz NOT NULL DEFAULT '-infinity',
  candidate timestamptz,
  horizon text
);
COMMENT ON TABLE dkis_store.report_horizon IS 'Sampai kapan tidak ada lagi yang dapat menyusul';

-- ---- bags: numbers of which percentiles are asked (core/base/bag) ------------------

CREATE FUNCTION dkis_store.bag_add(internal, float8) RETURNS internal LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_bag_add';
COMMENT ON FUNCTION dkis_store.bag_add(internal, float8) IS 'Langkah agregat dkis_store.bag';
CREATE FUNCTION dkis_store.bag_all(internal) RETURNS bytea LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_bag_all';
COMMENT ON FUNCTION dkis_store.bag_all(internal) IS 'Akhir agregat dkis_store.bag';
CREATE FUNCTION dkis_store.figures_put(internal, bytea, float8) RETURNS internal LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_figures_put';
COMMENT ON FUNCTION dkis_store.figures_put(internal, bytea, float8) IS 'Langkah agregat dkis_store.figures';
CREATE FUNCTION dkis_store.figures_all(internal) RETURNS float8[] LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_figures_all';
COMMENT ON FUNCTION dkis_store.figures_all(internal) IS 'Akhir agregat dkis_store.figures';
CREATE AGGREGATE dkis_store.bag(float8) (SFUNC = dkis_store.bag_add, STYPE = internal, FINALFUNC = dkis_store.bag_all, PARALLEL = SAFE);
COMMENT ON AGGREGATE dkis_store.bag(float8) IS 'Bilangan-bilangan yang ditanya persentilnya; NULL bila tidak ada';
-- Of the numbers of several bags: the median, the ninetieth percentile (as percentile_cont),
-- the greatest, how many are not above most (NULL without one). NULL where there is no number.
-- Nothing is put together; a bag that several groups ask for, one soon after the other, is read once. 22P03: no bag.
CREATE AGGREGATE dkis_store.figures(bag bytea, most float8) (SFUNC = dkis_store.figures_put, STYPE = internal, FINALFUNC = dkis_store.figures_all, FINALFUNC_MODIFY = READ_WRITE, PARALLEL = SAFE);
COMMENT ON AGGREGATE dkis_store.figures(bytea, float8) IS 'Median, persentil ke-90, terbesar, dan yang tidak melebihi batas, dari beberapa kumpulan bilangan';
-- As percentile_cont(fraction) of the numbers in the bag; NULL for a fraction outside 0 to 1. 22P03: no bag.
CREATE FUNCTION dkis_store.bag_percentile(bag bytea, fraction float8) RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_bag_percentile';
COMMENT ON FUNCTION dkis_store.bag_percentile(bytea, float8) IS 'Persentil bilangan-bilangan itu, seperti percentile_cont';

-- ---- what is late ---------------------------------------------------------------------

CREATE INDEX cases_counted ON dkis_store.cases ((COALESCE(closed_at, 'infinity'::timestamptz)));
CREATE INDEX incidents_counted ON dkis_store.incidents ((COALESCE(closed_at, 'infinity'::timestamptz)));

-- Nothing is noted before anything was ever counted. The sequence says so, which no
-- snapshot hides.
CREATE FUNCTION dkis_store.note_late(VARIADIC ends timestamptz[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (SELECT s.is_called FROM dkis_store.report_horizon_id_seq AS s) THEN
    INSERT INTO dkis_store.report_late (at) SELECT DISTINCT e.at FROM unnest(ends) AS e (at) WHERE e.at < clock_timestamp() - interval '1 day';
  END IF;
END
$$;
COMMENT ON FUNCTION dkis_store.note_late(timestamptz[]) IS 'Mencatat bahwa masa yang sudah lewat berubah';

-- Of cases: a step changes with its case, which has one event more.
CREATE FUNCTION dkis_store.late_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM dkis_store.note_late(OLD.closed_at, NEW.closed_at);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.late_case() IS 'Pemicu: kasus yang sudah lama berakhir berubah';

-- Of an incident, with the calls that came about it when it had ended.
CREATE FUNCTION dkis_store.note_incidents(VARIADIC incidents bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT (SELECT s.is_called FROM dkis_store.report_horizon_id_seq AS s) THEN
    RETURN;
  END IF;
  PERFORM dkis_store.note_late(VARIADIC ARRAY(
    SELECT i.closed_at FROM dkis_store.incidents AS i WHERE i.id = ANY (incidents) AND i.closed_at IS NOT NULL
    UNION ALL SELECT c.received_at FROM dkis_store.calls AS c JOIN dkis_store.incidents AS i ON i.id = c.incident_id
      WHERE c.incident_id = ANY (incidents) AND c.received_at > i.closed_at));
END
$$;
COMMENT ON FUNCTION dkis_store.note_incidents(bigint[]) IS 'Mencatat bahwa insiden ini atau yang tergantung padanya berubah';

CREATE FUNCTION dkis_store.late_incident() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM dkis_store.note_late(OLD.closed_at, NEW.closed_at);
  PERFORM dkis_store.note_incidents(COALESCE(NEW.id, OLD.id));
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.late_incident() IS 'Pemicu: insiden yang sudah lama berakhir berubah';
-- Of dispatches, which know nothing of their incident's end. Nearly all are of one that is
-- open: these ask no more than that.
CREATE FUNCTION dkis_store.late_dispatch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (SELECT s.is_called FROM dkis_store.report_horizon_id_seq AS s) AND EXISTS (SELECT FROM dkis_store.incidents AS i
      WHERE i.id IN (OLD.incident_id, NEW.incident_id) AND i.closed_at < clock_timestamp() - interval '1 day') THEN
    PERFORM dkis_store.note_incidents(OLD.incident_id, NEW.incident_id);
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.late_dispatch() IS 'Pemicu: pengerahan pada insiden yang sudah berakhir berubah';
-- Of calls that came long ago; which of the others is an incident's first may change too.
CREATE FUNCTION dkis_store.late_call() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM dkis_store.note_late(OLD.received_at, NEW.received_at);
  PERFORM dkis_store.note_incidents(OLD.incident_id, NEW.incident_id);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.late_call() IS 'Pemicu: panggilan yang sudah lama berubah';

-- What is open has no end, which is seen before the clock is read and a day taken off.
DO $$
DECLARE
  tbl record;
BEGIN
  FOR tbl IN SELECT * FROM (VALUES ('cases', 'closed_at', 'late_case'), ('incidents', 'closed_at', 'late_incident'), ('calls', 'received_at', 'late_call')) AS t (name, col, asked) LOOP
    EXECUTE pg_catalog.format('CREATE TRIGGER late_insert AFTER INSERT ON dkis_store.%1$I FOR EACH ROW
        WHEN (NEW.%2$I IS NOT NULL AND NEW.%2$I < clock_timestamp() - ''1 day''::interval) EXECUTE FUNCTION dkis_store.%3$I();
      CREATE TRIGGER late_update AFTER UPDATE ON dkis_store.%1$I FOR EACH ROW
        WHEN ((OLD.%2$I IS NOT NULL AND OLD.%2$I < clock_timestamp() - ''1 day''::interval)
          OR (NEW.%2$I IS NOT NULL AND NEW.%2$I < clock_timestamp() - ''1 day''::interval)) EXECUTE FUNCTION dkis_store.%3$I();
      CREATE TRIGGER late_delete AFTER DELETE ON dkis_store.%1$I FOR EACH ROW
        WHEN (OLD.%2$I < clock_timestamp() - ''1 day''::interval) EXECUTE FUNCTION dkis_store.%3$I()', tbl.name, tbl.col, tbl.asked);
  END LOOP;
END
$$;
CREATE TRIGGER late_dispatch AFTER INSERT OR UPDATE OR DELETE ON dkis_store.dispatches FOR EACH ROW
EXECUTE FUNCTION dkis_store.late_dispatch();
-- In a hub too, where rows come by replication.
ALTER TABLE dkis_store.cases ENABLE ALWAYS TRIGGER late_insert, ENABLE ALWAYS TRIGGER late_update, ENABLE ALWAYS TRIGGER late_delete;
ALTER TABLE dkis_store.incidents ENABLE ALWAYS TRIGGER late_insert, ENABLE ALWAYS TRIGGER late_update, ENABLE ALWAYS TRIGGER late_delete;
ALTER TABLE dkis_store.dispatches ENABLE ALWAYS TRIGGER late_dispatch;

-- ---- what is kept, and what still holds ------------------------------------------------

CREATE FUNCTION dkis_store.kept_reports() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '{waktu_tanggap,kepatuhan_sla,kemacetan,laporan_112,peta_titik,peta_wilayah}'::text[];
END;
COMMENT ON FUNCTION dkis_store.kept_reports() IS 'Laporan yang hitungannya disimpan per masa';

-- On what figures of a period stand beside its rows, as one number for each span of
-- days: calendars with the decreed days until then, zones, who is no part of the agency;
-- kinds of calls, names of areas, shifts.
CREATE FUNCTION dkis_store.report_bases() RETURNS TABLE (from_day date, until_day date, basis numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO' AS $$
  SELECT d.day, lead(d.day, 1, 'infinity') OVER (ORDER BY d.day), sum(d.said) OVER (ORDER BY d.day)
  FROM (
    SELECT r.day, sum(hashtextextended(r.said, 112)) AS said
    FROM (
      SELECT '-infinity'::date AS day, ROW(k.*, dkis_store.agency_zone(k.agency))::text AS said FROM dkis_store.calendars AS k
      UNION ALL SELECT '-infinity', h::text FROM dkis_store.calendar_hours AS h
      UNION ALL SELECT '-infinity', ROW('performers', p.agency, p.code)::text FROM dkis.performers AS p WHERE p.external
      UNION ALL SELECT '-infinity', ROW('call_kinds', k.agency, k.kind)::text FROM dkis.call_kinds AS k WHERE k.may_block
      UNION ALL SELECT '-infinity', ROW('areas', a.agency, a.code, a.name, a.level, a.parent, a.boundary IS NULL)::text FROM dkis.areas AS a
      UNION ALL SELECT '-infinity', ROW('shift_hours', h.agency, h.name, h.from_hour, h.until_hour)::text FROM dkis.shift_hours AS h
      UNION ALL SELECT h.day, ROW(h.agency, h.calendar, h.day, h.kind)::text FROM dkis_store.holidays AS h) AS r
    GROUP BY r.day) AS d
$$;
COMMENT ON FUNCTION dkis_store.report_bases() IS 'Dasar hitungan laporan selama suatu masa: kalender, zona waktu, pelaksana luar';

-- Days of the last minutes of a period count by the next date where zones lead.
CREATE FUNCTION dkis_store.basis_day(until_at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT (until_at AT TIME ZONE 'UTC')::date + 1;
END;
COMMENT ON FUNCTION dkis_store.basis_day(timestamptz) IS 'Tanggal yang dasarnya menentukan hitungan sampai saat ini';

-- Periods of which what is kept is what would be counted now.
CREATE FUNCTION dkis_store.valid_periods() RETURNS SETOF dkis_store.report_periods
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.* FROM dkis_store.report_periods AS p
  JOIN dkis_store.report_bases() AS b ON dkis_store.basis_day(p.until_at) >= b.from_day AND dkis_store.basis_day(p.until_at) < b.until_day AND b.basis = p.basis
  WHERE NOT EXISTS (SELECT FROM dkis_store.report_late AS l WHERE l.at >= p.from_at AND l.at < p.until_at)
$$;
COMMENT ON FUNCTION dkis_store.valid_periods() IS 'Masa yang hitungannya masih berlaku';

-- How the rows of a report are added up: $1 and $2 the instants between which they ended, $3 the agency (NULL: all).
CREATE FUNCTION dkis_store.report_query(report text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('SELECT r.agency, r.month, r.k1, r.k2, r.k3, count(*), sum(r.n1)::bigint, sum(r.n2)::bigint, sum(r.n3)::bigint, sum(r.n4)::bigint, sum(r.n5)::bigint,
    sum(r.n6)::bigint, sum(r.n7)::bigint, sum(r.n8)::bigint, dkis_store.bag(r.x), dkis_store.bag(r.y)
    FROM dkis_store.%I AS r WHERE r.counted_at >= $1 AND (r.counted_at < $2 OR $2 = ''infinity'') AND (r.agency = $3 OR $3 IS NULL) GROUP BY 1, 2, 3, 4, 5', report || '_rows');
END;
COMMENT ON FUNCTION dkis_store.report_query(text) IS 'Kueri yang menjumlahkan baris sebuah laporan';

-- What a report adds up: what is kept, and what is not or no longer, counted now. All
-- in one snapshot, the caller's; what is recent is in memory: random_page_cost. Right also where nothing was ever kept.
-- Whoever reads a view calls this by himself: places are for those alone who may see them.
-- of_agency: one agency's only, as the query's own condition on agency says (parts_of_support).
CREATE FUNCTION dkis_store.parts_of_support(internal) RETURNS internal LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_parts_of_support';
COMMENT ON FUNCTION dkis_store.parts_of_support(internal) IS 'Memberi tahu dkis_store.parts_of instansi mana yang ditanyakan';
CREATE FUNCTION dkis_store.parts_of(report text, of_agency int DEFAULT NULL)
RETURNS TABLE (agency int, month date, k1 text, k2 text, k3 text, total bigint, n1 bigint, n2 bigint, n3 bigint, n4 bigint, n5 bigint, n6 bigint, n7 bigint, n8 bigint,
  x bytea, y bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SUPPORT dkis_store.parts_of_support SET search_path = pg_catalog, pg_temp SET jit = off SET random_page_cost = 1.1 AS $$
#variable_conflict use_column
DECLARE
  valid dkis_store.report_periods[] := ARRAY(SELECT p FROM dkis_store.valid_periods() AS p ORDER BY p.from_at);
  gap record;
BEGIN
  IF report = 'peta_titik' AND NOT dkis_store.sees_calls(dkis_store.outer_user()) THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT p.agency, p.month, p.k1, p.k2, p.k3, p.total, p.n1, p.n2, p.n3, p.n4, p.n5, p.n6, p.n7, p.n8, p.x, p.y
    FROM dkis_store.report_parts AS p WHERE p.report = parts_of.report AND p.period IN (SELECT v.id FROM unnest(valid) AS v)
      AND p.agency BETWEEN coalesce(of_agency, -2147483648) AND coalesce(of_agency, 2147483647);
  FOR gap IN
    SELECT g.since, g.until FROM (
      SELECT coalesce(lag(v.until_at) OVER (ORDER BY v.from_at), '-infinity') AS since, v.from_at AS until FROM unnest(valid) AS v
      UNION ALL SELECT coalesce(max(v.until_at), '-infinity'), 'infinity' FROM unnest(valid) AS v) AS g
    WHERE g.since < g.until
  LOOP
    RETURN QUERY EXECUTE dkis_store.report_query(parts_of.report) USING gap.since, gap.until, of_agency;
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.parts_of(text, int) IS 'Bagian-bagian sebuah laporan: yang tersimpan per masa dan yang dihitung sekarang';

-- ---- counting --------------------------------------------------------------------------

-- Counts a period anew, in the place of those that lie in it.
CREATE FUNCTION dkis_store.count_period(from_at timestamptz, until_at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off SET random_page_cost = 1.1 AS $$
#variable_conflict use_variable
DECLARE
  made bigint;
  report text;
BEGIN
  DELETE FROM dkis_store.report_late AS l WHERE l.at >= from_at AND l.at < until_at;
  DELETE FROM dkis_store.report_periods AS p WHERE p.from_at < until_at AND p.until_at > from_at;
  INSERT INTO dkis_store.report_periods AS p (from_at, until_at, basis)
    SELECT from_at, until_at, b.basis FROM dkis_store.report_bases() AS b
    WHERE dkis_store.basis_day(until_at) >= b.from_day AND dkis_store.basis_day(until_at) < b.until_day RETURNING p.id INTO made;
  IF made IS NULL THEN
    RETURN; -- no instants, or no calendar to count by
  END IF;
  FOREACH report IN ARRAY dkis_store.kept_reports() LOOP
    EXECUTE format('INSERT INTO dkis_store.report_parts (period, report, agency, month, k1, k2, k3, total, n1, n2, n3, n4, n5, n6, n7, n8, x, y) SELECT %s, %L, q.* FROM (%s) AS q',
      made, report, dkis_store.report_query(report)) USING from_at, until_at, NULL::int;
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.count_period(timestamptz, timestamptz) IS 'Menghitung satu masa untuk laporan';

-- The periods that should be kept until then and are not: the months that are over,
-- the days of the last one. The first reaches back for ever.
CREATE FUNCTION dkis_store.missing_periods(safe_until timestamptz) RETURNS TABLE (from_at timestamptz, until_at timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH known AS (
    SELECT min(COALESCE(c.closed_at, 'infinity')) AS first_at, least(safe_until, now()) AT TIME ZONE 'UTC' AS last_at FROM dkis_store.cases AS c
  ), edge AS (
    SELECT m.at FROM known, generate_series(date_trunc('month', known.first_at AT TIME ZONE 'UTC'), date_trunc('month', known.last_at), interval '1 month') AS m (at)
    UNION SELECT d.at FROM known, generate_series(date_trunc('month', known.last_at), known.last_at, interval '1 day') AS d (at)
  ), period AS (
    SELECT coalesce(lag(edge.at AT TIME ZONE 'UTC') OVER (ORDER BY edge.at), '-infinity') AS from_at, edge.at AT TIME ZONE 'UTC' AS until_at
    FROM edge, known WHERE isfinite(known.first_at) AND isfinite(safe_until) AND edge.at AT TIME ZONE 'UTC' > known.first_at
  )
  SELECT period.from_at, period.until_at FROM period
  WHERE NOT EXISTS (SELECT FROM dkis_store.valid_periods() AS v WHERE v.from_at = period.from_at AND v.until_at = period.until_at)
  ORDER BY 1
$$;
COMMENT ON FUNCTION dkis_store.missing_periods(timestamptz) IS 'Masa yang belum, atau perlu lagi, dihitung untuk laporan';

-- Up to when all is known by now; what was written after the next such instant is
-- watched for from here on. A day, and a minute for who has read the clock but not
-- yet written.
CREATE FUNCTION dkis_store.advance_horizon() RETURNS timestamptz
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  until_at timestamptz := date_trunc('day', (clock_timestamp() - interval '1 day 1 minute') AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
  known dkis_store.report_horizon;
BEGIN
  SELECT h.* INTO known FROM dkis_store.report_horizon AS h;
  IF NOT FOUND THEN -- from now on changes are noted; which those are that know of it, the next time tells
    INSERT INTO dkis_store.report_horizon DEFAULT VALUES RETURNING * INTO known;
  ELSIF known.candidate IS NOT NULL AND known.horizon::xid8 <= pg_snapshot_xmin(pg_current_snapshot()) THEN
    UPDATE dkis_store.report_horizon SET safe_until = known.candidate, candidate = NULL, horizon = NULL RETURNING * INTO known;
  ELSIF known.candidate IS NULL AND until_at > known.safe_until THEN
    UPDATE dkis_store.report_horizon SET candidate = until_at, horizon = pg_current_xact_id()::text; -- a snapshot's xmax may be below who runs
  END IF;
  RETURN known.safe_until;
END
$$;
COMMENT ON FUNCTION dkis_store.advance_horizon() IS 'Sampai kapan semua yang berakhir sudah diketahui';

-- Counts, for so many seconds, what the reports keep; answers how many periods.
-- anew: forgets all that was kept. What was written into the silent tables past dkis
-- (rows of another system, of many transactions) is counted anew by that. One at a
-- time: beside another it does nothing. A subscriber of a logical replication keeps
-- what it is sent.
CREATE FUNCTION dkis.refresh_reports(seconds float8 DEFAULT 2, anew bool DEFAULT false) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  begun timestamptz := clock_timestamp();
  counted int := 0;
  period record;
BEGIN
  IF EXISTS (SELECT FROM pg_subscription AS s JOIN pg_database AS d ON d.oid = s.subdbid WHERE d.datname = current_database())
      OR NOT dkis_store.take_turn('dkis.refresh_reports') THEN
    RETURN 0;
  END IF;
  IF anew THEN
    DELETE FROM dkis_store.report_periods;
  END IF;
  FOR period IN SELECT m.*, count(*) OVER () AS total FROM dkis_store.missing_periods(dkis_store.advance_horizon()) AS m ORDER BY m.from_at LOOP
    EXIT WHEN clock_timestamp() - begun > make_interval(secs => seconds);
    PERFORM dkis_store.count_period(period.from_at, period.until_at);
    counted := counted + 1;
    PERFORM dkis_store.headway('masa laporan dihitung', counted, period.total);
  END LOOP;
  RETURN counted;
END
$$;
COMMENT ON FUNCTION dkis.refresh_reports(float8, bool) IS 'Menghitung yang disimpan untuk laporan; jumlah masa yang dihitung';

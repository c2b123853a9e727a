-- A case by the number that people know it by.

-- The form of a register number: '13/2026/000001'. NULL for a NULL.
CREATE FUNCTION dkis_store.register_number(sop_number int, year int, nth bigint) RETURNS text
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_register_number';
COMMENT ON FUNCTION dkis_store.register_number(int, int, bigint) IS 'Bentuk nomor register: SOP, tahun, urut';

-- The case of this register number ('13/2026/000001', or '13/2026/1'), of this agency first, else
-- of the only agency of a hub that has it; what stands for a number while a case has
-- none ('kasus 327400000000001'), and digits alone, are the id itself. NULL: NULL.
-- SP003: no such case, or several agencies have one.
CREATE FUNCTION dkis.case_id(register_no text) RETURNS bigint
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_cases bigint[];
BEGIN
  register_no := btrim(register_no);
  IF register_no ~ '^(kasus )?[0-9]{1,18}$' THEN
    RETURN regexp_replace(register_no, '^kasus ', '');
  END IF;
  IF register_no ~ '^[0-9]{1,9}/[0-9]{1,9}/[0-9]{1,18}$' THEN
    register_no := dkis_store.register_number(split_part(register_no, '/', 1)::int, split_part(register_no, '/', 2)::int, split_part(register_no, '/', 3)::bigint);
  END IF;
  SELECT array_agg(c.id ORDER BY c.agency <> dkis.agency(), c.id) INTO found_cases FROM dkis.cases AS c WHERE c.register_no = case_id.register_no;
  IF found_cases IS NULL THEN
    RAISE EXCEPTION 'kasus "%" tidak ada', left(register_no, 60) USING ERRCODE = 'SP003',
      DETAIL = 'Tidak ada kasus dengan nomor register atau id itu.', HINT = 'Nomor register berbentuk 13/2026/000001: SOP, tahun, urut; lihat SELECT id, register_no, title FROM dkis.cases.';
  ELSIF cardinality(found_cases) > 1 AND NOT EXISTS (SELECT FROM dkis.cases AS c WHERE c.id = found_cases[1] AND c.agency = dkis.agency()) THEN
    RAISE EXCEPTION 'nomor register % dimiliki beberapa instansi', register_no USING ERRCODE = 'SP003',
      DETAIL = 'Nomor register berurut menurut instansi, SOP dan tahun.', HINT = format('Sebut id-nya: %s.', array_to_string(found_cases, ', '));
  END IF;
  RETURN found_cases[1];
END
$$;
COMMENT ON FUNCTION dkis.case_id(text) IS 'Id kasus dengan nomor register ini';

-- Beside each function of dkis that takes a case by its id, one that takes it by
-- its number, alike in all else. Called at the end of the script, and of an update.
CREATE FUNCTION dkis_store.take_register_numbers() RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  f record;
BEGIN
  FOR f IN
    SELECT p.proname AS name, p.oid::regprocedure AS by_id, p.proretset OR p.prorettype = 'record'::regtype AS makes_rows,
      regexp_replace(pg_get_function_arguments(p.oid), '\mcase_id bigint\M', 'case_id text') AS arguments, pg_get_function_result(p.oid) AS result,
      CASE p.provolatile WHEN 'v' THEN 'VOLATILE' ELSE 'STABLE' END AS volatility,
      (SELECT string_agg(CASE WHEN p.proargnames[n] = 'case_id' THEN format('dkis.case_id($%s)', n) ELSE '$' || n END, ', ' ORDER BY n)
       FROM generate_series(1, p.pronargs) AS n) AS passed, obj_description(p.oid, 'pg_proc') AS comment
    FROM pg_proc AS p
    WHERE p.pronamespace = 'dkis'::regnamespace AND p.prokind = 'f' AND p.proargtypes[array_position(p.proargnames[1:p.pronargs], 'case_id') - 1] = 'bigint'::regtype
    ORDER BY p.oid
  LOOP
    EXECUTE format('CREATE OR REPLACE FUNCTION dkis.%1$I(%2$s) RETURNS %3$s LANGUAGE sql %4$s BEGIN ATOMIC SELECT %5$s dkis.%1$I(%6$s); END',
      f.name, f.arguments, f.result, f.volatility, CASE WHEN f.makes_rows THEN '* FROM' ELSE '' END, f.passed);
    EXECUTE format('COMMENT ON FUNCTION dkis.%I(%s) IS %L', f.name, regexp_replace(f.arguments, ' DEFAULT [^,]*', '', 'g'), f.comment);
  END LOOP;
END
$$;
COMMENT ON FUNCTION dkis_store.take_register_numbers() IS 'Setiap fungsi kasus juga menerima nomor register';

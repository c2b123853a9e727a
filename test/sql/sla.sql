-- dkis.sla: forms, refusals, order.
SET timezone = 'Asia/Jakarta'; SET datestyle = 'ISO, DMY'; SET client_min_messages = notice;
SET search_path = public, dkis; -- the operators live in dkis

SELECT form, form::dkis.sla FROM unnest(ARRAY[
  '30 menit', '1-30 menit', '1 menit – 30 menit', '10 hari kerja + 7 hari kerja', '-', ' - ',
  '10 (sepuluh) hari kerja', 'Maks. 3 Hari', 'paling lambat 14 hari kerja', 'MAKSIMAL 2JAM',
  '10harikerja+7HARI  KERJA', 'dua puluh lima (25) hari', '1 s.d. 3 hari', '24 jam', '3 bulan',
  '5 working days', '1 day', '2 hours', '3 months', 'PT30M', 'PT90M', 'PT2H', 'PT1H30M', 'P3D', 'P2W', 'P1Y6M',
  'p3d + pt2h', '8 hari kerja + 2 bulan', '0 hari kerja', '2147483647 menit']) AS form;

-- What it is not: unknown words are 22007, impossible values 22008.
CREATE FUNCTION refusal(form text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  hint text;
BEGIN
  RETURN form::dkis.sla::text;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
  RETURN SQLSTATE || ' ' || SQLERRM || CASE WHEN hint = '' THEN ' (no hint)' ELSE '' END;
END
$$;
SELECT left(form, 24) AS form, refusal(form) FROM unnest(ARRAY[
  '', ' ', 'hari', '10', '10 pekan', '10 hari libur', '5 hari 3', '-5 hari', '5 - -3 hari', '99999999999 hari',
  '2147483648 menit', '5-3 hari', '1 jam - 30 menit', '1,5 jam', '10 (sembilan) hari', '10 (sepuluh hari', '5 hari +',
  '5 hari + 0 hari', '5 hari + -', 'PT', 'P', 'PT30S', 'P1DT2H', 'P3', 'sepuluh', U&'10 \FFFDhari', repeat('x', 1000000),
  repeat('9', 1000000) || ' hari']) AS form;
SELECT '10 minggu'::dkis.sla;

-- By length: 1 hari kerja = 450 minutes, 1 hari = 24 h; "-" after everything.
SELECT form FROM (SELECT unnest(ARRAY['-', '2 bulan', '1 hari kerja', '451 menit', '450 menit', '8 jam', '1 hari',
  '24 jam', '10 hari kerja + 7 hari kerja', '10 hari kerja', '1-30 menit', '30 menit'])::dkis.sla) AS s (form) ORDER BY 1;
SELECT '24 jam'::dkis.sla = '1 hari'::dkis.sla AS same_length_only, 'P1D'::dkis.sla = '1 hari' AS identical,
  '24 jam'::dkis.sla < '1 hari' AS ordered, '-'::dkis.sla > '2147483647 bulan' AS none_is_last;
SELECT amname, amvalidate(c.oid) FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod
WHERE opcintype = 'dkis.sla'::regtype ORDER BY 1;

-- Every value reads back equal; hash and order agree with equality.
CREATE TEMP TABLE standards AS
SELECT (CASE WHEN low = 0 THEN '' ELSE low || '-' END || (low + n) || ' ' || unit || extension)::dkis.sla AS s
FROM generate_series(0, 3) AS low, generate_series(0, 12, 3) AS n,
  unnest(ARRAY['menit', 'jam', 'hari', 'hari kerja', 'bulan']) AS unit,
  unnest(ARRAY['', ' + 1 jam', ' + 7 hari kerja']) AS extension;
INSERT INTO standards VALUES ('-');
SELECT count(*) FILTER (WHERE s::text::dkis.sla = s) AS round_trip, count(DISTINCT s) AS distinct, count(DISTINCT s::text) AS texts,
  count(*) AS rows FROM standards;
SELECT count(*) AS disagreeing FROM standards a, standards b
WHERE (a.s = b.s) <> (a.s::text = b.s::text) OR (a.s < b.s) = (b.s <= a.s)
  OR (a.s = b.s AND dkis.sla_hash(a.s) <> dkis.sla_hash(b.s));
\getenv results PG_ABS_BUILDDIR
\set file :results /standards.bin
COPY standards TO :'file' (FORMAT binary);
CREATE TEMP TABLE again (s dkis.sla);
COPY again FROM :'file' (FORMAT binary);
SELECT count(*) AS lost FROM (TABLE standards EXCEPT TABLE again) AS missing;
DROP FUNCTION refusal;

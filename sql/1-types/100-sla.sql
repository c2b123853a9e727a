-- dkis.sla: a time standard as SOPs and laws write it. docs/sla.md
--
-- Reads "N unit", "A-B unit" (B is the limit), "... + N unit" (lawful
-- extension), "-" (none), English and ISO 8601 forms, and what Indonesian rules
-- write ("10 (sepuluh) hari kerja", "Maks. 3 Hari"). Units: menit and jam are
-- working time, hari calendar days, hari kerja working days, bulan months.
-- Refuses with 22007 (unknown word) or 22008 (negative, too large, B < A).
CREATE TYPE dkis.sla;

CREATE FUNCTION dkis.sla_in(cstring) RETURNS dkis.sla
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_in';
COMMENT ON FUNCTION dkis.sla_in(cstring) IS 'Membaca standar waktu';
CREATE FUNCTION dkis.sla_out(dkis.sla) RETURNS cstring
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_out';
COMMENT ON FUNCTION dkis.sla_out(dkis.sla) IS 'Menulis standar waktu dalam bentuk bakunya';
CREATE FUNCTION dkis.sla_recv(internal) RETURNS dkis.sla
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_recv';
COMMENT ON FUNCTION dkis.sla_recv(internal) IS 'Membaca standar waktu dalam bentuk biner';
CREATE FUNCTION dkis.sla_send(dkis.sla) RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_send';
COMMENT ON FUNCTION dkis.sla_send(dkis.sla) IS 'Menulis standar waktu dalam bentuk biner';

CREATE TYPE dkis.sla (
  INPUT = dkis.sla_in,
  OUTPUT = dkis.sla_out,
  RECEIVE = dkis.sla_recv,
  SEND = dkis.sla_send,
  INTERNALLENGTH = 16,
  ALIGNMENT = int4,
  STORAGE = plain
);
COMMENT ON TYPE dkis.sla IS 'Standar waktu, misalnya "30 menit", "1-30 menit", "10 hari kerja + 7 hari kerja" atau "-"';

-- Order: by length, with 1 hari kerja = 450 minutes, 1 hari = 24 hours and
-- 1 bulan = 30 days; equal only if identical; "-" after everything else.
CREATE FUNCTION dkis.sla_lt(dkis.sla, dkis.sla) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_lt';
COMMENT ON FUNCTION dkis.sla_lt(dkis.sla, dkis.sla) IS 'Standar waktu: lebih pendek';
CREATE FUNCTION dkis.sla_le(dkis.sla, dkis.sla) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_le';
COMMENT ON FUNCTION dkis.sla_le(dkis.sla, dkis.sla) IS 'Standar waktu: lebih pendek atau sama';
CREATE FUNCTION dkis.sla_eq(dkis.sla, dkis.sla) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_eq';
COMMENT ON FUNCTION dkis.sla_eq(dkis.sla, dkis.sla) IS 'Standar waktu: sama';
CREATE FUNCTION dkis.sla_ne(dkis.sla, dkis.sla) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_ne';
COMMENT ON FUNCTION dkis.sla_ne(dkis.sla, dkis.sla) IS 'Standar waktu: berbeda';
CREATE FUNCTION dkis.sla_ge(dkis.sla, dkis.sla) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_ge';
COMMENT ON FUNCTION dkis.sla_ge(dkis.sla, dkis.sla) IS 'Standar waktu: lebih panjang atau sama';
CREATE FUNCTION dkis.sla_gt(dkis.sla, dkis.sla) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_gt';
COMMENT ON FUNCTION dkis.sla_gt(dkis.sla, dkis.sla) IS 'Standar waktu: lebih panjang';
CREATE FUNCTION dkis.sla_cmp(dkis.sla, dkis.sla) RETURNS int
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_cmp';
COMMENT ON FUNCTION dkis.sla_cmp(dkis.sla, dkis.sla) IS 'Urutan standar waktu';
CREATE FUNCTION dkis.sla_hash(dkis.sla) RETURNS int
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_hash';
COMMENT ON FUNCTION dkis.sla_hash(dkis.sla) IS 'Hash standar waktu';
CREATE FUNCTION dkis.sla_hash_extended(dkis.sla, bigint) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_hash_extended';
COMMENT ON FUNCTION dkis.sla_hash_extended(dkis.sla, bigint) IS 'Hash standar waktu, 64 bit';

CREATE OPERATOR dkis.< (
  LEFTARG = dkis.sla, RIGHTARG = dkis.sla, FUNCTION = dkis.sla_lt,
  COMMUTATOR = OPERATOR(dkis.>), NEGATOR = OPERATOR(dkis.>=),
  RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
CREATE OPERATOR dkis.<= (
  LEFTARG = dkis.sla, RIGHTARG = dkis.sla, FUNCTION = dkis.sla_le,
  COMMUTATOR = OPERATOR(dkis.>=), NEGATOR = OPERATOR(dkis.>),
  RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
CREATE OPERATOR dkis.= (
  LEFTARG = dkis.sla, RIGHTARG = dkis.sla, FUNCTION = dkis.sla_eq,
  COMMUTATOR = OPERATOR(dkis.=), NEGATOR = OPERATOR(dkis.<>),
  RESTRICT = eqsel, JOIN = eqjoinsel,
  HASHES, MERGES
);
CREATE OPERATOR dkis.<> (
  LEFTARG = dkis.sla, RIGHTARG = dkis.sla, FUNCTION = dkis.sla_ne,
  COMMUTATOR = OPERATOR(dkis.<>), NEGATOR = OPERATOR(dkis.=),
  RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR dkis.>= (
  LEFTARG = dkis.sla, RIGHTARG = dkis.sla, FUNCTION = dkis.sla_ge,
  COMMUTATOR = OPERATOR(dkis.<=), NEGATOR = OPERATOR(dkis.<),
  RESTRICT = scalargesel, JOIN = scalargejoinsel
);
CREATE OPERATOR dkis.> (
  LEFTARG = dkis.sla, RIGHTARG = dkis.sla, FUNCTION = dkis.sla_gt,
  COMMUTATOR = OPERATOR(dkis.<), NEGATOR = OPERATOR(dkis.<=),
  RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);

CREATE OPERATOR CLASS dkis.sla_ops DEFAULT FOR TYPE dkis.sla USING btree AS
  OPERATOR 1 dkis.<, OPERATOR 2 dkis.<=, OPERATOR 3 dkis.=, OPERATOR 4 dkis.>=, OPERATOR 5 dkis.>,
  FUNCTION 1 dkis.sla_cmp(dkis.sla, dkis.sla),
  FUNCTION 4 btequalimage(oid);
CREATE OPERATOR CLASS dkis.sla_hash_ops DEFAULT FOR TYPE dkis.sla USING hash AS
  OPERATOR 1 dkis.=,
  FUNCTION 1 dkis.sla_hash(dkis.sla),
  FUNCTION 2 dkis.sla_hash_extended(dkis.sla, bigint);

-- The limit in the minutes by which standards are compared, as reports show them:
-- 1 hari kerja = 450, 1 hari = 1440, 1 bulan = 43200. extended: with the lawful
-- extension; round_the_clock: on a calendar that never closes a working day is
-- 1440 too. NULL for "-".
CREATE FUNCTION dkis_store.sla_minutes(target dkis.sla, extended bool DEFAULT false, round_the_clock bool DEFAULT false) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_sla_minutes';
COMMENT ON FUNCTION dkis_store.sla_minutes(dkis.sla, bool, bool) IS 'Batas standar waktu dalam menit: 1 hari kerja = 450, 1 hari = 1440, 1 bulan = 43200';

-- dkis.caller_location: where a caller is, in whatever form it was given:
-- decimal degrees, degrees-minutes-seconds, geo: URI (RFC 5870), plus code, map
-- link, WKT, GeoJSON, AML message (ETSI TS 103 625), or a message with one of these
-- in it. WGS 84. Nothing is ever fetched. docs/caller_location.md lists the forms.
CREATE TYPE dkis.caller_location;

CREATE FUNCTION dkis.caller_location_in(cstring) RETURNS dkis.caller_location
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_in';
CREATE FUNCTION dkis.caller_location_out(dkis.caller_location) RETURNS cstring
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_out';
CREATE FUNCTION dkis.caller_location_recv(internal) RETURNS dkis.caller_location
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_recv';
CREATE FUNCTION dkis.caller_location_send(dkis.caller_location) RETURNS bytea
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_send';
COMMENT ON FUNCTION dkis.caller_location_in(cstring) IS 'Membaca lokasi penelepon';
COMMENT ON FUNCTION dkis.caller_location_out(dkis.caller_location) IS 'Menulis lokasi penelepon sebagai geo URI';
COMMENT ON FUNCTION dkis.caller_location_recv(internal) IS 'Membaca bentuk biner';
COMMENT ON FUNCTION dkis.caller_location_send(dkis.caller_location) IS 'Menulis bentuk biner';

CREATE TYPE dkis.caller_location (
  INPUT = dkis.caller_location_in,
  OUTPUT = dkis.caller_location_out,
  RECEIVE = dkis.caller_location_recv,
  SEND = dkis.caller_location_send,
  INTERNALLENGTH = 32,
  ALIGNMENT = double,
  STORAGE = plain
);
COMMENT ON TYPE dkis.caller_location IS 'Lokasi penelepon: lintang, bujur, ketidakpastian, cara diperoleh';

-- Order: latitude, longitude, uncertainty, source; equal only when identical.
CREATE FUNCTION dkis.caller_location_eq(dkis.caller_location, dkis.caller_location) RETURNS bool
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_eq';
COMMENT ON FUNCTION dkis.caller_location_eq(dkis.caller_location, dkis.caller_location) IS 'Lokasi sama';
CREATE FUNCTION dkis.caller_location_ne(dkis.caller_location, dkis.caller_location) RETURNS bool
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_ne';
COMMENT ON FUNCTION dkis.caller_location_ne(dkis.caller_location, dkis.caller_location) IS 'Lokasi berbeda';
CREATE FUNCTION dkis.caller_location_lt(dkis.caller_location, dkis.caller_location) RETURNS bool
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_lt';
COMMENT ON FUNCTION dkis.caller_location_lt(dkis.caller_location, dkis.caller_location) IS 'Lokasi sebelum';
CREATE FUNCTION dkis.caller_location_le(dkis.caller_location, dkis.caller_location) RETURNS bool
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_le';
COMMENT ON FUNCTION dkis.caller_location_le(dkis.caller_location, dkis.caller_location) IS 'Lokasi sebelum atau sama';
CREATE FUNCTION dkis.caller_location_gt(dkis.caller_location, dkis.caller_location) RETURNS bool
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_gt';
COMMENT ON FUNCTION dkis.caller_location_gt(dkis.caller_location, dkis.caller_location) IS 'Lokasi sesudah';
CREATE FUNCTION dkis.caller_location_ge(dkis.caller_location, dkis.caller_location) RETURNS bool
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_ge';
COMMENT ON FUNCTION dkis.caller_location_ge(dkis.caller_location, dkis.caller_location) IS 'Lokasi sesudah atau sama';
CREATE FUNCTION dkis.caller_location_cmp(dkis.caller_location, dkis.caller_location) RETURNS int
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_cmp';
COMMENT ON FUNCTION dkis.caller_location_cmp(dkis.caller_location, dkis.caller_location) IS 'Urutan lokasi';
CREATE FUNCTION dkis.caller_location_hash(dkis.caller_location) RETURNS int
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_hash';
COMMENT ON FUNCTION dkis.caller_location_hash(dkis.caller_location) IS 'Nilai hash lokasi';
CREATE FUNCTION dkis.caller_location_hash_extended(dkis.caller_location, bigint) RETURNS bigint
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_hash_extended';
COMMENT ON FUNCTION dkis.caller_location_hash_extended(dkis.caller_location, bigint) IS 'Nilai hash lokasi dengan salt';

CREATE OPERATOR dkis.= (
  FUNCTION = dkis.caller_location_eq, LEFTARG = dkis.caller_location, RIGHTARG = dkis.caller_location,
  COMMUTATOR = OPERATOR(dkis.=), NEGATOR = OPERATOR(dkis.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
CREATE OPERATOR dkis.<> (
  FUNCTION = dkis.caller_location_ne, LEFTARG = dkis.caller_location, RIGHTARG = dkis.caller_location,
  COMMUTATOR = OPERATOR(dkis.<>), NEGATOR = OPERATOR(dkis.=), RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR dkis.< (
  FUNCTION = dkis.caller_location_lt, LEFTARG = dkis.caller_location, RIGHTARG = dkis.caller_location,
  COMMUTATOR = OPERATOR(dkis.>), NEGATOR = OPERATOR(dkis.>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
CREATE OPERATOR dkis.<= (
  FUNCTION = dkis.caller_location_le, LEFTARG = dkis.caller_location, RIGHTARG = dkis.caller_location,
  COMMUTATOR = OPERATOR(dkis.>=), NEGATOR = OPERATOR(dkis.>), RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
CREATE OPERATOR dkis.> (
  FUNCTION = dkis.caller_location_gt, LEFTARG = dkis.caller_location, RIGHTARG = dkis.caller_location,
  COMMUTATOR = OPERATOR(dkis.<), NEGATOR = OPERATOR(dkis.<=), RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
CREATE OPERATOR dkis.>= (
  FUNCTION = dkis.caller_location_ge, LEFTARG = dkis.caller_location, RIGHTARG = dkis.caller_location,
  COMMUTATOR = OPERATOR(dkis.<=), NEGATOR = OPERATOR(dkis.<), RESTRICT = scalargesel, JOIN = scalargejoinsel
);

CREATE OPERATOR CLASS dkis.caller_location_ops DEFAULT FOR TYPE dkis.caller_location USING btree AS
  OPERATOR 1 dkis.<, OPERATOR 2 dkis.<=, OPERATOR 3 dkis.=, OPERATOR 4 dkis.>=, OPERATOR 5 dkis.>,
  FUNCTION 1 dkis.caller_location_cmp(dkis.caller_location, dkis.caller_location);
CREATE OPERATOR CLASS dkis.caller_location_hash_ops DEFAULT FOR TYPE dkis.caller_location USING hash AS
  OPERATOR 1 dkis.=,
  FUNCTION 1 dkis.caller_location_hash(dkis.caller_location),
  FUNCTION 2 dkis.caller_location_hash_extended(dkis.caller_location, bigint);

-- Degrees, WGS 84; uncertainty_m in metres, NULL unknown; source: decimal, dms,
-- geo, pluscode, link, aml, wkt, json, pidf.
CREATE FUNCTION dkis.make_location(latitude float8, longitude float8, uncertainty_m float8 DEFAULT NULL, source text DEFAULT 'decimal')
RETURNS dkis.caller_location
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_caller_location_make';
COMMENT ON FUNCTION dkis.make_location(float8, float8, float8, text) IS 'Membuat lokasi dari lintang dan bujur';
CREATE FUNCTION dkis.latitude(dkis.caller_location) RETURNS float8
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_latitude';
COMMENT ON FUNCTION dkis.latitude(dkis.caller_location) IS 'Lintang, derajat';
CREATE FUNCTION dkis.longitude(dkis.caller_location) RETURNS float8
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_longitude';
COMMENT ON FUNCTION dkis.longitude(dkis.caller_location) IS 'Bujur, derajat';
CREATE FUNCTION dkis.uncertainty_m(dkis.caller_location) RETURNS float8
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_uncertainty';
COMMENT ON FUNCTION dkis.uncertainty_m(dkis.caller_location) IS 'Ketidakpastian dalam meter; NULL bila tidak diketahui';
CREATE FUNCTION dkis.source(dkis.caller_location) RETURNS text
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_caller_location_source';
COMMENT ON FUNCTION dkis.source(dkis.caller_location) IS 'Cara lokasi diperoleh';

-- PostGIS names resolve here, at creation, wherever PostGIS lives.
CREATE FUNCTION dkis.to_geometry(place dkis.caller_location) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
BEGIN ATOMIC
  SELECT ST_SetSRID(ST_MakePoint(dkis.longitude(place), dkis.latitude(place)), 4326);
END;
COMMENT ON FUNCTION dkis.to_geometry(dkis.caller_location) IS 'Lokasi sebagai titik WGS 84';
CREATE CAST (dkis.caller_location AS geometry) WITH FUNCTION dkis.to_geometry(dkis.caller_location) AS IMPLICIT;
COMMENT ON CAST (dkis.caller_location AS geometry) IS 'Lokasi sebagai titik WGS 84';

-- The circle of uncertainty in metres; the point itself when none is known.
CREATE FUNCTION dkis.area(place dkis.caller_location) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
BEGIN ATOMIC
  SELECT CASE WHEN dkis.uncertainty_m(place) > 0
    THEN ST_Buffer(dkis.to_geometry(place)::geography, dkis.uncertainty_m(place))::geometry
    ELSE dkis.to_geometry(place) END;
END;
COMMENT ON FUNCTION dkis.area(dkis.caller_location) IS 'Lingkaran ketidakpastian';

-- Also short plus codes, near a place or with a locality or address known in
-- dkis.areas ("8GWV+X2 NamaKota"). 22P02 when nothing fits, with the forms that do;
-- 22023 for a place farther than the setting far_km (200) from near or, without
-- it, from the agency's own city: the hint says which place was perhaps meant.
CREATE FUNCTION dkis.locate(text, near dkis.caller_location DEFAULT NULL) RETURNS dkis.caller_location
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_locate';
COMMENT ON FUNCTION dkis.locate(text, dkis.caller_location) IS 'Membaca lokasi, juga plus code pendek; yang jauh dari wilayahnya ditanyakan dulu';

-- The plus code (Open Location Code) of a place: 2, 4, 6, 8 or 10 to 15 digits; 10
-- are a cell of about 14 metres. 22023 for another number of digits.
CREATE FUNCTION dkis.plus_code(place dkis.caller_location, digits int DEFAULT 10) RETURNS text
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_plus_code';
COMMENT ON FUNCTION dkis.plus_code(dkis.caller_location, int) IS 'Kode plus suatu lokasi, lengkap';
-- A full plus code without the digits that a place nearby makes superfluous; the
-- whole code where none is. 22023: not a full code, or one with padding.
CREATE FUNCTION dkis.shorten_plus_code(code text, near dkis.caller_location) RETURNS text
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_shorten_plus_code';
COMMENT ON FUNCTION dkis.shorten_plus_code(text, dkis.caller_location) IS 'Kode plus pendek, untuk disebut bersama tempat di dekatnya';

-- The location of a presence document (PIDF-LO, RFC 5491): point, circle, ellipse,
-- arc band, sphere, ellipsoid, prism or polygon in WGS 84, the first of several.
-- uncertainty_m: as far as the shape reaches from its middle. 2200M: not XML; 22P02:
-- no such shape, or only a street address.
CREATE FUNCTION dkis.pidflo(document xml) RETURNS dkis.caller_location
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_pidflo';
COMMENT ON FUNCTION dkis.pidflo(xml) IS 'Lokasi dari dokumen PIDF-LO (RFC 5491)';

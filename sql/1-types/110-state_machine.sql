-- dkis.state_machine: an SOP's flow, for instance
--   start -> 1; 1 [Sesuai] -> 2; 1 [Tidak Sesuai] -> 1; 2 -> end
-- Grammar in docs/state_machine.md. Stored flat and run in place. Input errors
-- are 22P02 with the position in the DETAIL, 54000 beyond 4096 steps.
CREATE TYPE dkis.state_machine;
CREATE FUNCTION dkis.state_machine_in(cstring) RETURNS dkis.state_machine
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_state_machine_in';
CREATE FUNCTION dkis.state_machine_out(dkis.state_machine) RETURNS cstring
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_state_machine_out';
CREATE FUNCTION dkis.state_machine_recv(internal) RETURNS dkis.state_machine
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_state_machine_recv';
CREATE FUNCTION dkis.state_machine_send(dkis.state_machine) RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_state_machine_send';
CREATE TYPE dkis.state_machine (
  INPUT = dkis.state_machine_in, OUTPUT = dkis.state_machine_out, RECEIVE = dkis.state_machine_recv, SEND = dkis.state_machine_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON FUNCTION dkis.state_machine_in(cstring) IS 'Membaca alur dari teks';
COMMENT ON FUNCTION dkis.state_machine_out(dkis.state_machine) IS 'Menulis alur sebagai teks';
COMMENT ON FUNCTION dkis.state_machine_recv(internal) IS 'Membaca alur dari bentuk biner';
COMMENT ON FUNCTION dkis.state_machine_send(dkis.state_machine) IS 'Menulis alur dalam bentuk biner';
-- Comparison: of the canonical texts, byte by byte.
CREATE FUNCTION dkis.state_machine_eq(dkis.state_machine, dkis.state_machine) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_state_machine_eq';
COMMENT ON FUNCTION dkis.state_machine_eq(dkis.state_machine, dkis.state_machine) IS 'Apakah alur sama dengan yang lain';
CREATE FUNCTION dkis.state_machine_ne(dkis.state_machine, dkis.state_machine) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_state_machine_ne';
COMMENT ON FUNCTION dkis.state_machine_ne(dkis.state_machine, dkis.state_machine) IS 'Apakah alur tidak sama dengan yang lain';
CREATE FUNCTION dkis.state_machine_lt(dkis.state_machine, dkis.state_machine) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_state_machine_lt';
COMMENT ON FUNCTION dkis.state_machine_lt(dkis.state_machine, dkis.state_machine) IS 'Apakah alur mendahului yang lain';
CREATE FUNCTION dkis.state_machine_le(dkis.state_machine, dkis.state_machine) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_state_machine_le';
COMMENT ON FUNCTION dkis.state_machine_le(dkis.state_machine, dkis.state_machine) IS 'Apakah alur mendahului atau sama yang lain';
CREATE FUNCTION dkis.state_machine_gt(dkis.state_machine, dkis.state_machine) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_state_machine_gt';
COMMENT ON FUNCTION dkis.state_machine_gt(dkis.state_machine, dkis.state_machine) IS 'Apakah alur sesudah yang lain';
CREATE FUNCTION dkis.state_machine_ge(dkis.state_machine, dkis.state_machine) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_state_machine_ge';
COMMENT ON FUNCTION dkis.state_machine_ge(dkis.state_machine, dkis.state_machine) IS 'Apakah alur sesudah atau sama yang lain';
CREATE FUNCTION dkis.state_machine_cmp(dkis.state_machine, dkis.state_machine) RETURNS int
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_state_machine_cmp';
COMMENT ON FUNCTION dkis.state_machine_cmp(dkis.state_machine, dkis.state_machine) IS 'Urutan dua alur: negatif, nol, positif';
CREATE FUNCTION dkis.state_machine_hash(dkis.state_machine) RETURNS int
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_state_machine_hash';
COMMENT ON FUNCTION dkis.state_machine_hash(dkis.state_machine) IS 'Nilai hash alur';
CREATE FUNCTION dkis.state_machine_hash_extended(dkis.state_machine, bigint) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_state_machine_hash_extended';
COMMENT ON FUNCTION dkis.state_machine_hash_extended(dkis.state_machine, bigint) IS 'Nilai hash 64 bit alur';

CREATE OPERATOR dkis.= (LEFTARG = dkis.state_machine, RIGHTARG = dkis.state_machine, FUNCTION = dkis.state_machine_eq,
  COMMUTATOR = OPERATOR(dkis.=), NEGATOR = OPERATOR(dkis.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR dkis.<> (LEFTARG = dkis.state_machine, RIGHTARG = dkis.state_machine, FUNCTION = dkis.state_machine_ne,
  COMMUTATOR = OPERATOR(dkis.<>), NEGATOR = OPERATOR(dkis.=), RESTRICT = neqsel, JOIN = neqjoinsel);
CREATE OPERATOR dkis.< (LEFTARG = dkis.state_machine, RIGHTARG = dkis.state_machine, FUNCTION = dkis.state_machine_lt,
  COMMUTATOR = OPERATOR(dkis.>), NEGATOR = OPERATOR(dkis.>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR dkis.<= (LEFTARG = dkis.state_machine, RIGHTARG = dkis.state_machine, FUNCTION = dkis.state_machine_le,
  COMMUTATOR = OPERATOR(dkis.>=), NEGATOR = OPERATOR(dkis.>), RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
CREATE OPERATOR dkis.> (LEFTARG = dkis.state_machine, RIGHTARG = dkis.state_machine, FUNCTION = dkis.state_machine_gt,
  COMMUTATOR = OPERATOR(dkis.<), NEGATOR = OPERATOR(dkis.<=), RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
CREATE OPERATOR dkis.>= (LEFTARG = dkis.state_machine, RIGHTARG = dkis.state_machine, FUNCTION = dkis.state_machine_ge,
  COMMUTATOR = OPERATOR(dkis.<=), NEGATOR = OPERATOR(dkis.<), RESTRICT = scalargesel, JOIN = scalargejoinsel);
CREATE OPERATOR CLASS dkis.state_machine_ops DEFAULT FOR TYPE dkis.state_machine USING btree AS
  OPERATOR 1 dkis.<, OPERATOR 2 dkis.<=, OPERATOR 3 dkis.=, OPERATOR 4 dkis.>=, OPERATOR 5 dkis.>,
  FUNCTION 1 dkis.state_machine_cmp(dkis.state_machine, dkis.state_machine);
CREATE OPERATOR CLASS dkis.state_machine_ops DEFAULT FOR TYPE dkis.state_machine USING hash AS
  OPERATOR 1 dkis.=,
  FUNCTION 1 dkis.state_machine_hash(dkis.state_machine),
  FUNCTION 2 dkis.state_machine_hash_extended(dkis.state_machine, bigint);
COMMENT ON TYPE dkis.state_machine IS 'Alur sebuah SOP: langkah, hasil, dan panah di antaranya';

-- dkis.marking: where a case stands, {active steps | steps done and waiting at a
-- join}; {} = ended. Names its steps itself; equality ignores their order.
CREATE TYPE dkis.marking;
CREATE FUNCTION dkis.marking_in(cstring) RETURNS dkis.marking
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_marking_in';
CREATE FUNCTION dkis.marking_out(dkis.marking) RETURNS cstring
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_marking_out';
CREATE FUNCTION dkis.marking_recv(internal) RETURNS dkis.marking
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_marking_recv';
CREATE FUNCTION dkis.marking_send(dkis.marking) RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_marking_send';
CREATE TYPE dkis.marking (
  INPUT = dkis.marking_in, OUTPUT = dkis.marking_out, RECEIVE = dkis.marking_recv, SEND = dkis.marking_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON FUNCTION dkis.marking_in(cstring) IS 'Membaca posisi kasus dari teks';
COMMENT ON FUNCTION dkis.marking_out(dkis.marking) IS 'Menulis posisi kasus sebagai teks';
COMMENT ON FUNCTION dkis.marking_recv(internal) IS 'Membaca posisi kasus dari bentuk biner';
COMMENT ON FUNCTION dkis.marking_send(dkis.marking) IS 'Menulis posisi kasus dalam bentuk biner';
-- Comparison: of the sorted steps, so equality ignores their order.
CREATE FUNCTION dkis.marking_eq(dkis.marking, dkis.marking) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_marking_eq';
COMMENT ON FUNCTION dkis.marking_eq(dkis.marking, dkis.marking) IS 'Apakah posisi kasus sama dengan yang lain';
CREATE FUNCTION dkis.marking_ne(dkis.marking, dkis.marking) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_marking_ne';
COMMENT ON FUNCTION dkis.marking_ne(dkis.marking, dkis.marking) IS 'Apakah posisi kasus tidak sama dengan yang lain';
CREATE FUNCTION dkis.marking_lt(dkis.marking, dkis.marking) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_marking_lt';
COMMENT ON FUNCTION dkis.marking_lt(dkis.marking, dkis.marking) IS 'Apakah posisi kasus mendahului yang lain';
CREATE FUNCTION dkis.marking_le(dkis.marking, dkis.marking) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_marking_le';
COMMENT ON FUNCTION dkis.marking_le(dkis.marking, dkis.marking) IS 'Apakah posisi kasus mendahului atau sama yang lain';
CREATE FUNCTION dkis.marking_gt(dkis.marking, dkis.marking) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_marking_gt';
COMMENT ON FUNCTION dkis.marking_gt(dkis.marking, dkis.marking) IS 'Apakah posisi kasus sesudah yang lain';
CREATE FUNCTION dkis.marking_ge(dkis.marking, dkis.marking) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_marking_ge';
COMMENT ON FUNCTION dkis.marking_ge(dkis.marking, dkis.marking) IS 'Apakah posisi kasus sesudah atau sama yang lain';
CREATE FUNCTION dkis.marking_cmp(dkis.marking, dkis.marking) RETURNS int
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_marking_cmp';
COMMENT ON FUNCTION dkis.marking_cmp(dkis.marking, dkis.marking) IS 'Urutan dua posisi kasus: negatif, nol, positif';
CREATE FUNCTION dkis.marking_hash(dkis.marking) RETURNS int
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_marking_hash';
COMMENT ON FUNCTION dkis.marking_hash(dkis.marking) IS 'Nilai hash posisi kasus';
CREATE FUNCTION dkis.marking_hash_extended(dkis.marking, bigint) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_marking_hash_extended';
COMMENT ON FUNCTION dkis.marking_hash_extended(dkis.marking, bigint) IS 'Nilai hash 64 bit posisi kasus';

CREATE OPERATOR dkis.= (LEFTARG = dkis.marking, RIGHTARG = dkis.marking, FUNCTION = dkis.marking_eq,
  COMMUTATOR = OPERATOR(dkis.=), NEGATOR = OPERATOR(dkis.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR dkis.<> (LEFTARG = dkis.marking, RIGHTARG = dkis.marking, FUNCTION = dkis.marking_ne,
  COMMUTATOR = OPERATOR(dkis.<>), NEGATOR = OPERATOR(dkis.=), RESTRICT = neqsel, JOIN = neqjoinsel);
CREATE OPERATOR dkis.< (LEFTARG = dkis.marking, RIGHTARG = dkis.marking, FUNCTION = dkis.marking_lt,
  COMMUTATOR = OPERATOR(dkis.>), NEGATOR = OPERATOR(dkis.>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR dkis.<= (LEFTARG = dkis.marking, RIGHTARG = dkis.marking, FUNCTION = dkis.marking_le,
  COMMUTATOR = OPERATOR(dkis.>=), NEGATOR = OPERATOR(dkis.>), RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
CREATE OPERATOR dkis.> (LEFTARG = dkis.marking, RIGHTARG = dkis.marking, FUNCTION = dkis.marking_gt,
  COMMUTATOR = OPERATOR(dkis.<), NEGATOR = OPERATOR(dkis.<=), RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
CREATE OPERATOR dkis.>= (LEFTARG = dkis.marking, RIGHTARG = dkis.marking, FUNCTION = dkis.marking_ge,
  COMMUTATOR = OPERATOR(dkis.<=), NEGATOR = OPERATOR(dkis.<), RESTRICT = scalargesel, JOIN = scalargejoinsel);
CREATE OPERATOR CLASS dkis.marking_ops DEFAULT FOR TYPE dkis.marking USING btree AS
  OPERATOR 1 dkis.<, OPERATOR 2 dkis.<=, OPERATOR 3 dkis.=, OPERATOR 4 dkis.>=, OPERATOR 5 dkis.>,
  FUNCTION 1 dkis.marking_cmp(dkis.marking, dkis.marking);
CREATE OPERATOR CLASS dkis.marking_ops DEFAULT FOR TYPE dkis.marking USING hash AS
  OPERATOR 1 dkis.=,
  FUNCTION 1 dkis.marking_hash(dkis.marking),
  FUNCTION 2 dkis.marking_hash_extended(dkis.marking, bigint);
COMMENT ON TYPE dkis.marking IS 'Posisi sebuah kasus: {langkah aktif | langkah yang menunggu}; {} berarti selesai';

-- Where a case begins. entry NULL = the plain start, or the only entry; else
-- SP001 with the entries in the hint.
CREATE FUNCTION dkis.initial_marking(machine dkis.state_machine, entry text = NULL) RETURNS dkis.marking
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_initial_marking';
COMMENT ON FUNCTION dkis.initial_marking(dkis.state_machine, text) IS 'Posisi awal kasus menurut alur, lewat jenis pelaksanaan yang disebut';

-- The marking after step is finished with outcome. SP002: the step is not
-- active; SP001: it has no such outcome; 22023: the marking is not of this
-- machine, or a step would be active twice.
CREATE FUNCTION dkis.fire(machine dkis.state_machine, marking dkis.marking, step text, outcome text = 'Selesai') RETURNS dkis.marking
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_fire';
COMMENT ON FUNCTION dkis.fire(dkis.state_machine, dkis.marking, text, text) IS 'Posisi kasus sesudah langkah diselesaikan dengan hasil itu';

-- The active steps, in the machine's order.
CREATE FUNCTION dkis.active_steps(marking dkis.marking) RETURNS text[]
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_active_steps';
COMMENT ON FUNCTION dkis.active_steps(dkis.marking) IS 'Langkah yang aktif';

-- The outcomes of a step as declared; 22023 for a step the machine does not have.
CREATE FUNCTION dkis.outcomes(machine dkis.state_machine, step text) RETURNS text[]
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_outcomes';
COMMENT ON FUNCTION dkis.outcomes(dkis.state_machine, text) IS 'Hasil yang mungkin dari sebuah langkah';

-- The steps of a machine, in order of first appearance.
CREATE FUNCTION dkis.steps(machine dkis.state_machine) RETURNS text[]
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_steps';
COMMENT ON FUNCTION dkis.steps(dkis.state_machine) IS 'Langkah-langkah sebuah alur';

-- The named entries; a plain start is not among them.
CREATE FUNCTION dkis.entries(machine dkis.state_machine) RETURNS text[]
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_entries';
COMMENT ON FUNCTION dkis.entries(dkis.state_machine) IS 'Jenis pelaksanaan yang bernama';

-- The arcs of a machine: a row for each way in (step NULL, outcome = the entry,
-- NULL for the plain start) and for each outcome of each step. waits_for: the
-- steps that must be done too before the arc is followed; leads_to: the steps
-- it starts, {} = the end.
CREATE FUNCTION dkis.arcs(machine dkis.state_machine, OUT step text, OUT outcome text, OUT waits_for text[], OUT leads_to text[])
RETURNS SETOF record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 20 AS 'MODULE_PATHNAME', 'dkis_arcs';
COMMENT ON FUNCTION dkis.arcs(dkis.state_machine) IS 'Panah sebuah alur: dari langkah dan hasil mana ke langkah mana';

-- Workflow-net soundness: the end can always be reached, nothing is left when
-- it is, every step can happen, none is active twice. 54000: undecidable within
-- 128 MB.
CREATE FUNCTION dkis.is_sound(machine dkis.state_machine) RETURNS bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'dkis_is_sound';
COMMENT ON FUNCTION dkis.is_sound(dkis.state_machine) IS 'Apakah alur sehat: selalu dapat selesai, tanpa sisa, tanpa langkah mati';

-- What is wrong with a machine, with the shortest trace to it; no row = sound.
CREATE FUNCTION dkis.soundness(machine dkis.state_machine, OUT problem text, OUT step text, OUT detail text) RETURNS SETOF record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 5 AS 'MODULE_PATHNAME', 'dkis_soundness';
COMMENT ON FUNCTION dkis.soundness(dkis.state_machine) IS 'Apa yang tidak sehat pada alur, dengan jejak terpendek; kosong = sehat';

-- replay(machine, step, outcome ORDER BY ...): where a history leads. It enters
-- by the entry that makes the first step active; rows without step or outcome
-- are passed over; an event that could not happen raises as fire() does; no
-- events at all: NULL.
CREATE FUNCTION dkis_store.replay_step(internal, dkis.state_machine, text, text) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_replay_step';
COMMENT ON FUNCTION dkis_store.replay_step(internal, dkis.state_machine, text, text) IS 'Bagian dari dkis.replay: satu peristiwa';
CREATE FUNCTION dkis_store.replay_end(internal) RETURNS dkis.marking
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_replay_end';
COMMENT ON FUNCTION dkis_store.replay_end(internal) IS 'Bagian dari dkis.replay: posisi akhirnya';
CREATE AGGREGATE dkis.replay(machine dkis.state_machine, step text, outcome text) (
  SFUNC = dkis_store.replay_step, STYPE = internal, FINALFUNC = dkis_store.replay_end, PARALLEL = SAFE
);
COMMENT ON AGGREGATE dkis.replay(dkis.state_machine, text, text) IS 'Posisi kasus sesudah semua peristiwa diputar ulang menurut urutannya';

/*
 * dkis.state_machine in SQL: the type, its running, its proof.
 */
#include "pg/base/array.h"
#include "pg/types/compare.h"
#include "pg/types/flow.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "pg/base/module.h"
#include "core/flow/soundness.h"

Datum
flat_datum(const void *bytes, size_t size)
{
	struct varlena *datum = palloc(VARHDRSZ + size);

	SET_VARSIZE(datum, VARHDRSZ + size);
	memcpy(VARDATA(datum), bytes, size);
	return PointerGetDatum(datum);
}

char *
flow_receive(StringInfo message, int version, const char *type)
{
	int got = pq_getmsgbyte(message);
	int length;

	if (got != version)
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("versi biner %s tidak dikenal: %d", type, got),
						errdetail("Data biner itu ditulis oleh dkis yang lain versinya."),
						errhint("Versi yang dikenal: %d.", version)));
	return pq_getmsgtext(message, message->len - message->cursor, &length);
}

void
flow_refuse_binary(DkisError *error)
{
	memcpy(error->sqlstate, DKIS_INVALID_BINARY, sizeof error->sqlstate);
	dkis_raise(error);
}

static char *
machine_text(const Machine *machine, size_t *length)
{
	DkisText text;

	dkis_text_init(&text);
	machine_print(machine, &text);
	*length = text.length;
	return text.data;
}

PG_FUNCTION_INFO_V1(dkis_state_machine_in);
Datum
dkis_state_machine_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	DkisError error;
	Machine *machine = machine_parse(text, strlen(text), &error);

	if (!machine)
		dkis_refuse_input(fcinfo, &error);
	PG_RETURN_DATUM(flat_datum(machine, machine_size(machine)));
}

PG_FUNCTION_INFO_V1(dkis_state_machine_out);
Datum
dkis_state_machine_out(PG_FUNCTION_ARGS)
{
	size_t length;

	PG_RETURN_CSTRING(machine_text(PG_GETARG_MACHINE(0), &length));
}

/* A version byte and the canonical text: what comes back is parsed, never trusted. */
PG_FUNCTION_INFO_V1(dkis_state_machine_send);
Datum
dkis_state_machine_send(PG_FUNCTION_ARGS)
{
	size_t length;
	char *text = machine_text(PG_GETARG_MACHINE(0), &length);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendint8(&message, MACHINE_VERSION);
	pq_sendtext(&message, text, (int) length);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

PG_FUNCTION_INFO_V1(dkis_state_machine_recv);
Datum
dkis_state_machine_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	char *text = flow_receive(message, MACHINE_VERSION, "dkis.state_machine");
	DkisError error;
	Machine *machine = machine_parse(text, strlen(text), &error);

	if (!machine)
		flow_refuse_binary(&error);
	PG_RETURN_DATUM(flat_datum(machine, machine_size(machine)));
}

/* ---- equality, order, hash: of the canonical text ---------------------- */

static uint64
machine_hash(const Machine *machine, uint64 seed)
{
	size_t length;
	char *text = machine_text(machine, &length);

	return DatumGetUInt64(hash_any_extended((unsigned char *) text, (int) length, seed));
}

ORDER_AND_HASH(state_machine, PG_GETARG_MACHINE, machine_compare, machine_hash);

/* ---- running ----------------------------------------------------------- */

static Datum
marking_datum(const Machine *machine, const MachineState *state)
{
	Marking *marking = machine_marking_from_state(machine, state);

	return flat_datum(marking, marking_size(marking));
}

/* initial_marking(machine, entry): NULL = the plain start or the only entry. */
PG_FUNCTION_INFO_V1(dkis_initial_marking);
Datum
dkis_initial_marking(PG_FUNCTION_ARGS)
{
	const Machine *machine;
	char *entry = PG_ARGISNULL(1) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(1));
	MachineState state;
	DkisError error;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	machine = PG_GETARG_MACHINE(0);
	if (!machine_state_start(machine, entry, &state, &error))
		dkis_raise(&error);
	PG_RETURN_DATUM(marking_datum(machine, &state));
}

static void
fire_by_name(const Machine *machine, MachineState *state, int *started, text *step_name,
			 text *outcome_name)
{
	int step;
	int outcome;
	int n_started;
	DkisError error;

	if (!machine_find_active_step(machine, state, VARDATA_ANY(step_name),
								  VARSIZE_ANY_EXHDR(step_name), &step, &error) ||
		!machine_find_outcome(machine, step, VARDATA_ANY(outcome_name),
							  VARSIZE_ANY_EXHDR(outcome_name), &outcome, &error) ||
		!machine_state_fire(machine, state, step, outcome, started, &n_started, &error))
		dkis_raise(&error);
}

/* Most machines are small enough for the stack. */
#define FEW_STEPS 64

PG_FUNCTION_INFO_V1(dkis_fire);
Datum
dkis_fire(PG_FUNCTION_ARGS)
{
	const Machine *machine = PG_GETARG_MACHINE(0);
	int n_steps = machine_step_count(machine);
	int few[FEW_STEPS];
	int *started = n_steps <= FEW_STEPS ? few : palloc(sizeof(int) * (Size) n_steps);
	MachineState state;
	DkisError error;

	if (!machine_state_from_marking(machine, PG_GETARG_MARKING(1), &state, &error))
		dkis_raise(&error);
	fire_by_name(machine, &state, started, PG_GETARG_TEXT_PP(2), PG_GETARG_TEXT_PP(3));
	PG_RETURN_DATUM(marking_datum(machine, &state));
}

PG_FUNCTION_INFO_V1(dkis_outcomes);
Datum
dkis_outcomes(PG_FUNCTION_ARGS)
{
	const Machine *machine = PG_GETARG_MACHINE(0);
	text *name = PG_GETARG_TEXT_PP(1);
	int step = machine_step_index(machine, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
	DkisError error;
	Datum *texts;
	int n;

	if (step < 0)
	{
		machine_refuse_unknown(machine, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &error);
		dkis_raise(&error);
	}
	n = machine_outcome_count(machine, step);
	texts = palloc(sizeof(Datum) * (Size) n);
	for (int i = 0; i < n; i++)
	{
		size_t length;
		const char *outcome = machine_outcome_name(machine, step, i, &length);

		texts[i] = PointerGetDatum(cstring_to_text_with_len(outcome, (int) length));
	}
	PG_RETURN_DATUM(texts_datum(texts, n));
}

PG_FUNCTION_INFO_V1(dkis_steps);
Datum
dkis_steps(PG_FUNCTION_ARGS)
{
	const Machine *machine = PG_GETARG_MACHINE(0);
	int n = machine_step_count(machine);
	Datum *texts = palloc(sizeof(Datum) * (Size) n);

	for (int i = 0; i < n; i++)
	{
		size_t length;
		const char *step = machine_step_name(machine, i, &length);

		texts[i] = PointerGetDatum(cstring_to_text_with_len(step, (int) length));
	}
	PG_RETURN_DATUM(texts_datum(texts, n));
}

/* The named entries; a plain start has no name and is not among them. */
PG_FUNCTION_INFO_V1(dkis_entries);
Datum
dkis_entries(PG_FUNCTION_ARGS)
{
	const Machine *machine = PG_GETARG_MACHINE(0);
	int count = machine_entry_count(machine);
	Datum *texts = palloc(sizeof(Datum) * (Size) count);
	int n = 0;

	for (int i = 0; i < count; i++)
	{
		size_t length;
		const char *entry = machine_entry_name(machine, i, &length);

		if (length > 0)
			texts[n++] = PointerGetDatum(cstring_to_text_with_len(entry, (int) length));
	}
	PG_RETURN_DATUM(texts_datum(texts, n));
}

/* ---- arcs: a row for each entry and each outcome ------------------------ */

static Datum
name_datum(const char *name, size_t length)
{
	return PointerGetDatum(cstring_to_text_with_len(name, (int) length));
}

static Datum
step_datum(const Machine *machine, int step)
{
	size_t length;
	const char *name = machine_step_name(machine, step, &length);

	return name_datum(name, length);
}

/* The steps that the arc starts; {} = the end. */
static Datum
targets_datum(const Machine *machine, MachineArc arc)
{
	Datum *texts = palloc(sizeof(Datum) * (Size) (arc.n_targets + 1));

	for (int i = 0; i < arc.n_targets; i++)
		texts[i] = step_datum(machine, machine_target(machine, arc.first_target + i));
	return texts_datum(texts, arc.n_targets);
}

/* The other steps that must be done before the arc is followed. */
static Datum
companions_datum(const Machine *machine, MachineArc arc, int input)
{
	Datum *texts = palloc(sizeof(Datum) * (Size) (arc.n_inputs + 1));
	int n = 0;

	for (int i = arc.first_input; i < arc.first_input + arc.n_inputs; i++)
		if (i != input)
			texts[n++] = step_datum(machine, machine_input(machine, i).step);
	return texts_datum(texts, n);
}

static void
put_arcs_of_step(ReturnSetInfo *result, const Machine *machine, int step)
{
	for (int o = 0; o < machine_outcome_count(machine, step); o++)
	{
		MachineArc arc = machine_arc(machine, machine_outcome_arc(machine, step, o));
		int input = machine_outcome_input(machine, step, o);
		size_t length;
		const char *outcome = machine_outcome_name(machine, step, o, &length);
		Datum values[] = {step_datum(machine, step), name_datum(outcome, length),
						  companions_datum(machine, arc, input), targets_datum(machine, arc)};
		bool nulls[4] = {false};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}

static void
put_entry_arc(ReturnSetInfo *result, const Machine *machine, MachineArc arc)
{
	size_t length;
	const char *entry = machine_entry_name(machine, arc.entry, &length);
	Datum values[] = {0, name_datum(entry, length), texts_datum(NULL, 0),
					  targets_datum(machine, arc)};
	bool nulls[] = {true, length == 0, false, false};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(dkis_arcs);
Datum
dkis_arcs(PG_FUNCTION_ARGS)
{
	const Machine *machine = PG_GETARG_MACHINE(0);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < machine_arc_count(machine); i++)
		if (machine_arc(machine, i).entry >= 0)
			put_entry_arc(result, machine, machine_arc(machine, i));
	for (int step = 0; step < machine_step_count(machine); step++)
		put_arcs_of_step(result, machine, step);
	return (Datum) 0;
}

/* ---- proof ------------------------------------------------------------- */

PG_FUNCTION_INFO_V1(dkis_is_sound);
Datum
dkis_is_sound(PG_FUNCTION_ARGS)
{
	bool sound;
	DkisError error;

	if (!soundness_decide(PG_GETARG_MACHINE(0), &sound, &error))
		dkis_raise(&error);
	PG_RETURN_BOOL(sound);
}

static void
put_problem(ReturnSetInfo *result, const Machine *machine, const SoundnessProblem *problem)
{
	Datum values[3] = {CStringGetTextDatum(problem->problem), 0, 0};
	bool nulls[3] = {false, problem->step < 0, problem->detail == NULL};

	if (problem->step >= 0)
	{
		size_t length;
		const char *name = machine_step_name(machine, problem->step, &length);

		values[1] = PointerGetDatum(cstring_to_text_with_len(name, (int) length));
	}
	if (problem->detail)
		values[2] = CStringGetTextDatum(problem->detail);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(dkis_soundness);
Datum
dkis_soundness(PG_FUNCTION_ARGS)
{
	const Machine *machine = PG_GETARG_MACHINE(0);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	SoundnessReport report;
	DkisError error;

	InitMaterializedSRF(fcinfo, 0);
	if (!soundness_explain(machine, &report, &error))
		dkis_raise(&error);
	for (int i = 0; i < report.n; i++)
		put_problem(result, machine, &report.data[i]);
	soundness_report_free(&report);
	return (Datum) 0;
}

/* ---- replay: an ordered aggregate that fires one row after another ------ */

typedef struct Replay
{
	Machine *machine; /* our own copy */
	MachineState state;
	int started[FLEXIBLE_ARRAY_MEMBER];
} Replay;

static void
enter(Replay *replay, int entry)
{
	int n_started;
	DkisError error;

	if (!machine_state_enter(replay->machine, entry, &replay->state, replay->started, &n_started,
							 &error))
		dkis_raise(&error);
}

/* By the entry that makes the first event's step active, else by the plain one. */
static void
enter_for(Replay *replay, text *name)
{
	int step = machine_step_index(replay->machine, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
	int plain;
	DkisError error;

	for (int i = 0; step >= 0 && i < machine_entry_count(replay->machine); i++)
	{
		enter(replay, i);
		if (machine_state_is_active(&replay->state, step))
			return;
	}
	plain = machine_entry_index(replay->machine, NULL, &error);
	enter(replay, plain < 0 ? 0 : plain);
}

static Replay *
begin_replay(MemoryContext context, const Machine *machine, text *step)
{
	Size size = offsetof(Replay, started) + sizeof(int) * (Size) machine_step_count(machine);
	Replay *replay = MemoryContextAllocZero(context, size);

	replay->machine = MemoryContextAlloc(context, machine_size(machine));
	memcpy(replay->machine, machine, machine_size(machine));
	enter_for(replay, step);
	return replay;
}

static void
refuse_other_machine(const Replay *replay, const Machine *machine)
{
	if (machine_compare(machine, replay->machine) != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("satu replay() hanya untuk satu alur"),
						errdetail("Baris sebelumnya menyebut alur yang lain."),
						errhint("Kelompokkan menurut kasus atau versi SOP dengan GROUP BY.")));
}

/* A row without step or outcome is no event of the flow and is passed over. */
PG_FUNCTION_INFO_V1(dkis_replay_step);
Datum
dkis_replay_step(PG_FUNCTION_ARGS)
{
	MemoryContext context;
	Replay *replay = PG_ARGISNULL(0) ? NULL : (Replay *) PG_GETARG_POINTER(0);
	text *step_name;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "dkis.replay called outside an aggregate");
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
	{
		if (replay)
			PG_RETURN_POINTER(replay);
		PG_RETURN_NULL();
	}
	step_name = PG_GETARG_TEXT_PP(2);
	if (!replay)
		replay = begin_replay(context, PG_GETARG_MACHINE(1), step_name);
	else
		refuse_other_machine(replay, PG_GETARG_MACHINE(1));
	fire_by_name(replay->machine, &replay->state, replay->started, step_name, PG_GETARG_TEXT_PP(3));
	PG_RETURN_POINTER(replay);
}

PG_FUNCTION_INFO_V1(dkis_replay_end);
Datum
dkis_replay_end(PG_FUNCTION_ARGS)
{
	Replay *replay;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	replay = (Replay *) PG_GETARG_POINTER(0);
	PG_RETURN_DATUM(marking_datum(replay->machine, &replay->state));
}

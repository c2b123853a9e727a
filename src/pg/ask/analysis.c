/*
 * What people ask of a flow, as rows: sql/5-ask/530-analysis.sql.
 */
#include "pg/types/flow.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/flow/duration.h"
#include "core/flow/loops.h"
#include "core/flow/reach.h"
#include "pg/base/array.h"
#include "pg/base/module.h"

static Datum
step_text(const Machine *machine, int step)
{
	size_t length;
	const char *name = machine_step_name(machine, step, &length);

	return PointerGetDatum(cstring_to_text_with_len(name, (int) length));
}

static Datum
outcome_text(const Machine *machine, int step, int outcome)
{
	size_t length;
	const char *name = machine_outcome_name(machine, step, outcome, &length);

	return PointerGetDatum(cstring_to_text_with_len(name, (int) length));
}

static Datum
list_datum(List *texts)
{
	int n = 0;
	Datum *values = palloc(sizeof(Datum) * (Size) (list_length(texts) + 1));
	ListCell *cell;

	foreach (cell, texts)
		values[n++] = PointerGetDatum(lfirst(cell));
	return texts_datum(values, n);
}

static void
put_row(FunctionCallInfo fcinfo, Datum *values, bool *nulls)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* ---- what can happen ---------------------------------------------------- */

static void
merge_reach(Reach *all, const Reach *more, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (more[i].soonest > 0 && (all[i].soonest == 0 || more[i].soonest < all[i].soonest))
			all[i].soonest = more[i].soonest;
		if (more[i].to_end >= 0 && (all[i].to_end < 0 || more[i].to_end < all[i].to_end))
			all[i].to_end = more[i].to_end;
	}
}

/* By any entry. */
static void
reach_from_start(const Machine *machine, Reach *reach)
{
	int n = machine_all_outcomes(machine);
	Reach *more = palloc(sizeof(Reach) * (Size) n);
	int *started = palloc(sizeof(int) * (Size) machine_step_count(machine));

	for (int i = 0; i < n; i++)
		reach[i] = (Reach){0, -1};
	for (int i = 0; i < machine_entry_count(machine); i++)
	{
		MachineState state;
		int n_started;
		DkisError error;

		if (!machine_state_enter(machine, i, &state, started, &n_started, &error) ||
			!reach_find(machine, &state, more, &error))
			dkis_raise(&error);
		merge_reach(reach, more, n);
	}
}

static void
reach_from_marking(const Machine *machine, const Marking *marking, Reach *reach)
{
	MachineState state;
	DkisError error;

	if (!machine_state_from_marking(machine, marking, &state, &error) ||
		!reach_find(machine, &state, reach, &error))
		dkis_raise(&error);
}

PG_FUNCTION_INFO_V1(dkis_reachable_outcomes);
Datum
dkis_reachable_outcomes(PG_FUNCTION_ARGS)
{
	const Machine *machine;
	Reach *reach;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	machine = PG_GETARG_MACHINE(0);
	reach = palloc(sizeof(Reach) * (Size) machine_all_outcomes(machine));
	if (PG_ARGISNULL(1))
		reach_from_start(machine, reach);
	else
		reach_from_marking(machine, PG_GETARG_MARKING(1), reach);
	for (int step = 0; step < machine_step_count(machine); step++)
		for (int o = 0; o < machine_outcome_count(machine, step); o++, reach++)
		{
			Datum values[] = {step_text(machine, step), outcome_text(machine, step, o),
							  BoolGetDatum(reach->to_end == 0), Int32GetDatum(reach->soonest),
							  Int32GetDatum(reach->to_end)};
			bool nulls[] = {false, false, false, false, reach->to_end < 0};

			if (reach->soonest > 0)
				put_row(fcinfo, values, nulls);
		}
	return (Datum) 0;
}

/* ---- loops --------------------------------------------------------------- */

static List *
steps_of_loop(const Loops *loops, int loop)
{
	List *steps = NIL;

	for (int i = 0; i < machine_step_count(loops->machine); i++)
		if (loops->loop[i] == loop)
			steps = lappend(steps, DatumGetPointer(step_text(loops->machine, i)));
	return steps;
}

/* "8", or "8 [Ya]" where the step has several outcomes. */
static text *
turn_text(const Machine *machine, int step, int outcome)
{
	char *name = TextDatumGetCString(step_text(machine, step));

	if (machine_outcome_count(machine, step) > 1)
		name = psprintf("%s [%s]", name, TextDatumGetCString(outcome_text(machine, step, outcome)));
	return cstring_to_text(name);
}

static List *
ways_out(const Loops *loops, int loop)
{
	List *out = NIL;

	for (int i = 0; i < machine_step_count(loops->machine); i++)
		for (int o = 0; loops->loop[i] == loop && o < machine_outcome_count(loops->machine, i); o++)
			if (loops_leave(loops, i, o))
				out = lappend(out, turn_text(loops->machine, i, o));
	return out;
}

/* The steps that this outcome leads back to. */
static List *
ways_back(const Loops *loops, int step, int outcome)
{
	MachineArc arc =
		machine_arc(loops->machine, machine_outcome_arc(loops->machine, step, outcome));
	List *back = NIL;

	for (int i = 0; i < arc.n_targets; i++)
	{
		int target = machine_target(loops->machine, arc.first_target + i);

		if (loops_lead_back(loops, step, target))
			back = lappend(back, DatumGetPointer(step_text(loops->machine, target)));
	}
	return back;
}

static void
put_loop(FunctionCallInfo fcinfo, const Loops *loops, int loop)
{
	const Machine *machine = loops->machine;
	Datum steps = list_datum(steps_of_loop(loops, loop));
	Datum out = list_datum(ways_out(loops, loop));
	bool nulls[6] = {false};

	for (int i = 0; i < machine_step_count(machine); i++)
		for (int o = 0; loops->loop[i] == loop && o < machine_outcome_count(machine, i); o++)
		{
			List *back = ways_back(loops, i, o);
			Datum values[] = {Int32GetDatum(loop + 1), steps,
							  step_text(machine, i),   outcome_text(machine, i, o),
							  list_datum(back),        out};

			if (back != NIL)
				put_row(fcinfo, values, nulls);
		}
}

PG_FUNCTION_INFO_V1(dkis_loops);
Datum
dkis_loops(PG_FUNCTION_ARGS)
{
	Loops loops;

	InitMaterializedSRF(fcinfo, 0);
	loops_find(PG_GETARG_MACHINE(0), &loops);
	for (int i = 0; i < loops.n_loops; i++)
		put_loop(fcinfo, &loops, i);
	loops_free(&loops);
	return (Datum) 0;
}

/* ---- how long ------------------------------------------------------------- */

/* The critical path as two arrays: its steps and their outcomes. */
static void
path_of(const Machine *machine, const DurationRun *run, Datum *steps, Datum *outcomes)
{
	List *step_texts = NIL;
	List *outcome_texts = NIL;

	for (int i = 0; i < run->n_turns; i++)
	{
		DurationTurn turn = run->turns[i];

		step_texts = lappend(step_texts, DatumGetPointer(step_text(machine, turn.step)));
		outcome_texts =
			lappend(outcome_texts, DatumGetPointer(outcome_text(machine, turn.step, turn.outcome)));
	}
	*steps = list_datum(step_texts);
	*outcomes = list_datum(outcome_texts);
}

static void
put_run(FunctionCallInfo fcinfo, const Machine *machine, const MachineState *start, bool longest)
{
	int64 *minutes = bigints_argument(fcinfo, longest ? 3 : 2, machine_all_outcomes(machine));
	Datum values[5] = {BoolGetDatum(longest)};
	bool nulls[5] = {false};
	DurationRun run;
	DkisError error;

	if (!duration_find(machine, start, minutes, longest, &run, &error))
		dkis_raise(&error);
	values[1] = Int64GetDatum(run.minutes);
	path_of(machine, &run, &values[2], &values[3]);
	values[4] = BoolGetDatum(longest && loops_can_be_met(machine, start));
	nulls[1] = nulls[2] = nulls[3] = !run.found;
	put_row(fcinfo, values, nulls);
	duration_free(&run);
}

/* (machine, entry, minutes of every outcome for the shortest, and for the longest) */
PG_FUNCTION_INFO_V1(dkis_lawful_runs);
Datum
dkis_lawful_runs(PG_FUNCTION_ARGS)
{
	const Machine *machine;
	char *entry = PG_ARGISNULL(1) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(1));
	MachineState start;
	DkisError error;

	arguments_require(fcinfo, GIVEN(0) | GIVEN(2) | GIVEN(3));
	machine = PG_GETARG_MACHINE(0);
	InitMaterializedSRF(fcinfo, 0);
	if (!machine_state_start(machine, entry, &start, &error))
		dkis_raise(&error);
	put_run(fcinfo, machine, &start, false);
	put_run(fcinfo, machine, &start, true);
	return (Datum) 0;
}

/* ---- what waits ------------------------------------------------------------ */

/* (machine, marking, step): the steps done that wait for it, in the machine's order */
PG_FUNCTION_INFO_V1(dkis_held_up);
Datum
dkis_held_up(PG_FUNCTION_ARGS)
{
	const Machine *machine = PG_GETARG_MACHINE(0);
	text *name = PG_GETARG_TEXT_PP(2);
	bool *inputs = palloc(sizeof(bool) * (Size) (machine_input_count(machine) + 1));
	List *waiting = NIL;
	MachineState state;
	int step;
	DkisError error;

	if (!machine_state_from_marking(machine, PG_GETARG_MARKING(1), &state, &error) ||
		!machine_find_active_step(machine, &state, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name),
								  &step, &error) ||
		!reach_held_up(machine, &state, step, inputs, &error))
		dkis_raise(&error);
	for (int i = 0; i < machine_input_count(machine); i++)
		if (inputs[i])
			waiting = lappend(waiting,
							  DatumGetPointer(step_text(machine, machine_input(machine, i).step)));
	PG_RETURN_DATUM(list_datum(waiting));
}

/* Every way into a join: which join, by which step and outcome, of how many. */
PG_FUNCTION_INFO_V1(dkis_join_inputs);
Datum
dkis_join_inputs(PG_FUNCTION_ARGS)
{
	const Machine *machine = PG_GETARG_MACHINE(0);
	bool nulls[4] = {false};

	InitMaterializedSRF(fcinfo, 0);
	for (int step = 0; step < machine_step_count(machine); step++)
		for (int o = 0; o < machine_outcome_count(machine, step); o++)
		{
			int arc = machine_outcome_arc(machine, step, o);
			int n = machine_arc(machine, arc).n_inputs;
			Datum values[] = {Int32GetDatum(arc), step_text(machine, step),
							  outcome_text(machine, step, o), Int32GetDatum(n)};

			if (n > 1)
				put_row(fcinfo, values, nulls);
		}
	return (Datum) 0;
}

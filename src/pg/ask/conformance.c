/*
 * dkis.fitness and dkis.deviations: ordered aggregates over the events of one
 * case. Both read with the same function, so that asked for together they share
 * what was read, and judge it once. And dkis.from_xes, for logs from elsewhere.
 */
#include "pg/types/flow.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/base/module.h"
#include "core/flow/conformance.h"
#include "core/exchange/xes.h"

typedef struct Measure
{
	MemoryContext context;
	Machine *machine; /* our own copy */
	bool running;
	Conformance log;
	int judged; /* so many events are in the verdict, -1: none yet */
	Verdict verdict;
} Measure;

/* (state, machine, step, outcome [, running, start]) */
enum
{
	STATE,
	MACHINE,
	STEP,
	OUTCOME,
	RUNNING,
	START
};

/* Running and start are those of the first row. */
static Measure *
begin_measure(FunctionCallInfo fcinfo, MemoryContext context, const Machine *machine)
{
	const Marking *start =
		PG_NARGS() > START && !PG_ARGISNULL(START) ? PG_GETARG_MARKING(START) : NULL;
	MemoryContext callers = MemoryContextSwitchTo(context);
	Measure *measure = palloc0(sizeof *measure);
	DkisError error;

	measure->context = context;
	measure->machine = palloc(machine_size(machine));
	memcpy(measure->machine, machine, machine_size(machine));
	measure->running = PG_NARGS() > RUNNING && !PG_ARGISNULL(RUNNING) && PG_GETARG_BOOL(RUNNING);
	measure->judged = -1;
	if (!conformance_begin(&measure->log, measure->machine, start, &error))
		dkis_raise(&error);
	MemoryContextSwitchTo(callers);
	return measure;
}

static void
add_event(FunctionCallInfo fcinfo, Measure *measure)
{
	text *step = PG_GETARG_TEXT_PP(STEP);
	text *outcome = PG_ARGISNULL(OUTCOME) ? NULL : PG_GETARG_TEXT_PP(OUTCOME);
	MemoryContext callers = MemoryContextSwitchTo(measure->context);
	DkisError error;

	if (!conformance_add(&measure->log, VARDATA_ANY(step), VARSIZE_ANY_EXHDR(step),
						 outcome ? VARDATA_ANY(outcome) : NULL,
						 outcome ? VARSIZE_ANY_EXHDR(outcome) : 0, &error))
		dkis_raise(&error);
	MemoryContextSwitchTo(callers);
}

/* A row without step is no event, but makes a case without events one that is judged. */
PG_FUNCTION_INFO_V1(dkis_conformance_step);
Datum
dkis_conformance_step(PG_FUNCTION_ARGS)
{
	Measure *measure = PG_ARGISNULL(STATE) ? NULL : (Measure *) PG_GETARG_POINTER(STATE);
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "dkis.fitness called outside an aggregate");
	if (PG_ARGISNULL(MACHINE))
	{
		if (measure)
			PG_RETURN_POINTER(measure);
		PG_RETURN_NULL();
	}
	if (!measure)
		measure = begin_measure(fcinfo, context, PG_GETARG_MACHINE(MACHINE));
	else if (machine_compare(PG_GETARG_MACHINE(MACHINE), measure->machine) != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("satu catatan hanya untuk satu alur"),
						errdetail("Baris sebelumnya menyebut alur yang lain."),
						errhint("Kelompokkan menurut kasus atau versi SOP dengan GROUP BY.")));
	if (!PG_ARGISNULL(STEP))
		add_event(fcinfo, measure);
	PG_RETURN_POINTER(measure);
}

/* A window function asks after every row, two aggregates of a query ask alike. */
static const Verdict *
judge(Measure *measure)
{
	MemoryContext callers = MemoryContextSwitchTo(measure->context);
	DkisError error;

	if (measure->judged != measure->log.events.n)
	{
		dkis_free(measure->verdict.alignment.moves);
		measure->verdict.alignment.moves = NULL;
		if (!conformance_judge(&measure->log, measure->running, &measure->verdict, &error))
			dkis_raise(&error);
		measure->judged = measure->log.events.n;
	}
	MemoryContextSwitchTo(callers);
	return &measure->verdict;
}

PG_FUNCTION_INFO_V1(dkis_fitness_end);
Datum
dkis_fitness_end(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(STATE))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(judge((Measure *) PG_GETARG_POINTER(STATE))->fitness);
}

static void
collect(const DkisText *deviation, void *context)
{
	ArrayBuildState **texts = context;

	*texts = accumArrayResult(
		*texts, PointerGetDatum(cstring_to_text_with_len(deviation->data, (int) deviation->length)),
		false, TEXTOID, CurrentMemoryContext);
}

PG_FUNCTION_INFO_V1(dkis_deviations_end);
Datum
dkis_deviations_end(PG_FUNCTION_ARGS)
{
	ArrayBuildState *texts;
	Measure *measure;

	if (PG_ARGISNULL(STATE))
		PG_RETURN_NULL();
	measure = (Measure *) PG_GETARG_POINTER(STATE);
	texts = initArrayResult(TEXTOID, CurrentMemoryContext, false);
	conformance_tell(&measure->log, judge(measure), collect, &texts);
	PG_RETURN_DATUM(makeArrayResult(texts, CurrentMemoryContext));
}

/* ---- logs from elsewhere: read in UTF-8, whatever the database is in -------- */

static Datum
server_text(const char *utf8, bool *is_null)
{
	*is_null = utf8 == NULL;
	if (!utf8)
		return (Datum) 0;
	return CStringGetTextDatum(pg_any_to_server(utf8, (int) strlen(utf8), PG_UTF8));
}

/* (trace, case_name, number, activity, step, outcome, at, resource, lifecycle) */
static void
put_event(ReturnSetInfo *result, const XesEvent *event)
{
	Datum values[9];
	bool nulls[9] = {0};
	char trace[16];

	snprintf(trace, sizeof trace, "%d", event->trace);
	values[0] = Int32GetDatum(event->trace);
	values[1] = server_text(event->case_name ? event->case_name : trace, &nulls[1]);
	values[2] = Int32GetDatum(event->number);
	values[3] = server_text(event->activity, &nulls[3]);
	values[4] = server_text(event->step, &nulls[4]);
	values[5] = server_text(event->outcome, &nulls[5]);
	values[6] = TimestampTzGetDatum(event->at);
	nulls[6] = !event->has_time;
	values[7] = server_text(event->resource, &nulls[7]);
	values[8] = server_text(event->lifecycle, &nulls[8]);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(dkis_from_xes);
Datum
dkis_from_xes(PG_FUNCTION_ARGS)
{
	text *document = PG_GETARG_TEXT_PP(0);
	int length = (int) VARSIZE_ANY_EXHDR(document);
	char *utf8 = pg_server_to_any(VARDATA_ANY(document), length, PG_UTF8);
	XesLog log;
	DkisError error;

	InitMaterializedSRF(fcinfo, 0);
	if (utf8 != VARDATA_ANY(document))
		length = (int) strlen(utf8);
	if (!xes_read(&log, utf8, (size_t) length, &error))
		raise_in_server_encoding(&error);
	for (int i = 0; i < log.n_events; i++)
	{
		CHECK_FOR_INTERRUPTS();
		put_event((ReturnSetInfo *) fcinfo->resultinfo, &log.events[i]);
	}
	xes_free(&log);
	return (Datum) 0;
}

/*
 * Decree day: the calendar has changed, and the open deadlines that rest on it
 * are computed again by the same clock that set them: from where the step's
 * time runs, with its extension and the holds it has been through. What is
 * finished, entered by hand ('tetap') or out of reach of the change stays.
 */
#include "pg/case/decree.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/base/module.h"
#include "pg/case/clock.h"
#include "pg/case/event.h"
#include "pg/case/step.h"

/* ---- one case --------------------------------------------------------------------- */

typedef struct Hold
{
	TimestampTz held;
	TimestampTz resumed;
} Hold;

List *
case_past_holds(const LiveCase *live)
{
	static CachedQuery query = {
		"SELECT held_at, resumed_at FROM dkis_store.case_holds"
		" WHERE case_id = $1 AND resumed_at IS NOT NULL ORDER BY held_at, id",
		1,
		{INT8OID},
		NULL};
	Datum id = live->row.values[CASE_ID];
	List *holds = NIL;

	query_run(&query, &id, NULL, SPI_OK_SELECT);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple found = SPI_tuptable->vals[i];
		Hold *hold = palloc(sizeof *hold);
		bool is_null;

		hold->held = DatumGetTimestampTz(SPI_getbinval(found, SPI_tuptable->tupdesc, 1, &is_null));
		hold->resumed =
			DatumGetTimestampTz(SPI_getbinval(found, SPI_tuptable->tupdesc, 2, &is_null));
		holds = lappend(holds, hold);
	}
	return holds;
}

void
case_recount_step(CaseBatch *batch, LiveCase *live, LiveStep *step, const Sla *standard,
				  List *holds, const char *reason)
{
	TimestampTz old_due = row_time(&step->row, STEP_DUE_AT);
	ListCell *cell;

	clock_restart_step(live->definition, step->index, &step->row, standard, batch->now);
	foreach (cell, holds)
	{
		const Hold *hold = lfirst(cell);

		if (hold->resumed > row_time(&step->row, STEP_STARTED_AT))
			clock_resume_step(live->definition, step->index, &step->row, hold->held, hold->resumed);
	}
	if (live->held_at != DT_NOEND)
		row_set_null(&step->row, STEP_NEXT_ESCALATION_AT);
	if (row_time(&step->row, STEP_DUE_AT) == old_due)
		return;
	step->changed = true;
	case_due_event(batch, live, step, "tenggat berubah", old_due, reason);
}

static void
recompute_step(CaseBatch *batch, LiveCase *live, LiveStep *step, List *holds, const char *reason)
{
	Sla standard = *DatumGetSla(step->row.values[STEP_SLA]);

	if (!step->row.nulls[STEP_DUE_AT] && row_text_is(&step->row, STEP_DUE_BASIS, "hitung"))
		case_recount_step(batch, live, step, &standard, holds, reason);
}

void
case_recount_whole(CaseBatch *batch, LiveCase *live, List *holds, const char *reason)
{
	const Definition *definition = live->definition;
	const Sla *total = &definition->total;
	TimestampTz old_due = row_time(&live->row, CASE_DUE_AT);
	TimestampTz due =
		clock_due(definition->calendar, total, row_time(&live->row, CASE_RECEIVED_AT));
	ListCell *cell;

	if (!live->row.nulls[CASE_EXTENDED_AT] && sla_has_extension(total))
		due = clock_extended(definition->calendar, total, due);
	foreach (cell, holds)
	{
		const Hold *hold = lfirst(cell);

		due = clock_after_hold(definition, total, due, hold->held, hold->resumed);
	}
	if (due == old_due)
		return;
	row_set_time(&live->row, CASE_DUE_AT, due);
	clock_case_moved(definition, &live->row, batch->now);
	live->changed = true;
	case_due_event(batch, live, NULL, "tenggat berubah", old_due, reason);
}

static void
recompute_whole(CaseBatch *batch, LiveCase *live, List *holds, const char *reason)
{
	if (!live->row.nulls[CASE_DUE_AT] && live->row.nulls[CASE_MET_AT] &&
		row_text_is(&live->row, CASE_DUE_BASIS, "hitung"))
		case_recount_whole(batch, live, holds, reason);
}

void
case_recompute(CaseBatch *batch, LiveCase *live, const CaseRequest *request)
{
	List *holds = request->recompute.was_held ? case_past_holds(live) : NIL;
	ListCell *cell;

	if (!live->row.nulls[CASE_CLOSED_AT])
		return; /* closed a moment ago */
	recompute_whole(batch, live, holds, request->recompute.reason);
	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (step->row.nulls[STEP_FINISHED_AT])
			recompute_step(batch, live, step, holds, request->recompute.reason);
	}
}

/* ---- all cases of a calendar -------------------------------------------------------- */

/* Midnight UTC of a day, and so many days on: a margin for every time zone. */
static TimestampTz
day_begins(DateADT day, int days)
{
	if (DATE_IS_NOBEGIN(day))
		return DT_NOBEGIN;
	if (DATE_IS_NOEND(day))
		return DT_NOEND;
	return ((TimestampTz) day + days) * USECS_PER_DAY;
}

/* A time that runs past the change or through it; one that ended before is safe. */
static void
ask_to_recompute(CaseBatch *batch, int32 agency, const char *calendar, DateADT first, DateADT last,
				 const char *reason)
{
	static CachedQuery query = {
		"SELECT c.id, EXISTS (SELECT FROM dkis_store.case_holds h WHERE h.case_id = c.id"
		" AND h.resumed_at IS NOT NULL)"
		" FROM dkis_store.cases c JOIN dkis.sop_versions v ON v.id = c.sop_version"
		" WHERE v.agency = $1 AND v.calendar = $2 AND c.closed_at IS NULL"
		" AND ((c.due_at >= $3 AND c.received_at <= $4 AND c.met_at IS NULL"
		"   AND c.due_basis = 'hitung')"
		"  OR EXISTS (SELECT FROM dkis_store.case_steps s WHERE s.case_id = c.id"
		"   AND s.finished_at IS NULL AND s.due_at >= $3 AND s.clock_from <= $4"
		"   AND s.due_basis = 'hitung'))",
		4,
		{INT4OID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID},
		NULL};
	Datum arguments[] = {Int32GetDatum(agency), CStringGetTextDatum(calendar),
						 TimestampTzGetDatum(day_begins(first, -1)),
						 TimestampTzGetDatum(day_begins(last, 2))};
	CaseRequest request = {.kind = REQUEST_RECOMPUTE};

	request.recompute.reason = MemoryContextStrdup(batch->context, reason);
	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple found = SPI_tuptable->vals[i];
		bool is_null;

		request.case_id = DatumGetInt64(SPI_getbinval(found, SPI_tuptable->tupdesc, 1, &is_null));
		request.recompute.was_held =
			DatumGetBool(SPI_getbinval(found, SPI_tuptable->tupdesc, 2, &is_null));
		case_batch_ask(batch, &request);
	}
}

int
case_recompute_calendar(int32 agency, const char *calendar, DateADT first, DateADT last,
						const char *reason)
{
	CaseBatch *batch = case_batch_current();
	OwnerScope scope;
	int count;

	owner_enter(&scope);
	SPI_connect();
	ask_to_recompute(batch, agency, calendar, first, last, reason);
	SPI_finish();
	owner_leave(&scope);
	count = list_length(batch->requests);
	case_batch_finish(batch);
	return count;
}

PG_FUNCTION_INFO_V1(dkis_recompute_calendar);

/* (agency, calendar, first day, last day, reason): for escalate(), to catch up. */
Datum
dkis_recompute_calendar(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(case_recompute_calendar(
		PG_GETARG_INT32(0), text_to_cstring(PG_GETARG_TEXT_PP(1)), PG_GETARG_DATEADT(2),
		PG_GETARG_DATEADT(3), text_to_cstring(PG_GETARG_TEXT_PP(4))));
}

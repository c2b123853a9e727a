/*
 * Decree day: the calendar has changed, and the clock (clock.h) counts the open
 * deadlines that rest on it anew. Here it is found which these are.
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
#include "pg/case/step.h"

/* ---- one case --------------------------------------------------------------------- */

void
case_recompute(CaseBatch *batch, LiveCase *live, const CaseRequest *request)
{
	ListCell *cell;

	if (!live->row.nulls[CASE_CLOSED_AT])
		return; /* closed a moment ago */
	clock_recount_case(batch, live, request->recompute.reason);
	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (step->row.nulls[STEP_FINISHED_AT])
			clock_recount_step(batch, live, step, request->recompute.reason);
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

/*
 * A deadline rests on the days from the start of its time to the last that it
 * is counted to: its own, that of its next escalation, the end of a hold that
 * it has been through. What ended before the change, or began after it, is safe.
 */
static void
ask_to_recompute(CaseBatch *batch, int32 agency, const char *calendar, DateADT first, DateADT last,
				 const char *reason)
{
	static CachedQuery query = {
		"SELECT c.id FROM dkis_store.cases c JOIN dkis.sop_versions v ON v.id = c.sop_version"
		" WHERE v.agency = $1 AND v.calendar = $2 AND c.closed_at IS NULL"
		" AND ((c.received_at <= $4 AND greatest(c.due_at, c.next_escalation_at) >= $3"
		"   AND c.met_at IS NULL)"
		"  OR EXISTS (SELECT FROM dkis_store.case_steps s WHERE s.case_id = c.id"
		"   AND s.finished_at IS NULL AND s.clock_from <= $4"
		"   AND greatest(s.due_at, s.next_escalation_at) >= $3)"
		"  OR EXISTS (SELECT FROM dkis_store.case_holds h WHERE h.case_id = c.id"
		"   AND h.held_at <= $4 AND h.resumed_at >= $3))",
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
		request.case_id = cell_int64(i, 1);
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

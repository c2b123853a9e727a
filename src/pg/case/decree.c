/*
 * Decree day: the calendar has changed, and the clock (clock.h) counts the open
 * deadlines that rest on it anew. Here it is found which these are.
 */
#include "pg/base/compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/base/module.h"
#include "pg/time/calendar.h"
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

/* Asks for every case that the query finds. Inside SPI as the owner. */
static void
ask_to_recompute(CaseBatch *batch, CachedQuery *query, Datum *arguments, const char *reason)
{
	CaseRequest request = {.kind = REQUEST_RECOMPUTE};
	SPITupleTable *found;
	bool is_null;

	request.recompute.reason = reason;
	query_run(query, arguments, NULL, SPI_OK_SELECT);
	found = SPI_tuptable;
	for (uint64 i = 0; i < found->numvals; i++)
	{
		request.case_id = DatumGetInt64(SPI_getbinval(found->vals[i], found->tupdesc, 1, &is_null));
		case_batch_ask(batch, &request);
	}
}

static CaseBatch *
ask_to_recount(CachedQuery *query, Datum *arguments, const char *reason)
{
	CaseBatch *batch = case_batch_current();
	OwnerScope scope;

	batch->doing = "tenggat kasus dihitung ulang";
	owner_enter(&scope);
	SPI_connect();
	ask_to_recompute(batch, query, arguments, reason);
	SPI_finish();
	owner_leave(&scope);
	return batch;
}

/*
 * All cases that a statement's changes concern are asked for first: they are then
 * locked in id order, whichever calendar they go by.
 */
static void
calendar_changed(int32 agency, const char *calendar, DateADT first, DateADT last,
				 const char *reason)
{
	static CachedQuery query = {
		"SELECT case_id FROM dkis_store.cases_running_through($1, $2, $3, $4)",
		4,
		{INT4OID, TEXTOID, DATEOID, DATEOID},
		NULL};
	Datum arguments[] = {Int32GetDatum(agency), CStringGetTextDatum(calendar),
						 DateADTGetDatum(first), DateADTGetDatum(last)};

	(void) ask_to_recount(&query, arguments, reason);
}

/* Called by _PG_init, see module.c. */
extern void decree_start(void);

void
decree_start(void)
{
	static const CalendarListener cases = {calendar_changed, case_batch_finish_current};

	calendar_listen(&cases);
}

PG_FUNCTION_INFO_V1(dkis_recompute_cases);

/* (case ids, reason): for escalate(), to catch up. How many were looked at. */
Datum
dkis_recompute_cases(PG_FUNCTION_ARGS)
{
	static CachedQuery query = {
		"SELECT id FROM unnest($1) AS id WHERE id IS NOT NULL", 1, {INT8ARRAYOID}, NULL};
	Datum ids = PG_GETARG_DATUM(0);
	CaseBatch *batch = ask_to_recount(&query, &ids, text_to_cstring(PG_GETARG_TEXT_PP(1)));
	int count = (int) case_batch_asked(batch);

	case_batch_finish(batch);
	PG_RETURN_INT32(count);
}

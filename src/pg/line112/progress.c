#include "pg/line112/progress.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/base/query.h"

/* If the step is active and has this outcome (NULL: its first); at: DT_NOEND for now. */
static bool
finish_recorded(CaseBatch *batch, LiveCase *live, const char *name, const char *outcome_name,
				Finish finish)
{
	int index = machine_step_index(live->definition->machine, name, strlen(name));
	LiveStep *step = index < 0 ? NULL : case_open_step(live, index);
	int outcome = 0;
	DkisError error;

	if (step == NULL ||
		(outcome_name && !machine_find_outcome(live->definition->machine, index, outcome_name,
											   strlen(outcome_name), &outcome, &error)))
		return false;
	finish.at = Max(Min(finish.at, batch->now), row_time(&step->row, STEP_STARTED_AT));
	case_finish_step(batch, live, step, outcome, &finish);
	return true;
}

/* ---- a call ------------------------------------------------------------------------ */

static TimestampTz
moment_of(const Intake *intake, const char *moment)
{
	if (strcmp(moment, "diterima") == 0)
		return intake->received_at;
	if (strcmp(moment, "dijawab") == 0)
		return intake->answered_at;
	return strcmp(moment, "dikenali") == 0 ? intake->identified_at : intake->ended_at;
}

/* The kind of a call, where it means an outcome, speaks for the step that tells kinds. */
void
progress_of_call(CaseBatch *batch, LiveCase *live, const Intake *intake)
{
	static CachedQuery query = {"SELECT step, moment, outcome FROM dkis.intake_steps"
								" WHERE agency = $1 AND sop = $2 ORDER BY id",
								2,
								{INT4OID, TEXTOID},
								NULL};
	Datum arguments[] = {live->row.values[CASE_AGENCY], live->row.values[CASE_SOP]};
	SPITupleTable *rows;

	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	rows = SPI_tuptable;
	for (uint64 i = 0; i < rows->numvals; i++)
	{
		char *moment = SPI_getvalue(rows->vals[i], rows->tupdesc, 2);
		bool tells_kind = strcmp(moment, "dikenali") == 0 && intake->outcome;
		Finish finish = {moment_of(intake, moment), intake->taker, NULL};

		finish_recorded(batch, live, SPI_getvalue(rows->vals[i], rows->tupdesc, 1),
						tells_kind ? intake->outcome : SPI_getvalue(rows->vals[i], rows->tupdesc, 3),
						finish);
	}
}

/* ---- another case --------------------------------------------------------------------- */

void
progress_of_case(CaseBatch *batch, LiveCase *live, Datum old_case)
{
	static CachedQuery query = {
		"SELECT step, outcome, at, actor FROM dkis_store.case_events WHERE case_id = $1"
		" AND event = 'langkah selesai' ORDER BY seq",
		1,
		{INT8OID},
		NULL};
	char *note = psprintf("dari kasus " INT64_FORMAT, DatumGetInt64(old_case));
	SPITupleTable *done;

	query_run(&query, &old_case, NULL, SPI_OK_SELECT);
	done = SPI_tuptable;
	for (uint64 i = 0; i < done->numvals; i++)
	{
		bool is_null;
		Finish finish = {
			DatumGetTimestampTz(SPI_getbinval(done->vals[i], done->tupdesc, 3, &is_null)),
			SPI_getvalue(done->vals[i], done->tupdesc, 4), note};

		if (!finish_recorded(batch, live, SPI_getvalue(done->vals[i], done->tupdesc, 1),
							 SPI_getvalue(done->vals[i], done->tupdesc, 2), finish))
			break;
	}
}

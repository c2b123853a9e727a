#include "pg/base/limits.h"
#include "pg/line112/progress.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/base/errors.h"
#include "pg/base/query.h"
#include "pg/line112/guard.h"
#include "pg/line112/kinds.h"

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
	ListCell *cell;

	foreach (cell, intake_steps(DatumGetInt32(live->row.values[CASE_AGENCY]),
								row_text(&live->row, CASE_SOP)))
	{
		const IntakeStep *done = lfirst(cell);
		bool tells_kind = strcmp(done->moment, "dikenali") == 0 && intake->outcome;
		Finish finish = {moment_of(intake, done->moment), intake->taker, NULL, NULL};

		finish_recorded(batch, live, done->step, tells_kind ? intake->outcome : done->outcome,
						finish);
	}
}

/* ---- another case --------------------------------------------------------------------- */

void
progress_of_case(CaseBatch *batch, LiveCase *live, Datum old_case)
{
	static CachedQuery query = {
		"SELECT step, outcome, at, actor FROM dkis_store.finishes WHERE case_id = $1 ORDER BY seq",
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
			SPI_getvalue(done->vals[i], done->tupdesc, 4), note, NULL};

		if (!finish_recorded(batch, live, SPI_getvalue(done->vals[i], done->tupdesc, 1),
							 SPI_getvalue(done->vals[i], done->tupdesc, 2), finish))
			break;
	}
}

/* ---- dispatches -------------------------------------------------------------------------- */

/* What is to be followed; lives as long as the batch. */
typedef struct Follow
{
	int64 incident;
	bool closing;     /* what is open is finished, whatever it waits for */
	const char *note; /* of the one who closes it */
} Follow;

/*
 * Whether a unit asked for at this time answers a step that is open now. When
 * the flow comes back to a step, help that was sent before does not count again.
 */
static bool
answers(const LiveCase *live, const char *name, TimestampTz at)
{
	int index = machine_step_index(live->definition->machine, name, strlen(name));
	LiveStep *step = index < 0 ? NULL : case_open_step((LiveCase *) live, index);

	return step && (DatumGetInt32(step->row.values[STEP_ROUND]) <= 1 ||
					at >= row_time(&step->row, STEP_STARTED_AT));
}

/* What was answered otherwise than what is sent is done all the same, and said. */
void
progress_tell_answered(int64 dispatch)
{
	static CachedQuery query = {"SELECT dkis_store.answered_against($1)", 1, {INT8OID}, NULL};
	Datum argument = Int64GetDatum(dispatch);
	char *answered = query_text(&query, &argument, NULL);

	if (answered)
		ereport(NOTICE, (errmsg("armada dikirim, padahal sudah dijawab lain: langkah %s", answered),
						 errhint("Bila jawaban itu keliru, tarik kembali dengan dkis.undo_step.")));
}

/* Only where there was something to choose. */
static void
tell_sent(const LiveCase *live, const LiveStep *step, const char *outcome)
{
	static CachedQuery query = {"SELECT dkis_store.sent_against($1, $2, $3, $4)",
								4,
								{INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID},
								NULL};
	bool first_round = DatumGetInt32(step->row.values[STEP_ROUND]) <= 1;
	Datum arguments[] = {
		live->row.values[CASE_ID], step->row.values[STEP_STEP], CStringGetTextDatum(outcome),
		TimestampTzGetDatum(first_round ? DT_NOBEGIN : row_time(&step->row, STEP_STARTED_AT))};
	char *units;

	if (step->index < 0 || machine_outcome_count(live->definition->machine, step->index) < 2)
		return;
	units = query_text(&query, arguments, NULL);
	if (units)
		ereport(
			NOTICE,
			(errmsg("langkah %s dijawab %s, padahal dikirim: %s",
					live->definition->steps[step->index].name, outcome, units),
			 errhint("Bila keliru, tarik kembali: dkis.undo_step(" INT64_FORMAT ", '%s', ...).",
					 row_int64(&live->row, CASE_ID), live->definition->steps[step->index].name)));
}

void
progress_start(void)
{
	case_on_finished(tell_sent);
}

/* Sent: the steps up to it, and the step of each kind of responder that is asked for. */
static int
follow_sent(CaseBatch *batch, LiveCase *live, const Follow *follow)
{
	static CachedQuery query = {"SELECT step, outcome, requested_at, requested_by"
								" FROM dkis_store.answered_by_dispatch($1, $2, $3)",
								3,
								{INT4OID, TEXTOID, INT8OID},
								NULL};
	Datum arguments[] = {live->row.values[CASE_AGENCY], live->row.values[CASE_SOP],
						 Int64GetDatum(follow->incident)};
	SPITupleTable *rows;
	int finished = 0;

	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	rows = SPI_tuptable;
	for (uint64 i = 0; i < rows->numvals; i++)
	{
		bool is_null;
		char *step = SPI_getvalue(rows->vals[i], rows->tupdesc, 1);
		Finish finish = {
			DatumGetTimestampTz(SPI_getbinval(rows->vals[i], rows->tupdesc, 3, &is_null)),
			SPI_getvalue(rows->vals[i], rows->tupdesc, 4), NULL, NULL};

		if (answers(live, step, finish.at))
			finished += finish_recorded(batch, live, step,
										SPI_getvalue(rows->vals[i], rows->tupdesc, 2), finish);
	}
	return finished;
}

/* When the last unit was back; DT_NOBEGIN: nobody was sent, DT_NOEND: somebody is out. */
static TimestampTz
all_back(int64 incident)
{
	static CachedQuery query = {
		"SELECT CASE WHEN count(*) = 0 THEN '-infinity' WHEN count(cleared_at) < count(*) THEN"
		" 'infinity' ELSE max(cleared_at) END FROM dkis_store.dispatches WHERE incident_id = $1",
		1,
		{INT8OID},
		NULL};
	Datum argument = Int64GetDatum(incident);

	query_run(&query, &argument, NULL, SPI_OK_SELECT);
	return cell_time(0, 1);
}

/* The rows of one moment, where their steps had started by then. */
static int
follow_moment(CaseBatch *batch, LiveCase *live, const char *moment, TimestampTz at,
			  const Follow *follow)
{
	static CachedQuery query = {
		"SELECT step, outcome FROM dkis.response_steps WHERE agency = $1 AND sop = $2"
		" AND moment = $3 AND responder_kind IS NULL ORDER BY id",
		3,
		{INT4OID, TEXTOID, TEXTOID},
		NULL};
	Datum arguments[] = {live->row.values[CASE_AGENCY], live->row.values[CASE_SOP],
						 CStringGetTextDatum(moment)};
	Finish finish = {at, batch->identity.actor, follow->note, NULL};
	SPITupleTable *rows;
	int finished = 0;

	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	rows = SPI_tuptable;
	for (uint64 i = 0; i < rows->numvals; i++)
	{
		char *name = SPI_getvalue(rows->vals[i], rows->tupdesc, 1);
		int index = machine_step_index(live->definition->machine, name, strlen(name));
		LiveStep *step = index < 0 ? NULL : case_open_step(live, index);

		if (step && row_time(&step->row, STEP_STARTED_AT) <= at)
			finished += finish_recorded(batch, live, name,
										SPI_getvalue(rows->vals[i], rows->tupdesc, 2), finish);
	}
	return finished;
}

/* A flow may come to a step of an earlier row again: until nothing more is to be done. */
static void
close_by_rows(CaseBatch *batch, LiveCase *live, const Follow *follow)
{
	static const char *const moments[] = {"dikirim", "bebas", "ditutup"};
	int finished;
	int passes = machine_step_count(live->definition->machine);

	do
	{
		finished = 0;
		for (size_t i = 0; i < lengthof(moments); i++)
			finished += follow_moment(batch, live, moments[i], batch->now, follow);
	} while (finished > 0 && --passes > 0 && live->row.nulls[CASE_CLOSED_AT]);
}

static void
refuse_unfinished(const LiveCase *live, int64 incident)
{
	StringInfoData open;
	ListCell *cell;

	initStringInfo(&open);
	foreach (cell, live->steps)
	{
		const LiveStep *step = lfirst(cell);

		if (step->row.nulls[STEP_FINISHED_AT])
			appendStringInfo(&open, "%s%s", open.len ? ", " : "",
							 live->definition->steps[step->index].name);
	}
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_NOT_ALLOWED),
			 errmsg("insiden " INT64_FORMAT " belum dapat ditutup: masih ada langkah yang berjalan",
					incident),
			 errdetail("Langkah: %s.", open.data),
			 errhint("Selesaikan langkah itu dengan dkis.finish_step, atau isi "
					 "dkis.response_steps untuk SOP ini.")));
}

static void
follow_dispatches(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const Follow *follow = argument;
	TimestampTz back;

	if (follow->closing)
		case_require_running(live);
	if (!row_text_is(&live->row, CASE_STATUS, "berjalan"))
		return;
	follow_sent(batch, live, follow);
	back = all_back(follow->incident);
	if (!TIMESTAMP_NOT_FINITE(back))
		follow_moment(batch, live, "bebas", back, follow);
	if (!follow->closing)
		return;
	close_by_rows(batch, live, follow);
	if (live->row.nulls[CASE_CLOSED_AT])
		refuse_unfinished(live, follow->incident);
}

static void
ask_to_follow(CaseBatch *batch, int64 case_id, const Follow *follow)
{
	Follow *kept = MemoryContextAlloc(batch->context, sizeof *kept);

	*kept = *follow;
	kept->note = case_batch_text(batch, follow->note);
	case_batch_ask_work(batch, case_id, follow_dispatches, kept);
}

void
progress_of_dispatches(CaseBatch *batch, int64 incident)
{
	static CachedQuery query = {
		"SELECT c.id FROM dkis_store.cases c WHERE c.id = (SELECT i.case_id"
		" FROM dkis_store.incidents i WHERE i.id = $1) AND c.closed_at IS NULL"
		" FOR NO KEY UPDATE SKIP LOCKED",
		1,
		{INT8OID},
		NULL};
	Datum argument = Int64GetDatum(incident);
	Follow follow = {.incident = incident};

	query_run(&query, &argument, NULL, SPI_OK_SELECT);
	if (SPI_processed == 1)
		ask_to_follow(batch, cell_int64(0, 1), &follow);
}

PG_FUNCTION_INFO_V1(dkis_close_incident);

/* (incident_id, note): a statement of its own. */
Datum
dkis_close_incident(PG_FUNCTION_ARGS)
{
	CaseBatch *batch = case_batch_current(); /* notes who asks */
	Follow follow = {.closing = true};
	OwnedIncident owned;
	OwnerScope scope;

	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("incident_id kosong"),
						errdetail("Yang ditutup selalu satu insiden tertentu."),
						errhint("incident_id adalah dkis.incidents.id.")));
	follow.incident = PG_GETARG_INT64(0);
	follow.note = PG_ARGISNULL(1) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(1));
	limits_check_text("note", follow.note);
	owner_enter(&scope);
	SPI_connect();
	incident_own(&follow.incident, 1, &owned);
	if (!owned.open)
		incident_refuse_closed(owned.id, owned.status, "Tidak ada lagi yang perlu ditutup.");
	SPI_finish();
	owner_leave(&scope);
	ask_to_follow(batch, owned.case_id, &follow);
	case_batch_finish(batch);
	PG_RETURN_VOID();
}

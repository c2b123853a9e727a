#include "pg/line112/correction.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/case/batch.h"
#include "pg/case/event.h"
#include "pg/case/step.h"
#include "pg/line112/guard.h"

/* One corrected time, as its event tells it; lives as long as the batch. */
typedef struct Correction
{
	const char *record; /* "dispatches 327400000000001" */
	const char *column;
	TimestampTz before;
	TimestampTz after;
	const char *reason;
} Correction;

static void
tell_correction(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const Correction *correction = argument;
	Detail detail;

	detail_begin(&detail);
	detail_text(&detail, "catatan", correction->record);
	detail_text(&detail, "kolom", correction->column);
	detail_time(&detail, "lama", correction->before);
	detail_time(&detail, "baru", correction->after);
	detail_text(&detail, "alasan", correction->reason);
	case_event(batch, live, batch->now, batch->identity.actor, "waktu dibetulkan", NULL, NULL,
			   &detail);
}

static void
ask_to_tell(const Correction *correction, int64 incident)
{
	static CachedQuery query = {
		"SELECT case_id FROM dkis_store.incidents WHERE id = $1", 1, {INT8OID}, NULL};
	Datum argument = Int64GetDatum(incident);
	CaseBatch *batch = case_batch_current();
	Correction *kept = MemoryContextAlloc(batch->context, sizeof *kept);

	query_run(&query, &argument, NULL, SPI_OK_SELECT);
	*kept = *correction;
	kept->record = case_batch_text(batch, correction->record);
	kept->reason = case_batch_text(batch, correction->reason);
	case_batch_ask_work(batch, cell_int64(0, 1), tell_correction, kept);
}

/* became is null where a time was taken back. */
static void
keep(const ViewCall *call, const Row *before, const CorrectedTimes *corrected,
	 const Correction *correction)
{
	static CachedQuery query = {
		"INSERT INTO dkis.time_corrections (agency, record, incident_id, column_name, was, became,"
		" reason, corrected_by) VALUES ($1, $2, $3, $4, $5, NULLIF($6, 'infinity'), $7, $8)",
		8,
		{INT4OID, TEXTOID, INT8OID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTOID, TEXTOID},
		NULL};
	Datum arguments[] = {
		before->values[call->view->agency],      CStringGetTextDatum(correction->record),
		before->values[corrected->incident],     CStringGetTextDatum(correction->column),
		TimestampTzGetDatum(correction->before), TimestampTzGetDatum(correction->after),
		CStringGetTextDatum(correction->reason), CStringGetTextDatum(call->identity.actor)};

	query_run(&query, arguments, before->nulls[corrected->incident] ? "  n     " : NULL,
			  SPI_OK_INSERT);
}

void
correction_own(const ViewCall *call, const CorrectedTimes *corrected)
{
	bool corrects = false;
	OwnedIncident owned;
	int64 incident;

	for (const int *time = corrected->times; *time >= 0; time++)
		corrects |= (call->changes & ASKED(*time)) && !call->old.nulls[*time];
	if (!corrects || !call->identity.admin || call->old.nulls[corrected->incident])
		return;
	incident = row_int64(&call->old, corrected->incident);
	incident_own(&incident, 1, &owned);
}

void
correction_take(const ViewCall *call, const Row *before, const CorrectedTimes *corrected)
{
	bool says_why = (call->changes & ASKED(corrected->note)) != 0;

	view_keep_times(call, before, corrected->times);
	for (const int *time = corrected->times; *time >= 0; time++)
	{
		Correction correction = {
			.record = psprintf("%s " INT64_FORMAT, call->view->view.name, row_int64(before, 0)),
			.column = call->view->view.columns[*time].name,
			.before = row_time(before, *time),
			.after = row_time(&call->asked, *time),
			.reason = says_why ? row_text(&call->asked, corrected->note) : NULL};

		if (!(call->changes & ASKED(*time)) || before->nulls[*time])
			continue;
		dkis_require_reason(correction.reason, psprintf("membetulkan %s", correction.column),
							"pembetulan",
							"Sebut alasannya dalam pernyataan yang sama: note = 'alasannya'.");
		keep(call, before, corrected, &correction);
		if (!before->nulls[corrected->incident])
			ask_to_tell(&correction, row_int64(before, corrected->incident));
	}
}

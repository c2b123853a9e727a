/*
 * An incident is handed over to somebody else, who answers: dkis.hand_over and
 * dkis.acknowledge_handover. Both are events of its case.
 */
#include "pg/base/compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/base/words.h"
#include "pg/base/errors.h"
#include "pg/base/query.h"
#include "pg/base/settings.h"
#include "pg/case/batch.h"
#include "pg/case/event.h"
#include "pg/case/step.h"
#include "pg/line112/guard.h"

/* As the case's history tells it; lives as long as the batch. */
typedef struct Handover
{
	const char *event;
	const char *receiver;
	const char *by;
	const char *said;
	TimestampTz due_at; /* DT_NOEND: none to tell */
} Handover;

static void
tell_handover(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const Handover *handover = argument;
	Detail detail;

	detail_begin(&detail);
	detail_text(&detail, "penerima", handover->receiver);
	detail_text(&detail, "oleh", handover->by);
	detail_text(&detail, "catatan", handover->said);
	if (handover->due_at != DT_NOEND)
		detail_time(&detail, "batas jawab", handover->due_at);
	case_event(batch, live, batch->now, batch->identity.actor, handover->event, NULL, NULL,
			   &detail);
}

static void
ask_to_tell_handover(CaseBatch *batch, int64 case_id, const Handover *handover)
{
	Handover *kept = MemoryContextAlloc(batch->context, sizeof *kept);

	*kept = *handover;
	kept->receiver = case_batch_text(batch, handover->receiver);
	kept->by = case_batch_text(batch, handover->by);
	kept->said = case_batch_text(batch, handover->said);
	case_batch_ask_work(batch, case_id, tell_handover, kept);
}

/* An argument that must say something; trimmed. */
static char *
said_argument(FunctionCallInfo fcinfo, int n, const char *name, const char *hint)
{
	text *given = PG_ARGISNULL(n) ? NULL : PG_GETARG_TEXT_PP(n);
	size_t length = given ? VARSIZE_ANY_EXHDR(given) : 0;
	const char *trimmed = given ? dkis_trim(VARDATA_ANY(given), &length) : NULL;

	if (length == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("%s kosong", name),
				 errdetail("Argumen ke-%d tidak menyebut apa pun.", n + 1), errhint("%s", hint)));
	return pnstrdup(trimmed, length);
}

static int64
id_argument(FunctionCallInfo fcinfo, const char *name, const char *hint)
{
	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("%s kosong", name),
						errdetail("Argumen pertama tidak menyebut apa pun."), errhint("%s", hint)));
	return PG_GETARG_INT64(0);
}

static void
refuse_waiting(int64 incident, const char *receiver)
{
	static CachedQuery query = {
		"SELECT format('Serah terima %s sejak %s.', id, handed_at) FROM dkis.handovers"
		" WHERE incident_id = $1 AND lower(receiver) = lower($2) AND acknowledged_at IS NULL",
		2,
		{INT8OID, TEXTOID},
		NULL};
	Datum arguments[] = {Int64GetDatum(incident), CStringGetTextDatum(receiver)};
	char *waiting = query_text(&query, arguments, NULL);

	if (waiting)
		ereport(ERROR,
				(errcode(ERRCODE_UNIQUE_VIOLATION),
				 errmsg("insiden " INT64_FORMAT " sudah diserahkan kepada %s", incident, receiver),
				 errdetail("%s", waiting),
				 errhint("Catat jawabannya: SELECT dkis.acknowledge_handover(nomor, "
						 "'yang menjawab').")));
}

/* Returns its id, and in *due_at until when it is to be answered. */
static int64
insert_handover(const CaseBatch *batch, int64 incident, const Handover *handover,
				TimestampTz *due_at)
{
	static CachedQuery query = {
		"INSERT INTO dkis.handovers (agency, incident_id, receiver, note, handed_at, handed_by,"
		" due_at) VALUES ($1, $2, $3, $4, $5, $6,"
		" $5 + make_interval(mins => dkis_store.number_setting('alarm_minutes')::int))"
		" RETURNING id, due_at",
		6,
		{INT4OID, INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID},
		NULL};
	Datum arguments[] = {Int32GetDatum(settings_agency()),
						 Int64GetDatum(incident),
						 CStringGetTextDatum(handover->receiver),
						 handover->said ? CStringGetTextDatum(handover->said) : (Datum) 0,
						 TimestampTzGetDatum(GetCurrentTimestamp()),
						 CStringGetTextDatum(batch->identity.actor)};

	query_run(&query, arguments, handover->said ? NULL : "   n  ", SPI_OK_INSERT_RETURNING);
	*due_at = cell_time(0, 2);
	return cell_int64(0, 1);
}

PG_FUNCTION_INFO_V1(dkis_hand_over);

/* (incident_id, receiver, note): a statement of its own. */
Datum
dkis_hand_over(PG_FUNCTION_ARGS)
{
	CaseBatch *batch = case_batch_current(); /* notes who asks */
	int64 incident = id_argument(fcinfo, "incident_id", "incident_id adalah dkis.incidents.id.");
	Handover handover = {.event = "diserahkan",
						 .receiver = said_argument(fcinfo, 1, "receiver",
												   "Sebut yang menerima, misalnya '112 kota "
												   "tetangga'."),
						 .said = PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2))};
	OwnedIncident owned;
	OwnerScope scope;
	int64 id;

	owner_enter(&scope);
	SPI_connect();
	incident_own(&incident, 1, &owned);
	if (!owned.open)
		incident_refuse_closed(owned.id, owned.status,
							   "Hanya insiden yang masih berjalan dapat diserahkan.");
	refuse_waiting(incident, handover.receiver);
	id = insert_handover(batch, incident, &handover, &handover.due_at);
	SPI_finish();
	owner_leave(&scope);
	ask_to_tell_handover(batch, owned.case_id, &handover);
	case_batch_finish(batch);
	PG_RETURN_INT64(id);
}

/* The incident of a handover; 23503 when there is none. */
static int64
incident_of_handover(int64 id)
{
	static CachedQuery query = {
		"SELECT incident_id FROM dkis.handovers WHERE id = $1", 1, {INT8OID}, NULL};
	Datum argument = Int64GetDatum(id);

	query_run(&query, &argument, NULL, SPI_OK_SELECT);
	if (SPI_processed == 0)
		ereport(ERROR, (errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
						errmsg("serah terima " INT64_FORMAT " tidak ada", id),
						errdetail("Nomor itu tidak ada di dkis.handovers."),
						errhint("Lihat SELECT id, incident_id, receiver FROM dkis.handovers.")));
	return cell_int64(0, 1);
}

/* Returns the receiver; SP008 when somebody has answered. */
static char *
answer_handover(int64 id, const Handover *handover)
{
	static CachedQuery query = {
		"UPDATE dkis.handovers SET acknowledged_at = $2, acknowledged_by = $3, answer = $4"
		" WHERE id = $1 AND acknowledged_at IS NULL RETURNING receiver",
		4,
		{INT8OID, TIMESTAMPTZOID, TEXTOID, TEXTOID},
		NULL};
	Datum arguments[] = {Int64GetDatum(id), TimestampTzGetDatum(GetCurrentTimestamp()),
						 CStringGetTextDatum(handover->by),
						 handover->said ? CStringGetTextDatum(handover->said) : (Datum) 0};

	query_run(&query, arguments, handover->said ? NULL : "   n", SPI_OK_UPDATE_RETURNING);
	if (SPI_processed == 0)
		ereport(ERROR, (errcode(ERRCODE_DKIS_IMMUTABLE),
						errmsg("serah terima " INT64_FORMAT " sudah dijawab", id),
						errdetail("Jawabannya tetap tercatat."),
						errhint("Lihat SELECT acknowledged_at, acknowledged_by, answer FROM "
								"dkis.handovers WHERE id = " INT64_FORMAT ".",
								id)));
	return cell_text(0, 1);
}

PG_FUNCTION_INFO_V1(dkis_acknowledge_handover);

/* (handover_id, acknowledged_by, answer): a statement of its own. */
Datum
dkis_acknowledge_handover(PG_FUNCTION_ARGS)
{
	CaseBatch *batch = case_batch_current();
	int64 id = id_argument(fcinfo, "handover_id", "handover_id adalah dkis.handovers.id.");
	Handover handover = {.event = "serah terima dijawab",
						 .by = said_argument(fcinfo, 1, "acknowledged_by",
											 "Sebut nama yang menjawab di pihak "
											 "penerima."),
						 .said = PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2)),
						 .due_at = DT_NOEND};
	OwnedIncident owned;
	OwnerScope scope;
	int64 incident;

	owner_enter(&scope);
	SPI_connect();
	incident = incident_of_handover(id);
	incident_own(&incident, 1, &owned);
	handover.receiver = answer_handover(id, &handover);
	ask_to_tell_handover(batch, owned.case_id, &handover);
	SPI_finish();
	owner_leave(&scope);
	case_batch_finish(batch);
	PG_RETURN_VOID();
}

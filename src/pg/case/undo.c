/*
 * What was done by mistake is taken back: the finish of a step, the end of a
 * case. No row goes and no event: the step's own row opens again, rows of steps
 * that the finish had opened end with it, and the history says what was taken
 * back (detail "peristiwa": the number of that event).
 *
 * Where the case then stands is where its history leads without that finish
 * (dkis_store.standing): if it leads nowhere, because what the finish opened has
 * moved on, nothing is taken back.
 */
#include "pg/case/step.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/base/limits.h"
#include "pg/base/module.h"
#include "pg/case/clock.h"
#include "pg/case/event.h"
#include "pg/case/rows.h"
#include "pg/types/flow.h"

/* What is asked; lives as long as the batch. */
typedef struct TakeBack
{
	const char *step; /* NULL: the case is opened again */
	const char *reason;
} TakeBack;

#define UNDO_REASON "Tulis alasannya sebagai argumen reason."

pg_noreturn static void
refuse_undo(const LiveCase *live, const char *why, const char *hint)
{
	ereport(ERROR, (errcode(ERRCODE_DKIS_NOT_ALLOWED),
					errmsg("kasus " INT64_FORMAT " tidak dapat dikembalikan",
						   row_int64(&live->row, CASE_ID)),
					errdetail("%s", why), errhint("%s", hint)));
}

/* ---- the finish that is meant ------------------------------------------------------- */

/* The last finish that stands: of this step, or (NULL) of any. 0: none. */
static int
last_finish(const LiveCase *live, const char *step, char **its_step)
{
	static CachedQuery query = {"SELECT seq, step FROM dkis_store.finishes"
								" WHERE case_id = $1 AND step = coalesce($2, step)"
								" ORDER BY seq DESC LIMIT 1",
								2,
								{INT8OID, TEXTOID},
								NULL};
	Datum arguments[] = {live->row.values[CASE_ID], step ? CStringGetTextDatum(step) : (Datum) 0};

	query_run(&query, arguments, step ? NULL : " n", SPI_OK_SELECT);
	if (SPI_processed == 0)
		return 0;
	*its_step = cell_text(0, 2);
	return cell_int32(0, 1);
}

/* What has happened since that would hang in the air. */
static void
require_nothing_since(const LiveCase *live, const char *step, int seq)
{
	static CachedQuery query = {
		"SELECT CASE e.event WHEN 'dipindahkan' THEN 'Kasus sudah dipindahkan ke versi lain.'"
		" ELSE format('Kasus lanjutan %s sudah dibuka.', coalesce(k.register_no, k.id::text)) END"
		" FROM dkis_store.case_events e"
		" LEFT JOIN dkis_store.cases k ON k.id = (e.detail ->> 'kasus')::bigint"
		" WHERE e.case_id = $1 AND e.seq > $3 AND (e.event = 'dipindahkan'"
		"  OR (e.event = 'kasus lanjutan dibuka' AND e.step = $2 AND k.status <> 'batal')) LIMIT 1",
		3,
		{INT8OID, TEXTOID, INT4OID},
		NULL};
	Datum arguments[] = {live->row.values[CASE_ID], CStringGetTextDatum(step), Int32GetDatum(seq)};
	char *since = query_text(&query, arguments, NULL);

	if (since)
		refuse_undo(live, since, "Batalkan dahulu kasus lanjutannya dengan dkis.cancel_case().");
}

static void
read_standing(const LiveCase *live, int without, MachineState *state)
{
	static CachedQuery query = {"SELECT marking FROM dkis_store.standing($1, $2)"
								" WHERE problem IS NULL",
								2,
								{INT8OID, INT4OID},
								NULL};
	Datum arguments[] = {live->row.values[CASE_ID], Int32GetDatum(without)};
	DkisError error;
	bool is_null;
	Datum marking;

	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	if (SPI_processed == 0)
		refuse_undo(live, "Langkah yang dibukanya sudah dikerjakan.",
					"Tarik dahulu penyelesaian langkah-langkah sesudahnya.");
	marking = cell(0, 1, &is_null);
	if (!machine_state_from_marking(live->definition->machine, marking_from_datum(marking), state,
									&error))
		dkis_raise(&error);
}

/* ---- the rows ------------------------------------------------------------------------- */

static void
open_again(CaseBatch *batch, LiveCase *live, LiveStep *step, const char *reason)
{
	row_set_null(&step->row, STEP_FINISHED_AT);
	row_set_null(&step->row, STEP_OUTCOME);
	row_set_null(&step->row, STEP_ENDED_BY);
	row_set_null(&step->row, STEP_FINISHED_BY);
	step->changed = true;
	clock_recount_step(batch, live, step, reason);
}

/* Open rows of steps that are no longer active, and of the one that opens again. */
static void
end_what_it_opened(CaseBatch *batch, LiveCase *live, const MachineState *state, int again,
				   Detail *detail)
{
	Finish finish = {batch->now, batch->identity.actor, NULL, NULL};
	StringInfoData ended;
	ListCell *cell;

	initStringInfo(&ended);
	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (!step->row.nulls[STEP_FINISHED_AT] ||
			(step->index != again && machine_state_is_active(state, step->index)))
			continue;
		case_end_step(step, &finish);
		appendStringInfo(&ended, "%s%s", ended.len ? ", " : "",
						 live->definition->steps[step->index].name);
	}
	detail_text(detail, "diakhiri", ended.len ? ended.data : NULL);
}

static LiveStep *
finished_row(LiveCase *live, const char *name)
{
	LiveStep *step = case_rows_last_finished(live, name, NULL);

	if (step == NULL)
		elog(ERROR, "the finish of step %s has no row", name);
	step->index = machine_step_index(live->definition->machine, name, strlen(name));
	return step;
}

/* The whole case's deadline was met by that, or by the case's end: it is unmet again. */
static void
unmeet(CaseBatch *batch, LiveCase *live, const char *step, const char *reason)
{
	const char *until = live->definition->total_until;

	if (!live->row.nulls[CASE_MET_AT] && (until == NULL || strcmp(until, step) == 0))
		clock_meet_case(live, DT_NOEND);
	clock_recount_case(batch, live, reason);
}

/* ---- a finish --------------------------------------------------------------------------- */

static void
require_own_finish(const CaseBatch *batch, const LiveStep *step)
{
	const char *by = row_text(&step->row, STEP_FINISHED_BY);

	if (batch->identity.admin || strcmp(by, batch->identity.actor) == 0)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_NOT_A_MEMBER),
			 errmsg("\"%s\" tidak menyelesaikan langkah %s", shortened(batch->identity.actor),
					row_text(&step->row, STEP_STEP)),
			 errdetail("Penyelesaian ditarik oleh yang menyelesaikannya, atasannya, atau admin."),
			 errhint("Yang dapat menariknya: %s, atau dkis_admin.", by)));
}

/* Takes back this finish; the case runs. */
static void
take_back_finish(CaseBatch *batch, LiveCase *live, LiveStep *step, int seq, const char *event,
				 const TakeBack *asked)
{
	const char *name = live->definition->steps[step->index].name;
	char *outcome = row_text(&step->row, STEP_OUTCOME);
	MachineState state;
	Detail detail;

	read_standing(live, seq, &state);
	detail_begin(&detail);
	detail_text(&detail, "alasan", asked->reason);
	detail_number(&detail, "peristiwa", seq);
	end_what_it_opened(batch, live, &state, step->index, &detail);
	case_write_state(live, &state);
	case_event(batch, live, batch->now, batch->identity.actor, event, name, outcome, &detail);
	live->steps = lappend(live->steps, step);
	open_again(batch, live, step, asked->reason);
	unmeet(batch, live, name, asked->reason);
}

/* ---- what one organisation did of a step of each ------------------------------------------ */

/* The row that this person finished (dkis_admin: the last) in the round that is still open. */
static LiveStep *
own_share(const CaseBatch *batch, LiveCase *live, const char *name)
{
	int index = machine_step_index(live->definition->machine, name, strlen(name));
	const LiveStep *open = index < 0 ? NULL : case_open_step(live, index);
	LiveStep *share;

	if (open == NULL || live->definition->steps[index].each_organisation == NULL)
		return NULL;
	share =
		case_rows_last_finished(live, name, batch->identity.admin ? NULL : batch->identity.actor);
	if (share == NULL ||
		DatumGetInt32(share->row.values[STEP_ROUND]) != DatumGetInt32(open->row.values[STEP_ROUND]))
		return NULL;
	share->index = index;
	return share;
}

static int
event_of_share(const LiveCase *live, const LiveStep *share)
{
	static CachedQuery query = {"SELECT max(seq) FROM dkis_store.case_events WHERE case_id = $1"
								" AND event = 'organisasi selesai' AND step = $2"
								" AND detail ->> 'organisasi' = $3",
								3,
								{INT8OID, TEXTOID, TEXTOID},
								NULL};
	Datum arguments[] = {live->row.values[CASE_ID], share->row.values[STEP_STEP],
						 share->row.values[STEP_ORGANISATION]};

	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	return cell_int32(0, 1);
}

/* The flow has not gone on, so that nothing but this row opens again. */
static void
take_back_share(CaseBatch *batch, LiveCase *live, LiveStep *share, const TakeBack *asked)
{
	Detail detail;

	detail_begin(&detail);
	detail_text(&detail, "alasan", asked->reason);
	detail_text(&detail, "organisasi", row_text(&share->row, STEP_ORGANISATION));
	detail_number(&detail, "peristiwa", event_of_share(live, share));
	case_event(batch, live, batch->now, batch->identity.actor, "penyelesaian ditarik",
			   live->definition->steps[share->index].name, row_text(&share->row, STEP_OUTCOME),
			   &detail);
	live->steps = lappend(live->steps, share);
	open_again(batch, live, share, asked->reason);
}

static void
undo_step(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const TakeBack *asked = argument;
	char *name;
	int seq;
	LiveStep *step;

	dkis_require_reason(asked->reason, "menarik penyelesaian", "penarikan", UNDO_REASON);
	case_require_running(live);
	step = own_share(batch, live, asked->step);
	if (step)
	{
		take_back_share(batch, live, step, asked);
		return;
	}
	seq = last_finish(live, asked->step, &name);
	if (seq == 0)
		ereport(ERROR, (errcode(ERRCODE_DKIS_STEP_NOT_ACTIVE),
						errmsg("langkah \"%s\" belum pernah diselesaikan", shortened(asked->step)),
						errdetail("Riwayat kasus " INT64_FORMAT " tidak memuat penyelesaiannya.",
								  row_int64(&live->row, CASE_ID)),
						errhint("Lihat SELECT step, outcome, finished_by FROM dkis.case_steps.")));
	step = finished_row(live, name);
	require_own_finish(batch, step);
	require_nothing_since(live, name, seq);
	take_back_finish(batch, live, step, seq, "penyelesaian ditarik", asked);
}

/* ---- the end of a case ------------------------------------------------------------------- */

/* What the cancelling ended stands open again, where the case still stands. */
static void
reopen_cancelled(CaseBatch *batch, LiveCase *live, TimestampTz closed_at, const TakeBack *asked)
{
	List *ended = case_rows_ended_at(live, closed_at);
	Detail detail;
	ListCell *cell;

	detail_begin(&detail);
	detail_text(&detail, "alasan", asked->reason);
	detail_text(&detail, "dari", "batal");
	case_event(batch, live, batch->now, batch->identity.actor, "dibuka kembali", NULL, NULL,
			   &detail);
	foreach (cell, ended)
	{
		LiveStep *step = lfirst(cell);
		char *name = row_text(&step->row, STEP_STEP);

		step->index = machine_step_index(live->definition->machine, name, strlen(name));
		live->steps = lappend(live->steps, step);
		open_again(batch, live, step, asked->reason);
	}
	clock_recount_case(batch, live, asked->reason);
}

static void
reopen_done(CaseBatch *batch, LiveCase *live, const TakeBack *asked)
{
	char *name;
	int seq = last_finish(live, NULL, &name);

	if (seq == 0)
		refuse_undo(live, "Kasus ini berakhir tanpa satu langkah pun.", "Buka kasus baru.");
	take_back_finish(batch, live, finished_row(live, name), seq, "dibuka kembali", asked);
}

static void
reopen_case(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const TakeBack *asked = argument;
	TimestampTz closed_at = row_time(&live->row, CASE_CLOSED_AT);
	bool cancelled = row_text_is(&live->row, CASE_STATUS, "batal");

	case_require_admin(batch, "membuka kembali kasus", "");
	dkis_require_reason(asked->reason, "membuka kembali kasus", "pembukaan kembali", UNDO_REASON);
	if (closed_at == DT_NOEND)
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_CASE_CLOSED),
				 errmsg("kasus " INT64_FORMAT " tidak tertutup", row_int64(&live->row, CASE_ID)),
				 errdetail("Status kasus: %s.", row_text(&live->row, CASE_STATUS)),
				 errhint("Hanya kasus yang selesai atau batal yang dapat dibuka kembali.")));
	if (live->definition->emergency)
		refuse_undo(live, "Kasus 112 berakhir bersama insidennya.", "Catat panggilan baru.");
	row_set_text(&live->row, CASE_STATUS, "berjalan");
	row_set_null(&live->row, CASE_CLOSED_AT);
	row_set_time(&live->row, CASE_REOPENED_AT, batch->now);
	live->changed = true;
	case_await_again(batch, live);
	if (cancelled)
		reopen_cancelled(batch, live, closed_at, asked);
	else
		reopen_done(batch, live, asked);
}

/* ---- what each organisation was to do ----------------------------------------------------- */

static void
close_rest(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const TakeBack *asked = argument;
	int index = machine_step_index(live->definition->machine, asked->step, strlen(asked->step));
	Finish finish = {batch->now, batch->identity.actor, asked->reason, NULL};

	case_require_admin(batch, "menutup sisa langkah", "");
	dkis_require_reason(asked->reason, "menutup sisa langkah", "penutupan", UNDO_REASON);
	case_require_running(live);
	if (index < 0 || case_open_step(live, index) == NULL)
		ereport(ERROR, (errcode(ERRCODE_DKIS_STEP_NOT_ACTIVE),
						errmsg("langkah \"%s\" tidak aktif", shortened(asked->step)),
						errdetail("Tidak ada baris langkah itu yang terbuka."),
						errhint("Lihat SELECT * FROM dkis.next_actions(case_id).")));
	if (live->definition->steps[index].each_organisation == NULL)
		ereport(ERROR, (errcode(ERRCODE_DKIS_NOT_ALLOWED),
						errmsg("langkah %s bukan langkah tiap organisasi", asked->step),
						errdetail("Langkah itu dikerjakan satu pelaksana."),
						errhint("Selesaikan dengan dkis.finish_step().")));
	case_close_rest(batch, live, index, &finish);
}

/* ---- asked for --------------------------------------------------------------------------- */

static const void *
asked_for(CaseBatch *batch, const char *step, const char *reason)
{
	TakeBack *asked = MemoryContextAlloc(batch->context, sizeof(TakeBack));

	limits_check_text("step", step);
	limits_check_text("reason", reason);
	asked->step = case_batch_text(batch, step);
	asked->reason = case_batch_text(batch, reason);
	return asked;
}

CaseRequest
case_undo_request(CaseBatch *batch, int64 case_id, const char *step, const char *reason)
{
	CaseRequest request = {.kind = REQUEST_WORK, .case_id = case_id};

	request.work.make = step ? undo_step : reopen_case;
	request.work.argument = asked_for(batch, step, reason);
	return request;
}

CaseRequest
case_close_request(CaseBatch *batch, int64 case_id, const char *step, const char *reason)
{
	CaseRequest request = {.kind = REQUEST_WORK, .case_id = case_id};

	request.work.make = close_rest;
	request.work.argument = asked_for(batch, step, reason);
	return request;
}

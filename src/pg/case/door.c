/*
 * The doors: triggers of the speaking views dkis.cases and dkis.case_steps, and
 * the functions that say the same in fewer words.
 */
#include "pg/base/compat.h"

#include "access/sysattr.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "pg/base/view.h"
#include "pg/case/batch.h"
#include "pg/case/event.h"
#include "pg/case/facts.h"
#include "pg/case/step.h"

/* ---- the views --------------------------------------------------------------------- */

#define CANCEL_INSTEAD                                                                             \
	"Batalkan kasusnya: UPDATE dkis.cases SET status = 'batal', note = 'alasannya' "               \
	"WHERE id = ..."

#define CASE_DECIDED                                                                               \
	(ASKED(CASE_ID) | ASKED(CASE_REGISTER_NO) | ASKED(CASE_SOP_VERSION) | ASKED(CASE_MARKING) |    \
	 ASKED(CASE_OPENED_AT) | ASKED(CASE_DUE_AT) | ASKED(CASE_CLOSED_AT) | ASKED(CASE_MET_AT) |     \
	 ASKED(CASE_EXTENDED_AT) | ASKED(CASE_AGENCY) | ASKED(CASE_DUE_BASIS) |                        \
	 ASKED(CASE_ESCALATION_LEVEL) | ASKED(CASE_NEXT_ESCALATION_AT) | ASKED(CASE_REOPENED_AT) |     \
	 ASKED(CASE_RETURNS_TO))

static SpeakingView cases = {
	.what = "kasus",
	/* class is a reserved word to some frameworks */
	.view = {.schema = "dkis",
			 .name = "cases",
			 .columns = case_columns,
			 .count = CASE_VIEW_COLUMNS,
			 .alias = "klasifikasi",
			 .alias_of = CASE_CLASS},
	.decides = CASE_DECIDED | ASKED(CASE_STATUS),
	.keeps = CASE_DECIDED | ASKED(CASE_SOP) | ASKED(CASE_ENTRY) | ASKED(CASE_RECEIVED_AT) |
			 ASKED(CASE_PARENT_CASE) | ASKED(CASE_SCHEDULE) | ASKED(CASE_PERIOD) |
			 ASKED(CASE_OPENED_BY),
	.fills_later = ASKED(CASE_REGISTER_NO),
	.insert_hint = "Isi: sop, title, dan bila perlu class, entry, data, received_at, applicant, "
				   "organisation, channel, parent_case, opened_by, note.",
	.update_hint = "Yang dapat diubah: status, class, title, applicant, organisation, channel, "
				   "data, note.",
	.delete_hint = CANCEL_INSTEAD,
};

static SpeakingView steps = {
	.what = "langkah kasus",
	.view = ROW_RELATION("dkis", "case_steps", step_columns, STEP_COLUMNS),
	.keeps = ASKED(STEP_ID) | ASKED(STEP_CASE_ID) | ASKED(STEP_STEP) | ASKED(STEP_ROUND) |
			 ASKED(STEP_PERFORMER) | ASKED(STEP_ORGANISATION) | ASKED(STEP_SLA) |
			 ASKED(STEP_STARTED_AT) | ASKED(STEP_ESCALATION_LEVEL) |
			 ASKED(STEP_NEXT_ESCALATION_AT) | ASKED(STEP_CLOCK_FROM) | ASKED(STEP_AGENCY) |
			 ASKED(STEP_ENDED_BY) | ASKED(STEP_AWAITS_CASE),
	.update_hint = "Yang dapat diubah: outcome, note, assignee, extended_at, due_at, due_basis.",
	.delete_hint = CANCEL_INSTEAD,
};

/* ---- INSERT ------------------------------------------------------------------------ */

/* Whoever takes a schedule's period keeps open_recurring() from opening it. */
static void
refuse_period(const Row *row, const Identity *identity)
{
	if (!identity->admin && !(row->nulls[CASE_SCHEDULE] && row->nulls[CASE_PERIOD]))
		ereport(
			ERROR,
			(errcode(ERRCODE_DKIS_NOT_A_MEMBER),
			 errmsg("schedule dan period hanya diisi oleh dkis.open_recurring()"),
			 errdetail("Keduanya menandai kasus yang dibuka menurut jadwal, satu untuk tiap masa."),
			 errhint("Kosongkan keduanya, atau minta seorang dkis_admin.")));
}

/* The row without what is for dkis to decide; whether anything of that was given. */
static bool
leave_undecided(Row *row)
{
	bool given = false;

	for (int column = 0; column < CASE_VIEW_COLUMNS; column++)
	{
		if (!(cases.decides & ASKED(column)))
			continue;
		given |= !row->nulls[column];
		row_set_null(row, column);
	}
	return given;
}

static HeapTuple
insert_case(ViewCall *call, bool alone)
{
	CaseBatch *batch = case_batch_current();
	Row row = call->asked;

	if (leave_undecided(&row))
		alone = false; /* what was given may have to be refused */
	if (row.nulls[CASE_SOP])
		ereport(ERROR, (errcode(ERRCODE_DKIS_UNKNOWN_CODE), errmsg("kolom sop kosong"),
						errdetail("Kasus dibuka menurut SOP yang berlaku."),
						errhint("Isi kode atau nomor SOP; lihat SELECT number, code, name FROM "
								"dkis.sops.")));
	refuse_period(&row, &batch->identity);
	if (alone)
	{
		case_open_unseen(batch, &row);
		return heap_copytuple(call->trigger->tg_trigtuple);
	}
	case_open(batch, &row, NULL);
	view_require_decided(call, &row);
	return view_tuple(call, &row);
}

/* ---- UPDATE ------------------------------------------------------------------------ */

/*
 * Whoever names the outcome, and not when, finishes the step: that it is
 * finished already, with that outcome, is no answer to him. A program that sends
 * the whole row back names finished_at as well.
 */
static bool
finishes_again(const CaseBatch *batch, const Row *old)
{
	return (batch->named & (ASKED(STEP_OUTCOME) | ASKED(STEP_FINISHED_AT))) ==
			   ASKED(STEP_OUTCOME) &&
		   !old->nulls[STEP_FINISHED_AT];
}

/*
 * Asks for the changes; what will come of them where somebody looks. Else a
 * copy, in memory that goes with the row: the executor frees its own tuple only
 * when the trigger gives back another.
 */
static HeapTuple
ask(ViewCall *call, FunctionCallInfo fcinfo, CaseRequest *request)
{
	CaseBatch *batch = case_batch_current();
	bool watched = view_is_watched(fcinfo);
	Row row;

	request->changes = call->changes;
	request->asked = call->asked;
	request->statement = view_statement(fcinfo);
	if (request->kind == REQUEST_STEP)
		request->step = row_text(&call->old, STEP_STEP);
	if (watched)
		case_batch_foresee(batch, request, &row);
	case_batch_ask(batch, request);
	return watched ? view_tuple(call, &row) : heap_copytuple(call->trigger->tg_newtuple);
}

PG_FUNCTION_INFO_V1(dkis_cases_row);
PG_FUNCTION_INFO_V1(dkis_case_steps_row);
PG_FUNCTION_INFO_V1(dkis_case_batch_begin);
PG_FUNCTION_INFO_V1(dkis_case_batch_end);

Datum
dkis_cases_row(PG_FUNCTION_ARGS)
{
	CaseRequest request = {.kind = REQUEST_CASE};
	ViewCall call;

	view_read(&call, &cases, fcinfo);
	if (TRIGGER_FIRED_BY_INSERT(call.trigger->tg_event))
		return PointerGetDatum(insert_case(&call, view_is_alone(fcinfo)));
	if (call.changes == 0)
		return PointerGetDatum(call.trigger->tg_trigtuple);
	request.case_id = row_int64(&call.old, CASE_ID);
	return PointerGetDatum(ask(&call, fcinfo, &request));
}

Datum
dkis_case_steps_row(PG_FUNCTION_ARGS)
{
	CaseRequest request = {.kind = REQUEST_STEP};
	ViewCall call;

	view_read(&call, &steps, fcinfo);
	if (TRIGGER_FIRED_BY_INSERT(call.trigger->tg_event))
		ereport(ERROR, (errcode(ERRCODE_DKIS_IMMUTABLE),
						errmsg("langkah dibuka oleh alur SOP, bukan oleh INSERT"),
						errdetail("Baris dkis.case_steps ada sejak langkahnya menjadi aktif."),
						errhint("Buka kasus lewat dkis.cases; selesaikan langkah dengan UPDATE "
								"outcome.")));
	if (finishes_again(case_batch_current(), &call.old))
		call.changes |= ASKED(STEP_OUTCOME);
	if (call.changes == 0)
		return PointerGetDatum(call.trigger->tg_trigtuple);
	request.case_id = row_int64(&call.old, STEP_CASE_ID);
	request.step_id = row_int64(&call.old, STEP_ID);
	return PointerGetDatum(ask(&call, fcinfo, &request));
}

/* Before an UPDATE of dkis.case_steps: the columns that it names. */
Datum
dkis_case_batch_begin(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = view_trigger(fcinfo);
	CaseBatch *batch = case_batch_current();

	row_relation_take(&steps.view, trigger->tg_relation);
	batch->named = 0;
	for (int column = 0; column < STEP_COLUMNS; column++)
		if (bms_is_member(steps.view.place[column] + 1 - FirstLowInvalidHeapAttributeNumber,
						  trigger->tg_updatedcols))
			batch->named |= ASKED(column);
	return PointerGetDatum(NULL);
}

Datum
dkis_case_batch_end(PG_FUNCTION_ARGS)
{
	view_trigger(fcinfo);
	case_batch_finish_current();
	return PointerGetDatum(NULL);
}

/* ---- the same as functions ----------------------------------------------------------- */

static int64
required_case(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("case_id kosong"),
						errdetail("Yang dikerjakan selalu satu kasus tertentu."),
						errhint("case_id adalah dkis.cases.id.")));
	return PG_GETARG_INT64(0);
}

static const char *
required_text(FunctionCallInfo fcinfo, int n, const char *name)
{
	if (PG_ARGISNULL(n))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("argumen %s kosong", name),
				 errdetail("Langkah disebut dengan namanya pada alur SOP."),
				 errhint("Lihat langkah yang aktif: SELECT * FROM dkis.next_actions(case_id).")));
	return text_to_cstring(PG_GETARG_TEXT_PP(n));
}

static void
ask_for(CaseRequest *request, int column, FunctionCallInfo fcinfo, int n)
{
	request->changes |= ASKED(column);
	if (!PG_ARGISNULL(n))
		row_set(&request->asked, column, PG_GETARG_DATUM(n));
}

/*
 * A statement of its own: what is asked here is done when this returns. The
 * answer is the case's marking.
 */
static Datum
carry_out(CaseRequest *request)
{
	CaseBatch *batch = case_batch_current();

	case_batch_ask(batch, request);
	return case_batch_finish(batch);
}

static CaseRequest
request_of_case(FunctionCallInfo fcinfo)
{
	CaseRequest request = {.kind = REQUEST_CASE, .case_id = required_case(fcinfo)};

	row_clear(&request.asked);
	return request;
}

static CaseRequest
request_of_step(FunctionCallInfo fcinfo)
{
	CaseRequest request = request_of_case(fcinfo);

	request.kind = REQUEST_STEP;
	request.step = required_text(fcinfo, 1, "step");
	return request;
}

PG_FUNCTION_INFO_V1(dkis_finish_step);
PG_FUNCTION_INFO_V1(dkis_finish_step_with);
PG_FUNCTION_INFO_V1(dkis_assign_step);
PG_FUNCTION_INFO_V1(dkis_extend_step);
PG_FUNCTION_INFO_V1(dkis_hold_case);
PG_FUNCTION_INFO_V1(dkis_resume_case);
PG_FUNCTION_INFO_V1(dkis_cancel_case);
PG_FUNCTION_INFO_V1(dkis_migrate_case);
PG_FUNCTION_INFO_V1(dkis_close_step);
PG_FUNCTION_INFO_V1(dkis_undo_step);
PG_FUNCTION_INFO_V1(dkis_reopen_case);

/* (case_id, step, outcome, note) */
Datum
dkis_finish_step(PG_FUNCTION_ARGS)
{
	CaseRequest request = request_of_step(fcinfo);

	ask_for(&request, STEP_OUTCOME, fcinfo, 2);
	if (!PG_ARGISNULL(3))
		ask_for(&request, STEP_NOTE, fcinfo, 3);
	PG_RETURN_DATUM(carry_out(&request));
}

/* (case_id, step, data, outcome, note) */
Datum
dkis_finish_step_with(PG_FUNCTION_ARGS)
{
	CaseRequest request = request_of_step(fcinfo);

	if (!PG_ARGISNULL(2))
		case_ask_data(case_batch_current(), request.case_id, PG_GETARG_DATUM(2));
	ask_for(&request, STEP_OUTCOME, fcinfo, 3);
	if (!PG_ARGISNULL(4))
		ask_for(&request, STEP_NOTE, fcinfo, 4);
	PG_RETURN_DATUM(carry_out(&request));
}

/* (case_id, step, person) */
Datum
dkis_assign_step(PG_FUNCTION_ARGS)
{
	CaseRequest request = request_of_step(fcinfo);

	ask_for(&request, STEP_ASSIGNEE, fcinfo, 2);
	carry_out(&request);
	PG_RETURN_VOID();
}

/* (case_id, step, reason) */
Datum
dkis_extend_step(PG_FUNCTION_ARGS)
{
	CaseRequest request = request_of_step(fcinfo);

	request.changes = ASKED(STEP_EXTENDED_AT);
	ask_for(&request, STEP_NOTE, fcinfo, 2);
	carry_out(&request);
	PG_RETURN_VOID();
}

static void
change_status_of(FunctionCallInfo fcinfo, const char *status, int reason)
{
	CaseRequest request = request_of_case(fcinfo);

	request.changes = ASKED(CASE_STATUS);
	row_set_text(&request.asked, CASE_STATUS, status);
	if (reason && !PG_ARGISNULL(reason))
		ask_for(&request, CASE_NOTE, fcinfo, reason);
	carry_out(&request);
}

/* (case_id, reason) */
Datum
dkis_hold_case(PG_FUNCTION_ARGS)
{
	change_status_of(fcinfo, "ditunda", 1);
	PG_RETURN_VOID();
}

/* (case_id) */
Datum
dkis_resume_case(PG_FUNCTION_ARGS)
{
	change_status_of(fcinfo, "berjalan", 0);
	PG_RETURN_VOID();
}

/* (case_id, reason) */
Datum
dkis_cancel_case(PG_FUNCTION_ARGS)
{
	change_status_of(fcinfo, "batal", 1);
	PG_RETURN_VOID();
}

/* (case_id, step, reason) */
Datum
dkis_close_step(PG_FUNCTION_ARGS)
{
	int64 case_id = required_case(fcinfo);
	CaseBatch *batch = case_batch_current();
	CaseRequest request =
		case_close_request(batch, case_id, required_text(fcinfo, 1, "step"),
						   PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2)));

	PG_RETURN_DATUM(carry_out(&request));
}

static Datum
take_back(int64 case_id, const char *step, FunctionCallInfo fcinfo, int reason)
{
	CaseBatch *batch = case_batch_current();
	CaseRequest request =
		case_undo_request(batch, case_id, step,
						  PG_ARGISNULL(reason) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(reason)));

	return carry_out(&request);
}

/* (case_id, step, reason) */
Datum
dkis_undo_step(PG_FUNCTION_ARGS)
{
	int64 case_id = required_case(fcinfo);

	PG_RETURN_DATUM(take_back(case_id, required_text(fcinfo, 1, "step"), fcinfo, 2));
}

/* (case_id, reason) */
Datum
dkis_reopen_case(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(take_back(required_case(fcinfo), NULL, fcinfo, 1));
}

/* timers: 'tetap' or 'hitung'. */
static bool
recounts(FunctionCallInfo fcinfo, int n)
{
	const char *timers = PG_ARGISNULL(n) ? "" : text_to_cstring(PG_GETARG_TEXT_PP(n));

	if (strcmp(timers, "tetap") != 0 && strcmp(timers, "hitung") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("timers \"%s\" tidak dikenal", shortened(timers)),
				 errdetail("timers menentukan nasib tenggat yang sudah berjalan."),
				 errhint("tetap: tenggat yang terbuka dipertahankan; hitung: dihitung kembali "
						 "menurut versi yang baru.")));
	return strcmp(timers, "hitung") == 0;
}

/* (case_id, version, timers) */
Datum
dkis_migrate_case(PG_FUNCTION_ARGS)
{
	CaseRequest request = {.kind = REQUEST_MIGRATE, .case_id = required_case(fcinfo)};

	if (PG_ARGISNULL(1))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("argumen version kosong"),
						errdetail("Kasus dipindahkan ke satu versi tertentu dari SOP-nya."),
						errhint("version adalah dkis.sop_versions.version.")));
	request.migrate.version = PG_GETARG_INT32(1);
	request.migrate.recount = recounts(fcinfo, 2);
	carry_out(&request);
	PG_RETURN_VOID();
}

/* ---- events that SQL of dkis's own asks for, when it has erased words ------------------ */

typedef struct OwnEvent
{
	const char *event;
	Datum detail;
} OwnEvent;

static void
record_own_event(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const OwnEvent *own = argument;
	Detail detail;

	facts_state_words(live);
	detail_begin(&detail);
	detail_pairs(&detail, own->detail);
	case_event(batch, live, batch->now, batch->identity.actor, own->event, NULL, NULL, &detail);
}

PG_FUNCTION_INFO_V1(dkis_record_event);

/* (case_id, event, detail), STRICT; executable by the owner alone */
Datum
dkis_record_event(PG_FUNCTION_ARGS)
{
	CaseBatch *batch = case_batch_current();
	MemoryContext before = MemoryContextSwitchTo(batch->context);
	OwnEvent *own = palloc(sizeof(OwnEvent));

	own->event = text_to_cstring(PG_GETARG_TEXT_PP(1));
	own->detail = JsonbPGetDatum(PG_GETARG_JSONB_P_COPY(2));
	MemoryContextSwitchTo(before);
	case_batch_ask_work(batch, PG_GETARG_INT64(0), record_own_event, own);
	case_batch_finish(batch);
	PG_RETURN_VOID();
}

/*
 * The doors: triggers of the speaking views dkis.cases and dkis.case_steps, and
 * the functions that say the same in fewer words.
 */
#include "pg/base/compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "pg/base/module.h"
#include "pg/case/batch.h"
#include "pg/case/step.h"

static TriggerData *
called_by_trigger(FunctionCallInfo fcinfo)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("fungsi ini hanya dapat dipanggil sebagai trigger")));
	return (TriggerData *) fcinfo->context;
}

static void
refuse_delete(const char *what)
{
	ereport(ERROR, (errcode(ERRCODE_DKIS_IMMUTABLE), errmsg("%s tidak dapat dihapus", what),
					errhint("Batalkan kasusnya: UPDATE dkis.cases SET status = 'batal', note = "
							"'alasannya' WHERE id = ...")));
}

/* ---- INSERT ------------------------------------------------------------------------ */

/* What only dkis itself may say of a new case. */
static void
refuse_given(const Row *row)
{
	static const int decided[] = {CASE_ID,      CASE_REGISTER_NO, CASE_SOP_VERSION, CASE_STATUS,
								  CASE_MARKING, CASE_OPENED_AT,   CASE_DUE_AT,      CASE_CLOSED_AT,
								  CASE_MET_AT,  CASE_EXTENDED_AT, CASE_AGENCY,
								  CASE_DUE_BASIS,
								  CASE_ESCALATION_LEVEL, CASE_NEXT_ESCALATION_AT};

	for (size_t i = 0; i < lengthof(decided); i++)
		if (!row->nulls[decided[i]])
			ereport(ERROR,
					(errcode(ERRCODE_DKIS_IMMUTABLE),
					 errmsg("kolom \"%s\" ditetapkan oleh dkis",
							shown_cases.columns[decided[i]].name),
					 errhint("Isi: sop, title, dan bila perlu class, entry, data, received_at, "
							 "applicant, organisation, channel, parent_case, opened_by, note.")));
	if (row->nulls[CASE_SOP])
		ereport(ERROR, (errcode(ERRCODE_DKIS_UNKNOWN_CODE), errmsg("kolom sop kosong"),
						errhint("Isi kode atau nomor SOP; lihat SELECT number, code, name FROM "
								"dkis.sops.")));
}

/* Whoever takes a schedule's period keeps open_recurring() from opening it. */
static void
refuse_period(const Row *row, const Identity *identity)
{
	if (!identity->admin && !(row->nulls[CASE_SCHEDULE] && row->nulls[CASE_PERIOD]))
		ereport(ERROR, (errcode(ERRCODE_DKIS_NOT_A_MEMBER),
						errmsg("schedule dan period hanya diisi oleh dkis.open_recurring()"),
						errhint("Kosongkan keduanya, atau minta seorang dkis_admin.")));
}

/* RETURNING shows what this gives back. */
static HeapTuple
insert_case(TriggerData *trigger)
{
	TupleDesc columns = RelationGetDescr(trigger->tg_relation);
	CaseBatch *batch = case_batch_current();
	Row row;

	row_relation_take(&shown_cases, trigger->tg_relation);
	row_of_tuple(&row, &shown_cases, trigger->tg_trigtuple, columns);
	refuse_given(&row);
	refuse_period(&row, &batch->identity);
	case_open(batch, &row, NULL);
	return row_to_tuple(&row, &shown_cases, trigger->tg_trigtuple, columns);
}

/* ---- UPDATE ------------------------------------------------------------------------ */

static void
ask_from_rows(TriggerData *trigger, bool of_step)
{
	TupleDesc columns = RelationGetDescr(trigger->tg_relation);
	RowRelation *view = of_step ? &shown_steps : &shown_cases;
	CaseBatch *batch;
	CaseRequest request = {.kind = of_step ? REQUEST_STEP : REQUEST_CASE};
	Row old;

	row_relation_take(view, trigger->tg_relation);
	row_of_tuple(&old, view, trigger->tg_trigtuple, columns);
	row_of_tuple(&request.asked, view, trigger->tg_newtuple, columns);
	request.changes = row_changes(&old, &request.asked, view);
	if (request.changes == 0)
		return;
	batch = case_batch_current();
	request.case_id = row_int64(&old, of_step ? STEP_CASE_ID : CASE_ID);
	if (of_step)
	{
		request.step_id = row_int64(&old, STEP_ID);
		request.step = row_text(&old, STEP_STEP);
	}
	case_batch_ask(batch, &request);
}

/*
 * A copy, in memory that goes with the row: the executor frees its own tuple
 * only when the trigger gives back another.
 */
static Datum
same_again(TriggerData *trigger)
{
	return PointerGetDatum(heap_copytuple(trigger->tg_newtuple));
}

PG_FUNCTION_INFO_V1(dkis_cases_row);
PG_FUNCTION_INFO_V1(dkis_case_steps_row);
PG_FUNCTION_INFO_V1(dkis_case_batch_end);
PG_FUNCTION_INFO_V1(dkis_refuse_change);

Datum
dkis_cases_row(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = called_by_trigger(fcinfo);

	if (TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		refuse_delete("kasus");
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
		return PointerGetDatum(insert_case(trigger));
	ask_from_rows(trigger, false);
	return same_again(trigger);
}

Datum
dkis_case_steps_row(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = called_by_trigger(fcinfo);

	if (TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		refuse_delete("langkah kasus");
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
		ereport(ERROR, (errcode(ERRCODE_DKIS_IMMUTABLE),
						errmsg("langkah dibuka oleh alur SOP, bukan oleh INSERT"),
						errhint("Buka kasus lewat dkis.cases; selesaikan langkah dengan UPDATE "
								"outcome.")));
	ask_from_rows(trigger, true);
	return same_again(trigger);
}

Datum
dkis_case_batch_end(PG_FUNCTION_ARGS)
{
	called_by_trigger(fcinfo);
	case_batch_finish_current();
	return PointerGetDatum(NULL);
}

Datum
dkis_refuse_change(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = called_by_trigger(fcinfo);

	ereport(ERROR,
			(errcode(ERRCODE_DKIS_IMMUTABLE),
			 errmsg("dkis.%s hanya dapat dibaca", RelationGetRelationName(trigger->tg_relation)),
			 errhint("Riwayat ditulis oleh dkis sendiri, lewat dkis.cases dan "
					 "dkis.case_steps.")));
}

/* ---- the same as functions ----------------------------------------------------------- */

static int64
required_case(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("case_id kosong"),
						errhint("case_id adalah dkis.cases.id.")));
	return PG_GETARG_INT64(0);
}

static const char *
required_text(FunctionCallInfo fcinfo, int n, const char *name)
{
	if (PG_ARGISNULL(n))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("argumen %s kosong", name),
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
PG_FUNCTION_INFO_V1(dkis_assign_step);
PG_FUNCTION_INFO_V1(dkis_extend_step);
PG_FUNCTION_INFO_V1(dkis_hold_case);
PG_FUNCTION_INFO_V1(dkis_resume_case);
PG_FUNCTION_INFO_V1(dkis_cancel_case);
PG_FUNCTION_INFO_V1(dkis_migrate_case);

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

/* timers: 'tetap' or 'hitung'. */
static bool
recounts(FunctionCallInfo fcinfo, int n)
{
	const char *timers = PG_ARGISNULL(n) ? "" : text_to_cstring(PG_GETARG_TEXT_PP(n));

	if (strcmp(timers, "tetap") != 0 && strcmp(timers, "hitung") != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("timers \"%s\" tidak dikenal", shortened(timers)),
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
						errhint("version adalah dkis.sop_versions.version.")));
	request.migrate.version = PG_GETARG_INT32(1);
	request.migrate.recount = recounts(fcinfo, 2);
	carry_out(&request);
	PG_RETURN_VOID();
}

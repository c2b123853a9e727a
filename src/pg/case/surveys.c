/*
 * dkis.surveys: what an applicant thought of the service, one answer a case. An
 * answer is an event of its case; one on paper that names no case is dkis_admin's
 * to enter and is recorded in dkis.changes. Whoever entered it stands beside it.
 * An answer that was given is not rewritten.
 */
#include "pg/base/view.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/case/batch.h"
#include "pg/case/event.h"
#include "pg/case/facts.h"
#include "pg/case/step.h"

#define SURVEY_LIST(X)                                                                             \
	X(SURVEY_AGENCY, agency, int4)                                                                 \
	X(SURVEY_CASE_ID, case_id, int8)                                                               \
	X(SURVEY_SOP, sop, text)                                                                       \
	X(SURVEY_ANSWERED_AT, answered_at, timestamptz)                                                \
	X(SURVEY_U1, u1, int2)                                                                         \
	X(SURVEY_U2, u2, int2)                                                                         \
	X(SURVEY_U3, u3, int2)                                                                         \
	X(SURVEY_U4, u4, int2)                                                                         \
	X(SURVEY_U5, u5, int2)                                                                         \
	X(SURVEY_U6, u6, int2)                                                                         \
	X(SURVEY_U7, u7, int2)                                                                         \
	X(SURVEY_U8, u8, int2)                                                                         \
	X(SURVEY_U9, u9, int2)                                                                         \
	X(SURVEY_SUGGESTION, suggestion, text)                                                         \
	X(SURVEY_ENTERED_AT, entered_at, timestamptz)                                                  \
	X(SURVEY_ENTERED_BY, entered_by, text)

enum
{
	SURVEY_ID,
	SURVEY_LIST(COLUMN_NUMBER) SURVEY_COLUMNS
};

static const Column survey_columns[] = {COLUMN_ID, SURVEY_LIST(COLUMN_ENTRY)};
static const int survey_times[] = {SURVEY_ANSWERED_AT, -1};

static SpeakingView surveys = {
	.what = "jawaban survei",
	.view = ROW_RELATION("dkis", "surveys", survey_columns, SURVEY_COLUMNS),
	.table = ROW_RELATION("dkis_store", "surveys", survey_columns, SURVEY_COLUMNS),
	.agency = SURVEY_AGENCY,
	.decides = ASKED(SURVEY_ID) | ASKED(SURVEY_AGENCY) | ASKED(SURVEY_ENTERED_AT) |
			   ASKED(SURVEY_ENTERED_BY),
	.keeps = ~UINT64CONST(0),
	.insert_hint = "Isi: case_id, u1 sampai u9, dan bila ada answered_at dan suggestion.",
	.update_hint = "Jawaban yang sudah diberikan tidak diubah.",
	.delete_hint = "Jawaban yang sudah diberikan tidak dihapus.",
};

/* ---- what an answer may say --------------------------------------------------------------- */

static void
check_marks(const ViewCall *call, const Row *row)
{
	for (int column = SURVEY_U1; column <= SURVEY_U9; column++)
	{
		int mark = DatumGetInt16(view_require(
			call, row, column, "Nilai tiap unsur 1 (tidak baik) sampai 4 (sangat baik)."));

		if (mark < 1 || mark > 4)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("%s = %d di luar 1 sampai 4", survey_columns[column].name, mark),
							errdetail("Unsur menurut Permenpan RB 14/2017."),
							errhint("Nilai tiap unsur 1 (tidak baik) sampai 4 (sangat baik).")));
	}
}

/* What the row names without it: the SOP of its case. */
static void
find_sop(Row *row)
{
	static CachedQuery query = {
		"SELECT sop FROM dkis_store.cases WHERE id = $1", 1, {INT8OID}, NULL};
	char *sop;

	if (!row->nulls[SURVEY_SOP] || row->nulls[SURVEY_CASE_ID])
		return;
	sop = query_ask_text(&query, &row->values[SURVEY_CASE_ID], NULL);
	if (sop == NULL)
		ereport(ERROR, (errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
						errmsg("kasus " INT64_FORMAT " tidak ada", row_int64(row, SURVEY_CASE_ID)),
						errdetail("Jawaban survei menyebut kasus itu."),
						errhint("case_id menyebut dkis.cases.id.")));
	row_set_text(row, SURVEY_SOP, sop);
}

static void
require_admin(const Identity *identity)
{
	if (!identity->admin)
		ereport(ERROR, (errcode(ERRCODE_DKIS_NOT_A_MEMBER),
						errmsg("jawaban survei tanpa kasus hanya oleh dkis_admin"),
						errdetail("Satu kasus, satu jawaban; tanpa kasus, jawaban tidak dapat "
								  "diperiksa."),
						errhint("Isi case_id, atau minta seorang dkis_admin.")));
}

static void
check_against_case(const LiveCase *live, const Row *row)
{
	static CachedQuery query = {
		"SELECT id::text FROM dkis_store.surveys WHERE case_id = $1", 1, {INT8OID}, NULL};
	Datum case_id = row->values[SURVEY_CASE_ID];
	char *other = query_text(&query, &case_id, NULL);

	if (other)
		ereport(
			ERROR,
			(errcode(ERRCODE_DKIS_NOT_ALLOWED),
			 errmsg("kasus " INT64_FORMAT " sudah punya jawaban survei", DatumGetInt64(case_id)),
			 errdetail("Jawaban nomor %s.", other), errhint("Satu kasus, satu jawaban.")));
	if (!row_text_is(row, SURVEY_SOP, live->definition->sop))
		ereport(ERROR, (errcode(ERRCODE_DKIS_NOT_ALLOWED),
						errmsg("kasus " INT64_FORMAT " bukan dari SOP \"%s\"",
							   DatumGetInt64(case_id), shortened(row_text(row, SURVEY_SOP))),
						errdetail("SOP-nya %s.", live->definition->sop),
						errhint("Kosongkan sop: dkis mengisinya dari kasus.")));
	if (row_time(row, SURVEY_ANSWERED_AT) < row_time(&live->row, CASE_RECEIVED_AT))
		ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
						errmsg("answered_at mendahului kasusnya"),
						errdetail("Kasus diterima %s.",
								  timestamptz_to_str(row_time(&live->row, CASE_RECEIVED_AT))),
						errhint("Kosongkan answered_at, atau isi saat survei dijawab.")));
}

/* ---- INSERT -------------------------------------------------------------------------------- */

static void
add_survey(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const Row *row = argument;
	Detail detail;

	check_against_case(live, row);
	view_put(&surveys, row);
	facts_state(live, "surveys", row_int64(row, SURVEY_ID), &surveys.table, NULL, row,
				ASKED(SURVEY_CASE_ID));
	detail_begin(&detail);
	detail_number(&detail, "survei", row_int64(row, SURVEY_ID));
	for (int column = SURVEY_U1; column <= SURVEY_U9; column++)
		detail_number(&detail, survey_columns[column].name, DatumGetInt16(row->values[column]));
	detail_text(&detail, "saran", row_text(row, SURVEY_SUGGESTION));
	detail_time(&detail, "dijawab", row_time(row, SURVEY_ANSWERED_AT));
	case_event(batch, live, batch->now, batch->identity.actor, "survei dijawab", NULL, NULL,
			   &detail);
}

/* It hangs on no case, whose history would tell of it: dkis.changes does. */
static void
put_alone(const Identity *identity, const Row *row)
{
	OwnerScope scope;

	require_admin(identity);
	owner_enter(&scope);
	SPI_connect();
	view_put(&surveys, row);
	SPI_finish();
	owner_leave(&scope);
}

/* The row as it will stand, but for its id. */
static void
decide_row(const ViewCall *call, Row *row)
{
	*row = call->asked;
	row_set_null(row, SURVEY_ID);
	row_set(row, SURVEY_AGENCY, Int32GetDatum(settings_agency()));
	row_set_time(row, SURVEY_ENTERED_AT, GetCurrentTimestamp());
	row_set_text(row, SURVEY_ENTERED_BY, call->identity.actor);
	if (row->nulls[SURVEY_ANSWERED_AT])
		row_set_time(row, SURVEY_ANSWERED_AT, row_time(row, SURVEY_ENTERED_AT));
	check_marks(call, row);
	view_check_times(call, row, survey_times);
	view_require_decided(call, row);
	find_sop(row);
}

PG_FUNCTION_INFO_V1(dkis_surveys_row);

/* An UPDATE that asks for something, and a DELETE, are refused in view_read(). */
Datum
dkis_surveys_row(PG_FUNCTION_ARGS)
{
	CaseBatch *batch;
	HeapTuple shown;
	ViewCall call;
	Row row;

	view_read(&call, &surveys, fcinfo);
	if (!TRIGGER_FIRED_BY_INSERT(call.trigger->tg_event))
		return PointerGetDatum(call.trigger->tg_trigtuple);
	batch = case_batch_current();
	call.identity = batch->identity;
	decide_row(&call, &row);
	row_set(&row, SURVEY_ID, Int64GetDatum(view_new_id(&surveys)));
	shown = view_tuple(&call, &row);
	if (row.nulls[SURVEY_CASE_ID])
		put_alone(&batch->identity, &row);
	else
		case_batch_ask_work(batch, row_int64(&row, SURVEY_CASE_ID), add_survey,
							case_batch_row(batch, &row, &surveys.view));
	return PointerGetDatum(shown);
}

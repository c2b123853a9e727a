/*
 * dkis.case_documents: what was filed with a case. A document is an event of its
 * case: added and corrected in the batch of the running statement, under the
 * case's lock, with who, when and what stood there before. Who added it and when
 * is dkis's to say; the digest of its content, once given, stays; nothing is deleted.
 */
#include "pg/base/view.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/base/digest.h"
#include "pg/case/batch.h"
#include "pg/case/check.h"
#include "pg/case/event.h"
#include "pg/case/facts.h"
#include "pg/case/step.h"

#define DOCUMENT_LIST(X)                                                                           \
	X(DOCUMENT_AGENCY, agency, int4)                                                               \
	X(DOCUMENT_CASE_ID, case_id, int8)                                                             \
	X(DOCUMENT_STEP, step, text)                                                                   \
	X(DOCUMENT_NAME, name, text)                                                                   \
	X(DOCUMENT_KIND, kind, text)                                                                   \
	X(DOCUMENT_LOCATION, location, text)                                                           \
	X(DOCUMENT_SHA256, sha256, bytea)                                                              \
	X(DOCUMENT_ADDED_AT, added_at, timestamptz)                                                    \
	X(DOCUMENT_ADDED_BY, added_by, text)                                                           \
	X(DOCUMENT_MEDIUM, medium, text)

enum
{
	DOCUMENT_ID,
	DOCUMENT_LIST(COLUMN_NUMBER) DOCUMENT_COLUMNS
};

static const Column document_columns[] = {COLUMN_ID, DOCUMENT_LIST(COLUMN_ENTRY)};

static SpeakingView documents = {
	.what = "dokumen",
	.view = ROW_RELATION("dkis", "case_documents", document_columns, DOCUMENT_COLUMNS),
	.table = ROW_RELATION("dkis_store", "case_documents", document_columns, DOCUMENT_COLUMNS),
	.agency = DOCUMENT_AGENCY,
	.decides = ASKED(DOCUMENT_ID) | ASKED(DOCUMENT_AGENCY) | ASKED(DOCUMENT_ADDED_AT),
	.keeps = ASKED(DOCUMENT_ID) | ASKED(DOCUMENT_AGENCY) | ASKED(DOCUMENT_CASE_ID) |
			 ASKED(DOCUMENT_ADDED_AT) | ASKED(DOCUMENT_ADDED_BY),
	.insert_hint = "Isi: case_id, name, dan bila ada step, kind, medium, location, sha256.",
	.update_hint = "Yang dapat dibetulkan: step, name, kind, medium, location; sha256 yang kosong "
				   "dapat diisi.",
	.delete_hint = "Dokumen tetap tercatat; yang keliru diberi keterangan pada name atau kind, dan "
				   "yang benar ditambahkan.",
};

/* ---- what a document may say ---------------------------------------------------------- */

static void
check_medium(const Row *row)
{
	if (!row->nulls[DOCUMENT_MEDIUM] && !row_text_is(row, DOCUMENT_MEDIUM, "softcopy") &&
		!row_text_is(row, DOCUMENT_MEDIUM, "hardcopy"))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("medium \"%s\" tidak dikenal", shortened(row_text(row, DOCUMENT_MEDIUM))),
				 errdetail("Medium menyebut bentuk dokumen."),
				 errhint("Medium: softcopy, hardcopy; atau kosongkan.")));
}

static void
check_digest(const Row *row)
{
	size_t length;

	if (row->nulls[DOCUMENT_SHA256])
		return;
	length = VARSIZE_ANY_EXHDR(DatumGetByteaPP(row->values[DOCUMENT_SHA256]));
	if (length != DIGEST_LENGTH)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("sha256 harus 32 bita"),
				 errdetail("Panjangnya %zu bita.", length),
				 errhint("sha256(isi), atau decode('...', 'hex') atas keluaran sha256sum.")));
}

static void
check_document(const ViewCall *call, const Row *row)
{
	view_require_text(call, row, DOCUMENT_NAME, "Isi name dengan nama dokumen.");
	check_medium(row);
	check_digest(row);
}

/* ---- what the history says of it -------------------------------------------------------- */

typedef struct Told
{
	int column;
	const char *word;
} Told;

static const Told told[] = {
	{DOCUMENT_STEP, "langkah"},    {DOCUMENT_NAME, "nama"},     {DOCUMENT_KIND, "jenis"},
	{DOCUMENT_LOCATION, "tempat"}, {DOCUMENT_MEDIUM, "medium"}, {DOCUMENT_SHA256, "sha256"},
};

static char *
told_text(const Row *row, int column)
{
	bytea *bytes;
	char *text;

	if (column != DOCUMENT_SHA256 || row->nulls[column])
		return row_text(row, column);
	bytes = DatumGetByteaPP(row->values[column]);
	text = palloc0(2 * VARSIZE_ANY_EXHDR(bytes) + 1);
	hex_encode(VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes), text);
	return text;
}

static void
record(CaseBatch *batch, LiveCase *live, const Row *row, const char *event, Detail *detail)
{
	case_event(batch, live, batch->now, batch->identity.actor, event, row_text(row, DOCUMENT_STEP),
			   NULL, detail);
}

/* ---- INSERT ------------------------------------------------------------------------------ */

/* What has been checked waits for its case; the row lives as long as the batch. */
static void
add_document(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const Row *row = argument;
	Detail detail;

	case_require_step_of_flow(live, row_text(row, DOCUMENT_STEP));
	view_put(&documents, row);
	facts_state(live, "documents", row_int64(row, DOCUMENT_ID), &documents.table, NULL, row,
				ASKED(DOCUMENT_CASE_ID));
	detail_begin(&detail);
	detail_number(&detail, "dokumen", row_int64(row, DOCUMENT_ID));
	for (size_t i = 0; i < lengthof(told); i++)
		detail_text(&detail, told[i].word, told_text(row, told[i].column));
	detail_text(&detail, "oleh", row_text(row, DOCUMENT_ADDED_BY));
	detail_time(&detail, "pada", row_time(row, DOCUMENT_ADDED_AT));
	record(batch, live, row, "dokumen ditambahkan", &detail);
}

static HeapTuple
insert_document(ViewCall *call)
{
	CaseBatch *batch = case_batch_current();
	Row row = call->asked;

	row_set_null(&row, DOCUMENT_ID);
	row_set(&row, DOCUMENT_AGENCY, Int32GetDatum(settings_agency()));
	row_set_time(&row, DOCUMENT_ADDED_AT, GetCurrentTimestamp());
	row_set_text(&row, DOCUMENT_ADDED_BY,
				 identity_claim(&batch->identity, row_text(&call->asked, DOCUMENT_ADDED_BY)));
	view_require(call, &row, DOCUMENT_CASE_ID, "case_id menyebut dkis.cases.id.");
	check_document(call, &row);
	view_require_decided(call, &row);
	row_set(&row, DOCUMENT_ID, Int64GetDatum(view_new_id(&documents)));
	case_batch_ask_work(batch, row_int64(&row, DOCUMENT_CASE_ID), add_document,
						case_batch_row(batch, &row, &documents.view));
	return view_tuple(call, &row);
}

/* ---- UPDATE ------------------------------------------------------------------------------- */

static void
keep_digest(const ViewCall *call, const Row *before)
{
	if ((call->changes & ASKED(DOCUMENT_SHA256)) && !before->nulls[DOCUMENT_SHA256])
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_IMMUTABLE),
				 errmsg("sha256 dokumen " INT64_FORMAT " sudah tercatat",
						row_int64(before, DOCUMENT_ID)),
				 errdetail("Tercatat %s.", told_text(before, DOCUMENT_SHA256)),
				 errhint("Isi yang lain adalah dokumen yang lain: tambahkan dengan INSERT.")));
}

static void
change_document(CaseBatch *batch, LiveCase *live, const void *argument)
{
	ViewCall call = *(const ViewCall *) argument;
	Detail detail;
	Row before;
	Row row;

	view_lock(&call, &before);
	if (call.changes == 0)
		return;
	if (!live->row.nulls[CASE_CLOSED_AT] && !batch->identity.admin)
		case_require_running(live);
	keep_digest(&call, &before);
	row = before;
	row_merge(&row, &call.asked, call.changes);
	case_require_step_of_flow(live, row_text(&row, DOCUMENT_STEP));
	view_update(&documents, &row);
	facts_state(live, "documents", row_int64(&row, DOCUMENT_ID), &documents.table, &before, &row,
				ASKED(DOCUMENT_CASE_ID));
	detail_begin(&detail);
	detail_number(&detail, "dokumen", row_int64(&row, DOCUMENT_ID));
	for (size_t i = 0; i < lengthof(told); i++)
		if (call.changes & ASKED(told[i].column))
		{
			detail_text(&detail, psprintf("%s_lama", told[i].word),
						told_text(&before, told[i].column));
			detail_text(&detail, psprintf("%s_baru", told[i].word),
						told_text(&row, told[i].column));
		}
	record(batch, live, &row, "dokumen dibetulkan", &detail);
}

static HeapTuple
update_document(ViewCall *call)
{
	CaseBatch *batch = case_batch_current();
	Row row = call->old;

	row_merge(&row, &call->asked, call->changes);
	check_document(call, &row);
	keep_digest(call, &call->old);
	case_batch_ask_work(batch, row_int64(&row, DOCUMENT_CASE_ID), change_document,
						case_batch_call(batch, call, &row));
	return view_tuple(call, &row);
}

PG_FUNCTION_INFO_V1(dkis_case_documents_row);

Datum
dkis_case_documents_row(PG_FUNCTION_ARGS)
{
	ViewCall call;

	view_read(&call, &documents, fcinfo);
	if (TRIGGER_FIRED_BY_INSERT(call.trigger->tg_event))
		return PointerGetDatum(insert_document(&call));
	if (call.changes == 0)
		return PointerGetDatum(call.trigger->tg_trigtuple);
	return PointerGetDatum(update_document(&call));
}

/*
 * dkis.case_items: rows within a case, such as the clippings of a day or who was
 * present. Like a document an item is an event of its case: added and corrected in
 * the batch of the running statement, under the case's lock. What it says are the
 * SOP's repeated fields.
 */
#include "pg/base/view.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"

#include "pg/case/batch.h"
#include "pg/case/check.h"
#include "pg/case/event.h"
#include "pg/case/facts.h"
#include "pg/case/step.h"

#define ITEM_LIST(X)                                                                               \
	X(ITEM_AGENCY, agency, int4)                                                                   \
	X(ITEM_CASE_ID, case_id, int8)                                                                 \
	X(ITEM_STEP, step, text)                                                                       \
	X(ITEM_DATA, data, jsonb)                                                                      \
	X(ITEM_ADDED_AT, added_at, timestamptz)                                                        \
	X(ITEM_ADDED_BY, added_by, text)

enum
{
	ITEM_ID,
	ITEM_LIST(COLUMN_NUMBER) ITEM_COLUMNS
};

static const Column item_columns[] = {COLUMN_ID, ITEM_LIST(COLUMN_ENTRY)};

static SpeakingView items = {
	.what = "butir",
	.view = ROW_RELATION("dkis", "case_items", item_columns, ITEM_COLUMNS),
	.table = ROW_RELATION("dkis_store", "case_items", item_columns, ITEM_COLUMNS),
	.agency = ITEM_AGENCY,
	.decides = ASKED(ITEM_ID) | ASKED(ITEM_AGENCY) | ASKED(ITEM_ADDED_AT),
	.keeps = ASKED(ITEM_ID) | ASKED(ITEM_AGENCY) | ASKED(ITEM_CASE_ID) | ASKED(ITEM_ADDED_AT) |
			 ASKED(ITEM_ADDED_BY),
	.insert_hint = "Isi: case_id, data, dan bila ada step.",
	.update_hint = "Yang dapat dibetulkan: step, data.",
	.delete_hint = "Butir tetap tercatat; betulkan data-nya.",
};

/* ---- of its case -------------------------------------------------------------------- */

/* Whoever works on the case writes them; a closed one's are dkis_admin's. */
static void
require_writer(const CaseBatch *batch, const LiveCase *live)
{
	if (live->row.nulls[CASE_CLOSED_AT])
		case_require_hand(batch, live);
	else if (!batch->identity.admin)
		case_require_running(live);
}

static void
check_item(const LiveCase *live, const Row *row)
{
	case_check_item(live->definition, row->values[ITEM_DATA]);
	case_require_step_of_flow(live, row_text(row, ITEM_STEP));
}

static char *
item_text(const Row *row)
{
	return JsonbToCString(NULL, &DatumGetJsonbP(row->values[ITEM_DATA])->root, 0);
}

static void
record_item(CaseBatch *batch, LiveCase *live, const Row *row, const char *event, const Row *before)
{
	Detail detail;

	detail_begin(&detail);
	detail_number(&detail, "butir", row_int64(row, ITEM_ID));
	detail_text(&detail, "isi_lama", before ? item_text(before) : NULL);
	detail_text(&detail, "isi", item_text(row));
	case_event(batch, live, batch->now, batch->identity.actor, event, row_text(row, ITEM_STEP),
			   NULL, &detail);
}

/* argument: the row, which lives as long as the batch. */
static void
add_item(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const Row *row = argument;

	require_writer(batch, live);
	check_item(live, row);
	view_put(&items, row);
	facts_state(live, "items", row_int64(row, ITEM_ID), &items.table, NULL, row,
				ASKED(ITEM_CASE_ID));
	record_item(batch, live, row, "butir ditambahkan", NULL);
}

static void
change_item(CaseBatch *batch, LiveCase *live, const void *argument)
{
	ViewCall call = *(const ViewCall *) argument;
	Row before;
	Row row;

	view_lock(&call, &before);
	if (call.changes == 0)
		return;
	require_writer(batch, live);
	row = before;
	row_merge(&row, &call.asked, call.changes);
	check_item(live, &row);
	view_update(&items, &row);
	facts_state(live, "items", row_int64(&row, ITEM_ID), &items.table, &before, &row,
				ASKED(ITEM_CASE_ID));
	record_item(batch, live, &row, "butir dibetulkan", &before);
}

/* ---- asked for ------------------------------------------------------------------------ */

static HeapTuple
insert_item(ViewCall *call)
{
	CaseBatch *batch = case_batch_current();
	Row row = call->asked;

	row_set_null(&row, ITEM_ID);
	row_set(&row, ITEM_AGENCY, Int32GetDatum(settings_agency()));
	row_set_time(&row, ITEM_ADDED_AT, GetCurrentTimestamp());
	row_set_text(&row, ITEM_ADDED_BY,
				 identity_claim(&batch->identity, row_text(&call->asked, ITEM_ADDED_BY)));
	view_require(call, &row, ITEM_CASE_ID, "case_id menyebut dkis.cases.id.");
	view_require(call, &row, ITEM_DATA, "data memuat isian butir itu.");
	view_require_decided(call, &row);
	row_set(&row, ITEM_ID, Int64GetDatum(view_new_id(&items)));
	case_batch_ask_work(batch, row_int64(&row, ITEM_CASE_ID), add_item,
						case_batch_row(batch, &row, &items.view));
	return view_tuple(call, &row);
}

static HeapTuple
update_item(ViewCall *call)
{
	CaseBatch *batch = case_batch_current();
	Row row = call->old;

	row_merge(&row, &call->asked, call->changes);
	view_require(call, &row, ITEM_DATA, "data memuat isian butir itu.");
	case_batch_ask_work(batch, row_int64(&row, ITEM_CASE_ID), change_item,
						case_batch_call(batch, call, &row));
	return view_tuple(call, &row);
}

PG_FUNCTION_INFO_V1(dkis_case_items_row);

Datum
dkis_case_items_row(PG_FUNCTION_ARGS)
{
	ViewCall call;

	view_read(&call, &items, fcinfo);
	if (TRIGGER_FIRED_BY_INSERT(call.trigger->tg_event))
		return PointerGetDatum(insert_item(&call));
	if (call.changes == 0)
		return PointerGetDatum(call.trigger->tg_trigtuple);
	return PointerGetDatum(update_item(&call));
}

#include "pg/case/event.h"

#include "utils/builtins.h"

#include "pg/case/chain.h"
#include "pg/case/facts.h"

/* The event that has waited for what comes after it gets its link and goes. */
static void
hash_told(CaseBatch *batch, LiveCase *live)
{
	Row *row = live->told;
	Datum hash;

	if (row == NULL)
		return;
	hash = chain_hash_event(
		row, DatumGetInt32(row->values[EVENT_SEQ]) > 1 ? live->row.values[CASE_HEAD] : (Datum) 0);
	row_set(row, EVENT_HASH, hash);
	case_batch_put(batch, NEW_EVENTS, row);
	row_set(&live->row, CASE_HEAD, hash);
	live->told = NULL;
}

void
case_event(CaseBatch *batch, LiveCase *live, TimestampTz at, const char *actor, const char *event,
		   const char *step, const char *outcome, Detail *detail)
{
	Row *row = palloc(sizeof(Row));
	int count =
		live->row.nulls[CASE_EVENT_COUNT] ? 0 : DatumGetInt32(live->row.values[CASE_EVENT_COUNT]);
	Datum payload = detail ? detail_end(detail) : (Datum) 0;

	hash_told(batch, live);
	row_clear(row);
	row_set(row, EVENT_AGENCY, live->row.values[CASE_AGENCY]);
	row_set(row, EVENT_CASE_ID, live->row.values[CASE_ID]);
	row_set(row, EVENT_SEQ, Int32GetDatum(count + 1));
	row_set_time(row, EVENT_AT, at);
	row_set_time(row, EVENT_RECORDED_AT, batch->now);
	row_set_text(row, EVENT_ACTOR, actor);
	row_set_text(row, EVENT_DB_ROLE, batch->identity.db_role);
	row_set_text(row, EVENT_EVENT, event);
	row_set_text(row, EVENT_STEP, step);
	row_set_text(row, EVENT_OUTCOME, outcome);
	if (payload)
		row_set(row, EVENT_DETAIL, payload);
	chain_seal_detail(row);
	live->told = row;
	row_set(&live->row, CASE_EVENT_COUNT, Int32GetDatum(count + 1));
	live->changed = true;
}

void
case_events_end(CaseBatch *batch, LiveCase *live)
{
	facts_state_case(live);
	if (live->told == NULL && live->facts)
		case_event(batch, live, batch->now, batch->identity.actor,
				   live->deed ? live->deed : "keadaan dicatat", NULL, NULL, NULL);
	if (live->told)
		facts_give(live, live->told);
	hash_told(batch, live);
}

void
case_due_event(CaseBatch *batch, LiveCase *live, const LiveStep *step, const char *event,
			   TimestampTz old_due, const char *reason)
{
	Detail detail;

	detail_begin(&detail);
	detail_time(&detail, "tenggat_lama", old_due);
	detail_time(&detail, "tenggat_baru",
				step ? row_time(&step->row, STEP_DUE_AT) : row_time(&live->row, CASE_DUE_AT));
	detail_text(&detail, "alasan", reason);
	case_event(batch, live, batch->now, batch->identity.actor, event,
			   step ? live->definition->steps[step->index].name : NULL, NULL, &detail);
}

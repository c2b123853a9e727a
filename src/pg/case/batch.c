/*
 * The unit of work of one statement: its life, and its writing. What is done
 * to a case is in step.c.
 */
#include "pg/case/batch.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/base/module.h"
#include "pg/case/step.h"
#include "pg/case/number.h"
#include "pg/case/rows.h"

#define CHUNK_CASES 10000 /* cases locked and in hand at a time */

static CaseBatch *batches; /* of the running statements, the innermost first */

/* ---- life -------------------------------------------------------------------- */

static void
drop_batch(void)
{
	CaseBatch *batch = batches;

	batches = batch->below;
	definitions_release(batch->definitions);
	MemoryContextDelete(batch->context);
}

/*
 * After an error nothing of a batch is wanted; its temporary files go with the
 * resource owner. At commit none may be left: that would be work lost.
 */
static void
transaction_ends(XactEvent event, void *argument)
{
	if (batches && (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PARALLEL_PRE_COMMIT))
		elog(ERROR, "changes to cases were not written: the statement triggers of dkis are off");
	if (event == XACT_EVENT_ABORT || event == XACT_EVENT_PARALLEL_ABORT)
		while (batches)
			drop_batch();
}

static void
subtransaction_ends(SubXactEvent event, SubTransactionId id, SubTransactionId parent,
					void *argument)
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
		while (batches && batches->subtransaction == id)
			drop_batch();
}

void
case_batch_start(void)
{
	RegisterXactCallback(transaction_ends, NULL);
	RegisterSubXactCallback(subtransaction_ends, NULL);
}

static CaseBatch *
begin_batch(void)
{
	MemoryContext context =
		AllocSetContextCreate(TopTransactionContext, "dkis case batch", ALLOCSET_DEFAULT_SIZES);
	MemoryContext before = MemoryContextSwitchTo(context);
	CaseBatch *batch = palloc0(sizeof(CaseBatch));

	batch->subtransaction = GetCurrentSubTransactionId();
	batch->context = context;
	batch->work = AllocSetContextCreate(context, "dkis cases in hand", ALLOCSET_DEFAULT_SIZES);
	identity_read(&batch->identity);
	batch->now = GetCurrentTimestamp();
	MemoryContextSwitchTo(before);

	batch->definitions = definitions_hold();
	batch->below = batches;
	batches = batch;
	return batch;
}

static CaseBatch *
open_batch(void)
{
	if (batches && batches->subtransaction == GetCurrentSubTransactionId() && !batches->finishing)
		return batches;
	return NULL;
}

/*
 * A statement inside another one's (a function in its SELECT list, say) shares
 * the outer batch unless a subtransaction lies between: that one may be rolled
 * back alone. Writing the outer rows early does no harm.
 */
CaseBatch *
case_batch_current(void)
{
	CaseBatch *batch = open_batch();

	return batch ? batch : begin_batch();
}

void
case_batch_finish_current(void)
{
	CaseBatch *batch = open_batch();

	if (batch)
		case_batch_finish(batch);
}

/* ---- the changes asked for ---------------------------------------------------------- */

void
case_batch_ask(CaseBatch *batch, const CaseRequest *request)
{
	MemoryContext before = MemoryContextSwitchTo(batch->context);
	CaseRequest *kept = palloc(sizeof(CaseRequest));

	*kept = *request;
	kept->order = list_length(batch->requests);
	batch->requests = lappend(batch->requests, kept);
	MemoryContextSwitchTo(before);
}

static int
by_case(const ListCell *a, const ListCell *b)
{
	const CaseRequest *x = lfirst(a);
	const CaseRequest *y = lfirst(b);

	if (x->case_id != y->case_id)
		return x->case_id < y->case_id ? -1 : 1;
	return x->order - y->order;
}

/* Locks the cases of requests from..until-1 in id order, whatever order they came in. */
static List *
lock_cases(List *requests, int from, int until)
{
	CaseReader reader;
	List *cases = NIL;
	int64 last = 0;

	case_rows_begin(&reader);
	for (int i = from; i < until; i++)
	{
		int64 id = ((CaseRequest *) list_nth(requests, i))->case_id;
		LiveCase *live = i > from && id == last ? NULL : case_rows_lock(&reader, id);

		if (live)
			cases = lappend(cases, live);
		last = id;
	}
	case_rows_end(&reader);
	return cases;
}

/* With a snapshot taken under the locks: the hold may be a moment old. */
static void
read_holds(List *cases)
{
	static CachedQuery query = {"SELECT held_at FROM dkis_store.case_holds"
								" WHERE case_id = $1 AND resumed_at IS NULL",
								1,
								{INT8OID},
								NULL};
	ListCell *cell;

	foreach (cell, cases)
	{
		LiveCase *live = lfirst(cell);
		bool is_null;

		if (!row_text_is(&live->row, CASE_STATUS, "ditunda"))
			continue;
		query_run(&query, &live->row.values[CASE_ID], NULL, SPI_OK_SELECT);
		if (SPI_processed == 1)
			live->held_at = DatumGetTimestampTz(
				SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null));
	}
}

static LiveCase *
find_live(List *cases, int *at, int64 case_id)
{
	while (*at < list_length(cases))
	{
		LiveCase *live = list_nth(cases, *at);

		if (row_int64(&live->row, CASE_ID) == case_id)
			return live;
		if (row_int64(&live->row, CASE_ID) > case_id)
			break;
		(*at)++;
	}
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_CASE_CLOSED), errmsg("kasus " INT64_FORMAT " tidak ada", case_id),
			 errhint("Lihat SELECT id, register_no, title FROM dkis.cases.")));
}

/* Requests from..until-1, which hold whole cases. Inside SPI as the owner. */
static Datum
apply_chunk(CaseBatch *batch, int from, int until)
{
	Datum marking = (Datum) 0;
	List *cases = lock_cases(batch->requests, from, until);
	int at = 0;

	batch->now = GetCurrentTimestamp();
	batch->in_hand = cases;
	read_holds(cases);
	for (int i = from; i < until; i++)
	{
		CaseRequest *request = list_nth(batch->requests, i);
		LiveCase *live = find_live(cases, &at, request->case_id);

		if (live->definition == NULL)
			case_prepare(batch, live);
		case_apply(batch, live, request);
		marking = live->row.values[CASE_MARKING];
	}
	batch->in_hand = NIL;
	case_rows_write(batch, cases);
	register_write_counters(batch);
	return marking;
}

/* Where a chunk that begins at from ends: never inside a case. */
static int
chunk_end(CaseBatch *batch, int from)
{
	int end = Min(from + CHUNK_CASES, list_length(batch->requests));

	while (end < list_length(batch->requests) &&
		   ((CaseRequest *) list_nth(batch->requests, end))->case_id ==
			   ((CaseRequest *) list_nth(batch->requests, end - 1))->case_id)
		end++;
	return end;
}

/*
 * SPI's results live in its own context, so what is in hand is freed chunk by
 * chunk by leaving SPI; the answer for the caller is copied out.
 */
static Datum
apply_requests(CaseBatch *batch)
{
	int count = list_length(batch->requests);
	Datum marking = (Datum) 0;

	list_sort(batch->requests, by_case);
	for (int from = 0; from < count;)
	{
		int until = chunk_end(batch, from);

		SPI_connect();
		marking = apply_chunk(batch, from, until);
		if (until == count)
			marking = SPI_datumTransfer(marking, false, -1);
		SPI_finish();
		from = until;
	}
	return marking;
}

Datum
case_batch_finish(CaseBatch *batch)
{
	Datum marking;
	OwnerScope scope;

	batch->finishing = true;
	owner_enter(&scope);
	marking = apply_requests(batch);
	SPI_connect();
	case_rows_write(batch, NIL);
	register_write_counters(batch);
	SPI_finish();
	owner_leave(&scope);
	Assert(batches == batch);
	drop_batch();
	return marking;
}

/*
 * The unit of work of one statement: its life, and its writing. What is done
 * to a case is in step.c.
 */
#include "pg/case/batch.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/timestamp.h"

#include "pg/base/limits.h"
#include "pg/base/module.h"
#include "pg/case/step.h"
#include "pg/case/notice.h"
#include "pg/case/number.h"
#include "pg/case/rows.h"

#define CHUNK_REQUESTS 2000 /* about so many are in hand at a time, with their cases */

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
batch_ends(XactEvent event, void *argument)
{
	if (batches && (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PARALLEL_PRE_COMMIT))
		elog(ERROR, "changes to cases were not written: the statement triggers of dkis are off");
	if (event == XACT_EVENT_ABORT || event == XACT_EVENT_PARALLEL_ABORT)
		while (batches)
			drop_batch();
}

static void
batch_ends_sub(SubXactEvent event, SubTransactionId id, SubTransactionId parent, void *argument)
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
		while (batches && batches->subtransaction == id)
			drop_batch();
}

void
case_batch_start(void)
{
	RegisterXactCallback(batch_ends, NULL);
	RegisterSubXactCallback(batch_ends_sub, NULL);
}

static CaseBatch *
begin_batch(const Identity *identity)
{
	MemoryContext context =
		AllocSetContextCreate(TopTransactionContext, "dkis case batch", ALLOCSET_DEFAULT_SIZES);
	MemoryContext before = MemoryContextSwitchTo(context);
	CaseBatch *batch = palloc0(sizeof(CaseBatch));

	batch->subtransaction = GetCurrentSubTransactionId();
	batch->context = context;
	batch->work = AllocSetContextCreate(context, "dkis cases in hand", ALLOCSET_DEFAULT_SIZES);
	if (identity)
		batch->identity = *identity;
	else
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

	return batch ? batch : begin_batch(NULL);
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
case_batch_save_new(CaseBatch *batch, LiveCase *live)
{
	if (batch->in_hand != NIL)
		batch->opened = lappend(batch->opened, live);
	else
		case_batch_save(batch, live);
}

void
case_batch_settle_newest(CaseBatch *batch)
{
	LiveCase *live = batch->newest;
	MemoryContext before;

	if (live == NULL)
		return;
	batch->newest = NULL;
	before = MemoryContextSwitchTo(batch->work);
	case_number(batch, live);
	case_batch_save(batch, live);
	MemoryContextSwitchTo(before);
	MemoryContextReset(batch->work);
}

/* A view has looked already; a function has not. */
static void
check_limits(const CaseRequest *request)
{
	RowRelation *relation = request->kind == REQUEST_STEP ? &stored_steps : &stored_cases;

	if (request->kind != REQUEST_CASE && request->kind != REQUEST_STEP)
		return;
	row_relation_find(relation);
	limits_check_row(relation, &request->asked, request->changes);
	limits_check_text("step", request->step);
}

void
case_batch_ask(CaseBatch *batch, const CaseRequest *request)
{
	check_limits(request);
	if (batch->requests == NULL)
	{
		MemoryContext before = MemoryContextSwitchTo(batch->context);

		batch->requests = request_queue_make();
		MemoryContextSwitchTo(before);
	}
	request_queue_put(batch->requests, *request);
}

void
case_batch_ask_work(CaseBatch *batch, int64 case_id, CaseWork make, const void *argument)
{
	CaseRequest request = {.kind = REQUEST_WORK, .case_id = case_id};

	request.work.make = make;
	request.work.argument = argument;
	case_batch_ask(batch, &request);
}

char *
case_batch_text(const CaseBatch *batch, const char *text)
{
	return text ? MemoryContextStrdup(batch->context, text) : NULL;
}

const Row *
case_batch_row(const CaseBatch *batch, const Row *row, const RowRelation *relation)
{
	MemoryContext before = MemoryContextSwitchTo(batch->context);
	Row *kept = palloc(sizeof(Row));

	row_keep(kept, row, ~UINT64CONST(0), relation);
	MemoryContextSwitchTo(before);
	return kept;
}

const ViewCall *
case_batch_call(const CaseBatch *batch, const ViewCall *call, const Row *asked)
{
	ViewCall *kept = MemoryContextAlloc(batch->context, sizeof(ViewCall));

	*kept = *call;
	kept->old = *case_batch_row(batch, &call->old, &call->view->view);
	kept->asked = *case_batch_row(batch, asked, &call->view->view);
	return kept;
}

int64
case_batch_asked(const CaseBatch *batch)
{
	return batch->requests ? request_queue_count(batch->requests) : 0;
}

static int
ids_ascend(const ListCell *one, const ListCell *other)
{
	int64 first = ((const FoundCase *) lfirst(one))->id;
	int64 second = ((const FoundCase *) lfirst(other))->id;

	return first < second ? -1 : first > second;
}

/* In id order: the cases of the requests, and those that will go on when they end. */
static List *
find_cases(CaseReader *reader, List *requests)
{
	List *found = NIL;
	const CaseRequest *last = NULL;
	RowSearch search;
	ListCell *cell;

	search_begin_by_id(&search, reader->cases);
	foreach (cell, requests)
	{
		CaseRequest *request = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (last == NULL || last->case_id != request->case_id)
			found = list_concat(found, case_rows_find(&search, request->case_id));
		last = request;
	}
	search_end(&search); /* whoever waits for a lock holds no page */
	list_sort(found, ids_ascend);
	return found;
}

/* Whatever order the requests came in. */
static List *
lock_cases(List *requests)
{
	CaseReader reader;
	List *cases = NIL;
	int64 last = 0;
	ListCell *cell;

	case_rows_begin(&reader);
	foreach (cell, find_cases(&reader, requests))
	{
		const FoundCase *found = lfirst(cell);
		LiveCase *live;

		CHECK_FOR_INTERRUPTS();
		live = found->id == last ? NULL : case_rows_lock(&reader, found);

		if (live)
		{
			live->events = DatumGetInt32(live->row.values[CASE_EVENT_COUNT]);
			cases = lappend(cases, live);
		}
		last = found->id;
	}
	case_rows_end(&reader, cases);
	return cases;
}

/* With a snapshot taken under the locks: the hold may be a moment old. */
static void
read_current_holds(List *cases)
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
			 errdetail("Tidak ada kasus dengan id itu di dkis.cases."),
			 errhint("Lihat SELECT id, register_no, title FROM dkis.cases.")));
}

/* In a hub the cases of other agencies are copies: what is written to one is lost, or stops it. */
static void
require_own(const LiveCase *live)
{
	int32 theirs = DatumGetInt32(live->row.values[CASE_AGENCY]);

	if (theirs != settings_agency())
		ereport(ERROR, (errcode(ERRCODE_DKIS_IMMUTABLE),
						errmsg("kasus " INT64_FORMAT " milik instansi %d",
							   row_int64(&live->row, CASE_ID), theirs),
						errdetail("Basis data ini milik instansi %d; kasus itu di sini salinan.",
								  settings_agency()),
						errhint("Kerjakan di basis data instansi %d.", theirs)));
}

/* The answer of a statement that asks for one change: where the case then stands. */
static void
keep_answer(CaseBatch *batch, const LiveCase *live)
{
	MemoryContext before = MemoryContextSwitchTo(batch->context);

	batch->answer = datumCopy(live->row.values[CASE_MARKING], false, -1);
	MemoryContextSwitchTo(before);
}

/* An UPDATE with a join may come to a row twice; as in a table, once counts. */
static bool
is_repeated(const List *requests, int i)
{
	const CaseRequest *request = list_nth(requests, i);

	if (request->statement == 0 || (request->kind != REQUEST_CASE && request->kind != REQUEST_STEP))
		return false;
	while (--i >= 0)
	{
		const CaseRequest *before = list_nth(requests, i);

		if (before->case_id != request->case_id)
			return false;
		if (before->statement == request->statement && before->kind == request->kind &&
			before->step_id == request->step_id)
			return true;
	}
	return false;
}

/* What RETURNING has said is kept, unless the case has changed meanwhile. */
static TimestampTz
instant_of(const CaseRequest *request, const LiveCase *live, TimestampTz now)
{
	bool as_foreseen = request->foreseen_at && request->foreseen_events == live->events;

	return as_foreseen ? request->foreseen_at : now;
}

static void
apply_all(CaseBatch *batch, List *requests, List *cases)
{
	TimestampTz now = GetCurrentTimestamp();
	int at = 0;
	ListCell *cell;

	batch->in_hand = cases;
	read_current_holds(cases);
	foreach (cell, requests)
	{
		CaseRequest *request = lfirst(cell);
		LiveCase *live = find_live(cases, &at, request->case_id);

		if (live->definition == NULL)
		{
			require_own(live);
			case_prepare(batch, live);
		}
		batch->now = instant_of(request, live, now);
		if (!is_repeated(requests, foreach_current_index(cell)))
			case_apply(batch, live, request);
		if (request->order == batch->last_asked)
			keep_answer(batch, live);
		headway_made(&batch->headway, 1);
	}
}

/* What is in hand is numbered, written, and let go. */
static void
write_chunk(CaseBatch *batch, List *cases)
{
	ListCell *cell;

	register_number_all(batch);
	foreach (cell, batch->opened)
	{
		CHECK_FOR_INTERRUPTS();
		case_batch_save(batch, lfirst(cell));
	}
	batch->opened = NIL;
	batch->in_hand = NIL;
	case_rows_write(batch, cases);
	register_write_counters(batch);
}

/* Requests of whole cases. Inside SPI as the owner, whose memory holds the chunk. */
static void
apply_chunk(CaseBatch *batch, List *requests)
{
	List *cases = lock_cases(requests);

	apply_all(batch, requests, cases);
	write_chunk(batch, cases);
}

/*
 * SPI's results live in its own context, so what is in hand is freed chunk by
 * chunk by leaving SPI.
 */
static void
apply_queue(CaseBatch *batch, bool number_later)
{
	RequestQueue *queue = batch->requests;

	batch->requests = NULL;
	while (queue && !request_queue_at_end(queue))
	{
		List *requests;

		SPI_connect();
		requests = request_queue_take(queue, CHUNK_REQUESTS);
		batch->number_later = number_later && !request_queue_at_end(queue);
		apply_chunk(batch, requests);
		SPI_finish();
	}
}

/* All cases are locked before the first register counter is; so some are numbered afterwards. */
static void
apply_requests(CaseBatch *batch)
{
	int64 asked = case_batch_asked(batch);

	if (asked > 1)
		headway_begin(&batch->headway, batch->doing ? batch->doing : "kasus dikerjakan", asked);
	batch->last_asked = asked - 1;
	apply_queue(batch, true);
	batch->last_asked = -1;
	while (batch->requests) /* what the cases themselves have asked for */
		apply_queue(batch, false);
	headway_end(&batch->headway);
}

/* A WITH opens a case and files its document: the case is there first. */
static void
write_opened(CaseBatch *batch)
{
	if (batch->requests == NULL || !case_rows_wait(batch))
		return;
	SPI_connect();
	case_rows_write(batch, NIL);
	SPI_finish();
}

Datum
case_batch_finish(CaseBatch *batch)
{
	Datum answer;
	OwnerScope scope;

	batch->finishing = true;
	owner_enter(&scope);
	case_batch_settle_newest(batch);
	write_opened(batch);
	apply_requests(batch);
	SPI_connect();
	case_rows_write(batch, NIL);
	register_write_counters(batch);
	SPI_finish();
	case_tell_all(batch);
	owner_leave(&scope);
	Assert(batches == batch);
	answer = batch->answer ? datumCopy(batch->answer, false, -1) : (Datum) 0;
	drop_batch();
	return answer;
}

/* ---- what will come of it -------------------------------------------------------------- */

static const Row *
row_of_request(const LiveCase *live, const CaseRequest *request)
{
	ListCell *cell;

	if (request->kind != REQUEST_STEP)
		return &live->row;
	foreach (cell, live->steps)
	{
		const LiveStep *step = lfirst(cell);

		if (!step->is_new && row_int64(&step->row, STEP_ID) == request->step_id)
			return &step->row;
	}
	elog(ERROR, "step row " INT64_FORMAT " is not in hand", request->step_id);
}

static void
try_request(CaseBatch *trial, CaseRequest *request, Row *row, MemoryContext caller)
{
	List *requests;
	List *cases;
	LiveCase *live;
	int at = 0;
	OwnerScope scope;
	MemoryContext before;

	owner_enter(&scope);
	SPI_connect();
	requests = list_make1(request);
	cases = lock_cases(requests);
	apply_all(trial, requests, cases);
	register_number_all(trial);
	request->foreseen_at = trial->now;
	live = find_live(cases, &at, request->case_id);
	request->foreseen_events = live->events;
	before = MemoryContextSwitchTo(caller);
	row_keep(row, row_of_request(live, request), ~UINT64CONST(0),
			 request->kind == REQUEST_STEP ? &stored_steps : &stored_cases);
	MemoryContextSwitchTo(before);
	SPI_finish();
	owner_leave(&scope);
}

/*
 * In a subtransaction that is taken back: no lock is held while the statement
 * goes on to other rows, whose cases have lower ids perhaps.
 */
void
case_batch_foresee(const CaseBatch *batch, CaseRequest *request, Row *row)
{
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(caller);
	PG_TRY();
	{
		try_request(begin_batch(&batch->identity), request, row, caller);
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(caller);
		CurrentResourceOwner = owner;
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(caller);
		CurrentResourceOwner = owner;
		ReThrowError(error);
	}
	PG_END_TRY();
}

#include "pg/case/queue.h"

#include "access/htup_details.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/tuplesort.h"

#define BYTES_TAKEN (8 * 1024 * 1024) /* more than that are not unpacked at a time */

/* A request as it waits, by column. */
enum
{
	PACKED_CASE_ID,
	PACKED_ORDER,
	PACKED_KIND,
	PACKED_NUMBER,  /* changes, or the version, or a pointer */
	PACKED_STEP_ID, /* or a pointer */
	PACKED_TEXT,    /* the step's name, or the reason */
	PACKED_FLAG,
	PACKED_STATEMENT,
	PACKED_FORESEEN_AT,
	PACKED_FORESEEN_EVENTS,
	PACKED_ASKED,
	PACKED_COLUMNS
};

struct RequestQueue
{
	int64 count;
	bool sorted;
	Tuplesortstate *sort;
	TupleTableSlot *in;  /* to be packed */
	TupleTableSlot *out; /* the next to be taken, empty at the end */
	MemoryContext context;
	TupleDesc asked[2]; /* of a case's row and of a step's; NULL: not wanted yet */
};

/* Made once: a descriptor of built-in types cannot go stale. */
static TupleDesc
packed_columns(void)
{
	static const Oid types[PACKED_COLUMNS] = {INT8OID, INT8OID, INT4OID, INT8OID, INT8OID,  TEXTOID,
											  BOOLOID, INT8OID, INT8OID, INT8OID, RECORDOID};
	static TupleDesc columns;
	MemoryContext before;

	if (columns)
		return columns;
	before = MemoryContextSwitchTo(TopMemoryContext);
	columns = CreateTemplateTupleDesc(PACKED_COLUMNS);
	for (int i = 0; i < PACKED_COLUMNS; i++)
		TupleDescInitEntry(columns, i + 1, NULL, types[i], -1, 0);
	MemoryContextSwitchTo(before);
	return columns;
}

RequestQueue *
request_queue_make(void)
{
	AttrNumber keys[] = {PACKED_CASE_ID + 1, PACKED_ORDER + 1};
	Oid operators[] = {Int8LessOperator, Int8LessOperator};
	Oid collations[] = {InvalidOid, InvalidOid};
	bool nulls_first[] = {false, false};
	RequestQueue *queue = palloc0(sizeof *queue);
	ResourceOwner owner = CurrentResourceOwner;

	CurrentResourceOwner = CurTransactionResourceOwner;
	queue->sort = tuplesort_begin_heap(packed_columns(), lengthof(keys), keys, operators,
									   collations, nulls_first, work_mem, NULL, TUPLESORT_NONE);
	CurrentResourceOwner = owner;
	queue->context = CurrentMemoryContext;
	queue->in = MakeSingleTupleTableSlot(packed_columns(), &TTSOpsVirtual);
	queue->out = MakeSingleTupleTableSlot(packed_columns(), &TTSOpsMinimalTuple);
	return queue;
}

int64
request_queue_count(const RequestQueue *queue)
{
	return queue->count;
}

/* ---- packing -------------------------------------------------------------------- */

static TupleDesc
asked_columns(RequestQueue *queue, RequestKind kind)
{
	bool of_step = kind == REQUEST_STEP;
	MemoryContext before;

	if (queue->asked[of_step] == NULL)
	{
		before = MemoryContextSwitchTo(queue->context);
		queue->asked[of_step] = row_relation_columns(of_step ? &stored_steps : &stored_cases);
		MemoryContextSwitchTo(before);
	}
	return queue->asked[of_step];
}

static void
pack_number(TupleTableSlot *slot, int column, int64 value)
{
	slot->tts_values[column] = Int64GetDatum(value);
	slot->tts_isnull[column] = false;
}

static void
pack_text(TupleTableSlot *slot, const char *value)
{
	slot->tts_values[PACKED_TEXT] = value ? CStringGetTextDatum(value) : (Datum) 0;
	slot->tts_isnull[PACKED_TEXT] = value == NULL;
}

static void
pack_flag(TupleTableSlot *slot, bool value)
{
	slot->tts_values[PACKED_FLAG] = BoolGetDatum(value);
	slot->tts_isnull[PACKED_FLAG] = false;
}

/* Only what changes: a large value beside it need not be carried along. */
static void
pack_asked(RequestQueue *queue, TupleTableSlot *slot, CaseRequest *request)
{
	TupleDesc columns = asked_columns(queue, request->kind);
	Row *asked = &request->asked;

	for (int column = 0; column < columns->natts; column++)
		if (!(request->changes & ASKED(column)))
			row_set_null(asked, column);
	slot->tts_values[PACKED_ASKED] =
		heap_copy_tuple_as_datum(heap_form_tuple(columns, asked->values, asked->nulls), columns);
	slot->tts_isnull[PACKED_ASKED] = false;
	pack_number(slot, PACKED_NUMBER, (int64) request->changes);
	pack_number(slot, PACKED_STATEMENT, (int64) request->statement);
	if (request->foreseen_at == 0)
		return;
	pack_number(slot, PACKED_FORESEEN_AT, request->foreseen_at);
	pack_number(slot, PACKED_FORESEEN_EVENTS, request->foreseen_events);
}

static void
pack_particulars(RequestQueue *queue, TupleTableSlot *slot, CaseRequest *request)
{
	switch (request->kind)
	{
		case REQUEST_STEP:
			pack_number(slot, PACKED_STEP_ID, request->step_id);
			pack_text(slot, request->step);
			pack_asked(queue, slot, request);
			break;
		case REQUEST_CASE: pack_asked(queue, slot, request); break;
		case REQUEST_NUMBER: break;
		case REQUEST_RECOMPUTE: pack_text(slot, request->recompute.reason); break;
		case REQUEST_MIGRATE:
			pack_number(slot, PACKED_NUMBER, request->migrate.version);
			pack_flag(slot, request->migrate.recount);
			break;
		case REQUEST_WORK:
			pack_number(slot, PACKED_NUMBER, (intptr_t) request->work.make);
			pack_number(slot, PACKED_STEP_ID, (intptr_t) request->work.argument);
			break;
	}
}

void
request_queue_put(RequestQueue *queue, CaseRequest request)
{
	TupleTableSlot *slot = ExecClearTuple(queue->in);
	ResourceOwner owner = CurrentResourceOwner;
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "dkis request being packed",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext before = MemoryContextSwitchTo(scratch);

	Assert(!queue->sorted);
	memset(slot->tts_isnull, true, sizeof(bool) * PACKED_COLUMNS);
	pack_number(slot, PACKED_CASE_ID, request.case_id);
	pack_number(slot, PACKED_ORDER, queue->count++);
	slot->tts_values[PACKED_KIND] = Int32GetDatum(request.kind);
	slot->tts_isnull[PACKED_KIND] = false;
	pack_particulars(queue, slot, &request);
	CurrentResourceOwner = CurTransactionResourceOwner;
	tuplesort_puttupleslot(queue->sort, ExecStoreVirtualTuple(slot));
	CurrentResourceOwner = owner;
	ExecClearTuple(slot);
	MemoryContextSwitchTo(before);
	MemoryContextDelete(scratch);
}

/* ---- taking ----------------------------------------------------------------------- */

static int64
unpack_number(TupleTableSlot *slot, int column)
{
	return slot->tts_isnull[column] ? 0 : DatumGetInt64(slot->tts_values[column]);
}

static char *
unpack_text(TupleTableSlot *slot)
{
	return slot->tts_isnull[PACKED_TEXT] ? NULL
										 : TextDatumGetCString(slot->tts_values[PACKED_TEXT]);
}

static void
unpack_asked(RequestQueue *queue, TupleTableSlot *slot, CaseRequest *request)
{
	TupleDesc columns = asked_columns(queue, request->kind);
	HeapTupleHeader header = DatumGetHeapTupleHeaderCopy(slot->tts_values[PACKED_ASKED]);
	HeapTupleData tuple = {.t_len = HeapTupleHeaderGetDatumLength(header), .t_data = header};

	request->changes = (uint64) unpack_number(slot, PACKED_NUMBER);
	request->statement = (uint64) unpack_number(slot, PACKED_STATEMENT);
	request->foreseen_at = unpack_number(slot, PACKED_FORESEEN_AT);
	request->foreseen_events = unpack_number(slot, PACKED_FORESEEN_EVENTS);
	row_read(&request->asked, &tuple, columns, columns->natts);
}

static CaseRequest *
unpack(RequestQueue *queue)
{
	TupleTableSlot *slot = queue->out;
	CaseRequest *request = palloc0(sizeof *request);
	bool flag;

	slot_getallattrs(slot);
	flag = !slot->tts_isnull[PACKED_FLAG] && DatumGetBool(slot->tts_values[PACKED_FLAG]);
	request->kind = DatumGetInt32(slot->tts_values[PACKED_KIND]);
	request->order = unpack_number(slot, PACKED_ORDER);
	request->case_id = unpack_number(slot, PACKED_CASE_ID);
	switch (request->kind)
	{
		case REQUEST_STEP:
			request->step_id = unpack_number(slot, PACKED_STEP_ID);
			request->step = unpack_text(slot);
			unpack_asked(queue, slot, request);
			break;
		case REQUEST_CASE: unpack_asked(queue, slot, request); break;
		case REQUEST_NUMBER: break;
		case REQUEST_RECOMPUTE: request->recompute.reason = unpack_text(slot); break;
		case REQUEST_MIGRATE:
			request->migrate.version = (int32) unpack_number(slot, PACKED_NUMBER);
			request->migrate.recount = flag;
			break;
		case REQUEST_WORK:
			request->work.make = (CaseWork) (intptr_t) unpack_number(slot, PACKED_NUMBER);
			request->work.argument = (void *) (intptr_t) unpack_number(slot, PACKED_STEP_ID);
			break;
	}
	return request;
}

static void
next_request(RequestQueue *queue)
{
	ResourceOwner owner = CurrentResourceOwner;

	CurrentResourceOwner = CurTransactionResourceOwner;
	if (!queue->sorted)
		tuplesort_performsort(queue->sort);
	queue->sorted = true;
	if (!tuplesort_gettupleslot(queue->sort, true, false, queue->out, NULL))
		tuplesort_end(queue->sort); /* its files with it; nothing is asked of it any more */
	CurrentResourceOwner = owner;
}

bool
request_queue_at_end(RequestQueue *queue)
{
	if (!queue->sorted)
		next_request(queue);
	return TupIsNull(queue->out);
}

List *
request_queue_take(RequestQueue *queue, int about)
{
	List *taken = NIL;
	int64 last_case = 0;
	Size before = MemoryContextMemAllocated(CurrentMemoryContext, false);

	while (!request_queue_at_end(queue))
	{
		CaseRequest *request = unpack(queue);
		bool enough = list_length(taken) >= about ||
					  MemoryContextMemAllocated(CurrentMemoryContext, false) - before > BYTES_TAKEN;

		if (enough && request->case_id != last_case)
			break;
		taken = lappend(taken, request);
		last_case = request->case_id;
		next_request(queue);
	}
	return taken;
}

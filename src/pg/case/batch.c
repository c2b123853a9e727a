/*
 * The unit of work of one statement: its life, and its writing. What is done
 * to a case is in step.c.
 */
#include "pg/case/batch.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/queryenvironment.h"
#include "utils/rel.h"
#include "utils/resowner.h"
#include "utils/timestamp.h"

#include "pg/base/module.h"
#include "pg/case/step.h"
#include "pg/case/number.h"

#define CHUNK_CASES 10000 /* cases locked and in hand at a time */

typedef struct PendingTable
{
	const char *name;  /* in the queries below */
	const char *table; /* whose columns it has */
	CachedQuery write;
} PendingTable;

static PendingTable pending_tables[PENDING_COUNT] = {
	[NEW_CASES] = {"dkis_new_cases",
				   "cases",
				   {.text = "INSERT INTO dkis_store.cases SELECT * FROM dkis_new_cases"}},
	[CHANGED_CASES] =
		{"dkis_changed_cases",
		 "cases",
		 {.text = "UPDATE dkis_store.cases c SET register_no = n.register_no,"
				  " sop_version = n.sop_version, class = n.class,"
				  " title = n.title, applicant = n.applicant, organisation = n.organisation,"
				  " channel = n.channel, data = n.data, status = n.status, marking = n.marking,"
				  " due_at = n.due_at, closed_at = n.closed_at, note = n.note, met_at = n.met_at, "
				  "extended_at = n.extended_at, due_basis = n.due_basis,"
				  " escalation_level = n.escalation_level,"
				  " next_escalation_at = n.next_escalation_at,"
				  " event_count = n.event_count, head = n.head"
				  " FROM dkis_changed_cases n WHERE c.id = n.id"}},
	/* round 0: to be counted; a step comes back only by a loop. */
	[NEW_STEPS] =
		{"dkis_new_steps",
		 "case_steps",
		 {.text =
			  "INSERT INTO dkis_store.case_steps (case_id, step, round, performer, organisation,"
			  " assignee, sla, due_basis, started_at, due_at, extended_at, finished_at, outcome,"
			  " note, finished_by, escalation_level, next_escalation_at, clock_from, agency)"
			  " SELECT case_id, step, CASE WHEN n.round > 0 THEN n.round ELSE 1 + coalesce("
			  "(SELECT max(e.round) FROM dkis_store.case_steps e WHERE e.case_id = n.case_id"
			  " AND e.step = n.step), 0) END, performer, organisation, assignee, sla, due_basis,"
			  " started_at, due_at, extended_at, finished_at, outcome, note, finished_by,"
			  " escalation_level, next_escalation_at, clock_from, agency FROM dkis_new_steps n"}},
	[CHANGED_STEPS] =
		{"dkis_changed_steps",
		 "case_steps",
		 {.text =
			  "UPDATE dkis_store.case_steps s SET performer = n.performer,"
			  " organisation = n.organisation,"
			  " assignee = n.assignee, sla = n.sla, due_basis = n.due_basis,"
			  " due_at = n.due_at, extended_at = n.extended_at, finished_at = n.finished_at,"
			  " outcome = n.outcome, note = n.note, finished_by = n.finished_by,"
			  " escalation_level = n.escalation_level, next_escalation_at = n.next_escalation_at"
			  " FROM dkis_changed_steps n WHERE s.id = n.id"}},
	[NEW_EVENTS] =
		{"dkis_new_events",
		 "case_events",
		 {.text = "INSERT INTO dkis_store.case_events (agency, case_id, seq, at, recorded_at,"
				  " actor, db_role, event, step, outcome, detail, salt, digest, hash)"
				  " SELECT agency, case_id, seq, at, recorded_at, actor, db_role, event, step,"
				  " outcome, detail, salt, digest, hash FROM dkis_new_events"}},
};

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
	batch->permissions.context = context;
	identity_read(&batch->identity);
	batch->now = GetCurrentTimestamp();
	MemoryContextSwitchTo(before);

	batch->definitions = definitions_hold();
	batch->below = batches;
	batches = batch;
	return batch;
}

/*
 * A statement inside another one's (a function in its SELECT list, say) shares
 * the outer batch unless a subtransaction lies between: that one may be rolled
 * back alone. Writing the outer rows early does no harm.
 */
CaseBatch *
case_batch_current(void)
{
	if (batches && batches->subtransaction == GetCurrentSubTransactionId())
		return batches;
	return begin_batch();
}

void
case_batch_finish_current(void)
{
	if (batches && batches->subtransaction == GetCurrentSubTransactionId())
		case_batch_finish(batches);
}

/* ---- pending rows --------------------------------------------------------------- */

TupleDesc
case_batch_columns(Pending what)
{
	static TupleDesc columns[PENDING_COUNT];
	static Oid relids[PENDING_COUNT];
	Oid schema = get_namespace_oid("dkis_store", false);
	Oid relid = get_relname_relid(pending_tables[what].table, schema);

	if (columns[what] == NULL || relids[what] != relid)
	{
		Relation relation = table_open(relid, AccessShareLock);
		MemoryContext before = MemoryContextSwitchTo(CacheMemoryContext);

		if (columns[what])
			FreeTupleDesc(columns[what]);
		columns[what] = CreateTupleDescCopy(RelationGetDescr(relation));
		relids[what] = relid;
		MemoryContextSwitchTo(before);
		table_close(relation, NoLock);
	}
	return columns[what];
}

/* Spills to disk when large; the files must outlive the query that puts rows. */
static void
begin_pending(CaseBatch *batch, Pending what)
{
	MemoryContext before = MemoryContextSwitchTo(batch->context);
	ResourceOwner owner = CurrentResourceOwner;

	batch->columns[what] = case_batch_columns(what);
	CurrentResourceOwner = CurTransactionResourceOwner;
	batch->pending[what] = tuplestore_begin_heap(false, false, work_mem);
	CurrentResourceOwner = owner;
	MemoryContextSwitchTo(before);
}

void
case_batch_put(CaseBatch *batch, Pending what, const Row *row)
{
	ResourceOwner owner = CurrentResourceOwner;

	if (batch->pending[what] == NULL)
		begin_pending(batch, what);
	CurrentResourceOwner = CurTransactionResourceOwner;
	row_store(row, batch->columns[what], batch->pending[what]);
	CurrentResourceOwner = owner;
	batch->pending_count[what]++;
}

void
case_batch_save(CaseBatch *batch, LiveCase *live)
{
	ListCell *cell;

	if (live->is_new || live->changed)
		case_batch_put(batch, live->is_new ? NEW_CASES : CHANGED_CASES, &live->row);
	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (step->is_new || step->changed)
			case_batch_put(batch, step->is_new ? NEW_STEPS : CHANGED_STEPS, &step->row);
	}
}

/* ---- writing ---------------------------------------------------------------------- */

static void
name_pending(CaseBatch *batch, Pending what)
{
	EphemeralNamedRelation named = palloc0(sizeof(EphemeralNamedRelationData));

	named->md.name = pstrdup(pending_tables[what].name);
	/* Not the table's own descriptor: its NOT NULLs do not hold for pending rows. */
	named->md.tupdesc = batch->columns[what];
	named->md.enrtype = ENR_NAMED_TUPLESTORE;
	named->md.enrtuples = (double) batch->pending_count[what];
	named->reldata = batch->pending[what];
	if (SPI_register_relation(named) != SPI_OK_REL_REGISTER)
		elog(ERROR, "cannot name %s", pending_tables[what].name);
}

/* Inside SPI as the owner. Cases first: steps and events refer to them. */
static void
write_pending(CaseBatch *batch)
{
	for (int what = 0; what < PENDING_COUNT; what++)
	{
		if (batch->pending_count[what] == 0)
			continue;
		name_pending(batch, what);
		query_run(&pending_tables[what].write, NULL, NULL,
				  what == CHANGED_CASES || what == CHANGED_STEPS ? SPI_OK_UPDATE : SPI_OK_INSERT);
		SPI_unregister_relation(pending_tables[what].name);
		tuplestore_clear(batch->pending[what]);
		batch->pending_count[what] = 0;
	}
	register_write_counters(batch);
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

/* The distinct case ids of requests from..until-1, as bigint[]. */
static Datum
case_ids(List *requests, int from, int until)
{
	Datum *ids = palloc(sizeof(Datum) * (until - from));
	int count = 0;

	for (int i = from; i < until; i++)
	{
		CaseRequest *request = list_nth(requests, i);

		if (count == 0 || DatumGetInt64(ids[count - 1]) != request->case_id)
			ids[count++] = Int64GetDatum(request->case_id);
	}
	return PointerGetDatum(
		construct_array(ids, count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/*
 * Locks in id order, whatever order the statement found the rows in. Ids never
 * change, so rows that refer to a case (documents, say) need not wait, nor be
 * waited for: two who have each added a document would wait for each other.
 */
static List *
lock_cases(CaseBatch *batch, Datum ids)
{
	static CachedQuery query = {"SELECT * FROM dkis_store.cases"
								" WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE",
								1,
								{INT8ARRAYOID},
								NULL};
	List *cases = NIL;
	SPITupleTable *found;

	query_run(&query, &ids, NULL, SPI_OK_SELECT);
	found = SPI_tuptable;
	for (uint64 i = 0; i < found->numvals; i++)
	{
		LiveCase *live = palloc0(sizeof(LiveCase));

		row_read(&live->row, found->vals[i], found->tupdesc, CASE_COLUMNS);
		live->held_at = DT_NOEND;
		cases = lappend(cases, live);
	}
	return cases;
}

static void
read_open_steps(List *cases, Datum ids)
{
	static CachedQuery query = {"SELECT * FROM dkis_store.case_steps WHERE case_id = ANY ($1)"
								" AND finished_at IS NULL ORDER BY case_id, id",
								1,
								{INT8ARRAYOID},
								NULL};
	SPITupleTable *found;
	int current = 0;

	query_run(&query, &ids, NULL, SPI_OK_SELECT);
	found = SPI_tuptable;
	for (uint64 i = 0; i < found->numvals; i++)
	{
		LiveStep *step = palloc0(sizeof(LiveStep));
		LiveCase *live;

		row_read(&step->row, found->vals[i], found->tupdesc, STEP_COLUMNS);
		while (live = list_nth(cases, current),
			   row_int64(&live->row, CASE_ID) != row_int64(&step->row, STEP_CASE_ID))
			current++;
		live->steps = lappend(live->steps, step);
	}
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
	Datum ids = case_ids(batch->requests, from, until);
	List *cases = lock_cases(batch, ids);
	int at = 0;
	ListCell *cell;

	batch->now = GetCurrentTimestamp();
	read_holds(cases);
	read_open_steps(cases, ids);
	for (int i = from; i < until; i++)
	{
		CaseRequest *request = list_nth(batch->requests, i);
		LiveCase *live = find_live(cases, &at, request->case_id);

		if (live->definition == NULL)
			case_prepare(batch, live);
		case_apply(batch, live, request);
		marking = live->row.values[CASE_MARKING];
	}
	foreach (cell, cases)
		case_batch_save(batch, lfirst(cell));
	write_pending(batch);
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

/*
 * A chunk finds its rows by their keys. Reading whole tables for them, once for
 * every chunk, or compiling the plans costs more than it gains.
 */
static void
plan_by_key(void)
{
	static const char *const settings[] = {"jit", "enable_hashjoin", "enable_mergejoin",
										   "enable_seqscan"};

	for (size_t i = 0; i < lengthof(settings); i++)
		(void) set_config_option(settings[i], "off", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
								 true, 0, false);
}

Datum
case_batch_finish(CaseBatch *batch)
{
	Datum marking;
	OwnerScope scope;

	owner_enter(&scope);
	plan_by_key();
	marking = apply_requests(batch);
	SPI_connect();
	write_pending(batch);
	SPI_finish();
	owner_leave(&scope);
	Assert(batches == batch);
	drop_batch();
	return marking;
}

#include "pg/case/number.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"

#include "pg/base/module.h"
#include "pg/base/turn.h"
#include "pg/base/write.h"
#include "pg/time/calendar.h"

#define FIRST_TRIES 8 /* before being chosen to break a circle is an error */

/* What a batch knows of a counter that its transaction has locked; lives as long as the batch. */
typedef struct Counter
{
	int32 agency;
	int32 number; /* of the SOP: what a register number begins with */
	int year;
	int64 last;     /* number given */
	bool moved;     /* not yet written */
	bool uncertain; /* a statement within this one has counted on: the table may know better */
	bool given_up;  /* not to be had without waiting for somebody who waits for us */
} Counter;

#define COUNTER_LIST(X)                                                                            \
	X(COUNTER_AGENCY, agency, int4)                                                                \
	X(COUNTER_NUMBER, sop_number, int4)                                                            \
	X(COUNTER_YEAR, year, int4)                                                                    \
	X(COUNTER_LAST, last_number, int8)

enum
{
	COUNTER_ID,
	COUNTER_LIST(COLUMN_NUMBER) COUNTER_COLUMNS
};

static const Column counter_columns[] = {COLUMN_ID, COUNTER_LIST(COLUMN_ENTRY)};
static RowRelation stored_counters =
	ROW_RELATION("dkis_store", "register_counters", counter_columns, COUNTER_COLUMNS);
static RowRelation *const counter_table[] = {&stored_counters};

static void
counter_key(const Counter *counter, Datum *key)
{
	key[0] = Int32GetDatum(counter->agency);
	key[1] = Int32GetDatum(counter->number);
	key[2] = Int32GetDatum(counter->year);
}

/* ---- what the transaction holds ---------------------------------------------------- */

/* The subtransactions in which counters were locked, in order; in TopTransactionContext. */
static List *locked_in;

static void
remember_lock(void)
{
	MemoryContext before = MemoryContextSwitchTo(TopTransactionContext);

	locked_in = lappend_int(locked_in, (int) GetCurrentSubTransactionId());
	MemoryContextSwitchTo(before);
}

static void
numbers_end(XactEvent event, void *argument)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		locked_in = NIL;
}

/* Its locks go with it; those within it have higher numbers. */
static void
numbers_end_sub(SubXactEvent event, SubTransactionId id, SubTransactionId parent, void *argument)
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
		while (locked_in != NIL && (SubTransactionId) llast_int(locked_in) >= id)
			locked_in = list_delete_last(locked_in);
}

void
register_start(void)
{
	RegisterXactCallback(numbers_end, NULL);
	RegisterSubXactCallback(numbers_end_sub, NULL);
}

/* ---- locking a counter ---------------------------------------------------------------- */

typedef enum Found
{
	LOCKED,
	BUSY,
	ABSENT
} Found;

static bool
find_counter_row(Relation table, const Counter *counter, ItemPointerData *at)
{
	RowSearch search;
	Datum key[3];
	bool found;

	counter_key(counter, key);
	search_begin_named(&search, table, "register_counters_agency_sop_number_year_key", 3);
	search_for(&search, key);
	found = search_newest(&search); /* a row that each case changes */
	if (found)
		*at = search.slot->tts_tid;
	search_end(&search);
	return found;
}

/* The newest version, locked; its number is then known. */
static Found
take_counter(Counter *counter, LockWaitPolicy policy, Row *row, ItemPointerData *at)
{
	Relation table = row_relation_open(&stored_counters, RowExclusiveLock);
	HeapTuple locked = NULL;
	bool there;

	PushActiveSnapshot(GetTransactionSnapshot());
	there = find_counter_row(table, counter, at);
	if (there)
		locked = table_lock_row(table, at, policy);
	if (locked)
	{
		*at = locked->t_self;
		row_of_tuple(row, &stored_counters, locked, RelationGetDescr(table));
		counter->last = Max(counter->last, row_int64(row, COUNTER_LAST));
	}
	PopActiveSnapshot();
	table_close(table, NoLock);
	return locked ? LOCKED : there ? BUSY : ABSENT;
}

static Found
lock_counter_row(Counter *counter, LockWaitPolicy policy)
{
	ItemPointerData at;
	Row row;

	return take_counter(counter, policy, &row, &at);
}

/* A SOP's first number of the year. */
static void
create_counter(const Counter *counter)
{
	static CachedQuery query = {
		"INSERT INTO dkis_store.register_counters (agency, sop_number, year, last_number)"
		" VALUES ($1, $2, $3, 0) ON CONFLICT (agency, sop_number, year) DO NOTHING",
		3,
		{INT4OID, INT4OID, INT4OID},
		NULL};
	Datum key[3];

	counter_key(counter, key);
	query_run(&query, key, NULL, SPI_OK_INSERT);
}

/*
 * Who counts has the counter's turn first, and then finds its row free: waiting for the row
 * itself in a subtransaction would lock it in the subtransaction's name, and a row that is
 * then changed in another has to remember both, for whoever looks at it later.
 */
static bool
take_turn(const Counter *counter, bool wait)
{
	return turn_take(TURN_OF_COUNTER, (uint32) counter->agency,
					 (uint32) counter->number << 14 | (uint32) counter->year, wait);
}

/* The turn is ours: nobody else makes it. False: in the hands of somebody who counts nothing. */
static bool
lock_own_row(Counter *counter, LockWaitPolicy policy)
{
	OwnerScope scope;
	Found found;

	owner_enter(&scope);
	found = lock_counter_row(counter, policy);
	if (found == ABSENT)
	{
		SPI_connect();
		create_counter(counter);
		SPI_finish();
		found = lock_counter_row(counter, policy);
	}
	owner_leave(&scope);
	if (found == ABSENT || (found == BUSY && policy == LockWaitBlock))
		ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
						errmsg("nomor register sedang dibuat oleh sesi lain"),
						errdetail("Nomor pertama SOP ini pada tahun ini baru saja dimulai di "
								  "sesi itu dan belum disahkan."),
						errhint("Ulangi transaksi.")));
	return found == LOCKED;
}

/*
 * Holding one counter already: waits in a subtransaction, so that being chosen to
 * break a circle of waiting undoes nothing but the wait.
 */
static bool
wait_or_yield(const Counter *counter)
{
	MemoryContext before = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	volatile bool mine = true;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(before);
	PG_TRY();
	{
		take_turn(counter, true);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(before);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		if (error->sqlerrcode != ERRCODE_T_R_DEADLOCK_DETECTED &&
			error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE)
			ReThrowError(error);
		mine = false;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(before);
	CurrentResourceOwner = owner;
	return mine;
}

/*
 * Holding no counter yet, one stands in nobody's way but in the queue for this
 * one, and may be chosen to break a circle of two others behind and before it:
 * then one queues again. A circle that is our own (cases locked earlier in the
 * transaction) is there again, and is told in the end.
 */
static void
wait_first(const Counter *counter)
{
	for (int tries = 0; tries < FIRST_TRIES; tries++)
		if (wait_or_yield(counter))
			return;
	take_turn(counter, true);
}

static bool
lock_counter(const CaseBatch *batch, Counter *counter)
{
	if (!take_turn(counter, false))
	{
		if (batch->in_a_hurry)
			return false;
		if (locked_in == NIL)
			wait_first(counter);
		else if (!wait_or_yield(counter))
			return false;
	}
	return lock_own_row(counter, batch->in_a_hurry ? LockWaitSkip : LockWaitBlock);
}

/* ---- the counters of a batch ------------------------------------------------------------ */

static Counter *
known_counter(const CaseBatch *batch, int32 agency, int32 number, int year)
{
	ListCell *cell;

	foreach (cell, batch->counters)
	{
		Counter *counter = lfirst(cell);

		if (counter->year == year && counter->agency == agency && counter->number == number)
			return counter;
	}
	return NULL;
}

/*
 * A statement inside another one goes on from where the outer one has counted
 * to, which no table shows yet. The outer one cannot know whether that will
 * last: it looks at the table before it counts on.
 */
static void
count_on(const CaseBatch *batch, Counter *counter)
{
	for (const CaseBatch *outer = batch->below; outer; outer = outer->below)
	{
		Counter *known = known_counter(outer, counter->agency, counter->number, counter->year);

		if (known == NULL)
			continue;
		counter->last = Max(counter->last, known->last);
		known->uncertain = true;
	}
}

static Counter *
new_counter(CaseBatch *batch, const Definition *definition, int year)
{
	MemoryContext before = MemoryContextSwitchTo(batch->context);
	Counter *counter = palloc0(sizeof *counter);

	counter->agency = definition->agency;
	counter->number = definition->number;
	counter->year = year;
	batch->counters = lappend(batch->counters, counter);
	MemoryContextSwitchTo(before);
	return counter;
}

static void
get_counter(CaseBatch *batch, Counter *counter)
{
	counter->given_up = !lock_counter(batch, counter);
	count_on(batch, counter);
	if (!counter->given_up)
		remember_lock();
	else if (!batch->in_a_hurry)
		ereport(NOTICE,
				(errmsg("nomor register SOP %d tahun %d menyusul", counter->number, counter->year),
				 errdetail("Transaksi lain memegangnya dan menunggu transaksi ini."),
				 errhint("dkis.escalate() memberikannya.")));
}

/* Locked and up to date; or given up. */
static Counter *
find_counter(CaseBatch *batch, const Definition *definition, int year)
{
	Counter *counter = known_counter(batch, definition->agency, definition->number, year);

	if (counter == NULL)
	{
		counter = new_counter(batch, definition, year);
		get_counter(batch, counter);
	}
	else if (counter->uncertain)
		(void) lock_own_row(counter, LockWaitBlock);
	counter->uncertain = false;
	return counter;
}

static int
year_in_calendar(const Definition *definition, TimestampTz at)
{
	DkisError error;
	Day day;

	if (!calendar_local_date(calendar_of(definition->agency, definition->calendar), at, &day,
							 &error))
		dkis_raise(&error);
	return calendar_year_of(day);
}

static char *
number_as_written(int sop_number, int year, int64 nth)
{
	return psprintf("%d/%d/%06lld", sop_number, year, (long long) nth);
}

PG_FUNCTION_INFO_V1(dkis_register_number);

Datum
dkis_register_number(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(
		number_as_written(PG_GETARG_INT32(0), PG_GETARG_INT32(1), PG_GETARG_INT64(2))));
}

static void
number_now(CaseBatch *batch, LiveCase *live, int year)
{
	Counter *counter = find_counter(batch, live->definition, year);

	if (counter->given_up)
		return;
	counter->last++;
	counter->moved = true;
	live->deed = "nomor register";
	row_set_text(&live->row, CASE_REGISTER_NO,
				 number_as_written(live->definition->number, year, counter->last));
	live->changed = true;
}

void
register_number(CaseBatch *batch, LiveCase *live)
{
	int year = year_in_calendar(live->definition, row_time(&live->row, CASE_OPENED_AT));

	if (batch->in_hand == NIL)
		number_now(batch, live, year);
	else if (live->numbered_in == 0)
	{
		live->numbered_in = year;
		batch->unnumbered = lappend(batch->unnumbered, live);
	}
}

static int
by_counter(const ListCell *a, const ListCell *b)
{
	const LiveCase *x = lfirst(a);
	const LiveCase *y = lfirst(b);
	int order = x->definition->number - y->definition->number;

	if (order == 0)
		order = x->numbered_in - y->numbered_in;
	if (order == 0)
		order = row_int64(&x->row, CASE_ID) < row_int64(&y->row, CASE_ID) ? -1 : 1;
	return order;
}

void
register_number_all(CaseBatch *batch)
{
	ListCell *cell;

	list_sort(batch->unnumbered, by_counter);
	foreach (cell, batch->unnumbered)
	{
		LiveCase *live = lfirst(cell);
		CaseRequest later = {.kind = REQUEST_NUMBER, .case_id = row_int64(&live->row, CASE_ID)};

		if (batch->number_later)
			case_batch_ask(batch, &later);
		else
			number_now(batch, live, live->numbered_in);
	}
	batch->unnumbered = NIL;
}

/* It is ours already; a statement within this one may have written it since. */
static void
write_counter(RowWriter *writer, Counter *counter)
{
	ItemPointerData at;
	Row row;

	if (take_counter(counter, LockWaitBlock, &row, &at) != LOCKED)
		elog(ERROR, "a register counter has gone");
	row_set(&row, COUNTER_LAST, Int64GetDatum(counter->last));
	writer_update(writer, 0, &at, &row);
	counter->moved = false;
}

void
register_write_counters(CaseBatch *batch)
{
	RowWriter *writer = NULL;
	ListCell *cell;

	foreach (cell, batch->counters)
	{
		Counter *counter = lfirst(cell);

		if (!counter->moved)
			continue;
		if (writer == NULL)
			writer = writer_open(counter_table, lengthof(counter_table));
		write_counter(writer, counter);
	}
	if (writer)
		writer_close(writer);
}

/* ---- those that were left for later ------------------------------------------------------- */

/* As in nearly no minute: one look into the index of those without. */
static bool
any_unnumbered(void)
{
	return table_find(&stored_cases, "cases_unnumbered", 1,
					  &(Datum){Int32GetDatum(settings_agency())}, NULL);
}

/* The agency's own; cases in somebody's hands are left to the next run. */
static void
ask_for_numbers(CaseBatch *batch, int max_rows)
{
	static CachedQuery query = {"SELECT id FROM dkis_store.cases WHERE register_no IS NULL"
								" AND agency = $1 ORDER BY id LIMIT $2"
								" FOR NO KEY UPDATE SKIP LOCKED",
								2,
								{INT4OID, INT4OID},
								NULL};
	Datum arguments[] = {Int32GetDatum(settings_agency()), Int32GetDatum(max_rows)};
	SPITupleTable *found;

	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	found = SPI_tuptable;
	for (uint64 i = 0; i < found->numvals; i++)
	{
		bool is_null;
		CaseRequest request = {
			.kind = REQUEST_NUMBER,
			.case_id = DatumGetInt64(SPI_getbinval(found->vals[i], found->tupdesc, 1, &is_null))};

		case_batch_ask(batch, &request);
	}
}

PG_FUNCTION_INFO_V1(dkis_number_cases);

/* (max_rows): numbers cases that were opened without; returns how many it looked at. */
Datum
dkis_number_cases(PG_FUNCTION_ARGS)
{
	CaseBatch *batch = case_batch_current();
	OwnerScope scope;
	int count;

	batch->in_a_hurry = true;
	owner_enter(&scope);
	SPI_connect();
	if (any_unnumbered())
		ask_for_numbers(batch, PG_GETARG_INT32(0));
	SPI_finish();
	owner_leave(&scope);
	count = (int) case_batch_asked(batch);
	case_batch_finish(batch);
	PG_RETURN_INT32(count);
}

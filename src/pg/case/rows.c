#include "pg/case/rows.h"

#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_collation.h"
#include "commands/sequence.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"

#include "pg/case/event.h"

/* In the order of their writing: steps and events refer to cases. */
static RowRelation *const tables[PENDING_COUNT] = {
	[NEW_CASES] = &stored_cases,
	[NEW_STEPS] = &stored_steps,
	[NEW_EVENTS] = &stored_events,
};

static Oid
store_relation(const char *name)
{
	return get_relname_relid(name, get_namespace_oid("dkis_store", false));
}

/* ---- locked and read --------------------------------------------------------------- */

void
case_rows_begin(CaseReader *reader)
{
	reader->cases = row_relation_open(&stored_cases, RowExclusiveLock);
	reader->steps = row_relation_open(&stored_steps, RowExclusiveLock);
	PushActiveSnapshot(GetTransactionSnapshot());
}

static bool
found_null(const RowSearch *search, int column)
{
	return slot_attisnull(search->slot, stored_cases.place[column] + 1);
}

/*
 * The parent that the case found last returns to; 0: none. Both stand from its
 * opening, or are set under both locks.
 */
static int64
returns_to(const RowSearch *search)
{
	bool is_null;

	if (found_null(search, CASE_RETURNS_TO) || found_null(search, CASE_PARENT_CASE))
		return 0;
	return DatumGetInt64(
		slot_getattr(search->slot, stored_cases.place[CASE_PARENT_CASE] + 1, &is_null));
}

List *
case_rows_find(RowSearch *cases, int64 id)
{
	List *all = NIL;

	while (id != 0)
	{
		FoundCase *found;

		search_for(cases, &(Datum){Int64GetDatum(id)});
		if (!search_next(cases))
			break;
		found = palloc(sizeof *found);
		*found = (FoundCase){id, cases->slot->tts_tid};
		all = lappend(all, found);
		id = returns_to(cases);
	}
	return all;
}

/* Of what is finished only how often a step has been active is wanted. */
static void
note_round(LiveCase *live, const char *step, int round)
{
	StepRound *noted;
	ListCell *cell;

	foreach (cell, live->rounds)
	{
		noted = lfirst(cell);
		if (strcmp(noted->step, step) != 0)
			continue;
		noted->last = Max(noted->last, round);
		return;
	}
	noted = palloc(sizeof(StepRound));
	noted->step = step;
	noted->last = round;
	live->rounds = lappend(live->rounds, noted);
}

/* Of one case after another: search_for() its id. */
static void
begin_steps(RowSearch *search, Relation steps)
{
	search_begin_named(search, steps, "case_steps_case_id_step_round_key", 1);
}

static LiveStep *
found_step(const RowSearch *search)
{
	LiveStep *step = palloc0(sizeof(LiveStep));
	HeapTuple tuple = search_row(search);

	row_of_tuple(&step->row, &stored_steps, tuple, RelationGetDescr(search->table));
	step->before = step->row;
	step->at = tuple->t_self;
	return step;
}

static void
read_steps_of(RowSearch *search, LiveCase *live)
{
	search_for(search, &live->row.values[CASE_ID]);
	while (search_next(search))
	{
		LiveStep *step = found_step(search);

		note_round(live, row_text(&step->row, STEP_STEP),
				   DatumGetInt32(step->row.values[STEP_ROUND]));
		if (step->row.nulls[STEP_FINISHED_AT])
			live->steps = lappend(live->steps, step);
	}
}

LiveCase *
case_rows_lock(CaseReader *reader, const FoundCase *case_found)
{
	HeapTuple locked = table_lock_row(reader->cases, &case_found->at, LockWaitBlock);
	LiveCase *live;

	if (locked == NULL)
		return NULL;
	live = palloc0(sizeof(LiveCase));
	row_of_tuple(&live->row, &stored_cases, locked, RelationGetDescr(reader->cases));
	live->before = live->row;
	live->at = locked->t_self;
	live->held_at = DT_NOEND;
	return live;
}

void
case_rows_end(CaseReader *reader, List *cases)
{
	RowSearch steps;
	ListCell *cell;

	PopActiveSnapshot();
	PushActiveSnapshot(GetTransactionSnapshot());
	begin_steps(&steps, reader->steps);
	foreach (cell, cases)
	{
		CHECK_FOR_INTERRUPTS();
		read_steps_of(&steps, lfirst(cell));
	}
	search_end(&steps);
	PopActiveSnapshot();
	table_close(reader->steps, NoLock);
	table_close(reader->cases, NoLock);
}

/* Every step that the case has had, as it stands in the table. */
static List *
all_steps(const LiveCase *live)
{
	Relation steps = row_relation_open(&stored_steps, RowExclusiveLock);
	List *all = NIL;
	RowSearch search;

	PushActiveSnapshot(GetTransactionSnapshot());
	begin_steps(&search, steps);
	search_for(&search, &live->row.values[CASE_ID]);
	while (search_next(&search))
		all = lappend(all, found_step(&search));
	search_end(&search);
	PopActiveSnapshot();
	table_close(steps, NoLock);
	return all;
}

LiveStep *
case_rows_last_finished(LiveCase *live, const char *name, const char *by)
{
	LiveStep *last = NULL;
	ListCell *cell;

	foreach (cell, all_steps(live))
	{
		LiveStep *step = lfirst(cell);

		if (row_text_is(&step->row, STEP_STEP, name) && !step->row.nulls[STEP_ENDED_BY] &&
			row_text_is(&step->row, STEP_ENDED_BY, "hasil") &&
			(by == NULL || row_text_is(&step->row, STEP_FINISHED_BY, by)) &&
			(last == NULL ||
			 row_time(&step->row, STEP_FINISHED_AT) >= row_time(&last->row, STEP_FINISHED_AT)))
			last = step;
	}
	return last;
}

List *
case_rows_ended_at(LiveCase *live, TimestampTz at)
{
	List *ended = NIL;
	ListCell *cell;

	foreach (cell, all_steps(live))
	{
		LiveStep *step = lfirst(cell);

		if (row_time(&step->row, STEP_FINISHED_AT) == at &&
			row_text_is(&step->row, STEP_ENDED_BY, "pembatalan"))
			ended = lappend(ended, step);
	}
	return ended;
}

/* ---- rows that wait ------------------------------------------------------------------ */

/* Spills to disk when large; the files must outlive the query that puts rows. */
static void
begin_pending(CaseBatch *batch, Pending what)
{
	MemoryContext before = MemoryContextSwitchTo(batch->context);
	ResourceOwner owner = CurrentResourceOwner;

	batch->columns[what] = row_relation_columns(tables[what]);
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

static void
give_id(Row *row, Oid sequence)
{
	row_set(row, 0, Int64GetDatum(nextval_internal(sequence, false)));
}

void
case_batch_save(CaseBatch *batch, LiveCase *live)
{
	Oid sequence = store_relation("case_steps_id_seq");
	ListCell *cell;

	foreach (cell, live->steps)
		give_id(&((LiveStep *) lfirst(cell))->row, sequence);
	case_events_end(batch, live);
	case_batch_put(batch, NEW_CASES, &live->row);
	foreach (cell, live->steps)
		case_batch_put(batch, NEW_STEPS, &((LiveStep *) lfirst(cell))->row);
}

bool
case_rows_wait(const CaseBatch *batch)
{
	for (int what = 0; what < PENDING_COUNT; what++)
		if (batch->pending_count[what] > 0)
			return true;
	return false;
}

/* ---- written --------------------------------------------------------------------------- */

static void
row_from_slot(Row *row, TupleTableSlot *slot)
{
	int count = Min(slot->tts_tupleDescriptor->natts, ROW_COLUMNS);

	slot_getallattrs(slot);
	row_clear(row);
	memcpy(row->values, slot->tts_values, sizeof(Datum) * count);
	memcpy(row->nulls, slot->tts_isnull, sizeof(bool) * count);
}

/* Cases and steps bring their id along; events get theirs here, in the order of writing. */
static void
write_waiting(CaseBatch *batch, RowWriter *writer, Pending what)
{
	Oid sequence = what == NEW_EVENTS ? store_relation("case_events_id_seq") : InvalidOid;
	TupleTableSlot *slot;
	Row row;

	if (batch->pending_count[what] == 0)
		return;
	slot = MakeSingleTupleTableSlot(batch->columns[what], &TTSOpsMinimalTuple);
	while (tuplestore_gettupleslot(batch->pending[what], true, false, slot))
	{
		CHECK_FOR_INTERRUPTS();
		row_from_slot(&row, slot);
		if (what == NEW_EVENTS)
			give_id(&row, sequence);
		writer_insert(writer, what, &row);
	}
	ExecDropSingleTupleTableSlot(slot);
	tuplestore_clear(batch->pending[what]);
	batch->pending_count[what] = 0;
}

/* A step comes back only by a loop. */
static void
number_step(LiveCase *live, Row *row, bool beside, Oid sequence)
{
	char *step = row_text(row, STEP_STEP);
	int last = 0;
	ListCell *cell;

	foreach (cell, live->rounds)
	{
		const StepRound *noted = lfirst(cell);

		if (strcmp(noted->step, step) == 0)
			last = noted->last;
	}
	last += beside ? 0 : 1;
	note_round(live, step, last);
	row_set(row, STEP_ROUND, Int32GetDatum(last));
	give_id(row, sequence);
}

static bool
is_changed(const LiveCase *live)
{
	ListCell *cell;

	if (live->changed)
		return true;
	foreach (cell, live->steps)
		if (((LiveStep *) lfirst(cell))->changed)
			return true;
	return false;
}

static void
number_steps(LiveCase *live, Oid sequence)
{
	ListCell *cell;

	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (step->is_new)
			number_step(live, &step->row, step->beside, sequence);
	}
}

/* Its new steps get their numbers, and its last event states what has changed. */
static void
complete_case(CaseBatch *batch, LiveCase *live, Oid sequence, MemoryContext scratch)
{
	MemoryContext before;
	Datum head;

	number_steps(live, sequence);
	before = MemoryContextSwitchTo(scratch);
	case_events_end(batch, live);
	MemoryContextSwitchTo(before);
	head = datumCopy(live->row.values[CASE_HEAD], false, -1);
	row_set(&live->row, CASE_HEAD, head);
	MemoryContextReset(scratch);
}

static void
complete_cases(CaseBatch *batch, List *cases)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "dkis case being completed",
												  ALLOCSET_DEFAULT_SIZES);
	Oid sequence = store_relation("case_steps_id_seq");
	ListCell *cell;

	foreach (cell, cases)
	{
		CHECK_FOR_INTERRUPTS();
		complete_case(batch, lfirst(cell), sequence, scratch);
	}
	MemoryContextDelete(scratch);
}

static void
write_case(RowWriter *writer, LiveCase *live)
{
	if (live->changed)
		writer_update(writer, NEW_CASES, &live->at, &live->row);
}

static void
write_changed_steps(RowWriter *writer, LiveCase *live)
{
	ListCell *cell;

	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (step->changed && !step->is_new)
			writer_update(writer, NEW_STEPS, &step->at, &step->row);
	}
}

static void
write_new_steps(RowWriter *writer, LiveCase *live)
{
	ListCell *cell;

	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (step->is_new)
			writer_insert(writer, NEW_STEPS, &step->row);
	}
}

static void
write_each(RowWriter *writer, List *cases, void (*write)(RowWriter *writer, LiveCase *live))
{
	ListCell *cell;

	foreach (cell, cases)
	{
		CHECK_FOR_INTERRUPTS();
		write(writer, lfirst(cell));
	}
}

static List *
changed_of(List *cases)
{
	List *changed = NIL;
	ListCell *cell;

	foreach (cell, cases)
		if (is_changed(lfirst(cell)))
			changed = lappend(changed, lfirst(cell));
	return changed;
}

/*
 * One table after another, so that the pages in hand stay the same for long. Older steps
 * make way before newer ones come.
 */
void
case_rows_write(CaseBatch *batch, List *cases)
{
	List *changed = changed_of(cases);
	RowWriter *writer;

	if (!case_rows_wait(batch) && changed == NIL)
		return;
	complete_cases(batch, changed);
	writer = writer_open(tables, PENDING_COUNT);
	write_waiting(batch, writer, NEW_CASES);
	write_each(writer, changed, write_case);
	write_each(writer, changed, write_changed_steps);
	write_each(writer, changed, write_new_steps);
	write_waiting(batch, writer, NEW_STEPS);
	write_waiting(batch, writer, NEW_EVENTS);
	writer_close(writer);
}

#include "pg/base/write.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/relscan.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/nodeModifyTable.h"
#include "parser/parse_relation.h"
#include "rewrite/rewriteHandler.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "pg/base/foreign.h"

/* ---- tables open for writing ------------------------------------------------------ */

#define INSERT_BUFFER 128 /* rows written to the heap at a time, page by page */
/*
 * Of so many changed rows of one writing the indexes are told that only the row's place is
 * new, so that a full page looks for entries that lead nowhere any more before it splits.
 * Beyond that most of what it finds are rows of this very writing, which nobody may remove
 * yet: each page was read through in vain, a twentieth of the time.
 */
#define TOLD_UNCHANGED 100
#define KEPT_SLOTS 4 /* of these, for the statements after this one */

typedef struct OpenTable
{
	RowRelation *columns; /* where the row's columns go */
	Oid relid;
	Oid *indexes; /* as result has them */
	ResultRelInfo *result;
	TupleDesc shape;          /* the relation cache's own may not be held beyond the transaction */
	TupleTableSlot *old_slot; /* where the row to be updated stands */
	TupleTableSlot *new_slot; /* and what it becomes */
	ForeignKeys *keys;
	TupleTableSlot *waiting[INSERT_BUFFER]; /* rows to be inserted; made when first needed */
	uint32 sure[INSERT_BUFFER];             /* of the keys, for each of these rows */
	int64 updated;                          /* rows, since it was opened */
	int waiting_count;
	int beyond_count;     /* attributes that the row does not have, … */
	int *beyond;          /* … their numbers from 0 … */
	ExprState **defaults; /* … and defaults; NULL: null */
} OpenTable;

/*
 * What the executor prepares for a table (its indexes, the expressions of its
 * checks, defaults and partial indexes) costs more than writing a row. So a
 * writer is kept for the session in the executor's context, a child of
 * CacheMemoryContext, and only its relations are opened and closed around each
 * use. It is thrown away once one of its tables has changed, or an error has
 * left it in the middle of something. A writer asked for while the same one is
 * in use (a trigger of somebody else's came back to us) lives for that use.
 */
struct RowWriter
{
	RowWriter *next;           /* of those kept */
	RowRelation *const *given; /* as given: the pointer is how a writer is known */
	bool stale;
	bool in_use;
	SubTransactionId user; /* while in use */
	EState *estate;
	MemoryContext access; /* what access methods keep of an index while it is open */
	EPQState epqstate;    /* only BEFORE triggers of somebody else's would use it */
	int count;
	OpenTable tables[FLEXIBLE_ARRAY_MEMBER];
};

static RowWriter *kept_writers;

static void
table_changed(Datum argument, Oid relid)
{
	for (RowWriter *writer = kept_writers; writer; writer = writer->next)
		for (int n = 0; n < writer->count; n++)
			if (relid == InvalidOid || writer->tables[n].relid == relid)
				writer->stale = true;
}

/* What an error interrupted is not used again. */
static void
interrupted(SubTransactionId user)
{
	for (RowWriter *writer = kept_writers; writer; writer = writer->next)
		if (writer->in_use && (user == InvalidSubTransactionId || writer->user == user))
		{
			writer->stale = true;
			writer->in_use = false;
		}
}

static void
transaction_ended(XactEvent event, void *argument)
{
	if (event == XACT_EVENT_ABORT)
		interrupted(InvalidSubTransactionId);
}

static void
subtransaction_ended(SubXactEvent event, SubTransactionId id, SubTransactionId parent,
					 void *argument)
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
		interrupted(id);
}

static void
listen_once(void)
{
	static bool listening = false;

	if (listening)
		return;
	CacheRegisterRelcacheCallback(table_changed, (Datum) 0);
	RegisterXactCallback(transaction_ended, NULL);
	RegisterSubXactCallback(subtransaction_ended, NULL);
	listening = true;
}

/* An UPDATE sets every column but the id: those that triggers OF a column look for. */
static Bitmapset *
columns_set(Relation relation)
{
	Bitmapset *columns = NULL;

	for (int i = 1; i < RelationGetDescr(relation)->natts; i++)
		if (!TupleDescAttr(RelationGetDescr(relation), i)->attisdropped)
			columns = bms_add_member(columns, i + 1 - FirstLowInvalidHeapAttributeNumber);
	return columns;
}

static bool
any_of_columns(const TriggerDesc *triggers)
{
	for (int i = 0; triggers && i < triggers->numtriggers; i++)
		if (triggers->triggers[i].tgnattr > 0)
			return true;
	return false;
}

static RangeTblEntry *
entry_of(Relation relation)
{
	RangeTblEntry *entry = makeNode(RangeTblEntry);

	entry->rtekind = RTE_RELATION;
	entry->relid = RelationGetRelid(relation);
	entry->relkind = relation->rd_rel->relkind;
	entry->rellockmode = RowExclusiveLock;
	return entry;
}

/* Columns that agencies or later versions have added take what the table says. */
static void
prepare_beyond(OpenTable *table, Relation relation, EState *estate)
{
	TupleDesc columns = RelationGetDescr(relation);

	table->beyond_count = 0;
	table->beyond = palloc(sizeof(int) * columns->natts);
	table->defaults = palloc0(sizeof(ExprState *) * columns->natts);
	for (int i = 0; i < columns->natts; i++)
	{
		Expr *expression;

		if (row_relation_has(table->columns, i) || TupleDescAttr(columns, i)->attisdropped ||
			TupleDescAttr(columns, i)->attgenerated)
			continue;
		expression = (Expr *) build_column_default(relation, i + 1);
		if (expression)
			table->defaults[table->beyond_count] = ExecPrepareExpr(expression, estate);
		table->beyond[table->beyond_count++] = i;
	}
}

/* In the writer's context; unknown to the estate, so that it lives as long as we like. */
static TupleTableSlot *
make_slot(const OpenTable *table)
{
	return dkis_make_slot(table->shape, table_slot_callbacks(table->result->ri_RelationDesc));
}

/* ---- what need not be asked --------------------------------------------------------- */

/* The owner's table, where it is written too and no trigger may keep a row out of it; else NULL. */
static const OpenTable *
table_of_owner(const RowWriter *writer, const OpenTable *table)
{
	for (int n = 0; n < writer->count && &writer->tables[n] != table; n++)
	{
		const TriggerDesc *triggers = writer->tables[n].result->ri_TrigDesc;

		if (writer->given[n] == table->columns->owner &&
			!(triggers && triggers->trig_insert_before_row))
			return &writer->tables[n];
	}
	return NULL;
}

/* That the owner is there: its writer holds it. Any other foreign key has its say. */
static bool
is_sure(const OpenTable *table, const OpenTable *owner, const Trigger *trigger)
{
	int column = table->columns->place[table->columns->owned_by] + 1;
	ListCell *cell;

	if (trigger->tgfoid != F_RI_FKEY_CHECK_INS && trigger->tgfoid != F_RI_FKEY_CHECK_UPD)
		return false;
	foreach (cell, RelationGetFKeyList(table->result->ri_RelationDesc))
	{
		const ForeignKeyCacheInfo *key = lfirst(cell);

		if (key->conoid == trigger->tgconstraint)
			return key->nkeys == 1 && key->confrelid == owner->relid && key->conkey[0] == column &&
				   key->confkey[0] == owner->columns->place[0] + 1;
	}
	return false;
}

static bool
any_after_row(const TriggerDesc *triggers, int16 event)
{
	for (int i = 0; i < triggers->numtriggers; i++)
		if (TRIGGER_TYPE_MATCHES(triggers->triggers[i].tgtype, TRIGGER_TYPE_ROW, TRIGGER_TYPE_AFTER,
								 event))
			return true;
	return false;
}

/* That nobody refers to an id that goes: ids never change. */
static bool
asks_who_refers_to_id(const OpenTable *table, const Trigger *trigger)
{
	Relation relation = table->result->ri_RelationDesc;
	int id = table->columns->place[0] + 1 - FirstLowInvalidHeapAttributeNumber;

	return RI_FKey_trigger_type(trigger->tgfoid) == RI_TRIGGER_PK &&
		   TRIGGER_FOR_UPDATE(trigger->tgtype) &&
		   trigger->tgconstrindid == dkis_primary_key_index(relation) &&
		   bms_equal(RelationGetIndexAttrBitmap(relation, INDEX_ATTR_BITMAP_PRIMARY_KEY),
					 bms_make_singleton(id));
}

static void
drop_sure_checks(const RowWriter *writer, OpenTable *table)
{
	const OpenTable *owner = table->columns->owner ? table_of_owner(writer, table) : NULL;
	TriggerDesc *triggers = table->result->ri_TrigDesc; /* a copy, ours */
	int kept = 0;

	if (triggers == NULL)
		return;
	for (int i = 0; i < triggers->numtriggers; i++)
		if (!(owner && is_sure(table, owner, &triggers->triggers[i])) &&
			!asks_who_refers_to_id(table, &triggers->triggers[i]))
			triggers->triggers[kept++] = triggers->triggers[i];
	triggers->numtriggers = kept;
	triggers->trig_insert_after_row = any_after_row(triggers, TRIGGER_TYPE_INSERT);
	triggers->trig_update_after_row = any_after_row(triggers, TRIGGER_TYPE_UPDATE);
}

static void
prepare_table(RowWriter *writer, int n, Relation relation)
{
	OpenTable *table = &writer->tables[n];
	EState *estate = writer->estate;

	table->columns = writer->given[n];
	table->relid = RelationGetRelid(relation);
	table->result = makeNode(ResultRelInfo);
	InitResultRelInfo(table->result, relation, n + 1, NULL, 0);
	drop_sure_checks(writer, table);
	ExecOpenIndices(table->result, false);
	table->indexes = palloc(sizeof(Oid) * table->result->ri_NumIndices);
	for (int i = 0; i < table->result->ri_NumIndices; i++)
	{
		table->indexes[i] = RelationGetRelid(table->result->ri_IndexRelationDescs[i]);
		table->result->ri_IndexRelationInfo[i]->ii_Context = writer->access;
	}
	/* Where triggers look for it. */
	estate->es_opened_result_relations = lappend(estate->es_opened_result_relations, table->result);
	/* With what rows hold that are older than a column: its default of then. */
	table->shape = CreateTupleDescCopyConstr(RelationGetDescr(relation));
	table->old_slot = make_slot(table);
	table->new_slot = make_slot(table);
	prepare_beyond(table, relation, estate);
}

/* Each is asked of every row where others' triggers may come between. */
static void
prepare_keys(RowWriter *writer)
{
	for (int n = 0; n < writer->count; n++)
		if (!foreign_keys_undisturbed(writer->tables[n].result->ri_TrigDesc))
			return;
	for (int n = 0; n < writer->count; n++)
		writer->tables[n].keys = foreign_keys_make(writer->tables[n].result);
}

/* In the current context's care; its relations are then open. */
static RowWriter *
prepare_writer(RowRelation *const *tables, int count)
{
	EState *estate = CreateExecutorState();
	MemoryContext before = MemoryContextSwitchTo(estate->es_query_cxt);
	RowWriter *writer = palloc0(offsetof(RowWriter, tables) + sizeof(OpenTable) * count);
	Relation *relations = palloc(sizeof(Relation) * count);
	List *entries = NIL;
	List *permissions = NIL;

	writer->given = tables;
	writer->estate = estate;
	writer->access =
		AllocSetContextCreate(estate->es_query_cxt, "dkis access methods", ALLOCSET_SMALL_SIZES);
	writer->count = count;
	for (int n = 0; n < count; n++)
	{
		RangeTblEntry *entry;

		relations[n] = row_relation_open(tables[n], RowExclusiveLock);
		entry = entry_of(relations[n]);
		entries = lappend(entries, entry);
		dkis_add_permissions(&permissions, entry,
							 any_of_columns(relations[n]->trigdesc) ? columns_set(relations[n])
																	: NULL);
	}
	dkis_init_range_table(estate, entries, permissions);
	for (int n = 0; n < count; n++)
		prepare_table(writer, n, relations[n]);
	prepare_keys(writer);
	dkis_no_plan_to_recheck(&writer->epqstate, estate);
	MemoryContextSwitchTo(before);
	return writer;
}

static RowWriter *
keep_writer(RowRelation *const *tables, int count)
{
	MemoryContext before = MemoryContextSwitchTo(CacheMemoryContext);
	RowWriter *writer = prepare_writer(tables, count);

	MemoryContextSwitchTo(before);
	listen_once();
	writer->next = kept_writers;
	kept_writers = writer;
	return writer;
}

static void
discard(RowWriter *writer)
{
	for (RowWriter **link = &kept_writers; *link; link = &(*link)->next)
		if (*link == writer)
		{
			*link = writer->next;
			break;
		}
	FreeExecutorState(writer->estate);
}

static void
open_relations(RowWriter *writer)
{
	for (int n = 0; n < writer->count; n++)
	{
		OpenTable *table = &writer->tables[n];

		table->result->ri_RelationDesc = table_open(table->relid, RowExclusiveLock);
		row_relation_take(table->columns, table->result->ri_RelationDesc);
		for (int i = 0; i < table->result->ri_NumIndices; i++)
			table->result->ri_IndexRelationDescs[i] =
				index_open(table->indexes[i], RowExclusiveLock);
	}
}

static void
close_relations(RowWriter *writer)
{
	for (int n = 0; n < writer->count; n++)
	{
		ResultRelInfo *result = writer->tables[n].result;

		for (int i = 0; i < result->ri_NumIndices; i++)
		{
			dkis_index_insert_cleanup(result->ri_IndexRelationDescs[i],
									  result->ri_IndexRelationInfo[i]);
			/* What an access method keeps may point into the relation. */
			result->ri_IndexRelationInfo[i]->ii_AmCache = NULL;
			index_close(result->ri_IndexRelationDescs[i], NoLock);
		}
		table_close(result->ri_RelationDesc, NoLock);
	}
	MemoryContextReset(writer->access);
}

/* The kept one with its relations open, unless a change has made it stale. */
static RowWriter *
open_kept(RowRelation *const *tables)
{
	RowWriter *writer = kept_writers;

	while (writer && writer->given != tables)
		writer = writer->next;
	if (writer == NULL)
		return NULL;
	if (!writer->stale)
		open_relations(writer); /* whoever locks hears of changes */
	else
	{
		discard(writer);
		return NULL;
	}
	if (!writer->stale)
		return writer;
	close_relations(writer);
	discard(writer);
	return NULL;
}

static bool
is_in_use(RowRelation *const *tables)
{
	for (RowWriter *writer = kept_writers; writer; writer = writer->next)
		if (writer->given == tables && writer->in_use)
			return true;
	return false;
}

RowWriter *
writer_open(RowRelation *const *tables, int count)
{
	RowWriter *writer;

	if (is_in_use(tables))
		writer = prepare_writer(tables, count);
	else
	{
		writer = open_kept(tables);
		if (writer == NULL)
			writer = keep_writer(tables, count);
	}
	writer->in_use = true;
	writer->user = GetCurrentSubTransactionId();
	writer->estate->es_output_cid = GetCurrentCommandId(true);
	AfterTriggerBeginQuery();
	return writer;
}

/* ---- writing ------------------------------------------------------------------------ */

static void
fill_slot(OpenTable *table, TupleTableSlot *slot, const Row *row)
{
	ExecStoreAllNullTuple(slot);
	row_spread(row, table->columns, slot->tts_values, slot->tts_isnull);
}

/* What the row does not have, in a new row. */
static void
take_defaults(OpenTable *table, TupleTableSlot *slot, EState *estate)
{
	for (int n = 0; n < table->beyond_count; n++)
	{
		int i = table->beyond[n];

		if (table->defaults[n])
			slot->tts_values[i] = ExecEvalExprSwitchContext(
				table->defaults[n], GetPerTupleExprContext(estate), &slot->tts_isnull[i]);
	}
}

/* What waits goes to the heap together, then to indexes and triggers row by row. */
static void
flush(RowWriter *writer, OpenTable *table)
{
	ResultRelInfo *result = table->result;

	if (table->waiting_count == 0)
		return;
	table_multi_insert(result->ri_RelationDesc, table->waiting, table->waiting_count,
					   writer->estate->es_output_cid, 0, NULL);
	for (int i = 0; i < table->waiting_count; i++)
	{
		TupleTableSlot *slot = table->waiting[i];
		List *recheck = NIL;

		if (result->ri_NumIndices > 0)
			recheck = dkis_insert_index_tuples(result, slot, writer->estate);
		foreign_keys_pass_over(table->keys, table->sure[i]);
		ExecARInsertTriggers(writer->estate, result, slot, recheck, NULL);
		foreign_keys_ask_again(table->keys, table->sure[i]);
		ExecClearTuple(slot);
		ResetPerTupleExprContext(writer->estate);
	}
	table->waiting_count = 0;
}

static TupleTableSlot *
next_slot(RowWriter *writer, OpenTable *table)
{
	TupleTableSlot **slot = &table->waiting[table->waiting_count];
	MemoryContext before = MemoryContextSwitchTo(writer->estate->es_query_cxt);

	if (*slot == NULL)
		*slot = make_slot(table);
	MemoryContextSwitchTo(before);
	return *slot;
}

/* Generated columns and checks. */
static void
compute_and_check(OpenTable *table, TupleTableSlot *slot, EState *estate, CmdType command)
{
	TupleConstr *constraints = RelationGetDescr(table->result->ri_RelationDesc)->constr;

	slot->tts_tableOid = table->relid;
	if (constraints && constraints->has_generated_stored)
		ExecComputeStoredGenerated(table->result, estate, slot, command);
	if (constraints)
		ExecConstraints(table->result, slot, estate);
}

/* Then the row owns what it consists of. */
static void
complete_row(OpenTable *table, TupleTableSlot *slot, EState *estate)
{
	compute_and_check(table, slot, estate, CMD_INSERT);
	table->sure[table->waiting_count] = foreign_keys_sure(table->keys, slot);
	ExecMaterializeSlot(slot);
	table->waiting_count++;
}

/* A BEFORE trigger may look at what was written before its row: then nothing waits. */
bool
writer_insert(RowWriter *writer, int n, const Row *row)
{
	OpenTable *table = &writer->tables[n];
	EState *estate = writer->estate;
	ResultRelInfo *result = table->result;
	bool before_row = result->ri_TrigDesc && result->ri_TrigDesc->trig_insert_before_row;
	MemoryContext before = MemoryContextSwitchTo(GetPerTupleMemoryContext(estate));
	TupleTableSlot *slot = next_slot(writer, table);
	bool goes_in;

	fill_slot(table, slot, row);
	take_defaults(table, slot, estate);
	goes_in = !before_row || ExecBRInsertTriggers(estate, result, slot);
	if (goes_in)
		complete_row(table, slot, estate);
	MemoryContextSwitchTo(before);
	ResetPerTupleExprContext(estate);
	if (before_row || table->waiting_count == INSERT_BUFFER)
		flush(writer, table);
	return goes_in;
}

/* Columns beyond the row's stay as they are in the table. */
static void
keep_beyond(OpenTable *table)
{
	if (table->beyond_count == 0)
		return;
	slot_getallattrs(table->old_slot);
	for (int n = 0; n < table->beyond_count; n++)
	{
		int i = table->beyond[n];

		table->new_slot->tts_values[i] = table->old_slot->tts_values[i];
		table->new_slot->tts_isnull[i] = table->old_slot->tts_isnull[i];
	}
}

static bool
has_before_update(const OpenTable *table)
{
	return table->result->ri_TrigDesc && table->result->ri_TrigDesc->trig_update_before_row;
}

/* The row as it was, where somebody asks for it; else its place will do. */
static void
fetch_old(OpenTable *table, const ItemPointerData *at)
{
	Relation relation = table->result->ri_RelationDesc;

	table->old_slot->tts_tid = *at;
	if (table->beyond_count == 0 && !has_before_update(table) &&
		!foreign_keys_of_changes(table->keys))
		return;
	if (!table_tuple_fetch_row_version(relation, (ItemPointer) at, SnapshotAny, table->old_slot))
		elog(ERROR, "a locked row of \"%s\" has gone", RelationGetRelationName(relation));
}

/* As ExecSimpleRelationUpdate(), but that foreign keys which were kept are not asked again. */
static void
write_change(RowWriter *writer, OpenTable *table)
{
	ResultRelInfo *result = table->result;
	TupleTableSlot *slot = table->new_slot;
	ItemPointer at = &table->old_slot->tts_tid;
	bool unchanged = table->updated < TOLD_UNCHANGED;
	uint32 kept = foreign_keys_kept(table->keys, table->old_slot, slot);
	IndexesWritten indexes;
	List *recheck = NIL;

	if (table->updated++ == 0)
		CheckCmdReplicaIdentity(result->ri_RelationDesc, CMD_UPDATE);
	compute_and_check(table, slot, writer->estate, CMD_UPDATE);
	simple_table_tuple_update(result->ri_RelationDesc, at, slot, InvalidSnapshot, &indexes);
	if (result->ri_NumIndices > 0 && dkis_any_index(indexes))
		recheck = dkis_update_index_tuples(result, slot, writer->estate, indexes, unchanged);
	foreign_keys_pass_over(table->keys, kept);
	ExecARUpdateTriggers(writer->estate, result, NULL, NULL, at, NULL, slot, recheck, NULL, false);
	foreign_keys_ask_again(table->keys, kept);
}

void
writer_update(RowWriter *writer, int n, const ItemPointerData *at, const Row *row)
{
	OpenTable *table = &writer->tables[n];
	MemoryContext before = MemoryContextSwitchTo(GetPerTupleMemoryContext(writer->estate));

	fill_slot(table, table->new_slot, row);
	fetch_old(table, at);
	keep_beyond(table);
	if (has_before_update(table))
		ExecSimpleRelationUpdate(table->result, writer->estate, &writer->epqstate, table->old_slot,
								 table->new_slot);
	else
		write_change(writer, table);
	ExecClearTuple(table->old_slot);
	MemoryContextSwitchTo(before);
	ResetPerTupleExprContext(writer->estate);
}

/*
 * Slots that triggers were given hold the relation's own descriptor; functions
 * of triggers remember things in memory that goes.
 */
static void
forget_triggers(RowWriter *writer)
{
	EState *estate = writer->estate;

	ListCell *cell;

	foreach (cell, estate->es_tupleTable)
	{
		TupleTableSlot *slot = lfirst(cell);

		ExecClearTuple(slot);
		ReleaseTupleDesc(slot->tts_tupleDescriptor);
		pfree(slot);
	}
	list_free(estate->es_tupleTable);
	estate->es_tupleTable = NIL;
	for (int n = 0; n < writer->count; n++)
	{
		ResultRelInfo *result = writer->tables[n].result;

		result->ri_TrigOldSlot = result->ri_TrigNewSlot = result->ri_ReturningSlot = NULL;
		if (result->ri_TrigDesc)
			memset(result->ri_TrigFunctions, 0,
				   sizeof(FmgrInfo) * result->ri_TrigDesc->numtriggers);
	}
}

/* One large statement shall not cost the session memory for ever. */
static void
forget_rows(OpenTable *table)
{
	ExecClearTuple(table->old_slot);
	ExecClearTuple(table->new_slot);
	table->updated = 0;
	foreign_keys_forget(table->keys);
	for (int i = KEPT_SLOTS; i < INSERT_BUFFER && table->waiting[i]; i++)
	{
		pfree(table->waiting[i]);
		table->waiting[i] = NULL;
	}
}

void
writer_close(RowWriter *writer)
{
	bool kept = false;

	for (int n = 0; n < writer->count; n++)
	{
		flush(writer, &writer->tables[n]);
		forget_rows(&writer->tables[n]);
	}
	CommandCounterIncrement();
	AfterTriggerEndQuery(writer->estate);
	EvalPlanQualEnd(&writer->epqstate);
	forget_triggers(writer);
	close_relations(writer);
	writer->in_use = false;
	for (RowWriter *each = kept_writers; each; each = each->next)
		kept |= each == writer;
	if (!kept)
		FreeExecutorState(writer->estate);
}

/* ---- finding ------------------------------------------------------------------------- */

static void
search_begin(RowSearch *search, Relation table, Oid index, int columns)
{
	search->table = table;
	search->columns = columns;
	search->index = index_open(index, AccessShareLock);
	search->slot = table_slot_create(table, NULL);
	search->scan = dkis_index_beginscan(table, search->index, GetActiveSnapshot(), columns);
}

void
search_begin_by_id(RowSearch *search, Relation table)
{
	search_begin(search, table, dkis_primary_key_index(table), 1);
}

void
search_begin_named(RowSearch *search, Relation table, const char *index, int columns)
{
	search_begin(search, table, get_relname_relid(index, RelationGetNamespace(table)), columns);
}

static RegProcedure
equal_of(Oid type)
{
	switch (type)
	{
		case INT4OID: return F_INT4EQ;
		case INT8OID: return F_INT8EQ;
		case TEXTOID: return F_TEXTEQ;
		case NAMEOID: return F_NAMEEQ;
	}
	elog(ERROR, "rows cannot be sought by a key of type %u", type);
}

static void
equal_keys(const RowSearch *search, const Datum *key, ScanKeyData *keys, int count)
{
	for (int i = 0; i < count; i++)
		ScanKeyEntryInitialize(&keys[i], 0, i + 1, BTEqualStrategyNumber, InvalidOid,
							   search->index->rd_indcollation[i],
							   equal_of(search->index->rd_opcintype[i]), key[i]);
}

void
search_for(RowSearch *search, const Datum *key)
{
	ScanKeyData keys[INDEX_MAX_KEYS];

	equal_keys(search, key, keys, search->columns);
	index_rescan(search->scan, keys, search->columns, NULL, 0);
}

void
search_since(RowSearch *search, const Datum *key, TimestampTz since)
{
	ScanKeyData keys[INDEX_MAX_KEYS];
	int last = search->columns - 1;

	equal_keys(search, key, keys, last);
	ScanKeyInit(&keys[last], last + 1, BTGreaterEqualStrategyNumber, F_TIMESTAMPTZ_GE,
				TimestampTzGetDatum(since));
	index_rescan(search->scan, keys, search->columns, NULL, 0);
}

bool
search_next(RowSearch *search)
{
	return index_getnext_slot(search->scan, ForwardScanDirection, search->slot);
}

bool
search_newest(RowSearch *search)
{
	return index_getnext_slot(search->scan, BackwardScanDirection, search->slot);
}

HeapTuple
search_row(const RowSearch *search)
{
	HeapTuple row = ExecCopySlotHeapTuple(search->slot);

	row->t_self = search->slot->tts_tid;
	return row;
}

void
search_end(RowSearch *search)
{
	index_endscan(search->scan);
	ExecDropSingleTupleTableSlot(search->slot);
	index_close(search->index, NoLock);
}

static void
refuse_changed_since(void)
{
	ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					errmsg("could not serialize access due to concurrent update")));
}

/* The newest version comes into the slot. */
static bool
lock_slot(Relation table, ItemPointerData at, TupleTableSlot *slot, LockWaitPolicy policy)
{
	uint8 flags = IsolationUsesXactSnapshot() ? 0 : TUPLE_LOCK_FLAG_FIND_LAST_VERSION;
	TM_FailureData failure;
	TM_Result result =
		table_tuple_lock(table, &at, GetActiveSnapshot(), slot, GetCurrentCommandId(false),
						 LockTupleNoKeyExclusive, policy, flags, &failure);

	switch (result)
	{
		case TM_Ok: return true;
		case TM_WouldBlock: return false;
		case TM_Deleted:
			if (IsolationUsesXactSnapshot())
				refuse_changed_since();
			return false;
		case TM_Updated: refuse_changed_since(); return false;
		default:
			elog(ERROR, "a row of \"%s\" cannot be locked (%d)", RelationGetRelationName(table),
				 (int) result);
	}
}

HeapTuple
table_lock_row(Relation table, const ItemPointerData *at, LockWaitPolicy policy)
{
	TupleTableSlot *slot = table_slot_create(table, NULL);
	HeapTuple found = NULL;

	if (lock_slot(table, *at, slot, policy))
	{
		found = ExecCopySlotHeapTuple(slot);
		found->t_self = slot->tts_tid;
	}
	ExecDropSingleTupleTableSlot(slot);
	return found;
}

/* ---- one row ------------------------------------------------------------------------------ */

/* As the active snapshot shows it; row NULL: its place alone is wanted. */
static bool
find_first(Relation table, const char *index, int columns, const Datum *key, ItemPointerData *at,
		   HeapTuple *row)
{
	RowSearch search;
	bool found;

	if (index)
		search_begin_named(&search, table, index, columns);
	else
		search_begin_by_id(&search, table);
	search_for(&search, key);
	found = search_next(&search);
	if (found)
		*at = search.slot->tts_tid;
	if (found && row)
		*row = search_row(&search);
	search_end(&search); /* whoever waits for a lock holds no page */
	return found;
}

bool
table_find(RowRelation *relation, const char *index, int columns, const Datum *key, Row *row)
{
	Relation table = row_relation_open(relation, AccessShareLock);
	ItemPointerData at;
	HeapTuple tuple;
	bool found;

	PushActiveSnapshot(GetTransactionSnapshot());
	found = find_first(table, index, columns, key, &at, row ? &tuple : NULL);
	PopActiveSnapshot();
	if (found && row)
		row_of_tuple(row, relation, tuple, RelationGetDescr(table));
	table_close(table, NoLock);
	return found;
}

static bool
take_by_id(RowRelation *relation, int64 id, Row *row, ItemPointerData *at)
{
	Relation table = row_relation_open(relation, RowExclusiveLock);
	Datum key = Int64GetDatum(id);
	HeapTuple locked = NULL;

	PushActiveSnapshot(GetTransactionSnapshot());
	if (find_first(table, NULL, 1, &key, at, NULL))
		locked = table_lock_row(table, at, LockWaitBlock);
	PopActiveSnapshot();
	if (locked)
	{
		row_of_tuple(row, relation, locked, RelationGetDescr(table));
		*at = locked->t_self;
	}
	table_close(table, NoLock);
	return locked != NULL;
}

bool
table_lock_by_id(RowRelation *relation, int64 id, Row *row)
{
	ItemPointerData at;

	return take_by_id(relation, id, row, &at);
}

bool
table_insert(RowRelation *const *tables, const Row *row)
{
	RowWriter *writer = writer_open(tables, 1);
	bool goes_in = writer_insert(writer, 0, row);

	writer_close(writer);
	return goes_in;
}

void
table_update_by_id(RowRelation *const *tables, const Row *row)
{
	RowWriter *writer;
	ItemPointerData at;
	Row stored;

	if (!take_by_id(tables[0], row_int64(row, 0), &stored, &at))
		return;
	writer = writer_open(tables, 1);
	writer_update(writer, 0, &at, row);
	writer_close(writer);
}

bool
table_tells_statements(RowRelation *relation)
{
	Relation table = row_relation_open(relation, AccessShareLock);
	const TriggerDesc *triggers = table->trigdesc;
	bool tells = triggers &&
				 (triggers->trig_insert_before_statement || triggers->trig_insert_after_statement ||
				  triggers->trig_update_before_statement || triggers->trig_update_after_statement ||
				  triggers->trig_insert_new_table || triggers->trig_update_old_table ||
				  triggers->trig_update_new_table);

	table_close(table, NoLock);
	return tells;
}

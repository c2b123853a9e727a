#include "pg/base/read.h"

#include "access/relation.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "pg/base/query.h"

void
readings_begin(void)
{
	PushActiveSnapshot(query_newest_snapshot());
}

void
readings_end(void)
{
	PopActiveSnapshot();
}

void
reading_begin(Reading *reading, RowRelation *relation, const char *index, int columns)
{
	Relation table = row_relation_open(relation, AccessShareLock);

	reading->relation = relation;
	search_begin_named(&reading->search, table, index, columns);
}

void
reading_for(Reading *reading, const Datum *key)
{
	search_for(&reading->search, key);
}

bool
reading_next(Reading *reading, Row *row)
{
	const RowRelation *relation = reading->relation;
	TupleTableSlot *slot = reading->search.slot;

	if (!search_next(&reading->search))
		return false;
	slot_getallattrs(slot);
	row_clear(row);
	for (int number = 0; number < relation->count; number++)
	{
		row->values[number] = slot->tts_values[relation->place[number]];
		row->nulls[number] = slot->tts_isnull[relation->place[number]];
	}
	return true;
}

/* The lock stays until the transaction ends, as a query's does. */
void
reading_end(Reading *reading)
{
	Relation table = reading->search.table;

	search_end(&reading->search);
	table_close(table, NoLock);
}

/* ---- values ------------------------------------------------------------------------- */

char *
row_keep_text(const Row *row, int column, MemoryContext context)
{
	MemoryContext before = MemoryContextSwitchTo(context);
	char *text = row_text(row, column);

	MemoryContextSwitchTo(before);
	return text;
}

List *
row_keep_words(const Row *row, int column, MemoryContext context)
{
	List *list = NIL;
	Datum *words;
	int count;
	MemoryContext before;

	if (row->nulls[column])
		return NIL;
	deconstruct_array(DatumGetArrayTypeP(row->values[column]), TEXTOID, -1, false, TYPALIGN_INT,
					  &words, NULL, &count);
	before = MemoryContextSwitchTo(context);
	for (int i = 0; i < count; i++)
		list = lappend(list, TextDatumGetCString(words[i]));
	MemoryContextSwitchTo(before);
	return list;
}

bool
row_bool(const Row *row, int column)
{
	return !row->nulls[column] && DatumGetBool(row->values[column]);
}

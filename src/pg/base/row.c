#include "pg/base/row.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "catalog/namespace.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "pg/base/module.h"

/* ---- where a relation has its columns ---------------------------------------------- */

/* Every RowRelation that was ever looked up in this session. */
static RowRelation *watched_relations;

/* May run at almost any moment: only marks. */
static void
relation_may_differ(Datum argument, Oid relid)
{
	for (RowRelation *relation = watched_relations; relation; relation = relation->next)
		if (relid == InvalidOid || relid == relation->relid)
			relation->known = false;
}

static void
watch(RowRelation *relation)
{
	if (watched_relations == NULL)
		CacheRegisterRelcacheCallback(relation_may_differ, (Datum) 0);
	relation->watched = true;
	relation->next = watched_relations;
	watched_relations = relation;
}

static bool
type_is_named(Oid type, const char *name)
{
	HeapTuple row = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	bool same;

	if (!HeapTupleIsValid(row))
		return false;
	same = strcmp(NameStr(((Form_pg_type) GETSTRUCT(row))->typname), name) == 0;
	ReleaseSysCache(row);
	return same;
}

static void
refuse_relation(const RowRelation *relation, const Column *column)
{
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
					errmsg("%s.%s tidak mempunyai kolom \"%s\" bertipe %s", relation->schema,
						   relation->name, column->name, column->type),
					errdetail("Pustaka dkis %s; skrip ekstensi %s.", DKIS_VERSION,
							  module_script_version()),
					errhint("Samakan keduanya: ALTER EXTENSION dkis UPDATE, atau sambungkan ulang "
							"sesi ini sesudah pembaruan.")));
}

static void
place_column(RowRelation *relation, TupleDesc columns, int number)
{
	const Column *column = &relation->columns[number];

	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(columns, i);

		if (attribute->attisdropped || strcmp(NameStr(attribute->attname), column->name) != 0)
			continue;
		if (!type_is_named(attribute->atttypid, column->type))
			break;
		relation->place[number] = i;
		relation->type[number] = attribute->atttypid;
		relation->length[number] = attribute->attlen;
		relation->by_value[number] = attribute->attbyval;
		return;
	}
	refuse_relation(relation, column);
}

/* An older script has none. */
static void
place_alias(RowRelation *relation, TupleDesc columns)
{
	relation->alias_place = -1;
	if (relation->alias == NULL)
		return;
	for (int i = 0; i < columns->natts; i++)
		if (strcmp(NameStr(TupleDescAttr(columns, i)->attname), relation->alias) == 0 &&
			TupleDescAttr(columns, i)->atttypid == relation->type[relation->alias_of])
			relation->alias_place = i;
}

static bool
is_whole(const RowRelation *relation, TupleDesc columns)
{
	for (int i = 0; i < columns->natts; i++)
		if (!row_relation_has(relation, i))
			return false;
	return true;
}

void
row_relation_take(RowRelation *relation, Relation opened)
{
	Oid relid = RelationGetRelid(opened);

	if (relation->known && relation->relid == relid)
		return;
	if (strcmp(RelationGetRelationName(opened), relation->name) != 0 ||
		RelationGetNamespace(opened) != get_namespace_oid(relation->schema, false))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("trigger ini hanya untuk %s.%s", relation->schema, relation->name)));
	module_require_script();
	if (!relation->watched)
		watch(relation);
	if (relation->listed)
		FreeTupleDesc(relation->listed);
	relation->listed = NULL;
	relation->relid = relid;
	relation->known = true; /* a message while we look takes it back */
	for (int number = 0; number < relation->count; number++)
		place_column(relation, RelationGetDescr(opened), number);
	place_alias(relation, RelationGetDescr(opened));
	relation->whole = is_whole(relation, RelationGetDescr(opened));
}

Relation
row_relation_open(RowRelation *relation, LOCKMODE lock)
{
	Oid relid = get_relname_relid(relation->name, get_namespace_oid(relation->schema, false));
	Relation opened;

	if (!OidIsValid(relid))
		elog(ERROR, "%s.%s does not exist", relation->schema, relation->name);
	opened = relation_open(relid, lock);
	row_relation_take(relation, opened);
	return opened;
}

void
row_relation_find(RowRelation *relation)
{
	if (!relation->known)
		relation_close(row_relation_open(relation, AccessShareLock), NoLock);
}

bool
row_relation_has(const RowRelation *relation, int place)
{
	for (int number = 0; number < relation->count; number++)
		if (relation->place[number] == place)
			return true;
	return relation->alias != NULL && relation->alias_place == place;
}

/* Looking the types up costs more than a short statement should pay. */
static void
make_listed(RowRelation *relation)
{
	MemoryContext before = MemoryContextSwitchTo(CacheMemoryContext);
	TupleDesc columns = CreateTemplateTupleDesc(relation->count);

	for (int number = 0; number < relation->count; number++)
		TupleDescInitEntry(columns, number + 1, relation->columns[number].name,
						   relation->type[number], -1, 0);
	relation->listed = columns;
	MemoryContextSwitchTo(before);
}

TupleDesc
row_relation_columns(RowRelation *relation)
{
	row_relation_find(relation);
	if (relation->listed == NULL)
		make_listed(relation);
	return CreateTupleDescCopy(relation->listed);
}

void
row_of_tuple(Row *row, RowRelation *relation, HeapTuple tuple, TupleDesc columns)
{
	Datum *values = palloc(sizeof(Datum) * columns->natts);
	bool *nulls = palloc(sizeof(bool) * columns->natts);

	row_relation_find(relation);
	row_clear(row);
	heap_deform_tuple(tuple, columns, values, nulls);
	for (int number = 0; number < relation->count; number++)
	{
		row->values[number] = values[relation->place[number]];
		row->nulls[number] = nulls[relation->place[number]];
	}
	pfree(values);
	pfree(nulls);
}

void
row_spread(const Row *row, const RowRelation *relation, Datum *values, bool *nulls)
{
	for (int number = 0; number < relation->count; number++)
	{
		values[relation->place[number]] = row->values[number];
		nulls[relation->place[number]] = row->nulls[number];
	}
	if (relation->alias != NULL && relation->alias_place >= 0)
	{
		values[relation->alias_place] = row->values[relation->alias_of];
		nulls[relation->alias_place] = row->nulls[relation->alias_of];
	}
}

HeapTuple
row_to_tuple(const Row *row, RowRelation *relation, HeapTuple like, TupleDesc columns)
{
	Datum *values = palloc0(sizeof(Datum) * columns->natts);
	bool *nulls = palloc(sizeof(bool) * columns->natts);

	memset(nulls, true, sizeof(bool) * columns->natts);
	if (like)
		heap_deform_tuple(like, columns, values, nulls);
	row_relation_find(relation);
	row_spread(row, relation, values, nulls);
	return heap_form_tuple(columns, values, nulls);
}

/* ---- rows ---------------------------------------------------------------------------- */

void
row_clear(Row *row)
{
	for (int i = 0; i < ROW_COLUMNS; i++)
		row_set_null(row, i);
}

void
row_read(Row *row, HeapTuple tuple, TupleDesc columns, int count)
{
	Datum *values = palloc(sizeof(Datum) * columns->natts);
	bool *nulls = palloc(sizeof(bool) * columns->natts);

	if (columns->natts != count || count > ROW_COLUMNS)
		elog(ERROR, "%d columns instead of %d", columns->natts, count);
	heap_deform_tuple(tuple, columns, values, nulls);
	row_clear(row);
	memcpy(row->values, values, sizeof(Datum) * count);
	memcpy(row->nulls, nulls, sizeof(bool) * count);
	pfree(values);
	pfree(nulls);
}

void
row_store(const Row *row, TupleDesc columns, Tuplestorestate *store)
{
	Assert(columns->natts <= ROW_COLUMNS);
	tuplestore_putvalues(store, columns, (Datum *) row->values, (bool *) row->nulls);
}

void
row_set_text(Row *row, int column, const char *text)
{
	if (text)
		row_set(row, column, CStringGetTextDatum(text));
	else
		row_set_null(row, column);
}

void
row_set_time(Row *row, int column, TimestampTz at)
{
	if (at == DT_NOEND)
		row_set_null(row, column);
	else
		row_set(row, column, TimestampTzGetDatum(at));
}

TimestampTz
row_time(const Row *row, int column)
{
	return row->nulls[column] ? DT_NOEND : DatumGetTimestampTz(row->values[column]);
}

char *
row_text(const Row *row, int column)
{
	return row->nulls[column] ? NULL : TextDatumGetCString(row->values[column]);
}

int64
row_int64(const Row *row, int column)
{
	return DatumGetInt64(row->values[column]);
}

bool
row_text_is(const Row *row, int column, const char *word)
{
	text *stored;

	if (row->nulls[column])
		return false;
	stored = DatumGetTextPP(row->values[column]);
	return VARSIZE_ANY_EXHDR(stored) == strlen(word) &&
		   memcmp(VARDATA_ANY(stored), word, strlen(word)) == 0;
}

/* Programs that count in milliseconds cut the rest off, or round it. */
static bool
same_instant(TimestampTz stored, TimestampTz asked)
{
	if (TIMESTAMP_NOT_FINITE(stored) || TIMESTAMP_NOT_FINITE(asked) || asked % 1000 != 0)
		return stored == asked;
	return stored - asked < 1000 && asked - stored < 1000;
}

static bool
equal_by_type(Oid type, Datum a, Datum b)
{
	TypeCacheEntry *entry = lookup_type_cache(type, TYPECACHE_EQ_OPR_FINFO);

	return OidIsValid(entry->eq_opr_finfo.fn_oid) &&
		   DatumGetBool(FunctionCall2Coll(&entry->eq_opr_finfo, DEFAULT_COLLATION_OID, a, b));
}

bool
row_equal(const Row *stored, const Row *asked, int column, const RowRelation *relation)
{
	Datum a = stored->values[column];
	Datum b = asked->values[column];

	if (stored->nulls[column] || asked->nulls[column])
		return stored->nulls[column] == asked->nulls[column];
	if (datum_image_eq(a, b, relation->by_value[column], relation->length[column]))
		return true;
	if (relation->type[column] == TIMESTAMPTZOID)
		return same_instant(DatumGetTimestampTz(a), DatumGetTimestampTz(b));
	return !relation->by_value[column] && relation->type[column] != TEXTOID &&
		   equal_by_type(relation->type[column], a, b);
}

uint64
row_changes(const Row *stored, const Row *asked, const RowRelation *relation)
{
	uint64 changes = 0;

	for (int column = 0; column < relation->count; column++)
		if (!row_equal(stored, asked, column, relation))
			changes |= ASKED(column);
	return changes;
}

void
row_merge(Row *row, const Row *from, uint64 columns)
{
	for (int column = 0; column < ROW_COLUMNS; column++)
		if (columns & ASKED(column))
			row_copy(row, from, column);
}

void
row_keep(Row *row, const Row *from, uint64 columns, const RowRelation *relation)
{
	row_clear(row);
	for (int column = 0; column < relation->count; column++)
		if ((columns & ASKED(column)) && !from->nulls[column])
			row_set(row, column,
					datumCopy(from->values[column], relation->by_value[column],
							  relation->length[column]));
}

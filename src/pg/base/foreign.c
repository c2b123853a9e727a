#include "pg/base/foreign.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "nodes/parsenodes.h"
#include "utils/datum.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#define MOST_KEYS 31 /* each twice, for new rows and for changes; any beyond are always asked */

typedef struct ForeignKey
{
	Trigger *trigger;
	char enabled;       /* as the trigger was found */
	bool of_changes;    /* asks of rows that change; else of new ones */
	bool null_is_right; /* MATCH SIMPLE */
	bool known;         /* the values below are some row's, whose check is queued */
	int count;
	AttrNumber columns[INDEX_MAX_KEYS];
	bool by_value[INDEX_MAX_KEYS];
	int16 lengths[INDEX_MAX_KEYS];
	Datum values[INDEX_MAX_KEYS];
} ForeignKey;

struct ForeignKeys
{
	MemoryContext context;
	int count;
	ForeignKey keys[FLEXIBLE_ARRAY_MEMBER];
};

static const ForeignKeyCacheInfo *
key_of_trigger(Relation relation, const Trigger *trigger)
{
	ListCell *cell;

	foreach (cell, RelationGetFKeyList(relation))
		if (((ForeignKeyCacheInfo *) lfirst(cell))->conoid == trigger->tgconstraint)
			return lfirst(cell);
	return NULL;
}

static bool
matches_simply(Oid constraint)
{
	HeapTuple row = SearchSysCache1(CONSTROID, ObjectIdGetDatum(constraint));
	bool simply;

	if (!HeapTupleIsValid(row))
		return false;
	simply = ((Form_pg_constraint) GETSTRUCT(row))->confmatchtype == FKCONSTR_MATCH_SIMPLE;
	ReleaseSysCache(row);
	return simply;
}

static void
add_key(ForeignKeys *keys, Trigger *trigger, const ForeignKeyCacheInfo *of, TupleDesc columns)
{
	ForeignKey *key = &keys->keys[keys->count++];

	key->trigger = trigger;
	key->enabled = trigger->tgenabled;
	key->of_changes = trigger->tgfoid == F_RI_FKEY_CHECK_UPD;
	key->null_is_right = matches_simply(trigger->tgconstraint);
	key->known = false;
	key->count = of->nkeys;
	for (int n = 0; n < of->nkeys; n++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, of->conkey[n] - 1);

		key->columns[n] = of->conkey[n];
		key->by_value[n] = column->attbyval;
		key->lengths[n] = column->attlen;
	}
}

static bool
is_others(const Trigger *trigger)
{
	return !trigger->tgisinternal && !TRIGGER_FOR_BEFORE(trigger->tgtype) &&
		   get_func_namespace(trigger->tgfoid) != get_namespace_oid("dkis_store", false);
}

bool
foreign_keys_undisturbed(const TriggerDesc *triggers)
{
	for (int i = 0; triggers && i < triggers->numtriggers; i++)
		if (is_others(&triggers->triggers[i]))
			return false;
	return true;
}

static bool
asks_at_once(const Trigger *trigger)
{
	return (trigger->tgfoid == F_RI_FKEY_CHECK_INS || trigger->tgfoid == F_RI_FKEY_CHECK_UPD) &&
		   !trigger->tgdeferrable;
}

ForeignKeys *
foreign_keys_make(ResultRelInfo *result)
{
	ForeignKeys *keys = palloc0(offsetof(ForeignKeys, keys) + sizeof(ForeignKey) * MOST_KEYS);
	TriggerDesc *triggers = result->ri_TrigDesc;

	keys->context = CurrentMemoryContext;
	for (int i = 0; triggers && i < triggers->numtriggers && keys->count < MOST_KEYS; i++)
	{
		Trigger *trigger = &triggers->triggers[i];
		const ForeignKeyCacheInfo *of =
			asks_at_once(trigger) ? key_of_trigger(result->ri_RelationDesc, trigger) : NULL;

		if (of)
			add_key(keys, trigger, of, RelationGetDescr(result->ri_RelationDesc));
	}
	return keys;
}

static void
forget_values(ForeignKey *key)
{
	for (int n = 0; key->known && n < key->count; n++)
		if (!key->by_value[n])
			pfree(DatumGetPointer(key->values[n]));
	key->known = false;
}

static void
keep_values(ForeignKey *key, const Datum *values, MemoryContext context)
{
	MemoryContext before = MemoryContextSwitchTo(context);

	forget_values(key);
	for (int n = 0; n < key->count; n++)
		key->values[n] = datumCopy(values[n], key->by_value[n], key->lengths[n]);
	key->known = true;
	MemoryContextSwitchTo(before);
}

/* If it is not, its check is queued next. */
static bool
need_not_be_asked(ForeignKey *key, TupleTableSlot *row, MemoryContext context)
{
	Datum values[INDEX_MAX_KEYS];
	bool same = key->known;

	for (int n = 0; n < key->count; n++)
	{
		bool is_null;

		values[n] = slot_getattr(row, key->columns[n], &is_null);
		if (is_null)
			return key->null_is_right;
		same = same && datum_image_eq(key->values[n], values[n], key->by_value[n], key->lengths[n]);
	}
	if (!same)
		keep_values(key, values, context);
	return same;
}

uint32
foreign_keys_sure(ForeignKeys *keys, TupleTableSlot *row)
{
	uint32 sure = 0;

	for (int n = 0; keys && n < keys->count; n++)
		if (!keys->keys[n].of_changes && need_not_be_asked(&keys->keys[n], row, keys->context))
			sure |= (uint32) 1 << n;
	return sure;
}

bool
foreign_keys_of_changes(const ForeignKeys *keys)
{
	for (int n = 0; keys && n < keys->count; n++)
		if (keys->keys[n].of_changes)
			return true;
	return false;
}

static bool
is_kept(const ForeignKey *key, TupleTableSlot *before, TupleTableSlot *row)
{
	for (int n = 0; n < key->count; n++)
	{
		bool was_null;
		bool is_null;
		Datum was = slot_getattr(before, key->columns[n], &was_null);
		Datum is = slot_getattr(row, key->columns[n], &is_null);

		if (was_null != is_null)
			return false;
		if (!is_null && !datum_image_eq(was, is, key->by_value[n], key->lengths[n]))
			return false;
	}
	return true;
}

uint32
foreign_keys_kept(ForeignKeys *keys, TupleTableSlot *before, TupleTableSlot *row)
{
	uint32 kept = 0;

	for (int n = 0; keys && n < keys->count; n++)
		if (keys->keys[n].of_changes && is_kept(&keys->keys[n], before, row))
			kept |= (uint32) 1 << n;
	return kept;
}

void
foreign_keys_pass_over(ForeignKeys *keys, uint32 sure)
{
	for (int n = 0; sure >> n; n++)
		if (sure >> n & 1)
			keys->keys[n].trigger->tgenabled = TRIGGER_DISABLED;
}

void
foreign_keys_ask_again(ForeignKeys *keys, uint32 sure)
{
	for (int n = 0; sure >> n; n++)
		if (sure >> n & 1)
			keys->keys[n].trigger->tgenabled = keys->keys[n].enabled;
}

void
foreign_keys_forget(ForeignKeys *keys)
{
	for (int n = 0; keys && n < keys->count; n++)
		forget_values(&keys->keys[n]);
}

/*
 * PostgreSQL 15 to 19 as one: every difference between versions lives here,
 * nowhere else.
 */
#ifndef DKIS_PG_BASE_COMPAT_H
#define DKIS_PG_BASE_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000
#error "dkis needs PostgreSQL 15 or later"
#endif

/* 16 lets input functions report softly; before it, an error is an error. */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#define dkis_soft_error(fcinfo, dummy, ...) ereturn((fcinfo)->context, dummy, __VA_ARGS__)
#else
#define dkis_soft_error(fcinfo, dummy, ...) ereport(ERROR, __VA_ARGS__)
#endif

/* 16 moved varatt and friends out of postgres.h. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/*
 * 16 gives permissions, and with them the columns that are updated, a list of their own;
 * 18 tells which entries are in use.
 */
#if PG_VERSION_NUM >= 160000
#define dkis_add_permissions(permissions, entry, updated)                                          \
	(addRTEPermissionInfo(permissions, entry)->updatedCols = (updated))
#else
#define dkis_add_permissions(permissions, entry, updated)                                          \
	((void) (permissions), (entry)->updatedCols = (updated))
#endif
#if PG_VERSION_NUM >= 180000
#define dkis_init_range_table(estate, entries, permissions)                                        \
	ExecInitRangeTable(estate, entries, permissions, bms_add_range(NULL, 1, list_length(entries)))
#elif PG_VERSION_NUM >= 160000
#define dkis_init_range_table(estate, entries, permissions)                                        \
	ExecInitRangeTable(estate, entries, permissions)
#else
#define dkis_init_range_table(estate, entries, permissions) ExecInitRangeTable(estate, entries)
#endif

/* 18 can count what an index scan does, 19 is told how it scans. */
#if PG_VERSION_NUM >= 190000
#define dkis_index_beginscan(table, index, snapshot, n_keys)                                       \
	index_beginscan(table, index, snapshot, NULL, n_keys, 0, 0)
#define dkis_primary_key_index(table) RelationGetPrimaryKeyIndex(table, false)
#elif PG_VERSION_NUM >= 180000
#define dkis_index_beginscan(table, index, snapshot, n_keys)                                       \
	index_beginscan(table, index, snapshot, NULL, n_keys, 0)
#define dkis_primary_key_index(table) RelationGetPrimaryKeyIndex(table, false)
#else
#define dkis_index_beginscan(table, index, snapshot, n_keys)                                       \
	index_beginscan(table, index, snapshot, n_keys, 0)
#define dkis_primary_key_index(table) RelationGetPrimaryKeyIndex(table)
#endif

/* 16 can leave out indexes that only summarise, 19 says all of that in flags. */
#if PG_VERSION_NUM >= 190000
#define dkis_insert_index_tuples(result, slot, estate)                                             \
	ExecInsertIndexTuples(result, estate, 0, slot, NIL, NULL)
#define dkis_update_index_tuples(result, slot, estate, which, unchanged)                           \
	ExecInsertIndexTuples(result, estate,                                                          \
						  ((unchanged) ? EIIT_IS_UPDATE : 0) |                                     \
							  ((which) == TU_Summarizing ? EIIT_ONLY_SUMMARIZING : 0),             \
						  slot, NIL, NULL)
#elif PG_VERSION_NUM >= 160000
#define dkis_insert_index_tuples(result, slot, estate)                                             \
	ExecInsertIndexTuples(result, slot, estate, false, false, NULL, NIL, false)
#define dkis_update_index_tuples(result, slot, estate, which, unchanged)                           \
	ExecInsertIndexTuples(result, slot, estate, unchanged, false, NULL, NIL,                       \
						  (which) == TU_Summarizing)
#else
#define dkis_insert_index_tuples(result, slot, estate)                                             \
	ExecInsertIndexTuples(result, slot, estate, false, false, NULL, NIL)
#define dkis_update_index_tuples(result, slot, estate, which, unchanged)                           \
	ExecInsertIndexTuples(result, slot, estate, unchanged, false, NULL, NIL)
#endif
/* Which indexes an update writes to: before 16 all or none. */
#if PG_VERSION_NUM >= 160000
#include "access/tableam.h"
typedef TU_UpdateIndexes IndexesWritten;
#define dkis_any_index(which) ((which) != TU_None)
#else
typedef bool IndexesWritten;
#define dkis_any_index(which) (which)
#endif

/* 17 lets an index finish what it has gathered over several inserts. */
#if PG_VERSION_NUM >= 170000
#define dkis_index_insert_cleanup(index, info) index_insert_cleanup(index, info)
#else
#define dkis_index_insert_cleanup(index, info) ((void) 0)
#endif

/* 16 asks for the result relations. */
#if PG_VERSION_NUM >= 160000
#define dkis_no_plan_to_recheck(state, estate) EvalPlanQualInit(state, estate, NULL, NIL, -1, NIL)
#else
#define dkis_no_plan_to_recheck(state, estate) EvalPlanQualInit(state, estate, NULL, NIL, -1)
#endif

#if PG_VERSION_NUM >= 190000
#define dkis_make_slot(shape, callbacks) MakeTupleTableSlot(shape, callbacks, 0)
#else
#define dkis_make_slot(shape, callbacks) MakeTupleTableSlot(shape, callbacks)
#endif

/* 16 renamed it: the entry of one of the backends, counted from 1. */
#if PG_VERSION_NUM >= 160000
#define dkis_backend_status(i) (&pgstat_get_local_beentry_by_index(i)->backendStatus)
#else
#define dkis_backend_status(i) (&pgstat_fetch_stat_local_beentry(i)->backendStatus)
#endif

/* 18 writes this before a declaration, and has given up what stood after it. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn _Noreturn
#endif

/* 19's funcapi.h no longer brings it. */
#include "utils/tuplestore.h"

/* 19 keeps a jsonb that is being built in one struct, its result with it. */
#include "utils/jsonb.h"
#if PG_VERSION_NUM >= 190000
typedef JsonbInState JsonbBuilder;
#define jsonb_push(builder, token, value) pushJsonbValue((builder), (token), (value))
#else
typedef struct JsonbBuilder
{
	JsonbParseState *state;
	JsonbValue *result; /* once everything that was begun has ended */
} JsonbBuilder;
#define jsonb_push(builder, token, value)                                                          \
	((builder)->result = pushJsonbValue(&(builder)->state, (token), (value)))
#endif

#endif

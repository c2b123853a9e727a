/*
 * Rows of speaking views that are records rather than cases: a call, a unit, an
 * incident, a dispatch. A row trigger checks such a row and writes it to the
 * silent table at once, as the owner.
 */
#ifndef DKIS_PG_BASE_RECORD_H
#define DKIS_PG_BASE_RECORD_H

#include "pg/base/compat.h"

#include "commands/trigger.h"

#include "pg/base/identity.h"
#include "pg/base/module.h"
#include "pg/case/columns.h"

/* A silent table, and the view whose first columns are the table's. */
typedef struct RecordTable
{
	const char *name;
	int columns;
	const char *what;   /* as messages call such a row */
	CachedQuery insert; /* $1: a row of the table */
	CachedQuery update;
	CachedQuery lock; /* $1: its id */
} RecordTable;

/*
 * One firing of a row trigger, from record_enter() to record_leave(). Who asks
 * is read before the owner's rights are taken on; afterwards everybody would
 * look like the owner. Lives on the trigger function's stack.
 */
typedef struct RecordCall
{
	TriggerData *trigger;
	TupleDesc columns; /* of the view */
	Identity identity;
	OwnerScope scope;
} RecordCall;

extern void record_enter(RecordCall *call, FunctionCallInfo fcinfo);
extern void record_leave(RecordCall *call);
pg_noreturn extern void record_refuse_delete(const RecordTable *table, const char *hint);
/* SP008 for a column that is set among those that dkis decides. */
extern void record_refuse_given(const Row *row, TupleDesc columns, uint64 decided);
/* SP008 for a change of one of these columns. */
extern void record_refuse_changed(uint64 changes, TupleDesc columns, uint64 decided);
extern uint64 record_changes(const Row *old, const Row *asked, TupleDesc columns, int count);
/* Takes over the columns that changed. */
extern void record_merge(Row *row, const Row *asked, uint64 changes, int count);

/* The next id of the table's sequence. */
extern int64 record_next_id(const RecordTable *table);
/* All inside SPI, as the owner. Whether the row went in. */
extern bool record_insert(RecordTable *table, const Row *row);
extern void record_update(RecordTable *table, const Row *row);
/* SP010 for a row of another agency, as a hub holds them: it is written at home. */
extern void record_require_own(const char *what, int64 id, int32 agency);
/* Locks the row and reads it as it is now; an error when it is gone. */
extern void record_lock(RecordTable *table, int64 id, Row *row);

/*
 * Instants that follow one another, in this order: each is finite, not before
 * the last one known, not in the future. columns ends with -1.
 */
extern void record_check_times(const Row *row, TupleDesc columns, const int *times);
/* A time once recorded is changed by dkis_admin only. */
extern void record_keep_times(const RecordCall *call, const Row *before, uint64 changes,
							  const int *times);

/* The row as the view shows it now, in the upper executor's context. */
extern HeapTuple record_shown(CachedQuery *query, int64 id);

#endif

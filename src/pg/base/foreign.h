/*
 * What of the foreign keys of written rows need not be asked of each row: a key with a
 * null in it, and one whose value an earlier row of the same writing has: its check
 * finds the row referred to and keeps it locked until the transaction ends. That holds
 * while the earlier row stands when it is checked: not where the check may wait, or where
 * a trigger of somebody's may come before it and change that row. Then each is asked.
 * Nor, where that holds, is a key that a changed row has kept: it was asked when the row
 * came. SQL asks again if that was in this very transaction, since it cannot know.
 */
#ifndef DKIS_PG_BASE_FOREIGN_H
#define DKIS_PG_BASE_FOREIGN_H

#include "pg/base/compat.h"

#include "executor/tuptable.h"
#include "nodes/execnodes.h"

/* Of one table; lives in the context in which it was made, and keeps its values there. */
typedef struct ForeignKeys ForeignKeys;

/* Has nobody else a trigger here that follows a row? Asked of each table that is written along. */
extern bool foreign_keys_undisturbed(const TriggerDesc *triggers);
/* The keys of a table whose triggers are a copy of the caller's own. */
extern ForeignKeys *foreign_keys_make(ResultRelInfo *result);
/* A set of those (keys NULL: none) that need not be asked of this row, which will be written next.
 */
extern uint32 foreign_keys_sure(ForeignKeys *keys, TupleTableSlot *row);
/* Whether any is asked of rows that change; of one that does, those that need not be. */
extern bool foreign_keys_of_changes(const ForeignKeys *keys);
extern uint32 foreign_keys_kept(ForeignKeys *keys, TupleTableSlot *before, TupleTableSlot *row);
/* Takes these out of the table's triggers, and puts them back. */
extern void foreign_keys_pass_over(ForeignKeys *keys, uint32 sure);
extern void foreign_keys_ask_again(ForeignKeys *keys, uint32 sure);
/* The checks that were queued have been made. */
extern void foreign_keys_forget(ForeignKeys *keys);

#endif

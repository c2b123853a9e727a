/*
 * The rows of cases between memory and their tables: cases and their steps are
 * locked and read by index, rows wait for the end of the statement (or of a
 * chunk) and are then written straight into the tables.
 */
#ifndef DKIS_PG_CASE_ROWS_H
#define DKIS_PG_CASE_ROWS_H

#include "pg/base/compat.h"

#include "utils/relcache.h"

#include "pg/base/write.h"
#include "pg/case/batch.h"

/*
 * Cases come into hand in three turns: all are found, all are locked in id order,
 * waiting for who holds them, then their open steps are read under a snapshot
 * taken after that. Ids never change, so rows that refer to a case (incidents,
 * say) need not wait, nor be waited for: two who have each written one would wait
 * for each other.
 */
typedef struct CaseReader
{
	Relation cases;
	Relation steps;
} CaseReader;

/* Where a case stands. */
typedef struct FoundCase
{
	int64 id;
	ItemPointerData at;
} FoundCase;

extern void case_rows_begin(CaseReader *reader);
/* By id: the case, unless there is none, and those that wait for it and will go on with it. */
extern List *case_rows_find(RowSearch *cases, int64 id); /* of FoundCase * */
/* NULL: it has gone meanwhile. */
extern LiveCase *case_rows_lock(CaseReader *reader, const FoundCase *found);
/* With what there is of the steps of these (of LiveCase *). */
extern void case_rows_end(CaseReader *reader, List *cases);
/*
 * Of a case in hand, rows that are finished: the last that was done, by this person
 * (NULL: by anybody); those cancelled then.
 */
extern LiveStep *case_rows_last_finished(LiveCase *live, const char *step, const char *by);
extern List *case_rows_ended_at(LiveCase *live, TimestampTz at);

/* Writes what waits, and what has changed of these cases (of LiveCase *). As the owner. */
extern void case_rows_write(CaseBatch *batch, List *cases);
/* Whether anything waits. */
extern bool case_rows_wait(const CaseBatch *batch);

#endif

/*
 * The rows of cases between memory and their tables: cases and their steps are
 * locked and read by index, rows wait for the end of the statement (or of a
 * chunk) and are then written straight into the tables.
 */
#ifndef DKIS_PG_CASE_ROWS_H
#define DKIS_PG_CASE_ROWS_H

#include "pg/base/compat.h"

#include "utils/relcache.h"

#include "pg/case/batch.h"

/*
 * Locks the case against other writers, waiting, and reads it with its open
 * steps under a snapshot taken after that. NULL: there is none. Ids never
 * change, so rows that refer to a case (incidents, say) need not wait, nor be
 * waited for: two who have each written one would wait for each other.
 * For many cases: in id order, and between case_rows_begin() and _end().
 */
typedef struct CaseReader
{
	Relation cases;
	Relation steps;
} CaseReader;
extern void case_rows_begin(CaseReader *reader);
/* The open cases that wait for this one and will go on with it, unlocked, parents last. */
extern List *case_rows_waiting_for(CaseReader *reader, int64 id); /* of int64 * */
extern LiveCase *case_rows_lock(CaseReader *reader, int64 id);
extern void case_rows_end(CaseReader *reader);
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

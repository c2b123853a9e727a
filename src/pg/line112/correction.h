/*
 * A recorded time that is corrected: by dkis_admin alone, with a reason, and
 * never silently. Each correction is a row of dkis.time_corrections and, where
 * the record is about an incident, an event in the history of its case.
 */
#ifndef DKIS_PG_LINE112_CORRECTION_H
#define DKIS_PG_LINE112_CORRECTION_H

#include "pg/base/view.h"

/* Which columns of a view this is about. */
typedef struct CorrectedTimes
{
	const int *times; /* ends with -1 */
	int note;         /* where the reason is given */
	int incident;
} CorrectedTimes;

/*
 * Before the record itself is locked: a correction is told in the history of a case,
 * and cases are locked before records (guard.h). Nothing where none is made.
 */
extern void correction_own(const ViewCall *call, const CorrectedTimes *corrected);

/*
 * Inside the view's trigger, before is the locked row, the batch begun before the
 * owner's scope. SP008 for anybody else than dkis_admin, SP006 without a reason.
 */
extern void correction_take(const ViewCall *call, const Row *before,
							const CorrectedTimes *corrected);

#endif

/*
 * How a case follows the records of the emergency line: a call, units that are
 * sent and come back. Which step of which flow such a record answers, and with
 * which outcome, stands in rows: dkis.intake_steps, dkis.response_steps.
 *
 * What is finished here is a record of what has been done: it asks for no
 * membership, it happened at the record's own time, and it neither waits nor
 * fails where an agency's flow differs.
 */
#ifndef DKIS_PG_LINE112_PROGRESS_H
#define DKIS_PG_LINE112_PROGRESS_H

#include "pg/case/step.h"

/* What a case needs of the call that reports it. */
typedef struct Intake
{
	TimestampTz received_at;
	TimestampTz answered_at; /* the others DT_NOEND when unknown */
	TimestampTz identified_at;
	TimestampTz ended_at;
	const char *taker;
	bool exercise;
	const char *outcome; /* what its kind means; NULL: no kind, or none that is mapped */
} Intake;

/* All inside SPI as the owner, the case in hand. */

/* Finishes what the call has done. */
extern void progress_of_call(CaseBatch *batch, LiveCase *live, const Intake *intake);
/* What was done in the old case is done in the new one, at its own times. */
extern void progress_of_case(CaseBatch *batch, LiveCase *live, Datum old_case);

/*
 * The dispatches of an incident have changed: its case follows at the end of the
 * statement, unless somebody else has the case just now. Sending help waits for
 * nobody; what is missed here is made up for at the next change.
 */
extern void progress_of_dispatches(CaseBatch *batch, int64 incident);
/* A notice where this dispatch, just recorded, goes against what has been answered. */
extern void progress_tell_answered(int64 dispatch);

/* Once, when the module is loaded: a step that is answered against what was sent says so. */
extern void progress_start(void);

#endif

/*
 * A case's history: each event is hashed together with the one before it.
 */
#ifndef DKIS_PG_CASE_EVENT_H
#define DKIS_PG_CASE_EVENT_H

#include "pg/case/batch.h"

/* step and outcome may be NULL; detail may be NULL and is then without payload. */
extern void case_event(CaseBatch *batch, LiveCase *live, TimestampTz at, const char *actor,
					   const char *event, const char *step, const char *outcome, Detail *detail);
/*
 * Before the case is written: its last event states what was decided, and is hashed; a
 * change without any event gets one, which live->deed names.
 */
extern void case_events_end(CaseBatch *batch, LiveCase *live);
/* A deadline has moved: of a step, or with step NULL of the whole case. reason may be NULL. */
extern void case_due_event(CaseBatch *batch, LiveCase *live, const LiveStep *step,
						   const char *event, TimestampTz old_due, const char *reason);

#endif

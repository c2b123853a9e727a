/*
 * What a change of a calendar does to open cases.
 */
#ifndef DKIS_PG_CASE_DECREE_H
#define DKIS_PG_CASE_DECREE_H

#include "pg/base/compat.h"

#include "utils/date.h"

/*
 * Asks for the deadlines of all open cases of a calendar that a change of the
 * days first..last may concern (±infinity: any); reason is told in the events.
 */
extern void case_recompute_calendar(int32 agency, const char *calendar, DateADT first, DateADT last,
									const char *reason);
/*
 * Computes all that was asked for: of every calendar that a statement has
 * changed at once, so that the cases are locked in id order.
 */
extern void case_recompute_asked(void);

#endif

/*
 * What a change of a calendar does to open cases.
 */
#ifndef DKIS_PG_CASE_DECREE_H
#define DKIS_PG_CASE_DECREE_H

#include "pg/base/compat.h"

#include "utils/date.h"

/*
 * Computes the deadlines again of all open cases of a calendar that a change of
 * the days first..last may concern (±infinity: any); returns how many were
 * looked at. reason is told in the events.
 */
extern int case_recompute_calendar(int32 agency, const char *calendar, DateADT first, DateADT last,
								   const char *reason);

#endif

/*
 * An agency's own day. What begins or ends with a date (membership, a version
 * coming into force, a register's year) goes by the agency's zone: neither by
 * the session's, which the caller chooses, nor by the server's.
 *
 * The zone is that of the agency's calendar: the one the setting calendar
 * names if the agency has it, else its first. An agency without calendars
 * lives in the zone of the setting time_zone.
 */
#ifndef DKIS_PG_BASE_AGENCY_H
#define DKIS_PG_BASE_AGENCY_H

#include "pg/base/compat.h"

#include "datatype/timestamp.h"
#include "utils/date.h"

/* The code of its calendar, NULL while it has none; good until the next question. */
extern const char *agency_calendar(int32 agency);
/* The IANA name of its zone; good until the next question. */
extern const char *agency_zone(int32 agency);
/* Seconds that its clocks are behind UTC then: negative east of Greenwich. */
extern int agency_offset(int32 agency, TimestampTz at);
/* The date there; of an infinity that infinity. */
extern DateADT agency_date(int32 agency, TimestampTz at);
/* The date there at the start of this statement. */
extern DateADT agency_today(int32 agency);

/* Do the agency's quiet hours (setting quiet_hours, on its own clock) cover this instant? */
extern bool agency_is_quiet(int32 agency, TimestampTz at);

/*
 * What to do about a table that is empty, for a hint: fill it or, while this
 * database is nobody's yet, run one of the loaders dkis.load_...(). Palloced.
 */
extern char *how_to_fill(const char *table);

#endif

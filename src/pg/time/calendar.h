/*
 * The calendars of this database, compiled once per backend.
 */
#ifndef DKIS_PG_TIME_CALENDAR_H
#define DKIS_PG_TIME_CALENDAR_H

#include "pg/base/module.h"

#include "datatype/timestamp.h"
#include "fmgr.h"
#include "utils/date.h"

#include "core/time/calendar.h"
#include "core/time/due.h"

/*
 * The agency's calendar of this code; NULL = the setting calendar, at another
 * agency than this database's the one it has. SP007 when there is none. Within
 * one statement always the same one, whatever is committed meanwhile. Ask again
 * after running SQL: the answer may be freed.
 */
extern const Calendar *calendar_of(int32 agency, const char *code);

/*
 * calendar_of() for an SQL function's argument n, remembered between its calls.
 * Beyond the last of its own arguments, of which there are so many, may stand
 * the agency; else it is this database's.
 */
extern const Calendar *calendar_argument(FunctionCallInfo fcinfo, int n, int own);

/* Compiles the newest rows of this code and raises what is wrong with them. */
extern void calendar_verify(int32 agency, const char *code);

/* SP007, with the codes there are. */
pg_noreturn extern void calendar_unknown(int32 agency, const char *code);

/* Once per session and year: "hari libur 2027 belum dimuat", when an answer rests on it. */
extern void calendar_note_days(const Calendar *calendar, Day a, Day b);
extern void calendar_note_instants(const Calendar *calendar, TimestampTz a, TimestampTz b);

/* calendar_due_at() for C callers: raises, notes the years; DT_NOEND for "-". */
extern TimestampTz calendar_deadline(const Calendar *calendar, TimestampTz start, const Sla *sla,
									 bool extended);

/*
 * Between the two, what statements change on the views of calendars is one
 * change: checked, and deadlines computed again, at the end. An error in
 * between drops it all.
 */
extern void calendar_changes_begin(void);
extern void calendar_changes_end(void);

/*
 * Who has counted by calendars is told what a statement has changed of them: each
 * one, with the days first..last that the change may concern (±infinity: any) and its
 * words for a history; then, once, that this was all. It is for one subject, which
 * registers when the library is loaded.
 */
typedef struct CalendarListener
{
	void (*changed)(int32 agency, const char *calendar, DateADT first, DateADT last,
					const char *reason);
	void (*all)(void);
} CalendarListener;

extern void calendar_listen(const CalendarListener *subject);

#endif

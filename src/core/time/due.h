/*
 * Deadlines: a time standard counted over a calendar. docs/calendar.md has the
 * rules in words and where they come from.
 */
#ifndef DKIS_CORE_TIME_DUE_H
#define DKIS_CORE_TIME_DUE_H

#include "core/time/calendar.h"
#include "core/time/sla.h"

/* The deadline of "-": later than everything (PostgreSQL's infinity). */
#define DUE_NEVER INT64_MAX

/*
 * extended: the standard's lawful extension too, counted from the base
 * deadline; an error where none is declared.
 */
bool calendar_due_at(const Calendar *calendar, Instant start, const Sla *sla, bool extended,
					 Instant *due, DkisError *error);

/*
 * A deadline on record, which may have been moved since, with the standard's
 * declared extension counted from there. As above when it has not been moved.
 */
bool calendar_due_extended(const Calendar *calendar, Instant due, const Sla *sla, Instant *new_due,
						   DkisError *error);

/*
 * The deadline after a hold from hold_start to hold_end: minutes and hours get
 * the working time held back, day units as many working days as closings fell
 * into the hold, (hold_start, hold_end]. On a "24 jam" calendar the hold itself.
 */
bool calendar_due_after_hold(const Calendar *calendar, Instant due, const Sla *sla,
							 Instant hold_start, Instant hold_end, Instant *new_due,
							 DkisError *error);

typedef void (*DueVisitor)(void *context, Day day, bool counted, const char *reason);

/* Every day from the day of receipt to the deadline: did it count, and why (Indonesian). */
bool calendar_explain_due(const Calendar *calendar, Instant start, const Sla *sla, bool extended,
						  DueVisitor visit, void *context, DkisError *error);

#endif

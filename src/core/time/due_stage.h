/*
 * How a deadline is counted: for due.c, which does it, and due_explain.c, which
 * tells it.
 */
#ifndef DKIS_CORE_TIME_DUE_STAGE_H
#define DKIS_CORE_TIME_DUE_STAGE_H

#include "core/time/due.h"

/* A deadline, and the day it belongs to: a closing at 24:00 is still that day. */
typedef struct DuePoint
{
	Instant at;
	Day day;
} DuePoint;

/* One length of time counted from a start. */
typedef struct DueStage
{
	DuePoint start;
	DuePoint due;
	SlaUnit unit;
	int32_t length;
} DueStage;

/* The same day of the month, else the month's last. */
bool due_add_months(Day day, int32_t months, Day *result, DkisError *error);
/* Up to two stages: the standard, and its extension counted from there. */
bool due_count_stages(const Calendar *calendar, Instant start, const Sla *sla, bool extended,
					  DueStage stages[2], DkisError *error);

#endif

/*
 * iCalendar (RFC 5545) as far as lists of days need it: the VEVENTs of a
 * VCALENDAR, lines unfolded, text unescaped, days resolved. What else the
 * stream holds (alarms, time zones, to-dos, properties of any name) is passed
 * over. LF is read as CRLF, also where a line is folded inside a character.
 */
#ifndef DKIS_CORE_EXCHANGE_ICAL_H
#define DKIS_CORE_EXCHANGE_ICAL_H

#include "core/base/errors.h"
#include "core/time/calendar.h"

#define ICAL_MAX_DAYS 366 /* of one event */

typedef enum IcalStatus
{
	ICAL_CONFIRMED, /* or nothing said */
	ICAL_TENTATIVE,
	ICAL_CANCELLED
} IcalStatus;

typedef struct IcalEvent
{
	int line;  /* of its BEGIN, from 1 */
	char *uid; /* texts unescaped; NULL = absent */
	char *summary;
	char *description;
	char *categories;
	IcalStatus status;
	int sequence;
	bool timed;   /* starts at a time of day: first = last = that date */
	bool recurs;  /* RRULE or RDATE: only its first occurrence is in first, last */
	bool is_part; /* RECURRENCE-ID: stands for one occurrence of another */
	Day first;
	Day last; /* inclusive */
} IcalEvent;

/* Told one event after the other; its texts are freed afterwards. False ends the reading. */
typedef bool (*IcalVisitor)(void *context, const IcalEvent *event, DkisError *error);

/* Messages begin with the number of the line: "baris 12: ...". */
bool ical_read(const char *text, size_t length, IcalVisitor visit, void *context, DkisError *error);

#endif

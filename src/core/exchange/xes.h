/*
 * Logs out of XES (IEEE 1849): the events of each trace, in their order.
 *
 * Of an event are read concept:name, time:timestamp, org:resource,
 * lifecycle:transition, and dkis's own dkis:step and dkis:outcome; of a trace its
 * concept:name. What else stands there is passed over, as are events outside
 * traces. A time without a zone is one of UTC.
 */
#ifndef DKIS_CORE_EXCHANGE_XES_H
#define DKIS_CORE_EXCHANGE_XES_H

#include "core/base/errors.h"
#include "core/exchange/xml_read.h"
#include "core/time/calendar.h"

/* Strings are the document's; NULL: not told. */
typedef struct XesEvent
{
	int trace;             /* from 1 */
	const char *case_name; /* of the trace */
	int number;            /* in the trace, from 1; 0: the trace has no event */
	const char *activity;  /* NULL only with number 0 */
	const char *step;
	const char *outcome;
	const char *resource;
	const char *lifecycle;
	bool has_time;
	Instant at;
} XesEvent;

typedef struct XesLog
{
	XesEvent *events;
	int n_events;
	XmlDocument document;
} XesLog;

/*
 * To be freed also after a refusal: 2200M and 54000 of xml_read(), 22023 no log or
 * an event without a name, 22007 no time.
 */
bool xes_read(XesLog *log, const char *xml, size_t length, DkisError *error);
void xes_free(XesLog *log);

#endif

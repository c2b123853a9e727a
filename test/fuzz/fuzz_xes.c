/*
 * The reader of XES: any bytes are a log or refused with a reason, and what is read
 * stands in traces and events that count up.
 */
#include <stdlib.h>
#include <string.h>

#include "core/exchange/xes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_order(const XesLog *log)
{
	int trace = 0;
	int number = 0;

	for (int i = 0; i < log->n_events; i++)
	{
		const XesEvent *event = &log->events[i];

		if (event->trace == trace ? event->number != number + 1 || number == 0
								  : event->trace != trace + 1 || event->number > 1)
			abort();
		if ((event->activity == NULL) != (event->number == 0))
			abort();
		if (event->has_time && (event->at < CALENDAR_FIRST_DAY * MICROS_PER_DAY - MICROS_PER_DAY ||
								event->at > (CALENDAR_LAST_DAY + 2) * MICROS_PER_DAY))
			abort();
		trace = event->trace;
		number = event->number;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	XesLog log;
	DkisError error;

	if (xes_read(&log, (const char *) data, size, &error))
		check_order(&log);
	else if (!error.message[0] || !error.hint[0])
		abort();
	xes_free(&log);
	return 0;
}

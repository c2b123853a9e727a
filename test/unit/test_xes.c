/*
 * Logs of XES (IEEE 1849): times as xs:dateTime has them, what is read of an event and of a
 * trace, what is passed over and what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/exchange/xes.h"

#define SECOND INT64_C(1000000)

static bool
read_log(XesLog *log, const char *inside, DkisError *error)
{
	char xml[2000];

	snprintf(xml, sizeof xml, "<log>%s</log>", inside);
	return xes_read(log, xml, strlen(xml), error);
}

/* The instant of that text; false: refused, and by what was written. */
static bool
time_of(const char *text, Instant *at)
{
	char inside[300];
	DkisError error;
	XesLog log;
	bool good;

	snprintf(inside, sizeof inside,
			 "<trace><event><string key='concept:name' value='a'/>"
			 "<date key='time:timestamp' value='%s'/></event></trace>",
			 text);
	good = read_log(&log, inside, &error);
	if (good)
	{
		assert_true(log.events[0].has_time);
		*at = log.events[0].at;
	}
	else
	{
		assert_string_equal(error.sqlstate, DKIS_INVALID_DATETIME);
		assert_non_null(strstr(error.message, text));
		assert_non_null(strstr(error.detail, "date"));
		assert_non_null(strstr(error.hint, "+07:00"));
	}
	xes_free(&log);
	return good;
}

/* Microseconds after the midnight (UTC) with which 2 March 2026 began. */
static void
times_are_instants(void **state)
{
	static const struct
	{
		const char *text;
		int64_t micros;
	} times[] = {{"2026-03-02T00:00:00Z", 0},
				 {"2026-03-02T08:30:15", 30615 * SECOND}, /* without a zone UTC */
				 {"2026-03-02T08:30:15+00:00", 30615 * SECOND},
				 {"2026-03-02T08:30:15+07:00", 5415 * SECOND},
				 {"2026-03-02T08:30:15+0700", 5415 * SECOND},
				 {"2026-03-02T08:30:15+07", 5415 * SECOND},
				 {"2026-03-02T08:30:15-03:30", 43215 * SECOND},
				 {"2026-03-02T00:00:00+14:00", -50400 * SECOND},
				 {"2026-03-02T23:59:59Z", 86399 * SECOND},
				 {"2026-03-02T00:00:00.5Z", SECOND / 2},
				 {"2026-03-02T00:00:00.123456Z", 123456},
				 {"2026-03-02T00:00:00.000001Z", 1},
				 {"2026-03-02T00:00:00.1234569Z", 123456}, /* what is finer is cut off */
				 {"2026-03-02T00:00:00.000000999999Z", 0},
				 {"2026-03-02T00:00:00.250+00:01", -60 * SECOND + 250000},
				 {"1900-01-01T00:00:00Z", (INT64_C(-36524) - 9557) * 86400 * SECOND},
				 {"2200-12-31T00:00:00Z", (INT64_C(73413) - 9557) * 86400 * SECOND}};

	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
	{
		Instant at;

		if (!time_of(times[i].text, &at))
			fail_msg("%s is refused", times[i].text);
		if (at - calendar_make_day(2026, 3, 2) * MICROS_PER_DAY != times[i].micros)
			fail_msg("%s is another instant", times[i].text);
	}
}

static void
what_is_no_time_is_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"2026-03-02",
		"2026-03-02 08:30:15",
		"2026-03-02T08:30",
		"2026-03-02T24:00:00Z",
		"2026-03-02T08:60:00Z",
		"2026-03-02T08:30:60Z",
		"2026-03-02T08:30:15.Z",
		"2026-03-02T08:30:15ZZ",
		"2026-03-02T08:30:15 07:00",
		"2026-03-02T08:30:15+15:00",
		"2026-03-02T08:30:15+07:60",
		"2026-03-02T08:30:15+7",
		"2026-03-02T08:30:15+07:",
		"2026-03-02T08:30:15+07:0",
		"2026-03-02T8:30:15Z",
		"2026-3-02T08:30:15Z",
		"2026-03-2T08:30:15Z",
		"26-03-02T08:30:15Z",
		"2026-02-30T08:30:15Z",
		"2026-13-01T08:30:15Z",
		"1899-12-31T08:30:15Z",
		"2201-01-01T08:30:15Z",
		"2026/03/02T08:30:15Z",
		"2026-03-02T08.30.15Z",
		"x",
	};
	Instant at;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (time_of(wrong[i], &at))
			fail_msg("%s is taken", wrong[i]);
}

static void
events_come_in_their_order(void **state)
{
	DkisError error;
	XesLog log;

	assert_true(read_log(
		&log,
		"<string key='concept:name' value='the log'/><event/>"
		"<trace><int key='cost' value='3'/><string key='concept:name' value='K1'/>"
		"<event><string key='concept:name' value='terima'/><string key='dkis:step' value='1'/>"
		"<string key='dkis:outcome' value='Ya'/><string key='org:resource' value='Budi'/>"
		"<string key='lifecycle:transition' value='complete'/></event>"
		"<event><string key='concept:name' value='jawab'/></event></trace>"
		"<extension/><trace></trace>"
		"<trace><event><list key='concept:name' value='no'/>"
		"<string key='concept:name' value='tutup'/>"
		"<string key='concept:name' value='kedua'/></event></trace>",
		&error));
	assert_int_equal(log.n_events, 4);
	assert_int_equal(log.events[0].trace, 1);
	assert_int_equal(log.events[0].number, 1);
	assert_string_equal(log.events[0].case_name, "K1");
	assert_string_equal(log.events[0].activity, "terima");
	assert_string_equal(log.events[0].step, "1");
	assert_string_equal(log.events[0].outcome, "Ya");
	assert_string_equal(log.events[0].resource, "Budi");
	assert_string_equal(log.events[0].lifecycle, "complete");
	assert_false(log.events[0].has_time);
	assert_int_equal(log.events[1].trace, 1);
	assert_int_equal(log.events[1].number, 2);
	assert_string_equal(log.events[1].case_name, "K1");
	assert_string_equal(log.events[1].activity, "jawab");
	assert_null(log.events[1].step);
	assert_null(log.events[1].outcome);
	assert_null(log.events[1].resource);
	assert_null(log.events[1].lifecycle);
	assert_int_equal(log.events[2].trace, 2); /* a trace without events is one row */
	assert_int_equal(log.events[2].number, 0);
	assert_null(log.events[2].activity);
	assert_null(log.events[2].case_name);
	assert_int_equal(log.events[3].trace, 3);
	assert_int_equal(log.events[3].number, 1);
	assert_string_equal(log.events[3].activity, "tutup");
	xes_free(&log);
}

/* Of every kind of attribute there is. */
static void
any_kind_of_attribute_names(void **state)
{
	static const char *const kinds[] = {"string", "date", "int", "float", "boolean", "id"};
	char inside[200];
	DkisError error;
	XesLog log;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
	{
		snprintf(inside, sizeof inside,
				 "<trace><event><%s key='concept:name' value='7'/></event></trace>", kinds[i]);
		assert_true(read_log(&log, inside, &error));
		assert_string_equal(log.events[0].activity, "7");
		xes_free(&log);
	}
}

static void
what_is_no_log_is_refused(void **state)
{
	DkisError error;
	XesLog log;

	assert_false(xes_read(&log, "<pnml/>", 7, &error));
	assert_string_equal(error.sqlstate, DKIS_INVALID_PARAMETER);
	assert_string_equal(error.message, "bukan log XES");
	xes_free(&log);
	assert_false(xes_read(&log, "<log>", 5, &error));
	assert_string_equal(error.sqlstate, DKIS_INVALID_XML);
	assert_non_null(strstr(error.hint, "16 MB"));
	xes_free(&log);
	assert_false(
		read_log(&log, "<trace><event><string key='x' value='y'/></event></trace>", &error));
	assert_string_equal(error.sqlstate, DKIS_INVALID_PARAMETER);
	assert_string_equal(error.message, "peristiwa tanpa nama kegiatan");
	xes_free(&log);
	assert_true(read_log(&log, "", &error));
	assert_int_equal(log.n_events, 0);
	xes_free(&log);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_instants),         cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(events_come_in_their_order), cmocka_unit_test(any_kind_of_attribute_names),
		cmocka_unit_test(what_is_no_log_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

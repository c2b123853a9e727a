/*
 * What becomes of a deadline: the order of holds and extension, and the levels
 * in per cent. Counting itself is test_calendar.c's; the law over whole
 * histories is checked by an oracle in SQL (test/sql/clock.sql).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/time/deadline.h"

static Calendar *office; /* Monday to Friday, 8 to 16, UTC */

static int
build_office(void **state)
{
	static const CalendarOffset utc = {INT64_MIN, 0};
	static CalendarHours hours[5];
	DkisError error;

	for (int i = 0; i < 5; i++)
		hours[i] =
			(CalendarHours){INT32_MIN, INT32_MAX, i + 1, 8 * MICROS_PER_HOUR, 16 * MICROS_PER_HOUR};
	office = calendar_build(
		&(CalendarSource){
			.code = "office", .offsets = &utc, .offset_count = 1, .hours = hours, .hours_count = 5},
		&error);
	return office == NULL;
}

static int
free_office(void **state)
{
	calendar_free(office);
	return 0;
}

/* August 2025 begins on a Friday. */
static Instant
august(int day, int hour)
{
	return calendar_make_day(2025, 8, day) * MICROS_PER_DAY + hour * MICROS_PER_HOUR;
}

static Sla
standard(const char *text)
{
	DkisError error;
	Sla sla;

	assert_true(sla_parse(text, strlen(text), &sla, &error));
	return sla;
}

static Instant
count(const Deadline *deadline)
{
	DkisError error;
	Instant due;

	assert_true(deadline_count(office, deadline, NULL, NULL, &due, &error));
	return due;
}

static void
test_order(void **state)
{
	Hold hold = {august(4, 9), august(6, 9)};
	Deadline deadline = {.from = august(1, 9),
						 .sla = standard("5 hari + 3 hari"),
						 .extended_at = DUE_NEVER,
						 .holds = &hold};

	assert_int_equal(count(&deadline), august(6, 16));
	deadline.hold_count = 1;
	assert_int_equal(count(&deadline), august(8, 16));
	deadline.extended_at = august(6, 10);
	assert_int_equal(count(&deadline), august(11, 16));
	deadline.extended_at = hold.resumed; /* taken at the instant of the resumption */
	assert_int_equal(count(&deadline), august(11, 16));
	deadline.extended_at = august(1, 10);
	assert_int_equal(count(&deadline), august(13, 16));
}

static void
test_before_its_time(void **state)
{
	Hold holds[] = {{august(1, 9), august(4, 9)}, {august(4, 10), august(6, 9)}};
	Deadline deadline = {.from = august(5, 9),
						 .sla = standard("2 hari kerja"),
						 .extended_at = DUE_NEVER,
						 .holds = holds,
						 .hold_count = 2};

	assert_int_equal(count(&deadline), august(8, 16)); /* only the close of the 5th is lost */
	deadline.sla = standard("4 jam");
	assert_int_equal(count(&deadline), august(6, 13)); /* and of the hold eight hours */
}

static void
test_undeclared(void **state)
{
	Deadline deadline = {.from = august(1, 9), .sla = standard("2 hari kerja")};
	DkisError error;
	Instant at;

	deadline.extended_at = august(1, 10);
	assert_int_equal(count(&deadline), august(5, 16));
	deadline.sla = standard("-");
	assert_int_equal(count(&deadline), DUE_NEVER);
	at = DUE_NEVER;
	assert_true(deadline_extend(office, &deadline, &at, &error));
	assert_int_equal(at, DUE_NEVER);
	assert_true(deadline_percent(office, &deadline, DUE_NEVER, 75, &at, &error));
	assert_int_equal(at, DUE_NEVER);
}

static void
count_stages(void *context, DeadlineStage stage, Instant since, Instant until, Instant due)
{
	char *seen = context;

	seen[strlen(seen)] = "SHE"[stage];
}

static void
test_stages(void **state)
{
	Hold holds[] = {{august(1, 10), august(1, 11)}, {august(5, 9), august(6, 9)}};
	Deadline deadline = {.from = august(1, 9),
						 .sla = standard("2 hari kerja + 1 hari"),
						 .extended_at = august(4, 9),
						 .holds = holds,
						 .hold_count = 2};
	char seen[8] = "";
	DkisError error;
	Instant due;

	assert_true(deadline_count(office, &deadline, count_stages, seen, &due, &error));
	assert_string_equal(seen, "SHEH");
	assert_int_equal(due, august(7, 16)); /* 5th, extended 6th, held over the 5th's close */
}

static void
test_percent(void **state)
{
	Deadline deadline = {.from = august(4, 8), .sla = standard("8 jam"), .extended_at = DUE_NEVER};
	DkisError error;
	Instant at;

	assert_true(deadline_percent(office, &deadline, august(4, 16), 75, &at, &error));
	assert_int_equal(at, august(4, 14));
	assert_true(deadline_percent(office, &deadline, august(4, 16), 100, &at, &error));
	assert_int_equal(at, august(4, 16));
	assert_true(deadline_percent(office, &deadline, august(4, 16), 150, &at, &error));
	assert_int_equal(at, august(5, 12));
	/* Moved by a hold or by hand: the levels go along. */
	assert_true(deadline_percent(office, &deadline, august(6, 16), 75, &at, &error));
	assert_int_equal(at, august(6, 14));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),      cmocka_unit_test(test_before_its_time),
		cmocka_unit_test(test_undeclared), cmocka_unit_test(test_stages),
		cmocka_unit_test(test_percent),
	};

	return cmocka_run_group_tests(tests, build_office, free_office);
}

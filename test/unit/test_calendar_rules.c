/*
 * The calendar by its rules, one by one: what test_calendar.c's random calendars do not come
 * by (the ends of the table, calendars that contradict themselves, years that nobody has
 * entered) and every sentence of an explanation. What is expected is counted by hand, or by a
 * civil calendar that walks from day to day.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/time/calendar_table.h"
#include "core/time/due.h"
#include "core/time/due_stage.h"

#define MINUTE MICROS_PER_MINUTE
#define HOUR MICROS_PER_HOUR
#define DAY MICROS_PER_DAY
#define EAST (7 * HOUR) /* Jakarta's clock before UTC */

#define COUNT_OF(array) ((int) (sizeof(array) / sizeof *(array)))

static const CalendarOffset jakarta[] = {{INT64_MIN, 7 * 3600}};

/* 2026: Friday 2 January worked for; Saturday 10 January worked; Monday the 12th off. */
static const CalendarHoliday holidays[] = {
	{9506, HOLIDAY_WORKED, "Hari kerja pengganti", "SE 1"},   /* Saturday 10 January */
	{9508, HOLIDAY_NATIONAL, "Libur Senin", NULL},            /* Monday 12 January */
	{9509, HOLIDAY_JOINT, "Cuti Selasa", "SKB 2"},            /* Tuesday 13 January */
	{9513, HOLIDAY_LOCAL, "Hari Jadi", NULL},                 /* Saturday 17 January */
	{9513, HOLIDAY_JOINT, "Cuti Sabtu", NULL},                /* the same Saturday */
	{CALENDAR_FIRST_DAY - 1, HOLIDAY_NATIONAL, "Dulu", NULL}, /* outside the table: nothing */
	{CALENDAR_LAST_DAY + 1, HOLIDAY_NATIONAL, "Nanti", NULL},
};

/* Monday to Friday 08.00 to 12.00 and 13.00 to 16.00, in Jakarta. */
static Calendar *
make_office(bool joint_leave_is_work)
{
	CalendarHours hours[10];
	CalendarSource source = {.code = "kantor",
							 .joint_leave_is_work = joint_leave_is_work,
							 .offsets = jakarta,
							 .offset_count = 1,
							 .hours = hours,
							 .hours_count = 10,
							 .holidays = holidays,
							 .holiday_count = COUNT_OF(holidays)};
	DkisError error;
	Calendar *calendar;

	for (int i = 0; i < 10; i++)
		hours[i] = (CalendarHours){INT32_MIN, INT32_MAX, i / 2 + 1, (i % 2 ? 13 : 8) * HOUR,
								   (i % 2 ? 16 : 12) * HOUR};
	calendar = calendar_build(&source, &error);
	assert_non_null(calendar);
	return calendar;
}

static Calendar *
make_siaga(const CalendarOffset *offsets, int count)
{
	DkisError error;

	return calendar_build(
		&(CalendarSource){
			.code = "siaga", .always_open = true, .offsets = offsets, .offset_count = count},
		&error);
}

/* January 2026 began on a Thursday; the 1st is day 9497. */
static Instant
january(int day, int hour, int minute)
{
	return (9496 + day) * DAY + hour * HOUR + minute * MINUTE - EAST;
}

static Sla
standard(const char *text)
{
	DkisError error;
	Sla sla;

	assert_true(sla_parse(text, strlen(text), &sla, &error));
	return sla;
}

/* ---- the civil calendar ----------------------------------------------------------- */

static int
length_of_month(int year, int month)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 && leap ? 29 : lengths[month - 1];
}

/* Nine centuries, walked from day to day; 2000-01-01 is day 0. */
static void
test_civil_calendar(void **state)
{
	int year = 1600, month = 1, day = 1;
	Day at = -146097; /* 400 years have that many days */

	for (; year < 2500; at++)
	{
		int y, m, d;

		assert_int_equal(calendar_make_day(year, month, day), at);
		calendar_split_day(at, &y, &m, &d);
		assert_int_equal(y, year);
		assert_int_equal(m, month);
		assert_int_equal(d, day);
		if (at >= CALENDAR_FIRST_DAY && at <= CALENDAR_LAST_DAY)
			assert_int_equal(calendar_year_of(at), year);
		if (++day > length_of_month(year, month))
		{
			day = 1;
			month = month % 12 + 1;
			year += month == 1;
		}
	}
	assert_int_equal(calendar_make_day(-400, 3, 1), calendar_make_day(0, 3, 1) - 146097);
	assert_int_equal(calendar_make_day(-401, 12, 31), calendar_make_day(-400, 1, 1) - 1);
	calendar_split_day(calendar_make_day(-401, 12, 31), &year, &month, &day);
	assert_int_equal(year, -401);
	assert_int_equal(month, 12);
	assert_int_equal(day, 31);
}

static void
test_real_days(void **state)
{
	static const int real[][3] = {{1900, 1, 1}, {2200, 12, 31}, {2000, 2, 29}, {2024, 2, 29}};
	static const int none[][3] = {{1899, 12, 31}, {2201, 1, 1},  {1900, 2, 29}, {2023, 2, 29},
								  {2026, 0, 10},  {2026, 13, 1}, {2026, 4, 31}, {2026, 5, 0},
								  {2026, 1, 32},  {2026, 5, -1}};
	Day day;

	for (int i = 0; i < COUNT_OF(real); i++)
	{
		assert_true(calendar_real_day(real[i][0], real[i][1], real[i][2], &day));
		assert_int_equal(day, calendar_make_day(real[i][0], real[i][1], real[i][2]));
	}
	for (int i = 0; i < COUNT_OF(none); i++)
		assert_false(calendar_real_day(none[i][0], none[i][1], none[i][2], &day));
}

static void
test_kinds(void **state)
{
	static const char *const names[] = {"libur nasional", "cuti bersama", "libur daerah",
										"hari kerja khusus"};
	HolidayKind kind;

	for (int i = 0; i < 4; i++)
	{
		assert_string_equal(holiday_kind_name((HolidayKind) i), names[i]);
		assert_true(holiday_kind_find(names[i], &kind));
		assert_int_equal(kind, i);
	}
	assert_false(holiday_kind_find("libur", &kind));
	assert_false(holiday_kind_find("", &kind));
}

/* ---- where the table ends ----------------------------------------------------------- */

static void
refuses(bool done, const DkisError *error, const char *word)
{
	assert_false(done);
	assert_string_equal(error->sqlstate, DKIS_DATETIME_OVERFLOW);
	if (!strstr(error->message, word))
		fail_msg("\"%s\" does not speak of %s", error->message, word);
	assert_true(error->hint[0] != '\0');
}

/* 1900-01-01 to 2200-12-31 in the calendar's zone: from its first midnight to its last. */
static void
test_ends(void **state)
{
	Calendar *kinds[] = {make_office(false), make_siaga(jakarta, 1)};
	Instant first = CALENDAR_FIRST_DAY * DAY - EAST;
	Instant last = (CALENDAR_LAST_DAY + 1) * DAY - EAST;
	DkisError error;
	int64_t micros;
	int32_t days;
	bool open;
	Instant at;
	Day day;

	for (int i = 0; i < 2; i++)
	{
		const Calendar *calendar = kinds[i];

		assert_true(calendar_local_time(calendar, first, &day, &micros, &error));
		assert_int_equal(day, CALENDAR_FIRST_DAY);
		assert_int_equal(micros, 0);
		assert_true(calendar_local_time(calendar, first + DAY - 1, &day, &micros, &error));
		assert_int_equal(day, CALENDAR_FIRST_DAY);
		assert_int_equal(micros, DAY - 1);
		assert_true(calendar_local_date(calendar, last, &day, &error));
		assert_int_equal(day, CALENDAR_LAST_DAY + 1);
		refuses(calendar_local_date(calendar, first - 1, &day, &error), &error, "jangkauan");
		refuses(calendar_local_date(calendar, last + 1, &day, &error), &error, "jangkauan");
		assert_true(calendar_worktime_between(calendar, first, last, &micros, &error));
		assert_true(calendar_worktime_between(calendar, last, first, &micros, &error));
		refuses(calendar_worktime_between(calendar, first - 1, last, &micros, &error), &error, "");
		refuses(calendar_worktime_between(calendar, first, last + 1, &micros, &error), &error, "");
		refuses(calendar_worktime_between(calendar, last, first - 1, &micros, &error), &error, "");
		refuses(calendar_worktime_between(calendar, last + 1, first, &micros, &error), &error, "");
		refuses(calendar_add_worktime(calendar, first - 1, HOUR, &at, &error), &error, "");
		refuses(calendar_add_worktime(calendar, last + 1, -HOUR, &at, &error), &error, "");
		refuses(calendar_add_worktime(calendar, last, 1, &at, &error), &error, "jangkauan");
		refuses(calendar_add_worktime(calendar, first, -1, &at, &error), &error, "jangkauan");
		refuses(calendar_add_worktime(calendar, first, INT64_MAX, &at, &error), &error, "");
		assert_true(calendar_add_worktime(calendar, first, HOUR, &at, &error));
		assert_true(calendar_add_worktime(calendar, last, -HOUR, &at, &error));
		refuses(calendar_is_workday(calendar, CALENDAR_FIRST_DAY - 1, &open, &error), &error, "");
		refuses(calendar_is_workday(calendar, CALENDAR_LAST_DAY + 1, &open, &error), &error, "");
		assert_true(calendar_is_workday(calendar, CALENDAR_FIRST_DAY, &open, &error) && open);
		assert_true(calendar_is_workday(calendar, CALENDAR_LAST_DAY, &open, &error) && open);
		refuses(calendar_add_workdays(calendar, CALENDAR_FIRST_DAY - 1, 5, &day, &error), &error,
				"jangkauan");
		refuses(calendar_add_workdays(calendar, CALENDAR_LAST_DAY + 1, -5, &day, &error), &error,
				"jangkauan");
		assert_true(calendar_add_workdays(calendar, CALENDAR_FIRST_DAY, 0, &day, &error));
		assert_int_equal(day, CALENDAR_FIRST_DAY);
		assert_true(calendar_add_workdays(calendar, CALENDAR_FIRST_DAY + 1, -1, &day, &error));
		assert_int_equal(day, CALENDAR_FIRST_DAY);
		assert_true(calendar_add_workdays(calendar, CALENDAR_LAST_DAY, 0, &day, &error));
		assert_int_equal(day, CALENDAR_LAST_DAY);
		refuses(calendar_add_workdays(calendar, CALENDAR_FIRST_DAY, -1, &day, &error), &error, "");
		refuses(calendar_add_workdays(calendar, CALENDAR_LAST_DAY, 1, &day, &error), &error, "");
		refuses(calendar_workdays_between(calendar, CALENDAR_FIRST_DAY - 1, 0, &days, &error),
				&error, "");
		refuses(calendar_workdays_between(calendar, 0, CALENDAR_LAST_DAY + 1, &days, &error),
				&error, "");
		assert_true(calendar_workdays_between(calendar, CALENDAR_FIRST_DAY, CALENDAR_LAST_DAY,
											  &days, &error));
	}
	assert_true(calendar_add_worktime(kinds[1], first, last - first, &at, &error));
	assert_int_equal(at, last);
	assert_true(calendar_add_worktime(kinds[1], last, first - last, &at, &error));
	assert_int_equal(at, first);
	refuses(calendar_add_worktime(kinds[1], first, last - first + 1, &at, &error), &error, "");
	refuses(calendar_add_worktime(kinds[1], last, first - last - 1, &at, &error), &error, "");
	assert_true(calendar_worktime_between(kinds[1], first, last, &micros, &error));
	assert_int_equal(micros, last - first);
	assert_true(calendar_workdays_between(kinds[1], 10, 3, &days, &error));
	assert_int_equal(days, -7);
	/* All there is of working time, and not a microsecond more. */
	assert_true(calendar_worktime_between(kinds[0], first, last, &micros, &error));
	assert_true(calendar_add_worktime(kinds[0], first, micros, &at, &error));
	assert_int_equal(at, CALENDAR_LAST_DAY * DAY + 16 * HOUR - EAST); /* a Wednesday */
	refuses(calendar_add_worktime(kinds[0], first, micros + 1, &at, &error), &error, "");
	assert_true(calendar_add_worktime(kinds[0], last, -micros, &at, &error));
	assert_int_equal(at, first + 8 * HOUR);
	refuses(calendar_add_worktime(kinds[0], last, -micros - 1, &at, &error), &error, "");
	refuses(calendar_next_opening(kinds[0], last - HOUR, &at, &error), &error, "jangkauan");
	calendar_free(kinds[0]);
	calendar_free(kinds[1]);
}

static void
test_never_open(void **state)
{
	DkisError error;
	Calendar *calendar = calendar_build(
		&(CalendarSource){.code = "kosong", .offsets = jakarta, .offset_count = 1}, &error);
	Instant at;
	Day day;

	refuses(calendar_add_workdays(calendar, 0, 1, &day, &error), &error, "kosong");
	refuses(calendar_next_opening(calendar, 0, &at, &error), &error, "jam kerja");
	refuses(calendar_day_close(calendar, 0, &at, &error), &error, "kosong");
	assert_string_equal(calendar_code(calendar), "kosong");
	assert_false(calendar_always_open(calendar));
	assert_false(calendar_weekday_has_hours(calendar, 0));
	calendar_free(calendar);
}

/* ---- days ------------------------------------------------------------------------------- */

static void
test_workdays(void **state)
{
	Calendar *office = make_office(false);
	/* of January 2026 from the 5th on: weekends, the Saturday that is worked, 12th and 13th off */
	static const bool open[] = {1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1};
	DkisError error;
	int32_t days;
	bool is_open;
	Instant at;
	Day day;

	for (int i = 0; i < COUNT_OF(open); i++)
	{
		assert_true(calendar_is_workday(office, 9501 + i, &is_open, &error));
		assert_int_equal(is_open, open[i]);
	}
	assert_true(calendar_add_workdays(office, 9501, 5, &day, &error));
	assert_int_equal(day, 9506); /* the Saturday */
	assert_true(calendar_add_workdays(office, 9506, 1, &day, &error));
	assert_int_equal(day, 9510); /* Wednesday the 14th */
	assert_true(calendar_add_workdays(office, 9507, 0, &day, &error));
	assert_int_equal(day, 9510);
	assert_true(calendar_add_workdays(office, 9507, -1, &day, &error));
	assert_int_equal(day, 9506);
	assert_true(calendar_workdays_between(office, 9506, 9510, &days, &error));
	assert_int_equal(days, 1);
	assert_true(calendar_workdays_between(office, 9501, 9506, &days, &error));
	assert_int_equal(days, 5);
	/* A worked Saturday has Monday's hours. */
	assert_true(calendar_day_close(office, 9506, &at, &error));
	assert_int_equal(at, january(10, 16, 0));
	assert_true(calendar_day_close(office, 9507, &at, &error));
	assert_int_equal(at, january(14, 16, 0));
	calendar_free(office);
}

static void
test_joint_leave(void **state)
{
	Calendar *hospital = make_office(true);
	DkisError error;
	bool open;

	assert_true(calendar_is_workday(hospital, 9508, &open, &error) && !open);
	assert_true(calendar_is_workday(hospital, 9509, &open, &error) && open);
	assert_true(calendar_is_workday(hospital, 9513, &open, &error) && !open);
	calendar_free(hospital);
}

static void
test_holidays_on(void **state)
{
	Calendar *office = make_office(false);
	const CalendarHoliday *found;
	int count;

	found = calendar_holidays_on(office, 9513, &count);
	assert_int_equal(count, 2);
	assert_string_equal(found[0].name, "Cuti Sabtu"); /* in the order of the kinds */
	assert_string_equal(found[1].name, "Hari Jadi");
	found = calendar_holidays_on(office, 9506, &count);
	assert_int_equal(count, 1);
	assert_string_equal(found->decree, "SE 1");
	calendar_holidays_on(office, 9507, &count);
	assert_int_equal(count, 0);
	calendar_holidays_on(office, 9514, &count);
	assert_int_equal(count, 0);
	calendar_holidays_on(office, 0, &count);
	assert_int_equal(count, 0);
	assert_true(calendar_weekday_has_hours(office, 9508)); /* a Monday, whatever is said of it */
	assert_true(calendar_weekday_has_hours(office, 9512)); /* Friday */
	assert_false(calendar_weekday_has_hours(office, 9513));
	assert_false(calendar_weekday_has_hours(office, 9507));
	calendar_free(office);
}

/* By day, then by kind, then by name. */
static void
test_holidays_in_order(void **state)
{
	static const CalendarHoliday given[] = {
		{20, HOLIDAY_LOCAL, "B", NULL},    {20, HOLIDAY_LOCAL, "A", NULL},
		{19, HOLIDAY_WORKED, "Z", NULL},   {20, HOLIDAY_NATIONAL, "Y", NULL},
		{20, HOLIDAY_NATIONAL, "X", NULL}, {20, HOLIDAY_WORKED, "C", NULL},
		{20, HOLIDAY_JOINT, "W", NULL},    {20, HOLIDAY_JOINT, "V", NULL}};
	CalendarSource source = {
		.code = "x", .always_open = true, .holidays = given, .holiday_count = 8};
	DkisError error;
	Calendar *calendar = calendar_build(&source, &error);
	const CalendarHoliday *found;
	int count;

	found = calendar_holidays_on(calendar, 20, &count);
	assert_int_equal(count, 7);
	for (int i = 0; i < 7; i++)
		assert_int_equal(found[i].name[0], "XYVWABC"[i]);
	calendar_free(calendar);
}

/* A special working day: hours of its weekday, else Monday's, else the first there are. */
static void
test_worked_hours(void **state)
{
	CalendarHours hours[] = {{INT32_MIN, INT32_MAX, 2, 9 * HOUR, 10 * HOUR},
							 {INT32_MIN, INT32_MAX, 3, 9 * HOUR, 11 * HOUR},
							 {9511, 9521, 1, 9 * HOUR, 12 * HOUR},
							 {9511, 9521, 6, 9 * HOUR, 13 * HOUR},
							 {9531, 9541, 5, 9 * HOUR, 14 * HOUR}};
	static const struct
	{
		Day day;
		int hour;
	} worked[] = {{9502, 10}, {9503, 11}, {9504, 10}, {9512, 12}, {9513, 13}, {9536, 14}};
	CalendarHoliday saturdays[COUNT_OF(worked)];
	CalendarSource source = {.code = "x",
							 .hours = hours,
							 .hours_count = COUNT_OF(hours),
							 .holidays = saturdays,
							 .holiday_count = COUNT_OF(worked)};
	DkisError error;
	Calendar *calendar;
	Instant at;

	for (int i = 0; i < COUNT_OF(worked); i++)
		saturdays[i] = (CalendarHoliday){worked[i].day, HOLIDAY_WORKED, "", NULL};
	calendar = calendar_build(&source, &error);
	assert_non_null(calendar);
	for (int i = 0; i < COUNT_OF(worked); i++)
	{
		assert_true(calendar_day_close(calendar, worked[i].day, &at, &error));
		assert_int_equal(at, worked[i].day * DAY + worked[i].hour * HOUR);
	}
	calendar_free(calendar);
}

/* ---- sets of hours ------------------------------------------------------------------------ */

static bool
builds(const CalendarHours *hours, int count, DkisError *error)
{
	CalendarSource source = {.code = "jam", .hours = hours, .hours_count = count};
	Calendar *calendar = calendar_build(&source, error);

	if (calendar)
		calendar_free(calendar);
	return calendar != NULL;
}

static void
test_hours_contradict(void **state)
{
	static const CalendarHours wrong[][2] = {
		{{0, 100, 3, -1, HOUR}, {0, 100, 3, 2 * HOUR, 3 * HOUR}},
		{{0, 100, 3, 0, DAY + 1}, {0, 100, 4, 2 * HOUR, 3 * HOUR}},
		{{0, 100, 3, HOUR, HOUR}, {0, 100, 4, 2 * HOUR, 3 * HOUR}},
		{{0, 100, 3, 2 * HOUR, HOUR}, {0, 100, 4, 2 * HOUR, 3 * HOUR}},
		{{0, 100, 3, HOUR, 3 * HOUR}, {0, 100, 3, 3 * HOUR - 1, 4 * HOUR}},
	};
	static const CalendarHours right[][2] = {
		{{0, 100, 3, HOUR, 3 * HOUR}, {0, 100, 3, 3 * HOUR, 4 * HOUR}},
		{{0, 100, 3, 0, DAY}, {0, 100, 4, 0, 1}},
		{{100, 0, 3, 2 * HOUR, HOUR}, {0, 100, 4, 0, 1}}, /* in force on no day: nothing */
		{{50, 50, 3, 2 * HOUR, HOUR}, {0, 100, 4, 0, 1}},
		{{0, 100, 3, 0, HOUR}, {100, 200, 3, 0, HOUR}}, /* one after the other */
		{{0, 100, 3, 0, HOUR}, {50, 151, 3, 0, HOUR}},  /* the narrower rules */
		{{0, 100, 3, 0, HOUR}, {10, 20, 3, 0, HOUR}},
	};
	static const CalendarHours as_long[][2] = {
		{{0, 100, 3, 0, HOUR}, {99, 199, 4, 0, HOUR}},
		{{0, 100, 3, 0, HOUR}, {1, 101, 3, 0, HOUR}},
	};
	DkisError error;

	for (int i = 0; i < COUNT_OF(wrong); i++)
	{
		if (builds(wrong[i], 2, &error))
			fail_msg("wrong hours %d are taken", i);
		assert_string_equal(error.sqlstate, DKIS_INVALID_PARAMETER);
		assert_non_null(strstr(error.message, "hari ke-3"));
	}
	for (int i = 0; i < COUNT_OF(right); i++)
		if (!builds(right[i], 2, &error))
			fail_msg("right hours %d: %s", i, error.message);
	for (int i = 0; i < COUNT_OF(as_long); i++)
	{
		assert_false(builds(as_long[i], 2, &error));
		assert_non_null(strstr(error.message, "sama panjang"));
	}
	assert_string_equal(error.detail, "Yang satu mulai 2000-01-01, yang lain mulai 2000-01-02.");
}

/* For a date the whole set with the narrowest validity applies, the days it leaves out too. */
static void
test_narrowest(void **state)
{
	CalendarHours hours[] = {{INT32_MIN, INT32_MAX, 1, 8 * HOUR, 16 * HOUR},
							 {INT32_MIN, INT32_MAX, 2, 8 * HOUR, 16 * HOUR},
							 {9501, 9522, 1, 8 * HOUR, 15 * HOUR},
							 {9508, 9515, 1, 8 * HOUR, 14 * HOUR},
							 {9508, 9515, 3, 8 * HOUR, 13 * HOUR}};
	/* Mondays 29 December, 5, 12, 19, 26 January; Tuesdays; Wednesdays */
	static const int closes[][3] = {{16, 16, 0}, {15, 0, 0}, {14, 0, 13}, {15, 0, 0}, {16, 16, 0}};
	CalendarSource source = {.code = "x", .hours = hours, .hours_count = COUNT_OF(hours)};
	DkisError error;
	Calendar *calendar = calendar_build(&source, &error);

	assert_non_null(calendar);
	for (int i = 0; i < 15; i++)
	{
		Day day = 9494 + i / 3 * 7 + i % 3;
		int hour = closes[i / 3][i % 3];
		Instant at;
		bool open;

		assert_true(calendar_is_workday(calendar, day, &open, &error));
		assert_int_equal(open, hour > 0);
		if (!open)
			continue;
		assert_true(calendar_day_close(calendar, day, &at, &error));
		assert_int_equal(at, day * DAY + hour * HOUR);
	}
	calendar_free(calendar);
}

/* Sets that begin together: their rows may come in any order. */
static void
test_sets_that_begin_together(void **state)
{
	static const CalendarHours hours[] = {{100, 200, 2, 8 * HOUR, 15 * HOUR},
										  {100, 120, 1, 8 * HOUR, 14 * HOUR},
										  {100, 200, 1, 8 * HOUR, 16 * HOUR},
										  {100, 120, 2, 8 * HOUR, 13 * HOUR}};
	CalendarSource source = {.code = "x", .hours = hours, .hours_count = COUNT_OF(hours)};
	DkisError error;
	Calendar *calendar = calendar_build(&source, &error);

	assert_non_null(calendar);
	for (Day day = 99; day < 201; day++)
	{
		int weekday = (day + 5) % 7; /* 0 is a Monday; 2000-01-01 was a Saturday */
		bool open;
		Instant at;

		assert_true(calendar_is_workday(calendar, day, &open, &error));
		assert_int_equal(open, day >= 100 && day < 200 && weekday < 2);
		if (!open)
			continue;
		assert_true(calendar_day_close(calendar, day, &at, &error));
		assert_int_equal(at, day * DAY + ((day < 120 ? 14 : 16) - weekday) * HOUR);
	}
	calendar_free(calendar);
}

/* A set ends and begins in the middle of a week. */
static void
test_set_changes(void **state)
{
	static CalendarHours hours[14];
	CalendarSource source = {.code = "x", .hours = hours, .hours_count = 14};
	DkisError error;
	Calendar *calendar;

	for (int i = 0; i < 14; i++)
		hours[i] = (CalendarHours){i < 7 ? INT32_MIN : 9503, i < 7 ? 9503 : INT32_MAX, i % 7 + 1,
								   8 * HOUR, (i < 7 ? 10 : 11) * HOUR};
	calendar = calendar_build(&source, &error);
	assert_non_null(calendar);
	for (Day day = 9491; day < 9521; day++)
	{
		Instant at;

		assert_true(calendar_day_close(calendar, day, &at, &error));
		assert_int_equal(at, day * DAY + (day < 9503 ? 10 : 11) * HOUR);
	}
	calendar_free(calendar);
}

/* ---- the zone ------------------------------------------------------------------------------ */

/* In a gap the clock before it, in an overlap the one after; a zone without rows is UTC. */
static void
test_zone(void **state)
{
	static const CalendarOffset offsets[] = {{INT64_MIN, 3600},
											 {100 * DAY + HOUR, 7200}, /* 02.00 becomes 03.00 */
											 {200 * DAY + HOUR, 3600}, /* 03.00 becomes 02.00 */
											 {300 * DAY + HOUR, 7200},
											 {400 * DAY + HOUR, 3600}};
	Calendar *calendar = make_siaga(offsets, COUNT_OF(offsets));
	Calendar *utc = make_siaga(NULL, 0);
	DkisError error;
	int64_t micros;
	Day day;

	for (int i = 0; i < 2; i++)
	{
		Day gap = i ? 300 : 100;
		Day overlap = i ? 400 : 200;

		assert_int_equal(calendar_from_local(calendar, gap, 2 * HOUR - 1), gap * DAY + HOUR - 1);
		assert_int_equal(calendar_from_local(calendar, gap, 2 * HOUR + 30 * MINUTE),
						 gap * DAY + HOUR + 30 * MINUTE);
		assert_int_equal(calendar_from_local(calendar, gap, 3 * HOUR), gap * DAY + HOUR);
		assert_int_equal(calendar_from_local(calendar, overlap, 2 * HOUR - 1), overlap * DAY - 1);
		assert_int_equal(calendar_from_local(calendar, overlap, 2 * HOUR + 30 * MINUTE),
						 overlap * DAY + HOUR + 30 * MINUTE);
		assert_int_equal(calendar_from_local(calendar, overlap, 3 * HOUR),
						 overlap * DAY + 2 * HOUR);
		assert_true(calendar_local_time(calendar, gap * DAY + HOUR - 1, &day, &micros, &error));
		assert_int_equal(micros, 2 * HOUR - 1);
		assert_true(calendar_local_time(calendar, gap * DAY + HOUR, &day, &micros, &error));
		assert_int_equal(micros, 3 * HOUR);
		assert_true(calendar_local_time(calendar, overlap * DAY + HOUR - 1, &day, &micros, &error));
		assert_int_equal(micros, 3 * HOUR - 1);
		assert_true(calendar_local_time(calendar, overlap * DAY + HOUR, &day, &micros, &error));
		assert_int_equal(micros, 2 * HOUR);
	}
	assert_int_equal(calendar_from_local(utc, 100, HOUR), 100 * DAY + HOUR);
	assert_true(calendar_local_time(utc, -1, &day, &micros, &error));
	assert_int_equal(day, -1);
	assert_int_equal(micros, DAY - 1);
	assert_true(calendar_local_time(utc, -DAY, &day, &micros, &error));
	assert_int_equal(day, -1);
	assert_int_equal(micros, 0);
	calendar_free(calendar);
	calendar_free(utc);
}

/* ---- years that nobody has entered ---------------------------------------------------------- */

static Calendar *
calendar_with_years(const int *years, int count)
{
	static const CalendarHours monday = {INT32_MIN, INT32_MAX, 1, 8 * HOUR, 16 * HOUR};
	CalendarHoliday entered[16];
	CalendarSource source = {.code = "x",
							 .hours = &monday,
							 .hours_count = 1,
							 .holidays = entered,
							 .holiday_count = count};
	DkisError error;

	for (int i = 0; i < count; i++)
		entered[i] = (CalendarHoliday){calendar_make_day(years[i], i % 2 ? 1 : 12, i % 2 ? 1 : 31),
									   HOLIDAY_NATIONAL, "", NULL};
	return calendar_build(&source, &error);
}

static void
test_unloaded_years(void **state)
{
	static const int years[] = {1900, 2020, 2021, 2022, 2025, 2026, 2200};
	Calendar *calendar = calendar_with_years(years, COUNT_OF(years));
	Calendar *siaga = make_siaga(NULL, 0);

	for (int year = 1890; year <= 2210; year++)
	{
		bool entered = year < 1900 || year > 2200;

		for (int i = 0; i < COUNT_OF(years); i++)
			entered |= year == years[i];
		assert_int_equal(calendar_year_unloaded(calendar, year), !entered);
		assert_false(calendar_year_unloaded(siaga, year));
	}
	for (int a = 2018; a <= 2028; a++)
		for (int b = 2018; b <= 2028; b++)
		{
			int first = a < b ? a : b, last = a < b ? b : a;
			bool missing = false;

			for (int year = first; year <= last; year++)
				missing |= calendar_year_unloaded(calendar, year);
			for (int ends = 0; ends < 4; ends++)
				assert_int_equal(calendar_has_unloaded_years(
									 calendar,
									 calendar_make_day(a, ends & 1 ? 12 : 1, ends & 1 ? 31 : 1),
									 calendar_make_day(b, ends & 2 ? 12 : 1, ends & 2 ? 31 : 1)),
								 missing);
		}
	assert_false(calendar_has_unloaded_years(calendar, CALENDAR_FIRST_DAY, CALENDAR_FIRST_DAY));
	assert_false(calendar_has_unloaded_years(calendar, CALENDAR_LAST_DAY, CALENDAR_LAST_DAY));
	assert_true(calendar_has_unloaded_years(calendar, CALENDAR_FIRST_DAY, CALENDAR_LAST_DAY));
	assert_false(calendar_has_unloaded_years(calendar, CALENDAR_FIRST_DAY - 1, CALENDAR_LAST_DAY));
	assert_false(calendar_has_unloaded_years(calendar, CALENDAR_FIRST_DAY, CALENDAR_LAST_DAY + 1));
	calendar_free(calendar);
	calendar_free(siaga);
}

/* Its notice has been given: that year, and no other, counts as loaded. */
static void
test_accepted_year(void **state)
{
	static const int years[] = {2024, 2025, 2027, 2030};
	Calendar *calendar = calendar_with_years(years, COUNT_OF(years));

	calendar_accept_year(calendar, 2026);
	calendar_accept_year(calendar, 2026);
	calendar_accept_year(calendar, 2025);
	calendar_accept_year(calendar, 1899);
	assert_false(calendar_year_unloaded(calendar, 2026));
	assert_true(calendar_year_unloaded(calendar, 2023));
	assert_true(calendar_year_unloaded(calendar, 2028));
	assert_false(calendar_has_unloaded_years(calendar, calendar_make_day(2024, 1, 1),
											 calendar_make_day(2027, 12, 31)));
	assert_true(calendar_has_unloaded_years(calendar, calendar_make_day(2023, 12, 31),
											calendar_make_day(2024, 1, 1)));
	assert_true(calendar_has_unloaded_years(calendar, calendar_make_day(2027, 12, 31),
											calendar_make_day(2028, 1, 1)));
	calendar_accept_year(calendar, 1900);
	calendar_accept_year(calendar, 2200);
	assert_false(calendar_year_unloaded(calendar, 1900));
	assert_false(calendar_year_unloaded(calendar, 2200));
	assert_true(calendar_year_unloaded(calendar, 1901));
	calendar_free(calendar);
}

/* ---- deadlines --------------------------------------------------------------------------------
 */

static Instant
due(const Calendar *calendar, Instant start, const char *text, bool extended)
{
	Sla sla = standard(text);
	DkisError error;
	Instant at;

	if (!calendar_due_at(calendar, start, &sla, extended, &at, &error))
		fail_msg("%s: %s", text, error.message);
	return at;
}

static void
test_months(void **state)
{
	/* from, months, to: the same day of the month, else the month's last */
	static const int months[][7] = {{2026, 1, 31, 1, 2026, 2, 28},   {2024, 1, 31, 1, 2024, 2, 29},
									{2026, 3, 31, 1, 2026, 4, 30},   {2026, 12, 31, 1, 2027, 1, 31},
									{2026, 11, 30, 1, 2026, 12, 30}, {2026, 11, 15, 2, 2027, 1, 15},
									{2026, 1, 15, 12, 2027, 1, 15},  {2024, 2, 29, 12, 2025, 2, 28},
									{2026, 1, 30, 13, 2027, 2, 28},  {2026, 12, 1, 24, 2028, 12, 1},
									{2026, 10, 31, 1, 2026, 11, 30}, {2026, 5, 31, 0, 2026, 5, 31},
									{1900, 1, 1, 3611, 2200, 12, 1}};
	DkisError error;
	Day day;

	for (int i = 0; i < COUNT_OF(months); i++)
	{
		const int *m = months[i];

		assert_true(due_add_months(calendar_make_day(m[0], m[1], m[2]), m[3], &day, &error));
		assert_int_equal(day, calendar_make_day(m[4], m[5], m[6]));
	}
	refuses(due_add_months(calendar_make_day(2200, 12, 1), 1, &day, &error), &error, "jangkauan");
	refuses(due_add_months(0, INT32_MAX, &day, &error), &error, "jangkauan");
}

static void
test_due(void **state)
{
	Calendar *office = make_office(false);
	Calendar *siaga = make_siaga(jakarta, 1);
	Instant far = (CALENDAR_LAST_DAY - 5) * DAY;
	DkisError error;
	Instant at;
	Sla sla;

	/* Monday 5 January; the 10th is worked, 12 and 13 are not */
	assert_int_equal(due(office, january(5, 9, 0), "1 hari", false), january(6, 16, 0));
	assert_int_equal(due(office, january(5, 9, 0), "5 hari", false), january(10, 16, 0));
	assert_int_equal(due(office, january(5, 9, 0), "6 hari", false), january(14, 16, 0));
	assert_int_equal(due(office, january(5, 9, 0), "6 hari kerja", false), january(14, 16, 0));
	assert_int_equal(due(office, january(5, 23, 0), "1 hari kerja", false), january(6, 16, 0));
	assert_int_equal(due(office, january(5, 16, 0), "0 hari", false), january(6, 16, 0));
	assert_int_equal(due(office, january(5, 15, 59), "0 hari", false), january(5, 16, 0));
	assert_int_equal(due(office, january(5, 17, 0), "0 bulan", false), january(6, 16, 0));
	assert_int_equal(due(office, january(5, 11, 30), "60 menit", false), january(5, 13, 30));
	assert_int_equal(due(office, january(5, 11, 0), "60 menit", false), january(5, 12, 0));
	assert_int_equal(due(office, january(5, 12, 0), "0 menit", false), january(5, 13, 0));
	assert_int_equal(due(office, january(5, 9, 0), "2 hari + 1 jam", true), january(8, 9, 0));
	assert_int_equal(due(office, january(5, 9, 0), "1 jam + 1 hari", true), january(6, 16, 0));
	assert_int_equal(due(siaga, january(5, 9, 0), "3 jam", false), january(5, 12, 0));
	assert_int_equal(due(siaga, january(5, 9, 0), "3 hari", false), january(8, 9, 0));
	assert_int_equal(due(siaga, january(5, 0, 0), "0 hari", false), january(6, 0, 0));
	assert_int_equal(due(siaga, january(5, 9, 0), "0 bulan", false), january(6, 0, 0));
	assert_int_equal(due(siaga, january(5, 9, 0), "1 bulan", false), january(5, 9, 0) + 31 * DAY);
	assert_int_equal(due(siaga, january(5, 9, 0), "1 bulan + 2 hari kerja", true),
					 january(5, 9, 0) + 33 * DAY);
	sla = standard("10 hari");
	refuses(calendar_due_at(office, far, &sla, false, &at, &error), &error, "jangkauan");
	refuses(calendar_due_at(siaga, far, &sla, false, &at, &error), &error, "jangkauan");
	sla = standard("2147483647 hari");
	refuses(calendar_due_at(office, 0, &sla, false, &at, &error), &error, "jangkauan");
	refuses(calendar_due_at(siaga, 0, &sla, false, &at, &error), &error, "jangkauan");
	sla = standard("2147483647 bulan");
	refuses(calendar_due_at(office, 0, &sla, false, &at, &error), &error, "jangkauan");
	refuses(calendar_due_at(siaga, 0, &sla, false, &at, &error), &error, "jangkauan");
	sla = standard("2147483647 jam");
	refuses(calendar_due_at(office, 0, &sla, false, &at, &error), &error, "jangkauan");
	sla = standard("2 hari");
	assert_false(calendar_due_at(office, 0, &sla, true, &at, &error));
	assert_string_equal(error.sqlstate, DKIS_INVALID_PARAMETER);
	assert_string_equal(error.message, "standar waktu 2 hari tidak punya perpanjangan");
	assert_non_null(strstr(error.hint, "2 hari + 7 hari kerja"));
	sla = standard("1 hari");
	refuses(calendar_due_at(office, INT64_MIN, &sla, false, &at, &error), &error, "jangkauan");
	calendar_free(office);
	calendar_free(siaga);
}

/* Set by hand to some instant: day 0 is the day it closes, else the day it lies in. */
static void
test_extended_by_hand(void **state)
{
	Calendar *office = make_office(false);
	Sla days = standard("1 hari + 2 hari kerja");
	Sla hours = standard("1 hari + 2 jam");
	DkisError error;
	Instant at;

	assert_true(calendar_due_extended(office, january(5, 16, 0), &days, &at, &error));
	assert_int_equal(at, january(7, 16, 0));
	assert_true(calendar_due_extended(office, january(5, 10, 0), &days, &at, &error));
	assert_int_equal(at, january(7, 16, 0));
	assert_true(calendar_due_extended(office, january(6, 0, 0), &days, &at, &error));
	assert_int_equal(at, january(8, 16, 0)); /* midnight opens the 6th, it closes no office */
	assert_true(calendar_due_extended(office, january(11, 10, 0), &days, &at, &error));
	assert_int_equal(at, january(15, 16, 0)); /* a Sunday, then 14 and 15 */
	assert_true(calendar_due_extended(office, january(5, 15, 0), &hours, &at, &error));
	assert_int_equal(at, january(6, 9, 0));
	refuses(calendar_due_extended(office, INT64_MAX, &days, &at, &error), &error, "");
	refuses(calendar_due_extended(office, (CALENDAR_LAST_DAY) *DAY, &days, &at, &error), &error,
			"");
	calendar_free(office);
}

static Instant
after_hold(const Calendar *calendar, Instant at, const char *text, Instant from, Instant until)
{
	Sla sla = standard(text);
	DkisError error;

	assert_true(calendar_due_after_hold(calendar, at, &sla, from, until, &at, &error));
	return at;
}

/* Day units get as many working days as closings fell into (from, until]. */
static void
test_holds(void **state)
{
	Calendar *office = make_office(false);
	Calendar *siaga = make_siaga(jakarta, 1);
	Sla days = standard("3 hari kerja");
	Instant at = january(8, 16, 0); /* a Thursday */
	Instant found;
	DkisError error;

	assert_int_equal(after_hold(office, at, "3 hari", january(5, 15, 59), january(5, 16, 0)),
					 january(9, 16, 0));
	assert_int_equal(after_hold(office, at, "3 hari", january(5, 16, 0), january(6, 15, 59)), at);
	assert_int_equal(after_hold(office, at, "3 hari", january(5, 16, 0), january(6, 16, 0)),
					 january(9, 16, 0));
	assert_int_equal(after_hold(office, at, "3 hari", january(5, 9, 0), january(7, 9, 0)),
					 january(10, 16, 0)); /* two: Friday, and the Saturday that is worked */
	assert_int_equal(after_hold(office, at, "3 hari", january(10, 16, 0), january(14, 15, 0)), at);
	assert_int_equal(after_hold(office, at, "1 bulan", january(11, 9, 0), january(14, 16, 0)),
					 january(9, 16, 0));
	assert_int_equal(after_hold(office, at, "5 jam", january(5, 11, 0), january(5, 14, 0)),
					 january(9, 10, 0)); /* two hours of work */
	assert_int_equal(after_hold(office, at, "5 jam", january(5, 16, 0), january(6, 8, 0)), at);
	assert_int_equal(after_hold(office, at, "5 jam", january(6, 8, 0), january(6, 8, 0)), at);
	assert_int_equal(after_hold(office, at, "5 jam", january(6, 9, 0), january(6, 8, 0)), at);
	assert_int_equal(after_hold(office, DUE_NEVER, "5 jam", january(5, 8, 0), january(6, 8, 0)),
					 DUE_NEVER);
	assert_int_equal(after_hold(office, at, "-", january(5, 8, 0), january(6, 8, 0)), at);
	assert_int_equal(after_hold(siaga, at, "3 hari", january(5, 8, 0), january(5, 9, 0)),
					 january(8, 17, 0));
	refuses(calendar_due_after_hold(office, at, &days, INT64_MIN, january(5, 8, 0), &found, &error),
			&error, "jangkauan");
	refuses(calendar_due_after_hold(office, at, &days, january(5, 8, 0),
									(CALENDAR_LAST_DAY + 1) * DAY - EAST, &found, &error),
			&error, "jangkauan");
	/* Held since the first morning there is: no day lies before it. */
	refuses(calendar_due_after_hold(office, at, &days, CALENDAR_FIRST_DAY * DAY - EAST,
									january(5, 8, 0), &found, &error),
			&error, "jangkauan");
	calendar_free(office);
	calendar_free(siaga);
}

/* ---- explanations
 * -------------------------------------------------------------------------------- */

/* "+" or "-" for a day that counted or did not, its day of January, its reason; a line each. */
typedef struct Told
{
	char text[4096];
} Told;

static void
note_day(void *context, Day day, bool counted, const char *reason)
{
	Told *told = context;
	size_t length = strlen(told->text);

	snprintf(told->text + length, sizeof told->text - length, "%c%d %s\n", counted ? '+' : '-',
			 day - 9496, reason);
}

static void
assert_told(const Calendar *calendar, Instant start, const char *text, bool extended,
			const char *expected)
{
	Sla sla = standard(text);
	Told told = {""};
	DkisError error;

	if (!calendar_explain_due(calendar, start, &sla, extended, note_day, &told, &error))
		fail_msg("%s: %s", text, error.message);
	assert_string_equal(told.text, expected);
}

static void
test_told_workdays(void **state)
{
	Calendar *office = make_office(false);

	assert_told(office, january(9, 10, 0), "3 hari kerja + 1 hari kerja", true,
				"-9 hari penerimaan (hari ke-0)\n"
				"+10 hari kerja ke-1 dari 3 (hari kerja khusus Hari kerja pengganti, SE 1)\n"
				"-11 akhir pekan\n"
				"-12 libur nasional Libur Senin\n"
				"-13 cuti bersama Cuti Selasa, SKB 2\n"
				"+14 hari kerja ke-2 dari 3\n"
				"+15 hari kerja ke-3 dari 3; batas waktu pukul 16.00\n"
				"+16 perpanjangan: hari kerja ke-1 dari 1; batas waktu pukul 16.00\n");
	assert_told(office, january(16, 10, 0), "1 hari kerja", false,
				"-16 hari penerimaan (hari ke-0)\n"
				"-17 akhir pekan; cuti bersama Cuti Sabtu; libur daerah Hari Jadi\n"
				"-18 akhir pekan\n"
				"+19 hari kerja ke-1 dari 1; batas waktu pukul 16.00\n");
	assert_told(office, january(16, 10, 0), "0 hari kerja", false,
				"-16 hari yang sama; batas waktu pukul 16.00\n");
	assert_told(office, january(7, 17, 0), "0 hari kerja", false,
				"-7 hari penerimaan (hari ke-0)\n"
				"+8 hari kerja berikutnya; batas waktu pukul 16.00\n");
	assert_told(office, january(7, 17, 0), "-", false, "");
	calendar_free(office);
}

static void
test_told_days(void **state)
{
	Calendar *office = make_office(false);
	Calendar *hospital = make_office(true);

	assert_told(office, january(9, 10, 0), "3 hari", false,
				"-9 hari penerimaan (hari ke-0)\n"
				"+10 hari ke-1 dari 3\n"
				"+11 hari ke-2 dari 3\n"
				"+12 hari ke-3 dari 3, jatuh pada libur nasional Libur Senin\n"
				"-13 cuti bersama Cuti Selasa, SKB 2\n"
				"-14 bergeser ke hari kerja berikutnya; batas waktu pukul 16.00\n");
	assert_told(office, january(9, 10, 0), "1 hari + 1 hari", true,
				"-9 hari penerimaan (hari ke-0)\n"
				"+10 hari ke-1 dari 1; batas waktu pukul 16.00\n"
				"+11 perpanjangan: hari ke-1 dari 1, jatuh pada akhir pekan\n"
				"-12 perpanjangan: libur nasional Libur Senin\n"
				"-13 perpanjangan: cuti bersama Cuti Selasa, SKB 2\n"
				"-14 perpanjangan: bergeser ke hari kerja berikutnya; batas waktu pukul 16.00\n");
	assert_told(hospital, january(12, 10, 0), "1 hari kerja", false,
				"-12 hari penerimaan (hari ke-0)\n"
				"+13 hari kerja ke-1 dari 1 (cuti bersama Cuti Selasa, SKB 2, tetap bekerja)"
				"; batas waktu pukul 16.00\n");
	assert_told(office, january(8, 17, 0), "0 hari", false,
				"-8 hari penerimaan (hari ke-0)\n"
				"-9 bergeser ke hari kerja berikutnya; batas waktu pukul 16.00\n");
	calendar_free(office);
	calendar_free(hospital);
}

static void
test_told_month(void **state)
{
	Calendar *office = make_office(false);
	Sla sla = standard("1 bulan");
	Told told = {""};
	DkisError error;

	/* 31 days after Wednesday 7 January, 7 February, is a Saturday: Monday the 9th */
	assert_true(
		calendar_explain_due(office, january(7, 9, 0), &sla, false, note_day, &told, &error));
	assert_non_null(strstr(told.text, "-7 hari penerimaan (hari ke-0)\n+8 dalam masa 1 bulan\n"));
	assert_non_null(strstr(told.text, "\n+37 dalam masa 1 bulan\n"
									  "+38 genap 1 bulan, jatuh pada akhir pekan\n"
									  "-39 akhir pekan\n"
									  "-40 bergeser ke hari kerja berikutnya; batas waktu pukul "
									  "16.00\n"));
	calendar_free(office);
}

static void
test_told_time(void **state)
{
	Calendar *office = make_office(false);
	Calendar *hospital = make_office(true);
	Calendar *siaga = make_siaga(jakarta, 1);

	assert_told(office, january(9, 15, 30), "90 menit", false,
				"+9 30 menit kerja\n"
				"+10 1 jam kerja (hari kerja khusus Hari kerja pengganti, SE 1); batas waktu pukul "
				"09.00\n");
	assert_told(office, january(10, 16, 30), "61 menit", false,
				"-10 sesudah jam kerja\n"
				"-11 akhir pekan\n"
				"-12 libur nasional Libur Senin\n"
				"-13 cuti bersama Cuti Selasa, SKB 2\n"
				"+14 1 jam 1 menit kerja; batas waktu pukul 09.01\n");
	assert_told(hospital, january(13, 8, 0), "5 jam", false,
				"+13 5 jam kerja (cuti bersama Cuti Selasa, SKB 2, tetap bekerja); batas waktu "
				"pukul 14.00\n");
	assert_told(office, january(7, 15, 59) + 15 * 1000000, "1 menit", false,
				"+7 45 detik kerja\n"
				"+8 15 detik kerja; batas waktu pukul 08.00\n");
	assert_told(siaga, january(5, 22, 0), "2 jam", false,
				"+5 2 jam kerja; batas waktu pukul 24.00\n");
	assert_told(siaga, january(5, 23, 0), "1 hari", false,
				"+5 1 jam kerja\n+6 23 jam kerja; batas waktu pukul 23.00\n");
	assert_told(office, january(5, 15, 0), "1 jam + 30 menit", true,
				"+5 1 jam kerja; batas waktu pukul 16.00\n"
				"-5 perpanjangan: sesudah jam kerja\n"
				"+6 perpanjangan: 30 menit kerja; batas waktu pukul 08.30\n");
	calendar_free(office);
	calendar_free(hospital);
	calendar_free(siaga);
}

static void
test_told_errors(void **state)
{
	Calendar *office = make_office(false);
	Sla sla = standard("1 hari");
	Told told = {""};
	DkisError error;

	refuses(calendar_explain_due(office, INT64_MAX, &sla, false, note_day, &told, &error), &error,
			"jangkauan");
	assert_false(calendar_explain_due(office, 0, &sla, true, note_day, &told, &error));
	assert_string_equal(told.text, "");
	calendar_free(office);
}

/* ---- its size
 * -------------------------------------------------------------------------------------- */

/* What it keeps: 24 bytes for each of its weeks at least, for "24 jam" no table at all. */
static void
test_size(void **state)
{
	Calendar *office = make_office(false);
	Calendar *siaga = make_siaga(jakarta, 1);
	size_t bare = sizeof(Calendar) + sizeof(CalendarOffset);

	assert_int_equal(calendar_size(siaga), bare);
	assert_true(calendar_size(office) >= bare + (WEEK_COUNT + 1) * sizeof(Week));
	assert_true(calendar_size(office) < 450000);
	calendar_free(office);
	calendar_free(siaga);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_civil_calendar),
		cmocka_unit_test(test_real_days),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_never_open),
		cmocka_unit_test(test_workdays),
		cmocka_unit_test(test_joint_leave),
		cmocka_unit_test(test_holidays_on),
		cmocka_unit_test(test_holidays_in_order),
		cmocka_unit_test(test_worked_hours),
		cmocka_unit_test(test_hours_contradict),
		cmocka_unit_test(test_narrowest),
		cmocka_unit_test(test_set_changes),
		cmocka_unit_test(test_sets_that_begin_together),
		cmocka_unit_test(test_zone),
		cmocka_unit_test(test_unloaded_years),
		cmocka_unit_test(test_accepted_year),
		cmocka_unit_test(test_months),
		cmocka_unit_test(test_due),
		cmocka_unit_test(test_extended_by_hand),
		cmocka_unit_test(test_holds),
		cmocka_unit_test(test_told_workdays),
		cmocka_unit_test(test_told_days),
		cmocka_unit_test(test_told_month),
		cmocka_unit_test(test_told_time),
		cmocka_unit_test(test_told_errors),
		cmocka_unit_test(test_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Working time against an oracle that knows no table: it asks for every minute
 * whether the wall clock of the zone stands inside a span of its date, and
 * counts. Random calendars, dense with holidays and short days.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/time/calendar.h"
#include "core/time/due.h"

#define MINUTE MICROS_PER_MINUTE
#define HOUR MICROS_PER_HOUR

/* ---- random numbers, the same every time ---------------------------------- */

static uint64_t seed = 88172645463325252u;

static uint64_t
next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	return seed ^= seed << 17;
}

static int
random_below(int n)
{
	return (int) (next_random() % (uint64_t) n);
}

/* ---- the oracle ------------------------------------------------------------- */

typedef struct Facts
{
	CalendarSource source;
	CalendarHours hours[64];
	CalendarHoliday holidays[256];
	CalendarOffset offsets[16];
	Calendar *calendar;
} Facts;

static int
oracle_weekday(Day day)
{
	return ((day + 5) % 7 + 7) % 7 + 1; /* 2000-01-01 was a Saturday */
}

static int
hours_on(const Facts *facts, Day day, int weekday, const CalendarHours *found[8])
{
	int64_t narrowest = INT64_MAX;
	int count = 0;

	for (int i = 0; i < facts->source.hours_count; i++)
	{
		const CalendarHours *row = &facts->hours[i];
		int64_t width = (int64_t) row->until - row->from;

		if (day >= row->from && day < row->until && width < narrowest)
			narrowest = width;
	}
	for (int i = 0; i < facts->source.hours_count; i++)
	{
		const CalendarHours *row = &facts->hours[i];

		if (day >= row->from && day < row->until && (int64_t) row->until - row->from == narrowest &&
			row->weekday == weekday)
			found[count++] = row;
	}
	return count;
}

/* The spans of one date by the rules' own words. */
static int
spans_on(const Facts *facts, Day day, const CalendarHours *found[8])
{
	bool worked = false;
	bool off = false;
	int count;

	for (int i = 0; i < facts->source.holiday_count; i++)
	{
		const CalendarHoliday *holiday = &facts->holidays[i];

		if (holiday->day != day)
			continue;
		if (holiday->kind == HOLIDAY_WORKED)
			worked = true;
		else if (holiday->kind != HOLIDAY_JOINT || !facts->source.joint_leave_is_work)
			off = true;
	}
	if (off && !worked)
		return 0;
	count = hours_on(facts, day, oracle_weekday(day), found);
	for (int weekday = 1; worked && count == 0 && weekday <= 7; weekday++)
		count = hours_on(facts, day, weekday, found);
	return count;
}

static void
wall_clock(const Facts *facts, Instant at, Day *day, int64_t *micros)
{
	int64_t local = at;

	for (int i = facts->source.offset_count - 1; i >= 0; i--)
		if (at >= facts->offsets[i].from)
		{
			local += facts->offsets[i].seconds * INT64_C(1000000);
			break;
		}
	*day = (Day) (local / MICROS_PER_DAY - (local % MICROS_PER_DAY < 0));
	*micros = local - *day * MICROS_PER_DAY;
}

static bool
is_open(const Facts *facts, Instant at)
{
	const CalendarHours *spans[8];
	Day day;
	int64_t micros;
	int count;

	wall_clock(facts, at, &day, &micros);
	count = spans_on(facts, day, spans);
	for (int i = 0; i < count; i++)
		if (micros >= spans[i]->opens && micros < spans[i]->closes)
			return true;
	return false;
}

static bool
oracle_workday(const Facts *facts, Day day)
{
	const CalendarHours *spans[8];

	return spans_on(facts, day, spans) > 0;
}

/* Everything lies on whole minutes here. */
static Instant
oracle_add(const Facts *facts, Instant at, int minutes)
{
	for (; minutes > 0; at += MINUTE)
		if (is_open(facts, at))
			minutes--;
	for (; minutes < 0; at -= MINUTE)
		if (is_open(facts, at - MINUTE))
			minutes++;
	return at;
}

static int64_t
oracle_between(const Facts *facts, Instant a, Instant b)
{
	int64_t minutes = 0;

	for (Instant at = a; at < b; at += MINUTE)
		minutes += is_open(facts, at);
	return minutes * MINUTE;
}

/* ---- random calendars ------------------------------------------------------- */

static void
add_set(Facts *facts, Day from, Day until, int days)
{
	for (int weekday = 1; weekday <= days; weekday++)
	{
		int spans = 1 + random_below(2);
		int opens = random_below(3) == 0 ? 0 : 6 * 60 + random_below(180);

		for (int i = 0; i < spans; i++)
		{
			int closes = opens + 30 + random_below(300);

			if (closes > 1440 || random_below(12) == 0)
				closes = 1440;
			facts->hours[facts->source.hours_count++] =
				(CalendarHours){from, until, weekday, opens * MINUTE, closes * MINUTE};
			opens = closes + random_below(90);
			if (opens >= 1400)
				break;
		}
	}
}

static void
add_holidays(Facts *facts, Day around)
{
	int count = random_below(40);

	for (int i = 0; i < count; i++)
		facts->holidays[facts->source.holiday_count++] = (CalendarHoliday){
			around - 60 + random_below(120), (HolidayKind) random_below(4), "Libur", NULL};
}

static void
add_zone(Facts *facts, Day around)
{
	int seconds = (random_below(27) - 12) * 3600;

	facts->offsets[0] = (CalendarOffset){INT64_MIN, seconds};
	facts->source.offset_count = 1;
	for (int i = 0; i < random_below(6); i++)
	{
		Instant last = facts->offsets[facts->source.offset_count - 1].from;
		Instant from = (around - 50 + 20 * i + random_below(15)) * MICROS_PER_DAY +
					   random_below(1440) * MINUTE;

		if (from <= last + 5 * MICROS_PER_DAY && facts->source.offset_count > 1)
			continue;
		seconds += random_below(2) ? 3600 : random_below(8) == 0 ? 86400 - 7200 : -3600;
		if (seconds > 50400 + 3600)
			seconds -= 86400;
		facts->offsets[facts->source.offset_count++] = (CalendarOffset){from, seconds};
	}
}

static Facts *
make_facts(Day around)
{
	Facts *facts = calloc(1, sizeof *facts);
	DkisError error;

	facts->source.code = "uji";
	facts->source.hours = facts->hours;
	facts->source.holidays = facts->holidays;
	facts->source.offsets = facts->offsets;
	facts->source.joint_leave_is_work = random_below(3) == 0;
	add_set(facts, INT32_MIN, INT32_MAX, 5 + random_below(3));
	if (random_below(2))
		add_set(facts, around - 20, around + 9 + random_below(5), 1 + random_below(7));
	if (random_below(2))
		add_set(facts, around - 5, around + 3, 1 + random_below(7));
	add_holidays(facts, around);
	add_zone(facts, around);
	facts->calendar = calendar_build(&facts->source, &error);
	if (!facts->calendar)
		fail_msg("%s", error.message);
	return facts;
}

static void
free_facts(Facts *facts)
{
	calendar_free(facts->calendar);
	free(facts);
}

/* ---- days ---------------------------------------------------------------- */

static void
check_days(const Facts *facts, Day around)
{
	DkisError error;

	for (int i = 0; i < 40; i++)
	{
		Day day = around - 70 + random_below(140);
		int n = random_below(40) - 20;
		Day expected = day;
		Day found;
		int32_t between;
		int left = n;
		bool open;

		assert_true(calendar_is_workday(facts->calendar, day, &open, &error));
		assert_int_equal(open, oracle_workday(facts, day));
		while (left > 0)
			left -= oracle_workday(facts, ++expected);
		while (left < 0)
			left += oracle_workday(facts, --expected);
		while (n == 0 && !oracle_workday(facts, expected))
			expected++;
		assert_true(calendar_add_workdays(facts->calendar, day, n, &found, &error));
		assert_int_equal(found, expected);
		assert_true(calendar_workdays_between(facts->calendar, day, found, &between, &error));
		if (n > 0)
			assert_int_equal(between, n);
		assert_true(calendar_workdays_between(facts->calendar, found, day, &left, &error));
		assert_int_equal(left, -between);
	}
}

/* A date whose every hour the clock skips is no working day; the oracle of days does not know. */
static bool
clock_skips_days(const Facts *facts)
{
	for (int i = 1; i < facts->source.offset_count; i++)
		if (abs(facts->offsets[i].seconds - facts->offsets[i - 1].seconds) > 2 * 3600)
			return true;
	return false;
}

/* ---- hours ---------------------------------------------------------------- */

static void
check_hours(const Facts *facts, Day around)
{
	DkisError error;

	for (int i = 0; i < 12; i++)
	{
		Instant at =
			(around - 50 + random_below(100)) * MICROS_PER_DAY + random_below(1440) * MINUTE;
		int minutes = random_below(3000) - 1000;
		Instant expected = oracle_add(facts, at, minutes);
		Instant found;
		int64_t worked;

		if (minutes == 0)
			while (!is_open(facts, expected))
				expected += MINUTE;
		assert_true(calendar_add_worktime(facts->calendar, at, minutes * MINUTE, &found, &error));
		if (found != expected)
			fail_msg("add %d minutes: %lld, not %lld", minutes, (long long) found,
					 (long long) expected);
		assert_true(calendar_worktime_between(facts->calendar, at, found, &worked, &error));
		assert_int_equal(worked, minutes * MINUTE);
		expected = at + random_below(10000) * MINUTE;
		assert_true(calendar_worktime_between(facts->calendar, at, expected, &worked, &error));
		assert_int_equal(worked, oracle_between(facts, at, expected));
		assert_true(calendar_worktime_between(facts->calendar, expected, at, &worked, &error));
		assert_int_equal(worked, -oracle_between(facts, at, expected));
		assert_true(calendar_next_opening(facts->calendar, at, &found, &error));
		while (!is_open(facts, at))
			at += MINUTE;
		assert_int_equal(found, at);
	}
}

static void
check_closings(const Facts *facts, Day around)
{
	DkisError error;

	for (Day day = around - 40; day < around + 40; day++)
	{
		Instant close;
		Instant last = INT64_MIN;
		bool open;
		Day date;
		int64_t micros;

		assert_true(calendar_is_workday(facts->calendar, day, &open, &error));
		for (Instant at = (day - 2) * MICROS_PER_DAY; at < (day + 3) * MICROS_PER_DAY; at += MINUTE)
		{
			wall_clock(facts, at, &date, &micros);
			if (date == day && is_open(facts, at))
				last = at + MINUTE;
		}
		assert_int_equal(open, last != INT64_MIN);
		if (!open)
			continue;
		assert_true(calendar_day_close(facts->calendar, day, &close, &error));
		assert_int_equal(close, last);
	}
}

/* ---- a million questions about hours ---------------------------------------- */

#define TABLE_DAYS 140
#define TABLE_MINUTES (TABLE_DAYS * 1440)

/*
 * The same oracle written down once for a stretch of days: which minutes are
 * open, and how many before each. Questions are answered by looking along it.
 */
typedef struct MinuteTable
{
	Instant start;
	int worked[TABLE_MINUTES + 1]; /* minutes open before this one */
	int opening[TABLE_MINUTES];    /* the first open minute from here on; -1: none */
	int nth[TABLE_MINUTES];        /* which minute is the n-th open one, from 0 */
} MinuteTable;

static MinuteTable table;
static int questions;

/* Dates come in order, so each is looked up once. */
static bool
open_at(const Facts *facts, Instant at)
{
	static const Facts *known;
	static Day known_day;
	static const CalendarHours *spans[8];
	static int count;
	Day day;
	int64_t micros;

	wall_clock(facts, at, &day, &micros);
	if (known != facts || known_day != day)
		count = spans_on(facts, day, spans);
	known = facts;
	known_day = day;
	for (int i = 0; i < count; i++)
		if (micros >= spans[i]->opens && micros < spans[i]->closes)
			return true;
	return false;
}

static void
write_table(const Facts *facts, Day around)
{
	int next = -1;

	table.start = (around - TABLE_DAYS / 2) * MICROS_PER_DAY;
	table.worked[0] = 0;
	for (int i = 0; i < TABLE_MINUTES; i++)
	{
		bool open = open_at(facts, table.start + i * MINUTE);

		if (open)
			table.nth[table.worked[i]] = i;
		table.worked[i + 1] = table.worked[i] + open;
	}
	for (int i = TABLE_MINUTES - 1; i >= 0; i--)
		table.opening[i] = next = table.worked[i + 1] > table.worked[i] ? i : next;
}

static void
check_sum(const Facts *facts, int from, int minutes, int64_t seconds)
{
	int target = table.worked[from] + minutes;
	Instant expected = 0;
	Instant found;
	DkisError error;

	if (target <= 0 || target >= table.worked[TABLE_MINUTES])
		return; /* beyond the table */
	questions++;
	if (minutes > 0)
		expected = table.start + (table.nth[target - 1] + 1) * MINUTE;
	else if (minutes < 0)
		expected = table.start + table.nth[target] * MINUTE;
	else if (table.opening[from] >= 0)
		expected = table.start + table.opening[from] * MINUTE;
	if (seconds > 0 && minutes >= 0) /* some of the next open minute */
		expected = table.start + table.nth[target] * MINUTE + seconds * 1000000;
	if (!calendar_add_worktime(facts->calendar, table.start + from * MINUTE,
							   minutes * MINUTE + (minutes >= 0 ? seconds * 1000000 : 0), &found,
							   &error))
		fail_msg("%s", error.message);
	if (found != expected)
		fail_msg("add %d minutes: %lld, not %lld", minutes, (long long) found,
				 (long long) expected);
}

static void
check_span(const Facts *facts, int from, int until)
{
	int64_t worked;
	DkisError error;

	questions++;
	assert_true(calendar_worktime_between(facts->calendar, table.start + from * MINUTE,
										  table.start + until * MINUTE, &worked, &error));
	assert_int_equal(worked, (table.worked[until] - table.worked[from]) * MINUTE);
}

/* Starts crowd around openings, closings and changes of the clock. */
static int
random_minute(const Facts *facts)
{
	int minute = random_below(TABLE_MINUTES);
	int changes = facts->source.offset_count - 1;

	if (changes > 0 && random_below(3) == 0)
		minute = (int) ((facts->offsets[1 + random_below(changes)].from - table.start) / MINUTE) +
				 random_below(400) - 200;
	else if (random_below(2))
		minute = table.opening[minute] + random_below(3) - 1;
	return minute < 0 || minute >= TABLE_MINUTES ? random_below(TABLE_MINUTES) : minute;
}

static void
test_million_minutes(void **state)
{
	for (int round = 0; round < 250; round++)
	{
		Day around =
			CALENDAR_FIRST_DAY + 300 + random_below(CALENDAR_LAST_DAY - CALENDAR_FIRST_DAY - 600);
		Facts *facts = make_facts(around);

		write_table(facts, around);
		for (int i = 0; i < 2000; i++)
		{
			int from = random_minute(facts);

			check_span(facts, from, random_minute(facts));
			check_sum(facts, from, 0, 0);
			check_sum(facts, from, random_below(i % 2 ? 40000 : 900) - (i % 2 ? 20000 : 300),
					  random_below(3) * 29);
		}
		free_facts(facts);
	}
	assert_true(questions > 1000000);
}

static void
test_random_calendars(void **state)
{
	for (int round = 0; round < 150; round++)
	{
		Day around =
			CALENDAR_FIRST_DAY + 300 + random_below(CALENDAR_LAST_DAY - CALENDAR_FIRST_DAY - 600);
		Facts *facts = make_facts(around);

		if (!clock_skips_days(facts))
			check_days(facts, around);
		check_hours(facts, around);
		if (round % 10 == 0)
			check_closings(facts, around);
		free_facts(facts);
	}
}

/* ---- the office of the examples -------------------------------------------- */

static Facts *
make_office(void)
{
	static const CalendarHoliday idulfitri[] = {
		{0, HOLIDAY_JOINT, "Hari Suci Nyepi", "SKB 1497/2/5 2025"},
		{0, HOLIDAY_NATIONAL, "Hari Suci Nyepi", "SKB 1497/2/5 2025"},
		{0, HOLIDAY_JOINT, "Hari Raya Idulfitri", "SKB 1497/2/5 2025"},
		{0, HOLIDAY_NATIONAL, "Hari Raya Idulfitri", "SKB 1497/2/5 2025"},
		{0, HOLIDAY_NATIONAL, "Hari Raya Idulfitri", "SKB 1497/2/5 2025"},
		{0, HOLIDAY_JOINT, "Hari Raya Idulfitri", "SKB 1497/2/5 2025"},
		{0, HOLIDAY_JOINT, "Hari Raya Idulfitri", "SKB 1497/2/5 2025"},
	};
	Facts *facts = calloc(1, sizeof *facts);
	DkisError error;

	facts->source.code = "kantor";
	facts->source.hours = facts->hours;
	facts->source.holidays = facts->holidays;
	facts->source.offsets = facts->offsets;
	facts->offsets[0] = (CalendarOffset){INT64_MIN, 7 * 3600};
	facts->source.offset_count = 1;
	for (int weekday = 1; weekday <= 5; weekday++)
	{
		facts->hours[facts->source.hours_count++] =
			(CalendarHours){INT32_MIN, INT32_MAX, weekday, 450 * MINUTE, 12 * HOUR};
		facts->hours[facts->source.hours_count++] =
			(CalendarHours){INT32_MIN, INT32_MAX, weekday, 13 * HOUR, 16 * HOUR};
	}
	for (int i = 0; i < 7; i++)
	{
		facts->holidays[i] = idulfitri[i];
		facts->holidays[i].day = calendar_make_day(2026, 3, 18 + i);
	}
	facts->source.holiday_count = 7;
	facts->calendar = calendar_build(&facts->source, &error);
	return facts;
}

/* Jakarta's wall clock. */
static Instant
jakarta(int year, int month, int day, int hour, int minute)
{
	return calendar_make_day(year, month, day) * MICROS_PER_DAY + (hour - 7) * HOUR +
		   minute * MINUTE;
}

static Instant
due(const Facts *facts, Instant start, const char *text, bool extended)
{
	DkisError error;
	Sla sla;
	Instant at;

	if (!sla_parse(text, strlen(text), &sla, &error) ||
		!calendar_due_at(facts->calendar, start, &sla, extended, &at, &error))
		fail_msg("%s: %s", text, error.message);
	return at;
}

static void
test_deadlines(void **state)
{
	Facts *office = make_office();
	Instant monday = jakarta(2026, 3, 9, 10, 0);

	assert_int_equal(due(office, monday, "10 hari kerja", false), jakarta(2026, 3, 30, 16, 0));
	assert_int_equal(due(office, monday, "10 hari kerja + 7 hari kerja", true),
					 jakarta(2026, 4, 8, 16, 0));
	assert_int_equal(due(office, monday, "1 jam", false), jakarta(2026, 3, 9, 11, 0));
	assert_int_equal(due(office, monday, "5 jam", false), jakarta(2026, 3, 9, 16, 0));
	assert_int_equal(due(office, monday, "301 menit", false), jakarta(2026, 3, 10, 7, 31));
	assert_int_equal(due(office, monday, "0 hari kerja", false), jakarta(2026, 3, 9, 16, 0));
	assert_int_equal(due(office, jakarta(2026, 3, 9, 16, 0), "0 hari kerja", false),
					 jakarta(2026, 3, 10, 16, 0));
	assert_int_equal(due(office, jakarta(2026, 3, 8, 9, 0), "0 hari kerja", false),
					 jakarta(2026, 3, 9, 16, 0));
	/* 9 + 9 days is Nyepi; the next working day is the 25th */
	assert_int_equal(due(office, monday, "9 hari", false), jakarta(2026, 3, 25, 16, 0));
	assert_int_equal(due(office, jakarta(2026, 1, 31, 9, 0), "1 bulan", false),
					 jakarta(2026, 3, 2, 16, 0)); /* 28 February is a Saturday */
	assert_int_equal(due(office, monday, "-", false), DUE_NEVER);
	free_facts(office);
}

static Instant
held(const Facts *facts, Instant due_at, const char *text, Instant from, Instant until)
{
	DkisError error;
	Sla sla;
	Instant at;

	assert_true(sla_parse(text, strlen(text), &sla, &error));
	assert_true(calendar_due_after_hold(facts->calendar, due_at, &sla, from, until, &at, &error));
	return at;
}

static void
test_holds(void **state)
{
	Facts *office = make_office();
	Instant closing = jakarta(2026, 3, 10, 16, 0);

	assert_int_equal(held(office, closing, "2 hari kerja", jakarta(2026, 3, 9, 9, 0),
						  jakarta(2026, 3, 9, 15, 0)),
					 closing);
	assert_int_equal(held(office, closing, "2 hari kerja", jakarta(2026, 3, 9, 9, 0),
						  jakarta(2026, 3, 9, 16, 0)),
					 jakarta(2026, 3, 11, 16, 0));
	assert_int_equal(held(office, closing, "2 hari kerja", jakarta(2026, 3, 6, 16, 0),
						  jakarta(2026, 3, 9, 9, 0)),
					 closing);
	assert_int_equal(
		held(office, closing, "6 jam", jakarta(2026, 3, 9, 9, 0), jakarta(2026, 3, 9, 14, 0)),
		jakarta(2026, 3, 11, 11, 30));
	assert_int_equal(
		held(office, closing, "6 jam", jakarta(2026, 3, 7, 9, 0), jakarta(2026, 3, 9, 7, 30)),
		closing);
	free_facts(office);
}

/* ---- explanations ----------------------------------------------------------- */

typedef struct Told
{
	int days;
	int counted;
	char reasons[64][200];
} Told;

static void
note_day(void *context, Day day, bool counted, const char *reason)
{
	Told *told = context;

	strncpy(told->reasons[told->days], reason, 199);
	told->days++;
	told->counted += counted;
}

static void
test_explanation(void **state)
{
	Facts *office = make_office();
	Told told = {0};
	DkisError error;
	Sla sla;

	assert_true(sla_parse("10 hari kerja", 13, &sla, &error));
	assert_true(calendar_explain_due(office->calendar, jakarta(2026, 3, 9, 10, 0), &sla, false,
									 note_day, &told, &error));
	assert_int_equal(told.days, 22);
	assert_int_equal(told.counted, 10);
	assert_string_equal(told.reasons[0], "hari penerimaan (hari ke-0)");
	assert_string_equal(told.reasons[5], "akhir pekan");
	assert_string_equal(told.reasons[11], "cuti bersama Hari Raya Idulfitri, SKB 1497/2/5 2025");
	assert_string_equal(told.reasons[21], "hari kerja ke-10 dari 10; batas waktu pukul 16.00");
	free_facts(office);
}

/* ---- edges ------------------------------------------------------------------ */

static void
test_range(void **state)
{
	Facts *office = make_office();
	DkisError error;
	Day day;
	Instant at;
	bool open;

	assert_false(calendar_is_workday(office->calendar, CALENDAR_LAST_DAY + 1, &open, &error));
	assert_string_equal(error.sqlstate, DKIS_DATETIME_OVERFLOW);
	assert_false(calendar_is_workday(office->calendar, INT32_MIN, &open, &error));
	assert_false(calendar_add_workdays(office->calendar, 0, INT32_MAX, &day, &error));
	assert_false(calendar_add_workdays(office->calendar, 0, INT32_MIN, &day, &error));
	assert_true(calendar_add_workdays(office->calendar, CALENDAR_LAST_DAY - 1, 1, &day, &error));
	assert_int_equal(day, CALENDAR_LAST_DAY);
	assert_false(calendar_add_workdays(office->calendar, CALENDAR_LAST_DAY, 1, &day, &error));
	assert_false(calendar_add_workdays(office->calendar, CALENDAR_FIRST_DAY, -1, &day, &error));
	assert_false(calendar_add_worktime(office->calendar, 0, INT64_MAX, &at, &error));
	assert_false(calendar_add_worktime(office->calendar, 0, INT64_MIN, &at, &error));
	assert_false(calendar_add_worktime(office->calendar, INT64_MAX, 0, &at, &error));
	assert_false(calendar_local_date(office->calendar, INT64_MIN, &day, &error));
	assert_true(calendar_size(office->calendar) < 310000);
	free_facts(office);
}

static void
test_contradictions(void **state)
{
	CalendarHours hours[] = {{0, 100, 1, 8 * HOUR, 12 * HOUR}, {50, 150, 1, 8 * HOUR, 12 * HOUR}};
	CalendarSource source = {.code = "uji", .hours = hours, .hours_count = 2};
	Calendar *calendar;
	DkisError error;
	bool open;
	Day day;

	assert_null(calendar_build(&source, &error));
	assert_string_equal(error.sqlstate, DKIS_INVALID_PARAMETER);
	hours[1] = (CalendarHours){0, 100, 1, 11 * HOUR, 13 * HOUR};
	assert_null(calendar_build(&source, &error));
	source.hours_count = 0;
	calendar = calendar_build(&source, &error);
	assert_non_null(calendar);
	assert_true(calendar_is_workday(calendar, 0, &open, &error));
	assert_false(open);
	assert_false(calendar_add_workdays(calendar, 0, 1, &day, &error));
	calendar_free(calendar);
}

/* Ten spans an hour, in the week in which the clock jumps: 720 pieces and more. */
static void
test_many_spans(void **state)
{
	static CalendarHours hours[7 * 240];
	CalendarOffset offsets[] = {{INT64_MIN, 3600}, {9500 * MICROS_PER_DAY + 90 * MINUTE, 7200}};
	CalendarSource source = {.code = "uji",
							 .hours = hours,
							 .hours_count = 7 * 240,
							 .offsets = offsets,
							 .offset_count = 2};
	DkisError error;
	Calendar *calendar;
	int64_t worked;

	for (int i = 0; i < 7 * 240; i++)
		hours[i] = (CalendarHours){INT32_MIN, INT32_MAX, 1 + i / 240, i % 240 * 6 * MINUTE,
								   (i % 240 * 6 + 3) * MINUTE};
	calendar = calendar_build(&source, &error);
	assert_non_null(calendar);
	/* Half of every hour there is. */
	assert_true(calendar_worktime_between(calendar, 9495 * MICROS_PER_DAY, 9505 * MICROS_PER_DAY,
										  &worked, &error));
	assert_int_equal(worked, 5 * MICROS_PER_DAY);
	calendar_free(calendar);
	source.hours_count = 10001;
	source.hours = calloc(10001, sizeof *hours);
	assert_null(calendar_build(&source, &error));
	assert_string_equal(error.sqlstate, DKIS_PROGRAM_LIMIT);
	free((void *) source.hours);
}

/* Open until 24:00: the deadline is that midnight, and the extension's first day the next. */
static void
test_midnight_closing(void **state)
{
	CalendarOffset zone[] = {{INT64_MIN, 7 * 3600}};
	CalendarHours hours[7];
	CalendarSource source = {
		.code = "sore", .hours = hours, .hours_count = 7, .offsets = zone, .offset_count = 1};
	DkisError error;
	Facts facts;
	Instant extended;
	Sla sla;

	for (int i = 0; i < 7; i++)
		hours[i] = (CalendarHours){INT32_MIN, INT32_MAX, i + 1, 16 * HOUR, 24 * HOUR};
	facts.calendar = calendar_build(&source, &error);
	assert_int_equal(due(&facts, jakarta(2026, 3, 2, 9, 0), "1 hari kerja + 2 hari kerja", false),
					 jakarta(2026, 3, 4, 0, 0));
	assert_int_equal(due(&facts, jakarta(2026, 3, 2, 9, 0), "1 hari kerja + 2 hari kerja", true),
					 jakarta(2026, 3, 6, 0, 0));
	assert_true(sla_parse("1 hari kerja + 2 hari kerja", 27, &sla, &error));
	assert_true(
		calendar_due_extended(facts.calendar, jakarta(2026, 3, 4, 0, 0), &sla, &extended, &error));
	assert_int_equal(extended, jakarta(2026, 3, 6, 0, 0));
	/* Set by hand to noon: that day is day 0. */
	assert_true(
		calendar_due_extended(facts.calendar, jakarta(2026, 3, 4, 12, 0), &sla, &extended, &error));
	assert_int_equal(extended, jakarta(2026, 3, 7, 0, 0));
	calendar_free(facts.calendar);
}

static void
test_round_the_clock(void **state)
{
	CalendarOffset jakarta_zone[] = {{INT64_MIN, 7 * 3600}};
	CalendarSource source = {
		.code = "siaga", .always_open = true, .offsets = jakarta_zone, .offset_count = 1};
	DkisError error;
	Facts facts = {.calendar = calendar_build(&source, &error)};
	Instant start = jakarta(2026, 1, 31, 23, 30);

	assert_int_equal(due(&facts, start, "2 hari kerja", false), start + 2 * MICROS_PER_DAY);
	assert_int_equal(due(&facts, start, "90 menit", false), start + 90 * MINUTE);
	assert_int_equal(due(&facts, start, "1 bulan", false), jakarta(2026, 2, 28, 23, 30));
	assert_int_equal(due(&facts, start, "0 hari kerja", false), jakarta(2026, 2, 1, 0, 0));
	calendar_free(facts.calendar);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_calendars), cmocka_unit_test(test_million_minutes),
		cmocka_unit_test(test_deadlines),        cmocka_unit_test(test_holds),
		cmocka_unit_test(test_explanation),      cmocka_unit_test(test_range),
		cmocka_unit_test(test_contradictions),   cmocka_unit_test(test_many_spans),
		cmocka_unit_test(test_midnight_closing), cmocka_unit_test(test_round_the_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Working time: which days and hours count, and the arithmetic over them.
 * docs/calendar.md has the rules in words.
 *
 * A calendar is compiled once into a table by weeks over 1900-2200, about
 * 300 KB, after which every question takes constant time at any distance. A
 * calendar of kind "24 jam" needs no table.
 *
 * Days are days since 2000-01-01, instants microseconds since 2000-01-01 UTC.
 * Dates are dates in the calendar's zone. Outside 1900-2200: error 22008.
 */
#ifndef DKIS_CORE_TIME_CALENDAR_H
#define DKIS_CORE_TIME_CALENDAR_H

#include "core/base/errors.h"

typedef int32_t Day;
typedef int64_t Instant;

#define CALENDAR_FIRST_DAY (-36524) /* 1900-01-01, a Monday */
#define CALENDAR_LAST_DAY 73413     /* 2200-12-31 */
#define CALENDAR_FIRST_YEAR 1900
#define CALENDAR_LAST_YEAR 2200
#define MICROS_PER_MINUTE INT64_C(60000000)
#define MICROS_PER_HOUR INT64_C(3600000000)
#define MICROS_PER_DAY INT64_C(86400000000)

typedef enum HolidayKind
{
	HOLIDAY_NATIONAL, /* libur nasional */
	HOLIDAY_JOINT,    /* cuti bersama */
	HOLIDAY_LOCAL,    /* libur daerah */
	HOLIDAY_WORKED    /* hari kerja khusus: works, whatever else is said of the day */
} HolidayKind;

/* One span of one weekday, in force over [from, until); several spans a day. */
typedef struct CalendarHours
{
	Day from;      /* INT32_MIN = unbounded */
	Day until;     /* INT32_MAX = unbounded */
	int weekday;   /* 1 = Monday */
	int64_t opens; /* microseconds after local midnight */
	int64_t closes;
} CalendarHours;

typedef struct CalendarHoliday
{
	Day day;
	HolidayKind kind;
	const char *name;
	const char *decree; /* NULL = none known */
} CalendarHoliday;

/* The zone from this instant on is east of UTC by so much. */
typedef struct CalendarOffset
{
	Instant from; /* INT64_MIN in the first */
	int32_t seconds;
} CalendarOffset;

/* What a calendar is compiled from. Arrays in any order, but offsets sorted. */
typedef struct CalendarSource
{
	const char *code;
	bool always_open; /* kind "24 jam" */
	bool joint_leave_is_work;
	const CalendarOffset *offsets;
	int offset_count;
	const CalendarHours *hours;
	int hours_count;
	const CalendarHoliday *holidays;
	int holiday_count;
} CalendarSource;

typedef struct Calendar Calendar;

const char *holiday_kind_name(HolidayKind kind);
bool holiday_kind_find(const char *name, HolidayKind *kind);

/* Copies what it keeps. NULL and an error when the hours contradict themselves. */
Calendar *calendar_build(const CalendarSource *source, DkisError *error);
void calendar_free(Calendar *calendar);
size_t calendar_size(const Calendar *calendar);
const char *calendar_code(const Calendar *calendar);
bool calendar_always_open(const Calendar *calendar);

bool calendar_is_workday(const Calendar *calendar, Day day, bool *result, DkisError *error);
/* The n-th working day strictly after (n > 0) or before (n < 0); 0: day itself or the next. */
bool calendar_add_workdays(const Calendar *calendar, Day day, int32_t n, Day *result,
						   DkisError *error);
/* Working days in (a, b]; negative when b is before a. */
bool calendar_workdays_between(const Calendar *calendar, Day a, Day b, int32_t *result,
							   DkisError *error);
/* at itself while open. */
bool calendar_next_opening(const Calendar *calendar, Instant at, Instant *result, DkisError *error);
/* micros < 0 runs backwards: time that runs out exactly at an opening ends there. */
bool calendar_add_worktime(const Calendar *calendar, Instant at, int64_t micros, Instant *result,
						   DkisError *error);
bool calendar_worktime_between(const Calendar *calendar, Instant a, Instant b, int64_t *micros,
							   DkisError *error);
/* The last closing of day; of the next working day when day is none. */
bool calendar_day_close(const Calendar *calendar, Day day, Instant *result, DkisError *error);
bool calendar_local_date(const Calendar *calendar, Instant at, Day *result, DkisError *error);
/* Microseconds after local midnight of the wall clock. */
bool calendar_local_time(const Calendar *calendar, Instant at, Day *day, int64_t *micros,
						 DkisError *error);
/* The wall clock's instant; in a gap the clock before it, in an overlap the one after. */
Instant calendar_from_local(const Calendar *calendar, Day day, int64_t micros);

/* Has this year no single holiday, while the calendar has hours to lose? */
bool calendar_year_unloaded(const Calendar *calendar, int year);
/* Is there such a year between these two days (in either order)? Cheap. */
bool calendar_has_unloaded_years(const Calendar *calendar, Day a, Day b);
/* From now on it counts as loaded: its notice has been given. */
void calendar_accept_year(Calendar *calendar, int year);

/* Every entry for a day; *count may be 0. */
const CalendarHoliday *calendar_holidays_on(const Calendar *calendar, Day day, int *count);

int calendar_year_of(Day day);
void calendar_split_day(Day day, int *year, int *month, int *month_day);
Day calendar_make_day(int year, int month, int month_day);
/* A date that exists, between 1900 and 2200. */
bool calendar_real_day(int year, int month, int month_day, Day *day);

#endif

/*
 * The compiled calendar from inside: calendar_build.c makes it, calendar.c and
 * due.c read it.
 *
 * The weeks of 1900-2200 start on Mondays. A week's start is the instant of its
 * local Monday midnight; inside, time is measured from there in seven slots of
 * 24 hours, which are the local days unless the zone's offset changes nearby.
 * Such a week is "special": its slots hold the open instants as they are, split
 * where the clock jumps, and questions about its days go back to the rows.
 */
#ifndef DKIS_CORE_TIME_CALENDAR_TABLE_H
#define DKIS_CORE_TIME_CALENDAR_TABLE_H

#include "core/base/array.h"
#include "core/time/calendar.h"

#define WEEK_COUNT 15706 /* the last one holds 2200-12-31 */
#define YEAR_COUNT (CALENDAR_LAST_YEAR - CALENDAR_FIRST_YEAR + 1)
#define MICROS_PER_WEEK (7 * MICROS_PER_DAY)
#define TABLE_START (CALENDAR_FIRST_DAY * MICROS_PER_DAY)
#define SAMPLE_STEP 4 /* working days between two samples */
#define CLOSED 0      /* the day pattern without spans */

typedef struct Week
{
	int64_t worked;    /* microseconds open before this week */
	uint32_t workdays; /* working days before it */
	uint16_t type;
	uint8_t offset; /* index into offset_values */
	uint8_t special;
} Week;

typedef struct Span
{
	int64_t opens; /* microseconds after the slot's start */
	int64_t closes;
} Span;

typedef struct DayPattern
{
	uint32_t first; /* into spans */
	uint32_t count;
	int64_t total;
} DayPattern;

typedef struct WeekType
{
	uint8_t workdays; /* bit 0 = Monday */
	uint16_t pattern[7];
	int64_t before[8]; /* microseconds open before each slot; [7] = in all */
} WeekType;

/* One set of hours: rows with the same validity. */
typedef struct HoursSet
{
	Day from;
	Day until; /* exclusive; both within the table */
	uint16_t pattern[7];
} HoursSet;

/* From this day on that set applies (-1 = none). */
typedef struct SetPeriod
{
	Day from;
	int set;
} SetPeriod;

struct Calendar
{
	char *code;
	bool always_open;
	bool joint_leave_is_work;
	Instant first; /* first and one past the last instant it knows */
	Instant last;
	uint32_t workday_count;
	size_t size;

	CalendarOffset *offsets;
	int offset_count;
	int64_t offset_values[256]; /* microseconds, the distinct ones */
	int offset_value_count;

	HoursSet *sets;
	int set_count;
	SetPeriod *periods;
	int period_count;
	CalendarHoliday *holidays; /* by day */
	int holiday_count;

	ARRAY_OF(Span) spans;
	ARRAY_OF(DayPattern) patterns;
	ARRAY_OF(WeekType) types;
	Week *weeks;       /* WEEK_COUNT + 1: the last holds the totals */
	uint16_t *samples; /* week of working day 1, 1 + SAMPLE_STEP, ... */
	uint32_t sample_count;
	double weeks_per_micro;

	uint16_t unloaded[YEAR_COUNT + 1]; /* unloaded years before each year */
	Day loaded_from;                   /* the longest run of years that are not */
	Day loaded_until;                  /* its last day */
};

/* What the rows say of one date. */
uint16_t calendar_day_pattern(const Calendar *calendar, Day day);
/* Has its weekday hours in the set of that date, whatever holidays say of it? */
bool calendar_weekday_has_hours(const Calendar *calendar, Day day);
/* The offset in force at an instant: index into offsets. */
int calendar_offset_at(const Calendar *calendar, Instant at);
/* Visits the open instants of one local date, in the order of the clock. */
typedef void (*PieceVisitor)(void *context, Instant opens, Instant closes);
void calendar_day_pieces(const Calendar *calendar, Day day, uint16_t pattern, PieceVisitor visit,
						 void *context);

static inline Instant
week_start(const Calendar *calendar, int32_t week)
{
	return TABLE_START + week * MICROS_PER_WEEK -
		   calendar->offset_values[calendar->weeks[week].offset];
}

static inline bool
day_in_range(Day day)
{
	return day >= CALENDAR_FIRST_DAY && day <= CALENDAR_LAST_DAY;
}

/* Day of the n-th set bit (from 0) of every mask of seven; filled by the build. */
extern uint8_t calendar_select[128][8];
void calendar_fill_select(void);

/* Once the unloaded years are counted, and whenever they change. */
void calendar_find_loaded(Calendar *calendar);

bool calendar_out_of_range(DkisError *error);
bool calendar_never_opens(const Calendar *calendar, DkisError *error);

#endif

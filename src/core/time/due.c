#include "core/time/due.h"

#include "core/time/calendar_table.h"
#include "core/time/due_stage.h"

#define MONTHS_MAX (12 * YEAR_COUNT)

/* ---- counting ------------------------------------------------------------ */

static int
month_length(int year, int month)
{
	return (int) (calendar_make_day(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) -
				  calendar_make_day(year, month, 1));
}

/* 31 January and a month is the last of February. */
bool
due_add_months(Day day, int32_t months, Day *result, DkisError *error)
{
	int year;
	int month;
	int month_day;

	if (months > MONTHS_MAX)
		return calendar_out_of_range(error);
	calendar_split_day(day, &year, &month, &month_day);
	month += months - 1;
	year += month / 12;
	month = month % 12 + 1;
	if (month_day > month_length(year, month))
		month_day = month_length(year, month);
	*result = calendar_make_day(year, month, month_day);
	return day_in_range(*result) || calendar_out_of_range(error);
}

static bool
add_days(Day day, int32_t days, Day *result, DkisError *error)
{
	if (days > CALENDAR_LAST_DAY - day)
		return calendar_out_of_range(error);
	*result = day + days;
	return true;
}

static int64_t
time_length(const DueStage *stage)
{
	return stage->length * (stage->unit == SLA_MINUTES ? MICROS_PER_MINUTE : MICROS_PER_HOUR);
}

/* The day an instant closes rather than the one it opens. */
static bool
day_ending_at(const Calendar *calendar, Instant at, bool ends, Day *day, DkisError *error)
{
	return calendar_local_date(calendar, ends && at > calendar->first ? at - 1 : at, day, error);
}

static bool
count_time(const Calendar *calendar, DueStage *stage, int64_t micros, DkisError *error)
{
	return calendar_add_worktime(calendar, stage->start.at, micros, &stage->due.at, error) &&
		   day_ending_at(calendar, stage->due.at, micros > 0, &stage->due.day, error);
}

/* "24 jam": a day is 24 hours; nought of them is the rest of today. */
static bool
count_round_the_clock(const Calendar *calendar, DueStage *stage, DkisError *error)
{
	Day day;
	int64_t micros;

	if (sla_counts_time(stage->unit))
		return count_time(calendar, stage, time_length(stage), error);
	if (stage->length == 0)
	{
		stage->due.day = stage->start.day;
		stage->due.at = calendar_from_local(calendar, stage->start.day + 1, 0);
		if (stage->due.at <= stage->start.at)
			stage->due.at = calendar_from_local(calendar, ++stage->due.day + 1, 0);
		return true;
	}
	if (stage->unit != SLA_MONTHS)
	{
		if (stage->length > CALENDAR_LAST_DAY - CALENDAR_FIRST_DAY)
			return calendar_out_of_range(error);
		return count_time(calendar, stage, stage->length * MICROS_PER_DAY, error);
	}
	if (!calendar_local_time(calendar, stage->start.at, &day, &micros, error) ||
		!due_add_months(day, stage->length, &stage->due.day, error))
		return false;
	stage->due.at = calendar_from_local(calendar, stage->due.day, micros);
	return true;
}

static bool
count_days(const Calendar *calendar, DueStage *stage, DkisError *error)
{
	Day day = stage->start.day;
	int32_t workdays = 0;

	if (stage->unit == SLA_WORKDAYS)
		workdays = stage->length;
	else if (stage->unit == SLA_DAYS ? !add_days(day, stage->length, &day, error)
									 : !due_add_months(day, stage->length, &day, error))
		return false;
	if (!calendar_add_workdays(calendar, day, workdays, &stage->due.day, error) ||
		!calendar_day_close(calendar, stage->due.day, &stage->due.at, error))
		return false;
	if (stage->due.at > stage->start.at)
		return true;
	return calendar_add_workdays(calendar, stage->due.day, 1, &stage->due.day, error) &&
		   calendar_day_close(calendar, stage->due.day, &stage->due.at, error);
}

static bool
count_stage(const Calendar *calendar, DueStage *stage, DkisError *error)
{
	if (calendar_always_open(calendar))
		return count_round_the_clock(calendar, stage, error);
	if (sla_counts_time(stage->unit))
		return count_time(calendar, stage, time_length(stage), error);
	return count_days(calendar, stage, error);
}

bool
due_count_stages(const Calendar *calendar, Instant start, const Sla *sla, bool extended,
				 DueStage stages[2], DkisError *error)
{
	char text[SLA_TEXT_SIZE];

	stages[0] = (DueStage){.start = {start, 0}, .unit = (SlaUnit) sla->unit, .length = sla->limit};
	if (!calendar_local_date(calendar, start, &stages[0].start.day, error) ||
		!count_stage(calendar, &stages[0], error))
		return false;
	if (!extended)
		return true;
	if (!sla_has_extension(sla))
	{
		sla_print(sla, text);
		dkis_fail(error, DKIS_INVALID_PARAMETER, "standar waktu %s tidak punya perpanjangan", text);
		return dkis_hint(error, "Perpanjangan ditulis setelah tanda tambah: %s + 7 hari kerja.",
						 text);
	}
	stages[1] = (DueStage){
		.start = stages[0].due, .unit = (SlaUnit) sla->extension_unit, .length = sla->extension};
	return count_stage(calendar, &stages[1], error);
}

bool
calendar_due_at(const Calendar *calendar, Instant start, const Sla *sla, bool extended,
				Instant *due, DkisError *error)
{
	DueStage stages[2];

	*due = DUE_NEVER;
	if (sla_is_none(sla))
		return true;
	if (!due_count_stages(calendar, start, sla, extended, stages, error))
		return false;
	*due = stages[extended].due.at;
	return true;
}

/* The day that closes at this instant, else the day it lies in. */
static bool
closing_day(const Calendar *calendar, Instant at, Day *day, DkisError *error)
{
	bool workday;
	Instant close;

	if (!day_ending_at(calendar, at, true, day, error) ||
		!calendar_is_workday(calendar, *day, &workday, error))
		return false;
	if (workday && !calendar_day_close(calendar, *day, &close, error))
		return false;
	return (workday && close == at) || calendar_local_date(calendar, at, day, error);
}

bool
calendar_due_extended(const Calendar *calendar, Instant due, const Sla *sla, Instant *new_due,
					  DkisError *error)
{
	DueStage stage = {
		.start = {due, 0}, .unit = (SlaUnit) sla->extension_unit, .length = sla->extension};

	if (!closing_day(calendar, due, &stage.start.day, error) ||
		!count_stage(calendar, &stage, error))
		return false;
	*new_due = stage.due.at;
	return true;
}

/* ---- holds --------------------------------------------------------------- */

/* Closings of working days in (a, b]. */
static bool
closings_between(const Calendar *calendar, Instant a, Instant b, int32_t *count, DkisError *error)
{
	Day days[2];
	Instant ends[2] = {a, b};

	for (int i = 0; i < 2; i++)
	{
		bool workday;
		Instant close;

		if (!calendar_local_date(calendar, ends[i], &days[i], error))
			return false;
		if (!day_in_range(days[i]))
			return calendar_out_of_range(error);
		if (!calendar_is_workday(calendar, days[i], &workday, error))
			return false;
		if (!workday)
			continue;
		if (!calendar_day_close(calendar, days[i], &close, error))
			return false;
		if (close > ends[i])
			days[i]--; /* today's is still to come */
	}
	if (days[0] < CALENDAR_FIRST_DAY || days[1] < CALENDAR_FIRST_DAY)
		return calendar_out_of_range(error);
	return calendar_workdays_between(calendar, days[0], days[1], count, error);
}

static bool
hold_days(const Calendar *calendar, Instant due, Instant hold_start, Instant hold_end,
		  Instant *new_due, DkisError *error)
{
	int32_t held;
	Day day;

	*new_due = due;
	if (!closings_between(calendar, hold_start, hold_end, &held, error))
		return false;
	if (held == 0)
		return true;
	return day_ending_at(calendar, due, true, &day, error) &&
		   calendar_add_workdays(calendar, day, held, &day, error) &&
		   calendar_day_close(calendar, day, new_due, error);
}

bool
calendar_due_after_hold(const Calendar *calendar, Instant due, const Sla *sla, Instant hold_start,
						Instant hold_end, Instant *new_due, DkisError *error)
{
	int64_t held;

	*new_due = due;
	if (sla_is_none(sla) || due == DUE_NEVER || hold_end <= hold_start)
		return true;
	if (!calendar_always_open(calendar) && !sla_counts_time((SlaUnit) sla->unit))
		return hold_days(calendar, due, hold_start, hold_end, new_due, error);
	if (!calendar_worktime_between(calendar, hold_start, hold_end, &held, error))
		return false;
	return held == 0 || calendar_add_worktime(calendar, due, held, new_due, error);
}

#include "core/time/due.h"

#include "core/base/text.h"
#include "core/time/calendar_table.h"

/* A deadline, and the day it belongs to: a closing at 24:00 is still that day. */
typedef struct Deadline
{
	Instant at;
	Day day;
} Deadline;

/* One length of time counted from a start. */
typedef struct Stage
{
	Deadline start;
	Deadline due;
	SlaUnit unit;
	int32_t length;
} Stage;

#define MONTHS_MAX (12 * YEAR_COUNT)

/* ---- counting ------------------------------------------------------------ */

static int
month_length(int year, int month)
{
	return (int) (calendar_make_day(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) -
				  calendar_make_day(year, month, 1));
}

/* 31 January and a month is the last of February. */
static bool
add_months(Day day, int32_t months, Day *result, DkisError *error)
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
time_length(const Stage *stage)
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
count_time(const Calendar *calendar, Stage *stage, int64_t micros, DkisError *error)
{
	return calendar_add_worktime(calendar, stage->start.at, micros, &stage->due.at, error) &&
		   day_ending_at(calendar, stage->due.at, micros > 0, &stage->due.day, error);
}

/* "24 jam": a day is 24 hours; nought of them is the rest of today. */
static bool
count_round_the_clock(const Calendar *calendar, Stage *stage, DkisError *error)
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
		!add_months(day, stage->length, &stage->due.day, error))
		return false;
	stage->due.at = calendar_from_local(calendar, stage->due.day, micros);
	return true;
}

static bool
count_days(const Calendar *calendar, Stage *stage, DkisError *error)
{
	Day day = stage->start.day;
	int32_t workdays = 0;

	if (stage->unit == SLA_WORKDAYS)
		workdays = stage->length;
	else if (stage->unit == SLA_DAYS ? !add_days(day, stage->length, &day, error)
									 : !add_months(day, stage->length, &day, error))
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
count_stage(const Calendar *calendar, Stage *stage, DkisError *error)
{
	if (calendar_always_open(calendar))
		return count_round_the_clock(calendar, stage, error);
	if (sla_counts_time(stage->unit))
		return count_time(calendar, stage, time_length(stage), error);
	return count_days(calendar, stage, error);
}

/* Up to two stages: the standard, and its extension counted from there. */
static bool
count_stages(const Calendar *calendar, Instant start, const Sla *sla, bool extended,
			 Stage stages[2], DkisError *error)
{
	char text[SLA_TEXT_SIZE];

	stages[0] = (Stage){.start = {start, 0}, .unit = (SlaUnit) sla->unit, .length = sla->limit};
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
	stages[1] = (Stage){
		.start = stages[0].due, .unit = (SlaUnit) sla->extension_unit, .length = sla->extension};
	return count_stage(calendar, &stages[1], error);
}

bool
calendar_due_at(const Calendar *calendar, Instant start, const Sla *sla, bool extended,
				Instant *due, DkisError *error)
{
	Stage stages[2];

	*due = DUE_NEVER;
	if (sla_is_none(sla))
		return true;
	if (!count_stages(calendar, start, sla, extended, stages, error))
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
	Stage stage = {
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

/* ---- the explanation ------------------------------------------------------ */

typedef struct Explanation
{
	const Calendar *calendar;
	DkisError *error;
	DueVisitor visit;
	void *context;
	const char *prefix; /* "perpanjangan: " in the second stage */
	DkisText text;
} Explanation;

static void
say_holiday(DkisText *text, const CalendarHoliday *holiday)
{
	dkis_text_printf(text, "%s %s", holiday_kind_name(holiday->kind), holiday->name);
	if (holiday->decree)
		dkis_text_printf(text, ", %s", holiday->decree);
}

static bool
closes_the_day(const Calendar *calendar, const CalendarHoliday *holiday)
{
	return holiday->kind != HOLIDAY_WORKED &&
		   !(holiday->kind == HOLIDAY_JOINT && calendar->joint_leave_is_work);
}

/* Why nobody works on this day. */
static void
say_closed(DkisText *text, const Calendar *calendar, Day day)
{
	int weekday = (day - CALENDAR_FIRST_DAY) % 7;
	int count;
	const CalendarHoliday *holidays = calendar_holidays_on(calendar, day, &count);
	size_t start = text->length;

	if (weekday >= 5 && !calendar_weekday_has_hours(calendar, day))
		dkis_text_puts(text, "akhir pekan");
	for (int i = 0; i < count; i++)
	{
		if (!closes_the_day(calendar, &holidays[i]))
			continue;
		if (text->length > start)
			dkis_text_puts(text, "; ");
		say_holiday(text, &holidays[i]);
	}
	if (text->length == start)
		dkis_text_puts(text, "tidak ada jam kerja");
}

/* What is out of the ordinary about a working day. */
static void
say_open(DkisText *text, const Calendar *calendar, Day day)
{
	int count;
	const CalendarHoliday *holidays = calendar_holidays_on(calendar, day, &count);

	if (calendar_always_open(calendar))
		return;
	for (int i = 0; i < count; i++)
	{
		if (holidays[i].kind != HOLIDAY_WORKED && holidays[i].kind != HOLIDAY_JOINT)
			continue;
		dkis_text_puts(text, " (");
		say_holiday(text, &holidays[i]);
		dkis_text_puts(text, holidays[i].kind == HOLIDAY_JOINT ? ", tetap bekerja)" : ")");
	}
}

static void
say_length(DkisText *text, int64_t micros)
{
	int64_t hours = micros / MICROS_PER_HOUR;
	int64_t minutes = micros % MICROS_PER_HOUR / MICROS_PER_MINUTE;
	int64_t rest = micros % MICROS_PER_MINUTE;

	if (hours > 0)
		dkis_text_printf(text, "%d jam ", (int) hours);
	if (minutes > 0)
		dkis_text_printf(text, "%d menit ", (int) minutes);
	if (rest > 0)
		dkis_text_printf(text, "%d detik ", (int) (rest / 1000000));
	dkis_text_puts(text, "kerja");
}

static void
say_deadline(Explanation *explanation, const Stage *stage)
{
	Day day;
	int64_t micros;
	int minutes;

	if (!calendar_local_time(explanation->calendar, stage->due.at, &day, &micros,
							 explanation->error))
		return;
	if (day > stage->due.day && micros == 0)
		micros = MICROS_PER_DAY;
	minutes = (int) (micros / MICROS_PER_MINUTE);
	dkis_text_printf(&explanation->text, "; batas waktu pukul %02d.%02d", minutes / 60,
					 minutes % 60);
}

static void
tell(Explanation *explanation, const Stage *stage, Day day, bool counted)
{
	if (day == stage->due.day)
		say_deadline(explanation, stage);
	explanation->visit(explanation->context, day, counted, explanation->text.data);
}

static bool
is_open_day(const Explanation *explanation, Day day)
{
	bool open = false;

	return calendar_is_workday(explanation->calendar, day, &open, explanation->error) && open;
}

/* Working time that falls on one day of the stage. */
static bool
time_on(const Explanation *explanation, const Stage *stage, Day day, int64_t *micros)
{
	const Calendar *calendar = explanation->calendar;
	Instant start = calendar_from_local(calendar, day, 0);
	Instant end = calendar_from_local(calendar, day + 1, 0);

	if (start < stage->start.at)
		start = stage->start.at;
	if (end > stage->due.at)
		end = stage->due.at;
	*micros = 0;
	return start >= end ||
		   calendar_worktime_between(calendar, start, end, micros, explanation->error);
}

static bool
explain_time(Explanation *explanation, const Stage *stage, Day day)
{
	DkisText *text = &explanation->text;
	int64_t micros;

	if (!time_on(explanation, stage, day, &micros))
		return false;
	if (micros > 0)
	{
		say_length(text, micros);
		say_open(text, explanation->calendar, day);
	}
	else if (is_open_day(explanation, day))
		dkis_text_puts(text, day == stage->start.day ? "sesudah jam kerja" : "belum jam kerja");
	else
		say_closed(text, explanation->calendar, day);
	tell(explanation, stage, day, micros > 0);
	return true;
}

static void
explain_workday(Explanation *explanation, const Stage *stage, Day day, int *counted)
{
	DkisText *text = &explanation->text;

	if (!is_open_day(explanation, day))
	{
		say_closed(text, explanation->calendar, day);
		tell(explanation, stage, day, false);
		return;
	}
	if (*counted < stage->length)
		dkis_text_printf(text, "hari kerja ke-%d dari %d", ++*counted, stage->length);
	else
		dkis_text_puts(text, "hari kerja berikutnya");
	say_open(text, explanation->calendar, day);
	tell(explanation, stage, day, true);
}

/* hari and bulan: every day counts until the length is full, then the next working day ends it. */
static void
explain_calendar_day(Explanation *explanation, const Stage *stage, Day day, Day full, int *counted)
{
	DkisText *text = &explanation->text;
	bool open = is_open_day(explanation, day);

	if (day <= full)
	{
		++*counted;
		if (stage->unit == SLA_MONTHS)
			dkis_text_printf(text, day == full ? "genap %d bulan" : "dalam masa %d bulan",
							 stage->length);
		else
			dkis_text_printf(text, "hari ke-%d dari %d", *counted, stage->length);
	}
	if (day == full && day != stage->due.day && !open)
	{
		dkis_text_puts(text, ", jatuh pada ");
		say_closed(text, explanation->calendar, day);
	}
	else if (day > full && open)
		dkis_text_puts(text, "bergeser ke hari kerja berikutnya");
	else if (day > full)
		say_closed(text, explanation->calendar, day);
	tell(explanation, stage, day, day <= full);
}

static void
explain_start(Explanation *explanation, const Stage *stage)
{
	if (stage->due.day == stage->start.day)
		dkis_text_puts(&explanation->text, "hari yang sama");
	else
		dkis_text_puts(&explanation->text, "hari penerimaan (hari ke-0)");
	tell(explanation, stage, stage->start.day, false);
}

static bool
explain_days(Explanation *explanation, const Stage *stage, bool first)
{
	int counted = 0;
	Day full = stage->due.day;

	if (stage->unit == SLA_DAYS)
		full = stage->start.day + stage->length;
	else if (stage->unit == SLA_MONTHS &&
			 !add_months(stage->start.day, stage->length, &full, explanation->error))
		return false;
	if (first)
		explain_start(explanation, stage);
	for (Day day = stage->start.day + 1; day <= stage->due.day; day++)
	{
		dkis_check_interrupts();
		explanation->text.length = 0;
		dkis_text_puts(&explanation->text, explanation->prefix);
		if (stage->unit == SLA_WORKDAYS)
			explain_workday(explanation, stage, day, &counted);
		else
			explain_calendar_day(explanation, stage, day, full, &counted);
	}
	return true;
}

static bool
explain_stage(Explanation *explanation, const Stage *stage, bool first)
{
	bool by_time = sla_counts_time(stage->unit) || calendar_always_open(explanation->calendar);

	explanation->prefix = first ? "" : "perpanjangan: ";
	explanation->text.length = 0;
	dkis_text_puts(&explanation->text, explanation->prefix);
	if (!by_time)
		return explain_days(explanation, stage, first);
	for (Day day = stage->start.day; day <= stage->due.day; day++)
	{
		dkis_check_interrupts();
		explanation->text.length = 0;
		dkis_text_puts(&explanation->text, explanation->prefix);
		if (!explain_time(explanation, stage, day))
			return false;
	}
	return true;
}

bool
calendar_explain_due(const Calendar *calendar, Instant start, const Sla *sla, bool extended,
					 DueVisitor visit, void *context, DkisError *error)
{
	Explanation explanation = {calendar, error, visit, context, "", {0}};
	Stage stages[2];
	bool good;

	if (sla_is_none(sla))
		return true;
	if (!count_stages(calendar, start, sla, extended, stages, error))
		return false;
	dkis_text_init(&explanation.text);
	good = explain_stage(&explanation, &stages[0], true) &&
		   (!extended || explain_stage(&explanation, &stages[1], false));
	dkis_free(explanation.text.data);
	return good;
}

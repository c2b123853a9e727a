/*
 * A deadline day by day: which counted, which did not, and why.
 */
#include "core/base/text.h"
#include "core/time/calendar_table.h"
#include "core/time/due.h"
#include "core/time/due_stage.h"

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
say_deadline(Explanation *explanation, const DueStage *stage)
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
tell_day(Explanation *explanation, const DueStage *stage, Day day, bool counted)
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
time_on(const Explanation *explanation, const DueStage *stage, Day day, int64_t *micros)
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
explain_time(Explanation *explanation, const DueStage *stage, Day day)
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
	tell_day(explanation, stage, day, micros > 0);
	return true;
}

static void
explain_workday(Explanation *explanation, const DueStage *stage, Day day, int *counted)
{
	DkisText *text = &explanation->text;

	if (!is_open_day(explanation, day))
	{
		say_closed(text, explanation->calendar, day);
		tell_day(explanation, stage, day, false);
		return;
	}
	if (*counted < stage->length)
		dkis_text_printf(text, "hari kerja ke-%d dari %d", ++*counted, stage->length);
	else
		dkis_text_puts(text, "hari kerja berikutnya");
	say_open(text, explanation->calendar, day);
	tell_day(explanation, stage, day, true);
}

/* hari and bulan: every day counts until the length is full, then the next working day ends it. */
static void
explain_calendar_day(Explanation *explanation, const DueStage *stage, Day day, Day full,
					 int *counted)
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
	tell_day(explanation, stage, day, day <= full);
}

static void
explain_start(Explanation *explanation, const DueStage *stage)
{
	if (stage->due.day == stage->start.day)
		dkis_text_puts(&explanation->text, "hari yang sama");
	else
		dkis_text_puts(&explanation->text, "hari penerimaan (hari ke-0)");
	tell_day(explanation, stage, stage->start.day, false);
}

static bool
explain_days(Explanation *explanation, const DueStage *stage, bool first)
{
	int counted = 0;
	Day full = stage->due.day;

	if (stage->unit == SLA_DAYS)
		full = stage->start.day + stage->length;
	else if (stage->unit == SLA_MONTHS &&
			 !due_add_months(stage->start.day, stage->length, &full, explanation->error))
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
explain_stage(Explanation *explanation, const DueStage *stage, bool first)
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
	DueStage stages[2];
	bool good;

	if (sla_is_none(sla))
		return true;
	if (!due_count_stages(calendar, start, sla, extended, stages, error))
		return false;
	dkis_text_init(&explanation.text);
	good = explain_stage(&explanation, &stages[0], true) &&
		   (!extended || explain_stage(&explanation, &stages[1], false));
	dkis_free(explanation.text.data);
	return good;
}

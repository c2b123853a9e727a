#include "core/time/calendar_table.h"

#include <string.h>

/* ---- the civil calendar ------------------------------------------------- */

/* Days from 0000-03-01, the start of a 400-year cycle, to 2000-01-01. */
#define CYCLE_SHIFT 730425
#define DAYS_PER_CYCLE 146097

void
calendar_split_day(Day day, int *year, int *month, int *month_day)
{
	int64_t since = (int64_t) day + CYCLE_SHIFT;
	int64_t cycle = (since >= 0 ? since : since - (DAYS_PER_CYCLE - 1)) / DAYS_PER_CYCLE;
	int in_cycle = (int) (since - cycle * DAYS_PER_CYCLE);
	int year_of_cycle =
		(in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / (DAYS_PER_CYCLE - 1)) / 365;
	int in_year = in_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
	int shifted = (5 * in_year + 2) / 153; /* March = 0 */

	*month_day = in_year - (153 * shifted + 2) / 5 + 1;
	*month = shifted < 10 ? shifted + 3 : shifted - 9;
	*year = (int) (year_of_cycle + cycle * 400) + (*month <= 2);
}

Day
calendar_make_day(int year, int month, int month_day)
{
	int shifted_year = month <= 2 ? year - 1 : year;
	int cycle = (shifted_year >= 0 ? shifted_year : shifted_year - 399) / 400;
	int year_of_cycle = shifted_year - cycle * 400;
	int in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + month_day - 1;

	return cycle * DAYS_PER_CYCLE + year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 +
		   in_year - CYCLE_SHIFT;
}

bool
calendar_real_day(int year, int month, int month_day, Day *day)
{
	int real_year, real_month, real_day;

	if (year < CALENDAR_FIRST_YEAR || year > CALENDAR_LAST_YEAR || month < 1 || month > 12)
		return false;
	*day = calendar_make_day(year, month, month_day);
	calendar_split_day(*day, &real_year, &real_month, &real_day);
	return real_month == month && real_day == month_day;
}

/* For days of the table only, and quick. */
int
calendar_year_of(Day day)
{
	int year =
		CALENDAR_FIRST_YEAR + (int) ((day - CALENDAR_FIRST_DAY) * INT64_C(400) / DAYS_PER_CYCLE);

	if (day >= calendar_make_day(year + 1, 1, 1))
		return year + 1;
	return day < calendar_make_day(year, 1, 1) ? year - 1 : year;
}

/* ---- names -------------------------------------------------------------- */

static const char *const kind_names[] = {"libur nasional", "cuti bersama", "libur daerah",
										 "hari kerja khusus"};

const char *
holiday_kind_name(HolidayKind kind)
{
	return kind_names[kind];
}

bool
holiday_kind_find(const char *name, HolidayKind *kind)
{
	for (int i = HOLIDAY_NATIONAL; i <= HOLIDAY_WORKED; i++)
	{
		if (strcmp(name, kind_names[i]) != 0)
			continue;
		*kind = (HolidayKind) i;
		return true;
	}
	return false;
}

const char *
calendar_code(const Calendar *calendar)
{
	return calendar->code;
}

bool
calendar_always_open(const Calendar *calendar)
{
	return calendar->always_open;
}

/* ---- refusals ----------------------------------------------------------- */

bool
calendar_out_of_range(DkisError *error)
{
	dkis_fail(error, DKIS_DATETIME_OVERFLOW, "waktu di luar jangkauan kalender");
	return dkis_hint(error, "Kalender menghitung dari 1900-01-01 sampai 2200-12-31.");
}

bool
calendar_never_opens(const Calendar *calendar, DkisError *error)
{
	dkis_fail(error, DKIS_DATETIME_OVERFLOW, "kalender %.60s tidak punya jam kerja",
			  calendar->code);
	return dkis_hint(error, "Isi dkis.calendar_hours untuk kalender ini.");
}

/* Ran off the table: because it ends there, or because nothing is ever open. */
static bool
nothing_left(const Calendar *calendar, DkisError *error)
{
	if (calendar->workday_count == 0)
		return calendar_never_opens(calendar, error);
	return calendar_out_of_range(error);
}

/* ---- the zone ----------------------------------------------------------- */

int
calendar_offset_at(const Calendar *calendar, Instant at)
{
	int low = 0;
	int high = calendar->offset_count - 1;

	if (at >= calendar->offsets[high].from)
		return high;
	while (high - low > 1)
	{
		int middle = (low + high) / 2;

		if (calendar->offsets[middle].from <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static int64_t
offset_micros(const Calendar *calendar, int index)
{
	return calendar->offsets[index].seconds * INT64_C(1000000);
}

/*
 * The last stretch whose wall clock had started by then: in a gap that is the
 * one before the jump, in an overlap the one after it, as PostgreSQL reads it.
 */
Instant
calendar_from_local(const Calendar *calendar, Day day, int64_t micros)
{
	int64_t local = day * MICROS_PER_DAY + micros;
	int low = 0;
	int high = calendar->offset_count;

	while (high - low > 1)
	{
		int middle = (low + high) / 2;

		if (calendar->offsets[middle].from + offset_micros(calendar, middle) <= local)
			low = middle;
		else
			high = middle;
	}
	return local - offset_micros(calendar, low);
}

static int64_t
floor_days(int64_t micros)
{
	return (micros >= 0 ? micros : micros - (MICROS_PER_DAY - 1)) / MICROS_PER_DAY;
}

bool
calendar_local_time(const Calendar *calendar, Instant at, Day *day, int64_t *micros,
					DkisError *error)
{
	int64_t local;

	if (at < calendar->first || at > calendar->last)
		return calendar_out_of_range(error);
	local = at + offset_micros(calendar, calendar_offset_at(calendar, at));
	*day = (Day) floor_days(local);
	*micros = local - *day * MICROS_PER_DAY;
	return true;
}

bool
calendar_local_date(const Calendar *calendar, Instant at, Day *day, DkisError *error)
{
	int64_t micros;

	return calendar_local_time(calendar, at, day, &micros, error);
}

/* ---- the rows behind the table ------------------------------------------ */

const CalendarHoliday *
calendar_holidays_on(const Calendar *calendar, Day day, int *count)
{
	int low = 0;
	int high = calendar->holiday_count;

	while (low < high)
	{
		int middle = (low + high) / 2;

		if (calendar->holidays[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	for (*count = 0;
		 low + *count < calendar->holiday_count && calendar->holidays[low + *count].day == day;)
		(*count)++;
	return calendar->holidays + low;
}

static const HoursSet *
set_on(const Calendar *calendar, Day day)
{
	int low = 0;
	int high = calendar->period_count;

	while (high - low > 1)
	{
		int middle = (low + high) / 2;

		if (calendar->periods[middle].from <= day)
			low = middle;
		else
			high = middle;
	}
	return calendar->periods[low].set < 0 ? NULL : &calendar->sets[calendar->periods[low].set];
}

/* A special working day: hours of its weekday, else Monday's, else the first there are. */
static uint16_t
worked_pattern(const HoursSet *set, int weekday)
{
	if (set->pattern[weekday] != CLOSED)
		return set->pattern[weekday];
	for (int i = 0; i < 7; i++)
		if (set->pattern[i] != CLOSED)
			return set->pattern[i];
	return CLOSED;
}

uint16_t
calendar_day_pattern(const Calendar *calendar, Day day)
{
	const HoursSet *set = set_on(calendar, day);
	int weekday = (day - CALENDAR_FIRST_DAY) % 7;
	bool closed = false;
	int count;
	const CalendarHoliday *holidays = calendar_holidays_on(calendar, day, &count);

	if (!set)
		return CLOSED;
	for (int i = 0; i < count; i++)
	{
		if (holidays[i].kind == HOLIDAY_WORKED)
			return worked_pattern(set, weekday);
		if (holidays[i].kind != HOLIDAY_JOINT || !calendar->joint_leave_is_work)
			closed = true;
	}
	return closed ? CLOSED : set->pattern[weekday];
}

bool
calendar_weekday_has_hours(const Calendar *calendar, Day day)
{
	const HoursSet *set;

	if (calendar->always_open)
		return true;
	set = set_on(calendar, day);
	return set && set->pattern[(day - CALENDAR_FIRST_DAY) % 7] != CLOSED;
}

/* One span of one date: an instant is open while the wall clock is inside. */
static void
span_pieces(const Calendar *calendar, Instant local_opens, Instant local_closes, PieceVisitor visit,
			void *context)
{
	int index = calendar_offset_at(calendar, local_opens - 2 * MICROS_PER_DAY);

	for (; index < calendar->offset_count; index++)
	{
		Instant opens = local_opens - offset_micros(calendar, index);
		Instant closes = local_closes - offset_micros(calendar, index);

		if (calendar->offsets[index].from >= local_closes + 2 * MICROS_PER_DAY)
			return;
		if (opens < calendar->offsets[index].from)
			opens = calendar->offsets[index].from;
		if (index + 1 < calendar->offset_count && closes > calendar->offsets[index + 1].from)
			closes = calendar->offsets[index + 1].from;
		if (opens < closes)
			visit(context, opens, closes);
	}
}

void
calendar_day_pieces(const Calendar *calendar, Day day, uint16_t pattern, PieceVisitor visit,
					void *context)
{
	const DayPattern *spans = &calendar->patterns.data[pattern];
	Instant midnight = day * MICROS_PER_DAY;

	for (uint32_t i = 0; i < spans->count; i++)
	{
		const Span *span = &calendar->spans.data[spans->first + i];

		span_pieces(calendar, midnight + span->opens, midnight + span->closes, visit, context);
	}
}

/* ---- years whose holidays nobody has entered yet ------------------------- */

bool
calendar_year_unloaded(const Calendar *calendar, int year)
{
	int index = year - CALENDAR_FIRST_YEAR;

	return index >= 0 && index < YEAR_COUNT &&
		   calendar->unloaded[index + 1] != calendar->unloaded[index];
}

void
calendar_find_loaded(Calendar *calendar)
{
	int longest = 0;
	int run = 0;

	calendar->loaded_from = CALENDAR_LAST_DAY;
	calendar->loaded_until = CALENDAR_FIRST_DAY;
	for (int year = CALENDAR_FIRST_YEAR; year <= CALENDAR_LAST_YEAR; year++)
	{
		run = calendar_year_unloaded(calendar, year) ? 0 : run + 1;
		if (run <= longest)
			continue;
		longest = run;
		calendar->loaded_from = calendar_make_day(year - run + 1, 1, 1);
		calendar->loaded_until = calendar_make_day(year, 12, 31);
	}
}

bool
calendar_has_unloaded_years(const Calendar *calendar, Day a, Day b)
{
	int first;
	int last;

	if (a >= calendar->loaded_from && a <= calendar->loaded_until && b >= calendar->loaded_from &&
		b <= calendar->loaded_until)
		return false;
	if (!day_in_range(a) || !day_in_range(b))
		return false;
	first = calendar_year_of(a < b ? a : b) - CALENDAR_FIRST_YEAR;
	last = calendar_year_of(a < b ? b : a) - CALENDAR_FIRST_YEAR;
	return calendar->unloaded[last + 1] != calendar->unloaded[first];
}

void
calendar_accept_year(Calendar *calendar, int year)
{
	if (!calendar_year_unloaded(calendar, year))
		return;
	for (int i = year - CALENDAR_FIRST_YEAR + 1; i <= YEAR_COUNT; i++)
		calendar->unloaded[i]--;
	calendar_find_loaded(calendar);
}

/* ---- working days: rank and select -------------------------------------- */

uint8_t calendar_select[128][8];

void
calendar_fill_select(void)
{
	for (int mask = 0; mask < 128; mask++)
	{
		int found = 0;

		for (int day = 0; day < 7; day++)
			if (mask & (1 << day))
				calendar_select[mask][found++] = (uint8_t) day;
	}
}

/* Working days up to and including day. */
static inline uint32_t
rank_of(const Calendar *calendar, Day day)
{
	uint32_t since = (uint32_t) (day - CALENDAR_FIRST_DAY);
	const Week *week = &calendar->weeks[since / 7];
	unsigned mask = calendar->types.data[week->type].workdays & ((2u << (since % 7)) - 1);

	return week->workdays + (uint32_t) __builtin_popcount(mask);
}

/* The k-th working day, 1 <= k <= workday_count. */
static inline Day
select_workday(const Calendar *calendar, uint32_t k)
{
	uint32_t sample = (k - 1) / SAMPLE_STEP;
	uint32_t low = calendar->samples[sample];
	uint32_t high = calendar->samples[sample + 1];
	const Week *week;

	while (high - low > 3)
	{
		uint32_t middle = (low + high) / 2;

		if (calendar->weeks[middle].workdays < k)
			low = middle;
		else
			high = middle - 1;
	}
	while (low < high && calendar->weeks[low + 1].workdays < k)
		low++;
	week = &calendar->weeks[low];
	return CALENDAR_FIRST_DAY + (Day) (7 * low) +
		   calendar_select[calendar->types.data[week->type].workdays][k - week->workdays - 1];
}

bool
calendar_is_workday(const Calendar *calendar, Day day, bool *result, DkisError *error)
{
	if (!day_in_range(day))
		return calendar_out_of_range(error);
	*result = calendar->always_open ||
			  rank_of(calendar, day) != (day > CALENDAR_FIRST_DAY ? rank_of(calendar, day - 1) : 0);
	return true;
}

static bool
add_plain_days(Day day, int64_t n, Day *result, DkisError *error)
{
	int64_t sum = day + n;

	if (sum < CALENDAR_FIRST_DAY || sum > CALENDAR_LAST_DAY)
		return calendar_out_of_range(error);
	*result = (Day) sum;
	return true;
}

bool
calendar_add_workdays(const Calendar *calendar, Day day, int32_t n, Day *result, DkisError *error)
{
	int64_t k;

	if (!day_in_range(day))
		return calendar_out_of_range(error);
	if (calendar->always_open)
		return add_plain_days(day, n, result, error);
	if (n > 0)
		k = (int64_t) rank_of(calendar, day) + n;
	else
	{
		uint32_t before = day > CALENDAR_FIRST_DAY ? rank_of(calendar, day - 1) : 0;

		k = (int64_t) before + n + 1; /* n = 0: day itself or the next */
	}
	if (k < 1 || k > calendar->workday_count)
		return nothing_left(calendar, error);
	*result = select_workday(calendar, (uint32_t) k);
	return true;
}

bool
calendar_workdays_between(const Calendar *calendar, Day a, Day b, int32_t *result, DkisError *error)
{
	if (!day_in_range(a) || !day_in_range(b))
		return calendar_out_of_range(error);
	if (calendar->always_open)
		*result = b - a;
	else
		*result = (int32_t) rank_of(calendar, b) - (int32_t) rank_of(calendar, a);
	return true;
}

/* ---- working time ------------------------------------------------------- */

static inline int32_t
bounded_week(int64_t since)
{
	if (since < 0)
		return 0;
	return since >= WEEK_COUNT * MICROS_PER_WEEK ? WEEK_COUNT - 1
												 : (int32_t) (since / MICROS_PER_WEEK);
}

/* The week an instant between first and last lies in. */
static inline int32_t
week_of(const Calendar *calendar, Instant at)
{
	int64_t since = at - TABLE_START;
	int32_t week = bounded_week(since);

	week = bounded_week(since + calendar->offset_values[calendar->weeks[week].offset]);
	while (week > 0 && at < week_start(calendar, week))
		week--;
	while (week < WEEK_COUNT - 1 && at >= week_start(calendar, week + 1))
		week++;
	return week;
}

/* Microseconds open from the table's start to this instant. */
static inline int64_t
worked_until(const Calendar *calendar, int32_t index, Instant at)
{
	const Week *week = &calendar->weeks[index];
	const WeekType *type = &calendar->types.data[week->type];
	int64_t since = at - week_start(calendar, index);
	int slot = since < 6 * MICROS_PER_DAY ? (int) (since / MICROS_PER_DAY) : 6;
	const DayPattern *pattern = &calendar->patterns.data[type->pattern[slot]];
	const Span *span = &calendar->spans.data[pattern->first];
	int64_t worked = week->worked + type->before[slot];

	since -= slot * MICROS_PER_DAY;
	for (uint32_t i = 0; i < pattern->count && since > span[i].opens; i++)
		worked += (since < span[i].closes ? since : span[i].closes) - span[i].opens;
	return worked;
}

/*
 * The first week at whose end at least target has been worked, for
 * 0 < target <= all there is. Working time grows nearly evenly, so a guess
 * from anywhere lands close; bisecting is for calendars with long closures.
 */
static int32_t
week_of_work(const Calendar *calendar, int32_t from, int64_t target)
{
	const Week *weeks = calendar->weeks;
	int64_t guess =
		from + (int64_t) ((double) (target - weeks[from].worked) * calendar->weeks_per_micro);
	int32_t low = 0;
	int32_t high = WEEK_COUNT - 1;
	int32_t week = guess < 0 ? 0 : guess > high ? high : (int32_t) guess;

	for (int steps = 0; steps < 8; steps++)
	{
		if (weeks[week].worked >= target)
			high = --week;
		else if (weeks[week + 1].worked < target)
			low = ++week;
		else
			return week;
	}
	while (low < high)
	{
		week = (low + high) / 2;
		if (weeks[week + 1].worked < target)
			low = week + 1;
		else
			high = week;
	}
	return low;
}

/* The first instant by which target has been worked: a closing rather than the next opening. */
static inline Instant
instant_worked(const Calendar *calendar, int32_t from, int64_t target)
{
	int32_t index = week_of_work(calendar, from, target);
	const Week *week = &calendar->weeks[index];
	const WeekType *type = &calendar->types.data[week->type];
	int64_t rest = target - week->worked;
	const Span *span;
	int slot = 0;

	while (type->before[slot + 1] < rest)
		slot++;
	rest -= type->before[slot];
	span = &calendar->spans.data[calendar->patterns.data[type->pattern[slot]].first];
	for (; rest > span->closes - span->opens; span++)
		rest -= span->closes - span->opens;
	return week_start(calendar, index) + slot * MICROS_PER_DAY + span->opens + rest;
}

/* The last instant at which no more than target has been worked: an opening. */
static inline Instant
instant_before_work(const Calendar *calendar, int32_t from, int64_t target)
{
	return instant_worked(calendar, from, target + 1) - 1;
}

bool
calendar_next_opening(const Calendar *calendar, Instant at, Instant *result, DkisError *error)
{
	return calendar_add_worktime(calendar, at, 0, result, error);
}

bool
calendar_add_worktime(const Calendar *calendar, Instant at, int64_t micros, Instant *result,
					  DkisError *error)
{
	int32_t week;
	int64_t target;

	if (at < calendar->first || at > calendar->last)
		return calendar_out_of_range(error);
	if (calendar->always_open)
	{
		if (__builtin_add_overflow(at, micros, result) || *result < calendar->first ||
			*result > calendar->last)
			return calendar_out_of_range(error);
		return true;
	}
	week = week_of(calendar, at);
	if (__builtin_add_overflow(worked_until(calendar, week, at), micros, &target) || target < 0 ||
		target > calendar->weeks[WEEK_COUNT].worked - (micros > 0 ? 0 : 1))
		return nothing_left(calendar, error);
	*result = micros > 0 ? instant_worked(calendar, week, target)
						 : instant_before_work(calendar, week, target);
	return true;
}

bool
calendar_worktime_between(const Calendar *calendar, Instant a, Instant b, int64_t *micros,
						  DkisError *error)
{
	if (a < calendar->first || a > calendar->last || b < calendar->first || b > calendar->last)
		return calendar_out_of_range(error);
	if (calendar->always_open)
		*micros = b - a;
	else
		*micros = worked_until(calendar, week_of(calendar, b), b) -
				  worked_until(calendar, week_of(calendar, a), a);
	return true;
}

/* ---- closings ----------------------------------------------------------- */

static void
latest_closing(void *context, Instant opens, Instant closes)
{
	Instant *latest = context;

	if (closes > *latest)
		*latest = closes;
}

/* For a working day. */
static Instant
close_of(const Calendar *calendar, Day day)
{
	int32_t since = day - CALENDAR_FIRST_DAY;
	const Week *week = &calendar->weeks[since / 7];
	const DayPattern *pattern;
	Instant latest = INT64_MIN;

	if (week->special)
	{
		calendar_day_pieces(calendar, day, calendar_day_pattern(calendar, day), latest_closing,
							&latest);
		return latest;
	}
	pattern = &calendar->patterns.data[calendar->types.data[week->type].pattern[since % 7]];
	return week_start(calendar, since / 7) + since % 7 * MICROS_PER_DAY +
		   calendar->spans.data[pattern->first + pattern->count - 1].closes;
}

bool
calendar_day_close(const Calendar *calendar, Day day, Instant *result, DkisError *error)
{
	if (!calendar_add_workdays(calendar, day, 0, &day, error))
		return false;
	if (calendar->always_open)
		*result = calendar_from_local(calendar, day + 1, 0);
	else
		*result = close_of(calendar, day);
	return true;
}

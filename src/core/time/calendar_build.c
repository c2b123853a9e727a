/*
 * Compiles a calendar. Most weeks are plain: one set of hours, no holiday, no
 * change of the clock; for these the week's type is known in advance, which
 * keeps three centuries within a few milliseconds.
 */
#include "core/time/calendar_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOURS_MAX 10000 /* so that patterns of days can be told by 16 bits */

typedef struct Builder
{
	Calendar *calendar;
	DkisError *error;
	int plain_type; /* of a week under the set below, -1 = not made yet */
	int plain_set;
	int32_t *type_slots; /* hash over types */
	uint32_t slot_mask;
	int period; /* where the running week stands in the sorted arrays */
	int holiday;
	int change;
} Builder;

static char *
copy_string(const char *string)
{
	size_t size = strlen(string) + 1;

	return memcpy(dkis_alloc(size), string, size);
}

/* ---- day patterns ------------------------------------------------------- */

static uint16_t
add_pattern(Calendar *calendar, const Span *spans, uint32_t count)
{
	DayPattern pattern = {.first = (uint32_t) calendar->spans.n, .count = count};

	array_reserve(&calendar->spans, 1); /* so that it is somewhere, even without any */
	for (uint32_t i = 0; i < count; i++)
	{
		*array_add(&calendar->spans) = spans[i];
		pattern.total += spans[i].closes - spans[i].opens;
	}
	*array_add(&calendar->patterns) = pattern;
	return (uint16_t) (calendar->patterns.n - 1);
}

static uint16_t
find_pattern(Calendar *calendar, const Span *spans, uint32_t count)
{
	for (int i = 0; i < calendar->patterns.n; i++)
		if (calendar->patterns.data[i].count == count &&
			memcmp(calendar->spans.data + calendar->patterns.data[i].first, spans,
				   count * sizeof *spans) == 0)
			return (uint16_t) i;
	return add_pattern(calendar, spans, count);
}

/* ---- sets of hours ------------------------------------------------------ */

static int
compare_hours(const void *a, const void *b)
{
	const CalendarHours *x = a;
	const CalendarHours *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->until != y->until)
		return x->until < y->until ? -1 : 1;
	if (x->weekday != y->weekday)
		return x->weekday - y->weekday;
	return (x->opens > y->opens) - (x->opens < y->opens);
}

static void
print_date(Day day, char text[12])
{
	int year;
	int month;
	int month_day;

	calendar_split_day(day, &year, &month, &month_day);
	snprintf(text, 12, "%04u-%02u-%02u", (unsigned) year % 10000, (unsigned) month % 100,
			 (unsigned) month_day % 100);
}

static bool
hours_contradict(const Calendar *calendar, const CalendarHours *hours, DkisError *error)
{
	dkis_fail(error, DKIS_INVALID_PARAMETER,
			  "jam kerja kalender %.60s bertumpang tindih pada hari ke-%d dalam seminggu",
			  calendar->code, hours->weekday);
	dkis_hint(error, "Dalam satu masa berlaku, rentang jam pada hari yang sama tidak boleh saling "
					 "menutupi (08:00-12:00 lalu 13:00-16:00).");
	return false;
}

/* One weekday's rows, which stand together, into a pattern. */
static bool
add_weekday(Calendar *calendar, HoursSet *set, const CalendarHours *hours, int count,
			DkisError *error)
{
	Span *spans;

	for (int i = 0; i < count; i++)
		if (hours[i].opens < 0 || hours[i].closes > MICROS_PER_DAY ||
			hours[i].opens >= hours[i].closes || (i > 0 && hours[i].opens < hours[i - 1].closes))
			return hours_contradict(calendar, &hours[i], error);
	spans = dkis_alloc(sizeof *spans * (size_t) count);
	for (int i = 0; i < count; i++)
		spans[i] = (Span){hours[i].opens, hours[i].closes};
	set->pattern[hours->weekday - 1] = find_pattern(calendar, spans, (uint32_t) count);
	dkis_free(spans);
	return true;
}

static Day
clamp_day(Day day)
{
	if (day < CALENDAR_FIRST_DAY)
		return CALENDAR_FIRST_DAY;
	return day > CALENDAR_LAST_DAY ? CALENDAR_LAST_DAY + 1 : day;
}

/* The set of these hours, which stand in order of their validity. */
static HoursSet *
set_for(Calendar *calendar, const CalendarHours *hours)
{
	HoursSet *set = &calendar->sets[calendar->set_count];

	if (calendar->set_count > 0 && hours->from == set[-1].from && hours->until == set[-1].until)
		return set - 1;
	memset(set, 0, sizeof *set);
	set->from = hours->from;
	set->until = hours->until;
	calendar->set_count++;
	return set;
}

static bool
add_sorted_hours(Calendar *calendar, const CalendarHours *hours, int count, DkisError *error)
{
	int next;

	for (int i = 0; i < count; i = next)
	{
		for (next = i + 1; next < count && hours[next].weekday == hours[i].weekday &&
						   hours[next].from == hours[i].from &&
						   hours[next].until == hours[i].until;)
			next++;
		if (hours[i].from < hours[i].until &&
			!add_weekday(calendar, set_for(calendar, &hours[i]), hours + i, next - i, error))
			return false;
	}
	return true;
}

static bool
too_many_hours(const Calendar *calendar, DkisError *error)
{
	dkis_fail(error, DKIS_PROGRAM_LIMIT, "kalender %.60s berisi lebih dari %d baris jam kerja",
			  calendar->code, HOURS_MAX);
	return dkis_hint(error, "Satu masa berlaku cukup satu baris untuk tiap rentang jam sehari.");
}

static bool
add_sets(Calendar *calendar, const CalendarSource *source, DkisError *error)
{
	CalendarHours *hours;
	bool good;

	if (source->hours_count > HOURS_MAX)
		return too_many_hours(calendar, error);
	hours = dkis_alloc(sizeof *hours * (size_t) (source->hours_count + 1));
	calendar->sets = dkis_alloc(sizeof *calendar->sets * (size_t) (source->hours_count + 1));
	for (int i = 0; i < source->hours_count; i++)
	{
		hours[i] = source->hours[i];
		hours[i].from = clamp_day(hours[i].from);
		hours[i].until = clamp_day(hours[i].until);
	}
	qsort(hours, (size_t) source->hours_count, sizeof *hours, compare_hours);
	good = add_sorted_hours(calendar, hours, source->hours_count, error);
	dkis_free(hours);
	return good;
}

static bool
sets_contradict(const Calendar *calendar, const HoursSet *a, const HoursSet *b, DkisError *error)
{
	char first[12];
	char second[12];

	print_date(a->from, first);
	print_date(b->from, second);
	dkis_fail(error, DKIS_INVALID_PARAMETER,
			  "dua masa berlaku jam kerja kalender %.60s sama panjang dan bertumpang tindih",
			  calendar->code);
	dkis_detail(error, "Yang satu mulai %s, yang lain mulai %s.", first, second);
	dkis_hint(error, "Untuk satu tanggal berlaku masa yang terpendek; ubah salah satunya.");
	return false;
}

static bool
check_sets(const Calendar *calendar, DkisError *error)
{
	for (int i = 0; i < calendar->set_count; i++)
	{
		const HoursSet *a = &calendar->sets[i];

		for (int j = i + 1; j < calendar->set_count && calendar->sets[j].from < a->until; j++)
		{
			const HoursSet *b = &calendar->sets[j];

			if (b->until - b->from == a->until - a->from)
				return sets_contradict(calendar, a, b, error);
		}
	}
	return true;
}

static int
narrowest_set(const Calendar *calendar, Day day)
{
	int best = -1;

	for (int i = 0; i < calendar->set_count; i++)
	{
		const HoursSet *set = &calendar->sets[i];

		if (day < set->from || day >= set->until)
			continue;
		if (best < 0 ||
			set->until - set->from < calendar->sets[best].until - calendar->sets[best].from)
			best = i;
	}
	return best;
}

static int
compare_days(const void *a, const void *b)
{
	Day x = *(const Day *) a;
	Day y = *(const Day *) b;

	return (x > y) - (x < y);
}

/* Every start and end of a set begins a period; the narrowest one rules in it. */
static void
add_periods(Calendar *calendar)
{
	int count = 2 * calendar->set_count + 1;
	Day *borders = dkis_alloc(sizeof *borders * (size_t) count);

	borders[0] = CALENDAR_FIRST_DAY;
	for (int i = 0; i < calendar->set_count; i++)
	{
		borders[2 * i + 1] = calendar->sets[i].from;
		borders[2 * i + 2] = calendar->sets[i].until;
	}
	qsort(borders, (size_t) count, sizeof *borders, compare_days);
	calendar->periods = dkis_alloc(sizeof *calendar->periods * (size_t) count);
	for (int i = 0; i < count; i++)
	{
		int set = narrowest_set(calendar, borders[i]);

		if (calendar->period_count > 0 && calendar->periods[calendar->period_count - 1].set == set)
			continue;
		calendar->periods[calendar->period_count++] = (SetPeriod){borders[i], set};
	}
	dkis_free(borders);
}

/* ---- holidays and the zone ---------------------------------------------- */

static int
compare_holidays(const void *a, const void *b)
{
	const CalendarHoliday *x = a;
	const CalendarHoliday *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	if (x->kind != y->kind)
		return (int) x->kind - (int) y->kind;
	return strcmp(x->name, y->name);
}

static void
add_holidays(Calendar *calendar, const CalendarSource *source)
{
	bool loaded[YEAR_COUNT] = {false};

	calendar->holidays =
		dkis_alloc(sizeof *calendar->holidays * (size_t) (source->holiday_count + 1));
	for (int i = 0; i < source->holiday_count; i++)
	{
		CalendarHoliday *holiday = &calendar->holidays[calendar->holiday_count];

		if (!day_in_range(source->holidays[i].day))
			continue;
		*holiday = source->holidays[i];
		holiday->name = copy_string(holiday->name);
		holiday->decree = holiday->decree ? copy_string(holiday->decree) : NULL;
		loaded[calendar_year_of(holiday->day) - CALENDAR_FIRST_YEAR] = true;
		calendar->holiday_count++;
	}
	qsort(calendar->holidays, (size_t) calendar->holiday_count, sizeof *calendar->holidays,
		  compare_holidays);
	for (int i = 0; i < YEAR_COUNT; i++)
		calendar->unloaded[i + 1] =
			(uint16_t) (calendar->unloaded[i] + (loaded[i] || calendar->always_open ? 0 : 1));
	calendar_find_loaded(calendar);
}

static int
find_offset_value(Calendar *calendar, int64_t micros)
{
	for (int i = 0; i < calendar->offset_value_count; i++)
		if (calendar->offset_values[i] == micros)
			return i;
	if (calendar->offset_value_count == 256)
		return 0; /* no zone on Earth has had so many */
	calendar->offset_values[calendar->offset_value_count] = micros;
	return calendar->offset_value_count++;
}

static void
add_offsets(Calendar *calendar, const CalendarSource *source)
{
	int count = source->offset_count > 0 ? source->offset_count : 1;

	calendar->offsets = dkis_alloc(sizeof *calendar->offsets * (size_t) count);
	calendar->offsets[0] = (CalendarOffset){INT64_MIN, 0};
	if (source->offset_count > 0)
		memcpy(calendar->offsets, source->offsets,
			   sizeof *calendar->offsets * (size_t) source->offset_count);
	calendar->offsets[0].from = INT64_MIN;
	calendar->offset_count = count;
	for (int i = 0; i < count; i++)
		find_offset_value(calendar, calendar->offsets[i].seconds * INT64_C(1000000));
	calendar->first = calendar_from_local(calendar, CALENDAR_FIRST_DAY, 0);
	calendar->last = calendar_from_local(calendar, CALENDAR_LAST_DAY + 1, 0);
}

/* ---- week types --------------------------------------------------------- */

static uint32_t
hash_type(const WeekType *type)
{
	uint32_t hash = 2166136261u ^ type->workdays;

	for (int i = 0; i < 7; i++)
		hash = (hash ^ type->pattern[i]) * 16777619u;
	return hash ^ (hash >> 15);
}

static bool
same_type(const WeekType *a, const WeekType *b)
{
	return a->workdays == b->workdays && memcmp(a->pattern, b->pattern, sizeof a->pattern) == 0;
}

static uint16_t
find_type(Builder *builder, WeekType *type)
{
	Calendar *calendar = builder->calendar;
	uint32_t slot = hash_type(type) & builder->slot_mask;

	for (; builder->type_slots[slot] >= 0; slot = (slot + 1) & builder->slot_mask)
		if (same_type(&calendar->types.data[builder->type_slots[slot]], type))
			return (uint16_t) builder->type_slots[slot];
	for (int i = 0; i < 7; i++)
		type->before[i + 1] = type->before[i] + calendar->patterns.data[type->pattern[i]].total;
	builder->type_slots[slot] = calendar->types.n;
	*array_add(&calendar->types) = *type;
	return (uint16_t) builder->type_slots[slot];
}

static uint16_t
day_by_day_type(Builder *builder, Day monday)
{
	WeekType type = {0};

	for (int i = 0; i < 7; i++)
	{
		type.pattern[i] =
			day_in_range(monday + i) ? calendar_day_pattern(builder->calendar, monday + i) : CLOSED;
		if (type.pattern[i] != CLOSED)
			type.workdays |= (uint8_t) (1 << i);
	}
	return find_type(builder, &type);
}

/* ---- weeks in which the clock changes ----------------------------------- */

typedef struct SpecialWeek
{
	Instant start;
	Instant end;
	ARRAY_OF(Span) pieces; /* instants, in order */
	bool open;             /* has the day being visited any instant at all? */
} SpecialWeek;

static void
collect_piece(void *context, Instant opens, Instant closes)
{
	SpecialWeek *week = context;
	int at;

	week->open = true;
	if (opens < week->start)
		opens = week->start;
	if (closes > week->end)
		closes = week->end;
	if (opens >= closes)
		return;
	array_reserve(&week->pieces, 1);
	for (at = week->pieces.n++; at > 0 && week->pieces.data[at - 1].opens > opens; at--)
		week->pieces.data[at] = week->pieces.data[at - 1];
	week->pieces.data[at] = (Span){opens, closes};
}

static void
join_touching(SpecialWeek *week)
{
	Span *pieces = week->pieces.data;
	int kept = 0;

	for (int i = 0; i < week->pieces.n; i++)
	{
		if (kept > 0 && pieces[kept - 1].closes == pieces[i].opens)
			pieces[kept - 1].closes = pieces[i].closes;
		else
			pieces[kept++] = pieces[i];
	}
	week->pieces.n = kept;
}

static uint16_t
slot_pattern(Calendar *calendar, const SpecialWeek *week, int slot)
{
	Span *spans = dkis_alloc(sizeof *spans * ((size_t) week->pieces.n + 1));
	uint32_t count = 0;
	uint16_t pattern;
	Instant start = week->start + slot * MICROS_PER_DAY;
	Instant end =
		slot < 6 && start + MICROS_PER_DAY < week->end ? start + MICROS_PER_DAY : week->end;

	for (int i = 0; i < week->pieces.n; i++)
	{
		Span piece = week->pieces.data[i];
		Instant opens = piece.opens > start ? piece.opens : start;
		Instant closes = piece.closes < end ? piece.closes : end;

		if (opens < closes)
			spans[count++] = (Span){opens - start, closes - start};
	}
	pattern = find_pattern(calendar, spans, count);
	dkis_free(spans);
	return pattern;
}

static uint16_t
special_type(Builder *builder, Day monday, Instant start, Instant end)
{
	Calendar *calendar = builder->calendar;
	SpecialWeek week = {.start = start, .end = end};
	WeekType type = {0};

	/* Around midnight, days of the weeks beside it may reach into this one. */
	for (Day day = monday - 2; day < monday + 9; day++)
	{
		week.open = false;
		if (day_in_range(day))
			calendar_day_pieces(calendar, day, calendar_day_pattern(calendar, day), collect_piece,
								&week);
		if (week.open && day >= monday && day < monday + 7)
			type.workdays |= (uint8_t) (1 << (day - monday));
	}
	join_touching(&week);
	for (int slot = 0; slot < 7; slot++)
		type.pattern[slot] = slot_pattern(calendar, &week, slot);
	dkis_free(week.pieces.data);
	return find_type(builder, &type);
}

/* ---- all weeks ---------------------------------------------------------- */

static bool
week_is_special(Builder *builder, Instant start, Instant end)
{
	const Calendar *calendar = builder->calendar;

	while (builder->change < calendar->offset_count &&
		   calendar->offsets[builder->change].from < start - 2 * MICROS_PER_DAY)
		builder->change++;
	return builder->change < calendar->offset_count &&
		   calendar->offsets[builder->change].from < end + 2 * MICROS_PER_DAY;
}

/* The set that rules the whole week, or -2 when it takes a closer look. */
static int
plain_set(Builder *builder, Day monday)
{
	const Calendar *calendar = builder->calendar;

	while (builder->period + 1 < calendar->period_count &&
		   calendar->periods[builder->period + 1].from <= monday)
		builder->period++;
	while (builder->holiday < calendar->holiday_count &&
		   calendar->holidays[builder->holiday].day < monday)
		builder->holiday++;
	if (builder->period + 1 < calendar->period_count &&
		calendar->periods[builder->period + 1].from < monday + 7)
		return -2;
	if (builder->holiday < calendar->holiday_count &&
		calendar->holidays[builder->holiday].day < monday + 7)
		return -2;
	if (monday + 6 > CALENDAR_LAST_DAY)
		return -2;
	return calendar->periods[builder->period].set;
}

static uint16_t
week_type(Builder *builder, Day monday)
{
	int set = plain_set(builder, monday);

	if (set == -2)
		return day_by_day_type(builder, monday);
	if (builder->plain_type < 0 || builder->plain_set != set)
	{
		builder->plain_set = set;
		builder->plain_type = day_by_day_type(builder, monday);
	}
	return (uint16_t) builder->plain_type;
}

static void
place_week(Builder *builder, int32_t index)
{
	Calendar *calendar = builder->calendar;
	Day monday = CALENDAR_FIRST_DAY + 7 * index;
	Week *week = &calendar->weeks[index];
	Instant start = calendar_from_local(calendar, monday, 0);

	week->offset = (uint8_t) find_offset_value(calendar, monday * MICROS_PER_DAY - start);
}

static void
fill_weeks(Builder *builder)
{
	Calendar *calendar = builder->calendar;

	for (int32_t i = 0; i <= WEEK_COUNT; i++)
		place_week(builder, i);
	for (int32_t i = 0; i < WEEK_COUNT; i++)
	{
		Week *week = &calendar->weeks[i];
		Instant start = week_start(calendar, i);
		Instant end = week_start(calendar, i + 1);
		Day monday = CALENDAR_FIRST_DAY + 7 * i;

		week->special = week_is_special(builder, start, end);
		week->type =
			week->special ? special_type(builder, monday, start, end) : week_type(builder, monday);
		week[1].worked = week->worked + calendar->types.data[week->type].before[7];
		week[1].workdays = week->workdays +
						   (uint32_t) __builtin_popcount(calendar->types.data[week->type].workdays);
	}
}

static void
take_samples(Calendar *calendar)
{
	int32_t week = 0;

	calendar_fill_select();
	calendar->workday_count = calendar->weeks[WEEK_COUNT].workdays;
	calendar->sample_count = calendar->workday_count / SAMPLE_STEP + 2;
	calendar->samples = dkis_alloc(sizeof *calendar->samples * calendar->sample_count);
	for (uint32_t i = 0; i < calendar->sample_count; i++)
	{
		while (week < WEEK_COUNT - 1 && calendar->weeks[week + 1].workdays < 1 + i * SAMPLE_STEP)
			week++;
		calendar->samples[i] = (uint16_t) week;
	}
	if (calendar->weeks[WEEK_COUNT].worked > 0)
		calendar->weeks_per_micro =
			(double) WEEK_COUNT / (double) calendar->weeks[WEEK_COUNT].worked;
}

static void
fill_table(Builder *builder)
{
	Calendar *calendar = builder->calendar;
	uint32_t slots = 65536; /* more than there can be weeks */

	builder->type_slots = dkis_alloc(slots * sizeof *builder->type_slots);
	memset(builder->type_slots, 0xFF, slots * sizeof *builder->type_slots);
	builder->slot_mask = slots - 1;
	builder->plain_type = -1;
	builder->period = builder->holiday = builder->change = 0;
	calendar->weeks = dkis_alloc((WEEK_COUNT + 1) * sizeof *calendar->weeks);
	memset(calendar->weeks, 0, (WEEK_COUNT + 1) * sizeof *calendar->weeks);
	fill_weeks(builder);
	take_samples(calendar);
	dkis_free(builder->type_slots);
}

/* ---- the whole ---------------------------------------------------------- */

size_t
calendar_size(const Calendar *calendar)
{
	size_t size = sizeof *calendar;

	size += sizeof *calendar->offsets * (size_t) calendar->offset_count;
	size += sizeof *calendar->holidays * (size_t) calendar->holiday_count;
	if (!calendar->always_open)
	{
		size += sizeof *calendar->weeks * (WEEK_COUNT + 1);
		size += sizeof *calendar->samples * calendar->sample_count;
		size += array_bytes(&calendar->types) + array_bytes(&calendar->patterns) +
				array_bytes(&calendar->spans);
	}
	return size;
}

Calendar *
calendar_build(const CalendarSource *source, DkisError *error)
{
	Calendar *calendar = dkis_zeroed(sizeof *calendar);
	Builder builder = {.calendar = calendar, .error = error};

	calendar->code = copy_string(source->code);
	calendar->always_open = source->always_open;
	calendar->joint_leave_is_work = source->joint_leave_is_work;
	add_offsets(calendar, source);
	add_holidays(calendar, source);
	if (source->always_open)
		return calendar;
	add_pattern(calendar, NULL, 0); /* CLOSED */
	if (!add_sets(calendar, source, error) || !check_sets(calendar, error))
	{
		calendar_free(calendar);
		return NULL;
	}
	add_periods(calendar);
	fill_table(&builder);
	return calendar;
}

void
calendar_free(Calendar *calendar)
{
	for (int i = 0; i < calendar->holiday_count; i++)
	{
		dkis_free((char *) calendar->holidays[i].name);
		dkis_free((char *) calendar->holidays[i].decree);
	}
	dkis_free(calendar->code);
	dkis_free(calendar->offsets);
	dkis_free(calendar->sets);
	dkis_free(calendar->periods);
	dkis_free(calendar->holidays);
	dkis_free(calendar->spans.data);
	dkis_free(calendar->patterns.data);
	dkis_free(calendar->types.data);
	dkis_free(calendar->weeks);
	dkis_free(calendar->samples);
	dkis_free(calendar);
}

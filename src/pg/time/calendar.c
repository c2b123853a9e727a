/*
 * Compiled calendars, loaded when first asked for.
 *
 * One statement sees one calendar: what a statement has got once is pinned
 * under the statement's key, and a message that arrives in its middle only
 * counts for the next. The key changes with every own write, so that a
 * transaction sees its own changes at once.
 */
#include "pg/base/compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"
#include "utils/rangetypes.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "pg/base/agency.h"
#include "pg/base/cache.h"
#include "pg/base/read.h"
#include "pg/time/calendar.h"

#define PIN_COUNT 32
#define MAX_KEPT 64  /* compiled calendars; with one more all begin again */
#define CODE_KEPT 64 /* longer codes are looked up at every call */

/* ---- what is kept -------------------------------------------------------- */

typedef struct Compiled
{
	int32 agency;
	Calendar *calendar;
	MemoryContext context; /* holds all of this */
} Compiled;

/* What has been compiled since calendars last changed. */
typedef struct Kept
{
	List *calendars; /* of Compiled * */
} Kept;

static Cache cache = {
	.name = "calendars", .size = sizeof(Kept), .sources = SOURCE_BIT(SOURCE_CALENDARS)};

typedef struct StatementKey
{
	TimestampTz statement;
	uint64 completions; /* transactions ended before the snapshot */
	CommandId command;
} StatementKey;

/* What a statement has asked for: it goes on seeing this one. */
typedef struct Pin
{
	StatementKey key;
	uint64 assigned; /* source_generations[SOURCE_SESSION], when */
	bool by_default; /* this is what NULL stands for */
	Kept *kept;      /* held; NULL: free */
	Compiled *compiled;
	uint64 used;
} Pin;

/* Years whose notice this session has had; outlives what is compiled. */
typedef struct Noticed
{
	struct Noticed *next;
	int32 agency;
	char *code;
	bool years[CALENDAR_LAST_YEAR - CALENDAR_FIRST_YEAR + 1];
} Noticed;

/* Between calls of one SQL function. */
typedef struct CallCache
{
	const Calendar *calendar; /* NULL = not found yet */
	int32 agency;
	StatementKey key;
	uint64 assigned; /* source_generations[SOURCE_SESSION] and cache.freed, when */
	uint64 freed;
	bool by_default; /* the argument was NULL */
	int length;
	char code[CODE_KEPT];
} CallCache;

static Pin pins[PIN_COUNT];
static Noticed *noticed;
static uint64 clock_tick;

static StatementKey
statement_key(void)
{
	StatementKey key = {GetCurrentStatementStartTimestamp(), 0, 0};

	if (ActiveSnapshotSet())
	{
		Snapshot snapshot = GetActiveSnapshot();

		key.completions = snapshot->snapXactCompletionCount;
		key.command = snapshot->curcid;
	}
	return key;
}

static inline bool
same_statement(const StatementKey *a, const StatementKey *b)
{
	return a->statement == b->statement && a->command == b->command &&
		   a->completions == b->completions;
}

static bool
is_calendar(const Compiled *compiled, int32 agency, const char *code)
{
	return compiled->agency == agency && strcmp(calendar_code(compiled->calendar), code) == 0;
}

static void
unpin(Pin *pin)
{
	if (pin->kept)
		cache_release(&cache, pin->kept);
	pin->kept = NULL;
}

/* A statement that began at another time asks no more. */
static void
unpin_finished(void)
{
	TimestampTz statement = GetCurrentStatementStartTimestamp();

	for (int i = 0; i < PIN_COUNT; i++)
		if (pins[i].key.statement != statement)
			unpin(&pins[i]);
}

static const Calendar *
pin(Kept *kept, Compiled *compiled, bool by_default, const StatementKey *key)
{
	Pin *oldest = &pins[0];

	for (int i = 1; i < PIN_COUNT; i++)
		if (pins[i].used < oldest->used)
			oldest = &pins[i];
	cache_hold_this(kept);
	unpin(oldest);
	*oldest =
		(Pin){*key, source_generations[SOURCE_SESSION], by_default, kept, compiled, ++clock_tick};
	return compiled->calendar;
}

/* ---- reading the tables --------------------------------------------------- */

#define CALENDAR_LIST(X)                                                                           \
	X(CALENDAR_TIME_ZONE, time_zone, text)                                                         \
	X(CALENDAR_KIND, kind, text) X(CALENDAR_JOINT_LEAVE_IS_WORK, joint_leave_is_work, bool)
#define HOURS_LIST(X)                                                                              \
	X(HOURS_VALID, valid, daterange)                                                               \
	X(HOURS_WEEKDAY, weekday, int4) X(HOURS_OPENS, opens, time) X(HOURS_CLOSES, closes, time)
#define HOLIDAY_LIST(X)                                                                            \
	X(HOLIDAY_DAY, day, date)                                                                      \
	X(HOLIDAY_KIND, kind, text) X(HOLIDAY_NAME, name, text) X(HOLIDAY_DECREE, decree, text)
enum
{
	CALENDAR_ID,
	CALENDAR_LIST(COLUMN_NUMBER) CALENDAR_COLUMNS
};
enum
{
	HOURS_ID,
	HOURS_LIST(COLUMN_NUMBER) HOURS_COLUMNS
};
enum
{
	HOLIDAY_ID,
	HOLIDAY_LIST(COLUMN_NUMBER) HOLIDAY_COLUMNS
};
static const Column calendar_columns[] = {COLUMN_ID, CALENDAR_LIST(COLUMN_ENTRY)};
static const Column hours_columns[] = {COLUMN_ID, HOURS_LIST(COLUMN_ENTRY)};
static const Column holiday_columns[] = {COLUMN_ID, HOLIDAY_LIST(COLUMN_ENTRY)};
static RowRelation calendars_read =
	ROW_RELATION("dkis_store", "calendars", calendar_columns, CALENDAR_COLUMNS);
static RowRelation hours_read =
	ROW_RELATION("dkis_store", "calendar_hours", hours_columns, HOURS_COLUMNS);
static RowRelation holidays_read =
	ROW_RELATION("dkis_store", "holidays", holiday_columns, HOLIDAY_COLUMNS);

typedef struct Loading
{
	MemoryContext context;
	bool found;
	char *time_zone;
	CalendarSource source;
	CalendarHours *hours;
	CalendarHoliday *holidays;
	int hours_capacity;
	int holiday_capacity;
} Loading;

static void *
make_room(void *array, int *capacity, int count, size_t item)
{
	if (count < *capacity)
		return array;
	*capacity = Max(64, 2 * count);
	return array ? repalloc(array, *capacity * item) : palloc(*capacity * item);
}

static void
remember_calendar(Loading *loading, const Row *row)
{
	loading->found = true;
	loading->time_zone = row_text(row, CALENDAR_TIME_ZONE);
	loading->source.always_open = row_text_is(row, CALENDAR_KIND, "24 jam");
	loading->source.joint_leave_is_work = row_bool(row, CALENDAR_JOINT_LEAVE_IS_WORK);
}

static void
remember_hours(Loading *loading, const Row *row)
{
	RangeType *valid = DatumGetRangeTypeP(row->values[HOURS_VALID]);
	RangeBound from;
	RangeBound until;
	bool empty;
	CalendarHours *hours;

	range_deserialize(lookup_type_cache(RangeTypeGetOid(valid), TYPECACHE_RANGE_INFO), valid, &from,
					  &until, &empty);
	if (empty)
		return;
	loading->hours = make_room(loading->hours, &loading->hours_capacity,
							   loading->source.hours_count, sizeof *hours);
	hours = &loading->hours[loading->source.hours_count++];
	hours->from = from.infinite ? PG_INT32_MIN : DatumGetDateADT(from.val);
	hours->until = until.infinite ? PG_INT32_MAX : DatumGetDateADT(until.val);
	hours->weekday = DatumGetInt32(row->values[HOURS_WEEKDAY]);
	hours->opens = DatumGetTimeADT(row->values[HOURS_OPENS]);
	hours->closes = DatumGetTimeADT(row->values[HOURS_CLOSES]);
}

static void
remember_holiday(Loading *loading, const Row *row)
{
	CalendarHoliday *holiday;

	loading->holidays = make_room(loading->holidays, &loading->holiday_capacity,
								  loading->source.holiday_count, sizeof *holiday);
	holiday = &loading->holidays[loading->source.holiday_count];
	if (!holiday_kind_find(row_text(row, HOLIDAY_KIND), &holiday->kind))
		return;
	holiday->name = row_text(row, HOLIDAY_NAME);
	holiday->decree = row_text(row, HOLIDAY_DECREE);
	holiday->day = DatumGetDateADT(row->values[HOLIDAY_DAY]);
	loading->source.holiday_count++;
}

static void
read_each(RowRelation *relation, const char *index, const Datum *key, Loading *loading,
		  void (*remember)(Loading *loading, const Row *row))
{
	Reading reading;
	Row row;

	reading_begin(&reading, relation, index, 2);
	reading_for(&reading, key);
	while (reading_next(&reading, &row))
		remember(loading, &row);
	reading_end(&reading);
}

static void
load_rows(Loading *loading, int32 agency, const char *code)
{
	MemoryContext caller = MemoryContextSwitchTo(loading->context);
	Datum key[] = {Int32GetDatum(agency), CStringGetTextDatum(code)};

	readings_begin();
	read_each(&calendars_read, "calendars_agency_code_key", key, loading, remember_calendar);
	read_each(&hours_read, "calendar_hours_calendar", key, loading, remember_hours);
	read_each(&holidays_read, "holidays_agency_calendar_day_name_key", key, loading,
			  remember_holiday);
	readings_end();
	MemoryContextSwitchTo(caller);
}

/* The zone's changes over the years a calendar knows. */
static void
load_offsets(Loading *into)
{
	const pg_time_t first = ((pg_time_t) CALENDAR_FIRST_DAY - 400 + 10957) * SECS_PER_DAY;
	const pg_time_t last = ((pg_time_t) CALENDAR_LAST_DAY + 400 + 10957) * SECS_PER_DAY;
	pg_tz *zone = pg_tzset(into->time_zone);
	int capacity = 64;
	CalendarOffset *offsets = palloc(capacity * sizeof *offsets);
	int count = 1;
	pg_time_t at = first;
	long before;
	long after;
	int before_dst;
	int after_dst;
	pg_time_t boundary;

	if (!zone)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("zona waktu tidak dikenal: %s", into->time_zone),
				 errdetail("Server ini tidak mempunyai zona waktu dengan nama itu."),
				 errhint("Pakai nama IANA, wilayah/kota: SELECT name FROM pg_timezone_names.")));
	offsets[0] = (CalendarOffset){PG_INT64_MIN, 0};
	while (pg_next_dst_boundary(&at, &before, &before_dst, &boundary, &after, &after_dst, zone) >
			   0 &&
		   boundary < last)
	{
		if (at == first)
			offsets[0].seconds = before;
		at = boundary;
		if (after == offsets[count - 1].seconds)
			continue;
		offsets = make_room(offsets, &capacity, count, sizeof *offsets);
		offsets[count++] = (CalendarOffset){time_t_to_timestamptz(boundary), after};
	}
	if (at == first)
		offsets[0].seconds = before;
	into->source.offsets = offsets;
	into->source.offset_count = count;
}

/* NULL when there is no such calendar. Everything is left in one context. */
static Compiled *
compile(int32 agency, const char *code)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext scratch =
		AllocSetContextCreate(caller, "dkis calendar rows", ALLOCSET_DEFAULT_SIZES);
	MemoryContext context = AllocSetContextCreate(caller, "dkis calendar", ALLOCSET_SMALL_SIZES);
	Loading rows = {.context = scratch, .source = {.code = code}};
	Compiled *compiled = NULL;
	DkisError error;

	load_rows(&rows, agency, code);
	if (rows.found)
	{
		MemoryContextSwitchTo(scratch);
		load_offsets(&rows);
		rows.source.hours = rows.hours;
		rows.source.holidays = rows.holidays;
		MemoryContextSwitchTo(context);
		compiled = palloc0(sizeof *compiled);
		compiled->agency = agency;
		compiled->context = context;
		compiled->calendar = calendar_build(&rows.source, &error);
		if (!compiled->calendar)
			dkis_raise(&error);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
	if (!compiled)
		MemoryContextDelete(context);
	return compiled;
}

/* ---- years nobody has entered yet ----------------------------------------- */

static Noticed *
noticed_years(int32 agency, const char *code)
{
	Noticed *found = noticed;

	while (found && (found->agency != agency || strcmp(found->code, code) != 0))
		found = found->next;
	if (found)
		return found;
	found = MemoryContextAllocZero(TopMemoryContext, sizeof *found);
	found->agency = agency;
	found->code = MemoryContextStrdup(TopMemoryContext, code);
	found->next = noticed;
	noticed = found;
	return found;
}

static void
accept_noticed_years(Compiled *compiled)
{
	Noticed *had = noticed;

	while (had && !is_calendar(compiled, had->agency, had->code))
		had = had->next;
	for (int i = 0; had && i < (int) lengthof(had->years); i++)
		if (had->years[i])
			calendar_accept_year(compiled->calendar, CALENDAR_FIRST_YEAR + i);
}

/* A statement that has a calendar has pinned it. */
static int32
agency_of(const Calendar *calendar)
{
	for (int i = 0; i < PIN_COUNT; i++)
		if (pins[i].kept && pins[i].compiled->calendar == calendar)
			return pins[i].compiled->agency;
	return settings_agency();
}

static void
note_years(const Calendar *calendar, int first, int last)
{
	Noticed *had = noticed_years(agency_of(calendar), calendar_code(calendar));
	StringInfoData years;

	initStringInfo(&years);
	for (int year = first; year <= last; year++)
	{
		int until = year;

		if (!calendar_year_unloaded(calendar, year))
			continue;
		while (until < last && calendar_year_unloaded(calendar, until + 1))
			until++;
		appendStringInfo(&years, "%s%d", years.len > 0 ? ", " : "", year);
		if (until > year)
			appendStringInfo(&years, "-%d", until);
		for (; year <= until; year++)
		{
			had->years[year - CALENDAR_FIRST_YEAR] = true;
			calendar_accept_year(unconstify(Calendar *, calendar), year);
		}
	}
	ereport(NOTICE,
			(errmsg("hari libur %s belum dimuat", years.data),
			 errdetail("Kalender %s: hari libur tahun itu masih dihitung sebagai hari biasa.",
					   calendar_code(calendar)),
			 errhint("Isi dkis.holidays setelah keputusan bersama terbit.")));
	pfree(years.data);
}

void
calendar_note_days(const Calendar *calendar, Day a, Day b)
{
	if (calendar_has_unloaded_years(calendar, a, b))
		note_years(calendar, calendar_year_of(Min(a, b)), calendar_year_of(Max(a, b)));
}

/* Dates a day off to either side are good enough to see that nothing is missing. */
void
calendar_note_instants(const Calendar *calendar, TimestampTz a, TimestampTz b)
{
	TimestampTz first = Min(a, b);
	TimestampTz last = Max(a, b);
	Day days[2];
	DkisError error;

	if (!calendar_has_unloaded_years(calendar,
									 Max((Day) (first / USECS_PER_DAY) - 2, CALENDAR_FIRST_DAY),
									 Min((Day) (last / USECS_PER_DAY) + 2, CALENDAR_LAST_DAY)))
		return;
	if (calendar_local_date(calendar, first, &days[0], &error) &&
		calendar_local_date(calendar, last, &days[1], &error))
		calendar_note_days(calendar, days[0], Min(days[1], CALENDAR_LAST_DAY));
}

/* ---- finding -------------------------------------------------------------- */

void
calendar_unknown(int32 agency, const char *code)
{
	static CachedQuery query = {"SELECT string_agg(code, ', ' ORDER BY code)"
								" FROM (SELECT code FROM dkis_store.calendars WHERE agency = $1"
								" ORDER BY code LIMIT 20) AS codes",
								1,
								{INT4OID},
								NULL};
	Datum value = Int32GetDatum(agency);
	char *known = query_ask_text(&query, &value, NULL);

	ereport(ERROR, (errcode(ERRCODE_DKIS_UNKNOWN_CODE),
					errmsg("kalender tidak dikenal: %s", shortened(code)),
					errdetail("Tidak ada kode itu di dkis.calendars milik instansi %d.", agency),
					known ? errhint("Kalender yang ada: %s.", known)
						  : errhint("Belum ada kalender: %s.", how_to_fill("dkis.calendars"))));
}

static void
publish(Kept *kept, Compiled *compiled)
{
	MemoryContext before = MemoryContextSwitchTo(cache_context(kept));

	MemoryContextSetParent(compiled->context, cache_context(kept));
	accept_noticed_years(compiled);
	kept->calendars = lappend(kept->calendars, compiled);
	MemoryContextSwitchTo(before);
}

static Kept *
kept_calendars(void)
{
	Kept *kept = cache_take(&cache);

	if (list_length(kept->calendars) < MAX_KEPT)
		return kept;
	cache_forget(&cache);
	return cache_take(&cache);
}

static Compiled *
find_kept(const Kept *kept, int32 agency, const char *code)
{
	ListCell *cell;

	foreach (cell, kept->calendars)
		if (is_calendar(lfirst(cell), agency, code))
			return lfirst(cell);
	return NULL;
}

/* What this statement has asked for before; code NULL: the default calendar. */
static Pin *
find_pinned(int32 agency, const char *code, const StatementKey *key)
{
	for (int i = 0; i < PIN_COUNT; i++)
	{
		Pin *pin = &pins[i];

		if (!pin->kept || !same_statement(&pin->key, key))
			continue;
		if (code ? !is_calendar(pin->compiled, agency, code)
				 : !pin->by_default || pin->compiled->agency != agency ||
					   pin->assigned != source_generations[SOURCE_SESSION])
			continue;
		pin->used = ++clock_tick;
		return pin;
	}
	return NULL;
}

/* What NULL stands for, palloced. */
static char *
default_code(int32 agency)
{
	const char *code = agency == settings_agency() ? NULL : agency_calendar(agency);

	return pstrdup(code ? code : setting_text(SETTING_CALENDAR));
}

static const Calendar *
find_for_statement(int32 agency, const char *code, const StatementKey *key)
{
	bool by_default = code == NULL;
	Pin *before = find_pinned(agency, code, key);
	Compiled *compiled;
	Kept *kept;

	if (before)
		return before->compiled->calendar;
	if (by_default)
	{
		code = default_code(agency);
		before = find_pinned(agency, code, key);
	}
	if (before)
		return pin(before->kept, before->compiled, by_default, key);
	unpin_finished();
	kept = kept_calendars();
	compiled = find_kept(kept, agency, code);
	if (!compiled)
	{
		compiled = compile(agency, code);
		if (!compiled)
			calendar_unknown(agency, code);
		publish(kept, compiled);
	}
	return pin(kept, compiled, by_default, key);
}

const Calendar *
calendar_of(int32 agency, const char *code)
{
	StatementKey key = statement_key();

	return find_for_statement(agency, code, &key);
}

void
calendar_verify(int32 agency, const char *code)
{
	Compiled *compiled = compile(agency, code);

	if (compiled)
		MemoryContextDelete(compiled->context);
}

static bool
same_argument(const CallCache *call, FunctionCallInfo fcinfo, int n)
{
	text *argument;

	if (PG_ARGISNULL(n) || call->by_default)
		return PG_ARGISNULL(n) == call->by_default;
	argument = PG_GETARG_TEXT_PP(n);
	return (int) VARSIZE_ANY_EXHDR(argument) == call->length &&
		   memcmp(VARDATA_ANY(argument), call->code, call->length) == 0;
}

static const Calendar *
find_again(FunctionCallInfo fcinfo, int n, int32 agency, const StatementKey *key)
{
	CallCache *call = fcinfo->flinfo->fn_extra;
	char *code = PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n));

	if (!call)
		call = fcinfo->flinfo->fn_extra =
			MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof *call);
	call->calendar = NULL; /* should the search fail */
	call->calendar = find_for_statement(agency, code, key);
	call->agency = agency;
	call->key = *key;
	call->assigned = source_generations[SOURCE_SESSION];
	call->freed = cache.freed;
	call->by_default = code == NULL;
	call->length = code ? strlen(code) : 0;
	if (call->length > CODE_KEPT)
		call->length = -1;
	else if (code)
		memcpy(call->code, code, call->length);
	return call->calendar;
}

const Calendar *
calendar_argument(FunctionCallInfo fcinfo, int n, int own)
{
	const CallCache *call = fcinfo->flinfo->fn_extra;
	StatementKey key = statement_key();
	int32 agency =
		PG_NARGS() > own && !PG_ARGISNULL(own) ? PG_GETARG_INT32(own) : settings_agency();

	if (call && call->calendar && same_statement(&call->key, &key) && call->agency == agency &&
		call->assigned == source_generations[SOURCE_SESSION] && call->freed == cache.freed &&
		same_argument(call, fcinfo, n))
		return call->calendar;
	return find_again(fcinfo, n, agency, &key);
}

TimestampTz
calendar_deadline(const Calendar *calendar, TimestampTz start, const Sla *sla, bool extended)
{
	DkisError error;
	Instant due;

	if (!calendar_due_at(calendar, start, sla, extended, &due, &error))
		dkis_raise(&error);
	if (due != DUE_NEVER)
		calendar_note_instants(calendar, start, due);
	return due;
}

/*
 * Agencies and their zones: see agency.h.
 */
#include "pg/base/agency.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/base/cache.h"
#include "pg/base/read.h"

typedef struct Agency
{
	int32 code;
	const char *calendar; /* NULL: it has none */
	const char *zone;
	pg_tz *tz;
} Agency;

typedef struct Agencies
{
	bool whole;  /* those with a calendar have been read */
	List *known; /* of Agency * */
} Agencies;

static Cache cache = {.name = "agencies",
					  .size = sizeof(Agencies),
					  .sources = SOURCE_BIT(SOURCE_CALENDARS) | SOURCE_BIT(SOURCE_SETTINGS) |
								 SOURCE_BIT(SOURCE_SESSION)};

static pg_tz *
zone_named(const char *zone)
{
	pg_tz *tz = pg_tzset(zone);

	if (tz == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("zona waktu tidak dikenal: %s", shortened(zone)),
						errdetail("Server ini tidak mempunyai zona waktu dengan nama itu."),
						errhint("Betulkan time_zone pada dkis.calendars atau dkis.settings.")));
	return tz;
}

static Agency *
add_agency(Agencies *agencies, int32 code, const char *calendar, const char *zone)
{
	MemoryContext before = MemoryContextSwitchTo(cache_context(agencies));
	Agency *added = palloc0(sizeof(Agency));

	added->code = code;
	added->calendar = calendar ? pstrdup(calendar) : NULL;
	added->zone = pstrdup(zone);
	added->tz = zone_named(zone);
	agencies->known = lappend(agencies->known, added);
	MemoryContextSwitchTo(before);
	return added;
}

static bool
table_is_there(void)
{
	Oid schema = get_namespace_oid("dkis_store", true);

	return OidIsValid(schema) && OidIsValid(get_relname_relid("calendars", schema));
}

#define CALENDAR_LIST(X)                                                                           \
	X(CALENDAR_AGENCY, agency, int4)                                                               \
	X(CALENDAR_CODE, code, text) X(CALENDAR_TIME_ZONE, time_zone, text)
enum
{
	CALENDAR_ID,
	CALENDAR_LIST(COLUMN_NUMBER) CALENDAR_COLUMNS
};
static const Column calendar_columns[] = {COLUMN_ID, CALENDAR_LIST(COLUMN_ENTRY)};
static RowRelation calendars_read =
	ROW_RELATION("dkis_store", "calendars", calendar_columns, CALENDAR_COLUMNS);

static void
remember_agency(Agencies *agencies, const Row *row)
{
	add_agency(agencies, DatumGetInt32(row->values[CALENDAR_AGENCY]), row_text(row, CALENDAR_CODE),
			   row_text(row, CALENDAR_TIME_ZONE));
}

/* The usual one, else the first that was entered. */
static bool
comes_before(const Row *one, const Row *other, const char *usual)
{
	bool is_usual = row_text_is(one, CALENDAR_CODE, usual);

	if (is_usual != row_text_is(other, CALENDAR_CODE, usual))
		return is_usual;
	return row_int64(one, CALENDAR_ID) < row_int64(other, CALENDAR_ID);
}

/* Rows come agency by agency; of each the calendar that comes before its others. */
static void
read_calendars(Agencies *agencies, const char *usual)
{
	Reading reading;
	Row row;
	Row chosen;
	bool any = false;

	readings_begin();
	reading_begin(&reading, &calendars_read, "calendars_agency_code_key", 0);
	reading_for(&reading, NULL);
	while (reading_next(&reading, &row))
	{
		bool same = any && row.values[CALENDAR_AGENCY] == chosen.values[CALENDAR_AGENCY];

		if (any && !same)
			remember_agency(agencies, &chosen);
		if (!same || comes_before(&row, &chosen, usual))
			row_keep(&chosen, &row, ~UINT64CONST(0), &calendars_read);
		any = true;
	}
	if (any)
		remember_agency(agencies, &chosen);
	reading_end(&reading);
	readings_end();
}

static void
read_agencies(Agencies *agencies)
{
	const char *usual = setting_text(SETTING_CALENDAR);

	agencies->known = NIL;
	if (table_is_there())
		read_calendars(agencies, usual);
	agencies->whole = true;
}

static const Agency *
agency_named(int32 code)
{
	Agencies *agencies = cache_take(&cache);
	ListCell *cell;

	if (!agencies->whole)
		read_agencies(agencies);
	foreach (cell, agencies->known)
		if (((Agency *) lfirst(cell))->code == code)
			return lfirst(cell);
	return add_agency(agencies, code, NULL, setting_text(SETTING_TIME_ZONE));
}

const char *
agency_calendar(int32 agency)
{
	return agency_named(agency)->calendar;
}

const char *
agency_zone(int32 agency)
{
	return agency_named(agency)->zone;
}

static int
local_time(int32 agency, TimestampTz at, struct pg_tm *tm)
{
	fsec_t fraction;
	int offset;

	if (timestamp2tm(at, &offset, tm, &fraction, NULL, agency_named(agency)->tz) != 0)
		ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
						errmsg("waktu di luar jangkauan kalender"),
						errdetail("Saat: %s.", timestamptz_to_str(at)),
						errhint("Pakai tanggal antara 1900-01-01 dan 2200-12-31.")));
	return offset;
}

int
agency_offset(int32 agency, TimestampTz at)
{
	struct pg_tm tm;

	return TIMESTAMP_NOT_FINITE(at) ? 0 : local_time(agency, at, &tm);
}

DateADT
agency_date(int32 agency, TimestampTz at)
{
	struct pg_tm tm;

	if (TIMESTAMP_NOT_FINITE(at))
		return TIMESTAMP_IS_NOBEGIN(at) ? DATEVAL_NOBEGIN : DATEVAL_NOEND;
	(void) local_time(agency, at, &tm);
	return date2j(tm.tm_year, tm.tm_mon, tm.tm_mday) - POSTGRES_EPOCH_JDATE;
}

DateADT
agency_today(int32 agency)
{
	return agency_date(agency, GetCurrentStatementStartTimestamp());
}

bool
agency_is_quiet(int32 agency, TimestampTz at)
{
	struct pg_tm tm;
	int from, until, now;

	if (TIMESTAMP_NOT_FINITE(at) || !setting_hours(SETTING_QUIET_HOURS, &from, &until))
		return false;
	(void) local_time(agency, at, &tm);
	now = tm.tm_hour * 60 + tm.tm_min;
	return from < until ? now >= from && now < until : now >= from || now < until;
}

char *
how_to_fill(const char *table)
{
	static CachedQuery query = {"SELECT string_agg(format('SELECT dkis.%I()', proname), ', '"
								" ORDER BY proname) FROM pg_proc"
								" WHERE pronamespace = 'dkis'::regnamespace"
								" AND proname LIKE 'load\\_%' AND pronargs = 0",
								0,
								{InvalidOid},
								NULL};
	char *loaders = settings_agency() == 0 ? query_ask_text(&query, NULL, NULL) : NULL;

	return loaders ? psprintf("isi %s, atau muat: %s", table, loaders) : psprintf("isi %s", table);
}

PG_FUNCTION_INFO_V1(dkis_agency_zone);
PG_FUNCTION_INFO_V1(dkis_local_date);
PG_FUNCTION_INFO_V1(dkis_local_month);
PG_FUNCTION_INFO_V1(dkis_today);
PG_FUNCTION_INFO_V1(dkis_is_quiet);

/* (agency), STRICT */
Datum
dkis_agency_zone(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(agency_zone(PG_GETARG_INT32(0))));
}

/* (at, agency), STRICT */
Datum
dkis_local_date(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(agency_date(PG_GETARG_INT32(1), PG_GETARG_TIMESTAMPTZ(0)));
}

/* (at, agency), STRICT: the first of its month; what is not finite stays as it is */
Datum
dkis_local_month(PG_FUNCTION_ARGS)
{
	DateADT day = agency_date(PG_GETARG_INT32(1), PG_GETARG_TIMESTAMPTZ(0));
	int year, month, day_of_month;

	if (DATE_NOT_FINITE(day))
		PG_RETURN_DATEADT(day);
	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &day_of_month);
	PG_RETURN_DATEADT(day - (day_of_month - 1));
}

Datum
dkis_today(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(agency_today(settings_agency()));
}

/* (at), STRICT */
Datum
dkis_is_quiet(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(agency_is_quiet(settings_agency(), PG_GETARG_TIMESTAMPTZ(0)));
}

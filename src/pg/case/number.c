#include "pg/case/number.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"

#include "pg/base/module.h"
#include "pg/time/calendar.h"

typedef struct Counter
{
	int32 agency;
	int32 number; /* of the SOP: what a register number begins with */
	int year;
	int64 last;
	bool moved;
} Counter;

static void
counter_key(const Counter *counter, Datum *key)
{
	key[0] = Int32GetDatum(counter->agency);
	key[1] = Int32GetDatum(counter->number);
	key[2] = Int32GetDatum(counter->year);
}

/*
 * Two sessions may need a SOP's first number of the year at once: the second
 * waits in the INSERT, finds the row there, and waits for it again below.
 */
static void
lock_counter(Counter *counter)
{
	static CachedQuery create = {
		"INSERT INTO dkis_store.register_counters (agency, sop_number, year, last_number)"
		" VALUES ($1, $2, $3, 0) ON CONFLICT (agency, sop_number, year) DO NOTHING",
		3,
		{INT4OID, INT4OID, INT4OID}, NULL};
	static CachedQuery lock = {"SELECT last_number FROM dkis_store.register_counters"
							   " WHERE agency = $1 AND sop_number = $2 AND year = $3 FOR UPDATE",
							   3,
							   {INT4OID, INT4OID, INT4OID}, NULL};
	Datum key[3];
	bool is_null;
	OwnerScope scope;

	owner_enter(&scope);
	SPI_connect();
	counter_key(counter, key);
	query_run(&lock, key, NULL, SPI_OK_SELECT);
	if (SPI_processed == 0)
	{
		query_run(&create, key, NULL, SPI_OK_INSERT);
		query_run(&lock, key, NULL, SPI_OK_SELECT);
	}
	if (SPI_processed != 1)
		ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
						errmsg("nomor register sedang dibuat oleh sesi lain"),
						errhint("Ulangi transaksi.")));
	counter->last =
		DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null));
	SPI_finish();
	owner_leave(&scope);
}

static Counter *
known_counter(const CaseBatch *batch, int32 agency, int32 number, int year)
{
	ListCell *cell;

	foreach (cell, batch->counters)
	{
		Counter *counter = lfirst(cell);

		if (counter->year == year && counter->agency == agency && counter->number == number)
			return counter;
	}
	return NULL;
}

/*
 * A statement inside another one goes on from where the outer one has counted
 * to, which no table shows yet.
 */
static bool
count_on(const CaseBatch *batch, Counter *counter)
{
	for (const CaseBatch *outer = batch->below; outer; outer = outer->below)
	{
		Counter *known = known_counter(outer, counter->agency, counter->number, counter->year);

		if (known)
		{
			counter->last = known->last;
			return true;
		}
	}
	return false;
}

static void
tell_outer(const CaseBatch *batch, const Counter *counter)
{
	for (const CaseBatch *outer = batch->below; outer; outer = outer->below)
	{
		Counter *known = known_counter(outer, counter->agency, counter->number, counter->year);

		if (known)
			known->last = counter->last;
	}
}

static Counter *
find_counter(CaseBatch *batch, const Definition *definition, int year)
{
	Counter *counter = known_counter(batch, definition->agency, definition->number, year);
	MemoryContext before;

	if (counter)
		return counter;
	counter = MemoryContextAllocZero(batch->context, sizeof(Counter));
	counter->agency = definition->agency;
	counter->number = definition->number;
	counter->year = year;
	if (!count_on(batch, counter))
		lock_counter(counter);
	before = MemoryContextSwitchTo(batch->context);
	batch->counters = lappend(batch->counters, counter);
	MemoryContextSwitchTo(before);
	return counter;
}

static int
year_in_calendar(const char *calendar, TimestampTz at)
{
	DkisError error;
	Day day;

	if (!calendar_local_date(calendar_find(calendar), at, &day, &error))
		dkis_raise(&error);
	return calendar_year_of(day);
}

void
register_number(CaseBatch *batch, LiveCase *live)
{
	const Definition *definition = live->definition;
	int year =
		year_in_calendar(definition->calendar, row_time(&live->row, CASE_OPENED_AT));
	Counter *counter = find_counter(batch, definition, year);

	counter->last++;
	counter->moved = true;
	row_set_text(&live->row, CASE_REGISTER_NO,
				 psprintf("%d/%d/%06lld", definition->number, year, (long long) counter->last));
}

void
register_write_counters(CaseBatch *batch)
{
	static CachedQuery query = {"UPDATE dkis_store.register_counters SET last_number = $4"
								" WHERE agency = $1 AND sop_number = $2 AND year = $3",
								4,
								{INT4OID, INT4OID, INT4OID, INT8OID}, NULL};
	ListCell *cell;

	foreach (cell, batch->counters)
	{
		Counter *counter = lfirst(cell);
		Datum arguments[4];

		if (!counter->moved)
			continue;
		counter_key(counter, arguments);
		arguments[3] = Int64GetDatum(counter->last);
		query_run(&query, arguments, NULL, SPI_OK_UPDATE);
		counter->moved = false;
		tell_outer(batch, counter);
	}
}

/*
 * Lists of holidays: what a CSV file or an iCalendar feed says as rows, and
 * writing it through the view dkis.holidays, with the rights of the caller.
 */
#include "pg/base/compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/tuplestore.h"

#include "pg/base/array.h"
#include "pg/base/module.h"
#include "pg/time/calendar.h"
#include "core/exchange/holiday_file.h"

PG_FUNCTION_INFO_V1(dkis_holidays_in_csv);
PG_FUNCTION_INFO_V1(dkis_holidays_in_ics);
PG_FUNCTION_INFO_V1(dkis_import_holidays);

enum
{
	LINE,
	DAY,
	KIND,
	NAME,
	DECREE,
	CANCELLED,
	SKIPPED,
	COLUMNS
};

static void
put_entry(ReturnSetInfo *result, const HolidayEntry *entry)
{
	Datum values[COLUMNS];
	bool nulls[COLUMNS] = {0};

	values[LINE] = Int32GetDatum(entry->line);
	values[DAY] = DateADTGetDatum(entry->day);
	values[KIND] =
		text_or_null(entry->has_kind ? holiday_kind_name(entry->kind) : NULL, &nulls[KIND]);
	values[NAME] = text_or_null(entry->name, &nulls[NAME]);
	values[DECREE] = text_or_null(entry->decree, &nulls[DECREE]);
	values[CANCELLED] = BoolGetDatum(entry->cancelled);
	values[SKIPPED] = text_or_null(entry->skipped, &nulls[SKIPPED]);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

typedef bool (*FileReader)(const char *text, size_t length, HolidayFile *file, DkisError *error);

static void
put_file(FunctionCallInfo fcinfo, FileReader read)
{
	text *content = PG_GETARG_TEXT_PP(0);
	HolidayFile file;
	DkisError error;

	InitMaterializedSRF(fcinfo, 0);
	if (!read(VARDATA_ANY(content), VARSIZE_ANY_EXHDR(content), &file, &error))
		dkis_raise(&error);
	for (int i = 0; i < file.entries.n; i++)
		put_entry((ReturnSetInfo *) fcinfo->resultinfo, &file.entries.data[i]);
	holiday_file_free(&file);
}

/* (csv) */
Datum
dkis_holidays_in_csv(PG_FUNCTION_ARGS)
{
	put_file(fcinfo, holiday_read_csv);
	return (Datum) 0;
}

/* (ics) */
Datum
dkis_holidays_in_ics(PG_FUNCTION_ARGS)
{
	put_file(fcinfo, holiday_read_ics);
	return (Datum) 0;
}

/* ---- writing --------------------------------------------------------------- */

/*
 * $1 calendar, $2 entries, $3 replace. An entry is known by its day and name.
 * The three statements that write are one change of the calendar.
 */
static const char import_query[] =
	"WITH entry AS MATERIALIZED ("
	" SELECT e.* FROM jsonb_to_recordset($2) AS e"
	"  (n int, day date, kind text, name text, decree text, cancelled bool, skipped text)"
	"), present AS MATERIALIZED ("
	" SELECT id, day, kind, name, decree FROM dkis.holidays"
	" WHERE agency = dkis.agency() AND calendar = $1"
	"), compared AS ("
	" SELECT e.n, p.id, e.day, e.name, coalesce(e.kind, p.kind, 'libur nasional') AS kind,"
	"  coalesce(e.decree, p.decree) AS decree,"
	"  CASE WHEN e.skipped IS NOT NULL OR (e.cancelled AND p.id IS NULL) THEN 'dilewati'"
	"   WHEN e.cancelled THEN 'dihapus'"
	"   WHEN p.id IS NULL THEN 'ditambah'"
	"   WHEN e.kind <> p.kind OR (e.decree IS NOT NULL AND e.decree IS DISTINCT FROM p.decree)"
	"    THEN 'diubah'"
	"   ELSE 'tetap' END AS what,"
	"  CASE WHEN e.skipped IS NULL AND e.cancelled THEN 'dibatalkan (STATUS:CANCELLED)'"
	"   ELSE e.skipped END AS reason"
	" FROM entry AS e LEFT JOIN present AS p ON p.day = e.day AND p.name = e.name"
	"), missing AS ("
	" SELECT NULL::int AS n, p.id, p.day, p.name, p.kind, p.decree, 'dihapus' AS what,"
	"  'tidak ada dalam berkas' AS reason"
	" FROM present AS p"
	" WHERE $3 AND (extract(year FROM p.day), p.kind) IN"
	"   (SELECT extract(year FROM c.day), c.kind FROM compared AS c"
	"    WHERE c.what IN ('ditambah', 'diubah', 'tetap'))"
	"  AND NOT EXISTS (SELECT FROM compared AS c WHERE c.id = p.id AND c.what <> 'dilewati')"
	"), planned AS MATERIALIZED (SELECT * FROM compared UNION ALL SELECT * FROM missing"
	"), removed AS ("
	" DELETE FROM dkis.holidays AS h USING planned AS p WHERE p.what = 'dihapus' AND h.id = p.id"
	"), changed AS ("
	" UPDATE dkis.holidays AS h SET kind = p.kind, decree = p.decree"
	" FROM planned AS p WHERE p.what = 'diubah' AND h.id = p.id"
	"), added AS ("
	" INSERT INTO dkis.holidays (calendar, day, kind, name, decree)"
	" SELECT $1, day, kind, name, decree FROM planned WHERE what = 'ditambah' ORDER BY n"
	") SELECT day, kind, name, what, reason FROM planned ORDER BY n NULLS LAST, day, name";

/* Against a second import, until the end of the transaction. */
static void
lock_calendar(const char *code)
{
	int32 agency = settings_agency();
	Oid types[] = {INT4OID, TEXTOID};
	Datum values[] = {Int32GetDatum(agency), CStringGetTextDatum(code)};
	OwnerScope scope;

	owner_enter(&scope);
	if (SPI_execute_with_args("SELECT FROM dkis_store.calendars WHERE agency = $1 AND code = $2 "
							  "FOR NO KEY UPDATE",
							  2, types, values, NULL, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "cannot lock calendar %s", code);
	owner_leave(&scope);
	if (SPI_processed == 0)
		calendar_unknown(agency, code);
}

static void
put_results(ReturnSetInfo *result)
{
	int columns = result->setDesc->natts;
	Datum *values = palloc(columns * sizeof *values);
	bool *nulls = palloc(columns * sizeof *nulls);

	for (uint64 i = 0; i < SPI_processed; i++)
	{
		heap_deform_tuple(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, values, nulls);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}

/* (calendar, entries, replace); the calendar NULL: the setting's, replace NULL: not */
Datum
dkis_import_holidays(PG_FUNCTION_ARGS)
{
	const char *code =
		PG_ARGISNULL(0) ? setting_text(SETTING_CALENDAR) : text_to_cstring(PG_GETARG_TEXT_PP(0));
	Oid types[] = {TEXTOID, JSONBOID, BOOLOID};
	Datum values[] = {CStringGetTextDatum(code), PG_GETARG_DATUM(1),
					  BoolGetDatum(!PG_ARGISNULL(2) && PG_GETARG_BOOL(2))};

	arguments_require(fcinfo, GIVEN(1));
	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	lock_calendar(code);
	calendar_changes_begin();
	if (SPI_execute_with_args(import_query, 3, types, values, NULL, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "cannot import into calendar %s", code);
	put_results((ReturnSetInfo *) fcinfo->resultinfo);
	calendar_changes_end();
	SPI_finish();
	return (Datum) 0;
}

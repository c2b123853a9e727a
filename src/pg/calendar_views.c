/*
 * Writing through the views dkis.calendars, dkis.calendar_hours and
 * dkis.holidays. What makes no sense is refused here; what contradicts another
 * row is found when the calendars are compiled once more after the statement.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"

#include "module.h"
#include "calendar.h"

#define MAX_COLUMNS 8

/* A view shows all of its table, in the same order; id first, agency last. */
typedef struct CalendarView
{
	const char *name;
	const char *sequence;
	int columns;
	int calendar; /* the column that names the calendar */
	const char *insert;
	const char *update;
	const char *remove;
} CalendarView;

static const CalendarView views[] = {
	{"calendars", "calendars_id_seq", 8, 1, "INSERT INTO dkis_store.calendars SELECT ($1).*",
	 "UPDATE dkis_store.calendars t SET name = ($1).name, time_zone = ($1).time_zone,"
	 " kind = ($1).kind, joint_leave_is_work = ($1).joint_leave_is_work, note = ($1).note"
	 " WHERE t.id = ($1).id",
	 "DELETE FROM dkis_store.calendars t WHERE t.id = ($1).id"},
	{"calendar_hours", "calendar_hours_id_seq", 7, 1,
	 "INSERT INTO dkis_store.calendar_hours SELECT ($1).*",
	 "UPDATE dkis_store.calendar_hours t SET calendar = ($1).calendar, valid = ($1).valid,"
	 " weekday = ($1).weekday, opens = ($1).opens, closes = ($1).closes WHERE t.id = ($1).id",
	 "DELETE FROM dkis_store.calendar_hours t WHERE t.id = ($1).id"},
	{"holidays", "holidays_id_seq", 7, 1, "INSERT INTO dkis_store.holidays SELECT ($1).*",
	 "UPDATE dkis_store.holidays t SET calendar = ($1).calendar, day = ($1).day,"
	 " kind = ($1).kind, name = ($1).name, decree = ($1).decree WHERE t.id = ($1).id",
	 "DELETE FROM dkis_store.holidays t WHERE t.id = ($1).id"},
};

static const CalendarView *
find_view(const char *name)
{
	for (size_t i = 0; i < lengthof(views); i++)
		if (strcmp(views[i].name, name) == 0)
			return &views[i];
	elog(ERROR, "no calendar view %s", name);
}

/* The row as a value of the store table's row type. */
static Datum
store_row(const CalendarView *view, Datum *values, bool *nulls, Oid *row_type)
{
	Oid relid = get_relname_relid(view->name, get_namespace_oid("dkis_store", false));
	Relation relation = table_open(relid, AccessShareLock);
	HeapTuple tuple = heap_form_tuple(RelationGetDescr(relation), values, nulls);
	Datum row = heap_copy_tuple_as_datum(tuple, RelationGetDescr(relation));

	*row_type = get_rel_type_id(relid);
	table_close(relation, NoLock);
	return row;
}

static void
write_row(const CalendarView *view, const char *query, Datum *values, bool *nulls)
{
	Oid row_type;
	Datum row = store_row(view, values, nulls, &row_type);
	OwnerScope scope;

	owner_enter(&scope);
	SPI_connect();
	if (SPI_execute_with_args(query, 1, &row_type, &row, NULL, false, 0) < 0)
		elog(ERROR, "cannot write %s", view->name);
	SPI_finish();
	owner_leave(&scope);
}

/* ---- what a row must say -------------------------------------------------------- */

static bool calendar_is_there;

static void
note_calendar(HeapTuple row, TupleDesc columns)
{
	calendar_is_there = true;
}

static void
check_calendar(int32 agency, Datum code)
{
	Oid types[] = {INT4OID, TEXTOID};
	Datum arguments[] = {Int32GetDatum(agency), code};

	calendar_is_there = false;
	query_as_owner("SELECT 1 FROM dkis_store.calendars WHERE agency = $1 AND code = $2", 2, types,
				   arguments, note_calendar);
	if (!calendar_is_there)
		calendar_unknown(agency, TextDatumGetCString(code));
}

static void
check_zone(Datum zone)
{
	char *name = TextDatumGetCString(zone);

	if (pg_tzset(name) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("zona waktu \"%s\" tidak dikenal", name),
				 errhint("Misalnya Asia/Jakarta, Asia/Makassar, Asia/Jayapura; lihat "
						 "pg_timezone_names.")));
}

static void
fill_defaults(const CalendarView *view, Datum *values, bool *nulls)
{
	int agency = view->columns - 1;

	if (nulls[0])
		values[0] = Int64GetDatum(nextval_internal(
			get_relname_relid(view->sequence, get_namespace_oid("dkis_store", false)), false));
	if (nulls[agency])
		values[agency] = Int32GetDatum(settings_agency());
	nulls[0] = nulls[agency] = false;
}

static void
check_row(const CalendarView *view, Datum *values, bool *nulls)
{
	if (nulls[view->calendar])
		ereport(ERROR, (errcode(ERRCODE_DKIS_UNKNOWN_CODE), errmsg("kode kalender kosong"),
						errhint("Isi kode kalender, misalnya 'kantor'.")));
	if (strcmp(view->name, "calendars") != 0)
		check_calendar(DatumGetInt32(values[view->columns - 1]), values[view->calendar]);
	else if (!nulls[3])
		check_zone(values[3]);
}

static void
check_identity(Datum *old, Datum *new, bool *nulls, const CalendarView *view)
{
	int agency = view->columns - 1;

	if (nulls[0] || nulls[agency] || DatumGetInt64(old[0]) != DatumGetInt64(new[0]) ||
		DatumGetInt32(old[agency]) != DatumGetInt32(new[agency]))
		ereport(ERROR, (errcode(ERRCODE_DKIS_IMMUTABLE), errmsg("id dan agency tidak dapat diubah"),
						errhint("Hapus baris ini dan tambahkan yang baru.")));
	if (strcmp(view->name, "calendars") == 0 &&
		strcmp(TextDatumGetCString(old[1]), TextDatumGetCString(new[1])) != 0)
		ereport(ERROR, (errcode(ERRCODE_DKIS_IMMUTABLE), errmsg("kode kalender tidak dapat diubah"),
						errhint("Tambahkan kalender baru; kode dipakai oleh versi SOP.")));
}

/* ---- the triggers ----------------------------------------------------------------- */

PG_FUNCTION_INFO_V1(dkis_calendar_row);
PG_FUNCTION_INFO_V1(dkis_calendars_check);

Datum
dkis_calendar_row(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Datum values[MAX_COLUMNS], old[MAX_COLUMNS];
	bool nulls[MAX_COLUMNS], old_nulls[MAX_COLUMNS];

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("fungsi ini hanya dapat dipanggil sebagai trigger")));
	const CalendarView *view = find_view(RelationGetRelationName(trigger->tg_relation));
	TupleDesc columns = RelationGetDescr(trigger->tg_relation);

	heap_deform_tuple(trigger->tg_trigtuple, columns, old, old_nulls);
	if (TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
	{
		write_row(view, view->remove, old, old_nulls);
		return PointerGetDatum(trigger->tg_trigtuple);
	}
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
	{
		fill_defaults(view, old, old_nulls);
		check_row(view, old, old_nulls);
		write_row(view, view->insert, old, old_nulls);
		return PointerGetDatum(heap_form_tuple(columns, old, old_nulls));
	}
	heap_deform_tuple(trigger->tg_newtuple, columns, values, nulls);
	check_row(view, values, nulls);
	check_identity(old, values, nulls, view);
	write_row(view, view->update, values, nulls);
	return PointerGetDatum(trigger->tg_newtuple);
}

static void
verify_calendar(HeapTuple row, TupleDesc columns)
{
	bool is_null;
	int32 agency = DatumGetInt32(heap_getattr(row, 1, columns, &is_null));

	calendar_verify(agency, TextDatumGetCString(heap_getattr(row, 2, columns, &is_null)));
}

/* After the statement: every calendar must still make sense. */
Datum
dkis_calendars_check(PG_FUNCTION_ARGS)
{
	read_table_as_owner("SELECT agency, code FROM dkis_store.calendars ORDER BY 1, 2",
						verify_calendar);
	return PointerGetDatum(NULL);
}

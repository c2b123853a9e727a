/*
 * The speaking views dkis.calendars, calendar_hours and holidays: INSTEAD OF
 * row triggers that check a row and write it as the owner of the silent table
 * of the same name, and statement triggers around them.
 *
 * What a row cannot show by itself, such as two sets of hours that contradict
 * each other, is checked once per statement, by compiling the calendars it
 * touched.
 */
#include "pg/base/compat.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/date.h"
#include "utils/memutils.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/typcache.h"

#include "pg/time/calendar.h"
#include "pg/case/decree.h"

PG_FUNCTION_INFO_V1(dkis_calendar_row);
PG_FUNCTION_INFO_V1(dkis_calendar_statement);

/* ---- one statement's calendars -------------------------------------------- */

typedef struct Touched
{
	struct Touched *next;
	int32 agency;
	char *code;
	DateADT first; /* the days that changed */
	DateADT last;
	StringInfo changes; /* what did, for the events */
	int count;
} Touched;

#define CHANGES_TOLD 3

/* A statement within a statement has its own frame; an error drops it. */
typedef struct Frame
{
	struct Frame *outer;
	bool collects; /* calendar_changes_begin(): statements within belong to it */
	Touched *touched;
	MemoryContext context;
	MemoryContextCallback dropped;
} Frame;

static Frame *frame;

static void
drop_frame(void *argument)
{
	Frame *gone = argument;

	for (Frame **link = &frame; *link; link = &(*link)->outer)
	{
		if (*link != gone)
			continue;
		*link = gone->outer;
		return;
	}
}

static void
push_frame(void)
{
	MemoryContext context = AllocSetContextCreate(CurTransactionContext, "dkis calendar statement",
												  ALLOCSET_SMALL_SIZES);
	Frame *pushed = MemoryContextAllocZero(context, sizeof *pushed);

	pushed->context = context;
	pushed->outer = frame;
	pushed->dropped.func = drop_frame;
	pushed->dropped.arg = pushed;
	MemoryContextRegisterResetCallback(context, &pushed->dropped);
	frame = pushed;
}

static Touched *
find_touched(int32 agency, const char *code)
{
	if (frame)
		for (Touched *touched = frame->touched; touched; touched = touched->next)
			if (touched->agency == agency && strcmp(touched->code, code) == 0)
				return touched;
	return NULL;
}

static Touched *
add_touched(int32 agency, const char *code)
{
	MemoryContext before = MemoryContextSwitchTo(frame->context);
	Touched *touched = palloc0(sizeof *touched);

	touched->agency = agency;
	touched->code = pstrdup(code);
	touched->first = DATEVAL_NOEND;
	touched->last = DATEVAL_NOBEGIN;
	touched->changes = makeStringInfo();
	touched->next = frame->touched;
	frame->touched = touched;
	MemoryContextSwitchTo(before);
	return touched;
}

/* The days first to last may have changed; either may be infinite. */
static void
touch(int32 agency, const char *code, DateADT first, DateADT last, const char *change)
{
	Touched *touched;

	if (!frame)
		return;
	touched = find_touched(agency, code);
	if (touched == NULL)
		touched = add_touched(agency, code);
	touched->first = Min(touched->first, first);
	touched->last = Max(touched->last, last);
	if (touched->count++ < CHANGES_TOLD)
		appendStringInfo(touched->changes, "%s%s", touched->count > 1 ? "; " : "", change);
}

static void
verify_touched(void)
{
	for (Touched *touched = frame->touched; touched; touched = touched->next)
		calendar_verify(touched->agency, touched->code);
}

/*
 * Cases opened meanwhile by others, under the calendar as it was, are not seen
 * here; escalate() looks again (sql/4-case/450-escalation.sql).
 */
static void
note_change(const Touched *touched, const char *reason)
{
	static CachedQuery query = {
		"INSERT INTO dkis_store.calendar_changes (agency, calendar, first_day, last_day, reason)"
		" SELECT $1, $2, $3, $4, $5 WHERE EXISTS (SELECT FROM dkis.sop_versions v"
		" WHERE v.agency = $1 AND v.calendar = $2)",
		5,
		{INT4OID, TEXTOID, DATEOID, DATEOID, TEXTOID},
		NULL};
	Datum arguments[] = {Int32GetDatum(touched->agency), CStringGetTextDatum(touched->code),
						 DateADTGetDatum(touched->first), DateADTGetDatum(touched->last),
						 CStringGetTextDatum(reason)};
	OwnerScope scope;

	owner_enter(&scope);
	SPI_connect();
	query_run(&query, arguments, NULL, SPI_OK_INSERT);
	SPI_finish();
	owner_leave(&scope);
}

static void
recompute_touched(void)
{
	for (Touched *touched = frame->touched; touched; touched = touched->next)
	{
		if (touched->count > CHANGES_TOLD)
			appendStringInfo(touched->changes, "; dan %d perubahan lagi",
							 touched->count - CHANGES_TOLD);
		note_change(touched, touched->changes->data);
		case_recompute_calendar(touched->agency, touched->code, touched->first, touched->last,
								touched->changes->data);
	}
	case_recompute_asked();
}

/*
 * The statement may have asked its calendar before it changed it, and would be
 * answered the same again: what follows is a command of its own.
 */
static void
finish_frame(void)
{
	verify_touched();
	CommandCounterIncrement();
	PushCopiedSnapshot(GetTransactionSnapshot());
	UpdateActiveSnapshotCommandId();
	recompute_touched();
	PopActiveSnapshot();
	MemoryContextDelete(frame->context);
}

/* ---- checking a row -------------------------------------------------------- */

/* A row of the view, and how to name its columns. */
typedef struct Row
{
	HeapTuple tuple;
	TupleDesc columns;
} Row;

static Datum
column(const Row *row, const char *name, bool *is_null)
{
	int number = SPI_fnumber(row->columns, name);

	if (number <= 0)
		elog(ERROR, "column %s is missing", name);
	return SPI_getbinval(row->tuple, row->columns, number, is_null);
}

static void
refuse_column(const char *name, const char *why, const char *hint)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s: %s", name, why),
					errhint("%s", hint)));
}

/* The column as text; NULL is refused, and so is text without a visible character. */
static char *
required_text(const Row *row, const char *name, const char *hint)
{
	int number = SPI_fnumber(row->columns, name);
	char *value = SPI_getvalue(row->tuple, row->columns, number);

	if (!value)
		ereport(ERROR, (errcode(ERRCODE_NOT_NULL_VIOLATION), errmsg("%s harus diisi", name),
						errhint("%s", hint)));
	if (strspn(value, " \t\r\n") == strlen(value))
		refuse_column(name, "tidak boleh kosong", hint);
	return value;
}

static Datum
required(const Row *row, const char *name, const char *hint)
{
	bool is_null;
	Datum value = column(row, name, &is_null);

	if (is_null)
		ereport(ERROR, (errcode(ERRCODE_NOT_NULL_VIOLATION), errmsg("%s harus diisi", name),
						errhint("%s", hint)));
	return value;
}

static int32
row_agency(const Row *row)
{
	bool is_null;
	Datum agency = column(row, "agency", &is_null);

	return is_null ? settings_agency() : DatumGetInt32(agency);
}

static void
check_reference(const Row *row)
{
	static CachedQuery query = {
		"SELECT FROM dkis_store.calendars WHERE agency = $1 AND code = $2",
		2,
		{INT4OID, TEXTOID},
		NULL};
	char *code = required_text(row, "calendar", "Kode kalender dari dkis.calendars.");
	int32 agency = row_agency(row);
	Datum values[] = {Int32GetDatum(agency), CStringGetTextDatum(code)};

	if (!find_touched(agency, code) && !query_ask_any(&query, values, NULL))
		calendar_unknown(agency, code);
}

/*
 * PostgreSQL also reads POSIX zones, in which UTC+7 lies seven hours west of
 * Greenwich: there is a digit in each of them, and in a few names of the list.
 */
static bool
is_zone_name(const char *zone)
{
	static CachedQuery query = {"SELECT FROM pg_timezone_names WHERE lower(name) = lower($1)",
								1,
								{TEXTOID},
								NULL};
	pg_tz *known = pg_tzset(zone);
	Datum values[] = {CStringGetTextDatum(zone)};

	if (!known || !pg_tz_acceptable(known))
		return false;
	return strpbrk(zone, "0123456789") == NULL || query_ask_any(&query, values, NULL);
}

static void
check_calendar(const Row *row)
{
	char *kind = required_text(row, "kind", "Pilihan: jam kerja, 24 jam.");
	char *zone = required_text(row, "time_zone", "Pakai nama IANA, wilayah/kota: SELECT name FROM pg_timezone_names.");

	required_text(row, "code", "Misalnya jam-kerja.");
	required(row, "name", "Misalnya Jam kerja, atau teks kosong.");
	required(row, "joint_leave_is_work",
			 "true bila cuti bersama tetap hari kerja, selain itu false.");
	if (strcmp(kind, "jam kerja") != 0 && strcmp(kind, "24 jam") != 0)
		refuse_column("kind", psprintf("jenis kalender tidak dikenal \"%s\"", kind),
					  "Pilihan: jam kerja, 24 jam.");
	if (!is_zone_name(zone))
		refuse_column("time_zone", psprintf("zona waktu tidak dikenal \"%s\"", zone),
					  "Pakai nama IANA, wilayah/kota: SELECT name FROM pg_timezone_names.");
}

static void
check_hours(const Row *row)
{
	const char *weekdays = "1 = Senin sampai 7 = Minggu.";
	const char *times = "Misalnya opens 07:30, closes 16:00; akhir hari ditulis 24:00.";
	const char *validity = "Misalnya [2026-02-19,2026-03-21) untuk Ramadan, (,) untuk selamanya.";
	int32 weekday = DatumGetInt32(required(row, "weekday", weekdays));

	check_reference(row);
	if (RangeIsEmpty(DatumGetRangeTypeP(required(row, "valid", validity))))
		refuse_column("valid", "rentang kosong tidak memuat satu hari pun", validity);
	if (weekday < 1 || weekday > 7)
		refuse_column("weekday", psprintf("%d bukan hari dalam seminggu", weekday), weekdays);
	if (DatumGetTimeADT(required(row, "opens", times)) >=
		DatumGetTimeADT(required(row, "closes", times)))
		refuse_column("closes", "harus sesudah opens",
					  "Jam kerja yang melewati tengah malam ditulis sebagai dua baris.");
}

static void
check_holiday(const Row *row)
{
	const char *kinds = "Pilihan: libur nasional, cuti bersama, libur daerah, hari kerja khusus.";
	char *kind_name = required_text(row, "kind", kinds);
	Day day = DatumGetDateADT(required(row, "day", "Tanggal, misalnya 2026-03-20."));
	HolidayKind kind;

	check_reference(row);
	required_text(row, "name", "Misalnya Hari Raya Idulfitri 1447 Hijriah.");
	if (!holiday_kind_find(kind_name, &kind))
		refuse_column("kind", psprintf("jenis hari tidak dikenal \"%s\"", kind_name), kinds);
	if (day < CALENDAR_FIRST_DAY || day > CALENDAR_LAST_DAY)
		ereport(ERROR, (errcode(ERRCODE_DATETIME_FIELD_OVERFLOW),
						errmsg("day: tanggal di luar jangkauan kalender"),
						errhint("Kalender menghitung dari 1900-01-01 sampai 2200-12-31.")));
}

typedef struct Table
{
	const char *name;
	const char *code_column;
	void (*check)(const Row *row);
} Table;

static const Table tables[] = {
	{"calendars", "code", check_calendar},
	{"calendar_hours", "calendar", check_hours},
	{"holidays", "calendar", check_holiday},
};

/* The view's own table. */
static const Table *
table_of(Relation view)
{
	for (int i = 0; i < (int) lengthof(tables); i++)
		if (strcmp(RelationGetRelationName(view), tables[i].name) == 0)
			return &tables[i];
	ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
					errmsg("dkis_store.calendar_row() tidak mengenal \"%s\"",
						   RelationGetRelationName(view)),
					errhint("Trigger ini hanya untuk pandangan kalender dkis.")));
}

static const char *
text_of(const Row *row, const char *name)
{
	char *value = SPI_getvalue(row->tuple, row->columns, SPI_fnumber(row->columns, name));

	return value ? value : "";
}

/* "2026-12-24 cuti bersama Natal (SKB …)", for the events of the cases it moves. */
static const char *
describe(const Table *table, const Row *row, const char *verb)
{
	const char *decree;

	if (strcmp(table->name, "holidays") != 0)
		return psprintf("%s kalender %s %s",
						strcmp(table->name, "calendars") == 0 ? "pengaturan" : "jam kerja",
						text_of(row, table->code_column), verb);
	decree = text_of(row, "decree");
	return psprintf("%s %s: %s%s%s%s %s", text_of(row, "day"), text_of(row, "kind"),
					text_of(row, "name"), *decree ? " (" : "", decree, *decree ? ")" : "", verb);
}

/* The days that a set of hours is for. */
static void
valid_days(const Row *row, DateADT *first, DateADT *last)
{
	bool is_null;
	RangeType *valid = DatumGetRangeTypeP(column(row, "valid", &is_null));
	TypeCacheEntry *type = lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO);
	RangeBound lower;
	RangeBound upper;
	bool empty;

	range_deserialize(type, valid, &lower, &upper, &empty);
	if (!lower.infinite)
		*first = DatumGetDateADT(lower.val);
	if (!upper.infinite && !DATE_NOT_FINITE(DatumGetDateADT(upper.val)))
		*last = DatumGetDateADT(upper.val) - 1; /* canonical: exclusive */
}

static void
touch_row(const Table *table, const Row *row, const char *verb)
{
	DateADT first = DATEVAL_NOBEGIN;
	DateADT last = DATEVAL_NOEND;
	bool is_null;

	if (strcmp(table->name, "holidays") == 0)
		first = last = DatumGetDateADT(column(row, "day", &is_null));
	else if (strcmp(table->name, "calendar_hours") == 0)
		valid_days(row, &first, &last);
	touch(row_agency(row), text_of(row, table->code_column), first, last,
		  describe(table, row, verb));
}

static bool
same_value(const Row *a, const Row *b, int number)
{
	bool a_null;
	bool b_null;
	Datum x = SPI_getbinval(a->tuple, a->columns, number, &a_null);
	Datum y = SPI_getbinval(b->tuple, b->columns, number, &b_null);
	Form_pg_attribute attribute = TupleDescAttr(a->columns, number - 1);

	if (a_null || b_null)
		return a_null == b_null;
	return datum_image_eq(x, y, attribute->attbyval, attribute->attlen);
}

/* What others refer to a row by does not change. */
static void
check_identity(const Table *table, const Row *old, const Row *row)
{
	static const char *const fixed[] = {"id", "agency", "code"};

	for (size_t i = 0; i < lengthof(fixed); i++)
	{
		int number = SPI_fnumber(row->columns, fixed[i]);

		if (number <= 0 || same_value(old, row, number))
			continue;
		ereport(ERROR, (errcode(ERRCODE_DKIS_IMMUTABLE), errmsg("%s tidak dapat diubah", fixed[i]),
						errhint("Hapus baris ini dan tambahkan yang baru; kode kalender dipakai "
								"oleh versi SOP.")));
	}
}

static void
refuse_duplicate(const Table *table, const Row *row)
{
	const char *code = shortened(text_of(row, table->code_column));

	if (table->check == check_holiday)
		ereport(ERROR, (errcode(ERRCODE_UNIQUE_VIOLATION),
						errmsg("kalender %s sudah memuat %s \"%s\"", code, text_of(row, "day"),
							   shortened(text_of(row, "name"))),
						errhint("Ubah baris yang ada dengan UPDATE, atau pakai "
								"dkis.load_holidays, yang memperbarui hari yang sudah ada.")));
	ereport(ERROR, (errcode(ERRCODE_UNIQUE_VIOLATION), errmsg("kalender %s sudah ada", code),
					errhint("Ubah baris yang ada dengan UPDATE dkis.%s.", table->name)));
}

static bool
same_named(const Row *a, const Row *b, const char *name)
{
	return same_value(a, b, SPI_fnumber(a->columns, name));
}

/* A holiday moved or renamed to one there is. */
static void
check_moved(const Table *table, const Row *old, const Row *row)
{
	static CachedQuery query = {"SELECT FROM dkis_store.holidays WHERE agency = $1"
								" AND calendar = $2 AND day = $3 AND name = $4 AND id <> $5",
								5,
								{INT4OID, TEXTOID, DATEOID, TEXTOID, INT8OID},
								NULL};
	bool is_null;
	Datum values[] = {Int32GetDatum(row_agency(row)), column(row, "calendar", &is_null),
					  column(row, "day", &is_null), column(row, "name", &is_null),
					  column(row, "id", &is_null)};

	if (same_named(old, row, "calendar") && same_named(old, row, "day") &&
		same_named(old, row, "name"))
		return;
	if (query_ask_any(&query, values, NULL))
		refuse_duplicate(table, row);
}

/* A calendar that something is counted by stays. */
static void
check_unused(const Row *row)
{
	static CachedQuery query = {
		"SELECT string_agg(format('%s %s', n, what), ', ') FROM ("
		"SELECT count(*) AS n, 'jam kerja' AS what FROM dkis_store.calendar_hours"
		" WHERE agency = $1 AND calendar = $2"
		" UNION ALL SELECT count(*), 'hari libur' FROM dkis_store.holidays"
		" WHERE agency = $1 AND calendar = $2"
		" UNION ALL SELECT count(*), 'versi SOP' FROM dkis.sop_versions"
		" WHERE agency = $1 AND calendar = $2) AS users WHERE n > 0",
		2,
		{INT4OID, TEXTOID},
		NULL};
	bool is_null;
	Datum values[] = {Int32GetDatum(row_agency(row)), column(row, "code", &is_null)};
	char *users = query_ask_text(&query, values, NULL);

	if (users)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("kalender %s masih dipakai", shortened(text_of(row, "code"))),
				 errdetail("Yang memakainya: %s.", users),
				 errhint("Hapus dahulu jam kerja dan hari liburnya; kalender yang dipakai versi "
						 "SOP tetap ada.")));
}

/* ---- writing it ------------------------------------------------------------ */

#define COLUMNS_MAX 32

/* Values for an SPI call: the columns of a row, one parameter each. */
typedef struct Values
{
	int count;
	Oid types[COLUMNS_MAX];
	Datum values[COLUMNS_MAX];
	char nulls[COLUMNS_MAX];
} Values;

static void
add_value(Values *values, const Row *row, int number)
{
	bool is_null;

	if (values->count == COLUMNS_MAX)
		elog(ERROR, "too many columns");
	values->types[values->count] = TupleDescAttr(row->columns, number - 1)->atttypid;
	values->values[values->count] = SPI_getbinval(row->tuple, row->columns, number, &is_null);
	values->nulls[values->count++] = is_null ? 'n' : ' ';
}

static const char *
column_name(const Row *row, int number)
{
	return quote_identifier(NameStr(TupleDescAttr(row->columns, number - 1)->attname));
}

static void
list_columns(StringInfo sql, const Row *row)
{
	for (int i = 1; i <= row->columns->natts; i++)
		appendStringInfo(sql, "%s%s", i > 1 ? ", " : "", column_name(row, i));
}

static void
compose_insert(StringInfo sql, Values *values, const Table *table, const Row *row)
{
	appendStringInfo(sql, "INSERT INTO dkis_store.%s (", table->name);
	list_columns(sql, row);
	appendStringInfoString(sql, ") VALUES (");
	for (int i = 1; i <= row->columns->natts; i++)
	{
		const char *name = column_name(row, i);

		add_value(values, row, i);
		appendStringInfoString(sql, i > 1 ? ", " : "");
		if (strcmp(name, "id") == 0)
			appendStringInfo(sql, "coalesce($%d, nextval('dkis_store.%s_id_seq'))", i, table->name);
		else if (strcmp(name, "agency") == 0)
			appendStringInfo(sql, "coalesce($%d, dkis.agency())", i);
		else
			appendStringInfo(sql, "$%d", i);
	}
	appendStringInfoString(sql, ") ON CONFLICT DO NOTHING RETURNING ");
	list_columns(sql, row);
}

/* Only what changed is written: someone else may have changed the rest meanwhile. */
static void
compose_update(StringInfo sql, Values *values, const Table *table, const Row *old, const Row *row)
{
	appendStringInfo(sql, "UPDATE dkis_store.%s SET id = id", table->name);
	for (int i = 1; i <= row->columns->natts; i++)
	{
		if (same_value(old, row, i))
			continue;
		add_value(values, row, i);
		appendStringInfo(sql, ", %s = $%d", column_name(row, i), values->count);
	}
	add_value(values, old, SPI_fnumber(old->columns, "id"));
	appendStringInfo(sql, " WHERE id = $%d RETURNING ", values->count);
	list_columns(sql, row);
}

static void
compose_delete(StringInfo sql, Values *values, const Table *table, const Row *old)
{
	add_value(values, old, SPI_fnumber(old->columns, "id"));
	appendStringInfo(sql, "DELETE FROM dkis_store.%s WHERE id = $1 RETURNING ", table->name);
	list_columns(sql, old);
}

/* Runs it as the owner; the row as it stands afterwards, or NULL when it is gone. */
static HeapTuple
write_row(const char *sql, Values *values, TupleDesc columns)
{
	OwnerScope scope;
	HeapTuple written = NULL;

	owner_enter(&scope);
	if (SPI_execute_with_args(sql, values->count, values->types, values->values, values->nulls,
							  false, 0) < 0)
		elog(ERROR, "cannot write: %s", sql);
	if (SPI_processed == 1)
	{
		Datum *fields = palloc(columns->natts * sizeof *fields);
		bool *nulls = palloc(columns->natts * sizeof *nulls);

		heap_deform_tuple(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, fields, nulls);
		written = SPI_copytuple(heap_form_tuple(columns, fields, nulls));
	}
	owner_leave(&scope);
	return written;
}

/* What only the other rows can tell. */
static void
check_others(const Table *table, TriggerEvent event, const Row *old, const Row *row)
{
	if (TRIGGER_FIRED_BY_DELETE(event) && table->check == check_calendar)
		check_unused(row);
	if (TRIGGER_FIRED_BY_UPDATE(event) && table->check == check_holiday)
		check_moved(table, old, row);
}

Datum
dkis_calendar_row(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	const Table *table;
	Values values = {0};
	StringInfoData sql;
	HeapTuple written;
	TupleDesc columns;
	Row old;
	Row row;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_INSTEAD(trigger->tg_event))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("dkis_store.calendar_row() hanya dapat dipanggil sebagai trigger")));
	columns = RelationGetDescr(trigger->tg_relation);
	table = table_of(trigger->tg_relation);
	old = (Row){trigger->tg_trigtuple, columns};
	row = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? (Row){trigger->tg_newtuple, columns} : old;
	SPI_connect();
	initStringInfo(&sql);
	if (!TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		table->check(&row);
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		check_identity(table, &old, &row);
	check_others(table, trigger->tg_event, &old, &row);
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
		compose_insert(&sql, &values, table, &row);
	else if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		compose_update(&sql, &values, table, &old, &row);
	else
		compose_delete(&sql, &values, table, &old);
	written = write_row(sql.data, &values, columns);
	if (!written && TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
		refuse_duplicate(table, &row);
	if (TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		touch_row(table, &old, "dihapus");
	else if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		touch_row(table, &old, "diganti");
	if (written && !TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		touch_row(table, &(Row){written, columns},
				  TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ? "ditambahkan" : "berlaku");
	SPI_finish();
	return PointerGetDatum(written);
}

Datum
dkis_calendar_statement(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("dkis_store.calendar_statement() hanya dapat dipanggil sebagai trigger")));
	if (frame && frame->collects)
		return PointerGetDatum(NULL);
	if (TRIGGER_FIRED_BEFORE(trigger->tg_event))
		push_frame();
	else if (frame)
		finish_frame();
	return PointerGetDatum(NULL);
}

void
calendar_changes_begin(void)
{
	push_frame();
	frame->collects = true;
}

void
calendar_changes_end(void)
{
	finish_frame();
}

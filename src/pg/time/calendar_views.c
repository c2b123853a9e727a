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

#include "pg/base/view.h"
#include "pg/time/calendar.h"

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

static const CalendarListener *listener;

void
calendar_listen(const CalendarListener *subject)
{
	listener = subject;
}

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
		listener->changed(touched->agency, touched->code, touched->first, touched->last,
						  touched->changes->data);
	}
	listener->all();
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

/* ---- the views ----------------------------------------------------------------- */

#define CALENDAR_LIST(X)                                                                           \
	X(CALENDAR_CODE, code, text)                                                                   \
	X(CALENDAR_NAME, name, text)                                                                   \
	X(CALENDAR_ZONE, time_zone, text)                                                              \
	X(CALENDAR_KIND, kind, text)                                                                   \
	X(CALENDAR_JOINT_LEAVE, joint_leave_is_work, bool)                                             \
	X(CALENDAR_NOTE, note, text)                                                                   \
	X(CALENDAR_AGENCY, agency, int4)

#define HOURS_LIST(X)                                                                              \
	X(HOURS_CALENDAR, calendar, text)                                                              \
	X(HOURS_VALID, valid, daterange)                                                               \
	X(HOURS_WEEKDAY, weekday, int4)                                                                \
	X(HOURS_OPENS, opens, time)                                                                    \
	X(HOURS_CLOSES, closes, time)                                                                  \
	X(HOURS_AGENCY, agency, int4)

#define HOLIDAY_LIST(X)                                                                            \
	X(HOLIDAY_CALENDAR, calendar, text)                                                            \
	X(HOLIDAY_DAY, day, date)                                                                      \
	X(HOLIDAY_KIND, kind, text)                                                                    \
	X(HOLIDAY_NAME, name, text)                                                                    \
	X(HOLIDAY_DECREE, decree, text)                                                                \
	X(HOLIDAY_AGENCY, agency, int4)

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

#define REPLACE_INSTEAD                                                                            \
	"Hapus baris ini dan tambahkan yang baru; kode kalender dipakai oleh versi SOP."

static SpeakingView calendars = {
	.what = "kalender",
	.view = ROW_RELATION("dkis", "calendars", calendar_columns, CALENDAR_COLUMNS),
	.table = ROW_RELATION("dkis_store", "calendars", calendar_columns, CALENDAR_COLUMNS),
	.agency = CALENDAR_AGENCY,
	.decides = ASKED(CALENDAR_ID) | ASKED(CALENDAR_AGENCY),
	.keeps = ASKED(CALENDAR_ID) | ASKED(CALENDAR_AGENCY) | ASKED(CALENDAR_CODE),
	.empty_is_value = ASKED(CALENDAR_NAME),
	.update_hint = REPLACE_INSTEAD,
	.always_acts = true, /* SET note = note has deadlines counted again: docs/calendar.md */
	.on_conflict = "ON CONFLICT DO NOTHING",
};

static SpeakingView hours = {
	.what = "jam kerja",
	.view = ROW_RELATION("dkis", "calendar_hours", hours_columns, HOURS_COLUMNS),
	.table = ROW_RELATION("dkis_store", "calendar_hours", hours_columns, HOURS_COLUMNS),
	.agency = HOURS_AGENCY,
	.decides = ASKED(HOURS_ID) | ASKED(HOURS_AGENCY),
	.keeps = ASKED(HOURS_ID) | ASKED(HOURS_AGENCY),
	.update_hint = REPLACE_INSTEAD,
	.always_acts = true,
};

static SpeakingView holidays = {
	.what = "hari libur",
	.view = ROW_RELATION("dkis", "holidays", holiday_columns, HOLIDAY_COLUMNS),
	.table = ROW_RELATION("dkis_store", "holidays", holiday_columns, HOLIDAY_COLUMNS),
	.agency = HOLIDAY_AGENCY,
	.decides = ASKED(HOLIDAY_ID) | ASKED(HOLIDAY_AGENCY),
	.keeps = ASKED(HOLIDAY_ID) | ASKED(HOLIDAY_AGENCY),
	.update_hint = REPLACE_INSTEAD,
	.always_acts = true,
	.on_conflict = "ON CONFLICT DO NOTHING",
};

/* ---- checking a row -------------------------------------------------------- */

static const char *
day_text(const Row *row)
{
	return DatumGetCString(DirectFunctionCall1(date_out, row->values[HOLIDAY_DAY]));
}

static void
refuse_value(const ViewCall *call, int column, const char *why, const char *hint)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("%s: %s", call->view->view.columns[column].name, why),
					errdetail("Baris %s.%s itu tidak dicatat.", call->view->view.schema,
							  call->view->view.name),
					errhint("%s", hint)));
}

/* column: the code of the calendar that the row belongs to. */
static void
check_reference(const ViewCall *call, const Row *row, int column)
{
	static CachedQuery query = {"SELECT FROM dkis_store.calendars WHERE agency = $1 AND code = $2",
								2,
								{INT4OID, TEXTOID},
								NULL};
	char *code = view_require_text(call, row, column, "Kode kalender dari dkis.calendars.");
	int32 agency = DatumGetInt32(row->values[call->view->agency]);
	Datum values[] = {Int32GetDatum(agency), row->values[column]};

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
	static CachedQuery query = {
		"SELECT FROM pg_timezone_names WHERE lower(name) = lower($1)", 1, {TEXTOID}, NULL};
	pg_tz *known = pg_tzset(zone);
	Datum values[] = {CStringGetTextDatum(zone)};

	if (!known || !pg_tz_acceptable(known))
		return false;
	return strpbrk(zone, "0123456789") == NULL || query_ask_any(&query, values, NULL);
}

static void
check_calendar(const ViewCall *call, const Row *row)
{
	const char *zones = "Pakai nama IANA, wilayah/kota: SELECT name FROM pg_timezone_names.";
	char *kind = view_require_text(call, row, CALENDAR_KIND, "Pilihan: jam kerja, 24 jam.");
	char *zone = view_require_text(call, row, CALENDAR_ZONE, zones);

	view_require_text(call, row, CALENDAR_CODE, "Misalnya jam-kerja.");
	view_require(call, row, CALENDAR_NAME, "Misalnya Jam kerja, atau teks kosong.");
	view_require(call, row, CALENDAR_JOINT_LEAVE,
				 "true bila cuti bersama tetap hari kerja, selain itu false.");
	if (strcmp(kind, "jam kerja") != 0 && strcmp(kind, "24 jam") != 0)
		refuse_value(call, CALENDAR_KIND,
					 psprintf("jenis kalender tidak dikenal \"%s\"", shortened(kind)),
					 "Pilihan: jam kerja, 24 jam.");
	if (!is_zone_name(zone))
		refuse_value(call, CALENDAR_ZONE,
					 psprintf("zona waktu tidak dikenal \"%s\"", shortened(zone)), zones);
}

static void
check_hours(const ViewCall *call, const Row *row)
{
	const char *weekdays = "1 = Senin sampai 7 = Minggu.";
	const char *times = "Misalnya opens 07:30, closes 16:00; akhir hari ditulis 24:00.";
	const char *validity = "Misalnya [2026-02-19,2026-03-21) untuk Ramadan, (,) untuk selamanya.";
	int32 weekday = DatumGetInt32(view_require(call, row, HOURS_WEEKDAY, weekdays));

	check_reference(call, row, HOURS_CALENDAR);
	if (RangeIsEmpty(DatumGetRangeTypeP(view_require(call, row, HOURS_VALID, validity))))
		refuse_value(call, HOURS_VALID, "rentang kosong tidak memuat satu hari pun", validity);
	if (weekday < 1 || weekday > 7)
		refuse_value(call, HOURS_WEEKDAY, psprintf("%d bukan hari dalam seminggu", weekday),
					 weekdays);
	if (DatumGetTimeADT(view_require(call, row, HOURS_OPENS, times)) >=
		DatumGetTimeADT(view_require(call, row, HOURS_CLOSES, times)))
		refuse_value(call, HOURS_CLOSES, "harus sesudah opens",
					 "Jam kerja yang melewati tengah malam ditulis sebagai dua baris.");
}

static void
check_holiday(const ViewCall *call, const Row *row)
{
	const char *kinds = "Pilihan: libur nasional, cuti bersama, libur daerah, hari kerja khusus.";
	char *kind_name = view_require_text(call, row, HOLIDAY_KIND, kinds);
	Day day =
		DatumGetDateADT(view_require(call, row, HOLIDAY_DAY, "Tanggal, misalnya 2026-03-20."));
	HolidayKind kind;

	check_reference(call, row, HOLIDAY_CALENDAR);
	view_require_text(call, row, HOLIDAY_NAME, "Misalnya Hari Raya Idulfitri 1447 Hijriah.");
	if (!holiday_kind_find(kind_name, &kind))
		refuse_value(call, HOLIDAY_KIND,
					 psprintf("jenis hari tidak dikenal \"%s\"", shortened(kind_name)), kinds);
	if (day < CALENDAR_FIRST_DAY || day > CALENDAR_LAST_DAY)
		ereport(ERROR, (errcode(ERRCODE_DATETIME_FIELD_OVERFLOW),
						errmsg("day: tanggal di luar jangkauan kalender"),
						errdetail("Hari: %s.", day_text(row)),
						errhint("Kalender menghitung dari 1900-01-01 sampai 2200-12-31.")));
}

static void
check(const ViewCall *call, const Row *row)
{
	if (call->view == &calendars)
		check_calendar(call, row);
	else if (call->view == &hours)
		check_hours(call, row);
	else
		check_holiday(call, row);
}

static void
refuse_duplicate(const ViewCall *call, const Row *row)
{
	if (call->view == &holidays)
		ereport(ERROR,
				(errcode(ERRCODE_UNIQUE_VIOLATION),
				 errmsg("kalender %s sudah memuat %s \"%s\"",
						shortened(row_text(row, HOLIDAY_CALENDAR)), day_text(row),
						shortened(row_text(row, HOLIDAY_NAME))),
				 errdetail("Satu hari pada satu kalender memuat satu nama hanya sekali."),
				 errhint("Ubah baris yang ada dengan UPDATE, atau pakai dkis.load_holidays, yang "
						 "memperbarui hari yang sudah ada.")));
	ereport(ERROR, (errcode(ERRCODE_UNIQUE_VIOLATION),
					errmsg("kalender %s sudah ada", shortened(row_text(row, CALENDAR_CODE))),
					errdetail("Kode kalender hanya dipakai sekali pada satu instansi."),
					errhint("Ubah baris yang ada dengan UPDATE dkis.calendars.")));
}

/* A holiday moved or renamed to one there is. */
static void
check_moved(const ViewCall *call, const Row *row)
{
	static CachedQuery query = {"SELECT FROM dkis_store.holidays WHERE agency = $1"
								" AND calendar = $2 AND day = $3 AND name = $4 AND id <> $5",
								5,
								{INT4OID, TEXTOID, DATEOID, TEXTOID, INT8OID},
								NULL};
	Datum values[] = {row->values[HOLIDAY_AGENCY], row->values[HOLIDAY_CALENDAR],
					  row->values[HOLIDAY_DAY], row->values[HOLIDAY_NAME], row->values[HOLIDAY_ID]};

	if ((call->changes & (ASKED(HOLIDAY_CALENDAR) | ASKED(HOLIDAY_DAY) | ASKED(HOLIDAY_NAME))) &&
		query_ask_any(&query, values, NULL))
		refuse_duplicate(call, row);
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
	Datum values[] = {row->values[CALENDAR_AGENCY], row->values[CALENDAR_CODE]};
	char *users = query_ask_text(&query, values, NULL);

	if (users)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("kalender %s masih dipakai", shortened(row_text(row, CALENDAR_CODE))),
				 errdetail("Yang memakainya: %s.", users),
				 errhint("Hapus dahulu jam kerja dan hari liburnya; kalender yang dipakai versi "
						 "SOP tetap ada.")));
}

/* ---- what a row changes -------------------------------------------------------- */

static const char *
code_of(const SpeakingView *view, const Row *row)
{
	return row_text(row, view == &calendars ? CALENDAR_CODE
						 : view == &hours   ? HOURS_CALENDAR
											: HOLIDAY_CALENDAR);
}

/* "2026-12-24 cuti bersama: Natal (SKB …)", for the events of the cases it moves. */
static const char *
describe(const SpeakingView *view, const Row *row, const char *verb)
{
	const char *decree;

	if (view != &holidays)
		return psprintf("%s kalender %s %s", view == &calendars ? "pengaturan" : "jam kerja",
						code_of(view, row), verb);
	decree = row_text(row, HOLIDAY_DECREE);
	return psprintf("%s %s: %s%s%s%s %s", day_text(row), row_text(row, HOLIDAY_KIND),
					row_text(row, HOLIDAY_NAME), decree ? " (" : "", decree ? decree : "",
					decree ? ")" : "", verb);
}

/* The days that a set of hours is for. */
static void
valid_days(const Row *row, DateADT *first, DateADT *last)
{
	RangeType *valid = DatumGetRangeTypeP(row->values[HOURS_VALID]);
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
touch_row(const SpeakingView *view, const Row *row, const char *verb)
{
	DateADT first = DATEVAL_NOBEGIN;
	DateADT last = DATEVAL_NOEND;

	if (view == &holidays)
		first = last = DatumGetDateADT(row->values[HOLIDAY_DAY]);
	else if (view == &hours)
		valid_days(row, &first, &last);
	touch(DatumGetInt32(row->values[view->agency]), code_of(view, row), first, last,
		  describe(view, row, verb));
}

/* ---- writing it ------------------------------------------------------------ */

static HeapTuple
insert_row(ViewCall *call)
{
	Row row = call->asked;

	row_set(&row, call->view->agency, Int32GetDatum(settings_agency()));
	check(call, &row);
	if (!view_insert(call, &row))
		refuse_duplicate(call, &row);
	touch_row(call->view, &row, "ditambahkan");
	return view_row(call, &row);
}

static HeapTuple
update_row(ViewCall *call)
{
	Row before;
	Row row;

	view_lock(call, &before);
	row = before;
	row_merge(&row, &call->asked, call->changes);
	check(call, &row);
	if (call->view == &holidays)
		check_moved(call, &row);
	view_update(call->view, &row);
	touch_row(call->view, &before, "diganti");
	touch_row(call->view, &row, "berlaku");
	return view_row(call, &row);
}

/* NULL, no row deleted, where somebody else was faster. */
static HeapTuple
delete_row(ViewCall *call)
{
	int64 id = row_int64(&call->old, 0);

	view_require_own(call->view->what, id, DatumGetInt32(call->old.values[call->view->agency]));
	if (call->view == &calendars)
		check_unused(&call->old);
	if (!view_delete(call->view, id))
		return NULL;
	touch_row(call->view, &call->old, "dihapus");
	return call->trigger->tg_trigtuple;
}

Datum
dkis_calendar_row(PG_FUNCTION_ARGS)
{
	const char *name = RelationGetRelationName(view_trigger(fcinfo)->tg_relation);
	SpeakingView *view = strcmp(name, calendars.view.name) == 0 ? &calendars
						 : strcmp(name, hours.view.name) == 0   ? &hours
																: &holidays;

	return view_fire(fcinfo, view, insert_row, update_row, delete_row);
}

Datum
dkis_calendar_statement(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = view_trigger(fcinfo);

	if (!TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event))
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

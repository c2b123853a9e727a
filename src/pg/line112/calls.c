/*
 * dkis.calls: a call to 112 as a record. Nothing about the caller stops it from
 * being recorded; what staff enter is checked. A call that turns out to be of a kind
 * that opens an incident opens it.
 */
#include "pg/base/view.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "pg/base/settings.h"
#include "pg/base/write.h"
#include "pg/case/batch.h"
#include "pg/line112/calls.h"
#include "pg/line112/columns.h"
#include "pg/line112/correction.h"
#include "pg/line112/guard.h"
#include "pg/line112/kinds.h"
#include "pg/line112/merge.h"
#include "core/place/phone.h"

#define NUMBER_MAX 64

static const Column call_columns[] = {COLUMN_ID,
									  CALL_LIST(COLUMN_ENTRY) CALL_SHOWN_LIST(COLUMN_ENTRY)};

static SpeakingView calls = {
	.what = "panggilan",
	.view = ROW_RELATION("dkis", "calls", call_columns, CALL_VIEW_COLUMNS),
	.table = ROW_RELATION("dkis_store", "calls", call_columns, CALL_COLUMNS),
	.agency = CALL_AGENCY,
	.decides = ASKED(CALL_ID) | ASKED(CALL_BLOCKED) | ASKED(CALL_AGENCY) | ASKED(CALL_STATUS),
	.any_length = ASKED(CALL_NUMBER),
	.keeps = ASKED(CALL_ID) | ASKED(CALL_BLOCKED) | ASKED(CALL_AGENCY) | ASKED(CALL_TAKER) |
			 ASKED(CALL_STATUS) | ASKED(CALL_EXERCISE),
	.delete_hint = "Panggilan yang keliru diberi jenisnya: UPDATE dkis.calls SET kind = 'salah "
				   "sambung' WHERE id = ...",
};

static const Column blocked_columns[] = {COLUMN_ID};
static RowRelation blocked_numbers =
	ROW_RELATION("dkis", "blocked_numbers", blocked_columns, lengthof(blocked_columns));

static const int call_times[] = {CALL_RECEIVED_AT, CALL_ANSWERED_AT, CALL_ENDED_AT, -1};
static const int identified_times[] = {CALL_RECEIVED_AT, CALL_IDENTIFIED_AT, -1};
static const int all_times[] = {CALL_RECEIVED_AT, CALL_ANSWERED_AT, CALL_IDENTIFIED_AT,
								CALL_ENDED_AT, -1};
static const CorrectedTimes correctable = {all_times, CALL_NOTE, CALL_INCIDENT};

/* ---- numbers ------------------------------------------------------------------- */

static text *
normal_number(text *given)
{
	size_t length = VARSIZE_ANY_EXHDR(given);
	char *number;

	if (length > NUMBER_MAX)
		ereport(ERROR, (errcode(ERRCODE_STRING_DATA_RIGHT_TRUNCATION),
						errmsg("nomor telepon terlalu panjang"), errdetail("%zu huruf.", length),
						errhint("Paling banyak %d huruf.", NUMBER_MAX)));
	number = palloc(length + 4);
	length = phone_normalise(VARDATA_ANY(given), length, number);
	return cstring_to_text_with_len(number, length);
}

PG_FUNCTION_INFO_V1(dkis_phone_number);

Datum
dkis_phone_number(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(normal_number(PG_GETARG_TEXT_PP(0)));
}

/* Whatever the exchange delivers, the call is recorded: too long a number is cut. */
static text *
cut_number(text *given)
{
	int length = VARSIZE_ANY_EXHDR(given);

	if (length <= NUMBER_MAX)
		return given;
	ereport(NOTICE, (errmsg("nomor telepon dipotong menjadi %d huruf", NUMBER_MAX),
					 errdetail("Panjangnya %d huruf.", length)));
	return cstring_to_text_with_len(VARDATA_ANY(given),
									pg_mbcliplen(VARDATA_ANY(given), length, NUMBER_MAX));
}

static void
normalise_number(Row *row)
{
	text *number;

	if (row->nulls[CALL_NUMBER])
		return;
	number = normal_number(cut_number(DatumGetTextPP(row->values[CALL_NUMBER])));
	if (VARSIZE_ANY_EXHDR(number) == 0)
		row_set_null(row, CALL_NUMBER);
	else
		row_set(row, CALL_NUMBER, PointerGetDatum(number));
}

/* A blocked number is answered all the same: it may be in need this time. */
static bool
is_blocked(const Row *row)
{
	static CachedQuery query = {
		"SELECT to_char(max(until), 'DD-MM-YYYY HH24:MI') || ': ' || max(reason)"
		" FROM dkis.blocked_numbers WHERE agency = $1 AND dkis.phone_number(number) = $2"
		" AND blocked_at <= $3 AND until > $3 HAVING count(*) > 0",
		3,
		{INT4OID, TEXTOID, TIMESTAMPTZOID},
		NULL};
	Datum arguments[] = {row->values[CALL_AGENCY], row->values[CALL_NUMBER],
						 row->values[CALL_RECEIVED_AT]};
	char *blocked;

	/* Of almost no number is anything known. */
	if (row->nulls[CALL_NUMBER] ||
		!table_find(&blocked_numbers, "blocked_numbers_number", 1, &row->values[CALL_NUMBER], NULL))
		return false;
	blocked = query_text(&query, arguments, NULL);
	if (blocked)
		ereport(NOTICE, (errmsg("nomor ini diblokir sampai %s", blocked),
						 errhint("Panggilan tetap tercatat; pastikan dulu sebelum menutupnya.")));
	return blocked != NULL;
}

/* ---- what is entered -------------------------------------------------------------- */

static int32
agency_of_call(const Row *row)
{
	return DatumGetInt32(row->values[CALL_AGENCY]);
}

static void
check_kind(const Row *row)
{
	char *kind = row_text(row, CALL_KIND);

	if (kind && call_kind(agency_of_call(row), kind) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("jenis panggilan \"%s\" tidak dikenal", kind),
				 errdetail(
					 "Jenis menentukan apa yang terjadi dengan panggilan, sehingga tidak ditebak."),
				 errhint("%s", call_kinds_hint(agency_of_call(row)))));
}

static void
check_category(const Row *row)
{
	char *category = row_text(row, CALL_CATEGORY);

	if (category && category_sop(agency_of_call(row), category) == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("kategori \"%s\" tidak dikenal", category),
						errdetail("Kategori menentukan SOP dan armada, sehingga tidak ditebak."),
						errhint("%s", categories_hint(agency_of_call(row)))));
}

/* The kind is known from now on, or from the end of a call entered afterwards. */
static void
note_identified(Row *row, TimestampTz now)
{
	TimestampTz ended_at = row_time(row, CALL_ENDED_AT);

	if (!row->nulls[CALL_ANSWERED_AT])
		now = Max(now, row_time(row, CALL_ANSWERED_AT));
	if (!row->nulls[CALL_KIND] && row->nulls[CALL_IDENTIFIED_AT])
		row_set_time(row, CALL_IDENTIFIED_AT, Min(now, ended_at));
}

static void
check_call(const ViewCall *call, Row *row)
{
	view_check_times(call, row, call_times);
	view_check_times(call, row, identified_times);
	check_kind(row);
	check_category(row);
}

/*
 * A call about an incident that was merged is about the one that goes on. Returns the
 * one that was named, 0 for none.
 */
static int64
follow_duplicate(Row *row)
{
	int64 named = row->nulls[CALL_INCIDENT] ? 0 : row_int64(row, CALL_INCIDENT);

	if (named)
		row_set(row, CALL_INCIDENT, Int64GetDatum(incident_hold(named)));
	return named;
}

/* Should the merge be taken back, it is about the one that was named. */
static void
remember_named(const Row *row, int64 named)
{
	if (named)
		merge_remember(true, row_int64(row, CALL_ID), named, row_int64(row, CALL_INCIDENT));
}

/*
 * Somebody has recognised an emergency in a call that is recorded already. Its
 * incident is opened as anybody would open it; who asks is the outer user there too.
 */
static void
open_incident(const Row *row)
{
	static CachedQuery query = {
		"INSERT INTO dkis.incidents (call_id, category, location, uncertainty_m, address, note)"
		" SELECT $1, $2, p.location, p.uncertainty_m,"
		" CASE WHEN p.location IS NULL THEN p.address END, $3"
		" FROM dkis_store.place_of_call($1) p",
		3,
		{INT8OID, TEXTOID, TEXTOID},
		NULL};
	Datum arguments[] = {row->values[CALL_ID], row->values[CALL_CATEGORY], row->values[CALL_NOTE]};
	char nulls[] = "   ";

	if (row->nulls[CALL_CATEGORY])
		nulls[1] = 'n';
	if (row->nulls[CALL_NOTE])
		nulls[2] = 'n';
	query_run(&query, arguments, nulls, SPI_OK_INSERT);
}

static void
act_by_kind(const Row *row)
{
	const CallKind *kind = row->nulls[CALL_INCIDENT] && !row->nulls[CALL_KIND]
							   ? call_kind(agency_of_call(row), row_text(row, CALL_KIND))
							   : NULL;

	if (kind && kind->effect && strcmp(kind->effect, "membuka insiden") == 0)
		open_incident(row);
}

static HeapTuple
insert_call(ViewCall *call)
{
	TimestampTz now = GetCurrentTimestamp();
	Row row = call->asked;
	int64 named;

	row_set(&row, CALL_AGENCY, Int32GetDatum(settings_agency()));
	row_set_text(&row, CALL_TAKER, identity_claim(&call->identity, row_text(&row, CALL_TAKER)));
	if (row.nulls[CALL_EXERCISE])
		row_set(&row, CALL_EXERCISE, BoolGetDatum(setting_number(SETTING_EXERCISE) != 0));
	if (row.nulls[CALL_RECEIVED_AT])
		row_set_time(&row, CALL_RECEIVED_AT, now);
	normalise_number(&row);
	note_identified(&row, now);
	check_call(call, &row);
	named = follow_duplicate(&row);
	row_set(&row, CALL_BLOCKED, BoolGetDatum(is_blocked(&row)));
	view_insert(call, &row);
	if (named && named != row_int64(&row, CALL_INCIDENT))
		remember_named(&row, named);
	return view_shown(call, &row);
}

static HeapTuple
update_call(ViewCall *call)
{
	Row asked = call->asked;
	int64 named = 0;
	bool was_waiting;
	Row row;

	/* The incident before its calls, as those who merge do. */
	if (call->changes & ASKED(CALL_INCIDENT))
		named = follow_duplicate(&asked);
	correction_own(call, &correctable);
	view_lock(call, &row);
	correction_take(call, &row, &correctable);
	was_waiting = row.nulls[CALL_ANSWERED_AT];
	row_merge(&row, &asked, call->changes);
	normalise_number(&row);
	if (call->changes & ASKED(CALL_KIND)) /* by the clock that the case's steps go by */
		note_identified(&row, case_batch_current()->now);
	if (was_waiting && !row.nulls[CALL_ANSWERED_AT])
		row_set_text(&row, CALL_TAKER, call->identity.actor);
	check_call(call, &row);
	view_update(&calls, &row);
	remember_named(&row, named);
	if (call->changes & ASKED(CALL_KIND))
		act_by_kind(&row);
	return view_shown(call, &row);
}

/* ---- for others ---------------------------------------------------------------------- */

bool
call_look(int64 id, Row *row)
{
	return table_find(&calls.table, NULL, 1, &(Datum){Int64GetDatum(id)}, row);
}

bool
call_lock(int64 id, Row *row)
{
	return table_lock_by_id(&calls.table, id, row);
}

void
call_link(int64 id, Datum incident)
{
	Row row;

	if (!call_lock(id, &row))
		return;
	row_set(&row, CALL_INCIDENT, incident);
	view_update(&calls, &row);
}

List *
calls_of_number(Datum number, TimestampTz since, TimestampTz until)
{
	Relation table = row_relation_open(&calls.table, AccessShareLock);
	List *rows = NIL;
	RowSearch search;
	Row row;

	PushActiveSnapshot(GetTransactionSnapshot());
	search_begin_named(&search, table, "calls_number", 2);
	search_since(&search, &number, since);
	while (search_next(&search))
	{
		CHECK_FOR_INTERRUPTS();
		row_of_tuple(&row, &calls.table, search_row(&search), RelationGetDescr(table));
		if (row_time(&row, CALL_RECEIVED_AT) > until)
			break;
		rows = lappend(rows, memcpy(palloc(sizeof row), &row, sizeof row));
	}
	search_end(&search);
	PopActiveSnapshot();
	table_close(table, NoLock);
	return rows;
}

void
call_refuse_unknown(int64 id, const char *detail)
{
	ereport(ERROR, (errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
					errmsg("panggilan " INT64_FORMAT " tidak ada", id), errdetail("%s", detail),
					errhint("Lihat SELECT id, received_at, kind FROM dkis.calls.")));
}

PG_FUNCTION_INFO_V1(dkis_calls_row);

Datum
dkis_calls_row(PG_FUNCTION_ARGS)
{
	/* What a correction tells of it; the batch notes who asks before the owner's rights. */
	if (TRIGGER_FIRED_BY_UPDATE(view_trigger(fcinfo)->tg_event))
		case_batch_current();
	return view_fire(fcinfo, &calls, insert_call, update_call, NULL);
}

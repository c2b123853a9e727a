/*
 * dkis.incidents. INSERT opens the case of the category's SOP and, when a call
 * is named, finishes its intake steps at the call's own times. UPDATE of
 * category moves the incident to a case of the other SOP, of duplicate_of merges
 * two or parts them again (merge.h), of status cancels.
 *
 * guard.h says what is locked, in which order.
 */
#include "pg/base/compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "core/place/location.h"
#include "pg/base/headway.h"
#include "pg/base/settings.h"
#include "pg/base/write.h"
#include "pg/case/batch.h"
#include "pg/case/step.h"
#include "pg/line112/calls.h"
#include "pg/line112/columns.h"
#include "pg/case/event.h"
#include "pg/line112/guard.h"
#include "pg/line112/incidents.h"
#include "pg/line112/kinds.h"
#include "pg/line112/merge.h"
#include "pg/line112/progress.h"
#include "pg/base/announce.h"
#include "pg/base/view.h"
#include "pg/types/areas.h"

#define DEFAULT_PRIORITY 2
#define LOWEST_PRIORITY 4

static const Column incident_columns[] = {COLUMN_ID, INCIDENT_LIST(COLUMN_ENTRY)
														 INCIDENT_SHOWN_LIST(COLUMN_ENTRY)};

#define STORED (ASKED(INCIDENT_COLUMNS) - 1) /* columns of the table */

#define DECIDED                                                                                    \
	(ASKED(INCIDENT_ID) | ASKED(INCIDENT_CASE) | ASKED(INCIDENT_AREA) | ASKED(INCIDENT_BORDER) |   \
	 ASKED(INCIDENT_IN_CITY) | ASKED(INCIDENT_AGENCY) | ASKED(INCIDENT_REGISTER_NO) |              \
	 ASKED(INCIDENT_RECEIVED_AT) | ASKED(INCIDENT_CLOSED_AT) | ASKED(INCIDENT_REPORTED_AT))

static SpeakingView incidents = {
	.what = "insiden",
	.view = ROW_RELATION("dkis", "incidents", incident_columns, INCIDENT_VIEW_COLUMNS),
	.table = ROW_RELATION("dkis_store", "incidents", incident_columns, INCIDENT_COLUMNS),
	.agency = INCIDENT_AGENCY,
	.decides = DECIDED | ASKED(INCIDENT_DUPLICATE_OF) | ASKED(INCIDENT_STATUS),
	.keeps = DECIDED | ASKED(INCIDENT_CALL) | ASKED(INCIDENT_EXERCISE),
	.fills_later = ASKED(INCIDENT_REGISTER_NO),
	.delete_hint = "Batalkan: UPDATE dkis.incidents SET status = 'batal', note = 'alasannya' WHERE "
				   "id = ...",
};

static const Topic opened = {"insiden baru", "incident_ids"};

static const int incident_times[] = {INCIDENT_OCCURRED_AT, -1};

/* ---- what is entered ---------------------------------------------------------- */

/* Half way round the earth is as unsure as one can be; NaN and infinity are not metres. */
static void
check_uncertainty(double metres)
{
	if (!(metres >= 0 && metres <= LOCATION_UNCERTAINTY_MAX))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("uncertainty_m harus 0 sampai %.0f meter", LOCATION_UNCERTAINTY_MAX),
						errdetail("Diberikan: %g.", metres),
						errhint("Kosongkan bila ketidakpastiannya tidak diketahui.")));
}

static void
check_entered(const ViewCall *call, const Row *row)
{
	int32 priority = DatumGetInt32(row->values[INCIDENT_PRIORITY]);

	view_check_times(call, row, incident_times);
	if (row->nulls[INCIDENT_PRIORITY] || priority < 1 || priority > LOWEST_PRIORITY)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("prioritas harus 1 sampai %d", LOWEST_PRIORITY),
						errdetail("Prioritas menentukan kartu pengerahan dan urutan pada papan."),
						errhint("1 mengancam jiwa, 2 mendesak, 3 biasa, 4 rendah.")));
	if (!row->nulls[INCIDENT_UNCERTAINTY])
		check_uncertainty(DatumGetFloat8(row->values[INCIDENT_UNCERTAINTY]));
}

/* The SOP of the category. */
static char *
sop_of_category(const Row *row)
{
	int32 agency = DatumGetInt32(row->values[INCIDENT_AGENCY]);
	const char *category = row->nulls[INCIDENT_CATEGORY] ? "" : row_text(row, INCIDENT_CATEGORY);
	char *sop = category_sop(agency, category);

	if (sop == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("kategori \"%s\" tidak dikenal", category),
						errdetail("Kategori menentukan SOP dan armada, sehingga tidak ditebak."),
						errhint("%s", categories_hint(agency))));
	return sop;
}

/* ---- where it is -------------------------------------------------------------- */

static void
take(Row *row, int column, int answer)
{
	row->values[column] =
		SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, answer, &row->nulls[column]);
}

static void
require_on_earth(int answer)
{
	bool is_null;

	if (!DatumGetBool(
			SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, answer, &is_null)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lokasi insiden bukan suatu tempat di bumi"),
				 errdetail("Titiknya kosong, tidak berhingga, atau di luar bujur dan lintang."),
				 errhint("Bujur -180 sampai 180, lintang -90 sampai 90, tidak kosong; "
						 "kosongkan lokasi bila tidak diketahui.")));
}

/* Refuses what is none on earth; false: it is no point. */
static bool
read_point(const Row *row, AreaCorner *point)
{
	static CachedQuery query = {"SELECT dkis_store.is_on_earth($1), p.longitude, p.latitude"
								" FROM dkis_store.point_of($1) AS p",
								1,
								{InvalidOid},
								NULL};
	Datum argument = row->values[INCIDENT_LOCATION];
	bool is_null;

	query.types[0] = incident_location_type();
	query_run(&query, &argument, NULL, SPI_OK_SELECT);
	require_on_earth(1);
	point->longitude = DatumGetFloat8(cell(0, 2, &is_null));
	point->latitude = DatumGetFloat8(cell(0, 3, &is_null));
	return !is_null;
}

/* As place_of_shape() says it. */
static char *
place_shape(Row *row)
{
	static CachedQuery query = {
		"SELECT p.area, p.distance_to_border_m, p.in_city, a.name"
		" FROM dkis_store.place_of($1, $2) p LEFT JOIN dkis.areas a ON a.agency = $2"
		" AND a.code = p.area",
		2,
		{InvalidOid, INT4OID},
		NULL};
	Datum arguments[] = {row->values[INCIDENT_LOCATION], row->values[INCIDENT_AGENCY]};

	query.types[0] = incident_location_type();
	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	take(row, INCIDENT_AREA, 1);
	take(row, INCIDENT_BORDER, 2);
	take(row, INCIDENT_IN_CITY, 3);
	return SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 4);
}

/* Fills area, distance and in_city; returns the area's name, NULL for none. */
static char *
place(Row *row)
{
	AreaCorner point;
	AreaPlace found;

	row_set_null(row, INCIDENT_AREA);
	row_set_null(row, INCIDENT_BORDER);
	row_set_null(row, INCIDENT_IN_CITY);
	if (row->nulls[INCIDENT_LOCATION])
		return NULL;
	if (!read_point(row, &point))
		return place_shape(row);
	areas_find(DatumGetInt32(row->values[INCIDENT_AGENCY]), point, &found);
	row_set_text(row, INCIDENT_AREA, found.code);
	if (found.has_city)
	{
		row_set(row, INCIDENT_BORDER, Float8GetDatum(found.border_metres));
		row_set(row, INCIDENT_IN_CITY, BoolGetDatum(found.in_city));
	}
	return found.name ? pstrdup(found.name) : NULL;
}

/* ---- the case -------------------------------------------------------------------- */

/* A call reports one incident; that it is about another one is for dkis.calls to say. */
static void
refuse_reported(int64 call, int64 incident)
{
	ereport(ERROR, (errcode(ERRCODE_DKIS_NOT_ALLOWED),
					errmsg("panggilan " INT64_FORMAT " sudah tentang insiden " INT64_FORMAT, call,
						   incident),
					errdetail("Satu panggilan bercerita tentang satu insiden."),
					errhint("Buka insiden tanpa call_id, atau pindahkan panggilannya: UPDATE "
							"dkis.calls SET incident_id = ... WHERE id = " INT64_FORMAT ".",
							call)));
}

/* Locks the call; returns the incident that it is about already, 0 for none. */
static int64
read_intake(int64 call, Intake *intake)
{
	const CallKind *kind;
	Row row;

	if (!call_lock(call, &row))
		call_refuse_unknown(call, "Tidak ada panggilan dengan id itu di dkis.calls.");
	kind = row.nulls[CALL_KIND]
			   ? NULL
			   : call_kind(DatumGetInt32(row.values[CALL_AGENCY]), row_text(&row, CALL_KIND));
	intake->received_at = row_time(&row, CALL_RECEIVED_AT);
	intake->answered_at = row_time(&row, CALL_ANSWERED_AT);
	intake->identified_at = row_time(&row, CALL_IDENTIFIED_AT);
	intake->ended_at = row_time(&row, CALL_ENDED_AT);
	intake->taker = row_text(&row, CALL_TAKER);
	intake->outcome = kind ? kind->outcome : NULL;
	intake->exercise = DatumGetBool(row.values[CALL_EXERCISE]);
	return row.nulls[CALL_INCIDENT] ? 0 : row_int64(&row, CALL_INCIDENT);
}

/* The call that reports an incident which is being opened. */
static void
take_call(int64 call, Intake *intake)
{
	int64 incident = read_intake(call, intake);

	if (incident)
		refuse_reported(call, incident);
}

/* The first call about an incident; false when there is none. */
static bool
first_call(Datum incident, Intake *intake)
{
	static CachedQuery query = {
		"SELECT coalesce(min(id), 0) FROM dkis_store.calls WHERE incident_id = $1",
		1,
		{INT8OID},
		NULL};
	int64 call;

	query_run(&query, &incident, NULL, SPI_OK_SELECT);
	call = cell_int64(0, 1);
	if (call)
		read_intake(call, intake);
	return call != 0;
}

/* No address: titles are read by many. */
static char *
case_title(const Row *row, const char *area)
{
	char *category = row_text(row, INCIDENT_CATEGORY);

	category[0] = pg_toupper((unsigned char) category[0]);
	if (area)
		return psprintf("%s di %s", category, area);
	return psprintf(row->nulls[INCIDENT_IN_CITY] || DatumGetBool(row->values[INCIDENT_IN_CITY])
						? "%s, wilayah belum diketahui"
						: "%s di luar kota",
					category);
}

/* Else it could close while units are out: only those of the line are asked about. */
static void
require_emergency(const LiveCase *live)
{
	if (!live->definition->emergency)
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_VERSION_NOT_READY),
				 errmsg("SOP \"%s\" bukan SOP darurat", live->definition->sop),
				 errdetail("Insiden berjalan menurut SOP yang bertanda emergency."),
				 errhint("Tandai dulu: UPDATE dkis.sops SET emergency = true WHERE code = '%s'; "
						 "atau pilih SOP lain di dkis.incident_categories.",
						 live->definition->sop)));
}

static LiveCase *
begin_case(CaseBatch *batch, const Row *row, const char *area, TimestampTz received_at,
		   Datum parent)
{
	LiveCase *live;
	Row opening;

	row_clear(&opening);
	row_set_text(&opening, CASE_SOP, sop_of_category(row));
	row_set_text(&opening, CASE_TITLE, case_title(row, area));
	/* What the reports on cases leave out. */
	row_set_text(&opening, CASE_CHANNEL,
				 DatumGetBool(row->values[INCIDENT_EXERCISE]) ? "latihan" : "112");
	row_set_time(&opening, CASE_RECEIVED_AT, received_at);
	if (parent)
		row_set(&opening, CASE_PARENT_CASE, parent);
	live = case_begin(batch, &opening, NULL);
	require_emergency(live);
	case_number(batch, live);
	return live;
}

/* ---- INSERT ------------------------------------------------------------------------ */

static void
fill_incident(Row *row, TimestampTz received_at, bool exercise)
{
	if (row->nulls[INCIDENT_EXERCISE])
		row_set(row, INCIDENT_EXERCISE, BoolGetDatum(exercise));
	row_set(row, INCIDENT_AGENCY, Int32GetDatum(settings_agency()));
	if (row->nulls[INCIDENT_CATEGORY])
		row_set_text(row, INCIDENT_CATEGORY, category_unnamed(settings_agency()));
	if (row->nulls[INCIDENT_PRIORITY])
		row_set(row, INCIDENT_PRIORITY, Int32GetDatum(DEFAULT_PRIORITY));
	if (row->nulls[INCIDENT_OCCURRED_AT])
		row_set_time(row, INCIDENT_OCCURRED_AT, received_at);
	if (row->nulls[INCIDENT_DATA])
		row_set(row, INCIDENT_DATA, DirectFunctionCall1(jsonb_in, CStringGetDatum("{}")));
	row_set_time(row, INCIDENT_RECEIVED_AT, received_at);
}

/* The case that is new, and open unless its intake has led to the end. */
static void
take_case(Row *row, const LiveCase *live)
{
	row->values[INCIDENT_CASE] = live->row.values[CASE_ID];
	row->nulls[INCIDENT_CASE] = false;
	row->values[INCIDENT_CLOSED_AT] = live->row.values[CASE_CLOSED_AT];
	row->nulls[INCIDENT_CLOSED_AT] = live->row.nulls[CASE_CLOSED_AT];
}

static HeapTuple
insert_incident(ViewCall *call)
{
	CaseBatch *batch = case_batch_current();
	Intake intake = {.received_at = batch->now, .exercise = setting_number(SETTING_EXERCISE) != 0};
	LiveCase *live;
	Row row = call->asked;
	int64 reported_by = 0;

	if (!row.nulls[INCIDENT_CALL])
		take_call(reported_by = row_int64(&row, INCIDENT_CALL), &intake);
	fill_incident(&row, intake.received_at, intake.exercise);
	check_entered(call, &row);
	live = begin_case(batch, &row, place(&row), intake.received_at, (Datum) 0);
	if (reported_by)
		progress_of_call(batch, live, &intake);
	case_batch_save(batch, live);
	take_case(&row, live);
	view_insert(call, &row);
	if (reported_by)
		call_link(reported_by, row.values[INCIDENT_ID]);
	announce(&opened, row_int64(&row, INCIDENT_ID));
	row_set_text(&row, INCIDENT_STATUS, "baru");
	row_set_time(&row, INCIDENT_REPORTED_AT, intake.received_at);
	return view_row(call, &row);
}

/* ---- UPDATE ------------------------------------------------------------------------ */

static void
ask_to_cancel(CaseBatch *batch, Datum case_id, const char *reason)
{
	MemoryContext before = MemoryContextSwitchTo(batch->context);
	CaseRequest request = {.kind = REQUEST_CASE,
						   .case_id = DatumGetInt64(case_id),
						   .changes = ASKED(CASE_STATUS) | ASKED(CASE_NOTE)};

	row_clear(&request.asked);
	row_set_text(&request.asked, CASE_STATUS, "batal");
	row_set_text(&request.asked, CASE_NOTE, reason);
	MemoryContextSwitchTo(before);
	case_batch_ask(batch, &request);
}

static void
require_open(const OwnedIncident *owned)
{
	if (!owned->open)
		incident_refuse_closed(owned->id, owned->status,
							   "Laporkan sebagai insiden baru dengan dkis.report_call.");
}

/* A new case, of the SOP of its category, goes on where the old one stands. */
static LiveCase *
continue_case(CaseBatch *batch, Row *row, const char *area, const OwnedIncident *owned)
{
	Datum old_case = row->values[INCIDENT_CASE];
	Intake intake;
	LiveCase *live;

	live = begin_case(batch, row, area, owned->received_at, old_case);
	progress_of_case(batch, live, old_case);
	if (first_call(row->values[INCIDENT_ID], &intake))
		progress_of_call(batch, live, &intake);
	case_batch_save(batch, live);
	take_case(row, live);
	return live;
}

/* The old case is cancelled and the new one, of the other SOP, follows it. */
static void
reclassify(CaseBatch *batch, Row *row, const char *area, const OwnedIncident *owned)
{
	Datum old_case = row->values[INCIDENT_CASE];
	LiveCase *live;

	require_open(owned);
	live = continue_case(batch, row, area, owned);
	ask_to_cancel(batch, old_case,
				  psprintf("menjadi %s: kasus " INT64_FORMAT, row_text(row, INCIDENT_CATEGORY),
						   row_int64(&live->row, CASE_ID)));
}

/* Two become one. */
static void
merge(CaseBatch *batch, Row *row, const OwnedIncident pair[2])
{
	merge_rows(batch, pair);
	row_set(row, INCIDENT_DUPLICATE_OF, Int64GetDatum(pair[0].id));
	if (pair[1].open)
		ask_to_cancel(batch, row->values[INCIDENT_CASE],
					  psprintf("duplikat insiden " INT64_FORMAT, pair[0].id));
}

/* And two again. */
static void
unmerge(CaseBatch *batch, Row *row, const OwnedIncident pair[2])
{
	bool goes_on = unmerge_rows(batch, pair);

	row_set_null(row, INCIDENT_DUPLICATE_OF);
	if (goes_on)
		continue_case(batch, row, place(row), &pair[1]);
}

/* ---- moving ----------------------------------------------------------------------------- */

/* What the case is told of it; lives as long as the batch. */
typedef struct Move
{
	Datum title; /* as it is to be */
	const char *from;
	const char *to;
	const char *reason;
} Move;

/* The places themselves are personal and stay in dkis.incident_locations. */
static void
tell_move(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const Move *move = argument;
	char *title = TextDatumGetCString(move->title);
	bool retitled = live->row.nulls[CASE_CLOSED_AT] && !row_text_is(&live->row, CASE_TITLE, title);
	Detail detail;

	if (retitled)
	{
		row_set(&live->row, CASE_TITLE, move->title);
		live->changed = true;
	}
	detail_begin(&detail);
	detail_text(&detail, "perihal", retitled ? title : NULL);
	detail_text(&detail, "wilayah lama", move->from);
	detail_text(&detail, "wilayah baru", move->to);
	detail_text(&detail, "alasan", move->reason);
	case_event(batch, live, batch->now, batch->identity.actor, "lokasi diubah", NULL, NULL,
			   &detail);
}

static void
ask_to_tell_move(CaseBatch *batch, const Row *before, const Row *row, const char *area,
				 const char *reason)
{
	MemoryContext outer = MemoryContextSwitchTo(batch->context);
	Move *move = palloc0(sizeof *move);

	move->title = CStringGetTextDatum(case_title(row, area));
	move->from = row_text(before, INCIDENT_AREA);
	move->to = row_text(row, INCIDENT_AREA);
	move->reason = reason ? pstrdup(reason) : NULL;
	MemoryContextSwitchTo(outer);
	case_batch_ask_work(batch, row_int64(row, INCIDENT_CASE), tell_move, move);
}

/* Where it was thought to be until now. */
static void
keep_former_place(const CaseBatch *batch, const Row *before, const char *reason)
{
	static CachedQuery query = {
		"INSERT INTO dkis.incident_locations (agency, incident_id, until, location, uncertainty_m,"
		" address, area, in_city, reason, changed_by)"
		" SELECT agency, id, $2, location, uncertainty_m, address, area, in_city, $3, $4"
		" FROM dkis_store.incidents WHERE id = $1",
		4,
		{INT8OID, TIMESTAMPTZOID, TEXTOID, TEXTOID},
		NULL};
	Datum arguments[] = {before->values[INCIDENT_ID], TimestampTzGetDatum(batch->now),
						 reason ? CStringGetTextDatum(reason) : (Datum) 0,
						 CStringGetTextDatum(batch->identity.actor)};

	query_run(&query, arguments, reason ? NULL : "  n ", SPI_OK_INSERT);
}

/* The row has its new place: what hangs on that follows, what was stays on record. */
static char *
settle_place(CaseBatch *batch, const Row *before, Row *row, const char *reason)
{
	char *area = place(row);

	keep_former_place(batch, before, reason);
	ask_to_tell_move(batch, before, row, area, reason);
	return area;
}

bool
incident_look(int64 id, Row *row)
{
	return table_find(&incidents.table, NULL, 1, &(Datum){Int64GetDatum(id)}, row);
}

Oid
incident_location_type(void)
{
	row_relation_find(&incidents.table);
	return incidents.table.type[INCIDENT_LOCATION];
}

static void
read_incident(int64 id, Row *row)
{
	if (!incident_look(id, row))
		incident_refuse_unknown(id);
}

void
incident_move(int64 id, Datum location, const double *uncertainty, const char *reason)
{
	CaseBatch *batch = case_batch_current();
	Row before;
	Row row;

	read_incident(id, &before);
	row = before;
	row_set(&row, INCIDENT_LOCATION, location);
	row_set_null(&row, INCIDENT_UNCERTAINTY);
	if (uncertainty)
		row_set(&row, INCIDENT_UNCERTAINTY, Float8GetDatum(*uncertainty));
	settle_place(batch, &before, &row, reason);
	view_update(&incidents, &row);
}

/* ---- boundaries that have changed ----------------------------------------------------- */

#define NEW_BOUNDARIES "batas wilayah berubah"

/* Of those that are open: ids, in their order. */
static int64 *
misplaced_open(const Datum *since, const char *nulls, int *count)
{
	static CachedQuery query = {
		"SELECT id FROM dkis_store.misplaced($1, false) ORDER BY id", 1, {TIMESTAMPTZOID}, NULL};
	int64 *ids;

	query_run(&query, (Datum *) since, nulls, SPI_OK_SELECT);
	*count = (int) SPI_processed;
	ids = palloc(sizeof *ids * Max(*count, 1));
	for (int i = 0; i < *count; i++)
		ids[i] = cell_int64(i, 1);
	return ids;
}

static int
reassign_open(CaseBatch *batch, const Datum *since, const char *nulls)
{
	int count;
	int64 *ids = misplaced_open(since, nulls, &count);
	OwnedIncident *owned = palloc0(sizeof *owned * Max(count, 1));
	Headway work = {0};

	if (count > 0)
	{
		incident_own(ids, count, owned);
		headway_begin(&work, "insiden ditempatkan lagi", count);
	}
	for (int i = 0; i < count; i++)
	{
		Row before;
		Row row;

		read_incident(ids[i], &before);
		row = before;
		settle_place(batch, &before, &row, NEW_BOUNDARIES);
		view_update(&incidents, &row);
		headway_made(&work, 1);
	}
	headway_end(&work);
	return count;
}

static int64
reassign_closed(const CaseBatch *batch, Datum since, bool ever)
{
	static CachedQuery query = {"SELECT dkis_store.reassign_closed($1, $2, $3)",
								3,
								{TIMESTAMPTZOID, TEXTOID, TEXTOID},
								NULL};
	Datum arguments[] = {since, CStringGetTextDatum(batch->identity.actor),
						 CStringGetTextDatum(NEW_BOUNDARIES)};

	query_run(&query, arguments, ever ? "n  " : NULL, SPI_OK_SELECT);
	return cell_int64(0, 1);
}

PG_FUNCTION_INFO_V1(dkis_reassign_areas);

/* (since): a statement of its own. */
Datum
dkis_reassign_areas(PG_FUNCTION_ARGS)
{
	CaseBatch *batch = case_batch_current(); /* notes who asks */
	bool ever = PG_ARGISNULL(0);
	Datum since = ever ? (Datum) 0 : PG_GETARG_DATUM(0);
	OwnerScope scope;
	int64 count;

	owner_enter(&scope);
	SPI_connect();
	count = reassign_open(batch, &since, ever ? "n" : NULL);
	count += reassign_closed(batch, since, ever);
	SPI_finish();
	owner_leave(&scope);
	case_batch_finish(batch);
	PG_RETURN_INT32((int32) count);
}

/* ---- changes -------------------------------------------------------------------------- */

static void
cancel(CaseBatch *batch, const Row *row, const Row *asked, uint64 changes,
	   const OwnedIncident *owned)
{
	char *note = changes & ASKED(INCIDENT_NOTE) ? row_text(asked, INCIDENT_NOTE) : NULL;

	if (!row_text_is(asked, INCIDENT_STATUS, "batal"))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("status insiden \"%s\" tidak dapat diberikan",
						asked->nulls[INCIDENT_STATUS] ? "" : row_text(asked, INCIDENT_STATUS)),
				 errdetail("Status insiden mengikuti pengerahan dan kasusnya."),
				 errhint("Yang dapat diberikan: batal, dengan note. Insiden selesai bersama "
						 "kasusnya, ditangani sejak ada pengerahan.")));
	require_open(owned);
	ask_to_cancel(batch, row->values[INCIDENT_CASE], note);
}

/* How sure the old place was says nothing of the new one. */
static char *
move_by_hand(CaseBatch *batch, const Row *before, Row *row, const Row *asked, uint64 changes)
{
	if (!(changes & ASKED(INCIDENT_UNCERTAINTY)))
		row_set_null(row, INCIDENT_UNCERTAINTY);
	return settle_place(batch, before, row,
						changes & ASKED(INCIDENT_NOTE) ? row_text(asked, INCIDENT_NOTE) : NULL);
}

static void
apply_changes(CaseBatch *batch, const Row *before, Row *row, const Row *asked, uint64 changes,
			  const OwnedIncident *owned)
{
	char *area = NULL;

	if (changes & ASKED(INCIDENT_LOCATION))
		area = move_by_hand(batch, before, row, asked, changes);
	else if (changes & ASKED(INCIDENT_CATEGORY))
		area = place(row);
	if (changes & ASKED(INCIDENT_CATEGORY))
		reclassify(batch, row, area, owned);
	if (changes & ASKED(INCIDENT_STATUS))
		cancel(batch, row, asked, changes, owned);
}

/* Changes that concern the case, or another incident, own both before the row is read. */
static void
own(const Row *old, const Row *asked, uint64 changes, OwnedIncident pair[2])
{
	int64 id = row_int64(old, INCIDENT_ID);

	if (changes & ASKED(INCIDENT_DUPLICATE_OF))
		merge_own(id,
				  asked->nulls[INCIDENT_DUPLICATE_OF] ? 0 : row_int64(asked, INCIDENT_DUPLICATE_OF),
				  pair);
	else if (changes &
			 (ASKED(INCIDENT_CATEGORY) | ASKED(INCIDENT_STATUS) | ASKED(INCIDENT_LOCATION)))
		incident_own(&id, 1, &pair[1]);
}

static HeapTuple
update_incident(ViewCall *call)
{
	CaseBatch *batch = case_batch_current();
	OwnedIncident pair[2] = {0}; /* to keep; this one */
	Row shown = call->old;
	Row before;
	bool merging; /* or unmerging */
	Row row;

	own(&call->old, &call->asked, call->changes, pair);
	view_lock(call, &row);
	before = row;
	merging = (call->changes & ASKED(INCIDENT_DUPLICATE_OF)) != 0;
	row_merge(&row, &call->asked, call->changes & STORED & ~ASKED(INCIDENT_DUPLICATE_OF));
	check_entered(call, &row);
	apply_changes(batch, &before, &row, &call->asked, call->changes, &pair[1]);
	if (merging && call->asked.nulls[INCIDENT_DUPLICATE_OF])
		unmerge(batch, &row, pair);
	else if (merging)
		merge(batch, &row, pair);
	view_update(&incidents, &row);
	if (merging)
		return view_shown(call, &row);
	row_merge(&shown, &row, STORED);
	row_merge(&shown, &call->asked, call->changes & ASKED(INCIDENT_STATUS));
	return view_row(call, &shown);
}

PG_FUNCTION_INFO_V1(dkis_incidents_row);

Datum
dkis_incidents_row(PG_FUNCTION_ARGS)
{
	/* The batch too notes who asks before the owner's rights are taken on. */
	case_batch_current();
	return view_fire(fcinfo, &incidents, insert_incident, update_incident, NULL);
}

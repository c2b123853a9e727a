/*
 * dkis.units: what can be sent. Writing a position also keeps its history.
 */
#include "pg/base/view.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "pg/line112/columns.h"

static const Column unit_columns[] = {COLUMN_ID,
									  UNIT_LIST(COLUMN_ENTRY) UNIT_SHOWN_LIST(COLUMN_ENTRY)};

static SpeakingView units = {
	.what = "armada",
	.view = ROW_RELATION("dkis", "units", unit_columns, UNIT_VIEW_COLUMNS),
	.table = ROW_RELATION("dkis_store", "units", unit_columns, UNIT_COLUMNS),
	.agency = UNIT_AGENCY,
	.decides = ASKED(UNIT_ID) | ASKED(UNIT_AGENCY) | ASKED(UNIT_RADIO) | ASKED(UNIT_STALE),
	.keeps = ASKED(UNIT_ID) | ASKED(UNIT_AGENCY) | ASKED(UNIT_RADIO) | ASKED(UNIT_STALE),
};

#define KEEP_INSTEAD "UPDATE dkis.units SET status = 'tidak siap' WHERE id = ..."

static const int position_times[] = {UNIT_POSITION_AT, -1};

static void
require_texts(const ViewCall *call, const Row *row)
{
	const char *hint = "Isi responder (dkis.responders.code), callsign dan kind.";

	view_require_text(call, row, UNIT_RESPONDER, hint);
	view_require_text(call, row, UNIT_CALLSIGN, hint);
	view_require_text(call, row, UNIT_KIND, hint);
}

static void
check_responder(const Row *row)
{
	static CachedQuery query = {
		"SELECT CASE WHEN bool_or(code = $2) THEN NULL ELSE 'Yang ada: '"
		" || coalesce(string_agg(code, ', ' ORDER BY code), 'belum ada satu pun') || '.' END"
		" FROM dkis.responders WHERE agency = $1",
		2,
		{INT4OID, TEXTOID},
		NULL};
	Datum arguments[] = {row->values[UNIT_AGENCY], row->values[UNIT_RESPONDER]};
	char *hint = query_text(&query, arguments, NULL);

	if (hint)
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_UNKNOWN_CODE),
				 errmsg("instansi penanganan \"%s\" tidak dikenal", row_text(row, UNIT_RESPONDER)),
				 errdetail("Armada dimiliki oleh satu instansi penanganan di dkis.responders."),
				 errhint("%s", hint)));
}

static void
check_status(const Row *row)
{
	if (!row_text_is(row, UNIT_STATUS, "siap") && !row_text_is(row, UNIT_STATUS, "tidak siap"))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("status armada \"%s\" tidak dapat diberikan",
						row->nulls[UNIT_STATUS] ? "" : row_text(row, UNIT_STATUS)),
				 errdetail("Bertugas tidak diberikan; itu keadaan armada yang sedang dikerahkan."),
				 errhint("Status: siap, tidak siap. Armada bertugas selama pengerahannya "
						 "di dkis.dispatches belum selesai.")));
}

static void
check_position(const Row *row)
{
	static CachedQuery query = {"SELECT dkis_store.is_on_earth($1)", 1, {InvalidOid}, NULL};
	Datum position = row->values[UNIT_POSITION];

	if (row->nulls[UNIT_POSITION])
		return;
	query.types[0] = units.view.type[UNIT_POSITION];
	query_run(&query, &position, NULL, SPI_OK_SELECT);
	if (!cell_bool(0, 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("posisi armada bukan suatu tempat di bumi"),
				 errdetail("Titiknya kosong, tidak berhingga, atau di luar bujur dan lintang."),
				 errhint("Bujur -180 sampai 180, lintang -90 sampai 90, tidak kosong; "
						 "kosongkan posisi bila tidak diketahui.")));
}

static void
check_unit(const ViewCall *call, const Row *row)
{
	require_texts(call, row);
	check_responder(row);
	check_status(row);
	check_position(row);
	view_check_times(call, row, position_times);
}

/* Positions may come late and out of order: history takes each. */
static void
keep_position(const Row *row)
{
	static CachedQuery query = {
		"INSERT INTO dkis.unit_positions (agency, unit_id, at, position) VALUES ($1, $2, $3, $4)",
		4,
		{INT4OID, INT8OID, TIMESTAMPTZOID, InvalidOid},
		NULL};
	Datum arguments[] = {row->values[UNIT_AGENCY], row->values[UNIT_ID],
						 row->values[UNIT_POSITION_AT], row->values[UNIT_POSITION]};

	query.types[3] = units.table.type[UNIT_POSITION];
	if (!row->nulls[UNIT_POSITION])
		query_run(&query, arguments, NULL, SPI_OK_INSERT);
}

static HeapTuple
insert_unit(ViewCall *call)
{
	Row row = call->asked;

	row_set(&row, UNIT_AGENCY, Int32GetDatum(settings_agency()));
	if (row.nulls[UNIT_STATUS])
		row_set_text(&row, UNIT_STATUS, "siap");
	if (row.nulls[UNIT_DATA])
		row_set(&row, UNIT_DATA, DirectFunctionCall1(jsonb_in, CStringGetDatum("{}")));
	if (!row.nulls[UNIT_POSITION] && row.nulls[UNIT_POSITION_AT])
		row_set_time(&row, UNIT_POSITION_AT, GetCurrentTimestamp());
	check_unit(call, &row);
	view_insert(call, &row);
	keep_position(&row);
	return view_shown(call, &row);
}

/*
 * A position that comes without its time is new now; one older than what is
 * known goes to the history only.
 */
static void
move_unit(Row *row, const Row *before, uint64 changes)
{
	if (!(changes & (ASKED(UNIT_POSITION) | ASKED(UNIT_POSITION_AT))))
		return;
	if (!(changes & ASKED(UNIT_POSITION_AT)) || row->nulls[UNIT_POSITION_AT])
		row_set_time(row, UNIT_POSITION_AT, GetCurrentTimestamp());
	keep_position(row);
	if (before->nulls[UNIT_POSITION_AT] || row->nulls[UNIT_POSITION] ||
		row_time(row, UNIT_POSITION_AT) >= row_time(before, UNIT_POSITION_AT))
		return;
	row_merge(row, before, ASKED(UNIT_POSITION) | ASKED(UNIT_POSITION_AT));
}

static HeapTuple
update_unit(ViewCall *call)
{
	Row before;
	Row row;

	view_lock(call, &before);
	row = before;
	row_merge(&row, &call->asked, call->changes);
	check_unit(call, &row);
	move_unit(&row, &before, call->changes);
	view_update(&units, &row);
	return view_shown(call, &row);
}

/* Only one that was never sent anywhere: dispatches refer to it. */
static HeapTuple
delete_unit(ViewCall *call)
{
	static CachedQuery query = {"DELETE FROM dkis_store.units u WHERE id = $1 AND NOT EXISTS"
								" (SELECT FROM dkis_store.dispatches d WHERE d.unit_id = u.id)",
								1,
								{INT8OID},
								NULL};
	Datum id = call->old.values[UNIT_ID];

	view_require_own(units.what, DatumGetInt64(id), DatumGetInt32(call->old.values[UNIT_AGENCY]));
	if (!call->identity.admin)
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_NOT_A_MEMBER), errmsg("armada hanya dihapus oleh dkis_admin"),
				 errdetail("Riwayat pengerahan menyebut armadanya."), errhint("%s", KEEP_INSTEAD)));
	query_run(&query, &id, NULL, SPI_OK_DELETE);
	if (SPI_processed == 0)
		view_refuse_delete(call,
						   "Armada yang pernah dikerahkan tetap ada dalam riwayat: " KEEP_INSTEAD);
	return call->trigger->tg_trigtuple;
}

PG_FUNCTION_INFO_V1(dkis_units_row);

Datum
dkis_units_row(PG_FUNCTION_ARGS)
{
	return view_fire(fcinfo, &units, insert_unit, update_unit, delete_unit);
}

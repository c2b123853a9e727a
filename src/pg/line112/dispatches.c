/*
 * dkis.dispatches: a unit is sent, and its times are recorded as they come.
 * Nothing here looks at where the case stands in its flow.
 */
#include "pg/base/record.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "pg/line112/columns.h"
#include "pg/line112/guard.h"

static RecordTable dispatches = {
	"dispatches",
	DISPATCH_COLUMNS,
	"pengerahan",
	.insert = {.text = "INSERT INTO dkis_store.dispatches SELECT ($1).*"
					   " ON CONFLICT (unit_id) WHERE cleared_at IS NULL DO NOTHING"},
	.update = {.text = "UPDATE dkis_store.dispatches SET requested_at = ($1).requested_at,"
					   " acknowledged_at = ($1).acknowledged_at, en_route_at = ($1).en_route_at,"
					   " on_scene_at = ($1).on_scene_at, cleared_at = ($1).cleared_at,"
					   " result = ($1).result, note = ($1).note WHERE id = ($1).id"},
	.lock = {.text = "SELECT * FROM dkis_store.dispatches WHERE id = $1 FOR NO KEY UPDATE"},
};

static const int dispatch_times[] = {DISPATCH_REQUESTED_AT, DISPATCH_ACKNOWLEDGED_AT,
									 DISPATCH_EN_ROUTE_AT,  DISPATCH_ON_SCENE_AT,
									 DISPATCH_CLEARED_AT,   -1};

/* A merged incident is served by the one it was merged into. */
static void
check_incident(Row *row)
{
	static CachedQuery query = {
		"SELECT c.status FROM dkis_store.incidents i JOIN dkis_store.cases c ON c.id = i.case_id"
		" WHERE i.id = $1 AND c.closed_at IS NOT NULL",
		1,
		{INT8OID},
		NULL};
	int64 id = incident_hold(row_int64(row, DISPATCH_INCIDENT));
	Datum argument = Int64GetDatum(id);

	/* Now that it is held nobody closes it; whether somebody has, our snapshot may not know. */
	query_read(&query, &argument, NULL);
	if (SPI_processed > 0)
		incident_refuse_closed(id, cell_text(0, 1),
							   "Kerahkan ke insiden yang masih berjalan, atau buka yang baru "
							   "dengan dkis.report_call.");
	row_set(row, DISPATCH_INCIDENT, Int64GetDatum(id));
}

/* A unit said to be out of service is sent if somebody sends it. */
static void
check_unit(const Row *row)
{
	static CachedQuery query = {
		"SELECT status, callsign, agency FROM dkis_store.units WHERE id = $1", 1, {INT8OID}, NULL};
	int64 id = row_int64(row, DISPATCH_UNIT);
	Datum argument = Int64GetDatum(id);
	char *status = query_text(&query, &argument, NULL);

	if (status == NULL)
		ereport(ERROR, (errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
						errmsg("armada " INT64_FORMAT " tidak ada", id),
						errhint("Lihat SELECT * FROM dkis.nearest_units(lokasi).")));
	record_require_own("armada", id, cell_int32(0, 3));
	if (strcmp(status, "tidak siap") == 0)
		ereport(NOTICE, (errmsg("armada %s tercatat tidak siap", cell_text(0, 2))));
}

static void
refuse_second(const Row *row)
{
	static CachedQuery query = {
		"SELECT format('Pengerahan %s ke insiden %s belum selesai.', id, incident_id)"
		" FROM dkis_store.dispatches WHERE unit_id = $1 AND cleared_at IS NULL",
		1,
		{INT8OID},
		NULL};
	Datum unit = row->values[DISPATCH_UNIT];
	char *detail = query_text(&query, &unit, NULL);

	ereport(
		ERROR,
		(errcode(ERRCODE_UNIQUE_VIOLATION),
		 errmsg("armada " INT64_FORMAT " sedang bertugas", DatumGetInt64(unit)),
		 detail ? errdetail("%s", detail) : 0,
		 errhint("Akhiri dulu: UPDATE dkis.dispatches SET cleared_at = now() WHERE id = …, atau "
				 "pilih armada lain dari dkis.nearest_units.")));
}

static HeapTuple
insert_dispatch(const RecordCall *call)
{
	TupleDesc columns = call->columns;
	Row row;

	row_read(&row, call->trigger->tg_trigtuple, columns, DISPATCH_COLUMNS);
	record_refuse_given(&row, columns, ASKED(DISPATCH_ID) | ASKED(DISPATCH_AGENCY));
	row_set(&row, DISPATCH_ID, Int64GetDatum(record_next_id(&dispatches)));
	row_set(&row, DISPATCH_AGENCY, Int32GetDatum(settings_agency()));
	row_set_text(&row, DISPATCH_REQUESTED_BY,
				 identity_claim(&call->identity, row_text(&row, DISPATCH_REQUESTED_BY)));
	if (row.nulls[DISPATCH_REQUESTED_AT])
		row_set_time(&row, DISPATCH_REQUESTED_AT, GetCurrentTimestamp());
	if (row.nulls[DISPATCH_INCIDENT] || row.nulls[DISPATCH_UNIT])
		ereport(ERROR, (errcode(ERRCODE_NOT_NULL_VIOLATION),
						errmsg("incident_id dan unit_id harus diisi"),
						errhint("Armada terdekat: SELECT * FROM dkis.nearest_units(lokasi).")));
	record_check_times(&row, columns, dispatch_times);
	check_incident(&row);
	check_unit(&row);
	if (!record_insert(&dispatches, &row))
		refuse_second(&row);
	return SPI_copytuple(row_form(&row, columns));
}

static HeapTuple
update_dispatch(const RecordCall *call)
{
	static CachedQuery shown = {"SELECT * FROM dkis.dispatches WHERE id = $1", 1, {INT8OID}, NULL};
	TupleDesc columns = call->columns;
	Row old;
	Row asked;
	Row row;
	uint64 changes;

	row_read(&old, call->trigger->tg_trigtuple, columns, DISPATCH_COLUMNS);
	row_read(&asked, call->trigger->tg_newtuple, columns, DISPATCH_COLUMNS);
	changes = record_changes(&old, &asked, columns, DISPATCH_COLUMNS);
	record_refuse_changed(changes, columns,
						  ASKED(DISPATCH_ID) | ASKED(DISPATCH_INCIDENT) | ASKED(DISPATCH_UNIT) |
							  ASKED(DISPATCH_REQUESTED_BY) | ASKED(DISPATCH_AGENCY));
	record_lock(&dispatches, row_int64(&old, DISPATCH_ID), &row);
	record_require_own(dispatches.what, row_int64(&row, DISPATCH_ID),
					   DatumGetInt32(row.values[DISPATCH_AGENCY]));
	record_keep_times(call, &row, changes, dispatch_times);
	record_merge(&row, &asked, changes, DISPATCH_COLUMNS);
	record_check_times(&row, columns, dispatch_times);
	record_update(&dispatches, &row);
	return record_shown(&shown, row_int64(&row, DISPATCH_ID));
}

PG_FUNCTION_INFO_V1(dkis_dispatches_row);

Datum
dkis_dispatches_row(PG_FUNCTION_ARGS)
{
	RecordCall call;
	HeapTuple result;

	record_enter(&call, fcinfo);
	if (TRIGGER_FIRED_BY_DELETE(call.trigger->tg_event))
		record_refuse_delete(&dispatches, "Armada yang batal berangkat ditarik: UPDATE "
										  "dkis.dispatches SET cleared_at = now(), result = "
										  "'ditarik' WHERE id = …");
	result = TRIGGER_FIRED_BY_INSERT(call.trigger->tg_event) ? insert_dispatch(&call)
															 : update_dispatch(&call);
	record_leave(&call);
	return PointerGetDatum(result);
}

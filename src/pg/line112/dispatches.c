/*
 * dkis.dispatches: a unit is sent, and its times are recorded as they come.
 * Nothing here looks at where the case stands in its flow: that follows.
 */
#include "pg/base/view.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "pg/line112/columns.h"
#include "pg/line112/correction.h"
#include "pg/line112/guard.h"
#include "pg/line112/merge.h"
#include "pg/line112/progress.h"

static const Column dispatch_columns[] = {COLUMN_ID, DISPATCH_LIST(COLUMN_ENTRY)
														 DISPATCH_SHOWN_LIST(COLUMN_ENTRY)};

/* Seconds between the times. */
#define COMPUTED (ASKED(DISPATCH_VIEW_COLUMNS) - ASKED(DISPATCH_COLUMNS))

static SpeakingView dispatches = {
	.what = "pengerahan",
	.view = ROW_RELATION("dkis", "dispatches", dispatch_columns, DISPATCH_VIEW_COLUMNS),
	.table = ROW_RELATION("dkis_store", "dispatches", dispatch_columns, DISPATCH_COLUMNS),
	.agency = DISPATCH_AGENCY,
	.decides = ASKED(DISPATCH_ID) | ASKED(DISPATCH_AGENCY) | COMPUTED,
	.keeps = ASKED(DISPATCH_ID) | ASKED(DISPATCH_INCIDENT) | ASKED(DISPATCH_UNIT) |
			 ASKED(DISPATCH_REQUESTED_BY) | ASKED(DISPATCH_AGENCY) | COMPUTED,
	.delete_hint = "Armada yang batal berangkat ditarik: UPDATE dkis.dispatches SET cleared_at = "
				   "now(), result = 'ditarik' WHERE id = ...",
	.on_conflict = "ON CONFLICT (unit_id) WHERE cleared_at IS NULL DO NOTHING",
};

static const int dispatch_times[] = {
	DISPATCH_REQUESTED_AT,    DISPATCH_ACKNOWLEDGED_AT, DISPATCH_EN_ROUTE_AT, DISPATCH_ON_SCENE_AT,
	DISPATCH_TRANSPORTING_AT, DISPATCH_DELIVERED_AT,    DISPATCH_CLEARED_AT,  -1};
static const CorrectedTimes correctable = {dispatch_times, DISPATCH_NOTE, DISPATCH_INCIDENT};

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

/* What is entered afterwards may be earlier than the record, but not by days. */
#define EARLIEST (INT64CONST(3600) * USECS_PER_SEC)

/* Nobody was sent long before anybody reported it. */
static void
check_requested(const Row *row)
{
	static CachedQuery query = {
		"SELECT least(i.received_at, i.occurred_at, (SELECT min(c.received_at) FROM"
		" dkis_store.calls c WHERE c.incident_id = i.id)) FROM dkis_store.incidents i WHERE i.id = "
		"$1",
		1,
		{INT8OID},
		NULL};
	Datum incident = row->values[DISPATCH_INCIDENT];
	TimestampTz reported;

	query_run(&query, &incident, NULL, SPI_OK_SELECT);
	reported = SPI_processed > 0 ? cell_time(0, 1) : DT_NOEND;
	if (reported != DT_NOEND && row_time(row, DISPATCH_REQUESTED_AT) < reported - EARLIEST)
		ereport(ERROR, (errcode(ERRCODE_DATETIME_FIELD_OVERFLOW),
						errmsg("requested_at jauh sebelum laporannya"),
						errdetail("Dilaporkan %s.", timestamptz_to_str(reported)),
						errhint("Isi saat armada diminta; bila laporannya dicatat terlambat, isi "
								"received_at panggilannya.")));
}

/* No lock on its row: positions are written meanwhile. */
static bool
lock_unit(int64 unit, bool wait)
{
	LOCKTAG tag;

	row_relation_find(&dispatches.table);
	SET_LOCKTAG_OBJECT(tag, MyDatabaseId, dispatches.table.relid, (uint32) unit,
					   (uint16) (unit >> 32));
	return LockAcquire(&tag, ExclusiveLock, false, !wait) != LOCKACQUIRE_NOT_AVAIL;
}

/*
 * One unit, one sender at a time, until the transaction ends. Whoever sends several
 * waits for a unit only in the order of their ids, and is refused in any other: two who
 * send the same two would else wait for each other.
 */
static void
hold_unit(int64 unit)
{
	static TransactionId sending; /* the transaction that holds … */
	static int64 highest;         /* … units up to this */
	TransactionId current = GetTopTransactionId();

	if (current != sending)
		highest = 0;
	sending = current;
	if (!lock_unit(unit, unit >= highest))
		ereport(ERROR, (errcode(ERRCODE_LOCK_NOT_AVAILABLE),
						errmsg("armada " INT64_FORMAT " sedang dikerahkan petugas lain", unit),
						errdetail("Pengerahannya sedang dicatat saat ini."),
						errhint("Lihat lagi armada yang siap, lalu ulangi.")));
	highest = Max(highest, unit);
}

/* A unit said to be out of service is sent if somebody sends it. */
static void
check_sent_unit(const Row *row)
{
	static CachedQuery query = {
		"SELECT status, callsign, agency FROM dkis_store.units WHERE id = $1", 1, {INT8OID}, NULL};
	int64 id = row_int64(row, DISPATCH_UNIT);
	Datum argument = Int64GetDatum(id);
	char *status = query_text(&query, &argument, NULL);

	if (status == NULL)
		ereport(ERROR, (errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
						errmsg("armada " INT64_FORMAT " tidak ada", id),
						errdetail("Tidak ada armada dengan id itu di dkis.units."),
						errhint("Lihat SELECT * FROM dkis.nearest_units(dkis.locate('...')).")));
	view_require_own("armada", id, cell_int32(0, 3));
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
		 errhint("Akhiri dulu: UPDATE dkis.dispatches SET cleared_at = now() WHERE id = ..., atau "
				 "pilih armada lain dari dkis.nearest_units.")));
}

static HeapTuple
insert_dispatch(ViewCall *call)
{
	Row row = call->asked;
	int64 named;

	row_set(&row, DISPATCH_AGENCY, Int32GetDatum(settings_agency()));
	row_set_text(&row, DISPATCH_REQUESTED_BY,
				 identity_claim(&call->identity, row_text(&row, DISPATCH_REQUESTED_BY)));
	if (row.nulls[DISPATCH_REQUESTED_AT])
		row_set_time(&row, DISPATCH_REQUESTED_AT, GetCurrentTimestamp());
	if (row.nulls[DISPATCH_INCIDENT] || row.nulls[DISPATCH_UNIT])
		ereport(
			ERROR,
			(errcode(ERRCODE_NOT_NULL_VIOLATION), errmsg("incident_id dan unit_id harus diisi"),
			 errdetail("Satu pengerahan mengirim satu armada ke satu insiden."),
			 errhint("Armada terdekat: SELECT * FROM dkis.nearest_units(dkis.locate('...')).")));
	view_check_times(call, &row, dispatch_times);
	named = row_int64(&row, DISPATCH_INCIDENT);
	check_incident(&row);
	check_requested(&row);
	check_sent_unit(&row);
	hold_unit(row_int64(&row, DISPATCH_UNIT));
	if (!view_insert(call, &row))
		refuse_second(&row);
	if (named != row_int64(&row, DISPATCH_INCIDENT))
		merge_remember(false, row_int64(&row, DISPATCH_ID), named,
					   row_int64(&row, DISPATCH_INCIDENT));
	progress_tell_answered(row_int64(&row, DISPATCH_ID));
	progress_of_dispatches(case_batch_current(), row_int64(&row, DISPATCH_INCIDENT));
	return view_shown(call, &row);
}

static HeapTuple
update_dispatch(ViewCall *call)
{
	Row row;

	correction_own(call, &correctable);
	/* A unit that was not back after all is out again: not for what has been closed. */
	if ((call->changes & ASKED(DISPATCH_CLEARED_AT)) && call->asked.nulls[DISPATCH_CLEARED_AT])
	{
		row = call->old;
		check_incident(&row);
		hold_unit(row_int64(&row, DISPATCH_UNIT));
	}
	view_lock(call, &row);
	correction_take(call, &row, &correctable);
	row_merge(&row, &call->asked, call->changes);
	view_check_times(call, &row, dispatch_times);
	if (call->changes & ASKED(DISPATCH_REQUESTED_AT))
		check_requested(&row);
	view_update(&dispatches, &row);
	progress_of_dispatches(case_batch_current(), row_int64(&row, DISPATCH_INCIDENT));
	return view_shown(call, &row);
}

PG_FUNCTION_INFO_V1(dkis_dispatches_row);

Datum
dkis_dispatches_row(PG_FUNCTION_ARGS)
{
	/* The batch too notes who asks before the owner's rights are taken on. */
	case_batch_current();
	return view_fire(fcinfo, &dispatches, insert_dispatch, update_dispatch, NULL);
}

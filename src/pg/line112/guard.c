#include "pg/line112/guard.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/base/array.h"
#include "pg/base/errors.h"
#include "pg/base/query.h"
#include "pg/base/view.h"
#include "pg/case/check.h"
#include "pg/case/event.h"
#include "pg/case/step.h"

void
incident_refuse_unknown(int64 id)
{
	ereport(ERROR, (errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
					errmsg("insiden " INT64_FORMAT " tidak ada", id),
					errdetail("Tidak ada insiden dengan id itu di dkis.incidents."),
					errhint("Lihat SELECT id, category, address FROM dkis.incidents.")));
}

void
incident_refuse_closed(int64 id, const char *status, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_CASE_CLOSED),
			 errmsg("insiden " INT64_FORMAT " sudah %s", id, case_ended_word(status)),
			 errdetail("Insiden yang sudah berakhir tidak dikerjakan lagi."), errhint("%s", hint)));
}

/* ---- holding --------------------------------------------------------------------- */

static int64
one_id(CachedQuery *query, int64 id)
{
	Datum argument = Int64GetDatum(id);

	query_run(query, &argument, NULL, SPI_OK_SELECT);
	if (SPI_processed == 0)
		incident_refuse_unknown(id);
	view_require_own("insiden", id, cell_int32(0, 2));
	return cell_int64(0, 1);
}

/*
 * The one that goes on is looked up first and held then: to hold the merged one
 * as well would cross those who merge the two.
 */
int64
incident_hold(int64 id)
{
	static CachedQuery look = {
		"SELECT coalesce(duplicate_of, id), agency FROM dkis_store.incidents WHERE id = $1",
		1,
		{INT8OID},
		NULL};
	static CachedQuery hold = {"SELECT coalesce(duplicate_of, id), agency FROM dkis_store.incidents"
							   " WHERE id = $1 FOR KEY SHARE",
							   1,
							   {INT8OID},
							   NULL};

	for (int64 next = one_id(&look, id);; next = id)
	{
		id = one_id(&hold, next);
		if (id == next)
			return id;
	}
}

/* ---- owning ------------------------------------------------------------------------ */

static void
require_all(const int64 *ids, int count)
{
	static CachedQuery query = {
		"SELECT id, agency FROM dkis_store.incidents WHERE id = $1", 1, {INT8OID}, NULL};

	for (int i = 0; i < count; i++)
		one_id(&query, ids[i]);
}

static void
read_owned(uint64 row, OwnedIncident *owned)
{
	owned->id = cell_int64(row, 1);
	owned->case_id = cell_int64(row, 2);
	owned->duplicate_of = cell_int64(row, 3);
	owned->status = cell_text(row, 4);
	owned->received_at = cell_time(row, 5);
	owned->open = cell_time(row, 6) == DT_NOEND;
}

static bool
is_among(int64 case_id, const SPITupleTable *locked)
{
	bool is_null;

	for (uint64 i = 0; i < locked->numvals; i++)
		if (DatumGetInt64(SPI_getbinval(locked->vals[i], locked->tupdesc, 1, &is_null)) == case_id)
			return true;
	return false;
}

/* Did one move to another case while we waited for the old one? Whoever moves it owns its case. */
static bool
have_moved(Datum wanted, const SPITupleTable *locked)
{
	static CachedQuery query = {
		"SELECT case_id FROM dkis_store.incidents WHERE id = ANY ($1)", 1, {INT8ARRAYOID}, NULL};

	query_run(&query, &wanted, NULL, SPI_OK_SELECT);
	for (uint64 i = 0; i < SPI_processed; i++)
		if (!is_among(cell_int64(i, 1), locked))
			return true;
	return false;
}

void
incident_own(const int64 *ids, int count, OwnedIncident *owned)
{
	static CachedQuery lock_cases = {"SELECT c.id FROM dkis_store.cases c WHERE c.id IN (SELECT "
									 "i.case_id FROM dkis_store.incidents i"
									 " WHERE i.id = ANY ($1)) ORDER BY c.id FOR NO KEY UPDATE OF c",
									 1,
									 {INT8ARRAYOID},
									 NULL};
	static CachedQuery lock = {
		"SELECT i.id, i.case_id, coalesce(i.duplicate_of, 0), c.status, c.received_at, c.closed_at"
		" FROM dkis_store.incidents i JOIN dkis_store.cases c ON c.id = i.case_id"
		" WHERE i.id = ANY ($1) ORDER BY i.id FOR UPDATE OF i",
		1,
		{INT8ARRAYOID},
		NULL};
	Datum wanted = bigints_datum(ids, count);
	SPITupleTable *locked;

	require_all(ids, count);
	do
	{
		query_run(&lock_cases, &wanted, NULL, SPI_OK_SELECT);
		locked = SPI_tuptable;
	} while (have_moved(wanted, locked));
	query_run(&lock, &wanted, NULL, SPI_OK_SELECT);
	if (SPI_processed != (uint64) count)
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("insiden baru saja dipindahkan ke kasus lain oleh petugas lain"),
				 errdetail("Kasusnya berganti selagi pernyataan ini menunggu; tidak ada yang "
						   "diubah."),
				 errhint("Lihat lagi insiden itu, lalu ulangi.")));
	for (int i = 0; i < count; i++)
		for (int row = 0; row < count; row++)
			if (cell_int64(row, 1) == ids[i])
				read_owned(row, &owned[i]);
}

/* ---- closing -------------------------------------------------------------------------- */

/* Its incident, owned and closed with it; 0: it has none (any more). */
static int64
close_incident_of(Datum case_id, TimestampTz at)
{
	static CachedQuery look = {
		"SELECT id FROM dkis_store.incidents WHERE case_id = $1", 1, {INT8OID}, NULL};
	static CachedQuery own = {
		"UPDATE dkis_store.incidents SET closed_at = $2 WHERE id = (SELECT i.id FROM"
		" dkis_store.incidents i WHERE i.case_id = $1 FOR UPDATE SKIP LOCKED) RETURNING id",
		2,
		{INT8OID, TIMESTAMPTZOID},
		NULL};
	Datum arguments[] = {case_id, TimestampTzGetDatum(at)};
	int64 id;

	query_run(&look, arguments, NULL, SPI_OK_SELECT);
	if (SPI_processed == 0)
		return 0;
	id = cell_int64(0, 1);
	query_run(&own, arguments, NULL, SPI_OK_UPDATE_RETURNING);
	if (SPI_processed == 0)
		ereport(ERROR,
				(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
				 errmsg("insiden " INT64_FORMAT " sedang dikerjakan petugas lain", id),
				 errdetail("Saat ini ada panggilan, pengerahan atau penggabungan yang sedang "
						   "dicatat untuk insiden itu."),
				 errhint("Lihat lagi insiden itu, lalu ulangi.")));
	return id;
}

/* The callsigns of the units that are out, NULL for none; whatever our snapshot says. */
static char *
units_out(int64 incident)
{
	static CachedQuery query = {
		"SELECT string_agg(u.callsign, ', ' ORDER BY d.id) FROM dkis_store.dispatches d"
		" JOIN dkis_store.units u ON u.id = d.unit_id"
		" WHERE d.incident_id = $1 AND d.cleared_at IS NULL",
		1,
		{INT8OID},
		NULL};
	Datum argument = Int64GetDatum(incident);

	query_read(&query, &argument, NULL);
	return cell_text(0, 1);
}

static void
free_units(CaseBatch *batch, LiveCase *live, int64 incident, const char *units, const char *reason)
{
	static CachedQuery query = {
		"UPDATE dkis_store.dispatches SET cleared_at = greatest($2, requested_at, acknowledged_at,"
		" en_route_at, on_scene_at, transporting_at, delivered_at), result = coalesce(result, $3)"
		" WHERE incident_id = $1 AND cleared_at IS NULL",
		3,
		{INT8OID, TIMESTAMPTZOID, TEXTOID},
		NULL};
	Datum arguments[] = {Int64GetDatum(incident), TimestampTzGetDatum(batch->now),
						 CStringGetTextDatum(psprintf("dibebaskan dkis_admin: %s", reason))};
	Detail detail;

	query_run(&query, arguments, NULL, SPI_OK_UPDATE);
	detail_begin(&detail);
	detail_text(&detail, "armada", units);
	detail_text(&detail, "alasan", reason);
	case_event(batch, live, batch->now, batch->identity.actor, "armada dibebaskan", NULL, NULL,
			   &detail);
}

static bool
says_something(const char *text)
{
	return text && text[strspn(text, " \t\r\n")] != '\0';
}

/* Nobody may be forgotten outside: an emergency ends when its units are back. */
static void
closing(CaseBatch *batch, LiveCase *live, TimestampTz at, const char *reason)
{
	int64 incident = close_incident_of(live->row.values[CASE_ID], at);
	char *units = incident ? units_out(incident) : NULL;

	if (units == NULL)
		return;
	if (!batch->identity.admin || !says_something(reason))
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_NOT_ALLOWED),
				 errmsg("insiden " INT64_FORMAT " belum dapat ditutup: armadanya masih bertugas",
						incident),
				 errdetail("Masih bertugas: %s.", units),
				 errhint("Akhiri dulu: UPDATE dkis.dispatches SET cleared_at = now() WHERE "
						 "incident_id = " INT64_FORMAT
						 " AND cleared_at IS NULL. dkis_admin dapat menutupnya dengan alasan "
						 "(note); armadanya lalu bebas.",
						 incident)));
	free_units(batch, live, incident, units, reason);
}

void
guard_start(void)
{
	case_on_closing(closing);
}

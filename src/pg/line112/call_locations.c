/*
 * dkis.call_locations: where the caller said, or the network found, he was. Each fix
 * stays; one of them counts, with its reason, and the incident that the call has
 * reported follows it.
 *
 * The case and the incident are locked before the call, as everywhere (guard.h).
 */
#include "pg/base/view.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "core/place/location.h"
#include "pg/base/write.h"
#include "pg/case/batch.h"
#include "pg/line112/call_locations.h"
#include "pg/line112/calls.h"
#include "pg/line112/columns.h"
#include "pg/line112/guard.h"
#include "pg/line112/incidents.h"
#include "pg/types/caller_location.h"

#include <math.h>

static const Column fix_columns[] = {COLUMN_ID, FIX_LIST(COLUMN_ENTRY)};

#define DECIDED                                                                                    \
	(ASKED(FIX_ID) | ASKED(FIX_CHOSEN) | ASKED(FIX_REASON) | ASKED(FIX_CHOSEN_BY) |                \
	 ASKED(FIX_AGENCY))

static SpeakingView fixes = {
	.what = "lokasi panggilan",
	.view = ROW_RELATION("dkis", "call_locations", fix_columns, FIX_COLUMNS),
	.table = ROW_RELATION("dkis_store", "call_locations", fix_columns, FIX_COLUMNS),
	.agency = FIX_AGENCY,
	.decides = DECIDED,
	.keeps = (ASKED(FIX_COLUMNS) - 1) & ~ASKED(FIX_CHOSEN),
	.update_hint = "Lokasi yang lain dicatat sebagai baris baru; yang dipakai dipilih dengan "
				   "UPDATE dkis.call_locations SET chosen = true WHERE id = ...",
	.delete_hint = "Catat lokasi yang benar sebagai baris baru, atau pilih yang lain: UPDATE "
				   "dkis.call_locations SET chosen = true WHERE id = ...",
};

static const int fix_times[] = {FIX_AT, -1};

/* Metres to which a place is known of which nobody says so: as people say and pin them. */
#define USUAL_RADIUS 50
/* A later fix counts up to this, and up to twice as uncertain as the one before. */
#define GOOD_RADIUS 100
#define COARSER 2

/* ---- what came ----------------------------------------------------------------------- */

/* Without what names the telephone; the text of a data message, not its digits. */
static void
clean_raw(Row *row)
{
	text *raw;
	const char *from;
	size_t length;
	char *plain;
	char *clean;

	if (row->nulls[FIX_RAW])
		return;
	raw = DatumGetTextPP(row->values[FIX_RAW]);
	from = VARDATA_ANY(raw);
	length = VARSIZE_ANY_EXHDR(raw);
	plain = aml_data_text(from, length, &length);
	if (plain)
		from = plain;
	else
		length = VARSIZE_ANY_EXHDR(raw);
	clean = palloc(length + 1);
	length = location_without_identifiers(from, length, clean);
	row_set(row, FIX_RAW, PointerGetDatum(cstring_to_text_with_len(clean, length)));
}

/* A notice, and no location, when it is none or in doubt. */
static void
read_raw(Row *row)
{
	static CachedQuery query = {"SELECT dkis_store.read_place($1)", 1, {TEXTOID}, NULL};
	CallerLocation *plain = palloc(sizeof *plain);

	if (row->nulls[FIX_RAW] || !row->nulls[FIX_LOCATION])
		return;
	if (location_is_plain(DatumGetTextPP(row->values[FIX_RAW]), plain))
	{
		row_set(row, FIX_LOCATION, PointerGetDatum(plain));
		return;
	}
	query_run(&query, &row->values[FIX_RAW], NULL, SPI_OK_SELECT);
	row->values[FIX_LOCATION] = cell(0, 1, &row->nulls[FIX_LOCATION]);
}

static void
fill_fix(ViewCall *call, Row *row)
{
	row_set(row, FIX_AGENCY, Int32GetDatum(settings_agency()));
	row_set_text(row, FIX_RECORDED_BY,
				 identity_claim(&call->identity, row_text(row, FIX_RECORDED_BY)));
	if (row->nulls[FIX_AT])
		row_set_time(row, FIX_AT, GetCurrentTimestamp());
	view_check_times(call, row, fix_times);
	view_require(call, row, FIX_CALL, "Sebut panggilannya: dkis.calls.id.");
	clean_raw(row);
	read_raw(row);
}

/* ---- the call, its incident ------------------------------------------------------------ */

static int64
incident_of(const Row *row, bool (*find)(int64 id, Row *call))
{
	int64 id = row_int64(row, FIX_CALL);
	Row call;

	if (!find(id, &call))
		call_refuse_unknown(id, "Lokasi dicatat pada satu panggilan di dkis.calls.");
	view_require_own("panggilan", id, DatumGetInt32(call.values[CALL_AGENCY]));
	return call.nulls[CALL_INCIDENT] ? 0 : row_int64(&call, CALL_INCIDENT);
}

/*
 * Locks the call, before it the incident that it reports; false when there is none
 * open. Where the call has gone to another incident while we waited, the fix is
 * recorded all the same: it may be the only one there is.
 */
static bool
own_call(const Row *row, OwnedIncident *owned)
{
	int64 incident = incident_of(row, call_look);
	int64 now;

	if (incident)
		incident_own(&incident, 1, owned);
	now = incident_of(row, call_lock);
	if (now != incident)
		ereport(
			NOTICE,
			(errmsg("panggilan " INT64_FORMAT " baru saja dihubungkan ke insiden " INT64_FORMAT,
					row_int64(row, FIX_CALL), now),
			 errdetail("Lokasinya tercatat, lokasi insiden itu tidak diubah."),
			 errhint("Periksa: SELECT location FROM dkis.incidents WHERE id = " INT64_FORMAT ".",
					 now)));
	return incident && now == incident && owned->open;
}

/* ---- which one counts -------------------------------------------------------------------- */

/* The fix of the call that counts now; false when there is none. */
bool
fix_chosen(Datum call, Row *chosen)
{
	return table_find(&fixes.table, "call_locations_chosen", 1, &call, chosen);
}

Oid
fix_location_type(void)
{
	row_relation_find(&fixes.table);
	return fixes.table.type[FIX_LOCATION];
}

static double
radius_of(const Row *row)
{
	double radius = location_uncertainty(DatumGetLocation(row->values[FIX_LOCATION]));

	return radius < 0 ? USUAL_RADIUS : radius;
}

/*
 * The later one counts, for people move, unless it is much less sure; an earlier
 * one that comes late counts only if it is much surer.
 */
static bool
is_better(const Row *row, const Row *chosen)
{
	double radius = radius_of(row), before = radius_of(chosen);

	if (row_time(row, FIX_AT) >= row_time(chosen, FIX_AT))
		return radius <= fmax(COARSER * before, GOOD_RADIUS);
	return radius * COARSER < before && before > GOOD_RADIUS;
}

static char *
comparison(const Row *row, const Row *chosen)
{
	double radius = radius_of(row), before = radius_of(chosen);
	const char *word = radius * COARSER < before                           ? "lebih tepat"
					   : radius > before * COARSER                         ? "kurang tepat"
					   : row_time(row, FIX_AT) >= row_time(chosen, FIX_AT) ? "lebih baru"
																		   : "lebih lama";

	return psprintf("%s: %.0f m, sebelumnya %.0f m", word, radius, before);
}

/* Fills chosen and reason. */
static void
choose(Row *row, const Row *chosen)
{
	bool counts = false;
	char *reason;

	if (row->nulls[FIX_LOCATION])
		reason = "tidak terbaca sebagai tempat";
	else if (chosen == NULL)
	{
		counts = true;
		reason = "yang pertama";
	}
	else if (!chosen->nulls[FIX_CHOSEN_BY])
		reason = psprintf("sudah dipilih %s", row_text(chosen, FIX_CHOSEN_BY));
	else
	{
		counts = is_better(row, chosen);
		reason = comparison(row, chosen);
	}
	row_set(row, FIX_CHOSEN, BoolGetDatum(counts));
	row_set_text(row, FIX_REASON, reason);
}

static void
retire(const Row *chosen)
{
	static CachedQuery query = {
		"UPDATE dkis_store.call_locations SET chosen = false, chosen_by = NULL WHERE id = $1",
		1,
		{INT8OID},
		NULL};
	Datum id = chosen->values[FIX_ID];

	query_run(&query, &id, NULL, SPI_OK_UPDATE);
}

/*
 * The incident goes with the fixes of the call that has placed it: where somebody
 * has put it by hand, or another call, it stays.
 */
static bool
incident_stays(int64 incident, const Row *chosen)
{
	static CachedQuery query = {
		"SELECT dkis_store.is_placed_by($1, $2)", 2, {INT8OID, InvalidOid}, NULL};
	Datum arguments[] = {Int64GetDatum(incident),
						 chosen ? chosen->values[FIX_LOCATION] : (Datum) 0};

	query.types[1] = fix_location_type();
	query_run(&query, arguments, chosen ? NULL : " n", SPI_OK_SELECT);
	return !cell_bool(0, 1);
}

static void
move_incident(int64 incident, const Row *row)
{
	static CachedQuery query = {"SELECT dkis.to_geometry($1)", 1, {InvalidOid}, NULL};
	double radius = location_uncertainty(DatumGetLocation(row->values[FIX_LOCATION]));
	bool is_null;

	query.types[0] = fix_location_type();
	query_run(&query, (Datum *) &row->values[FIX_LOCATION], NULL, SPI_OK_SELECT);
	incident_move(incident, cell(0, 1, &is_null), radius < 0 ? NULL : &radius,
				  psprintf("lokasi panggilan " INT64_FORMAT ", %s", row_int64(row, FIX_CALL),
						   row_text(row, FIX_REASON)));
}

/* ---- INSERT and UPDATE ------------------------------------------------------------------ */

static HeapTuple
insert_fix(ViewCall *call)
{
	OwnedIncident owned;
	Row row = call->asked;
	Row chosen;
	bool had_one;
	bool has_incident;

	fill_fix(call, &row);
	has_incident = own_call(&row, &owned);
	had_one = fix_chosen(row.values[FIX_CALL], &chosen);
	choose(&row, had_one ? &chosen : NULL);
	if (had_one && DatumGetBool(row.values[FIX_CHOSEN]))
		retire(&chosen);
	view_insert(call, &row);
	if (has_incident && DatumGetBool(row.values[FIX_CHOSEN]) &&
		!incident_stays(owned.id, had_one ? &chosen : NULL))
		move_incident(owned.id, &row);
	return view_row(call, &row);
}

/* Somebody says which one counts. */
static HeapTuple
update_fix(ViewCall *call)
{
	OwnedIncident owned;
	Row row = call->old;
	Row chosen;
	bool has_incident = own_call(&row, &owned);

	view_lock(call, &row);
	if (call->asked.nulls[FIX_CHOSEN] || !DatumGetBool(call->asked.values[FIX_CHOSEN]) ||
		row.nulls[FIX_LOCATION])
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lokasi panggilan " INT64_FORMAT " tidak dapat dibuat begitu",
						row_int64(&row, FIX_ID)),
				 errdetail("Yang terpilih harus mempunyai titik; pilihan berganti dengan memilih "
						   "yang lain."),
				 errhint("Pilih satu yang terbaca sebagai tempat: UPDATE "
						 "dkis.call_locations SET chosen = true WHERE id = ...")));
	if (fix_chosen(row.values[FIX_CALL], &chosen))
		retire(&chosen);
	row_set(&row, FIX_CHOSEN, BoolGetDatum(true));
	row_set_text(&row, FIX_CHOSEN_BY, call->identity.actor);
	row_set_text(&row, FIX_REASON, psprintf("dipilih %s", call->identity.actor));
	view_update(&fixes, &row);
	if (has_incident)
		move_incident(owned.id, &row);
	return view_row(call, &row);
}

PG_FUNCTION_INFO_V1(dkis_call_locations_row);

Datum
dkis_call_locations_row(PG_FUNCTION_ARGS)
{
	/* The batch too notes who asks before the owner's rights are taken on. */
	case_batch_current();
	return view_fire(fcinfo, &fixes, insert_fix, update_fix, NULL);
}

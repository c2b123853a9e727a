#include "pg/line112/merge.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"

#include "pg/base/errors.h"
#include "pg/base/query.h"
#include "pg/case/event.h"

static void
refuse_itself(int64 id)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("insiden " INT64_FORMAT " tidak dapat digabung ke dirinya sendiri", id),
					errdetail("Penggabungan menjadikan satu insiden duplikat dari insiden lain."),
					errhint("Sebut dua insiden yang berbeda; insiden induk bukan duplikat dari "
							"yang lain.")));
}

/* The incident that goes on where this one was merged. */
static int64
root_of(int64 id)
{
	static CachedQuery query = {
		"SELECT coalesce(duplicate_of, id) FROM dkis_store.incidents WHERE id = $1",
		1,
		{INT8OID},
		NULL};
	Datum argument = Int64GetDatum(id);

	query_run(&query, &argument, NULL, SPI_OK_SELECT);
	if (SPI_processed == 0)
		incident_refuse_unknown(id);
	return cell_int64(0, 1);
}

/* A drill takes no emergency in, nor the other way round. */
static void
require_same_earnest(const OwnedIncident pair[2])
{
	static CachedQuery query = {"SELECT count(DISTINCT exercise)::int4 FROM dkis_store.incidents"
								" WHERE id IN ($1, $2)",
								2,
								{INT8OID, INT8OID},
								NULL};
	Datum arguments[] = {Int64GetDatum(pair[0].id), Int64GetDatum(pair[1].id)};

	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	if (cell_int32(0, 1) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_NOT_ALLOWED),
				 errmsg("insiden " INT64_FORMAT " dan " INT64_FORMAT
						" tidak dapat digabung: salah satunya latihan",
						pair[0].id, pair[1].id),
				 errdetail("Latihan tidak dihitung dalam laporan; kejadian sungguhan akan hilang "
						   "di dalamnya."),
				 errhint("Laporkan kejadian sungguhan sebagai insiden tersendiri.")));
}

/* What the merge was asked for still holds, now that both are locked. */
static void
check_pair(const OwnedIncident *keep, const OwnedIncident *duplicate)
{
	if (keep->duplicate_of == duplicate->id)
		refuse_itself(duplicate->id);
	if (keep->duplicate_of || duplicate->duplicate_of)
	{
		const OwnedIncident *merged = duplicate->duplicate_of ? duplicate : keep;

		ereport(
			ERROR,
			(errcode(ERRCODE_DKIS_NOT_ALLOWED),
			 errmsg("insiden " INT64_FORMAT " sudah digabung ke insiden " INT64_FORMAT, merged->id,
					merged->duplicate_of),
			 errdetail("Duplikat dari duplikat tidak ada; semua bercerita tentang satu insiden."),
			 errhint("Gabungkan insiden induknya, atau pisahkan dulu dengan "
					 "dkis.unmerge_incident.")));
	}
	if (!keep->open)
		incident_refuse_closed(keep->id, keep->status,
							   "Keadaan darurat hanya digabung ke insiden yang masih berjalan; "
							   "balik urutannya, atau biarkan keduanya berdiri sendiri.");
}

/* Somebody has merged or parted them since we looked. */
static void
check_merged(const OwnedIncident *keep, const OwnedIncident *duplicate)
{
	if (duplicate->duplicate_of != keep->id)
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("penggabungan insiden " INT64_FORMAT " baru saja diubah oleh petugas lain",
						duplicate->id),
				 errdetail("Keadaannya berganti selagi pernyataan ini menunggu; tidak ada yang "
						   "diubah."),
				 errhint("Lihat lagi insiden itu, lalu ulangi.")));
}

void
merge_own(int64 duplicate, int64 keep, OwnedIncident pair[2])
{
	int64 ids[2] = {root_of(keep ? keep : duplicate), duplicate};

	if (ids[0] == duplicate && keep)
		refuse_itself(duplicate);
	if (ids[0] == duplicate) /* parted meanwhile: nothing is asked any more */
		return;
	incident_own(ids, 2, pair);
	if (keep)
	{
		check_pair(&pair[0], &pair[1]);
		require_same_earnest(pair);
	}
	else
		check_merged(&pair[0], &pair[1]);
}

/* ---- what the history tells ------------------------------------------------------- */

typedef struct Told
{
	const char *event;
	int64 duplicate;
} Told;

static void
tell_merge(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const Told *told = argument;
	Detail detail;

	detail_begin(&detail);
	detail_text(&detail, "duplikat", psprintf(INT64_FORMAT, told->duplicate));
	case_event(batch, live, batch->now, batch->identity.actor, told->event, NULL, NULL, &detail);
}

/* In the case of the one that is kept. */
static void
ask_to_tell_merge(CaseBatch *batch, const char *event, const OwnedIncident pair[2])
{
	Told *told = MemoryContextAlloc(batch->context, sizeof *told);

	told->event = event;
	told->duplicate = pair[1].id;
	case_batch_ask_work(batch, pair[0].case_id, tell_merge, told);
}

/* ---- rows ------------------------------------------------------------------------- */

static void
run_all(CachedQuery *moves, size_t count, const OwnedIncident pair[2])
{
	Datum arguments[] = {Int64GetDatum(pair[1].id), Int64GetDatum(pair[0].id)};

	for (size_t i = 0; i < count; i++)
		query_run(&moves[i], arguments, NULL, SPI_OK_UPDATE);
}

#define TWO_IDS 2, {INT8OID, INT8OID}, NULL

/* The first report of it, also through a duplicate: response times begin there. */
#define RECKON_REPORTS                                                                             \
	"UPDATE dkis_store.incidents k SET earlier_report_at = nullif(least(k.received_at,"            \
	" (SELECT min(d.received_at) FROM dkis_store.incidents d WHERE d.duplicate_of = k.id)),"       \
	" k.received_at) WHERE k.id IN ($1, $2)"

void
merge_rows(CaseBatch *batch, const OwnedIncident pair[2])
{
	static CachedQuery moves[] = {
		{"UPDATE dkis_store.calls SET first_incident_id = coalesce(first_incident_id, incident_id),"
		 " incident_id = $2 WHERE incident_id = $1",
		 TWO_IDS},
		{"UPDATE dkis_store.dispatches SET incident_id = $2, first_incident_id ="
		 " coalesce(first_incident_id, incident_id) WHERE incident_id = $1",
		 TWO_IDS},
		{"UPDATE dkis_store.incidents SET duplicate_of = $2 WHERE duplicate_of = $1", TWO_IDS},
		{"UPDATE dkis_store.incidents SET duplicate_of = $2, merged_into = $2,"
		 " merged_open = closed_at IS NULL WHERE id = $1",
		 TWO_IDS},
		{RECKON_REPORTS, TWO_IDS}};

	run_all(moves, lengthof(moves), pair);
	ask_to_tell_merge(batch, "insiden digabung", pair);
}

/* $1 and what had been merged into it before, of those merged into $2. */
#define WITH_PARTED                                                                                \
	"WITH RECURSIVE parted (id) AS (SELECT $1 UNION SELECT i.id FROM dkis_store.incidents i"       \
	" JOIN parted p ON i.merged_into = p.id WHERE i.duplicate_of = $2) "

bool
unmerge_rows(CaseBatch *batch, const OwnedIncident pair[2])
{
	static CachedQuery was_open = {
		"SELECT merged_open FROM dkis_store.incidents WHERE id = $1", 1, {INT8OID}, NULL};
	static CachedQuery moves[] = {
		{WITH_PARTED "UPDATE dkis_store.calls SET incident_id = $1, first_incident_id ="
					 " nullif(first_incident_id, $1) WHERE incident_id = $2"
					 " AND first_incident_id IN (SELECT id FROM parted)",
		 TWO_IDS},
		{WITH_PARTED "UPDATE dkis_store.dispatches SET incident_id = $1, first_incident_id ="
					 " nullif(first_incident_id, $1) WHERE incident_id = $2"
					 " AND first_incident_id IN (SELECT id FROM parted)",
		 TWO_IDS},
		{WITH_PARTED "UPDATE dkis_store.incidents SET duplicate_of = $1"
					 " WHERE id IN (SELECT id FROM parted) AND id <> $1",
		 TWO_IDS},
		{"UPDATE dkis_store.incidents SET duplicate_of = NULL, merged_into = NULL,"
		 " merged_open = NULL WHERE id = $1 AND duplicate_of = $2",
		 TWO_IDS},
		{RECKON_REPORTS, TWO_IDS}};
	Datum argument = Int64GetDatum(pair[1].id);
	bool open;

	query_run(&was_open, &argument, NULL, SPI_OK_SELECT);
	open = cell_bool(0, 1);
	run_all(moves, lengthof(moves), pair);
	ask_to_tell_merge(batch, "penggabungan dibatalkan", pair);
	return open;
}

void
merge_remember(bool is_call, int64 id, int64 named, int64 incident)
{
	static CachedQuery of_call = {
		"UPDATE dkis_store.calls SET first_incident_id = nullif($2, $3) WHERE id = $1",
		3,
		{INT8OID, INT8OID, INT8OID},
		NULL};
	static CachedQuery of_dispatch = {
		"UPDATE dkis_store.dispatches SET first_incident_id = nullif($2, $3) WHERE id = $1",
		3,
		{INT8OID, INT8OID, INT8OID},
		NULL};
	Datum arguments[] = {Int64GetDatum(id), Int64GetDatum(named), Int64GetDatum(incident)};

	query_run(is_call ? &of_call : &of_dispatch, arguments, NULL, SPI_OK_UPDATE);
}

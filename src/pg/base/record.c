#include "pg/base/record.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "pg/base/settings.h"

void
record_enter(RecordCall *call, FunctionCallInfo fcinfo)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("fungsi ini hanya dapat dipanggil sebagai trigger")));
	call->trigger = (TriggerData *) fcinfo->context;
	call->columns = RelationGetDescr(call->trigger->tg_relation);
	identity_read(&call->identity);
	owner_enter(&call->scope);
	SPI_connect();
}

/* After an error nothing needs to be left: the abort does it. */
void
record_leave(RecordCall *call)
{
	SPI_finish();
	owner_leave(&call->scope);
}

void
record_refuse_delete(const RecordTable *table, const char *hint)
{
	ereport(ERROR, (errcode(ERRCODE_DKIS_IMMUTABLE), errmsg("%s tidak dapat dihapus", table->what),
					errhint("%s", hint)));
}

static void
refuse_column(TupleDesc columns, int column)
{
	ereport(ERROR, (errcode(ERRCODE_DKIS_IMMUTABLE),
					errmsg("kolom \"%s\" ditetapkan oleh dkis",
						   NameStr(TupleDescAttr(columns, column)->attname)),
					errhint("Hilangkan kolom itu dari pernyataan.")));
}

void
record_refuse_given(const Row *row, TupleDesc columns, uint64 decided)
{
	for (int column = 0; column < columns->natts; column++)
		if ((decided & ASKED(column)) && !row->nulls[column])
			refuse_column(columns, column);
}

void
record_refuse_changed(uint64 changes, TupleDesc columns, uint64 decided)
{
	for (int column = 0; column < columns->natts; column++)
		if (changes & decided & ASKED(column))
			refuse_column(columns, column);
}

uint64
record_changes(const Row *old, const Row *asked, TupleDesc columns, int count)
{
	uint64 changes = 0;

	for (int column = 0; column < count; column++)
		if (!row_same(old, asked, column, columns))
			changes |= ASKED(column);
	return changes;
}

void
record_merge(Row *row, const Row *asked, uint64 changes, int count)
{
	for (int column = 0; column < count; column++)
	{
		if (!(changes & ASKED(column)))
			continue;
		row->values[column] = asked->values[column];
		row->nulls[column] = asked->nulls[column];
	}
}

/* ---- the silent table --------------------------------------------------------- */

int64
record_next_id(const RecordTable *table)
{
	Oid schema = get_namespace_oid("dkis_store", false);

	return nextval_internal(get_relname_relid(psprintf("%s_id_seq", table->name), schema), false);
}

/* The row as a value of the table's row type. */
static Datum
as_composite(const RecordTable *table, const Row *row, Oid *type)
{
	Oid schema = get_namespace_oid("dkis_store", false);
	Relation relation = table_open(get_relname_relid(table->name, schema), AccessShareLock);
	TupleDesc columns = RelationGetDescr(relation);
	Datum value = heap_copy_tuple_as_datum(row_form(row, columns), columns);

	*type = columns->tdtypeid;
	table_close(relation, NoLock);
	return value;
}

bool
record_insert(RecordTable *table, const Row *row)
{
	Datum value = as_composite(table, row, &table->insert.types[0]);

	table->insert.n = 1;
	query_run(&table->insert, &value, NULL, SPI_OK_INSERT);
	return SPI_processed == 1;
}

void
record_update(RecordTable *table, const Row *row)
{
	Datum value = as_composite(table, row, &table->update.types[0]);

	table->update.n = 1;
	query_run(&table->update, &value, NULL, SPI_OK_UPDATE);
}

void
record_require_own(const char *what, int64 id, int32 agency)
{
	if (agency != settings_agency())
		ereport(ERROR, (errcode(ERRCODE_DKIS_NOT_ALLOWED),
						errmsg("%s " INT64_FORMAT " milik instansi %d", what, id, agency),
						errdetail("Basis data ini milik instansi %d.", settings_agency()),
						errhint("Ubah di basis data instansi itu; di sini hanya dapat dibaca.")));
}

void
record_lock(RecordTable *table, int64 id, Row *row)
{
	Datum value = Int64GetDatum(id);

	table->lock.n = 1;
	table->lock.types[0] = INT8OID;
	query_run(&table->lock, &value, NULL, SPI_OK_SELECT);
	if (SPI_processed == 0)
		ereport(ERROR, (errcode(ERRCODE_NO_DATA_FOUND),
						errmsg("%s " INT64_FORMAT " tidak ada", table->what, id),
						errhint("Lihat SELECT id FROM dkis.%s.", table->name)));
	row_read(row, SPI_tuptable->vals[0], SPI_tuptable->tupdesc, table->columns);
}

HeapTuple
record_shown(CachedQuery *query, int64 id)
{
	Datum value = Int64GetDatum(id);

	query_run(query, &value, NULL, SPI_OK_SELECT);
	return SPI_processed == 1 ? SPI_copytuple(SPI_tuptable->vals[0]) : NULL;
}

/* ---- times ----------------------------------------------------------------------- */

static void
refuse_time(TupleDesc columns, int column, TimestampTz at, const char *why)
{
	const char *name = NameStr(TupleDescAttr(columns, column)->attname);

	ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE), errmsg("%s %s", name, why),
					errdetail("%s = %s.", name, timestamptz_to_str(at)),
					errhint("Isi saat yang nyata, berurutan, dan tidak di masa depan.")));
}

void
record_check_times(const Row *row, TupleDesc columns, const int *times)
{
	TimestampTz last = DT_NOBEGIN;
	TimestampTz now = GetCurrentTimestamp();

	for (; *times >= 0; times++)
	{
		TimestampTz at = row->nulls[*times] ? DT_NOEND : DatumGetTimestampTz(row->values[*times]);

		if (row->nulls[*times])
			continue;
		if (TIMESTAMP_NOT_FINITE(at))
			refuse_time(columns, *times, at, "harus berupa saat yang nyata");
		if (at > now)
			refuse_time(columns, *times, at, "berada di masa depan");
		if (at < last)
			refuse_time(columns, *times, at, "mendahului saat sebelumnya");
		last = at;
	}
}

void
record_keep_times(const RecordCall *call, const Row *before, uint64 changes, const int *times)
{
	for (; *times >= 0; times++)
	{
		if (!(changes & ASKED(*times)) || before->nulls[*times] || call->identity.admin)
			continue;
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_IMMUTABLE),
				 errmsg("%s sudah tercatat",
						NameStr(TupleDescAttr(call->columns, *times)->attname)),
				 errdetail("Tercatat %s.", timestamptz_to_str(row_time(before, *times))),
				 errhint("Hanya dkis_admin yang membetulkan waktu yang sudah tercatat.")));
	}
}

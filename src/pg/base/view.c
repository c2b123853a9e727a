#include "pg/base/view.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

/* ---- one firing --------------------------------------------------------------------- */

TriggerData *
view_trigger(FunctionCallInfo fcinfo)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("fungsi ini hanya dapat dipanggil sebagai trigger"),
						errhint("Tulis lewat pandangannya dalam skema dkis.")));
	return (TriggerData *) fcinfo->context;
}

static void
read_asked(ViewCall *call)
{
	TriggerData *trigger = call->trigger;
	TupleDesc columns = RelationGetDescr(trigger->tg_relation);
	RowRelation *view = &call->view->view;

	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) || !TRIGGER_FIRED_INSTEAD(trigger->tg_event))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("trigger ini hanya untuk INSTEAD OF, per baris")));
	row_relation_take(view, trigger->tg_relation);
	call->changes = 0;
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
	{
		row_of_tuple(&call->asked, view, trigger->tg_trigtuple, columns);
		return;
	}
	row_of_tuple(&call->old, view, trigger->tg_trigtuple, columns);
	if (!TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		return;
	row_of_tuple(&call->asked, view, trigger->tg_newtuple, columns);
	call->changes = row_changes(&call->old, &call->asked, view);
}

void
view_enter(ViewCall *call, SpeakingView *view, FunctionCallInfo fcinfo)
{
	call->view = view;
	call->trigger = view_trigger(fcinfo);
	identity_read(&call->identity);
	read_asked(call);
	owner_enter(&call->scope);
	SPI_connect();
}

void
view_leave(ViewCall *call)
{
	SPI_finish();
	owner_leave(&call->scope);
}

void
view_refuse_delete(const ViewCall *call, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_IMMUTABLE), errmsg("%s tidak dapat dihapus", call->view->what),
			 errhint("%s", hint)));
}

static const char *
column_name(const ViewCall *call, int column)
{
	return call->view->view.columns[column].name;
}

static void
refuse_columns(const ViewCall *call, uint64 columns)
{
	for (int column = 0; column < call->view->view.count; column++)
		if (columns & ASKED(column))
			ereport(ERROR, (errcode(ERRCODE_DKIS_IMMUTABLE),
							errmsg("kolom \"%s\" ditetapkan oleh dkis", column_name(call, column)),
							errhint("Hilangkan kolom itu dari pernyataan.")));
}

void
view_refuse_given(const ViewCall *call, uint64 decided)
{
	uint64 given = 0;

	for (int column = 0; column < call->view->view.count; column++)
		if (!call->asked.nulls[column])
			given |= ASKED(column);
	refuse_columns(call, given & decided);
}

void
view_refuse_changed(const ViewCall *call, uint64 decided)
{
	refuse_columns(call, call->changes & decided);
}

/* ---- times ----------------------------------------------------------------------- */

static void
refuse_time(const ViewCall *call, int column, TimestampTz at, const char *why)
{
	const char *name = column_name(call, column);

	ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE), errmsg("%s %s", name, why),
					errdetail("%s = %s.", name, timestamptz_to_str(at)),
					errhint("Isi saat yang nyata, berurutan, dan tidak di masa depan.")));
}

void
view_check_times(const ViewCall *call, const Row *row, const int *times)
{
	TimestampTz last = DT_NOBEGIN;
	TimestampTz now = GetCurrentTimestamp();

	for (; *times >= 0; times++)
	{
		TimestampTz at = row->nulls[*times] ? DT_NOEND : DatumGetTimestampTz(row->values[*times]);

		if (row->nulls[*times])
			continue;
		if (TIMESTAMP_NOT_FINITE(at))
			refuse_time(call, *times, at, "harus berupa saat yang nyata");
		if (at > now)
			refuse_time(call, *times, at, "berada di masa depan");
		if (at < last)
			refuse_time(call, *times, at, "mendahului saat sebelumnya");
		last = at;
	}
}

void
view_keep_times(const ViewCall *call, const Row *before, const int *times)
{
	if (call->identity.admin)
		return;
	for (; *times >= 0; times++)
		if ((call->changes & ASKED(*times)) && !before->nulls[*times])
			ereport(ERROR,
					(errcode(ERRCODE_DKIS_IMMUTABLE),
					 errmsg("%s sudah tercatat", column_name(call, *times)),
					 errdetail("Tercatat %s.", timestamptz_to_str(row_time(before, *times))),
					 errhint("Hanya dkis_admin yang membetulkan waktu yang sudah tercatat.")));
}

/* ---- the silent table --------------------------------------------------------------- */

int64
view_next_id(SpeakingView *view)
{
	Oid schema = get_namespace_oid(view->table.schema, false);

	return nextval_internal(get_relname_relid(psprintf("%s_id_seq", view->table.name), schema),
							false);
}

/* The table's columns from first on, each in this form of its name and number. */
static char *
list_columns(const RowRelation *table, int first, const char *(*form)(const char *name, int number))
{
	StringInfoData list;

	initStringInfo(&list);
	for (int column = first; column < table->count; column++)
		appendStringInfo(&list, "%s%s", column > first ? ", " : "",
						 form(quote_identifier(table->columns[column].name), column + 1));
	return list.data;
}

static const char *
by_name(const char *name, int number)
{
	return name;
}

static const char *
by_number(const char *name, int number)
{
	return psprintf("$%d", number);
}

static const char *
as_change(const char *name, int number)
{
	return psprintf("%s = $%d", name, number);
}

/* The text lives as long as the session, as the query does. */
static void
compose(CachedQuery *query, int arguments, const char *text)
{
	query->text = MemoryContextStrdup(TopMemoryContext, text);
	query->n = arguments;
	query->types[0] = INT8OID;
}

/* The row's columns are the arguments, in the list's order. */
static void
write_row(SpeakingView *view, CachedQuery *query, const Row *row, int expected)
{
	Datum values[ROW_COLUMNS];
	char nulls[ROW_COLUMNS];

	row_relation_find(&view->table);
	for (int column = 0; column < view->table.count; column++)
	{
		query->types[column] = view->table.type[column];
		values[column] = row->values[column];
		nulls[column] = row->nulls[column] ? 'n' : ' ';
	}
	query_run(query, values, nulls, expected);
}

bool
view_insert(SpeakingView *view, const Row *row)
{
	if (view->insert.text == NULL)
		compose(&view->insert, view->table.count,
				psprintf("INSERT INTO dkis_store.%s (%s) VALUES (%s) %s", view->table.name,
						 list_columns(&view->table, 0, by_name),
						 list_columns(&view->table, 0, by_number),
						 view->on_conflict ? view->on_conflict : ""));
	write_row(view, &view->insert, row, SPI_OK_INSERT);
	return SPI_processed == 1;
}

void
view_update(SpeakingView *view, const Row *row)
{
	if (view->update.text == NULL)
		compose(&view->update, view->table.count,
				psprintf("UPDATE dkis_store.%s SET %s WHERE id = $1", view->table.name,
						 list_columns(&view->table, 1, as_change)));
	write_row(view, &view->update, row, SPI_OK_UPDATE);
}

void
view_require_own(const char *what, int64 id, int32 agency)
{
	if (agency != settings_agency())
		ereport(ERROR, (errcode(ERRCODE_DKIS_NOT_ALLOWED),
						errmsg("%s " INT64_FORMAT " milik instansi %d", what, id, agency),
						errdetail("Basis data ini milik instansi %d.", settings_agency()),
						errhint("Ubah di basis data instansi itu; di sini hanya dapat dibaca.")));
}

void
view_lock(SpeakingView *view, int64 id, Row *row)
{
	Datum value = Int64GetDatum(id);

	row_relation_find(&view->table);
	if (view->lock.text == NULL)
		compose(&view->lock, 1,
				psprintf("SELECT %s FROM dkis_store.%s WHERE id = $1 FOR NO KEY UPDATE",
						 list_columns(&view->table, 0, by_name), view->table.name));
	query_run(&view->lock, &value, NULL, SPI_OK_SELECT);
	if (SPI_processed == 0)
		ereport(ERROR, (errcode(ERRCODE_NO_DATA_FOUND),
						errmsg("%s " INT64_FORMAT " tidak ada", view->what, id),
						errhint("Lihat SELECT id FROM dkis.%s.", view->view.name)));
	row_read(row, SPI_tuptable->vals[0], SPI_tuptable->tupdesc, view->table.count);
	view_require_own(view->what, id, DatumGetInt32(row->values[view->agency]));
}

/* ---- what RETURNING shows -------------------------------------------------------------- */

HeapTuple
view_row(const ViewCall *call, const Row *row)
{
	TriggerData *trigger = call->trigger;
	HeapTuple like = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple
																: trigger->tg_trigtuple;

	return SPI_copytuple(row_to_tuple(row, &call->view->view, like,
									  RelationGetDescr(trigger->tg_relation)));
}

HeapTuple
view_shown(const ViewCall *call, int64 id)
{
	SpeakingView *view = call->view;
	Datum value = Int64GetDatum(id);

	if (view->shown.text == NULL)
		compose(&view->shown, 1,
				psprintf("SELECT * FROM dkis.%s WHERE id = $1", view->view.name));
	query_run(&view->shown, &value, NULL, SPI_OK_SELECT);
	return SPI_processed == 1 ? SPI_copytuple(SPI_tuptable->vals[0]) : NULL;
}

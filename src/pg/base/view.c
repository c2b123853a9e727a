#include "pg/base/view.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "executor/spi.h"
#include "nodes/plannodes.h"
#include "tcop/pquery.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/datum.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "pg/base/limits.h"
#include "pg/base/write.h"

TriggerData *
view_trigger(FunctionCallInfo fcinfo)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("fungsi ini hanya dapat dipanggil sebagai trigger"),
						errhint("Tulis lewat pandangannya dalam skema dkis.")));
	return (TriggerData *) fcinfo->context;
}

/* ---- what is asked ------------------------------------------------------------------ */

static const char *
column_name(const ViewCall *call, int column)
{
	return call->view->view.columns[column].name;
}

/* A column that the list does not have: an agency's own, or a newer script's. */
static void
refuse_unknown(TupleDesc columns, int place)
{
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
					errmsg("kolom \"%s\" tidak dikenal oleh pustaka dkis %s",
						   NameStr(TupleDescAttr(columns, place)->attname), DKIS_VERSION),
					errdetail("Isinya tidak akan tersimpan."),
					errhint("Hilangkan kolom itu; isian milik instansi disimpan di kolom data. "
							"Sesudah dkis diperbarui, sambungkan ulang sesi ini.")));
}

static void
check_unknown(ViewCall *call, HeapTuple before, HeapTuple after, TupleDesc columns)
{
	for (int place = 0; !call->view->view.whole && place < columns->natts; place++)
	{
		Form_pg_attribute attribute = TupleDescAttr(columns, place);
		bool was_null = true;
		bool is_null;
		Datum was = (Datum) 0;
		Datum is;

		if (row_relation_has(&call->view->view, place))
			continue;
		is = heap_getattr(after, place + 1, columns, &is_null);
		if (before)
			was = heap_getattr(before, place + 1, columns, &was_null);
		if (was_null != is_null ||
			(!is_null && !datum_image_eq(was, is, attribute->attbyval, attribute->attlen)))
			refuse_unknown(columns, place);
	}
}

/* An HTML form sends '' for what nobody has filled in. */
static void
empty_is_none(const SpeakingView *view, Row *row)
{
	for (int column = 0; column < view->view.count; column++)
		if (!row->nulls[column] && view->view.type[column] == TEXTOID &&
			!(view->empty_is_value & ASKED(column)) &&
			VARSIZE_ANY_EXHDR(DatumGetTextPP(row->values[column])) == 0)
			row_set_null(row, column);
}

/* As messages show it. */
static const char *
value_text(const ViewCall *call, const Row *row, int column)
{
	Oid output;
	bool is_varlena;

	if (row->nulls[column])
		return "kosong";
	getTypeOutputInfo(call->view->view.type[column], &output, &is_varlena);
	return shortened(OidOutputFunctionCall(output, row->values[column]));
}

/* stored: the row as it is, if it is yet. */
static void
refuse_columns(const ViewCall *call, uint64 columns, const Row *stored, const char *hint)
{
	for (int column = 0; column < call->view->view.count; column++)
		if (columns & ASKED(column))
			ereport(
				ERROR,
				(errcode(ERRCODE_DKIS_IMMUTABLE),
				 errmsg("kolom \"%s\" ditetapkan oleh dkis", column_name(call, column)),
				 stored ? errdetail("Tersimpan: %s; diminta: %s.", value_text(call, stored, column),
									value_text(call, &call->asked, column))
						: errdetail("Diminta: %s.", value_text(call, &call->asked, column)),
				 errhint("%s", hint ? hint : "Hilangkan kolom itu dari pernyataan.")));
}

/* What a client has read before it was filled, it may send back. */
static uint64
sent_back_empty(const ViewCall *call)
{
	uint64 columns = 0;

	for (int column = 0; column < call->view->view.count; column++)
		if ((call->view->fills_later & ASKED(column)) && call->asked.nulls[column])
			columns |= ASKED(column);
	return columns;
}

/* The column's other name, as the column; tuple NULL: null. */
static void
alias_value(Row *row, const RowRelation *view, HeapTuple tuple, TupleDesc columns)
{
	row_clear(row);
	if (tuple)
		row->values[view->alias_of] =
			heap_getattr(tuple, view->alias_place + 1, columns, &row->nulls[view->alias_of]);
}

/* What is written under the other name is asked of the column. before NULL: an INSERT. */
static void
read_alias(ViewCall *call, HeapTuple before, HeapTuple after, TupleDesc columns)
{
	const RowRelation *view = &call->view->view;
	int column = view->alias_of;
	Row was;
	Row given;

	if (view->alias == NULL || view->alias_place < 0)
		return;
	alias_value(&was, view, before, columns);
	alias_value(&given, view, after, columns);
	if (row_equal(&was, &given, column, view))
		return;
	if (!row_equal(&was, &call->asked, column, view) &&
		!row_equal(&given, &call->asked, column, view))
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("kolom \"%s\" dan \"%s\" berlainan", column_name(call, column), view->alias),
			 errdetail("Diminta: %s dan %s; keduanya satu kolom dengan dua nama.",
					   value_text(call, &call->asked, column), value_text(call, &given, column)),
			 errhint("Isi salah satunya saja.")));
	row_copy(&call->asked, &given, column);
}

static void
read_insert(ViewCall *call, TupleDesc columns)
{
	HeapTuple given = call->trigger->tg_trigtuple;

	check_unknown(call, NULL, given, columns);
	row_of_tuple(&call->asked, &call->view->view, given, columns);
	read_alias(call, NULL, given, columns);
	limits_check_row(&call->view->view, &call->asked, ~call->view->any_length);
	empty_is_none(call->view, &call->asked);
}

static void
read_update(ViewCall *call, TupleDesc columns)
{
	SpeakingView *view = call->view;

	check_unknown(call, call->trigger->tg_trigtuple, call->trigger->tg_newtuple, columns);
	row_of_tuple(&call->asked, &view->view, call->trigger->tg_newtuple, columns);
	read_alias(call, call->trigger->tg_trigtuple, call->trigger->tg_newtuple, columns);
	empty_is_none(view, &call->asked);
	call->changes = row_changes(&call->old, &call->asked, &view->view) & ~sent_back_empty(call);
	limits_check_row(&view->view, &call->asked, call->changes & ~view->any_length);
	refuse_columns(call, call->changes & view->keeps, &call->old, view->update_hint);
}

void
view_read(ViewCall *call, SpeakingView *view, FunctionCallInfo fcinfo)
{
	TriggerData *trigger = view_trigger(fcinfo);
	TupleDesc columns = RelationGetDescr(trigger->tg_relation);

	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) || !TRIGGER_FIRED_INSTEAD(trigger->tg_event))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("trigger ini hanya untuk INSTEAD OF, per baris")));
	call->view = view;
	call->trigger = trigger;
	call->changes = 0;
	row_relation_take(&view->view, trigger->tg_relation);
	if (!TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
		row_of_tuple(&call->old, &view->view, trigger->tg_trigtuple, columns);
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
		read_insert(call, columns);
	else if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		read_update(call, columns);
	else if (view->delete_hint)
		view_refuse_delete(call, view->delete_hint);
}

static HeapTuple
act(ViewCall *call, ViewAct insert, ViewAct update, ViewAct remove)
{
	TriggerEvent event = call->trigger->tg_event;

	if (TRIGGER_FIRED_BY_INSERT(event))
		return insert(call);
	if (TRIGGER_FIRED_BY_UPDATE(event))
		return call->changes || call->view->always_acts ? update(call)
														: call->trigger->tg_trigtuple;
	return remove(call);
}

Datum
view_fire(FunctionCallInfo fcinfo, SpeakingView *view, ViewAct insert, ViewAct update,
		  ViewAct remove)
{
	ViewCall call;
	OwnerScope scope;
	HeapTuple result;

	view_read(&call, view, fcinfo);
	identity_read(&call.identity);
	owner_enter(&scope);
	SPI_connect();
	result = act(&call, insert, update, remove);
	SPI_finish();
	owner_leave(&scope);
	return PointerGetDatum(result);
}

void
view_refuse_delete(const ViewCall *call, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_IMMUTABLE), errmsg("%s tidak dapat dihapus", call->view->what),
			 errdetail("Nomor barisnya " INT64_FORMAT ".", row_int64(&call->old, 0)),
			 errhint("%s", hint)));
}

/* Sent by the client itself, for no result: of its parts only a WITH may be read. */
static bool
is_unread(Portal portal)
{
	ListCell *cell;

	if (portal == NULL || portal->strategy != PORTAL_MULTI_QUERY)
		return false;
	foreach (cell, portal->stmts)
		if (lfirst_node(PlannedStmt, cell)->hasModifyingCTE)
			return false;
	return true;
}

/*
 * The executor's memory, which this trigger's call information lies in, hangs
 * directly below that of the portal which runs the statement. A statement of a
 * function hangs below something else.
 */
bool
view_is_watched(FunctionCallInfo fcinfo)
{
	return !is_unread(ActivePortal) ||
		   MemoryContextGetParent(fcinfo->flinfo->fn_mcxt) != ActivePortal->portalContext;
}

/* One VALUES, or a SELECT of nothing: no other row of the statement comes before or after. */
static bool
is_of_one_row(Portal portal)
{
	const PlannedStmt *statement = linitial_node(PlannedStmt, portal->stmts);
	const Plan *rows =
		IsA(statement->planTree, ModifyTable) ? outerPlan(statement->planTree) : NULL;

	return list_length(portal->stmts) == 1 && rows && IsA(rows, Result) && outerPlan(rows) == NULL;
}

bool
view_is_alone(FunctionCallInfo fcinfo)
{
	return !view_is_watched(fcinfo) && is_of_one_row(ActivePortal);
}

/* The call information lives as long as the statement runs. */
uint64
view_statement(FunctionCallInfo fcinfo)
{
	static uint64 last;
	uint64 *mine = fcinfo->flinfo->fn_extra;

	if (mine == NULL)
	{
		mine = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof *mine);
		*mine = ++last;
		fcinfo->flinfo->fn_extra = mine;
	}
	return *mine;
}

/* ---- what must be there -------------------------------------------------------------- */

static void
refuse_missing(const ViewCall *call, int column, const char *hint)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_NOT_NULL_VIOLATION), errmsg("%s harus diisi", column_name(call, column)),
		 errdetail("Kolom %s dkis.%s kosong.", column_name(call, column), call->view->view.name),
		 errhint("%s", hint)));
}

Datum
view_require(const ViewCall *call, const Row *row, int column, const char *hint)
{
	if (row->nulls[column])
		refuse_missing(call, column, hint);
	return row->values[column];
}

char *
view_require_text(const ViewCall *call, const Row *row, int column, const char *hint)
{
	char *text = row_text(row, column);

	if (text == NULL || text[strspn(text, " \t\r\n")] == '\0')
		refuse_missing(call, column, hint);
	return text;
}

/* ---- views that only show ---------------------------------------------------------------- */

PG_FUNCTION_INFO_V1(dkis_refuse_change);

/* Trigger, with an argument where the view at least takes new rows: what to do instead. */
Datum
dkis_refuse_change(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = view_trigger(fcinfo);
	const char *schema = get_namespace_name(RelationGetNamespace(trigger->tg_relation));
	const char *name = RelationGetRelationName(trigger->tg_relation);

	if (trigger->tg_trigger->tgnargs > 0)
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_IMMUTABLE),
				 errmsg("baris %s.%s tidak diubah atau dihapus di sini", schema, name),
				 errdetail("Baris di sana hanya dibuka; perubahannya lewat tampilan yang lain."),
				 errhint("%s", trigger->tg_trigger->tgargs[0])));
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_IMMUTABLE), errmsg("%s.%s hanya dapat dibaca", schema, name),
			 errdetail("Isinya mengikuti apa yang terjadi pada kasus."),
			 errhint("Riwayat ditulis oleh dkis sendiri, lewat dkis.cases dan "
					 "dkis.case_steps.")));
}

/* ---- times ----------------------------------------------------------------------- */

static void
refuse_time(const ViewCall *call, int column, TimestampTz at, const char *why)
{
	const char *name = column_name(call, column);

	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE), errmsg("%s %s", name, why),
			 errdetail("%s = %s.", name, timestamptz_to_str(at)),
			 errhint("Isi tanggal dan waktu yang sah, berurutan, dan tidak di masa depan.")));
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
			refuse_time(call, *times, at, "harus berupa tanggal dan waktu yang sah");
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

void
view_require_decided(const ViewCall *call, const Row *row)
{
	const SpeakingView *view = call->view;
	uint64 others = 0;

	for (int column = 0; column < view->view.count; column++)
		if ((view->decides & ASKED(column)) && !call->asked.nulls[column] &&
			!row_equal(row, &call->asked, column, &view->view))
			others |= ASKED(column);
	refuse_columns(call, others, NULL, view->insert_hint);
}

int64
view_new_id(const SpeakingView *view)
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
view_insert(const ViewCall *call, Row *row)
{
	row_set_null(row, 0);
	view_require_decided(call, row);
	row_set(row, 0, Int64GetDatum(view_new_id(call->view)));
	return view_put(call->view, row);
}

/* The table as base/write knows it. */
static RowRelation *const *
table_of(SpeakingView *view)
{
	view->written[0] = &view->table;
	return view->written;
}

static bool
put_by_sql(SpeakingView *view, const Row *row)
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

bool
view_put(SpeakingView *view, const Row *row)
{
	/* What ON CONFLICT means is left to SQL. */
	return view->on_conflict || table_tells_statements(&view->table)
			   ? put_by_sql(view, row)
			   : table_insert(table_of(view), row);
}

static void
update_by_sql(SpeakingView *view, const Row *row)
{
	if (view->update.text == NULL)
		compose(&view->update, view->table.count,
				psprintf("UPDATE dkis_store.%s SET %s WHERE id = $1", view->table.name,
						 list_columns(&view->table, 1, as_change)));
	write_row(view, &view->update, row, SPI_OK_UPDATE);
}

void
view_update(SpeakingView *view, const Row *row)
{
	if (table_tells_statements(&view->table))
		update_by_sql(view, row);
	else
		table_update_by_id(table_of(view), row);
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

bool
view_delete(SpeakingView *view, int64 id)
{
	Datum value = Int64GetDatum(id);

	if (view->remove.text == NULL)
		compose(&view->remove, 1,
				psprintf("DELETE FROM dkis_store.%s WHERE id = $1", view->table.name));
	query_run(&view->remove, &value, NULL, SPI_OK_DELETE);
	return SPI_processed == 1;
}

static void
refuse_gone(const SpeakingView *view, int64 id)
{
	ereport(ERROR, (errcode(ERRCODE_NO_DATA_FOUND),
					errmsg("%s " INT64_FORMAT " tidak ada", view->what, id),
					errdetail("Baris itu dihapus oleh sesi lain."),
					errhint("Lihat SELECT id FROM dkis.%s.", view->view.name)));
}

void
view_lock(ViewCall *call, Row *row)
{
	SpeakingView *view = call->view;
	int64 id = row_int64(&call->old, 0);

	if (!table_lock_by_id(&view->table, id, row))
		refuse_gone(view, id);
	view_require_own(view->what, id, DatumGetInt32(row->values[view->agency]));
	for (int column = 0; column < view->table.count; column++)
		if (row_equal(row, &call->asked, column, &view->view))
			call->changes &= ~ASKED(column);
}

/* ---- what RETURNING shows -------------------------------------------------------------- */

HeapTuple
view_tuple(const ViewCall *call, const Row *row)
{
	TriggerData *trigger = call->trigger;
	HeapTuple like =
		TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple : trigger->tg_trigtuple;

	return row_to_tuple(row, &call->view->view, like, RelationGetDescr(trigger->tg_relation));
}

HeapTuple
view_row(const ViewCall *call, const Row *row)
{
	return SPI_copytuple(view_tuple(call, row));
}

HeapTuple
view_shown(const ViewCall *call, const Row *row)
{
	SpeakingView *view = call->view;
	Datum id = row->values[0];

	if (view->shown.text == NULL)
		compose(&view->shown, 1, psprintf("SELECT * FROM dkis.%s WHERE id = $1", view->view.name));
	query_run(&view->shown, &id, NULL, SPI_OK_SELECT);
	if (SPI_processed != 1)
		return view_row(call, row);
	return SPI_copytuple(SPI_tuptable->vals[0]);
}

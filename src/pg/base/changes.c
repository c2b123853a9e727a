/*
 * The record of what changes outside of the histories of cases: who, when, what was
 * there before and what after. One row of dkis_store.changes for each row that was
 * added, changed or removed, by a trigger on each table that dkis_store.recorded_tables()
 * names. What a restore brings is not recorded: its records come along. A restore is
 * told by what pg_dump sets (check_function_bodies off), of a superuser or the owner;
 * whoever pretends to be one leaves a row that no record knows.
 *
 * state, the salted digest of the row as it then stood, is what dkis.verify_all()
 * compares the row with: SHA-256 over the salt and, of each column that is not null, in
 * the order of their names, name and binary form. So a column that a later script adds,
 * empty, changes nothing. Left out are the stamps of the row, and what is measured
 * rather than decided (where a unit is).
 *
 * A plain table may carry recorded_row too, which stamps changed_at and changed_by on
 * the row (a restore brings these along).
 */
#include "pg/base/compat.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "commands/sequence.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "core/history/chain.h"
#include "pg/base/digest.h"
#include "pg/base/identity.h"
#include "pg/base/module.h"
#include "pg/base/row.h"
#include "pg/base/view.h"
#include "pg/base/write.h"

/* ---- what of a row counts ---------------------------------------------------------- */

/* Measured, not decided: no change of a unit. */
static bool
is_measured(const char *relation, const char *column)
{
	return strcmp(relation, "units") == 0 &&
		   (strcmp(column, "position") == 0 || strcmp(column, "position_at") == 0);
}

/* The two stamps of dkis_store.record_changes(), which come as a pair. */
static bool
is_stamp(TupleDesc columns, const char *column)
{
	return (strcmp(column, "changed_at") == 0 || strcmp(column, "changed_by") == 0) &&
		   SPI_fnumber(columns, "changed_at") > 0;
}

static bool
is_recorded_column(const char *relation, TupleDesc columns, Form_pg_attribute column)
{
	return !column->attisdropped && !is_measured(relation, NameStr(column->attname)) &&
		   !is_stamp(columns, NameStr(column->attname));
}

static int
by_column_name(const void *a, const void *b)
{
	return strcmp(NameStr((*(const Form_pg_attribute *) a)->attname),
				  NameStr((*(const Form_pg_attribute *) b)->attname));
}

/* Those that count, by name; how many they are. */
static int
recorded_columns(const char *relation, TupleDesc columns, Form_pg_attribute *recorded)
{
	int count = 0;

	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);

		if (is_recorded_column(relation, columns, column))
			recorded[count++] = column;
	}
	qsort(recorded, count, sizeof *recorded, by_column_name);
	return count;
}

static void
put_prefixed(StringInfo bytes, const void *value, int length)
{
	uint32 ordered = pg_hton32((uint32) length);

	appendBinaryStringInfo(bytes, (const char *) &ordered, sizeof ordered);
	appendBinaryStringInfo(bytes, value, length);
}

static void
put_sent(StringInfo bytes, Form_pg_attribute column, Datum value)
{
	Oid send;
	bool is_varlena;
	bytea *sent;

	getTypeBinaryOutputInfo(column->atttypid, &send, &is_varlena);
	sent = OidSendFunctionCall(send, value);
	put_prefixed(bytes, NameStr(column->attname), strlen(NameStr(column->attname)));
	put_prefixed(bytes, VARDATA(sent), VARSIZE(sent) - VARHDRSZ);
}

static Datum
state_of(const char *relation, TupleDesc columns, HeapTuple tuple, Datum salt)
{
	Form_pg_attribute *recorded = palloc(sizeof *recorded * columns->natts);
	int count = recorded_columns(relation, columns, recorded);
	bytea *salt_bytes = DatumGetByteaPP(salt);
	StringInfoData bytes;

	initStringInfo(&bytes);
	appendBinaryStringInfo(&bytes, VARDATA_ANY(salt_bytes), VARSIZE_ANY_EXHDR(salt_bytes));
	for (int i = 0; i < count; i++)
	{
		bool is_null;
		Datum value = heap_getattr(tuple, recorded[i]->attnum, columns, &is_null);

		if (!is_null)
			put_sent(&bytes, recorded[i], value);
	}
	return digest_bytes(bytes.data, bytes.len);
}

/* ---- what is told of a change --------------------------------------------------------- */

/* A row's columns with these numbers as JSON; no row: null. */
static void
put_json(StringInfo json, TupleDesc all, HeapTuple tuple, const int *numbers, int count)
{
	TupleDesc some;
	Datum *values = palloc(sizeof *values * count);
	bool *nulls = palloc(sizeof *nulls * count);

	if (tuple == NULL)
	{
		appendStringInfoString(json, "null");
		return;
	}
	some = CreateTemplateTupleDesc(count);
	for (int i = 0; i < count; i++)
	{
		TupleDescCopyEntry(some, i + 1, all, numbers[i]);
		values[i] = heap_getattr(tuple, numbers[i], all, &nulls[i]);
	}
	appendStringInfoString(
		json,
		TextDatumGetCString(DirectFunctionCall1(
			row_to_json, HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(some), values, nulls)))));
}

static bool
column_differs(TupleDesc columns, Form_pg_attribute column, HeapTuple before, HeapTuple after)
{
	bool was_null;
	bool is_null;
	Datum was = heap_getattr(before, column->attnum, columns, &was_null);
	Datum is = heap_getattr(after, column->attnum, columns, &is_null);

	return was_null != is_null ||
		   (!is_null && !datum_image_eq(was, is, column->attbyval, column->attlen));
}

/* The numbers of those to be told: of a change what counts and differs, else all. */
static int
told_numbers(Relation relation, HeapTuple before, HeapTuple after, int *numbers)
{
	TupleDesc columns = RelationGetDescr(relation);
	int count = 0;

	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);

		if (before && after
				? is_recorded_column(RelationGetRelationName(relation), columns, column) &&
					  column_differs(columns, column, before, after)
				: !column->attisdropped)
			numbers[count++] = column->attnum;
	}
	return count;
}

/* What stood there before and what after, as jsonb; 0: no column differs. */
static Datum
payload(Relation relation, HeapTuple before, HeapTuple after)
{
	TupleDesc columns = RelationGetDescr(relation);
	int *numbers = palloc(sizeof *numbers * columns->natts);
	int count = told_numbers(relation, before, after, numbers);
	StringInfoData json;

	if (count == 0)
		return (Datum) 0;
	initStringInfo(&json);
	appendStringInfoString(&json, "{\"sebelum\":");
	put_json(&json, columns, before, numbers, count);
	appendStringInfoString(&json, ",\"sesudah\":");
	put_json(&json, columns, after, numbers, count);
	appendStringInfoChar(&json, '}');
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data));
}

/* ---- the record ---------------------------------------------------------------------- */

#define CHANGE_LIST(X)                                                                             \
	X(CHANGE_AGENCY, agency, int4)                                                                 \
	X(CHANGE_AT, at, timestamptz)                                                                  \
	X(CHANGE_ACTOR, actor, text)                                                                   \
	X(CHANGE_DB_ROLE, db_role, text)                                                               \
	X(CHANGE_RELATION, relation, text)                                                             \
	X(CHANGE_ROW, row, text)                                                                       \
	X(CHANGE_CHANGE, change, text)                                                                 \
	X(CHANGE_DETAIL, detail, jsonb)                                                                \
	X(CHANGE_SALT, salt, bytea)                                                                    \
	X(CHANGE_DIGEST, digest, bytea)                                                                \
	X(CHANGE_STATE, state, bytea)                                                                  \
	X(CHANGE_HASH, hash, bytea)

enum
{
	CHANGE_ID,
	CHANGE_LIST(COLUMN_NUMBER) CHANGE_COLUMNS
};

static const Column change_columns[] = {COLUMN_ID, CHANGE_LIST(COLUMN_ENTRY)};
static RowRelation changes = ROW_RELATION("dkis_store", "changes", change_columns, CHANGE_COLUMNS);
static RowRelation *const written[] = {&changes};

static ChainText
text_of(const char *text)
{
	return (ChainText){text, strlen(text)};
}

static ChainText
bytes_of(Datum bytes)
{
	bytea *value = DatumGetByteaPP(bytes);

	return (ChainText){VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)};
}

static Datum
hash_change(const ChainChange *change)
{
	DkisText bytes;
	Datum hash;

	dkis_text_init(&bytes);
	chain_serialise_change(change, &bytes);
	hash = digest_bytes(bytes.data, bytes.length);
	pfree(bytes.data);
	return hash;
}

static void
put_words(Row *row, int column, const ChainText *text)
{
	row_set(row, column, PointerGetDatum(cstring_to_text_with_len(text->bytes, text->length)));
}

/* A ChainText that is none stands for NULL. */
static void
put_digest_column(Row *row, int column, const ChainText *digest)
{
	if (digest->bytes)
		put_words(row, column, digest); /* text and bytea are laid out alike */
}

static void
put(const ChainChange *change, Datum detail, Datum salt)
{
	RowWriter *writer = writer_open(written, lengthof(written));
	Row row;

	row_clear(&row);
	row_set(&row, CHANGE_ID, Int64GetDatum(change->id));
	row_set(&row, CHANGE_AGENCY, Int32GetDatum(change->agency));
	row_set(&row, CHANGE_AT, TimestampTzGetDatum(change->at));
	put_words(&row, CHANGE_ACTOR, &change->actor);
	put_words(&row, CHANGE_DB_ROLE, &change->db_role);
	put_words(&row, CHANGE_RELATION, &change->relation);
	put_words(&row, CHANGE_ROW, &change->row);
	put_words(&row, CHANGE_CHANGE, &change->change);
	if (detail)
		row_set(&row, CHANGE_DETAIL, detail);
	row_set(&row, CHANGE_SALT, salt);
	put_digest_column(&row, CHANGE_DIGEST, &change->digest);
	put_digest_column(&row, CHANGE_STATE, &change->state);
	row_set(&row, CHANGE_HASH, hash_change(change));
	writer_insert(writer, 0, &row);
	writer_close(writer);
}

static int64
next_id(void)
{
	return nextval_internal(
		get_relname_relid("changes_id_seq", get_namespace_oid("dkis_store", false)), false);
}

/* The row as it now is, or, once it is gone, as it was. */
typedef struct RecordedRow
{
	const char *relation;
	TupleDesc columns;
	HeapTuple tuple;
	bool gone;
} RecordedRow;

/* Nobody's rights are asked (base/write). detail 0: the row itself is what is told. */
static void
write_record(const Identity *identity, const RecordedRow *row, const char *kind, Datum detail)
{
	Datum salt = digest_salt();
	ChainChange change = {
		.agency = settings_agency(),
		.id = next_id(),
		.at = GetCurrentTimestamp(),
		.actor = text_of(identity->actor),
		.db_role = text_of(identity->db_role),
		.relation = text_of(row->relation),
		.row = text_of(SPI_getvalue(row->tuple, row->columns, 1)),
		.change = text_of(kind),
	};

	if (detail)
		change.digest = bytes_of(digest_payload(salt, detail));
	if (!row->gone)
		change.state = bytes_of(state_of(row->relation, row->columns, row->tuple, salt));
	put(&change, detail, salt);
}

/*
 * before or after may be NULL: new, or gone. Of a row that comes into a silent table
 * nothing is told: there it stands, and what it was is told when it changes. So a
 * caller's data are not written twice, and a call is recorded in no time.
 */
static void
change_record(const Identity *identity, Relation relation, HeapTuple before, HeapTuple after)
{
	bool silent =
		before == NULL && RelationGetNamespace(relation) == get_namespace_oid("dkis_store", false);
	Datum detail = silent ? (Datum) 0 : payload(relation, before, after);
	RecordedRow row = {RelationGetRelationName(relation), RelationGetDescr(relation),
					   after ? after : before, after == NULL};

	if (detail == (Datum) 0 && !silent)
		return;
	write_record(identity, &row,
				 before == NULL  ? "ditambah"
				 : after == NULL ? "dihapus"
								 : "diubah",
				 detail);
}

/* A row that gets another key is, to its records, one that goes and one that comes. */
static void
record_update(const Identity *identity, Relation relation, HeapTuple before, HeapTuple after)
{
	TupleDesc columns = RelationGetDescr(relation);

	if (column_differs(columns, TupleDescAttr(columns, 0), before, after))
	{
		change_record(identity, relation, before, NULL);
		change_record(identity, relation, NULL, after);
	}
	else
		change_record(identity, relation, before, after);
}

PG_FUNCTION_INFO_V1(dkis_change_hash);

/* (agency, id, at, actor, db_role, relation, row, change, digest, state; '': none), STRICT */
Datum
dkis_change_hash(PG_FUNCTION_ARGS)
{
	ChainChange change = {
		.agency = PG_GETARG_INT32(0),
		.id = PG_GETARG_INT64(1),
		.at = PG_GETARG_TIMESTAMPTZ(2),
		.actor = bytes_of(PG_GETARG_DATUM(3)), /* text and bytea are laid out alike */
		.db_role = bytes_of(PG_GETARG_DATUM(4)),
		.relation = bytes_of(PG_GETARG_DATUM(5)),
		.row = bytes_of(PG_GETARG_DATUM(6)),
		.change = bytes_of(PG_GETARG_DATUM(7)),
		.digest = bytes_of(PG_GETARG_DATUM(8)),
		.state = bytes_of(PG_GETARG_DATUM(9)),
	};

	if (change.digest.length == 0)
		change.digest.bytes = NULL;
	if (change.state.length == 0)
		change.state.bytes = NULL;
	PG_RETURN_DATUM(hash_change(&change));
}

/* A composite value as a row of its table; refuses one of no table. */
static RecordedRow
row_of_datum(Datum datum, HeapTupleData *tuple)
{
	HeapTupleHeader header = DatumGetHeapTupleHeader(datum);
	Oid type = HeapTupleHeaderGetTypeId(header);
	Oid relation = get_typ_typrelid(type);

	if (!OidIsValid(relation))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("bukan baris sebuah tabel"),
				 errdetail("Yang dicatat dan dibandingkan adalah baris tabel dkis."),
				 errhint("Beri barisnya, seperti pada SELECT f(t) FROM tabel AS t.")));
	*tuple = (HeapTupleData){.t_len = HeapTupleHeaderGetDatumLength(header), .t_data = header};
	return (RecordedRow){get_rel_name(relation),
						 lookup_rowtype_tupdesc_copy(type, HeapTupleHeaderGetTypMod(header)), tuple,
						 false};
}

PG_FUNCTION_INFO_V1(dkis_row_state);
PG_FUNCTION_INFO_V1(dkis_record_row);

/* (row, salt), STRICT: its digest, as a record has it */
Datum
dkis_row_state(PG_FUNCTION_ARGS)
{
	HeapTupleData tuple;
	RecordedRow row = row_of_datum(PG_GETARG_DATUM(0), &tuple);

	PG_RETURN_DATUM(state_of(row.relation, row.columns, &tuple, PG_GETARG_DATUM(1)));
}

/* (row, change, detail), STRICT; executable by the owner alone */
Datum
dkis_record_row(PG_FUNCTION_ARGS)
{
	HeapTupleData tuple;
	RecordedRow row = row_of_datum(PG_GETARG_DATUM(0), &tuple);
	Identity identity;

	identity_read(&identity);
	write_record(&identity, &row, text_to_cstring(PG_GETARG_TEXT_PP(1)), PG_GETARG_DATUM(2));
	PG_RETURN_VOID();
}

/* ---- plain tables --------------------------------------------------------------------- */

/* Who restores, replicates or moves the data about brings the stamps along. */
static bool
brings_stamps(Relation relation)
{
	return superuser() || GetUserId() == relation->rd_rel->relowner;
}

static HeapTuple
stamped(TriggerData *trigger, HeapTuple row, const char *actor)
{
	TupleDesc columns = RelationGetDescr(trigger->tg_relation);
	int places[] = {SPI_fnumber(columns, "changed_at"), SPI_fnumber(columns, "changed_by")};
	Datum values[] = {TimestampTzGetDatum(GetCurrentTimestamp()), CStringGetTextDatum(actor)};
	bool nulls[] = {false, false};
	bool is_null;

	if (places[0] <= 0 || places[1] <= 0)
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("tabel %s tidak mempunyai kolom changed_at dan changed_by",
							   RelationGetRelationName(trigger->tg_relation)),
						errdetail("Pemicu ini mencatat siapa yang menulis baris, dan kapan."),
						errhint("Pasang dengan dkis_store.record_changes(tabel).")));
	heap_getattr(row, places[1], columns, &is_null);
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event) && !is_null &&
		brings_stamps(trigger->tg_relation))
		return row;
	return heap_modify_tuple_by_cols(row, columns, 2, places, values, nulls);
}

PG_FUNCTION_INFO_V1(dkis_recorded_row);
PG_FUNCTION_INFO_V1(dkis_recorded_change);

/* BEFORE INSERT OR UPDATE, for each row. */
Datum
dkis_recorded_row(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = view_trigger(fcinfo);
	Identity identity;

	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) || !TRIGGER_FIRED_BEFORE(trigger->tg_event) ||
		TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("trigger ini hanya untuk BEFORE INSERT OR UPDATE, per baris"),
						errhint("Pasang dengan dkis_store.record_changes(tabel).")));
	identity_read(&identity);
	return PointerGetDatum(stamped(
		trigger,
		TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple : trigger->tg_trigtuple,
		identity.actor));
}

/* What pg_dump's scripts set, and no session else; the script of an update counts as work. */
static bool
restores(Relation relation)
{
	return !check_function_bodies && !creating_extension &&
		   (superuser_arg(GetOuterUserId()) || GetOuterUserId() == relation->rd_rel->relowner);
}

/*
 * A setting of a database that is nobody's yet would be numbered as any other such
 * database numbers it; it is recorded when the agency is set.
 */
static bool
is_brought(Relation relation)
{
	return restores(relation) ||
		   (strcmp(RelationGetRelationName(relation), "settings") == 0 && settings_agency() == 0);
}

PG_FUNCTION_INFO_V1(dkis_is_restored);

/* (table), STRICT: are the rows that this session adds to it those of a dump? NULL: no such table.
 */
Datum
dkis_is_restored(PG_FUNCTION_ARGS)
{
	Relation relation = try_relation_open(PG_GETARG_OID(0), AccessShareLock);
	bool answer;

	if (relation == NULL)
		PG_RETURN_NULL();
	answer = restores(relation);
	relation_close(relation, AccessShareLock);
	PG_RETURN_BOOL(answer);
}

/* Elsewhere a row has neither an agency nor a key that names it. */
static void
require_own_table(Relation relation)
{
	Oid schema = RelationGetNamespace(relation);

	if (schema != get_namespace_oid("dkis", false) &&
		schema != get_namespace_oid("dkis_store", false))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("tabel %s bukan tabel dkis", RelationGetRelationName(relation)),
						errdetail("Yang dicatat adalah baris tabel dkis."),
						errhint("Lihat SELECT * FROM dkis_store.recorded_tables().")));
}

/* AFTER INSERT OR UPDATE OR DELETE, for each row. */
Datum
dkis_recorded_change(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = view_trigger(fcinfo);
	Identity identity;

	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) || !TRIGGER_FIRED_AFTER(trigger->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger ini hanya untuk AFTER INSERT OR UPDATE OR DELETE, per baris"),
				 errhint("Lihat SELECT * FROM dkis_store.recorded_tables().")));
	require_own_table(trigger->tg_relation);
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event) && is_brought(trigger->tg_relation))
		return PointerGetDatum(NULL);
	identity_read(&identity);
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		record_update(&identity, trigger->tg_relation, trigger->tg_trigtuple, trigger->tg_newtuple);
	else if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
		change_record(&identity, trigger->tg_relation, NULL, trigger->tg_trigtuple);
	else
		change_record(&identity, trigger->tg_relation, trigger->tg_trigtuple, NULL);
	return PointerGetDatum(NULL);
}

#include "pg/base/changes.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "core/history/chain.h"
#include "pg/base/digest.h"
#include "pg/base/module.h"
#include "pg/base/view.h"

/* A row as jsonb; NULL: none. */
static Datum
row_json(Relation relation, HeapTuple tuple, char *is_null)
{
	Datum json;

	*is_null = tuple ? ' ' : 'n';
	if (tuple == NULL)
		return (Datum) 0;
	json = DirectFunctionCall1(row_to_json,
							   heap_copy_tuple_as_datum(tuple, RelationGetDescr(relation)));
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(TextDatumGetCString(json)));
}

/* Of a change only what differs; 0: nothing does. */
static Datum
payload(Relation relation, HeapTuple before, HeapTuple after)
{
	static CachedQuery query = {
		"SELECT jsonb_build_object("
		"'sebelum', (SELECT jsonb_object_agg(key, value) FROM jsonb_each($1)"
		"  WHERE $2 IS NULL OR $2 -> key IS DISTINCT FROM value),"
		"'sesudah', (SELECT jsonb_object_agg(key, value) FROM jsonb_each($2)"
		"  WHERE $1 IS NULL OR $1 -> key IS DISTINCT FROM value))"
		" WHERE ($1 - '{changed_at,changed_by}'::text[])"
		"  IS DISTINCT FROM ($2 - '{changed_at,changed_by}'::text[])",
		2,
		{JSONBOID, JSONBOID},
		NULL};
	char nulls[2];
	Datum rows[] = {row_json(relation, before, &nulls[0]), row_json(relation, after, &nulls[1])};
	bool is_null;

	query_run(&query, rows, nulls, SPI_OK_SELECT);
	return SPI_processed == 1 ? cell(0, 1, &is_null) : (Datum) 0;
}

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
put(const ChainChange *change, Datum detail, Datum salt, Datum digest)
{
	static CachedQuery query = {"INSERT INTO dkis_store.changes (id, agency, at, actor, db_role,"
								" relation, row, change, detail, salt, digest, hash)"
								" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
								12,
								{INT8OID, INT4OID, TIMESTAMPTZOID, TEXTOID, TEXTOID, TEXTOID,
								 TEXTOID, TEXTOID, JSONBOID, BYTEAOID, BYTEAOID, BYTEAOID},
								NULL};
	Datum row[] = {Int64GetDatum(change->id),
				   Int32GetDatum(change->agency),
				   TimestampTzGetDatum(change->at),
				   CStringGetTextDatum(change->actor.bytes),
				   CStringGetTextDatum(change->db_role.bytes),
				   CStringGetTextDatum(change->relation.bytes),
				   CStringGetTextDatum(change->row.bytes),
				   CStringGetTextDatum(change->change.bytes),
				   detail,
				   salt,
				   digest,
				   hash_change(change)};

	query_run(&query, row, NULL, SPI_OK_INSERT);
}

static int64
next_id(void)
{
	return nextval_internal(
		get_relname_relid("changes_id_seq", get_namespace_oid("dkis_store", false)), false);
}

void
change_record(const Identity *identity, Relation relation, HeapTuple before, HeapTuple after)
{
	Datum detail = payload(relation, before, after);
	Datum salt = digest_salt();
	Datum digest;
	ChainChange change = {
		.agency = settings_agency(),
		.at = GetCurrentTimestamp(),
		.actor = text_of(identity->actor),
		.db_role = text_of(identity->db_role),
		.relation = text_of(RelationGetRelationName(relation)),
		.change = text_of(before == NULL  ? "ditambah"
						  : after == NULL ? "dihapus"
										  : "diubah"),
	};

	if (detail == (Datum) 0)
		return;
	change.id = next_id();
	change.row = text_of(SPI_getvalue(after ? after : before, RelationGetDescr(relation), 1));
	digest = digest_payload(salt, detail);
	change.digest = bytes_of(digest);
	put(&change, detail, salt, digest);
}

PG_FUNCTION_INFO_V1(dkis_change_hash);

/* (agency, id, at, actor, db_role, relation, row, change, digest), STRICT */
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
	};

	PG_RETURN_DATUM(hash_change(&change));
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

/* AFTER UPDATE OR DELETE, for each row. */
Datum
dkis_recorded_change(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = view_trigger(fcinfo);
	OwnerScope scope;
	Identity identity;

	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) || !TRIGGER_FIRED_AFTER(trigger->tg_event) ||
		TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("trigger ini hanya untuk AFTER UPDATE OR DELETE, per baris"),
						errhint("Pasang dengan dkis_store.record_changes(tabel).")));
	identity_read(&identity);
	owner_enter(&scope);
	SPI_connect();
	change_record(&identity, trigger->tg_relation, trigger->tg_trigtuple,
				  TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple : NULL);
	SPI_finish();
	owner_leave(&scope);
	return PointerGetDatum(NULL);
}

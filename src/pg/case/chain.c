/*
 * Hashing the chain, with PostgreSQL's own SHA-256.
 */
#include "pg/base/compat.h"

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"

#include "core/history/chain.h"
#include "pg/base/module.h"
#include "pg/case/chain.h"

/* Freed by finish_hash(); the resource owner sees to it after an error. */
static pg_cryptohash_ctx *
hashing_context(void)
{
	pg_cryptohash_ctx *context = pg_cryptohash_create(PG_SHA256);

	if (context == NULL || pg_cryptohash_init(context) < 0)
		elog(ERROR, "SHA-256 is not available");
	return context;
}

static Datum
finish_hash(pg_cryptohash_ctx *context)
{
	bytea *hash = palloc(VARHDRSZ + PG_SHA256_DIGEST_LENGTH);

	SET_VARSIZE(hash, VARHDRSZ + PG_SHA256_DIGEST_LENGTH);
	if (pg_cryptohash_final(context, (uint8 *) VARDATA(hash), PG_SHA256_DIGEST_LENGTH) < 0)
		elog(ERROR, "SHA-256 failed");
	pg_cryptohash_free(context);
	return PointerGetDatum(hash);
}

static void
add_bytes(pg_cryptohash_ctx *context, const void *bytes, size_t length)
{
	if (pg_cryptohash_update(context, bytes, length) < 0)
		elog(ERROR, "SHA-256 failed");
}

static Datum
digest_detail(bytea *salt, Jsonb *detail)
{
	pg_cryptohash_ctx *context = hashing_context();
	char *text = JsonbToCString(NULL, &detail->root, VARSIZE(detail));

	add_bytes(context, VARDATA_ANY(salt), VARSIZE_ANY_EXHDR(salt));
	add_bytes(context, text, strlen(text));
	return finish_hash(context);
}

void
chain_seal_detail(Row *event)
{
	bytea *salt;

	if (event->nulls[EVENT_DETAIL])
		return;
	salt = palloc(VARHDRSZ + CHAIN_SALT_LENGTH);
	SET_VARSIZE(salt, VARHDRSZ + CHAIN_SALT_LENGTH);
	if (!pg_strong_random(VARDATA(salt), CHAIN_SALT_LENGTH))
		ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg("tidak ada bilangan acak")));
	row_set(event, EVENT_SALT, PointerGetDatum(salt));
	row_set(event, EVENT_DIGEST, digest_detail(salt, DatumGetJsonbP(event->values[EVENT_DETAIL])));
}

static ChainText
chain_text(const Row *event, int column)
{
	ChainText text = {NULL, 0};

	if (!event->nulls[column])
	{
		/* text and bytea are laid out alike */
		struct varlena *value = PG_DETOAST_DATUM_PACKED(event->values[column]);

		text.bytes = VARDATA_ANY(value);
		text.length = VARSIZE_ANY_EXHDR(value);
	}
	return text;
}

Datum
chain_hash_event(const Row *event, Datum previous)
{
	ChainEvent chained = {
		.agency = DatumGetInt32(event->values[EVENT_AGENCY]),
		.case_id = DatumGetInt64(event->values[EVENT_CASE_ID]),
		.seq = DatumGetInt32(event->values[EVENT_SEQ]),
		.at = DatumGetTimestampTz(event->values[EVENT_AT]),
		.recorded_at = DatumGetTimestampTz(event->values[EVENT_RECORDED_AT]),
		.actor = chain_text(event, EVENT_ACTOR),
		.db_role = chain_text(event, EVENT_DB_ROLE),
		.event = chain_text(event, EVENT_EVENT),
		.step = chain_text(event, EVENT_STEP),
		.outcome = chain_text(event, EVENT_OUTCOME),
		.digest = chain_text(event, EVENT_DIGEST),
	};
	bytea *before = previous ? DatumGetByteaPP(previous) : NULL;
	pg_cryptohash_ctx *context = hashing_context();
	DkisText bytes;

	dkis_text_init(&bytes);
	chain_serialise(&chained, before ? (const uint8_t *) VARDATA_ANY(before) : NULL, &bytes);
	add_bytes(context, bytes.data, bytes.length);
	pfree(bytes.data);
	return finish_hash(context);
}

PG_FUNCTION_INFO_V1(dkis_event_digest);
PG_FUNCTION_INFO_V1(dkis_event_hash);

Datum
dkis_event_digest(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(digest_detail(PG_GETARG_BYTEA_PP(0), PG_GETARG_JSONB_P(1)));
}

static void
require_hash(Datum previous)
{
	if (VARSIZE_ANY_EXHDR(DatumGetByteaPP(previous)) != CHAIN_HASH_LENGTH)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("sidik sebelumnya harus 32 bita")));
}

/* Arguments in the order of the columns from EVENT_AGENCY on, without detail and salt. */
Datum
dkis_event_hash(PG_FUNCTION_ARGS)
{
	static const EventColumn columns[] = {
		EVENT_AGENCY,  EVENT_CASE_ID, EVENT_SEQ,  EVENT_AT,      EVENT_RECORDED_AT, EVENT_ACTOR,
		EVENT_DB_ROLE, EVENT_EVENT,   EVENT_STEP, EVENT_OUTCOME, EVENT_DIGEST};
	Row event;

	row_clear(&event);
	for (size_t i = 0; i < lengthof(columns); i++)
		if (!PG_ARGISNULL(i + 1))
			row_set(&event, columns[i], PG_GETARG_DATUM(i + 1));
	for (int column = EVENT_AGENCY; column <= EVENT_EVENT; column++)
		if (event.nulls[column])
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
							errmsg("peristiwa harus lengkap kecuali step, outcome dan digest")));
	if (!PG_ARGISNULL(0))
		require_hash(PG_GETARG_DATUM(0));
	PG_RETURN_DATUM(chain_hash_event(&event, PG_ARGISNULL(0) ? (Datum) 0 : PG_GETARG_DATUM(0)));
}

#include "pg/base/digest.h"

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "core/history/chain.h"
#include "pg/base/module.h"

StaticAssertDecl(DIGEST_LENGTH == PG_SHA256_DIGEST_LENGTH && DIGEST_LENGTH == CHAIN_HASH_LENGTH,
				 "a digest is a SHA-256");

/* Freed by digest_finish(); the resource owner sees to it after an error. */
static pg_cryptohash_ctx *
digest_begin(void)
{
	pg_cryptohash_ctx *context = pg_cryptohash_create(PG_SHA256);

	if (context == NULL || pg_cryptohash_init(context) < 0)
		elog(ERROR, "SHA-256 is not available");
	return context;
}

static void
add(pg_cryptohash_ctx *context, const void *bytes, size_t length)
{
	if (pg_cryptohash_update(context, bytes, length) < 0)
		elog(ERROR, "SHA-256 failed");
}

static Datum
digest_finish(pg_cryptohash_ctx *context)
{
	bytea *hash = palloc(VARHDRSZ + DIGEST_LENGTH);

	SET_VARSIZE(hash, VARHDRSZ + DIGEST_LENGTH);
	if (pg_cryptohash_final(context, (uint8 *) VARDATA(hash), DIGEST_LENGTH) < 0)
		elog(ERROR, "SHA-256 failed");
	pg_cryptohash_free(context);
	return PointerGetDatum(hash);
}

Datum
digest_bytes(const void *bytes, size_t length)
{
	pg_cryptohash_ctx *context = digest_begin();

	add(context, bytes, length);
	return digest_finish(context);
}

Datum
digest_salt(void)
{
	bytea *salt = palloc(VARHDRSZ + CHAIN_SALT_LENGTH);

	SET_VARSIZE(salt, VARHDRSZ + CHAIN_SALT_LENGTH);
	if (!pg_strong_random(VARDATA(salt), CHAIN_SALT_LENGTH))
		ereport(
			ERROR,
			(errcode(ERRCODE_INTERNAL_ERROR), errmsg("tidak ada bilangan acak"),
			 errdetail("Salt nilai hash tidak dapat dibuat: server tidak memberi bilangan acak."),
			 errhint("Periksa /dev/urandom pada server, lalu ulangi transaksi.")));
	return PointerGetDatum(salt);
}

Datum
digest_payload(Datum salt, Datum payload)
{
	bytea *salt_bytes = DatumGetByteaPP(salt);
	Jsonb *json = DatumGetJsonbP(payload);
	char *text = JsonbToCString(NULL, &json->root, VARSIZE(json));
	pg_cryptohash_ctx *context = digest_begin();

	add(context, VARDATA_ANY(salt_bytes), VARSIZE_ANY_EXHDR(salt_bytes));
	add(context, text, strlen(text));
	return digest_finish(context);
}

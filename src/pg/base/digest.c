#include "pg/base/digest.h"

#include "access/xact.h"
#include "common/cryptohash.h"
#include "common/sha2.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "core/history/chain.h"
#include "pg/base/module.h"

StaticAssertDecl(DIGEST_LENGTH == PG_SHA256_DIGEST_LENGTH && DIGEST_LENGTH == CHAIN_HASH_LENGTH,
				 "a digest is a SHA-256");

/* Freed by digest_close(); the resource owner sees to it after an error. */
Digest *
digest_open(void)
{
	Digest *digest = pg_cryptohash_create(PG_SHA256);

	if (digest == NULL)
		elog(ERROR, "SHA-256 is not available");
	return digest;
}

void
digest_close(Digest *digest)
{
	pg_cryptohash_free(digest);
}

/*
 * One for the transaction, which may hash tens of thousands one by one: to make one
 * costs more than to hash a short text.
 */
static Digest *kept;

static void
kept_ends(XactEvent event, void *argument)
{
	if (kept && (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PRE_PREPARE ||
				 event == XACT_EVENT_PARALLEL_PRE_COMMIT))
		digest_close(kept);
	kept = NULL;
}

static Digest *
digest_kept(void)
{
	static bool listening = false;
	ResourceOwner owner = CurrentResourceOwner;
	MemoryContext before;

	if (kept)
		return kept;
	if (!listening)
		RegisterXactCallback(kept_ends, NULL);
	listening = true;
	before = MemoryContextSwitchTo(TopTransactionContext); /* a server without OpenSSL pallocs */
	CurrentResourceOwner = TopTransactionResourceOwner;
	kept = digest_open();
	CurrentResourceOwner = owner;
	MemoryContextSwitchTo(before);
	return kept;
}

static void
digest_start(Digest *digest)
{
	if (pg_cryptohash_init(digest) < 0)
		elog(ERROR, "SHA-256 is not available");
}

static void
add(Digest *digest, const void *bytes, size_t length)
{
	if (pg_cryptohash_update(digest, bytes, length) < 0)
		elog(ERROR, "SHA-256 failed");
}

static void
digest_end(Digest *digest, uint8 *hash)
{
	if (pg_cryptohash_final(digest, hash, DIGEST_LENGTH) < 0)
		elog(ERROR, "SHA-256 failed");
}

void
digest_next(Digest *digest, const void *bytes, size_t length, uint8 *hash)
{
	digest_start(digest);
	add(digest, bytes, length);
	digest_end(digest, hash);
}

static bytea *
new_hash(void)
{
	bytea *hash = palloc(VARHDRSZ + DIGEST_LENGTH);

	SET_VARSIZE(hash, VARHDRSZ + DIGEST_LENGTH);
	return hash;
}

Datum
digest_bytes(const void *bytes, size_t length)
{
	bytea *hash = new_hash();

	digest_next(digest_kept(), bytes, length, (uint8 *) VARDATA(hash));
	return PointerGetDatum(hash);
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
	Digest *digest = digest_kept();
	bytea *hash = new_hash();

	digest_start(digest);
	add(digest, VARDATA_ANY(salt_bytes), VARSIZE_ANY_EXHDR(salt_bytes));
	add(digest, text, strlen(text));
	digest_end(digest, (uint8 *) VARDATA(hash));
	return PointerGetDatum(hash);
}

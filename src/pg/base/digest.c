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

#define SALTS_DRAWN 32 /* at a time */

/*
 * One for the transaction, which may hash tens of thousands one by one: to make one
 * costs more than to hash a short text. The resource owner frees it after an error.
 */
static pg_cryptohash_ctx *kept;

static void
kept_ends(XactEvent event, void *argument)
{
	if (kept && (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PRE_PREPARE ||
				 event == XACT_EVENT_PARALLEL_PRE_COMMIT))
		pg_cryptohash_free(kept);
	kept = NULL;
}

static void
make_kept(void)
{
	static bool listening = false;
	ResourceOwner owner = CurrentResourceOwner;
	MemoryContext before;

	if (!listening)
		RegisterXactCallback(kept_ends, NULL);
	listening = true;
	before = MemoryContextSwitchTo(TopTransactionContext); /* a server without OpenSSL pallocs */
	CurrentResourceOwner = TopTransactionResourceOwner;
	kept = pg_cryptohash_create(PG_SHA256);
	CurrentResourceOwner = owner;
	MemoryContextSwitchTo(before);
}

static void
digest_start(void)
{
	if (!kept)
		make_kept();
	if (!kept || pg_cryptohash_init(kept) < 0)
		elog(ERROR, "SHA-256 is not available");
}

static void
add(const void *bytes, size_t length)
{
	if (pg_cryptohash_update(kept, bytes, length) < 0)
		elog(ERROR, "SHA-256 failed");
}

static void
digest_end(uint8 *hash)
{
	if (pg_cryptohash_final(kept, hash, DIGEST_LENGTH) < 0)
		elog(ERROR, "SHA-256 failed");
}

void
digest_into(uint8 *hash, const void *bytes, size_t length)
{
	digest_start();
	add(bytes, length);
	digest_end(hash);
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

	digest_into((uint8 *) VARDATA(hash), bytes, length);
	return PointerGetDatum(hash);
}

/* Salts are drawn some at a time: asking for random bytes is dear, each byte is cheap. */
static uint8 drawn[SALTS_DRAWN][CHAIN_SALT_LENGTH];
static int drawn_left;

static void
draw_salts(void)
{
	if (!pg_strong_random(drawn, sizeof drawn))
		ereport(
			ERROR,
			(errcode(ERRCODE_INTERNAL_ERROR), errmsg("tidak ada bilangan acak"),
			 errdetail("Salt nilai hash tidak dapat dibuat: server tidak memberi bilangan acak."),
			 errhint("Periksa /dev/urandom pada server, lalu ulangi transaksi.")));
	drawn_left = SALTS_DRAWN;
}

/* None is given twice, and none stays behind here. */
Datum
digest_salt(void)
{
	bytea *salt = palloc(VARHDRSZ + CHAIN_SALT_LENGTH);

	if (drawn_left == 0)
		draw_salts();
	drawn_left--;
	SET_VARSIZE(salt, VARHDRSZ + CHAIN_SALT_LENGTH);
	memcpy(VARDATA(salt), drawn[drawn_left], CHAIN_SALT_LENGTH);
	memset(drawn[drawn_left], 0, CHAIN_SALT_LENGTH);
	return PointerGetDatum(salt);
}

Datum
digest_payload(Datum salt, Datum payload)
{
	bytea *salt_bytes = DatumGetByteaPP(salt);
	Jsonb *json = DatumGetJsonbP(payload);
	char *text = JsonbToCString(NULL, &json->root, VARSIZE(json));
	bytea *hash = new_hash();

	digest_start();
	add(VARDATA_ANY(salt_bytes), VARSIZE_ANY_EXHDR(salt_bytes));
	add(text, strlen(text));
	digest_end((uint8 *) VARDATA(hash));
	return PointerGetDatum(hash);
}

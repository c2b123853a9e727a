/*
 * Work that one session at a time may be at. An advisory lock that SQL can take would let
 * any login keep it from being done, unseen: this one bears a kind of key (objsubid 3 in
 * pg_locks) that no function of SQL's gives.
 */
#include "pg/base/compat.h"

#include "common/hashfn.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lock.h"

#define TURN_KEYS 3 /* pg_advisory_lock(bigint) has 1, (int, int) has 2 */

PG_FUNCTION_INFO_V1(dkis_take_turn);

/* (what), STRICT: false while another transaction is at it, else mine until this one ends */
Datum
dkis_take_turn(PG_FUNCTION_ARGS)
{
	text *what = PG_GETARG_TEXT_PP(0);
	uint32 key = hash_bytes((const unsigned char *) VARDATA_ANY(what), VARSIZE_ANY_EXHDR(what));
	LOCKTAG tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, 0, key, TURN_KEYS);
	PG_RETURN_BOOL(LockAcquire(&tag, ExclusiveLock, false, true) != LOCKACQUIRE_NOT_AVAIL);
}

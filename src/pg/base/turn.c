#include "pg/base/turn.h"

#include "common/hashfn.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lock.h"

bool
turn_take(TurnKind kind, uint32 first, uint32 second, bool wait)
{
	LOCKTAG tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, first, second, kind);
	return LockAcquire(&tag, ExclusiveLock, false, !wait) != LOCKACQUIRE_NOT_AVAIL;
}

PG_FUNCTION_INFO_V1(dkis_take_turn);

/* (what), STRICT: false while another transaction is at it, else mine until this one ends */
Datum
dkis_take_turn(PG_FUNCTION_ARGS)
{
	text *what = PG_GETARG_TEXT_PP(0);
	uint32 key = hash_bytes((const unsigned char *) VARDATA_ANY(what), VARSIZE_ANY_EXHDR(what));

	PG_RETURN_BOOL(turn_take(TURN_OF_WORK, 0, key, false));
}

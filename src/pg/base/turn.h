/*
 * Turns: what one session at a time may be at. An advisory lock that SQL can take would let
 * any login keep it from being done, unseen: these bear a kind of key (objsubid in pg_locks)
 * that no function of SQL's gives.
 */
#ifndef DKIS_PG_BASE_TURN_H
#define DKIS_PG_BASE_TURN_H

#include "pg/base/compat.h"

/* pg_advisory_lock(bigint) has 1, (int, int) has 2. */
typedef enum TurnKind
{
	TURN_OF_WORK = 3,
	TURN_OF_COUNTER = 4
} TurnKind;

/*
 * Held until the transaction ends, or the subtransaction that took it is undone. False while
 * another transaction has it, unless it is to be waited for: as for any lock, in the order
 * of coming, no longer than lock_timeout, and 40P01 where two wait for each other.
 */
extern bool turn_take(TurnKind kind, uint32 first, uint32 second, bool wait);

#endif

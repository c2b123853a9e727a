/*
 * Who may change an incident while others work on it.
 *
 * Three locks, always taken in this order: the case, the incident, its calls and
 * dispatches; of several cases or incidents in id order.
 *
 * - A call or a unit that is about an incident holds it (FOR KEY SHARE, as its
 *   foreign key does): many at once, and nobody waits for the flow.
 * - Merging, reclassifying and cancelling own it (FOR UPDATE), after its case.
 * - A case that closes owns its incident too, but does not wait: whoever holds
 *   it is adding something at this moment, so closing is refused.
 */
#ifndef DKIS_PG_LINE112_GUARD_H
#define DKIS_PG_LINE112_GUARD_H

#include "pg/base/compat.h"

#include "datatype/timestamp.h"

/*
 * Holds the incident, or the one it was merged into, until the transaction
 * ends, and returns its id; 23503 when there is none. Inside SPI as the owner.
 */
extern int64 incident_hold(int64 id);
pg_noreturn extern void incident_refuse_unknown(int64 id);
/* SP003, with what to do instead. */
pg_noreturn extern void incident_refuse_closed(int64 id, const char *status, const char *hint);

/* An incident with its case, both locked. */
typedef struct OwnedIncident
{
	int64 id;
	int64 case_id;
	int64 duplicate_of; /* 0: none */
	const char *status; /* of its case */
	TimestampTz received_at;
	bool open;
} OwnedIncident;

/*
 * Locks incidents and their cases for a change; in the order of ids. 23503 when
 * one does not exist, 40001 when one moved to another case meanwhile.
 */
extern void incident_own(const int64 *ids, int count, OwnedIncident *owned);

/* Once, when the module is loaded: no case closes while units are out. */
extern void guard_start(void);

#endif

/*
 * Two incidents become one, and two again.
 *
 * duplicate_of names the one that goes on, merged_into the one that an incident was
 * merged into itself: when that one is merged on, the first follows and the second
 * stays. Calls and dispatches remember what they were about at first. So a merge is
 * taken back whole, with what had been merged into the duplicate before.
 */
#ifndef DKIS_PG_LINE112_MERGE_H
#define DKIS_PG_LINE112_MERGE_H

#include "pg/case/batch.h"
#include "pg/line112/guard.h"

/* All inside SPI as the owner. */

/*
 * Locks the one that goes on (pair[0]) and the duplicate (pair[1]), and checks that
 * they may be merged, or with keep = 0 parted: SP003, SP010, 22023, 40001.
 */
extern void merge_own(int64 duplicate, int64 keep, OwnedIncident pair[2]);
/* Calls, dispatches and earlier duplicates go to the one that is kept. */
extern void merge_rows(CaseBatch *batch, const OwnedIncident pair[2]);
/* They come back; whether the duplicate is open again and needs a case. */
extern bool unmerge_rows(CaseBatch *batch, const OwnedIncident pair[2]);
/* A call, or a dispatch, that named one incident is now about this one. */
extern void merge_remember(bool is_call, int64 id, int64 named, int64 incident);

#endif

/*
 * The record of what changes outside of a case: who, when, what was there before
 * and what after. One row of dkis_store.changes for each row that changed.
 *
 * A relation that reacts to being written (dkis.applicants) records every change
 * itself. A plain table, which a restore writes without waking anything, carries
 * two triggers: recorded_row, before, stamps changed_at and changed_by on the row
 * (a restore brings these along); recorded_change, after an UPDATE or a DELETE,
 * records what was there. A restore does neither of these two.
 */
#ifndef DKIS_PG_BASE_CHANGES_H
#define DKIS_PG_BASE_CHANGES_H

#include "pg/base/compat.h"

#include "access/htup.h"
#include "utils/relcache.h"

#include "pg/base/identity.h"

/*
 * before or after may be NULL (new, or gone); both are tuples of this relation,
 * whose first column names the row. Inside SPI, as the owner.
 */
extern void change_record(const Identity *identity, Relation relation, HeapTuple before,
						  HeapTuple after);

#endif

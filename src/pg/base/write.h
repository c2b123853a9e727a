/*
 * Rows read and written by PostgreSQL's own table and index interface, without
 * SQL: as logical replication applies changes. What SQL would have done is done:
 * constraints, indexes, foreign keys, the triggers that somebody has put on the
 * table, defaults of columns that dkis does not know. What it would have cost is
 * not: parsing, planning, an executor run for each statement.
 *
 * Rights are not asked: whoever calls has settled who asks and acts as the owner.
 */
#ifndef DKIS_PG_BASE_WRITE_H
#define DKIS_PG_BASE_WRITE_H

#include "pg/base/compat.h"

#include "nodes/lockoptions.h"
#include "storage/itemptr.h"
#include "utils/relcache.h"

#include "pg/base/row.h"

/*
 * Tables of dkis_store open for one piece of work, each known by its place in
 * the list given. Lives in the memory context current when it was opened, until
 * writer_close(); an error lets the transaction's end clean up.
 */
typedef struct RowWriter RowWriter;

extern RowWriter *writer_open(RowRelation *const *tables, int count);
/* The row as it stands in row; columns that the list does not have get the table's defaults. */
extern void writer_insert(RowWriter *writer, int table, const Row *row);
/* The row that stands at this place, which the caller has locked. */
extern void writer_update(RowWriter *writer, int table, const ItemPointerData *at, const Row *row);
/* Lets foreign keys and triggers have their say, and makes what was written visible. */
extern void writer_close(RowWriter *writer);

/*
 * The row with this id, by the primary key, locked as an UPDATE locks it. Waits
 * for who holds it (or does not: policy), and takes what he left. NULL: there is
 * none, or it is locked and policy says skip. t_self is its place. READ
 * COMMITTED sees the newest version; above that a row changed since the snapshot
 * is a serialization failure, as in SQL.
 */
extern HeapTuple table_lock_row(Relation table, int64 id, LockWaitPolicy policy);
/* The rows whose first column in this index is key, in its order: a list of HeapTuple. */
extern List *table_rows_by_key(Relation table, const char *index, int64 key);

#endif

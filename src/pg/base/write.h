/*
 * Rows read and written by PostgreSQL's own table and index interface, without
 * SQL: as logical replication applies changes. What SQL would have done is done:
 * constraints, indexes, foreign keys, the triggers that somebody has put on the
 * table, defaults of columns that dkis does not know. What it would have cost is
 * not: parsing, planning, an executor run for each statement.
 *
 * Rights are not asked: whoever calls has settled who asks and acts as the owner.
 * Nor is it asked whether the row is there that a row belongs to (row.h): it is held.
 */
#ifndef DKIS_PG_BASE_WRITE_H
#define DKIS_PG_BASE_WRITE_H

#include "pg/base/compat.h"

#include "datatype/timestamp.h"
#include "executor/tuptable.h"
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
/*
 * The row as it stands in row; columns that the list does not have get the table's
 * defaults. False where a BEFORE trigger has kept it out.
 */
extern bool writer_insert(RowWriter *writer, int table, const Row *row);
/* The row that stands at this place, which the caller has locked. */
extern void writer_update(RowWriter *writer, int table, const ItemPointerData *at, const Row *row);
/* Lets foreign keys and triggers have their say, and makes what was written visible. */
extern void writer_close(RowWriter *writer);

/*
 * Rows of a table sought one key after another in the first columns of one of its
 * indexes, each int, bigint, text or name. The snapshot that is active at the beginning shows
 * them, and stays active until the end.
 */
typedef struct RowSearch
{
	Relation table;
	Relation index;
	int columns;
	TupleTableSlot *slot; /* the row found last; its tts_tid is its place */
	struct IndexScanDescData *scan;
} RowSearch;

extern void search_begin_by_id(RowSearch *search, Relation table);
extern void search_begin_named(RowSearch *search, Relation table, const char *index, int columns);
extern void search_for(RowSearch *search, const Datum *key);
/* The last of the columns is a timestamptz: from then on, of those that have the key before it. */
extern void search_since(RowSearch *search, const Datum *key, TimestampTz since);
/* Whether there is one more of that key, in the order of the index. */
extern bool search_next(RowSearch *search);
/*
 * The one row that a unique key has, from behind. Where versions of it that somebody's open
 * transaction may still see cannot be cleaned away, the newest lies behind them all.
 */
extern bool search_newest(RowSearch *search);
/* A copy of the row found last. */
extern HeapTuple search_row(const RowSearch *search);
extern void search_end(RowSearch *search);

/*
 * The row that the active snapshot shows at this place, locked as an UPDATE locks
 * it. Waits for who holds it (or does not: policy), and takes what he left. NULL:
 * he has deleted it, or holds it and policy says skip. t_self is its place. READ COMMITTED sees the
 * newest version; above that a row changed since the snapshot is a serialization failure, as in
 * SQL.
 */
extern HeapTuple table_lock_row(Relation table, const ItemPointerData *at, LockWaitPolicy policy);

/*
 * One row, in a statement of its own: what SELECT LIMIT 1, SELECT FOR NO KEY UPDATE, an
 * INSERT of one row and an UPDATE by the key would do, the snapshot taken now. What the
 * row points to lives in the current context; false: there is no such row.
 */
extern bool table_find(RowRelation *relation, const char *index, int columns, const Datum *key,
					   Row *row); /* index NULL: by id; row NULL: only whether */
extern bool table_lock_by_id(RowRelation *relation, int64 id, Row *row);
/* tables: a list of one, which lives as long as the session. False as of writer_insert(). */
extern bool table_insert(RowRelation *const *tables, const Row *row);
extern void table_update_by_id(RowRelation *const *tables, const Row *row);

/*
 * Triggers for each statement, and those that read what a statement has changed, fire
 * only in SQL: whoever writes for others writes such a table so.
 */
extern bool table_tells_statements(RowRelation *relation);

#endif

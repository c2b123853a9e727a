/*
 * Rows of tables that change seldom, read by an index as they stand now, without SQL: what a
 * session compiles once. Its first statement would plan a query for each table otherwise, and
 * asking the catalogues for what a plan needs costs ten times what the rows do.
 *
 * Rights are not asked: who asks is settled before.
 */
#ifndef DKIS_PG_BASE_READ_H
#define DKIS_PG_BASE_READ_H

#include "pg/base/compat.h"

#include "nodes/pg_list.h"
#include "utils/palloc.h"

#include "pg/base/row.h"
#include "pg/base/write.h"

/*
 * Between these, which an error need not reach, all tables are read as they stood at one
 * moment, the newest: nobody's change of two of them is seen by half.
 */
extern void readings_begin(void);
extern void readings_end(void);

/* From reading_begin() to reading_end(). */
typedef struct Reading
{
	RowRelation *relation;
	RowSearch search;
} Reading;

/* By the first so many columns (0: all rows) of the index of this name. */
extern void reading_begin(Reading *reading, RowRelation *relation, const char *index, int columns);
extern void reading_for(Reading *reading, const Datum *key);
/* The next row of that key, in the order of the index; its values last until the one after it. */
extern bool reading_next(Reading *reading, Row *row);
extern void reading_end(Reading *reading);

/* A row's values, copied into this context. */
extern char *row_keep_text(const Row *row, int column, MemoryContext context);  /* NULL: null */
extern List *row_keep_words(const Row *row, int column, MemoryContext context); /* of a text[] */
extern bool row_bool(const Row *row, int column);

#endif

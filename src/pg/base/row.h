/*
 * Rows as C sees them: values by the numbers of an enum, whatever the order of
 * the columns in the table or view, and whatever others have added to it.
 *
 * A list of columns is written once, as a macro of (NUMBER, name, type), without
 * the id that every table begins with; the enum, the names and the SQL come from it:
 *
 *     #define UNIT_LIST(X) X(UNIT_CALLSIGN, callsign, text) X(UNIT_KIND, kind, text)
 *     enum { UNIT_ID, UNIT_LIST(COLUMN_NUMBER) UNIT_COLUMNS };
 *     const Column unit_columns[] = {COLUMN_ID, UNIT_LIST(COLUMN_ENTRY)};
 *     "SELECT id" UNIT_LIST(COLUMN_SQL) " FROM dkis_store.units"
 *
 * SQL names its columns, so its answers come in the list's order and new rows
 * take the table's defaults for what dkis does not know. Where a tuple comes
 * from a relation itself, or goes to one, a RowRelation knows the places.
 */
#ifndef DKIS_PG_BASE_ROW_H
#define DKIS_PG_BASE_ROW_H

#include "pg/base/compat.h"

#include "access/htup.h"
#include "access/tupdesc.h"
#include "datatype/timestamp.h"
#include "storage/lockdefs.h"
#include "utils/relcache.h"
#include "utils/tuplestore.h"

#define ROW_COLUMNS 36 /* as many as the widest list may have; at most 64 */

typedef struct Row
{
	Datum values[ROW_COLUMNS];
	bool nulls[ROW_COLUMNS];
} Row;

/* A set of columns; column n is bit n. */
#define ASKED(column) (UINT64CONST(1) << (column))

/* ---- lists of columns -------------------------------------------------------------- */

typedef struct Column
{
	const char *name;
	const char *type; /* pg_type.typname */
} Column;

#define COLUMN_ID                                                                                  \
	{                                                                                              \
		"id", "int8"                                                                               \
	}
#define COLUMN_NUMBER(NUMBER, name, type) NUMBER,
#define COLUMN_ENTRY(NUMBER, name, type) {#name, #type},
#define COLUMN_SQL(NUMBER, name, type) ", " #name

/*
 * A table or view, and where it has the columns of a list. Declare it static:
 * the places are looked up by name once and again after each message about the
 * relation. A column that is missing, or of another type, is refused by name of
 * the library's and the script's versions.
 */
typedef struct RowRelation
{
	const char *schema;
	const char *name;
	const Column *columns;
	int count;
	/* another name that the relation has for one of them; NULL: none */
	const char *alias;
	int alias_of;
	/*
	 * What a row of this one belongs to: whoever writes it has that row locked, or has
	 * written it before. NULL: nothing of that kind.
	 */
	struct RowRelation *owner;
	int owned_by; /* the column that holds the owner's id */
	/* as looked up */
	int alias_place;
	bool known;
	bool whole; /* nothing stands there beside the list and the other name */
	bool watched;
	struct RowRelation *next;
	Oid relid;
	int place[ROW_COLUMNS]; /* the attribute's number from 0 */
	Oid type[ROW_COLUMNS];
	int16 length[ROW_COLUMNS];
	bool by_value[ROW_COLUMNS];
	TupleDesc listed; /* for row_relation_columns(); NULL: not made yet */
} RowRelation;

#define ROW_RELATION(in, relation, list, length)                                                   \
	{                                                                                              \
		.schema = in, .name = relation, .columns = list, .count = length                           \
	}

/* Looks the relation up if need be; takes AccessShareLock on it then. */
extern void row_relation_find(RowRelation *relation);
extern Relation row_relation_open(RowRelation *relation, LOCKMODE lock);
/* The same with the relation open, as a trigger has it; refused unless it is this one. */
extern void row_relation_take(RowRelation *relation, Relation opened);
/* The columns of the list in its order, with the relation's types; in the current context. */
extern TupleDesc row_relation_columns(RowRelation *relation);

/* Whether one of the list's columns stands at this place. */
extern bool row_relation_has(const RowRelation *relation, int place);

/* A tuple of the relation; values point into it. */
extern void row_of_tuple(Row *row, RowRelation *relation, HeapTuple tuple, TupleDesc columns);
/* The other way; columns that the list does not have stay as they are in like (NULL: null). */
extern HeapTuple row_to_tuple(const Row *row, RowRelation *relation, HeapTuple like,
							  TupleDesc columns);
/* Puts the row's values where the relation has them, the alias too, and touches no other. */
extern void row_spread(const Row *row, const RowRelation *relation, Datum *values, bool *nulls);

/* ---- rows ---------------------------------------------------------------------------- */

extern void row_clear(Row *row);
/* An answer of SQL that names count columns in the list's order; values point into it. */
extern void row_read(Row *row, HeapTuple tuple, TupleDesc columns, int count);
/* Into a store made with row_relation_columns(). */
extern void row_store(const Row *row, TupleDesc columns, Tuplestorestate *store);

static inline void
row_set(Row *row, int column, Datum value)
{
	row->values[column] = value;
	row->nulls[column] = false;
}

static inline void
row_set_null(Row *row, int column)
{
	row->values[column] = (Datum) 0;
	row->nulls[column] = true;
}

static inline void
row_copy(Row *row, const Row *from, int column)
{
	row->values[column] = from->values[column];
	row->nulls[column] = from->nulls[column];
}

extern void row_set_text(Row *row, int column, const char *text); /* NULL: null */
/* DT_NOEND stands for null, in both directions. */
extern void row_set_time(Row *row, int column, TimestampTz at);
extern TimestampTz row_time(const Row *row, int column);
extern char *row_text(const Row *row, int column); /* NULL: null */
extern int64 row_int64(const Row *row, int column);
extern bool row_text_is(const Row *row, int column, const char *text);
/*
 * Whether a client that sends this column asks for what is there: both null,
 * equal by the type's own =, or an instant shortened to the millisecond.
 */
extern bool row_equal(const Row *stored, const Row *asked, int column, const RowRelation *relation);
/* Columns in which they are not equal. */
extern uint64 row_changes(const Row *stored, const Row *asked, const RowRelation *relation);
/* Takes over these columns. */
extern void row_merge(Row *row, const Row *from, uint64 columns);
/* These columns alone, copied into the current context; the others are null. */
extern void row_keep(Row *row, const Row *from, uint64 columns, const RowRelation *relation);

#endif

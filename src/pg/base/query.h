/*
 * The one way to run SQL from C.
 *
 * A query is a static CachedQuery: its plan is kept for the session, as
 * ri_triggers.c keeps its own, and prepared again from the text once it is no
 * longer valid. It runs as the owner of the extension, whoever asks, with no
 * search path but the catalogue. So settle who asks BEFORE: inside the owner's
 * scope everybody is admin.
 *
 * From outside, query_ask() and its short forms enter the owner's scope and SPI,
 * and leave both: one question, one answer. Whoever has several questions, or
 * writes, enters the scope once:
 *
 *     owner_enter(&scope); SPI_connect(); query_run(…); SPI_finish(); owner_leave(&scope);
 *
 * and reads SPI_tuptable, best by the cell functions below. It is gone with
 * SPI_finish(): what outlives that is copied into the caller's context.
 */
#ifndef DKIS_PG_BASE_QUERY_H
#define DKIS_PG_BASE_QUERY_H

#include "pg/base/compat.h"

#include "access/htup.h"
#include "access/tupdesc.h"
#include "datatype/timestamp.h"

/* ---- the owner's scope --------------------------------------------------------- */

/* Runs everything until owner_leave() as the owner of the schema dkis. */
typedef struct OwnerScope
{
	Oid user;
	int security_context;
	int guc_level;
} OwnerScope;
extern void owner_enter(OwnerScope *scope);
/* An error in between needs none of it: the abort restores all three. */
extern void owner_leave(const OwnerScope *scope);
extern Oid extension_owner(void);

/* ---- queries --------------------------------------------------------------------- */

/* Declare it static, for the plan lives as long as the session; plan begins as NULL. */
#define QUERY_ARGUMENTS 36 /* a whole row */
typedef struct CachedQuery
{
	const char *text;
	int n;
	Oid types[QUERY_ARGUMENTS];
	struct _SPI_plan *plan;
} CachedQuery;

/* Inside SPI_connect(), as the owner, with a fresh snapshot; result in SPI_tuptable. */
extern void query_run(CachedQuery *query, Datum *values, const char *nulls, int expected);
/*
 * The same for a SELECT that fills a cache: read with the newest snapshot, never
 * with that of the query which happens to ask. Under REPEATABLE READ that one is
 * old, and the cache would stay wrong after commit.
 */
extern void query_read(CachedQuery *query, Datum *values, const char *nulls);
/* That snapshot, for whoever reads without SQL: to be made active. */
extern struct SnapshotData *query_newest_snapshot(void);
/* One text answer of query_run(), NULL for none; in SPI's context. */
extern char *query_text(CachedQuery *query, Datum *values, const char *nulls);

/* Called for each row, inside SPI: what it keeps it copies elsewhere. */
typedef void (*RowVisitor)(HeapTuple row, TupleDesc columns, void *context);
/* From anywhere: query_read() in a scope of its own, each row visited; how many there were. */
extern uint64 query_ask(CachedQuery *query, Datum *values, const char *nulls, RowVisitor visit,
						void *context);
extern bool query_ask_any(CachedQuery *query, Datum *values, const char *nulls);
/* The first column of the first row, in the caller's context; NULL for none. */
extern char *query_ask_text(CachedQuery *query, Datum *values, const char *nulls);

/* ---- the cells of SPI_tuptable: row from 0, column from 1 -------------------------- */

extern Datum cell(uint64 row, int column, bool *is_null);
extern char *cell_text(uint64 row, int column); /* NULL: null */
extern bool cell_bool(uint64 row, int column);  /* null: false */
extern int32 cell_int32(uint64 row, int column);
extern int64 cell_int64(uint64 row, int column);
extern TimestampTz cell_time(uint64 row, int column); /* DT_NOEND: null */

#endif

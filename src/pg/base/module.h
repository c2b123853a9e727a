/*
 * What the glue's files share.
 */
#ifndef DKIS_PG_BASE_MODULE_H
#define DKIS_PG_BASE_MODULE_H

#include "pg/base/compat.h"

#include "access/htup.h"
#include "access/tupdesc.h"
#include "core/base/core.h"

#define ERRCODE_DKIS_NO_SUCH_OUTCOME MAKE_SQLSTATE('S', 'P', '0', '0', '1')
#define ERRCODE_DKIS_STEP_NOT_ACTIVE MAKE_SQLSTATE('S', 'P', '0', '0', '2')
#define ERRCODE_DKIS_CASE_CLOSED MAKE_SQLSTATE('S', 'P', '0', '0', '3')
#define ERRCODE_DKIS_NOT_A_MEMBER MAKE_SQLSTATE('S', 'P', '0', '0', '4')
#define ERRCODE_DKIS_VERSION_NOT_READY MAKE_SQLSTATE('S', 'P', '0', '0', '5')
#define ERRCODE_DKIS_FIELD_MISSING MAKE_SQLSTATE('S', 'P', '0', '0', '6')
#define ERRCODE_DKIS_UNKNOWN_CODE MAKE_SQLSTATE('S', 'P', '0', '0', '7')
#define ERRCODE_DKIS_IMMUTABLE MAKE_SQLSTATE('S', 'P', '0', '0', '8')
#define ERRCODE_DKIS_STILL_WAITING MAKE_SQLSTATE('S', 'P', '0', '0', '9')

/* module.c: raises what the domain refused. */
pg_noreturn extern void dkis_raise(const DkisError *error);
/* exchange.c: the same of what the domain refused in UTF-8. */
pg_noreturn extern void raise_in_server_encoding(DkisError *error);

/* What a person typed, short enough to be quoted in a message. */
extern const char *shortened(const char *text);

/* An input function's refusal: softly where the server can, else raised. */
#define dkis_refuse_input(fcinfo, error)                                                           \
	dkis_soft_error(                                                                               \
		fcinfo, (Datum) 0,                                                                         \
		(errcode(MAKE_SQLSTATE((error)->sqlstate[0], (error)->sqlstate[1], (error)->sqlstate[2],   \
							   (error)->sqlstate[3], (error)->sqlstate[4])),                       \
		 errmsg("%s", (error)->message), (error)->detail[0] ? errdetail("%s", (error)->detail) : 0, \
		 (error)->hint[0] ? errhint("%s", (error)->hint) : 0))

/*
 * query.c: SQL as the owner of the extension, whoever asks.
 *
 * A cache is filled with the newest snapshot, never with the one of the query
 * that happens to ask: under REPEATABLE READ that one is old, and the cache
 * would stay wrong after commit.
 */
typedef void (*RowVisitor)(HeapTuple row, TupleDesc columns);
extern void read_table_as_owner(const char *query, RowVisitor visit);
/* The same with parameters, none of them NULL. */
extern void query_as_owner(const char *query, int count, Oid *types, Datum *values,
						   RowVisitor visit);
/* Runs everything until owner_leave() as the owner of the schema dkis. */
typedef struct OwnerScope
{
	Oid user;
	int security_context;
	int guc_level;
} OwnerScope;
extern void owner_enter(OwnerScope *scope);
extern void owner_leave(const OwnerScope *scope);
extern Oid extension_owner(void);

/*
 * A query whose plan is kept for the session, as ri_triggers.c keeps its own:
 * prepared as the owner, thrown away and prepared again once it is no longer
 * valid. Declare it static; only text, n and types are given.
 */
#define QUERY_ARGUMENTS 8
typedef struct CachedQuery
{
	const char *text;
	int n;
	Oid types[QUERY_ARGUMENTS];
	struct _SPI_plan *plan;
} CachedQuery;
/* Inside SPI_connect(), as the owner, with a fresh snapshot; result in SPI_tuptable. */
extern void query_run(CachedQuery *query, Datum *values, const char *nulls, int expected);

/* settings.c: the GUCs, and dkis.settings behind them. */
extern void settings_define(void);
extern bool settings_enforce_performer;
/* The acting person named in dkis.actor, or NULL. */
extern const char *settings_actor(void);
/* This database's agency; 0 while none is set. */
extern int32 settings_agency(void);
/* The code of the calendar that NULL stands for. */
extern const char *settings_default_calendar(void);
/* Moves whenever the GUC behind one of these two is given a value. */
extern uint64 settings_assigned;

/*
 * invalidation.c: what this backend has compiled from tables, and whether it
 * still holds. A cache keeps the generation it was loaded under and reloads
 * when source_generation() has moved on. Never zero, so zero = not loaded.
 */
typedef enum Source
{
	SOURCE_SETTINGS,   /* dkis.settings */
	SOURCE_CALENDARS,  /* dkis_store.calendars, calendar_hours, holidays */
	SOURCE_SOPS,       /* dkis.sops, sop_versions, sop_steps and the tables beside them */
	SOURCE_COUNT
} Source;

extern void invalidation_start(void);
extern uint64 source_generation(Source source);

#endif

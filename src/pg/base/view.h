/*
 * A speaking view: a view of dkis over the silent table of the same name in
 * dkis_store, whose INSTEAD OF row trigger does everything. One firing of such
 * a trigger goes, whatever the subject:
 *
 *     view_enter(&call, &units, fcinfo);   who asks, and what; then the owner's scope and SPI
 *     …                                    refuse, decide, view_insert() or view_update()
 *     result = view_row(&call, &row);      what RETURNING shows
 *     view_leave(&call);
 *
 * Who asks is read before the owner's rights are taken on; afterwards everybody
 * would look like the owner. An error in between leaves nothing to be undone.
 */
#ifndef DKIS_PG_BASE_VIEW_H
#define DKIS_PG_BASE_VIEW_H

#include "pg/base/compat.h"

#include "commands/trigger.h"

#include "pg/base/identity.h"
#include "pg/base/module.h"
#include "pg/base/row.h"

/* Declare it static. The two relations have lists of columns that begin alike. */
typedef struct SpeakingView
{
	const char *what; /* as messages call such a row */
	RowRelation view;
	RowRelation table;
	int agency;				 /* the column that names it */
	const char *on_conflict; /* ends the INSERT; NULL: nothing does */
	/* composed when first used */
	CachedQuery insert;
	CachedQuery update;
	CachedQuery lock;
	CachedQuery shown;
} SpeakingView;

/* One firing, on the trigger function's stack. */
typedef struct ViewCall
{
	SpeakingView *view;
	TriggerData *trigger;
	Identity identity;
	Row old;	   /* UPDATE and DELETE: the row as the statement saw it */
	Row asked;	   /* INSERT and UPDATE: the row as it is to be */
	uint64 changes; /* UPDATE: columns in which they differ */
	OwnerScope scope;
} ViewCall;

/* The trigger that called: an error where something else did. */
extern TriggerData *view_trigger(FunctionCallInfo fcinfo);
extern void view_enter(ViewCall *call, SpeakingView *view, FunctionCallInfo fcinfo);
extern void view_leave(ViewCall *call);

pg_noreturn extern void view_refuse_delete(const ViewCall *call, const char *hint);
/* SP008 for a column that is set among those that dkis decides. */
extern void view_refuse_given(const ViewCall *call, uint64 decided);
/* SP008 for a change of one of these columns. */
extern void view_refuse_changed(const ViewCall *call, uint64 decided);

/*
 * Instants that follow one another, in this order: each is finite, not before
 * the last one known, not in the future. times ends with -1.
 */
extern void view_check_times(const ViewCall *call, const Row *row, const int *times);
/* A time once recorded is changed by dkis_admin only. */
extern void view_keep_times(const ViewCall *call, const Row *before, const int *times);

/* ---- the silent table ------------------------------------------------------------ */

/* The next id of the table's sequence. */
extern int64 view_next_id(SpeakingView *view);
/* Whether the row went in. Columns that dkis does not know take their defaults. */
extern bool view_insert(SpeakingView *view, const Row *row);
/* By id; every column but it. */
extern void view_update(SpeakingView *view, const Row *row);
/* SP010 for a row of another agency, as a hub holds them: it is written at home. */
extern void view_require_own(const char *what, int64 id, int32 agency);
/* Locks the row and reads it as it is now; an error when it is gone, or another agency's. */
extern void view_lock(SpeakingView *view, int64 id, Row *row);

/* ---- what RETURNING shows ---------------------------------------------------------- */

/* This row, in the upper executor's context; columns that dkis does not know as they came. */
extern HeapTuple view_row(const ViewCall *call, const Row *row);
/* The row as the view itself shows it now, with what it computes. */
extern HeapTuple view_shown(const ViewCall *call, int64 id);

#endif

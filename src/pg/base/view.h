/*
 * A speaking view: a view of dkis over the silent table of the same name in
 * dkis_store, whose INSTEAD OF row trigger does everything. This is the one way
 * to be one. One firing of such a trigger, view_fire(), goes, whatever the subject:
 * what is asked, who asks; then, in the owner's scope and SPI, the subject's own
 * act: it decides, refuses, writes (view_insert(), view_lock() and view_update())
 * and says what RETURNING shows (view_row(), view_shown()).
 *
 * Whoever writes not at once but when the statement ends takes view_read() alone.
 *
 * What is asked. A column that a client sends back as it was, or equal to what
 * dkis sets anyway, asks nothing: equal means the type's own =, an instant
 * shortened to the millisecond equals the one stored, '' is an empty text. So
 * an UPDATE asks for the columns in which the new row differs (changes); an
 * INSERT may name a column that dkis decides if it names the very value that
 * dkis then decides. Anything else is SP008.
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
	int agency;              /* the column that names it */
	uint64 decides;          /* columns of a new row that dkis decides */
	uint64 keeps;            /* columns that no UPDATE changes */
	uint64 fills_later;      /* of those, what comes after the INSERT: NULL may be sent back */
	uint64 empty_is_value;   /* texts that may be '' */
	uint64 any_length;       /* what the subject itself shortens, and refuses nobody for */
	bool always_acts;        /* also on an UPDATE that changes nothing */
	const char *insert_hint; /* what a new row may say; NULL: "leave that column out" */
	const char *update_hint;
	const char *delete_hint; /* what to do instead; NULL: the subject knows how to delete */
	const char *on_conflict; /* ends the INSERT; NULL: nothing does */
	RowRelation *written[1]; /* the table, once it has been written */
	/* composed when first used; the first two only where statements are told (write.h) */
	CachedQuery insert;
	CachedQuery update;
	CachedQuery remove;
	CachedQuery shown;
} SpeakingView;

/* One firing, on the trigger function's stack. */
typedef struct ViewCall
{
	SpeakingView *view;
	TriggerData *trigger;
	Identity identity; /* in view_fire() */
	Row old;           /* UPDATE and DELETE: the row as the statement saw it */
	Row asked;         /* INSERT and UPDATE: the row as it is to be */
	uint64 changes;    /* UPDATE: columns in which they differ */
} ViewCall;

/* The trigger that called: an error where something else did. */
extern TriggerData *view_trigger(FunctionCallInfo fcinfo);
/* Reads what is asked, and refuses what is not for the client to ask. */
extern void view_read(ViewCall *call, SpeakingView *view, FunctionCallInfo fcinfo);

/* What a subject does with a row; what it returns, the trigger returns. */
typedef HeapTuple (*ViewAct)(ViewCall *call);
/* remove NULL: refused by delete_hint. An UPDATE that asks for nothing does nothing. */
extern Datum view_fire(FunctionCallInfo fcinfo, SpeakingView *view, ViewAct insert, ViewAct update,
					   ViewAct remove);
pg_noreturn extern void view_refuse_delete(const ViewCall *call, const char *hint);

/*
 * Whether somebody may see what the row trigger returns. False only where the
 * statement, sent by the client itself, has no RETURNING.
 */
extern bool view_is_watched(FunctionCallInfo fcinfo);
/* Nobody may, and the row is the only one of its statement. */
extern bool view_is_alone(FunctionCallInfo fcinfo);
/* Not zero, and the same for all rows of one statement. */
extern uint64 view_statement(FunctionCallInfo fcinfo);

/* The value, of a column that must have one; text with a visible character. 23502. */
extern Datum view_require(const ViewCall *call, const Row *row, int column, const char *hint);
extern char *view_require_text(const ViewCall *call, const Row *row, int column, const char *hint);

/*
 * Instants that follow one another, in this order: each is finite, not before
 * the last one known, not in the future. times ends with -1.
 */
extern void view_check_times(const ViewCall *call, const Row *row, const int *times);
/* A time once recorded is changed by dkis_admin only. */
extern void view_keep_times(const ViewCall *call, const Row *before, const int *times);

/* ---- the silent table ------------------------------------------------------------ */

/* SP008 where an INSERT names another value than dkis has decided in this row. */
extern void view_require_decided(const ViewCall *call, const Row *row);
/*
 * Gives it the next id, the rest being decided; whether it went in. Columns that
 * dkis does not know take their defaults.
 */
extern bool view_insert(const ViewCall *call, Row *row);
/* The two halves of it, for whoever writes when the statement ends. */
extern int64 view_new_id(const SpeakingView *view);
extern bool view_put(SpeakingView *view, const Row *row);
/* By id; every column but it. */
extern void view_update(SpeakingView *view, const Row *row);
/* By id; whether it was there. */
extern bool view_delete(SpeakingView *view, int64 id);
/* SP010 for a row of another agency, as a hub holds them: it is written at home. */
extern void view_require_own(const char *what, int64 id, int32 agency);
/*
 * Locks the row of an UPDATE and reads it as it is now; an error when it is gone,
 * or another agency's. What somebody else, or this statement, has meanwhile made
 * as it is asked to be, is asked no more.
 */
extern void view_lock(ViewCall *call, Row *row);

/* ---- what RETURNING shows ---------------------------------------------------------- */

/* This row, in the current context. */
extern HeapTuple view_tuple(const ViewCall *call, const Row *row);
/* The same in the upper executor's context: for those within SPI. */
extern HeapTuple view_row(const ViewCall *call, const Row *row);
/* The row as the view itself shows it now, with what it computes. */
extern HeapTuple view_shown(const ViewCall *call, const Row *row);

#endif

/*
 * What happens to a case in hand: it opens, its steps start and finish, it is
 * held and resumed, it closes and lets other cases open. batch.c brings
 * the cases and writes them.
 */
#ifndef DKIS_PG_CASE_STEP_H
#define DKIS_PG_CASE_STEP_H

#include "pg/case/batch.h"

/* What a case inherits from the one it follows (sop_links). */
typedef struct Origin
{
	const LinkDefinition *link;
	TimestampTz registered_at; /* the parent's receipt */
	TimestampTz answered_at;   /* when the parent's step was finished; DT_NOEND: not */
} Origin;

/* ---- open.c ---- */

/*
 * Opens a case from what was given (columns of the view; the caller has checked
 * which may be). It is then in hand and not yet among the pending rows. origin
 * NULL: looked up when parent_case is given.
 */
extern LiveCase *case_begin(CaseBatch *batch, const Row *row, const Origin *origin);
/* The same, and puts it among the pending rows; the row comes back whole. */
extern void case_open(CaseBatch *batch, Row *row, const Origin *origin);
/*
 * The same for the only row of a statement at which nobody looks: it gets its number when the
 * statement ends, so that others wait for the counter as shortly as can be.
 */
extern void case_open_unseen(CaseBatch *batch, const Row *row);
/* Its register number, unless it has one, or its SOP gives numbers later. */
extern void case_number(CaseBatch *batch, LiveCase *live);
/* Opens what follows by itself on step and outcome, or on closing (both NULL). */
extern void case_open_links(CaseBatch *batch, LiveCase *parent, const char *step,
							const char *outcome, TimestampTz at);

/* ---- step.c ---- */

typedef struct Finish
{
	TimestampTz at;
	const char *by;
	const char *note;    /* NULL: none */
	const char *outcome; /* case_close(): of the step that ended it; NULL: cancelled */
} Finish;

/* Once per locked case, before the first request: its definition, its steps' places. */
extern void case_prepare(CaseBatch *batch, LiveCase *live);
extern void case_start_step(CaseBatch *batch, LiveCase *live, int step, TimestampTz started_at,
							TimestampTz clock_from);
/* Fires the machine; starts what follows; closes the case at the end. */
extern void case_finish_step(CaseBatch *batch, LiveCase *live, LiveStep *step, int outcome,
							 const Finish *finish);
extern void case_close(CaseBatch *batch, LiveCase *live, const char *status, const Finish *finish);
/*
 * Registers what is asked before a case of the emergency line closes; it may
 * refuse. The case is locked, nothing of its closing is done yet; reason is what
 * the one who closes it says (NULL: nothing).
 */
typedef void (*CaseClosing)(CaseBatch *batch, LiveCase *live, TimestampTz at, const char *reason);
extern void case_on_closing(CaseClosing closing);
/*
 * Registers who hears of each finished step of a case of the emergency line, but not of
 * what its intake has done; the case is locked, nothing that follows has started.
 */
typedef void (*StepFinished)(const LiveCase *live, const LiveStep *step, const char *outcome);
extern void case_on_finished(StepFinished finished);
/* A step ends because its case, or the finish that opened it, is no more: ended_by 'pembatalan'. */
extern void case_end_step(LiveStep *step, const Finish *finish);
/* Where the case stands now. */
extern void case_write_state(LiveCase *live, const MachineState *state);
/* Whose work a step is: the organisation that its field names, or the case's; NULL: nobody's. */
extern const char *case_step_organisation(const LiveCase *live, int step);
/* What each organisation was to do is over, whoever has done it, and the flow goes on. */
extern void case_close_rest(CaseBatch *batch, LiveCase *live, int step, const Finish *finish);
/* The open row of a step, or NULL. */
extern LiveStep *case_open_step(LiveCase *live, int step);
/* SP003 unless the case runs. */
extern void case_require_running(const LiveCase *live);
/*
 * SP004 unless he is of those whose step is open, for its organisation or the case's,
 * above them, or dkis_admin.
 */
extern void case_require_hand(const CaseBatch *batch, const LiveCase *live);

/* ---- family.c ---- */

/*
 * A case that its parent waits for has ended: the parent's steps finish with it, up
 * to the one that takes its outcome. NULL: cancelled, or opened again; they are
 * work of their own again, or wait for it again (again).
 */
extern void case_return(CaseBatch *batch, LiveCase *live, const Finish *finish);
extern void case_await_again(CaseBatch *batch, LiveCase *live);
/* Before the steps of a firing start: they wait for this case, open already under live. */
extern void case_adopt(CaseBatch *batch, LiveCase *live, const LinkDefinition *link, TimestampTz at,
					   int64 child);
/* The open case of this SOP under live; 0: none. */
extern int64 case_child(const LiveCase *live, const char *sop);

/* ---- request.c ---- */

extern void case_apply(CaseBatch *batch, LiveCase *live, const CaseRequest *request);

/* SP004 unless dkis_admin acts. what: only he may; else_do: ends the hint. */
extern void case_require_admin(const CaseBatch *batch, const char *what, const char *else_do);

/* ---- undo.c ---- */

/*
 * Takes back the last finish of a step, by who finished it or dkis_admin; step
 * NULL: opens a closed case again, by dkis_admin. With a reason, SP006. SP002: never
 * finished; SP003; SP004; SP010: what came of it has moved on.
 */
/* Fields (jsonb) that the case gets beside those it has, before what is asked next. */
extern void case_ask_data(CaseBatch *batch, int64 case_id, Datum data);
/* case_close_rest() by dkis_admin, with a reason. SP002, SP003, SP004, SP006, SP010. */
extern CaseRequest case_close_request(CaseBatch *batch, int64 case_id, const char *step,
									  const char *reason);

extern CaseRequest case_undo_request(CaseBatch *batch, int64 case_id, const char *step,
									 const char *reason);

/* ---- migrate.c ---- */

/* To another version of the SOP, with what is open. */
extern void case_migrate(CaseBatch *batch, LiveCase *live, const CaseRequest *request);

/* ---- decree.c ---- */

/* The deadlines of a case whose calendar has changed. */
extern void case_recompute(CaseBatch *batch, LiveCase *live, const CaseRequest *request);

#endif

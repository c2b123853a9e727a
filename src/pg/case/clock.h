/*
 * The clock of a case: when it and its steps are due, and when they escalate.
 *
 * The law of a deadline (core/time/deadline.h counts by it). It follows from
 *   - where its time starts to run: a step's clock_from, a case's received_at;
 *   - its standard: the step's, for this class, in the version the case runs by;
 *     the SOP's for the whole case;
 *   - what has happened to it since, IN THE ORDER OF THE INSTANTS: every hold of
 *     the case counts when it ends, the one lawful extension when it is taken. A
 *     held case cannot be extended, so each hold lies before the extension or
 *     after it; one that ends at the very instant lies before;
 *   - the calendar as it stands now.
 * Whatever changes one of these asks here, and the deadline is counted anew
 * from the start of its time: counting again gives what living through it gave.
 *
 * A deadline entered by hand, or kept in a move to another version (due_basis
 * 'tetap'), stays; only an extension moves it, from where it stands. While the
 * case is held, once the step is finished or the case's deadline met, nothing
 * escalates (next_escalation_at NULL).
 */
#ifndef DKIS_PG_CASE_CLOCK_H
#define DKIS_PG_CASE_CLOCK_H

#include "core/time/deadline.h"
#include "pg/case/batch.h"

/* ---- steps ------------------------------------------------------------------------ */

/* The step's standard in a case of this class; SP006 when it needs one. */
extern Sla clock_standard(const Definition *definition, int step, const Row *a_case);
/* Day units count from the day of receipt, minutes and hours from the start itself. */
extern bool clock_counts_days(const Sla *sla);
/* A step begins, at the instants in started_at and clock_from. */
extern void clock_start_step(CaseBatch *batch, LiveCase *live, LiveStep *step);
/* The calendar or the case's class has changed. A deadline that moves is told, with the reason. */
extern void clock_recount_step(CaseBatch *batch, LiveCase *live, LiveStep *step,
							   const char *reason);
/* The lawful extension is taken, here and of the whole case if that has one to take. */
extern void clock_extend(CaseBatch *batch, LiveCase *live, LiveStep *step, const char *reason);
/* By hand; DT_NOEND: no deadline. 22008 when the calendar does not reach so far. */
extern void clock_fix_step(CaseBatch *batch, LiveCase *live, LiveStep *step, TimestampTz due);
/* No longer by hand. */
extern void clock_release_step(CaseBatch *batch, LiveCase *live, LiveStep *step);

/* ---- the whole case ----------------------------------------------------------------- */

extern void clock_start_case(CaseBatch *batch, LiveCase *live);
extern void clock_recount_case(CaseBatch *batch, LiveCase *live, const char *reason);
/* What its deadline asks for was done; DT_NOEND: not yet. */
extern void clock_meet_case(LiveCase *live, TimestampTz at);
/* The case is held; its status says so already. */
extern void clock_hold(CaseBatch *batch, LiveCase *live, const char *reason);
/* It goes on, or (cancelled) ends: the hold in force is over. */
extern void clock_end_hold(CaseBatch *batch, LiveCase *live);
extern void clock_resume(CaseBatch *batch, LiveCase *live);
/*
 * It has moved to another version, as have its steps: counted by the new one's
 * standards, or kept, and then kept from the calendar too where the new version
 * would say otherwise.
 */
extern void clock_move_step(CaseBatch *batch, LiveCase *live, LiveStep *step,
							const Definition *from, bool recount, const char *reason);
extern void clock_move_case(CaseBatch *batch, LiveCase *live, const Definition *from, bool recount,
							const char *reason);

/* 22008 when the calendar does not reach this time. */
extern void clock_require_known(const Definition *definition, TimestampTz at);

/* ---- for escalate.c --------------------------------------------------------------------- */

/* A deadline in hand. */
typedef struct Timer
{
	int32 agency; /* whose calendar it is */
	const char *calendar;
	TimestampTz arrived; /* when the step started, the case was opened */
	TimestampTz due;     /* as it stands; DT_NOEND: none */
	Deadline deadline;   /* what it is counted from, but for the holds */
} Timer;

extern Timer clock_timer_of_step(const Definition *definition, const Row *row);
extern Timer clock_timer_of_case(const Definition *definition, const Row *row);
/* When so many per cent of the standard are used up; 0: on arrival. DT_NOEND: never. */
extern TimestampTz clock_level_time(const Timer *timer, int percent);
/* When a time standard after the start of its time is over, whatever was held. */
extern TimestampTz clock_time_after(const Timer *timer, const Sla *sla);
/*
 * Reminders come every so often from the start of its time: at the opening of each
 * n-th working day, or after so much working time. The last one up to an instant
 * (DT_NOBEGIN: none yet), and the first after it (DT_NOEND: never).
 */
extern TimestampTz clock_reminder_before(const Timer *timer, const Sla *every, TimestampTz at);
extern TimestampTz clock_reminder_after(const Timer *timer, const Sla *every, TimestampTz at);
/*
 * Sets next_escalation_at by the level reached: NULL when nothing more will
 * come of itself. The case runs.
 */
extern void clock_next_of_step(const Definition *definition, int step, Row *row);
extern void clock_next_of_case(const Definition *definition, Row *row);

#endif

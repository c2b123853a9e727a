/*
 * The clock of a case: when steps are due and when they escalate.
 */
#ifndef DKIS_PG_CASE_CLOCK_H
#define DKIS_PG_CASE_CLOCK_H

#include "pg/case/columns.h"
#include "pg/sop/definition.h"

/* A deadline as escalation sees it. */
typedef struct Timer
{
	const char *calendar;
	TimestampTz arrived; /* when the step started, the case was opened */
	TimestampTz from;    /* where the standard starts to run */
	TimestampTz due;     /* DT_NOEND: none */
	Sla sla;
	bool extended;
} Timer;

extern Timer clock_timer_of_step(const Definition *definition, const Row *row);
extern Timer clock_timer_of_case(const Definition *definition, const Row *row);
/* When so many per cent of the standard are used up; 0: on arrival. DT_NOEND: never. */
extern TimestampTz clock_level_time(const Timer *timer, int percent);
/* Sets next_escalation_at by the level reached: NULL when nothing more will come of itself. */
extern void clock_next_of_step(const Definition *definition, int step, Row *row);
extern void clock_next_of_case(const Definition *definition, Row *row);

/* The step's standard in a case of this class; SP006 when it needs one. */
extern Sla clock_standard(const Definition *definition, int step, const Row *a_case);
/* Sets sla, due_at and next_escalation_at of a step that starts or whose standard changed. */
extern void clock_start_step(const Definition *definition, int step, Row *row, const Sla *sla);
/* The same for a step that runs already. */
extern void clock_restart_step(const Definition *definition, int step, Row *row, const Sla *sla,
							   TimestampTz now);
/*
 * After due_at has moved: sets next_escalation_at, and the level back to what
 * the new deadline has come to, for what was told of the old one says nothing
 * of the new.
 */
extern void clock_moved(const Definition *definition, int step, Row *row, TimestampTz now);
extern void clock_case_moved(const Definition *definition, Row *row, TimestampTz now);
/* The deadlines after a hold. */
extern void clock_resume_step(const Definition *definition, int step, Row *row, TimestampTz held,
							  TimestampTz resumed);
extern TimestampTz clock_after_hold(const Definition *definition, const Sla *sla, TimestampTz due,
									TimestampTz held, TimestampTz resumed);
/* 22008 when the calendar does not reach this time. */
extern void clock_require_known(const char *calendar, TimestampTz at);
/* DT_NOEND: no deadline. */
extern TimestampTz clock_due(const char *calendar, const Sla *sla, TimestampTz start);
/* The lawful extension, counted from the deadline it extends. */
extern TimestampTz clock_extended(const char *calendar, const Sla *sla, TimestampTz due);
/* Day units count from the day of receipt, minutes and hours from the start itself. */
extern bool clock_counts_days(const Sla *sla);

#endif

/*
 * The clock of a case: when steps are due and when they escalate.
 */
#ifndef DKIS_CASE_CLOCK_H
#define DKIS_CASE_CLOCK_H

#include "case_rows.h"
#include "definition.h"

/* The step's standard in a case of this class; SP006 when it needs one. */
extern Sla clock_standard(const Definition *definition, int step, const Row *a_case);
/* Sets sla, due_at and next_escalation_at of a step that starts or whose standard changed. */
extern void clock_start_step(const Definition *definition, int step, Row *row, const Sla *sla);
/* Sets next_escalation_at from due_at and the level reached. */
extern void clock_next_escalation(const Definition *definition, int step, Row *row);
/* The deadlines after a hold. */
extern void clock_resume_step(const Definition *definition, int step, Row *row, TimestampTz held,
							  TimestampTz resumed);
extern TimestampTz clock_after_hold(const Definition *definition, const Sla *sla, TimestampTz due,
									TimestampTz held, TimestampTz resumed);
/* DT_NOEND: no deadline. */
extern TimestampTz clock_due(const char *calendar, const Sla *sla, TimestampTz start);
/* The lawful extension, counted from the deadline it extends. */
extern TimestampTz clock_extended(const char *calendar, const Sla *sla, TimestampTz due);
/* Day units count from the day of receipt, minutes and hours from the start itself. */
extern bool clock_counts_days(const Sla *sla);

#endif

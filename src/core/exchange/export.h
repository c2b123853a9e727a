/*
 * A flow in the languages of other tools: Mermaid and DOT to look at it, PNML
 * for Petri nets, BPMN for process tools, SCXML for those that run statecharts.
 */
#ifndef DKIS_CORE_EXCHANGE_EXPORT_H
#define DKIS_CORE_EXCHANGE_EXPORT_H

#include "core/base/text.h"
#include "core/flow/machine.h"

/* ---- the languages ------------------------------------------------------ */

/* All append to text. */
void export_mermaid(const Machine *machine, DkisText *text);
void export_dot(const Machine *machine, DkisText *text);
void export_pnml(const Machine *machine, DkisText *text);
void export_scxml(const Machine *machine, DkisText *text);

/*
 * What a process diagram may say beyond the flow: what is done in each step,
 * and who does it. Performers are lanes, in the order of their first step.
 */
typedef struct ExportNotes
{
	const char *title;      /* of the process, or NULL */
	const char **activity;  /* per step; a NULL: unknown */
	const char **performer; /* per step, or NULL throughout: no lanes */
} ExportNotes;

void export_bpmn(const Machine *machine, const ExportNotes *notes, DkisText *text);

/* ---- what they share ---------------------------------------------------- */

void export_step_id(DkisText *text, const Machine *machine, int step);
/* The step, and in brackets the outcome when it is not the usual one. */
void export_label(DkisText *label, const Machine *machine, int step, int outcome);

#endif

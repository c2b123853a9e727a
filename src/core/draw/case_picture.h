/*
 * Where a case stands, as a picture (SVG): its flow in lanes, each step marked
 * by colour, sign and word as done, active, overdue, waiting or never reached,
 * and the ways the case went drawn stronger than the others.
 */
#ifndef DKIS_CORE_DRAW_CASE_PICTURE_H
#define DKIS_CORE_DRAW_CASE_PICTURE_H

#include "core/base/text.h"
#include "core/flow/machine.h"

typedef enum StepState
{
	STEP_NOT_REACHED,
	STEP_DONE,
	STEP_WAITING, /* done, and waiting at a join for others */
	STEP_ACTIVE,
	STEP_OVERDUE, /* active and past its time */
	STEP_HELD,    /* active in a case that is held */
	STEP_STOPPED  /* active when the case was cancelled */
} StepState;

typedef struct CaseStep
{
	const char *activity;
	const char *performer;
	const char *note;     /* deadline, or when finished and how: two short lines; or NULL */
	const char *outcomes; /* it was ever finished with, as "A|B"; or NULL */
	int order;            /* among the SOP's steps */
	StepState state;
} CaseStep;

typedef struct CaseNotes
{
	const char *heading; /* register number and title */
	const char *line;    /* SOP, status, deadline: below it */
	const char *warning; /* held or cancelled, and why; or NULL */
	int entry;           /* by which the case came in; -1: not known */
	bool ended;          /* by its flow */
	const CaseStep *steps;
} CaseNotes;

/* "selesai", "menunggu", "aktif", ... to a state; false: no such word. */
bool case_picture_state(const char *word, StepState *state);
void case_picture(const Machine *machine, const CaseNotes *notes, DkisText *text);

#endif

/*
 * The cheapest reading of a log as a run of a machine: an optimal alignment, as
 * process mining has it (Adriansyah, Aligning Observed and Modeled Behavior, 2014).
 *
 * Log and run are gone through together. A move in both at once, an event and the
 * finish of its step, costs nothing; an event that the run passes over costs 1; a
 * step finished without an event costs 1. Joins and entries cost nothing.
 */
#ifndef DKIS_CORE_FLOW_ALIGNMENT_H
#define DKIS_CORE_FLOW_ALIGNMENT_H

#include "core/base/errors.h"
#include "core/flow/machine.h"

/* The log does not tell the outcome: any of the step's will do. */
#define ALIGNMENT_ANY (-1)

typedef struct AlignmentEvent
{
	int step; /* of the machine, as is the outcome */
	int outcome;
} AlignmentEvent;

typedef struct AlignmentTask
{
	const Machine *machine;
	bool sound;                /* the machine is: fewer orders of parallel steps are tried */
	bool running;              /* the run may stop anywhere; else it has to come to the end */
	const MachineState *start; /* NULL: any entry */
	const AlignmentEvent *events;
	int n_events;
} AlignmentTask;

typedef struct AlignmentMove
{
	int event; /* -1: the run alone */
	int step;  /* -1: the event alone */
	int outcome;
} AlignmentMove;

typedef struct Alignment
{
	int cost;
	int entry; /* the run's; of no meaning where a start was given */
	int n_moves;
	AlignmentMove *moves; /* in order, to be freed */
} Alignment;

/* False: 22023 the machine cannot come to its end from there, 54000 over 128 MB. */
bool alignment_find(const AlignmentTask *task, Alignment *alignment, DkisError *error);

#endif

/*
 * What can still happen to a case, how soon it can end, and what waits for a step.
 */
#ifndef DKIS_CORE_FLOW_REACH_H
#define DKIS_CORE_FLOW_REACH_H

#include "core/base/errors.h"
#include "core/flow/machine.h"

typedef struct Reach
{
	int soonest; /* fewest steps finished until it has happened, itself counted; 0: it cannot */
	int to_end;  /* fewest steps then still to be finished; 0: it can end the case, -1: no way */
} Reach;

/*
 * Of every outcome (reach has machine_all_outcomes() of them), for a case that
 * stands at "from". 54000 where the markings that have to be looked at need more
 * than 64 MB: of a flow that is not sound, those of every order of its parallel
 * steps.
 */
bool reach_find(const Machine *machine, const MachineState *from, Reach *reach, DkisError *error);
/* The same, giving up every order for one step after another at that many bytes: for tests. */
bool reach_find_within(const Machine *machine, const MachineState *from, size_t bytes, Reach *reach,
					   DkisError *error);

/*
 * Marks the inputs of joins (as in machine_input) that are done and wait for
 * "step" of a sound flow: whatever else is done, their join does not come about
 * before that step is finished. 54000 as above.
 */
bool reach_held_up(const Machine *machine, const MachineState *state, int step, bool *inputs,
				   DkisError *error);

#endif

/*
 * Which steps of a flow can come after which, by its arcs alone, whatever else a
 * join may wait for; and so where it goes round in circles.
 */
#ifndef DKIS_CORE_FLOW_LOOPS_H
#define DKIS_CORE_FLOW_LOOPS_H

#include "core/base/bits.h"
#include "core/flow/machine.h"

/* ---- which comes after which ----------------------------------------------- */

typedef struct Ways
{
	int n_steps;
	int n_words;     /* of a set of steps */
	uint64_t *after; /* per step the set of those that can come after it */
} Ways;

void ways_init(Ways *ways, const Machine *machine);
void ways_free(Ways *ways);

static inline const uint64_t *
ways_after(const Ways *ways, int step)
{
	return ways->after + (size_t) step * (size_t) ways->n_words;
}

/* Whether "to" can come after "from"; after itself only in a loop. */
static inline bool
ways_lead(const Ways *ways, int from, int to)
{
	return bits_has(ways_after(ways, from), to);
}

/* ---- loops ------------------------------------------------------------------ */

/*
 * Steps that lead to each other belong to one loop. Within it an outcome leads
 * back when it makes a step active that is no farther from the start than the
 * step finished, counted in the fewest steps; of two equally far the one whose
 * name comes first is nearer, numbers in names counted as numbers. So there is
 * a way back in every circle.
 */
typedef struct Loops
{
	const Machine *machine;
	int n_loops;
	int *loop;     /* per step; -1: it belongs to none */
	int *distance; /* per step: the fewest steps to be finished before; -1: no way from a start */
} Loops;

void loops_find(const Machine *machine, Loops *loops);
void loops_free(Loops *loops);
/* Whether an outcome of step that makes target active leads back there. */
bool loops_lead_back(const Loops *loops, int step, int target);
/* Whether this outcome of a step in a loop makes no step of that loop active. */
bool loops_leave(const Loops *loops, int step, int outcome);

/* Whether a case that stands at "from" can get into one. */
bool loops_can_be_met(const Machine *machine, const MachineState *from);

#endif

/*
 * Which steps of a flow can come after which: by its arcs alone, whatever else
 * a join may wait for.
 */
#ifndef DKIS_CORE_FLOW_WAYS_H
#define DKIS_CORE_FLOW_WAYS_H

#include "core/flow/machine.h"

typedef struct Ways
{
	int n_steps;
	int n_words;     /* of a set of steps */
	uint64_t *after; /* per step the set of those that can come after it */
} Ways;

void ways_init(Ways *ways, const Machine *machine);
void ways_free(Ways *ways);

static inline bool
ways_has(const uint64_t *steps, int step)
{
	return (steps[step / 64] >> (step % 64)) & 1;
}

static inline void
ways_put(uint64_t *steps, int step)
{
	steps[step / 64] |= UINT64_C(1) << (step % 64);
}

static inline const uint64_t *
ways_after(const Ways *ways, int step)
{
	return ways->after + (size_t) step * (size_t) ways->n_words;
}

/* Whether "to" can come after "from"; after itself only in a loop. */
static inline bool
ways_lead(const Ways *ways, int from, int to)
{
	return ways_has(ways_after(ways, from), to);
}

#endif

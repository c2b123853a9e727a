#include "core/flow/ways.h"

#include <string.h>

/* Marks the targets of step's outcomes; those not marked before join the queue. */
static void
go_on(const Machine *machine, int step, uint64_t *steps, int *queue, int *n)
{
	for (int o = 0; o < machine_outcome_count(machine, step); o++)
	{
		MachineArc arc = machine_arc(machine, machine_outcome_arc(machine, step, o));

		for (int i = 0; i < arc.n_targets; i++)
		{
			int target = machine_target(machine, arc.first_target + i);

			if (ways_has(steps, target))
				continue;
			ways_put(steps, target);
			queue[(*n)++] = target;
		}
	}
}

/* The step itself only if it comes after itself: so the queue starts with its targets. */
static void
spread_after(const Machine *machine, int step, uint64_t *after, int *queue)
{
	int n = 0;

	go_on(machine, step, after, queue, &n);
	for (int i = 0; i < n; i++)
		go_on(machine, queue[i], after, queue, &n);
}

void
ways_init(Ways *ways, const Machine *machine)
{
	size_t size;
	int *queue;

	ways->n_steps = machine_step_count(machine);
	ways->n_words = (ways->n_steps + 63) / 64;
	size = (size_t) ways->n_steps * (size_t) ways->n_words * sizeof(uint64_t);
	ways->after = memset(dkis_alloc(size), 0, size);
	queue = dkis_alloc(((size_t) ways->n_steps + 1) * sizeof(int));
	for (int i = 0; i < ways->n_steps; i++)
	{
		dkis_check_interrupts();
		spread_after(machine, i, ways->after + (size_t) i * (size_t) ways->n_words, queue);
	}
	dkis_free(queue);
}

void
ways_free(Ways *ways)
{
	dkis_free(ways->after);
}

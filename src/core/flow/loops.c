#include "core/flow/loops.h"

#include "core/base/array.h"
#include "core/base/words.h"

#include <string.h>

/* ---- which comes after which ----------------------------------------------- */

/* Marks the targets of step's outcomes; those not marked before join the queue. */
static void
mark_targets(const Machine *machine, int step, uint64_t *steps, int *queue, int *n)
{
	for (int o = 0; o < machine_outcome_count(machine, step); o++)
	{
		MachineArc arc = machine_arc(machine, machine_outcome_arc(machine, step, o));

		for (int i = 0; i < arc.n_targets; i++)
		{
			int target = machine_target(machine, arc.first_target + i);

			if (bits_has(steps, target))
				continue;
			bits_put(steps, target);
			queue[(*n)++] = target;
		}
	}
}

/* The step itself only if it comes after itself: so the queue starts with its targets. */
static void
spread_after(const Machine *machine, int step, uint64_t *after, int *queue)
{
	int n = 0;

	mark_targets(machine, step, after, queue, &n);
	for (int i = 0; i < n; i++)
		mark_targets(machine, queue[i], after, queue, &n);
}

void
ways_init(Ways *ways, const Machine *machine)
{
	int *queue;

	ways->n_steps = machine_step_count(machine);
	ways->n_words = bits_words(ways->n_steps);
	ways->after = dkis_zeroed((size_t) ways->n_steps * (size_t) ways->n_words * sizeof(uint64_t));
	queue = dkis_numbers(ways->n_steps, 0);
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

/* ---- loops ------------------------------------------------------------------ */

static void
number_loops(Loops *loops)
{
	int n_steps = machine_step_count(loops->machine);
	Ways ways;

	ways_init(&ways, loops->machine);
	for (int i = 0; i < n_steps; i++)
	{
		if (loops->loop[i] >= 0 || !ways_lead(&ways, i, i))
			continue;
		for (int k = i; k < n_steps; k++)
			if (ways_lead(&ways, i, k) && ways_lead(&ways, k, i))
				loops->loop[k] = loops->n_loops;
		loops->n_loops++;
	}
	ways_free(&ways);
}

/* The arc's targets, so far without a distance, get this one and join the queue. */
static void
reach_targets(Loops *loops, MachineArc arc, int distance, int *queue, int *n)
{
	for (int i = 0; i < arc.n_targets; i++)
	{
		int target = machine_target(loops->machine, arc.first_target + i);

		if (loops->distance[target] >= 0)
			continue;
		loops->distance[target] = distance;
		queue[(*n)++] = target;
	}
}

static void
measure_distances(Loops *loops)
{
	const Machine *machine = loops->machine;
	int n_steps = machine_step_count(machine);
	int *queue = dkis_numbers(n_steps, 0);
	int n = 0;

	for (int i = 0; i < machine_arc_count(machine); i++)
		if (machine_arc(machine, i).entry >= 0)
			reach_targets(loops, machine_arc(machine, i), 0, queue, &n);
	for (int i = 0; i < n; i++)
		for (int o = 0; o < machine_outcome_count(machine, queue[i]); o++)
			reach_targets(loops, machine_arc(machine, machine_outcome_arc(machine, queue[i], o)),
						  loops->distance[queue[i]] + 1, queue, &n);
	dkis_free(queue);
}

void
loops_find(const Machine *machine, Loops *loops)
{
	int n_steps = machine_step_count(machine);

	*loops = (Loops){machine, 0, dkis_numbers(n_steps, -1), dkis_numbers(n_steps, -1)};
	number_loops(loops);
	measure_distances(loops);
}

void
loops_free(Loops *loops)
{
	dkis_free(loops->loop);
	dkis_free(loops->distance);
}

/* Reads the number at *at, however many digits it has. */
static size_t
digits_of_number(const char *name, size_t length, size_t *at)
{
	size_t first;

	while (*at < length && name[*at] == '0')
		(*at)++;
	first = *at;
	while (*at < length && dkis_is_digit(name[*at]))
		(*at)++;
	return *at - first;
}

/* Byte by byte, but numbers by their value: "9" before "10", "8.9" before "8.10". */
static int
compare_names(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t i = 0;
	size_t k = 0;

	while (i < a_length && k < b_length)
	{
		int order = (unsigned char) a[i] - (unsigned char) b[k];

		if (dkis_is_digit(a[i]) && dkis_is_digit(b[k]))
		{
			size_t n = digits_of_number(a, a_length, &i);
			size_t m = digits_of_number(b, b_length, &k);

			order = n != m ? (n > m) - (n < m) : memcmp(a + i - n, b + k - m, n);
		}
		else
			i++, k++;
		if (order != 0)
			return order;
	}
	return (i < a_length) - (k < b_length);
}

/* Whether a is no farther from the start than b. */
static bool
is_before(const Loops *loops, int a, int b)
{
	size_t a_length;
	size_t b_length;
	const char *a_name = machine_step_name(loops->machine, a, &a_length);
	const char *b_name = machine_step_name(loops->machine, b, &b_length);
	int order = loops->distance[a] - loops->distance[b];

	if (order == 0)
		order = compare_names(a_name, a_length, b_name, b_length);
	return order != 0 ? order < 0 : a <= b;
}

bool
loops_lead_back(const Loops *loops, int step, int target)
{
	return loops->loop[step] >= 0 && loops->loop[target] == loops->loop[step] &&
		   is_before(loops, target, step);
}

bool
loops_leave(const Loops *loops, int step, int outcome)
{
	MachineArc arc =
		machine_arc(loops->machine, machine_outcome_arc(loops->machine, step, outcome));

	for (int i = 0; i < arc.n_targets; i++)
		if (loops->loop[machine_target(loops->machine, arc.first_target + i)] == loops->loop[step])
			return false;
	return loops->loop[step] >= 0;
}

bool
loops_can_be_met(const Machine *machine, const MachineState *from)
{
	Ways ways;
	bool met = false;

	ways_init(&ways, machine);
	BITS_EACH(p, from->words, 0, machine_place_count(machine))
	{
		int here = machine_place_step(machine, p);

		for (int s = 0; s < ways.n_steps; s++)
			met = met || ((s == here || ways_lead(&ways, here, s)) && ways_lead(&ways, s, s));
	}
	ways_free(&ways);
	return met;
}

#include "core/flow/analysis.h"

#include "core/base/words.h"
#include "core/base/wordset.h"
#include "core/flow/ways.h"

#include <string.h>

#define REACH_BYTES ((size_t) 128 << 20)

int
analysis_first_outcome(const Machine *machine, int step)
{
	int n = 0;

	for (int i = 0; i < step; i++)
		n += machine_outcome_count(machine, i);
	return n;
}

int
analysis_outcome_count(const Machine *machine)
{
	return analysis_first_outcome(machine, machine_step_count(machine));
}

/* ---- what can happen ---------------------------------------------------- */

/* An outcome leads from one marking to another. */
typedef struct Edge
{
	uint32_t from;
	uint32_t to;
	int outcome; /* over all steps */
} Edge;

typedef struct Walk
{
	const Machine *machine;
	size_t state_size;
	WordSet markings; /* in the order of their distance from the first */
	int *distance;    /* per marking */
	int *to_end;      /* per marking; -1: no way, or not known yet */
	uint32_t capacity;
	Edge *edges;
	size_t n_edges;
	size_t edge_capacity;
	int *started; /* scratch for machine_state_fire */
} Walk;

static uint32_t
meet(Walk *walk, const MachineState *state, int distance)
{
	uint32_t known = walk->markings.n;
	uint32_t number = wordset_add(&walk->markings, state->words);

	if (number < known)
		return number;
	if (walk->capacity < walk->markings.capacity)
	{
		walk->capacity = walk->markings.capacity;
		walk->distance = dkis_realloc(walk->distance, walk->capacity * sizeof(int));
		walk->to_end = dkis_realloc(walk->to_end, walk->capacity * sizeof(int));
	}
	walk->distance[number] = distance;
	walk->to_end[number] = machine_state_has_ended(walk->machine, state) ? 0 : -1;
	return number;
}

static void
add_edge(Walk *walk, uint32_t from, uint32_t to, int outcome)
{
	if (walk->n_edges == walk->edge_capacity)
	{
		walk->edge_capacity = walk->edge_capacity > 0 ? walk->edge_capacity * 2 : 64;
		walk->edges = dkis_realloc(walk->edges, walk->edge_capacity * sizeof(Edge));
	}
	walk->edges[walk->n_edges++] = (Edge){from, to, outcome};
}

/* Every outcome of every step that is active there. */
static void
walk_on(Walk *walk, uint32_t number)
{
	MachineState before;
	int outcome = 0;

	memcpy(before.words, wordset_at(&walk->markings, number), walk->state_size);
	for (int step = 0; step < machine_step_count(walk->machine); step++)
	{
		int n = machine_outcome_count(walk->machine, step);

		for (int o = 0; o < n && machine_state_is_active(&before, step); o++)
		{
			MachineState after;
			int n_started;
			DkisError doubled;

			memcpy(after.words, before.words, walk->state_size);
			if (machine_state_fire(walk->machine, &after, step, o, walk->started, &n_started,
								   &doubled))
				add_edge(walk, number, meet(walk, &after, walk->distance[number] + 1), outcome + o);
		}
		outcome += n;
	}
}

static bool
refuse_too_many(DkisError *error)
{
	dkis_fail(error, DKIS_PROGRAM_LIMIT, "alur ini terlalu rumit untuk ditelusuri");
	dkis_detail(error, "Kemungkinan posisi kasusnya melebihi %zu MB.", REACH_BYTES >> 20);
	return dkis_hint(error, "Pecah alur ini menjadi beberapa SOP yang saling berhubungan.");
}

static bool
walk_all(Walk *walk, const MachineState *from, DkisError *error)
{
	meet(walk, from, 0);
	for (uint32_t i = 0; i < walk->markings.n; i++)
	{
		dkis_check_interrupts();
		if (wordset_bytes(&walk->markings) + walk->capacity * 2 * sizeof(int) +
				walk->edge_capacity * sizeof(Edge) > REACH_BYTES)
			return refuse_too_many(error);
		walk_on(walk, i);
	}
	return true;
}

/* Edges by where they lead to: into[start[n]] .. into[start[n + 1] - 1] lead to n. */
static void
sort_edges(const Walk *walk, uint32_t *start, uint32_t *into)
{
	memset(start, 0, ((size_t) walk->markings.n + 2) * sizeof(uint32_t));
	for (size_t i = 0; i < walk->n_edges; i++)
		start[walk->edges[i].to + 2]++;
	for (uint32_t i = 0; i < walk->markings.n; i++)
		start[i + 2] += start[i + 1];
	for (size_t i = 0; i < walk->n_edges; i++)
		into[start[walk->edges[i].to + 1]++] = walk->edges[i].from;
}

/* Backwards from the end, nearest first. */
static void
measure_to_end(Walk *walk)
{
	uint32_t n_markings = walk->markings.n;
	uint32_t *start = dkis_alloc(((size_t) n_markings + 2) * sizeof(uint32_t));
	uint32_t *into = dkis_alloc((walk->n_edges + 1) * sizeof(uint32_t));
	uint32_t *queue = dkis_alloc(((size_t) n_markings + 1) * sizeof(uint32_t));
	uint32_t n = 0;

	sort_edges(walk, start, into);
	for (uint32_t i = 0; i < n_markings; i++)
		if (walk->to_end[i] == 0)
			queue[n++] = i;
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = start[queue[i]]; k < start[queue[i] + 1]; k++)
			if (walk->to_end[into[k]] < 0)
			{
				walk->to_end[into[k]] = walk->to_end[queue[i]] + 1;
				queue[n++] = into[k];
			}
	dkis_free(start);
	dkis_free(into);
	dkis_free(queue);
}

static void
note_outcomes(const Walk *walk, AnalysisReach *reach)
{
	int n = analysis_outcome_count(walk->machine);

	for (int i = 0; i < n; i++)
		reach[i] = (AnalysisReach){0, -1};
	for (size_t i = 0; i < walk->n_edges; i++)
	{
		Edge edge = walk->edges[i];
		AnalysisReach *of = &reach[edge.outcome];
		int left = walk->to_end[edge.to];

		if (of->soonest == 0 || walk->distance[edge.from] + 1 < of->soonest)
			of->soonest = walk->distance[edge.from] + 1;
		if (left >= 0 && (of->to_end < 0 || left < of->to_end))
			of->to_end = left;
	}
}

bool
analysis_reach(const Machine *machine, const MachineState *from, AnalysisReach *reach,
			   DkisError *error)
{
	int n_words = (machine_place_count(machine) + 63) / 64;
	Walk walk = {.machine = machine, .state_size = (size_t) n_words * sizeof(uint64_t)};
	bool walked;

	wordset_init(&walk.markings, n_words);
	walk.started = dkis_alloc(((size_t) machine_step_count(machine) + 1) * sizeof(int));
	walked = walk_all(&walk, from, error);
	if (walked)
	{
		measure_to_end(&walk);
		note_outcomes(&walk, reach);
	}
	wordset_free(&walk.markings);
	dkis_free(walk.distance);
	dkis_free(walk.to_end);
	dkis_free(walk.edges);
	dkis_free(walk.started);
	return walked;
}

/* ---- loops --------------------------------------------------------------- */

static void
number_loops(AnalysisLoops *loops)
{
	int n_steps = machine_step_count(loops->machine);
	Ways ways;

	ways_init(&ways, loops->machine);
	for (int i = 0; i < n_steps; i++)
		loops->loop[i] = -1;
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
reach_targets(AnalysisLoops *loops, MachineArc arc, int distance, int *queue, int *n)
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
measure_distances(AnalysisLoops *loops)
{
	const Machine *machine = loops->machine;
	int n_steps = machine_step_count(machine);
	int *queue = dkis_alloc(((size_t) n_steps + 1) * sizeof(int));
	int n = 0;

	for (int i = 0; i < n_steps; i++)
		loops->distance[i] = -1;
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
analysis_loops(const Machine *machine, AnalysisLoops *loops)
{
	size_t size = ((size_t) machine_step_count(machine) + 1) * sizeof(int);

	*loops = (AnalysisLoops){machine, 0, dkis_alloc(size), dkis_alloc(size)};
	number_loops(loops);
	measure_distances(loops);
}

void
analysis_loops_free(AnalysisLoops *loops)
{
	dkis_free(loops->loop);
	dkis_free(loops->distance);
}

/* Reads the number at *at, however many digits it has. */
static size_t
digits(const char *name, size_t length, size_t *at)
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
			size_t n = digits(a, a_length, &i);
			size_t m = digits(b, b_length, &k);

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
is_before(const AnalysisLoops *loops, int a, int b)
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
analysis_leads_back(const AnalysisLoops *loops, int step, int target)
{
	return loops->loop[step] >= 0 && loops->loop[target] == loops->loop[step] &&
		   is_before(loops, target, step);
}

bool
analysis_leaves(const AnalysisLoops *loops, int step, int outcome)
{
	MachineArc arc =
		machine_arc(loops->machine, machine_outcome_arc(loops->machine, step, outcome));

	for (int i = 0; i < arc.n_targets; i++)
		if (loops->loop[machine_target(loops->machine, arc.first_target + i)] == loops->loop[step])
			return false;
	return loops->loop[step] >= 0;
}

/* ---- what waits ------------------------------------------------------------ */

static int
lowest_active_but(const Machine *machine, const MachineState *state, int but)
{
	int step = 0;

	while (step < machine_step_count(machine) &&
		   (step == but || !machine_state_is_active(state, step)))
		step++;
	return step;
}

/* Takes the mark from inputs that wait before and no more after. */
static void
clear_joined(const Machine *machine, const MachineState *before, const MachineState *after,
			 bool *inputs)
{
	for (int i = 0; i < machine_input_count(machine); i++)
		if (machine_state_is_waiting(machine, before, i) &&
			!machine_state_is_waiting(machine, after, i))
			inputs[i] = false;
}

/* Of one marking the outcomes of one step, as in soundness.c, but never of "but". */
static void
go_on_without(const Machine *machine, WordSet *markings, uint32_t number, int but, int *started,
			  bool *inputs)
{
	size_t size = (size_t) markings->n_words * sizeof(uint64_t);
	MachineState before;
	int step;

	memcpy(before.words, wordset_at(markings, number), size);
	step = lowest_active_but(machine, &before, but);
	if (step == machine_step_count(machine))
		return;
	for (int o = 0; o < machine_outcome_count(machine, step); o++)
	{
		MachineState after;
		int n_started;
		DkisError doubled;

		memcpy(after.words, before.words, size);
		if (!machine_state_fire(machine, &after, step, o, started, &n_started, &doubled))
			continue;
		clear_joined(machine, &before, &after, inputs);
		wordset_add(markings, after.words);
	}
}

bool
analysis_held_up(const Machine *machine, const MachineState *state, int step, bool *inputs,
				 DkisError *error)
{
	int *started = dkis_alloc((size_t) machine_step_count(machine) * sizeof(int));
	WordSet markings;
	bool walked = true;

	for (int i = 0; i < machine_input_count(machine); i++)
		inputs[i] = machine_state_is_waiting(machine, state, i);
	wordset_init(&markings, (machine_place_count(machine) + 63) / 64);
	wordset_add(&markings, state->words);
	for (uint32_t i = 0; i < markings.n && walked; i++)
	{
		dkis_check_interrupts();
		walked = wordset_bytes(&markings) <= REACH_BYTES || refuse_too_many(error);
		if (walked)
			go_on_without(machine, &markings, i, step, started, inputs);
	}
	wordset_free(&markings);
	dkis_free(started);
	return walked;
}

/*
 * Every marking in every order of steps tells what can happen and how far the
 * end is; but n steps side by side have 2^n of them. Where these are too many
 * and the flow is sound, each step is asked for by itself, in two explorations
 * that follow few orders and keep every number:
 *
 * - How soon it is active. From a marking only those steps are followed that it
 *   needs: whatever run makes it active finishes one of these first, and what
 *   else is active neither helps nor hinders them, the net being free-choice
 *   (in planning: a strong stubborn set, which keeps the shortest plans).
 *
 * - How far the end is afterwards. All that may be done before or beside the
 *   step is done first: it is followed only where nothing else is active. What is
 *   left to be done then is what has to come after it. Each step active has to
 *   be finished sometime, so that one of them is enough to go on with.
 */
#include "core/flow/reach.h"

#include "core/base/edges.h"
#include "core/flow/net.h"
#include "core/flow/soundness.h"

#include <string.h>

#define EVERY_ORDER_BYTES ((size_t) 16 << 20)
#define REACH_BYTES ((size_t) 64 << 20)

/* An arc out of steps leads into this one. */
typedef struct WayIn
{
	int step;
	int arc;
} WayIn;

typedef struct Question
{
	Net net;
	const MachineState *from;
	ARRAY_OF(WayIn) ways_in;
	Edges into;       /* ways in by step */
	uint64_t *chosen; /* steps to be followed */
	uint64_t *needed; /* steps that were asked what they need */
	int *queue;       /* of these */
	Reach *reach;
} Question;

/* Which of the active steps in bits are to be followed, into chosen. */
typedef void (*Chooser)(Question *question, const uint64_t *bits, int step);

static void
choose_all(Question *question, const uint64_t *bits, int step)
{
	BITS_EACH(s, bits, 0, question->net.n_steps)
	bits_put(question->chosen, s);
}

/* The lowest but that step. */
static void
choose_without(Question *question, const uint64_t *bits, int step)
{
	int lowest = bits_next(bits, 0, question->net.n_steps);

	if (lowest == step)
		lowest = bits_next(bits, step + 1, question->net.n_steps);
	if (lowest < question->net.n_steps)
		bits_put(question->chosen, lowest);
}

/* That step only when no other is active. */
static void
choose_last(Question *question, const uint64_t *bits, int step)
{
	choose_without(question, bits, step);
	if (bits_next(bits, 0, question->net.n_steps) == step &&
		bits_next(bits, step + 1, question->net.n_steps) == question->net.n_steps)
		bits_put(question->chosen, step);
}

/* Of the inputs of an arc one that is not done: a join needs each. */
static int
undone_input_step(const Net *net, const uint64_t *bits, int arc_index)
{
	MachineArc arc = machine_arc(net->machine, arc_index);
	int input = arc.first_input;

	while (input + 1 < arc.first_input + arc.n_inputs && bits_has(bits, net->input_place[input]))
		input++;
	return machine_input(net->machine, input).step;
}

static void
choose_needed(Question *question, const uint64_t *bits, int step)
{
	const Net *net = &question->net;
	int n = 0;

	memset(question->needed, 0, (size_t) bits_words(net->n_steps) * sizeof(uint64_t));
	bits_put(question->needed, step);
	question->queue[n++] = step;
	for (int i = 0; i < n; i++)
		EDGES_EACH(k, &question->into, question->queue[i])
		{
			int arc = question->ways_in.data[question->into.item[k]].arc;
			int other = undone_input_step(net, bits, arc);

			if (bits_has(question->needed, other))
				continue;
			bits_put(question->needed, other);
			if (bits_has(bits, other))
				bits_put(question->chosen, other);
			else
				question->queue[n++] = other;
		}
}

/* ---- exploring -------------------------------------------------------------- */

static bool
refuse_too_many(DkisError *error)
{
	dkis_fail(error, DKIS_PROGRAM_LIMIT, "alur ini terlalu rumit untuk ditelusuri");
	dkis_detail(error, "Kemungkinan posisi kasusnya melebihi %zu MB.", REACH_BYTES >> 20);
	return dkis_hint(error, "Pecah alur ini menjadi beberapa SOP yang saling berhubungan.");
}

/* The next marking to be followed: its chosen steps, all moves of each. */
static void
follow_chosen(Question *question, NetGraph *graph, int number, Chooser choose, int step)
{
	const Net *net = &question->net;

	memset(question->chosen, 0, (size_t) bits_words(net->n_steps) * sizeof(uint64_t));
	choose(question, net_graph_marking(graph, number), step);
	BITS_EACH(s, question->chosen, 0, net->n_steps)
	for (int m = net->first_move[s]; m < net->first_move[s + 1]; m++)
		net_graph_follow(graph, number, m);
}

/*
 * Breadth first, as far as limit bytes (false: it is not all). Until a marking
 * where step is active is met, which is returned in *found, when that is asked.
 */
static bool
explore_by(Question *question, NetGraph *graph, Chooser choose, int step, size_t limit, int *found)
{
	net_graph_init(graph, &question->net, false);
	net_marking(&question->net, question->from, graph->bits);
	net_graph_visit(graph);
	for (int i = 0; i < (int) graph->markings.n; i++)
	{
		dkis_check_interrupts();
		if (found && bits_has(net_graph_marking(graph, i), step))
		{
			*found = i;
			return true;
		}
		if (net_graph_bytes(graph) > limit)
			return false;
		follow_chosen(question, graph, i, choose, step);
	}
	return true;
}

static int *
measure_from_start(const NetGraph *graph)
{
	int *distance = dkis_numbers((int) graph->markings.n, -1);

	distance[0] = 0;
	net_graph_measure(graph, false, distance);
	return distance;
}

static int *
measure_to_nothing(const NetGraph *graph)
{
	int *left = dkis_numbers((int) graph->markings.n, -1);

	for (int i = 0; i < (int) graph->markings.n; i++)
		if (net_is_empty(graph->net, net_graph_marking(graph, i)))
			left[i] = 0;
	net_graph_measure(graph, true, left);
	return left;
}

static void
note_fewest(Question *question, const NetMove *move, int soonest, int left)
{
	Reach *reach =
		question->reach + machine_first_outcome(question->net.machine, move->step) + move->outcome;

	for (int i = 0; i < move->n_outcomes; i++)
	{
		if (reach[i].soonest == 0 || soonest < reach[i].soonest)
			reach[i].soonest = soonest;
		if (left >= 0 && (reach[i].to_end < 0 || left < reach[i].to_end))
			reach[i].to_end = left;
	}
}

/* ---- every order --------------------------------------------------------------- */

static bool
ask_every_order(Question *question, size_t bytes)
{
	NetGraph graph;
	bool all = explore_by(question, &graph, choose_all, -1, bytes, NULL);

	if (all)
	{
		int *distance = measure_from_start(&graph);
		int *left = measure_to_nothing(&graph);

		for (int i = 0; i < graph.edges.n; i++)
		{
			NetEdge edge = graph.edges.data[i];

			note_fewest(question, &question->net.moves[edge.move], distance[edge.from] + 1,
						left[edge.to]);
		}
		dkis_free(distance);
		dkis_free(left);
	}
	net_graph_free(&graph);
	return all;
}

/* ---- one step after another ------------------------------------------------------ */

/* *soonest: how many steps come before this one is active; left alone where it never is. */
static bool
ask_how_soon(Question *question, int step, int *soonest)
{
	NetGraph graph;
	int found = -1;
	bool all = explore_by(question, &graph, choose_needed, step, REACH_BYTES, &found);

	if (found >= 0)
	{
		int *distance = measure_from_start(&graph);

		*soonest = distance[found];
		dkis_free(distance);
	}
	net_graph_free(&graph);
	return all;
}

static bool
ask_step(Question *question, int step)
{
	NetGraph graph;
	int soonest = -1;
	bool all;

	if (!ask_how_soon(question, step, &soonest))
		return false;
	if (soonest < 0)
		return true;
	all = explore_by(question, &graph, choose_last, step, REACH_BYTES, NULL);
	if (all)
	{
		int *left = measure_to_nothing(&graph);

		for (int i = 0; i < graph.edges.n; i++)
		{
			const NetMove *move = &question->net.moves[graph.edges.data[i].move];

			if (move->step == step)
				note_fewest(question, move, soonest + 1, left[graph.edges.data[i].to]);
		}
		dkis_free(left);
	}
	net_graph_free(&graph);
	return all;
}

static void
find_ways_in(Question *question)
{
	const Machine *machine = question->net.machine;

	for (int i = 0; i < machine_arc_count(machine); i++)
	{
		MachineArc arc = machine_arc(machine, i);

		for (int k = 0; arc.entry < 0 && k < arc.n_targets; k++)
			*array_add(&question->ways_in) =
				(WayIn){machine_target(machine, arc.first_target + k), i};
	}
	edges_sort(&question->into, question->net.n_steps, question->ways_in.n, question->ways_in.data,
			   sizeof(WayIn), offsetof(WayIn, step));
}

static bool
ask_step_by_step(Question *question, DkisError *error)
{
	bool sound;
	bool all = soundness_decide_from(question->net.machine, question->from, &sound, error);

	if (!all || !sound)
		return all && (ask_every_order(question, REACH_BYTES) || refuse_too_many(error));
	find_ways_in(question);
	for (int step = 0; step < question->net.n_steps && all; step++)
		all = ask_step(question, step) || refuse_too_many(error);
	return all;
}

/* ---- all together ------------------------------------------------------------------ */

static void
question_begin(Question *question, const Machine *machine, const MachineState *from)
{
	memset(question, 0, sizeof *question);
	net_init(&question->net, machine);
	question->from = from;
	question->chosen = dkis_zeroed((size_t) question->net.n_words * sizeof(uint64_t));
	question->needed = dkis_zeroed((size_t) question->net.n_words * sizeof(uint64_t));
	question->queue = dkis_numbers(question->net.n_steps, 0);
}

static void
question_end(Question *question)
{
	net_free(&question->net);
	dkis_free(question->ways_in.data);
	edges_free(&question->into);
	dkis_free(question->chosen);
	dkis_free(question->needed);
	dkis_free(question->queue);
}

bool
reach_find_within(const Machine *machine, const MachineState *from, size_t bytes, Reach *reach,
				  DkisError *error)
{
	Question question;
	bool found;

	question_begin(&question, machine, from);
	question.reach = reach;
	for (int i = 0; i < machine_all_outcomes(machine); i++)
		reach[i] = (Reach){0, -1};
	found = ask_every_order(&question, bytes) || ask_step_by_step(&question, error);
	question_end(&question);
	return found;
}

bool
reach_find(const Machine *machine, const MachineState *from, Reach *reach, DkisError *error)
{
	return reach_find_within(machine, from, EVERY_ORDER_BYTES, reach, error);
}

bool
reach_held_up(const Machine *machine, const MachineState *state, int step, bool *inputs,
			  DkisError *error)
{
	Question question;
	NetGraph graph;
	bool all;

	question_begin(&question, machine, state);
	all = explore_by(&question, &graph, choose_without, step, REACH_BYTES, NULL);
	for (int i = 0; i < machine_input_count(machine); i++)
		inputs[i] = machine_state_is_waiting(machine, state, i);
	for (int e = 0; e < graph.edges.n; e++)
		for (int i = 0; i < machine_input_count(machine); i++)
		{
			int place = question.net.input_place[i];

			if (place >= 0 && bits_has(net_graph_marking(&graph, graph.edges.data[e].from), place))
				inputs[i] =
					inputs[i] && bits_has(net_graph_marking(&graph, graph.edges.data[e].to), place);
		}
	net_graph_free(&graph);
	question_end(&question);
	return all || refuse_too_many(error);
}

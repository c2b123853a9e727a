#include "core/flow/net.h"

#include "core/base/edges.h"

#include <string.h>

/* ---- the net -------------------------------------------------------------- */

static void
place_inputs(Net *net)
{
	net->n_places = net->n_steps;
	for (int i = 0; i < machine_arc_count(net->machine); i++)
	{
		MachineArc arc = machine_arc(net->machine, i);

		for (int k = 0; k < arc.n_inputs; k++)
			net->input_place[arc.first_input + k] = arc.n_inputs > 1 ? net->n_places++ : -1;
	}
	net->end = net->n_places++;
	net->n_words = bits_words(net->n_places);
	net->place_input = dkis_numbers(net->n_places, -1);
	for (int i = 0; i < machine_input_count(net->machine); i++)
		if (net->input_place[i] >= 0)
			net->place_input[net->input_place[i]] = i;
}

static void
collect_moves(Net *net)
{
	for (int step = 0; step < net->n_steps; step++)
	{
		net->first_move[step] = net->n_moves;
		for (int o = 0; o < machine_outcome_count(net->machine, step);)
		{
			int index = machine_outcome_input(net->machine, step, o);
			MachineInput input = machine_input(net->machine, index);

			net->moves[net->n_moves++] =
				(NetMove){step, o, input.n_outcomes, machine_outcome_arc(net->machine, step, o),
						  net->input_place[index]};
			o += input.n_outcomes;
		}
	}
	net->first_move[net->n_steps] = net->n_moves;
}

void
net_init(Net *net, const Machine *machine)
{
	int n_inputs = machine_input_count(machine);

	memset(net, 0, sizeof *net);
	net->machine = machine;
	net->n_steps = machine_step_count(machine);
	net->input_place = dkis_numbers(n_inputs, -1);
	net->moves = dkis_alloc(((size_t) n_inputs + 1) * sizeof(NetMove));
	net->first_move = dkis_numbers(net->n_steps, 0);
	place_inputs(net);
	collect_moves(net);
}

void
net_free(Net *net)
{
	dkis_free(net->input_place);
	dkis_free(net->place_input);
	dkis_free(net->moves);
	dkis_free(net->first_move);
}

int
net_place_step(const Net *net, int place)
{
	int input = net->place_input[place];

	if (input >= 0)
		return machine_input(net->machine, input).step;
	return place < net->n_steps ? place : -1;
}

int
net_move_of(const Net *net, int step, int outcome)
{
	int move = net->first_move[step];

	while (outcome >= net->moves[move].outcome + net->moves[move].n_outcomes)
		move++;
	return move;
}

/* ---- markings ------------------------------------------------------------- */

bool
net_is_empty(const Net *net, const uint64_t *bits)
{
	return bits_next(bits, 0, net->n_places) == net->n_places;
}

/* One more token; where there was one already, that is noted in twice. */
static bool
add_token(uint64_t *bits, int place, uint64_t *twice)
{
	bool safe = !bits_has(bits, place);

	if (!safe && twice)
		bits_put(twice, place);
	bits_put(bits, place);
	return safe;
}

static bool
go_along(const Net *net, uint64_t *bits, MachineArc arc, uint64_t *twice)
{
	bool safe = arc.n_targets > 0 || add_token(bits, net->end, twice);

	for (int i = 0; i < arc.n_targets; i++)
		safe &= add_token(bits, machine_target(net->machine, arc.first_target + i), twice);
	return safe;
}

bool
net_enter(const Net *net, uint64_t *bits, int arc, uint64_t *twice)
{
	memset(bits, 0, (size_t) net->n_words * sizeof(uint64_t));
	return go_along(net, bits, machine_arc(net->machine, arc), twice);
}

bool
net_fire(const Net *net, uint64_t *bits, const NetMove *move, uint64_t *twice)
{
	MachineArc arc = machine_arc(net->machine, move->arc);

	bits_drop(bits, move->step);
	if (move->place >= 0)
	{
		if (!add_token(bits, move->place, twice))
			return false;
		for (int i = 0; i < arc.n_inputs; i++)
			if (!bits_has(bits, net->input_place[arc.first_input + i]))
				return true;
		for (int i = 0; i < arc.n_inputs; i++)
			bits_drop(bits, net->input_place[arc.first_input + i]);
	}
	return go_along(net, bits, arc, twice);
}

void
net_marking(const Net *net, const MachineState *state, uint64_t *bits)
{
	int n_places = machine_place_count(net->machine);

	memset(bits, 0, (size_t) net->n_words * sizeof(uint64_t));
	BITS_EACH(p, state->words, 0, n_places)
	{
		int input = machine_place_input(net->machine, p);

		bits_put(bits, input < 0 ? p : net->input_place[input]);
	}
}

/* ---- markings that were met ----------------------------------------------- */

void
net_graph_init(NetGraph *graph, const Net *net, bool keeps_end)
{
	memset(graph, 0, sizeof *graph);
	graph->net = net;
	graph->keeps_end = keeps_end;
	wordset_init(&graph->markings, net->n_words);
	graph->twice = dkis_zeroed((size_t) net->n_words * sizeof(uint64_t));
	graph->bits = dkis_zeroed((size_t) net->n_words * sizeof(uint64_t));
}

void
net_graph_free(NetGraph *graph)
{
	wordset_free(&graph->markings);
	dkis_free(graph->edges.data);
	dkis_free(graph->twice);
	dkis_free(graph->bits);
}

size_t
net_graph_bytes(const NetGraph *graph)
{
	return wordset_bytes(&graph->markings) + array_bytes(&graph->edges);
}

const uint64_t *
net_graph_marking(const NetGraph *graph, int number)
{
	return wordset_at(&graph->markings, (uint32_t) number);
}

int
net_graph_visit(NetGraph *graph)
{
	if (!graph->keeps_end)
		bits_drop(graph->bits, graph->net->end);
	return (int) wordset_add(&graph->markings, graph->bits);
}

int
net_graph_follow(NetGraph *graph, int from, int move)
{
	int to;

	memcpy(graph->bits, net_graph_marking(graph, from),
		   (size_t) graph->net->n_words * sizeof(uint64_t));
	if (!net_fire(graph->net, graph->bits, &graph->net->moves[move], graph->twice))
		return -1;
	to = net_graph_visit(graph);
	*array_add(&graph->edges) = (NetEdge){from, to, move};
	return to;
}

void
net_graph_measure(const NetGraph *graph, bool backward, int *distance)
{
	int n_markings = (int) graph->markings.n;
	int *queue = dkis_numbers(n_markings, 0);
	Edges near;
	int n = 0;

	edges_sort(&near, n_markings, graph->edges.n, graph->edges.data, sizeof(NetEdge),
			   backward ? offsetof(NetEdge, to) : offsetof(NetEdge, from));
	for (int i = 0; i < n_markings; i++)
		if (distance[i] == 0)
			queue[n++] = i;
	for (int i = 0; i < n; i++)
	{
		if (i % 1024 == 0)
			dkis_check_interrupts();
		EDGES_EACH(k, &near, queue[i])
		{
			NetEdge edge = graph->edges.data[near.item[k]];
			int far = backward ? edge.from : edge.to;

			if (distance[far] >= 0)
				continue;
			distance[far] = distance[queue[i]] + 1;
			queue[n++] = far;
		}
	}
	edges_free(&near);
	dkis_free(queue);
}

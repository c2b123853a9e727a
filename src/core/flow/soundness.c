/*
 * Soundness by exploring the markings a case can get to.
 *
 * Deciding follows, in every marking, the outcomes of one active step only
 * (the lowest) instead of all interleavings. That is enough, because a machine
 * is a free-choice net: what one active step does neither enables nor prevents
 * what another may do, so its outcomes are a persistent set. Persistent sets
 * keep every way to a marking where nothing can happen any more, the good end
 * among them; so "every marking explored this way reaches the end" holds
 * exactly when it holds for all markings. Then every run can be continued to
 * the end and reordered into an explored one, so each step that can happen is
 * seen to happen; and a sound free-choice net is 1-safe. Without "&" the
 * markings explored are the steps themselves; with it their number grows with
 * the sum, not the product, of what parallel branches do.
 *
 * Explaining why a flow is unsound explores all interleavings, breadth first,
 * because the shortest trace is wanted; where these are too many, it explains
 * from what deciding has seen.
 */
#include "core/flow/soundness.h"

#include "core/base/wordset.h"

#include <string.h>

/* What one exploration may hold: beyond it, 54000 or the smaller exploration. */
#define DECIDE_BYTES ((size_t) 128 << 20)
#define EXPLAIN_BYTES ((size_t) 32 << 20)
#define MAX_STUCK_REPORTED 8

/* One way to finish a step: all outcomes of one input do the same. */
typedef struct Move
{
	int step;
	int outcome; /* the first one of the input */
	int arc;
	int place; /* where it waits, -1: the arc is no join */
} Move;

typedef struct Net
{
	const Machine *machine;
	int n_steps;
	int n_places; /* steps, inputs of joins, and the end */
	int end;      /* the place of the end */
	int n_words;
	int n_moves;
	Move *moves;
	int *first_move;  /* of each step; n_steps + 1 of them */
	int *input_place; /* of each input, -1 when its arc is no join */
} Net;

typedef struct Edge
{
	uint32_t from;
	uint32_t to;
} Edge;

typedef struct Graph
{
	Net *net;
	size_t limit; /* in bytes */
	bool truncated;
	WordSet markings;
	uint32_t capacity; /* of what is known of each marking */
	int32_t *parent;   /* -1: an entry */
	int32_t *move;     /* from the parent; of an entry: which */
	size_t n_edges;
	size_t edge_capacity;
	Edge *edges;
	uint64_t *seen; /* steps that were active */
	/* what went wrong on the way */
	bool *bad;             /* explored markings with a wrong end or a second token */
	uint64_t *twice;       /* places that the last move would give a second token */
	uint64_t *doubled;     /* such places, reported once */
	uint64_t *left_behind; /* places still marked at the end, reported once */
	bool unsound;
	SoundnessReport *report; /* NULL: only decide */
} Graph;

/* ---- the net ----------------------------------------------------------- */

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
	net->n_words = (net->n_places + 63) / 64;
}

static void
collect_moves(Net *net)
{
	for (int step = 0; step < net->n_steps; step++)
	{
		int last = -1;

		net->first_move[step] = net->n_moves;
		for (int o = 0; o < machine_outcome_count(net->machine, step); o++)
		{
			int input = machine_outcome_input(net->machine, step, o);

			if (input == last)
				continue;
			last = input;
			net->moves[net->n_moves++] = (Move){step, o, machine_outcome_arc(net->machine, step, o),
												net->input_place[input]};
		}
	}
	net->first_move[net->n_steps] = net->n_moves;
}

static void
net_init(Net *net, const Machine *machine)
{
	size_t n_inputs = (size_t) machine_input_count(machine);

	memset(net, 0, sizeof *net);
	net->machine = machine;
	net->n_steps = machine_step_count(machine);
	net->input_place = dkis_alloc((n_inputs + 1) * sizeof(int));
	net->moves = dkis_alloc((n_inputs + 1) * sizeof(Move));
	net->first_move = dkis_alloc(((size_t) net->n_steps + 1) * sizeof(int));
	place_inputs(net);
	collect_moves(net);
}

static void
net_free(Net *net)
{
	dkis_free(net->input_place);
	dkis_free(net->moves);
	dkis_free(net->first_move);
}

/* ---- markings ---------------------------------------------------------- */

static bool
has(const uint64_t *bits, int place)
{
	return (bits[place / 64] >> (place % 64)) & 1;
}

static void
put(uint64_t *bits, int place)
{
	bits[place / 64] |= UINT64_C(1) << (place % 64);
}

static void
drop(uint64_t *bits, int place)
{
	bits[place / 64] &= ~(UINT64_C(1) << (place % 64));
}

/* The lowest marked place from "from" on, below limit; limit when none. */
static int
next_place(const uint64_t *bits, int from, int limit)
{
	while (from < limit)
	{
		uint64_t rest = bits[from / 64] >> (from % 64);

		if (rest != 0)
		{
			from += __builtin_ctzll(rest);
			return from < limit ? from : limit;
		}
		from = (from / 64 + 1) * 64;
	}
	return limit;
}

/* One more token; where there was one already, that is noted in twice. */
static bool
add_token(uint64_t *bits, int place, uint64_t *twice)
{
	if (has(bits, place))
	{
		put(twice, place);
		return false;
	}
	put(bits, place);
	return true;
}

/* False: places would hold two tokens; twice tells which. */
static bool
activate(const Net *net, uint64_t *bits, MachineArc arc, uint64_t *twice)
{
	bool safe = arc.n_targets > 0 || add_token(bits, net->end, twice);

	for (int i = 0; i < arc.n_targets; i++)
		safe &= add_token(bits, machine_target(net->machine, arc.first_target + i), twice);
	return safe;
}

static bool
fire(const Net *net, uint64_t *bits, const Move *move, uint64_t *twice)
{
	MachineArc arc = machine_arc(net->machine, move->arc);

	drop(bits, move->step);
	if (move->place >= 0)
	{
		if (!add_token(bits, move->place, twice))
			return false;
		for (int i = 0; i < arc.n_inputs; i++)
			if (!has(bits, net->input_place[arc.first_input + i]))
				return true;
		for (int i = 0; i < arc.n_inputs; i++)
			drop(bits, net->input_place[arc.first_input + i]);
	}
	return activate(net, bits, arc, twice);
}

/* ---- telling ----------------------------------------------------------- */

static void
append_step(const Net *net, int step, DkisText *text)
{
	size_t length;
	const char *name = machine_step_name(net->machine, step, &length);

	dkis_text_append(text, name, length);
}

/* The input whose tokens wait at place, or -1 for a step or the end. */
static int
input_of_place(const Net *net, int place)
{
	for (int i = 0; i < machine_input_count(net->machine); i++)
		if (net->input_place[i] == place)
			return i;
	return -1;
}

static int
step_of_place(const Net *net, int place)
{
	int input = place < net->n_steps ? -1 : input_of_place(net, place);

	if (input >= 0)
		return machine_input(net->machine, input).step;
	return place < net->n_steps ? place : -1;
}

static bool
feeds_several_joins(const Net *net, int step)
{
	int n = 0;

	for (int i = 0; i < machine_input_count(net->machine); i++)
		n += net->input_place[i] >= 0 && machine_input(net->machine, i).step == step;
	return n > 1;
}

static void
append_bracketed(const char *name, size_t length, DkisText *text)
{
	dkis_text_puts(text, "[");
	dkis_text_append(text, name, length);
	dkis_text_puts(text, "]");
}

static void
append_place(const Net *net, int place, DkisText *text)
{
	MachineInput input;
	size_t length;
	const char *name;

	append_step(net, step_of_place(net, place), text);
	if (place < net->n_steps || !feeds_several_joins(net, step_of_place(net, place)))
		return;
	input = machine_input(net->machine, input_of_place(net, place));
	name = machine_outcome_name(net->machine, input.step, input.first_outcome, &length);
	append_bracketed(name, length, text);
}

static void
append_list(const Net *net, const uint64_t *bits, int from, int limit, DkisText *text)
{
	bool first = true;

	for (int p = next_place(bits, from, limit); p < limit; p = next_place(bits, p + 1, limit))
	{
		dkis_text_puts(text, first ? "" : ", ");
		append_place(net, p, text);
		first = false;
	}
}

/* As dkis.marking writes it. */
static void
append_marking(const Net *net, const uint64_t *bits, DkisText *text)
{
	dkis_text_puts(text, "{");
	append_list(net, bits, 0, net->n_steps, text);
	if (next_place(bits, net->n_steps, net->end) < net->end)
	{
		dkis_text_puts(text, next_place(bits, 0, net->n_steps) < net->n_steps ? " | " : "| ");
		append_list(net, bits, net->n_steps, net->end, text);
	}
	dkis_text_puts(text, "}");
}

static void
append_label(const char *name, size_t length, DkisText *text)
{
	dkis_text_puts(text, " ");
	append_bracketed(name, length, text);
}

static void
append_entry(const Net *net, int entry, DkisText *text)
{
	size_t length;
	const char *name = machine_entry_name(net->machine, entry, &length);

	dkis_text_puts(text, "start");
	if (length > 0)
		append_label(name, length, text);
}

static void
append_move(const Net *net, const Move *move, DkisText *text)
{
	size_t length;
	const char *name = machine_outcome_name(net->machine, move->step, move->outcome, &length);

	dkis_text_puts(text, ", ");
	append_step(net, move->step, text);
	if (machine_outcome_count(net->machine, move->step) > 1)
		append_label(name, length, text);
}

static void
append_trace(const Graph *graph, uint32_t number, DkisText *text)
{
	uint32_t length = 0;
	uint32_t *path;

	for (int64_t i = number; i >= 0; i = graph->parent[i])
		length++;
	path = dkis_alloc(length * sizeof(uint32_t));
	for (int64_t i = number, k = length; i >= 0; i = graph->parent[i])
		path[--k] = (uint32_t) i;
	append_entry(graph->net, graph->move[path[0]], text);
	for (uint32_t i = 1; i < length; i++)
		append_move(graph->net, &graph->net->moves[graph->move[path[i]]], text);
	dkis_free(path);
}

static void
add_problem(SoundnessReport *report, DkisText *problem, int step, DkisText *detail)
{
	if (report->n == report->capacity)
	{
		report->capacity = report->capacity > 0 ? report->capacity * 2 : 8;
		report->problems = report->problems
							   ? dkis_realloc(report->problems,
											  (size_t) report->capacity * sizeof(SoundnessProblem))
							   : dkis_alloc((size_t) report->capacity * sizeof(SoundnessProblem));
	}
	report->problems[report->n++] =
		(SoundnessProblem){problem->data, step, detail ? detail->data : NULL};
}

/* The trace to marking number, then one more move (NULL: none). */
static void
trace_to(const Graph *graph, int64_t number, const Move *move, int entry, DkisText *detail)
{
	dkis_text_init(detail);
	dkis_text_puts(detail, "jejak: ");
	if (number < 0)
		append_entry(graph->net, entry, detail);
	else
		append_trace(graph, (uint32_t) number, detail);
	if (move)
		append_move(graph->net, move, detail);
}

static void
tell_doubled(Graph *graph, int place, int64_t from, const Move *move, int entry)
{
	DkisText problem;
	DkisText detail;
	int step = step_of_place(graph->net, place);

	if (has(graph->doubled, place))
		return;
	put(graph->doubled, place);
	dkis_text_init(&problem);
	if (place == graph->net->end)
		dkis_text_puts(&problem, "akhir tercapai dua kali");
	else
	{
		dkis_text_puts(&problem, "langkah ");
		append_step(graph->net, step, &problem);
		dkis_text_puts(&problem, place < graph->net->n_steps
									 ? " aktif dua kali"
									 : " selesai dua kali sebelum digabung");
	}
	trace_to(graph, from, move, entry, &detail);
	add_problem(graph->report, &problem, step, &detail);
}

/* All that the last move would double: one trace may show several problems. */
static void
tell_twice(Graph *graph, int64_t from, const Move *move, int entry)
{
	int limit = graph->net->n_places;

	graph->unsound = true;
	for (int p = next_place(graph->twice, 0, limit); p < limit;
		 p = next_place(graph->twice, p + 1, limit))
	{
		drop(graph->twice, p);
		if (graph->report)
			tell_doubled(graph, p, from, move, entry);
	}
}

/* The end was reached and other tokens are left. */
static void
tell_left_behind(Graph *graph, uint32_t number)
{
	const uint64_t *bits = wordset_at(&graph->markings, number);
	int place = next_place(bits, 0, graph->net->end);
	bool waits = place >= graph->net->n_steps;
	DkisText problem;
	DkisText detail;

	graph->unsound = true;
	if (!graph->report || has(graph->left_behind, place))
		return;
	put(graph->left_behind, place);
	dkis_text_init(&problem);
	dkis_text_puts(&problem, "akhir tercapai sementara ");
	append_list(graph->net, bits, waits ? graph->net->n_steps : 0,
				waits ? graph->net->end : graph->net->n_steps, &problem);
	dkis_text_puts(&problem, waits ? " masih menunggu" : " masih aktif");
	trace_to(graph, number, NULL, 0, &detail);
	add_problem(graph->report, &problem, step_of_place(graph->net, place), &detail);
}

/* ---- exploring --------------------------------------------------------- */

static void *
cleared(size_t size)
{
	return memset(dkis_alloc(size), 0, size);
}

static void
graph_init(Graph *graph, Net *net, size_t limit, SoundnessReport *report)
{
	size_t words = (size_t) net->n_words * sizeof(uint64_t);

	memset(graph, 0, sizeof *graph);
	graph->net = net;
	graph->limit = limit;
	graph->report = report;
	wordset_init(&graph->markings, net->n_words);
	graph->capacity = graph->markings.capacity;
	graph->parent = dkis_alloc(graph->capacity * sizeof(int32_t));
	graph->move = dkis_alloc(graph->capacity * sizeof(int32_t));
	graph->bad = dkis_alloc(graph->capacity * sizeof(bool));
	graph->edge_capacity = 64;
	graph->edges = dkis_alloc(graph->edge_capacity * sizeof(Edge));
	graph->seen = cleared(words);
	graph->twice = cleared(words);
	graph->doubled = cleared(words);
	graph->left_behind = cleared(words);
}

static void
graph_free(Graph *graph)
{
	wordset_free(&graph->markings);
	dkis_free(graph->parent);
	dkis_free(graph->move);
	dkis_free(graph->bad);
	dkis_free(graph->edges);
	dkis_free(graph->seen);
	dkis_free(graph->twice);
	dkis_free(graph->doubled);
	dkis_free(graph->left_behind);
}

static const uint64_t *
marking_at(const Graph *graph, uint32_t number)
{
	return wordset_at(&graph->markings, number);
}

static size_t
bytes_held(const Graph *graph)
{
	return wordset_bytes(&graph->markings) + (size_t) graph->capacity * 9 +
		   graph->edge_capacity * sizeof(Edge);
}

static void
grow(Graph *graph)
{
	graph->capacity = graph->markings.capacity;
	graph->parent = dkis_realloc(graph->parent, graph->capacity * sizeof(int32_t));
	graph->move = dkis_realloc(graph->move, graph->capacity * sizeof(int32_t));
	graph->bad = dkis_realloc(graph->bad, graph->capacity * sizeof(bool));
}

static void
add_edge(Graph *graph, uint32_t from, uint32_t to)
{
	if (graph->n_edges == graph->edge_capacity)
	{
		graph->edge_capacity *= 2;
		graph->edges = dkis_realloc(graph->edges, graph->edge_capacity * sizeof(Edge));
	}
	graph->edges[graph->n_edges++] = (Edge){from, to};
}

static void
note_marking(Graph *graph, uint32_t number)
{
	const uint64_t *bits = marking_at(graph, number);

	for (int i = 0; i < graph->net->n_words; i++)
		graph->seen[i] |= bits[i];
	graph->bad[number] =
		has(bits, graph->net->end) && next_place(bits, 0, graph->net->end) < graph->net->end;
	if (graph->bad[number])
		tell_left_behind(graph, number);
}

/* The number of that marking, new or known. */
static uint32_t
visit(Graph *graph, const uint64_t *bits, int64_t parent, int move)
{
	uint32_t known = graph->markings.n;
	uint32_t number = wordset_add(&graph->markings, bits);

	if (number < known)
		return number;
	if (graph->capacity < graph->markings.capacity)
		grow(graph);
	graph->parent[number] = (int32_t) parent;
	graph->move[number] = move;
	note_marking(graph, number);
	return number;
}

static void
enter(Graph *graph)
{
	uint64_t *bits = dkis_alloc((size_t) graph->net->n_words * sizeof(uint64_t));

	for (int i = 0; i < machine_arc_count(graph->net->machine); i++)
	{
		MachineArc arc = machine_arc(graph->net->machine, i);

		if (arc.entry < 0)
			continue;
		memset(bits, 0, (size_t) graph->net->n_words * sizeof(uint64_t));
		if (activate(graph->net, bits, arc, graph->twice))
			visit(graph, bits, -1, arc.entry);
		else
			tell_twice(graph, -1, NULL, arc.entry);
	}
	dkis_free(bits);
}

/* The machine has a place per outcome that waits, the net one per input. */
static void
enter_at(Graph *graph, const MachineState *state)
{
	const Net *net = graph->net;
	uint64_t *bits = cleared((size_t) net->n_words * sizeof(uint64_t));
	int n_places = machine_place_count(net->machine);

	for (int p = next_place(state->words, 0, n_places); p < n_places;
		 p = next_place(state->words, p + 1, n_places))
	{
		int input = machine_place_input(net->machine, p);

		put(bits, input < 0 ? p : net->input_place[input]);
	}
	if (next_place(bits, 0, net->n_places) == net->n_places)
		put(bits, net->end);
	visit(graph, bits, -1, 0);
	dkis_free(bits);
}

static void
follow(Graph *graph, uint32_t number, int step, uint64_t *bits)
{
	const Net *net = graph->net;

	for (int m = net->first_move[step]; m < net->first_move[step + 1]; m++)
	{
		memcpy(bits, marking_at(graph, number), (size_t) net->n_words * sizeof(uint64_t));
		if (fire(net, bits, &net->moves[m], graph->twice))
			add_edge(graph, number, visit(graph, bits, number, m));
		else
		{
			graph->bad[number] = true;
			tell_twice(graph, number, &net->moves[m], 0);
		}
	}
}

/*
 * Breadth first, so that the first way found to a marking is a shortest one.
 * One step per marking, or all of them; stops at the first problem when there
 * is no report to write.
 */
static void
explore(Graph *graph, bool all_steps)
{
	int n_steps = graph->net->n_steps;
	uint64_t *bits = dkis_alloc((size_t) graph->net->n_words * sizeof(uint64_t));

	for (uint32_t i = 0; i < graph->markings.n; i++)
	{
		int step = next_place(marking_at(graph, i), 0, n_steps);

		dkis_check_interrupts();
		if (!graph->report && graph->unsound)
			break;
		if (bytes_held(graph) > graph->limit)
		{
			graph->truncated = true;
			break;
		}
		while (step < n_steps)
		{
			follow(graph, i, step, bits);
			step = all_steps ? next_place(marking_at(graph, i), step + 1, n_steps) : n_steps;
		}
	}
	dkis_free(bits);
}

/* ---- judging ----------------------------------------------------------- */

/* Edges by their far end: of n, incoming[start[n]] .. incoming[start[n + 1] - 1]. */
static void
sort_edges(const Graph *graph, bool backward, uint32_t *start, uint32_t *other)
{
	memset(start, 0, ((size_t) graph->markings.n + 2) * sizeof(uint32_t));
	for (size_t i = 0; i < graph->n_edges; i++)
		start[(backward ? graph->edges[i].to : graph->edges[i].from) + 2]++;
	for (uint32_t i = 0; i < graph->markings.n; i++)
		start[i + 2] += start[i + 1];
	for (size_t i = 0; i < graph->n_edges; i++)
	{
		Edge edge = graph->edges[i];

		other[start[(backward ? edge.to : edge.from) + 1]++] = backward ? edge.from : edge.to;
	}
}

/* Spreads marks along edges (or against them) until nothing changes. */
static void
spread(const Graph *graph, bool backward, bool *marked)
{
	uint32_t *start = dkis_alloc(((size_t) graph->markings.n + 2) * sizeof(uint32_t));
	uint32_t *other = dkis_alloc((graph->n_edges + 1) * sizeof(uint32_t));
	uint32_t *queue = dkis_alloc(((size_t) graph->markings.n + 1) * sizeof(uint32_t));
	uint32_t n = 0;

	sort_edges(graph, backward, start, other);
	for (uint32_t i = 0; i < graph->markings.n; i++)
		if (marked[i])
			queue[n++] = i;
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = start[queue[i]]; k < start[queue[i] + 1]; k++)
			if (!marked[other[k]])
			{
				marked[other[k]] = true;
				queue[n++] = other[k];
			}
	dkis_free(start);
	dkis_free(other);
	dkis_free(queue);
}

static bool
is_good_end(const Graph *graph, uint32_t number)
{
	const uint64_t *bits = marking_at(graph, number);

	return has(bits, graph->net->end) && next_place(bits, 0, graph->net->end) == graph->net->end;
}

/* Which markings reach the good end (or, for the report, a problem told already). */
static bool *
find_completing(const Graph *graph, bool or_bad)
{
	bool *completing = dkis_alloc((size_t) graph->markings.n + 1);

	for (uint32_t i = 0; i < graph->markings.n; i++)
		completing[i] = is_good_end(graph, i) || (or_bad && graph->bad[i]);
	spread(graph, true, completing);
	return completing;
}

static bool
all_complete(const Graph *graph)
{
	bool *completing;
	bool all = true;

	if (graph->unsound)
		return false;
	completing = find_completing(graph, false);
	for (uint32_t i = 0; i < graph->markings.n; i++)
		all = all && completing[i];
	dkis_free(completing);
	return all;
}

static bool
all_seen(const Graph *graph)
{
	for (int i = 0; i < graph->net->n_steps; i++)
		if (!has(graph->seen, i))
			return false;
	return true;
}

static void
tell_unreached(const Graph *graph)
{
	for (int i = 0; i < graph->net->n_steps; i++)
	{
		DkisText problem;

		if (has(graph->seen, i))
			continue;
		dkis_text_init(&problem);
		dkis_text_puts(&problem, "langkah ");
		append_step(graph->net, i, &problem);
		dkis_text_puts(&problem, " tidak pernah tercapai");
		add_problem(graph->report, &problem, i, NULL);
	}
}

/* The first of the marked ones where nothing is active any more, or n. */
static uint32_t
find_halt(const Graph *graph, const bool *marked)
{
	for (uint32_t i = 0; i < graph->markings.n; i++)
		if (marked[i] &&
			next_place(marking_at(graph, i), 0, graph->net->n_steps) == graph->net->n_steps)
			return i;
	return graph->markings.n;
}

static void
tell_stuck(const Graph *graph, uint32_t number, const bool *reached)
{
	const uint64_t *bits = marking_at(graph, number);
	int place = next_place(bits, 0, graph->net->end);
	uint32_t halt = find_halt(graph, reached);
	DkisText problem;
	DkisText detail;

	dkis_text_init(&problem);
	dkis_text_puts(&problem, "dari ");
	append_marking(graph->net, bits, &problem);
	dkis_text_puts(&problem, " tidak ada jalan ke akhir");
	trace_to(graph, number, NULL, 0, &detail);
	if (halt < graph->markings.n && halt != number)
	{
		dkis_text_puts(&detail, "; macet di ");
		append_marking(graph->net, marking_at(graph, halt), &detail);
	}
	add_problem(graph->report, &problem, step_of_place(graph->net, place), &detail);
}

/* Each marking without a way on, unless one before it was told and leads to it. */
static void
tell_all_stuck(const Graph *graph)
{
	bool *completing = find_completing(graph, true);
	bool *reached = dkis_alloc((size_t) graph->markings.n + 1);
	int told = 0;

	for (uint32_t i = 0; i < graph->markings.n && told < MAX_STUCK_REPORTED; i++)
	{
		if (completing[i])
			continue;
		memset(reached, 0, (size_t) graph->markings.n + 1);
		reached[i] = true;
		spread(graph, false, reached);
		tell_stuck(graph, i, reached);
		for (uint32_t k = i; k < graph->markings.n; k++)
			completing[k] = completing[k] || reached[k];
		told++;
	}
	dkis_free(completing);
	dkis_free(reached);
}

static bool
refuse_entangled(DkisError *error)
{
	dkis_fail(error, DKIS_PROGRAM_LIMIT, "alur ini terlalu rumit untuk dibuktikan");
	dkis_detail(error, "Kemungkinan posisi kasusnya melebihi %zu MB.", DECIDE_BYTES >> 20);
	return dkis_hint(error, "Pecah alur ini menjadi beberapa SOP yang saling berhubungan.");
}

/* from NULL: from the machine's entries, and all of its steps must happen. */
static bool
decide(Net *net, const MachineState *from, bool *sound, DkisError *error)
{
	Graph graph;
	bool truncated;

	graph_init(&graph, net, DECIDE_BYTES, NULL);
	if (from)
		enter_at(&graph, from);
	else
		enter(&graph);
	explore(&graph, false);
	truncated = graph.truncated && !graph.unsound;
	*sound = !truncated && (from || all_seen(&graph)) && all_complete(&graph);
	graph_free(&graph);
	return !truncated || refuse_entangled(error);
}

bool
soundness_decide_from(const Machine *machine, const MachineState *state, bool *sound,
					  DkisError *error)
{
	Net net;
	bool decided;

	net_init(&net, machine);
	decided = decide(&net, state, sound, error);
	net_free(&net);
	return decided;
}

bool
soundness_decide(const Machine *machine, bool *sound, DkisError *error)
{
	return soundness_decide_from(machine, NULL, sound, error);
}

/* What was seen going wrong holds even when the exploration was cut short. */
static void
explain(Net *net, bool all_steps, size_t limit, SoundnessReport *report)
{
	Graph graph;

	graph_init(&graph, net, limit, report);
	enter(&graph);
	explore(&graph, all_steps);
	if (!graph.truncated)
	{
		tell_all_stuck(&graph);
		tell_unreached(&graph);
	}
	graph_free(&graph);
}

bool
soundness_explain(const Machine *machine, SoundnessReport *report, DkisError *error)
{
	Net net;
	bool sound;
	bool decided;

	memset(report, 0, sizeof *report);
	net_init(&net, machine);
	decided = decide(&net, NULL, &sound, error);
	if (decided && !sound)
		explain(&net, true, EXPLAIN_BYTES, report);
	if (decided && !sound && report->n == 0)
		explain(&net, false, DECIDE_BYTES, report);
	if (decided && !sound && report->n == 0)
		decided = refuse_entangled(error);
	net_free(&net);
	return decided;
}

void
soundness_report_free(SoundnessReport *report)
{
	for (int i = 0; i < report->n; i++)
	{
		dkis_free(report->problems[i].problem);
		if (report->problems[i].detail)
			dkis_free(report->problems[i].detail);
	}
	if (report->problems)
		dkis_free(report->problems);
	memset(report, 0, sizeof *report);
}

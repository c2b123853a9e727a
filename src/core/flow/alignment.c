/*
 * Dijkstra over pairs of a place in the log and a marking. Costs are 0 or 1, so
 * that two stacks are queue enough: what costs as much as the pair at hand, and
 * what costs 1 more. The stacks make it go deep first, along the events that fit.
 *
 * Parallel branches are what makes such pairs many. Where the run has to come to
 * its end, every step that is active must be finished sometime; one that the rest
 * of the log does not name can as well be finished at once, because in a sound
 * free-choice net no other step gains or loses by it (see soundness.c). Then its
 * outcomes are all that has to be tried.
 *
 * Pairs are many, markings few: each marking is kept once, and where a move leads
 * from it is found once, so that a pair is two numbers.
 */
#include "core/flow/alignment.h"

#include "core/flow/net.h"

#include <string.h>

#define SEARCH_BYTES ((size_t) 128 << 20)
#define NO_MOVE (-1)
/* Where a move leads from a marking, apart from another marking. */
#define NOT_TRIED (-1)
#define NOWHERE (-2)

/* A pair, and how it was come to. */
typedef struct Node
{
	int place; /* in the log */
	int marking;
	int parent; /* -1: a start */
	int cost;
	int move;    /* of the net; NO_MOVE: by an event alone, or a start */
	int outcome; /* finished with; of a start: the entry */
	bool closed;
} Node;

typedef struct Search
{
	const AlignmentTask *task;
	Net net;
	int *last; /* for each step its last event, -1: none */
	WordSet markings;
	ARRAY_OF(int) first_way; /* per marking: where the ways out of it begin, NOT_TRIED: none yet */
	ARRAY_OF(int) ways;      /* for every move of its active steps the marking it leads to */
	ARRAY_OF(Node) nodes;
	uint32_t n_buckets;
	int *buckets;            /* open addressing, of nodes: number + 1 */
	ARRAY_OF(int) stacks[2]; /* by cost, even and odd */
	uint64_t *here;          /* the marking at hand */
	uint64_t *there;         /* scratch */
	bool full;
} Search;

static size_t
marking_bytes(const Search *search)
{
	return (size_t) search->net.n_words * sizeof(uint64_t);
}

static void
search_init(Search *search, const AlignmentTask *task)
{
	memset(search, 0, sizeof *search);
	search->task = task;
	net_init(&search->net, task->machine);
	search->last = dkis_numbers(search->net.n_steps, -1);
	for (int i = 0; i < task->n_events; i++)
		search->last[task->events[i].step] = i;
	wordset_init(&search->markings, search->net.n_words);
	search->n_buckets = 256;
	search->buckets = dkis_zeroed(search->n_buckets * sizeof(int));
	search->here = dkis_zeroed(marking_bytes(search));
	search->there = dkis_zeroed(marking_bytes(search));
}

static void
search_free(Search *search)
{
	net_free(&search->net);
	wordset_free(&search->markings);
	dkis_free(search->last);
	dkis_free(search->first_way.data);
	dkis_free(search->ways.data);
	dkis_free(search->nodes.data);
	dkis_free(search->buckets);
	dkis_free(search->stacks[0].data);
	dkis_free(search->stacks[1].data);
	dkis_free(search->here);
	dkis_free(search->there);
}

/* ---- pairs --------------------------------------------------------------- */

static int *
bucket_of_pair(const Search *search, int place, int marking)
{
	uint32_t mask = search->n_buckets - 1;
	uint64_t h =
		((uint64_t) (uint32_t) place << 32 | (uint32_t) marking) * UINT64_C(0x9E3779B97F4A7C15);
	uint32_t i = (uint32_t) (h >> 32) & mask;

	for (; search->buckets[i] != 0; i = (i + 1) & mask)
	{
		const Node *node = &search->nodes.data[search->buckets[i] - 1];

		if (node->place == place && node->marking == marking)
			break;
	}
	return &search->buckets[i];
}

static size_t
bytes_held(const Search *search)
{
	return array_bytes(&search->nodes) + search->n_buckets * sizeof(int) +
		   array_bytes(&search->stacks[0]) + array_bytes(&search->stacks[1]) +
		   wordset_bytes(&search->markings) + array_bytes(&search->ways) +
		   array_bytes(&search->first_way);
}

static void
add_buckets(Search *search)
{
	search->n_buckets *= 2;
	dkis_free(search->buckets);
	search->buckets = dkis_zeroed(search->n_buckets * sizeof(int));
	dkis_check_interrupts();
	for (int i = 0; i < search->nodes.n; i++)
		*bucket_of_pair(search, search->nodes.data[i].place, search->nodes.data[i].marking) = i + 1;
}

static void
reach(Search *search, Node node)
{
	int *bucket = bucket_of_pair(search, node.place, node.marking);
	int number = *bucket - 1;

	if (number >= 0 && search->nodes.data[number].cost <= node.cost)
		return;
	if (number < 0)
	{
		number = search->nodes.n;
		*bucket = number + 1;
		array_add(&search->nodes);
	}
	search->nodes.data[number] = node;
	*array_add(&search->stacks[node.cost % 2]) = number;
	if ((uint32_t) search->nodes.n > search->n_buckets / 2)
		add_buckets(search);
	search->full = bytes_held(search) > SEARCH_BYTES;
}

/* ---- markings ------------------------------------------------------------ */

static int
number_of_marking(Search *search, uint64_t *bits)
{
	uint32_t number;

	bits_drop(bits, search->net.end);
	number = wordset_add(&search->markings, bits);
	if ((int) number == search->first_way.n)
		*array_add(&search->first_way) = NOT_TRIED;
	return (int) number;
}

/* Where the ways out of the marking at hand begin, a way for each move of its active steps. */
static int
ways_out_of(Search *search, int marking)
{
	int n = 0;

	if (search->first_way.data[marking] >= 0)
		return search->first_way.data[marking];
	BITS_EACH(step, search->here, 0, search->net.n_steps)
	n += search->net.first_move[step + 1] - search->net.first_move[step];
	array_reserve(&search->ways, n);
	search->first_way.data[marking] = search->ways.n;
	while (n-- > 0)
		*array_add(&search->ways) = NOT_TRIED;
	return search->first_way.data[marking];
}

/* The marking that the move leads to from the one at hand, or NOWHERE: a step would be active
 * twice. */
static int
follow_way(Search *search, int way, int move)
{
	if (search->ways.data[way] != NOT_TRIED)
		return search->ways.data[way];
	memcpy(search->there, search->here, marking_bytes(search));
	search->ways.data[way] = net_fire(&search->net, search->there, &search->net.moves[move], NULL)
								 ? number_of_marking(search, search->there)
								 : NOWHERE;
	return search->ways.data[way];
}

/* ---- moves --------------------------------------------------------------- */

static void
finish(Search *search, int from, int way, int move, int outcome, bool synchronous)
{
	const Node *node = &search->nodes.data[from];
	int place = node->place + synchronous;
	int cost = node->cost + !synchronous;
	int marking = follow_way(search, way, move);

	if (marking != NOWHERE)
		reach(search, (Node){place, marking, from, cost, move, outcome, false});
}

/* Each way out of a step; the ways of its moves begin at way. */
static void
finish_any(Search *search, int from, int way, int step, bool synchronous)
{
	for (int m = search->net.first_move[step]; m < search->net.first_move[step + 1]; m++)
		finish(search, from, way++, m, search->net.moves[m].outcome, synchronous);
}

/* The event with the run, whose ways out of the event's step begin at way; -1: it is not active. */
static void
take_event(Search *search, int from, int way)
{
	Node node = search->nodes.data[from];
	AlignmentEvent event = search->task->events[node.place];
	int move;

	reach(search, (Node){node.place + 1, node.marking, from, node.cost + 1, NO_MOVE, 0, false});
	if (way < 0)
		return;
	if (event.outcome == ALIGNMENT_ANY)
	{
		finish_any(search, from, way, event.step, true);
		return;
	}
	move = net_move_of(&search->net, event.step, event.outcome);
	finish(search, from, way + move - search->net.first_move[event.step], move, event.outcome,
		   true);
}

/* An active step that the rest of the log does not name; -1: none. */
static int
unnamed_step(const Search *search, int place)
{
	BITS_EACH(step, search->here, 0, search->net.n_steps)
	if (search->last[step] < place)
		return step;
	return -1;
}

static void
expand(Search *search, int number)
{
	const AlignmentTask *task = search->task;
	int place = search->nodes.data[number].place;
	int way = ways_out_of(search, search->nodes.data[number].marking);
	int only = task->sound && !task->running ? unnamed_step(search, place) : -1;
	int of_event = -1;

	BITS_EACH(step, search->here, 0, search->net.n_steps)
	{
		if (only < 0 || step == only)
			finish_any(search, number, way, step, false);
		if (place < task->n_events && step == task->events[place].step)
			of_event = way;
		way += search->net.first_move[step + 1] - search->net.first_move[step];
	}
	if (only < 0 && place < task->n_events)
		take_event(search, number, of_event);
}

/* ---- searching ----------------------------------------------------------- */

static void
begin(Search *search)
{
	Node start = {.parent = -1, .move = NO_MOVE};

	if (search->task->start)
	{
		net_marking(&search->net, search->task->start, search->here);
		start.marking = number_of_marking(search, search->here);
		reach(search, start);
		return;
	}
	for (int i = 0; i < machine_arc_count(search->task->machine); i++)
	{
		int entry = machine_arc(search->task->machine, i).entry;

		if (entry < 0 || !net_enter(&search->net, search->here, i, NULL))
			continue;
		start.outcome = entry;
		start.marking = number_of_marking(search, search->here);
		reach(search, start);
	}
}

static bool
is_goal(const Search *search, const Node *node)
{
	return node->place == search->task->n_events &&
		   (search->task->running || net_is_empty(&search->net, search->here));
}

/* The number of the goal; -1: there is no way to one, or too much to look at. */
static int
run(Search *search)
{
	uint32_t looked_at = 0;

	for (int cost = 0; search->stacks[0].n + search->stacks[1].n > 0; cost++)
		while (search->stacks[cost % 2].n > 0)
		{
			int number = search->stacks[cost % 2].data[--search->stacks[cost % 2].n];
			Node *node = &search->nodes.data[number];

			if (search->full)
				return -1;
			if (node->closed || node->cost != cost)
				continue;
			if (++looked_at % 1024 == 0)
				dkis_check_interrupts();
			node->closed = true;
			memcpy(search->here, wordset_at(&search->markings, (uint32_t) node->marking),
				   marking_bytes(search));
			if (is_goal(search, node))
				return number;
			expand(search, number);
		}
	return -1;
}

static void
trace_back(const Search *search, int goal, Alignment *alignment)
{
	const Node *nodes = search->nodes.data;
	int start = goal;
	int n = 0;

	for (; nodes[start].parent >= 0; start = nodes[start].parent)
		n++;
	alignment->entry = nodes[start].outcome;
	alignment->cost = nodes[goal].cost;
	alignment->n_moves = n;
	alignment->moves = dkis_alloc((size_t) n * sizeof(AlignmentMove) + 1);
	for (int i = goal; n > 0; i = nodes[i].parent)
	{
		int place = nodes[nodes[i].parent].place;
		int move = nodes[i].move;

		alignment->moves[--n] =
			(AlignmentMove){nodes[i].place > place ? place : -1,
							move == NO_MOVE ? -1 : search->net.moves[move].step, nodes[i].outcome};
	}
}

static bool
refuse_alignment(const Search *search, DkisError *error)
{
	if (search->full)
	{
		dkis_fail(error, DKIS_PROGRAM_LIMIT,
				  "catatan terlalu jauh menyimpang dari alurnya untuk dibandingkan");
		dkis_detail(error, "Peristiwa: %d; kemungkinan yang sudah diperiksa: %d.",
					search->task->n_events, search->nodes.n);
		return dkis_hint(error, "Kelompokkan per kasus (GROUP BY) dan urutkan (ORDER BY); "
								"periksa apakah alurnya memang alur catatan ini.");
	}
	dkis_fail(error, DKIS_INVALID_PARAMETER,
			  "alur ini tidak dapat berakhir dari kedudukan awal catatan");
	return dkis_hint(error, "Alur ini tidak sehat; lihat dkis.soundness().");
}

bool
alignment_find(const AlignmentTask *task, Alignment *alignment, DkisError *error)
{
	Search search;
	int goal;

	search_init(&search, task);
	begin(&search);
	goal = run(&search);
	if (goal >= 0)
		trace_back(&search, goal, alignment);
	else
		refuse_alignment(&search, error);
	search_free(&search);
	return goal >= 0;
}

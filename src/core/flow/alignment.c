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
 */
#include "core/flow/alignment.h"

#include <string.h>

#define SEARCH_BYTES ((size_t) 128 << 20)
#define NO_STEP 0xFFFF

/* How a pair was come to. No step: by an event alone, or by the entry numbered outcome. */
typedef struct Node
{
	int32_t parent; /* -1: a start */
	uint32_t cost;
	uint16_t step;
	uint16_t outcome;
	bool closed;
} Node;

typedef struct Stack
{
	uint32_t n;
	uint32_t capacity;
	uint32_t *nodes;
} Stack;

typedef struct Search
{
	const AlignmentTask *task;
	int n_steps;
	int n_words;  /* of a key: the marking, then the place in the log */
	int *last;    /* for each step its last event, -1: none */
	int *started; /* room for machine_state_fire() */
	uint32_t n;
	uint32_t capacity;
	uint64_t *keys;
	Node *nodes;
	uint32_t n_buckets;
	uint32_t *buckets; /* open addressing, number + 1 */
	Stack stacks[2];   /* by cost, even and odd */
	bool full;
} Search;

static void
search_init(Search *search, const AlignmentTask *task)
{
	size_t n_steps = (size_t) machine_step_count(task->machine);

	memset(search, 0, sizeof *search);
	search->task = task;
	search->n_steps = (int) n_steps;
	search->n_words = (machine_place_count(task->machine) + 63) / 64 + 1;
	search->last = dkis_alloc(n_steps * sizeof(int));
	search->started = dkis_alloc(n_steps * sizeof(int));
	memset(search->last, -1, n_steps * sizeof(int));
	for (int i = 0; i < task->n_events; i++)
		search->last[task->events[i].step] = i;
	search->capacity = 64;
	search->keys = dkis_alloc(search->capacity * (size_t) search->n_words * sizeof(uint64_t));
	search->nodes = dkis_alloc(search->capacity * sizeof(Node));
	search->n_buckets = 256;
	search->buckets = dkis_alloc(search->n_buckets * sizeof(uint32_t));
	memset(search->buckets, 0, search->n_buckets * sizeof(uint32_t));
}

static void
search_free(Search *search)
{
	dkis_free(search->last);
	dkis_free(search->started);
	dkis_free(search->keys);
	dkis_free(search->nodes);
	dkis_free(search->buckets);
	dkis_free(search->stacks[0].nodes);
	dkis_free(search->stacks[1].nodes);
}

/* ---- pairs --------------------------------------------------------------- */

static uint64_t *
key_of(const Search *search, uint32_t number)
{
	return search->keys + (size_t) number * (size_t) search->n_words;
}

static int
place_in_log(const Search *search, uint32_t number)
{
	return (int) key_of(search, number)[search->n_words - 1];
}

static uint32_t *
bucket_for(const Search *search, const uint64_t *key)
{
	uint32_t mask = search->n_buckets - 1;
	uint64_t h = 0;
	uint32_t i;

	for (int k = 0; k < search->n_words; k++)
	{
		h = (h ^ key[k]) * UINT64_C(0x9E3779B97F4A7C15);
		h ^= h >> 29;
	}
	for (i = (uint32_t) (h ^ (h >> 32)) & mask; search->buckets[i] != 0; i = (i + 1) & mask)
		if (memcmp(key_of(search, search->buckets[i] - 1), key,
				   (size_t) search->n_words * sizeof(uint64_t)) == 0)
			break;
	return &search->buckets[i];
}

static size_t
bytes_held(const Search *search)
{
	return (size_t) search->capacity * ((size_t) search->n_words * 8 + sizeof(Node)) +
		   ((size_t) search->n_buckets + search->stacks[0].capacity + search->stacks[1].capacity) *
			   4;
}

static void
grow(Search *search)
{
	search->capacity *= 2;
	search->keys = dkis_realloc(search->keys, search->capacity * (size_t) search->n_words * 8);
	search->nodes = dkis_realloc(search->nodes, search->capacity * sizeof(Node));
	search->n_buckets *= 2;
	search->buckets = dkis_realloc(search->buckets, search->n_buckets * sizeof(uint32_t));
	memset(search->buckets, 0, search->n_buckets * sizeof(uint32_t));
	for (uint32_t i = 0; i < search->n; i++)
		*bucket_for(search, key_of(search, i)) = i + 1;
}

static void
push(Search *search, uint32_t number, uint32_t cost)
{
	Stack *stack = &search->stacks[cost % 2];

	if (stack->n == stack->capacity)
	{
		stack->capacity = stack->capacity > 0 ? stack->capacity * 2 : 64;
		stack->nodes = dkis_realloc(stack->nodes, stack->capacity * sizeof(uint32_t));
	}
	stack->nodes[stack->n++] = number;
}

static void
reach(Search *search, const MachineState *state, int place, Node node)
{
	int marking_words = search->n_words - 1;
	uint64_t key[MACHINE_MAX_PLACES / 64 + 1];
	uint32_t *bucket;
	uint32_t number;

	memcpy(key, state->words, (size_t) marking_words * sizeof(uint64_t));
	key[marking_words] = (uint64_t) place;
	bucket = bucket_for(search, key);
	if (*bucket != 0 && search->nodes[*bucket - 1].cost <= node.cost)
		return;
	number = *bucket != 0 ? *bucket - 1 : search->n++;
	*bucket = number + 1;
	memcpy(key_of(search, number), key, (size_t) search->n_words * sizeof(uint64_t));
	search->nodes[number] = node;
	push(search, number, node.cost);
	if (search->n == search->capacity)
		grow(search);
	search->full = bytes_held(search) > SEARCH_BYTES;
}

/* ---- moves --------------------------------------------------------------- */

static void
finish(Search *search, uint32_t from, const MachineState *state, int step, int outcome,
	   bool synchronous)
{
	MachineState after;
	int n_started;
	DkisError ignored; /* a step would be active twice: no way there */

	memcpy(after.words, state->words, (size_t) (search->n_words - 1) * sizeof(uint64_t));
	if (machine_state_fire(search->task->machine, &after, step, outcome, search->started,
						   &n_started, &ignored))
		reach(search, &after, place_in_log(search, from) + synchronous,
			  (Node){(int32_t) from, search->nodes[from].cost + !synchronous, (uint16_t) step,
					 (uint16_t) outcome, false});
}

/* Each way out of a step; outcomes of one input lead the same way. */
static void
finish_any(Search *search, uint32_t from, const MachineState *state, int step, bool synchronous)
{
	const Machine *machine = search->task->machine;
	int outcome = 0;

	while (outcome < machine_outcome_count(machine, step))
	{
		MachineInput input = machine_input(machine, machine_outcome_input(machine, step, outcome));

		finish(search, from, state, step, outcome, synchronous);
		outcome = input.first_outcome + input.n_outcomes;
	}
}

/* An active step that the rest of the log does not name; -1: none. */
static int
unnamed_step(const Search *search, const MachineState *state, int place)
{
	for (int step = 0; step < search->n_steps; step++)
		if (machine_state_is_active(state, step) && search->last[step] < place)
			return step;
	return -1;
}

static void
take_event(Search *search, uint32_t from, const MachineState *state, int place)
{
	const AlignmentEvent *event = &search->task->events[place];

	reach(search, state, place + 1,
		  (Node){(int32_t) from, search->nodes[from].cost + 1, NO_STEP, 0, false});
	if (!machine_state_is_active(state, event->step))
		return;
	if (event->outcome == ALIGNMENT_ANY)
		finish_any(search, from, state, event->step, true);
	else
		finish(search, from, state, event->step, event->outcome, true);
}

static void
expand(Search *search, uint32_t number, const MachineState *state)
{
	const AlignmentTask *task = search->task;
	int place = place_in_log(search, number);
	int only = task->sound && !task->running ? unnamed_step(search, state, place) : -1;

	if (only >= 0)
	{
		finish_any(search, number, state, only, false);
		return;
	}
	for (int step = 0; step < search->n_steps; step++)
		if (machine_state_is_active(state, step))
			finish_any(search, number, state, step, false);
	if (place < task->n_events)
		take_event(search, number, state, place);
}

/* ---- searching ----------------------------------------------------------- */

static void
begin(Search *search)
{
	Node start = {.parent = -1, .step = NO_STEP};
	MachineState state;
	int n_started;
	DkisError ignored;

	if (search->task->start)
		reach(search, search->task->start, 0, start);
	else
		for (int i = 0; i < machine_entry_count(search->task->machine); i++)
		{
			start.outcome = (uint16_t) i;
			if (machine_state_enter(search->task->machine, i, &state, search->started, &n_started,
									&ignored))
				reach(search, &state, 0, start);
		}
}

static bool
is_goal(const Search *search, uint32_t number, const MachineState *state)
{
	return place_in_log(search, number) == search->task->n_events &&
		   (search->task->running || machine_state_has_ended(search->task->machine, state));
}

/* The number of the goal; -1: there is no way to one, or too much to look at. */
static int64_t
run(Search *search)
{
	uint32_t looked_at = 0;

	for (uint32_t cost = 0; search->stacks[0].n + search->stacks[1].n > 0; cost++)
	{
		Stack *stack = &search->stacks[cost % 2];

		while (stack->n > 0 && !search->full)
		{
			uint32_t number = stack->nodes[--stack->n];
			MachineState state;

			if (search->nodes[number].closed || search->nodes[number].cost != cost)
				continue;
			if (++looked_at % 1024 == 0)
				dkis_check_interrupts();
			search->nodes[number].closed = true;
			memcpy(state.words, key_of(search, number), (size_t) (search->n_words - 1) * 8);
			if (is_goal(search, number, &state))
				return number;
			expand(search, number, &state);
		}
		if (search->full)
			return -1;
	}
	return -1;
}

static void
trace_back(const Search *search, int64_t goal, Alignment *alignment)
{
	int64_t start = goal;
	int n = 0;

	for (; search->nodes[start].parent >= 0; start = search->nodes[start].parent)
		n++;
	alignment->entry = search->nodes[start].outcome;
	alignment->cost = (int) search->nodes[goal].cost;
	alignment->n_moves = n;
	alignment->moves = dkis_alloc((size_t) n * sizeof(AlignmentMove) + 1);
	for (int64_t i = goal; n > 0; i = search->nodes[i].parent)
	{
		const Node *node = &search->nodes[i];
		int place = place_in_log(search, (uint32_t) node->parent);
		bool takes_event = place_in_log(search, (uint32_t) i) > place;

		alignment->moves[--n] = (AlignmentMove){
			takes_event ? place : -1, node->step == NO_STEP ? -1 : node->step, node->outcome};
	}
}

static bool
refuse(const Search *search, DkisError *error)
{
	if (search->full)
	{
		dkis_fail(error, DKIS_PROGRAM_LIMIT,
				  "catatan terlalu jauh menyimpang dari alurnya untuk dibandingkan");
		dkis_detail(error, "Peristiwa: %d; kemungkinan yang sudah diperiksa: %u.",
					search->task->n_events, (unsigned) search->n);
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
	int64_t goal;

	search_init(&search, task);
	begin(&search);
	goal = run(&search);
	if (goal >= 0)
		trace_back(&search, goal, alignment);
	else
		refuse(&search, error);
	search_free(&search);
	return goal >= 0;
}

/*
 * The shortest and the longest run, by exploring markings with a time at each
 * place: when its step became active, or was done and began to wait.
 *
 * How long a run takes depends on which outcomes its steps have, not on the
 * order in which steps that run side by side are looked at. So, as in
 * soundness.c, only the lowest active step is followed on, and every run to
 * the end is met in one order. Of two ways to the same marking one whose times
 * are all no better (later for the shortest, earlier for the longest) can lead
 * to nothing better, and is dropped. For the longest the steps already
 * finished belong to the marking, as far as they could be met again: those in
 * loops that some place still leads to.
 *
 * Times are counted in ticks, TICKS to the minute, and each step takes one
 * more: so that equally long runs are told apart by their number of steps.
 * Without "&", and for the longest without loops, a marking keeps one time,
 * and each is improved at most as often as the flow has steps.
 */
#include "core/flow/duration.h"

#include "core/base/words.h"
#include "core/flow/loops.h"
#include "core/flow/net.h"

#include <string.h>

#define DURATION_BYTES ((size_t) 64 << 20)
#define TICKS (2 * MACHINE_MAX_STEPS)

/* One way to get to a marking, with the times it got there. */
typedef struct Label
{
	uint32_t key;   /* the marking, and for the longest what is finished */
	int32_t parent; /* -1: the first */
	int32_t next;   /* the one before it with the same key, -1: none */
	uint16_t step;  /* what was finished to get here from the parent */
	uint16_t outcome;
	bool dropped;   /* a better one came */
	size_t times;   /* where its times begin, one per marked place */
	int64_t latest; /* of its times; at the end: when it was reached */
} Label;

/* When each marked place got its token, and by which turn: for the critical path. */
typedef struct Clock
{
	int64_t at;
	int turn; /* -1: the start */
} Clock;

/* A turn while the run is played again. */
typedef struct Played
{
	DurationTurn turn;
	int before; /* the turn that it began after, -1: the start */
} Played;

typedef struct Search
{
	Net net;
	const int64_t *minutes;
	bool longest;
	int step_words; /* of what is finished; 0 for the shortest */
	Ways ways;
	WordSet keys;
	ARRAY_OF(int32_t) newest; /* per key */
	ARRAY_OF(Label) labels;
	ARRAY_OF(int64_t) times;
	int32_t best; /* a label at the end; -1: none yet */
	/* where it stands: the marking followed on, and what came of it */
	uint64_t *before;
	uint64_t *after;
	uint64_t *finished; /* steps finished before; only for the longest */
	Clock *clock;       /* per place, of before */
	Clock *next_clock;  /* per place, of after */
	Clock reached;      /* when the last step was done and its join complete */
	uint64_t *key;      /* scratch */
} Search;

static int64_t
ticks_of(const Search *search, int step, int outcome)
{
	return search->minutes[machine_first_outcome(search->net.machine, step) + outcome] * TICKS + 1;
}

/* ---- one step finished ---------------------------------------------------- */

/* The last of the tokens that the join took with it, or else the step just finished. */
static void
join_clocks(Search *search, Clock finished)
{
	search->reached = finished;
	BITS_EACH(p, search->before, search->net.n_steps, search->net.end)
	if (!bits_has(search->after, p) && search->clock[p].at > search->reached.at)
		search->reached = search->clock[p];
}

/* What the move makes active began when its join was complete. */
static void
start_targets(Search *search, const NetMove *move)
{
	const Machine *machine = search->net.machine;
	MachineArc arc = machine_arc(machine, move->arc);

	if (move->place >= 0 && bits_has(search->after, move->place))
		return;
	for (int i = 0; i < arc.n_targets; i++)
		search->next_clock[machine_target(machine, arc.first_target + i)] = search->reached;
}

/* From before to after; false where the machine does not let it happen. */
static bool
advance_clocks(Search *search, int step, int outcome, int turn)
{
	const Net *net = &search->net;
	const NetMove *move = &net->moves[net_move_of(net, step, outcome)];
	Clock finished = {search->clock[step].at + ticks_of(search, step, outcome), turn};

	memcpy(search->after, search->before, (size_t) net->n_words * sizeof(uint64_t));
	if (!net_fire(net, search->after, move, NULL))
		return false;
	bits_drop(search->after, net->end);
	join_clocks(search, finished);
	BITS_EACH(p, search->after, 0, net->end)
	search->next_clock[p] = bits_has(search->before, p) ? search->clock[p] : finished;
	start_targets(search, move);
	return true;
}

/* ---- labels ----------------------------------------------------------------- */

/* Of the finished steps those that could be met again from after. */
static void
make_key(Search *search, int step)
{
	uint64_t *finished = search->key + search->net.n_words;

	memcpy(search->key, search->after, (size_t) search->net.n_words * sizeof(uint64_t));
	if (!search->longest)
		return;
	memset(finished, 0, (size_t) search->step_words * sizeof(uint64_t));
	BITS_EACH(p, search->after, 0, search->net.end)
	{
		const uint64_t *after = ways_after(&search->ways, net_place_step(&search->net, p));

		for (int i = 0; i < search->step_words; i++)
			finished[i] |= after[i] & search->finished[i];
		if (step >= 0 && bits_has(after, step))
			bits_put(finished, step);
	}
}

static bool
no_better(const Search *search, const int64_t *times, const int64_t *than, int n)
{
	for (int i = 0; i < n; i++)
		if (search->longest ? times[i] > than[i] : times[i] < than[i])
			return false;
	return true;
}

/* Writes the times of after behind those that are kept; how many. */
static int
write_times(Search *search, int64_t *latest)
{
	int64_t *times;
	int n = 0;

	array_reserve(&search->times, search->net.n_places);
	times = search->times.data + search->times.n;
	*latest = search->reached.at;
	BITS_EACH(p, search->after, 0, search->net.end)
	{
		times[n++] = search->next_clock[p].at;
		if (search->next_clock[p].at > *latest)
			*latest = search->next_clock[p].at;
	}
	return n;
}

/* Drops what the new times make useless; false when they are useless themselves. */
static bool
settle(Search *search, uint32_t key, int n)
{
	const int64_t *times = search->times.data + search->times.n;
	int32_t *link = &search->newest.data[key];

	for (int32_t i = *link; i >= 0; i = search->labels.data[i].next)
		if (no_better(search, times, search->times.data + search->labels.data[i].times, n))
			return false;
	while (*link >= 0)
	{
		Label *other = &search->labels.data[*link];

		other->dropped = no_better(search, search->times.data + other->times, times, n);
		if (other->dropped)
			*link = other->next;
		else
			link = &other->next;
	}
	return true;
}

static uint32_t
find_key(Search *search)
{
	uint32_t key = wordset_add(&search->keys, search->key);

	if ((int) key == search->newest.n)
		*array_add(&search->newest) = -1;
	return key;
}

static void
push_label(Search *search, Label label, int n)
{
	label.next = search->newest.data[label.key];
	label.times = (size_t) search->times.n;
	search->newest.data[label.key] = search->labels.n;
	*array_add(&search->labels) = label;
	search->times.n += n;
}

static bool
is_worse_than_best(const Search *search, int64_t latest)
{
	int64_t best = search->best >= 0 ? search->labels.data[search->best].latest : 0;

	return search->best >= 0 && !search->longest && latest >= best;
}

/* Keeps where after is, unless it is reached no worse already; times at the end are one. */
static void
keep_label(Search *search, int32_t parent, int step, int outcome)
{
	int64_t latest;
	int n = write_times(search, &latest);
	uint32_t key;

	dkis_check_interrupts();
	if (is_worse_than_best(search, latest))
		return;
	if (n == 0)
		search->times.data[search->times.n + n++] = latest;
	make_key(search, step);
	key = find_key(search);
	if (!settle(search, key, n))
		return;
	push_label(search,
			   (Label){key, parent, -1, (uint16_t) step, (uint16_t) outcome, false, 0, latest}, n);
	if (net_is_empty(&search->net, search->after))
		search->best = search->labels.n - 1;
}

/* ---- exploring ----------------------------------------------------------------- */

/* Where a label stands, as before. */
static void
restore(Search *search, int32_t number)
{
	const Label *label = &search->labels.data[number];
	const uint64_t *key = wordset_at(&search->keys, label->key);
	const int64_t *times = search->times.data + label->times;

	memcpy(search->before, key, (size_t) search->net.n_words * sizeof(uint64_t));
	if (search->longest)
		memcpy(search->finished, key + search->net.n_words,
			   (size_t) search->step_words * sizeof(uint64_t));
	BITS_EACH(p, search->before, 0, search->net.end)
	search->clock[p] = (Clock){*times++, -1};
}

static void
follow_label(Search *search, int32_t number)
{
	int step;

	restore(search, number);
	step = bits_next(search->before, 0, search->net.n_steps);
	if (step == search->net.n_steps || (search->longest && bits_has(search->finished, step)))
		return;
	for (int o = 0; o < machine_outcome_count(search->net.machine, step); o++)
		if (advance_clocks(search, step, o, -1))
			keep_label(search, number, step, o);
}

static bool
is_too_much(const Search *search)
{
	return wordset_bytes(&search->keys) + array_bytes(&search->newest) +
			   array_bytes(&search->labels) + array_bytes(&search->times) >
		   DURATION_BYTES;
}

/* In the order in which labels come: all of one step before those of one more. */
static bool
explore_labels(Search *search, DkisError *error)
{
	for (int32_t i = 0; i < search->labels.n; i++)
	{
		dkis_check_interrupts();
		if (is_too_much(search))
		{
			dkis_fail(error, DKIS_PROGRAM_LIMIT, "alur ini terlalu rumit untuk dihitung lamanya");
			dkis_detail(error, "Jalan yang harus dibandingkan melebihi %zu MB.",
						DURATION_BYTES >> 20);
			return dkis_hint(error, "Pecah alur ini menjadi beberapa SOP yang saling berhubungan.");
		}
		if (!search->labels.data[i].dropped &&
			!is_worse_than_best(search, search->labels.data[i].latest))
			follow_label(search, i);
	}
	return true;
}

/* ---- the critical path -------------------------------------------------------------- */

static int
collect_turns(const Search *search, Played *played)
{
	int n = 0;

	for (int32_t i = search->best; search->labels.data[i].parent >= 0;
		 i = search->labels.data[i].parent)
		n++;
	for (int32_t i = search->best, k = n; k > 0; i = search->labels.data[i].parent)
		played[--k] =
			(Played){{search->labels.data[i].step, search->labels.data[i].outcome, 0}, -1};
	return n;
}

/* Plays the run again from the start, noting what each turn began after. */
static void
play(Search *search, Played *played, int n)
{
	restore(search, 0);
	for (int i = 0; i < n; i++)
	{
		Clock *swap = search->clock;
		DurationTurn *turn = &played[i].turn;

		played[i].before = search->clock[turn->step].turn;
		advance_clocks(search, turn->step, turn->outcome, i);
		turn->finished =
			(search->clock[turn->step].at + ticks_of(search, turn->step, turn->outcome)) / TICKS;
		memcpy(search->before, search->after, (size_t) search->net.n_words * sizeof(uint64_t));
		search->clock = search->next_clock;
		search->next_clock = swap;
	}
}

static void
tell_run(Search *search, DurationRun *run)
{
	size_t steps_taken = (size_t) search->labels.n + 1;
	Played *played = dkis_alloc(steps_taken * sizeof(Played));
	int n = collect_turns(search, played);
	int last = -1;

	play(search, played, n);
	if (n > 0)
		last = search->reached.turn;
	run->found = true;
	run->minutes = search->labels.data[search->best].latest / TICKS;
	for (int i = last; i >= 0; i = played[i].before)
		run->n_turns++;
	run->turns = dkis_alloc(((size_t) run->n_turns + 1) * sizeof(DurationTurn));
	for (int i = last, k = run->n_turns; k > 0; i = played[i].before)
		run->turns[--k] = played[i].turn;
	dkis_free(played);
}

/* ---- all together -------------------------------------------------------------------- */

static void
duration_search_init(Search *search, const Machine *machine, const int64_t *minutes, bool longest)
{
	size_t n_bytes;

	memset(search, 0, sizeof *search);
	net_init(&search->net, machine);
	search->minutes = minutes;
	search->longest = longest;
	search->step_words = longest ? bits_words(search->net.n_steps) : 0;
	search->best = -1;
	if (longest)
		ways_init(&search->ways, machine);
	wordset_init(&search->keys, search->net.n_words + search->step_words);
	n_bytes = (size_t) search->keys.n_words * sizeof(uint64_t);
	search->key = dkis_zeroed(n_bytes);
	search->before = dkis_zeroed(n_bytes);
	search->after = dkis_zeroed(n_bytes);
	search->finished = dkis_zeroed(n_bytes);
	search->clock = dkis_zeroed((size_t) search->net.n_places * sizeof(Clock));
	search->next_clock = dkis_zeroed((size_t) search->net.n_places * sizeof(Clock));
}

static void
duration_search_free(Search *search)
{
	if (search->longest)
		ways_free(&search->ways);
	net_free(&search->net);
	wordset_free(&search->keys);
	dkis_free(search->key);
	dkis_free(search->before);
	dkis_free(search->after);
	dkis_free(search->finished);
	dkis_free(search->clock);
	dkis_free(search->next_clock);
	dkis_free(search->newest.data);
	dkis_free(search->labels.data);
	dkis_free(search->times.data);
}

/* Everything that "from" marks has been there since the start. */
static void
start_from(Search *search, const MachineState *from)
{
	net_marking(&search->net, from, search->after);
	for (int p = 0; p < search->net.n_places; p++)
		search->next_clock[p] = (Clock){0, -1};
	search->reached = (Clock){0, -1};
	keep_label(search, -1, -1, 0);
}

static bool
refuse_minutes(const Machine *machine, int step, DkisError *error)
{
	size_t length;
	const char *name = machine_step_name(machine, step, &length);

	dkis_fail(error, DKIS_DATETIME_OVERFLOW, "standar waktu langkah \"%.*s\" di luar jangkauan",
			  dkis_quotable(name, length), name);
	return dkis_hint(error, "Paling lama %lld menit.", (long long) DURATION_MAX_MINUTES);
}

static bool
check_minutes(const Machine *machine, const int64_t *minutes, DkisError *error)
{
	for (int step = 0; step < machine_step_count(machine); step++)
		for (int o = 0; o < machine_outcome_count(machine, step); o++, minutes++)
			if (*minutes < 0 || *minutes > DURATION_MAX_MINUTES)
				return refuse_minutes(machine, step, error);
	return true;
}

bool
duration_find(const Machine *machine, const MachineState *from, const int64_t *minutes,
			  bool longest, DurationRun *run, DkisError *error)
{
	Search search;
	bool explored;

	memset(run, 0, sizeof *run);
	if (!check_minutes(machine, minutes, error))
		return false;
	duration_search_init(&search, machine, minutes, longest);
	start_from(&search, from);
	explored = explore_labels(&search, error);
	if (explored && search.best >= 0)
		tell_run(&search, run);
	duration_search_free(&search);
	return explored;
}

void
duration_free(DurationRun *run)
{
	dkis_free(run->turns);
}

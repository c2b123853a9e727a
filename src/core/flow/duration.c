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
#include "core/base/words.h"
#include "core/base/wordset.h"
#include "core/flow/analysis.h"
#include "core/flow/flowtext.h"
#include "core/flow/ways.h"

#include <string.h>

#define DURATION_BYTES ((size_t) 64 << 20)
#define TICKS (2 * MACHINE_MAX_STEPS)

/* One way to get to a marking, with the times it got there. */
typedef struct Label
{
	uint32_t key;    /* the marking, and for the longest what is finished */
	int32_t parent;  /* -1: the first */
	int32_t next;    /* the one before it with the same key, -1: none */
	uint16_t step;   /* what was finished to get here from the parent */
	uint16_t outcome;
	bool dropped;    /* a better one came */
	size_t times;    /* where its times begin, one per marked place */
	int64_t latest;  /* of its times; at the end: when it was reached */
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
	AnalysisTurn turn;
	int before; /* the turn that it began after, -1: the start */
} Played;

typedef struct Search
{
	const Machine *machine;
	const int64_t *minutes;
	int *first_outcome; /* of each step, among minutes */
	bool longest;
	int n_steps;
	int n_places;
	int place_words;
	int step_words;
	Ways ways;
	WordSet keys;
	int32_t *newest; /* per key */
	uint32_t newest_capacity;
	Label *labels;
	int32_t n_labels;
	int32_t label_capacity;
	int64_t *times;
	size_t n_times;
	size_t time_capacity;
	int32_t best; /* a label at the end; -1: none yet */
	/* where it stands: the marking followed on, and what came of it */
	MachineState before;
	MachineState after;
	uint64_t *finished; /* steps finished before; only for the longest */
	Clock *clock;       /* per place, of before */
	Clock *next_clock;  /* per place, of after */
	Clock reached;      /* when the last step was done and its join complete */
	int *started;
	uint64_t *key; /* scratch */
} Search;

static bool
has(const MachineState *state, int place)
{
	return (state->words[place / 64] >> (place % 64)) & 1;
}

static int64_t
ticks_of(const Search *search, int step, int outcome)
{
	return search->minutes[search->first_outcome[step] + outcome] * TICKS + 1;
}

/* ---- one step finished ---------------------------------------------------- */

/* The last of the tokens that the join took with it, or else the step just finished. */
static void
join_clocks(Search *search, Clock finished)
{
	search->reached = finished;
	for (int p = search->n_steps; p < search->n_places; p++)
		if (has(&search->before, p) && !has(&search->after, p) &&
			search->clock[p].at > search->reached.at)
			search->reached = search->clock[p];
}

/* From before to after; false where the machine does not let it happen. */
static bool
advance(Search *search, int step, int outcome, int turn)
{
	Clock finished = {search->clock[step].at + ticks_of(search, step, outcome), turn};
	int n_started;
	DkisError doubled;

	memcpy(search->after.words, search->before.words,
		   (size_t) search->place_words * sizeof(uint64_t));
	if (!machine_state_fire(search->machine, &search->after, step, outcome, search->started,
							&n_started, &doubled))
		return false;
	join_clocks(search, finished);
	for (int p = 0; p < search->n_places; p++)
		search->next_clock[p] = has(&search->before, p) ? search->clock[p] : finished;
	for (int i = 0; i < n_started; i++)
		search->next_clock[search->started[i]] = search->reached;
	return true;
}

/* ---- labels ----------------------------------------------------------------- */

/* Of the finished steps those that could be met again from after. */
static void
make_key(Search *search, int step)
{
	uint64_t *finished = search->key + search->place_words;

	memcpy(search->key, search->after.words, (size_t) search->place_words * sizeof(uint64_t));
	if (!search->longest)
		return;
	memset(finished, 0, (size_t) search->step_words * sizeof(uint64_t));
	for (int p = 0; p < search->n_places; p++)
	{
		const uint64_t *after;

		if (!has(&search->after, p))
			continue;
		after = ways_after(&search->ways, machine_place_step(search->machine, p));
		for (int i = 0; i < search->step_words; i++)
			finished[i] |= after[i] & search->finished[i];
		if (step >= 0 && ways_has(after, step))
			ways_put(finished, step);
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
	int n = 0;

	if (search->n_times + (size_t) search->n_places > search->time_capacity)
	{
		search->time_capacity = search->time_capacity * 2 + (size_t) search->n_places;
		search->times =
			dkis_realloc(search->times, search->time_capacity * sizeof(int64_t));
	}
	*latest = search->reached.at;
	for (int p = 0; p < search->n_places; p++)
	{
		if (!has(&search->after, p))
			continue;
		search->times[search->n_times + (size_t) n++] = search->next_clock[p].at;
		if (search->next_clock[p].at > *latest)
			*latest = search->next_clock[p].at;
	}
	return n;
}

/* Drops what the new times make useless; false when they are useless themselves. */
static bool
settle(Search *search, uint32_t key, int n)
{
	const int64_t *times = search->times + search->n_times;
	int32_t *link = &search->newest[key];

	for (int32_t i = *link; i >= 0; i = search->labels[i].next)
		if (no_better(search, times, search->times + search->labels[i].times, n))
			return false;
	while (*link >= 0)
	{
		Label *other = &search->labels[*link];

		other->dropped = no_better(search, search->times + other->times, times, n);
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
	uint32_t known = search->keys.n;
	uint32_t key = wordset_add(&search->keys, search->key);

	if (search->newest_capacity < search->keys.capacity)
	{
		search->newest_capacity = search->keys.capacity;
		search->newest =
			dkis_realloc(search->newest, search->newest_capacity * sizeof(int32_t));
	}
	if (key == known)
		search->newest[key] = -1;
	return key;
}

static void
push_label(Search *search, Label label, int n)
{
	if (search->n_labels == search->label_capacity)
	{
		search->label_capacity = search->label_capacity > 0 ? search->label_capacity * 2 : 64;
		search->labels =
			dkis_realloc(search->labels, (size_t) search->label_capacity * sizeof(Label));
	}
	label.next = search->newest[label.key];
	label.times = search->n_times;
	search->newest[label.key] = search->n_labels;
	search->labels[search->n_labels++] = label;
	search->n_times += (size_t) n;
}

static bool
is_worse_than_best(const Search *search, int64_t latest)
{
	int64_t best = search->best >= 0 ? search->labels[search->best].latest : 0;

	return search->best >= 0 && !search->longest && latest >= best;
}

/* Keeps where after is, unless it is reached no worse already; times at the end are one. */
static void
keep(Search *search, int32_t parent, int step, int outcome)
{
	int64_t latest;
	int n = write_times(search, &latest);
	uint32_t key;

	if (is_worse_than_best(search, latest))
		return;
	if (n == 0)
		search->times[search->n_times + (size_t) n++] = latest;
	make_key(search, step);
	key = find_key(search);
	if (!settle(search, key, n))
		return;
	push_label(search,
			   (Label){key, parent, -1, (uint16_t) step, (uint16_t) outcome, false, 0, latest}, n);
	if (machine_state_has_ended(search->machine, &search->after))
		search->best = search->n_labels - 1;
}

/* ---- exploring ----------------------------------------------------------------- */

/* Where a label stands, as before. */
static void
restore(Search *search, int32_t number)
{
	const Label *label = &search->labels[number];
	const uint64_t *key = wordset_at(&search->keys, label->key);
	const int64_t *times = search->times + label->times;

	memcpy(search->before.words, key, (size_t) search->place_words * sizeof(uint64_t));
	if (search->longest)
		memcpy(search->finished, key + search->place_words,
			   (size_t) search->step_words * sizeof(uint64_t));
	for (int p = 0; p < search->n_places; p++)
		if (has(&search->before, p))
			search->clock[p] = (Clock){*times++, -1};
}

static int
lowest_active(const Search *search)
{
	int step = 0;

	while (step < search->n_steps && !machine_state_is_active(&search->before, step))
		step++;
	return step;
}

static void
follow(Search *search, int32_t number)
{
	int step;

	restore(search, number);
	step = lowest_active(search);
	if (step == search->n_steps || (search->longest && ways_has(search->finished, step)))
		return;
	for (int o = 0; o < machine_outcome_count(search->machine, step); o++)
		if (advance(search, step, o, -1))
			keep(search, number, step, o);
}

static bool
is_too_much(const Search *search)
{
	return wordset_bytes(&search->keys) + search->newest_capacity * sizeof(int32_t) +
			   (size_t) search->label_capacity * sizeof(Label) +
			   search->time_capacity * sizeof(int64_t) > DURATION_BYTES;
}

/* In the order in which labels come: all of one step before those of one more. */
static bool
explore(Search *search, DkisError *error)
{
	for (int32_t i = 0; i < search->n_labels; i++)
	{
		dkis_check_interrupts();
		if (is_too_much(search))
		{
			dkis_fail(error, DKIS_PROGRAM_LIMIT, "alur ini terlalu rumit untuk dihitung lamanya");
			dkis_detail(error, "Jalan yang harus dibandingkan melebihi %zu MB.",
						DURATION_BYTES >> 20);
			return dkis_hint(error, "Pecah alur ini menjadi beberapa SOP yang saling berhubungan.");
		}
		if (!search->labels[i].dropped && !is_worse_than_best(search, search->labels[i].latest))
			follow(search, i);
	}
	return true;
}

/* ---- the critical path -------------------------------------------------------------- */

static int
collect_turns(const Search *search, Played *played)
{
	int n = 0;

	for (int32_t i = search->best; search->labels[i].parent >= 0; i = search->labels[i].parent)
		n++;
	for (int32_t i = search->best, k = n; k > 0; i = search->labels[i].parent)
		played[--k] = (Played){{search->labels[i].step, search->labels[i].outcome, 0}, -1};
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
		AnalysisTurn *turn = &played[i].turn;

		played[i].before = search->clock[turn->step].turn;
		advance(search, turn->step, turn->outcome, i);
		turn->finished =
			(search->clock[turn->step].at + ticks_of(search, turn->step, turn->outcome)) / TICKS;
		search->before = search->after;
		search->clock = search->next_clock;
		search->next_clock = swap;
	}
}

static void
tell(Search *search, AnalysisRun *run)
{
	size_t steps_taken = (size_t) search->n_labels + 1;
	Played *played = dkis_alloc(steps_taken * sizeof(Played));
	int n = collect_turns(search, played);
	int last = -1;

	play(search, played, n);
	if (n > 0)
		last = search->reached.turn;
	run->found = true;
	run->minutes = search->labels[search->best].latest / TICKS;
	for (int i = last; i >= 0; i = played[i].before)
		run->n_turns++;
	run->turns = dkis_alloc(((size_t) run->n_turns + 1) * sizeof(AnalysisTurn));
	for (int i = last, k = run->n_turns; k > 0; i = played[i].before)
		run->turns[--k] = played[i].turn;
	dkis_free(played);
}

/* ---- all together -------------------------------------------------------------------- */

static void
search_begin(Search *search, const Machine *machine, const int64_t *minutes, bool longest)
{
	memset(search, 0, sizeof *search);
	search->machine = machine;
	search->minutes = minutes;
	search->longest = longest;
	search->n_steps = machine_step_count(machine);
	search->n_places = machine_place_count(machine);
	search->place_words = (search->n_places + 63) / 64;
	search->step_words = longest ? (search->n_steps + 63) / 64 : 0;
	search->best = -1;
	if (longest)
		ways_init(&search->ways, machine);
	wordset_init(&search->keys, search->place_words + search->step_words);
	search->key = dkis_alloc((size_t) search->keys.n_words * sizeof(uint64_t));
	search->finished = dkis_alloc(((size_t) search->step_words + 1) * sizeof(uint64_t));
	search->clock = dkis_alloc((size_t) search->n_places * sizeof(Clock));
	search->next_clock = dkis_alloc((size_t) search->n_places * sizeof(Clock));
	search->started = dkis_alloc((size_t) search->n_steps * sizeof(int));
	search->first_outcome = dkis_alloc((size_t) search->n_steps * sizeof(int));
	for (int i = 0, n = 0; i < search->n_steps; n += machine_outcome_count(machine, i++))
		search->first_outcome[i] = n;
}

static void
search_end(Search *search)
{
	if (search->longest)
		ways_free(&search->ways);
	wordset_free(&search->keys);
	dkis_free(search->key);
	dkis_free(search->finished);
	dkis_free(search->clock);
	dkis_free(search->next_clock);
	dkis_free(search->started);
	dkis_free(search->first_outcome);
	dkis_free(search->newest);
	dkis_free(search->labels);
	dkis_free(search->times);
}

/* Everything that "from" marks has been there since the start. */
static void
start_from(Search *search, const MachineState *from)
{
	memcpy(search->after.words, from->words, (size_t) search->place_words * sizeof(uint64_t));
	memset(search->finished, 0, (size_t) search->step_words * sizeof(uint64_t));
	for (int p = 0; p < search->n_places; p++)
		search->next_clock[p] = (Clock){0, -1};
	search->reached = (Clock){0, -1};
	keep(search, -1, -1, 0);
}

static bool
refuse_minutes(const Machine *machine, int step, DkisError *error)
{
	size_t length;
	const char *name = machine_step_name(machine, step, &length);

	dkis_fail(error, DKIS_DATETIME_OVERFLOW, "standar waktu langkah \"%.*s\" di luar jangkauan",
			  dkis_quotable(name, length), name);
	return dkis_hint(error, "Paling lama %lld menit.", (long long) ANALYSIS_MAX_MINUTES);
}

static bool
check_minutes(const Machine *machine, const int64_t *minutes, DkisError *error)
{
	for (int step = 0; step < machine_step_count(machine); step++)
		for (int o = 0; o < machine_outcome_count(machine, step); o++, minutes++)
			if (*minutes < 0 || *minutes > ANALYSIS_MAX_MINUTES)
				return refuse_minutes(machine, step, error);
	return true;
}

bool
analysis_duration(const Machine *machine, const MachineState *from, const int64_t *minutes,
				  bool longest, AnalysisRun *run, DkisError *error)
{
	Search search;
	bool explored;

	memset(run, 0, sizeof *run);
	if (!check_minutes(machine, minutes, error))
		return false;
	search_begin(&search, machine, minutes, longest);
	start_from(&search, from);
	explored = explore(&search, error);
	if (explored && search.best >= 0)
		tell(&search, run);
	search_end(&search);
	return explored;
}

void
analysis_run_free(AnalysisRun *run)
{
	dkis_free(run->turns);
}

bool
analysis_can_loop(const Machine *machine, const MachineState *from)
{
	Ways ways;
	bool loops = false;

	ways_init(&ways, machine);
	for (int p = 0; p < machine_place_count(machine); p++)
		for (int s = 0; s < ways.n_steps && has(from, p); s++)
		{
			int here = machine_place_step(machine, p);

			loops = loops || ((s == here || ways_lead(&ways, here, s)) && ways_lead(&ways, s, s));
		}
	ways_free(&ways);
	return loops;
}

/*
 * Analysis against oracles that go by the definitions: every run of made-up
 * flows simulated by the clock, every marking in every order, closures of
 * closures.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/flow/duration.h"
#include "core/flow/loops.h"
#include "core/flow/reach.h"
#include "core/flow/soundness.h"

/* ---- made-up flows ------------------------------------------------------- */

#define MAX_STEPS 24
#define MAX_ARCS 48
#define MAX_SIDE 4

typedef struct MadeArc
{
	int n_from; /* 0 = start */
	int from[MAX_SIDE];
	int outcome[MAX_SIDE]; /* of that step; printed o0, o1 … */
	int n_to;              /* 0 = end */
	int to[MAX_SIDE];
} MadeArc;

typedef struct Made
{
	int n_steps;
	int n_outcomes[MAX_STEPS];
	int n_arcs;
	MadeArc arcs[MAX_ARCS];
} Made;

static uint64_t seed = 46;

static int
dice(int sides)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int) ((seed >> 33) % (uint64_t) sides);
}

static void
add_from(Made *made, MadeArc *arc, int step)
{
	arc->from[arc->n_from] = step;
	arc->outcome[arc->n_from++] = made->n_outcomes[step]++;
}

static MadeArc *
add_arc(Made *made, int from, int to)
{
	MadeArc *arc = &made->arcs[made->n_arcs++];

	memset(arc, 0, sizeof *arc);
	if (from >= 0)
		add_from(made, arc, from);
	if (to >= 0)
		arc->to[arc->n_to++] = to;
	return arc;
}

/* Either both of one pair or both of another, joined: a choice that decides two times at once. */
static void
make_pairs(Made *made, int first, int last)
{
	int side[2];
	MadeArc *join;

	side[0] = made->n_steps++;
	side[1] = made->n_steps++;
	for (int i = 0; i < 2; i++)
	{
		MadeArc *split = add_arc(made, first, -1);

		for (int k = 0; k < 2; k++)
		{
			split->to[split->n_to++] = made->n_steps;
			add_arc(made, made->n_steps++, side[k]);
		}
	}
	join = add_arc(made, side[0], last);
	add_from(made, join, side[1]);
}

/* From a first to a last step: alone, in a row, one of several, all of several, round and round. */
static void
make_block(Made *made, int depth, int *first, int *last)
{
	int kind = depth > 0 && made->n_steps < 9 ? dice(7) : 0;
	int n = 2 + (dice(4) == 0);
	MadeArc *split = NULL;
	MadeArc *join = NULL;

	*first = *last = made->n_steps++;
	if (kind == 0)
		return;
	*last = made->n_steps++;
	if (kind == 6)
	{
		make_pairs(made, *first, *last);
		return;
	}
	if (kind >= 4)
	{
		split = add_arc(made, *first, -1);
		join = add_arc(made, -1, *last);
	}
	for (int i = 0; i < (kind == 1 ? 1 : n); i++)
	{
		int inner_first;
		int inner_last;

		make_block(made, depth - 1, &inner_first, &inner_last);
		if (split)
		{
			split->to[split->n_to++] = inner_first;
			add_from(made, join, inner_last);
			continue;
		}
		add_arc(made, *first, inner_first);
		add_arc(made, inner_last, *last);
	}
	if (kind == 1 || kind == 5)
		add_arc(made, *last, *first);
}

/* Arcs to anywhere: of what stays sound most has loops entered in several places. */
static void
make(Made *made)
{
	int first;
	int last;

	memset(made, 0, sizeof *made);
	make_block(made, 3, &first, &last);
	add_arc(made, -1, first);
	add_arc(made, last, -1);
	for (int n = dice(4); n > 0; n--)
		add_arc(made, dice(made->n_steps), dice(made->n_steps));
}

static Machine *
parse_made(const Made *made)
{
	DkisText text;
	DkisError error;
	Machine *machine;

	dkis_text_init(&text);
	for (int i = 0; i < made->n_arcs; i++)
	{
		const MadeArc *arc = &made->arcs[i];

		dkis_text_puts(&text, i > 0 ? "; " : "");
		dkis_text_puts(&text, arc->n_from == 0 ? "start" : "");
		for (int k = 0; k < arc->n_from; k++)
			dkis_text_printf(&text, "%ss%d [o%d]", k > 0 ? " & " : "", arc->from[k],
							 arc->outcome[k]);
		dkis_text_puts(&text, arc->n_to == 0 ? " -> end" : " -> ");
		for (int k = 0; k < arc->n_to; k++)
			dkis_text_printf(&text, "%ss%d", k > 0 ? " & " : "", arc->to[k]);
	}
	machine = machine_parse(text.data, text.length, &error);
	dkis_free(text.data);
	return machine;
}

/* The next sound one. */
static Machine *
make_sound(void)
{
	for (;;)
	{
		Made made;
		Machine *machine;
		DkisError error;
		bool sound;

		make(&made);
		machine = parse_made(&made);
		if (machine && soundness_decide(machine, &sound, &error) && sound)
			return machine;
		dkis_free(machine);
	}
}

static Machine *
parse(const char *text)
{
	DkisError error;
	Machine *machine = machine_parse(text, strlen(text), &error);

	if (!machine)
		fail_msg("%s (%s)", error.message, error.detail);
	return machine;
}

static void
complain(const Machine *machine, const char *what)
{
	DkisText text;

	dkis_text_init(&text);
	machine_print(machine, &text);
	fail_msg("%s: %s", what, text.data);
}

static MachineState
start_of(const Machine *machine)
{
	MachineState state;
	DkisError error;

	if (!machine_state_start(machine, NULL, &state, &error))
		fail_msg("%s", error.message);
	return state;
}

/* ---- durations: every run, by the clock ----------------------------------- */

#define MAX_INPUTS 96
#define MAX_RUNS 20000

/* Minutes, and steps on the way that took longest. */
typedef struct Time
{
	int64_t minutes;
	int steps;
} Time;

typedef struct Office
{
	bool active[MAX_STEPS];
	Time since[MAX_STEPS];
	bool waits[MAX_INPUTS];
	Time waits_since[MAX_INPUTS];
	int times_finished[MAX_STEPS];
} Office;

typedef struct Runs
{
	const Machine *machine;
	const int64_t *minutes;
	int most; /* how often a step may be finished */
	int n;
	int n_moves;
	Time shortest;
	Time longest;
} Runs;

static bool
is_later(Time a, Time b)
{
	return a.minutes != b.minutes ? a.minutes > b.minutes : a.steps > b.steps;
}

static void
note_run(Runs *runs, Time time)
{
	if (runs->n == 0 || is_later(runs->shortest, time))
		runs->shortest = time;
	if (runs->n == 0 || is_later(time, runs->longest))
		runs->longest = time;
	runs->n++;
}

/* Who began first (the last declared of those) is looked at first. */
static int
who_is_next(const Runs *runs, const Office *office)
{
	int next = -1;

	for (int i = machine_step_count(runs->machine) - 1; i >= 0; i--)
		if (office->active[i] &&
			(next < 0 || office->since[i].minutes < office->since[next].minutes))
			next = i;
	return next;
}

static void simulate(Runs *runs, const Office *office);

static void
go_through(Runs *runs, Office *office, MachineArc arc, Time time)
{
	for (int i = arc.first_input; arc.n_inputs > 1 && i < arc.first_input + arc.n_inputs; i++)
	{
		office->waits[i] = false;
		if (is_later(office->waits_since[i], time))
			time = office->waits_since[i];
	}
	for (int i = 0; i < arc.n_targets; i++)
	{
		int target = machine_target(runs->machine, arc.first_target + i);

		office->active[target] = true;
		office->since[target] = time;
	}
	if (arc.n_targets == 0)
		note_run(runs, time);
	else
		simulate(runs, office);
}

static void
finish(Runs *runs, Office office, int step, int outcome)
{
	int input = machine_outcome_input(runs->machine, step, outcome);
	MachineArc arc = machine_arc(runs->machine, machine_outcome_arc(runs->machine, step, outcome));
	Time time = office.since[step];
	bool complete = true;

	time.minutes += runs->minutes[machine_first_outcome(runs->machine, step) + outcome];
	time.steps++;
	office.active[step] = false;
	office.times_finished[step]++;
	office.waits[input] = true;
	office.waits_since[input] = time;
	for (int i = arc.first_input; i < arc.first_input + arc.n_inputs; i++)
		complete = complete && office.waits[i];
	if (arc.n_inputs == 1)
		office.waits[input] = false;
	if (complete)
		go_through(runs, &office, arc, time);
	else
		simulate(runs, &office);
}

static void
simulate(Runs *runs, const Office *office)
{
	int step = who_is_next(runs, office);

	if (++runs->n_moves > 20 * MAX_RUNS || runs->n > MAX_RUNS)
		return;
	if (step >= 0 && office->times_finished[step] < runs->most)
		for (int o = 0; o < machine_outcome_count(runs->machine, step); o++)
			finish(runs, *office, step, o);
}

/* False when there are too many. */
static bool
all_runs(const Machine *machine, const int64_t *minutes, int most, Runs *runs)
{
	MachineState start = start_of(machine);
	Office office;

	memset(&office, 0, sizeof office);
	memset(runs, 0, sizeof *runs);
	runs->machine = machine;
	runs->minutes = minutes;
	runs->most = most;
	for (int i = 0; i < machine_step_count(machine); i++)
		office.active[i] = machine_state_is_active(&start, i);
	simulate(runs, &office);
	return runs->n_moves <= 20 * MAX_RUNS && runs->n <= MAX_RUNS;
}

/* The path told is one: each turn takes its minutes after the one before. */
static void
check_path(const Machine *machine, const int64_t *minutes, const DurationRun *run)
{
	int64_t now = 0;

	for (int i = 0; i < run->n_turns; i++)
	{
		DurationTurn turn = run->turns[i];

		now += minutes[machine_first_outcome(machine, turn.step) + turn.outcome];
		if (turn.finished != now)
			complain(machine, "the path does not add up");
	}
	if (run->minutes != now)
		complain(machine, "the path is not as long as the run");
}

static void
agree_on_duration(const Machine *machine, const int64_t *minutes, bool longest, const Runs *runs)
{
	MachineState start = start_of(machine);
	Time expected = longest ? runs->longest : runs->shortest;
	DurationRun run;
	DkisError error;

	if (!duration_find(machine, &start, minutes, longest, &run, &error))
		fail_msg("%s", error.message);
	if (run.found != (runs->n > 0))
		complain(machine, run.found ? "there is no such run" : "there is such a run");
	if (run.found && (run.minutes != expected.minutes || run.n_turns != expected.steps))
	{
		printf("%s: %lld minutes, %d steps; expected %lld, %d\n", longest ? "longest" : "shortest",
			   (long long) run.minutes, run.n_turns, (long long) expected.minutes, expected.steps);
		complain(machine, "another duration");
	}
	check_path(machine, minutes, &run);
	duration_free(&run);
}

static void
durations_agree_with_every_run(void **state)
{
	int n = 0;
	int n_loops = 0;
	int n_parallel = 0;

	for (int i = 0; i < 4000; i++)
	{
		Machine *machine = make_sound();
		int64_t minutes[256];
		MachineState start = start_of(machine);
		Runs once;
		Runs twice;

		for (int k = 0; k < machine_all_outcomes(machine); k++)
			minutes[k] = dice(3) == 0 ? 0 : dice(12);
		if (all_runs(machine, minutes, 1, &once))
		{
			agree_on_duration(machine, minutes, true, &once);
			n++;
			n_loops += loops_can_be_met(machine, &start);
			n_parallel += machine_place_count(machine) > machine_step_count(machine);
			/* going round again never makes it shorter */
			if (all_runs(machine, minutes, 2, &twice))
				agree_on_duration(machine, minutes, false, &twice);
		}
		dkis_free(machine);
	}
	printf("%d flows, %d with loops, %d with joins\n", n, n_loops, n_parallel);
	assert_true(n > 3000 && n_loops > 1000 && n_parallel > 1000);
}

/* ---- what can happen: every marking in every order -------------------------- */

#define MAX_MARKINGS 400
#define FAR 100000

typedef struct Walked
{
	int n;
	MachineState states[MAX_MARKINGS];
	int from_start[MAX_MARKINGS];
	int to_end[MAX_MARKINGS];
} Walked;

static int
look_up(Walked *walked, const MachineState *state)
{
	for (int i = 0; i < walked->n; i++)
		if (memcmp(&walked->states[i], state, sizeof *state) == 0)
			return i;
	if (walked->n == MAX_MARKINGS)
		return -1;
	walked->states[walked->n] = *state;
	walked->from_start[walked->n] = walked->to_end[walked->n] = FAR;
	return walked->n++;
}

/* Relaxes all moves of a marking; the number of what changed, -1 too many markings. */
static int
relax(const Machine *machine, Walked *walked, int number, Reach *reach)
{
	int changed = 0;

	for (int step = 0; step < machine_step_count(machine); step++)
		for (int o = 0; o < machine_outcome_count(machine, step); o++)
		{
			MachineState next = walked->states[number];
			int started[MAX_STEPS];
			Reach *of = &reach[machine_first_outcome(machine, step) + o];
			int n_started;
			int to;
			DkisError error;

			if (!machine_state_is_active(&next, step) ||
				!machine_state_fire(machine, &next, step, o, started, &n_started, &error))
				continue;
			to = look_up(walked, &next);
			if (to < 0)
				return -1;
#define LESS(what, than) ((what) > (than) ? ((what) = (than), changed++) : 0)
			LESS(walked->from_start[to], walked->from_start[number] + 1);
			LESS(walked->to_end[number], walked->to_end[to] + 1);
			LESS(of->soonest, walked->from_start[number] + 1);
			LESS(of->to_end, walked->to_end[to]);
		}
	return changed;
}

static bool
walk_everywhere(const Machine *machine, const MachineState *from, Reach *reach)
{
	static Walked walked;
	int changed = 1;

	for (int i = 0; i < machine_all_outcomes(machine); i++)
		reach[i] = (Reach){FAR, FAR};
	walked.n = 0;
	walked.from_start[look_up(&walked, from)] = 0;
	while (changed > 0)
	{
		changed = 0;
		for (int i = 0; i < walked.n && changed >= 0; i++)
		{
			int more;

			if (machine_state_has_ended(machine, &walked.states[i]))
				walked.to_end[i] = 0;
			more = relax(machine, &walked, i, reach);
			changed = more < 0 ? -1 : changed + more;
		}
	}
	return changed == 0;
}

/* A marking some random steps on. */
static MachineState
wander(const Machine *machine, int n)
{
	MachineState state;

	memset(&state, 0, sizeof state);
	{
		MachineState start = start_of(machine);

		memcpy(&state, &start, (size_t) ((machine_place_count(machine) + 63) / 64) * 8);
	}
	while (n-- > 0)
	{
		int step = dice(machine_step_count(machine));
		int started[MAX_STEPS];
		int n_started;
		DkisError error;

		if (machine_state_is_active(&state, step))
			machine_state_fire(machine, &state, step, dice(machine_outcome_count(machine, step)),
							   started, &n_started, &error);
	}
	return state;
}

static void
compare_reach(const Machine *machine, const Reach *reach, const Reach *expected)
{
	for (int i = 0; i < machine_all_outcomes(machine); i++)
		if (reach[i].soonest != (expected[i].soonest >= FAR ? 0 : expected[i].soonest) ||
			reach[i].to_end != (expected[i].to_end >= FAR ? -1 : expected[i].to_end))
			complain(machine, "reached differently");
}

static void
reach_agrees_with_every_order(void **state)
{
	int n = 0;

	for (int i = 0; i < 3000; i++)
	{
		/* every fourth as it came, sound or not */
		Made made;
		Machine *machine = NULL;
		Reach expected[256];
		Reach reach[256];
		MachineState from;
		DkisError error;

		make(&made);
		machine = i % 4 == 0 ? parse_made(&made) : make_sound();
		if (!machine)
			continue;
		from = wander(machine, dice(3) == 0 ? dice(40) : 0);
		if (walk_everywhere(machine, &from, expected))
		{
			/* in every order, and (when sound) one step after another */
			if (!reach_find(machine, &from, reach, &error))
				fail_msg("%s", error.message);
			compare_reach(machine, reach, expected);
			if (!reach_find_within(machine, &from, 0, reach, &error))
				fail_msg("%s", error.message);
			compare_reach(machine, reach, expected);
			n++;
		}
		dkis_free(machine);
	}
	printf("%d walks\n", n);
	assert_true(n > 2000);
}

/* ---- loops -------------------------------------------------------------------- */

typedef struct Relation
{
	bool holds[MAX_STEPS][MAX_STEPS];
} Relation;

static void
close_relation(Relation *relation, int n)
{
	for (int k = 0; k < n; k++)
		for (int i = 0; i < n; i++)
			for (int j = 0; j < n; j++)
				if (relation->holds[i][k] && relation->holds[k][j])
					relation->holds[i][j] = true;
}

/* Which step's outcomes make which active; without_back: but for the ways back. */
static void
relate(const Loops *loops, bool without_back, Relation *relation)
{
	const Machine *machine = loops->machine;

	memset(relation, 0, sizeof *relation);
	for (int i = 0; i < machine_arc_count(machine); i++)
	{
		MachineArc arc = machine_arc(machine, i);

		for (int k = 0; k < arc.n_inputs; k++)
			for (int t = 0; t < arc.n_targets; t++)
			{
				int from = machine_input(machine, arc.first_input + k).step;
				int to = machine_target(machine, arc.first_target + t);

				if (!without_back || !loops_lead_back(loops, from, to))
					relation->holds[from][to] = true;
			}
	}
	close_relation(relation, machine_step_count(machine));
}

static void
check_loops(const Machine *machine)
{
	int n = machine_step_count(machine);
	Loops loops;
	Relation all;
	Relation onward;

	loops_find(machine, &loops);
	relate(&loops, false, &all);
	relate(&loops, true, &onward);
	for (int i = 0; i < n; i++)
	{
		if ((loops.loop[i] >= 0) != all.holds[i][i])
			complain(machine, "in a loop or not");
		if (onward.holds[i][i])
			complain(machine, "a circle without a way back");
		for (int k = 0; k < n; k++)
		{
			if ((loops.loop[i] >= 0 && loops.loop[i] == loops.loop[k]) !=
				(all.holds[i][k] && all.holds[k][i]))
				complain(machine, "the same loop or not");
			if (loops_lead_back(&loops, i, k) && loops.distance[k] > loops.distance[i])
				complain(machine, "back is nearer to the start");
		}
	}
	loops_free(&loops);
}

static void
loops_agree_with_closures(void **state)
{
	for (int i = 0; i < 2000; i++)
	{
		Machine *machine = make_sound();

		check_loops(machine);
		dkis_free(machine);
	}
}

static int
step_named(const Machine *machine, const char *name)
{
	int step = machine_step_index(machine, name, strlen(name));

	assert_true(step >= 0);
	return step;
}

static bool
leads_back(const char *flow, const char *from, const char *to)
{
	Machine *machine = parse(flow);
	Loops loops;
	bool back;

	loops_find(machine, &loops);
	back = loops_lead_back(&loops, step_named(machine, from), step_named(machine, to));
	loops_free(&loops);
	dkis_free(machine);
	return back;
}

/* What a reader of the SOP would call going back. */
static void
ways_back_are_natural(void **state)
{
	/* 9 and 10 are equally far, and 9 comes before 10 as a number */
	const char *two_entries = "start -> 4; 4 [Ya] -> 10; 4 [Revisi] -> 9; 9 -> 10; 10 [Ya] -> end; "
							  "10 [Revisi] -> 9";
	const char *help = "start -> 6; 6 -> 8.1 & 8.2; 8.1 & 8.2 -> 9; 9 -> 10; 10 [Ya] -> end; "
					   "10 [Tidak] -> 9; 10 [Tambah] -> 8.1 & 8.2";

	assert_true(leads_back("start -> 1; 1 [Ya] -> end; 1 [Ulang] -> 1", "1", "1"));
	assert_true(leads_back(two_entries, "10", "9"));
	assert_false(leads_back(two_entries, "9", "10"));
	assert_true(leads_back(help, "10", "9"));
	assert_true(leads_back(help, "10", "8.1"));
	assert_true(leads_back(help, "10", "8.2"));
	assert_false(leads_back(help, "8.1", "9"));
	assert_false(leads_back(help, "9", "10"));
	assert_false(leads_back(help, "6", "8.1"));
}

/* ---- what waits ------------------------------------------------------------------ */

#define MAX_SEEN 4000

/* Whether the join of a waiting input can come about with "but" never finished. */
static bool
comes_without(const Machine *machine, const MachineState *from, int input, int but)
{
	static MachineState seen[MAX_SEEN];
	int n = 1;

	seen[0] = *from;
	for (int i = 0; i < n; i++)
		for (int step = 0; step < machine_step_count(machine); step++)
			for (int o = 0; o < machine_outcome_count(machine, step); o++)
			{
				MachineState next = seen[i];
				int started[MAX_STEPS];
				int n_started;
				int k = 0;
				DkisError error;

				if (step == but || !machine_state_is_active(&next, step) ||
					!machine_state_fire(machine, &next, step, o, started, &n_started, &error))
					continue;
				if (!machine_state_is_waiting(machine, &next, input))
					return true;
				while (k < n && memcmp(&seen[k], &next, sizeof next) != 0)
					k++;
				assert_true(n < MAX_SEEN);
				if (k == n)
					seen[n++] = next;
			}
	return false;
}

static void
held_up_means_never_without(void **state)
{
	int n = 0;

	for (int i = 0; i < 6000; i++)
	{
		Machine *machine = make_sound();
		MachineState from = wander(machine, dice(60));
		bool inputs[MAX_INPUTS];
		DkisError error;

		for (int step = 0; step < machine_step_count(machine); step++)
		{
			if (!machine_state_is_active(&from, step))
				continue;
			assert_true(reach_held_up(machine, &from, step, inputs, &error));
			for (int k = 0; k < machine_input_count(machine); k++)
			{
				bool waits = machine_state_is_waiting(machine, &from, k);

				if (inputs[k] != (waits && !comes_without(machine, &from, k, step)))
					complain(machine, inputs[k] ? "it waits for others" : "it waits for that step");
				n += waits;
			}
		}
		dkis_free(machine);
	}
	printf("%d waits\n", n);
	assert_true(n > 300);
}

/* ---- size ------------------------------------------------------------------------- */

/* "blocks" times five branches of "length" steps each, every step one of two outcomes. */
static Machine *
wide(int blocks, int length)
{
	DkisText text;
	Machine *machine;

	dkis_text_init(&text);
	dkis_text_puts(&text, "start -> a0");
	for (int b = 0; b < blocks; b++)
	{
		dkis_text_printf(&text, "; a%d -> p%d.0.0 & p%d.1.0 & p%d.2.0 & p%d.3.0 & p%d.4.0", b, b, b,
						 b, b, b);
		for (int w = 0; w < 5; w++)
			for (int k = 0; k + 1 < length; k++)
				dkis_text_printf(&text, "; p%d.%d.%d [x|y] -> p%d.%d.%d", b, w, k, b, w, k + 1);
		for (int w = 0; w < 5; w++)
			dkis_text_printf(&text, "%s p%d.%d.%d [x|y]", w > 0 ? " &" : ";", b, w, length - 1);
		dkis_text_printf(&text, " -> a%d", b + 1);
	}
	dkis_text_printf(&text, "; a%d [x] -> end; a%d [y] -> a0", blocks, blocks);
	machine = parse(text.data);
	dkis_free(text.data);
	return machine;
}

/* Every step leads to every other, and to the end: its longest run is a hard question. */
static Machine *
dense(int n)
{
	DkisText text;
	Machine *machine;

	dkis_text_init(&text);
	dkis_text_puts(&text, "start -> s0");
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++)
			dkis_text_printf(&text, "; s%d [o%d] -> s%d", i, k, k);
	dkis_text_puts(&text, "; s0 [selesai] -> end");
	machine = parse(text.data);
	dkis_free(text.data);
	return machine;
}

static bool
measure(const Machine *machine, bool longest, int64_t each, DurationRun *run, DkisError *error)
{
	MachineState start = start_of(machine);
	int n = machine_all_outcomes(machine);
	int64_t *minutes = malloc((size_t) n * sizeof(int64_t));
	clock_t begun = clock();
	bool measured;

	for (int i = 0; i < n; i++)
		minutes[i] = each + i % 2;
	measured = duration_find(machine, &start, minutes, longest, run, error);
	printf("%d steps, %s: %.3f s\n", machine_step_count(machine), longest ? "longest" : "shortest",
		   (double) (clock() - begun) / CLOCKS_PER_SEC);
	free(minutes);
	return measured;
}

static void
measures_large_flows(void **state)
{
	Machine *machine = wide(10, 4);
	DurationRun run;
	DkisError error;

	assert_true(measure(machine, false, 10, &run, &error));
	assert_true(run.found && run.n_turns == 51);
	duration_free(&run);
	assert_true(measure(machine, true, 10, &run, &error));
	assert_true(run.found && run.n_turns == 51);
	duration_free(&run);
	dkis_free(machine);
}

/* Side by side, then joined or not. */
static Machine *
side_by_side(int n, bool joined)
{
	DkisText text;
	Machine *machine;

	dkis_text_init(&text);
	dkis_text_puts(&text, "start ->");
	for (int i = 0; i < n; i++)
		dkis_text_printf(&text, "%s s%d", i > 0 ? " &" : "", i);
	for (int i = 0; i < n; i++)
		dkis_text_printf(&text, joined && i > 0 ? " & s%d" : "; s%d%s", i, joined ? "" : " -> end");
	dkis_text_puts(&text, joined ? " -> z; z -> end" : "");
	machine = parse(text.data);
	dkis_free(text.data);
	return machine;
}

static void
check_reach(const Machine *machine, const Reach *reach, const char *step, int outcome, int soonest,
			int to_end)
{
	int index =
		machine_first_outcome(machine, machine_step_index(machine, step, strlen(step))) + outcome;

	assert_int_equal(reach[index].soonest, soonest);
	assert_int_equal(reach[index].to_end, to_end);
}

/* More markings than there are atoms; so it must not be one order after another. */
static void
reaches_through_wide_flows(void **state)
{
	Machine *machine = side_by_side(150, true);
	MachineState start = start_of(machine);
	Reach reach[512];
	DkisError error;
	clock_t begun = clock();

	assert_true(reach_find(machine, &start, reach, &error));
	check_reach(machine, reach, "s0", 0, 1, 1);
	check_reach(machine, reach, "s149", 0, 1, 1);
	check_reach(machine, reach, "z", 0, 151, 0);
	dkis_free(machine);
	machine = wide(1, 40); /* 41^5 markings */
	start = start_of(machine);
	assert_true(machine_all_outcomes(machine) < 512);
	assert_true(reach_find(machine, &start, reach, &error));
	check_reach(machine, reach, "a0", 0, 1, 201);
	check_reach(machine, reach, "p0.3.0", 1, 2, 40);
	check_reach(machine, reach, "p0.4.39", 0, 41, 1);
	check_reach(machine, reach, "a1", 0, 202, 0);
	check_reach(machine, reach, "a1", 1, 202, 202);
	printf("wide flows: %.3f s\n", (double) (clock() - begun) / CLOCKS_PER_SEC);
	dkis_free(machine);
}

static void
refuses_what_is_too_much(void **state)
{
	Machine *machine = dense(40);
	MachineState start = start_of(machine);
	Reach *reach;
	DurationRun run;
	DkisError error;

	assert_true(measure(machine, false, 1, &run, &error));
	assert_true(run.found && run.n_turns == 1);
	duration_free(&run);
	assert_false(measure(machine, true, 1, &run, &error));
	assert_string_equal(error.sqlstate, DKIS_PROGRAM_LIMIT);
	assert_false(measure(machine, true, -2, &run, &error));
	assert_string_equal(error.sqlstate, DKIS_DATETIME_OVERFLOW);
	assert_false(measure(machine, true, DURATION_MAX_MINUTES, &run, &error));
	dkis_free(machine);
	machine = side_by_side(40, false); /* not sound, 2^40 markings */
	start = start_of(machine);
	reach = malloc((size_t) machine_all_outcomes(machine) * sizeof(Reach));
	assert_false(reach_find(machine, &start, reach, &error));
	assert_string_equal(error.sqlstate, DKIS_PROGRAM_LIMIT);
	free(reach);
	dkis_free(machine);
}

/* The fewest steps before each; what no start leads to has no distance, nor what it leads to. */
static void
distances_are_from_the_starts(void **state)
{
	static const struct
	{
		const char *flow;
		int distances[5];
	} flows[] = {{"1 -> 3; 3 -> end; start -> 2; 2 -> end", {-1, -1, 0}},
				 {"start -> 1; 1 -> 2; 2 -> 3; 1 [x] -> 3; 3 -> end", {0, 1, 1}},
				 {"start [a] -> 3; start [b] -> 1; 1 -> 2; 2 -> 3; 3 -> end", {0, 0, 1}},
				 {"start -> 1; 1 -> 2 & 3; 2 & 3 -> 4; 4 -> end", {0, 1, 1, 2}},
				 {"start -> 1; 1 -> 2; 2 [ulang] -> 1; 2 -> 3; 3 -> 4; 4 -> end", {0, 1, 2, 3}}};

	for (size_t i = 0; i < sizeof flows / sizeof *flows; i++)
	{
		DkisError error;
		Machine *machine = machine_parse(flows[i].flow, strlen(flows[i].flow), &error);
		Loops loops;

		assert_non_null(machine);
		loops_find(machine, &loops);
		for (int step = 0; step < machine_step_count(machine); step++)
		{
			size_t length;
			const char *name = machine_step_name(machine, step, &length);

			if (loops.distance[step] != flows[i].distances[step])
				fail_msg("%s: step %.*s (%d) is %d away", flows[i].flow, (int) length, name, step,
						 loops.distance[step]);
		}
		loops_free(&loops);
		dkis_free(machine);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_agree_with_every_run),
		cmocka_unit_test(reach_agrees_with_every_order),
		cmocka_unit_test(loops_agree_with_closures),
		cmocka_unit_test(ways_back_are_natural),
		cmocka_unit_test(held_up_means_never_without),
		cmocka_unit_test(measures_large_flows),
		cmocka_unit_test(reaches_through_wide_flows),
		cmocka_unit_test(refuses_what_is_too_much),
		cmocka_unit_test(distances_are_from_the_starts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

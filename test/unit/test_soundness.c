/*
 * Soundness against an oracle: machines made up at random, well-nested ones
 * and then damaged ones, written as text for machine_parse, and judged here
 * by definition: every interleaving, counted tokens, joins as transitions of
 * their own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/flow/machine.h"
#include "made_machines.h"
#include "core/flow/soundness.h"

/* ---- the oracle -------------------------------------------------------- */

#define MAX_PLACES (2 * MAX_ARCS + 8)
#define MAX_MARKINGS 1500
#define MAX_EDGES (MAX_MARKINGS * 64)

typedef struct Counted
{
	unsigned char tokens[MAX_PLACES];
} Counted;

typedef struct Oracle
{
	const Made *made;
	int waiting[MAX_ARCS][MAX_SIDE]; /* the place of each join input */
	int end;
	int n_places;
	int n;
	Counted markings[MAX_MARKINGS];
	int n_edges;
	int edges[MAX_EDGES][2];
	bool unsafe;
	bool too_big;
} Oracle;

static void
number_places(Oracle *oracle)
{
	oracle->n_places = oracle->made->n_steps;
	for (int i = 0; i < oracle->made->n_arcs; i++)
		for (int k = 0; k < oracle->made->arcs[i].n_from; k++)
			oracle->waiting[i][k] = oracle->n_places++;
	oracle->end = oracle->n_places++;
}

static int
look_up(Oracle *oracle, const Counted *marking)
{
	for (int i = oracle->n - 1; i >= 0; i--)
		if (memcmp(&oracle->markings[i], marking, sizeof *marking) == 0)
			return i;
	if (oracle->n == MAX_MARKINGS)
	{
		oracle->too_big = true;
		return 0;
	}
	oracle->markings[oracle->n] = *marking;
	return oracle->n++;
}

static void
add_token(Oracle *oracle, Counted *marking, int place)
{
	if (++marking->tokens[place] > 1)
		oracle->unsafe = true;
}

static void
lead_to(Oracle *oracle, Counted *marking, const MadeArc *arc)
{
	for (int i = 0; i < arc->n_to; i++)
		add_token(oracle, marking, arc->to[i]);
	if (arc->n_to == 0)
		add_token(oracle, marking, oracle->end);
}

static void
record(Oracle *oracle, int from, const Counted *marking)
{
	int to = look_up(oracle, marking);

	if (oracle->n_edges == MAX_EDGES)
	{
		oracle->too_big = true;
		return;
	}
	oracle->edges[oracle->n_edges][0] = from;
	oracle->edges[oracle->n_edges++][1] = to;
}

/* Finishing each item is a transition; so is each join whose inputs all wait. */
static void
expand(Oracle *oracle, int number)
{
	for (int i = 0; i < oracle->made->n_arcs && !oracle->too_big && !oracle->unsafe; i++)
	{
		const MadeArc *arc = &oracle->made->arcs[i];
		Counted next = oracle->markings[number];
		bool ready = arc->n_from > 0;

		for (int k = 0; k < arc->n_from; k++)
		{
			Counted finished = oracle->markings[number];

			if (finished.tokens[arc->from[k].step] > 0)
			{
				finished.tokens[arc->from[k].step]--;
				add_token(oracle, &finished, oracle->waiting[i][k]);
				record(oracle, number, &finished);
			}
			if (next.tokens[oracle->waiting[i][k]] == 0)
				ready = false;
			else
				next.tokens[oracle->waiting[i][k]]--;
		}
		if (!ready)
			continue;
		lead_to(oracle, &next, arc);
		record(oracle, number, &next);
	}
}

static bool
all_reach_the_end(const Oracle *oracle)
{
	bool *reaches = calloc((size_t) oracle->n, sizeof(bool));
	bool changed = true;
	bool all = true;
	Counted end;

	memset(&end, 0, sizeof end);
	end.tokens[oracle->end] = 1;
	for (int i = 0; i < oracle->n; i++)
		reaches[i] = memcmp(&oracle->markings[i], &end, sizeof end) == 0;
	while (changed)
	{
		changed = false;
		for (int i = oracle->n_edges - 1; i >= 0; i--)
			if (!reaches[oracle->edges[i][0]] && reaches[oracle->edges[i][1]])
				changed = reaches[oracle->edges[i][0]] = true;
	}
	for (int i = 0; i < oracle->n; i++)
		all = all && reaches[i];
	free(reaches);
	return all;
}

static bool
all_steps_happen(const Oracle *oracle)
{
	for (int s = 0; s < oracle->made->n_steps; s++)
	{
		bool happens = false;

		for (int i = 0; i < oracle->n; i++)
			happens = happens || oracle->markings[i].tokens[s] > 0;
		if (!happens)
			return false;
	}
	return true;
}

static Oracle oracle;

static void
prepare(const Made *made)
{
	oracle.made = made;
	oracle.n = oracle.n_edges = 0;
	oracle.unsafe = oracle.too_big = false;
	number_places(&oracle);
}

/* 1 every marking from there on reaches the end, 0 not, -1 too big to say. */
static int
judge_from(const Counted *marking)
{
	look_up(&oracle, marking);
	for (int i = 0; i < oracle.n && !oracle.too_big && !oracle.unsafe; i++)
		expand(&oracle, i);
	if (oracle.unsafe)
		return 0;
	return oracle.too_big ? -1 : all_reach_the_end(&oracle);
}

/* 1 sound, 0 unsound, -1 too big to say. */
static int
judge(const Made *made)
{
	Counted marking;
	int complete;

	prepare(made);
	memset(&marking, 0, sizeof marking);
	for (int i = 0; i < made->n_arcs; i++)
		if (made->arcs[i].n_from == 0)
			lead_to(&oracle, &marking, &made->arcs[i]);
	complete = judge_from(&marking);
	return complete == 1 ? all_steps_happen(&oracle) : complete;
}

static void
agree(const Made *made, int *sound_ones, int *unsound_ones)
{
	int expected = judge(made);
	SoundnessReport report;
	DkisError error;
	DkisText text;
	Machine *machine;
	bool sound;

	write_made(made, &text);
	machine = machine_parse(text.data, text.length, &error);
	if (machine && expected >= 0)
	{
		assert_true(soundness_decide(machine, &sound, &error));
		if (sound != (expected == 1))
			fail_msg("oracle says %d, we say %d: %s", expected, sound, text.data);
		assert_true(soundness_explain(machine, &report, &error));
		if ((report.n == 0) != sound)
			fail_msg("%d verdicts on a machine found %s: %s", report.n, sound ? "sound" : "unsound",
					 text.data);
		soundness_report_free(&report);
		*(sound ? sound_ones : unsound_ones) += 1;
	}
	else if (!machine && expected == 1)
		fail_msg("a sound machine was refused (%s, %s): %s", error.message, error.detail,
				 text.data);
	if (machine)
		dkis_free(machine);
	dkis_free(text.data);
}

static void
agrees_with_the_oracle(void **state)
{
	int sound_ones = 0;
	int unsound_ones = 0;
	Made made;

	for (int i = 0; i < 2500; i++)
	{
		make(&made);
		agree(&made, &sound_ones, &unsound_ones);
	}
	printf("%d sound, %d unsound\n", sound_ones, unsound_ones);
	assert_true(sound_ones > 500 && unsound_ones > 500);
}

/* ---- from where a case stands ------------------------------------------- */

static int
number_in(const char *name, size_t length)
{
	int number = 0;

	for (size_t i = 1; i < length; i++)
		number = number * 10 + (name[i] - '0');
	return number;
}

/* The oracle's place for one of the machine's. */
static int
place_of(const Made *made, const Machine *machine, int place)
{
	int index = machine_place_input(machine, place);
	MachineInput input = {.step = place};
	size_t length;
	const char *name;
	MadeItem item;

	if (index >= 0)
		input = machine_input(machine, index);
	name = machine_step_name(machine, input.step, &length);
	item.step = number_in(name, length);
	if (index < 0)
		return item.step;
	name = machine_outcome_name(machine, input.step, input.first_outcome, &length);
	item.outcome = number_in(name, length);
	for (int i = 0; i < made->n_arcs; i++)
		for (int k = 0; k < made->arcs[i].n_from; k++)
			if (made->arcs[i].from[k].step == item.step &&
				made->arcs[i].from[k].outcome == item.outcome)
				return oracle.waiting[i][k];
	fail_msg("a place that nobody made");
	return -1;
}

static bool
marked(const MachineState *state, int place)
{
	return (state->words[place / 64] >> (place % 64)) & 1;
}

static void
flip(MachineState *state, int place)
{
	state->words[place / 64] ^= UINT64_C(1) << (place % 64);
}

/* Some steps on from the start, then perhaps a token or two more or less. */
static void
wander(const Machine *machine, MachineState *state)
{
	int *started = dkis_alloc((size_t) machine_step_count(machine) * sizeof(int));
	int n_started;
	DkisError error;

	assert_true(machine_state_enter(machine, 0, state, started, &n_started, &error));
	for (int n = dice(12); n > 0; n--)
	{
		int step = dice(machine_step_count(machine));

		if (machine_state_is_active(state, step))
			assert_true(machine_state_fire(machine, state, step,
										   dice(machine_outcome_count(machine, step)), started,
										   &n_started, &error));
	}
	for (int n = dice(3); n > 0; n--)
		flip(state, dice(machine_place_count(machine)));
	dkis_free(started);
}

/* The engine joins when the last step finishes, so such a marking stays as it is. */
static bool
joins_by_itself(const Made *made, const Counted *marking)
{
	for (int i = 0; i < made->n_arcs; i++)
	{
		bool all = made->arcs[i].n_from > 1;

		for (int k = 0; k < made->arcs[i].n_from; k++)
			all = all && marking->tokens[oracle.waiting[i][k]] > 0;
		if (all)
			return true;
	}
	return false;
}

static void
agree_from(const Made *made, const Machine *machine, int *good, int *bad)
{
	MachineState state;
	Counted marking;
	DkisError error;
	bool sound;
	int expected;

	memset(&state, 0, sizeof state);
	wander(machine, &state);
	prepare(made);
	memset(&marking, 0, sizeof marking);
	for (int p = 0; p < machine_place_count(machine); p++)
		if (marked(&state, p))
			marking.tokens[place_of(made, machine, p)] = 1;
	if (machine_state_has_ended(machine, &state))
		marking.tokens[oracle.end] = 1;
	expected = joins_by_itself(made, &marking) ? 0 : judge_from(&marking);
	if (expected < 0)
		return;
	assert_true(soundness_decide_from(machine, &state, &sound, &error));
	if (sound != (expected == 1))
		fail_msg("oracle says %d, we say %d", expected, sound);
	*(sound ? good : bad) += 1;
}

/* Markings that the machine leads to, and others beside them. */
static void
agrees_from_anywhere(void **state)
{
	int good = 0;
	int bad = 0;

	for (int i = 0; i < 1500; i++)
	{
		Made made;
		DkisText text;
		DkisError error;
		Machine *machine;

		make(&made);
		if (judge(&made) != 1)
			continue;
		write_made(&made, &text);
		machine = machine_parse(text.data, text.length, &error);
		assert_non_null(machine);
		for (int n = 0; n < 8; n++)
			agree_from(&made, machine, &good, &bad);
		dkis_free(machine);
		dkis_free(text.data);
	}
	printf("%d complete, %d do not\n", good, bad);
	assert_true(good > 1000 && bad > 1000);
}

/* ---- size -------------------------------------------------------------- */

/* Blocks of five parallel branches, one after another: 200 steps. */
static void
write_wide(DkisText *text, int blocks, int branch_length)
{
	dkis_text_init(text);
	dkis_text_puts(text, "start -> a0");
	for (int b = 0; b < blocks; b++)
	{
		dkis_text_printf(text, "; a%d -> p%d.0.0 & p%d.1.0 & p%d.2.0 & p%d.3.0 & p%d.4.0", b, b, b,
						 b, b, b);
		for (int w = 0; w < 5; w++)
			for (int k = 0; k + 1 < branch_length; k++)
				dkis_text_printf(text, "; p%d.%d.%d -> p%d.%d.%d", b, w, k, b, w, k + 1);
		for (int w = 0; w < 5; w++)
			dkis_text_printf(text, "%s p%d.%d.%d", w > 0 ? " &" : ";", b, w, branch_length - 1);
		dkis_text_printf(text, " -> %s%d", b + 1 < blocks ? "a" : "z", b + 1);
	}
	dkis_text_printf(text, "; z%d -> end", blocks);
}

/* Parallel branches inside parallel branches, width^depth of them at once. */
static void
write_nested(DkisText *text, const char *name, int width, int depth)
{
	dkis_text_printf(text, "; s%s ->", name);
	for (int i = 0; i < width; i++)
		dkis_text_printf(text, "%s s%s%d", i > 0 ? " &" : "", name, i);
	for (int i = 0; i < width; i++)
	{
		char inner[64];

		snprintf(inner, sizeof inner, "%s%d", name, i);
		if (depth > 1)
			write_nested(text, inner, width, depth - 1);
		else
			dkis_text_printf(text, "; s%s [x|y] -> e%s; s%s [z] -> s%s", inner, inner, inner,
							 inner);
	}
	for (int i = 0; i < width; i++)
		dkis_text_printf(text, "%s e%s%d", i > 0 ? " &" : ";", name, i);
	dkis_text_printf(text, " -> e%s", name);
}

static void
decide_in_time(const char *text, bool expected)
{
	DkisError error;
	Machine *machine = machine_parse(text, strlen(text), &error);
	clock_t begun = clock();
	SoundnessReport report;
	bool sound;

	if (!machine)
		fail_msg("%s (%s)", error.message, error.detail);
	if (!soundness_decide(machine, &sound, &error))
		fail_msg("%s", error.message);
	assert_int_equal(sound, expected);
	printf("%d steps: %.3f s", machine_step_count(machine),
		   (double) (clock() - begun) / CLOCKS_PER_SEC);
	if (!soundness_explain(machine, &report, &error))
		fail_msg("%s", error.message);
	printf(", explained: %.3f s, %d problems%s%s\n", (double) (clock() - begun) / CLOCKS_PER_SEC,
		   report.n, report.n > 0 ? ", first: " : "", report.n > 0 ? report.data[0].problem : "");
	soundness_report_free(&report);
	dkis_free(machine);
}

static void
decides_large_machines(void **state)
{
	DkisText text;

	write_wide(&text, 33, 1);
	decide_in_time(text.data, true);
	dkis_free(text.data);
	write_wide(&text, 1, 40);
	decide_in_time(text.data, true);
	dkis_free(text.data);
	dkis_text_init(&text);
	dkis_text_puts(&text, "start -> s; e -> end");
	write_nested(&text, "", 5, 3);
	decide_in_time(text.data, true);
	/* one of the 125 innermost branches may leave the pack */
	dkis_text_puts(&text, "; s444 [w] -> end");
	decide_in_time(text.data, false);
	dkis_free(text.data);
	dkis_text_init(&text);
	dkis_text_puts(&text, "start -> s; e -> end; s444 [w] -> lost; lost -> lost");
	write_nested(&text, "", 5, 3);
	decide_in_time(text.data, false);
	dkis_free(text.data);
}

/* Each problem and how a case comes to it, in the words that an author reads. */
static void
assert_told(const char *flow, const char *expected)
{
	DkisError error;
	Machine *machine = machine_parse(flow, strlen(flow), &error);
	SoundnessReport report;
	DkisText told;

	assert_non_null(machine);
	assert_true(soundness_explain(machine, &report, &error));
	dkis_text_init(&told);
	for (int i = 0; i < report.n; i++)
		dkis_text_printf(&told, "%d %s (%s)\n", report.data[i].step, report.data[i].problem,
						 report.data[i].detail ? report.data[i].detail : "");
	assert_string_equal(told.data, expected);
	dkis_free(told.data);
	soundness_report_free(&report);
	dkis_free(machine);
}

static void
tells_in_words(void **state)
{
	assert_told("start [a] -> 1; start [b] -> 2; 1 & 2 -> 3; 3 -> end",
				"0 dari {1} tidak ada jalan ke akhir (jejak: start [a]; macet di {| 1})\n"
				"1 dari {2} tidak ada jalan ke akhir (jejak: start [b]; macet di {| 2})\n"
				"2 langkah 3 tidak pernah tercapai ()\n");
	assert_told("start -> 1 & 2; 1 [x] -> 3; 1 [y] -> end; 2 -> 4; 3 & 4 -> end",
				"1 akhir tercapai sementara 2 masih aktif (jejak: start, 1 [y])\n"
				"3 akhir tercapai sementara 4 masih aktif (jejak: start, 1 [y], 2)\n"
				"3 akhir tercapai sementara 4 masih menunggu (jejak: start, 1 [y], 2, 4)\n");
	assert_told("start -> 1 & 2; 1 -> 3; 2 -> 3; 3 -> end",
				"2 langkah 3 aktif dua kali (jejak: start, 1, 2)\n"
				"1 akhir tercapai sementara 2 masih aktif (jejak: start, 1, 3)\n"
				"0 akhir tercapai sementara 1 masih aktif (jejak: start, 2, 3)\n"
				"2 akhir tercapai sementara 3 masih aktif (jejak: start, 1, 3, 2)\n"
				"-1 akhir tercapai dua kali (jejak: start, 1, 3, 2, 3)\n");
}

/* 600 branches of two kinds each, all open at once: more markings than 128 MB hold. */
static void
refuses_what_is_too_entangled(void **state)
{
	DkisText text;
	DkisError error;
	Machine *machine;
	bool sound;

	dkis_text_init(&text);
	for (int i = 0; i < 600; i++)
		dkis_text_printf(&text, "%s a%d", i > 0 ? " &" : "start ->", i);
	for (int i = 0; i < 600; i++)
		dkis_text_printf(&text, "; a%d [x] -> b%d; a%d [y] -> c%d; c%d -> b%d", i, i, i, i, i, i);
	for (int i = 0; i < 600; i++)
		dkis_text_printf(&text, "%s b%d", i > 0 ? " &" : ";", i);
	dkis_text_puts(&text, " -> end");
	machine = machine_parse(text.data, text.length, &error);
	if (!machine)
		fail_msg("%s (%s)", error.message, error.detail);
	assert_false(soundness_decide(machine, &sound, &error));
	assert_string_equal(error.sqlstate, DKIS_PROGRAM_LIMIT);
	dkis_free(machine);
	dkis_free(text.data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_oracle),        cmocka_unit_test(agrees_from_anywhere),
		cmocka_unit_test(decides_large_machines),        cmocka_unit_test(tells_in_words),
		cmocka_unit_test(refuses_what_is_too_entangled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Conformance against an oracle: machines and logs made up at random, sound ones
 * and others, aligned here by Bellman and Ford over every pair of a place in the
 * log and a marking. The oracle has its own tokens and its own rule of firing.
 * Beside it the words in which deviations are told, and the limits.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/flow/alignment.h"
#include "core/flow/conformance.h"
#include "core/flow/soundness.h"

static uint64_t seed = 20240711;

static int
dice(int sides)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int) ((seed >> 33) % (uint64_t) sides);
}

/* ---- made-up machines ---------------------------------------------------- */

#define MADE_STEPS 9

typedef struct Made
{
	DkisText text;
	int n_steps;
	int n_outcomes[64];
} Made;

static void
put_item(Made *made, int step)
{
	dkis_text_printf(&made->text, "s%d [o%d", step, made->n_outcomes[step]++);
	if (dice(4) == 0)
		dkis_text_printf(&made->text, "|o%d", made->n_outcomes[step]++);
	dkis_text_puts(&made->text, "]");
}

static void
put_arc(Made *made, int from, int to)
{
	dkis_text_puts(&made->text, "; ");
	put_item(made, from);
	dkis_text_printf(&made->text, " -> s%d", to);
}

/* A well-nested block from one new step to another, or both in one. */
static void
make_block(Made *made, int depth, int *first, int *last)
{
	int kind = depth > 0 && made->n_steps < MADE_STEPS ? dice(4) : 0;
	int begin[2];
	int end[2];

	*first = *last = made->n_steps++;
	if (kind == 0)
		return;
	make_block(made, depth - 1, &begin[0], &end[0]);
	if (kind == 1) /* a loop */
	{
		put_arc(made, *first, begin[0]);
		put_arc(made, end[0], *first);
		*last = end[0];
		return;
	}
	make_block(made, depth - 1, &begin[1], &end[1]);
	*last = made->n_steps++;
	for (int i = 0; kind == 2 && i < 2; i++) /* one or the other */
	{
		put_arc(made, *first, begin[i]);
		put_arc(made, end[i], *last);
	}
	if (kind == 2)
		return;
	put_arc(made, *first, begin[0]);
	dkis_text_printf(&made->text, " & s%d; ", begin[1]);
	put_item(made, end[0]);
	dkis_text_puts(&made->text, " & ");
	put_item(made, end[1]);
	dkis_text_printf(&made->text, " -> s%d", *last);
}

static void
damage(Made *made)
{
	int a = dice(made->n_steps);
	int b = dice(made->n_steps);

	dkis_text_puts(&made->text, "; ");
	switch (dice(4))
	{
		case 0: dkis_text_printf(&made->text, "start [e%zu] -> s%d", made->text.length, a); return;
		case 1: put_item(made, a); break;
		case 2:
			put_item(made, a);
			dkis_text_printf(&made->text, " -> s%d & s%d", dice(made->n_steps), b);
			return;
		default:
			put_item(made, a);
			dkis_text_puts(&made->text, " & ");
			put_item(made, (a + 1) % made->n_steps);
	}
	if (dice(4) == 0)
		dkis_text_puts(&made->text, " -> end");
	else
		dkis_text_printf(&made->text, " -> s%d", b);
}

static Machine *
make_machine(void)
{
	Made made = {.n_steps = 0};
	Machine *machine;
	DkisError error;
	int first;
	int last;

	dkis_text_init(&made.text);
	make_block(&made, 1 + dice(3), &first, &last);
	dkis_text_puts(&made.text, "; ");
	put_item(&made, last);
	dkis_text_printf(&made.text, " -> end; start -> s%d", first);
	for (int n = dice(4); n > 1; n--)
		damage(&made);
	machine = machine_parse(made.text.data + 2, made.text.length - 2, &error);
	dkis_free(made.text.data);
	return machine;
}

/* ---- the oracle ---------------------------------------------------------- */

#define MAX_PLACES 128
#define MAX_MARKINGS 300
#define MAX_EDGES 6000
#define MAX_LOG 14
#define FAR 1000

typedef struct Counted
{
	unsigned char tokens[MAX_PLACES]; /* of the steps, then of the inputs of joins */
} Counted;

typedef struct Edge
{
	int from;
	int to;
	int step;
	int outcome;
} Edge;

typedef struct Oracle
{
	const Machine *machine;
	int n_steps;
	int n;
	int n_starts;
	int n_edges;
	bool too_big;
	bool sound;
	Counted markings[MAX_MARKINGS];
	Edge edges[MAX_EDGES];
	int distance[MAX_LOG + 1][MAX_MARKINGS];
} Oracle;

static int
look_up(Oracle *oracle, const Counted *marking)
{
	for (int i = 0; i < oracle->n; i++)
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

static bool
mark_targets(const Oracle *oracle, Counted *marking, MachineArc arc)
{
	bool safe = true;

	for (int i = 0; i < arc.n_targets; i++)
		safe = ++marking->tokens[machine_target(oracle->machine, arc.first_target + i)] < 2 && safe;
	return safe;
}

/* False: a second token would come where one is. */
static bool
finish_step(const Oracle *oracle, Counted *marking, int step, int outcome)
{
	MachineArc arc =
		machine_arc(oracle->machine, machine_outcome_arc(oracle->machine, step, outcome));
	unsigned char *inputs = marking->tokens + oracle->n_steps + arc.first_input;
	bool all = true;

	marking->tokens[step]--;
	if (arc.n_inputs > 1)
	{
		if (++marking->tokens[oracle->n_steps +
							  machine_outcome_input(oracle->machine, step, outcome)] > 1)
			return false;
		for (int i = 0; i < arc.n_inputs; i++)
			all = all && inputs[i] > 0;
		if (!all)
			return true;
		memset(inputs, 0, (size_t) arc.n_inputs);
	}
	return mark_targets(oracle, marking, arc);
}

static void
explore(Oracle *oracle, const Machine *machine)
{
	oracle->machine = machine;
	oracle->n_steps = machine_step_count(machine);
	oracle->n = oracle->n_edges = 0;
	oracle->too_big = oracle->n_steps + machine_input_count(machine) > MAX_PLACES;
	for (int i = 0; i < machine_arc_count(machine) && !oracle->too_big; i++)
	{
		Counted marking = {{0}};

		if (machine_arc(machine, i).entry >= 0 &&
			mark_targets(oracle, &marking, machine_arc(machine, i)))
			look_up(oracle, &marking);
	}
	oracle->n_starts = oracle->n;
	for (int i = 0; i < oracle->n && !oracle->too_big; i++)
		for (int step = 0; step < oracle->n_steps; step++)
			for (int o = 0;
				 oracle->markings[i].tokens[step] && o < machine_outcome_count(machine, step); o++)
			{
				Counted next = oracle->markings[i];

				if (!finish_step(oracle, &next, step, o))
					continue;
				if (oracle->n_edges == MAX_EDGES)
					oracle->too_big = true;
				else
					oracle->edges[oracle->n_edges++] = (Edge){i, look_up(oracle, &next), step, o};
			}
}

static bool
shorten(int *distance, int candidate)
{
	if (candidate >= *distance)
		return false;
	*distance = candidate;
	return true;
}

static bool
fits_event(const Edge *edge, const ConformanceEvent *event)
{
	return edge->step == event->step &&
		   (edge->outcome == event->outcome || event->outcome == ALIGNMENT_ANY);
}

static bool
relax(Oracle *oracle, const ConformanceEvent *events, int n)
{
	bool changed = false;

	for (int at = 0; at <= n; at++)
	{
		for (int i = 0; at < n && i < oracle->n; i++)
			changed |= shorten(&oracle->distance[at + 1][i], oracle->distance[at][i] + 1);
		for (int e = 0; e < oracle->n_edges; e++)
		{
			const Edge *edge = &oracle->edges[e];
			int here = oracle->distance[at][edge->from];

			changed |= shorten(&oracle->distance[at][edge->to], here + 1);
			if (at < n && fits_event(edge, &events[at]))
				changed |= shorten(&oracle->distance[at + 1][edge->to], here);
		}
	}
	return changed;
}

static bool
has_ended(const Counted *marking)
{
	for (int i = 0; i < MAX_PLACES; i++)
		if (marking->tokens[i])
			return false;
	return true;
}

/* From the start numbered so, or from any (-1). FAR: there is no way. */
static int
cheapest(Oracle *oracle, const ConformanceEvent *events, int n, bool running, int start)
{
	int best = FAR;

	for (int at = 0; at <= n; at++)
		for (int i = 0; i < oracle->n; i++)
			oracle->distance[at][i] =
				at == 0 && (start < 0 ? i < oracle->n_starts : i == start) ? 0 : FAR;
	while (relax(oracle, events, n))
		;
	for (int i = 0; i < oracle->n; i++)
		if (oracle->distance[n][i] < best && (running || has_ended(&oracle->markings[i])))
			best = oracle->distance[n][i];
	return best;
}

/* ---- made-up logs -------------------------------------------------------- */

static void
add_named(Conformance *log, int step, int outcome)
{
	size_t length;
	size_t outcome_length = 0;
	const char *name = machine_step_name(log->machine, step, &length);
	const char *words =
		outcome < 0 ? NULL : machine_outcome_name(log->machine, step, outcome, &outcome_length);
	DkisError error;

	assert_true(conformance_add(log, name, length, words, outcome_length, &error));
}

static void
add_any(Conformance *log)
{
	const Machine *machine = log->machine;
	int step = dice(machine_step_count(machine));
	DkisError error;

	if (dice(6) == 0)
		assert_true(conformance_add(log, "lain", 4, NULL, 0, &error));
	else if (dice(6) == 0)
		assert_true(conformance_add(log, "s0", 2, "aneh", 4, &error));
	else
		add_named(log, step, dice(3) == 0 ? -1 : dice(machine_outcome_count(machine, step)));
}

/* A walk through the machine, with events left out and put in: noise in 10. */
static void
make_log(Conformance *log, const Oracle *oracle, int start, int noise)
{
	int at = start < 0 ? dice(oracle->n_starts) : start;

	while (log->events.n < MAX_LOG - 1)
	{
		const Edge *ways[64];
		int n = 0;

		for (int e = 0; e < oracle->n_edges && n < 64; e++)
			if (oracle->edges[e].from == at)
				ways[n++] = &oracle->edges[e];
		if (n == 0 || dice(12) == 0)
			return;
		n = dice(n);
		if (dice(10) >= noise)
			add_named(log, ways[n]->step, dice(5) == 0 ? -1 : ways[n]->outcome);
		if (dice(10) < noise / 2)
			add_any(log);
		at = ways[n]->to;
	}
}

/* ---- comparing ----------------------------------------------------------- */

static Marking *
as_marking(const Oracle *oracle, int number)
{
	MarkingEntry entries[MAX_PLACES];
	int n = 0;

	for (int step = 0; step < oracle->n_steps; step++)
		if (oracle->markings[number].tokens[step])
		{
			entries[n] = (MarkingEntry){.hint = MARKING_NO_HINT};
			entries[n].step = machine_step_name(oracle->machine, step, &entries[n].step_length);
			n++;
		}
	for (int i = oracle->n_steps; i < MAX_PLACES; i++)
		if (oracle->markings[number].tokens[i])
			return NULL; /* which outcome waits there is not told */
	return marking_make(entries, n, 0);
}

static void
count_deviation(const DkisText *deviation, void *context)
{
	(void) deviation;
	++*(int *) context;
}

/* The moves are a reading of this log: every event once, in order, at this cost. */
static void
check_moves(const Conformance *log, const Verdict *verdict)
{
	int next = 0;
	int cost = 0;

	for (int i = 0; i < verdict->alignment.n_moves; i++)
	{
		const AlignmentMove *move = &verdict->alignment.moves[i];

		cost += move->event < 0 || move->step < 0;
		if (move->event < 0)
			continue;
		assert_int_equal(move->event, next++);
		assert_true(move->step < 0 || move->step == log->events.data[move->event].step);
	}
	assert_int_equal(cost, verdict->alignment.cost);
	assert_int_equal(next, verdict->alignment.n_moves > 0 ? log->events.n : 0);
}

/* The moves of a sound machine fire, and lead to its end if they have to. */
static void
check_run(const Conformance *log, const Verdict *verdict, bool running)
{
	MachineState state = log->start;
	DkisError error;
	int n;

	if (!log->has_start)
		assert_true(machine_state_enter(log->machine, verdict->alignment.entry, &state,
										log->started, &n, &error));
	for (int i = 0; i < verdict->alignment.n_moves; i++)
	{
		const AlignmentMove *move = &verdict->alignment.moves[i];

		assert_true(move->step < 0 || machine_state_fire(log->machine, &state, move->step,
														 move->outcome, log->started, &n, &error));
	}
	assert_true(running || verdict->alignment.n_moves == 0 ||
				machine_state_has_ended(log->machine, &state));
}

static void
compare(Oracle *oracle, const Conformance *log, bool running, int start, const char *text)
{
	int cost = cheapest(oracle, log->events.data, log->events.n, running, start);
	int shortest = running ? 0 : cheapest(oracle, NULL, 0, false, start);
	int deviations = 0;
	double fitness;
	Verdict verdict;
	DkisError error;

	if (shortest == FAR)
	{
		assert_false(conformance_judge(log, running, &verdict, &error));
		assert_string_equal(error.sqlstate, DKIS_INVALID_PARAMETER);
		return;
	}
	if (!conformance_judge(log, running, &verdict, &error))
		fail_msg("%s: %s", text, error.message);
	if (verdict.alignment.cost != cost)
		fail_msg("cost %d, we say %d (%s, start %d): %s", cost, verdict.alignment.cost,
				 running ? "running" : "ended", start, text);
	fitness = cost == 0 ? 1 : 1 - cost / (double) (log->events.n + shortest);
	assert_true(fabs(verdict.fitness - fitness) < 1e-12);
	check_moves(log, &verdict);
	if (oracle->sound)
		check_run(log, &verdict, running);
	conformance_tell(log, &verdict, count_deviation, &deviations);
	assert_int_equal(deviations > 0, cost > 0);
	assert_true(deviations <= cost);
	dkis_free(verdict.alignment.moves);
}

static void
one_log(Oracle *oracle, const Machine *machine, int noise, const char *text)
{
	int start = dice(4) == 0 ? dice(oracle->n) : -1;
	Marking *marking = start < 0 ? NULL : as_marking(oracle, start);
	Conformance log;
	DkisError error;

	if (!marking)
		start = -1;
	if (!conformance_begin(&log, machine, marking, &error))
		fail_msg("%s: %s", text, error.message);
	make_log(&log, oracle, start, noise);
	compare(oracle, &log, false, start, text);
	compare(oracle, &log, true, start, text);
	conformance_free(&log);
	dkis_free(marking);
}

static void
agrees_with_the_oracle(void **state)
{
	static Oracle oracle;
	int counts[2] = {0};

	(void) state;
	for (int i = 0; i < 1500; i++)
	{
		Machine *machine = make_machine();
		DkisError error;
		DkisText text;

		if (!machine)
			continue;
		explore(&oracle, machine);
		if (!oracle.too_big && oracle.n_starts > 0 &&
			soundness_decide(machine, &oracle.sound, &error))
		{
			counts[oracle.sound]++;
			dkis_text_init(&text);
			machine_print(machine, &text);
			for (int noise = 0; noise < 9; noise++)
				one_log(&oracle, machine, noise, text.data);
			dkis_free(text.data);
		}
		dkis_free(machine);
	}
	printf("%d sound machines, %d others, 9 logs each\n", counts[true], counts[false]);
	assert_true(counts[true] > 300 && counts[false] > 300);
}

static Machine *
parse(const char *text)
{
	DkisError error;
	Machine *machine = machine_parse(text, strlen(text), &error);

	if (!machine)
		fail_msg("%s: %s (%s)", text, error.message, error.detail);
	return machine;
}

/* ---- pm4py's optimal alignments, as test/exchange/conformance.sh keeps them ---- */

static char *
next_field(char **line)
{
	char *field = *line;
	char *tab = strpbrk(field, "\t\n");

	assert_non_null(tab);
	*tab = '\0';
	*line = tab + 1;
	return field;
}

static void
add_labels(Conformance *log, const char *labels)
{
	DkisError error;

	while (*labels)
	{
		size_t length = strcspn(labels, ";");

		assert_true(conformance_add(log, labels, length, NULL, 0, &error));
		labels += length + (labels[length] == ';');
	}
}

/* machine, events, cost, fitness */
static void
compare_line(char *line)
{
	Machine *machine = parse(next_field(&line));
	const char *labels = next_field(&line);
	int cost = atoi(next_field(&line));
	double fitness = strtod(next_field(&line), NULL);
	Conformance log;
	Verdict verdict;
	DkisError error;

	assert_true(conformance_begin(&log, machine, NULL, &error));
	add_labels(&log, labels);
	if (!conformance_judge(&log, false, &verdict, &error))
		fail_msg("%s", error.message);
	if (verdict.alignment.cost != cost || fabs(verdict.fitness - fitness) > 1e-9)
		fail_msg("cost %d, not %d; fitness %.9f, not %.9f: %s", verdict.alignment.cost, cost,
				 verdict.fitness, fitness, labels);
	dkis_free(verdict.alignment.moves);
	conformance_free(&log);
	dkis_free(machine);
}

static void
agrees_with_pm4py(void **state)
{
	FILE *file = fopen("test/data/alignments.tsv", "r");
	static char line[65536];
	int n = 0;

	(void) state;
	assert_non_null(file);
	for (; fgets(line, sizeof line, file); n++)
		compare_line(line);
	fclose(file);
	printf("%d verdicts of pm4py\n", n);
	assert_true(n > 300);
}

/* ---- in words ------------------------------------------------------------ */

static void
add_word(const DkisText *deviation, void *context)
{
	DkisText *all = context;

	dkis_text_puts(all, all->length > 0 ? "; " : "");
	dkis_text_append(all, deviation->data, deviation->length);
}

/* Events as "1, 2 [A], 3", judged and told. */
static void
assert_told(const char *flow, const char *events, bool running, double fitness, const char *told)
{
	Machine *machine = parse(flow);
	Conformance log;
	Verdict verdict;
	DkisError error;
	DkisText all;

	assert_true(conformance_begin(&log, machine, NULL, &error));
	while (*events)
	{
		size_t length = strcspn(events, ",");

		assert_true(conformance_add(&log, events, length, NULL, 0, &error));
		events += length + (events[length] == ',');
	}
	if (!conformance_judge(&log, running, &verdict, &error))
		fail_msg("%s", error.message);
	dkis_text_init(&all);
	conformance_tell(&log, &verdict, add_word, &all);
	assert_string_equal(all.data, told);
	if (fabs(verdict.fitness - fitness) > 1e-9)
		fail_msg("fitness %.9f, not %.9f: %s", verdict.fitness, fitness, told);
	dkis_free(verdict.alignment.moves);
	dkis_free(all.data);
	conformance_free(&log);
	dkis_free(machine);
}

#define LINE "start -> 1; 1 -> 2; 2 [A] -> 3; 2 [B|C] -> 1; 3 -> 4; 4 -> end"

static void
tells_in_words(void **state)
{
	(void) state;
	assert_told(LINE, "1, 2 [A], 3, 4", false, 1, "");
	assert_told(LINE, "1,2[ b ],1 , 2[a],3,4", false, 1, "");
	assert_told(LINE, "1, 2, 3, 4", false, 1, "");
	assert_told(LINE, "1, 2, 1, 2", true, 1, "");
	assert_told(LINE, "", true, 1, "");
	assert_told(LINE, "", false, 0, "berakhir sebelum waktunya: 1, 2, 3, 4 belum");
	assert_told(LINE, "1, 2 [A], 4", false, 1 - 1 / 7.0,
				"langkah 3 dilewati (sebelum peristiwa 3)");
	assert_told(LINE, "1, 2 [A], 4", true, 1 - 1 / 3.0,
				"langkah 4 dikerjakan tidak pada waktunya (peristiwa 3)");
	assert_told(LINE, "1, 2 [A]", false, 1 - 2 / 6.0, "berakhir sebelum waktunya: 3, 4 belum");
	assert_told(LINE, "1, 1, 2 [A], 3, 4", false, 1 - 1 / 9.0,
				"langkah 1 dikerjakan tidak pada waktunya (peristiwa 2)");
	assert_told(LINE, "1, 2 [D], 3, 4", false, 1 - 2 / 8.0,
				"langkah 2 selesai dengan hasil \"D\", alur mengenal A, B, C (peristiwa 2)");
	assert_told(LINE, "1, 2 [D]", true, 1 - 1 / 2.0,
				"langkah 2 selesai dengan hasil \"D\", alur mengenal A, B, C (peristiwa 2)");
	assert_told(LINE, "1, 2 [B], 3, 4", false, 1 - 2 / 8.0,
				"langkah 2 selesai dengan hasil B, sesudahnya berjalan seperti A (peristiwa 2)");
	assert_told("start -> 1; 1 [A] -> 2; 1 [B|C] -> 3; 2 -> end; 3 -> 4; 4 -> end", "1 [A], 3, 4",
				false, 1 - 2 / 5.0,
				"langkah 1 selesai dengan hasil A, sesudahnya berjalan seperti B|C (peristiwa 1)");
	assert_told(LINE, "1, Wawancara, 2 [A], 3, 4, x [A]", false, 1 - 2 / 10.0,
				"\"Wawancara\" tidak dikenal alur (peristiwa 2); \"x [A]\" tidak dikenal alur "
				"(peristiwa 6)");
	assert_told("start -> a; a -> b & c; b & c -> d; d -> end", "a, c, d", false, 1 - 1 / 7.0,
				"langkah b dilewati (sebelum peristiwa 3)");
	assert_told("start -> a; a -> b & c & d; b & c & d [x|y] -> e; e -> end", "a, d [z], b, c, e",
				false, 1 - 2 / 10.0,
				"langkah d selesai dengan hasil \"z\", alur mengenal x, y (peristiwa 2)");
	assert_told("start -> a; a -> b & c; b & c -> end", "a, c", false, 1 - 1 / 5.0,
				"berakhir sebelum waktunya: b belum");
	assert_told("start [x] -> a & b; a & b -> end; start [y] -> b", "b", false, 1 - 1 / 3.0,
				"berakhir sebelum waktunya: a belum");
}

/* ---- size ---------------------------------------------------------------- */

/* Five parallel branches of so many steps between a and z. */
static void
write_wide(DkisText *text, int length)
{
	dkis_text_init(text);
	dkis_text_puts(text, "start -> a; z -> end; a -> p0.0 & p1.0 & p2.0 & p3.0 & p4.0");
	for (int w = 0; w < 5; w++)
		for (int k = 0; k + 1 < length; k++)
			dkis_text_printf(text, "; p%d.%d -> p%d.%d", w, k, w, k + 1);
	for (int w = 0; w < 5; w++)
		dkis_text_printf(text, "%s p%d.%d", w > 0 ? " &" : ";", w, length - 1);
	dkis_text_puts(text, " -> z");
}

/* Events of all branches in turn, every so-manieth left out. */
static void
add_wide(Conformance *log, int length, int leave_out)
{
	DkisError error;
	char name[32];
	int n = 0;

	assert_true(conformance_add(log, "a", 1, NULL, 0, &error));
	for (int k = 0; k < length; k++)
		for (int w = 0; w < 5; w++)
		{
			snprintf(name, sizeof name, "p%d.%d", w, k);
			if (++n % leave_out != 0)
				assert_true(conformance_add(log, name, strlen(name), NULL, 0, &error));
		}
	assert_true(conformance_add(log, "z", 1, NULL, 0, &error));
}

static bool
judge_wide(int length, int leave_out, bool running, int *cost, DkisError *error)
{
	DkisText text;
	Machine *machine;
	Conformance log;
	Verdict verdict;
	clock_t begun = clock();
	bool judged;

	write_wide(&text, length);
	machine = parse(text.data);
	assert_true(conformance_begin(&log, machine, NULL, error));
	add_wide(&log, length, leave_out);
	judged = conformance_judge(&log, running, &verdict, error);
	printf("%d steps, every %d. left out, %s: %s, %.3f s\n", machine_step_count(machine), leave_out,
		   running ? "running" : "ended", judged ? "judged" : error->message,
		   (double) (clock() - begun) / CLOCKS_PER_SEC);
	if (judged)
	{
		*cost = verdict.alignment.cost;
		dkis_free(verdict.alignment.moves);
	}
	conformance_free(&log);
	dkis_free(machine);
	dkis_free(text.data);
	return judged;
}

static void
keeps_within_its_limits(void **state)
{
	DkisError error;
	int cost;

	(void) state;
	assert_true(judge_wide(40, 1000, false, &cost, &error));
	assert_int_equal(cost, 0);
	assert_true(judge_wide(40, 40, false, &cost, &error));
	assert_int_equal(cost, 5);
	assert_true(judge_wide(40, 40, true, &cost, &error));
	assert_true(cost <= 5);
	/* so far from the flow that every order of the branches would have to be tried */
	assert_false(judge_wide(40, 2, true, &cost, &error));
	assert_string_equal(error.sqlstate, DKIS_PROGRAM_LIMIT);
	assert_true(error.hint[0] != '\0');
}

/* How many deviations a log of n events has, each step and outcome in turn; the seconds it took. */
static double
judge_long(const char *flow, const char *const *steps, const char *const *outcomes, int n_steps,
		   int n, int *n_told)
{
	Machine *machine = parse(flow);
	clock_t begun = clock();
	Conformance log;
	Verdict verdict;
	DkisError error;
	double seconds;

	assert_true(conformance_begin(&log, machine, NULL, &error));
	for (int i = 0; i < n; i++)
	{
		const char *outcome = outcomes[i % n_steps];

		assert_true(conformance_add(&log, steps[i % n_steps], strlen(steps[i % n_steps]), outcome,
									strlen(outcome), &error));
	}
	assert_true(conformance_judge(&log, false, &verdict, &error));
	*n_told = 0;
	conformance_tell(&log, &verdict, count_deviation, n_told);
	seconds = (double) (clock() - begun) / CLOCKS_PER_SEC;
	dkis_free(verdict.alignment.moves);
	conformance_free(&log);
	dkis_free(machine);
	return seconds;
}

/* 100,000 events: what grew with their square took ten seconds and more. */
static void
long_logs_take_no_longer_an_event(void **state)
{
	static const char *const steps[] = {"1", "2", "1", "2"}; /* 3 is skipped every time */
	static const char *const outcomes[] = {"Selesai", "ya", "Selesai", "tidak"};
	static const char *const strange_steps[] = {"1", "2"};
	static const char *const strange[] = {"begini", "begitu"};
	int n_told;
	double skipping = judge_long("start -> 1; 1 -> 2; 2 [ya] -> 3; 2 [tidak] -> 1; 3 [lagi] -> 1; "
								 "3 [cukup] -> 4 & 5; 4 [x] & 5 [y] -> end",
								 steps, outcomes, 4, 100000, &n_told);
	double strangers;

	(void) state;
	assert_true(n_told > 10000);
	strangers = judge_long("start -> 1; 1 -> 2; 2 [a] -> 1; 2 [b] -> end", strange_steps, strange,
						   2, 100000, &n_told);
	assert_true(n_told >= 100000);
	printf("100,000 events: %.2f s, all of them strange: %.2f s\n", skipping, strangers);
	assert_true(skipping < 6 && strangers < 6);
}

static void
refuses_what_cannot_be(void **state)
{
	Machine *machine = parse("start -> 1; 1 [a] -> 2; 1 [b] -> end; 2 -> 2");
	Marking *marking;
	Conformance log;
	Verdict verdict;
	DkisError error;

	(void) state;
	marking = marking_parse("{9}", 3, &error);
	assert_false(conformance_begin(&log, machine, marking, &error));
	assert_string_equal(error.sqlstate, DKIS_INVALID_PARAMETER);
	conformance_free(&log);
	dkis_free(marking);
	marking = marking_parse("{2}", 3, &error);
	assert_true(conformance_begin(&log, machine, marking, &error));
	assert_true(conformance_judge(&log, true, &verdict, &error));
	assert_false(conformance_judge(&log, false, &verdict, &error));
	assert_string_equal(error.sqlstate, DKIS_INVALID_PARAMETER);
	conformance_free(&log);
	dkis_free(marking);
	dkis_free(machine);
}

/* A run that may stop anywhere reads no event without a move. */
static void
aligns_nothing(void **state)
{
	Machine *machine = parse("start -> 1; 1 -> 2; 2 -> end");
	AlignmentTask task = {.machine = machine, .sound = true, .running = true};
	Alignment alignment = {.cost = -1, .n_moves = -1};
	DkisError error;

	(void) state;
	assert_true(alignment_find(&task, &alignment, &error));
	assert_int_equal(alignment.n_moves, 0);
	assert_int_equal(alignment.cost, 0);
	dkis_free(alignment.moves);
	dkis_free(machine);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_oracle),
		cmocka_unit_test(agrees_with_pm4py),
		cmocka_unit_test(tells_in_words),
		cmocka_unit_test(keeps_within_its_limits),
		cmocka_unit_test(long_logs_take_no_longer_an_event),
		cmocka_unit_test(refuses_what_cannot_be),
		cmocka_unit_test(aligns_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What soundness_explain says, against an oracle that walks breadth first over
 * counted tokens: every trace can be walked, ends in what it is to show, and no
 * shorter one shows it; and nothing is left unsaid.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/flow/machine.h"
#include "made_machines.h"
#include "core/flow/soundness.h"

#define MAX_PLACES (2 * MAX_ARCS * MAX_SIDE)
#define MAX_MARKINGS 3000
#define BUCKETS 8192
#define NEVER 1000000

typedef struct Counted
{
	unsigned char tokens[MAX_PLACES];
} Counted;

/* The places: steps, inputs of joins, the end. */
typedef struct Oracle
{
	const Made *made;
	int waiting[MAX_ARCS][MAX_SIDE];
	int step_of[MAX_PLACES]; /* of a step or an input; -1 the end */
	int end;
	int n_places;
	int n;
	Counted markings[MAX_MARKINGS];
	int buckets[BUCKETS];       /* open addressing: number + 1 */
	int distance[MAX_MARKINGS]; /* steps finished on the shortest way there */
	bool good[MAX_MARKINGS];    /* leads to the good end, or to something told of */
	int doubled[MAX_PLACES];    /* steps finished until it holds two tokens */
	int n_edges;
	int edges[MAX_MARKINGS * 16][2];
	bool too_big;
} Oracle;

static Oracle oracle;

static void
number_places(const Made *made)
{
	oracle.made = made;
	oracle.n = oracle.n_edges = oracle.n_places = 0;
	oracle.too_big = false;
	memset(oracle.buckets, 0, sizeof oracle.buckets);
	for (int s = 0; s < made->n_steps; s++)
		oracle.step_of[oracle.n_places++] = s;
	for (int i = 0; i < made->n_arcs; i++)
		for (int k = 0; k < made->arcs[i].n_from; k++)
		{
			oracle.waiting[i][k] = oracle.n_places;
			oracle.step_of[oracle.n_places++] = made->arcs[i].from[k].step;
		}
	oracle.end = oracle.n_places;
	oracle.step_of[oracle.n_places++] = -1;
	for (int p = 0; p < oracle.n_places; p++)
		oracle.doubled[p] = NEVER;
}

static void
lead_on(Counted *marking, const MadeArc *arc)
{
	for (int i = 0; i < arc->n_to; i++)
		marking->tokens[arc->to[i]]++;
	marking->tokens[oracle.end] += arc->n_to == 0;
}

/* Finishes a step by item k of arc i; the last one of a join takes them all along. */
static void
finish(Counted *marking, int i, int k)
{
	const MadeArc *arc = &oracle.made->arcs[i];

	marking->tokens[arc->from[k].step]--;
	marking->tokens[oracle.waiting[i][k]]++;
	for (int m = 0; m < arc->n_from; m++)
		if (marking->tokens[oracle.waiting[i][m]] == 0)
			return;
	for (int m = 0; m < arc->n_from; m++)
		marking->tokens[oracle.waiting[i][m]]--;
	lead_on(marking, arc);
}

static int
rest(const Counted *marking)
{
	int n = 0;

	for (int p = 0; p < oracle.end; p++)
		n += marking->tokens[p];
	return n;
}

/* Where its number is kept, or would be. */
static int *
bucket_for(const Counted *marking)
{
	uint32_t h = 2166136261u;
	uint32_t i;

	for (int p = 0; p < oracle.n_places; p++)
		h = (h ^ marking->tokens[p]) * 16777619u;
	for (i = h % BUCKETS; oracle.buckets[i] > 0; i = (i + 1) % BUCKETS)
		if (memcmp(&oracle.markings[oracle.buckets[i] - 1], marking, sizeof *marking) == 0)
			break;
	return &oracle.buckets[i];
}

/* Its number; -1 when something holds two tokens, which is noted. */
static int
reach(const Counted *marking, int distance)
{
	bool safe = true;
	int *bucket;

	for (int p = 0; p < oracle.n_places; p++)
		if (marking->tokens[p] > 1)
		{
			safe = false;
			if (oracle.doubled[p] > distance)
				oracle.doubled[p] = distance;
		}
	if (!safe)
		return -1;
	bucket = bucket_for(marking);
	if (*bucket > 0)
		return *bucket - 1;
	if (oracle.n == MAX_MARKINGS)
	{
		oracle.too_big = true;
		return -1;
	}
	oracle.markings[oracle.n] = *marking;
	oracle.distance[oracle.n] = distance;
	oracle.good[oracle.n] = marking->tokens[oracle.end] == 1; /* the good end, or one told of */
	*bucket = ++oracle.n;
	return oracle.n - 1;
}

static void
go_on(int number)
{
	for (int i = 0; i < oracle.made->n_arcs; i++)
		for (int k = 0; k < oracle.made->arcs[i].n_from; k++)
		{
			Counted next = oracle.markings[number];
			int to;

			if (next.tokens[oracle.made->arcs[i].from[k].step] == 0)
				continue;
			finish(&next, i, k);
			to = reach(&next, oracle.distance[number] + 1);
			oracle.good[number] = oracle.good[number] || to < 0;
			if (to < 0 || oracle.n_edges == MAX_MARKINGS * 16)
				continue;
			oracle.edges[oracle.n_edges][0] = number;
			oracle.edges[oracle.n_edges++][1] = to;
		}
}

static void
walk(const Made *made)
{
	bool changed = true;

	number_places(made);
	for (int i = 0; i < made->n_arcs; i++)
	{
		Counted marking = {{0}};

		if (made->arcs[i].n_from > 0)
			continue;
		lead_on(&marking, &made->arcs[i]);
		reach(&marking, 0);
	}
	for (int i = 0; i < oracle.n && !oracle.too_big; i++)
		go_on(i);
	oracle.too_big = oracle.too_big || oracle.n_edges == MAX_MARKINGS * 16;
	while (changed)
	{
		changed = false;
		for (int e = oracle.n_edges - 1; e >= 0; e--)
			if (!oracle.good[oracle.edges[e][0]] && oracle.good[oracle.edges[e][1]])
				changed = oracle.good[oracle.edges[e][0]] = true;
	}
}

/* ---- a trace, walked ------------------------------------------------------ */

/* Where the outcome of that step stands among the arcs. */
static bool
find_item(int step, int outcome, int *i, int *k)
{
	for (*i = 0; *i < oracle.made->n_arcs; (*i)++)
		for (*k = 0; *k < oracle.made->arcs[*i].n_from; (*k)++)
		{
			MadeItem item = oracle.made->arcs[*i].from[*k];

			if (item.step == step && item.outcome == outcome)
				return true;
		}
	return false;
}

/* "jejak: start, s1 [o0], s2; …": how many steps it finishes, and where it ends. */
static int
follow(const char *trace, Counted *marking)
{
	int length = 0;
	const char *at = strchr(trace, ',');
	const char *stop = strchr(trace, ';');

	memset(marking, 0, sizeof *marking);
	assert_memory_equal(trace, "jejak: start", 12);
	for (int i = 0; i < oracle.made->n_arcs; i++)
		if (oracle.made->arcs[i].n_from == 0)
			lead_on(marking, &oracle.made->arcs[i]);
	for (; at && (!stop || at < stop); at = strchr(at + 1, ','), length++)
	{
		int step;
		int outcome = 0;
		int i = 0;
		int k = 0;

		for (int p = 0; p < oracle.n_places; p++) /* no problem before the last one */
			assert_true(marking->tokens[p] <= 1);
		assert_true(sscanf(at, ", s%d [o%d]", &step, &outcome) >= 1);
		assert_true(find_item(step, outcome, &i, &k));
		assert_true(marking->tokens[step] > 0);
		finish(marking, i, k);
	}
	return length;
}

/* ---- what is told, judged --------------------------------------------------- */

typedef struct Told
{
	bool doubled[MAX_PLACES];
	bool unreached[MAX_ARCS];
	int left_behind; /* the shortest */
	int stuck;
} Told;

static bool
ends_with(const char *text, const char *end)
{
	size_t n = strlen(end);

	return strlen(text) >= n && strcmp(text + strlen(text) - n, end) == 0;
}

static void
shorten(int *shortest, int length)
{
	if (length < *shortest)
		*shortest = length;
}

/* Some place of that step (-1: the end) holds two tokens and could not sooner. */
static void
judge_doubled(const char *problem, int step, const Counted *marking, int length, Told *told)
{
	bool waits = ends_with(problem, "sebelum digabung");
	bool shown = false;

	for (int p = 0; p < oracle.n_places; p++)
		if (marking->tokens[p] > 1 && oracle.step_of[p] == step &&
			waits == (p >= oracle.made->n_steps && p != oracle.end) && oracle.doubled[p] == length)
			shown = told->doubled[p] = true;
	if (!shown)
		fail_msg("not the shortest way, or none: %s", problem);
}

static void
judge_marking(const char *problem, const Counted *marking, int length, Told *told)
{
	int number = reach(marking, NEVER);

	assert_true(number >= 0);
	assert_int_equal(oracle.distance[number], length);
	if (strncmp(problem, "akhir tercapai sementara ", 25) == 0)
	{
		assert_true(marking->tokens[oracle.end] == 1 && rest(marking) > 0);
		shorten(&told->left_behind, length);
		return;
	}
	assert_memory_equal(problem, "dari {", 6);
	assert_true(ends_with(problem, "} tidak ada jalan ke akhir"));
	assert_false(oracle.good[number]);
	shorten(&told->stuck, length);
}

static int
step_told_of(const char *problem)
{
	int step = -1;

	sscanf(problem, "langkah s%d", &step);
	return step;
}

static void
judge(const SoundnessProblem *problem, Told *told)
{
	Counted marking;
	int length;

	if (ends_with(problem->problem, " tidak pernah tercapai"))
	{
		assert_null(problem->detail);
		told->unreached[step_told_of(problem->problem)] = true;
		return;
	}
	length = follow(problem->detail, &marking);
	if (ends_with(problem->problem, "dua kali") || ends_with(problem->problem, "sebelum digabung"))
		judge_doubled(problem->problem, step_told_of(problem->problem), &marking, length, told);
	else
		judge_marking(problem->problem, &marking, length, told);
}

/* Nothing is left unsaid, and of what is summed up the shortest is told. */
static void
nothing_else(const Machine *machine, const Told *told)
{
	int left_behind = NEVER;
	int stuck = NEVER;

	for (int p = 0; p < oracle.n_places; p++)
		assert_int_equal(told->doubled[p], oracle.doubled[p] < NEVER);
	for (int i = 0; i < oracle.n; i++)
	{
		if (oracle.markings[i].tokens[oracle.end] == 1 && rest(&oracle.markings[i]) > 0)
			shorten(&left_behind, oracle.distance[i]);
		if (!oracle.good[i])
			shorten(&stuck, oracle.distance[i]);
	}
	assert_int_equal(told->left_behind, left_behind);
	assert_int_equal(told->stuck, stuck);
	for (int s = 0; s < machine_step_count(machine); s++)
	{
		size_t length;
		int step = atoi(machine_step_name(machine, s, &length) + 1);
		bool seen = false;

		for (int i = 0; i < oracle.n; i++)
			seen = seen || oracle.markings[i].tokens[step] > 0;
		assert_int_equal(told->unreached[step], !seen);
	}
}

/* How many problems it has; -1 when it is refused or too big for the oracle. */
static int
examine(const Made *made)
{
	Told told = {.left_behind = NEVER, .stuck = NEVER};
	SoundnessReport report;
	DkisError error;
	DkisText text;
	Machine *machine;
	int n;

	write_made(made, &text);
	machine = machine_parse(text.data, text.length, &error);
	if (!machine)
	{
		dkis_free(text.data);
		return -1;
	}
	walk(made);
	assert_true(soundness_explain(machine, &report, &error));
	n = oracle.too_big ? -1 : report.n;
	for (int i = 0; i < report.n && n >= 0; i++)
		judge(&report.data[i], &told);
	if (n >= 0)
		nothing_else(machine, &told);
	soundness_report_free(&report);
	dkis_free(machine);
	dkis_free(text.data);
	return n;
}

static void
tells_the_shortest_traces(void **state)
{
	int n_problems = 0;
	int n_sound = 0;
	Made made;

	for (int i = 0; i < 2000; i++)
	{
		int n;

		make(&made);
		n = examine(&made);
		n_problems += n > 0 ? n : 0;
		n_sound += n == 0;
	}
	printf("%d problems, %d sound machines\n", n_problems, n_sound);
	assert_true(n_problems > 1500 && n_sound > 400);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_the_shortest_traces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Machines made up at random for the tests of soundness: well-nested ones, and
 * such with up to two faults, as arcs and as the text that machine_parse reads.
 */
#ifndef DKIS_TEST_MADE_MACHINES_H
#define DKIS_TEST_MADE_MACHINES_H

#include <string.h>

#include "core/base/text.h"

#define MAX_ARCS 64
#define MAX_SIDE 6

typedef struct MadeItem
{
	int step;
	int outcome; /* printed o0, o1 ... */
} MadeItem;

typedef struct MadeArc
{
	int n_from; /* 0 = start */
	MadeItem from[MAX_SIDE];
	int n_to; /* 0 = end */
	int to[MAX_SIDE];
} MadeArc;

typedef struct Made
{
	int n_steps;
	int n_outcomes[MAX_ARCS];
	int n_arcs;
	MadeArc arcs[MAX_ARCS];
} Made;

static uint64_t seed = 20240102;

static int
dice(int sides)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int) ((seed >> 33) % (uint64_t) sides);
}

static MadeItem
new_outcome(Made *made, int step)
{
	return (MadeItem){step, made->n_outcomes[step]++};
}

static void
arc_between(Made *made, int from, int to)
{
	MadeArc *arc = &made->arcs[made->n_arcs++];

	*arc = (MadeArc){.n_from = 1, .from = {new_outcome(made, from)}, .n_to = 1, .to = {to}};
}

/* A well-nested block between two new steps; returns them. */
static void
make_block(Made *made, int depth, int *first, int *last)
{
	int kind = depth > 0 ? dice(5) : 0;
	int n = 2 + dice(2);
	int inner_first[MAX_SIDE];
	int inner_last[MAX_SIDE];
	MadeArc *arc;

	*first = *last = made->n_steps++;
	if (kind == 0 || made->n_steps > 14)
		return;
	if (kind == 1) /* a loop */
	{
		make_block(made, depth - 1, &inner_first[0], &inner_last[0]);
		arc_between(made, *first, inner_first[0]);
		*last = inner_last[0];
		arc_between(made, *last, dice(2) ? *first : inner_first[0]);
		return;
	}
	for (int i = 0; i < n; i++)
		make_block(made, depth - 1, &inner_first[i], &inner_last[i]);
	*last = made->n_steps++;
	if (kind <= 3) /* one of several */
	{
		for (int i = 0; i < n; i++)
		{
			arc_between(made, *first, inner_first[i]);
			arc_between(made, inner_last[i], *last);
		}
		return;
	}
	arc = &made->arcs[made->n_arcs++];
	*arc = (MadeArc){.n_from = 1, .from = {new_outcome(made, *first)}, .n_to = n};
	memcpy(arc->to, inner_first, sizeof inner_first);
	arc = &made->arcs[made->n_arcs++];
	*arc = (MadeArc){.n_from = n, .n_to = 1, .to = {*last}};
	for (int i = 0; i < n; i++)
		arc->from[i] = new_outcome(made, inner_last[i]);
}

static void
damage(Made *made)
{
	MadeArc *arc = &made->arcs[dice(made->n_arcs)];

	switch (dice(5))
	{
		case 0:
			if (arc->n_to > 0)
				arc->to[dice(arc->n_to)] = dice(made->n_steps);
			break;
		case 1:
			if (arc->n_to < MAX_SIDE)
				arc->to[arc->n_to++] = dice(made->n_steps);
			break;
		case 2:
			if (arc->n_to > 0)
				arc->n_to--;
			break;
		case 3:
			if (arc->n_from > 0 && arc->n_from < MAX_SIDE)
				arc->from[arc->n_from++] = new_outcome(made, dice(made->n_steps));
			break;
		default:
			if (made->n_arcs < MAX_ARCS)
				arc_between(made, dice(made->n_steps), dice(made->n_steps));
	}
}

static void
make(Made *made)
{
	int first;
	int last;

	memset(made, 0, sizeof *made);
	make_block(made, 3, &first, &last);
	made->arcs[made->n_arcs++] = (MadeArc){.n_to = 1, .to = {first}};
	made->arcs[made->n_arcs++] = (MadeArc){.n_from = 1, .from = {new_outcome(made, last)}};
	for (int n = dice(3); n > 0; n--)
		damage(made);
}

static void
write_made(const Made *made, DkisText *text)
{
	dkis_text_init(text);
	for (int i = 0; i < made->n_arcs; i++)
	{
		const MadeArc *arc = &made->arcs[i];

		dkis_text_puts(text, i > 0 ? "; " : "");
		dkis_text_puts(text, arc->n_from == 0 ? "start" : "");
		for (int k = 0; k < arc->n_from; k++)
			dkis_text_printf(text, "%ss%d [o%d]", k > 0 ? " & " : "", arc->from[k].step,
							 arc->from[k].outcome);
		dkis_text_puts(text, arc->n_to == 0 ? " -> end" : " -> ");
		for (int k = 0; k < arc->n_to; k++)
			dkis_text_printf(text, "%ss%d", k > 0 ? " & " : "", arc->to[k]);
	}
}

#endif

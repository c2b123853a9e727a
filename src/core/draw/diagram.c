#include "core/draw/diagram.h"

#include <string.h>

/* Where each thing of the machine stands in the diagram being made; -1: not yet. */
typedef struct Maker
{
	Diagram *diagram;
	const Machine *machine;
	int *choice;   /* per step */
	int *merge;    /* per step, then the end */
	int *incoming; /* how many ways lead to each step, then to the end */
	int *outgoing; /* how many inputs each step feeds */
	int end;
	bool merges;
} Maker;

static int
add_node(Maker *maker, DiagramKind kind, int of, int step)
{
	*array_add(&maker->diagram->nodes) = (DiagramNode){kind, of, step};
	return maker->diagram->nodes.n - 1;
}

static void
add_edge(Maker *maker, int source, int target, int input)
{
	*array_add(&maker->diagram->edges) = (DiagramEdge){source, target, input};
}

static void
count_ways(Maker *maker)
{
	const Machine *machine = maker->machine;

	for (int i = 0; i < machine_arc_count(machine); i++)
	{
		MachineArc arc = machine_arc(machine, i);

		for (int k = 0; k < arc.n_targets; k++)
			maker->incoming[machine_target(machine, arc.first_target + k)]++;
		if (arc.n_targets == 0)
			maker->incoming[machine_step_count(machine)]++;
	}
	for (int i = 0; i < machine_input_count(machine); i++)
		maker->outgoing[machine_input(machine, i).step]++;
}

/* The node that takes a way into a step, or into the end (as the step after the last). */
static int
way_into(Maker *maker, int step)
{
	bool is_end = step == machine_step_count(maker->machine);
	int node = is_end ? maker->end : step;

	if (!maker->merges || maker->incoming[step] < 2)
		return node;
	if (maker->merge[step] < 0)
	{
		maker->merge[step] = add_node(maker, DIAGRAM_MERGE, is_end ? -1 : step, is_end ? -1 : step);
		add_edge(maker, maker->merge[step], node, -1);
	}
	return maker->merge[step];
}

/* The node that a step's outcomes leave from. */
static int
way_out(Maker *maker, int step)
{
	if (maker->outgoing[step] < 2)
		return step;
	if (maker->choice[step] < 0)
	{
		maker->choice[step] = add_node(maker, DIAGRAM_CHOICE, step, step);
		add_edge(maker, step, maker->choice[step], -1);
	}
	return maker->choice[step];
}

/* What an arc leads into: a step, the end, or a split before several steps. */
static int
head_of(Maker *maker, int index, MachineArc arc, int near)
{
	int n_steps = machine_step_count(maker->machine);
	int split;

	if (arc.n_targets == 0)
		return way_into(maker, n_steps);
	if (arc.n_targets == 1)
		return way_into(maker, machine_target(maker->machine, arc.first_target));
	split = add_node(maker, DIAGRAM_SPLIT, index, near);
	for (int i = 0; i < arc.n_targets; i++)
		add_edge(maker, split,
				 way_into(maker, machine_target(maker->machine, arc.first_target + i)), -1);
	return split;
}

static int
near_which(const Machine *machine, MachineArc arc)
{
	if (arc.n_targets > 0)
		return machine_target(machine, arc.first_target);
	return arc.n_inputs > 0 ? machine_input(machine, arc.first_input).step : -1;
}

static void
add_arc(Maker *maker, int index)
{
	const Machine *machine = maker->machine;
	MachineArc arc = machine_arc(machine, index);
	int near =
		arc.n_inputs == 1 ? machine_input(machine, arc.first_input).step : near_which(machine, arc);
	int head = head_of(maker, index, arc, near);
	int join;

	if (arc.n_inputs > 1)
	{
		join = add_node(maker, DIAGRAM_JOIN, index, near);
		add_edge(maker, join, head, -1);
		head = join;
	}
	if (arc.entry >= 0)
		add_edge(maker, add_node(maker, DIAGRAM_START, arc.entry, near), head, -1);
	for (int i = arc.first_input; i < arc.first_input + arc.n_inputs; i++)
		add_edge(maker, way_out(maker, machine_input(machine, i).step), head, i);
}

void
diagram_make(Diagram *diagram, const Machine *machine, bool merges)
{
	int n_steps = machine_step_count(machine);
	Maker maker = {.diagram = diagram, .machine = machine, .merges = merges};

	*diagram = (Diagram){.machine = machine};
	maker.choice = dkis_numbers(n_steps, -1);
	maker.merge = dkis_numbers(n_steps, -1);
	maker.incoming = dkis_numbers(n_steps, 0);
	maker.outgoing = dkis_numbers(n_steps, 0);
	count_ways(&maker);
	for (int i = 0; i < n_steps; i++) /* so that step i is node i */
		add_node(&maker, DIAGRAM_STEP, i, i);
	maker.end = add_node(&maker, DIAGRAM_END, -1, -1);
	for (int i = 0; i < machine_arc_count(machine); i++)
		add_arc(&maker, i);
	dkis_free(maker.choice);
	dkis_free(maker.merge);
	dkis_free(maker.incoming);
	dkis_free(maker.outgoing);
}

void
diagram_free(Diagram *diagram)
{
	dkis_free(diagram->nodes.data);
	dkis_free(diagram->edges.data);
}

bool
diagram_edge_label(const Diagram *diagram, int edge, DkisText *label)
{
	const DiagramEdge *e = &diagram->edges.data[edge];
	MachineInput input;
	size_t length;
	const char *name;

	if (e->input < 0)
		return false;
	input = machine_input(diagram->machine, e->input);
	name = machine_outcome_name(diagram->machine, input.step, input.first_outcome, &length);
	if (diagram->nodes.data[e->source].kind != DIAGRAM_CHOICE && input.n_outcomes == 1 &&
		machine_is_default_outcome(name, length))
		return false;
	for (int i = 0; i < input.n_outcomes; i++)
	{
		name = machine_outcome_name(diagram->machine, input.step, input.first_outcome + i, &length);
		dkis_text_puts(label, i > 0 ? "|" : "");
		dkis_text_append(label, name, length);
	}
	return true;
}

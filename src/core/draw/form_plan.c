#include "core/draw/form_plan.h"

#include "core/base/edges.h"

#include <string.h>

#define TRACK 8         /* between ways in a gutter */
#define INNER_GUTTER 34 /* at least */
#define OUTER_GUTTER 18
#define TRACK_ROOM 7 /* from a lane's symbols to the first track, at least */
#define LABEL_SIZE 9
#define LABEL_LEADING 10
#define LABEL_WIDTH 62

/* How a way runs. */
typedef enum Run
{
	RUN_BELOW,  /* out below, straight down */
	RUN_ACROSS, /* out at a side, across to the target's lane, down its middle */
	RUN_GUTTER  /* out at a side, along a gutter, in above the target */
} Run;

typedef struct Route
{
	Run run;
	int side; /* -1 left, 1 right, 0 below */
	int gutter;
	int track;
	int slot; /* among the ways at that side of the source */
} Route;

/* A piece of a gutter's track that is taken; those of one key may share it. */
typedef struct Piece
{
	int track;
	int key;
	int from;
	int to;
	int next; /* of the same gutter */
} Piece;

typedef struct Plan
{
	Form *form;
	const Machine *machine;
	const int *order;
	const int *lane;
	const int *text_height;
	Diagram diagram;
	int *strip_of;    /* per node of the diagram, but the end */
	int *end_after;   /* per strip: the next end */
	int *before;      /* per strip: the one before it in its lane, -1: none */
	Route *routes;    /* per way */
	int *slots[2];    /* per strip: how many ways leave at its left, at its right */
	int *lines[2];    /* per strip: of the longest name of those */
	bool *below;      /* per strip: whether a way leaves below */
	int *n_tracks;    /* per gutter; gutter g lies before lane g, the last after all */
	int *first_piece; /* per gutter */
	Piece *pieces;    /* one per way at most */
	int n_pieces;
	int *gutter_x;
	int *gutter_width;
	int *room[2]; /* per gutter: before its tracks, behind them */
} Plan;

/* ---- strips ----------------------------------------------------------------- */

/* What stands before each step, or (after the last step) before an end: lists of nodes. */
typedef struct Before
{
	int *first[3]; /* starts, joins, splits: per step */
	int *ending;   /* joins that lead to the end: per step that comes last in them */
	int *next;     /* per node */
	bool *ends;    /* per step: a way to the end has come as far as this */
} Before;

static int
first_target_of(const Plan *plan, MachineArc arc)
{
	int first = -1;

	for (int i = 0; i < arc.n_targets; i++)
	{
		int step = machine_target(plan->machine, arc.first_target + i);

		if (first < 0 || plan->order[step] < plan->order[first])
			first = step;
	}
	return first;
}

static int
last_input(const Plan *plan, MachineArc arc)
{
	int last = -1;

	for (int i = 0; i < arc.n_inputs; i++)
	{
		int step = machine_input(plan->machine, arc.first_input + i).step;

		if (last < 0 || plan->order[step] > plan->order[last])
			last = step;
	}
	return last;
}

static int
add_strip(Plan *plan, FormKind kind, int of, int lane)
{
	static const int half_heights[] = {11, 11, 15, 19, 3, 3};
	FormStrip *strip = &plan->form->strips[plan->form->n_strips];

	*strip = (FormStrip){.kind = kind, .of = of, .lane = lane};
	strip->half_width = kind == FORM_STEP ? 27 : FORM_SYMBOL / 2;
	strip->half_height = half_heights[kind];
	return plan->form->n_strips++;
}

/* The arc that a start, join or split belongs to. */
static MachineArc
arc_of(const Plan *plan, const DiagramNode *node, const int *entry_arc)
{
	return machine_arc(plan->machine, node->kind == DIAGRAM_START ? entry_arc[node->of] : node->of);
}

static void
list_node(const Plan *plan, Before *before, int index, const int *entry_arc)
{
	const DiagramNode *node = &plan->diagram.nodes.data[index];
	int kind = node->kind == DIAGRAM_START ? 0 : node->kind == DIAGRAM_JOIN ? 1 : 2;
	MachineArc arc = arc_of(plan, node, entry_arc);
	int target = first_target_of(plan, arc);
	int *list = target >= 0 ? &before->first[kind][target] : NULL;

	if (!list && kind == 1)
		list = &before->ending[last_input(plan, arc)];
	if (!list) /* a start that leads to the end stands first of all */
		list = &before->first[0][machine_step_count(plan->machine)];
	before->next[index] = *list;
	*list = index;
}

static void
list_nodes(const Plan *plan, Before *before)
{
	int n_steps = machine_step_count(plan->machine);
	int *entry_arc = dkis_numbers(machine_entry_count(plan->machine), 0);

	for (int i = 0; i < 3; i++)
		before->first[i] = dkis_numbers(n_steps, -1);
	before->ending = dkis_numbers(n_steps, -1);
	before->next = dkis_numbers(plan->diagram.nodes.n, -1);
	before->ends = dkis_zeroed((size_t) n_steps + 1);
	for (int i = 0; i < machine_arc_count(plan->machine); i++)
	{
		MachineArc arc = machine_arc(plan->machine, i);

		if (arc.entry >= 0)
			entry_arc[arc.entry] = i;
		if (arc.n_targets == 0)
			before->ends[arc.n_inputs > 0 ? last_input(plan, arc) : n_steps] = true;
	}
	for (int i = plan->diagram.nodes.n - 1; i > n_steps; i--)
		if (plan->diagram.nodes.data[i].kind != DIAGRAM_CHOICE)
			list_node(plan, before, i, entry_arc);
	dkis_free(entry_arc);
}

/* A way parts in the lane it comes from when that is above, else in that of its first target. */
static int
split_lane(const Plan *plan, int arc_index, int step)
{
	MachineArc arc = machine_arc(plan->machine, arc_index);
	int input = arc.n_inputs == 1 ? machine_input(plan->machine, arc.first_input).step : step;

	return plan->lane[plan->order[input] < plan->order[step] ? input : step];
}

static void
add_list(Plan *plan, const Before *before, int node, int lane)
{
	static const FormKind kinds[] = {
		[DIAGRAM_START] = FORM_START, [DIAGRAM_JOIN] = FORM_JOIN, [DIAGRAM_SPLIT] = FORM_SPLIT};

	for (; node >= 0; node = before->next[node])
		plan->strip_of[node] = add_strip(plan, kinds[plan->diagram.nodes.data[node].kind],
										 plan->diagram.nodes.data[node].of, lane);
}

static void
add_step_strips(Plan *plan, const Before *before, int step)
{
	bool decision = machine_outcome_count(plan->machine, step) > 1;

	add_list(plan, before, before->first[0][step], plan->lane[step]);
	add_list(plan, before, before->first[1][step], plan->lane[step]);
	for (int node = before->first[2][step]; node >= 0; node = before->next[node])
		plan->strip_of[node] = add_strip(plan, FORM_SPLIT, plan->diagram.nodes.data[node].of,
										 split_lane(plan, plan->diagram.nodes.data[node].of, step));
	plan->strip_of[step] =
		add_strip(plan, decision ? FORM_DECISION : FORM_STEP, step, plan->lane[step]);
}

/* An end, for the ways to it that have come this far: at the last step and before a new start. */
static void
add_end(Plan *plan, const Before *before, const int *by_order, int *from, int to)
{
	int lane = to >= 0 ? plan->lane[by_order[to]] : 0;
	bool wanted = *from == 0 && before->ends[machine_step_count(plan->machine)];

	for (int i = *from; i <= to; i++)
		wanted |= before->ends[by_order[i]];
	if (!wanted)
		return;
	for (int i = *from; i <= to; i++)
		add_list(plan, before, before->ending[by_order[i]], lane);
	add_strip(plan, FORM_END, -1, lane);
	*from = to + 1;
}

static void
add_strips(Plan *plan, const Before *before)
{
	int n_steps = machine_step_count(plan->machine);
	int *by_order = dkis_numbers(n_steps, 0);
	int from = 0;

	for (int i = 0; i < n_steps; i++)
		by_order[plan->order[i]] = i;
	add_list(plan, before, before->first[0][n_steps], n_steps > 0 ? plan->lane[by_order[0]] : 0);
	for (int i = 0; i < n_steps; i++)
	{
		add_step_strips(plan, before, by_order[i]);
		if (i + 1 < n_steps && before->first[0][by_order[i + 1]] >= 0)
			add_end(plan, before, by_order, &from, i);
	}
	add_end(plan, before, by_order, &from, n_steps - 1);
	dkis_free(by_order);
}

static void
make_strips(Plan *plan)
{
	Before before;
	int room = plan->diagram.nodes.n + machine_entry_count(plan->machine);

	plan->form->strips = dkis_alloc((size_t) room * sizeof(FormStrip));
	plan->strip_of = dkis_numbers(plan->diagram.nodes.n, -1);
	list_nodes(plan, &before);
	add_strips(plan, &before);
	for (int i = 0; i < 3; i++)
		dkis_free(before.first[i]);
	dkis_free(before.ending);
	dkis_free(before.next);
	dkis_free(before.ends);
}

/* Which end follows each strip, and what stands before it in its lane. */
static void
relate_strips(Plan *plan)
{
	int n = plan->form->n_strips;
	int *last = dkis_numbers(plan->form->n_lanes, -1);

	plan->end_after = dkis_numbers(n, -1);
	plan->before = dkis_numbers(n, -1);
	for (int i = n - 1; i >= 0; i--)
		plan->end_after[i] = plan->form->strips[i].kind == FORM_END ? i : plan->end_after[i + 1];
	for (int i = 0; i < n; i++)
	{
		plan->before[i] = last[plan->form->strips[i].lane];
		last[plan->form->strips[i].lane] = i;
	}
	dkis_free(last);
}

/* ---- ways ------------------------------------------------------------------- */

static int
source_strip(const Plan *plan, int node)
{
	const DiagramNode *shape = &plan->diagram.nodes.data[node];

	return plan->strip_of[shape->kind == DIAGRAM_CHOICE ? shape->of : node];
}

static void
add_form_way(Plan *plan, int index)
{
	const DiagramEdge *edge = &plan->diagram.edges.data[index];
	FormWay *way = &plan->form->ways[plan->form->n_ways++];

	memset(way, 0, sizeof *way);
	way->source = source_strip(plan, edge->source);
	way->target = plan->diagram.nodes.data[edge->target].kind == DIAGRAM_END
					  ? plan->end_after[way->source]
					  : plan->strip_of[edge->target];
	dkis_text_init(&way->label);
	if (diagram_edge_label(&plan->diagram, index, &way->label))
	{
		svg_spell_ways(&way->label);
		way->n_lines = svg_wrap(way->label.data, way->label.length, LABEL_SIZE, LABEL_WIDTH,
								way->lines, FORM_LABEL_LINES);
	}
}

static void
make_ways(Plan *plan)
{
	const Diagram *diagram = &plan->diagram;

	plan->form->ways = dkis_alloc(((size_t) diagram->edges.n + 1) * sizeof(FormWay));
	for (int i = 0; i < diagram->edges.n; i++)
		if (diagram->nodes.data[diagram->edges.data[i].target].kind != DIAGRAM_CHOICE)
			add_form_way(plan, i);
	plan->routes = dkis_alloc(((size_t) plan->form->n_ways + 1) * sizeof(Route));
}

/* ---- where they run ----------------------------------------------------------- */

static FormStrip *
source_of_way(const Plan *plan, int way)
{
	return &plan->form->strips[plan->form->ways[way].source];
}

static FormStrip *
target_of_way(const Plan *plan, int way)
{
	return &plan->form->strips[plan->form->ways[way].target];
}

static void
at_least(int *value, int wanted)
{
	if (*value < wanted)
		*value = wanted;
}

/* Takes a place at a side; where ways part they leave as one. */
static void
take_slot(Plan *plan, int way, int side)
{
	Route *route = &plan->routes[way];
	int *taken = &plan->slots[side > 0][plan->form->ways[way].source];

	route->side = side;
	at_least(&plan->lines[side > 0][plan->form->ways[way].source], plan->form->ways[way].n_lines);
	if (source_of_way(plan, way)->kind != FORM_SPLIT || *taken == 0)
		(*taken)++;
	route->slot = *taken - 1;
}

/* Straight down, or across and down, where nothing stands in the target's lane in between. */
static bool
route_directly(Plan *plan, int way)
{
	const FormWay *w = &plan->form->ways[way];
	const FormStrip *source = source_of_way(plan, way);
	const FormStrip *target = target_of_way(plan, way);

	if (w->target <= w->source || plan->before[w->target] > w->source)
		return false;
	if (source->lane == target->lane)
	{
		if (plan->below[w->source])
			return false;
		plan->below[w->source] = true;
		plan->routes[way] = (Route){.run = RUN_BELOW};
		return true;
	}
	plan->routes[way] = (Route){.run = RUN_ACROSS};
	take_slot(plan, way, target->lane > source->lane ? 1 : -1);
	return true;
}

/* A gutter's first track free from .. to, but one with the same key before others. */
static int
find_track(const Plan *plan, int gutter, int key, int from, int to, bool *shared)
{
	int n = plan->n_tracks[gutter];
	bool *taken = dkis_zeroed((size_t) n + 1);
	int track = -1;

	for (int i = plan->first_piece[gutter]; i >= 0; i = plan->pieces[i].next)
		if (plan->pieces[i].key != key && plan->pieces[i].from <= to && plan->pieces[i].to >= from)
			taken[plan->pieces[i].track] = true;
	for (int i = plan->first_piece[gutter]; i >= 0 && track < 0; i = plan->pieces[i].next)
		if (plan->pieces[i].key == key && !taken[plan->pieces[i].track])
			track = plan->pieces[i].track;
	*shared = track >= 0;
	for (int i = 0; i <= n && track < 0; i++)
		if (!taken[i])
			track = i;
	dkis_free(taken);
	return track;
}

static int
distance(int gutter, int lane)
{
	int twice = 2 * gutter - (2 * lane + 1);

	return 5 * (twice < 0 ? -twice : twice);
}

/* Ways that part, and ways that meet, may share their line. */
static int
key_of_way(const Plan *plan, int way)
{
	const FormWay *w = &plan->form->ways[way];

	return source_of_way(plan, way)->kind == FORM_SPLIT ? -1 - w->source : w->target;
}

/* A name stands best where no other way passes. */
static int
crowd(const Plan *plan, int way, int side)
{
	int lane = source_of_way(plan, way)->lane;

	if (plan->form->ways[way].n_lines == 0)
		return 0;
	return 6 * plan->n_tracks[side > 0 ? lane + 1 : lane];
}

static void
route_in_gutter(Plan *plan, int way)
{
	const FormWay *w = &plan->form->ways[way];
	const FormStrip *source = source_of_way(plan, way);
	int leaves = 4 * w->source + 2;
	int enters = 4 * w->target;
	int from = leaves < enters ? leaves : enters;
	int to = leaves < enters ? enters : leaves;
	int key = key_of_way(plan, way);
	int best = -1, best_cost = 0, best_track = 0;

	dkis_check_interrupts();
	for (int gutter = 0; gutter <= plan->form->n_lanes; gutter++)
	{
		bool shared;
		int track = find_track(plan, gutter, key, from, to, &shared);
		int side = gutter > source->lane ? 1 : -1;
		int busy = plan->slots[side > 0][w->source];
		int cost = distance(gutter, source->lane) +
				   distance(gutter, target_of_way(plan, way)->lane) + (shared ? 0 : 3 + 2 * track) +
				   crowd(plan, way, side) + (source->kind == FORM_SPLIT ? 0 : 12 * busy);

		if (best < 0 || cost < best_cost)
			best = gutter, best_cost = cost, best_track = track;
	}
	plan->routes[way] = (Route){.run = RUN_GUTTER, .gutter = best, .track = best_track};
	take_slot(plan, way, best > source->lane ? 1 : -1);
	plan->pieces[plan->n_pieces] = (Piece){best_track, key, from, to, plan->first_piece[best]};
	plan->first_piece[best] = plan->n_pieces++;
	if (best_track >= plan->n_tracks[best])
		plan->n_tracks[best] = best_track + 1;
}

static void
choose_routes(Plan *plan)
{
	int n_ways = plan->form->n_ways;
	bool *done = dkis_zeroed((size_t) n_ways * sizeof(bool));

	plan->slots[0] = dkis_numbers(plan->form->n_strips, 0);
	plan->slots[1] = dkis_numbers(plan->form->n_strips, 0);
	plan->lines[0] = dkis_numbers(plan->form->n_strips, 0);
	plan->lines[1] = dkis_numbers(plan->form->n_strips, 0);
	plan->below = dkis_zeroed((size_t) plan->form->n_strips * sizeof(bool));
	plan->n_tracks = dkis_numbers(plan->form->n_lanes, 0);
	plan->first_piece = dkis_numbers(plan->form->n_lanes, -1);
	plan->pieces = dkis_alloc(((size_t) n_ways + 1) * sizeof(Piece));
	for (int i = 0; i < n_ways; i++)
		done[i] = route_directly(plan, i);
	for (int i = 0; i < n_ways; i++)
		if (!done[i])
			route_in_gutter(plan, i);
	dkis_free(done);
}

/* ---- places at the sides -------------------------------------------------------- */

/* From above to below so that no two cross: up before down; up the near, down the far first. */
static int
slot_rank(const Plan *plan, int way)
{
	const Route *route = &plan->routes[way];
	const FormStrip *source = source_of_way(plan, way);
	bool up = plan->form->ways[way].target <= plan->form->ways[way].source;
	int far;

	if (route->run == RUN_ACROSS)
		far = distance(0, target_of_way(plan, way)->lane) - distance(0, source->lane);
	else
		far = distance(0, 0) * 2 * route->gutter - distance(0, source->lane);
	far = (far < 0 ? -far : far) * 100;
	if (route->run == RUN_GUTTER)
		far += route->side > 0 ? route->track : -route->track;
	return up ? far - 100000000 : -far;
}

/* The slots of ways were given as they came; now they get their order. */
static void
order_slots(Plan *plan, const int *ways, int n)
{
	for (int i = 0; i < n; i++)
	{
		int slot = 0;

		dkis_check_interrupts();
		for (int k = 0; k < n; k++)
			if (plan->routes[ways[k]].side == plan->routes[ways[i]].side && k != i)
			{
				int difference = slot_rank(plan, ways[k]) - slot_rank(plan, ways[i]);

				slot += difference < 0 || (difference == 0 && k < i);
			}
		plan->routes[ways[i]].slot = slot;
	}
}

static void
order_all_slots(Plan *plan)
{
	const Form *form = plan->form;
	Edges ways;

	edges_sort(&ways, form->n_strips, form->n_ways, form->ways, sizeof(FormWay),
			   offsetof(FormWay, source));
	for (int i = 0; i < form->n_strips; i++)
	{
		int *of_strip = &ways.item[ways.start[i]];
		int n = 0;

		EDGES_EACH(k, &ways, i) /* those at the sides to the front */
		if (plan->routes[ways.item[k]].run != RUN_BELOW)
			of_strip[n++] = ways.item[k];
		if (form->strips[i].kind != FORM_SPLIT)
			order_slots(plan, of_strip, n);
	}
	edges_free(&ways);
}

/* Of two ways at a side the lower has its name below it; but not to the right of a way straight
 * down, whose name stands there. */
static bool
has_name_below(const Plan *plan, int strip, int side)
{
	return plan->slots[side > 0][strip] == 2 && !(side > 0 && plan->below[strip]);
}

/* How far apart ways at a side are: as much as the names above them need. */
static int
slot_spacing(const Plan *plan, int strip, int side)
{
	int lines = 2;

	if (plan->slots[side > 0][strip] < 2)
		return 0;
	if (has_name_below(plan, strip, side))
		return 10;
	at_least(&lines, plan->lines[side > 0][strip]);
	return lines * LABEL_LEADING + 4;
}

static int
slot_offset(const Plan *plan, int way)
{
	const Route *route = &plan->routes[way];
	int strip = plan->form->ways[way].source;

	return (2 * route->slot + 1 - plan->slots[route->side > 0][strip]) *
		   slot_spacing(plan, strip, route->side) / 2;
}

/* ---- heights -------------------------------------------------------------------- */

static bool
is_named_below(const Plan *plan, int way)
{
	const Route *route = &plan->routes[way];

	return route->run == RUN_BELOW ||
		   (route->slot == 1 && has_name_below(plan, plan->form->ways[way].source, route->side));
}

static bool
is_step(const FormStrip *strip)
{
	return strip->kind == FORM_STEP || strip->kind == FORM_DECISION;
}

/* What a way's name needs above and below the middle of its strip. */
static void
make_label_room(const Plan *plan, int way, int *above, int *below)
{
	int lines = plan->form->ways[way].n_lines * LABEL_LEADING;
	int half = source_of_way(plan, way)->half_height;
	int offset;

	if (lines == 0)
		return;
	if (plan->routes[way].run == RUN_BELOW)
	{
		at_least(below, half + lines + 6);
		return;
	}
	offset = slot_offset(plan, way);
	if (is_named_below(plan, way))
		at_least(below, offset + lines + 6);
	else
		at_least(above, lines + 6 - offset);
}

static void
set_heights(Plan *plan)
{
	Form *form = plan->form;
	int *above = dkis_numbers(form->n_strips, 0);
	int *below = dkis_numbers(form->n_strips, 0);

	for (int i = 0; i < form->n_strips; i++)
	{
		FormStrip *strip = &form->strips[i];

		for (int side = -1; side <= 1 && is_step(strip); side += 2)
			at_least(&strip->half_height,
					 (plan->slots[side > 0][i] - 1) * slot_spacing(plan, i, side) / 2 + 9);
		above[i] = strip->half_height + (strip->kind == FORM_START ? 6 : FORM_CHANNEL + 11);
		below[i] = strip->half_height + 7;
	}
	for (int i = 0; i < form->n_ways; i++)
		make_label_room(plan, i, &above[form->ways[i].source], &below[form->ways[i].source]);
	for (int i = 0; i < form->n_strips; i++)
	{
		FormStrip *strip = &form->strips[i];

		strip->height = above[i] + below[i];
		if (is_step(strip))
			at_least(&strip->height, plan->text_height[strip->of]);
		strip->middle = above[i] + (strip->height - above[i] - below[i]) / 2;
	}
	dkis_free(above);
	dkis_free(below);
}

/* ---- widths --------------------------------------------------------------------- */

/* How far the names of a way reach beyond the room of its symbol. */
static int
name_reach(const Plan *plan, int way)
{
	const FormWay *w = &plan->form->ways[way];
	int inside = plan->routes[way].run == RUN_BELOW ? FORM_SYMBOL / 2 - 5 : -3;
	int reach = 0;

	for (int k = 0; k < w->n_lines; k++)
		at_least(&reach, svg_text_width(w->lines[k].bytes, w->lines[k].length, LABEL_SIZE));
	return reach > 0 ? reach - inside + 3 : 0;
}

static bool
is_passed(const Plan *plan, int gutter, int strip)
{
	for (int i = plan->first_piece[gutter]; i >= 0; i = plan->pieces[i].next)
		if (plan->pieces[i].from <= 4 * strip + 3 && plan->pieces[i].to >= 4 * strip)
			return true;
	return false;
}

/* The tracks of a gutter keep clear of names, and outermost names need room at all. */
static void
make_room_for_names(Plan *plan)
{
	const Form *form = plan->form;

	for (int i = 0; i < form->n_ways; i++)
	{
		int lane = form->strips[form->ways[i].source].lane;
		bool right = plan->routes[i].run == RUN_BELOW || plan->routes[i].side > 0;
		int gutter = right ? lane + 1 : lane;

		if (gutter == 0 || gutter == form->n_lanes)
			at_least(&plan->gutter_width[gutter], name_reach(plan, i) + 2);
		if (is_passed(plan, gutter, form->ways[i].source))
			at_least(&plan->room[right ? 0 : 1][gutter], name_reach(plan, i));
	}
}

static int
gutter_needs(const Plan *plan, int gutter)
{
	return plan->room[0][gutter] + plan->n_tracks[gutter] * TRACK + plan->room[1][gutter];
}

/* Many performers leave the names less room, rather than the words beside them. */
static void
limit_room(Plan *plan)
{
	int n_lanes = plan->form->n_lanes;
	int spare = FORM_WIDTH - n_lanes * FORM_SYMBOL;
	int wanted = 0;

	for (int i = 0; i <= n_lanes; i++)
	{
		int least = plan->n_tracks[i] * TRACK + 2 * TRACK_ROOM;

		at_least(&least, plan->gutter_width[i]);
		spare -= least;
		wanted += gutter_needs(plan, i) > least ? gutter_needs(plan, i) - least : 0;
	}
	for (int i = 0; i <= n_lanes && wanted > spare; i++)
		for (int side = 0; side < 2; side++)
		{
			int *room = &plan->room[side][i];

			*room = TRACK_ROOM + (spare > 0 ? (*room - TRACK_ROOM) * spare / wanted : 0);
		}
}

static void
set_gutters(Plan *plan)
{
	int n_lanes = plan->form->n_lanes;

	plan->room[0] = dkis_numbers(n_lanes, TRACK_ROOM);
	plan->room[1] = dkis_numbers(n_lanes, TRACK_ROOM);
	plan->gutter_width = dkis_numbers(n_lanes, INNER_GUTTER);
	plan->gutter_width[0] = plan->gutter_width[n_lanes] = OUTER_GUTTER;
	make_room_for_names(plan);
	limit_room(plan);
	for (int i = 0; i <= n_lanes; i++)
	{
		int more = plan->gutter_width[i] - gutter_needs(plan, i);

		at_least(&plan->gutter_width[i], gutter_needs(plan, i));
		for (int side = 0; side < 2 && more > 0; side++)
			plan->room[side][i] += side == 0 ? more / 2 : more - more / 2;
	}
}

/* Between the tracks of a gutter, where two lanes meet. */
static int
gutter_middle(const Plan *plan, int gutter)
{
	return plan->gutter_x[gutter] + plan->room[0][gutter] + plan->n_tracks[gutter] * TRACK / 2;
}

static void
set_form_columns(Plan *plan)
{
	Form *form = plan->form;
	int x = 0;

	plan->gutter_x = dkis_numbers(form->n_lanes, 0);
	set_gutters(plan);
	form->lane_x = dkis_numbers(form->n_lanes, 0);
	form->centre = dkis_numbers(form->n_lanes, 0);
	for (int i = 0; i <= form->n_lanes; i++)
	{
		plan->gutter_x[i] = x;
		form->lane_x[i] = i == 0 ? 0 : gutter_middle(plan, i);
		x += plan->gutter_width[i];
		form->centre[i] = x + FORM_SYMBOL / 2;
		if (i < form->n_lanes)
			x += FORM_SYMBOL;
	}
	form->lane_x[form->n_lanes] = form->width = x;
}

/* Beside the line between two lanes, never on it. */
static int
track_x(const Plan *plan, const Route *route)
{
	int n = plan->n_tracks[route->gutter];

	return gutter_middle(plan, route->gutter) + (2 * route->track - n + 1) * TRACK / 2 +
		   (n % 2 == 1 ? TRACK / 2 : 0);
}

/* ---- points --------------------------------------------------------------------- */

static void
add_form_point(FormWay *way, int x, int strip, int y)
{
	way->points[way->n++] = (FormPoint){x, strip, y};
}

/* Where a way leaves the symbol: a diamond is narrower away from its middle. */
static int
edge_x(const Plan *plan, int way, int offset)
{
	const FormStrip *source = source_of_way(plan, way);
	int half = source->half_width;

	if (source->kind == FORM_DECISION)
		half = half * (source->half_height - (offset < 0 ? -offset : offset)) / source->half_height;
	return plan->form->centre[source->lane] + plan->routes[way].side * half;
}

static void
set_points(Plan *plan, int index)
{
	FormWay *way = &plan->form->ways[index];
	const Route *route = &plan->routes[index];
	const FormStrip *source = source_of_way(plan, index);
	const FormStrip *target = target_of_way(plan, index);
	int centre = plan->form->centre[target->lane];
	int offset = route->run == RUN_BELOW ? 0 : slot_offset(plan, index);
	int y = source->middle + offset;

	if (route->run == RUN_BELOW)
		add_form_point(way, centre, way->source, source->middle + source->half_height);
	else
		add_form_point(way, edge_x(plan, index, offset), way->source, y);
	if (route->run == RUN_ACROSS)
		add_form_point(way, centre, way->source, y);
	if (route->run == RUN_GUTTER)
	{
		add_form_point(way, track_x(plan, route), way->source, y);
		add_form_point(way, track_x(plan, route), way->target, FORM_CHANNEL);
		add_form_point(way, centre, way->target, FORM_CHANNEL);
	}
	add_form_point(way, centre, way->target, target->middle - target->half_height);
}

static void
set_label(Plan *plan, int index)
{
	FormWay *way = &plan->form->ways[index];
	const Route *route = &plan->routes[index];
	const FormStrip *source = source_of_way(plan, index);
	int centre = plan->form->centre[source->lane];
	int y;

	way->anchor = route->side < 0 ? "end" : "start";
	if (route->run == RUN_BELOW)
	{
		way->label_x = centre + 5;
		way->label_y = source->middle + source->half_height + LABEL_LEADING;
		return;
	}
	y = source->middle + slot_offset(plan, index);
	way->label_x = centre + route->side * (source->half_width + 3);
	way->label_y = is_named_below(plan, index) ? y + LABEL_LEADING
											   : y - 3 - (way->n_lines - 1) * LABEL_LEADING;
}

/* ---- the whole ------------------------------------------------------------------ */

static void
form_plan_free(Plan *plan)
{
	diagram_free(&plan->diagram);
	dkis_free(plan->strip_of);
	dkis_free(plan->end_after);
	dkis_free(plan->before);
	dkis_free(plan->routes);
	dkis_free(plan->slots[0]);
	dkis_free(plan->slots[1]);
	dkis_free(plan->lines[0]);
	dkis_free(plan->lines[1]);
	dkis_free(plan->below);
	dkis_free(plan->n_tracks);
	dkis_free(plan->first_piece);
	dkis_free(plan->pieces);
	dkis_free(plan->gutter_x);
	dkis_free(plan->gutter_width);
	dkis_free(plan->room[0]);
	dkis_free(plan->room[1]);
}

void
form_make(Form *form, const Machine *machine, const int *order, const int *lane, int n_lanes,
		  const int *text_height)
{
	Plan plan = {
		.form = form, .machine = machine, .order = order, .lane = lane, .text_height = text_height};

	*form = (Form){.machine = machine, .n_lanes = n_lanes};
	diagram_make(&plan.diagram, machine, false);
	make_strips(&plan);
	relate_strips(&plan);
	make_ways(&plan);
	choose_routes(&plan);
	order_all_slots(&plan);
	set_heights(&plan);
	set_form_columns(&plan);
	for (int i = 0; i < form->n_ways; i++)
	{
		set_points(&plan, i);
		set_label(&plan, i);
	}
	form_plan_free(&plan);
}

void
form_free(Form *form)
{
	for (int i = 0; i < form->n_ways; i++)
		dkis_free(form->ways[i].label.data);
	dkis_free(form->ways);
	dkis_free(form->strips);
	dkis_free(form->lane_x);
	dkis_free(form->centre);
}

#include "core/draw/layout.h"

#include "core/base/bits.h"
#include "core/base/edges.h"

#include <string.h>

#define GUTTER 40
#define TRACK 12     /* between lines that share a gutter */
#define ROW_GAP 30   /* above and below shapes of a row */
#define TRACK_ROW 30 /* a row that only lines run along */

/* A row of a lane: which layers of it are taken. */
typedef struct Row
{
	uint64_t *taken;
	int height;
	int middle; /* its y, at the end */
	int lane;
	int next; /* of the same lane, -1 = last */
} Row;

typedef struct Plan
{
	const Diagram *diagram;
	const int *lane;
	LayoutWishes wishes;
	int n_lanes;
	int n_layers;
	int *layer;     /* per node */
	int *row;       /* per node */
	int *track;     /* per edge: the row it runs along, -1: none needed */
	Edges out;      /* edges by source */
	int *first_row; /* per lane */
	int *last_row;
	ARRAY_OF(Row) rows;
} Plan;

/* ---- layers ------------------------------------------------------------- */

typedef struct Search
{
	int *state; /* per node: 0 unseen, 1 on the way, 2 done */
	int *at;    /* per node: how many of its edges were followed */
	int *path;
	int depth;
	int *order; /* nodes, the last done first */
	int n_order;
	bool *back;  /* per edge */
	bool marked; /* back is known already: such edges are not followed */
} Search;

static void
search_visit(Search *search, int node, const Plan *plan)
{
	search->state[node] = 1;
	search->at[node] = 0;
	search->path[search->depth++] = node;
}

/* With an order the last first, so that in the end what comes first stands first. */
static int
next_edge(Search *search, const Plan *plan, int node)
{
	int at = search->at[node]++;

	return plan->out
		.item[search->marked ? plan->out.start[node + 1] - 1 - at : plan->out.start[node] + at];
}

static void
search_from(Search *search, const Plan *plan, int root)
{
	search_visit(search, root, plan);
	while (search->depth > 0)
	{
		int node = search->path[search->depth - 1];
		int edge;

		if (search->at[node] == plan->out.start[node + 1] - plan->out.start[node])
		{
			search->state[node] = 2;
			search->order[--search->n_order] = node;
			search->depth--;
			continue;
		}
		edge = next_edge(search, plan, node);
		if (search->marked && search->back[edge])
			continue;
		node = plan->diagram->edges.data[edge].target;
		search->back[edge] = search->state[node] == 1;
		if (search->state[node] == 0)
			search_visit(search, node, plan);
	}
}

static void
search_all(Search *search, const Plan *plan)
{
	const Diagram *diagram = plan->diagram;

	for (int i = 0; i < diagram->nodes.n; i++)
	{
		int node = search->marked ? diagram->nodes.n - 1 - i : i;

		if (diagram->nodes.data[node].kind == DIAGRAM_START)
			search_from(search, plan, node);
	}
	for (int i = 0; i < diagram->nodes.n; i++)
		if (search->state[i] == 0)
			search_from(search, plan, i);
}

static int
rank_of_first_target(const Plan *plan, int index)
{
	const Machine *machine = plan->diagram->machine;
	MachineArc arc = machine_arc(machine, index);
	int first = MACHINE_MAX_STEPS;

	for (int i = 0; i < arc.n_targets; i++)
		if (plan->wishes.order[machine_target(machine, arc.first_target + i)] < first)
			first = plan->wishes.order[machine_target(machine, arc.first_target + i)];
	return first;
}

/* Where a node comes in the order of the steps: gateways of an arc before what it opens. */
static int
rank(const Plan *plan, int node)
{
	const DiagramNode *shape = &plan->diagram->nodes.data[node];

	switch (shape->kind)
	{
		case DIAGRAM_START: return -8;
		case DIAGRAM_END: return MACHINE_MAX_STEPS * 8 + 4;
		case DIAGRAM_STEP: return plan->wishes.order[shape->of] * 8 + 4;
		case DIAGRAM_CHOICE: return plan->wishes.order[shape->of] * 8 + 5;
		case DIAGRAM_MERGE:
			return (shape->of < 0 ? MACHINE_MAX_STEPS : plan->wishes.order[shape->of]) * 8 + 3;
		case DIAGRAM_SPLIT: return rank_of_first_target(plan, shape->of) * 8 + 2;
		case DIAGRAM_JOIN: return rank_of_first_target(plan, shape->of) * 8 + 1;
	}
	return 0;
}

static void
mark_ways_back(const Plan *plan, Search *search)
{
	const Diagram *diagram = plan->diagram;

	search->marked = plan->wishes.order != NULL;
	if (search->marked)
		for (int i = 0; i < diagram->edges.n; i++)
			search->back[i] = rank(plan, diagram->edges.data[i].source) >=
							  rank(plan, diagram->edges.data[i].target);
}

/* What only ways back lead to stands just before what it leads to. */
static void
pull_nearer(Plan *plan, const Search *search)
{
	const Diagram *diagram = plan->diagram;
	int *entered = dkis_numbers(diagram->nodes.n, 0);

	for (int i = 0; i < diagram->edges.n; i++)
		entered[diagram->edges.data[i].target] += !search->back[i];
	for (int i = diagram->nodes.n - 1; i >= 0; i--)
	{
		int node = search->order[i];
		int nearest = plan->n_layers;

		EDGES_EACH(k, &plan->out, node)
		if (!search->back[plan->out.item[k]] &&
			plan->layer[diagram->edges.data[plan->out.item[k]].target] < nearest)
			nearest = plan->layer[diagram->edges.data[plan->out.item[k]].target];
		if (entered[node] == 0 && nearest < plan->n_layers)
			plan->layer[node] = nearest - 1;
	}
	dkis_free(entered);
}

/* The longest way from a start, not counting ways back. */
static void
choose_layers(Plan *plan, Search *search)
{
	const Diagram *diagram = plan->diagram;

	mark_ways_back(plan, search);
	search_all(search, plan);
	for (int i = 0; i < diagram->nodes.n; i++)
	{
		int node = search->order[i];

		EDGES_EACH(k, &plan->out, node)
		{
			int *target = &plan->layer[diagram->edges.data[plan->out.item[k]].target];

			if (!search->back[plan->out.item[k]] && *target <= plan->layer[node])
				*target = plan->layer[node] + 1;
		}
		if (plan->layer[node] >= plan->n_layers)
			plan->n_layers = plan->layer[node] + 1;
	}
	if (search->marked)
		pull_nearer(plan, search);
}

static void
layers_search_init(Search *search, const Diagram *diagram)
{
	search->state = dkis_numbers(diagram->nodes.n, 0);
	search->at = dkis_numbers(diagram->nodes.n, 0);
	search->path = dkis_numbers(diagram->nodes.n, 0);
	search->order = dkis_numbers(diagram->nodes.n, 0);
	search->back = dkis_zeroed((size_t) diagram->edges.n * sizeof(bool));
	search->marked = false;
	search->depth = 0;
	search->n_order = diagram->nodes.n;
}

static void
layers_search_free(Search *search)
{
	dkis_free(search->state);
	dkis_free(search->at);
	dkis_free(search->path);
	dkis_free(search->order);
	dkis_free(search->back);
}

/* ---- rows --------------------------------------------------------------- */

static int
add_row(Plan *plan, int lane)
{
	int row = plan->rows.n;

	*array_add(&plan->rows) = (Row){.height = TRACK_ROW, .lane = lane, .next = -1};
	plan->rows.data[row].taken =
		dkis_zeroed((size_t) bits_words(plan->n_layers + 1) * sizeof(uint64_t));
	if (plan->first_row[lane] < 0)
		plan->first_row[lane] = row;
	else
		plan->rows.data[plan->last_row[lane]].next = row;
	plan->last_row[lane] = row;
	return row;
}

static bool
is_free(const Row *row, int from, int to)
{
	return bits_next(row->taken, from, to + 1) > to;
}

static void
take_layers(Row *row, int from, int to)
{
	for (int i = from; i <= to; i++)
		bits_put(row->taken, i);
}

/* A row of the lane that is free there: the wanted one, else the next below, else any. */
static int
find_row(Plan *plan, int lane, int wanted, int from, int to)
{
	dkis_check_interrupts();
	if (wanted >= 0 && plan->rows.data[wanted].lane == lane)
		for (int i = wanted; i >= 0; i = plan->rows.data[i].next)
			if (is_free(&plan->rows.data[i], from, to))
				return i;
	for (int i = plan->first_row[lane]; i >= 0; i = plan->rows.data[i].next)
		if (is_free(&plan->rows.data[i], from, to))
			return i;
	return add_row(plan, lane);
}

static LayoutBox
size_of(const Plan *plan, int node)
{
	switch (plan->diagram->nodes.data[node].kind)
	{
		case DIAGRAM_STEP:
			return (LayoutBox){0, 0, plan->wishes.step_width, plan->wishes.step_height};
		case DIAGRAM_START:
		case DIAGRAM_END: return (LayoutBox){0, 0, 36, 36};
		default: return (LayoutBox){0, 0, 50, 50};
	}
}

/* In the order of the search a node comes after those before it. */
static void
place_nodes(Plan *plan, const Search *search)
{
	const Diagram *diagram = plan->diagram;
	int *wanted = dkis_numbers(diagram->nodes.n, -1);

	for (int i = 0; i < diagram->nodes.n; i++)
	{
		int node = search->order[i];
		int height = size_of(plan, node).height + ROW_GAP;
		int row =
			find_row(plan, plan->lane[node], wanted[node], plan->layer[node], plan->layer[node]);

		plan->row[node] = row;
		take_layers(&plan->rows.data[row], plan->layer[node], plan->layer[node]);
		if (plan->rows.data[row].height < height)
			plan->rows.data[row].height = height;
		EDGES_EACH(k, &plan->out, node)
		if (wanted[diagram->edges.data[plan->out.item[k]].target] < 0)
			wanted[diagram->edges.data[plan->out.item[k]].target] = row;
	}
	dkis_free(wanted);
}

static void
place_ways(Plan *plan)
{
	const Diagram *diagram = plan->diagram;

	for (int i = 0; i < diagram->edges.n; i++)
	{
		const DiagramEdge *edge = &diagram->edges.data[i];
		int from = plan->layer[edge->source] + 1;
		int to = plan->layer[edge->target] - 1;
		int near = edge->target;

		if (from == to + 1)
			continue;
		if (from > to) /* a way back */
		{
			int swap = from;

			near = edge->source;
			from = to + 1;
			to = swap - 1;
		}
		plan->track[i] = find_row(plan, plan->lane[near], plan->row[near], from, to);
		take_layers(&plan->rows.data[plan->track[i]], from, to);
	}
}

/* ---- coordinates -------------------------------------------------------- */

/*
 * Lines that stand upright in a gutter. Those from one shape, or into one,
 * share a place; gutter g lies before layer g, the last after all layers.
 */
typedef struct Gutters
{
	int *n;        /* places, per gutter */
	int *after;    /* per node: its place in the gutter after it, -1: none yet */
	int *before;   /* per node: in the gutter before it */
	int *gutter_x; /* left edge, per gutter */
	int *layer_x;
	int *layer_width;
} Gutters;

static void
stand_upright(int *place, int *n)
{
	if (*place < 0)
		*place = (*n)++;
}

static bool
is_straight(const Plan *plan, int edge)
{
	const DiagramEdge *e = &plan->diagram->edges.data[edge];

	return plan->row[e->source] == plan->row[e->target] &&
		   (plan->track[edge] < 0 || plan->track[edge] == plan->row[e->source]) &&
		   plan->layer[e->source] < plan->layer[e->target];
}

static void
count_gutters(Gutters *gutters, const Plan *plan)
{
	const Diagram *diagram = plan->diagram;

	for (int i = 0; i < diagram->edges.n; i++)
	{
		const DiagramEdge *e = &diagram->edges.data[i];
		int g = plan->layer[e->source] + 1;

		if (is_straight(plan, i))
			continue;
		stand_upright(&gutters->after[e->source], &gutters->n[g]);
		if (plan->track[i] >= 0)
			stand_upright(&gutters->before[e->target], &gutters->n[plan->layer[e->target]]);
	}
}

/* The width of the longest name that begins in the gutter. */
static int
longest_name(const Plan *plan, int gutter)
{
	int longest = 0;

	if (plan->wishes.label_width)
		for (int i = 0; i < plan->diagram->edges.n; i++)
			if (plan->layer[plan->diagram->edges.data[i].source] + 1 == gutter &&
				plan->wishes.label_width[i] > longest)
				longest = plan->wishes.label_width[i];
	return longest;
}

static int
gutter_width(const Gutters *gutters, const Plan *plan, int gutter)
{
	int lines = gutters->n[gutter] * TRACK;
	int named = GUTTER / 2 + longest_name(plan, gutter);

	return lines + (named > GUTTER ? named : GUTTER);
}

static void
set_layer_columns(Gutters *gutters, const Plan *plan, int left)
{
	int x = left;

	for (int i = 0; i < plan->diagram->nodes.n; i++)
	{
		int width = size_of(plan, i).width;

		if (gutters->layer_width[plan->layer[i]] < width)
			gutters->layer_width[plan->layer[i]] = width;
	}
	for (int i = 0; i <= plan->n_layers; i++)
	{
		gutters->gutter_x[i] = x;
		x += gutter_width(gutters, plan, i);
		gutters->layer_x[i] = x;
		if (i < plan->n_layers)
			x += gutters->layer_width[i];
	}
}

static void
set_rows(Layout *layout, const Plan *plan, int left, int top)
{
	int y = top;

	for (int lane = 0; lane < plan->n_lanes; lane++)
	{
		layout->lanes[lane] = (LayoutBox){left, y, 0, 0};
		y += ROW_GAP / 2;
		for (int i = plan->first_row[lane]; i >= 0; i = plan->rows.data[i].next)
		{
			plan->rows.data[i].middle = y + plan->rows.data[i].height / 2;
			y += plan->rows.data[i].height;
		}
		y += ROW_GAP / 2;
		layout->lanes[lane].height = y - layout->lanes[lane].y;
	}
	layout->height = y - top;
}

static void
set_boxes(Layout *layout, const Plan *plan, const Gutters *gutters)
{
	for (int i = 0; i < plan->diagram->nodes.n; i++)
	{
		LayoutBox box = size_of(plan, i);
		int layer = plan->layer[i];

		box.x = gutters->layer_x[layer] + (gutters->layer_width[layer] - box.width) / 2;
		box.y = plan->rows.data[plan->row[i]].middle - box.height / 2;
		layout->boxes[i] = box;
	}
}

static void
add_layout_point(LayoutWay *way, int x, int y)
{
	way->x[way->n] = x;
	way->y[way->n++] = y;
}

/*
 * Ways that bend leave a shape below its middle and enter the next above it, so
 * that in a gutter none lies on another that goes the other way. (Only where an
 * order is wished: other tools like the middle.)
 */
#define PORT 8

/* How far a shape's side is from its box at that height. */
static int
inset(const Plan *plan, int node, int port)
{
	switch (plan->diagram->nodes.data[node].kind)
	{
		case DIAGRAM_STEP: return 0;
		case DIAGRAM_START:
		case DIAGRAM_END: return port / 4;
		default: return port;
	}
}

static void
set_way(LayoutWay *way, const Plan *plan, const Gutters *gutters, const Layout *layout, int edge)
{
	const DiagramEdge *e = &plan->diagram->edges.data[edge];
	const LayoutBox *from = &layout->boxes[e->source];
	const LayoutBox *to = &layout->boxes[e->target];
	int after = plan->layer[e->source] + 1;
	int before = plan->layer[e->target];
	int port = plan->wishes.order && !is_straight(plan, edge) ? PORT : 0;
	int y = from->y + from->height / 2 + port;
	int end_y = to->y + to->height / 2 - port;
	int x = from->x + from->width - inset(plan, e->source, port);

	way->n = 0;
	add_layout_point(way, x, y);
	way->label_x = x + 4;
	if (!is_straight(plan, edge))
	{
		x = gutters->gutter_x[after] + GUTTER / 2 + gutters->after[e->source] * TRACK;
		way->label_x = x + 4;
		add_layout_point(way, x, y);
		y = plan->track[edge] >= 0 ? plan->rows.data[plan->track[edge]].middle : end_y;
		add_layout_point(way, x, y);
		if (plan->track[edge] >= 0)
		{
			x = gutters->gutter_x[before] + GUTTER / 2 + gutters->before[e->target] * TRACK;
			add_layout_point(way, x, y);
			add_layout_point(way, x, end_y);
		}
	}
	way->label_y = y - 16;
	if (plan->diagram->nodes.data[e->source].kind != DIAGRAM_CHOICE)
	{
		way->label_x = way->x[0] + 4; /* nothing else leaves there */
		way->label_y = way->y[0] - 16;
	}
	add_layout_point(way, to->x + inset(plan, e->target, port), end_y);
}

static void
set_coordinates(Layout *layout, const Plan *plan, int left, int top)
{
	const Diagram *diagram = plan->diagram;
	Gutters gutters = {dkis_numbers(plan->n_layers + 1, 0), dkis_numbers(diagram->nodes.n, -1),
					   dkis_numbers(diagram->nodes.n, -1),  dkis_numbers(plan->n_layers + 1, 0),
					   dkis_numbers(plan->n_layers + 1, 0), dkis_numbers(plan->n_layers + 1, 0)};

	count_gutters(&gutters, plan);
	set_layer_columns(&gutters, plan, left);
	set_rows(layout, plan, left, top);
	set_boxes(layout, plan, &gutters);
	for (int i = 0; i < diagram->edges.n; i++)
		set_way(&layout->ways[i], plan, &gutters, layout, i);
	layout->width = gutters.layer_x[plan->n_layers] - left;
	for (int i = 0; i < plan->n_lanes; i++)
		layout->lanes[i].width = layout->width;
	dkis_free(gutters.n);
	dkis_free(gutters.after);
	dkis_free(gutters.before);
	dkis_free(gutters.gutter_x);
	dkis_free(gutters.layer_x);
	dkis_free(gutters.layer_width);
}

static void
layout_plan_init(Plan *plan, const Diagram *diagram, const int *lane, int n_lanes)
{
	*plan = (Plan){.diagram = diagram, .lane = lane, .n_lanes = n_lanes};
	plan->layer = dkis_numbers(diagram->nodes.n, 0);
	plan->row = dkis_numbers(diagram->nodes.n, 0);
	plan->track = dkis_numbers(diagram->edges.n, -1);
	plan->first_row = dkis_numbers(n_lanes, -1);
	plan->last_row = dkis_numbers(n_lanes, -1);
	edges_sort(&plan->out, diagram->nodes.n, diagram->edges.n, diagram->edges.data,
			   sizeof(DiagramEdge), offsetof(DiagramEdge, source));
}

static void
layout_plan_free(Plan *plan)
{
	for (int i = 0; i < plan->rows.n; i++)
		dkis_free(plan->rows.data[i].taken);
	dkis_free(plan->rows.data);
	dkis_free(plan->layer);
	dkis_free(plan->row);
	dkis_free(plan->track);
	edges_free(&plan->out);
	dkis_free(plan->first_row);
	dkis_free(plan->last_row);
}

void
layout_make(Layout *layout, const Diagram *diagram, const int *lane, int n_lanes, int left, int top,
			LayoutWishes wishes)
{
	Plan plan;
	Search search;

	layout_plan_init(&plan, diagram, lane, n_lanes);
	plan.wishes = wishes;
	layers_search_init(&search, diagram);
	choose_layers(&plan, &search);
	for (int i = 0; i < n_lanes; i++)
		add_row(&plan, i);
	place_nodes(&plan, &search);
	place_ways(&plan);
	layout->boxes = dkis_alloc(((size_t) diagram->nodes.n + 1) * sizeof(LayoutBox));
	layout->ways = dkis_alloc(((size_t) diagram->edges.n + 1) * sizeof(LayoutWay));
	layout->lanes = dkis_alloc(((size_t) n_lanes + 1) * sizeof(LayoutBox));
	layout->n_lanes = n_lanes;
	set_coordinates(layout, &plan, left, top);
	layers_search_free(&search);
	layout_plan_free(&plan);
}

void
layout_free(Layout *layout)
{
	dkis_free(layout->boxes);
	dkis_free(layout->ways);
	dkis_free(layout->lanes);
}

/*
 * Pictures, judged by their geometry over made-up flows: no way runs through a
 * symbol that is not its own, no two ways that have nothing in common lie on
 * each other, names stay inside; and what is written is well-formed ASCII,
 * whatever words are in it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/words.h"
#include "core/draw/case_picture.h"
#include "core/draw/form_plan.h"
#include "core/draw/layout.h"
#include "core/draw/svg.h"

#define ROUNDS 1500
#define MOST_STEPS 16

static uint64_t seed = 35201200;

static int
dice(int sides)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int) ((seed >> 33) % (uint64_t) sides);
}

/* ---- made-up flows ---------------------------------------------------------- */

static const char *const outcome_names[] = {"Ya", "Tidak Ada Tanggapan", "DIP di Perangkat Daerah",
											"<script>alert(1)</script>", "Setuju"};

static void
put_targets(DkisText *text, int n_steps)
{
	int n = dice(6) == 0 ? 2 + dice(3) : 1;
	int first = dice(n_steps);

	if (n > n_steps)
		n = n_steps;
	for (int i = 0; i < n; i++)
		dkis_text_printf(text, "%ss%d", i > 0 ? " & " : "", (first + i) % n_steps);
}

/* Mostly onwards, now and then back or far. */
static void
put_arc_of(DkisText *text, int step, int outcome, int n_steps)
{
	dkis_text_printf(text, "s%d [%s %d] -> ", step, outcome_names[dice(5)], outcome);
	if (step + 1 < n_steps && dice(3) > 0)
		dkis_text_printf(text, "s%d; ", step + 1);
	else if (dice(4) == 0)
		dkis_text_puts(text, "end; ");
	else
	{
		put_targets(text, n_steps);
		dkis_text_puts(text, "; ");
	}
}

static void
put_flow(DkisText *text)
{
	int n_steps = 1 + dice(MOST_STEPS);
	int n_entries = dice(5) == 0 ? 2 : 1;

	dkis_text_init(text);
	for (int i = 0; i < n_entries; i++)
	{
		dkis_text_printf(text, n_entries > 1 ? "start [masuk %d] -> " : "start -> ", i);
		if (i == 0)
			dkis_text_puts(text, "s0");
		else
			put_targets(text, n_steps);
		dkis_text_puts(text, "; ");
	}
	for (int i = 0; i < n_steps; i++)
		for (int k = dice(4) == 0 ? 1 + dice(6) : 1 + dice(2); k > 0; k--)
			put_arc_of(text, i, k, n_steps);
	if (n_steps > 2 && dice(2) == 0) /* a join */
		dkis_text_printf(text, "s0 [j] & s1 [j] & s2 [j] -> s%d; ", dice(n_steps));
	dkis_text_printf(text, "s%d [t] -> end", n_steps - 1);
}

static Machine *
made_up(void)
{
	Machine *machine;

	do
	{
		DkisText text;
		DkisError error;

		put_flow(&text);
		machine = machine_parse(text.data, text.length, &error);
		dkis_free(text.data);
	} while (machine == NULL);
	return machine;
}

static void
shuffle(int *numbers, int n)
{
	for (int i = 0; i < n; i++)
		numbers[i] = i;
	for (int i = n - 1; i > 0; i--)
	{
		int k = dice(i + 1);
		int swap = numbers[i];

		numbers[i] = numbers[k];
		numbers[k] = swap;
	}
}

/* ---- geometry ---------------------------------------------------------------- */

typedef struct Box
{
	int left, top, right, bottom;
} Box;

static Box
between(int x1, int y1, int x2, int y2)
{
	return (Box){x1 < x2 ? x1 : x2, y1 < y2 ? y1 : y2, x1 < x2 ? x2 : x1, y1 < y2 ? y2 : y1};
}

/* Whether a line goes through the inside of a box. */
static bool
crosses(Box line, Box box)
{
	return line.left < box.right && line.right > box.left && line.top < box.bottom &&
		   line.bottom > box.top;
}

/* Whether two lines lie on each other for some of their length. */
static bool
cover(Box a, Box b)
{
	int across = (a.right < b.right ? a.right : b.right) - (a.left > b.left ? a.left : b.left);
	int down = (a.bottom < b.bottom ? a.bottom : b.bottom) - (a.top > b.top ? a.top : b.top);

	return (across == 0 && down > 0 && a.left == a.right && b.left == b.right) ||
		   (down == 0 && across > 0 && a.top == a.bottom && b.top == b.bottom);
}

/* ---- the form ------------------------------------------------------------------ */

typedef struct Sheet
{
	Form form;
	int *top; /* per strip: where a browser put its row */
} Sheet;

static Box
line_of(const Sheet *sheet, const FormWay *way, int i)
{
	const FormPoint *from = &way->points[i - 1];
	const FormPoint *to = &way->points[i];

	return between(from->x, sheet->top[from->strip] + from->y, to->x,
				   sheet->top[to->strip] + to->y);
}

static Box
symbol_of(const Sheet *sheet, int index)
{
	const FormStrip *strip = &sheet->form.strips[index];
	int x = sheet->form.centre[strip->lane];
	int y = sheet->top[index] + strip->middle;

	return (Box){x - strip->half_width, y - strip->half_height, x + strip->half_width,
				 y + strip->half_height};
}

/* A way leaves its own symbol outwards; a diamond's side lies within its box. */
static void
check_start(const Sheet *sheet, const FormWay *way)
{
	Box symbol = symbol_of(sheet, way->source);
	const FormPoint *from = &way->points[0];
	const FormPoint *to = &way->points[1];
	int y = sheet->top[from->strip] + from->y;

	assert_int_equal(from->strip, way->source);
	assert_true(from->x >= symbol.left && from->x <= symbol.right);
	assert_true(y >= symbol.top && y <= symbol.bottom);
	if (from->x == to->x)
		assert_int_equal(y, symbol.bottom);
	else
		assert_true(to->x >= symbol.right || to->x <= symbol.left);
}

static void
check_way(const Sheet *sheet, const FormWay *way)
{
	const FormPoint *end = &way->points[way->n - 1];
	const FormStrip *target = &sheet->form.strips[way->target];

	check_start(sheet, way);
	assert_int_equal(end->strip, way->target);
	assert_int_equal(end->x, sheet->form.centre[target->lane]);
	assert_int_equal(end->y, target->middle - target->half_height);
	for (int i = 1; i < way->n; i++)
	{
		Box line = line_of(sheet, way, i);

		assert_true(line.left == line.right || line.top == line.bottom);
		assert_true(line.left >= 0 && line.right <= sheet->form.width);
		for (int k = 0; k < sheet->form.n_strips; k++)
			if (k != way->source || i > 1)
				assert_false(crosses(line, symbol_of(sheet, k)));
	}
}

/* Ways to one target meet, those of a split part: they may share their lines. */
static bool
may_share(const Form *form, const FormWay *a, const FormWay *b)
{
	return a->target == b->target ||
		   (a->source == b->source && form->strips[a->source].kind == FORM_SPLIT);
}

static void
check_covering(const Sheet *sheet)
{
	const Form *form = &sheet->form;

	for (int a = 0; a < form->n_ways; a++)
		for (int b = 0; b < a; b++)
			for (int i = 1; i < form->ways[a].n; i++)
				for (int k = 1; k < form->ways[b].n; k++)
					if (!may_share(form, &form->ways[a], &form->ways[b]))
						assert_false(cover(line_of(sheet, &form->ways[a], i),
										   line_of(sheet, &form->ways[b], k)));
}

static void
check_label(const Form *form, const FormWay *way)
{
	for (int i = 0; i < way->n_lines; i++)
	{
		int width = svg_text_width(way->lines[i].bytes, way->lines[i].length, 9);
		int y = way->label_y + i * 10;

		assert_true(y - 8 >= 0);
		if (way->points[0].x != way->points[1].x) /* beside a way that leaves sideways, not on it */
			assert_true(y < way->points[0].y || y - 7 > way->points[0].y);
		assert_true(y + 2 <= form->strips[way->source].height);
		if (strcmp(way->anchor, "start") == 0)
			assert_true(way->label_x >= 0 && way->label_x + width <= form->width);
		else
			assert_true(way->label_x - width >= 0 && way->label_x <= form->width);
	}
}

static Box
label_box(const FormWay *way)
{
	int width = 0;
	int top = way->label_y - 7;
	int bottom = way->label_y + (way->n_lines - 1) * 10 + 2;

	for (int i = 0; i < way->n_lines; i++)
	{
		int line = svg_text_width(way->lines[i].bytes, way->lines[i].length, 9);

		if (line > width)
			width = line;
	}
	if (strcmp(way->anchor, "start") == 0)
		return (Box){way->label_x, top, way->label_x + width, bottom};
	return (Box){way->label_x - width, top, way->label_x, bottom};
}

/* Names beside one symbol stand clear of each other, and of where its other ways leave. */
static void
check_labels_apart(const Form *form)
{
	for (int a = 0; a < form->n_ways; a++)
		for (int b = 0; b < form->n_ways; b++)
		{
			const FormWay *one = &form->ways[a], *other = &form->ways[b];
			const FormPoint *leaves = other->points;

			if (a == b || one->source != other->source || one->n_lines == 0)
				continue;
			assert_false(other->n_lines > 0 && crosses(label_box(one), label_box(other)));
			assert_false(leaves[0].y == leaves[1].y &&
						 crosses(between(leaves[0].x, leaves[0].y, leaves[1].x, leaves[0].y),
								 label_box(one)));
		}
}

static void
make_sheet(Sheet *sheet, const Machine *machine)
{
	int n = machine_step_count(machine);
	int order[MOST_STEPS], lane[MOST_STEPS], height[MOST_STEPS];
	int n_lanes = 1 + dice(6);
	int y = 0;

	shuffle(order, n);
	if (dice(3) > 0)
		for (int i = 0; i < n; i++)
			order[i] = i;
	for (int i = 0; i < n; i++)
	{
		lane[i] = dice(n_lanes);
		height[i] = dice(200);
	}
	form_make(&sheet->form, machine, order, lane, n_lanes, height);
	sheet->top = malloc(((size_t) sheet->form.n_strips + 1) * sizeof(int));
	for (int i = 0; i < sheet->form.n_strips; i++)
	{
		sheet->top[i] = y;
		y += sheet->form.strips[i].height + dice(100);
	}
}

static void
test_form_ways(void **state)
{
	for (int round = 0; round < ROUNDS; round++)
	{
		Machine *machine = made_up();
		Sheet sheet;

		make_sheet(&sheet, machine);
		for (int i = 0; i < sheet.form.n_ways; i++)
		{
			check_way(&sheet, &sheet.form.ways[i]);
			check_label(&sheet.form, &sheet.form.ways[i]);
		}
		check_covering(&sheet);
		check_labels_apart(&sheet.form);
		form_free(&sheet.form);
		free(sheet.top);
		dkis_free(machine);
	}
}

/* Every step once, as a diamond if it decides; an end below whatever leads to it. */
static void
test_form_strips(void **state)
{
	for (int round = 0; round < ROUNDS / 5; round++)
	{
		Machine *machine = made_up();
		int seen[MOST_STEPS] = {0};
		Sheet sheet;

		make_sheet(&sheet, machine);
		for (int i = 0; i < sheet.form.n_strips; i++)
		{
			const FormStrip *strip = &sheet.form.strips[i];

			if (strip->kind == FORM_STEP || strip->kind == FORM_DECISION)
			{
				seen[strip->of]++;
				assert_int_equal(strip->kind == FORM_DECISION,
								 machine_outcome_count(machine, strip->of) > 1);
			}
		}
		for (int i = 0; i < machine_step_count(machine); i++)
			assert_int_equal(seen[i], 1);
		for (int i = 0; i < sheet.form.n_ways; i++)
			if (sheet.form.strips[sheet.form.ways[i].target].kind == FORM_END)
				assert_true(sheet.form.ways[i].target > sheet.form.ways[i].source);
		form_free(&sheet.form);
		free(sheet.top);
		dkis_free(machine);
	}
}

/* ---- the layered layout --------------------------------------------------------- */

/* A way begins and ends at the side of a diamond, which lies within its box. */
static bool
is_its_own(const Diagram *diagram, const LayoutWay *way, int edge, int part, int node)
{
	return (part == 1 && node == diagram->edges.data[edge].source) ||
		   (part == way->n - 1 && node == diagram->edges.data[edge].target);
}

static void
check_layout(const Layout *layout, const Diagram *diagram)
{
	for (int e = 0; e < diagram->edges.n; e++)
	{
		const LayoutWay *way = &layout->ways[e];

		for (int i = 1; i < way->n; i++)
			for (int k = 0; k < diagram->nodes.n; k++)
			{
				LayoutBox box = layout->boxes[k];

				if (is_its_own(diagram, way, e, i, k))
					continue;
				assert_false(crosses(between(way->x[i - 1], way->y[i - 1], way->x[i], way->y[i]),
									 (Box){box.x, box.y, box.x + box.width, box.y + box.height}));
			}
	}
}

/* What stands in a diagram and how many ways come and go there: two at least make a diamond. */
static void
check_diagram(const Diagram *diagram, bool merges)
{
	for (int i = 0; i < diagram->nodes.n; i++)
	{
		DiagramKind kind = diagram->nodes.data[i].kind;
		int in = 0, out = 0;

		for (int e = 0; e < diagram->edges.n; e++)
		{
			in += diagram->edges.data[e].target == i;
			out += diagram->edges.data[e].source == i;
		}
		if (kind == DIAGRAM_START || kind == DIAGRAM_END)
			assert_true(kind == DIAGRAM_START ? in == 0 && out == 1 : out == 0);
		else if (kind == DIAGRAM_STEP)
			assert_true(out <= 1);
		else if (kind == DIAGRAM_CHOICE)
			assert_true(in == 1 && out >= 2);
		else if (kind == DIAGRAM_SPLIT) /* of several ways too, that each lead to all */
			assert_true(in >= 1 && out >= 2);
		else
			assert_true(in >= 2 && out == 1);
		if (merges && (kind == DIAGRAM_STEP || kind == DIAGRAM_END))
			assert_true(in <= 1);
		assert_true(merges || kind != DIAGRAM_MERGE);
	}
}

/* Where steps have an order, a way onwards leads to the right. */
static void
check_onwards(const Layout *layout, const Machine *machine, const int *order)
{
	for (int a = 0; a < machine_arc_count(machine); a++)
	{
		MachineArc arc = machine_arc(machine, a);
		int first = MOST_STEPS;

		for (int k = 0; k < arc.n_targets; k++)
			if (order[machine_target(machine, arc.first_target + k)] < first)
				first = order[machine_target(machine, arc.first_target + k)];
		for (int i = 0; i < arc.n_inputs; i++)
		{
			int step = machine_input(machine, arc.first_input + i).step;

			for (int k = 0; k < arc.n_targets && order[step] < first; k++)
				assert_true(layout->boxes[step].x <
							layout->boxes[machine_target(machine, arc.first_target + k)].x);
			if (arc.n_targets == 0)
				assert_true(layout->boxes[step].x < layout->boxes[machine_step_count(machine)].x);
		}
	}
}

static void
test_layout_ways(void **state)
{
	for (int round = 0; round < ROUNDS; round++)
	{
		Machine *machine = made_up();
		int order[MOST_STEPS];
		LayoutWishes wishes = {176, 112, NULL, dice(3) > 0 ? order : NULL};
		int n_lanes = 1 + dice(4);
		Diagram diagram;
		Layout layout;
		int *lane;

		shuffle(order, machine_step_count(machine));
		bool merges = dice(2) == 0;

		diagram_make(&diagram, machine, merges);
		check_diagram(&diagram, merges);
		lane = malloc((size_t) diagram.nodes.n * sizeof(int));
		for (int i = 0; i < diagram.nodes.n; i++)
			lane[i] = dice(n_lanes);
		layout_make(&layout, &diagram, lane, n_lanes, 100, 50, wishes);
		check_layout(&layout, &diagram);
		if (wishes.order)
			check_onwards(&layout, machine, order);
		layout_free(&layout);
		diagram_free(&diagram);
		free(lane);
		dkis_free(machine);
	}
}

/* ---- well-formed ----------------------------------------------------------------- */

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || dkis_is_digit(c) || c == '-';
}

/* A reference such as &amp; or &#8230;, from its & on; returns what follows. */
static const char *
read_reference(const char *at)
{
	const char *start = ++at;

	at += *at == '#';
	while (is_name(*at))
		at++;
	assert_true(*at == ';' && at > start);
	return at + 1;
}

/* A tag from its < on: pushes or pops its name. */
static const char *
read_tag(const char *at, const char **stack, int *depth)
{
	bool closing = at[1] == '/';
	const char *name = at + 1 + closing;
	size_t length;

	for (at = name; is_name(*at);)
		at++;
	length = (size_t) (at - name);
	assert_true(length > 0);
	while (*at == ' ' || *at == '\n')
	{
		for (at++; is_name(*at);)
			at++;
		assert_true(at[0] == '=' && at[1] == '"');
		for (at += 2; *at != '"';)
		{
			assert_true(*at && *at != '<');
			at = *at == '&' ? read_reference(at) : at + 1;
		}
		at++;
	}
	if (closing)
	{
		assert_true(*depth > 0 && strncmp(stack[--*depth], name, length) == 0);
		assert_false(is_name(stack[*depth][length]));
	}
	else if (*at == '/')
		at++;
	else
		stack[(*depth)++] = name;
	assert_int_equal(*at, '>');
	return at + 1;
}

static void
check_xml(const DkisText *text)
{
	const char *stack[64];
	const char *at = text->data;
	int depth = 0;

	if (strncmp(at, "<!DOCTYPE html>\n", 16) == 0)
		at += 16;
	while (*at)
	{
		assert_true((unsigned char) *at < 128 && ((unsigned char) *at >= ' ' || *at == '\n'));
		assert_true(depth < 60);
		at = *at == '<' ? read_tag(at, stack, &depth) : *at == '&' ? read_reference(at) : at + 1;
	}
	assert_int_equal(depth, 0);
	assert_int_equal(strlen(text->data), text->length);
}

static const char *const words[] = {"<script>alert('x')</script>",
									"Rapat & \"koordinasi\"\nbaris kedua",
									NULL,
									"",
									"Kata\xC3\xA9\xE2\x82\xAC panjang "
									"sekalisekalisekalisekalisekalisekalisekalisekali",
									"rusak \xFF\x01 ]]>"};

static const char *
word(void)
{
	return words[dice(6)];
}

static void
check_written(DkisText *text)
{
	check_xml(text);
	assert_null(strstr(text->data, "<script"));
	dkis_free(text->data);
}

/* ---- what is drawn lies where it belongs ---------------------------------------------- */

#define NOT_SAID (-1000000)

/* Of the tag that begins here; NOT_SAID: it has none, or one in per cent. */
static int
attribute_of(const char *tag, const char *name)
{
	size_t length = strlen(name);

	for (; *tag && *tag != '>'; tag++)
		if (*tag == ' ' && strncmp(tag + 1, name, length) == 0 && tag[1 + length] == '=')
		{
			char *after;
			long number = strtol(tag + length + 3, &after, 10);

			return *after == '"' ? (int) number : NOT_SAID;
		}
	return NOT_SAID;
}

static void
lies_within(const char *tag, const char *name, int most)
{
	int number = attribute_of(tag, name);

	if (number != NOT_SAID && (number < 0 || number > most))
		fail_msg("%s=%d of %d: %.120s", name, number, most, tag);
}

typedef struct Spot
{
	int x, y;
} Spot;

/* A diamond's corners, left, top, right and below, are as far from its middle on either side. */
static Spot
middle_of_diamond(const char *tag)
{
	Spot c[4];

	assert_int_equal(sscanf(strstr(tag, " d=\"M") + 5, "%d %dL%d %dL%d %dL%d %dZ", &c[0].x, &c[0].y,
							&c[1].x, &c[1].y, &c[2].x, &c[2].y, &c[3].x, &c[3].y),
					 8);
	assert_true(c[0].y == c[2].y && c[1].x == c[3].x && c[0].x < c[1].x && c[1].y < c[0].y);
	assert_int_equal(c[1].x - c[0].x, c[2].x - c[1].x);
	assert_int_equal(c[0].y - c[1].y, c[3].y - c[0].y);
	return (Spot){c[1].x, c[0].y};
}

static Spot
middle_of_box(const char *tag)
{
	int width = attribute_of(tag, "width"), height = attribute_of(tag, "height");

	assert_true(width > 0 && height > 0);
	return (Spot){attribute_of(tag, "x") + width / 2, attribute_of(tag, "y") + height / 2};
}

static void
check_tag(const char *tag, int width, int height, Spot *symbol)
{
	static const char *const across[] = {"x", "x1", "x2"}, *const down[] = {"y", "y1", "y2"};
	bool is_symbol = strncmp(tag, "<rect class=\"lambang\"", 21) == 0 ||
					 strncmp(tag, "<path class=\"lambang\"", 21) == 0;

	for (int i = 0; i < 3; i++)
	{
		lies_within(tag, across[i], width);
		lies_within(tag, down[i], height);
	}
	if (strncmp(tag, "<rect", 5) == 0 && attribute_of(tag, "x") != NOT_SAID)
	{
		assert_true(attribute_of(tag, "x") + attribute_of(tag, "width") <= width);
		assert_true(attribute_of(tag, "y") + attribute_of(tag, "height") <= height);
	}
	if (is_symbol)
		*symbol = strncmp(tag, "<rect", 5) == 0 ? middle_of_box(tag) : middle_of_diamond(tag);
	if (strncmp(tag, "<text class=\"isi\"", 17) == 0) /* its name stands in the middle */
	{
		assert_int_equal(attribute_of(strstr(tag, "<tspan"), "x"), symbol->x);
		assert_int_equal(attribute_of(strstr(tag, "<tspan"), "y"), symbol->y + 4);
	}
}

/* Every picture of the page: nothing is drawn outside of it. */
static void
check_drawn(const char *page)
{
	for (const char *svg = page; (svg = strstr(svg, "<svg "));)
	{
		const char *end = strstr(svg, "</svg>");
		int width = attribute_of(svg, "width"), height = attribute_of(svg, "height");
		Spot symbol = {0, 0};

		assert_non_null(end);
		for (const char *tag = svg + 1; (tag = strchr(tag, '<')) < end; tag++)
			check_tag(tag, width, height, &symbol);
		svg = end;
	}
}

static void
test_form_written(void **state)
{
	char *items[] = {(char *) words[0], (char *) words[1], (char *) words[4]};

	for (int round = 0; round < 200; round++)
	{
		Machine *machine = made_up();
		FormStep steps[MOST_STEPS];
		FormNotes notes = {.name = word(),
						   .version = word(),
						   .approved_by = word(),
						   .note = word(),
						   .draft = word(),
						   .warning = word(),
						   .division = word(),
						   .government = word(),
						   .document_no = word(),
						   .activity = word(),
						   .sub_activity = word(),
						   .legal_basis = {3, items},
						   .equipment = {1, items},
						   .steps = steps};
		int order[MOST_STEPS];
		DkisText text;

		shuffle(order, machine_step_count(machine));
		for (int i = 0; i < machine_step_count(machine); i++)
			steps[i] = (FormStep){word(), word(), word(), word(),  word(),
								  word(), word(), word(), order[i]};
		dkis_text_init(&text);
		form_html(machine, &notes, &text);
		check_drawn(text.data);
		check_written(&text);
		dkis_free(machine);
	}
}

/* ---- the header fills a page, and no more ------------------------------------------------- */

/* How large the header's letters are, of A4 across: 345 pixels are the lists', a line is 3 higher
   than its letters, and what stands beside each other takes as much as the longer. */
static int
letters_for(int lines)
{
	int letter = 11;

	while (letter > 8 && lines * (letter + 3) > 345)
		letter--;
	return letter;
}

static void
check_letters(const FormNotes *notes, int lines)
{
	DkisError error;
	Machine *machine = machine_parse("start -> end", 12, &error);
	char expected[80];
	DkisText text;

	dkis_text_init(&text);
	form_html(machine, notes, &text);
	snprintf(expected, sizeof expected, "width:1040px;font-size:%dpx;line-height:%dpx",
			 letters_for(lines), letters_for(lines) + 3);
	if (!strstr(text.data, expected))
		fail_msg("%d lines, no %s", lines, expected);
	dkis_free(text.data);
	dkis_free(machine);
}

static void
test_header_fills_a_page(void **state)
{
	/* of 11 pixels: 479.4 and 499.6 wide, which just fit into the columns of 480 and 500 */
	static const char widest_item[] =
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaammm";
	static const char widest_words[] =
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaami\n";
	char *items[40];
	char words[40 * sizeof widest_words] = "";

	assert_true(svg_text_width(widest_item, strlen(widest_item), 11) == 480);
	assert_true(svg_text_width(widest_words, strlen(widest_words) - 1, 11) == 500);
	for (int i = 0; i < 40; i++)
		items[i] = (char *) widest_item;
	for (int n = 1; n < 34; n++)
	{
		FormNotes lists[] = {{.legal_basis = {n, items}}, {.qualifications = {n, items}},
							 {.related = {n, items}},     {.equipment = {n, items}},
							 {.warning = words},          {.recording = words}};
		FormNotes together = {.legal_basis = {n, items},
							  .qualifications = {n / 2, items},
							  .related = {1, items},
							  .equipment = {3, items},
							  .warning = widest_words};

		strcat(words, widest_words);
		for (int i = 0; i < 6; i++)
			check_letters(&lists[i], n);
		check_letters(&together, n + 4);
	}
}

static void
test_case_written(void **state)
{
	for (int round = 0; round < 200; round++)
	{
		Machine *machine = made_up();
		CaseStep steps[MOST_STEPS];
		CaseNotes notes = {word(), word(), word(), dice(3) - 1, dice(2) == 0, steps};
		DkisText text;

		for (int i = 0; i < machine_step_count(machine); i++)
			steps[i] = (CaseStep){word(), word(),
								  word(), dice(2) ? "Ya 1|Setuju 2" : outcome_names[dice(5)],
								  i,      (StepState) dice(7)};
		dkis_text_init(&text);
		case_picture(machine, &notes, &text);
		check_drawn(text.data);
		check_written(&text);
		dkis_free(machine);
	}
}

/* A flow without a step, and one that is a step alone. */
static void
test_smallest(void **state)
{
	static const char *const flows[] = {"start -> end", "start [a] -> end; start [b] -> end",
										"start -> 1; 1 -> end",
										"start -> 1; 1 [x] -> 1; 1 [y] -> end"};

	for (int i = 0; i < 4; i++)
	{
		DkisError error;
		Machine *machine = machine_parse(flows[i], strlen(flows[i]), &error);
		FormStep step = {.activity = "Kegiatan", .order = 0};
		CaseStep done = {.activity = "Kegiatan", .state = STEP_DONE};
		DkisText form, picture;

		assert_non_null(machine);
		dkis_text_init(&form);
		form_html(machine, &(FormNotes){.name = "SOP", .steps = &step}, &form);
		check_written(&form);
		dkis_text_init(&picture);
		case_picture(machine, &(CaseNotes){.heading = "SOP", .steps = &done}, &picture);
		check_written(&picture);
		dkis_free(machine);
	}
}

/* ---- words ---------------------------------------------------------------------- */

static void
assert_wraps(const char *text, int width, int most, const char *expected)
{
	SvgLine lines[9];
	int n = svg_wrap(text, strlen(text), 10, width, lines, most);
	DkisText joined;

	dkis_text_init(&joined);
	for (int i = 0; i < n; i++)
	{
		dkis_text_puts(&joined, i > 0 ? "|" : "");
		dkis_text_append(&joined, lines[i].bytes, lines[i].length);
		dkis_text_puts(&joined, lines[i].cut ? "~" : "");
	}
	assert_string_equal(joined.data, expected);
	dkis_free(joined.data);
}

static void
test_wrap(void **state)
{
	char *exact;
	SvgLine line;

	assert_wraps("", 100, 9, "");
	assert_wraps("   ", 100, 9, "");
	assert_wraps("satu dua", 100, 9, "satu dua");
	assert_wraps("satu dua", 30, 9, "satu|dua");
	assert_wraps("  satu   dua  ", 30, 9, "satu|dua");
	assert_wraps("satu\ndua", 100, 9, "satu|dua");
	assert_wraps("satu\n\ndua", 100, 9, "satu||dua");
	assert_wraps("aaaaaaaaaa", 30, 9, "aaaaa|aaaaa");
	assert_wraps("Leader/Supervisor", 60, 9, "Leader/|Supervisor");
	assert_wraps("satu dua tiga", 30, 2, "satu|dua~");
	assert_wraps("\xC3\xA9\xC3\xA9\xC3\xA9", 7, 9, "\xC3\xA9|\xC3\xA9|\xC3\xA9");
	exact = malloc(4);
	memcpy(exact, "satu", 4); /* nothing behind it is looked at */
	assert_int_equal(svg_wrap(exact, 4, 10, 100, &line, 1), 1);
	assert_int_equal(line.length, 4);
	free(exact);
	assert_int_equal(svg_text_width("", 0, 10), 0);
	assert_int_equal(svg_text_width("aa", 2, 10), 12);
}

static void
test_states(void **state)
{
	StepState found;

	assert_true(case_picture_state("lewat", &found));
	assert_int_equal(found, STEP_OVERDUE);
	assert_true(case_picture_state("belum", &found));
	assert_int_equal(found, STEP_NOT_REACHED);
	assert_false(case_picture_state("terbang", &found));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_form_ways),
		cmocka_unit_test(test_form_strips),
		cmocka_unit_test(test_layout_ways),
		cmocka_unit_test(test_form_written),
		cmocka_unit_test(test_header_fills_a_page),
		cmocka_unit_test(test_case_written),
		cmocka_unit_test(test_smallest),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_states),
	};

	return cmocka_run_group_tests_name("drawing", tests, NULL, NULL);
}

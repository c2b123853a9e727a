#include "core/draw/case_picture.h"

#include "core/base/xml_writer.h"
#include "core/draw/diagram.h"
#include "core/draw/lanes.h"
#include "core/draw/layout.h"
#include "core/draw/svg.h"

#include <string.h>

#define MARGIN 16
#define HEADING_WIDTH 860 /* what heading and legend need at least */
#define LANE_HEADER 112
#define BOX_WIDTH 176
#define BOX_HEIGHT 112
#define LEGEND_COLUMNS 3
#define LEGEND_COLUMN                                                                              \
	(HEADING_WIDTH / LEGEND_COLUMNS) /* the longest entry fits in any sans serif */
#define LEGEND_ROW 24

typedef struct Look
{
	const char *name; /* its class */
	const char *word; /* in the picture */
	const char *sign; /* drawn in a circle of 16 by 16 */
	const char *explained;
} Look;

/* By state. The signs are drawn, so that no font is asked for them. */
static const Look looks[] = {
	{"belum", "BELUM", "M-4 0H4", "belum dijalani"},
	{"selesai", "SELESAI", "M-4 0L-1 3L4 -3", "selesai"},
	{"menunggu", "MENUNGGU", "M-3 -4H3L-3 4H3Z", "selesai, menunggu langkah lain"},
	{"aktif", "AKTIF", "M-2.5 -4L4 0L-2.5 4Z", "sedang dikerjakan"},
	{"lewat", "LEWAT TENGGAT", "M0 -4.5V1M0 3V4.5", "aktif dan lewat tenggat"},
	{"tunda", "DITUNDA", "M-2 -4V4M2 -4V4", "aktif saat kasus ditunda"},
	{"batal", "BATAL", "M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5", "aktif saat kasus dibatalkan"},
};
#define N_LOOKS ((int) (sizeof looks / sizeof *looks))
#define LEGEND_ROWS ((N_LOOKS + LEGEND_COLUMNS) / LEGEND_COLUMNS) /* and one for the ways taken */
#define LEGEND_HEIGHT (26 + LEGEND_ROWS * LEGEND_ROW)

static const char style[] =
	"text{font-family:Arial,'Liberation Sans',Helvetica,sans-serif;font-size:11px;fill:#1c1c1c}"
	".judul{font-size:16px;font-weight:bold}.baris{font-size:12px}"
	".peringatan{font-size:12px;font-weight:bold;fill:#8e1b1b}"
	".jalur{fill:#fff;stroke:#9aa0a6}.kepala{fill:#eef1f4;stroke:#9aa0a6}"
	".pelaksana{font-weight:bold}.nomor{font-weight:bold;font-size:12px}"
	".kata{font-size:9px;font-weight:bold}.catatan{font-size:10px}"
	".kotak{fill:#fff;stroke:#5f6368;stroke-width:1.5}"
	".tanda{fill:#fff;stroke:#5f6368;stroke-width:1.6;stroke-linejoin:round}"
	".bulat{fill:#5f6368}.gambar{fill:none;stroke:#fff;stroke-width:2}"
	".belum .kotak{stroke-dasharray:4 3;stroke:#80868b}.belum text{fill:#5f6368}"
	".selesai .kotak{fill:#e3f4e5;stroke:#2e7d32}.selesai .bulat{fill:#2e7d32}"
	".menunggu .kotak{fill:#fff3cd;stroke:#8a5a00}.menunggu .bulat{fill:#8a5a00}"
	".aktif .kotak{fill:#dcebfc;stroke:#1558b0;stroke-width:3}.aktif .bulat{fill:#1558b0}"
	".lewat .kotak{fill:#fde0dd;stroke:#b3261e;stroke-width:4}.lewat .bulat{fill:#b3261e}"
	".tunda .kotak{fill:#ece4f7;stroke:#5e35b1;stroke-width:3}.tunda .bulat{fill:#5e35b1}"
	".batal .kotak{fill:#ececec;stroke:#3c4043;stroke-width:3}.batal .bulat{fill:#3c4043}"
	".jalan{fill:none;stroke:#9aa0a6;stroke-width:1.2}.ujung{fill:#9aa0a6}"
	".dilalui .jalan{stroke:#2e7d32;stroke-width:2.6}.dilalui .ujung{fill:#2e7d32}"
	".label{font-size:10px;paint-order:stroke;stroke:#fff;stroke-width:3px}"
	".dilalui .label{font-weight:bold}";

typedef struct Painter
{
	DkisText *text;
	const Machine *machine;
	const CaseNotes *notes;
	Diagram diagram;
	Layout layout;
	Lanes lanes; /* of the nodes */
	int top;     /* of the lanes */
	int width;   /* of the whole */
} Painter;

bool
case_picture_state(const char *word, StepState *state)
{
	for (int i = 0; i < N_LOOKS; i++)
		if (strcmp(word, looks[i].name) == 0)
		{
			*state = (StepState) i;
			return true;
		}
	return false;
}

/* ---- lanes ---------------------------------------------------------------- */

static void
choose_case_lanes(Painter *painter)
{
	int n_steps = machine_step_count(painter->machine);
	const char **performer = dkis_alloc(((size_t) n_steps + 1) * sizeof(char *));

	for (int i = 0; i < n_steps; i++)
		performer[i] = painter->notes->steps[i].performer;
	lanes_of_nodes(&painter->lanes, &painter->diagram, performer, "-");
	dkis_free(performer);
}

static void
put_case_lanes(Painter *painter)
{
	for (int i = 0; i < painter->lanes.names.n; i++)
	{
		LayoutBox box = painter->layout.lanes[i];

		dkis_text_printf(painter->text,
						 "<rect class=\"jalur\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n"
						 "<rect class=\"kepala\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
						 box.x, box.y, box.width, box.height, box.x - LANE_HEADER, box.y,
						 LANE_HEADER, box.height);
		svg_put_text(painter->text, painter->lanes.names.data[i], 12, LANE_HEADER - 16, 7,
					 box.x - LANE_HEADER + 8, box.y + 20, 14, "pelaksana", "start");
	}
}

/* ---- steps ---------------------------------------------------------------- */

static void
put_sign(DkisText *text, const Look *look, int x, int y)
{
	dkis_text_printf(text,
					 "<g transform=\"translate(%d %d)\"><circle class=\"bulat\" r=\"8\"/>"
					 "<path class=\"gambar\" d=\"%s\"/></g>\n",
					 x, y, look->sign);
}

/* For those who do not see: all that the box says, and nothing cut. */
static void
put_step_title(Painter *painter, int step, const Look *look)
{
	const CaseStep *about = &painter->notes->steps[step];
	size_t length;
	const char *name = machine_step_name(painter->machine, step, &length);

	dkis_text_puts(painter->text, "<title>Langkah ");
	xml_write(painter->text, name, length);
	dkis_text_printf(painter->text, " (%s): ", look->explained);
	xml_write_string(painter->text, about->activity);
	dkis_text_puts(painter->text, about->performer ? ". Pelaksana: " : "");
	xml_write_string(painter->text, about->performer);
	dkis_text_puts(painter->text, about->note ? "; " : "");
	xml_write_string(painter->text, about->note);
	dkis_text_puts(painter->text, "</title>\n");
}

/* At the foot of the box. */
static void
put_note(Painter *painter, const char *note, LayoutBox box)
{
	SvgLine lines[2];
	int n = note ? svg_wrap(note, strlen(note), 10, box.width - 14, lines, 2) : 0;

	svg_put_lines(painter->text, lines, n, box.x + 8, box.y + box.height - 8 - (n - 1) * 12, 12,
				  "catatan", "start");
}

static void
put_case_step(Painter *painter, int step)
{
	const CaseStep *about = &painter->notes->steps[step];
	const Look *look = &looks[about->state];
	LayoutBox box = painter->layout.boxes[step];
	SvgLine name = {NULL, 0, false};

	name.bytes = machine_step_name(painter->machine, step, &name.length);
	svg_wrap(name.bytes, name.length, 12, 60, &name, 1);
	dkis_text_printf(painter->text, "<g class=\"%s\">", look->name);
	put_step_title(painter, step, look);
	dkis_text_printf(painter->text,
					 "<rect class=\"kotak\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
					 box.x, box.y, box.width, box.height);
	put_sign(painter->text, look, box.x + 14, box.y + 14);
	svg_put_lines(painter->text, &name, 1, box.x + 27, box.y + 18, 0, "nomor", "start");
	svg_put_text(painter->text, look->word, 9, box.width, 1, box.x + box.width - 8, box.y + 17, 0,
				 "kata", "end");
	svg_put_text(painter->text, about->activity, 11, box.width - 16, 4, box.x + 8, box.y + 39, 13,
				 "kegiatan", "start");
	put_note(painter, about->note, box);
	dkis_text_puts(painter->text, "</g>\n");
}

/* ---- the other shapes ----------------------------------------------------- */

static void
put_round(Painter *painter, int node)
{
	LayoutBox box = painter->layout.boxes[node];
	const DiagramNode *shape = &painter->diagram.nodes.data[node];
	bool start = shape->kind == DIAGRAM_START;
	size_t length = 0;
	const char *entry = start ? machine_entry_name(painter->machine, shape->of, &length) : NULL;
	SvgLine name;

	dkis_text_printf(painter->text, "<g><title>%s ", start ? "Mulai" : "Selesai");
	xml_write(painter->text, entry, length);
	dkis_text_printf(painter->text,
					 "</title><circle class=\"tanda\" cx=\"%d\" cy=\"%d\" r=\"%d\"%s/>\n",
					 box.x + box.width / 2, box.y + box.height / 2, box.width / 2,
					 start ? "" : " style=\"stroke-width:4\"");
	svg_put_text(painter->text, start ? "mulai" : "selesai", 9, 60, 1, box.x + box.width / 2,
				 box.y + box.height / 2 + 3, 0, "kata", "middle");
	if (svg_wrap(entry, length, 10, 110, &name, 1) > 0)
		svg_put_lines(painter->text, &name, 1, box.x + box.width / 2, box.y + box.height + 12, 0,
					  "label", "middle");
	dkis_text_puts(painter->text, "</g>\n");
}

static void
put_diamond(Painter *painter, int node)
{
	LayoutBox box = painter->layout.boxes[node];
	DiagramKind kind = painter->diagram.nodes.data[node].kind;
	int x = box.x + box.width / 2;
	int y = box.y + box.height / 2;

	dkis_text_printf(painter->text,
					 "<g><title>%s</title><path class=\"tanda\" d=\"M%d %dL%d %dL%d %dL%d %dZ\"/>",
					 kind == DIAGRAM_CHOICE  ? "Keputusan"
					 : kind == DIAGRAM_SPLIT ? "Mulai serentak"
											 : "Menunggu semua selesai",
					 box.x, y, x, box.y, box.x + box.width, y, x, box.y + box.height);
	if (kind == DIAGRAM_CHOICE)
		dkis_text_printf(painter->text,
						 "<text text-anchor=\"middle\" x=\"%d\" y=\"%d\" "
						 "class=\"judul\">?</text>",
						 x, y + 6);
	else
		dkis_text_printf(painter->text, "<path class=\"tanda\" d=\"M%d %dH%dM%d %dV%d\"/>", x - 11,
						 y, x + 11, x, y - 11, y + 11);
	dkis_text_puts(painter->text, "</g>\n");
}

static void
put_case_shape(Painter *painter, int node)
{
	switch (painter->diagram.nodes.data[node].kind)
	{
		case DIAGRAM_STEP: put_case_step(painter, node); break;
		case DIAGRAM_START:
		case DIAGRAM_END: put_round(painter, node); break;
		default: put_diamond(painter, node);
	}
}

/* ---- ways ----------------------------------------------------------------- */

/* Whether one of the input's outcomes is among those the step was finished with. */
static bool
was_taken(const Painter *painter, int index)
{
	MachineInput input = machine_input(painter->machine, index);
	const char *at = painter->notes->steps[input.step].outcomes;
	size_t length;

	dkis_check_interrupts();
	for (const char *end; at; at = *end ? end + 1 : NULL)
	{
		int outcome;

		end = strchr(at, '|');
		if (!end)
			end = at + strlen(at);
		length = (size_t) (end - at);
		outcome = machine_outcome_index(painter->machine, input.step, at, length);
		if (outcome >= input.first_outcome && outcome < input.first_outcome + input.n_outcomes)
			return true;
	}
	return false;
}

/* An arc with several inputs fired only when all of them came. */
static bool
arc_was_taken(const Painter *painter, int index)
{
	MachineArc arc = machine_arc(painter->machine, index);

	if (arc.entry >= 0)
		return arc.entry == painter->notes->entry;
	for (int i = 0; i < arc.n_inputs; i++)
		if (!was_taken(painter, arc.first_input + i))
			return false;
	return true;
}

static bool
was_reached(const Painter *painter, int node)
{
	const DiagramNode *shape = &painter->diagram.nodes.data[node];

	if (shape->kind == DIAGRAM_END)
		return painter->notes->ended;
	return shape->kind != DIAGRAM_STEP ||
		   painter->notes->steps[shape->of].state != STEP_NOT_REACHED;
}

static bool
edge_was_taken(const Painter *painter, int index)
{
	const DiagramEdge *edge = &painter->diagram.edges.data[index];
	const DiagramNode *source = &painter->diagram.nodes.data[edge->source];

	if (edge->input >= 0)
		return was_taken(painter, edge->input);
	switch (source->kind)
	{
		case DIAGRAM_START: return source->of == painter->notes->entry;
		case DIAGRAM_STEP: return painter->notes->steps[source->of].outcomes != NULL;
		case DIAGRAM_JOIN:
		case DIAGRAM_SPLIT:
			return arc_was_taken(painter, source->of) && was_reached(painter, edge->target);
		default: return false;
	}
}

static void
put_case_way(Painter *painter, int index, bool taken)
{
	const LayoutWay *way = &painter->layout.ways[index];
	DkisText label;
	SvgLine line;

	dkis_text_init(&label);
	dkis_text_printf(painter->text, "<g%s><path class=\"jalan\" d=\"M",
					 taken ? " class=\"dilalui\"" : "");
	for (int i = 0; i < way->n; i++)
		dkis_text_printf(painter->text, "%s%d %d", i > 0 ? "L" : "", way->x[i], way->y[i]);
	dkis_text_puts(painter->text, "\"/>\n");
	svg_put_arrowhead(painter->text, way->x[way->n - 1], way->y[way->n - 1], 1, 0, "ujung");
	if (diagram_edge_label(&painter->diagram, index, &label))
	{
		svg_spell_ways(&label);
		line = (SvgLine){label.data, label.length, false};
		svg_put_lines(painter->text, &line, 1, way->label_x, way->label_y + 12, 0, "label",
					  "start");
	}
	dkis_text_puts(painter->text, "</g>\n");
	dkis_free(label.data);
}

/* Those the case went last, so that they lie above the others. */
static void
put_case_ways(Painter *painter)
{
	for (int taken = 0; taken < 2; taken++)
		for (int i = 0; i < painter->diagram.edges.n; i++)
			if (edge_was_taken(painter, i) == (taken == 1))
				put_case_way(painter, i, taken == 1);
}

static void
lay_out_case(Painter *painter)
{
	int *widths = dkis_alloc(((size_t) painter->diagram.edges.n + 1) * sizeof(int));
	int n_steps = machine_step_count(painter->machine);
	int *order = dkis_alloc((size_t) n_steps * sizeof(int));
	LayoutWishes wishes = {BOX_WIDTH, BOX_HEIGHT, widths, order};

	for (int i = 0; i < n_steps; i++)
		order[i] = painter->notes->steps[i].order;
	for (int i = 0; i < painter->diagram.edges.n; i++)
	{
		DkisText label;

		dkis_text_init(&label);
		diagram_edge_label(&painter->diagram, i, &label);
		svg_spell_ways(&label);
		widths[i] = label.length > 0 ? svg_text_width(label.data, label.length, 10) + 12 : 0;
		dkis_free(label.data);
	}
	layout_make(&painter->layout, &painter->diagram, painter->lanes.of, painter->lanes.names.n,
				MARGIN + LANE_HEADER, painter->top, wishes);
	dkis_free(widths);
	dkis_free(order);
}

/* ---- the whole ------------------------------------------------------------ */

static void
put_heading(Painter *painter)
{
	int width = painter->width - 2 * MARGIN;

	svg_put_text(painter->text, painter->notes->heading, 16, width, 1, MARGIN, 30, 0, "judul",
				 "start");
	svg_put_text(painter->text, painter->notes->line, 12, width, 1, MARGIN, 50, 0, "baris",
				 "start");
	svg_put_text(painter->text, painter->notes->warning, 12, width, 1, MARGIN, 68, 0, "peringatan",
				 "start");
}

/* Where the n-th entry begins. */
static int
legend_entry(const Painter *painter, int n, int *y)
{
	*y = painter->top + painter->layout.height + 26 + n / LEGEND_COLUMNS * LEGEND_ROW;
	return MARGIN + n % LEGEND_COLUMNS * LEGEND_COLUMN;
}

static void
put_legend_words(Painter *painter, const char *words, int x, int y)
{
	svg_put_text(painter->text, words, 12, LEGEND_COLUMN - 33, 1, x + 33, y + 4, 0, "baris",
				 "start");
}

static void
put_case_legend(Painter *painter)
{
	int x, y;

	for (int i = 0; i < N_LOOKS; i++)
	{
		x = legend_entry(painter, i, &y);
		dkis_text_printf(painter->text,
						 "<g class=\"%s\"><rect class=\"kotak\" x=\"%d\" y=\"%d\" "
						 "width=\"26\" height=\"20\"/>",
						 looks[i].name, x, y - 10);
		put_sign(painter->text, &looks[i], x + 13, y);
		dkis_text_puts(painter->text, "</g>");
		put_legend_words(painter, looks[i].explained, x, y);
	}
	x = legend_entry(painter, N_LOOKS, &y);
	dkis_text_printf(painter->text,
					 "<g class=\"dilalui\"><path class=\"jalan\" d=\"M%d %dh26\"/></g>", x, y);
	put_legend_words(painter, "jalan yang dilalui", x, y);
}

static void
put_opening(Painter *painter)
{
	int height = painter->top + painter->layout.height + LEGEND_HEIGHT;

	dkis_text_printf(painter->text,
					 "<svg xmlns=\"http://www.w3.org/2000/svg\" lang=\"id\" role=\"img\" "
					 "width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n<title>",
					 painter->width, height, painter->width, height);
	xml_write_string(painter->text, painter->notes->heading);
	dkis_text_puts(painter->text, "</title>\n<desc>");
	xml_write_string(painter->text, painter->notes->line);
	dkis_text_puts(painter->text, painter->notes->warning ? ". " : "");
	xml_write_string(painter->text, painter->notes->warning);
	dkis_text_printf(painter->text,
					 "</desc>\n<style>%s</style>\n<rect width=\"%d\" height=\"%d\" "
					 "fill=\"#fff\"/>\n",
					 style, painter->width, height);
}

void
case_picture(const Machine *machine, const CaseNotes *notes, DkisText *text)
{
	Painter painter = {.text = text, .machine = machine, .notes = notes};
	int width;

	diagram_make(&painter.diagram, machine, false);
	choose_case_lanes(&painter);
	painter.top = notes->warning ? 82 : 64;
	lay_out_case(&painter);
	width = painter.layout.width + LANE_HEADER;
	painter.width = 2 * MARGIN + (width > HEADING_WIDTH ? width : HEADING_WIDTH);
	put_opening(&painter);
	put_heading(&painter);
	put_case_lanes(&painter);
	put_case_ways(&painter);
	for (int i = 0; i < painter.diagram.nodes.n; i++)
		put_case_shape(&painter, i);
	put_case_legend(&painter);
	dkis_text_puts(text, "</svg>\n");
	layout_free(&painter.layout);
	diagram_free(&painter.diagram);
	lanes_free(&painter.lanes);
}

/*
 * BPMN 2.0 (ISO/IEC 19510) with its picture (BPMN DI). An edge's name is the
 * outcome it stands for, "A|B" when several lead the same way; the step of a
 * task stands in dkis:step where its name says more. What is written here reads
 * back equal (import_bpmn.c): flows are in the order of the arcs.
 */
#include "core/base/edges.h"
#include "core/base/xml_writer.h"
#include "core/draw/lanes.h"
#include "core/draw/layout.h"
#include "core/draw/svg.h"
#include "core/exchange/export.h"

#include <string.h>

typedef struct Writer
{
	DkisText *text;
	const Machine *machine;
	const ExportNotes *notes;
	Diagram diagram;
	Layout layout;
	Lanes lanes; /* of the nodes */
	bool has_lanes;
} Writer;

static const char *const elements[] = {"startEvent",       "endEvent",         "task",
									   "exclusiveGateway", "exclusiveGateway", "parallelGateway",
									   "parallelGateway"};
static const char *const prefixes[] = {"start.", "end",    "step.", "choice.",
									   "merge.", "split.", "join."};

static void
put_node_id(Writer *writer, int index)
{
	const DiagramNode *node = &writer->diagram.nodes.data[index];

	dkis_text_puts(writer->text, prefixes[node->kind]);
	switch (node->kind)
	{
		case DIAGRAM_END: break;
		case DIAGRAM_STEP:
		case DIAGRAM_CHOICE: export_step_id(writer->text, writer->machine, node->of); break;
		case DIAGRAM_MERGE:
			writer->text->length--;
			dkis_text_puts(writer->text, node->of < 0 ? "-end" : ".");
			if (node->of >= 0)
				export_step_id(writer->text, writer->machine, node->of);
			break;
		default: dkis_text_printf(writer->text, "%d", node->of + 1);
	}
}

static void
put_bpmn_name(Writer *writer, const char *name, size_t length)
{
	dkis_text_puts(writer->text, " name=\"");
	xml_write(writer->text, name, length);
	dkis_text_puts(writer->text, "\"");
}

static const char *
activity_of(const Writer *writer, int step)
{
	return writer->notes ? writer->notes->activity[step] : NULL;
}

/* The step, and what is done in it where that is known. */
static void
label_task(const Writer *writer, int step, DkisText *label)
{
	size_t length;
	const char *name = machine_step_name(writer->machine, step, &length);

	dkis_text_init(label);
	dkis_text_append(label, name, length);
	if (activity_of(writer, step))
		dkis_text_printf(label, ". %s", activity_of(writer, step));
}

static void
put_task_name(Writer *writer, int step)
{
	size_t length;
	const char *name = machine_step_name(writer->machine, step, &length);
	DkisText label;

	label_task(writer, step, &label);
	if (activity_of(writer, step))
	{
		dkis_text_puts(writer->text, " dkis:step=\"");
		xml_write(writer->text, name, length);
		dkis_text_puts(writer->text, "\"");
	}
	put_bpmn_name(writer, label.data, label.length);
	dkis_free(label.data);
}

static void
put_node_attributes(Writer *writer, const DiagramNode *node)
{
	size_t length;
	const char *name;

	switch (node->kind)
	{
		case DIAGRAM_START:
			name = machine_entry_name(writer->machine, node->of, &length);
			if (length > 0)
				put_bpmn_name(writer, name, length);
			break;
		case DIAGRAM_STEP: put_task_name(writer, node->of); break;
		case DIAGRAM_CHOICE:
		case DIAGRAM_SPLIT: dkis_text_puts(writer->text, " gatewayDirection=\"Diverging\""); break;
		case DIAGRAM_MERGE:
		case DIAGRAM_JOIN: dkis_text_puts(writer->text, " gatewayDirection=\"Converging\""); break;
		default: break;
	}
}

static void
put_bpmn_node(Writer *writer, int index, const Edges *in, const Edges *out)
{
	const DiagramNode *node = &writer->diagram.nodes.data[index];

	dkis_text_printf(writer->text, "  <%s id=\"", elements[node->kind]);
	put_node_id(writer, index);
	dkis_text_puts(writer->text, "\"");
	put_node_attributes(writer, node);
	dkis_text_puts(writer->text, ">");
	EDGES_EACH(i, in, index)
	dkis_text_printf(writer->text, "<incoming>flow.%d</incoming>", in->item[i] + 1);
	EDGES_EACH(i, out, index)
	dkis_text_printf(writer->text, "<outgoing>flow.%d</outgoing>", out->item[i] + 1);
	dkis_text_printf(writer->text, "</%s>\n", elements[node->kind]);
}

static void
put_nodes(Writer *writer)
{
	const Diagram *diagram = &writer->diagram;
	Edges in;
	Edges out;

	edges_sort(&in, diagram->nodes.n, diagram->edges.n, diagram->edges.data, sizeof(DiagramEdge),
			   offsetof(DiagramEdge, target));
	edges_sort(&out, diagram->nodes.n, diagram->edges.n, diagram->edges.data, sizeof(DiagramEdge),
			   offsetof(DiagramEdge, source));
	for (int i = 0; i < diagram->nodes.n; i++)
	{
		dkis_check_interrupts();
		put_bpmn_node(writer, i, &in, &out);
	}
	edges_free(&in);
	edges_free(&out);
}

static void
put_flow(Writer *writer, int index)
{
	const DiagramEdge *edge = &writer->diagram.edges.data[index];
	DkisText label;

	dkis_text_init(&label);
	dkis_text_printf(writer->text, "  <sequenceFlow id=\"flow.%d\"", index + 1);
	if (diagram_edge_label(&writer->diagram, index, &label))
		put_bpmn_name(writer, label.data, label.length);
	dkis_text_puts(writer->text, " sourceRef=\"");
	put_node_id(writer, edge->source);
	dkis_text_puts(writer->text, "\" targetRef=\"");
	put_node_id(writer, edge->target);
	dkis_text_puts(writer->text, "\"/>\n");
	dkis_free(label.data);
}

/* ---- lanes -------------------------------------------------------------- */

static void
choose_bpmn_lanes(Writer *writer)
{
	writer->has_lanes =
		writer->notes && writer->notes->performer && machine_step_count(writer->machine) > 0;
	if (writer->has_lanes)
		lanes_of_nodes(&writer->lanes, &writer->diagram, writer->notes->performer, "");
	else
		lanes_init(&writer->lanes, writer->diagram.nodes.n);
}

static void
put_lane_set(Writer *writer)
{
	dkis_text_puts(writer->text, "  <laneSet id=\"lanes\">\n");
	for (int lane = 0; lane < writer->lanes.names.n; lane++)
	{
		dkis_text_printf(writer->text, "   <lane id=\"lane.%d\"", lane + 1);
		put_bpmn_name(writer, writer->lanes.names.data[lane],
					  strlen(writer->lanes.names.data[lane]));
		dkis_text_puts(writer->text, ">");
		for (int i = 0; i < writer->diagram.nodes.n; i++)
		{
			if (writer->lanes.of[i] != lane)
				continue;
			dkis_text_puts(writer->text, "<flowNodeRef>");
			put_node_id(writer, i);
			dkis_text_puts(writer->text, "</flowNodeRef>");
		}
		dkis_text_puts(writer->text, "</lane>\n");
	}
	dkis_text_puts(writer->text, "  </laneSet>\n");
}

/* ---- the picture -------------------------------------------------------- */

static void
put_bounds(Writer *writer, LayoutBox box)
{
	dkis_text_printf(writer->text, "<dc:Bounds x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
					 box.x, box.y, box.width, box.height);
}

#define POOL_HEADER 30
#define LANE_HEADER 30

static void
put_pool(Writer *writer)
{
	LayoutBox pool = {writer->layout.lanes[0].x - POOL_HEADER - LANE_HEADER,
					  writer->layout.lanes[0].y, writer->layout.width + POOL_HEADER + LANE_HEADER,
					  writer->layout.height};

	dkis_text_puts(writer->text, "   <bpmndi:BPMNShape id=\"pool.di\" bpmnElement=\"pool\" "
								 "isHorizontal=\"true\">");
	put_bounds(writer, pool);
	dkis_text_puts(writer->text, "</bpmndi:BPMNShape>\n");
	for (int i = 0; i < writer->lanes.names.n; i++)
	{
		LayoutBox box = writer->layout.lanes[i];

		box.x -= LANE_HEADER;
		box.width += LANE_HEADER;
		dkis_text_printf(writer->text,
						 "   <bpmndi:BPMNShape id=\"lane.%d.di\" bpmnElement=\"lane.%d\" "
						 "isHorizontal=\"true\">",
						 i + 1, i + 1);
		put_bounds(writer, box);
		dkis_text_puts(writer->text, "</bpmndi:BPMNShape>\n");
	}
}

static void
put_bpmn_shape(Writer *writer, int index)
{
	DiagramKind kind = writer->diagram.nodes.data[index].kind;

	dkis_text_puts(writer->text, "   <bpmndi:BPMNShape id=\"di.");
	put_node_id(writer, index);
	dkis_text_puts(writer->text, "\" bpmnElement=\"");
	put_node_id(writer, index);
	dkis_text_puts(writer->text, kind == DIAGRAM_CHOICE || kind == DIAGRAM_MERGE
									 ? "\" isMarkerVisible=\"true\">"
									 : "\">");
	put_bounds(writer, writer->layout.boxes[index]);
	dkis_text_puts(writer->text, "</bpmndi:BPMNShape>\n");
}

static void
put_bpmn_way(Writer *writer, int index)
{
	const LayoutWay *way = &writer->layout.ways[index];
	DkisText label;

	dkis_text_init(&label);
	dkis_text_printf(writer->text, "   <bpmndi:BPMNEdge id=\"flow.%d.di\" bpmnElement=\"flow.%d\">",
					 index + 1, index + 1);
	for (int i = 0; i < way->n; i++)
		dkis_text_printf(writer->text, "<di:waypoint x=\"%d\" y=\"%d\"/>", way->x[i], way->y[i]);
	if (diagram_edge_label(&writer->diagram, index, &label))
	{
		dkis_text_puts(writer->text, "<bpmndi:BPMNLabel>");
		put_bounds(writer, (LayoutBox){way->label_x, way->label_y, 90, 14});
		dkis_text_puts(writer->text, "</bpmndi:BPMNLabel>");
	}
	dkis_text_puts(writer->text, "</bpmndi:BPMNEdge>\n");
	dkis_free(label.data);
}

static void
put_picture(Writer *writer)
{
	dkis_text_printf(writer->text,
					 " <bpmndi:BPMNDiagram id=\"diagram\">\n"
					 "  <bpmndi:BPMNPlane id=\"plane\" bpmnElement=\"%s\">\n",
					 writer->has_lanes ? "collaboration" : "process");
	if (writer->has_lanes)
		put_pool(writer);
	for (int i = 0; i < writer->diagram.nodes.n; i++)
	{
		dkis_check_interrupts();
		put_bpmn_shape(writer, i);
	}
	for (int i = 0; i < writer->diagram.edges.n; i++)
	{
		dkis_check_interrupts();
		put_bpmn_way(writer, i);
	}
	dkis_text_puts(writer->text, "  </bpmndi:BPMNPlane>\n </bpmndi:BPMNDiagram>\n");
}

/*
 * Editors write a task's words 12 pixels high, 15 from line to line, 7 from the border, in a
 * sans serif that may be broader than ours: measured as if they were higher.
 */
#define WORDS_SIZE 14
#define WORDS_LEADING 15
#define WORDS_BORDER 7
#define MOST_LINES 200

/* How high the tasks are to be, each as all others, so that the words of none stand out. */
static int
height_of_tasks(const Writer *writer, int width)
{
	SvgLine lines[MOST_LINES];
	int most = 0;

	for (int i = 0; i < machine_step_count(writer->machine); i++)
	{
		DkisText label;
		int n;

		label_task(writer, i, &label);
		n = svg_wrap(label.data, label.length, WORDS_SIZE, width - 2 * WORDS_BORDER, lines,
					 MOST_LINES);
		most = n > most ? n : most;
		dkis_free(label.data);
	}
	return most * WORDS_LEADING + 2 * WORDS_BORDER;
}

#define TASK_WIDTH 120
#define TASK_HEIGHT 80

/* Long words of activities ask for broader tasks, and then for higher ones. */
static LayoutWishes
wished_tasks(const Writer *writer)
{
	LayoutWishes wishes = {TASK_WIDTH, TASK_HEIGHT, NULL, NULL};

	while (wishes.step_width < 3 * TASK_WIDTH &&
		   height_of_tasks(writer, wishes.step_width) > wishes.step_width)
		wishes.step_width += TASK_WIDTH / 2;
	if (wishes.step_height < height_of_tasks(writer, wishes.step_width))
		wishes.step_height = height_of_tasks(writer, wishes.step_width);
	return wishes;
}

/* ---- all together ------------------------------------------------------- */

static void
put_title(Writer *writer)
{
	if (writer->notes && writer->notes->title)
		put_bpmn_name(writer, writer->notes->title, strlen(writer->notes->title));
}

static void
put_document(Writer *writer)
{
	dkis_text_puts(writer->text,
				   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
				   "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" "
				   "xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" "
				   "xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" "
				   "xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" xmlns:dkis=\"urn:dkis\" "
				   "id=\"definitions\" targetNamespace=\"urn:dkis:alur\" exporter=\"dkis\">\n");
	if (writer->has_lanes)
	{
		dkis_text_puts(writer->text,
					   " <collaboration id=\"collaboration\"><participant id=\"pool\"");
		put_title(writer);
		dkis_text_puts(writer->text, " processRef=\"process\"/></collaboration>\n");
	}
	dkis_text_puts(writer->text, " <process id=\"process\"");
	put_title(writer);
	dkis_text_puts(writer->text, " isExecutable=\"false\">\n");
	if (writer->has_lanes)
		put_lane_set(writer);
	put_nodes(writer);
	for (int i = 0; i < writer->diagram.edges.n; i++)
	{
		dkis_check_interrupts();
		put_flow(writer, i);
	}
	dkis_text_puts(writer->text, " </process>\n");
	put_picture(writer);
	dkis_text_puts(writer->text, "</definitions>\n");
}

void
export_bpmn(const Machine *machine, const ExportNotes *notes, DkisText *text)
{
	Writer writer = {.text = text, .machine = machine, .notes = notes};

	diagram_make(&writer.diagram, machine, true);
	choose_bpmn_lanes(&writer);
	layout_make(&writer.layout, &writer.diagram, writer.lanes.of,
				writer.has_lanes ? writer.lanes.names.n : 1, 160, 80, wished_tasks(&writer));
	put_document(&writer);
	layout_free(&writer.layout);
	diagram_free(&writer.diagram);
	lanes_free(&writer.lanes);
}

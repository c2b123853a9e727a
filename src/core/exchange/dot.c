/*
 * Graphviz. Splits and joins are the bars of an activity diagram; an edge with
 * several outcomes has one a line.
 */
#include "core/draw/diagram.h"
#include "core/exchange/export.h"

/* Inside a quoted string that is also a label: \ and & have meanings there. */
static void
put_dot_label(DkisText *text, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		if (bytes[i] == '"' || bytes[i] == '\\')
			dkis_text_puts(text, "\\");
		if (bytes[i] == '&')
			dkis_text_puts(text, "&amp;");
		else if (bytes[i] == '|')
			dkis_text_puts(text, "\\n");
		else
			dkis_text_append(text, (unsigned char) bytes[i] < ' ' ? " " : bytes + i, 1);
	}
}

static void
put_named(DkisText *text, const char *shape, const char *name, size_t length)
{
	dkis_text_printf(text, "[shape=%s, label=\"", shape);
	put_dot_label(text, name, length);
	dkis_text_puts(text, "\"];\n");
}

static void
put_dot_node(DkisText *text, const Diagram *diagram, int index)
{
	const DiagramNode *node = &diagram->nodes.data[index];
	size_t length;
	const char *name;

	dkis_text_printf(text, "  n%d ", index);
	switch (node->kind)
	{
		case DIAGRAM_START:
			name = machine_entry_name(diagram->machine, node->of, &length);
			put_named(text, "oval", length > 0 ? name : "Mulai", length > 0 ? length : 5);
			break;
		case DIAGRAM_STEP:
			name = machine_step_name(diagram->machine, node->of, &length);
			put_named(text, "box", name, length);
			break;
		case DIAGRAM_END: put_named(text, "oval", "Selesai", 7); break;
		case DIAGRAM_CHOICE:
		case DIAGRAM_MERGE:
			dkis_text_puts(text, "[shape=diamond, label=\"\", width=0.35, height=0.35];\n");
			break;
		case DIAGRAM_SPLIT:
		case DIAGRAM_JOIN:
			dkis_text_puts(text, "[shape=box, style=filled, fillcolor=black, label=\"\", "
								 "width=1.0, height=0.06];\n");
			break;
	}
}

static void
put_dot_edge(DkisText *text, const Diagram *diagram, int index)
{
	const DiagramEdge *edge = &diagram->edges.data[index];
	DkisText label;

	dkis_text_init(&label);
	dkis_text_printf(text, "  n%d -> n%d", edge->source, edge->target);
	if (diagram_edge_label(diagram, index, &label))
	{
		dkis_text_puts(text, " [label=\"");
		put_dot_label(text, label.data, label.length);
		dkis_text_puts(text, "\"]");
	}
	dkis_text_puts(text, ";\n");
	dkis_free(label.data);
}

void
export_dot(const Machine *machine, DkisText *text)
{
	Diagram diagram;

	diagram_make(&diagram, machine, false);
	dkis_text_puts(text,
				   "digraph alur {\n  graph [rankdir=TB];\n  node [fontname=\"sans-serif\"];\n"
				   "  edge [fontname=\"sans-serif\", fontsize=10];\n");
	for (int i = 0; i < diagram.nodes.n; i++)
		put_dot_node(text, &diagram, i);
	for (int i = 0; i < diagram.edges.n; i++)
		put_dot_edge(text, &diagram, i);
	dkis_text_puts(text, "}\n");
	diagram_free(&diagram);
}

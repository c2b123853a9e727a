/*
 * Mermaid's flowchart. Labels stand in quotes; what could mean something to
 * Mermaid or to the Markdown inside it is written as #code;.
 */
#include "core/base/words.h"
#include "core/draw/diagram.h"
#include "core/exchange/export.h"

#include <string.h>

static bool
is_word_character(char c)
{
	return dkis_is_digit(c) || (dkis_lower(c) >= 'a' && dkis_lower(c) <= 'z') || (c & 0x80);
}

/* Plain in the middle of words, where no Markdown begins. */
static bool
is_plain_character(const char *bytes, size_t i, size_t length)
{
	bool inside = i > 0 && i + 1 < length && is_word_character(bytes[i - 1]) &&
				  is_word_character(bytes[i + 1]);

	if (is_word_character(bytes[i]))
		return true;
	if (bytes[i] == ' ' || bytes[i] == '|')
		return i > 0;
	return inside && memchr(".-/,", bytes[i], 4) != NULL;
}

static void
put_mermaid_label(DkisText *text, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		if (is_plain_character(bytes, i, length))
			dkis_text_append(text, bytes + i, 1);
		else
			dkis_text_printf(text, "#%d;", bytes[i] < ' ' ? ' ' : bytes[i]);
	}
}

static void
put_mermaid_node(DkisText *text, const Diagram *diagram, int index)
{
	const DiagramNode *node = &diagram->nodes.data[index];
	size_t length = 0;
	const char *name = "";

	dkis_text_printf(text, "  n%d", index);
	switch (node->kind)
	{
		case DIAGRAM_START:
			name = machine_entry_name(diagram->machine, node->of, &length);
			dkis_text_puts(text, "([\"");
			put_mermaid_label(text, length > 0 ? name : "Mulai", length > 0 ? length : 5);
			dkis_text_puts(text, "\"])\n");
			break;
		case DIAGRAM_STEP:
			name = machine_step_name(diagram->machine, node->of, &length);
			dkis_text_puts(text, "[\"");
			put_mermaid_label(text, name, length);
			dkis_text_puts(text, "\"]\n");
			break;
		case DIAGRAM_END: dkis_text_puts(text, "([\"Selesai\"])\n"); break;
		case DIAGRAM_CHOICE:
		case DIAGRAM_MERGE: dkis_text_puts(text, "{\"#63;\"}\n"); break;
		case DIAGRAM_SPLIT:
		case DIAGRAM_JOIN: dkis_text_puts(text, "((\"#43;\"))\n"); break;
	}
}

static void
put_mermaid_edge(DkisText *text, const Diagram *diagram, int index)
{
	const DiagramEdge *edge = &diagram->edges.data[index];
	DkisText label;

	dkis_text_init(&label);
	dkis_text_printf(text, "  n%d -->", edge->source);
	if (diagram_edge_label(diagram, index, &label))
	{
		dkis_text_puts(text, "|\"");
		for (size_t i = 0; i < label.length; i++) /* one of several, for who reads */
			if (label.data[i] == '|')
				label.data[i] = '/';
		put_mermaid_label(text, label.data, label.length);
		dkis_text_puts(text, "\"|");
	}
	dkis_text_printf(text, " n%d\n", edge->target);
	dkis_free(label.data);
}

void
export_mermaid(const Machine *machine, DkisText *text)
{
	Diagram diagram;

	diagram_make(&diagram, machine, false);
	dkis_text_puts(text, "flowchart TD\n");
	for (int i = 0; i < diagram.nodes.n; i++)
		put_mermaid_node(text, &diagram, i);
	for (int i = 0; i < diagram.edges.n; i++)
		put_mermaid_edge(text, &diagram, i);
	diagram_free(&diagram);
}

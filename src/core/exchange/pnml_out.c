/*
 * A place/transition net in PNML (ISO/IEC 15909-2). A place per step, a place
 * per input of a join, one source, one sink. Visible transitions are a step
 * finished with an outcome; entering and joining are silent, marked as ProM and
 * pm4py do. The final marking stands under the net, where they look for it.
 *
 * Which arc of the flow a transition belongs to is told in a toolspecific
 * element, so that reading back finds outcomes that were written together.
 */
#include "core/base/xml_writer.h"
#include "core/exchange/export.h"

static void
put_id(DkisText *text, const Machine *machine, const char *prefix, int step)
{
	dkis_text_puts(text, prefix);
	export_step_id(text, machine, step);
}

static void
put_net_name(DkisText *text, const char *name, size_t length)
{
	dkis_text_puts(text, "<name><text>");
	xml_write(text, name, length);
	dkis_text_puts(text, "</text></name>");
}

static void
put_places(DkisText *text, const Machine *machine)
{
	dkis_text_puts(text, "   <place id=\"source\"><name><text>start</text></name>"
						 "<initialMarking><text>1</text></initialMarking></place>\n");
	for (int i = 0; i < machine_step_count(machine); i++)
	{
		size_t length;
		const char *name = machine_step_name(machine, i, &length);

		put_id(text, machine, "   <place id=\"p.", i);
		dkis_text_puts(text, "\">");
		put_net_name(text, name, length);
		dkis_text_puts(text, "</place>\n");
	}
	for (int i = 0; i < machine_arc_count(machine); i++)
	{
		MachineArc arc = machine_arc(machine, i);

		for (int k = 0; arc.n_inputs > 1 && k < arc.n_inputs; k++)
			dkis_text_printf(text, "   <place id=\"w.%d\"/>\n", arc.first_input + k);
	}
	dkis_text_puts(text, "   <place id=\"sink\"><name><text>end</text></name></place>\n");
}

static void
put_tool(DkisText *text, int arc)
{
	dkis_text_printf(text, "<toolspecific tool=\"dkis\" version=\"1\" arc=\"%d\"/>", arc + 1);
}

static void
put_silent(DkisText *text, const char *id, int number, const char *name, size_t length, int arc)
{
	dkis_text_printf(text, "   <transition id=\"%s%d\">", id, number);
	if (length > 0)
		put_net_name(text, name, length);
	dkis_text_puts(text, "<toolspecific tool=\"ProM\" version=\"6.4\" activity=\"$invisible$\"/>");
	put_tool(text, arc);
	dkis_text_puts(text, "</transition>\n");
}

static void
put_visible(DkisText *text, const Machine *machine, int step, int outcome, int arc)
{
	DkisText label;

	dkis_text_init(&label);
	export_label(&label, machine, step, outcome);
	put_id(text, machine, "   <transition id=\"t.", step);
	dkis_text_printf(text, ".%d\">", outcome + 1);
	put_net_name(text, label.data, label.length);
	put_tool(text, arc);
	dkis_text_puts(text, "</transition>\n");
	dkis_free(label.data);
}

static void
put_transitions(DkisText *text, const Machine *machine, int index)
{
	MachineArc arc = machine_arc(machine, index);
	size_t length;
	const char *name;

	if (arc.entry >= 0)
	{
		name = machine_entry_name(machine, arc.entry, &length);
		put_silent(text, "enter.", arc.entry + 1, name, length, index);
	}
	for (int i = 0; i < arc.n_inputs; i++)
	{
		MachineInput input = machine_input(machine, arc.first_input + i);

		for (int k = 0; k < input.n_outcomes; k++)
			put_visible(text, machine, input.step, input.first_outcome + k, index);
	}
	if (arc.n_inputs > 1)
		put_silent(text, "join.", index + 1, "", 0, index);
}

/* How often the arc leads to the target at i, or 0 if it stood before. */
static int
times_led_to(const Machine *machine, MachineArc arc, int i)
{
	int target = machine_target(machine, arc.first_target + i);
	int times = 1;

	for (int k = 0; k < arc.n_targets; k++)
		if (k != i && machine_target(machine, arc.first_target + k) == target)
		{
			if (k < i)
				return 0;
			times++;
		}
	return times;
}

/* Where among its targets the arc leads to the one at i: for who reads back. */
static void
put_positions(DkisText *text, const Machine *machine, MachineArc arc, int i)
{
	int target = machine_target(machine, arc.first_target + i);

	dkis_text_puts(text, "<toolspecific tool=\"dkis\" version=\"1\" positions=\"");
	for (int k = i; k < arc.n_targets; k++)
		if (machine_target(machine, arc.first_target + k) == target)
			dkis_text_printf(text, k > i ? " %d" : "%d", k + 1);
	dkis_text_puts(text, "\"/></arc>\n");
}

/* From the transition of that name to every target, or to the sink. */
static void
put_targets(DkisText *text, const Machine *machine, MachineArc arc, const DkisText *from)
{
	if (arc.n_targets == 0)
		dkis_text_printf(text, "   <arc id=\"end.%s\" source=\"%s\" target=\"sink\"/>\n",
						 from->data, from->data);
	for (int i = 0; i < arc.n_targets; i++)
	{
		int times = times_led_to(machine, arc, i);

		if (times == 0)
			continue;
		dkis_text_printf(text, "   <arc id=\"to.%d.%s\" source=\"%s\" target=\"p.", i + 1,
						 from->data, from->data);
		export_step_id(text, machine, machine_target(machine, arc.first_target + i));
		if (times > 1)
		{
			dkis_text_printf(text, "\"><inscription><text>%d</text></inscription>", times);
			put_positions(text, machine, arc, i);
		}
		else
			dkis_text_puts(text, "\"/>\n");
	}
}

static void
put_input_arcs(DkisText *text, const Machine *machine, MachineArc arc, int index)
{
	MachineInput input = machine_input(machine, index);
	DkisText id;

	dkis_text_init(&id);
	for (int k = 0; k < input.n_outcomes; k++)
	{
		id.length = 0;
		put_id(&id, machine, "t.", input.step);
		dkis_text_printf(&id, ".%d", input.first_outcome + k + 1);
		dkis_text_printf(text, "   <arc id=\"from.%s\" source=\"p.", id.data);
		export_step_id(text, machine, input.step);
		dkis_text_printf(text, "\" target=\"%s\"/>\n", id.data);
		if (arc.n_inputs > 1)
			dkis_text_printf(text, "   <arc id=\"wait.%s\" source=\"%s\" target=\"w.%d\"/>\n",
							 id.data, id.data, index);
		else
			put_targets(text, machine, arc, &id);
	}
	dkis_free(id.data);
}

static void
put_net_arcs(DkisText *text, const Machine *machine, int index)
{
	MachineArc arc = machine_arc(machine, index);
	DkisText id;

	dkis_text_init(&id);
	if (arc.entry >= 0)
	{
		dkis_text_printf(&id, "enter.%d", arc.entry + 1);
		dkis_text_printf(text, "   <arc id=\"from.%s\" source=\"source\" target=\"%s\"/>\n",
						 id.data, id.data);
		put_targets(text, machine, arc, &id);
	}
	for (int i = 0; i < arc.n_inputs; i++)
		put_input_arcs(text, machine, arc, arc.first_input + i);
	if (arc.n_inputs > 1)
	{
		dkis_text_printf(&id, "join.%d", index + 1);
		for (int i = 0; i < arc.n_inputs; i++)
			dkis_text_printf(text, "   <arc id=\"from.%d.%s\" source=\"w.%d\" target=\"%s\"/>\n",
							 i + 1, id.data, arc.first_input + i, id.data);
		put_targets(text, machine, arc, &id);
	}
	dkis_free(id.data);
}

void
export_pnml(const Machine *machine, DkisText *text)
{
	dkis_text_puts(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
						 "<pnml xmlns=\"http://www.pnml.org/version-2009/grammar/pnml\">\n"
						 " <net id=\"net\" "
						 "type=\"http://www.pnml.org/version-2009/grammar/ptnet\">\n"
						 "  <name><text>alur</text></name>\n  <page id=\"page\">\n");
	put_places(text, machine);
	for (int i = 0; i < machine_arc_count(machine); i++)
		put_transitions(text, machine, i);
	for (int i = 0; i < machine_arc_count(machine); i++)
		put_net_arcs(text, machine, i);
	dkis_text_puts(text, "  </page>\n  <finalmarkings><marking><place idref=\"sink\">"
						 "<text>1</text></place></marking></finalmarkings>\n </net>\n</pnml>\n");
}

/*
 * State Chart XML (W3C Recommendation, 2015). Finishing step 8.1 with outcome
 * Tambah Bantuan is the event "8.1:Tambah_Bantuan"; entering by a named way is
 * "start:harian". Events name their step and outcome such that none is another's
 * prefix, for SCXML matches events by prefixes of their dotted words.
 *
 * A flow without & is one state after another. With & every step is a region
 * of one <parallel>, idle or active, and so is every input of a join (empty or
 * full); a join watches its inputs with In() and, when all are full, raises the
 * event that empties them and those that make its targets active.
 */
#include "core/base/xml_writer.h"
#include "core/exchange/export.h"

static void
put_scxml_event(DkisText *text, const Machine *machine, int step, int outcome)
{
	size_t length;
	const char *name;

	export_step_id(text, machine, step);
	dkis_text_puts(text, ":");
	name = machine_outcome_name(machine, step, outcome, &length);
	xml_write_id(text, name, length, '_');
}

static void
put_input_events(DkisText *text, const Machine *machine, MachineInput input)
{
	for (int i = 0; i < input.n_outcomes; i++)
	{
		dkis_text_puts(text, i > 0 ? " " : "");
		put_scxml_event(text, machine, input.step, input.first_outcome + i);
	}
}

/* event="..." of an entry; a single one needs none and is taken at once. */
static void
put_entry_event(DkisText *text, const Machine *machine, int entry)
{
	size_t length;
	const char *name = machine_entry_name(machine, entry, &length);

	if (machine_entry_count(machine) == 1)
		return;
	dkis_text_puts(text, " event=\"start:");
	xml_write_id(text, name, length, '_');
	dkis_text_puts(text, "\"");
}

static void
open_document(DkisText *text, const char *datamodel)
{
	dkis_text_printf(text,
					 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
					 "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" "
					 "datamodel=\"%s\" name=\"alur\" initial=\"start\">\n",
					 datamodel);
}

/* ---- one state after another -------------------------------------------- */

static void
put_plain_target(DkisText *text, const Machine *machine, MachineArc arc)
{
	dkis_text_puts(text, " target=\"");
	if (arc.n_targets == 0)
		dkis_text_puts(text, "end");
	else
	{
		dkis_text_puts(text, "s.");
		export_step_id(text, machine, machine_target(machine, arc.first_target));
	}
	dkis_text_puts(text, "\"/>\n");
}

static void
put_plain_state(DkisText *text, const Machine *machine, int step)
{
	int last = -1;

	dkis_text_puts(text, " <state id=\"s.");
	export_step_id(text, machine, step);
	dkis_text_puts(text, "\">\n");
	for (int i = 0; i < machine_outcome_count(machine, step); i++)
	{
		int arc = machine_outcome_arc(machine, step, i);

		if (arc == last)
			continue;
		last = arc;
		dkis_text_puts(text, "  <transition event=\"");
		put_input_events(text, machine,
						 machine_input(machine, machine_outcome_input(machine, step, i)));
		dkis_text_puts(text, "\"");
		put_plain_target(text, machine, machine_arc(machine, arc));
	}
	dkis_text_puts(text, " </state>\n");
}

static void
put_plain(DkisText *text, const Machine *machine)
{
	open_document(text, "null");
	dkis_text_puts(text, " <state id=\"start\">\n");
	for (int i = 0; i < machine_arc_count(machine); i++)
	{
		MachineArc arc = machine_arc(machine, i);

		if (arc.entry < 0)
			continue;
		dkis_text_puts(text, "  <transition");
		put_entry_event(text, machine, arc.entry);
		put_plain_target(text, machine, arc);
	}
	dkis_text_puts(text, " </state>\n");
	for (int i = 0; i < machine_step_count(machine); i++)
		put_plain_state(text, machine, i);
	dkis_text_puts(text, " <final id=\"end\"/>\n</scxml>\n");
}

/* ---- several at once ---------------------------------------------------- */

static void
put_raise_targets(DkisText *text, const Machine *machine, MachineArc arc)
{
	if (arc.n_targets == 0)
		dkis_text_puts(text, "<raise event=\"end:\"/>");
	for (int i = 0; i < arc.n_targets; i++)
	{
		dkis_text_puts(text, "<raise event=\"activate:");
		export_step_id(text, machine, machine_target(machine, arc.first_target + i));
		dkis_text_puts(text, ":\"/>");
	}
}

static void
put_step_transition(DkisText *text, const Machine *machine, int step, int input)
{
	int index = machine_outcome_arc(machine, step, machine_input(machine, input).first_outcome);
	MachineArc arc = machine_arc(machine, index);

	dkis_text_puts(text, "   <transition event=\"");
	put_input_events(text, machine, machine_input(machine, input));
	dkis_text_puts(text, "\" target=\"idle.");
	export_step_id(text, machine, step);
	dkis_text_puts(text, "\">");
	if (arc.n_inputs > 1)
		dkis_text_printf(text, "<raise event=\"wait:%d\"/>", input);
	else
		put_raise_targets(text, machine, arc);
	dkis_text_puts(text, "</transition>\n");
}

static void
put_step_region(DkisText *text, const Machine *machine, int step)
{
	DkisText id;
	int last = -1;

	dkis_text_init(&id);
	export_step_id(&id, machine, step);
	dkis_text_printf(text,
					 "  <state id=\"s.%s\" initial=\"idle.%s\">\n"
					 "   <state id=\"idle.%s\"><transition event=\"activate:%s:\" "
					 "target=\"active.%s\"/></state>\n"
					 "   <state id=\"active.%s\">\n",
					 id.data, id.data, id.data, id.data, id.data, id.data);
	for (int i = 0; i < machine_outcome_count(machine, step); i++)
	{
		int input = machine_outcome_input(machine, step, i);

		if (input != last)
			put_step_transition(text, machine, step, input);
		last = input;
	}
	dkis_text_puts(text, "   </state>\n  </state>\n");
	dkis_free(id.data);
}

static void
put_join_regions(DkisText *text, const Machine *machine, int index)
{
	MachineArc arc = machine_arc(machine, index);

	for (int i = arc.first_input; i < arc.first_input + arc.n_inputs; i++)
		dkis_text_printf(text,
						 "  <state id=\"w.%d\" initial=\"w.%d.empty\">"
						 "<state id=\"w.%d.empty\"><transition event=\"wait:%d\" "
						 "target=\"w.%d.full\"/></state>"
						 "<state id=\"w.%d.full\"><transition event=\"join:%d\" "
						 "target=\"w.%d.empty\"/></state></state>\n",
						 i, i, i, i, i, i, index, i);
	dkis_text_printf(text,
					 "  <state id=\"j.%d\" initial=\"j.%d.open\">"
					 "<state id=\"j.%d.open\"><transition cond=\"",
					 index, index, index);
	for (int i = 0; i < arc.n_inputs; i++)
		dkis_text_printf(text, "%sIn('w.%d.full')", i > 0 ? " &amp;&amp; " : "",
						 arc.first_input + i);
	dkis_text_printf(text, "\" target=\"j.%d.passing\"><raise event=\"join:%d\"/>", index, index);
	put_raise_targets(text, machine, arc);
	dkis_text_printf(
		text,
		"</transition></state><state id=\"j.%d.passing\"><transition event=\"join:%d\" "
		"target=\"j.%d.open\"/></state></state>\n",
		index, index, index);
}

static void
put_parallel(DkisText *text, const Machine *machine)
{
	open_document(text, "ecmascript");
	dkis_text_puts(text, " <state id=\"start\">\n");
	for (int i = 0; i < machine_arc_count(machine); i++)
	{
		MachineArc arc = machine_arc(machine, i);

		if (arc.entry < 0)
			continue;
		dkis_text_puts(text, "  <transition");
		put_entry_event(text, machine, arc.entry);
		dkis_text_puts(text, " target=\"flow\">");
		put_raise_targets(text, machine, arc);
		dkis_text_puts(text, "</transition>\n");
	}
	dkis_text_puts(text, " </state>\n <parallel id=\"flow\">\n"
						 "  <transition event=\"end:\" target=\"end\"/>\n");
	for (int i = 0; i < machine_step_count(machine); i++)
		put_step_region(text, machine, i);
	for (int i = 0; i < machine_arc_count(machine); i++)
		if (machine_arc(machine, i).n_inputs > 1)
			put_join_regions(text, machine, i);
	dkis_text_puts(text, " </parallel>\n <final id=\"end\"/>\n</scxml>\n");
}

static bool
is_sequential(const Machine *machine)
{
	for (int i = 0; i < machine_arc_count(machine); i++)
		if (machine_arc(machine, i).n_inputs > 1 || machine_arc(machine, i).n_targets > 1)
			return false;
	return true;
}

void
export_scxml(const Machine *machine, DkisText *text)
{
	if (is_sequential(machine))
		put_plain(text, machine);
	else
		put_parallel(text, machine);
}

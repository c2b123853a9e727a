/*
 * Flows in the languages of other tools.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "module.h"
#include "export.h"
#include "flow.h"

typedef void (*Writer)(const Machine *machine, DkisText *text);

/* text; and xml, which is the same inside. */
static Datum
write_machine(FunctionCallInfo fcinfo, Writer writer)
{
	DkisText text;

	dkis_text_init(&text);
	writer(PG_GETARG_MACHINE(0), &text);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(text.data, text.length));
}

PG_FUNCTION_INFO_V1(dkis_to_mermaid);
PG_FUNCTION_INFO_V1(dkis_to_dot);
PG_FUNCTION_INFO_V1(dkis_to_pnml);
PG_FUNCTION_INFO_V1(dkis_to_scxml);
PG_FUNCTION_INFO_V1(dkis_to_bpmn);
PG_FUNCTION_INFO_V1(dkis_to_bpmn_lanes);

Datum
dkis_to_mermaid(PG_FUNCTION_ARGS)
{
	return write_machine(fcinfo, export_mermaid);
}

Datum
dkis_to_dot(PG_FUNCTION_ARGS)
{
	return write_machine(fcinfo, export_dot);
}

Datum
dkis_to_pnml(PG_FUNCTION_ARGS)
{
	return write_machine(fcinfo, export_pnml);
}

Datum
dkis_to_scxml(PG_FUNCTION_ARGS)
{
	return write_machine(fcinfo, export_scxml);
}

static void
bare_bpmn(const Machine *machine, DkisText *text)
{
	export_bpmn(machine, NULL, text);
}

Datum
dkis_to_bpmn(PG_FUNCTION_ARGS)
{
	return write_machine(fcinfo, bare_bpmn);
}

/* Texts by step: the i-th is of the step that names has in the i-th place. */
static const char **
by_step(const Machine *machine, ArrayType *names, ArrayType *texts)
{
	const char **found = palloc0(sizeof(char *) * machine_step_count(machine));
	Datum *steps;
	Datum *values;
	int count;
	int value_count;

	deconstruct_array(names, TEXTOID, -1, false, TYPALIGN_INT, &steps, NULL, &count);
	deconstruct_array(texts, TEXTOID, -1, false, TYPALIGN_INT, &values, NULL, &value_count);
	for (int i = 0; i < Min(count, value_count); i++)
	{
		char *step = TextDatumGetCString(steps[i]);
		int index = machine_step_index(machine, step, strlen(step));

		if (index >= 0)
			found[index] = TextDatumGetCString(values[i]);
	}
	return found;
}

/* (machine, title, steps, activities, performers) */
Datum
dkis_to_bpmn_lanes(PG_FUNCTION_ARGS)
{
	const Machine *machine = PG_GETARG_MACHINE(0);
	ArrayType *steps = PG_GETARG_ARRAYTYPE_P(2);
	ExportNotes notes = {text_to_cstring(PG_GETARG_TEXT_PP(1)),
						 by_step(machine, steps, PG_GETARG_ARRAYTYPE_P(3)),
						 by_step(machine, steps, PG_GETARG_ARRAYTYPE_P(4))};
	DkisText text;

	dkis_text_init(&text);
	export_bpmn(machine, &notes, &text);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(text.data, text.length));
}
